"""Both languages say everything: catalogues are complete and their placeholders agree."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from topology.model.text import ROOMS

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"t": None, "N_": None, "_": None}
PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}")
HAN = re.compile(r"[\u4e00-\u9fff]")


def source_texts(room: str) -> set[str]:
    """Texts marked in a room's Python sources."""
    paths = [ROOT / "app.py", *sorted((ROOT / "commands").glob("*.py"))] if room == "app" else sorted((ROOT / room).rglob("*.py"))
    found: set[str] = set()
    for path in paths:
        for _line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            texts = message if isinstance(message, tuple) else (message,)
            found.update(text for text in texts if text)
    return found


def catalogue(room: str, lang: str) -> dict[str, str]:
    """Entries of a room's catalogue."""
    path = ROOT / "data" / "i18n" / lang / "LC_MESSAGES" / f"{room}.po"
    if not path.is_file():
        return {}
    entries = read_po(io.BytesIO(path.read_bytes()), locale=lang)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and not entry.fuzzy}


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_is_in_both_catalogues(room: str) -> None:
    texts = source_texts(room)
    english, chinese = catalogue(room, "en"), catalogue(room, "zh")
    assert sorted(texts - english.keys()) == []
    assert sorted(text for text in texts if not chinese.get(text)) == []


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_placeholders_agree(room: str, lang: str) -> None:
    differing = {
        text: translated
        for text, translated in catalogue(room, lang).items()
        if translated and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(translated))
    }
    assert differing == {}


@pytest.mark.parametrize("room", ROOMS)
def test_chinese_entries_are_chinese(room: str) -> None:
    """A sentence of several words that holds no Chinese character was left untranslated."""
    untranslated = [
        text
        for text, translated in catalogue(room, "zh").items()
        if translated and not HAN.search(translated) and len(re.findall(r"[A-Za-z]{3,}", PLACEHOLDER.sub("", text))) > 2
    ]
    assert untranslated == []


def test_rooms_hold_texts() -> None:
    """The check above would pass on nothing; it must not."""
    assert sum(len(source_texts(room)) for room in ROOMS) > 300
