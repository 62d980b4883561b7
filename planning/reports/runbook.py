"""The run book: for each network that moves, what is done in which order, how it is accepted, and the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from planning.edits import EditKind, vrf_name
from planning.options import MERGES, Option
from planning.prices import Tag
from planning.reports.blocks import bullets, columns, count, figure, option_word, paragraph, row, said, text
from planning.reports.content import Block, Chapter, Document, Paragraph, Row, Said, SignOff, Table, Text
from planning.reports.facts import ended_circuits, last_day, start_quarter
from planning.reports.network_pages import dependencies
from planning.reports.sources import Sources
from planning.reports.target import MBIT
from planning.rules import needed_applications
from topology.model.text import N_

_TESTED_APPLICATIONS: Final = 12
_NAMED: Final = 3
"""Accesses that are named one by one."""
_TESTED_SITES: Final = 400


def runbook_document(sources: Sources) -> Document:
    """Return the run book of every network that moves, in the order of the waves."""
    return Document(
        kind="runbook",
        title=said(N_("Run book of the cut-overs")),
        short=said(N_("Cut-over run book")),
        meta=sources.meta,
        chapters=(_common(sources), *(_network(sources, one.network) for one in sources.moved if one.network)),
    )


def _common(sources: Sources) -> Chapter:
    rows = tuple(
        row(
            one.network or "",
            text(sources.network(one.network or "")),
            text(option_word(one.option)),
            text(start_quarter(sources, one.network or "")),
            text(one.finish),
            count(one.sites),
            figure(one.days, Tag.ESTIMATE),
            text(sources.called(sources.declared(one.network or "").owner)),
        )
        for one in sources.moved
    )
    return Chapter(
        id="common",
        title=said(N_("Common to all cut-overs")),
        blocks=(
            Table(
                id="moves",
                caption=said(N_("Cut-overs in order")),
                columns=columns(
                    (said(N_("Network")), 2.6),
                    (said(N_("Option")), 2.2),
                    (said(N_("Work from")), 0.9),
                    (said(N_("Finish")), 0.9),
                    (said(N_("Sites")), 0.7),
                    (said(N_("Engineer-days")), 0.9),
                    (said(N_("Owner")), 1.3),
                ),
                rows=rows,
                empty=said(N_("This scenario moves no network: there is nothing to cut over.")),
            ),
            paragraph(
                N_(
                    "Who does what is said by unit; each unit names its person on duty, with telephone, on the sign-off "
                    "page before the window."
                )
            ),
            bullets(
                said(N_("The conductor of the window alone says go, stop and back.")),
                said(N_("Every step is ticked with its time; a step that fails twice means the way back.")),
                said(N_("Configurations of all devices touched are saved before and after, and imported into netfold.")),
                said(N_("Nothing that is not in this book is changed in the window.")),
                numbered=True,
            ),
        ),
    )


def _network(sources: Sources, code: str) -> Chapter:
    return Chapter(
        id=f"run.{code}",
        title=sources.network(code),
        own_page=True,
        chapters=(
            Chapter(id=f"run.{code}.facts", title=said(N_("What moves")), blocks=(_facts(sources, code), *_waits(sources, code))),
            Chapter(id=f"run.{code}.before", title=said(N_("Checks before")), blocks=(bullets(*_checks(sources, code), numbered=True),)),
            Chapter(id=f"run.{code}.steps", title=said(N_("Steps")), blocks=(_steps(sources, code),)),
            Chapter(
                id=f"run.{code}.tests",
                title=said(N_("Acceptance tests, from discovery")),
                blocks=(_tests(sources, code), _sites(sources, code)),
            ),
            Chapter(
                id=f"run.{code}.back",
                title=said(N_("Way back and contacts")),
                blocks=(
                    bullets(*_back(sources, code), numbered=True),
                    SignOff(
                        rows=(
                            (sources.called(sources.declared(code).owner), said(N_("owner: person on duty, telephone"))),
                            (sources.called(sources.case.programme_payer), said(N_("extranet: conductor, telephone"))),
                            *((carrier, said(N_("carrier: service desk, telephone"))) for carrier in _carriers(sources, code)),
                        )
                    ),
                ),
            ),
        ),
    )


def _facts(sources: Sources, code: str) -> Table:
    case, result = sources.case, sources.result[code]
    devices = Counter(device.model or device.platform or "?" for device in case.devices.get(code, ()))
    network = sources.declared(code)
    rows: list[tuple[str, Text, Text]] = [
        ("option", said(N_("Option")), option_word(result.option)),
        ("target", said(N_("Target")), result.target or "-"),
        ("window", said(N_("Work from, complete by")), f"{start_quarter(sources, code)}, {last_day(result.finish or '').isoformat()}"),
        ("sites", said(N_("Sites, hosts in use")), f"{result.sites}, {result.hosts if result.hosts is not None else '-'}"),
        ("devices", said(N_("Devices")), ", ".join(f"{model} x {number}" for model, number in sorted(devices.items())) or "-"),
        ("prefixes", said(N_("Declared prefixes")), ", ".join(network.prefixes) or "-"),
        ("realm", said(N_("Address realm")), network.realm or "-"),
    ]
    return Table(
        id=f"run.{code}",
        caption=said(N_("{network}: what moves"), network=code),
        columns=columns((said(N_("What")), 1), (said(N_("Value")), 3)),
        rows=tuple(row(key, text(what), text(value)) for key, what, value in rows),
        foot=False,
    )


def _waits(sources: Sources, code: str) -> Iterator[Block]:
    for one in dependencies(sources, code):
        yield Paragraph(text=one, style="note")


def _checks(sources: Sources, code: str) -> Iterator[Said]:
    case, result = sources.case, sources.result[code]
    yield said(N_("Discovery of the day before is complete: {count} devices answered, none silent."), count=len(case.devices.get(code, ())))
    yield said(N_("Configurations of these devices are saved and imported; the differences to the last import are explained."))
    verdict = next(one for one in sources.verdicts[code] if one.option is result.option)
    if verdict.consent:
        yield said(N_("Consent {code} lies on the table, with its conditions."), code=verdict.consent)
    apps = needed_applications(case.census, code)
    if apps:
        yield said(N_("Its {count} applications answer over the new way from a test site."), count=len(apps))
    doors = [one for one in case.findings if one.kind.startswith("back_door") and code in one.networks]
    if doors:
        yield said(N_("{count} undeclared links to other networks are closed or declared."), count=len(doors))
    clashes = [one for one in case.findings if one.kind.startswith("overlap.") and {code, result.target} <= set(one.networks)]
    if clashes:
        yield said(N_("{count} address conflicts with {target} are settled."), count=len(clashes), target=result.target)
    yield said(N_("The way back was rehearsed at one site within the time allowed."))


def _steps(sources: Sources, code: str) -> Table:
    rows = tuple(
        row(str(place), count(place), text(what), text(who), text(proof))
        for place, (what, who, proof) in enumerate(steps(sources, code), start=1)
    )
    return Table(
        id=f"steps.{code}",
        caption=said(N_("{network}: steps in order"), network=code),
        columns=columns((said(N_("No.")), 0.4), (said(N_("Step")), 3.4), (said(N_("Who")), 1.2), (said(N_("Done when")), 2)),
        rows=rows,
        foot=False,
    )


def steps(sources: Sources, code: str) -> Iterator[tuple[Text, Text, Text]]:
    """Yield the steps of a network's cut-over: what is done, by which unit, and when it counts as done."""
    case, result = sources.case, sources.result[code]
    owner, operator = sources.called(sources.declared(code).owner), sources.called(case.programme_payer)
    sites = case.site_sets.get(code, frozenset())
    if result.option is Option.MERGE_ADMIN:
        yield (
            said(N_("Set up VPN {vpn} in {target}"), vpn=vrf_name(code), target=result.target),
            operator,
            said(N_("it is seen on the core, with no route of another VPN")),
        )
    added = [edit for edit in sources.edits_of(EditKind.ADD_ACCESS) if edit.subject in sites]
    if added:
        yield (
            said(N_("Bring {count} new accesses into service"), count=len(added)),
            operator,
            said(N_("each answers for 24 hours without loss")),
        )
    raised = [edit for edit in sources.edits_of(EditKind.ADD_CAPACITY) if edit.subject in sites]
    if len(raised) > _NAMED:
        yield (
            said(N_("Raise the accesses of {count} sites as the plan's workbook lists them"), count=len(raised)),
            operator,
            said(N_("the port shows the new speed")),
        )
    for edit in raised if len(raised) <= _NAMED else ():
        need = f"{float(edit.params.get('bandwidth_bps') or 0) / MBIT:.0f}"
        where = f"{edit.subject} {sources.called(edit.subject)}"
        yield (
            said(N_("Raise the access of {site} to {need} Mbit/s or more"), site=where, need=need),
            operator,
            said(N_("the port shows the new speed")),
        )
    moves = sources.edits_of(EditKind.RENUMBER, code)
    if moves:
        hosts = sum(int(edit.params.get("hosts") or 0) for edit in moves)
        yield (
            said(N_("Renumber {hosts} hosts by the list of the annex, site by site"), hosts=hosts),
            owner,
            said(N_("no host answers at an old address")),
        )
    if result.option is Option.WITHDRAW:
        yield (
            said(N_("Announce the end to all {count} sites a month before"), count=result.sites),
            owner,
            said(N_("every site has answered")),
        )
        yield said(N_("Shut the ports for a trial week, keep everything else")), owner, said(N_("no complaint, no traffic at the ports"))
    elif result.option in MERGES or result.option is not Option.KEEP:
        yield (
            said(N_("Move the pilot site, then the others in the order of the table below")),
            operator,
            said(N_("the tests of the site pass")),
        )
        yield said(N_("Move the applications' entry points, last of all")), owner, said(N_("users of every site reach them"))
    yield said(N_("Run both networks to the end of {quarter}"), quarter=result.finish), owner, said(N_("no user needed the way back"))
    ended = [one for one in ended_circuits(sources) if one.network == code]
    if ended:
        by = min((one.notice_by for one in ended if one.notice_by), default=None)
        yield (
            said(N_("End {count} circuits; notice by {day}"), count=len(ended), day=by.isoformat() if by else "-"),
            owner,
            said(N_("the carrier has confirmed each number")),
        )
    yield said(N_("Wipe the devices left over and hand them to asset management")), owner, said(N_("the list of assets is signed"))
    yield said(N_("Run discovery and make the acceptance report")), operator, said(N_("the network is no longer seen as its own"))


def _tests(sources: Sources, code: str) -> Table:
    case = sources.case
    applications = needed_applications(case.census, code)[:_TESTED_APPLICATIONS]
    rows: list[Row] = [
        row(
            "devices",
            text(said(N_("devices of the network that answer"))),
            count(len(case.devices.get(code, ()))),
            text(said(N_("after: only those re-homed, under the target's name"))),
        ),
        row(
            "hosts",
            text(said(N_("hosts in use"))),
            count(sources.result[code].hosts),
            text(said(N_("after: at least 98 % seen again within two weeks"))),
        ),
        row("isolation", text(said(N_("routes to other networks' VPNs"))), count(0), text(said(N_("after: none")))),
    ]
    rows += [
        row(
            one.code,
            text(f"{one.code} {one.name}", case.cell(one.cell)),
            count(one.users),
            text(said(N_("reached from every site, log-in works"))),
        )
        for one in applications
    ]
    return Table(
        id=f"tests.{code}",
        caption=said(N_("{network}: what is tested, as measured before"), network=code),
        columns=columns((said(N_("Test")), 3), (said(N_("Before")), 0.8), (said(N_("Passed when")), 3)),
        rows=tuple(rows),
    )


def _sites(sources: Sources, code: str) -> Table:
    case = sources.case
    rows = []
    for presence in sorted(case.presences.get(code, ()), key=lambda one: one.site)[:_TESTED_SITES]:
        hosts, evidence = case.hosts(presence)
        view = case.presence_views.get(presence.code)
        names = [
            device.name for device_id in (view.devices if view else ()) if case.topology and (device := case.topology.device.get(device_id))
        ]
        rows.append(
            row(
                presence.code,
                text(f"{presence.site} {sources.called(presence.site)}", evidence[:1]),
                text(", ".join(names[:2]) or "-"),
                count(hosts),
                text("□"),
            )
        )
    return Table(
        id=f"sites.{code}",
        caption=said(N_("{network}: sites, their devices and hosts"), network=code),
        columns=columns((said(N_("Site")), 3), (said(N_("Device")), 2), (said(N_("Hosts")), 0.7), (said(N_("Passed")), 0.6)),
        rows=tuple(rows),
        empty=said(N_("The census names no presence.")),
        small=True,
    )


def _back(sources: Sources, code: str) -> Iterator[Said]:
    result = sources.result[code]
    yield said(N_("Point of return: the end of each site's window; after that the next morning's first hour, with the owner's word."))
    yield said(
        N_("Load the saved configuration on the site's devices; the old circuits are still there until the end of {quarter}."),
        quarter=result.finish,
    )
    if result.option is not Option.WITHDRAW:
        yield said(N_("Take the site's routes out of the target before the old ones come back, or traffic loops."))
    yield said(N_("Test the site as before, report cause and time, plan a new window no sooner than a week later."))


def _carriers(sources: Sources, code: str) -> tuple[str, ...]:
    return tuple(sorted({one.carrier for one in ended_circuits(sources) if one.network == code and one.carrier}))
