"""Letting snapshots go: what must stay does, what nothing rests on is freed, and a kill loses nothing."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.samples import draft, record, topology
from topology.model.entities import Evidence, EvidenceKind, Host, HostPlace
from topology.model.errors import InputError, NotFound
from topology.model.records import Completeness, record_id
from topology.store import Conflict, Store, StoreError
from topology.store.contents import Source
from topology.store.records import Kept
from topology.store.retention import Policy, Reason
from topology.store.runs import RunKind, RunState
from topology.store.schema import PRUNED
from topology.store.selection import choose

ROOT = Path(__file__).resolve().parents[2]


def look(store: Store, number: int, *, name: str | None = None, devices: int = 4, failed: int = 0) -> str:
    """A run over some devices, the first `failed` of them silent, and a snapshot of it that only it has."""
    run = store.runs.start(RunKind.DISCOVERY, f"look {number}", actor="tester")
    made, text = [], Source("text/plain", f"sysname of look {number}\n".encode())
    for place in range(1, devices + 1):
        completeness = Completeness.FAILED if place <= failed else Completeness.COMPLETE
        made.append(Kept(record=record(place, run=number, ports=number, completeness=completeness), source=text))
    store.records.append_many(run, made)
    store.runs.end(run, RunState.COMPLETE)
    chosen = choose(store.records.heads())
    identifier = store.snapshots.reserve()
    records = store.records.load(one.seq for one in chosen)
    hosts = tuple(
        Host(id=f"hst-{number}", mac="00:e0:fc:00:00:01", realm=realm, place=HostPlace.GATEWAY, evidence=(_evidence(records[0]),))
        for realm in ("n01", "n02")
    )
    believed = topology(identifier, devices=number)
    kept = draft(
        identifier,
        name or f"2017-12-{number:02d} 08:00 #{identifier[1:]}",
        topology=type(believed)(snapshot=identifier, census=believed.census, devices=believed.devices, hosts=hosts),
        records=chosen,
    )
    return store.snapshots.publish(kept).id


def _evidence(item) -> Evidence:
    return Evidence(EvidenceKind.RECORD, record_id(item), "arp 10.0.0.1", "")


def counts(store: Store) -> dict[str, int]:
    with store.database.read() as connection:
        return {table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0 for table in PRUNED}


def prune(store: Store, policy: Policy, used: frozenset[str] = frozenset()) -> dict[str, str]:
    """Prune, and return why each snapshot stayed or went."""
    verdicts = store.retention.judge(policy, used)
    store.retention.prune([one.snapshot.id for one in verdicts if not one.stays], store.runs.all())
    return {one.snapshot.id: one.reason.value for one in verdicts}


def test_each_reason_to_stay(store: Store) -> None:
    for number in range(1, 10):
        look(store, number, name="before the merge" if number == 2 else None, failed=1 if number > 5 else 0)
    store.retention.lock("s3", actor="tester", reason="the council asked")
    found = prune(store, Policy(keep=3), frozenset({"s4"}))
    assert found == {
        "s1": Reason.OLD,
        "s2": Reason.NAMED,
        "s3": Reason.LOCKED,
        "s4": Reason.SCENARIO,
        "s5": Reason.NEWEST_COMPLETE,
        "s6": Reason.OLD,
        "s7": Reason.AMONG_NEWEST,
        "s8": Reason.AMONG_NEWEST,
        "s9": Reason.NEWEST,
    }
    assert [head.id for head in store.snapshots.all()] == ["s2", "s3", "s4", "s5", "s7", "s8", "s9"]
    for head in store.snapshots.all():
        believed = store.snapshots.topology(head.id)
        assert len(believed.devices) == int(head.id[1:])
        assert len(believed.hosts) == 2
        store.records.find(believed.hosts[0].evidence[0].source)
        assert store.records.load(seq for one in store.snapshots.records(head.id) for seq in one.sequence)
    assert store.snapshots.damaged() == []


def test_days_are_counted_from_the_time_of_the_snapshot(store: Store) -> None:
    for number in range(1, 4):
        look(store, number)
        store.clock.now += timedelta(days=10)  # type: ignore[attr-defined]
    found = prune(store, Policy(keep_days=15))
    assert list(found.values()) == [Reason.OLD, Reason.OLD, Reason.NEWEST]
    assert prune(store, Policy(keep=0))["s3"] == Reason.NEWEST


@pytest.mark.parametrize("policy", [Policy(), Policy(keep=-1), Policy(keep_days=-0.5), Policy(keep=3, keep_days=-1)])
def test_a_policy_keeps_something(store: Store, policy: Policy) -> None:
    with pytest.raises(InputError) as caught:
        store.retention.judge(policy, frozenset())
    assert caught.value.code == "store.no_policy"


def test_what_nothing_rests_on_is_freed_and_nothing_else(store: Store) -> None:
    look(store, 1)
    alone = counts(store)
    for number in range(2, 6):
        look(store, number)
    before = counts(store)
    prune(store, Policy(keep=1))
    after = counts(store)
    assert (after["snapshot"], after["record"], after["source"]) == (1, 4, 1)
    assert after["belief"] == alone["belief"]
    assert after["part"] < before["part"]
    assert after["part"] <= alone["part"] + 4
    assert [len(item.interfaces) for item in store.records.load(one.seq for one in store.snapshots.records("s5"))] == [5] * 4
    again = store.retention.prune([], store.runs.all())
    assert again.freed_bytes == again.records == again.parts == again.beliefs == 0
    look(store, 6)
    assert len(store.snapshots.topology(store.snapshots.get("latest").id).devices) == 6


def test_the_last_that_is_known_of_a_silent_device_stays(store: Store) -> None:
    look(store, 1)
    for number in range(2, 5):
        look(store, number, failed=2)
    prune(store, Policy(keep=0))
    stale = [one for one in store.snapshots.records("s4") if one.newest is not None]
    assert len(stale) == 2
    for one in stale:
        old, new = store.records.load(one.sequence)
        assert (old.envelope.completeness, new.envelope.completeness) == (Completeness.COMPLETE, Completeness.FAILED)


def test_records_of_a_run_that_may_be_resumed_stay(store: Store) -> None:
    run = store.runs.start(RunKind.DISCOVERY, "cut off", actor="tester")
    store.records.append(run, record(1, run=1))
    look(store, 2, devices=1)
    look(store, 3, devices=1)
    prune(store, Policy(keep=0))
    assert len(store.records.of_run(run)) == 1


def test_locks(store: Store) -> None:
    look(store, 1)
    held = store.retention.lock("s1", actor="tester", reason="why")
    assert (held.snapshot, held.reason, held.actor) == ("s1", "why", "tester")
    assert store.retention.lock("s1", actor="other") == held
    store.retention.unlock("s1")
    assert store.retention.held() == []
    with pytest.raises(NotFound) as caught:
        store.retention.unlock("s1")
    assert caught.value.code == "store.not_locked"
    with pytest.raises(NotFound):
        store.retention.lock("s77", actor="tester")


def test_outside_of_pruning_nothing_can_be_deleted(store: Store) -> None:
    look(store, 1)
    for table in PRUNED:
        with pytest.raises(StoreError) as caught, store.database.write() as connection:
            connection.exec_driver_sql(f"DELETE FROM {table}")
        assert caught.value.code == "store.immutable"


def test_a_snapshot_whose_records_were_pruned_meanwhile_is_made_again(store: Store) -> None:
    look(store, 1)
    chosen = choose(store.records.heads())
    look(store, 2)
    prune(store, Policy(keep=0))
    with pytest.raises(Conflict) as caught:
        store.snapshots.publish(draft(store.snapshots.reserve(), "late", records=chosen))
    assert caught.value.code == "store.records_gone"


def test_the_file_gets_smaller_when_asked(tmp_path: Path) -> None:
    with Store.open(tmp_path / "n.db") as store:
        for number in range(1, 8):
            look(store, number * 8, devices=8)
        prune(store, Policy(keep=1))
        store.database.compact()
        with store.database.read() as connection:
            assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0
        assert len(store.snapshots.topology(store.snapshots.get("latest").id).devices) == 56


PRUNER = """
import sys
from tests.store.test_retention import look, prune
from topology.store import Store
from topology.store.retention import Policy
store = Store.open(sys.argv[1])
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 400):
    print(look(store, number % 9 + 1, name=f"kept {number}" if number % 5 == 0 else None), flush=True)
    prune(store, Policy(keep=2))
    print("pruned", flush=True)
"""


def test_a_kill_while_pruning_loses_nothing_that_stays(tmp_path: Path) -> None:
    path, named = tmp_path / "n.db", set()
    for kill in range(4):
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", PRUNER, str(path), str(kill * 1000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline().strip() for _ in range(3 + 2 * kill)]
            os.kill(child.pid, signal.SIGKILL)
            lines += [line.strip() for line in child.stdout if line.endswith("\n")]
        made = [line for line in lines if line.startswith("s")]
        with Store.open(path) as store:
            assert store.database.check() == ()
            with store.database.read() as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM pruning").scalar() == 0
            heads = {head.id: head for head in store.snapshots.all()}
            assert made[-1] in heads or store.snapshots.get("latest").id > made[-1]
            named |= {head.name for head in heads.values() if head.name.startswith("kept")}
            assert named <= {head.name for head in heads.values()}
            for head in heads:
                assert len(store.snapshots.topology(head).hosts) == 2
                assert len(store.records.load(seq for one in store.snapshots.records(head) for seq in one.sequence)) >= 4


def test_the_triggers_let_nothing_through_by_hand(tmp_path: Path) -> None:
    Store.open(tmp_path / "n.db").close()
    raw = sqlite3.connect(tmp_path / "n.db", isolation_level=None)
    raw.execute("INSERT INTO belief (digest, body) VALUES ('x', 'y')")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        raw.execute("DELETE FROM belief")
    raw.close()
