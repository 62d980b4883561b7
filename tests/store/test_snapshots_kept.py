import msgspec
import pytest
from sqlalchemy import text

from tests.store.conftest import unfrozen
from tests.store.samples import draft, record, topology
from topology.model.census import Census
from topology.model.entities import Device, Evidence, EvidenceKind, Topology
from topology.model.errors import InputError, NotFound
from topology.model.ledger import Identity, Ledger
from topology.model.records import Completeness, record_id
from topology.model.rules import RealmRule, Rules
from topology.store import Conflict, Store, StoreError
from topology.store.beliefs import pieces
from topology.store.blobs import pack, pack_pieces, unpack, unpack_buffer
from topology.store.records import Kept
from topology.store.runs import RunKind
from topology.store.selection import choose
from topology.store.snapshots import check_name


def _publish(store: Store, name: str, **changes: object) -> str:
    return store.snapshots.publish(draft(store.snapshots.reserve(), name, **changes)).id


def test_a_snapshot_comes_back_as_it_was(store: Store) -> None:
    rules = Rules(source="rules.toml", realms=(RealmRule(realm="n01", network="N01"),))
    identifier = _publish(store, "first", rules=rules)
    assert identifier == "s1"
    assert store.snapshots.topology(identifier) == topology("s1")
    assert store.snapshots.findings(identifier) == ()
    assert store.snapshots.rules(identifier) == rules
    assert store.snapshots.records(identifier) == ()
    head = store.snapshots.get("first")
    assert (head.id, head.name, head.counts["devices"], head.census) == ("s1", "first", 3, None)
    assert [one.id for one in store.snapshots.all()] == ["s1"]


def test_the_newest_is_the_last_written_whatever_the_clock_says(store: Store) -> None:
    _publish(store, "one")
    _publish(store, "two")
    assert store.snapshots.get("latest").name == "two"
    assert store.snapshots.get("s1").name == "one"


def test_an_unknown_snapshot_is_named(store: Store) -> None:
    for reference in ("s9", "nothing", "latest"):
        with pytest.raises(NotFound) as caught:
            store.snapshots.get(reference)
        assert caught.value.code == "store.no_snapshot"
    for read in (store.snapshots.topology, store.snapshots.rules, store.snapshots.records):
        with pytest.raises(NotFound):
            read("s9")


def test_two_snapshots_of_one_network_are_stored_once(store: Store) -> None:
    run = store.runs.start(RunKind.DISCOVERY, "x", actor="tester")
    for look in (1, 2):
        store.records.append_many(run, [Kept(record=record(number, run=look)) for number in range(1, 4)])
        chosen = choose(store.records.heads())
        records = store.records.load(one.seq for one in chosen)
        believed = topology(f"s{look}")
        evidence = tuple(Evidence(EvidenceKind.RECORD, record_id(one), "1.3.6.1.2.1.1.5.0", "x") for one in records)
        devices = tuple(msgspec.structs.replace(device, evidence=evidence) for device in believed.devices)
        believed = msgspec.structs.replace(believed, devices=devices)
        identifier = _publish(store, f"look {look}", topology=believed, records=chosen)
        assert store.snapshots.topology(identifier) == believed
    with store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM belief").scalar() == 2  # one topology, one empty set of findings


def test_text_that_looks_like_a_token_is_left_alone(store: Store) -> None:
    run = store.runs.start(RunKind.DISCOVERY, "x", actor="tester")
    identifier = store.records.append(run, record())
    chosen = choose(store.records.heads())
    hostile = (Evidence(EvidenceKind.RECORD, identifier, "", "rec=000000000000001"),)
    believed = topology("s1")
    devices = tuple(msgspec.structs.replace(device, evidence=hostile) for device in believed.devices)
    believed = msgspec.structs.replace(believed, devices=devices)
    assert store.snapshots.topology(_publish(store, "hostile", topology=believed, records=chosen)) == believed


@pytest.mark.parametrize("table", ["snapshot", "belief"])
def test_a_snapshot_is_never_changed(store: Store, table: str) -> None:
    _publish(store, "first")
    for statement in (f"UPDATE {table} SET id = 7", f"DELETE FROM {table}"):
        with pytest.raises(StoreError) as caught, store.database.write() as connection:
            connection.exec_driver_sql(statement)
        assert caught.value.code == "store.immutable"
    assert store.snapshots.topology("s1") == topology("s1")


def test_one_flipped_byte_is_found_on_reading(store: Store) -> None:
    _publish(store, "first")
    _publish(store, "second", topology=topology("s2", devices=5))
    with unfrozen(store, "belief") as connection:
        chosen = text("SELECT id, body FROM belief WHERE id = (SELECT topology_id FROM snapshot WHERE id = 1)")
        number, body = connection.execute(chosen).one()
        flipped = bytearray(body)
        flipped[len(flipped) // 2] ^= 1
        connection.execute(text("UPDATE belief SET body = :body WHERE id = :id"), {"body": bytes(flipped), "id": number})
    with pytest.raises(StoreError) as caught:
        store.snapshots.topology("s1")
    assert (caught.value.code, caught.value.params["place"]) == ("store.damaged", "snapshot s1")
    assert store.snapshots.damaged() == ["s1"]
    assert store.snapshots.topology("s2") == topology("s2", devices=5)
    assert store.database.check() == ()


def test_a_name_is_taken_once(store: Store) -> None:
    _publish(store, "first")
    with pytest.raises(Conflict) as caught:
        _publish(store, "first")
    assert caught.value.code == "store.name_taken"
    assert [one.name for one in store.snapshots.all()] == ["first"]


@pytest.mark.parametrize("name", ["", "  ", "latest", "s12", "x" * 101, "a\nb", "a\x1b[2J"])
def test_names_that_no_snapshot_can_bear(name: str) -> None:
    with pytest.raises(InputError) as caught:
        check_name(name)
    assert caught.value.code == "store.bad_name"


def test_a_word_that_came_meanwhile_is_never_lost(store: Store) -> None:
    learned = Ledger(version=1, identities=(Identity("dev-1", ("serial:X",)),))
    _publish(store, "first", ledger=learned)
    assert store.ledgers.latest() == learned
    store.ledgers.save(Ledger(version=2, identities=learned.identities), base=1, actor="operator")
    with pytest.raises(Conflict) as caught:
        _publish(store, "late", ledger=Ledger(version=2), base_ledger=1)
    assert caught.value.code == "store.ledger_moved"
    assert store.ledgers.get(1) == learned
    assert store.ledgers.get(0) == Ledger()
    with pytest.raises(Conflict):
        store.ledgers.save(Ledger(version=1), base=2, actor="operator")


def test_stale_devices_are_counted(store: Store) -> None:
    believed = topology("s1")
    devices = tuple(msgspec.structs.replace(device, stale=True, completeness=Completeness.PARTIAL) for device in believed.devices)
    _publish(store, "old", topology=msgspec.structs.replace(believed, devices=devices))
    assert store.snapshots.get("old").counts["stale"] == 3


def test_a_belief_in_pieces_is_what_it_is_whole() -> None:
    whole = msgspec.msgpack.Encoder(order="deterministic")
    devices = tuple(Device(id=f"dev-{number}", name="x" * (number % 40), realm="n01") for number in range(9_000))
    for many in (0, 1, 15, 16, 4_096, 9_000):
        made = Topology(snapshot="s1", census=Census(edition="e"), devices=devices[:many])
        assert b"".join(pieces(made)) == whole.encode(made)
        assert b"".join(pieces(made.devices)) == whole.encode(made.devices)


def test_what_was_compressed_in_pieces_is_read_back_into_a_buffer() -> None:
    body = pack_pieces((b"abc", b"", b"d" * 100_000), 100_003)
    assert unpack_buffer(body, "x") == unpack(body, "x") == b"abc" + b"d" * 100_000
    for bad in (body[:-3], body[1:], b"", pack(b"abc")[:-1]):
        with pytest.raises(StoreError):
            unpack_buffer(bad, "x")
