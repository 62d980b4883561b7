"""The books: straight-line depreciation, and what is written off when a network is switched off before its life is over.

Nobody pays a loss in the books, so it stands apart from every figure: for the asset office, not for the decision.
"""

from __future__ import annotations

from datetime import date

from planning.case import Case
from planning.lines import Attached, Cost, CostLine, Item
from planning.prices import Tag, worst_tag
from planning.quarters import Quarter
from topology.model.census import Network

_LIFE = "life.device"
_MONTHS = 12


def months_used(built: date, quarter: Quarter) -> int:
    """Return the months of depreciation before the first day of a quarter, the month of taking into use included.

    Source: 政府会计准则第3号, depreciation by the month, from the month in which an asset is added (wording to be verified).

    >>> months_used(date(2014, 6, 1), Quarter(2018, 3))
    49
    """
    first_month = 3 * (quarter.number - 1) + 1
    return max(0, (quarter.year - built.year) * _MONTHS + first_month - built.month)


def book_value(cost_fen: int, months: int, life_years: float) -> int:
    """Return what an asset still stands at in the books [fen].

    V = cost x max(0, 1 - months / (12 life)): straight-line, without residual value. A life of nothing is written off at once.
    """
    return round(cost_fen * max(0.0, 1.0 - months / (_MONTHS * life_years))) if life_years > 0 else 0


def write_offs(case: Case) -> tuple[CostLine, ...]:
    """Return what is lost in the books of each network that leaves while it has a value there, by network.

    A network whose construction cost or date the census does not give has none that could be told.
    """
    found = (_write_off(case, network) for network in case.networks.values())
    return tuple(line for line in found if line is not None)


def _write_off(case: Case, network: Network) -> CostLine | None:
    leaves = case.leaves(network.code)
    if leaves is None or not network.capex_fen or network.built is None:
        return None
    life = case.prices.row(_LIFE)
    left = book_value(network.capex_fen, months_used(network.built, leaves), life.mode)
    return case.loss(
        Cost(
            network=network.code, attached=Attached.NETWORK, subject=network.code, item=Item.WRITE_OFF, payer=network.owner, quantity=1,
            unit="", unit_price_fen=left, tag=worst_tag(Tag.ESTIMATE, life.tag), text="planning.line.write_off", start=leaves,
            params={"built": network.built.isoformat(), "life": life.mode, "fen": network.capex_fen},
            evidence=(*case.cell(network.cell), *case.priced(_LIFE)),
        )
    )  # fmt: skip
