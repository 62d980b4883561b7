"""Waves: the networks that are finished in one quarter, the work of each as bars of a Gantt chart, and what each waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from planning.case import Case
from planning.decide import Decision
from planning.edits import Edit, EditKind, plan_edits
from planning.lines import CostLine
from planning.notices import Notice
from planning.options import Interim, Option
from planning.quarters import Quarter, blacked_out
from planning.rules import application_gate, granted, needed_applications
from topology.model.census import ConsentState
from topology.model.entities import Evidence
from topology.model.errors import Scalar


class TaskKind(StrEnum):
    """What a bar stands for."""

    PLATFORM = "platform"
    ACCESS = "access"
    GATEWAY = "gateway"
    CUTOVER = "cutover"
    DUAL_RUNNING = "dual_running"
    CIRCUITS_END = "circuits_end"


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A bar: from the beginning of `first` to the end of `last`."""

    id: str
    kind: TaskKind
    network: str | None
    """None for what networks share."""
    subject: str
    """Code of the network or platform; for accesses the quarter, as many sites are opened together."""
    first: str
    last: str
    count: int
    """Sites, hosts or circuits it is about; 1 where it is about one thing."""
    days: float = 0.0
    """Engineer-days of its cost lines [d]."""
    waits_for: tuple[str, ...] = ()
    """Ids of the bars that end before it is done."""
    slack: int | None = None
    """Quarters by which its last gate came before its end; 0 is critical, negative is missed, None: no gate."""


class GateKind(StrEnum):
    """What a network's cut-over waits for."""

    CLOUD = "cloud"
    CONSENT = "consent"
    PLATFORM = "platform"
    CONTRACT = "contract"
    BLACKOUT = "blackout"
    HOST = "host"
    NOTICE = "notice"


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of one network. `slack` is the quarters between it and the finish; None where it is no date."""

    kind: GateKind
    network: str
    subject: str
    """Code of the consent, platform, contract, host or application that holds it."""
    quarter: str | None
    met: bool
    """Whether it holds at the finish. A contract that is not met costs a penalty and stops nothing; any other stops the cut-over."""
    slack: int | None
    params: dict[str, Scalar] = {}
    evidence: tuple[Evidence, ...] = ()


class Wave(msgspec.Struct, frozen=True, kw_only=True):
    """What is finished in one quarter."""

    number: int
    quarter: str
    networks: tuple[str, ...]
    sites: int
    hosts: int
    days: float
    one_off_fen: int
    circuits_end: int
    """Circuits whose last paid quarter this is, whatever network they belong to."""


def waves(case: Case, lines: Iterable[CostLine]) -> tuple[Wave, ...]:
    """Return the waves of a plan in order of time; quarters in which no network is finished are no wave."""
    done: dict[str, list[str]] = defaultdict(list)
    for code, decision in case.decisions.items():
        if decision.finish is not None:
            done[decision.finish].append(code)
    days: dict[str | None, float] = defaultdict(float)
    cost: dict[str | None, int] = defaultdict(int)
    for line in lines:
        days[line.network] += line.days
        cost[line.network] += line.total_fen if line.nature.value == "one_off" else 0
    ends = [edit.quarter for edit in plan_edits(case, case.quarters[-1]) if edit.kind is EditKind.END_CIRCUIT]
    return tuple(
        Wave(
            number=number,
            quarter=quarter,
            networks=tuple(sorted(codes)),
            sites=len({row.site for code in codes for row in case.presences.get(code, ())}),
            hosts=sum(case.hosts(row)[0] or 0 for code in codes for row in case.presences.get(code, ())),
            days=sum(days[code] for code in codes),
            one_off_fen=sum(cost[code] for code in codes),
            circuits_end=ends.count(quarter),
        )
        for number, (quarter, codes) in enumerate(sorted(done.items()), start=1)
    )


def gates(case: Case, notices: Iterable[Notice]) -> tuple[Gate, ...]:
    """Return what each moving network waits for, by network and kind."""
    by_network: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_network[notice.network].append(notice)
    found = [
        gate
        for decision in case.decisions.values()
        if decision.finish
        for gate in _of_network(case, decision, by_network[decision.network])
    ]
    return tuple(sorted(found, key=lambda gate: (gate.network, gate.kind.value, gate.subject)))


def _of_network(case: Case, decision: Decision, notices: list[Notice]) -> Iterator[Gate]:
    yield from _cloud(case, decision)
    yield from _consent(case, decision)
    yield from _platforms(case, decision)
    yield from _calendar(case, decision)
    yield from _contracts(decision, notices)


def _gate(kind: GateKind, decision: Decision, subject: str, quarter: str | None, **more: Scalar) -> Gate:
    assert decision.finish is not None
    finish = Quarter.parse(decision.finish)
    slack = finish.since(Quarter.parse(quarter)) if quarter else None
    return Gate(
        kind=kind,
        network=decision.network,
        subject=subject,
        quarter=quarter,
        met=slack is not None and slack >= 0,
        slack=slack,
        params=more,
    )


def _cloud(case: Case, decision: Decision) -> Iterator[Gate]:
    needed = needed_applications(case.census, decision.network)
    last = application_gate(needed)
    if last is None:
        return
    held_by = [row for row in needed if row.ready == last]
    gate = _gate(GateKind.CLOUD, decision, held_by[0].code, last, count=len(needed), name=held_by[0].name, batch=held_by[0].batch)
    yield msgspec.structs.replace(gate, evidence=tuple(item for row in held_by[:3] for item in case.cell(row.cell)))


def _consent(case: Case, decision: Decision) -> Iterator[Gate]:
    asked = [row for row in case.census.consents if row.network == decision.network and row.option == decision.option.value]
    held = {row.code for row in granted(case.census, decision.network, decision.option)}
    for row in asked:
        gate = _gate(GateKind.CONSENT, decision, row.code, row.since, authority=row.authority, state=row.state.value)
        met = row.code in held and (gate.slack is None or gate.slack >= 0)
        yield msgspec.structs.replace(gate, met=met and row.state is ConsentState.GRANTED, evidence=case.cell(row.cell))


def _platforms(case: Case, decision: Decision) -> Iterator[Gate]:
    for platform in decision.verdict.requires if decision.verdict else ():
        yield _gate(GateKind.PLATFORM, decision, platform, case.scenario.platforms.get(platform) or None, platform=platform)
    if decision.option is Option.JOIN and decision.target is not None:
        host = case.decisions.get(decision.target)
        gate = _gate(GateKind.HOST, decision, decision.target, None)
        yield msgspec.structs.replace(gate, met=host is not None and host.option is Option.KEEP)


def _calendar(case: Case, decision: Decision) -> Iterator[Gate]:
    blackout = case.networks[decision.network].blackout
    if not blackout or decision.finish is None:
        return
    gate = _gate(GateKind.BLACKOUT, decision, decision.network, None, blackout=", ".join(blackout))
    yield msgspec.structs.replace(
        gate, met=not blacked_out(Quarter.parse(decision.finish), blackout), evidence=case.cell(case.networks[decision.network].cell)
    )


def _contracts(decision: Decision, notices: list[Notice]) -> Iterator[Gate]:
    """A contract that runs beyond the leaving costs a penalty; it is met where it ends before. Each letter has its own date."""
    ending: dict[str, Notice] = {}
    for notice in notices:
        if notice.contract is None or notice.by is None:
            continue
        gate = _gate(
            GateKind.NOTICE, decision, notice.contract, str(Quarter.of(notice.by)), act=notice.act.value, day=notice.by.isoformat(),
            circuits=len(notice.circuits),
        )  # fmt: skip
        yield msgspec.structs.replace(gate, met=not notice.late, evidence=notice.evidence)
        known = ending.get(notice.contract)
        if notice.contract_end is not None and (known is None or known.penalty_fen < notice.penalty_fen):
            ending[notice.contract] = notice
    for contract, notice in ending.items():
        assert notice.contract_end is not None
        end = _gate(
            GateKind.CONTRACT, decision, contract, str(Quarter.of(notice.contract_end)), day=notice.contract_end.isoformat(),
            fen=notice.penalty_fen,
        )  # fmt: skip
        yield msgspec.structs.replace(end, met=notice.penalty_fen == 0, evidence=notice.evidence)


def tasks(case: Case, lines: Iterable[CostLine], found: Iterable[Gate]) -> tuple[Task, ...]:
    """Return the bars of the Gantt chart: shared ones first, then network by network in order of the finish."""
    edits = plan_edits(case, case.quarters[-1])
    days: dict[str | None, float] = defaultdict(float)
    for line in lines:
        days[line.network] += line.days
    slack: dict[str, int] = {}
    for gate in found:
        if gate.slack is not None and gate.kind in {GateKind.CLOUD, GateKind.CONSENT, GateKind.PLATFORM}:
            slack[gate.network] = min(slack.get(gate.network, gate.slack), gate.slack)
    shared = [*_platform_tasks(case), *_access_tasks(edits)]
    own = [
        task
        for code, decision in sorted(case.decisions.items(), key=lambda item: (item[1].finish or "", item[0]))
        for task in _network_tasks(case, decision, edits, shared, (days[code], slack.get(code)))
    ]
    return (*shared, *own)


def _platform_tasks(case: Case) -> list[Task]:
    used = {name for row in case.decisions.values() if row.finish and row.verdict for name in row.verdict.requires}
    return [
        Task(id=f"platform:{name}", kind=TaskKind.PLATFORM, network=None, subject=name, first=str(case.start), last=quarter, count=1)
        for name, quarter in sorted(case.scenario.platforms.items())
        if name in used and quarter
    ]


def _access_tasks(edits: Iterable[Edit]) -> list[Task]:
    opened: dict[str, int] = defaultdict(int)
    for edit in edits:
        if edit.kind in {EditKind.ADD_ACCESS, EditKind.ADD_CAPACITY}:
            opened[edit.quarter] += 1
    return [
        Task(id=f"access:{quarter}", kind=TaskKind.ACCESS, network=None, subject=quarter, first=quarter, last=quarter, count=count)
        for quarter, count in sorted(opened.items())
    ]


def _network_tasks(
    case: Case, decision: Decision, edits: Iterable[Edit], shared: list[Task], known: tuple[float, int | None]
) -> Iterator[Task]:
    code = decision.network
    if decision.interim is Interim.GATEWAY and decision.interim_from is not None:
        last = str(Quarter.parse(decision.finish).plus(-1)) if decision.finish else str(case.quarters[-1])
        if decision.interim_from <= last:
            yield Task(
                id=f"gateway:{code}", kind=TaskKind.GATEWAY, network=code, subject=code, first=decision.interim_from, last=last, count=1
            )
    if decision.finish is None:
        return
    finish = Quarter.parse(decision.finish)
    first = max(finish.plus(1 - decision.duration), case.start)
    needs = set(decision.verdict.requires) if decision.verdict else set()
    waits = [task.id for task in shared if task.subject in needs or (task.kind is TaskKind.ACCESS and task.last == decision.finish)]
    yield Task(
        id=f"cutover:{code}", kind=TaskKind.CUTOVER, network=code, subject=code, first=str(first), last=decision.finish,
        count=len(case.presences.get(code, ())), days=known[0], waits_for=tuple(waits), slack=known[1],
    )  # fmt: skip
    if decision.leaves is not None and Quarter.parse(decision.leaves).plus(-1) > finish:
        yield Task(
            id=f"dual_running:{code}", kind=TaskKind.DUAL_RUNNING, network=code, subject=code, first=str(finish.plus(1)),
            last=str(Quarter.parse(decision.leaves).plus(-1)), count=1, waits_for=(f"cutover:{code}",),
        )  # fmt: skip
    ends = sorted(edit.quarter for edit in edits if edit.kind is EditKind.END_CIRCUIT and edit.network == code)
    if ends:
        yield Task(
            id=f"circuits_end:{code}", kind=TaskKind.CIRCUITS_END, network=code, subject=code, first=ends[0], last=ends[-1],
            count=len(ends), waits_for=(f"cutover:{code}",),
        )  # fmt: skip
