"""IS-IS, EIGRP and RIP of IOS and RGOS.

*Source*: Cisco 'IP Routing: ISIS', 'IP Routing: EIGRP' and 'IP Routing: RIP' command references; ISO 10589 for the
NET: an area, six octets of system id, a selector. A process is level 1-2 unless ``is-type`` says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from collectors.clean import Line
from collectors.configs.commands import Words, after, is_number
from collectors.configs.ios_family.interfaces import Command, Draft
from collectors.configs.ios_family.redistribution import originate_default, read_distribute_list, read_redistribution
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import classful_prefix
from collectors.configs.words import prefix6_of, prefix_of, wildcard_prefix
from topology.model.configured import NetworkStatement
from topology.model.tables import IsisCircuit, IsisProcess

_LEVELS = {"level-1": "1", "level-2-only": "2", "level-2": "2", "level-1-2": "1-2"}
_NET_PARTS = 5


@dataclass(slots=True)
class Isis:
    """An IS-IS process while its lines are read."""

    state: State
    name: str | None
    line: Line
    vrf: str | None = None
    level: str = "1-2"
    system_id: str | None = None
    areas: list[str] = field(default_factory=list)
    wide: bool | None = None
    family: str | None = None
    passive: set[str] = field(default_factory=set)
    shared: bool = False
    """The name serves several VRFs, each with a process of its own."""


def isis_of(state: State, name: str | None, line: Line, *, vrf: str | None = None, shared: bool = False) -> Isis:
    """Return a process, a new one where a line is the first to name it; `shared` as in `process_of` of OSPF."""
    key = ("isis", name or "", vrf or "")
    found = state.drawers.get(key)
    if not isinstance(found, Isis):
        found = state.drawers[key] = Isis(state, name, line, vrf, shared=shared)
        state.endings.append(partial(_finish_isis, found))
    return found


def _net(process: Isis, words: Words, _line: Line) -> bool:
    parts = words[0].split(".") if words else []
    if len(parts) < _NET_PARTS:
        return False
    process.system_id = ".".join(parts[-4:-1]).lower()
    process.areas.append(".".join(parts[:-4]))
    return True


def _is_type(process: Isis, words: Words, _line: Line) -> bool:
    process.level = _LEVELS.get(words[0] if words else "", process.level)
    return bool(words) and words[0] in _LEVELS


def _metric_style(process: Isis, words: Words, _line: Line) -> bool:
    process.wide = words[:1] != ("narrow",)
    return bool(words)


def _isis_vrf(process: Isis, words: Words, _line: Line) -> bool:
    process.vrf = words[0] if words else None
    return bool(words)


def _isis_family(process: Isis, words: Words, _line: Line) -> bool:
    process.family = words[0] if words else None
    return True


def _isis_redistribute(process: Isis, words: Words, line: Line) -> bool:
    return read_redistribution(process.state, words, line, into="isis", process=process.name, family=process.family, vrf=process.vrf)


def _isis_default(process: Isis, words: Words, line: Line) -> bool:
    return originate_default(process.state, words, line, into="isis", process=process.name, vrf=process.vrf)


def _isis_summary(process: Isis, words: Words, line: Line) -> bool:
    match words:
        case (address, mask, *_) if "/" not in address:
            prefix = prefix_of(address, mask)
        case (both, *_):
            prefix = prefix6_of(both) or prefix_of(*both.split("/", 1))
        case _:
            return False
    if prefix is None:
        return False
    row = NetworkStatement(protocol="isis", prefix=prefix, vrf=process.vrf, summary=True, ref=process.state.place(line))
    process.state.facts.network_statements.append(row)
    return True


def _isis_passive(process: Isis, words: Words, _line: Line) -> bool:
    found = process.state.interface(words)
    if found is not None:
        process.passive.add(found[0])
    return found is not None or words[:1] == ("default",)


ISIS = {
    "net": _net,
    "is-type": _is_type,
    "metric-style": _metric_style,
    "vrf": _isis_vrf,
    "address-family": _isis_family,
    "exit-address-family": _isis_family,
    "redistribute": _isis_redistribute,
    "default-information originate": _isis_default,
    "summary-address": _isis_summary,
    "summary-prefix": _isis_summary,
    "passive-interface": _isis_passive,
}
"""Commands of an IS-IS process."""


@dataclass(slots=True)
class IsisNote:
    """What an interface's own lines say of IS-IS."""

    line: Line
    process: str | None = None
    speaks: bool = False
    metric: int | None = None
    kind: str | None = None
    level: str | None = None


def isis_note(draft: Draft, line: Line) -> IsisNote:
    """Return what an interface says of IS-IS, a new note where a line is the first."""
    note = draft.notes.get("isis")
    if not isinstance(note, IsisNote):
        note = draft.notes["isis"] = IsisNote(line)
    return note


def _router_isis(draft: Draft, words: Words, line: Line) -> bool:
    note = isis_note(draft, line)
    note.speaks, note.process, note.line = True, words[0] if words else None, line
    return True


def _isis_line(draft: Draft, words: Words, line: Line) -> bool:
    note = isis_note(draft, line)
    match words:
        case ("metric", value, *_) if is_number(value):
            note.metric = int(value) if note.metric is None else min(note.metric, int(value))
        case ("circuit-type", level):
            note.level = _LEVELS.get(level)
        case ("network", "point-to-point"):
            note.kind = "point-to-point"
        case ("password" | "authentication" | "tag" | "ipv6", *_):
            return True
        case _:
            return False
    return True


ISIS_INTERFACE: Mapping[str, Command] = {"ip router isis": _router_isis, "ipv6 router isis": _router_isis, "isis": _isis_line}
"""Commands of an interface about IS-IS."""


def _finish_isis(process: Isis) -> None:
    facts = process.state.facts
    facts.isis.append(
        IsisProcess(
            system_id=process.system_id,
            level=process.level,
            areas=tuple(process.areas),
            process=process.name,
            vrf=process.vrf,
            wide_metrics=process.wide,
            ref=process.state.place(process.line),
        )
    )
    for draft in process.state.drafts.values():
        note = draft.notes.get("isis")
        speaks = isinstance(note, IsisNote) and note.speaks and (note.process or "") == (process.name or "")
        if (not speaks and draft.name not in process.passive) or (process.shared and draft.vrf != process.vrf):
            continue
        said = note if isinstance(note, IsisNote) else IsisNote(process.line)
        facts.isis_circuits.append(
            IsisCircuit(
                circuit=len(facts.isis_circuits) + 1,
                interface=draft.name,
                kind=said.kind or "broadcast",
                level=said.level or process.level,
                enabled=draft.enabled,
                metric=said.metric,
                ref=process.state.place(said.line),
            )
        )


@dataclass(slots=True)
class Distance:
    """An EIGRP or RIP process while its lines are read."""

    state: State
    protocol: str
    name: str | None
    vrf: str | None = None
    family: str | None = None


def _distance_network(process: Distance, words: Words, line: Line) -> bool:
    match words:
        case (address,) if "/" in address:
            prefix = prefix_of(*address.split("/", 1))
        case (address,):
            prefix = classful_prefix(address)
        case (address, wildcard, *_):
            prefix = prefix_of(address, wildcard) if wildcard.startswith("255.") else wildcard_prefix(address, wildcard)
        case _:
            return False
    if prefix is None:
        return False
    row = NetworkStatement(protocol=process.protocol, prefix=prefix, vrf=process.vrf, ref=process.state.place(line))
    process.state.facts.network_statements.append(row)
    return True


def _distance_redistribute(process: Distance, words: Words, line: Line) -> bool:
    return read_redistribution(
        process.state, words, line, into=process.protocol, process=process.name, family=process.family, vrf=process.vrf
    )


def _distance_default(process: Distance, words: Words, line: Line) -> bool:
    return read_redistribution(
        process.state, ("default", *words), line, into=process.protocol, process=process.name, family=process.family, vrf=process.vrf
    )


def _distance_distribute(process: Distance, words: Words, line: Line) -> bool:
    return read_distribute_list(process.state, words, line, f"{process.protocol} {process.name or ''}".strip())


def _distance_family(process: Distance, words: Words, _line: Line) -> bool:
    process.family = words[0] if words else None
    process.vrf = after(words, "vrf")
    if (number := after(words, "autonomous-system")) is not None:
        process.name = number
    return True


def _distance_passive(process: Distance, words: Words, _line: Line) -> bool:
    return words in {(), ("default",)} or process.state.interface(words) is not None  # alone: below af-interface


DISTANCE = {
    "network": _distance_network,
    "redistribute": _distance_redistribute,
    "default-information originate": _distance_default,
    "distribute-list": _distance_distribute,
    "address-family": _distance_family,
    "exit-address-family": _distance_family,
    "passive-interface": _distance_passive,
    "no passive-interface": _distance_passive,
}
"""Commands of EIGRP and RIP."""
