"""Keeping a plan that was found as a draft scenario: the form, what became of it, and where a scenario stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import failed, printable, tag
from dashboard.labels import value_name
from services.boards import asked_wish, keep_plan
from services.home import Home
from services.jobs import job
from services.plans import versions
from services.text import error_text
from topology.model.errors import InputError
from topology.model.text import Translate, translator
from topology.store.errors import Conflict


def version_tag(home: Home, reference: str, lang: str) -> Component:
    """Return a scenario's state and version, with who wrote it and when."""
    t = translator(lang)
    newest = versions(home, reference)[-1]
    said = t("{state}, version {version}").format(state=value_name(newest.state.value, t), version=newest.version)
    when = newest.written_at.strftime("%Y-%m-%d %H:%M")
    return html.Span(tag(said), title=t("written by {author}, {when}").format(author=printable(newest.author), when=when))


def keep_form(reference: str, ident: str, names: Mapping[str, str], t: Translate) -> Component:
    """Return the form that keeps the plan of a job; `names` are the ids of its button, fields and answer.

    What was typed for one plan outlives a redraw of the form, and is gone with the next plan.
    """
    lasting: dict[str, Any] = {"persistence": ident, "persistence_type": "memory"}
    return html.Div(
        [
            html.H3(t("Keep this plan as a scenario")),
            html.Div(
                [
                    dmc.TextInput(
                        id=names["name"],
                        label=t("Id (lower-case letters, digits, dashes)"),
                        value=f"{reference}_best"[:64],
                        w=260,
                        **lasting,
                    ),
                    dmc.TextInput(id=names["title"], label=t("Name (may stay empty)"), value="", w=300, **lasting),
                    html.Button(t("Keep as a draft"), id=names["keep"], className="nf-button", n_clicks=0),
                ],
                className="nf-form",
            ),
            html.Div(id=names["said"], role="status"),
        ]
    )


def kept(  # noqa: PLR0917 - a plan, its names, and what the page knows
    home: Home, ident: str, name: str, title: str, seen: Mapping[str, Any], lang: str, path: str
) -> tuple[Component, bool]:
    """Keep the plan of a job under a name; return what to say of it, and whether it was kept.

    `seen` are the versions the page knows: where the scenario of that name has moved since, nothing is written and that is said.
    """
    t = translator(lang)
    wish = asked_wish(job(home, ident))
    titles = {"zh": title, "en": title} if title.strip() else None
    try:
        stored = keep_plan(home, ident, name, titles, wish.pins, wish.forbids, base_version=int(seen.get(name, 0)))
    except Conflict as error:
        link = html.A(t("Read the page again"), href=f"{path}?s={quote(str(job(home, ident).params['scenario']), safe='')}")
        return html.Div([printable(error_text(error, lang)), " ", link], className="nf-error", role="alert"), False
    except InputError as error:
        return failed(error_text(error, lang)), False
    said = t("Kept as '{name}', version {version}, a draft.").format(name=stored.name, version=stored.version)
    links = [
        dcc.Link(t("Open it on the board"), href=f"{path}?s={quote(stored.name, safe='')}", refresh=True),
        dcc.Link(
            t("Compare it"), href=f"/scenarios?s={quote(str(job(home, ident).params['scenario']), safe='')},{quote(stored.name, safe='')}"
        ),
    ]
    return html.P([html.Span(said, className="nf-yes"), " ", *(part for link in links for part in (link, " "))]), True
