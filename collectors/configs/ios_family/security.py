"""Zone-based firewall, classes and IPsec of IOS.

A zone pair applies an inspect policy; each of its classes is a rule between the zones. *Source*: Cisco 'Zone-Based Policy
Firewall' and 'Security Command Reference' (crypto map, crypto isakmp, crypto ikev2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from collectors.clean import Line
from collectors.configs.commands import Words, after, is_number
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import secret_of
from collectors.configs.words import address_of
from topology.model.configured import IpsecPeer, Zone, ZonePolicy

_ACTIONS = {"inspect": "permit", "pass": "permit", "permit": "permit", "drop": "deny"}


def read_zone(state: State, name: str, line: Line) -> None:
    """Note a security zone."""
    if all(zone.name != name for zone in state.facts.zones):
        state.facts.zones.append(Zone(name=name, ref=state.place(line)))


@dataclass(slots=True)
class ClassMap:
    """A class while its lines are read."""

    state: State
    name: str
    services: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)


def class_of(state: State, name: str) -> ClassMap:
    """Return a class, a new one where a line is the first to name it."""
    found = state.drawers.get(("class", name))
    if not isinstance(found, ClassMap):
        found = state.drawers["class", name] = ClassMap(state, name)
    return found


def read_class(known: ClassMap, words: Words, line: Line) -> bool | str:
    """Read what a class matches."""
    match words:
        case ("access-group", "name", acl) | ("access-group", acl):
            known.lists.append(acl)
            return known.state.bind(acl, "policy", line, via=known.name)
        case ("protocol", *rest) if rest:
            known.services.append(" ".join(rest))
            return True
        case ("class-map", name):
            known.services.append(f"group:{name}")
            return True
    return "quality-of-service"


@dataclass(slots=True)
class PolicyMap:
    """An inspect policy while its lines are read: its classes with what is done to them."""

    state: State
    name: str
    classes: list[tuple[str, Line, list[str]]] = field(default_factory=list)


def policy_of(state: State, name: str) -> PolicyMap:
    """Return a policy, a new one where a line is the first to name it."""
    found = state.drawers.get(("policy", name))
    if not isinstance(found, PolicyMap):
        found = state.drawers["policy", name] = PolicyMap(state, name)
    return found


def read_policy_class(policy: PolicyMap, words: Words, line: Line) -> bool:
    """Read ``class`` in an inspect policy."""
    if not words:
        return False
    policy.classes.append((words[-1], line, []))
    return True


def read_policy_action(policy: PolicyMap, _words: Words, line: Line) -> bool:
    """Read what is done to the class before it."""
    if not policy.classes:
        return False
    policy.classes[-1][2].append(line.text.partition(" ")[0])
    return True


def read_zone_pair(state: State, words: Words, line: Line, children: list[Line]) -> bool:
    """Read a zone pair; its rules follow when all classes are known."""
    source, destination = after(words, "source"), after(words, "destination")
    if not words or source is None or destination is None:
        return False
    policies = [line.text.split()[-1] for line in children if line.text.startswith("service-policy type inspect ")]
    state.endings.append(partial(_write_pair, state, words[0], (source, destination), policies, line))
    return True


def _write_pair(state: State, name: str, zones: tuple[str, str], policies: list[str], line: Line) -> None:
    for policy in policies:
        known = state.drawers.get(("policy", policy))
        classes = known.classes if isinstance(known, PolicyMap) else []
        for title, _, actions in classes:
            said = state.drawers.get(("class", title))
            services = [*said.services, *(f"access-list {acl}" for acl in said.lists)] if isinstance(said, ClassMap) else []
            state.facts.zone_policies.append(
                ZonePolicy(
                    name=f"{name}/{title}",
                    source_zones=(zones[0],),
                    destination_zones=(zones[1],),
                    services=tuple(services),
                    action=next((_ACTIONS[action] for action in actions if action in _ACTIONS), None),
                    ref=state.place(line),
                )
            )
            if isinstance(said, ClassMap):
                for acl in said.lists:
                    state.bind(acl, "filter", line, via=name)
    if not policies:
        row = ZonePolicy(name=name, source_zones=(zones[0],), destination_zones=(zones[1],), action="deny", ref=state.place(line))
        state.facts.zone_policies.append(row)


@dataclass(slots=True)
class Tunnels:
    """What a crypto section says of peers while its lines are read."""

    state: State
    name: str
    line: Line
    policy: str | None = None
    acl: str | None = None
    secret: str | None = None
    peers: list[tuple[str, Line]] = field(default_factory=list)

    def write(self) -> None:
        """Write a row for each peer; a map entry without one (dynamic) gets a row of its own."""
        rows: list[tuple[str | None, Line]] = [*self.peers]
        if not rows and self.policy is not None:
            rows = [(None, self.line)]
        for address, line in rows:
            self.state.facts.ipsec_peers.append(
                IpsecPeer(
                    name=self.name,
                    address=address,
                    policy=self.policy,
                    acl=self.acl,
                    secret=self.secret,
                    ref=self.state.place(line),
                )
            )


def read_crypto_map(state: State, words: Words, line: Line) -> Tunnels | None:
    """Return the entry that ``crypto map`` or ``crypto dynamic-map`` opens, None where the line opens none."""
    match words:
        case (name, seq, *_) if is_number(seq):
            return Tunnels(state, f"{name} {seq}", line, policy=name)
    return None


def read_map_peer(entry: Tunnels, words: Words, line: Line) -> bool:
    """Read ``set peer``."""
    address = address_of(words[0]) or words[0] if words else None
    if address is not None:
        entry.peers.append((address, line))
    return address is not None


def read_map_acl(entry: Tunnels, words: Words, line: Line) -> bool:
    """Read ``match address`` of a map entry."""
    if not words:
        return False
    entry.acl = words[-1]
    return entry.state.bind(words[-1], "ipsec", line, via=entry.name)


def read_key(state: State, words: Words, line: Line) -> bool:
    """Read ``crypto isakmp key SECRET address PEER``."""
    address = after(words, "address") or after(words, "hostname")
    if address == "ipv6":
        address = after(words, "ipv6")
    if address is None:
        return False
    row = IpsecPeer(name=address, address=address_of(address.partition("/")[0]) or address, secret=secret_of(words), ref=state.place(line))
    state.facts.ipsec_peers.append(row)
    return True


def read_ring_key(ring: Tunnels, words: Words, line: Line) -> bool:
    """Read a pre-shared key of a keyring: of a peer, or of the peer that the lines above name."""
    secret = secret_of(words)
    match words:
        case ("address" | "hostname", "ipv6", address, *_) | ("address" | "hostname", address, *_):
            row = IpsecPeer(name=ring.name, address=address.partition("/")[0], secret=secret, ref=ring.state.place(line))
            ring.state.facts.ipsec_peers.append(row)
            return True
    ring.secret = secret or ring.secret
    return True


def read_ring_peer(ring: Tunnels, words: Words, _line: Line) -> bool:
    """Read ``peer NAME`` of an IKEv2 keyring: what follows is about that peer."""
    if not words:
        return False
    ring.write()
    ring.peers.clear()
    ring.secret = None
    ring.name = f"{ring.name.partition(' ')[0]} {words[0]}"
    return True


def read_ring_address(ring: Tunnels, words: Words, line: Line) -> bool:
    """Read ``address`` of an IKEv2 peer, or ``match identity remote address`` of a profile."""
    said = words[1:] if words[:1] == ("ipv6",) else words
    address = address_of(said[0].partition("/")[0]) if said else None
    if address is not None:
        ring.peers.append((address, line))
    return address is not None
