"""Tracing: the path between two addresses as rows, each statement with its sentence and the evidence that opens."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final

import msgspec

from services.actors import Right
from services.home import Home
from services.names import device_id
from services.rights import needs
from services.text import message
from services.topologies import current
from topology.model.entities import Device, Host, Topology
from topology.model.errors import InputError, NotFound, Scalar
from topology.model.names import canonical_mac
from topology.model.records import DeviceRecord
from topology.model.text import N_, translator
from topology.paths import End, Hop, Place, Question, State, Sure, Trace, find_places, trace_path
from topology.paths.tables import GLOBAL
from topology.resolve.addresses import parse_address

PROTOCOLS: Final = ("tcp", "udp", "icmp", "gre", "esp", "ah", "ospf")
"""Protocols that a question may name."""
_WITH_PORTS: Final = frozenset({"tcp", "udp"})
_LAST_PORT: Final = 65535
_PARTS: Final = (
    *("arp", "vlans", "vrfs", "vrf_families", "routes", "forwarding", "stp_ports", "fhrp", "dhcp_pools", "tunnels"),
    *("ospf", "ospf_interfaces", "ospf_neighbours", "ospf_areas", "isis", "isis_circuits", "bgp", "bgp_peers", "redistributions"),
    *("network_statements", "service_policies"),
    *("nat_rules", "nat_pools", "acls", "acl_rules", "acl_bindings", "zones", "zone_policies", "object_groups"),
)
"""Parts of a record that paths rest on; the rest is let go, so that a city fits in memory."""
_WORDS: Final = {
    "protocol": {"static": N_("static"), "connected": N_("connected"), "ospf": "OSPF", "isis": "IS-IS", "bgp": "BGP", "rip": "RIP"},
    "direction": {"in": N_("inbound"), "out": N_("outbound")},
    "vrf": {"global": N_("global")},
    "far_vrf": {"global": N_("global")},
}
"""Values of sentences that are words themselves, by parameter."""
_SURENESS: Final = (Sure.CERTAIN, Sure.LIKELY, Sure.UNSURE)


@dataclass(slots=True)
class _Ground:
    """A topology prepared for paths; one question at a time adds to what it has read."""

    state: State
    lock: threading.Lock = field(default_factory=threading.Lock)


class Asked(Question, frozen=True, kw_only=True):
    """A question as a person puts it: its ends are addresses, names and ids of devices, MACs and ids of hosts."""

    both: bool = False
    """Also the way back."""


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """An answer. `rows` are the statements of every branch and direction."""

    asked: Asked
    realm: str
    vrf: str | None
    source: str
    destination: str
    rows: tuple[dict[str, Any], ...]
    arrives: bool
    """Whether every branch of every direction arrives."""
    asymmetric: bool | None = None
    """Whether the way back takes other devices; None where it was not asked, or could not be begun."""
    back_error: InputError | None = None
    """Why the way back could not be begun."""
    truncated: bool = False


@needs(Right.READ)
def find_path(home: Home, asked: Asked, snapshot: str | None = None, *, lang: str = "en") -> Path:
    """Return the path that was asked for, by default in the newest snapshot.

    Raises
    ------
    NotFound
        ``path.no_source``; ``services.unknown_end`` for a name that nothing carries.
    InputError
        ``path.ambiguous_source``, ``path.bad_address``, ``path.two_versions``, ``path.bad_protocol``, ``path.bad_port``.
    """
    _check(asked)
    topology = current(home, snapshot)
    ground = _ground(home, topology)
    question = _question(home, topology, asked, snapshot)
    with ground.lock:
        there = trace_path(ground.state, question)
        rows = list(_rows(topology, there, "forward", lang))
        if not asked.both:
            return _path(asked, there, rows, there.arrives)
        back, error = _way_back(ground.state, question, there)
    if back is None:
        return _path(asked, there, rows, there.arrives, back_error=error)
    rows += _rows(topology, back, "back", lang)
    answer = _path(asked, there, rows, there.arrives and back.arrives, asymmetric=_routers(there) != _routers(back))
    return msgspec.structs.replace(answer, truncated=there.truncated or back.truncated)


@needs(Right.READ)
def path_places(home: Home, source: str, snapshot: str | None = None) -> list[Place]:
    """Return where an address has a place: realm, VRF and prefix; empty for what is no address."""
    address = parse_address(source.strip())
    if address is None:
        return []
    ground = _ground(home, current(home, snapshot))
    with ground.lock:
        return find_places(ground.state, address)


def _path(asked: Asked, there: Trace, rows: Sequence[dict[str, Any]], arrives: bool, **more: Any) -> Path:  # noqa: FBT001 - a field
    question = there.question
    return Path(
        asked=asked, realm=there.realm, vrf=there.vrf, source=question.source, destination=question.destination, rows=tuple(rows),
        arrives=arrives, truncated=there.truncated, **more,
    )  # fmt: skip


def _ground(home: Home, topology: Topology) -> _Ground:
    return home.cache.get("paths", topology.snapshot, lambda: _Ground(State(topology, lambda device: _records(home, device))))


def _records(home: Home, device: Device) -> list[tuple[str, DeviceRecord]]:
    """Return a device's records, best first, with the parts that paths rest on."""
    found = []
    for identifier in dict.fromkeys(one.source for one in device.evidence):
        record = home.store.records.find(identifier).record
        kept = {part: getattr(record, part) for part in _PARTS}
        found.append((identifier, DeviceRecord(envelope=record.envelope, **kept)))
    return found


def _check(asked: Asked) -> None:
    if asked.protocol is not None and asked.protocol not in PROTOCOLS:
        raise InputError("path.bad_protocol", text=asked.protocol, expected=", ".join(PROTOCOLS))
    if asked.port is not None and (asked.protocol not in _WITH_PORTS or not 0 < asked.port <= _LAST_PORT):
        raise InputError("path.bad_port", port=asked.port)


def _question(home: Home, topology: Topology, asked: Asked, snapshot: str | None) -> Question:
    source, realm, vrf = _end(home, topology, asked.source, snapshot)
    destination, _, _ = _end(home, topology, asked.destination, snapshot)
    return Question(
        source=source,
        destination=destination,
        realm=asked.realm or realm,
        vrf=asked.vrf or vrf,
        protocol=asked.protocol,
        port=asked.port,
    )


def _end(home: Home, topology: Topology, text: str, snapshot: str | None) -> tuple[str, str | None, str | None]:
    """Return the address that a text means, and its realm and VRF where a device was named."""
    bare = text.strip()
    try:
        return str(ip_address(bare)), None, None
    except ValueError:
        pass
    host = _host(topology, bare)
    if host is not None:
        return host.addresses[0], host.realm, host.vrf or GLOBAL
    device = topology.device[device_id(home, bare, snapshot)]
    for address in device.addresses:
        for port in topology.ports.get(device.id, ()):
            if any(own.partition("/")[0] == address for own in port.addresses):
                return address, device.realm, port.vrf or GLOBAL
    raise NotFound("path.no_address", device=device.name)


def _host(topology: Topology, text: str) -> Host | None:
    """Return the host that an id or a MAC address means, where it has an address and is the only one; else None."""
    mac = canonical_mac(text)
    named = topology.host.get(text)
    found = [named] if named is not None else [host for host in topology.hosts if mac is not None and host.mac == mac]
    return found[0] if len(found) == 1 and found[0].addresses else None


def _way_back(state: State, question: Question, there: Trace) -> tuple[Trace | None, InputError | None]:
    """Return the path from where the packet arrived back to its source, with the addresses that the far end saw."""
    arrived = [branch.hops[-1] for branch in there.branches if branch.end is End.REACHED]
    last = arrived[0] if arrived else None
    asked = Question(
        source=last.destination if last else question.destination,
        destination=last.source if last else question.source,
        realm=last.realm if last else there.realm,
        vrf=(last.vrf or GLOBAL) if last else None,
        protocol=question.protocol,
    )
    try:
        return trace_path(state, asked, there), None
    except InputError as error:
        return None, error


def _routers(trace: Trace) -> frozenset[str | None]:
    return frozenset(hop.device for branch in trace.branches for hop in branch.hops if hop.layer > 2)  # noqa: PLR2004 - switches aside


def _rows(topology: Topology, trace: Trace, direction: str, lang: str) -> Iterator[dict[str, Any]]:
    for branch in trace.branches:
        number, at = 0, None
        for step, hop in enumerate(branch.hops, start=1):
            if hop.device != at:
                number, at = number + 1, hop.device
            yield _row(topology, hop, lang) | {"direction": direction, "branch": branch.number, "hop": number, "step": step}


def _row(topology: Topology, hop: Hop, lang: str) -> dict[str, Any]:
    ports = {end: topology.interface.get(identifier or "") for end, identifier in (("in", hop.in_interface), ("out", hop.out_interface))}
    device = topology.device[hop.device] if hop.device else None
    return {
        "direction": None,
        "branch": None,
        "hop": None,
        "step": None,
        "act": hop.act.value,
        "layer": hop.layer,
        "device_id": hop.device,
        "device": device.name if device else None,
        "realm": hop.realm,
        "in_interface_id": hop.in_interface,
        "in_interface": ports["in"].name if ports["in"] else None,
        "out_interface_id": hop.out_interface,
        "out_interface": ports["out"].name if ports["out"] else None,
        "vrf": hop.vrf,
        "vlan": hop.vlan,
        "link": hop.link,
        "prefix": hop.prefix,
        "next_hop": hop.next_hop,
        "protocol": hop.protocol,
        "source": hop.source,
        "destination": hop.destination,
        "verdict": hop.verdict,
        "end": hop.end.value if hop.end else None,
        "basis": hop.basis.value,
        "sure": hop.sure.value,
        "reason": hop.reason,
        "text": message(hop.reason, _spoken(hop, lang), lang),
        "evidence": [{"kind": one.kind.value, "source": one.source, "place": one.place, "text": one.text} for one in hop.evidence],
    }


def _spoken(hop: Hop, lang: str) -> dict[str, Scalar]:
    """Return the values of a statement's sentence, words among them translated."""
    t = translator(lang)
    return {key: t(words[str(value)]) if str(value) in (words := _WORDS.get(key, {})) else value for key, value in hop.params.items()}


def least_sure(rows: Sequence[dict[str, Any]]) -> str:
    """Return how sure a branch is: as sure as its least sure statement."""
    return max((Sure(row["sure"]) for row in rows), key=_SURENESS.index).value
