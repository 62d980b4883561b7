"""Waiting for a job, as long as a slow machine may need."""

from __future__ import annotations

import time
from typing import Final

from services.home import Home
from services.jobs import job
from topology.store.jobs import LIVE, Job

PATIENCE_S: Final = 300.0
"""No job of a test takes a tenth of it on a quiet machine; only a job that never ends waits so long [s]."""


def ended(home: Home, ident: str) -> Job:
    """Return a job once it has ended."""
    deadline = time.monotonic() + PATIENCE_S
    while (found := job(home, ident)).state in LIVE:
        assert time.monotonic() < deadline, found
        time.sleep(0.01)
    return found
