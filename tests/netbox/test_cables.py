"""Cables of an inventory beside what ports say: evidence, a declared link, or a conflict."""

from __future__ import annotations

import msgspec
import pytest

from tests.netbox.made import census, heard, record
from topology.model.entities import LinkState, Topology
from topology.model.ledger import Ledger
from topology.model.records import DeviceRecord, Interface, InterfaceKind, SourceKind, System
from topology.model.rules import Rules
from topology.model.tables import Cable
from topology.resolve import resolve

PORTS = ("GE0/0/1", "GE0/0/2", "GE0/0/3")


def _device(
    name: str, mac: str, *, heard_from: tuple[str, str] | None = None, kind: SourceKind = SourceKind.SNMP, **more: object
) -> DeviceRecord:
    system = System(name=name, serials=(f"SERIAL-{name}",), chassis_ids=(mac,))
    ports = [Interface(name=port, kind=InterfaceKind.PHYSICAL, ref=f"{name}:{place}") for place, port in enumerate(PORTS, start=2)]
    rows = () if heard_from is None else (heard("GE0/0/1", *heard_from),)
    made = record("na", f"netbox/{name}" if kind is SourceKind.NETBOX else name, system, ports, neighbours=rows, **more)
    return msgspec.structs.replace(made, envelope=msgspec.structs.replace(made.envelope, kind=kind))


def _cable(port: str, far: str, far_port: str, **more: str) -> Cable:
    return Cable(port=port, far=f"netbox/{far}", far_realm="na", far_port=far_port, ref=f"netbox/{far}:1", **more)


def _believed(*cables: Cable, measured: bool = True) -> Topology:
    a, b = "00:e0:fc:00:00:0a", "00:e0:fc:00:00:0b"
    records = [
        _device("a", a, heard_from=(b, "GE0/0/1") if measured else None),
        _device("b", b, heard_from=(a, "GE0/0/1") if measured else None),
        _device("a", a, kind=SourceKind.NETBOX, cables=cables),
        _device("b", b, kind=SourceKind.NETBOX),
    ]
    return resolve(records, census(), Rules(), Ledger(), snapshot="x")[0]


def _ports(topology: Topology) -> list[tuple[set[str], LinkState, str]]:
    return [
        ({topology.interface[port].name for port in (link.a_interface, link.b_interface) if port}, link.state, link.matched_by)
        for link in topology.links
    ]


def test_a_cable_that_a_protocol_shows_too_is_evidence_of_that_link() -> None:
    topology = _believed(_cable("GE0/0/1", "b", "GE0/0/1"))
    assert _ports(topology) == [({"GE0/0/1"}, LinkState.TWO_SIDED, "mutual_both_ports")]
    assert [one.text for one in topology.links[0].evidence if one.text.startswith("GE0/0/1 - ")] == ["GE0/0/1 - GE0/0/1"]
    assert topology.unmatched == ()


def test_a_cable_between_free_ports_is_a_declared_link() -> None:
    topology = _believed(_cable("GE0/0/2", "b", "GE0/0/3", circuit="L1"), _cable("GE0/0/2", "b", "GE0/0/3", circuit="L1"))
    found = [one for one in topology.links if one.state is LinkState.DECLARED]
    assert [(one.matched_by, one.circuit, one.layer) for one in found] == [("cable", "L1", 1)]
    assert len(topology.links) == 2


def test_a_cable_on_a_port_with_another_link_is_a_conflict() -> None:
    topology = _believed(_cable("GE0/0/1", "b", "GE0/0/2"))
    assert [state for _, state, _ in _ports(topology)] == [LinkState.TWO_SIDED]
    assert [(one.reason, one.said, one.candidates) for one in topology.unmatched] == [
        ("conflict", "cable GE0/0/1 - b GE0/0/2", (topology.links[0].id,))
    ]


@pytest.mark.parametrize("cable", [_cable("GE0/0/9", "b", "GE0/0/1"), _cable("GE0/0/2", "c", "GE0/0/1"), _cable("GE0/0/2", "b", "GE0/0/9"),
                                   _cable("GE0/0/2", "a", "GE0/0/2")])  # fmt: skip
def test_a_cable_without_both_ends_is_no_link(cable: Cable) -> None:
    assert _believed(cable, measured=False).links == ()
