"""The planning board as a table: what each option of each network is worth, or why it is closed; and the panel of one cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.appraised import difference, merged
from dashboard.components import enumerated, facts, named, printable, tag, wan, with_code
from dashboard.labels import OPTIONS
from dashboard.marks import Marks
from dashboard.panel import evidence_box, head
from planning.lines import CostLine
from planning.marginal import OptionValue
from planning.messages import cited, label, message_text
from planning.options import Option, Verdict
from services.home import Home
from topology.model.census import Census
from topology.model.text import N_, Translate, translator

SHORT: Final = {
    "classified": N_("classified"),
    "unclassified": N_("not classified"),
    "intranet_consent": N_("no consent yet"),
    "statutory": N_("separate by law"),
    "vertical_merge": N_("no consent from above"),
    "vertical_only": N_("no consent from above"),
    "mlps_public": N_("protection level too high"),
    "mlps_zone": N_("needs the level-3 zone"),
    "mlps_above": N_("above level 3"),
    "no_target": N_("no such target"),
    "no_host": N_("no sibling to join"),
    "applications": N_("applications not in the cloud"),
    "calendar": N_("calendar closed"),
}
"""Rule -> its reason where there is little room."""
_EVIDENCE: Final = 8
_LINES: Final = 15

Solved = Mapping[str, Mapping[str, Any]]
"""Choices of a plan by network, as `plan_document` gives them."""


def matrix(cells: Sequence[OptionValue], names: Mapping[str, str], marks: Marks, solved: Solved, lang: str) -> Component:
    """Return the board: a row a network, a column an option; `solved` are the choices of the best plan, where there is one."""
    t = translator(lang)
    options = list(dict.fromkeys(cell.option for cell in cells))
    rows: dict[str, dict[Option, OptionValue]] = {}
    for cell in cells:
        rows.setdefault(cell.network, {})[cell.option] = cell
    heads = html.Tr([html.Th(t("Network")), *(html.Th(t(OPTIONS[one]), title=label("option", one, lang)) for one in options)])
    body = [
        html.Tr(
            [
                html.Th([html.B(code), html.Span(printable(names.get(code, "")))], scope="row"),
                *(_cell(found[one], marks, solved, lang) if one in found else html.Td() for one in options),
            ]
        )
        for code, found in rows.items()
    ]
    return html.Div(html.Table([html.Thead(heads), html.Tbody(body)], className="nf-board"), className="nf-boardscroll")


def legend(t: Translate) -> Component:
    """Return what the marks of the board mean."""
    signs = (
        ("now", t("the scenario's choice")),
        ("best", t("the best plan found")),
        ("pinned", t("pinned")),
        ("forbidden", t("forbidden")),
        ("blocked", t("closed by a rule")),
    )
    return html.Ul([html.Li([html.I(className=f"nf-sign {kind}"), said]) for kind, said in signs], className="nf-boardlegend")


def _cell(cell: OptionValue, marks: Marks, solved: Solved, lang: str) -> Component:
    t = translator(lang)
    place, verdict = f"{cell.network}:{cell.option.value}", cell.verdict
    plan = solved.get(cell.network)
    best = plan is not None and (plan["option"] or Option.KEEP.value) == cell.option.value
    open_ = verdict.allowed or cell.chosen
    signs = {
        "blocked": not open_,
        "now": cell.chosen,
        "best": best,
        "pinned": marks.pinned.get(cell.network) == place,
        "forbidden": place in marks.forbids,
    }
    if open_:
        first, when, reason = _worth(cell, lang), _when(cell, plan if best else None, marks, t), ""
    else:
        first, when = t(SHORT[verdict.rule]) if verdict.rule in SHORT else "–", ""
        reason = f"{_reason(verdict, lang)} {t('Source: {source}').format(source=cited(verdict.rule, lang))}" if verdict.rule else ""
    said = enumerated((text for sign, text in _signs(t).items() if signs[sign]), t)
    value = html.Span(first, className="why" if cell.npv_fen is None else f"npv {_kind(cell.npv_fen)}")
    button = html.Button(
        [value, html.Small(when) if when else None, html.Span(said, className="nf-hidden") if said else None],
        className="nf-boardcell " + " ".join(sign for sign, on in signs.items() if on),
        title=printable(reason) or said or None,
        type="button",
        **_data("data-nf-cell", place),
    )
    return html.Td(button)


def _signs(t: Translate) -> dict[str, str]:
    return {"now": t("the scenario's choice"), "best": t("the best plan found"), "pinned": t("pinned"), "forbidden": t("forbidden")}


def _worth(cell: OptionValue, lang: str) -> str:
    t = translator(lang)
    if cell.npv_fen is None:
        return t("no open quarter") if cell.option is not Option.JOIN else t("no sibling that stays")
    return wan(cell.npv_fen, lang)


def _when(cell: OptionValue, plan: Mapping[str, Any] | None, marks: Marks, t: Translate) -> str:
    """Return when an option is done, and with whom: as the scenario says, else the earliest; and what the best plan says otherwise."""
    parts = [part for part in (f"→ {cell.host}" if cell.host else "", cell.finish or "") if part]
    said = " ".join(parts)
    if plan is not None and plan["finish"] and plan["finish"] != cell.finish:
        said = t("{now}, best {best}").format(now=said, best=plan["finish"]) if said else t("best {best}").format(best=plan["finish"])
    wanted = marks.quarters.get(cell.network)
    if wanted and marks.pinned.get(cell.network) == f"{cell.network}:{cell.option.value}":
        said = t("pinned to {quarter}").format(quarter=wanted)
    return printable(said)


def _kind(amount: float) -> str:
    return "nf-yes" if amount > 0 else "nf-no" if amount < 0 else ""


def _reason(verdict: Verdict, lang: str) -> str:
    return message_text(verdict.reason, verdict.params, lang)


def cell_panel(  # noqa: PLR0917 - a cell, its costs, where it stands, and what may be done with it
    home: Home,
    cell: OptionValue,
    costs: tuple[Sequence[CostLine], Sequence[CostLine]] | None,
    census: Census,
    buttons: Component,
    lang: str,
    *,
    close: str,
    line: str,
) -> Component:
    """Return all there is to say of a cell: verdict, conditions, what it costs item by item, evidence; `buttons` pin and forbid it.

    `costs` are the scenario's lines with the network kept and with this option; `line` is the type of the buttons that open a line.
    """
    t = translator(lang)
    verdict = cell.verdict
    network = next((one.name for one in census.networks if one.code == cell.network), "")
    parts: list[Component] = [head(label("option", cell.option, lang), t, close)]
    marks = [tag(f"{cell.network} {network}".strip()), tag(t("possible"), "good") if verdict.allowed else tag(t("closed"), "bad")]
    if cell.chosen:
        marks.append(tag(t("the scenario's choice")))
    parts.append(html.Div(marks))
    if not verdict.allowed and verdict.rule:
        parts.append(html.P(printable(_reason(verdict, lang)), className="nf-verdict"))
        parts.append(html.P(t("Source: {source}").format(source=cited(verdict.rule, lang)), className="nf-note"))
    parts.append(facts(_conditions(cell, census, lang)))
    parts.append(buttons)
    if costs is not None:
        parts.append(_costs(cell, costs, line, lang))
    boxes = [evidence_box(home, one, lang) for one in verdict.evidence[:_EVIDENCE]]
    nothing = html.P(t("Nothing was recorded for this."), className="nf-note")
    parts.append(html.Section([html.H3(t("Evidence")), *(boxes or [nothing])], id="nf-evidence"))
    return html.Div(parts, className="nf-panelbody")


def _conditions(cell: OptionValue, census: Census, lang: str) -> list[tuple[str, Any]]:
    t = translator(lang)
    verdict = cell.verdict
    held = {one.code: one for one in census.consents}
    unlock: str | None = None
    if verdict.unlock is not None:
        consent = held.get(verdict.unlock)
        unlock = with_code(consent.authority, consent.code, t) if consent else verdict.unlock
    return [
        (
            t("Value beside keeping"),
            t("{amount} × 10,000 CNY").format(amount=wan(cell.npv_fen, lang)) if cell.npv_fen is not None else None,
        ),
        (t("Done in"), cell.finish if cell.chosen else None),
        (t("Earliest quarter"), verdict.earliest or (cell.finish if not cell.chosen else None)),
        (t("No cut-over in"), enumerated(verdict.blackout, t)),
        (t("Needs"), enumerated((label("platform", one, lang) for one in verdict.requires), t)),
        (t("Siblings"), enumerated(verdict.hosts, t)),
        (t("Consent that would open it"), unlock),
        (t("State of the consent"), _consent(verdict, lang)),
    ]


def _consent(verdict: Verdict, lang: str) -> str | None:
    """Return where the consent recorded for an option stands; one that was granted, from when it holds."""
    if verdict.consent_state is None:
        return None
    if verdict.consent_since:
        return translator(lang)("granted, holds from {quarter}").format(quarter=verdict.consent_since)
    return message_text(f"planning.consent.{verdict.consent_state}", {}, lang)


def _costs(cell: OptionValue, costs: tuple[Sequence[CostLine], Sequence[CostLine]], line: str, lang: str) -> Component:
    """Return what the option costs beside keeping the network, item by item; an item opens its lines."""
    t = translator(lang)
    kept, tried = costs
    parts: dict[str, list[tuple[CostLine, int]]] = {}
    for one, sign in difference(tried, kept):
        parts.setdefault(one.item.value, []).append((one, sign * one.total_fen))
    sums = {item: sum(amount for _, amount in found) for item, found in parts.items()}
    order = sorted((item for item in parts if sums[item]), key=lambda item: (sums[item] > 0, -abs(sums[item])))
    place = f"{cell.network}:{cell.option.value}"
    boxes = [_item(item, parts[item], sums[item], f"{place}|{line}", lang) for item in order]
    total = html.Div([html.Span(t("Sum")), html.B(wan(sum(sums.values()), lang, digits=2))], className="nf-costsum")
    note = html.P(t("Undiscounted over the horizon, in 10,000 CNY, against keeping the network; below zero is saved."), className="nf-note")
    return html.Section([html.H3(t("Cost of this option")), note, *(boxes or [html.P(t("Nothing changes."), className="nf-note")]), total])


def _item(item: str, found: Sequence[tuple[CostLine, int]], total: int, place: str, lang: str) -> Component:
    t = translator(lang)
    shown = merged(found)
    where, _, kind = place.partition("|")
    rows: list[Any] = [
        html.Button(
            [
                html.Span(printable(one.subject if one.network is None else f"{one.network} · {one.subject}")),
                html.Em(f"{one.first} – {one.last}" if one.first != one.last else one.first),
                html.B(wan(amount, lang, digits=2)),
            ],
            id={"type": kind, "id": f"{where}|{one.id}"},
            className="nf-costline",
            n_clicks=0,
        )
        for one, amount in shown[:_LINES]
    ]
    if len(shown) > _LINES:
        rows.append(html.P(t("{count} more lines").format(count=len(shown) - _LINES), className="nf-note"))
    summary = html.Summary(
        [html.Span(label("item", item, lang)), html.B(wan(total, lang, digits=2), className="nf-no" if total > 0 else "nf-yes")]
    )
    return html.Details([summary, html.Div(rows)], className="nf-costitem")


def mark_buttons(cell: OptionValue, marks: Marks, quarters: Sequence[str], kind: str, lang: str) -> Component:
    """Return the buttons that pin and forbid a cell, with the quarters it may be pinned to; `kind` is their type."""
    t = translator(lang)
    place = f"{cell.network}:{cell.option.value}"
    pinned, forbidden = marks.pinned.get(cell.network) == place, place in marks.forbids
    exact = next((text for text in marks.pins if text.partition(":")[0] == cell.network), "") if pinned else ""
    base = typed(cell)
    hosts = [one for one in cell.verdict.hosts if f"{place}:{one}" != base] if cell.option is Option.JOIN else []
    buttons = []
    if cell.verdict.allowed or cell.chosen:
        buttons.append(_button(kind, f"pin|{exact or base}", t("Unpin") if pinned else t("Pin"), pressed=pinned))
        buttons.append(_button(kind, f"forbid|{place}", t("Allow again") if forbidden else t("Forbid"), pressed=forbidden))
    dates = [_chip(kind, f"{base}@{quarter}", quarter, exact) for quarter in quarters]
    siblings = [_chip(kind, f"{place}:{host}", host, exact) for host in hosts]
    parts: list[Component] = [html.Div(buttons, className="nf-buttons")] if buttons else []
    if siblings:
        said = t("or pin to another sibling:")
        parts.append(html.Div([html.Span(said), *siblings], className="nf-chips", **named(said)))
    if dates:
        parts.append(html.Div([html.Span(t("or pin to a quarter:")), *dates], className="nf-chips", **named(t("or pin to a quarter:"))))
    return html.Div(parts)


def typed(cell: OptionValue) -> str:
    """Return a cell as a pin names it: a join with its sibling, the first that the rules allow where none was chosen."""
    place = f"{cell.network}:{cell.option.value}"
    host = cell.host or next(iter(cell.verdict.hosts), None)
    return f"{place}:{host}" if cell.option is Option.JOIN and host else place


def _chip(kind: str, cell: str, text: str, exact: str) -> Component:
    """Return a small button that pins a cell; it is pressed where just that is pinned."""
    said = _data("aria-pressed", "true" if exact == cell else "false")
    return html.Button(printable(text), id={"type": kind, "id": f"pin|{cell}"}, className="nf-chip", n_clicks=0, **said)


def _button(kind: str, ident: str, text: str, *, pressed: bool) -> Component:
    said = _data("aria-pressed", "true" if pressed else "false")
    return html.Button(text, id={"type": kind, "id": ident}, className="nf-button", n_clicks=0, **said)


def _data(name: str, value: str) -> dict[str, Any]:
    """Return an attribute whose name is no name of Python's."""
    return {name: value}
