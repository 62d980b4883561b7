"""An interface of IOS or RGOS while its lines are read: addresses, VLANs, sizes and states.

Defaults used: an interface is enabled unless ``shutdown`` stands there; a trunk passes every VLAN and has VLAN 1 as
native one; an access port without a number is in VLAN 1. *Source*: Cisco 'Interface and Hardware Component', 'LAN
Switching' and 'IP Addressing' command references; Ruijie RG-S5750 and RG-S8600E command references.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Interface, NetmaskValueError

from collectors.clean import Line
from collectors.configs.commands import Words, is_number, number
from collectors.configs.draft import KBIT, MBIT, InterfaceDraft, Vlans, read_description, set_number
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import interface_kind, vlan_list
from collectors.configs.words import ALL_VLANS, in_order, ipv4_with_length
from topology.model.names import canonical_mac
from topology.model.records import Interface
from topology.model.tables import Lag


class Draft(InterfaceDraft[State]):
    """An interface while its lines are read."""

    ip_mtu: int | None = None
    lag_mode: str | None = None
    mode: str | None = None
    access: int | None = None
    trunk: frozenset[int] | None = None
    native = 1
    untagged: frozenset[int] | None = None
    nat: str | None = None
    zone: str | None = None
    depth: int | None = None
    """Indentation of a sub-mode inside the interface, while it lasts."""

    def __init__(self, state: State, name: str, line: Line) -> None:
        super().__init__(state, name, interface_kind(name), line)
        self.notes: dict[str, object] = {}
        """Drafts of protocols on the interface, by their name."""

    def finish(self) -> Interface:
        """Return the interface of the record."""
        if self.ip_mtu is not None:
            self.mtu = self.mtu or self.ip_mtu
        return self.row(self._vlans())

    def _vlans(self) -> Vlans:
        """Return access VLAN, allowed VLANs and native VLAN."""
        if self.dot1q is not None:
            return self.dot1q, None, None
        if self.mode in {"trunk", "uplink"}:
            return None, in_order(ALL_VLANS if self.trunk is None else self.trunk), self.native
        if self.mode == "hybrid":
            allowed = (ALL_VLANS if self.trunk is None else self.trunk) | (self.untagged or frozenset())
            return None, in_order(allowed), self.native
        if self.mode in {"access", "dot1q-tunnel"}:
            return self.access or 1, None, None
        return self.access, None, None


Command = Callable[[Draft, Words, Line], bool | str]


def draft_of(state: State, name: str, line: Line) -> Draft:
    """Return the draft of an interface, a new one where a line is the first to name it."""
    return state.drafts.get(name) or state.drafts.setdefault(name, Draft(state, name, line))


def _address(draft: Draft, words: Words, line: Line) -> bool:
    match words:
        case ("dhcp" | "negotiated" | "pool" | "unnumbered" | "dhcp-alloc", *_):
            return True
        case ("virtual", *rest) if rest:
            return _address(draft, tuple(rest), line)
        case (address, mask, *rest) if not rest or rest[0] == "secondary":
            text = ipv4_with_length(address, mask)
        case (both,):
            address, _, length = both.partition("/")
            text = ipv4_with_length(address, length) if length else None
        case _:
            return False
    return draft.add_address(text, line)


def _address6(draft: Draft, words: Words, line: Line) -> bool:
    match words:
        case ("dhcp" | "autoconfig" | "negotiated", *_) | (_, "link-local", *_):
            return True  # not said here, or in no prefix of ours
        case (said, "eui-64", *_):
            return draft.add_from_mac(said, line)
        case (name, suffix, *_) if "/" not in name and suffix.startswith("::"):
            return True  # in a prefix that DHCPv6 hands out
        case (both, *rest) if not rest or rest[0] in {"anycast", "primary"}:
            text = _ipv6(both)
        case _:
            return False
    return draft.add_address(text, line)


@lru_cache(maxsize=8192)
def _ipv6(text: str) -> str | None:
    if "/" not in text:
        return None
    try:
        return str(IPv6Interface(text))
    except (AddressValueError, NetmaskValueError, ValueError):
        return None


def _mss(draft: Draft, words: Words, _line: Line) -> bool:
    draft.tcp_mss = number(words[0]) if words else None
    return draft.tcp_mss is not None


def _bandwidth(draft: Draft, words: Words, _line: Line) -> bool:
    match words:
        case (value,) if (kbit := number(value)) is not None:
            draft.bandwidth_bps = kbit * KBIT
            return True
        case ("receive" | "inherit" | "qos-reference", *_):
            return True
    return False


def _speed(draft: Draft, words: Words, _line: Line) -> bool | str:
    value = words[0] if words else ""
    if is_number(value):
        draft.speed_bps = int(value) * MBIT
        return True
    return value in {"auto", "nonegotiate"} or (value.startswith("basic-") and "port-behaviour")


def _vrf(draft: Draft, words: Words, _line: Line) -> bool:
    if not words:
        return False
    draft.vrf = words[0]
    return True


def _lag(draft: Draft, words: Words, line: Line) -> bool:
    if not words or not is_number(words[0]):
        return False
    draft.lag = f"AggregatePort {words[0]}" if draft.state.ruijie else f"Port-channel{words[0]}"
    mode = words[2] if len(words) > 2 and words[1] == "mode" else "on"  # noqa: PLR2004 - a number, the word, the mode
    draft.lag_mode = "lacp" if mode in {"active", "passive"} else "static" if mode == "on" else mode
    draft.notes["lag"] = line
    return True


def join_members(state: State) -> None:
    """Give each aggregate that ports name an interface and its mode; one without a section of its own gets one."""
    modes: dict[str, tuple[str | None, Line]] = {}
    spellings: dict[str, str] = {}
    for name in state.drafts:
        spellings.setdefault(name.lower(), name)
    for draft in list(state.drafts.values()):
        line = draft.notes.get("lag")
        if draft.lag is not None and isinstance(line, Line):
            draft.lag = spellings.setdefault(draft.lag.lower(), draft.lag)
            draft_of(state, draft.lag, line)
            modes.setdefault(draft.lag, (draft.lag_mode, line))
    state.facts.lags += [Lag(interface=name, mode=mode, ref=state.place(line)) for name, (mode, line) in modes.items()]


def _mode(draft: Draft, words: Words, _line: Line) -> bool:
    if not words:
        return False
    draft.mode = "trunk" if words == ("dynamic", "desirable") else words[0]
    return True


def _access_vlan(draft: Draft, words: Words, _line: Line) -> bool:
    draft.access = number(words[0]) if words else None
    return draft.access is not None or words[:1] in {("dynamic",), ("name",)}


def _voice(draft: Draft, words: Words, _line: Line) -> bool:
    draft.vlan_voice = number(words[0]) if words else None
    return draft.vlan_voice is not None or words[:1] in {("dot1p",), ("none",), ("untagged",)}


def _allowed(draft: Draft, words: Words, _line: Line) -> bool:
    """Read an allowed list; IOS goes on with ``add`` where a line grows long."""
    how = words[0] if words and words[0] in {"add", "remove", "except", "only", "tagged", "untagged"} else ""
    rest = words[1:] if how else words
    if how in {"add", "only"} and rest[:1] in {("tagged",), ("untagged",)}:
        if how == "only":
            draft.trunk = frozenset()
        how, rest = rest[0], rest[1:]
    vlans = vlan_list(",".join(rest)) if rest else None
    if vlans is None:
        return False
    known = ALL_VLANS if draft.trunk is None else draft.trunk
    if how == "untagged":
        draft.untagged = (draft.untagged or frozenset()) | vlans
    elif how in {"add", "tagged"}:
        draft.trunk = (draft.trunk or frozenset()) | vlans if how == "tagged" else known | vlans
    elif how == "remove":
        draft.trunk = known - vlans
    else:
        draft.trunk = ALL_VLANS - vlans if how == "except" else vlans
    return True


def _native(draft: Draft, words: Words, _line: Line) -> bool:
    value = number(words[0]) if words else None
    if value is not None:
        draft.native = value
    return value is not None or words[:1] == ("tag",)


def _dot1q(draft: Draft, words: Words, _line: Line) -> bool:
    match words:
        case (outer, *rest) if is_number(outer):
            draft.dot1q = int(outer)
            if rest[:1] == ["second-dot1q"]:
                inner = vlan_list("".join(rest[1:]))
                draft.vlan_inner = () if inner is None else in_order(inner)
            return True
    return False


def _enabled(*, value: bool) -> Command:
    def read(draft: Draft, words: Words, _line: Line) -> bool:
        if not words:
            draft.enabled = value
        return not words

    return read


def _mac(draft: Draft, words: Words, _line: Line) -> bool:
    draft.mac = canonical_mac(words[0]) if words else None
    return draft.mac is not None


COMMANDS: Mapping[str, Command] = {
    "description": read_description,
    "shutdown": _enabled(value=False),
    "no shutdown": _enabled(value=True),
    "ip address": _address,
    "ipv6 address": _address6,
    "mtu": set_number("mtu"),
    "ip mtu": set_number("ip_mtu"),
    "mpls mtu": set_number("mpls_mtu"),
    "ip tcp adjust-mss": _mss,
    "ipv6 tcp adjust-mss": _mss,
    "bandwidth": _bandwidth,
    "speed": _speed,
    "vrf forwarding": _vrf,
    "ip vrf forwarding": _vrf,
    "channel-group": _lag,
    "port-group": _lag,
    "switchport mode": _mode,
    "switchport access vlan": _access_vlan,
    "switchport voice vlan": _voice,
    "switchport trunk allowed vlan": _allowed,
    "switchport trunk native vlan": _native,
    "switchport hybrid native vlan": _native,
    "switchport hybrid allowed vlan": _allowed,
    "encapsulation dot1Q": _dot1q,
    "encapsulation dot1q": _dot1q,
    "mac-address": _mac,
}
"""What an interface says of itself; protocols add theirs in `links`."""

DEFAULTS = (
    *("no ip address", "no ipv6 address", "switchport", "no switchport", "no ip unnumbered", "ip unnumbered", "ipv6 unnumbered"),
    *("ipv6 enable", "no description", "no mtu", "no bandwidth", "no ip mtu", "no vrf forwarding", "no ip vrf forwarding"),
    *("switchport trunk encapsulation dot1q", "no switchport trunk", "no switchport access vlan", "no channel-group"),
)
"""Commands of an interface that say what is so where no line stands, or what other lines say."""
