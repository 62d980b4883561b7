"""The known traps, each with its own test: the table names every one of them and where its test stands."""

from __future__ import annotations

import importlib

import pytest

from tests.resolve.made import (
    all_ends,
    believe,
    believe_and_remember,
    ends,
    gig,
    hears,
    interface_of,
    local_ports,
    mac,
    names,
    port,
    record,
)
from topology.model.entities import LinkState
from topology.model.ledger import add_link, join_devices, remove_link, split_device
from topology.model.names import is_identifying_mac
from topology.model.records import InterfaceKind, LocalPort, NeighbourProtocol, SourceKind
from topology.model.tables import FdbEntry, FdbStatus, FhrpGroup, StpPort, StpState

TRAPS = {
    "HSRP and VRRP MACs": (
        "test_traps.test_macs_of_shared_gateways_identify_nobody",
        "test_traps.test_the_address_of_a_shared_gateway_identifies_nobody",
        "test_links.test_a_virtual_chassis_address_says_nothing",
        "test_forwarding.test_the_addresses_of_a_shared_gateway_name_nobody",
    ),
    "duplicate sysName": (
        "test_links.test_a_name_claimed_by_two_devices_counts_for_neither",
        "test_identity.test_two_devices_of_one_name_stay_two",
        "test_traps.test_a_name_that_two_realms_use_yields_to_the_chassis_address",
        "test_links.test_a_name_alone_does_not_join_a_trunk_to_an_access_port",
    ),
    "duplicate chassis id": (
        "test_links.test_a_cloned_chassis_address_leaves_the_choice_to_the_name",
        "test_identity.test_clones_of_a_chassis_address_with_other_serials_stay_two_and_say_so",
        "test_identity.test_a_chassis_address_shipped_many_times_identifies_nothing",
    ),
    "same address in 26 realms": (
        "test_identity.test_the_same_name_and_address_in_26_realms_are_26_devices",
        "test_traps.test_26_realms_with_the_same_names_addresses_and_numbers_have_their_own_links",
    ),
    "parallel links": (
        "test_links.test_parallel_links_stay_parallel",
        "test_links.test_parallel_links_of_which_one_side_names_no_far_port",
        "test_configured_links.test_parallel_lines_are_told_apart_by_their_numbers",
    ),
    "LAG with half its members": (
        "test_traps.test_an_aggregate_of_which_half_the_members_are_heard",
        "test_configured_links.test_members_are_not_paired_where_one_side_has_fewer",
    ),
    "one-sided LLDP": ("test_links.test_one_side_alone_makes_a_one_sided_link",),
    "local port number not the ifIndex": ("test_links.test_the_local_port_number_is_not_the_ifindex",),
    "MAC as text": ("test_links.test_a_far_port_in_any_spelling", "test_traps.test_every_sub_type_of_chassis_id_finds_its_device"),
    "neighbour beyond an unmanaged switch": (
        "test_traps.test_neighbours_beyond_an_unmanaged_switch_are_a_segment",
        "test_forwarding.test_an_unmanaged_switch_gives_a_segment",
    ),
    "STP-blocked ring": (
        "test_traps.test_a_ring_heard_by_lldp_keeps_its_blocked_cable",
        "test_traps.test_a_ring_known_from_forwarding_tables_is_not_closed_by_guess",
        "test_forwarding.test_a_blocked_port_has_learned_nothing",
    ),
    "default host names": (
        "test_traps.test_a_makers_host_name_never_finds_a_device",
        "test_identity.test_a_default_name_joins_nothing",
        "test_configured_links.test_a_makers_host_name_on_a_port_is_no_bar_to_the_only_device_it_can_be",
    ),
    "stacks and IRF": ("test_traps.test_a_stack_is_one_device_by_any_members_chassis_address",),
    "virtual chassis": ("test_traps.test_a_virtual_chassis_is_one_device_with_its_members_serials",),
    "seen by SNMP and by configuration": ("test_identity.test_an_agent_and_its_configuration_are_one_device",),
    "changed serial": ("test_traps.test_a_device_keeps_its_id_when_its_serial_changes",),
    "self links": ("test_links.test_self_links_are_dropped_and_listed",),
    "sub-types of chassis ids": ("test_traps.test_every_sub_type_of_chassis_id_finds_its_device",),
    "sub-types of port ids": ("test_traps.test_every_sub_type_of_port_id_finds_its_port",),
    "stale links": ("test_links.test_rows_of_a_silent_device_are_stale",),
    "segments and port clouds": (
        "test_links.test_a_port_with_many_neighbours_is_a_segment",
        "test_traps.test_neighbours_beyond_an_unmanaged_switch_are_a_segment",
    ),
    "operator's words survive": (
        "test_traps.test_words_on_links_hold_in_later_snapshots_and_against_what_is_inferred",
        "test_traps.test_words_on_devices_hold_in_later_snapshots",
    ),
}
"""Traps as the design and the issue tracker of other tools name them, and the tests that step into each."""

SHIFT = 8


def switch(number: int, *rows, **more):
    places = (1, 2, 3, 4)
    fields = {"chassis": mac(number), "local_ports": local_ports(*places, shift=SHIFT), "ports": [port(n) for n in places]} | more
    return record(f"127.21.1.{number}", fields.pop("name", f"SW{number}"), neighbours=rows, **fields)


def sees(local: int, other: int, far: int, **more):
    return hears(local + SHIFT, **({"chassis": mac(other), "name": f"SW{other}", "port_id": gig(far)} | more))


def cable(one: int, p: int, two: int, q: int) -> frozenset:
    return frozenset({(f"SW{one}", gig(p)), (f"SW{two}", gig(q))})


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_has_its_test(trap: str) -> None:
    for name in TRAPS[trap]:
        module, _, test = name.partition(".")
        assert callable(getattr(importlib.import_module(f"tests.resolve.{module}"), test))


@pytest.mark.parametrize(
    "shared",
    ["00:00:5e:00:01:0a", "00:00:5e:00:02:0a", "00:00:0c:07:ac:0a", "00:00:0c:9f:f0:0a", "00:05:73:a0:00:0a", "00:07:b4:00:01:01"],
    ids=["VRRP", "VRRP for IPv6", "HSRP", "HSRP 2", "HSRP for IPv6", "GLBP"],
)
def test_macs_of_shared_gateways_identify_nobody(shared: str) -> None:
    assert not is_identifying_mac(shared)
    routers = [record(f"10.0.0.{n}", f"R{n}", chassis=shared, ports=[port(1, mac=shared)]) for n in (1, 2)]
    row = hears(1 + SHIFT, chassis=shared, port_subtype=3, port_id=shared)
    topology = believe([*routers, switch(3, row)])
    assert names(topology) == ["R1", "R2", "SW3"]
    assert topology.links == ()
    assert [problem.code for problem in topology.problems] == []


def test_the_address_of_a_shared_gateway_identifies_nobody() -> None:
    """The master's agent lists the shared address among its own; after a change of master the other one would."""
    group = FhrpGroup(protocol="vrrp2", group=1, interface="Vlanif10", addresses=("10.0.0.254",))
    master = record("10.0.0.1", "R1", ports=[port(1, addresses=("10.0.0.1/24", "10.0.0.254/24"))], fhrp=(group,))
    backup = record("10.0.0.2", "R2", ports=[port(1, addresses=("10.0.0.2/24",))], fhrp=(group,))
    topology = believe([master, backup, switch(3, hears(1 + SHIFT, port_id=gig(1), management_addresses=("10.0.0.254",)))])
    assert topology.links == ()
    assert [entry.reason for entry in topology.unmatched] == ["unknown_neighbour"]


def test_a_name_that_two_realms_use_yields_to_the_chassis_address() -> None:
    """A back door to another department, whose switch has the name that one of our own has in its file."""
    ours = switch(1, hears(1 + SHIFT, chassis=mac(9), name="COUNTY-ACC-01", port_id=gig(2)), realm="n01")
    namesake = record("acc.cfg", "COUNTY-ACC-01", kind=SourceKind.CONFIG, ports=[port(1), port(2)], realm="n01")
    theirs = record("127.21.2.9", "COUNTY-ACC-01", chassis=mac(9), ports=[port(1), port(2)], realm="n02")
    topology = believe([ours, namesake, theirs])
    (link,) = topology.links
    assert {topology.device[end].realm for end in (link.a_device, link.b_device)} == {"n01", "n02"}
    assert link.losers == ("weaker_claim: COUNTY-ACC-01 (name, short)",)


def test_26_realms_with_the_same_names_addresses_and_numbers_have_their_own_links() -> None:
    """The same plan in every realm: LLDP by name only, a /30 of its own, and configurations with the same circuit number."""
    records = []
    for number in range(26):
        realm = f"n{number:02}"
        for own, far in ((1, 2), (2, 1)):
            ports = [port(1), port(5, addresses=(f"10.0.0.{own}/30",))]
            rows = (hears(1, name=f"RT{far}", port_id=gig(1)),)
            records.append(record(f"10.0.0.{own}", f"RT{own}", realm=realm, ports=ports, local_ports=local_ports(1), neighbours=rows))
            text = f"to RT{far + 2} DL20130457"
            records.append(
                record(f"RT{own + 2}.cfg", f"RT{own + 2}", realm=realm, kind=SourceKind.CONFIG, ports=[port(1, description=text)])
            )
    topology = believe(records)
    assert len(topology.devices) == 26 * 4
    assert {device.realm: 0 for device in topology.devices}.keys() == {f"n{number:02}" for number in range(26)}
    by_realm: dict[str, list[str]] = {}
    for link in topology.links:
        (realm,) = {topology.device[end].realm for end in (link.a_device, link.b_device)}
        by_realm.setdefault(realm, []).append(link.matched_by)
    assert {tuple(sorted(passes)) for passes in by_realm.values()} == {("described", "mutual_both_ports", "shared_prefix")}


def test_an_aggregate_of_which_half_the_members_are_heard() -> None:
    """Two of four members are cabled and heard; forwarding tables speak of the aggregate, which is no link of its own."""

    def end(number: int, other: int):
        members = [port(n, lag="Eth-Trunk1", up=n < 3) for n in (1, 2, 3, 4)]
        ports = [*members, port(9, name="Eth-Trunk1", kind=InterfaceKind.LAG)]
        table = (FdbEntry(mac=mac(other), vlan=10, interface="Eth-Trunk1", status=FdbStatus.LEARNED, ref="1.3.6.1.2.1.17.1"),)
        return switch(number, sees(1, other, 1), sees(2, other, 2), ports=ports, fdb=table)

    topology = believe([end(1, 2), end(2, 1)])
    assert all_ends(topology) == {cable(1, 1, 2, 1), cable(1, 2, 2, 2)}
    assert {link.matched_by for link in topology.links} == {"mutual_both_ports"}
    aggregates = {topology.interface[interface_of(topology, "SW1", n).lag].name for n in (1, 2, 3, 4)}
    assert aggregates == {"Eth-Trunk1"}


def test_neighbours_beyond_an_unmanaged_switch_are_a_segment() -> None:
    """A cheap switch floods LLDP: each of three hears the two others on one port."""
    topology = believe([switch(n, *(sees(1, other, 1) for other in (1, 2, 3) if other != n)) for n in (1, 2, 3)])
    assert all_ends(topology) == {cable(1, 1, 2, 1), cable(1, 1, 3, 1), cable(2, 1, 3, 1)}
    assert {(link.layer, link.state) for link in topology.links} == {(2, LinkState.TWO_SIDED)}


def ring(number: int, *, table=(), heard: bool) -> object:
    """A ring of three: port 1 to the next, port 2 to the one before; SW3 blocks its port 1."""
    after, before = number % 3 + 1, (number - 2) % 3 + 1
    rows = (sees(1, after, 2), sees(2, before, 1)) if heard else ()
    blocked = (StpPort(interface=gig(1), bridge_port=1, state=StpState.BLOCKING),) if number == 3 else ()
    return switch(number, *rows, stp_ports=blocked, fdb=table)


def test_a_ring_heard_by_lldp_keeps_its_blocked_cable() -> None:
    topology = believe([ring(number, heard=True) for number in (1, 2, 3)])
    assert all_ends(topology) == {cable(1, 1, 2, 2), cable(2, 1, 3, 2), cable(3, 1, 1, 2)}


def test_a_ring_known_from_forwarding_tables_is_not_closed_by_guess() -> None:
    """The blocked cable carries nothing: the tables show a chain, and an old row on the blocked port does not count."""

    def learned(other: int, on: int) -> FdbEntry:
        return FdbEntry(mac=mac(other), vlan=10, interface=gig(on), status=FdbStatus.LEARNED, ref=f"1.3.6.1.2.1.17.{other}.{on}")

    tables = {1: (learned(2, 1), learned(3, 1)), 2: (learned(1, 2), learned(3, 1)), 3: (learned(1, 2), learned(2, 2), learned(1, 1))}
    topology = believe([ring(number, table=tables[number], heard=False) for number in (1, 2, 3)])
    assert all_ends(topology) == {cable(1, 1, 2, 2), cable(2, 1, 3, 2)}


@pytest.mark.parametrize("name", ["HUAWEI", "Quidway", "H3C", "Ruijie", "Switch", "Router"])
def test_a_makers_host_name_never_finds_a_device(name: str) -> None:
    far = switch(2, name=name)
    assert believe([switch(1, hears(1 + SHIFT, name=name, port_id=gig(1))), far]).links == ()
    by_chassis = believe([switch(1, sees(1, 2, 1, name=name)), far, switch(3, name=name)])
    assert all_ends(by_chassis) == {frozenset({("SW1", gig(1)), (name, gig(1))})}


def test_a_stack_is_one_device_by_any_members_chassis_address() -> None:
    """After a change of master, neighbours still send the address of the member that led before."""
    stack = switch(2, chassis=None)
    system = type(stack.system)(name="SW2", chassis_ids=(mac(2), mac(102)), serials=("MEMBER01", "MEMBER02"))
    ports = [port(1, name="GigabitEthernet1/0/1"), port(2, name="GigabitEthernet2/0/1")]
    stack = type(stack)(envelope=stack.envelope, system=system, interfaces=tuple(ports))
    told = [
        switch(1, sees(1, 2, 1, port_id="GigabitEthernet1/0/1")),
        switch(3, sees(1, 102, 1, name="SW2", port_id="GigabitEthernet2/0/1")),
    ]
    file = record("sw2.cfg", None, serial="MEMBER02", kind=SourceKind.CONFIG, ports=[port(1, name="GE2/0/1", index=None)])
    topology = believe([stack, *told, file])
    assert names(topology) == ["SW1", "SW2", "SW3"]
    assert all_ends(topology) == {
        frozenset({("SW1", gig(1)), ("SW2", "GigabitEthernet1/0/1")}),
        frozenset({("SW3", gig(1)), ("SW2", "GigabitEthernet2/0/1")}),
    }


def test_a_virtual_chassis_is_one_device_with_its_members_serials() -> None:
    """A member moves from one virtual chassis to another: both keep their ids."""

    def chassis(name: str, *serials: str, target: str, minutes: int = 0):
        made = record(target, name, ports=[port(1, name="ge-0/0/0"), port(2, name="ge-1/0/0")], minutes=minutes)
        return type(made)(envelope=made.envelope, system=type(made.system)(name=name, serials=serials), interfaces=made.interfaces)

    first, ledger = believe_and_remember(
        [chassis("VC1", "S-0001", "S-0002", target="10.0.0.1"), chassis("VC2", "S-0003", target="10.0.0.2")]
    )
    ids = {device.name: device.id for device in first.devices}
    later = [chassis("VC1", "S-0001", target="10.0.0.1", minutes=60), chassis("VC2", "S-0003", "S-0002", target="10.0.0.2", minutes=60)]
    second, _ = believe_and_remember(later, ledger=ledger)
    assert {device.name: device.id for device in second.devices} == ids
    assert {device.name: device.serials for device in second.devices} == {"VC1": ("S-0001",), "VC2": ("S-0003", "S-0002")}


def test_a_device_keeps_its_id_when_its_serial_changes() -> None:
    """A supervisor was replaced: another serial and chassis address at the same name and address."""
    before, ledger = believe_and_remember([switch(1, serial="SERIAL-A")])
    after, remembered = believe_and_remember([switch(1, serial="SERIAL-B", chassis=mac(77), minutes=60)], ledger=ledger)
    assert [device.id for device in after.devices] == [device.id for device in before.devices]
    assert after.devices[0].serials == ("SERIAL-B",)
    again, _ = believe_and_remember([record("127.99.0.1", "NEWNAME", serial="SERIAL-B", minutes=90)], ledger=remembered)
    assert [device.id for device in again.devices] == [device.id for device in before.devices]


@pytest.mark.parametrize(
    ("subtype", "said", "own"),
    [
        (1, "SLOT-CHASSIS-02", "slot-chassis-02"),
        (2, "Roof cabinet", "roof cabinet"),
        (3, "backplane-2", "Backplane-2"),
        (4, "00E0-FC00-0002", "00:e0:fc:00:00:02"),
        (5, "10.0.0.2", None),
        (6, "meth0/0/1-sw2", "MEth0/0/1-sw2"),
        (7, "sw2-local", "SW2-local"),
        (7, "00e0.fc00.0002", "00:e0:fc:00:00:02"),
    ],
)
def test_every_sub_type_of_chassis_id_finds_its_device(subtype: int, said: str, own: str | None) -> None:
    """1 component, 2 interface alias, 3 port component, 4 MAC, 5 address, 6 interface name, 7 local, also a MAC as text."""
    far = switch(2, name=None, chassis=own, ports=[port(1, addresses=("10.0.0.2/24",))], local_ports=())
    topology = believe([switch(1, hears(1 + SHIFT, chassis_subtype=subtype, chassis_id=said, port_id=gig(1))), far])
    (link,) = topology.links
    assert {topology.interface[end].name for end in (link.a_interface, link.b_interface) if end} == {gig(1)}


@pytest.mark.parametrize(
    ("subtype", "said"),
    [(1, "to the roof"), (2, "3"), (3, "00:E0:FC:11:00:03"), (4, "10.3.0.1"), (5, "GE0/0/3"), (6, "circuit-3"), (7, "503")],
)
def test_every_sub_type_of_port_id_finds_its_port(subtype: int, said: str) -> None:
    """1 alias, 2 component, 3 MAC, 4 address, 5 name, 6 agent circuit id, 7 local: the last two as the agent itself lists them."""
    third = port(3, mac="00:e0:fc:11:00:03", description="To the roof", addresses=("10.3.0.1/30",), bridge_port=3)
    own = (
        LocalPort(number=503, subtype=7, port_id="503", description=gig(3)),
        LocalPort(number=504, subtype=6, port_id="circuit-3", description=gig(3)),
    )
    far = switch(2, ports=[port(1), port(2), third], local_ports=own if subtype in {6, 7} else ())
    topology = believe([switch(1, sees(1, 2, 9, port_subtype=subtype, port_id=said)), far])
    assert all_ends(topology) == {cable(1, 1, 2, 3)}


def test_words_on_links_hold_in_later_snapshots_and_against_what_is_inferred() -> None:
    """A link that only forwarding tables and descriptions tell of is removed by hand; another is added where nothing tells."""

    def table(other: int):
        return (FdbEntry(mac=mac(other), vlan=10, interface=gig(1), status=FdbStatus.LEARNED, ref="1.3.6.1.2.1.17.9"),)

    def looks(minutes: int):
        described = [port(1), port(2, description="to SW4")], [port(1), port(2, description="to SW3")]
        return [
            switch(1, fdb=table(2), minutes=minutes),
            switch(2, fdb=table(1), minutes=minutes),
            record("SW3.cfg", "SW3", kind=SourceKind.CONFIG, ports=described[0], minutes=minutes),
            record("SW4.cfg", "SW4", kind=SourceKind.CONFIG, ports=described[1], minutes=minutes),
        ]

    first, ledger = believe_and_remember(looks(0))
    assert {link.matched_by for link in first.links} == {"fdb", "described"}
    for link in first.links:
        ledger = remove_link(ledger, link.a_interface, link.b_interface, by="op", at="2026-01-01")
    one, three = interface_of(first, "SW1", 4).id, next(i.id for i in first.interfaces if i.name == gig(1) and _name(first, i) == "SW3")
    ledger = add_link(ledger, one, three, by="op", at="2026-01-01", reason="seen on site")
    for minutes in (60, 120):
        later, ledger = believe_and_remember(looks(minutes), ledger=ledger)
        (link,) = later.links
        assert (link.state, ends(later, link)) == (LinkState.MANUAL, frozenset({("SW1", gig(4)), ("SW3", gig(1))}))
    back = add_link(ledger, *_pair(first, "fdb"), by="op", at="2026-01-02")
    assert {link.state for link in believe_and_remember(looks(180), ledger=back)[0].links} == {LinkState.MANUAL}


def _name(topology, interface) -> str:
    return topology.device[interface.device].name


def _pair(topology, matched_by: str) -> tuple[str, str]:
    link = next(link for link in topology.links if link.matched_by == matched_by)
    return link.a_interface, link.b_interface


def test_words_on_devices_hold_in_later_snapshots() -> None:
    def looks(minutes: int):
        return [
            record("10.0.0.1", "A", serial="SERIAL-1", minutes=minutes),
            record("10.0.0.2", "B", serial="SERIAL-2", minutes=minutes),
            record("10.0.0.3", "C", serial="SERIAL-3", minutes=minutes),
            record("10.0.1.3", "C", serial="SERIAL-3", minutes=minutes),
        ]

    first, ledger = believe_and_remember(looks(0))
    by_name = {device.name: device.id for device in first.devices}
    assert names(first) == ["A", "B", "C"]
    ledger = join_devices(ledger, by_name["A"], by_name["B"], by="op", at="2026-01-01")
    ledger = split_device(ledger, by_name["C"], by="op", at="2026-01-01")
    for minutes in (60, 120):
        later, ledger = believe_and_remember(looks(minutes), ledger=ledger)
        assert sorted(device.targets for device in later.devices) == [("10.0.0.1", "10.0.0.2"), ("10.0.0.3",), ("10.0.1.3",)]


def test_a_cdp_row_and_an_lldp_row_through_a_telephone_are_two_neighbours() -> None:
    """A telephone between: CDP passes it and LLDP does not, so the switch hears the telephone and what is behind it."""
    rows = (
        hears(1 + SHIFT, chassis=mac(50), name="SEP50", port_id="Port 1"),
        hears(port(1).index, name="SW2", port_id=gig(1), protocol=NeighbourProtocol.CDP, port_subtype=None),
    )
    topology = believe([switch(1, *rows), switch(2)])
    assert all_ends(topology) == {cable(1, 1, 2, 1)}
    assert [entry.reason for entry in topology.unmatched] == ["unknown_neighbour"]
