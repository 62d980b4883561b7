"""What a dialect gathers while it reads: one list for each part of a `DeviceRecord` that a configuration can fill."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from topology.model.configured import (
    Acl,
    AclBinding,
    AclRule,
    DhcpPool,
    DhcpRelay,
    IpsecPeer,
    ManagementAccess,
    ManagementServer,
    Multicast,
    NatPool,
    NatRule,
    NetworkStatement,
    ObjectGroup,
    OspfArea,
    PrefixFilter,
    Redistribution,
    RoutePolicy,
    ServiceInstance,
    ServicePolicy,
    StackMember,
    StpConfiguration,
    Tunnel,
    VlanDomain,
    VrfFamily,
    Zone,
    ZonePolicy,
)
from topology.model.records import (
    Route,
    Vlan,
    Vrf,
)
from topology.model.tables import (
    BgpPeer,
    BgpProcess,
    FhrpGroup,
    IsisCircuit,
    IsisProcess,
    Lag,
    Module,
    OspfInterface,
    OspfProcess,
    StpInstance,
)


@dataclass(slots=True)
class Facts:
    """The facts so far, in the order of the text; the names are those of the record's parts."""

    vlans: list[Vlan] = field(default_factory=list)
    vrfs: list[Vrf] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    lags: list[Lag] = field(default_factory=list)
    stp: list[StpInstance] = field(default_factory=list)
    ospf: list[OspfProcess] = field(default_factory=list)
    ospf_interfaces: list[OspfInterface] = field(default_factory=list)
    isis: list[IsisProcess] = field(default_factory=list)
    isis_circuits: list[IsisCircuit] = field(default_factory=list)
    bgp: list[BgpProcess] = field(default_factory=list)
    bgp_peers: list[BgpPeer] = field(default_factory=list)
    fhrp: list[FhrpGroup] = field(default_factory=list)
    vrf_families: list[VrfFamily] = field(default_factory=list)
    nat_rules: list[NatRule] = field(default_factory=list)
    nat_pools: list[NatPool] = field(default_factory=list)
    acls: list[Acl] = field(default_factory=list)
    acl_rules: list[AclRule] = field(default_factory=list)
    acl_bindings: list[AclBinding] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    zone_policies: list[ZonePolicy] = field(default_factory=list)
    object_groups: list[ObjectGroup] = field(default_factory=list)
    ospf_areas: list[OspfArea] = field(default_factory=list)
    redistributions: list[Redistribution] = field(default_factory=list)
    route_policies: list[RoutePolicy] = field(default_factory=list)
    prefix_filters: list[PrefixFilter] = field(default_factory=list)
    network_statements: list[NetworkStatement] = field(default_factory=list)
    dhcp_relays: list[DhcpRelay] = field(default_factory=list)
    dhcp_pools: list[DhcpPool] = field(default_factory=list)
    tunnels: list[Tunnel] = field(default_factory=list)
    ipsec_peers: list[IpsecPeer] = field(default_factory=list)
    stp_configurations: list[StpConfiguration] = field(default_factory=list)
    stack_members: list[StackMember] = field(default_factory=list)
    multicast: list[Multicast] = field(default_factory=list)
    management_servers: list[ManagementServer] = field(default_factory=list)
    management_accesses: list[ManagementAccess] = field(default_factory=list)
    service_policies: list[ServicePolicy] = field(default_factory=list)
    vlan_domains: list[VlanDomain] = field(default_factory=list)
    service_instances: list[ServiceInstance] = field(default_factory=list)

    def parts(self) -> dict[str, Any]:
        """Return the parts for a `DeviceRecord`."""
        return {part.name: tuple(getattr(self, part.name)) for part in fields(self)}
