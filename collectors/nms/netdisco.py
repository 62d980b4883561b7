"""Netdisco: rows of its tables, from its API, a dump of its database or its pages, as device records.

Rows know each other by the device's canonical address and the port's name. Netdisco keeps the neighbour that a port last
heard, not the protocol that told it: such rows are taken for LLDP, the way LLDP names things, and never for more. A node
that is marked as gone, or was last seen long before the newest one, is left out. ``node_ip`` says which address has which
MAC and, in newer versions, which router said so; an older row belongs to the one device that has an address in its subnet.
*Source*: the columns of its tables (DB/Result) and the objects of its API.
"""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Final

import msgspec

from collectors.nms.draft import IF_TYPES, OLDEST, Draft, bare, boxes, mac, moment, say_duplicates, say_homeless, vid, with_length
from collectors.nms.platforms import platform_of, vendor_of
from collectors.nms.tables import MOST_NUMBER, Row, System, Tables
from collectors.snmp.mibs.if_mib import interface_kind
from topology.model.records import Arp, Interface, Neighbour, NeighbourProtocol, Vlan
from topology.model.records import System as Box
from topology.model.tables import FdbEntry, FdbStatus, Module

TABLES: Final = ("device_port", "device_ip", "node", "node_ip", "device_vlan")
"""Tables that a whole export has beside the devices; a record that lacks some says so."""
_MAC, _NAME = 4, 5
"""LldpChassisIdSubtype of a MAC, LldpPortIdSubtype of an ifName (IEEE 802.1AB)."""
_SPEED: Final = re.compile(r"(\d{1,16}(?:\.\d+)?)\s*([KMGT]?)(?:bps|b/s)?", re.IGNORECASE)
_POWERS: Final = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_CLASSES: Final = {"chassis": "chassis", "stack": "stack", "powersupply": "power-supply", "module": "module"}
_TICKS: Final = 100


class Reader:
    """Reads one export; raises `InputError` ``nms-no-devices``."""

    def __init__(self, tables: Tables, key: bytes | None) -> None:
        self._tables = tables
        self._key = key
        self._drafts: dict[str, Draft] = {}
        """By the canonical address."""
        self._aliases: dict[str, Draft] = {}
        self._subnets: dict[tuple[int, int], dict[int, set[tuple[str, str | None]]]] = {}
        """Addresses and ports of the devices in a subnet, by version and length, then by the subnet's number."""
        newest = [when for name in ("node", "node_ip") for row in tables.of(name) if (when := _last(row)) is not None]
        self._oldest = max(newest) - OLDEST if newest else None
        self._homeless: dict[str, list[str]] = {}

    def read(self) -> list[Draft]:
        """Return the devices with all that is said of them."""
        self._read_boxes()
        for table, read in (
            ("device_port", self._port), ("device_port_vlan", self._port_vlan), ("device_ip", self._address), ("device_vlan", self._vlan),
            ("device_module", self._module), ("node", self._node),
        ):  # fmt: skip
            for row in self._tables.of(table):
                owner = self._drafts.get(bare(row.text("switch" if table == "node" else "ip")) or "")
                if owner is None:
                    self._homeless.setdefault(table, []).append(f"{row.file} {row.place}")
                else:
                    read(owner, row)
        for row in self._tables.of("device_port"):
            owner = self._drafts.get(bare(row.text("ip")) or "")
            if owner is not None:
                self._neighbour(owner, row)
        for row in self._tables.of("node_ip"):
            self._arp(row)
        say_homeless(self._tables, self._homeless)
        return list(self._drafts.values())

    def _read_boxes(self) -> None:
        rows = boxes(self._tables, "device", System.NETDISCO)
        times: dict[str, int] = {}
        for row in rows:
            address = bare(row.text("ip"))
            if address is None:
                self._homeless.setdefault("device", []).append(f"{row.file} {row.place}")
                continue
            times[address] = times.get(address, 0) + 1
            if address not in self._drafts:
                self._drafts[address] = self._box(row, address)
        say_duplicates(self._drafts, times)

    def _box(self, row: Row, address: str) -> Draft:
        platform = platform_of(row.text("os"))
        serial, own, ticks = row.text("serial"), mac(row.text("mac")), row.number("uptime")
        box = Box(
            name=row.text("name", "dns"), description=row.text("description"), vendor=vendor_of(platform, row.text("vendor")),
            platform=platform, model=row.text("model"), software=row.text("os_ver"), serials=(serial,) if serial else (),
            location=row.text("location"), contact=row.text("contact"), chassis_ids=(own,) if own else (),
        )  # fmt: skip
        draft = Draft(
            system=System.NETDISCO, target=f"netdisco/{address}", box=box, when=moment(row.text("last_discover")),
            uptime_s=None if ticks is None else ticks / _TICKS, key=self._key,
        )  # fmt: skip
        draft.ref(row, "ip", "dns", "name", "vendor", "os", "os_ver", "model", "serial", "mac", "location", "last_discover")
        self._aliases.setdefault(address, draft)
        return draft

    def _port(self, draft: Draft, row: Row) -> None:
        name = row.text("port")
        if name is None or name in draft.interfaces:
            return
        label, alias = row.text("descr"), row.text("name")
        said = row.text("type")
        number = int(said) if said and said.isdecimal() and len(said) < 4 else IF_TYPES.get((said or "").lower())  # noqa: PLR2004 - ifType
        draft.interfaces[name] = Interface(
            name=name, index=row.number("ifindex"), label=label if label != name else None,
            description=alias if alias not in {name, label} else None, kind=interface_kind(6 if said is None else number, name),
            mac=mac(row.text("mac")), speed_bps=_speed(row.text("speed")), mtu=row.number("mtu"), enabled=row.flag("up_admin"),
            up=row.flag("up"), vlan_access=vid(row.number("pvid")) or vid(row.number("vlan")), lag=row.text("slave_of"),
            ref=draft.ref(row, "port", "descr", "name", "type", "mac", "speed", "up", "up_admin", "pvid", "vlan", "slave_of"),
        )  # fmt: skip

    def _port_vlan(self, draft: Draft, row: Row) -> None:
        """Take a VLAN of a port: with a tagged one the port is a trunk."""
        port, number = draft.interfaces.get(row.text("port") or ""), vid(row.number("vlan"))
        if port is None or number is None:
            draft.drop("nms-bad-row" if number is None else "nms-no-owner", "device_port_vlan", row.place)
        elif row.flag("native"):
            trunk = port.vlan_trunk is not None
            draft.interfaces[port.name] = msgspec.structs.replace(port, **{"vlan_native" if trunk else "vlan_access": number})
        else:
            native = port.vlan_native if port.vlan_trunk is not None else port.vlan_access
            trunk_list = tuple(sorted({*(port.vlan_trunk or ()), number}))
            draft.interfaces[port.name] = msgspec.structs.replace(port, vlan_trunk=trunk_list, vlan_native=native, vlan_access=None)

    def _address(self, draft: Draft, row: Row) -> None:
        alias, subnet = bare(row.text("alias")), row.text("subnet")
        if alias is None:
            draft.drop("nms-bad-row", "device_ip", row.place)
            return
        self._aliases.setdefault(alias, draft)
        length = (subnet or "").partition("/")[2]
        name, address = row.text("port"), with_length(alias, length or None)
        if address is None:
            return
        block = ip_network(address, strict=False)
        if block.prefixlen < block.max_prefixlen:
            found = self._subnets.setdefault((block.version, block.prefixlen), {})
            found.setdefault(int(block.network_address), set()).add((draft.target.removeprefix("netdisco/"), name))
        port = draft.interfaces.get(name or "")
        if port is None:
            draft.drop("nms-no-owner", "device_ip", row.place)
        elif address not in port.addresses:
            draft.interfaces[port.name] = msgspec.structs.replace(port, addresses=(*port.addresses, address))

    def _vlan(self, draft: Draft, row: Row) -> None:
        number = vid(row.number("vlan"))
        if number is None:
            draft.drop("nms-bad-row", "device_vlan", row.place)
            return
        draft.vlans.setdefault(number, Vlan(vid=number, name=row.text("description"), ref=draft.ref(row, "vlan", "description")))

    def _module(self, draft: Draft, row: Row) -> None:
        index, kind = row.number("index"), _CLASSES.get((row.text("class") or "").lower())
        if index is None or kind is None or index in draft.modules:
            return
        draft.modules[index] = Module(
            index=index, kind=kind, name=row.text("name"), description=row.text("description"), model=row.text("model"),
            serial=row.text("serial"), hardware=row.text("hw_ver"), software=row.text("sw_ver"), parent=row.number("parent"),
            ref=draft.ref(row, "index", "class", "name", "model", "serial"),
        )  # fmt: skip

    def _neighbour(self, draft: Draft, row: Row) -> None:
        """Take the neighbour that a port heard last; one that a person entered (``manual_topo``) is theirs, not the device's."""
        address, ident = bare(row.text("remote_ip")), row.text("remote_id")
        if (address is None and ident is None) or row.text("port") is None:
            return
        if row.flag("manual_topo"):
            draft.drop("nms-protocol", "device_port", "manual_topo")
            return
        chassis = mac(ident)
        far = self._aliases.get(address or "")
        draft.neighbours.append(
            Neighbour(
                protocol=NeighbourProtocol.LLDP, local_port=row.text("port"), chassis_subtype=_MAC if chassis else None, chassis_id=chassis,
                port_subtype=_NAME, port_id=row.text("remote_port"), system_name=far.box.name if far else None if chassis else ident,
                system_description=row.text("remote_type"), management_addresses=(address,) if address else (),
                ref=draft.ref(row, "port", "remote_ip", "remote_id", "remote_port", "remote_type"),
            )
        )  # fmt: skip

    def _is_old(self, row: Row) -> bool:
        when = _last(row)
        return row.flag("active") is False or (when is not None and self._oldest is not None and when < self._oldest)

    def _node(self, draft: Draft, row: Row) -> None:
        own = mac(row.text("mac"))
        if own is None:
            draft.drop("nms-bad-row", "node", row.place)
        elif self._is_old(row):
            draft.drop("nms-old-rows", "node", row.place)
        else:
            number, name = vid(row.number("vlan")), row.text("port")
            if (own, number, name) not in draft.fdb:
                ref = draft.ref(row, "mac", "port", "vlan", "time_last")
                draft.fdb[own, number, name] = FdbEntry(mac=own, vlan=number, interface=name, status=FdbStatus.LEARNED, ref=ref)

    def _arp(self, row: Row) -> None:
        own, address = mac(row.text("mac")), bare(row.text("ip"))
        heard = None if own is None or address is None else self._router(row, address)
        if own is None or address is None or heard is None:
            self._homeless.setdefault("node_ip", []).append(f"{row.file} {row.place}")
        elif self._is_old(row):
            heard[0].drop("nms-old-rows", "node_ip", row.place)
        else:
            heard[0].arp.setdefault((address, own, heard[1]), Arp(address=address, mac=own, interface=heard[1]))

    def _router(self, row: Row, address: str) -> tuple[Draft, str | None] | None:
        """Return who heard an address in ARP, and on which port where that is known."""
        here = self._gateways(address)
        said = self._aliases.get(bare(row.text("seen_on_router_last", "router_last", "router")) or "")
        if said is not None:
            return said, next((port for gateway, port in here if self._drafts.get(gateway) is said), None)
        if len({gateway for gateway, _ in here}) != 1:
            return None
        gateway, port = min(here, key=lambda one: (one[0], one[1] or ""))
        return self._drafts[gateway], port

    def _gateways(self, address: str) -> set[tuple[str, str | None]]:
        """Return the devices, and their ports, with an address in the longest subnet that holds an address."""
        parsed = ip_address(address)
        for (version, length), blocks in sorted(self._subnets.items(), key=lambda item: -item[0][1]):
            if version == parsed.version:
                shift = parsed.max_prefixlen - length
                if (found := blocks.get(int(parsed) >> shift << shift)) is not None:
                    return found
        return set()


def _last(row: Row) -> datetime | None:
    return moment(row.text("time_last")) or moment(row.text("time_recent"))


def _speed(text: str | None) -> int | None:
    """Return a speed as Netdisco writes it [bit/s].

    >>> _speed("1.0 Gbps"), _speed("100 Mbps"), _speed("10000000"), _speed("fast"), _speed("9999999 Tbps")
    (1000000000, 100000000, 10000000, None, None)
    """
    match = _SPEED.fullmatch((text or "").strip())
    found = 0 if match is None else int(float(match[1]) * _POWERS[match[2].lower()])
    return found if 0 < found <= MOST_NUMBER else None
