"""CSV files shaped for NetBox's bulk import, one a kind, and back: references by the names that its import forms look up.

The files are numbered in the order in which NetBox must take them. What NetBox has no field for stands in the column of
netfold's custom field. Texts that a spreadsheet would calculate are led by an apostrophe, which reading takes off again.
*Source*: the import forms of NetBox 4.6 (``forms/bulk_import.py`` of each application).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from collectors.census.escape import defuse, restore
from collectors.fields import field_limit
from collectors.netbox.kinds import BY_PATH, FACTS, KINDS, TAG, Field, Form, Kind
from collectors.netbox.stock import Item, Stock, Value
from topology.model.errors import InputError, Problem, Severity
from topology.model.names import canonical_mac

_CUSTOM: Final = f"cf_{FACTS}"
_SUFFIX: Final = ".csv"
_MOST_BYTES: Final = 200 << 20
_LONGEST: Final = 1 << 20
_BY: Final = {"dcim/device-types": "model", "circuits/circuits": "cid"}
"""The field by which others refer to an object in a CSV file, where it is not the name."""
_PORT: Final = "dcim/interfaces"

Row = dict[str, str]


def file_name(path: str) -> str:
    """Return the name of a kind's file: its place in the order of import, then its path."""
    place = next(number for number, kind in enumerate(KINDS, start=3) if kind.path == path)
    return f"{place:02d}-{path.replace('/', '.')}{_SUFFIX}"


def write_sheets(stock: Stock) -> Iterator[tuple[str, str, int]]:
    """Give name, content and rows of each file that is not empty, those that the others rest on first."""
    types = ",".join(sorted(kind.content_type for kind in KINDS))
    yield "01-extras.tags.csv", _csv([{"name": TAG, "slug": TAG, "color": "2196f3", "description": "Written by netfold"}]), 1
    field = {"name": FACTS, "label": "netfold", "type": "json", "object_types": types, "ui_visible": "if-set", "ui_editable": "hidden"}
    yield "02-extras.custom-fields.csv", _csv([field]), 1
    primary = _primaries(stock)
    for kind in KINDS:
        rows = [_row(stock, kind, item, primary) for item in stock.of(kind.path)]
        if rows:
            yield file_name(kind.path), _csv(rows), len(rows)


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: defuse(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _primaries(stock: Stock) -> set[tuple[str, int]]:
    """Return the addresses and MACs that are their owner's first."""
    found: set[tuple[str, int]] = set()
    for device in stock.of("dcim/devices"):
        found |= {("ipam/ip-addresses", ident) for name in ("primary_ip4", "primary_ip6") if (ident := device.get(name)) is not None}
    found |= {("dcim/mac-addresses", ident) for port in stock.of(_PORT) if (ident := port.get("primary_mac_address")) is not None}
    return found


def _row(stock: Stock, kind: Kind, item: Item, primary: set[tuple[str, int]]) -> Row:
    row: Row = {}
    for one in kind.fields:
        if one.late:
            continue
        row |= _WRITERS.get((kind.path, one.name), _plain)(stock, one, item.get(one.name))
    if kind.path in {"ipam/ip-addresses", "dcim/mac-addresses"}:
        row["is_primary"] = _flag((kind.path, item.id) in primary)
    if kind.path == "dcim/devices":
        found = stock.get("dcim/device-types", item.get("device_type"))
        row["manufacturer"] = _name(stock, "dcim/manufacturers", found.get("manufacturer") if found else None)
    return {**row, "tags": TAG, _CUSTOM: json.dumps(dict(item.facts), ensure_ascii=False, sort_keys=True) if item.facts else ""}


def _flag(value: Value) -> str:
    return "" if value is None else "true" if value else "false"


def _name(stock: Stock, path: str | None, ident: Value) -> str:
    item = stock.get(path, ident)
    return "" if item is None or path is None else str(item.get(_BY.get(path, "name")) or "")


def _plain(stock: Stock, one: Field, value: Value) -> Row:
    if value is None:
        return {one.name: ""}
    if one.form is Form.REF:
        return {one.name: _name(stock, one.kind, value)}
    if one.form is Form.REFS:
        return {one.name: ",".join(_name(stock, one.kind, ident) for ident in value)}
    return {one.name: _flag(value) if isinstance(value, bool) else str(value)}


def _rd(stock: Stock, one: Field, value: Value) -> Row:
    vrf = stock.get("ipam/vrfs", value)
    return {one.name: str(vrf.get("rd") or "") if vrf is not None else ""}


def _vlan(stock: Stock, one: Field, value: Value) -> Row:
    vlan = stock.get("ipam/vlans", value)
    if vlan is None:
        return {"vlan_group": "", one.name: ""}
    return {"vlan_group": _name(stock, "ipam/vlan-groups", vlan.get("group")), one.name: str(vlan.get("vid"))}


def _vlans(stock: Stock, one: Field, value: Value) -> Row:
    found = [vlan for ident in value or () if (vlan := stock.get("ipam/vlans", ident)) is not None]
    group = {"vlan_group": _name(stock, "ipam/vlan-groups", found[0].get("group"))} if found else {}
    return {**group, one.name: ",".join(str(vlan.get("vid")) for vlan in found)}


def _port(stock: Stock, _one: Field, value: Value) -> Row:
    """Return the columns that name the port an address or MAC is assigned to."""
    port = stock.get(*value) if value else None
    return {
        "device": _name(stock, "dcim/devices", port.get("device") if port else None),
        "interface": str(port.get("name")) if port else "",
    }


def _place(stock: Stock, _one: Field, value: Value) -> Row:
    del stock
    return {"termination_type": BY_PATH[value[0]].content_type if value else "", "termination_id": ""}


def _side(side: str) -> Callable[[Stock, Field, Value], Row]:
    def write(stock: Stock, _one: Field, value: Value) -> Row:
        path, ident = value[0] if value else (None, None)
        end = stock.get(path, ident)
        device = stock.get("dcim/devices", end.get("device") if end else None)
        return {
            f"side_{side}_site": _name(stock, "dcim/sites", device.get("site") if device else None),
            f"side_{side}_device": str(device.get("name")) if device else "",
            f"side_{side}_type": BY_PATH[path].content_type if path in BY_PATH else "",
            f"side_{side}_name": str(end.get("name")) if end else "",
        }

    return write


_WRITERS: Final[Mapping[tuple[str, str], Callable[[Stock, Field, Value], Row]]] = {
    (_PORT, "vrf"): _rd,
    (_PORT, "untagged_vlan"): _vlan,
    (_PORT, "tagged_vlans"): _vlans,
    ("dcim/mac-addresses", "assigned_object"): _port,
    ("ipam/ip-addresses", "assigned_object"): _port,
    ("circuits/circuit-terminations", "termination"): _place,
    ("dcim/cables", "a_terminations"): _side("a"),
    ("dcim/cables", "b_terminations"): _side("b"),
}


def kind_of_file(name: str) -> str | None:
    """Return the kind whose file has a name, else None.

    >>> kind_of_file("17-dcim.devices.csv"), kind_of_file("devices.csv")
    ('dcim/devices', None)
    """
    bare = name.removesuffix(_SUFFIX).partition("-")[2].replace(".", "/", 1)
    return bare if name.endswith(_SUFFIX) and bare in BY_PATH else None


def read_sheets(files: Iterable[tuple[str, bytes]], problems: list[Problem]) -> Stock:
    """Return the stock that files of these names and contents are; what a row lacks is a problem and the row is left out.

    Raises
    ------
    InputError
        ``netbox.csv``: a file is too large or not UTF-8.
    """
    reader = _Reader(problems)
    order = {kind.path: place for place, kind in enumerate(KINDS)}
    known = [(path, name, data) for name, data in files if (path := kind_of_file(name.rpartition("/")[2])) is not None]
    for path, name, data in sorted(known, key=lambda one: order[one[0]]):
        reader.read(BY_PATH[path], name, data)
    return reader.stock


class _Missing(ValueError):
    """A reference to something that no file has, or a value of a wrong form."""


class _Reader:
    """Reads the files of one folder, those that others refer to first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.stock = Stock()
        self._problems = problems
        self._named: dict[tuple[Any, ...], int] = {}

    def read(self, kind: Kind, name: str, data: bytes) -> None:
        if len(data) > _MOST_BYTES:
            raise InputError("netbox.csv", path=name, reason=f"> {_MOST_BYTES >> 20} MiB")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputError("netbox.csv", path=name, reason="UTF-8") from None
        try:
            with field_limit(_LONGEST):
                rows = csv.DictReader(io.StringIO(text, newline=""))
                for row in rows:
                    self._add(kind, row, f"{name}:{rows.line_num}")
        except csv.Error as error:
            raise InputError("netbox.csv", path=name, reason=str(error)[:100]) from None

    def _add(self, kind: Kind, raw: Mapping[str | None, Any], where: str) -> None:
        row = {key: restore(value) for key, value in raw.items() if isinstance(key, str) and isinstance(value, str)}
        ident = len(self.stock.items[kind.path]) + 1
        try:
            facts = self._facts(row)
            fields: dict[str, Value] = {one.name: self._value(kind, one, row, facts) for one in kind.fields if not one.late}
        except (_Missing, ValueError) as error:
            column = str(error) if isinstance(error, _Missing) else "?"
            self._problems.append(Problem("netbox-csv-row", Severity.WARNING, where, {"column": column}))
            return
        item = Item(id=ident, fields=fields, facts=facts, ours=TAG in row.get("tags", "").split(","))
        self.stock.add(kind.path, item)
        self._remember(kind, item)
        if row.get("is_primary", "").lower() == "true":
            self._set_primary(kind, item)

    @staticmethod
    def _facts(row: Row) -> dict[str, Any]:
        text = row.get(_CUSTOM, "")
        try:
            found = json.loads(text) if text else {}
        except (json.JSONDecodeError, RecursionError):
            raise _Missing(_CUSTOM) from None
        if not isinstance(found, dict):
            raise _Missing(_CUSTOM)
        return found

    def _remember(self, kind: Kind, item: Item) -> None:
        name = item.get(_BY.get(kind.path, "name"))
        if kind.path == _PORT:
            self._named[_PORT, item.get("device"), name] = item.id
        elif kind.path == "ipam/vlans":
            self._named["ipam/vlans", item.get("group"), item.get("vid")] = item.id
        else:
            self._named[kind.path, name] = item.id
        if kind.path == "ipam/vrfs":
            self._named["rd", item.get("rd")] = item.id
        if kind.path == "dcim/sites":
            self._named["site-slug", item.get("slug")] = item.id

    def _set_primary(self, kind: Kind, item: Item) -> None:
        port = self.stock.target(item.get("assigned_object"))
        if port is None:
            return
        if kind.path == "dcim/mac-addresses":
            self._set(_PORT, port[1], "primary_mac_address", item.id)
            return
        device = self.stock.get("dcim/devices", port[1].get("device"))
        chassis = device.get("virtual_chassis") if device else None
        if chassis is not None:  # a member's address may be the master's first one
            members = [one for one in self.stock.of("dcim/devices") if one.get("virtual_chassis") == chassis]
            device = min(members, key=lambda one: (one.get("vc_position") or 0, one.id))
        if device is not None:
            self._set("dcim/devices", device, "primary_ip6" if ":" in str(item.get("address")) else "primary_ip4", item.id)

    def _set(self, path: str, item: Item, name: str, value: Value) -> None:
        fields = {**item.fields, name: value}
        self.stock.add(path, Item(id=item.id, fields=fields, facts=item.facts, ours=item.ours, laden=item.laden))

    def _find(self, column: str, *key: Any) -> int:
        found = self._named.get(key)
        if found is None:
            raise _Missing(column)
        return found

    def _value(self, kind: Kind, one: Field, row: Row, facts: Mapping[str, Any]) -> Value:
        if one.form is Form.TARGET:
            return self._target(kind, row, facts)
        if one.form is Form.ENDS:
            return self._end(one.name[0], row)
        text = row.get(one.name, "")
        if not text:
            return () if one.form is Form.REFS else None
        if one.form is Form.REF and one.kind is not None:
            return self._ref(kind, one, text, row)
        if one.form is Form.REFS and one.kind is not None:
            return tuple(sorted(self._ref(kind, one, part, row) for part in text.split(",")))
        return _parsed(one, text)

    def _ref(self, kind: Kind, one: Field, text: str, row: Row) -> int:
        if one.kind == "ipam/vlans":
            return self._find(one.name, "ipam/vlans", self._find("vlan_group", "ipam/vlan-groups", row.get("vlan_group", "")), int(text))
        if one.kind == _PORT:
            return self._find(one.name, _PORT, self._owner_of(row, text), text)
        if kind.path == _PORT and one.kind == "ipam/vrfs":
            return self._find(one.name, "rd", text)
        return self._find(one.name, one.kind, text)

    def _owner_of(self, row: Row, port: str) -> int:
        """Return the device that has a port: the row's own, else another member of its chassis."""
        own = self._find("device", "dcim/devices", row.get("device", ""))
        if (_PORT, own, port) in self._named:
            return own
        chassis = self.stock.items["dcim/devices"][own].get("virtual_chassis")
        members = [one.id for one in self.stock.of("dcim/devices") if chassis is not None and one.get("virtual_chassis") == chassis]
        return next((ident for ident in members if (_PORT, ident, port) in self._named), own)

    def _target(self, kind: Kind, row: Row, facts: Mapping[str, Any]) -> Value:
        if kind.path == "circuits/circuit-terminations":
            site = facts.get("site")
            return ("dcim/sites", self._find("termination_id", "site-slug", site)) if isinstance(site, str) else None
        if not row.get("device"):
            return None
        return _PORT, self._find("interface", _PORT, self._find("device", "dcim/devices", row["device"]), row.get("interface", ""))

    def _end(self, side: str, row: Row) -> Value:
        device = self._find(f"side_{side}_device", "dcim/devices", row.get(f"side_{side}_device", ""))
        if row.get(f"side_{side}_type") != BY_PATH[_PORT].content_type:
            raise _Missing(f"side_{side}_type")
        return ((_PORT, self._find(f"side_{side}_name", _PORT, device, row.get(f"side_{side}_name", ""))),)


def _parsed(one: Field, text: str) -> Value:
    if one.form is Form.WHOLE:
        return int(text)
    if one.form is Form.NUMBER:
        return float(text)
    if one.form is Form.FLAG:
        return text.lower() in {"true", "1", "yes"}
    if one.form is Form.MAC:
        return canonical_mac(text)
    return text


def sheet_files(folder: Path) -> list[Path]:
    """Return the files of a folder that are of NetBox's kinds by their names, none where it is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink() and kind_of_file(path.name) is not None)
