"""What units of Junos say: addresses, gateways, filters, switching; and the statements that ports share with them.

Defaults used: VRRP preempts. *Source*: Junos OS 'Interfaces Fundamentals', 'Ethernet Switching' and 'High Availability' user guides.
"""

from __future__ import annotations

from collections.abc import Callable

from collectors.configs.commands import number
from collectors.configs.junos.drafts import Draft
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import View, each, passed
from collectors.configs.junos.words import any_address, interface_address, rate_bps, vlan_numbers
from topology.model.names import canonical_mac
from topology.model.records import InterfaceKind
from topology.model.tables import FhrpGroup


def read_description(draft: Draft, node: Node) -> bool:
    """Read ``description``."""
    draft.description = node.value or None
    return bool(node.values)


def read_disable(draft: Draft, _node: Node) -> bool:
    """Read ``disable``."""
    draft.enabled = False
    return True


def read_mtu(draft: Draft, node: Node) -> bool:
    """Read ``mtu`` [octet]."""
    value = number(node.value)
    if value is not None:
        draft.mtu = value
    return value is not None


def read_mac(draft: Draft, node: Node) -> bool:
    """Read ``mac``."""
    value = node.value
    draft.mac = None if value is None else canonical_mac(value)
    return draft.mac is not None


def read_bandwidth(draft: Draft, node: Node) -> bool:
    """Read ``bandwidth``, which says what a line is sold as."""
    value = rate_bps(node.value or "")
    if value is not None:
        draft.bandwidth_bps = value
    return value is not None


def read_speed(draft: Draft, node: Node) -> bool:
    """Read ``speed``."""
    value = node.value or ""
    rate = rate_bps(value.removeprefix("ethernet-"))
    if rate is not None:
        draft.speed_bps = rate
    return rate is not None or value.startswith(("auto", "oc"))


def read_native(draft: Draft, node: Node) -> bool:
    """Read ``native-vlan-id`` of a port, wherever it stands."""
    owner = draft.port or draft
    owner.native = node.value
    return owner.native is not None


# --- addresses ----------------------------------------------------------------------------------------


def _address(draft: Draft, node: Node) -> bool | None:
    text = interface_address(node.word)
    if text is None:
        draft.state.warn_address(node)
        return None
    if node.of("eui-64") is not None:
        draft.add_from_mac(node.word, node.line)
    elif node.of("primary") is not None:
        draft.addresses = (text, *(one for one in draft.addresses if one != text))
    else:
        draft.add_address(text, node.line)
    if node.children:
        _ADDRESS.read(draft, node)
    return None


def _gateway(protocol: str) -> Callable[[Draft, Node], bool | None]:
    def read(draft: Draft, node: Node) -> bool | None:
        group = number(node.word)
        if group is None:
            return False
        named = [one for word in ("virtual-address", "virtual-inet6-address") if (one := node.of(word)) is not None]
        track = node.of("track", "interface")
        draft.state.facts.fhrp.append(
            FhrpGroup(
                protocol=protocol,
                group=group,
                interface=draft.name,
                addresses=tuple(text for one in named for value in one.values if (text := any_address(value)) is not None),
                priority=number(node.text_of("priority")),
                preempt=node.of("no-preempt") is None,
                track=() if track is None else track.values,
                ref=draft.state.place(node.line),
            )
        )
        _GROUP.read(draft, node)
        return None

    return read


_GROUP = View(
    dict.fromkeys(("virtual-address", "virtual-inet6-address", "priority", "preempt", "no-preempt", "track"), passed),
    {
        "gateway-timers": "advertise-interval fast-interval inet6-advertise-interval advertisements-threshold startup-silent-period",
        "gateway-detail": "accept-data no-accept-data virtual-link-local-address authentication-type authentication-key "
        "vrrp-inherit-from asymmetric-hold-time hold-time preferred",
    },
)


def _anycast(draft: Draft, node: Node) -> bool:
    addresses = tuple(text for value in node.values if (text := any_address(value)) is not None)
    row = FhrpGroup(protocol="other", group=0, interface=draft.name, addresses=addresses, ref=draft.state.place(node.line))
    draft.state.facts.fhrp.append(row)
    return bool(addresses)


_ADDRESS = View(
    {
        "vrrp-group": each(_gateway("vrrp2")),
        "vrrp-inet6-group": each(_gateway("vrrp3")),
        "virtual-gateway-address": _anycast,
        **dict.fromkeys(("primary", "preferred", "eui-64", "broadcast", "destination", "master-only", "to"), passed),
    },
    {"neighbour-entries": "arp ndp", "address-detail": "web-authentication destination-profile multipoint-destination"},
)


# --- families -----------------------------------------------------------------------------------------


def read_filter(draft: Draft, node: Node) -> bool:
    """Read the filters of a unit; one into the loopback guards the ways in."""
    understood = True
    for way in node.nodes:
        direction = {"input": "in", "input-list": "in", "output": "out", "output-list": "out"}.get(way.word)
        if direction is None:
            understood = understood and way.word in {"group", "dialer"}
            continue
        for acl in way.values:
            draft.state.bound(acl, "filter", way, interface=draft.name, direction=direction)
            if draft.kind is InterfaceKind.LOOPBACK and direction == "in":
                draft.state.bound(acl, "vty", way, interface=draft.name, direction=direction)
    return understood


def _tcp_mss(draft: Draft, node: Node) -> bool:
    draft.tcp_mss = number(node.value)
    return draft.tcp_mss is not None


def _mpls_mtu(draft: Draft, node: Node) -> bool:
    draft.mpls_mtu = number(node.value)
    return draft.mpls_mtu is not None


def _net(draft: Draft, node: Node) -> bool:
    draft.net = (node.word, node)
    return True


def _family_mtu(draft: Draft, node: Node) -> bool:
    if draft.mtu is None:
        return read_mtu(draft, node)
    return number(node.value) is not None


_IP_DETAIL = {
    "address-by-server": "dhcp dhcp-client dhcpv6-client negotiate-address",
    "forwarding-detail": "destination-udp-port unnumbered-address rpf-check no-redirects no-redirects-internal targeted-broadcast "
    "no-neighbor-learn dad-disable accounting sampling service policer receive-options-packets receive-ttl-exceeded simple-filter "
    "nd6-stale-time ndp-proxy dad-proxy nd6-max-cache nd6-new-hold-limit arp-max-cache arp-new-hold-limit demux-source "
    "demux-destination keep-address-and-control",
}
_IP = View({"address": each(_address), "filter": read_filter, "mtu": _family_mtu, "tcp-mss": _tcp_mss}, _IP_DETAIL)


def _mode(draft: Draft, node: Node) -> bool:
    owner = draft.port or draft
    owner.mode = node.value
    return owner.mode is not None


def _members(draft: Draft, node: Node) -> bool:
    owner = draft.port or draft
    owner.add_members(*node.values)
    return bool(node.values)


def read_vlan_numbers(draft: Draft, node: Node) -> bool:
    """Read VLANs given by number alone: ``vlan-id 10``, ``vlan-id-list [ 10 20-29 ]``."""
    owner = draft.port or draft
    found = [vlan_numbers(text) for text in node.values]
    owner.vlan_list += tuple(vid for vids in found for vid in vids or ())
    return None not in found and bool(found)


_SWITCHING = View(
    {
        "interface-mode": _mode,
        "port-mode": _mode,
        "vlan": View({"members": _members}),
        "native-vlan-id": read_native,
        "vlan-id": read_vlan_numbers,
        "vlan-id-list": read_vlan_numbers,
        "filter": read_filter,
    },
    {
        "port-behaviour": "storm-control recovery-timeout reflective-relay policer core-facing split-horizon-group",
        "vlan-translation": "vlan-rewrite inner-vlan-id-list inner-vlan-id",
    },
    inline="interface-mode port-mode native-vlan-id",
)


def _switching(draft: Draft, node: Node) -> None:
    (draft.port or draft).switched = True
    _SWITCHING.read(draft, node)


FAMILIES = View(
    {
        "inet": _IP,
        "inet6": _IP,
        "iso": View({"address": each(_net)}, {"forwarding-detail": "mtu destination-udp-port"}),
        "mpls": View({"mtu": _mpls_mtu, "filter": read_filter}, {"forwarding-detail": "maximum-labels policer"}),
        "ethernet-switching": _switching,
        "bridge": _switching,
        "vpls": View({"filter": read_filter}, {"forwarding-detail": "core-facing policer"}),
        "ccc": View({"filter": read_filter}, {"forwarding-detail": "mtu policer translate-discard-eligible"}),
        "any": View({"filter": read_filter}),
    },
    {"forwarding-detail": "tcc fibre-channel mlppp mlfr-end-to-end mlfr-uni-nni tnp pppoe"},
)
"""What follows ``family``."""
