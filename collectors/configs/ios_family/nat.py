"""Address translation of IOS and RGOS.

A rule takes effect where packets leave through an ``ip nat outside`` interface, so a rule that names no interface has a
row for each of them. *Source*: Cisco 'IP Addressing: NAT' command reference; Ruijie RG-RSR 'NAT' chapter.
"""

from __future__ import annotations

from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after
from collectors.configs.ios_family.state import State
from collectors.configs.words import address_of, prefix_of
from topology.model.configured import NatPool, NatRule


def read_nat(state: State, words: Words, line: Line) -> bool:  # noqa: PLR0911 - one return a form of the line
    """Read what follows ``ip nat``."""
    match words:
        case ("pool", name, *rest):
            return _pool(state, name, tuple(rest), line)
        case ("inside" | "outside", "source", "static", *rest):
            return _static(state, tuple(rest), line, outer=words[0] == "outside")
        case ("inside" | "outside", "source", *rest):
            return _dynamic(state, tuple(rest), line, outer=words[0] == "outside")
        case ("inside", "destination", *rest):
            return _dynamic(state, tuple(rest), line, outer=False, published=True)
        case ("source", "static", *rest):
            return _static(state, tuple(rest), line, outer=False)
        case ("source", *rest):
            return _dynamic(state, tuple(rest), line, outer=False)
    return False


def _pool(state: State, name: str, words: Words, line: Line) -> bool:
    match words:
        case (first, last, *_) if address_of(first) and address_of(last):
            state.facts.nat_pools.append(NatPool(name=name, first=first, last=last, ref=state.place(line)))
            return True
        case ("netmask" | "prefix-length", *_):
            return True  # its addresses follow, a range a line
    return False


def read_pool_range(context: tuple[State, str], words: Words, line: Line) -> bool:
    """Read ``address FIRST LAST`` below a pool."""
    state, name = context
    match words:
        case (first, last, *_) if address_of(first) and address_of(last):
            state.facts.nat_pools.append(NatPool(name=name, first=first, last=last, ref=state.place(line)))
            return True
        case ("interface", *rest) if state.interface(tuple(rest)) is not None:
            return True
    return False


def _add(state: State, rule: NatRule) -> bool:
    """Keep a rule; one that names no interface is joined with the outside interfaces at the end."""
    state.facts.nat_rules.append(rule)
    if "nat" not in state.settings:
        state.settings["nat"] = "read"
        state.endings.append(partial(_spread, state))
    return True


def _spread(state: State) -> None:
    outside = [draft for draft in state.drafts.values() if draft.nat == "outside"]
    spread: list[NatRule] = []
    for rule in state.facts.nat_rules:
        near = [draft.name for draft in outside] if rule.interface is None else []
        spread += [msgspec.structs.replace(rule, interface=name) for name in near] or [rule]
    state.facts.nat_rules = spread


def _dynamic(state: State, words: Words, line: Line, *, outer: bool, published: bool = False) -> bool:
    match words:
        case ("list" | "route-map" as by, name, *rest):
            found = state.interface(tuple(rest[1:])) if rest[:1] == ["interface"] else None
            pool = after(tuple(rest), "pool")
            if found is None and pool is None:
                return False
        case _:
            return False
    if by == "list":
        state.bind(name, "nat", line, interface=found[0] if found else None)
    return _add(
        state,
        NatRule(
            kind="server" if published else "source",
            name=name if by == "route-map" else None,
            interface=found[0] if found else None,
            vrf=after(tuple(rest), "vrf"),
            acl=name if by == "list" else None,
            outside="interface" if found else None,
            pool=pool,
            source_zones=("outside",) if outer else (),
            ref=state.place(line),
        ),
    )


def _static(state: State, words: Words, line: Line, *, outer: bool) -> bool:
    """Read a static translation; under ``outside source`` the first address is the outer one."""
    rule = NatRule(kind="static", vrf=after(words, "vrf"), ref=state.place(line))
    match words:
        case ("tcp" | "udp" as protocol, local, port, "interface", *rest):
            found = state.interface(tuple(rest))
            if found is None or address_of(local) is None:
                return False
            outside_port = found[1][0] if found[1] else None
            rule = msgspec.structs.replace(
                rule, kind="server", protocol=protocol, inside=local, inside_port=port, outside="interface", outside_port=outside_port
            )
            return _add(state, msgspec.structs.replace(rule, interface=found[0]))
        case ("tcp" | "udp" as protocol, local, port, outside, outside_port, *_) if address_of(local) and address_of(outside):
            rule = msgspec.structs.replace(
                rule, kind="server", protocol=protocol, inside=local, inside_port=port, outside=outside, outside_port=outside_port
            )
        case ("network", local, outside, length, *_):
            inside, mapped = (prefix_of(text, length.lstrip("/")) for text in (local, outside))
            if inside is None or mapped is None:
                return False
            rule = msgspec.structs.replace(rule, inside=inside, outside=mapped)
        case (local, "interface", *rest) if address_of(local):
            found = state.interface(tuple(rest))
            if found is None:
                return False
            rule = msgspec.structs.replace(rule, inside=local, outside="interface", interface=found[0])
        case (local, outside, *_) if address_of(local) and address_of(outside):
            rule = msgspec.structs.replace(rule, inside=local, outside=outside)
        case _:
            return False
    if outer:
        rule = msgspec.structs.replace(rule, inside=rule.outside, outside=rule.inside, source_zones=("outside",))
    policy = after(words, "route-map")
    return _add(state, rule if policy is None else msgspec.structs.replace(rule, name=policy))
