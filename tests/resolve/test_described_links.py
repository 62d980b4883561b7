"""Descriptions of both sides make an inferred link where no cable is known."""

from __future__ import annotations

import pytest

from tests.resolve.made import believe, ends, hears, local_ports, mac, port, record
from topology.model.entities import LinkState
from topology.model.records import Completeness, InterfaceKind, SourceKind


def switch(name: str, *ports, realm: str = "n01"):
    return record(f"{name}.cfg", name, ports=ports, kind=SourceKind.CONFIG, realm=realm)


def described(*records):
    topology = believe(list(records))
    return [ends(topology, link) for link in topology.links if link.matched_by == "described"]


def pair(a: int, b: int):
    return frozenset({("core-1", f"GigabitEthernet0/0/{a}"), ("acc-2", f"GigabitEthernet0/0/{b}")})


def test_two_ports_that_name_each_others_device_are_linked() -> None:
    records = [switch("core-1", port(1, description="to ACC-2, 2nd floor")), switch("acc-2", port(2, description="uplink core-1"))]
    topology = believe(records)
    (link,) = topology.links
    assert ends(topology, link) == pair(1, 2)
    assert (link.layer, link.state, link.matched_by, link.protocols) == (1, LinkState.INFERRED, "described", ("description",))
    assert {row.text for row in link.evidence} == {"GigabitEthernet0/0/1 to ACC-2, 2nd floor", "GigabitEthernet0/0/2 uplink core-1"}
    assert believe(records[::-1]).links == topology.links


def test_ports_named_tell_parallel_links_apart() -> None:
    first = switch("core-1", port(1, description="acc-2 GE0/0/7"), port(2, description="acc-2 GE0/0/8"))
    second = switch("acc-2", port(7, description="core-1"), port(8, description="core-1"))
    assert set(described(first, second)) == {pair(1, 7), pair(2, 8)}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([port(1, description="acc-2")], [port(2)]),
        ([port(1, description="acc-2"), port(2, description="acc-2")], [port(2, description="core-1")]),
        ([port(1, description="acc-2 GE0/0/3")], [port(2, description="core-1"), port(3)]),
        ([port(1, description="acc-2", enabled=False)], [port(2, description="core-1")]),
        ([port(1, description="acc-2", up=False)], [port(2, description="core-1")]),
        ([port(1, description="acc-2", name="Vlan5", kind=InterfaceKind.VLAN)], [port(2, description="core-1")]),
        ([port(1, description="acc-2 and dist-9")], [port(2, description="core-1")]),
        ([port(1, description="core-1 loop")], [port(2, description="core-1")]),
    ],
    ids=["one-sided", "several", "other-port", "shut", "down", "vlan", "two-names", "self"],
)
def test_no_link(ours, theirs) -> None:
    assert described(switch("core-1", *ours), switch("acc-2", *theirs), switch("dist-9", port(1))) == []


def test_a_name_of_two_devices_and_one_of_another_realm_mean_nobody() -> None:
    one, two = switch("core-1", port(1, description="acc-2")), switch("acc-2", port(2, description="core-1"))
    twin = record("twin.cfg", "acc-2", ports=[port(9, addresses=("10.1.1.1/24",))], kind=SourceKind.CONFIG, serial="B")
    assert described(one, record("acc-2.cfg", "acc-2", ports=two.interfaces, kind=SourceKind.CONFIG, serial="A"), twin) == []
    assert described(one, switch("acc-2", port(2, description="core-1"), realm="n02")) == []


def test_a_port_that_a_cable_explains_is_no_longer_free() -> None:
    first = record(
        "10.0.0.1",
        "core-1",
        chassis=mac(1),
        local_ports=local_ports(1),
        ports=[port(1, description="acc-2", lag="Eth-Trunk1"), port(2, description="acc-2", name="Eth-Trunk1", kind=InterfaceKind.LAG)],
        neighbours=(hears(1, chassis=mac(2), port_id="GigabitEthernet0/0/2"),),
    )
    second = record("10.0.0.2", "acc-2", chassis=mac(2), ports=[port(2), port(3, description="core-1")])
    assert described(first, second) == []


def test_a_device_not_seen_this_time_makes_its_link_stale() -> None:
    earlier = record("10.0.0.1", "core-1", ports=[port(1, description="acc-2")])
    failed = record("10.0.0.1", minutes=60, completeness=Completeness.FAILED, reason="timeout")
    topology = believe([earlier, failed, switch("acc-2", port(2, description="core-1"))])
    assert [link.state for link in topology.links] == [LinkState.STALE]


def test_aggregates_are_joined_without_saying_which_members_are() -> None:
    bundle = {"name": "Port-channel1", "kind": InterfaceKind.LAG}
    topology = believe([switch("core-1", port(1, **bundle, description="acc-2")), switch("acc-2", port(2, **bundle, description="core-1"))])
    assert [(link.layer, link.state) for link in topology.links] == [(2, LinkState.INFERRED)]
