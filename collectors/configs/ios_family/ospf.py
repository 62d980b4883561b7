"""OSPF and OSPFv3 of IOS and RGOS: processes, areas, the interfaces that ``network`` lines or their own lines bring in.

*Source*: Cisco 'IP Routing: OSPF' command reference; RFC 2328, RFC 5340. The most specific ``network`` line decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from socket import AF_INET, inet_pton

from collectors.clean import Line
from collectors.configs.commands import Words, is_number, number
from collectors.configs.ios_family.interfaces import Command, Draft
from collectors.configs.ios_family.redistribution import originate_default, read_distribute_list, read_redistribution
from collectors.configs.ios_family.state import State
from collectors.configs.words import address_of, dotted_area, prefix6_of, prefix_of, wildcard_prefix
from topology.model.configured import NetworkStatement, OspfArea
from topology.model.tables import OspfInterface, OspfProcess

_NETWORK_KINDS = {"point-to-point": "point-to-point", "broadcast": "broadcast", "non-broadcast": "nbma"}


@dataclass(slots=True)
class Area:
    """An area while its lines are read."""

    line: Line
    kind: str | None = None
    authentication: str | None = None
    networks: list[str] = field(default_factory=list)
    virtual_links: list[str] = field(default_factory=list)
    """Router ids at their far ends."""


@dataclass(slots=True)
class Process:
    """An OSPF process while its lines are read."""

    state: State
    name: str
    version: int
    vrf: str | None
    line: Line
    router_id: str | None = None
    passive_default: bool = False
    passive: dict[str, bool] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    networks: list[tuple[str, str, Line]] = field(default_factory=list)
    """What ``network`` takes in, its area and the line."""
    family: str | None = None
    border: bool = False
    shared: bool = False
    """The name serves several VRFs, each with a process of its own; interfaces belong to that of their VRF."""

    @property
    def protocol(self) -> str:
        """Name of the protocol as `Redistribution` spells it."""
        return "ospf" if self.version == 2 else "ospfv3"  # noqa: PLR2004 - OSPF version 2

    def area(self, text: str, line: Line) -> Area | None:
        """Return an area, a new one where a line is the first to name it."""
        name = dotted_area(text)
        if name is None:
            return None
        return self.areas.setdefault(name, Area(line))


def process_of(state: State, name: str, version: int, line: Line, vrf: str | None = None, *, shared: bool = False) -> Process:
    """Return a process; one that only interfaces name gets a row of its own (OSPFv3 needs no ``router`` line).

    `shared` says that the name has a process in each of several VRFs (NX-OS, IOS XR).
    """
    key = ("ospf", str(version), name, vrf or "") if shared else ("ospf", str(version), name)
    found = state.drawers.get(key)
    if not isinstance(found, Process):
        found = state.drawers[key] = Process(state, name, version, vrf, line, shared=shared)
        state.endings.append(partial(_finish, found))
    if vrf is not None:
        found.vrf = vrf
    return found


def _router_id(process: Process, words: Words, _line: Line) -> bool:
    process.router_id = address_of(words[0]) if words else None
    return process.router_id is not None


def _network(process: Process, words: Words, line: Line) -> bool:
    match words:
        case (address, wildcard, "area", number_, *_):
            prefix = wildcard_prefix(address, wildcard) or prefix_of(address, wildcard)
        case (both, "area", number_, *_) if "/" in both:
            prefix = prefix_of(*both.split("/", 1))
        case _:
            return False
    area = process.area(number_, line)
    name = dotted_area(number_)
    if prefix is None or ":" in prefix or area is None or name is None:  # OSPFv3 has no such lines
        return False
    area.networks.append(prefix)
    process.networks.append((prefix, name, line))
    return True


def _area(process: Process, words: Words, line: Line) -> bool:
    if len(words) < 2 or (area := process.area(words[0], line)) is None:  # noqa: PLR2004 - an area and what is said of it
        return False
    match words[1:]:
        case ("stub", *rest):
            area.kind = "totally-stub" if "no-summary" in rest else "stub"
        case ("nssa", *rest):
            area.kind = "totally-nssa" if "no-summary" in rest else area.kind if (area.kind or "").endswith("nssa") else "nssa"
            if "default-information-originate" in rest:
                _default(process, (), line)
        case ("authentication", *rest):
            area.authentication = "md5" if "message-digest" in rest else "simple" if not rest else rest[0]
        case ("range", first, *rest):
            prefix = prefix_of(first, rest[0]) if "/" not in first and rest else prefix6_of(first) or _slashed(first)
            return prefix is not None and _summary_row(process, prefix, line)
        case ("filter-list", "prefix", *_) | ("default-cost", *_):
            return True
        case ("virtual-link", peer, *_) if (router := address_of(peer)) is not None:
            if router not in area.virtual_links:
                area.virtual_links.append(router)
        case _:
            return False
    return True


def _slashed(text: str) -> str | None:
    return prefix_of(*text.split("/", 1)) if "/" in text else None


def _summary_row(process: Process, prefix: str, line: Line) -> bool:
    row = NetworkStatement(protocol=process.protocol, prefix=prefix, vrf=process.vrf, summary=True, ref=process.state.place(line))
    process.state.facts.network_statements.append(row)
    return True


def _summary(process: Process, words: Words, line: Line) -> bool:
    match words:
        case (address, mask, *_) if "/" not in address:
            prefix = prefix_of(address, mask)
        case (both, *_):
            prefix = prefix6_of(both) or _slashed(both)
        case _:
            return False
    return prefix is not None and _summary_row(process, prefix, line)


def _passive(process: Process, words: Words, line: Line) -> bool:
    silent = not line.text.startswith("no ")
    if words == ("default",):
        process.passive_default = silent
        return True
    found = process.state.interface(words)
    if found is None:
        return False
    process.passive[found[0]] = silent
    return True


def _default(process: Process, words: Words, line: Line) -> bool:
    return originate_default(
        process.state, words, line, into=process.protocol, process=process.name, vrf=process.vrf, family=process.family
    )


def _redistribute(process: Process, words: Words, line: Line) -> bool:
    return read_redistribution(
        process.state, words, line, into=process.protocol, process=process.name, family=process.family, vrf=process.vrf
    )


def _distribute(process: Process, words: Words, line: Line) -> bool:
    return read_distribute_list(process.state, words, line, f"{process.protocol} {process.name}")


def _family(process: Process, words: Words, line: Line) -> bool:
    process.family = words[0] if words else None
    if len(words) > 2 and words[-2] == "vrf":  # noqa: PLR2004 - family, the word, the name
        process.vrf = words[-1]
    return not line.text.startswith("exit") or not words


PROCESS = {
    "router-id": _router_id,
    "network": _network,
    "area": _area,
    "summary-address": _summary,
    "summary-prefix": _summary,
    "passive-interface": _passive,
    "no passive-interface": _passive,
    "default-information originate": _default,
    "redistribute": _redistribute,
    "distribute-list": _distribute,
    "address-family": _family,
    "exit-address-family": _family,
}
"""Commands of an OSPF process."""


@dataclass(slots=True)
class OnInterface:
    """What an interface's own lines say of OSPF."""

    line: Line
    process: str | None = None
    area: str | None = None
    cost: int | None = None
    kind: str | None = None
    authentication: str | None = None
    passive: bool | None = None


def on_interface(draft: Draft, line: Line, version: int = 2) -> OnInterface:
    """Return what an interface says of OSPF, a new note where a line is the first."""
    key = f"ospf{version}"
    note = draft.notes.get(key)
    if not isinstance(note, OnInterface):
        note = draft.notes[key] = OnInterface(line)
    return note


def _interface_line(version: int) -> Command:
    def read(draft: Draft, words: Words, line: Line) -> bool:
        note = on_interface(draft, line, version)
        match words:
            case (process, "area", area, *_) | (process, "ipv4" | "ipv6", "area", area, *_):
                note.process, note.area, note.line = process, dotted_area(area), line
                if version != 2 and note.area is not None:  # noqa: PLR2004 - OSPFv3 needs no router line
                    process_of(draft.state, process, version, line).area(area, line)
                return note.area is not None
            case ("cost", value) if is_number(value):
                note.cost = int(value)
            case ("network", kind, *_):
                note.kind = _NETWORK_KINDS.get(kind, kind)
            case ("authentication", *rest):
                note.authentication = "md5" if rest[:1] == ["message-digest"] else rest[0] if rest[:1] != [] else "simple"
            case ("authentication-key", *_):
                note.authentication = note.authentication or "simple"
            case ("message-digest-key", *_):
                note.authentication = "md5"
            case ("passive-interface",):
                note.passive = True
            case _:
                return False
        return True

    return read


INTERFACE: Mapping[str, Command] = {
    "ip ospf": _interface_line(2),
    "ip router ospf": _interface_line(2),
    "ipv6 ospf": _interface_line(3),
    "ospfv3": _interface_line(3),
    "ospf": _interface_line(2),
}
"""Commands of an interface about OSPF."""


def _finish(process: Process) -> None:
    """Write the rows of a process when everything is known."""
    facts, state = process.state.facts, process.state
    _find_interfaces(process)
    facts.ospf.append(
        OspfProcess(
            router_id=process.router_id,
            process=process.name,
            vrf=process.vrf,
            version=process.version,
            areas=tuple(sorted(process.areas)),
            ref=state.place(process.line),
        )
    )
    for name in sorted(process.areas):
        area = process.areas[name]
        facts.ospf_areas.append(
            OspfArea(
                process=process.name,
                area=name,
                kind=area.kind,
                networks=tuple(area.networks),
                authentication=area.authentication,
                virtual_links=tuple(area.virtual_links),
                ref=state.place(area.line),
            )
        )


def _find_interfaces(process: Process) -> None:
    ranges = _ranges(process)
    key = f"ospf{process.version}"
    for draft in process.state.drafts.values():
        note = draft.notes.get(key)
        if note is None and not (draft.addresses and ranges):
            continue
        note = note if isinstance(note, OnInterface) else None
        area, line, address = _membership(process, draft, note, ranges)
        if area is None or line is None:
            continue
        process.areas.setdefault(area, Area(line))
        said = note or OnInterface(line)
        passive = process.passive.get(draft.name, said.passive if said.passive is not None else process.passive_default)
        process.state.facts.ospf_interfaces.append(
            OspfInterface(
                address=address or "0.0.0.0",  # noqa: S104 - how OSPF-MIB writes no address (RFC 4750)
                interface=draft.name,
                area=area,
                kind=said.kind,
                enabled=draft.enabled,
                cost=said.cost,
                process=process.name,
                passive=passive,
                authentication=said.authentication or process.areas[area].authentication,
                ref=process.state.place(line),
            )
        )


_Ranges = list[tuple[int, dict[int, tuple[str, Line]]]]
"""What ``network`` lines take in, the best first: the bits that count, and by their values the area and the line."""


def _ranges(process: Process) -> _Ranges:
    rows: list[tuple[int, int, int, int]] = []
    for index, (said, _, _) in enumerate(process.networks):
        base, _, rest = said.partition("/")
        length = number(rest)
        bits = _ALL_BITS ^ (_bits(rest) if length is None else _ALL_BITS >> length)
        rows.append((-(length or 0), index, bits, _bits(base) & bits))
    ranges: _Ranges = []
    for _, index, bits, value in sorted(rows):
        if not ranges or ranges[-1][0] != bits:
            ranges.append((bits, {}))
        ranges[-1][1].setdefault(value, process.networks[index][1:])
    return ranges


_ALL_BITS = (1 << 32) - 1


def _bits(address: str) -> int:
    return int.from_bytes(inet_pton(AF_INET, address))


def _membership(process: Process, draft: Draft, note: OnInterface | None, ranges: _Ranges) -> tuple[str | None, Line | None, str | None]:
    """Return the area of an interface, the line that says so and the address: its own line, else the best ``network`` line."""
    own = next((text.partition("/")[0] for text in draft.addresses if (":" in text) == (process.version != 2)), None)  # noqa: PLR2004
    if process.shared and draft.vrf != process.vrf:
        return None, None, None
    if note is not None and note.area is not None and note.process == process.name:
        return note.area, note.line, own
    if note is not None and note.process is not None:
        return None, None, None
    if own is None or draft.vrf != process.vrf:
        return None, None, None
    address = _bits(own) if ranges else 0
    for bits, areas in ranges:
        found = areas.get(address & bits)
        if found is not None:
            return *found, own
    return None, None, None
