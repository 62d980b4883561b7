"""Apply: the after-state of a scenario at the end of a quarter, as a topology like any other.

The map, the analyses and the roadmap see a plan through it. Ids of what stays do not change; what is added carries an
id that begins with ``plan-``, so that nobody takes it for measured.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from planning.costs import build_case
from planning.edits import Edit, EditKind, plan_edits
from planning.prices import PriceBook
from planning.quarters import Quarter
from planning.scenario import Scenario
from topology.model.census import Circuit, CircuitKind, Role, SiteKind
from topology.model.entities import (
    CircuitStatus,
    CircuitView,
    Device,
    DeviceInterface,
    Host,
    Link,
    LinkState,
    Prefix,
    Termination,
    Topology,
    VrfUse,
)
from topology.model.findings import Finding

_EXTRANET = frozenset({Role.EXTRANET_ADMIN, Role.EXTRANET_PUBLIC})
_STEPS_BPS = (10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000)
PLANNED = "plan-"
"""How ids of what a plan adds begin."""


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """The edits of one call, arranged by what they touch."""

    target: dict[str, str]
    """Network that was re-homed to the network it went to."""
    gone: frozenset[str]
    """Networks withdrawn."""
    vpn: dict[str, str]
    """Network to its VPN in the administrative domain."""
    renumbered: frozenset[tuple[str, str | None]]
    """(network, prefix) that took other addresses; a prefix of None means all of them."""
    presences: dict[str, Edit]
    circuits: frozenset[str]
    accesses: tuple[str, ...]
    realm: dict[str, str]
    """Network to the realm of the network it went to."""
    capacity: dict[str, int]
    """Site whose extranet access was raised, to what those there need at once [bit/s]."""
    gateways: dict[str, str]
    """Network behind an interim gateway, to the network it leads to."""


def apply(topology: Topology, scenario: Scenario, quarter: Quarter, prices: PriceBook, *, findings: tuple[Finding, ...] = ()) -> Topology:
    """Return what the networks look like at the end of a quarter if a scenario is carried out.

    Re-homed networks keep their devices, under the target's name: in their own VPN after a merge into the
    administrative domain, with their prefixes gone after a move that demands new addresses. Circuits end with their
    last user, and take the links they carried with them; each re-homed device gets a declared link to an extranet (or
    host) device. A quarter before the first finish gives the same topology.
    """
    case, _ = build_case(scenario, topology.census, topology, prices, findings)
    change = _arrange(topology, plan_edits(case, quarter))
    if not (change.presences or change.circuits or change.accesses or change.capacity or change.gateways):
        return topology
    devices = tuple(_moved_device(row, change) for row in topology.devices if row.network not in change.gone)
    left = {row.id for row in devices}
    interfaces = tuple(_moved_interface(row, change) for row in topology.interfaces if row.device in left)
    ended = {link for view in topology.circuits if view.code in change.circuits for link in view.links}
    kept = [row for row in topology.links if row.id not in ended and row.a_device in left and row.b_device in left]
    changed = replace(
        topology,
        devices=devices,
        interfaces=interfaces,
        prefixes=tuple(_moved_prefix(row, change) for row in topology.prefixes if _stays(row, change)),
        vlans=tuple(replace(row, network=_new(row.network, change)) for row in topology.vlans if row.network not in change.gone),
        vrfs=_vrfs(topology, change),
        routes=tuple(row for row in topology.routes if row.device in left),
        hosts=tuple(row for row in topology.hosts if _still_behind(row, topology, left)),
        circuits=_circuit_views(topology, change),
        presences=tuple(
            replace(row, network=edit.target) if (edit := change.presences.get(row.code)) and edit.target else row
            for row in topology.presences
            if not _removed(row.code, change)
        ),
        census=replace(
            topology.census,
            presences=tuple(
                replace(row, network=edit.target) if (edit := change.presences.get(row.code)) and edit.target else row
                for row in topology.census.presences
                if not _removed(row.code, change)
            ),
            circuits=tuple(
                sorted(
                    (*_raised(topology, change), *_accesses(topology, change)),
                    key=lambda row: row.code,
                )
            ),
        ),
        links=(),
    )
    return replace(changed, links=tuple(sorted((*kept, *_new_links(topology, changed, change)), key=lambda row: row.id)))


def _arrange(topology: Topology, edits: Iterable[Edit]) -> _Change:
    rows = tuple(edits)
    moved = {edit.subject: edit for edit in rows if edit.kind in {EditKind.REHOME_PRESENCE, EditKind.REMOVE_PRESENCE}}
    target = {edit.network: edit.target for edit in moved.values() if edit.network and edit.target}
    realms = {row.code: row.realm for row in topology.census.networks}
    renumbered = {
        (edit.network, None if edit.reason == "planning.reason.target_addresses" else edit.subject.split(" ")[-1])
        for edit in rows
        if edit.kind is EditKind.RENUMBER and edit.network
    }
    return _Change(
        target=target,
        gone=frozenset(edit.network for edit in moved.values() if edit.kind is EditKind.REMOVE_PRESENCE and edit.network),
        vpn={edit.network: edit.subject for edit in rows if edit.kind is EditKind.ADD_VRF and edit.network},
        renumbered=frozenset(renumbered),
        presences=moved,
        circuits=frozenset(edit.subject for edit in rows if edit.kind is EditKind.END_CIRCUIT),
        accesses=tuple(edit.subject for edit in rows if edit.kind is EditKind.ADD_ACCESS),
        realm={network: realm for network, goes in target.items() if (realm := realms.get(goes))},
        capacity={edit.subject: int(edit.params["bandwidth_bps"] or 0) for edit in rows if edit.kind is EditKind.ADD_CAPACITY},
        gateways={
            edit.network: edit.target
            for edit in rows
            if edit.kind is EditKind.ADD_GATEWAY
            and edit.network
            and edit.target
            and edit.network not in {row.network for row in moved.values()}
        },
    )


def _new(network: str | None, change: _Change) -> str | None:
    return change.target.get(network, network) if network is not None else None


def _removed(presence: str, change: _Change) -> bool:
    edit = change.presences.get(presence)
    return edit is not None and edit.kind is EditKind.REMOVE_PRESENCE


def _moved_device(device: Device, change: _Change) -> Device:
    return replace(device, network=_new(device.network, change)) if device.network in change.target else device


def _moved_interface(interface: DeviceInterface, change: _Change) -> DeviceInterface:
    """A port of a network that left: under the new name, in its VPN; a port it had on another's device falls idle."""
    if interface.network in change.gone:
        return replace(interface, network=None, addresses=(), enabled=False)
    if interface.network not in change.target or interface.network is None:
        return interface
    vpn = change.vpn.get(interface.network, interface.vrf)
    return replace(interface, network=change.target[interface.network], vrf=vpn if interface.addresses else interface.vrf)


def _stays(prefix: Prefix, change: _Change) -> bool:
    if prefix.network is None:
        return True
    moved = {(prefix.network, None), (prefix.network, prefix.prefix)} & change.renumbered
    return prefix.network not in change.gone and not moved


def _moved_prefix(prefix: Prefix, change: _Change) -> Prefix:
    """A prefix that keeps its addresses moves into the target's realm; in the administrative domain, into the network's VPN."""
    if prefix.network is None or prefix.network not in change.target:
        return prefix
    return replace(
        prefix,
        network=change.target[prefix.network],
        realm=change.realm.get(prefix.network, prefix.realm),
        vrf=change.vpn.get(prefix.network, prefix.vrf),
    )


def _vrfs(topology: Topology, change: _Change) -> tuple[VrfUse, ...]:
    kept = [replace(row, network=_new(row.network, change)) for row in topology.vrfs if row.network not in change.gone]
    added = [
        VrfUse(
            id=f"{PLANNED}vrf-{code}", name=name, realm=change.realm.get(code, ""), network=change.target.get(code),
            devices=tuple(row.id for row in topology.devices if row.network == code),
        )
        for code, name in change.vpn.items()
    ]  # fmt: skip
    return tuple(sorted((*kept, *added), key=lambda row: row.id))


def _accesses(topology: Topology, change: _Change) -> list[Circuit]:
    """Return the planned access circuits, from each site that had none to its county's extranet site, else the centre's."""
    admin = next((row.code for row in topology.census.networks if row.role is Role.EXTRANET_ADMIN), None)
    if admin is None:
        return []
    return [
        Circuit(
            code=f"{PLANNED}access-{site}", number=None, network=admin, kind=CircuitKind.LEASED, site_a=site,
            site_b=_gathering_site(topology, site), cell="",
        )
        for site in change.accesses
    ]  # fmt: skip


def _raised(topology: Topology, change: _Change) -> list[Circuit]:
    """Return the circuits that go on; at a site whose access was raised, the greatest of the extranet's carries the step."""
    extranet = {row.code for row in topology.census.networks if row.role in _EXTRANET}
    kept = [row for row in topology.census.circuits if row.code not in change.circuits]
    greatest: dict[str, Circuit] = {}
    for row in kept:
        for site in (row.site_a, row.site_b):
            if site in change.capacity and row.network in extranet and row.bandwidth_bps is not None:
                best = greatest.get(site)
                if best is None or row.bandwidth_bps > (best.bandwidth_bps or 0):
                    greatest[site] = row
    raised: dict[str, int] = {}
    for site, row in greatest.items():
        step = next((size for size in _STEPS_BPS if size >= change.capacity[site]), change.capacity[site])
        raised[row.code] = max(raised.get(row.code, 0), step)
    return [replace(row, bandwidth_bps=max(row.bandwidth_bps or 0, raised.get(row.code, 0)) or row.bandwidth_bps) for row in kept]


def _still_behind(host: Host, topology: Topology, left: set[str]) -> bool:
    """Tell whether anything a host was seen behind is still there; a host that nothing was behind stays."""
    ports = [host.interface] if host.interface else list(host.gateways)
    behind = [row.device for port in ports if (row := topology.interface.get(port))]
    return not behind or any(device in left for device in behind)


def _circuit_views(topology: Topology, change: _Change) -> tuple[CircuitView, ...]:
    kept = [row for row in topology.circuits if row.code not in change.circuits]
    added = [
        CircuitView(
            id=row.code, code=row.code, number=None, network=row.network, status=CircuitStatus.DECLARED_NOT_SEEN, matched_by="plan",
            terminations=tuple(Termination(site=site) for site in (row.site_a, row.site_b) if site),
        )
        for row in _accesses(topology, change)
    ]  # fmt: skip
    return tuple(sorted((*kept, *added), key=lambda row: row.id))


def _gathering_site(topology: Topology, site: str) -> str | None:
    """Return the site where a county's extranet accesses are gathered: the county's own, else the centre."""
    sites = {row.code: row for row in topology.census.sites}
    county = sites[site].county if site in sites else None
    for kind, area in ((SiteKind.COUNTY, county), (SiteKind.CENTRE, None)):
        found = next((row.code for row in topology.census.sites if row.kind is kind and (area is None or row.county == area)), None)
        if found is not None and found != site:
            return found
    return None


def _new_links(before: Topology, after: Topology, change: _Change) -> list[Link]:
    """Return a declared link for each site of a re-homed network: from its first device there to one of its new network.

    The new network's device at the site, else at the county's gathering site; none where it has no device there.
    """
    by_site: dict[tuple[str | None, str | None], list[str]] = {}
    for row in before.devices:
        by_site.setdefault((row.network, row.site), []).append(row.id)
    links = []
    for (network, site), devices in by_site.items():
        goes = change.target.get(network or "")
        near = by_site.get((goes, site)) or by_site.get((goes, _gathering_site(after, site) if site else None))
        if goes is None or not near:
            continue
        a, b = sorted((min(devices), min(near)))
        links.append(_planned(f"{PLANNED}link-{network}-{site}", a, b))
    for network, goes in change.gateways.items():
        meeting = _meeting(by_site, network, goes)
        if meeting is not None:
            links.append(_planned(f"{PLANNED}gateway-{network}", min(meeting), max(meeting)))
    return links


def _planned(name: str, a: str, b: str) -> Link:
    return Link(
        id=name, a_device=a, a_interface=None, b_device=b, b_interface=None, layer=2, state=LinkState.DECLARED, protocols=(),
        matched_by="plan",
    )  # fmt: skip


def _meeting(by_site: dict[tuple[str | None, str | None], list[str]], network: str, goes: str) -> tuple[str, str] | None:
    """Return a device of each network at the first site where both have one, as the gateway stands there; None without such a site."""
    for (owner, site), devices in sorted(by_site.items(), key=lambda item: str(item[0])):
        if owner == network and (near := by_site.get((goes, site))):
            return min(devices), min(near)
    return None
