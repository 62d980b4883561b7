"""Neighbour rows paired into links: the traps that cost other tools theirs."""

from __future__ import annotations

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
    port,
    record,
)
from topology.model.entities import LinkState
from topology.model.ledger import add_link, remove_link
from topology.model.names import canonical_mac
from topology.model.records import Completeness, InterfaceKind, LocalPort, NeighbourProtocol, SourceKind
from topology.resolve.links import PASSES

SHIFT = 8
"""The agents here number their LLDP ports otherwise than their interfaces."""


def switch(number: int, *rows, ports=(1, 2, 3, 4), realm="n01", **more):
    """Device SW<number>; its LLDP port numbers are shifted, so they are other ports' ifIndexes."""
    built = more.pop("built", [port(n) for n in ports])
    fields = {"chassis": mac(number), "local_ports": local_ports(*ports, shift=SHIFT)} | more
    return record(f"127.21.{realm[1:]}.{number}", fields.pop("name", f"SW{number}"), realm=realm, ports=built, neighbours=rows, **fields)


def sees(local: int, other: int, port_id: str | None, **more):
    return hears(local + SHIFT, **({"chassis": mac(other), "name": f"SW{other}", "port_id": port_id} | more))


def test_both_sides_name_both_ports() -> None:
    topology = believe([switch(1, sees(1, 2, gig(3))), switch(2, sees(3, 1, "GE0/0/1"))])
    (link,) = topology.links
    assert ends(topology, link) == {("SW1", gig(1)), ("SW2", gig(3))}
    assert (link.matched_by, link.state, link.layer, link.protocols) == ("mutual_both_ports", LinkState.TWO_SIDED, 1, ("lldp",))
    assert len(link.evidence) == 2
    assert all(reference.place.startswith("1.0.8802") for reference in link.evidence)
    assert link.a_device < link.b_device
    assert topology.unmatched == ()


def test_the_local_port_number_is_not_the_ifindex() -> None:
    index_of_port_4 = port(4).index
    topology = believe([switch(1, sees(1, 2, gig(3))), switch(2, sees(3, 1, gig(1)))])
    assert index_of_port_4 == 1 + SHIFT
    assert all_ends(topology) == {frozenset({("SW1", gig(1)), ("SW2", gig(3))})}


def test_without_a_local_port_table_the_number_is_the_bridge_port_then_the_ifindex() -> None:
    bridged = [port(n, bridge_port=n) for n in (1, 2)]
    a = record("a", "SW1", chassis=mac(1), ports=bridged, neighbours=(hears(1, chassis=mac(2), port_id=gig(1)),))
    b = record("b", "SW2", chassis=mac(2), ports=[port(1)], neighbours=(hears(6, chassis=mac(1), port_id=gig(1)),))
    assert all_ends(believe([a, b])) == {frozenset({("SW1", gig(1)), ("SW2", gig(1))})}


def test_parallel_links_stay_parallel() -> None:
    a = switch(1, sees(1, 2, gig(1)), sees(2, 2, gig(2)))
    b = switch(2, sees(1, 1, gig(1)), sees(2, 1, gig(2)))
    topology = believe([a, b])
    assert all_ends(topology) == {frozenset({("SW1", gig(n)), ("SW2", gig(n))}) for n in (1, 2)}
    assert {link.layer for link in topology.links} == {1}


def test_parallel_links_of_which_one_side_names_no_far_port() -> None:
    a = switch(1, sees(1, 2, None), sees(2, 2, None))
    b = switch(2, sees(3, 1, gig(1)), sees(4, 1, gig(2)))
    topology = believe([a, b])
    assert all_ends(topology) == {frozenset({("SW1", gig(n)), ("SW2", gig(n + 2))}) for n in (1, 2)}
    assert {link.matched_by for link in topology.links} == {"mutual_one_port"}


def test_a_disputed_far_port_believes_each_side_about_its_own() -> None:
    topology = believe([switch(1, sees(1, 2, gig(4))), switch(2, sees(3, 1, gig(1)))])
    (link,) = topology.links
    assert ends(topology, link) == {("SW1", gig(1)), ("SW2", gig(3))}
    assert link.matched_by == "mutual_disputed_port"
    assert link.losers == (f"disputed_port: SW2 {gig(4)}",)


def test_mutual_rows_without_any_far_port_are_one_link() -> None:
    topology = believe([switch(1, sees(1, 2, "what?")), switch(2, sees(3, 1, None))])
    (link,) = topology.links
    assert (link.matched_by, ends(topology, link)) == ("mutual_devices", {("SW1", gig(1)), ("SW2", gig(3))})


def test_mutual_rows_of_devices_without_interfaces_are_a_link_and_listed() -> None:
    topology = believe([switch(1, sees(1, 2, "x"), ports=()), switch(2, sees(3, 1, "y"), ports=())])
    (link,) = topology.links
    assert (link.state, link.a_interface, link.b_interface) == (LinkState.TWO_SIDED, None, None)
    assert [entry.reason for entry in topology.unmatched] == ["unresolved_port", "unresolved_port"]


def test_one_side_alone_makes_a_one_sided_link() -> None:
    topology = believe([switch(1, sees(1, 2, gig(3))), switch(2)])
    (link,) = topology.links
    assert (link.matched_by, link.state) == ("one_sided_port", LinkState.ONE_SIDED)
    assert ends(topology, link) == {("SW1", gig(1)), ("SW2", gig(3))}


def test_one_side_without_far_port_is_a_link_and_listed() -> None:
    topology = believe([switch(1, sees(1, 2, "nonsense")), switch(2)])
    (link,) = topology.links
    assert (link.matched_by, ends(topology, link)) == ("one_sided_device", {("SW1", gig(1)), ("SW2", None)})
    (entry,) = topology.unmatched
    assert (entry.reason, entry.candidates) == ("unresolved_port", (next(d.id for d in topology.devices if d.name == "SW2"),))
    assert "nonsense" in entry.said


def test_rows_without_any_port_give_a_link_only_where_there_is_none() -> None:
    unnumbered = hears(99, chassis=mac(2), name="SW2", port_id="?")
    topology = believe([switch(1, sees(1, 2, gig(3)), unnumbered), switch(2)])
    assert len(topology.links) == 1
    alone = believe([switch(1, unnumbered), switch(2)])
    assert [link.matched_by for link in alone.links] == ["one_sided_device"]


def test_a_one_sided_claim_on_a_port_proven_elsewhere_is_a_conflict() -> None:
    a = switch(1, sees(1, 2, gig(1)))
    b = switch(2, sees(1, 1, gig(1)))
    stale = switch(3, sees(2, 2, gig(1)))
    topology = believe([a, b, stale])
    assert all_ends(topology) == {frozenset({("SW1", gig(1)), ("SW2", gig(1))})}
    assert [entry.reason for entry in topology.unmatched] == ["conflict"]
    assert len(topology.unmatched[0].candidates) == 2


def test_a_name_alone_does_not_join_a_trunk_to_an_access_port() -> None:
    """A back door to another realm, whose device nobody looked at; a file of this realm has its name."""
    ours = switch(1, sees(1, 9, gig(2), name="ACC-01"), built=[port(1, vlan_trunk=(1,)), port(2)])
    namesake = record("acc.cfg", "ACC-01", kind=SourceKind.CONFIG, ports=[port(1), port(2, vlan_access=110)])
    topology = believe([ours, namesake])
    assert topology.links == ()
    assert [entry.reason for entry in topology.unmatched] == ["conflict"]
    trunk = record("acc.cfg", "ACC-01", kind=SourceKind.CONFIG, ports=[port(1), port(2, vlan_trunk=(1, 110))])
    assert all_ends(believe([ours, trunk])) == {frozenset({("SW1", gig(1)), ("ACC-01", gig(2))})}
    native = switch(1, sees(1, 9, gig(2), name="ACC-01"), built=[port(1, vlan_trunk=(1, 110), vlan_native=110), port(2)])
    assert len(believe([native, namesake]).links) == 1


def test_a_port_with_many_neighbours_is_a_segment() -> None:
    topology = believe([switch(1, sees(1, 2, gig(1)), sees(1, 3, gig(1))), switch(2), switch(3)])
    assert [(link.layer, link.state) for link in topology.links] == [(2, LinkState.ONE_SIDED)] * 2


def test_self_links_are_dropped_and_listed() -> None:
    topology = believe([switch(1, sees(1, 1, gig(2)))])
    assert topology.links == ()
    assert [entry.reason for entry in topology.unmatched] == ["self"]


def test_an_unknown_neighbour_is_listed() -> None:
    topology = believe([switch(1, sees(1, 7, gig(1)))])
    assert topology.links == ()
    (entry,) = topology.unmatched
    assert (entry.reason, entry.said) == ("unknown_neighbour", f"lldp 9: SW7 {gig(1)}")
    assert entry.evidence[0].source.startswith("rec-")


def test_lag_members_are_linked_and_know_their_aggregate() -> None:
    def bundle(number: int, other: int, *, own_rows=()):
        ports = [port(1, lag="Eth-Trunk1"), port(2, lag="Eth-Trunk1"), port(9, name="Eth-Trunk1", kind=InterfaceKind.LAG)]
        rows = (sees(1, other, gig(1)), sees(2, other, gig(2)), *own_rows)
        return switch(number, *rows, built=ports, ports=(1, 2))

    topology = believe([bundle(1, 2, own_rows=(hears("Eth-Trunk1", chassis=mac(2), port_id="Eth-Trunk1"),)), bundle(2, 1)])
    assert all_ends(topology) == {frozenset({("SW1", gig(n)), ("SW2", gig(n))}) for n in (1, 2)}
    assert topology.interface[interface_of(topology, "SW1", 1).lag].name == "Eth-Trunk1"
    assert sum(len(link.evidence) for link in topology.links) == 5


def test_a_far_port_named_by_its_aggregate_fits_its_member() -> None:
    def one(number: int, other: int, far: str):
        ports = [port(1, lag="Eth-Trunk1"), port(9, name="Eth-Trunk1", kind=InterfaceKind.LAG)]
        return switch(number, sees(1, other, far), built=ports, ports=(1,))

    topology = believe([one(1, 2, "Eth-Trunk1"), one(2, 1, gig(1))])
    (link,) = topology.links
    assert (link.matched_by, ends(topology, link)) == ("mutual_one_port", {("SW1", gig(1)), ("SW2", gig(1))})


@pytest.mark.parametrize(
    ("subtype", "port_id", "description"),
    [
        (5, "GE0/0/3", None),
        (5, "gigabitethernet 0/0/3", ""),
        (7, "GigabitEthernet0/0/3", None),
        (7, "8", None),  # the ifIndex, as Junos sends it
        (3, "00E0-FC11-0003", None),
        (7, "00:e0:fc:11:00:03", None),  # a MAC as text
        (0, "00E0FC110003", None),
        (4, "10.3.0.1", None),
        (1, "To the Roof", None),
        (7, "777", "to the roof"),
        (None, "Port 3", "GigabitEthernet0/0/3"),
        (7, "x", "HUAWEI, AR Series, GigabitEthernet0/0/3 Interface"),
        (None, None, "GigabitEthernet0/0/3"),
        (2, "3", None),  # port component: the bridge port
        (5, "long name of 3", None),
    ],
)
def test_a_far_port_in_any_spelling(subtype, port_id, description) -> None:
    third = port(3, mac="00:e0:fc:11:00:03", description="To the roof", addresses=("10.3.0.1/30",), bridge_port=3, label="Long name of 3")
    vlan = port(7, name="Vlanif3", mac="00:e0:fc:11:00:03", kind=InterfaceKind.VLAN)
    far = switch(2, built=[port(1), port(2, bridge_port=8), third, vlan], local_ports=())
    topology = believe([switch(1, sees(1, 2, port_id, port_subtype=subtype, port_description=description)), far])
    assert all_ends(topology) == {frozenset({("SW1", gig(1)), ("SW2", gig(3))})}


def test_a_description_that_names_the_far_sides_port_is_not_taken_for_a_port_of_its_own() -> None:
    row = sees(1, 2, "?", port_description=f"to SW1 {gig(1)} Interface card")
    topology = believe([switch(1, row), switch(2)])
    assert all_ends(topology) == {frozenset({("SW1", gig(1)), ("SW2", None)})}


def test_a_port_id_of_the_agents_own_is_looked_up_in_its_local_port_table() -> None:
    own = (
        LocalPort(number=501, subtype=7, port_id="601", description=gig(2)),
        LocalPort(number=502, subtype=7, port_id="602", description=gig(3)),
        LocalPort(number=503, subtype=7, port_id="602", description=gig(4)),
    )
    far = switch(2, local_ports=own)
    rows = (sees(1, 2, "601", port_subtype=7), sees(2, 2, "602", port_subtype=7, port_description=gig(4)))
    topology = believe([switch(1, *rows), far])
    assert all_ends(topology) == {frozenset({("SW1", gig(1)), ("SW2", gig(2))}), frozenset({("SW1", gig(2)), ("SW2", gig(4))})}


@pytest.mark.parametrize("subtype", [5, 1])
def test_a_bare_number_may_be_a_name(subtype) -> None:
    far = switch(2, built=[port(1, name="3", index=90), port(2, name="4", index=3)], local_ports=())
    topology = believe([switch(1, sees(1, 2, "3", port_subtype=subtype)), far])
    assert all_ends(topology) == {frozenset({("SW1", gig(1)), ("SW2", "3")})}


def test_a_neighbour_without_chassis_is_found_by_its_only_name_or_address() -> None:
    far = switch(2, built=[port(1, addresses=("10.0.0.2/24",))])
    by_name = hears(1 + SHIFT, name="sw2.city.example", port_id=gig(1))
    by_address = hears(1 + SHIFT, port_id=gig(1), management_addresses=("127.0.0.1", "10.0.0.2"))
    by_text_address = hears(1 + SHIFT, chassis_subtype=5, chassis_id="10.0.0.2", port_id=gig(1))
    for row in (by_name, by_address, by_text_address):
        assert all_ends(believe([switch(1, row), far])) == {frozenset({("SW1", gig(1)), ("SW2", gig(1))})}


def test_a_chassis_label_finds_its_device() -> None:
    far = switch(2, chassis="Chassis-2")
    row = hears(1 + SHIFT, chassis_subtype=7, chassis_id="chassis-2", port_id=gig(1))
    assert len(believe([switch(1, row), far]).links) == 1


def test_a_port_mac_as_chassis_id_finds_its_device() -> None:
    far = switch(2, built=[port(1, mac=mac(77))])
    assert len(believe([switch(1, sees(1, 77, gig(1), name=None)), far]).links) == 1


def test_a_differing_chassis_address_vetoes_the_name() -> None:
    topology = believe([switch(1, sees(1, 66, gig(1), name="SW2")), switch(2)])
    assert topology.links == ()
    assert [entry.reason for entry in topology.unmatched] == ["unknown_neighbour"]


def test_a_name_claimed_by_two_devices_counts_for_neither() -> None:
    twins = [switch(2, name="TWIN"), switch(3, name="TWIN")]
    topology = believe([switch(1, hears(1 + SHIFT, name="TWIN", port_id=gig(1))), *twins])
    assert topology.links == ()
    assert [(entry.reason, len(entry.candidates)) for entry in topology.unmatched] == [("ambiguous", 2)]


def test_a_cloned_chassis_address_leaves_the_choice_to_the_name() -> None:
    clones = [switch(2, chassis=mac(9), serial="SERIAL2"), switch(3, chassis=mac(9), serial="SERIAL3")]
    topology = believe([switch(1, sees(1, 9, gig(1), name="SW3")), *clones])
    assert all_ends(topology) == {frozenset({("SW1", gig(1)), ("SW3", gig(1))})}
    nameless = believe([switch(1, sees(1, 9, gig(1), name=None)), *clones])
    assert [entry.reason for entry in nameless.unmatched] == ["ambiguous"]


def test_name_and_address_of_different_devices_are_a_conflict() -> None:
    far = [switch(2), switch(3, built=[port(1, addresses=("10.0.0.3/24",))])]
    topology = believe([switch(1, hears(1 + SHIFT, name="SW2", port_id=gig(1), management_addresses=("10.0.0.3",))), *far])
    assert [entry.reason for entry in topology.unmatched] == ["conflict"]


def test_the_chassis_address_outvotes_a_weaker_claim() -> None:
    far = [switch(2), switch(3, chassis=None, built=[port(1, addresses=("10.0.0.3/24",))])]
    topology = believe([switch(1, sees(1, 2, gig(1), management_addresses=("10.0.0.3",))), *far])
    (link,) = topology.links
    assert ends(topology, link) == {("SW1", gig(1)), ("SW2", gig(1))}
    assert link.losers == ("weaker_claim: SW3 (address)",)


def test_the_same_name_and_address_in_another_realm_is_no_neighbour() -> None:
    far = switch(2, realm="n02", chassis=None, built=[port(1, addresses=("10.0.0.2/24",))])
    row = hears(1 + SHIFT, name="SW2", port_id=gig(1), management_addresses=("10.0.0.2",))
    topology = believe([switch(1, row), far])
    assert topology.links == ()


def test_across_realms_the_chassis_address_proves_a_link() -> None:
    topology = believe([switch(1, sees(1, 2, gig(1))), switch(2, sees(1, 1, gig(1)), realm="n02")])
    (link,) = topology.links
    assert link.state is LinkState.TWO_SIDED
    doubted = believe([switch(1, sees(1, 2, gig(1), name="OTHER")), switch(2, realm="n02")])
    assert [entry.reason for entry in doubted.unmatched] == ["conflict"]
    clones = [switch(2, realm="n02", serial="SERIAL2"), switch(2, realm="n03", serial="SERIAL3")]
    assert [entry.reason for entry in believe([switch(1, sees(1, 2, gig(1))), *clones]).unmatched] == ["ambiguous"]


def test_a_virtual_chassis_address_says_nothing() -> None:
    row = hears(1 + SHIFT, chassis="00:00:5e:00:01:01", name="SW2", port_id=gig(1))
    assert len(believe([switch(1, row), switch(2)]).links) == 1


def test_lldp_and_cdp_of_one_cable_are_one_link() -> None:
    cdp = hears(port(1).index, name="SW2", port_id=gig(3), protocol=NeighbourProtocol.CDP, port_subtype=None)
    nameless = sees(1, 2, "?")
    topology = believe([switch(1, sees(1, 2, gig(3)), cdp, nameless), switch(2, sees(3, 1, gig(1)))])
    (link,) = topology.links
    assert (link.protocols, len(link.evidence)) == (("cdp", "lldp"), 4)


def test_rows_of_a_silent_device_are_stale() -> None:
    quiet = record("127.21.01.1", None, minutes=9, completeness=Completeness.FAILED)
    topology = believe([switch(1, sees(1, 2, gig(3))), quiet, switch(2)])
    assert [link.state for link in topology.links] == [LinkState.STALE]


def test_an_operator_adds_and_removes_links() -> None:
    records = [switch(1, sees(1, 2, gig(3))), switch(2), switch(3)]
    first, ledger = believe_and_remember(records)
    one, two, three = (next(d.id for d in first.devices if d.name == name) for name in ("SW1", "SW2", "SW3"))
    port_of_3 = interface_of(first, "SW3", 1).id
    ledger = add_link(ledger, one, port_of_3, by="op", at="2026-01-01", reason="seen on site")
    ledger = remove_link(ledger, one, two, by="op", at="2026-01-01")
    topology, _ = believe_and_remember(records, ledger=ledger)
    (link,) = topology.links
    assert (link.state, link.matched_by, ends(topology, link)) == (LinkState.MANUAL, "operator", {("SW1", None), ("SW3", gig(1))})
    assert link.evidence[0].text == "op 2026-01-01 seen on site"
    ledger = add_link(ledger, two, one, by="op", at="2026-01-02")
    confirmed, _ = believe_and_remember(
        [switch(1, sees(1, 2, gig(3))), switch(2)], ledger=add_link(believe_and_remember(records)[1], one, two, by="op", at="2026-01-02")
    )
    assert [(link.state, len(link.evidence)) for link in confirmed.links] == [(LinkState.ONE_SIDED, 2)]
    gone, _ = believe_and_remember(records[:2], ledger=ledger)
    assert [problem.code for problem in gone.problems] == ["ledger.word_without_end"]
    assert three in first.device


def test_passes_are_named_once() -> None:
    assert len(set(PASSES)) == 6
    assert canonical_mac("00E0-FC11-0003") == "00:e0:fc:11:00:03"
