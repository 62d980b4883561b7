"""Links told by configuration alone: numbers, VLANs, places and aggregates; each pass with what must keep it quiet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.resolve.made import believe, census, circuit, ends, gig, hears, local_ports, mac, port, record, site
from topology.model.entities import LinkState
from topology.model.records import InterfaceKind, SourceKind, Vlan

NUMBER = "DL20130457"
OTHER = "DL20130458"
DECLARED = census(
    sites=[site("S0001", "市政府办公楼"), site("S0002", "开发区财政局"), site("S0003", "气象局观测站")],
    circuits=[circuit("L1", NUMBER, "S0001", "S0002"), circuit("L2", OTHER, "S0001", "S0002")],
)


def paper(name: str, *ports, at: str | None = None, vlans=(), realm: str = "n01"):
    """A device known from its configuration, at a site."""
    rows = tuple(Vlan(vid=vid) for vid in vlans)
    return record(f"{name}.cfg", name, kind=SourceKind.CONFIG, ports=ports, location=at, vlans=rows, realm=realm)


def trunk(number: int, *vids: int, **more):
    return port(number, vlan_trunk=tuple(sorted(vids)), **more)


def svi(vid: int, address: str, **more):
    return port(900 + vid, name=f"Vlanif{vid}", kind=InterfaceKind.VLAN, addresses=(address,), **more)


def found(*records, made=DECLARED) -> dict[frozenset, str]:
    topology = believe(list(records), made)
    return {ends(topology, link): link.matched_by for link in topology.links if link.layer < 3 and link.state is not LinkState.DECLARED}


def joins(one: str, p: int | str, other: str, q: int | str) -> frozenset:
    return frozenset((name, end if isinstance(end, str) else gig(end)) for name, end in ((one, p), (other, q)))


# -- circuit numbers -----------------------------------------------------------------------------------------------------


def test_a_number_at_two_ports_joins_them() -> None:
    records = [paper("hub", port(1, description=f"MSTP {NUMBER}"), at="S0001"), paper("far", port(2, description=NUMBER), at="S0002")]
    topology = believe(records, DECLARED)
    link = next(link for link in topology.links if link.matched_by == "circuit_number")
    assert ends(topology, link) == joins("hub", 1, "far", 2)
    assert (link.state, link.layer, link.protocols, link.circuit) == (LinkState.INFERRED, 1, ("circuit",), "L1")
    assert sorted(row.text for row in link.evidence) == [f"{gig(1)} MSTP {NUMBER}", f"{gig(2)} {NUMBER}"]


def test_parallel_lines_are_told_apart_by_their_numbers() -> None:
    hub = paper("hub", port(1, description=NUMBER), port(2, description=OTHER), at="S0001")
    far = paper("far", port(7, description=OTHER), port(8, description=NUMBER), at="S0002")
    assert found(hub, far) == {joins("hub", 1, "far", 8): "circuit_number", joins("hub", 2, "far", 7): "circuit_number"}


@pytest.mark.parametrize(
    ("ours", "theirs", "at"),
    [
        (f"to S0002 {NUMBER}", NUMBER, "S0003"),
        (NUMBER, NUMBER, "S0003"),
        (f"to third {NUMBER}", NUMBER, "S0002"),
        (f"to far GE0/0/5 {NUMBER}", NUMBER, "S0002"),
        (f"{NUMBER} {OTHER}", f"{NUMBER} and {OTHER}", "S0003"),
    ],
    ids=["place named", "declared elsewhere", "other device named", "other port named", "two numbers elsewhere"],
)
def test_a_number_that_something_contradicts_joins_nothing(ours: str, theirs: str, at: str) -> None:
    hub = paper("hub", port(1, description=ours), at="S0001")
    far = paper("far", port(2, description=theirs), port(5), at=at)
    assert found(hub, far, paper("third", port(1))) == {}


def test_a_number_at_three_ports_or_in_two_realms_joins_nothing() -> None:
    hub, far = paper("hub", port(1, description=NUMBER), at="S0001"), paper("far", port(2, description=NUMBER), at="S0002")
    old = paper("old", port(3, description=f"was {NUMBER}"))
    assert found(hub, far, old) == {}
    assert found(hub, paper("far", port(2, description=NUMBER), realm="n02")) == {}
    assert found(hub, far, paper("old", port(3, description=NUMBER, enabled=False))) == {joins("hub", 1, "far", 2): "circuit_number"}


# -- descriptions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "exact"),
    [
        ("to-N05-ACC-S0033-01-GE0/0/7", True),
        ("TO_N05_ACC_S0033_01_G0/0/7", True),
        ("至N05-ACC-S0033-01 GE0/0/7", True),
        ("uplink N05-ACC-S0033-01 (GigabitEthernet0/0/7)", True),
        ("Link-to-N05-ACC-S0033-01", False),
        ("N05-ACC-S0033-01核心上联", False),
        ("to n05-acc-s0033-01.city.example", False),
        ("P2P:N05-ACC-S0033-01", False),
    ],
)
def test_the_ways_in_which_operators_name_the_far_end(said: str, exact: bool) -> None:
    """With the port two of several ports at the far end that name us back are told apart; without it they are not."""
    us = paper("core-1", port(1, description=said))
    back = [port(7, description="core-1"), port(8, description="core-1")]
    both = found(us, paper("N05-ACC-S0033-01", *back))
    assert both == ({joins("core-1", 1, "N05-ACC-S0033-01", 7): "described"} if exact else {})
    assert found(us, paper("N05-ACC-S0033-01", back[0])) == {joins("core-1", 1, "N05-ACC-S0033-01", 7): "described"}


@pytest.mark.parametrize("said", ["to N05-ACC-S0033-01-02", "to X-N05-ACC-S0033-01", "N05-ACC-S0033-011", "N05-ACC-S0033"])
def test_a_longer_or_shorter_name_is_another_devices(said: str) -> None:
    assert found(paper("core-1", port(1, description=said)), paper("N05-ACC-S0033-01", port(7, description="core-1"))) == {}


def test_names_in_chinese_stand_anywhere_in_a_text() -> None:
    one = paper("松涛汇聚01", port(1, description="至松涛接入02上联"))
    other = paper("松涛接入02", port(2, description="连接松涛汇聚01的链路"))
    assert found(one, other) == {joins("松涛汇聚01", 1, "松涛接入02", 2): "described"}
    assert found(paper("松涛汇聚01", port(1, description="至松涛接入021")), other) == {}


def test_a_place_stands_for_the_only_device_there() -> None:
    hub = paper("hub", port(1, description="至开发区财政局 MSTP"), at="S0001")
    far = paper("far", port(2, description="to S0001"), at="S0002")
    assert found(hub, far) == {joins("hub", 1, "far", 2): "described_place"}
    assert found(hub, far, paper("second", port(3), at="S0002")) == {}
    assert found(hub, paper("far", port(2), at="S0002")) == {}


# -- VLANs ---------------------------------------------------------------------------------------------------------------


def routed(*, third=(), hub_ports=(), far_text: str | None = None):
    hub = paper("hub", trunk(1, 2004, 3999), trunk(2, 105, 3999), *hub_ports, svi(2004, "10.0.0.1/30"), vlans=(105, 2004, 3999))
    far = paper("far", trunk(5, 2004, 3999, description=far_text), svi(2004, "10.0.0.2/30"), vlans=(2004, 3999))
    return found(hub, far, *third)


def test_the_only_carriers_of_a_routed_vlan_are_joined() -> None:
    assert routed() == {joins("hub", 1, "far", 5): "routed_vlan"}


def test_a_routed_vlan_says_so_against_an_old_description_and_lists_it() -> None:
    hub = paper("hub", trunk(1, 2004, 3999), svi(2004, "10.0.0.1/30"), vlans=(2004, 3999))
    far = paper("far", trunk(5, 2004, 3999, description="to old-core"), svi(2004, "10.0.0.2/30"), vlans=(2004, 3999))
    topology = believe([hub, far, paper("old-core", port(1))], DECLARED)
    link = next(link for link in topology.links if link.layer < 3)
    assert (link.matched_by, link.losers) == ("routed_vlan", ("other_description: far",))
    assert sorted(row.text for row in link.evidence) == [f"{gig(1)} VLAN 2004", f"{gig(5)} VLAN 2004"]


def test_a_switch_that_passes_the_vlan_on_stands_between() -> None:
    between = paper("between", trunk(1, 2004), trunk(2, 2004), vlans=(2004,))
    assert routed(third=[between]) == {}


def test_two_carriers_on_one_side_leave_it_open() -> None:
    assert routed(hub_ports=[trunk(3, 2004)]) == {}
    assert routed(hub_ports=[trunk(3, 2004, enabled=False)]) == {joins("hub", 1, "far", 5): "routed_vlan"}


def test_an_access_port_may_carry_a_routed_vlan() -> None:
    hub = paper("hub", port(1, vlan_access=2004), svi(2004, "10.0.0.1/30"))
    far = paper("far", port(5, vlan_access=2004), svi(2004, "10.0.0.2/30"))
    assert found(hub, far) == {joins("hub", 1, "far", 5): "routed_vlan"}


def domain(*switches, hub_text: str | None = None):
    """A gateway with VLANs 101 and 102 to its switches, all managed in VLAN 3900."""
    hub = paper(
        "hub",
        trunk(1, 101, 3900, description=hub_text),
        trunk(2, 102, 103, 3900),
        svi(3900, "10.9.0.1/24"),
        svi(101, "10.1.1.1/24"),
        vlans=(101, 102, 103, 3900),
        at="S0001",
    )
    return found(hub, *switches)


def access(name: str, address: str, *vids: int, at: str | None = None, text: str | None = None, more=()):
    return paper(name, trunk(9, *vids, 3900, description=text), svi(3900, address), *more, vlans=(*vids, 3900), at=at)


def test_vlans_that_only_two_ports_of_a_domain_carry_join_them() -> None:
    switches = access("sw-a", "10.9.0.2/24", 101), access("sw-b", "10.9.0.3/24", 102, 103)
    assert domain(*switches) == {joins("hub", 1, "sw-a", 9): "shared_vlan", joins("hub", 2, "sw-b", 9): "shared_vlan"}


def test_a_side_that_lets_everything_through_still_fits() -> None:
    wide = paper(
        "sw-a", port(9, vlan_trunk=tuple(range(1, 4095))), svi(3900, "10.9.0.2/24"), vlans=(101, 3900)
    )  # `permit all`: it carries what it has
    assert domain(wide) == {joins("hub", 1, "sw-a", 9): "shared_vlan"}


@pytest.mark.parametrize(
    "switches",
    [
        (access("sw-a", "10.9.0.2/24", 101), access("sw-b", "10.9.0.3/24", 101)),
        (access("sw-a", "10.9.0.2/24", 102, 104),),
        (access("sw-a", "10.9.0.2/24", 101, more=[svi(101, "10.7.7.1/24")]),),
        (access("sw-a", "10.8.0.2/24", 101),),
    ],
    ids=["two switches", "each carries what the other lacks", "another prefix on the VLAN", "another domain"],
)
def test_vlans_that_prove_nothing(switches) -> None:
    assert domain(*switches) == {}


def test_an_old_description_is_outweighed_by_the_other_ends() -> None:
    old = access("sw-a", "10.9.0.2/24", 101, at="S0002", text="to sw-gone")
    gone = paper("sw-gone", port(1))
    assert domain(old, gone, hub_text="to sw-a") == {joins("hub", 1, "sw-a", 9): "shared_vlan"}
    assert domain(old, gone) == {}
    assert domain(old, gone, hub_text="to S0003") == {}


# -- strangers -----------------------------------------------------------------------------------------------------------


def test_a_port_that_hears_a_stranger_is_not_joined_to_anybody_else() -> None:
    row = hears(1, chassis=mac(77), name="SILENT-1", port_id=gig(3))
    hub = record("10.0.0.9", "hub", chassis=mac(1), ports=[port(1, description="to far")], local_ports=local_ports(1), neighbours=(row,))
    assert found(hub, paper("far", port(2, description="to hub"))) == {}


def test_a_makers_host_name_on_a_port_is_no_bar_to_the_only_device_it_can_be() -> None:
    row = hears(1, chassis=mac(77), name="HUAWEI", port_id=gig(2))
    hub = record(
        "10.0.0.9",
        "hub",
        chassis=mac(1),
        location="S0001",
        ports=[port(1, description=NUMBER)],
        local_ports=local_ports(1),
        neighbours=(row,),
    )
    assert found(hub, paper("HUAWEI", port(2, description=NUMBER), at="S0002")) == {joins("hub", 1, "HUAWEI", 2): "circuit_number"}
    assert found(hub, paper("HUAWEI", port(2), port(3, description=NUMBER), at="S0002")) == {}


def test_a_description_that_names_a_known_device_without_answer_is_listed() -> None:
    topology = believe([paper("core-1", port(1, description="to ACC-2")), paper("acc-2", port(2))])
    (entry,) = topology.unmatched
    assert (entry.reason, entry.said) == ("unresolved_port", f"description {gig(1)} to ACC-2")
    assert [topology.device[one].name for one in entry.candidates] == ["acc-2"]
    assert entry.evidence[0].text == f"{gig(1)} to ACC-2"


# -- aggregates ----------------------------------------------------------------------------------------------------------


def bundle(name: str, far: str, *members: int, texts=(), aggregate: str = "Eth-Trunk1"):
    said = dict(texts)
    ports = [port(n, lag=aggregate, description=said.get(n)) for n in members]
    return paper(name, *ports, port(99, name=aggregate, kind=InterfaceKind.LAG, description=f"to {far}"))


def test_members_of_joined_aggregates_are_paired_by_number() -> None:
    topology = believe([bundle("core-1", "core-2", 9, 10), bundle("core-2", "core-1", 1, 2)])
    assert {ends(topology, link) for link in topology.links} == {joins("core-1", 9, "core-2", 1), joins("core-1", 10, "core-2", 2)}
    assert {(link.matched_by, link.layer, link.state) for link in topology.links} == {("bundle_member", 1, LinkState.INFERRED)}
    assert all(len(link.evidence) == 4 for link in topology.links)


def test_members_that_name_their_far_port_come_first() -> None:
    texts = {9: "core-2 GE0/0/2"}
    crossed = found(bundle("core-1", "core-2", 9, 10, texts=texts.items()), bundle("core-2", "core-1", 1, 2))
    assert set(crossed) == {joins("core-1", 9, "core-2", 2), joins("core-1", 10, "core-2", 1)}


def test_members_are_not_paired_where_one_side_has_fewer() -> None:
    half = found(bundle("core-1", "core-2", 9, 10), bundle("core-2", "core-1", 1))
    assert half == {joins("core-1", "Eth-Trunk1", "core-2", "Eth-Trunk1"): "described"}


def test_the_last_member_follows_from_the_others() -> None:
    texts = {9: NUMBER}, {1: NUMBER}
    one, other = bundle("core-1", "x", 9, 10, texts=texts[0].items()), bundle("core-2", "y", 1, 2, texts=texts[1].items())
    assert found(one, other) == {joins("core-1", 9, "core-2", 1): "circuit_number", joins("core-1", 10, "core-2", 2): "bundle_member"}


# -- any order -----------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.data())
def test_the_order_of_devices_and_ports_changes_nothing(chance, data) -> None:
    """Small worlds in which numbers, names, places, VLANs and aggregates collide."""
    texts = st.sampled_from([None, "to d1", "to d2 GE0/0/1", "to d3", "S0001", "至开发区财政局", NUMBER, OTHER, f"to d1 {NUMBER}"])
    few = st.sets(st.sampled_from([101, 102, 2004, 3900]), min_size=1)
    devices = []
    for number in range(1, data.draw(st.integers(2, 5))):
        ports = [
            trunk(n, *data.draw(few), description=data.draw(texts), lag=data.draw(st.sampled_from([None, None, "Eth-Trunk1"])))
            for n in (1, 2, 3)
        ]
        ports.append(port(99, name="Eth-Trunk1", kind=InterfaceKind.LAG, description=data.draw(texts)))
        ports += [svi(3900, f"10.9.0.{number}/24"), svi(2004, f"10.0.0.{number}/30")]
        devices.append((f"d{number}", ports, data.draw(st.sampled_from(["S0001", "S0002", None]))))
    vlans = (101, 102, 2004, 3900)
    straight = believe([paper(name, *ports, at=at, vlans=vlans) for name, ports, at in devices], DECLARED)
    mixed = []
    for name, ports, at in devices:
        chance.shuffle(ports)
        mixed.append(paper(name, *ports, at=at, vlans=vlans))
    chance.shuffle(mixed)
    again = believe(mixed, DECLARED)
    assert [(link.id, link.matched_by, link.losers) for link in again.links] == [
        (link.id, link.matched_by, link.losers) for link in straight.links
    ]
    ended = [end for link in straight.links if link.layer == 1 for end in (link.a_interface, link.b_interface)]
    assert len(ended) == len(set(ended))
