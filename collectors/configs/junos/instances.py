"""``routing-instances``: VRFs with their distinguishers and targets, virtual routers and switches, and what runs inside them.

``vrf-target`` is both import and export unless it names one; ``vrf-import`` and ``vrf-export`` take its place, and their policies'
communities are the targets. *Source*: Junos OS 'Layer 3 VPNs User Guide for Routing Devices', 'Routing Instances'.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from collectors.configs.junos.drafts import Draft, draft_of
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.policies import targets_of
from collectors.configs.junos.state import Reader, Scope, State, View, each, passed
from collectors.configs.junos.switching import SWITCH_OPTIONS
from collectors.configs.junos.words import route_target, unit_name
from topology.model.configured import ServiceInstance, VrfFamily
from topology.model.records import Vrf

_NOT_ROUTED = frozenset({"virtual-switch", "vpls", "l2vpn", "evpn", "mac-vrf", "evpn-vpws", "layer2-control", "mpls-internet-multicast"})
"""Kinds of instance that have no table of routes."""


class Instance:
    """A routing instance while it is read."""

    def __init__(self, scope: Scope, node: Node) -> None:
        self.outer = scope
        self.node = node
        self.kind = node.text_of("instance-type")
        self.routed = self.kind not in _NOT_ROUTED
        self.inner = scope.inside(node.word)

    @property
    def state(self) -> State:
        """The configuration while it is read."""
        return self.outer.state


def _member(instance: Instance, node: Node) -> None:
    state = instance.state
    for name in state.ranges.get(node.word, (node.word,)):
        draft = draft_of(instance.outer, unit_name(name), node.line)
        if instance.routed:
            draft.vrf = instance.inner.vrf
        elif draft.dot1q is not None or draft.vlan_list:
            _attach(instance, draft, node)


def _attach(instance: Instance, draft: Draft, node: Node) -> None:
    """Add the service that a tagged unit is in a VPN of layer 2."""
    port, _, unit = draft.name.rpartition(".")
    instance.state.facts.service_instances.append(
        ServiceInstance(
            interface=port,
            number=int(unit) if unit.isdecimal() else 0,
            vlans=(draft.dot1q,) if draft.dot1q is not None else draft.vlan_list,
            vlans_inner=draft.vlan_inner,
            kind="dot1q",
            bridge_domain=instance.node.word,
            description=draft.description,
            enabled=draft.enabled,
            ref=instance.state.place(node.line),
        )
    )


def targets(instance: Instance) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return import and export targets: of the policies where there are any, else of ``vrf-target``."""
    node = instance.node
    both = node.of("vrf-target")
    plain = () if both is None else tuple(target for text in both.values if (target := route_target(text)) is not None)
    found: list[tuple[str, ...]] = []
    for word in ("import", "export"):
        policies = node.of(f"vrf-{word}")
        if policies is not None:
            own = targets_of(instance.outer, policies.values, imported=word == "import")
            found.append(own or plain)
            continue
        named = () if both is None or (way := both.of(word)) is None else way.values
        found.append((*plain, *(target for text in named if (target := route_target(text)) is not None)))
    networks = tuple(
        target
        for vni in node.nodes_of("protocols", "evpn", "vni-options", "vni")
        for text in vni.values_of("vrf-target")
        if (target := route_target(text)) is not None
    )
    return tuple(dict.fromkeys((*found[0], *networks))), tuple(dict.fromkeys((*found[1], *networks)))


def _with_ipv6(state: State) -> frozenset[str | None]:
    """Return the VRFs in which an interface has an IPv6 address."""
    found = state.drawers.get(("vrfs with ipv6",))
    if found is None:
        found = frozenset(draft.vrf for draft in state.drafts.values() if any(":" in text for text in draft.addresses))
        state.drawers["vrfs with ipv6",] = found
    assert isinstance(found, frozenset)
    return found


def _finish(instance: Instance) -> None:
    """Add the VRF and its families when policies and addresses are known."""
    state, node, name = instance.state, instance.node, instance.inner.vrf
    assert name is not None
    rd = node.text_of("route-distinguisher")
    rd = None if rd is None else rd.replace("L:", ":")
    into, out = targets(instance)
    state.vrfs[name] = Vrf(name=name, rd=rd, import_targets=into, export_targets=out, ref=state.place(node.line))
    if not (rd or into or out):
        return
    policies = {word: " ".join(named.values) if (named := node.of(f"vrf-{word}")) else None for word in ("import", "export")}
    families = ["ipv4"] if instance.routed else ["evpn"]
    if instance.routed and name in _with_ipv6(state):
        families.append("ipv6")
    state.facts.vrf_families += [
        VrfFamily(
            vrf=name,
            family=family,
            rd=rd,
            import_targets=into,
            export_targets=out,
            import_policy=policies["import"],
            export_policy=policies["export"],
            ref=state.place(node.line),
        )
        for family in families
    ]


_OWN: Mapping[str, Reader] = {
    "interface": each(_member),
    **dict.fromkeys(
        (
            *("instance-type", "route-distinguisher", "vrf-target", "vrf-import", "vrf-export", "vtep-source-interface", "description"),
            *("vrf-table-label", "routing-interface"),
        ),
        passed,
    ),
}


def _inside(reader: Reader, instance: Instance, node: Node) -> bool | None:
    """Read a level in the scope of an instance; one without a table of routes leaves its interfaces where they are."""
    return reader(instance.inner if instance.routed else instance.outer, node)


def instances_view(inner: Mapping[str, Reader], ignored: Mapping[str, str]) -> Reader:
    """Return what reads ``routing-instances``; `inner` reads what a router has as well, in the instance's scope."""
    view = View({**_OWN, **{word: partial(_inside, reader) for word, reader in inner.items()}}, ignored)

    def read(scope: Scope, node: Node) -> bool | None:
        instance = Instance(scope, node)
        if instance.routed or instance.node.of("route-distinguisher") is not None or instance.node.of("vrf-target") is not None:
            scope.state.later.append(lambda: _finish(instance))
        view.read(instance, node)
        return None

    return each(read)


def read_switch_options(scope: Scope, node: Node) -> None:
    """Read ``switch-options``: with a distinguisher or targets the switch itself is an instance of EVPN, ``default-switch``."""
    SWITCH_OPTIONS.read(scope, node)
    if node.of("route-distinguisher") is None and node.of("vrf-target") is None:
        return
    kind = Node("instance-type", node.line, {"virtual-switch": Node("virtual-switch", node.line)})
    instance = Instance(scope, Node("default-switch", node.line, {**node.children, "instance-type": kind}))
    scope.state.later.append(lambda: _finish(instance))
