"""Small pieces that several pages are made of. Text from data is only ever a child, never markup or a link's scheme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import dash_ag_grid as dag
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.gridwords import GRID_WORDS
from dashboard.palette import Colour
from topology.model.text import Translate, money, number

Child = Any
PLOT_CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoom2d", "pan2d"],
    "responsive": True,
}
"""Never a button that sends a chart anywhere."""


def plot_config(lang: str) -> Any:
    """Return the configuration of every chart in a language."""
    return PLOT_CONFIG | {"locale": "zh-CN" if lang == "zh" else "en-US"}


def printable(text: object) -> str:
    """Show control and direction-changing characters as a dot; what is stored stays as it is."""
    return "".join("\u00b7" if not mark.isprintable() and mark != " " else mark for mark in str(text))


def network_path(code: str) -> str:
    """Return the path of a network's page; the code is quoted, so that it can only ever be one segment."""
    return "/networks/" + quote(code, safe="")


def enumerated(parts: Iterable[str], t: Translate) -> str:
    """Return things after one another, set apart as the language does.

    >>> enumerated(["a", "b"], str)
    'a, b'
    """
    return t(", ").join(parts)


def about(what: str, text: str, t: Translate) -> str:
    """Return what is said of something, with that before it.

    >>> about("line 3", "not understood", str)
    'line 3: not understood'
    """
    return t("{what}: {text}").format(what=what, text=text)


def with_code(name: str, code: str, t: Translate) -> str:
    """Return a name with its code behind it.

    >>> with_code("Town hall", "S1", str)
    'Town hall (S1)'
    """
    return t("{name} ({code})").format(name=name, code=code)


def map_path(entity: str | None = None, *, network: str | None = None) -> str:
    """Return the address of the map, with something chosen on it."""
    parts = [f"{name}={quote(value, safe='')}" for name, value in (("sel", entity), ("network", network)) if value]
    return "/?" + "&".join(parts) if parts else "/"


def named(label: str) -> dict[str, Any]:
    """Return the attribute by which a screen reader names a thing."""
    return {"aria-label": label}


def dot(colour: Colour | None) -> Component:
    """Return a network's colour as a small disc, which follows the theme."""
    if colour is None:
        return html.I(className="nf-dot", style={"--nf-on-light": "var(--nf-grey)", "--nf-on-dark": "var(--nf-grey)"})
    return html.I(className="nf-dot", style={"--nf-on-light": colour.light, "--nf-on-dark": colour.dark})


def tag(text: str, kind: str = "", colour: Colour | None = None) -> Component:
    """Return a short label, with a network's colour when given."""
    return html.Span([dot(colour), printable(text)] if colour else printable(text), className=f"nf-tag {kind}".strip())


def stat(label: str, value: str, unit: str = "", kind: str = "") -> Component:
    """Return one figure with its name."""
    return html.Div([html.Span(label), html.B(value), html.Em(unit) if unit else None], className=f"nf-stat {kind}".strip())


def stats(figures: Iterable[Component]) -> Component:
    """Return a row of figures."""
    return html.Div(list(figures), className="nf-stats")


def facts(pairs: Iterable[tuple[str, Child]]) -> Component:
    """Return a list of names and values; unknown values are left out."""
    rows: list[Component] = []
    for name, value in pairs:
        if value in (None, "", (), []):
            continue
        rows += [html.Dt(name), html.Dd(value if isinstance(value, Component | list) else printable(value))]
    return html.Dl(rows, className="nf-facts")


def page_head(title: str, note: str = "") -> Component:
    """Return a page's title and one line below it."""
    return html.Div([html.H1(title), html.P(note) if note else None], className="nf-pagehead")


def empty(title: str, what_to_do: Child) -> Component:
    """Return what a page shows when there is nothing yet, and what to do about it."""
    return html.Div([html.B(title), html.Div(what_to_do)], className="nf-empty", role="status")


def sentence(text: str, **commands: str) -> Component:
    """Return a translated sentence with its ``{placeholders}`` shown as commands to type."""
    parts: list[Child] = []
    for piece in re.split(r"(\{\w+\})", text):
        name = piece.strip("{}")
        parts.append(html.Code(commands[name]) if piece != name and name in commands else piece)
    return html.Span(parts)


def failed(text: str) -> Component:
    """Return what a page shows when something went wrong."""
    return html.Div(printable(text), className="nf-error", role="alert")


def loading(content: Component) -> Component:
    """Wrap what takes a moment."""
    return dcc.Loading(content, delay_show=250, custom_spinner=html.Span(className="nf-spin"), overlay_style={"visibility": "visible"})


def simple_table(heads: Sequence[tuple[str, bool]], rows: Iterable[Sequence[Child]], *, limit: int | None = None) -> Component:
    """Return a plain table; each head is (text, is a number)."""
    body = [
        html.Tr([html.Td(_cell(value), className="num" if heads[i][1] else None) for i, value in enumerate(row)])
        for index, row in enumerate(rows)
        if limit is None or index < limit
    ]
    top = html.Tr([html.Th(text, className="num" if numeric else None) for text, numeric in heads])
    return html.Div(html.Table([html.Thead(top), html.Tbody(body)], className="nf-list"), className="nf-scroll")


def _cell(value: Child) -> Child:
    if value is None:
        return "–"
    return value if isinstance(value, Component | list) else printable(value)


def wan(fen: float | None, lang: str, *, digits: int = 1) -> str:
    """Return an amount in units of 10,000 CNY, a dash when unknown."""
    return "–" if fen is None else money(fen, lang, digits=digits)


def count(value: float | None, lang: str) -> str:
    """Return a whole number, a dash when unknown."""
    return "–" if value is None else number(value, lang)


def grid(
    ident: str | dict[str, str],
    columns: Sequence[dict[str, Any]],
    rows: Sequence[dict[str, Any]] | None,
    lang: str,
    *,
    row_id: str | None = None,
    height: str = "100%",
    select: bool = False,
    filters: bool = False,
    tall_head: bool = False,
) -> Component:
    """Return an AG Grid that follows the theme and speaks the language; cells are text, never markup."""
    options: dict[str, Any] = {
        "localeText": dict(GRID_WORDS) if lang == "zh" else {},
        "animateRows": False,
        "rowHeight": 34,
        "headerHeight": 62 if tall_head else 36,
        "suppressCellFocus": False,
        "enableCellTextSelection": True,
        "domLayout": "normal",
        "tooltipShowDelay": 600,
    }
    if select:
        options["rowSelection"] = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}
    table: Component = dag.AgGrid(
        id=ident,
        columnDefs=list(columns),
        rowData=list(rows) if rows is not None else None,
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "filter": True,
            "minWidth": 70,
            "suppressHeaderMenuButton": True,
            "suppressHeaderFilterButton": True,
            "floatingFilter": filters,
            "wrapHeaderText": tall_head,
        },
        dashGridOptions=options,
        getRowId=f"params.data.{row_id}" if row_id else None,
        columnSize=None,
        style={"height": height, "width": "100%"},
        className="nf-grid",
        dangerously_allow_code=False,
    )
    return table


def wan_unit(t: Translate) -> str:
    """Return the name of the money unit that tables are in."""
    return t("10,000 CNY")
