"""Builds a departmental network: a hub, gateways in the counties where it has many sites, access switches."""

from __future__ import annotations

from lab.city_drafts import COUNTY_VLAN, MANAGEMENT_VLAN, Draft, PortDraft
from lab.city_parameters import Registered
from lab.city_sites import Stand
from lab.city_vendors import AGGREGATION, CORE, choose_platform
from lab.city_world import ROUTED_FROM, NetworkBuilder, World
from lab.plan_addresses import CENTRE_AREA
from lab.truth import TruthLink, TruthRoute

_OWN_SHARE = 0.66
"""Share of a county's sites that have a switch of their own; the others hang on one of these."""
_DUAL = 0.3
_BUNDLED = 0.12
_PARALLEL = 0.08
_ZOMBIE_EVERY = 6
"""In a zombie network one site in so many still has a machine switched on."""


def build_departmental(builder: NetworkBuilder, network: Registered, stands: list[Stand]) -> list[str]:
    """Build a network; return the management addresses a crawl may start from."""
    hubs = _build_hubs(builder, network, stands[0])
    by_area: dict[int, list[Stand]] = {}
    for stand in stands[1:]:
        by_area.setdefault(stand.place.area, []).append(stand)
    core_managed = list(hubs)
    for area, members in by_area.items():
        if network.aggregated and area != CENTRE_AREA:
            gateway = _build_gateway(builder, network, hubs, members[0])
            core_managed.append(gateway)
            attached = _attach(builder, network, [gateway], members[1:], area=area, managing_vid=COUNTY_VLAN + area)
            builder.manage(gateway, COUNTY_VLAN + area, area, attached)
            builder.reach(hubs[0], gateway)
        else:
            core_managed += _attach(builder, network, hubs, members, area=CENTRE_AREA, managing_vid=MANAGEMENT_VLAN)
    builder.manage(hubs[0], MANAGEMENT_VLAN, CENTRE_AREA, core_managed)
    for hub in hubs[1:]:
        builder.reach(hubs[0], hub)
    return [hubs[0].management]


def _seen(network: Registered, stand: Stand) -> int:
    """Return how many of a stand's declared hosts are really there."""
    if not network.zombie:
        return stand.hosts
    return int(int(stand.code[-3:]) % _ZOMBIE_EVERY == 0)


def _build_hubs(builder: NetworkBuilder, network: Registered, head: Stand) -> list[Draft]:
    vendor = choose_platform(builder.rng, CORE).vendor
    hubs = []
    for number in range(network.hubs):
        platform = choose_platform(builder.rng, CORE, vendor)
        management = builder.plan.gateway(CENTRE_AREA).split("/")[0] if number == 0 else None
        hub = builder.device(CORE, head.place, CENTRE_AREA, platform, management)
        hub.loopback(builder.plan.loopback())
        hubs.append(hub)
    if len(hubs) > 1:
        join_core(builder, hubs[0], hubs[1])
        for hub in hubs[1:]:
            builder.own_address(hub, MANAGEMENT_VLAN)
    vid = builder.vid(hubs[0])
    builder.users(hubs[0], vid, head, network.user_length, _seen(network, head))
    builder.lan_port(head, hubs[0], vid)
    return hubs


def join_core(builder: NetworkBuilder, first: Draft, second: Draft) -> None:
    """Join two core devices by an aggregate of two ten-gigabit members."""
    pairs = [builder.join(second, first, bandwidth_bps=10_000_000_000, fast=True) for _ in range(2)]
    builder.world.uplinks[second.id] = len(pairs)
    second.bundle([a for a, _ in pairs], f"to {first.name}")
    first.bundle([b for _, b in pairs], f"to {second.name}")
    builder.transit(second, first, *pairs[0], MANAGEMENT_VLAN)
    second.ports[pairs[1][0].name].trunk = set(pairs[0][0].trunk or ())
    first.ports[pairs[1][1].name].trunk = set(pairs[0][1].trunk or ())


def _build_gateway(builder: NetworkBuilder, network: Registered, hubs: list[Draft], stand: Stand) -> Draft:
    """Add a county's gateway at its first stand, joined to one hub or both."""
    gateway = builder.device(AGGREGATION, stand.place, CENTRE_AREA)
    gateway.loopback(builder.plan.loopback())
    builder.own_address(gateway, MANAGEMENT_VLAN)
    choice = float(builder.rng.random())
    first = uplink(builder, gateway, hubs[0])
    if choice < _BUNDLED:
        double(builder, gateway, hubs[0], first, bundled=True)
    elif choice < _BUNDLED + _PARALLEL:
        double(builder, gateway, hubs[0], first, bundled=False)
    elif choice < _BUNDLED + _PARALLEL + _DUAL and len(hubs) > 1:
        uplink(builder, gateway, hubs[1])
    vid = builder.vid(gateway)
    builder.users(gateway, vid, stand, network.user_length, _seen(network, stand))
    builder.lan_port(stand, gateway, vid)
    return gateway


def uplink(builder: NetworkBuilder, lower: Draft, upper: Draft) -> tuple[PortDraft, PortDraft]:
    """Join a county's gateway to a core device with a routed VLAN and the core's management VLAN."""
    a, b = builder.join(lower, upper, bandwidth_bps=100_000_000, weight=3.0)
    builder.transit(lower, upper, a, b, MANAGEMENT_VLAN)
    return a, b


def double(builder: NetworkBuilder, lower: Draft, upper: Draft, first: tuple[PortDraft, PortDraft], *, bundled: bool) -> None:
    """Add a second line between the same two devices, as an aggregate's member or beside the first."""
    second = builder.join(lower, upper, bandwidth_bps=100_000_000, weight=3.0, kind="duplicate")
    for draft, mine, new in ((lower, first[0], second[0]), (upper, first[1], second[1])):
        if bundled:
            new.trunk = set(mine.trunk or ())
            lag = draft.bundle([mine, new], f"to {(upper if draft is lower else lower).name}")
            lag.trunk = set(mine.trunk or ())
    if not bundled:
        builder.transit(lower, upper, *second)


def _attach(
    builder: NetworkBuilder, network: Registered, parents: list[Draft], stands: list[Stand], *, area: int, managing_vid: int
) -> list[Draft]:
    """Serve an area's stands: the larger by switches of their own, the others from those switches."""
    ranked = sorted(stands, key=lambda stand: (-stand.hosts, stand.code))
    own = max(1, round(len(ranked) * _OWN_SHARE + 0.3))
    switches: list[tuple[Draft, Draft, tuple[PortDraft, PortDraft]]] = []
    for position, stand in enumerate(ranked[:own]):
        parent = parents[position % len(parents)]
        switch, pairs = builder.access(stand.place, area, [parent], vid=managing_vid, bandwidth_bps=stand.bandwidth_bps or 10_000_000)
        switches.append((switch, parent, pairs[0]))
        _serve_own(builder, network, stand, switches[-1])
    for position, stand in enumerate(ranked[own:]):
        switch, parent, (a, b) = switches[position % len(switches)]
        vid = builder.vid(parent)
        builder.users(parent, vid, stand, network.user_length, _seen(network, stand))
        switch.carry(a, vid)
        parent.carry(b, vid)
        builder.line_port(stand, switch, vid)
    return [switch for switch, _, _ in switches]


def _serve_own(builder: NetworkBuilder, network: Registered, stand: Stand, place: tuple[Draft, Draft, tuple[PortDraft, PortDraft]]) -> None:
    """Serve a stand by its own switch: as gateway if the site is large, else from the parent's gateway."""
    switch, parent, (a, b) = place
    seen = _seen(network, stand)
    if stand.hosts >= ROUTED_FROM:
        next_hop = builder.transit(switch, parent, a, b)
        vid = builder.vid(switch)
        prefix = builder.users(switch, vid, stand, network.user_length, seen)
        parent.routes.append(TruthRoute(prefix=str(prefix), next_hop=next_hop))
        builder.behind.setdefault(parent.id, []).append(prefix)
    else:
        vid = builder.vid(parent)
        builder.users(parent, vid, stand, network.user_length, seen)
        switch.carry(a, vid)
        parent.carry(b, vid)
    builder.lan_port(stand, switch, vid)


def join_back_door(world: World, a: Draft, b: Draft) -> TruthLink:
    """Cable two devices of different networks in one building, past every boundary."""
    port_a, port_b = a.take("temp", lldp=True), b.take(None, lldp=True)
    a.carry(port_a, 1)
    b.carry(port_b, 1)
    link = TruthLink(a_device=a.id, a_port=port_a.name, b_device=b.id, b_port=port_b.name, kind="backdoor")
    world.links.append(link)
    return link
