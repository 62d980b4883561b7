"""MIB tables: one module a MIB, each written down as a table; `TABLES` is the plug point.

The order is that of reading, cheap and identifying before dear, and of building.
"""

from __future__ import annotations

from collectors.snmp.mibs import bridge_mib, entity_mib, if_mib, ip_mib, lag_mib, lldp_mib, snmpv2_mib
from collectors.snmp.mibs.table import Table

TABLES: tuple[Table, ...] = (
    snmpv2_mib.SYSTEM,
    lldp_mib.LOCAL,
    ip_mib.ADDR,
    ip_mib.ADDRESS,
    if_mib.NAMES,
    if_mib.STATES,
    lldp_mib.LOCAL_PORTS,
    lldp_mib.REMOTE_ADDRESSES,
    lldp_mib.REMOTE,
    lag_mib.AGGREGATES,
    if_mib.STACK,
    entity_mib.CLASSES,
    entity_mib.CHASSIS,
    bridge_mib.BASE_PORTS,
    bridge_mib.VLANS,
    bridge_mib.PORT_VLANS,
    if_mib.WIDE_COUNTERS,
    if_mib.COUNTERS,
    if_mib.ERRORS,
    ip_mib.NET_TO_MEDIA,
)
