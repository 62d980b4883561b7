"""What an interface of NX-OS says: addresses, VLANs, gateways, overlays, filters, routing.

*Source*: Cisco 'Nexus 9000 Series NX-OS Interfaces', 'Unicast Routing' (HSRP, VRRP), 'Security' and 'VXLAN Configuration Guide' 9.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after, is_number, number
from collectors.configs.draft import read_description, set_number
from collectors.configs.ios_family.interfaces import COMMANDS as SHARED
from collectors.configs.ios_family.levels import Below, Level, fine, leads
from collectors.configs.ios_family.links import COMMANDS as LINKS
from collectors.configs.ios_family.links import Group, gateway_address, group_of
from collectors.configs.ios_family.ospf import INTERFACE as OSPF
from collectors.configs.ios_family.ospf import on_interface
from collectors.configs.ios_family.routing import ISIS_INTERFACE
from collectors.configs.nxos.ignored import GATEWAY as GATEWAY_RULES
from collectors.configs.nxos.ignored import INTERFACE as INTERFACE_RULES
from collectors.configs.nxos.ports import Port, port_of
from collectors.configs.parser import Account
from collectors.configs.words import address_of, dotted_area, prefix6_of, prefix_of
from topology.model.configured import DhcpRelay, Multicast, NetworkStatement, ServicePolicy, StackMember, Tunnel


def _state(port: Port, words: Words, line: Line) -> bool:
    port.said_enabled = line.text.startswith("no ")
    return words in {(), ("force",)}


def _switchport(port: Port, words: Words, line: Line) -> bool:
    port.switched = not line.text.startswith("no ")
    return not words


def _mode(port: Port, words: Words, _line: Line) -> bool:
    match words:
        case ("access" | "trunk" | "dot1q-tunnel" | "fabricpath" | "fex-fabric" as mode,):
            port.mode = mode
            return True
        case ("private-vlan", *_):
            port.mode = "access"
            return True
    return False


def _address(port: Port, words: Words, line: Line) -> bool | str:
    if "tag" in words:
        words = words[: words.index("tag")]
    if "route-preference" in words:
        words = words[: words.index("route-preference")]
    match words:
        case (both, "secondary") if "/" in both:
            words = (both,)
        case ("dhcp" | "negotiated", *_) | ("use-link-local-only",):
            return True
    return SHARED["ip address"](port, words, line)


def _address6(port: Port, words: Words, line: Line) -> bool | str:
    match words:
        case ("dhcp" | "autoconfig" | "use-link-local-only", *_):
            return True
        case (said,) if said.lower().startswith("fe80"):
            return True
        case (both, "eui64", *_):
            words = (both, "eui-64")
        case (both, "tag" | "secondary" | "use-bia" | "route-preference", *_):
            words = (both,)
    return SHARED["ipv6 address"](port, words, line)


def _vrf(port: Port, words: Words, _line: Line) -> bool:
    if not words:
        return False
    port.vrf = words[0]
    return True


def _lag(port: Port, words: Words, line: Line) -> bool:
    if not words or not is_number(words[0]):
        return False
    port.lag = f"port-channel{words[0]}"
    mode = after(words, "mode") or "on"
    port.lag_mode = "lacp" if mode in {"active", "passive"} else "static"
    port.notes["lag"] = line
    port_of(port.state, port.lag, line)
    return True


def _vpc(port: Port, words: Words, line: Line) -> bool:
    if words == ("peer-link",):
        port.state.facts.stack_members.append(StackMember(kind="mlag", ports=(port.name,), ref=port.state.place(line)))
        return True
    return len(words) == 1 and number(words[0]) is not None


def _speed(port: Port, words: Words, line: Line) -> bool | str:
    return SHARED["speed"](port, words[:1], line)


def _access_group(port: Port, words: Words, line: Line) -> bool | str:
    return LINKS["ip access-group"](port, words, line)


def _relay(port: Port, words: Words, line: Line) -> bool:
    """Read ``ip dhcp relay address SERVER [use-vrf VRF]``; servers in one VRF are one row."""
    server = address_of(words[0]) if words else None
    if server is None:
        return False
    vrf = after(words, "use-vrf")
    relays, key = port.state.facts.dhcp_relays, f"relay {vrf}"
    known = port.notes.get(key)
    if isinstance(known, int):
        relays[known] = msgspec.structs.replace(relays[known], servers=(*relays[known].servers, server))
    else:
        port.notes[key] = len(relays)
        relays.append(DhcpRelay(interface=port.name, servers=(server,), vrf=vrf or port.vrf, ref=port.state.place(line)))
    return True


def _qos(port: Port, words: Words, line: Line) -> bool:
    match words:
        case ("type", _, "input" | "output" as way, name, *_) | ("input" | "output" as way, name, *_):
            direction = "in" if way == "input" else "out"
            row = ServicePolicy(policy=name, interface=port.name, direction=direction, ref=port.state.place(line))
            port.state.facts.service_policies.append(row)
            return True
    return False


def _outer_vrf(port: Port, words: Words, line: Line) -> bool | str:
    """Read ``tunnel use-vrf``: the VRF in which the outer packets travel."""
    return LINKS["tunnel"](port, ("vrf", *words), line)


def _eigrp(port: Port, words: Words, line: Line) -> bool:
    """Read ``ip router eigrp`` or ``ip router rip``: the interface's prefixes are announced."""
    if not words:
        return False
    port.state.endings.append(partial(_announce, port, line))
    return True


def _announce(port: Port, line: Line) -> None:
    version, _, protocol, *_ = line.text.split()
    for address in port.addresses:
        prefix = prefix6_of(address) if ":" in address else prefix_of(*address.split("/", 1))
        if prefix is not None and (":" in prefix) == (version == "ipv6"):
            row = NetworkStatement(protocol=protocol, prefix=prefix, vrf=port.vrf, ref=port.state.place(line))
            port.state.facts.network_statements.append(row)


def _into_ospf(version: int, port: Port, words: Words, line: Line) -> bool:
    """Read ``ip router ospf 1 area 0.0.0.0``."""
    match words:
        case (process, "area", said, *_) if (area := dotted_area(said)) is not None:
            note = on_interface(port, line, version)
            note.process, note.area, note.line = process, area, line
            return True
    return False


def _ospf(port: Port, words: Words, line: Line) -> bool | str:
    """Read ``ip ospf``: key chains and silence are said in words of NX-OS."""
    if words[:2] == ("authentication", "key-chain"):
        words = ("authentication", "keychain")
    return OSPF["ip ospf"](port, words, line)


def _ospf3(port: Port, words: Words, line: Line) -> bool | str:
    return OSPF["ipv6 ospf"](port, words, line)


def _speaks_ospf(port: Port, words: Words, line: Line) -> bool:
    """Read ``no ip ospf passive-interface``, which undoes the process's default."""
    on_interface(port, line).passive = False
    return not words


def _multicast(kind: str, port: Port, _words: Words, line: Line) -> bool:
    key = f"multicast {kind}"
    if key not in port.notes:
        port.notes[key] = line
        row = Multicast(kind=kind, interface=port.name, vrf=port.vrf, ref=port.state.place(line))
        port.state.facts.multicast.append(row)
    return True


def _profile(port: Port, words: Words, _line: Line) -> bool:
    """Read ``inherit port-profile NAME``."""
    port.notes["profile"] = words[0] if words else None
    return len(words) == 1


def _fex(port: Port, words: Words, line: Line) -> bool:
    """Read ``fex associate 101``: the port leads to an extender."""
    member = number(words[0]) if words else None
    if member is None:
        return False
    rows = port.state.facts.stack_members
    for index, row in enumerate(rows):
        if row.kind == "fex" and row.member == member:
            rows[index] = msgspec.structs.replace(row, ports=(*row.ports, port.name))
            return True
    rows.append(StackMember(kind="fex", member=member, ports=(port.name,), ref=port.state.place(line)))
    return True


def _open_group(protocol: str, port: Port, words: Words, line: Line) -> Group | bool | str:
    """Open ``hsrp 10 [ipv6]``, ``vrrp 10`` or ``vrrpv3 10 address-family ipv6``."""
    match words:
        case (group, *rest) if is_number(group):
            return group_of(port, protocol, int(group), line, "6" if "ipv6" in rest else "")
        case ("version", "1" | "2"):
            return True
        case ("delay" | "bfd" | "use-bia" | "mac-refresh" | "timers", *_):
            return "gateway-timers"
    return False


def _group_address(group: Group, words: Words, line: Line) -> bool:
    return gateway_address(group, words, line) if words else True


def _priority(group: Group, words: Words, _line: Line) -> bool:
    group.priority = number(words[0]) if words else None
    return group.priority is not None


def _preempt(group: Group, _words: Words, line: Line) -> bool:
    group.preempt = not line.text.startswith("no ")
    return True


def _track(group: Group, words: Words, _line: Line) -> bool:
    said = [word for word in words if word != "interface"]
    cut = next((place for place, word in enumerate(said) if word in {"decrement", "priority"}), len(said))
    if said[:cut]:
        group.track.append(" ".join(said[:cut]))
    return bool(said[:cut])


_GROUP: Level[Group] = Level(
    {
        "ip": _group_address,
        "address": _group_address,
        "priority": _priority,
        "preempt": _preempt,
        "no preempt": _preempt,
        "track": _track,
        "object-track": _track,
        "shutdown": fine,
        "no shutdown": fine,
        "name": fine,
        "description": fine,
    },
    GATEWAY_RULES,
)


def _overlay(port: Port, words: Words, _line: Line) -> bool:
    """Read ``source-interface loopback1`` of ``nve1``: the outer address of VXLAN packets."""
    found = port.state.interface(words)
    if found is None:
        return False
    port.notes["tunnel"] = Tunnel(interface=port.name, kind="vxlan", source=found[0], ref=port.state.place(port.line))
    return True


_MEMBER: Level[Port] = Level(
    {},
    {
        "overlay-segment": leads(
            "mcast-group, ingress-replication, suppress-arp, suppress-nd, peer-ip, multisite, spine-anycast-gateway, exit, end, no"
        )
    },
)


def _open_member(port: Port, words: Words, _line: Line) -> Port | bool:
    return words[:1] == ("vni",) and port


_SHARED = (
    *("switchport access vlan", "switchport voice vlan", "switchport trunk allowed vlan"),
    *("switchport trunk native vlan", "encapsulation dot1q", "encapsulation dot1Q", "mac-address", "bandwidth"),
)

INTERFACE: Level[Port] = Level(
    {
        **{lead: SHARED[lead] for lead in _SHARED},
        **{lead: LINKS[lead] for lead in ("ip nat inside", "ip nat outside", "tunnel")},
        **ISIS_INTERFACE,
        **dict.fromkeys(
            leads("no ip address, no ipv6 address, ipv6 enable, no mtu, medium p2p, ip unnumbered, no description, isis passive-interface"),
            fine,
        ),
        "description": read_description,
        "shutdown": _state,
        "no shutdown": _state,
        "mtu": set_number("mtu"),
        "speed": _speed,
        "switchport": _switchport,
        "no switchport": _switchport,
        "switchport mode": _mode,
        "ip address": _address,
        "ipv6 address": _address6,
        "vrf member": _vrf,
        "channel-group": _lag,
        "vpc": _vpc,
        "fex associate": _fex,
        "inherit port-profile": _profile,
        "state enabled": fine,
        **dict.fromkeys(leads("ip access-group, ip port access-group, ipv6 traffic-filter, ipv6 port traffic-filter"), _access_group),
        **dict.fromkeys(leads("mac port access-group, mac access-group"), _access_group),
        "ip dhcp relay address": _relay,
        "ipv6 dhcp relay address": _relay,
        "service-policy": _qos,
        "ip policy route-map": LINKS["ip policy route-map"],
        "ipv6 policy route-map": LINKS["ip policy route-map"],
        "tunnel use-vrf": _outer_vrf,
        **dict.fromkeys(leads("ip router eigrp, ip router rip, ipv6 router eigrp"), _eigrp),
        "ip router ospf": partial(_into_ospf, 2),
        "ipv6 router ospfv3": partial(_into_ospf, 3),
        "ip ospf": _ospf,
        "ospfv3": _ospf3,
        "no ip ospf passive-interface": _speaks_ospf,
        "ip pim sparse-mode": partial(_multicast, "pim-sm"),
        "ipv6 pim sparse-mode": partial(_multicast, "pim-sm"),
        **dict.fromkeys(
            leads("ip igmp version, ip igmp join-group, ip igmp static-oif, ip igmp static-group"), partial(_multicast, "igmp")
        ),
        "hsrp": Below(partial(_open_group, "hsrp"), _GROUP),
        "vrrp": Below(partial(_open_group, "vrrp2"), _GROUP),
        "vrrpv3": Below(partial(_open_group, "vrrp3"), _GROUP),
        "glbp": Below(partial(_open_group, "glbp"), _GROUP),
        "source-interface": _overlay,
        "member": Below(_open_member, _MEMBER),
    },
    INTERFACE_RULES,
    {
        "nat": ("ip nat",),
        "acl": leads("ip access-group, ip port access-group, ipv6 traffic-filter, ipv6 port traffic-filter, mac port access-group"),
        "routing": leads("ip ospf, ip router, isis, ipv6 router, ospfv3, ip summary-address"),
        "vrf": ("vrf member",),
    },
)
"""Commands of an interface."""


class _Each:
    """Reads the lines of an interface, for each port where the section speaks of a range."""

    level = INTERFACE

    def read(self, context: Port, lines: Sequence[Line], account: Account, title: str) -> None:
        """Read lines and account for each once."""
        INTERFACE.read(context, lines, account, title)
        for twin in context.twins:
            INTERFACE.read(twin, lines, Account(account.path, account.section), title)
        context.twins = ()


EACH = _Each()
"""What reads a section of an interface."""
