"""Rows of what is declared, beside what was measured of it: networks, units, sites, circuits, applications."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from services.rows_measured import Row, row
from topology.model.entities import Topology


def network_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a network: declared, counted, measured. Money is in fen, hosts and devices in numbers."""
    census = topology.census
    units = {unit.code: unit.name for unit in census.units}
    presences = defaultdict(list)
    for presence in topology.presences:
        presences[presence.network].append(presence)
    devices = Counter(device.network for device in topology.devices)
    circuits = Counter(circuit.network for circuit in census.circuits)
    applications = Counter(application.network for application in census.applications)
    for network in census.networks:
        mine = presences[network.code]
        values: dict[str, Any] = {
            "code": network.code,
            "name": network.name,
            "short": network.short,
            "owner": network.owner,
            "owner_name": units.get(network.owner),
            "role": network.role.value,
            "purpose": network.purpose,
            "level": network.level.value,
            "authority": network.authority,
            "mlps_level": network.mlps_level,
            "classified": network.classified,
            "statutory": network.statutory,
            "realm": network.realm,
            "prefixes": list(network.prefixes),
            "built": _day(network.built),
            "capex_fen": network.capex_fen,
            "opex_fen_per_a": network.opex_fen_per_a.total,
            "sites": len({presence.site for presence in mine}),
            "presences": len(mine),
            "hosts_declared": _total([presence.hosts_declared for presence in mine]),
            "hosts_seen": _total([presence.hosts_seen for presence in mine]),
            "devices": devices[network.code],
            "circuits": circuits[network.code],
            "applications": applications[network.code],
        }
        yield row(values, [network.code], [network.realm])


def unit_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a unit, with the networks it owns."""
    owned = defaultdict(list)
    for network in topology.census.networks:
        owned[network.owner].append(network.code)
    for unit in topology.census.units:
        values = {"code": unit.code, "name": unit.name, "county": unit.county, "networks": owned[unit.code]}
        yield row(values, owned[unit.code])


def site_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a site, with the networks present there."""
    networks = defaultdict(set)
    for presence in topology.presences:
        networks[presence.site].add(presence.network)
    devices = Counter(device.site for device in topology.devices)
    for site in topology.census.sites:
        values: dict[str, Any] = {
            "code": site.code,
            "name": site.name,
            "kind": site.kind.value,
            "county": site.county,
            "town": site.town,
            "address": site.address,
            "latitude": site.latitude,
            "longitude": site.longitude,
            "networks": sorted(networks[site.code]),
            "devices": devices[site.code],
        }
        yield row(values, networks[site.code])


def presence_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a presence: a network at a site, declared and measured."""
    declared = {presence.code: presence for presence in topology.census.presences}
    realms = _realms(topology)
    for presence in topology.presences:
        said = declared.get(presence.code)
        values: dict[str, Any] = {
            "id": presence.id,
            "code": presence.code,
            "network": presence.network,
            "site": presence.site,
            "unit": said.unit if said else None,
            "hosts_declared": presence.hosts_declared,
            "hosts_seen": presence.hosts_seen,
            "bandwidth_bps": said.bandwidth_bps if said else None,
            "devices": list(presence.devices),
        }
        yield row(values, [presence.network], [realms.get(presence.network)])


def circuit_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a circuit: the contract's side and the measured side."""
    declared = {circuit.code: circuit for circuit in topology.census.circuits}
    realms = _realms(topology)
    for circuit in topology.circuits:
        said = declared.get(circuit.code)
        values: dict[str, Any] = {
            "id": circuit.id,
            "code": circuit.code,
            "number": circuit.number,
            "network": circuit.network,
            "kind": said.kind.value if said else None,
            "site_a": said.site_a if said else None,
            "site_b": said.site_b if said else None,
            "bandwidth_bps": said.bandwidth_bps if said else None,
            "fee_fen_per_a": said.fee_fen_per_a if said else None,
            "contract": said.contract if said else None,
            "users": list(said.users) if said else [],
            "status": circuit.status.value,
            "matched_by": circuit.matched_by,
            "links": list(circuit.links),
        }
        yield row(values, [circuit.network], [realms.get(circuit.network)])


def contract_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a contract."""
    circuits = Counter(circuit.contract for circuit in topology.census.circuits)
    for contract in topology.census.contracts:
        values: dict[str, Any] = {
            "code": contract.code,
            "network": contract.network,
            "carrier": contract.carrier,
            "start": _day(contract.start),
            "end": _day(contract.end),
            "notice_months": contract.notice_months,
            "penalty_share": contract.penalty_share,
            "circuits": circuits[contract.code],
        }
        yield row(values, [contract.network])


def room_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a machine room."""
    for room in topology.census.rooms:
        values: dict[str, Any] = {
            "code": room.code,
            "name": room.name,
            "unit": room.unit,
            "site": room.site,
            "area_m2": room.area_m2,
            "racks": room.racks,
            "capex_fen": room.capex_fen,
            "opex_fen_per_a": room.opex_fen_per_a,
            "networks": list(room.networks),
        }
        yield row(values, room.networks)


def application_rows(topology: Topology) -> Iterator[Row]:
    """Give one row an application."""
    for application in topology.census.applications:
        values: dict[str, Any] = {
            "code": application.code,
            "name": application.name,
            "unit": application.unit,
            "network": application.network,
            "users": application.users,
            "batch": application.batch,
            "ready": application.ready,
            "state": application.state,
            "zombie": application.zombie,
        }
        yield row(values, [application.network])


def dependency_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a service dependency."""
    hosts = {application.code: application.network for application in topology.census.applications}
    for dependency in topology.census.dependencies:
        values: dict[str, Any] = {
            "code": dependency.code,
            "from_network": dependency.from_network,
            "application": dependency.application,
            "to_network": hosts.get(dependency.application),
        }
        yield row(values, [dependency.from_network, values["to_network"]])


def consent_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a consent."""
    for consent in topology.census.consents:
        values: dict[str, Any] = {
            "code": consent.code,
            "network": consent.network,
            "authority": consent.authority,
            "option": consent.option,
            "state": consent.state.value,
            "since": consent.since,
            "document": consent.document,
        }
        yield row(values, [consent.network])


def _realms(topology: Topology) -> dict[str, str | None]:
    return {network.code: network.realm for network in topology.census.networks}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _total(values: list[Any]) -> int | None:
    """Return the sum of what is known, None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
