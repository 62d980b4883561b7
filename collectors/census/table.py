"""The rows of one sheet: what each cell says, what is asked, what is kept.

What happens to a row
---------------------
* rows of sums, notes, examples, column numbers and repeated headers are passed over with a note; a sum
  that does not add up is a warning;
* a cell merged down counts for every row it covers, one merged across for its first column only;
* a required cell that is empty or wrong drops the row; an optional one becomes None (or its default);
* a reference is a code, a code in another spelling (corrected, with a warning) or a name that only one
  row has (taken, with a warning); anything else like a code or name is asked about. An unresolved
  required reference drops the row, an optional one becomes None, one of a list is left out;
* two rows with one code: the first stays and the other is a conflict that names both and what differs
  (if nothing differs, a warning) - never the last one wins;
* a row without a code is asked about, with the row it is most like and a new code; it is left out
  until that is answered;
* an amount ten thousand times too large for its column, a name and code or two coordinates that
  changed places, a contract that ends before it starts: asked about, and left out until answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from collectors.census import checks
from collectors.census.asking import LEAVE, Asker
from collectors.census.cells import Cell, RawRow, RawSheet, Report, column_letters, shown
from collectors.census.columns import SHEETS, Column, Sheet, Type, value_of
from collectors.census.headers import Header, Place
from collectors.census.matching import Index, Likenesses, next_code
from collectors.census.quantities import BadCell, Notes
from collectors.census.sifting import Sieve
from collectors.census.values import Value, parse
from topology.model.census import OpexShare, Option
from topology.model.errors import Severity

SWAP, KEEP = "swap", "keep"
"""The answers that exchange two columns, and that leave them as they are."""
_ALWAYS_GIVEN = frozenset({"number", "site_b"})
"""Optional fields that the model gives no default."""
_PAIRS: tuple[tuple[str, str, Callable[[Cell, Cell], bool]], ...] = (
    ("code", "name", checks.names_and_codes_swapped),
    ("latitude", "longitude", checks.coordinates_swapped),
)


class Line(msgspec.Struct):
    """A row in progress: its values by field, and whether all required cells were right."""

    row: RawRow
    values: dict[str, Value]
    missing: list[Column]
    whole: bool = True


class Table:
    """One sheet being read."""

    def __init__(
        self, sheet: Sheet, raw: RawSheet, header: Header, *, asker: Asker, report: Report, earlier: Index, known: dict[str, Index]
    ) -> None:
        self.sheet = sheet
        self.raw = raw
        self.header = header
        self.asker = asker
        self.report = report
        self.earlier = earlier
        """The rows of this kind in the edition before."""
        self.known = known
        """The rows of the sheets before this one, by kind."""
        self.places = {place.column.field: place for place in header.places}
        self.kept: dict[str, Any] = {}
        self._said: set[str] = set()
        self._fates: dict[tuple[str, str], str | None] = {}
        self._sieve = Sieve(raw, header, report)

    def read(self) -> dict[str, Any]:
        """Return the rows by code."""
        rows = list(self._sieve.rows())
        lines = [self._parse(row) for row in self._unswapped(rows)]
        self._ask_about_amounts(lines)
        for line in lines:
            self._check_dates(line)
            if line.whole and not line.missing:
                self._keep(line)
        self._name_lines([line for line in lines if line.whole and line.missing])
        for line in lines:
            if not line.whole:
                self._report_missing(line)
        self._sieve.report_totals(self.kept)
        checks.report_alikes(self.sheet, list(self.kept.values()), self.report)
        return self.kept

    def _unswapped(self, rows: list[RawRow]) -> list[RawRow]:
        """Return the rows with columns put back that changed places, as far as a person says so."""
        for first, second, looks_swapped in _PAIRS:
            if first not in self.places or second not in self.places:
                continue
            one, other = self.places[first], self.places[second]
            odd = {row.number for row in rows if looks_swapped(row.at(one.index), row.at(other.index))}
            if odd:
                rows = list(self._put_back(rows, odd, one, other))
        return rows

    def _put_back(self, rows: list[RawRow], odd: set[int], one: Place, other: Place) -> Iterator[RawRow]:
        everywhere = len(odd) > 1 and 2 * len(odd) > len(rows)
        params = {"first": one.column.label, "second": other.column.label}
        options = [Option(SWAP, f"{one.column.label} ⇄ {other.column.label}"), Option(KEEP)]
        for_all = ""
        if everywhere:
            where = self.raw.where(one.index, self.header.number)
            about = [self.header.texts.get(one.index), self.header.texts.get(other.index), len(odd)]
            for_all = self.asker.ask("census-columns-swapped", where, about=about, options=options, proposal=SWAP, params=params) or ""
        for row in rows:
            if row.number not in odd:
                yield row
                continue
            said = for_all
            if not everywhere:
                where, about = self.raw.where(one.index, row.number), [str(row.at(place.index)) for place in (one, other)]
                said = self.asker.ask("census-cells-swapped", where, about=about, options=options, proposal=SWAP, params=params) or ""
            cells = list(row.cells)
            if said == KEEP:
                pass
            elif said == SWAP:
                cells[one.index], cells[other.index] = cells[other.index], cells[one.index]
            elif one.column.required:
                continue
            else:
                cells[one.index] = cells[other.index] = None
            yield RawRow(row.number, cells)

    def _parse(self, row: RawRow) -> Line:
        line = Line(row, {}, [])
        for place in self.header.places:
            column, where = place.column, self.raw.where(place.index, row.number)
            notes: Notes = []
            try:
                said = self._read_cell(row, place, notes)
            except BadCell as bad:
                self.report(bad.code, Severity.ERROR, where, **{"column": column.label, **bad.params})
                line.whole = line.whole and not column.required
                continue
            for note in notes:
                severity = _SEVERITIES.get(note.code, Severity.INFO)
                self.report(note.code, severity, where, **{"column": column.label, **note.params})
            value = self._resolve(said, column, where)
            if value is not None:
                line.values[column.field] = value
            elif column.required and said is None:
                line.missing.append(column)
            elif column.required:
                line.whole = False
        if any(column.type is not Type.CODE for column in line.missing):
            line.whole = False
        return line

    def _read_cell(self, row: RawRow, place: Place, notes: Notes) -> Value:
        """Return what a cell says; of two columns with one meaning what they agree on."""
        cell = row.at(place.index)
        value = parse(cell, place.column, place.unit, notes)
        for index in place.others:
            twin = parse(row.at(index), place.column, place.unit, notes)
            if value is not None and twin is not None and twin != value:
                raise BadCell(
                    "census-columns-differ",
                    found=shown(cell),
                    other=shown(row.at(index)),
                    cell=f"{column_letters(index)}{row.number}",
                )
            value = twin if value is None else value
        if place.column.type is Type.CODE and isinstance(value, str) and self.earlier.rows and value not in self.earlier.rows:
            spelled = self.earlier.spelled(value)
            if spelled is not None and not self._has_code(spelled):
                notes.append(BadCell("census-code-spelled", found=value[:80], read=spelled))
                return spelled
        return value

    def _has_code(self, code: str) -> bool:
        if not self._said:
            place = self.places["code"]
            self._said = {said.strip() for row in self.raw.rows if isinstance(said := row.at(place.index), str)}
        return code in self._said

    def _resolve(self, value: Value, column: Column, where: str) -> Value:
        """Check references; what is not found is reported or asked about and becomes None, or leaves its list."""
        if column.refers is None or value is None:
            return value
        if isinstance(value, tuple):
            found = (self._find(text, column, where) for text in value)
            return tuple(dict.fromkeys(code for code in found if code is not None))
        return self._find(str(value), column, where)

    def _find(self, text: str, column: Column, where: str) -> str | None:
        assert column.refers is not None
        index = self.known[column.refers]
        if text in index.rows:
            return text
        severity = Severity.ERROR if column.required else Severity.WARNING
        spelled, named = index.spelled(text), index.named(text)
        params = {"column": column.label, "found": text[:80]}
        if spelled is not None:
            self.report("census-code-spelled", Severity.WARNING, where, **params, read=spelled)
            return spelled
        if len(named) == 1:
            self.report("census-reference-by-name", Severity.WARNING, where, **params, read=named[0])
            return named[0]
        fate = (column.refers, text)
        params |= {"sheet": _TITLES[column.refers]}
        if fate in self._fates:
            answer = self._fates[fate]
            if answer is None:
                self.report("census-reference-unknown", severity, where, column=column.label, code=text[:80], sheet=params["sheet"])
            return answer
        options = [Option(code, "") for code in named] or index.like(text)
        if not options:
            self.report("census-reference-unknown", severity, where, column=column.label, code=text[:80], sheet=params["sheet"])
            self._fates[fate] = None
            return None
        said = self.asker.ask(
            "census-reference-like", where, about=[column.refers, text], options=options,
            proposal=options[0].value if len(options) == 1 else None, severity=severity,
            params={**params, "options": ", ".join(option.value for option in options)},
        )  # fmt: skip
        self._fates[fate] = None if said in {None, LEAVE} else said
        return self._fates[fate]

    def _ask_about_amounts(self, lines: list[Line]) -> None:
        """Ask about the one amount of a column that only fits the others if it is in CNY, not 10,000 CNY."""
        for place in self.header.places:
            field = place.column.field
            if place.column.type is not Type.MONEY or (place.unit or place.column.unit or "").removesuffix("/a") not in {
                "wan",
                "万元",
                "万",
            }:
                continue
            having = [line for line in lines if isinstance(line.values.get(field), int)]
            amounts = [value for line in having if isinstance(value := line.values[field], int)]
            odd = checks.outlying(amounts)
            cell = None if odd is None else having[odd].row.at(place.index)
            if odd is None or (isinstance(cell, str) and not cell.strip().replace(".", "").isdigit()):
                continue
            said = self.asker.ask(
                "census-amount-outlying", self.raw.where(place.index, having[odd].row.number), about=[field, shown(cell)],
                options=[Option("元", "CNY"), Option("万元", "10k CNY")], proposal="元",
                params={"column": place.column.label, "found": shown(cell)},
            )  # fmt: skip
            if said == "元":
                having[odd].values[field] = amounts[odd] // 10_000
            elif said != "万元":
                del having[odd].values[field]

    def _check_dates(self, line: Line) -> None:
        start, end = line.values.get("start"), line.values.get("end")
        if start is None or end is None or not end < start:  # type: ignore[operator] # both are days
            return
        places = self.places["start"], self.places["end"]
        where = self.raw.where(places[0].index, line.row.number)
        params = {"first": places[0].column.label, "second": places[1].column.label}
        options = [Option(SWAP, f"{end} - {start}"), Option(KEEP)]
        said = self.asker.ask("census-dates-swapped", where, about=[str(start), str(end)], options=options, proposal=SWAP, params=params)
        if said == KEEP:
            return
        if said == SWAP:
            line.values["start"], line.values["end"] = end, start
        else:
            del line.values["start"], line.values["end"]

    def _name_lines(self, lines: list[Line]) -> None:
        """Ask for the codes of rows that have none: the row each is most like, or a new one."""
        earlier = Likenesses(self.sheet.kind, (row for code, row in self.earlier.rows.items() if code not in self.kept), len(lines))
        here = Likenesses(self.sheet.kind, self.kept.values(), len(lines))
        latest = next_code({**self.earlier.rows, **self.kept}) if lines else None
        for line in lines:
            options, proposal = earlier.propose(line.values)
            if not options:
                options = here.same(line.values)
                proposal = options[0].value if len(options) == 1 else None
            fresh = None if options else latest
            if fresh is not None:
                options, proposal = [Option(fresh)], fresh
                latest = next_code([fresh])
            name = line.values.get("name")
            about = [shown(cell) for cell in line.row.cells]
            where = self.raw.where(self.places["code"].index, line.row.number)
            title = " ".join(filter(None, about))[:80] if name is None else str(name)
            code = "census-code-new" if fresh is not None else "census-code-missing" if proposal is None else "census-code-proposed"
            said = self.asker.ask(
                code, where, about=about, options=options, proposal=proposal, free=True,
                params={"name": title, "proposal": proposal} if proposal is not None else {"name": title},
            )  # fmt: skip
            if said is not None and said != LEAVE:
                line.values["code"] = said
                self._keep(line)

    def _report_missing(self, line: Line) -> None:
        for column in line.missing:
            where = self.raw.where(self.places[column.field].index, line.row.number)
            self.report("census-cell-missing", Severity.ERROR, where, column=column.label)

    def _keep(self, line: Line) -> None:
        fields: dict[str, Any] = {key: value for key, value in line.values.items() if "." not in key}
        shares: dict[str, Any] = {key.split(".", 1)[1]: value for key, value in line.values.items() if "." in key}
        if shares:
            fields["opex_fen_per_a"] = OpexShare(**shares)
        for name in self.sheet.struct.__struct_fields__:
            if name in _ALWAYS_GIVEN:
                fields.setdefault(name, None)
        row = self.sheet.struct(**fields, cell=f"{self.raw.title}!A{line.row.number}")
        first = self.kept.setdefault(row.code, row)
        if first is row:
            return
        differing = [column for column in self.sheet.columns if value_of(first, column) != value_of(row, column)]
        if differing:
            columns = ", ".join(column.label for column in differing)
            self.report("census-code-conflict", Severity.ERROR, row.cell, code=row.code, first=first.cell, columns=columns)
        else:
            self.report("census-row-twice", Severity.WARNING, row.cell, code=row.code, first=first.cell)


_SEVERITIES = {
    "census-cell-prefix": Severity.ERROR,
    **dict.fromkeys(("census-cell-wide", "census-code-spelled", "census-cell-date-year", "census-cell-date-serial"), Severity.WARNING),
}
"""Remarks that a person should look at; the others are for the record."""
_TITLES = {sheet.kind: sheet.label for sheet in SHEETS}
