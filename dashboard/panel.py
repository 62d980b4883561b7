"""The side panel: what a thing is, and why we believe it, down to the rows that say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import enumerated, facts, named, network_path, printable, tag, wan, with_code
from dashboard.labels import FACTS, fact_name, speed, value_name
from dashboard.palette import colours
from dashboard.panel_lists import history_of, hosts_of, links_of, opens, unmatched_of, where_it_hangs
from planning.messages import cited, quantity
from planning.options import RULE
from services.evidence import open_evidence
from services.explain import why
from services.home import Home
from services.text import error_text, message
from services.topologies import current
from topology.model.entities import Evidence, EvidenceKind, Topology
from topology.model.errors import NetfoldError
from topology.model.text import N_, Translate, translator

_OPENED: Final = 10
"""Evidence that is opened at once; the rest is listed."""
_SUBJECTS: Final = 14
_LINES: Final = 60
_LINK_FACTS: Final = ("layer", "state", "protocols", "circuit")
_SOURCES: Final = {
    EvidenceKind.RECORD: N_("Device record"),
    EvidenceKind.CELL: N_("Census cell"),
    EvidenceKind.PRICE: N_("Price book"),
    EvidenceKind.RULE: N_("Rule"),
    EvidenceKind.FIGURE: N_("Published figure"),
    EvidenceKind.SCENARIO: N_("Scenario"),
}
_HIDDEN: Final = frozenset({"id", "a_id", "b_id", "cell", "latitude", "longitude", "subjects"})


def panel(home: Home, identifier: str, snapshot: str | None, lang: str, *, close: str) -> Component:
    """Return the panel of anything that has an id; an unknown one says so. `close` is the id of its closing button."""
    t = translator(lang)
    try:
        answer = why(home, identifier, snapshot, lang=lang)
    except NetfoldError as error:
        return html.Div([head(t("Not found"), t, close), html.P(error_text(error, lang), className="nf-note")], className="nf-panelbody")
    topology = current(home, snapshot)
    body: list[Component | None] = [head(answer["label"], t, close), _tags(answer, topology, t)]
    if answer["kind"] == "link":
        body.append(_ends(answer["facts"], t))
        body.append(_facts({key: answer["facts"].get(key) for key in _LINK_FACTS}, topology, t, lang))
    else:
        body.append(_facts(answer["facts"], topology, t, lang))
    if answer["kind"] == "finding":
        body.append(_subjects(answer["facts"].get("subjects", ()), topology, t))
    evidence = [Evidence(EvidenceKind(row["kind"]), row["source"], row["place"], row["text"]) for row in answer["evidence"]]
    body.append(_belief(home, answer, evidence, topology, lang))
    if answer["kind"] == "device":
        body += [links_of(topology, answer["id"], t), unmatched_of(topology, answer["id"], t)]
    body += [where_it_hangs(topology, answer, t), hosts_of(topology, answer, t), history_of(home, answer, topology, lang)]
    return html.Div([part for part in body if part is not None], className="nf-panelbody")


def head(title: object, t: Translate, close: str) -> Component:
    """Return a panel's title with the button that closes it."""
    button = html.Button("×", id=close, className="nf-close", title=t("Close"), n_clicks=0, **named(t("Close")))
    return html.Div([html.H2(printable(title)), button], className="nf-panelhead")


def closed_panel(ident: str, close: str, t: Translate) -> Component:
    """Return a panel that is not open yet."""
    return html.Aside(html.Button(id=close, hidden=True), id=ident, className="nf-panel", hidden=True, **named(t("Evidence")))


def _tags(answer: Mapping[str, Any], topology: Topology, t: Translate) -> Component:
    palette = colours(topology.census.networks)
    names = {network.code: network.name for network in topology.census.networks}
    found = answer["facts"].get("network")
    labels = [tag(t(_KIND_NAMES.get(answer["kind"], answer["kind"])))]
    if isinstance(found, str):
        labels.append(tag(f"{found} {names.get(found, '')}".strip(), colour=palette.get(found)))
    state = answer["facts"].get("state")
    if isinstance(state, str):
        labels.append(tag(value_name(state, t), "good" if state == "two-sided" else "warn"))
    if answer["facts"].get("stale"):
        labels.append(tag(t("Stale: the last run did not reach it"), "warn"))
    return html.Div(labels)


_KIND_NAMES: Final = {
    "device": N_("Device"),
    "link": N_("Link"),
    "interface": N_("Interface"),
    "host": N_("Host"),
    "vlan": N_("VLAN"),
    "vrf": N_("VRF"),
    "prefix": N_("Prefix"),
    "circuit": N_("Circuit"),
    "presence": N_("Presence"),
    "route": N_("Static route"),
    "unmatched": N_("Not matched"),
    "finding": N_("Finding"),
    "network": N_("Network"),
    "site": N_("Site"),
    "unit": N_("Unit"),
    "contract": N_("Contract"),
    "room": N_("Machine room"),
    "application": N_("Application"),
    "dependencie": N_("Dependency"),
    "dependency": N_("Dependency"),
    "consent": N_("Consent"),
}


def _ends(values: Mapping[str, Any], t: Translate) -> Component:
    rows, unknown = [], t("port unknown")
    for end in ("a", "b"):
        where = f"{printable(values.get(f'{end}_interface') or unknown)} · {printable(values.get(f'{end}_realm') or '')}"
        rows.append(html.Button([printable(values.get(f"{end}_device")), html.Br(), html.Span(where)], **opens(values[f"{end}_id"])))
    return html.Section([html.H3(t("Between")), *rows])


def _subjects(subjects: Sequence[str], topology: Topology, t: Translate) -> Component | None:
    """Return the things that a finding is about, each leading to the map."""
    if not subjects:
        return None
    name = _namer(topology)
    rows: list[Component] = [html.Button(printable(name(ident)), **opens(ident)) for ident in subjects[:_SUBJECTS]]
    if len(subjects) > _SUBJECTS:
        rows.append(html.P(t("{count} more").format(count=len(subjects) - _SUBJECTS), className="nf-note"))
    return html.Section([html.H3(t("About")), *rows])


def _namer(topology: Topology) -> Callable[[str], str]:
    """Return the function that says what bears an id; any other text comes back as it is."""
    presences = {presence.id: f"{presence.network} · {presence.site}" for presence in topology.presences}
    circuits = {circuit.id: circuit.number or circuit.code for circuit in topology.circuits}
    prefixes = {prefix.id: f"{prefix.prefix} · {prefix.network or prefix.realm}" for prefix in topology.prefixes}

    def name(ident: str) -> str:
        if ident in topology.device:
            return topology.device[ident].name
        link = topology.link.get(ident)
        if link is not None:
            ends = [topology.device[end].name for end in (link.a_device, link.b_device) if end in topology.device]
            return " – ".join(ends)
        port = topology.interface.get(ident)
        if port is not None:
            owner = topology.device.get(port.device)
            return f"{owner.name if owner else port.device} {port.name}"
        return presences.get(ident) or circuits.get(ident) or prefixes.get(ident) or ident

    return name


def _facts(values: Mapping[str, Any], topology: Topology, t: Translate, lang: str) -> Component | None:
    pairs = [(fact_name(key, t), fact_value(key, value, topology, t, lang)) for key, value in values.items() if key not in _HIDDEN]
    known = [(name, value) for name, value in pairs if value not in (None, "")]
    return html.Section([facts(known)]) if known else None


def fact_value(key: str, value: Any, topology: Topology, t: Translate, lang: str) -> str | Component | None:  # noqa: PLR0911 - a case each
    """Return a fact as it is shown: names for codes, units for numbers, words for flags; None when unknown."""
    if value is None or value in ("", [], ()):
        return None
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if key.endswith("_bps") and isinstance(value, int | float):
        return speed(value, t)
    if key.endswith(("_fen", "_fen_per_a")) and isinstance(value, int | float):
        return t("{amount} × 10,000 CNY").format(amount=wan(value, lang, digits=2))
    if key in {"site", "site_a", "site_b"}:
        names = {site.code: site.name for site in topology.census.sites}
        return with_code(names[value], str(value), t) if value in names else str(value)
    if key == "network":
        return (
            dcc.Link(printable(value), href=network_path(str(value)))
            if any(n.code == value for n in topology.census.networks)
            else str(value)
        )
    if key in {"owner", "unit"}:
        units = {unit.code: unit.name for unit in topology.census.units}
        return units.get(value, str(value))
    if isinstance(value, list | tuple):
        shown = enumerated((value_name(str(one), t) for one in value[:12]), t)
        return shown + (" …" if len(value) > 12 else "")  # noqa: PLR2004 - a panel is narrow
    if hasattr(value, "__struct_fields__"):
        return None
    return value_name(str(value), t)


def _belief(home: Home, answer: Mapping[str, Any], evidence: Sequence[Evidence], topology: Topology, lang: str) -> Component:
    t = translator(lang)
    parts: list[Component] = [html.H3(t("Why we believe this"))]
    if answer["matched_by"] and answer["kind"] != "finding":
        parts.append(facts([(t("Matched by"), pass_name(answer["matched_by"], lang))]))
        parts.append(html.Div(style={"height": "8px"}))
    parts += [evidence_box(home, one, lang, opened=index < _OPENED) for index, one in enumerate(evidence)]
    if not evidence:
        parts.append(html.P(t("Nothing was recorded for this."), className="nf-note"))
    if answer["losers"]:
        name = _namer(topology)
        parts.append(html.H3(t("Candidates not taken"), style={"marginTop": "14px"}))
        parts.append(html.Ul([html.Li(printable(name(text))) for text in answer["losers"]], className="nf-losers"))
    return html.Section(parts, id="nf-evidence")


def pass_name(code: str, lang: str) -> str:
    """Return what a matching pass or finding kind is called."""
    for key in (code, f"pass.{code}", f"resolve.{code}"):
        said = message(key, {}, lang)
        if said != key:
            return said
    return value_name(code, translator(lang)).replace("_", " ")


def evidence_box(home: Home, evidence: Evidence, lang: str, *, opened: bool = True) -> Component:
    """Return one piece of evidence: where it stands, and the lines that stand there, the one meant marked."""
    t = translator(lang)
    title, place = t(_SOURCES[evidence.kind]), f"{evidence.source} · {evidence.place}"
    lines: list[Component] = [html.Div(printable(evidence.text))] if evidence.text and not opened else []
    if opened:
        try:
            found = open_evidence(home, evidence, lang)
            title, place = found["title"] or title, found["place"] or place
            lines = [_line(line, t) for line in found["lines"][:_LINES]]
        except NetfoldError as error:
            lines = [html.Div(printable(evidence.text)), html.Div(error_text(error, lang))]
    said = html.Span(printable(said_text(evidence, lang)), className="said") if evidence.text else None
    summary = html.Summary([html.B(printable(title)), html.Span(printable(place), className="place"), said])
    return html.Details([summary, html.Pre(lines)] if lines else [summary], className="nf-evidence")


def said_text(evidence: Evidence, lang: str) -> str:
    """Return what stands in a piece of evidence; a price with its unit in words, a rule's citation in one language."""
    value, _, unit = (evidence.text or "").rpartition(" ")
    if evidence.kind is EvidenceKind.RULE and evidence.place in RULE:
        return cited(evidence.place, lang)
    if evidence.kind is not EvidenceKind.PRICE:
        return evidence.text or ""
    try:
        return quantity(float(value), unit, lang)
    except ValueError:
        return evidence.text or ""


def _line(line: Mapping[str, Any], t: Translate) -> Component:
    label, text = printable(line["label"]), printable(line["text"])
    label = fact_name(label, t) if label in FACTS else label
    return html.Div([html.Span(label), html.Span(text)], className="here" if line["here"] else None)
