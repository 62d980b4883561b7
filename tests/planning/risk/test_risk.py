"""Risk: equal to the appraisal where nothing varies, to formulas where they are known, to the cost model where one price moves."""

import math

import numpy as np
import pytest
from msgspec.structs import replace

from planning.appraise import appraise
from planning.costs import build_case, cost_lines
from planning.lines import cash_flow
from planning.optimise.from_case import Asked, pose
from planning.optimise.search import Settings, optimise
from planning.optimise.to_scenario import to_scenario
from planning.risk import Driver, Family, Spreads, draw_factors, prepare, simulate, swings
from planning.risk.draws import normal_share, triangle_quantile
from planning.risk.drivers import CERTAIN, RECOSTED, at_price
from planning.risk.outcome import cumulative_saving, present_values
from planning.risk.robustness import optimise_draws, redrawn_census, redrawn_prices
from tests.planning.optimise.borough import LAST, PRICES, borough, drawn, plain

CENSUS = borough(1)
PLAN = drawn(CENSUS, 5)
ONLY_PRICES = Spreads(declared_circuits=(1, 1, 1), declared_running=(1, 1, 1), quantity_estimate=(1, 1, 1), benefit=(1, 1, 1))


def judged(scenario=PLAN, prices=PRICES, census=CENSUS):
    return appraise(scenario, plain(), None, census, prices, ())


def recost(prices):
    cash = []
    for scenario in (plain(), PLAN):
        case, _ = build_case(scenario, CENSUS, None, prices)
        cash.append(cash_flow(cost_lines(case), case.quarters))
    return cash[0], cash[1]


@pytest.mark.parametrize("seed", range(4))
def test_where_nothing_varies_every_draw_is_the_appraisal(seed: int) -> None:
    census = borough(seed)
    found = judged(drawn(census, seed), census=census)
    one = simulate(prepare(found, PRICES, CERTAIN, recost), 50, np.random.default_rng(seed))
    assert (one.p10_fen, one.p50_fen, one.p90_fen, one.mean_fen, one.deviation_fen) == (*([found.npv_fen] * 4), 0.0)
    assert one.curve[0][1] == one.curve[-1][1] == found.npv_fen
    assert one.loss == float(found.npv_fen < 0)
    assert [row[1] for row in one.cumulative] == list(np.cumsum(np.array(found.base_cash) - np.array(found.cost_cash)))
    assert swings(prepare(found, PRICES, CERTAIN)) == ()


def test_each_price_at_its_ends_is_what_the_cost_model_says() -> None:
    found = judged()
    stakes = prepare(found, PRICES, ONLY_PRICES, recost)
    assert {driver.key for driver in stakes.drivers} >= set(RECOSTED) - {"life.device"}
    for swing in swings(stakes):
        key = swing.driver.key
        mode = PRICES.row(key).mode
        rounded = 1e5 * 60 if key.startswith("mlps") else 1e4  # an assessment's fee is rounded to 1,000 CNY; else rounding of lines
        for factor, fen in ((swing.driver.low, swing.low_fen), (swing.driver.high, swing.high_fen)):
            assert fen == pytest.approx(judged(prices=at_price(PRICES, key, mode * factor)).npv_fen, abs=rounded), key


def test_a_single_driver_gives_the_percentiles_of_its_triangle() -> None:
    spreads = replace(CERTAIN, benefit=(0.3, 1.0, 1.05))
    stakes = prepare(judged(), PRICES, spreads)
    (driver,) = stakes.drivers
    one = simulate(stakes, 200_000, np.random.default_rng(1))
    at = dict(zip((10, 50, 90), triangle_quantile(np.array([0.1, 0.5, 0.9]), driver.low, driver.mode, driver.high), strict=True))
    gain = float(stakes.value.sum())
    for share, fen in ((10, one.p10_fen), (50, one.p50_fen), (90, one.p90_fen)):
        assert fen == pytest.approx(stakes.npv_fen + gain * (at[share] - 1.0), rel=0.01, abs=abs(gain) * 0.004)
    assert one.mean_fen == pytest.approx(stakes.npv_fen + gain * ((0.3 + 1.0 + 1.05) / 3 - 1.0), abs=abs(gain) * 0.003)
    assert one.deviation_fen == pytest.approx(abs(gain) * math.sqrt((0.3**2 + 1 + 1.05**2 - 0.3 - 0.3 * 1.05 - 1.05) / 18), rel=0.01)


def test_drivers_move_together_as_they_are_told_to() -> None:
    drivers = [
        Driver(key=name, family=family, low=0.5, high=2.0)
        for name, family in (("a", Family.ACCESS), ("b", Family.ACCESS), ("c", Family.LABOUR))
    ]
    factors = draw_factors(drivers, 100_000, np.random.default_rng(3), common=0.3, family=0.4)
    ranks = factors.argsort(axis=0).argsort(axis=0)
    found = np.corrcoef(ranks, rowvar=False)
    for pair, normal in (((0, 1), 0.7), ((0, 2), 0.3), ((1, 2), 0.3)):
        assert found[pair] == pytest.approx(6 / math.pi * math.asin(normal / 2), abs=0.015)
    assert factors.min() >= 0.5
    assert factors.max() <= 2.0
    assert np.quantile(factors[:, 0], 1 / 3) == pytest.approx(1.0, abs=0.01)
    again = draw_factors(drivers, 100_000, np.random.default_rng(3), common=0.3, family=0.4)
    assert (again == factors).all()
    with pytest.raises(ValueError, match="0\\.8"):
        draw_factors(drivers, 10, np.random.default_rng(3), common=0.8, family=0.4)


def test_the_normal_share_and_the_triangle() -> None:
    z = np.linspace(-5, 5, 401)
    exact = [0.5 * math.erfc(-value / math.sqrt(2)) for value in z]
    assert np.abs(normal_share(z) - exact).max() < 5e-7
    u = np.array([0.0, 0.25, 0.64, 1.0])
    assert triangle_quantile(u, 1.0, 1.0, 2.0) == pytest.approx([1.0, 2 - math.sqrt(0.75), 1.4, 2.0])
    assert triangle_quantile(u, 3.0, 3.0, 3.0) == pytest.approx([3.0] * 4)


def test_more_correlation_makes_the_spread_wider() -> None:
    found = judged()
    both = replace(CERTAIN, declared_circuits=(0.5, 1.0, 1.5), declared_running=(0.5, 1.0, 1.5))  # dearer networks save more
    alone = simulate(prepare(found, PRICES, replace(both, common=0.0, family=0.0)), 20_000, np.random.default_rng(5))
    together = simulate(prepare(found, PRICES, replace(both, common=1.0, family=0.0)), 20_000, np.random.default_rng(5))
    assert together.deviation_fen > alone.deviation_fen
    assert list(alone.curve) == sorted(alone.curve)
    assert alone.p10_fen < alone.p50_fen < alone.p90_fen


def test_the_cumulative_saving_ends_in_what_is_not_discounted() -> None:
    stakes = prepare(judged(replace(PLAN, discount_rate=0.0)), PRICES, None)
    factors = draw_factors(stakes.drivers, 500, np.random.default_rng(2))
    assert cumulative_saving(stakes, factors)[:, -1] == pytest.approx(present_values(stakes, factors), abs=1.0)


def test_redrawn_inputs_are_what_they_say() -> None:
    book = redrawn_prices(PRICES, {"labour.day": 1.5, "benefit": 0.5})
    assert book.row("labour.day").mode == pytest.approx(1.5 * PRICES.row("labour.day").mode)
    assert book.row("access.install") == PRICES.row("access.install")
    census = redrawn_census(CENSUS, {"declared.circuits": 0.5, "declared.running": 2.0, "benefit": 0.5})
    before, after = CENSUS.networks[3].opex_fen_per_a, census.networks[3].opex_fen_per_a
    assert (after.circuits, after.staff) == (round(before.circuits * 0.25), before.staff)
    assert census.circuits[0].fee_fen_per_a == round((CENSUS.circuits[0].fee_fen_per_a or 0) * 0.25)


def test_draws_of_certainty_agree_with_the_best_plan_and_others_do_not_always() -> None:
    def posed(prices, census):
        return pose(best, plain(), None, census, prices, (), Asked(quarters=LAST))

    first = pose(PLAN, plain(), None, CENSUS, PRICES, (), Asked(quarters=LAST))
    plan = optimise(first.problem, Settings(seconds=30, gap=1e-9))
    best = to_scenario(first, plan, identifier="best", name={"en": "Best", "zh": "优"})
    rng = np.random.default_rng(4)
    sure = optimise_draws(prepare(judged(best), PRICES, CERTAIN), posed, (PRICES, CENSUS), 2, rng, settings=Settings(seconds=30, gap=1e-9))
    assert sure.draws == 2
    assert sure.npv_cny[0] == pytest.approx(first.agreed_saving(plan.saving or 0.0), abs=0.02)
    assert all(row.agreed == 1.0 for row in sure.networks)
    seen: list[tuple[int, int]] = []

    def told(done: int, total: int) -> bool:
        seen.append((done, total))
        return done == 3

    some = optimise_draws(prepare(judged(best), PRICES, None), posed, (PRICES, CENSUS), 9, rng, told=told)
    assert (some.draws, some.asked, seen) == (3, 9, [(1, 9), (2, 9), (3, 9)])
    assert all(sum(row.shares.values()) == pytest.approx(1.0) for row in some.networks)
