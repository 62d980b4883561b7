"""Recording: a thread of its own writes what a run collects, so that collecting never waits for the disk.

What has come in together is written in one short transaction; a record counts as acknowledged when its
transaction has ended, and only then.
"""

from __future__ import annotations

import queue
import threading
from types import TracebackType
from typing import Final, Self

from topology.model.errors import NetfoldError
from topology.model.records import DeviceRecord
from topology.store.records import Kept, Records

_MOST: Final = 64
"""Records in one transaction."""


class Recorder:
    """Writes the records of one run. Use in a ``with`` statement: leaving it waits until all are written."""

    def __init__(self, records: Records, run: str) -> None:
        self._records = records
        self._run = run
        self._queue: queue.SimpleQueue[DeviceRecord | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name=f"recorder {run}", daemon=True)
        self.acknowledged = 0
        self.error: NetfoldError | None = None

    def put(self, record: DeviceRecord) -> None:
        """Hand a record over; returns at once."""
        self._queue.put(record)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._queue.put(None)
        self._thread.join()
        if self.error is not None and error is None:
            raise self.error

    def _write(self) -> None:
        ended = False
        while not ended:
            batch = [self._queue.get()]
            while len(batch) < _MOST and not self._queue.empty():
                batch.append(self._queue.get())
            ended = None in batch
            kept = [Kept(record=record) for record in batch if record is not None]
            if kept and self.error is None:
                self._keep(kept)

    def _keep(self, kept: list[Kept]) -> None:
        try:
            self._records.append_many(self._run, kept)
        except NetfoldError as error:
            self.error = error
        else:
            self.acknowledged += len(kept)
