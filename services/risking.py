"""Risk of a scenario: what it comes to in many draws, what moves it most, and how often each choice would be made again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
from msgspec.structs import replace

from planning.appraisal import Appraisal
from planning.costs import build_case, cost_lines
from planning.lines import cash_flow
from planning.optimise import Settings
from planning.optimise.from_case import City, pose
from planning.prices import PriceBook
from planning.risk import Outcome, Spreads, Stakes, Swing, prepare, simulate, swings
from planning.risk.robustness import Redrawn, optimise_draws
from planning.risk.words import driver_words
from planning.scenario import Scenario
from services.actors import Right
from services.home import Home
from services.jobs import submit
from services.plan_inputs import PlanInputs, plan_ground, plan_inputs
from services.plans import appraise
from services.progress import SILENT, Watch
from services.rights import needs
from services.text import message
from topology.model.census import Census

DRAWS: Final = 10_000
SEED: Final = 2017
_DRAW_SECONDS: Final = 20.0
_DRAW_GAP: Final = 5e-3


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    """The risk of a scenario. Money is fen."""

    scenario: str
    seed: int
    spreads: Spreads
    outcome: Outcome
    tornado: tuple[Swing, ...]
    robustness: Redrawn | None = None


@needs(Right.READ)
def assess_risk(
    home: Home, reference: str, *, draws: int = DRAWS, seed: int = SEED, spreads: Spreads | None = None, snapshot: str | None = None
) -> Risk:
    """Return what a scenario comes to in many draws with its plan held fixed; errors as `services.plans.appraise`.

    The same seed gives the same draws.
    """
    model = spreads or Spreads()
    appraisal, stakes, _ = _stakes(home, reference, model, snapshot)
    outcome = simulate(stakes, draws, np.random.default_rng(seed))
    return Risk(scenario=appraisal.scenario, seed=seed, spreads=model, outcome=outcome, tornado=swings(stakes))


@needs(Right.READ)
def assess_robustness(
    home: Home,
    reference: str,
    draws: int,
    *,
    seed: int = SEED,
    spreads: Spreads | None = None,
    snapshot: str | None = None,
    watch: Watch = SILENT,
) -> Redrawn:
    """Return how often each network would take each way if every draw had its own best plan; errors as `assess_risk`.

    A cancelled watch ends it with the draws there are.
    """
    _, stakes, found = _stakes(home, reference, spreads or Spreads(), snapshot)

    def posed(prices: PriceBook, census: Census) -> City:
        return pose(found.scenario, found.base, found.topology, census, prices, found.findings)

    def told(done: int, total: int) -> bool:
        watch.tell("robustness", done, total)
        return watch.cancelled()

    settings = Settings(seconds=_DRAW_SECONDS, gap=_DRAW_GAP)
    return optimise_draws(stakes, posed, (found.prices, found.census), draws, np.random.default_rng(seed), settings=settings, told=told)


@needs(Right.READ)
def submit_robustness(home: Home, reference: str, draws: int = 100, *, seed: int = SEED, snapshot: str | None = None) -> str:
    """Start `assess_robustness` as a job and return its id; its result is the `Redrawn`, cancelled or not."""

    def work(own: Home, watch: Watch) -> dict[str, object]:
        found: dict[str, object] = msgspec.to_builtins(assess_robustness(own, reference, draws, seed=seed, snapshot=snapshot, watch=watch))
        return found

    return submit(home, "robustness", work, params={"scenario": reference, "draws": draws})


def driver_text(key: str, lang: str) -> str:
    """Say what a driver is, in the reader's language; see `planning.risk.words`."""
    return message(*driver_words(key), lang)


def with_robustness(risk: Risk, found: Redrawn) -> Risk:
    """Return the risk with what re-optimised draws say."""
    return replace(risk, robustness=found)


def _stakes(home: Home, reference: str, spreads: Spreads, snapshot: str | None) -> tuple[Appraisal, Stakes, PlanInputs]:
    found = plan_inputs(home, plan_ground(home, reference, snapshot))
    appraisal = appraise(home, reference, snapshot)
    key = f"{appraisal.hash} {appraisal.npv_fen!r} {appraisal.snapshot} {appraisal.edition} {spreads}"
    return appraisal, home.cache.get("stakes", key, lambda: prepare(appraisal, found.prices, spreads, _recost(found))), found


def _recost(found: PlanInputs) -> Callable[[PriceBook], tuple[list[int], list[int]]]:
    start = {name: getattr(found.scenario, name) for name in ("start", "horizon", "discount_rate", "prices", "dual_running")}

    def cash(scenario: Scenario, prices: PriceBook) -> list[int]:
        case, _ = build_case(scenario, found.census, found.topology, prices, found.findings)
        return cash_flow(cost_lines(case), case.quarters)

    return lambda prices: (cash(replace(found.base, **start), prices), cash(found.scenario, prices))
