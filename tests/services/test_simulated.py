"""Random plans over the discovered city: with measured hosts, devices, users of lines and conflicts the second reading still agrees."""

import msgspec
import numpy as np

from services.home import Home
from services.plan_inputs import plan_ground, plan_inputs
from tests.planning import simulator
from tests.planning.test_simulator import BOOK, agree, random_plan


def test_random_plans_over_what_was_measured_cost_what_the_simulator_pays(city: Home) -> None:
    inputs = plan_inputs(city, plan_ground(city, "merge_all"))
    assert inputs.topology is not None
    measured = {
        name: msgspec.to_builtins(getattr(inputs.topology, name))
        for name in ("presences", "devices", "circuits", "links", "interfaces", "prefixes")
    }
    known = simulator.City(msgspec.to_builtins(inputs.census), BOOK, measured, msgspec.to_builtins(inputs.findings))
    renumbered = 0
    for seed in (0, 3):  # both have plans that move a network into conflicting addresses
        rng = np.random.default_rng(seed)
        plans = [random_plan(rng, inputs.census) for _ in range(10)]
        renumbered += sum(agree(text, inputs.census, known, inputs.topology, inputs.findings).conflicts for text in plans)
    assert renumbered
