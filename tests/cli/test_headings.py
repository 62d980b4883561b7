"""Heads of listings: stable keys in English and for scripts, names in Chinese."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from services.listing import KINDS

RAW = re.compile(r"[a-z]+(_[a-z]+)*")


def heads(text: str) -> list[str]:
    return text.splitlines()[0].split("  ")


@pytest.mark.parametrize(
    "words",
    [("list", kind) for kind in KINDS]
    + [("plan", "versions", "cautious"), ("snapshots", "list"), ("find", "N05"), ("census", "editions"), ("doctor",)],
    ids="-".join,
)
def test_columns_have_chinese_names(call_home: Any, demo: tuple[Path, Any], words: tuple[str, ...]) -> None:
    code, out, _ = call_home(demo[0], *words, "--lang", "zh", "--quiet")
    assert code in (0, 1)
    assert [head for head in heads(out) if RAW.fullmatch(head.strip())] == [] if out else code == 0


def test_the_frontier_speaks_chinese_and_english_keeps_its_keys(call_home: Any, demo: tuple[Path, Any]) -> None:
    _, chinese, _ = call_home(demo[0], "plan", "versions", "cautious", "--lang", "zh", "--quiet")
    _, english, _ = call_home(demo[0], "plan", "versions", "cautious", "--lang", "en", "--quiet")
    assert chinese.splitlines()[0].split() == ["方案及版本", "状态", "编制人", "编写时间", "摘要"]
    assert english.splitlines()[0].split() == ["reference", "state", "author", "written_at", "digest"]
    _, listed, _ = call_home(demo[0], "plan", "versions", "cautious", "--lang", "zh", "--csv", "--quiet")
    assert listed.splitlines()[0].split(",") == ["reference", "state", "author", "written_at", "digest"]
