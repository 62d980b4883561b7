"""What the show commands of IOS, IOS XE, NX-OS and IOS XR spell alike: names of ports, speeds, states, capabilities, identifiers.

Ports are named in full, as configurations name them, so that a row of one command finds the port of another. *Source*:
Cisco 'Interface and Hardware Component', 'IP Routing' and 'Cisco Discovery Protocol' command references; IEEE 802.1AB-2016
8.5.8 (system capabilities).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from collectors.configs.ios_family.words import interface_kind
from collectors.configs.words import address_of, kind_by_start
from collectors.shows.answers import whole
from topology.model.names import canonical_mac
from topology.model.records import InterfaceKind
from topology.model.tables import FdbStatus, StpState

_NAME = re.compile(r"(?P<kind>[A-Za-z][A-Za-z-]*)\s*(?P<number>\d\S*)")


@dataclass(frozen=True)
class PortNames:
    """How a system names its ports: the long form of each short one, and what kind of interface a long name is."""

    short: Mapping[str, str]
    """By the short form in small letters."""
    kind: Callable[[str], InterfaceKind]

    def full(self, text: str) -> str:
        """Return a port's name in full; one that is not short, or of no known kind, stays as it is.

        >>> IOS_PORTS.full("Te1/0/1"), NXOS_PORTS.full("Eth1/49"), NXOS_PORTS.full("mgmt0"), XR_PORTS.full("BE12.7")
        ('TenGigabitEthernet1/0/1', 'Ethernet1/49', 'mgmt0', 'Bundle-Ether12.7')
        """
        match = _NAME.fullmatch(text.strip())
        if match is None:
            return text.strip()
        return self.short.get(match["kind"].lower(), match["kind"]) + match["number"]


def _kind_of(starts: tuple[tuple[str, InterfaceKind], ...]) -> Callable[[str], InterfaceKind]:
    return lambda name: kind_by_start(name, starts) or InterfaceKind.PHYSICAL


IOS_PORTS = PortNames(
    {
        "ap": "AppGigabitEthernet",
        "bd": "BDI",
        "bv": "BVI",
        "di": "Dialer",
        "et": "Ethernet",
        "eth": "Ethernet",
        "fas": "FastEthernet",
        "fiv": "FiveGigabitEthernet",
        "for": "FortyGigabitEthernet",
        "gig": "GigabitEthernet",
        "hun": "HundredGigE",
        "ten": "TenGigabitEthernet",
        "two": "TwoGigabitEthernet",
        "fa": "FastEthernet",
        "fi": "FiveGigabitEthernet",
        "fo": "FortyGigabitEthernet",
        "gi": "GigabitEthernet",
        "hu": "HundredGigE",
        "lo": "Loopback",
        "nu": "Null",
        "nv": "nve",
        "po": "Port-channel",
        "se": "Serial",
        "te": "TenGigabitEthernet",
        "tu": "Tunnel",
        "tw": "TwoGigabitEthernet",
        "twe": "TwentyFiveGigE",
        "vi": "Virtual-Access",
        "vl": "Vlan",
    },
    interface_kind,
)
NXOS_PORTS = PortNames({"eth": "Ethernet", "lo": "loopback", "po": "port-channel", "tu": "Tunnel", "vl": "Vlan"}, interface_kind)
XR_PORTS = PortNames(
    {
        "be": "Bundle-Ether",
        "bv": "BVI",
        "fa": "FastEthernet",
        "fh": "FourHundredGigE",
        "fo": "FortyGigE",
        "gi": "GigabitEthernet",
        "hu": "HundredGigE",
        "lo": "Loopback",
        "mg": "MgmtEth",
        "nu": "Null",
        "te": "TenGigE",
        "tf": "TwentyFiveGigE",
        "ti": "tunnel-ip",
        "tt": "tunnel-te",
    },
    _kind_of(
        (
            ("bundle-ether", InterfaceKind.LAG),
            ("bundle-pos", InterfaceKind.LAG),
            ("bvi", InterfaceKind.VLAN),
            ("loopback", InterfaceKind.LOOPBACK),
            ("mgmteth", InterfaceKind.MANAGEMENT),
            ("tunnel", InterfaceKind.TUNNEL),
            ("nve", InterfaceKind.TUNNEL),
            ("null", InterfaceKind.OTHER),
        )
    ),
)
_RATE = re.compile(r"(?:a-)?(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>[kmgt]?)", re.IGNORECASE)
_LONGEST = 12
"""Signs of the longest rate that a port can have."""
_FASTEST = 10**15
"""Rate [bit/s] beyond that of any port."""
_UNITS = {"k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_KBIT = re.compile(r"(\d+)\s*Kbit", re.IGNORECASE)
_OSPF_STATES = {
    "down": "down",
    "attempt": "attempt",
    "init": "init",
    "2way": "two-way",
    "twoway": "two-way",
    "exstart": "exchange-start",
    "exchange": "exchange",
    "loading": "loading",
    "full": "full",
}
_ISIS_STATES = {"up": "up", "init": "initializing", "down": "down"}
_LEVELS = {"l1": "1", "l2": "2", "l1l2": "1-2", "l12": "1-2"}
_FDB = {"dynamic": FdbStatus.LEARNED, "learn": FdbStatus.LEARNED, "static": FdbStatus.STATIC, "secure": FdbStatus.STATIC}
_STP_STATES = {
    "fwd": StpState.FORWARDING,
    "blk": StpState.BLOCKING,
    "lrn": StpState.LEARNING,
    "lis": StpState.LISTENING,
    "dis": StpState.DISABLED,
    "bkn": StpState.BROKEN,
}
# Bits of LldpSystemCapabilitiesMap by the letters of LLDP tables, and by the words of CDP's.
_LETTERS = {"o": 0, "p": 1, "b": 2, "w": 3, "r": 4, "t": 5, "c": 6, "s": 7}
_WORDS = {"router": 4, "switch": 2, "trans-bridge": 2, "source-route-bridge": 2, "host": 7, "repeater": 1, "phone": 5}
_MAC_CHASSIS, _ADDRESS_CHASSIS, _MAC_PORT = 4, 5, 3


def speed_bps(text: str | None) -> int | None:
    """Return a port's rate [bit/s] from a column or line; a bare number is in Mbit/s, and ``auto`` says nothing.

    >>> speed_bps("10Gb/s"), speed_bps("a-1000"), speed_bps("1000 Mb/s"), speed_bps("2.5G"), speed_bps("auto")
    (10000000000, 1000000000, 1000000000, 2500000000, None)
    """
    match = _RATE.match(text.strip()) if text else None
    if match is None or len(match["value"]) > _LONGEST or not float(match["value"]):
        return None
    rate = round(float(match["value"]) * _UNITS[match["unit"].lower() or "m"])
    return rate if rate < _FASTEST else None


def bandwidth_bps(text: str | None) -> int | None:
    """Return the rate [bit/s] of ``BW 1000000 Kbit``; 0 says nothing."""
    match = _KBIT.match(text.strip()) if text else None
    kbit = whole(match.group(1)) if match and len(match.group(1)) < _LONGEST else None
    return kbit * 1000 if kbit else None


def rate_of(kind: InterfaceKind, speed: str | None, bandwidth: str | None) -> int | None:
    """Return a port's rate: the line's where it is known, the sum of its members' for an aggregate; others have none."""
    if kind is InterfaceKind.LAG:
        return bandwidth_bps(bandwidth) or speed_bps(speed)
    if kind in {InterfaceKind.PHYSICAL, InterfaceKind.MANAGEMENT}:
        return speed_bps(speed) or bandwidth_bps(bandwidth)
    return None


def link_state(link: str | None, protocol: str | None) -> tuple[bool | None, bool | None]:
    """Return administrative and operational state from the two words of an interface's first line.

    >>> link_state("administratively down", "down"), link_state("up", "up (connected)"), link_state("down", "down"), link_state(None, None)
    ((False, False), (True, True), (True, False), (None, None))
    """
    if link is None:
        return None, None
    words = link.lower()
    if words.startswith("admin") or "administratively" in words:
        return False, False
    return True, words.startswith("up") and (protocol is None or protocol.lower().startswith("up"))


def ospf_state(text: str | None) -> str | None:
    """Return a neighbour's state as OSPF-MIB names it, the role behind the bar left out.

    >>> ospf_state("FULL/DR"), ospf_state("2WAY/DROTHER"), ospf_state("FULL/  -"), ospf_state("odd")
    ('full', 'two-way', 'full', None)
    """
    return _OSPF_STATES.get((text or "").partition("/")[0].strip().lower())


def bgp_state(text: str | None) -> tuple[str | None, bool | None]:
    """Return a session's state and whether it is enabled, from the column that holds a count of prefixes once it stands.

    >>> bgp_state("12"), bgp_state("Idle (Admin)"), bgp_state("Active"), bgp_state("Shut (Admin)")
    (('established', True), ('idle', False), ('active', None), ('idle', False))
    """
    words = (text or "").lower()
    if "admin" in words:
        return "idle", False
    first = words.partition(" ")[0].rstrip("!")
    if first.isdecimal() or first == "established":
        return "established", True
    return (first if first in {"idle", "connect", "active", "opensent", "openconfirm"} else None), None


def bgp_families(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the address families of a session as configurations name them.

    >>> bgp_families(["IPv4 Unicast", "VPNv4 Unicast", "L2VPN EVPN"])
    ('ipv4', 'vpnv4', 'evpn')
    """
    found = (text.lower().split() for text in texts)
    return tuple(dict.fromkeys("evpn" if "evpn" in words else words[0] for words in found if words))


def isis_state(text: str | None) -> str | None:
    """Return an adjacency's state as ISIS-MIB names it."""
    return _ISIS_STATES.get((text or "").lower())


def isis_level(text: str | None) -> str | None:
    """Return the level of an adjacency: ``1``, ``2`` or ``1-2``."""
    return _LEVELS.get((text or "").lower())


def fdb_status(text: str | None) -> FdbStatus:
    """Return how an address came into the forwarding table."""
    return _FDB.get((text or "").lower(), FdbStatus.OTHER)


def stp_state(text: str | None) -> StpState | None:
    """Return what a spanning tree makes of a port."""
    return _STP_STATES.get((text or "").lower().rstrip("*"))


def lldp_capabilities(text: str | None) -> int | None:
    """Return the letters of an LLDP table as capability bits.

    >>> lldp_capabilities("B,R"), lldp_capabilities("B, T"), lldp_capabilities(None)
    (20, 36, None)
    """
    bits = {_LETTERS[letter] for letter in re.findall(r"[a-z]", (text or "").lower()) if letter in _LETTERS}
    return sum(1 << bit for bit in bits) or None


def cdp_capabilities(text: str | None) -> int | None:
    """Return the words of CDP's table as bits of LLDP's.

    >>> cdp_capabilities("Router Switch IGMP"), cdp_capabilities("")
    (20, None)
    """
    bits = {_WORDS[word] for word in (text or "").lower().split() if word in _WORDS}
    return sum(1 << bit for bit in bits) or None


def chassis(text: str | None) -> tuple[int | None, str | None]:
    """Return a chassis id with the sub-type that its form tells: a MAC, an address; any other text has none.

    >>> chassis("7079.b300.0a00"), chassis("10.0.0.1"), chassis("rack 7"), chassis(None)
    ((4, '70:79:b3:00:0a:00'), (5, '10.0.0.1'), (None, 'rack 7'), (None, None))
    """
    if not text:
        return None, None
    if mac := canonical_mac(text):
        return _MAC_CHASSIS, mac
    address = address_of(text)
    return (_ADDRESS_CHASSIS, address) if address else (None, text)


def port(text: str | None) -> tuple[int | None, str | None]:
    """Return a port id with the sub-type that its form tells.

    >>> port("0004.f2aa.0001"), port("Te1/0/1")
    ((3, '00:04:f2:aa:00:01'), (None, 'Te1/0/1'))
    """
    mac = canonical_mac(text) if text else None
    return (_MAC_PORT, mac) if mac else (None, text or None)


def addresses(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return the texts that are addresses, each once, in canonical form."""
    return tuple(dict.fromkeys(found for text in texts if text and (found := address_of(text))))


def said(text: str | None) -> str | None:
    """Return a column's text, None where it stands for none.

    >>> said("--"), said("not advertised"), said("uplink")
    (None, None, 'uplink')
    """
    plain = (text or "").strip()
    return None if plain.lower() in {"", "-", "--", "n/a", "not advertised", "null", "<not set>", "unassigned"} else plain


def vrf_name(text: str | None) -> str | None:
    """Return a VRF's name, None for the device's own table."""
    return None if not text or text in {"default", "global", "<not set>"} else text


def asked_vrf(arguments: Mapping[str, str]) -> str | None:
    """Return the VRF that a command asked for, None for the device's own table and for all of them.

    >>> asked_vrf({"vrf": "OFFICE"}), asked_vrf({"vrf": "all"}), asked_vrf({})
    ('OFFICE', None, None)
    """
    name = vrf_name(arguments.get("vrf"))
    return None if name in {"all", "*"} else name
