"""Chapter 4 of the consolidation plan: a page for each network, to be signed by the unit that owns it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planning.edits import EditKind
from planning.lines import CostLine, Item, Nature
from planning.options import RULES, Interim, Option, Verdict
from planning.prices import Tag
from planning.reports.blocks import (
    columns,
    count,
    evidence_of,
    money,
    option_word,
    paragraph,
    row,
    said,
    tag_of,
    text,
    word,
)
from planning.reports.content import Cell, Chapter, Money, Paragraph, Row, Said, SignOff, Table, Text
from planning.reports.facts import last_day, start_quarter
from planning.reports.ground import level_word
from planning.reports.sources import Sources
from topology.model.text import N_

_SHOWN_ITEMS: Final = 7
_RULE_ORDER: Final = tuple(rule.id for rule in RULES)


def network_pages(sources: Sources) -> Chapter:
    """Chapter 4: what becomes of each network."""
    return Chapter(
        id="networks",
        title=said(N_("What becomes of each network")),
        blocks=(
            paragraph(
                N_(
                    "Each page names a network's facts, the options the rules leave open and why others fall, the cost of the recommended "
                    "option, what it depends on, and who answers for it. The unit that owns the network signs its page."
                )
            ),
            decisions(sources),
        ),
        chapters=tuple(_page(sources, row.network) for row in sources.results if row.network),
    )


def decisions(sources: Sources) -> Table:
    """Return every network with its recommended option, finish, and what it costs and brings."""
    rows = [
        row(
            one.network or "",
            text(sources.network(one.network or "")),
            text(option_word(one.option)),
            text(one.finish or "-"),
            money(one.one_off_fen, tag_of(sources.one_offs(one.network))),
            money(one.run_before_fen_per_a - one.run_after_fen_per_a),
            money(one.npv_fen),
        )
        for one in sources.results
    ]
    shared = next((one for one in sources.appraisal.networks if one.network is None), None)
    if shared is not None:
        rows.append(
            row(
                "shared",
                text(Said("planning.shared")),
                text("-"),
                text("-"),
                money(shared.one_off_fen, tag_of(sources.one_offs(None))),
                money(shared.run_before_fen_per_a - shared.run_after_fen_per_a),
                money(shared.npv_fen),
            )
        )
    one = sources.appraisal
    total = row(
        "total",
        text(said(N_("Total"))),
        text(""),
        text(""),
        money(one.one_off_fen),
        money(one.run_before_fen_per_a - one.run_after_fen_per_a),
        money(one.npv_fen),
        emphasis=True,
    )
    return Table(
        id="decisions",
        caption=said(N_("Recommended options at a glance [10,000 CNY]")),
        columns=columns(
            (said(N_("Network")), 2.8),
            (said(N_("Option")), 2.6),
            (said(N_("Finish")), 0.9),
            (said(N_("Once")), 1),
            (said(N_("Saves a year")), 1),
            (said(N_("NPV")), 1),
        ),
        rows=(*rows, total),
        note=said(N_("What networks share (accesses, platforms, rooms) stands in a row of its own, as no single network causes it.")),
    )


def _page(sources: Sources, code: str) -> Chapter:
    return Chapter(
        id=f"networks.{code}",
        title=sources.network(code),
        own_page=True,
        blocks=(
            _facts(sources, code),
            _options(sources, code),
            _costs(sources, code),
            Paragraph(text=recommendation(sources, code), style="advice"),
            *(Paragraph(text=one, style="note") for one in dependencies(sources, code)),
            SignOff(
                rows=(
                    (sources.called(sources.declared(code).owner), said(N_("owns the network and agrees to this page"))),
                    (sources.called(sources.case.programme_payer), said(N_("runs the extranet and takes over"))),
                )
            ),
        ),
    )


def _facts(sources: Sources, code: str) -> Table:
    """Return what a network is, two facts a row."""
    network, result = sources.declared(code), sources.result[code]
    case = sources.case
    circuits = case.circuits.get(code, ())
    conflicts = sum(1 for one in case.findings if one.kind.startswith("overlap.") and code in one.networks)
    facts: list[tuple[Text, Cell]] = [
        (said(N_("Owner")), text(sources.called(network.owner), case.cell(network.cell))),
        (
            said(N_("Run by")),
            text(
                level_word(network)
                if not network.authority
                else said(N_("{who} ({level})"), who=network.authority, level=level_word(network))
            ),
        ),
        (said(N_("Purpose")), text(network.purpose or "-")),
        (said(N_("MLPS level")), text("-" if network.mlps_level is None else str(network.mlps_level))),
        (said(N_("Sites")), count(result.sites)),
        (said(N_("Hosts in use")), count(result.hosts, Tag.KNOWN if case.devices.get(code) else Tag.ESTIMATE)),
        (
            said(N_("Circuits, rent a year")),
            text(said(N_("{count}, {rent}"), count=len(circuits), rent=Money(sum(row.fee_fen_per_a or 0 for row in circuits)))),
        ),
        (said(N_("Devices found")), count(len(case.devices.get(code, ())) or None)),
        (said(N_("Runs for, a year")), money(network.opex_fen_per_a.total, Tag.KNOWN, case.cell(network.cell))),
        (said(N_("Built for (past, not counted)")), money(network.capex_fen, Tag.KNOWN)),
        (said(N_("Applications on it")), count(sum(1 for row in case.census.applications if row.network == code))),
        (said(N_("Address conflicts with others")), count(conflicts)),
    ]
    rows = tuple(
        row(str(place), text(facts[place][0]), facts[place][1], text(facts[place + 1][0]), facts[place + 1][1])
        for place in range(0, len(facts), 2)
    )
    return Table(
        id=f"facts.{code}",
        caption=said(N_("{network}: facts [10,000 CNY]"), network=code),
        columns=columns(("", 1.3), ("", 1.7), ("", 1.4), ("", 1.2)),
        rows=rows,
        left=True,
        foot=False,
    )


def _options(sources: Sources, code: str) -> Table:
    chosen = sources.result[code].option
    return Table(
        id=f"options.{code}",
        caption=said(N_("{network}: options, and why others fall"), network=code),
        columns=columns((said(N_("Option")), 2.2), (said(N_("Open?")), 1.25), (said(N_("Reason, condition")), 4)),
        rows=tuple(_option_row(verdict, chosen) for verdict in sources.verdicts[code]),
        foot=False,
    )


def _option_row(verdict: Verdict, chosen: Option | None) -> Row:
    name = option_word(verdict.option)
    if verdict.option is chosen:
        return row(verdict.option.value, text(name), text(said(N_("recommended"))), condition(verdict), emphasis=True)
    return row(verdict.option.value, text(name), text(said(N_("open")) if verdict.allowed else said(N_("blocked"))), condition(verdict))


def condition(verdict: Verdict) -> Cell:
    """Return why an option is blocked, with the consent that would open it; or on which conditions it is open."""
    if not verdict.allowed:
        reason = Said(verdict.reason, dict(verdict.params))
        if verdict.unlock:
            return text(said(N_("{reason} What would open it: {unlock}."), reason=reason, unlock=verdict.unlock), verdict.evidence)
        return text(reason, verdict.evidence)
    parts: list[Said] = []
    if verdict.earliest:
        parts.append(said(N_("not before {quarter}"), quarter=verdict.earliest))
    if verdict.blackout:
        parts.append(said(N_("no cut-over in {quarters}"), quarters=", ".join(verdict.blackout)))
    if verdict.requires:
        parts.append(said(N_("needs {platform}"), platform=word("platform", verdict.requires[0])))
    if verdict.consent:
        parts.append(said(N_("on consent {code}"), code=verdict.consent))
    if verdict.hosts:
        parts.append(said(N_("hosts: {hosts}"), hosts=", ".join(verdict.hosts[:4])))
    return text(_joined(parts) if parts else said(N_("no condition")), verdict.evidence)


def _joined(parts: list[Said]) -> Said:
    found = parts[0]
    for part in parts[1:]:
        found = said(N_("{first}; {second}"), first=found, second=part)
    return found


def _costs(sources: Sources, code: str) -> Table:
    """Return the cost of the recommended option by item, beside do-minimum, over the horizon."""
    after, before = sources.lines.get(code, ()), sources.base_lines.get(code, ())
    items = sorted({line.item for line in (*after, *before) if line.nature is not Nature.SUNK}, key=list(Item).index)
    found = [_item_row(item, before, after) for item in items]
    ranked = sorted(found, key=lambda one: -abs(_total(one)))[:_SHOWN_ITEMS]
    rows = [one for one in found if one in ranked]
    rest = [one for one in found if one not in ranked]
    if rest:
        sums = [sum(_fen(one.cells[place]) for one in rest) for place in (1, 2, 3)]
        rows.append(row("rest", text(said(N_("{count} smaller items"), count=len(rest))), *(money(value) for value in sums)))
    result = sources.result[code]
    rows.append(
        row(
            "total",
            text(said(N_("Total; NPV {npv}"), npv=Money(result.npv_fen))),
            money(result.base_fen, tag_of(before)),
            money(result.cost_fen, tag_of(after)),
            money(result.base_fen - result.cost_fen),
            emphasis=True,
        )
    )
    return Table(
        id=f"costs.{code}",
        caption=said(N_("{network}: cost over the horizon, by item [10,000 CNY]"), network=code),
        columns=columns((said(N_("Item")), 2.4), (said(N_("Do-minimum")), 1.2), (said(N_("Recommended")), 1.4), (said(N_("Saves")), 1)),
        rows=tuple(rows),
    )


def _item_row(item: Item, before: tuple[CostLine, ...], after: tuple[CostLine, ...]) -> Row:
    old, new = [line for line in before if line.item is item], [line for line in after if line.item is item]
    was, now = sum(line.total_fen for line in old), sum(line.total_fen for line in new)
    refs = evidence_of(new or old)
    return row(item.value, text(word("item", item.value)), money(was, tag_of(old)), money(now, tag_of(new), refs), money(was - now))


def _total(one: Row) -> float:
    return max(abs(_fen(cell)) for cell in one.cells[1:3])


def _fen(cell: Cell) -> float:
    return float(cell.value) if isinstance(cell.value, int | float) else 0.0


def recommendation(sources: Sources, code: str) -> Said:
    """Return the recommended option in one sentence."""
    result = sources.result[code]
    if result.option in {None, Option.KEEP} or result.finish is None:
        return said(N_("Recommendation: keep it as it is. {why}"), why=_why_kept(sources, code))
    return said(
        N_(
            "Recommendation: {option}{target}, work from {first}, cut-over complete by {day} ({finish}). Once "
            "{once}, running {before} a year "
            "before and {after} after; it pays back {payback}."
        ),
        option=option_word(result.option),
        target=f" → {result.target}" if result.target else "",
        first=start_quarter(sources, code),
        day=last_day(result.finish).isoformat(),
        finish=result.finish,
        once=Money(result.one_off_fen),
        before=Money(result.run_before_fen_per_a),
        after=Money(result.run_after_fen_per_a),
        payback=_payback(result.payback_quarters),
    )


def _payback(quarters: int | None) -> Said:
    if quarters is None:
        return said(N_("not within the horizon by itself: shared costs and savings stand apart"))
    return said(N_("after {quarters} quarters"), quarters=quarters) if quarters else said(N_("from the start"))


def _why_kept(sources: Sources, code: str) -> Said:
    verdicts = sources.verdicts[code]
    if any(row.allowed and row.option is not Option.KEEP for row in verdicts):
        return said(N_("Other options are open; this scenario does not take them up."))
    blocked = next((row for row in verdicts if not row.allowed and row.unlock), None) or next(
        (row for row in verdicts if not row.allowed), None
    )
    if blocked is None:
        return said(N_("Other options are open; this scenario does not take them up."))
    return said(N_("Every other option is blocked, first of all by this: {reason}"), reason=Said(blocked.reason, dict(blocked.params)))


def dependencies(sources: Sources, code: str) -> Iterator[Said]:
    """Yield what a network's move depends on: applications, consents, platforms, shared circuits, conflicts, interim state."""
    case, result = sources.case, sources.result[code]
    decision = case.decisions[code]
    if result.option in {None, Option.KEEP}:
        waiting = [row.code for row in case.census.consents if row.network == code]
        if waiting:
            yield said(N_("Depends on: consents {codes} would open other options."), codes=", ".join(waiting[:4]))
        return
    parts: list[Said] = []
    ready = [row.ready for row in case.census.applications if row.network == code and row.ready]
    if ready:
        parts.append(said(N_("its {count} applications, the last in the cloud by {quarter}"), count=len(ready), quarter=max(ready)))
    verdict = next((one for one in sources.verdicts[code] if one.option is result.option), None)
    if verdict and verdict.consent:
        parts.append(said(N_("consent {code}"), code=verdict.consent))
    if verdict and verdict.requires:
        offered = case.scenario.platforms.get(verdict.requires[0])
        parts.append(said(N_("{platform} from {quarter}"), platform=word("platform", verdict.requires[0]), quarter=offered or "-"))
    ended = sources.edits_of(EditKind.END_CIRCUIT, code)
    if ended:
        parts.append(said(N_("{count} circuits that end with it"), count=len(ended)))
    moved = sources.edits_of(EditKind.RENUMBER, code)
    if moved:
        hosts = sum(int(one.params.get("hosts") or 0) for one in moved)
        parts.append(said(N_("{hosts} hosts that take other addresses"), hosts=hosts))
    if decision.interim is not Interim.NONE:
        parts.append(
            said(N_("until then: {interim} from {quarter}"), interim=word("interim", decision.interim.value), quarter=decision.interim_from)
        )
    if parts:
        yield said(N_("Depends on: {what}."), what=_joined(parts))
    if result.unverified_fen:
        yield said(N_("Of the saving, {money} rests on circuits that no measurement confirms."), money=Money(result.unverified_fen))
