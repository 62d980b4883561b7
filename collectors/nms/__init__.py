"""Exports of other network management systems: what LibreNMS and Netdisco believed of each device, said at second hand.

One file or a folder of them is one export. The rows of all its tables are put together by the system's own numbers and
addresses, and each device gives one record, whose kind is `SourceKind.NMS`: what the device itself, or its
configuration, says comes before it. `tables` reads the files, `librenms` and `netdisco` know the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from collectors.nms import librenms, netdisco
from collectors.nms.draft import Told
from collectors.nms.tables import Export, File, System, find_export, read_tables
from topology.model.errors import Problem

__all__ = ["Export", "File", "System", "Told", "find_export", "read_export"]

_READERS: dict[System, tuple[type[librenms.Reader | netdisco.Reader], tuple[str, ...]]] = {
    System.LIBRENMS: (librenms.Reader, librenms.TABLES),
    System.NETDISCO: (netdisco.Reader, netdisco.TABLES),
}


def read_export(
    system: System, files: Sequence[File], *, realm: str, collected_at: datetime, key: bytes | None
) -> tuple[list[Told], list[Problem]]:
    """Return the record of each device of an export, and what could not be read.

    `collected_at` is the time of devices of which the export does not say when they were looked at.

    Raises
    ------
    InputError
        ``nms-too-large``, or ``nms-no-devices`` where no file holds the list of devices.
    """
    tables = read_tables(system, files)
    reader, whole = _READERS[system]
    missing = [name for name in whole if name not in tables.rows or name in tables.unread]
    return [draft.close(realm, collected_at, missing) for draft in reader(tables, key).read()], tables.problems
