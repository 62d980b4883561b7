"""Counties and networks: what each network has in each county, and what a scenario decides of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import count, dot, enumerated, map_path, named, network_path, printable
from dashboard.frame import CITY
from dashboard.labels import OPTIONS
from dashboard.palette import colours
from dashboard.payload import county_names
from planning.appraisal import Appraisal
from topology.model.census import Role
from topology.model.entities import Topology
from topology.model.text import N_, Translate, translator

UNPLACED: Final = "unplaced"
TOTAL: Final = "total"
LETTERS: Final = {
    "keep": N_("letter|K"),
    "merge_admin": N_("letter|A"),
    "merge_public": N_("letter|P"),
    "join": N_("letter|J"),
    "intranet": N_("letter|I"),
    "withdraw": N_("letter|W"),
}
"""Option -> the one letter it is known by in narrow cells."""


class Held(msgspec.Struct, frozen=True):
    """What a network has in a county. A host counts where its presence stands, a circuit once in each county it reaches."""

    sites: int = 0
    hosts: int = 0
    circuits: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.sites or self.hosts or self.circuits)


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """Counties by networks. Totals count each site, host and circuit once."""

    counties: tuple[str, ...]
    """Codes in order of their names; the city itself first, sites of no known county last."""
    networks: tuple[str, ...]
    cells: dict[tuple[str, str], Held]
    first: dict[tuple[str, str], str]
    """The first site of each network in each county."""
    by_county: dict[str, Held]
    by_network: dict[str, Held]
    total: Held


def build_matrix(topology: Topology) -> Matrix:
    """Return what the departmental networks have in each county: hosts as measured, else as declared."""
    networks = tuple(sorted(row.code for row in topology.census.networks if row.role is Role.DEPARTMENTAL))
    home = {site.code: site.county or CITY for site in topology.census.sites}
    sites: dict[tuple[str, str], set[str]] = defaultdict(set)
    hosts: dict[tuple[str, str], int] = defaultdict(int)
    lines: dict[tuple[str, str], set[str]] = defaultdict(set)
    known = set(networks)
    for row in topology.presences:
        if row.network in known:
            key = home.get(row.site, UNPLACED), row.network
            sites[key].add(row.site)
            hosts[key] += (row.hosts_seen if row.hosts_seen is not None else row.hosts_declared) or 0
    for circuit in topology.census.circuits:
        if circuit.network in known:
            for end in (circuit.site_a, circuit.site_b):
                if end is not None:
                    lines[home.get(end, UNPLACED), circuit.network].add(circuit.code)
    keys = sites.keys() | lines.keys()
    there = {county for county, _ in keys}
    order = sorted(there - {CITY, UNPLACED}) if there else []
    counties = (*((CITY,) if CITY in there else ()), *order, *((UNPLACED,) if UNPLACED in there else ()))

    def summed(chosen: set[tuple[str, str]]) -> Held:
        return Held(
            len(set().union(*(sites[key] for key in chosen))),
            sum(hosts[key] for key in chosen),
            len(set().union(*(lines[key] for key in chosen))),
        )

    return Matrix(
        counties=counties,
        networks=networks,
        cells={key: summed({key}) for key in keys},
        first={key: min(codes) for key, codes in sites.items() if codes},
        by_county={county: summed({key for key in keys if key[0] == county}) for county in counties},
        by_network={code: summed({key for key in keys if key[1] == code}) for code in networks},
        total=summed(set(keys)),
    )


def sorted_counties(matrix: Matrix, by: str | None) -> tuple[str, ...]:
    """Return the counties in the order in which they are shown: the plain one, or by what a network (or all) has there, most first."""
    if by is None or (by != TOTAL and by not in matrix.networks):
        return matrix.counties

    def weight(county: str) -> tuple[int, int, int]:
        held = matrix.by_county[county] if by == TOTAL else matrix.cells.get((county, by), Held())
        return -held.sites, -held.hosts, -held.circuits

    return tuple(sorted(matrix.counties, key=weight))


class Decided(msgspec.Struct, frozen=True):
    """What a scenario decides for a network."""

    option: str
    finish: str | None
    target: str | None


def decided(appraisal: Appraisal | None) -> dict[str, Decided]:
    """Return a scenario's decision for each network; none without a scenario."""
    rows = appraisal.networks if appraisal is not None else ()
    return {row.network: Decided(row.option.value, row.finish, row.target) for row in rows if row.network and row.option is not None}


class _Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the table's cells are made from."""

    topology: Topology
    matrix: Matrix
    names: dict[str, str]
    """Names of the counties."""
    choices: Mapping[str, Decided]
    by: str | None
    button: str
    lang: str


def letter(option: str, t: Translate) -> str:
    """Return the letter of an option.

    >>> letter("merge_admin", str)
    'A'
    """
    return t(LETTERS[option]).rpartition("|")[2] if option in LETTERS else ""


def matrix_table(topology: Topology, choices: Mapping[str, Decided], by: str | None, button: str, lang: str) -> list[Component]:
    """Return the matrix with its legend; the heads sort by buttons of type `button`, a cell leads to the map, a head to the network."""
    t = translator(lang)
    matrix = build_matrix(topology)
    names = county_names(topology.census.sites) | {CITY: t("City"), UNPLACED: t("Site unknown")}
    sheet = _Sheet(topology=topology, matrix=matrix, names=names, choices=choices, by=by, button=button, lang=lang)
    body = [_row(sheet, county) for county in sorted_counties(matrix, by)]
    foot = [html.Th(t("All counties"), scope="row"), *(_plain(matrix.by_network[code], lang) for code in matrix.networks)]
    table = html.Table(
        [html.Thead(_heads(sheet)), html.Tbody(body), html.Tfoot(html.Tr([*foot, _plain(matrix.total, lang)]))], className="nf-matrix"
    )
    return [_legend(choices, t), html.Div(table, className="nf-matrixscroll", tabIndex=0, **named(t("Counties and networks")))]


def _heads(sheet: _Sheet) -> Component:
    t = translator(sheet.lang)
    palette = colours(sheet.topology.census.networks)
    known = {row.code: row for row in sheet.topology.census.networks}
    cells: list[Component] = [html.Th(_sorter(sheet, "", t("County"), t), scope="col")]
    for code in sheet.matrix.networks:
        choice = sheet.choices.get(code)
        sign = html.I(letter(choice.option, t), className=f"nf-option {choice.option}") if choice else None
        title = printable(known[code].name)
        link = dcc.Link([dot(palette.get(code)), html.B(printable(code))], href=network_path(code), title=title)
        short = html.Span(printable(known[code].short), className="short", title=title)
        cells.append(html.Th([link, short, html.Div([sign, _sorter(sheet, code, "▾", t)])], scope="col", **_order(sheet, code)))
    cells.append(html.Th(_sorter(sheet, TOTAL, t("All"), t), scope="col", **_order(sheet, TOTAL)))
    return html.Tr(cells)


def _order(sheet: _Sheet, code: str) -> dict[str, Any]:
    return {"aria-sort": "descending"} if sheet.by == code else {}


def _sorter(sheet: _Sheet, code: str, text: str, t: Translate) -> Component:
    one = t("Sort the counties by {network}").format(network=code)
    said = t("Counties in their own order") if not code else t("Sort the counties by all networks") if code == TOTAL else one
    look = "nf-sorter on" if (sheet.by or "") == code else "nf-sorter"
    return html.Button(text, id={"type": sheet.button, "id": code}, n_clicks=0, title=said, className=look, **named(said))


def _row(sheet: _Sheet, county: str) -> Component:
    t = translator(sheet.lang)
    name = sheet.names.get(county, county)
    cells: list[Component] = [html.Th(printable(name), scope="row")]
    for code in sheet.matrix.networks:
        held = sheet.matrix.cells.get((county, code))
        if held is None or held.empty:
            cells.append(html.Td("", className="none"))
            continue
        choice = sheet.choices.get(code)
        mark: dict[str, Any] = {"data-letter": letter(choice.option, t)} if choice else {}
        said = cell_text(name, code, held, choice, sheet.lang)
        link = dcc.Link(_figures(held, sheet.lang), href=cell_path(code, sheet.matrix.first.get((county, code))), title=said)
        cells.append(html.Td(link, className=f"has {choice.option}" if choice else "has", **mark))
    return html.Tr([*cells, _plain(sheet.matrix.by_county[county], sheet.lang)])


def cell_path(code: str, site: str | None) -> str:
    """Return where a cell leads: the map with the network chosen, at its first site in the county.

    >>> cell_path("N05", "S1"), cell_path("N05", None)
    ('/?sel=S1&network=N05', '/?network=N05')
    """
    return map_path(site, network=code)


def cell_text(county: str, code: str, held: Held, choice: Decided | None, lang: str) -> str:
    """Say what a cell holds, for pointers and screen readers."""
    t = translator(lang)
    parts = [
        printable(f"{county} · {code}"),
        t("{count} sites").format(count=count(held.sites, lang)),
        t("{count} hosts").format(count=count(held.hosts, lang)),
        t("{count} circuits").format(count=count(held.circuits, lang)),
    ]
    if choice is not None:
        parts.append(t(OPTIONS[choice.option]) + (f" {choice.finish}" if choice.finish else ""))
    return enumerated(parts, t)


def _figures(held: Held, lang: str) -> str:
    """Return sites, hosts and circuits as three lines of one text: hundreds of cells of several parts each would be slow to draw."""
    return "\n".join(count(value, lang) for value in (held.sites, held.hosts, held.circuits))


def _plain(held: Held, lang: str) -> Component:
    return html.Td(_figures(held, lang), className="sum")


def _legend(choices: Mapping[str, Decided], t: Translate) -> Component:
    used: Sequence[str] = [option for option in LETTERS if any(row.option == option for row in choices.values())]
    figures = html.Li(t("In each cell, from the top: sites, hosts, circuits. A cell leads to the map, a code to the network."))
    signs = [html.Li([html.I(letter(option, t), className=f"nf-option {option}"), t(OPTIONS[option])]) for option in used]
    return html.Ul([figures, *signs], className="nf-matrixlegend")
