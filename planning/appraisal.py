"""What an appraisal says: the figures of a scenario, each of which adds up from its lines.

Money is fen: integer where it is cash, float64 where it is discounted. Shares are 0 to 1.
"""

from __future__ import annotations

import msgspec

from planning.lines import CostLine
from planning.options import Option
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

    @property
    def npv_verified_fen(self) -> float:
        """NPV without what rests on unconfirmed circuits [fen]."""
        return self.npv_fen - self.npv_unverified_fen
