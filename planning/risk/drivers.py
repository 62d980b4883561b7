"""What a scenario's figures rest on: prices and quantities that may turn out otherwise, and the lines that follow each of them.

A line follows the price rows that its evidence names, in proportion; the fee step of a link follows the dearer class up and the
cheaper one down. What is declared or estimated follows a quantity of its own, and the running cost that a plan saves follows the
share of it that comes about. Prices that do not act in proportion (they move thresholds) are carried through the whole cost model at
their ends instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from planning.appraisal import Appraisal
from planning.lines import UNCOUNTED, CostLine, Item, Nature, line_cash
from planning.prices import Price, PriceBook, Tag
from planning.quarters import Quarter
from topology.model.entities import EvidenceKind

Floats = npt.NDArray[np.float64]
Triangle = tuple[float, float, float]
"""Low, mode, high."""
RECOSTED: Final = ("demand.concurrency", "life.device", "maintenance.ageing")
"""Price rows that move thresholds or ages: no line is in proportion to them."""


class Family(StrEnum):
    """What moves together beyond what moves everything."""

    CIRCUITS = "circuits"
    ACCESS = "access"
    LABOUR = "labour"
    EQUIPMENT = "equipment"
    RETAINED = "retained"
    SECURITY = "security"
    QUANTITY = "quantity"
    BENEFIT = "benefit"


_FAMILIES: Final = (
    ("access.", Family.ACCESS), ("link.", Family.ACCESS), ("demand.", Family.ACCESS), ("labour.", Family.LABOUR), ("dual.", Family.LABOUR),
    ("retain.", Family.RETAINED), ("mlps.", Family.SECURITY), ("intranet.", Family.SECURITY),
)  # fmt: skip
_CIRCUIT_ITEMS: Final = frozenset({Item.CIRCUIT, Item.CIRCUIT_OTHER, Item.PENALTY})
_MEASURED_BY_TAG: Final = frozenset({Tag.ESTIMATE, Tag.PLACEHOLDER})


class Driver(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may turn out otherwise, as a factor of what the appraisal takes: low <= 1 <= high."""

    key: str
    """Price row, or ``quantity.*``, ``declared.*``, ``benefit``."""
    family: Family
    low: float
    high: float
    mode: float = 1.0


class Spreads(msgspec.Struct, frozen=True, kw_only=True):
    """How far quantities may turn out otherwise, in shares of what the appraisal takes: planning assumptions, to be replaced by one's own.

    The share of the saving that comes about goes from Korea's 0.3 to 1.05 [S22]. Circuits grow cheaper where they are put out to tender
    anew: public budgets fell by up to half in eight years, which the do-minimum then would have saved too.
    """

    declared_circuits: Triangle = (0.8, 1.0, 1.05)
    declared_running: Triangle = (0.9, 1.0, 1.1)
    quantity_estimate: Triangle = (0.8, 1.0, 1.3)
    benefit: Triangle = (0.3, 1.0, 1.05)
    prices: bool = True
    """Draw prices from the book's triangles."""
    common: float = 0.3
    """Share of each driver's variance that is common to all."""
    family: float = 0.3
    """Share that is common to a family, beside it."""


CERTAIN: Final = Spreads(
    declared_circuits=(1, 1, 1), declared_running=(1, 1, 1), quantity_estimate=(1, 1, 1), benefit=(1, 1, 1), prices=False
)  # fmt: skip
"""Nothing turns out otherwise: the appraisal itself."""


class Stakes(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario's saving, taken apart by what it rests on. Money is fen; arrays are read only."""

    npv_fen: float
    """The appraisal's."""
    drivers: tuple[Driver, ...]
    groups: tuple[tuple[int, ...], ...]
    """Drivers by place, whose factors multiply what a group saves."""
    value: Floats
    """Present value that each group saves, shape (groups,) [fen]."""
    cash: Floats
    """Saving of each group by quarter, shape (groups, quarters) [fen]."""
    ends: tuple[tuple[int, Floats, Floats], ...]
    """Driver, and what the saving changes by, by quarter, where it is at its low and at its high end [fen]."""
    factors: Floats
    """Discount factors by quarter."""
    saving: Floats
    """The appraisal's saving by quarter [fen]."""
    common: float
    family: float


Recost = Callable[[PriceBook], tuple[Sequence[int], Sequence[int]]]
"""Cash of do-minimum and of the scenario by quarter [fen] under other prices."""


def prepare(appraisal: Appraisal, prices: PriceBook, spreads: Spreads | None = None, recost: Recost | None = None) -> Stakes:
    """Return what a scenario's saving rests on; without `recost`, prices that are not in proportion stay at their modes."""
    model = spreads or Spreads()
    size = len(appraisal.quarters)
    quarters = [Quarter.parse(name) for name in appraisal.quarters]
    known = {driver.key: driver for driver in _drivers(prices, model)}
    saved_run = {line.id for line in appraisal.base_lines if line.nature is Nature.RUN and line.network is not None}
    cash: dict[tuple[str, ...], Floats] = defaultdict(lambda: np.zeros(size))
    for sign, lines in ((1.0, appraisal.base_lines), (-1.0, appraisal.lines)):
        for line in lines:
            if line.nature in UNCOUNTED:
                continue
            row = np.zeros(size)
            for step, fen in line_cash(line, quarters):
                row[step] += sign * fen
            for share, keys in _follows(line, prices, known):
                more = ("benefit",) if line.id in saved_run and "benefit" in known else ()
                cash[tuple(sorted({*keys, *more}))] += share * row
    cash.pop((), None)
    used = sorted({key for keys in cash for key in keys} | {key for key in RECOSTED if key in known and recost is not None})
    place = {key: number for number, key in enumerate(used)}
    names = sorted(keys for keys in cash if keys)
    table = np.array([cash[keys] for keys in names]) if names else np.zeros((0, size))
    discount = np.array([(1.0 + appraisal.discount_rate) ** (-(step + 1) / 4) for step in range(size)])
    saving = np.array(appraisal.base_cash, dtype=np.float64) - np.array(appraisal.cost_cash, dtype=np.float64)
    return Stakes(
        npv_fen=appraisal.npv_fen,
        drivers=tuple(known[key] for key in used),
        groups=tuple(tuple(place[key] for key in keys) for keys in names),
        value=table @ discount,
        cash=table,
        ends=tuple(_ends(prices, known, place, saving, recost)) if recost is not None else (),
        factors=discount,
        saving=saving,
        common=model.common,
        family=model.family,
    )


def at_price(prices: PriceBook, key: str, value: float) -> PriceBook:
    """Return the book with one row at another mode."""
    rows = tuple(
        msgspec.structs.replace(row, low=min(row.low, value), mode=value, high=max(row.high, value)) if row.key == key else row
        for row in prices.price
    )
    return msgspec.structs.replace(prices, price=rows)


def _ends(
    prices: PriceBook, known: dict[str, Driver], place: dict[str, int], saving: Floats, recost: Recost
) -> Iterator[tuple[int, Floats, Floats]]:
    for key in RECOSTED:
        driver = known.get(key)
        if driver is None:
            continue
        mode, changes = prices.row(key).mode, []
        for factor in (driver.low, driver.high):
            base, cost = recost(at_price(prices, key, mode * factor))
            changes.append(np.array(base, dtype=np.float64) - np.array(cost, dtype=np.float64) - saving)
        yield place[key], changes[0], changes[1]


def _drivers(prices: PriceBook, model: Spreads) -> Iterator[Driver]:
    if model.prices:
        for row in prices.price:
            if row.mode > 0 and row.low < row.high:
                yield Driver(key=row.key, family=_family(row), low=row.low / row.mode, high=row.high / row.mode)
    for key, family, (low, mode, high) in (
        ("declared.circuits", Family.CIRCUITS, model.declared_circuits),
        ("declared.running", Family.QUANTITY, model.declared_running),
        ("quantity.estimate", Family.QUANTITY, model.quantity_estimate),
        ("benefit", Family.BENEFIT, model.benefit),
    ):
        if low < high:
            yield Driver(key=key, family=family, low=low, high=high, mode=mode)


def _family(row: Price) -> Family:
    return next((family for start, family in _FAMILIES if row.key.startswith(start)), Family.EQUIPMENT)


def _follows(line: CostLine, prices: PriceBook, known: dict[str, Driver]) -> Iterable[tuple[float, set[str]]]:
    """Yield shares of a line's amount with the drivers that each follows in proportion."""
    rows = [part.place for part in line.evidence if part.kind is EvidenceKind.PRICE and part.place not in RECOSTED]
    keys = {key for key in rows if key in known}
    if line.item in _CIRCUIT_ITEMS:
        keys.add("declared.circuits")
    elif line.unit in {"a", "share"} and line.network is not None and not line.item.value.startswith("gateway"):
        keys.add("declared.running")
    if line.tag in _MEASURED_BY_TAG and not rows:
        keys.add("quantity.estimate")
    keys &= known.keys()
    if line.item is not Item.LINK_FEE or len(rows) < 2:  # noqa: PLR2004 - the dearer class and the cheaper one
        return [(1.0, keys)]
    old, new = rows[0], rows[-1]
    apart = prices.row(new).mode - prices.row(old).mode
    if apart <= 0:
        return [(1.0, keys)]
    rest = keys - {old, new}
    return [
        (prices.row(new).mode / apart, rest | ({new} & known.keys())),
        (-prices.row(old).mode / apart, rest | ({old} & known.keys())),
    ]
