"""The panels behind a figure: the cost lines it is made of, and one line with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.appraised import LOSING, line_facts, line_table
from dashboard.components import facts, map_path, printable
from dashboard.panel import evidence_box, head
from planning.appraisal import Appraisal
from planning.lines import CostLine
from planning.messages import label
from planning.tables import redundancy_table
from services.home import Home
from services.plans import names
from topology.model.errors import NotFound
from topology.model.text import translator

_EVIDENCE = 12


def lines_panel(  # noqa: PLR0917 - a title, what stands below it, and the lines with their sum
    scenario: str, title: str, note: str, lines: Sequence[tuple[CostLine, int]], total: int, lang: str, *, close: str, line: str
) -> Component:
    """Return the cost lines behind a figure with what each adds [fen]; each is a button of type `line` that opens its evidence."""
    t = translator(lang)
    return html.Div(
        [head(title, t, close), html.P(note, className="nf-note"), line_table(scenario, lines, total, line, lang)], className="nf-panelbody"
    )


def sites_panel(home: Home, appraisal: Appraisal, lang: str, *, close: str) -> Component:
    """Return the sites that lose redundancy by a scenario, each with the network, and a way to the map."""
    t, called = translator(lang), known_names(home, appraisal)
    found = appraisal.redundancy
    if found is None:
        return html.Div([head(t("Not found"), t, close)], className="nf-panelbody")
    table = redundancy_table(found, called, lang)
    body = [
        html.Tr(
            [html.Td(printable(row[0])), html.Td(html.A(printable(row[1]), href=map_path(network=one.network))), *map(html.Td, row[3:])]
        )
        for row, one in zip(table.rows, found.lost, strict=True)
    ]
    heads = html.Tr([html.Th(text) for text in (*table.heads[:2], *table.heads[3:])])
    shown = html.Table([html.Thead(heads), html.Tbody(body)], className="nf-list")
    return html.Div(
        [head(label("figure", LOSING, lang), t, close), html.P(table.title, className="nf-note"), shown], className="nf-panelbody"
    )


def line_panel(home: Home, appraisal: Appraisal, lines: Iterable[CostLine], ident: str, lang: str, *, close: str) -> Component:
    """Return one of some cost lines: how its amount comes about, and the evidence of quantity and price."""
    t = translator(lang)
    line = next((one for one in lines if one.id == ident), None)
    if line is None:
        return html.Div([head(t("Not found"), t, close)], className="nf-panelbody")
    parts = [head(label("item", line.item, lang), t, close), facts(line_facts(appraisal, line, known_names(home, appraisal), lang))]
    boxes = [evidence_box(home, one, lang) for one in line.evidence[:_EVIDENCE]]
    nothing = html.P(t("Nothing was recorded for this."), className="nf-note")
    parts.append(html.Section([html.H3(t("Evidence")), *(boxes or [nothing])], id="nf-evidence"))
    return html.Div(parts, className="nf-panelbody")


def known_names(home: Home, appraisal: Appraisal) -> dict[str, str]:
    """Return the names of the networks and units of the appraisal's census by code; none where the edition is gone."""
    try:
        return names(home, appraisal.edition)
    except NotFound:
        return {}
