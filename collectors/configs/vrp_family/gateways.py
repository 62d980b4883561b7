"""Gateways and leases of VRP and Comware: VRRP, DHCP relays and pools.

Defaults used: priority 100 and pre-emption on (RFC 5798 5.2.4 and 6.1, and both systems' references).
Source: Huawei S-series and AR and H3C S10500 command references, 'VRRP', 'DHCP'.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block
from collectors.configs.commands import Reader, View, Words, after, number, passed
from collectors.configs.vrp_family.interfaces import Draft
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name
from collectors.configs.words import address_of, prefix_of
from topology.model.configured import DhcpPool, DhcpRelay
from topology.model.tables import FhrpGroup

_PRIORITY = 100


class _Group:
    """A virtual router while its lines are read."""

    priority = _PRIORITY
    preempt = True

    def __init__(self, draft: Draft, protocol: str, vrid: int, line: Line) -> None:
        self.draft = draft
        self.protocol = protocol
        self.vrid = vrid
        self.line = line
        self.addresses: list[str] = []
        self.track: list[str] = []

    def __call__(self) -> None:
        """Give the row."""
        state = self.draft.state
        row = FhrpGroup(
            protocol=self.protocol,
            group=self.vrid,
            interface=self.draft.name,
            addresses=tuple(self.addresses),
            priority=self.priority,
            preempt=self.preempt,
            track=tuple(self.track),
            ref=state.place(self.line),
        )
        state.facts.fhrp.append(row)


def _group(draft: Draft, six: str, vrid: int, line: Line) -> _Group:
    state = draft.state
    key = ("vrrp", six, draft.name, str(vrid))
    known = state.drawers.get(key)
    if isinstance(known, _Group):
        return known
    group = state.drawers[key] = _Group(draft, "vrrp3" if six else "vrrp2", vrid, line)
    state.endings.append(group)
    return group


def _vrrp(draft: Draft, words: Words, line: Line) -> bool:
    # vrrp vrid 1 virtual-ip X; vrrp6 vrid 1 ...; vrrp ipv6 vrid 1 ... (Comware)
    six = "6" if line.text.startswith(("vrrp6", "vrrp ipv6", "undo vrrp6")) else ""
    vrid = number(words[0]) if words else None
    if vrid is None or len(words) < 2:  # noqa: PLR2004 - a group and what is said of it
        return False
    read = _VRRP.get(words[1])
    return read is not None and read(_group(draft, six, vrid, line), words[2:], line)


def _virtual(group: _Group, words: Words, line: Line) -> bool:
    # virtual-ip 10.0.0.1 [mask] [active|standby (USG: the hot standby group)]
    address = address_of(words[0]) if words else None
    if address is None:
        return False
    if not group.addresses:
        group.line = line
    group.addresses.append(address)
    if words[-1] in {"active", "standby", "master", "slave"}:
        group.track.append(f"hrp {words[-1]}")
    return True


def _priority(group: _Group, words: Words, _line: Line) -> bool:
    value = number(words[0]) if words else None
    if value is not None:
        group.priority = value
    return value is not None


def _preempt(group: _Group, words: Words, line: Line) -> bool:
    group.preempt = "disable" not in words and not line.text.startswith("undo")
    return True


def _track(group: _Group, words: Words, _line: Line) -> bool:
    # track interface GigabitEthernet0/0/1 [reduced 20]; track bfd-session 1; track 1 [priority reduced 20] (Comware)
    match words:
        case ("interface", name, *rest):
            joined = f"{name} {rest[0]}" if name.isalpha() and rest and rest[0][:1].isdigit() else name
            group.track.append(interface_name(joined))
        case (first, *rest):
            group.track.append(" ".join([first, *rest[:1]]) if first.isalpha() or "-" in first else first)
        case _:
            return False
    return True


def _passed(_group: _Group, _words: Words, _line: Line) -> bool:
    return True


_VRRP = {
    "virtual-ip": _virtual,
    "priority": _priority,
    "preempt-mode": _preempt,
    "track": _track,
    **dict.fromkeys(
        (
            "timer",
            "authentication-mode",
            "description",
            "holding-multiplier",
            "version-3",
            "fast-resume",
            "shutdown",
            "weight",
            "backup-forward",
        ),
        _passed,
    ),
}


def _undo_vrrp(draft: Draft, words: Words, line: Line) -> bool:
    return len(words) > 1 and words[1] == "preempt-mode" and _vrrp(draft, words, line)


class _Relay:
    """An interface's relay while its lines are read."""

    option_82: bool | None = None
    vrf: str | None = None

    def __init__(self, draft: Draft, line: Line) -> None:
        self.draft = draft
        self.line = line
        self.servers: list[str] = []
        self.groups: list[str] = []

    def __call__(self) -> None:
        """Give the row, with the servers of the groups that it names."""
        state = self.draft.state
        groups = (state.drawers.get(("dhcp-group", group), []) for group in self.groups)
        servers = [*self.servers, *(server for group in groups if isinstance(group, list) for server in group)]
        row = DhcpRelay(
            interface=self.draft.name,
            servers=tuple(servers),
            vrf=self.vrf or self.draft.vrf,
            option_82=self.option_82,
            ref=state.place(self.line),
        )
        state.facts.dhcp_relays.append(row)


def _relay(draft: Draft, line: Line) -> _Relay:
    key = ("relay", draft.name)
    known = draft.state.drawers.get(key)
    if isinstance(known, _Relay):
        return known
    relay = draft.state.drawers[key] = _Relay(draft, line)
    draft.state.endings.append(relay)
    return relay


def _select(draft: Draft, words: Words, line: Line) -> bool:
    # dhcp select relay | global | interface | server
    match words:
        case ("relay", *_):
            _relay(draft, line)
        case ("interface", *_):
            state = draft.state

            def end() -> None:
                prefix = next((prefix_of(*text.split("/")) for text in draft.addresses if ":" not in text), None)
                row = DhcpPool(name=draft.name, prefix=prefix, interface=draft.name, vrf=draft.vrf, ref=state.place(line))
                state.facts.dhcp_pools.append(row)

            state.endings.append(end)
        case _:
            return words[:1] in (("global",), ("server",))
    return True


def _servers(draft: Draft, words: Words, line: Line) -> bool:
    # dhcp relay server-ip A [B] (VRP); server-address A [public | vpn-instance V] (Comware 7); binding server ip A (VRP 8)
    addresses = [word for word in words if address_of(word)]
    if not addresses:
        return False
    relay = _relay(draft, line)
    if not relay.servers:
        relay.line = line
    relay.servers.extend(addresses)
    relay.vrf = after(words, "vpn-instance") or relay.vrf
    return True


def _server_group(draft: Draft, words: Words, line: Line) -> bool:
    # dhcp relay server-select G: the group's servers stand elsewhere
    if not words:
        return False
    _relay(draft, line).groups.append(words[0])
    return True


def _option_82(draft: Draft, words: Words, line: Line) -> bool:
    if words[:1] == ("enable",):
        _relay(draft, line).option_82 = True
    return bool(words)


INTERFACE: Mapping[str, Reader[Draft]] = {
    "vrrp vrid": _vrrp,
    "vrrp ipv6 vrid": _vrrp,
    "vrrp6 vrid": _vrrp,
    "undo vrrp vrid": _undo_vrrp,
    "vrrp version": passed,
    "dhcp select": _select,
    "dhcp relay server-ip": _servers,
    "dhcp relay server-address": _servers,
    "dhcp relay binding server": _servers,
    "ipv6 dhcp relay server-address": _servers,
    "dhcpv6 relay destination": _servers,
    "ip relay address": _servers,
    "dhcp relay server-select": _server_group,
    "dhcp relay information": _option_82,
    "dhcp option82": passed,
}
"""Gateways and relays on an interface."""
INTERFACE_IGNORED: Mapping[str, tuple[str, ...]] = {
    "gateway-detail": ("vrrp", "vrrp6", "dhcp relay", "dhcp server", "dhcp client", "ipv6 dhcp", "dhcpv6", "dhcp")
}


def read_dhcp_group(state: State, block: Block) -> bool:
    """Read ``dhcp server group G`` with its servers (VRP) or ``dhcp relay server-group 1 ip A`` (Comware 5)."""
    words = tuple(block.header.text.split())
    group = words[3] if len(words) > 3 else None  # noqa: PLR2004 - three words before the name
    if group is None:
        return False
    state.account.understand()
    known = state.drawers.setdefault(("dhcp-group", group), [])
    for line in (block.header, *block.children):
        found = [word for word in line.text.split() if address_of(word)]
        if isinstance(known, list):
            known.extend(found)
        if line is not block.header and line.text != SUB_END:
            if found:
                state.account.understand()
            else:
                state.account.ignore("gateway-detail")
    return True


class _Pool:
    """An address pool while its lines are read."""

    prefix: str | None = None
    vrf: str | None = None

    def __init__(self) -> None:
        self.gateways: list[str] = []
        self.dns: list[str] = []
        self.options: list[str] = []


def _network(pool: _Pool, words: Words, _line: Line) -> bool:
    # network 10.0.0.0 mask 255.255.255.0|24 (VRP, Comware); network 10.0.0.0 24
    rest = tuple(word for word in words if word != "mask")
    pool.prefix = prefix_of(rest[0], rest[1]) if len(rest) > 1 else None
    return pool.prefix is not None


def _gateways(pool: _Pool, words: Words, _line: Line) -> bool:
    found = [word for word in words if address_of(word)]
    pool.gateways.extend(found)
    return bool(found)


def _gateway(pool: _Pool, words: Words, _line: Line) -> bool:
    # CE: gateway 10.0.0.1 255.255.255.0 says gateway and network at once
    match words:
        case (address, mask) if (prefix := prefix_of(address, mask)) is not None:
            pool.gateways.append(address)
            pool.prefix = pool.prefix or prefix
            return True
    return _gateways(pool, words, _line)


def _dns(pool: _Pool, words: Words, _line: Line) -> bool:
    found = [word for word in words if address_of(word)]
    pool.dns.extend(found)
    return bool(found)


def _option(pool: _Pool, words: Words, _line: Line) -> bool:
    pool.options.append(" ".join(words))
    return bool(words)


def _vrf(pool: _Pool, words: Words, _line: Line) -> bool:
    pool.vrf = words[0] if words else None
    return bool(words)


_POOL: View[_Pool] = View(
    {
        "network": _network,
        "gateway-list": _gateways,
        "gateway": _gateway,
        "dns-list": _dns,
        "dns-server": _dns,
        "option": _option,
        "vpn-instance": _vrf,
        "description": passed,
        "quit": passed,
    },
    {
        "lease-detail": (
            *(
                "excluded-ip-address",
                "forbidden-ip",
                "lease",
                "expired",
                "domain-name",
                "static-bind",
                "address",
                "nbns-list",
                "netbios-type",
            ),
            *(
                "next-server",
                "tftp-server",
                "bims-server",
                "bootfile-name",
                "section",
                "logging",
                "import",
                "class",
                "voice-config",
                "option121",
            ),
            *("gateway-list", "verify", "conflict", "lock", "force", "sname", "ip-in-use", "valid", "dhcp", "prefix", "server", "default"),
        )
    },
)


def read_pool(state: State, block: Block) -> bool:
    """Read ``ip pool NAME`` (VRP) or ``dhcp server ip-pool NAME`` (Comware)."""
    words = block.header.text.split()
    at = words.index("pool") + 1 if "pool" in words else words.index("ip-pool") + 1 if "ip-pool" in words else len(words)
    if at >= len(words):
        return False
    state.account.understand()
    pool = _Pool()
    _POOL.read(pool, block.children, state.account, block.header.text)
    row = DhcpPool(
        name=words[at],
        prefix=pool.prefix,
        gateways=tuple(pool.gateways),
        dns=tuple(pool.dns),
        vrf=pool.vrf,
        options=tuple(pool.options),
        ref=state.place(block.header),
    )
    state.facts.dhcp_pools.append(row)
    return True
