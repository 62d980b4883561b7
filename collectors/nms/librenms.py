"""LibreNMS: its API's answers (``/api/v0``) as device records.

Rows know each other by LibreNMS's numbers: a port by ``port_id``, a device by ``device_id``. Answers for one device that
leave its number out (``/devices/:hostname/...``) belong to the device that the name of their file or folder names.
*Source*: doc/API (Devices, Ports, Switching, ARP, Routing, Inventory) and the columns of its tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from collectors.nms.draft import (
    IF_TYPES,
    OLDEST,
    Draft,
    bare,
    boxes,
    known,
    mac,
    moment,
    say_duplicates,
    say_homeless,
    vid,
    with_length,
)
from collectors.nms.platforms import platform_of, vendor_of
from collectors.nms.tables import MOST_NUMBER, Row, System, Tables
from collectors.snmp.mibs.if_mib import interface_kind
from topology.model.errors import Problem, Severity
from topology.model.records import Arp, Interface, Neighbour, NeighbourProtocol, Vlan, Vrf
from topology.model.records import System as Box
from topology.model.tables import BgpPeer, BgpProcess, FdbEntry, FdbStatus, Module, OspfNeighbour

TABLES: Final = ("ports", "links", "addresses", "fdb", "arp", "vlans")
"""Tables that a whole export has beside the devices; a record that lacks some says so."""
_MEGA: Final = 1_000_000
_BY_NAME: Final = 5
"""LldpPortIdSubtype of a port named by ifName (IEEE 802.1AB): LibreNMS keeps the name, not the sub-type."""
_CLASSES: Final = {"chassis": "chassis", "stack": "stack", "powersupply": "power-supply", "module": "module"}


class Reader:
    """Reads one export; raises `InputError` ``nms-no-devices``."""

    def __init__(self, tables: Tables, key: bytes | None) -> None:
        self._tables = tables
        self._key = key
        self._drafts: dict[str, Draft] = {}
        """By LibreNMS's number of the device."""
        self._owners: dict[str, str] = {}
        """Numbers of devices by the names that files may have."""
        self._ports: dict[str, tuple[Draft, str]] = {}
        """Device and name of each port, by LibreNMS's number of the port."""
        self._taken: set[str] = set()
        self._vlan_ids: dict[str, int] = {}
        newest = [when for table in ("fdb",) for row in tables.of(table) if (when := moment(row.text("updated_at"))) is not None]
        self._oldest = max(newest) - OLDEST if newest else None
        self._homeless: dict[str, list[str]] = {}

    def read(self) -> list[Draft]:
        """Return the devices with all that is said of them."""
        self._read_boxes()
        for table, read in (
            ("ports", self._port), ("addresses", self._address), ("vlans", self._vlan), ("vrfs", self._vrf), ("links", self._link),
            ("arp", self._arp), ("fdb", self._fdb), ("inventory", self._module), ("bgp", self._bgp), ("ospf", self._ospf),
        ):  # fmt: skip
            for row in self._tables.of(table):
                owner = self._owner(row)
                if owner is None:
                    self._homeless.setdefault(table, []).append(f"{row.file} {row.place}")
                else:
                    read(owner, row)
        say_homeless(self._tables, self._homeless)
        return list(self._drafts.values())

    def _read_boxes(self) -> None:
        rows = boxes(self._tables, "devices", System.LIBRENMS)
        times: dict[str, int] = {}
        for place, row in enumerate(rows):
            number = row.text("device_id") or f"row-{place}"
            name = row.text("hostname", "sysName", "ip")
            if name is None:
                self._homeless.setdefault("devices", []).append(f"{row.file} {row.place}")
                continue
            times[number] = times.get(number, 0) + 1
            if number not in self._drafts:
                self._drafts[number] = self._box(row, number, name)
        say_duplicates(self._drafts, times)

    def _box(self, row: Row, number: str, name: str) -> Draft:
        target = f"librenms/{name}"[:200]
        if target in self._taken:
            target = f"{target}#{number}"
        self._taken.add(target)
        platform = platform_of(row.text("os"))
        serial = row.text("serial")
        object_id = (row.text("sysObjectID") or "").lstrip(".") or None
        box = Box(
            name=row.text("sysName") or name, description=row.text("sysDescr"), object_id=object_id,
            vendor=vendor_of(platform), platform=platform, model=row.text("hardware"), software=row.text("version"),
            serials=(serial,) if serial else (), location=row.text("location"), contact=row.text("sysContact"),
        )  # fmt: skip
        when = moment(row.text("last_polled")) or moment(row.text("last_discovered"))
        uptime = row.number("uptime")
        uptime_s = None if uptime is None else float(uptime)
        draft = Draft(system=System.LIBRENMS, target=target, box=box, when=when, uptime_s=uptime_s, key=self._key)
        draft.ref(row, "device_id", "hostname", "sysName", "ip", "os", "hardware", "version", "serial", "location", "status", "last_polled")
        if row.flag("status") is False:
            draft.problems.append(Problem("nms-down", Severity.WARNING, draft.target, {"system": System.LIBRENMS.value}))
        if (local := row.number("bgpLocalAs")) is not None and local > 0:
            draft.bgp = (BgpProcess(local_as=local, ref=f"{target}:1"),)
        for word in (name, number, row.text("sysName"), row.text("ip")):
            if word:
                self._owners.setdefault(word.lower(), number)
        return draft

    def _owner(self, row: Row) -> Draft | None:
        """Return the device of a row: by its number, its port's, or by the name of its file."""
        number = row.text("device_id", "local_device_id")
        if number is not None:
            return self._drafts.get(number)
        port = row.text("port_id", "local_port_id")
        if port is not None and port in self._ports:
            return self._ports[port][0]
        if len(self._drafts) == 1:
            return next(iter(self._drafts.values()))
        return next((self._drafts[found] for word in _words(row.file) if (found := self._owners.get(word)) is not None), None)

    def _port_name(self, row: Row, column: str = "port_id") -> str | None:
        port = row.text(column)
        return self._ports[port][1] if port in self._ports else None

    def _port(self, draft: Draft, row: Row) -> None:
        name = row.text("ifName", "ifDescr")
        if name is None or row.flag("deleted"):
            return
        port = row.text("port_id")
        if port is not None:
            self._ports.setdefault(port, (draft, name))
        if name in draft.interfaces:
            return
        label, alias = row.text("ifDescr"), row.text("ifAlias")
        trunk, said = row.text("ifTrunk"), (row.text("ifType") or "ethernetCsmacd").lower()
        vlan = vid(row.number("ifVlan"))
        mega = row.number("ifHighSpeed")
        speed = row.number("ifSpeed") or (mega * _MEGA if mega else None)
        draft.interfaces[name] = Interface(
            name=name, index=row.number("ifIndex"), label=label if label != name else None,
            description=alias if alias not in {name, label} else None,
            kind=interface_kind(IF_TYPES.get(said), name),
            mac=mac(row.text("ifPhysAddress")), mtu=row.number("ifMtu"),
            speed_bps=speed if speed is not None and speed <= MOST_NUMBER else None,
            enabled=row.flag("ifAdminStatus"), up=row.flag("ifOperStatus"), vlan_access=None if trunk else vlan,
            vlan_native=vlan if trunk else None,
            ref=draft.ref(row, "port_id", "ifIndex", "ifName", "ifDescr", "ifAlias", "ifType", "ifAdminStatus", "ifOperStatus"),
        )  # fmt: skip

    def _address(self, draft: Draft, row: Row) -> None:
        name = self._port_name(row)
        address = with_length(row.text("ipv4_address"), row.number("ipv4_prefixlen")) or with_length(
            row.text("ipv6_compressed", "ipv6_address"), row.number("ipv6_prefixlen")
        )
        port = draft.interfaces.get(name or "")
        if address is None or port is None:
            draft.drop("nms-bad-row" if address is None else "nms-no-owner", "addresses", row.place)
        elif address not in port.addresses:
            draft.interfaces[port.name] = msgspec.structs.replace(port, addresses=(*port.addresses, address))

    def _vlan(self, draft: Draft, row: Row) -> None:
        number = vid(row.number("vlan_vlan"))
        if number is None:
            draft.drop("nms-bad-row", "vlans", row.place)
            return
        if (ident := row.text("vlan_id")) is not None:
            self._vlan_ids[ident] = number
        draft.vlans.setdefault(number, Vlan(vid=number, name=row.text("vlan_name"), ref=draft.ref(row, "vlan_vlan", "vlan_name")))

    def _vrf(self, draft: Draft, row: Row) -> None:
        name = row.text("vrf_name")
        if name is not None and name not in draft.vrfs:
            route = row.text("mplsVpnVrfRouteDistinguisher")
            draft.vrfs[name] = Vrf(name=name, rd=route, ref=draft.ref(row, "vrf_name", "mplsVpnVrfRouteDistinguisher"))

    def _link(self, draft: Draft, row: Row) -> None:
        if row.flag("active") is False:
            draft.drop("nms-old-rows", "links", row.place)
            return
        said = (row.text("protocol") or "").lower()
        if said not in set(NeighbourProtocol):
            draft.drop("nms-protocol", "links", said or "?")
            return
        far = self._drafts.get(row.text("remote_device_id") or "")
        far_port = self._ports.get(row.text("remote_port_id") or "")
        draft.neighbours.append(
            Neighbour(
                protocol=NeighbourProtocol(said), local_port=self._port_name(row, "local_port_id"), port_subtype=_BY_NAME,
                port_id=far_port[1] if far_port and far_port[0] is far else row.text("remote_port"),
                system_name=far.box.name if far else row.text("remote_hostname"), system_description=row.text("remote_version"),
                management_addresses=self._reached(far),
                ref=draft.ref(row, "id", "protocol", "local_port_id", "remote_hostname", "remote_port"),
            )
        )  # fmt: skip

    def _reached(self, far: Draft | None) -> tuple[str, ...]:
        if far is None:
            return ()
        address = bare(far.target.removeprefix("librenms/"))
        return (address,) if address else ()

    def _arp(self, draft: Draft, row: Row) -> None:
        address, own = bare(row.text("ipv4_address")), mac(row.text("mac_address"))
        if address is None or own is None:
            draft.drop("nms-bad-row", "arp", row.place)
            return
        name = self._port_name(row)
        draft.arp.setdefault((address, own, name), Arp(address=address, mac=own, interface=name))

    def _fdb(self, draft: Draft, row: Row) -> None:
        own, when = mac(row.text("mac_address")), moment(row.text("updated_at"))
        if own is None:
            draft.drop("nms-bad-row", "fdb", row.place)
            return
        if when is not None and self._oldest is not None and when < self._oldest:
            draft.drop("nms-old-rows", "fdb", row.place)
            return
        number, name = self._vlan_ids.get(row.text("vlan_id") or ""), self._port_name(row)
        if (own, number, name) not in draft.fdb:
            ref = draft.ref(row, "port_id", "mac_address", "vlan_id", "updated_at")
            draft.fdb[own, number, name] = FdbEntry(mac=own, vlan=number, interface=name, status=FdbStatus.LEARNED, ref=ref)

    def _module(self, draft: Draft, row: Row) -> None:
        index = row.number("entPhysicalIndex")
        kind = _CLASSES.get((row.text("entPhysicalClass") or "").lower())
        if index is None or kind is None or index in draft.modules:
            return
        serial = row.text("entPhysicalSerialNum")
        draft.modules[index] = Module(
            index=index, kind=kind, name=row.text("entPhysicalName"), description=row.text("entPhysicalDescr"),
            model=row.text("entPhysicalModelName"), serial=serial, hardware=row.text("entPhysicalHardwareRev"),
            software=row.text("entPhysicalSoftwareRev"), parent=row.number("entPhysicalContainedIn"),
            ref=draft.ref(row, "entPhysicalIndex", "entPhysicalClass", "entPhysicalName", "entPhysicalModelName", "entPhysicalSerialNum"),
        )  # fmt: skip
        if kind == "chassis" and serial and not draft.box.serials:
            draft.box = msgspec.structs.replace(draft.box, serials=(serial,))

    def _bgp(self, draft: Draft, row: Row) -> None:
        address = bare(row.text("bgpPeerIdentifier"))
        if address is None:
            draft.drop("nms-bad-row", "bgp", row.place)
            return
        draft.bgp_peers.append(
            BgpPeer(
                address=address, remote_as=row.number("bgpPeerRemoteAs"), local_address=bare(row.text("bgpLocalAddr")),
                state=row.text("bgpPeerState"), description=row.text("bgpPeerDescr"),
                ref=draft.ref(row, "bgpPeerIdentifier", "bgpPeerRemoteAs", "bgpPeerState", "bgpLocalAddr"),
            )
        )  # fmt: skip

    def _ospf(self, draft: Draft, row: Row) -> None:
        address = bare(row.text("ospfNbrIpAddr"))
        if address is None:
            draft.drop("nms-bad-row", "ospf", row.place)
            return
        ref = draft.ref(row, "ospfNbrIpAddr", "ospfNbrRtrId", "ospfNbrState")
        more = known({"interface": self._port_name(row), "router_id": bare(row.text("ospfNbrRtrId")), "state": row.text("ospfNbrState")})
        draft.ospf_neighbours.append(OspfNeighbour(address=address, ref=ref, **more))


def _words(label: str) -> Iterator[str]:
    """Give what the name of a file may name a device by: the folder, the stem, and the stem without the word of a table.

    >>> list(_words("dump/core1.city/ports.json"))[:2], list(_words("dump/core1_ports.json"))[:2]
    (['ports', 'core1.city'], ['core1_ports', 'core1'])
    """
    folders = label.lower().split("/")
    stem = folders[-1].rpartition(".")[0] or folders[-1]
    yield stem
    for sign in "_-.":
        for part in (stem.partition(sign)[0], stem.partition(sign)[2], stem.rpartition(sign)[0]):
            if part and part != stem:
                yield part
    yield from reversed(folders[:-1])
