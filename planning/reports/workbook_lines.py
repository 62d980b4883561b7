"""The workbook's ground: its inputs, the cost lines, and the cash by quarter reckoned from them by live formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planning.cash import discount_factor
from planning.lines import CostLine, Nature, cash_flow
from planning.quarters import PER_YEAR
from planning.reports.blocks import cny, columns, count, figure, row, said, share, text, word
from planning.reports.content import Block, Cell, Chapter, Row, Said, Table, Unit
from planning.reports.grid import first_row
from planning.reports.money import COUNTED, cash_chart
from planning.reports.sources import Sources
from planning.reports.words import report_word
from topology.model.text import N_

FIRST: Final = 5
"""Row in which the first line of a sheet's first table stands."""
LINES: Final = "lines"
BASE_LINES: Final = "base_lines"
CASH: Final = "cash"


def inputs_sheet(sources: Sources) -> Chapter:
    """Return the parameters of the scenario, budgets and labour; other sheets take the discount rate from here."""
    one, scenario = sources.appraisal, sources.case.scenario
    rows = [
        row("rate", text(said(N_("discount rate, a year"))), Cell(one.discount_rate, Unit.SHARE)),
        row("start", text(said(N_("first quarter"))), text(one.quarters[0])),
        row("horizon", text(said(N_("quarters of the horizon"))), count(len(one.quarters))),
        row("dual", text(said(N_("quarters both networks run"))), count(scenario.dual_running)),
        row("limit", text(said(N_("most that placeholder prices may carry"))), share(scenario.placeholder_limit)),
        row("concurrency", text(said(N_("users at once, of what is declared"))), share(sources.case.prices.row("demand.concurrency").mode)),
        row(
            "day",
            text(said(N_("price of an engineer-day [CNY]"))),
            cny(sources.case.prices.row("labour.day").mode_fen, sources.case.prices.row("labour.day").tag),
        ),
    ]
    rows += [
        row(f"budget {year}", text(said(N_("one-off budget {year} [CNY]"), year=year)), cny(fen))
        for year, fen in sorted(scenario.budgets.items())
    ]
    rows += [
        row(f"labour {year}", text(said(N_("engineer-days at hand in each quarter of {year}"), year=year)), figure(days))
        for year, days in sorted(scenario.labour_days.items())
    ]
    return Chapter(
        id="inputs",
        title=said(N_("Inputs")),
        blocks=(
            Table(
                id="inputs",
                caption=said(N_("What the figures assume")),
                columns=columns((said(N_("Input")), 3), (said(N_("Value")), 1)),
                rows=tuple(rows),
            ),
        ),
    )


def line_sheet(sources: Sources, key: str) -> Chapter:
    """Return the cost lines of the scenario, or of do-minimum, one a row; amount and total are formulas over whole fen."""
    base = key == BASE_LINES
    lines = sources.appraisal.base_lines if base else sources.appraisal.lines
    title = said(N_("Cost lines of do-minimum")) if base else said(N_("Cost lines of the scenario"))
    return Chapter(
        id=key,
        title=title,
        blocks=(
            Table(
                id=key,
                caption=said(N_("{count} lines; a run line's amount is a year's, the others' is paid once"), count=len(lines)),
                columns=columns(
                    said(N_("Line")),
                    said(N_("Network")),
                    said(N_("Item")),
                    said(N_("Nature")),
                    said(N_("Payer")),
                    said(N_("First")),
                    said(N_("Last")),
                    said(N_("First, index")),
                    said(N_("Last, index")),
                    said(N_("Quantity")),
                    said(N_("Unit")),
                    said(N_("Unit price [CNY]")),
                    said(N_("Amount [fen]")),
                    said(N_("Amount [CNY]")),
                    said(N_("Within the horizon [CNY]")),
                    said(N_("Trust")),
                    said(N_("Verified")),
                    said(N_("What")),
                ),
                rows=tuple(_line_row(sources, line, FIRST + place) for place, line in enumerate(lines)),
            ),
        ),
    )


def _line_row(sources: Sources, line: CostLine, at: int) -> Row:
    shift = sources.case.start.number - 1
    total = (
        f'=IF(D{at}="run",M{at}*(INT((I{at}+{shift})/4)-INT((H{at}+{shift})/4))+INT(M{at}*(MOD(I{at}+{shift},4)+1)/4)'
        f'-INT(M{at}*MOD(H{at}+{shift},4)/4),IF(OR(D{at}="one_off",D{at}="renewal"),M{at},0))/100'
    )
    return row(
        line.id,
        text(line.id),
        text(line.network or "-"),
        text(word("item", line.item.value)),
        text(line.nature.value),
        text(line.payer or "-"),
        text(line.first),
        text(line.last),
        count(sources.index(line.first)),
        count(sources.index(line.last)),
        Cell(line.quantity, Unit.FACTOR),
        text(report_word("unit", line.unit)),
        cny(line.unit_price_fen),
        count(line.amount_fen),
        cny(line.amount_fen, formula=f"=M{at}/100"),
        cny(line.total_fen, formula=total),
        text(word("tag", line.tag.value)),
        text(said(N_("yes")) if line.verified else said(N_("no"))),
        text(Said(line.text, dict(line.params)), line.evidence),
    )


def _range(key: str, column: str, lines: Sequence[CostLine]) -> str:
    return f"{{{key}}}!${column}${FIRST}:${column}${FIRST + max(1, len(lines)) - 1}"


def run_formula(key: str, lines: Sequence[CostLine], at: int) -> str:
    """Return the formula of the running cash of a quarter: each line gives the floor of its share, so that years add up to the fen."""
    nature, first, last, amount = (_range(key, column, lines) for column in "DHIM")
    return f'SUMPRODUCT(({nature}="run")*({first}<=$B{at})*({last}>=$B{at})*(INT({amount}*$C{at}/4)-INT({amount}*($C{at}-1)/4)))/100'


def once_formula(key: str, lines: Sequence[CostLine], nature: str, at: int) -> str:
    """Return the formula of what lines of a nature pay once in a quarter."""
    return f'SUMIFS({_range(key, "M", lines)},{_range(key, "D", lines)},"{nature}",{_range(key, "H", lines)},$B{at})/100'


def cash_sheet(sources: Sources) -> Chapter:
    """Return the cash of each quarter, discounted, with totals and NPV: all of it formulas over lines and inputs."""
    one = sources.appraisal
    quarters = sources.case.quarters
    by_nature = {nature: cash_flow((line for line in one.lines if line.nature is nature), quarters) for nature in COUNTED}
    rows, running_sum = [], 0.0
    for step, quarter in enumerate(quarters):
        at = FIRST + step
        factor = discount_factor(one.discount_rate, step)
        saved = one.base_cash[step] - one.cost_cash[step]
        running_sum += saved * factor
        base = run_formula(BASE_LINES, one.base_lines, at) + "".join(
            f"+{once_formula(BASE_LINES, one.base_lines, nature, at)}" for nature in ("one_off", "renewal")
        )
        rows.append(
            row(
                str(quarter),
                text(str(quarter)),
                count(step),
                count(quarter.number),
                cny(one.base_cash[step], formula=f"={base}"),
                cny(by_nature[Nature.RUN][step], formula=f"={run_formula(LINES, one.lines, at)}"),
                cny(by_nature[Nature.ONE_OFF][step], formula=f"={once_formula(LINES, one.lines, 'one_off', at)}"),
                cny(by_nature[Nature.RENEWAL][step], formula=f"={once_formula(LINES, one.lines, 'renewal', at)}"),
                cny(one.cost_cash[step], formula=f"=E{at}+F{at}+G{at}"),
                cny(saved, formula=f"=D{at}-H{at}"),
                Cell(factor, Unit.FACTOR, None, (), f"=(1+discount_rate)^(-(B{at}+1)/{PER_YEAR})"),
                cny(saved * factor, formula=f"=I{at}*J{at}"),
                cny(running_sum, formula=f"=SUM(K${FIRST}:K{at})"),
            )
        )
    last = FIRST + len(quarters) - 1
    sums = {
        "D": one.base_fen,
        "E": sum(by_nature[Nature.RUN]),
        "F": one.one_off_fen,
        "G": sum(by_nature[Nature.RENEWAL]),
        "H": one.cost_fen,
        "I": one.saving_fen,
    }
    rows.append(
        row(
            "total",
            text(said(N_("Total"))),
            text(""),
            text(""),
            *(cny(value, formula=f"=SUM({column}{FIRST}:{column}{last})") for column, value in sums.items()),
            text(""),
            cny(one.npv_fen, formula=f"=SUMPRODUCT(I{FIRST}:I{last},J{FIRST}:J{last})"),
            text(""),
            emphasis=True,
        )
    )
    return Chapter(
        id=CASH,
        title=said(N_("Cash flow by quarter")),
        blocks=(
            Table(
                id=CASH,
                caption=said(N_("Cash by quarter [CNY]; the total of the present values is the NPV")),
                columns=columns(
                    said(N_("Quarter")),
                    said(N_("Index")),
                    said(N_("Of the year")),
                    said(N_("Do-minimum")),
                    said(N_("Scenario: running")),
                    said(N_("one-off")),
                    said(N_("renewals")),
                    said(N_("Scenario")),
                    said(N_("Saving")),
                    said(N_("Discount factor")),
                    said(N_("Present value")),
                    said(N_("Sum so far")),
                ),
                rows=tuple(rows),
                note=said(
                    N_(
                        "Cash falls at the end of its quarter; factor = (1 + rate) ^ (-(index + 1) / 4). Change the rate on "
                        "the sheet of inputs and look."
                    )
                ),
            ),
            cash_chart(sources),
        ),
    )


def cash_rows(sources: Sources) -> tuple[int, int]:
    """Return the first and last row of the quarters on the sheet of cash; the total stands below."""
    return FIRST, FIRST + len(sources.case.quarters) - 1


def budget_sheet(sources: Sources) -> Chapter:
    """Return cash by fiscal year as sums over the quarters, and what each payer pays in each year."""
    one = sources.appraisal
    first, last = cash_rows(sources)
    years = [year.year for year in one.years]

    def by_year(column: str, at: int) -> str:
        return f"=SUMPRODUCT((LEFT({{{CASH}}}!$A${first}:$A${last},4)=$A{at})*{{{CASH}}}!{column}${first}:{column}${last})"

    rows = []
    for place, year in enumerate(one.years):
        at = FIRST + place
        rows.append(
            row(
                str(year.year),
                text(str(year.year)),
                cny(year.base_fen, formula=by_year("D", at)),
                cny(year.run_fen, formula=by_year("E", at)),
                cny(year.one_off_fen, formula=by_year("F", at)),
                cny(year.renewal_fen, formula=by_year("G", at)),
                cny(year.budget_fen),
                cny(year.short_fen, formula=f"=IF(ISNUMBER(F{at}),MAX(0,D{at}-F{at}),0)"),
            )
        )
    yearly = Table(
        id="years_live",
        caption=said(N_("By fiscal year [CNY]")),
        columns=columns(
            said(N_("Year")),
            said(N_("Do-minimum")),
            said(N_("Scenario: running")),
            said(N_("one-off")),
            said(N_("renewals")),
            said(N_("Budget for one-offs")),
            said(N_("Short by")),
        ),
        rows=tuple(rows),
    )
    return Chapter(id="budget", title=said(N_("Budget by year and payer")), blocks=(yearly, payer_table(sources, years, (yearly,))))


def payer_table(sources: Sources, years: Sequence[int], above: tuple[Block, ...]) -> Table:
    """Return what each payer pays in each year under the scenario, and over the horizon with do-minimum: sums live."""
    one = sources.appraisal
    table = Table(id="payers_live", caption="", columns=(), rows=())
    at = first_row((*above, table), "payers_live")
    rows = []
    for payer in one.payers:
        if not any(payer.base) and not any(payer.cost):
            continue
        sums = [
            sum(amount for quarter, amount in zip(sources.case.quarters, payer.cost, strict=True) if quarter.year == year) for year in years
        ]
        end = chr(ord("B") + len(years) - 1)
        base, cost = chr(ord(end) + 1), chr(ord(end) + 2)
        unit = payer.unit or "-"
        wanted = f'"{unit}"'
        rows.append(
            row(
                unit,
                text(f"{unit} {sources.called(payer.unit)}"),
                *(cny(value) for value in sums),
                cny(
                    sum(payer.base),
                    formula=f"=SUMIFS({_range(BASE_LINES, 'O', one.base_lines)},{_range(BASE_LINES, 'E', one.base_lines)},{wanted})",
                ),
                cny(sum(payer.cost), formula=f"=SUM(B{at}:{end}{at})"),
                cny(sum(payer.base) - sum(payer.cost), formula=f"={base}{at}-{cost}{at}"),
            )
        )
        at += 1
    return Table(
        id="payers_live",
        caption=said(N_("By payer: the scenario in each year, and both over the horizon [CNY]")),
        columns=columns(said(N_("Payer")), *(str(year) for year in years), said(N_("Do-minimum")), said(N_("Scenario")), said(N_("Saves"))),
        rows=tuple(rows),
    )
