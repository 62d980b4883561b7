"""From a cell to a value of the model and back, one function a type.

A cell that does not fit raises `BadCell` with a message code and what was expected; nothing is
guessed. Money becomes integer fen, rates bit/s, dates `datetime.date`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from ipaddress import ip_network

from collectors.census.cells import Cell, Odd, OddCell
from collectors.census.columns import Column, Type, header_key
from collectors.census.escape import escape, unescape
from topology.model.errors import Scalar

Value = str | int | float | bool | date | tuple[str, ...] | None


class BadCell(ValueError):
    """A cell that does not hold what its column expects."""

    def __init__(self, code: str, **params: Scalar) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


FEN: Mapping[str, int] = {
    "wan": 1_000_000,
    "万元": 1_000_000,
    "万": 1_000_000,
    "10kcny": 1_000_000,
    "cny": 100,
    "元": 100,
    "yuan": 100,
    "rmb": 100,
    "亿元": 10_000_000_000,
    "亿": 10_000_000_000,
    "千元": 100_000,
    "分": 1,
    "fen": 1,
}
"""Fen in one of each unit of money."""

BITS: Mapping[str, int] = {
    "bps": 1,
    "bit/s": 1,
    "k": 1_000,
    "kbps": 1_000,
    "kbit/s": 1_000,
    "m": 1_000_000,
    "mb": 1_000_000,
    "mbps": 1_000_000,
    "mbit/s": 1_000_000,
    "兆": 1_000_000,
    "g": 1_000_000_000,
    "gb": 1_000_000_000,
    "gbps": 1_000_000_000,
    "gbit/s": 1_000_000_000,
}
"""Bit/s in one of each unit of bandwidth."""

LIST_MARKS = ";；、,，\n"
_NUMBER = re.compile(r"([+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?)\s*(.*)", re.DOTALL)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_QUARTER = re.compile(r"(\d{4}|\*|每年)[-/年 ]*(?:Q([1-4])|第?([1-4一二三四])季度?)", re.IGNORECASE)
_CHINESE_DIGITS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_TRUE = frozenset({"是", "yes", "y", "true", "1", "√", "有"})
_FALSE = frozenset({"否", "no", "n", "false", "0", "×", "无"})
_EPOCH = date(1899, 12, 30)
_YEARS = range(1900, 2101)
_LAST_SERIAL = 73_050
"""Excel's serial number of 31 December 2099."""
_EXACT = 1 << 53


def text_of(cell: Cell) -> str | None:
    """Return the text of a cell, None when it is empty; only text counts as text."""
    match cell:
        case None:
            return None
        case str():
            bare = cell.strip()
            return unescape(bare) if bare else None
        case bool():
            raise BadCell("census-cell-boolean", found=str(cell).upper())
        case OddCell(kind=Odd.DATE):
            raise BadCell("census-cell-date-for-text", found=cell.text[:10])
        case OddCell():
            raise _odd(cell)
        case _:
            raise BadCell("census-cell-number-for-text", found=_shown(cell))


def _odd(cell: OddCell) -> BadCell:
    return BadCell("census-cell-error" if cell.kind is Odd.ERROR else "census-cell-formula", found=cell.text[:80])


def _shown(cell: Cell) -> str:
    return cell.text if isinstance(cell, OddCell) else str(cell)[:80]


def _plain(cell: Cell) -> str | None:
    """Return a cell as normalised text for the types that may stand as number or text."""
    match cell:
        case None:
            return None
        case OddCell(kind=Odd.DATE):
            return cell.text[:10]
        case OddCell():
            raise _odd(cell)
        case bool():
            raise BadCell("census-cell-boolean", found=str(cell).upper())
        case str():
            return unicodedata.normalize("NFKC", unescape(cell.strip())).strip() or None
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case _:
            return repr(cell)


def _quantity(cell: Cell, units: Mapping[str, int], unit: str) -> tuple[Decimal, int] | None:
    text = _plain(cell)
    if text is None:
        return None
    match = _NUMBER.fullmatch(text)
    digits = match.group(1) if match else ""
    if match is None or isinstance(cell, OddCell) or ("," in digits and not _GROUPED.fullmatch(digits)):
        raise BadCell("census-cell-number", found=text[:80])
    word = match.group(2).strip().casefold().removesuffix("/a").removesuffix("/年").removesuffix("每年")
    factor = units.get(word or unit)
    if factor is None:
        raise BadCell("census-cell-unit", found=text[:80], units=", ".join(units) or "-")
    try:
        return Decimal(digits.replace(",", "")), factor
    except InvalidOperation:
        raise BadCell("census-cell-number", found=text[:80]) from None


def _bounded(value: float, column: Column, cell: Cell) -> None:
    if (column.low is not None and value < column.low) or (column.high is not None and value > column.high):
        raise BadCell(
            "census-cell-range",
            found=_shown(cell),
            low="-" if column.low is None else f"{column.low:g}",
            high="-" if column.high is None else f"{column.high:g}",
        )


def _scaled(cell: Cell, column: Column, units: Mapping[str, int], unit: str) -> int | None:
    quantity = _quantity(cell, units, unit)
    if quantity is None:
        return None
    value = round(quantity[0] * quantity[1])
    _bounded(value, column, cell)
    if abs(value) >= 1 << 63:
        raise BadCell("census-cell-range", found=_shown(cell), low="-", high=str((1 << 63) - 1))
    return value


def _whole(cell: Cell, column: Column) -> int | None:
    if isinstance(cell, str):
        # 等保 levels and batches are often written 三级, 第二批
        match = re.fullmatch(r"第?([一二三四1-4])[级批]", cell.strip())
        cell = int(_CHINESE_DIGITS.get(match.group(1), match.group(1))) if match else cell
    quantity = _quantity(cell, {"": 1, "个": 1, "台": 1, "户": 1, "人": 1, "架": 1, "月": 1, "个月": 1}, "")
    if quantity is None:
        return None
    if quantity[0] != quantity[0].to_integral_value():
        raise BadCell("census-cell-whole", found=_shown(cell))
    value = int(quantity[0])
    _bounded(value, column, cell)
    return value


def _number(cell: Cell, column: Column) -> float | None:
    if isinstance(cell, float):
        value = cell
        if not math.isfinite(value):
            raise BadCell("census-cell-number", found=str(cell))
    else:
        quantity = _quantity(cell, {"": 1, "°": 1, "m2": 1, "m²": 1, "平方米": 1, "㎡": 1}, "")
        if quantity is None:
            return None
        value = float(quantity[0])
    _bounded(value, column, cell)
    return value


def _share(cell: Cell, column: Column) -> float | None:
    if isinstance(cell, str) and cell.strip().endswith(("%", "％")):
        quantity = _quantity(cell.strip()[:-1], {"": 1}, "")
        value = None if quantity is None else float(quantity[0] / 100)
        if value is not None:
            _bounded(value, column, cell)
        return value
    return _number(cell, column)


def _boolean(cell: Cell, _column: Column) -> bool | None:
    if isinstance(cell, bool):
        return cell
    text = _plain(cell)
    if text is None:
        return None
    if text.casefold() in _TRUE:
        return True
    if text.casefold() in _FALSE:
        return False
    raise BadCell("census-cell-yes-no", found=text[:80])


def _date(cell: Cell, _column: Column) -> date | None:
    if isinstance(cell, OddCell) and cell.kind is Odd.DATE:
        return cell.date
    text = _plain(cell)
    if text is None:
        return None
    if isinstance(cell, int | float) and int(cell) not in _YEARS and not _COMPACT.fullmatch(text):
        if 1 <= cell <= _LAST_SERIAL:
            return _EPOCH + timedelta(days=int(cell))
        raise BadCell("census-cell-date", found=text)
    match = _COMPACT.fullmatch(text) or _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)  # noqa: TRY301 - both ways of not being a date end in one place
        return date(int(match.group(1)), int(match.group(2) or 1), int(match.group(3) or 1))
    except ValueError:
        raise BadCell("census-cell-date", found=text[:80]) from None


def quarter_of(text: str, *, every_year: bool = False) -> str:
    """Return a quarter as ``2018Q3``; ``*Q3`` where `every_year` is allowed.

    >>> quarter_of("2018年第三季度"), quarter_of("2018q3"), quarter_of("每年三季度", every_year=True)
    ('2018Q3', '2018Q3', '*Q3')
    """
    match = _QUARTER.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    if match is None or (not match.group(1).isdigit() and not every_year):
        raise BadCell("census-cell-quarter", found=text[:80])
    year = match.group(1) if match.group(1).isdigit() else "*"
    digit = match.group(2) or match.group(3)
    return f"{year}Q{_CHINESE_DIGITS.get(digit, digit)}"


def _quarter(cell: Cell, _column: Column) -> str | None:
    if isinstance(cell, OddCell) and cell.kind is Odd.DATE:
        return f"{cell.date.year}Q{(cell.date.month + 2) // 3}"
    text = text_of(cell)
    return None if text is None else quarter_of(text)


def _parts(cell: Cell) -> tuple[str, ...] | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if not isinstance(cell, str):
        text_of(cell)
    pieces = (piece.strip() for piece in re.split(f"[{LIST_MARKS}]", str(cell)))
    return tuple(unescape(piece) for piece in pieces if piece)


def _quarters(cell: Cell, _column: Column) -> tuple[str, ...] | None:
    parts = _parts(cell)
    return None if parts is None else tuple(quarter_of(part, every_year=True) for part in parts)


def _prefixes(cell: Cell, _column: Column) -> tuple[str, ...] | None:
    parts = _parts(cell)
    if parts is None:
        return None
    found = []
    for part in parts:
        try:
            found.append(str(ip_network(part)))
        except ValueError:
            raise BadCell("census-cell-prefix", found=part[:80]) from None
    return tuple(found)


def _choice(cell: Cell, column: Column) -> str | None:
    text = text_of(cell)
    if text is None:
        return None
    key = header_key(text)
    for choice in column.choices:
        if key in {header_key(choice.value), header_key(choice.en), header_key(choice.zh)}:
            return choice.value
    raise BadCell("census-cell-choice", found=text[:80], allowed=", ".join(f"{c.zh}/{c.en}" for c in column.choices))


_READERS: Mapping[Type, Callable[[Cell, Column], Value]] = {
    Type.CODE: lambda cell, _: text_of(cell),
    Type.TEXT: lambda cell, _: text_of(cell),
    Type.REFERENCE: lambda cell, _: text_of(cell),
    Type.REFERENCES: lambda cell, _: _parts(cell),
    Type.PREFIXES: _prefixes,
    Type.CHOICE: _choice,
    Type.WHOLE: _whole,
    Type.NUMBER: _number,
    Type.SHARE: _share,
    Type.BOOLEAN: _boolean,
    Type.DATE: _date,
    Type.QUARTER: _quarter,
    Type.QUARTERS: _quarters,
}


def unit_in(header: str, column: Column) -> str | None:
    """Return the unit a header names in brackets, None where it names none that is known."""
    table = FEN if column.type is Type.MONEY else BITS
    for inside in re.findall(r"[(（\[【]([^)）\]】]*)[)）\]】]", header):
        word = unicodedata.normalize("NFKC", inside).casefold().replace(" ", "")
        word = word.removeprefix("单位:").removesuffix("/a").removesuffix("/年").removesuffix("每年")
        if word in table:
            return word
    return None


def parse(cell: Cell, column: Column, unit: str | None = None) -> Value:
    """Return the value of a cell for its column, None when it is empty.

    `unit` is the unit of the header, else the column's own counts.

    Raises
    ------
    BadCell
        The cell does not hold what the column expects.
    """
    if column.type is Type.MONEY:
        return _scaled(cell, column, FEN, unit or (column.unit or "cny").removesuffix("/a"))
    if column.type is Type.RATE:
        return _scaled(cell, column, BITS, unit or "mbps")
    return _READERS[column.type](cell, column)


def display(value: Value, column: Column, lang: str) -> str | float | date | None:
    """Return what the writer puts into a cell: the inverse of `parse` with the column's own unit."""
    if value is None or value == ():
        return None
    if column.type in {Type.MONEY, Type.RATE}:
        factor = (FEN if column.type is Type.MONEY else BITS)[(column.unit or "").removesuffix("/a")]
        exact = Decimal(int(value)) / factor  # type: ignore[arg-type] # money and rates are whole numbers
        return int(exact) if exact == exact.to_integral_value() else float(exact)
    if isinstance(value, tuple):
        return ";".join(escape(part, also=LIST_MARKS) for part in value)
    if isinstance(value, bool):
        return {"zh": ("否", "是")}.get(lang, ("no", "yes"))[value]
    if column.type is Type.CHOICE:
        return next((choice.zh if lang == "zh" else choice.en for choice in column.choices if choice.value == value), str(value))
    return escape(value) if isinstance(value, str) else value
