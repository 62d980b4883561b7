"""The management plane of ZXROS: servers, ways in, accounts; secrets only as their fingerprints.

*Source*: ZXR10 M6000 and 5900E 'Configuration Guide (System Management)', '(Security)', '(IP Application)'; ZXR10 8900 user manuals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after
from collectors.configs.ios_family.management import access, read_account, read_enable, read_hostname, read_source, server
from collectors.configs.ios_family.words import secret_of
from collectors.configs.words import address_of
from collectors.configs.zte.levels import Level, Opened, Reader
from collectors.configs.zte.state import State


def _version(state: State, _words: Words, line: Line) -> bool:
    state.system["software"] = line.text.partition(" ")[2].strip()
    return True


def _community(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server community [encrypted] X view V ro [ipv4-access-list L]``."""
    secret = secret_of(words)
    if secret is None:
        return False
    acl = after(words, "ipv4-access-list") or after(words, "access-list")
    if acl is not None:
        state.bind(acl, "snmp", line)
    return access(state, "community", line, secret=secret, access="write" if "rw" in words else "read", acl=acl)


def _trap_host(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server host [vrf V] A trap version 2c X udp-port 162``."""
    vrf, rest = (words[1], words[2:]) if words[:1] == ("vrf",) and len(words) > 2 else (None, words)  # noqa: PLR2004 - the word, the name, more
    address = address_of(rest[0]) if rest else None
    return address is not None and server(state, "snmp", address, line, vrf=vrf or after(rest, "vrf"), secret=secret_of(rest))


def _snmp_user(state: State, words: Words, line: Line) -> bool:
    return bool(words) and access(state, "usm-user", line, name=words[0], secret=secret_of(words))


def _said(key: str) -> Reader:
    def read(state: State, _words: Words, line: Line) -> bool:
        text = line.text.split(" ", 2)
        if len(text) > 2:  # noqa: PLR2004 - two words of the command and its text
            state.system[key] = text[2].strip()
        return len(text) > 2  # noqa: PLR2004 - as above

    return read


def _ntp(state: State, words: Words, line: Line) -> bool:
    vrf, rest = (words[1], words[2:]) if words[:1] in {("vrf",), ("mng",)} and len(words) > 2 else (None, words)  # noqa: PLR2004 - the word, the name, more
    if not rest:
        return False
    return server(state, "ntp", address_of(rest[0]) or rest[0], line, vrf=vrf or after(rest, "vrf"))


def _log(state: State, words: Words, line: Line) -> bool:
    """Read ``syslog-server host [vrf V] A fport 514 alarmlog level warnings``."""
    vrf, rest = (words[1], words[2:]) if words[:1] == ("vrf",) and len(words) > 2 else (None, words)  # noqa: PLR2004 - the word, the name, more
    address = address_of(rest[0]) if rest else None
    return address is not None and server(state, "log", address, line, vrf=vrf or after(rest, "vrf"))


def _source(kind: str, state: State, words: Words, line: Line) -> bool:
    """Read ``ntp source interface X``, ``syslog-server source ipv4 A``."""
    match words:
        case ("interface", *rest) if rest:
            return read_source(kind, state, tuple(rest), line)
        case ("ipv4" | "ipv6", address) | (address,) if address_of(address) is not None:
            state.settings[f"source {kind}"] = address
            return True
    return read_source(kind, state, words, line)


@dataclass(slots=True)
class Group:
    """A group of AAA servers while its lines are read."""

    state: State
    kind: str


def _group(kind: str) -> Reader:
    def read(state: State, _words: Words, _line: Line) -> Opened:
        return Opened(GROUP, Group(state, kind))

    return read


def _group_server(group: Group, words: Words, line: Line) -> bool:
    """Read ``server 1 A master key X port 1812``."""
    address = next((found for word in words if (found := address_of(word)) is not None), None)
    return address is not None and server(group.state, group.kind, address, line, vrf=after(words, "vrf"), secret=secret_of(words))


GROUP = Level(
    {"server": _group_server},
    {
        "aaa-behaviour": (
            "timeout",
            "max-retries",
            "deadtime",
            "algorithm",
            "nas-ip-address",
            "ip",
            "vendor",
            "alias",
            "calling",
            "user-name",
            "local-buffer",
            "ip vrf",
            "source",
            "deadtimes",
            "flow",
            "class",
        )
    },
)


def _tacacs(state: State, words: Words, line: Line) -> bool:
    """Read ``tacacs-server host [vrf V] A key X``."""
    vrf, rest = (words[1], words[2:]) if words[:1] == ("vrf",) and len(words) > 2 else (None, words)  # noqa: PLR2004 - the word, the name, more
    address = address_of(rest[0]) if rest else None
    return address is not None and server(state, "tacacs", address, line, vrf=vrf or after(rest, "vrf"), secret=secret_of(rest))


def _users(state: State, _words: Words, _line: Line) -> Opened:
    return Opened(USERS, state)


def _user(state: State, words: Words, line: Line) -> bool | Opened:
    if not words:
        return False
    access(state, "account", line, name=words[0])
    return Opened(USER, (state, len(state.facts.management_accesses) - 1))


def _password(context: tuple[State, int], words: Words, _line: Line) -> bool:
    state, index = context
    rows = state.facts.management_accesses
    rows[index] = msgspec.structs.replace(rows[index], secret=secret_of(words))
    return True


def _template(state: State, words: Words, _line: Line) -> bool | Opened:
    return Opened(TEMPLATE, (state, words[0])) if words else False


def _template_level(context: tuple[State, str], words: Words, _line: Line) -> bool:
    state, name = context
    state.settings[f"template {name}"] = words[-1] if words else ""
    return bool(words)


TEMPLATE = Level({"local-privilege-level": _template_level}, {"login": ("bind", "default", "alias")})


def _bind_template(context: tuple[State, int], words: Words, _line: Line) -> bool:
    """Read ``bind authorization-template N``: the user has the template's level."""
    state, index = context
    name = words[0] if words else ""
    state.endings.append(lambda: _take_level(state, index, name))
    return bool(words)


def _take_level(state: State, index: int, name: str) -> None:
    rows = state.facts.management_accesses
    rows[index] = msgspec.structs.replace(rows[index], access=state.settings.get(f"template {name}") or None)


def _level(context: tuple[State, int], words: Words, _line: Line) -> bool:
    state, index = context
    rows = state.facts.management_accesses
    rows[index] = msgspec.structs.replace(rows[index], access=words[-1] if words else None)
    return bool(words)


USER = Level(
    {"password": _password, "local-privilege-level": _level, "privilege": _level, "bind authorization-template": _bind_template},
    {"login": ("bind", "once-password", "description", "user-type", "service-type", "max-sessions", "enable")},
)
USERS = Level(
    {"user-name": _user, "authorization-template": _template},
    {
        "login": (
            *(
                "authorization-template",
                "authentication-template",
                "global-user-aging",
                "user-authen-restriction",
                "strong-password",
                "strong-username",
            ),
            *(
                "user-group",
                "accounting-template",
                "default-privilege-level",
                "user-default",
                "login",
                "bind",
                "local-privilege-level",
                "password",
            ),
        )
    },
    opens=("authorization-template", "authentication-template", "accounting-template", "user-default", "user-group"),
)


def _way_in(kind: str) -> Reader:
    def read(state: State, words: Words, line: Line) -> bool | str:
        match words:
            case () | ("enable",):
                return access(state, kind, line, enabled=not line.text.startswith("no "))
            case ("disable",):
                return access(state, kind, line, enabled=False)
            case ("access-class", *rest) if rest:
                return state.bind(rest[-1], "vty", line, direction="in", via=kind)
        return "login"

    return read


def _line_class(state: State, words: Words, line: Line) -> bool | str:
    """Read ``line telnet access-class ipv4 L``; how long a session may be idle is passed over."""
    match words:
        case (kind, "access-class", *rest) if rest:
            return state.bind(rest[-1], "vty", line, direction="in", via=f"line {kind}")
    return "login"


COMMANDS: dict[str, Reader] = {
    "hostname": read_hostname,
    "version": _version,
    "snmp-server community": _community,
    "snmp-server host": _trap_host,
    "snmp-server user": _snmp_user,
    "snmp-server location": _said("location"),
    "snmp-server contact": _said("contact"),
    "snmp-server trap-source": partial(_source, "snmp"),
    "ntp server": _ntp,
    "ntp source": partial(_source, "ntp"),
    "syslog-server host": _log,
    "syslog-server source": partial(_source, "log"),
    "radius authentication-group": _group("radius"),
    "radius accounting-group": _group("radius"),
    "radius server": _group("radius"),
    "tacacs-server host": _tacacs,
    "tacplus group-server": _group("tacacs"),
    "system-user": _users,
    "username": read_account,
    "user-name": _user,
    "enable secret": read_enable,
    "enable password": read_enable,
    "ssh server": _way_in("ssh"),
    "telnet-server": _way_in("telnet"),
    "no telnet-server": _way_in("telnet"),
    "no ssh server": _way_in("ssh"),
    "telnet server": _way_in("telnet"),
    "netconf agent": _way_in("netconf"),
    "snetconf server": _way_in("netconf"),
    "line": _line_class,
}
"""Commands of the configuration's own mode about management."""
