"""Approvals: a scenario of the store goes from draft to reviewed, approved and locked, and each step is written down."""

from __future__ import annotations

from msgspec.structs import replace

from planning.approval import FINAL, check_step, locked, with_state
from planning.scenario import Approval, Scenario, scenario_hash
from services.actors import Right
from services.home import Home
from services.plan_inputs import base_versions, pins, plan_ground, plan_inputs, resolved, stored_name
from services.plans import appraise
from services.rights import changes
from topology.model.errors import InputError
from topology.store.scenarios import ScenarioState, StoredScenario


@changes(Right.PLAN, "scenario.review")
def review(home: Home, reference: str) -> StoredScenario:
    """Say that a draft was read and found in order.

    Raises
    ------
    InputError
        ``planning.approval_step``, where it is no draft.
    NotFound
        ``store.no_scenario``: what is not in the store has no state; save it first.
    """
    return _step(home, reference, Approval.REVIEWED)


@changes(Right.ADMINISTER, "scenario.approve")
def approve(home: Home, reference: str) -> StoredScenario:
    """Approve a reviewed scenario.

    Raises
    ------
    InputError
        ``planning.approval_step``; ``planning.approval_not_final``, where too much of it rests on placeholder prices or unseen circuits,
        a budget is short, or a choice cannot be carried out.
    NotFound
        ``store.no_scenario``.
    """
    return _step(home, reference, Approval.APPROVED)


@changes(Right.ADMINISTER, "scenario.lock")
def lock(home: Home, reference: str) -> StoredScenario:
    """Bind an approved scenario to its hash and to what it rests on: it can never change again; errors as `approve`."""
    return _step(home, reference, Approval.LOCKED)


@changes(Right.PLAN, "scenario.reopen")
def reopen(home: Home, reference: str) -> StoredScenario:
    """Make a reviewed scenario a draft again; an approved one needs the administrator's `withdraw_approval`; errors as `review`."""
    return _step(home, reference, Approval.DRAFT, expected=Approval.REVIEWED)


@changes(Right.ADMINISTER, "scenario.withdraw_approval")
def withdraw_approval(home: Home, reference: str) -> StoredScenario:
    """Make a reviewed or approved scenario a draft again; errors as `review`."""
    return _step(home, reference, Approval.DRAFT)


def _step(home: Home, reference: str, state: Approval, *, expected: Approval | None = None) -> StoredScenario:
    name = stored_name(home, reference)
    stored = home.store.scenarios.get(name)
    read = _read(home, stored.body, name)
    if expected is not None and read.approval is Approval.APPROVED:
        raise InputError("planning.approval_withdraw", scenario=name)
    check_step(read, state, appraise(home, name) if state in FINAL else None)
    inputs = plan_inputs(home, plan_ground(home, name)) if state is Approval.LOCKED else None
    text = locked(read, stored.body, pins(inputs, base_versions(home, name))) if inputs else with_state(stored.body, state)
    again = _read(home, text, name)
    if scenario_hash(replace(again, pinned=None)) != scenario_hash(replace(read, pinned=None)):
        raise InputError("planning.approval_text", scenario=name)
    return home.store.scenarios.save(
        name, text, title=stored.title, author=home.actor.name, base=stored.version, state=ScenarioState(state.value)
    )


def _read(home: Home, text: str, name: str) -> Scenario:
    return resolved(home, text, where=name)
