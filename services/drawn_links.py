"""Lines of an emulator's drawing as an operator's words: a person drew them, and the word names the drawing.

They become words of the ledger (`topology.model.ledger.LinkAdded`): where a protocol says the same the word is one more
evidence of the link, elsewhere the link is a manual one. The same drawing twice says nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from collectors.sources.drawings import Drawing, DrawnDevice, port_name
from services.actors import Right
from services.home import Home
from services.progress import Watch
from services.rights import changes
from services.snapshotting import make_snapshot
from services.topologies import current
from topology.model.entities import Topology
from topology.model.errors import Problem, Severity
from topology.model.ledger import LinkAdded, add_link
from topology.model.records import DeviceRecord, SourceKind
from topology.store import Conflict
from topology.store.snapshots import Snapshot

_TRIES: Final = 5


class Drawn(NamedTuple):
    """A drawing, and the realm and name under which it was handed over."""

    label: str
    realm: str
    drawing: Drawing


class _End(NamedTuple):
    device: str
    port: str | None


@changes(Right.CORRECT, "import.links")
def say_links(home: Home, drawn: Sequence[Drawn], snapshot: Snapshot, watch: Watch) -> tuple[Snapshot, int, list[Problem]]:
    """Add the lines of drawings to the ledger and make the snapshot again; return it, how many were new, what was left out."""
    topology = current(home, snapshot.id)
    problems: list[Problem] = []
    pairs = [pair for one in drawn for pair in _pairs(one, topology, _records(home, one, topology), problems)]
    said = _say(home, pairs)
    if not said:
        return snapshot, 0, problems
    return make_snapshot(home, watch=watch), said, problems


def _say(home: Home, pairs: Sequence[tuple[str, str, str]]) -> int:
    """Add the words that the ledger lacks, again if someone else spoke meanwhile."""
    store = home.store
    at = store.clock().isoformat(timespec="seconds")
    for attempt in range(1, _TRIES + 1):
        ledger = store.ledgers.latest()
        base, known = ledger.version, {(word.a, word.b) for word in ledger.words if isinstance(word, LinkAdded)}
        fresh = [pair for pair in pairs if (min(pair[:2]), max(pair[:2])) not in known]
        if not fresh:
            return 0
        for a, b, reason in fresh:
            ledger = add_link(ledger, a, b, by=home.actor.name, at=at, reason=reason)
        try:
            store.ledgers.save(ledger, base=base, actor=home.actor.name)
        except Conflict:
            if attempt == _TRIES:
                raise
        else:
            return len(fresh)
    return 0  # pragma: no cover - the loop returns or raises


def _pairs(one: Drawn, topology: Topology, records: Mapping[str, DeviceRecord], problems: list[Problem]) -> Iterable[tuple[str, str, str]]:
    """Give the ends of each line, as ids of ports, or of devices where no port is known."""
    by_target = {(device.realm, target): device.id for device in topology.devices for target in device.targets}
    ports = {(port.device, port.name): port.id for port in topology.interfaces}
    drawn = {device.ident: device for device in one.drawing.devices}
    seen: set[tuple[str, str]] = set()
    for line in one.drawing.links:
        ends = [_end(drawn.get(ident), place, records) for ident, place in ((line.a, line.a_port), (line.b, line.b_port))]
        ids: list[str] = []
        for end, ident in zip(ends, (line.a, line.b), strict=True):
            device = by_target.get((one.realm, end.device)) if end is not None else None
            if end is None or device is None:
                name = drawn[ident].name if ident in drawn else ident
                problems.append(Problem("drawing-line-open", Severity.INFO, f"{one.label}:{line.line}", {"device": name}))
                continue
            ids.append(ports.get((device, end.port or ""), device))
        pair = (min(ids), max(ids)) if len(ids) == 2 else None  # noqa: PLR2004 - a line has two ends
        if pair is not None and pair[0] != pair[1] and pair not in seen:
            seen.add(pair)
            yield (*pair, f"{one.label}:{line.line}")


def _end(device: DrawnDevice | None, place: int | None, records: Mapping[str, DeviceRecord]) -> _End | None:
    record = records.get(device.ident) if device is not None else None
    if device is None or record is None:
        return None
    return _End(record.envelope.target, port_name(device, place, record.interfaces))


def _records(home: Home, one: Drawn, topology: Topology) -> dict[str, DeviceRecord]:
    """Return the configuration of each drawn device, by the name of its folder beside the drawing."""
    folder = one.label.rpartition("/")[0]
    idents = {device.ident.lower(): device.ident for device in one.drawing.devices}
    targets = {target for device in topology.devices if device.realm == one.realm for target in device.targets}
    wanted: dict[str, str] = {}
    for target in targets:
        inside = target.removeprefix(f"{folder}/") if folder else target
        for part in inside.split("/")[:-1]:
            if part.strip("{}").lower() in idents:
                wanted[target] = idents[part.strip("{}").lower()]
    newest = {
        head.target: head.seq
        for head in home.store.records.heads()
        if head.realm == one.realm and head.kind is SourceKind.CONFIG and head.target in wanted
    }
    loaded = home.store.records.load(newest.values())
    return {wanted[record.envelope.target]: record for record in loaded}
