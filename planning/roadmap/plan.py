"""The whole roadmap of a scenario in one value: waves, gates, bars, checked states, load."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from planning.appraisal import Appraisal, Labour, Year
from planning.case import Case
from planning.notices import Notice, notices
from planning.roadmap.states import StateCheck, check_states
from planning.roadmap.waves import Gate, Task, Wave, gates, tasks, waves


class Roadmap(msgspec.Struct, frozen=True, kw_only=True):
    """A plan over time. Its `states` are empty where no topology stands behind the scenario."""

    scenario: str
    quarters: tuple[str, ...]
    waves: tuple[Wave, ...]
    tasks: tuple[Task, ...]
    gates: tuple[Gate, ...]
    notices: tuple[Notice, ...]
    states: tuple[StateCheck, ...]
    labour: tuple[Labour, ...]
    years: tuple[Year, ...]


def draw_roadmap(case: Case, appraisal: Appraisal, told: Callable[[int, int], None] | None = None, *, checked: bool = True) -> Roadmap:
    """Return the roadmap of a scenario: its case and its appraisal give all that is in it.

    `told` is called with the states checked and the number of them all, and may raise to cancel. All but the states is
    quick to find: with `checked` false they are left out.
    """
    letters = notices(case)
    found = gates(case, letters)
    return Roadmap(
        scenario=case.scenario.id,
        quarters=tuple(str(quarter) for quarter in case.quarters),
        waves=waves(case, appraisal.lines),
        tasks=tasks(case, appraisal.lines, found),
        gates=found,
        notices=letters,
        states=check_states(case, told) if checked and case.topology is not None else (),
        labour=appraisal.labour,
        years=appraisal.years,
    )
