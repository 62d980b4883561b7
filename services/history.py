"""The history of one thing over all snapshots: since when it is known, every change with its time and evidence, when it was last seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import msgspec

from services.actors import Right
from services.home import Home
from services.names import thing_id
from services.rights import needs
from services.topologies import current
from topology.change import Change, ChangeKind
from topology.changes import compare_topologies, narrow_topology
from topology.model.entities import Evidence, Host, Topology
from topology.model.errors import NotFound
from topology.store.chronicle import Entry, Event
from topology.store.snapshots import Snapshot

_MOST_EVIDENCE: Final = 4
"""References kept for one change."""
_LONGEST_CHAIN: Final = 64
"""Ids that one thing may have had."""
_OF_THE_DEVICE: Final = frozenset({ChangeKind.NEW, ChangeKind.GONE, ChangeKind.SILENT, ChangeKind.BACK, ChangeKind.REPLACED})
"""What happens to a port when it happens to its device."""
_HOST: Final = "hst-"
_ENDS: Final = frozenset({ChangeKind.GONE, ChangeKind.SILENT})


@needs(Right.READ)
def history(home: Home, identifier: str) -> dict[str, Any]:
    """Return what became of one thing over all snapshots.

    The answer has ``id``, ``kind``, ``label``, ``first_seen`` and ``last_seen`` (each ``snapshot``, ``name``, ``at``; None if
    unknown), ``since_before`` (True where it was there already in the first snapshot that could show it), ``present`` and
    ``events``, oldest first: ``snapshot``, ``name``, ``at``, ``kept`` (False for a snapshot that was pruned), ``change``,
    ``label``, ``field``, ``before``, ``after``, ``evidence``. An id of a device, interface, link, prefix, VLAN, VRF, route,
    circuit or host, a circuit's code, or an unambiguous device name, ``DEVICE:PORT``, host address, MAC or prefix will do; also
    an id of what is gone.

    Raises
    ------
    NotFound
        ``services.unknown_id`` if no snapshot ever had it.
    """
    bring_up_to_date(home)
    topology = current(home)
    wanted = identifier if identifier.startswith(_HOST) else _known_id(home, topology, identifier)
    if wanted.startswith(_HOST):
        known = topology.host.get(wanted)
        return _host_history(home, wanted, known.realm if known else None)
    events = _chain(home, wanted)
    kind, label, realm = _thing(topology, wanted) or _thing_of_events(wanted, events)
    if kind == "interface" and wanted in topology.interface:
        events = _with_device(home, topology.interface[wanted].device, events)
    entries = [entry for entry in home.store.chronicle.entries() if realm is None or realm in entry.realms]
    present = _thing(topology, wanted) is not None
    return _answer(home, (wanted, kind, label), entries, events, present=present)


@needs(Right.READ)
def bring_up_to_date(home: Home) -> None:
    """Write the chronicle of the snapshots it does not cover yet, oldest first.

    Linear in the snapshots that are new to it, and in what each holds; nothing is written twice.
    """
    covered = {entry.snapshot for entry in home.store.chronicle.entries()}
    for head in home.store.snapshots.all():
        if head.id not in covered:
            _cover(home, head)


def _cover(home: Home, head: Snapshot) -> None:
    topology = current(home, head.id)
    realms = {device.realm for device in topology.devices} | {prefix.realm for prefix in topology.prefixes}
    kept = {one.id for one in home.store.snapshots.all()}
    earlier = [entry for entry in home.store.chronicle.entries() if entry.snapshot in kept and int(entry.snapshot[1:]) < int(head.id[1:])]
    basis = choose_basis(earlier, realms)
    changes: tuple[Change, ...] = ()
    evidence: dict[str, tuple[Evidence, ...]] = {}
    if basis is not None and not home.store.snapshots.same_belief(basis.snapshot, head.id):
        before = current(home, basis.snapshot)
        if realms != set(basis.realms):
            before, topology = (narrow_topology(one, realms) for one in (before, topology))
        changes = compare_topologies(before, topology)
        evidence = _evidence({change.id for change in changes}, topology, before)
    entry = Entry(
        snapshot=head.id,
        name=head.name,
        created_at=head.created_at,
        basis=basis.snapshot if basis else None,
        realms=tuple(sorted(realms)),
    )
    home.store.chronicle.add(entry, changes, evidence)


def choose_basis(earlier: Iterable[Entry], realms: set[str]) -> Entry | None:
    """Return the snapshot to compare one of some realms with: the newest that has them all, else the newest of those that have most.

    A snapshot of a part of the city is so compared with that part of an earlier one, and the next of the whole city with the
    whole city.
    """
    best: tuple[int, Entry] | None = None
    for entry in earlier:
        common = len(realms.intersection(entry.realms))
        if common and (best is None or common >= best[0]):
            best = common, entry
    return best[1] if best else None


def _evidence(wanted: set[str], *topologies: Topology) -> dict[str, tuple[Evidence, ...]]:
    """Return the evidence of things, as the first snapshot that has them gives it."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for topology in topologies:
        for things in (topology.devices, topology.interfaces, topology.links, topology.prefixes, topology.routes, topology.circuits):
            found |= {one.id: one.evidence[:_MOST_EVIDENCE] for one in things if one.id in wanted and one.id not in found}
    return found


def _known_id(home: Home, topology: Topology, identifier: str) -> str:
    """Return the id of what a person names; an id, though nothing bears it now, stays as it is."""
    if _thing(topology, identifier) or home.store.chronicle.of([identifier]):
        return identifier
    for circuit in topology.circuits:
        if identifier in (circuit.code, circuit.number):
            return circuit.id
    try:
        return thing_id(home, identifier)
    except NotFound as error:
        raise NotFound("services.unknown_id", id=identifier) from error


def _chain(home: Home, identifier: str) -> list[Event]:
    """Return what happened to a thing under every id it has had."""
    ids, events = {identifier}, home.store.chronicle.of([identifier])
    while len(ids) < _LONGEST_CHAIN:
        more = {one for event in events for one in (event.change.id, event.change.was) if one} - ids
        if not more:
            break
        ids |= more
        events = home.store.chronicle.of(ids)
    return events


def _with_device(home: Home, device: str, own: list[Event]) -> list[Event]:
    """Return what happened to a port, and to its device since it has it."""
    came = _moment(own[0]) if own and own[0].change.kind is ChangeKind.NEW else 0
    told = {(event.snapshot, event.change.kind) for event in own}
    more = [event for event in home.store.chronicle.of([device]) if event.change.kind in _OF_THE_DEVICE and _moment(event) >= came]
    return sorted([*own, *(event for event in more if (event.snapshot, event.change.kind) not in told)], key=_moment)


def _thing(topology: Topology, identifier: str) -> tuple[str, str, str | None] | None:
    """Return kind, label and realm of what bears an id now."""
    if identifier in topology.device:
        device = topology.device[identifier]
        return "device", device.name, device.realm
    if identifier in topology.interface:
        port = topology.interface[identifier]
        return "interface", f"{topology.device[port.device].name} {port.name}", topology.device[port.device].realm
    if identifier in topology.link:
        link = topology.link[identifier]
        ends = (topology.device[end].name for end in (link.a_device, link.b_device))
        return "link", " – ".join(ends), topology.device[link.a_device].realm
    return next((found for found in _rest(topology, identifier)), None)


def _rest(topology: Topology, identifier: str) -> Iterator[tuple[str, str, str | None]]:
    yield from (("prefix", one.prefix, one.realm) for one in topology.prefixes if one.id == identifier)
    yield from (("vlan", f"VLAN {one.vid}", one.realm) for one in topology.vlans if one.id == identifier)
    yield from (("vrf", one.name, one.realm) for one in topology.vrfs if one.id == identifier)
    yield from (("route", one.prefix, topology.device[one.device].realm) for one in topology.routes if one.id == identifier)
    yield from (("circuit", one.number or one.code, None) for one in topology.circuits if one.id == identifier)


def _thing_of_events(identifier: str, events: list[Event]) -> tuple[str, str, str | None]:
    last = events[-1].change if events else None
    if last is None:
        raise NotFound("services.unknown_id", id=identifier)
    return last.entity, last.label, None


def _answer(home: Home, thing: tuple[str, str, str], entries: list[Entry], events: list[Event], *, present: bool) -> dict[str, Any]:
    identifier, kind, label = thing
    by_id = {entry.snapshot: entry for entry in home.store.chronicle.entries()}
    kept = {one.id for one in home.store.snapshots.all()}
    came = events[0] if events and events[0].change.kind is ChangeKind.NEW else None
    whole = [event for event in events if event.change.kind in _ENDS and (event.change.id == identifier or kind == "interface")]
    ended = whole[-1] if whole and not any(_moment(event) > _moment(whole[-1]) for event in events) else None
    first = by_id[came.snapshot] if came else (entries[0] if entries else None)
    last = by_id.get(by_id[ended.snapshot].basis or "") if ended else (entries[-1] if entries else None)
    return {
        "id": identifier,
        "kind": kind,
        "label": label,
        "first_seen": _place(first, kept),
        "last_seen": _place(last, kept),
        "since_before": came is None,
        "present": present,
        "events": [_shown(event, by_id[event.snapshot], kept) for event in events],
    }


def _moment(event: Event) -> int:
    return int(event.snapshot[1:])


def _place(entry: Entry | None, kept: set[str]) -> dict[str, Any] | None:
    if entry is None:
        return None
    return {"snapshot": entry.snapshot, "name": entry.name, "at": entry.created_at.isoformat(), "kept": entry.snapshot in kept}


def _shown(event: Event, entry: Entry, kept: set[str]) -> dict[str, Any]:
    change = event.change
    return {
        **(_place(entry, kept) or {}),
        "change": change.kind.value,
        "entity": change.entity,
        "label": change.label,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "evidence": [msgspec.to_builtins(one) for one in event.evidence],
    }


# --- hosts: they come and go too often to write it all down; the snapshots that are kept tell ---


def _host_history(home: Home, identifier: str, realm: str | None) -> dict[str, Any]:
    seen: list[tuple[Snapshot, Host]] = []
    heads = home.store.snapshots.all()
    for head in heads:
        host = home.store.snapshots.host(head.id, identifier, realm, evidence=False)
        if host is not None:
            seen.append((head, host))
    if not seen:
        raise NotFound("services.unknown_id", id=identifier)
    events: list[dict[str, Any]] = []
    for (_, old), (head, new) in pairwise(seen):
        changes = list(_host_changes(home, head.id, old, new))
        told = home.store.snapshots.host(head.id, identifier, new.realm) if changes else None
        evidence = [msgspec.to_builtins(one) for one in told.evidence[:_MOST_EVIDENCE]] if told else []
        for kind, field, was, now in changes:
            event = {**_head(head), "change": kind.value, "entity": "host", "label": _host_label(new), "field": field}
            events.append({**event, "before": was, "after": now, "evidence": evidence})
    host = seen[-1][1]
    return {
        "id": identifier,
        "kind": "host",
        "label": _host_label(host),
        "first_seen": _head(seen[0][0]),
        "last_seen": _head(seen[-1][0]),
        "since_before": seen[0][0].id == heads[0].id,
        "present": seen[-1][0].id == heads[-1].id,
        "events": events,
    }


def _host_changes(home: Home, snapshot: str, old: Host, new: Host) -> Iterator[tuple[ChangeKind, str, str | None, str | None]]:
    def where(host: Host) -> str | None:
        topology = current(home, snapshot)
        port = topology.interface.get(host.interface or "")
        device = topology.device.get(host.device or "")
        return f"{device.name} {port.name}" if port and device else host.interface

    if old.interface != new.interface:
        yield ChangeKind.MOVED, "interface", where(old), where(new)
    for field in ("addresses", "vlan", "site", "network"):
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            kind = ChangeKind.MOVED if field == "site" else ChangeKind.CHANGED
            yield kind, field, _text(was), _text(now)
    if old.stale != new.stale:
        yield ChangeKind.SILENT if new.stale else ChangeKind.BACK, "", None, None


def _text(value: object) -> str | None:
    if isinstance(value, tuple):
        return ", ".join(value) or None
    return None if value is None else str(value)


def _host_label(host: Host) -> str:
    return " ".join(host.addresses[:1]) or host.mac


def _head(head: Snapshot) -> dict[str, Any]:
    return {"snapshot": head.id, "name": head.name, "at": head.created_at.isoformat(), "kept": True}
