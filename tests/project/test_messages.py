"""Every code that is raised or reported has a text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from services.text import messages
from topology.model import errors

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("topology", "collectors", "planning", "lab", "services", "dashboard")
CARRIERS = {name for name in vars(errors) if isinstance(getattr(errors, name), type)} - {"Severity"}


def codes_in(path: Path) -> set[str]:
    """Literal first arguments of errors and problems in one file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CARRIERS:
            continue
        first = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "code"), None)
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            found.add(first.value)
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_each_code_has_a_text(room: str) -> None:
    used = set().union(*(codes_in(path) for path in (ROOT / room).rglob("*.py"))) | (
        codes_in(ROOT / "app.py") if room == "services" else set()
    )
    assert sorted(code for code in used if code not in messages()) == []


def test_codes_are_found_at_all() -> None:
    assert len(set().union(*(codes_in(path) for room in ROOMS for path in (ROOT / room).rglob("*.py")))) > 50
