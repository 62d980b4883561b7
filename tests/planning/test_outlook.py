"""Beside the raw figure: optimism, sensitivity, marginal values, what saving each yuan and hour brings."""

import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planning.appraise import appraise
from planning.cash import discount_factor, net_present_value, present_value
from planning.costs import build_case, cost_lines
from planning.lines import cash_flow
from planning.marginal import cost_with, earliest_finish, marginal_values, option_values, set_up
from planning.optimism import REFERENCE_CLASS, delayed, realised, swing
from planning.options import Option
from planning.presets import DISCOUNT_PRESETS, PRESET
from planning.rules import feasible
from planning.samples import sample_prices
from planning.scenario import Choice
from tests.planning.town import CENSUS, TOPOLOGY, base, merge, scenario, with_network
from topology.model.census import Level
from topology.model.text import translator

PRICES = sample_prices()
BOTH = (merge(), merge("B", "2018Q4"))
ZONE = {"level3_zone": "2018Q3"}


def run(*choices, census=CENSUS, **changes):
    return appraise(scenario(*choices, **changes), base(), TOPOLOGY, census, PRICES)


@settings(deadline=None, max_examples=50)
@given(cash=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=40), rate=st.sampled_from([0.0, 0.035, 0.06, 0.08, 0.2]))
def test_present_values_are_those_of_numpy_financial(cash, rate):
    quarterly = (1 + rate) ** 0.25 - 1
    assert present_value(cash, rate) == pytest.approx(npf.npv(quarterly, [0, *cash]), rel=1e-12, abs=1e-3)
    assert net_present_value(cash, [0] * len(cash), rate) == pytest.approx(npf.npv(quarterly, [0, *cash]), rel=1e-12, abs=1e-3)


@pytest.mark.parametrize("rate", [0.035, 0.06, 0.08])
def test_annuities_are_those_of_numpy_financial(rate):
    quarterly = (1 + rate) ** 0.25 - 1
    annuity = sum(discount_factor(rate, step) for step in range(20))
    assert annuity == pytest.approx(-npf.pv(quarterly, 20, 1), rel=1e-12)
    assert 1_000_000 / annuity == pytest.approx(-npf.pmt(quarterly, 20, 1_000_000), rel=1e-12)
    assert present_value([250_000_00] * 20, rate) == pytest.approx(-npf.pv(quarterly, 20, 250_000_00), rel=1e-12)


def test_what_each_yuan_and_hour_brings():
    found = run(*BOTH, platforms=ZONE)
    assert found.npv_per_one_off == found.npv_fen / found.one_off_fen
    assert found.days == pytest.approx(sum(line.days for line in found.lines))
    assert found.npv_fen_per_hour == found.npv_fen / (8 * found.days)
    still = run()
    assert (still.npv_per_one_off, still.npv_fen_per_hour, still.days) == (None, None, 0.0)


def test_work_that_takes_half_as_long_again_ends_later():
    plan = scenario(merge(finish="2018Q2"), merge("B", "2018Q4"), Choice(code="C", option=Option.KEEP), merge("D", "2019Q4"))
    late, finishes = delayed(plan, 1.54, {"A": ("2018Q4",)})
    # Two quarters become four, the fourth is closed; four become seven; eight pass the horizon.
    assert [(row.network, row.raw, row.adjusted) for row in finishes] == [
        ("A", "2018Q2", "2019Q1"),
        ("B", "2018Q4", "2019Q3"),
        ("D", "2019Q4", None),
    ]
    assert [(row.code, row.option, row.finish) for row in late.choices][2:] == [("C", Option.KEEP, None), ("D", Option.KEEP, None)]
    assert delayed(plan, 1.0, {})[0] == plan


def test_optimism_is_one_off_times_and_benefit_less_and_later():
    found = run(*BOTH, platforms=ZONE)
    told = found.optimism
    case, _ = build_case(scenario(merge(finish="2018Q4"), merge("B", "2019Q3"), platforms=ZONE), CENSUS, TOPOLOGY, PRICES)
    late = cost_lines(case)
    parts = swing(found.base_lines, late, case.quarters)
    assert told.cash == tuple(realised(parts, 1.44, 0.7))
    assert realised(parts, 1.0, 1.0) == cash_flow(late, case.quarters)
    assert told.npv_fen == pytest.approx(net_present_value(found.base_cash, told.cash, 0.08))
    assert told.npv_floor_fen < told.npv_fen < found.npv_fen
    spent = [line.amount_fen for line in late if line.nature == "one_off"]
    assert told.one_off_fen == pytest.approx(sum(amount * (1.44 if amount > 0 else 1.0) for amount in spent), abs=1)
    still = run()
    assert still.optimism.npv_fen == still.optimism.npv_floor_fen == 0.0
    assert {one for programme in REFERENCE_CLASS for one in programme.source.split(", ")} <= {f"S{n}" for n in range(61)}


def test_a_choice_that_is_not_carried_out_is_not_delayed_either():
    refused = run(merge("B", "2018Q1"), merge())
    assert [row.network for row in refused.optimism.finishes] == ["A"]


def test_sensitivities_name_the_presets_and_agree_with_appraisals_of_their_own():
    found = run(*BOTH, platforms=ZONE)
    by = {(row.kind, row.value): row for row in found.sensitivities}
    assert {row.preset for row in found.sensitivities if row.kind == "rate"} == set(PRESET)
    assert by["rate", 0.08].chosen
    assert by["rate", 0.08].npv_fen == found.npv_fen
    for preset in DISCOUNT_PRESETS:
        assert by["rate", preset.rate].npv_fen == pytest.approx(run(*BOTH, platforms=ZONE, discount_rate=preset.rate).npv_fen)
        assert "[" in translator("zh")(preset.citation) or "［" in translator("zh")(preset.citation)
    for quarters in (20, 32):
        assert by["horizon", quarters].npv_fen == pytest.approx(run(*BOTH, platforms=ZONE, horizon=quarters).npv_fen)
    assert by["benefit", 1.0].npv_fen == pytest.approx(found.npv_fen)
    assert by["benefit", 0.3].npv_fen < by["benefit", 0.7].npv_fen < found.npv_fen
    own = run(*BOTH, platforms=ZONE, horizon=20)
    assert [row.npv_fen for row in own.sensitivities if row.kind == "horizon" and row.chosen] == [own.npv_fen]


def test_marginal_value_is_what_keeping_one_network_would_cost():
    bench = set_up(scenario(*BOTH, platforms=ZONE), CENSUS, TOPOLOGY, PRICES)
    whole = run(*BOTH, platforms=ZONE)
    assert bench.total_fen == pytest.approx(present_value(whole.cost_cash, 0.08))
    by = {row.network: row for row in marginal_values(bench)}
    assert by["A"].fixed_fen == pytest.approx(whole.npv_fen - run(merge("B", "2018Q4"), platforms=ZONE).npv_fen)
    assert by["B"].fixed_fen == pytest.approx(whole.npv_fen - run(merge()).npv_fen)
    # They share the access at S2, so that both together are worth more than their parts.
    assert by["A"].fixed_fen + by["B"].fixed_fen != pytest.approx(whole.npv_fen)
    assert by["A"].reoptimised_fen is None
    again = marginal_values(bench, {"A": 5.0, "B": None}.__getitem__, best=12.0)
    assert [row.reoptimised_fen for row in again] == [7.0, None]


def test_the_board_has_a_value_in_each_feasible_cell_and_none_in_a_blocked_one():
    census = with_network("B", level=Level.CITY)
    bench = set_up(scenario(merge(), platforms=ZONE), census, TOPOLOGY, PRICES)
    cells = {(cell.network, cell.option): cell for cell in option_values(bench)}
    assert len(cells) == 12
    for (code, option), cell in cells.items():
        verdict = next(row for row in feasible(census, TOPOLOGY, code) if row.option is option)
        assert cell.verdict == verdict
        assert cell.npv_fen is None or verdict.allowed
    assert cells["A", Option.KEEP].npv_fen == 0.0
    assert cells["A", Option.MERGE_ADMIN].chosen
    stays = run(census=census).npv_fen
    assert cells["A", Option.MERGE_ADMIN].npv_fen == pytest.approx(run(merge(), census=census, platforms=ZONE).npv_fen - stays)
    public = run(merge(option=Option.MERGE_PUBLIC), census=census, platforms=ZONE)
    assert cells["A", Option.MERGE_PUBLIC].finish == "2018Q2"
    assert cells["A", Option.MERGE_PUBLIC].npv_fen == pytest.approx(public.npv_fen - stays)
    joined = run(merge(option=Option.JOIN, host="B"), census=census, platforms=ZONE)
    assert cells["A", Option.JOIN].host == "B"
    assert cells["A", Option.JOIN].npv_fen == pytest.approx(joined.npv_fen - stays)
    assert cells["A", Option.INTRANET].npv_fen is None
    assert (cells["B", Option.JOIN].finish, cells["B", Option.JOIN].npv_fen) == (None, None)
    assert {cell.network for cell in option_values(bench, ["B"])} == {"B"}


def test_a_platform_the_plan_lacks_is_bought_for_the_cell_that_needs_it():
    bench = set_up(scenario(), CENSUS, TOPOLOGY, PRICES)
    (cell,) = [one for one in option_values(bench, ["B"]) if one.option is Option.MERGE_ADMIN]
    assert cell.finish == "2018Q3"
    alone = run(merge("B", "2018Q3"), platforms={"level3_zone": "2018Q3"})
    assert cell.npv_fen == pytest.approx(alone.npv_fen)
    assert cost_with(bench, Choice(code="B", option=Option.KEEP)) == pytest.approx(bench.total_fen)


def test_no_open_quarter_is_no_finish():
    verdict = next(row for row in feasible(CENSUS, TOPOLOGY, "A") if row.option is Option.MERGE_ADMIN)
    assert earliest_finish(scenario(), verdict) == "2018Q2"
    assert earliest_finish(scenario(horizon=1), verdict) is None
    assert earliest_finish(scenario(), replace(verdict, earliest=None, blackout=("*Q1",))) == "2018Q2"
    bench = set_up(scenario(horizon=1), CENSUS, TOPOLOGY, PRICES)
    assert [cell.npv_fen for cell in option_values(bench, ["A"]) if cell.option is Option.MERGE_ADMIN] == [None]
