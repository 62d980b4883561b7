"""Risk: what a scenario comes to when prices and quantities turn out otherwise.

`prepare` finds what each line of a scenario rests on, `simulate` draws it many times, `swings` moves one thing at a time. The
equations stand in ``docs/planning.md`` under the names of the functions.
"""

from planning.risk.draws import draw_factors
from planning.risk.drivers import Driver, Family, Spreads, Stakes, prepare
from planning.risk.outcome import Outcome, Swing, simulate, swings

__all__ = ["Driver", "Family", "Outcome", "Spreads", "Stakes", "Swing", "draw_factors", "prepare", "simulate", "swings"]
