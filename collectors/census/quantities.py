"""Money, bandwidths, counts and measures: a number with its unit, wherever the unit stands.

Money becomes integer fen, a bandwidth bit/s. A unit in the cell counts before one in the header,
that before one above the table, that before the column's own. A unit that is not known is an error,
never a guess; a fee by the month becomes one by the year only in a column of yearly amounts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from collectors.census.cells import Cell, Odd, OddCell, shown
from collectors.census.columns import Column, Type
from collectors.census.escape import unescape
from topology.model.errors import Scalar


class BadCell(ValueError):
    """A cell that does not hold what its column expects; also a remark on one that does."""

    def __init__(self, code: str, **params: Scalar) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


Notes = list[BadCell]
"""Remarks on a cell that was understood, but not in the plainest way."""

FEN: Mapping[str, int] = {
    "wan": 1_000_000,
    "万元": 1_000_000,
    "万": 1_000_000,
    "万元人民币": 1_000_000,
    "10kcny": 1_000_000,
    "cny": 100,
    "元": 100,
    "元人民币": 100,
    "yuan": 100,
    "rmb": 100,
    "亿元": 10_000_000_000,
    "亿": 10_000_000_000,
    "百万元": 100_000_000,
    "千万元": 1_000_000_000,
    "千元": 100_000,
    "百元": 10_000,
    "kcny": 100_000,
    "角": 10,
    "分": 1,
    "fen": 1,
}
"""Fen in one of each unit of money."""

BITS: Mapping[str, int] = {
    "bps": 1,
    "bit/s": 1,
    "k": 1_000,
    "kb": 1_000,
    "kbps": 1_000,
    "kbit/s": 1_000,
    "m": 1_000_000,
    "mb": 1_000_000,
    "mbps": 1_000_000,
    "mbit/s": 1_000_000,
    "mbit": 1_000_000,
    "兆": 1_000_000,
    "兆比特": 1_000_000,
    "兆比特/秒": 1_000_000,
    "g": 1_000_000_000,
    "gb": 1_000_000_000,
    "gbps": 1_000_000_000,
    "gbit/s": 1_000_000_000,
    "gbit": 1_000_000_000,
    "吉": 1_000_000_000,
    "t": 1_000_000_000_000,
    "tbps": 1_000_000_000_000,
}
"""Bit/s in one of each unit of bandwidth."""

_SPOKEN_RATES: Mapping[str, int] = {"十兆": 10_000_000, "百兆": 100_000_000, "千兆": 1_000_000_000, "万兆": 10_000_000_000}
COUNTS: Mapping[str, int] = dict.fromkeys(
    ("", "个", "台", "户", "人", "架", "月", "个月", "套", "条", "点", "部", "名", "家", "处", "间", "面", "months", "month"), 1
)
MEASURES: Mapping[str, Mapping[str, int]] = {
    "m2": dict.fromkeys(("", "m2", "m^2", "平方米", "平米", "平方", "平", "sqm"), 1),
    "deg": dict.fromkeys(("", "°", "度", "°n", "°e", "n", "e"), 1),
    "": {"": 1},
}
"""Units of numbers by the column's own; several are compatibility forms that normalisation has made plain (㎡ is m2)."""

_YEARLY = ("/a", "/年", "每年", "/yr", "/year", "peryear", "一年")
_MONTHLY = ("/月", "每月", "/month", "permonth", "/mo", "一个月")
_MONTHLY_HEADER = re.compile(r"月租|每月|/月|月费|monthly|per month", re.IGNORECASE)
_MONTHS = 12
_BRACKETED = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_FOREIGN = re.compile(r"美元|欧元|港元|港币|日元|英镑|usd|eur|hkd|jpy|gbp|[$€£]", re.IGNORECASE)
_MULTIPLES = re.compile(r"^[千万亿百](?![兆m])|亩|公顷|thousand|million|[mg]b/s")
_NUMBER = re.compile(r"(?:人民币|rmb|cny|[¥￥])?\s*([+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?)\s*(.*?)整?", re.DOTALL | re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
CHINESE_DIGITS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_LEVEL = re.compile(r"(?:等保|等级保护)?第?([一二三四1-4])[级批]")
_EXACT = 1 << 53


def odd(cell: OddCell) -> BadCell:
    """Return what is wrong with an error value or a formula without a result."""
    return BadCell("census-cell-error" if cell.kind is Odd.ERROR else "census-cell-formula", found=cell.text[:80])


def plain(cell: Cell) -> str | None:
    """Return a cell as normalised text, for the types that may stand as number or text."""
    match cell:
        case None:
            return None
        case OddCell(kind=Odd.DATE):
            return cell.text[:10]
        case OddCell():
            raise odd(cell)
        case bool():
            raise BadCell("census-cell-boolean", found=str(cell).upper())
        case str():
            return unicodedata.normalize("NFKC", unescape(cell.strip())).strip() or None
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case _:
            return repr(cell)


def _factor(word: str, units: Mapping[str, int], *, yearly: bool) -> int | None:
    """Return how many of the smallest unit are in one of `word`, twelve times that by the month."""
    bare = word.casefold().replace(" ", "")
    if bare in units:
        return units[bare]
    for endings, times in ((_YEARLY, 1), (_MONTHLY, _MONTHS)):
        for ending in endings:
            if yearly and bare.endswith(ending) and bare.removesuffix(ending) in units:
                return units[bare.removesuffix(ending)] * times
    return None


def _quantity(cell: Cell, units: Mapping[str, int], unit: str, *, yearly: bool = False) -> tuple[Decimal, int] | None:
    text = plain(cell)
    if text is None:
        return None
    match = _NUMBER.fullmatch(text)
    digits = match.group(1) if match else ""
    if match is None or isinstance(cell, OddCell) or ("," in digits and not _GROUPED.fullmatch(digits)):
        raise BadCell("census-cell-number", found=text[:80])
    word = match.group(2).strip()
    if word.casefold() in {*_YEARLY, *_MONTHLY} and yearly:  # 2000/月: the unit is the header's
        word = next((unit.removesuffix(ending) for ending in (*_YEARLY, *_MONTHLY) if unit.endswith(ending)), unit) + word
    factor = _factor(word or unit, units, yearly=yearly)
    if factor is None:
        raise BadCell("census-cell-unit", found=text[:80], units=", ".join(name for name in units if name) or "-")
    try:
        return Decimal(digits.replace(",", "")), factor
    except InvalidOperation:
        raise BadCell("census-cell-number", found=text[:80]) from None


def _bounded(value: float, column: Column, cell: Cell) -> None:
    if (column.low is not None and value < column.low) or (column.high is not None and value > column.high):
        raise BadCell(
            "census-cell-range",
            found=shown(cell),
            low="-" if column.low is None else f"{column.low:g}",
            high="-" if column.high is None else f"{column.high:g}",
        )


def _scaled(cell: Cell, column: Column, units: Mapping[str, int], unit: str) -> int | None:
    quantity = _quantity(cell, units, unit, yearly=is_yearly(column))
    if quantity is None:
        return None
    if quantity[0].adjusted() > 20:  # noqa: PLR2004 - beyond any amount; and rounding a huge power of ten takes for ever
        raise BadCell("census-cell-range", found=shown(cell), low="-", high=str((1 << 63) - 1))
    value = round(quantity[0] * quantity[1])
    _bounded(value, column, cell)
    if abs(value) >= 1 << 63:
        raise BadCell("census-cell-range", found=shown(cell), low="-", high=str((1 << 63) - 1))
    return value


def is_yearly(column: Column) -> bool:
    """Tell whether a column holds amounts by the year."""
    return (column.unit or "").endswith("/a")


def money(cell: Cell, column: Column, unit: str | None) -> int | None:
    """Return an amount in fen, a year's in a yearly column."""
    return _scaled(cell, column, FEN, unit or (column.unit or "cny").removesuffix("/a"))


def rate(cell: Cell, column: Column, unit: str | None) -> int | None:
    """Return a bandwidth in bit/s."""
    if isinstance(cell, str):
        spoken = _SPOKEN_RATES.get(unicodedata.normalize("NFKC", cell.strip()))
        if spoken is not None:
            return spoken
    return _scaled(cell, column, BITS, unit or "mbps")


def whole(cell: Cell, column: Column) -> int | None:
    """Return a whole number; levels and batches may be written 三级, 等保二级, 第二批."""
    if isinstance(cell, str):
        match = _LEVEL.fullmatch(unicodedata.normalize("NFKC", cell.strip()))
        cell = int(CHINESE_DIGITS.get(match.group(1), match.group(1))) if match else cell
    quantity = _quantity(cell, COUNTS, "")
    if quantity is None:
        return None
    if quantity[0].adjusted() > 18 or quantity[0] != quantity[0].to_integral_value():  # noqa: PLR2004 - more than any count
        raise BadCell("census-cell-whole", found=shown(cell))
    value = int(quantity[0])
    _bounded(value, column, cell)
    return value


def number(cell: Cell, column: Column) -> float | None:
    """Return a number in the column's unit."""
    if isinstance(cell, float):
        value = cell
    else:
        quantity = _quantity(cell, MEASURES.get(column.unit or "", MEASURES[""]), "")
        if quantity is None:
            return None
        value = float(quantity[0])
    if not math.isfinite(value):
        raise BadCell("census-cell-number", found=shown(cell))
    _bounded(value, column, cell)
    return value


def share(cell: Cell, column: Column) -> float | None:
    """Return a share, also from per cent."""
    if isinstance(cell, str) and cell.strip().endswith(("%", "％")):
        quantity = _quantity(cell.strip()[:-1], {"": 1}, "")
        value = None if quantity is None else float(quantity[0] / 100)
        if value is not None:
            _bounded(value, column, cell)
        return value
    return number(cell, column)


def unit_in(header: str, column: Column) -> str | None:
    """Return the unit a header names, in brackets or at its end; None where it names none that is known.

    >>> from collectors.census.columns import SHEETS
    >>> fee = next(c for s in SHEETS for c in s.columns if c.field == "fee_fen_per_a")
    >>> unit_in("年租费（元/年）", fee), unit_in("月租费(元)", fee), unit_in("租金：万元", fee)
    ('元/年', '元/月', '万元')
    """
    table = FEN if column.type is Type.MONEY else BITS
    yearly = is_yearly(column)
    text = unicodedata.normalize("NFKC", header).strip()
    outside = _BRACKETED.sub("", text).strip()
    words = [inside.casefold().replace(" ", "").removeprefix("单位:").removeprefix("单位") for inside in _BRACKETED.findall(text)]
    words += _ends(outside.casefold())
    found: str | None = next((word for word in words if word and _factor(word, table, yearly=yearly)), None)
    monthly = yearly and _MONTHLY_HEADER.search(text) is not None
    if monthly and (found is None or not found.endswith((*_MONTHLY, *_YEARLY))):
        return f"{found or (column.unit or '').removesuffix('/a')}/月"
    return found


def _ends(text: str) -> list[str]:
    """Return what a header may end with, longest first; a Latin word is never cut in two."""
    ends = []
    for length in range(min(12, len(text) - 1), 0, -1):
        before, word = text[-length - 1], text[-length:].strip(" :")
        if word and not (before.isascii() and before.isalpha() and word[0].isascii() and word[0].isalpha()) and word != "分":
            ends.append(word)
    return ends


def wrong_unit_in(header: str, column: Column) -> str | None:
    """Return a unit in a header's brackets that changes what a number means and that this column cannot have."""
    if column.type not in {Type.MONEY, Type.RATE, Type.WHOLE, Type.NUMBER}:
        return None
    if column.type in {Type.MONEY, Type.RATE} and unit_in(header, column) is not None:
        return None
    for inside in _BRACKETED.findall(unicodedata.normalize("NFKC", header)):
        word = inside.strip().casefold().removeprefix("单位:")
        foreign = column.type is Type.MONEY and _FOREIGN.search(word)
        monthly = column.type is Type.MONEY and not is_yearly(column) and word.endswith((*_MONTHLY, *_YEARLY))
        if foreign or monthly or _MULTIPLES.search(word):
            return str(inside)[:40]
    return None


def without_unit(key: str) -> str:
    """Return a header's key without a unit at its end.

    >>> without_unit("带宽mbps"), without_unit("年租费万元年"), without_unit("简称")
    ('带宽', '年租费', '简称')
    """
    return _UNIT_ENDS.sub("", key) or key


_LONG_UNITS = sorted(
    {word.replace("/", "") for word in (*FEN, *BITS, "平方米", "m2") if len(word) > 1}, key=lambda word: (-len(word), word)
)
_UNIT_ENDS = re.compile("(?:单位)?(?:" + "|".join(map(re.escape, _LONG_UNITS)) + "|元|月|台|个)(?:年|a|月)?$")
