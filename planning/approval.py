"""Approval: how a scenario goes from draft to locked, and what a locked one is held to.

A locked scenario cannot change: its hash covers all that decides its figures, and what it rests on is pinned.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

import msgspec
from msgspec.structs import replace

from planning.appraisal import Appraisal
from planning.prices import PriceBook
from planning.scenario import Approval, Pinned, Scenario, scenario_hash
from topology.model.census import Census
from topology.model.errors import InputError, Problem, Severity

STEPS: Final[dict[Approval, frozenset[Approval]]] = {
    Approval.DRAFT: frozenset({Approval.REVIEWED}),
    Approval.REVIEWED: frozenset({Approval.APPROVED, Approval.DRAFT}),
    Approval.APPROVED: frozenset({Approval.LOCKED, Approval.DRAFT}),
    Approval.LOCKED: frozenset(),
}
"""Where a scenario may go from each state. From a locked one nothing leads on: a changed plan is another scenario."""

FINAL: Final = frozenset({Approval.APPROVED, Approval.LOCKED})
"""States in which a scenario speaks for the programme: only one that may be final gets there."""

_PINS: Final = {
    "census": "edition",
    "census_hash": "census_content",
    "prices_hash": "prices",
    "base_hash": "base_cash",
    "snapshot": "snapshot",
}
"""What is pinned, to what it is called."""
_STATE = re.compile(r"^(approval|hash)\s*=.*$\n?", re.MULTILINE)
_TABLE = re.compile(r"^\[", re.MULTILINE)
_PINNED = re.compile(r"^\[pinned\]\n(?:[a-z_]+ = .*\n?)*", re.MULTILINE)
_ENCODER = msgspec.json.Encoder(order="deterministic")


def content_hash(content: Census | PriceBook) -> str:
    """Return the hash of an input's content (BLAKE2b, 16 bytes, hex): two inputs of one name are told apart by it."""
    return hashlib.blake2b(_ENCODER.encode(content), digest_size=16).hexdigest()


def pin(census: Census, prices: PriceBook, base: Scenario, snapshot: str | None, bases: dict[str, int] | None = None) -> Pinned:
    """Return what a scenario rests on, as it is now; `bases` gives the versions of those it inherits from."""
    return Pinned(
        bases=bases or {},
        census=census.edition,
        census_hash=content_hash(census),
        prices_hash=content_hash(prices),
        base_hash=scenario_hash(base),
        snapshot=snapshot,
    )


def changed_inputs(scenario: Scenario, now: Pinned) -> tuple[Problem, ...]:
    """Return a problem for each input of a locked scenario that is not what it was when it was locked."""
    before = scenario.pinned
    if before is None:
        return ()
    pairs = ((field, getattr(before, name), getattr(now, name)) for name, field in _PINS.items())
    return tuple(
        Problem("planning.input_changed", Severity.ERROR, scenario.id, {"field": field, "expected": was, "found": found})
        for field, was, found in pairs
        if was != found
    )


def check_step(scenario: Scenario, state: Approval, appraisal: Appraisal | None) -> None:
    """Let a scenario pass to a state, or say why it may not; `appraisal` is needed for the final ones.

    Raises
    ------
    InputError
        `planning.approval_step`, `planning.approval_not_final` with the first objection to it.
    """
    if state not in STEPS[scenario.approval]:
        ways = ", ".join(sorted(one.value for one in STEPS[scenario.approval])) or None
        raise InputError(
            "planning.approval_step", scenario=scenario.id, approval=scenario.approval.value, wanted=state.value, expected=ways
        )
    if state in FINAL and (appraisal is None or not appraisal.may_be_final):
        count = 0 if appraisal is None else sum(row.severity is not Severity.INFO for row in appraisal.problems)
        share = 0.0 if appraisal is None else round(100 * appraisal.placeholder_share, 1)
        raise InputError("planning.approval_not_final", scenario=scenario.id, wanted=state.value, count=count, percent=share)


def with_state(text: str, state: Approval, *, digest: str | None = None, pinned: Pinned | None = None) -> str:
    """Return a scenario's TOML with another approval state, and, where locked, its hash and pins; all else stays as written."""
    text = _PINNED.sub("", text)
    table = _TABLE.search(text)
    head, tail = (text[: table.start()], text[table.start() :]) if table else (text, "")
    head = _STATE.sub("", head).rstrip("\n")
    lines = [head, f'approval = "{state.value}"']
    if digest is not None:
        lines.append(f'hash = "{digest}"')
    body = "\n".join(lines) + "\n" + (f"\n{tail}" if tail else "")
    if pinned is None:
        return body
    rows = [f'{name} = "{value}"' for name, value in msgspec.to_builtins(pinned).items() if isinstance(value, str)]
    if pinned.bases:
        rows.append("bases = { " + ", ".join(f'"{name}" = {version}' for name, version in sorted(pinned.bases.items())) + " }")
    return body.rstrip("\n") + "\n\n[pinned]\n" + "\n".join(rows) + "\n"


def locked(scenario: Scenario, text: str, pinned: Pinned) -> str:
    """Return the text of a locked scenario."""
    bound = replace(scenario, approval=Approval.LOCKED, pinned=pinned)
    return with_state(text, Approval.LOCKED, digest=scenario_hash(bound), pinned=pinned)
