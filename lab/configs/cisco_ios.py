"""Writes the running configuration of a Cisco device, as ``show running-config`` of IOS 15 prints it.

Source: order and wording of sections as public configurations show them; Catalyst 2960-X, 3750-X and 6500 command references.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from collectors.snmp.users import Level
from lab.configs.form import DEFAULT_MTU, DEFAULT_VLAN, USER_GROUP, address_lines, in_order, speaks_lldp, spelled
from lab.truth import TruthDevice, TruthPort, TruthRoute, TruthUser, TruthVrf, Vendor
from topology.model.records import InterfaceKind

_CABLED = frozenset({InterfaceKind.PHYSICAL, InterfaceKind.LAG})
_LEVELS = {Level.NO_AUTH: "noauth", Level.AUTH: "auth", Level.PRIV: "priv"}
_OPEN_LINE = 62
"""Characters of a VLAN list after which IOS goes on with ``add``."""


def write_ios(device: TruthDevice, user: TruthUser | None = None) -> str:
    """Return the configuration of a Cisco device; `user` as in `write_vrp`. IOS shows an SNMPv3 user's group, never the user.

    Raises
    ------
    ValueError
        The device is not Cisco's.
    """
    if device.vendor is not Vendor.CISCO:
        raise ValueError(f"{device.id}: {device.vendor} has no IOS configuration")
    lines = list(_head(device))
    for vrf in device.vrfs:
        lines += _vrf(vrf)
    lines += vlan_lines(device)
    for port in in_order(device.ports, vlans_first=False):
        lines += _interface(device, port)
    if device.routes:
        lines += [route_line(route) for route in device.routes]
        lines.append("!")
    lines += _management(device, user)
    text = "\n".join(lines)
    return f"Building configuration...\n\nCurrent configuration : {len(text.encode()) + 1} bytes\n{text}\n"


def _head(device: TruthDevice) -> Iterator[str]:
    yield "!"
    yield f"version {device.software.partition('(')[0]}"
    yield "no service pad"
    yield "service timestamps debug datetime msec"
    yield "service timestamps log datetime msec"
    yield "no service password-encryption"
    yield "!"
    yield f"hostname {device.name}"
    yield "!"
    yield "boot-start-marker"
    yield "boot-end-marker"
    yield "!"
    if speaks_lldp(device):
        yield "lldp run"
        yield "!"


def _vrf(vrf: TruthVrf) -> Iterator[str]:
    yield f"vrf definition {vrf.name}"
    yield f" rd {vrf.rd}"
    yield " !"
    yield " address-family ipv4"
    yield from (f"  route-target export {target}" for target in vrf.targets)
    yield from (f"  route-target import {target}" for target in vrf.targets)
    yield " exit-address-family"
    yield "!"


def vlan_lines(device: TruthDevice) -> Iterator[str]:
    """Yield the VLANs, named ones each by itself."""
    bare = spelled((vid for vid, name in device.vlans if not name and vid != DEFAULT_VLAN), "-")
    if bare:
        yield f"vlan {','.join(bare)}"
        yield "!"
    for vid, name in device.vlans:
        if name:
            yield f"vlan {vid}"
            yield f" name {name}"
            yield "!"


def _interface(device: TruthDevice, port: TruthPort) -> Iterator[str]:
    yield f"interface {port.name}"
    if port.alias:
        yield f" description {port.alias}"
    if port.kind in _CABLED and port.addresses:
        yield " no switchport"
    yield from _switching(device, port)
    if port.vrf:
        yield f" vrf forwarding {port.vrf}"
    yield from address_lines(port, "secondary")
    if port.mtu != DEFAULT_MTU:
        yield f" mtu {port.mtu}"
    if not port.enabled:
        yield " shutdown"
    if port.lag:
        yield f" channel-group {port.lag.removeprefix('Port-channel')} mode active"
    if port.kind is InterfaceKind.PHYSICAL and not port.lldp:
        yield " no lldp receive"
    yield "!"


def _switching(device: TruthDevice, port: TruthPort) -> Iterator[str]:
    if port.vlan_trunk is not None:
        if "C3750" in device.model or "C6509" in device.model:
            yield " switchport trunk encapsulation dot1q"
        yield from _allowed(port.vlan_trunk)
        yield " switchport mode trunk"
    elif port.vlan_access is not None and port.kind is InterfaceKind.SUBINTERFACE:
        yield f" encapsulation dot1Q {port.vlan_access}"
    elif port.vlan_access is not None:
        if port.vlan_access != DEFAULT_VLAN:
            yield f" switchport access vlan {port.vlan_access}"
        yield " switchport mode access"


def _allowed(vlans: tuple[int, ...]) -> Iterator[str]:
    head, line = " switchport trunk allowed vlan ", ""
    for part in spelled(vlans, "-") or ["none"]:
        if line and len(line) + len(part) > _OPEN_LINE:
            yield head + line
            head, line = " switchport trunk allowed vlan add ", ""
        line = f"{line},{part}" if line else part
    yield head + line


def route_line(route: TruthRoute) -> str:
    """Return a static route."""
    network = ip_network(route.prefix)
    instance = f"vrf {route.vrf} " if route.vrf else ""
    if network.version == 6:  # noqa: PLR2004 - IPv6
        return f"ipv6 route {instance}{network} {route.next_hop}"
    return f"ip route {instance}{network.network_address} {network.netmask} {route.next_hop}"


def group_line(user: TruthUser) -> str:
    """Return the group that lets a user in at its level."""
    return f"snmp-server group {USER_GROUP} v3 {_LEVELS[user.level]}"


def _management(device: TruthDevice, user: TruthUser | None) -> Iterator[str]:
    yield "snmp-server community netfold-sample-placeholder RO" if user is None else group_line(user)
    if device.location:
        yield f"snmp-server location {device.location}"
    if device.contact:
        yield f"snmp-server contact {device.contact}"
    yield "!"
    yield "line con 0"
    yield "line vty 0 4"
    yield " login local"
    yield " transport input ssh"
    yield "!"
    yield "end"
