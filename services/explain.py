"""Why netfold believes a thing: the pass that matched, the evidence that opens, the candidates that lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from services.actors import Right
from services.home import Home
from services.names import thing_id
from services.rights import needs
from services.rows_measured import candidate_label, host_rows, link_values, port_label
from services.text import message
from services.topologies import current, findings
from topology.messages import loser_text
from topology.model.entities import (
    CircuitView,
    Device,
    DeviceInterface,
    Evidence,
    EvidenceKind,
    Host,
    Link,
    Prefix,
    PresenceView,
    StaticRoute,
    Topology,
    Unmatched,
    VlanUse,
    VrfUse,
)
from topology.model.errors import InputError, NotFound
from topology.model.findings import Finding

_DEVICES_SHOWN: Final = 10
"""Devices whose evidence stands for a VLAN or VRF."""

_DECLARED: Final = {
    "networks": "network",
    "sites": "site",
    "units": "unit",
    "presences": "presence",
    "circuits": "circuit",
    "contracts": "contract",
    "rooms": "room",
    "applications": "application",
    "dependencies": "dependency",
    "consents": "consent",
}
"""Tables of the census and what one row of each is called."""


@needs(Right.READ)
def why(home: Home, identifier: str, snapshot: str | None = None, *, lang: str = "en") -> dict[str, Any]:
    """Return what is believed of one thing and what it rests on.

    The answer has ``id``, ``kind``, ``label``, ``facts`` (a flat object), ``matched_by`` (the pass, or None),
    ``evidence`` (a list of ``kind``, ``source``, ``place``, ``text``) and ``losers`` (candidates not taken, in words).
    An id of any entity, a census code, or an unambiguous device, ``DEVICE:PORT``, host address, MAC or prefix will do.

    Raises
    ------
    NotFound
        ``services.unknown_id`` if nothing carries it.
    InputError
        ``services.ambiguous`` if several devices do.
    """
    topology = current(home, snapshot)
    return (
        _of_topology(topology, identifier, lang)
        or _of_findings(findings(home, snapshot), identifier, lang)
        or _of_census(topology, identifier)
        or _of_name(home, topology, identifier, snapshot, lang)
    )


def _of_topology(topology: Topology, identifier: str, lang: str) -> dict[str, Any] | None:
    if identifier in topology.link:
        return _link(topology, topology.link[identifier], lang)
    if identifier in topology.device:
        return _device(topology.device[identifier])
    if identifier in topology.interface:
        return _interface(topology, topology.interface[identifier])
    if identifier in topology.host:
        return _host(topology, topology.host[identifier], lang)
    return _of_rest(topology, identifier, lang)


def _of_rest(topology: Topology, identifier: str, lang: str) -> dict[str, Any] | None:
    """Explain one of the kinds that nothing is looked up in by id but here."""
    for entities in (topology.unmatched, topology.prefixes, topology.circuits, topology.presences, topology.routes):
        for entity in entities:
            if entity.id == identifier:
                return _other(topology, entity, lang)
    for uses in (topology.vlans, topology.vrfs):
        for use in uses:
            if use.id == identifier:
                return _use(topology, use)
    return None


def _use(topology: Topology, use: VlanUse | VrfUse) -> dict[str, Any]:
    """Explain a VLAN or VRF by the devices that carry it."""
    facts: dict[str, Any] = {"name": use.name, "realm": use.realm, "network": use.network, "devices": list(use.devices)}
    evidence = [one for identifier in use.devices[:_DEVICES_SHOWN] for one in topology.device[identifier].evidence]
    if isinstance(use, VlanUse):
        return _answer(use.id, "vlan", f"VLAN {use.vid}", {"vid": use.vid, **facts}, evidence)
    return _answer(use.id, "vrf", use.name, {"rds": list(use.rds), **facts}, evidence)


def _link(topology: Topology, link: Link, lang: str) -> dict[str, Any]:
    facts = link_values(topology, link)
    label = f"{facts['a_device']} {facts['a_interface'] or '?'} - {facts['b_device']} {facts['b_interface'] or '?'}"
    facts["circuit"] = link.circuit
    return _answer(
        link.id, "link", label, facts, link.evidence, matched_by=link.matched_by, losers=[loser_text(one, lang) for one in link.losers]
    )


def _host(topology: Topology, host: Host, lang: str) -> dict[str, Any]:
    """Explain a host by the rows that show it, and the ports not taken."""
    (found,) = host_rows(msgspec.structs.replace(topology, hosts=(host,)))
    facts = {name: value for name, value in found.values.items() if name not in {"id", "device_id", "site_name"}}
    losers = [loser_text(one, lang) for one in host.losers]
    label = " ".join(host.addresses[:2]) or host.mac
    return _answer(host.id, "host", label, facts, host.evidence, matched_by=f"host_{host.place.value}", losers=losers)


def _device(device: Device) -> dict[str, Any]:
    facts = {
        "realm": device.realm,
        "network": device.network,
        "site": device.site,
        "tier": device.tier,
        "vendor": device.vendor,
        "model": device.model,
        "software": device.software,
        "serials": list(device.serials),
        "chassis_ids": list(device.chassis_ids),
        "addresses": list(device.addresses),
        "targets": list(device.targets),
        "completeness": device.completeness.value,
        "stale": device.stale,
    }
    return _answer(device.id, "device", device.name, facts, _with(device.evidence, device.placed_by))


def _with(evidence: Iterable[Evidence], placed_by: Evidence | None) -> list[Evidence]:
    """Return the evidence of a thing, and what gave it its network."""
    return [*evidence, *([placed_by] if placed_by is not None else [])]


def _interface(topology: Topology, port: DeviceInterface) -> dict[str, Any]:
    device = topology.device.get(port.device)
    facts = {
        "device": device.name if device else port.device,
        "description": port.description,
        "kind": port.kind.value,
        "mac": port.mac,
        "speed_bps": port.speed_bps,
        "enabled": port.enabled,
        "up": port.up,
        "addresses": list(port.addresses),
        "vrf": port.vrf,
        "vlan_access": port.vlan_access,
        "vlan_trunk": None if port.vlan_trunk is None else list(port.vlan_trunk),
        "lag": port_label(topology, port.lag) if port.lag else None,
        "mtu": port.mtu,
        "network": port.network,
    }
    return _answer(port.id, "interface", f"{facts['device']} {port.name}", facts, _with(port.evidence, port.placed_by))


def _other(topology: Topology, entity: Unmatched | Prefix | CircuitView | PresenceView | StaticRoute, lang: str) -> dict[str, Any]:
    if isinstance(entity, Unmatched):
        device = topology.device.get(entity.device)
        facts: dict[str, Any] = {"device": device.name if device else entity.device, "reason": entity.reason, "said": entity.said}
        losers = [candidate_label(topology, one) for one in entity.candidates]
        facts["because"] = message(f"unmatched.{entity.reason}", {}, lang)
        return _answer(entity.id, "unmatched", entity.said, facts, entity.evidence, losers=losers)
    if isinstance(entity, Prefix):
        facts = {"realm": entity.realm, "vrf": entity.vrf, "network": entity.network, "declared": entity.declared}
        facts |= {"interfaces": len(entity.interfaces), "hosts_seen": entity.hosts_seen}
        return _answer(entity.id, "prefix", entity.prefix, facts, entity.evidence)
    if isinstance(entity, CircuitView):
        facts = {"code": entity.code, "number": entity.number, "network": entity.network, "status": entity.status.value}
        facts["links"] = list(entity.links)
        label = entity.number or entity.code
        return _answer(entity.id, "circuit", label, facts, entity.evidence, matched_by=entity.matched_by, losers=entity.candidates)
    if isinstance(entity, PresenceView):
        facts = {"network": entity.network, "site": entity.site, "hosts_declared": entity.hosts_declared}
        facts |= {"hosts_seen": entity.hosts_seen, "devices": list(entity.devices)}
        return _answer(entity.id, "presence", f"{entity.network} {entity.site}", facts, entity.evidence)
    device = topology.device.get(entity.device)
    facts = {"device": device.name if device else entity.device, "vrf": entity.vrf, "next_hop": entity.next_hop}
    facts |= {"interface": port_label(topology, entity.interface) if entity.interface else None}
    return _answer(entity.id, "route", entity.prefix, facts, entity.evidence)


def _of_findings(found: Iterable[Finding], identifier: str, lang: str) -> dict[str, Any] | None:
    for finding in found:
        if finding.id == identifier:
            facts: dict[str, Any] = {"severity": finding.severity.value, "networks": list(finding.networks), "sites": list(finding.sites)}
            facts |= {"subjects": list(finding.subjects), **finding.params}
            label = message(finding.kind, finding.params, lang)
            return _answer(finding.id, "finding", label, facts, finding.evidence, matched_by=finding.kind)
    return None


def _of_census(topology: Topology, identifier: str) -> dict[str, Any] | None:
    census = topology.census
    for kind in _DECLARED:
        for declared in getattr(census, kind):
            if declared.code == identifier:
                facts = msgspec.to_builtins(declared)
                evidence = (Evidence(EvidenceKind.CELL, census.edition, declared.cell),) if declared.cell else ()
                label = getattr(declared, "name", None) or declared.code
                return _answer(declared.code, _DECLARED[kind], label, facts, evidence)
    return None


def _of_name(home: Home, topology: Topology, identifier: str, snapshot: str | None, lang: str) -> dict[str, Any]:
    try:
        found = _of_topology(topology, thing_id(home, identifier, snapshot), lang)
    except InputError as error:
        if error.code == "services.unknown_end":
            raise NotFound("services.unknown_id", id=identifier) from error
        raise
    assert found is not None
    return found


def _answer(
    identifier: str,
    kind: str,
    label: str,
    facts: dict[str, Any],
    evidence: Iterable[Evidence],
    *,
    matched_by: str | None = None,
    losers: Iterable[str] = (),
) -> dict[str, Any]:
    rows = [{"kind": one.kind.value, "source": one.source, "place": one.place, "text": one.text} for one in evidence]
    return {
        "id": identifier,
        "kind": kind,
        "label": label,
        "facts": facts,
        "matched_by": matched_by,
        "evidence": rows,
        "losers": list(losers),
    }
