"""Excel: a document's content as an .xlsx workbook with live formulas. The only module of documents that imports openpyxl.

Each chapter is a sheet. Formulas carry the value they must come to, so that a viewer that does not calculate shows
the same figures; a spreadsheet program recalculates when it opens the file. Texts are never taken for formulas.
"""

from __future__ import annotations

import io
import re
from copy import copy
from math import ceil
from typing import Final

import msgspec
from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from planning.reports import grid
from planning.reports.archive import settle
from planning.reports.charts import draw
from planning.reports.content import Block, Bullets, Cell, Chapter, Document, Paragraph, SignOff, Table, Text, Unit, walk
from planning.reports.numbering import mark
from planning.reports.wording import day_text, evidence_text, say, tag_mark
from topology.model.text import FEN_PER_WAN, N_, translator

_TITLE_MOST: Final = 31
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\]")
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_FORMATS: Final = {
    Unit.MONEY: "#,##0.0",
    Unit.CNY: "#,##0.00",
    Unit.COUNT: "#,##0",
    Unit.NUMBER: "#,##0.0",
    Unit.SHARE: "0.0%",
    Unit.FACTOR: "0.000000",
}
_DIVIDED: Final = {Unit.MONEY: FEN_PER_WAN, Unit.CNY: 100}
_HEAD: Final = PatternFill("solid", fgColor="E9EDF2")
_LINE: Final = Side(style="thin", color="C9CED6")
_RULE: Final = Side(style="medium", color="3C434D")
_WIDEST, _NARROWEST = 44.0, 9.0
_LINE_PT: Final = 13.5
"""Height of a line of text in a row [pt]."""
_PT_PER_PX: Final = 0.75
_A4, _A3 = 9, 8
"""Paper sizes by their numbers in the format."""
_A4_WIDE: Final = 104.0
"""Columns of text that an A4 page turned sideways takes at full size."""
_LEAST_WIDE: Final = 94.0
"""Columns of text below a picture, and below the marking of a sheet."""
_BAD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CELL_MOST: Final = 32_000


def write_excel(document: Document, lang: str) -> bytes:
    """Return a document as a workbook; the same document gives the same bytes.

    Raises
    ------
    InputError
        ``planning.no_cjk_font``, where it holds charts.
    """
    return _Writer(document, lang).write()


def shown_value(cell: Cell) -> float | None:
    """Return the number that a cell shows in a workbook: money in 万元 or CNY; None for what is no number.

    >>> shown_value(Cell(1_500_000, Unit.MONEY)), shown_value(Cell("x"))
    (1.5, None)
    """
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return None
    return cell.value / _DIVIDED[cell.unit] if cell.unit in _DIVIDED else float(cell.value)


def sheet_titles(document: Document, lang: str) -> dict[str, str]:
    """Return the title of each sheet by its chapter's id: short enough, without what a title may not hold, no two alike."""
    found: dict[str, str] = {}
    for chapter in document.chapters:
        title = _NOT_IN_TITLES.sub(" ", say(chapter.title, lang))[:_TITLE_MOST].strip().strip("'")
        number, name = 1, title
        while name.casefold() in {other.casefold() for other in found.values()}:
            number += 1
            name = f"{title[: _TITLE_MOST - 3]} {number}"
        found[chapter.id] = name
    return found


class _Look(msgspec.Struct, frozen=True):
    """How a cell looks."""

    bold: bool = False
    size: float = 10
    rule: str = ""
    """Nothing, ``line`` below, ``sum`` above too, or ``head``."""
    right: bool = False
    wrap: bool = False
    colour: str = ""
    shape: str = "General"
    quoted: bool = False
    """A text that begins like a formula: spreadsheet programs are told that it is none."""


_STYLE: Final = "_style"


def _at(sheet: Worksheet, line: int, column: int) -> SheetCell:
    cell = sheet.cell(line, column)
    assert isinstance(cell, SheetCell)
    return cell


class _Looks:
    """The looks of a book: each is made once, on a sheet that is taken away, and then copied; making one is slow."""

    def __init__(self, book: Workbook, face: str) -> None:
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        self._book: Final = book
        self._sheet: Final = sheet
        self._face: Final = face
        self._made: Final[dict[_Look, StyleArray]] = {}

    def put(self, cell: SheetCell, look: _Look) -> None:
        """Give a cell a look."""
        style = self._made.get(look)
        if style is None:
            style = self._made[look] = self._make(look)
        setattr(cell, _STYLE, copy(style))  # the library's own way to copy a style; its stubs do not name it

    def close(self) -> None:
        """Take the sheet away on which looks were made."""
        self._book.remove(self._sheet)

    def _make(self, look: _Look) -> StyleArray:
        cell = _at(self._sheet, len(self._made) + 1, 1)
        cell.font = Font(name=self._face, size=look.size, bold=look.bold, color=look.colour or None)
        cell.number_format = look.shape
        if look.rule == "head":
            cell.fill, cell.border = _HEAD, Border(top=_RULE, bottom=_RULE)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        else:
            if look.rule:
                cell.border = Border(bottom=_LINE, top=_RULE if look.rule == "sum" else None)
            cell.alignment = Alignment(
                horizontal="right" if look.right else None, vertical="center" if look.rule else None, wrap_text=look.wrap
            )
        cell.quotePrefix = look.quoted
        style: StyleArray = getattr(cell, _STYLE)
        return style


class _Writer:
    """One document on its way to Excel."""

    def __init__(self, document: Document, lang: str) -> None:
        self._said: Final = document
        self._lang: Final = lang
        self._t: Final = translator(lang)
        self._book: Final = Workbook()
        self._titles: Final = sheet_titles(document, lang)
        self._cached: Final[dict[str, dict[str, float | str]]] = {}
        self._looks: Final = _Looks(self._book, "宋体" if lang == "zh" else "Arial")

    def write(self) -> bytes:
        for number, chapter in enumerate(self._said.chapters, start=1):
            self._sheet(chapter, number)
        for name, place in sorted(self._said.names.items()):
            self._book.defined_names[name] = DefinedName(name, attr_text=self._named(place))
        meta, core = self._said.meta, self._book.properties
        core.title, core.subject, core.creator, core.lastModifiedBy = (
            say(self._said.title, self._lang),
            f"{meta.scenario} {meta.hash}",
            meta.issued_by,
            meta.issued_by,
        )
        core.keywords, core.created, core.modified = self._said.kind, meta.moment.replace(tzinfo=None), meta.moment.replace(tzinfo=None)
        self._book.calculation.fullCalcOnLoad = True
        self._looks.close()
        out = io.BytesIO()
        self._book.save(out)
        return settle(out.getvalue(), meta.moment, self._rewrite)

    def _sheet(self, chapter: Chapter, number: int) -> None:
        sheet: Worksheet = self._book.create_sheet(self._titles[chapter.id])
        self._cached[f"xl/worksheets/sheet{number}.xml"] = {}
        values = self._cached[f"xl/worksheets/sheet{number}.xml"]
        meta = self._said.meta
        self._write(sheet, 1, 1, say(chapter.title, self._lang), bold=True, size=14)
        said = self._t(N_("{mark} · scenario {scenario} · inputs {hash} · made for {who}"))
        marking = said.format(mark=mark(meta, self._lang), scenario=meta.scenario, hash=meta.hash, who=meta.issued_by)
        self._write(sheet, 2, 1, marking, size=9, colour="A82A2A")
        widths: dict[int, float] = {}
        blocks = [block for one in walk((chapter,)) for block in one.blocks]
        tables = [block for block in blocks if isinstance(block, Table)]
        for block, at in zip(blocks, grid.places(blocks), strict=True):
            self._block(sheet, block, at, widths, values)
        for column, width in widths.items():
            sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, max(_NARROWEST, width))
        if len(tables) == 1 and tables[0].rows:
            head = grid.first_row(blocks, tables[0].id)
            sheet.freeze_panes = f"B{head}"
            sheet.auto_filter.ref = f"A{head - 1}:{get_column_letter(len(tables[0].columns))}{head - 1 + len(tables[0].rows)}"
            sheet.print_title_rows = f"{head - 1}:{head - 1}"
        taken = {column: min(_WIDEST, max(_NARROWEST, width)) for column, width in widths.items()}
        last, wide = max(taken, default=1), sum(taken.values())
        while wide < _LEAST_WIDE:
            last, wide = last + 1, wide + _NARROWEST
        self._paper(sheet, wide)
        for row in grid.breaks(blocks):
            sheet.row_breaks.append(Break(id=row - 1))
        end = max(at + grid.height(block) for block, at in zip(blocks, grid.places(blocks), strict=True)) if blocks else grid.TOP
        sheet.print_area = f"A1:{get_column_letter(last)}{end}"

    def _paper(self, sheet: Worksheet, wide: float) -> None:
        """Set the paper: turned, A3 where A4 would make the print too small, with marking and page numbers on each page.

        What is wider than the page is fitted to it; what is not keeps its size, and its page breaks.
        """
        meta = self._said.meta
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A3 if wide > 2 * _A4_WIDE else _A4
        if wide > _A4_WIDE:
            sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
            sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.sheet_view.showGridLines = False
        header, footer = sheet.oddHeader, sheet.oddFooter
        assert header is not None
        assert footer is not None
        header.left.text = say(self._said.short, self._lang)
        header.right.text = mark(meta, self._lang)
        footer.left.text = f"{meta.scenario} {meta.hash[:8]} · {meta.issued_by} · {day_text(meta.moment.date(), self._lang)}"
        footer.right.text = "&P / &N"

    def _block(self, sheet: Worksheet, block: Block, at: int, widths: dict[int, float], values: dict[str, float | str]) -> None:
        match block:
            case Table():
                self._table(sheet, block, at, widths, values)
            case Paragraph():
                self._write(sheet, at, 1, say(block.text, self._lang), bold=block.style == "lead")
            case Bullets():
                for place, item in enumerate(block.items):
                    self._write(sheet, at + place, 1, f"{place + 1}. {say(item, self._lang)}")
            case SignOff():
                for place, (who, what) in enumerate(block.rows):
                    self._write(sheet, at + place, 1, say(who, self._lang), bold=True)
                    self._write(sheet, at + place, 2, say(what, self._lang))
            case _:
                self._write(sheet, at, 1, say(block.caption, self._lang), bold=True)
                picture = Image(io.BytesIO(draw(block, self._lang)))
                picture.width, picture.height = grid.PICTURE_PX, round(picture.height * grid.PICTURE_PX / picture.width)
                sheet.add_image(picture, f"A{at + 1}")
                for place in range(at + 1, at + 1 + grid.picture_rows(block)):
                    sheet.row_dimensions[place].height = _PT_PER_PX * grid.ROW_PX

    def _table(self, sheet: Worksheet, table: Table, at: int, widths: dict[int, float], values: dict[str, float | str]) -> None:
        self._write(sheet, at, 1, say(table.caption, self._lang), bold=True)
        cited = any(cell.refs for line in table.rows for cell in line.cells)
        heads: list[Text] = [column.head for column in table.columns]
        if cited:
            heads.append(self._t(N_("Evidence")))
        for column, head in enumerate(heads, start=1):
            shown = say(head, self._lang)
            self._write(sheet, at + 1, column, shown, bold=True, rule="head")
            widths[column] = max(widths.get(column, 0.0), min(24.0, _columns(shown) + 2.0))
        if not table.rows:
            self._write(sheet, at + 2, 1, say(table.empty, self._lang) if table.empty else self._t(N_("Nothing to list.")))
        for place, line in enumerate(table.rows, start=at + 2):
            for column, cell in enumerate(line.cells, start=1):
                written = self._cell(sheet, place, column, cell, bold=line.emphasis, values=values)
                widths[column] = max(widths.get(column, 0.0), _wanted(cell, written))
            lines = max(ceil(_columns(str(cell.value)) / _WIDEST) for cell in sheet[place] if cell.data_type == "s") if line.cells else 1
            if lines > 1:
                sheet.row_dimensions[place].height = _LINE_PT * lines
            if cited:
                refs = dict.fromkeys(ref for cell in line.cells for ref in cell.refs)
                place_text = self._t(N_("; ")).join(evidence_text(ref, self._lang) for ref in refs)
                self._write(sheet, place, len(table.columns) + 1, place_text, size=8, rule="line")
                widths[len(table.columns) + 1] = 36.0
        if table.note:
            self._write(sheet, at + 2 + max(1, len(table.rows)), 1, say(table.note, self._lang), size=8)

    def _cell(self, sheet: Worksheet, line: int, column: int, cell: Cell, *, bold: bool, values: dict[str, float | str]) -> SheetCell:
        number = shown_value(cell)
        if cell.formula is not None:
            written = _at(sheet, line, column)
            written.value = self._named(cell.formula)
            values[written.coordinate] = number if number is not None else self._plain(cell)
        elif number is not None and cell.unit is not Unit.TEXT:
            written = _at(sheet, line, column)
            written.value = number
        else:
            text = "-" if cell.value is None else "" if cell.value == "" else self._plain(cell)
            return self._write(sheet, line, column, text, bold=bold, rule="sum" if bold else "line", wrap=_columns(text) > _WIDEST)
        shape = _FORMATS.get(cell.unit, "General")
        trust = tag_mark(cell.tag, self._lang)
        look = _Look(bold=bold, rule="sum" if bold else "line", right=True, shape=f'{shape}" {trust}"' if trust else shape)
        self._looks.put(written, look)
        return written

    def _plain(self, cell: Cell) -> str:
        value = cell.value
        if isinstance(value, bool):
            return self._t(N_("yes")) if value else self._t(N_("no"))
        return f"{value:g}" if isinstance(value, int | float) else say(value or "", self._lang)

    def _write(
        self,
        sheet: Worksheet,
        line: int,
        column: int,
        text: str,
        *,
        bold: bool = False,
        size: float = 10,
        rule: str = "",
        wrap: bool = False,
        colour: str = "",
    ) -> SheetCell:
        """Write a text as a text, whatever it begins with."""
        cell = _at(sheet, line, column)
        cell.value = _BAD.sub("", text)[:_CELL_MOST]
        cell.data_type = "s"
        look = _Look(bold=bold, size=size, rule=rule, wrap=wrap, colour=colour, quoted=text.startswith(_RISKY))
        self._looks.put(cell, look)
        return cell

    def _named(self, formula: str) -> str:
        """Return a formula with the sheets' titles in place of their ids."""
        for key, title in self._titles.items():
            quoted = title.replace("'", "''")
            formula = formula.replace(f"{{{key}}}", f"'{quoted}'")
        return formula

    def _rewrite(self, name: str, part: bytes) -> bytes:
        """Put the values that formulas must come to beside them, and say in the properties what wrote the file."""
        if name == "docProps/app.xml":
            return part.replace(b"Microsoft Excel", b"netfold")
        values = self._cached.get(name)
        if not values:
            return part
        return _FORMULA.sub(lambda found: _with_value(found, values), part.decode()).encode()


_FORMULA: Final = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v\s*/?>(?:</v>)?</c>', re.DOTALL)


def _with_value(found: re.Match[str], values: dict[str, float | str]) -> str:
    place, shape, formula = found.groups()
    value = values[place]
    if isinstance(value, str):
        escaped = value.replace("&", "&amp;").replace("<", "&lt;")
        return f'<c r="{place}"{shape} t="str"><f>{formula}</f><v>{escaped}</v></c>'
    return f'<c r="{place}"{shape}><f>{formula}</f><v>{value!r}</v></c>'


def _columns(text: str) -> float:
    """Return how wide a text is: a Chinese character takes two columns."""
    longest = max(text.split("\n"), key=len)
    return sum(1.9 if ord(sign) > 0x2E80 else 1.05 for sign in longest)  # noqa: PLR2004 - where CJK begins


def _wanted(cell: Cell, written: SheetCell) -> float:
    """Return how wide a cell wants its column: a figure whole, a text as far as it goes."""
    number = shown_value(cell)
    if number is None or cell.unit is Unit.TEXT:
        return _columns(str(written.value or "")) + 1.0 if cell.formula is None else _NARROWEST
    digits = {Unit.CNY: 2, Unit.FACTOR: 6, Unit.COUNT: 0}.get(cell.unit, 1)
    return 1.15 * len(f"{number:,.{digits}f}") + (4.0 if cell.tag else 2.0)
