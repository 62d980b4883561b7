"""Importing, discovering, correcting, planning, jobs, health, home: the calls that change something."""

import os
import shutil
import stat
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from collectors.configs import PARSERS
from services.actors import Actor, Role
from services.cache import Cache
from services.corrections import link_add, link_remove, same, split
from services.demo import run_demo
from services.discovery import plan, run_scope
from services.health import examine
from services.home import Home, home_path
from services.importing import Form, Request, State, import_paths
from services.jobs import cancel, jobs, submit
from services.listing import rows
from services.plans import add_prepared, appraise, compare, prices, save_scenario, scenario, scenarios
from services.progress import Watch
from services.snapshotting import make_snapshot
from services.text import MESSAGES, message
from services.topologies import current
from tests.jobs import PATIENCE_S, ended
from tests.services.city import agents, written_city
from topology.model.errors import Cancelled, InputError, NotFound, PermissionDenied
from topology.model.records import Completeness
from topology.store import Conflict
from topology.store.jobs import JobState
from topology.store.runs import RunKind, RunState
from topology.store.selection import Standing


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_city(tmp_path_factory.getbasetemp())


def test_the_demonstration_finds_what_was_planted(figures: dict[str, Any]) -> None:
    assert figures["devices"] == figures["answered"] == 140
    assert figures["link_recall"] >= 0.98
    assert figures["link_precision"] >= 0.99
    assert figures["link_truth"] > 100
    for kind in ("overlaps", "shared_sites"):
        assert figures[f"{kind}_planted"] == figures[f"{kind}_found"] > 0
        assert figures[f"{kind}_false"] == 0
    assert set(figures["seconds"]) == {"build", "agents", "write", "discover", "import", "snapshot", "appraise", "score", "total"}
    assert [one["id"] for one in figures["scenarios"]] == ["do_minimum", "merge_all", "cautious"]


# --- discovery ---------------------------------------------------------------------------------------


def test_a_dry_run_sends_nothing(home: Home, folder: Path) -> None:
    planned = plan(home, folder / "scope.toml")
    assert {"n05", "ext", "pub"} <= {one.realm for one in planned}
    assert rows(home, "runs") == []


def test_a_cancelled_run_is_taken_up_where_it_stopped(home: Home, folder: Path) -> None:
    with agents():
        seen: list[int] = []

        def report(step: str, done: int, _total: int | None) -> None:
            if step == "discover":
                seen.append(done)

        stopped = run_scope(home, folder / "scope.toml", watch=Watch(report, lambda: bool(seen) and seen[-1] >= 10))
        assert stopped.run.state is RunState.INTERRUPTED
        assert stopped.snapshot is None
        first = {record.envelope.target for record in home.store.records.of_run(stopped.run.id)}
        assert 10 <= len(first) < 140
        with pytest.raises(InputError) as caught:
            run_scope(home, folder / "scope.toml", resume="r99")
        assert caught.value.code == "store.no_run"
        ended = run_scope(home, folder / "scope.toml", resume=stopped.run.id, snapshot="whole")
    assert ended.run.state is RunState.COMPLETE
    assert ended.summary.taken_over == len(first)
    assert ended.snapshot is not None
    assert (ended.snapshot.name, ended.snapshot.counts["devices"]) == ("whole", 140)
    records = home.store.records.of_run(ended.run.id)
    assert len({record.envelope.target for record in records}) == len(records) == 140
    with pytest.raises(InputError) as again:
        run_scope(home, folder / "scope.toml", resume=ended.run.id)
    assert again.value.code == "store.run_not_resumable"


def test_a_second_run_of_an_unchanged_city_adds_at_most_five_percent(own: Home, folder: Path) -> None:
    def size() -> int:
        with own.store.database.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            free = connection.exec_driver_sql("PRAGMA freelist_count").scalar()
        return (int(pages) - int(free)) * 4096

    before = size()
    with agents():
        outcome = run_scope(own, folder / "scope.toml")
    assert outcome.run.state is RunState.COMPLETE
    assert outcome.snapshot is not None
    assert outcome.snapshot.counts == own.store.snapshots.get("s1").counts
    assert size() - before <= 0.05 * before


def test_devices_that_no_longer_answer_are_carried_over_as_stale(own: Home, tmp_path: Path, folder: Path) -> None:
    before = current(own)
    text = (folder / "scope.toml").read_text("utf-8").split("\n[[realm]]")
    quiet = text[0] + "".join(f"\n[[realm]]{part}" for part in text[1:] if 'name = "n05"' in part)
    (tmp_path / "scope.toml").write_text(quiet.replace("schema = 1\n", "schema = 1\n[limits]\ntimeout_s = 0.05\nretries = 0\n", 1), "utf-8")
    shutil.copy(folder / "credentials.toml", tmp_path)
    outcome = run_scope(own, tmp_path / "scope.toml")  # no agent listens
    assert outcome.run.state is RunState.FAILED
    failed = own.store.records.of_run(outcome.run.id)
    assert {record.envelope.completeness for record in failed} == {Completeness.FAILED}
    assert {record.envelope.reason for record in failed} == {"refused"}  # what an earlier run knew is asked, though no neighbour names it
    made = make_snapshot(own, "after")
    after = current(own, "after")
    mine = [device for device in after.devices if device.realm == "n05"]
    assert len(mine) == len([device for device in before.devices if device.realm == "n05"]) > 0
    gone = [device for device in mine if device.stale]
    assert gone
    assert made.counts["stale"] == len([device for device in after.devices if device.stale])
    assert not any(device.stale for device in after.devices if device.realm != "n05")
    standings = {one.standing for one in own.store.snapshots.records(made.id)}
    assert standings == {Standing.FRESH, Standing.STALE}


def test_a_scope_of_a_classified_network_is_refused(own: Home, tmp_path: Path, folder: Path) -> None:
    edition = own.store.editions.latest()
    assert edition is not None
    census = msgspec.structs.replace(
        edition[1],
        edition="with-a-plan",
        networks=tuple(msgspec.structs.replace(one, prefixes=("10.0.0.0/8",)) if one.classified else one for one in edition[1].networks),
    )
    own.store.editions.add(census, actor="test")
    shutil.copy(folder / "credentials.toml", tmp_path)
    shutil.copy(folder / "scope.toml", tmp_path)
    with pytest.raises(InputError):
        run_scope(own, tmp_path / "scope.toml")


# --- importing ---------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(home: Home, folder: Path) -> None:
    requests = [
        Request(path=folder / "census.xlsx"),
        Request(path=folder / "rules.toml"),
        Request(path=folder / "configs" / "n05", realm="n05"),
    ]
    first = import_paths(home, requests)
    assert first.count(State.REFUSED) == 0
    assert first.count(State.IMPORTED) == len(first.files) > 2
    assert first.snapshot is not None
    records = len(home.store.records.heads())
    second = import_paths(home, requests)
    assert second.count(State.UNCHANGED) == len(second.files) == len(first.files)
    assert second.snapshot is None
    assert len(home.store.records.heads()) == records
    assert [one.edition for one in home.store.editions.all()] == [first.files[1].bears]
    assert {row["realm"] for row in rows(home, "devices")} == {"n05"}
    assert rows(home, "devices")[0]["network"] == "N05"


def test_one_bad_file_never_stops_the_others(home: Home, folder: Path, tmp_path: Path) -> None:
    good = next((folder / "configs" / "n05").iterdir())
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    shutil.copy(good, mixed / "good.cfg")
    (mixed / "empty.cfg").write_bytes(b"")
    (mixed / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (mixed / "notes.txt").write_text("buy milk\n")
    (mixed / "bomb.xlsx").write_bytes(b"PK\x03\x04 xl/workbook not a zip at all")
    (mixed / "link.cfg").symlink_to("/etc/passwd")
    result = import_paths(home, [Request(path=mixed, realm="n05")])
    by_name = {Path(file.path).name: file for file in result.files}
    assert "link.cfg" not in by_name
    assert by_name["good.cfg"].state is State.IMPORTED
    assert by_name["good.cfg"].platform in {parser.platform for parser in PARSERS}
    for name in ("empty.cfg", "picture.xlsx", "notes.txt", "bomb.xlsx"):
        file = by_name[name]
        assert file.state is State.REFUSED
        assert file.code in MESSAGES
        assert name in message(file.code, file.params, "zh")
    assert home.store.runs.get(result.run or "").records == 1


def test_a_configuration_needs_a_realm_that_may_be_read(own: Home, home: Home, folder: Path) -> None:
    path = folder / "configs" / "n05"
    for target, realm, code in (
        (home, None, "services.realm_needed"),
        (home, "", "services.bad_realm"),
        (home, "../x", "services.bad_realm"),
        (home, "x" * 65, "services.bad_realm"),
    ):
        with pytest.raises(InputError) as caught:
            import_paths(target, [Request(path=path, realm=realm)])
        assert caught.value.code == code
    edition = own.store.editions.latest()
    assert edition is not None
    networks = tuple(msgspec.structs.replace(one, realm="secret") if one.classified else one for one in edition[1].networks)
    own.store.editions.add(msgspec.structs.replace(edition[1], edition="x", networks=networks), actor="test")
    with pytest.raises(InputError) as caught:
        import_paths(own, [Request(path=path, realm="secret")])
    assert caught.value.code == "services.classified_realm"
    with pytest.raises(InputError) as caught:
        import_paths(home, [Request(path=path / "nothing")])
    assert caught.value.code == "services.no_such_path"
    assert home.store.records.heads() == []


def test_a_planner_imports_a_census_and_nothing_else(home: Home, folder: Path) -> None:
    planner = home.acting_as(Actor("lin", Role.PLANNER))
    result = import_paths(planner, [Request(path=folder / "census.xlsx")])
    assert result.snapshot is not None
    assert len(rows(home, "networks")) > 5
    with pytest.raises(PermissionDenied):
        import_paths(planner, [Request(path=folder / "configs" / "n05", realm="n05")])
    assert home.store.records.heads() == []


def test_an_import_can_be_stopped(home: Home, folder: Path) -> None:
    with pytest.raises(Cancelled):
        import_paths(home, [Request(path=folder / "configs" / "n05", realm="n05")], watch=Watch(cancelled=lambda: True))
    assert home.store.snapshots.all() == []


def test_a_form_named_by_hand_is_believed_and_checked(home: Home, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("schema = 1\n[[realm]]\nrealm = 'n01'\nnetwork = 'N01'\n")
    assert import_paths(home, [Request(path=tmp_path / "x.toml", form=Form.RULES)]).files[0].state is State.IMPORTED
    (tmp_path / "x.toml").write_text("schema = 2\n")
    refused = import_paths(home, [Request(path=tmp_path / "x.toml", form=Form.RULES)]).files[0]
    assert (refused.state, refused.code) == (State.REFUSED, "rules.schema")
    assert "n01" in (home.path / "rules.toml").read_text()


def test_a_census_in_csv_files_of_one_folder_is_one_edition(own: Home, home: Home, tmp_path: Path) -> None:
    from collectors.census import write_census

    write_census(current(own).census, tmp_path / "census", lang="zh")
    result = import_paths(home, [Request(path=tmp_path / "census")])
    assert [file.form for file in result.files if file.state is State.IMPORTED] == [Form.CENSUS]
    assert len(rows(home, "sites")) == len(rows(own, "sites"))


# --- corrections -------------------------------------------------------------------------------------


def test_an_operators_word_survives_the_next_snapshot(own: Home) -> None:
    links = rows(own, "links")
    gone = links[0]
    link_remove(own, gone["a_id"], gone["b_id"], reason="dismantled")
    assert gone["id"] not in {row["id"] for row in rows(own, "links")}
    devices = [row for row in rows(own, "devices") if row["realm"] == "n05"]
    joined = {frozenset((row["a_id"], row["b_id"])) for row in links}
    a, b = next((x["id"], y["id"]) for x in devices for y in devices if x["id"] < y["id"] and frozenset((x["id"], y["id"])) not in joined)
    link_add(own, a, b, reason="seen")
    make_snapshot(own, "later")
    later = rows(own, "links", "later")
    assert gone["id"] not in {row["id"] for row in later}
    assert [row["state"] for row in later if {row["a_id"], row["b_id"]} == {a, b}] == ["manual"]
    assert len(own.store.ledgers.latest().words) == 2


def test_a_word_said_while_another_speaks_is_said_again(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    link = rows(own, "links")[0]
    ledgers = own.store.ledgers
    save, calls = ledgers.save, []

    def disturbed(*args: Any, **kwargs: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise Conflict("store.ledger_moved", expected=1, found=2)
        save(*args, **kwargs)

    monkeypatch.setattr(ledgers, "save", disturbed)
    link_remove(own, link["a_id"], link["b_id"])
    assert len(calls) == 2
    assert link["id"] not in {row["id"] for row in rows(own, "links")}


def test_two_devices_can_be_called_one_and_one_several(own: Home) -> None:
    devices = [row for row in rows(own, "devices") if row["realm"] == "n05"]
    same(own, devices[0]["id"], devices[1]["id"], reason="a stack")
    assert len([row for row in rows(own, "devices") if row["realm"] == "n05"]) == len(devices) - 1
    joined = next(row for row in rows(own, "devices") if row["id"] in {devices[0]["id"], devices[1]["id"]})
    split(own, joined["id"], reason="no stack after all")
    assert len([row for row in rows(own, "devices") if row["realm"] == "n05"]) >= len(devices)
    with pytest.raises(InputError) as caught:
        same(own, devices[2]["id"], devices[2]["id"])
    assert caught.value.code == "ledger.one_end"


def test_a_snapshots_name_is_checked_before_the_work(own: Home) -> None:
    with pytest.raises(InputError) as caught:
        make_snapshot(own, "s12")
    assert caught.value.code == "store.bad_name"
    make_snapshot(own, "named")
    with pytest.raises(Conflict):
        make_snapshot(own, "named")
    with pytest.raises(NotFound):
        make_snapshot(own, "x", edition="none")
    with pytest.raises(Cancelled):
        make_snapshot(own, "y", watch=Watch(cancelled=lambda: True))
    assert [one.name for one in own.store.snapshots.all()][1:] == ["named"]


# --- plans -------------------------------------------------------------------------------------------


def test_a_scenario_is_found_by_id_name_and_file(city: Home, tmp_path: Path) -> None:
    assert scenario(city, "cautious") == scenario(city, "Cautious") == scenario(city, "稳妥推进")
    path = tmp_path / "mine.toml"
    path.write_text(city.store.scenarios.get("cautious").body, "utf-8")
    assert scenario(city, str(path)) == scenario(city, "cautious")
    assert [one.name for one in scenarios(city)] == ["do_minimum", "merge_all", "cautious"]
    with pytest.raises(NotFound) as caught:
        scenario(city, "no such")
    assert caught.value.code == "store.no_scenario"
    with pytest.raises(InputError):
        scenario(city, str(tmp_path / "missing.toml"))


def test_an_appraisal_adds_up_and_a_comparison_bridges(city: Home) -> None:
    merged = appraise(city, "merge_all")
    assert sum(merged.base_cash) - sum(merged.cost_cash) == merged.saving_fen
    assert appraise(city, "do_minimum").npv_fen == 0
    assert merged.snapshot == current(city).snapshot
    found = compare(city, ["merge_all", "cautious"])
    assert found.scenarios == ("merge_all", "cautious")
    assert found.figures["npv_fen"] == (merged.npv_fen, appraise(city, "cautious").npv_fen)
    assert sum(step.delta_fen for step in found.bridges[0].items) == found.bridges[0].to_fen - found.bridges[0].from_fen


def test_a_saved_scenario_is_versioned(own: Home) -> None:
    text = own.store.scenarios.get("cautious").body
    changed = text.replace("2018 = 2000000", "2018 = 2500000")
    with pytest.raises(Conflict):
        save_scenario(own, changed)
    assert save_scenario(own, changed, base_version=1).version == 2
    assert scenario(own, "cautious").budgets["2018"] == 250_000_000
    assert add_prepared(own)[2].version == 2
    with pytest.raises(InputError):
        save_scenario(own, "not toml [")


def test_without_a_snapshot_the_declared_quantities_count(home: Home, folder: Path) -> None:
    add_prepared(home)
    with pytest.raises(NotFound) as caught:
        appraise(home, "merge_all")
    assert caught.value.code == "services.no_census"
    import_paths(home, [Request(path=folder / "census.xlsx")], resolve=False)
    declared = appraise(home, "merge_all")
    assert declared.snapshot is None
    assert declared.unverified_share > 0


def test_an_own_price_book_goes_before_the_shipped_one(own: Home) -> None:
    from importlib.resources import files

    text = files("data").joinpath("prices", "sample_2018.toml").read_text("utf-8")
    shelf = own.folder("prices")
    (shelf / "sample_2018.toml").write_text(text.replace('en = "', 'en = "Own: ', 1), "utf-8")
    assert prices(own, "sample_2018").name["en"].startswith("Own: ")
    for bad in ("../x", "nothing", ""):
        with pytest.raises(NotFound):
            prices(own, bad)


# --- jobs, health, home --------------------------------------------------------------------------------


def test_a_job_does_its_work_and_keeps_the_result(home: Home) -> None:
    def work(_: Home, watch: Watch) -> dict[str, Any]:
        watch.tell("count", 1, 2)
        watch.tell("count", 2, 2)
        return {"n": 2}

    done = ended(home, submit(home, "count", work, params={"what": "sheep"}))
    assert (done.state, done.result, done.done, done.total, done.step) == (JobState.DONE, {"n": 2}, 2, 2, "count")
    assert [one.id for one in jobs(home)] == [done.id]


def test_a_job_that_fails_says_so_without_saying_how(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    def refused(_: Home, _watch: Watch) -> dict[str, Any]:
        raise InputError("services.no_census")

    def broken(_: Home, _watch: Watch) -> dict[str, Any]:
        raise RuntimeError("community=s3cret")

    assert ended(home, submit(home, "x", refused)).message == ("services.no_census", {})
    failed = ended(home, submit(home, "y", broken))
    assert (failed.state, failed.message) == (JobState.FAILED, ("services.job_failed", {"kind": "RuntimeError"}))
    assert "job j2 failed" in caplog.text


def test_a_job_is_stopped_by_its_owner_or_an_administrator(home: Home) -> None:
    started = threading.Event()

    def endless(_: Home, watch: Watch) -> dict[str, Any]:
        started.set()
        while True:
            watch.check()
            time.sleep(0.01)

    engineer = home.acting_as(Actor("wu", Role.ENGINEER))
    identifier = submit(engineer, "endless", endless)
    assert started.wait(PATIENCE_S)
    with pytest.raises(PermissionDenied) as caught:
        cancel(home.acting_as(Actor("other", Role.ENGINEER)), identifier)
    assert caught.value.code == "services.not_yours"
    cancel(engineer, identifier)
    assert ended(home, identifier).state is JobState.CANCELLED
    with pytest.raises(NotFound):
        cancel(home, "j99")


def test_health_finds_what_is_wrong(own: Home) -> None:
    assert {row["state"] for row in examine(own)} <= {"ok", "warning"}
    own.path.chmod(0o755)
    bad = {row["check"]: row for row in examine(own, "zh")}
    assert bad["home"]["state"] == "error"
    assert "chmod" in bad["home"]["text"]


def test_a_home_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wide").mkdir(mode=0o755)
    with Home.open(tmp_path / "wide") as home:
        assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
        assert stat.S_IMODE((home.path / "netfold.db").stat().st_mode) == 0o600
        key = home.key
        assert (len(key), home.key) == (32, key)
        assert stat.S_IMODE((home.path / "fingerprint.key").stat().st_mode) == 0o600
    monkeypatch.setenv("NETFOLD_HOME", str(tmp_path / "named"))
    assert home_path() == tmp_path / "named"
    monkeypatch.delenv("NETFOLD_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert home_path() == tmp_path / "xdg" / "netfold"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home_path() == tmp_path / ".local" / "share" / "netfold"


def test_a_home_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError) as caught:
        Home.open(tmp_path / "file")
    assert caught.value.code == "services.home"
    with Home.open(tmp_path / "home") as home:
        (home.path / "config.toml").write_text('language = "zh"\n')
    with Home.open(tmp_path / "home") as home:
        assert home.settings.language == "zh"
        (home.path / "config.toml").write_text("colour = 1\n")
    with pytest.raises(InputError) as caught:
        Home.open(tmp_path / "home")
    assert caught.value.code == "services.settings"


def test_another_database_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETFOLD_DATABASE_URL", f"sqlite:///{tmp_path / 'else.db'}")
    with Home.open(tmp_path / "home"):
        assert (tmp_path / "else.db").exists()
        assert not (tmp_path / "home" / "netfold.db").exists()


def test_a_cache_is_bounded_and_makes_each_value_once() -> None:
    cache = Cache(2)
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        time.sleep(0.01)
        return key.upper()

    threads = [threading.Thread(target=cache.get, args=("k", "a", lambda: make("a"))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["a"]
    assert [cache.get("k", key, lambda key=key: make(key)) for key in "abca"] == ["A", "B", "C", "A"]
    assert made == ["a", "b", "c", "a"]


def test_a_cancelled_demonstration_keeps_its_run(home: Home) -> None:
    steps: list[str] = []
    with pytest.raises(Cancelled):
        run_demo(home, "small", Watch(lambda step, _done, _total: steps.append(step), lambda: "discover" in steps))
    assert [one.state for one in home.store.runs.all()] in ([], [RunState.INTERRUPTED])
    with pytest.raises(InputError):
        run_demo(home, "enormous")


def test_every_code_has_a_text_with_the_same_placeholders_in_chinese() -> None:
    import string

    from topology.model.text import translator

    assert len(MESSAGES) > 100
    for code, template in MESSAGES.items():
        chinese = translator("zh")(template)
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (template, chinese)]
        assert names[0] == names[1], code
    own = {code: text for code, text in MESSAGES.items() if code.startswith(("services.", "store."))}
    assert not [code for code, text in own.items() if translator("zh")(text) == text and code != "services.health_python"]


def test_the_folders_of_a_home_are_made_once(home: Home) -> None:
    assert home.folder("city") == home.path / "city"
    assert os.access(home.folder("staging"), os.W_OK)


def test_a_city_of_the_other_size_does_not_mix_with_the_first(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sizes name their realms alike: the second city's snapshot rests on its own runs only."""
    from lab.city import build_city

    monkeypatch.setattr("services.demo.build_city", lambda _size: build_city("small", seed=7))
    figures = run_demo(own, "full")
    assert figures["answered"] == figures["devices"] == len(build_city("small", seed=7).devices)
    assert figures["link_precision"] == 1.0
    assert figures["overlaps_false"] == figures["shared_sites_false"] == 0


def test_the_demonstration_is_not_mixed_with_real_networks(home: Home) -> None:
    home.store.runs.start(RunKind.DISCOVERY, "/etc/netfold/scope.toml", actor="somebody")
    with pytest.raises(InputError) as caught:
        run_demo(home, "small")
    assert caught.value.code == "services.demo_home_in_use"
    assert caught.value.params["runs"] == 1
