"""The difference between what NetBox has and what netfold believes, as operations; nothing is written here.

An object of NetBox is netfold's own when its tag is on it. What others made is never changed: where it says otherwise
that is a conflict, shown and left. Of its own objects netfold keeps a seal, a digest of each field as it last wrote it;
a field that no longer fits its seal was changed in NetBox meanwhile, and is a conflict too. Nothing is deleted unless
asked, and then only netfold's own objects that nothing of others hangs on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from collectors.netbox.kinds import BY_PATH, KINDS, Field, Form, Kind
from collectors.netbox.stock import Item, Stock, Value, name_of
from collectors.netbox.words import mark

_SEAL: Final = 4
_CLOSE: Final = 1e-6
_ADOPTED: Final = frozenset(
    {
        *("dcim/manufacturers", "dcim/device-types", "dcim/device-roles", "dcim/platforms", "dcim/regions", "dcim/site-groups"),
        *("tenancy/tenant-groups", "circuits/providers", "circuits/circuit-types", "ipam/route-targets", "ipam/vlan-groups"),
    }
)
"""Kinds whose objects are used as they are found, whoever made them."""
PRUNED: Final = (
    *("dcim/cables", "circuits/circuit-terminations", "circuits/circuits", "ipam/ip-addresses", "ipam/prefixes"),
    *("dcim/mac-addresses", "dcim/interfaces", "dcim/devices", "dcim/virtual-chassis", "ipam/vlans", "ipam/vrfs", "ipam/route-targets"),
)
"""Kinds that may be pruned, in the order in which they go; organisation stays."""


class Action(StrEnum):
    """What is done with an object."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class Operation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing to do. `fields` are those that are written; of an update, each with what it replaces in `before`."""

    action: Action
    path: str
    label: str
    want: int | None = None
    have: int | None = None
    fields: tuple[str, ...] = ()
    before: Mapping[str, Value] = {}
    facts: bool = True
    """Whether what stands in netfold's custom field is written."""


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A field, or an object, where NetBox says otherwise and is not overruled.

    `reason` is ``foreign`` (somebody else's object), ``edited`` (changed in NetBox since netfold wrote it) or ``held``
    (netfold's own, to be pruned, but something of others hangs on it).
    """

    path: str
    have: int
    label: str
    field: str | None
    netbox: str | None
    netfold: str | None
    reason: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a push would do. `match` gives the NetBox id of what is there already."""

    operations: tuple[Operation, ...]
    conflicts: tuple[Conflict, ...]
    kept: int
    extra: tuple[tuple[str, str], ...]
    """Kind and label of netfold's own objects in NetBox that are believed no more, and not pruned."""
    match: Mapping[tuple[str, int], int]

    def count(self, action: Action) -> int:
        """Return how many operations are of a kind."""
        return sum(1 for one in self.operations if one.action is action)


def seal(kind: Kind, item: Item) -> str:
    """Return the digests of an object's fields, in the order of its kind; its references are ids of the server."""
    return "".join(mark(_plain(one, item.get(one.name)), digits=_SEAL) for one in kind.fields)


def make_plan(have: Stock, want: Stock, *, prune: bool = False, overwrite: bool = False) -> Plan:
    """Return what makes NetBox say what netfold believes.

    Parameters
    ----------
    have
        What NetBox has.
    want
        What netfold believes (`collectors.netbox.belief`).
    prune
        Whether netfold's own objects that are believed no more are deleted.
    overwrite
        Whether fields of its own objects that were changed in NetBox are written over; those of others never are.

    Notes
    -----
    Linear in the objects of both.
    """
    match = match_stocks(have, want)
    operations: list[Operation] = []
    conflicts: list[Conflict] = []
    kept = 0
    for kind in KINDS:
        for item in want.of(kind.path):
            ident = match.get((kind.path, item.id))
            if ident is None:
                names = tuple(one.name for one in kind.fields)
                label = name_of(want, kind, item)
                operations.append(Operation(action=Action.CREATE, path=kind.path, label=label, want=item.id, fields=names))
                continue
            found = _compare(kind, have.items[kind.path][ident], item, match)
            found = _judged(have, kind, have.items[kind.path][ident], found, conflicts, overwrite=overwrite)
            facts = have.items[kind.path][ident].ours and _held(have.items[kind.path][ident]) != item.facts
            if not found and not facts:
                kept += 1
                continue
            old = have.items[kind.path][ident]
            operations.append(
                Operation(
                    action=Action.UPDATE, path=kind.path, label=name_of(want, kind, item), want=item.id, have=ident,
                    fields=tuple(found), before={name: old.get(name) for name in found},
                )
            )  # fmt: skip
    gone = list(_unwanted(have, set(match.items())))
    if prune:
        operations += _prunes(have, gone, conflicts)
    left = () if prune else tuple((path, name_of(have, BY_PATH[path], item)) for path, item in gone)
    return Plan(operations=tuple(operations), conflicts=tuple(conflicts), kept=kept, extra=left, match=match)


def match_stocks(have: Stock, want: Stock) -> dict[tuple[str, int], int]:
    """Return the ids in `have` of what `want` speaks of: by the id that netfold wrote there, else by what names it."""
    match: dict[tuple[str, int], int] = {}
    for kind in KINDS:
        noted: dict[str, int] = {}
        for item in have.of(kind.path):
            said = item.facts.get("id")
            if item.ours and isinstance(said, str):
                noted.setdefault(said, item.id)
        named = _named(kind, have)
        taken: set[int] = set()
        waiting: list[Item] = []
        for item in want.of(kind.path):
            ident = noted.get(str(item.facts.get("id")))
            first = next((named[key] for key in _keys(kind, item, match)[:1] if key in named), ident)
            if ident is None or first is None or (first != ident and have.items[kind.path][first].facts.get("id") == item.facts.get("id")):
                waiting.append(item)  # of two with one id, as a copy in NetBox makes them, the one that is named so counts
            else:
                match[kind.path, item.id] = ident
                taken.add(ident)
        for item in waiting:
            found = next((named[key] for key in _keys(kind, item, match) if named.get(key, None) not in {None, *taken}), None)
            if found is not None:
                match[kind.path, item.id] = found
                taken.add(found)
    return match


Word = tuple[Any, ...]


def _named(kind: Kind, have: Stock) -> dict[Word, int]:
    """Return the objects that NetBox has by what names them; of several with one name the first."""
    found: dict[Word, int] = {}
    for item in have.of(kind.path):
        for key in _keys(kind, item, None):
            found.setdefault(key, item.id)
    return found


def _keys(kind: Kind, item: Item, match: Mapping[tuple[str, int], int] | None) -> list[Word]:
    """Return what may name an object, surest first, its references as NetBox's ids; `match` is None for what NetBox has itself."""
    found = []
    for form, names in (("key", kind.key), *_ALSO.get(kind.path, _BY_NAME if kind.key == ("slug",) else ())):
        parts = [_part(kind.by_name[name], item.get(name), match) for name in names]
        if kind.path != "dcim/interfaces":
            parts = [
                part.casefold() if isinstance(part, str) and name in _FOLDED else part for name, part in zip(names, parts, strict=True)
            ]
        if _MISSING in parts or (form != "key" and None in parts):
            continue
        found.append((form, *(sorted(parts, key=repr) if kind.path == "dcim/cables" else parts)))
    return found


_MISSING: Final = object()
"""A reference to what NetBox does not have yet."""
_BY_NAME: Final = (("name", ("name",)),)
_ALSO: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "dcim/device-types": (("model", ("manufacturer", "model")),),
    "dcim/devices": (("serial", ("serial",)), ("place", ("site", "name"))),
}
"""What names an object beside its key: NetBox wants it unique too, or a person would take the two for one."""
_FOLDED: Final = frozenset({"name", "model"})


def _part(one: Field, value: Value, match: Mapping[tuple[str, int], int] | None) -> Value:
    if value is None or value == ():
        return None
    if match is None or one.form not in (Form.REF, Form.TARGET, Form.ENDS):
        return value
    found = translated(one, value, match)
    return _MISSING if found is None or (one.form is Form.ENDS and any(not ident for _, ident in found)) else found


def _held(item: Item) -> dict[str, Any]:
    return {name: value for name, value in item.facts.items() if name != "seal"}


def translated(one: Field, value: Value, match: Mapping[tuple[str, int], int]) -> Value:
    """Return a value of `want` with NetBox's ids for references; None stands for what is not there yet."""
    if value is None or one.form not in (Form.REF, Form.REFS, Form.TARGET, Form.ENDS):
        return value
    if one.form is Form.REF:
        return match.get((one.kind or "", value))
    if one.form is Form.REFS:
        found = [match.get((one.kind or "", ident)) for ident in value]
        return tuple(sorted(ident for ident in found if ident is not None)) if None not in found else (None,)
    if one.form is Form.TARGET:
        ident = match.get(value)
        return None if ident is None else (value[0], ident)
    return tuple(sorted((path, match.get((path, ident)) or 0) for path, ident in value))


def _compare(kind: Kind, old: Item, item: Item, match: Mapping[tuple[str, int], int]) -> dict[str, Value]:
    """Return the fields that differ, with their values in NetBox's ids."""
    if not old.ours and kind.path in _ADOPTED:
        return {}
    turned = kind.path == "dcim/cables" and _turned(kind, old, item, match)
    names = {"a_terminations", "b_terminations"} if turned else set()
    found = {}
    for one in kind.fields:
        new = translated(one, item.get(one.name), match)
        if one.name not in names and (_plain(one, new) != _plain(one, old.get(one.name)) or _is_new(one, item.get(one.name), new)):
            found[one.name] = new
    return found


def _is_new(one: Field, value: Value, new: Value) -> bool:
    return one.form in (Form.REF, Form.TARGET) and value is not None and new is None


def _turned(kind: Kind, old: Item, item: Item, match: Mapping[tuple[str, int], int]) -> bool:
    """Tell whether a cable has the same ends, the other way round."""
    a, b = (translated(kind.by_name[name], item.get(name), match) for name in ("a_terminations", "b_terminations"))
    return (a, b) == (old.get("b_terminations"), old.get("a_terminations"))


def _plain(one: Field, value: Value) -> Value:
    if value is None or value == "":
        return () if one.form in (Form.REFS, Form.ENDS) else False if one.form is Form.FLAG else None
    if one.form is Form.NUMBER:
        return round(float(value) / _CLOSE)
    if one.form in (Form.REFS, Form.ENDS):
        return tuple(value)
    return value


def _judged(
    have: Stock, kind: Kind, old: Item, found: Mapping[str, Value], conflicts: list[Conflict], *, overwrite: bool
) -> dict[str, Value]:
    """Return the fields that may be written; the others become conflicts."""
    if not found:
        return {}
    sealed = old.facts.get("seal")
    seals = sealed if isinstance(sealed, str) and len(sealed) == _SEAL * len(kind.fields) else None
    free = {}
    for place, one in enumerate(kind.fields):
        if one.name not in found:
            continue
        now = old.get(one.name)
        untouched = seals is not None and seals[place * _SEAL : (place + 1) * _SEAL] == mark(_plain(one, now), digits=_SEAL)
        if old.ours and (overwrite or untouched):
            free[one.name] = found[one.name]
            continue
        reason = "edited" if old.ours else "foreign"
        conflicts.append(
            Conflict(
                path=kind.path, have=old.id, label=name_of(have, kind, old), field=one.name, netbox=_shown(have, one, now),
                netfold=_shown(have, one, found[one.name]), reason=reason,
            )
        )  # fmt: skip
    return free


def _shown(have: Stock, one: Field, value: Value) -> str | None:
    """Return a value for a person: what a reference names rather than its id."""
    if value is None or value == ():
        return None
    if one.form is Form.REF and one.kind is not None:
        item = have.get(one.kind, value)
        return name_of(have, BY_PATH[one.kind], item) if item is not None else f"#{value}"
    if one.form is Form.TARGET:
        found = have.target(value)
        return name_of(have, BY_PATH[found[0]], found[1]) if found is not None else f"{value[0]} #{value[1]}"
    if isinstance(value, tuple):
        return ", ".join(str(part[1] if isinstance(part, tuple) else part) for part in value)
    return str(value)


def _unwanted(have: Stock, wanted: set[tuple[tuple[str, int], int]]) -> Iterator[tuple[str, Item]]:
    """Give netfold's own objects of the kinds that may be pruned which nothing believed stands for, in the order they go."""
    kept = {(path, ident) for (path, _), ident in wanted}
    for path in PRUNED:
        for item in have.of(path):
            if item.ours and (path, item.id) not in kept:
                yield path, item


def _prunes(have: Stock, gone: list[tuple[str, Item]], conflicts: list[Conflict]) -> list[Operation]:
    """Return the deletions; what something that stays refers to stays as well."""
    leaving = {(path, item.id) for path, item in gone}
    holders = _holders(have)
    found = []
    for path, item in gone:
        at = (path, item.id)
        if item.laden or any(holder not in leaving for holder in holders.get(at, ())):
            leaving.discard(at)
            label = name_of(have, BY_PATH[path], item)
            conflicts.append(Conflict(path=path, have=item.id, label=label, field=None, netbox=None, netfold=None, reason="held"))
            continue
        found.append(Operation(action=Action.DELETE, path=path, label=name_of(have, BY_PATH[path], item), have=item.id))
    return found


def _holders(have: Stock) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """Return by each object those that refer to it and would go, or be changed, with it."""
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for kind in KINDS:
        for item in have.of(kind.path):
            for one in kind.fields:
                value = item.get(one.name)
                if one.late or not value:
                    continue
                if one.form is Form.REF:
                    met: list[tuple[str, int]] = [(one.kind or "", value)]
                elif one.form is Form.REFS:
                    met = [(one.kind or "", ident) for ident in value]
                elif one.form is Form.TARGET:
                    met = [value]
                elif one.form is Form.ENDS:
                    met = list(value)
                else:
                    continue
                for target in met:
                    found.setdefault(target, []).append((kind.path, item.id))
    return found
