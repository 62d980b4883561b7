"""Routing of ZXROS: VRFs, static routes, OSPF, IS-IS, BGP, RIP, prefix lists and route maps, in the forms of both generations.

Newer systems name interfaces inside an area (``area 0.0.0.0`` / ``interface gei-0/1/0/1``) and families inside a VRF; older ones
use IOS's lines. *Source*: ZXR10 M6000 and 5900E 'Configuration Guide (IPv4 Routing)', '(IPv6 Routing)', '(VPN)'; ZXR10 8900 user manuals.
"""

from __future__ import annotations

from collectors.clean import Line
from collectors.configs.commands import Words, after, number, passed
from collectors.configs.ios_family.acls import map_of, read_list, read_match, read_prefix_list, read_set
from collectors.configs.ios_family.bgp import BGP, Bgp, bgp_of
from collectors.configs.ios_family.ignored_routing import VRF as VRF_RULES
from collectors.configs.ios_family.routing import DISTANCE, ISIS, Distance, Isis, IsisNote, isis_of
from collectors.configs.ios_family.vrfs import VRF, VrfDraft, read_route, vrf_of
from collectors.configs.words import address_of, mask_length, prefix_of
from collectors.configs.zte.levels import Level, Opened
from collectors.configs.zte.ospf import PASSED, RULES, open_ospf, source_of
from collectors.configs.zte.state import State
from topology.model.records import Route

_LEVELS = {"level-1": "1", "level-2-only": "2", "level-2": "2", "level-1-2": "1-2"}


def _isis(state: State, words: Words, line: Line) -> Opened:
    name = words[0] if words and words[0] != "vrf" else None
    process = isis_of(state, name, line)
    process.vrf = after(words, "vrf") or process.vrf
    return Opened(ISIS_LEVEL, process)


def _isis_area(process: Isis, words: Words, _line: Line) -> bool:
    if not words:
        return False
    process.areas.append(words[0])
    return True


def _system_id(process: Isis, words: Words, _line: Line) -> bool:
    process.system_id = words[0].lower() if words else None
    return bool(words)


def _isis_port(process: Isis, words: Words, line: Line) -> bool | Opened:
    state = process.state
    assert isinstance(state, State)
    found = state.interface(words)
    if found is None:
        return False
    draft = state.port(found[0], line)
    note = draft.notes.get("isis")
    if not isinstance(note, IsisNote):
        note = draft.notes["isis"] = IsisNote(line)
    note.process, note.line, note.speaks = process.name, line, True
    return Opened(ISIS_PORT, note)


def _isis_redistribute(process: Isis, words: Words, line: Line) -> bool | str:
    return ISIS["redistribute"](process, source_of(words), line)


def _note_level(note: IsisNote, words: Words, _line: Line) -> bool:
    note.level = _LEVELS.get(words[0] if words else "")
    return note.level is not None


def _note_kind(note: IsisNote, words: Words, _line: Line) -> bool:
    note.kind = words[0] if words else None
    return bool(words)


def _note_metric(note: IsisNote, words: Words, _line: Line) -> bool:
    value = number(words[0]) if words else None
    note.metric = value if note.metric is None else note.metric
    return value is not None


def _isis_family(process: Isis, words: Words, line: Line) -> bool | str | Opened:
    outcome = ISIS["address-family"](process, words, line)
    return Opened(ISIS_LEVEL, process, lambda: setattr(process, "family", None)) if outcome is True else outcome


ISIS_PORT = Level(
    {
        "ip router isis": passed,
        "ipv6 router isis": passed,
        "circuit-type": _note_level,
        "network": _note_kind,
        "metric": _note_metric,
        "ipv6 metric": _note_metric,
    },
    {
        "routing-timers": (
            *(
                "hello",
                "priority",
                "csnp-interval",
                "lsp-interval",
                "psnp-interval",
                "retransmit-interval",
                "bfd-enable",
                "ipv6 bfd-enable",
                "mesh-group",
            ),
            *(
                "ldp-sync",
                "fast-reroute",
                "three-way-handshake",
                "ignore-mtu",
                "mtu-ignore",
                "passive-mode",
                "te-metric",
                "prefix-sid",
                "padding",
                "frr",
            ),
            *("ldp", "segment-routing", "hello-padding", "tag", "link-delay", "srlg", "ipv6", "affinity"),
        ),
        "routing-keys": ("hello-authentication", "authentication", "authentication-type"),
    },
)
ISIS_LEVEL = Level(
    {
        **PASSED,
        **ISIS,
        "area": _isis_area,
        "system-id": _system_id,
        "address-family": _isis_family,
        "interface": _isis_port,
        "redistribute": _isis_redistribute,
    },
    {
        "routing-behaviour": (
            *RULES["routing-behaviour"],
            "router-id",
            "multi-topology",
            "locator",
            "import",
            "max-lsp",
            "lsp",
            "spf",
            "flex-algo",
        ),
        "routing-keys": ("authentication", "domain-authentication", "area-authentication", "snp-authentication"),
    },
    opens=("segment-routing", "fast-reroute"),
)


def _bgp(state: State, words: Words, line: Line) -> bool | Opened:
    process = bgp_of(state, words[0], line) if words else None
    return False if process is None else Opened(BGP_LEVEL, process)


def _family(process: Bgp, words: Words, line: Line) -> bool | str | Opened:
    outcome = BGP["address-family"](process, words, line)
    if outcome is not True:
        return outcome
    return Opened(BGP_FAMILY, process, lambda: BGP["exit-address-family"](process, (), line))


def _bgp_redistribute(process: Bgp, words: Words, line: Line) -> bool | str:
    return BGP["redistribute"](process, source_of(words), line)


_SESSION = frozenset(
    {
        "tracking",
        "bfd",
        "fall-over",
        "route-update",
        "graceful-restart",
        "label",
        "next-hop-invariable",
        "keychain",
        "prefix-origin-validation",
    }
)


def _neighbour(process: Bgp, words: Words, line: Line) -> bool | str:
    """Read ``neighbor``; a few words are ZTE's own."""
    if len(words) > 1 and words[1] in _SESSION:
        return "bgp-session"
    return BGP["neighbor"](process, words, line)


def _network(process: Bgp, words: Words, line: Line) -> bool | str:
    """Read ``network A M``: a mask without its word."""
    if len(words) > 1 and "/" not in words[0] and mask_length(words[1]) is not None:
        words = (words[0], "mask", *words[1:])
    return BGP["network"](process, words, line)


BGP_FAMILY = Level(
    {**PASSED, **BGP, "redistribute": _bgp_redistribute, "network": _network, "neighbor": _neighbour, "address-family": _family}, RULES
)
BGP_LEVEL = BGP_FAMILY


def _vrf(state: State, words: Words, line: Line) -> bool | Opened:
    return Opened(VRF_LEVEL, vrf_of(state, words[0], line)) if words else False


def _vrf_family(vrf: VrfDraft, words: Words, line: Line) -> bool | str | Opened:
    outcome = VRF["address-family"](vrf, words, line)
    return Opened(VRF_FAMILY, vrf, lambda: VRF["exit-address-family"](vrf, (), line)) if outcome is True else outcome


_VRF_RULES = {
    **VRF_RULES,
    "vrf-behaviour": (
        *VRF_RULES["vrf-behaviour"],
        "mpls",
        "routing-table-limit",
        "maximum",
        "tunnel-policy",
        "frr",
        "fast-reroute",
        "segment-routing",
        "evpn",
    ),
}
VRF_FAMILY = Level(VRF, _VRF_RULES)
VRF_LEVEL = Level({**VRF, "address-family": _vrf_family}, _VRF_RULES)


def _rip(state: State, words: Words, _line: Line) -> Opened:
    return Opened(RIP, Distance(state, "rip", None, vrf=after(words, "vrf")))


def _rip_redistribute(process: Distance, words: Words, line: Line) -> bool | str:
    return DISTANCE["redistribute"](process, source_of(words), line)


RIP = Level({**PASSED, **DISTANCE, "redistribute": _rip_redistribute}, RULES, opens=("interface",))


def _leak(state: State, words: Words, line: Line) -> bool:
    """Read ``ip route [vrf V] A M nexthop-vrf W``: the other VRF's table goes on."""
    vrf, rest = (words[1], words[2:]) if words[:1] == ("vrf",) else (None, words)
    prefix = prefix_of(*rest[0].split("/", 1)) if rest and "/" in rest[0] else prefix_of(rest[0], rest[1]) if len(rest) > 1 else None
    if prefix is None:
        return False
    state.facts.routes.append(Route(prefix=prefix, vrf=vrf, next_hop_vrf=words[-1], ref=state.place(line)))
    return True


def _route(state: State, words: Words, line: Line) -> bool:
    """Read ``ip route``; the next hop may stand before the interface, or be another VRF alone."""
    if words[-2:-1] == ("nexthop-vrf",) and not any(address_of(word) for word in words[-3:-2] if mask_length(word) is None):
        return _leak(state, words, line)
    for at, word in enumerate(words[:-1]):
        found = state.interface(words[at + 1 :]) if address_of(word) is not None and at else None
        if found is not None and mask_length(words[at]) is None:
            tail = found[1]
            return read_route(state, (*words[:at], found[0], word, *tail), line)
    return read_route(state, words, line)


def _prefix_list(state: State, words: Words, line: Line) -> bool:
    """Read ``ip prefix-list N seq 5 permit 10.0.0.0 8 ge 16``: address and length are two words."""
    for at, word in enumerate(words[:-2]):
        if word in {"permit", "deny"} and "/" not in words[at + 1] and words[at + 2].isdecimal():
            words = (*words[: at + 1], f"{words[at + 1]}/{words[at + 2]}", *words[at + 3 :])
            break
    return read_prefix_list(state, words, line)


def _map(state: State, words: Words, line: Line) -> bool | Opened:
    node = map_of(state, words, line)
    return False if node is None else Opened(MAP, node)


MAP = Level({"match": read_match, "set": read_set, "continue": read_set, "description": passed})


COMMANDS = {
    "router ospf": open_ospf(2),
    "ipv6 router ospf": open_ospf(3),
    "router ospfv3": open_ospf(3),
    "router isis": _isis,
    "router bgp": _bgp,
    "router rip": _rip,
    "ip vrf": _vrf,
    "ip route": _route,
    "ipv6 route": _route,
    "ip prefix-list": _prefix_list,
    "ipv6 prefix-list": read_prefix_list,
    "route-map": _map,
    "ip as-path access-list": lambda state, words, line: read_list("as-path", state, words, line),
    "ip community-list": lambda state, words, line: read_list("community", state, words, line),
    "ip extcommunity-list": lambda state, words, line: read_list("extcommunity", state, words, line),
}
"""Commands of the configuration's own mode about routing."""
KINDS = {
    "routing": (
        "router",
        "ipv6 router",
        "ip route",
        "ipv6 route",
        "ip prefix-list",
        "ipv6 prefix-list",
        "route-map",
        "ip as-path",
        "ip community-list",
        "ip extcommunity-list",
    ),
    "vrf": ("ip vrf",),
}
"""Kinds of section by leading words."""
