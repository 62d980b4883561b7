"""Importing logs, archives, trees and drawings: what is recognised, what changes, and what a broken-off import leaves."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from services.actors import Actor, Role
from services.evidence import open_evidence
from services.home import Home
from services.imported import Change, Imported
from services.importing import Form, Request, State, import_paths, preview_paths
from services.intake import STAGING_PREFIX, UPLOAD_PREFIX, Intake, owned_folder, sweep_staging
from services.listing import rows
from services.progress import SILENT, Watch
from services.topologies import current
from tests.imports.samples import LOG, lab, tarred, vrp, zipped
from tests.imports.test_trees import commit
from tests.jobs import PATIENCE_S
from topology.model.entities import Evidence, EvidenceKind, LinkState
from topology.model.errors import Cancelled, InputError, PermissionDenied
from topology.model.records import SourceKind
from topology.store import Conflict
from topology.store.runs import RunKind, RunState

JUNOS = "set version 20.4R1\nset system host-name A\nset interfaces ge-0/0/0 unit 0\n"


def put(folder: Path, files: dict[str, bytes | str]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def take(home: Home, path: Path, **options: object) -> Imported:
    return import_paths(home, [Request(path=path, realm="n1", **options)])


def by_path(done: Imported) -> dict[str, State]:
    return {file.path: file.state for file in done.files}


# --- logs --------------------------------------------------------------------------------------------


def test_a_log_gives_its_devices_and_keeps_every_other_answer(home: Home, tmp_path: Path) -> None:
    done = take(home, put(tmp_path / "logs", {"s.log": LOG}))
    (file,) = done.files
    assert (file.form, file.state, file.platform) == (Form.LOG, State.IMPORTED, "huawei_vrp")
    assert [(one.target, one.kind, one.device, one.waiting, one.change) for one in file.devices] == [
        ("logs/s.log#SW1", "config", "SW1", 0, Change.NEW),
        ("logs/s.log#SW1", "capture", "SW1", 2, Change.NEW),
        ("logs/s.log#SW2", "config", "SW2", 0, Change.NEW),
        ("logs/s.log#SW2", "capture", "SW2", 1, Change.NEW),
    ]
    assert (done.count_devices(Change.NEW), done.captures) == (2, 3)
    assert file.devices[0].share == 1.0
    assert sorted(row["device"] for row in rows(home, "devices")) == ["SW1", "SW2"]
    kept = [record for record in home.store.records.of_run(done.run or "") if record.envelope.kind is SourceKind.CAPTURE]
    assert [record.system.name for record in kept] == ["SW1", "SW2"]
    assert [record.reading.understood if record.reading else None for record in kept] == [0, 0]


def test_evidence_from_a_log_opens_at_the_line_of_the_log(home: Home, tmp_path: Path) -> None:
    done = take(home, put(tmp_path / "logs", {"s.log": LOG}))
    record = home.store.records.find(done.files[0].devices[0].bears or "").record
    route = next(route for route in record.routes if route.prefix == "10.9.0.0/16")
    opened = open_evidence(home, Evidence(EvidenceKind.RECORD, done.files[0].devices[0].bears or "", route.ref or "", ""))
    here = next(line for line in opened["lines"] if line["here"])
    assert here["text"].strip() == "ip route-static 10.9.0.0 255.255.0.0 10.0.0.253"
    assert LOG.split("\n")[int(here["label"]) - 1].strip() == here["text"].strip()


def test_captures_alone_make_no_device(home: Home, tmp_path: Path) -> None:
    done = take(
        home, put(tmp_path / "logs", {"s.log": "<A>dis ver\nVRP\n<A>quit\n", "arp.txt": "IP ADDRESS  MAC\n10.0.0.1 00e0-fc00-0001\n"})
    )
    assert by_path(done) == {"logs/arp.txt": State.REFUSED, "logs/s.log": State.IMPORTED}
    assert rows(home, "devices") == []
    said = import_paths(home, [Request(path=tmp_path / "logs" / "arp.txt", realm="n1", form=Form.CAPTURE)])
    assert (said.files[0].state, said.captures) == (State.IMPORTED, 1)
    assert rows(home, "devices") == []


# --- the same twice, and one line changed ------------------------------------------------------------


def everything(folder: Path) -> Path:
    return put(
        folder,
        {
            "a.cfg": vrp("A", "10.0.1.1"),
            "s.log": LOG,
            "all.zip": zipped(
                [("z/b.cfg", vrp("B", "10.0.2.1")), ("rancid/router.db", "c;huawei;up\n"), ("rancid/configs/c", vrp("C", "10.0.3.1"))]
            ),
            "t.tgz": tarred([("d.cfg", vrp("D", "10.0.4.1").encode())]),
            "lab.zip": zipped(lab()),
        },
    )


def test_b17_the_same_twice_is_nothing_new(home: Home, tmp_path: Path) -> None:
    folder = everything(tmp_path / "in")
    first = take(home, folder)
    assert first.count(State.REFUSED) == 0
    assert {device.device for file in first.files for device in file.devices} == {"A", "B", "C", "D", "SW1", "SW2", "LSW1", "LSW2"}
    records, snapshots = len(home.store.records.heads()), len(home.store.snapshots.all())
    second = take(home, folder)
    assert second.count(State.IMPORTED) == 0
    assert second.count_devices(Change.UNCHANGED) == first.count_devices(Change.NEW) == 8
    assert (second.snapshot, second.links) == (None, 0)
    assert (len(home.store.records.heads()), len(home.store.snapshots.all())) == (records, snapshots)


def test_b18_one_line_changed_is_exactly_one_change(home: Home, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"a.cfg": vrp("A"), "b.cfg": vrp("B", "10.0.9.1")})
    take(home, folder)
    put(folder, {"a.cfg": vrp("A").replace("10.0.0.254", "10.0.0.253")})
    for done in (preview_paths(home, [Request(path=folder, realm="n1")]), take(home, folder)):
        changed = [device for file in done.files for device in file.devices if device.change is Change.CHANGED]
        (one,) = changed
        assert (one.device, one.added, one.removed, one.changed) == ("A", 0, 0, 1)
        assert [(each.part, each.name, each.kind, each.fields) for each in one.differences] == [
            ("routes", "0.0.0.0/0", "changed", ("next_hop",))
        ]
        assert done.count_devices(Change.UNCHANGED) == 1


def test_a_line_that_only_moves_the_others_changes_no_fact(home: Home, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"a.cfg": vrp("A")})
    take(home, folder)
    put(folder, {"a.cfg": "#\n#\n" + vrp("A")})
    (file,) = take(home, folder).files
    assert (file.state, file.devices[0].change, file.devices[0].differences) == (State.IMPORTED, Change.UNCHANGED, ())


def test_b18_of_a_census(home: Home, own: Home, tmp_path: Path) -> None:
    import msgspec

    from collectors.census import write_census

    census = current(own).census
    write_census(census, tmp_path / "census.xlsx", lang="zh")
    import_paths(home, [Request(path=tmp_path / "census.xlsx")])
    first = msgspec.structs.replace(census.sites[0], name="新的名称")
    write_census(msgspec.structs.replace(census, sites=(first, *census.sites[1:])), tmp_path / "census.xlsx", lang="zh")
    (file,) = preview_paths(home, [Request(path=tmp_path / "census.xlsx")]).files
    assert (file.added, file.removed, file.changed) == (0, 0, 1)
    assert [(one.part, one.fields) for one in file.differences] == [("sites", ("name",))]


# --- looking before ----------------------------------------------------------------------------------


def state_of(home: Home) -> list[object]:
    files = sorted(str(path) for path in home.path.rglob("*") if path.suffix not in {".db-wal", ".db-shm"})
    with home.store.database.read() as connection:
        counted = [
            connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table}").scalar() for table in ("record", "run", "snapshot", "part", "audit")
        ]
    return [files, counted]


def test_a_preview_writes_nothing_and_says_what_an_import_would(home: Home, tmp_path: Path) -> None:
    folder = everything(tmp_path / "in")
    before = state_of(home)
    seen = preview_paths(home, [Request(path=folder, realm="n1")])
    assert state_of(home) == before
    done = take(home, folder)
    assert {file.path: file.state for file in seen.files if file.form is not Form.DRAWING} == {
        file.path: file.state for file in done.files if file.form is not Form.DRAWING
    }
    assert seen.count_devices(Change.NEW) == done.count_devices(Change.NEW)
    again = preview_paths(home, [Request(path=folder, realm="n1")])
    assert again.count_devices(Change.UNCHANGED) == 8


def test_bundles_and_rules_can_be_looked_at_too(home: Home, tmp_path: Path) -> None:
    from collectors.bundle import write_bundle
    from collectors.signing import Keys

    take(home, put(tmp_path / "in", {"a.cfg": vrp("A")}))
    records = home.store.records.load(head.seq for head in home.store.records.heads())
    write_bundle(tmp_path / "out.bundle", records, Keys(tmp_path / "keys"), run="r1", scope="s", made_at=home.store.clock())
    before = state_of(home)
    (file,) = preview_paths(home, [Request(path=tmp_path / "out.bundle")]).files
    assert (file.form, file.state, file.code) == (Form.BUNDLE, State.REFUSED, "bundle_untrusted")
    assert state_of(home) == before
    write_bundle(tmp_path / "own.bundle", records, Keys(home.folder("keys")), run="r1", scope="s", made_at=home.store.clock())
    (file,) = preview_paths(home, [Request(path=tmp_path / "own.bundle")]).files
    assert (file.state, file.records) == (State.IMPORTED, 1)
    for text, expected in (("schema = 1\n", State.IMPORTED), ("schema = 9\n", State.REFUSED)):
        (file,) = preview_paths(home, [Request(path=put(tmp_path / "r", {"rules.toml": text}) / "rules.toml")]).files
        assert (file.form, file.state) == (Form.RULES, expected)
    assert not (home.path / "rules.toml").exists()


def test_an_import_as_previewed_is_a_conflict_once_the_store_has_moved(home: Home, tmp_path: Path) -> None:
    a, b = put(tmp_path / "a", {"a.cfg": vrp("A")}), put(tmp_path / "b", {"b.cfg": vrp("B")})
    request = [Request(path=a, realm="n1")]
    mark = preview_paths(home, request).mark
    take(home, b)
    with pytest.raises(Conflict) as caught:
        import_paths(home, request, expect=mark)
    assert caught.value.code == "services.import_moved"
    assert [row["device"] for row in rows(home, "devices")] == ["B"]
    assert import_paths(home, request, expect=preview_paths(home, request).mark).count(State.IMPORTED) == 1


def test_rights_of_a_look_are_those_of_the_import(home: Home, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"a.cfg": vrp("A")})
    for role in (Role.VIEWER, Role.PLANNER):
        for call in (preview_paths, import_paths):
            with pytest.raises(PermissionDenied):
                call(home.acting_as(Actor("kim", role)), [Request(path=folder, realm="n1")])
    with pytest.raises(InputError) as caught:
        preview_paths(home, [Request(path=folder)])
    assert caught.value.code == "services.realm_needed"
    assert take(home.acting_as(Actor("wu", Role.ENGINEER)), folder).count(State.IMPORTED) == 1


# --- what is named, what is asked --------------------------------------------------------------------


def test_other_systems_are_named_and_unsure_ones_asked_about(home: Home, tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in",
        {"mx.cfg": JUNOS, "odd.cfg": "/interface bridge\nadd name=a\n", "note.txt": "buy milk\n"},
    )
    files = {Path(file.path).name: file for file in take(home, folder).files}
    if files["mx.cfg"].state is State.REFUSED:
        assert (files["mx.cfg"].code, files["mx.cfg"].params["platform"]) == ("services.not_read_yet", "Juniper Junos")
    assert files["mx.cfg"].platform == "juniper_junos"
    assert (files["odd.cfg"].code, files["note.txt"].code) == ("services.unsure", "services.unknown_file")
    assert files["odd.cfg"].candidates
    assert all(sure < 0.8 for _, sure in files["odd.cfg"].candidates)
    wrong = take(home, folder, platforms={"in/odd.cfg": "huawei_vrp"})
    assert {Path(file.path).name: file.code for file in wrong.files}["odd.cfg"] == "services.nothing_understood"
    (folder / "odd.cfg").write_text("/interface bridge\nsysname ODD\n")
    chosen = take(home, folder, platforms={"in/odd.cfg": "huawei_vrp"})
    assert {Path(file.path).name: file.state for file in chosen.files}["odd.cfg"] is State.IMPORTED
    assert {file.platform for file in take(home, folder / "odd.cfg", platform="huawei_vrp").files} == {"huawei_vrp"}


def test_an_empty_answer_is_no_row_and_an_empty_configuration_is_refused(home: Home, tmp_path: Path) -> None:
    done = take(home, put(tmp_path / "in", {"show_vrf.txt": "", "SW1_show_running-config.txt": "", "a.cfg": ""}))
    files = {Path(file.path).name: file for file in done.files}
    assert {name: file.code for name, file in files.items()} == {
        "show_vrf.txt": None, "SW1_show_running-config.txt": "input-empty", "a.cfg": "input-empty",
    }  # fmt: skip
    assert files["show_vrf.txt"].state is State.USED
    assert [(one.code, one.params) for one in files["show_vrf.txt"].problems] == [("services.empty_answer", {"command": "show vrf"})]


def test_an_answer_that_nobody_gave_is_refused_without_a_parser_too(home: Home, tmp_path: Path) -> None:
    done = take(home, put(tmp_path / "logs", {"display_ntp_status.txt": "clock status: synchronized\n clock stratum: 3\n"}))
    assert [(file.state, file.code) for file in done.files] == [(State.REFUSED, "services.whose_capture")]


def test_a_device_that_several_files_tell_of_is_one(home: Home, tmp_path: Path) -> None:
    done = take(home, put(tmp_path / "in", {"a.cfg": vrp("A"), "b.cfg": vrp("A", "10.0.9.1"), "c.cfg": vrp("C", "10.0.8.1")}))
    assert done.count_devices(Change.NEW) == 2


def test_a_device_list_tells_how_to_read_the_files_beside_it(home: Home, tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in", {"g/router.db": "sw1;cisco;up\nsw2;hillstone;up\n", "g/configs/sw1": vrp("SW1"), "g/configs/sw2": "edit 1\nnext\n"}
    )
    done = take(home, folder)
    files = {file.path.partition("/")[2]: file for file in done.files}
    assert files["g/router.db"].state is State.USED
    assert files["g/configs/sw1"].platform == "huawei_vrp"
    assert [problem.code for problem in files["g/configs/sw1"].problems] == ["source-contradicted"]
    assert (files["g/configs/sw2"].code, files["g/configs/sw2"].evidence) == ("services.not_read_yet", "in/g/router.db:2 sw2;hillstone;up")


def test_files_of_version_control_and_of_packers_are_left(home: Home, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"CVS/Entries": "x", ".svn/y": "x", "__MACOSX/._a.cfg": "x", "a.cfg": vrp("A")})
    assert by_path(take(home, folder)) == {"in/a.cfg": State.IMPORTED}


# --- hostile files -----------------------------------------------------------------------------------


def test_b01_b02_b21_b22_b23_in_one_folder_stop_nothing(home: Home, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    folder = put(
        tmp_path / "in",
        {
            "b01.cfg": b"",
            "b02.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(50),
            "b21.zip": zipped([("../../../up.cfg", vrp("UP", "10.0.8.1")), ("/abs.cfg", b"")]),
            "b21.tar": tarred([], "w", links=[("passwd", "/etc/passwd")]),
            "b22.zip": zipped([(f"{number}", b"") for number in range(60_000)]),
            "b23.cfg": "a" * (1 << 20),
            "b23b.cfg": vrp("CUT", "10.0.7.1").partition(" port trunk")[0],
            "good.cfg": vrp("GOOD", "10.0.6.1"),
        },
    )
    files = {file.path.removeprefix("in/"): file for file in take(home, folder).files}
    assert {name: file.code for name, file in files.items() if file.state is State.REFUSED} == {
        "b01.cfg": "input-empty",
        "b02.xlsx": "input-binary",
        "b21.zip/abs.cfg": "input-empty",
        "b21.tar": "services.empty_archive",
        "b22.zip": "archive-too-many",
        "b23.cfg": "services.unknown_file",
    }
    assert files["b21.zip/up.cfg"].state is State.IMPORTED
    assert [problem.code for problem in files["b23b.cfg"].problems] == ["config-ends-early"]
    assert files["good.cfg"].state is State.IMPORTED
    outside = {path for path in tmp_path.rglob("*") if not path.is_relative_to(folder) and not path.is_relative_to(home.path)}
    assert outside - before == set()
    assert list((home.path / "staging").iterdir()) == []


def test_b22_what_is_uploaded_is_held_to_narrower_limits(home: Home, tmp_path: Path) -> None:
    path = (
        put(tmp_path / "in", {"many.zip": zipped([(f"{number}.cfg", vrp("A") if number == 0 else b"") for number in range(2_001)])})
        / "many.zip"
    )
    (file,) = preview_paths(home, [Request(path=path, realm="n1", uploaded=True)]).files
    assert (file.code, file.params["limit"]) == ("archive-too-many", 2_000)
    files = preview_paths(home, [Request(path=path, realm="n1")]).files
    assert sum(file.state is State.IMPORTED for file in files) == 1


def test_b25_no_secret_of_a_log_or_archive_is_ever_kept(home: Home, tmp_path: Path) -> None:
    secret = "Canary9Secret"
    lines = f" snmp-agent community read {secret}1\nlocal-user a password cipher {secret}2\nradius-server shared-key {secret}3\n"
    config = vrp("A", extra=lines)
    log = f"<A>dis cu\n{config}<A>dis snmp-agent community\nsnmp-agent community read {secret}4\n<A>quit\n"
    folder = put(tmp_path / "in", {"s.log": log, "z.zip": zipped([("a.cfg", config.replace("sysname A", "sysname B"))])})
    seen, done = preview_paths(home, [Request(path=folder, realm="n1")]), take(home, folder)
    assert done.count(State.IMPORTED) == 2
    import msgspec

    assert secret not in msgspec.json.encode([seen.files, done.files]).decode()
    for kept in (home.store.records.find(one.bears or "") for file in done.files for one in file.devices):
        assert kept.source is not None
        assert secret.encode() not in kept.source.data
        assert secret not in msgspec.json.encode(kept.record).decode()
    for path in home.path.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


# --- broken off, and two at once ---------------------------------------------------------------------


def many(folder: Path, count: int = 100) -> Path:
    return put(folder, {f"{number:03d}.cfg": vrp(f"D{number}", f"10.{number}.0.1") for number in range(count)})


def stopping(at: int) -> Watch:
    seen: list[int] = []

    def report(step: str, done: int, _: int | None) -> None:
        if step == "configurations":
            seen.append(done)

    return Watch(report, lambda: bool(seen) and seen[-1] >= at)


def test_b37_an_import_that_is_stopped_leaves_nothing_half(home: Home, tmp_path: Path) -> None:
    folder = many(tmp_path / "in")
    with pytest.raises(Cancelled):
        import_paths(home, [Request(path=folder, realm="n1")], watch=stopping(50))
    (run,) = home.store.runs.all()
    assert (run.kind, run.state) == (RunKind.IMPORT, RunState.INTERRUPTED)
    assert home.store.snapshots.all() == []
    take(home, put(tmp_path / "other", {"x.cfg": vrp("X", "10.200.0.1")}))
    assert [row["device"] for row in rows(home, "devices")] == ["X"]
    done = take(home, folder)
    assert done.count_devices(Change.NEW) == 100
    assert len(rows(home, "devices")) == 101


def test_b37_what_comes_with_stopped_configurations_is_not_kept_either(home: Home, own: Home, tmp_path: Path) -> None:
    from collectors.census import write_census

    folder = many(tmp_path / "in", 80)
    write_census(current(own).census, folder / "census.xlsx", lang="zh")
    put(folder, {"rules.toml": "schema = 1\n"})
    with pytest.raises(Cancelled):
        import_paths(home, [Request(path=folder, realm="n1")], watch=stopping(32))
    assert home.store.editions.all() == []
    assert not (home.path / "rules.toml").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from services.home import Home
from services.importing import Request, import_paths
from services.progress import Watch
def report(step, done, total):
    if step == "configurations" and done >= 50:
        os.kill(os.getpid(), signal.SIGKILL)
with Home.open(sys.argv[1]) as home:
    import_paths(home, [Request(path=Path(sys.argv[2]), realm="n1")], watch=Watch(report))
"""


def test_b37_a_kill_at_half_leaves_no_row_and_no_file(tmp_path: Path) -> None:
    folder = many(tmp_path / "in")
    put(folder, {"census.zip": zipped([(f"{number}.walk", '.1.3.6.1.2.1.1.1.0 = STRING: "x"\n' * 5) for number in range(2)])})
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "home"), str(folder)], cwd=Path(__file__).parents[2], check=False, capture_output=True
    )
    assert ended.returncode == -signal.SIGKILL
    with Home.open(tmp_path / "home") as home:
        assert [run.state for run in home.store.runs.all()] == [RunState.INTERRUPTED]
        done = take(home, put(tmp_path / "one", {"x.cfg": vrp("X", "10.200.0.1")}))
        assert [row["device"] for row in rows(home, "devices")] == ["X"]
        assert done.snapshot is not None
        assert list((home.path / "staging").iterdir()) == []


def test_staging_folders_of_dead_processes_are_removed_and_others_left(home: Home) -> None:
    staging = home.folder("staging")
    for name in (f"{STAGING_PREFIX}dead", f"{UPLOAD_PREFIX}dead"):
        owned_folder(staging / name)
        host = (staging / name / "owner").read_text().partition(":")[0]
        (staging / name / "owner").write_text(f"{host}:99999999:1")
    owned_folder(staging / f"{UPLOAD_PREFIX}alive")
    (staging / "other").mkdir()
    (staging / f"{STAGING_PREFIX}fresh").mkdir()
    assert sweep_staging(staging) == 2
    old = owned_folder(staging / f"{UPLOAD_PREFIX}old")
    os.utime(old, (1, 1))
    assert sweep_staging(staging) == 1
    assert sorted(path.name for path in staging.iterdir()) == [f"{STAGING_PREFIX}fresh", "other", f"{UPLOAD_PREFIX}alive"]


def test_b38_of_two_at_once_one_wins_and_the_other_sees_a_conflict(home: Home, tmp_path: Path) -> None:
    folder = many(tmp_path / "in", 40)
    started, go = threading.Event(), threading.Event()
    ends: dict[str, object] = {}

    def report(step: str, _done: int, _total: int | None) -> None:
        if step == "configurations" and not started.is_set():
            started.set()
            go.wait(PATIENCE_S)

    def first() -> None:
        ends["first"] = import_paths(home.acting_as(Actor("lin", Role.ENGINEER)), [Request(path=folder, realm="n1")], watch=Watch(report))

    thread = threading.Thread(target=first)
    thread.start()
    assert started.wait(PATIENCE_S)
    with pytest.raises(Conflict) as caught:
        import_paths(home.acting_as(Actor("wu", Role.ENGINEER)), [Request(path=folder, realm="n1")])
    assert (caught.value.code, caught.value.params["actor"]) == ("services.import_running", "lin")
    elsewhere = import_paths(home, [Request(path=put(tmp_path / "b", {"b.cfg": vrp("B")}), realm="n2")])
    assert elsewhere.count(State.IMPORTED) == 1
    go.set()
    thread.join(PATIENCE_S)
    assert isinstance(ends["first"], Imported)
    assert len([head for head in home.store.records.heads() if head.realm == "n1"]) == 40
    assert take(home, folder).count_devices(Change.UNCHANGED) == 40


# --- history -----------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "ox"
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True, capture_output=True)
    commit(
        folder, "2024-01-01", {"r1": vrp("R1", "10.1.0.1"), "r2": vrp("R2", "10.2.0.1"), "router.db": "r1:vrp\nr2:vrp\n", "notes": "x\n"}
    )
    commit(folder, "2024-01-02", {"r1": vrp("R1", "10.1.1.1")})
    commit(folder, "2024-02-01", {"r2": None, "empty": ""})
    return folder


def names(home: Home, snapshot: str) -> dict[str, tuple[str, ...]]:
    return {device.name or "": device.addresses for device in current(home, snapshot).devices}


def test_a_git_history_becomes_dated_snapshots(home: Home, repository: Path) -> None:
    seen = preview_paths(home, [Request(path=repository, realm="n1", history=10)])
    assert next(file for file in seen.files if file.form is Form.HISTORY).params == {"states": 3, "days": "2024-01-01 … 2024-02-01"}
    done = take(home, repository, history=10)
    assert {file.path: file.state for file in done.files}["ox"] is State.IMPORTED
    assert {file.path: file.state for file in done.files}["ox/r1"] is State.UNCHANGED
    assert [one.name for one in home.store.snapshots.all()][:3] == ["ox 2024-01-01", "ox 2024-01-02", "ox 2024-02-01"]
    assert names(home, "ox 2024-01-01") == {"R1": ("10.1.0.1",), "R2": ("10.2.0.1",)}
    assert names(home, "ox 2024-01-02") == {"R1": ("10.1.1.1",), "R2": ("10.2.0.1",)}
    assert names(home, "ox 2024-02-01") == {"R1": ("10.1.1.1",)}
    assert {device.name: device.stale for device in current(home).devices} == {"R1": False, "R2": True}
    times = {
        record.envelope.collected_at.date().isoformat() for run in home.store.runs.all()[:3] for record in home.store.records.of_run(run.id)
    }
    assert times == {"2024-01-01", "2024-01-02", "2024-02-01"}


def test_a_history_goes_on_where_it_ended_and_is_bounded(home: Home, repository: Path) -> None:
    take(home, repository, history=2)
    assert [one.name for one in home.store.snapshots.all()][:2] == ["ox 2024-01-02", "ox 2024-02-01"]
    again = take(home, repository, history=10)
    assert {file.path: file.state for file in again.files}["ox"] is State.UNCHANGED
    assert again.snapshot is None
    commit(repository, "2024-03-01", {"r1": vrp("R1", "10.1.9.1")})
    take(home, repository, history=10)
    assert [one.name for one in home.store.snapshots.all() if one.name.startswith("ox 2024-03")] == ["ox 2024-03-01"]
    assert names(home, "latest")["R1"] == ("10.1.9.1",)


def test_a_bare_repository_has_its_history_and_none_is_read_unless_asked(home: Home, repository: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(repository), str(bare)], check=True, capture_output=True)
    assert take(home, tmp_path / "bare.git").files == ()
    done = take(home, bare, history=5)
    assert by_path(done) == {"bare.git": State.IMPORTED}
    assert names(home, "latest")["R1"] == ("10.1.1.1",)
    assert not (home.path / "staging" / "git").exists()


def test_a_history_that_cannot_be_read_says_so_and_the_files_are_imported(
    home: Home, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    done = take(home, repository, history=5)
    history = next(file for file in done.files if file.form is Form.HISTORY)
    assert (history.state, history.code) == (State.REFUSED, "history-no-git")
    assert {file.path: file.state for file in done.files}["ox/r1"] is State.IMPORTED
    assert next(
        file for file in preview_paths(home, [Request(path=repository, realm="n1", history=5)]).files if file.form is Form.HISTORY
    ).code == ("history-no-git")


def test_a_name_that_is_taken_gets_the_commit(home: Home, repository: Path) -> None:
    take(home, put(repository.parent / "x", {"x.cfg": vrp("X")}))
    from services.snapshotting import make_snapshot

    make_snapshot(home, "ox 2024-02-01")
    take(home, repository, history=1)
    assert [one.name.startswith("ox 2024-02-01") for one in home.store.snapshots.all()] == [False, True, True, False]


# --- drawings ----------------------------------------------------------------------------------------


def test_lines_of_a_drawing_become_an_operators_words(home: Home, tmp_path: Path) -> None:
    folder = put(tmp_path / "ensp", dict(lab()))
    done = take(home, folder)
    assert done.links == 1
    topology = current(home)
    (link,) = topology.links
    ends = {topology.device[link.a_device].name, topology.device[link.b_device].name}
    port = {one.id: one.name for one in topology.interfaces}
    assert (ends, link.state) == ({"LSW1", "LSW2"}, LinkState.MANUAL)
    assert {port[link.a_interface or ""], port[link.b_interface or ""]} == {"GigabitEthernet0/0/2", "GigabitEthernet0/0/1"}
    assert "ensp/lab/lab.topo:9" in link.evidence[0].text
    drawing = next(file for file in done.files if file.form is Form.DRAWING)
    assert [(problem.code, problem.where, problem.params["device"]) for problem in drawing.problems] == [
        ("drawing-line-open", "ensp/lab/lab.topo:10", "PC1")
    ]
    again = take(home, folder)
    assert (again.links, again.snapshot, len(home.store.ledgers.latest().words)) == (0, None, 1)


def test_a_drawing_without_its_devices_adds_nothing(home: Home, tmp_path: Path) -> None:
    done = take(home, put(tmp_path / "ensp", {"lab.topo": dict(lab())["lab/lab.topo"]}))
    assert (done.links, done.snapshot) == (0, None)


# --- the intake --------------------------------------------------------------------------------------


def test_walks_and_census_inside_an_archive_are_read(home: Home, own: Home, tmp_path: Path) -> None:
    from collectors.census import write_census

    write_census(current(own).census, tmp_path / "csv", lang="en")
    write_census(current(own).census, tmp_path / "census.xlsx", lang="en")
    walk = '.1.3.6.1.2.1.1.1.0 = STRING: "box"\n.1.3.6.1.2.1.1.5.0 = STRING: "core"\n.1.3.6.1.2.1.1.3.0 = Timeticks: (1) 0\n'
    files = [("c/" + path.name, path.read_bytes()) for path in (tmp_path / "csv").iterdir()]
    done = take(
        home,
        put(
            tmp_path / "in",
            {
                "x.zip": zipped([*files, ("w/core.txt", walk)]),
                "y.zip": zipped([("b/census.xlsx", (tmp_path / "census.xlsx").read_bytes())]),
            },
        ),
    )
    forms = {file.form: file for file in done.files if file.form in (Form.CENSUS, Form.WALK)}
    assert forms[Form.WALK].devices[0].device == "core"
    censuses = [file for file in done.files if file.form is Form.CENSUS]
    assert [file.path for file in censuses] == ["in/x.zip/c", "in/y.zip/b/census.xlsx"]
    assert [file.state for file in censuses] == [State.IMPORTED, State.IMPORTED]
    assert len(rows(home, "sites")) == len(rows(own, "sites"))
    assert list((home.path / "staging").iterdir()) == []


def test_too_many_files_and_too_large_ones(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "in", {f"{number}.cfg": vrp("A") for number in range(4)})
    monkeypatch.setattr("services.intake.MAX_BYTES", 100)
    assert {file.code for file in take(home, folder).files} == {"services.too_large"}
    monkeypatch.setattr("services.intake.MAX_FILES", 3)
    with pytest.raises(InputError) as caught:
        take(home, folder)
    assert caught.value.code == "services.too_many_files"


@pytest.mark.parametrize(
    "call", [lambda home, request: preview_paths(home, [request]), lambda home, request: import_paths(home, [request])]
)
def test_a_file_that_vanishes_is_named(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Imported]) -> None:
    folder = put(tmp_path / "in", {"a.cfg": vrp("A")})

    def gone(_: Path) -> bytes:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "read_bytes", gone)
    done = call(home, Request(path=folder, realm="n1"))
    assert [(file.state, file.code) for file in done.files] == [(State.REFUSED, "services.unreadable")]


def test_an_intake_leaves_nothing_behind(home: Home, tmp_path: Path) -> None:
    from collectors.sources.archives import LOCAL

    folder = put(tmp_path / "in", {"x.zip": zipped([("w/core.walk", '.1.3.6.1.2.1.1.1.0 = STRING: "box"\n' * 3)])})
    staging = home.folder("staging")
    with Intake(staging, LOCAL, SILENT) as intake:
        (found,) = intake.sort_out([Request(path=folder, realm="n1")])
        assert found.path is not None
        assert found.path.is_relative_to(staging)
        assert found.path.name == "core.walk"
        assert found.path.parent.parent.stat().st_mode & 0o077 == 0
    assert list(staging.iterdir()) == []
