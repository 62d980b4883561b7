"""Which routes a protocol takes from another: ``import-route`` of VRP and Comware, the same in every protocol's view.

Source: Huawei NE40E and H3C S10500 command references, 'OSPF', 'IS-IS', 'BGP', 'RIP'.
"""

from __future__ import annotations

from collectors.clean import Line
from collectors.configs.commands import Words, after, is_number
from collectors.configs.vrp_family.state import State
from topology.model.configured import Redistribution

_SOURCES = frozenset(
    {"static", "direct", "ospf", "ospfv3", "isis", "bgp", "rip", "ripng", "unr", "isisv6", "bgp4+", "nat64", "guard", "user-network"}
)


def redistribute(
    state: State, words: Words, line: Line, *, into: str, process: str | None = None, vrf: str | None = None, family: str | None = None
) -> bool:
    """Read ``import-route ospf 1 med 10 route-policy P`` of a protocol's view."""
    if not words or words[0] not in _SOURCES:
        return False
    source = words[0]
    number = words[1] if len(words) > 1 and is_number(words[1]) else None
    return note(
        state, line, into=into, process=process, vrf=vrf, family=family, source=source, number=number, policy=after(words, "route-policy")
    )


def note(
    state: State,
    line: Line,
    *,
    into: str,
    process: str | None = None,
    vrf: str | None = None,
    family: str | None = None,
    source: str = "default",
    number: str | None = None,
    policy: str | None = None,
) -> bool:
    """Note that routes of one protocol, or a default route, are taken into another."""
    row = Redistribution(
        into=into, into_process=process, family=family, vrf=vrf, source=source, source_process=number, policy=policy, ref=state.place(line)
    )
    state.facts.redistributions.append(row)
    return True
