"""The SNMP view of a device, one module a MIB group."""

from __future__ import annotations

from lab.tables import addresses, bridge, entity, forwarding, interfaces, lag, lldp, system
from lab.tables.table import Table

TABLES: tuple[Table, ...] = (
    system.TABLE,
    *interfaces.TABLES,
    *addresses.TABLES,
    *bridge.TABLES,
    *forwarding.TABLES,
    entity.TABLE,
    *lldp.TABLES,
    lag.TABLE,
)
"""Every table an agent of the lab serves."""
