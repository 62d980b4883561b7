"""IS-IS and RIP of VRP and Comware: processes, what they announce, and interfaces.

Source: Huawei NE40E and H3C S10500 command references, 'IS-IS', 'RIP'; ISO 10589 7.1 (network entity titles), RFC 5305.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block
from collectors.configs.commands import Reader, View, Words, after, is_number, number, passed
from collectors.configs.vrp_family.interfaces import Draft
from collectors.configs.vrp_family.redistribution import note, redistribute
from collectors.configs.vrp_family.state import State
from collectors.configs.words import is_ipv4, prefix_of
from topology.model.configured import NetworkStatement
from topology.model.tables import IsisCircuit, IsisProcess

_LEVELS = {"level-1": "1", "level-2": "2", "level-1-2": "1-2"}


class _Process:
    """A process of either protocol while its lines are read."""

    level = "1-2"
    wide: bool | None = None
    entity: str | None = None
    family: str | None = None

    def __init__(self, state: State, block: Block) -> None:
        words = tuple(block.header.text.split())
        self.state = state
        self.protocol = words[0]
        self.number = words[1] if len(words) > 1 and is_number(words[1]) else "1"
        self.vrf = after(words, "vpn-instance")
        self.areas: list[str] = []


def _level(process: _Process, words: Words, _line: Line) -> bool:
    process.level = _LEVELS.get(words[0] if words else "", process.level)
    return bool(words) and words[0] in _LEVELS


def _entity(process: _Process, words: Words, _line: Line) -> bool:
    # area (any length), system id (three groups), selector 00
    parts = words[0].split(".") if len(words) == 1 else []
    if len(parts) < 5:  # noqa: PLR2004 - one group of the area, three of the system id, the selector
        return False
    process.entity = ".".join(parts[-4:-1]).lower()
    process.areas.append(".".join(parts[:-4]))
    return True


def _style(process: _Process, words: Words, _line: Line) -> bool:
    process.wide = bool(words) and words[0].startswith("wide")
    return bool(words)


def _family(process: _Process, words: Words, _line: Line) -> bool:
    process.family = words[0] if words else None
    return bool(words)


def _end(process: _Process, _words: Words, _line: Line) -> bool:
    process.family = None
    return False


def _import(process: _Process, words: Words, line: Line) -> bool:
    return redistribute(process.state, words, line, into=process.protocol, process=process.number, vrf=process.vrf, family=process.family)


def _import6(process: _Process, words: Words, line: Line) -> bool:
    return redistribute(process.state, words, line, into=process.protocol, process=process.number, vrf=process.vrf, family="ipv6")


def _default(process: _Process, words: Words, line: Line) -> bool:
    policy = after(words, "route-policy")
    return note(process.state, line, into=process.protocol, process=process.number, vrf=process.vrf, family=process.family, policy=policy)


_MASKS = ((128, "8"), (192, "16"), (224, "24"))
"""First byte below which a class of addresses has a length: RIP's ``network`` names classful ones (RFC 1058 3.2)."""


def _network(process: _Process, words: Words, line: Line) -> bool:
    if not words or not is_ipv4(words[0]) or process.protocol != "rip":
        return False
    first = int(words[0].partition(".")[0])
    length = "0" if words[0] == "0.0.0.0" else next((length for below, length in _MASKS if first < below), "32")  # noqa: S104 - the prefix of everything
    prefix = prefix_of(words[0], length)
    if prefix is None:
        return False
    process.state.facts.network_statements.append(
        NetworkStatement(protocol="rip", prefix=prefix, vrf=process.vrf, ref=process.state.place(line))
    )
    return True


_TUNING = (
    *(
        "preference",
        "log-peer-change",
        "timer",
        "bfd",
        "frr",
        "fast-reroute",
        "auto-cost",
        "area-authentication-mode",
        "bandwidth-reference",
    ),
    *(
        "domain-authentication-mode",
        "circuit-cost",
        "maximum",
        "set-overload",
        "graceful-restart",
        "summary",
        "mpls",
        "traffic-eng",
        "flash-flood",
    ),
    *(
        "lsp-length",
        "segment-routing",
        "non-stop-routing",
        "optional-checksum",
        "nexthop",
        "purge-originator-id",
        "is-snmp-traps",
        "tag",
        "ispf",
    ),
    *(
        "ipv6 preference",
        "ipv6 maximum",
        "ipv6 advertise",
        "ipv6 summary",
        "ipv6 traffic-eng",
        "ipv6 segment-routing",
        "attached-bit",
        "reset",
    ),
    *("checkzero", "host-route", "validate-source-address", "default-cost", "undo", "filter-policy", "peer", "version", "silent-interface"),
    *(
        "ipv6 metric",
        "metric",
        "import-route isis level-2",
        "import-route isis level-1",
        "avoid-microloop",
        "advertise",
        "locator",
        "snmp",
        "log",
    ),
)
_VIEW: View[_Process] = View(
    {
        SUB_END: _end,
        "is-level": _level,
        "network-entity": _entity,
        "cost-style": _style,
        "is-name": passed,
        "description": passed,
        "quit": passed,
        "undo summary": passed,
        "address-family": _family,
        "ipv6 enable": passed,
        "import-route": _import,
        "ipv6 import-route": _import6,
        "default-route-advertise": _default,
        "default-route originate": _default,
        "network": _network,
    },
    {"isis-rip-tuning": _TUNING},
)


def read_isis(state: State, block: Block) -> bool:
    """Read an ``isis`` section."""
    process = _open(state, block)
    if process is None:
        return False
    _VIEW.read(process, block.children, state.account, block.header.text)
    state.facts.isis.append(
        IsisProcess(
            system_id=process.entity,
            level=process.level,
            areas=tuple(process.areas),
            enabled=True,
            process=process.number,
            vrf=process.vrf,
            wide_metrics=process.wide,
            ref=state.place(block.header),
        )
    )
    return True


def read_rip(state: State, block: Block) -> bool:
    """Read a ``rip`` or ``ripng`` section."""
    process = _open(state, block)
    if process is None:
        return False
    _VIEW.read(process, block.children, state.account, block.header.text)
    return True


def _open(state: State, block: Block) -> _Process | None:
    head = block.header.text.split()
    if len(head) > 1 and not is_number(head[1]) and head[1] != "vpn-instance":
        return None
    state.account.understand()
    return _Process(state, block)


class _Circuit:
    """What an interface says of IS-IS while its lines are read."""

    process = "1"
    enabled: bool | None = None
    level: str | None = None
    kind: str | None = None
    metric: int | None = None

    def __init__(self, line: Line) -> None:
        self.line = line


def _circuit(draft: Draft, line: Line) -> _Circuit:
    state = draft.state
    key = ("isis", draft.name)
    known = state.drawers.get(key)
    if isinstance(known, _Circuit):
        return known
    circuit = state.drawers[key] = _Circuit(line)

    def end() -> None:
        rows = state.facts.isis_circuits
        kind = circuit.kind or ("broadcast" if circuit.enabled else None)
        row = IsisCircuit(
            circuit=len(rows) + 1,
            interface=draft.name,
            kind=kind,
            level=circuit.level,
            enabled=circuit.enabled,
            metric=circuit.metric,
            ref=state.place(circuit.line),
        )
        rows.append(row)

    state.endings.append(end)
    return circuit


def _enable(draft: Draft, words: Words, line: Line) -> bool:
    circuit = _circuit(draft, line)
    circuit.line = line
    circuit.enabled = True
    return not words or is_number(words[0])


def _circuit_level(draft: Draft, words: Words, line: Line) -> bool:
    _circuit(draft, line).level = _LEVELS.get(words[0] if words else "")
    return bool(words) and words[0] in _LEVELS


def _circuit_type(draft: Draft, words: Words, line: Line) -> bool:
    _circuit(draft, line).kind = "point-to-point" if words[:1] == ("p2p",) else "broadcast"
    return bool(words)


def _cost(draft: Draft, words: Words, line: Line) -> bool:
    cost = number(words[0]) if words else None
    if cost is not None:
        circuit = _circuit(draft, line)
        circuit.metric = cost if circuit.metric is None else min(cost, circuit.metric)
    return bool(words)


INTERFACE: Mapping[str, Reader[Draft]] = {
    "isis enable": _enable,
    "isis ipv6 enable": passed,
    "isis circuit-level": _circuit_level,
    "isis circuit-type": _circuit_type,
    "isis cost": _cost,
}
"""IS-IS commands of the interface view."""

INTERFACE_IGNORED: Mapping[str, tuple[str, ...]] = {"isis-rip-tuning": ("isis", "rip", "ripng", "undo rip", "undo isis")}
