"""Captures of real devices beside their expected rows: every one of them, as it was saved and as terminals leave it.

Reads captures beside the checkout (corpus/README); nothing of them is copied here.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from collectors.clean import clean, uncut
from collectors.shows import Answer, vendor_of
from collectors.shows.answers import Table
from collectors.shows.parsing import parse_answer
from collectors.sources.sessions import find_blocks

_CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "configs"
_SETS = {"huawei_vrp": _CORPUS / "huawei_vrp" / "show_ntc", "zte_zxros": _CORPUS / "zte" / "show_ntc"}
CAPTURES = [(platform, path) for platform, folder in _SETS.items() for path in sorted(folder.glob("*/*.raw"))]
_PAGER = {"huawei_vrp": "  ---- More ----", "zte_zxros": " --More--"}
_STAMP = "2026-11-23 10:00:00.123 +08:00\n"


def command_of(path: Path) -> str:
    return path.parent.name.replace("_", " ")


def expected(path: Path) -> list[dict[str, object]]:
    return list(yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))["parsed_sample"])


def rows_of(table: object) -> list[dict[str, object]]:
    assert isinstance(table, Table), table
    return [{name: list(value) if isinstance(value, tuple) else value for name, value in row.values.items()} for row in table.rows]


def in_a_log(platform: str, path: Path) -> str:
    """Return a capture as a terminal's log has it: prompt and command, a time stamp, a pager's prompt every 24 lines."""
    lines = path.read_text(encoding="utf-8").split("\n")
    paged = "\n".join(f"{line}\n{_PAGER[platform]}" if index % 24 == 23 else line for index, line in enumerate(lines))
    if platform == "huawei_vrp":
        return f"<SW1>{command_of(path)}\n{_STAMP}{paged}\n<SW1>quit\n"
    return f"SW1#{command_of(path)}\n{paged}\nSW1#exit\n"


def wiped(platform: str, path: Path) -> str:
    """Return a capture with the pager's prompt wiped by the terminal, and carriage returns at the ends of lines."""
    lines = path.read_text(encoding="utf-8").split("\n")
    wipe = f"{_PAGER[platform]}\x1b[42D{' ' * 42}\x1b[42D"
    paged = "\r\n".join(f"{wipe}{line}" if index % 24 == 23 else line for index, line in enumerate(lines))
    prompt = "<SW1>" if platform == "huawei_vrp" else "SW1#"
    return f"{prompt}{command_of(path)}\r\n{paged}\r\n{prompt}quit\r\n"


def test_the_corpus_is_read_where_it_lies() -> None:
    assert not _CORPUS.exists() or len(CAPTURES) == 72


@pytest.mark.skipif(not _CORPUS.exists(), reason="the corpus is not beside the checkout")
@pytest.mark.parametrize(("platform", "path"), CAPTURES, ids=[path.stem for _, path in CAPTURES])
def test_a_capture_gives_its_expected_rows_whatever_a_terminal_added(platform: str, path: Path) -> None:
    vendor = vendor_of(platform)
    assert vendor is not None
    want = expected(path)
    bare = clean(path.read_bytes(), "f")
    answer = Answer(path="f", command=command_of(path), number=1, lines=uncut(bare, bare.lines), full=bare.full, noise=bare.noise)
    assert rows_of(parse_answer(vendor, answer)) == want
    for form in (in_a_log, wiped):
        text = clean(form(platform, path).encode(), "f")
        block = find_blocks(text)[0]
        if not block.lines:  # the device only informed that there is none
            assert want == []
            continue
        found = parse_answer(
            vendor,
            Answer(path="f", command=block.command, number=block.number, lines=uncut(text, block.lines), full=text.full, noise=text.noise),
        )
        assert rows_of(found) == want, form.__name__
        assert isinstance(found, Table)
        places = [row.line for row in found.rows]
        assert places == sorted(places)
        assert all(block.number < line <= block.lines[-1].number for line in places)
