"""Networks, sites and tiers of devices."""

from __future__ import annotations

import pytest

from tests.resolve.made import believe, census, gig, hears, interface_of, mac, network, port, record, site
from topology.model.census import Role, SiteKind
from topology.model.rules import HostRule, PrefixRule, RealmRule, Rules, SiteRule

TWO = census(networks=[network("N01", "n01"), network("N02", "n02")])


def one(topology):
    (device,) = topology.devices
    return device


def codes(topology) -> list[str]:
    return sorted(doubt.reason.value for doubt in topology.doubts)


def test_the_census_gives_a_realm_its_network() -> None:
    topology = believe([record("a", "SW1", realm="n02", ports=[port(1)])], TWO)
    assert (one(topology).network, topology.interfaces[0].network, codes(topology)) == ("N02", "N02", [])


def test_a_classified_stub_owns_no_realm() -> None:
    made = census(networks=[network("W3", "n01", role=Role.INTRANET, classified=True)])
    assert one(believe([record("a", "SW1")], made)).network is None


def test_rules_come_before_the_census_in_their_order() -> None:
    host = HostRule(pattern="^sw", network="N02")
    prefix = PrefixRule(prefix="10.1.0.0/16", network="N01")
    realm = RealmRule(realm="n01", network="N02")
    look = record("a", "SW1", ports=[port(1, addresses=("10.1.0.1/24",))])
    assert one(believe([look], TWO, Rules(realms=(realm,)))).network == "N02"
    by_prefix = believe([look], TWO, Rules(realms=(realm,), prefixes=(prefix,)))
    assert (one(by_prefix).network, codes(by_prefix)) == ("N01", ["rules_disagree"])
    assert one(believe([look], TWO, Rules(hosts=(host,)))).network == "N02"
    elsewhere = HostRule(pattern="^sw", network="N02", realm="n09")
    assert one(believe([look], TWO, Rules(hosts=(elsewhere,)))).network == "N01"


def test_a_rule_for_an_unknown_network_is_a_problem() -> None:
    topology = believe([record("a", "SW1")], TWO, Rules(realms=(RealmRule(realm="n01", network="N99"),)))
    assert (one(topology).network, codes(topology)) == ("N99", ["unknown_network"])


def test_a_shared_realm_is_told_apart_by_the_address_plans() -> None:
    made = census(networks=[network("N01", "n01", prefixes=("10.1.0.0/16",)), network("N02", "n01", prefixes=("10.2.0.0/16", "bad"))])
    inside = believe([record("a", "SW1", ports=[port(1, addresses=("10.2.0.1/24",))])], made)
    assert (one(inside).network, codes(inside)) == ("N02", [])
    outside = believe([record("a", "SW1", ports=[port(1, addresses=("10.9.0.1/24",))])], made)
    assert (one(outside).network, codes(outside)) == (None, ["no_member", "shared_realm"])


def test_the_longest_prefix_rule_for_realm_and_vrf_gives_an_interface_its_network() -> None:
    rules = Rules(
        prefixes=(
            PrefixRule(prefix="10.0.0.0/8", network="N01"),
            PrefixRule(prefix="10.2.0.0/16", network="N02", vrf="office"),
            PrefixRule(prefix="10.3.0.0/16", network="N02", realm="n09"),
            PrefixRule(prefix="fd00::/8", network="N02"),
        )
    )
    ports = [
        port(1, addresses=("10.2.0.1/24",), vrf="office"),
        port(2, addresses=("10.2.0.1/24",)),
        port(3, addresses=("10.3.0.1/24",)),
        port(4, addresses=("fd00::1/64",)),
        port(5, addresses=("strange",)),
    ]
    topology = believe([record("a", "SW1", ports=ports)], TWO, rules)
    assert [interface_of(topology, "SW1", n).network for n in range(1, 6)] == ["N02", "N01", "N01", "N02", "N01"]


SITES = census(
    sites=[
        site("S0001", "City Hall", SiteKind.CENTRE),
        site("S0002", "Tax Office"),
        site("S0003", "Tax Office East"),
        site("YT-7", "Harbour"),
    ],
)


@pytest.mark.parametrize(
    ("name", "location", "expected"),
    [
        ("SW1", "S0002 room 3", "S0002"),
        ("SW1", "机房s0002", "S0002"),
        ("SW1", "the tax office east, 2nd floor", "S0003"),
        ("SW1", "Tax Office", "S0002"),
        ("N01-ACC-S0003-01", None, "S0003"),
        ("N01-ACC-S00031", "nowhere", None),
        ("yt-7-core", None, "YT-7"),
        ("xyt-7", None, None),
        ("SW1", "S0001 or S0002", None),
    ],
)
def test_a_site_by_code_or_name(name, location, expected) -> None:
    assert one(believe([record("a", name, location=location)], SITES)).site == expected


def test_location_comes_before_the_host_name_and_says_so() -> None:
    topology = believe([record("a", "ACC-S0003", location="S0002")], SITES)
    assert one(topology).site == "S0002"
    assert "site_conflict" in codes(topology)


def test_site_rules_come_first_and_settle_conflicts() -> None:
    rules = Rules(sites=(SiteRule(on="host", pattern="^hq-", site="S0001"), SiteRule(on="location", pattern=r"bldg (?P<site>.+)$")))
    by_host = believe([record("a", "HQ-S0003", location="S0002")], SITES, rules)
    assert (one(by_host).site, codes(by_host)) == ("S0001", ["no_network"])
    assert one(believe([record("a", "SW1", location="bldg harbour")], SITES, rules)).site == "YT-7"
    assert one(believe([record("a", "SW1", location="bldg unknown")], SITES, rules)).site is None


def star(centre: str | None = None):
    """Hub 1; gateways 2 and 3; access 4 and 5 on 2, 6 and 7 on 3; 8 alone."""
    edges = [(1, 2), (1, 3), (2, 4), (2, 5), (3, 6), (3, 7)]
    free = dict.fromkeys(range(1, 9), 0)
    rows: dict[int, list] = {n: [] for n in free}
    for a, b in edges:
        free[a] += 1
        free[b] += 1
        rows[a].append(hears(gig(free[a]), chassis=mac(b), port_id=gig(free[b])))
    return [
        record(
            f"127.0.0.{n}",
            f"SW{n}",
            chassis=mac(n),
            ports=[port(i) for i in range(1, 5)],
            neighbours=tuple(rows[n]),
            location=centre if n == 2 else None,
        )
        for n in free
    ]


def test_tiers_follow_the_shape() -> None:
    tiers = {device.name: device.tier for device in believe(star()).devices}
    assert tiers == {
        "SW1": "core",
        "SW2": "aggregation",
        "SW3": "aggregation",
        **dict.fromkeys(("SW4", "SW5", "SW6", "SW7"), "access"),
        "SW8": None,
    }


def test_links_between_networks_make_no_tier() -> None:
    a = record("a", "A", realm="n01", chassis=mac(1), ports=[port(1)], neighbours=(hears(gig(1), chassis=mac(2), port_id=gig(1)),))
    b = record("b", "B", realm="n02", chassis=mac(2), ports=[port(1)])
    topology = believe([a, b], TWO)
    assert len(topology.links) == 1
    assert {device.tier for device in topology.devices} == {None}


def ring(location: str | None):
    """Three devices in a ring, the first at a place."""
    rows = {1: (2,), 2: (3,), 3: (1,)}
    return [
        record(f"127.0.0.{n}", f"SW{n}", chassis=mac(n), ports=[port(1), port(2)], location=location if n == 1 else None,
               neighbours=tuple(hears(gig(1), chassis=mac(b), port_id=gig(2)) for b in others))
        for n, others in rows.items()
    ]  # fmt: skip


def test_the_census_centre_decides_where_the_shape_does_not() -> None:
    assert {d.tier for d in believe(ring(None), SITES).devices} == {"core"}
    assert {d.name: d.tier for d in believe(ring("S0001"), SITES).devices} == {"SW1": "core", "SW2": "aggregation", "SW3": "aggregation"}
