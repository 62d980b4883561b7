"""Huawei VRP (versions 5 and 8, USG firewalls): detection and the running configuration.

Table-driven: the section's first words choose a handler, each line is accounted for. Read so far:
system, interfaces, addresses, VLANs, VRFs, static routes, descriptions, link aggregation.
Source: Huawei S-series, CE, NE, AR and USG command references.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv6Address, IPv6Network
from socket import AF_INET, inet_ntop, inet_pton

from collectors.clean import CleanText, Line
from collectors.configs.blocks import SUB_END, Block, Grammar, read_blocks
from collectors.configs.huawei_vrp_ignored import interface_rule, top_rule
from collectors.configs.huawei_vrp_interfaces import (
    Draft,
    interface_kind,
    interface_name,
    is_ipv4,
    mask_length,
    member_ports,
    read_command,
    vlan_list,
)
from collectors.configs.parser import Account, ConfigParser, Match, Parsed
from topology.model.names import is_default_host
from topology.model.records import Route, System, Vlan, Vrf

PLATFORM = "huawei_vrp"

_SECTIONS = frozenset(
    {
        "interface",
        "vlan",
        "acl",
        "ospf",
        "ospfv3",
        "bgp",
        "isis",
        "rip",
        "ripng",
        "aaa",
        "user-interface",
        "ip vpn-instance",
        "ip pool",
        "ip address-set",
        "ip service-set",
        "traffic classifier",
        "traffic behavior",
        "traffic policy",
        "stp region-configuration",
        "security-policy",
        "nat-policy",
        "nat address-group",
        "firewall zone",
        "ike proposal",
        "ike peer",
        "ipsec proposal",
        "ipsec policy",
        "radius-server template",
        "hwtacacs-server template",
        "route-policy",
        "mpls ldp",
        "vsi",
        "wlan",
        "drop-profile",
        "diffserv domain",
        "nqa test-instance",
        "pki realm",
        "local-aaa-server",
        "evpn",
        "bridge-domain",
        "dfs-group",
        "stack",
        "authentication-profile",
        "domain",
    }
)
_STARTERS = frozenset({"interface", "sysname", "vlan batch", "ip route-static", "ipv6 route-static", "ip vpn-instance", "return"})
_TOP_WORDS = (
    _STARTERS
    | _SECTIONS
    | frozenset(
        {
            "snmp-agent",
            "ntp-service",
            "info-center",
            "clock",
            "ssh",
            "stelnet",
            "telnet",
            "dhcp",
            "mpls",
            "lldp",
            "stp",
            "hrp",
            "nat",
            "radius-server",
            "hwtacacs-server",
            "ftp",
            "http",
            "header",
            "pki",
            "capwap",
            "undo info-center",
            "undo http",
            "undo telnet",
        }
    )
)
GRAMMAR = Grammar(sections=_SECTIONS - {"vlan batch"}, starters=_STARTERS, top_words=_TOP_WORDS)

# What only VRP says, and how much it weighs; what only Comware (its cousin) says, against it.
_HEADER = re.compile(r"!?\s*Software Version (V\d{3}R\d{3}\S*)|\[(V\d{3}R\d{3}\S*?)\]|#?\s*VRP \(R\) software", re.IGNORECASE)
_SIGNS = re.compile(
    r"vlan batch \d|port trunk allow-pass |interface (?:Vlanif|Eth-Trunk|MEth|XGigabitEthernet|\d{2,3}GE)|port default vlan |"
    r"ip binding vpn-instance |user-interface (?:con|vty|maximum)|local-aaa-user |local-user \S+ (?:password |service-type|privilege)|"
    r"authentication-scheme |stelnet server|set cipher|undo portswitch|rule name |firewall zone (?:trust|untrust|local|dmz|name)|"
    r"info-center loghost|ntp-service unicast-server|port hybrid pvid vlan|vpn-target .*(?:export|import)-extcommunity|"
    r"ip route-static (?:vpn-instance \S+ )?\d|user-password complexity-check|drop-profile default|aaa$"
)
_AGAINST = re.compile(
    r"port trunk permit |interface (?:Vlan-interface|Bridge-Aggregation|Route-Aggregation|Ten-GigabitEthernet|M-GigabitEthernet)|"
    r"port link-mode |irf |line (?:vty|class|con|aux)|version \d\.\d|ip vrf |ip route \d|switchport|domain default enable|"
    r"interface (?:AggregatePort|Port-channel|TenGigabitEthernet|TFGigabitEthernet|Mgmt)|config-register|set system |hostname |"
    r"config system|scheduler logfile|role name|local-user \S+ class|interface vlan ?\d",
    re.IGNORECASE,
)
_SURE_BY_HEADER = 0.99
_ENOUGH = 2
_PLENTY = 60
"""Signs without one against them after which the rest of a text can no longer turn the vote."""
_LOOKED_AT = 4_000
"""Lines read for detection."""


def match_vrp(text: CleanText) -> Match | None:
    """Tell whether a text is a VRP configuration: by its header, else by a vote of telling commands.

    The structure must fit (``sysname`` or ``#`` separators, sections) and the signs outweigh those of other systems.
    """
    header = first = None
    signs = against = separators = commands = 0
    for line in text.lines[:_LOOKED_AT]:
        if line.text == "#":
            separators += 1
            if signs > _PLENTY and not against:
                break
            continue
        if header is None and line.number <= 60 and _HEADER.match(line.text):  # noqa: PLR2004 - a header stands at the head
            header = line
        commands += line.text.startswith(("sysname ", "interface ", "vlan batch ", "ip route-static ", "aaa", "acl "))
        if _SIGNS.match(line.text):
            signs += 1
            first = first or line
        elif _AGAINST.match(line.text):
            against += 1
    if not commands or not separators:
        return None
    if header is not None and against <= signs + 1:
        return Match(_SURE_BY_HEADER, header)
    if first is None or signs < _ENOUGH or signs <= against:
        return None
    return Match(round(min(0.95, (signs + 1) / (signs + against * 3 + 1.5)), 2), first)


@dataclass
class State:
    """A configuration while it is read."""

    account: Account
    system: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    vlans: dict[int, Vlan] = field(default_factory=dict)
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    members: list[tuple[str, str, Line]] = field(default_factory=list)
    ended: bool = False


def parse_vrp(lines: tuple[Line, ...], path: str) -> Parsed:
    """Return what the redacted lines of a VRP configuration say."""
    state = State(Account(path))
    account = state.account
    last: Line | None = None
    body: list[Line] = []
    separators = 0
    for line in lines:
        text = line.text
        if text == "#":
            separators += 1
            body.append(line)
        elif text[0] in "!#":
            account.ignore("comment")
            _read_header(state, text)
        elif text[0] in "<[" and _is_prompt(text):
            account.ignore("prompt")
            _read_header(state, text)
        else:
            body.append(line)
            last = line
    account.ignore("separator", separators)
    for block in read_blocks(body, GRAMMAR):
        _read_block(state, block)
    _join_members(state)
    ends_early = not state.ended and bool(body) and body[-1].text != "#" and last is not None and last.indent != 0
    return Parsed(
        system=_system(state),
        interfaces=tuple(draft.finish() for draft in state.drafts.values()),
        vlans=tuple(state.vlans[vid] for vid in sorted(state.vlans)),
        vrfs=tuple(state.vrfs.values()),
        routes=tuple(state.routes),
        reading=account.reading(),
        problems=tuple(account.problems),
        ends_early=ends_early,
    )


_PROMPT = re.compile(r"<[^<>\s]{1,64}>.*|\[[^\[\]\s]{1,64}\].*")
_VERSION = re.compile(r"\b(V\d{3}R\d{3}C\d{2}(?:SPC\d+)?\w{0,12})")
_MODEL = re.compile(
    r"VRP \(R\) software, Version \S+ \((\S+) V\d{3}R|^(?:#|!)?\s*(?:HUAWEI|Huawei|Quidway)\s+(\S+).*?uptime is", re.MULTILINE
)


def _is_prompt(text: str) -> bool:
    return _PROMPT.fullmatch(text) is not None and not text.startswith("<secret:")


def _read_header(state: State, text: str) -> None:
    version = _VERSION.search(text)
    if version:
        state.system.setdefault("software", version.group(1))
    model = _MODEL.search(text)
    if model:
        state.system.setdefault("model", model.group(1) or model.group(2))


def _read_block(state: State, block: Block) -> None:
    text = block.header.text
    first, _, rest = text.partition(" ")
    handler = HANDLERS.get(f"{first} {rest.partition(' ')[0]}") or HANDLERS.get(first)
    if handler is not None and handler(state, block):
        return
    account = state.account
    rule = top_rule(text)
    for line in (block.header, *block.children):
        if line.text == SUB_END:
            continue  # counted as a separator when it was read
        if rule is None:
            account.leave(line, text if line is not block.header else "-")
        else:
            account.ignore(rule)


def _leave_children(state: State, block: Block) -> None:
    for line in block.children:
        if line.text != SUB_END:
            state.account.leave(line, block.header.text)


def _sysname(state: State, block: Block) -> bool:
    name = block.header.text[8:].strip()
    if not name:
        return False
    state.account.understood += 1
    state.system["name"] = name
    if is_default_host(name):
        state.account.warn("config-default-name", block.header)
    _leave_children(state, block)
    return True


def _interface(state: State, block: Block) -> bool:
    account = state.account
    name = interface_name(block.header.text[10:])
    if not name:
        return False
    account.understood += 1
    draft = state.drafts.get(name)
    if draft is None:
        draft = state.drafts[name] = Draft(name, interface_kind(name), account.place(block.header))
    for line in block.children:
        text = line.text
        if text == SUB_END:
            continue
        if text.startswith("trunkport "):
            ports = member_ports(text.split()[1:])
            if ports is not None:
                account.understood += 1
                state.members.extend((port, name, line) for port in ports)
                continue
        outcome = read_command(draft, text)
        if outcome:
            account.understood += 1
            continue
        if outcome is False and text.startswith(("ip address", "ipv6 address")):
            account.warn("config-address-wrong", line)
        rule = interface_rule(text) if outcome is None else None
        if rule is None:
            account.leave(line, block.header.text)
        else:
            account.ignore(rule)
    return True


def _join_members(state: State) -> None:
    """Give each port that an aggregate names its parent; a port that has no section of its own gets one."""
    for port, parent, line in state.members:
        draft = state.drafts.get(port)
        if draft is None:
            draft = state.drafts[port] = Draft(port, interface_kind(port), state.account.place(line))
        draft.lag = draft.lag or parent


def _vlan(state: State, block: Block) -> bool:
    account = state.account
    words = block.header.text.split()
    ref = account.place(block.header)
    if words[1:2] == ["batch"]:
        vids = vlan_list(" ".join(words[2:]))
        if vids is None:
            return False
        account.understood += 1
        for vid in sorted(vids):
            state.vlans.setdefault(vid, Vlan(vid=vid, ref=ref))
        _leave_children(state, block)
        return True
    vids = vlan_list(" ".join(words[1:]))
    if vids is None or len(vids) != 1:
        return False
    account.understood += 1
    (vid,) = vids
    name = state.vlans[vid].name if vid in state.vlans else None
    for line in block.children:
        lead, _, rest = line.text.partition(" ")
        if lead in {"description", "name"} and rest:
            account.understood += 1
            name = rest.strip() if lead == "name" or name is None else name
        elif lead in {
            "mac-address",
            "statistic",
            "igmp-snooping",
            "management-vlan",
            "dhcp",
            "arp",
            "aggregate-vlan",
            "unicast-suppression",
        }:
            account.ignore("vlan-behaviour")
        elif line.text != SUB_END:
            account.leave(line, block.header.text)
    state.vlans[vid] = Vlan(vid=vid, name=name, ref=ref)
    return True


def _vrf(state: State, block: Block) -> bool:
    account = state.account
    name = block.header.text[len("ip vpn-instance ") :].strip()
    if not name or " " in name:
        return False
    account.understood += 1
    rd: str | None = None
    imports: list[str] = []
    exports: list[str] = []
    family = "ipv4"
    for line in block.children:
        words = line.text.split()
        if line.text == SUB_END:
            family = "ipv4"
        elif words[0] in {"ipv4-family", "ipv6-family"}:
            account.understood += 1
            family = words[0][:4]
        elif family == "ipv4" and words[0] == "route-distinguisher" and len(words) == 2:  # noqa: PLR2004 - the command and its value
            account.understood += 1
            rd = words[1]
        elif family == "ipv4" and words[0] == "vpn-target" and _read_targets(words[1:], imports, exports):
            account.understood += 1
        elif words[0] in {"description", "vpn-id", "apply-label", "tnl-policy", "routing-table", "prefix"}:
            account.ignore("vrf-detail")
        else:
            account.leave(line, block.header.text)
    state.vrfs[name] = Vrf(name=name, rd=rd, import_targets=tuple(imports), export_targets=tuple(exports), ref=account.place(block.header))
    return True


_TARGET = re.compile(r"[\d.]+:\d+")


def _read_targets(words: list[str], imports: list[str], exports: list[str]) -> bool:
    """Read ``vpn-target 1:1 2:2 [both | import-extcommunity | export-extcommunity]``; EVPN targets are another family's."""
    targets = [word for word in words if _TARGET.fullmatch(word)]
    rest = words[len(targets) :]
    if not targets or rest not in ([], ["both"], ["import-extcommunity"], ["export-extcommunity"]):
        return False
    if rest != ["export-extcommunity"]:
        imports.extend(target for target in targets if target not in imports)
    if rest != ["import-extcommunity"]:
        exports.extend(target for target in targets if target not in exports)
    return True


_ROUTE_OPTIONS = frozenset({"preference", "tag", "track", "permanent", "bfd", "inter-protocol-ecmp", "no-advertise", "cost", "nexthop"})


def _route(state: State, block: Block) -> bool:
    words = block.header.text.split()
    route = read_route(words[2:], six=words[0] == "ipv6", ref=state.account.place(block.header))
    if route is None:
        if len(words) > 2 and (words[2] == "vpn-instance" or words[2][0].isdigit()):  # noqa: PLR2004 - the word after the command
            state.account.warn("config-address-wrong", block.header)
        return False
    state.account.understood += 1
    state.routes.append(route)
    _leave_children(state, block)
    return True


def read_route(words: list[str], *, six: bool, ref: str) -> Route | None:
    """Return the route of ``ip route-static [vpn-instance V] dest mask [vpn-instance W | public] hop-or-interface ...``.

    None where the words are another command (``ip route-static default-preference``) or wrong.

    >>> read_route("vpn-instance A 10.0.0.0 255.0.0.0 10.1.1.1 preference 70".split(), six=False, ref="f:1").prefix
    '10.0.0.0/8'
    """
    vrf = None
    if words[:1] == ["vpn-instance"]:
        vrf, words = (words[1] if len(words) > 1 else None), words[2:]
    if len(words) < 3:  # noqa: PLR2004 - destination, length and a way
        return None
    prefix = _prefix6(words[0], words[1]) if six else _prefix4(words[0], words[1])
    if prefix is None:
        return None
    rest = words[2:]
    if rest[0] == "vpn-instance":
        rest = rest[2:]
    elif rest[0] == "public":
        rest = rest[1:]
    hop = interface = preference = description = None
    while rest and rest[0] not in _ROUTE_OPTIONS and rest[0] != "description":
        address = _address(rest[0])
        if address is not None:
            hop = address
        elif interface is None:
            both = len(rest) > 1 and rest[0].isalpha() and rest[1][:1].isdigit() and _address(rest[1]) is None
            interface = interface_name(" ".join(rest[: 2 if both else 1]))
            rest = rest[1:] if both else rest
        else:
            return None
        rest = rest[1:]
    if hop is None and interface is None:
        return None
    if "description" in rest:
        at = rest.index("description")
        rest, description = rest[:at], " ".join(rest[at + 1 :])
    if "preference" in rest[:-1] and rest[rest.index("preference") + 1].isdecimal():
        preference = int(rest[rest.index("preference") + 1])
    return Route(prefix=prefix, next_hop=hop, interface=interface, vrf=vrf, preference=preference, description=description, ref=ref)


def _prefix4(address: str, mask: str) -> str | None:
    length = mask_length(mask)
    if length is None:
        return None
    if not is_ipv4(address):
        return None
    host_bits = 32 - length
    network = int.from_bytes(inet_pton(AF_INET, address)) >> host_bits << host_bits
    return f"{inet_ntop(AF_INET, network.to_bytes(4))}/{length}"


def _prefix6(address: str, length: str) -> str | None:
    try:
        return str(IPv6Network(f"{address}/{length}", strict=False))
    except (AddressValueError, ValueError):
        return None


def _address(text: str) -> str | None:
    """Return an address in its canonical form, None for anything else."""
    if is_ipv4(text):
        return text
    if ":" not in text:
        return None
    try:
        return str(IPv6Address(text))
    except AddressValueError:
        return None


def _sys_info(state: State, block: Block) -> bool:
    for name in ("location", "contact"):
        lead = f"snmp-agent sys-info {name} "
        if block.header.text.startswith(lead):
            state.account.understood += 1
            state.system[name] = block.header.text[len(lead) :].strip()
            _leave_children(state, block)
            return True
    return False


def _return(state: State, block: Block) -> bool:
    if block.header.text != "return":
        return False
    state.ended = True
    state.account.ignore("end")
    _leave_children(state, block)
    return True


def _banner(state: State, block: Block) -> bool:
    for _ in (block.header, *block.children):
        state.account.ignore("banner")
    return True


HANDLERS: Mapping[str, Callable[[State, Block], bool]] = {
    "sysname": _sysname,
    "interface": _interface,
    "vlan": _vlan,
    "ip vpn-instance": _vrf,
    "ip route-static": _route,
    "ipv6 route-static": _route,
    "snmp-agent sys-info": _sys_info,
    "return": _return,
    "<banner>": _banner,
}
"""Handlers by the leading words of a section; one returns False to leave the section unparsed."""


def _system(state: State) -> System:
    said = state.system
    return System(
        name=said.get("name"),
        vendor="huawei",
        platform=PLATFORM,
        model=said.get("model"),
        software=said.get("software"),
        location=said.get("location"),
        contact=said.get("contact"),
    )


PARSER = ConfigParser(platform=PLATFORM, matches=match_vrp, parse=parse_vrp)
