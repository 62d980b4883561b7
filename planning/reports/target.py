"""Chapters 5 and 6 of the consolidation plan: the target network, and when what is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from planning.edits import vrf_name
from planning.options import Option
from planning.prices import Tag
from planning.renumber import renumbered
from planning.reports.blocks import columns, count, figure, money, option_word, paragraph, row, said, text, word
from planning.reports.content import Block, Chapter, Flow, Row, Table, Text
from planning.reports.facts import SiteLoad, site_loads
from planning.reports.sources import Sources
from topology.model.text import N_

MBIT: Final = 1_000_000
_LEVEL3: Final = 3
_IN_PRINT: Final = 40
"""Rows of a long list in the Word document; the workbook has all."""


def target(sources: Sources) -> Chapter:
    """Chapter 5: what goes where, the VPNs, the addresses, the links before and after, the level-3 zone."""
    return Chapter(
        id="target",
        title=said(N_("The target network")),
        chapters=(
            Chapter(id="target.flow", title=said(N_("What goes where")), blocks=(_intro(sources), _flow(sources))),
            Chapter(id="target.vpn", title=said(N_("VPN plan")), blocks=(vpn_plan(sources),)),
            Chapter(id="target.addresses", title=said(N_("Address plan")), blocks=(address_plan(sources),)),
            Chapter(id="target.links", title=said(N_("Capacity of the extranet's accesses")), blocks=tuple(_links(sources))),
            Chapter(id="target.redundancy", title=said(N_("Second ways")), blocks=tuple(redundancy_blocks(sources))),
            Chapter(id="target.zone", title=said(N_("Level-3 security zone and shared platforms")), blocks=(_platforms(sources),)),
        ),
    )


def _intro(sources: Sources) -> Block:
    merged = [row for row in sources.moved if row.option in {Option.MERGE_ADMIN, Option.MERGE_PUBLIC}]
    return paragraph(
        N_(
            "{merged} networks come onto the e-government extranet; {others} move elsewhere or are switched off; "
            "{kept} stay. A network that merges "
            "into the administrative service domain gets a VPN of its own and keeps its addresses; one that "
            "merges into the public service domain takes "
            "extranet addresses. The intranet stays physically apart."
        ),
        merged=len(merged),
        others=len(sources.moved) - len(merged),
        kept=len(sources.results) - len(sources.moved),
    )


def _flow(sources: Sources) -> Flow:
    order = list(Option)
    rows = sorted(sources.results, key=lambda one: (order.index(one.option or Option.KEEP), one.network or ""))
    return Flow(
        caption=said(N_("Each network and where it goes")),
        rows=tuple((sources.network(one.network or ""), 1.0, (one.option or Option.KEEP).value) for one in rows),
        targets={option.value: option_word(option) for option in order},
    )


def vpn_plan(sources: Sources) -> Table:
    """Return the VPNs of networks that merge into the administrative domain."""
    rows = []
    for result in sources.moved:
        code = result.network or ""
        if result.option is not Option.MERGE_ADMIN:
            continue
        network = sources.declared(code)
        zone = (network.mlps_level or 0) >= _LEVEL3
        rows.append(
            row(
                code,
                text(vrf_name(code), sources.case.cell(network.cell)),
                text(sources.network(code)),
                text(result.target),
                text("-" if network.mlps_level is None else str(network.mlps_level)),
                text(said(N_("level-3 zone")) if zone else said(N_("general zone"))),
                count(result.sites),
                count(result.hosts),
                text(result.finish),
            )
        )
    return Table(
        id="vpn",
        caption=said(N_("VPNs in the administrative service domain")),
        columns=columns(
            (said(N_("VPN")), 1.1),
            (said(N_("Network")), 2.8),
            (said(N_("In")), 0.6),
            (said(N_("MLPS")), 0.6),
            (said(N_("Zone")), 1.2),
            (said(N_("Sites")), 0.8),
            (said(N_("Hosts")), 0.9),
            (said(N_("Finish")), 0.9),
        ),
        rows=tuple(rows),
        note=said(
            N_("Route distinguishers and targets are assigned by the extranet's operator when the VPN is set up; two VPNs never share one.")
        ),
        empty=said(N_("No network merges into the administrative service domain.")),
    )


def address_plan(sources: Sources) -> Table:
    """Return what each moving network does with its addresses: keep them, or renumber which hosts and why."""
    rows = [_address_row(sources, result.network or "") for result in sources.moved]
    return Table(
        id="addresses",
        caption=said(N_("Addresses: what stays and what is renumbered")),
        columns=columns(
            (said(N_("Network")), 2.6),
            (said(N_("Declared prefixes")), 1.8),
            (said(N_("What is done")), 2.2),
            (said(N_("Hosts to renumber")), 1.2),
        ),
        rows=tuple(rows),
        empty=said(N_("No network moves, so no address changes.")),
    )


def _address_row(sources: Sources, code: str) -> Row:
    network, decision = sources.declared(code), sources.case.decisions[code]
    moves = list(renumbered(sources.case, network, decision))
    hosts = sum(move.hosts for move in moves)
    if decision.option is Option.WITHDRAW:
        done: Text = said(N_("given back"))
    elif not moves:
        done = said(N_("kept, in a VPN of its own")) if decision.option is Option.MERGE_ADMIN else said(N_("kept"))
    elif moves[0].why == "option":
        done = said(N_("all hosts take addresses of the target"))
    else:
        done = said(N_("{count} conflicting prefixes are renumbered, the rest kept"), count=len(moves))
    refs = [ref for move in moves for ref in move.evidence]
    shown = ", ".join(network.prefixes[:3]) + (" …" if len(network.prefixes) > 3 else "")  # noqa: PLR2004 - three fit in a cell
    return row(
        code,
        text(sources.network(code), sources.case.cell(network.cell)),
        text(shown or "-"),
        text(done),
        count(hosts, Tag.ESTIMATE if hosts else None, refs),
    )


def _links(sources: Sources) -> Iterable[Block]:
    loads = site_loads(sources)
    new = [one for one in loads if one.new]
    stepped = [one for one in loads if one.step and not one.new]
    yield paragraph(
        N_(
            "Who comes is laid on the accesses as census and price book give them (users at once: {percent} % of "
            "what is declared). {new} sites get an "
            "access they do not have yet, {stepped} existing accesses get more bandwidth, {enough} carry the newcomers as they are."
        ),
        percent=round(100 * sources.case.prices.row("demand.concurrency").mode),
        new=len(new),
        stepped=len(stepped),
        enough=len(loads) - len(new) - len(stepped),
    )
    shown = sorted((one for one in loads if one.step), key=lambda one: (-one.load_bps[-1], one.site))[:_IN_PRINT]
    yield link_table(sources, tuple(shown), said(N_("The greatest accesses before and after [Mbit/s]; the workbook has all")))


def redundancy_blocks(sources: Sources) -> Iterable[Block]:
    """Yield what becomes of second ways to a core, in a sentence, and the sites that lose theirs."""
    found = sources.appraisal.redundancy
    if found is None:
        yield paragraph(N_("Nothing was measured, so it is not known which sites have a second way to their network's core."))
        return
    yield paragraph(
        N_(
            "A network at a site has a second way where no single failure of a line, or of a device elsewhere, cuts it off from its core. "
            "Of the {measured} places that move and were measured, {before} have one today and {after} have one at the end; {gained} gain "
            "one, {lost} lose theirs."
        ),
        measured=found.measured,
        before=found.before,
        after=found.after,
        gained=found.gained,
        lost=len(found.lost),
    )
    yield redundancy_table(sources)


def redundancy_table(sources: Sources) -> Table:
    """Return the sites that lose redundancy, with what they are left with."""
    found = sources.appraisal.redundancy
    return Table(
        id="redundancy",
        caption=said(N_("Sites that lose redundancy")),
        columns=columns(
            (said(N_("Site")), 2.4), (said(N_("Network")), 2.4), (said(N_("Goes to")), 2), (said(N_("From the end of")), 1),
            (said(N_("Left with")), 1.2),
        ),
        rows=tuple(
            row(
                f"{one.site}-{one.network}",
                text(f"{one.site} {sources.called(one.site)}"),
                text(sources.network(one.network)),
                text(sources.network(one.target)),
                text(one.quarter),
                text(said(N_("one way")) if one.reached else said(N_("no way known"))),
            )
            for one in (found.lost if found else ())
        ),
        empty=said(N_("No site loses a second way that is known of.")),
        note=said(N_("An operator may order a second access for them; the plan's cost holds one access a site.")),
    )  # fmt: skip


def link_table(sources: Sources, loads: tuple[SiteLoad, ...], caption: Text) -> Table:
    """Return the capacity of accesses before and after, with the greatest load on them."""
    rows = tuple(
        row(
            one.site,
            text(f"{one.site} {sources.called(one.site)}"),
            figure(None if one.capacity_bps is None else one.capacity_bps / MBIT),
            figure(one.own_bps / MBIT, Tag.ESTIMATE),
            figure(max(one.load_bps) / MBIT, Tag.ESTIMATE),
            figure(planned_capacity(one) / MBIT if one.step else None if one.capacity_bps is None else one.capacity_bps / MBIT),
            text(one.step),
            text(said(N_("new")) if one.new else said(N_("step")) if one.step else said(N_("as it is"))),
            text(", ".join(one.users)),
        )
        for one in loads
    )
    return Table(
        id="links",
        caption=caption,
        columns=columns(
            (said(N_("Site")), 2.6),
            (said(N_("Capacity today")), 0.9),
            (said(N_("Load today")), 0.9),
            (said(N_("Load at the end")), 0.9),
            (said(N_("Capacity planned")), 0.9),
            (said(N_("From when")), 0.9),
            (said(N_("What")), 0.8),
            (said(N_("Who comes")), 1.6),
        ),
        rows=rows,
        empty=said(N_("No access changes.")),
    )


def planned_capacity(load: SiteLoad) -> float:
    """Return the class of bandwidth that an access is bought at [bit/s]: the least of 10, 100, 1,000 Mbit/s that carries the load."""
    demand = max(load.load_bps)
    return next((limit for limit in (10.0 * MBIT, 100.0 * MBIT, 1000.0 * MBIT) if demand <= limit), demand)


def _platforms(sources: Sources) -> Table:
    level3 = [
        one.network
        for one in sources.moved
        if one.option is Option.MERGE_ADMIN and (sources.declared(one.network or "").mlps_level or 0) >= _LEVEL3
    ]
    public = [one.network for one in sources.moved if one.option is Option.MERGE_PUBLIC]
    rows = []
    for platform, users in (("level3_zone", level3), ("public_gateway", public)):
        lines = [line for line in sources.lines.get(None, ()) if line.subject == platform]
        rows.append(
            row(
                platform,
                text(word("platform", platform)),
                text(sources.case.scenario.platforms.get(platform) or "-"),
                text(", ".join(code or "" for code in users) or "-"),
                money(
                    sum(line.amount_fen for line in lines if line.nature == "one_off"),
                    lines[0].tag if lines else None,
                    lines[0].evidence if lines else (),
                ),
                money(sum(line.amount_fen for line in lines if line.nature == "run"), lines[0].tag if lines else None),
            )
        )
    return Table(
        id="platforms",
        caption=said(N_("Shared platforms [10,000 CNY]")),
        columns=columns(
            (said(N_("Platform")), 2),
            (said(N_("Provided from")), 1),
            (said(N_("Needed by")), 2),
            (said(N_("Once")), 1),
            (said(N_("A year")), 1),
        ),
        rows=tuple(rows),
    )
