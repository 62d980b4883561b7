"""Services that IOS and RGOS give: DHCP pools and relays for all interfaces, multicast routing, NetFlow exporters.

*Source*: Cisco 'IP Addressing: DHCP' and 'IP Multicast' command references; Ruijie RG-S5750 'DHCP' chapter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Words, after
from collectors.configs.ios_family.commands import Mode, read_lines
from collectors.configs.ios_family.management import server
from collectors.configs.ios_family.state import Section, State
from collectors.configs.words import address_of, ipv4_with_length, prefix6_of, prefix_of
from topology.model.configured import DhcpPool, DhcpRelay, Multicast


@dataclass(slots=True)
class Pool:
    """A DHCP pool while its lines are read."""

    state: State
    row: DhcpPool


def _network(pool: Pool, words: Words, _line: Line) -> bool:
    match words:
        case (address, mask, *_):
            prefix = prefix_of(address, mask.lstrip("/"))
        case (both,) if "/" in both:
            prefix = prefix_of(*both.split("/", 1))
        case _:
            return False
    pool.row = msgspec.structs.replace(pool.row, prefix=prefix)
    return prefix is not None


def _host(pool: Pool, words: Words, _line: Line) -> bool:
    text = ipv4_with_length(words[0], "32") if words else None
    pool.row = msgspec.structs.replace(pool.row, prefix=text)
    return text is not None


def _prefix6(pool: Pool, words: Words, _line: Line) -> bool:
    prefix = prefix6_of(words[1] if words[0] == "prefix" and len(words) > 1 else words[0]) if words else None
    pool.row = msgspec.structs.replace(pool.row, prefix=prefix)
    return prefix is not None


def _addresses(words: Words) -> tuple[str, ...]:
    return tuple(address for word in words if (address := address_of(word)) is not None)


def _gateways(pool: Pool, words: Words, _line: Line) -> bool:
    pool.row = msgspec.structs.replace(pool.row, gateways=(*pool.row.gateways, *_addresses(words)))
    return bool(words)


def _dns(pool: Pool, words: Words, _line: Line) -> bool:
    pool.row = msgspec.structs.replace(pool.row, dns=(*pool.row.dns, *_addresses(words)))
    return bool(words)


def _vrf(pool: Pool, words: Words, _line: Line) -> bool:
    pool.row = msgspec.structs.replace(pool.row, vrf=words[0] if words else None)
    return bool(words)


def _option(pool: Pool, words: Words, _line: Line) -> bool:
    pool.row = msgspec.structs.replace(pool.row, options=(*pool.row.options, " ".join(words)))
    return bool(words)


_POOL: Mode[Pool, Line] = Mode(
    {
        "network": _network,
        "host": _host,
        "address prefix": _prefix6,
        "default-router": _gateways,
        "dns-server": _dns,
        "vrf": _vrf,
        "option": _option,
    },
    {
        "dhcp-behaviour": (
            *("lease", "domain-name", "netbios-name-server", "netbios-node-type", "client-identifier", "hardware-address", "client-name"),
            *(
                "import",
                "next-server",
                "bootfile",
                "utilization",
                "update",
                "origin",
                "relay",
                "class",
                "subnet",
                "accounting",
                "exit",
                "end",
            ),
            *("prefix-delegation", "information", "address", "link-address", "lease-threshold", "force"),
        )
    },
)


def _pool(state: State, words: Words, block: Block) -> bool:
    if not words:
        return False
    pool = Pool(state, DhcpPool(name=" ".join(words), ref=state.place(block.header)))
    read_lines(_POOL, pool, block.children, state.account, block.header.text)
    state.facts.dhcp_pools.append(pool.row)
    return True


def _helper(state: State, words: Words, block: Block) -> bool:
    """Read a relay that RGOS sets for every interface."""
    servers = _addresses(words)
    if not servers:
        return False
    state.facts.dhcp_relays.append(DhcpRelay(interface="*", servers=servers, vrf=after(words, "vrf"), ref=state.place(block.header)))
    return True


def _option_82(state: State, _words: Words, _block: Block) -> bool:
    if "option 82" not in state.settings:
        state.settings["option 82"] = "yes"
        state.endings.append(lambda: _mark_relays(state))
    return True


def _mark_relays(state: State) -> None:
    state.facts.dhcp_relays = [msgspec.structs.replace(row, option_82=True) for row in state.facts.dhcp_relays]


def _excluded(_state: State, _words: Words, _block: Block) -> str:
    return "dhcp-behaviour"


def _multicast(state: State, words: Words, block: Block) -> bool:
    vrf = after(words, "vrf")
    state.facts.multicast.append(Multicast(kind="enabled", vrf=vrf, ref=state.place(block.header)))
    return True


def _rendezvous(state: State, words: Words, block: Block) -> bool | str:
    """Read ``ip pim``: the rendezvous points, configured or offered."""
    vrf = None
    if words[:1] == ("vrf",) and len(words) > 1:
        vrf, words = words[1], words[2:]
    place = state.place(block.header)
    match words:
        case ("rp-address", address, *rest) if address_of(address):
            groups = next((word for word in rest if word not in {"override", "bidir"}), None)
            if groups is not None:
                state.bind(groups, "other", block.header, via="pim rp")
            state.facts.multicast.append(Multicast(kind="rp", vrf=vrf, address=address, groups=groups, ref=place))
            return True
        case ("rp-candidate" | "send-rp-announce" | "bsr-candidate", *rest):
            found = state.interface(tuple(rest))
            if found is None:
                return False
            if words[0] != "bsr-candidate":
                groups = after(words, "group-list")
                state.facts.multicast.append(Multicast(kind="rp", vrf=vrf, interface=found[0], groups=groups, ref=place))
            return True
    return "multicast-behaviour"


@dataclass(slots=True)
class Exporter:
    """A NetFlow exporter while its lines are read."""

    state: State


def _destination(exporter: Exporter, words: Words, line: Line) -> bool:
    address = address_of(words[0]) if words else None
    return address is not None and server(exporter.state, "netflow", address, line, vrf=after(words, "vrf"))


_EXPORTER: Mode[Exporter, Line] = Mode(
    {"destination": _destination},
    {"management-protocol": ("source", "transport", "template", "description", "export-protocol", "option", "dscp", "ttl", "exit", "end")},
)


def _exporter(state: State, _words: Words, block: Block) -> bool:
    read_lines(_EXPORTER, Exporter(state), block.children, state.account, block.header.text)
    return True


SECTIONS: Mapping[str, Section] = {
    "ip dhcp pool": _pool,
    "ipv6 dhcp pool": _pool,
    "ip dhcp excluded-address": _excluded,
    "ip dhcp relay information option": _option_82,
    "ip dhcp relay information option82": _option_82,
    "ip helper-address": _helper,
    "ip multicast-routing": _multicast,
    "ip pim": _rendezvous,
    "flow exporter": _exporter,
}
"""Sections by their leading words."""
