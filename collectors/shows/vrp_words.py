"""What the tables of VRP and Comware say in words: names in full, states, VLAN lists, chassis ids; as the record spells them."""

from __future__ import annotations

import re

from collectors.configs.vrp_family.words import interface_kind, interface_name
from collectors.configs.words import LAST_VLAN
from collectors.shows.answers import Row, Table, Total
from collectors.shows.cisco_words import ospf_state
from collectors.shows.draft import Draft
from topology.model.names import canonical_mac
from topology.model.records import InterfaceKind
from topology.model.tables import FdbStatus, StpState

_MARKS = re.compile(r"\((?:\w{1,3})\)$")
_NONE = frozenset({"", "-", "--", "---", "----", "N/A", "None", "unassigned", "NULL"})
_SHORT = {
    "eth": "Ethernet", "fe": "FastEthernet", "ge": "GigabitEthernet", "xge": "Ten-GigabitEthernet", "fge": "FortyGigE",
    "hge": "HundredGigE", "twge": "Twenty-FiveGigE", "vlan": "Vlan-interface", "loop": "LoopBack", "bagg": "Bridge-Aggregation",
    "ragg": "Route-Aggregation", "mge": "M-GigabitEthernet", "me": "M-Ethernet", "tun": "Tunnel", "reth": "Reth", "inloop": "InLoopBack",
}  # fmt: skip
"""Short names of Comware's tables. *Source*: H3C S6800 command reference, 'display interface brief'."""
_NUMBERED = re.compile(r"([A-Za-z-]+)(\d[\d/.:]*)")
_STP = {
    "FORWARDING": StpState.FORWARDING, "DISCARDING": StpState.BLOCKING, "BLOCKING": StpState.BLOCKING, "LEARNING": StpState.LEARNING,
    "LISTENING": StpState.LISTENING, "DISABLED": StpState.DISABLED, "DOWN": StpState.DISABLED,
}  # fmt: skip
_FDB = {
    "dynamic": FdbStatus.LEARNED, "learned": FdbStatus.LEARNED, "static": FdbStatus.STATIC, "security": FdbStatus.STATIC,
    "sticky": FdbStatus.STATIC, "blackhole": FdbStatus.OTHER, "config static": FdbStatus.STATIC,
}  # fmt: skip
_PROTOCOLS = (
    ("direct", "local"), ("static", "netmgmt"), ("o_", "ospf"), ("ospf", "ospf"), ("isis", "isis"), ("is_", "isis"), ("i_", "isis"),
    ("ibgp", "bgp"), ("ebgp", "bgp"), ("bgp", "bgp"), ("rip", "rip"), ("unr", "other"), ("guard", "other"),
)  # fmt: skip


ROUTES_TOTAL = (Total(pattern=r"Destinations\s*:\s*\d+\s+Routes\s*:\s*(?P<count>\d+)"),)
"""How VRP and Comware end a routing table."""
SESSIONS_TOTAL = (
    Total(pattern=r"^Total number of peers\s*:\s*(?P<count>\d+)"),
    Total(
        pattern=r"Peers in established state\s*:\s*(?P<count>\d+)",
        counted=lambda table: sum(1 for row in table.rows if row.text("state") == "Established"),
    ),
)
"""How they head a list of BGP peers."""


def said(text: str | None) -> str | None:
    """Return a column's text, None where it stands for none.

    >>> said("--"), said("N/A"), said("uplink")
    (None, None, 'uplink')
    """
    return None if text is None or text.strip() in _NONE else text.strip()


def vrp_port(text: str | None) -> str | None:
    """Return the name of a port without the marks that a table sets behind it.

    >>> vrp_port("GigabitEthernet0/0/5(v)"), vrp_port("Eth-Trunk 1"), vrp_port("-")
    ('GigabitEthernet0/0/5', 'Eth-Trunk1', None)
    """
    bare = said(text)
    return interface_name(_MARKS.sub("", bare)) if bare else None


def comware_port(text: str | None) -> str | None:
    """Return the full name of a port that Comware's tables shorten.

    >>> comware_port("GE1/0/1"), comware_port("XGE1/0/49"), comware_port("Vlan10"), comware_port("BAGG1.100"), comware_port("N/A")
    ('GigabitEthernet1/0/1', 'Ten-GigabitEthernet1/0/49', 'Vlan-interface10', 'Bridge-Aggregation1.100', None)
    """
    bare = vrp_port(text)
    match = _NUMBERED.fullmatch(bare) if bare else None
    return bare if match is None else _SHORT.get(match[1].lower(), match[1]) + match[2]


def states(physical: str | None, protocol: str | None) -> tuple[bool | None, bool | None]:
    """Return administrative and operational state from the two columns of a brief table.

    >>> states("*down", "down"), states("up", "up(s)"), states("up", "down"), states("ADM", "DOWN"), states(None, None)
    ((False, False), (True, True), (True, False), (False, False), (None, None))
    """
    if physical is None:
        return None, None
    first, second = physical.lower(), (protocol or physical).lower()
    if first.startswith(("*", "adm", "administratively")):
        return False, False
    return True, first.startswith("up") and second.startswith("up")


def add_port(table: Table, row: Row, draft: Draft, name: str | None, **values: object) -> str | None:
    """Say something of a port with the kind that its name tells; return the name."""
    if name is not None:
        draft.interface(name, table.place(row), kind=interface_kind(name), **values)
    return name


def vlans_of(texts: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return the VLANs of a list whose ranges stand as ``100-102`` or ``100 to 102``; None where one is none.

    >>> vlans_of(("1", "60-62", "99")), vlans_of(("x",)), vlans_of(())
    ((1, 60, 61, 62, 99), None, None)
    """
    found: set[int] = set()
    for text in " ".join(texts).replace(" to ", "-").replace(",", " ").split():
        low, _, high = text.partition("-")
        if not low.isdecimal() or (high and not high.isdecimal()):
            return None
        first, last = int(low), int(high or low)
        if not 1 <= first <= last <= LAST_VLAN:
            return None
        found.update(range(first, last + 1))
    return tuple(sorted(found)) or None


def protocol_of(text: str | None) -> str | None:
    """Return a route's protocol as IANAipRouteProtocol names it.

    >>> protocol_of("O_ASE"), protocol_of("Direct"), protocol_of("EBGP"), protocol_of("Static"), protocol_of("ISIS-L2")
    ('ospf', 'local', 'bgp', 'netmgmt', 'isis')
    """
    lower = (text or "").lower()
    return next((name for start, name in _PROTOCOLS if lower.startswith(start)), None)


def stp_state(text: str | None) -> StpState | None:
    """Return what a spanning tree makes of a port."""
    return _STP.get((text or "").upper())


def fdb_status(text: str | None) -> FdbStatus:
    """Return how an address came into the forwarding table."""
    return _FDB.get((text or "").lower(), FdbStatus.OTHER)


def ospf_alive(text: str | None) -> str | None:
    """Return an OSPF neighbour's state as the MIB names it."""
    return ospf_state(text.replace("-", "") if text else None)


def chassis_of(text: str | None) -> tuple[int | None, str | None]:
    """Return a chassis id with the sub-type that its form tells."""
    bare = said(text)
    mac = canonical_mac(bare) if bare else None
    return (4, mac) if mac else (None, bare)


def is_route_port(kind: InterfaceKind) -> bool:
    """Tell whether a port of this kind carries addresses only."""
    return kind in {InterfaceKind.VLAN, InterfaceKind.LOOPBACK, InterfaceKind.SUBINTERFACE, InterfaceKind.TUNNEL}
