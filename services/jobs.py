"""Jobs: a service call that runs in a thread of its own, watched and cancelled through the store.

Closing the browser does not stop a job; ending the process does, and the next start marks it interrupted.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from services.actors import Right, Role
from services.home import Home
from services.progress import Watch
from services.rights import changes, needs
from topology.model.errors import Cancelled, NetfoldError, PermissionDenied, Scalar
from topology.store.jobs import Job, JobState

Work = Callable[[Home, Watch], Mapping[str, Any]]
"""What a job does: it gets the home (acting as who asked) and a watch, and returns what is kept as its result."""

_TELL_EVERY_S: Final = 0.5
_log = logging.getLogger(__name__)


@changes(Right.READ, "job.submit")
def submit(home: Home, kind: str, work: Work, *, params: Mapping[str, Scalar] | None = None) -> str:
    """Start `work` and return the job's id. The calls that `work` makes check their own rights."""
    identifier = home.store.jobs.add(kind, actor=home.actor.name, params=params)
    threading.Thread(target=_run, args=(home, identifier, work), name=f"job {identifier}", daemon=True).start()
    return identifier


@needs(Right.READ)
def job(home: Home, identifier: str) -> Job:
    """Return a job as it stands; raises `NotFound` ``store.no_job``."""
    return home.store.jobs.get(identifier)


@needs(Right.READ)
def jobs(home: Home, limit: int = 50) -> list[Job]:
    """Return the newest jobs, newest first."""
    return home.store.jobs.all(limit)


@changes(Right.READ, "job.cancel")
def cancel(home: Home, identifier: str) -> Job:
    """Ask a job to stop.

    Raises
    ------
    PermissionDenied
        ``services.not_yours``: only who asked for it, or an administrator, may.
    """
    found = home.store.jobs.get(identifier)
    if found.actor != home.actor.name and home.actor.role is not Role.ADMINISTRATOR:
        raise PermissionDenied("services.not_yours", id=identifier)
    return home.store.jobs.cancel(identifier)


def _run(home: Home, identifier: str, work: Work) -> None:
    jobs_ = home.store.jobs
    if not jobs_.start(identifier):
        return
    teller = _Teller(home, identifier)
    try:
        result = work(home, Watch(teller.tell, teller.cancelled, teller.show))
    except Cancelled as error:
        jobs_.finish(identifier, JobState.CANCELLED, message=(error.code, error.params))
    except NetfoldError as error:
        jobs_.finish(identifier, JobState.FAILED, message=(error.code, error.params))
    except Exception as error:  # noqa: BLE001 - the job runner: whatever happened must end in the job's row
        _log.exception("job %s failed", identifier)
        jobs_.finish(identifier, JobState.FAILED, message=("services.job_failed", {"kind": type(error).__name__}))
    else:
        jobs_.finish(identifier, JobState.DONE, result=result)


class _Teller:
    """Writes progress to the store, at most twice a second, and hears there whether to stop."""

    def __init__(self, home: Home, identifier: str) -> None:
        self._jobs = home.store.jobs
        self._identifier = identifier
        self._told_s = 0.0
        self._step = ""
        self._cancel = False
        self._result: Mapping[str, Any] | None = None

    def show(self, result: Mapping[str, Any]) -> None:
        """Keep what there is so far: it is written with the next progress."""
        self._result = result

    def tell(self, step: str, done: int, total: int | None) -> None:
        now_s = time.monotonic()
        if step == self._step and done != total and now_s - self._told_s < _TELL_EVERY_S:
            return
        self._step, self._told_s = step, now_s
        self._cancel = self._jobs.progress(self._identifier, done, total, step, result=self._result)

    def cancelled(self) -> bool:
        now_s = time.monotonic()
        if not self._cancel and now_s - self._told_s >= _TELL_EVERY_S:
            self._told_s = now_s
            self._cancel = self._jobs.get(self._identifier).cancel
        return self._cancel
