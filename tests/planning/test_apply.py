"""The after-state of a scenario."""

from msgspec.structs import replace

from planning.apply import PLANNED, apply
from planning.costs import build_case
from planning.edits import EditKind, plan_edits
from planning.options import Interim, Option
from planning.quarters import Quarter
from planning.samples import sample_prices
from tests.planning.town import CENSUS, TOPOLOGY, base, merge, scenario, with_network
from topology.model.census import Level, SiteKind
from topology.model.entities import CircuitStatus, Host, HostPlace, LinkState
from topology.model.errors import Severity
from topology.model.findings import Finding

PRICES = sample_prices()
END = Quarter(2019, 4)


def after(*choices, quarter=END, topology=TOPOLOGY, findings=(), **changes):
    return apply(topology, scenario(*choices, **changes), quarter, PRICES, findings=findings)


def edits(*choices, topology=TOPOLOGY, **changes):
    case, _ = build_case(scenario(*choices, **changes), topology.census, topology, PRICES)
    return plan_edits(case, END)


def test_before_the_first_finish_nothing_changes():
    assert after(merge(), quarter=Quarter(2018, 1)) == TOPOLOGY
    assert apply(TOPOLOGY, base(), END, PRICES) is TOPOLOGY


def test_a_merge_into_the_administrative_domain_keeps_addresses_in_a_vpn():
    end = after(merge())
    assert [(row.code, row.network) for row in end.presences] == [("P-A-1", "W1"), ("P-A-2", "W1"), ("P-B-1", "B")]
    assert [row.network for row in end.census.presences] == ["W1", "W1", "W1", "B"]
    assert [row.network for row in end.devices] == ["W1", "W1", "B", "W1"]
    assert [(row.network, row.vrf) for row in end.interfaces] == [("W1", "vpn-A"), ("W1", "vpn-A"), ("B", None)]
    assert [(row.network, row.realm, row.vrf) for row in end.prefixes] == [("W1", "ext", "vpn-A"), ("B", "b", None)]
    (vrf,) = end.vrfs
    assert (vrf.name, vrf.network, vrf.realm, vrf.devices) == ("vpn-A", "W1", "ext", ("d-a1", "d-a2"))


def test_circuits_end_with_their_links_and_accesses_come():
    end = after(merge())
    assert [row.code for row in end.census.circuits] == ["L3", f"{PLANNED}access-S2"]
    assert [(row.code, row.status) for row in end.circuits] == [
        ("L3", CircuitStatus.DOWN),
        (f"{PLANNED}access-S2", CircuitStatus.DECLARED_NOT_SEEN),
    ]
    assert [(row.id, row.state, row.a_device, row.b_device) for row in end.links] == [
        (f"{PLANNED}link-A-S1", LinkState.DECLARED, "d-a1", "d-w1"),
    ]
    assert end.census.circuits[1].site_b == "S0"


def test_accesses_lead_to_the_county_where_it_has_a_gathering_site():
    county = replace(CENSUS.sites[1], kind=SiteKind.COUNTY)
    census = replace(CENSUS, sites=(CENSUS.sites[0], county, CENSUS.sites[2]))
    end = after(merge(), topology=replace(TOPOLOGY, census=census))
    assert end.census.circuits[-1].site_b == "S1"
    assert [row.id for row in end.links] == [f"{PLANNED}link-A-S1", f"{PLANNED}link-A-S2"]
    lost = replace(census, sites=())
    assert after(merge(), topology=replace(TOPOLOGY, census=lost)).census.circuits[-1].site_b is None


def test_a_merge_into_the_public_domain_takes_new_addresses():
    end = after(merge(option=Option.MERGE_PUBLIC))
    assert [row.id for row in end.prefixes] == ["p-b"]
    assert {row.network for row in end.presences} == {"W2", "B"}
    assert end.vrfs == ()


def test_a_withdrawn_network_leaves_nothing():
    end = after(merge(option=Option.WITHDRAW))
    assert [row.id for row in end.devices] == ["d-b1", "d-w1"]
    assert [row.id for row in end.interfaces] == ["i-b1"]
    assert [row.code for row in end.census.presences] == ["P-W-1", "P-B-1"]
    assert end.links == ()
    assert [row.network for row in end.prefixes] == ["B"]


def test_a_withdrawn_networks_port_on_anothers_device_falls_idle():
    port = replace(TOPOLOGY.interfaces[1], device="d-b1")
    end = after(
        merge(option=Option.WITHDRAW), topology=replace(TOPOLOGY, interfaces=(TOPOLOGY.interfaces[0], port, TOPOLOGY.interfaces[2]))
    )
    left = end.interface["i-a2"]
    assert (left.network, left.addresses, left.enabled) == (None, (), False)


def test_joining_renumbers_what_conflicts_with_the_host():
    topology = replace(TOPOLOGY, census=with_network("B", level=Level.CITY))
    finding = Finding(
        id="f",
        kind="overlap.identical",
        severity=Severity.ERROR,
        networks=("A", "B"),
        params={"prefix_a": "10.0.0.0/24", "prefix_b": "10.0.0.0/24"},
    )
    choice = merge(option=Option.JOIN, host="B")
    assert [(row.id, row.network, row.realm) for row in after(choice, topology=topology).prefixes] == [("p-a", "B", "b"), ("p-b", "B", "b")]
    end = after(choice, topology=topology, findings=(finding,))
    assert [row.id for row in end.prefixes] == ["p-b"]
    # L1 goes on: it ties S1 to the host at S2.
    assert [row.code for row in end.circuits] == ["L1", "L3"]


def test_edits_are_of_the_closed_set_and_each_has_its_reason():
    rows = edits(merge(interim=Interim.GATEWAY, interim_from="2018Q1"))
    assert [(edit.quarter, edit.kind.value, edit.subject) for edit in rows] == [
        ("2018Q1", "add_gateway", "A"),
        ("2018Q2", "add_access", "S2"),
        ("2018Q2", "add_vrf", "vpn-A"),
        ("2018Q2", "end_circuit", "L1"),
        ("2018Q2", "end_circuit", "L2"),
        ("2018Q2", "rehome_presence", "P-A-1"),
        ("2018Q2", "rehome_presence", "P-A-2"),
    ]
    assert all(edit.reason.startswith("planning.") for edit in rows)
    rows = edits(merge(option=Option.MERGE_PUBLIC))
    assert [(edit.subject, edit.params["hosts"]) for edit in rows if edit.kind is EditKind.RENUMBER] == [("P-A-1", 10), ("P-A-2", 20)]


def test_capacity_grows_where_demand_does():
    wide = replace(CENSUS.presences[1], bandwidth_bps=200_000_000)
    line = replace(CENSUS.circuits[0], code="L9", network="W1", bandwidth_bps=10_000_000, contract=None)
    census = replace(CENSUS, presences=(CENSUS.presences[0], wide, *CENSUS.presences[2:]), circuits=(*CENSUS.circuits, line))
    (step,) = [edit for edit in edits(merge(), topology=replace(TOPOLOGY, census=census)) if edit.kind is EditKind.ADD_CAPACITY]
    assert (step.subject, step.params["capacity_bps"]) == ("S1", 10_000_000)
    end = after(merge(), topology=replace(TOPOLOGY, census=census))
    # 0.39 x 210 Mbit/s need the step to 100 Mbit/s; the circuits of others stay as they are.
    assert {row.code: row.bandwidth_bps for row in end.census.circuits} == {"L3": None, "L9": 100_000_000, f"{PLANNED}access-S2": None}
    second = replace(line, code="L8", bandwidth_bps=2_000_000)
    end = after(merge(), topology=replace(TOPOLOGY, census=replace(census, circuits=(*CENSUS.circuits, line, second))))
    assert {row.code: row.bandwidth_bps for row in end.census.circuits}["L8"] == 2_000_000
    huge = replace(wide, bandwidth_bps=90_000_000_000)
    census = replace(census, presences=(CENSUS.presences[0], huge, *CENSUS.presences[2:]))
    end = after(merge(), topology=replace(TOPOLOGY, census=census))
    assert {row.code: row.bandwidth_bps for row in end.census.circuits}["L9"] == round(0.39 * 90_010_000_000)


def test_an_interim_gateway_stands_until_the_network_moves_and_translates_what_conflicts():
    finding = Finding(
        id="f", kind="overlap.identical", severity=Severity.ERROR, networks=("A", "W1"),
        params={"prefix_a": "10.0.0.0/24", "prefix_b": "10.0.0.0/16"},
    )  # fmt: skip
    choice = merge(finish="2018Q4", interim=Interim.GATEWAY, interim_from="2018Q2")
    now = after(choice, quarter=Quarter(2018, 2), findings=(finding,))
    assert [(row.id, row.a_device, row.b_device) for row in now.links if row.id.startswith(PLANNED)] == [
        (f"{PLANNED}gateway-A", "d-a1", "d-w1")
    ]
    assert now.devices == TOPOLOGY.devices
    end = after(choice, findings=(finding,))
    assert f"{PLANNED}gateway-A" not in {row.id for row in end.links}
    case, _ = build_case(scenario(choice), CENSUS, TOPOLOGY, PRICES, (finding,))
    (nat,) = [edit for edit in plan_edits(case, END) if edit.kind is EditKind.ADD_NAT]
    assert (nat.quarter, nat.subject, nat.target, nat.params["conflict"]) == ("2018Q2", "A 10.0.0.0/24", "W1", "10.0.0.0/16")
    apart = replace(TOPOLOGY, devices=tuple(row for row in TOPOLOGY.devices if row.id != "d-w1"))
    assert [row.id for row in after(choice, quarter=Quarter(2018, 2), topology=apart).links] == ["l-1"]


def test_the_public_domain_is_reached_through_its_gateway():
    (nat,) = [edit for edit in edits(merge(option=Option.MERGE_PUBLIC)) if edit.kind is EditKind.ADD_NAT]
    assert (nat.quarter, nat.network, nat.subject, nat.target) == ("2018Q2", None, "public_gateway", "W2")


def test_hosts_go_with_the_devices_they_were_behind():
    hosts = tuple(
        Host(id=name, mac="02:00:00:00:00:01", realm="a", place=HostPlace.GATEWAY, interface=port, gateways=gateways)
        for name, port, gateways in (("h1", "i-a1", ()), ("h2", None, ("i-a2", "i-b1")), ("h3", None, ("i-a2",)), ("h4", None, ()))
    )
    end = after(merge(option=Option.WITHDRAW), topology=replace(TOPOLOGY, hosts=hosts))
    assert [row.id for row in end.hosts] == ["h2", "h4"]


def test_dual_running_keeps_circuits_one_quarter_longer():
    choice = merge()
    assert {row.code for row in after(choice, quarter=Quarter(2018, 2), dual_running=2).circuits} >= {"L1", "L2"}
    assert "L1" not in {row.code for row in after(choice, quarter=Quarter(2018, 3), dual_running=2).circuits}
