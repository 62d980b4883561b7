"""The planning board: cells with value or reason, marks, the search and what it finds, as values and in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import services.optimising
from dashboard.asking import by_year, year_fields
from dashboard.board import SHORT, matrix
from dashboard.marks import Marks, marked, pin
from dashboard.pages import board
from dashboard.risked import point_plan, show_frontier, show_robustness, show_values
from dashboard.solving import choices, gap_text, live, near_best, read_wish, result
from planning.messages import cited, message_text
from planning.optimise import optimise
from planning.optimise.policies import Policy
from planning.optimise.search import Progress
from planning.options import RULES
from planning.scenario_text import scenario_text
from services.actors import Actor, Role
from services.boards import last_job, save_pins, submit_alternatives
from services.exploring import submit_exploration
from services.home import Home
from services.optimising import Wish, submit_optimisation
from services.plans import names, option_cells, save_scenario, scenario
from services.risking import submit_robustness
from services.topologies import current
from tests.dashboard.browsing import clickable_chart, entered, opened, settled, untranslated
from tests.dashboard.serving import served
from tests.dashboard.test_pages import components, texts
from tests.jobs import ended
from tests.services.city import copied
from topology.model.text import translator
from topology.store.jobs import LIVE, Job


@pytest.fixture(scope="module")
def board_home(demo: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Return a home of its own with the small city: these tests keep scenarios in it."""
    with Home.open(copied(demo[0], tmp_path_factory.mktemp("board") / "home")) as home:
        yield home


@pytest.fixture(scope="module")
def board_site(board_home: Home) -> Iterator[tuple[str, str]]:
    with served(board_home) as site:
        yield site


def solve(home: Home, reference: str, wish: Wish | None = None) -> Job:
    return ended(home, submit_optimisation(home, reference, wish))


def copy_of(home: Home, name: str) -> str:
    """Keep the cautious scenario under another name: what one test pins, searches and saves is no other test's."""
    save_scenario(home, scenario_text(scenario(home, "cautious")).replace('id = "cautious"', f'id = "{name}"'))
    return name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_cell_shows_its_value_or_why_it_is_closed(board_home: Home, lang: str) -> None:
    cells = option_cells(board_home, "merge_all")
    marks = pin(Marks(forbids=("N20:withdraw",)), "N05:keep")
    table = board.show_matrix(board_home, "merge_all", None, marks, None, lang)
    shown = {part.to_plotly_json()["props"].get("data-nf-cell"): part for part in components(table)}
    for cell in cells:
        part = shown[f"{cell.network}:{cell.option.value}"]
        said = " ".join(texts(part))
        if cell.verdict.allowed or cell.chosen:
            assert "blocked" not in part.className
            if cell.npv_fen is not None:
                assert f"{round(cell.npv_fen / 1e5) / 10:,.1f}" in said
        else:
            assert cell.verdict.rule is not None
            assert translator(lang)(SHORT[cell.verdict.rule]) in said
            assert message_text(cell.verdict.reason, cell.verdict.params, lang) in part.title
            assert cited(cell.verdict.rule, lang) in part.title
        assert ("now" in part.className.split()) == cell.chosen
    assert "pinned" in shown["N05:keep"].className
    assert "forbidden" in shown["N20:withdraw"].className


def test_every_rule_has_a_short_reason() -> None:
    assert {rule.id for rule in RULES} == set(SHORT)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cell_has_a_panel_whose_costs_add_up(board_home: Home, lang: str) -> None:
    for cell in option_cells(board_home, "merge_all"):
        place = f"{cell.network}:{cell.option.value}"
        panel = board.show_cell(board_home, "merge_all", place, None, Marks(), lang)
        said = list(texts(panel))
        assert not any(text.startswith(("planning.", "services.")) for text in said), place
        if not cell.verdict.allowed:
            assert message_text(cell.verdict.reason, cell.verdict.params, lang) in said
        marks = [
            part.id["id"] for part in components(panel) if isinstance(getattr(part, "id", None), dict) and part.id["type"] == board.MARK
        ]
        assert bool(marks) == (cell.verdict.allowed or cell.chosen)
        lines = [
            part.id["id"] for part in components(panel) if isinstance(getattr(part, "id", None), dict) and part.id["type"] == board.LINE
        ]
        if lines:
            opened_line = board.show_line(board_home, "merge_all", lines[0], None, lang)
            assert not {"Not found", "未找到"} & set(texts(opened_line))
    assert board.show_cell(board_home, "merge_all", "N99:keep", None, Marks(), lang) is None
    assert board.show_line(board_home, "merge_all", "N99:keep|x", None, lang) is None


def test_a_join_is_pinned_with_its_sibling(board_home: Home) -> None:
    cell = next(one for one in option_cells(board_home, "merge_all") if one.option == "join" and one.verdict.hosts)
    host = cell.host or cell.verdict.hosts[0]
    place = f"{cell.network}:join"
    assert board.asked_mark(board.KEY, {"cell": place, "what": "pin"}, [cell]) == f"pin|{place}:{host}"
    assert board.asked_mark(board.KEY, {"cell": "N99:join", "what": "pin"}, [cell]) is None
    panel = board.show_cell(board_home, "merge_all", place, None, Marks(), "en")
    pins = {part.id["id"] for part in components(panel) if isinstance(getattr(part, "id", None), dict) and part.id["type"] == board.MARK}
    assert {f"pin|{place}:{one}" for one in cell.verdict.hosts} <= pins
    assert marked(Marks(), "nonsense|N05:keep") == Marks()
    assert board.asked_mark(board.UNDO, None, []) == "undo"


def test_the_form_is_read_as_it_is_meant() -> None:
    marks = Marks(pins=("N05:keep",))
    plain = read_wish(marks, None, "2018Q4", 60, "", None)
    assert plain == Wish(pins=("N05:keep",))
    dated = read_wish(marks, "mandate", "2018Q4", 60, 12.5, 40)
    assert (dated.policy, dated.by, dated.budgets, dated.labour) == (Policy.MANDATE, "2018Q4", {"*": 125_000}, {"*": 40.0})
    assert read_wish(marks, "target", None, 60, "", "").share == pytest.approx(0.6)
    assert read_wish(marks, "target", None, 300, -1, True).share == 1.0


def test_a_budget_may_be_given_for_single_years() -> None:
    own = {"2018": 30_000_000, "2019": 10_000_000}
    typed = by_year([{"type": "x", "year": "2018"}, {"type": "x", "year": "2019"}], ["", 7.5])
    wishes = [read_wish(Marks(), None, None, 60, every, "", typed, own) for every in ("", 20)]
    assert [wish.budgets for wish in wishes] == [{"2018": 300_000, "2019": 75_000}, {"*": 200_000, "2019": 75_000}]
    assert read_wish(Marks(), None, None, 60, "", "", by_year([{"type": "x", "year": "2018"}], [""]), own).budgets is None


def test_every_year_of_decision_has_its_field_with_the_scenarios_own_budget(board_home: Home) -> None:
    present = scenario(board_home, "cautious")
    fields = year_fields(present, "en")
    assert [field.id["year"] for field in fields] == sorted({str(quarter.year) for quarter in present.quarters[:8]})
    shown = {field.id["year"]: field.placeholder for field in fields}
    assert all(shown[year] == f"{fen / 1_000_000:,.0f}" for year, fen in present.budgets.items() if year in shown)
    found = solve(board_home, "cautious", Wish(pins=("N05:merge_admin@2018Q3",), budgets={"2018": 0, "2019": 9_000_000})).result
    assert found is not None
    assert {row["kind"] for row in found["short"]} == {"budget"}
    said = " ".join(texts(result(found, present, {}, Wish(budgets={"2018": 0, "2019": 9_000_000}), [], "en")))
    assert "budget of 2019: 900 × 10,000 CNY" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_answer_says_what_changes_and_is_drawn_on_the_board(board_home: Home, lang: str) -> None:
    found = solve(board_home, "merge_all")
    answer = found.result
    assert answer is not None
    t = translator(lang)
    present = scenario(board_home, "merge_all")
    said = " ".join(texts(result(answer, present, {}, Wish(), [], lang)))
    assert gap_text(answer["gap"]) in said
    plan = choices(answer)
    chosen = {code: choice.option.value for code, choice in present.choice.items()}
    moved = [code for code, row in plan.items() if (row["option"] or "keep") != chosen.get(code, "keep")]
    assert moved
    assert all(code in said for code in moved)
    table = matrix(option_cells(board_home, "merge_all"), {}, Marks(), plan, lang)
    best = [part for part in components(table) if "best" in str(getattr(part, "className", "")).split()]
    assert len(best) == len(plan)
    assert t("the best plan found") in " ".join(texts(best[0]))


@pytest.mark.parametrize(("lang", "said"), [("zh", "预算"), ("en", "budget of 2018 is short")])
def test_what_is_short_is_said_with_its_amount(board_home: Home, lang: str, said: str) -> None:
    answer = solve(board_home, "cautious", Wish(pins=("N05:merge_admin@2018Q3",), budgets={"*": 0})).result
    assert answer is not None
    text = " ".join(texts(result(answer, scenario(board_home, "cautious"), {}, Wish(budgets={"*": 0}), [], lang)))
    assert said in text
    assert f"{answer['short'][0]['by']:,.1f}" in text
    contradiction = {"status": "infeasible", "npv_cny": None, "short": []}
    assert len(list(texts(result(contradiction, scenario(board_home, "cautious"), {}, Wish(), [], lang)))) > 2
    slow = {"status": "unknown", "npv_cny": None, "short": []}
    assert len(list(texts(result(slow, scenario(board_home, "cautious"), {}, Wish(policy=Policy.TARGET, by="2018Q4"), [], lang)))) > 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_longer_work_is_shown_as_it_was_found(board_home: Home, lang: str) -> None:
    called = names(board_home, current(board_home).census.edition)
    near = ended(board_home, submit_alternatives(board_home, "merge_all"))
    rows = (near.result or {})["rows"]
    said = " ".join(texts(near_best(rows, called, lang)))
    assert all(code in said for row in rows for code in row["changes"])
    assert len(near_best([], called, lang)) == 1
    front = ended(board_home, submit_exploration(board_home, "frontier", "cautious"))
    points = (front.result or {})["rows"]
    assert str(points[-1]["moved"]) in list(texts(show_frontier(front, lang)))
    place = len(points) - 1
    plan = " ".join(texts(point_plan(board_home, front, place, lang)))
    assert all(code in plan for code in points[place]["options"])
    assert point_plan(board_home, front, 99, lang) is None
    values = ended(board_home, submit_exploration(board_home, "network_values", "cautious"))
    assert show_values(board_home, values, lang)
    sure = ended(board_home, submit_robustness(board_home, "cautious", 3))
    assert "3" in " ".join(texts(show_robustness(board_home, sure, lang)))


def test_a_running_search_shows_bound_and_gap() -> None:
    import msgspec

    running: Any = {
        "id": "j1", "kind": "optimise", "actor": "local", "state": "running", "params": {"scenario": "x", "seconds": 30.0}, "done": 6,
        "total": 30, "step": "optimise", "message": None, "result": {"seconds": 6.2, "npv_cny": 1e6, "bound_cny": 1.5e6, "gap": 0.5},
        "cancel": False, "created_at": "2018-01-01T00:00:00Z", "started_at": None, "ended_at": None,
    }  # fmt: skip
    said = list(texts(live(msgspec.convert(running, Job), "stop", "en")))
    assert {"100.0", "150.0", "50.00 %", "6 of 30 s", "Stop"} <= set(said)


def test_a_viewer_sees_the_board_but_nothing_that_keeps(board_home: Home) -> None:
    viewer = board_home.acting_as(Actor("kim", Role.VIEWER))
    found = solve(board_home, "merge_all")
    mine, theirs = board.show_result(board_home, found, "en"), board.show_result(viewer, found, "en")
    assert "Keep as a draft" in set(texts(mine))
    assert "Keep as a draft" not in set(texts(theirs))
    held = pin(Marks(), "N05:keep")
    assert board.save_button(viewer, held, "merge_all", str).hidden
    assert not board.save_button(board_home, held, "merge_all", str).hidden


def visit(page: Page, base: str, name: str, lang: str, theme: str = "light") -> None:
    page.goto(f"{base}/board?s={name}&lang={lang}&theme={theme}")
    page.locator(".nf-board").wait_for()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_planner_pins_solves_and_keeps(chromium: Browser, board_site: tuple[str, str], board_home: Home, lang: str) -> None:
    name = copy_of(board_home, f"asked_{lang}")
    before = solve(board_home, name).id  # the page shows it until the new one is done
    with opened(chromium, board_site) as (page, watch):
        visit(page, board_site[0], name, lang)
        page.locator(f".nf-result[data-job='{before}']").wait_for()
        settled(page)
        closed = page.locator("[data-nf-cell='N03:merge_admin']")
        reason = message_text("planning.rule.vertical_merge", {"network": "N03", "authority": "国家税务总局", "state": "refused"}, lang)
        assert reason in (closed.get_attribute("title") or "")
        closed.click()
        page.locator(".nf-panel .nf-verdict").get_by_text(reason).wait_for()
        assert page.locator(".nf-panel #nf-evidence summary").count() >= 2
        page.locator("[data-nf-cell='N05:keep']").click()
        page.locator(".nf-panel button[id*='pin|N05:keep']").first.click()
        page.locator("[data-nf-cell='N05:keep'].pinned").wait_for()
        settled(page)
        page.locator("[data-nf-cell='N20:withdraw']").press("f")
        page.locator("[data-nf-cell='N20:withdraw'].forbidden").wait_for()
        settled(page)
        page.locator("#board-undo").click()
        page.locator("[data-nf-cell='N20:withdraw']:not(.forbidden)").wait_for()
        settled(page)
        page.get_by_text("个别年度另定预算" if lang == "zh" else "Another budget for single years").click()
        entered(page, {"type": "board-year", "year": "2019"}, "9000")
        page.locator("#board-solve").click()
        page.get_by_text("2019 年预算：9000 万元" if lang == "zh" else "budget of 2019: 9000 × 10,000 CNY").wait_for()
        page.locator(f".nf-result:not([data-job='{before}']) .nf-outcome").get_by_text(
            "固定 1 项" if lang == "zh" else "1 pinned"
        ).wait_for()
        settled(page)
        page.locator("[data-nf-cell='N05:keep'].best").wait_for()
        for version in (1, 2):
            entered(page, "board-name", f"kept_{lang}")
            entered(page, "board-title", str(version))
            page.locator("#board-keep").click()
            page.locator("#board-kept .nf-yes").get_by_text(f"第 {version} 版" if lang == "zh" else f"version {version}").wait_for()
            assert scenario(board_home, f"kept_{lang}@{version}").pins == ("N05:keep",)
            settled(page)
        if lang == "zh":
            assert untranslated(page) <= {"kept", "kept_zh", "asked", "asked_zh", "cautious"}
        page.reload()
        page.locator(".nf-outcome").wait_for()
        page.locator("[data-nf-cell='N05:keep'].pinned").wait_for()
        settled(page)
        assert page.locator(".nf-toast").inner_text() == ""
        assert watch.errors == []
        assert watch.foreign == []


def test_pins_are_saved_and_a_moved_scenario_is_told(chromium: Browser, board_site: tuple[str, str], board_home: Home) -> None:
    name = copy_of(board_home, "moved")
    with opened(chromium, board_site) as (page, watch):
        visit(page, board_site[0], name, "en", "dark")
        settled(page)
        page.locator("[data-nf-cell='N26:withdraw']").press("p")
        page.locator("[data-nf-cell='N26:withdraw'].pinned").wait_for()
        settled(page)
        page.locator("#board-save").click()
        page.get_by_text("Draft, version 2").or_(page.get_by_text("draft, version 2")).wait_for()
        settled(page)
        assert scenario(board_home, name).pins == ("N26:withdraw",)
        save_pins(board_home, name, ["N20:keep"], [], base_version=2)
        page.locator("[data-nf-cell='N20:withdraw']").press("f")
        page.locator("[data-nf-cell='N20:withdraw'].forbidden").wait_for()
        settled(page)
        page.locator("#board-save").click()
        page.locator(".nf-toast").get_by_text("version 3 by now").wait_for()
        assert scenario(board_home, name).pins == ("N20:keep",)
        assert watch.errors == []


def test_a_search_goes_on_without_its_page_and_can_be_cancelled(
    chromium: Browser, board_site: tuple[str, str], board_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(problem: Any, settings: Any, told: Any, start: Any) -> Any:
        begun = time.monotonic()
        while time.monotonic() - begun < 300 and not told(Progress(seconds=time.monotonic() - begun, saving=1e5, bound=2e5, gap=1.0)):
            time.sleep(0.05)
        return optimise(problem, settings, None, start=start)

    name = copy_of(board_home, "slow")
    monkeypatch.setattr(services.optimising, "optimise", slow)
    with opened(chromium, board_site) as (page, watch):
        visit(page, board_site[0], name, "en")
        settled(page)
        page.locator("#board-solve").click()
        page.locator(".nf-solving").get_by_text("100.00 %").wait_for()
        page.goto(f"{board_site[0]}/networks?lang=en")
        page.locator(".ag-row").first.wait_for()
        last = last_job(board_home, "optimise", name)
        assert last is not None
        assert last.state in LIVE
        visit(page, board_site[0], name, "en")
        page.locator(".nf-solving").get_by_text("20.0", exact=True).wait_for()
        page.locator(".nf-solving button").click()
        page.locator(f".nf-result[data-job='{last.id}'] .nf-outcome").wait_for()
        page.locator(".nf-solving").wait_for(state="detached")
        assert ended(board_home, last.id).result is not None
        assert watch.errors == []


def test_charts_and_bars_open_what_stands_behind_them(chromium: Browser, board_site: tuple[str, str]) -> None:
    with opened(chromium, board_site) as (page, watch):
        page.goto(f"{board_site[0]}/scenarios?lang=en&s=do_minimum,merge_all")
        page.locator(".js-plotly-plot .waterfalllayer .point path").nth(1).wait_for()
        settled(page)
        clickable_chart(page)
        page.locator(".js-plotly-plot .waterfalllayer .point path").nth(1).click(force=True)
        page.locator(".nf-panel .nf-linkrow").first.click()
        page.locator(".nf-panel #nf-evidence summary").first.wait_for()
        settled(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Workbook (Excel)").click()
        assert download.value.suggested_filename == "merge_all-workbook.xlsx"
        page.goto(f"{board_site[0]}/risk?lang=en&s=merge_all")
        page.get_by_role("button", name="Work out the frontier").click()
        point = page.locator(".nf-sidejob .js-plotly-plot .scatterlayer .point").last
        point.wait_for()
        settled(page)
        clickable_chart(page, ".nf-sidejob")
        point.click(force=True)
        page.get_by_text("With a budget of").wait_for()
        assert watch.errors == []
        assert watch.foreign == []
