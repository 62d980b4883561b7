"""Everything belongs to a network or stands in a doubt that says why."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.census import read_census
from collectors.snmp.discover import discover
from collectors.snmp.scope import load_scope
from lab.agents import start_agents
from lab.city import build_city
from lab.writer import write_city
from tests.resolve.made import believe, census, circuit, network, port, presence, record, site
from topology.analysis import analyse
from topology.messages import MESSAGES
from topology.model.entities import DoubtReason, Topology
from topology.model.ledger import Ledger
from topology.model.records import Vlan, Vrf
from topology.model.rules import (
    CircuitRule,
    HostRule,
    PrefixRule,
    PresenceRule,
    RealmRule,
    Rules,
    VrfRule,
    load_rules,
    rule_at,
    rules_source,
)
from topology.resolve import resolve

TWO = census(networks=[network("N01", "n01"), network("N02", "n02")], sites=[site("S0001"), site("S0002")])
SHARED = census(
    networks=[network("N01", "ext"), network("N02", "ext")],
    sites=[site("S0001"), site("S0002")],
    presences=[presence("P-1", "N01", "S0001"), presence("P-2", "N01", "S0002"), presence("P-3", "N02", "S0002")],
)


def left_out(topology: Topology) -> list[str]:
    """Return the entities without a network that no membership finding names."""
    named = {
        subject for finding in analyse(topology) if finding.kind.startswith("membership.") for subject in finding.subjects
    }  # fmt: skip
    open_ = [*topology.devices, *topology.prefixes, *topology.vlans, *topology.vrfs, *topology.circuits]
    found = [entity.id for entity in open_ if not entity.network and entity.id not in named]
    return found + [i.id for i in topology.interfaces if not i.network and not {i.id, i.device} & named]


def reasons(topology: Topology) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """Return what is doubted, with what was taken and what else was named, by reason and kind."""
    return {f"{doubt.reason.value} {doubt.subjects[0].partition('-')[0]}": (doubt.chosen, doubt.candidates) for doubt in topology.doubts}


def one(topology: Topology):
    (device,) = topology.devices
    return device


@st.composite
def worlds(draw):
    """Records, a census and rules out of so few words that they meet, miss and contradict each other."""
    realms, codes, sites = (
        st.sampled_from(["n01", "n02", "n03"]),
        st.sampled_from(["N01", "N02", "N09"]),
        st.sampled_from(["S0001", "S0002"]),
    )
    few = st.integers(1, 3)
    looks = [
        record(
            f"t{number}",
            draw(st.sampled_from(["A-S0001", "B", None])),
            realm=draw(realms),
            location=draw(st.sampled_from(["S0001", "S0002", None])),
            ports=[port(1, addresses=(f"10.0.{draw(few)}.{draw(few)}/24",), vrf=draw(st.sampled_from([None, "tax"]))),
                   port(2, description=draw(st.sampled_from(["DL20139999", "DL20130457", None])))],
            vlans=(Vlan(vid=draw(few)),),
            vrfs=(Vrf(name="tax"),),
        )
        for number in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    declared = [network(code, draw(realms), prefixes=(f"10.0.{draw(few)}.0/24",)) for code in draw(st.sets(codes))]
    made = census(networks=declared, sites=[site("S0001"), site("S0002")],
                  circuits=[circuit("L1", "DL20130457", "S0001", "S0002")],
                  presences=[presence("P", draw(codes), draw(sites))])  # fmt: skip
    rules = Rules(
        hosts=tuple(HostRule(pattern="^A", network=draw(codes)) for _ in range(draw(st.integers(0, 1)))),
        prefixes=tuple(PrefixRule(prefix="10.0.1.0/24", network=draw(codes)) for _ in range(draw(st.integers(0, 1)))),
        vrfs=tuple(VrfRule(vrf="tax", network=draw(codes)) for _ in range(draw(st.integers(0, 1)))),
        presences=tuple(PresenceRule(site="S0002", network=draw(codes), realm="n01") for _ in range(draw(st.integers(0, 1)))),
        realms=tuple(RealmRule(realm="n03", network=draw(codes)) for _ in range(draw(st.integers(0, 1)))),
        circuits=tuple(CircuitRule(pattern="DL2013", network=draw(codes)) for _ in range(draw(st.integers(0, 1)))),
    )
    return looks, made, rules


@settings(deadline=None, max_examples=150)
@given(worlds(), st.randoms(use_true_random=False))
def test_whatever_has_no_network_is_in_a_finding(world, chance: random.Random) -> None:
    looks, made, rules = world
    topology = believe(looks, made, rules)
    assert left_out(topology) == []
    entities = (
        topology.device | topology.interface | {e.id: e for e in (*topology.prefixes, *topology.vlans, *topology.vrfs, *topology.circuits)}
    )
    assert {subject for doubt in topology.doubts for subject in doubt.subjects} <= entities.keys()
    chance.shuffle(looks)
    assert msgspec.msgpack.encode(believe(looks, made, rules)) == msgspec.msgpack.encode(topology)


def test_nothing_of_the_small_city_is_left_out(tmp_path) -> None:
    """With the city's rules all is placed; without rules and without half of the census, the findings name the rest."""
    city, records = build_city("small"), []
    with start_agents(city) as agents:
        write_city(city, tmp_path, port=agents.port)
        asyncio.run(discover(load_scope(tmp_path / "scope.toml"), sink=records.append, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)))
    made, rules = read_census(tmp_path / "census.xlsx", edition="2017"), load_rules(tmp_path / "rules.toml")
    whole, _ = resolve(records, made, rules, Ledger(), snapshot="s")
    assert all(e.network for e in (*whole.devices, *whole.interfaces, *whole.prefixes, *whole.vlans, *whole.vrfs, *whole.circuits))
    assert whole.doubts == ()
    bare = msgspec.structs.replace(made, networks=made.networks[::2])
    topology, _ = resolve(records, bare, Rules(), Ledger(), snapshot="s")
    assert sum(device.network is None for device in topology.devices) > 20
    assert left_out(topology) == []


def test_host_prefix_site_and_realm_rules_come_in_this_order() -> None:
    look = record("a", "SW1", location="S0001", ports=[port(1, addresses=("10.1.0.1/24",))])
    rules = {
        "hosts": (HostRule(pattern="^SW", network="N01"),),
        "prefixes": (PrefixRule(prefix="10.1.0.0/16", network="N02"),),
        "presences": (PresenceRule(site="S0001", network="N01"),),
        "realms": (RealmRule(realm="n01", network="N02"),),
    }
    places = []
    while rules:
        topology = believe([look], TWO, Rules(**rules))
        places.append((one(topology).network, one(topology).placed_by.place))
        rules.pop(next(iter(rules)))
    assert places == [("N01", "host[1]"), ("N02", "prefix[1]"), ("N01", "presence[1]"), ("N02", "realm[1]")]
    assert (one(believe([look], TWO)).placed_by.place, one(believe([look])).placed_by) == ("networks!A1", None)


def test_rules_that_disagree_are_told_with_the_rows_they_stand_in() -> None:
    rules = Rules(hosts=(HostRule(pattern="^SW", network="N01"),), realms=(RealmRule(realm="n01", network="N02"),))
    topology = believe([record("a", "SW1")], TWO, rules)
    (doubt,) = topology.doubts
    assert (doubt.reason, doubt.chosen, doubt.candidates, doubt.examples) == (DoubtReason.RULES_DISAGREE, "N01", ("N01", "N02"), ("SW1",))
    places = [evidence.place for evidence in doubt.evidence if evidence.source == rules_source(rules)]
    assert [rule_at(rules, place) for place in places] == [rules.hosts[0], rules.realms[0]]
    assert [rule_at(rules, place) for place in ("host[2]", "host[x]", "other[1]", "host[0]")] == [None] * 4


def test_a_rule_that_the_census_contradicts_still_counts() -> None:
    topology = believe([record("a", "SW1", realm="n02")], TWO, Rules(realms=(RealmRule(realm="n02", network="N01"),)))
    assert one(topology).network == "N01"
    assert reasons(topology) == {"census_contradicts dev": ("N01", ("N02",))}
    assert {evidence.kind.value for evidence in topology.doubts[0].evidence} == {"rule", "cell", "record"}


def test_a_presence_tells_whose_a_device_of_a_shared_realm_is() -> None:
    there = believe([record("a", "SW1", realm="ext", location="S0001")], SHARED)
    assert (one(there).network, one(there).placed_by.place, there.doubts) == ("N01", "presences!P-1", ())
    both = believe([record("a", "SW1", realm="ext", location="S0002")], SHARED)
    assert (one(both).network, reasons(both)) == (None, {"shared_realm dev": (None, ("N01", "N02"))})


def test_a_vrf_rule_gives_ports_vrfs_and_prefixes_their_network() -> None:
    look = record("a", "PE1", realm="n01", vrfs=(Vrf(name="tax"),), ports=[port(1, addresses=("10.1.0.1/24",), vrf="tax"), port(2)])
    for rule in (VrfRule(vrf="tax", network="N02"), VrfRule(vrf="tax", network="N02", realm="n01")):
        topology = believe([look], TWO, Rules(vrfs=(rule,)))
        assert [(i.network, i.placed_by and i.placed_by.place) for i in sorted(topology.interfaces, key=lambda i: i.name)] == [
            ("N02", "vrf[1]"),
            ("N01", None),
        ]
        assert ([p.network for p in topology.prefixes], [v.network for v in topology.vrfs], topology.doubts) == (["N02"], ["N02"], ())
    elsewhere = believe([look], TWO, Rules(vrfs=(VrfRule(vrf="tax", network="N02", realm="n02"),)))
    assert {i.network for i in elsewhere.interfaces} == {"N01"}
    torn = believe(
        [look],
        TWO,
        Rules(vrfs=(VrfRule(vrf="tax", network="N02"),), prefixes=(PrefixRule(prefix="10.1.0.0/24", network="N01", vrf="tax"),)),
    )
    assert reasons(torn) == {"rules_disagree if": ("N01", ("N01", "N02"))}


def test_what_devices_of_two_networks_carry_is_told() -> None:
    rules = Rules(hosts=(HostRule(pattern="^A", network="N01"), HostRule(pattern="^B", network="N02")))
    looks = [
        record(t, t, realm="ext", vlans=(Vlan(vid=7),), vrfs=(Vrf(name="v"),), ports=[port(1, addresses=(f"10.1.0.{n}/24",))])
        for n, t in enumerate("AB", 1)
    ]
    topology = believe(looks, SHARED, rules)
    assert reasons(topology) == {
        "several vlan": (None, ("N01", "N02")),
        "several vrf": (None, ("N01", "N02")),
        "several pfx": ("N01", ("N01", "N02")),
    }


def test_a_circuit_is_compared_with_the_ports_it_is_seen_at() -> None:
    made = msgspec.structs.replace(
        TWO, circuits=(circuit("L1", "DL20130457", "S0001", "S0002"), circuit("L2", None, "S0001", "S0002", network="N99"))
    )
    look = record("a", "SW1", realm="n02", location="S0001", ports=[port(1, description="DL20130457"), port(2, description="DL20139999")])
    topology = believe([look], made)
    assert reasons(topology) == {"census_contradicts cir": ("N01", ("N02",)), "unknown_network cir": ("N99", ("N99",))}
    stranger = next(c for c in topology.circuits if c.code == "DL20139999")
    assert stranger.network == "N02"
    ruled = believe([look], made, Rules(circuits=(CircuitRule(pattern="DL2013999", network="N01"),)))
    assert next(c for c in ruled.circuits if c.code == "DL20139999").network == "N01"
    nobody = believe([msgspec.structs.replace(look, envelope=msgspec.structs.replace(look.envelope, realm="n09"))], made)
    assert left_out(nobody) == []
    assert "no_member cir" in reasons(nobody)


@pytest.mark.parametrize("reason", DoubtReason)
def test_each_reason_has_a_text(reason) -> None:
    assert f"membership.{reason.value}" in MESSAGES
