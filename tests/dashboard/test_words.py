"""What pages say: one wording a text, Chinese punctuation in Chinese sentences."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dashboard.gridwords import GRID_WORDS
from topology.model.text import ROOMS

_CATALOGUES = Path(__file__).parents[2] / "data" / "i18n" / "zh" / "LC_MESSAGES"
_TYPED = re.compile(r"\(\?P<.*?\)|DEVICE:PORT|\{host\}:\{port\}|网络:(?:处置方式|join:归并对象)")
"""What users type stands as it is typed."""
_HALF = re.compile(r"[\u4e00-\u9fff\u201d\uff09}][,;:()]|[,;:()][\u4e00-\u9fff\u201c\uff08{]")


def _texts(room: str) -> dict[str, str]:
    entries = read_po(io.BytesIO((_CATALOGUES / f"{room}.po").read_bytes()), locale="zh")
    return {str(entry.id): str(entry.string) for entry in entries if entry.id}


@pytest.mark.parametrize("room", ROOMS)
def test_chinese_texts_carry_chinese_punctuation(room: str) -> None:
    texts = _texts(room)
    assert texts
    assert {said for said in texts.values() if _HALF.search(_TYPED.sub("", said))} == set()
    assert [said for said in texts.values() if said.count("（") != said.count("）")] == []


def test_the_tables_words_carry_chinese_punctuation() -> None:
    assert [said for said in GRID_WORDS.values() if _HALF.search(said) or said.endswith(":")] == []


def test_a_text_of_several_rooms_is_said_in_one_way() -> None:
    """At run time the catalogues are one, so a second wording would depend on their order."""
    said: dict[str, dict[str, str]] = {}
    for room in ROOMS:
        for text, translated in _texts(room).items():
            said.setdefault(text, {})[room] = translated
    assert {text: ways for text, ways in said.items() if len(set(ways.values())) > 1} == {}
