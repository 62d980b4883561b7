"""Large-neighbourhood search: most of a plan is held, the rest is solved to the best, again and again.

Which part is freed alternates between networks that share things with a chosen one, networks whose relaxed optimum differs, networks
that take much labour, all networks within two quarters, and chance. The part grows while sub-problems are solved quickly and shrinks while
they are not. Source: Danna, Rothberg, Le Pape, 'Exploring relaxation induced neighborhoods' (2005).
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from planning.optimise.formulation import Formulation
from planning.optimise.highs import Status, solve
from planning.optimise.matrix import ON, Floats, Model

_SUB_SECONDS = 6.0
"""Limit of a sub-problem [s]."""
_LEAST_SECONDS = 0.35
"""With less left than this no sub-problem is begun [s]."""
_QUICK = 0.35
"""A sub-problem solved in this share of its limit is too small."""
_SMALLEST, _GROW, _SHRINK = 12, 1.35, 0.7


@dataclass(slots=True)
class NeighbourhoodSearch:
    """A search under way. Random numbers come from `rng` alone."""

    made: Formulation
    best: Floats
    relaxed: Floats | None
    rng: np.random.Generator
    size: float = 40.0
    _columns: dict[str, list[int]] = field(default_factory=dict)
    _friends: dict[str, list[str]] = field(default_factory=dict)
    _decisions: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        problem = self.made.problem
        for (network, _), columns in self.made.x.items():
            known = {column for column in columns if column is not None}
            self._columns.setdefault(network, []).extend(sorted(known))
        self._decisions = [column for columns in self._columns.values() for column in columns]
        groups = [asset.users for asset in self.made.released] + [access.users for access in self.made.access]
        groups += [frozenset(link.users) for link in problem.links if len(link.users) < len(problem.networks) / 3]
        for users in groups:
            for user in users:
                self._friends.setdefault(user, []).extend(sorted(users - {user}))

    def run(self, until: float, stop: Callable[[], bool], improved: Callable[[Floats], None]) -> None:
        """Improve the plan until the clock (`time.monotonic`) says `until` [s]; `improved` is given each better one."""
        for kind in self._kinds():
            left = until - time.monotonic()
            if left < _LEAST_SECONDS or stop():
                break
            freed = kind()
            started = time.monotonic()
            limit = min(_SUB_SECONDS, left)
            found = solve(_held(self.made.model, self._decisions, self.best, freed), seconds=limit, gap=1e-3, start=self.best)
            spent = time.monotonic() - started
            if found.values is not None and found.objective < self.made.model.objective(self.best) - 1e-6 * abs(found.objective):
                self.best = found.values
                improved(self.best)
            if found.status is Status.OPTIMAL and spent < _QUICK * _SUB_SECONDS:
                self.size = min(self.size * _GROW, float(len(self._columns)))
            elif found.status is not Status.OPTIMAL:
                self.size = max(self.size * _SHRINK, _SMALLEST)

    def _kinds(self) -> Iterator[Callable[[], set[int]]]:
        while True:
            yield self._differing
            yield self._heavy
            yield self._sharing
            yield self._window
            yield self._heavy
            yield self._chance

    def _free(self, networks: list[str]) -> set[int]:
        return {column for network in networks for column in self._columns.get(network, ())}

    def _pick(self, weights: dict[str, float]) -> list[str]:
        names = sorted(weights)
        count = min(int(self.size), len(names))
        odds = np.array([weights[name] for name in names])
        odds += 1e-3 * max(float(odds.max(initial=0.0)), 1.0)
        return [names[place] for place in self.rng.choice(len(names), size=count, replace=False, p=odds / odds.sum())]

    def _chance(self) -> set[int]:
        return self._free(self._pick(dict.fromkeys(self._columns, 1.0)))

    def _differing(self) -> set[int]:
        """Free networks by how far the relaxed optimum is from the plan."""
        if self.relaxed is None:
            return self._chance()
        apart = np.abs(self.relaxed - self.best)
        return self._free(self._pick({name: float(apart[columns].sum()) ** 2 for name, columns in self._columns.items() if columns}))

    def _heavy(self) -> set[int]:
        """Free networks by how much labour they take: where the large ones stand decides what else fits."""
        problem = self.made.problem
        return self._free(self._pick({row.id: max((one.hours for one in row.options), default=0.0) for row in problem.networks}))

    def _sharing(self) -> set[int]:
        """Free a network and those that share something with it, and so on."""
        names = sorted(self._columns)
        chosen = [names[int(self.rng.integers(len(names)))]]
        known = set(chosen)
        for name in chosen:
            if len(chosen) >= self.size:
                break
            friends = sorted(set(self._friends.get(name, ())) - known)
            picked = [friends[place] for place in self.rng.permutation(len(friends))[:6]]
            chosen += picked
            known.update(picked)
        while len(chosen) < min(self.size, len(names)):
            extra = names[int(self.rng.integers(len(names)))]
            if extra not in known:
                chosen.append(extra)
                known.add(extra)
        return self._free(chosen[: int(self.size)])

    def _window(self) -> set[int]:
        """Free two quarters of many networks: the schedule, more than the choice."""
        first = int(self.rng.integers(1, max(self.made.problem.quarters, 2)))
        networks = set(self._pick(dict.fromkeys(self._columns, 1.0)) + self._pick(dict.fromkeys(self._columns, 1.0)))
        columns = (columns for (network, _), columns in self.made.x.items() if network in networks)
        return {column for found in columns for column in found[first : first + 2] if column is not None}


def _held(model: Model, decisions: Iterable[int], values: Floats, freed: set[int]) -> Model:
    """Return the model with the decisions held, but for the freed ones; shared things follow."""
    lower, upper = array("d", model.lower), array("d", model.upper)
    for column in decisions:
        if column not in freed:
            lower[column] = upper[column] = 1.0 if values[column] > ON else 0.0
    return replace(model, lower=lower, upper=upper)
