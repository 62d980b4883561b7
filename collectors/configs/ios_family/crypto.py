"""Sections of IPsec and of the zone-based firewall."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Words
from collectors.configs.ios_family.commands import Mode, read_lines
from collectors.configs.ios_family.security import (
    ClassMap,
    PolicyMap,
    Tunnels,
    class_of,
    policy_of,
    read_class,
    read_crypto_map,
    read_key,
    read_map_acl,
    read_map_peer,
    read_policy_action,
    read_policy_class,
    read_ring_address,
    read_ring_key,
    read_ring_peer,
    read_zone,
    read_zone_pair,
)
from collectors.configs.ios_family.state import Section, State

_PROPOSALS = (
    *("set", "description", "reverse-route", "encr", "encryption", "hash", "authentication", "group", "lifetime", "integrity", "prf"),
    *(
        "match",
        "keyring",
        "local-address",
        "self-identity",
        "vrf",
        "keepalive",
        "initiate",
        "identity",
        "dpd",
        "nat",
        "aaa",
        "virtual-template",
    ),
    *("client", "accounting", "pki", "ca", "exit", "end", "mode", "proposal", "qos", "ivrf", "lifetime", "redundancy", "default", "sa"),
)
_MAP: Mode[Tunnels, Line] = Mode({"set peer": read_map_peer, "match address": read_map_acl}, {"ipsec-proposals": _PROPOSALS})
_RING: Mode[Tunnels, Line] = Mode(
    {
        "pre-shared-key": read_ring_key,
        "peer": read_ring_peer,
        "address": read_ring_address,
        "match identity address": read_ring_address,
        "match identity remote address": read_ring_address,
    },
    {"ipsec-proposals": (*_PROPOSALS, "hostname", "rsa-pubkey")},
)


def _anything(known: ClassMap, words: Words, line: Line) -> bool | str:
    return read_class(known, words, line)


_CLASS: Mode[ClassMap, Line] = Mode({"match": _anything}, {"quality-of-service": ("description", "exit", "end")})
_POLICY: Mode[PolicyMap, Line] = Mode(
    {
        "class type inspect": read_policy_class,
        "class class-default": lambda policy, _words, line: read_policy_class(policy, ("class-default",), line),
        **dict.fromkeys(("inspect", "pass", "drop"), read_policy_action),
    },
    {"quality-of-service": ("description", "police", "service-policy", "exit", "end", "urlfilter", "parameter")},
)


def _map(state: State, words: Words, block: Block) -> bool | str:
    entry = read_crypto_map(state, words, block.header)
    if entry is None:
        return "ipsec-proposals"
    read_lines(_MAP, entry, block.children, state.account, block.header.text)
    entry.write()
    return True


def _ring(state: State, words: Words, block: Block) -> bool:
    """Read a keyring or a profile: whom it is about."""
    if not words:
        return False
    ring = Tunnels(state, words[0], block.header)
    read_lines(_RING, ring, block.children, state.account, block.header.text)
    ring.write()
    return True


def _key(state: State, words: Words, block: Block) -> bool:
    return read_key(state, words, block.header)


def _zone(state: State, words: Words, block: Block) -> bool:
    if not words:
        return False
    read_zone(state, words[0], block.header)
    for line in block.children:
        if line.text.startswith(("description", "exit", "end")):
            state.account.ignore("acl-behaviour")
        else:
            state.account.leave(line, block.header.text)
    return True


def _pair(state: State, words: Words, block: Block) -> bool:
    if not read_zone_pair(state, words, block.header, block.children):
        return False
    for line in block.children:
        if line.text.startswith("service-policy type inspect "):
            state.account.understand()
        elif line.text.startswith(("description", "exit", "end")):
            state.account.ignore("acl-behaviour")
        else:
            state.account.leave(line, block.header.text)
    return True


def _class(state: State, words: Words, block: Block) -> bool | str:
    inspect = words[:2] == ("type", "inspect")
    if not words or (words[0] == "type" and not inspect):
        return "quality-of-service"
    known = class_of(state, words[-1])
    read_lines(_CLASS, known, block.children, state.account, block.header.text)
    return True if inspect or known.lists else "quality-of-service"


def _policy(state: State, words: Words, block: Block) -> bool | str:
    if words[:2] != ("type", "inspect"):
        return "quality-of-service"
    read_lines(_POLICY, policy_of(state, words[-1]), block.children, state.account, block.header.text)
    return True


SECTIONS: Mapping[str, Section] = {
    "crypto map": _map,
    "crypto dynamic-map": _map,
    "crypto keyring": _ring,
    "crypto ikev2 keyring": _ring,
    "crypto isakmp profile": _ring,
    "crypto ikev2 profile": _ring,
    "crypto isakmp key": _key,
    "zone security": _zone,
    "zone-pair security": _pair,
    "class-map": _class,
    "policy-map": _policy,
}
"""Sections by their leading words."""
