"""From a cell to a value of the model and back, one function a type.

A cell that does not fit raises `BadCell` with a message code and what was expected; nothing is
guessed, and what was read in another way than the plainest is remarked on. Money becomes integer
fen, rates bit/s, dates `datetime.date`. A word that stands for 'nothing' is an empty cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network, summarize_address_range

from collectors.census.cells import Cell, Odd, OddCell, shown
from collectors.census.columns import SHEETS, Column, Type, header_key
from collectors.census.dates import quarter_of, read_date, read_quarter
from collectors.census.escape import escape, unescape
from collectors.census.quantities import (
    BITS,
    FEN,
    BadCell,
    Notes,
    money,
    number,
    odd,
    plain,
    rate,
    share,
    unit_in,
    whole,
)
from collectors.census.synonyms import WORDS

__all__ = ["BITS", "FEN", "BadCell", "Notes", "Value", "display", "parse", "quarter_of", "special", "text_of", "unit_in"]

Value = str | int | float | bool | date | tuple[str, ...] | None

LIST_MARKS = ";；、,，\n"
_TRUE = frozenset({"是", "yes", "y", "true", "t", "1", "√", "✓", "✔", "☑", "■", "有", "对", "属于", "涉密", "法定"})
_FALSE = frozenset({"否", "no", "n", "false", "f", "0", "×", "x", "✗", "✘", "☐", "□", "无", "不是", "不属于", "非", "非涉密", "不涉密"})
_PLACEHOLDERS = frozenset(
    {"-", "--", "---", "—", "——", "–", "/", "\\", "//", "无", "没有", "暂无", "不详", "未知", "不清楚", "待定", "待补充", "空",
        "n/a", "na", "tbd", "unknown"}
)  # fmt: skip
_WIDE = re.compile(r"[\uff01-\uff5e\u3000]")
"""Full-width forms of ASCII characters."""
_SUM = re.compile(r"(?:合|总|共|小|累)\s*计.{0,12}|(?:grand )?totals?|sub-?totals?|sum", re.IGNORECASE | re.DOTALL)
_EXAMPLE = re.compile(r"(?:示例|样例|例如|例|example)(?:[\s::：\-_]|$)", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:注|附注|备注|说明|填表说明|填报说明|填表人|填报人|填表单位|填报单位|填表日期|填报日期|制表|制表人|审核|审核人|复核|单位负责人|负责人|联系人|联系电话|"
    r"notes?|remarks?|prepared by|filled in by)"
    r"\d{0,2}\s*[:：]",
    re.IGNORECASE,
)


class Special:
    """Kinds of row that stand in a table and are not of it."""

    SUM = "total"
    EXAMPLE = "example"
    NOTE = "note"


def special(text: str) -> str | None:
    """Return what a row is whose first filled cell is `text`, None for a row like any other.

    >>> special("合 计"), special("示例 U01"), special("注：单位万元"), special("U01")
    ('total', 'example', 'note', None)
    """
    bare = text.strip()
    if _SUM.fullmatch(bare):
        return Special.SUM
    if _EXAMPLE.match(bare):
        return Special.EXAMPLE
    return Special.NOTE if _NOTE.match(bare) else None


def is_placeholder(cell: Cell) -> bool:
    """Tell whether a cell says that it holds nothing."""
    return isinstance(cell, str) and cell.strip().casefold() in _PLACEHOLDERS


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
            raise odd(cell)
        case _:
            raise BadCell("census-cell-number-for-text", found=shown(cell))


def _narrowed(cell: Cell, notes: Notes) -> Cell:
    """Return a code with full-width forms made plain; it was typed with the wrong keyboard."""
    if not isinstance(cell, str) or not _WIDE.search(cell):
        return cell
    made = _WIDE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), cell).strip()
    notes.append(BadCell("census-cell-wide", found=cell.strip()[:80], read=made[:80]))
    return made


def _code(cell: Cell, _column: Column, notes: Notes) -> str | None:
    return text_of(_narrowed(cell, notes))


def _codes(cell: Cell, _column: Column, notes: Notes) -> tuple[str, ...] | None:
    if isinstance(cell, str):
        return tuple(
            filter(None, (text_of(_narrowed(part, notes)) for part in re.split(f"[{LIST_MARKS}]", cell) if not is_placeholder(part)))
        )
    return _parts(cell)


def _boolean(cell: Cell, _column: Column, _notes: Notes) -> bool | None:
    if isinstance(cell, bool):
        return cell
    text = plain(cell)
    if text is None:
        return None
    if text.casefold() in _TRUE:
        return True
    if text.casefold() in _FALSE:
        return False
    raise BadCell("census-cell-yes-no", found=text[:80])


def _parts(cell: Cell) -> tuple[str, ...] | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if not isinstance(cell, str):
        text_of(cell)
    pieces = (piece.strip() for piece in re.split(f"[{LIST_MARKS}]", str(cell)))
    return tuple(unescape(piece) for piece in pieces if piece)


def _quarters(cell: Cell, _column: Column, _notes: Notes) -> tuple[str, ...] | None:
    parts = _parts(cell)
    return None if parts is None else tuple(quarter_of(part, every_year=True) for part in parts)


def _prefixes(cell: Cell, _column: Column, notes: Notes) -> tuple[str, ...] | None:
    """Return the prefixes of a list; one that is none is remarked on, and an error where all are."""
    parts = _parts(unicodedata.normalize("NFKC", cell) if isinstance(cell, str) else cell)
    if parts is None:
        return None
    found: list[str] = []
    wrong: list[str] = []
    for part in parts:
        try:
            if len(part) > _LONGEST_PART:
                raise ValueError(part)  # noqa: TRY301 - all ways of not being a prefix end in one place
            found += map(str, _networks(part))
        except ValueError:
            wrong.append(part[:80])
    if wrong and not found:
        raise BadCell("census-cell-prefix", found=wrong[0])
    notes.extend(BadCell("census-cell-prefix", found=part) for part in wrong)
    return tuple(dict.fromkeys(found))


_MASKED = re.compile(r"([\d.]+)\s+(?:mask\s+)?([\d.]+)")
_RANGE = re.compile(r"([\d.]+)\s*(?:-|~|至|到)\s*([\d.]+)")
_STARS = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,2})((?:\.[*x]){1,3})", re.IGNORECASE)
_BYTES = 4
_LONGEST_PART = 1_000


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Return the prefixes that a text names exactly; raises ValueError where it names none."""
    masked, between, stars = _MASKED.fullmatch(text), _RANGE.fullmatch(text), _STARS.fullmatch(text)
    if masked:
        networks = [ip_network(f"{masked.group(1)}/{masked.group(2)}")]
    elif between:
        networks = list(summarize_address_range(IPv4Address(between.group(1)), IPv4Address(between.group(2))))
    elif stars and text.count(".") == _BYTES - 1:
        known = stars.group(1).split(".")
        networks = [ip_network(".".join(known + ["0"] * (_BYTES - len(known))) + f"/{8 * len(known)}")]
    elif "/" in text:
        networks = [network for piece in text.split() for network in [ip_network(piece)]]
    else:
        raise ValueError(text)
    for network in networks:
        if network.prefixlen == 0 or (isinstance(network, IPv6Network) and network.network_address.ipv4_mapped):
            raise ValueError(text)
    return networks


@cache
def _choices(column: Column) -> dict[str, str]:
    """Return the values of a list by every word for them; the template's own words first."""
    table: dict[str, str] = {}
    for choice in column.choices:
        for word in (choice.value, choice.en, choice.zh):
            table.setdefault(header_key(word), choice.value)
    for choice in column.choices:
        for word in WORDS.get(choice.value, ()):
            table.setdefault(header_key(word), choice.value)
    return table


def _choice(cell: Cell, column: Column, _notes: Notes) -> str | None:
    text = text_of(cell)
    if text is None:
        return None
    found = _choices(column).get(header_key(text))
    if found is None:
        raise BadCell("census-cell-choice", found=text[:80], allowed=", ".join(f"{c.zh}/{c.en}" for c in column.choices))
    return found


_READERS: Mapping[Type, Callable[[Cell, Column, Notes], Value]] = {
    Type.CODE: _code,
    Type.TEXT: lambda cell, _, __: text_of(cell),
    Type.REFERENCE: _code,
    Type.REFERENCES: _codes,
    Type.PREFIXES: _prefixes,
    Type.CHOICE: _choice,
    Type.WHOLE: lambda cell, column, _: whole(cell, column),
    Type.NUMBER: lambda cell, column, _: number(cell, column),
    Type.SHARE: lambda cell, column, _: share(cell, column),
    Type.BOOLEAN: _boolean,
    Type.DATE: lambda cell, column, notes: read_date(cell, notes, last=column.last),
    Type.QUARTER: lambda cell, _, notes: read_quarter(cell, notes),
    Type.QUARTERS: _quarters,
}


def parse(cell: Cell, column: Column, unit: str | None = None, notes: Notes | None = None) -> Value:
    """Return the value of a cell for its column, None when it is empty.

    `unit` is the unit of the header, else the column's own counts; remarks are added to `notes`.

    Raises
    ------
    BadCell
        The cell does not hold what the column expects.
    """
    remarks: Notes = [] if notes is None else notes
    if isinstance(cell, str) and not cell.strip():
        return None
    if is_placeholder(cell) and (column.type is not Type.BOOLEAN or str(cell).strip() not in _FALSE):
        remarks.append(BadCell("census-cell-placeholder", found=str(cell).strip()))
        return None
    if column.type is Type.MONEY:
        return money(cell, column, unit)
    if column.type is Type.RATE:
        return rate(cell, column, unit)
    return _READERS[column.type](cell, column, remarks)


def display(value: Value, column: Column, lang: str) -> str | float | date | None:
    """Return what the writer puts into a cell: the inverse of `parse` with the column's own unit."""
    if value is None or value == ():
        return None
    if column.type in {Type.MONEY, Type.RATE}:
        factor = (FEN if column.type is Type.MONEY else BITS)[(column.unit or "").removesuffix("/a")]
        exact = Decimal(int(value)) / factor  # type: ignore[arg-type] # money and rates are whole numbers
        return int(exact) if exact == exact.to_integral_value() else float(exact)
    if isinstance(value, tuple):
        return ";".join(_hidden(part, column, also=LIST_MARKS) for part in value)
    if isinstance(value, bool):
        return {"zh": ("否", "是")}.get(lang, ("no", "yes"))[value]
    if column.type is Type.CHOICE:
        return next((choice.zh if lang == "zh" else choice.en for choice in column.choices if choice.value == value), str(value))
    return _hidden(value, column) if isinstance(value, str) else value


_CODE_HEADERS = frozenset(header_key(name) for sheet in SHEETS for name in (sheet.columns[0].en, sheet.columns[0].zh))
_OF_CODES = frozenset({Type.CODE, Type.REFERENCE, Type.REFERENCES})


def _hidden(text: str, column: Column, *, also: str = "") -> str:
    """Return a text escaped, also where the reader would take it for something else than the text it is."""
    if column.type in _OF_CODES:
        also += "".join(sorted(set(_WIDE.findall(text))))
    made = escape(text, also=also)
    misread = is_placeholder(made) or (
        column.type is Type.CODE and (special(made) is not None or header_key(made) in _CODE_HEADERS or header_key(made).isdecimal())
    )
    return f"\\u{{{ord(made[0]):x}}}{made[1:]}" if misread and made else made
