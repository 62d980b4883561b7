"""Parsing of untrusted files in a child process with limits on memory and time.

The child is a fresh interpreter (``python -m collectors.census.child``), not a fork: it does not
care whether its parent is a thread, a daemon or a spawned worker, and it inherits no open database.
It answers on its standard output with msgpack.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import msgspec

from collectors.census.cells import Limits, RawBook
from topology.model.errors import InputError, Scalar

_PASSED = ("PYTHON", "COV", "LANG", "LC_", "PATH", "LD_LIBRARY_PATH", "TMPDIR")
_OPEN_FILES = 64
_WRITTEN = 1 << 20
"""Bytes of any file that the child may write: none is needed, but a measurement of coverage is one."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the child is to do."""

    path: str
    limits: Limits


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An `InputError` on its way to the parent."""

    code: str
    params: dict[str, Scalar]


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The cells on their way to the parent."""

    book: RawBook


def read_guarded(path: Path, limits: Limits) -> RawBook:
    """Return the cells of the workbook `path`, parsed in a child process.

    Raises
    ------
    InputError
        The workbook was refused, or took more memory or time than `limits` allow.
    """
    request = msgspec.json.encode(Request(path=str(path.resolve()), limits=limits))
    kept = {name: value for name, value in os.environ.items() if name.startswith(_PASSED)}  # nothing else, passwords least of all
    environment = {**kept, "PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "collectors.census.child"]
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter and this module, no shell
            command, input=request, capture_output=True, timeout=limits.wall_s, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise InputError("census-file-too-slow", file=path.name, limit_s=limits.wall_s) from error
    if done.returncode != 0:
        raise InputError("census-file-too-much-memory", file=path.name, limit_mib=limits.memory >> 20)
    answer = msgspec.msgpack.decode(done.stdout, type=Answer | Refusal)
    if isinstance(answer, Refusal):
        raise InputError(answer.code, **answer.params)
    return answer.book


def set_limits(limits: Limits) -> None:
    """Bound this process: memory, processor time, open files; it writes no file, not even of its own end."""
    seconds = int(limits.wall_s) + 1
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_FSIZE, _WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)  # noqa: PLW2901 - no process may raise what it was given
        resource.setrlimit(kind, (most, most))


def run_child(request: bytes) -> bytes:
    """Do what the parent asks, within its limits, and return the answer as msgpack."""
    asked = msgspec.json.decode(request, type=Request)
    limits = asked.limits
    set_limits(limits)
    path = Path(asked.path)
    answer: Answer | Refusal
    try:
        from collectors.census.package import inspect_package  # noqa: PLC0415 - loaded under the limits
        from collectors.census.spreadsheet import read_cells  # noqa: PLC0415

        answer = Answer(book=read_cells(path, inspect_package(path, limits), limits))
    except InputError as error:
        answer = Refusal(code=error.code, params=error.params)
    except (MemoryError, RecursionError):
        answer = Refusal(code="census-file-too-much-memory", params={"file": path.name, "limit_mib": limits.memory >> 20})
    return msgspec.msgpack.encode(answer)
