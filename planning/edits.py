"""Edits: what a scenario changes in the networks, as a closed set of kinds, each with its reason and its quarter."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from planning.assets import circuit_end, first_user, last_user
from planning.case import Case
from planning.decide import Decision
from planning.move_costs import users_of_sites
from planning.options import PUBLIC_GATEWAY, Interim, Option
from planning.quarters import Quarter
from planning.renumber import conflicting, renumbered
from planning.rules import target_of
from planning.shared_costs import link_step
from topology.model.errors import Scalar


class EditKind(StrEnum):
    """Everything a scenario may do to a topology."""

    REMOVE_PRESENCE = "remove_presence"
    REHOME_PRESENCE = "rehome_presence"
    END_CIRCUIT = "end_circuit"
    ADD_ACCESS = "add_access"
    ADD_VRF = "add_vrf"
    ADD_CAPACITY = "add_capacity"
    ADD_GATEWAY = "add_gateway"
    ADD_NAT = "add_nat"
    RENUMBER = "renumber"


class Edit(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One change, done by the end of `quarter`. Its words are `planning.edit.<kind>` and its reason's in `planning.messages`."""

    quarter: str
    kind: EditKind
    network: str | None
    subject: str
    """Code of the presence, circuit, site, VRF or platform; for RENUMBER and ADD_NAT the presence or ``network prefix``."""
    reason: str
    """Message code: why."""
    target: str | None = None
    params: dict[str, Scalar] = {}


def plan_edits(case: Case, quarter: Quarter) -> tuple[Edit, ...]:
    """Return every edit that is done by the end of a quarter, in order of time, kind and subject."""
    return tuple(sorted(edit for edit in _all(case) if Quarter.parse(edit.quarter) <= quarter))


def vrf_name(network: str) -> str:
    """Return the name of the VPN a network gets in the administrative domain."""
    return f"vpn-{network}"


def _all(case: Case) -> Iterator[Edit]:
    for code, decision in case.decisions.items():
        if decision.option is not Option.KEEP:
            yield from _moves(case, code, decision)
        if decision.interim is Interim.GATEWAY and decision.interim_from is not None:
            yield from _gateway(case, code, decision.interim_from)
        yield from _circuits(case, code)
    yield from _accesses(case)
    joining = {code: row for code, row in case.decisions.items() if row.option is Option.MERGE_PUBLIC and row.finish}
    if joining:
        yield Edit(
            quarter=min(row.finish or "" for row in joining.values()), kind=EditKind.ADD_NAT, network=None, subject=PUBLIC_GATEWAY,
            reason="planning.reason.public_gateway", target=target_of(case.census, Option.MERGE_PUBLIC),
            params={"users": ", ".join(joining)},
        )  # fmt: skip


def _gateway(case: Case, code: str, quarter: str) -> Iterator[Edit]:
    """Yield the interim gateway to the administrative domain, and the translation there of each prefix that conflicts with it."""
    target = target_of(case.census, Option.MERGE_ADMIN)
    yield Edit(quarter=quarter, kind=EditKind.ADD_GATEWAY, network=code, subject=code, reason="planning.reason.gateway", target=target)
    pairs = {pair for finding in case.findings if target and (pair := conflicting(finding, code, target))}
    for mine, theirs in sorted(pairs):
        yield Edit(
            quarter=quarter, kind=EditKind.ADD_NAT, network=code, subject=f"{code} {mine}", reason="planning.reason.translate",
            target=target, params={"conflict": theirs},
        )  # fmt: skip


def _moves(case: Case, code: str, decision: Decision) -> Iterator[Edit]:
    assert decision.finish is not None
    gone = decision.option is Option.WITHDRAW
    if decision.option is Option.MERGE_ADMIN:
        yield Edit(
            quarter=decision.finish, kind=EditKind.ADD_VRF, network=code, subject=vrf_name(code), reason="planning.reason.own_vpn",
            target=decision.target,
        )  # fmt: skip
    for presence in case.presences.get(code, ()):
        yield Edit(
            quarter=decision.finish, kind=EditKind.REMOVE_PRESENCE if gone else EditKind.REHOME_PRESENCE, network=code,
            subject=presence.code, reason=f"planning.option.{decision.option.value}", target=decision.target,
            params={"site": presence.site},
        )  # fmt: skip
    for move in renumbered(case, case.networks[code], decision):
        yield Edit(
            quarter=decision.finish, kind=EditKind.RENUMBER, network=code, subject=move.subject,
            reason="planning.reason.target_addresses" if move.why == "option" else "planning.reason.conflict", target=decision.target,
            params={"hosts": move.hosts, "conflict": None if move.why == "option" else move.why},
        )  # fmt: skip


def _circuits(case: Case, code: str) -> Iterator[Edit]:
    """Yield the ends of circuits: the quarter before the first that is not paid."""
    for circuit in case.circuits.get(code, ()):
        users = case.users[circuit.code]
        released = last_user(case.leaves_circuit(user, circuit.code) for user in users)
        end = circuit_end(released, case.contracts.get(circuit.contract or ""), case.start)
        if end is not None:
            yield Edit(
                quarter=str(end.plus(-1)), kind=EditKind.END_CIRCUIT, network=code, subject=circuit.code,
                reason="planning.reason.last_user",
                params={"users": ", ".join(sorted(users)), "number": circuit.number},
            )  # fmt: skip


def _accesses(case: Case) -> Iterator[Edit]:
    for site, presences in users_of_sites(case).items():
        start = first_user(Quarter.parse(finish) for row in presences if (finish := case.decisions[row.network].finish))
        if start is None:
            continue
        users = ", ".join(sorted({row.network for row in presences}))
        if site not in case.extranet_sites:
            yield Edit(
                quarter=str(start), kind=EditKind.ADD_ACCESS, network=None, subject=site, reason="planning.reason.no_access",
                params={"users": users},
            )  # fmt: skip
        elif (step := link_step(case, site, presences)) is not None:
            yield Edit(
                quarter=str(start), kind=EditKind.ADD_CAPACITY, network=None, subject=site, reason="planning.reason.demand",
                params={"users": users, "capacity_bps": step.capacity_bps, "bandwidth_bps": step.demand_bps},
            )  # fmt: skip
