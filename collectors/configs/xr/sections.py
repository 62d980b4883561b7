"""The top level of an IOS XR configuration."""

from __future__ import annotations

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Level, leads
from collectors.configs.ios_family.state import State
from collectors.configs.xr import bgp, chassis, gateways, interfaces, l2vpn, ospf, policies, routing, servers, services
from collectors.configs.xr.ignored import TOP as TOP_RULES
from topology.model.names import is_default_host


def _host(state: State, _words: Words, line: Line) -> bool:
    name = line.text.partition(" ")[2].strip().strip('"')
    if name:
        state.system["name"] = name
        if is_default_host(name):
            state.account.warn("config-default-name", line)
    return bool(name)


_READERS: dict[str, Reader[State, Line]] = {
    **interfaces.SECTIONS,
    **routing.SECTIONS,
    **ospf.SECTIONS,
    **bgp.SECTIONS,
    **policies.SECTIONS,
    **gateways.SECTIONS,
    **services.SECTIONS,
    **chassis.SECTIONS,
    **l2vpn.SECTIONS,
    **servers.SECTIONS,
    "hostname": _host,
}
KINDS = {
    "routing": leads(
        "router, route-policy, prefix-set, community-set, large-community-set, extcommunity-set, as-path-set, rd-set, "
        "ospf-area-set, tag-set, ipv4 prefix-list, ipv6 prefix-list"
    ),
    "vrf": ("vrf", "evpn"),
    "nat": ("service cgn", "service cgv6"),
    "acl": leads("ipv4 access-list, ipv6 access-list, ethernet-services access-list, object-group"),
    "interface": ("interface",),
}
"""Kinds of section by leading words."""

TOP: Level[State] = Level(_READERS, TOP_RULES, KINDS)
"""The configuration's own level."""
