"""Cost lines: what is paid, by whom, for what, when, and on which evidence.

A line is the smallest thing a figure is made of. Lines of two scenarios that speak of the same cost have the same
id, so that their difference is the difference of the scenarios.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from planning.cash import quarter_share
from planning.prices import Tag
from planning.quarters import PER_YEAR, Quarter
from topology.model.entities import Evidence
from topology.model.errors import Scalar


class Nature(StrEnum):
    """How a line counts."""

    RUN = "run"
    """A yearly amount, paid each quarter from `first` to `last`."""
    ONE_OFF = "one_off"
    """Paid once, in `first`, for the plan."""
    RENEWAL = "renewal"
    """Paid once, in `first`, for a network that is still kept then: cash, but not the programme's budget."""
    SUNK = "sunk"
    """Already spent: shown, never counted."""
    NON_CASH = "non_cash"
    """A loss in the books that nobody pays: shown apart, never counted."""


UNCOUNTED = frozenset({Nature.SUNK, Nature.NON_CASH})
"""Natures that are shown and come to nothing."""


class Attached(StrEnum):
    """What a line belongs to."""

    NETWORK = "network"
    PRESENCE = "presence"
    CIRCUIT = "circuit"
    SITE = "site"
    ROOM = "room"
    LINK = "link"
    PROGRAMME = "programme"


class Item(StrEnum):
    """Items of the cost breakdown structure."""

    CIRCUIT = "circuit"
    CIRCUIT_OTHER = "circuit_other"
    MAINTENANCE = "maintenance"
    STAFF = "staff"
    POWER = "power"
    SECURITY = "security"
    ROOM = "room"
    ACCESS_FEE = "access_fee"
    ACCESS_MAINTENANCE = "access_maintenance"
    LINK_FEE = "link_fee"
    PLATFORM_RUN = "platform_run"
    AGEING = "ageing"
    ASSESSMENT = "assessment"
    DUAL_SUPPORT = "dual_support"
    EXTRA_RUN = "extra_run"
    GATEWAY_RUN = "gateway_run"
    RENEWAL = "renewal"
    DESIGN = "design"
    REHEARSAL = "rehearsal"
    BOUNDARY = "boundary"
    PLATFORM = "platform"
    CONNECT = "connect"
    ACCESS_INSTALL = "access_install"
    ACCESS_DEVICE = "access_device"
    LINK_STEP = "link_step"
    CUTOVER_SITE = "cutover_site"
    CUTOVER_NODE = "cutover_node"
    RENUMBER = "renumber"
    RETEST = "retest"
    ARCHIVE = "archive"
    INTERCONNECT = "interconnect"
    CRYPTO = "crypto"
    GATEWAY = "gateway"
    PENALTY = "penalty"
    DISPOSAL = "disposal"
    REUSE = "reuse"
    EXTRA = "extra"
    CONSTRUCTION = "construction"
    WRITE_OFF = "write_off"


class CostLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line. Money is integer fen, constant prices, tax included.

    `amount_fen` is a year's amount for RUN lines (a quarter gets `quarter_share` of it) and the whole amount for the
    others; `total_fen` is what the line comes to within the horizon.
    """

    id: str
    scenario: str
    network: str | None
    """None for what networks share: accesses, platforms, rooms."""
    attached: Attached
    subject: str
    """Code of what it is attached to."""
    item: Item
    nature: Nature
    payer: str | None
    """Code of the unit that pays."""
    first: str
    last: str
    quantity: float
    unit: str
    unit_price_fen: float
    amount_fen: int
    total_fen: int
    tag: Tag
    verified: bool = True
    """False where it rests on a circuit that no measurement confirms."""
    days: float = 0.0
    """Engineer-days it needs [d]."""
    text: str
    """Message code of its words."""
    params: dict[str, Scalar] = {}
    evidence: tuple[Evidence, ...] = ()


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one line will say, before it is placed in a scenario's quarters. `until` is the first quarter not paid."""

    network: str | None
    attached: Attached
    subject: str
    item: Item
    payer: str | None
    quantity: float
    unit: str
    unit_price_fen: float
    tag: Tag
    text: str
    start: Quarter
    until: Quarter | None = None
    part: str = ""
    """Tells lines of one item and subject apart, in the id."""
    verified: bool = True
    days: float = 0.0
    params: dict[str, Scalar] = {}
    evidence: tuple[Evidence, ...] = ()


def place_run(cost: Cost, scenario: str, quarters: Sequence[Quarter]) -> CostLine | None:
    """Return the line of a yearly cost within the horizon; None where no quarter of it lies inside."""
    first = max(cost.start, quarters[0])
    last = min(cost.until.plus(-1), quarters[-1]) if cost.until else quarters[-1]
    if last < first:
        return None
    yearly = round(cost.quantity * cost.unit_price_fen)
    total = sum(_shares(yearly, first, last.since(first) + 1))
    return _line(cost, scenario, Nature.RUN, first=first, last=last, amount=yearly, total=total)


def place_once(cost: Cost, scenario: str, quarters: Sequence[Quarter], nature: Nature = Nature.ONE_OFF) -> CostLine | None:
    """Return the line of a cost paid once; None where it falls outside the horizon."""
    if not quarters[0] <= cost.start <= quarters[-1]:
        return None
    amount = round(cost.quantity * cost.unit_price_fen)
    return _line(cost, scenario, nature, first=cost.start, last=cost.start, amount=amount, total=amount)


def place_sunk(cost: Cost, scenario: str, quarters: Sequence[Quarter]) -> CostLine:
    """Return the line of money already spent: it is shown at the first quarter and comes to nothing."""
    amount = round(cost.quantity * cost.unit_price_fen)
    return _line(cost, scenario, Nature.SUNK, first=quarters[0], last=quarters[0], amount=amount, total=0)


def place_loss(cost: Cost, scenario: str, quarters: Sequence[Quarter]) -> CostLine | None:
    """Return the line of a loss in the books, which comes to nothing in cash; None outside the horizon, or where nothing is lost."""
    amount = round(cost.quantity * cost.unit_price_fen)
    if not amount or not quarters[0] <= cost.start <= quarters[-1]:
        return None
    return _line(cost, scenario, Nature.NON_CASH, first=cost.start, last=cost.start, amount=amount, total=0)


def line_cash(line: CostLine, quarters: Sequence[Quarter]) -> list[tuple[int, int]]:
    """Return (index of the quarter, amount [fen]) for each quarter the line is paid in."""
    if line.nature in UNCOUNTED:
        return []
    first, last = Quarter.parse(line.first), Quarter.parse(line.last)
    begin = first.since(quarters[0])
    if line.nature is not Nature.RUN:
        return [(begin, line.amount_fen)]
    return list(enumerate(_shares(line.amount_fen, first, last.since(first) + 1), start=begin))


def _shares(yearly_fen: int, first: Quarter, count: int) -> list[int]:
    """Return what falls in each of `count` quarters from `first` on; the four of a year come again and again."""
    year = [quarter_share(yearly_fen, number) for number in range(1, PER_YEAR + 1)]
    begin = first.number - 1
    return [year[(begin + step) % PER_YEAR] for step in range(count)]


def cash_flow(lines: Iterable[CostLine], quarters: Sequence[Quarter]) -> list[int]:
    """Return c(k) = the sum over lines of what falls in quarter k [fen]; its sum is the sum of the lines' totals."""
    cash = [0] * len(quarters)
    for line in lines:
        for step, amount in line_cash(line, quarters):
            cash[step] += amount
    return cash


def _line(cost: Cost, scenario: str, nature: Nature, *, first: Quarter, last: Quarter, amount: int, total: int) -> CostLine:
    return CostLine(
        id="/".join(part for part in (cost.network or "shared", cost.item.value, cost.subject, cost.part) if part),
        scenario=scenario,
        network=cost.network,
        attached=cost.attached,
        subject=cost.subject,
        item=cost.item,
        nature=nature,
        payer=cost.payer,
        first=str(first),
        last=str(last),
        quantity=cost.quantity,
        unit=cost.unit,
        unit_price_fen=cost.unit_price_fen,
        amount_fen=amount,
        total_fen=total,
        tag=cost.tag,
        verified=cost.verified,
        days=cost.days,
        text=cost.text,
        params=cost.params,
        evidence=cost.evidence,
    )
