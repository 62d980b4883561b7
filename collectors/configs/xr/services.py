"""Services of IOS XR: DHCP and address translation (CGv6).

*Source*: Cisco 'IP Addresses and Services Command Reference' 6.6
(DHCP); 'Carrier Grade IPv6 (CGv6) Command Reference' 6.6.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from ipaddress import IPv4Network

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, leads
from collectors.configs.ios_family.state import State
from collectors.configs.words import address_of, prefix_of
from topology.model.configured import DhcpPool, DhcpRelay, NatPool, NatRule

_END = {"end": ("exit", "end")}


@dataclass(slots=True)
class Profile:
    """A DHCP profile while its lines are read."""

    state: State
    row: DhcpPool
    servers: list[tuple[str, str | None]] = field(default_factory=list)
    pool: str | None = None
    option_82: bool | None = None


def _open_dhcp(state: State, words: Words, _line: Line) -> State | bool:
    return words in {("ipv4",), ("ipv6",)} and state


def _open_profile(state: State, words: Words, line: Line) -> Profile | bool | str:
    match words:
        case (name, "relay" | "proxy" | "base"):
            profile = Profile(state, DhcpPool(name=name, ref=state.place(line)))
        case (name, "server"):
            profile = Profile(state, DhcpPool(name=name, ref=state.place(line)))
            state.endings.append(partial(_write_profile, profile))
        case (_, "snoop"):
            return "dhcp-behaviour"
        case _:
            return False
    state.drawers["dhcp", name] = profile
    return profile


def _write_profile(profile: Profile) -> None:
    pool = profile.state.drawers.pop(("pool", profile.pool), None) if profile.pool is not None else None
    row = profile.row
    if isinstance(pool, Pool):
        row = msgspec.structs.replace(row, prefix=pool.row.prefix, vrf=pool.row.vrf, gateways=row.gateways or pool.row.gateways)
    profile.state.facts.dhcp_pools.append(row)


def _helper(profile: Profile, words: Words, _line: Line) -> bool:
    vrf = None
    if words[:1] == ("vrf",) and len(words) > 1:
        vrf, words = words[1], words[2:]
    server = address_of(words[0]) if words else None
    if server is not None:
        profile.servers.append((server, vrf))
    return server is not None


def _option_82(profile: Profile, words: Words, _line: Line) -> bool:
    profile.option_82 = words[:1] == ("option",) or profile.option_82
    return True


def _addresses(name: str, profile: Profile, words: Words, _line: Line) -> bool:
    found = tuple(address for word in words if (address := address_of(word)) is not None)
    profile.row = msgspec.structs.replace(profile.row, **{name: (*getattr(profile.row, name), *found)})
    return bool(found)


def _option(profile: Profile, words: Words, _line: Line) -> bool:
    profile.row = msgspec.structs.replace(profile.row, options=(*profile.row.options, " ".join(words)))
    return bool(words)


def _from_pool(profile: Profile, words: Words, _line: Line) -> bool:
    profile.pool = words[-1] if words else None
    return bool(words)


def _served(state: State, words: Words, line: Line) -> bool | str:
    """Read ``interface NAME relay profile P``."""
    found = state.interface(words)
    if found is None:
        return False
    match found[1]:
        case ("relay" | "proxy", "profile", name):
            state.endings.append(partial(_write_relay, state, found[0], name, line))
            return True
        case ("server", "profile", _):
            return True
    return "dhcp-behaviour"


def _write_relay(state: State, interface: str, name: str, line: Line) -> None:
    profile = state.drawers.get(("dhcp", name))
    servers = profile.servers if isinstance(profile, Profile) else []
    for vrf in dict.fromkeys(vrf for _, vrf in servers):
        state.facts.dhcp_relays.append(
            DhcpRelay(
                interface=interface,
                servers=tuple(server for server, of in servers if of == vrf),
                vrf=vrf,
                option_82=profile.option_82 if isinstance(profile, Profile) else None,
                ref=state.place(line),
            )
        )


_DHCP_RULES = {
    "dhcp-behaviour": leads(
        "lease, domain-name, netbios-name-server, netbios-node-type, broadcast-flag, limit, requested-ip-address-check, "
        "secure-arp, match, class, subnet-mask, bootfile, next-server, aaa-server, giaddr, duplicate-mac-allowed, "
        "allow-client-id-change, interface-id, exit, end, utilization, reservation, iana-route-add, domain, prefix-pool, "
        "address-pool, preference, rate-limit, sessions, database, client-mac-mismatch, trust"
    )
}
_PROFILE: Level[Profile] = Level(
    {
        "helper-address": _helper,
        "relay information": _option_82,
        "default-router": partial(_addresses, "gateways"),
        "dns-server": partial(_addresses, "dns"),
        "option": _option,
        "pool": _from_pool,
    },
    _DHCP_RULES,
)
_DHCP: Level[State] = Level({"profile": Below(_open_profile, _PROFILE), "interface": _served}, _DHCP_RULES)


@dataclass(slots=True)
class Pool:
    """A pool of addresses while its lines are read."""

    state: State
    row: DhcpPool


def _open_pool(state: State, words: Words, line: Line) -> Pool | bool | str:
    """Open ``pool vrf NAME ipv4 POOL``."""
    match words:
        case ("vrf", vrf, "ipv4" | "ipv6", name):
            pool = Pool(state, DhcpPool(name=name, vrf=None if vrf in {"default", "all"} else vrf, ref=state.place(line)))
            state.drawers["pool", name] = pool
            state.endings.append(partial(_write_pool, pool))
            return pool
        case ("ipv4" | "ipv6", *_):
            return "dhcp-behaviour"
    return False


def _write_pool(pool: Pool) -> None:
    """Keep a pool when all profiles have been written, unless one has taken it into its own row."""
    pool.state.endings.append(partial(_keep_pool, pool))


def _keep_pool(pool: Pool) -> None:
    if pool.state.drawers.get(("pool", pool.row.name)) is pool:
        pool.state.facts.dhcp_pools.append(pool.row)


def _pool_network(pool: Pool, words: Words, _line: Line) -> bool:
    prefix = prefix_of(*words[0].split("/", 1)) if words and "/" in words[0] else None
    pool.row = msgspec.structs.replace(pool.row, prefix=prefix)
    gateway = after(words, "default-router")
    if gateway is not None:
        pool.row = msgspec.structs.replace(pool.row, gateways=(gateway,))
    return prefix is not None


_POOL: Level[Pool] = Level(
    {"network": _pool_network},
    {"dhcp-behaviour": leads("address-range, exclude, utilization-mark, prefix-length, prefix-range, exit, end")},
)


@dataclass(slots=True)
class Translation:
    """A service of address translation while its lines are read."""

    state: State
    name: str
    vrf: str | None = None
    protocol: str | None = None


def _open_translation(state: State, words: Words, _line: Line) -> Translation | bool:
    return len(words) == 1 and Translation(state, words[0])


def _open_type(translation: Translation, words: Words, _line: Line) -> Translation | bool | str:
    match words:
        case ("nat44", name):
            return replace(translation, name=name)
        case (_, _):
            return "nat-behaviour"
    return False


def _open_inside(translation: Translation, words: Words, _line: Line) -> Translation | bool:
    return len(words) == 1 and replace(translation, vrf=words[0])


def _open_traffic(translation: Translation, words: Words, _line: Line) -> Translation | bool:
    return len(words) == 1 and replace(translation, protocol=words[0])


def _open_map(translation: Translation, words: Words, line: Line) -> Translation | bool:
    """Read ``map [outside-vrf V] address-pool PREFIX``."""
    said = after(words, "address-pool")
    prefix = prefix_of(*said.split("/", 1)) if said is not None and "/" in said else None
    if said is None or prefix is None:
        return False
    network, place = IPv4Network(prefix), translation.state.place(line)
    facts = translation.state.facts
    facts.nat_pools.append(NatPool(name=prefix, first=str(network[0]), last=str(network[-1]), vrf=after(words, "outside-vrf"), ref=place))
    facts.nat_rules.append(NatRule(kind="source", name=translation.name, vrf=translation.vrf, pool=prefix, ref=place))
    return translation


def _open_forward(translation: Translation, _words: Words, _line: Line) -> Translation | bool:
    return translation


def _forward(translation: Translation, words: Words, line: Line) -> bool:
    """Read ``address ADDRESS port PORT`` of a port published outside."""
    inside, port = address_of(words[0]) if words else None, after(words, "port")
    if inside is None:
        return False
    row = NatRule(
        kind="static" if port is None else "server",
        name=translation.name,
        vrf=translation.vrf,
        inside=inside,
        inside_port=port,
        protocol=translation.protocol,
        ref=translation.state.place(line),
    )
    translation.state.facts.nat_rules.append(row)
    return True


_NAT_RULES = {
    "nat-behaviour": leads(
        "service-location, portlimit, external-logging, alg, session, timeout, refresh-direction, mss, bulk-port-alloc, "
        "protocol, server, address, path-mtu, refresh-rate, max-packets, dynamic-port-range, firewall, fragment-timeout, "
        "exit, end, service-type, tcp-policy, filter-policy, pcp-server"
    )
}
_FORWARD: Level[Translation] = Level({"address": _forward}, _END)
_TRAFFIC: Level[Translation] = Level({"static-forward": Below(_open_forward, _FORWARD)}, _NAT_RULES)
_INSIDE: Level[Translation] = Level({"map": Below(_open_map, _FORWARD), "protocol": Below(_open_traffic, _TRAFFIC)}, _NAT_RULES)
_TYPE: Level[Translation] = Level({"inside-vrf": Below(_open_inside, _INSIDE)}, _NAT_RULES)
_TRANSLATION: Level[Translation] = Level({"service-type": Below(_open_type, _TYPE)}, _NAT_RULES)


SECTIONS: dict[str, Reader[State, Line]] = {
    "dhcp": Below(_open_dhcp, _DHCP),
    "pool": Below(_open_pool, _POOL),
    "service cgn": Below(_open_translation, _TRANSLATION),
    "service cgv6": Below(_open_translation, _TRANSLATION),
}
"""Sections of services."""
