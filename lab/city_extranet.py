"""Builds the extranet: the administrative domain's core and county pairs, and the public domain down to the townships."""

from __future__ import annotations

from ipaddress import IPv4Address

from lab.city_drafts import COUNTY_VLAN, MANAGEMENT_VLAN, VPN_VLAN, Draft, PortDraft
from lab.city_network import double, join_core, uplink
from lab.city_parameters import Size
from lab.city_sites import Ground, Place, Stand
from lab.city_vendors import AGGREGATION, CORE, choose_platform
from lab.city_world import NetworkBuilder
from lab.plan_addresses import CENTRE_AREA
from lab.truth import TruthRoute, TruthVrf, Vendor

_NODE_LENGTH = 28
_DUAL = 0.1
_VPNS = ("vpn-finance", "vpn-audit", "vpn-emergency", "vpn-credit")
"""Departmental VPNs that the administrative domain already carries."""
_PROVINCE = "10.210.200.2/30"
"""This side of the link to the province, outside every plan."""
_AS = 64701
"""Private AS number of the city's extranet (RFC 6996)."""


def _core(builder: NetworkBuilder, places: list[Place], count: int, vendors: tuple[Vendor, ...]) -> list[Draft]:
    """Add the core: pairs joined by aggregates, each pair at a place of its own, joined to each other."""
    cores = []
    for number in range(count):
        platform = choose_platform(builder.rng, CORE, vendors[number])
        management = builder.plan.gateway(CENTRE_AREA).split("/")[0] if number == 0 else None
        core = builder.device(CORE, places[number // 2], CENTRE_AREA, platform, management)
        core.loopback(builder.plan.loopback())
        if number:
            builder.own_address(core, MANAGEMENT_VLAN)
        cores.append(core)
    for number in range(0, count - 1, 2):
        join_core(builder, cores[number], cores[number + 1])
    if count > 2:  # noqa: PLR2004 - a second pair
        for lower, upper in ((cores[2], cores[0]), (cores[3], cores[1]), (cores[3], cores[0])):
            a, b = builder.join(lower, upper, bandwidth_bps=10_000_000_000, fast=True)
            builder.transit(lower, upper, a, b, MANAGEMENT_VLAN)
    return cores


def _add_vpns(builder: NetworkBuilder, devices: list[Draft]) -> None:
    for draft in devices:
        draft.vrfs += [
            TruthVrf(name=name, rd=f"{_AS}:{100 + number}", targets=(f"{_AS}:{100 + number}",)) for number, name in enumerate(_VPNS)
        ]
    for vid, draft in enumerate(devices, VPN_VLAN):
        address = builder.plan.users(CENTRE_AREA, 4, 29)
        draft.svi(vid, f"{address.network_address + 1}/29", alias=_VPNS[vid % len(_VPNS)], vrf=_VPNS[vid % len(_VPNS)])


def build_admin_domain(builder: NetworkBuilder, ground: Ground, size: Size, stands: list[Stand]) -> list[str]:
    """Build W1: four core devices, two gateways a county, switches that serve the user nodes."""
    cores = _core(builder, ground.by_area[CENTRE_AREA], 4, (Vendor.HUAWEI, Vendor.HUAWEI, Vendor.H3C, Vendor.H3C))
    most = size.extranet_switches_per_area
    province = cores[0].take("to PROVINCE extranet node", fast=True)
    province.addresses.append(_PROVINCE)
    core_managed = list(cores)
    by_area: dict[int, list[Stand]] = {}
    for stand in stands:
        by_area.setdefault(stand.place.area, []).append(stand)
    for area, members in by_area.items():
        if area == CENTRE_AREA:
            core_managed += _serve_nodes(builder, cores[2:], members, area=area, vid=MANAGEMENT_VLAN, most=most)
            continue
        gateways, next_hops = _county_pair(builder, ground, cores, area)
        core_managed += gateways
        switches = _serve_nodes(builder, gateways, members, area=area, vid=COUNTY_VLAN + area, most=most)
        _route_county(builder, cores[0], gateways, next_hops, area)
        builder.manage(gateways[0], COUNTY_VLAN + area, area, switches)
    _add_vpns(builder, [draft for draft in core_managed if draft.tier != "access"][:12])
    builder.manage(cores[0], MANAGEMENT_VLAN, CENTRE_AREA, core_managed)
    for lower in cores[2:]:
        builder.reach(cores[0], lower)
    return [cores[0].management]


def _county_pair(builder: NetworkBuilder, ground: Ground, cores: list[Draft], area: int) -> tuple[list[Draft], list[str]]:
    """Add a county's two gateways; return them and the address by which each is the other's next hop."""
    places = ground.by_area[area]
    pair = []
    for number in range(2):
        gateway = builder.device(AGGREGATION, places[number], CENTRE_AREA)
        gateway.loopback(builder.plan.loopback())
        builder.own_address(gateway, MANAGEMENT_VLAN)
        for upper in (cores[number], cores[number + 2]):
            a, b = builder.join(gateway, upper, bandwidth_bps=1_000_000_000, fast=True)
            address = builder.transit(gateway, upper, a, b, MANAGEMENT_VLAN)
            upper.routes.append(TruthRoute(prefix=str(builder.plan.area(area)), next_hop=address))
        pair.append(gateway)
    a, b = builder.join(pair[1], pair[0], bandwidth_bps=1_000_000_000, fast=True)
    second = builder.transit(pair[1], pair[0], a, b, COUNTY_VLAN + area)
    return pair, [str(IPv4Address(second) - 1), second]


def _route_county(builder: NetworkBuilder, core: Draft, pair: list[Draft], next_hops: list[str], area: int) -> None:
    """Let a county's two gateways reach each other's nodes, and the core those that lie outside the county's range."""
    for one, other in ((0, 1), (1, 0)):
        builder.reach(pair[one], pair[other], next_hops[other])
    for gateway in pair:
        for prefix in builder.behind.get(gateway.id, ()):
            if not prefix.subnet_of(builder.plan.area(area)):
                core.routes.append(TruthRoute(prefix=str(prefix), next_hop=gateway.management))


def _serve_nodes(builder: NetworkBuilder, gateways: list[Draft], stands: list[Stand], *, area: int, vid: int, most: int) -> list[Draft]:
    """Add switches at the first sites and hang the user nodes on them."""
    count = min(most, len(stands))
    switches: list[tuple[Draft, Draft, tuple[PortDraft, PortDraft]]] = []
    for position, stand in enumerate(stands[:count]):
        first = gateways[position % 2]
        dual = float(builder.rng.random()) < _DUAL
        parents = [first, gateways[1 - position % 2]] if dual else [first]
        switch, pairs = builder.access(stand.place, area, parents, vid=vid, bandwidth_bps=stand.bandwidth_bps or 20_000_000)
        switches.append((switch, first, pairs[0]))
    for position, stand in enumerate(stands):
        switch, gateway, (a, b) = switches[position % count]
        user_vid = builder.vid(gateway)
        builder.users(gateway, user_vid, stand, _NODE_LENGTH)
        switch.carry(a, user_vid)
        gateway.carry(b, user_vid)
        if stand.place.site.code == switch.site:
            builder.lan_port(stand, switch, user_vid)
        else:
            builder.line_port(stand, switch, user_vid)
    return [switch for switch, _, _ in switches]


def build_public_domain(builder: NetworkBuilder, stands: list[Stand]) -> list[str]:
    """Build W2: a core pair, a gateway in each county seat, a switch in each township government."""
    cores = _core(builder, [stands[0].place], 2, (Vendor.HUAWEI, Vendor.HUAWEI))
    core_managed = list(cores)
    by_area: dict[int, list[Stand]] = {}
    for stand in stands:
        by_area.setdefault(stand.place.area, []).append(stand)
    for area, members in by_area.items():
        if area == CENTRE_AREA:
            for stand in members:
                vid = builder.vid(cores[0])
                builder.users(cores[0], vid, stand, _NODE_LENGTH)
                builder.line_port(stand, cores[0], vid)
            continue
        seat = members[0]
        gateway = builder.device(AGGREGATION, seat.place, CENTRE_AREA)
        gateway.loopback(builder.plan.loopback())
        builder.own_address(gateway, MANAGEMENT_VLAN)
        first = uplink(builder, gateway, cores[0])
        if area % 5 == 0:
            double(builder, gateway, cores[0], first, bundled=True)
        else:
            uplink(builder, gateway, cores[1])
        core_managed.append(gateway)
        vid = builder.vid(gateway)
        builder.users(gateway, vid, seat, _NODE_LENGTH)
        builder.lan_port(seat, gateway, vid)
        switches = []
        for stand in members[1:]:
            switch, ((a, b),) = builder.access(stand.place, area, [gateway], vid=COUNTY_VLAN + area, bandwidth_bps=10_000_000)
            vid = builder.vid(gateway)
            builder.users(gateway, vid, stand, _NODE_LENGTH)
            switch.carry(a, vid)
            gateway.carry(b, vid)
            builder.lan_port(stand, switch, vid)
            switches.append(switch)
        builder.manage(gateway, COUNTY_VLAN + area, area, switches)
        builder.reach(cores[0], gateway)
    builder.manage(cores[0], MANAGEMENT_VLAN, CENTRE_AREA, core_managed)
    return [cores[0].management]
