"""The modes of ZXROS beside the interfaces that say more of each: VLANs, aggregates, gateways, tunnels, relays, multicast.

*Source*: ZXR10 5900E 'Configuration Guide (Link Layer)', '(Interface)', '(IP Application)'; ZXR10 M6000 'Configuration Guide
(Multicast)', '(Tunnel)'.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after
from collectors.configs.ios_family.interfaces import COMMANDS
from collectors.configs.ios_family.levels import fine
from collectors.configs.ios_family.words import vlan_list
from collectors.configs.words import address_of
from collectors.configs.zte.interfaces import (
    OWN,
    SWITCHPORT_COMMANDS,
    multicast_on,
    read_gateway,
    read_member,
    read_relay,
    read_tunnel,
)
from collectors.configs.zte.levels import Level, Opened, Reader
from collectors.configs.zte.state import State
from topology.model.configured import Multicast
from topology.model.records import Vlan

_PORTS = re.compile(r"(?P<head>[a-z]{2,12}[-_]?(?:\d{1,3}/){0,3})(?P<first>\d{1,4})(?:-(?P<last>\d{1,4}))?")
_MOST_PORTS = 512


def in_port(level: Level) -> Reader:
    """Return what reads ``interface NAME`` in a mode beside the interfaces: its lines are of `level`."""

    def read(state: State, words: Words, line: Line) -> bool | Opened:
        found = state.interface(words)
        if found is None and len(words) != 1:
            return False
        return Opened(level, state.port(found[0] if found is not None else words[0], line))

    return read


def _vlan(state: State, words: Words, line: Line) -> bool | Opened:
    """Read ``vlan 10`` or ``vlan list 10,20-30``."""
    listed = words[1:] if words[:1] in {("list",), ("range",)} else words
    vlans = vlan_list(",".join(listed)) if listed and listed[0][0].isdigit() else None
    if not vlans:
        return False
    for vid in sorted(vlans):
        state.vlans.setdefault(vid, Vlan(vid=vid, ref=state.place(line)))
    return Opened(VLAN, (state, tuple(sorted(vlans)))) if len(vlans) == 1 and listed is words else True


def _vlan_name(context: tuple[State, tuple[int, ...]], _words: Words, line: Line) -> bool:
    state, vids = context
    word, _, name = line.text.partition(" ")
    known = state.vlans[vids[0]]
    if word == "name" or known.name is None:
        state.vlans[vids[0]] = msgspec.structs.replace(known, name=name.strip() or None)
    return bool(name)


def _ports_of(words: Words) -> list[str] | None:
    """Return the ports of a list: ``gei-0/1/1/11-12,gei-0/1/1/20``; None where one of them is none.

    >>> _ports_of(("gei-0/1/1/11-12,smartgroup3",)), _ports_of(("any",)), _ports_of(("gei_1/1-9999",))
    (['gei-0/1/1/11', 'gei-0/1/1/12', 'smartgroup3'], None, None)
    """
    found = []
    for one in "".join(words).split(","):
        match = _PORTS.fullmatch(one)
        first, last = (int(match["first"]), int(match["last"] or match["first"])) if match is not None else (1, 0)
        if match is None or not first <= last < first + _MOST_PORTS:
            return None
        found += [f"{match['head']}{port}" for port in range(first, last + 1)]
    return found


def _vlan_ports(context: tuple[State, tuple[int, ...]], words: Words, line: Line) -> bool:
    """Read ``switchport pvid PORTS`` of a VLAN: such a port is an access port, unless its own lines say otherwise."""
    state, vids = context
    ports = _ports_of(words[1:]) if words[:1] in {("pvid",), ("tag",), ("untag",)} else None
    if not ports:
        return False
    for name in ports:
        draft = state.port(name, line)
        if words[0] == "pvid":
            draft.access = draft.native = vids[0]
        elif words[0] == "tag":
            draft.trunk = (draft.trunk or frozenset()) | set(vids)
        else:
            draft.untagged = (draft.untagged or frozenset()) | set(vids)
    return True


VLAN = Level(
    {"name": _vlan_name, "description": _vlan_name, "switchport": _vlan_ports},
    {
        "vlan-behaviour": (
            *("pvlan", "igmp", "mld", "multicast", "ip", "mac", "protocol", "supervlan", "subvlan", "statistics", "user"),
            *("port", "security", "fid", "private-map", "tls", "spanning-tree", "arp", "dhcp", "service", "vlan-type", "qinq"),
        )
    },
)
SWITCHPORT = Level(
    {
        **SWITCHPORT_COMMANDS,
        "switchport mode": COMMANDS["switchport mode"],
        "switchport access vlan": COMMANDS["switchport access vlan"],
    },
    {"port-behaviour": ("switchport", "vlan-smart-qinq", "vlan-translate", "protocol-vlan", "subnet-vlan", "mac-vlan")},
)
SWITCH_VLANS = Level(
    {"interface": in_port(SWITCHPORT), "vlan": _vlan, "vlan list": _vlan, "list": _vlan},
    {"vlan-behaviour": ("protocol-vlan", "subnet-vlan", "mac-vlan", "private-vlan", "pvlan", "vlan-translate", "qinq", "vlan-smart-qinq")},
)
SUB_VLANS = Level(
    {
        "interface": in_port(
            Level(
                {name: OWN[name] for name in ("encapsulation-dot1q", "encapsulation dot1q", "qinq")},
                {
                    "port-behaviour": (
                        "encapsulation-dot1ad",
                        "vlan-range",
                        "user-vlan",
                        "dot1q",
                        "tpid",
                        "qinq-range",
                        "encapsulation-dot1q range",
                    )
                },
            )
        )
    }
)
AGGREGATES = Level(
    {
        "interface": in_port(
            Level(
                {"smartgroup": read_member, "lacp mode 802.3ad": fine, "lacp mode": fine},
                {"port-behaviour": ("lacp", "smartgroup load-balance", "sg-mode", "description")},
            )
        )
    },
    {"port-behaviour": ("lacp", "smartgroup", "system-priority")},
)
GATEWAYS = Level(
    {"interface": in_port(Level({"vrrp": read_gateway}, {"gateway-timers": ("track",)}))},
    {"gateway-timers": ("vrrp", "learn")},
)
TUNNELS = Level({"interface": in_port(Level({"tunnel": read_tunnel}, {"tunnel-behaviour": ("keepalive", "gre")}))})


DHCP = Level(
    {
        "enable": fine,
        "interface": in_port(
            Level(
                {"relay": read_relay, "mode": fine},
                {"dhcp-behaviour": ("option82", "policy", "server", "user", "snooping", "proxy", "client", "quota", "trust")},
            )
        ),
    },
    {"dhcp-behaviour": ("ramble", "snooping", "option82", "relay", "server", "proxy", "arp", "instant-access", "logging")},
)
_ON_PORT = Level(
    {"pimsm": multicast_on("pim-sm"), "pimdm": multicast_on("pim-dm"), "igmp": multicast_on("igmp")},
    {
        "multicast-behaviour": (
            "hello-interval",
            "dr-priority",
            "bsr-border",
            "neighbor-filter",
            "version",
            "query",
            "last",
            "immediate",
            "static",
            "join",
        )
    },
)


def _rendezvous(state: State, words: Words, line: Line) -> bool:
    """Read ``static-rp A [group-list L]`` or ``rp-candidate INTERFACE``."""
    address = address_of(words[0]) if words else None
    groups = after(words, "group-list")
    found = state.interface(words) if address is None else None
    if address is None and found is None:
        return False
    if groups is not None:
        state.bind(groups, "other", line, via="pim rp")
    port = None if found is None else found[0]
    state.facts.multicast.append(Multicast(kind="rp", address=address, interface=port, groups=groups, ref=state.place(line)))
    return True


PIM = Level(
    {
        "interface": in_port(_ON_PORT),
        "static-rp": _rendezvous,
        "rp-static": _rendezvous,
        "rp-address": _rendezvous,
        "rp-candidate": _rendezvous,
    },
    {
        "multicast-behaviour": (
            "bsr-candidate",
            "ssm",
            "spt-threshold",
            "accept-register",
            "accept-rp",
            "accept-bsr",
            "rp-switch",
            "graceful",
            "bfd",
        )
    },
)


def _igmp(state: State, words: Words, line: Line) -> bool | str | Opened:
    """Read ``interface X`` in ``router igmp``: the interface speaks IGMP."""
    outcome = _IN_IGMP(state, words, line)
    if isinstance(outcome, Opened):
        multicast_on("igmp")(outcome.context, (), line)
    return outcome


_IN_IGMP = in_port(Level({}, default=lambda *_: "multicast-behaviour"))
IGMP = Level({"interface": _igmp})
MULTICAST = Level(
    {
        "router pim": lambda state, _words, _line: Opened(PIM, state),
        "router pimsm": lambda state, _words, _line: Opened(PIM, state),
        "router igmp": lambda state, _words, _line: Opened(IGMP, state),
    },
    {"multicast-behaviour": ("multipath", "vrf", "load-split", "route-limit", "router msdp")},
    opens=("vrf", "router msdp"),
)


def enable_multicast(state: State, line: Line) -> None:
    """Note that the device routes multicast."""
    state.facts.multicast.append(Multicast(kind="enabled", ref=state.place(line)))


VLANS: Mapping[str, Reader] = {"vlan": _vlan, "vlan list": _vlan}
"""Commands of the configuration's own mode about VLANs."""
