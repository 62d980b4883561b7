"""A scenario as a problem: what the programme says a plan saves is what the appraisal says, for plans of any kind."""

from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace

from planning.appraise import appraise
from planning.optimise.formulation import formulate
from planning.optimise.from_case import Asked, City, pose, read_cell
from planning.optimise.highs import Status
from planning.optimise.matrix import ON
from planning.optimise.moves import values_of
from planning.optimise.policies import Policy
from planning.optimise.search import Move, Plan, Purchase, Settings, optimise
from planning.optimise.sharing import MOST_SETS, Levels
from planning.optimise.to_scenario import to_scenario
from planning.optimise.ways import way_id
from planning.options import Interim, Option
from planning.quarters import Quarter
from planning.scenario import Choice, Override
from planning.scenario_file import parse_scenario
from planning.scenario_text import scenario_text
from tests.planning.optimise.borough import LAST, PRICES, START, borough, drawn, plain
from topology.model.errors import InputError

EXACT = Settings(seconds=60, gap=1e-9)
NAME = {"zh": "最优", "en": "Best"}


def posed(census, scenario, **asked) -> City:
    return pose(scenario, plain(), None, census, PRICES, (), Asked(quarters=LAST, **asked))


def carried_out(city: City, moves) -> Plan:
    """The plan of some moves, with everything bought when it is needed."""
    made = formulate(city.problem)
    values = values_of(made, moves)
    assert made.model.admits(values)
    first = {
        name: next((quarter for quarter, column in enumerate(columns) if quarter and values[column] > ON), None)
        for name, columns in made.platform.items()
    }
    return Plan(
        status=Status.FEASIBLE,
        saving=-made.model.objective(values),
        networks=tuple(Move(network=code, option=option, quarter=quarter) for code, (option, quarter) in moves.items()),
        purchases=tuple(Purchase(kind="platform", id=name, quarter=quarter) for name, quarter in first.items() if quarter),
        spending=tuple(
            sum(factor * values[column] for column, factor in made.spending.get(year, ())) for year in range(3)
        ),
    )  # fmt: skip


@pytest.mark.parametrize("town", range(6))
def test_the_programme_and_the_appraisal_agree_on_any_plan(town: int) -> None:
    census = borough(town)
    for seed in range(12):
        scenario = drawn(census, 100 * town + seed)
        city = posed(census, scenario)
        assert len(city.present) == len(scenario.choices)
        plan = carried_out(city, city.present)
        found = appraise(to_scenario(city, plan, identifier="made", name=NAME), plain(), None, census, PRICES, ())
        assert not [row for row in found.problems if row.severity == "error"]
        assert city.agreed_saving(plan.saving or 0.0) == pytest.approx(found.npv_fen / 100, abs=0.01), seed
        assert list(plan.spending) == pytest.approx([year.one_off_fen / 100 for year in found.years][:3], abs=0.01), seed


@pytest.mark.parametrize("town", range(3))
def test_the_best_plan_is_the_best_of_all_that_can_be_appraised(town: int) -> None:
    """Every plan of three networks in four quarters, one by one, by the appraisal alone."""
    census = borough(40 + town, 3)
    scenario = plain(id="s", base="base", budgets={"2018": 90_000_00, "2019": 160_000_00}, labour_days={"2018": 90.0, "2019": 60.0})
    city = pose(scenario, plain(), None, census, PRICES, (), Asked(quarters=4))
    ways = [
        [None, *((option.id, due.quarter) for option in network.options for due in option.schedule)] for network in city.problem.networks
    ]
    rng = np.random.default_rng(town)
    every = [dict(zip(city.problem.network, chosen, strict=True)) for chosen in product(*ways)]
    best = 0.0
    for chosen in [every[place] for place in rng.permutation(len(every))[:400]]:
        moves = {code: way for code, way in chosen.items() if way is not None}
        if any((host := city.problem.option[code, way].host) is not None and host in moves for code, (way, _) in moves.items()):
            continue
        try:
            plan = carried_out(city, moves)
        except AssertionError:
            continue
        best = max(best, plan.saving or 0.0)
    plan = optimise(city.problem, EXACT)
    found = appraise(to_scenario(city, plan, identifier="best", name=NAME), plain(), None, census, PRICES, ())
    assert plan.status is Status.OPTIMAL
    assert (plan.saving or 0.0) >= best - 0.01
    assert city.agreed_saving(plan.saving or 0.0) == pytest.approx(found.npv_fen / 100, abs=1.0)
    assert not [
        row.code for row in found.problems if row.code in {"planning.budget_short", "planning.labour_short"} or row.severity == "error"
    ]


def test_the_plan_as_a_scenario_survives_its_file_and_keeps_what_the_planner_said() -> None:
    census = borough(1)
    scenario = drawn(census, 5)
    kept = next(choice for choice in scenario.choices if choice.extra or choice.interim is Interim.GATEWAY)
    city = posed(census, scenario)
    made = to_scenario(city, carried_out(city, city.present), identifier="made", name=NAME, note={"en": 'proof "x" \\ 证'})
    again = parse_scenario(scenario_text(made), where="made.toml", base=plain())
    assert again == made
    choice = made.choice[kept.code]
    assert (choice.option, choice.finish, choice.extra) == (kept.option, kept.finish, kept.extra)
    assert choice.interim in {kept.interim, Interim.FREEZE}


def test_a_mandate_moves_all_that_may_and_names_the_exempt() -> None:
    census = borough(3)
    city = posed(census, plain(id="s", base="base"), policy=Policy.MANDATE, by="2019Q3")
    plan = optimise(city.problem, EXACT)
    assert plan.status is Status.OPTIMAL
    assert {move.network for move in plan.networks if move.option is None} == set(city.exempt)
    assert all(move.quarter <= 5 for move in plan.networks if move.quarter is not None)
    free = optimise(posed(census, plain(id="s", base="base")).problem, EXACT)
    assert (plan.saving or 0.0) <= (free.saving or 0.0)


def test_a_target_counts_all_networks_and_a_freeze_pays_no_penalty() -> None:
    census = borough(4)
    scenario = plain(id="s", base="base")
    plan = optimise(posed(census, scenario, policy=Policy.TARGET, share=0.6).problem, EXACT)
    assert sum(move.option is not None for move in plan.networks) >= 3
    city = posed(census, scenario, policy=Policy.FREEZE)
    frozen = optimise(city.problem, EXACT)
    made = to_scenario(city, frozen, identifier="frozen", name=NAME)
    found = appraise(made, plain(), None, census, PRICES, ())
    assert not [
        line for line in found.lines if line.item == "penalty" and line.network in {move.network for move in frozen.networks if move.option}
    ]
    assert all(choice.interim is Interim.FREEZE for choice in made.choices if choice.option is not Option.KEEP)
    assert city.agreed_saving(frozen.saving or 0.0) == pytest.approx(found.npv_fen / 100, abs=1.0)


def test_pins_forbids_and_few_changes() -> None:
    census = borough(2)
    scenario = drawn(census, 7)
    city = posed(census, scenario)
    free = optimise(city.problem, EXACT)
    code, (way, _) = next(iter(city.present.items()))
    pinned = optimise(posed(census, scenario, pins=(read_cell(f"{code}:{way}@{START.plus(4)}", START),)).problem, EXACT)
    assert next((move.option, move.quarter) for move in pinned.networks if move.network == code) == (way, 5)
    assert (pinned.saving or 0.0) <= (free.saving or 0.0) + 1e-6
    barred = optimise(posed(census, scenario, forbids=(read_cell("K0:join", START), read_cell("K1", START))).problem, EXACT)
    assert not [move for move in barred.networks if move.network == "K1" and move.option]
    assert not [move for move in barred.networks if move.network == "K0" and (move.option or "").startswith("join")]
    none = optimise(posed(census, scenario, most_changes=0).problem, EXACT)
    assert {move.network: move.option for move in none.networks if move.option} == {code: way for code, (way, _) in city.present.items()}
    assert none.changes == 0
    one = optimise(posed(census, scenario, most_changes=1).problem, EXACT)
    assert (none.saving or 0.0) <= (one.saving or 0.0) <= (free.saving or 0.0) + 1e-6
    dear = optimise(posed(census, scenario, change_cost=1e9).problem, EXACT)
    assert (dear.changes, dear.saving) == (0, pytest.approx(none.saving))
    cheap = optimise(posed(census, scenario, change_cost=100.0).problem, EXACT)
    assert (cheap.saving or 0.0) + 100.0 * (cheap.changes or 0) == pytest.approx(free.saving, abs=100.0 * len(cheap.networks))


@pytest.mark.parametrize(("cell", "expected"), [("Z9", "K0, K1"), ("K0:sell", "merge_admin"), ("K0@2031Q1", "2018Q3..2019Q4")])
def test_a_cell_that_is_not_there_is_refused(cell: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        posed(borough(0), plain(id="s", base="base"), pins=(read_cell(cell, START),))
    assert expected in str(caught.value.params.get("expected") or caught.value.params["choices"])


def test_a_mandate_beyond_the_quarters_of_decision_is_refused() -> None:
    with pytest.raises(InputError):
        posed(borough(0), plain(id="s", base="base"), policy=Policy.MANDATE, by="2025Q1")


def test_an_override_is_a_way_in_its_own_quarter_only() -> None:
    census = borough(0)
    closed = replace(census, networks=tuple(replace(row, statutory=row.code == "K1") for row in census.networks))
    word = Override(author_role="planner", reason="已批")
    choice = Choice(code="K1", option=Option.WITHDRAW, finish=str(START.plus(3)), override=word)
    scenario = plain(id="s", base="base", choices=(choice,))
    city = posed(closed, scenario)
    (option,) = city.problem.network["K1"].options
    assert (option.id, [due.quarter for due in option.schedule]) == ("withdraw", [4])
    made = to_scenario(city, carried_out(city, city.present), identifier="m", name=NAME)
    assert made.choice["K1"].override == word


def test_sets_of_users_are_looked_at_only_where_the_cost_may_differ() -> None:
    class Line:
        def __init__(self, amount: int) -> None:
            self.id, self.amount_fen = "x", amount

    asked: list[frozenset[str]] = []

    def lines_of(group):
        asked.append(frozenset(group))
        return [Line(10 if len(asked[-1]) < 3 else 20)]

    levels = Levels("abcd", lines_of)
    ((_, amounts),) = levels.amounts()
    assert amounts == [10, 20]
    assert levels.least_sets("x", 10) == (("a",), ("b",), ("c",), ("d",))
    assert {len(one) for one in levels.least_sets("x", 20)} == {3}
    assert len(asked) == 1 + 4 + 6 + 4
    many = Levels([f"n{number:02}" for number in range(20)], lambda group: [Line(10 + len(set(group)))])
    assert not many.exact
    assert len(many._known) <= MOST_SETS + 20**4
    assert many.least_sets("x", 30)


def test_names_of_ways() -> None:
    assert way_id(Option.MERGE_ADMIN, None) == "merge_admin"
    assert read_cell("N15:join:N14", Quarter(2018, 1)).option == "join:N14"
