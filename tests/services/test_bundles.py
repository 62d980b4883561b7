"""A run inside a closed network is carried to the centre: signed, checked, imported once; and runs that are taken up again."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.signing import Keys
from lab.agents import start_agents
from lab.faults import Fault
from lab.writer import write_city
from services.discovery import plan, run_scope
from services.health import examine
from services.home import KEYS_FOLDER, Home
from services.importing import Request, State, import_paths
from tests.lab.tiny_city import CITY, H3C, HUAWEI
from topology.store.runs import RunState

QUICK = "\n[limits]\ntimeout_s = 0.2\nretries = 1\nresume_passes = 0\ndevice_s = 3\n"


@pytest.fixture
def homes(tmp_path):
    with Home.open(tmp_path / "inside") as inside, Home.open(tmp_path / "centre") as centre:
        yield inside, centre


def city(folder: Path, port: int, more: str = "") -> Path:
    write_city(CITY, folder, port=port)
    path = folder / "scope.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nschema = 1\n", f"\nschema = 1\n{QUICK}").replace("mode = ", f"{more}mode = "), encoding="utf-8")
    return path


def test_a_bundle_brings_the_records_to_the_centre_once(homes, tmp_path):
    inside, centre = homes
    path = tmp_path / "n01.bundle"
    with start_agents(CITY) as agents:
        made = run_scope(inside, city(tmp_path / "city", agents.port), bundle=path, resolve=False)
    assert made.summary.complete == 2
    request = [Request(path=path)]
    refused = import_paths(centre, request, resolve=False).files[0]
    assert (refused.state, refused.code) == (State.REFUSED, "bundle_untrusted")
    Keys(centre.folder(KEYS_FOLDER)).trust(Keys(inside.folder(KEYS_FOLDER)).line())
    first = import_paths(centre, request)
    assert (first.files[0].state, first.snapshot is not None) == (State.IMPORTED, True)
    assert centre.store.records.of_run(first.files[0].bears) == inside.store.records.of_run(made.run.id)
    assert import_paths(centre, request).files[0].state is State.UNCHANGED


def test_a_tampered_bundle_leaves_nothing_behind(homes, tmp_path):
    inside, centre = homes
    path = tmp_path / "n01.bundle"
    with start_agents(CITY) as agents:
        run_scope(inside, city(tmp_path / "city", agents.port), bundle=path, resolve=False)
    Keys(centre.folder(KEYS_FOLDER)).trust(Keys(inside.folder(KEYS_FOLDER)).line())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"AGG-1", b"AGG-9"))
    refused = import_paths(centre, [Request(path=path)], resolve=False).files[0]
    assert (refused.state, refused.code) == (State.REFUSED, "bundle_part")
    assert (centre.store.runs.all(), centre.store.records.heads()) == ([], [])


def test_doctor_shows_the_line_that_others_need(homes):
    inside, _ = homes
    row = next(row for row in examine(inside) if row["check"] == "keys")
    assert Keys(inside.folder(KEYS_FOLDER)).line() in row["text"]
    (inside.path / "keys" / "signing.key").write_text("broken")
    assert next(row for row in examine(inside) if row["check"] == "keys")["state"] == "error"


def test_a_run_that_ended_in_part_is_taken_up_and_finished(homes, tmp_path):
    home, _ = homes
    with start_agents(CITY, faults={H3C.vantage: Fault(behaviour="silent-walks")}) as agents:
        scope = city(tmp_path / "city", agents.port)
        first = run_scope(home, scope, resolve=False)
        port = agents.port
    assert (first.run.state, first.summary.partial) == (RunState.PARTIAL, 1)
    with start_agents(CITY, port=port):
        second = run_scope(home, scope, resume=first.run.id, resolve=False)
    assert (second.run.state, second.summary.taken_over, second.summary.complete) == (RunState.COMPLETE, 1, 1)


def test_a_second_run_asks_what_the_first_one_knew(homes, tmp_path):
    home, _ = homes
    heard: list[dict[str, object]] = []
    with start_agents(CITY) as agents:
        scope = city(tmp_path / "city", agents.port)
        run_scope(home, scope, resolve=False)
        port = agents.port
    with start_agents(CITY, port=port, faults={HUAWEI.vantage: Fault(behaviour="silent")}):
        second = run_scope(home, scope, resolve=False, events=heard.append)
    assert (second.summary.complete, second.summary.failed) == (1, 1)
    assert [event["reason"] for event in heard if event["event"] == "device" and event["state"] == "failed"] == ["timeout"]
    json.dumps(heard)


def test_outside_its_windows_a_realm_is_neither_asked_nor_given_up(tmp_path):
    moment = datetime(2018, 2, 1, 12, 0, tzinfo=UTC)  # a Thursday
    with Home.open(tmp_path / "home", clock=lambda: moment) as home, start_agents(CITY) as agents:
        run_scope(home, city(tmp_path / "city", agents.port), resolve=False)
        scope = city(tmp_path / "city", agents.port, 'windows = ["sat 00:00-04:00"]\ntimezone = "UTC"\n')
        closed = run_scope(home, scope, resolve=False)
        planned = plan(home, scope)[0]
    assert (closed.run.state, closed.summary.asked, closed.run.records) == (RunState.PARTIAL, 0, 0)
    assert [problem.code for problem in closed.problems] == ["snmp_outside_window"]
    assert (planned.open_now, planned.opens_at) == (False, datetime(2018, 2, 3, tzinfo=UTC))
