"""Policies: what a plan has to reach beside saving money.

``economic``
    Nothing: the plan of highest present value.
``mandate``
    Every network that any rule lets go has gone by a date. Those with no way at all are exempt, and named.
``target``
    A share of all departmental networks has gone by the last quarter of decision.
``freeze``
    No new contract: nothing that will leave is renewed, and no contract is ended early.
"""

from __future__ import annotations

from enum import StrEnum
from math import ceil

from msgspec.structs import replace

from planning.optimise.problem import Problem, Target


class Policy(StrEnum):
    """What a plan has to reach."""

    ECONOMIC = "economic"
    MANDATE = "mandate"
    TARGET = "target"
    FREEZE = "freeze"


_ROUNDING = 1e-9


def apply_policy(problem: Problem, policy: Policy, *, by: int | None = None, share: float = 1.0) -> Problem:
    """Return the problem with what a policy demands; `by` is the quarter of a mandate, `share` that of a target."""
    if policy is Policy.MANDATE:
        named = {network.id: by or problem.quarters for network in problem.networks if network.options}
        return replace(problem, target=Target(by=named))
    if policy is Policy.TARGET:
        return replace(problem, target=Target(count=ceil(share * len(problem.networks) - _ROUNDING)))
    return problem
