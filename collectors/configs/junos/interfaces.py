"""Interfaces of Junos: ports, their units, bundles, tunnels.

Defaults used: a port is enabled unless ``disable`` stands there; an aggregate without ``lacp`` is static. A port carries the VLANs,
whichever unit names them. *Source*: Junos OS 'Interfaces Fundamentals', 'Ethernet Interfaces' and 'Tunnel Interfaces' user guides.
"""

from __future__ import annotations

from msgspec.structs import replace

from collectors.configs.commands import number
from collectors.configs.junos.drafts import Draft, draft_of
from collectors.configs.junos.families import (
    FAMILIES,
    read_bandwidth,
    read_description,
    read_disable,
    read_filter,
    read_mac,
    read_mtu,
    read_native,
    read_speed,
    read_vlan_numbers,
)
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Scope, State, View, each, passed
from collectors.configs.junos.words import any_address, vlan_numbers
from collectors.configs.words import in_order
from topology.model.configured import StackMember, Tunnel
from topology.model.records import InterfaceKind
from topology.model.tables import Lag


def _vlan_id(draft: Draft, node: Node) -> bool:
    text = node.value or ""
    vlans = vlan_numbers(text)
    if vlans is not None:
        draft.dot1q = vlans[0]
    return vlans is not None or text == "none"


def _tags(draft: Draft, node: Node) -> bool:
    # vlan-tags outer 100 inner 10 | outer 0x88a8.100 inner-range 10-20 | inner-list [ 10 20 ]
    outer = vlan_numbers((node.deep_text("outer") or "").rpartition(".")[2])
    inner = [text for word in ("inner", "inner-range", "inner-list") if (named := node.deep(word)) for text in named.values]
    found = [vlan_numbers(text.rpartition(".")[2]) for text in inner]
    if outer is None or None in found:
        return False
    draft.dot1q = outer[0]
    draft.vlan_inner = in_order(frozenset(vid for vids in found for vid in vids or ()))
    return True


_TUNNEL_KINDS = (("gr", "gre"), ("ip", "ipip"), ("st", "ipsec"), ("lt", "lt"))
_TUNNEL = View(
    dict.fromkeys(("source", "destination", "routing-instance", "encapsulation"), passed),
    {
        "tunnel-detail": "key ttl path-mtu-discovery no-path-mtu-discovery do-not-fragment allow-fragmentation backup-destination "
        "tunnel-type tunnel-end-point flow-label traffic-class"
    },
)


def _tunnel(draft: Draft, node: Node) -> None:
    """Read ``tunnel``; a flexible one (fti) has its ends below its encapsulation."""
    kind = next((kind for start, kind in _TUNNEL_KINDS if draft.name.startswith(start)), None)
    inside = next(iter(node.nodes_of("encapsulation")), None)
    ends = node if inside is None else inside
    near, far = (ends.text_of(word, "address") or ends.text_of(word) for word in ("source", "destination"))
    said = ends.of("destination")
    instance = node.text_of("routing-instance", "destination")
    draft.state.facts.tunnels.append(
        Tunnel(
            interface=draft.name,
            kind=kind if inside is None else inside.word.removesuffix("-gpe"),
            source=any_address(near) or near,
            destination=any_address(far) or far,
            vrf=draft.scope.vrf_of(instance) if instance else None,
            ref=draft.state.place(node.line if said is None else said.line),
        )
    )
    _TUNNEL.read(draft, node)


_UNIT = View(
    {
        "description": read_description,
        "vlan-id": _vlan_id,
        "vlan-tags": _tags,
        "vlan-id-list": read_vlan_numbers,
        "vlan-id-range": read_vlan_numbers,
        "native-vlan-id": read_native,
        "family": FAMILIES,
        "disable": read_disable,
        "enable": passed,
        "bandwidth": read_bandwidth,
        "mac": read_mac,
        "tunnel": _tunnel,
        "filter": read_filter,
    },
    {
        "encapsulation": "encapsulation point-to-point multipoint dlci vci input-vlan-map output-vlan-map swap-by-poppush peer-unit "
        "interface-switch ppp-options pppoe-options dialer-options layer2-policer",
        "port-behaviour": "proxy-arp no-traps traps statistics arp-resp proxy-macip-advertisement rpm accounting-profile keepalives "
        "no-keepalives targeted-distribution forward-and-send-to-re forward-only host-prefix-only demux-options demux "
        "advisory-options clear-dont-fragment-bit copy-tos-to-outer-ip-header reassemble-packets service-domain esi etree-ac-role "
        "virtual-gateway-v4-mac virtual-gateway-v6-mac virtual-gateway-accept-data virtual-gateway-esi no-auto-virtual-gateway-esi "
        "actual-transit-statistics load-balancing-options multi-chassis-protection interface-shared-with oam",
    },
    inline="description vlan-id bandwidth mac native-vlan-id encapsulation",
)


def _unit(draft: Draft, node: Node) -> bool | None:
    if not node.word.isdecimal():
        return False
    unit = draft_of(draft.scope, f"{draft.name}.{node.word}", node.line)
    unit.port = draft
    if not draft.enabled:
        unit.enabled = False
    if node.children:
        _UNIT.read(unit, node)
    return None


# --- ports and bundles --------------------------------------------------------------------------------


def _member(draft: Draft, node: Node) -> bool:
    name = next((word for word in node.values if word.startswith(("ae", "rlt", "as"))), None)
    if name is not None:
        draft.lag, draft.lag_line = name, node
    return name is not None


def _redundant(draft: Draft, node: Node) -> bool:
    name = node.value or node.text_of("parent")
    if node.word == "redundant-parent" and name is not None:
        draft.lag, draft.lag_line = node.text_of("parent") or name, node
    return name is not None


def _lacp(draft: Draft, node: Node) -> None:
    draft.lacp = node.of("active") is not None or node.of("passive") is not None
    _LACP.read(draft, node)


_LACP = View(
    {"active": passed, "passive": passed},
    {
        "lacp-detail": "periodic system-priority system-id admin-key fast-failover link-protection accept-data sync-reset force-up "
        "aggregate-wait-time hold-time minimum-links"
    },
)


def _chassis_pair(draft: Draft, node: Node) -> bool:
    # mc-ae { mc-ae-id 1; redundancy-group 1; chassis-id 0; mode active-active; status-control active }
    row = StackMember(
        kind="mlag",
        member=number(node.text_of("chassis-id")),
        domain=node.text_of("redundancy-group") or node.text_of("mc-ae-id"),
        ports=(draft.name,),
        ref=draft.state.place(node.line),
    )
    draft.state.facts.stack_members.append(row)
    return True


_ETHER = View(
    {
        "802.3ad": _member,
        "redundant-parent": _redundant,
        "speed": read_speed,
        "link-speed": read_speed,
        "lacp": _lacp,
        "mc-ae": _chassis_pair,
        "native-vlan-id": read_native,
    },
    {
        "port-behaviour": "auto-negotiation no-auto-negotiation flow-control no-flow-control loopback no-loopback link-mode "
        "remote-fault source-filtering source-address-filter mpls ethernet-switch-profile asynchronous-notification fec "
        "loopback-remote minimum-links redundancy-group link-protection bfd-liveness-detection load-balance load-balance-stateful "
        "rebalance-periodic ignore-l3-incompletes configured-flow-control mdi-mode mru local-bias resilient-hash minimum-bandwidth "
        "logical-interface-fpc-redundancy targetted-distribution targeted-distribution targeted-options ieee-802-3az-eee "
        "autostate-exclude fpga"
    },
)


def _fabric(draft: Draft, node: Node) -> bool:
    # fab0 { fabric-options { member-interfaces { ge-0/0/2; } } }: the fabric link of a chassis cluster
    for said in node.nodes_of("member-interfaces"):
        port = draft_of(draft.scope, said.word, said.line)
        port.lag, port.lag_line = draft.name, said
    ports = node.nodes_of("member-interfaces")
    row = StackMember(
        kind="ha",
        member=number(draft.name.removeprefix("fab")),
        ports=tuple(port.word for port in ports),
        ref=draft.state.place(ports[0].line if ports else node.line),
    )
    draft.state.facts.stack_members.append(row)
    return bool(ports)


_PORT = View(
    {
        "description": read_description,
        "disable": read_disable,
        "enable": passed,
        "mtu": read_mtu,
        "speed": read_speed,
        "mac": read_mac,
        "unit": each(_unit),
        "native-vlan-id": read_native,
        "gigether-options": _ETHER,
        "ether-options": _ETHER,
        "fastether-options": _ETHER,
        "redundant-ether-options": _ETHER,
        "aggregated-ether-options": _ETHER,
        "fabric-options": _fabric,
        "vlan-tagging": passed,
        "flexible-vlan-tagging": passed,
        "stacked-vlan-tagging": passed,
    },
    {
        "encapsulation": "encapsulation ppp-options lmi lmi-type dce atm-options",
        "port-behaviour": "hold-time link-mode duplex gratuitous-arp-reply no-gratuitous-arp-reply no-gratuitous-arp-request no-traps "
        "traps forwarding-class-accounting optics-options otn-options fec-mode framing clocking keepalives no-keepalives damping "
        "accounting-profile passive-monitor-mode interface-transmit-statistics per-unit-scheduler hierarchical-scheduler "
        "shared-scheduler loopback auto-negotiation no-auto-negotiation flow-control number-of-ports number-of-sub-ports "
        "number-of-channels unused media-type layer2-policer load-balancing-options redundancy-options logical-tunnel-options "
        "interface-mib no-interface-mib t1-options e1-options t3-options e3-options ds0-options sonet-options serial-options "
        "dsl-options vdsl-options shdsl-options cellular-options modem-options dialer-options port-priority dot1q-vlan-tagging "
        "multicast-statistics satop-options data-input transmit-bucket receive-bucket esi input-native-vlan-push "
        "no-native-vlan-insert native-inner-vlan-id no-vlan-rewrite anchor-point multi-chassis-protection cascade-port "
        "short-reach-mode speed-options external-model services-options sshmetadata",
    },
    inline="description mtu speed mac native-vlan-id encapsulation",
    flags="vlan-tagging flexible-vlan-tagging stacked-vlan-tagging",
)


def read_interfaces(scope: Scope, node: Node) -> None:
    """Read ``interfaces``."""
    state = scope.state
    for child in node.children.values():
        if child.inactive:
            state.ignore(child, "inactive")
        elif child.word in {"traceoptions", "interface-set", "stats", "irb-forwarding", "pic-set"}:
            state.ignore(child, "interface-sets")
        else:
            name, dot, unit = child.word.partition(".")
            if dot and unit.isdecimal():  # ge-0/0/0.5 { ... } is unit 5 of ge-0/0/0
                _unit(draft_of(scope, name, child.line), replace(child, word=unit))
                continue
            draft = draft_of(scope, child.word, child.line)
            disabled = child.of("disable") is not None
            if disabled:
                draft.enabled = False
            _PORT.read(draft, child)


def finish_bundles(state: State) -> None:
    """Give each aggregate that ports name an interface, a mode and its row; the reth of a cluster keeps one side in reserve."""
    for draft in list(state.drafts.values()):
        if draft.lag is not None and draft.lag_line is not None and draft.lag not in state.drafts:
            draft_of(draft.scope, draft.lag, draft.lag_line.line)
    for draft in state.drafts.values():
        if draft.kind is InterfaceKind.LAG and draft.port is None:
            mode = "lacp" if draft.lacp else "backup" if draft.name.startswith(("reth", "rlt")) else "static"
            state.facts.lags.append(Lag(interface=draft.name, mode=mode, ref=state.place(draft.line)))
