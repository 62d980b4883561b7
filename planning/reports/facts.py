"""Facts: the lists that documents print and workbooks sort, derived from a case: circuits that end, rooms, accesses, waves."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from planning.assets import last_user, room_leaving
from planning.case import CONFIRMED
from planning.edits import EditKind
from planning.lines import Item
from planning.move_costs import users_of_sites
from planning.notices import notice_day
from planning.options import Option
from planning.prices import Tag
from planning.quarters import Quarter
from planning.reports.sources import Sources
from planning.shared_costs import site_demand
from topology.model.census import Consent, ConsentState
from topology.model.entities import Evidence

_MONTHS_A_QUARTER: Final = 3


class EndedCircuit(msgspec.Struct, frozen=True, kw_only=True):
    """A circuit that ends, with the contract it stands under and the day by which notice must be given."""

    code: str
    number: str | None
    network: str
    site_a: str
    site_b: str | None
    contract: str | None
    carrier: str | None
    contract_end: date | None
    notice_months: int | None
    last: str
    """The last quarter it is paid in."""
    notice_by: date | None
    fee_fen_per_a: int | None
    penalty_fen: int
    confirmed: bool
    evidence: tuple[Evidence, ...]


class FreedRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A machine room with departmental networks in it: when it is free, or who holds it."""

    code: str
    unit: str
    networks: tuple[str, ...]
    racks: int | None
    area_m2: float | None
    free: str | None
    """First quarter in which nothing is left in it; None where somebody stays."""
    held_by: tuple[str, ...]
    evidence: tuple[Evidence, ...]


class SiteLoad(msgspec.Struct, frozen=True, kw_only=True):
    """An extranet access: what it carries at the end of each quarter, and its capacity before and after [bit/s]."""

    site: str
    capacity_bps: int | None
    own_bps: float
    load_bps: tuple[float, ...]
    step: str | None
    """Quarter of the new access or of the step to more bandwidth."""
    new: bool
    users: tuple[str, ...]


class Wave(msgspec.Struct, frozen=True, kw_only=True):
    """The networks that finish in one quarter."""

    quarter: str
    networks: tuple[str, ...]
    sites: int
    days: float
    one_off_fen: int


class Disposal(msgspec.Struct, frozen=True, kw_only=True):
    """Devices of one network and model that are left over."""

    network: str
    model: str
    count: int
    quarter: str
    tag: Tag
    evidence: tuple[Evidence, ...]


def last_day(quarter: str) -> date:
    """Return the last day of a quarter.

    >>> last_day("2018Q1")
    datetime.date(2018, 3, 31)
    """
    when = Quarter.parse(quarter)
    month = when.number * _MONTHS_A_QUARTER
    return date(when.year, month, calendar.monthrange(when.year, month)[1])


def ended_circuits(sources: Sources) -> tuple[EndedCircuit, ...]:
    """Return the circuits that end within the horizon, by quarter, network and code.

    Notice must be given so that it has run by the last day that is paid: that day less the contract's notice.
    """
    case = sources.case
    rows = {row.code: row for row in case.census.circuits}
    penalties = {line.subject: line.amount_fen for line in sources.appraisal.lines if line.item is Item.PENALTY}
    found = []
    for edit in sources.edits_of(EditKind.END_CIRCUIT):
        circuit = rows[edit.subject]
        contract = case.contracts.get(circuit.contract or "")
        day = last_day(edit.quarter)
        view = case.circuit_views.get(circuit.code)
        found.append(
            EndedCircuit(
                code=circuit.code,
                number=circuit.number,
                network=circuit.network,
                site_a=circuit.site_a,
                site_b=circuit.site_b,
                contract=contract.code if contract else None,
                carrier=contract.carrier if contract else None,
                contract_end=contract.end if contract else None,
                notice_months=contract.notice_months if contract else None,
                last=edit.quarter,
                notice_by=notice_day(day, contract.notice_months) if contract else None,
                fee_fen_per_a=circuit.fee_fen_per_a,
                penalty_fen=penalties.get(circuit.code, 0),
                confirmed=view is not None and view.status in CONFIRMED,
                evidence=(*case.cell(circuit.cell), *(case.cell(contract.cell) if contract else ())),
            )
        )
    return tuple(sorted(found, key=lambda row: (row.last, row.network, row.code)))


def freed_rooms(sources: Sources) -> tuple[FreedRoom, ...]:
    """Return the machine rooms that departmental networks stand in, those that fall free first."""
    case = sources.case
    leaving = {code: case.leaves(code) for code in case.networks}
    found = []
    for room in case.census.rooms:
        own = tuple(code for code in room.networks if code in case.networks)
        if not own:
            continue
        moved = last_user(leaving.get(code) for code in room.networks)
        free = room_leaving(room, case.census, leaving, case.start) if moved else None
        found.append(
            FreedRoom(
                code=room.code,
                unit=room.unit,
                networks=room.networks,
                racks=room.racks,
                area_m2=room.area_m2,
                free=str(free) if free else None,
                held_by=tuple(code for code in room.networks if leaving.get(code) is None),
                evidence=case.cell(room.cell),
            )
        )
    return tuple(sorted(found, key=lambda row: (row.free is None, row.free or "", row.code)))


def site_loads(sources: Sources) -> tuple[SiteLoad, ...]:
    """Return the load of each extranet access that somebody joins, by quarter; the steps first."""
    case = sources.case
    concurrency = case.prices.row("demand.concurrency").mode
    steps = {row.subject: row for kind in (EditKind.ADD_ACCESS, EditKind.ADD_CAPACITY) for row in sources.edits_of(kind)}
    found = []
    for site, presences in users_of_sites(case).items():
        own = site_demand(case.extranet_presences.get(site, ()), concurrency)
        coming = []
        for quarter in case.quarters:
            there = [row for row in presences if (finish := case.decisions[row.network].finish) and Quarter.parse(finish) <= quarter]
            coming.append(own + site_demand(there, concurrency))
        step = steps.get(site)
        found.append(
            SiteLoad(
                site=site,
                capacity_bps=case.extranet_capacity.get(site),
                own_bps=own,
                load_bps=tuple(coming),
                step=step.quarter if step else None,
                new=step is not None and step.kind is EditKind.ADD_ACCESS,
                users=tuple(sorted({row.network for row in presences})),
            )
        )
    return tuple(sorted(found, key=lambda row: (row.step is None, row.step or "", row.site)))


def waves(sources: Sources) -> tuple[Wave, ...]:
    """Return the waves: what finishes in each quarter in which anything does."""
    quarters = sorted({row.finish for row in sources.moved if row.finish})
    return tuple(_wave(sources, quarter) for quarter in quarters)


def _wave(sources: Sources, quarter: str) -> Wave:
    rows = [row for row in sources.moved if row.finish == quarter]
    return Wave(
        quarter=quarter,
        networks=tuple(row.network for row in rows if row.network),
        sites=sum(row.sites for row in rows),
        days=sum(row.days for row in rows),
        one_off_fen=sum(row.one_off_fen for row in rows),
    )


def disposals(sources: Sources) -> tuple[Disposal, ...]:
    """Return the devices that are left over, by network and model: as measured, else one for each presence, an estimate."""
    return tuple(row for result in sources.moved if result.network for row in _left_over(sources, result.network))


def _left_over(sources: Sources, code: str) -> Iterator[Disposal]:
    case = sources.case
    decision = case.decisions[code]
    quarter = decision.leaves or decision.finish or ""
    devices = case.devices.get(code, ())
    if not devices:
        cell = case.cell(case.networks[code].cell)
        yield Disposal(network=code, model="", count=len(case.presences.get(code, ())), quarter=quarter, tag=Tag.ESTIMATE, evidence=cell)
        return
    models: dict[str, list[Evidence]] = {}
    counts: dict[str, int] = {}
    for device in devices:
        model = device.model or device.platform or ""
        models.setdefault(model, []).extend(device.evidence[:1])
        counts[model] = counts.get(model, 0) + 1
    for model in sorted(counts):
        yield Disposal(network=code, model=model, count=counts[model], quarter=quarter, tag=Tag.KNOWN, evidence=tuple(models[model][:3]))


def consents_relied_on(sources: Sources) -> tuple[tuple[Consent, bool], ...]:
    """Return the consents of the census to departmental networks' options, each with whether the plan relies on it."""
    relied = {
        verdict.consent
        for row in sources.moved
        if row.network
        for verdict in sources.verdicts[row.network]
        if verdict.option is row.option and verdict.consent
    }
    return tuple((row, row.code in relied) for row in sources.case.census.consents if row.network in sources.case.networks)


def is_open(consent: Consent) -> bool:
    """Tell whether a consent may still be obtained: it was neither granted with a date nor refused."""
    return consent.state in {ConsentState.NONE, ConsentState.ASKED} or (consent.state is ConsentState.GRANTED and not consent.since)


def start_quarter(sources: Sources, code: str) -> str | None:
    """Return the quarter in which the work on a network begins; None where it stays."""
    decision = sources.case.decisions[code]
    if decision.finish is None or decision.option is Option.KEEP:
        return None
    return str(max(Quarter.parse(decision.finish).plus(1 - decision.duration), sources.case.start))
