import pytest
from msgspec.structs import replace

from planning.decide import decide
from planning.options import Option
from planning.scenario import Override
from tests.planning.town import CENSUS, merge, scenario, with_network
from topology.model.census import Level

WORD = Override(author_role="planner", reason="ordered")


@pytest.mark.parametrize(
    ("choice", "changes", "code"),
    [
        (merge(finish="2017Q4"), {}, "finish_outside"),
        (merge(finish="2020Q1"), {}, "finish_outside"),
        (merge(finish="2018Q1"), {}, "finish_early"),
        (merge(option=Option.INTRANET), {}, "option_blocked"),
        (merge("B", "2018Q3"), {}, "platform_missing"),
        (merge("B", "2018Q3"), {"platforms": {"level3_zone": "2018Q4"}}, "platform_missing"),
        (merge(option=Option.JOIN, host="B"), {}, "option_blocked"),
    ],
)
def test_what_the_rules_forbid_is_kept_and_reported(choice, changes, code):
    decisions, problems = decide(scenario(choice, **changes), CENSUS, None)
    assert decisions[choice.code].option is Option.KEEP
    assert [problem.code for problem in problems] == [f"planning.{code}"]


def test_blackout_quarters_close_the_finish():
    _, problems = decide(scenario(merge(finish="2018Q3")), with_network("A", blackout=("*Q3",)), None)
    assert problems[0].code == "planning.finish_blackout"


def test_an_override_is_carried_out_and_said_but_not_across_a_boundary():
    decisions, problems = decide(scenario(merge(finish="2018Q1", override=WORD)), CENSUS, None)
    assert (decisions["A"].option, decisions["A"].overridden) == (Option.MERGE_ADMIN, True)
    assert (problems[0].code, problems[0].params["reason"]) == ("planning.option_overridden", "ordered")
    decisions, problems = decide(scenario(merge(override=WORD)), with_network("A", classified=True), None)
    assert decisions["A"].option is Option.KEEP
    assert problems[0].code == "planning.option_blocked"
    decisions, _ = decide(scenario(merge(override=WORD)), CENSUS, None)
    assert not decisions["A"].overridden


def test_a_host_must_fit_and_stay():
    census = with_network("B", level=Level.CITY)
    joined, problems = decide(scenario(merge(option=Option.JOIN, host="B")), census, None)
    assert (joined["A"].target, problems) == ("B", ())
    _, problems = decide(scenario(merge(option=Option.JOIN, host="W1")), census, None)
    assert problems[0].code == "planning.host_unfit"
    both = scenario(merge(option=Option.JOIN, host="B"), merge("B", "2018Q4"), platforms={"level3_zone": "2018Q2"})
    decisions, problems = decide(both, replace(census, applications=()), None)
    assert (decisions["A"].option, decisions["B"].option) == (Option.KEEP, Option.MERGE_ADMIN)
    assert [problem.code for problem in problems] == ["planning.host_leaves"]


def test_a_network_the_census_lacks_is_left_out():
    decisions, problems = decide(scenario(merge("Z")), CENSUS, None)
    assert set(decisions) == {"A", "B"}
    assert [(problem.code, problem.severity) for problem in problems] == [("planning.scenario_network_absent", "info")]


def test_old_costs_end_after_dual_running():
    leaves = {count: decide(scenario(merge(), dual_running=count), CENSUS, None)[0]["A"].leaves for count in (0, 1, 2)}
    assert leaves == {0: "2018Q2", 1: "2018Q3", 2: "2018Q4"}
