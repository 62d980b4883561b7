"""Rows that mostly a configuration tells: separation, translation, routing policy, tunnels, services. Parts of a `DeviceRecord`.

Each row names the place it was read (`ref`: ``file:line``). Interfaces and VRFs are named as in the record.
Addresses and prefixes are text in canonical form; words that dialects spell differently are given in one
spelling, listed at the field. A secret stands as its fingerprint. Unknown is None. Rows hold text, numbers and tuples of
them, so no cycle can go through one: the garbage collector is spared them (``gc=False``), as an import makes millions.
"""

from __future__ import annotations

import msgspec


class VrfFamily(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One address family of a VRF (RFC 4364), where the families differ or stand apart."""

    vrf: str
    family: str
    """``ipv4``, ``ipv6``, ``evpn`` or ``vpnv4``."""
    rd: str | None = None
    import_targets: tuple[str, ...] = ()
    export_targets: tuple[str, ...] = ()
    import_policy: str | None = None
    export_policy: str | None = None
    ref: str | None = None


class NatRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A translation of addresses.

    `kind`: ``source`` (many to a pool or the interface), ``static`` (one to one), ``server`` (a published
    port) or ``exempt`` (matched and not translated).
    """

    kind: str
    name: str | None = None
    interface: str | None = None
    vrf: str | None = None
    acl: str | None = None
    inside: str | None = None
    """Own address or prefix."""
    inside_port: str | None = None
    outside: str | None = None
    """Address, prefix or ``interface``."""
    outside_port: str | None = None
    pool: str | None = None
    protocol: str | None = None
    source_zones: tuple[str, ...] = ()
    destination_zones: tuple[str, ...] = ()
    enabled: bool = True
    ref: str | None = None


class NatPool(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Addresses that a translation draws from."""

    name: str
    first: str
    last: str
    vrf: str | None = None
    ref: str | None = None


class AclRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A line of an access list. A prefix is None where it is any; a group name stands as ``group:NAME``.

    Ports are ``eq 80``, ``range 1000 2000``, ``gt 1023``, ``lt 1024``, ``neq 25``. A wildcard that is no
    prefix stands as ``10.0.0.1/0.0.255.0``.
    """

    acl: str
    sequence: int | None = None
    action: str
    """``permit`` or ``deny``."""
    protocol: str | None = None
    source: str | None = None
    source_port: str | None = None
    destination: str | None = None
    destination_port: str | None = None
    vrf: str | None = None
    options: str | None = None
    """What else the line asks (``established``, ``tcp-flag syn``, ``time-range work``), as written."""
    ref: str | None = None


class Acl(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An access list; its rules are `AclRule` rows in their order of effect."""

    name: str
    family: str = "ipv4"
    """``ipv4``, ``ipv6`` or ``mac``."""
    description: str | None = None
    default: str | None = None
    """What happens to a packet no rule names, where the device says so: ``permit`` or ``deny``."""
    ref: str | None = None


class AclBinding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where an access list takes effect.

    `use`: ``filter`` (packets through an interface, a VLAN or a zone pair), ``policy`` (a traffic policy), ``nat``,
    ``vty``, ``snmp``, ``route`` (a routing policy), ``ipsec`` or ``other``.
    """

    acl: str
    use: str
    interface: str | None = None
    vlan: int | None = None
    direction: str | None = None
    """``in`` or ``out``."""
    via: str | None = None
    """The traffic policy or the like that names it."""
    ref: str | None = None


class Zone(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A firewall's security zone."""

    name: str
    priority: int | None = None
    interfaces: tuple[str, ...] = ()
    vrf: str | None = None
    ref: str | None = None


class ZonePolicy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A rule between zones, in order of effect; an empty tuple means any."""

    name: str
    source_zones: tuple[str, ...] = ()
    destination_zones: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Prefixes and ``group:NAME``."""
    destinations: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    action: str | None = None
    """``permit`` or ``deny``."""
    enabled: bool = True
    conditions: tuple[str, ...] = ()
    """What else must hold for the rule to take effect: ``schedule work``, ``user NAME``, ``group NAME``."""
    ref: str | None = None


class ObjectGroup(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Named addresses or services that rules refer to."""

    name: str
    kind: str
    """``address`` or ``service``."""
    members: tuple[str, ...] = ()
    ref: str | None = None


class OspfArea(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An area of an OSPF process; `networks` are the prefixes that its ``network`` lines take in."""

    process: str
    area: str
    kind: str | None = None
    """``stub``, ``totally-stub``, ``nssa`` or ``totally-nssa``; None for a normal one."""
    networks: tuple[str, ...] = ()
    authentication: str | None = None
    """``simple``, ``md5``, ``hmac-sha256``, ``keychain`` or ``null``."""
    virtual_links: tuple[str, ...] = ()
    """Router ids at the far ends of virtual links through the area."""
    ref: str | None = None


class Redistribution(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Routes of one protocol taken into another."""

    into: str
    """``ospf``, ``ospfv3``, ``isis``, ``bgp``, ``rip`` or ``eigrp``."""
    into_process: str | None = None
    family: str | None = None
    vrf: str | None = None
    source: str
    """``static``, ``direct``, ``ospf``, ``isis``, ``bgp``, ``rip``, ``eigrp``, ``aggregate`` or ``default``; ``any`` where a policy asks
    for prefixes, whatever protocol they are of."""
    source_process: str | None = None
    policy: str | None = None
    ref: str | None = None


class RoutePolicy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A node of a route policy (route map); of IOS XR, the statements under one condition, with the conditions around it."""

    name: str
    sequence: int | None = None
    action: str
    """``permit``, ``deny``, or ``next`` where a term leaves the decision to the next."""
    matches: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    ref: str | None = None


class PrefixFilter(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An entry of a prefix list."""

    name: str
    sequence: int | None = None
    action: str
    prefix: str
    ge: int | None = None
    le: int | None = None
    ref: str | None = None


class NetworkStatement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A prefix that BGP, RIP, EIGRP or (a summary of an area) OSPF announces because a line says so."""

    protocol: str
    prefix: str
    vrf: str | None = None
    summary: bool = False
    """An aggregate."""
    ref: str | None = None


class DhcpRelay(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An interface that hands DHCP requests on."""

    interface: str
    servers: tuple[str, ...] = ()
    vrf: str | None = None
    option_82: bool | None = None
    ref: str | None = None


class DhcpPool(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Addresses that the device itself gives out."""

    name: str
    prefix: str | None = None
    gateways: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()
    vrf: str | None = None
    interface: str | None = None
    options: tuple[str, ...] = ()
    """Options such as ``43``, with their values."""
    ref: str | None = None


class Tunnel(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A tunnel interface. `kind`: ``gre``, ``ipsec``, ``ipip``, ``mpls-te``, ``ipv6-ipv4``, ``vxlan``, ``l2tp`` or as written.

    A pseudowire (``vpls``, ``vpws``) stands under the name of its bridge domain or cross-connect.
    """

    interface: str
    kind: str | None = None
    source: str | None = None
    """Address or interface name."""
    destination: str | None = None
    vrf: str | None = None
    """VRF in which the outer packet travels."""
    ipsec: str | None = None
    """IPsec profile or policy on it."""
    ref: str | None = None


class IpsecPeer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Whom the device builds IPsec tunnels with."""

    name: str
    address: str | None = None
    policy: str | None = None
    interface: str | None = None
    acl: str | None = None
    secret: str | None = None
    """Fingerprint of the shared key."""
    ref: str | None = None


class StpConfiguration(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How the device takes part in spanning trees."""

    mode: str | None = None
    """``stp``, ``rstp``, ``mstp``, ``pvst``, ``rapid-pvst`` or ``vbst``."""
    enabled: bool | None = None
    region: str | None = None
    revision: int | None = None
    instances: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """MST instance to its VLANs."""
    priorities: tuple[tuple[int, int], ...] = ()
    """Instance (VLAN under pvst) to bridge priority; ``root primary`` is 0, ``root secondary`` 4096 (Cisco: 24576 and 28672)."""
    ref: str | None = None


class VlanDomain(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How the device shares its list of VLANs with others (VTP): a server with a higher revision overwrites a joined domain's."""

    name: str | None = None
    mode: str | None = None
    """``server``, ``client``, ``transparent`` or ``off``."""
    version: int | None = None
    pruning: bool | None = None
    ref: str | None = None


class ServiceInstance(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A service on a port (EVC): the frames that it takes, and the bridge domain or pseudowire that they go to."""

    interface: str
    number: int
    vlans: tuple[int, ...] = ()
    """Outer VLANs of its frames; none for untagged ones and for `kind` ``default``."""
    vlans_inner: tuple[int, ...] = ()
    kind: str | None = None
    """``dot1q``, ``dot1ad``, ``untagged``, ``priority-tagged`` or ``default``."""
    bridge_domain: str | None = None
    peer: str | None = None
    """Far end of a pseudowire."""
    description: str | None = None
    enabled: bool = True
    ref: str | None = None


class StackMember(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A chassis of a stack (IRF, iStack, CSS, VSU, StackWise, virtual chassis) or of a pair (M-LAG, vPC: `kind` ``mlag``)."""

    kind: str
    """``irf``, ``istack``, ``css``, ``vsu``, ``stackwise``, ``virtual-chassis``, ``mlag``, ``ha`` (a pair of firewalls) or
    ``fex`` (an extender that a Nexus runs)."""
    member: int | None = None
    priority: int | None = None
    domain: str | None = None
    ports: tuple[str, ...] = ()
    """Ports that join it to the others."""
    ref: str | None = None


class Multicast(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Multicast routing: on an interface, or a rendezvous point."""

    kind: str
    """``enabled``, ``pim-sm``, ``pim-dm``, ``igmp`` or ``rp``."""
    interface: str | None = None
    vrf: str | None = None
    address: str | None = None
    """The rendezvous point's."""
    groups: str | None = None
    """Access list or prefix of the groups."""
    ref: str | None = None


class ManagementServer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A server the device is managed by. `kind`: ``ntp``, ``log``, ``snmp``, ``radius``, ``tacacs``, ``dns``, ``ftp`` or ``netflow``."""

    kind: str
    address: str
    vrf: str | None = None
    source: str | None = None
    """Interface or address it is spoken to from."""
    secret: str | None = None
    """Fingerprint of the community or shared key."""
    ref: str | None = None


class ManagementAccess(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A way in: an SNMP community, an SNMPv3 user, a login protocol.

    `kind`: ``community``, ``usm-user``, ``telnet``, ``ssh``, ``http``, ``https``, ``console``, ``netconf`` or ``account``.
    """

    kind: str
    name: str | None = None
    """A user's or view's name; never a community."""
    secret: str | None = None
    """Fingerprint."""
    access: str | None = None
    """``read`` or ``write``; an account's level as written."""
    acl: str | None = None
    enabled: bool = True
    ref: str | None = None


class ServicePolicy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A traffic policy on an interface: quality of service, policy routing."""

    policy: str
    interface: str | None = None
    vlan: int | None = None
    direction: str | None = None
    kind: str = "qos"
    """``qos`` or ``routing``."""
    ref: str | None = None
