"""From what is decided to the columns of the model and back: a plan is which network completes which option when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from planning.optimise.formulation import Formulation
from planning.optimise.matrix import ON, Floats

Moves = Mapping[str, tuple[str, int]]
"""Option and quarter of completion by network; a network that is not in it stays."""


def moves_of(made: Formulation, values: Floats) -> dict[str, tuple[str, int]]:
    """Return what a solution decides."""
    found: dict[str, tuple[str, int]] = {}
    for (network, option), columns in made.x.items():
        done = [quarter for quarter, column in enumerate(columns) if column is not None and values[column] > ON]
        if done:
            found[network] = option, done[0]
    return found


def values_of(made: Formulation, moves: Moves) -> Floats:
    """Return the cheapest columns that go with what is decided: nothing is bought before it is needed."""
    problem = made.problem
    values = np.zeros(made.model.columns)
    for network, (option, quarter) in moves.items():
        for column in made.x[network, option][quarter:]:
            if column is not None:
                values[column] = 1.0
    after = problem.quarters + 1
    for asset in made.released:
        gone = (moves[user][1] if user in moves and moves[user][0] not in asset.kept.get(user, ()) else after for user in asset.users)
        _stand_from(values, asset.columns, max(gone))
    joining = {network: quarter for network, (option, quarter) in moves.items() if problem.option[network, option].joins}
    for access in made.access:
        first = min((joining[user] for user in access.users if user in joining), default=after)
        _stand_from(values, access.columns, first)
        for together, columns in access.tiers:
            if any(group <= joining.keys() for group in together):
                _stand_from(values, columns, first)
    for platform, columns in made.platform.items():
        needing = (quarter for network, (option, quarter) in moves.items() if platform in problem.option[network, option].platforms)
        _stand_from(values, columns, min(needing, default=after))
    _grow_links(made, values, joining)
    return values


def _grow_links(made: Formulation, values: Floats, joining: Mapping[str, int]) -> None:
    """Buy the steps that the load of those who have joined needs, in each quarter."""
    problem = made.problem
    for link in problem.links:
        bought = made.steps[link.id]
        for quarter in range(1, problem.quarters + 1):
            load = sum(load for user, load in link.users.items() if joining.get(user, problem.quarters + 1) <= quarter)
            free = link.free
            for columns, step in zip(bought, link.steps, strict=False):
                if load > free:
                    values[columns[quarter]] = 1.0
                    free += step.capacity


def _stand_from(values: Floats, columns: Iterable[int], quarter: int) -> None:
    for place, column in enumerate(columns):
        if place >= max(quarter, 1):
            values[column] = 1.0
