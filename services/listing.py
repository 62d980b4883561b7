"""Listings: flat rows with stable keys of everything netfold knows, for tables, ``--json`` and ``--csv``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from services.actors import Right
from services.home import Home
from services.rights import needs
from services.rows_declared import (
    application_rows,
    circuit_rows,
    consent_rows,
    contract_rows,
    dependency_rows,
    network_rows,
    presence_rows,
    room_rows,
    site_rows,
    unit_rows,
)
from services.rows_measured import (
    Row,
    device_rows,
    host_rows,
    interface_rows,
    link_rows,
    prefix_rows,
    route_rows,
    row,
    unmatched_rows,
    vlan_rows,
    vrf_rows,
)
from services.rows_traffic import utilisation_rows
from services.text import message
from services.topologies import current, findings
from services.topologies import snapshot as head
from topology.model.entities import Topology
from topology.model.errors import InputError, Severity
from topology.model.findings import Finding

_OF_TOPOLOGY: Final[dict[str, Callable[[Topology], Iterator[Row]]]] = {
    "devices": device_rows,
    "interfaces": interface_rows,
    "links": link_rows,
    "prefixes": prefix_rows,
    "hosts": host_rows,
    "vlans": vlan_rows,
    "vrfs": vrf_rows,
    "routes": route_rows,
    "networks": network_rows,
    "units": unit_rows,
    "sites": site_rows,
    "presences": presence_rows,
    "circuits": circuit_rows,
    "contracts": contract_rows,
    "rooms": room_rows,
    "applications": application_rows,
    "dependencies": dependency_rows,
    "consents": consent_rows,
    "unmatched": unmatched_rows,
}

KINDS: Final = (
    "devices",
    "interfaces",
    "links",
    "prefixes",
    "hosts",
    "vlans",
    "vrfs",
    "routes",
    "neighbours",
    "networks",
    "units",
    "sites",
    "presences",
    "circuits",
    "contracts",
    "rooms",
    "applications",
    "dependencies",
    "consents",
    "findings",
    "unmatched",
    "utilisation",
    "scenarios",
    "runs",
)
"""What can be listed, in the order of the command line's help."""


@needs(Right.READ)
def rows(
    home: Home, kind: str, snapshot: str | None = None, network: str | None = None, realm: str | None = None, *, lang: str = "en"
) -> list[dict[str, Any]]:
    """Return the rows of a kind at a snapshot, narrowed to a network or a realm; unknown values are None.

    `lang` chooses the language of the one column of prose, a finding's `text`.

    Raises
    ------
    InputError
        ``services.unknown_kind`` for a kind that is not in `KINDS`.
    NotFound
        ``services.no_snapshot_yet`` or ``store.no_snapshot``.
    """
    if kind not in KINDS:
        raise InputError("services.unknown_kind", kind=kind, expected=", ".join(KINDS))
    found = _rows(home, kind, snapshot, lang)
    return [one.values for one in found if (network is None or network in one.networks) and (realm is None or realm in one.realms)]


_GRAVEST = tuple(reversed(Severity))


def _rows(home: Home, kind: str, snapshot: str | None, lang: str) -> Iterator[Row]:
    if kind == "runs":
        return _run_rows(home)
    if kind == "scenarios":
        return _scenario_rows(home)
    if kind == "findings":
        return _finding_rows(home, snapshot, lang)
    if kind == "neighbours":
        return _neighbour_rows(home, snapshot)
    if kind == "utilisation":
        return utilisation_rows(home, current(home, snapshot), home.store.snapshots.records(head(home, snapshot).id))
    return _OF_TOPOLOGY[kind](current(home, snapshot))


def _run_rows(home: Home) -> Iterator[Row]:
    for run in home.store.runs.all():
        values: dict[str, Any] = {
            "id": run.id,
            "kind": run.kind.value,
            "state": run.state.value,
            "label": run.label,
            "realms": list(run.realms),
            "actor": run.actor,
            "started_at": run.started_at.isoformat(),
            "ended_at": run.ended_at.isoformat() if run.ended_at else None,
            "records": run.records,
        }
        yield row(values, (), run.realms)


def _scenario_rows(home: Home) -> Iterator[Row]:
    for scenario in home.store.scenarios.all():
        values: dict[str, Any] = {
            "name": scenario.name,
            "title": scenario.title,
            "version": scenario.version,
            "state": scenario.state.value,
            "author": scenario.author,
            "written_at": scenario.written_at.isoformat(),
            "digest": scenario.digest,
        }
        yield row(values)


def _finding_rows(home: Home, snapshot: str | None, lang: str) -> Iterator[Row]:
    realms = {network.code: network.realm for network in current(home, snapshot).census.networks}
    for finding in sorted(findings(home, snapshot), key=lambda one: (_GRAVEST.index(one.severity), one.kind)):
        yield row(finding_values(finding, lang), finding.networks, [realms.get(code) for code in finding.networks])


def finding_values(finding: Finding, lang: str) -> dict[str, Any]:
    """Return what a listing tells of a finding, with its sentence."""
    return {
        "id": finding.id,
        "kind": finding.kind,
        "severity": finding.severity.value,
        "networks": list(finding.networks),
        "sites": list(finding.sites),
        "subjects": list(finding.subjects),
        "text": message(finding.kind, finding.params, lang),
    }


def _neighbour_rows(home: Home, snapshot: str | None) -> Iterator[Row]:
    topology = current(home, snapshot)
    by_target = {(device.realm, target): device for device in topology.devices for target in device.targets}
    chosen = home.store.snapshots.records(head(home, snapshot).id)
    for record in home.store.records.load(one.seq for one in chosen):
        envelope = record.envelope
        device = by_target.get((envelope.realm, envelope.target))
        for said in record.neighbours:
            values: dict[str, Any] = {
                "device_id": device.id if device else None,
                "device": device.name if device else record.system.name,
                "realm": envelope.realm,
                "network": device.network if device else None,
                "protocol": said.protocol.value,
                "local_port": said.local_port,
                "chassis_id": said.chassis_id,
                "port_id": said.port_id,
                "port_description": said.port_description,
                "system_name": said.system_name,
                "management_addresses": list(said.management_addresses),
            }
            yield row(values, [values["network"]], [envelope.realm])
