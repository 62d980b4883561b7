"""The trace box on the map: where from, where to, and the path as a list whose evidence opens and that the canvas shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, Final

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import named, printable, tag
from dashboard.locale import language
from dashboard.panel import evidence_box
from services.home import Home
from services.text import error_text, message
from services.tracing import PROTOCOLS, Asked, Path, find_path, least_sure, path_places
from topology.model.entities import Evidence, EvidenceKind
from topology.model.errors import NetfoldError
from topology.model.text import N_, Translate, translator

BOX: Final = "map-trace"
OPEN: Final = "map-trace-open"
SHUT: Final = "map-trace-close"
SOURCE: Final = "map-trace-source"
DESTINATION: Final = "map-trace-destination"
PLACE: Final = "map-trace-place"
PROTOCOL: Final = "map-trace-protocol"
PORT: Final = "map-trace-port"
BOTH: Final = "map-trace-both"
RUN: Final = "map-trace-run"
RESULT: Final = "map-trace-result"
_SHOWN: Final = 8
"""Branches listed in each direction."""
_LAST_PORT: Final = 65535
_SIGNS: Final = {"reached": "good"}
_SURENESS: Final = {"certain": N_("certain"), "likely": N_("likely"), "unsure": N_("unsure")}
_BASES: Final = {"measured": N_("measured"), "configured": N_("configured"), "computed": N_("computed"), "assumed": N_("assumed")}

Drawn = dict[str, Any]
"""A path as the canvas takes it: `legs` (two device ids and a link id or None), `ends` (device id to whether it arrives there)."""


def trace_button(t: Translate) -> Component:
    """Return the button that opens the box."""
    return html.Button(t("Trace a path"), id=OPEN, className="nf-button nf-tracetoggle")


def trace_box(t: Translate, asked: Mapping[str, str | None]) -> Component:
    """Return the box; `asked` are the parameters of the address, and with a source in them it is open."""
    place = f"{asked.get('realm')}|{asked.get('vrf') or 'global'}" if asked.get("realm") else None
    port = asked.get("port") or ""
    fields = [
        dmc.TextInput(id=SOURCE, label=t("From"), placeholder="10.20.3.7", value=asked.get("src") or "", debounce=False, size="xs"),
        dmc.TextInput(id=DESTINATION, label=t("To"), placeholder="10.20.240.9", value=asked.get("dst") or "", debounce=False, size="xs"),
        dmc.Select(id=PLACE, label=t("Address space of the source"), data=[], value=place, size="xs", display="none"),
        html.Div(
            [
                dmc.Select(
                    id=PROTOCOL, label=t("Protocol"), data=[{"value": one, "label": one.upper()} for one in PROTOCOLS], size="xs",
                    value=asked.get("proto") if asked.get("proto") in PROTOCOLS else None, clearable=True, placeholder=t("any"), w=110,
                ),
                dmc.NumberInput(
                    id=PORT, label=t("Port"), value=int(port) if port.isdecimal() else "", min=1, max=_LAST_PORT, allowDecimal=False,
                    hideControls=True, size="xs", w=84, placeholder=t("any"),
                ),
                dmc.Checkbox(id=BOTH, label=t("Way back too"), checked=asked.get("both") == "1", size="xs"),
            ],
            className="nf-tracerow",
        ),
        html.Button(t("Trace"), id=RUN, className="nf-button nf-primary"),
    ]  # fmt: skip
    head = html.Div(
        [html.Span(t("Trace a path")), html.Button("×", id=SHUT, className="nf-close", title=t("Close"))], className="nf-tablehead"
    )
    body = html.Div([html.Div(fields, className="nf-tracefields"), html.Div(id=RESULT, role="status")], className="nf-tracebody")
    return html.Section([head, body], id=BOX, className="nf-trace", hidden=not asked.get("src"), **named(t("Trace a path")))


def ask(
    home: Home, asked: Asked, place: str | None, snapshot: str | None, lang: str
) -> tuple[Component, Drawn | None, list[dict[str, str]]]:
    """Return the list, what the canvas draws, and the address spaces to choose from where the source is in several."""
    t = translator(lang)
    choices = [
        {"value": f"{one.realm}|{one.vrf or 'global'}", "label": f"{one.realm} · {one.vrf or t('no VRF')}"}
        for one in path_places(home, asked.source, snapshot)
    ]
    if len(choices) < 2:  # noqa: PLR2004 - a choice
        choices = []
    realm, _, vrf = (place or "").partition("|")
    if choices and place in {one["value"] for one in choices}:
        asked = Asked(
            source=asked.source,
            destination=asked.destination,
            realm=realm,
            vrf=vrf,
            protocol=asked.protocol,
            port=asked.port,
            both=asked.both,
        )
    elif choices:
        text = t("{source} is in {count} address spaces. Choose the one that is meant.")
        return html.P(text.format(source=printable(asked.source), count=len(choices)), className="nf-note"), None, choices
    try:
        found = find_path(home, asked, snapshot, lang=lang)
    except NetfoldError as error:
        return html.Div(printable(error_text(error, lang)), className="nf-error"), None, choices
    return _result(home, found, lang), drawn(found), choices


def _result(home: Home, found: Path, lang: str) -> Component:
    t = translator(lang)
    parts: list[Component] = []
    for (direction, number), rows in groupby(found.rows, key=lambda row: (row["direction"], row["branch"])):
        if number <= _SHOWN:
            parts.append(_branch(home, direction, number, list(rows), lang))
    if found.back_error is not None:
        reason = error_text(found.back_error, lang)
        parts.append(html.P(t("The way back cannot be begun: {reason}").format(reason=printable(reason)), className="nf-note"))
    if found.asymmetric:
        parts.append(html.P(t("The way back takes other devices than the way there."), className="nf-note"))
    if found.truncated or max((row["branch"] for row in found.rows), default=0) > _SHOWN:
        parts.append(html.P(t("There are more branches than are shown."), className="nf-note"))
    return html.Div(parts)


def _branch(home: Home, direction: str, number: int, rows: Sequence[dict[str, Any]], lang: str) -> Component:
    t = translator(lang)
    end, sure = rows[-1]["end"], least_sure(rows)
    title = t("Way there, branch {number}") if direction == "forward" else t("Way back, branch {number}")
    head = [
        html.B(title.format(number=number)),
        tag(message(f"path.ends.{end}", None, lang), _SIGNS.get(end, "bad")),
        tag(t(_SURENESS[sure]), "" if sure == "certain" else "warn"),
    ]
    hops = [_hop(home, list(said), lang) for _, said in groupby(rows, key=lambda row: row["hop"])]
    return html.Details([html.Summary(head), html.Ol(hops, className="nf-hops")], open=number == 1, className="nf-branch")


def _hop(home: Home, rows: Sequence[dict[str, Any]], lang: str) -> Component:
    """Return one device of the way with everything said of it; a press on its name shows it on the map."""
    shows: dict[str, Any] = {"data-nf-focus": rows[0]["device_id"] or ""}
    name = html.Button(printable(rows[0]["device"] or "?"), type="button", className="nf-cellbutton", **shows)
    return html.Li([name, *(_statement(home, row, lang) for row in rows)])


def _statement(home: Home, row: Mapping[str, Any], lang: str) -> Component:
    t = translator(lang)
    marks = [t("layer {layer}").format(layer=row["layer"]), t(_BASES[row["basis"]])]
    if row["sure"] != "certain":
        marks.append(t(_SURENESS[row["sure"]]))
    kind = {"deny": " bad", "unknown": " warn"}.get(row["verdict"] or "", "")
    if row["end"]:
        kind = " good" if row["end"] == "reached" else " bad"
    said = [html.Span(printable(row["text"]), className=f"said{kind}"), html.Span(" · ".join(marks), className="marks")]
    if not row["evidence"]:
        return html.Div(said, className="nf-statement")
    boxes: list[Any] = [
        evidence_box(home, Evidence(EvidenceKind(one["kind"]), one["source"], one["place"], one["text"]), lang)
        for one in row["evidence"][:2]
    ]
    for box in boxes:
        box.open = True  # whoever opens a statement wants to read what it rests on
    return html.Details([html.Summary(said), *boxes], className="nf-statement")


def drawn(found: Path) -> Drawn:
    """Return what the canvas draws of a path: a leg between devices that follow each other, and where each branch ends."""
    legs: dict[tuple[str, str, str | None], None] = {}
    ends: dict[str, bool] = {}
    for _, branch in groupby(found.rows, key=lambda row: (row["direction"], row["branch"])):
        rows = [row for row in branch if row["device_id"]]
        for one, other in pairwise(rows):
            if one["device_id"] != other["device_id"]:
                links = [row["link"] for row in rows[: rows.index(other)] if row["device_id"] == one["device_id"] and row["link"]]
                legs[one["device_id"], other["device_id"], links[-1] if links else None] = None
        ends[rows[-1]["device_id"]] = rows[-1]["end"] == "reached"
    first = found.rows[0]["device_id"] if found.rows else None
    return {"legs": [list(leg) for leg in legs], "first": first, "ends": ends}


def register(app: Dash, home: Home, canvas: str) -> None:
    """Add the box's callbacks; `canvas` is the id of the map."""

    @app.callback(
        Output(RESULT, "children"),
        Output(canvas, "path"),
        Output(PLACE, "data"),
        Output(PLACE, "display"),
        Input(RUN, "n_clicks"),
        Input(SOURCE, "n_submit"),
        Input(DESTINATION, "n_submit"),
        Input(PLACE, "value"),
        Input(ids.SNAPSHOT, "value"),
        State(SOURCE, "value"),
        State(DESTINATION, "value"),
        State(PROTOCOL, "value"),
        State(PORT, "value"),
        State(BOTH, "checked"),
    )
    def trace(*values: Any) -> tuple[Any, ...]:
        place, snapshot, source, destination, protocol, port, both = values[3:]
        if not snapshot or not (source or "").strip() or not (destination or "").strip():
            return no_update, no_update, no_update, no_update
        number = port if isinstance(port, int) and protocol in {"tcp", "udp"} else None
        asked = Asked(source=source.strip(), destination=destination.strip(), protocol=protocol or None, port=number, both=bool(both))
        listed, path, choices = ask(home, asked, place, snapshot, language())
        return listed, {**(path or {}), "asked": True}, choices, "block" if choices else "none"

    app.clientside_callback(
        ClientsideFunction("netfold", "toggle"),
        Output(BOX, "hidden"),
        Input(OPEN, "n_clicks"),
        Input(SHUT, "n_clicks"),
        State(BOX, "hidden"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("netfold_trace", "asked"),
        Output(BOX, "title"),
        Input(canvas, "path"),
        State(SOURCE, "value"),
        State(DESTINATION, "value"),
        State(PLACE, "value"),
        State(PROTOCOL, "value"),
        State(PORT, "value"),
        State(BOTH, "checked"),
        prevent_initial_call=True,
    )
