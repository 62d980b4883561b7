"""Topologies: the stored belief of a snapshot, read once and kept while it is in use."""

from __future__ import annotations

from services.actors import Right
from services.home import Home
from services.rights import needs
from topology.model.entities import Topology
from topology.model.errors import NotFound
from topology.model.findings import Finding
from topology.store.snapshots import LATEST, Snapshot


@needs(Right.READ)
def snapshot(home: Home, reference: str | None = None) -> Snapshot:
    """Return a snapshot's head by id or name, by default the newest.

    Raises
    ------
    NotFound
        ``services.no_snapshot_yet`` in an empty home, ``store.no_snapshot`` for an unknown name.
    """
    try:
        return home.store.snapshots.get(reference or LATEST)
    except NotFound as error:
        if reference in {None, "", LATEST}:
            raise NotFound("services.no_snapshot_yet") from error
        raise


@needs(Right.READ)
def snapshots(home: Home) -> list[Snapshot]:
    """Return every snapshot, oldest first."""
    return home.store.snapshots.all()


@needs(Right.READ)
def current(home: Home, snapshot: str | None = None) -> Topology:
    """Return the topology of a snapshot, by default the newest; errors as `snapshot`."""
    found = _snapshot(home, snapshot)
    return home.cache.get("topology", found.id, lambda: home.store.snapshots.topology(found.id))


@needs(Right.READ)
def findings(home: Home, snapshot: str | None = None) -> tuple[Finding, ...]:
    """Return the findings of a snapshot, by default the newest; errors as `snapshot`."""
    found = _snapshot(home, snapshot)
    return home.cache.get("findings", found.id, lambda: home.store.snapshots.findings(found.id))


_snapshot = snapshot
