"""From the JSON of NetBox's API to a stock: one tolerant reader for a server's answers and for dumps of them.

Unknown fields are passed over; an object of a wrong shape is left out with a problem; long texts are cut and said so.
Everything in it is hostile text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

from collectors.netbox.kinds import BY_CONTENT, BY_PATH, FACTS, TAG, Field, Form, Kind
from collectors.netbox.stock import Item, Stock, Value
from topology.model.errors import Problem, Severity
from topology.model.names import canonical_mac

_LONGEST: Final = 4096
"""Characters that are kept of one text."""
_MOST_ID: Final = 2**63
_MOST_REFS: Final = 4096
_MOST_FACTS: Final = 200
_DEEPEST: Final = 4
_PATHS: Final = {kind.content_type: kind.path for kind in BY_PATH.values()}


_PARTS: Final = (
    *("console_port_count", "console_server_port_count", "power_port_count", "power_outlet_count", "front_port_count"),
    *("rear_port_count", "device_bay_count", "module_bay_count", "inventory_item_count", "count_fhrp_groups"),
)
"""Counters of what hangs on an object and would be deleted with it."""


class _Wrong(ValueError):
    """A value that is not of the form of its field."""


def read_objects(path: str, rows: Iterable[object], stock: Stock, problems: list[Problem], *, where: str = "netbox") -> int:
    """Add the objects of one kind to a stock; return how many there were."""
    kind, count = BY_PATH[path], 0
    for place, row in enumerate(rows):
        count += 1
        ident = row.get("id") if isinstance(row, dict) else None
        at = f"{where} {path}/{ident if isinstance(ident, int) else f'[{place}]'}"
        if not isinstance(row, dict) or not _is_id(ident):
            problems.append(Problem("netbox-object", Severity.WARNING, at, {"field": "id"}))
            continue
        try:
            item = _item(kind, row, problems, at)
        except _Wrong as error:
            problems.append(Problem("netbox-object", Severity.WARNING, at, {"field": str(error)}))
            continue
        if item.id in stock.items[path]:
            continue  # a page that moved while it was read
        stock.add(path, item)
    return count


def _item(kind: Kind, row: Mapping[str, Any], problems: list[Problem], at: str) -> Item:
    values: dict[str, Value] = {}
    for one in kind.fields:
        try:
            value = _value(one, row)
        except (ValueError, TypeError, AttributeError, KeyError):
            raise _Wrong(one.name) from None
        if isinstance(value, str) and len(value) > _LONGEST:
            problems.append(Problem("netbox-cut", Severity.WARNING, at, {"field": one.name, "most": _LONGEST}))
            value = value[:_LONGEST]
        values[one.name] = value
    facts = row.get("custom_fields")
    held = facts.get(FACTS) if isinstance(facts, dict) else None
    return Item(
        id=row["id"],
        fields=values,
        facts=held if isinstance(held, dict) and _is_facts(held) else {},
        ours=_is_tagged(row.get("tags")),
        laden=any(row.get(name) for name in _PARTS),
    )


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MOST_ID


def _is_tagged(tags: object) -> bool:
    rows = tags if isinstance(tags, list) else []
    return any(isinstance(tag, dict) and tag.get("slug") == TAG for tag in rows)


def _is_facts(value: object, depth: int = 0) -> bool:
    """Tell whether a custom field holds a small plain object."""
    if depth > _DEEPEST:
        return False
    if isinstance(value, dict):
        return len(value) <= _MOST_FACTS and all(isinstance(key, str) and _is_facts(one, depth + 1) for key, one in value.items())
    if depth == 0:
        return False
    if isinstance(value, list):
        return len(value) <= _MOST_REFS and all(_is_facts(one, depth + 1) for one in value)
    return value is None or isinstance(value, str | int | float | bool)


def _value(one: Field, row: Mapping[str, Any]) -> Value:
    if one.form is Form.TARGET:
        return _target(row.get(f"{one.name}_type"), row.get(f"{one.name}_id"))
    raw = row.get(one.name)
    if raw is None or raw == "":
        return () if one.form in (Form.REFS, Form.ENDS) else None
    return _READERS[one.form](raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise _Wrong
    return raw


def _whole(raw: Any) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise _Wrong
    return raw


def _number(raw: Any) -> float:
    value = float(raw) if isinstance(raw, int | float | str) and not isinstance(raw, bool) else math.nan
    if not math.isfinite(value):
        raise _Wrong
    return value


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise _Wrong
    return raw


def _choice(raw: Any) -> str:
    return _text(raw["value"] if isinstance(raw, dict) else raw)


def _mac(raw: Any) -> str:
    found = canonical_mac(_text(raw))
    if found is None:
        raise _Wrong
    return found


def _ref(raw: Any) -> int:
    value: object = raw.get("id") if isinstance(raw, dict) else raw
    if not isinstance(value, int) or not _is_id(value):
        raise _Wrong
    return value


def _refs(raw: Any) -> tuple[int, ...]:
    if not isinstance(raw, list) or len(raw) > _MOST_REFS:
        raise _Wrong
    return tuple(sorted({_ref(one) for one in raw}))


def _target(content_type: Any, ident: Any) -> tuple[str, int] | None:
    """Return (kind, id); the content type itself where netfold has no such kind."""
    if content_type is None or ident is None:
        return None
    said = _text(content_type)[:100]
    return _PATHS.get(said, said), _ref(ident)


def _ends(raw: Any) -> tuple[tuple[str, int], ...]:
    if not isinstance(raw, list) or len(raw) > _MOST_REFS:
        raise _Wrong
    found = [_target(end["object_type"], end["object_id"]) for end in raw]
    return tuple(sorted(end for end in found if end is not None))


_READERS: Final = {
    Form.TEXT: _text,
    Form.WHOLE: _whole,
    Form.NUMBER: _number,
    Form.FLAG: _flag,
    Form.CHOICE: _choice,
    Form.DATE: _text,
    Form.MAC: _mac,
    Form.REF: _ref,
    Form.REFS: _refs,
    Form.ENDS: _ends,
}


def payload(path: str, names: Iterable[str], item: Item) -> dict[str, Any]:
    """Return the JSON body that writes some fields of an object; its references are ids of the server already."""
    body: dict[str, Any] = {}
    for name in names:
        one, value = BY_PATH[path].by_name[name], item.get(name)
        if one.form is Form.TARGET:
            body[f"{name}_type"] = BY_PATH[value[0]].content_type if value else None
            body[f"{name}_id"] = value[1] if value else None
        elif one.form is Form.ENDS:
            body[name] = [{"object_type": BY_PATH[end].content_type, "object_id": ident} for end, ident in value or ()]
        elif one.form is Form.REFS:
            body[name] = list(value or ())
        elif value is None and one.form in (Form.TEXT, Form.CHOICE) and name not in _NULL:
            body[name] = ""
        else:
            body[name] = value
    return body


_NULL: Final = frozenset({"rd"})
"""Texts whose absence is null, as an empty one would have to be unique."""

assert set(BY_CONTENT) == set(_PATHS)
