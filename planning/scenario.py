"""Scenarios: one option for each network, with the money, labour and calendar it is judged under.

A scenario is a small difference to its base: networks it does not name inherit the base's decision. The file form
is TOML (`planning.scenario_file`); the canonical hash covers all that decides a figure and nothing else.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec

from planning.options import Interim, Option
from planning.quarters import Quarter, span

SCHEMA = 1
"""Version of the scenario file."""


class Approval(StrEnum):
    """Where a scenario stands with those who decide."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    LOCKED = "locked"
    """Approved and bound to its hash: the file may not change any more."""


class Override(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's word against a rule: by which role, and why."""

    author_role: str
    reason: str


class Extra(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cost that a planner knows and the cost model does not: a tender's price, a fee. Never what building the network cost."""

    text: str
    cny: float
    source: str
    """Where the amount comes from: the tender, the letter, the quotation."""
    quarter: str | None = None
    """When it is paid, or begins; None: the finish, or the first quarter where the network stays."""
    yearly: bool = False
    """Paid every year from then on."""

    @property
    def fen(self) -> int:
        """The amount [fen]."""
        return round(self.cny * 100)


class Pinned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a locked scenario was judged on: changed inputs are told, and never taken silently."""

    census: str
    """Census edition."""
    census_hash: str
    prices_hash: str
    base_hash: str
    """Hash of the do-minimum that savings count against."""
    snapshot: str | None = None
    """Id of the snapshot; None where quantities were the declared ones."""
    bases: dict[str, int] = {}
    """Version of each stored scenario it inherits from: what they become later does not reach it."""


class Ended(StrEnum):
    """How a search that found a plan ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    """Time ran out before the proof."""
    CANCELLED = "cancelled"


class Proof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a solved plan was found, and how far it may be from the best there is. Money is CNY, present value against do-minimum."""

    solver: str
    status: Ended
    saving_cny: float
    problem: str
    """Hash of the problem that was solved: with what was asked of the search beyond the scenario."""
    inputs: str
    """Hash of the scenario's decisions and of what they were judged on (`planning.proof.inputs_hash`): elsewhere the proof says nothing."""
    bound_cny: float | None = None
    """No plan of the problem saves more."""
    gap: float | None = None
    """(bound - saving) / saving of the search."""


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a scenario decides for one network."""

    code: str
    option: Option
    host: str | None = None
    """The sibling to join."""
    finish: str | None = None
    """Quarter in which the cut-over is done; both networks run in it."""
    duration: int = 1
    """Quarters the work is spread over, the finish included."""
    interim: Interim = Interim.NONE
    interim_from: str | None = None
    consent: str | None = None
    """Code of the consent relied on, for the record."""
    override: Override | None = None
    extra: tuple[Extra, ...] = ()


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario with its inheritance carried out. Money is fen, labour days, the rate a year."""

    id: str
    name: dict[str, str]
    base: str | None
    """Id of the scenario it was written as a difference to."""
    snapshot: str
    census: str
    prices: str
    start: str
    horizon: int
    discount_rate: float
    dual_running: int = 1
    """Quarters for which the old network still runs, counted from the finish quarter."""
    approval: Approval = Approval.DRAFT
    author_role: str | None = None
    note: dict[str, str] = {}
    budgets: dict[str, int] = {}
    """Fiscal year to the greatest one-off spending [fen]."""
    labour_days: dict[str, float] = {}
    """Fiscal year to the engineer-days at hand in each of its quarters [d]."""
    platforms: dict[str, str] = {}
    """Platform to the quarter from which the scenario provides it."""
    placeholder_limit: float = 0.2
    """Greatest share of the value that may rest on placeholder prices in a final scenario."""
    choices: tuple[Choice, ...] = ()
    """Decisions by network code, inherited ones included; networks without one are kept."""
    unverified_limit: float = 1.0
    """Greatest share of the gross saving that may rest on unconfirmed circuits in a final scenario."""
    pinned: Pinned | None = None
    """What a locked scenario rests on."""
    pins: tuple[str, ...] = ()
    """Cells that a planner wants to be searched round: ``N05:merge_admin@2018Q3``. They ask, and decide no figure."""
    forbids: tuple[str, ...] = ()
    """Cells that a search shall leave alone."""
    proof: Proof | None = None
    """Of a solved plan; of those set by hand there is none."""

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of the horizon."""
        return span(Quarter.parse(self.start), self.horizon)

    @property
    def choice(self) -> dict[str, Choice]:
        """Decisions by network code."""
        return {choice.code: choice for choice in self.choices}


_ENCODER = msgspec.json.Encoder(order="deterministic")
_UNHASHED = frozenset({"approval", "author_role", "note", "name", "pins", "forbids", "proof"})


def scenario_hash(scenario: Scenario) -> str:
    """Return the canonical hash (BLAKE2b, 16 bytes, hex) of all that decides a scenario's figures.

    Names, notes, the approval state, what is pinned for the next search and the proof do not count: approving a scenario does not
    change it.
    """
    content = {field: getattr(scenario, field) for field in scenario.__struct_fields__ if field not in _UNHASHED}
    return hashlib.blake2b(_ENCODER.encode(content), digest_size=16).hexdigest()
