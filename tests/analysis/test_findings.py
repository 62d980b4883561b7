"""Shared sites, parallel circuits, use and back doors; and every kind has its text in both languages."""

from __future__ import annotations

import msgspec
import pytest

from tests.resolve.made import believe, census, circuit, gig, hears, mac, network, port, presence, record, site
from topology.analysis import ANALYSES, analyse
from topology.analysis.back_doors import find_back_doors
from topology.analysis.parallel_circuits import find_parallel_circuits
from topology.analysis.shared_sites import find_shared_sites
from topology.analysis.use import find_use, hosts_by_network
from topology.messages import MESSAGES, loser_text
from topology.model.census import Role
from topology.model.errors import Severity
from topology.model.records import Arp, InterfaceKind
from topology.model.text import render
from topology.resolve.links import PASSES

NETWORKS = [
    network("N01", "n01"),
    network("N02", "n02"),
    network("W1", "ext", role=Role.EXTRANET_ADMIN),
    network("W3", "w3", role=Role.INTRANET, classified=True),
]
SITES = [site(f"S000{n}", f"House {n}") for n in range(1, 5)]


def made(**tables):
    return census(networks=NETWORKS, sites=SITES, **tables)


def device(number: int, realm: str, at: int, *rows, ports=(), arp=()):
    return record(
        f"127.0.{number}.{realm}", f"SW{number}", realm=realm, chassis=mac(number), ports=ports or [port(1), port(2)], neighbours=rows,
        location=f"S000{at}", arp=tuple(arp),
    )  # fmt: skip


def cable(local: int, other: int, far: int):
    return hears(gig(local), chassis=mac(other), port_id=gig(far))


def users(vid: int, address: str, text: str | None = None):
    return port(vid, name=f"Vlanif{vid}", kind=InterfaceKind.VLAN, addresses=(address,), description=text)


def test_sites_where_networks_are_declared_or_measured_are_shared() -> None:
    served = device(3, "n01", 4, ports=[users(10, "10.1.1.1/24", "S0003 users")], arp=[Arp(address="10.1.1.9", mac=mac(9))])
    topology = believe(
        [device(1, "n02", 1), served],
        made(presences=[presence("P1", "N01", "S0001", 3), presence("P2", "W1", "S0002"), presence("P3", "W1", "S0003")]),
    )
    findings = {f.sites[0]: f for f in find_shared_sites(topology)}
    assert {at: f.networks for at, f in findings.items()} == {"S0001": ("N01", "N02"), "S0003": ("N01", "W1")}
    first, third = findings["S0001"], findings["S0003"]
    assert (first.params["name"], first.params["count"], first.params["measured"], first.params["hosts_seen"]) == (
        "House 1",
        2,
        "N02",
        None,
    )
    assert (third.params["measured"], third.params["hosts_seen"]) == ("N01", 1)
    assert len(first.subjects) == len(first.evidence) == 2


def test_a_node_in_passing_is_no_presence() -> None:
    hub = device(1, "n01", 1, cable(1, 2, 1), cable(2, 3, 1))
    topology = believe([hub, device(2, "n01", 2), device(3, "n01", 3)], made(presences=[presence("P1", "N02", "S0001")]))
    assert {d.name: d.tier for d in topology.devices} == {"SW1": "core", "SW2": "access", "SW3": "access"}
    assert list(find_shared_sites(topology)) == []


def test_parallel_circuits_with_their_yearly_fees() -> None:
    rows = [
        circuit("L1", None, "S0001", "S0002", fee_fen_per_a=1_000_000),
        circuit("L2", None, "S0002", "S0001", network="N02", fee_fen_per_a=500_000),
        circuit("L3", None, "S0001", "S0003"),
        circuit("L4", None, "S0001", None),
        circuit("L5", None, "S0001", "S0002", network="W3"),
        circuit("L6", None, "S0003", "S0004"),
        circuit("L7", None, "S0003", "S0004"),
    ]
    findings = {f.sites: f for f in find_parallel_circuits(believe([], made(circuits=rows)))}
    assert set(findings) == {("S0001", "S0002"), ("S0003", "S0004")}
    mixed, own = findings["S0001", "S0002"], findings["S0003", "S0004"]
    assert (mixed.params["circuits"], mixed.params["fee_fen_per_a"], mixed.networks) == ("L1, L2", 1_500_000, ("N01", "N02"))
    assert (mixed.severity, own.severity, own.params["fee_fen_per_a"]) == (Severity.WARNING, Severity.INFO, None)
    assert {e.place for e in mixed.evidence} == {"circuits!L1", "circuits!L2"}


def test_a_line_nobody_declared_counts_by_the_sites_it_ends_at() -> None:
    ports = [port(1, description="to S0002 DL20990001"), port(2)]
    far = [port(1, description="DL20990001"), port(2)]
    topology = believe(
        [device(1, "n01", 1, ports=ports), device(2, "n01", 2, ports=far)], made(circuits=[circuit("L1", "DL20130457", "S0001", "S0002")])
    )
    (finding,) = find_parallel_circuits(topology)
    assert finding.params["circuits"] == "DL20990001, L1"


def gateway(realm: str, hosts: int):
    return device(
        1,
        realm,
        1,
        ports=[users(10, "10.1.1.1/24")],
        arp=[Arp(address=f"10.1.1.{n + 50}", mac=mac(n)) for n in range(hosts)] + [Arp(address="10.1.1.1", mac=mac(1))],
    )


@pytest.mark.parametrize(("hosts", "low"), [(0, True), (2, True), (3, False)])
def test_a_network_with_a_quarter_of_its_hosts_is_hardly_used(hosts: int, low: bool) -> None:
    topology = believe([gateway("n01", hosts)], made(presences=[presence("P1", "N01", "S0001", 8), presence("P2", "N01", "S0002", 900)]))
    findings = list(find_use(topology))
    assert bool(findings) is low
    assert hosts_by_network(topology) == {"N01": hosts}
    if low:
        params = findings[0].params
        assert (params["hosts_seen"], params["hosts_declared"], params["presences"], params["empty"]) == (hosts, 8, 1, int(hosts == 0))


def test_a_circuit_with_a_dead_port_is_listed_with_its_fee() -> None:
    ports = [port(1, description="DL20130457", up=False), port(2)]
    row = circuit("L1", "DL20130457", "S0001", "S0002", fee_fen_per_a=1_440_000)
    (finding,) = find_use(believe([device(1, "n01", 1, ports=ports)], made(circuits=[row])))
    assert (finding.kind, finding.params["ports"], finding.params["devices"], finding.params["fee_fen_per_a"]) == (
        "use.dead_circuit",
        gig(1),
        "SW1",
        1_440_000,
    )
    assert finding.sites == ("S0001", "S0002")


def doors(a: str, b: str, **tables):
    labelled = [port(1, description="DL20130457"), port(2)]
    return list(find_back_doors(believe([device(1, a, 1, cable(1, 2, 1), ports=labelled), device(2, b, 2)], made(**tables))))


def test_a_link_between_two_networks_is_a_back_door() -> None:
    (finding,) = doors("n01", "n02")
    assert (finding.kind, finding.networks, finding.severity, finding.sites) == (
        "back_door",
        ("N01", "N02"),
        Severity.ERROR,
        ("S0001", "S0002"),
    )
    assert {finding.params["device_a"], finding.params["device_b"]} == {"SW1", "SW2"}
    assert finding.evidence[0].place.startswith("1.0.8802")


def test_the_extranet_is_joined_only_by_a_declared_circuit() -> None:
    row = circuit("L1", "DL20130457", "S0001", "S0002", network="W1")
    assert len(doors("n01", "ext")) == 1
    assert doors("n01", "ext", circuits=[row]) == []
    assert len(doors("n01", "n02", circuits=[row])) == 1
    assert doors("n01", "n01") == []


def test_whatever_touches_the_classified_is_critical() -> None:
    row = circuit("L1", "DL20130457", "S0001", "S0002", network="W1")
    topology = believe([device(1, "n01", 1, cable(1, 2, 1)), device(2, "ext", 2)], made(circuits=[row]))
    secret = msgspec.structs.replace(
        topology, devices=tuple(msgspec.structs.replace(d, network="W3" if d.realm == "n01" else d.network) for d in topology.devices),
        interfaces=tuple(msgspec.structs.replace(i, network=None) for i in topology.interfaces),
    )  # fmt: skip
    (finding,) = find_back_doors(secret)
    assert (finding.severity, finding.params["classified"], finding.networks) == (Severity.CRITICAL, True, ("W1", "W3"))


def test_a_declared_link_is_no_back_door() -> None:
    row = circuit("L1", None, "S0001", "S0002")
    assert list(find_back_doors(believe([device(1, "n01", 1), device(2, "n01", 2)], made(circuits=[row])))) == []


def test_all_analyses_run_in_order_and_repeat_themselves() -> None:
    records = [
        device(1, "n01", 1, cable(1, 2, 1), ports=[port(1), users(7, "10.1.1.1/24")]),
        device(2, "n02", 1, ports=[port(1), users(7, "10.1.1.1/24")]),
    ]
    topology = believe(records, made(presences=[presence("P1", "N01", "S0001")]))
    findings = analyse(topology)
    assert [f.kind for f in findings] == ["overlap.identical", "shared_site", "back_door"]
    assert analyse(topology) == findings
    assert len({f.id for f in findings}) == 3


def test_every_kind_and_pass_has_a_text() -> None:
    kinds = [kind for analysis in ANALYSES for kind in analysis.kinds]
    assert len(kinds) == len(set(kinds))
    assert {*kinds, *(f"pass.{name}" for name in (*PASSES, "operator", "census", "number", "ends", "ends_bandwidth"))} <= MESSAGES.keys()


def test_findings_read_in_both_languages() -> None:
    (finding,) = doors("n01", "n02")
    english, chinese = (render(MESSAGES[finding.kind], finding.params, lang) for lang in ("en", "zh"))
    assert english.startswith("A link joins N01, N02 outside any declared circuit: SW")
    assert chinese.startswith("N01, N02 之间有一条申报线路以外的链路")
    assert "{" not in english + chinese


def test_losers_read_in_both_languages() -> None:
    assert loser_text("weaker_claim: SW3 (address)", "en") == "SW3 (address): a weaker claim"
    assert loser_text("weaker_claim: SW3 {x}", "zh") == "SW3 {x}：依据较弱"
    assert loser_text("something else", "en") == "something else"
