"""The interface view of Huawei VRP: one small function a command, looked up by its first words.

Source: Huawei S-series, CE, NE and AR command references, 'Interface', 'VLAN', 'Eth-Trunk' and 'IP
addresses' chapters. Defaults used: an interface is enabled unless ``shutdown`` stands there, an access
port is in VLAN 1, a trunk passes VLAN 1 and has it as native VLAN.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Network, IPv6Address, NetmaskValueError
from socket import AF_INET, inet_pton

from topology.model.records import Interface, InterfaceKind

_NAME = re.compile(r"(\d{2,3}GE|[A-Za-z][A-Za-z-]*(?:-[A-Za-z]+)?) ?(\d[\d/.:]*)?(?: .*)?")
_KINDS: tuple[tuple[str, InterfaceKind], ...] = (
    ("eth-trunk", InterfaceKind.LAG),
    ("vlanif", InterfaceKind.VLAN),
    ("vbdif", InterfaceKind.VLAN),
    ("loopback", InterfaceKind.LOOPBACK),
    ("tunnel", InterfaceKind.TUNNEL),
    ("nve", InterfaceKind.TUNNEL),
    ("meth", InterfaceKind.MANAGEMENT),
    ("null", InterfaceKind.OTHER),
    ("inloopback", InterfaceKind.LOOPBACK),
    ("virtual", InterfaceKind.OTHER),
    ("dialer", InterfaceKind.OTHER),
    ("bridge-if", InterfaceKind.OTHER),
    ("wlan-", InterfaceKind.OTHER),
    ("cellular", InterfaceKind.OTHER),
    ("stack-port", InterfaceKind.OTHER),
)
_LAST_VLAN = 4094
_MBIT = 1_000_000


@dataclass(slots=True)
class Draft:
    """An interface while its lines are read; VLAN sets are None until a line names them."""

    name: str
    kind: InterfaceKind
    ref: str
    description: str | None = None
    addresses: list[str] = field(default_factory=list)
    enabled: bool = True
    mtu: int | None = None
    speed_bps: int | None = None
    vrf: str | None = None
    lag: str | None = None
    mac: str | None = None
    link_type: str | None = None
    default_vlan: int | None = None
    dot1q: int | None = None
    trunk: frozenset[int] = frozenset({1})
    trunk_pvid: int = 1
    hybrid_tagged: frozenset[int] = frozenset()
    hybrid_untagged: frozenset[int] = frozenset({1})
    hybrid_pvid: int = 1
    hybrid_said: bool = False

    def finish(self) -> Interface:
        """Return the interface of the record."""
        access, trunk, native = self._vlans()
        return Interface(
            name=self.name,
            description=self.description,
            kind=self.kind,
            mac=self.mac,
            speed_bps=self.speed_bps,
            mtu=self.mtu,
            enabled=self.enabled,
            addresses=tuple(self.addresses),
            vrf=self.vrf,
            vlan_access=access,
            vlan_trunk=trunk,
            vlan_native=native,
            lag=self.lag,
            ref=self.ref,
        )

    def _vlans(self) -> tuple[int | None, tuple[int, ...] | None, int | None]:
        """Return access VLAN, allowed VLANs and native VLAN; a hybrid port with one untagged VLAN is an access port."""
        if self.dot1q is not None:
            return self.dot1q, None, None
        if self.link_type == "trunk":
            return None, _sorted(self.trunk), self.trunk_pvid
        if self.link_type == "access" or (self.link_type is None and self.default_vlan is not None):
            return self.default_vlan or 1, None, None
        if self.link_type in {"hybrid", None} and (self.hybrid_said or self.link_type):
            allowed = self.hybrid_tagged | self.hybrid_untagged
            if not self.hybrid_tagged and (self.hybrid_pvid in self.hybrid_untagged or not self.hybrid_said):
                return self.hybrid_pvid, None, None
            return None, _sorted(allowed), self.hybrid_pvid
        return None, None, None


@lru_cache(maxsize=4096)
def _sorted(vlans: frozenset[int]) -> tuple[int, ...]:
    return tuple(sorted(vlans))


@lru_cache(maxsize=8192)
def interface_name(text: str) -> str:
    """Return an interface's name without inner blanks or what follows it.

    >>> interface_name("GigabitEthernet 0/0/1"), interface_name("Eth-Trunk1.100 mode l2"), interface_name("10GE1/0/1")
    ('GigabitEthernet0/0/1', 'Eth-Trunk1.100', '10GE1/0/1')
    """
    match = _NAME.fullmatch(text.strip())
    return (match.group(1) + (match.group(2) or "")) if match else text.strip()


@lru_cache(maxsize=8192)
def interface_kind(name: str) -> InterfaceKind:
    """Return the kind that a VRP interface name stands for; a dot makes a sub-interface."""
    if "." in name:
        return InterfaceKind.SUBINTERFACE
    lower = name.lower()
    for start, kind in _KINDS:
        if lower.startswith(start):
            return kind
    return InterfaceKind.PHYSICAL


@lru_cache(maxsize=4096)
def vlan_list(text: str) -> frozenset[int] | None:
    """Return the VLANs of a list such as ``10 20 30 to 40`` or ``all``; None where it is not one.

    >>> sorted(vlan_list("10 20 30 to 32")), vlan_list("0"), vlan_list("9 to 5"), len(vlan_list("all"))
    ([10, 20, 30, 31, 32], None, None, 4094)
    """
    if text == "all":
        return frozenset(range(1, _LAST_VLAN + 1))
    words = text.split()
    found: set[int] = set()
    position = 0
    while position < len(words):
        if not words[position].isdecimal():
            return None
        low = high = int(words[position])
        if position + 2 < len(words) + 0 and words[position + 1] == "to" and words[position + 2].isdecimal():
            high = int(words[position + 2])
            position += 2
        if not 1 <= low <= high <= _LAST_VLAN:
            return None
        found.update(range(low, high + 1))
        position += 1
    return frozenset(found) or None


@lru_cache(maxsize=65536)
def ipv4_with_length(address: str, mask: str) -> str | None:
    """Return ``address/length`` from a dotted mask or a length; None for a mask with gaps or a bad address.

    >>> ipv4_with_length("10.0.0.1", "255.255.255.0"), ipv4_with_length("10.0.0.1", "24"), ipv4_with_length("10.0.0.1", "255.0.255.0")
    ('10.0.0.1/24', '10.0.0.1/24', None)
    """
    length = mask_length(mask)
    return None if length is None or not is_ipv4(address) else f"{address}/{length}"


def is_ipv4(text: str) -> bool:
    """Tell whether a text is a dotted IPv4 address in its canonical form.

    The C library's strict parser refuses leading zeros and short forms, at a tenth of `ipaddress`'s time.
    """
    try:
        inet_pton(AF_INET, text)
    except (OSError, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def mask_length(mask: str) -> int | None:
    """Return the length of a dotted mask or of a length as text, None for anything else; host masks count as wrong."""
    if mask.isdecimal():
        length = int(mask)
        return length if length <= 32 else None  # noqa: PLR2004 - bits of an IPv4 address
    try:
        network = IPv4Network(f"0.0.0.0/{mask}")
    except (NetmaskValueError, AddressValueError, ValueError):
        return None
    return network.prefixlen if str(network.netmask) == mask else None


def _address(draft: Draft, words: list[str]) -> bool:
    # ip address 10.0.0.1 255.255.255.0|24 [sub]; ip address unnumbered interface X; ip address dhcp-alloc
    if words[:1] in (["unnumbered"], ["dhcp-alloc"], ["bootp-alloc"], ["ppp-negotiate"]):
        return True
    if len(words) not in {2, 3} or (len(words) == 3 and words[2] != "sub"):  # noqa: PLR2004 - address, mask, 'sub'
        return False
    text = ipv4_with_length(words[0], words[1])
    if text is None:
        return False
    if text not in draft.addresses:
        draft.addresses.append(text)
    return True


def _address6(draft: Draft, words: list[str]) -> bool:
    # ipv6 address 2001:db8::1/64 | 2001:db8::1 64; link-local and automatic ones name nothing
    if words[:1] == ["auto"] or words[-1:] == ["link-local"]:
        return True
    parts = words[0].split("/") if words and "/" in words[0] else words[:2]
    if len(parts) != 2 or not parts[1].isdecimal() or int(parts[1]) > 128 or words[-1] in {"eui-64", "anycast"}:  # noqa: PLR2004 - bits of an IPv6 address
        return False
    try:
        text = f"{IPv6Address(parts[0])}/{int(parts[1])}"
    except AddressValueError:
        return False
    if text not in draft.addresses:
        draft.addresses.append(text)
    return True


def _link_type(draft: Draft, words: list[str]) -> bool:
    if len(words) == 1 and words[0] in {"access", "trunk", "hybrid", "dot1q-tunnel", "auto", "negotiation-desirable", "negotiation-auto"}:
        draft.link_type = words[0]
        return True
    return False


def _default_vlan(draft: Draft, words: list[str]) -> bool:
    vlans = vlan_list(" ".join(words[:1]))
    if vlans is None:
        return False
    (draft.default_vlan,) = vlans
    return True


def _trunk_allow(draft: Draft, words: list[str]) -> bool:
    only = words[:1] == ["only-vlan"]
    vlans = vlan_list(" ".join(words[1:])) if words[:1] in (["vlan"], ["only-vlan"]) else None
    if vlans is None:
        return False
    draft.trunk = vlans if only else draft.trunk | vlans
    return True


def _trunk_refuse(draft: Draft, words: list[str]) -> bool:
    vlans = vlan_list(" ".join(words))
    if vlans is None:
        return False
    draft.trunk -= vlans
    return True


def _trunk_pvid(draft: Draft, words: list[str]) -> bool:
    vlans = vlan_list(" ".join(words[:1]))
    if vlans is None:
        return False
    (draft.trunk_pvid,) = vlans
    return True


def _hybrid_pvid(draft: Draft, words: list[str]) -> bool:
    vlans = vlan_list(" ".join(words[:1]))
    if vlans is None:
        return False
    (draft.hybrid_pvid,) = vlans
    draft.hybrid_said = True
    return True


def _hybrid(draft: Draft, words: list[str], kind: str) -> bool:
    vlans = vlan_list(" ".join(words))
    if vlans is None:
        return False
    draft.hybrid_said = True
    if kind == "tagged":
        draft.hybrid_tagged |= vlans
    elif kind == "untagged":
        draft.hybrid_untagged |= vlans
    else:
        draft.hybrid_tagged -= vlans
        draft.hybrid_untagged -= vlans
    return True


def _dot1q(draft: Draft, words: list[str]) -> bool:
    # vlan-type dot1q 100; dot1q termination vid 100; control-vid 100 dot1q-termination; dot1q vlan 100; encapsulation dot1q vid 100
    numbers = [word for word in words if word.isdecimal()]
    vlans = vlan_list(numbers[0]) if len(numbers) == 1 else None
    if vlans is None:
        return False
    if draft.dot1q is None:
        (draft.dot1q,) = vlans
    return True


def _mtu(draft: Draft, words: list[str]) -> bool:
    if not words or not words[0].isdecimal():
        return False
    draft.mtu = int(words[0])
    return True


def _speed(draft: Draft, words: list[str]) -> bool:
    word = words[-1] if words else ""
    if word.isdecimal():
        draft.speed_bps = int(word) * _MBIT
        return True
    return word in {"auto", "auto-negotiation"}


def _vrf(draft: Draft, words: list[str]) -> bool:
    if len(words) != 1:
        return False
    draft.vrf = words[0]
    return True


def _lag(draft: Draft, words: list[str]) -> bool:
    if not words or not words[0].isdecimal():
        return False
    draft.lag = f"Eth-Trunk{words[0]}"
    return True


def _set(draft: Draft, name: str, value: object) -> bool:
    setattr(draft, name, value)
    return True


Command = Callable[[Draft, list[str]], bool]
COMMANDS: Mapping[str, Command] = {
    "ip address": _address,
    "ipv6 address": _address6,
    "ipv6 enable": lambda _draft, _words: True,
    "shutdown": lambda draft, words: not words and _set(draft, "enabled", value=False),
    "undo shutdown": lambda draft, words: not words and _set(draft, "enabled", value=True),
    "mtu": _mtu,
    "speed": _speed,
    "ip binding vpn-instance": _vrf,
    "port link-type": _link_type,
    "port default vlan": _default_vlan,
    "port trunk allow-pass": _trunk_allow,
    "undo port trunk allow-pass vlan": _trunk_refuse,
    "port trunk pvid vlan": _trunk_pvid,
    "port hybrid pvid vlan": _hybrid_pvid,
    "port hybrid tagged vlan": lambda draft, words: _hybrid(draft, words, "tagged"),
    "port hybrid untagged vlan": lambda draft, words: _hybrid(draft, words, "untagged"),
    "undo port hybrid vlan": lambda draft, words: _hybrid(draft, words, "none"),
    "undo port hybrid tagged vlan": lambda draft, words: _hybrid(draft, words, "none"),
    "undo port hybrid untagged vlan": lambda draft, words: _hybrid(draft, words, "none"),
    "eth-trunk": _lag,
    "vlan-type dot1q": _dot1q,
    "dot1q termination vid": _dot1q,
    "dot1q vlan": _dot1q,
    "encapsulation dot1q vid": _dot1q,
    "control-vid": _dot1q,
    "portswitch": lambda _draft, words: not words,
    "undo portswitch": lambda _draft, words: not words,
}
"""Commands of the interface view by their leading words; the longest match counts."""

LONGEST = max(len(key.split()) for key in COMMANDS)
FIRST_WORDS = frozenset(key.split(" ", 1)[0] for key in COMMANDS)


def read_command(draft: Draft, text: str) -> bool | None:
    """Read one line of an interface; True when understood, False when its arguments are not, None when it is another command."""
    if text.startswith("description "):
        draft.description = text[12:].strip()
        return True
    found = _look_up(text)
    return None if found is None else found[0](draft, found[1])


@lru_cache(maxsize=8192)
def _look_up(text: str) -> tuple[Command, list[str]] | None:
    words = text.split()
    if words[0] not in FIRST_WORDS:
        return None
    for count in range(min(LONGEST, len(words)), 0, -1):
        command = COMMANDS.get(" ".join(words[:count]))
        if command is not None:
            return command, words[count:]
    return None


def member_ports(words: list[str]) -> list[str] | None:
    """Return the ports of ``trunkport GigabitEthernet 0/0/1 to 0/0/4 0/0/7``; None where it is not such a list.

    >>> member_ports("GigabitEthernet 0/0/1 to 0/0/3".split())
    ['GigabitEthernet0/0/1', 'GigabitEthernet0/0/2', 'GigabitEthernet0/0/3']
    >>> member_ports(["10GE1/0/1", "1/0/5"])
    ['10GE1/0/1', '10GE1/0/5']
    """
    ports: list[str] = []
    kind = ""
    ranging = False
    for word in words:
        if word == "to" and ports:
            ranging = True
            continue
        match = re.fullmatch(r"(\d{2,3}GE|[A-Za-z][A-Za-z-]*)?((?:\d+/)*\d+)?", word)
        if match is None or word == "mode":
            break
        kind = match.group(1) or kind
        number = match.group(2)
        if not number:
            continue
        if not kind:
            return None
        if ranging:
            stem, _, first = ports[-1].rpartition("/")
            last = number.rpartition("/")[2]
            if not first.isdecimal() or int(last) - int(first) > 128:  # noqa: PLR2004 - ports of one card
                return None
            ports.extend(f"{stem}/{port}" for port in range(int(first) + 1, int(last) + 1))
            ranging = False
        else:
            ports.append(kind + number)
    return ports or None
