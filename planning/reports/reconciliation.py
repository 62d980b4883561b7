"""Reconciliation: the sum of the networks beside the published totals, and what is left unexplained."""

from __future__ import annotations

from typing import Final

from planning.prices import Tag
from planning.reports.blocks import columns, count, row, said, text
from planning.reports.content import Cell, Chapter, Row, Table, Unit
from planning.reports.grid import first_row
from planning.reports.sources import Published, Sources
from topology.model.text import N_

_CNY: Final = 100


def reconciliation_sheet(sources: Sources) -> Chapter:
    """Return the parts by network with live sums, and each published figure beside ours."""
    parts = _parts(sources)
    return Chapter(
        id="reconciliation",
        title=said(N_("Reconciliation")),
        blocks=(parts, published_table(sources, parts)),
    )


def _parts(sources: Sources) -> Table:
    networks = list(sources.case.networks.values())
    rows = [
        row(
            one.code,
            text(sources.network(one.code), sources.case.cell(one.cell)),
            Cell((one.capex_fen or 0) / _CNY, Unit.COUNT, Tag.KNOWN),
            Cell(one.opex_fen_per_a.total / _CNY, Unit.COUNT, Tag.KNOWN),
            count(len(sources.case.site_sets.get(one.code, ()))),
        )
        for one in networks
    ]
    last = 5 + len(rows) - 1
    sums = (sum(one.capex_fen or 0 for one in networks) / _CNY, sum(one.opex_fen_per_a.total for one in networks) / _CNY)
    total = row(
        "total",
        text(said(N_("Total"))),
        *(Cell(value, Unit.COUNT, None, (), f"=SUM({column}5:{column}{last})") for column, value in zip("BC", sums, strict=True)),
        text(""),
        emphasis=True,
    )
    return Table(
        id="parts",
        caption=said(N_("The networks, as the census declares them [CNY]")),
        columns=columns((said(N_("Network")), 3), said(N_("Built for")), said(N_("Runs for, a year")), said(N_("Sites"))),
        rows=(*rows, total),
    )


def _ours(sources: Sources) -> dict[str, tuple[float, str | None]]:
    """Return our figure for each published one that we can give, with the formula that sums it where it is a sum of parts."""
    census = sources.case.census
    networks = list(sources.case.networks.values())
    total = 5 + len(networks)
    zombies = [row.zombie for row in census.applications if row.zombie]
    to_move = [row for row in census.applications if row.batch is not None]
    extranet = {row.site for row in census.presences if row.network in sources.case.extranet_codes}
    return {
        "departmental_networks": (len(networks), f"=COUNTA(A5:A{total - 1})"),
        "departmental_networks_capex": (sum(row.capex_fen or 0 for row in networks) / _CNY, f"=B{total}"),
        "departmental_networks_opex": (sum(row.opex_fen_per_a.total for row in networks) / _CNY, f"=C{total}"),
        "extranet_user_nodes": (len(extranet), None),
        "extranet_counties": (len({row.county for row in census.sites if row.county}), None),
        "rooms": (len(census.rooms), None),
        "room_units": (len({row.unit for row in census.rooms}), None),
        "rooms_area": (sum(row.area_m2 or 0 for row in census.rooms), None),
        "racks": (sum(row.racks or 0 for row in census.rooms), None),
        "rooms_capex": (sum(row.capex_fen or 0 for row in census.rooms) / _CNY, None),
        "applications": (len(to_move), None),
        "application_units": (len({row.unit for row in to_move}), None),
        "zombie_systems": (len(zombies), None),
        "zombie_mail": (zombies.count("mail"), None),
        "zombie_video": (zombies.count("video"), None),
        "zombie_office": (zombies.count("office"), None),
    }


def published_table(sources: Sources, above: Table) -> Table:
    """Return each published figure with its bounds, ours, and the difference that is left unexplained."""
    ours = _ours(sources)
    shown = [one for one in sources.published if one.key in ours]
    empty = Table(id="published", caption="", columns=(), rows=())
    at = first_row((above, empty), "published")
    return Table(
        id="published",
        caption=said(N_("Published figures ({source}) beside ours"), source=sources.published_source or "-"),
        columns=columns(
            (said(N_("Figure")), 2),
            (said(N_("Published wording")), 3),
            said(N_("At least")),
            said(N_("Less than")),
            said(N_("Ours")),
            said(N_("Unexplained difference")),
            said(N_("Agrees")),
        ),
        rows=tuple(_published_row(one, *ours[one.key], at + place) for place, one in enumerate(shown)),
        note=said(
            N_(
                "'Over 96 million' is read as at least 96 and less than 97 million; the bulletin names no period for "
                "the running cost, which is read as a year. A published figure without bounds must be met exactly."
            )
        ),
        empty=said(N_("No published figure to compare with.")),
    )


def _published_row(one: Published, ours: float, formula: str | None, at: int) -> Row:
    """Return one comparison: below the lower bound or at or above the upper one there is a difference to explain."""
    low = one.value if one.value is not None else one.at_least
    high = one.value if one.value is not None else one.less_than
    gap = difference(one, ours)
    reckoned = f"=IF(AND(ISNUMBER(C{at}),E{at}<C{at}),E{at}-C{at},IF(AND(ISNUMBER(D{at}),E{at}>D{at}),E{at}-D{at},0))"
    return row(
        one.key,
        text(one.key),
        text(one.wording),
        Cell(low, Unit.COUNT),
        Cell(high, Unit.COUNT),
        Cell(ours, Unit.COUNT, None, (), formula),
        Cell(gap, Unit.COUNT, None, (), reckoned),
        Cell("OK" if gap == 0 else "!", Unit.TEXT, None, (), f'=IF(F{at}=0,"OK","!")'),
    )


def difference(one: Published, ours: float) -> float:
    """Return by how much a figure of ours lies outside a published one; 0 within its bounds.

    >>> difference(Published(key="k", unit="CNY", wording="", at_least=96.0, less_than=97.0), 96.4)
    0.0
    """
    low = one.value if one.value is not None else one.at_least
    high = one.value if one.value is not None else one.less_than
    if low is not None and ours < low:
        return ours - low
    if high is not None and ours > high:
        return ours - high
    return 0.0
