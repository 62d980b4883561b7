"""A memo changes the cost of a resolution and never its result."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.census import read_census
from collectors.configs import read_config
from collectors.snmp.discover import discover
from collectors.snmp.scope import load_scope
from lab.agents import start_agents
from lab.city import build_city
from lab.writer import write_city
from tests.resolve.made import census, gig, hears, mac, network, port, presence, record, site
from topology.model.ledger import Ledger, add_link, remove_link
from topology.model.records import Arp, Completeness, Vlan
from topology.model.rules import HostRule, RealmRule, Rules, load_rules
from topology.resolve import Memo, resolve

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """The small city's records from agents and files, its census and its rules."""
    folder, made, records = tmp_path_factory.mktemp("city"), build_city("small"), []
    with start_agents(made) as agents:
        write_city(made, folder, port=agents.port)
        asyncio.run(discover(load_scope(folder / "scope.toml"), sink=records.append, now=lambda: WHEN))
    records += [
        read_config(path.read_bytes(), path=f"{path.parent.name}/{path.name}", realm=path.parent.name, collected_at=WHEN)
        for path in sorted((folder / "configs").rglob("*.cfg"))
    ]
    records.sort(key=lambda one: (one.envelope.realm, one.envelope.kind, one.envelope.target))
    return records, read_census(folder / "census.xlsx", edition="2017"), load_rules(folder / "rules.toml")


def same(records, made, rules, ledger, memo: Memo):
    """Resolve with and without the memo, compare every byte, and return the result."""
    topology, after = resolve(records, made, rules, ledger, snapshot="s", memo=memo)
    fresh, expected = resolve(records, made, rules, ledger, snapshot="s")
    assert msgspec.msgpack.encode(topology) == msgspec.msgpack.encode(fresh)
    assert after == expected
    return topology, after


def changed(records, chance: random.Random):
    """Return the records with one to ten of them changed: looked at again, renamed, moved, emptied, silent, gone or new."""
    records = list(records)
    for _ in range(chance.randint(1, 10)):
        number = chance.randrange(len(records))
        old = records[number]
        later = msgspec.structs.replace(old.envelope, collected_at=old.envelope.collected_at + timedelta(minutes=5))
        other = chance.choice(records)
        match chance.randrange(9):
            case 0:
                records[number] = msgspec.structs.replace(old, envelope=later)
            case 1:
                records[number] = msgspec.structs.replace(old, envelope=later, neighbours=other.neighbours)
            case 2:
                records[number] = msgspec.structs.replace(old, system=msgspec.structs.replace(old.system, name=other.system.name))
            case 3:
                records[number] = msgspec.structs.replace(old, interfaces=old.interfaces[1:], arp=other.arp)
            case 4:
                failed = msgspec.structs.replace(later, completeness=Completeness.FAILED, reason="timeout")
                records.append(msgspec.structs.replace(old, envelope=failed))
            case 5:
                records.pop(number)
            case 6:
                system = msgspec.structs.replace(old.system, chassis_ids=other.system.chassis_ids, location=other.system.location)
                records[number] = msgspec.structs.replace(old, system=system)
            case 7:
                moved = msgspec.structs.replace(old.envelope, realm=other.envelope.realm, target=old.envelope.target + "9")
                records.append(msgspec.structs.replace(old, envelope=moved))
            case 8:
                ports = [msgspec.structs.replace(one, description=chance.choice(other.interfaces).description) for one in old.interfaces]
                records[number] = msgspec.structs.replace(old, interfaces=tuple(ports))
    return records


@settings(deadline=None, max_examples=5, derandomize=True)
@given(st.integers(0, 2**32))
def test_changes_of_the_small_city_step_by_step_give_what_a_whole_resolution_gives(city, seed) -> None:
    chance = random.Random(seed)
    records, made, rules = city
    memo, ledger = Memo(), Ledger()
    resolve(records, made, rules, ledger, snapshot="s", memo=memo)
    for _ in range(3):
        records = changed(records, chance)
        topology, ledger = same(records, made, rules, ledger, memo)
        if topology.links and chance.random() < 0.5:
            link, port_ = chance.choice(topology.links), chance.choice(topology.interfaces)
            ledger = remove_link(ledger, link.a_device, link.b_device, by="op", at="now")
            ledger = (
                add_link(ledger, link.a_interface or link.a_device, port_.id, by="op", at="now") if port_.id != link.a_interface else ledger
            )
        if chance.random() < 0.2:
            made = msgspec.structs.replace(made, circuits=made.circuits[1:], presences=made.presences[2:])
        if chance.random() < 0.2:
            rules = msgspec.structs.replace(rules, hosts=(HostRule(pattern=f"-{chance.randrange(9)}", network="W1"),))


small = st.integers(1, 3)


@st.composite
def looks(draw):
    """A record of a world so small that realms meet by chassis addresses, names and circuit numbers."""
    rows = tuple(
        hears(gig(1), chassis=draw(st.sampled_from([mac(1), mac(2), mac(3)])), port_id=gig(2)) for _ in range(draw(st.integers(0, 2)))
    )
    return record(
        f"t{draw(st.integers(1, 5))}",
        draw(st.sampled_from(["A", "B", None])),
        realm=draw(st.sampled_from(["n01", "n02", "n03"])),
        chassis=draw(st.sampled_from([mac(1), mac(2), mac(3), mac(4), None])),
        serial=draw(st.sampled_from(["SERIAL1", None, None])),
        location=draw(st.sampled_from(["S0001", "S0002", None])),
        completeness=draw(st.sampled_from([Completeness.COMPLETE, Completeness.COMPLETE, Completeness.PARTIAL])),
        ports=[
            port(1, addresses=(f"10.0.{draw(small)}.{draw(small)}/24",), description=draw(st.sampled_from(["DL20130457", "to B", None]))),
            port(2),
        ],
        neighbours=rows,
        vlans=(Vlan(vid=draw(small)),),
        arp=(Arp(address=f"10.0.{draw(small)}.77", mac=mac(9)),),
    )


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(st.lists(looks(), max_size=3), st.integers(0, 7)), min_size=2, max_size=4))
def test_realms_that_meet_and_part_are_worked_out_together(steps) -> None:
    made = census(networks=[network("N01", "n01"), network("N02", "n02")], sites=[site("S0001"), site("S0002")],
                  presences=[presence("P-1", "N01", "S0001", 3)])  # fmt: skip
    memo, ledger, records = Memo(), Ledger(), []
    for fresh, dropped in steps:
        records = [*records[dropped:], *fresh]
        _, ledger = same(records, made, Rules(), ledger, memo)


def ring(realm: str, first: int):
    """Two devices that hear each other."""
    return [
        record(f"{realm}-{n}", f"{realm}{n}", realm=realm, chassis=mac(first + n), ports=[port(1)],
               neighbours=(hears(gig(1), chassis=mac(first + 1 - n), port_id=gig(1)),))
        for n in (0, 1)
    ]  # fmt: skip


def test_only_the_realms_where_something_changed_are_worked_out_again() -> None:
    records = [*ring("n01", 10), *ring("n02", 20), *ring("n03", 30)]
    memo, rules = Memo(), Rules(realms=(RealmRule(realm="n01", network="N01"),))
    _, ledger = same(records, census(), Rules(), Ledger(), memo)
    assert memo.reused == 0
    same(records, census(), Rules(), ledger, memo)
    assert memo.reused == 6
    records[0] = msgspec.structs.replace(records[0], arp=(Arp(address="10.0.0.9", mac=mac(99)),))
    topology, _ = same(records, census(), Rules(), ledger, memo)
    assert memo.reused == 4
    by_name = {device.name: device.id for device in topology.devices}
    worded = add_link(ledger, by_name["n020"], by_name["n030"], by="op", at="now")
    same(records, census(), Rules(), worded, memo)
    assert memo.reused == 2
    same(records, census(), Rules(), ledger, memo)
    assert memo.reused == 2
    same(records, census(), rules, ledger, memo)
    assert memo.reused == 0


def test_a_chassis_address_heard_across_realms_joins_them() -> None:
    records = [*ring("n01", 10), *ring("n02", 20)]
    memo = Memo()
    same(records, census(), Rules(), Ledger(), memo)
    records.append(
        record("x", "X", realm="n01", chassis=mac(99), ports=[port(1)], neighbours=(hears(gig(1), chassis=mac(20), port_id=gig(7)),))
    )
    topology, _ = same(records, census(), Rules(), Ledger(), memo)
    assert memo.reused == 0
    assert len({link.id for link in topology.links}) == 3
