"""VLANs, bridge domains, spanning trees, virtual chassis and chassis clusters.

*Source*: Junos OS 'Ethernet Switching', 'Spanning-Tree Protocols', 'Virtual Chassis', 'Chassis Cluster User Guide for SRX Series'.
Bridge priorities may be written in units of 1,024 (``4k``).
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.commands import number
from collectors.configs.junos.drafts import Draft, draft_of
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Reader, Scope, State, View, each, passed
from collectors.configs.junos.words import priority, unit_name, vlan_numbers
from topology.model.configured import ServiceInstance, StackMember, StpConfiguration
from topology.model.records import InterfaceKind, Vlan

_NAMES = ("vlan names",)


class VlanDraft:
    """A VLAN or bridge domain while it is read."""

    def __init__(self, scope: Scope, node: Node) -> None:
        self.scope = scope
        self.state = scope.state
        self.name = node.word
        self.node = node
        self.vids: tuple[int, ...] = ()


def _numbers(draft: VlanDraft, node: Node) -> bool:
    found = [vlan_numbers(text) for text in node.values]
    draft.vids += tuple(vid for vids in found for vid in vids or ())
    return bool(found) and all(vids is not None or text in {"none", "all"} for vids, text in zip(found, node.values, strict=True))


def _routed_by(draft: VlanDraft, node: Node) -> bool:
    name = node.value
    if name is None:
        return False

    def join() -> None:
        port = draft_of(draft.scope, unit_name(name), node.line)
        if len(draft.vids) == 1:
            port.routed = draft.vids[0]

    draft.state.later.append(join)
    return True


def _port(draft: VlanDraft, node: Node) -> bool | None:
    """Read a port that the VLAN names itself: an access port, or one more VLAN of a trunk."""
    state = draft.state
    for name in state.ranges.get(node.word, (node.word,)):
        unit = draft_of(draft.scope, unit_name(name), node.line)
        parent = unit.name.rpartition(".")[0]
        port = unit.port or draft_of(draft.scope, parent, node.line)
        unit.port = port
        if unit.dot1q is not None or unit.vlan_list:
            _service(draft, unit, node)
            continue
        if unit.kind is not InterfaceKind.VLAN:
            port.switched = True
            port.add_members(draft.name)
    _PORT.read(draft, node)
    return None


_PORT = View({"tagged": passed, "untagged": passed}, {"vlan-translation": "mapping egress isolated promiscuous pvlan-trunk"})


def _service(draft: VlanDraft, unit: Draft, node: Node) -> None:
    """Add the service that a unit with a tag of its own is in a bridge domain."""
    assert unit.port is not None
    draft.state.facts.service_instances.append(
        ServiceInstance(
            interface=unit.port.name,
            number=int(unit.name.rpartition(".")[2]),
            vlans=(unit.dot1q,) if unit.dot1q is not None else unit.vlan_list,
            vlans_inner=unit.vlan_inner,
            kind="dot1q",
            bridge_domain=draft.name,
            description=unit.description,
            enabled=unit.enabled,
            ref=draft.state.place(node.line),
        )
    )


def _filter(draft: VlanDraft, node: Node) -> bool:
    for way in node.nodes:
        direction = {"input": "in", "output": "out"}.get(way.word)
        if direction is None:
            return False
        for acl in way.values:
            for vid in draft.vids or (None,):
                draft.state.bound(acl, "filter", way, vlan=vid, direction=direction)
    return bool(node.children)


_DETAIL = {
    "vlan-detail": "vxlan mac-limit mac-table-aging-time domain-type isolation-id isolated-vlan primary-vlan no-local-switching "
    "no-mac-learning private-vlan community-vlans switch-options dot1q-tunneling no-arp-suppression mcast-snooping service-id "
    "enable-mac-move-action bridge-options no-irb-layer-2-copy no-normalization multicast-snooping-options pvlan "
    "extend-secondary-vlan-id",
    "snooping": "forwarding-options-dhcp-security protocols",
}
_FORWARDING = View({"filter": _filter}, {"snooping": "dhcp-security dhcp-relay flood"})
_VLAN = View(
    {
        "vlan-id": _numbers,
        "vlan-id-list": _numbers,
        "vlan-range": _numbers,
        "vlan-tags": passed,
        "description": passed,
        "l3-interface": _routed_by,
        "routing-interface": _routed_by,
        "interface": each(_port),
        "filter": _filter,
        "forwarding-options": _FORWARDING,
    },
    _DETAIL,
    inline="vlan-id description",
)


def _vlan(scope: Scope, node: Node) -> bool | None:
    draft = VlanDraft(scope, node)
    line = node.line
    for word in ("vlan-id", "vlan-id-list", "vlan-range"):  # before ports and filters, whatever the order of lines
        if (said := node.of(word)) is not None:
            _numbers(draft, said)
            line = node.line if len(draft.vids) == 1 else said.line
    known = tuple(dict.fromkeys(draft.vids))
    draft.vids = known
    _VLAN.read(draft, node)
    draft.vids = known
    names = scope.state.drawers.setdefault(_NAMES, {})
    assert isinstance(names, dict)
    names[node.word] = known
    for vid in known:
        name = node.word if len(known) == 1 else None
        scope.state.vlans.setdefault(vid, Vlan(vid=vid, name=name, ref=scope.state.place(line)))
    return None


read_vlans = each(_vlan)
"""Reads ``vlans`` and ``bridge-domains``."""


def _voice(scope: Scope, node: Node) -> bool:
    # switch-options voip interface ge-0/0/1.0 vlan VOICE [forwarding-class F]
    named = node.text_of("vlan")
    if named is None or node.word in {"all", "access-ports"}:
        return named is not None
    for name in scope.state.ranges.get(node.word, (node.word,)):
        port = draft_of(scope, name.removesuffix(".0"), node.line)

        def add(port: Draft = port) -> None:
            names = scope.state.drawers.get(_NAMES, {})
            assert isinstance(names, dict)
            port.vlan_voice = next(iter(vlan_numbers(named) or names.get(named, ())), None)

        scope.state.later.append(add)
    return True


SWITCH_OPTIONS = View(
    {
        "voip": View({"interface": each(_voice)}),
        **dict.fromkeys(("vtep-source-interface", "route-distinguisher", "vrf-target", "vrf-import", "vrf-export"), passed),
    },
    {
        "port-behaviour": "secure-access-port storm-control analyzer bpdu-block dot1q-tunneling ethernet-switching nonstop-bridging "
        "poe port-error-disable redundant-trunk-group static mac-lookup-length traceoptions unknown-unicast-forwarding "
        "mac-notification authentication-whitelist uac-policy interfaces interface mac-table-size mac-table-aging-time service-id "
        "authentication-access-control mac-move-limit no-mac-learning vlan-limit mac-statistics mac-ip-table-size arp-on-stp"
    },
)
"""What ``switch-options`` and ``ethernet-switching-options`` say."""


# --- spanning trees -----------------------------------------------------------------------------------


class Stp:
    """A spanning tree's configuration while it is read."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.priorities: dict[int, int] = {}
        self.instances: dict[int, tuple[int, ...]] = {}
        self.number = 0


def _priority(stp: Stp, node: Node) -> bool:
    value = priority(node.value)
    if value is not None:
        stp.priorities[stp.number] = value
    return value is not None


def _instance(stp: Stp, node: Node) -> bool | None:
    own = number(node.word)
    if own is None:
        return False
    named = node.of("vlan")
    stp.instances[own] = tuple(sorted({vid for text in (named.values if named else ()) for vid in vlan_numbers(text) or ()}))
    stp.number = own
    _INSTANCE.read(stp, node)
    stp.number = 0
    return None


def _tree(stp: Stp, node: Node) -> bool | None:
    # vstp { vlan 10 { bridge-priority 4k; } }
    for vid in vlan_numbers(node.word) or ():
        stp.number = vid
        _INSTANCE.read(stp, node)
    stp.number = 0
    return None


_TREE_DETAIL = {
    "stp-detail": "interface max-age hello-time forward-delay max-hops bpdu-block-on-edge traceoptions backup-bridge-priority "
    "extended-system-id force-version bpdu-destination-mac-address vpls-flush-on-topology-change priority-hold-time system-identifier "
    "system-id vlan-group description layer2-protocol-tunneling no-root-port access-trunk"
}
_INSTANCE = View({"vlan": passed, "bridge-priority": _priority}, _TREE_DETAIL)
_STP = View(
    {
        "bridge-priority": _priority,
        "configuration-name": passed,
        "revision-level": passed,
        "msti": each(_instance),
        "vlan": each(_tree),
        "disable": passed,
    },
    _TREE_DETAIL,
)
_MODES = {"stp": "stp", "rstp": "rstp", "mstp": "mstp", "vstp": "rapid-pvst"}


def read_stp(scope: Scope, node: Node) -> None:
    """Read ``rstp``, ``mstp``, ``vstp`` or ``stp``."""
    stp = Stp(scope.state)
    _STP.read(stp, node)
    scope.state.facts.stp_configurations.append(
        StpConfiguration(
            mode=_MODES[node.word],
            enabled=node.of("disable") is None,
            region=node.text_of("configuration-name"),
            revision=number(node.text_of("revision-level")),
            instances=tuple(sorted(stp.instances.items())),
            priorities=tuple(sorted(stp.priorities.items())),
            ref=scope.state.place(node.line),
        )
    )


# --- several chassis that are one ---------------------------------------------------------------------


def _vc_member(scope: Scope, node: Node) -> bool:
    member = number(node.word)
    if member is None:
        return False
    row = StackMember(
        kind="virtual-chassis",
        member=member,
        priority=number(node.text_of("mastership-priority")),
        ref=scope.state.place(node.line),
    )
    scope.state.facts.stack_members.append(row)
    serial = node.text_of("serial-number")
    if serial is not None:
        serials = scope.state.drawers.setdefault(("serials",), [])
        assert isinstance(serials, list)
        serials.append(serial)
    return all(child.word in {"mastership-priority", "role", "serial-number", "no-management-vlan", "location"} for child in node.nodes)


VIRTUAL_CHASSIS = View(
    {"member": each(_vc_member), "preprovisioned": passed, "no-split-detection": passed, "id": passed},
    {
        "stack-detail": "mac-persistence-timer fast-failover graceful-restart vc-port auto-sw-update traceoptions auto-conversion "
        "vcp-no-hold-time vc-aliases aliases routing-engine"
    },
)
"""What ``virtual-chassis`` says."""


def _node(group: tuple[Scope, str], node: Node) -> bool:
    scope, name = group
    if name != "1" and scope.state.drawers.get(("cluster node", node.word)) is not None:
        return True  # the first group is that of the control planes, which the nodes are told by
    scope.state.drawers["cluster node", node.word] = True
    row = StackMember(
        kind="ha",
        member=number(node.word),
        priority=number(node.text_of("priority")),
        domain=f"redundancy-group {name}",
        ref=scope.state.place(node.line),
    )
    scope.state.facts.stack_members.append(row)
    return row.member is not None


def _group(scope: Scope, node: Node) -> bool | None:
    nodes = node.of("node")
    understood = all(_node((scope, node.word), child) for child in (nodes.nodes if nodes is not None else ()))
    return None if understood else False


_CLUSTER = View(
    {"redundancy-group": each(_group), "reth-count": passed, "cluster-id": passed},
    {
        "cluster-detail": "heartbeat-interval heartbeat-threshold control-link-recovery configuration-synchronize traceoptions "
        "network-management control-ports node hw-monitoring redundant-interface"
    },
)
CHASSIS: Mapping[str, Reader] = {"cluster": _CLUSTER}
"""What ``chassis`` says beside its hardware."""
