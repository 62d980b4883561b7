"""The header of a sheet: which row it is, and which column of the model each of its cells means.

The mapping
-----------
* the header is the row, or the pair of rows with merged cells, among the first 30 that names most columns;
* in a pair the lower text counts with the upper one before it (A端 + 站点编码), then alone; under an
  upper cell without a lower one the upper counts;
* the template's own word means its column; a word known under several columns counts for the only one
  of them that no other header names, else a person is asked;
* two headers of one column are read together: where one is empty the other counts, where they differ
  the cell is an error;
* a header that is only like a known one is a question; any other is passed over with a note;
* a unit in the header, else one above the table (单位：万元), counts for its column; a unit that the
  column cannot have closes the column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

import msgspec

from collectors.census.asking import LEAVE, Asker
from collectors.census.cells import RawRow, RawSheet, Report, column_letters, merged_spans
from collectors.census.columns import SHEETS, Column, Sheet, Type, header_key
from collectors.census.quantities import FEN, unit_in, without_unit, wrong_unit_in
from collectors.census.synonyms import HEADERS, IGNORED
from topology.model.census import Option
from topology.model.errors import Severity

HEADER_ROWS = 30
"""The header is looked for in this many rows."""
_FEWEST_HEADERS = 2
_ALIKE = 0.75
_LONGEST_HEADER = 60
_LONGEST_CELL = 200
"""Longer texts are no headers; patterns never see them."""
_UNIT_ABOVE = re.compile(r"(?:金额|计量|货币)?单位\s*[:：]\s*(?:人民币)?\s*(\S{1,4})|unit\s*:\s*(.{1,12})", re.IGNORECASE)
_NAMELESS = re.compile(r"[\s\d.()（）#*-]*")


class Place(msgspec.Struct, frozen=True):
    """Where a column of the model stands in a sheet; `others` are further columns of the same meaning."""

    index: int
    column: Column
    unit: str | None
    others: tuple[int, ...] = ()


class Header(msgspec.Struct, frozen=True):
    """The header found: the number of its last row, its cells by column, and where each column stands."""

    number: int
    texts: Mapping[int, str]
    places: tuple[Place, ...]


class _Head(msgspec.Struct, frozen=True):
    """A header in question: its texts by column, upper before lower."""

    number: int
    texts: dict[int, tuple[str, ...]]


@cache
def columns_by_header(sheet: Sheet) -> dict[str, tuple[Column, ...]]:
    """Return the columns of a sheet by every header they are known under, the template's own words before others."""
    table: dict[str, tuple[Column, ...]] = {}
    said = [(name, column) for column in sheet.columns for name in (column.en, column.zh)]
    said += [(name, column) for column in sheet.columns for name in (column.field, *column.synonyms)]
    for name, column in said:
        table.setdefault(header_key(name), (column,))
    own = frozenset(table)
    for column in sheet.columns:
        for name in HEADERS[sheet.kind].get(column.field, ()):
            key = header_key(name)
            if key not in own and column not in table.get(key, ()):
                table[key] = (*table.get(key, ()), column)
    return table


def _meanings(sheet: Sheet, texts: tuple[str, ...]) -> tuple[Column, ...]:
    """Return what a header may mean: upper and lower text together, the lower, the upper alone."""
    table = columns_by_header(sheet)
    keys = [header_key("".join(texts)), *([header_key(texts[-1])] if len(texts) > 1 else [])]
    for key in keys:
        for form in (key, without_unit(key)):
            if form in table:
                return table[form]
    return ()


def sheet_by_headers(raw: RawSheet) -> Sheet | None:
    """Return the one sheet whose required columns are all named in the first rows, for a title that says nothing."""
    for row in raw.rows[:HEADER_ROWS]:
        texts = [cell for cell in row.cells if isinstance(cell, str) and cell.strip() and len(cell) <= _LONGEST_HEADER]
        fitting = []
        for sheet in SHEETS:
            fields = {meaning[0].field for meaning in (_meanings(sheet, (text,)) for text in texts) if meaning}
            if {column.field for column in sheet.columns if column.required} <= fields:
                fitting.append((len(fields), sheet))
        fitting.sort(key=lambda pair: -pair[0])
        if fitting and (len(fitting) == 1 or fitting[0][0] > fitting[1][0]):
            return fitting[0][1]
    return None


def find_header(sheet: Sheet, raw: RawSheet, asker: Asker, report: Report) -> Header | None:
    """Return the header of a sheet, None where there is none or it lacks a required column; what is odd is reported."""
    head = _best(sheet, raw)
    if head is None:
        expected = ", ".join(column.label for column in sheet.columns)
        report("census-no-header", Severity.ERROR, raw.title, rows=HEADER_ROWS, expected=expected)
        return None
    placing = _Placing(sheet, raw, head, asker, report)
    places = placing.places()
    missing = [column for column in sheet.columns if column.required and column.field not in places]
    where = f"{raw.title}!A{head.number}"
    if missing:
        report("census-columns-missing", Severity.ERROR, where, columns=", ".join(column.label for column in missing))
        return None
    absent = [column for column in sheet.columns if column.field not in places and not column.required]
    if absent:
        report("census-columns-absent", Severity.INFO, where, columns=", ".join(column.zh for column in absent))
    return Header(head.number, {index: texts[-1] for index, texts in head.texts.items()}, tuple(places.values()))


def _best(sheet: Sheet, raw: RawSheet) -> _Head | None:
    best: _Head | None = None
    most = 0
    rows = [row for row in raw.rows if row.number <= HEADER_ROWS]
    singles = [_Head(row.number, {index: (text,) for index, text in _texts(row)}) for row in rows]
    for head in singles:
        named = _named(sheet, head)
        if named > most and named >= min(_FEWEST_HEADERS, len(sheet.columns)):
            best, most = head, named
    for upper, lower in pairwise(rows):
        if lower.number == upper.number + 1:
            pair = _paired(sheet, upper, lower, raw)
            named = 0 if pair is None else _named(sheet, pair)
            below_best = best is not None and best.number == upper.number
            if named >= _FEWEST_HEADERS and (named > most or (named == most and below_best)):
                best, most = pair, named
    if best is None:  # one header that is known beside one that is mistyped
        best = next((head for head in singles if len(head.texts) >= _FEWEST_HEADERS and _named(sheet, head)), None)
    return best


def _texts(row: RawRow) -> list[tuple[int, str]]:
    return [(index, cell) for index, cell in enumerate(row.cells) if isinstance(cell, str) and cell.strip() and len(cell) <= _LONGEST_CELL]


def _named(sheet: Sheet, head: _Head) -> int:
    return len({meaning[0].field for meaning in (_meanings(sheet, texts) for texts in head.texts.values()) if meaning})


def _paired(sheet: Sheet, upper: RawRow, lower: RawRow, raw: RawSheet) -> _Head | None:
    """Return the header that two rows make together, None unless each filled cell of the lower one is a header."""
    if any(isinstance(cell, str) and len(cell) > _LONGEST_CELL for cell in (*upper.cells, *lower.cells)):
        return None
    spans = merged_spans(raw.merged, upper.number)
    texts: dict[int, tuple[str, ...]] = {}
    carried = ""
    for index in range(max(len(upper.cells), len(lower.cells))):
        above = upper.at(index)
        below = lower.at(index)
        if isinstance(above, str) and above.strip():
            carried = above
        elif spans and index not in spans:
            carried = ""
        if isinstance(below, str) and below.strip():
            texts[index] = (carried, below) if carried else (below,)
            if not _meanings(sheet, texts[index]) and header_key(below) not in IGNORED:
                return None
        elif below is not None:
            return None
        elif isinstance(above, str) and above.strip():
            texts[index] = (above,)
    return _Head(lower.number, texts)


class _Placing:
    """The cells of one header on their way to columns."""

    def __init__(self, sheet: Sheet, raw: RawSheet, head: _Head, asker: Asker, report: Report) -> None:
        self.sheet = sheet
        self.raw = raw
        self.head = head
        self.asker = asker
        self.report = report
        self.found: dict[str, Place] = {}
        self.closed: set[str] = set()
        self.above = _unit_above(raw, head.number)

    def places(self) -> dict[str, Place]:
        """Return where each column stands, by field."""
        unsure: list[tuple[int, tuple[str, ...], tuple[Column, ...]]] = []
        unknown: list[tuple[int, tuple[str, ...]]] = []
        for index, texts in self.head.texts.items():
            meanings = _meanings(self.sheet, texts)
            if len(meanings) == 1:
                self._place(index, texts, meanings[0])
            elif meanings:
                unsure.append((index, texts, meanings))
            else:
                unknown.append((index, texts))
        for index, texts, meanings in unsure:
            self._settle(index, texts, meanings)
        for index, texts in unknown:
            self._guess(index, texts)
        return self.found

    def _where(self, index: int) -> str:
        return self.raw.where(index, self.head.number)

    def _place(self, index: int, texts: tuple[str, ...], column: Column) -> None:
        where, text = self._where(index), _quoted(texts)
        wrong = next((bad for bad in (wrong_unit_in(text, column) for text in texts) if bad is not None), None)
        if wrong is not None:
            self.report("census-header-unit", Severity.ERROR, where, header=text, unit=wrong, column=column.label)
            self.closed.add(column.field)
            return
        earlier = self.found.get(column.field)
        unit = self._unit(index, texts, column)
        if earlier is None:
            self.found[column.field] = Place(index, column, unit)
        elif earlier.unit != unit:
            first = f"{column_letters(earlier.index)}{self.head.number}"
            self.report("census-column-twice", Severity.ERROR, where, header=text, first=first)
        else:
            first = f"{column_letters(earlier.index)}{self.head.number}"
            self.report("census-columns-together", Severity.WARNING, where, header=text, first=first)
            self.found[column.field] = msgspec.structs.replace(earlier, others=(*earlier.others, index))

    def _unit(self, index: int, texts: tuple[str, ...], column: Column) -> str | None:
        if column.type not in {Type.MONEY, Type.RATE}:
            return None
        unit = next((found for found in (unit_in(text, column) for text in reversed(texts)) if found is not None), None)
        if unit is None and column.type is Type.MONEY:
            unit = self.above
        text = _quoted(texts)
        if unit is None or (unit in {"cny/月", "wan/月"} and "cny" not in text.casefold()):
            self.report("census-unit-assumed", Severity.WARNING, self._where(index), header=text, unit=unit or column.unit or "")
        return unit

    def _settle(self, index: int, texts: tuple[str, ...], meanings: tuple[Column, ...]) -> None:
        """Place an ambiguous header where only one of its columns is still unnamed; else ask."""
        text = _quoted(texts)
        left = [column for column in meanings if column.field not in self.found and column.field not in self.closed]
        if len(left) == 1:
            self.report("census-header-taken", Severity.INFO, self._where(index), header=text, column=left[0].label)
            self._place(index, texts, left[0])
            return
        options = [Option(column.zh, column.label) for column in (left or meanings)]
        self._ask("census-header-ambiguous", index, texts, options, None)

    def _guess(self, index: int, texts: tuple[str, ...]) -> None:
        """Propose the column that an unknown header is most like; pass over one that is like none."""
        text = _quoted(texts)
        key = header_key(texts[-1])
        if key in IGNORED or not key or _NAMELESS.fullmatch(key):
            self.report("census-column-ignored", Severity.INFO, self._where(index), header=text)
            return
        scored: dict[str, float] = {}
        for known, columns in columns_by_header(self.sheet).items():
            score = 0.0 if len(known) < _FEWEST_HEADERS or len(key) > _LONGEST_HEADER else _alike(without_unit(key), known)
            for column in columns:
                if score >= _ALIKE and column.field not in self.found and column.field not in self.closed:
                    scored[column.zh] = max(score, scored.get(column.zh, 0.0))
        ranked = sorted(scored, key=lambda name: (-scored[name], name))
        if not ranked:
            self.report("census-column-unknown", Severity.INFO, self._where(index), header=text)
            return
        by_zh = {column.zh: column for column in self.sheet.columns}
        clear = len(ranked) == 1 or scored[ranked[0]] > scored[ranked[1]]
        self._ask("census-header-like", index, texts, [Option(name, by_zh[name].label) for name in ranked], ranked[0] if clear else None)

    def _ask(self, code: str, index: int, texts: tuple[str, ...], options: list[Option], proposal: str | None) -> None:
        where, text = self._where(index), _quoted(texts)
        allowed = ", ".join(option.label for option in options)
        said = self.asker.ask(
            code, where, about=texts, options=options, proposal=proposal, severity=Severity.WARNING,
            params={"header": text, "columns": allowed},
        )  # fmt: skip
        if said is not None and said != LEAVE:
            self._place(index, texts, next(column for column in self.sheet.columns if column.zh == said))


def _quoted(texts: tuple[str, ...]) -> str:
    """Return a header as messages quote it."""
    return " ".join(texts).strip()[:80]


def _alike(key: str, known: str) -> float:
    if key.startswith(known) or key.endswith(known) or (len(known) > _FEWEST_HEADERS and known in key):
        return max(_ALIKE, len(known) / len(key))
    return SequenceMatcher(None, key, known).ratio()


def _unit_above(raw: RawSheet, number: int) -> str | None:
    """Return the unit of money that a cell above the header gives for the whole table."""
    for row in raw.rows:
        if row.number >= number:
            return None
        for cell in row.cells:
            match = (
                _UNIT_ABOVE.search(unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) and len(cell) <= _LONGEST_CELL else None
            )
            word = (match.group(1) or match.group(2) or "").strip(" ;,，。)）").casefold() if match else ""
            if word in FEN:
                return word
    return None
