"""The mistakes of each sheet of a mistaken census, one of each kind; see `lab.census_mistakes` for what they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from ipaddress import ip_network
from typing import Final

from collectors.census.cells import Cell, Odd, OddCell, column_letters
from lab.mistakes import Fate, Mistake, Mistakes
from topology.model.census import Census

_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers."""


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _units(made: Mistakes, census: Census) -> None:
    sheet = made.sheets["units"]
    codes = [unit.code for unit in census.units]
    sheet.above += [["虚构示例：岚汀市单位名录"], []]
    made.cell("blanks round a code", Fate.READ, ("units", codes[0], "code"), f"  {codes[0]} ")
    made.cell("full-width characters in a code", Fate.CORRECTED, ("units", codes[2], "code"), _wide(codes[2]), code="census-cell-wide")
    made.cell("line break and blanks in a name", Fate.READ, ("units", codes[3], "name"), f" {census.units[3].name}\n")
    made.row("no code", Fate.QUESTION, "units", [None, "虚构单位甲"], code="census-code-new", field="code")
    made.row("code and name have changed places", Fate.QUESTION, "units", ["虚构单位乙", "U901"], code="census-cells-swapped", field="code")
    made.row("a number for a code", Fate.ERROR, "units", [902, "虚构单位丙"], code="census-cell-number-for-text", field="code")
    made.row("no name", Fate.ERROR, "units", ["U903", None], code="census-cell-missing", field="name")
    made.row("one code, two things", Fate.ERROR, "units", [codes[1], "虚构单位丁"], code="census-code-conflict")
    made.row("a row twice", Fate.NOTED, "units", list(sheet.rows[codes[4]]), code="census-row-twice", after=codes[4])
    made.row("header again on the next page", Fate.NOTED, "units", list(sheet.header), code="census-row-header", after=codes[20])
    made.row("name of the person who filled it in", Fate.NOTED, "units", ["填表人：（虚构）"], code="census-row-note")


def _networks(made: Mistakes, census: Census) -> None:
    sheet = made.sheets["networks"]
    costly = sorted((network for network in census.networks if network.capex_fen), key=lambda network: network.capex_fen or 0)
    capex = {network.code: (network.capex_fen or 0) / 1_000_000 for network in costly}
    first, second, third = (network.code for network in costly[-3:])
    made.header("a header of their own", Fate.READ, "networks", "name", "专网全称")
    made.header("a header mistyped", Fate.QUESTION, "networks", "purpose", "网络主要用途情况", code="census-header-like")
    made.header("no unit in a header", Fate.CORRECTED, "networks", "renewal_fen", "设备更新费用", code="census-unit-assumed")
    made.header("another unit in a header", Fate.READ, "networks", "opex_fen_per_a.power", "电费（元/年）")
    place = sheet.column("opex_fen_per_a.power")
    for network in census.networks:
        sheet.rows[network.code][place] = network.opex_fen_per_a.power / 100
    made.cell("a unit in a cell", Fate.READ, ("networks", second, "capex_fen"), f"{capex[second] * 10_000:,.2f}元")
    made.cell(
        "CNY in a column of 10,000 CNY",
        Fate.QUESTION,
        ("networks", first, "capex_fen"),
        capex[first] * 10_000,
        code="census-amount-outlying",
        unknown=True,
    )
    made.cell("full-width digits", Fate.READ, ("networks", third, "capex_fen"), _wide(f"{capex[third]:.6f}") + "万元")
    built = {network.code: network.built for network in census.networks if network.built is not None}
    codes = [code for code in built if code in capex]
    made.cell("a date as text", Fate.READ, ("networks", codes[0], "built"), f"{built[codes[0]]:%Y年%-m月}")
    made.cell("a date with dots", Fate.READ, ("networks", codes[1], "built"), f"{built[codes[1]]:%Y.%-m.%-d}")
    made.cell(
        "a year of two digits", Fate.CORRECTED, ("networks", codes[2], "built"), f"'{built[codes[2]]:%y/%m}", code="census-cell-date-year"
    )
    made.cell(
        "a date as a serial number",
        Fate.CORRECTED,
        ("networks", codes[3], "built"),
        (built[codes[3]] - _EPOCH).days,
        code="census-cell-date-serial",
    )
    made.cell("a day that does not exist", Fate.ERROR, ("networks", codes[4], "built"), "2011-02-30", code="census-cell-date", unknown=True)
    prefixed = next(network for network in census.networks if network.prefixes)
    made.cell("a range for a prefix", Fate.READ, ("networks", prefixed.code, "prefixes"), "、".join(map(_as_range, prefixed.prefixes)))
    last = [network for network in census.networks if network.prefixes][-1]
    made.cell(
        "host bits in a prefix",
        Fate.ERROR,
        ("networks", last.code, "prefixes"),
        _with_host(last.prefixes[0]),
        code="census-cell-prefix",
        unknown=True,
    )
    sums: list[Cell] = ["合计"] + [None] * (len(sheet.sheet.columns) - 1)
    sums[sheet.column("opex_fen_per_a.circuits")] = sum(network.opex_fen_per_a.circuits for network in census.networks) / 1_000_000
    sums[sheet.column("opex_fen_per_a.staff")] = sum(network.opex_fen_per_a.staff for network in census.networks) / 1_000_000 + 1
    line = made.row("a row of totals", Fate.NOTED, "networks", sums, code="census-row-total")
    made.note(
        lambda: Mistake(
            kind="totals that do not add up",
            fate=Fate.CORRECTED,
            where=sheet.where(line, "opex_fen_per_a.staff"),
            code="census-total-differs",
        )
    )
    made.row("a note below the table", Fate.NOTED, "networks", ["注：1.金额单位为万元；2.虚构示例。"], code="census-row-note")


def _sites(made: Mistakes, census: Census) -> None:
    sheet = made.sheets["sites"]
    placed = [site for site in census.sites if site.longitude is not None and site.longitude > 90 and site.latitude is not None]  # noqa: PLR2004
    turned = placed[0]
    line = sheet.rows[turned.code]
    latitude, longitude = sheet.column("latitude"), sheet.column("longitude")
    line[latitude], line[longitude] = line[longitude], line[latitude]
    for field in ("latitude", "longitude"):
        made.note(
            lambda field=field: Mistake(  # type: ignore[misc] # bound now, called later
                kind="coordinates have changed places", fate=Fate.QUESTION, where=sheet.where(line, "latitude"),
                code="census-cells-swapped", table="sites", row=turned.code, field=field, becomes=None,
            )
        )  # fmt: skip
    made.cell("degrees in a cell", Fate.READ, ("sites", placed[1].code, "latitude"), f"{placed[1].latitude}°")
    made.cell(
        "a word for a kind of their own",
        Fate.READ,
        ("sites", placed[2].code, "kind"),
        "市直机关" if placed[2].kind == "department" else placed[2].kind,
    )
    counties = [index for index, site in enumerate(census.sites[:-1]) if site.county and census.sites[index + 1].county == site.county]
    first, second = census.sites[counties[0]].code, census.sites[counties[0] + 1].code
    sheet.set(second, "county", None)
    place = sheet.column("county")
    sheet.merged.append((sheet.rows[first], sheet.rows[second], place, place))
    made.note(
        lambda: Mistake(
            kind="cells merged down", fate=Fate.CORRECTED, code="census-merged-down", table="sites", row=second, field="county",
            where=f"{sheet.where(sheet.rows[first], 'county')}:{sheet.where(sheet.rows[second], 'county').split('!')[1]}",
            becomes=sheet.declared[second].county,
        )
    )  # fmt: skip
    sheet.header.append("备注")
    made.note(
        lambda: Mistake(
            kind="a column of their own",
            fate=Fate.NOTED,
            where=f"站点!{column_letters(len(sheet.header) - 1)}1",
            code="census-column-ignored",
        )
    )
    stray = [*sheet.rows[placed[3].code], None, "看一下"]
    sheet.rows[placed[3].code][:] = stray
    made.note(
        lambda: Mistake(
            kind="a word beside the table", fate=Fate.CORRECTED, code="census-cell-nameless",
            where=f"站点!{column_letters(len(stray) - 1)}{sheet.where(sheet.rows[placed[3].code]).split('!A')[1]}",
        )
    )  # fmt: skip
    made.row("a kind that is not in the list", Fate.ERROR, "sites", ["S9001", "虚构地点", "大楼"], code="census-cell-choice", field="kind")


def _presences(made: Mistakes, census: Census) -> None:
    rows = [row for row in census.presences if row.unit is not None and row.hosts is not None and row.bandwidth_bps is not None]
    names = {unit.code: unit.name for unit in census.units}
    counted = {name: list(names.values()).count(name) for name in names.values()}
    named = next(row for row in rows if counted[names[row.unit or ""]] == 1)
    rest = [row for row in rows if row is not named]
    made.cell(
        "a name for a code", Fate.CORRECTED, ("presences", named.code, "unit"), names[named.unit or ""], code="census-reference-by-name"
    )
    made.cell(
        "a code spelled otherwise",
        Fate.CORRECTED,
        ("presences", rest[0].code, "network"),
        f"{rest[0].network.lower()} ",
        code="census-code-spelled",
    )
    made.cell(
        "a code that is not there",
        Fate.ERROR,
        ("presences", rest[1].code, "unit"),
        "市直某办公室",
        code="census-reference-unknown",
        unknown=True,
    )
    made.cell("about so many", Fate.ERROR, ("presences", rest[2].code, "hosts"), "约100台", code="census-cell-number", unknown=True)
    made.cell("a unit behind a number", Fate.READ, ("presences", rest[3].code, "hosts"), f"{rest[3].hosts}台")
    made.cell(
        "a word for nothing", Fate.CORRECTED, ("presences", rest[4].code, "hosts"), "不详", code="census-cell-placeholder", unknown=True
    )
    made.cell("bandwidth with M", Fate.READ, ("presences", rest[5].code, "bandwidth_bps"), f"{(rest[5].bandwidth_bps or 0) // 1_000_000}M")
    made.cell(
        "bandwidth in Chinese", Fate.READ, ("presences", rest[6].code, "bandwidth_bps"), f"{(rest[6].bandwidth_bps or 0) // 1_000_000}兆"
    )
    made.cell("bandwidth in kbps", Fate.READ, ("presences", rest[7].code, "bandwidth_bps"), f"{(rest[7].bandwidth_bps or 0) // 1_000} Kbps")
    made.cell(
        "an error value",
        Fate.ERROR,
        ("presences", rest[8].code, "hosts"),
        OddCell(Odd.ERROR, "#REF!"),
        code="census-cell-error",
        unknown=True,
    )
    made.cell(
        "a formula never computed",
        Fate.ERROR,
        ("presences", rest[9].code, "hosts"),
        OddCell(Odd.FORMULA, "=SUM(E2:E3)"),
        code="census-cell-formula",
        unknown=True,
    )
    made.cell(
        "a truth value for a number",
        Fate.ERROR,
        ("presences", rest[10].code, "hosts"),
        bool(rest),
        code="census-cell-boolean",
        unknown=True,
    )
    sheet = made.sheets["presences"]
    sheet.hidden.append(sheet.rows[rest[11].code])
    made.note(
        lambda: Mistake(kind="a hidden row", fate=Fate.NOTED, where=sheet.where(sheet.rows[rest[11].code]), code="census-rows-hidden")
    )
    sheet.hidden_columns.append(sheet.column("unit"))
    made.note(
        lambda: Mistake(
            kind="a hidden column", fate=Fate.NOTED, where=f"接入点!{column_letters(sheet.column('unit'))}1", code="census-columns-hidden"
        )
    )
    numbering: list[Cell] = ["甲", "乙", 1, 2, 3, 4]
    sheet.order.insert(0, numbering)
    made.note(
        lambda: Mistake(
            kind="columns numbered below the header", fate=Fate.NOTED, where=sheet.where(numbering), code="census-row-numbering"
        )
    )


def _contracts(made: Mistakes, census: Census) -> None:
    sheet = made.sheets["contracts"]
    dated = [row for row in census.contracts if row.start is not None and row.end is not None]
    turned = dated[0]
    line = sheet.rows[turned.code]
    start, end = sheet.column("start"), sheet.column("end")
    line[start], line[end] = line[end], line[start]
    for field in ("start", "end"):
        made.note(
            lambda field=field: Mistake(  # type: ignore[misc] # bound now, called later
                kind="start and end have changed places", fate=Fate.QUESTION, where=sheet.where(line, "start"), code="census-dates-swapped",
                table="contracts", row=turned.code, field=field, becomes=None,
            )
        )  # fmt: skip
    made.cell(
        "day or month first",
        Fate.ERROR,
        ("contracts", dated[1].code, "start"),
        "03/04/2016",
        code="census-cell-date-ambiguous",
        unknown=True,
    )
    made.cell("a share in per cent", Fate.READ, ("contracts", dated[2].code, "penalty_share"), _wide(f"{dated[2].penalty_share:.0%}"))
    made.cell("months with a unit", Fate.READ, ("contracts", dated[3].code, "notice_months"), f"{dated[3].notice_months}个月")


def _circuits(made: Mistakes, census: Census) -> None:
    sheet = made.sheets["circuits"]
    sheet.above.append(["虚构示例：线路清单", None, None, "单位：元"])
    made.header("the unit above the table", Fate.READ, "circuits", "fee_fen_per_a", "年租费")
    paid = [row for row in census.circuits if row.fee_fen_per_a and row.number]
    made.cell("a fee by the month", Fate.READ, ("circuits", paid[0].code, "fee_fen_per_a"), f"{(paid[0].fee_fen_per_a or 0) / 1200!r}元/月")
    made.cell(
        "a fee in 10,000 CNY",
        Fate.READ,
        ("circuits", paid[1].code, "fee_fen_per_a"),
        f"{(paid[1].fee_fen_per_a or 0) / 1_000_000!r}万元/年",
    )
    made.cell(
        "a number that was text",
        Fate.ERROR,
        ("circuits", paid[2].code, "number"),
        20130457,
        code="census-cell-number-for-text",
        unknown=True,
    )
    sites = [row for row in census.circuits if row.site_b and "0" in row.site_b]
    made.cell(
        "a letter for a digit",
        Fate.QUESTION,
        ("circuits", sites[-1].code, "site_b"),
        (sites[-1].site_b or "").replace("0", "O", 1),
        code="census-reference-like",
        unknown=True,
    )
    made.cell(
        "a word for a kind of line", Fate.READ, ("circuits", next(row.code for row in paid if row.kind == "leased"), "kind"), "MSTP专线"
    )


def _rooms(made: Mistakes, census: Census) -> None:
    sheet = made.sheets["rooms"]
    capex, opex = sheet.column("capex_fen"), sheet.column("opex_fen_per_a")
    lower: list[Cell] = [None] * len(sheet.sheet.columns)
    lower[capex], lower[opex] = "建设费用", "年运行费用"
    sheet.header[capex], sheet.header[opex] = "费用（万元）", None
    sheet.second = lower
    sheet.merged.append((sheet.header, sheet.header, capex, opex))
    made.note(lambda: Mistake(kind="a header of two rows", fate=Fate.READ, where=sheet.where(lower, "capex_fen")))
    sheet.order.append([None] * len(sheet.sheet.columns))
    sheet.order.append([" ", None, "　"])
    made.note(lambda: Mistake(kind="rows of blanks", fate=Fate.READ, where=sheet.where(sheet.order[-1])))
    areas = [row for row in census.rooms if row.area_m2 is not None]
    made.cell("square metres in a cell", Fate.READ, ("rooms", areas[0].code, "area_m2"), f"{areas[0].area_m2:g}㎡")
    made.cell("racks and a half", Fate.ERROR, ("rooms", areas[1].code, "racks"), 4.5, code="census-cell-whole", unknown=True)


def _applications(made: Mistakes, census: Census) -> None:
    sheet = made.sheets["applications"]
    batched = [row for row in census.applications if row.batch is not None]
    made.cell("a batch in words", Fate.READ, ("applications", batched[0].code, "batch"), f"第{'一二三'[(batched[0].batch or 1) - 1]}批")
    made.cell(
        "a batch that there is not", Fate.ERROR, ("applications", batched[1].code, "batch"), 7, code="census-cell-range", unknown=True
    )
    ready = [row for row in census.applications if row.ready is not None]
    made.cell(
        "a quarter in words",
        Fate.READ,
        ("applications", ready[0].code, "ready"),
        f"{ready[0].ready[:4]}年第{'一二三四'[int(ready[0].ready[-1]) - 1]}季度" if ready[0].ready else None,
    )
    made.cell(
        "a month for a quarter",
        Fate.CORRECTED,
        ("applications", ready[1].code, "ready"),
        f"{ready[1].ready[:4]}年{3 * int(ready[1].ready[-1])}月" if ready[1].ready else None,
        code="census-cell-quarter-of-month",
    )
    sheet.header.append("系统名称（全称）")
    place = len(sheet.header) - 1
    for row in census.applications:
        sheet.rows[row.code] += [None] * (place - len(sheet.rows[row.code])) + [row.name]
    made.note(
        lambda: Mistake(
            kind="two columns of one meaning",
            fate=Fate.CORRECTED,
            where=f"应用系统!{column_letters(place)}1",
            code="census-columns-together",
        )
    )
    odd = next(row for row in reversed(census.applications) if row.code not in {one.application for one in census.dependencies})
    sheet.rows[odd.code][place] = "另一个名称"
    made.note(
        lambda: Mistake(
            kind="two columns that differ", fate=Fate.ERROR, where=sheet.where(sheet.rows[odd.code], "name"), code="census-columns-differ",
            table="applications", row=odd.code, field=None, becomes=False,
        )
    )  # fmt: skip


def _rest(made: Mistakes, _census: Census) -> None:
    made.note(lambda: Mistake(kind="a hidden sheet", fate=Fate.NOTED, where="业务依赖", code="census-sheet-hidden"))


def _as_range(prefix: str) -> str:
    network = ip_network(prefix)
    return f"{network[0]}-{network[-1]}"


def _with_host(prefix: str) -> str:
    network = ip_network(prefix)
    return f"{network[1]}/{network.prefixlen}"


SHEETS_WITH_MISTAKES: Final[tuple[Callable[[Mistakes, Census], None], ...]] = (
    _units,
    _networks,
    _sites,
    _presences,
    _contracts,
    _circuits,
    _rooms,
    _applications,
    _rest,
)
"""What writes the mistakes, sheet by sheet."""
