"""The management plane of IOS XR: accounts and servers have sections, ways in are named by VRF.

*Source*: Cisco 'System Security Command Reference for ASR 9000' 6.6 (aaa, ssh, management plane) and 'System Management Command
Reference' 6.6 (ntp, snmp, logging, telnet).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, leads
from collectors.configs.ios_family.management import (
    AaaServer,
    access,
    read_group_vrf,
    read_log,
    read_name_servers,
    read_ntp,
    read_server_address,
    read_server_key,
    read_source,
    read_trap_host,
    server,
)
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import secret_of
from collectors.configs.words import address_of

_OWNERS = frozenset({"systemowner", "sdrowner", "lrowner", "ipv4", "ipv6", "ro", "rw", "encrypted", "clear"})


@dataclass(slots=True)
class Account:
    """An account while its lines are read."""

    state: State
    index: int


def _open_account(state: State, words: Words, line: Line) -> Account | bool:
    if not words:
        return False
    access(state, "account", line, name=words[0], access=after(words, "group"), secret=secret_of(words))
    return Account(state, len(state.facts.management_accesses) - 1)


def _group(account: Account, words: Words, _line: Line) -> bool:
    rows = account.state.facts.management_accesses
    row = rows[account.index]
    rows[account.index] = msgspec.structs.replace(row, access=", ".join((*((row.access,) if row.access else ()), *words)) or None)
    return bool(words)


def _secret(account: Account, words: Words, _line: Line) -> bool:
    rows = account.state.facts.management_accesses
    rows[account.index] = msgspec.structs.replace(rows[account.index], secret=rows[account.index].secret or secret_of(words))
    return bool(words)


_ACCOUNT: Level[Account] = Level(
    {"group": _group, "secret": _secret, "password": _secret}, {"login": leads("login-history, policy, masked-secret, aaa, exit, end, no")}
)


def _open_plain(state: State, words: Words, _line: Line) -> State | bool:
    return not words and state


def _ntp_list(state: State, words: Words, line: Line) -> bool:
    return bool(words) and state.bind(words[-1], "other", line, via="ntp")


def _open_ntp_source(state: State, words: Words, line: Line) -> bool:
    return read_source("ntp", state, words, line)


_NTP_LINES: dict[str, Reader[State, Line]] = {
    "server": read_ntp,
    "peer": read_ntp,
    "source": _open_ntp_source,
    "access-group": _ntp_list,
}
_NTP_RULES = {
    "clock-and-logs": leads(
        "authenticate, authentication-key, trusted-key, update-calendar, max-associations, interface, broadcastdelay, "
        "master, log-internal-sync, passive, cmac-authentication-key, drift, admin-plane, exit, end, no, broadcast, "
        "multicast, primary"
    )
}
_NTP: Level[State] = Level(_NTP_LINES, _NTP_RULES)


def _community(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server community SECRET RO [SystemOwner] [IPv4 LIST]``."""
    secret = secret_of(words)
    if secret is None:
        return False
    rest = words[words.index(secret) + 1 :]
    if rest[:1] == ("view",):
        rest = rest[2:]
    lists = [word for word in rest if word.lower() not in _OWNERS]
    for acl in lists:
        state.bind(acl, "snmp", line)
    writes = any(word.lower() == "rw" for word in rest)
    return access(state, "community", line, secret=secret, access="write" if writes else "read", acl=lists[0] if lists else None)


def _snmp_user(state: State, words: Words, line: Line) -> bool:
    if not words:
        return False
    acl = after(words, "IPv4") or after(words, "ipv4")
    if acl is not None:
        state.bind(acl, "snmp", line)
    return access(state, "usm-user", line, name=words[0], secret=secret_of(words), acl=acl)


@dataclass(slots=True)
class InVrf:
    """Servers in a VRF while their lines are read."""

    state: State
    vrf: str


def _open_vrf(state: State, words: Words, _line: Line) -> InVrf | bool:
    return len(words) == 1 and InVrf(state, words[0])


def _vrf_host(known: InVrf, words: Words, line: Line) -> bool:
    if not read_trap_host(known.state, words, line):
        return False
    rows = known.state.facts.management_servers
    rows[-1] = msgspec.structs.replace(rows[-1], vrf=known.vrf)
    return True


_SNMP_VRF: Level[InVrf] = Level({"host": _vrf_host}, {"management-protocol": leads("context, exit, end")})


def _snmp_text(key: str, state: State, _words: Words, line: Line) -> bool:
    said = line.text.split(" ", 2)
    if len(said) > 2:  # noqa: PLR2004 - two words and the text
        state.system[key] = said[2].strip()
    return True


def _snmp_source(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server trap-source [ipv4|ipv6] INTERFACE``."""
    return read_source("snmp", state, words[1:] if words[:1] in {("ipv4",), ("ipv6",)} else words, line)


def _open_host(kind: str, state: State, words: Words, line: Line) -> AaaServer | bool:
    """Open ``tacacs-server host ADDRESS port N``."""
    name = (address_of(words[0]) or words[0]) if words else None
    if name is None:
        return False
    aaa = AaaServer(state, kind)
    aaa.rows.append(len(state.facts.management_servers))
    server(state, kind, name, line, secret=secret_of(words))
    return aaa


def _common_key(kind: str, state: State, words: Words, _line: Line) -> bool:
    state.settings[f"secret {kind}"] = secret_of(words) or ""
    return bool(words)


def _open_group(kind: str, state: State, words: Words, _line: Line) -> AaaServer | bool:
    return len(words) == 1 and AaaServer(state, kind)


def _member(aaa: AaaServer, words: Words, line: Line) -> bool:
    """Read ``server ADDRESS`` of a group; one that has a row of its own keeps it."""
    rows, name = aaa.state.facts.management_servers, (address_of(words[0]) or words[0]) if words else None
    known = next((index for index, row in enumerate(rows) if row.kind == aaa.kind and row.address == name), None)
    if known is None:
        return read_server_address(aaa, words[:1], line)
    aaa.rows.append(known)
    return True


def _open_private(aaa: AaaServer, words: Words, line: Line) -> AaaServer | bool:
    return read_server_address(aaa, words, line) and AaaServer(aaa.state, aaa.kind, aaa.vrf, [aaa.rows[-1]])


def _group_source(aaa: AaaServer, words: Words, _line: Line) -> bool:
    found, rows = aaa.state.interface(words), aaa.state.facts.management_servers
    for index in aaa.rows if found is not None else ():
        rows[index] = msgspec.structs.replace(rows[index], source=found[0] if found else None)
    return found is not None


_AAA_RULES = {
    "aaa-behaviour": leads(
        "timeout, retransmit, single-connection, deadtime, load-balance, throttle, accounting, authorization, exit, end, "
        "holddown-time, username, idle-time, single-connection-idle-timeout, auth-port, acct-port, test, port, dscp"
    )
}
_AAA_HOST: Level[AaaServer] = Level({"key": read_server_key}, _AAA_RULES)
_AAA_GROUP: Level[AaaServer] = Level(
    {"server": _member, "server-private": Below(_open_private, _AAA_HOST), "vrf": read_group_vrf, "source-interface": _group_source},
    _AAA_RULES,
)


def _names(state: State, words: Words, line: Line) -> bool:
    return read_name_servers(state, words, line)


def _vrf_names(state: State, words: Words, line: Line) -> bool | str:
    """Read ``domain vrf V name-server ADDRESS``."""
    match words:
        case (vrf, "name-server", *rest):
            return read_name_servers(state, ("vrf", vrf, *rest), line)
    return "name-service"


def _shell(state: State, words: Words, line: Line) -> bool | str:
    """Read ``ssh server [vrf V] [ipv4 access-list A]``: a way in, for each VRF that is named."""
    match words:
        case () | ("v2",):
            return access(state, "ssh", line, name="default")
        case ("vrf", vrf, *rest):
            acl = next((name for name in (after(tuple(rest), "access-list"), after(tuple(rest), "ipv6")) if name), None)
            lists = [after_ for at, word in enumerate(rest[:-1]) if word == "access-list" and (after_ := rest[at + 1])]
            for name in lists:
                state.bind(name, "vty", line, direction="in", via=f"ssh {vrf}")
            return access(state, "ssh", line, name=vrf, acl=lists[0] if lists else acl)
        case ("netconf", *_):
            return access(state, "netconf", line, name=after(words, "vrf"))
    return "login"


def _telnet(state: State, words: Words, line: Line) -> bool | str:
    """Read ``telnet vrf V ipv4 server max-servers N [access-list A]``."""
    match words:
        case ("vrf", vrf, "ipv4" | "ipv6", "server", *rest):
            acl = after(tuple(rest), "access-list")
            if acl is not None:
                state.bind(acl, "vty", line, direction="in", via=f"telnet {vrf}")
            return access(state, "telnet", line, name=vrf, acl=acl)
    return "login"


def _web(state: State, words: Words, line: Line) -> bool:
    acl = after(words, "access-group") or after(words, "access-list")
    if acl is not None:
        state.bind(acl, "other", line, via="http")
    return access(state, "https" if "ssl" in words else "http", line, acl=acl)


def _netconf(state: State, _words: Words, line: Line) -> bool:
    return access(state, "netconf", line)


@dataclass(slots=True)
class LoginLine:
    """A ``line`` section while its lines are read."""

    state: State
    name: str


def _open_line(state: State, words: Words, line: Line) -> LoginLine | bool:
    if not words:
        return False
    if words[0] == "console":
        access(state, "console", line, name="console")
    return LoginLine(state, " ".join(words))


def _access_class(login: LoginLine, words: Words, line: Line) -> bool:
    match words:
        case ("ingress" | "egress" as way, acl) | (acl, "in" | "out" as way):
            return login.state.bind(acl, "vty", line, direction=way, via=f"line {login.name}")
        case ("ipv4" | "ipv6", "ingress" | "egress" as way, acl):
            return login.state.bind(acl, "vty", line, direction=way, via=f"line {login.name}")
    return False


_LINE: Level[LoginLine] = Level(
    {"access-class": _access_class},
    {
        "login": leads(
            "transport, exec-timeout, timeout, length, width, session-limit, session-timeout, authorization, accounting, "
            "login, users, absolute-timeout, disconnect-character, escape-character, stopbits, secret, password, "
            "autocommand, cli, pager, telnet, exit, end, no, exec, speed, autobaud"
        )
    },
    {"acl": ("access-class",)},
)


def _destination(state: State, words: Words, line: Line) -> bool:
    address = address_of(words[0]) if words else None
    return address is not None and server(state, "netflow", address, line, vrf=after(words, "vrf"))


def _open_exporter(state: State, words: Words, _line: Line) -> State | bool:
    return len(words) == 1 and state


_EXPORTER: Level[State] = Level(
    {"destination": _destination},
    {
        "management-protocol": leads(
            "source, transport, version, dscp, packet-length, options, template, exit, end, source-address, dfbit, router-id"
        )
    },
)

SECTIONS: dict[str, Reader[State, Line]] = {
    "username": Below(_open_account, _ACCOUNT),
    "ntp": Below(_open_plain, _NTP),
    "ntp server": read_ntp,
    "ntp peer": read_ntp,
    "ntp source": _open_ntp_source,
    "ntp access-group": _ntp_list,
    "logging": read_log,
    "logging source-interface": partial(read_source, "log"),
    "snmp-server host": read_trap_host,
    "snmp-server vrf": Below(_open_vrf, _SNMP_VRF),
    "snmp-server community": _community,
    "snmp-server user": _snmp_user,
    "snmp-server location": partial(_snmp_text, "location"),
    "snmp-server contact": partial(_snmp_text, "contact"),
    "snmp-server trap-source": _snmp_source,
    "tacacs-server host": Below(partial(_open_host, "tacacs"), _AAA_HOST),
    "radius-server host": Below(partial(_open_host, "radius"), _AAA_HOST),
    "tacacs-server key": partial(_common_key, "tacacs"),
    "radius-server key": partial(_common_key, "radius"),
    "tacacs source-interface": partial(read_source, "tacacs"),
    "radius source-interface": partial(read_source, "radius"),
    "aaa group server tacacs+": Below(partial(_open_group, "tacacs"), _AAA_GROUP),
    "aaa group server radius": Below(partial(_open_group, "radius"), _AAA_GROUP),
    "domain name-server": _names,
    "domain vrf": _vrf_names,
    "ssh server": _shell,
    "telnet": _telnet,
    "http server": _web,
    "netconf-yang agent ssh": _netconf,
    "netconf agent tty": _netconf,
    "line": Below(_open_line, _LINE),
    "flow exporter-map": Below(_open_exporter, _EXPORTER),
}
"""Lines and sections of the management plane."""
