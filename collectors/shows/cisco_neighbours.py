"""Neighbours in the tables of CDP and LLDP as IOS, IOS XE, NX-OS and IOS XR print them; templates name the columns in several ways."""

from __future__ import annotations

from collectors.shows.answers import Row, Table
from collectors.shows.cisco_words import PortNames, addresses, cdp_capabilities, chassis, lldp_capabilities, port, said
from collectors.shows.draft import Draft
from collectors.shows.rows import add_neighbour
from collectors.snmp.mibs.cisco_cdp_mib import device_id
from topology.model.records import Neighbour, NeighbourProtocol


def _first(row: Row, *names: str) -> str | None:
    return next((text for name in names if (text := said(row.text(name)))), None)


def read_cdp(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add what CDP heard; a device id is a name, ``name(SERIAL)``, or a MAC."""
    for row in table.rows:
        said_id = _first(row, "chassis_id", "neighbor_name")
        name, subtype, chassis_id = device_id(None, said_id)
        if chassis_id is None and (as_mac := chassis(said_id))[0]:
            name, (subtype, chassis_id) = None, as_mac
        own_name = _first(row, "neighbor_name") if row.text("chassis_id") else None
        local, far = _first(row, "local_interface"), _first(row, "neighbor_interface")
        add_neighbour(
            draft,
            Neighbour(
                protocol=NeighbourProtocol.CDP,
                local_port=ports.full(local) if local else None,
                chassis_subtype=subtype,
                chassis_id=chassis_id,
                port_id=far,
                system_name=own_name or name,
                system_description=_first(row, "neighbor_description", "platform") if "neighbor_description" in row.values else None,
                management_addresses=addresses((row.text("mgmt_address"), row.text("interface_ip"))),
                capabilities=cdp_capabilities(row.text("capabilities")),
                ref=table.place(row),
            ),
        )


def read_lldp(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add what LLDP heard; a port id may be any text, a port's name in whatever spelling, a number or a MAC."""
    for row in table.rows:
        described = "neighbor_port_id" in row.values
        subtype, chassis_id = chassis(_first(row, "chassis_id"))
        port_subtype, port_id = port(_first(row, "neighbor_port_id") if described else _first(row, "neighbor_interface"))
        local = _first(row, "local_interface")
        name = _first(row, "neighbor_name", "neighbor")
        add_neighbour(
            draft,
            Neighbour(
                protocol=NeighbourProtocol.LLDP,
                local_port=ports.full(local) if local else None,
                chassis_subtype=subtype,
                chassis_id=chassis_id,
                port_subtype=port_subtype,
                port_id=port_id,
                port_description=_first(row, "neighbor_port_description", "neighbor_interface") if described else None,
                system_name=None if name is None or chassis(name)[0] else name,
                system_description=_first(row, "neighbor_description", "system_description"),
                management_addresses=addresses((row.text("mgmt_address"), row.text("management_ip"), row.text("management_ipv6"))),
                capabilities=lldp_capabilities(row.text("capabilities")),
                ref=table.place(row),
            ),
        )
