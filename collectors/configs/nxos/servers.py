"""The management plane of NX-OS, and where it says its servers and ways in otherwise than IOS: ``use-vrf``, groups for rights.

SSH is on and Telnet off unless a line says otherwise. *Source*: Cisco 'Nexus 9000 Series NX-OS System Management' and 'Security
Configuration Guide' 9.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, fine, leads
from collectors.configs.ios_family.management import AaaServer, access, read_server_address, server
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import secret_of
from collectors.configs.words import address_of
from topology.model.configured import Multicast

_WRITERS = frozenset({"network-admin", "vdc-admin", "rw"})


def _vrf_of(words: Words) -> str | None:
    return after(words, "use-vrf") or after(words, "vrf")


def _named(words: Words) -> str | None:
    return (address_of(words[0]) or words[0]) if words else None


def read_ntp(state: State, words: Words, line: Line) -> bool:
    """Read ``ntp server`` or ``ntp peer``."""
    name = _named(words)
    return name is not None and server(state, "ntp", name, line, vrf=_vrf_of(words))


def read_log(state: State, words: Words, line: Line) -> bool:
    """Read ``logging server``."""
    name = _named(words)
    return name is not None and server(state, "log", name, line, vrf=_vrf_of(words))


def read_name_servers(state: State, words: Words, line: Line) -> bool:
    """Read ``ip name-server``: several addresses a line, with their VRF before or behind."""
    vrf = _vrf_of(words)
    addresses = [address for word in words if (address := address_of(word)) is not None]
    for address in addresses:
        server(state, "dns", address, line, vrf=vrf)
    return bool(addresses)


def _source(kind: str, state: State, words: Words) -> bool:
    found = state.interface(words)
    if found is None:
        return False
    state.settings[f"source {kind}"] = found[0]
    return True


def source_of(kind: str) -> Reader[State, Line]:
    """Return what reads the source interface of a kind of server."""
    return lambda state, words, _line: _source(kind, state, words)


def read_trap_host(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server host``; lines that only name a host's VRF or source add to the row before."""
    name = _named(words)
    if name is None:
        return False
    rows = state.facts.management_servers
    if words[1:2] in {("use-vrf",), ("filter-vrf",), ("source-interface",)}:
        found = state.interface(words[2:]) if words[1] == "source-interface" else None
        for index, row in enumerate(rows):
            if row.kind == "snmp" and row.address == name:
                vrf = words[2] if words[1] == "use-vrf" and len(words) > 2 else row.vrf  # noqa: PLR2004 - a host, the word, the name
                rows[index] = msgspec.structs.replace(row, vrf=vrf, source=found[0] if found else row.source)
                return True
        return server(state, "snmp", name, line, vrf=words[2] if words[1] == "use-vrf" and len(words) > 2 else None)  # noqa: PLR2004
    return server(state, "snmp", name, line, vrf=_vrf_of(words), secret=secret_of(words))


def read_community(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server community``: the group says what it may do; another line names its access list."""
    secret = secret_of(words)
    if secret is None:
        return False
    acl = after(words, "use-acl") or after(words, "use-ipv4acl") or after(words, "use-ipv6acl")
    if acl is not None:
        state.bind(acl, "snmp", line)
        rows = state.facts.management_accesses
        for index, row in enumerate(rows):
            if row.kind == "community" and row.secret == secret:
                rows[index] = msgspec.structs.replace(row, acl=acl)
                return True
    writes = any(word in _WRITERS for word in words)
    return access(state, "community", line, secret=secret, access="write" if writes else "read", acl=acl)


def read_snmp_user(state: State, words: Words, line: Line) -> bool:
    """Read ``snmp-server user``; lines that add a group or a list belong to the row before."""
    if not words:
        return False
    rows = state.facts.management_accesses
    acl = after(words, "use-ipv4acl") or after(words, "use-ipv6acl")
    if acl is not None:
        state.bind(acl, "snmp", line)
    for index, row in enumerate(rows):
        if row.kind == "usm-user" and row.name == words[0]:
            rows[index] = msgspec.structs.replace(row, acl=acl or row.acl, secret=row.secret or secret_of(words))
            return True
    return access(state, "usm-user", line, name=words[0], secret=secret_of(words), acl=acl)


def read_account(state: State, words: Words, line: Line) -> bool | str:
    """Read ``username``: its role; a name may have several lines, each adds what the others lack."""
    if not words or words[1:2] in {("sshkey",), ("keypair",), ("passphrase",), ("ssh-cert-dn",)}:
        return "login" if words else False
    rows = state.facts.management_accesses
    role = after(words, "role") or after(words, "priv-lvl")
    for index, row in enumerate(rows):
        if row.kind == "account" and row.name == words[0]:
            rows[index] = msgspec.structs.replace(row, access=row.access or role, secret=row.secret or secret_of(words))
            return True
    return access(state, "account", line, name=words[0], access=role, secret=secret_of(words))


def read_enable(state: State, words: Words, line: Line) -> bool:
    """Read ``enable secret``."""
    return access(state, "account", line, name="enable", access="15", secret=secret_of(words))


def read_aaa_host(kind: str, state: State, words: Words, line: Line) -> bool:
    """Read ``radius-server host`` or ``tacacs-server host``."""
    name = _named(words)
    if name is None:
        return False
    rows = state.facts.management_servers
    for index, row in enumerate(rows):
        if row.kind == kind and row.address == name:
            rows[index] = msgspec.structs.replace(row, secret=row.secret or secret_of(words))
            return True
    return server(state, kind, name, line, secret=secret_of(words))


def read_aaa_key(kind: str, state: State, words: Words, _line: Line) -> bool:
    """Read the key for all servers of a kind."""
    state.settings[f"secret {kind}"] = secret_of(words) or ""
    return bool(words)


def open_aaa_group(state: State, words: Words, _line: Line) -> AaaServer | bool:
    """Open ``aaa group server tacacs+ NAME``."""
    match words:
        case ("radius" | "tacacs+" | "ldap" as kind, _):
            return AaaServer(state, "tacacs" if kind == "tacacs+" else kind)
    return False


def _group_member(aaa: AaaServer, words: Words, line: Line) -> bool:
    """Read ``server ADDRESS`` of a group: the server has a row of its own unless a group names one that has none."""
    name = _named(words)
    if name is None:
        return False
    rows = aaa.state.facts.management_servers
    known = next((index for index, row in enumerate(rows) if row.kind == aaa.kind and row.address == name), None)
    if known is None:
        return read_server_address(aaa, words, line)
    aaa.rows.append(known)
    return True


def _group_vrf(aaa: AaaServer, words: Words, _line: Line) -> bool:
    rows = aaa.state.facts.management_servers
    for index in aaa.rows:
        rows[index] = msgspec.structs.replace(rows[index], vrf=words[0] if words else None)
    return bool(words)


def _group_source(aaa: AaaServer, words: Words, _line: Line) -> bool:
    found = aaa.state.interface(words)
    rows = aaa.state.facts.management_servers
    for index in aaa.rows if found is not None else ():
        rows[index] = msgspec.structs.replace(rows[index], source=found[0] if found else None)
    return found is not None


AAA: Level[AaaServer] = Level(
    {"server": _group_member, "use-vrf": _group_vrf, "source-interface": _group_source}, {"aaa-behaviour": leads("deadtime, exit, end")}
)


@dataclass(slots=True)
class LoginLine:
    """A ``line`` section while its lines are read."""

    state: State
    name: str
    line: Line
    acl: str | None = None

    def write(self) -> None:
        """Write a row for each protocol that the terminals take: SSH unless its feature is off, Telnet where it is on."""
        if self.name.startswith("con"):
            access(self.state, "console", self.line, name=self.name)
        if not self.name.startswith("vty"):
            return
        if self.state.settings.get("feature ssh") != "off":
            access(self.state, "ssh", self.line, name=self.name, acl=self.acl)
        if self.state.settings.get("feature telnet") == "on":
            access(self.state, "telnet", self.line, name=self.name, acl=self.acl)


def open_line(state: State, words: Words, line: Line) -> LoginLine | bool:
    """Open ``line vty`` or ``line console``."""
    if not words:
        return False
    login = LoginLine(state, " ".join(words), line)
    state.endings.append(login.write)
    return login


def _access_class(login: LoginLine, words: Words, line: Line) -> bool:
    if not words:
        return False
    way = words[1] if len(words) > 1 else "in"
    if way == "in":
        login.acl = words[0]
    return login.state.bind(words[0], "vty", line, direction=way, via=f"line {login.name}")


LINE: Level[LoginLine] = Level(
    dict.fromkeys(leads("access-class, ip access-class, ipv6 access-class"), _access_class),
    {
        "login": leads(
            "exec-timeout, session-limit, speed, databits, parity, stopbits, terminal, flowcontrol, modem, logout-warning, "
            "length, width, absolute-timeout, exit, end, console, history, setup"
        )
    },
    {"acl": leads("access-class, ip access-class, ipv6 access-class")},
)


def read_feature(state: State, words: Words, line: Line) -> bool | str:
    """Read ``feature``: what opens a way in is a fact, the others show by what they let one configure."""
    on = not line.text.startswith("no ")
    match words:
        case ("telnet" | "ssh" as name,):
            state.settings[f"feature {name}"] = "on" if on else "off"
            return True
        case ("nxapi" | "http-server",):
            return access(state, "https", line, enabled=on)
        case ("netconf",):
            return access(state, "netconf", line, enabled=on)
        case ("pim",):
            if on:
                state.facts.multicast.append(Multicast(kind="enabled", ref=state.place(line)))
            return True
    return "feature"


def read_rendezvous(state: State, words: Words, line: Line) -> bool:
    """Read ``ip pim rp-address ADDRESS [group-list PREFIX]``."""
    vrf = None
    if words[:1] == ("vrf",) and len(words) > 1:
        vrf, words = words[1], words[2:]
    address = address_of(words[0]) if words else None
    if address is None:
        return False
    groups = after(words, "group-list") or after(words, "route-map") or after(words, "prefix-list")
    state.facts.multicast.append(Multicast(kind="rp", vrf=vrf, address=address, groups=groups, ref=state.place(line)))
    return True


def read_candidate(state: State, words: Words, line: Line) -> bool:
    """Read ``ip pim rp-candidate`` or ``send-rp-announce``: an interface of the device's own offers itself."""
    found = state.interface(words)
    if found is None:
        return False
    groups = after(words, "group-list")
    state.facts.multicast.append(Multicast(kind="rp", interface=found[0], groups=groups, ref=state.place(line)))
    return True


def read_snmp_text(key: str, state: State, _words: Words, line: Line) -> bool:
    """Read ``snmp-server location`` or ``contact``."""
    said = line.text.split(" ", 2)
    if len(said) > 2:  # noqa: PLR2004 - two words and the text
        state.system[key] = said[2].strip()
    return True


def read_ntp_list(state: State, words: Words, line: Line) -> bool:
    """Read ``ntp access-group``."""
    return bool(words) and state.bind(words[-1], "other", line, via="ntp")


def read_flow_destination(state: State, words: Words, line: Line) -> bool:
    """Read the collector of a flow exporter."""
    address = address_of(words[0]) if words else None
    return address is not None and server(state, "netflow", address, line, vrf=_vrf_of(words))


def open_exporter(state: State, words: Words, _line: Line) -> State | bool:
    """Open ``flow exporter NAME``."""
    return len(words) == 1 and state


EXPORTER: Level[State] = Level(
    {"destination": read_flow_destination},
    {"management-protocol": leads("source, transport, version, description, dscp, template, option, exporter-stats, exit, end")},
)

SECTIONS: dict[str, Reader[State, Line]] = {
    "feature": read_feature,
    "no feature": read_feature,
    "ntp server": read_ntp,
    "ntp peer": read_ntp,
    "ntp source-interface": source_of("ntp"),
    "ntp access-group": read_ntp_list,
    "logging server": read_log,
    "logging source-interface": source_of("log"),
    "ip name-server": read_name_servers,
    "ip dns source-interface": source_of("dns"),
    "snmp-server host": read_trap_host,
    "snmp-server community": read_community,
    "snmp-server user": read_snmp_user,
    "snmp-server location": partial(read_snmp_text, "location"),
    "snmp-server contact": partial(read_snmp_text, "contact"),
    "snmp-server source-interface traps": source_of("snmp"),
    "snmp-server source-interface informs": source_of("snmp"),
    "username": read_account,
    "enable secret": read_enable,
    "radius-server host": partial(read_aaa_host, "radius"),
    "tacacs-server host": partial(read_aaa_host, "tacacs"),
    "radius-server key": partial(read_aaa_key, "radius"),
    "tacacs-server key": partial(read_aaa_key, "tacacs"),
    "ip radius source-interface": source_of("radius"),
    "ip tacacs source-interface": source_of("tacacs"),
    "aaa group server": Below(open_aaa_group, AAA),
    "line": Below(open_line, LINE),
    "flow exporter": Below(open_exporter, EXPORTER),
    "ip pim rp-address": read_rendezvous,
    "ipv6 pim rp-address": read_rendezvous,
    "ip pim rp-candidate": read_candidate,
    "ip pim send-rp-announce": read_candidate,
    "snmp-server globalEnforcePriv": fine,
}
"""Lines and sections of the management plane, by their leading words."""
