"""Overlay: what a plan does to the picture of today's networks, quarter by quarter, and the money beside it.

One value says all quarters at once, so that who looks at the map moves through them without asking again. It names only
what the picture shows: networks by code, links and devices by id, sites by code.
"""

from __future__ import annotations

import msgspec

from planning.apply import PLANNED, apply
from planning.appraisal import Appraisal
from planning.case import Case
from planning.edits import EditKind, plan_edits
from planning.options import Interim
from planning.quarters import Quarter


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a network at the end of a quarter; without a target it is withdrawn."""

    network: str
    option: str
    quarter: str
    target: str | None


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A site whose access to the extranet is opened, or raised, in a quarter."""

    site: str
    quarter: str
    raised: bool


class Gateway(msgspec.Struct, frozen=True, kw_only=True):
    """An interim gateway of a network: from the first quarter to the last before its own move."""

    network: str
    first: str
    last: str


class Joint(msgspec.Struct, frozen=True, kw_only=True):
    """A link that the plan adds between two devices."""

    a: str
    b: str
    quarter: str


class Purse(msgspec.Struct, frozen=True, kw_only=True):
    """The money and the work of one quarter. Money is fen."""

    quarter: str
    one_off_fen: int
    cost_fen: int
    """All that the plan pays in the quarter, one-offs included."""
    base_fen: int
    """What doing the minimum would pay in it."""
    saved_fen: int
    """What the plan has saved since its start against doing the minimum; negative while it has not paid back."""
    days: float
    """Engineer-days [d]."""


class Overlay(msgspec.Struct, frozen=True, kw_only=True):
    """A plan on the map. `quarters` run from the first to the last in which something changes; all of them have a purse."""

    scenario: str
    quarters: tuple[str, ...]
    moves: tuple[Move, ...]
    ends: dict[str, str]
    """Link to the quarter at whose end it is given up."""
    circuits: dict[str, int]
    """Quarter to the circuits that end with it."""
    spots: tuple[Spot, ...]
    gateways: tuple[Gateway, ...]
    joints: tuple[Joint, ...]
    purses: tuple[Purse, ...]


def draw_overlay(case: Case, appraisal: Appraisal) -> Overlay:
    """Return what a plan changes on the map; without a topology no link is named."""
    edits = plan_edits(case, case.quarters[-1])
    changed = [str(one) for one in case.quarters]
    last = max((edit.quarter for edit in edits if edit.quarter in changed), default=None)
    quarters = tuple(changed[: changed.index(last) + 1]) if last is not None else ()
    moves = tuple(
        Move(network=code, option=row.option.value, quarter=row.finish, target=row.target)
        for code, row in sorted(case.decisions.items())
        if row.finish is not None
    )
    ending = {edit.subject: edit.quarter for edit in edits if edit.kind is EditKind.END_CIRCUIT}
    return Overlay(
        scenario=case.scenario.id,
        quarters=quarters,
        moves=moves,
        ends=_link_ends(case, ending, moves),
        circuits={quarter: list(ending.values()).count(quarter) for quarter in sorted(set(ending.values()))},
        spots=tuple(
            Spot(site=edit.subject, quarter=edit.quarter, raised=edit.kind is EditKind.ADD_CAPACITY)
            for edit in edits
            if edit.kind in {EditKind.ADD_ACCESS, EditKind.ADD_CAPACITY}
        ),
        gateways=_gateways(case),
        joints=_joints(case, moves),
        purses=_purses(appraisal, quarters),
    )


def _link_ends(case: Case, ending: dict[str, str], moves: tuple[Move, ...]) -> dict[str, str]:
    """Return when each link goes: with its circuit, or with the device of a withdrawn network on either end."""
    if case.topology is None:
        return {}
    found = {link: ending[view.code] for view in case.topology.circuits if view.code in ending for link in view.links}
    gone = {move.network: move.quarter for move in moves if move.target is None}
    devices = case.topology.device
    for link in case.topology.links:
        for end in (link.a_device, link.b_device):
            quarter = gone.get(devices[end].network or "") if end in devices else None
            if quarter is not None:
                found[link.id] = min(quarter, found.get(link.id, quarter))
    return found


def _gateways(case: Case) -> tuple[Gateway, ...]:
    found = []
    for code, row in sorted(case.decisions.items()):
        if row.interim is not Interim.GATEWAY or row.interim_from is None:
            continue
        last = str(Quarter.parse(row.finish).plus(-1)) if row.finish else str(case.quarters[-1])
        if row.interim_from <= last:
            found.append(Gateway(network=code, first=row.interim_from, last=last))
    return tuple(found)


def _joints(case: Case, moves: tuple[Move, ...]) -> tuple[Joint, ...]:
    """Return the links of moved networks to their new one, as `planning.apply` joins them; those of gateways are signs of their own."""
    if case.topology is None or not moves:
        return ()
    after = apply(case.topology, case.scenario, case.quarters[-1], case.prices, findings=case.findings)
    done = {move.network: move.quarter for move in moves}
    devices = case.topology.device
    found = []
    for link in after.links:
        if not link.id.startswith(f"{PLANNED}link-"):
            continue
        owners = [owner for end in (link.a_device, link.b_device) if (owner := devices[end].network) in done]
        quarter = next((done[owner] for owner in owners if link.id.startswith(f"{PLANNED}link-{owner}-")), None)
        if quarter is not None:
            found.append(Joint(a=link.a_device, b=link.b_device, quarter=quarter))
    return tuple(found)


def _purses(appraisal: Appraisal, quarters: tuple[str, ...]) -> tuple[Purse, ...]:
    days = {row.quarter: row.days for row in appraisal.labour}
    found, saved = [], 0
    for place, quarter in enumerate(appraisal.quarters):
        saved += appraisal.base_cash[place] - appraisal.cost_cash[place]
        if quarter in quarters:
            found.append(
                Purse(
                    quarter=quarter, one_off_fen=appraisal.one_off_cash[place], cost_fen=appraisal.cost_cash[place],
                    base_fen=appraisal.base_cash[place], saved_fen=saved, days=days.get(quarter, 0.0),
                )
            )  # fmt: skip
    return tuple(found)
