"""What paths say, by code: why a packet goes on, why it stops, and what a question lacks."""

from __future__ import annotations

from typing import Final

from topology.model.text import N_

MESSAGES: Final[dict[str, str]] = {
    # What a question lacks
    "path.bad_address": N_("'{text}' is no address; give one as 10.1.2.3, or the id or name of a device."),
    "path.two_versions": N_("{source} and {destination} are not of one IP version; give two of one."),
    "path.no_source": N_(
        "Nothing collected has {source} or a prefix that holds it (looked in {where}); check the address, or collect the network it is in."
    ),
    "path.ambiguous_source": N_(
        "{source} has a place in {count} address spaces ({places}); say which one is meant with --realm and --vrf ('global' for no VRF)."
    ),
    "path.no_address": N_("{device} has no address; give another device or an address."),
    "path.bad_protocol": N_("'{text}' is no protocol that filters know here; expected one of {expected}."),
    "path.bad_port": N_("{port} is no port; expected a number from 1 to 65535, with --proto tcp or udp."),
    # How it begins
    "path.start_device": N_("{device} has {address} itself, on {interface}."),
    "path.host_seen": N_("{address} ({mac}) was learned on {interface} of {device}."),
    "path.host_segment": N_("{address} ({mac}) was learned on {interface} of {device}, with others: something unmanaged stands between."),
    "path.host_heard": N_("{address} ({mac}) stands in the gateway's ARP table; it sits behind {interface} of {device}."),
    "path.host_silent": N_("No ARP table shows {address}; by its VLAN it would sit behind {interface} of {device}."),
    "path.only_router": N_("{device} is the only router in {prefix}, so it is the gateway."),
    "path.dhcp_gateway": N_("DHCP on {device} gives out {interface} as the gateway of {prefix}."),
    "path.shared_gateway": N_("{device} holds the shared gateway address of {prefix} on {interface}."),
    "path.router_heard": N_("Of the routers in {prefix} only {device} has heard from the source."),
    "path.several_routers": N_("Several routers are in {prefix} and nothing tells which is the gateway; {device} is one of them."),
    # How it goes on
    "path.switched": N_("{device} passes it on in VLAN {vid} by {interface}."),
    "path.segment": N_("Behind {interface} of {device} something unmanaged stands that leads to {count} devices; {far} is one of them."),
    "path.way_unknown": N_("How it gets from {device} {interface} to {far} {far_interface} was not collected; their prefix is one."),
    "path.route": N_("{device} has a route to {prefix} ({protocol}) by {next_hop} on {interface}."),
    "path.route_connected": N_("{prefix} is connected to {device} on {interface}."),
    "path.route_recursive": N_(
        "{device} has a route to {prefix} ({protocol}) by {through}, which it reaches by {next_hop} on {interface}."
    ),
    "path.route_tracked": N_(
        "{device} has a route to {prefix} ({protocol}) by {next_hop} on {interface} as long as {track} is alive, which was not measured."
    ),
    "path.route_policed": N_(
        "{device} would learn {prefix} ({protocol}) by {next_hop} on {interface}; policies on the way were not evaluated."
    ),
    "path.route_beyond": N_(
        "The routing table read from {device} has no route; by its configuration it would have one to {prefix} ({protocol}) by {next_hop}"
        " on {interface}."
    ),
    "path.vpn": N_("{device} imports {prefix} from {far} ({far_vrf}) by route target {targets}."),
    "path.vpn_assumed": N_(
        "By route target {targets}, {device} would import {prefix} from {far} ({far_vrf}); no VPNv4 session between them was seen."
    ),
    "path.leaked": N_("{device} takes {prefix} over from its own VRF {far_vrf} by route target {targets}."),
    "path.carry_mpls": N_("{device} carries it inside MPLS towards {outer} by {interface}."),
    "path.carry_tunnel": N_("{device} carries the tunnel towards {outer} by {interface}."),
    "path.carry_unknown": N_("How {device} reaches {outer}, the far end of the tunnel, was not collected."),
    "path.nat_back": N_("{device} turns {before} back into {after}, as it had rewritten it on the way there."),
    "path.zone_session": N_("{device} lets it pass, as it answers what it let pass on the way there."),
    "path.nat_source": N_("{device} rewrites the source {before} to {after}."),
    "path.nat_destination": N_("{device} rewrites the destination {before} to {after}."),
    # Filters
    "path.acl_permit": N_("Access list {acl} on {interface} of {device} ({direction}) lets it pass."),
    "path.acl_deny": N_("Access list {acl} on {interface} of {device} ({direction}) denies it."),
    "path.acl_unknown": N_(
        "Whether access list {acl} on {interface} of {device} ({direction}) lets it pass depends on more than was asked:"
        " give protocol and port."
    ),
    "path.acl_absent": N_("Access list {acl} on {interface} of {device} ({direction}) does not exist there, so it stops nothing."),
    "path.acl_default_permit": N_(
        "No rule of access list {acl} on {interface} of {device} ({direction}) names it, and the device lets it pass."
    ),
    "path.acl_default_deny": N_(
        "No rule of access list {acl} on {interface} of {device} ({direction}) names it, and the list ends with a denial."
    ),
    "path.policy_routing": N_(
        "{device} routes what comes in by {interface} by policy {policy}, which was not evaluated: it may go another way."
    ),
    "path.zone_permit": N_("Policy {policy} of {device} lets it pass from zone {source_zone} to {destination_zone}."),
    "path.zone_deny": N_("Policy {policy} of {device} denies it from zone {source_zone} to {destination_zone}."),
    "path.zone_unknown": N_(
        "Whether {device} lets it pass from zone {source_zone} to {destination_zone} depends on more than was asked:"
        " give protocol and port."
    ),
    "path.zone_default_permit": N_("Both interfaces of {device} are in zone {source_zone}, inside which nothing is denied."),
    "path.zone_default_deny": N_(
        "No policy of {device} lets it pass from zone {source_zone} to {destination_zone}; what is not named is denied."
    ),
    # How it ends
    "path.end_own": N_("Arrived: {device} has {address} itself, on {interface}."),
    "path.end_shared": N_("Arrived: {device} holds the shared address {address} on {interface}."),
    "path.end_host_seen": N_("Arrived: {address} ({mac}) was learned on {interface} of {device}."),
    "path.end_host_segment": N_(
        "Arrived: {address} ({mac}) was learned on {interface} of {device}, with others: something unmanaged stands between."
    ),
    "path.end_host_heard": N_("Arrived: {address} ({mac}) stands in the ARP table; it sits behind {interface} of {device}."),
    "path.end_host_silent": N_("Arrived in its prefix: no ARP table shows {address}; it would sit behind {interface} of {device}."),
    "path.end_no_route": N_("{device} has no route to {address} (table {vrf})."),
    "path.end_no_route_dynamic": N_(
        "{device} has no route to {address} (table {vrf}) in what was collected; it learns routes whose table was not read."
    ),
    "path.end_routes_unknown": N_(
        "The routes of {device} (table {vrf}) were not collected: neither its routing table nor its configuration."
    ),
    "path.end_denied": N_("Denied on {device}."),
    "path.end_discarded": N_("{device} discards what goes to {prefix}."),
    "path.end_loop": N_("A loop: it was at {device} before."),
    "path.end_next_hop_unknown": N_("{next_hop}, the next hop on {interface} of {device}, is no device that was collected."),
    "path.end_next_hop_heard": N_(
        "{next_hop} ({mac}), the next hop on {interface} of {device}, is there by its ARP table, but is no device that was collected."
    ),
    "path.end_no_host": N_("{address} is in a prefix on {interface} of {device}, behind which no host can be."),
    "path.end_unresolved": N_("{device} has a route to {prefix} by {next_hop}, but nothing leads to that next hop."),
    "path.end_interface_down": N_("The route of {device} to {prefix} cannot be used: {interface} is down."),
    "path.end_link_vlan_not_carried": N_("VLAN {vid} is not carried on {interface} of {device}."),
    "path.end_link_blocked": N_("The spanning tree blocks {interface} of {device} in VLAN {vid}."),
    "path.end_link_interface_down": N_("{interface} of {device} is down."),
    "path.end_too_long": N_("Given up after {most} devices."),
    "path.end_too_many": N_("Given up after {most} steps; the branches are too many to follow."),
    # How a path ends, in a word
    "path.ends.reached": N_("arrives"),
    "path.ends.no_route": N_("no route"),
    "path.ends.routes_unknown": N_("routes not collected"),
    "path.ends.denied": N_("denied"),
    "path.ends.discarded": N_("discarded"),
    "path.ends.loop": N_("loop"),
    "path.ends.next_hop_unknown": N_("next hop not known"),
    "path.ends.unresolved": N_("next hop unreachable"),
    "path.ends.vlan_not_carried": N_("VLAN not carried"),
    "path.ends.blocked": N_("blocked by the spanning tree"),
    "path.ends.interface_down": N_("interface down"),
    "path.ends.too_long": N_("too long"),
}
"""English templates by code."""
