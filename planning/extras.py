"""Costs that a planner adds to a choice, and the watch that nobody adds what a network once cost to build."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planning.case import Case
from planning.decide import Decision
from planning.lines import Attached, Cost, CostLine, Item
from planning.prices import Tag
from planning.quarters import Quarter
from planning.scenario import Extra
from topology.model.census import Network
from topology.model.entities import Evidence, EvidenceKind
from topology.model.errors import Problem, Severity

_BUILDING = re.compile(r"construct|build|capex|sunk|建设|基建|建网|原投资|沉没", re.IGNORECASE)
_SAME = 0.005
"""Relative difference up to which an added cost is the construction cost itself."""


def extra_costs(case: Case, network: Network, decision: Decision) -> Iterator[CostLine | None]:
    """Yield the costs a planner added for a network; one that is its construction cost is left out, and `sunk_typed` says so."""
    for number, extra in enumerate(decision.extra, start=1):
        if is_construction(network, extra):
            continue
        start = Quarter.parse(extra.quarter or decision.finish or str(case.start))
        cost = Cost(
            network=network.code, attached=Attached.NETWORK, subject=network.code, item=Item.EXTRA_RUN if extra.yearly else Item.EXTRA,
            part=str(number), payer=network.owner, quantity=1, unit="a" if extra.yearly else "", unit_price_fen=extra.fen, tag=Tag.KNOWN,
            text="planning.line.extra", start=start, params={"text": extra.text, "source": extra.source},
            evidence=(Evidence(EvidenceKind.SCENARIO, case.scenario.id, f"{network.code} {number}", extra.source),),
        )  # fmt: skip
        yield case.run(cost) if extra.yearly else case.once(cost)


def is_construction(network: Network, extra: Extra) -> bool:
    """Tell whether an added cost is what building the network cost: sunk, and no part of any option."""
    return bool(network.capex_fen) and abs(extra.fen - (network.capex_fen or 0)) <= _SAME * (network.capex_fen or 0)


def sunk_typed(case: Case) -> Iterator[Problem]:
    """Yield a warning for each added cost that is, or by its words may be, construction cost already spent."""
    for code, network in case.networks.items():
        for extra in case.decisions[code].extra:
            same = is_construction(network, extra)
            if same or _BUILDING.search(extra.text):
                problem = "planning.sunk_left_out" if same else "planning.sunk_suspected"
                yield Problem(problem, Severity.WARNING, case.scenario.id, {"network": code, "text": extra.text, "fen": extra.fen})
