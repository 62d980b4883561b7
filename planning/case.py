"""A case: a scenario's decisions beside the census, topology, findings and prices that its costs rest on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from planning.assets import circuit_users, retained_by_join
from planning.decide import Decision
from planning.lines import Cost, CostLine, Nature, place_loss, place_once, place_run, place_sunk
from planning.options import MERGES, Option
from planning.prices import PriceBook
from planning.quarters import Quarter
from planning.rules import cell_evidence, needed_applications
from planning.scenario import Scenario
from topology.model.census import Census, Circuit, Contract, Network, Presence, Role, Site
from topology.model.entities import CircuitStatus, CircuitView, Device, Evidence, PresenceView, Topology
from topology.model.findings import Finding

_Row = TypeVar("_Row", Presence, Circuit)

CONFIRMED = frozenset({CircuitStatus.MATCHED, CircuitStatus.DOWN})
"""States in which a measurement confirms that a declared circuit is there."""

_OWN = frozenset({"quarters", "retained", "onto_extranet"})
"""Tables that rest on the scenario; all others rest on what is given with it."""
_EXTRANET = frozenset({Role.EXTRANET_ADMIN, Role.EXTRANET_PUBLIC})


class Case(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What the cost functions ask. Built once for each scenario; its tables are made when first asked for."""

    scenario: Scenario
    decisions: dict[str, Decision]
    census: Census
    topology: Topology | None
    prices: PriceBook
    findings: tuple[Finding, ...] = ()

    def again(self, scenario: Scenario, decisions: dict[str, Decision]) -> Case:
        """Return the case of another scenario over the same census, topology, prices and findings: its tables are not made anew."""
        other = replace(self, scenario=scenario, decisions=decisions)
        vars(other).update({name: table for name, table in vars(self).items() if name not in _OWN})
        return other

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of the horizon."""
        return self.scenario.quarters

    @property
    def start(self) -> Quarter:
        """The first quarter."""
        return self.quarters[0]

    @cached_property
    def networks(self) -> dict[str, Network]:
        """Departmental networks by code."""
        return {row.code: row for row in self.census.networks if row.role is Role.DEPARTMENTAL}

    @cached_property
    def sites(self) -> dict[str, Site]:
        """Sites by code."""
        return {row.code: row for row in self.census.sites}

    @cached_property
    def presences(self) -> dict[str, tuple[Presence, ...]]:
        """Presences by network."""
        return _by_network(self.census.presences)

    @cached_property
    def circuits(self) -> dict[str, tuple[Circuit, ...]]:
        """Circuits by the network that pays."""
        return _by_network(self.census.circuits)

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """Contracts by code."""
        return {row.code: row for row in self.census.contracts}

    @cached_property
    def circuit_views(self) -> dict[str, CircuitView]:
        """What was believed of each declared circuit, by its code."""
        return {row.code: row for row in self.topology.circuits} if self.topology else {}

    @cached_property
    def presence_views(self) -> dict[str, PresenceView]:
        """What was believed of each presence, by its code."""
        return {row.code: row for row in self.topology.presences} if self.topology else {}

    @cached_property
    def devices(self) -> dict[str, tuple[Device, ...]]:
        """Devices by network."""
        found: dict[str, list[Device]] = {}
        for device in self.topology.devices if self.topology else ():
            if device.network is not None:
                found.setdefault(device.network, []).append(device)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def users(self) -> dict[str, frozenset[str]]:
        """Networks that use each circuit, by the circuit's code."""
        return circuit_users(self.census, self.topology)

    @cached_property
    def site_sets(self) -> dict[str, frozenset[str]]:
        """Sites of each network."""
        return {code: frozenset(row.site for row in rows) for code, rows in self.presences.items()}

    @cached_property
    def extranet_codes(self) -> frozenset[str]:
        """Codes of the extranet's two domains."""
        return frozenset(row.code for row in self.census.networks if row.role in _EXTRANET)

    @cached_property
    def extranet_sites(self) -> frozenset[str]:
        """Sites that have an extranet access already, of either domain."""
        return frozenset(self.extranet_presences)

    @cached_property
    def extranet_presences(self) -> dict[str, tuple[Presence, ...]]:
        """The extranet's own presences by site."""
        found: dict[str, list[Presence]] = {}
        for row in self.census.presences:
            if row.network in self.extranet_codes:
                found.setdefault(row.site, []).append(row)
        return {site: tuple(rows) for site, rows in found.items()}

    @cached_property
    def extranet_lines(self) -> dict[str, tuple[Circuit, ...]]:
        """The extranet's own circuits by the sites they end at."""
        found: dict[str, list[Circuit]] = {}
        for code in sorted(self.extranet_codes):
            for row in self.circuits.get(code, ()):
                for site in {row.site_a, row.site_b} - {None}:
                    found.setdefault(str(site), []).append(row)
        return {site: tuple(rows) for site, rows in found.items()}

    @cached_property
    def extranet_capacity(self) -> dict[str, int]:
        """Greatest declared bandwidth of an extranet circuit at each site [bit/s]; sites without one are left out."""
        found: dict[str, int] = {}
        for code in self.extranet_codes:
            for row in self.circuits.get(code, ()):
                for site in (row.site_a, row.site_b):
                    if site is not None and row.bandwidth_bps is not None:
                        found[site] = max(found.get(site, 0), row.bandwidth_bps)
        return found

    @cached_property
    def programme_payer(self) -> str | None:
        """The unit that runs the extranet and pays for what is shared."""
        return next((row.owner for row in self.census.networks if row.role is Role.EXTRANET_ADMIN), None)

    @cached_property
    def retained(self) -> dict[str, frozenset[str]]:
        """Circuits that go on after a network joined its host, by the guest's code."""
        return {
            code: retained_by_join(
                self.circuits.get(code, ()), self.site_sets.get(code, frozenset()), self.site_sets.get(decision.target or "", frozenset())
            )
            for code, decision in self.decisions.items()
            if decision.option is Option.JOIN
        }

    @cached_property
    def onto_extranet(self) -> dict[str, Decision]:
        """Networks whose users need an extranet access at each site.

        Those that merge into a domain, and those that are withdrawn while their users still need applications, which
        they then reach in the cloud.
        """
        return {
            code: decision
            for code, decision in self.decisions.items()
            if decision.option in MERGES or (decision.option is Option.WITHDRAW and needed_applications(self.census, code))
        }

    def carried_as(self, decision: Decision) -> Option:
        """Return the option whose work and upkeep a decision brings: a withdrawn network's users who come onto the extranet are moved.

        They take its addresses and are looked after there as in the public service domain, whatever the old network is called.
        """
        moved = decision.option is Option.WITHDRAW and decision.network in self.onto_extranet
        return Option.MERGE_PUBLIC if moved else decision.option

    def leaves(self, network: str) -> Quarter | None:
        """Return the first quarter in which a network's own costs are no longer paid; None where it stays or is not ours to move."""
        decision = self.decisions.get(network)
        return Quarter.parse(decision.leaves) if decision and decision.leaves else None

    def leaves_circuit(self, network: str, circuit: str) -> Quarter | None:
        """Return when a network stops using a circuit; None where it goes on, as a guest may do after joining its host."""
        return None if circuit in self.retained.get(network, frozenset()) else self.leaves(network)

    def hosts(self, presence: Presence) -> tuple[int | None, tuple[Evidence, ...]]:
        """Return the hosts in use at a presence, measured where anything measured them, else declared, with the evidence."""
        view = self.presence_views.get(presence.code)
        if view is not None and view.hosts_seen is not None:
            return view.hosts_seen, (*view.evidence[:3], *cell_evidence(self.census, presence.cell))
        return presence.hosts, cell_evidence(self.census, presence.cell)

    def confirmed(self, circuit: str) -> bool:
        """Tell whether a measurement confirms a declared circuit."""
        view = self.circuit_views.get(circuit)
        return view is not None and view.status in CONFIRMED

    def cell(self, cell: str, text: str = "") -> tuple[Evidence, ...]:
        """Return the reference to a census cell."""
        return cell_evidence(self.census, cell, text)

    def priced(self, *keys: str) -> tuple[Evidence, ...]:
        """Return the references to price rows."""
        return tuple(self.prices.evidence(key) for key in keys)

    def run(self, cost: Cost) -> CostLine | None:
        """Place a yearly cost."""
        return place_run(cost, self.scenario.id, self.quarters)

    def once(self, cost: Cost) -> CostLine | None:
        """Place a one-off cost."""
        return place_once(cost, self.scenario.id, self.quarters)

    def renewal(self, cost: Cost) -> CostLine | None:
        """Place a renewal."""
        return place_once(cost, self.scenario.id, self.quarters, Nature.RENEWAL)

    def sunk(self, cost: Cost) -> CostLine:
        """Place money already spent."""
        return place_sunk(cost, self.scenario.id, self.quarters)

    def loss(self, cost: Cost) -> CostLine | None:
        """Place a loss in the books."""
        return place_loss(cost, self.scenario.id, self.quarters)


def _by_network(rows: Sequence[_Row]) -> dict[str, tuple[_Row, ...]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.network, []).append(row)
    return {code: tuple(group) for code, group in found.items()}
