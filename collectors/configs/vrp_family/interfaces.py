"""An interface of VRP or Comware while its lines are read: addresses, VLANs, sizes and states.

Source: Huawei S-series, CE, NE and AR and H3C S5500, S5560, S10500 and MSR command references, chapters
'Interface', 'VLAN', 'Eth-Trunk' (Comware: 'Ethernet link aggregation') and 'IP addresses'. Defaults used: an interface
is enabled unless ``shutdown`` stands there, an access port is in VLAN 1, a trunk passes VLAN 1 and has it as
native VLAN; on Comware a bridge port that says nothing else is an access port. VRP's ``bandwidth`` counts Mbit/s
unless it says kbps, Comware's kbit/s.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from collectors.clean import Line
from collectors.configs.commands import Reader, Words, is_number, number, passed
from collectors.configs.draft import KBIT, MBIT, InterfaceDraft, Vlans, read_description, set_number
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_kind, vlan_list
from collectors.configs.words import address_of, in_order, ipv4_with_length
from topology.model.names import canonical_mac
from topology.model.records import Interface


class Draft(InterfaceDraft[State]):
    """An interface while its lines are read. VLAN sets of the types are the defaults."""

    bridged = False
    link_type: str | None = None
    default_vlan: int | None = None
    trunk: frozenset[int] = frozenset({1})
    trunk_pvid = 1
    hybrid_tagged: frozenset[int] = frozenset()
    hybrid_untagged: frozenset[int] = frozenset({1})
    hybrid_pvid = 1
    hybrid_said = False

    def finish(self) -> Interface:
        """Return the interface of the record."""
        return self.row(self._vlans())

    def _vlans(self) -> Vlans:
        """Return access VLAN, allowed VLANs and native VLAN; a hybrid port with one untagged VLAN is an access port."""
        if self.dot1q is not None:
            return self.dot1q, None, None
        if self.link_type == "trunk":
            return None, in_order(self.trunk), self.trunk_pvid
        if self.link_type == "access" or (self.link_type is None and self.default_vlan is not None):
            return self.default_vlan or 1, None, None
        if self.link_type is not None or self.hybrid_said:
            allowed = self.hybrid_tagged | self.hybrid_untagged
            if not self.hybrid_tagged and (self.hybrid_pvid in self.hybrid_untagged or not self.hybrid_said):
                return self.hybrid_pvid, None, None
            return None, in_order(allowed), self.hybrid_pvid
        return (1 if self.bridged else None), None, None


def draft_of(state: State, name: str, line: Line) -> Draft:
    """Return the draft of an interface, a new one where the name has not been met."""
    return state.drafts.get(name) or state.drafts.setdefault(name, Draft(state, name, interface_kind(name), line))


_AUTOMATIC = frozenset({"unnumbered", "dhcp-alloc", "bootp-alloc", "ppp-negotiate", "auto", "cellular-alloc"})


def _address(draft: Draft, words: Words, line: Line) -> bool:
    # ip address 10.0.0.1 255.255.255.0|24 [sub]; ip address unnumbered interface X; ip address dhcp-alloc
    match words:
        case (first, *_) if first in _AUTOMATIC:
            return True
        case (address, mask) | (address, mask, "sub") | (address, mask, "irf-member" | "mad", *_):
            return draft.add_address(ipv4_with_length(address, mask), line)
    return draft.add_address(None, line)


def _address6(draft: Draft, words: Words, line: Line) -> bool:
    # ipv6 address 2001:db8::1/64 | 2001:db8::1 64; 2001:db8::/64 eui-64; link-local and automatic ones name nothing
    match words:
        case ("auto" | "dhcp-alloc", *_) | (*_, "link-local"):
            return True
        case (text, "eui-64"):
            return draft.add_from_mac(text, line)
        case (address, length, "eui-64"):
            return draft.add_from_mac(f"{address}/{length}", line)
        case (text,) if "/" in text:
            address, _, length = text.partition("/")
        case (address, length):
            pass
        case _:
            return draft.add_address(None, line)
    host = address_of(address) if ":" in address else None
    bits = number(length)
    return draft.add_address(f"{host}/{bits}" if host and bits is not None and bits <= 128 else None, line)  # noqa: PLR2004 - bits of an IPv6 address


_TYPES = frozenset({"access", "trunk", "hybrid", "dot1q-tunnel", "auto", "negotiation-desirable", "negotiation-auto"})


def _link_type(draft: Draft, words: Words, _line: Line) -> bool:
    if len(words) == 1 and words[0] in _TYPES:
        draft.link_type = words[0]
        return True
    return False


@lru_cache(maxsize=8192)
def _one_vlan(words: Words) -> int | None:
    vlans = vlan_list(words[0]) if len(words) == 1 else None
    return next(iter(vlans)) if vlans is not None and len(vlans) == 1 else None


def _set_vlan(name: str) -> Reader[Draft]:
    def read(draft: Draft, words: Words, _line: Line) -> bool:
        vlan = _one_vlan(words)
        if vlan is None:
            return False
        setattr(draft, name, vlan)
        return True

    return read


def _trunk_allow(draft: Draft, words: Words, _line: Line) -> bool:
    vlans = vlan_list(" ".join(words))
    if vlans is None:
        return False
    draft.trunk = draft.trunk | vlans
    return True


def _trunk_only(draft: Draft, words: Words, _line: Line) -> bool:
    vlans = vlan_list(" ".join(words))
    if vlans is None:
        return False
    draft.trunk = vlans
    return True


def _trunk_refuse(draft: Draft, words: Words, _line: Line) -> bool:
    vlans = vlan_list(" ".join(words))
    if vlans is None:
        return False
    draft.trunk = draft.trunk - vlans
    return True


def _hybrid_pvid(draft: Draft, words: Words, _line: Line) -> bool:
    vlan = _one_vlan(words)
    if vlan is None:
        return False
    draft.hybrid_pvid = vlan
    draft.hybrid_said = True
    return True


def _hybrid(draft: Draft, words: Words, kind: str) -> bool:
    vlans = vlan_list(" ".join(words))
    if vlans is None:
        return False
    draft.hybrid_said = True
    draft.hybrid_tagged = draft.hybrid_tagged | vlans if kind == "tagged" else draft.hybrid_tagged - vlans
    draft.hybrid_untagged = draft.hybrid_untagged | vlans if kind == "untagged" else draft.hybrid_untagged - vlans
    return True


def _hybrid_vlan(draft: Draft, words: Words, _line: Line) -> bool:
    # Comware: port hybrid vlan 10 20 to 30 tagged|untagged
    return bool(words) and words[-1] in {"tagged", "untagged"} and _hybrid(draft, words[:-1], words[-1])


def _dot1q(draft: Draft, words: Words, _line: Line) -> bool:
    # vlan-type dot1q [vid] 100 [second-dot1q 5]; dot1q termination vid 100; control-vid 100 dot1q-termination; encapsulation dot1q vid 100
    outer, _, inner = " ".join(words).partition("second-dot1q")
    numbers = [word for word in outer.split() if is_number(word)]
    vlan = _one_vlan((numbers[0],)) if len(numbers) == 1 else None
    if vlan is None:
        return False
    if draft.dot1q is None:
        draft.dot1q = vlan
    return not inner or _inner(draft, inner)


def _qinq(draft: Draft, words: Words, _line: Line) -> bool:
    # qinq termination pe-vid 100 ce-vid 10 to 20
    match words:
        case (pe, "ce-vid", *ce) if (vlan := _one_vlan((pe,))) is not None:
            draft.dot1q = vlan
            return _inner(draft, " ".join(ce))
    return False


def _inner(draft: Draft, text: str) -> bool:
    vlans = vlan_list(" ".join(word for word in text.split() if word != "vid"))
    if vlans is None:
        return text.strip() in {"any", "default"}
    draft.vlan_inner = in_order(frozenset(draft.vlan_inner) | vlans)
    return True


def _jumbo(draft: Draft, words: Words, _line: Line) -> bool:
    # Comware's bridge ports tell the size of frames so, and have no mtu; VRP's limit says nothing of the IP packet
    if draft.state.comware and draft.mtu is None and words:
        draft.mtu = number(words[0])
    return True


def _bandwidth(draft: Draft, words: Words, _line: Line) -> bool:
    # bandwidth 1000 [kbps]; USG: bandwidth ingress|egress 500000 [threshold 90], in kbit/s
    one_way = words[:1] in (("ingress",), ("egress",))
    words = words[1:] if one_way else words
    value = number(words[0]) if words else None
    if value is None:
        return False
    kilo = one_way or draft.state.comware or words[1:] == ("kbps",)
    draft.bandwidth_bps = value * (KBIT if kilo else MBIT)
    return True


def _speed(draft: Draft, words: Words, _line: Line) -> bool:
    word = words[-1] if words else ""
    if is_number(word):
        draft.speed_bps = int(word) * MBIT
        return True
    return word in {"auto", "auto-negotiation"}


def _vrf(draft: Draft, words: Words, _line: Line) -> bool:
    if len(words) != 1:
        return False
    draft.vrf = words[0]
    return True


def _lag(draft: Draft, words: Words, _line: Line) -> bool:
    if not words or not is_number(words[0]):
        return False
    if draft.state.comware:
        routed = "Route-Aggregation" if f"Route-Aggregation{words[0]}" in draft.state.drafts else "Bridge-Aggregation"
        draft.lag = f"{routed}{words[0]}"
    else:
        draft.lag = f"Eth-Trunk{words[0]}"
    return True


def _link_mode(draft: Draft, words: Words, _line: Line) -> bool:
    draft.bridged = words == ("bridge",)
    return words in {("bridge",), ("route",)}


def _enabled(*, value: bool) -> Reader[Draft]:
    def read(draft: Draft, words: Words, _line: Line) -> bool:
        draft.enabled = value
        return not words

    return read


def _mac(draft: Draft, words: Words, _line: Line) -> bool:
    # mac-address 00e0-fc12-3456
    mac = canonical_mac(words[0]) if len(words) == 1 and words[0].replace("-", "").isalnum() else None
    if mac is not None:
        draft.mac = mac
    return mac is not None


BASIC: Mapping[str, Reader[Draft]] = {
    "description": read_description,
    "ip address": _address,
    "ipv6 address": _address6,
    "ipv6 enable": passed,
    "shutdown": _enabled(value=False),
    "undo shutdown": _enabled(value=True),
    "mtu": set_number("mtu"),
    "ipv6 mtu": passed,
    "mpls mtu": set_number("mpls_mtu"),
    "tcp adjust-mss": set_number("tcp_mss"),
    "tcp mss": set_number("tcp_mss"),
    "jumboframe enable": _jumbo,
    "speed": _speed,
    "bandwidth": _bandwidth,
    "mac-address": _mac,
    "ip binding vpn-instance": _vrf,
    "port link-type": _link_type,
    "port link-mode": _link_mode,
    "port default vlan": _set_vlan("default_vlan"),
    "port access vlan": _set_vlan("default_vlan"),
    "port trunk allow-pass vlan": _trunk_allow,
    "port trunk allow-pass only-vlan": _trunk_only,
    "port trunk permit vlan": _trunk_allow,
    "undo port trunk allow-pass vlan": _trunk_refuse,
    "undo port trunk permit vlan": _trunk_refuse,
    "port trunk pvid vlan": _set_vlan("trunk_pvid"),
    "port hybrid pvid vlan": _hybrid_pvid,
    "port hybrid tagged vlan": lambda draft, words, _line: _hybrid(draft, words, "tagged"),
    "port hybrid untagged vlan": lambda draft, words, _line: _hybrid(draft, words, "untagged"),
    "port hybrid vlan": _hybrid_vlan,
    "undo port hybrid vlan": lambda draft, words, _line: _hybrid(draft, words, "none"),
    "undo port hybrid tagged vlan": lambda draft, words, _line: _hybrid(draft, words, "none"),
    "undo port hybrid untagged vlan": lambda draft, words, _line: _hybrid(draft, words, "none"),
    "eth-trunk": _lag,
    "port link-aggregation group": _lag,
    "vlan-type dot1q": _dot1q,
    "dot1q termination vid": _dot1q,
    "dot1q vlan": _dot1q,
    "encapsulation dot1q vid": _dot1q,
    "control-vid": _dot1q,
    "qinq termination pe-vid": _qinq,
    "portswitch": passed,
    "undo portswitch": passed,
}
"""Commands by their leading words that tell of the interface itself, in either system; the words do not clash."""
