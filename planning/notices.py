"""Notices: what must be written to which carrier by when, so that nothing is paid longer than the plan says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import msgspec

from planning.assets import circuit_end, last_user, penalty_years
from planning.case import Case
from planning.options import Interim
from planning.quarters import Quarter
from topology.model.census import Circuit, Contract
from topology.model.entities import Evidence

_MONTHS = 12


class NoticeAct(StrEnum):
    """What is to be written."""

    CANCEL = "cancel"
    """End these circuits."""
    PROLONG = "prolong"
    """The contract runs out before the circuits may go: prolong it to then, without a new term."""
    LET_LAPSE = "let_lapse"
    """A frozen network's contract runs out: no new one is signed."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One letter to a carrier. Money is fen."""

    act: NoticeAct
    by: date | None
    """The last day to write; None where no contract says, so that it is agreed with the carrier."""
    network: str
    contract: str | None
    carrier: str | None
    circuits: tuple[str, ...]
    numbers: tuple[str, ...]
    """The carrier's own numbers of the circuits, as far as the census gives them."""
    fee_fen_per_a: int
    last_day: date | None
    """The last day the circuits are paid for; None where they go on."""
    contract_end: date | None
    penalty_fen: int
    late: bool
    """The day had passed when the plan begins: write at once."""
    evidence: tuple[Evidence, ...] = ()


def notices(case: Case) -> tuple[Notice, ...]:
    """Return every letter the plan asks for, the most urgent first; circuits without a contract last."""
    found = [notice for code in case.networks for notice in _of_network(case, code)]
    return tuple(sorted(found, key=lambda row: (row.by is None, row.by or date.max, row.network, row.contract or "", row.act.value)))


def notice_day(last_day: date, notice_months: int) -> date:
    """Return the last day on which notice for an end can be given: so many months before, or the last day of a shorter month.

    >>> notice_day(date(2018, 6, 30), 4)
    datetime.date(2018, 2, 28)
    """
    month = last_day.year * _MONTHS + last_day.month - 1 - notice_months
    year, number = divmod(month, _MONTHS)
    return date(year, number + 1, min(last_day.day, _days(year, number + 1)))


def _of_network(case: Case, code: str) -> Iterator[Notice]:
    ending: dict[tuple[str, Quarter], list[Circuit]] = {}
    staying: dict[str, list[Circuit]] = {}
    for circuit in case.circuits.get(code, ()):
        contract = case.contracts.get(circuit.contract or "")
        released = last_user(case.leaves_circuit(user, circuit.code) for user in case.users[circuit.code])
        end = circuit_end(released, contract, case.start)
        if end is None or end > case.quarters[-1]:
            staying.setdefault(circuit.contract or "", []).append(circuit)
        else:
            ending.setdefault((circuit.contract or "", end), []).append(circuit)
    for (name, end), circuits in ending.items():
        yield from _ending(case, code, case.contracts.get(name), circuits, end)
    decision = case.decisions[code]
    frozen = decision.interim is Interim.FREEZE and decision.leaves is None
    for name, circuits in staying.items():
        lapsing = case.contracts.get(name)
        if frozen and lapsing is not None and lapsing.end is not None and case.start <= Quarter.of(lapsing.end) <= case.quarters[-1]:
            yield _notice(case, NoticeAct.LET_LAPSE, code, lapsing, circuits, last_day=None, by=lapsing.end)


def _ending(case: Case, code: str, contract: Contract | None, circuits: list[Circuit], end: Quarter) -> Iterator[Notice]:
    last_day = _last_day(end.plus(-1))
    by = notice_day(last_day, contract.notice_months) if contract else None
    share = penalty_years(end, contract)
    penalty = sum(round(share * (row.fee_fen_per_a or 0)) for row in circuits)
    yield _notice(case, NoticeAct.CANCEL, code, contract, circuits, last_day=last_day, by=by, penalty=penalty)
    if contract is not None and contract.end is not None and _first_day(case.start) <= contract.end < last_day:
        yield _notice(case, NoticeAct.PROLONG, code, contract, circuits, last_day=last_day, by=contract.end)


def _notice(
    case: Case, act: NoticeAct, network: str, contract: Contract | None, circuits: list[Circuit], *, last_day: date | None, by: date | None,
    penalty: int = 0,
) -> Notice:  # fmt: skip
    cells = [contract.cell] if contract else []
    return Notice(
        act=act,
        by=by,
        network=network,
        contract=contract.code if contract else None,
        carrier=contract.carrier if contract else None,
        circuits=tuple(row.code for row in circuits),
        numbers=tuple(row.number for row in circuits if row.number),
        fee_fen_per_a=sum(row.fee_fen_per_a or 0 for row in circuits),
        last_day=last_day,
        contract_end=contract.end if contract else None,
        penalty_fen=penalty,
        late=by is not None and by < _first_day(case.start),
        evidence=tuple(item for cell in (*cells, *(row.cell for row in circuits)) for item in case.cell(cell)),
    )


def _first_day(quarter: Quarter) -> date:
    return date(quarter.year, 3 * quarter.number - 2, 1)


def _last_day(quarter: Quarter) -> date:
    month = 3 * quarter.number
    return date(quarter.year, month, _days(quarter.year, month))


def _days(year: int, month: int) -> int:
    following = date(year + month // _MONTHS, month % _MONTHS + 1, 1)
    return (following - date(year, month, 1)).days
