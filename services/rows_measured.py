"""Rows of what was measured and resolved: devices, interfaces, links and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from topology.model.entities import Device, DeviceInterface, Link, Topology


class Row(msgspec.Struct, frozen=True):
    """One row of a listing, and the networks and realms by which it can be narrowed."""

    values: dict[str, Any]
    networks: frozenset[str]
    realms: frozenset[str]


def row(values: dict[str, Any], networks: Iterable[str | None] = (), realms: Iterable[str | None] = ()) -> Row:
    """Make a row; unknown networks and realms narrow nothing."""
    return Row(values, frozenset(one for one in networks if one), frozenset(one for one in realms if one))


def device_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a device."""
    sites = {site.code: site.name for site in topology.census.sites}
    for device in topology.devices:
        values: dict[str, Any] = {
            "id": device.id,
            "device": device.name,
            "realm": device.realm,
            "network": device.network,
            "site": device.site,
            "site_name": sites.get(device.site) if device.site else None,
            "tier": device.tier,
            "vendor": device.vendor,
            "platform": device.platform,
            "model": device.model,
            "software": device.software,
            "serials": list(device.serials),
            "chassis_ids": list(device.chassis_ids),
            "addresses": list(device.addresses),
            "targets": list(device.targets),
            "completeness": device.completeness.value,
            "stale": device.stale,
            "sources": [source.value for source in device.sources],
        }
        yield row(values, [device.network], [device.realm])


def interface_rows(topology: Topology) -> Iterator[Row]:
    """Give one row an interface, with the keys of the contract."""
    for port in topology.interfaces:
        device = topology.device.get(port.device)
        aggregate = topology.interface.get(port.lag) if port.lag else None
        values: dict[str, Any] = {
            "device_id": port.device,
            "device": device.name if device else None,
            "interface": port.name,
            "addresses": list(port.addresses),
            "vrf": port.vrf,
            "vlan_access": port.vlan_access,
            "vlan_trunk": None if port.vlan_trunk is None else list(port.vlan_trunk),
            "description": port.description,
            "enabled": port.enabled,
            "lag": aggregate.name if aggregate else port.lag,
        }
        yield row(values, [port.network, device.network if device else None], [device.realm if device else None])


def link_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a link, with the keys of the contract."""
    for link in topology.links:
        values = link_values(topology, link)
        ends = [topology.device.get(link.a_device), topology.device.get(link.b_device)]
        ports = [topology.interface.get(port) for port in (link.a_interface, link.b_interface) if port]
        networks = [end.network for end in ends if end] + [port.network for port in ports if port]
        yield row(values, networks, [values["a_realm"], values["b_realm"]])


def link_values(topology: Topology, link: Link) -> dict[str, Any]:
    """Return a link with the keys of the contract: ids identify, names are labels."""
    a, b = topology.device.get(link.a_device), topology.device.get(link.b_device)
    return {
        "id": link.id,
        "a_id": link.a_device,
        "a_device": _name(a),
        "a_interface": _port_name(topology, link.a_interface),
        "a_realm": a.realm if a else None,
        "b_id": link.b_device,
        "b_device": _name(b),
        "b_interface": _port_name(topology, link.b_interface),
        "b_realm": b.realm if b else None,
        "layer": link.layer,
        "state": link.state.value,
        "protocols": list(link.protocols),
    }


def unmatched_rows(topology: Topology) -> Iterator[Row]:
    """Give one row for each thing said that led to no link."""
    for one in topology.unmatched:
        device = topology.device.get(one.device)
        values: dict[str, Any] = {
            "id": one.id,
            "device_id": one.device if device else None,
            "device": _name(device) or one.device,
            "realm": device.realm if device else None,
            "network": device.network if device else None,
            "reason": one.reason,
            "said": one.said,
            "candidates": list(one.candidates),
            "candidate_names": [candidate_label(topology, candidate) for candidate in one.candidates],
            "evidence": [f"{evidence.source} {evidence.place}" for evidence in one.evidence],
        }
        yield row(values, [values["network"]], [values["realm"]])


def candidate_label(topology: Topology, candidate: str) -> str:
    """Return a candidate as people name it: a device by name, a port with its device; other text as it is."""
    return _name(topology.device.get(candidate)) or port_label(topology, candidate)


def prefix_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a prefix."""
    for prefix in topology.prefixes:
        values: dict[str, Any] = {
            "id": prefix.id,
            "prefix": prefix.prefix,
            "realm": prefix.realm,
            "vrf": prefix.vrf,
            "network": prefix.network,
            "declared": prefix.declared,
            "interfaces": len(prefix.interfaces),
            "hosts_seen": prefix.hosts_seen,
        }
        yield row(values, [prefix.network], [prefix.realm])


def host_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a host, with where it hangs; a host that only ARP shows has no device and no interface."""
    sites = {site.code: site.name for site in topology.census.sites}
    prefixes = {prefix.id: prefix.prefix for prefix in topology.prefixes}
    for host in topology.hosts:
        values: dict[str, Any] = {
            "id": host.id,
            "mac": host.mac,
            "addresses": list(host.addresses),
            "realm": host.realm,
            "vrf": host.vrf,
            "network": host.network,
            "site": host.site,
            "site_name": sites.get(host.site) if host.site else None,
            "place": host.place.value,
            "device_id": host.device,
            "device": _name(topology.device.get(host.device)) if host.device else None,
            "interface": _port_name(topology, host.interface),
            "beside": host.beside,
            "vlan": host.vlan,
            "prefix": prefixes.get(host.prefix) if host.prefix else None,
            "gateways": [port_label(topology, gateway) for gateway in host.gateways],
            "stale": host.stale,
        }
        yield row(values, [host.network], [host.realm])


def port_label(topology: Topology, identifier: str) -> str:
    """Return a port with its device, as people name it; an id that is no port comes back as it is."""
    port = topology.interface.get(identifier)
    if port is None:
        return identifier
    return f"{_name(topology.device.get(port.device)) or port.device} {port.name}"


def vlan_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a VLAN of a realm."""
    for vlan in topology.vlans:
        values: dict[str, Any] = {
            "id": vlan.id,
            "vid": vlan.vid,
            "name": vlan.name,
            "realm": vlan.realm,
            "network": vlan.network,
            "devices": len(vlan.devices),
        }
        yield row(values, [vlan.network], [vlan.realm])


def vrf_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a VRF of a realm."""
    for vrf in topology.vrfs:
        values: dict[str, Any] = {
            "id": vrf.id,
            "vrf": vrf.name,
            "realm": vrf.realm,
            "network": vrf.network,
            "rds": list(vrf.rds),
            "devices": len(vrf.devices),
        }
        yield row(values, [vrf.network], [vrf.realm])


def route_rows(topology: Topology) -> Iterator[Row]:
    """Give one row a static route."""
    for route in topology.routes:
        device = topology.device.get(route.device)
        values: dict[str, Any] = {
            "id": route.id,
            "device_id": route.device,
            "device": _name(device),
            "realm": device.realm if device else None,
            "network": device.network if device else None,
            "vrf": route.vrf,
            "prefix": route.prefix,
            "next_hop": route.next_hop,
            "interface": route.interface,
        }
        yield row(values, [values["network"]], [values["realm"]])


def _name(device: Device | None) -> str | None:
    return device.name if device else None


def _port_name(topology: Topology, identifier: str | None) -> str | None:
    if identifier is None:
        return None
    port: DeviceInterface | None = topology.interface.get(identifier)
    return port.name if port else None
