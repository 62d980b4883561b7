"""Sources: what documents are made from, and how they look things up in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

import msgspec

from planning.appraisal import Appraisal, NetworkResult
from planning.case import Case
from planning.edits import Edit, EditKind, plan_edits
from planning.lines import CostLine, Nature
from planning.options import Option, Verdict
from planning.quarters import Quarter
from planning.reports.content import Meta, Said
from planning.risk import Outcome, Swing
from planning.risk.robustness import Redrawn
from planning.roadmap.states import StateCheck
from planning.rules import options_matrix
from topology.changes import Change
from topology.model.census import Network
from topology.model.entities import Topology
from topology.model.text import N_


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot taken after cut-overs, for the acceptance."""

    topology: Topology
    changes: tuple[Change, ...]
    quarter: str
    """Quarter whose planned state it is held against."""


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """One published figure of the reference case; a bound has `at_least` and `less_than`."""

    key: str
    unit: str
    wording: str
    value: float | None = None
    at_least: float | None = None
    less_than: float | None = None


class Sources(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All that a document rests on. `beside` are the other scenarios of the short list, do-minimum first."""

    case: Case
    appraisal: Appraisal
    version: str
    moment: datetime
    issued_by: str
    marking: str | None = None
    beside: tuple[Appraisal, ...] = ()
    published: tuple[Published, ...] = ()
    published_source: str = ""
    seed: int = 0
    """Seed of the draws."""
    outcome: Outcome | None = None
    """What many draws came to."""
    swings: tuple[Swing, ...] = ()
    """What moves the NPV most, one thing at a time."""
    robustness: Redrawn | None = None
    """What the best plans of many draws have in common, where they were sought."""
    states: tuple[StateCheck, ...] = ()
    """The end of each quarter in which something is done, as the analyses find it."""
    later: Later | None = None

    @cached_property
    def meta(self) -> Meta:
        """What documents say of themselves."""
        appraisal = self.appraisal
        return Meta(
            scenario=appraisal.scenario,
            scenario_name=appraisal.name,
            hash=appraisal.hash,
            snapshot=appraisal.snapshot,
            edition=appraisal.edition,
            prices=appraisal.prices,
            version=self.version,
            moment=self.moment,
            issued_by=self.issued_by,
            marking=self.marking or Said(N_("Internal")),
            fictional=appraisal.fictional,
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of units, networks, sites and rooms by code."""
        census = self.case.census
        names = {row.code: row.name for row in census.units}
        names.update((row.code, row.name) for row in census.sites)
        names.update((row.code, row.name) for row in census.rooms)
        names.update((row.code, row.name) for row in census.networks)
        return names

    def called(self, code: str | None) -> str:
        """Return a thing's name; its code where it has none, a dash for nothing."""
        return self.names.get(code, code) if code else "-"

    def network(self, code: str) -> str:
        """Return a network's code and name."""
        return f"{code} {self.names.get(code, '')}".rstrip()

    @cached_property
    def results(self) -> tuple[NetworkResult, ...]:
        """The departmental networks' results, in the census's order."""
        return tuple(row for row in self.appraisal.networks if row.network is not None)

    @cached_property
    def result(self) -> dict[str, NetworkResult]:
        """Results by network."""
        return {row.network: row for row in self.results if row.network}

    @cached_property
    def moved(self) -> tuple[NetworkResult, ...]:
        """The networks that do not stay, in order of their finish."""
        rows = [row for row in self.results if row.option not in {None, Option.KEEP}]
        return tuple(sorted(rows, key=lambda row: (row.finish or "", row.network or "")))

    @cached_property
    def lines(self) -> dict[str | None, tuple[CostLine, ...]]:
        """The scenario's lines by network."""
        return _grouped(self.appraisal.lines)

    @cached_property
    def base_lines(self) -> dict[str | None, tuple[CostLine, ...]]:
        """Do-minimum's lines by network."""
        return _grouped(self.appraisal.base_lines)

    @cached_property
    def verdicts(self) -> dict[str, tuple[Verdict, ...]]:
        """The rules' verdict on each option, by network."""
        found: dict[str, list[Verdict]] = {}
        for row in options_matrix(self.case.census, self.case.topology):
            found.setdefault(row.network, []).append(row)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """Everything the scenario changes within the horizon."""
        return plan_edits(self.case, self.case.quarters[-1])

    def edits_of(self, kind: EditKind, network: str | None = None) -> tuple[Edit, ...]:
        """Return the edits of a kind, of one network where named."""
        return tuple(row for row in self.edits if row.kind is kind and network in {None, row.network})

    def declared(self, code: str) -> Network:
        """Return the census row of a departmental network."""
        return self.case.networks[code]

    def index(self, quarter: str) -> int:
        """Return the place of a quarter within the horizon, 0 being the first."""
        return Quarter.parse(quarter).since(self.case.start)

    def one_offs(self, network: str | None) -> tuple[CostLine, ...]:
        """Return a network's one-off lines."""
        return tuple(line for line in self.lines.get(network, ()) if line.nature is Nature.ONE_OFF)


def _grouped(lines: Iterable[CostLine]) -> dict[str | None, tuple[CostLine, ...]]:
    found: dict[str | None, list[CostLine]] = {}
    for line in lines:
        found.setdefault(line.network, []).append(line)
    return {code: tuple(rows) for code, rows in found.items()}
