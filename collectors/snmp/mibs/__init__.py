"""MIB tables: one module a MIB, each written down as a table; `TABLES` is the plug point.

The order is that of reading, cheap and identifying before dear, and of building, but for those tables that
prepare others.
"""

from __future__ import annotations

from collectors.snmp.mibs import (
    arista_vrf_mib,
    bgp4_mib,
    bridge_mib,
    bridge_stp_mib,
    cisco_cdp_mib,
    cisco_hsrp_mib,
    cisco_vlan_membership_mib,
    cisco_vtp_mib,
    entity_mib,
    extreme_edp_mib,
    foundry_fdp_mib,
    h3c_ndp_mib,
    hh3c_entity_ext_mib,
    hh3c_lag_mib,
    huawei_bgp_vpn_mib,
    huawei_entity_extent_mib,
    huawei_if_ext_mib,
    huawei_l2mam_mib,
    if_mib,
    ip_forward_mib,
    ip_mib,
    isis_mib,
    juniper_bgp4_v2_mib,
    juniper_mib,
    lag_mib,
    lldp_mib,
    lldp_v2_mib,
    mpls_l3vpn_mib,
    ospf_mib,
    q_bridge_mib,
    snmpv2_mib,
    vrrp_mib,
    vrrpv3_mib,
)
from collectors.snmp.mibs.table import Table

_IDENTITY = (snmpv2_mib.SYSTEM, lldp_mib.LOCAL, ip_mib.ADDR, ip_mib.ADDRESS)
_INTERFACES = (if_mib.NAMES, if_mib.STATES, if_mib.WIDE_COUNTERS, if_mib.COUNTERS, if_mib.ERRORS)
_NEIGHBOURS = (
    lldp_mib.LOCAL_PORTS,
    lldp_mib.REMOTE_ADDRESSES,
    lldp_mib.REMOTE,
    lldp_v2_mib.LOCAL,
    lldp_v2_mib.REMOTE_ADDRESSES,
    lldp_v2_mib.REMOTE,
    cisco_cdp_mib.CACHE,
    foundry_fdp_mib.CACHE,
    extreme_edp_mib.VLANS,
    extreme_edp_mib.NEIGHBOURS,
    h3c_ndp_mib.H3C,
    h3c_ndp_mib.HUAWEI,
)
_AGGREGATES = (
    lag_mib.PORTS,
    lag_mib.PARTNERS,
    lag_mib.AGGREGATES,
    huawei_if_ext_mib.TRUNKS,
    huawei_if_ext_mib.MEMBERS,
    if_mib.STACK,
)
_HARDWARE = (
    entity_mib.CLASSES,
    entity_mib.MODULES,
    huawei_entity_extent_mib.STATES,
    huawei_entity_extent_mib.UNITS,
    hh3c_entity_ext_mib.STATES,
    hh3c_entity_ext_mib.MANUFACTURE,
    juniper_mib.BOX,
)
_BRIDGE = (
    bridge_mib.BASE,
    bridge_mib.BASE_PORTS,
    q_bridge_mib.VLANS,
    q_bridge_mib.PORT_VLANS,
    cisco_vtp_mib.VLANS,
    cisco_vtp_mib.TRUNKS,
    cisco_vlan_membership_mib.MEMBERSHIP,
    bridge_stp_mib.INSTANCE,
    bridge_stp_mib.PORTS,
    hh3c_lag_mib.GROUPS,
)
_ROUTING = (
    mpls_l3vpn_mib.VRFS,
    mpls_l3vpn_mib.TARGETS,
    mpls_l3vpn_mib.INTERFACES,
    arista_vrf_mib.VRFS,
    arista_vrf_mib.INTERFACES,
    ospf_mib.PROCESS,
    ospf_mib.AREAS,
    ospf_mib.INTERFACES,
    ospf_mib.METRICS,
    ospf_mib.NEIGHBOURS,
    isis_mib.PROCESS,
    isis_mib.AREAS,
    isis_mib.CIRCUITS,
    isis_mib.LEVELS,
    isis_mib.ADJACENCIES,
    isis_mib.ADDRESSES,
    isis_mib.ROUTERS,
    bgp4_mib.PROCESS,
    juniper_bgp4_v2_mib.PEERS,
    huawei_bgp_vpn_mib.FAMILIES,
    huawei_bgp_vpn_mib.PEERS,
    bgp4_mib.PEERS,
    vrrp_mib.ADDRESSES,
    vrrp_mib.GROUPS,
    vrrpv3_mib.ADDRESSES,
    vrrpv3_mib.GROUPS,
    cisco_hsrp_mib.GROUPS,
)
_DEAR = (
    ip_mib.NET_TO_MEDIA,
    ip_mib.NET_TO_PHYSICAL,
    ip_mib.OLD_IPV6_HOSTS,
    huawei_l2mam_mib.FDB,
    q_bridge_mib.FDB,
    q_bridge_mib.FILTERING,
    bridge_mib.FDB,
    ip_forward_mib.INET_CIDR,
    ip_forward_mib.IP_CIDR,
)

TABLES: tuple[Table, ...] = (
    *_IDENTITY,
    *_INTERFACES,
    *_NEIGHBOURS,
    *_AGGREGATES,
    *_HARDWARE,
    *_BRIDGE,
    *_ROUTING,
    *_DEAR,
)
