"""A stock under construction: objects by a word for what they stand for, each made once, with what NetBox cannot hold beside it."""

from __future__ import annotations

import json
from typing import Any, Final

from collectors.netbox.kinds import BY_PATH
from collectors.netbox.stock import Item, Stock, Value
from collectors.netbox.words import Names, plain, slug
from topology.model.entities import Topology
from topology.model.errors import Problem, Scalar, Severity

UNKNOWN: Final = "netfold-unknown"
"""Slug of the maker, model, carrier or place that nobody knows."""
_FOLDED: Final = frozenset({"dcim/devices", "ipam/vrfs"})


class Builder:
    """Makes objects; ids count up within a kind."""

    def __init__(self, topology: Topology, after: Topology | None = None) -> None:
        self.topology = topology
        self.stock = Stock()
        self.problems: list[Problem] = []
        self.gone = _gone(topology, after)
        """Ids and codes of what a scenario removes."""
        self._made: dict[tuple[str, str], int] = {}
        self._names: dict[tuple[str, str, object], Names] = {}

    def find(self, path: str, word: str | None) -> int | None:
        """Return the object that stands for a word, None where none was made."""
        return None if word is None else self._made.get((path, word))

    def make(self, path: str, word: str, fields: dict[str, Value], facts: dict[str, Any] | None = None) -> int:
        """Make the object that stands for a word; texts are cut to what NetBox takes, and the whole is kept among the facts."""
        done = self._made.get((path, word))
        if done is not None:
            return done
        ident = self._made[path, word] = len(self.stock.items[path]) + 1
        full: dict[str, list[Value]] = {}
        values: dict[str, Value] = {}
        for one in BY_PATH[path].fields:
            value = fields.get(one.name)
            if isinstance(value, str) and one.most is not None:
                shown = plain(value)[: one.most].rstrip() or None
                if shown != value:
                    full[one.name] = [shown, value]
                value = shown
            values[one.name] = value
        held = {name: value for name, value in (facts or {}).items() if value not in (None, [], (), {}, "")}
        full |= held.pop("full", {})
        if full:
            held["full"] = full
        plain_facts = json.loads(json.dumps({"id": word, **held}))
        self.stock.add(path, Item(id=ident, fields=values, facts=plain_facts, ours=True))
        return ident

    def named(self, path: str, field: str, text: str, word: str, *, within: object = None) -> tuple[str, dict[str, list[Value]]]:
        """Return a free name for a text, and what must be kept of the text where it is another."""
        most = BY_PATH[path].by_name[field].most or 100
        names = self._names.setdefault((path, field, within), Names(most, folded=path in _FOLDED))
        name = names.give(text, word)
        return name, {} if name == text else {field: [name, text]}

    def slugged(self, path: str, word: str, text: str, said: str, *, fields: dict[str, Value] | None = None, **facts: Any) -> int:
        """Make an object that is known by a slug: named `text`, its slug made of `said`."""
        done = self._made.get((path, word))
        if done is not None:
            return done
        name, full = self.named(path, "name", text, word)
        short, _ = self.named(path, "slug", slug(said), word)
        return self.make(path, word, {"name": name, "slug": slug(short), **(fields or {})}, {**facts, "full": full})

    def say(self, code: str, where: str, severity: Severity = Severity.INFO, **params: Scalar) -> None:
        """Note what could not be said in NetBox."""
        self.problems.append(Problem(code, severity, where, params))


def _gone(topology: Topology, after: Topology | None) -> frozenset[str]:
    """Return what the topology has and the other has not: ids, codes of circuits, and of sites that no network serves any more."""
    if after is None:
        return frozenset()
    gone: set[str] = set()
    for kind in ("devices", "links", "prefixes", "vlans", "vrfs"):
        gone |= {one.id for one in getattr(topology, kind)} - {one.id for one in getattr(after, kind)}
    gone |= {f"circuit:{one.code}" for one in topology.census.circuits} - {f"circuit:{one.code}" for one in after.census.circuits}
    gone |= {f"site:{one.site}" for one in topology.census.presences} - {f"site:{one.site}" for one in after.census.presences}
    return frozenset(gone)
