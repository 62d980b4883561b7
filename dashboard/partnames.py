"""Names of the parts of a record, for people who see what an import changes."""

from __future__ import annotations

from typing import Final

from dashboard.labels import fact_name
from topology.model.text import N_, Translate

PART_NAMES: Final = {
    "system": N_("System"),
    "interfaces": N_("Interfaces"),
    "local_ports": N_("LLDP local ports"),
    "neighbours": N_("Neighbours"),
    "vlans": N_("VLAN"),
    "vrfs": N_("VRF"),
    "routes": N_("Static routes"),
    "arp": N_("ARP and neighbour entries"),
    "modules": N_("Modules"),
    "lags": N_("Aggregates"),
    "lag_members": N_("Members of aggregates"),
    "stp": N_("Spanning tree"),
    "stp_ports": N_("Spanning-tree ports"),
    "ospf": N_("OSPF processes"),
    "ospf_interfaces": N_("OSPF interfaces"),
    "ospf_neighbours": N_("OSPF neighbours"),
    "isis": N_("IS-IS processes"),
    "isis_circuits": N_("IS-IS interfaces"),
    "isis_adjacencies": N_("IS-IS adjacencies"),
    "bgp": N_("BGP processes"),
    "bgp_peers": N_("BGP peers"),
    "fhrp": N_("Gateway redundancy"),
    "forwarding": N_("Forwarding entries"),
    "fdb": N_("MAC entries"),
    "vrf_families": N_("VRF address families"),
    "nat_rules": N_("NAT rules"),
    "nat_pools": N_("NAT pools"),
    "acls": N_("ACL"),
    "acl_rules": N_("ACL rules"),
    "acl_bindings": N_("ACL bindings"),
    "zones": N_("Zones"),
    "zone_policies": N_("Zone policies"),
    "object_groups": N_("Object groups"),
    "ospf_areas": N_("OSPF areas"),
    "redistributions": N_("Redistribution"),
    "route_policies": N_("Route policies"),
    "prefix_filters": N_("Prefix filters"),
    "network_statements": N_("Network statements"),
    "dhcp_relays": N_("DHCP relays"),
    "dhcp_pools": N_("DHCP pools"),
    "tunnels": N_("Tunnels"),
    "ipsec_peers": N_("IPsec peers"),
    "stp_configurations": N_("Spanning-tree configuration"),
    "stack_members": N_("Stack members"),
    "multicast": N_("Multicast"),
    "management_servers": N_("Management servers"),
    "management_accesses": N_("Management access"),
    "service_policies": N_("Service policies"),
    "vlan_domains": N_("VLAN domains (VTP)"),
    "service_instances": N_("Service instances (EVC)"),
    "cables": N_("Cables (declared)"),
}
"""Part of a `DeviceRecord` that states facts -> its name."""


def part_name(part: str, t: Translate) -> str:
    """Return the name of a part of a record, or of a table of the census."""
    return t(PART_NAMES[part]) if part in PART_NAMES else fact_name(part, t)
