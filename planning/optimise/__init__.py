"""The best plan, and proof how good it is: which network takes which option, and when.

`read_problem` reads a problem, `optimise` solves it. The equations stand in ``docs/planning.md`` under the names of the
functions of `planning.optimise.formulation`.
"""

from planning.optimise.problem import Problem
from planning.optimise.problem_file import read_problem
from planning.optimise.search import Plan, Settings, optimise

__all__ = ["Plan", "Problem", "Settings", "optimise", "read_problem"]
