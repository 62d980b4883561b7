"""The record of a device while its captures are read: several commands tell of the same interface, VLAN or VRF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

import msgspec

from topology.model.errors import Problem, Severity
from topology.model.names import canonical_interface
from topology.model.records import Interface, InterfaceKind, System, Vlan, Vrf
from topology.model.tables import ForwardingEntry

_JOINED = ("addresses", "prefixes", "vlan_inner")
"""Fields of an interface that several commands each tell a part of."""
_NAMING = (
    ("neighbours", "local_port"),
    ("fdb", "interface"),
    ("arp", "interface"),
    ("stp_ports", "interface"),
    ("ospf_neighbours", "interface"),
    ("isis_adjacencies", "interface"),
    ("fhrp", "interface"),
)
"""Parts whose rows name interfaces of the device, and the field that does."""


@dataclass(slots=True)
class Draft:
    """What the captures of one device told so far. What was said first of a thing stays; later answers add what was not said."""

    system: dict[str, Any] = field(default_factory=dict)
    interfaces: dict[str, dict[str, Any]] = field(default_factory=dict)
    vlans: dict[int, Vlan] = field(default_factory=dict)
    vrfs: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, list[msgspec.Struct]] = field(default_factory=dict)
    """Rows of the other parts, by the name of the part."""
    problems: list[Problem] = field(default_factory=list)
    endings: list[Callable[[Draft], None]] = field(default_factory=list)
    """What is done when all answers have been read."""
    bare: dict[str, list[str]] = field(default_factory=dict)
    """Addresses that were said without their length, by the canonical name of their interface."""

    def later(self, ending: Callable[[Draft], None]) -> None:
        """Do something when all answers have been read, as it needs what others tell."""
        self.endings.append(ending)

    def say(self, **values: str | None) -> None:
        """Say something of the device as a whole (the fields of `System`)."""
        for name, value in values.items():
            if value:
                self.system.setdefault(name, value)

    def add_serial(self, text: str | None) -> None:
        """Add a serial number of the chassis or of a member of the stack."""
        if text and text not in self.system.setdefault("serials", ()):
            self.system["serials"] = (*self.system["serials"], text)

    def add_chassis(self, mac: str | None) -> None:
        """Add a chassis id."""
        if mac and mac not in self.system.setdefault("chassis_ids", ()):
            self.system["chassis_ids"] = (*self.system["chassis_ids"], mac)

    def interface(self, name: str, ref: str | None, **values: Any) -> None:
        """Say something of an interface (the fields of `Interface`); short and long names are one, the longer one is kept."""
        known = self.interfaces.setdefault(canonical_interface(name), {"name": name, "ref": ref})
        if len(name) > len(known["name"]):
            known["name"] = name
        for field_name, value in values.items():
            if value is None or value in ((), ""):
                continue
            if field_name in _JOINED:
                known[field_name] = tuple(dict.fromkeys((*known.get(field_name, ()), *value)))
            elif field_name == "kind" and known.get("kind") in (None, InterfaceKind.OTHER):
                known["kind"] = value
            else:
                known.setdefault(field_name, value)

    def bare_address(self, name: str, address: str, ref: str) -> None:
        """Say an interface's address whose prefix length the command does not tell.

        Anything but an address is left out, and so is the one that IPv6 gives every interface of a link.
        """
        try:
            found = ip_address(address)
        except ValueError:
            return
        if found.version == 6 and found.is_link_local:  # noqa: PLR2004 - IPv6
            return
        text = str(found)
        self.interface(name, ref)
        known = self.bare.setdefault(canonical_interface(name), [])
        if text not in known:
            known.append(text)

    def vlan(self, vid: int | None, name: str | None, ref: str) -> None:
        """Say that the device knows a VLAN."""
        if vid is None or not 0 < vid < 4095:  # noqa: PLR2004 - IEEE 802.1Q
            return
        known = self.vlans.get(vid)
        if known is None or (known.name is None and name):
            self.vlans[vid] = Vlan(vid=vid, name=name, ref=ref)

    def vrf(self, name: str, ref: str, **values: Any) -> None:
        """Say something of a VRF (the fields of `Vrf`)."""
        known = self.vrfs.setdefault(name, {"name": name, "ref": ref})
        for field_name, value in values.items():
            if value:
                known.setdefault(field_name, value)

    def add(self, part: str, row: msgspec.Struct) -> None:
        """Add a row of any other part (``neighbours``, ``fdb``, ``arp``, ``forwarding``...); the same row twice counts once."""
        rows = self.rows.setdefault(part, [])
        rows.append(row)

    def warn(self, code: str, where: str, severity: Severity = Severity.WARNING, **params: str | int) -> None:
        """Add a problem at ``file:line``."""
        self.problems.append(Problem(code, severity, where, dict(params)))

    def parts(self, kind_of: Callable[[str], InterfaceKind] | None = None) -> dict[str, Any]:
        """Return the parts for a `DeviceRecord`. `kind_of` tells what an interface is that only rows of other parts name."""
        for ending in self.endings:
            ending(self)
        self.endings = []
        self._settle_named(kind_of)
        self._settle_bare()
        return {
            "system": System(**self.system),
            "interfaces": tuple(Interface(**values) for values in self.interfaces.values()),
            "vlans": tuple(self.vlans[vid] for vid in sorted(self.vlans)),
            "vrfs": tuple(Vrf(**values) for values in self.vrfs.values()),
            **{part: tuple(_each_once(rows)) for part, rows in self.rows.items()},
        }

    def _settle_named(self, kind_of: Callable[[str], InterfaceKind] | None) -> None:
        """Add the interfaces that the device names where it tells of neighbours, hosts and protocols, and no other answer shows."""
        for part, field_name in _NAMING:
            for row in self.rows.get(part, ()):
                name = getattr(row, field_name)
                if name and canonical_interface(name) not in self.interfaces:
                    self.interface(name, getattr(row, "ref", None), kind=kind_of(name) if kind_of else None)

    def _settle_bare(self) -> None:
        """Give each address its length: as another command said it, else that of the connected route that holds it, else a host's."""
        connected: dict[str, list[str]] = {}
        for row in self.rows.get("forwarding", []) if self.bare else ():
            if isinstance(row, ForwardingEntry) and row.protocol == "local" and row.interface:
                connected.setdefault(canonical_interface(row.interface), []).append(row.prefix)
        for name, found in self.bare.items():
            values = self.interfaces[name]
            known = {text.partition("/")[0] for text in values.get("addresses", ())}
            more = [_with_length(address, connected.get(name, ())) for address in found if address not in known]
            values["addresses"] = (*values.get("addresses", ()), *more)
        self.bare = {}


def _with_length(address: str, prefixes: Iterable[str]) -> str:
    """Return ``address/length`` by the prefix that holds the address, the narrowest that is no host route.

    >>> _with_length("10.1.2.3", ["10.1.2.3/32", "10.1.0.0/16"]), _with_length("10.1.2.3", ["10.9.0.0/16"])
    ('10.1.2.3/16', '10.1.2.3/32')
    """
    host = ip_address(address)
    lengths = [net.prefixlen for net in map(ip_network, prefixes) if net.version == host.version and host in net]
    return f"{address}/{max((one for one in lengths if one < host.max_prefixlen), default=host.max_prefixlen)}"


def _each_once(rows: Iterable[msgspec.Struct]) -> Iterator[msgspec.Struct]:
    """Give rows that say the same once, as the first of them: two commands may show one table."""
    seen: set[msgspec.Struct] = set()
    for row in rows:
        said = msgspec.structs.replace(row, ref=None) if "ref" in row.__struct_fields__ else row
        if said not in seen:
            seen.add(said)
            yield row
