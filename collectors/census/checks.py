"""Checks over a whole sheet: columns that changed places, amounts off by ten thousand, sums, likenesses.

None of them changes a value by itself: each asks, or says what does not fit together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from collectors.census.cells import Cell, Report
from collectors.census.columns import Column, Sheet, Type
from collectors.census.matching import fold
from topology.model.errors import Severity

_CODE_LIKE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._/\-]{0,30}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
OUTLYING = 1_000
"""An amount this many times the next largest is asked about."""
_WAN = 10_000
_FEWEST_AMOUNTS = 4
_NORTHERNMOST = 90.0


def names_and_codes_swapped(code: Cell, name: Cell) -> bool:
    """Tell whether a row's code reads as a name and its name as a code."""
    return (
        isinstance(code, str)
        and isinstance(name, str)
        and _CHINESE.search(code) is not None
        and not any(char.isdigit() for char in code)
        and _CODE_LIKE.fullmatch(name.strip()) is not None
    )


def coordinates_swapped(latitude: Cell, longitude: Cell) -> bool:
    """Tell whether a latitude can only be a longitude, and the other way round."""
    try:
        first, second = float(str(latitude)), float(str(longitude))
    except ValueError:
        return False
    return _NORTHERNMOST < abs(first) <= 2 * _NORTHERNMOST and abs(second) <= _NORTHERNMOST


def outlying(amounts: Sequence[int]) -> int | None:
    """Return the place of the one amount that fits the others only as CNY taken for 10,000 CNY.

    It is more than `OUTLYING` times the largest of the others, and a ten-thousandth of it lies among them.
    """
    if len(amounts) < _FEWEST_AMOUNTS:
        return None
    order = sorted(range(len(amounts)), key=amounts.__getitem__)
    largest, others = amounts[order[-1]], [amounts[place] for place in order[:-1]]
    positive = [amount for amount in others if amount > 0]
    if len(positive) < _FEWEST_AMOUNTS - 1 or largest <= OUTLYING * positive[-1]:
        return None
    return order[-1] if positive[0] / 2 <= largest / _WAN <= 2 * positive[-1] else None


def report_sums(
    columns: Iterable[Column], totals: Mapping[str, int], sums: Mapping[str, int], where: Mapping[str, str], report: Report
) -> None:
    """Say where a row of totals differs from the sum of the rows read."""
    for column in columns:
        total = totals.get(column.field)
        if total is not None and column.type in {Type.MONEY, Type.WHOLE} and total != sums.get(column.field, 0):
            factor = 1 if column.type is Type.WHOLE else 1_000_000 if (column.unit or "").startswith("wan") else 100
            found, added = (f"{value / factor:.10g}" for value in (total, sums.get(column.field, 0)))
            report("census-total-differs", Severity.WARNING, where[column.field], column=column.label, found=found, sum=added)


def report_alikes(sheet: Sheet, rows: Sequence[Any], report: Report) -> None:
    """Say which rows of a sheet are suspiciously alike: one name under two codes, codes that differ in spelling only."""
    codes: dict[str, Any] = {}
    for row in rows:
        first = codes.setdefault(fold(row.code) or row.code, row)
        if first is not row:
            report("census-codes-alike", Severity.WARNING, row.cell, code=row.code, other=first.code, first=first.cell)
    for fields in _SAME.get(sheet.kind, ()):
        seen: dict[tuple[object, ...], Any] = {}
        labels = ", ".join(column.label for column in sheet.columns if column.field in fields)
        for row in rows:
            values = tuple(getattr(row, field) for field in fields)
            if values[0] is None:
                continue
            key = tuple(fold(value) or value if isinstance(value, str) and "name" in fields else value for value in values)
            first = seen.setdefault(key, row)
            if first is not row:
                report("census-rows-alike", Severity.WARNING, row.cell, code=row.code, other=first.code, first=first.cell, columns=labels)


_SAME: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "units": (("name", "county"),),
    "networks": (("name",),),
    "sites": (("name", "county", "town"),),
    "presences": (("network", "site", "unit"),),
    "circuits": (("number",),),
    "rooms": (("name", "unit", "site"),),
    "applications": (("name", "unit"),),
    "dependencies": (("from_network", "application"),),
}
"""Fields that no two rows of a kind should share."""


def report_between(rows: Mapping[str, Mapping[str, Any]], report: Report) -> None:
    """Say what does not fit together between sheets: a circuit and its contract, both ends at one site."""
    networks: dict[str, set[str]] = defaultdict(set)
    for contract in rows["contracts"].values():
        networks[contract.code].add(contract.network)
    for circuit in rows["circuits"].values():
        if circuit.contract is not None and circuit.network not in networks[circuit.contract]:
            report("census-contract-of-another", Severity.WARNING, circuit.cell, code=circuit.code, contract=circuit.contract)
        if circuit.site_b == circuit.site_a:
            report("census-ends-equal", Severity.WARNING, circuit.cell, code=circuit.code, site=circuit.site_a)
