"""A SIGKILL at any point loses nothing acknowledged, and two processes may write at once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.samples import record
from topology.store import Store
from topology.store.runs import RunKind, RunState

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20

# Appends records one by one, saying each id once it is acknowledged; now and then it publishes a snapshot.
WRITER = """
import sys
from tests.store.samples import draft, record
from topology.store import Store
from topology.store.runs import RunKind
path, first, many = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
store = Store.open(path)
run = store.runs.start(RunKind.DISCOVERY, "x", realms=("n01",), actor="writer")
for number in range(first, first + many):
    print(store.records.append(run, record(number, ports=4)), flush=True)
    if number % 5 == 0:
        made = store.snapshots.publish(draft(store.snapshots.reserve(), f"at {number}"))
        print(made.id, flush=True)
"""


def _writer(path: Path, first: int, many: int) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(path), str(first), str(many)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)


def test_a_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    acknowledged: list[str] = []
    for kill in range(KILLS):
        child = _writer(path, kill * 10_000, 10_000)
        assert child.stdout is not None
        acknowledged += [child.stdout.readline().strip() for _ in range(1 + kill * 3 % 17)]
        os.kill(child.pid, signal.SIGKILL)
        acknowledged += [line.strip() for line in child.stdout if line.endswith("\n")]
        child.stdout.close()
        assert child.wait(30) == -signal.SIGKILL
    with Store.open(path) as store:
        assert store.database.check() == ()
        kept = {head.id for head in store.records.heads()}
        snapshots = {one.id: one for one in store.snapshots.all()}
        assert {one for one in acknowledged if one.startswith("rec-")} <= kept
        assert {one for one in acknowledged if one.startswith("s")} <= set(snapshots)
        assert len(kept) == len(store.records.heads())
        for identifier in snapshots:
            assert len(store.snapshots.topology(identifier).devices) == 3
        assert store.snapshots.damaged() == []
        assert {run.state for run in store.runs.all()} == {RunState.INTERRUPTED}
        for run in store.runs.all():
            assert len(store.records.of_run(run.id)) == run.records


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    Store.open(path).close()
    children = [_writer(path, 0, 40), _writer(path, 100_000, 40)]
    said = [child.communicate(timeout=120)[0].split() for child in children]
    assert [child.returncode for child in children] == [0, 0]
    with Store.open(path) as store:
        kept = {head.id for head in store.records.heads()}
        assert {one for lines in said for one in lines if one.startswith("rec-")} == kept
        assert len(kept) == 80
        names = {one.name for one in store.snapshots.all()}
        assert names == {f"at {number}" for number in (*range(0, 40, 5), *range(100_000, 100_040, 5))}


def test_a_store_opened_by_two_at_once_is_laid_once(tmp_path: Path) -> None:
    children = [_writer(tmp_path / "n.db", number * 1000, 1) for number in range(3)]
    for child in children:
        child.communicate(timeout=120)
    assert [child.returncode for child in children] == [0, 0, 0]
    with Store.open(tmp_path / "n.db") as store:
        assert len(store.records.heads()) == 3


def test_an_exception_inside_a_batch_leaves_no_trace(tmp_path: Path) -> None:
    with Store.open(tmp_path / "n.db") as store:
        run = store.runs.start(RunKind.DISCOVERY, "x", actor="p")
        store.records.append(run, record(1))

        def break_off() -> None:
            with store.database.write() as connection:
                connection.exec_driver_sql("INSERT INTO counter VALUES ('x', 1)")
                int("not a number")

        with pytest.raises(ValueError, match="not a number"):
            break_off()
        with store.database.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM counter").scalar() == 0
