"""Hostile texts in configurations and names, from the file to what people and spreadsheets get; cases by their number."""

import csv
import io
import json
from itertools import product
from pathlib import Path

import pytest

from services.home import Home
from services.imported import State
from services.importing import Request, import_paths
from services.listing import rows
from services.tables import csv_text, table_text

MARKS = "\u202e\u200b\u2066\ufeff\u00ad\u0301'\"`;|&$%{}[]()<>\\/~^*?!#@=+-,.:_\u3000\u4e2d\U0001f600\U00020000\u0000\u0001\u0008\u000b\u001b\u007f\u0085\u2028\ufffe"
SHAPES = ("{0}", "a{0}b", "{0}{0}", "=1+{0}1", "<script>{0}</script>", "../{0}/etc/passwd", "%s%n{0}", "' OR 1=1 --{0}")
NAUGHTY = [shape.replace("{0}", mark) for mark, shape in product(MARKS, SHAPES)]
FORMULAS = ("=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "=1+1")


def config(texts: list[str], name: str = "A") -> str:
    ports = "".join(f"interface GigabitEthernet0/{index // 48}/{index % 48}\n description {text}\n#\n" for index, text in enumerate(texts))
    return f"!Software Version V200R011C10SPC600\n#\nsysname {name}\n#\nvlan batch 2\n#\n{ports}return\n"


@pytest.fixture
def home(tmp_path: Path):
    with Home.open(tmp_path / "home") as one:
        yield one


def take(home: Home, tmp_path: Path, files: dict[str, str]) -> dict[str, State]:
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    return {file.path: file.state for file in import_paths(home, [Request(path=folder, realm="n1")]).files}


def test_there_are_enough_naughty_strings() -> None:
    assert len(set(NAUGHTY)) >= 300


def test_b19_naughty_descriptions_come_back_as_they_were_read(home: Home, tmp_path: Path) -> None:
    assert take(home, tmp_path, {"a.cfg": config(NAUGHTY)}) == {"in/a.cfg": State.IMPORTED}
    (head,) = home.store.records.heads()
    (record,) = home.store.records.load([head.seq])
    assert len(record.interfaces) == len(NAUGHTY)
    said = [interface.description or "" for interface in record.interfaces]
    assert all(mark not in "".join(said) for mark in "\x00\x01\x08\x0b\x1b\x7f")
    kept = 0
    for text, found in zip(NAUGHTY, said, strict=True):
        clean = "".join(mark for mark in text if mark >= " " and mark != "\x7f").strip()
        if not set("\x08\x1b\x85\u2028") & set(text) and "\x00" not in text and "<secret" not in found:
            assert found == clean or not clean, text
            kept += 1
    assert kept > 250
    listed = {row["interface"]: row["description"] for row in rows(home, "interfaces")}
    assert json.loads(json.dumps(listed)) == {interface.name: interface.description or None for interface in record.interfaces}


def test_b20_no_text_of_a_device_is_a_formula_in_an_export(home: Home, tmp_path: Path) -> None:
    take(home, tmp_path, {"a.cfg": config([*FORMULAS, *NAUGHTY[::5]], name="=1+1")})
    for kind in ("interfaces", "devices", "runs", "unmatched"):
        found = rows(home, kind)
        for row in csv.reader(io.StringIO(csv_text(found))):
            assert not [cell for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not cell[1:2].isdigit())]
        if found:
            shown = table_text(found)
            assert shown.replace("\n", "").isprintable()


def test_b21_hostile_names_of_files_only_label(home: Home, tmp_path: Path) -> None:
    names = [
        "\u202egfc.exe",
        "a b;rm -rf ~.cfg",
        "$(touch x).cfg",
        "=1+1.cfg",
        "-rf",
        "'; DROP TABLE record;--",
        "<img src=x>.cfg",
        "中文名.cfg",
    ]
    states = take(home, tmp_path, {name: config(["x"], name=f"D{index}") for index, name in enumerate(names)})
    assert set(states.values()) == {State.IMPORTED}
    assert {row["device"] for row in rows(home, "devices")} == {f"D{index}" for index in range(len(names))}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "in"]


@pytest.mark.parametrize(
    "bait",
    [
        config(["a" * 100_000]),
        "header login information ^\n" + "x\n" * 5_000,
        config(["|" * 50_000, "%^%#" * 10_000, "password " * 5_000]),
        "<A>dis cu\n" + config(["cipher " * 2_000]) + "<A>quit\n",
        "#\n" * 30_000 + config(["x"]),
    ],
    ids=["long-word", "open-banner", "pipes-and-ciphers", "log", "separators"],
)
def test_b24_bait_for_patterns_is_read_in_linear_time(home: Home, tmp_path: Path, bait: str) -> None:
    assert len(take(home, tmp_path, {"bait.cfg": bait})) == 1


def test_b23_a_configuration_beyond_the_limit_is_read_to_it_and_marked(home: Home, tmp_path: Path) -> None:
    from collectors.clean import MAX_LINES

    text = config(["x"]).replace("return\n", "") + "vlan 7\n" * MAX_LINES
    done = import_paths(home, [Request(path=_file(tmp_path, text), realm="n1")])
    (device,) = done.files[0].devices
    assert "text-too-many-lines" in {problem.code for problem in device.problems}
    assert rows(home, "devices")[0]["completeness"] == "partial"


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "big.cfg"
    path.write_text(text)
    return path
