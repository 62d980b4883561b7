"""Tunnels and IPsec of VRP and Comware.

VRP and Comware 5 name the other end in an ``ike peer``, Comware 7 in the policy and its ``ike profile``; the parts join
at the end of the text. Source: Huawei AR and USG6000 and H3C MSR command references, 'Tunnel', 'IPsec', 'IKE', 'VXLAN'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Reader, View, Words, after, passed
from collectors.configs.vrp_family.acls import named_list
from collectors.configs.vrp_family.interfaces import Draft
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name
from collectors.configs.words import address_of
from topology.model.configured import IpsecPeer, Tunnel

_KINDS = {"ipv4-ipv4": "ipip", "mpls": "mpls-te"}
"""Kinds whose name the record spells otherwise."""


class _Tunnel:
    """A tunnel interface while its lines are read."""

    kind: str | None = None
    source: str | None = None
    destination: str | None = None
    vrf: str | None = None
    ipsec: str | None = None

    def __init__(self, line: Line) -> None:
        self.line = line


def _tunnel(draft: Draft) -> _Tunnel:
    state = draft.state
    key = ("tunnel", draft.name)
    known = state.drawers.get(key)
    if isinstance(known, _Tunnel):
        return known
    tunnel = state.drawers[key] = _Tunnel(draft.line)

    def end() -> None:
        row = Tunnel(
            interface=draft.name,
            kind=tunnel.kind,
            source=tunnel.source,
            destination=tunnel.destination,
            vrf=tunnel.vrf,
            ipsec=tunnel.ipsec,
            ref=state.place(tunnel.line),
        )
        state.facts.tunnels.append(row)

    state.endings.append(end)
    return tunnel


def _kind(draft: Draft, words: Words, _line: Line) -> bool:
    # tunnel-protocol gre [p2mp] | ipsec | mpls te | ipv6-ipv4 6to4 | none
    if not words:
        return False
    _tunnel(draft).kind = None if words[0] == "none" else _KINDS.get(words[0]) or words[0]
    return True


def open_tunnel(draft: Draft, words: Words) -> None:
    """Take the mode from ``interface Tunnel1 mode gre`` (Comware 7)."""
    mode = after(words, "mode")
    if mode is not None:
        _kind(draft, (mode,), draft.line)
    elif draft.name.lower().startswith("nve"):
        _kind(draft, ("vxlan",), draft.line)


def _is_tunnel(draft: Draft) -> bool:
    return draft.name.lower().startswith(("tunnel", "nve", "virtual-template"))


def _source(draft: Draft, words: Words, _line: Line) -> bool:
    # source 10.0.0.1 | GigabitEthernet0/0/1 | GigabitEthernet 0/0/1 [port] | vpn-instance V X
    rest = words[2:] if words[:1] == ("vpn-instance",) else words
    if not rest or not _is_tunnel(draft):
        return False
    tunnel = _tunnel(draft)
    tunnel.source = address_of(rest[0]) or interface_name(" ".join(rest[:2] if rest[0].isalpha() else rest[:1]))
    return True


def _destination(draft: Draft, words: Words, _line: Line) -> bool:
    # destination [vpn-instance V] X
    vrf = after(words, "vpn-instance")
    address = next((word for word in words if address_of(word)), None)
    if address is None or not _is_tunnel(draft):
        return False
    tunnel = _tunnel(draft)
    tunnel.destination, tunnel.vrf = address, vrf or tunnel.vrf
    return True


def _outer(draft: Draft, words: Words, _line: Line) -> bool:
    _tunnel(draft).vrf = words[0] if words else None
    return bool(words)


def _protect(draft: Draft, words: Words, _line: Line) -> bool:
    # ipsec profile P on a tunnel; tunnel protection ipsec profile P
    if not words:
        return False
    _tunnel(draft).ipsec = words[0]
    return True


def _peers(draft: Draft, words: Words, _line: Line) -> bool:
    # vni 10 head-end peer-list A: the far ends of VXLAN
    address = next((word for word in words if address_of(word)), None)
    if address is not None:
        tunnel = _tunnel(draft)
        tunnel.destination = tunnel.destination or address
    return bool(words)


@dataclass(slots=True)
class _Secrets:
    """Pieces of IPsec by name while they are read."""

    peers: dict[str, _Part] = field(default_factory=dict)
    keychains: dict[str, _Part] = field(default_factory=dict)
    policies: list[_Part] = field(default_factory=list)
    interfaces: dict[str, list[str]] = field(default_factory=dict)


class _Part:
    """A peer, profile, keychain or policy while its lines are read."""

    address: str | None = None
    secret: str | None = None
    acl: str | None = None
    peer: str | None = None
    keychain: str | None = None

    def __init__(self, state: State, name: str, line: Line) -> None:
        self.state = state
        self.name = name
        self.line = line


def _secrets(state: State) -> _Secrets:
    known = state.drawers.get(("ipsec",))
    if isinstance(known, _Secrets):
        return known
    secrets = state.drawers["ipsec",] = _Secrets()
    state.endings.append(lambda: _join(state, secrets))
    return secrets


def _remote(part: _Part, words: Words, _line: Line) -> bool:
    # remote-address [authentication-address] A; match remote identity address A; tunnel remote A; remote-address host-name X
    found = next((word for word in words if address_of(word)), None) or (words[-1] if words else None)
    part.address = part.address or found
    return found is not None


def _key(part: _Part, words: Words, _line: Line) -> bool:
    # pre-shared-key [simple|cipher] <secret>; pre-shared-key address A [mask] key [simple|cipher] <secret>
    part.secret = next((word for word in reversed(words) if word.startswith("<secret:")), None)
    part.address = part.address or next((word for word in words if address_of(word)), None)
    return part.secret is not None


def _acl(part: _Part, words: Words, line: Line) -> bool:
    part.acl = named_list(("acl", *words))
    return part.acl is not None and part.state.bind(part.acl, "ipsec", line, via=part.name)


def _set(name: str) -> Reader[_Part]:
    def read(part: _Part, words: Words, _line: Line) -> bool:
        if words:
            setattr(part, name, words[0])
        return bool(words)

    return read


_DETAIL = (
    *(
        "proposal",
        "transform-set",
        "pfs",
        "sa",
        "local-address",
        "local-id",
        "local-id-type",
        "remote-id",
        "remote-id-type",
        "exchange-mode",
    ),
    *(
        "nat",
        "dpd",
        "ike-proposal",
        "version",
        "undo",
        "certificate",
        "tunnel local",
        "alias",
        "route",
        "description",
        "local-identity",
        "priority",
    ),
    *(
        "respond-only",
        "negotiation",
        "match",
        "exchange",
        "rsa",
        "authentication",
        "encryption",
        "encryption-algorithm",
        "authentication-algorithm",
        "authentication-method",
        "integrity-algorithm",
        "hash",
        "dh",
        "integrity",
        "prf",
        "esp",
        "ah",
        "re-key",
    ),
    *(
        "encapsulation-mode",
        "transform",
        "scenario",
        "speed-limit",
        "policy",
        "nat-traversal",
        "ikev1",
        "anti-replay",
        "smart-link",
        "inside-vpn",
    ),
    *(
        "qos",
        "df-bit",
        "security",
        "protocol",
        "client-authentication",
        "trigger",
        "ppp",
        "keepalive",
        "dscp",
        "reverse-route",
        "reverse_route",
    ),
)
_PART: View[_Part] = View(
    {
        "remote-address": _remote,
        "match remote identity address": _remote,
        "match remote address": _remote,
        "tunnel remote": _remote,
        "pre-shared-key": _key,
        "authentication-key": _key,
        "security acl": _acl,
        "ike-peer": _set("peer"),
        "ike-profile": _set("peer"),
        "ikev2-profile": _set("peer"),
        "keychain": _set("keychain"),
        "quit": passed,
    },
    {"ipsec-detail": _DETAIL},
)


def read_ike(state: State, block: Block) -> bool:
    """Read ``ike peer N [v1]``, ``ike profile N``, ``ike keychain N`` and ``ike proposal N``, and ikev2's."""
    words = block.header.text.split()
    if len(words) < 3 or words[1] not in {"peer", "profile", "keychain", "proposal", "policy"}:  # noqa: PLR2004 - kind and name
        return False
    state.account.understand()
    part = _Part(state, words[2], block.header)
    _PART.read(part, block.children, state.account, block.header.text)
    secrets = _secrets(state)
    if words[1] in {"peer", "profile"}:
        secrets.peers[part.name] = part
    elif words[1] == "keychain":
        secrets.keychains[part.name] = part
    return True


def read_ipsec(state: State, block: Block) -> bool:
    """Read ``ipsec policy P 10 isakmp [template T]``, ``ipsec policy-template``, ``ipsec profile P`` and proposals."""
    words = block.header.text.split()
    if len(words) < 3 or words[1] not in {"policy", "policy-template", "profile", "proposal", "transform-set"}:  # noqa: PLR2004 - kind and name
        return False
    state.account.understand()
    part = _Part(state, words[2], block.header)
    _PART.read(part, block.children, state.account, block.header.text)
    if words[1] in {"policy", "profile", "policy-template"} and "template" not in words:
        _secrets(state).policies.append(part)
    return True


def _on_interface(draft: Draft, words: Words, _line: Line) -> bool:
    # ipsec policy P; ipsec apply policy P (Comware 7); ipsec profile P
    if not words:
        return False
    _secrets(draft.state).interfaces.setdefault(words[0], []).append(draft.name)
    if _is_tunnel(draft):
        _tunnel(draft).ipsec = words[0]
    return True


def _join(state: State, secrets: _Secrets) -> None:
    """Give each peer the policies that name it, with their lists and interfaces."""
    used: set[str] = set()
    rows = state.facts.ipsec_peers
    for policy in secrets.policies:
        peer = secrets.peers.get(policy.peer or "")
        chain = secrets.keychains.get((peer.keychain if peer else None) or policy.keychain or "")
        if peer is not None:
            used.add(peer.name)
        elif policy.address is None and policy.peer is None:
            continue
        interfaces = secrets.interfaces.get(policy.name)
        parts = [part for part in (peer, policy, chain) if part is not None]
        row = IpsecPeer(
            name=policy.peer or policy.name,
            address=next((part.address for part in parts if part.address), None),
            policy=policy.name,
            interface=interfaces[0] if interfaces else None,
            acl=policy.acl,
            secret=next((part.secret for part in parts if part.secret), None),
            ref=state.place((peer or policy).line),
        )
        rows.append(row)
    for name, peer in secrets.peers.items():
        if name not in used:
            chain = secrets.keychains.get(peer.keychain or "")
            secret = peer.secret or (chain.secret if chain else None)
            rows.append(IpsecPeer(name=name, address=peer.address, secret=secret, ref=state.place(peer.line)))


INTERFACE: Mapping[str, Reader[Draft]] = {
    "tunnel-protocol": _kind,
    "source": _source,
    "destination": _destination,
    "tunnel vpn-instance": _outer,
    "tunnel protection ipsec profile": _protect,
    "ipsec profile": _on_interface,
    "ipsec policy": _on_interface,
    "ipsec apply policy": _on_interface,
    "vni": _peers,
    "tunnel": lambda draft, words, _line: bool(words) and _is_tunnel(draft),
}
"""Tunnels and IPsec on an interface."""
INTERFACE_IGNORED: Mapping[str, tuple[str, ...]] = {
    "tunnel-detail": (
        "gre",
        "keepalive",
        "mpls te",
        "tunnel bandwidth",
        "tunnel ttl",
        "tunnel tos",
        "ipsec",
        "l2tp",
        "encapsulation-limit",
        "service-type",
    )
}
