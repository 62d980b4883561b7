"""The workbook's lists: prices, options, roadmap, link load, circuits, rooms."""

from __future__ import annotations

from planning.options import Option, Verdict
from planning.prices import Tag
from planning.reports.annexes import price_row
from planning.reports.blocks import cny, columns, count, figure, money, option_word, row, said, text
from planning.reports.content import Cell, Chapter, Row, Table, Text
from planning.reports.facts import ended_circuits, freed_rooms, site_loads, start_quarter
from planning.reports.network_pages import condition
from planning.reports.schedule import state_table
from planning.reports.sources import Sources
from planning.reports.target import MBIT, planned_capacity, redundancy_table
from topology.model.text import N_


def prices_sheet(sources: Sources) -> Chapter:
    """Return the price book."""
    return Chapter(
        id="prices",
        title=said(N_("Prices")),
        blocks=(
            Table(
                id="prices",
                caption=said(N_("Price book {book}"), book=sources.appraisal.prices),
                columns=columns(
                    (said(N_("Price row")), 2.8),
                    said(N_("Unit")),
                    said(N_("Low")),
                    said(N_("Most likely")),
                    said(N_("High")),
                    said(N_("Trust")),
                    said(N_("Date")),
                    (said(N_("Source")), 4),
                ),
                rows=tuple(price_row(sources, price) for price in sources.case.prices.price),
            ),
        ),
    )


def options_sheet(sources: Sources) -> Chapter:
    """Return every network and option: chosen, open or blocked, and why."""
    rows: list[Row] = []
    for result in sources.results:
        code = result.network or ""
        cells = [
            text(sources.network(code)),
            text(sources.called(sources.declared(code).owner)),
            text(option_word(result.option)),
            text(result.finish or "-"),
            money(result.npv_fen),
        ]
        cells += [_verdict_cell(verdict, result.option) for verdict in sources.verdicts[code]]
        rows.append(row(code, *cells))
    return Chapter(
        id="options",
        title=said(N_("Options matrix")),
        blocks=(
            Table(
                id="options",
                caption=said(N_("Each network and option: chosen, open on which condition, or blocked and why; NPV in 10,000 CNY")),
                columns=columns(
                    said(N_("Network")),
                    said(N_("Owner")),
                    said(N_("Chosen")),
                    said(N_("Finish")),
                    said(N_("NPV")),
                    *(option_word(option) for option in Option),
                ),
                rows=tuple(rows),
            ),
        ),
    )


def _verdict_cell(verdict: Verdict, chosen: Option | None) -> Cell:
    if not verdict.allowed:
        return condition(verdict)
    return text(said(N_("chosen")) if verdict.option is chosen else said(N_("open: {what}"), what=_plain(condition(verdict))))


def _plain(cell: Cell) -> Text:
    value = cell.value
    assert not isinstance(value, int | float | None)
    return value


def roadmap_sheet(sources: Sources) -> Chapter:
    """Return the work on each network."""
    rows = []
    for result in sources.moved:
        code = result.network or ""
        leaves = sources.case.leaves(code)
        rows.append(
            row(
                code,
                text(sources.network(code)),
                text(option_word(result.option)),
                text(result.target or "-"),
                text(start_quarter(sources, code)),
                text(result.finish),
                text(str(leaves) if leaves else "-"),
                count(result.sites),
                count(result.hosts),
                figure(result.days, Tag.ESTIMATE),
                money(result.one_off_fen),
            )
        )
    return Chapter(
        id="roadmap",
        title=said(N_("Roadmap")),
        blocks=(
            Table(
                id="roadmap",
                caption=said(N_("Work on each network [10,000 CNY]")),
                columns=columns(
                    (said(N_("Network")), 3),
                    (said(N_("Option")), 2),
                    said(N_("Target")),
                    said(N_("Work from")),
                    said(N_("Cut-over complete")),
                    said(N_("Old costs end with")),
                    said(N_("Sites")),
                    said(N_("Hosts")),
                    said(N_("Engineer-days")),
                    said(N_("Once")),
                ),
                rows=tuple(rows),
                empty=said(N_("This scenario moves no network.")),
            ),
            state_table(sources),
        ),
    )


def links_sheet(sources: Sources) -> Chapter:
    """Return the load of each extranet access by quarter."""
    quarters = sources.appraisal.quarters
    rows = tuple(
        row(
            one.site,
            text(f"{one.site} {sources.called(one.site)}"),
            text(", ".join(one.users)),
            figure(None if one.capacity_bps is None else one.capacity_bps / MBIT),
            figure(planned_capacity(one) / MBIT if one.step else None),
            text(one.step or "-"),
            *(figure(load / MBIT) for load in one.load_bps),
        )
        for one in site_loads(sources)
    )
    return Chapter(
        id="links",
        title=said(N_("Link load by quarter")),
        blocks=(
            Table(
                id="links",
                caption=said(N_("Load of each extranet access at the end of each quarter [Mbit/s]")),
                columns=columns(
                    (said(N_("Site")), 2),
                    (said(N_("Who comes")), 2),
                    said(N_("Capacity today")),
                    said(N_("Capacity planned")),
                    said(N_("From when")),
                    *quarters,
                ),
                rows=rows,
                empty=said(N_("Nobody joins the extranet under this scenario.")),
                note=said(
                    N_(
                        "Load: users at once of what the census declares, the extranet's own users included; no capacity "
                        "where the census gives none."
                    )
                ),
            ),
            redundancy_table(sources),
        ),
    )


def circuits_sheet(sources: Sources) -> Chapter:
    """Return every circuit that ends, with its contract and last day for notice."""
    rows = tuple(
        row(
            one.code,
            text(one.code),
            text(one.number or "-"),
            text(sources.network(one.network)),
            text(f"{one.site_a} {sources.called(one.site_a)}"),
            text(f"{one.site_b} {sources.called(one.site_b)}" if one.site_b else "-"),
            text(one.contract or "-"),
            text(one.carrier or "-"),
            text(one.contract_end.isoformat() if one.contract_end else "-"),
            count(one.notice_months),
            text(one.notice_by.isoformat() if one.notice_by else "-"),
            text(one.last),
            cny(one.fee_fen_per_a, Tag.KNOWN),
            cny(one.penalty_fen, Tag.ESTIMATE),
            text(said(N_("yes")) if one.confirmed else said(N_("no"))),
            Cell("", refs=one.evidence[:2]),
        )
        for one in ended_circuits(sources)
    )
    return Chapter(
        id="circuits",
        title=said(N_("Circuit termination list")),
        blocks=(
            Table(
                id="circuits",
                caption=said(N_("Circuits to terminate, with contract and last day for notice [CNY]")),
                columns=columns(
                    said(N_("Circuit")),
                    said(N_("Number")),
                    said(N_("Network")),
                    said(N_("From site")),
                    said(N_("To site")),
                    said(N_("Contract")),
                    said(N_("Carrier")),
                    said(N_("Contract ends")),
                    said(N_("Notice, months")),
                    said(N_("Notice by")),
                    said(N_("Last paid")),
                    said(N_("Fee a year")),
                    said(N_("Penalty")),
                    said(N_("Confirmed by measurement")),
                    "",
                ),
                rows=rows,
                empty=said(N_("No circuit ends under this scenario.")),
            ),
        ),
    )


def rooms_sheet(sources: Sources) -> Chapter:
    """Return the machine rooms: free from when, or held by whom."""
    rows = tuple(
        row(
            one.code,
            text(one.code, one.evidence),
            text(sources.called(one.code)),
            text(sources.called(one.unit)),
            text(", ".join(one.networks)),
            count(one.racks),
            figure(one.area_m2),
            text(one.free or "-"),
            text(", ".join(one.held_by) or ("-" if one.free else said(N_("applications of its unit")))),
        )
        for one in freed_rooms(sources)
    )
    return Chapter(
        id="rooms",
        title=said(N_("Room release")),
        blocks=(
            Table(
                id="rooms",
                caption=said(N_("Machine rooms: free from when, or held by whom")),
                columns=columns(
                    said(N_("Room")),
                    (said(N_("Name")), 2),
                    (said(N_("Unit")), 2),
                    said(N_("Networks")),
                    said(N_("Racks")),
                    said(N_("Area, m²")),
                    said(N_("Free from")),
                    said(N_("Held by")),
                ),
                rows=rows,
                empty=said(N_("No departmental network stands in a machine room of the census.")),
            ),
        ),
    )
