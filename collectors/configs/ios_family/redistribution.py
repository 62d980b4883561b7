"""Routes taken from one protocol into another, and the lists that filter them: words that every routing protocol shares."""

from __future__ import annotations

from collectors.clean import Line
from collectors.configs.commands import Words, after
from collectors.configs.ios_family.state import State
from topology.model.configured import Redistribution

_SOURCES = {"connected": "direct", "ospfv3": "ospf"}
_SINGLE = frozenset({"connected", "static", "rip", "mobile", "odr", "direct"})
_DETAILS = frozenset(
    {
        "metric",
        "metric-type",
        "route-map",
        "subnets",
        "tag",
        "match",
        "vrf",
        "level-1",
        "level-2",
        "level-1-2",
        "include-connected",
        "route-policy",
    }
)


def read_redistribution(
    state: State, words: Words, line: Line, *, into: str, process: str | None, family: str | None, vrf: str | None
) -> bool:
    """Read what follows ``redistribute``."""
    if not words:
        return False
    source, rest = words[0], words[1:]
    number = rest[0] if rest and source not in _SINGLE and rest[0] not in _DETAILS else None
    state.facts.redistributions.append(
        Redistribution(
            into=into,
            into_process=process,
            family=family,
            vrf=vrf,
            source=_SOURCES.get(source, source),
            source_process=number,
            policy=after(words, "route-map") or after(words, "route-policy"),
            ref=state.place(line),
        )
    )
    return True


def originate_default(
    state: State, words: Words, line: Line, *, into: str, process: str | None, vrf: str | None = None, family: str | None = None
) -> bool:
    """Read ``default-information originate [route-map M]``, which gives others a default route."""
    row = Redistribution(
        into=into,
        into_process=process,
        family=family,
        vrf=vrf,
        source="default",
        policy=after(words, "route-map") or after(words, "route-policy"),
        ref=state.place(line),
    )
    state.facts.redistributions.append(row)
    return True


def read_distribute_list(state: State, words: Words, line: Line, via: str) -> bool:
    """Read what follows ``distribute-list``: an access list, or a prefix list or route map that has rows of its own."""
    match words:
        case ("prefix" | "route-map" | "gateway", *_):
            return True
        case (acl, "in" | "out" as direction, *rest):
            found = state.interface(tuple(rest))
            return state.bind(acl, "route", line, interface=found[0] if found else None, direction=direction, via=via)
    return False
