"""Roadmap, counties by networks, and the plan on the map: as values, and in a browser in both languages."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from dashboard.gantt import budget_chart, gantt, load_chart, task_text
from dashboard.main import GATE, create_app
from dashboard.matrix import TOTAL, build_matrix, decided, matrix_table, sorted_counties
from dashboard.pages import roadmap as page
from dashboard.planbox import figures
from dashboard.planned import GONE, NEVER, decode_plan, encode_plan
from dashboard.roadmapped import progress_body
from dashboard.routes import plan_path
from planning.roadmap.waves import TaskKind
from services.boards import last_job
from services.home import Home
from services.plans import appraise
from services.roadmaps import STATES_JOB, blackouts, checked_states, outline, overlay, progress, submit_states, supervision
from services.topologies import current
from tests.dashboard.browsing import asking, opened, settled, untranslated
from tests.dashboard.test_pages import texts
from tests.jobs import ended
from topology.model.census import Role
from topology.store.jobs import JobState

PLAN = "merge_all"


def _go(page_: Page, base: str, path: str, ready: str) -> None:
    page_.goto(f"{base}{path}")
    page_.wait_for_selector(ready)
    settled(page_)


def test_the_chart_has_a_row_for_each_network_that_moves_and_marks_what_is_critical(city_home: Home) -> None:
    plan = outline(city_home, PLAN)
    moving = [code for wave in plan.waves for code in wave.networks]
    figure = gantt(plan, {"N05": "<b>x</b>"}, {"N05": ("2018Q1",)}, "zh")
    rows = list(figure.layout.yaxis.ticktext)
    assert len(rows) == len(moving) + len({task.kind for task in plan.tasks if task.network is None})
    assert any("&lt;b&gt;" in text for text in rows)
    cutovers = next(trace for trace in figure.data if trace.customdata is not None and trace.customdata[0].startswith("cutover:"))
    critical = [task.slack is not None and task.slack <= 0 for task in plan.tasks if task.kind is TaskKind.CUTOVER]
    assert [width > 0 for width in cutovers.marker.line.width] == critical
    assert [trace.name for trace in figure.data if trace.name == "禁止割接"] == ["禁止割接"]


def test_the_load_stands_beside_what_is_at_hand_and_the_money_beside_its_budget(city_home: Home) -> None:
    plan = outline(city_home, PLAN)
    needed = next(trace for trace in load_chart(plan, "en").data if trace.name == "needed")
    assert sum(needed.y) == pytest.approx(sum(row.days - row.short for row in plan.labour))
    money = next(trace for trace in budget_chart(plan, "en").data if trace.name == "one-off cost")
    assert sum(money.y) * 1_000_000 == pytest.approx(sum(row.one_off_fen - row.short_fen for row in plan.years))


def test_a_bar_says_what_it_is_about(city_home: Home) -> None:
    task = next(one for one in outline(city_home, PLAN).tasks if one.kind is TaskKind.CUTOVER)
    said = task_text(task, {str(task.network): "A<B"}, "en").split("<br>")
    assert said[0] == f"Cut-over: {task.network} A&lt;B"
    assert said[1] in (task.first, f"{task.first} – {task.last}")
    assert f"{task.count} sites" in said


def test_tasks_leave_as_flat_rows(city_home: Home) -> None:
    plan = outline(city_home, PLAN)
    rows = page.task_rows(plan.tasks, {})
    assert [row["id"] for row in rows] == [task.id for task in plan.tasks]
    assert set(rows[0]) == {"id", "kind", "network", "name", "subject", "first", "last", "count", "days", "waits_for", "slack"}


def test_quarters_are_checked_as_a_job_and_read_again(city_home: Home) -> None:
    ident = submit_states(city_home, PLAN)
    found = ended(city_home, ident)
    assert (found.kind, found.state) == (STATES_JOB, JobState.DONE)
    states = checked_states(city_home, found)
    assert states is not None
    assert [state.quarter for state in states] == sorted({state.quarter for state in states})
    body = page.states_body(city_home, found, None, "zh")
    assert states[0].quarter in texts(body)
    other = found.__class__(**{name: getattr(found, name) for name in found.__struct_fields__} | {"result": {"key": "old", "states": []}})
    assert checked_states(city_home, other) is None
    assert "请重新检查" in "".join(texts(page.states_body(city_home, other, None, "zh")))
    failed = found.__class__(**{name: getattr(found, name) for name in found.__struct_fields__} | {"state": JobState.CANCELLED})
    assert page.states_body(city_home, failed, None, "en") is not None
    finding = next((one for state in states for one in state.new), None)
    if finding is not None:
        quarter = next(state.quarter for state in states if finding in state.new)
        opened_ = page.evidence_panel(city_home, f"finding|{quarter}|{finding.id}", PLAN, ident, None, "en")
        assert opened_ is not None
        assert quarter in texts(opened_)
    assert page.evidence_panel(city_home, "gate|0", PLAN, ident, None, "en") is not None
    assert page.evidence_panel(city_home, "gate|99999", PLAN, ident, None, "en") is None


def test_progress_and_the_month_are_of_the_networks_that_move(city_home: Home) -> None:
    rows, report = progress(city_home, PLAN), supervision(city_home, PLAN)
    said = texts(progress_body(rows, report, {}, "en"))
    assert "Proved done" in said
    assert sum(row.finish is not None for row in rows) == report.share.networks
    assert blackouts(city_home, PLAN) == {}


def test_counties_add_up_and_count_shared_sites_once(city_home: Home) -> None:
    topology = current(city_home)
    matrix = build_matrix(topology)
    departmental = {row.code for row in topology.census.networks if row.role is Role.DEPARTMENTAL}
    assert set(matrix.networks) == departmental
    places = [row for row in topology.presences if row.network in departmental]
    assert matrix.total.sites == len({row.site for row in places})
    assert (
        matrix.total.hosts
        == sum(held.hosts for held in matrix.by_county.values())
        == sum(held.hosts for held in matrix.by_network.values())
    )
    for code in departmental:
        assert matrix.by_network[code].sites == sum(held.sites for (_, network), held in matrix.cells.items() if network == code)
        own = [row for row in topology.census.circuits if row.network == code]
        assert matrix.by_network[code].circuits == len({row.code for row in own})
    first = sorted_counties(matrix, "N05")
    weights = [matrix.cells[county, "N05"].sites if (county, "N05") in matrix.cells else 0 for county in first]
    assert weights == sorted(weights, reverse=True)
    assert sorted_counties(matrix, "nothing") == sorted_counties(matrix, None) == matrix.counties
    assert set(sorted_counties(matrix, TOTAL)) == set(matrix.counties)


def test_each_cell_bears_the_letter_of_its_decision(city_home: Home) -> None:
    topology = current(city_home)
    choices = decided(appraise(city_home, PLAN))
    table = json.dumps(matrix_table(topology, choices, None, "s", "zh"), default=lambda one: one.to_plotly_json(), ensure_ascii=False)
    assert choices["N20"].option == "withdraw"
    assert '"data-letter": "撤"' in table
    assert '"data-letter"' not in json.dumps(
        matrix_table(topology, decided(None), None, "s", "zh"), default=lambda one: one.to_plotly_json()
    )


def test_a_plan_travels_in_the_order_of_the_picture(city_home: Home) -> None:
    topology, plan = current(city_home), overlay(city_home, PLAN)
    header, arrays = decode_plan(encode_plan(topology, plan))
    assert header["quarters"] == list(plan.quarters)
    moves = {move.network: move for move in plan.moves}
    codes = sorted(network.code for network in topology.census.networks)
    for place, device in enumerate(topology.devices):
        move = moves.get(device.network or "")
        if move is None:
            assert arrays["node_at"][place] == NEVER
        else:
            assert plan.quarters[int(arrays["node_at"][place])] == move.quarter
            to = int(arrays["node_to"][place])
            assert (None if to == GONE else codes[to]) == move.target
    assert int(np.count_nonzero(arrays["edge_at"] != NEVER)) == len(plan.ends)
    assert len(arrays["joint"]) == 2 * len(arrays["joint_at"])
    with pytest.raises(ValueError, match="not a payload of NFP1"):
        decode_plan(b"NFG1....")


def test_the_figures_beside_the_map_are_those_of_the_quarter(city_home: Home) -> None:
    topology, plan = current(city_home), overlay(city_home, PLAN)
    at = plan.quarters.index(plan.moves[0].quarter)
    said = texts(figures(topology, plan, at, "en"))
    assert plan.quarters[at] in said
    assert plan.moves[0].network in said
    assert "No network is finished in this quarter." in texts(figures(topology, plan, 0, "en"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_roadmap_opens_checks_its_quarters_and_hands_out_its_tasks(
    chromium: Browser, city_site: tuple[str, str], city_home: Home, lang: str
) -> None:
    with opened(chromium, city_site, accept_downloads=True) as (view, watch):
        _go(view, city_site[0], f"/roadmap?s={PLAN}&lang={lang}", "#roadmap-gantt .barlayer .point")
        view.wait_for_selector("#roadmap-progress .nf-stats")
        last = last_job(city_home, STATES_JOB, PLAN)  # its quarters are shown until those of the new check are there
        view.click("#roadmap-check")
        view.wait_for_selector(f"[data-job]:not([data-job='{last.id if last else ''}']) .nf-statebox")
        settled(view)
        view.locator(".nf-statebox > summary").last.click()
        view.locator("#roadmap-body .nf-cellbutton").first.click()
        view.wait_for_selector("#roadmap-panel:not([hidden]) .nf-evidence")
        view.click("#roadmap-panel-close")
        view.wait_for_selector("#roadmap-panel", state="hidden")
        with view.expect_download() as leaving:
            view.click("#roadmap-export")
        rows = list(csv.DictReader(io.StringIO(leaving.value.path().read_text("utf-8-sig"))))
        assert leaving.value.suggested_filename == f"{PLAN}-tasks.csv"
        assert "cutover" in {row["kind"] for row in rows}
        if lang == "zh":
            assert untranslated(view) == set()
        assert (watch.errors, watch.foreign) == ([], [])


def test_a_scenario_that_moves_nothing_says_so(chromium: Browser, city_site: tuple[str, str]) -> None:
    with opened(chromium, city_site) as (view, watch):
        _go(view, city_site[0], "/roadmap?s=do_minimum&lang=zh", "#roadmap-body .nf-empty")
        assert "本方案没有网络变动" in view.locator("#roadmap-body .nf-empty").inner_text()
        _go(view, city_site[0], "/?plan=do_minimum&lang=zh", "#map-plan-figures .nf-note")
        assert view.evaluate("netfold.view.plan") is None
        assert (watch.errors, watch.foreign) == ([], [])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_counties_sort_and_lead_to_the_map(chromium: Browser, city_site: tuple[str, str], lang: str) -> None:
    with opened(chromium, city_site) as (view, watch):
        _go(view, city_site[0], f"/networks?view=counties&plan={PLAN}&lang={lang}", ".nf-matrix td.has")
        if lang == "zh":
            assert untranslated(view) == set()
        assert view.evaluate(
            "document.querySelector('.nf-matrixscroll').scrollWidth <= document.querySelector('.nf-matrixscroll').clientWidth + 1"
        )
        view.locator(".nf-matrix thead th:nth-child(3) .nf-sorter").click()
        view.wait_for_selector(".nf-matrix thead th:nth-child(3)[aria-sort=descending]")
        asking(view, "sort")
        settled(view)
        view.locator(".nf-matrix td.has a").first.click()
        view.wait_for_selector(".nf-map[data-state=ready]")
        asking(view, "network")
        assert (watch.errors, watch.foreign) == ([], [])


def _state(view: Page) -> dict[str, Any]:
    found: dict[str, Any] = view.evaluate(
        """() => { const v = netfold.view, g = v.graph; return {at: v.plan ? v.plan.at : -1, xy: [...g.xy.slice(0, 40)],
        tinted: g.tint ? [...g.tint].filter((t, i) => t !== g.node_network[i]).length : 0,
        struck: g.groups.filter((one) => one.struck).reduce((sum, one) => sum + one.list.length, 0)}; }"""
    )
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_lies_over_the_map_and_comes_off_again(chromium: Browser, city_site: tuple[str, str], city_home: Home, lang: str) -> None:
    topology, plan = current(city_home), overlay(city_home, PLAN)
    last = plan.quarters[-1]
    with opened(chromium, city_site) as (view, watch):
        _go(view, city_site[0], f"/?plan={PLAN}&q={last}&lang={lang}", ".nf-map[data-state=ready]")
        view.wait_for_function("() => netfold.view && netfold.view.plan")
        shown = _state(view)
        moved = {move.network for move in plan.moves}
        assert shown["at"] == len(plan.quarters) - 1
        assert shown["tinted"] == sum(device.network in moved for device in topology.devices)
        assert shown["struck"] == sum(link.id in plan.ends for link in topology.links)
        view.locator(".nf-planhead").get_by_text(last).first.wait_for()
        settled(view)
        if lang == "zh":
            assert untranslated(view) == set()
        view.locator("#map-plan-side label").first.click()
        view.wait_for_function("() => !netfold.view.plan")
        today = _state(view)
        assert (today["tinted"], today["struck"], today["xy"]) == (0, 0, shown["xy"])
        asking(view, "today", "1")
        view.locator("#map-plan-side label").last.click()
        view.wait_for_function("() => netfold.view.plan")
        view.locator("#map-plan-at [role=slider]").press("ArrowLeft")
        view.wait_for_function(f"() => netfold.view.plan && netfold.view.plan.at === {len(plan.quarters) - 2}")
        asking(view, "q", plan.quarters[-2])
        assert (watch.errors, watch.foreign) == ([], [])


def test_what_is_not_there_is_answered_in_words(city_home: Home) -> None:
    server = create_app(city_home).server
    client = server.test_client()
    client.get(f"/login?token={server.extensions[GATE].issue()}", base_url="http://127.0.0.1")
    snapshot = current(city_home).snapshot
    found = client.get(plan_path(snapshot, PLAN), base_url="http://127.0.0.1")
    assert (found.status_code, found.data[:4]) == (200, b"NFP1")
    for path in (plan_path("none", PLAN), plan_path(snapshot, "none")):
        answer = client.get(path, base_url="http://127.0.0.1")
        assert answer.status_code == 404
        assert set(json.loads(answer.data)) == {"error", "text"}
