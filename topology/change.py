"""A change of one thing, and how what came is told apart from what went: the words that every comparison uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Final, TypeVar

import msgspec

from topology.model.entities import Topology


class ChangeKind(StrEnum):
    """What happened to a thing."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"
    """Another site; a link on another port; a prefix or route on another device."""
    REPLACED = "replaced"
    """Another box in the same place."""
    SILENT = "silent"
    """It did not answer this time; it is not gone."""
    BACK = "back"
    """It answers again."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one thing. `id` is the id afterwards, of what is gone the id before; `field` is empty where all of it is meant."""

    entity: str
    """``device``, ``interface``, ``link``, ``prefix``, ``vlan``, ``vrf``, ``route`` or ``circuit``."""
    kind: ChangeKind
    label: str
    field: str = ""
    before: str | None = None
    after: str | None = None
    id: str
    network: str | None = None
    was: str | None = None
    """Id before, where it was another."""


ENTITIES: Final = ("device", "interface", "link", "prefix", "vlan", "vrf", "route", "circuit")
"""What is compared, in the order of the result."""

What = tuple[str, str | None, str | None]
"""A field with its values before and after."""
WHOLE: Final[What] = ("", None, None)

_Entity = TypeVar("_Entity")
_Key = TypeVar("_Key")


def text_of(value: object) -> str | None:
    """Return a value as it is shown; lists are joined."""
    if value is None or value in ("", ()):
        return None
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def fields_changed(old: object, new: object, names: Iterable[str]) -> Iterator[What]:
    """Yield the fields in which two things differ."""
    for name in names:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield name, text_of(was), text_of(now)


def split(
    old: Iterable[_Entity], new: Iterable[_Entity], key: Callable[[_Entity], _Key]
) -> tuple[list[_Entity], list[_Entity], list[tuple[_Entity, _Entity]]]:
    """Return what is gone, what is new, and what is in both."""
    was, now = {key(item): item for item in old}, {key(item): item for item in new}
    gone = [item for name, item in was.items() if name not in now]
    come = [item for name, item in now.items() if name not in was]
    return gone, come, [(item, now[name]) for name, item in was.items() if name in now]


def pair(gone: list[_Entity], come: list[_Entity], key: Callable[[_Entity], _Key | None]) -> list[tuple[_Entity, _Entity]]:
    """Take out and return what came and went with the same key, where it is the only one on both sides."""
    sides: dict[_Key, tuple[list[_Entity], list[_Entity]]] = {}
    for place, items in ((0, gone), (1, come)):
        for item in items:
            name = key(item)
            if name is not None:
                sides.setdefault(name, ([], []))[place].append(item)
    found = [(olds[0], news[0]) for olds, news in sides.values() if len(olds) == len(news) == 1]
    take_out(gone, come, found)
    return found


def take_out(gone: list[_Entity], come: list[_Entity], pairs: Iterable[tuple[_Entity, _Entity]]) -> None:
    """Take paired things out of what came and of what went."""
    taken = {id(item) for pair in pairs for item in pair}
    for items in (gone, come):
        items[:] = [item for item in items if id(item) not in taken]


def make_change(
    entity: str, kind: ChangeKind, ident: str, label: str, what: What = WHOLE, *, network: str | None, was: str | None = None
) -> Change:
    """Return a change of one thing, of all of it or of one field; `was` is its id before."""
    field, before, after = what
    earlier = was if was != ident else None
    return Change(entity=entity, kind=kind, id=ident, label=label, network=network, field=field, before=before, after=after, was=earlier)


def port_name(topology: Topology, interface: str | None) -> str | None:
    """Return the name of a port, None where it is not known."""
    found = topology.interface.get(interface) if interface is not None else None
    return found.name if found is not None else None
