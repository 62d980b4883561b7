"""Supervision: the figures that a city's supervisors ask for each month, plan against what is proved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from planning.appraisal import Tracking
from planning.case import Case
from planning.edits import EditKind, plan_edits
from planning.notices import Notice
from planning.quarters import Quarter
from planning.roadmap.plan import Roadmap
from planning.roadmap.progress import Progress, Share, Standing, share_done
from planning.roadmap.waves import Gate, GateKind
from topology.model.census import ConsentState
from topology.model.entities import CircuitStatus, Topology

SOON_DAYS = 90
"""Letters due within so many days are listed as due soon [d]."""


class Overdue(msgspec.Struct, frozen=True, kw_only=True):
    """A consent that a planned move needs and that is not granted, with the quarter by which it must be."""

    network: str
    consent: str
    authority: str
    state: str
    finish: str
    late: bool


class Supervision(msgspec.Struct, frozen=True, kw_only=True):
    """One month's report. Money is fen."""

    day: date
    share: Share
    late: tuple[str, ...]
    """Networks that were due and are not proved gone."""
    unproved: tuple[str, ...]
    circuits_due: int
    """Circuits that the plan had ended before this quarter."""
    circuits_still_up: int
    """Of those, such as a measurement still sees up."""
    consents: tuple[Overdue, ...]
    notices_late: tuple[Notice, ...]
    notices_soon: tuple[Notice, ...]
    planned_fen: int | None
    """Spending planned until the last quarter reported; None where no actuals were reported."""
    actual_fen: int | None


def supervise(
    case: Case, roadmap: Roadmap, now: Topology, rows: tuple[Progress, ...], *, tracking: Tracking | None, day: date
) -> Supervision:
    """Return the figures of one day.

    Parameters
    ----------
    case, roadmap
        The plan's case and its roadmap.
    now
        The latest snapshot.
    rows
        Progress of the networks in it.
    tracking
        Actuals against plan, where any were reported.
    day
        The day of the report.
    """
    quarter = Quarter.of(day)
    ended = {
        edit.subject
        for edit in plan_edits(case, case.quarters[-1])
        if edit.kind is EditKind.END_CIRCUIT and Quarter.parse(edit.quarter) < quarter
    }
    up = {view.code for view in now.circuits if view.status is CircuitStatus.MATCHED}
    letters = [row for row in roadmap.notices if row.by is not None]
    return Supervision(
        day=day,
        share=share_done(rows, quarter),
        late=tuple(row.network for row in rows if row.standing is Standing.LATE),
        unproved=tuple(row.network for row in rows if row.standing is Standing.UNPROVED),
        circuits_due=len(ended),
        circuits_still_up=len(ended & up),
        consents=tuple(_overdue(case, roadmap.gates, quarter)),
        notices_late=tuple(row for row in letters if row.by is not None and row.by < day),
        notices_soon=tuple(row for row in letters if row.by is not None and 0 <= (row.by - day).days <= SOON_DAYS),
        planned_fen=tracking.planned_fen if tracking else None,
        actual_fen=tracking.actual_fen if tracking else None,
    )


def _overdue(case: Case, found: Iterable[Gate], quarter: Quarter) -> list[Overdue]:
    rows = []
    for gate in found:
        finish = case.decisions[gate.network].finish
        if gate.kind is not GateKind.CONSENT or gate.params["state"] == ConsentState.GRANTED.value or finish is None:
            continue
        rows.append(
            Overdue(
                network=gate.network, consent=gate.subject, authority=str(gate.params["authority"]), state=str(gate.params["state"]),
                finish=finish, late=Quarter.parse(finish) <= quarter,
            )
        )  # fmt: skip
    return rows
