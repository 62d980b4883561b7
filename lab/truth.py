"""The ground truth of a city, from which everything else in the lab is written.

Only `lab` and the tests may read it: the rest of netfold sees the census workbook, the
configurations and the agents. Units: bit/s, fen, seconds.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from collectors.snmp.users import Auth, Level, Priv, User
from topology.model.census import Census
from topology.model.records import InterfaceKind


class Vendor(StrEnum):
    """Makers of the city's devices."""

    HUAWEI = "huawei"
    H3C = "h3c"
    RUIJIE = "ruijie"
    CISCO = "cisco"


class TruthPort(msgspec.Struct, frozen=True, kw_only=True):
    """An interface as it really is. `name` is the vendor's long form (``GigabitEthernet0/0/1``)."""

    name: str
    index: int
    """ifIndex."""
    kind: InterfaceKind
    alias: str | None = None
    mac: str | None = None
    speed_bps: int | None = None
    mtu: int = 1500
    enabled: bool = True
    up: bool = True
    addresses: tuple[str, ...] = ()
    vrf: str | None = None
    vlan_access: int | None = None
    vlan_trunk: tuple[int, ...] | None = None
    lag: str | None = None
    lldp: bool = False
    """Listens to LLDP on this port and records who is there; a partner that listens hears it either way."""


class TruthVrf(msgspec.Struct, frozen=True, kw_only=True):
    """A VRF as configured."""

    name: str
    rd: str
    targets: tuple[str, ...] = ()


class TruthRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A static route as configured."""

    prefix: str
    next_hop: str
    vrf: str | None = None


class TruthHost(msgspec.Struct, frozen=True, kw_only=True):
    """A host in a device's ARP table."""

    address: str
    mac: str
    port: str


class TruthSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A host at the port of a switch: what forwarding tables must lead to.

    Several at one port hang on something unmanaged behind it: a small switch, a telephone, the building at a line's other end.
    """

    mac: str
    port: str


class TruthDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device with everything its agent and configuration will say."""

    id: str
    name: str
    """Host name; some are factory defaults or duplicates across realms, on purpose."""
    realm: str
    network: str
    site: str
    tier: str
    vendor: Vendor
    model: str
    software: str
    serial: str
    chassis_mac: str
    management: str
    """Own management address in the realm, without length."""
    vantage: str
    """Loopback address at which the collector reaches its agent."""
    location: str | None = None
    contact: str | None = None
    uptime_s: int = 0
    ports: tuple[TruthPort, ...] = ()
    vlans: tuple[tuple[int, str], ...] = ()
    vrfs: tuple[TruthVrf, ...] = ()
    routes: tuple[TruthRoute, ...] = ()
    hosts: tuple[TruthHost, ...] = ()
    """What is in its ARP table."""
    seats: tuple[TruthSeat, ...] = ()
    """What hangs on its own ports."""


class TruthLink(msgspec.Struct, frozen=True, kw_only=True):
    """A cable or circuit between two ports, by device id and port name."""

    a_device: str
    a_port: str
    b_device: str
    b_port: str
    circuit: str | None = None
    kind: str = "trunk"
    """``trunk``, ``access``, ``backdoor``, ``duplicate``."""


class Overlap(msgspec.Struct, frozen=True, order=True):
    """Two connected prefixes of two networks that share addresses; `network_a` < `network_b`."""

    network_a: str
    network_b: str
    prefix_a: str
    prefix_b: str


class Planted(msgspec.Struct, frozen=True, kw_only=True):
    """What the analyses must find."""

    overlaps: tuple[Overlap, ...] = ()
    shared_sites: dict[str, tuple[str, ...]] = {}
    """Site code to the codes of the networks present there, two or more."""
    parallel_circuits: tuple[tuple[str, ...], ...] = ()
    """Groups of circuit codes that join the same two sites; those of a classified network only among themselves."""
    back_doors: tuple[TruthLink, ...] = ()
    single_uplinks: tuple[str, ...] = ()
    """Devices with one link towards the core."""
    dead_circuits: tuple[str, ...] = ()
    """Circuits paid for whose port is down."""
    undeclared_circuits: tuple[str, ...] = ()
    """Circuit numbers that stand at a port and in no census row."""
    zombie_networks: tuple[str, ...] = ()


class Serving(msgspec.Struct, frozen=True, order=True):
    """Which device and port serves a presence: a node is not a device."""

    presence: str
    device: str
    port: str


class TruthUser(msgspec.Struct, frozen=True, kw_only=True):
    """The one SNMPv3 user that a realm's agents know."""

    name: str
    level: Level = Level.PRIV
    auth: Auth | None = None
    auth_password: str = ""
    priv: Priv | None = None
    priv_password: str = ""

    @property
    def user(self) -> User:
        """The user as the collectors' USM takes it."""
        return User(
            name=self.name.encode(),
            level=self.level,
            auth=self.auth,
            auth_password=self.auth_password.encode(),
            priv=self.priv,
            priv_password=self.priv_password.encode(),
        )

    def __repr__(self) -> str:
        """Name the user, not its passwords."""
        return f"TruthUser({self.name})"


class City(msgspec.Struct, frozen=True, kw_only=True):
    """A whole city. `census` is what its departments would declare, cells empty."""

    name: str
    size: str
    seed: int
    census: Census
    devices: tuple[TruthDevice, ...]
    links: tuple[TruthLink, ...]
    serving: tuple[Serving, ...]
    planted: Planted
    translations: dict[str, tuple[tuple[str, str], ...]]
    """Realm to (own prefix, loopback prefix of the same length), as the scope's NAT."""
    seeds: dict[str, tuple[str, ...]]
    """Realm to the own addresses from which a crawl may start."""
    communities: dict[str, str]
    """Realm to the v2c community of its agents, where they speak v2c (and v1)."""
    users: dict[str, TruthUser] = {}
    """Realm to the SNMPv3 user of its agents, where they speak v3 and nothing else."""
