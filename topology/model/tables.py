"""Rows of a device's tables: what it holds and what its protocols say. Parts of a `DeviceRecord`.

Each row names the place it was read (`ref`: an OID, or ``file:line``). Interfaces are named as in the
record's own interfaces. Unknown is None.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Module(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A physical part of the device that is worth an entry of its own: chassis, stack, power supply, board."""

    index: int
    """entPhysicalIndex."""
    kind: str
    """``chassis``, ``stack``, ``power-supply`` or ``module``."""
    name: str | None = None
    description: str | None = None
    model: str | None = None
    serial: str | None = None
    hardware: str | None = None
    software: str | None = None
    parent: int | None = None
    """Index of what it sits in."""
    made: str | None = None
    """Day it was made, ``2017-03-31``."""
    redundancy: str | None = None
    """``active`` or ``standby`` where the maker's MIB says so."""
    ref: str | None = None


class Lag(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An aggregate, as both of its ends see it (IEEE 802.1AX)."""

    interface: str | None = None
    mac: str | None = None
    actor_system: str | None = None
    """The device's own system id in LACP, a MAC."""
    actor_key: int | None = None
    partner_system: str | None = None
    partner_key: int | None = None
    mode: str | None = None
    """``lacp``, ``static`` or ``backup`` where the maker's MIB says so."""
    ref: str | None = None


class LagMember(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A port in an aggregate, with the port it faces where LACP told."""

    interface: str | None = None
    aggregate: str | None = None
    active: bool | None = None
    actor_port: int | None = None
    partner_system: str | None = None
    partner_key: int | None = None
    partner_port: int | None = None
    """The partner's port number in LACP; not an ifIndex."""
    ref: str | None = None


class StpInstance(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A spanning tree the device takes part in; `vlan` is None for the common one."""

    vlan: int | None = None
    bridge: str | None = None
    """The device's own bridge address."""
    priority: int | None = None
    root: str | None = None
    """MAC of the root bridge."""
    root_priority: int | None = None
    root_cost: int | None = None
    root_port: str | None = None
    """Name of the port towards the root; None on the root itself."""
    ref: str | None = None


class StpState(StrEnum):
    """dot1dStpPortState (RFC 4188)."""

    DISABLED = "disabled"
    BLOCKING = "blocking"
    LISTENING = "listening"
    LEARNING = "learning"
    FORWARDING = "forwarding"
    BROKEN = "broken"


class StpPort(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the spanning tree makes of a port."""

    vlan: int | None = None
    interface: str | None = None
    bridge_port: int | None = None
    state: StpState | None = None
    path_cost: int | None = None
    designated_bridge: str | None = None
    designated_port: int | None = None
    """Port number on the designated bridge, without its priority."""
    ref: str | None = None


class OspfProcess(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """OSPF on the device (RFC 4750)."""

    router_id: str | None = None
    enabled: bool | None = None
    area_border: bool | None = None
    as_border: bool | None = None
    areas: tuple[str, ...] = ()
    process: str | None = None
    """Number or name, where a configuration tells it."""
    vrf: str | None = None
    version: int = 2
    ref: str | None = None


class OspfInterface(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An interface that speaks OSPF; `address` is 0.0.0.0 where it has none."""

    address: str
    interface: str | None = None
    area: str | None = None
    kind: str | None = None
    """``broadcast``, ``nbma``, ``point-to-point`` or ``point-to-multipoint``."""
    state: str | None = None
    enabled: bool | None = None
    cost: int | None = None
    process: str | None = None
    passive: bool | None = None
    authentication: str | None = None
    """``simple``, ``md5``, ``hmac-sha256``, ``keychain`` or ``null``."""
    ref: str | None = None


class OspfNeighbour(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An OSPF neighbour. `interface` is known where it has no address, else by the common prefix."""

    address: str
    router_id: str | None = None
    interface: str | None = None
    state: str | None = None
    ref: str | None = None


class IsisProcess(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """IS-IS on the device (RFC 4444)."""

    system_id: str | None = None
    """``0010.0100.2003``."""
    level: str | None = None
    """``1``, ``2`` or ``1-2``."""
    areas: tuple[str, ...] = ()
    enabled: bool | None = None
    process: str | None = None
    vrf: str | None = None
    wide_metrics: bool | None = None
    ref: str | None = None


class IsisCircuit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An interface that speaks IS-IS."""

    circuit: int
    interface: str | None = None
    kind: str | None = None
    """``broadcast`` or ``point-to-point``."""
    level: str | None = None
    enabled: bool | None = None
    metric: int | None = None
    """Wide metric; the smaller one where the levels differ."""
    ref: str | None = None


class IsisAdjacency(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An IS-IS neighbour."""

    system_id: str | None = None
    name: str | None = None
    """Host name that the neighbour floods (RFC 5301)."""
    interface: str | None = None
    state: str | None = None
    level: str | None = None
    mac: str | None = None
    addresses: tuple[str, ...] = ()
    ref: str | None = None


class BgpProcess(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """BGP on the device (RFC 4273)."""

    local_as: int | None = None
    router_id: str | None = None
    vrf: str | None = None
    confederation: int | None = None
    ref: str | None = None


class BgpPeer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A BGP session."""

    address: str
    remote_as: int | None = None
    local_address: str | None = None
    local_as: int | None = None
    router_id: str | None = None
    """The peer's; known once the session was up."""
    state: str | None = None
    enabled: bool | None = None
    vrf: str | None = None
    description: str | None = None
    group: str | None = None
    families: tuple[str, ...] = ()
    """Address families active with it: ``ipv4``, ``ipv6``, ``vpnv4``, ``vpnv6``, ``evpn`` and others."""
    source: str | None = None
    """Interface or address the session is sourced from, as configured."""
    import_policies: tuple[str, ...] = ()
    export_policies: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    """What changes AS paths or targets: ``allowas-in``, ``fake-as 65001``, ``as-override``, ``next-hop-self``, ``reflect-client``."""
    ref: str | None = None


class FhrpGroup(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A gateway that several routers share: VRRP or HSRP. Its MAC and addresses identify no device."""

    protocol: str
    """``vrrp2``, ``vrrp3``, ``hsrp``, or ``other`` for an anycast gateway, as NetBox spells them."""
    group: int
    interface: str | None = None
    addresses: tuple[str, ...] = ()
    mac: str | None = None
    state: str | None = None
    """``initialize``, ``backup``, ``master``; HSRP: ``standby``, ``active`` and others."""
    priority: int | None = None
    master: str | None = None
    """Address of the router that holds it."""
    preempt: bool | None = None
    track: tuple[str, ...] = ()
    """Interfaces or track objects that lower its priority."""
    ref: str | None = None


class ForwardingEntry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A route in use, from whatever protocol; configured ones stand in `routes`."""

    prefix: str
    next_hop: str | None = None
    interface: str | None = None
    vrf: str | None = None
    protocol: str | None = None
    """IANAipRouteProtocol: ``local``, ``netmgmt`` (static), ``rip``, ``isis``, ``ospf``, ``bgp`` and others."""
    metric: int | None = None
    ref: str | None = None


class FdbStatus(StrEnum):
    """How a bridge came to know an address."""

    LEARNED = "learned"
    SELF = "self"
    STATIC = "static"
    INVALID = "invalid"
    OTHER = "other"


class FdbEntry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A MAC address in a bridge's forwarding table."""

    mac: str
    vlan: int | None = None
    """None where the table does not tell VLANs apart."""
    interface: str | None = None
    port: int | None = None
    """The port as said: a bridge port, at Huawei an ifIndex; 0 and less are no port."""
    status: FdbStatus | None = None
    ref: str | None = None


class ChangeMark(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """When a table last changed, by the agent's own clock; the same value twice means the table need not be read."""

    object: str
    """``lldpStatsRemTablesLastChangeTime`` and the like."""
    ticks: int
    """sysUpTime at the last change [1/100 s]."""


class Cable(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A cable that an inventory says ends on a port: declared, never measured.

    `far` is the target of the record of the device at the other end, in the same source; `far_realm` its realm.
    """

    port: str
    far: str
    far_realm: str
    far_port: str
    status: str | None = None
    """The inventory's own word: ``connected``, ``planned``, ``decommissioning``."""
    circuit: str | None = None
    """Code of the circuit it runs over."""
    label: str | None = None
    ref: str | None = None
