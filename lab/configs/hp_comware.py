"""Writes the running configuration of an H3C device, as Comware 5 and 7 print it.

Source: order and wording of sections as public configurations of both versions show them; H3C S5500, S5560 and S10500
command references.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from lab.configs.form import (
    DEFAULT_MTU,
    DEFAULT_VLAN,
    LEVELS,
    USER_GROUP,
    address_lines,
    cipher_word,
    digest_word,
    in_lines,
    in_order,
    runs_of,
    speaks_lldp,
    spelled,
)
from lab.truth import TruthDevice, TruthPort, TruthRoute, TruthUser, TruthVrf, Vendor
from topology.model.records import InterfaceKind

_LINE_OF_VLANS = 10
_CABLED = frozenset({InterfaceKind.PHYSICAL, InterfaceKind.LAG})
_PLACEHOLDER = "$c$3$netfold-sample-placeholder=="


def write_comware(device: TruthDevice, user: TruthUser | None = None) -> str:
    """Return the configuration of an H3C device; `user` as in `write_vrp`.

    Raises
    ------
    ValueError
        The device is not H3C's.
    """
    if device.vendor is not Vendor.H3C:
        raise ValueError(f"{device.id}: {device.vendor} has no Comware configuration")
    modern = not device.software.startswith("5.")
    lines = list(_head(device, modern=modern))
    for vrf in device.vrfs:
        lines += _vrf(vrf, modern=modern)
    lines += _vlans(device)
    for port in in_order(device.ports):
        lines += _interface(port, modern=modern)
    if device.routes:
        lines += [_route(route, modern=modern) for route in device.routes]
        lines.append("#")
    lines += _management(device, user, modern=modern)
    lines.append("return")
    return "\n".join(lines) + "\n"


def _head(device: TruthDevice, *, modern: bool) -> Iterator[str]:
    number, _, release = device.software.partition(" ")
    yield "#"
    yield f" version {number}, {release}"
    yield "#"
    yield f" sysname {device.name}"
    yield "#"
    if speaks_lldp(device):
        yield " lldp global enable" if modern else " lldp enable"
        yield "#"


def _vrf(vrf: TruthVrf, *, modern: bool) -> Iterator[str]:
    yield f"ip vpn-instance {vrf.name}"
    yield f" route-distinguisher {vrf.rd}"
    if vrf.targets:
        inner = "  " if modern else " "
        if modern:
            yield " address-family ipv4"
        yield f"{inner}vpn-target {' '.join(vrf.targets)} import-extcommunity"
        yield f"{inner}vpn-target {' '.join(vrf.targets)} export-extcommunity"
        if modern:
            yield " #"
    yield "#"


def _vlans(device: TruthDevice) -> Iterator[str]:
    bare = [vid for vid, name in device.vlans if not name and vid != DEFAULT_VLAN]
    for first, last in runs_of([DEFAULT_VLAN, *bare]):
        yield f"vlan {first} to {last}" if last > first else f"vlan {first}"
        yield "#"
    for vid, name in device.vlans:
        if name:
            yield f"vlan {vid}"
            yield f" name {name}"
            yield "#"


def _interface(port: TruthPort, *, modern: bool) -> Iterator[str]:
    yield f"interface {port.name}"
    if port.kind is InterfaceKind.PHYSICAL:
        yield f" port link-mode {'route' if port.addresses else 'bridge'}"
    if port.alias:
        yield f" description {port.alias}"
    if port.vrf:
        yield f" ip binding vpn-instance {port.vrf}"
    yield from address_lines(port, "sub")
    yield from _switching(port)
    if port.kind is InterfaceKind.LAG and not port.addresses:
        yield " link-aggregation mode dynamic"
    if port.mtu != DEFAULT_MTU:
        yield f" {'jumboframe enable' if port.kind in _CABLED and not port.addresses else 'mtu'} {port.mtu}"
    if not port.enabled:
        yield " shutdown"
    if port.lag:
        yield f" port link-aggregation group {port.lag.removeprefix('Bridge-Aggregation')}"
    if modern and port.kind is InterfaceKind.PHYSICAL and not port.lldp:
        yield " lldp admin-status tx"
    yield "#"


def _switching(port: TruthPort) -> Iterator[str]:
    if port.vlan_trunk is not None:
        yield " port link-type trunk"
        if DEFAULT_VLAN not in port.vlan_trunk:
            yield " undo port trunk permit vlan 1"
        others = spelled((vid for vid in port.vlan_trunk if vid != DEFAULT_VLAN), " to ")
        yield from in_lines(" port trunk permit vlan", others, _LINE_OF_VLANS)
    elif port.vlan_access is not None and port.kind is InterfaceKind.SUBINTERFACE:
        yield f" vlan-type dot1q vid {port.vlan_access}"
    elif port.vlan_access is not None and port.vlan_access != DEFAULT_VLAN:
        yield f" port access vlan {port.vlan_access}"


def _route(route: TruthRoute, *, modern: bool) -> str:
    network = ip_network(route.prefix)
    instance = f"vpn-instance {route.vrf} " if route.vrf else ""
    if network.version == 6:  # noqa: PLR2004 - IPv6
        return f" ipv6 route-static {instance}{network.network_address} {network.prefixlen} {route.next_hop}"
    mask = network.prefixlen if modern else network.netmask
    return f" ip route-static {instance}{network.network_address} {mask} {route.next_hop}"


def _user_lines(user: TruthUser, *, modern: bool) -> Iterator[str]:
    secret = _PLACEHOLDER if modern else "netfold-sample-placeholder"
    yield f" snmp-agent group v3 {USER_GROUP}{LEVELS[user.level]}"
    digest, cipher = digest_word(user), cipher_word(user)
    signed = "" if digest is None else f" cipher authentication-mode {digest} {secret}"
    hidden = "" if cipher is None else f" privacy-mode {cipher} {secret}"
    yield f" snmp-agent usm-user v3 {user.name} {USER_GROUP}{signed}{hidden}"


def _management(device: TruthDevice, user: TruthUser | None, *, modern: bool) -> Iterator[str]:
    yield " snmp-agent"
    yield f" snmp-agent local-engineid 800063A280{device.chassis_mac.replace(':', '').upper()}00000001"
    if user is None:
        yield f" snmp-agent community read cipher {_PLACEHOLDER}" if modern else " snmp-agent community read netfold-sample-placeholder"
    if device.contact:
        yield f" snmp-agent sys-info contact {device.contact}"
    if device.location:
        yield f" snmp-agent sys-info location {device.location}"
    yield f" snmp-agent sys-info version {'v2c' if user is None else 'v3'}"
    if user is not None:
        yield from _user_lines(user, modern=modern)
    yield "#"
    yield "line vty 0 4" if modern else "user-interface vty 0 4"
    yield " authentication-mode scheme"
    yield "#"
