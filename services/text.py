"""Every message of every room, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from collectors.messages import MESSAGES as COLLECTORS
from lab.messages import MESSAGES as LAB
from planning.messages import MESSAGES as PLANNING
from planning.messages import message_text
from services.messages import MESSAGES as SERVICES
from topology.messages import MESSAGES as TOPOLOGY
from topology.model.errors import NetfoldError, Problem, Scalar
from topology.model.text import render

MESSAGES: Final[dict[str, str]] = {**TOPOLOGY, **COLLECTORS, **PLANNING, **LAB, **SERVICES}
"""The English template of each message code, of all rooms."""


def message(code: str, params: Mapping[str, Scalar] | None, lang: str) -> str:
    """Say a message by its code; a code without a text is said as it is."""
    if code in PLANNING:
        return message_text(code, dict(params or {}), lang)
    return render(MESSAGES.get(code, code), dict(params or {}), lang)


def error_text(error: NetfoldError, lang: str) -> str:
    """Say an error in one line."""
    return message(error.code, error.params, lang)


def said(problem: Problem, lang: str) -> str:
    """Say a problem: where, then what."""
    text = message(problem.code, problem.params, lang)
    return f"{problem.where}: {text}" if problem.where else text


def messages() -> dict[str, str]:
    """Return the English template of each message code, of all rooms."""
    return MESSAGES
