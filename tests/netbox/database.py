"""The objects of a make-believe NetBox: checked by the contract on the way in, given in its read shapes on the way out."""

from __future__ import annotations

import copy
import ipaddress
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.netbox.contract import BY_TYPE, CASCADES, CHOICES, DEFAULTS, ENDPOINTS, Endpoint, Spec
from tests.netbox.rules import Row, Tables, check

_SLUG = re.compile(r"[-a-zA-Z0-9_]+")
_COLOUR = re.compile(r"[0-9a-f]{6}")
_WORD = re.compile(r"[a-z0-9_]+")
_MAC = re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}")
_STAMP = "2026-08-11T00:00:00.000000Z"


class Refused(Exception):
    """An answer with 400 or another refusal."""

    def __init__(self, body: Any, status: int = 400) -> None:
        super().__init__(status)
        self.body = body
        self.status = status


class Database:
    """Tables of rows; every change is all or nothing."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.tables: Tables = {path: {} for path in ENDPOINTS}
        self._next = 1
        self._unique: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], int]] = {}
        self._hosts: dict[tuple[str, Any, str], set[int]] = {}

    def create(self, path: str, bodies: list[Any]) -> list[int]:
        """Create objects, all or none; return their ids."""
        return self._all_or_none(bodies, lambda body: self._write(path, None, body, whole=True))

    def update(self, path: str, bodies: list[Any], *, whole: bool = False) -> list[int]:
        """Change objects, each named by its id, all or none."""
        return self._all_or_none(bodies, lambda body: self._write(path, self._existing(path, body), body, whole=whole))

    def delete(self, path: str, bodies: list[Any]) -> None:
        """Delete objects with what hangs on them, all or none."""
        self._all_or_none(bodies, lambda body: self._delete(path, self._existing(path, body)["id"]))

    def _all_or_none(self, bodies: list[Any], do: Any) -> list[Any]:
        saved = copy.copy(self.tables)
        self.tables = {path: dict(rows) for path, rows in self.tables.items()}
        done: list[Any] = []
        errors: list[Any] = []
        for body in bodies:
            try:
                done.append(do(body))
                errors.append({})
            except Refused as refused:
                self.tables = saved
                self._unique.clear()
                if refused.status != 400:
                    raise
                errors.append(refused.body)
                raise Refused(errors if len(bodies) > 1 else refused.body) from None
        return done

    def _existing(self, path: str, body: Any) -> Row:
        ident = body.get("id") if isinstance(body, dict) else None
        row = self.tables[path].get(ident) if isinstance(ident, int) else None
        if row is None:
            raise Refused({"detail": "Not found."}, 404)
        return row

    def _write(self, path: str, old: Row | None, body: Any, *, whole: bool) -> int:
        endpoint = ENDPOINTS[path]
        if not isinstance(body, dict):
            raise Refused({"non_field_errors": ["Invalid data. Expected a dictionary."]})
        errors: dict[str, list[str]] = {}
        row: Row = dict(old) if old is not None else {**DEFAULTS.get(path, {}), "custom_fields": {}, "tags": []}
        for name, value in body.items():
            if name == "id" and old is not None:
                continue
            spec = endpoint.specs.get(name)
            if spec is None:
                errors[name] = ["Unknown field."]
                continue
            try:
                row[name] = self._value(path, name, spec, value, row)
            except Refused as refused:
                errors[name] = refused.body
        if whole:
            lacks = {name for name, spec in endpoint.specs.items() if spec.required and body.get(name) is None}
            errors |= {name: ["This field is required."] for name in lacks - set(errors)}
        if errors:
            raise Refused(errors)
        row["id"] = old["id"] if old is not None else self._next
        self._check_targets(endpoint, row)
        errors = self._not_unique(path, endpoint, row) or check(path, row, self.tables)
        if errors:
            raise Refused(errors)
        if old is None:
            self._next += 1
        self.tables[path][row["id"]] = row
        for names, known in self._indexes(path, endpoint):
            key = self._key(endpoint, names, row)
            if key is not None:
                known[key] = row["id"]
        return int(row["id"])

    def _value(self, path: str, name: str, spec: Spec, value: Any, row: Row) -> Any:
        if name == "tags":
            return self._tags(value)
        if name == "custom_fields":
            return {**row.get("custom_fields", {}), **self._custom(path, value)}
        if value is None:
            if spec.null or spec.form == "any":
                return None
            if spec.form == "choice" and spec.blank:
                return None
            raise Refused(["This field may not be null."])
        return getattr(self, f"_{spec.form}")(spec, value)

    def _text(self, spec: Spec, value: Any) -> str:
        if not isinstance(value, str):
            raise Refused(["Not a valid string."])
        text = value.strip()
        if not text and not spec.blank:
            raise Refused(["This field may not be blank."])
        if "\x00" in text:
            raise Refused(["Null characters are not allowed."])
        if spec.high is not None and len(text) > spec.high:
            raise Refused([f"Ensure this field has no more than {spec.high} characters."])
        return text

    def _slug(self, spec: Spec, value: Any) -> str:
        text = self._text(spec, value)
        if not _SLUG.fullmatch(text):
            raise Refused(["Enter a valid slug."])
        return text

    def _colour(self, spec: Spec, value: Any) -> str:
        text = self._text(spec, value)
        if text and not _COLOUR.fullmatch(text):
            raise Refused(["Enter a valid hexadecimal RGB color code."])
        return text

    def _word(self, spec: Spec, value: Any) -> str:
        text = self._text(spec, value)
        if not _WORD.fullmatch(text):
            raise Refused(["Only alphanumeric characters and underscores are allowed."])
        return text

    def _number(self, spec: Spec, value: Any, kind: Any = (int, float)) -> Any:
        if not isinstance(value, kind) or isinstance(value, bool):
            raise Refused(["A valid number is required."])
        if (spec.low is not None and value < spec.low) or (spec.high is not None and value > spec.high):
            raise Refused(["Ensure this value is within its limits."])
        if isinstance(value, float) and len(repr(value).partition(".")[2]) > 6:
            raise Refused(["Ensure that there are no more than 6 decimal places."])
        return value

    def _whole(self, spec: Spec, value: Any) -> int:
        return int(self._number(spec, value, int))

    def _flag(self, _spec: Spec, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Refused(["Must be a valid boolean."])
        return value

    def _choice(self, spec: Spec, value: Any) -> str | None:
        if value == "" and spec.blank:
            return None
        if value not in CHOICES[spec.what]:
            raise Refused([f"{value} is not a valid choice."])
        return str(value)

    def _side(self, _spec: Spec, value: Any) -> str:
        if value not in CHOICES["side"]:
            raise Refused([f'"{value}" is not a valid choice.'])
        return str(value)

    def _date(self, _spec: Spec, value: Any) -> str:
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            raise Refused(["Date has wrong format."]) from None

    def _mac(self, _spec: Spec, value: Any) -> str:
        text = str(value).upper().replace("-", ":")
        if not _MAC.fullmatch(text):
            raise Refused(["Invalid MAC address format"])
        return text

    def _network(self, _spec: Spec, value: Any) -> str:
        try:
            return str(ipaddress.ip_network(value))
        except (TypeError, ValueError):
            raise Refused(["is not a valid prefix"]) from None

    def _address(self, _spec: Spec, value: Any) -> str:
        if not isinstance(value, str):
            raise Refused(["Invalid IP address format"])
        try:
            return str(ipaddress.ip_interface(value))
        except ValueError:
            raise Refused([f"Invalid IP address format: {value}"]) from None

    def _ref(self, spec: Spec, value: Any) -> int:
        ident = value.get("id") if isinstance(value, dict) else value
        if not isinstance(ident, int) or ident not in self.tables[spec.what]:
            raise Refused([f"Related object not found using the provided numeric ID: {ident}"])
        return ident

    def _refs(self, spec: Spec, value: Any) -> list[int]:
        if not isinstance(value, list):
            raise Refused(["Expected a list of items."])
        return [self._ref(spec, one) for one in value]

    def _type(self, spec: Spec, value: Any) -> str:
        if value not in spec.what.split(","):
            raise Refused([f"Invalid value: {value}"])
        return str(value)

    def _id(self, _spec: Spec, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refused(["A valid integer is required."])
        return value

    def _ends(self, _spec: Spec, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(end, dict) and set(end) == {"object_type", "object_id"} for end in value):
            raise Refused(["Expected a list of object_type and object_id."])
        for end in value:
            path = BY_TYPE.get(end["object_type"])
            if path not in {"dcim/interfaces", "circuits/circuit-terminations"} or end["object_id"] not in self.tables[path]:
                raise Refused(["Invalid object."])
        return value

    def _any(self, _spec: Spec, value: Any) -> Any:
        return value

    def _tags(self, value: Any) -> list[int]:
        tags = {(row["name"], row["slug"]): ident for ident, row in self.tables["extras/tags"].items()}
        if not all(isinstance(one, dict) and {"name", "slug"} <= set(one) for one in value or ()):
            raise Refused(["A tag's name and slug are required."])
        found = [tags.get((one["name"], one["slug"])) for one in value or ()]
        if None in found:
            raise Refused(["Related object not found using the provided attributes"])
        return [one for one in found if one is not None]

    def _custom(self, path: str, value: Any) -> dict[str, Any]:
        known = {row["name"]: row for row in self.tables["extras/custom-fields"].values()}
        for name in value or {}:
            if name not in known or ENDPOINTS[path].content_type not in known[name]["object_types"]:
                raise Refused([f"Unknown field name '{name}' in custom field data."])
        return dict(value or {})

    def _check_targets(self, endpoint: Endpoint, row: Row) -> None:
        for name in endpoint.fields:
            if not name.endswith("_type") or f"{name.removesuffix('_type')}_id" not in endpoint.fields:
                continue
            said, ident = row.get(name), row.get(f"{name.removesuffix('_type')}_id")
            if (said is None) != (ident is None):
                raise Refused({name: ["Must specify both type and id."]})
            path = BY_TYPE.get(said or "")
            if path is not None and ident not in self.tables[path]:
                raise Refused({name: [f"Related object not found: {said} {ident}"]})

    def _indexes(self, path: str, endpoint: Endpoint) -> Iterable[tuple[tuple[str, ...], dict[tuple[Any, ...], int]]]:
        for names in endpoint.unique:
            known = self._unique.get((path, names))
            if known is None:
                known = self._unique[path, names] = {
                    key: row["id"] for row in self.tables[path].values() if (key := self._key(endpoint, names, row)) is not None
                }
            yield names, known

    @staticmethod
    def _key(endpoint: Endpoint, names: tuple[str, ...], row: Row) -> tuple[Any, ...] | None:
        values = [row.get(name) for name in names]
        if values[-1] is None or (
            len(names) > 1 and values[0] is None and names[0] in {"virtual_chassis", "group"} and names[-1] != "slug"
        ):
            return None
        return tuple(str(value).lower() if name in endpoint.folded else value for name, value in zip(names, values, strict=True))

    def _not_unique(self, path: str, endpoint: Endpoint, row: Row) -> dict[str, list[str]]:
        for names, known in self._indexes(path, endpoint):
            key = self._key(endpoint, names, row)
            other = known.get(key) if key is not None else None
            held = self.tables[path].get(other) if other is not None and other != row["id"] else None
            if held is not None and self._key(endpoint, names, held) == key:
                return {"__all__": [f"The fields {', '.join(names)} must make a unique set."]}
        return {}

    def _delete(self, path: str, ident: int) -> None:
        for other, name in CASCADES.get(path, ()):
            for row in list(self.tables[other].values()):
                if self._refers(row, other, name, path, ident):
                    self._delete(other, row["id"])
        for other, endpoint in ENDPOINTS.items():
            for name, spec in endpoint.specs.items():
                if spec.form not in {"ref", "refs"} or spec.what != path:
                    continue
                for row in list(self.tables[other].values()):
                    self._let_go(other, row, name, spec, ident)
        if path == "dcim/interfaces":
            ends = ("dcim.interface", ident)
            for cable in list(self.tables["dcim/cables"].values()):
                if any((end["object_type"], end["object_id"]) == ends for side in "ab" for end in cable[f"{side}_terminations"]):
                    del self.tables["dcim/cables"][cable["id"]]
        del self.tables[path][ident]

    def _refers(self, row: Row, other: str, name: str, path: str, ident: int) -> bool:
        if name.startswith("@"):
            field = name[1:]
            return (row.get(f"{field}_type"), row.get(f"{field}_id")) == (ENDPOINTS[path].content_type, ident)
        return bool(row.get(name) == ident and other)

    def _let_go(self, other: str, row: Row, name: str, spec: Spec, ident: int) -> None:
        if spec.form == "refs":
            if ident in (row.get(name) or ()):
                self.tables[other][row["id"]] = {**row, name: [one for one in row[name] if one != ident]}
        elif row.get(name) == ident:
            if spec.required or name in {"tenant", "vrf", "vlan", "group"}:
                raise Refused({"detail": f"Unable to delete object. 1 dependent objects were found: {other} {row['id']}"}, 409)
            self.tables[other][row["id"]] = {**row, name: None}

    def shown(self, path: str, ident: int, *, brief: bool = False) -> dict[str, Any]:
        """Return an object as NetBox's API gives it."""
        endpoint, row = ENDPOINTS[path], self.tables[path][ident]
        names = endpoint.brief if brief else endpoint.fields
        label = row.get("name") or row.get("address") or row.get("prefix") or row.get("cid") or row.get("model") or f"#{ident}"
        found: dict[str, Any] = {"id": ident, "url": f"{self.base}/api/{path}/{ident}/", "display": str(label)}
        for name in names:
            found[name] = self._shown(endpoint.specs[name], name, row.get(name))
        if brief:
            return found
        found |= {"created": _STAMP, "last_updated": _STAMP, "display_url": f"{self.base}/{path}/{ident}/"}
        if path == "dcim/devices":
            found |= {
                "primary_ip": found["primary_ip4"] or found["primary_ip6"],
                "inventory_item_count": row.get("inventory_item_count", 0),
            }
        if path in {"ipam/prefixes", "ipam/ip-addresses"}:
            version = ipaddress.ip_interface(row.get("prefix") or row["address"]).version
            found["family"] = {"value": version, "label": f"IPv{version}"}
        return found

    def _shown(self, spec: Spec, name: str, value: Any) -> Any:
        if name == "tags":
            return [self.shown("extras/tags", ident, brief=True) for ident in value or ()]
        if name == "custom_fields":
            known = [row["name"] for row in self.tables["extras/custom-fields"].values()]
            return {one: (value or {}).get(one) for one in known}
        if value is not None and spec.form in {"choice", "ref"}:
            return {"value": value, "label": str(value).title()} if spec.form == "choice" else self.shown(spec.what, value, brief=True)
        if spec.form == "refs":
            return [self.shown(spec.what, one, brief=True) for one in value or ()]
        if spec.form == "ends":
            return [{**end, "object": self.shown(BY_TYPE[end["object_type"]], end["object_id"], brief=True)} for end in value or ()]
        return "" if value is None and spec.form in {"text", "colour"} and not spec.null else value
