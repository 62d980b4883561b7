from datetime import timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.store.conftest import unfrozen
from tests.store.samples import START, record
from topology.model.errors import InputError, NotFound
from topology.model.records import PARTS, Completeness, DeviceRecord, Interface, record_id
from topology.store import Store, StoreError
from topology.store.contents import Source
from topology.store.parts import STEADY, VOLATILE
from topology.store.records import Kept
from topology.store.runs import RunKind, RunState


def _run(store: Store) -> str:
    return store.runs.start(RunKind.DISCOVERY, "scope.toml", realms=("n01",), actor="tester")


def test_every_part_of_a_record_has_a_place() -> None:
    assert sorted(STEADY + VOLATILE) == sorted(PARTS)


def test_a_record_comes_back_as_it_was(store: Store) -> None:
    run = _run(store)
    said = record(3, failed_tables=("arp", "lldp"), reason="timeout", completeness=Completeness.PARTIAL)
    identifier = store.records.append(run, said, source=Source("text/plain", b"sysname x\n"))
    assert identifier == record_id(said)
    assert store.records.of_run(run) == [said]
    assert store.records.find(identifier) == Kept(record=said, source=Source("text/plain", b"sysname x\n"))


def test_the_name_of_the_credential_comes_back(store: Store) -> None:
    run = _run(store)
    said = [record(number, credential=name) for number, name in ((1, "ext-v3"), (2, "ext-v3"), (3, None))]
    store.records.append_many(run, [Kept(record=one) for one in said])
    assert store.records.of_run(run) == said


def test_a_time_of_another_zone_is_kept_as_utc_and_the_id_fits_what_comes_back(store: Store) -> None:
    local = START.astimezone(timezone(timedelta(hours=8)))
    identifier = store.records.append(_run(store), record(collected_at=local))
    back = store.records.find(identifier).record
    assert back.envelope.collected_at == local
    assert record_id(back) == identifier


@settings(max_examples=25, deadline=None)
@given(names=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=5), uptime=st.floats(0, 1e9) | st.none())
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, names: list[str], uptime: float | None) -> None:
    said = record(uptime_s=uptime, reason="\n".join(names) or None)
    said = msgspec.structs.replace(said, system=msgspec.structs.replace(said.system, serials=tuple(names)))
    with Store.open(tmp_path_factory.mktemp("any") / "a.db") as store:
        run = _run(store)
        store.records.append(run, said)
        assert store.records.of_run(run) == [said]


def test_a_second_run_of_an_unchanged_network_adds_at_most_five_percent(tmp_path: Path) -> None:
    def size_after(run_number: int) -> int:
        with Store.open(tmp_path / "n.db") as store:
            run = _run(store)
            store.records.append_many(run, [Kept(record=record(number, run=run_number)) for number in range(1, 151)])
            store.runs.end(run, RunState.COMPLETE)
        return (tmp_path / "n.db").stat().st_size

    with Store.open(tmp_path / "n.db"):
        pass
    empty = (tmp_path / "n.db").stat().st_size
    first = size_after(1)
    second = size_after(2)
    assert second - first <= 0.05 * (first - empty)


def test_equal_parts_of_two_devices_are_kept_once(store: Store) -> None:
    run = _run(store)
    store.records.append_many(run, [Kept(record=record(1)), Kept(record=record(1, run=2)), Kept(record=record(2))])
    with store.database.read() as connection:
        systems = connection.exec_driver_sql("SELECT count(*) FROM part").scalar()
    # two devices with their own system, interfaces, neighbours, ARP and list; empty parts that change at every look are one value: ()
    assert systems == 2 * 5 + 1
    assert len(store.records.heads()) == 3
    assert [one.vlans for one in store.records.of_run(run)] == [()] * 3, "what is not listed is empty"


def test_what_was_written_is_never_changed(store: Store) -> None:
    store.records.append(_run(store), record())
    for statement in ("UPDATE record SET reason = 'x'", "DELETE FROM record", "UPDATE part SET size = 0", "DELETE FROM subject"):
        with pytest.raises(StoreError) as caught, store.database.write() as connection:
            connection.exec_driver_sql(statement)
        assert caught.value.code == "store.immutable"


def test_a_batch_is_kept_whole_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = _run(store)
    broken = [Kept(record=record(1)), Kept(record=record(2, duration_s=object()))]
    with pytest.raises(Exception, match="object"):
        store.records.append_many(run, broken)
    assert store.records.heads() == []


def test_an_unknown_record_is_named(store: Store) -> None:
    for reference in ("rec-000000000000", "rec-zz", "nonsense", "rec-" + "f" * 40):
        with pytest.raises(NotFound) as caught:
            store.records.find(reference)
        assert (caught.value.code, caught.value.params["id"]) == ("store.no_record", reference)


def test_a_run_is_taken_up_only_after_an_interruption(store: Store) -> None:
    run = _run(store)
    with pytest.raises(InputError) as caught:
        store.runs.resume(run)
    assert caught.value.code == "store.run_not_resumable"
    store.runs.end(run, RunState.INTERRUPTED, {"asked": 3})
    assert store.runs.get(run).summary == {"asked": 3}
    assert store.runs.resume(run).state is RunState.RUNNING
    for reference in ("r99", "x", "r", "r99999999999"):
        with pytest.raises(NotFound):
            store.runs.resume(reference)
        with pytest.raises(NotFound):
            store.runs.get(reference)


def test_the_file_is_its_owners_alone(file_store: Store) -> None:
    assert file_store.database.file is not None
    assert file_store.database.file.stat().st_mode & 0o077 == 0


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(Exception, match=r"store\.(conflict|failed)"):
        store.records.append("r77", record())


def test_a_damaged_part_is_found(store: Store) -> None:
    run = _run(store)
    store.records.append(run, record())
    with unfrozen(store, "part") as connection:
        connection.execute(text("UPDATE part SET body = :body"), {"body": bytes.fromhex("00112233")})
    with pytest.raises(StoreError) as caught:
        store.records.of_run(run)
    assert caught.value.code == "store.damaged"


def test_records_need_not_share_a_type_to_share_a_load(store: Store) -> None:
    run = _run(store)
    bare = DeviceRecord(envelope=record(5, completeness=Completeness.FAILED).envelope)
    store.records.append_many(run, [Kept(record=bare), Kept(record=record(6))])
    assert store.records.load([2, 1]) == [record(6), bare]


def test_of_the_parts_that_are_wanted_the_others_are_as_if_unknown(store: Store) -> None:
    run = _run(store)
    said = record(3, credential="ext-v3")
    store.records.append(run, said)
    (some,) = store.records.load([1], {"system", "interfaces"})
    assert (some.system, some.interfaces, some.envelope) == (said.system, said.interfaces, said.envelope)
    assert said.neighbours
    assert not some.neighbours
    assert store.records.load([1]) == [said]


def test_equal_texts_of_many_devices_are_one_object(store: Store) -> None:
    names = ("GigabitEthernet0/0/1", "Vlanif100")
    said = []
    for number in range(2):
        ports = tuple(Interface(name=str(bytearray(name, "ascii"), "ascii"), description="to core", index=number) for name in names)
        said.append(msgspec.structs.replace(record(number), interfaces=ports))
    store.records.append_many(_run(store), [Kept(record=one) for one in said])
    first, second = store.records.load([1, 2])
    assert [first, second] == said
    assert all(a.name is b.name and a.description is b.description for a, b in zip(first.interfaces, second.interfaces, strict=True))
