"""Pairs of zones: what object policies and packet filters are put to work between them.

Source: H3C SecPath F1000 ('Object policy', 'Packet filter') and Huawei Eudemon ('Interzone') command references.
"""

from __future__ import annotations

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import View, Words, after, passed
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.zones import Policy


class _Pair:
    """A pair of zones while its lines are read."""

    def __init__(self, state: State, source: str, destination: str) -> None:
        self.state = state
        self.zones = (source, destination)


def _apply(pair: _Pair, words: Words, line: Line) -> bool:
    # object-policy apply ip NAME
    if not words:
        return False
    state, zones, name = pair.state, pair.zones, words[-1]

    def end() -> None:
        policy = state.drawers.get(("object-policy", name))
        for rule in policy.rules if isinstance(policy, Policy) else ():
            rule.lists["from"], rule.lists["to"] = ([] if zone == "any" else [zone] for zone in zones)
            state.facts.zone_policies.append(rule.row(state))

    state.endings.append(end)
    return bool(line.text)


def _filter(pair: _Pair, words: Words, line: Line) -> bool:
    # packet-filter 3000 [inbound|outbound]; packet-filter name X
    acl = after(words, "name") or (words[0] if words else None)
    if words and words[-1] in {"permit", "deny"}:
        return True
    direction = words[-1] if words and words[-1].endswith("bound") else None
    return acl is not None and pair.state.bind(acl, "filter", line, via=f"{pair.zones[0]}-{pair.zones[1]}", direction=direction)


_PAIR: View[_Pair] = View(
    {"object-policy apply": _apply, "packet-filter": _filter, "quit": passed},
    {"policy-detail": ("detect", "session", "aspf", "firewall", "nat", "undo")},
)


def read_pair(state: State, block: Block) -> bool:
    """Read ``zone-pair security source A destination B`` or ``firewall interzone A B``."""
    words = tuple(block.header.text.split())
    source, destination = after(words, "source"), after(words, "destination")
    if words[0] == "firewall" and len(words) > 3:  # noqa: PLR2004 - two words and two zones
        source, destination = words[2], words[3]
    if source is None or destination is None:
        return False
    state.account.understand()
    _PAIR.read(_Pair(state, source, destination), block.children, state.account, block.header.text)
    return True
