"""Devices while they are being built: ports are taken as they are needed, the rest stay spare."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address

import msgspec

from lab.city_vendors import (
    MACS_PER_DEVICE,
    OUI,
    Platform,
    lag_name,
    logical_index,
    loopback_name,
    mac_offset,
    physical_index,
    svi_name,
)
from lab.truth import TruthDevice, TruthHost, TruthPort, TruthRoute, TruthSeat, TruthVrf
from topology.model.records import InterfaceKind

GIGABIT = 1_000_000_000
MANAGEMENT_VLAN = 3999
"""VLAN of the core's management prefix; a county's is `COUNTY_VLAN` plus its number."""
COUNTY_VLAN = 3900
VPN_VLAN = 2900
TRANSIT_VLAN = 2000
USER_VLAN = 100


def vlan_name(vid: int) -> str:
    """Return the name that the city's engineers give a VLAN, by the range it lies in."""
    for first, word in ((COUNTY_VLAN, "NMS"), (VPN_VLAN, "VPN"), (TRANSIT_VLAN, "TRANSIT"), (USER_VLAN, "USER")):
        if vid >= first:
            return f"{word}{vid}"
    return "default"


@dataclass
class PortDraft:
    """A port in the making; `order` sorts physical ports before logical ones."""

    name: str
    kind: InterfaceKind
    number: int
    speed_bps: int | None
    fast: bool = False
    alias: str | None = None
    up: bool = True
    enabled: bool = True
    addresses: list[str] = field(default_factory=list)
    vrf: str | None = None
    vlan_access: int | None = None
    trunk: set[int] | None = None
    lag: str | None = None
    lldp: bool = False


@dataclass
class Draft:
    """A device in the making."""

    number: int
    id: str
    name: str
    realm: str
    network: str
    site: str
    tier: str
    platform: Platform
    management: str
    vantage: str
    serial: str
    location: str | None = None
    contact: str | None = None
    uptime_s: int = 0
    ports: dict[str, PortDraft] = field(default_factory=dict)
    vlans: dict[int, str] = field(default_factory=dict)
    vrfs: list[TruthVrf] = field(default_factory=list)
    routes: list[TruthRoute] = field(default_factory=list)
    hosts: list[TruthHost] = field(default_factory=list)
    unseated: list[tuple[PortDraft, list[str]]] = field(default_factory=list)
    """The port that serves a stand of the building, and the MACs of the stand's hosts (`lab.city_seats`)."""
    seats: list[TruthSeat] = field(default_factory=list)
    _slow: int = 0
    _fast: int = 0
    _lags: int = 0

    @property
    def chassis_mac(self) -> str:
        """The chassis MAC, the first of the device's own block."""
        return self.mac(0)

    def mac(self, offset: int) -> str:
        """Return the MAC at an offset in the device's own block."""
        value = (OUI[self.platform.vendor] << 24) | (self.number * MACS_PER_DEVICE + offset)
        return value.to_bytes(6, "big").hex(":")

    @property
    def svi_mac(self) -> str:
        """The MAC that answers for the device's management address."""
        return self.mac(mac_offset(self.platform.vendor, vlan=True, number=0))

    def take(self, alias: str | None = None, *, fast: bool = False, up: bool = True, lldp: bool = False) -> PortDraft:
        """Take the next free physical port."""
        if fast:
            self._fast += 1
            number = self._fast
            name = self.platform.fast_name(number)
        else:
            self._slow += 1
            number = self._slow
            name = self.platform.slow_name(number)
        speed = GIGABIT * (10 if fast else 1)
        port = PortDraft(name, InterfaceKind.PHYSICAL, number, speed, fast=fast, alias=alias, up=up, lldp=lldp)
        self.ports[name] = port
        return port

    def svi(self, vid: int, address: str, alias: str | None = None, vrf: str | None = None) -> PortDraft:
        """Add a layer-3 interface in a VLAN."""
        name = svi_name(self.platform.vendor, vid)
        port = PortDraft(name, InterfaceKind.VLAN, vid, GIGABIT, alias=alias, vrf=vrf, addresses=[address])
        self.ports[name] = port
        self.vlans.setdefault(vid, vlan_name(vid))
        return port

    def loopback(self, address: IPv4Address) -> None:
        """Give the device its router address."""
        name = loopback_name(self.platform.vendor)
        self.ports[name] = PortDraft(name, InterfaceKind.LOOPBACK, 0, None, addresses=[f"{address}/32"])

    def bundle(self, members: list[PortDraft], alias: str | None) -> PortDraft:
        """Make an aggregate of physical ports."""
        self._lags += 1
        name = lag_name(self.platform.vendor, self._lags)
        speed = sum(member.speed_bps or 0 for member in members)
        port = PortDraft(name, InterfaceKind.LAG, self._lags, speed, alias=alias)
        self.ports[name] = port
        for member in members:
            member.lag = name
        return port

    def carry(self, port: PortDraft, *vids: int) -> None:
        """Let a port (and the aggregate it belongs to) carry VLANs as a trunk."""
        for vid in vids:
            self.vlans.setdefault(vid, vlan_name(vid))
        for one in (port, self.ports[port.lag] if port.lag else port):
            one.trunk = (one.trunk or set()) | set(vids)

    def fill(self) -> list[PortDraft]:
        """Take the ports that are left over, and return them: spare, and down."""
        size, _ = self.platform.size(self._slow)
        return [self.take(up=False) for _ in range(size - self._slow)]

    def finish(self) -> TruthDevice:
        """Add the spare ports, number everything, and freeze."""
        self.fill()
        _, model = self.platform.size(self._slow)
        order = {InterfaceKind.PHYSICAL: 0, InterfaceKind.LAG: 1, InterfaceKind.LOOPBACK: 2, InterfaceKind.VLAN: 3}
        drafts = sorted(self.ports.values(), key=lambda port: (order[port.kind], port.fast, port.number))
        ports: list[TruthPort] = []
        following = 0
        for position, draft in enumerate(drafts):
            index = self._index(draft, position, following)
            following = index + 1
            ports.append(self._port(draft, index, position))
        ports.sort(key=lambda port: port.index)
        return TruthDevice(
            id=self.id, name=self.name, realm=self.realm, network=self.network, site=self.site, tier=self.tier,
            vendor=self.platform.vendor, model=model, software=self.platform.software, serial=self.serial,
            chassis_mac=self.chassis_mac, management=self.management, vantage=self.vantage, location=self.location,
            contact=self.contact, uptime_s=self.uptime_s, ports=tuple(ports), vlans=tuple(sorted(self.vlans.items())),
            vrfs=tuple(self.vrfs), routes=tuple(self.routes), hosts=tuple(self.hosts),
            seats=tuple(self.seats),
        )  # fmt: skip

    def _index(self, draft: PortDraft, position: int, following: int) -> int:
        vendor = self.platform.vendor
        if draft.kind is InterfaceKind.PHYSICAL:
            return physical_index(vendor, position, draft.number, fast=draft.fast)
        return logical_index(vendor, draft.kind.value, draft.number, following)

    def _port(self, draft: PortDraft, index: int, position: int) -> TruthPort:
        vlan = draft.kind is InterfaceKind.VLAN
        manages = any(address.startswith(f"{self.management}/") for address in draft.addresses)
        number = 0 if manages else position + 1
        mac = None if draft.kind is InterfaceKind.LOOPBACK else self.mac(mac_offset(self.platform.vendor, vlan=vlan, number=number))
        return TruthPort(
            name=draft.name, index=index, kind=draft.kind, alias=draft.alias, mac=mac,
            speed_bps=draft.speed_bps, enabled=draft.enabled, up=draft.up, addresses=tuple(draft.addresses), vrf=draft.vrf,
            vlan_access=draft.vlan_access, vlan_trunk=tuple(sorted(draft.trunk)) if draft.trunk else None, lag=draft.lag,
            lldp=draft.lldp,
        )  # fmt: skip


def frozen_bytes(value: object) -> bytes:
    """Return deterministic bytes of a truth value, for comparing cities."""
    return msgspec.json.encode(value, order="deterministic")
