"""What an interface of IOS or RGOS does besides carrying addresses: access lists, relays, gateways, tunnels, multicast.

*Source*: Cisco 'IP Addressing Services', 'First Hop Redundancy', 'Interface', 'IP Multicast' and 'Security' command
references; Ruijie RG-S8600E command reference. A tunnel without ``tunnel mode`` is GRE.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, is_number, number
from collectors.configs.ios_family.ignored import GATEWAYS
from collectors.configs.ios_family.interfaces import Command, Draft
from collectors.configs.ios_family.switching import join_port
from collectors.configs.words import address_of, prefix_of
from topology.model.configured import DhcpRelay, IpsecPeer, Multicast, NetworkStatement, ServicePolicy, Tunnel, Zone
from topology.model.tables import FhrpGroup

_TUNNEL_KINDS = {
    "gre": "gre",
    "ipsec": "ipsec",
    "ipip": "ipip",
    "ipv6ip": "ipv6-ipv4",
    "mpls": "mpls-te",
    "l2tp": "l2tp",
    "vxlan": "vxlan",
}


def _access_group(draft: Draft, words: Words, line: Line) -> bool:
    match words:
        case (acl, "in" | "out" as direction, *_):
            return draft.state.bind(acl, "filter", line, interface=draft.name, direction=direction)
        case (acl,):
            return draft.state.bind(acl, "filter", line, interface=draft.name)
    return False


def _other_acl(draft: Draft, words: Words, line: Line) -> bool:
    return bool(words) and draft.state.bind(words[-1] if words[0] == "access-list" else words[0], "other", line, interface=draft.name)


def _helper(draft: Draft, words: Words, line: Line) -> bool:
    vrf = None
    match words:
        case ("vrf", name, *rest):
            vrf, words = name, tuple(rest)
        case ("global", *rest):
            vrf, words = "global", tuple(rest)
    server = address_of(words[0]) if words else None
    if server is None:
        return False
    relays = draft.state.facts.dhcp_relays
    known = draft.notes.get(f"relay {vrf}")
    if isinstance(known, int):
        relays[known] = msgspec.structs.replace(relays[known], servers=(*relays[known].servers, server))
    else:
        draft.notes[f"relay {vrf}"] = len(relays)
        relays.append(DhcpRelay(interface=draft.name, servers=(server,), vrf=vrf or draft.vrf, ref=draft.state.place(line)))
    return True


def _nat(draft: Draft, words: Words, line: Line) -> bool:
    if words:
        return False
    draft.nat = line.text.rpartition(" ")[2]
    return True


def _zone(draft: Draft, words: Words, line: Line) -> bool:
    if not words:
        return False
    zones = draft.state.facts.zones
    for index, zone in enumerate(zones):
        if zone.name == words[0]:
            zones[index] = msgspec.structs.replace(zone, interfaces=(*zone.interfaces, draft.name))
            return True
    zones.append(Zone(name=words[0], interfaces=(draft.name,), ref=draft.state.place(line)))
    return True


@dataclass(slots=True)
class Group:
    """A gateway group while its lines are read."""

    protocol: str
    group: int
    line: Line
    addresses: list[str] = field(default_factory=list)
    priority: int | None = None
    preempt: bool | None = None
    track: list[str] = field(default_factory=list)


def group_of(draft: Draft, protocol: str, group: int, line: Line, family: str = "") -> Group:
    """Return a gateway group of an interface, a new one where a line is the first to name it."""
    key = f"{protocol} {group} {family}"
    known = draft.notes.get(key)
    if not isinstance(known, Group):
        known = draft.notes[key] = Group(protocol, group, line)
    return known


def _gateway(draft: Draft, words: Words, line: Line) -> bool | str:  # noqa: PLR0911 - one return a form of the line
    """Read ``standby``, ``glbp`` or ``vrrp``; the group is 0 where ``standby`` names none."""
    protocol = line.text.removeprefix("no ").partition(" ")[0]
    name = {"standby": "hsrp", "vrrp": "vrrp2"}.get(protocol, protocol)
    family = ""
    if words[:1] == ("ipv6",) and len(words) > 1:
        family, words = "6", words[1:]
    if words and is_number(words[0]):
        group, words = int(words[0]), words[1:]
    else:
        group = 0
    match words:
        case ("ip" | "ipv6" | "address", *rest):
            return gateway_address(group_of(draft, name, group, line, "6" if words[0] == "ipv6" else family), tuple(rest), line)
        case ("address-family", said, *_):
            draft.depth = line.indent
            draft.notes["vrrp"] = group_of(draft, "vrrp3", group, line, "6" if said == "ipv6" else "")
            return True
        case ("priority", value, *_) if is_number(value):
            group_of(draft, name, group, line, family).priority = int(value)
            return True
        case ("preempt", *_):
            group_of(draft, name, group, line, family).preempt = not line.text.startswith("no ")
            return True
        case ("track", *rest) if rest:
            group_of(draft, name, group, line, family).track.append(" ".join(_without_decrement(rest)))
            return True
        case ("version", "2" | "3"):
            return True  # the group's rows stay what they are: HSRP has one name for both
        case ("description" | "name" | "follow" | "mac-address", *_):
            return True
        case (word, *_) if word in GATEWAYS:
            return "gateway-timers"
    return False


def _without_decrement(words: list[str]) -> list[str]:
    return words[: words.index("decrement")] if "decrement" in words else words


def gateway_address(group: Group, words: Words, line: Line) -> bool:
    """Add an address that the routers of a group share."""
    if not words or words[0] == "autoconfig":
        return True
    text = address_of(words[0].partition("/")[0])
    if text is None:
        return False
    if text not in group.addresses:
        if not group.addresses:
            group.line = line
        group.addresses.append(text)
    return True


def read_vrrp3(draft: Draft, words: Words, line: Line) -> bool:  # noqa: PLR0911 - one return a form of the line
    """Read a line below ``vrrp N address-family``."""
    group = draft.notes.get("vrrp")
    if not isinstance(group, Group):
        return False
    match words:
        case ("address", address, *_):
            return gateway_address(group, (address,), line)
        case ("priority", value) if is_number(value):
            group.priority = int(value)
            return True
        case ("preempt", *_):
            group.preempt = True
            return True
        case ("no", "preempt"):
            group.preempt = False
            return True
        case ("track", *rest):
            group.track.append(" ".join(_without_decrement(rest)))
            return True
    return words[:1] in {("exit-vrrp",), ("description",), ("vrrpv2",)}


def gateways(draft: Draft) -> list[FhrpGroup]:
    """Return the gateway groups of an interface."""
    return [
        FhrpGroup(
            protocol=group.protocol,
            group=group.group,
            interface=draft.name,
            addresses=tuple(group.addresses),
            priority=group.priority,
            preempt=group.preempt,
            track=tuple(group.track),
            ref=draft.state.place(group.line),
        )
        for key, group in draft.notes.items()
        if isinstance(group, Group) and key != "vrrp"
    ]


def _tunnel(draft: Draft, words: Words, _line: Line) -> bool:
    known = draft.notes.get("tunnel")
    row = known if isinstance(known, Tunnel) else Tunnel(interface=draft.name, kind="gre", ref=draft.state.place(draft.line))
    match words:
        case ("source", *rest) if rest:
            found = draft.state.interface(tuple(rest))
            row = msgspec.structs.replace(row, source=address_of(rest[0]) or (found[0] if found else rest[0]))
        case ("destination", *rest) if rest:
            row = msgspec.structs.replace(row, destination=address_of(rest[0]) or rest[0])
        case ("mode", *rest) if rest:
            row = msgspec.structs.replace(row, kind=_TUNNEL_KINDS.get(rest[0], " ".join(rest)))
        case ("vrf", name):
            row = msgspec.structs.replace(row, vrf=name)
        case ("protection", "ipsec", "profile" | "policy", name, *_):
            row = msgspec.structs.replace(row, ipsec=name)
        case _:
            return False
    draft.notes["tunnel"] = row
    return True


def _crypto_map(draft: Draft, words: Words, _line: Line) -> bool:
    if not words:
        return False
    draft.state.endings.append(lambda: _bind_map(draft, words[0]))
    return True


def _bind_map(draft: Draft, name: str) -> None:
    peers: list[IpsecPeer] = draft.state.facts.ipsec_peers
    for index, peer in enumerate(peers):
        if peer.policy == name and peer.interface is None:
            peers[index] = msgspec.structs.replace(peer, interface=draft.name)


def _multicast(kind: str) -> Command:
    def read(draft: Draft, _words: Words, line: Line) -> bool:
        key = f"multicast {kind}"
        if key not in draft.notes:
            draft.notes[key] = line
            draft.state.facts.multicast.append(Multicast(kind=kind, interface=draft.name, vrf=draft.vrf, ref=draft.state.place(line)))
        return True

    return read


def _service_policy(draft: Draft, words: Words, line: Line) -> bool:
    match words:
        case ("type", "inspect" | "control" | "performance-monitor" | "access-control", *rest):
            return _service_policy(draft, tuple(rest), line)
        case ("input" | "output" as direction, name):
            way = "in" if direction == "input" else "out"
            draft.state.facts.service_policies.append(
                ServicePolicy(policy=name, interface=draft.name, direction=way, ref=draft.state.place(line))
            )
            return True
    return False


def _routing_policy(draft: Draft, words: Words, line: Line) -> bool:
    if not words:
        return False
    row = ServicePolicy(policy=words[-1], interface=draft.name, direction="in", kind="routing", ref=draft.state.place(line))
    draft.state.facts.service_policies.append(row)
    return True


def _summary(draft: Draft, words: Words, line: Line) -> bool:
    match words:
        case ("eigrp", _, address, mask, *_) | ("rip", address, mask, *_):
            prefix = prefix_of(address, mask)
        case ("eigrp", _, both, *_) | ("rip", both):
            prefix = prefix_of(*both.split("/", 1)) if "/" in both else None
        case _:
            return False
    if prefix is None:
        return False
    row = NetworkStatement(protocol=words[0], prefix=prefix, vrf=draft.vrf, summary=True, ref=draft.state.place(line))
    draft.state.facts.network_statements.append(row)
    return True


def _stack_link(draft: Draft, words: Words, line: Line) -> bool:
    """Read a port that joins chassis: ``switch virtual link 1``, ``stackwise-virtual link 1``."""
    return bool(words) and number(words[0]) is not None and join_port(draft.state, draft.name, line)


COMMANDS: Mapping[str, Command] = {
    "ip access-group": _access_group,
    "ipv6 traffic-filter": _access_group,
    "mac access-group": _access_group,
    "expert access-group": _access_group,
    "ip igmp access-group": _other_acl,
    "ip multicast boundary": _other_acl,
    "ip helper-address": _helper,
    "ip dhcp relay address": _helper,
    "ipv6 dhcp relay destination": _helper,
    "ip nat inside": _nat,
    "ip nat outside": _nat,
    "zone-member security": _zone,
    "standby": _gateway,
    "glbp": _gateway,
    "vrrp": _gateway,
    "no standby": lambda draft, words, line: words[-1:] == ("preempt",) and _gateway(draft, words, line),
    "no vrrp": lambda draft, words, line: words[-1:] == ("preempt",) and _gateway(draft, words, line),
    "tunnel": _tunnel,
    "crypto map": _crypto_map,
    "ip pim sparse-mode": _multicast("pim-sm"),
    "ip pim sparse-dense-mode": _multicast("pim-sm"),
    "ipv6 pim": _multicast("pim-sm"),
    "ip pim dense-mode": _multicast("pim-dm"),
    "ip igmp version": _multicast("igmp"),
    "ip igmp join-group": _multicast("igmp"),
    "ip igmp static-group": _multicast("igmp"),
    "service-policy": _service_policy,
    "ip policy route-map": _routing_policy,
    "ip summary-address": _summary,
    "switch virtual link": _stack_link,
    "stackwise-virtual link": _stack_link,
}
