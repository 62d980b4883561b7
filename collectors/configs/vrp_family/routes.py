"""Static routes of VRP and Comware.

Source: Huawei S-series, NE and AR and H3C S10500 and MSR command references, 'Static routing'.
"""

from __future__ import annotations

from collectors.configs.blocks import Block
from collectors.configs.commands import Words, after, number
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name
from collectors.configs.words import address_of, prefix_of
from topology.model.records import Route

_OPTIONS = frozenset(
    {
        *("preference", "tag", "track", "permanent", "bfd", "inter-protocol-ecmp", "no-advertise", "cost", "nexthop", "description"),
        *("inherit-cost", "relay-tunnel", "recursive-lookup", "no-install", "backup-interface", "backup-nexthop", "weight"),
    }
)


_PLAIN, _PREFERRED = 3, 5
"""Words of a destination with its hop, without and with a preference."""


def _usual(words: Words, ref: str) -> Route | None:
    """Return the route of ``[vpn-instance V] address mask hop [preference N]``, as nearly all are written."""
    vrf = None
    if words[0] == "vpn-instance" and len(words) > _PLAIN:
        vrf, words = words[1], words[2:]
    if len(words) != _PLAIN and (len(words) != _PREFERRED or words[3] != "preference"):
        return None
    prefix, hop = prefix_of(words[0], words[1]), words[2]
    if prefix is None or address_of(hop) != hop or ":" in hop:
        return None
    return Route(prefix=prefix, next_hop=hop, vrf=vrf, preference=number(words[4]) if len(words) == _PREFERRED else None, ref=ref)


def read_route_command(state: State, block: Block) -> bool:
    """Read one static route; a destination that is none is reported."""
    account = state.account
    words = tuple(block.header.text.split())
    usual = _usual(words[2:], state.place(block.header)) if len(words) > _PLAIN and not block.children else None
    if usual is not None:
        state.facts.routes.append(usual)
        account.understand()
        return True
    rest = words[2:]
    if rest[:1] in (("default-preference",), ("bfd",), ("topology",), ("fast-reroute",)) or rest[:2] == ("recursive-lookup", "tunnel"):
        account.ignore("route-defaults")
        state.leave_children(block)
        return True
    route = read_route(rest, ref=state.place(block.header))
    if route is None:
        if rest and (rest[0] == "vpn-instance" or rest[0][0].isdigit()):
            account.warn("config-address-wrong", block.header)
        return False
    account.understand()
    state.facts.routes.append(route)
    state.leave_children(block)
    return True


def read_route(words: Words, *, ref: str) -> Route | None:
    """Return the route of ``ip route-static [vpn-instance V] dest mask [vpn-instance W | public] hop-or-interface ...``.

    None where the words are another command or wrong.

    >>> read_route(tuple("vpn-instance A 10.0.0.0 255.0.0.0 10.1.1.1 preference 70".split()), ref="f:1").prefix
    '10.0.0.0/8'
    """
    vrf = None
    if words[:1] == ("vpn-instance",):
        vrf, words = (words[1] if len(words) > 1 else None), words[2:]
    match words:
        case (address, mask, _, *_):
            prefix, rest = prefix_of(address, mask), words[2:]
        case _:
            prefix, rest = None, words
    if prefix is None and words and "/" in words[0]:  # Comware 7 also takes 2001:db8::/32
        address, _, mask = words[0].partition("/")
        prefix, rest = prefix_of(address, mask), words[1:]
    if prefix is None:
        return None
    ahead = 0
    while ahead < len(rest) and rest[ahead] not in _OPTIONS:
        ahead += 1
    way = _way(rest[:ahead])
    if way is None:
        return None
    hop_vrf, interface, hop = way
    options = rest[ahead:]
    description = None
    if "description" in options:
        at = options.index("description")
        options, description = options[:at], " ".join(options[at + 1 :]) or None
    return Route(
        prefix=prefix,
        next_hop=hop,
        interface=interface,
        vrf=vrf,
        preference=number(after(options, "preference")),
        tag=number(after(options, "tag")),
        track=_track(options),
        description=description,
        next_hop_vrf=hop_vrf,
        ref=ref,
    )


def _way(words: Words) -> tuple[str | None, str | None, str | None] | None:
    """Return VRF, interface and next hop of ``[vpn-instance W | public] [interface] [address]``; None where they are wrong."""
    hop_vrf = interface = hop = None
    rest = words
    if words[:1] == ("vpn-instance",) and len(words) > 1:
        hop_vrf, rest = words[1], words[2:]
    elif words[:1] == ("public",):
        hop_vrf, rest = "global", words[1:]
    while rest:
        address = address_of(rest[0])
        if address is not None:
            hop, rest = address, rest[1:]
        elif interface is None:
            both = len(rest) > 1 and rest[0].replace("-", "").isalpha() and rest[1][:1].isdigit() and address_of(rest[1]) is None
            interface = interface_name(" ".join(rest[: 2 if both else 1]))
            rest = rest[2 if both else 1 :]
        else:
            return None
    return None if hop is None and interface is None else (hop_vrf, interface, hop)


def _track(options: Words) -> str | None:
    """Return what the route watches: ``nqa admin test``, ``bfd-session s1``, ``bfd``, a track object's number."""
    if "track" in options:
        rest = options[options.index("track") + 1 :]
        end = next((at for at, word in enumerate(rest) if word in _OPTIONS), len(rest))
        return " ".join(rest[:end]) or None
    return "bfd" if "bfd" in options else None
