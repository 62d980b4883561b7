"""A stock: NetBox objects of all kinds by id, as a server, a dump, a folder of CSV files or netfold itself has them.

Inside a stock a reference is an id of the same stock; an object is found again in another stock by its natural key,
the fields that name it, or by the id that netfold gave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from collectors.netbox.kinds import BY_PATH, Field, Form, Kind

Value = Any
"""None, text, a number, a flag; an id; a sorted tuple of ids; (kind, id); a sorted tuple of those."""
Key = tuple[Any, ...]

_FOLDED: Final = frozenset({"dcim/devices"})
"""Kinds whose names NetBox compares without case."""


class Item(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One object of some kind; its id is that of its stock."""

    id: int
    fields: Mapping[str, Value]
    facts: Mapping[str, Any] = {}
    """What netfold's custom field holds."""
    ours: bool = False
    """Whether netfold's tag is on it."""
    laden: bool = False
    """Whether parts hang on it that netfold does not read (console ports, modules ...)."""

    def get(self, name: str) -> Value:
        """Return the value of a field, None where it has none."""
        return self.fields.get(name)

    def true(self, name: str) -> Value:
        """Return what a field stands for: the whole value that netfold had to cut, unless somebody changed what is shown."""
        shown = self.fields.get(name)
        full = self.facts.get("full")
        pair = full.get(name) if isinstance(full, dict) else None
        if isinstance(pair, list | tuple) and len(pair) == 2 and _same(pair[0], shown):  # noqa: PLR2004 - what is shown, and the whole
            return pair[1]
        return shown


def _same(written: Value, shown: Value) -> bool:
    return (written or None) == (shown or None) or (isinstance(shown, bool) and written is shown)


class Stock:
    """Objects by kind and id."""

    def __init__(self) -> None:
        self.items: dict[str, dict[int, Item]] = {path: {} for path in BY_PATH}
        self._keys: dict[tuple[str, int], Key] = {}

    def add(self, path: str, item: Item) -> None:
        """Add an object."""
        self.items[path][item.id] = item

    def of(self, path: str) -> Iterator[Item]:
        """Give the objects of a kind by id."""
        return iter(self.items[path].values())

    def get(self, path: str | None, ident: Value) -> Item | None:
        """Return the object with an id, else None."""
        return self.items[path].get(ident) if path in self.items and isinstance(ident, int) else None

    def target(self, value: Value) -> tuple[str, Item] | None:
        """Return the kind and object that a `Form.TARGET` names, else None."""
        if not isinstance(value, tuple) or len(value) != 2:  # noqa: PLR2004 - a kind and an id
            return None
        found = self.get(value[0], value[1])
        return None if found is None else (value[0], found)

    def key(self, path: str, ident: int) -> Key:
        """Return the natural key of an object: its naming fields, references by the keys of what they name."""
        kept = self._keys.get((path, ident))
        if kept is None:
            kept = self._keys[path, ident] = self._key(path, ident)
        return kept

    def _key(self, path: str, ident: int) -> Key:
        kind = BY_PATH[path]
        item = self.items[path].get(ident)
        if item is None:
            return ("#", ident)
        if path == "dcim/cables":
            return tuple(sorted(tuple(self._part(kind.by_name[name], item.get(name))) for name in kind.key))
        parts = tuple(self._part(kind.by_name[name], item.get(name)) for name in kind.key)
        if path in _FOLDED:
            return (*parts[:-1], str(parts[-1]).casefold() if parts[-1] is not None else f"#{ident}")
        return parts

    def _part(self, one: Field, value: Value) -> Value:
        if value is None:
            return ("",) if one.form is Form.ENDS else ""
        if one.form is Form.REF and one.kind is not None:
            return self.key(one.kind, value)
        if one.form is Form.TARGET:
            return (value[0], self.key(*value)) if value[0] in self.items else value
        if one.form is Form.ENDS:
            return tuple(sorted((path, self.key(path, ident)) if path in self.items else (path, ident) for path, ident in value))
        return value

    def __len__(self) -> int:
        """How many objects there are."""
        return sum(map(len, self.items.values()))


def name_of(stock: Stock, kind: Kind, item: Item) -> str:
    """Return a label for a person: the names on the way to the object, outermost first."""
    return _label(stock.key(kind.path, item.id))


def _label(key: Value) -> str:
    if isinstance(key, tuple):
        return " ".join(text for text in map(_label, key) if text and text not in BY_PATH)
    return str(key)
