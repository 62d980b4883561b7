"""The management plane of IOS and RGOS: servers, ways in, accounts; secrets only as their fingerprints.

*Source*: Cisco 'Network Management', 'Security: AAA', 'Basic System Management' command references; Ruijie RG-S5750
'SNMP', 'NTP', 'Syslog' and 'AAA' chapters.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after, number
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import secret_of
from collectors.configs.words import address_of
from topology.model.configured import ManagementAccess, ManagementServer
from topology.model.names import is_default_host

_LOG_LEVELS = frozenset({"on", "off", "buffered", "console", "monitor", "trap", "facility", "synchronous", "file"})


def read_hostname(state: State, _words: Words, line: Line) -> bool:
    """Read ``hostname NAME``; a name that makers give to all their devices is a problem of its line."""
    name = line.text.partition(" ")[2].strip().strip('"')
    if name:
        state.system["name"] = name
        if is_default_host(name):
            state.account.warn("config-default-name", line)
    return bool(name)


def server(state: State, kind: str, address: str, line: Line, *, vrf: str | None = None, secret: str | None = None) -> bool:
    """Note a server."""
    state.facts.management_servers.append(ManagementServer(kind=kind, address=address, vrf=vrf, secret=secret, ref=state.place(line)))
    return True


def access(state: State, kind: str, line: Line, **said: object) -> bool:
    """Note a way in."""
    state.facts.management_accesses.append(msgspec.convert({"kind": kind, "ref": state.place(line), **said}, ManagementAccess))
    return True


def _addressed(words: Words) -> tuple[str | None, Words]:
    """Return the VRF in front of an address, and the words from the address on."""
    vrf = None
    if words[:1] in {("vrf",), ("oob",), ("mgmt",)} and len(words) > 1:
        vrf, words = (words[1], words[2:]) if words[0] == "vrf" else (None, words[1:])
    while words and words[0] in {"ipv4", "ipv6", "ip", "host"}:
        words = words[1:]
    return vrf, words


def read_ntp(state: State, words: Words, line: Line) -> bool:
    """Read what follows ``ntp server`` or ``ntp peer``."""
    vrf, rest = _addressed(words)
    if not rest:
        return False
    server(state, "ntp", address_of(rest[0]) or rest[0], line, vrf=vrf)
    found = state.interface(rest[rest.index("source") + 1 :]) if "source" in rest else None
    if found is not None:
        _source_of_last(state, found[0])
    return True


def _source_of_last(state: State, source: str) -> None:
    rows = state.facts.management_servers
    rows[-1] = msgspec.structs.replace(rows[-1], source=source)


def read_source(kind: str, state: State, words: Words, _line: Line) -> bool:
    """Read the interface that a kind of server is spoken to from."""
    found = state.interface(words[2:] if words[:1] == ("vrf",) else words)
    if found is None:
        return False
    state.settings[f"source {kind}"] = found[0]
    return True


def apply_sources(state: State) -> None:
    """Give servers the source that a line named for all of their kind."""
    state.facts.management_servers = [
        msgspec.structs.replace(row, source=state.settings.get(f"source {row.kind}")) if row.source is None else row
        for row in state.facts.management_servers
    ]


def read_log(state: State, words: Words, line: Line) -> bool | str:
    """Read what follows ``logging`` or ``logging server``."""
    rest = words[1:] if words[:1] in {("host",), ("server",)} else words
    vrf, rest = _addressed(rest)
    address = address_of(rest[0]) if rest else None
    if address is None:
        named = words[:1] == ("host",) and bool(rest)
        return server(state, "log", rest[0], line, vrf=vrf) if named else "clock-and-logs"
    return server(state, "log", address, line, vrf=vrf or after(rest, "vrf"))


def read_community(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server community``: the fingerprint, what it may do, the access list."""
    secret = secret_of(words)
    if secret is None:
        return False
    rest = words[words.index(secret) + 1 :]
    if rest[:1] == ("view",):
        rest = rest[2:]
    way = next((word.lower() for word in rest if word.lower() in {"ro", "rw"}), "ro")
    lists = [word for word in rest if word.lower() not in {"ro", "rw", "ipv6"}]
    if lists:
        state.bind(lists[0], "snmp", line)
    return access(state, "community", line, secret=secret, access="write" if way == "rw" else "read", acl=lists[0] if lists else None)


def read_trap_host(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server host``."""
    vrf, rest = _addressed(words)
    address = address_of(rest[0]) if rest else None
    if address is None:
        return False
    return server(state, "snmp", address, line, vrf=vrf or after(rest, "vrf"), secret=secret_of(rest))


def read_snmp_user(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server user NAME GROUP v3``."""
    if not words:
        return False
    acl = after(words, "access")
    if acl is not None:
        state.bind(acl, "snmp", line)
    return access(state, "usm-user", line, name=words[0], secret=secret_of(words), acl=acl)


def read_snmp_group(state: State, words: Words, line: Line) -> bool | str:
    """Read ``snmp-server group``: only its access list is a fact of its own."""
    acl = after(words, "access")
    return state.bind(acl, "snmp", line) if acl is not None else "management-protocol"


def read_old_server(kind: str, state: State, words: Words, line: Line) -> bool | str:
    """Read ``radius-server host`` or ``tacacs-server host`` and the key for all of them."""
    match words:
        case ("host", *rest):
            vrf, rest_ = _addressed(tuple(rest))
            if not rest_:
                return False
            return server(state, kind, address_of(rest_[0]) or rest_[0], line, vrf=vrf, secret=secret_of(rest_))
        case ("key", *rest):
            state.settings[f"secret {kind}"] = secret_of(tuple(rest)) or ""
            return True
    return "aaa-behaviour"


def apply_secrets(state: State) -> None:
    """Give AAA servers the key that a line set for all of them."""
    state.facts.management_servers = [
        msgspec.structs.replace(row, secret=state.settings[f"secret {row.kind}"] or None)
        if row.secret is None and f"secret {row.kind}" in state.settings
        else row
        for row in state.facts.management_servers
    ]


@dataclass(slots=True)
class AaaServer:
    """A ``radius server`` or ``tacacs server`` section, or a group of servers, while its lines are read."""

    state: State
    kind: str
    vrf: str | None = None
    rows: list[int] = field(default_factory=list)


def read_server_address(aaa: AaaServer, words: Words, line: Line) -> bool:
    """Read the address of a server."""
    _, rest = _addressed(words)
    if not rest:
        return False
    aaa.rows.append(len(aaa.state.facts.management_servers))
    return server(aaa.state, aaa.kind, address_of(rest[0]) or rest[0], line, vrf=aaa.vrf, secret=secret_of(rest))


def read_server_key(aaa: AaaServer, words: Words, _line: Line) -> bool:
    """Read the key of a server."""
    rows = aaa.state.facts.management_servers
    for index in aaa.rows:
        rows[index] = msgspec.structs.replace(rows[index], secret=secret_of(words))
    return True


def read_group_vrf(aaa: AaaServer, words: Words, _line: Line) -> bool:
    """Read the VRF of a group of servers."""
    aaa.vrf = words[0] if words else None
    rows = aaa.state.facts.management_servers
    for index in aaa.rows:
        rows[index] = msgspec.structs.replace(rows[index], vrf=aaa.vrf)
    return bool(words)


def read_name_servers(state: State, words: Words, line: Line) -> bool:
    """Read ``ip name-server``: several addresses a line."""
    vrf, rest = _addressed(words)
    addresses = [address for word in rest if (address := address_of(word)) is not None]
    for address in addresses:
        server(state, "dns", address, line, vrf=vrf)
    return bool(addresses)


def read_export(state: State, words: Words, line: Line) -> bool:
    """Read a NetFlow collector."""
    address = address_of(words[0]) if words else None
    return address is not None and server(state, "netflow", address, line, vrf=after(words, "vrf"))


def read_account(state: State, words: Words, line: Line) -> bool:
    """Read ``username``; a name may have several lines, each adds what the others lack."""
    if not words:
        return False
    rows = state.facts.management_accesses
    level = after(words, "privilege")
    for index, row in enumerate(rows):
        if row.kind == "account" and row.name == words[0]:
            rows[index] = msgspec.structs.replace(row, access=row.access or level, secret=row.secret or secret_of(words))
            return True
    return access(state, "account", line, name=words[0], access=level, secret=secret_of(words))


def read_enable(state: State, words: Words, line: Line) -> bool:
    """Read ``enable secret`` or ``enable password``."""
    return access(state, "account", line, name="enable", access=after(words, "level") or "15", secret=secret_of(words))


def read_web(kind: str, state: State, words: Words, line: Line) -> bool:
    """Read ``ip http server`` and its like, with or without ``no``."""
    return not words and access(state, kind, line, enabled=not line.text.startswith("no "))


def read_web_acl(state: State, words: Words, line: Line) -> bool:
    """Read ``ip http access-class``."""
    return bool(words) and state.bind(words[-1], "other", line, via="http")


@dataclass(slots=True)
class LoginLine:
    """A ``line`` section while its lines are read."""

    state: State
    name: str
    line: Line
    acl: str | None = None
    protocols: list[str] | None = None
    transport: Line | None = None

    def write(self) -> None:
        """Write a row for each protocol that the lines take."""
        vty = self.name.startswith("vty")
        if self.name.startswith("con"):
            access(self.state, "console", self.line, name=self.name)
        for kind in ("telnet", "ssh") if vty else ():
            said = self.protocols
            if said is not None and (kind in said or "all" in said):
                access(self.state, kind, self.transport or self.line, name=self.name, acl=self.acl)


def read_transport(login: LoginLine, words: Words, line: Line) -> bool | str:
    """Read ``transport input``."""
    if words[:1] != ("input",):
        return "login"
    login.protocols, login.transport = list(words[1:]), line
    return True


def read_access_class(login: LoginLine, words: Words, line: Line) -> bool:
    """Read ``access-class``; outgoing lists say where one may go on to, they let nobody in."""
    if not words:
        return False
    way = next((word for word in words[1:] if word in {"in", "out"}), "in")
    if way == "in":
        login.acl = words[0]
    return login.state.bind(words[0], "vty", line, direction=way, via=f"line {login.name}")


def read_line_level(_login: LoginLine, words: Words, _line: Line) -> bool | str:
    """Pass over the level of a line."""
    return "login" if number(words[0] if words else None) is not None else False
