"""Traffic policies of VRP and Comware: classifiers, behaviours, policies, and where they apply.

What a policy does joins at the end of the text: a list that a classifier names takes effect where its policy
applies; a behaviour that redirects makes it a policy of routing.
Source: Huawei S-series and NE40E 'MQC' and H3C S10500 'QoS policy' command references.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Reader, View, Words, number, passed
from collectors.configs.vrp_family.acls import named_list
from collectors.configs.vrp_family.interfaces import Draft
from collectors.configs.vrp_family.state import State
from topology.model.configured import ServicePolicy


@dataclass(slots=True)
class _Traffic:
    """Parts of policies while they are read, by name."""

    classifiers: dict[str, list[str]] = field(default_factory=dict)
    behaviours: dict[str, str] = field(default_factory=dict)
    policies: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    name: str = ""
    """Of the part that is being read."""


def _traffic(state: State) -> _Traffic:
    known = state.drawers.get(("traffic",))
    if isinstance(known, _Traffic):
        return known
    traffic = state.drawers["traffic",] = _Traffic()
    return traffic


def _if_match(traffic: _Traffic, words: Words, _line: Line) -> bool:
    acl = named_list(words) if "acl" in words else None
    if acl is not None:
        traffic.classifiers.setdefault(traffic.name, []).append(acl)
    return bool(words)


def _redirect(traffic: _Traffic, words: Words, _line: Line) -> bool:
    if words[:1] in (("ip-nexthop",), ("next-hop",), ("ip-multihop",), ("vpn-instance",), ("remote",), ("ipv6-nexthop",)):
        traffic.behaviours[traffic.name] = "routing"
    return bool(words)


def _join(traffic: _Traffic, words: Words, _line: Line) -> bool:
    match words:
        case (classifier, "behavior", behaviour, *_):
            traffic.policies.setdefault(traffic.name, []).append((classifier, behaviour))
            return True
    return False


_CLASSIFIER: View[_Traffic] = View({"if-match": _if_match, "description": passed, "quit": passed})
_BEHAVIOUR: View[_Traffic] = View(
    {"redirect": _redirect, "permit": passed, "deny": passed, "filter": passed, "quit": passed, "apply": _redirect},
    {
        "qos-action": (
            *(
                "car",
                "remark",
                "statistic",
                "queue",
                "gts",
                "mirroring",
                "mirror-to",
                "accounting",
                "user-queue",
                "lr",
                "qos",
                "limit",
                "nest",
            ),
            *(
                "sampler",
                "description",
                "wred",
                "priority",
                "trust",
                "mac-address",
                "undo",
                "traffic-policy",
                "primap",
                "tcp-mss",
                "share",
                "llq",
            ),
        )
    },
)
_POLICY: View[_Traffic] = View(
    {"classifier": _join, "description": passed, "quit": passed, "share-mode": passed, "step": passed},
    {"qos-action": ("statistics", "match-order", "undo")},
)
_VIEWS = {"classifier": _CLASSIFIER, "behavior": _BEHAVIOUR, "policy": _POLICY}


def read_traffic(state: State, block: Block) -> bool:
    """Read ``traffic classifier|behavior|policy NAME`` or Comware's ``qos policy NAME``."""
    words = block.header.text.split()
    view = _VIEWS.get(words[1]) if len(words) > 2 else None  # noqa: PLR2004 - two words and a name
    if view is None:
        return False
    state.account.understand()
    traffic = _traffic(state)
    traffic.name = words[2]
    view.read(traffic, block.children, state.account, block.header.text)
    return True


def _apply(state: State, policy: str, line: Line, direction: str | None, *, interface: str | None = None, vlan: int | None = None) -> bool:
    traffic = _traffic(state)

    def end() -> None:
        pairs = traffic.policies.get(policy, [])
        kind = "routing" if any(traffic.behaviours.get(behaviour) == "routing" for _, behaviour in pairs) else "qos"
        way = None if direction is None else "in" if direction == "inbound" else "out"
        row = ServicePolicy(policy=policy, interface=interface, vlan=vlan, direction=way, kind=kind, ref=state.place(line))
        state.facts.service_policies.append(row)
        for classifier, _ in pairs:
            for acl in traffic.classifiers.get(classifier, ()):
                state.bind(acl, "policy", line, interface=interface, vlan=vlan, direction=direction, via=policy)

    state.endings.append(end)
    return True


def _direction(words: Words) -> str | None:
    return next((word for word in words if word in {"inbound", "outbound"}), None)


def _on_interface(draft: Draft, words: Words, line: Line) -> bool:
    # traffic-policy P inbound; qos apply policy P inbound
    direction = _direction(words)
    return direction is not None and _apply(draft.state, words[0], line, direction, interface=draft.name)


def _routed(draft: Draft, words: Words, line: Line) -> bool:
    # ip policy-based-route P; its nodes are read as those of a route policy
    if not words:
        return False
    row = ServicePolicy(policy=words[-1], interface=draft.name, direction="in", kind="routing", ref=draft.state.place(line))
    draft.state.facts.service_policies.append(row)
    return True


INTERFACE: Mapping[str, Reader[Draft]] = {
    "traffic-policy": _on_interface,
    "qos apply policy": _on_interface,
    "ip policy-based-route": _routed,
    "ip policy": _routed,
}
"""Policies on an interface."""


def read_global_policy(state: State, block: Block) -> bool:
    """Read ``traffic-policy P global inbound``, ``qos apply policy P global inbound``, ``qos vlan-policy P vlan 10 inbound``."""
    words = tuple(block.header.text.split())
    direction = _direction(words)
    policies = [word for word in words[1:] if word not in {"apply", "policy", "vlan-policy", "global", "vlan", "inbound", "outbound"}]
    if direction is None or not policies:
        return False
    state.account.understand()
    state.leave_children(block)
    vlan = number(words[words.index("vlan") + 1]) if "vlan" in words[:-1] else None
    return _apply(state, policies[0], block.header, direction, vlan=vlan)


def apply_to_vlan(state: State, vlan: int, words: Words, line: Line) -> bool:
    """Read ``traffic-policy P inbound`` of the VLAN view."""
    direction = _direction(words)
    return direction is not None and _apply(state, words[0], line, direction, vlan=vlan)
