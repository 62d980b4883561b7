"""Chapters 1 to 3 of the consolidation plan: its basis, how things stand, and the principles it follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from planning.prices import Tag
from planning.reports.blocks import bullets, columns, count, money, paragraph, row, said, share, text
from planning.reports.content import Bars, Block, Chapter, Money, Paragraph, Places, Row, Said, Table
from planning.reports.facts import freed_rooms
from planning.reports.sources import Sources
from planning.reports.words import report_word
from topology.model.census import Level, Network
from topology.model.errors import Severity
from topology.model.findings import Finding
from topology.model.text import FEN_PER_WAN, N_

_BASIS: Final = (
    ("国办发〔2017〕39号", N_("national: integration and sharing of government information systems, implementation plan, May 2017")),
    ("发改高技〔2017〕1529号", N_("national: work plan for the same, with deadlines to the end of 2017")),
    ("鲁政办发〔2017〕75号", N_("province: one cloud, two networks, to be complete by the end of 2018")),
    ("GB/T 21061", N_("technical: e-government networks; extranet and intranet are physically apart")),
    ("GB/T 22239", N_("technical: classified protection of information systems (MLPS), levels 1 to 4")),
)
_EXAMPLES: Final = 3


def basis(sources: Sources) -> Chapter:
    """Chapter 1: the documents it rests on, what is asked for, what is covered, and how figures are marked."""
    appraisal, base = sources.appraisal, sources.appraisal.base
    documents = Table(
        id="basis",
        caption=said(N_("Documents this plan rests on")),
        columns=columns((said(N_("Document")), 1.2), (said(N_("What it asks for")), 3), (said(N_("Checked")), 1)),
        rows=tuple(row(name, text(name), text(said(what)), text(said(N_("wording to be verified")))) for name, what in _BASIS),
        note=said(N_("Documents were read in copies; verify the wording at the official source before this plan is issued.")),
    )
    asked = paragraph(
        N_(
            "The bulletin of December 2017 asks for a plan for merging and withdrawing the departmental private networks that "
            "stand beside the e-government extranet. This document is that plan for {networks} networks. It says for each what "
            "becomes of it, when, at what cost, on whose consent, and what happens if a cut-over fails."
        ),
        networks=len(sources.results),
    )
    return Chapter(
        id="basis",
        title=said(N_("Basis and general requirements")),
        chapters=(
            Chapter(id="basis.documents", title=said(N_("Basis")), blocks=(asked, documents)),
            Chapter(
                id="basis.aims",
                title=said(N_("Aims and scope")),
                blocks=(
                    paragraph(
                        N_(
                            "Running the {networks} networks costs {gross} a year. Of this {locked} is locked by rules (see 4), so that "
                            "{addressable} a year can be decided here. What was spent on building them, {sunk}, is past: it is "
                            "shown and never decides."
                        ),
                        networks=len(sources.results),
                        gross=Money(base.gross_fen_per_a),
                        locked=Money(base.locked_fen_per_a),
                        addressable=Money(base.addressable_fen_per_a),
                        sunk=Money(appraisal.sunk_fen),
                    ),
                    _aim(sources),
                    *_fictional(sources),
                ),
            ),
            Chapter(
                id="basis.reading",
                title=said(N_("How to read the figures")),
                blocks=(
                    bullets(
                        said(N_("Money is in 10,000 CNY unless said otherwise, at constant prices, tax included.")),
                        said(
                            N_(
                                "A mark beside a figure says how far to trust it: k known, e estimated, p placeholder; a sum is as "
                                "good as its worst part."
                            )
                        ),
                        said(N_("A number in brackets names the evidence; the index at the end says where it stands.")),
                        said(
                            N_(
                                "Costs are compared with do-minimum (every network kept, with its own renewals) over {quarters} "
                                "quarters from {first}, at {rate}% a year."
                            ),
                            quarters=len(appraisal.quarters),
                            first=appraisal.quarters[0],
                            rate=f"{100 * appraisal.discount_rate:g}",
                        ),
                    ),
                ),
            ),
        ),
    )


def _aim(sources: Sources) -> Paragraph:
    moved = sources.moved
    appraisal = sources.appraisal
    return paragraph(
        N_(
            "Under this scenario {moved} of them move or are switched off between {first} and {last}; {kept} stay. The running cost "
            "falls from {before} to {after} a year, for one-off costs of {once}; the net present value is {npv}."
        ),
        moved=len(moved),
        kept=len(sources.results) - len(moved),
        first=moved[0].finish if moved else "-",
        last=moved[-1].finish if moved else "-",
        before=Money(appraisal.run_before_fen_per_a),
        after=Money(appraisal.run_after_fen_per_a),
        once=Money(appraisal.one_off_fen),
        npv=Money(appraisal.npv_fen),
    )


def _fictional(sources: Sources) -> Iterable[Block]:
    if sources.appraisal.fictional:
        yield Paragraph(
            text=said(
                N_("This is a fictional sample city: names, addresses and amounts are invented. Nothing here describes a real place.")
            ),
            style="lead",
        )


def standing(sources: Sources) -> Chapter:
    """Chapter 2: the networks as they are, where they are, what they cost, their contracts and rooms, and what is wrong."""
    return Chapter(
        id="standing",
        title=said(N_("How things stand")),
        chapters=(
            Chapter(id="standing.networks", title=said(N_("The departmental private networks")), blocks=tuple(_networks(sources))),
            Chapter(id="standing.places", title=said(N_("Where they are")), blocks=tuple(_places(sources))),
            Chapter(id="standing.costs", title=said(N_("What they cost to run")), blocks=(_cost_chart(sources), _contracts(sources))),
            Chapter(id="standing.rooms", title=said(N_("Machine rooms")), blocks=(_rooms(sources),)),
            Chapter(id="standing.problems", title=said(N_("What was found")), blocks=tuple(problems(sources))),
        ),
    )


def register(sources: Sources, *, small: bool = False) -> Table:
    """Return the table of all departmental networks as declared and measured."""
    rows = [_register_row(sources, row.network) for row in sources.results if row.network]
    networks = [sources.declared(row.network) for row in sources.results if row.network]
    total = row(
        "total",
        text(said(N_("Total"))),
        text(""),
        text(""),
        text(""),
        count(sum(one.sites for one in sources.results)),
        count(sum(one.hosts or 0 for one in sources.results)),
        money(sum(one.capex_fen or 0 for one in networks)),
        money(sum(one.opex_fen_per_a.total for one in networks)),
        emphasis=True,
    )
    return Table(
        id="register",
        caption=said(N_("Departmental private networks [10,000 CNY; a year where running]")),
        columns=columns(
            (said(N_("Network")), 3),
            (said(N_("Owner")), 1.5),
            (said(N_("Run by")), 1.1),
            (said(N_("MLPS")), 0.7),
            (said(N_("Sites")), 0.95),
            (said(N_("Hosts")), 1.2),
            (said(N_("Built for")), 1.4),
            (said(N_("Runs for")), 1.2),
        ),
        rows=(*rows, total),
        note=said(N_("Hosts as measured where anything measured them, else as declared.")),
        small=small,
    )


def _register_row(sources: Sources, code: str) -> Row:
    network, result = sources.declared(code), sources.result[code]
    refs = sources.case.cell(network.cell)
    measured = bool(sources.case.devices.get(code))
    return row(
        code,
        text(sources.network(code), refs),
        text(sources.called(network.owner)),
        text(level_word(network)),
        text("" if network.mlps_level is None else str(network.mlps_level)),
        count(result.sites),
        count(result.hosts, Tag.KNOWN if measured else Tag.ESTIMATE),
        money(network.capex_fen, Tag.KNOWN),
        money(network.opex_fen_per_a.total, Tag.KNOWN),
    )


def level_word(network: Network) -> Said:
    """Return who runs a network, in words."""
    if network.classified:
        return said(N_("classified"))
    return said(N_("ministry or province")) if network.level is Level.VERTICAL else said(N_("the city"))


def _networks(sources: Sources) -> Iterable[Block]:
    networks = list(sources.case.networks.values())
    yield paragraph(
        N_(
            "The census {edition} declares {count} departmental private networks with {presences} presences at {sites} sites; "
            "{vertical} are run by a ministry or the province, {classified} are classified."
        ),
        edition=sources.appraisal.edition,
        count=len(networks),
        presences=sum(len(rows) for rows in sources.case.presences.values() if rows and rows[0].network in sources.case.networks),
        sites=len({site for code in sources.case.networks for site in sources.case.site_sets.get(code, ())}),
        vertical=sum(1 for one in networks if one.level is Level.VERTICAL),
        classified=sum(1 for one in networks if one.classified),
    )
    yield register(sources)


def _places(sources: Sources) -> Iterable[Block]:
    case = sources.case
    here: Counter[str] = Counter(site for code in case.networks for site in case.site_sets.get(code, ()))
    staying = {row.network for row in sources.results} - {row.network for row in sources.moved}
    later: Counter[str] = Counter(site for code in staying for site in case.site_sets.get(code or "", ()))
    places = tuple(
        (site.longitude, site.latitude, here[code], later[code])
        for code, site in sorted(case.sites.items())
        if here[code] and site.longitude is not None and site.latitude is not None
    )
    shared = sum(1 for number in here.values() if number > 1)
    yield paragraph(
        N_(
            "{shared} of {sites} sites have more than one departmental network ({average} on average): their lines, rooms and "
            "switches are paid for more than once, and fall free only when the last network leaves."
        ),
        shared=shared,
        sites=len(here),
        average=f"{sum(here.values()) / max(1, len(here)):.1f}",
    )
    if places:
        yield Places(
            caption=said(N_("Sites and the number of departmental networks in each building")),
            places=places,
            titles=(said(N_("today")), said(N_("after the last cut-over"))),
        )
    yield _counties(sources, here, later)


def _counties(sources: Sources, here: Counter[str], later: Counter[str]) -> Table:
    counties: dict[str, list[str]] = {}
    for code in here:
        site = sources.case.sites.get(code)
        counties.setdefault((site.county if site else None) or "", []).append(code)
    rows = tuple(
        row(
            county,
            text(county or said(N_("city centre"))),
            count(len(codes)),
            count(sum(1 for code in codes if here[code] > 1)),
            count(sum(here[code] for code in codes)),
            count(sum(later[code] for code in codes)),
        )
        for county, codes in sorted(counties.items())
    )
    return Table(
        id="counties",
        caption=said(N_("Sites and presences by county and district")),
        columns=columns(
            (said(N_("County or district")), 1.6),
            said(N_("Sites")),
            said(N_("with several networks")),
            said(N_("Presences today")),
            said(N_("Presences at the end")),
        ),
        rows=rows,
    )


def _cost_chart(sources: Sources) -> Bars:
    kinds = ("circuits", "maintenance", "staff", "power", "security")
    names = {
        "circuits": N_("circuits"),
        "maintenance": N_("device maintenance"),
        "staff": N_("staff"),
        "power": N_("power and racks"),
        "security": N_("security"),
    }
    networks = sorted(sources.case.networks.values(), key=lambda one: (-one.opex_fen_per_a.total, one.code))
    return Bars(
        caption=said(N_("Running cost of each network by kind")),
        labels=tuple(f"{one.code} {one.short}" for one in networks),
        series=tuple((said(names[kind]), tuple(getattr(one.opex_fen_per_a, kind) / FEN_PER_WAN for one in networks)) for kind in kinds),
        unit=said(N_("10,000 CNY a year")),
        across=True,
    )


def _contracts(sources: Sources) -> Table:
    case = sources.case
    circuits: dict[str, list[int]] = {}
    for code in case.networks:
        for circuit in case.circuits.get(code, ()):
            if circuit.contract:
                circuits.setdefault(circuit.contract, []).append(circuit.fee_fen_per_a or 0)
    rows = tuple(
        row(
            contract.code,
            text(contract.code, case.cell(contract.cell)),
            text(sources.network(contract.network)),
            text(contract.carrier),
            text(contract.end.isoformat() if contract.end else None),
            count(contract.notice_months),
            share(contract.penalty_share),
            count(len(fees)),
            money(sum(fees), Tag.KNOWN),
        )
        for code, fees in sorted(circuits.items())
        if (contract := case.contracts.get(code)) is not None
    )
    return Table(
        id="contracts",
        caption=said(N_("Contracts with carriers [10,000 CNY a year]")),
        columns=columns(
            (said(N_("Contract")), 1.3),
            (said(N_("Network")), 2.6),
            (said(N_("Carrier")), 1.2),
            (said(N_("Ends")), 1.5),
            (said(N_("Notice, months")), 0.8),
            (said(N_("Penalty share")), 0.9),
            (said(N_("Circuits")), 0.8),
            (said(N_("Fees")), 1),
        ),
        rows=rows,
        empty=said(N_("The census names no contract.")),
    )


def _rooms(sources: Sources) -> Table:
    rooms = freed_rooms(sources)
    units: dict[str, list[int]] = {}
    for room in sources.case.census.rooms:
        sums = units.setdefault(room.unit, [0, 0, 0, 0])
        sums[0] += 1
        sums[1] += room.racks or 0
        sums[2] += round(room.area_m2 or 0)
    for freed in rooms:
        units[freed.unit][3] += freed.free is not None
    rows = [
        row(unit, text(sources.called(unit)), *(count(value) for value in sums))
        for unit, sums in sorted(units.items(), key=lambda item: (-item[1][1], item[0]))
    ]
    totals = [sum(sums[place] for sums in units.values()) for place in range(4)]
    return Table(
        id="rooms",
        caption=said(N_("Machine rooms by unit")),
        columns=columns(
            (said(N_("Unit")), 2), said(N_("Rooms")), said(N_("Racks")), said(N_("Area, m²")), said(N_("falls free under this scenario"))
        ),
        rows=(*rows, row("total", text(said(N_("Total"))), *(count(value) for value in totals), emphasis=True)) if rows else (),
        empty=said(N_("The census names no machine room.")),
    )


def problems(sources: Sources) -> Iterable[Block]:
    """Yield what was found: the findings by kind, each with an example, and the abandoned systems."""
    kinds: dict[str, list[Finding]] = {}
    for finding in sources.case.findings:
        kinds.setdefault(finding.kind, []).append(finding)
    zombies = Counter(one.zombie for one in sources.case.census.applications if one.zombie)
    yield paragraph(
        N_(
            "Discovery and census together gave {findings} findings of {kinds} kinds, and {zombies} abandoned or "
            "hidden systems ({mail} mail, {video} video conference, {office} office)."
        ),
        findings=len(sources.case.findings),
        kinds=len(kinds),
        zombies=sum(zombies.values()),
        mail=zombies["mail"],
        video=zombies["video"],
        office=zombies["office"],
    )
    rows = []
    for kind, found in sorted(kinds.items(), key=lambda item: (-max(list(Severity).index(one.severity) for one in item[1]), item[0])):
        worst = max(found, key=lambda one: (list(Severity).index(one.severity), one.id))
        networks = {code for one in found for code in one.networks}
        rows.append(
            row(
                kind,
                text(report_word("kind", kind)),
                text(report_word("severity", worst.severity.value)),
                count(len(found)),
                count(len(networks)),
                text(Said(worst.kind, dict(worst.params)), worst.evidence[:_EXAMPLES]),
            )
        )
    yield Table(
        id="findings",
        caption=said(N_("Findings by kind, each with an example")),
        columns=columns(
            (said(N_("Kind")), 1.3),
            (said(N_("Weight")), 0.7),
            (said(N_("Count")), 0.7),
            (said(N_("Networks")), 0.8),
            (said(N_("Example")), 4),
        ),
        rows=tuple(rows),
        empty=said(N_("Nothing was discovered yet: the plan rests on declared data alone.")),
    )
