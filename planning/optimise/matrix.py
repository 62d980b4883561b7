"""A mixed-integer linear model as columns and rows, in the arrays that solvers take. No solver is known here."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Terms = Iterable[tuple[int, float]]
ON: Final = 0.5
"""A column of 0 or 1 that is above this stands for 1."""
_FEASIBLE: Final = 1e-6
"""By how much a solution may break a row or bound: the solvers' own tolerance."""


@dataclass(slots=True)
class Model:
    """Minimise cost over columns within bounds, subject to rows within bounds. Columns and rows are named by their number."""

    cost: array[float] = field(default_factory=lambda: array("d"))
    lower: array[float] = field(default_factory=lambda: array("d"))
    upper: array[float] = field(default_factory=lambda: array("d"))
    integer: bytearray = field(default_factory=bytearray)
    row_lower: array[float] = field(default_factory=lambda: array("d"))
    row_upper: array[float] = field(default_factory=lambda: array("d"))
    starts: array[int] = field(default_factory=lambda: array("i", [0]))
    index: array[int] = field(default_factory=lambda: array("i"))
    value: array[float] = field(default_factory=lambda: array("d"))

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.cost)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    def add_column(self, cost: float = 0.0, *, upper: float = 1.0, integer: bool = True) -> int:
        """Add a column from 0 to `upper` and return its number."""
        self.cost.append(cost)
        self.lower.append(0.0)
        self.upper.append(upper)
        self.integer.append(integer)
        return self.columns - 1

    def add_row(self, terms: Terms, *, lower: float = -math.inf, upper: float = math.inf) -> int:
        """Add a row and return its number; several terms of one column are added up."""
        sums: dict[int, float] = {}
        for column, factor in terms:
            sums[column] = sums.get(column, 0.0) + factor
        for column, factor in sums.items():
            if factor:
                self.index.append(column)
                self.value.append(factor)
        self.starts.append(len(self.index))
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return self.rows - 1

    def objective(self, values: Floats) -> float:
        """Return the cost of a solution."""
        return float(np.frombuffer(self.cost, dtype=np.float64) @ values)

    def admits(self, values: Floats) -> bool:
        """Tell whether a solution breaks no row and no bound."""
        bounds = [np.frombuffer(self.lower) - values, values - np.frombuffer(self.upper)]
        if self.rows:
            starts = np.frombuffer(self.starts, dtype=np.intc)
            owner = np.repeat(np.arange(self.rows), starts[1:] - starts[:-1])
            products = np.frombuffer(self.value) * values[np.frombuffer(self.index, dtype=np.intc)]
            sums = np.bincount(owner, weights=products, minlength=self.rows)
            bounds += [np.frombuffer(self.row_lower) - sums, sums - np.frombuffer(self.row_upper)]
        return all(float(np.max(bound, initial=0.0)) < _FEASIBLE for bound in bounds)
