"""``netfold plan optimise`` and ``plan frontier`` on scenarios of a small borough without any discovery."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from planning.optimise import Settings
from planning.optimise.highs import Status
from planning.optimise.search import Progress
from planning.scenario import Scenario
from planning.scenario_text import scenario_text
from services import jobs, optimising
from services.exploring import alternatives, submit_exploration
from services.home import Home
from services.optimising import Wish, submit_optimisation
from services.plans import appraise, save_scenario
from services.risking import submit_robustness
from tests.jobs import ended
from tests.planning.optimise.borough import START, borough, drawn, plain
from topology.store.jobs import JobState


@pytest.fixture
def call(call_at_home: Any, tmp_path: Path) -> Any:
    """The command line on a home with a census and two scenarios."""
    with Home.open(tmp_path / "home") as home:
        fill(home)
    return call_at_home


def fill(home: Home) -> Scenario:
    census = borough(1)
    home.store.editions.add(census, actor="test")
    save_scenario(home, scenario_text(plain()))
    scenario = replace(
        drawn(census, 5), id="drawn", budgets={"2018": 40_000_000, "2019": 40_000_000}, labour_days={"2018": 200.0, "2019": 200.0}
    )
    save_scenario(home, scenario_text(scenario))
    return scenario


def test_the_best_plan_is_kept_and_appraises_as_it_was_found(call: Any, tmp_path: Path) -> None:
    code, out, err = call("plan", "optimise", "drawn", "--json", "--quiet", "--save", "best", "--alternatives", 1, "--values")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["name"], found["status"], found["gap"], found["policy"]) == ("drawn", "optimal", pytest.approx(0, abs=1e-4), "economic")
    assert found["npv_cny"] == pytest.approx(found["saving"] + found["offset_cny"], abs=1.0)
    assert found["npv_cny"] >= found["present_npv_cny"]
    assert {row["network"] for row in found["networks"]} == {"K0", "K1", "K2", "K3", "K4"}
    moved = {row["network"] for row in found["networks"] if row["option"]}
    assert {row["network"] for row in found["values"]} == moved
    assert all(row["value_cny"] >= -1e-6 for row in found["values"])
    assert all(row["npv_cny"] <= found["npv_cny"] + 1e-6 and row["changes"] for row in found["alternatives"])
    with Home.open(tmp_path / "home") as home:
        again = appraise(home, "best")
        assert again.npv_fen / 100 == pytest.approx(found["npv_cny"])
        assert "HiGHS" in home.store.scenarios.get("best").body
        assert again.proof is not None
        assert (again.proof.status, again.proof_holds) == ("optimal", True)
        assert again.proof.saving_cny == pytest.approx(again.npv_fen / 100, abs=1.0)
        assert again.proof.bound_cny == pytest.approx(again.npv_fen / 100, rel=1e-3)
    code, _, _ = call("plan", "optimise", "best", "--quiet", "--save", "best")
    assert code == 0
    code, out, err = call("plan", "appraise", "best", "--lang", "en")
    assert "the best plan, proved; no plan exceeds an NPV of" in out
    assert "of other inputs" not in out + err
    with Home.open(tmp_path / "home") as home:
        stored = home.store.scenarios.get("best")
        save_scenario(home, re.sub(r"(?m)^discount_rate = .*", "discount_rate = 0.031", stored.body), base_version=stored.version)
    code, out, err = call("plan", "appraise", "best", "--lang", "en")
    assert code == 0
    assert "of other inputs, solve it again" in out
    assert "Its proof is of other inputs" in out + err


def test_the_plan_in_words(call: Any) -> None:
    code, out, _ = call("plan", "optimise", "drawn", "--quiet", "--lang", "zh", "--pin", f"K3:merge_admin@{START.plus(2)}", "--values")
    assert code == 0
    assert f"K3：并入行政服务域（独立 VPN），{START.plus(2)} 完成" in out
    assert "净现值" in out
    assert "须保留时" in out
    code, out, _ = call("plan", "optimise", "drawn", "--csv", "--quiet", "--forbid", "K0", "--forbid", "K1:join", "--budget", "2018=90000")
    assert code == 0
    assert out.splitlines()[0] == "network,option,host,finish,duration,quarter"
    assert "K0,,,,," in out


def test_what_is_short_is_said_in_the_calendar(call: Any) -> None:
    code, out, _ = call(
        "plan", "optimise", "drawn", "--quiet", "--policy", "mandate", "--by", "2019Q3", "--budget", "1000", "--labour", "2018=1"
    )
    assert code == 3
    assert "The budget of 201" in out
    code, out, _ = call("plan", "optimise", "drawn", "--quiet", "--policy", "target", "--forbid", "K0")
    assert code == 3
    assert "The target is short by 1 networks." in out
    code, out, _ = call("plan", "optimise", "drawn", "--quiet", "--pin", "K0", "--forbid", "K0")
    assert code == 3
    assert "contradict each other" in out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--pin", "K9"], "K9"), (["--pin", "K0:sell"], "sell"), (["--budget", "much"], "2018=6000000"), (["--share", "2"], "--share"),
        (["--by", "2030Q1", "--policy", "mandate"], "2030Q1"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(call: Any, arguments: list[str], part: str) -> None:
    code, out, err = call("plan", "optimise", "drawn", *arguments)
    assert (code, out) == (2, "")
    assert part in err


def test_more_money_never_saves_less(call: Any) -> None:
    code, out, _ = call("plan", "frontier", "drawn", "--json", "--quiet", "--shares", "0.2,0.6,1")
    found = json.loads(out)
    assert code == 0
    assert [row["share"] for row in found] == [0.2, 0.6, 1.0]
    assert [row["npv_cny"] for row in found] == sorted(row["npv_cny"] for row in found)
    assert all(row["spent_cny"] <= row["budget_cny"] + 1 for row in found)
    code, out, _ = call("plan", "frontier", "drawn", "--quiet", "--shares", "1")
    assert (code, out.split()[:2]) == (0, ["share", "budget_cny"])


def test_ctrl_c_leaves_the_best_plan_so_far(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(problem, settings, told, start):
        os.kill(os.getpid(), signal.SIGINT)
        assert told(Progress(seconds=0.1, saving=None, bound=None, gap=None))
        return replace(real(problem, Settings(seconds=20), None, start=start), status=Status.CANCELLED)

    real = optimising.optimise
    monkeypatch.setattr(optimising, "optimise", stopped)
    code, out, _ = call("plan", "optimise", "drawn", "--quiet")
    assert code == 130
    assert "cancelled; the best plan so far" in out
    assert "NPV" in out


def test_alternatives_choose_otherwise_at_a_known_price(tmp_path: Path) -> None:
    with Home.open(tmp_path / "home") as home:
        fill(home)
        best = optimising.optimise_scenario(home, "drawn")
        found = alternatives(home, "drawn", count=2, share=0.2)
        assert found
        for row in found:
            assert row.changes
            assert row.lost_cny >= -1e-6
            assert row.npv_cny + row.lost_cny == pytest.approx(best.npv_cny, abs=1.0)


def test_the_search_as_a_job(tmp_path: Path) -> None:
    with Home.open(tmp_path / "home") as home:
        fill(home)
        done = ended(home, submit_optimisation(home, "drawn", Wish(quarters=6), Settings(seconds=30)))
        assert (done.state, done.kind) == (JobState.DONE, "optimise")
        assert done.result is not None
        assert done.result["status"] == "optimal"
        assert done.result["toml"].startswith("schema = 1")
        done = ended(home, submit_exploration(home, "network_values", "drawn", Wish(quarters=6), Settings(seconds=30)))
        assert done.result is not None
        assert {row["network"] for row in done.result["rows"]} <= {"K0", "K1", "K2", "K3", "K4"}
        done = ended(home, submit_exploration(home, "frontier", "drawn", Wish(quarters=6), Settings(seconds=30)))
        assert done.result is not None
        assert len(done.result["rows"]) == 9


def test_a_running_job_shows_what_there_is_and_stops_with_it(tmp_path: Path) -> None:
    with Home.open(tmp_path / "home") as home:
        identifier = home.store.jobs.add("optimise", actor="x")
        home.store.jobs.start(identifier)
        home.store.jobs.progress(identifier, 1, 60, "optimise", result={"npv_cny": 5.0})
        home.store.jobs.progress(identifier, 2, 60, "optimise")
        assert jobs.job(home, identifier).result == {"npv_cny": 5.0}
        home.store.jobs.finish(identifier, JobState.DONE, result={"npv_cny": 7.0})
        assert jobs.job(home, identifier).result == {"npv_cny": 7.0}


def test_the_risk_of_a_scenario(call: Any) -> None:
    code, out, err = call("plan", "risk", "drawn", "--json", "--quiet", "--draws", 2000, "--seed", 7, "--reoptimise", 2)
    found = json.loads(out)
    assert (code, err) == (0, "")
    one = found["outcome"]
    assert (found["scenario"], found["seed"], one["draws"], found["robustness"]["draws"]) == ("drawn", 7, 2000, 2)
    assert one["p10_fen"] < one["p50_fen"] < one["p90_fen"]
    assert len(one["cumulative"]) == 12
    again = json.loads(call("plan", "risk", "drawn", "--json", "--quiet", "--draws", 2000, "--seed", 7)[1])
    assert again["outcome"] == one
    assert found["tornado"][0]["driver"]["key"]
    code, out, _ = call("plan", "risk", "drawn", "--lang", "zh", "--quiet", "--draws", 100, "--benefit", "1,1,1", "--reoptimise", 1)
    assert code == 0
    assert "净现值" in out
    assert "节约的运行费" not in out
    assert "（×" in out or "（x" in out
    assert "retain." not in out
    code, out, _ = call("plan", "risk", "drawn", "--csv", "--quiet", "--draws", 100)
    assert (code, out.splitlines()[0], len(out.splitlines())) == (0, "percentile,npv_cny", 52)


@pytest.mark.parametrize("arguments", [["--draws", "0"], ["--reoptimise", "-1"], ["--benefit", "2,1,1"]])
def test_risk_that_cannot_be_asked_for(call: Any, arguments: list[str]) -> None:
    code, out, _ = call("plan", "risk", "drawn", *arguments)
    assert (code, out) == (2, "")


def test_robustness_as_a_job(tmp_path: Path) -> None:
    with Home.open(tmp_path / "home") as home:
        fill(home)
        done = ended(home, submit_robustness(home, "drawn", 2))
        assert done.state is JobState.DONE
        assert done.result is not None
        assert (done.result["draws"], {row["network"] for row in done.result["networks"]}) == (2, {"K0", "K1", "K2", "K3", "K4"})


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--seconds", "-1"], "--seconds: -1.0"), (["--seconds", "nan"], "--seconds"), (["--gap", "-1"], "--gap"), (["--threads", "0"], "--threads"),
        (["--quarters", "0"], "quarters: 0"), (["--quarters", "99"], "quarters: 99"), (["--alternatives", "-1"], "--alternatives"),
        (["--most-changes", "-1"], "--most-changes"), (["--change-cost", "-1"], "--change-cost"), (["--budget", "3018=5"], "3018"),
        (["--labour", "1999=5"], "1999"), (["--save", "../x"], "../x"), (["--save", "best@2"], "best@2"),
        (["--pin", "K0:sell"], "K0 cannot take 'sell'"), (["--pin", "K0@2031Q1"], "2031Q1 is out of range; expected 2018Q3..2020Q2"),
    ],
)  # fmt: skip
def test_what_is_out_of_range_is_refused_before_the_search(call: Any, arguments: list[str], part: str) -> None:
    code, out, err = call("plan", "optimise", "drawn", *arguments)
    assert (code, out) == (2, "")
    assert part in err


@pytest.mark.parametrize(
    "arguments", [["risk", "drawn", "--benefit", "5"], ["frontier", "drawn", "--shares", "a"], ["frontier", "drawn", "--shares", "-1"]]
)
def test_a_list_of_another_form_is_refused_by_its_option(call: Any, arguments: list[str]) -> None:
    code, out, err = call("plan", *arguments)
    assert (code, out) == (2, "")
    assert arguments[-2] in err
    assert "_" not in err


def test_a_version_that_is_not_there_is_named_whole(call: Any) -> None:
    code, out, err = call("plan", "appraise", "drawn@9")
    assert (code, out) == (2, "")
    assert "drawn@9" in err


def test_a_stored_text_that_is_no_scenario_hides_no_other(call: Any, tmp_path: Path) -> None:
    with Home.open(tmp_path / "home") as home:
        home.store.scenarios.save("../odd", "schema = 1", title="odd", author="local", base=0)
    code, out, err = call("plan", "appraise", "nowhere")
    assert (code, out) == (2, "")
    assert "no scenario 'nowhere'" in err


def test_a_file_is_kept_as_a_draft_and_its_change_as_the_next_version(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(scenario_text(replace(plain(), id="ours")), encoding="utf-8")
    for expected in (1, 1):
        code, out, _ = call("plan", "save", path, "--json")
        assert (code, [(row["scenario"], row["version"], row["state"]) for row in json.loads(out)]) == (0, [("ours", expected, "draft")])
    path.write_text(path.read_text(encoding="utf-8").replace("horizon = 12", "horizon = 16"), encoding="utf-8")
    code, out, _ = call("plan", "save", path)
    assert (code, "2" in out) == (0, True)
    code, _, err = call("plan", "save", tmp_path / "none.toml")
    assert (code, "none.toml" in err) == (2, True)


def test_actuals_of_a_network_that_is_not_there_are_refused_whole(call: Any, tmp_path: Path) -> None:
    table = tmp_path / "paid.csv"
    table.write_text("quarter,network,item,amount_cny,source\n2018Q2,N99,cutover_site,100,letter\n", encoding="utf-8")
    code, _, err = call("plan", "actuals", "drawn", "--table", table)
    assert (code, "N99" in err) == (3, True)
