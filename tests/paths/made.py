"""Small networks made by hand, resolved as any others, with paths asked of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tests.resolve.made import believe, hears, record
from topology.model.entities import Device, Topology
from topology.model.records import DeviceRecord, Interface, InterfaceKind, LocalPort, Route, SourceKind, record_id
from topology.paths import Question, State, Trace, trace_path

LOOPBACK, VLAN, LAG, TUNNEL, SUB = (
    InterfaceKind.LOOPBACK,
    InterfaceKind.VLAN,
    InterfaceKind.LAG,
    InterfaceKind.TUNNEL,
    InterfaceKind.SUBINTERFACE,
)


def port(name: str, *addresses: str, **more) -> Interface:
    kind = InterfaceKind.PHYSICAL
    for start, other in (("Vlanif", VLAN), ("LoopBack", LOOPBACK), ("Eth-Trunk", LAG), ("Tunnel", TUNNEL)):
        kind = other if name.startswith(start) else kind
    return Interface(**({"name": name, "kind": kind, "addresses": addresses, "ref": f"{name}:1"} | more))


def router(name: str, *ports: Interface, vendor: str = "Cisco", cables: dict[str, tuple[str, ...]] | None = None, **more) -> DeviceRecord:
    """A device whose configuration was read; `cables` are LLDP rows: own port to far device and port, and its chassis MAC."""
    rows, local = [], []
    for at, (own, (far, far_port, *chassis)) in enumerate((cables or {}).items(), start=1):
        rows.append(hears(at, name=far, port_id=far_port, chassis=chassis[0] if chassis else None))
        local.append(LocalPort(number=at, subtype=5, port_id=own))
    made = record(
        more.pop("target", f"{name}.cfg"),
        name,
        ports=ports,
        kind=more.pop("kind", SourceKind.CONFIG),
        neighbours=tuple(rows),
        local_ports=tuple(local),
        **more,
    )
    return msgspec.structs.replace(made, system=msgspec.structs.replace(made.system, vendor=vendor))


def static(prefix: str, hop: str | None = None, **more) -> Route:
    return Route(prefix=prefix, next_hop=hop, **({"ref": f"static:{prefix}"} | more))


class World:
    """A resolved network and its records."""

    def __init__(self, records: Iterable[DeviceRecord]) -> None:
        self.records = list(records)
        self.topology: Topology = believe(self.records)
        by_id = {record_id(one): one for one in self.records}
        self.reads: list[str] = []

        def load(device: Device) -> list[tuple[str, DeviceRecord]]:
            self.reads.append(device.name)
            return [(one, by_id[one]) for one in dict.fromkeys(piece.source for piece in device.evidence)]

        self.state = State(self.topology, load)

    def trace(self, source: str, destination: str, **more) -> Trace:
        return trace_path(self.state, Question(source=source, destination=destination, **more))

    def name(self, device: str | None) -> str:
        return self.topology.device[device].name if device else ""

    def ways(self, trace: Trace, layer: int | None = None) -> set[tuple[str, ...]]:
        """The devices of each branch in order, those of one layer if given."""
        found = set()
        for branch in trace.branches:
            names = [self.name(hop.device) for hop in branch.hops if layer in {None, hop.layer}]
            found.add(tuple(name for at, name in enumerate(names) if not at or names[at - 1] != name))
        return found

    def reasons(self, trace: Trace, branch: int = 0) -> list[str]:
        return [hop.reason for hop in trace.branches[branch].hops]

    def port(self, identifier: str | None) -> str:
        return self.topology.interface[identifier].name if identifier else ""


def world(*records: DeviceRecord) -> World:
    return World(records)
