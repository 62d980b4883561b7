"""A PostgreSQL server of the tests' own: on a Unix socket in a folder of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=60"
_START_S = 120


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([*map(str, _PLACES), os.environ.get("PATH", "")]))
    if found is None:
        raise FileNotFoundError(f"{name} is missing: the store is tested on a real PostgreSQL (Debian: apt-get install postgresql)")
    return found


def _run(*command: str) -> None:
    """Run a program of PostgreSQL, which refuses to be root: as the user that its package brings."""
    own = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*own, *command], capture_output=True, text=True, check=False, cwd="/", timeout=_START_S + 30)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")


@contextmanager
def cluster() -> Iterator[str]:
    """Give the address of a running server, as the query of a URL: ``postgresql:///DATABASE?...``."""
    folder = Path(tempfile.mkdtemp(prefix="nf-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = str(folder / "data")
        _run(_program("initdb"), "-D", data, "-U", "netfold", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        start = (_program("pg_ctl"), "-D", data, "-w", "-t", str(_START_S), "-l", str(folder / "log"))
        _run(*start, "-o", f"{_SETTINGS} -k {folder}", "start")
        try:
            yield f"host={folder}&user=netfold"
        finally:
            _run(_program("pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
