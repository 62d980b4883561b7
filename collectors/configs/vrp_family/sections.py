"""A whole configuration of VRP or Comware: which section is read by what, and how much each weighs.

The two systems share nearly every command, and no command means one thing in one and another in the other (where a
unit differs, `State.comware` decides); so one table serves both, and each dialect adds its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import itemgetter

import msgspec

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block, Grammar, read_blocks
from collectors.configs.parser import Account, Parsed
from collectors.configs.vrp_family.accounts import read_aaa, read_local_user, read_terminal
from collectors.configs.vrp_family.acls import read_acl, read_global_filter
from collectors.configs.vrp_family.bgp import read_bgp
from collectors.configs.vrp_family.bridging import read_irf, read_irf_port, read_pair_group, read_pair_line, read_stack, read_stp
from collectors.configs.vrp_family.gateways import read_dhcp_group, read_pool
from collectors.configs.vrp_family.ignored import top_rule
from collectors.configs.vrp_family.interfaces import draft_of
from collectors.configs.vrp_family.isis import read_isis, read_rip
from collectors.configs.vrp_family.management import read_line, read_scheme
from collectors.configs.vrp_family.multicast import read_multicast, read_pim
from collectors.configs.vrp_family.nat import read_address_group, read_nat
from collectors.configs.vrp_family.objects import read_object, read_set, read_zone
from collectors.configs.vrp_family.ospf import read_ospf
from collectors.configs.vrp_family.policies import read_path_list, read_prefix_list, read_route_policy
from collectors.configs.vrp_family.routes import read_route_command
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.traffic import read_global_policy, read_traffic
from collectors.configs.vrp_family.tunnels import read_ike, read_ipsec
from collectors.configs.vrp_family.views import read_interface, read_vlan
from collectors.configs.vrp_family.vrfs import read_vrf_section
from collectors.configs.vrp_family.zone_pairs import read_pair
from collectors.configs.vrp_family.zones import (
    read_default_filter,
    read_interzone,
    read_nat_policy,
    read_object_policy,
    read_security_policy,
)
from topology.model.names import is_default_host
from topology.model.records import System

Handler = Callable[[State, Block], bool]


@dataclass(frozen=True)
class Dialect:
    """What is one system's own: its grammar, its handlers, and what its header lines tell.

    `headers` are patterns whose groups are named as the fields of `System` that they fill.
    """

    platform: str
    vendor: str
    comware: bool
    grammar: Grammar
    headers: tuple[re.Pattern[str], ...]
    handlers: Mapping[str, Handler] = field(default_factory=dict)


def _sysname(state: State, block: Block) -> bool:
    name = block.header.text[8:].strip()
    if not name:
        return False
    state.account.understand()
    state.system["name"] = name
    if is_default_host(name):
        state.account.warn("config-default-name", block.header)
    state.leave_children(block)
    return True


def _return(state: State, block: Block) -> bool:
    if block.header.text != "return":
        return False
    state.ended = True
    state.account.ignore("end")
    state.leave_children(block)
    return True


def _banner(state: State, block: Block) -> bool:
    for _ in (block.header, *block.children):
        state.account.ignore("banner")
    return True


def _router_id(state: State, block: Block) -> bool:
    # router id 10.0.0.1: of every process that names none
    words = block.header.text.split()
    if len(words) != 3:  # noqa: PLR2004 - two words and the id
        return False
    state.account.understand()
    state.leave_children(block)

    def end() -> None:
        facts, router = state.facts, words[2]
        facts.ospf = [row if row.router_id or row.vrf else msgspec.structs.replace(row, router_id=router) for row in facts.ospf]
        facts.bgp = [row if row.router_id or row.vrf else msgspec.structs.replace(row, router_id=router) for row in facts.bgp]

    state.endings.append(end)
    return True


def _firewall(state: State, block: Block) -> bool:
    words = block.header.text.split()
    read = {"zone": read_zone, "interzone": read_pair, "packet-filter": read_default_filter}.get(words[1] if len(words) > 1 else "")
    return read is not None and read(state, block)


HANDLERS: Mapping[str, Handler] = {
    "sysname": _sysname,
    "interface": read_interface,
    "vlan": read_vlan,
    "ip vpn-instance": read_vrf_section,
    "ip route-static": read_route_command,
    "ipv6 route-static": read_route_command,
    "ospf": read_ospf,
    "ospfv3": read_ospf,
    "isis": read_isis,
    "rip": read_rip,
    "ripng": read_rip,
    "bgp": read_bgp,
    "router id": _router_id,
    "route-policy": read_route_policy,
    "policy-based-route": read_route_policy,
    **dict.fromkeys(("ip ip-prefix", "ip ipv6-prefix", "ip prefix-list", "ipv6 prefix-list"), read_prefix_list),
    **dict.fromkeys(("ip as-path-filter", "ip as-path", "ip community-filter", "ip community-list"), read_path_list),
    **dict.fromkeys(("ip extcommunity-filter", "ip extcommunity-list"), read_path_list),
    "acl": read_acl,
    "traffic-filter": read_global_filter,
    "packet-filter": read_global_filter,
    "traffic": read_traffic,
    "qos policy": read_traffic,
    "traffic-policy": read_global_policy,
    "qos apply": read_global_policy,
    "qos vlan-policy": read_global_policy,
    "nat": read_nat,
    "nat address-group": read_address_group,
    "nat-policy": read_nat_policy,
    "nat global-policy": read_nat_policy,
    "security-policy": read_security_policy,
    "policy interzone": read_interzone,
    "interzone": read_interzone,
    "object network": read_object,
    "firewall": _firewall,
    "security-zone": read_zone,
    "zone name": read_zone,
    "zone-pair": read_pair,
    "object-policy": read_object_policy,
    "object-group": read_set,
    "ip address-set": read_set,
    "ip service-set": read_set,
    "ip pool": read_pool,
    "dhcp server ip-pool": read_pool,
    "dhcp server group": read_dhcp_group,
    "dhcp relay server-group": read_dhcp_group,
    "multicast": read_multicast,
    "pim": read_pim,
    "stp": read_stp,
    "undo stp": read_stp,
    "stack": read_stack,
    "set css": read_stack,
    "irf": read_irf,
    "irf-port": read_irf_port,
    "dfs-group": read_pair_group,
    "m-lag": read_pair_line,
    "drni": read_pair_line,
    "ike": read_ike,
    "ikev2": read_ike,
    "ipsec": read_ipsec,
    "radius-server template": read_scheme,
    "hwtacacs-server template": read_scheme,
    "radius scheme": read_scheme,
    "hwtacacs scheme": read_scheme,
    "user-interface": read_terminal,
    "line": read_terminal,
    "aaa": read_aaa,
    "local-user": read_local_user,
    "return": _return,
    "<banner>": _banner,
}
"""Handlers by the leading words of a section; one returns False to leave it to `read_line` and the rules that pass lines over."""

_WEIGHTS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *(
                "ospf",
                "ospfv3",
                "isis",
                "rip",
                "ripng",
                "bgp",
                "route-policy",
                "policy-based-route",
                "router",
                "ip route-static",
                "ipv6 route-static",
            ),
            *(
                "ip ip-prefix",
                "ip ipv6-prefix",
                "ip prefix-list",
                "ipv6 prefix-list",
                "ip as-path-filter",
                "ip as-path",
                "ip community-filter",
            ),
            *("ip community-list", "ip extcommunity-filter", "ip extcommunity-list"),
        ),
        "routing",
    ),
    "ip vpn-instance": "vrf",
    **dict.fromkeys(("nat", "nat-policy"), "nat"),
    **dict.fromkeys(
        (
            *(
                "acl",
                "traffic-filter",
                "packet-filter",
                "traffic classifier",
                "traffic policy",
                "traffic-policy",
                "security-policy",
                "policy interzone",
            ),
            *(
                "firewall zone",
                "firewall interzone",
                "firewall packet-filter",
                "security-zone",
                "zone",
                "zone-pair",
                "object-policy",
                "object-group",
            ),
            *("ip address-set", "ip service-set", "interzone", "object network"),
        ),
        "acl",
    ),
    "interface": "interface",
}
_ONE_WORD = frozenset(
    lead for lead in (*HANDLERS, *_WEIGHTS) if " " not in lead and not any(other.startswith(f"{lead} ") for other in (*HANDLERS, *_WEIGHTS))
)
"""First words that alone say what reads a section."""
_LONG = frozenset(" ".join(lead.split(" ")[:2]) for lead in (*HANDLERS, *_WEIGHTS) if lead.count(" ") > 1)
"""Pairs of words that need a third to say so."""
_ODD, _MARKED = re.compile(r"[!<\[]"), re.compile(r"[#!<\[]")
"""First letters of lines that may be none of the configuration; the second is for texts in which ``#`` heads comments, too."""
_PROMPT = re.compile(r"<[^<>\s]{1,64}>.*|\[[^\[\]\s]{1,64}\].*")


def is_prompt(text: str) -> bool:
    """Tell whether a line is what a terminal shows before a command."""
    return _PROMPT.fullmatch(text) is not None and not text.startswith(("<secret:", "<banner>"))


def parse(lines: tuple[Line, ...], path: str, dialect: Dialect) -> Parsed:
    """Return what the redacted lines of a configuration say."""
    account = Account(path)
    state = State(account, comware=dialect.comware)
    body = _body(state, dialect, lines)
    last = next((line for line in reversed(body) if line.text != "#"), None)
    routes: dict[str, tuple[Handler | None, str]] = {}
    for block in read_blocks(body, dialect.grammar):
        _read_block(state, block, dialect, routes)
    _join_members(state)
    ends_early = not state.ended and bool(body) and body[-1].text != "#" and last is not None and bool(last.indent)
    parsed = Parsed(
        system=_system(state, dialect),
        interfaces=tuple(draft.finish() for draft in state.drafts.values()),
        facts=state.gathered(),
        reading=account.reading(),
        problems=tuple(account.problems),
        ends_early=ends_early,
    )
    state.release()
    return parsed


def _body(state: State, dialect: Dialect, lines: tuple[Line, ...]) -> Sequence[Line]:
    """Return the lines without comments and prompts, which may tell of the system; count these and the separators."""
    texts = [line.text for line in lines]
    separators = texts.count("#")
    state.account.ignore("separator", separators)
    heads = "".join(map(itemgetter(0), texts))
    odd = _ODD if heads.count("#") == separators else _MARKED
    marked = [at for found in odd.finditer(heads) if texts[at := found.start()] != "#"]
    if not marked:
        return lines
    kept = bytearray(b"\1") * len(lines)
    for at in marked:
        text = texts[at]
        comment = text[0] in "!#"
        if comment or is_prompt(text):
            kept[at] = 0
            state.account.ignore("comment" if comment else "prompt")
            _read_header(state, dialect, text)
    return tuple(compress(lines, kept))


def _read_header(state: State, dialect: Dialect, text: str) -> None:
    for pattern in dialect.headers:
        match = pattern.search(text)
        if match:
            for name, value in match.groupdict().items():
                if value:
                    state.system.setdefault(name, value)


def _read_block(state: State, block: Block, dialect: Dialect, routes: dict[str, tuple[Handler | None, str]]) -> None:
    text = block.header.text
    first, _, rest = text.partition(" ")
    route = routes.get(first) or routes.get(f"{first} {rest.partition(' ')[0]}")
    if route is None:
        words = text.split(" ", 3)[:3]
        words = words[: 1 if words[0] in _ONE_WORD else 3 if " ".join(words[:2]) in _LONG else 2]
        lead = " ".join(words)
        route = routes.get(lead)
    if route is None:
        leads = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
        handler = next((found for lead in leads if (found := dialect.handlers.get(lead) or HANDLERS.get(lead))), None)
        route = routes[lead] = handler, next((_WEIGHTS[lead] for lead in leads if lead in _WEIGHTS), "other")
    handler, account = route[0], state.account
    account.section = route[1]
    if (handler is not None and handler(state, block)) or read_line(state, block):
        return
    rule = top_rule(text)
    for line in (block.header, *block.children):
        if line.text == SUB_END:
            continue  # counted as a separator when it was read
        if rule is None:
            account.leave(line, text if line is not block.header else "-")
        else:
            account.ignore(rule)


def _join_members(state: State) -> None:
    """Give each port that an aggregate names its parent; a port that has no section of its own gets one."""
    for port, parent, line in state.members:
        draft = draft_of(state, port, line)
        draft.lag = draft.lag or parent


def _system(state: State, dialect: Dialect) -> System:
    said = state.system
    return System(
        name=said.get("name"),
        vendor=dialect.vendor,
        platform=dialect.platform,
        model=said.get("model"),
        software=said.get("software"),
        location=said.get("location"),
        contact=said.get("contact"),
    )
