"""A home that keeps its last resolution makes the same snapshots as one that starts anew."""

from __future__ import annotations

import msgspec
import pytest

import services.resolving
from services.home import Home
from services.resolving import Kept, last_resolution
from services.snapshotting import make_snapshot
from tests.resolve.made import gig, hears, mac, port, record
from topology.model.ledger import add_link
from topology.store.records import Kept as Stored
from topology.store.runs import RunKind, RunState


def keep(home: Home, *records) -> None:
    run = home.store.runs.start(RunKind.IMPORT, "x", actor="op")
    home.store.records.append_many(run, [Stored(record=one) for one in records])
    home.store.runs.end(run, RunState.COMPLETE)


def pair(realm: str, first: int, minutes: int = 0):
    return [
        record(f"{realm}-{n}", f"{realm}{n}", realm=realm, chassis=mac(first + n), ports=[port(1)], minutes=minutes,
               neighbours=(hears(gig(1), chassis=mac(first + 1 - n), port_id=gig(1)),))
        for n in (0, 1)
    ]  # fmt: skip


@pytest.fixture
def home(tmp_path):
    with Home.open(tmp_path / "home") as opened:
        yield opened


def believed(home: Home) -> bytes:
    made = make_snapshot(home)
    topology = msgspec.structs.replace(home.store.snapshots.topology(made.id), snapshot="s")
    return msgspec.msgpack.encode(topology)


def anew(home: Home) -> bytes:
    with Home.open(home.path) as other:
        return believed(other)


def test_records_words_and_files_that_come_later_are_seen(home) -> None:
    keep(home, *pair("n01", 10), *pair("n02", 20))
    assert believed(home) == anew(home)
    keep(home, pair("n02", 20, minutes=5)[0])
    changed = believed(home)
    with last_resolution(home.cache) as last:
        assert last.memo.reused == 2
        assert last.size == 4
        last.load(home.store, range(1, 1 + last.size))
    assert changed == anew(home)
    ledger = home.store.ledgers.latest()
    home.store.ledgers.save(
        add_link(ledger, ledger.identities[0].id, ledger.identities[3].id, by="op", at="now"), base=ledger.version, actor="op"
    )
    assert believed(home) == anew(home)
    (home.path / "rules.toml").write_text('schema = 1\n[[realm]]\nrealm = "n01"\nnetwork = "N01"\n')
    assert b"N01" in believed(home)


def test_who_comes_while_it_is_lent_starts_anew(home) -> None:
    keep(home, *pair("n01", 10))
    make_snapshot(home)
    with last_resolution(home.cache) as first, last_resolution(home.cache) as second:
        assert (first.size, second.size) == (2, 0)
    with last_resolution(home.cache) as again:
        assert again is first


def test_what_a_failed_resolution_left_is_thrown_away(home) -> None:
    keep(home, *pair("n01", 10))
    make_snapshot(home)

    class Stop(Exception):
        pass

    with pytest.raises(Stop), last_resolution(home.cache):
        raise Stop
    with last_resolution(home.cache) as last:
        assert last.size == 0


def test_above_the_bound_nothing_is_kept(home, monkeypatch) -> None:
    monkeypatch.setattr(services.resolving, "MOST_KEPT", 1)
    keep(home, *pair("n01", 10))
    make_snapshot(home)
    with last_resolution(home.cache) as last:
        assert (last.size, Kept().size) == (0, 0)
