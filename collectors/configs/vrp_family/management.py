"""The management plane of VRP and Comware: servers the device speaks to, and ways into it.

Secrets stand as fingerprints by the time they come here. A community is never a name.
Source: Huawei S-series and AR and H3C S10500 command references, 'NTP', 'Information centre', 'SNMP', 'AAA', 'SSH', 'User interfaces'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import View, Words, after, is_number, passed
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name
from collectors.configs.words import address_of
from topology.model.configured import ManagementAccess, ManagementServer

_SECRET = "<secret:"  # noqa: S105 - how a fingerprint starts


def secret_of(words: Words) -> str | None:
    """Return the first fingerprint among words."""
    return next((word for word in words if word.startswith(_SECRET)), None)


def _host(words: Words) -> str | None:
    """Return the first address of a line, else the first word that can be a host's name."""
    for word in words:
        address = address_of(word)
        if address is not None:
            return address
    return None


def _serve(state: State, kind: str, words: Words, line: Line, *, secret: str | None = None, source: str | None = None) -> bool:
    address = _host(words)
    if address is None:
        return False
    said = after(words, "source-interface") or after(words, "source-ip") or after(words, "source") or source
    vrf = after(words, "vpn-instance") or after(words, "vpn")
    row = ManagementServer(
        kind=kind,
        address=address,
        vrf=vrf,
        source=interface_name(said) if said else None,
        secret=secret or secret_of(words),
        ref=state.place(line),
    )
    state.facts.management_servers.append(row)
    return True


def let_in(
    state: State,
    kind: str,
    line: Line,
    *,
    name: str | None = None,
    secret: str | None = None,
    access: str | None = None,
    acl: str | None = None,
) -> bool:
    """Note a way in; an ``undo`` in front says that it is closed."""
    enabled = not line.text.startswith("undo ")
    row = ManagementAccess(kind=kind, name=name, secret=secret, access=access, acl=acl, enabled=enabled, ref=state.place(line))
    state.facts.management_accesses.append(row)
    if acl is not None:
        state.bind(acl, "snmp" if kind in {"community", "usm-user"} else "vty", line, via=kind)
    return True


def _ntp(state: State, words: Words, line: Line) -> bool:
    # ntp-service unicast-server X [vpn-instance V]; ntp[-service] [ipv6] unicast-peer X; ntp-service access peer 2000
    if {"unicast-server", "unicast-peer"} & set(words):
        return _serve(state, "ntp", words, line)
    if words[:1] == ("access",) and is_number(words[-1]):
        return state.bind(words[-1], "other", line, via="ntp")
    return False


def _log(state: State, words: Words, line: Line) -> bool:
    return words[:1] == ("loghost",) and (words[1:2] == ("source",) or _serve(state, "log", words, line))


def _snmp(state: State, words: Words, line: Line) -> bool:
    read = _SNMP.get(words[0] if words else "")
    return read is not None and read(state, words, line)


def _community(state: State, words: Words, line: Line) -> bool:
    # community read|write [cipher] <secret> [mib-view V] [acl N]; Comware 7: community read simple <secret> acl 2000; group ...
    secret = secret_of(words)
    if secret is None:
        return False
    access = next((word for word in words if word in {"read", "write"}), "read")
    return let_in(state, "community", line, secret=secret, access=access, acl=_acl(words))


def _acl(words: Words) -> str | None:
    acl = after(words, "acl")
    return after(words, "name") if acl == "name" else acl


def _user(state: State, words: Words, line: Line) -> bool:
    # usm-user v3 NAME [group] [authentication-mode sha <secret>] ...; VRP 8 says keys in further lines of the same user
    if len(words) < 3:  # noqa: PLR2004 - the version and the name
        return False
    known = next((row for row in state.facts.management_accesses if row.kind == "usm-user" and row.name == words[2]), None)
    return known is not None or let_in(state, "usm-user", line, name=words[2], secret=secret_of(words), acl=_acl(words))


def _target(state: State, words: Words, line: Line) -> bool:
    # target-host [host-name N] trap address udp-domain X [udp-port N] [vpn-instance V] params securityname <secret> v2c
    return _serve(state, "snmp", words, line)


def _snmp_acl(state: State, words: Words, line: Line) -> bool:
    # snmp-agent acl 2000; snmp-agent group v3 G privacy [read-view V] acl 2000
    acl = _acl(words)
    return words[0] == "group" if acl is None else state.bind(acl, "snmp", line, via=words[0])


def _sys_info(state: State, words: Words, line: Line) -> bool:
    # sys-info location|contact TEXT; the version says what the communities say
    if len(words) < 2:  # noqa: PLR2004 - a field and its value
        return False
    if words[1] in {"location", "contact"}:
        state.system[words[1]] = line.text.split(f" {words[1]} ", 1)[-1].strip()
    return words[1] in {"location", "contact"} and len(words) > 2  # noqa: PLR2004 - a text behind the field


_SNMP: Mapping[str, Callable[[State, Words, Line], bool]] = {
    "community": _community,
    "usm-user": _user,
    "target-host": _target,
    "acl": _snmp_acl,
    "group": _snmp_acl,
    "sys-info": _sys_info,
}
_PROTOCOLS = (
    ("telnet", ("telnet", "telnet server")),
    ("ssh", ("stelnet", "ssh server", "stelnet ipv4", "sftp")),
    ("https", ("http secure-server", "ip https", "web-manager security", "https")),
    ("http", ("http", "ip http", "http server", "web-manager")),
    ("netconf", ("netconf", "snetconf")),
)


def _protocol(state: State, words: Words, line: Line) -> bool:
    """Read ``telnet server enable``, ``ip https enable``, ``undo http server enable``, ``ssh server acl 2000`` and the like."""
    text = line.text.removeprefix("undo ")
    kind = next((kind for kind, leads in _PROTOCOLS if any(text == lead or text.startswith(f"{lead} ") for lead in leads)), None)
    acl = _acl(words)
    if kind is None:
        return False
    if acl is not None:
        return state.bind(acl, "vty", line, via=kind)
    return "enable" in words and "ftp" not in text and let_in(state, kind, line)


def _dns(state: State, words: Words, line: Line) -> bool:
    return _serve(state, "dns", words, line)


def _netflow(state: State, words: Words, line: Line) -> bool:
    return words[:2] == ("export", "host") and _serve(state, "netflow", words, line)


LINES: View[State] = View(
    {
        "ntp-service": _ntp,
        "ntp": _ntp,
        "info-center": _log,
        "snmp-agent": _snmp,
        "telnet": _protocol,
        "stelnet": _protocol,
        "ssh": _protocol,
        "http": _protocol,
        "ip http": _protocol,
        "ip https": _protocol,
        "web-manager": _protocol,
        "netconf": _protocol,
        "snetconf": _protocol,
        "undo telnet": _protocol,
        "undo stelnet": _protocol,
        "undo http": _protocol,
        "undo ip http": _protocol,
        "undo ip https": _protocol,
        "undo ssh": _protocol,
        "dns server": _dns,
        "ip netstream": _netflow,
        "netstream": _netflow,
    }
)
"""Commands outside of sections."""


def read_line(state: State, block: Block) -> bool:
    """Read a command outside of sections; False leaves it to the rules that pass lines over."""
    reader, words, _, _ = LINES.find(block.header.text)
    if reader is None or not reader(state, words, block.header):
        return False
    state.account.understand()
    state.leave_children(block)
    return True


class _Scheme:
    """A template of authentication servers while its lines are read."""

    secret: str | None = None

    def __init__(self, state: State, kind: str) -> None:
        self.state = state
        self.kind = kind
        self.rows: dict[str, ManagementServer] = {}

    def serve(self, words: Words, line: Line) -> bool:
        address = _host(words)
        if address is None:
            return False
        if address not in self.rows:
            vrf = after(words, "vpn-instance")
            source = after(words, "source")
            said = next((word for word in words[words.index("source") + 1 :] if word != "ip-address"), None) if source else None
            self.rows[address] = ManagementServer(
                kind=self.kind, address=address, vrf=vrf, source=said, secret=secret_of(words), ref=self.state.place(line)
            )
        return True


def _server(scheme: _Scheme, words: Words, line: Line) -> bool:
    # radius-server authentication X 1812 [vpn-instance V] [source ...]; Comware: primary authentication X [1812] [key cipher <secret>]
    if scheme.serve(words, line):
        return True
    key = secret_of(words)
    scheme.secret = key or scheme.secret
    return key is not None


_SCHEME: View[_Scheme] = View(
    {
        **{
            f"{kind}-server {what}": _server
            for kind in ("radius", "hwtacacs")
            for what in ("authentication", "accounting", "authorization", "shared-key")
        },
        "primary": _server,
        "secondary": _server,
        "key": _server,
        "vpn-instance": lambda _scheme, words, _line: bool(words),
        "description": passed,
        "quit": passed,
    },
    {
        "aaa-detail": (
            *(
                "radius-server",
                "hwtacacs-server",
                "user-name-format",
                "nas-ip",
                "timer",
                "retry",
                "server-type",
                "state",
                "undo",
                "security-policy",
            ),
            *(
                "retransmit",
                "data-flow-format",
                "accounting-on",
                "stop-accounting-buffer",
                "attribute",
                "radius-attribute",
                "algorithm",
                "calling",
            ),
        )
    },
)


def read_scheme(state: State, block: Block) -> bool:
    """Read ``radius-server template T``, ``hwtacacs-server template T`` (VRP), ``radius scheme S``, ``hwtacacs scheme S`` (Comware)."""
    words = block.header.text.split()
    if len(words) < 3:  # noqa: PLR2004 - kind and name
        return False
    state.account.understand()
    scheme = _Scheme(state, "radius" if words[0].startswith("radius") else "tacacs")
    _SCHEME.read(scheme, block.children, state.account, block.header.text)
    for row in scheme.rows.values():
        state.facts.management_servers.append(row if row.secret else msgspec.structs.replace(row, secret=scheme.secret))
    return True
