"""BGP of VRP and Comware: processes, sessions with their families and policies, announced prefixes.

VRP and Comware 5 open families by ``ipv4-family vpn-instance A``; Comware 7 by ``address-family ipv4`` under
``ip vpn-instance A``. A session whose lines name no family speaks IPv4, as both systems start it.
Source: Huawei NE40E, S-series and H3C S10500 command references, 'BGP', 'MPLS L3VPN'; RFC 4271, RFC 4760, RFC 5396.
"""

from __future__ import annotations

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block
from collectors.configs.commands import View, Words, after, is_number, passed
from collectors.configs.vrp_family.bgp_peers import Speaker, peer_of, read_peer, undo_peer
from collectors.configs.vrp_family.redistribution import note, redistribute
from collectors.configs.vrp_family.state import State
from collectors.configs.words import address_of, as_number, mask_length, prefix_of
from topology.model.configured import NetworkStatement
from topology.model.tables import BgpProcess

_FAMILIES = {"l2vpn-ad": "l2vpn", "vpls": "vpls", "l2vpn": "l2vpn"}


def _family(speaker: Speaker, words: Words, line: Line) -> bool:
    # ipv4-family unicast|multicast|vpnv4|vpn-instance A; ipv6-family ...; l2vpn-family evpn; address-family ipv4 [unicast]
    lead = line.text.split(" ", 1)[0]
    if lead == "address-family":
        if not words:
            return False
        speaker.plain = False
        family, rest = words[0], words[1:]
    else:
        family, rest = lead.removesuffix("-family"), words
        if lead in {"ipv4-family", "ipv6-family"}:
            speaker.vrf = None
    family = _FAMILIES.get(family, family)
    match rest:
        case ("vpn-instance", name, *_):
            speaker.vrf = name
            speaker.lines.setdefault(name, line)
        case ("vpnv4" | "vpnv6" | "evpn" | "mdt" | "mvpn" | "flow" | "label-route" as sub, *_):
            family = sub
        case ("multicast", *_):
            family = f"{family}-multicast"
    speaker.family = family
    return True


def _instance(speaker: Speaker, words: Words, line: Line) -> bool:
    if len(words) != 1:
        return False
    speaker.vrf, speaker.family = words[0], "ipv4"
    speaker.plain = False
    speaker.lines.setdefault(words[0], line)
    return True


def _end(speaker: Speaker, _words: Words, line: Line) -> bool:
    if not line.indent or line.indent < 2 or not speaker.state.comware:  # noqa: PLR2004 - Comware 7 closes families inside an instance so
        speaker.vrf = None
    speaker.family = "ipv4"
    return False


def _router_id(speaker: Speaker, words: Words, _line: Line) -> bool:
    if len(words) == 1 and words[0] != "vpn-instance":
        speaker.router_ids[speaker.vrf] = words[0]
        return True
    return words[:1] == ("vpn-instance",)


def _confederation(speaker: Speaker, words: Words, _line: Line) -> bool:
    speaker.confederation = as_number(words[0]) if words else None
    return speaker.confederation is not None


def _network(speaker: Speaker, words: Words, line: Line) -> bool:
    return _announce(speaker, words, line, summary=False)


def _aggregate(speaker: Speaker, words: Words, line: Line) -> bool:
    return _announce(speaker, words, line, summary=True)


def _announce(speaker: Speaker, words: Words, line: Line, *, summary: bool) -> bool:
    # network 10.0.0.0 [255.0.0.0|8]; without a mask the address's class decides
    address = address_of(words[0]) if words else None
    if address is None:
        return False
    mask = words[1] if len(words) > 1 and mask_length(words[1]) is not None else None
    if ":" in address and len(words) > 1:
        mask = words[1]
    if mask is None:
        first = int(address.partition(".")[0]) if "." in address else 0
        mask = "8" if first < 128 else "16" if first < 192 else "24"  # noqa: PLR2004 - RFC 791's classes
    prefix = prefix_of(address, mask)
    if prefix is None:
        return False
    row = NetworkStatement(protocol="bgp", prefix=prefix, vrf=speaker.vrf, summary=summary, ref=speaker.state.place(line))
    speaker.state.facts.network_statements.append(row)
    return True


def _import(speaker: Speaker, words: Words, line: Line) -> bool:
    return redistribute(speaker.state, words, line, into="bgp", process=str(speaker.local_as), vrf=speaker.vrf, family=speaker.family)


def _default(speaker: Speaker, _words: Words, line: Line) -> bool:
    return note(speaker.state, line, into="bgp", process=str(speaker.local_as), vrf=speaker.vrf, family=speaker.family)


def _group(speaker: Speaker, words: Words, line: Line) -> bool:
    if not words:
        return False
    session = speaker.session(words[0], line)
    session.internal = "external" not in words[1:]
    return True


def _filter(speaker: Speaker, words: Words, line: Line) -> bool:
    acl = after(words, "acl-name") or (words[0] if words and is_number(words[0]) else None)
    if acl is not None:
        speaker.state.bind(acl, "route", line, direction="import" if "import" in words else "export", via=f"bgp {speaker.local_as}")
    return bool(words)


def _plainless(speaker: Speaker, _words: Words, _line: Line) -> bool:
    speaker.plain = False
    return True


_TUNED = (
    *(
        "timer",
        "graceful-restart",
        "ebgp-interface-sensitive",
        "preference",
        "maximum",
        "auto-frr",
        "fast-reroute",
        "pic",
        "dampening",
        "slow-peer",
    ),
    *(
        "bestroute",
        "reflector",
        "reflect",
        "nexthop",
        "default local-preference",
        "default med",
        "compare-different-as-med",
        "as-path-limit",
    ),
    *(
        "deterministic-med",
        "log-peer-change",
        "peer-rr",
        "vpn-route",
        "ingress-lsp",
        "routing-table",
        "rr-filter",
        "apply-label",
        "undo",
        "advertise",
    ),
    *(
        "tnl-policy",
        "ext-community-type",
        "default-information",
        "balance",
        "non-stop-routing",
        "mpls",
        "traffic-redirect",
        "update-delay",
        "l2vpn",
    ),
    *(
        "import-rib",
        "statistics",
        "shutdown",
        "segment-routing",
        "prefix-sid",
        "check-first-as",
        "confederation peer-as",
        "domain-as",
        "domain id",
    ),
    *(
        "route-select",
        "route-update",
        "as-notation",
        "igp-metric",
        "ignore-first-as",
        "primary-path",
        "bgp",
        "flush",
        "path",
        "label",
        "unicast-route",
    ),
    *(
        "vpn-instance-capability",
        "suppress-interval",
        "active-route-advertise",
        "signaling",
        "undo policy",
        "irb",
        "route-replicate",
        "snmp-agent",
    ),
)
_VIEW: View[Speaker] = View(
    {
        SUB_END: _end,
        "router-id": _router_id,
        "confederation id": _confederation,
        "ipv4-family": _family,
        "ipv6-family": _family,
        "l2vpn-family": _family,
        "l2vpn-ad-family": _family,
        "vpls-family": _family,
        "address-family": _family,
        "ip vpn-instance": _instance,
        "network": _network,
        "aggregate": _aggregate,
        "import-route": _import,
        "default-route imported": _default,
        "group": _group,
        "peer": read_peer,
        "undo peer": undo_peer,
        "filter-policy": _filter,
        "undo default ipv4-unicast": _plainless,
        "undo synchronization": passed,
        "private-4-byte-as": passed,
        "undo summary automatic": passed,
        "summary automatic": passed,
        "policy vpn-target": passed,
        "undo policy vpn-target": passed,
        "description": passed,
        "quit": passed,
    },
    {"bgp-tuning": _TUNED},
)


def read_bgp(state: State, block: Block) -> bool:
    """Read a ``bgp`` section; a second one for the same AS (``bgp 100 instance X``) adds to it."""
    words = block.header.text.split()
    local_as = as_number(words[1]) if len(words) > 1 else None
    if local_as is None:
        return False
    speaker = Speaker(state, local_as, block.header)
    state.account.understand()
    _VIEW.read(speaker, block.children, state.account, block.header.text)
    facts = state.facts
    for vrf, line in speaker.lines.items():
        row = BgpProcess(
            local_as=local_as, router_id=speaker.router_ids.get(vrf), vrf=vrf, confederation=speaker.confederation, ref=state.place(line)
        )
        facts.bgp.append(row)
    for session in speaker.sessions.values():
        if address_of(session.name) is not None:
            facts.bgp_peers.append(peer_of(speaker, session))
    return True
