"""From a stock of NetBox objects to device records: what the inventory says of each device, with the object it stands in.

A virtual chassis is one device with the serials of its members in their order. Devices that are planned or lie in store
are not in the network and give no record. Cables become declared links; nothing of it counts as measured.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from collectors.netbox.builder import UNKNOWN
from collectors.netbox.cabling import Cabling
from collectors.netbox.kinds import NO_STATUS
from collectors.netbox.realms import Realms
from collectors.netbox.shapes import kind_of_type
from collectors.netbox.stock import Item, Stock
from collectors.netbox.words import numbers
from topology.model.errors import Problem, Severity
from topology.model.records import (
    Completeness,
    DeviceRecord,
    Envelope,
    Interface,
    InterfaceKind,
    SourceKind,
    System,
    Vlan,
    Vrf,
)

ENGINE: Final = "netbox"
_KILO: Final = 1000
_MOST_LIST: Final = 4096
_SHARED: Final = frozenset({"vip", "vrrp", "hsrp", "glbp", "carp"})
"""Roles of addresses that several devices hold in turn, and that so identify none."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A record, and the text that its references open: one JSON object a line."""

    record: DeviceRecord
    text: str


@dataclass(frozen=True, slots=True)
class _Box:
    """A device as the network sees it: one object, or the members of a virtual chassis, master first."""

    target: str
    realm: str
    members: tuple[Item, ...]

    @property
    def head(self) -> Item:
        return self.members[0]


def read_devices(stock: Stock, realms: Realms, *, collected_at: datetime, version: str, problems: list[Problem]) -> list[Pulled]:
    """Return the record of each device; what cannot be told is added to `problems`."""
    reader = _Reader(stock, realms, problems)
    return [reader.read(box, collected_at, version) for box in reader.boxes]


class _Reader:
    """Reads the devices of one stock."""

    def __init__(self, stock: Stock, realms: Realms, problems: list[Problem]) -> None:
        self._stock = stock
        self._realms = realms
        self._problems = problems
        self._ports = _grouped(stock, "dcim/interfaces", "device")
        self._addresses = _by_target(stock, "ipam/ip-addresses")
        self._macs = _by_target(stock, "dcim/mac-addresses")
        self._vlan_names = self._names_of_vlans()
        self._vrfs = {
            (realm, name): vrf for vrf in stock.of("ipam/vrfs") for realm, name in [realms.of_vrf(vrf)] if name is not None
        }  # fmt: skip
        self.boxes = self._boxes()
        owner = {member.id: box for box in self.boxes for member in box.members}
        self._cabling = Cabling(stock, {ident: (box.target, box.realm) for ident, box in owner.items()}, problems)

    def _boxes(self) -> list[_Box]:
        groups: dict[tuple[str, int], list[Item]] = {}
        for device in self._stock.of("dcim/devices"):
            chassis = device.get("virtual_chassis")
            groups.setdefault(("stack", chassis) if chassis is not None else ("device", device.id), []).append(device)
        found = []
        for (form, ident), members in groups.items():
            chassis = self._stock.get("dcim/virtual-chassis", ident) if form == "stack" else None
            master = chassis.get("master") if chassis is not None else None
            ordered = sorted(members, key=lambda one: (one.id != master, one.get("vc_position") or 0, one.id))
            box = self._box(ordered)
            if box is not None:
                found.append(box)
        return found

    def _box(self, members: list[Item]) -> _Box | None:
        head = members[0]
        where = f"netbox dcim/devices/{head.id}"
        if head.get("status") in NO_STATUS:
            self._say("netbox-not-there", where, name=head.true("name"), status=head.get("status"))
            return None
        vrfs = {name for member in members for name in self._vrf_names(member)}
        realm = self._realms.of_device(head, vrfs)
        if realm is None:
            self._say("netbox-realm", where, Severity.ERROR, name=head.true("name"))
            return None
        said = head.facts.get("id")
        return _Box(f"netbox/{said if isinstance(said, str) and said else head.id}"[:200], realm, tuple(members))

    def _vrf_names(self, device: Item) -> set[str]:
        ports = self._ports.get(device.id, ())
        idents = {port.get("vrf") for port in ports} | {one.get("vrf") for port in ports for one in self._addresses.get(port.id, ())}
        return {vrf.get("name") for ident in idents if (vrf := self._stock.get("ipam/vrfs", ident)) is not None}

    def _names_of_vlans(self) -> dict[tuple[str, int], str | None]:
        return {
            (vlan.facts["realm"], vlan.get("vid")): vlan.true("name")
            for vlan in self._stock.of("ipam/vlans")
            if isinstance(vlan.facts.get("realm"), str)
        }

    def _say(self, code: str, where: str, severity: Severity = Severity.INFO, **params: Any) -> None:
        self._problems.append(Problem(code, severity, where, params))

    def read(self, box: _Box, collected_at: datetime, version: str) -> Pulled:
        """Return the record of one device with its text."""
        lines = [_line("device", member) for member in box.members]
        interfaces: list[Interface] = []
        own: list[tuple[Item, Interface]] = []
        for member in box.members:
            for port in self._ports.get(member.id, ()):
                lines.append(_line("interface", port, addresses=[one.get("address") for one in self._addresses.get(port.id, ())]))
                made = self._interface(box, port, f"{box.target}:{len(lines)}")
                interfaces.append(made)
                own.append((port, made))
        envelope = Envelope(
            kind=SourceKind.NETBOX, target=box.target, vantage=ENGINE, realm=box.realm, collected_at=collected_at, engine=ENGINE,
            engine_version=version, completeness=Completeness.COMPLETE,
        )  # fmt: skip
        record = DeviceRecord(
            envelope=envelope,
            system=self._system(box),
            interfaces=tuple(interfaces),
            vlans=self._vlans(box, own),
            vrfs=self._record_vrfs(box, own),
            cables=self._cabling.of(own),
        )
        return Pulled(record, "\n".join(lines))

    def _system(self, box: _Box) -> System:
        head, stock = box.head, self._stock
        kind = stock.get("dcim/device-types", head.get("device_type"))
        maker = stock.get("dcim/manufacturers", kind.get("manufacturer") if kind else None)
        platform = stock.get("dcim/platforms", head.get("platform"))
        site = stock.get("dcim/sites", head.get("site"))
        serials = _texts(head.facts.get("serials")) or tuple(one.get("serial") for one in box.members if one.get("serial"))
        return System(
            name=head.true("name"),
            vendor=None if maker is None or maker.get("slug") == UNKNOWN else maker.true("name") if maker.ours else maker.get("slug"),
            platform=None if platform is None else platform.true("name") if platform.ours else platform.get("slug"),
            model=None if kind is None else kind.true("model"),
            serials=serials,
            software=_text(head.facts.get("software")),
            location=None if site is None or site.get("slug") == UNKNOWN else site_code(site),
            chassis_ids=_texts(head.facts.get("chassis")),
            lifecycle=head.get("status"),
        )

    def _interface(self, box: _Box, port: Item, ref: str) -> Interface:
        speed, lag = port.true("speed"), self._stock.get("dcim/interfaces", port.get("lag"))
        vlans = self._port_vlans(port)
        vrf, addresses = self._layer_3(box, port)
        mac = self._stock.get("dcim/mac-addresses", port.get("primary_mac_address"))
        macs = [one.get("mac_address") for one in self._macs.get(port.id, ())]
        return Interface(
            name=port.true("name"),
            index=_whole(port.facts.get("index")),
            description=port.true("description"),
            label=port.get("label"),
            kind=self._kind(port),
            mac=mac.get("mac_address") if mac is not None else macs[0] if len(macs) == 1 else None,
            speed_bps=None if speed is None else round(speed * _KILO),
            mtu=_whole(port.true("mtu")),
            enabled=port.true("enabled"),
            addresses=addresses,
            vrf=vrf,
            lag=lag.true("name") if lag is not None else _text(port.facts.get("lag")),
            ref=ref,
            **vlans,
        )

    @staticmethod
    def _kind(port: Item) -> InterfaceKind:
        said = port.facts.get("kind")
        if said in {one.value for one in InterfaceKind}:
            return InterfaceKind(said)
        return kind_of_type(port.get("type"), str(port.true("name")), mgmt=bool(port.get("mgmt_only")))

    def _port_vlans(self, port: Item) -> dict[str, Any]:
        vlan = self._stock.get("ipam/vlans", port.get("untagged_vlan"))
        untagged = vlan.get("vid") if vlan is not None else None
        mode, facts = port.get("mode"), port.facts
        said = facts.get("access")
        access = said if isinstance(said, int) else None
        if mode is None:
            return {}
        if mode == "access":
            return {"vlan_access": access if access is not None else untagged}
        trunk = numbers(facts.get("trunk"))
        if mode == "tagged-all":
            trunk = tuple(range(1, 4095))
        elif not trunk:
            found = (self._stock.get("ipam/vlans", ident) for ident in port.get("tagged_vlans") or ())
            trunk = tuple(sorted({one.get("vid") for one in found if one is not None}))
        return {"vlan_trunk": trunk, "vlan_access": access, "vlan_native": untagged if access is None else None}

    def _layer_3(self, box: _Box, port: Item) -> tuple[str | None, tuple[str, ...]]:
        """Return VRF and addresses of an interface, those of another realm left out."""
        realm, vrf = self._realms.of_vrf(self._stock.get("ipam/vrfs", port.get("vrf")))
        own = sorted(self._addresses.get(port.id, ()), key=_order)
        found: list[str] = []
        for one in own:
            if one.get("role") in _SHARED:
                where = f"{box.target} {port.true('name')}"
                self._say("netbox-shared", where, address=one.get("address"), role=one.get("role"))
                continue
            its_realm, its_vrf = self._realms.of_vrf(self._stock.get("ipam/vrfs", one.get("vrf")))
            if (its_realm or realm or box.realm) != box.realm:
                self._say(
                    "netbox-realms-mixed", f"{box.target} {port.true('name')}", Severity.WARNING,
                    address=one.get("address"), realm=its_realm, other=box.realm,
                )  # fmt: skip
                continue
            if vrf is None and its_vrf is not None:
                vrf = its_vrf
            elif its_vrf is not None and its_vrf != vrf:
                self._say(
                    "netbox-vrfs-mixed", f"{box.target} {port.true('name')}", Severity.WARNING, address=one.get("address"), vrf=its_vrf
                )
                continue
            found.append(str(one.get("address")))
        return vrf, (*found, *_texts(port.facts.get("odd")))

    def _vlans(self, box: _Box, own: Sequence[tuple[Item, Interface]]) -> tuple[Vlan, ...]:
        """Return the VLANs that the device has: those netfold noted, and those that its ports are in."""
        known = dict.fromkeys(numbers(box.head.facts.get("vlans")))
        for port, _ in own:
            for ident in (port.get("untagged_vlan"), *(port.get("tagged_vlans") or ())):
                vlan = self._stock.get("ipam/vlans", ident)
                if vlan is not None and "vlans" not in box.head.facts:
                    known[vlan.get("vid")] = vlan.true("name")
        names = {vid: self._vlan_names.get((box.realm, vid), name) for vid, name in known.items()}
        return tuple(Vlan(vid=vid, name=names[vid], ref=box.target + ":1") for vid in sorted(names))

    def _record_vrfs(self, box: _Box, own: Sequence[tuple[Item, Interface]]) -> tuple[Vrf, ...]:
        said = box.head.facts.get("vrfs")
        rds: dict[str, str | None] = {name: _text(rd) for name, rd in said.items()} if isinstance(said, dict) else {}
        for _, made in own:
            if made.vrf is not None and not isinstance(said, dict):
                rds.setdefault(made.vrf, None)
        return tuple(self._vrf(box, name, rd) for name, rd in sorted(rds.items()))

    def _vrf(self, box: _Box, name: str, rd: str | None) -> Vrf:
        item = self._vrfs.get((box.realm, name)) or self._vrfs.get((None, name))
        if item is None:
            return Vrf(name=name, rd=rd, ref=box.target + ":1")
        targets = [
            tuple(one.true("name") for ident in item.get(side) or () if (one := self._stock.get("ipam/route-targets", ident)) is not None)
            for side in ("import_targets", "export_targets")
        ]
        own = None if item.facts.get("made_rd") is True or item.ours else item.get("rd")
        imported, exported = (tuple(sorted(some)) for some in targets)
        return Vrf(name=name, rd=rd or own, import_targets=imported, export_targets=exported, ref=box.target + ":1")


def site_code(site: Item) -> str:
    """Return the census code of a site: netfold's, else its slug."""
    said = site.facts.get("code")
    return said if isinstance(said, str) and said else str(site.get("slug"))


def _grouped(stock: Stock, path: str, field: str) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = {}
    for item in stock.of(path):
        found.setdefault(item.get(field), []).append(item)
    return found


def _by_target(stock: Stock, path: str) -> dict[int, list[Item]]:
    """Return the objects of a kind by the interface that they are assigned to."""
    found: dict[int, list[Item]] = {}
    for item in stock.of(path):
        target = item.get("assigned_object")
        if target is not None and target[0] == "dcim/interfaces":
            found.setdefault(target[1], []).append(item)
    return found


def _order(address: Item) -> tuple[int, bool, int]:
    """Return the place of an address on its interface: what netfold noted, secondary ones last."""
    place = address.facts.get("place")
    return place if isinstance(place, int) else 0, address.get("role") == "secondary", address.id


def _line(what: str, item: Item, **more: Any) -> str:
    fields: Mapping[str, Any] = {name: value for name, value in {**item.fields, **more}.items() if value not in (None, (), [])}
    return json.dumps({what: item.id, **fields}, ensure_ascii=False)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value[:_MOST_LIST] if isinstance(one, str)) if isinstance(value, list | tuple) else ()
