"""VLANs, VRFs and static routes: what devices say they carry, keyed by realm or device."""

from __future__ import annotations

from topology.model.entities import StaticRoute, VlanUse, VrfUse
from topology.resolve.ids import digest
from topology.resolve.networks import Networks
from topology.resolve.subjects import Subject, find_port, record_evidence


def vlan_uses(subjects: dict[str, Subject]) -> list[VlanUse]:
    """Return the VLAN ids of each realm, with the devices that know them."""
    known: dict[tuple[str, int], tuple[set[str], set[str], set[str]]] = {}
    for subject in subjects.values():
        for _, record in subject.records:
            for vlan in record.vlans:
                devices, names, networks = known.setdefault((subject.realm, vlan.vid), (set(), set(), set()))
                devices.add(subject.id)
                if vlan.name:
                    names.add(vlan.name)
                if subject.network:
                    networks.add(subject.network)
    return [
        VlanUse(
            id=digest("vlan", realm, str(vid)),
            vid=vid,
            realm=realm,
            network=_only(networks),
            name=min(names, default=None),
            devices=tuple(sorted(devices)),
        )
        for (realm, vid), (devices, names, networks) in known.items()
    ]


def vrf_uses(subjects: dict[str, Subject], networks: Networks) -> list[VrfUse]:
    """Return the VRF names of each realm, with the devices that carry them."""
    known: dict[tuple[str, str], tuple[set[str], set[str], set[str]]] = {}
    for subject in subjects.values():
        for _, record in subject.records:
            for vrf in record.vrfs:
                devices, rds, codes = known.setdefault((subject.realm, vrf.name), (set(), set(), set()))
                devices.add(subject.id)
                if vrf.rd:
                    rds.add(vrf.rd)
                if subject.network:
                    codes.add(subject.network)
    return [
        VrfUse(
            id=digest("vrf", realm, name),
            name=name,
            realm=realm,
            network=networks.of_vrf(realm, name) or _only(codes),
            rds=tuple(sorted(rds)),
            devices=tuple(sorted(devices)),
        )
        for (realm, name), (devices, rds, codes) in known.items()
    ]


def static_routes(subjects: dict[str, Subject]) -> list[StaticRoute]:
    """Return the static routes of every device, each once."""
    found: dict[str, StaticRoute] = {}
    for subject in subjects.values():
        for record_id, record in subject.records:
            for route in record.routes:
                port = find_port(subject, route.interface) if route.interface else None
                key = digest("rt", subject.id, route.prefix, route.next_hop, route.interface, route.vrf)
                found.setdefault(
                    key,
                    StaticRoute(
                        id=key,
                        device=subject.id,
                        prefix=route.prefix,
                        next_hop=route.next_hop,
                        interface=port.id if port else None,
                        vrf=route.vrf,
                        evidence=(record_evidence(record_id, route.ref, route.description or route.prefix),),
                    ),
                )
    return list(found.values())


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None
