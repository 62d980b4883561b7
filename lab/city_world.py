"""What the city's networks are built into: devices, links, circuits and who is served where."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, collapse_addresses

import numpy as np

from lab.city_drafts import TRANSIT_VLAN, USER_VLAN, Draft, PortDraft, vlan_name
from lab.city_labels import Labels
from lab.city_parameters import stream
from lab.city_sites import Ground, Place, Stand
from lab.city_vendors import ACCESS, Platform, choose_platform, serial_number
from lab.plan_addresses import AddressPlan
from lab.truth import Serving, TruthHost, TruthLink, TruthRoute, TruthSeat
from topology.model.census import CircuitKind

ROUTED_FROM = 48
"""Hosts from which a site has a gateway of its own."""

_TIER_WORD = {"core": "CORE", "aggregation": "AGG", "access": "ACC"}
_LINE_WORD = {CircuitKind.LEASED: "MSTP", CircuitKind.FIBRE: "FIBER", CircuitKind.VPN: "MPLS-VPN", CircuitKind.OWN: "OWN"}


@dataclass
class CircuitDraft:
    """A circuit before its fee is known; `weight` is its share of the network's circuit cost."""

    code: str
    number: str
    network: str
    kind: CircuitKind
    site_a: str
    site_b: str
    bandwidth_bps: int
    weight: float


@dataclass
class World:
    """Everything built so far."""

    seed: int
    ground: Ground
    drafts: dict[str, Draft] = field(default_factory=dict)
    links: list[TruthLink] = field(default_factory=list)
    circuits: list[CircuitDraft] = field(default_factory=list)
    serving: list[Serving] = field(default_factory=list)
    uplinks: dict[str, int] = field(default_factory=dict)
    """Links towards the core, by device."""
    names: set[tuple[str, str]] = field(default_factory=set)
    host_macs: int = 0
    per_year: dict[int, int] = field(default_factory=dict)

    def next_host_mac(self) -> str:
        """Return a fresh, locally administered MAC for a user's machine."""
        self.host_macs += 1
        return ((0x02 << 40) | (0x4E << 32) | self.host_macs).to_bytes(6, "big").hex(":")


class NetworkBuilder:
    """Builds one network's devices into the world."""

    def __init__(self, world: World, code: str, realm: str, plan: AddressPlan, vantage_base: int) -> None:
        self.world = world
        self.code = code
        self.realm = realm
        self.plan = plan
        self.vantage_base = vantage_base
        self.rng: np.random.Generator = stream(world.seed, "network", code)
        self.labels = Labels(world.seed, code)
        self.built: list[Draft] = []
        self.count = 0
        self.next_vid: dict[str, int] = {}
        self.behind: dict[str, list[IPv4Network]] = {}
        """User prefixes that each device serves, itself or through others."""
        self.arrived: dict[str, list[str]] = {}
        """MACs of the hosts of a stand that no port serves yet."""
        self.generic = bool(self.rng.random() < 0.4)  # noqa: PLR2004 - four networks in ten name devices without their own code

    def device(self, tier: str, place: Place, area: int, platform: Platform | None = None, management: str | None = None) -> Draft:
        """Add a device at a place, with the next management address of the area."""
        world = self.world
        self.count += 1
        platform = platform or choose_platform(self.rng, tier)
        management = management or self.plan.managed(area)
        number = len(world.drafts) + 1
        offset = int(IPv4Address(management)) - int(self.plan.management.network_address)
        draft = Draft(
            number=number, id=f"{self.realm}-{self.count:04d}", name="", realm=self.realm, network=self.code,
            site=place.site.code, tier=tier, platform=platform, management=management,
            vantage=str(IPv4Address(self.vantage_base + offset)), serial=serial_number(platform.vendor, number, self.rng),
            contact="市政务网络运维值班室(虚构)", uptime_s=int(self.rng.integers(86_400, 40_000_000)),
        )  # fmt: skip
        draft.name, draft.location = self._labels(draft, place)
        world.drafts[draft.id] = draft
        self.built.append(draft)
        world.uplinks[draft.id] = 0
        return draft

    def _labels(self, draft: Draft, place: Place) -> tuple[str, str | None]:
        """Return host name and location; at least one of them says the site."""
        word = _TIER_WORD[draft.tier]
        coded = f"{self.code}-{word}-{place.site.code}"
        generic = f"{self.world.ground.area_name(place.area)}-{word}"
        choice = float(self.rng.random())
        base = generic if self.generic and choice < 0.7 else coded  # noqa: PLR2004 - share of generic names
        number = 1
        while (self.realm, f"{base}-{number:02d}") in self.world.names:
            number += 1
        name = f"{base}-{number:02d}"
        self.world.names.add((self.realm, name))
        if base == coded and choice > 0.85:  # noqa: PLR2004 - the name says it already
            return name, None
        if choice > 0.75:  # noqa: PLR2004 - the full name instead of the code
            return name, place.site.name
        return name, f"{place.site.code} {place.site.name}"

    def manage(self, gateway: Draft, vid: int, area: int, devices: list[Draft]) -> None:
        """Give an area's management VLAN its gateway, whose ARP table lists every device in it."""
        port = gateway.svi(vid, self.plan.gateway(area), alias="NMS")
        gateway.hosts += [
            TruthHost(address=draft.management, mac=draft.svi_mac, port=port.name) for draft in devices if draft is not gateway
        ]
        for draft in devices:
            if draft is not gateway:
                draft.routes.append(TruthRoute(prefix="0.0.0.0/0", next_hop=self.plan.gateway(area).split("/")[0]))

    def own_address(self, draft: Draft, vid: int) -> None:
        """Put a device's management address on its management VLAN interface."""
        draft.svi(vid, f"{draft.management}/24", alias="NMS")

    def vid(self, owner: Draft) -> int:
        """Return the next user VLAN of a gateway."""
        self.next_vid[owner.id] = self.next_vid.get(owner.id, USER_VLAN) + 1
        return self.next_vid[owner.id]

    def users(self, gateway: Draft, vid: int, stand: Stand, longest: int, seen: int | None = None) -> IPv4Network:
        """Give a stand its user prefix and the hosts that the gateway sees."""
        prefix = self.plan.users(stand.place.area, stand.hosts, longest)
        port = gateway.svi(vid, f"{prefix.network_address + 1}/{prefix.prefixlen}", alias=f"{stand.place.site.code} users")
        self.behind.setdefault(gateway.id, []).append(prefix)
        hosts = stand.hosts if seen is None else seen
        macs = self.arrived[stand.code] = [self.world.next_host_mac() for _ in range(hosts)]
        gateway.hosts += [
            TruthHost(address=str(prefix.network_address + 2 + offset), mac=mac, port=port.name) for offset, mac in enumerate(macs)
        ]
        return prefix

    def reach(self, upper: Draft, lower: Draft, next_hop: str | None = None) -> None:
        """Route from one device to the user prefixes behind another, in as few lines as they allow; by default over the management VLAN."""
        for prefix in collapse_addresses(self.behind.get(lower.id, ())):
            upper.routes.append(TruthRoute(prefix=str(prefix), next_hop=next_hop or lower.management))

    def circuit(self, site_a: str, site_b: str, bandwidth_bps: int, *, weight: float = 1.0) -> CircuitDraft | None:
        """Order a line between two sites; None inside one building."""
        if site_a == site_b:
            return None
        world = self.world
        kind = (CircuitKind.LEASED, CircuitKind.FIBRE, CircuitKind.VPN, CircuitKind.OWN)[
            int(self.rng.choice(4, p=(0.68, 0.14, 0.12, 0.06)))
        ]
        year = int(self.rng.integers(2007, 2018))
        world.per_year[year] = world.per_year.get(year, 0) + 1
        price = 0.0 if kind is CircuitKind.OWN else weight * (1.0 + (bandwidth_bps / 1e7) ** 0.5)
        draft = CircuitDraft(
            code=f"L{len(world.circuits) + 1:05d}", number=f"DL{year}{world.per_year[year]:04d}", network=self.code, kind=kind,
            site_a=site_a, site_b=site_b, bandwidth_bps=bandwidth_bps, weight=price,
        )  # fmt: skip
        world.circuits.append(draft)
        return draft

    def line_text(self, circuit: CircuitDraft | None, far_site: str, *, silent: bool = False) -> str:
        """Return a port description: where it goes, and mostly the circuit's number."""
        if circuit is None:
            return f"to {far_site} LAN"
        word = _LINE_WORD[circuit.kind]
        return f"to {far_site} {word}" if silent else f"to {far_site} {word} {circuit.number}"

    def join(
        self, lower: Draft, upper: Draft, *, bandwidth_bps: int, fast: bool = False, kind: str = "trunk", weight: float = 1.0
    ) -> tuple[PortDraft, PortDraft]:
        """Cable two devices; between buildings the cable is a circuit. Counts as an uplink of `lower`."""
        circuit = self.circuit(lower.site, upper.site, bandwidth_bps, weight=weight)
        silent = float(self.rng.random())
        a, b = lower.take(fast=fast, lldp=True), upper.take(fast=fast, lldp=True)
        a.alias = self._label(upper, b, circuit, numbered=silent >= 0.25)  # noqa: PLR2004 - shares
        b.alias = self._label(lower, a, circuit, numbered=silent >= 0.12)  # noqa: PLR2004 - shares
        code = circuit.code if circuit else None
        self.world.links.append(TruthLink(a_device=lower.id, a_port=a.name, b_device=upper.id, b_port=b.name, circuit=code, kind=kind))
        self.world.uplinks[lower.id] += 1
        return a, b

    def _label(self, far: Draft, port: PortDraft, circuit: CircuitDraft | None, *, numbered: bool) -> str | None:
        """Return the description of a port whose cable goes to `port` of `far`."""
        line = _LINE_WORD[circuit.kind] if circuit else "LAN"
        number = circuit.number if circuit and numbered else None
        return self.labels.write(far, port, self.world.ground.names[far.site], line, number, former=self.built)

    def transit(self, lower: Draft, upper: Draft, a: PortDraft, b: PortDraft, *extra: int) -> str:
        """Route between two joined devices over a VLAN of its own; return the lower device's address."""
        self.next_vid["transit"] = self.next_vid.get("transit", TRANSIT_VLAN) + 1
        vid = self.next_vid["transit"]
        upper_address, lower_address = self.plan.transit()
        upper.svi(vid, upper_address, alias=f"to {lower.name}")
        lower.svi(vid, lower_address, alias=f"to {upper.name}")
        lower.carry(a, vid, *extra)
        upper.carry(b, vid, *extra)
        return lower_address.split("/")[0]

    def serve(self, stand: Stand, device: Draft, port: PortDraft) -> None:
        """Record which port serves a stand."""
        self.world.serving.append(Serving(presence=stand.code, device=device.id, port=port.name))

    def lan_port(self, stand: Stand, device: Draft, vid: int) -> None:
        """Serve a stand from a port of a device in the same building."""
        port = device.take(f"{stand.place.site.code} LAN")
        port.vlan_access = vid
        device.vlans.setdefault(vid, vlan_name(vid))
        device.unseated.append((port, self.arrived.pop(stand.code, [])))
        self.serve(stand, device, port)

    def line_port(self, stand: Stand, device: Draft, vid: int, weight: float = 1.0) -> None:
        """Serve a stand in another building from a port of a shared device, over a circuit."""
        circuit = self.circuit(stand.place.site.code, device.site, stand.bandwidth_bps or 10_000_000, weight=weight)
        silent = float(self.rng.random()) < 0.1  # noqa: PLR2004 - one in ten says no number
        port = device.take(self.line_text(circuit, stand.place.site.code, silent=silent))
        port.vlan_access = vid
        device.vlans.setdefault(vid, vlan_name(vid))
        device.seats += [TruthSeat(mac=mac, port=port.name) for mac in self.arrived.pop(stand.code, [])]
        self.serve(stand, device, port)

    def access(
        self, place: Place, area: int, parents: list[Draft], *, vid: int, bandwidth_bps: int
    ) -> tuple[Draft, list[tuple[PortDraft, PortDraft]]]:
        """Add an access switch joined to one or more parents, in their management VLAN."""
        switch = self.device(ACCESS, place, area)
        self.own_address(switch, vid)
        pairs = []
        for parent in parents:
            a, b = self.join(switch, parent, bandwidth_bps=bandwidth_bps, kind="access")
            switch.carry(a, vid)
            parent.carry(b, vid)
            pairs.append((a, b))
        return switch, pairs
