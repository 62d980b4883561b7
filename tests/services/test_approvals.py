"""A scenario's way from draft to locked, what it is held to, and what stands beside the plan."""

import msgspec
import pytest

from planning.samples import PREPARED
from services.actors import Actor, Role
from services.approvals import approve, lock, reopen, review, withdraw_approval
from services.evidence import open_evidence
from services.home import Home
from services.plan_inputs import plan_ground
from services.plans import (
    actuals,
    appraise,
    cancellations,
    compare,
    marginals,
    option_cells,
    save_scenario,
    scenario,
    scenarios,
    take_actuals,
    versions,
)
from topology.model.entities import Evidence, EvidenceKind
from topology.model.errors import InputError, NotFound, PermissionDenied
from topology.store.errors import Conflict

BRAVE = """
schema = 1
id = "brave"
name = { zh = "占位也行", en = "Placeholders and all" }
base = "do_minimum"
placeholder_limit = 1.0

[[network]]
code = "N20"
option = "withdraw"
finish = "2018Q2"
extra = [{ text = "Transport of racks", cny = 1200.50, source = "quotation 3" }]
"""


@pytest.fixture
def brave(own: Home) -> Home:
    save_scenario(own, BRAVE)
    return own


def test_a_scenario_is_reviewed_approved_and_locked_for_good(brave: Home) -> None:
    assert review(brave, "brave").state == "reviewed"
    assert reopen(brave, "brave").state == "draft"
    review(brave, "Placeholders and all")
    assert approve(brave, "brave").state == "approved"
    with pytest.raises(InputError, match="approval_withdraw"):
        reopen(brave, "brave")
    before = appraise(brave, "brave")
    stored = lock(brave, "brave")
    assert (stored.state, stored.version) == ("locked", 6)
    held = scenario(brave, "brave")
    assert held.pinned is not None
    assert held.pinned.snapshot == before.snapshot
    after = appraise(brave, "brave")
    assert (after.npv_fen, after.lines) == (before.npv_fen, before.lines)
    for step in (review, approve, lock, reopen, withdraw_approval):
        with pytest.raises(InputError, match="approval_step"):
            step(brave, "brave")
    with pytest.raises(Conflict, match="scenario_locked"):
        save_scenario(brave, BRAVE.replace("2018Q2", "2018Q3"), base_version=6)
    said = [(line.action, line.outcome) for line in brave.store.audit.lines()]
    assert {("scenario.review", "done"), ("scenario.approve", "done"), ("scenario.lock", "done")} <= set(said)


def test_what_a_locked_scenario_rests_on_may_change_only_visibly(brave: Home) -> None:
    for step in (review, approve, lock):
        step(brave, "brave")
    before = appraise(brave, "brave")
    assert not [row for row in before.problems if row.code.startswith("planning.input")]
    shelf = brave.folder("prices") / "sample_2018.toml"
    book = plan_ground(brave, "brave").prices
    rows = "".join(
        f'\n[[price]]\nkey = "{row.key}"\nunit = "{row.unit}"\nlow = {row.low}\nmode = {row.mode}\nhigh = {row.high + 1}\ntag = "{row.tag}"\n'
        f"date = {row.date}\nsource = {msgspec.json.encode(row.source).decode()}\n"
        for row in book.price
    )
    shelf.write_text(f'schema = 1\nid = "sample_2018"\nname = {{ zh = "甲", en = "A" }}\n{rows}', encoding="utf-8")
    told = appraise(brave, "brave")
    assert [row.params["field"] for row in told.problems if row.code == "planning.input_changed"] == ["prices"]
    assert before.may_be_final
    assert not told.may_be_final


def test_versions_are_kept_appraised_and_compared(brave: Home) -> None:
    save_scenario(brave, BRAVE.replace("2018Q2", "2019Q2"), base_version=1)
    assert [(one.version, one.state) for one in versions(brave, "brave")] == [(1, "draft"), (2, "draft")]
    first, second = (appraise(brave, f"brave@{number}") for number in (1, 2))
    assert first.npv_fen > second.npv_fen == appraise(brave, "brave").npv_fen
    both = compare(brave, ["brave@1", "brave@2"])
    assert both.scenarios == ("brave@1", "brave@2")
    assert both.names["brave@1"]["en"] == "Placeholders and all @1"
    assert sum(step.delta_fen for step in both.bridges[0].items) == second.cost_fen - first.cost_fen
    (line,) = [line for line in first.lines if line.item == "extra"]
    assert open_evidence(brave, line.evidence[0], "en")["lines"]
    for missing in ("brave@3", "nobody@1"):
        with pytest.raises(NotFound):
            scenario(brave, missing)


def test_a_locked_scenario_does_not_follow_its_base(brave: Home) -> None:
    before = appraise(brave, "brave")
    for step in (review, approve, lock):
        step(brave, "brave")
    held = scenario(brave, "brave")
    assert held.pinned is not None
    assert held.pinned.bases == {"do_minimum": 1}
    base = next(one for one in scenarios(brave) if one.name == "do_minimum")
    save_scenario(brave, base.body.replace("horizon = 20", "horizon = 8"), base_version=1)
    after = appraise(brave, "Placeholders and all")
    assert (after.npv_fen, after.quarters) == (before.npv_fen, before.quarters)
    assert not [row for row in after.problems if row.code == "planning.input_changed"]
    assert len(appraise(brave, "merge_all").quarters) == 8


def test_what_rests_on_placeholders_is_not_approved(own: Home) -> None:
    review(own, "merge_all")
    with pytest.raises(InputError, match="approval_not_final") as caught:
        approve(own, "merge_all")
    assert float(str(caught.value.params["percent"])) > 20
    assert withdraw_approval(own, "merge_all").state == "draft"
    with pytest.raises(NotFound):
        review(own, "nobody")


def test_a_state_is_never_typed(own: Home) -> None:
    with pytest.raises(InputError, match="approval_typed"):
        save_scenario(own, BRAVE.replace("placeholder_limit", 'approval = "approved"\nplaceholder_limit'))
    assert "brave" not in {one.name for one in scenarios(own)}


def test_only_an_administrator_approves(brave: Home) -> None:
    brave.actor = Actor("plan", Role.PLANNER)
    review(brave, "brave")
    for step in (approve, withdraw_approval):
        with pytest.raises(PermissionDenied):
            step(brave, "brave")
    assert reopen(brave, "brave").state == "draft"


def test_actuals_are_taken_whole_or_not_at_all(brave: Home) -> None:
    head = "quarter,network,item,amount_cny,source\n"
    assert actuals(brave, "brave") == ()
    wrong = take_actuals(brave, "brave", head + "2018Q1,N20,maintenance,700,v1\n2018Q1,N20,nothing,1,v2\n", where="t.csv")
    assert [row.where for row in wrong] == ["t.csv:3"]
    assert appraise(brave, "brave").tracking is None
    assert take_actuals(brave, "brave", head + "2018Q1,N20,maintenance,700,v1\n") == ()
    assert [(row.network, row.fen) for row in actuals(brave, "Placeholders and all")] == [("N20", 700_00)]
    found = appraise(brave, "brave").tracking
    assert found is not None
    assert found.through == "2018Q1"
    for step in (review, approve, lock):
        step(brave, "brave")
    assert take_actuals(brave, "brave", head) == ()
    assert appraise(brave, "brave").tracking is None


def test_an_added_cost_opens_to_the_scenario(brave: Home) -> None:
    (line,) = [line for line in appraise(brave, "brave").lines if line.item == "extra"]
    opened = open_evidence(brave, line.evidence[0], "zh")
    assert opened["title"] == "方案“占位也行”中 N20 补充的费用"
    assert {row["label"]: row["text"] for row in opened["lines"]}["source"] == "quotation 3"
    for place in ("N20 2", "N20 x", "N77 1"):
        with pytest.raises(NotFound):
            open_evidence(brave, Evidence(EvidenceKind.SCENARIO, "brave", place), "en")


@pytest.mark.parametrize("name", PREPARED)
def test_everything_a_plan_names_opens(city: Home, name: str) -> None:
    found = appraise(city, name)
    lines = (*found.lines, *found.base_lines, *found.write_offs)
    assert all(line.evidence for line in lines)
    places = {item for line in lines for item in line.evidence}
    places |= {item for cell in option_cells(city, name) for item in cell.verdict.evidence}
    places |= {item for row in cancellations(city, name) for item in row.evidence}
    places |= {item for row in (*found.base.locked, *found.networks) for item in row.evidence}
    for item in sorted(places, key=lambda item: (item.kind, item.source, item.place)):
        assert open_evidence(city, item, "en")["lines"], item


def test_the_board_and_the_marginal_values_agree(city: Home) -> None:
    cells = {(row.network, row.option): row for row in option_cells(city, "merge_all")}
    values = marginals(city, "merge_all")
    assert {row.network for row in values} == {row.network for row in cells.values() if row.chosen and row.option != "keep"}
    for row in values:
        assert cells[row.network, row.option].npv_fen == pytest.approx(row.fixed_fen)
    assert all(row.by is None or row.last_day is not None for row in cancellations(city, "merge_all"))
