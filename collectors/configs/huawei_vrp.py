"""Huawei VRP (versions 5 and 8, USG firewalls): detection and the running configuration.

Table-driven: the section's first words choose a handler, each line is accounted for. Read so far:
system, interfaces, addresses, VLANs, VRFs, static routes, descriptions, link aggregation.
Source: Huawei S-series, CE, NE, AR and USG command references.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block, Grammar, read_blocks
from collectors.configs.huawei_vrp_ignored import interface_rule, top_rule
from collectors.configs.huawei_vrp_interfaces import Draft, read_command
from collectors.configs.huawei_vrp_routing import read_route_command, read_vrf_section
from collectors.configs.huawei_vrp_signs import match_vrp
from collectors.configs.huawei_vrp_state import State
from collectors.configs.huawei_vrp_words import interface_kind, interface_name, member_ports, vlan_list
from collectors.configs.parser import Account, ConfigParser, Parsed
from topology.model.names import is_default_host
from topology.model.records import System, Vlan

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
        facts=state.gathered(),
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


def _interface(state: State, block: Block) -> bool:
    account = state.account
    name = interface_name(block.header.text[10:])
    if not name:
        return False
    account.understand()
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
                account.understand()
                state.members.extend((port, name, line) for port in ports)
                continue
        outcome = read_command(draft, text)
        if outcome:
            account.understand()
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
        account.understand()
        for vid in sorted(vids):
            state.vlans.setdefault(vid, Vlan(vid=vid, ref=ref))
        state.leave_children(block)
        return True
    vids = vlan_list(" ".join(words[1:]))
    if vids is None or len(vids) != 1:
        return False
    account.understand()
    (vid,) = vids
    name = state.vlans[vid].name if vid in state.vlans else None
    for line in block.children:
        lead, _, rest = line.text.partition(" ")
        if lead in {"description", "name"} and rest:
            account.understand()
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


def _sys_info(state: State, block: Block) -> bool:
    for name in ("location", "contact"):
        lead = f"snmp-agent sys-info {name} "
        if block.header.text.startswith(lead):
            state.account.understand()
            state.system[name] = block.header.text[len(lead) :].strip()
            state.leave_children(block)
            return True
    return False


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


HANDLERS: Mapping[str, Callable[[State, Block], bool]] = {
    "sysname": _sysname,
    "interface": _interface,
    "vlan": _vlan,
    "ip vpn-instance": read_vrf_section,
    "ip route-static": read_route_command,
    "ipv6 route-static": read_route_command,
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
