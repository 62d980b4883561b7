"""Captures of ZTE ZXROS: which commands are read, and what they add to the record.

*Source*: ZTE ZXR10 M6000, ZXR10 5900E and ZXCTN 6000 command references. Tables cut long names and mark them with three points:
such a name is left out, for it names no port.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from collectors.configs.words import address_of, ipv4_with_length, prefix_of
from collectors.shows.answers import Reader, Row, Table, Total, Vendor
from collectors.shows.cisco_words import isis_level, isis_state, ospf_state
from collectors.shows.draft import Draft
from collectors.shows.rows import add_ospf, add_ospf_neighbour
from collectors.shows.ruijie_rgos import read_bgp
from collectors.shows.vrp_words import said
from topology.model.configured import Tunnel
from topology.model.names import canonical_mac
from topology.model.records import Arp, InterfaceKind
from topology.model.tables import ForwardingEntry, IsisAdjacency, OspfNeighbour, OspfProcess

_KINDS = (
    ("loopback", InterfaceKind.LOOPBACK),
    ("smartgroup", InterfaceKind.LAG),
    ("vlan", InterfaceKind.VLAN),
    ("te_tunnel", InterfaceKind.TUNNEL),
    ("tunnel", InterfaceKind.TUNNEL),
    ("gre_tunnel", InterfaceKind.TUNNEL),
    ("mgmt", InterfaceKind.MANAGEMENT),
    ("null", InterfaceKind.OTHER),
)
_RATE = re.compile(r"(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>[KMGT])", re.IGNORECASE)
_UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_OWNERS = {"direct": "local", "address": "local", "static": "netmgmt", "ospf": "ospf", "bgp": "bgp", "rip": "rip", "isis": "isis"}
_MODEL = re.compile(r"(?:ZXR10|ZXCTN|ZXUN)\s+\S+")


def _name(text: str | None) -> str | None:
    bare = said(text)
    return None if bare is None or bare.endswith("...") else bare


def _port(table: Table, row: Row, draft: Draft, name: str | None, **values: object) -> str | None:
    if name is not None:
        lower = name.lower()
        kind = next((kind for start, kind in _KINDS if lower.startswith(start)), None)
        if kind is None:
            kind = InterfaceKind.SUBINTERFACE if "." in name else InterfaceKind.PHYSICAL
        draft.interface(name, table.place(row), kind=kind, **values)
    return name


def rate(text: str | None) -> int | None:
    """Return a rate [bit/s] of ``10G`` or ``10 Gbit/s``.

    >>> rate("10G"), rate("100 Mbit/s"), rate("N/A")
    (10000000000, 100000000, None)
    """
    match = _RATE.match(text.strip()) if text else None
    return round(float(match["value"]) * _UNITS[match["unit"].upper()]) if match else None


def _version(table: Table, draft: Draft) -> None:
    for row in table.rows:
        hardware = row.text("hardware")
        model = _MODEL.search(hardware) if hardware else None
        draft.say(model=model.group() if model else hardware, software=row.text("version"))


def _interface(table: Table, draft: Draft) -> None:
    for row in table.rows:
        link = (row.text("link_status") or "").lower()
        address, mask = row.text("ip_address"), row.text("mask")
        bare, _, length = (address or "").partition("/")
        full = ipv4_with_length(bare, mask or length) if bare and (mask or length) else None
        mtus = [int(text) for text in row.texts("mtu") if text.isdecimal()]
        mac = row.text("mac_address")
        _port(
            table, row, draft, _name(row.text("interface")), enabled="admin" not in link, up=link == "up",
            description=said(row.text("description")), mac=canonical_mac(mac) if mac else None, addresses=(full,) if full else (),
            speed_bps=rate(row.text("bandwith")), mtu=mtus[0] if mtus else None, index=row.number("interface_index"),
        )  # fmt: skip


def _interface_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        description = said(row.text("description"))
        _port(
            table, row, draft, _name(row.text("interface")), enabled=row.text("admin") == "up",
            up=row.text("physical") == "up" and row.text("protocol") == "up", speed_bps=rate(row.text("bw")),
            description=None if description and description.endswith("...") else description,
        )  # fmt: skip


def _ip_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        full = ipv4_with_length(row.text("address") or "", row.text("mask") or "")
        description = said(row.text("description"))
        _port(
            table, row, draft, _name(row.text("interface")), enabled=row.text("admin") == "up",
            up=row.text("physical") == "up" and row.text("protocol") == "up", addresses=(full,) if full else (),
            description=None if description in {None, "none"} or str(description).endswith("...") else description,
        )  # fmt: skip


def _arp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mac, address = canonical_mac(row.text("mac_address") or ""), address_of(row.text("address") or "")
        if mac and address and row.text("age") != "H":  # the device's own
            draft.add("arp", Arp(address=address, mac=mac, interface=_name("".join(row.texts("interface")))))


def _isis(table: Table, draft: Draft) -> None:
    for row in table.rows:
        system = row.text("system_id") or ""
        is_id = system.count(".") == 2 and all(len(part) == 4 for part in system.split("."))  # noqa: PLR2004 - three groups of four digits
        port = _port(table, row, draft, _name(row.text("interface")))
        if port is None and not is_id and _name(system) is None:
            continue
        draft.add(
            "isis_adjacencies",
            IsisAdjacency(
                system_id=system if is_id else None, name=None if is_id else _name(system), interface=port,
                state=isis_state(row.text("state")), level=isis_level(row.text("lev")), mac=canonical_mac(row.text("snpa") or ""),
                ref=table.place(row),
            ),
        )  # fmt: skip


def _ospf(table: Table, draft: Draft) -> None:
    for row in table.rows:
        router = address_of(row.text("router_id") or "")
        add_ospf(draft, OspfProcess(process=row.text("process"), router_id=router, ref=table.place(row)))
        port = _port(table, row, draft, _name(row.text("interface")))
        neighbour, address = address_of(row.text("neighbour_id") or ""), address_of(row.text("address") or "")
        if neighbour and address:
            state = ospf_state((row.text("state") or "").replace("-", ""))
            add_ospf_neighbour(
                draft, OspfNeighbour(address=address, router_id=neighbour, interface=port, state=state, ref=table.place(row))
            )  # fmt: skip


def _routes(table: Table, draft: Draft) -> None:
    for row in table.rows:
        prefix, owner = prefix_of(row.text("prefix") or "", row.text("length") or row.text("mask") or ""), (row.text("owner") or "").lower()
        if prefix is not None:
            draft.add(
                "forwarding",
                ForwardingEntry(
                    prefix=prefix, next_hop=address_of(row.text("next_hop") or ""), interface=_name(row.text("interface")),
                    vrf=table.command.arguments.get("vrf"), protocol=_OWNERS.get(owner.partition("-")[0]), metric=row.number("metric"),
                    ref=table.place(row),
                ),
            )  # fmt: skip


def _tunnels(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = _name(row.text("desc")) or _name(row.text("name"))
        if name is not None:
            _port(table, row, draft, name, enabled=row.text("admin") == "up", up=row.text("oper") == "up")
            source, destination = address_of(row.text("src") or ""), address_of(row.text("dest") or "")
            draft.add("tunnels", Tunnel(interface=name, kind="mpls-te", source=source, destination=destination, ref=table.place(row)))


READERS: Mapping[str, Reader] = {
    "show version": _version,
    "show interface": _interface,
    "show interface {interface}": _interface,
    "show interface brief": _interface_brief,
    "show ip interface brief": _ip_brief,
    "show arp": _arp,
    "show isis adjacency": _isis,
    "show ip ospf neighbor": _ospf,
    "show ip route": _routes,
    "show ip route vrf {vrf}": _routes,
    "show ip forwarding route": _routes,
    "show ip bgp summary": read_bgp,
    "show mpls traffic-eng tunnels": _tunnels,
}
TEMPLATES: Mapping[str, str] = {
    "show interface {interface}": "zte_zxros_show_interface",
    "show ip route vrf {vrf}": "zte_zxros_show_ip_route",
    "show ip forwarding route": "zte_zxros_show_ip_route",
}
TOTALS: Mapping[str, tuple[Total, ...]] = {"show arp": (Total(pattern=r"^The count is (?P<count>\d+)"),)}

VENDOR = Vendor(platform="zte_zxros", maker="zte", readers=READERS, templates=TEMPLATES, totals=TOTALS)
