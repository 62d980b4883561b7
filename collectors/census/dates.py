"""Dates and quarters in the spellings that departments use.

A spelling that two readers could read as two days is an error that says so; one that needs an
assumption (a year of two digits, a spreadsheet's serial number) is read with a remark.
"""

from __future__ import annotations

import math
import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from collectors.census.cells import Cell, Odd, OddCell
from collectors.census.quantities import CHINESE_DIGITS, BadCell, Notes, plain

_FULL = re.compile(r"(\d{4})(?:\s*[-/.年\s]\s*(\d{1,2})(?:\s*[-/.月\s]\s*(\d{1,2})\s*[日号]?|月份?)?|年)?\s*([底末初])?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$")
_WEEKDAY = re.compile(r"\s*[(,]?\s*(?:星期|周)[一二三四五六日天]\)?$")
_SHORT = re.compile(r"(['‘’`]?)(\d{2})([-/.年])(\d{1,2})(?:([-/.月])(\d{1,2})日?|月)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]{3,9})\.?[ ,-]+(?:(\d{1,2}),? +)?(\d{4})", re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4}|\*|每年)[-/年 ]*(?:度)?(?:Q([1-4])|第?([1-4一二三四])季度?)", re.IGNORECASE)
_QUARTER_FIRST = re.compile(r"Q([1-4])[-/ ]*(\d{4})", re.IGNORECASE)
_EPOCH = date(1899, 12, 30)
_YEARS = range(1900, 2101)
_LAST_SERIAL = 73_050
"""Excel's serial number of 31 December 2099."""
_PIVOT = 50
"""Years of two digits below this are of the 21st century."""
_DECEMBER = 12
_LONGEST = 60
"""Longer texts are no dates; patterns never see them."""


def read_date(cell: Cell, notes: Notes, *, last: bool = False) -> date | None:
    """Return the day a cell names; of a month or year its first day, or its `last`."""
    if isinstance(cell, OddCell) and cell.kind is Odd.DATE:
        return cell.date
    text = plain(cell)
    if text is None:
        return None
    if isinstance(cell, float) and not math.isfinite(cell):
        raise BadCell("census-cell-date", found=text)
    if isinstance(cell, int | float) and int(cell) not in _YEARS and not _COMPACT.fullmatch(text):
        return _from_serial(cell, text, notes)
    if len(text) > _LONGEST:
        raise BadCell("census-cell-date", found=text[:80])
    bare = _WEEKDAY.sub("", _TIME.sub("", text))
    try:
        for pattern, read in _SPELLINGS:
            match = pattern.fullmatch(bare)
            if match is not None:
                return read(match, notes, text, last)
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadCell):
            raise
    raise BadCell("census-cell-date", found=text[:80])


def _from_serial(cell: float, text: str, notes: Notes) -> date:
    if not 1 <= cell <= _LAST_SERIAL:
        raise BadCell("census-cell-date", found=text)
    found = _EPOCH + timedelta(days=int(cell))
    notes.append(BadCell("census-cell-date-serial", found=text, date=found.isoformat()))
    return found


def _day(year: int, month: int | None, day: int | None, *, last: bool) -> date:
    if month is None:
        month = _DECEMBER if last else 1
    if day is None:
        day = monthrange(year, month)[1] if last and 1 <= month <= _DECEMBER else 1
    return date(year, month, day)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _full(match: re.Match[str], _notes: Notes, _text: str, last: bool) -> date:  # noqa: FBT001 - one of a table
    year, month, day, part = match.groups()
    if part is not None and day is not None:
        raise ValueError(part)
    return _day(int(year), _number(month), _number(day), last=last if part is None else part != "初")


def _compact(match: re.Match[str], _notes: Notes, _text: str, _last: bool) -> date:  # noqa: FBT001 - one of a table
    return date(*(int(part) for part in match.groups()))


def _century(year: str) -> int:
    return int(year) + (2000 if int(year) < _PIVOT else 1900)


def _short(match: re.Match[str], notes: Notes, text: str, last: bool) -> date:  # noqa: FBT001 - one of a table
    mark, first, separator, second, _, third = match.groups()
    sure = bool(mark) or separator == "年"
    year, month, day = first, second, third
    if not sure and third is not None and int(first) <= 31:  # noqa: PLR2004 - a day as well as a year
        raise BadCell("census-cell-date-ambiguous", found=text[:80])
    if not sure and third is None and int(first) <= _DECEMBER:
        if int(second) <= _DECEMBER:
            raise BadCell("census-cell-date-ambiguous", found=text[:80])
        year, month = second, first
    found = _day(_century(year), int(month), _number(day), last=last)
    notes.append(BadCell("census-cell-date-year", found=text[:80], date=found.isoformat()))
    return found


def _day_first(match: re.Match[str], _notes: Notes, text: str, _last: bool) -> date:  # noqa: FBT001 - one of a table
    first, second, year = map(int, match.groups())
    if first <= _DECEMBER and second <= _DECEMBER and first != second:
        raise BadCell("census-cell-date-ambiguous", found=text[:80])
    return date(year, *((second, first) if first > _DECEMBER else (first, second)))


def _month_year(match: re.Match[str], _notes: Notes, _text: str, last: bool) -> date:  # noqa: FBT001 - one of a table
    return _day(int(match.group(2)), int(match.group(1)), None, last=last)


def _english(match: re.Match[str], _notes: Notes, _text: str, last: bool) -> date:  # noqa: FBT001 - one of a table
    before, name, after, year = match.groups()
    if before is not None and after is not None:
        raise ValueError(after)
    return _day(int(year), _MONTHS.index(name[:3].casefold()) + 1, _number(before or after), last=last)


_SPELLINGS = (
    (_COMPACT, _compact),
    (_FULL, _full),
    (_SHORT, _short),
    (_DAY_FIRST, _day_first),
    (_MONTH_YEAR, _month_year),
    (_ENGLISH, _english),
)


def quarter_of(text: str, *, every_year: bool = False) -> str:
    """Return a quarter as ``2018Q3``; ``*Q3`` where `every_year` is allowed.

    >>> quarter_of("2018年第三季度"), quarter_of("2018q3"), quarter_of("每年三季度", every_year=True)
    ('2018Q3', '2018Q3', '*Q3')
    """
    bare = unicodedata.normalize("NFKC", text.strip())
    turned = _QUARTER_FIRST.fullmatch(bare)
    if turned is not None:
        return f"{turned.group(2)}Q{turned.group(1)}"
    match = _QUARTER.fullmatch(bare)
    if match is None or (not match.group(1).isdigit() and not every_year):
        raise BadCell("census-cell-quarter", found=text[:80])
    year = match.group(1) if match.group(1).isdigit() else "*"
    digit = match.group(2) or match.group(3)
    return f"{year}Q{CHINESE_DIGITS.get(digit, digit)}"


def read_quarter(cell: Cell, notes: Notes) -> str | None:
    """Return the quarter a cell names, also by a day or month in it."""
    if isinstance(cell, OddCell) and cell.kind is Odd.DATE:
        return _quarter_with(cell.date)
    if cell is None or not isinstance(cell, str):
        text = plain(cell)
        if text is None:
            return None
        raise BadCell("census-cell-quarter", found=text[:80])
    if len(cell) > _LONGEST:
        raise BadCell("census-cell-quarter", found=cell[:80])
    try:
        return quarter_of(cell)
    except BadCell:
        full = _FULL.fullmatch(unicodedata.normalize("NFKC", cell.strip()))
        if full is None or full.group(2) is None:
            raise
    try:
        quarter = _quarter_with(_full(full, notes, cell, False))  # noqa: FBT003 - the day does not matter
    except ValueError:
        raise BadCell("census-cell-quarter", found=cell[:80]) from None
    notes.append(BadCell("census-cell-quarter-of-month", found=cell[:80], quarter=quarter))
    return quarter


def _quarter_with(day: date) -> str:
    return f"{day.year}Q{(day.month + 2) // 3}"
