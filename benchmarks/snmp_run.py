"""A discovery run into a store of its own, in a process of its own, so that its memory and processor time can be told.

``python -m benchmarks.snmp_run`` takes a job as JSON on standard input and prints the figures. `run_discovery` starts it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from collectors.snmp import compiled

if TYPE_CHECKING:
    from services.home import Home


class RunJob(msgspec.Struct, frozen=True, kw_only=True):
    """What to discover, and how."""

    scope: str
    """The scope's file."""
    engine: str = "wire"
    codec: str | None = None
    """Folder of a compiled codec."""
    resolve: bool = False
    """Make a snapshot as well: records resolved to a topology, analysed and stored."""
    resumes: int = 0
    """Times that the run is taken up again while a device is not complete."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How it went."""

    stored: int
    """Devices in the store."""
    complete: int
    requests: int
    wall_s: float
    """From the reading of the scope to the last record in the store."""
    cpu_s: float
    """The same, of all threads."""
    snapshot_s: float
    """Time for the snapshot that follows [s]."""
    peak_octets: int
    complete_by_pass: list[int] = []
    """Devices complete after the run, and after each time it was taken up again."""


def run_discovery(job: RunJob) -> Figures:
    """Discover in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.snmp_run"], input=msgspec.json.encode(job), capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"snmp_discovery: the run failed: {done.stderr.decode(errors='replace')[-400:]}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Figures)


def _measure(job: RunJob) -> Figures:
    from services.discovery import run_scope
    from services.home import Home
    from services.snapshotting import make_snapshot

    with tempfile.TemporaryDirectory() as folder, Home.open(folder) as home:
        started_s, cpu_s = time.monotonic(), time.process_time()
        outcome = run_scope(home, Path(job.scope), engine=job.engine, resolve=False)
        summary, requests = outcome.summary, outcome.summary.requests
        complete = [_complete(home)]
        for _ in range(job.resumes):
            if complete[-1] < summary.asked:
                again = run_scope(home, Path(job.scope), engine=job.engine, resolve=False, resume=outcome.run.id)
                requests += again.summary.requests
                complete.append(_complete(home))
        stored = len({(head.realm, head.target) for head in home.store.records.heads()})
        wall_s, spent_s = time.monotonic() - started_s, time.process_time() - cpu_s
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        started_s = time.monotonic()
        if job.resolve:
            make_snapshot(home)
        snapshot_s = time.monotonic() - started_s
    return Figures(
        stored=stored,
        complete=complete[-1],
        requests=requests,
        wall_s=wall_s,
        cpu_s=spent_s,
        snapshot_s=snapshot_s,
        peak_octets=peak,
        complete_by_pass=complete,
    )


def _complete(home: Home) -> int:
    """Count the devices of which a complete record is in the store."""
    from topology.model.records import Completeness

    return len({(head.realm, head.target) for head in home.store.records.heads() if head.completeness is Completeness.COMPLETE})


def main() -> None:
    """Do the job on standard input."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=RunJob)
    if job.codec is not None:
        compiled.use(Path(job.codec))
    print(json.dumps(msgspec.to_builtins(_measure(job))))


if __name__ == "__main__":
    main()
