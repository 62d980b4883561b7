"""Every message of every room, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from topology.model.errors import NetfoldError, Problem, Scalar
from topology.model.text import problem_text, render

_ROOMS = ("topology", "collectors", "planning", "lab", "services")


@cache
def messages() -> dict[str, str]:
    """Return the English template of each message code, of all rooms."""
    merged: dict[str, str] = {}
    for room in _ROOMS:
        name = f"{room}.messages"
        if find_spec(name) is not None:
            merged.update(import_module(name).MESSAGES)
    return merged


def message(code: str, params: Mapping[str, Scalar] | None, lang: str) -> str:
    """Say a message by its code; a code without a text is said as it is."""
    return render(messages().get(code, code), dict(params or {}), lang)


def error_text(error: NetfoldError, lang: str) -> str:
    """Say an error in one line."""
    return message(error.code, error.params, lang)


def said(problem: Problem, lang: str) -> str:
    """Say a problem: where, then what."""
    return problem_text(problem, messages(), lang)
