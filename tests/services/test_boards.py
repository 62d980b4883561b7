"""What the planning board keeps: pins with a scenario, and found plans as drafts; nothing of it decides a figure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planning.scenario import scenario_hash
from planning.scenario_file import parse_scenario
from planning.scenario_text import scenario_text
from services.actors import Actor, Role
from services.approvals import review
from services.boards import asked_wish, keep_plan, last_job, save_pins, submit_alternatives
from services.home import Home
from services.jobs import submit
from services.optimising import Wish, submit_optimisation
from services.plans import appraise, option_cells, option_costs, save_scenario, scenario
from tests.jobs import ended
from tests.services.city import copied
from topology.model.errors import InputError, NotFound, PermissionDenied
from topology.store.errors import Conflict
from topology.store.jobs import JobState


@pytest.fixture(scope="module")
def planned(demo: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with Home.open(copied(demo[0], tmp_path_factory.mktemp("boards") / "home")) as home:
        yield home


def test_pins_are_kept_with_the_scenario_and_decide_nothing(planned: Home) -> None:
    before = scenario(planned, "cautious")
    stored = save_pins(planned, "cautious", ["N05:merge_admin@2018Q4"], ["N20:join"], base_version=1)
    after = scenario(planned, "cautious")
    assert (stored.version, stored.state.value) == (2, "draft")
    assert (after.pins, after.forbids) == (("N05:merge_admin@2018Q4",), ("N20:join",))
    assert scenario_hash(after) == scenario_hash(before)
    assert appraise(planned, "cautious").npv_fen == appraise(planned, "cautious@1").npv_fen
    with pytest.raises(Conflict) as caught:
        save_pins(planned, "cautious", [], [], base_version=1)
    assert caught.value.code == "store.scenario_moved"


def test_a_file_brings_its_pins_back_and_writes_none_where_there_are_none(planned: Home) -> None:
    plain = scenario(planned, "do_minimum")
    assert "pins" not in scenario_text(plain)
    text = scenario_text(plain).replace('approval = "draft"', 'approval = "draft"\npins = ["N05:keep"]\nforbids = ["N09:withdraw"]')
    read = parse_scenario(text, where="x.toml")
    assert (read.pins, read.forbids) == (("N05:keep",), ("N09:withdraw",))
    assert parse_scenario(scenario_text(read), where="x.toml") == read


def test_saving_pins_makes_a_reviewed_scenario_a_draft_again(planned: Home) -> None:
    text = scenario_text(scenario(planned, "cautious")).replace('id = "cautious"', 'id = "read_once"')
    save_scenario(planned, text)
    review(planned, "read_once")
    assert save_pins(planned, "read_once", ["N05:keep"], [], base_version=2).state.value == "draft"


def test_a_found_plan_is_kept_as_a_draft_with_what_it_was_searched_round(planned: Home) -> None:
    wish = Wish(pins=("N05:keep",), forbids=("N20:withdraw",))
    ident = submit_optimisation(planned, "merge_all", wish)
    found = ended(planned, ident)
    assert found.state is JobState.DONE
    assert asked_wish(found) == wish
    last = last_job(planned, "optimise", "merge_all")
    assert last is not None
    assert last.id == ident
    stored = keep_plan(planned, ident, "kept_one", {"zh": "留存", "en": " "}, wish.pins, wish.forbids)
    kept = scenario(planned, "kept_one")
    assert (stored.version, kept.name["zh"], kept.pins) == (1, "留存", ("N05:keep",))
    assert kept.choice["N20"].option.value != "withdraw"
    assert found.result is not None
    assert appraise(planned, "kept_one").npv_fen / 100 == pytest.approx(found.result["npv_cny"])
    with pytest.raises(Conflict):
        keep_plan(planned, ident, "kept_one", {"zh": "二", "en": "two"})
    assert keep_plan(planned, ident, "kept_one", {"zh": "二", "en": "two"}, base_version=1).version == 2


@pytest.mark.parametrize("name", ["", "Upper", "a b", "x" * 65, "../up", "-first"])
def test_a_name_that_is_none_is_refused(planned: Home, name: str) -> None:
    with pytest.raises(InputError) as caught:
        keep_plan(planned, "j1", name)
    assert caught.value.code == "services.scenario_name"


def test_only_a_search_with_a_plan_can_be_kept(planned: Home) -> None:
    other = submit(planned, "frontier", lambda _home, _watch: {"rows": []}, params={"scenario": "cautious"})
    ended(planned, other)
    impossible = submit_optimisation(planned, "cautious", Wish(pins=("N05:merge_admin@2018Q3",), budgets={"*": 0}))
    answer = ended(planned, impossible).result
    assert answer is not None
    assert {row["kind"] for row in answer["short"]} == {"budget"}
    for ident in (other, impossible):
        with pytest.raises(InputError) as caught:
            keep_plan(planned, ident, "nothing_there")
        assert caught.value.code == "services.no_plan"
    with pytest.raises(NotFound):
        keep_plan(planned, "j99999", "nothing_there")
    assert last_job(planned, "optimise", "nobody") is None


def test_alternatives_come_as_a_job(planned: Home) -> None:
    found = ended(planned, submit_alternatives(planned, "merge_all"))
    assert found.state is JobState.DONE
    assert found.result is not None
    for row in found.result["rows"]:
        assert row["lost_cny"] >= -1
        assert row["changes"]
    assert asked_wish(found) == Wish()


def test_the_lines_of_a_cell_differ_by_its_value(planned: Home) -> None:
    cells = option_cells(planned, "merge_all")
    cell = next(one for one in cells if one.npv_fen and not one.chosen)
    chosen = next(one for one in cells if one.chosen and one.option != "keep")
    for one in (cell, chosen):
        kept, tried = option_costs(planned, "merge_all", one)
        assert {line.id for line in kept} != {line.id for line in tried}
    kept, tried = option_costs(planned, "merge_all", chosen)
    appraisal = appraise(planned, "merge_all")
    assert sum(line.total_fen for line in tried) == appraisal.cost_fen
    assert sum(line.total_fen for line in kept) != appraisal.cost_fen


def test_viewers_may_look_and_search_but_keep_nothing(planned: Home) -> None:
    viewer = planned.acting_as(Actor("kim", Role.VIEWER))
    assert option_cells(viewer, "cautious") == option_cells(planned, "cautious")
    with pytest.raises(PermissionDenied):
        save_pins(viewer, "cautious", [], [], base_version=2)
    with pytest.raises(PermissionDenied):
        keep_plan(viewer, "j1", "mine")
