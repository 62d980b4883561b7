"""Devices: a subject's system facts, the best source first, as the finished entity."""

from __future__ import annotations

from topology.model.entities import Device
from topology.model.records import Completeness, InterfaceKind, SourceKind
from topology.resolve.addresses import identifying, parse_address
from topology.resolve.subjects import Subject

_RANKS = {InterfaceKind.MANAGEMENT: 1, InterfaceKind.LOOPBACK: 2, InterfaceKind.VLAN: 3}
_MOST_ADDRESSES = 16
"""Management addresses listed for one device; its interfaces have them all."""


def _first(subject: Subject, name: str) -> str | None:
    """Return what the best source that knows says of the system."""
    return next((value for _, record in subject.records if (value := getattr(record.system, name))), None)


def _all(subject: Subject, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for _, record in subject.records for value in getattr(record.system, name)))


def build_device(subject: Subject) -> Device:
    """Return the finished device: the one made before while site, network and tier are the same."""
    before = subject.built
    if before is not None and (before.site, before.network, before.tier, before.placed_by) == (
        subject.site,
        subject.network,
        subject.tier,
        subject.placed_by,
    ):
        return before
    subject.built = _build(subject)
    return subject.built


def _build(subject: Subject) -> Device:
    members = subject.group.members
    asked = [member for member in members if member.kind is SourceKind.SNMP] or members
    live = [member for member in asked if not member.stale]
    partial = any(member.record.envelope.completeness is Completeness.PARTIAL for member in live)
    return Device(
        id=subject.id,
        name=subject.name,
        realm=subject.realm,
        vendor=_first(subject, "vendor"),
        platform=_first(subject, "platform"),
        model=_first(subject, "model"),
        software=_first(subject, "software"),
        serials=_all(subject, "serials"),
        chassis_ids=_all(subject, "chassis_ids"),
        addresses=_management(subject),
        targets=tuple(sorted({member.target for member in members})),
        site=subject.site,
        network=subject.network,
        tier=subject.tier,
        completeness=Completeness.PARTIAL if partial else Completeness.COMPLETE,
        stale=not live,
        sources=tuple(sorted({member.kind for member in members})),
        evidence=subject.evidence,
        placed_by=subject.placed_by,
    )


def _management(subject: Subject) -> tuple[str, ...]:
    """Return the device's own addresses, best first: management ports, loopbacks, host-like VLAN interfaces, then the rest."""
    ranked: list[tuple[int, tuple[int, int], str]] = []
    targets = {member.target for member in subject.group.members}
    for port in subject.ports.values():
        for text in port.interface.addresses:
            bare = identifying(text)
            if bare is not None and (parsed := parse_address(bare)) is not None:
                rank = 0 if bare in targets else _RANKS.get(port.interface.kind, len(_RANKS) + 1)
                ranked.append((rank, parsed, bare))
    return tuple(dict.fromkeys(bare for _, _, bare in sorted(ranked)))[:_MOST_ADDRESSES]
