"""Two thousand files of four makers in one import: all are recognised and read, within the memory that is promised."""

from pathlib import Path

import pytest

from benchmarks.config_import import FILES, run_apart
from lab.configs.core_switch import LINES, LONG
from lab.configs.many import write_many
from lab.truth import Vendor
from tests.long.city import tell


def test_long_configurations_are_as_long_as_they_say_and_no_two_alike() -> None:
    texts = [write(number) for write in LONG.values() for number in (1, 2)]
    assert set(LONG) == set(Vendor)
    assert len(set(texts)) == len(texts)
    assert all(LINES - 2 <= text.count("\n") <= LINES for text in texts)


def test_write_many_gives_every_maker_and_some_long_files(tmp_path: Path) -> None:
    lines = write_many(tmp_path, 40)
    files = sorted(tmp_path.rglob("*.cfg"))
    sizes = [path.read_bytes().count(b"\n") for path in files]
    assert (len(files), sum(sizes)) == (40, lines)
    assert sum(size > LINES / 2 for size in sizes) == 4


def test_write_many_refuses_more_devices_than_there_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2544 devices"):
        write_many(tmp_path, 10_000)


@pytest.mark.long
@pytest.mark.parametrize("long_every", [10, 1])
def test_2000_files_are_imported_whole_in_a_gibibyte(tmp_path: Path, long_every: int) -> None:
    lines = write_many(tmp_path / "files", FILES, long_every=long_every)
    figures = run_apart(tmp_path / "files", tmp_path / "home")
    tell(f"import_2000_long_every_{long_every}", lines=lines, seconds=figures.seconds, cpu_s=figures.cpu_s, peak_mib=figures.peak_mib)
    assert figures.states == {"imported": FILES}
    assert long_every == 1 or figures.unread_lines == 0
    assert figures.platforms == {"huawei_vrp": 886, "hp_comware": 608, "ruijie_rgos": 289, "cisco_ios": 217}
    assert figures.devices == FILES
    assert figures.peak_mib <= 1024
