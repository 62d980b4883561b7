import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.store.conftest import Clock, unfrozen
from topology.model.census import Census, Unit
from topology.model.errors import InputError, NotFound
from topology.store import Conflict, Store, StoreError
from topology.store.contents import Source
from topology.store.database import HEAD, Database, database_url
from topology.store.jobs import JobState
from topology.store.layouts import Position
from topology.store.owner import is_dead, this_process
from topology.store.runs import RunKind, RunState
from topology.store.scenarios import ScenarioState
from topology.store.schema import FROZEN, metadata


def test_migrations_lead_to_the_tables_of_the_code(store: Store) -> None:
    with store.database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        catalogue = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if store.database.file is None:
            catalogue = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        triggers = {row[0] for row in connection.exec_driver_sql(catalogue)}
    assert triggers == {f"{table}_no_{verb}" for table in FROZEN for verb in ("update", "delete")}
    config = Config()
    config.set_main_option("script_location", "topology.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_database_of_a_newer_netfold_is_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path / "n.db").close()
    raw = sqlite3.connect(tmp_path / "n.db", isolation_level=None)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path / "n.db")
    assert caught.value.code == "store.newer"


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "n.db").write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path / "n.db")
    assert caught.value.code == "store.damaged"
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path / "missing" / "n.db")
    assert caught.value.code == "store.unreachable"
    with pytest.raises(InputError) as bad:
        Database("x://[")
    assert bad.value.code == "store.bad_url"
    with pytest.raises(InputError) as bad:
        Database("not a url://")
    assert bad.value.code == "store.bad_url"
    with pytest.raises(InputError) as bad:
        Database("mysql+pymysql://user:secret@host/d")
    assert (bad.value.code, bad.value.params["module"]) == ("store.no_driver", "pymysql")
    assert "secret" not in str(bad.value)
    assert database_url("postgresql://h/d") == "postgresql://h/d"


def test_pragmas_hold_on_every_connection(file_store: Store) -> None:
    with file_store.database.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 5000}


def test_census_editions(store: Store) -> None:
    first = Census(edition="2017", units=(Unit(code="U1", name="城市管理局", cell="单位!A2"),))
    workbook = Source("application/xlsx", b"PK...")
    number = store.editions.add(first, actor="p", source=workbook)
    assert store.editions.add(first, actor="q") == number
    assert store.editions.get("2017") == first
    assert store.editions.source("2017") == workbook
    with pytest.raises(Conflict) as caught:
        store.editions.add(Census(edition="2017"), actor="p")
    assert caught.value.code == "store.edition_differs"
    store.editions.add(Census(edition="2018"), actor="p")
    latest = store.editions.latest()
    assert latest is not None
    assert latest[1].edition == "2018"
    assert [one.edition for one in store.editions.all()] == ["2017", "2018"]
    assert store.editions.source("2018") is None
    with pytest.raises(NotFound):
        store.editions.get("2016")


def test_scenarios_keep_every_version_and_never_overwrite(store: Store) -> None:
    first = store.scenarios.save("a", "x = 1", title="A", author="p")
    assert store.scenarios.save("a", "x = 1", title="A", author="q") == first
    with pytest.raises(Conflict) as caught:
        store.scenarios.save("a", "x = 2", title="A", author="q")
    assert (caught.value.code, caught.value.params["found"]) == ("store.scenario_moved", 1)
    second = store.scenarios.save("a", "x = 2", title="A", author="q", base=1, state=ScenarioState.LOCKED)
    assert (second.version, store.scenarios.get("a", 1)) == (2, first)
    with pytest.raises(Conflict) as caught:
        store.scenarios.save("a", "x = 3", title="A", author="q", base=2)
    assert caught.value.code == "store.scenario_locked"
    store.scenarios.save("b", "y = 1", title="B", author="p")
    assert [(one.name, one.version) for one in store.scenarios.all()] == [("a", 2), ("b", 1)]
    with pytest.raises(NotFound):
        store.scenarios.get("c")


def test_jobs_go_from_queued_to_an_end(store: Store) -> None:
    job = store.jobs.add("discover", actor="p", params={"scope": "x"})
    assert store.jobs.get(job).state is JobState.QUEUED
    assert store.jobs.start(job)
    assert not store.jobs.start(job)
    assert not store.jobs.progress(job, 3, 10, "ask")
    assert store.jobs.cancel(job).cancel
    assert store.jobs.progress(job, 4, 10, "ask")
    assert store.jobs.finish(job, JobState.CANCELLED, result={"n": 4}, message=("services.cancelled", {}))
    assert not store.jobs.finish(job, JobState.DONE)
    ended = store.jobs.get(job)
    assert (ended.state, ended.done, ended.total, ended.step, ended.result, ended.message) == (
        JobState.CANCELLED,
        4,
        10,
        "ask",
        {"n": 4},
        ("services.cancelled", {}),
    )
    waiting = store.jobs.add("import", actor="p")
    assert store.jobs.cancel(waiting).state is JobState.CANCELLED
    assert not store.jobs.start(waiting)
    assert [one.id for one in store.jobs.all()] == [waiting, job]
    for reference in ("j99", "x"):
        with pytest.raises(NotFound):
            store.jobs.get(reference)


def test_work_of_a_dead_process_is_interrupted_at_the_next_start(tmp_path: Path) -> None:
    script = (
        "import sys; from topology.store import Store; from topology.store.runs import RunKind\n"
        "s = Store.open(sys.argv[1]); j = s.jobs.add('x', actor='p'); s.jobs.start(j); s.jobs.add('y', actor='p')\n"
        "s.runs.start(RunKind.DISCOVERY, 'x', actor='p')\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "n.db")], check=True, timeout=60)
    with Store.open(tmp_path / "n.db") as store:
        assert [one.state for one in store.jobs.all()] == [JobState.INTERRUPTED, JobState.INTERRUPTED]
        assert [one.state for one in store.runs.all()] == [RunState.INTERRUPTED]
        alive = store.jobs.add("z", actor="p")
        run = store.runs.start(RunKind.DISCOVERY, "x", actor="p")
        with Store.open(tmp_path / "n.db") as other:
            assert other.jobs.get(alive).state is JobState.QUEUED
            assert other.runs.get(run).state is RunState.RUNNING


def test_a_process_id_used_again_is_not_the_process_that_died() -> None:
    me = this_process()
    assert not is_dead(me)
    host, pid, _ = me.rsplit(":", 2)
    assert is_dead(f"{host}:{pid}:1")
    assert is_dead(f"{host}:x:1")
    assert is_dead(None)
    assert not is_dead(f"elsewhere:{os.getpid()}:1")


def test_layout_positions_stay_until_they_are_moved(store: Store) -> None:
    store.layouts.put("city", {"a": Position(1.0, 2.0), "b": Position(3.0, 4.0)})
    store.layouts.put("city", {"b": Position(5.0, 6.0, by_hand=True)})
    store.layouts.put("city", {})
    assert store.layouts.get("city") == {"a": Position(1.0, 2.0), "b": Position(5.0, 6.0, by_hand=True)}
    assert store.layouts.get("other") == {}


def test_the_audit_log_shows_a_changed_line(store: Store) -> None:
    for number in range(3):
        store.audit.append("import", f"f{number}", actor="p", role="planner", outcome="done", params={"n": number})
    assert [line.object for line in store.audit.lines()] == ["f2", "f1", "f0"]
    assert store.audit.broken() is None
    with pytest.raises(StoreError), store.database.write() as connection:
        connection.exec_driver_sql("UPDATE audit SET actor = 'q'")
    with unfrozen(store, "audit") as connection:
        connection.exec_driver_sql("UPDATE audit SET actor = 'q' WHERE seq = 2")
    assert store.audit.broken() == 2


def test_one_writer_at_a_time_on_a_server_too(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topology.store.database.BUSY_MS", 50)
    with Store.open(empty_database) as store, Store.open(empty_database) as other:
        with store.database.write():
            with pytest.raises(StoreError) as caught:
                other.runs.start(RunKind.IMPORT, "x", actor="p")
            assert caught.value.code == "store.busy"
        assert other.runs.start(RunKind.IMPORT, "x", actor="p") == "r1"


def test_a_reader_on_a_server_sees_one_state(empty_database: str) -> None:
    with Store.open(empty_database) as store, Store.open(empty_database) as other, store.database.read() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM run").scalar()
        other.runs.start(RunKind.IMPORT, "x", actor="p")
        assert connection.exec_driver_sql("SELECT count(*) FROM run").scalar() == before


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(f"postgresql://user:secret@/x?host={tmp_path}")
    assert caught.value.code == "store.unreachable"
    assert "secret" not in str(caught.value)


def test_a_busy_database_is_said_to_be_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topology.store.database.BUSY_MS", 50)
    with Store.open(tmp_path / "n.db", clock=Clock()) as store:
        raw = sqlite3.connect(tmp_path / "n.db", isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            store.runs.start(RunKind.IMPORT, "x", actor="p")
        assert caught.value.code == "store.busy"
        assert store.runs.all() == []
        raw.rollback()
        raw.close()


def test_a_full_disk_is_said_to_be_full(file_store: Store) -> None:
    store = file_store
    with store.database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(Exception, match="full"):
            connection.exec_driver_sql("INSERT INTO source (hash, media, size, body) VALUES (x'00', 'x', 1, zeroblob(1000000))")
    with pytest.raises(StoreError) as caught:
        store.scenarios.save("big", "x" * 1_000_000, title="B", author="p")
    assert caught.value.code == "store.full"
    assert store.scenarios.all() == []
