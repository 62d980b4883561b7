"""The workbook that departments fill in: headers, an example row a sheet, notes, units, lists to pick from.

Example rows have codes that begin with 'example' (示例), and are passed over when the workbook is read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from collectors.census.cells import column_letters
from collectors.census.columns import LISTS_TITLES, SHEETS, Column, Sheet, Type, value_of
from collectors.census.values import display
from collectors.census.writer import explain, new_book, readme_lines, readme_title, words
from topology.model.census import (
    Application,
    Circuit,
    CircuitKind,
    Consent,
    ConsentState,
    Contract,
    Dependency,
    Level,
    Network,
    OpexShare,
    Presence,
    Role,
    Room,
    Site,
    SiteKind,
    Unit,
)

_ROWS = 2_000
"""Rows that lists are offered in."""
_CODES = frozenset({Type.CODE, Type.REFERENCE, Type.REFERENCES})
_TEXTS = frozenset({*_CODES, Type.TEXT, Type.PREFIXES, Type.QUARTER, Type.QUARTERS})


def write_template(path: Path, lang: str) -> None:
    """Write the workbook to fill in, in Chinese or English."""
    book = new_book()
    book.add_text_sheet(readme_title(lang), readme_lines(lang), marked=False)
    lists = _Lists(lang)
    for sheet in SHEETS:
        title = sheet.title(lang)
        book.add_table(title, [column.header(lang) for column in sheet.columns], [_example(sheet, lang)])
        book.mark_row(title, 2)
        for index, column in enumerate(sheet.columns):
            if column.type in _TEXTS:
                book.keep_as_text(title, index)
            prompt = (column.header(lang), explain(column, lang))
            book.offer(title, index, values=lists.range_of(column), prompt=prompt, strict=bool(column.choices), rows=_ROWS)
    book.add_text_sheet(LISTS_TITLES[1 if lang == "zh" else 0], lists.lines(), marked=False)
    book.save(path)


class _Lists:
    """The lists to pick from, one a column of a sheet of their own."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.columns: list[list[str]] = []

    def range_of(self, column: Column) -> str | None:
        """Return the range that a column's values are picked from, None where anything may be typed."""
        if column.type is Type.REFERENCE:
            title = next(sheet.title(self.lang) for sheet in SHEETS if sheet.kind == column.refers)
            return f"'{title}'!$A$3:$A${_ROWS}"
        values = words(column, self.lang)
        if not values:
            return None
        found = [column.zh if self.lang == "zh" else column.en, *values]
        if found[1:] not in (one[1:] for one in self.columns):
            self.columns.append(found)
        place = column_letters([one[1:] for one in self.columns].index(values))
        return f"'{LISTS_TITLES[1 if self.lang == 'zh' else 0]}'!${place}$2:${place}${len(values) + 1}"

    def lines(self) -> list[list[str]]:
        """Return the sheet's lines."""
        longest = max(map(len, self.columns))
        return [[one[row] if row < len(one) else "" for one in self.columns] for row in range(longest)]


def _example(sheet: Sheet, lang: str) -> list[str | float | date | None]:
    row: Any = next(row for row in examples(lang) if isinstance(row, sheet.struct))
    return [_shown(row, column, lang) for column in sheet.columns]


def _shown(row: Any, column: Column, lang: str) -> str | float | date | None:
    value = value_of(row, column)
    if column.type in _CODES and value is not None:
        return ";".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return display(value, column, lang)


def examples(lang: str) -> tuple[Any, ...]:
    """Return the example rows, one of each kind, all invented."""
    zh = lang == "zh"

    def said(chinese: str, english: str) -> str:
        return chinese if zh else english

    def code(text: str) -> str:
        return said("示例-", "example-") + text

    return (
        Unit(code=code("U01"), name=said("市某某局", "Some Bureau"), county=None, cell=""),
        Network(
            code=code("N01"), name=said("某某业务专网", "Some Business Network"), short=said("某某", "Some"), owner=code("U01"),
            role=Role.DEPARTMENTAL, purpose=said("业务办理与视频会议", "case work and video conferences"), level=Level.VERTICAL,
            authority=said("省某某厅", "Some Provincial Department"), mlps_level=2, built=date(2009, 6, 1), capex_fen=87_000_000,
            opex_fen_per_a=OpexShare(circuits=5_000_000, maintenance=2_000_000, staff=1_000_000, power=500_000, security=500_000),
            renewal_fen=12_000_000, renewal_due="2019Q3", realm="n01", prefixes=("10.20.0.0/16", "192.168.20.0/24"),
            blackout=("2018Q2", "*Q4"), cell="",
        ),
        Site(
            code=code("S0001"), name=said("某县行政中心", "Some County Hall"), kind=SiteKind.COUNTY, county=said("某县", "Some County"),
            town=said("城关镇", "Chengguan"), address=said("府前路1号", "1 Hall Road"), latitude=37.5, longitude=121.39, cell="",
        ),
        Presence(
            code=code("P0001"), network=code("N01"), site=code("S0001"), unit=code("U01"), hosts=12, bandwidth_bps=4_000_000, cell="",
        ),
        Contract(
            code=code("C01"), network=code("N01"), carrier=said("某运营商", "Some Carrier"), start=date(2016, 1, 1), end=date(2018, 12, 31),
            notice_months=3, penalty_share=0.3, cell="",
        ),
        Circuit(
            code=code("L0001"), number="DL00000001", network=code("N01"), kind=CircuitKind.LEASED, site_a=code("S0001"),
            site_b=code("S0002"), bandwidth_bps=4_000_000, fee_fen_per_a=2_400_000, contract=code("C01"), cell="",
        ),
        Room(
            code=code("R01"), name=said("某某局机房", "Some Bureau room"), unit=code("U01"), site=code("S0001"), area_m2=42.5, racks=4,
            capex_fen=100_000_000, opex_fen_per_a=10_000_000, networks=(code("N01"),), cell="",
        ),
        Application(
            code=code("A01"), name=said("某某业务系统", "Some case system"), unit=code("U01"), network=code("N01"), users=80, batch=1,
            ready="2018Q1", cell="",
        ),
        Dependency(code=code("D01"), from_network=code("N01"), application=code("A01"), cell=""),
        Consent(
            code=code("K01"), network=code("N01"), authority=said("省某某厅", "Some Provincial Department"), option="merge",
            state=ConsentState.ASKED, since="2018Q2", document=said("某函〔2017〕1号", "letter 1/2017"), cell="",
        ),
    )  # fmt: skip
