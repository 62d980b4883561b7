"""Who asks, and what each role may do. What is not granted here is denied."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class Role(StrEnum):
    """What a person is in netfold, each including the one before."""

    VIEWER = "viewer"
    PLANNER = "planner"
    ENGINEER = "engineer"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a service call needs."""

    READ = "read"
    """Topology, findings, scenarios, appraisals."""
    PLAN = "plan"
    """Scenarios and the census."""
    COLLECT = "collect"
    """Discovery runs, configurations, snapshots."""
    CORRECT = "correct"
    """An operator's word on links and devices."""
    ADMINISTER = "administer"
    """Everything else: the audit log, the health of the installation, the demonstration."""


class Actor(msgspec.Struct, frozen=True):
    """The person, or the scheduled run, on whose behalf a call is made."""

    name: str
    role: Role


LOCAL: Final = Actor("local", Role.ADMINISTRATOR)
"""Whoever is logged in on the machine itself: the command line, and the one-time link of the loopback server."""

_RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.VIEWER: frozenset({Right.READ}),
    Role.PLANNER: frozenset({Right.READ, Right.PLAN}),
    Role.ENGINEER: frozenset({Right.READ, Right.PLAN, Right.COLLECT, Right.CORRECT}),
    Role.ADMINISTRATOR: frozenset(Right),
}


def may(actor: Actor, right: Right) -> bool:
    """Tell whether an actor's role grants a right.

    >>> may(Actor("x", Role.VIEWER), Right.READ), may(Actor("x", Role.VIEWER), Right.COLLECT)
    (True, False)
    """
    return right in _RIGHTS.get(actor.role, frozenset())
