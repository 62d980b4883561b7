"""Every section of IOS and RGOS by its leading words, and what reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Words, is_number
from collectors.configs.ios_family import links, ospf, routers, routing
from collectors.configs.ios_family.commands import Mode, read_lines, settle
from collectors.configs.ios_family.crypto import SECTIONS as CRYPTO
from collectors.configs.ios_family.ethernet_services import OPEN_SERVICE, open_service, read_service, read_vtp
from collectors.configs.ios_family.ignored import INTERFACE as INTERFACE_RULES
from collectors.configs.ios_family.ignored import LINE as LINE_RULES
from collectors.configs.ios_family.ignored import TOP as TOP_RULES
from collectors.configs.ios_family.interfaces import COMMANDS, DEFAULTS, Draft, draft_of
from collectors.configs.ios_family.management import (
    AaaServer,
    LoginLine,
    read_access_class,
    read_account,
    read_community,
    read_enable,
    read_export,
    read_group_vrf,
    read_hostname,
    read_line_level,
    read_log,
    read_name_servers,
    read_ntp,
    read_old_server,
    read_server_address,
    read_server_key,
    read_snmp_group,
    read_snmp_user,
    read_source,
    read_transport,
    read_trap_host,
    read_web,
    read_web_acl,
)
from collectors.configs.ios_family.services import SECTIONS as SERVICES
from collectors.configs.ios_family.state import Section, State
from collectors.configs.ios_family.switching import (
    AccessMap,
    Stack,
    VlanDraft,
    access_map_of,
    open_vlans,
    read_access_map,
    read_domain,
    read_member,
    read_no_tree,
    read_region,
    read_stack_line,
    read_tree,
    read_vlan_filter,
    read_vlan_name,
    read_vsl_port,
    stack_kind,
    tree_of,
)
from collectors.configs.ios_family.vrfs import read_gateway
from collectors.configs.ios_family.words import interface_name
from collectors.configs.parser import Account

LineReader = Callable[[State, Words, Line], bool | str]


def _fine(_context: object, _words: Words, _line: Line) -> bool:
    return True


_INTERFACE: Mode[Draft, Line] = Mode(
    {
        **COMMANDS,
        **links.COMMANDS,
        **ospf.INTERFACE,
        **routing.ISIS_INTERFACE,
        **dict.fromkeys(DEFAULTS, _fine),
        "service instance": open_service,
    },
    INTERFACE_RULES,
    {
        "nat": ("ip nat",),
        "acl": ("ip access-group", "ipv6 traffic-filter", "mac access-group", "expert access-group", "zone-member"),
        "routing": ("ip ospf", "ip router", "isis", "ipv6 ospf", "ospfv3", "ip summary-address", "ipv6 router", "ospf"),
        "vrf": ("vrf forwarding", "ip vrf"),
    },
)
_LINE: Mode[LoginLine, Line] = Mode(
    {
        "transport": read_transport,
        "access-class": read_access_class,
        "ip access-class": read_access_class,
        "privilege level": read_line_level,
    },
    LINE_RULES,
    {"acl": ("access-class",)},
)
_VLAN: Mode[VlanDraft, Line] = Mode(
    {"name": read_vlan_name, "description": read_vlan_name},
    {
        "vlan-behaviour": (
            *("state", "mode", "remote-span", "private-vlan", "media", "shutdown", "mtu", "exit", "end", "tb-vlan1", "tb-vlan2", "said"),
            *("bridge", "parent", "stp", "are", "ste", "backupcrf", "name-type", "protocol-vlan", "subvlan", "supervlan", "backup"),
        )
    },
)
_ACCESS_MAP: Mode[AccessMap, Line] = Mode({"match": read_access_map}, {"acl-behaviour": ("action", "description", "exit", "end")})
_AAA: Mode[AaaServer, Line] = Mode(
    {
        "address": read_server_address,
        "server name": _fine,
        "server": read_server_address,
        "server-private": read_server_address,
        "key": read_server_key,
        "ip vrf forwarding": read_group_vrf,
        "vrf forwarding": read_group_vrf,
    },
    {
        "aaa-behaviour": (
            "timeout",
            "retransmit",
            "automate-tester",
            "pac",
            "deadtime",
            "ip",
            "single-connection",
            "load-balance",
            "exit",
            "end",
        )
    },
)


def _inventory(state: State, words: Words, _line: Line) -> bool:
    """Read ``license udi pid MODEL sn SERIAL``, what the chassis is."""
    match words:
        case (model, "sn", serial):
            state.system["model"], state.system["serial"] = model, serial
            return True
    return False


def _text_of(key: str, skip: int, state: State, _words: Words, line: Line) -> bool:
    said = line.text.split(" ", skip)
    if len(said) > skip:
        state.system[key] = said[skip].strip()
    return len(said) > skip


def _interface(state: State, words: Words, block: Block) -> bool:
    name = interface_name(" ".join(words), blank=state.ruijie) if words else ""
    if not name or words[0] == "range":
        return False
    draft = draft_of(state, name, block.header)
    draft.depth = None
    account, title = state.account, block.header.text
    depths = {line.indent for line in block.children}
    if len(depths) <= 1:
        read_lines(_INTERFACE, draft, block.children, account, title)
        return True
    base = min((depth for depth in depths if depth), default=0)
    for line in block.children:
        if (line.indent or 0) <= base:
            draft.depth = None
            draft.notes.pop(OPEN_SERVICE, None)
            read_lines(_INTERFACE, draft, (line,), account, title)
        else:
            _submode(draft, line, account, title)
    return True


def _submode(draft: Draft, line: Line, account: Account, title: str) -> None:
    """Read a line further in than the others of an interface: of a gateway group, of a service, or of a mode without facts."""
    words = tuple(line.text.split())
    service = read_service(draft, words)
    if service is not None:
        settle(service, line, account, title)
    elif "vrrp" in draft.notes and draft.depth is not None:
        settle(links.read_vrrp3(draft, words, line), line, account, title)
    else:
        account.ignore("sub-mode")


def _vlan(state: State, words: Words, block: Block) -> bool:
    draft = open_vlans(state, words, block.header)
    if draft is None:
        return False
    read_lines(_VLAN, draft, block.children, state.account, block.header.text)
    return True


def _access_map(state: State, words: Words, block: Block) -> bool:
    if not words:
        return False
    read_lines(_ACCESS_MAP, access_map_of(state, words[0]), block.children, state.account, block.header.text)
    return True


def _login_line(state: State, words: Words, block: Block) -> bool:
    login = LoginLine(state, " ".join(words), block.header)
    read_lines(_LINE, login, block.children, state.account, block.header.text)
    login.write()
    return True


def _aaa_server(kind: str, state: State, words: Words, block: Block) -> bool | str:
    match words:
        case ("server", _) | ("radius" | "tacacs+", _):
            if not block.children:
                return "aaa-behaviour"
            read_lines(_AAA, AaaServer(state, kind), block.children, state.account, block.header.text)
            return True
    return read_old_server(kind, state, words, block.header)


def _region(state: State, _words: Words, block: Block) -> bool:
    tree = tree_of(state, block.header)
    for line in block.children:
        settle(read_region(tree, tuple(line.text.split()), line), line, state.account, block.header.text)
    return True


def _stack(state: State, words: Words, block: Block) -> bool | str:
    domain = words[0] if words else None
    if domain is not None:
        read_domain(state, domain, block.header)
    stack = Stack(state, stack_kind(state), domain, block.header)
    for line in block.children:
        settle(read_stack_line(stack, tuple(line.text.split()), line), line, state.account, block.header.text)
    return True


def _vsl_port(state: State, _words: Words, block: Block) -> bool | str:
    for line in block.children:
        settle(read_vsl_port(state, (), line), line, state.account, block.header.text)
    return True


def _member(state: State, words: Words, line: Line) -> bool | str:
    return read_member(state, words, line) if words and is_number(words[0]) else "stack-behaviour"


def one(reader: LineReader) -> Section:
    """Return a section of a single line."""

    def read(state: State, words: Words, block: Block) -> bool | str:
        outcome = reader(state, words, block.header)
        if outcome is True:
            for line in block.children:
                state.account.leave(line, block.header.text)
        return outcome

    return read


_SECTIONS: dict[str, Section] = {
    **routers.SECTIONS,
    **CRYPTO,
    **SERVICES,
    "interface": _interface,
    "vlan": _vlan,
    "vlan access-map": _access_map,
    "line": _login_line,
    "radius": partial(_aaa_server, "radius"),
    "radius-server": partial(_aaa_server, "radius"),
    "tacacs": partial(_aaa_server, "tacacs"),
    "tacacs-server": partial(_aaa_server, "tacacs"),
    "aaa group server radius": lambda state, words, block: _aaa_server("radius", state, ("radius", *words), block),
    "aaa group server tacacs+": lambda state, words, block: _aaa_server("tacacs", state, ("tacacs+", *words), block),
    "spanning-tree mst configuration": _region,
    "switch virtual domain": _stack,
    "vsl-port": _vsl_port,
    "vsl-aggregateport": _vsl_port,
    "stackwise-virtual": lambda state, _words, block: _stack(state, (), block),
}
_LINES: dict[str, LineReader] = {
    "hostname": read_hostname,
    "license udi pid": _inventory,
    "vtp": read_vtp,
    "snmp-server location": partial(_text_of, "location", 2),
    "snmp-server contact": partial(_text_of, "contact", 2),
    "snmp-server community": read_community,
    "snmp-server host": read_trap_host,
    "snmp-server user": read_snmp_user,
    "snmp-server group": read_snmp_group,
    "snmp-server trap-source": partial(read_source, "snmp"),
    "snmp-server source-interface": lambda state, words, line: read_source("snmp", state, words[1:], line),
    "ntp server": read_ntp,
    "ntp peer": read_ntp,
    "sntp server": read_ntp,
    "ntp source": partial(read_source, "ntp"),
    "ntp access-group": lambda state, words, line: bool(words) and state.bind(words[-1], "other", line, via="ntp"),
    "logging": read_log,
    "logging source-interface": partial(read_source, "log"),
    "logging source interface": partial(read_source, "log"),
    "ip radius source-interface": partial(read_source, "radius"),
    "ip tacacs source-interface": partial(read_source, "tacacs"),
    "ip name-server": read_name_servers,
    "ip flow-export destination": read_export,
    "ip http server": partial(read_web, "http"),
    "no ip http server": partial(read_web, "http"),
    "ip http secure-server": partial(read_web, "https"),
    "no ip http secure-server": partial(read_web, "https"),
    "enable service web-server": lambda state, words, line: read_web(words[0] if words else "http", state, (), line),
    "ip http access-class": read_web_acl,
    "netconf-yang": lambda state, words, line: "management-protocol" if words else read_web("netconf", state, (), line),
    "enable service ssh-server": partial(read_web, "ssh"),
    "no enable service telnet-server": partial(read_web, "telnet"),
    "username": read_account,
    "enable secret": read_enable,
    "enable password": read_enable,
    "spanning-tree": read_tree,
    "no spanning-tree": read_no_tree,
    "switch": _member,
    "vlan filter": read_vlan_filter,
    "ip default-gateway": read_gateway,
}
_SECTIONS.update({lead: one(reader) for lead, reader in _LINES.items()})

TOP: Mode[State, Block] = Mode(_SECTIONS, {**TOP_RULES, **routers.IGNORED}, routers.KINDS)
"""The configuration's own mode."""


def read_block(state: State, block: Block) -> None:
    """Read a section and account for each of its lines."""
    reader, words, rule, kind = TOP.find(block.header.text)
    account = state.account
    account.section = kind or "other"
    before = account.counted() if block.children and reader is not _interface else None
    outcome = reader(state, words, block) if reader is not None else rule or False
    inside = outcome is True if before is None else account.counted() != before
    settle(outcome, block.header, account, "-")
    if inside:
        return
    for line in block.children:  # those of a command that has none are left over
        settle(False if outcome is True else outcome, line, account, block.header.text)
