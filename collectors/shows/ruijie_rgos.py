"""Captures of Ruijie RGOS: which commands are read, and what they add to the record.

*Source*: Ruijie RG-S5750 and RG-S7800 command references, RGOS 10.4 and 11.x. No capture of a real device stood at hand;
every template is strict, so that an answer of another form is said to be unread.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.ios_family.words import interface_kind
from collectors.configs.words import address_of, as_number
from collectors.shows.answers import Reader, Row, Table, Total, Vendor
from collectors.shows.cisco_words import addresses, bgp_state, fdb_status, lldp_capabilities, ospf_state
from collectors.shows.draft import Draft
from collectors.shows.rows import (
    add_bgp,
    add_bgp_peer,
    add_fhrp,
    add_lag,
    add_lag_member,
    add_neighbour,
    add_ospf,
    add_ospf_neighbour,
    add_stack_member,
)
from collectors.shows.vrp_words import said, vlans_of
from topology.model.configured import StackMember
from topology.model.names import canonical_mac
from topology.model.records import Arp, Neighbour, NeighbourProtocol
from topology.model.tables import BgpPeer, BgpProcess, FdbEntry, FhrpGroup, ForwardingEntry, LagMember, OspfNeighbour, OspfProcess

_SHORT = {
    "fa": "FastEthernet", "gi": "GigabitEthernet", "te": "TenGigabitEthernet", "fo": "FortyGigabitEthernet", "tf": "TFGigabitEthernet",
    "hu": "HundredGigabitEthernet", "ag": "AggregatePort", "vl": "VLAN", "lo": "Loopback", "mg": "Mgmt",
}  # fmt: skip
_CHASSIS_KINDS = {"MAC address": 4, "Network address": 5, "Interface name": 6, "Locally assigned": 7}
_PORT_KINDS = {"Interface alias": 1, "MAC address": 3, "Network address": 4, "Interface name": 5, "Locally assigned": 7}
_CAPABILITIES = {"other": 0, "repeater": 1, "bridge": 2, "wlan access point": 3, "router": 4, "telephone": 5, "station": 7}
_PROTOCOLS = {"C": "local", "L": "local", "S": "netmgmt", "R": "rip", "O": "ospf", "B": "bgp", "I": "isis", "i": "isis"}
_MAC = 4
_MAC_PORT = 3
_SPEEDS = {"M": 1_000_000, "G": 1_000_000_000}


def port_name(text: str | None) -> str | None:
    """Return a port's full name; RGOS writes a blank before the number.

    >>> port_name("GigabitEthernet 0/1"), port_name("Gi0/1"), port_name("VLAN 10"), port_name("Ag10"), port_name("Te0/49")
    ('GigabitEthernet 0/1', 'GigabitEthernet 0/1', 'VLAN 10', 'AggregatePort 10', 'TenGigabitEthernet 0/49')
    """
    bare = said(text)
    if bare is None:
        return None
    word = bare.rstrip("0123456789/.:").rstrip()
    return f"{_SHORT.get(word.lower(), word)} {bare[len(word) :].strip()}" if word and len(word) < len(bare) else bare


def _port(table: Table, row: Row, draft: Draft, name: str | None, **values: object) -> str | None:
    if name is not None:
        draft.interface(name, table.place(row), kind=interface_kind(name), **values)
    return name


def _version(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.say(description=row.text("description"), software=row.text("software"), model=row.text("model"))
        draft.add_serial(row.text("serial"))


def _status(table: Table, draft: Draft) -> None:
    for row in table.rows:
        status, speed = row.text("status"), row.text("speed") or ""
        unit = _SPEEDS.get(speed[-1:])
        rate = int(speed[:-1]) * unit if unit and speed[:-1].isdecimal() and status == "up" else None
        name = port_name(row.text("interface"))
        _port(table, row, draft, name, enabled=status != "disabled", up=status == "up", speed_bps=rate)


def _description(table: Table, draft: Draft) -> None:
    for row in table.rows:
        _port(
            table, row, draft, port_name(row.text("interface")), enabled=row.text("administrative") == "up", up=row.text("status") == "up",
            description=row.text("description"),
        )  # fmt: skip


def _switchport(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mode, texts = (row.text("mode") or "").upper(), row.texts("vlans")
        trunk = tuple(range(1, 4095)) if texts == ("ALL",) else vlans_of(texts)
        is_trunk = mode in {"TRUNK", "UPLINK", "HYBRID"}
        on = (row.text("switchport") or "").lower() == "enabled"
        _port(
            table, row, draft, port_name(row.text("interface")), vlan_access=row.number("access") if on and mode == "ACCESS" else None,
            vlan_native=row.number("native") if on and is_trunk else None, vlan_trunk=trunk if on and is_trunk else None,
        )  # fmt: skip


def _ip_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        texts = tuple(text for name in ("address", "secondary") if (text := row.text(name)) and "/" in text)
        up = row.text("status") == "up" and row.text("protocol") == "up"
        _port(table, row, draft, port_name(row.text("interface")), addresses=texts, up=up, description=row.text("description"))


def _lldp_detail(table: Table, draft: Draft) -> None:
    for row in table.rows:
        kind, port_kind = _CHASSIS_KINDS.get(row.text("chassis_kind") or ""), _PORT_KINDS.get(row.text("port_kind") or "")
        chassis, port = row.text("chassis"), row.text("port")
        words = [word.strip().lower() for word in (row.text("capabilities") or "").split(",")]
        bits = {_CAPABILITIES[word] for word in words if word in _CAPABILITIES}
        name = _port(table, row, draft, port_name(row.text("local_interface")))
        add_neighbour(
            draft,
            Neighbour(
                protocol=NeighbourProtocol.LLDP, local_port=name, chassis_subtype=kind, port_subtype=port_kind,
                chassis_id=(canonical_mac(chassis) or chassis) if chassis and kind == _MAC else chassis,
                port_id=(canonical_mac(port) or port) if port and port_kind == _MAC_PORT else port,
                port_description=row.text("port_description"), system_name=row.text("name"),
                system_description=" ".join(row.texts("description")) or None,
                capabilities=sum(1 << bit for bit in bits) if bits else None, management_addresses=addresses(row.texts("addresses")),
                ref=table.place(row),
            ),
        )  # fmt: skip


def _lldp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = _port(table, row, draft, port_name(row.text("local_interface")))
        add_neighbour(
            draft,
            Neighbour(
                protocol=NeighbourProtocol.LLDP, local_port=name, port_id=row.text("port"), system_name=row.text("name"),
                capabilities=lldp_capabilities(said(row.text("capabilities"))), ref=table.place(row),
            ),
        )  # fmt: skip


def _arp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mac, address = canonical_mac(row.text("mac") or ""), address_of(row.text("address") or "")
        if mac and address and row.text("age") != "--":  # the device's own
            draft.add("arp", Arp(address=address, mac=mac, interface=port_name(row.text("interface"))))


def _mac(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mac = canonical_mac(row.text("mac") or "")
        if mac:
            port, status = port_name(row.text("interface")), fdb_status(row.text("type"))
            draft.add("fdb", FdbEntry(mac=mac, vlan=row.number("vlan"), interface=port, status=status, ref=table.place(row)))


def _vlan(table: Table, draft: Draft) -> None:
    for row in table.rows:
        vid, name = row.number("vlan"), row.text("name")
        draft.vlan(vid, None if vid is not None and name == f"VLAN{vid:04d}" else name, table.place(row))


def _aggregates(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = _port(table, row, draft, port_name(row.text("aggregate")))
        if name is None:
            continue
        add_lag(draft, name, None, table.place(row))
        for text in row.texts("ports"):
            port = _port(table, row, draft, port_name(text))
            add_lag_member(draft, LagMember(interface=port, aggregate=name, ref=table.place(row)))


def _ospf(table: Table, draft: Draft) -> None:
    for row in table.rows:
        port, neighbour = _port(table, row, draft, port_name(row.text("interface"))), address_of(row.text("neighbour_id") or "")
        add_ospf(draft, OspfProcess(process=row.text("process"), ref=table.place(row)))
        address = address_of(row.text("address") or "")
        if neighbour and address:
            state = ospf_state((row.text("state") or "").replace("-", ""))
            add_ospf_neighbour(
                draft, OspfNeighbour(address=address, router_id=neighbour, interface=port, state=state, ref=table.place(row))
            )  # fmt: skip


def _routes(table: Table, draft: Draft) -> None:
    asked = table.command.arguments.get("vrf")
    for row in table.rows:
        prefix, code = row.text("prefix"), (row.text("code") or "")[:1]
        if prefix:
            draft.add(
                "forwarding",
                ForwardingEntry(
                    prefix=prefix, next_hop=address_of(row.text("next_hop") or ""), interface=port_name(row.text("interface")),
                    vrf=row.text("vrf") or asked, protocol=_PROTOCOLS.get(code), metric=row.number("metric"), ref=table.place(row),
                ),
            )  # fmt: skip


def _vrrp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        group, state = row.number("group"), (row.text("state") or "").lower()
        if group is not None:
            add_fhrp(
                draft,
                FhrpGroup(
                    protocol="vrrp2", group=group, interface=_port(table, row, draft, port_name(row.text("interface"))),
                    addresses=addresses(row.texts("address")), state="initialize" if state.startswith("init") else state or None,
                    priority=row.number("priority"), master=address_of(row.text("master") or ""), preempt=row.text("preempt") == "P",
                    ref=table.place(row),
                ),
            )  # fmt: skip


def _stack(table: Table, draft: Draft) -> None:
    for row in table.rows:
        member, priority = row.number("member"), row.number("priority")
        add_stack_member(draft, StackMember(kind="vsu", member=member, priority=priority, domain=row.text("domain"), ref=table.place(row)))


def read_bgp(table: Table, draft: Draft) -> None:
    """Read a summary of BGP sessions whose last column is a state or a count of prefixes."""
    for row in table.rows:
        local, address = as_number(row.text("local_as") or ""), address_of(row.text("peer") or "")
        add_bgp(draft, BgpProcess(local_as=local, router_id=address_of(row.text("router_id") or ""), ref=table.place(row)))
        if address is not None:
            state, enabled = bgp_state(row.text("state"))
            add_bgp_peer(
                draft,
                BgpPeer(
                    address=address, remote_as=as_number(row.text("remote_as") or ""), local_as=local, state=state, enabled=enabled,
                    families=("ipv4",), ref=table.place(row),
                ),
            )  # fmt: skip


READERS: Mapping[str, Reader] = {
    "show version": _version,
    "show interfaces status": _status,
    "show interface status": _status,
    "show interfaces description": _description,
    "show interface description": _description,
    "show interfaces switchport": _switchport,
    "show interface switchport": _switchport,
    "show ip interface brief": _ip_brief,
    "show lldp neighbors": _lldp,
    "show lldp neighbors detail": _lldp_detail,
    "show arp": _arp,
    "show ip arp": _arp,
    "show mac-address-table": _mac,
    "show mac-address-table dynamic": _mac,
    "show vlan": _vlan,
    "show aggregateport summary": _aggregates,
    "show ip ospf neighbor": _ospf,
    "show ip route": _routes,
    "show ip route vrf {vrf}": _routes,
    "show ip bgp summary": read_bgp,
    "show vrrp brief": _vrrp,
    "show switch virtual": _stack,
}
TEMPLATES: Mapping[str, str] = {
    "show interface status": "ruijie_rgos_show_interfaces_status",
    "show interface description": "ruijie_rgos_show_interfaces_description",
    "show interface switchport": "ruijie_rgos_show_interfaces_switchport",
    "show ip arp": "ruijie_rgos_show_arp",
    "show mac-address-table dynamic": "ruijie_rgos_show_mac-address-table",
    "show ip route vrf {vrf}": "ruijie_rgos_show_ip_route",
}
_ARP = (Total(pattern=r"^Total Numbers? of Arp\s*:\s*(?P<count>\d+)"),)
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "show arp": _ARP,
    "show ip arp": _ARP,
    "show lldp neighbors": (Total(pattern=r"^Total entries displayed\s*:\s*(?P<count>\d+)"),),
    "show ip ospf neighbor": (Total(pattern=r"^OSPF process \d+,\s*(?P<count>\d+) Neighbor"),),
    "show ip bgp summary": (Total(pattern=r"^Total number of neighbors\s*:?\s*(?P<count>\d+)"),),
}

VENDOR = Vendor(platform="ruijie_rgos", maker="ruijie", readers=READERS, templates=TEMPLATES, totals=TOTALS)
