"""BGP of IOS and RGOS: the process, its peers with their groups and templates, what it announces and takes in.

*Source*: Cisco 'IP Routing: BGP' command reference; RFC 5396 for AS numbers (``100.1``). Peers speak IPv4 unless
``no bgp default ipv4-unicast`` or a line of the family takes it from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from collectors.clean import Line
from collectors.configs.commands import Words, after
from collectors.configs.ios_family.redistribution import originate_default, read_redistribution
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import classful_prefix
from collectors.configs.words import address_of, as_number, prefix6_of, prefix_of
from topology.model.configured import NetworkStatement
from topology.model.tables import BgpPeer, BgpProcess

_FAMILIES = {"ipv4 multicast": "ipv4-multicast", "l2vpn evpn": "evpn", "l2vpn vpls": "vpls", "ipv4 mdt": "mdt"}
SESSION = frozenset(
    (
        *("timers", "soft-reconfiguration", "version", "fall-over", "maximum-prefix", "weight", "advertisement-interval"),
        *("advertise", "additional-paths", "disable-connected-check", "transport", "dampening", "capability", "ha-mode", "slow-peer"),
        *("log-neighbor-changes", "path-attribute", "translate-update", "dmzlink-bw", "bfd", "soo", "exit-peer-policy"),
    )
)
"""What is said of a peer that decides neither whom it speaks with nor what it says."""
_DEEPEST = 8
"""Groups and templates that inherit from each other at most."""


@dataclass(slots=True)
class Peer:
    """A peer, a group or a template while its lines are read."""

    line: Line | None = None
    remote_as: int | None = None
    local_as: int | None = None
    group: str | None = None
    source: str | None = None
    description: str | None = None
    enabled: bool | None = None
    families: dict[str, bool] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    inherits: list[str] = field(default_factory=list)
    is_group: bool = False


@dataclass(slots=True)
class Bgp:
    """The BGP process while its lines are read; `vrf`, `family` and `template` are where the reading stands."""

    state: State
    local_as: int | None
    line: Line
    router_id: str | None = None
    confederation: int | None = None
    vrf: str | None = None
    family: str = "ipv4"
    template: str | None = None
    inside: bool = False
    default_ipv4: bool = True
    global_ipv4: bool = False
    named_families: bool = False
    """Peers speak only the families that their lines name (NX-OS, IOS XR)."""
    peers: dict[tuple[str | None, str], Peer] = field(default_factory=dict)
    templates: dict[str, Peer] = field(default_factory=dict)
    vrfs: dict[str, tuple[Line, str | None]] = field(default_factory=dict)


def bgp_of(state: State, said: str, line: Line) -> Bgp | None:
    """Return the BGP process, a new one where a line is the first to name it; None where its AS is none."""
    number = as_number(said)
    if number is None:
        return None
    key = ("bgp", str(number))
    found = state.drawers.get(key)
    if not isinstance(found, Bgp):
        found = state.drawers[key] = Bgp(state, number, line)
        state.endings.append(partial(_finish, found))
    found.vrf, found.family, found.template, found.inside = None, "ipv4", None, False
    return found


def _family(process: Bgp, words: Words, line: Line) -> bool:
    head = tuple(word for word in words if word != "unicast")
    if not head:
        return False
    process.vrf = after(words, "vrf")
    process.family = _FAMILIES.get(" ".join(head[:2]), head[0])
    process.template, process.inside = None, True
    if process.vrf is not None:
        process.vrfs.setdefault(process.vrf, (line, None))
    elif process.family == "ipv4":
        process.global_ipv4 = True
    return True


def _leave(process: Bgp, _words: Words, _line: Line) -> bool:
    process.vrf, process.family, process.template, process.inside = None, "ipv4", None, False
    return True


def _router_id(process: Bgp, words: Words, _line: Line) -> bool:
    address = address_of(words[0]) if words else None
    if address is not None and process.vrf is not None:
        process.vrfs[process.vrf] = (process.vrfs[process.vrf][0], address)
    elif address is not None:
        process.router_id = address
    return address is not None or bool(words)


def _confederation(process: Bgp, words: Words, _line: Line) -> bool:
    match words:
        case ("identifier", said):
            process.confederation = as_number(said)
            return process.confederation is not None
        case ("peers", *_):
            return True
    return False


def _no_default(process: Bgp, _words: Words, _line: Line) -> bool:
    process.default_ipv4 = False
    return True


def _network(process: Bgp, words: Words, line: Line) -> bool:
    match words:
        case (address, "mask", mask, *_):
            prefix = prefix_of(address, mask)
        case (both, *_) if ":" in both:
            prefix = prefix6_of(both)
        case (both, *_) if "/" in both:
            prefix = prefix_of(*both.split("/", 1))
        case (address, *_):
            prefix = classful_prefix(address)
        case _:
            return False
    return prefix is not None and _announce(process, prefix, line, summary=False)


def _aggregate(process: Bgp, words: Words, line: Line) -> bool:
    match words:
        case (both, *_) if "/" in both:
            prefix = prefix6_of(both) or prefix_of(*both.split("/", 1))
        case (address, mask, *_):
            prefix = prefix_of(address, mask)
        case _:
            return False
    return prefix is not None and _announce(process, prefix, line, summary=True)


def _announce(process: Bgp, prefix: str, line: Line, *, summary: bool) -> bool:
    row = NetworkStatement(protocol="bgp", prefix=prefix, vrf=process.vrf, summary=summary, ref=process.state.place(line))
    process.state.facts.network_statements.append(row)
    return True


def _redistribute(process: Bgp, words: Words, line: Line) -> bool:
    family = process.family if process.inside else None
    return read_redistribution(process.state, words, line, into="bgp", process=str(process.local_as), family=family, vrf=process.vrf)


def _default(process: Bgp, words: Words, line: Line) -> bool:
    family = process.family if process.inside else None
    return originate_default(process.state, words, line, into="bgp", process=str(process.local_as), vrf=process.vrf, family=family)


def _listen(process: Bgp, words: Words, line: Line) -> bool:
    match words:
        case ("range", prefix, "peer-group", group):
            peer = process.peers.setdefault((process.vrf, prefix), Peer(line))
            peer.group = group
            peer.options.append("listen")
            return True
    return words[:1] == ("limit",)


def _template(process: Bgp, words: Words, line: Line) -> bool:
    if len(words) < 2:  # noqa: PLR2004 - a kind and a name
        return False
    process.template = words[1]
    process.templates.setdefault(words[1], Peer(line))
    return True


def _in_template(process: Bgp, _words: Words, line: Line) -> bool | str:
    if process.template is None:
        return False
    return say(process, process.templates[process.template], tuple(line.text.split()), line)


def _neighbour(process: Bgp, words: Words, line: Line) -> bool | str:
    if len(words) < 2:  # noqa: PLR2004 - who and what
        return False
    who = address_of(words[0]) or words[0]
    peer = process.peers.get((process.vrf, who))
    if peer is None:
        # a family of the global table speaks of the same peers
        peer = process.peers[process.vrf, who] = Peer(line)
    if words[1:] == ("peer-group",):
        peer.is_group = True
        return True
    return say(process, peer, words[1:], line)


def _no_neighbour(process: Bgp, words: Words, line: Line) -> bool | str:
    match words:
        case (who, "activate"):
            return _neighbour(process, (who, "no-activate"), line)
        case (_, "shutdown" | "send-community" | "next-hop-self" | "route-reflector-client", *_):
            return True
    return False


def say(process: Bgp, peer: Peer, words: Words, line: Line) -> bool | str:  # noqa: PLR0912, C901 - one line a command of the neighbour
    """Read what a line says of a peer, a group or a template."""
    match words:
        case ("remote-as", said, *_):
            peer.remote_as, peer.line = as_number(said), line
            return peer.remote_as is not None
        case ("peer-group", group):
            peer.group = group
            if peer.line is None or peer.remote_as is None:
                peer.line = line
        case ("inherit", "peer-session" | "peer-policy", name, *_):
            peer.inherits.append(name)
        case ("inherit", "peer", name, *_):
            peer.inherits.append(name)
        case ("update-source", *rest) if rest:
            found = process.state.interface(tuple(rest))
            peer.source = found[0] if found else rest[0]
        case ("description", *_):
            peer.description = line.text.partition("description ")[2].strip() or None
        case ("shutdown", *_):
            peer.enabled = False
        case ("activate",):
            peer.families[process.family] = True
        case ("no-activate",):
            peer.families[process.family] = False
        case ("route-map" | "prefix-list" | "filter-list", name, "in" | "out" as way, *_):
            (peer.imports if way == "in" else peer.exports).append(name)
        case ("distribute-list", name, "in" | "out" as way, *_):
            (peer.imports if way == "in" else peer.exports).append(name)
            process.state.bind(name, "route", line, direction=way, via=f"bgp {process.local_as}")
        case ("unsuppress-map" | "advertise-map", name, *_):
            peer.exports.append(name)
        case ("local-as", said, *rest):
            peer.local_as = as_number(said)
            peer.options.append(" ".join(("local-as", said, *rest)))
        case ("route-reflector-client",):
            peer.options.append("reflect-client")
        case ("allowas-in" | "as-override" | "remove-private-as" | "next-hop-self" | "default-originate" | "next-hop-unchanged", *_):
            peer.options.append(" ".join(words))
        case ("password", *_):
            peer.options.append("authenticated")
        case ("ebgp-multihop" | "ttl-security" | "send-label" | "send-community", *_):
            peer.options.append(" ".join(words))
        case (word, *_) if word in SESSION:
            return "bgp-session"
        case _:
            return False
    return True


BGP = {
    "address-family": _family,
    "exit-address-family": _leave,
    "exit-peer-policy": _leave,
    "exit-peer-session": _leave,
    "bgp router-id": _router_id,
    "bgp confederation": _confederation,
    "no bgp default ipv4-unicast": _no_default,
    "bgp listen": _listen,
    "network": _network,
    "aggregate-address": _aggregate,
    "redistribute": _redistribute,
    "default-information originate": _default,
    "default-originate": _default,
    "template": _template,
    "neighbor": _neighbour,
    "no neighbor": _no_neighbour,
    **dict.fromkeys(
        (
            *("remote-as", "inherit", "update-source", "description", "route-map", "prefix-list", "filter-list", "local-as"),
            *("route-reflector-client", "allowas-in", "as-override", "next-hop-self", "password", "ebgp-multihop", "shutdown"),
        ),
        _in_template,
    ),
}
"""Commands of the BGP process; those without ``neighbor`` stand in templates."""


def _finish(process: Bgp) -> None:
    """Write the rows of the process when everything is known."""
    facts, place = process.state.facts, process.state.place
    facts.bgp.append(
        BgpProcess(local_as=process.local_as, router_id=process.router_id, confederation=process.confederation, ref=place(process.line))
    )
    for vrf, (line, router_id) in process.vrfs.items():
        facts.bgp.append(
            BgpProcess(
                local_as=process.local_as,
                router_id=router_id or process.router_id,
                vrf=vrf,
                confederation=process.confederation,
                ref=place(line),
            )
        )
    for (table, address), peer in process.peers.items():
        if peer.is_group or (address_of(address) is None and "/" not in address):
            continue
        facts.bgp_peers.append(_row(process, table, address, peer))


def _ancestors(process: Bgp, vrf: str | None, peer: Peer) -> list[Peer]:
    """Return a peer, its group and its templates, the nearest first."""
    found = [peer]
    for known in found:
        if len(found) > _DEEPEST:
            break
        above = process.peers.get((vrf, known.group)) or process.peers.get((None, known.group)) if known.group else None
        found += [one for one in (above, *(process.templates.get(name) for name in known.inherits)) if one is not None and one not in found]
    return found


def _row(process: Bgp, vrf: str | None, address: str, peer: Peer) -> BgpPeer:
    line = peer.line or process.line
    chain = _ancestors(process, vrf, peer)
    families: dict[str, bool] = {}
    for one in reversed(chain):
        families.update(one.families)
    plain = "ipv6" if vrf is not None and ":" in address else "ipv4"
    if process.named_families:
        pass
    elif vrf is not None:
        families.setdefault(plain, True)
    elif process.default_ipv4 and not process.global_ipv4 and ":" not in address:
        families.setdefault("ipv4", True)
    return BgpPeer(
        address=address,
        remote_as=next((one.remote_as for one in chain if one.remote_as is not None), None),
        local_as=next((one.local_as for one in chain if one.local_as is not None), process.local_as),
        enabled=all(one.enabled is not False for one in chain),
        vrf=vrf,
        description=next((one.description for one in chain if one.description), None),
        group=peer.group,
        families=tuple(family for family, speaks in families.items() if speaks),
        source=next((one.source for one in chain if one.source), None),
        import_policies=tuple(dict.fromkeys(name for one in chain for name in one.imports)),
        export_policies=tuple(dict.fromkeys(name for one in chain for name in one.exports)),
        options=tuple(dict.fromkeys(option for one in chain for option in one.options)),
        ref=process.state.place(line),
    )
