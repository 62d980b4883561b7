"""Ports: which interface an end of a neighbour row means.

Each end is resolved by itself, from everything its device says of its own ports, and only if exactly
one interface fits. Sources: IEEE 802.1AB-2016 8.5.3 and 9.5.5.2 (port id sub-types, port description),
LLDP-MIB (lldpLocPortNum is a number of the agent's own, not an ifIndex); notes of real agents: Huawei
writes ``HUAWEI, AR Series, GigabitEthernet0/0/7 Interface`` as a port description, Junos an ifIndex as a
port id of sub-type 7 and the ifAlias as a description, others a MAC as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from topology.model.names import canonical_interface, canonical_mac
from topology.model.records import Interface, InterfaceKind, LocalPort, Neighbour, NeighbourProtocol
from topology.resolve.addresses import parse_address
from topology.resolve.subjects import Port, Subject

_ALIAS, _COMPONENT, _MAC, _ADDRESS, _NAME, _CIRCUIT, _LOCAL = range(1, 8)
_HUAWEI = re.compile(r"(?:^|[\s,])([A-Za-z][\w-]*\d+(?:/\d+)*(?:\.\d+)?) Interface$")


def _plain(text: str) -> str:
    return text.strip().lower()


_NAMES: dict[str, Callable[[Interface], Iterable[object]]] = {
    "name": lambda interface: (canonical_interface(interface.name),),
    "label": lambda interface: (canonical_interface(interface.label),) if interface.label else (),
    "alias": lambda interface: (_plain(interface.description),) if interface.description else (),
    "index": lambda interface: (interface.index,) if interface.index is not None else (),
    "bridge": lambda interface: (interface.bridge_port,) if interface.bridge_port is not None else (),
    "mac": lambda interface: (interface.mac,) if interface.mac else (),
    "address": lambda interface: (parse_address(address.partition("/")[0]) for address in interface.addresses),
}
"""What may name an interface, by kind of name."""


class PortTable:
    """The interfaces of one device by everything that may name them."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._tables: dict[str, dict[object, list[Port]]] = {}
        self._by_number: dict[int, LocalPort] = {}
        self._by_said: dict[str, list[LocalPort]] = {}
        for _, record in subject.records:
            for row in record.local_ports:
                self._by_number.setdefault(row.number, row)
                if row.port_id:
                    self._by_said.setdefault(_plain(row.port_id), []).append(row)

    def _table(self, name: str) -> dict[object, list[Port]]:
        """Return the ports by one kind of name, built when first asked for."""
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = {}
            for port in self._subject.ports.values():
                for key in _NAMES[name](port.interface):
                    table.setdefault(key, []).append(port)
        return table

    def _one(self, table: str, key: object) -> Port | None:
        found = self._table(table).get(key, ())
        if len(found) > 1:
            found = [port for port in found if port.interface.kind is InterfaceKind.PHYSICAL]
        return found[0] if len(found) == 1 else None

    def local(self, neighbour: Neighbour) -> Port | None:
        """Return the device's own port on which it hears a neighbour."""
        said = (neighbour.local_port or "").strip()
        if not said:
            return None
        if not said.isdecimal():
            return self._named(said)
        if neighbour.protocol is NeighbourProtocol.CDP:  # cdpCacheIfIndex is an ifIndex (CISCO-CDP-MIB)
            return self._one("index", int(said))
        row = self._by_number.get(int(said))
        if row is not None:
            return self._row(row)
        if self._by_number:
            return None
        # No local port table at all: agents without one number their ports as the bridge or as the interfaces.
        return self._one("bridge", int(said)) or self._one("index", int(said))

    def remote(self, subtype: int | None, port_id: str | None, description: str | None) -> Port | None:
        """Return the device's port that another device hears, by port id and port description."""
        said = (port_id or "").strip()
        if said:
            rows = self._by_said.get(_plain(said), ())
            if len(rows) > 1 and description:
                rows = [row for row in rows if row.description == description]
            if len(rows) == 1 and (found := self._row(rows[0])):
                return found
        return self._said(subtype, said, description)

    def _row(self, row: LocalPort) -> Port | None:
        return self._said(row.subtype, (row.port_id or "").strip(), row.description)

    def _said(self, subtype: int | None, said: str, description: str | None) -> Port | None:
        """Resolve a port id by its sub-type, then as any name; a bare number only after the description's name."""
        number = said.isdecimal()
        found: Port | None = None
        if said and not number:
            if subtype == _ALIAS:
                found = self._one("alias", _plain(said))
            elif subtype == _ADDRESS:
                found = self._one("address", parse_address(said))
            found = found or self._named(said)
        text = (description or "").strip()
        if found is None and text:
            found = self._named(text) or self._within(text)
        if found is None and number:
            found = self._numbered(int(said), subtype)
        return found

    def _numbered(self, number: int, subtype: int | None) -> Port | None:
        tables = ("bridge", "index") if subtype == _COMPONENT else ("index", "bridge")
        if subtype in {_NAME, _ALIAS}:
            return self._one("name", str(number)) or self._one("alias", str(number))
        for table in tables:
            if found := self._one(table, number):
                return found
        return self._one("name", str(number))

    def _named(self, said: str) -> Port | None:
        name = canonical_interface(said)
        found = self._one("name", name) or self._one("label", name)
        if found is None and (mac := canonical_mac(said)):
            found = self._one("mac", mac)
        return found or self._one("alias", _plain(said))

    def _within(self, text: str) -> Port | None:
        """Return the port that a description of Huawei's form names; any other text may well name the far end's port."""
        form = _HUAWEI.search(text)
        return self._named(form.group(1)) if form else None
