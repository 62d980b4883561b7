"""What networks share in a scenario: circuits and rooms that end with the last user, accesses and steps that come with the first.

Each amount is read off the appraisal's own cost lines, for sets of users who come or leave together. A site's cost may only grow
with its users; where it grows depends on who comes, and the sets at which it does are what the optimiser needs to know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from msgspec.structs import replace

from planning.case import Case
from planning.decide import Decision
from planning.lines import Attached, CostLine, Nature
from planning.optimise.problem import Access, Asset, Due, Platform, Tier
from planning.optimise.ways import Alone, due_of, with_decisions
from planning.options import Option
from planning.quarters import Quarter
from planning.run_costs import circuit_costs
from planning.shared_costs import platform_costs, room_costs, site_costs
from topology.model.census import Presence

_LEAST_CNY = 0.005
MOST_SETS: Final = 4096
"""Sets of users of one site that are looked at."""


def shared_assets(case: Case, alone: Sequence[Alone], last: int) -> Iterator[Asset]:
    """Yield circuits with several users, and machine rooms: what is no longer paid once the last user has left.

    What somebody uses who cannot leave is not freed by any plan and left out.
    """
    movable = {found.way.network for found in alone}
    users = {code: found for code, found in case.users.items() if len(found) > 1 and found <= movable}
    users |= {room.code: frozenset(room.networks) for room in case.census.rooms if room.networks and movable.issuperset(room.networks)}
    owners = [network for code, network in case.networks.items() if any(row.code in users for row in case.circuits.get(code, ()))]

    def lines_of(moved: Case) -> dict[str, list[CostLine]]:
        found: dict[str, list[CostLine]] = defaultdict(list)
        made = [*(line for network in owners for line in circuit_costs(moved, network)), *room_costs(moved)]
        for line in made:
            if line is not None and line.subject in users and line.attached in {Attached.CIRCUIT, Attached.ROOM}:
                found[line.subject].append(line)
        return found

    before = lines_of(case)
    schedules: dict[str, list[Due]] = defaultdict(list)
    for finish in case.quarters[:last]:
        moved = with_decisions(case, {code: _gone(case, code, finish) for code in case.networks})
        for subject, lines in lines_of(moved).items():
            schedules[subject].append(due_of(case, finish, lines, before[subject]))
    for subject, dues in schedules.items():
        if any(abs(due.cost) > _LEAST_CNY for due in dues):
            kept = {
                code: tuple(found.way.id for found in alone if found.way.network == code and subject in found.retained)
                for code in users[subject]
            }
            shown = {code: ways for code, ways in kept.items() if ways}
            yield Asset(id=subject, users=tuple(sorted(users[subject])), kept_by=shown, schedule=tuple(dues))


def _gone(case: Case, code: str, finish: Quarter) -> Decision:
    leaves = str(finish.plus(case.scenario.dual_running))
    return Decision(network=code, option=Option.WITHDRAW, finish=str(finish), leaves=leaves)


def shared_accesses(case: Case, alone: Sequence[Alone], last: int) -> Iterator[Access]:
    """Yield what each site needs once users come onto the extranet: an access, or a step of the one there is."""
    comers = {found.way.network for found in alone if found.comes}
    at: dict[str, list[Presence]] = defaultdict(list)
    for code in sorted(comers):
        for presence in case.presences.get(code, ()):
            at[presence.site].append(presence)
    come = with_decisions(case, {code: _come(case, code) for code in comers})
    for site, presences in sorted(at.items()):
        access = _access(case, come, site, presences, last)
        if access is not None:
            yield access


def _come(case: Case, code: str) -> Decision:
    return Decision(network=code, option=Option.MERGE_ADMIN, finish=str(case.start), leaves=str(case.start))


def _access(case: Case, come: Case, site: str, presences: Sequence[Presence], last: int) -> Access | None:
    users = sorted({row.network for row in presences})

    def lines_of(group: Iterable[str]) -> list[CostLine]:
        wanted = set(group)
        return [line for line in site_costs(come, site, [row for row in presences if row.network in wanted]) if line is not None]

    levels = Levels(users, lines_of)
    first = [Due(quarter=quarter, cost=0.0) for quarter in range(1, last + 1)]
    tiers: list[Tier] = []
    for line, amounts in levels.amounts():
        below = 0
        for fen in amounts:
            sets = levels.least_sets(line.id, fen)
            schedule = _from_each(case, line, fen, below, last)
            below = fen
            if len(sets) == len(users) and all(len(one) == 1 for one in sets):
                first = [_sum(due, more) for due, more in zip(first, schedule, strict=True)]
            else:
                tiers.append(Tier(together=sets, schedule=schedule))
    paid = tiers or any(abs(due.cost) > _LEAST_CNY for due in first)
    return Access(id=site, users=tuple(users), schedule=tuple(first), tiers=tuple(tiers)) if paid else None


def _sum(due: Due, more: Due) -> Due:
    spent = (one + other for one, other in zip_longest(due.spent, more.spent, fillvalue=0.0))
    return Due(quarter=due.quarter, cost=due.cost + more.cost, spent=tuple(spent))


class Levels:
    """What a site costs for each set of its users: looked at only where it may differ, small sets first.

    Beyond `MOST_SETS` sets every larger set is taken to cost what all users together do: never too little.
    """

    def __init__(self, users: Sequence[str], lines_of: Callable[[Iterable[str]], list[CostLine]]) -> None:
        self._whole = {line.id: line for line in lines_of(users)}
        self._known: dict[frozenset[str], dict[str, int]] = {}
        self.exact = True
        top = {name: line.amount_fen for name, line in self._whole.items()}
        layer = [frozenset({user}) for user in users]
        while layer:
            self.exact = self.exact and len(self._known) + len(layer) <= MOST_SETS
            open_ = []
            for group in layer:
                whole = len(group) == len(users) or not self.exact
                amounts = top if whole else {line.id: line.amount_fen for line in lines_of(group)}
                self._known[group] = amounts
                if amounts != top:
                    open_.append(group)
            larger = {group | {user} for group in open_ for user in users if user > max(group)}
            layer = sorted((group for group in larger if all(group - {user} in open_ for user in group)), key=sorted) if open_ else []

    def amounts(self) -> Iterator[tuple[CostLine, list[int]]]:
        """Yield each line with the amounts it may come to, in their order."""
        for name, line in self._whole.items():
            yield line, sorted({found for row in self._known.values() if (found := row.get(name, 0)) > 0})

    def least_sets(self, name: str, fen: int) -> tuple[tuple[str, ...], ...]:
        """Return the smallest sets of users for whom a line comes to at least an amount."""
        found: list[frozenset[str]] = []
        for group, row in self._known.items():
            if row.get(name, 0) >= fen and not any(other < group for other in found):
                found.append(group)
        return tuple(tuple(sorted(group)) for group in found)


def _from_each(case: Case, line: CostLine, fen: int, below: int, last: int) -> tuple[Due, ...]:
    """Return what a line of an amount costs more than one of less, by the quarter from which it is paid."""
    dues = []
    for finish in case.quarters[:last]:
        moved = [replace(line, first=str(finish), last=line.last if line.nature is Nature.RUN else str(finish), amount_fen=fen)]
        dues.append(due_of(case, finish, moved, [replace(moved[0], amount_fen=below)]))
    return tuple(dues)


def shared_platforms(
    case: Case, alone: Sequence[Alone], decided: Mapping[tuple[str, str], Case], last: int
) -> tuple[list[Platform], dict[tuple[str, str], tuple[str, ...]]]:
    """Return the platforms, and which of them each way needs; `decided` has a case in which only that way is taken."""
    needs: dict[tuple[str, str], tuple[str, ...]] = {}
    lines: dict[str, list[CostLine]] = {}
    for found in alone:
        key = found.way.network, found.way.id
        by_platform: dict[str, list[CostLine]] = defaultdict(list)
        for line in platform_costs(decided[key]):
            if line is not None:
                by_platform[line.subject].append(line)
        needs[key] = tuple(sorted(by_platform))
        lines.update(by_platform)
    platforms = []
    for name, rows in sorted(lines.items()):
        schedule = []
        for finish in case.quarters[:last]:
            moved = [replace(row, first=str(finish), last=row.last if row.nature is Nature.RUN else str(finish)) for row in rows]
            schedule.append(due_of(case, finish, moved))
        platforms.append(Platform(id=name, schedule=tuple(schedule)))
    return platforms, needs
