"""What changed between two snapshots, each kind of change told apart."""

from __future__ import annotations

import pytest

from tests.resolve.made import believe_and_remember, hears, local_ports, mac, port, record
from topology.changes import ChangeKind, compare_topologies
from topology.model.records import Completeness, Route, SourceKind, Vlan, Vrf


def sw(number: int, *, heard: dict[int, tuple[int, int]] | None = None, **more):
    """A switch of three ports; `heard` says which port hears which port of which switch."""
    rows = [hears(p, chassis=mac(other), name=f"sw{other}", port_id=f"GigabitEthernet0/0/{q}") for p, (other, q) in (heard or {}).items()]
    fields = {
        "chassis": mac(number),
        "serial": f"SERIAL{number}",
        "ports": [port(n) for n in (1, 2, 3)],
        "neighbours": tuple(rows),
        "local_ports": local_ports(1, 2, 3),
    }
    return record(more.pop("target", f"10.0.0.{number}"), more.pop("name", f"sw{number}"), **(fields | more))


def pair() -> list:
    return [sw(1, heard={1: (2, 1)}), sw(2, heard={1: (1, 1)})]


def changes(old: list, new: list) -> list[tuple]:
    """The changes from one snapshot to the next, which remembers the ids of the first."""
    before, ledger = believe_and_remember(old)
    after, _ = believe_and_remember(new, ledger=ledger)
    return [
        (change.entity, change.kind.value, change.label, change.field, change.before, change.after)
        for change in compare_topologies(before, after)
    ]


def test_the_same_twice_has_no_change() -> None:
    assert changes(pair(), [sw(1, heard={1: (2, 1)}, minutes=5), sw(2, heard={1: (1, 1)}, minutes=5)]) == []


def test_a_new_device_comes_with_its_link_and_without_its_ports() -> None:
    found = changes(pair(), [sw(1, heard={1: (2, 1), 2: (3, 1)}), sw(2, heard={1: (1, 1)}), sw(3, heard={1: (1, 2)})])
    assert found == [
        ("device", "new", "sw3", "", None, None),
        ("link", "new", "sw1 GigabitEthernet0/0/2 – sw3 GigabitEthernet0/0/1", "", None, None),
    ]


def test_a_device_that_is_in_neither_run_is_gone() -> None:
    found = changes(pair(), [sw(1)])
    assert found == [
        ("device", "gone", "sw2", "", None, None),
        ("link", "gone", "sw1 GigabitEthernet0/0/1 – sw2 GigabitEthernet0/0/1", "", None, None),
    ]


def test_a_device_that_did_not_answer_is_silent_and_comes_back() -> None:
    one, two = pair()
    failed = record("10.0.0.2", minutes=9, completeness=Completeness.FAILED, reason="timeout")
    assert ("device", "silent", "sw2", "", None, None) in changes([one, two], [one, two, failed])
    assert ("device", "back", "sw2", "", None, None) in changes([one, two, failed], [one, two])


def test_a_renamed_device() -> None:
    assert changes([sw(1)], [sw(1, name="core1")]) == [("device", "renamed", "core1", "name", "sw1", "core1")]


def test_another_box_under_the_same_name_is_a_replacement() -> None:
    found = changes([sw(1)], [sw(1, chassis=mac(9), serial="SERIAL9", target="10.0.0.9")])
    assert [change[:2] for change in found] == [("device", "replaced")]
    assert found[0][3:] == ("serials", "SERIAL1", "SERIAL9")


def test_another_box_at_the_same_address_is_a_replacement() -> None:
    at = [port(1, addresses=("10.0.0.1/24",))]
    found = changes([sw(1, ports=at)], [sw(9, ports=at, target="10.0.0.1")])
    assert [change[1:] for change in found if change[0] == "device"] == [
        ("renamed", "sw9", "name", "sw1", "sw9"),
        ("replaced", "sw9", "serials", "SERIAL1", "SERIAL9"),
    ]


def test_a_cable_on_another_port_was_moved() -> None:
    found = changes(pair(), [sw(1, heard={2: (2, 1)}), sw(2, heard={1: (1, 2)})])
    old, new = (f"sw1 GigabitEthernet0/0/{n} – sw2 GigabitEthernet0/0/1" for n in (1, 2))
    assert found == [("link", "moved", new, "", old, new)]


def test_a_cable_to_another_device_keeps_its_end() -> None:
    three = [*pair(), sw(3)]
    found = changes(three, [sw(1, heard={1: (3, 1)}), sw(2), sw(3, heard={1: (1, 1)})])
    assert [change[:2] for change in found] == [("link", "moved")]
    assert found[0][4:] == (
        "sw1 GigabitEthernet0/0/1 – sw2 GigabitEthernet0/0/1",
        "sw1 GigabitEthernet0/0/1 – sw3 GigabitEthernet0/0/1",
    )


def test_a_link_that_one_side_no_longer_hears() -> None:
    found = changes(pair(), [sw(1, heard={1: (2, 1)}), sw(2)])
    assert found == [("link", "changed", "sw1 GigabitEthernet0/0/1 – sw2 GigabitEthernet0/0/1", "state", "two-sided", "one-sided")]


@pytest.mark.parametrize(
    ("field", "was", "now", "shown"),
    [
        ("description", None, "to sw2", (None, "to sw2")),
        ("enabled", True, False, ("true", "false")),
        ("speed_bps", 1_000_000_000, 10_000_000_000, ("1000000000", "10000000000")),
        ("vlan_trunk", (10, 20), (10, 30), ("10, 20", "10, 30")),
        ("vlan_access", 10, 20, ("10", "20")),
    ],
)
def test_what_changed_on_a_port(field: str, was, now, shown: tuple) -> None:
    found = changes([sw(1, ports=[port(1, **{field: was})])], [sw(1, ports=[port(1, **{field: now})])])
    assert found == [("interface", "changed", "sw1 GigabitEthernet0/0/1", field, *shown)]


def test_ports_come_go_and_are_renamed() -> None:
    old = [port(1, mac=mac(101)), port(2)]
    new = [port(1, name="XGigabitEthernet0/1/1", mac=mac(101)), port(3)]
    found = changes([sw(1, ports=old)], [sw(1, ports=new)])
    assert found == [
        ("interface", "gone", "sw1 GigabitEthernet0/0/2", "", None, None),
        ("interface", "new", "sw1 GigabitEthernet0/0/3", "", None, None),
        ("interface", "renamed", "sw1 XGigabitEthernet0/1/1", "name", "GigabitEthernet0/0/1", "XGigabitEthernet0/1/1"),
    ]


def test_a_port_that_joined_an_aggregate() -> None:
    lag = port(9, name="Eth-Trunk1")
    found = changes([sw(1, ports=[port(1), lag])], [sw(1, ports=[port(1, lag="Eth-Trunk1"), lag])])
    assert found == [("interface", "changed", "sw1 GigabitEthernet0/0/1", "lag", None, "Eth-Trunk1")]


def test_prefixes_vlans_vrfs_and_routes() -> None:
    def with_space(prefix: str, vlan: Vlan, vrf: Vrf, hop: str):
        return sw(1, ports=[port(1, addresses=(prefix,))], vlans=(vlan,), vrfs=(vrf,), routes=(Route(prefix="0.0.0.0/0", next_hop=hop),))

    old = with_space("10.1.0.1/24", Vlan(vid=10, name="office"), Vrf(name="a", rd="1:1"), "10.1.0.254")
    new = with_space("10.2.0.1/24", Vlan(vid=10, name="video"), Vrf(name="a", rd="1:2"), "10.2.0.254")
    found = [change for change in changes([old], [new]) if change[0] not in {"interface", "device"}]
    assert found == [
        ("prefix", "renamed", "n01 10.2.0.0/24", "prefix", "n01 10.1.0.0/24", "n01 10.2.0.0/24"),
        ("vlan", "renamed", "n01 VLAN 10", "name", "office", "video"),
        ("vrf", "changed", "n01 a", "rds", "1:1", "1:2"),
        ("route", "changed", "sw1 0.0.0.0/0", "next_hop", "10.1.0.254", "10.2.0.254"),
    ]


def test_a_vlan_and_a_vrf_that_came() -> None:
    found = changes([sw(1)], [sw(1, vlans=(Vlan(vid=7),), vrfs=(Vrf(name="b"),), routes=(Route(prefix="10.0.0.0/8", interface="NULL0"),))])
    assert [change[:3] for change in found] == [("vlan", "new", "n01 VLAN 7"), ("vrf", "new", "n01 b"), ("route", "new", "sw1 10.0.0.0/8")]


def test_the_way_back_swaps_new_and_gone() -> None:
    before, ledger = believe_and_remember(pair())
    after, _ = believe_and_remember([*pair(), sw(3)], ledger=ledger)
    there, back = compare_topologies(before, after), compare_topologies(after, before)
    assert {(change.id, change.kind) for change in there if change.kind is ChangeKind.NEW} == {
        (change.id, ChangeKind.NEW) for change in back if change.kind is ChangeKind.GONE
    }


def test_circuits_change_their_state() -> None:
    from tests.resolve.made import census, circuit, network, site

    declared = census(networks=[network("N01", "n01")], sites=[site("S1"), site("S2")], circuits=[circuit("C1", "DL20130457", "S1", "S2")])
    more = census(networks=[network("N01", "n01")], sites=[site("S1"), site("S2")], circuits=[circuit("C2", "DL20130458", "S1", "S2")])
    before, ledger = believe_and_remember([sw(1)], declared)
    numbered = [sw(1, ports=[port(1, description="to S2 DL20130457")])]
    found = [
        change
        for change in compare_topologies(before, believe_and_remember(numbered, declared, ledger=ledger)[0])
        if change.entity == "circuit"
    ]
    assert [(change.label, change.field, change.before, change.after) for change in found] == [
        ("C1", "status", "declared_not_seen", "matched")
    ]
    found = [
        change for change in compare_topologies(before, believe_and_remember([sw(1)], more, ledger=ledger)[0]) if change.entity == "circuit"
    ]
    assert [(change.label, change.kind) for change in found] == [("C1", ChangeKind.GONE), ("C2", ChangeKind.NEW)]


def test_a_box_of_no_known_serial_in_the_place_of_another() -> None:
    """Nothing but the name tells that it is the same place: the old one is not gone and the new one not new."""
    old = sw(1, serial=None, ports=[port(1)], target="10.0.0.1")
    new = sw(9, serial=None, name="sw1", ports=[port(2)], target="10.0.0.77")
    kinds = [change[1] for change in changes([old], [new]) if change[0] == "device"]
    assert "gone" not in kinds
    assert "new" not in kinds


def test_a_file_does_not_speak_for_a_device_that_no_longer_answers() -> None:
    answered, file = sw(1), sw(1, kind=SourceKind.CONFIG, target="sw1.cfg", neighbours=(), local_ports=())
    failed = record("10.0.0.1", minutes=9, completeness=Completeness.FAILED, reason="timeout")
    assert ("device", "silent", "sw1", "", None, None) in changes([answered, file], [answered, file, failed])


def test_a_prefix_that_stands_on_another_device_was_moved() -> None:
    at = [port(1, addresses=("10.7.0.1/24",))]
    found = changes([sw(1, ports=at), sw(2)], [sw(1), sw(2, ports=at)])
    assert [change for change in found if change[0] == "prefix"] == [
        ("prefix", "moved", "n01 10.7.0.0/24", "", "sw1 GigabitEthernet0/0/1", "sw2 GigabitEthernet0/0/1")
    ]


def test_a_prefix_that_gained_a_second_device_was_not_moved() -> None:
    one, two = ([port(1, addresses=(f"10.7.0.{n}/24",))] for n in (1, 2))
    found = changes([sw(1, ports=one), sw(2)], [sw(1, ports=one), sw(2, ports=two)])
    assert "prefix" not in {change[0] for change in found}


def test_a_vlan_that_got_another_number_and_a_vrf_that_got_another_name() -> None:
    old = sw(
        1, vlans=(Vlan(vid=10, name="office"), Vlan(vid=20, name="video")), vrfs=(Vrf(name="a", rd="65000:1"), Vrf(name="b", rd="65000:2"))
    )
    new = sw(
        1, vlans=(Vlan(vid=110, name="office"), Vlan(vid=20, name="video")), vrfs=(Vrf(name="c", rd="65000:1"), Vrf(name="b", rd="65000:2"))
    )
    assert changes([old], [new]) == [
        ("vlan", "renamed", "n01 VLAN 110", "vid", "10", "110"),
        ("vrf", "renamed", "n01 c", "name", "a", "c"),
    ]


def test_a_vlan_that_another_device_carries() -> None:
    vlan = (Vlan(vid=10, name="office"),)
    found = changes([sw(1, vlans=vlan), sw(2)], [sw(1, vlans=vlan), sw(2, vlans=vlan)])
    assert found == [("vlan", "changed", "n01 VLAN 10", "devices", None, "sw2")]
    assert changes([sw(1, vlans=vlan), sw(2, vlans=vlan)], [sw(1), sw(2, vlans=vlan)]) == [
        ("vlan", "changed", "n01 VLAN 10", "devices", "sw1", None)
    ]
    assert changes([sw(1, vlans=vlan)], [sw(1, vlans=vlan), sw(2, vlans=vlan)]) == [("device", "new", "sw2", "", None, None)]


def test_a_route_that_another_device_has_was_moved() -> None:
    routes = (Route(prefix="10.0.0.0/8", next_hop="10.9.9.9"),)
    assert changes([sw(1, routes=routes), sw(2)], [sw(1), sw(2, routes=routes)]) == [("route", "moved", "sw2 10.0.0.0/8", "", "sw1", "sw2")]


def test_ports_links_and_routes_of_a_replaced_box_are_compared_with_those_of_the_other() -> None:
    """The box has another id; its cable, its route and its VLAN are where they were, and one port is down."""
    more = {"vlans": (Vlan(vid=7),), "routes": (Route(prefix="10.0.0.0/8", next_hop="1.1.1.1"),), "heard": {1: (1, 1)}}
    before, _ = believe_and_remember([sw(1, heard={1: (2, 1)}), sw(2, **more)])
    ports = [port(1), port(2, up=False, mac=mac(88)), port(3)]
    after, _ = believe_and_remember([sw(1, heard={1: (8, 1)}), sw(8, name="sw2", ports=ports, **more)])  # nothing is remembered
    assert len({device.id for topology in (before, after) for device in topology.devices}) == 3
    found = [(change.entity, change.kind.value, change.field, change.before, change.after) for change in compare_topologies(before, after)]
    assert found == [
        ("device", "replaced", "", "sw2 SERIAL2", "sw2 SERIAL8"),
        ("interface", "changed", "up", None, "false"),
    ]


def test_two_things_of_one_label_are_ordered_whatever_is_unknown_of_them() -> None:
    """Two devices share a name; a field of one was unknown before, of the other it was known."""
    old = [sw(1, name="SW"), sw(2, name="SW")]
    new = [sw(1, name="SW", ports=[port(1, mtu=1500), port(2), port(3)]), sw(2, name="SW", ports=[port(1, mtu=9000), port(2), port(3)])]
    mixed = [old[0], sw(2, name="SW", ports=[port(1, mtu=1400), port(2), port(3)])]
    found = [change[3:] for change in changes(mixed, new)]
    assert found == [("mtu", None, "1500"), ("mtu", "1400", "9000")]
