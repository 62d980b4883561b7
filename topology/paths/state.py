"""What paths are followed on: a topology and, device by device, the records that say what it would do.

A device is read when a path first comes to it, so that one question does not read a whole city. What the
device says itself comes before what a file says of it, as in `topology.resolve`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from topology.model.entities import Device, DeviceInterface, Evidence, EvidenceKind, Link, LinkState, Topology
from topology.model.names import canonical_interface
from topology.model.records import DeviceRecord, InterfaceKind, SourceKind
from topology.resolve.addresses import Address, Block, block_of, parse_address, parse_interface

Load = Callable[[Device], Sequence[tuple[str, DeviceRecord]]]
"""Gives the records of a device with their ids, best first."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An interface that has an address."""

    interface: DeviceInterface
    block: Block
    """Address and prefix length."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A cable as one of its ends sees it."""

    link: Link
    near: DeviceInterface | None
    far_device: str
    far: DeviceInterface | None


class View:
    """One device: its interfaces and the rows of its records, each row with the id of its record."""

    def __init__(self, device: Device, ports: Sequence[DeviceInterface], records: Sequence[tuple[str, DeviceRecord]]) -> None:
        self.device = device
        self.ports = tuple(ports)
        self.records = tuple(records)

    @cached_property
    def by_name(self) -> dict[str, DeviceInterface]:
        """Interfaces by canonical name."""
        return {canonical_interface(port.name): port for port in self.ports}

    @cached_property
    def by_id(self) -> dict[str, DeviceInterface]:
        """Interfaces by id."""
        return {port.id: port for port in self.ports}

    @property
    def cisco_like(self) -> bool:
        """Whether distances and implied rules are as in IOS; else as in VRP and Comware."""
        return (self.device.vendor or "").lower() not in {"huawei", "h3c", "hp"}

    def port(self, name: str | None) -> DeviceInterface | None:
        """Return the interface that a row names, else None."""
        return self.by_name.get(canonical_interface(name)) if name else None

    def rows(self, part: str) -> Iterator[tuple[str, DeviceRecord, object]]:
        """Yield the rows of a part with the record they stand in: those of the best source that has any."""
        for identifier, record in self.records:
            found = getattr(record, part)
            if found:
                for row in found:
                    yield identifier, record, row
                return

    def has(self, part: str) -> bool:
        """Tell whether any record has rows of a part."""
        return any(getattr(record, part) for _, record in self.records)

    @property
    def configured(self) -> bool:
        """Whether a configuration was read, so that what it leaves out is not there."""
        return any(record.envelope.kind in {SourceKind.CONFIG, SourceKind.CAPTURE} for _, record in self.records)


def row_evidence(record: str, row: object, text: str = "") -> Evidence:
    """Return a reference to a row of a record."""
    return Evidence(EvidenceKind.RECORD, record, getattr(row, "ref", None) or "", text)


class State:
    """The topology with indexes by address, and its devices as they are read."""

    def __init__(self, topology: Topology, load: Load) -> None:
        self.topology = topology
        self._load = load
        self._views: dict[str, View] = {}
        self.memory: dict[object, object] = {}
        """What other modules have worked out, by keys of their own."""

    def view(self, device: str) -> View:
        """Return a device, its records read at the first call."""
        found = self._views.get(device)
        if found is None:
            entity = self.topology.device[device]
            found = self._views[device] = View(entity, self.topology.ports.get(device, ()), self._load(entity))
        return found

    @cached_property
    def owners(self) -> dict[tuple[str, Address], list[Owner]]:
        """Interfaces by realm and address."""
        found: dict[tuple[str, Address], list[Owner]] = {}
        for port, block in self._addressed:
            found.setdefault((self.realm_of(port.device), block[:2]), []).append(Owner(port, block))
        return found

    @cached_property
    def connected(self) -> dict[tuple[str, Block], list[Owner]]:
        """Interfaces by realm and connected prefix."""
        found: dict[tuple[str, Block], list[Owner]] = {}
        for port, block in self._addressed:
            found.setdefault((self.realm_of(port.device), block_of(block)), []).append(Owner(port, block))
        return found

    @cached_property
    def lengths(self) -> dict[tuple[str, int], tuple[int, ...]]:
        """Prefix lengths in use by realm and version, longest first."""
        found: dict[tuple[str, int], set[int]] = {}
        for realm, block in self.connected:
            found.setdefault((realm, block[0]), set()).add(block[2])
        return {key: tuple(sorted(lengths, reverse=True)) for key, lengths in found.items()}

    @cached_property
    def _addressed(self) -> list[tuple[DeviceInterface, Block]]:
        return [
            (port, block) for port in self.topology.interfaces for text in port.addresses if (block := usable_interface(text)) is not None
        ]

    def realm_of(self, device: str) -> str:
        """Return a device's realm."""
        return self.topology.device[device].realm

    @cached_property
    def wires(self) -> dict[str, list[Wire]]:
        """Cables by device: links of layers 1 and 2 that are not only declared, with both ends turned round."""
        found: dict[str, list[Wire]] = {}
        for link in self.topology.links:
            if link.layer > 2 or link.state is LinkState.DECLARED:  # noqa: PLR2004 - layer 3 is no cable
                continue
            a, b = (self.topology.interface.get(end or "") for end in (link.a_interface, link.b_interface))
            found.setdefault(link.a_device, []).append(Wire(link, a, link.b_device, b))
            found.setdefault(link.b_device, []).append(Wire(link, b, link.a_device, a))
        return found


def usable_interface(text: str) -> Block | None:
    """Return an interface address that packets are sent to; None for loopback, unspecified and link-local ones.

    >>> usable_interface("127.0.0.1/8"), usable_interface("10.0.0.1/24")
    (None, (4, 167772161, 24))
    """
    block = parse_interface(text)
    if block is None:
        return None
    version, value, _ = block
    if version == 4:  # noqa: PLR2004 - IPv4
        return None if value == 0 or value >> 24 == 127 or value >> 16 == 0xA9FE else block  # noqa: PLR2004 - 127/8, 169.254/16
    return None if value <= 1 or value >> 118 == 0x3FA else block  # noqa: PLR2004 - ::, ::1, fe80::/10


def blocks_of(port: DeviceInterface) -> list[Block]:
    """Return the usable addresses of an interface, each with its prefix length."""
    return [block for text in port.addresses if (block := usable_interface(text)) is not None]


def parse_prefix(text: str | None) -> Block | None:
    """Return a prefix with its host bits cleared, else None."""
    block = parse_interface(text) if text else None
    return None if block is None else block_of(block)


def parse_hop(text: str | None) -> Address | None:
    """Return a next hop's address; None for none and for the unspecified address."""
    address = parse_address(text) if text else None
    return None if address is None or address[1] == 0 else address


def is_down(port: DeviceInterface) -> bool:
    """Tell whether an interface is known to be down, by its administrative or operational state."""
    return port.enabled is False or port.up is False


_NAMED_VLAN = frozenset({"vlanif", "vlan-interface", "vlan", "vbdif"})


def vlan_of(port: DeviceInterface) -> int | None:
    """Return the VLAN a layer-3 interface stands in: a VLAN interface's own, a sub-interface's tag, an access port's."""
    name = canonical_interface(port.name)
    word = name.rstrip("0123456789")
    if port.kind is InterfaceKind.VLAN and word in _NAMED_VLAN and word != name:
        return int(name[len(word) :])
    if port.kind is InterfaceKind.SUBINTERFACE or "." in name:
        tag = name.rpartition(".")[2]
        return port.vlan_access or (int(tag) or None if tag.isdecimal() else None)  # unit 0 of Junos has no tag
    return port.vlan_access
