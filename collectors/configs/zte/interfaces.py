"""Interfaces of ZXROS: what their own lines say.

A trunk passes VLAN 1 alone until a line names others. *Source*: ZXR10 5900E 'Configuration Guide (Link Layer)', '(Interface)',
'(IP Application)'; ZXR10 M6000 'Configuration Guide (VPN)', '(Multicast)'; ZXR10 8900 user manuals.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after, number
from collectors.configs.ios_family import links, ospf, routing
from collectors.configs.ios_family.ignored import INTERFACE as FAMILY_RULES
from collectors.configs.ios_family.interfaces import COMMANDS, DEFAULTS, Draft
from collectors.configs.ios_family.levels import fine
from collectors.configs.ios_family.words import vlan_list
from collectors.configs.words import address_of
from collectors.configs.zte.levels import Level, Opened, Reader
from collectors.configs.zte.state import State
from topology.model.configured import DhcpRelay, Multicast, ServicePolicy, Tunnel


def _shutdown(draft: Draft, words: Words, line: Line) -> bool:
    if words:
        return False
    draft.enabled = line.text.startswith("no ")
    if isinstance(draft.state, State):
        draft.state.said.add(draft.name)
    return True


def _address6(draft: Draft, words: Words, line: Line) -> bool | str:
    return COMMANDS["ipv6 address"](draft, words[:-1] if words[-1:] == ("secondary",) else words, line)


def _speed(draft: Draft, words: Words, line: Line) -> bool | str:
    """Read ``speed speed-10G``, or IOS's ``speed 1000``."""
    figure = words[0].removeprefix("speed-") if words else ""
    if figure[:-1].isdecimal() and figure.isascii() and figure[-1:] in {"G", "M"}:
        draft.speed_bps = int(figure[:-1]) * (1_000_000_000 if figure[-1] == "G" else 1_000_000)
        return True
    return COMMANDS["speed"](draft, words, line)


def read_member(draft: Draft, words: Words, line: Line) -> bool:
    """Read ``smartgroup N mode active``: the port joins an aggregate."""
    if not words or not words[0].isdecimal():
        return False
    assert isinstance(draft.state, State)
    aggregate = draft.state.port(f"smartgroup{words[0]}", line)
    mode = after(words, "mode") or "on"
    draft.lag = aggregate.name
    draft.lag_mode = "lacp" if mode in {"active", "passive"} else "static"
    draft.notes["lag"] = line
    return True


def _trunk(draft: Draft, words: Words, _line: Line) -> bool:
    """Read the VLANs of a trunk; a list may go on over several lines, with ``tag`` or ``untag`` behind it."""
    if words[:1] == ("native",):
        return False
    tagged = words[-1:] != ("untag",)
    listed = words[:-1] if words[-1:] in {("tag",), ("untag",)} else words
    vlans = vlan_list(",".join(listed)) if listed else None
    if vlans is None:
        return False
    if tagged:
        draft.trunk = (draft.trunk or frozenset()) | vlans
    else:
        draft.untagged = (draft.untagged or frozenset()) | vlans
    return True


def _native(draft: Draft, words: Words, _line: Line) -> bool:
    value = number(words[0]) if words else None
    if value is not None:
        draft.native = value
    return value is not None


def _qinq(draft: Draft, words: Words, _line: Line) -> bool:
    """Read ``qinq internal-vlanid A external-vlanid B``."""
    outer, inner = number(after(words, "external-vlanid")), vlan_list(after(words, "internal-vlanid") or "x")
    if outer is None or inner is None:
        return False
    draft.dot1q, draft.vlan_inner = outer, tuple(sorted(inner))
    return True


def _acl(draft: Draft, words: Words, line: Line) -> bool:
    """Read ``ipv4-access-group ingress NAME`` and ``ip access-group N in``."""
    match words:
        case ("ingress" | "egress" as way, name, *_):
            return draft.state.bind(name, "filter", line, interface=draft.name, direction="in" if way == "ingress" else "out")
        case (name, *rest):
            direction = next((word for word in rest if word in {"in", "out"}), "in")
            return draft.state.bind(name, "filter", line, interface=draft.name, direction=direction)
    return False


def _policy(draft: Draft, words: Words, line: Line) -> bool:
    match words:
        case ("input" | "output" as way, name):
            place = draft.state.place(line)
            row = ServicePolicy(policy=name, interface=draft.name, direction="in" if way == "input" else "out", ref=place)
            draft.state.facts.service_policies.append(row)
            return True
    return False


def read_relay(draft: Draft, words: Words, line: Line) -> bool:
    """Read what follows ``ip dhcp relay``: ``server A``, ``server group N`` of another line, ``agent`` (the interface's own address)."""
    match words:
        case ("server", "group", name):
            return relay_group(draft, name, line)
        case ("server", address, *_) if (server := address_of(address)) is not None:
            return add_relay(draft, (server,), line)
        case ("agent", *_):
            return True
    return False


def add_relay(draft: Draft, servers: tuple[str, ...], line: Line) -> bool:
    """Add servers to which an interface hands DHCP requests on."""
    relays = draft.state.facts.dhcp_relays
    known = draft.notes.get("relay")
    if isinstance(known, int):
        relays[known] = msgspec.structs.replace(relays[known], servers=(*relays[known].servers, *servers))
    else:
        draft.notes["relay"] = len(relays)
        relays.append(DhcpRelay(interface=draft.name, servers=servers, vrf=draft.vrf, ref=draft.state.place(line)))
    return True


def relay_group(draft: Draft, name: str, line: Line) -> bool:
    """Let an interface hand DHCP requests on to a group of servers that other lines name."""
    draft.state.endings.append(lambda: _join_group(draft, name, line))
    return True


def _join_group(draft: Draft, name: str, line: Line) -> None:
    servers = draft.state.drawers.get(("relay group", name), ())
    if isinstance(servers, tuple) and servers:
        add_relay(draft, servers, line)


def read_gateway(draft: Draft, words: Words, line: Line) -> bool | str:
    """Read ``vrrp N ipv4 A`` as ``vrrp N ip A``; the rest is as IOS has it."""
    translated = tuple("ip" if word == "ipv4" else word for word in words)
    match translated:
        case (_, "track", "object", name, *_):
            return links.COMMANDS["vrrp"](draft, (translated[0], "track", name), line)
        case (_, "out-interface" | "accept" | "check-ttl" | "admin-group" | "backup-delay" | "version" | "flowdown", *_):
            return "gateway-timers"
    return links.COMMANDS["vrrp"](draft, translated, line)


def multicast_on(kind: str) -> Reader:
    """Return what reads that an interface speaks a multicast protocol."""

    def read(draft: Draft, _words: Words, line: Line) -> bool:
        draft.state.facts.multicast.append(Multicast(kind=kind, interface=draft.name, vrf=draft.vrf, ref=draft.state.place(line)))
        return True

    return read


def read_tunnel(draft: Draft, words: Words, line: Line) -> bool:
    """Read a line of a GRE tunnel: ``tunnel source ipv4 A``, ``tunnel destination ipv4 B``, ``tunnel vrf V``."""
    known = draft.notes.get("tunnel")
    row = known if isinstance(known, Tunnel) else Tunnel(interface=draft.name, kind="gre", ref=draft.state.place(draft.line))
    rest = words[2:] if words[1:2] and words[1] in {"ipv4", "ipv6", "interface"} else words[1:]
    match words:
        case ("source", *_) if rest:
            row = msgspec.structs.replace(row, source=address_of(rest[0]) or rest[0])
        case ("destination", *_) if rest:
            row = msgspec.structs.replace(row, destination=address_of(rest[0]) or rest[0])
        case ("vrf", name):
            row = msgspec.structs.replace(row, vrf=name)
        case ("mode", kind, *_):
            row = msgspec.structs.replace(row, kind={"ip": "gre", "gre": "gre", "ipv6": "gre"}.get(kind, kind))
        case ("key" | "checksum" | "keepalive" | "ttl" | "tos" | "df" | "path-mtu-discovery", *_):
            return True
        case _:
            return False
    draft.notes["tunnel"] = row
    del line
    return True


SWITCHPORT_COMMANDS: Mapping[str, Reader] = {
    "switchport trunk vlan": _trunk,
    "switchport hybrid vlan": _trunk,
    "switchport vlan": _trunk,
    "switchport trunk native vlan": _native,
    "switchport hybrid native vlan": _native,
    "switchport default vlan": _native,
    "switchport pvid": _native,
    "smartgroup": read_member,
}
OWN: Mapping[str, Reader] = {
    **SWITCHPORT_COMMANDS,
    "speed": _speed,
    "ipv6 address": _address6,
    "shutdown": _shutdown,
    "no shutdown": _shutdown,
    "encapsulation-dot1q": COMMANDS["encapsulation dot1q"],
    "encapsulation dot1q": COMMANDS["encapsulation dot1q"],
    "qinq": _qinq,
    "ipv4-access-group": _acl,
    "ipv6-access-group": _acl,
    "ip access-group": _acl,
    "service-policy": _policy,
    "ip dhcp relay": read_relay,
    "vrrp": read_gateway,
    "tunnel": read_tunnel,
    "ip pim sm": multicast_on("pim-sm"),
    "ip pim dm": multicast_on("pim-dm"),
    "ip pimsm": multicast_on("pim-sm"),
    "pimsm": multicast_on("pim-sm"),
    "pimdm": multicast_on("pim-dm"),
    "ip igmp": multicast_on("igmp"),
}
_RULES: dict[str, tuple[str, ...]] = {
    **FAMILY_RULES,
    "port-behaviour": (
        *FAMILY_RULES["port-behaviour"],
        *("out_index", "protocol-protect", "byname", "hybrid-attribute", "phy-attribute", "linktrap", "port-protect", "uplink-isolate"),
        *("negotiation", "speed", "flowcontrol", "broadcast-limit", "multicast-limit", "unknowcast-limit", "jumbo-frame", "optical-inform"),
        *(
            "switch attribute",
            "port attribute",
            "mode ppp",
            "switchport qinq",
            "switchport mode dot1q",
            "interface-mode",
            "intf-statistics",
            "traffic-statistics",
        ),
        *("smartgroup load-balance", "smartgroup mode", "smartgroup lacp", "lacp", "loopback-detection", "loopback-detect", "priority"),
        *("security", "service-port", "name", "config-filename", "tag-mode", "holdtime", "delay", "wan", "track", "trap", "optics", "fec"),
        *("carrier", "damping", "line-protect", "port-link-flap", "user-interface", "snooping", "ip source", "dhcp", "poe", "portal"),
        *(
            "onu",
            "fiber-distance",
            "uncfg-onu-aging-time",
            "tcont",
            "gemport",
            "description-locked",
            "isolate",
            "vlan-smart-qinq",
            "vlan-translate",
            "sampling",
            "set",
            "limit",
            "switchport protocol",
            "dot1x",
        ),
    ),
    "forwarding-behaviour": (
        *FAMILY_RULES["forwarding-behaviour"],
        *("ipv4 verify", "ipv6 verify", "ip vrrp", "ip forwarding", "arp-source", "ipv6 enable", "ipv6 mtu", "ip dhcp", "peer", "ipv4 tcp"),
        *(
            "ip pim",
            "ipv6 nd",
            "urpf",
            "mpls",
            "ldp",
            "traffic-limit",
            "rate-limit",
            "flow",
            "ip flow",
            "ipfix",
            "user-multicast",
            "ip rip",
        ),
    ),
}
_SECTIONS = {
    "nat": ("ip nat",),
    "acl": ("ip access-group", "ipv4-access-group", "ipv6-access-group"),
    "routing": ("ip ospf", "ip router", "isis", "ipv6 ospf", "ipv6 router", "ospf"),
    "vrf": ("ip vrf", "vrf"),
}
INTERFACE = Level(
    {
        **COMMANDS,
        **links.COMMANDS,
        **ospf.INTERFACE,
        **routing.ISIS_INTERFACE,
        **dict.fromkeys(DEFAULTS, fine),
        **OWN,
    },
    _RULES,
    _SECTIONS,
)
"""An interface's own mode."""


def open_port(state: State, words: Words, line: Line) -> bool | Opened:
    """Read ``interface NAME``."""
    found = state.interface(words)
    if found is None and (len(words) != 1 or words[0] == "range"):
        return False
    draft = state.port(found[0] if found is not None else words[0], line)
    return Opened(INTERFACE, draft)
