"""Doing what a plan says: creations in waves, changes, deletions; many objects a request, each outcome written down.

A refused batch is halved until the objects that are at fault stand alone; the others go on. After a write whose outcome
is unknown NetBox is looked at before anything is sent again, so that nothing is made twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import msgspec

from collectors.netbox.client import NetBoxRefused, Uncertain
from collectors.netbox.kinds import FACTS, KINDS, TAG, Form, Kind
from collectors.netbox.objects import payload, read_objects
from collectors.netbox.plan import Action, Operation, Plan, seal, translated
from collectors.netbox.stock import Item, Stock
from topology.model.errors import CollectError, Problem, Severity

BATCH: Final = 200
"""Objects written by one request."""
_LOOKS: Final = 3


class Server(Protocol):
    """What the writer needs of a NetBox."""

    def pages(self, path: str, **filters: str) -> Iterable[list[Any]]:
        """Give the objects of a kind by pages."""

    def create(self, path: str, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Create objects, all or none."""

    def update(self, path: str, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Change objects, all or none."""

    def delete(self, path: str, idents: Sequence[int]) -> None:
        """Delete objects, all or none."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the journal: one object that was changed, or that was not and why."""

    action: str
    path: str
    label: str
    id: int | None = None
    fields: Mapping[str, Any] = {}
    before: Mapping[str, Any] = {}
    refused: str | None = None


@dataclass
class Outcome:
    """What became of a plan."""

    done: dict[str, int] = field(default_factory=dict)
    """By action."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Objects that NetBox did not take."""
        return len(self.problems)


class Writer:
    """Carries out one plan."""

    def __init__(
        self,
        server: Server,
        want: Stock,
        plan: Plan,
        *,
        note: Callable[[Sequence[Entry]], None] = lambda _entries: None,
        tell: Callable[[int, int], None] = lambda _done, _total: None,
        batch: int = BATCH,
        tag: str = TAG,
    ) -> None:
        """Take a plan; `note` keeps the journal after each request, `tell` hears how far it is (and may raise to stop).

        `tag` is the name of netfold's tag in this NetBox, as `prepare` returns it.
        """
        self._server = server
        self._want = want
        self._plan = plan
        self._note = note
        self._tell = tell
        self._batch = batch
        self._tag = tag
        self._match: dict[tuple[str, int], int] = dict(plan.match)
        self._left = len(plan.operations)
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Write everything; raises what `tell` raises, and `CollectError` where NetBox answers no more."""
        by_kind: dict[str, list[Operation]] = {}
        for one in self._plan.operations:
            by_kind.setdefault(one.path, []).append(one)
        late: list[Operation] = []
        for kind in KINDS:
            own = by_kind.get(kind.path, [])
            made = [one for one in own if one.action is Action.CREATE]
            self._create(kind, made)
            late += [one for one in made if self._has_late(kind, one)]
            changed = [one for one in own if one.action is Action.UPDATE]
            self._update(kind, [one for one in changed if not self._waits(kind, one)])
            late += [one for one in changed if self._waits(kind, one)]
        for kind in KINDS:
            self._update(kind, [one for one in late if one.path == kind.path])
        deletions = [one for one in self._plan.operations if one.action is Action.DELETE]
        for path in dict.fromkeys(one.path for one in deletions):
            self._delete([one for one in deletions if one.path == path])
        self._tell(len(self._plan.operations), len(self._plan.operations))
        return self.outcome

    def _item(self, one: Operation) -> Item:
        return self._want.items[one.path][one.want or 0]

    def _has_late(self, kind: Kind, one: Operation) -> bool:
        item = self._item(one)
        return any(each.late and item.get(each.name) is not None for each in kind.fields)

    def _waits(self, kind: Kind, one: Operation) -> bool:
        """Tell whether a change needs what is only made later in the push."""
        item = self._item(one)
        return any(kind.by_name[name].late and item.get(name) is not None for name in one.fields)

    def _resolved(self, kind: Kind, item: Item, names: Iterable[str]) -> Item | None:
        """Return an object with NetBox's ids for its references; None where one of them is not there."""
        fields: dict[str, Any] = dict(item.fields)
        for name in names:
            one = kind.by_name[name]
            value = translated(one, item.get(name), self._match)
            lacks = item.get(name) is not None and (
                value is None or value == (None,) or (one.form is Form.ENDS and any(not end[1] for end in value))
            )
            if lacks and one.late:
                value = None
            elif lacks:
                return None
            fields[name] = value
        return msgspec.structs.replace(item, fields=fields)

    def _create(self, kind: Kind, operations: Sequence[Operation]) -> None:
        """Create objects; those that refer to others of the same kind wait for these."""
        waiting = list(operations)
        names = [one.name for one in kind.fields if not one.late]
        while waiting:
            ready = []
            rest = []
            for one in waiting:
                resolved = self._resolved(kind, self._item(one), names)
                if resolved is None:
                    rest.append(one)
                else:
                    blank = {each.name: None for each in kind.fields if each.late}
                    ready.append((one, msgspec.structs.replace(resolved, fields={**resolved.fields, **blank})))
            if not ready:
                for one in rest:
                    self._refuse(one, "refers to an object that is not there")
                return
            for start in range(0, len(ready), self._batch):
                self._create_batch(kind, names, ready[start : start + self._batch])
            waiting = rest

    def _create_batch(self, kind: Kind, names: Sequence[str], batch: Sequence[tuple[Operation, Item]], looks: int = 0) -> None:
        bodies = [self._body(kind, names, item, whole=True) for _, item in batch]
        try:
            rows = self._server.create(kind.path, bodies)
        except Uncertain:
            if looks == _LOOKS:
                raise CollectError("netbox.no_answer", reason=kind.path) from None
            rest = self._look(kind, batch)
            if rest:
                self._create_batch(kind, names, rest, looks + 1)
            return
        except NetBoxRefused as error:
            self._halved(batch, error, lambda half: self._create_batch(kind, names, half))
            return
        for (one, _), row in zip(batch, rows, strict=True):
            self._match[kind.path, one.want or 0] = row["id"]
        self._done(
            Entry(action="create", path=kind.path, label=one.label, id=self._match[kind.path, one.want or 0], fields=body)
            for (one, _), body in zip(batch, bodies, strict=True)
        )

    def _look(self, kind: Kind, batch: Sequence[tuple[Operation, Item]]) -> list[tuple[Operation, Item]]:
        """Return what of a batch NetBox does not have; what it has is taken as made."""
        stock = Stock()
        for page in self._server.pages(kind.path):
            read_objects(kind.path, page, stock, [])
        there = {item.facts.get("id"): item.id for item in stock.of(kind.path) if item.ours}
        rest = []
        for one, item in batch:
            found = there.get(item.facts.get("id"))
            if found is None:
                rest.append((one, item))
            else:
                self._match[kind.path, one.want or 0] = found
                self._done([Entry(action="create", path=kind.path, label=one.label, id=found)])
        return rest

    def _update(self, kind: Kind, operations: Sequence[Operation]) -> None:
        """Change objects; of those that were made in this push, the fields that had to wait until all were there."""
        ready: list[tuple[Operation, Item, list[str]]] = []
        every = [one.name for one in kind.fields]
        for one in operations:
            created = one.action is Action.CREATE
            if (kind.path, one.want or 0) not in self._match:
                continue  # was refused before
            names = [each.name for each in kind.fields if each.late] if created else list(one.fields)
            resolved = self._resolved(kind, self._item(one), every)
            if resolved is None:
                self._refuse(one, "refers to an object that is not there")
                continue
            if created and not any(resolved.get(name) is not None for name in names):
                continue
            ready.append((one, resolved, names))
        for start in range(0, len(ready), self._batch):
            self._update_batch(kind, ready[start : start + self._batch])

    def _update_batch(self, kind: Kind, batch: Sequence[tuple[Operation, Item, list[str]]]) -> None:
        bodies = [
            {"id": self._match[kind.path, one.want or 0], **self._body(kind, names, item, whole=False)} for one, item, names in batch
        ]  # fmt: skip
        try:
            self._server.update(kind.path, bodies)
        except NetBoxRefused as error:
            self._halved(batch, error, lambda half: self._update_batch(kind, half))
            return
        created = [one.action is Action.CREATE for one, _, _ in batch]
        self._done(
            (
                Entry(action="update", path=kind.path, label=one.label, id=body["id"], fields=body, before=one.before)
                for (one, _, _), body in zip(batch, bodies, strict=True)
            ),
            counted=[not each for each in created],
        )

    def _delete(self, operations: Sequence[Operation]) -> None:
        for start in range(0, len(operations), self._batch):
            self._delete_batch(operations[start : start + self._batch])

    def _delete_batch(self, batch: Sequence[Operation]) -> None:
        try:
            self._server.delete(batch[0].path, [one.have or 0 for one in batch])
        except NetBoxRefused as error:
            self._halved(batch, error, self._delete_batch)
            return
        self._done(Entry(action="delete", path=one.path, label=one.label, id=one.have) for one in batch)

    def _body(self, kind: Kind, names: Iterable[str], item: Item, *, whole: bool) -> dict[str, Any]:
        """Return what is sent: the fields, netfold's tag on what is new, its facts with the seal of the object as it then is."""
        body = payload(kind.path, names, item)
        if whole:
            body = {name: value for name, value in body.items() if value not in (None, "", [])}
            body["tags"] = [{"name": self._tag, "slug": TAG}]
        body["custom_fields"] = {FACTS: {**item.facts, "seal": seal(kind, item)}}
        return body

    def _halved(self, batch: Sequence[Any], error: NetBoxRefused, go: Callable[[Sequence[Any]], None]) -> None:
        """Write the halves of a refused batch; an object that is refused alone is a problem."""
        if len(batch) == 1:
            one = batch[0][0] if isinstance(batch[0], tuple) else batch[0]
            self._refuse(one, f"{error.params.get('status', '')} {error.params.get('reason', error.code)}".strip())
            return
        middle = len(batch) // 2
        go(batch[:middle])
        go(batch[middle:])

    def _refuse(self, one: Operation, reason: str) -> None:
        self.outcome.problems.append(
            Problem("netbox-refused", Severity.ERROR, f"{one.path} {one.label}", {"action": one.action.value, "reason": reason})
        )
        self._note([Entry(action=one.action.value, path=one.path, label=one.label, id=one.have, refused=reason)])
        self._step(1)

    def _done(self, entries: Iterable[Entry], counted: Sequence[bool] | None = None) -> None:
        kept = list(entries)
        self._note(kept)
        own = kept if counted is None else [entry for entry, counts in zip(kept, counted, strict=True) if counts]
        for entry in own:
            self.outcome.done[entry.action] = self.outcome.done.get(entry.action, 0) + 1
        self._step(len(own))

    def _step(self, count: int) -> None:
        self._left -= count
        self._tell(len(self._plan.operations) - self._left, len(self._plan.operations))


def read_all(server: Server, problems: list[Problem], tell: Callable[[int, int], None] = lambda _done, _total: None) -> Stock:
    """Return all that a NetBox has of the kinds that netfold knows."""
    stock = Stock()
    for place, kind in enumerate(KINDS):
        tell(place, len(KINDS))
        filters = {"exclude": "config_context"} if kind.path == "dcim/devices" else {}
        for page in server.pages(kind.path, **filters):
            read_objects(kind.path, page, stock, problems)
    tell(len(KINDS), len(KINDS))
    return stock


def prepare(server: Server) -> str:
    """Make netfold's tag and custom field in NetBox where they are not there yet; return the tag's name; raises as the server does."""
    names = [row.get("name") for page in server.pages("extras/tags", slug=TAG) for row in page if row.get("slug") == TAG]
    if not names:
        server.create("extras/tags", [{"name": TAG, "slug": TAG, "color": "2196f3", "description": "Written by netfold"}])
    types = sorted(kind.content_type for kind in KINDS)
    found = [row for page in server.pages("extras/custom-fields", name=FACTS) for row in page if row.get("name") == FACTS]
    if not found:
        server.create(
            "extras/custom-fields",
            [{"name": FACTS, "type": "json", "object_types": types, "label": "netfold", "ui_visible": "if-set", "ui_editable": "hidden",
              "description": "What netfold knows and NetBox has no field for"}],
        )  # fmt: skip
    elif not set(types) <= (has := set(found[0].get("object_types") or [])):
        server.update("extras/custom-fields", [{"id": found[0]["id"], "object_types": sorted(has | set(types))}])
    return str(names[0]) if names and names[0] else TAG
