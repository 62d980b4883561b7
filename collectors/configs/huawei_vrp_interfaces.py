"""The interface view of Huawei VRP: one small function a command, looked up by its first words.

Source: Huawei S-series, CE, NE and AR command references, 'Interface', 'VLAN', 'Eth-Trunk' and 'IP
addresses' chapters. Defaults used: an interface is enabled unless ``shutdown`` stands there, an access
port is in VLAN 1, a trunk passes VLAN 1 and has it as native VLAN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address

from collectors.configs.huawei_vrp_words import ipv4_with_length, vlan_list
from topology.model.records import Interface, InterfaceKind

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
