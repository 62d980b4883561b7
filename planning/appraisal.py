"""What an appraisal says: the figures of a scenario, each of which adds up from its lines.

Money is fen: integer where it is cash, float64 where it is discounted. Shares are 0 to 1.
"""

from __future__ import annotations

import msgspec

from planning.lines import CostLine
from planning.marginal import MarginalValue
from planning.options import Option
from planning.redundancy import Redundancy
from planning.scenario import Proof
from topology.model.entities import Evidence
from topology.model.errors import Problem, Scalar


class Locked(msgspec.Struct, frozen=True, kw_only=True):
    """A network whose only way is to stay, with the rule that holds it and the consent that would open it."""

    network: str
    opex_fen_per_a: int
    rule: str
    reason: str
    """Message code."""
    params: dict[str, Scalar]
    citation: str | None
    unlock: str | None
    evidence: tuple[Evidence, ...] = ()


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """The running cost at stake [fen/a]: gross = locked + addressable. Rooms stand beside it, as they are paid apart."""

    gross_fen_per_a: int
    locked_fen_per_a: int
    addressable_fen_per_a: int
    rooms_fen_per_a: int
    locked: tuple[Locked, ...]


class NetworkResult(msgspec.Struct, frozen=True, kw_only=True):
    """One network under a scenario; a row without a code holds what networks share, so that the rows add up."""

    network: str | None
    option: Option | None
    target: str | None
    finish: str | None
    overridden: bool
    one_off_fen: int
    """What the plan spends once; the network's own renewals stand in the next two."""
    renewal_before_fen: int
    renewal_after_fen: int
    run_before_fen_per_a: int
    run_after_fen_per_a: int
    base_fen: int
    """Undiscounted cost of do-minimum over the horizon."""
    cost_fen: int
    """Undiscounted cost of the scenario over the horizon."""
    npv_fen: float
    unverified_fen: int
    """Undiscounted saving that rests on circuits no measurement confirms."""
    payback_quarters: int | None
    sunk_fen: int
    sites: int
    hosts: int | None
    days: float
    evidence: tuple[Evidence, ...] = ()


class Payer(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit pays, quarter by quarter [fen]."""

    unit: str | None
    base: tuple[int, ...]
    cost: tuple[int, ...]


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """A fiscal year: its cash [fen], the programme's budget for one-offs, and what that is short by."""

    year: int
    base_fen: int
    one_off_fen: int
    renewal_fen: int
    run_fen: int
    budget_fen: int | None
    short_fen: int


class Labour(msgspec.Struct, frozen=True, kw_only=True):
    """Engineer-days of a quarter [d]: needed, at hand, and what is missing."""

    quarter: str
    days: float
    at_hand: float | None
    short: float
    people: float = 0.0
    """Engineers at work on the plan all quarter long."""


class AdjustedFinish(msgspec.Struct, frozen=True, kw_only=True):
    """When a network would be done if work took as long as elsewhere; None: not within the horizon, so that it is kept."""

    network: str
    raw: str
    adjusted: str | None


class Optimism(msgspec.Struct, frozen=True, kw_only=True):
    """The scenario as programmes of its kind turned out: dearer, later, with less of the benefit. Beside the raw figures."""

    one_off_factor: float
    duration_factor: float
    benefit_factor: float
    one_off_fen: int
    npv_fen: float
    benefit_floor: float
    npv_floor_fen: float
    """The same with only the floor of the benefit."""
    cash: tuple[int, ...]
    """Cost by quarter, adjusted [fen]."""
    finishes: tuple[AdjustedFinish, ...]


class Sensitivity(msgspec.Struct, frozen=True, kw_only=True):
    """NPV under one other assumption, all else equal."""

    kind: str
    """``rate``, ``horizon`` or ``benefit``."""
    value: float
    """Rate a year, quarters, or share of the benefit."""
    npv_fen: float
    preset: str | None = None
    """Id of the discount preset."""
    chosen: bool = False
    """Whether it is the scenario's own."""


class ActualRow(msgspec.Struct, frozen=True, kw_only=True):
    """Plan and actual of one item of one network, until the last quarter reported [fen]."""

    network: str | None
    item: str
    planned_fen: int
    actual_fen: int | None
    """None where nothing was reported: then the plan stands."""
    whole_fen: int
    """The plan over the whole horizon."""
    forecast_fen: int
    """Actuals so far and the plan of the remaining quarters."""
    sources: tuple[str, ...] = ()


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    """Actuals against the plan: per item, per quarter, and the forecast of the remainder."""

    through: str
    """The last quarter reported."""
    rows: tuple[ActualRow, ...]
    planned_fen: int
    actual_fen: int
    """Actuals, and the plan where nothing was reported, until `through`."""
    reported_share: float
    """Share of the plan's absolute cash until `through` that actuals stand beside."""
    whole_fen: int
    forecast_fen: int
    forecast_cash: tuple[int, ...]
    """By quarter: actuals, then the plan [fen]."""


class Appraisal(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario's cost and benefit against do-minimum, with every line it is made of."""

    scenario: str
    name: dict[str, str]
    hash: str
    base_scenario: str
    prices: str
    edition: str
    snapshot: str | None
    fictional: bool
    discount_rate: float
    quarters: tuple[str, ...]
    base_cash: tuple[int, ...]
    """Cost of do-minimum by quarter [fen]."""
    cost_cash: tuple[int, ...]
    """Cost of the scenario by quarter [fen]."""
    one_off_cash: tuple[int, ...]
    """What the plan spends once, by quarter [fen]; renewals of networks that stay are not in it."""
    base_fen: int
    cost_fen: int
    saving_fen: int
    one_off_fen: int
    renewal_before_fen: int
    renewal_after_fen: int
    run_before_fen_per_a: int
    run_after_fen_per_a: int
    npv_fen: float
    npv_unverified_fen: float
    """The part of `npv_fen` that rests on circuits no measurement confirms: shown apart."""
    payback_quarters: int | None
    discounted_payback_quarters: int | None
    peak_year: int | None
    peak_fen: int
    sunk_fen: int
    placeholder_share: float
    unverified_share: float
    base: Base
    networks: tuple[NetworkResult, ...]
    payers: tuple[Payer, ...]
    years: tuple[Year, ...]
    labour: tuple[Labour, ...]
    may_be_final: bool
    problems: tuple[Problem, ...]
    lines: tuple[CostLine, ...]
    base_lines: tuple[CostLine, ...]
    write_offs: tuple[CostLine, ...] = ()
    """Losses in the books of networks that leave: not cash, and part of no figure."""
    write_off_fen: int = 0
    days: float = 0.0
    """Engineer-days the plan needs [d]."""
    conflicts: int = 0
    """Prefixes of networks that move which conflict with the target's and must be renumbered."""
    redundancy: Redundancy | None = None
    """What becomes of redundancy at the sites of networks that move; None where nothing was measured, or it was not asked for."""
    npv_per_one_off: float | None = None
    """NPV for each CNY of one-off cost; None where nothing is spent."""
    npv_fen_per_hour: float | None = None
    """NPV for each hour of labour [fen/h], a day being eight hours; None where no labour is needed."""
    marginals: tuple[MarginalValue, ...] = ()
    """What each network that moves brings while all other choices stay as they are, where that was asked for."""
    optimism: Optimism | None = None
    sensitivities: tuple[Sensitivity, ...] = ()
    tracking: Tracking | None = None
    proof: Proof | None = None
    """Of a solved plan."""
    proof_holds: bool = True
    """Whether the proof speaks of the inputs that were appraised."""

    @property
    def sites_losing_redundancy(self) -> int | None:
        """Sites where a network that moves keeps one way to its core of two or more; None where it is not known."""
        return None if self.redundancy is None else self.redundancy.sites

    @property
    def npv_verified_fen(self) -> float:
        """NPV without what rests on unconfirmed circuits [fen]."""
        return self.npv_fen - self.npv_unverified_fen
