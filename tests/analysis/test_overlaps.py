"""Overlaps: equal to comparing every pair, and right about what counts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from netaddr import IPNetwork

from tests.resolve.made import believe, census, network, port, record
from topology.analysis.overlaps import Held, find_overlaps, overlapping_pairs
from topology.model.census import Role
from topology.model.errors import Severity
from topology.model.records import Arp


def held(net: str, prefix: str, realm: str | None = None) -> Held:
    block = IPNetwork(prefix)
    return Held(block.version, block.first, block.last, net, realm or net.lower(), str(block.cidr))


@st.composite
def prefixes(draw):
    length = draw(st.integers(8, 32))
    value = draw(st.integers(0, 2**10 - 1)) << 22 | draw(st.integers(0, 3))
    first = IPNetwork((value, length)).cidr
    net = draw(st.sampled_from(["N01", "N02", "N03"]))
    return held(net, str(first), draw(st.sampled_from([net.lower(), "shared"])))


@settings(deadline=None, max_examples=150)
@given(st.sets(prefixes(), max_size=25), st.booleans())
def test_the_sweep_equals_comparing_every_pair(items, with_v6) -> None:
    everything = set(items) | ({held("N01", "fd00::/8"), held("N02", "fd00:1::/32")} if with_v6 else set())
    brute = {
        frozenset((a, b))
        for a in everything
        for b in everything
        if a.network < b.network and a.realm != b.realm and a.version == b.version and a.first <= b.last and b.first <= a.last
    }
    swept = [frozenset(pair) for pair in overlapping_pairs(everything)]
    assert set(swept) == brute
    assert len(swept) == len(brute)


def test_the_wider_prefix_comes_first() -> None:
    narrow, wide = held("N01", "10.1.0.0/24"), held("N02", "10.0.0.0/8")
    assert list(overlapping_pairs([narrow, wide])) == [(wide, narrow)]


def gateway(realm: str, *addresses: str, arp=()):
    ports = [port(n, name=f"Vlanif{n}", addresses=(address,), vrf="office" if n > 5 else None) for n, address in enumerate(addresses, 1)]
    return record(f"{realm}-gw", "GW", realm=realm, ports=ports, arp=tuple(Arp(address=a, mac="00:e0:fc:99:00:01") for a in arp))


MADE = census(
    networks=[
        network("N01", "n01", prefixes=("10.0.0.0/8",)),
        network("N02", "n02"),
        network("N08", None, classified=True, prefixes=("10.1.1.0/24",)),
        network("W3", "w3", role=Role.INTRANET),
    ],
)


def found(*records):
    return {(f.kind, f.params["prefix_a"], f.params["prefix_b"]): f for f in find_overlaps(believe(records, MADE))}


def test_identical_and_containing_prefixes_with_hosts_on_both_sides() -> None:
    findings = found(
        gateway("n01", "10.1.1.1/24", "10.2.0.1/16", arp=("10.1.1.9",)),
        gateway("n02", "10.1.1.1/24", "10.2.7.1/24", "172.16.0.1/24", arp=("10.1.1.7", "10.1.1.8")),
    )
    assert set(findings) == {("overlap.identical", "10.1.1.0/24", "10.1.1.0/24"), ("overlap.contains", "10.2.0.0/16", "10.2.7.0/24")}
    same = findings["overlap.identical", "10.1.1.0/24", "10.1.1.0/24"]
    assert (same.networks, same.params["hosts_a"], same.params["hosts_b"], same.severity) == (("N01", "N02"), 1, 2, Severity.ERROR)
    assert (len(same.subjects), len(same.evidence)) == (2, 2)
    assert findings["overlap.contains", "10.2.0.0/16", "10.2.7.0/24"].severity is Severity.WARNING


def test_unmeasured_hosts_are_unknown() -> None:
    (finding,) = found(gateway("n01", "10.1.1.1/24"), gateway("n02", "10.1.1.1/32")).values()
    assert (finding.params["hosts_a"], finding.params["hosts_b"]) == (None, None)


def test_vrfs_of_one_network_make_one_finding() -> None:
    twice = gateway("n01", "10.1.1.1/24", "10.9.1.1/24", "10.9.2.1/24", "10.9.3.1/24", "10.9.4.1/24", "10.1.1.1/24")
    (finding,) = found(twice, gateway("n02", "10.1.1.1/24")).values()
    assert len(finding.subjects) == 3


def test_one_realm_and_the_classified_do_not_meet() -> None:
    assert found(gateway("n01", "10.1.1.1/24", "10.1.1.2/24")) == {}
    assert found(gateway("n01", "10.1.1.1/24"), gateway("w3", "10.1.1.1/24")) == {}
