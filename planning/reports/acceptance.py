"""The acceptance report: what discovery saw before and after the cut-overs, held against what the plan said.

'Withdrawn' is believed only when discovery no longer sees it; what did not answer proves nothing, and the report says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from planning.edits import vrf_name
from planning.options import Option
from planning.quarters import Quarter
from planning.reports.blocks import columns, count, option_word, paragraph, row, said, text
from planning.reports.content import Block, Chapter, Document, SignOff, Table, Text
from planning.reports.facts import ended_circuits
from planning.reports.sources import Later, Sources
from planning.reports.words import report_word
from topology.model.entities import CircuitStatus, Topology
from topology.model.errors import InputError
from topology.model.text import N_

_SHOWN: Final = 200
"""Unexpected changes that are printed."""
_ENOUGH: Final = 0.98
"""Share of the hosts that must be seen again."""
_STILL: Final = frozenset({CircuitStatus.MATCHED, CircuitStatus.CONTRADICTED})


class Outcome(StrEnum):
    """How one test of an acceptance ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNPROVEN = "unproven"
    """Neither shown nor refuted: what should have answered did not."""


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """One test: what was measured before and after, what was expected, and how it ended."""

    key: str
    what: Text
    before: float | None
    after: float | None
    expected: Text
    outcome: Outcome


def acceptance_document(sources: Sources) -> Document:
    """Return the acceptance report of the networks whose cut-over is due.

    Raises
    ------
    InputError
        ``planning.report_no_after``, where no later snapshot was given.
    """
    later, before = sources.later, sources.case.topology
    if later is None or before is None:
        raise InputError("planning.report_no_after")
    due = [one.network for one in sources.moved if one.network and one.finish and one.finish <= later.quarter]
    found = {code: tuple(tests(sources, code, before, later)) for code in due}
    rest = tuple(others(sources, due, before, later))
    return Document(
        kind="acceptance",
        title=said(N_("Acceptance report: before and after the cut-overs")),
        short=said(N_("Acceptance report")),
        meta=sources.meta,
        chapters=(
            Chapter(id="result", title=said(N_("Result")), blocks=tuple(_result(sources, later, found, rest))),
            Chapter(
                id="others",
                title=said(N_("What was not to change")),
                blocks=(_test_table("others", said(N_("Networks that do not move yet")), rest), _unexpected(sources, due, later)),
            ),
            *(
                Chapter(
                    id=f"accept.{code}",
                    title=sources.network(code),
                    blocks=(
                        _test_table(code, said(N_("{network}: tests"), network=code), rows),
                        SignOff(
                            rows=(
                                (sources.called(sources.declared(code).owner), said(N_("accepts the cut-over"))),
                                (sources.called(sources.case.programme_payer), said(N_("has taken over"))),
                            )
                        ),
                    ),
                )
                for code, rows in found.items()
            ),
        ),
    )


def tests(sources: Sources, code: str, before: Topology, later: Later) -> Iterator[Proof]:
    """Yield the tests of one network: devices under its own name, hosts seen again, circuits gone, its VPN in place."""
    after, result = later.topology, sources.result[code]
    mine = [one for one in before.devices if one.network == code]
    still = [one for one in after.devices if one.network == code]
    answering, silent = sum(1 for one in still if not one.stale), sum(1 for one in still if one.stale)
    yield Proof(
        key=f"{code} devices",
        what=said(N_("devices under the network's own name")),
        before=len(mine),
        after=answering,
        expected=said(N_("none answers")),
        outcome=Outcome.FAILED if answering else Outcome.UNPROVEN if silent else Outcome.PASSED,
    )
    if result.option is not Option.WITHDRAW:
        yield _hosts(sources, code, before, after, result.target)
    if result.option is Option.MERGE_ADMIN:
        name = vrf_name(code)
        there = sum(len(one.devices) for one in after.vrfs if one.name.casefold() == name.casefold())
        yield Proof(
            key=f"{code} vpn",
            what=said(N_("devices that carry VPN {vpn}"), vpn=name),
            before=sum(len(one.devices) for one in before.vrfs if one.name.casefold() == name.casefold()),
            after=there,
            expected=said(N_("at least one")),
            outcome=Outcome.PASSED if there else Outcome.UNPROVEN,
        )
    yield from _circuits(sources, code, before, later)


def _hosts(sources: Sources, code: str, before: Topology, after: Topology, target: str | None) -> Proof:
    sites = sources.case.site_sets.get(code, frozenset())

    def seen(topology: Topology, networks: set[str | None]) -> int | None:
        found = [
            one.hosts_seen for one in topology.presences if one.site in sites and one.network in networks and one.hosts_seen is not None
        ]
        return sum(found) if found else None

    own = seen(before, {code})
    there = seen(before, {target}) or 0
    now = seen(after, {code, target})
    gained = None if now is None else now - there
    proven = own is not None and gained is not None
    outcome = (Outcome.PASSED if (gained or 0) >= _ENOUGH * (own or 0) else Outcome.FAILED) if proven else Outcome.UNPROVEN
    return Proof(
        key=f"{code} hosts",
        what=said(N_("hosts in use at its sites")),
        before=own,
        after=gained,
        expected=said(N_("at least {percent} % of those before"), percent=round(100 * _ENOUGH)),
        outcome=outcome,
    )


def _circuits(sources: Sources, code: str, before: Topology, later: Later) -> Iterator[Proof]:
    ended = {one.code for one in ended_circuits(sources) if one.network == code and Quarter.parse(one.last) <= Quarter.parse(later.quarter)}
    if not ended:
        return
    was = sum(1 for one in before.circuits if one.code in ended and one.status in _STILL)
    now = sum(1 for one in later.topology.circuits if one.code in ended and one.status in _STILL)
    yield Proof(
        key=f"{code} circuits",
        what=said(N_("circuits to end that are still seen, of {count}"), count=len(ended)),
        before=was,
        after=now,
        expected=said(N_("none")),
        outcome=Outcome.FAILED if now else Outcome.PASSED if was else Outcome.UNPROVEN,
    )


def others(sources: Sources, due: list[str], before: Topology, later: Later) -> Iterator[Proof]:
    """Yield, for each network that was not to change, its devices that answered before and answer now."""
    moved = set(due)
    targets = {sources.result[code].target for code in due}
    was, now = Counter(_answering(before)), Counter(_answering(later.topology))
    now_ids = {one.id for one in later.topology.devices if not one.stale}
    for network in sources.case.census.networks:
        code = network.code
        if code in moved or not was[code]:
            continue
        lost = [one for one in before.devices if one.network == code and not one.stale and one.id not in now_ids]
        yield Proof(
            key=code,
            what=sources.network(code),
            before=was[code],
            after=now[code],
            expected=said(N_("all, and those that came")) if code in targets else said(N_("all of them")),
            outcome=Outcome.UNPROVEN if lost else Outcome.PASSED,
        )


def _answering(topology: Topology) -> Iterator[str | None]:
    return (one.network for one in topology.devices if not one.stale)


def verdict(rows: tuple[Proof, ...]) -> Outcome:
    """Return how a set of tests ended: failed where one failed, unproven where one is, else passed."""
    outcomes = {one.outcome for one in rows}
    return next((one for one in (Outcome.FAILED, Outcome.UNPROVEN) if one in outcomes), Outcome.PASSED)


def _result(sources: Sources, later: Later, found: dict[str, tuple[Proof, ...]], rest: tuple[Proof, ...]) -> Iterator[Block]:
    verdicts = Counter(verdict(rows) for rows in found.values())
    yield paragraph(
        N_(
            "By the end of {quarter} the plan has {due} networks cut over. Snapshot {before} was compared with "
            "{after}: {passed} are accepted, {failed} are not, "
            "{unproven} are not proven. Of {rest} networks that were not to change, {still} answer as before."
        ),
        quarter=later.quarter,
        due=len(found),
        before=sources.appraisal.snapshot,
        after=later.topology.snapshot,
        passed=verdicts[Outcome.PASSED],
        failed=verdicts[Outcome.FAILED],
        unproven=verdicts[Outcome.UNPROVEN],
        rest=len(rest),
        still=sum(1 for one in rest if one.outcome is Outcome.PASSED),
    )
    yield Table(
        id="verdicts",
        caption=said(N_("Acceptance by network")),
        columns=columns(
            (said(N_("Network")), 3),
            (said(N_("Option")), 2),
            (said(N_("Finish")), 1),
            (said(N_("Tests passed")), 1),
            (said(N_("failed")), 0.8),
            (said(N_("not proven")), 0.8),
            (said(N_("Verdict")), 1.2),
        ),
        rows=tuple(
            row(
                code,
                text(sources.network(code)),
                text(option_word(sources.result[code].option)),
                text(sources.result[code].finish),
                *(count(sum(1 for one in rows if one.outcome is outcome)) for outcome in Outcome),
                text(report_word("outcome", verdict(rows).value)),
            )
            for code, rows in found.items()
        ),
        empty=said(N_("No cut-over is due by then.")),
    )


def _test_table(key: str, caption: Text, rows: tuple[Proof, ...]) -> Table:
    return Table(
        id=f"tests.{key}",
        caption=caption,
        columns=columns(
            (said(N_("Test")), 3), (said(N_("Before")), 0.9), (said(N_("After")), 0.9), (said(N_("Expected")), 2), (said(N_("Outcome")), 1)
        ),
        rows=tuple(
            row(
                one.key,
                text(one.what),
                count(one.before),
                count(one.after),
                text(one.expected),
                text(report_word("outcome", one.outcome.value)),
            )
            for one in rows
        ),
        empty=said(N_("No other network was measured.")),
    )


def _unexpected(sources: Sources, due: list[str], later: Later) -> Table:
    expected = {*due, *(sources.result[code].target for code in due)}
    found = [one for one in later.changes if one.network not in expected]
    return Table(
        id="unexpected",
        caption=said(
            N_("Changes in networks that were not to change ({shown} of {count})"), shown=min(_SHOWN, len(found)), count=len(found)
        ),
        columns=columns(
            (said(N_("What")), 1),
            (said(N_("Change")), 1),
            (said(N_("Network")), 1),
            (said(N_("Name")), 2.5),
            (said(N_("Before")), 1.5),
            (said(N_("After")), 1.5),
        ),
        rows=tuple(
            row(
                f"{one.entity} {one.id} {one.field}",
                text(one.entity),
                text(report_word("change", one.kind.value)),
                text(one.network or "-"),
                text(f"{one.label} {one.field}".rstrip()),
                text(one.before or "-"),
                text(one.after or "-"),
            )
            for one in found[:_SHOWN]
        ),
        empty=said(N_("Nothing else changed.")),
        small=True,
    )
