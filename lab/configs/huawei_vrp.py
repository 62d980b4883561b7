"""Writes the running configuration of a Huawei device, as ``display current-configuration`` prints it.

Everything a configuration can carry equals what the device's agent says. Secrets are placeholders that say so:
no community or password of the sample city stands in a configuration.

Source: order and wording of sections as VRP 5 prints them (Huawei S-series command references); the release in the
head line as in public configurations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from lab.configs.form import (
    DEFAULT_MTU,
    DEFAULT_VLAN,
    LEVELS,
    PLACEHOLDER,
    USER_GROUP,
    address_lines,
    cipher_word,
    digest_word,
    in_lines,
    in_order,
    speaks_lldp,
    spelled,
)
from lab.tables.form import long_version
from lab.truth import TruthDevice, TruthLink, TruthPort, TruthRoute, TruthUser, TruthVrf, Vendor
from topology.model.records import InterfaceKind

_LINE_OF_VLANS = 10
"""Ranges in a line of VLANs, as VRP breaks them."""


def _listed(head: str, numbers: Iterable[int]) -> Iterator[str]:
    return in_lines(head, spelled(numbers, " to "), _LINE_OF_VLANS)


def _head(device: TruthDevice) -> Iterator[str]:
    yield f"!Software Version {long_version(device.software)}"
    yield "#"
    yield f"sysname {device.name}"
    yield "#"
    vids = [vid for vid, _ in device.vlans if vid != DEFAULT_VLAN]
    if vids:
        yield from _listed("vlan batch", vids)
        yield "#"
    if speaks_lldp(device):
        yield "lldp enable"
        yield "#"
    for vid, name in device.vlans:
        if name:
            yield f"vlan {vid}"
            yield f" name {name}"
            yield "#"


def _vrf(vrf: TruthVrf) -> Iterator[str]:
    yield f"ip vpn-instance {vrf.name}"
    yield " ipv4-family"
    yield f"  route-distinguisher {vrf.rd}"
    if vrf.targets:
        yield f"  vpn-target {' '.join(vrf.targets)} export-extcommunity"
        yield f"  vpn-target {' '.join(vrf.targets)} import-extcommunity"
    yield "#"


def _access() -> Iterator[str]:
    yield "aaa"
    yield " authentication-scheme default"
    yield " authorization-scheme default"
    yield " accounting-scheme default"
    yield " domain default"
    yield " domain default_admin"
    yield f" local-user netadmin password irreversible-cipher {PLACEHOLDER}"
    yield " local-user netadmin privilege level 15"
    yield " local-user netadmin service-type ssh terminal"
    yield "#"


def _addresses(port: TruthPort) -> Iterator[str]:
    for line in address_lines(port, "sub"):
        if line.startswith(" ipv6"):
            yield " ipv6 enable"
        yield line


def _switching(port: TruthPort) -> Iterator[str]:
    if port.vlan_trunk is not None:
        yield " port link-type trunk"
        if DEFAULT_VLAN not in port.vlan_trunk:
            yield " undo port trunk allow-pass vlan 1"
        others = [vid for vid in port.vlan_trunk if vid != DEFAULT_VLAN]
        yield from _listed(" port trunk allow-pass vlan", others)
    elif port.vlan_access is not None and port.kind is InterfaceKind.SUBINTERFACE:
        yield f" dot1q termination vid {port.vlan_access}"
    elif port.vlan_access is not None:
        yield " port link-type access"
        if port.vlan_access != DEFAULT_VLAN:
            yield f" port default vlan {port.vlan_access}"


def _interface(port: TruthPort, *, deaf: bool) -> Iterator[str]:
    yield f"interface {port.name}"
    if port.kind in {InterfaceKind.PHYSICAL, InterfaceKind.LAG} and port.addresses:
        yield " undo portswitch"
    if port.alias:
        yield f" description {port.alias}"
    if not port.enabled:
        yield " shutdown"
    if port.mtu != DEFAULT_MTU:
        yield f" mtu {port.mtu}"
    if port.vrf:
        yield f" ip binding vpn-instance {port.vrf}"
    yield from _addresses(port)
    yield from _switching(port)
    if port.lag:
        yield f" eth-trunk {port.lag.removeprefix('Eth-Trunk')}"
    if deaf:
        yield " lldp admin-status tx"
    yield "#"


def _route(route: TruthRoute) -> str:
    network = ip_network(route.prefix)
    instance = f"vpn-instance {route.vrf} " if route.vrf else ""
    if network.version == 6:  # noqa: PLR2004 - IPv6
        return f"ipv6 route-static {instance}{network.network_address} {network.prefixlen} {route.next_hop}"
    return f"ip route-static {instance}{network.network_address} {network.netmask} {route.next_hop}"


def _user_lines(user: TruthUser) -> Iterator[str]:
    head = f"snmp-agent usm-user v3 {user.name}"
    yield f"snmp-agent group v3 {USER_GROUP}{LEVELS[user.level]}"
    yield head
    yield f"{head} group {USER_GROUP}"
    if (digest := digest_word(user)) is not None:
        yield f"{head} authentication-mode {digest} cipher {PLACEHOLDER}"
    if (cipher := cipher_word(user)) is not None:
        yield f"{head} privacy-mode {cipher} cipher {PLACEHOLDER}"


def _management(device: TruthDevice, user: TruthUser | None) -> Iterator[str]:
    yield "snmp-agent"
    yield f"snmp-agent local-engineid 800007DB03{device.chassis_mac.replace(':', '').upper()}"
    if user is None:
        yield f"snmp-agent community read cipher {PLACEHOLDER}"
    if device.contact:
        yield f"snmp-agent sys-info contact {device.contact}"
    if device.location:
        yield f"snmp-agent sys-info location {device.location}"
    if user is None:
        yield "snmp-agent sys-info version v2c"
        yield "undo snmp-agent sys-info version v3"
    else:
        yield "snmp-agent sys-info version v3"
        yield from _user_lines(user)
    yield "#"
    yield "stelnet server enable"
    yield "#"
    yield "user-interface con 0"
    yield " authentication-mode password"
    yield f" set authentication password cipher {PLACEHOLDER}"
    yield "user-interface vty 0 4"
    yield " authentication-mode aaa"
    yield " protocol inbound ssh"
    yield "#"


def write_vrp(device: TruthDevice, user: TruthUser | None = None, links: Iterable[TruthLink] = ()) -> str:
    """Return the configuration of a Huawei device.

    Parameters
    ----------
    user
        The SNMPv3 user of the device's realm; None where its agents answer communities.
    links
        The city's links; those of other devices are passed over. A linked port that hears no neighbour sends
        LLDP only.

    Raises
    ------
    ValueError
        The device is not Huawei's.
    """
    if device.vendor is not Vendor.HUAWEI:
        raise ValueError(f"{device.id}: {device.vendor} has no VRP configuration")
    ends = [end for link in links for end in ((link.a_device, link.a_port), (link.b_device, link.b_port))]
    linked = {port for owner, port in ends if owner == device.id}
    speaks = speaks_lldp(device)
    lines = list(_head(device))
    for vrf in device.vrfs:
        lines += _vrf(vrf)
    lines += _access()
    for port in in_order(device.ports):
        deaf = speaks and port.name in linked and not port.lldp and port.kind is InterfaceKind.PHYSICAL
        lines += _interface(port, deaf=deaf)
    if device.routes:
        lines += [_route(route) for route in device.routes]
        lines.append("#")
    lines += _management(device, user)
    lines.append("return")
    return "\n".join(lines) + "\n"
