"""The history of one thing: since when, every change with its evidence, until when; also after snapshots were pruned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.history import choose_basis, history
from services.home import Home
from services.retention import judge_snapshots, lock_snapshot, locks, prune_snapshots, unlock_snapshot, verdict_rows
from services.snapshotting import make_snapshot
from services.topologies import current
from tests.resolve.made import START, gig, hears, local_ports, mac, port, record
from topology.model.errors import InputError, NotFound
from topology.model.records import Arp, Completeness, DeviceRecord, InterfaceKind
from topology.model.tables import FdbEntry, FdbStatus
from topology.store.chronicle import Entry
from topology.store.records import Kept
from topology.store.retention import Policy
from topology.store.runs import RunKind, RunState


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = Home.open(tmp_path / "home")
    yield opened
    opened.close()


def switch(number: int, minutes: int, **more: Any) -> DeviceRecord:
    heard = more.pop("heard", {})
    fields: dict[str, Any] = {
        "chassis": mac(number),
        "serial": f"SERIAL{number}",
        "ports": [port(n) for n in (1, 2)],
        "neighbours": tuple(hears(p, chassis=mac(other), name=f"sw{other}", port_id=gig(q)) for p, (other, q) in heard.items()),
        "local_ports": local_ports(1, 2),
    }
    return record(f"10.0.0.{number}", more.pop("name", f"sw{number}"), minutes=minutes, **(fields | more))


def silent(number: int, minutes: int, **more: Any) -> DeviceRecord:
    return record(f"10.0.0.{number}", minutes=minutes, completeness=Completeness.FAILED, reason="timeout", **more)


def look(home: Home, *records: DeviceRecord, runs: bool = False, name: str | None = None) -> str:
    """A run with these records, and a snapshot after it; `runs` limits it to the run."""
    run = home.store.runs.start(RunKind.DISCOVERY, "look", actor="tester")
    home.store.records.append_many(run, [Kept(record=one) for one in records])
    home.store.runs.end(run, RunState.COMPLETE)
    return make_snapshot(home, name, runs=[run] if runs else None).id


def told(answer: dict[str, Any]) -> list[tuple[str, str, str, str | None, str | None]]:
    return [(event["snapshot"], event["change"], event["field"], event["before"], event["after"]) for event in answer["events"]]


def test_a_device_from_its_first_snapshot_to_its_last(home: Home) -> None:
    look(home, switch(1, 0))
    look(home, switch(1, 10), switch(2, 10))
    look(home, switch(1, 20), switch(2, 20, name="core2"))
    look(home, switch(1, 30), silent(2, 30))
    look(home, switch(1, 40), switch(2, 40, name="core2", serial="SERIAL9"))
    answer = history(home, "core2")
    assert told(answer) == [
        ("s2", "new", "", None, None),
        ("s3", "renamed", "name", "sw2", "core2"),
        ("s4", "silent", "", None, None),
        ("s5", "back", "", None, None),
        ("s5", "replaced", "serials", "SERIAL2", "SERIAL9"),
    ]
    assert (answer["kind"], answer["label"], answer["present"], answer["since_before"]) == ("device", "core2", True, False)
    assert (answer["first_seen"]["snapshot"], answer["last_seen"]["snapshot"]) == ("s2", "s5")
    assert all(event["evidence"] for event in answer["events"])
    for event in answer["events"]:
        home.store.records.find(event["evidence"][0]["source"])
    assert told(history(home, "sw1")) == []
    assert history(home, "sw1")["since_before"]


def test_a_snapshot_that_believes_what_the_one_before_did_is_not_compared_with_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    look(home, switch(1, 0), switch(2, 0))
    compared: list[str] = []
    monkeypatch.setattr("services.history.compare_topologies", lambda before, after: compared.append(after.snapshot) or ())
    look(home, switch(1, 10), switch(2, 10))
    look(home, switch(1, 20), switch(2, 20, name="core2"))
    assert compared == ["s3"]
    assert [(entry.snapshot, entry.basis) for entry in home.store.chronicle.entries()] == [("s1", None), ("s2", "s1"), ("s3", "s2")]
    assert [home.store.snapshots.same_belief("s1", other) for other in ("s2", "s3")] == [True, False]


def test_while_a_device_is_silent_it_was_last_seen_before(home: Home) -> None:
    look(home, switch(1, 0), switch(2, 0))
    look(home, switch(1, 10), silent(2, 10))
    look(home, switch(1, 20), silent(2, 20))
    assert (history(home, "sw2")["last_seen"]["snapshot"], history(home, "sw2")["present"]) == ("s1", True)
    assert history(home, f"sw2:{gig(1)}")["last_seen"]["snapshot"] == "s1"


def test_a_port_a_link_and_a_prefix(home: Home) -> None:
    at = [port(1, addresses=("10.7.0.1/24",)), port(2)]
    look(home, switch(1, 0, heard={1: (2, 1)}, ports=at), switch(2, 0, heard={1: (1, 1)}))
    topology = current(home)
    link, prefix = topology.links[0].id, topology.prefixes[0].id
    renamed = [port(1, addresses=("10.7.0.1/24",), description="to sw2", up=False), port(2)]
    look(home, switch(1, 10, heard={1: (2, 1)}, ports=renamed), switch(2, 10))
    look(home, switch(1, 20, ports=[port(1), port(2)]), switch(2, 20, heard={}))
    assert told(history(home, f"sw1:{gig(1)}")) == [
        ("s2", "changed", "description", None, "to sw2"),
        ("s2", "changed", "up", None, "false"),
        ("s3", "changed", "addresses", "10.7.0.1/24", None),
        ("s3", "changed", "description", "to sw2", None),
        ("s3", "changed", "up", "false", None),
    ]
    gone = history(home, link)
    assert told(gone) == [("s2", "changed", "state", "two-sided", "one-sided"), ("s3", "gone", "", None, None)]
    assert (gone["kind"], gone["present"], gone["first_seen"]["snapshot"], gone["last_seen"]["snapshot"]) == ("link", False, "s1", "s2")
    assert told(history(home, prefix)) == [("s3", "gone", "", None, None)]


def test_a_link_that_was_moved_keeps_its_history(home: Home) -> None:
    look(home, switch(1, 0), switch(2, 0))
    look(home, switch(1, 10, heard={1: (2, 1)}), switch(2, 10, heard={1: (1, 1)}))
    look(home, switch(1, 20, heard={2: (2, 1)}), switch(2, 20, heard={1: (1, 2)}))
    answer = history(home, current(home).links[0].id)
    assert [event["change"] for event in answer["events"]] == ["new", "moved"]
    assert answer["first_seen"]["snapshot"] == "s2"


def test_a_snapshot_of_one_realm_says_nothing_of_the_others(home: Home) -> None:
    far = {"realm": "n02", "chassis": mac(9), "serial": "FAR", "name": "far"}
    look(home, switch(1, 0), switch(9, 0, **far))
    look(home, switch(9, 10, **far | {"name": "farther"}), runs=True)
    look(home, switch(1, 20), switch(9, 20, **far | {"name": "farther"}))
    assert told(history(home, "sw1")) == []
    assert told(history(home, "farther")) == [("s2", "renamed", "name", "far", "farther"), ("s3", "renamed", "name", "far", "farther")]


@pytest.mark.parametrize(
    ("realms", "expected"), [({"a", "b"}, "s3"), ({"a"}, "s4"), ({"b"}, "s3"), ({"a", "b", "c"}, "s3"), ({"c"}, None), (set(), None)]
)
def test_what_a_snapshot_is_compared_with(realms: set[str], expected: str | None) -> None:
    seen = [("s1", ("a",)), ("s2", ("a", "b")), ("s3", ("a", "b")), ("s4", ("a",))]
    entries = [Entry(snapshot=name, name=name, created_at=START, basis=None, realms=found) for name, found in seen]
    basis = choose_basis(entries, realms)
    assert (basis.snapshot if basis else None) == expected


def with_host(minutes: int, on: int, address: str | None = "10.1.1.50") -> DeviceRecord:
    arp = (Arp(address=address, mac=mac(700), interface="Vlanif10"),) if address else ()
    fdb = (FdbEntry(mac=mac(700), vlan=10, interface=gig(on), status=FdbStatus.LEARNED, ref="1.3.6"),) if on else ()
    svi = port(10, name="Vlanif10", kind=InterfaceKind.VLAN, addresses=("10.1.1.1/24",), mac=mac(1))
    return switch(1, minutes, ports=[svi, port(1), port(2)], arp=arp, fdb=fdb)


def test_a_host_that_was_unplugged_and_renumbered(home: Home) -> None:
    look(home, switch(1, 0))
    look(home, with_host(10, 1))
    look(home, with_host(20, 2))
    look(home, with_host(30, 2, "10.1.1.77"))
    (host,) = current(home).hosts
    look(home, with_host(40, 0, None))
    answer = history(home, host.id)
    assert told(answer) == [
        ("s3", "moved", "interface", f"sw1 {gig(1)}", f"sw1 {gig(2)}"),
        ("s4", "changed", "addresses", "10.1.1.50", "10.1.1.77"),
    ]
    assert (answer["kind"], answer["label"], answer["present"], answer["since_before"]) == ("host", "10.1.1.77", False, False)
    assert (answer["first_seen"]["snapshot"], answer["last_seen"]["snapshot"]) == ("s2", "s4")
    with pytest.raises(NotFound):
        history(home, "hst-00000000000000")


def test_what_nothing_ever_was_is_named(home: Home) -> None:
    look(home, switch(1, 0))
    with pytest.raises(NotFound) as caught:
        history(home, "dev-nothing")
    assert caught.value.code == "services.unknown_id"


def test_pruning_keeps_the_history(home: Home) -> None:
    for minutes, name in enumerate(("sw1", "a", "b", "c", "d")):
        look(home, switch(1, minutes, name=name))
    before = history(home, "d")
    asked = judge_snapshots(home, Policy(keep=1))
    assert asked.freed is None
    assert len(home.store.snapshots.all()) == 5
    done = prune_snapshots(home, Policy(keep=1), compact=True)
    assert done.verdicts == asked.verdicts
    assert done.freed is not None
    assert (done.freed.snapshots, [head.id for head in home.store.snapshots.all()]) == (4, ["s5"])
    after = history(home, "d")
    assert (
        told(after)
        == told(before)
        == [(f"s{n}", "renamed", "name", was, now) for n, was, now in zip((2, 3, 4, 5), ("sw1", "a", "b", "c"), "abcd", strict=True)]
    )
    assert [event["kept"] for event in after["events"]] == [False, False, False, True]
    assert after["first_seen"] == before["first_seen"] | {"kept": False}
    look(home, switch(1, 60, name="e"))
    assert told(history(home, "e"))[-1] == ("s6", "renamed", "name", "d", "e")


def test_locks_and_verdicts_in_words(home: Home) -> None:
    look(home, switch(1, 0))
    look(home, switch(1, 10), name="the first of December")
    look(home, silent(1, 20))
    lock_snapshot(home, "s1", reason="the council asked")
    assert locks(home)["s1"].reason == "the council asked"
    rows = verdict_rows(judge_snapshots(home, Policy(keep=0)))
    assert [(row["id"], row["stays"], row["reason"]) for row in rows] == [
        ("s1", True, "locked"),
        ("s2", True, "newest_complete"),
        ("s3", True, "newest"),
    ]
    assert rows[0]["why"] == "locked"
    unlock_snapshot(home, "s1")
    assert next(row["reason"] for row in verdict_rows(judge_snapshots(home, Policy(keep=0)))) == "old"
    with pytest.raises(InputError):
        prune_snapshots(home, Policy())


def test_a_snapshot_that_a_scenario_names_stays(home: Home) -> None:
    for minutes in range(3):
        look(home, switch(1, minutes))
    home.store.scenarios.save("broken", "snapshot = ", title="", author="tester")
    home.store.scenarios.save("locked", '[pinned]\nsnapshot = "s2"\n', title="", author="tester")
    assert [row["reason"] for row in verdict_rows(judge_snapshots(home, Policy(keep=0)))] == ["old", "scenario", "newest"]
    home.store.scenarios.save("locked", "schema = 1", title="", author="tester", base=1)
    home.store.scenarios.save("plan", 'schema = 1\nsnapshot = "s1"\n[[network]]\ncode = "N01"\n', title="", author="tester")
    assert [row["reason"] for row in verdict_rows(judge_snapshots(home, Policy(keep=0)))] == ["scenario", "scenario", "newest"]


def test_partial_never_replaces_complete(home: Home) -> None:
    """A run that could read less shows what it read; what it could not is carried over, and nothing is called gone."""
    whole = switch(1, 0, heard={1: (2, 1)}, ports=[port(1, description="to sw2", addresses=("10.7.0.1/24",)), port(2)])
    look(home, whole, switch(2, 0, heard={1: (1, 1)}))
    before = current(home)
    part = switch(1, 10, ports=(), neighbours=(), local_ports=(), completeness=Completeness.PARTIAL)
    look(home, part, switch(2, 10, heard={1: (1, 1)}))
    after = current(home)
    assert [(one.name, one.description, one.addresses) for one in after.interfaces] == [
        (one.name, one.description, one.addresses) for one in before.interfaces
    ]
    assert [(link.id, link.state) for link in after.links] == [(link.id, link.state) for link in before.links]
    assert [prefix.id for prefix in after.prefixes] == [prefix.id for prefix in before.prefixes]
    assert told(history(home, "sw1")) == []
    (device,) = (one for one in after.devices if one.name == "sw1")
    assert device.completeness is Completeness.PARTIAL
    look(home, msgspec.structs.replace(whole, envelope=msgspec.structs.replace(whole.envelope, collected_at=START.replace(hour=9))))
    assert next(one for one in current(home).devices if one.name == "sw1").completeness is Completeness.COMPLETE
