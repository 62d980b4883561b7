"""Which process is at work on a run or job, and whether it is still alive.

An owner is ``host:pid:start``, the start being the kernel's own tick count where there is one, so that a
process id used again is not taken for the process that died.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_process() -> str:
    """Return the owner text of the running process."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def is_dead(owner: str | None) -> bool:
    """Tell whether the process is certainly gone; one on another host never is, as we cannot know."""
    if owner is None:
        return True
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    started = owner.rpartition(":")[2]
    if host != socket.gethostname():
        return False
    if not rest.isdigit():
        return True
    pid = int(rest)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return _started(pid) != started


def _started(pid: int) -> str:
    """Return field 22 of ``/proc/<pid>/stat`` (start in clock ticks since boot, proc(5)), or 0 without it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "0"
    return stat.rpartition(")")[2].split()[19]
