"""Captures of Huawei VRP: which commands are read, and what they add to the record.

*Source*: Huawei S-series, CloudEngine, AR and NE40E command references (display commands of interfaces, LLDP, ARP, MAC, VLAN,
Eth-Trunk, STP, VRRP, NAT, ACL, stacks and devices).
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.words import address_of
from collectors.shows import vrp_routing, vrp_security, vrp_switching
from collectors.shows.answers import Reader, Row, Table, Total, Vendor
from collectors.shows.draft import Draft
from collectors.shows.rows import add_lag, add_lag_member, add_neighbour
from collectors.shows.vrp_words import add_port, chassis_of, said, states, vrp_port
from topology.model.names import canonical_mac
from topology.model.records import Arp, Neighbour, NeighbourProtocol
from topology.model.tables import LagMember, Module

_CHASSIS_KINDS = {
    "macaddress": 4,
    "networkaddress": 5,
    "interfacename": 6,
    "interfacealias": 2,
    "local": 7,
    "chassiscomponent": 1,
    "portcomponent": 3,
}
_PORT_KINDS = {
    "interfacealias": 1,
    "portcomponent": 2,
    "macaddress": 3,
    "networkaddress": 4,
    "interfacename": 5,
    "agentcircuitid": 6,
    "local": 7,
}
_CAPABILITIES = {
    "other": 0,
    "repeater": 1,
    "bridge": 2,
    "wlanaccesspoint": 3,
    "router": 4,
    "telephone": 5,
    "docsiscabledevice": 6,
    "stationonly": 7,
}
_SPEEDS = 1_000_000
"""``Speed : 1000`` is in Mbit/s."""


def _version(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.say(model=row.text("model"), software=row.text("product_version") or row.text("vrp_version"))


def _device(table: Table, draft: Draft) -> None:
    for index, row in enumerate(table.rows, start=1):
        slot, card, model = row.text("slot"), said(row.text("card")), row.text("pid")
        name = f"{slot}/{card}" if card else slot
        kind = "power-supply" if (card or slot or "").upper().startswith("PWR") else "module"
        role = (row.text("ha_status") or "").lower()
        draft.add(
            "modules",
            Module(
                index=index,
                kind=kind,
                name=name,
                model=(model or "").lstrip("*") or None,
                redundancy={"master": "active", "slave": "standby", "standby": "standby"}.get(role),
                ref=table.place(row),
            ),
        )


def _esn(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.add_serial(row.text("serial"))


def _bridge(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.add_chassis(canonical_mac(row.text("mac") or ""))


def _lldp_local(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.say(name=row.text("name"), description=row.text("description"))
        draft.add_chassis(chassis_of(row.text("chassis"))[1])


def _interface(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = vrp_port(row.text("interface"))
        enabled, up = states(row.text("link_status"), row.text("protocol_status"))
        address, mac, speed = row.text("ip_address"), row.text("mac_address"), row.number("speed")
        mode = (row.text("link_type") or "").lower()
        pvid = row.number("vlan_id")
        add_port(
            table,
            row,
            draft,
            name,
            enabled=enabled,
            up=up,
            description=row.text("interface_description"),
            mtu=row.number("mtu"),
            addresses=(address,) if address and "/" in address and address_of(address.partition("/")[0]) else (),
            mac=canonical_mac(mac) if mac else None,
            speed_bps=speed * _SPEEDS if speed and up else None,
            vlan_access=pvid if mode.startswith("access") else None,
            vlan_native=pvid if mode.startswith(("trunk", "hybrid")) else None,
        )
        for member in row.texts("aggregated_interfaces"):
            _member(table, row, draft, vrp_port(member), name)


def _member(table: Table, row: Row, draft: Draft, port: str | None, trunk: str | None, *, active: bool | None = None) -> None:
    if port is not None and trunk is not None:
        add_port(table, row, draft, port)
        add_lag(draft, trunk, None, table.place(row))
        add_lag_member(draft, LagMember(interface=port, aggregate=trunk, active=active, ref=table.place(row)))


def _interface_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        enabled, up = states(row.text("phy"), row.text("protocol"))
        add_port(table, row, draft, vrp_port(row.text("interface")), enabled=enabled, up=up)


def _description(table: Table, draft: Draft) -> None:
    for row in table.rows:
        enabled, up = states(row.text("phy"), row.text("protocol"))
        add_port(table, row, draft, vrp_port(row.text("interface")), enabled=enabled, up=up, description=row.text("description"))


def _ip_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        enabled, up = states(row.text("physical"), row.text("protocol"))
        address = said(row.text("address"))
        add_port(
            table,
            row,
            draft,
            vrp_port(row.text("interface")),
            enabled=enabled,
            up=up,
            vrf=said(row.text("vrf")),
            addresses=(address,) if address else (),
        )


def _lldp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        kind, port_kind = (
            _kind(_CHASSIS_KINDS, row.text("chassis_type")),
            _kind(_PORT_KINDS, row.text("port_id_subtype") or row.text("port_id_type")),
        )
        chassis, port = said(row.text("chassis_id")), said(row.text("neighbor_port_id"))
        if chassis is None and port is None:
            continue
        name = vrp_port(row.text("local_interface"))
        add_port(table, row, draft, name)
        address = address_of(row.text("mgmt_address") or "")
        add_neighbour(
            draft,
            Neighbour(
                protocol=NeighbourProtocol.LLDP,
                local_port=name,
                chassis_subtype=kind,
                chassis_id=(canonical_mac(chassis) or chassis) if chassis and kind == _CHASSIS_KINDS["macaddress"] else chassis,
                port_subtype=port_kind,
                port_id=(canonical_mac(port) or port) if port and port_kind == _PORT_KINDS["macaddress"] else port,
                port_description=said(row.text("neighbor_interface")),
                system_name=said(row.text("neighbor_name")),
                system_description=" ".join(row.texts("neighbor_description")) or None,
                capabilities=_capabilities(row.text("capabilities")),
                management_addresses=(address,) if address else (),
                ref=table.place(row),
            ),
        )


def _kind(kinds: Mapping[str, int], text: str | None) -> int | None:
    return kinds.get("".join((text or "").lower().replace("-", "").split()))


def _capabilities(text: str | None) -> int | None:
    bits = [_CAPABILITIES[word] for word in (text or "").lower().replace(",", " ").split() if word in _CAPABILITIES]
    return sum(1 << bit for bit in set(bits)) if bits else None


def _lldp_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = vrp_port(row.text("local_interface"))
        add_port(table, row, draft, name)
        add_neighbour(
            draft,
            Neighbour(
                protocol=NeighbourProtocol.LLDP,
                local_port=name,
                port_id=said(row.text("neighbour_interface")),
                system_name=said(row.text("neighbour")),
                ref=table.place(row),
            ),
        )


def _arp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mac, address = canonical_mac(row.text("mac_address") or ""), address_of(row.text("ip_address") or row.text("ipv6_address") or "")
        if mac and address and not (row.text("type") or "").startswith("I"):
            draft.add("arp", Arp(address=address, mac=mac, interface=vrp_port(row.text("interface"))))


READERS: Mapping[str, Reader] = {
    "display version": _version,
    "display device": _device,
    "display device all": _device,
    "display device card": _device,
    "display esn": _esn,
    "display bridge mac-address": _bridge,
    "display interface": _interface,
    "display interface brief": _interface_brief,
    "display interface description": _description,
    "display interface {interface}": _interface,
    "display ip interface brief": _ip_brief,
    "display lldp neighbor": _lldp,
    "display lldp neighbor brief": _lldp_brief,
    "display lldp neighbor interface {interface}": _lldp,
    "display lldp local": _lldp_local,
    "display arp": _arp,
    "display arp all": _arp,
    "display arp brief": _arp,
    "display ipv6 neighbors": _arp,
    **vrp_switching.READERS,
    **vrp_security.READERS,
    **vrp_routing.READERS,
}
_INTERFACE = "huawei_vrp_display_interface|any_huawei_vrp_display_interface"
TEMPLATES: Mapping[str, str] = {
    "display interface": _INTERFACE,
    "display interface {interface}": _INTERFACE,
    "display device all": "huawei_vrp_display_device",
    "display device card": "huawei_vrp_display_device",
    "display lldp neighbor interface {interface}": "huawei_vrp_display_lldp_neighbor",
    "display arp": "huawei_vrp_display_arp_all",
    **vrp_switching.TEMPLATES,
    **vrp_security.TEMPLATES,
    **vrp_routing.TEMPLATES,
}
_ROWS = r"^Total\s*:\s*(?P<count>\d+)"
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "display arp": (Total(pattern=_ROWS),),
    "display arp all": (Total(pattern=_ROWS),),
    "display arp brief": (Total(pattern=_ROWS),),
    "display ipv6 neighbors": (Total(pattern=_ROWS),),
    **vrp_switching.TOTALS,
    **vrp_security.TOTALS,
    **vrp_routing.TOTALS,
}

VENDOR = Vendor(platform="huawei_vrp", maker="huawei", readers=READERS, templates=TEMPLATES, totals=TOTALS)
