"""Records: what one source said of one device, never edited afterwards.

A `DeviceRecord` is an envelope and parts. Each part is stored by its own content hash, so a second
look at an unchanged device costs almost nothing; values that always change (uptime, counters, ARP
and FDB ages) live in the envelope and in parts of their own.

Unknown is None. Addresses are text in canonical form with the prefix length (``10.1.2.3/24``), MACs
are ``aa:bb:cc:dd:ee:ff``, speeds bit/s. A `Ref` names the place a fact was read.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

import msgspec

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
from topology.model.errors import Problem
from topology.model.tables import (
    BgpPeer,
    BgpProcess,
    Cable,
    ChangeMark,
    FdbEntry,
    FhrpGroup,
    ForwardingEntry,
    IsisAdjacency,
    IsisCircuit,
    IsisProcess,
    Lag,
    LagMember,
    Module,
    OspfInterface,
    OspfNeighbour,
    OspfProcess,
    StpInstance,
    StpPort,
)


class SourceKind(StrEnum):
    """Where a record comes from."""

    SNMP = "snmp"
    CONFIG = "config"
    CAPTURE = "capture"
    NETBOX = "netbox"
    NMS = "nms"
    """What another management system (LibreNMS, Netdisco) says a device said."""
    MANUAL = "manual"


class Completeness(StrEnum):
    """How a look at one device ended."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """Who asked, whom, when, and how it went.

    `target` is the address asked as the collector reached it, or the file read; `vantage` names the
    place the collector stood; `realm` the address space in which the device's own addresses are unique.
    """

    kind: SourceKind
    target: str
    vantage: str
    realm: str
    collected_at: datetime
    uptime_s: float | None = None
    engine: str
    engine_version: str
    completeness: Completeness
    failed_tables: tuple[str, ...] = ()
    reason: str | None = None
    requests: int = 0
    duration_s: float = 0.0
    credential: str | None = None
    """Name in the scope of the credential that worked; never the secret."""


class System(msgspec.Struct, frozen=True, kw_only=True):
    """The device as a whole. `platform` is spelled as in NetBox and ntc-templates (``huawei_vrp``)."""

    name: str | None = None
    description: str | None = None
    object_id: str | None = None
    vendor: str | None = None
    platform: str | None = None
    model: str | None = None
    serials: tuple[str, ...] = ()
    software: str | None = None
    location: str | None = None
    contact: str | None = None
    chassis_ids: tuple[str, ...] = ()
    """LLDP local chassis ids: canonical MACs, or the text of other sub-types."""
    lifecycle: str | None = None
    """Where an inventory says that the device is in its life, in NetBox's words: ``active``, ``offline``, ``staged`` ..."""


class InterfaceKind(StrEnum):
    """What an interface is, as far as resolution cares."""

    PHYSICAL = "physical"
    LAG = "lag"
    VLAN = "vlan"
    LOOPBACK = "loopback"
    SUBINTERFACE = "subinterface"
    TUNNEL = "tunnel"
    MANAGEMENT = "management"
    OTHER = "other"


class Interface(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One interface as the source names it. `ref` is an OID or ``file:line``."""

    name: str
    index: int | None = None
    description: str | None = None
    """Operator's text: ifAlias, or ``description`` in a configuration."""
    label: str | None = None
    """The agent's long name (ifDescr), where it differs from `name` (ifName)."""
    kind: InterfaceKind = InterfaceKind.OTHER
    mac: str | None = None
    speed_bps: int | None = None
    mtu: int | None = None
    enabled: bool | None = None
    """Administrative state."""
    up: bool | None = None
    """Operational state."""
    addresses: tuple[str, ...] = ()
    """``address/length``, IPv4 and IPv6; secondary ones follow the first."""
    prefixes: tuple[str, ...] = ()
    """Prefixes of the interface in which the source does not say its own address (EUI-64 from a MAC that it does not name)."""
    vrf: str | None = None
    vlan_access: int | None = None
    vlan_trunk: tuple[int, ...] | None = None
    """Allowed VLANs; None where unknown or not a trunk."""
    vlan_native: int | None = None
    lag: str | None = None
    """Name of the aggregate this port is a member of."""
    bridge_port: int | None = None
    bandwidth_bps: int | None = None
    """Contracted or declared rate, as ``bandwidth`` says; not the port's speed."""
    mpls_mtu: int | None = None
    tcp_mss: int | None = None
    """Largest TCP segment that is let through."""
    vlan_inner: tuple[int, ...] = ()
    """Inner VLANs of a double-tagged sub-interface (QinQ)."""
    vlan_voice: int | None = None
    """VLAN that an access port also carries, tagged, for telephones."""
    ref: str | None = None


class Counter(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Traffic counters of one interface at the envelope's time."""

    interface: str
    in_octets: int | None = None
    out_octets: int | None = None
    in_errors: int | None = None
    out_errors: int | None = None
    in_discards: int | None = None
    out_discards: int | None = None
    bits: int | None = None
    """Width of the octet counters: 32 or 64; the narrow ones go round."""


class NeighbourProtocol(StrEnum):
    """Link-layer discovery protocols."""

    LLDP = "lldp"
    CDP = "cdp"
    FDP = "fdp"
    """Foundry's."""
    EDP = "edp"
    """Extreme's."""
    NDP = "ndp"
    """H3C's and old Huawei's neighbour discovery; nothing to do with IPv6."""


class LocalPort(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of the LLDP local port table: what the agent calls its own port in LLDP."""

    number: int
    """lldpLocPortNum; not an ifIndex."""
    subtype: int | None = None
    """LldpPortIdSubtype (IEEE 802.1AB): 1 ifAlias, 2 port component, 3 MAC, 4 network address, 5 ifName, 6 agent circuit id, 7 local."""
    port_id: str | None = None
    description: str | None = None


class Neighbour(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a device says of one neighbour."""

    protocol: NeighbourProtocol
    local_port: str | None
    """The local port as said: the LLDP local port number as text, or a name."""
    chassis_subtype: int | None = None
    """LldpChassisIdSubtype: 1 component, 2 ifAlias, 3 port, 4 MAC, 5 network address, 6 ifName, 7 local."""
    chassis_id: str | None = None
    port_subtype: int | None = None
    port_id: str | None = None
    port_description: str | None = None
    system_name: str | None = None
    system_description: str | None = None
    management_addresses: tuple[str, ...] = ()
    capabilities: int | None = None
    ref: str | None = None


class Arp(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A host seen in an ARP or neighbour-discovery table."""

    address: str
    mac: str
    interface: str | None = None
    """Name of the interface it was seen on, else None."""


class Vlan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A VLAN the device knows."""

    vid: int
    name: str | None = None
    ref: str | None = None


class Vrf(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A VRF (VPN instance) with its IPv4 route distinguisher and targets."""

    name: str
    rd: str | None = None
    import_targets: tuple[str, ...] = ()
    export_targets: tuple[str, ...] = ()
    ref: str | None = None


class Route(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A static route as configured."""

    prefix: str
    next_hop: str | None = None
    interface: str | None = None
    vrf: str | None = None
    preference: int | None = None
    description: str | None = None
    next_hop_vrf: str | None = None
    """VRF of the next hop where it is another; ``global`` for the device's own table."""
    track: str | None = None
    """What must be alive for the route to stand: a track object, a BFD session or a test."""
    tag: int | None = None
    ref: str | None = None


class SectionReading(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How much of one kind of section was understood. `section`: ``routing``, ``vrf``, ``nat``, ``acl``, ``interface``, ``other``."""

    section: str
    understood: int = 0
    ignored: int = 0
    unparsed: int = 0


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a configuration was understood: every line ends in one of the three counts."""

    lines: int
    understood: int
    ignored: int
    unparsed: int
    unparsed_lines: tuple[str, ...] = ()
    """``file:line section > text`` of unparsed lines, secrets masked, at most 200; those of weight first."""
    sections: tuple[SectionReading, ...] = ()
    """The same counts by kind of section."""


class DeviceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What one source said of one device."""

    envelope: Envelope
    system: System = System()
    interfaces: tuple[Interface, ...] = ()
    local_ports: tuple[LocalPort, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    vlans: tuple[Vlan, ...] = ()
    vrfs: tuple[Vrf, ...] = ()
    routes: tuple[Route, ...] = ()
    arp: tuple[Arp, ...] = ()
    counters: tuple[Counter, ...] = ()
    reading: Reading | None = None
    problems: tuple[Problem, ...] = ()
    modules: tuple[Module, ...] = ()
    lags: tuple[Lag, ...] = ()
    lag_members: tuple[LagMember, ...] = ()
    stp: tuple[StpInstance, ...] = ()
    stp_ports: tuple[StpPort, ...] = ()
    ospf: tuple[OspfProcess, ...] = ()
    ospf_interfaces: tuple[OspfInterface, ...] = ()
    ospf_neighbours: tuple[OspfNeighbour, ...] = ()
    isis: tuple[IsisProcess, ...] = ()
    isis_circuits: tuple[IsisCircuit, ...] = ()
    isis_adjacencies: tuple[IsisAdjacency, ...] = ()
    bgp: tuple[BgpProcess, ...] = ()
    bgp_peers: tuple[BgpPeer, ...] = ()
    fhrp: tuple[FhrpGroup, ...] = ()
    forwarding: tuple[ForwardingEntry, ...] = ()
    fdb: tuple[FdbEntry, ...] = ()
    marks: tuple[ChangeMark, ...] = ()
    vrf_families: tuple[VrfFamily, ...] = ()
    nat_rules: tuple[NatRule, ...] = ()
    nat_pools: tuple[NatPool, ...] = ()
    acls: tuple[Acl, ...] = ()
    acl_rules: tuple[AclRule, ...] = ()
    acl_bindings: tuple[AclBinding, ...] = ()
    zones: tuple[Zone, ...] = ()
    zone_policies: tuple[ZonePolicy, ...] = ()
    object_groups: tuple[ObjectGroup, ...] = ()
    ospf_areas: tuple[OspfArea, ...] = ()
    redistributions: tuple[Redistribution, ...] = ()
    route_policies: tuple[RoutePolicy, ...] = ()
    prefix_filters: tuple[PrefixFilter, ...] = ()
    network_statements: tuple[NetworkStatement, ...] = ()
    dhcp_relays: tuple[DhcpRelay, ...] = ()
    dhcp_pools: tuple[DhcpPool, ...] = ()
    tunnels: tuple[Tunnel, ...] = ()
    ipsec_peers: tuple[IpsecPeer, ...] = ()
    stp_configurations: tuple[StpConfiguration, ...] = ()
    stack_members: tuple[StackMember, ...] = ()
    multicast: tuple[Multicast, ...] = ()
    management_servers: tuple[ManagementServer, ...] = ()
    management_accesses: tuple[ManagementAccess, ...] = ()
    service_policies: tuple[ServicePolicy, ...] = ()
    vlan_domains: tuple[VlanDomain, ...] = ()
    service_instances: tuple[ServiceInstance, ...] = ()
    cables: tuple[Cable, ...] = ()


PARTS = (
    *("system", "interfaces", "local_ports", "neighbours", "vlans", "vrfs", "routes", "arp", "counters", "reading", "problems"),
    *("modules", "lags", "lag_members", "stp", "stp_ports", "ospf", "ospf_interfaces", "ospf_neighbours"),
    *("isis", "isis_circuits", "isis_adjacencies", "bgp", "bgp_peers", "fhrp", "forwarding", "fdb", "marks"),
    *("vrf_families", "nat_rules", "nat_pools", "acls", "acl_rules", "acl_bindings"),
    *("zones", "zone_policies", "object_groups", "ospf_areas", "redistributions", "route_policies"),
    *("prefix_filters", "network_statements", "dhcp_relays", "dhcp_pools", "tunnels", "ipsec_peers"),
    *("stp_configurations", "stack_members", "multicast", "management_servers", "management_accesses", "service_policies"),
    *("vlan_domains", "service_instances", "cables"),
)
"""The fields of a `DeviceRecord` that are stored by content hash; the envelope is stored beside them."""

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


def encode_part(value: object) -> bytes:
    """Return the msgpack bytes of a part; equal values give equal bytes."""
    return _ENCODER.encode(value)


def part_hash(encoded: bytes) -> str:
    """Return the content hash (BLAKE2b, 16 bytes, hex) under which a part is stored."""
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def record_hash(record: DeviceRecord) -> str:
    """Return the hash that identifies a record as a whole."""
    return part_hash(encode_part(record))


def record_id(record: DeviceRecord) -> str:
    """Return the short id that references use: 8 hex digits of realm, kind and target, then 7 of the time.

    Ids sort by what was looked at before when, so that evidence keeps its order from run to run.
    """
    envelope = record.envelope
    subject = hashlib.blake2b(f"{envelope.realm}|{envelope.kind}|{envelope.target}".encode(), digest_size=4).hexdigest()
    moment = hashlib.blake2b(envelope.collected_at.isoformat().encode(), digest_size=4).hexdigest()
    return f"rec-{subject}{moment[:7]}"
