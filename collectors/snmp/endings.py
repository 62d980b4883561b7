"""How the reading of a device ended, in words: what its record says of tables and devices that could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from collectors.snmp.engine import Access, Reason, Target
from collectors.snmp.limits import Limits
from topology.model.errors import Problem, Severity

NONSENSE = frozenset(
    {Reason.EMPTY, Reason.NON_INCREASING, Reason.LOOP, Reason.LIMIT, Reason.TOO_BIG, Reason.GEN_ERR, Reason.ACCESS, Reason.PROTOCOL}
)
"""Ends of a table that come of what the agent says, not of silence."""
_TELLING = {Reason.NO_CREDENTIAL: 0, Reason.TIMEOUT: 1, Reason.MALFORMED: 2, Reason.AUTH: 4}
"""How much an end says of a device; others rank between the last two."""


def most_telling(reasons: Iterable[Reason]) -> Reason:
    """Return the end that says most of a device whose credentials met several: that it refused one tells that it is there.

    >>> most_telling([Reason.AUTH, Reason.TIMEOUT])
    <Reason.AUTH: 'auth-failed'>
    """
    return max(reasons, key=lambda reason: _TELLING.get(reason, 3))


def unchanged_tables(names: Iterable[str]) -> list[Problem]:
    """Note tables that were taken from the last look."""
    return [Problem("snmp_table_unchanged", Severity.INFO, name, {"table": name}) for name in names]


def kept_tables(names: Sequence[str], read_at: datetime) -> list[Problem]:
    """Note tables that were kept from an earlier part of the run, and when that was."""
    at = read_at.isoformat(timespec="seconds")
    return [Problem("snmp_tables_kept", Severity.INFO, "", {"at": at, "tables": ", ".join(names)})] if names else []


def unread_tables(address: str, failed: Mapping[str, Iterable[Reason]]) -> list[Problem]:
    """Note tables that were not read to their end, and why."""
    return [
        Problem(f"snmp_table_{why.name.lower()}", Severity.WARNING, f"{address} {name}", {"table": name})
        for name, found in failed.items()
        for why in sorted(found)
    ]


def failed_device(target: Target, failure: Reason, tried: Sequence[tuple[Access, Reason]], limits: Limits) -> list[Problem]:
    """Say why a device could not be read; of several credentials, each with how it ended."""
    params: dict[str, str | int | float | bool | None] = {"tries": limits.retries + 1, "timeout_s": limits.timeout_s, "port": target.port}
    found = [Problem(f"snmp_device_{failure.name.lower()}", Severity.ERROR, target.address, params)]
    if len(tried) > 1:
        found += [
            Problem(
                "snmp_tried",
                Severity.ERROR,
                target.address,
                {"credential": access.credential, "version": access.version, "reason": reason.value},
            )
            for access, reason in tried
        ]
    return found
