"""Events of a run, for scripts: one JSON object a line, written as they happen.

Every line has ``event`` and ``at``; lines about a device have ``realm`` and ``target``. Events: ``start``, ``device``
(acknowledged, with its state), ``duplicate``, ``silent``, ``closed`` (a realm outside its windows), ``progress``
(at most every few seconds), ``problem`` and ``end`` (the summary).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import IO, Any

import msgspec

from topology.model.records import DeviceRecord

Event = dict[str, Any]
Listener = Callable[[Event], None]
_ENCODER = msgspec.json.Encoder()


def ignore(event: Event) -> None:
    """Listen to nothing."""
    del event


def event_of(event: str, at: datetime, /, **values: Any) -> Event:
    """Return an event."""
    return {"event": event, "at": at.isoformat(), **values}


def device_event(record: DeviceRecord, at: datetime) -> Event:
    """Return what is said of a device when its record is acknowledged."""
    envelope, system = record.envelope, record.system
    return event_of(
        "device",
        at,
        realm=envelope.realm,
        target=envelope.target,
        state=envelope.completeness.value,
        reason=envelope.reason,
        name=system.name,
        vendor=system.vendor,
        interfaces=len(record.interfaces),
        neighbours=len(record.neighbours),
        failed_tables=list(envelope.failed_tables),
        problems=len(record.problems),
        requests=envelope.requests,
        duration_s=envelope.duration_s,
    )


class EventLog:
    """Writes events to a stream of octets, each line whole and at once."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __call__(self, event: Event) -> None:
        """Write one event."""
        self._stream.write(_ENCODER.encode(event) + b"\n")
        self._stream.flush()
