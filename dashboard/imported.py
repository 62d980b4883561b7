"""What the import page shows of a job: how far it is, what was recognised, what to look at, and where it led."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from collectors.platforms import PLATFORMS, platform_label
from dashboard.components import (
    Child,
    about,
    count,
    enumerated,
    facts,
    failed,
    grid,
    map_path,
    named,
    printable,
    simple_table,
    stat,
    stats,
    tag,
)
from dashboard.labels import fact_name
from dashboard.panel import head
from dashboard.partnames import part_name
from services.text import message
from services.uploads import APPLY
from topology.model.text import N_, Translate, translator
from topology.store.jobs import LIVE, Job, JobState

_FORMS: Final = {
    "config": N_("Configuration"),
    "census": N_("Census"),
    "rules": N_("Rules"),
    "bundle": N_("Bundle"),
    "walk": N_("SNMP walk"),
    "capture": N_("Capture"),
    "log": N_("Terminal log"),
    "archive": N_("Archive"),
    "drawing": N_("Drawing"),
    "devices": N_("List of devices"),
    "history": N_("History"),
    "netbox": N_("NetBox inventory"),
    "nms": N_("Management system's export"),
}
_STATES: Final = {
    "imported": N_("to be imported"),
    "unchanged": N_("unchanged"),
    "refused": N_("not imported"),
    "used": N_("used"),
}
_CHANGES: Final = {"new": N_("new"), "changed": N_("changed"), "unchanged": N_("unchanged")}
_KINDS: Final = {"added": N_("added"), "removed": N_("gone"), "changed": N_("changed")}
_MOST_UNSURE: Final = 50
_MOST_LINKS: Final = 200


def progress(job: Job, lang: str, stop: str) -> Component | None:
    """Return how far a job is, with a button to stop it; how it ended where that was not well."""
    t = translator(lang)
    if job.state in LIVE:
        step = message(f"services.step_{job.step}", None, lang) if job.step else t("Waiting")
        share = 100 * job.done / job.total if job.total else 100
        button = html.Button(t("Stop"), id={"type": stop, "id": job.id}, className="nf-button", n_clicks=0, disabled=job.cancel)
        figures = f"{count(job.done, lang)} / {count(job.total, lang)}" if job.total else ""
        bar = dmc.Progress(value=share, striped=True, animated=True, size="lg", style={"flex": 1}, **named(step))
        return html.Div([html.B(step), bar, html.Span(figures), button], className="nf-progress")
    if job.state is JobState.CANCELLED:
        return failed(t("Stopped; nothing of it was imported."))
    if job.state in (JobState.FAILED, JobState.INTERRUPTED):
        code, params = job.message or ("services.job_failed", {"kind": job.state.value})
        return failed(message(code, params, lang))
    return None


def result(job: Job, lang: str, *, grid: str, apply: str, choice: str, again: str) -> list[Child]:
    """Return what a preview or an import found; ids of the parts that can be used are given."""
    t = translator(lang)
    found: Mapping[str, Any] = job.result or {}
    done = job.kind == APPLY
    parts: list[Child] = [_figures(found, lang, t)]
    parts += [_finished(found, t)] if done else [_unsure(found, t, choice, again), _ask(found, job, t, apply)]
    note = t("a row opens what it rests on, what changes, and what was not understood")
    parts.append(html.H2([t("What was recognised"), html.Small(note)]))
    parts.append(_table({"type": grid, "id": job.id}, found, lang, t))
    return [part for part in parts if part is not None]


def _figures(found: Mapping[str, Any], lang: str, t: Translate) -> Component:
    files = found["files"]
    counts = found["counts"]
    refused = sum(1 for row in _units(found) if row["state"] == "refused")
    shown = [
        stat(t("Files"), count(len(files), lang)),
        stat(t("New devices"), count(counts["devices_new"], lang), kind="good" if counts["devices_new"] else ""),
        stat(t("Changed devices"), count(counts["devices_changed"], lang)),
        stat(t("Unchanged devices"), count(counts["devices_unchanged"], lang)),
        stat(t("Not imported"), count(refused, lang), kind="bad" if refused else ""),
    ]
    read, waiting = found.get("commands", 0), found["captures"]
    if read or waiting:
        shown.append(stat(t("Show commands read"), f"{count(read, lang)} / {count(read + waiting, lang)}"))
    return stats(shown)


def _placed(found: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any] | None]]:
    """Give each row's id, its file, and its device: one row a device, or one for a file that tells of none."""
    for index, file in enumerate(found["files"]):
        for place, device in enumerate(file["devices"] or [None]):
            yield f"{index}|{'' if device is None else place}", file, device


def _units(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give what the rows stand for: each device of a file, or the file where it tells of none."""
    return (device or file for _, file, device in _placed(found))


def _unsure(found: Mapping[str, Any], t: Translate, choice: str, again: str) -> Component | None:
    """Return the choice of a platform for each configuration that is not sure."""
    unsure = [file for file in found["files"] if file["state"] == "refused" and file.get("candidates")]
    if not unsure:
        return None
    data = [{"value": platform.name, "label": platform.label} for platform in PLATFORMS]
    rows = []
    for file in unsure[:_MOST_UNSURE]:
        likely = enumerated((f"{platform_label(name)} {100 * sure:.0f} %" for name, sure in file["candidates"]), t)
        pick = dmc.Select(
            id={"type": choice, "name": file["path"]}, data=data, placeholder=t("Choose the platform"), searchable=True, clearable=True,
            w=280, size="sm", **named(t("Platform of {file}").format(file=printable(file["path"]))),
        )  # fmt: skip
        rows.append([printable(file["path"]), f"{likely} · {printable(file.get('evidence') or '')}", pick])
    title = html.H2([t("Whose configuration is it?"), html.Small(t("not sure, so nothing is assumed"))])
    table = simple_table([(t("File"), False), (t("May be"), False), (t("Platform"), False)], rows)
    button = html.Button(t("Look again"), id={"type": again, "id": "look"}, className="nf-button", n_clicks=0)
    return html.Div([title, html.Div([table, html.Div(button, className="nf-buttons")], className="nf-box")])


def _ask(found: Mapping[str, Any], job: Job, t: Translate, apply: str) -> Component:
    """Return the button that imports what was looked at."""
    fresh = [unit for unit in _units(found) if unit["state"] == "imported"]
    if not fresh:
        return html.Div(html.Span(t("There is nothing new to import.")), className="nf-ask", role="status")
    button = html.Button(t("Import"), id={"type": apply, "id": job.id}, className="nf-button nf-primary", n_clicks=0)
    note = t("{count} of {total} are new or changed; the others stay as they are.").format(count=len(fresh), total=len(list(_units(found))))
    return html.Div([button, html.Span(note)], className="nf-ask")


def _finished(found: Mapping[str, Any], t: Translate) -> Component:
    """Return where an import led: the snapshot, and a link to each device."""
    named_ = [(unit["device"] or unit["target"], found["ids"].get(unit["target"])) for unit in _units(found) if unit.get("target")]
    links = {ident: name for name, ident in named_ if ident}
    parts: list[Child] = [html.H3(t("Imported"))]
    if found["snapshot"]:
        parts.append(html.P(t("A new snapshot, {snapshot}, holds what is known now.").format(snapshot=found["snapshot"])))
    else:
        parts.append(html.P(t("Nothing was new; no snapshot was made.")))
    if links:
        shown = [dcc.Link(printable(name), href=map_path(ident)) for ident, name in list(links.items())[:_MOST_LINKS]]
        parts.append(html.Div(shown, className="nf-linklist"))
    return html.Div(parts, className="nf-box")


def grid_rows(found: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    """Return the rows of the table: one a device, or one for a file without any. The id says file and device."""
    t = translator(lang)
    return [_row(ident, file, device, lang, t) for ident, file, device in _placed(found)]


def _row(ident: str, file: Mapping[str, Any], unit: Mapping[str, Any] | None, lang: str, t: Translate) -> dict[str, Any]:
    one = unit or file
    what = " · ".join(
        part for part in (platform_label(one["platform"]) if one.get("platform") else "", _captured(unit, t) if unit else "") if part
    )
    lines, read = one.get("lines"), (one.get("understood") or 0) + (one.get("ignored") or 0)
    text = printable(message(one["code"], one["params"], lang)) if one.get("code") else ""
    return {
        "id": ident,
        "file": printable(file["path"]),
        "form": _said(_FORMS, file.get("form"), t),
        "device": printable((unit or {}).get("device") or ""),
        "what": what,
        "sure": None if one.get("confidence") is None else round(100 * one["confidence"]),
        "read": round(100 * read / lines, 1) if lines else None,
        "unparsed": one.get("unparsed"),
        "change": _standing(one, t),
        "problems": len(one["problems"]) + (1 if one.get("code") else 0),
        "text": text,
    }


def _captured(unit: Mapping[str, Any], t: Translate) -> str:
    """Return how many show commands were read of captures; empty for anything else."""
    commands = unit.get("commands") or ()
    read = sum(1 for one in commands if one["template"])
    return t("commands: {read} of {total}").format(read=read, total=len(commands)) if commands else ""


_OUTCOMES: Final = {
    "read": N_("rows: {count}"),
    "excerpt": N_("rows: {count}, an excerpt"),
    "partial": N_("rows: {count}, not all there are"),
    "unread": N_("no parser for this command; kept until there is one"),
    "empty": N_("nothing to show"),
    "superseded": N_("answered again later"),
}


def _command(one: Mapping[str, Any], lang: str, t: Translate) -> str:
    """Return what became of the answer to one command."""
    said = _OUTCOMES[one["outcome"]]
    outcome = t(said).format(count=count(one["rows"], lang))
    return f"{printable(one['where'])} {printable(one['command'])}: {outcome}"


def _table(ident: dict[str, str], found: Mapping[str, Any], lang: str, t: Translate) -> Component:
    number = {"type": "rightAligned", "filter": "agNumberColumnFilter"}
    columns = [
        {"field": "file", "headerName": t("File"), "flex": 2, "minWidth": 180, "tooltipField": "file"},
        {"field": "form", "headerName": t("Kind"), "width": 118},
        {"field": "device", "headerName": t("Device"), "flex": 1, "minWidth": 110},
        {"field": "what", "headerName": t("Recognised as"), "flex": 1, "minWidth": 150, "tooltipField": "what"},
        {"field": "sure", "headerName": t("Sure [%]"), "width": 96, **number},
        {"field": "read", "headerName": t("Read [%]"), "width": 100, **number},
        {"field": "unparsed", "headerName": t("Lines left"), "width": 104, **number},
        {"field": "change", "headerName": t("Against the store"), "width": 128},
        {"field": "problems", "headerName": t("Remarks"), "width": 98, **number},
        {"field": "text", "headerName": t("Why not"), "flex": 2, "minWidth": 160, "tooltipField": "text"},
    ]
    rows = grid_rows(found, lang)
    return grid(ident, columns, rows, lang, row_id="id", select=True, height=f"{min(620, 60 + 34 * max(4, len(rows)))}px")


def details(found: Mapping[str, Any], ident: str, lang: str, *, close: str) -> Component | None:
    """Return all that is known of one row: evidence, changes, remarks by line, what was not understood, captures.

    None where no row has the id.
    """
    t = translator(lang)
    file, unit = next(((file, device or file) for known, file, device in _placed(found) if known == ident), (None, None))
    if file is None or unit is None:
        return None
    known = facts(
        [
            (t("File"), file["path"]),
            (t("Device"), unit.get("device")),
            (t("Recognised as"), platform_label(unit["platform"]) if unit.get("platform") else None),
            (t("By"), unit.get("evidence")),
            (t("Sure [%]"), None if unit.get("confidence") is None else f"{100 * unit['confidence']:.0f}"),
            (t("Lines"), None if unit.get("lines") is None else count(unit["lines"], lang)),
            (t("Understood"), None if unit.get("understood") is None else count(unit["understood"], lang)),
            (t("Ignored by a rule"), None if unit.get("ignored") is None else count(unit["ignored"], lang)),
            (t("Not understood"), None if unit.get("unparsed") is None else count(unit["unparsed"], lang)),
        ]
    )
    reason = failed(message(unit["code"], unit["params"], lang)) if unit.get("code") else None
    remarks = [about(one["where"], message(one["code"], one["params"], lang), t) for one in unit["problems"]]
    sections = [
        _section(t("What changes"), [_difference(one, t) for one in unit["differences"]]),
        _section(t("Remarks"), remarks),
        _section(t("Not understood, routing, VRF, NAT and ACL first"), unit.get("worth", ())),
        _section(t("Show commands"), [_command(one, lang, t) for one in unit.get("commands", ())]),
    ]
    body = [head(unit.get("device") or file["path"], t, close), _change_tag(unit, t), known, reason, *sections]
    return html.Div([part for part in body if part is not None], className="nf-panelbody")


def _change_tag(unit: Mapping[str, Any], t: Translate) -> Component:
    kind = "good" if unit.get("change") == "new" else "bad" if unit["state"] == "refused" else ""
    return html.Div(tag(_standing(unit, t), kind))


def _standing(unit: Mapping[str, Any], t: Translate) -> str:
    """Return what a row is against the store, or what becomes of it."""
    return _said(_CHANGES, unit["change"], t) if unit.get("change") else _said(_STATES, unit["state"], t)


def _said(table: Mapping[str, str], key: str | None, t: Translate) -> str:
    text = table.get(key or "", N_("Unknown"))
    return t(text)


def _difference(one: Mapping[str, Any], t: Translate) -> str:
    fields = t("({fields})").format(fields=enumerated((fact_name(field, t) for field in one["fields"]), t)) if one["fields"] else ""
    return f"{part_name(one['part'], t)} {one['name']} — {_said(_KINDS, one['kind'], t)} {fields}".strip()


def _section(title: str, lines: Iterable[str]) -> Component | None:
    rows = [html.Li(printable(line)) for line in lines]
    return html.Section([html.H3(title), html.Ul(rows, className="nf-losers")]) if rows else None
