import pytest
from msgspec.structs import replace

from planning.decide import decide
from planning.messages import message_text
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


def test_no_override_reaches_what_is_classified():
    secret = replace(with_network("B", level=Level.CITY, classified=True), consents=())
    for host in ("B", "W3", "W1", "nowhere"):
        decisions, problems = decide(scenario(merge(option=Option.JOIN, host=host, override=WORD)), secret, None)
        assert decisions["A"].option is Option.KEEP
        assert problems
    moved = merge("B", "2018Q2", option=Option.INTRANET, override=WORD)
    decisions, problems = decide(scenario(moved), secret, None)
    assert (decisions["B"].option, problems[0].params["rule"]) == (Option.KEEP, "intranet_consent")
    late = replace(CENSUS.consents[0], option="intranet", since="2018Q4")
    decisions, problems = decide(scenario(moved), replace(secret, consents=(late,)), None)
    assert (decisions["B"].option, problems[0].code) == (Option.KEEP, "planning.finish_early")


def test_an_override_says_every_objection_it_passes():
    census = with_network("A", blackout=("*Q1",))
    choice = merge(finish="2018Q1", override=WORD)
    _, problems = decide(scenario(choice), census, None)
    assert [(row.code, row.params["objection"]) for row in problems] == [
        ("planning.option_overridden", "finish_early"),
        ("planning.option_overridden", "finish_blackout"),
    ]
    _, problems = decide(scenario(replace(choice, override=None)), census, None)
    assert [row.code for row in problems] == ["planning.finish_early", "planning.finish_blackout"]
    joined = merge("B", "2018Q3", option=Option.JOIN, host="A", override=WORD)
    decisions, problems = decide(scenario(joined), CENSUS, None)
    assert decisions["B"].target == "A"
    assert message_text(problems[0].code, problems[0].params, "en") == (
        "B: 'Join a sibling network' is carried out on the word of the planner against a rule: B is run from above: only with the recorded "
        "consent of 省厅 and its date may the city withdraw it or put it into a sibling (no consent). Reason: ordered"
    )


def test_a_consent_that_a_choice_names_must_be_there():
    platforms = {"level3_zone": "2018Q3"}
    decisions, problems = decide(scenario(merge("B", "2018Q3", consent="Q1"), platforms=platforms), CENSUS, None)
    assert (decisions["B"].consent, problems) == ("Q1", ())
    decisions, problems = decide(scenario(merge("B", "2018Q3", consent="Q9"), platforms=platforms), CENSUS, None)
    assert decisions["B"].consent == "Q1"
    assert [(row.code, row.params["consent"]) for row in problems] == [("planning.consent_unknown", "Q9")]


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
