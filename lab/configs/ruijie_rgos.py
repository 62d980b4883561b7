"""Writes the running configuration of a Ruijie device, as ``show running-config`` of RGOS 11 prints it.

Modelled on the vendor's command references (S5750, S2910, S8600E): no real configuration was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from lab.configs.cisco_ios import group_line, route_line, vlan_lines
from lab.configs.form import DEFAULT_MTU, DEFAULT_VLAN, USER_GROUP, address_lines, cipher_word, digest_word, in_order, spelled
from lab.truth import TruthDevice, TruthPort, TruthUser, TruthVrf, Vendor
from topology.model.records import InterfaceKind

_PLACEHOLDER = "netfold-sample-placeholder"
_CABLED = frozenset({InterfaceKind.PHYSICAL, InterfaceKind.LAG})


def write_rgos(device: TruthDevice, user: TruthUser | None = None) -> str:
    """Return the configuration of a Ruijie device; `user` as in `write_vrp`.

    Raises
    ------
    ValueError
        The device is not Ruijie's.
    """
    if device.vendor is not Vendor.RUIJIE:
        raise ValueError(f"{device.id}: {device.vendor} has no RGOS configuration")
    lines = list(_head(device))
    for vrf in device.vrfs:
        lines += _vrf(vrf)
    lines += vlan_lines(device)
    for port in in_order(device.ports, vlans_first=False):
        lines += _interface(port)
    if device.routes:
        lines += [route_line(route) for route in device.routes]
        lines.append("!")
    lines += _management(device, user)
    text = "\n".join(lines)
    return f"Building configuration...\nCurrent configuration: {len(text.encode()) + 1} bytes\n\n{text}\n"


def _head(device: TruthDevice) -> Iterator[str]:
    yield f"version {device.software}"
    yield f"hostname {device.name}"
    yield "!"


def _vrf(vrf: TruthVrf) -> Iterator[str]:
    yield f"ip vrf {vrf.name}"
    yield f" rd {vrf.rd}"
    yield from (f" route-target both {target}" for target in vrf.targets)
    yield "!"


def _interface(port: TruthPort) -> Iterator[str]:
    yield f"interface {port.name}"
    if port.kind in _CABLED and port.addresses:
        yield " no switchport"
    yield from _switching(port)
    if port.alias:
        yield f" description {port.alias}"
    if port.lag:
        yield f" port-group {port.lag.removeprefix('AggregatePort').strip()} mode active"
    if port.vrf:
        yield f" ip vrf forwarding {port.vrf}"
    yield from address_lines(port, "secondary")
    if port.mtu != DEFAULT_MTU:
        yield f" mtu {port.mtu}"
    if not port.enabled:
        yield " shutdown"
    if port.kind is InterfaceKind.PHYSICAL and not port.lldp:
        yield " lldp mode tx"
    yield "!"


def _switching(port: TruthPort) -> Iterator[str]:
    if port.vlan_trunk is not None:
        yield " switchport mode trunk"
        yield f" switchport trunk allowed vlan only {','.join(spelled(port.vlan_trunk, '-'))}"
    elif port.vlan_access is not None and port.kind is InterfaceKind.SUBINTERFACE:
        yield f" encapsulation dot1Q {port.vlan_access}"
    elif port.vlan_access is not None:
        yield " switchport mode access"
        if port.vlan_access != DEFAULT_VLAN:
            yield f" switchport access vlan {port.vlan_access}"


def _user_lines(user: TruthUser) -> Iterator[str]:
    yield group_line(user)
    digest, cipher = digest_word(user), cipher_word(user)
    signed = "" if digest is None else f" auth {digest} {_PLACEHOLDER}"
    hidden = "" if cipher is None else f" priv {cipher} {_PLACEHOLDER}"
    yield f"snmp-server user {user.name} {USER_GROUP} v3{' encrypted' if signed else ''}{signed}{hidden}"


def _management(device: TruthDevice, user: TruthUser | None) -> Iterator[str]:
    if user is None:
        yield f"snmp-server community 7 {_PLACEHOLDER} ro"
    else:
        yield from _user_lines(user)
    if device.location:
        yield f"snmp-server location {device.location}"
    if device.contact:
        yield f"snmp-server contact {device.contact}"
    yield "!"
    yield "line console 0"
    yield "line vty 0 4"
    yield " login local"
    yield "!"
    yield "end"
