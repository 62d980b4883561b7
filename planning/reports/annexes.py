"""Chapters 8 and 9 of the consolidation plan, its annexes, and the changes since its last issue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from planning.lines import Nature
from planning.prices import Price, Tag
from planning.renumber import renumbered
from planning.reports.blocks import bullets, columns, count, figure, money, note, paragraph, row, said, text, word
from planning.reports.content import Bilingual, Block, Chapter, Money, Row, Table
from planning.reports.facts import EndedCircuit, disposals, ended_circuits, is_open
from planning.reports.ground import register
from planning.reports.issues import Change
from planning.reports.risk_tables import risk_table
from planning.reports.schedule import consent_table
from planning.reports.sources import Sources
from planning.reports.words import driver_word, report_word
from topology.model.text import N_

_TOP: Final = 12
"""Notes of the appraisal that are printed."""
_NUMBERS: Final = 60
"""Circuit numbers that one contract's row prints; the workbook has every circuit."""


def annexes(sources: Sources, changes: tuple[Change, ...] | None) -> tuple[Chapter, ...]:
    """Return the annexes: register, circuits, assets, renumbering, consents, assumptions, changes."""
    return (
        Chapter(
            id="annex.register",
            annex=True,
            title=said(N_("Register of the networks")),
            blocks=(register(sources, small=True), _owners(sources)),
        ),
        Chapter(id="annex.risks", annex=True, title=said(N_("Risk register")), blocks=(risk_table(sources),), wide=True),
        Chapter(id="annex.circuits", annex=True, wide=True, title=said(N_("Circuits to terminate")), blocks=tuple(_circuits(sources))),
        Chapter(id="annex.assets", annex=True, title=said(N_("Assets to dispose of")), blocks=(asset_table(sources),)),
        Chapter(id="annex.renumber", annex=True, title=said(N_("Renumbering")), blocks=(renumber_table(sources),)),
        Chapter(
            id="annex.consents", annex=True, wide=True, title=said(N_("Consents needed")), blocks=(consent_table(sources), _wanted(sources))
        ),
        Chapter(
            id="annex.assumptions", annex=True, wide=True, title=said(N_("Assumptions and prices")), blocks=tuple(assumptions(sources))
        ),
        Chapter(id="annex.changes", annex=True, title=said(N_("Changes since the last issue")), blocks=changes_blocks(changes)),
    )


def _owners(sources: Sources) -> Table:
    rows = [
        row(
            code,
            text(code),
            text(sources.called(network.owner)),
            text(network.authority or "-"),
            text(network.built.isoformat() if network.built else "-"),
            text(network.realm or "-"),
        )
        for code, network in sources.case.networks.items()
    ]
    return Table(
        id="owners",
        caption=said(N_("Owners, authorities, age and address realm")),
        columns=columns(
            (said(N_("Code")), 0.7), (said(N_("Owner")), 2), (said(N_("Authority")), 2), (said(N_("Built")), 1.2), (said(N_("Realm")), 1)
        ),
        rows=tuple(rows),
        small=True,
    )


def _circuits(sources: Sources) -> Iterable[Block]:
    """Yield the circuits to end: by contract with their numbers, and, where there is no contract, by network."""
    ended = ended_circuits(sources)
    yield paragraph(
        N_(
            "{count} circuits end, worth {fees} a year; {penalty} falls due in penalties. Notice is given by the "
            "day named; a day missed costs a further term of notice."
        ),
        count=len(ended),
        fees=Money(sum(one.fee_fen_per_a or 0 for one in ended)),
        penalty=Money(sum(one.penalty_fen for one in ended)),
    )
    groups: dict[tuple[str, str, str], list[EndedCircuit]] = {}
    for one in ended:
        groups.setdefault((one.last, one.network, one.contract or ""), []).append(one)
    rows = []
    for (last, network, contract), group in sorted(groups.items()):
        first = group[0]
        numbers = [one.number or one.code for one in group]
        shown = ", ".join(numbers[:_NUMBERS]) + (" …" if len(numbers) > _NUMBERS else "")
        rows.append(
            row(
                f"{last} {network} {contract}",
                text(contract or "-", first.evidence),
                text(network),
                text(first.carrier or "-"),
                text(first.contract_end.isoformat() if first.contract_end else "-"),
                text(first.notice_by.isoformat() if first.notice_by else "-"),
                text(last),
                count(len(group)),
                money(sum(one.fee_fen_per_a or 0 for one in group), Tag.KNOWN),
                money(sum(one.penalty_fen for one in group), Tag.ESTIMATE),
                text(shown),
            )
        )
    yield Table(
        id="circuits",
        caption=said(N_("Circuits to terminate by contract [10,000 CNY]")),
        columns=columns(
            (said(N_("Contract")), 1.2),
            (said(N_("Network")), 0.8),
            (said(N_("Carrier")), 1),
            (said(N_("Contract ends")), 1.1),
            (said(N_("Notice by")), 1.1),
            (said(N_("Last paid")), 0.9),
            (said(N_("Count")), 0.7),
            (said(N_("Fees a year")), 0.9),
            (said(N_("Penalty")), 0.8),
            (said(N_("Circuit numbers")), 4.2),
        ),
        rows=tuple(rows),
        empty=said(N_("No circuit ends under this scenario.")),
        note=said(N_("Long lists are cut here; the workbook lists every circuit with its ends.")),
        small=True,
    )


def asset_table(sources: Sources) -> Table:
    """Return the devices left over by network and model."""
    rows = tuple(
        row(
            f"{one.network} {one.model}",
            text(sources.network(one.network)),
            text(one.model or said(N_("not measured"))),
            count(one.count, one.tag, one.evidence),
            text(one.quarter),
        )
        for one in disposals(sources)
    )
    return Table(
        id="assets",
        caption=said(N_("Devices left over, by network and model")),
        columns=columns((said(N_("Network")), 2.4), (said(N_("Model")), 2), (said(N_("Count")), 0.8), (said(N_("From when")), 0.9)),
        rows=rows,
        note=said(
            N_(
                "Before disposal: wipe, enter in the books of state assets, offer for use again. What carried "
                "classified business is destroyed."
            )
        ),
        empty=said(N_("No device is left over under this scenario.")),
        small=True,
    )


def renumber_table(sources: Sources) -> Table:
    """Return who is renumbered: by network and prefix, or by network where all its hosts are."""
    rows = []
    for result in sources.moved:
        code = result.network or ""
        moves = list(renumbered(sources.case, sources.declared(code), sources.case.decisions[code]))
        whole = [move for move in moves if move.why == "option"]
        if whole:
            rows.append(
                row(
                    code,
                    text(sources.network(code)),
                    text(said(N_("all presences"))),
                    text(said(N_("addresses of the target"))),
                    count(sum(move.hosts for move in whole), Tag.ESTIMATE, whole[0].evidence),
                )
            )
        rows += [
            row(
                f"{code} {move.subject}",
                text(sources.network(code)),
                text(move.subject.split()[-1]),
                text(move.why),
                count(move.hosts, move.tag, move.evidence),
            )
            for move in moves
            if move.why != "option"
        ]
    return Table(
        id="renumber",
        caption=said(N_("Renumbering: prefixes, conflicts and hosts")),
        columns=columns((said(N_("Network")), 2.6), (said(N_("Prefix")), 1.6), (said(N_("Conflicts with")), 1.6), (said(N_("Hosts")), 1)),
        rows=tuple(rows),
        empty=said(N_("Nothing is renumbered under this scenario.")),
        small=True,
    )


def _wanted(sources: Sources) -> Table:
    """Return the consents that would unlock more of the base, the most money first."""
    open_ = {consent.code: consent for consent in sources.case.census.consents if is_open(consent)}
    rows = tuple(
        row(
            one.network,
            text(sources.network(one.network), one.evidence),
            text(one.unlock),
            money(one.opex_fen_per_a, Tag.KNOWN),
            text(said(N_("asked")) if one.unlock in open_ else said(N_("to be asked for"))),
        )
        for one in sorted(sources.appraisal.base.locked, key=lambda one: (-one.opex_fen_per_a, one.network))
        if one.unlock
    )
    return Table(
        id="wanted",
        caption=said(N_("Consents that would unlock more [10,000 CNY a year]")),
        columns=columns(
            (said(N_("Network")), 2.6),
            (said(N_("Consent or authority")), 1.6),
            (said(N_("Locked running cost")), 1.2),
            (said(N_("State")), 1),
        ),
        rows=rows,
        empty=said(N_("No network is locked by a missing consent.")),
    )


def assumptions(sources: Sources) -> Iterable[Block]:
    """Yield what the figures assume: the scenario's parameters, and the prices used with source and trust."""
    one, scenario = sources.appraisal, sources.case.scenario
    yield bullets(
        said(
            N_("Quarters {first} to {last}; discount rate {rate} % a year, real; cash falls at the end of its quarter."),
            first=one.quarters[0],
            last=one.quarters[-1],
            rate=f"{100 * one.discount_rate:g}",
        ),
        said(N_("Both networks run for {count} quarters from the finish; savings begin after that."), count=scenario.dual_running),
        said(
            N_("Placeholder prices carry {percent} % of the value moved; {limit} % is the most for a final scenario."),
            percent=f"{100 * one.placeholder_share:.1f}",
            limit=f"{100 * scenario.placeholder_limit:g}",
        ),
        said(N_("{percent} % of the saving rests on circuits that no measurement confirms."), percent=f"{100 * one.unverified_share:.1f}"),
    )
    for problem in one.problems[:_TOP]:
        yield note("{what}", what=said(problem.code, **problem.params))
    used = {
        ref.place
        for line in (*one.lines, *one.base_lines)
        if line.nature is not Nature.SUNK
        for ref in line.evidence
        if ref.kind == "price"
    }
    rows = tuple(price_row(sources, price) for price in sources.case.prices.price if price.key in used)
    yield Table(
        id="prices",
        caption=said(N_("Prices used, with source")),
        columns=columns(
            (said(N_("Price row")), 2.8),
            (said(N_("Unit")), 0.8),
            (said(N_("Low")), 0.8),
            (said(N_("Most likely")), 0.9),
            (said(N_("High")), 0.8),
            (said(N_("Trust")), 1),
            (said(N_("Date")), 1.1),
            (said(N_("Source")), 3.2),
        ),
        rows=rows,
        empty=said(N_("No price of the book is used: the figures are declared ones.")),
        small=True,
    )


def price_row(sources: Sources, price: Price) -> Row:
    """Return a row of the price book."""
    source = Bilingual(price.source, price.source_in("zh"))
    return row(
        price.key,
        text(said(N_("{name} ({key})"), name=driver_word(price.key), key=price.key), (sources.case.prices.evidence(price.key),)),
        text(report_word("unit", price.unit)),
        *(figure(value) for value in (price.low, price.mode, price.high)),
        text(word("tag", price.tag.value)),
        text(price.date.isoformat()),
        text(source),
    )


def changes_blocks(changes: tuple[Change, ...] | None) -> tuple[Block, ...]:
    """Return what differs from the last issue: that it is the first, that nothing changed, or the table of changes."""
    if changes is None:
        return (paragraph(N_("This is the first issue of this document; there is nothing to compare it with.")),)
    if not changes:
        return (paragraph(N_("Nothing has changed since the last issue.")),)
    return (
        paragraph(N_("{count} figures and statements differ from the last issue."), count=len(changes)),
        Table(
            id="changes",
            caption=said(N_("What changed since the last issue")),
            columns=columns((said(N_("Where")), 2.4), (said(N_("Before")), 2), (said(N_("Now")), 2)),
            rows=tuple(row(one.place, text(one.place), text(one.before or "-"), text(one.after or "-")) for one in changes),
            small=True,
        ),
    )
