"""The risk of one scenario as a page shows it: percentiles, S-curve, tornado, band, what each network is worth, and longer work."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import sidejobs
from dashboard.components import Child, count, empty, enumerated, plot_config, printable, simple_table, stat, stats, wan
from dashboard.driver_names import driver_name
from dashboard.labels import OPTIONS
from dashboard.lines import known_names
from dashboard.risk_figures import cash_band, frontier_chart, s_curve, tornado, worth_chart
from dashboard.solving import cny, gap_text, plan_way
from planning.appraisal import Appraisal
from services.home import Home
from services.plans import appraise, marginals, prices, scenario
from services.risking import Risk, assess_risk
from topology.model.text import Translate, translator
from topology.store.jobs import Job

POINTS: Final = "risk-frontier"
"""Type of the frontier's chart; its id is that of the job."""
PLAN: Final = "risk-frontier-plan"
_PERCENT: Final = 100
_FEN: Final = 100
_SURE: Final = 0.9
_DOUBTFUL: Final = 0.5


def body(home: Home, reference: str, snapshot: str | None, lang: str) -> list[Component]:
    """Return everything about the risk of a scenario."""
    t = translator(lang)
    appraisal = appraise(home, reference, snapshot)
    if appraisal.cost_cash == appraisal.base_cash:
        return [
            empty(
                t("This scenario changes nothing, so nothing of it can turn out otherwise."),
                t("Choose one that moves networks, or solve on the planning board."),
            )
        ]
    risk = assess_risk(home, reference, snapshot=snapshot)
    names = known_names(home, appraisal)
    parts = [_figures(risk, lang)]
    parts += _draws(risk, appraisal, lang)
    parts += _drivers(home, risk, appraisal, lang)
    parts += _worth(home, reference, snapshot, names, lang)
    parts += _longer(home, reference, lang)
    return parts


def _title(text: str, note: str) -> Component:
    return html.H2([text, html.Small(note)])


def _graph(figure: Any, lang: str, height: str | None = "340px", ident: Any = None) -> Component:
    named: dict[str, Any] = {"id": ident} if ident else {}
    style = {"height": height} if height else {}
    return dcc.Graph(figure=figure, config=plot_config(lang), style=style, **named)


def _figures(risk: Risk, lang: str) -> Component:
    t, found = translator(lang), risk.outcome
    unit = t("10,000 CNY")
    kind = {True: "good", False: "bad"}
    return stats(
        [
            stat(t("NPV as appraised"), wan(found.npv_fen, lang), unit, kind[found.npv_fen > 0]),
            stat("P10", wan(found.p10_fen, lang), unit, kind[found.p10_fen > 0]),
            stat("P50", wan(found.p50_fen, lang), unit, kind[found.p50_fen > 0]),
            stat("P90", wan(found.p90_fen, lang), unit, kind[found.p90_fen > 0]),
            stat(t("Mean"), wan(found.mean_fen, lang), unit),
            stat(t("Probability of a loss"), f"{_PERCENT * found.loss:.1f}", "%"),
            stat(t("Probability of less than appraised"), f"{_PERCENT * found.below_npv:.1f}", "%"),
        ]
    )


def _draws(risk: Risk, appraisal: Appraisal, lang: str) -> list[Component]:
    t, found = translator(lang), risk.outcome
    plain = list(accumulate(base - cost for base, cost in zip(appraisal.base_cash, appraisal.cost_cash, strict=True)))
    note = t("{draws} draws of prices and quantities, seed {seed}, the plan held fixed").format(
        draws=count(found.draws, lang), seed=risk.seed
    )
    curve = html.Div([html.H3(t("S-curve of the NPV")), _graph(s_curve(found, t), lang)], className="nf-box")
    band = html.Div(
        [html.H3(t("Cumulative saving, undiscounted")), _graph(cash_band(appraisal.quarters, found, plain, t), lang)], className="nf-box"
    )
    return [_title(t("What it may come to"), note), html.Div([curve, band], className="nf-columns")]


def _drivers(home: Home, risk: Risk, appraisal: Appraisal, lang: str) -> list[Component]:
    t = translator(lang)
    moving = [one for one in risk.tornado if one.width_fen > 0]
    if not moving:
        return []
    rows = prices(home, appraisal.prices).price
    names = {one.driver.key: driver_name(one.driver.key, lang) for one in moving}
    lines = [
        [
            names[one.driver.key],
            f"{one.driver.low:.2f} – {one.driver.high:.2f}",
            wan(one.low_fen, lang),
            wan(one.high_fen, lang),
            wan(one.width_fen, lang),
            next((printable(row.source_in(lang)) for row in rows if row.key == one.driver.key), t("planning assumption")),
        ]
        for one in moving
    ]
    heads = [
        (t("Driver"), False), (t("Factor"), True), (t("NPV at low"), True), (t("NPV at high"), True), (t("Width"), True),
        (t("Source"), False),
    ]  # fmt: skip
    table = html.Details(
        [html.Summary(t("All drivers ({count})").format(count=len(lines))), simple_table(heads, lines)], className="nf-costitem"
    )
    chart = _graph(tornado(moving, names, risk.outcome.npv_fen, t), lang, None)
    note = t("each driver alone at its low and its high value, all else as appraised")
    return [_title(t("What moves it most"), note), html.Div([chart, table], className="nf-box")]


def _worth(home: Home, reference: str, snapshot: str | None, names: Mapping[str, str], lang: str) -> list[Component]:
    t = translator(lang)
    rows = [(_network(one.network, names, t, one.option.value), one.fixed_fen) for one in marginals(home, reference, snapshot)]
    note = t("NPV lost if only this network stayed; networks share costs, so that the bars do not add up")
    shown = _graph(worth_chart(rows, t), lang, None) if rows else html.P(t("No network changes."), className="nf-note")
    return [_title(t("Value of each network's change"), note), html.Div(shown, className="nf-box")]


def _network(code: str, names: Mapping[str, str], t: Translate, option: str | None = None) -> str:
    called = printable(f"{code} {names.get(code, '')}".strip())
    return f"{called} · {t(OPTIONS[option])}" if option in OPTIONS else called


def _longer(home: Home, reference: str, lang: str) -> list[Component]:
    t = translator(lang)
    works = (
        ("frontier", t("Budget frontier"), t("the best plan for each budget; a point opens its plan")),
        ("network_values", t("Value with all else the best again"), t("the best plan is looked for again with each network kept")),
        ("robustness", t("How sure each choice is"), t("the best plan is looked for again under drawn prices and quantities")),
    )
    saved = scenario(home, reference)
    held = enumerated((printable(text) for text in (*saved.pins, *saved.forbids)), t)
    said = t("with what is pinned and forbidden in the saved scenario: {cells}").format(cells=held)
    parts: list[Component] = [html.P(said, className="nf-note")] if held else []
    for kind, title, note in works:
        parts += [_title(title, note), html.Div(sidejobs.box(home, kind, reference, lang), className="nf-box")]
    return parts


def show_frontier(found: Job, lang: str) -> Child:
    """Return the budget frontier of a job, with a place for the plan of the point that is pressed."""
    t = translator(lang)
    points = (found.result or {}).get("rows", ())
    if not any(point["npv_cny"] is not None for point in points):
        return html.P(t("Within none of these budgets is there a plan."), className="nf-note")
    lines = [
        [
            f"{_PERCENT * point['share']:g} %",
            cny(point["budget_cny"], lang),
            cny(point["spent_cny"], lang) if point["npv_cny"] is not None else None,
            cny(point["npv_cny"], lang) if point["npv_cny"] is not None else t("no plan"),
            gap_text(point["gap"]),
            str(point["moved"]) if point["npv_cny"] is not None else None,
        ]
        for point in points
    ]
    heads = [
        (t("Share of the budget"), True), (t("Budget"), True), (t("Spent"), True), (t("NPV"), True), (t("Gap"), True),
        (t("Networks that move"), True),
    ]  # fmt: skip
    chart = _graph(frontier_chart(points, t), lang, "360px", {"type": POINTS, "id": found.id})
    hint = html.P(t("Press a point to see its plan."), className="nf-note")
    return html.Div([chart, html.Div(hint, id={"type": PLAN, "id": found.id}), simple_table(heads, lines)])


def point_plan(home: Home, found: Job, place: int, lang: str) -> Child:
    """Return the plan of one point of the frontier."""
    t = translator(lang)
    points = (found.result or {}).get("rows", ())
    if not 0 <= place < len(points):
        return None
    point = points[place]
    names = known_names(home, appraise(home, str(found.params["scenario"])))
    title = t("With a budget of {budget}: NPV {npv}, {count} networks move (10,000 CNY)").format(
        budget=cny(point["budget_cny"], lang), npv=cny(point["npv_cny"], lang), count=point["moved"]
    )
    lines = [[_network(code, names, t), plan_way(way, t)] for code, way in sorted(point["options"].items())]
    table = simple_table([(t("Network"), False), (t("Option"), False)], lines)
    return html.Div([html.H3(title), table if lines else html.P(t("Every network stays."), className="nf-note")])


def show_values(home: Home, found: Job, lang: str) -> Child:
    """Return what each network's change is worth where all else is the best again."""
    t = translator(lang)
    names = known_names(home, appraise(home, str(found.params["scenario"])))
    rows = (found.result or {}).get("rows", ())
    known = [
        (f"{_network(row['network'], names, t)} · {plan_way(row['option'], t)}", row["value_cny"] * _FEN)
        for row in rows
        if row["value_cny"] is not None
    ]
    needed = [_network(row["network"], names, t) for row in rows if row["value_cny"] is None]
    parts: list[Any] = [_graph(worth_chart(known, t), lang, None)] if known else []
    if needed:
        parts.append(
            html.P(t("Without these there is no plan at all: {networks}").format(networks=t(", ").join(needed)), className="nf-note")
        )
    return parts or html.P(t("In the best plan every network stays."), className="nf-note")


def show_robustness(home: Home, found: Job, lang: str) -> Child:
    """Return how often each network takes each way where every draw has its own best plan."""
    t = translator(lang)
    result = found.result or {}
    names = known_names(home, appraise(home, str(found.params["scenario"])))
    lines = []
    for row in sorted(result["networks"], key=lambda row: row["agreed"]):
        others = sorted(((way, share) for way, share in row["shares"].items() if way != row["chosen"]), key=lambda one: -one[1])
        said = t(", ").join(f"{plan_way(way, t)} {_PERCENT * share:.0f} %" for way, share in others if share)
        kind = "nf-yes" if row["agreed"] >= _SURE else "nf-no" if row["agreed"] < _DOUBTFUL else ""
        agreed = html.Span(f"{_PERCENT * row['agreed']:.0f} %", className=kind)
        lines.append([_network(row["network"], names, t), plan_way(row["chosen"], t), agreed, said])
    heads = [(t("Network"), False), (t("The scenario's choice"), False), (t("Share of draws that agree"), True), (t("Otherwise"), False)]
    note = t("{draws} of {asked} draws were solved.").format(draws=result["draws"], asked=result["asked"])
    return html.Div([simple_table(heads, lines), html.P(note, className="nf-note")])
