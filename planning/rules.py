"""The rules applied: `feasible` gives the verdict on every option of a network from the census.

Each check is one rule and answers None or the id of the rule that blocks, with the values of its text.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from planning.options import LEVEL3_ZONE, MERGES, RULE, Option, Verdict, read_option
from topology.model.census import Application, Census, Consent, ConsentState, Level, Network, Role
from topology.model.entities import Evidence, EvidenceKind, Topology
from topology.model.errors import NotFound, Scalar

_LEVEL3 = 3

_TARGET = {
    Option.MERGE_ADMIN: Role.EXTRANET_ADMIN,
    Option.MERGE_PUBLIC: Role.EXTRANET_PUBLIC,
    Option.INTRANET: Role.INTRANET,
}


class _Blocked(msgspec.Struct, frozen=True, kw_only=True):
    rule: str
    params: dict[str, Scalar] = {}
    unlock: str | None = None
    cells: tuple[str, ...] = ()


class _Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A network with the census rows its rules ask for."""

    census: Census
    network: Network
    applications: tuple[Application, ...]
    needed: tuple[Application, ...]
    consents: tuple[Consent, ...]


def feasible(census: Census, topology: Topology | None, network: str) -> tuple[Verdict, ...]:  # noqa: ARG001 - the agreed signature
    """Return the verdict on each option for a departmental network, in the order of `Option`.

    `topology` is where later rules find what was measured; those of today rest on the census alone, and None is
    a good answer where nothing was discovered yet.

    Raises
    ------
    NotFound
        `planning.network_unknown`, where the census has no departmental network of this code.
    """
    subject = _subject(census, network)
    return tuple(_verdict(subject, option) for option in Option)


def options_matrix(census: Census, topology: Topology | None) -> tuple[Verdict, ...]:
    """Return the verdicts of every departmental network, networks in the census's order."""
    codes = [network.code for network in census.networks if network.role is Role.DEPARTMENTAL]
    return tuple(verdict for code in codes for verdict in feasible(census, topology, code))


def verdict_table(census: Census, topology: Topology | None) -> dict[str, dict[Option, Verdict]]:
    """Return the verdicts by network and option: reckon them once where one census is judged again and again."""
    table: dict[str, dict[Option, Verdict]] = {}
    for verdict in options_matrix(census, topology):
        table.setdefault(verdict.network, {})[verdict.option] = verdict
    return table


def target_of(census: Census, option: Option) -> str | None:
    """Return the code of the network an option merges into; None for options without a fixed target."""
    role = _TARGET.get(option)
    return next((network.code for network in census.networks if network.role is role), None) if role else None


def granted(census: Census, network: str, option: Option) -> tuple[Consent, ...]:
    """Return the granted and dated consents to an option for a network, the earliest first."""
    rows = [row for row in census.consents if row.network == network and read_option(row.option) is option]
    dated = [row for row in rows if row.state is ConsentState.GRANTED and row.since]
    return tuple(sorted(dated, key=lambda row: (row.since or "", row.code)))


def in_use(application: Application) -> bool:
    """Tell whether an application still serves anyone: neither stopped nor found abandoned by the census."""
    return application.state == "in_use" and application.zombie is None


def needed_applications(census: Census, network: str) -> tuple[Application, ...]:
    """Return the applications in use that a network's users reach: its own and those its dependencies name."""
    wanted = {row.application for row in census.dependencies if row.from_network == network}
    return tuple(row for row in census.applications if in_use(row) and (row.network == network or row.code in wanted))


def application_gate(applications: tuple[Application, ...]) -> str | None:
    """Return the quarter in which the last of some applications runs in the cloud; None where none is planned.

    A network leaves only after its applications: the gate is the latest ready quarter.
    """
    return max((row.ready for row in applications if row.ready is not None), default=None)


def cell_evidence(census: Census, cell: str, text: str = "") -> tuple[Evidence, ...]:
    """Return the reference to a census cell; none where the row was not read from a workbook."""
    return (Evidence(EvidenceKind.CELL, census.edition, cell, text),) if cell else ()


def _subject(census: Census, code: str) -> _Subject:
    found = next((row for row in census.networks if row.code == code and row.role is Role.DEPARTMENTAL), None)
    if found is None:
        raise NotFound("planning.network_unknown", network=code, edition=census.edition)
    return _Subject(
        census=census,
        network=found,
        applications=tuple(row for row in census.applications if row.network == code and in_use(row)),
        needed=needed_applications(census, code),
        consents=tuple(row for row in census.consents if row.network == code),
    )


def _verdict(subject: _Subject, option: Option) -> Verdict:
    network = subject.network
    blocked = next((found for check in _CHECKS if (found := check(subject, option))), None)
    cells = (network.cell, *(blocked.cells if blocked else ()))
    evidence = tuple(item for cell in cells for item in cell_evidence(subject.census, cell))
    recorded = _granted(subject, option) or _recorded(subject, option)
    state, since = (recorded.state.value, recorded.since) if recorded else (None, None)
    if blocked:
        rule = (Evidence(EvidenceKind.RULE, "planning", blocked.rule, RULE[blocked.rule].shown_citation),)
        return Verdict(
            network=network.code,
            option=option,
            allowed=False,
            rule=blocked.rule,
            params={"network": network.code, **blocked.params},
            evidence=(*evidence, *rule),
            unlock=blocked.unlock,
            consent_state=state,
            consent_since=since,
        )
    consent = _granted(subject, option) if _needs_consent(network, option) else None
    return Verdict(
        network=network.code,
        option=option,
        allowed=True,
        evidence=(*evidence, *(item for cell in _conditions(subject, option, consent) for item in cell_evidence(subject.census, cell))),
        earliest=_earliest(subject, option, consent),
        blackout=network.blackout if option is not Option.KEEP else (),
        requires=(LEVEL3_ZONE,) if _needs_zone(subject, option) else (),
        hosts=_hosts(subject) if option is Option.JOIN else (),
        consent=consent.code if consent else None,
        consent_state=state,
        consent_since=since,
    )


def _classified(subject: _Subject, option: Option) -> _Blocked | None:
    if subject.network.classified and option not in {Option.KEEP, Option.INTRANET}:
        return _Blocked(rule="classified")
    if not subject.network.classified and option is Option.INTRANET:
        return _Blocked(rule="unclassified")
    return None


def _statutory(subject: _Subject, option: Option) -> _Blocked | None:
    return _Blocked(rule="statutory") if subject.network.statutory and option is not Option.KEEP else None


def _vertical(subject: _Subject, option: Option) -> _Blocked | None:
    network = subject.network
    if network.level is not Level.VERTICAL or option in {Option.KEEP, Option.INTRANET}:
        return None
    return _consent_block(subject, option, "vertical_merge" if option in MERGES else "vertical_only")


def _intranet_date(subject: _Subject, option: Option) -> _Blocked | None:
    return _consent_block(subject, option, "intranet_consent") if option is Option.INTRANET else None


def _protection(subject: _Subject, option: Option) -> _Blocked | None:
    level = subject.network.mlps_level or 0
    if option is Option.MERGE_PUBLIC and level >= _LEVEL3:
        return _Blocked(rule="mlps_public", params={"level": level})
    if option is Option.MERGE_ADMIN and level > _LEVEL3:
        return _Blocked(rule="mlps_above", params={"level": level})
    return None


def _target(subject: _Subject, option: Option) -> _Blocked | None:
    if option in _TARGET and target_of(subject.census, option) is None:
        return _Blocked(rule="no_target")
    if option is Option.JOIN and not _hosts(subject):
        return _Blocked(rule="no_host")
    return None


def _cloud(subject: _Subject, option: Option) -> _Blocked | None:
    """Withdrawing leaves nothing behind: each application its users need must have a date in the cloud."""
    if option is not Option.WITHDRAW:
        return None
    late = [row for row in subject.needed if row.ready is None]
    if not late:
        return None
    return _Blocked(
        rule="applications",
        params={"count": len(late), "application": late[0].name},
        cells=tuple(row.cell for row in late[:5]),
    )


_CHECKS = (_classified, _statutory, _intranet_date, _vertical, _protection, _target, _cloud)


def _needs_consent(network: Network, option: Option) -> bool:
    return option is Option.INTRANET or (network.level is Level.VERTICAL and option is not Option.KEEP)


def _needs_zone(subject: _Subject, option: Option) -> bool:
    """Tell whether users of a level-3 network come onto the extranet: by a merge, or because they still need what is in the cloud."""
    comes = option is Option.MERGE_ADMIN or (option is Option.WITHDRAW and bool(subject.needed))
    return comes and (subject.network.mlps_level or 0) >= _LEVEL3


def _granted(subject: _Subject, option: Option) -> Consent | None:
    return next(iter(granted(subject.census, subject.network.code, option)), None)


def _recorded(subject: _Subject, option: Option) -> Consent | None:
    """Return the first consent the census records for an option, whatever its state."""
    return next((row for row in subject.consents if read_option(row.option) is option), None)


def _consent_block(subject: _Subject, option: Option, rule: str) -> _Blocked | None:
    if _granted(subject, option):
        return None
    recorded = _recorded(subject, option)
    return _Blocked(
        rule=rule,
        params={
            "authority": recorded.authority if recorded else subject.network.authority,
            "state": recorded.state.value if recorded else ConsentState.NONE.value,
        },
        unlock=recorded.code if recorded else subject.network.authority,
        cells=(recorded.cell,) if recorded else (),
    )


def _earliest(subject: _Subject, option: Option, consent: Consent | None) -> str | None:
    if option is Option.KEEP:
        return None
    gate = application_gate(subject.needed if option is Option.WITHDRAW else subject.applications)
    return max((quarter for quarter in (gate, consent.since if consent else None) if quarter), default=None)


def _conditions(subject: _Subject, option: Option, consent: Consent | None) -> Iterator[str]:
    """Yield the cells that an allowed option's conditions rest on: its consent, the applications to wait for, and who needs them."""
    if consent is not None:
        yield consent.cell
    if option is Option.KEEP:
        return
    applications = subject.needed if option is Option.WITHDRAW else subject.applications
    yield from (row.cell for row in applications if option is Option.WITHDRAW or row.ready is not None)
    if option is Option.WITHDRAW:
        yield from (row.cell for row in subject.census.dependencies if row.from_network == subject.network.code)


def _hosts(subject: _Subject) -> tuple[str, ...]:
    """Siblings that may take a network in: unclassified, the city's own, protected at least as well; most shared sites first."""
    census, guest = subject.census, subject.network
    sites: dict[str, set[str]] = {}
    for row in census.presences:
        sites.setdefault(row.network, set()).add(row.site)
    own = sites.get(guest.code, set())
    found = [
        row
        for row in census.networks
        if row.role is Role.DEPARTMENTAL
        and row.code != guest.code
        and not row.classified
        and (row.level is Level.CITY or _may_host(census, row.code))
        and (row.mlps_level or 0) >= (guest.mlps_level or 0)
        and own & sites.get(row.code, set())
    ]
    return tuple(row.code for row in sorted(found, key=lambda row: (-len(own & sites[row.code]), row.code)))


def _may_host(census: Census, network: str) -> bool:
    """Tell whether the authority of a vertical network has agreed that others join it."""
    granted = (row for row in census.consents if row.network == network and row.state is ConsentState.GRANTED)
    return any(read_option(row.option) is Option.JOIN for row in granted)
