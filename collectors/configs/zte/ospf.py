"""OSPF of ZXROS in the forms of both generations, and what all of its routing protocols pass over.

Newer systems name interfaces and networks inside an area (``area 0.0.0.0``, ``interface gei-0/1/0/1``), older ones as IOS does.
*Source*: ZXR10 M6000 and 5900E 'Configuration Guide (IPv4 Routing)', '(IPv6 Routing)'; ZXR10 8900 user manuals.
"""

from __future__ import annotations

from dataclasses import dataclass

from collectors.clean import Line
from collectors.configs.commands import Words, after, number, passed
from collectors.configs.ios_family.ignored_routing import AS_ANYWAY
from collectors.configs.ios_family.ignored_routing import ROUTER as ROUTER_RULES
from collectors.configs.ios_family.interfaces import Draft
from collectors.configs.ios_family.ospf import PROCESS, Process, on_interface, process_of
from collectors.configs.words import dotted_area, prefix_of, wildcard_prefix
from collectors.configs.zte.levels import Level, Opened, Reader
from collectors.configs.zte.state import State

PASSED = dict.fromkeys(AS_ANYWAY, passed)
RULES = {
    **ROUTER_RULES,
    "routing-behaviour": (
        *ROUTER_RULES["routing-behaviour"],
        *(
            "nsf",
            "te-link-bandwidth",
            "te-link-delay",
            "segment-routing",
            "timers",
            "maximum-paths",
            "synchronization",
            "bgp",
            "domain-id",
            "frr",
        ),
        *(
            "capability",
            "multi-topology",
            "bfd-enable",
            "ldp",
            "srlg",
            "route-record",
            "label",
            "notadvertise",
            "advertise",
            "trap",
            "mpls",
        ),
        *(
            "tag",
            "opaque-capability",
            "vpn-route-tag",
            "graceful-restart",
            "i-spf",
            "lsp-fragment",
            "hello",
            "enable-p2p-over-lan",
            "traffic-eng",
        ),
    ),
}


def source_of(words: Words) -> Words:
    """Return what is redistributed in IOS's words: ``ospf-int 1``, ``bgp-ext``, ``isis-1-2`` name parts of a protocol's routes.

    >>> source_of(("ospf-ext", "1")), source_of(("connected",))
    (('ospf', '1'), ('connected',))
    """
    if not words:
        return words
    head = words[0].partition("-")[0]
    return (head, *words[1:]) if head in {"ospf", "bgp", "isis", "rip"} else words


@dataclass(slots=True)
class Area:
    """An area of an OSPF process while its lines are read."""

    process: Process
    text: str


def open_ospf(version: int) -> Reader:
    """Return what reads ``router ospf N [vrf V]`` of a version of the protocol."""

    def read(state: State, words: Words, line: Line) -> bool | Opened:
        if not words:
            return False
        return Opened(OSPF, process_of(state, words[0], version, line, after(words, "vrf")))

    return read


def _area(process: Process, words: Words, line: Line) -> bool | str | Opened:
    if len(words) == 1 and dotted_area(words[0]) is not None:
        process.area(words[0], line)
        return Opened(AREA, Area(process, words[0]))
    return PROCESS["area"](process, words, line)


def _passive(process: Process, words: Words, line: Line) -> bool:
    """Read ``passive-interface X [disable]``."""
    if words == ("default",):
        process.passive_default = True
        return True
    found = process.state.interface(words)
    if found is None:
        return False
    silent = not line.text.startswith("no ") and "disable" not in found[1]
    process.passive[found[0]] = silent
    return True


def _redistribute(process: Process, words: Words, line: Line) -> bool | str:
    return PROCESS["redistribute"](process, source_of(words), line)


def _area_network(area: Area, words: Words, line: Line) -> bool | str:
    """Read ``network A W`` inside an area."""
    match words:
        case (address, wildcard, *_) if wildcard_prefix(address, wildcard) or prefix_of(address, wildcard):
            return PROCESS["network"](area.process, (address, wildcard, "area", area.text), line)
    return False


def _area_line(area: Area, _words: Words, line: Line) -> bool | str:
    """Read what is said of an area, as IOS says it behind ``area N``."""
    return PROCESS["area"](area.process, (area.text, *line.text.split()), line)


def _area_port(area: Area, words: Words, line: Line) -> bool | Opened:
    state = area.process.state
    assert isinstance(state, State)
    found = state.interface(words)
    if found is None:
        return False
    draft = state.port(found[0], line)
    note = on_interface(draft, line, area.process.version)
    note.process, note.area, note.line = area.process.name, dotted_area(area.text), line
    return Opened(OSPF_PORT, (draft, area))


def _cost(context: tuple[Draft, Area], words: Words, line: Line) -> bool:
    value = number(words[0]) if words else None
    on_interface(context[0], line, context[1].process.version).cost = value
    return value is not None


def _kind(context: tuple[Draft, Area], words: Words, line: Line) -> bool:
    note = on_interface(context[0], line, context[1].process.version)
    note.kind = {"non-broadcast": "nbma"}.get(words[0], words[0]) if words else None
    return bool(words)


def _authentication(context: tuple[Draft, Area], words: Words, line: Line) -> bool:
    note = on_interface(context[0], line, context[1].process.version)
    if line.text.startswith("message-digest-key"):
        note.authentication = "md5"
    elif line.text.startswith("authentication-key"):
        note.authentication = note.authentication or "simple"
    else:
        note.authentication = "md5" if words[:1] == ("message-digest",) else words[0] if words else "simple"
    return True


def _silent(context: tuple[Draft, Area], _words: Words, line: Line) -> bool:
    on_interface(context[0], line, context[1].process.version).passive = True
    return True


OSPF_PORT = Level(
    {
        "cost": _cost,
        "network": _kind,
        "authentication": _authentication,
        "authentication-key": _authentication,
        "message-digest-key": _authentication,
        "passive": _silent,
        "passive-interface": _silent,
    },
    {
        "routing-timers": (
            *(
                "hello-interval",
                "dead-interval",
                "retransmit-interval",
                "transmit-delay",
                "priority",
                "mtu-ignore",
                "bfd",
                "ldp",
                "demand-circuit",
            ),
            *(
                "database-filter",
                "fast-reroute",
                "te-metric",
                "link-protection",
                "prefix-sid",
                "adjacency-sid",
                "mpls",
                "neighbor",
                "flood",
            ),
        )
    },
)
AREA = Level(
    {
        "network": _area_network,
        "interface": _area_port,
        **dict.fromkeys(("nssa", "stub", "authentication", "range", "virtual-link", "default-cost", "filter-list"), _area_line),
    },
    {
        "routing-behaviour": (
            "mpls",
            "sham-link",
            "traffic-eng",
            "segment-routing",
            "capability",
            "microloop",
            "fast-reroute",
            "description",
            "no-summary",
        )
    },
    opens=("sham-link",),
)
OSPF = Level(
    {**PASSED, **PROCESS, "area": _area, "passive-interface": _passive, "no passive-interface": _passive, "redistribute": _redistribute},
    RULES,
)
