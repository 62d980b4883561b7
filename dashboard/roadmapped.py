"""The roadmap as pages show it: figures, tables, the checked quarters, and what stands behind a gate or a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import Child, count, empty, enumerated, facts, named, plot_config, printable, simple_table, stat, stats, tag
from dashboard.gantt import budget_chart, critical_networks, gantt, load_chart, slack_text
from dashboard.labels import value_name
from dashboard.panel import evidence_box, head
from planning.messages import label
from planning.roadmap.plan import Roadmap
from planning.roadmap.progress import Progress, Standing
from planning.roadmap.states import StateCheck
from planning.roadmap.supervision import Supervision
from planning.roadmap.tables import gate_text, progress_table, supervision_tables, waves_table
from planning.roadmap.waves import Gate, GateKind
from planning.tables import Table, notices_table
from planning.tables import named as with_name
from services.home import Home
from services.text import message
from topology.model.entities import Evidence
from topology.model.findings import Finding
from topology.model.text import Translate, translator

_NUMBER: Final = re.compile(r"-|–|[-+]?[\d,.]+( %)?")
_EVIDENCE: Final = 12
_GATES_FIRST: Final = frozenset({GateKind.NOTICE})
"""Letters have a table of their own: among the gates they would stand twice."""


def plan_table(table: Table) -> Component:
    """Return a table of texts; columns in which only figures stand are set to the right."""
    numeric = [all(_NUMBER.fullmatch(row[place]) for row in table.rows) for place in range(len(table.heads))]
    heads = [(text[:1].upper() + text[1:], numeric[place] and place > 0) for place, text in enumerate(table.heads)]
    return simple_table(heads, table.rows)


def titled(text: str, note: str = "") -> Component:
    """Return a heading with a small note behind it."""
    return html.H2([text, html.Small(note)] if note else text)


def overview(plan: Roadmap, lang: str) -> Component:
    """Return the roadmap in six figures."""
    t = translator(lang)
    late = [gate for gate in plan.gates if not gate.met and gate.kind is not GateKind.CONTRACT]
    letters = [row for row in plan.notices if row.late]
    busiest = max(plan.labour, key=lambda row: row.days, default=None)
    critical = critical_networks(plan.tasks)
    moving = sum(len(wave.networks) for wave in plan.waves)
    return stats(
        [
            stat(t("Networks that move"), count(moving, lang)),
            stat(t("Waves"), count(len(plan.waves), lang)),
            stat(t("Last cut-over"), plan.waves[-1].quarter if plan.waves else "–"),
            stat(t("Cut-overs without slack"), count(len(critical), lang), kind="bad" if critical else ""),
            stat(t("Conditions not met"), count(len(late), lang), kind="bad" if late else "good"),
            stat(t("Busiest quarter"), busiest.quarter if busiest and busiest.days else "–"),
            stat(t("Letters already late"), count(len(letters), lang), kind="bad" if letters else ""),
        ]
    )


def body(
    plan: Roadmap, names: Mapping[str, str], closed: Mapping[str, Sequence[str]], *, states: Component, gate: str, export: Component,
    lang: str,
) -> list[Component]:  # fmt: skip
    """Return the page's upper part. `states` is the place of the checked quarters, `gate` the type of the buttons behind gates."""
    t = translator(lang)
    chart = dcc.Graph(figure=gantt(plan, names, closed, lang), config=plot_config(lang), id="roadmap-gantt", className="nf-gantt")
    note = t("bars are the work, signs what it waits for; a red rim has no slack left, a red sign is not met")
    loads = html.Div(
        [
            html.Div([html.H3(t("Engineer-days by quarter")), _chart(load_chart(plan, lang), lang)], className="nf-box"),
            html.Div([html.H3(t("One-off money by year")), _chart(budget_chart(plan, lang), lang)], className="nf-box"),
        ],
        className="nf-columns",
    )
    return [
        overview(plan, lang),
        html.Div([titled(t("What is done when"), note), export], className="nf-headrow"),
        html.Div(chart, className="nf-box nf-ganttbox"),
        titled(t("Waves"), t("money in 10,000 CNY")),
        html.Div(plan_table(waves_table(plan, names, lang)), className="nf-box"),
        titled(t("Load")),
        loads,
        titled(t("The networks at the end of each quarter"), t("held against doing the minimum at the same time")),
        states,
        titled(t("What each network waits for"), t("a row opens what it rests on")),
        html.Div(gates_list(plan.gates, names, gate, lang), className="nf-box"),
        titled(t("Letters to carriers"), t("the most urgent first; money in 10,000 CNY")),
        html.Div(_letters(plan, names, lang), className="nf-box"),
    ]


def nothing_moves(scenario: str, t: Translate) -> Component:
    """Return what is said of a scenario that leaves everything as it is."""
    what = t("{scenario} keeps every network as it is. Choose another scenario, or change this one on the planning board.")
    return empty(t("Nothing moves in this scenario."), html.Div([what.format(scenario=printable(scenario)), " ", _board(scenario, t)]))


def _board(scenario: str, t: Translate) -> Component:
    return dcc.Link(t("Open the board"), href=f"/board?s={quote(scenario, safe='')}")


def _chart(figure: object, lang: str) -> Component:
    return dcc.Graph(figure=figure, config=plot_config(lang), style={"height": "280px"})


def _letters(plan: Roadmap, names: Mapping[str, str], lang: str) -> Component:
    t = translator(lang)
    if not plan.notices:
        return html.P(t("No carrier has to be written to."), className="nf-note")
    return plan_table(notices_table(plan.notices, names, lang))


def gates_list(gates: Sequence[Gate], names: Mapping[str, str], button: str, lang: str) -> Component:
    """Return what each network waits for, network by network; each row opens its evidence by a button of type `button`."""
    t = translator(lang)
    heads = [
        (t("Network"), False),
        (t("Waits for"), False),
        (t("Condition"), False),
        (t("Quarter"), False),
        (t("Slack"), False),
        (t("Met"), False),
    ]
    rows = []
    former = None
    for place, gate in enumerate(gates):
        if gate.kind in _GATES_FIRST:
            continue
        opens: Child = printable(gate_text(gate, lang))
        if gate.evidence:
            opens = html.Button(opens, id={"type": button, "id": f"gate|{place}"}, className="nf-cellbutton", n_clicks=0)
        missing = t("at a price") if gate.kind is GateKind.CONTRACT else t("no")
        met = (
            html.Span(t("yes"), className="nf-yes")
            if gate.met
            else html.Span(missing, className="" if gate.kind is GateKind.CONTRACT else "nf-no")
        )
        name = with_name(gate.network, names) if gate.network != former else ""
        former = gate.network
        slack = "–" if gate.slack is None else slack_text(gate.slack, t)
        rows.append((name, label("gate", gate.kind.value, lang), opens, gate.quarter or "–", slack, met))
    return simple_table(heads, rows) if rows else html.P(t("Nothing has to be waited for."), className="nf-note")


def gate_panel(home: Home, gate: Gate, names: Mapping[str, str], lang: str, *, close: str) -> Component:
    """Return what a gate is and what it rests on."""
    t = translator(lang)
    pairs = [
        (t("Network"), with_name(gate.network, names)),
        (t("Condition"), gate_text(gate, lang)),
        (t("Quarter"), gate.quarter),
        (t("Slack"), None if gate.slack is None else slack_text(gate.slack, t)),
        (t("Met"), t("yes") if gate.met else t("no")),
    ]
    return html.Div(
        [head(label("gate", gate.kind.value, lang), t, close), facts(pairs), _evidence(home, gate.evidence, lang)], className="nf-panelbody"
    )


def finding_panel(home: Home, finding: Finding, quarter: str, names: Mapping[str, str], lang: str, *, close: str) -> Component:
    """Return what an analysis finds at the end of a quarter, and what it rests on."""
    t = translator(lang)
    pairs = [
        (t("Severity"), value_name(finding.severity.value, t)),
        (t("At the end of"), quarter),
        (t("Networks"), enumerated((with_name(code, names) for code in finding.networks), t)),
        (t("Sites"), enumerated(finding.sites[:12], t) + (" …" if len(finding.sites) > 12 else "")),  # noqa: PLR2004 - a panel is narrow
    ]
    return html.Div(
        [head(message(finding.kind, finding.params, lang), t, close), facts(pairs), _evidence(home, finding.evidence, lang)],
        className="nf-panelbody",
    )


def _evidence(home: Home, found: Sequence[Evidence], lang: str) -> Component:
    t = translator(lang)
    boxes = [evidence_box(home, one, lang) for one in found[:_EVIDENCE]]
    return html.Section(
        [html.H3(t("Evidence")), *(boxes or [html.P(t("Nothing was recorded for this."), className="nf-note")])], id="nf-evidence"
    )


def states_list(states: Sequence[StateCheck], button: str, lang: str) -> Component:
    """Return the checked quarters: whether each stands, what is done in it, and what is new, each opening its evidence."""
    t = translator(lang)
    if not states:
        return empty(
            t("No quarter was checked."), t("Nothing was measured yet, so no quarter's networks can be checked. Run a discovery first.")
        )
    return html.Div([_state(state, button, lang) for state in states], className="nf-states")


def _state(state: StateCheck, button: str, lang: str) -> Component:
    t = translator(lang)
    verdict = tag(t("stands"), "good") if state.stands else tag(t("does not stand"), "bad")
    done = enumerated((f"{label('edit_short', kind, lang)} {count(number, lang)}" for kind, number in state.changes.items()), t)
    figures = [
        (t("networks left"), len(state.running)),
        (t("circuits"), state.circuits),
        (t("findings gone"), state.solved),
        (t("findings new"), state.new_count),
        (t("of these blocking"), state.blocking),
    ]
    numbers = [html.Span([f"{name} ", html.B(count(value, lang))]) for name, value in figures]
    summary = html.Summary([html.B(state.quarter), verdict, *numbers, html.Em(done)])
    return html.Details([summary, _news(state, button, lang)], open=not state.stands, className="nf-statebox")


def _news(state: StateCheck, button: str, lang: str) -> Component:
    t = translator(lang)
    if not state.new:
        return html.P(t("Nothing is found that doing the minimum would not bring as well."), className="nf-note")
    rows: list[Component] = [
        html.Button(
            [tag(value_name(one.severity.value, t), _GRADE.get(one.severity.value, "")), printable(message(one.kind, one.params, lang))],
            id={"type": button, "id": f"finding|{state.quarter}|{one.id}"}, className="nf-linkrow", n_clicks=0,
        )
        for one in state.new
    ]  # fmt: skip
    rest = state.new_count - len(state.new)
    if rest > 0:
        rows.append(html.P(t("{count} more").format(count=count(rest, lang)), className="nf-note"))
    return html.Div(rows, className="nf-news")


_GRADE: Final = {"critical": "bad", "error": "bad", "warning": "warn"}


def running(step: str, done: int, total: int | None, stop: Component, lang: str) -> Component:
    """Return how far the check of the quarters is."""
    figures = f"{count(done, lang)} / {count(total, lang)}" if total else ""
    share = 100 * done / total if total else 100
    bar = dmc.Progress(value=share, striped=True, animated=True, size="lg", style={"flex": 1}, **named(step))
    return html.Div([html.B(step), bar, html.Span(figures), stop], className="nf-progress")


def progress_body(rows: Sequence[Progress], report: Supervision, names: Mapping[str, str], lang: str) -> list[Component]:
    """Return how far the plan has come by a later snapshot, and the month's figures."""
    t = translator(lang)
    moving = [row for row in rows if row.finish is not None]
    if not moving:
        return [html.P(t("Nothing moves in this scenario."), className="nf-note")]
    order: Callable[[Standing], int] = [Standing.PROVED, Standing.UNDER_WAY, Standing.NOT_DUE, Standing.LATE, Standing.UNPROVED].index
    kinds = {Standing.PROVED: "good", Standing.LATE: "bad", Standing.UNPROVED: "bad"}
    shown = sorted({Standing.PROVED, Standing.UNDER_WAY, Standing.NOT_DUE, Standing.LATE, Standing.UNPROVED}, key=order)
    figures = []
    for standing in shown:
        number = sum(row.standing is standing for row in moving)
        name = label("standing", standing.value, lang)
        figures.append(stat(name[:1].upper() + name[1:], count(number, lang), kind=kinds.get(standing, "") if number else ""))
    table = progress_table(rows, names, lang)
    month, consents, letters = supervision_tables(report, names, lang)
    parts = [stats(figures), html.Div(plan_table(table), className="nf-box")]
    parts += [titled(month.title), html.Div(plan_table(month), className="nf-box nf-month")]
    for title, one, nothing in (
        (consents.title, consents, t("No consent is missing.")),
        (t("Letters late or due within 90 days"), letters, t("No letter is due in the next 90 days.")),
    ):
        content = plan_table(one) if one.rows else html.P(nothing, className="nf-note")
        parts += [titled(title), html.Div(content, className="nf-box")]
    return parts
