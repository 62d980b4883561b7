"""What is concluded from forwarding tables: only what they prove, in any order, and never against a protocol."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.resolve.made import believe, ends, hears, local_ports, mac, port, record
from topology.model.entities import LinkState
from topology.model.records import InterfaceKind
from topology.model.tables import FdbEntry, FdbStatus, FhrpGroup, StpPort, StpState

GE = "GigabitEthernet0/0/{}"


def learned(number: int, on: int, vlan: int | None = 10, **more) -> FdbEntry:
    """A row: the device with that number, behind a port."""
    fields = {
        "mac": mac(number),
        "vlan": vlan,
        "interface": GE.format(on),
        "status": FdbStatus.LEARNED,
        "ref": f"1.3.6.1.2.1.17.{number}.{on}",
    }
    return FdbEntry(**(fields | more))


def bridge(number: int, *rows: FdbEntry, **more):
    ports = more.pop("ports", [port(n) for n in (1, 2, 3)])
    return record(f"10.0.0.{number}", f"sw{number}", chassis=mac(number), ports=ports, fdb=rows, **more)


def pairs(topology) -> set:
    return {ends(topology, link) for link in topology.links}


def link_of(one: int, p: int, two: int, q: int) -> frozenset:
    return frozenset({(f"sw{one}", GE.format(p)), (f"sw{two}", GE.format(q))})


def test_two_bridges_that_see_each_other_are_joined() -> None:
    topology = believe([bridge(1, learned(2, 1)), bridge(2, learned(1, 2))])
    (link,) = topology.links
    assert ends(topology, link) == link_of(1, 1, 2, 2)
    assert (link.state, link.layer, link.matched_by, link.protocols) == (LinkState.INFERRED, 2, "fdb", ("fdb",))
    assert sorted(row.text for row in link.evidence) == [f"fdb {mac(n)} VLAN 10 {GE.format(p)}" for n, p in ((1, 2), (2, 1))]


def chain() -> list:
    """1 (port 1) - (port 1) 2 (port 2) - (port 1) 3."""
    return [bridge(1, learned(2, 1), learned(3, 1)), bridge(2, learned(1, 1), learned(3, 2)), bridge(3, learned(1, 1), learned(2, 1))]


def test_a_bridge_between_two_others_is_recognised() -> None:
    assert pairs(believe(chain())) == {link_of(1, 1, 2, 1), link_of(2, 2, 3, 1)}


def test_the_devices_beyond_are_named_as_not_taken() -> None:
    losers = {ends(topology, link): link.losers for topology in [believe(chain())] for link in topology.links}
    assert losers == {link_of(1, 1, 2, 1): ("further: sw3",), link_of(2, 2, 3, 1): ("further: sw1",)}


def test_an_unmanaged_switch_gives_a_segment() -> None:
    three = [bridge(1, learned(2, 1), learned(3, 1)), bridge(2, learned(1, 2), learned(3, 2)), bridge(3, learned(1, 3), learned(2, 3))]
    assert pairs(believe(three)) == {link_of(1, 1, 2, 2), link_of(1, 1, 3, 3), link_of(2, 2, 3, 3)}


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(5)), st.data())
def test_the_order_of_anything_changes_nothing(order: list[int], data: st.DataObject) -> None:
    """A ring of five cut by a blocked port: a chain, in whatever order records and rows come."""
    devices = []
    for number in range(1, 6):
        rows = [learned(other, 1 if other < number else 2) for other in range(1, 6) if other != number]
        devices.append(bridge(number, *data.draw(st.permutations(rows))))
    topology = believe([devices[place] for place in order])
    assert pairs(topology) == {link_of(n, 2, n + 1, 1) for n in range(1, 5)}
    assert topology.links == believe(devices).links


def test_a_bridge_behind_two_ports_is_nowhere() -> None:
    topology = believe([bridge(1, learned(2, 1), learned(2, 3)), bridge(2, learned(1, 2))])
    assert topology.links == ()


def test_each_vlan_is_looked_at_by_itself() -> None:
    """Trees of two VLANs run over two parallel cables."""
    topology = believe([bridge(1, learned(2, 1, 10), learned(2, 2, 20)), bridge(2, learned(1, 1, 10), learned(1, 2, 20))])
    assert pairs(topology) == {link_of(1, 1, 2, 1), link_of(1, 2, 2, 2)}


def test_a_table_without_vlans_speaks_for_each() -> None:
    topology = believe([bridge(1, learned(2, 1, None)), bridge(2, learned(1, 2, 10), learned(1, 2, 20))])
    assert pairs(topology) == {link_of(1, 1, 2, 2)}
    assert pairs(believe([bridge(1, learned(2, 1, 10)), bridge(2, learned(1, 2, None))])) == {link_of(1, 1, 2, 2)}


def test_no_common_vlan_proves_nothing() -> None:
    assert believe([bridge(1, learned(2, 1, 10)), bridge(2, learned(1, 2, 20))]).links == ()


@pytest.mark.parametrize("status", [FdbStatus.SELF, FdbStatus.STATIC, FdbStatus.INVALID, FdbStatus.OTHER])
def test_only_learned_rows_count(status: FdbStatus) -> None:
    assert believe([bridge(1, learned(2, 1, status=status)), bridge(2, learned(1, 2))]).links == ()


def test_a_blocked_port_has_learned_nothing() -> None:
    blocked = StpPort(interface=GE.format(1), bridge_port=1, state=StpState.BLOCKING)
    assert believe([bridge(1, learned(2, 1), stp_ports=(blocked,)), bridge(2, learned(1, 2))]).links == ()
    off = StpPort(interface=GE.format(1), bridge_port=1, state=StpState.DISABLED)
    assert pairs(believe([bridge(1, learned(2, 1), stp_ports=(off,)), bridge(2, learned(1, 2))])) == {link_of(1, 1, 2, 2)}


def test_a_protocol_is_never_overridden() -> None:
    """LLDP joins port 1 of sw1 and port 3 of sw3; sw2, seen through it, is not joined to either port."""
    one = bridge(1, learned(2, 1), neighbours=(hears(1, chassis=mac(3), port_id=GE.format(3)),), local_ports=local_ports(1, 2, 3))
    three = bridge(3, learned(1, 3), neighbours=(hears(3, chassis=mac(1), port_id=GE.format(1)),), local_ports=local_ports(1, 2, 3))
    topology = believe([one, bridge(2, learned(1, 2)), three])
    assert pairs(topology) == {link_of(1, 1, 3, 3)}


def test_an_aggregate_whose_member_a_protocol_explains_is_left_alone() -> None:
    ports = [port(1, lag="Eth-Trunk1"), port(2), port(9, name="Eth-Trunk1", kind=InterfaceKind.LAG)]
    rows = (learned(2, 1, interface="Eth-Trunk1"),)
    one = bridge(1, *rows, ports=ports, neighbours=(hears(1, chassis=mac(3), port_id=GE.format(3)),), local_ports=local_ports(1, 2, 3))
    topology = believe([one, bridge(2, learned(1, 2)), bridge(3)])
    assert pairs(topology) == {link_of(1, 1, 3, 3)}


def test_the_addresses_of_a_shared_gateway_name_nobody() -> None:
    shared = FhrpGroup(protocol="vrrp2", group=1, mac=mac(2))
    topology = believe([bridge(1, learned(2, 1)), bridge(2, learned(1, 2), fhrp=(shared,))])
    assert topology.links == ()


def test_an_address_with_two_owners_names_nobody() -> None:
    clone = record("10.0.0.9", "sw9", chassis=mac(9), ports=[port(1, mac=mac(2))])
    assert believe([bridge(1, learned(2, 1)), bridge(2, learned(1, 2)), clone]).links == ()


def test_another_realm_is_another_world() -> None:
    assert believe([bridge(1, learned(2, 1)), bridge(2, learned(1, 2), realm="n02")]).links == ()


@pytest.mark.parametrize(
    ("ports", "number"),
    [
        ([port(1, bridge_port=7), port(2, bridge_port=8)], 7),
        ([port(1, index=1001), port(2, index=1002)], 1001),
    ],
)
def test_a_row_may_name_its_port_by_number(ports: list, number: int) -> None:
    row = learned(2, 1, interface=None, port=number)
    assert pairs(believe([bridge(1, row, ports=ports), bridge(2, learned(1, 2))])) == {link_of(1, 1, 2, 2)}


@pytest.mark.parametrize("number", [None, 0, -1, 99])
def test_a_number_that_is_no_port_proves_nothing(number: int | None) -> None:
    assert believe([bridge(1, learned(2, 1, interface=None, port=number)), bridge(2, learned(1, 2))]).links == ()


def leaf(number: int):
    return record(f"10.0.0.{number}", f"host{number}", chassis=mac(200), ports=[port(1, mac=mac(number)), port(2, mac=mac(number + 100))])


def test_a_device_that_bridges_nothing_hangs_on_the_port_that_leads_nowhere_else() -> None:
    topology = believe([bridge(1, learned(2, 1), learned(9, 3)), bridge(2, learned(1, 2), learned(9, 2)), leaf(9)])
    placed = {link.matched_by: ends(topology, link) for link in topology.links}
    assert placed == {"fdb": link_of(1, 1, 2, 2), "fdb_leaf": frozenset({("sw1", GE.format(3)), ("host9", GE.format(1))})}


def test_a_device_on_a_segment_between_bridges_stays_open() -> None:
    topology = believe([bridge(1, learned(2, 1), learned(9, 1)), bridge(2, learned(1, 2), learned(9, 2)), leaf(9)])
    assert pairs(topology) == {link_of(1, 1, 2, 2)}
    (entry,) = topology.unmatched
    assert (entry.reason, entry.said, len(entry.candidates), len(entry.evidence)) == ("ambiguous", "fdb host9", 2, 2)


def test_a_device_that_a_protocol_places_is_not_placed_again() -> None:
    one = bridge(1, learned(9, 3), neighbours=(hears(2, chassis=mac(200), port_id=GE.format(2)),), local_ports=local_ports(1, 2, 3))
    topology = believe([one, leaf(9)])
    assert pairs(topology) == {frozenset({("sw1", GE.format(2)), ("host9", GE.format(2))})}
