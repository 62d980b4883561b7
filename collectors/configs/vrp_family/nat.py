"""Address translation of VRP (routers, switches, USG firewalls) and Comware.

Source: Huawei AR and USG6000 and H3C MSR and SecPath command references, 'NAT'. On an interface ``nat outbound`` without
an address group translates to the interface's own address (easy IP).
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Reader, View, Words, after, is_number, passed
from collectors.configs.vrp_family.acls import named_list
from collectors.configs.vrp_family.interfaces import Draft
from collectors.configs.vrp_family.state import State
from collectors.configs.words import address_of, is_ipv4, prefix_of
from topology.model.configured import NatPool, NatRule

_OWN = "interface"


def _outbound(draft: Draft, words: Words, line: Line) -> bool:
    # nat outbound [3001] [address-group 1 [no-pat] | interface LoopBack0] [vpn-instance V]; Comware 5: nat outbound static
    if words[:1] == ("static",):
        return True
    acl = named_list(words) if words else None
    pool = after(words, "address-group")
    if pool == "name":
        pool = words[words.index("name") + 1] if words[-1] != "name" else None
    rule = NatRule(
        kind="source",
        interface=draft.name,
        vrf=after(words, "vpn-instance"),
        acl=acl,
        outside=None if pool else _OWN,
        pool=pool,
        ref=draft.state.place(line),
    )
    draft.state.facts.nat_rules.append(rule)
    if acl is not None:
        draft.state.bind(acl, "nat", line, interface=draft.name, direction="outbound")
    return True


_PORTS = dict(
    pair.split("=")
    for pair in [
        "ftp=21",
        "ssh=22",
        "telnet=23",
        "smtp=25",
        "domain=53",
        "dns=53",
        "tftp=69",
        "www=80",
        "http=80",
        "pop3=110",
        "snmp=161",
        "https=443",
        "any=any",
    ]
)
"""Numbers of the ports that the systems write by name."""


def _end_point(words: list[str]) -> tuple[str | None, str | None]:
    """Take address (or range, or ``interface X``) and port from the head of words; return both."""
    if not words:
        return None, None
    first = words.pop(0)
    if first in {"current-interface", "unnumbered", "interface"}:
        if first == "interface" and words:
            words.pop(0)
        address: str | None = _OWN
    else:
        address = address_of(first)
        if address and words and is_ipv4(words[0]):
            address = f"{address}-{words.pop(0)}"
    port = None
    if words and (is_number(words[0]) or words[0] in _PORTS):
        port = words.pop(0)
        port = _PORTS.get(port, port)
        if len(words) > 0 and is_number(words[0]):
            port = f"{port}-{words.pop(0)}"
    return address, port


def _published(state: State, words: Words, line: Line, *, kind: str, interface: str | None, name: str | None = None) -> bool:
    """Read ``[protocol tcp] global X [port] inside Y [port] [netmask M] [vpn-instance V]`` of a server or a static translation."""
    if "global" not in words or not {"inside", "local", "host-address"} & set(words):
        return False
    inner = next(word for word in ("inside", "local", "host-address") if word in words)
    outside, outside_port = _end_point(list(words[words.index("global") + 1 : words.index(inner)]))
    tail = list(words[words.index(inner) + 1 :])
    inside, inside_port = _end_point(tail)
    if outside is None or inside is None:
        return False
    mask = after(tuple(tail), "netmask")
    if mask is not None and outside != _OWN:
        outside, inside = prefix_of(outside, mask) or outside, prefix_of(inside, mask) or inside
    vrf = after(tuple(tail), "vpn-instance") or after(words, "vpn-instance")
    zone = after(words, "zone")
    rule = NatRule(
        kind=kind,
        name=name,
        interface=interface,
        vrf=vrf,
        acl=after(tuple(tail), "acl"),
        inside=inside,
        inside_port=inside_port,
        outside=outside,
        outside_port=outside_port,
        protocol=after(words, "protocol"),
        source_zones=(zone,) if zone else (),
        ref=state.place(line),
    )
    state.facts.nat_rules.append(rule)
    return True


def _server(draft: Draft, words: Words, line: Line) -> bool:
    return _published(draft.state, words, line, kind="server", interface=draft.name)


def _static(draft: Draft, words: Words, line: Line) -> bool:
    if words[:1] in (("enable",), ("outbound",), ("inbound",)) and len(words) == 1:
        return True
    return _published(draft.state, words, line, kind="static", interface=draft.name)


INTERFACE: Mapping[str, Reader[Draft]] = {"nat outbound": _outbound, "nat server": _server, "nat static": _static}
"""NAT on an interface."""
INTERFACE_IGNORED: Mapping[str, tuple[str, ...]] = {
    "nat-detail": ("nat hairpin", "nat enable", "nat inbound", "nat timeout", "nat service", "undo nat", "nat alg")
}


def read_nat(state: State, block: Block) -> bool:
    """Read ``nat server``, ``nat static``, ``nat alg`` and the like outside of interfaces."""
    line = block.header
    words = tuple(line.text.split())[1:]
    read = {"server": _global_server, "static": _global_static}.get(words[0] if words else "")
    if read is not None and read(state, words[1:], line):
        state.account.understand()
        state.leave_children(block)
        return True
    return False


def _global_server(state: State, words: Words, line: Line) -> bool:
    # USG: nat server NAME [id] [zone Z] [protocol tcp] global X 443 inside Y 443 [no-reverse]
    named = bool(words) and words[0] not in {"protocol", "global", "zone"} and not is_number(words[0])
    return _published(state, words, line, kind="server", interface=None, name=words[0] if named else None)


def _global_static(state: State, words: Words, line: Line) -> bool:
    # AR: nat static global X inside Y; Comware 7: nat static outbound [net-to-net] LOCAL GLOBAL; Comware 5: nat static LOCAL GLOBAL
    if "global" in words and "net-to-net" not in words:
        return _published(state, words, line, kind="static", interface=None)
    if words[:2] == ("outbound", "net-to-net"):
        match words[2:]:
            case (first, last, "global", outer, mask, *_) if is_ipv4(first):
                inside, outside = f"{first}-{last}", prefix_of(outer, mask)
            case _:
                return False
    else:
        addresses = [word for word in words if is_ipv4(word)]
        if len(addresses) < 2:  # noqa: PLR2004 - own address and translated one
            return False
        inside, outside = (addresses[1], addresses[0]) if words[0] == "inbound" else (addresses[0], addresses[1])
    rule = NatRule(
        kind="static", vrf=after(words, "vpn-instance"), inside=inside, outside=outside, acl=after(words, "acl"), ref=state.place(line)
    )
    state.facts.nat_rules.append(rule)
    return True


class _Pool:
    """An address group while its lines are read."""

    def __init__(self, state: State, name: str, vrf: str | None) -> None:
        self.state = state
        self.name = name
        self.vrf = vrf


def _section(pool: _Pool, words: Words, line: Line) -> bool:
    # section 0 A B; section A B; address A B
    addresses = [word for word in words if address_of(word)]
    if not addresses:
        return False
    row = NatPool(name=pool.name, first=addresses[0], last=addresses[-1], vrf=pool.vrf, ref=pool.state.place(line))
    pool.state.facts.nat_pools.append(row)
    return True


_POOL: View[_Pool] = View(
    {"section": _section, "address": _section, "mode": passed, "description": passed, "status active": passed, "quit": passed},
    {
        "nat-detail": (
            "route",
            "status",
            "port-block",
            "port-range",
            "exclude-ip",
            "exclude-port",
            "smart-nopat",
            "srcip-car-num",
            "srcip-limit",
            "vrrp",
        )
    },
)


def read_address_group(state: State, block: Block) -> bool:
    """Read ``nat address-group 1 A B`` in one line, or the section with its pieces."""
    words = tuple(block.header.text.split())[2:]
    if not words:
        return False
    state.account.understand()
    name = after(words, "name") or words[0]
    pool = _Pool(state, words[0] if is_number(words[0]) and "name" not in words else name, after(words, "vpn-instance"))
    if any(is_ipv4(word) for word in words):
        _section(pool, words[1:], block.header)
    _POOL.read(pool, block.children, state.account, block.header.text)
    return True
