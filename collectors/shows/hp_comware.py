"""Captures of H3C and HPE Comware 5 and 7: which commands are read, and what they add to the record.

*Source*: H3C S6800, S5560X, S10500 and MSR command references (display commands of interfaces, LLDP, ARP, MAC, VLAN, link
aggregation, IRF, devices).
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.words import address_of
from collectors.shows import comware_protocols
from collectors.shows.answers import Reader, Row, Table, Total, Vendor
from collectors.shows.cisco_words import addresses
from collectors.shows.draft import Draft
from collectors.shows.rows import add_lag, add_lag_member, add_neighbour, add_stack_member
from collectors.shows.vrp_words import add_port, chassis_of, comware_port, fdb_status, said, states, vlans_of
from topology.model.configured import StackMember
from topology.model.names import canonical_mac
from topology.model.records import Arp, Neighbour, NeighbourProtocol
from topology.model.tables import FdbEntry, LagMember, Module

_CHASSIS_KINDS = {"MAC address": 4, "Network address": 5, "Interface name": 6, "Interface alias": 2, "Locally assigned": 7}
_PORT_KINDS = {
    "Interface alias": 1,
    "Port component": 2,
    "MAC address": 3,
    "Network address": 4,
    "Interface name": 5,
    "Locally assigned": 7,
}
_CAPABILITIES = {"other": 0, "repeater": 1, "bridge": 2, "wlan access point": 3, "router": 4, "telephone": 5, "station only": 7}
_MAC = 4
_MAC_PORT = 3
_UNITS = {"Kbps": 1_000, "kbps": 1_000, "Mbps": 1_000_000, "Gbps": 1_000_000_000, "G": 1_000_000_000, "M": 1_000_000}


def _version(table: Table, draft: Draft) -> None:
    for row in table.rows:
        version, release = row.text("version"), row.text("release")
        draft.say(model=row.text("model"), software=f"{version}, {release}" if release else version)


def _manuinfo(table: Table, draft: Draft) -> None:
    chassis = [row for row in table.rows if row.text("slot_type") == "Chassis"]
    boxes = chassis or [row for row in table.rows if (row.text("slot_type") or "").lower() == "slot"]
    for index, row in enumerate(table.rows, start=1):
        serial = said(row.text("device_serial_number"))
        kind = "power-supply" if row.text("slot_type") == "Power" else "chassis" if row in boxes else "module"
        if row in boxes:
            draft.say(model=row.text("device_name"))
            draft.add_serial(serial)
            draft.add_chassis(canonical_mac(row.text("mac_address") or ""))
        if serial or row.text("device_name"):
            name = " ".join(text for text in (row.text("slot_type"), row.text("slot_id")) if text)
            draft.add("modules", Module(index=index, kind=kind, name=name or None, model=row.text("device_name"), serial=serial,
                                        made=row.text("manufacturing_date"), ref=table.place(row)))  # fmt: skip


def _lldp_local(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.say(name=row.text("name"), description=row.text("description"))
        draft.add_chassis(chassis_of(row.text("chassis"))[1])


def _interface(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mode = (row.text("port_link_type") or "").lower()
        enabled, up = states((row.text("line_status") or "").lower() or None, row.text("protocol_status"))
        trunk = vlans_of(tuple(text.partition("(")[0] for text in row.texts("vlan_permitted") or row.texts("vlan_passing")))
        macs = [mac for text in row.texts("hw_address") if (mac := canonical_mac(text))]
        pvid = row.number("vlan_native")
        add_port(
            table, row, draft, comware_port(row.text("interface")), enabled=enabled, up=up, description=_description(row),
            mtu=row.number("mtu"), mac=macs[0] if macs else None, speed_bps=_rate(row.text("speed")) if up else None,
            addresses=tuple(text for text in row.texts("ip_address") if address_of(text.partition("/")[0]) and "/" in text),
            vlan_access=pvid if mode == "access" else None, vlan_native=pvid if mode in {"trunk", "hybrid"} else None,
            vlan_trunk=trunk if mode == "trunk" else None,
        )  # fmt: skip


def _description(row: Row) -> str | None:
    """Return what an operator wrote; ``<name> Interface`` is the default."""
    text = row.text("description")
    return None if text and text == f"{row.text('interface')} Interface" else text


def _rate(text: str | None) -> int | None:
    """Return a rate [bit/s] of ``1000Mbps-speed`` or ``10G``."""
    bare = (text or "").removesuffix("(a)").removesuffix("-speed")
    digits = bare.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    unit = _UNITS.get(bare[len(digits) :])
    return int(digits) * unit if digits.isdecimal() and unit else None


def _interface_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        enabled, up = states(row.text("link"), row.text("protocol"))
        kind, vlan = row.text("type"), row.number("vlan_id")
        name = comware_port(row.text("interface"))
        add_port(
            table, row, draft, name, enabled=enabled, up=up, description=row.text("description"),
            speed_bps=_rate(row.text("speed")) if up else None, vlan_access=vlan if kind == "A" else None,
            vlan_native=vlan if kind in {"T", "H"} else None,
        )  # fmt: skip
        if name is not None and (address := address_of(row.text("main_ip") or "")):
            draft.bare_address(name, address, table.place(row))


def _ip_interface(table: Table, draft: Draft) -> None:
    for row in table.rows:
        enabled, up = states((row.text("line_status") or "").lower() or None, row.text("protocol_status"))
        texts = tuple(text for text in row.texts("ip_address") if "/" in text)
        add_port(table, row, draft, comware_port(row.text("interface")), enabled=enabled, up=up, mtu=row.number("mtu"), addresses=texts)


def _ip_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        enabled, up = states(row.text("physical"), row.text("protocol"))
        address, name = said(row.text("address")), comware_port(row.text("interface"))
        add_port(
            table, row, draft, name, enabled=enabled, up=up, vrf=said(row.text("vrf")), description=said(row.text("description")),
            addresses=(address,) if address and "/" in address else (),
        )  # fmt: skip
        if name is not None and address and "/" not in address:
            draft.bare_address(name, address, table.place(row))


def _lldp_list(table: Table, draft: Draft) -> None:
    for row in table.rows:
        kind, chassis = chassis_of(row.text("chassis"))
        name = add_port(table, row, draft, comware_port(row.text("local_interface")))
        add_neighbour(
            draft,
            Neighbour(
                protocol=NeighbourProtocol.LLDP, local_port=name, chassis_subtype=kind, chassis_id=chassis, port_id=said(row.text("port")),
                system_name=said(row.text("name")), ref=table.place(row),
            ),
        )  # fmt: skip


def _lldp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        kind, port_kind = _CHASSIS_KINDS.get(row.text("chassis_kind") or ""), _PORT_KINDS.get(row.text("port_kind") or "")
        chassis, port = said(row.text("chassis")), said(row.text("port"))
        name = add_port(table, row, draft, comware_port(row.text("local_interface")))
        add_neighbour(
            draft,
            Neighbour(
                protocol=NeighbourProtocol.LLDP, local_port=name, chassis_subtype=kind,
                chassis_id=(canonical_mac(chassis) or chassis) if chassis and kind == _MAC else chassis, port_subtype=port_kind,
                port_id=(canonical_mac(port) or port) if port and port_kind == _MAC_PORT else port,
                port_description=said(row.text("port_description")), system_name=said(row.text("name")),
                system_description=" ".join(row.texts("description")) or None, capabilities=_capabilities(row.text("capabilities")),
                management_addresses=addresses(row.texts("addresses")), ref=table.place(row),
            ),
        )  # fmt: skip


def _capabilities(text: str | None) -> int | None:
    bits = {_CAPABILITIES[word] for part in (text or "").lower().split(",") if (word := part.strip()) in _CAPABILITIES}
    return sum(1 << bit for bit in bits) if bits else None


def _arp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mac, address = canonical_mac(row.text("mac_address") or ""), address_of(row.text("ip_address") or "")
        if mac and address and row.text("type") != "I":
            draft.add("arp", Arp(address=address, mac=mac, interface=comware_port(row.text("interface"))))


def _mac(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mac = canonical_mac(row.text("mac_address") or "")
        if mac:
            port, status = comware_port(row.text("interface")), fdb_status(row.text("state"))
            draft.add("fdb", FdbEntry(mac=mac, vlan=row.number("vlan_id"), interface=port, status=status, ref=table.place(row)))


def _vlan(table: Table, draft: Draft) -> None:
    for row in table.rows:
        vid, name = row.number("vlan_id"), said(row.text("name") or row.text("vlan_name"))
        draft.vlan(vid, None if vid is not None and name == f"VLAN {vid:04d}" else name, table.place(row))


def _lag_summary(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = add_port(table, row, draft, comware_port(row.text("interface")))
        if name is not None:
            add_lag(draft, name, "lacp" if row.text("mode") == "D" else "static", table.place(row))


def _lag_verbose(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, port = comware_port(row.text("interface")), comware_port(row.text("port"))
        if name is None or port is None:
            continue
        add_port(table, row, draft, name)
        add_port(table, row, draft, port)
        add_lag(draft, name, {"Static": "static", "Dynamic": "lacp"}.get(row.text("mode") or ""), table.place(row))
        remote, status = row.text("side") is not None, row.text("status")
        add_lag_member(
            draft,
            LagMember(
                interface=port, aggregate=name, active=None if status is None else status == "S",
                actor_port=None if remote else row.number("number"), partner_port=row.number("number") if remote else None,
                partner_key=row.number("key") if remote else None, partner_system=canonical_mac(row.text("partner_system") or ""),
                ref=table.place(row),
            ),
        )  # fmt: skip


def _irf(table: Table, draft: Draft) -> None:
    domain = next((line.text.partition(":")[2].strip() for line in table.lines if line.text.startswith("Domain ID")), None)
    for line in table.lines:
        label, _, mac = line.text.partition(":")
        if label.strip().endswith("MAC of the IRF is"):
            draft.add_chassis(canonical_mac(mac))
    for row in table.rows:
        member, priority = row.number("member"), row.number("priority")
        add_stack_member(draft, StackMember(kind="irf", member=member, priority=priority, domain=domain, ref=table.place(row)))


def _irf_ports(table: Table, draft: Draft) -> None:
    for row in table.rows:
        texts = (*row.texts("ports_1"), *row.texts("ports_2"))
        ports = tuple(name for text in texts if text != "disable" and (name := comware_port(text)))
        add_stack_member(draft, StackMember(kind="irf", member=row.number("member"), ports=ports, ref=table.place(row)))


def _irf_topology(table: Table, draft: Draft) -> None:
    for row in table.rows:
        add_stack_member(draft, StackMember(kind="irf", member=row.number("member"), ref=table.place(row)))


READERS: Mapping[str, Reader] = {
    "display version": _version,
    "display device manuinfo": _manuinfo,
    "display interface": _interface,
    "display interface brief": _interface_brief,
    "display interface {interface}": _interface,
    "display ip interface": _ip_interface,
    "display ip interface brief": _ip_brief,
    "display lldp local-information": _lldp_local,
    "display lldp local-information global": _lldp_local,
    "display lldp neighbor-information": _lldp,
    "display lldp neighbor-information list": _lldp_list,
    "display lldp neighbor-information verbose": _lldp,
    "display lldp neighbor-information interface {interface} verbose": _lldp,
    "display arp": _arp,
    "display arp all": _arp,
    "display mac-address": _mac,
    "display mac-address dynamic": _mac,
    "display vlan all": _vlan,
    "display vlan brief": _vlan,
    "display link-aggregation summary": _lag_summary,
    "display link-aggregation verbose": _lag_verbose,
    "display irf": _irf,
    "display irf configuration": _irf_ports,
    "display irf topology": _irf_topology,
    **comware_protocols.READERS,
}
_INTERFACE = "hp_comware_display_interface|any_hp_comware_display_interface"
TEMPLATES: Mapping[str, str] = {
    "display interface": _INTERFACE,
    "display interface {interface}": _INTERFACE,
    "display lldp local-information global": "hp_comware_display_lldp_local-information",
    "display lldp neighbor-information": "hp_comware_display_lldp_neighbor-information_verbose",
    "display lldp neighbor-information interface {interface} verbose": "hp_comware_display_lldp_neighbor-information_verbose",
    "display arp all": "hp_comware_display_arp",
    "display mac-address dynamic": "hp_comware_display_mac-address",
    **comware_protocols.TEMPLATES,
}
_FOUND = (Total(pattern=r"(?P<count>\d+) mac address\(es\) found"),)
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "display mac-address": _FOUND,
    "display mac-address dynamic": _FOUND,
    **comware_protocols.TOTALS,
}

VENDOR = Vendor(platform="hp_comware", maker="h3c", readers=READERS, templates=TEMPLATES, totals=TOTALS)
