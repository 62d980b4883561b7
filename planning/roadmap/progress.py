"""Progress: what a later snapshot proves of a plan, network by network.

A plan says "withdrawn"; only a measurement can say that it is so. A network counts as withdrawn where discovery saw its devices
before and sees none of them answer now, none of its circuits up and no host behind it; a network merged into the administrative
domain where, besides, its VPN stands on the extranet. A network that no measurement ever saw cannot be proved gone either way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from planning.case import CONFIRMED, Case
from planning.decide import Decision
from planning.edits import vrf_name
from planning.options import Option
from planning.quarters import Quarter
from topology.model.census import Role
from topology.model.entities import CircuitStatus, Device, Evidence, Topology

_EXTRANET = frozenset({Role.EXTRANET_ADMIN, Role.EXTRANET_PUBLIC})
_MOST_EVIDENCE = 8


class Standing(StrEnum):
    """How far a network has come."""

    STAYS = "stays"
    NOT_DUE = "not_due"
    UNDER_WAY = "under_way"
    """Some of its devices, or its new VPN, show that work has begun."""
    PROVED = "proved"
    LATE = "late"
    """It was due, and devices, circuits or hosts of it still answer."""
    UNPROVED = "unproved"
    """It was due, and nothing was ever measured of it: only a person's word could say so."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """One network against the plan. Devices are those that answered."""

    network: str
    option: Option
    finish: str | None
    standing: Standing
    devices_before: int
    devices_now: int
    circuits_before: int
    """Its circuits that a measurement confirmed then, as it confirms `circuits_now` of them."""
    circuits_now: int
    hosts_now: int | None
    vpn_seen: bool | None
    """Whether its VPN stands on the extranet; None where the option needs none."""
    days: float
    """Engineer-days of the whole move [d]."""
    saving_fen_per_a: int
    """What it saves a year once it has left [fen/a]."""
    evidence: tuple[Evidence, ...] = ()
    """Devices that still answer, else those that no longer do."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the plan is proved done, three ways: easy items go first, so a share of items alone flatters."""

    due: int
    proved: int
    networks: int
    """All that move."""
    networks_share: float
    days_share: float
    saving_share: float


def progress(case: Case, now: Topology, due: Quarter, savings: dict[str, int], days: dict[str, float]) -> tuple[Progress, ...]:
    """Return the standing of every departmental network, by code.

    Parameters
    ----------
    case
        The plan's case; its topology is the snapshot the plan was made on.
    now
        The later snapshot.
    due
        The quarter in which `now` was taken: what is finished before it is due.
    savings
        Yearly saving of each network once it has left [fen/a].
    days
        Engineer-days of each network's move [d].
    """
    before = _answering(case.topology.devices if case.topology else ())
    after = _answering(now.devices)
    known = {row.id for rows in before.values() for row in rows}
    hosts = _hosts(now)
    confirmed_before = _confirmed(case.topology) if case.topology else {}
    confirmed_now = _confirmed(now)
    extranet = {row.realm for row in now.census.networks if row.role in _EXTRANET}
    vpns = {row.name for row in now.vrfs if row.realm in extranet}
    found = []
    for code, decision in sorted(case.decisions.items()):
        still = after.get(code, [])
        row = Progress(
            network=code,
            option=decision.option,
            finish=decision.finish,
            standing=Standing.STAYS,
            devices_before=len(before.get(code, [])),
            devices_now=len(still),
            circuits_before=confirmed_before.get(code, 0),
            circuits_now=confirmed_now.get(code, 0),
            hosts_now=hosts.get(code),
            vpn_seen=vrf_name(code) in vpns if decision.option is Option.MERGE_ADMIN else None,
            days=days.get(code, 0.0),
            saving_fen_per_a=savings.get(code, 0),
            evidence=_evidence(still or [device for device in now.devices if device.id in known and device.network == code]),
        )
        found.append(msgspec.structs.replace(row, standing=_standing(decision, row, due)))
    return tuple(found)


def share_done(rows: Iterable[Progress], due: Quarter) -> Share:
    """Return how much of a plan is proved done."""
    moving = [row for row in rows if row.finish is not None]
    proved = [row for row in moving if row.standing is Standing.PROVED]
    days, saving = sum(row.days for row in moving), sum(max(0, row.saving_fen_per_a) for row in moving)
    return Share(
        due=sum(Quarter.parse(row.finish) < due for row in moving if row.finish),
        proved=len(proved),
        networks=len(moving),
        networks_share=len(proved) / len(moving) if moving else 0.0,
        days_share=sum(row.days for row in proved) / days if days else 0.0,
        saving_share=sum(max(0, row.saving_fen_per_a) for row in proved) / saving if saving else 0.0,
    )


def _standing(decision: Decision, row: Progress, due: Quarter) -> Standing:
    if decision.option is Option.KEEP or decision.finish is None:
        return Standing.STAYS
    gone = row.devices_now == 0 and row.circuits_now == 0 and not row.hosts_now and row.vpn_seen is not False
    if row.devices_before and gone:
        return Standing.PROVED
    if Quarter.parse(decision.finish) < due:
        return Standing.LATE if row.devices_before or row.devices_now else Standing.UNPROVED
    begun = row.devices_now < row.devices_before or row.circuits_now < row.circuits_before or row.vpn_seen is True
    return Standing.UNDER_WAY if begun else Standing.NOT_DUE


def _answering(devices: Iterable[Device]) -> dict[str, list[Device]]:
    found: dict[str, list[Device]] = defaultdict(list)
    for device in devices:
        if device.network is not None and not device.stale:
            found[device.network].append(device)
    return found


def _confirmed(topology: Topology) -> dict[str, int]:
    """Count each network's circuits that a measurement confirms to be up: both ports on devices that answer."""
    stale = {row.id for row in topology.devices if row.stale}
    found: dict[str, int] = defaultdict(int)
    for view in topology.circuits:
        ends = {end.device for end in view.terminations if end.device}
        if view.status in CONFIRMED and view.status is not CircuitStatus.DOWN and not (ends and ends <= stale):
            found[view.network] += 1
    return found


def _hosts(topology: Topology) -> dict[str, int]:
    """Sum the hosts seen at each network's presences; presences whose devices no longer answer count nothing."""
    stale = {row.id for row in topology.devices if row.stale}
    found: dict[str, int] = {}
    for row in topology.presences:
        if row.hosts_seen is not None and not (row.devices and set(row.devices) <= stale):
            found[row.network] = found.get(row.network, 0) + row.hosts_seen
    return found


def _evidence(devices: Iterable[Device]) -> tuple[Evidence, ...]:
    return tuple(row.evidence[0] for row in list(devices)[:_MOST_EVIDENCE] if row.evidence)
