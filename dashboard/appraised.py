"""An appraisal as tables: which figures are shown, and the cost lines that each is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from dash import html
from dash.development.base_component import Component

from dashboard.components import printable, wan, with_code
from dashboard.labels import OPTIONS
from planning.appraisal import Appraisal
from planning.lines import UNCOUNTED, CostLine, Nature
from planning.messages import FIGURES, label, message_text, quantity
from planning.summary import figure_text
from topology.model.text import N_, Translate, translator

_LINES: Final = 120
_TIMES: Final = frozenset({"a", "d"})
"""Units of quantities whose unit price is for that time."""


class Value(msgspec.Struct, frozen=True):
    """A figure as it is shown; `opens` where lines stand behind it."""

    text: str
    kind: str = ""
    opens: bool = False


class FigureRow(msgspec.Struct, frozen=True):
    """One figure of each scenario."""

    key: str
    name: str
    unit: str
    values: tuple[Value, ...]


class NetworkCell(msgspec.Struct, frozen=True):
    """What one scenario decides for one network."""

    option: str
    finish: str
    npv: str
    kind: str
    changed: bool


class NetworkRow(msgspec.Struct, frozen=True):
    """A network's decisions, one a scenario; an empty code holds what networks share."""

    code: str
    name: str
    cells: tuple[NetworkCell, ...]


Figures = Sequence[FigureRow]
LOSING: Final = "sites_losing_redundancy"
"""The figure that opens sites and not lines."""
_MONEY: Final = (
    ("run_before_fen_per_a", N_("Running cost today, a year")),
    ("run_after_fen_per_a", N_("Running cost at the end, a year")),
    ("one_off_fen", N_("One-off cost")),
    ("base_fen", N_("Cost of doing the minimum, whole horizon")),
    ("cost_fen", N_("Cost of the scenario, whole horizon")),
    ("saving_fen", N_("Saving, undiscounted")),
    ("npv_fen", N_("NPV against doing the minimum")),
    ("npv_unverified_fen", FIGURES["planning.figure.npv_unverified_fen"]),
    ("peak_fen", N_("Largest one-off budget of a year")),
    ("sunk_fen", N_("Construction cost already spent (not counted)")),
)
_GOOD: Final = frozenset({"saving_fen", "npv_fen"})


def figure_rows(appraisals: Sequence[Appraisal], lang: str) -> list[FigureRow]:
    """Return the rows of the comparison, in the order in which they are read."""
    t = translator(lang)
    unit = t("10,000 CNY")
    rows = []
    for key, name in _MONEY:
        values = []
        for one in appraisals:
            amount = getattr(one, key)
            kind = ("nf-yes" if amount > 0 else "nf-no" if amount < 0 else "") if key in _GOOD else ""
            values.append(Value(wan(amount, lang), kind, opens=bool(amount)))
        rows.append(FigureRow(key, t(name), unit, tuple(values)))
    none = figure_text("payback_quarters", None, lang)

    def years(quarters: int | None) -> Value:
        return Value(none if quarters is None else t("{years} years").format(years=f"{quarters / 4:g}") if quarters else "–")

    rows.append(FigureRow("payback", t("Payback"), "", tuple(years(one.payback_quarters) for one in appraisals)))
    rows.append(FigureRow("discounted", t("Payback, discounted"), "", tuple(years(one.discounted_payback_quarters) for one in appraisals)))
    for key in ("conflicts", "sites_losing_redundancy"):
        counts = [getattr(one, key) for one in appraisals]
        shown = tuple(Value(figure_text(key, found, lang), opens=key == LOSING and bool(found)) for found in counts)
        rows.append(FigureRow(key, t(FIGURES[f"planning.figure.{key}"]), "", shown))
    shares = (
        ("placeholder_share", N_("Share of the value on placeholder prices")),
        ("unverified_share", N_("Share of the value not verified")),
    )
    for key, name in shares:
        rows.append(FigureRow(key, t(name), "%", tuple(Value(f"{getattr(one, key) * 100:.1f}") for one in appraisals)))
    return rows


def network_rows(appraisals: Sequence[Appraisal], names: Mapping[str, str], lang: str) -> list[NetworkRow]:
    """Return a row a network that any of the scenarios decides on; `names` are the networks' names by code."""
    t = translator(lang)
    order: dict[str, None] = {}
    for one in appraisals:
        order.update({result.network or "": None for result in one.networks})
    rows = []
    for code in sorted(order, key=lambda code: (code == "", code)):
        cells = []
        for one in appraisals:
            result = next((result for result in one.networks if (result.network or "") == code), None)
            if result is None:
                cells.append(NetworkCell("–", "", "–", "", changed=False))
                continue
            option = t(OPTIONS[result.option.value]) if result.option else ""
            if result.target and result.option == "join":
                option = f"{option} → {printable(result.target)}"
            kind = "nf-yes" if result.npv_fen > 0 else "nf-no" if result.npv_fen < 0 else ""
            cells.append(
                NetworkCell(option, result.finish or "", wan(result.npv_fen, lang), kind, changed=result.option not in (None, "keep"))
            )
        rows.append(NetworkRow(code, printable(f"{code} {names.get(code, '')}") if code else t("Shared by several networks"), tuple(cells)))
    return rows


def figure_lines(appraisal: Appraisal, figure: str, network: str, lang: str) -> tuple[str, list[tuple[CostLine, int]], int]:
    """Return the title of a figure, the lines behind it with what each adds to it [fen], largest first, and their sum [fen].

    A line adds its amount within the horizon; to a yearly figure and to the sunk cost, its plain amount.
    """
    t = translator(lang)
    plain: dict[str, tuple[str, Callable[[Appraisal], Iterable[tuple[CostLine, int]]]]] = {
        "base_fen": (N_("Cost of doing the minimum, whole horizon"), lambda one: _signed(one.base_lines, 1)),
        "cost_fen": (N_("Cost of the scenario, whole horizon"), lambda one: _signed(one.lines, 1)),
        "one_off_fen": (N_("One-off cost"), lambda one: _signed((x for x in one.lines if x.nature is Nature.ONE_OFF), 1)),
        "sunk_fen": (
            N_("Construction cost already spent (not counted)"),
            lambda one: ((x, 1) for x in one.lines if x.nature is Nature.SUNK),
        ),
        "run_before_fen_per_a": (N_("Running cost today, a year"), lambda one: _running(one.base_lines, one.quarters[0])),
        "run_after_fen_per_a": (N_("Running cost at the end, a year"), lambda one: _running(one.lines, one.quarters[-1])),
        "peak_fen": (
            N_("Largest one-off budget of a year"),
            lambda one: _signed((x for x in one.lines if x.nature is Nature.ONE_OFF and x.first[:4] == str(one.peak_year)), 1),
        ),
        "npv_unverified_fen": (
            FIGURES["planning.figure.npv_unverified_fen"],
            lambda one: difference([x for x in one.base_lines if not x.verified], [x for x in one.lines if not x.verified]),
        ),
    }
    if figure == "network":
        mine = [[line for line in lines if (line.network or "") == network] for lines in (appraisal.base_lines, appraisal.lines)]
        found = difference(mine[0], mine[1])
        title = t("Saving and cost of {network}").format(network=printable(network) if network else t("Shared by several networks"))
    elif figure in plain:
        title, found = t(plain[figure][0]), list(plain[figure][1](appraisal))
    else:
        title, found = t(N_("Saving, undiscounted")), difference(list(appraisal.base_lines), list(appraisal.lines))
    plainly = figure.endswith("_per_a") or figure == "sunk_fen"
    parts = merged((line, sign * (line.amount_fen if plainly else line.total_fen)) for line, sign in found)
    return title, parts, sum(amount for _, amount in parts)


def _signed(lines: Iterable[CostLine], sign: int) -> list[tuple[CostLine, int]]:
    return [(line, sign) for line in lines if line.nature is not Nature.SUNK]


def _running(lines: Iterable[CostLine], quarter: str) -> list[tuple[CostLine, int]]:
    return [(line, 1) for line in lines if line.nature is Nature.RUN and line.first <= quarter <= line.last]


def difference(plus: Iterable[CostLine], minus: Iterable[CostLine]) -> list[tuple[CostLine, int]]:
    """Return lines of `plus` with +1 and of `minus` with -1, those that cancel each other and those that never count left out."""
    left = {(line.id, line.total_fen): line for line in plus if line.nature not in UNCOUNTED}
    right = {(line.id, line.total_fen): line for line in minus if line.nature not in UNCOUNTED}
    return [(line, 1) for key, line in left.items() if key not in right] + [(line, -1) for key, line in right.items() if key not in left]


def merged(parts: Iterable[tuple[CostLine, int]]) -> list[tuple[CostLine, int]]:
    """Return lines with what each adds, largest first; a line that two scenarios share under one id, with what it adds in all."""
    sums: dict[str, tuple[CostLine, int]] = {}
    for line, amount in parts:
        held = sums.get(line.id)
        sums[line.id] = (line, amount) if held is None else (held[0], held[1] + amount)
    return sorted(sums.values(), key=lambda part: (-abs(part[1]), part[0].id))


def line_table(scenario: str, lines: Sequence[tuple[CostLine, int]], total: int, button: str, lang: str) -> Component:
    """Return the lines behind a figure, each opening its evidence, and their sum."""
    t = translator(lang)
    body = [
        html.Tr(
            [
                html.Td(
                    html.Button(
                        [label("item", line.item, lang), html.Br(), html.Span(printable(line.network or line.subject))],
                        id={"type": button, "id": f"{scenario}|{line.id}"},
                        className="nf-linkrow",
                        n_clicks=0,
                        style={"border": 0, "padding": 0},
                    )
                ),
                html.Td(line.first if line.first == line.last else f"{line.first} – {line.last}", style={"color": "var(--nf-muted)"}),
                html.Td(wan(amount, lang, digits=2), className="num"),
            ]
        )
        for line, amount in lines[:_LINES]
    ]
    rest = lines[_LINES:]
    if rest:
        hidden = sum(amount for _, amount in rest)
        body.append(
            html.Tr(
                [
                    html.Td(t("{count} more lines").format(count=len(rest))),
                    html.Td(""),
                    html.Td(wan(hidden, lang, digits=2), className="num"),
                ]
            )
        )
    body.append(html.Tr([html.Td(t("Sum")), html.Td(""), html.Td(wan(total, lang, digits=2), className="num")], className="total"))
    heads = html.Tr([html.Th(t("Line")), html.Th(t("Quarters")), html.Th(t("10,000 CNY"), className="num")])
    return html.Table([html.Thead(heads), html.Tbody(body)], className="nf-list")


def _named(code: str | None, names: Mapping[str, str], t: Translate) -> str | None:
    return code and printable(with_code(names[code], code, t) if code in names else code)


def line_facts(appraisal: Appraisal, line: CostLine, names: Mapping[str, str], lang: str) -> list[tuple[str, Any]]:
    """Return how a cost line's amount comes about; `names` gives the names of networks, units and sites by code."""
    t = translator(lang)
    yearly = line.nature is Nature.RUN
    price = quantity(round(line.unit_price_fen / 100, 2), f"CNY/{line.unit}" if line.unit in _TIMES else "CNY", lang)
    text = message_text(line.text, line.params, lang)
    return [
        (t("What"), text if text != line.text else None),
        (t("Scenario"), appraisal.name.get(lang) or appraisal.scenario),
        (t("Network"), _named(line.network, names, t)),
        (t("For"), f"{label('attached', line.attached, lang)} {_named(line.subject, names, t)}"),
        (t("Kind"), label("nature", line.nature, lang)),
        (t("Quantity"), quantity(line.quantity, line.unit, lang)),
        (t("Unit price"), price),
        (t("Amount a year") if yearly else t("Amount"), t("{amount} × 10,000 CNY").format(amount=wan(line.amount_fen, lang, digits=4))),
        (t("Paid"), line.first if line.first == line.last else f"{line.first} – {line.last}"),
        (t("Within the horizon"), t("{amount} × 10,000 CNY").format(amount=wan(line.total_fen, lang, digits=4))),
        (t("Paid by"), _named(line.payer, names, t)),
        (t("Price"), label("tag", line.tag, lang)),
        (t("Confirmed by measurement"), t("yes") if line.verified else t("no")),
        (t("Labour"), t("{days} days").format(days=f"{line.days:g}") if line.days else None),
    ]
