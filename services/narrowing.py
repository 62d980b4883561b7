"""Narrowing to a network, a realm or a site: a name that nothing bears is an error that says which names there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from services.actors import Right
from services.home import Home
from services.rights import needs
from services.tables import printable
from services.topologies import snapshot, snapshots
from topology.model.entities import Topology
from topology.model.errors import InputError, NotFound
from topology.store.snapshots import LATEST

_MOST_NAMED: Final = 40


def check_names(topology: Topology, *, network: str | None = None, realm: str | None = None, site: str | None = None) -> None:
    """Check that a snapshot knows the names that something is narrowed to.

    Raises
    ------
    InputError
        ``services.unknown_network``, ``services.unknown_realm``, ``services.unknown_site``; each with the names that are known.
    """
    if network is not None:
        declared = {one.code for one in topology.census.networks}
        seen = {one.network for part in (topology.devices, topology.interfaces, topology.prefixes, topology.circuits) for one in part}
        _check("services.unknown_network", network, declared | seen)
    if realm is not None:
        declared = {one.realm for one in topology.census.networks if one.realm}
        _check("services.unknown_realm", realm, declared | {one.realm for part in (topology.devices, topology.prefixes) for one in part})
    if site is not None:
        _check("services.unknown_site", site, {one.code for one in topology.census.sites} | {one.site for one in topology.devices})


@needs(Right.READ)
def check_snapshot(home: Home, reference: str | None) -> None:
    """Check that there is a snapshot of an id or name; where none is named, or there is none at all, nothing is wrong.

    Raises
    ------
    InputError
        ``services.unknown_snapshot``, with the snapshots that are known, newest first.
    """
    if reference in {None, "", LATEST}:
        return
    try:
        snapshot(home, reference)
    except NotFound as error:
        heads = list(reversed(snapshots(home)))
        named = ", ".join(f"{head.id} ({printable(head.name)})" for head in heads[:_MOST_NAMED])
        more = f" … ({len(heads)})" if len(heads) > _MOST_NAMED else ""
        raise InputError("services.unknown_snapshot", name=printable(reference or "")[:80], known=(named or "-") + more) from error


def _check(code: str, name: str, known: Iterable[str | None]) -> None:
    names = sorted({one for one in known if one})
    if name not in names:
        more = f" … ({len(names)})" if len(names) > _MOST_NAMED else ""
        raise InputError(code, name=printable(name)[:80], known=(", ".join(map(printable, names[:_MOST_NAMED])) or "-") + more)
