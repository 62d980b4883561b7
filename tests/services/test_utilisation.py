"""A second run tells what the interfaces carried since the first."""

from __future__ import annotations

from services.home import Home
from services.listing import rows
from services.snapshotting import make_snapshot
from tests.analysis.test_utilisation import look
from topology.store.records import Kept
from topology.store.runs import RunKind, RunState


def keep(home: Home, *records) -> str:
    run = home.store.runs.start(RunKind.DISCOVERY, "scope.toml", realms=("r",), actor="tester")
    home.store.records.append_many(run, [Kept(record=record) for record in records])
    home.store.runs.end(run, RunState.COMPLETE)
    return make_snapshot(home, None).id


def test_utilisation_is_listed_from_the_second_run_on(home: Home) -> None:
    first = keep(home, look(1000))
    assert rows(home, "utilisation") == []
    second = keep(home, look(1000 + 375_000_000, after_s=300.0))
    third = keep(home, look(1000 + 375_000_000, after_s=600.0))
    (row,) = rows(home, "utilisation", second)
    assert (row["interface"], row["in_bps"], row["in_share"], row["out_share"]) == ("g1", 10_000_000.0, 0.01, 0.02)
    assert (row["realm"], row["seconds"]) == ("r", 300.0)
    assert (row["from"], row["to"]) == ("2018-02-01T08:00:00+00:00", "2018-02-01T08:05:00+00:00")
    assert [one["in_bps"] for one in rows(home, "utilisation", third)] == [0.0]
    assert rows(home, "utilisation", first) == []
    assert rows(home, "utilisation", realm="other") == []
    assert {one["device_id"] for one in rows(home, "utilisation")} == {one["id"] for one in rows(home, "devices")}
