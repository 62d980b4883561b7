"""Start and stop the agents of a city: a child process of its own that never outlives this one."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

import lab
from lab.faults import Fault, checked
from lab.responder import MAX_ANSWER
from lab.scale import scaled_fleet
from lab.tables.view import fleet_of
from lab.truth import City
from topology.model.errors import InputError

_PATIENCE_S = 60.0
"""How long a city may take to be read and its port bound [s]."""
_FAREWELL_S = 5.0
"""How long the child may take to end once asked [s]."""


class AgentProcess:
    """The running agents of a city; a context manager that stops them.

    `port` is the UDP port on which every agent answers at its own loopback address.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self.port = port

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the child and wait for it; a second call does nothing."""
        _end(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def start_agents(
    city: City,
    *,
    port: int = 0,
    max_answer: int = MAX_ANSWER,
    socket_each: bool = False,
    faults: Mapping[str, Fault] | None = None,
    seed: int = 1,
    scale: int = 0,
) -> AgentProcess:
    """Start a process that serves every agent of a city, and return once they answer.

    The city goes to the child through a pipe, so that its communities never lie in a file. The pipe then stays
    open: when this process ends, however it ends, the pipe closes and the child ends too.

    Parameters
    ----------
    port
        UDP port on the agents' loopback addresses; 0 takes a free one.
    max_answer
        Size cap of answers [octets].
    socket_each
        Open a socket for each address even where one could serve all.
    faults
        What is wrong with some agents, by the address at which they are reached (`lab.faults`); `seed` is that of their dice.
    scale
        Number of agents to serve at least, by copies of the city's realms (`lab.scale.scaled` gives the city for the scope).

    Raises
    ------
    InputError
        The agents could not be started, for example because the port is taken; or a fault that cannot be.
    """
    fleet = scaled_fleet(city, scale) if scale else fleet_of(city)
    order = {"fleet": fleet, "faults": checked(faults or {}), "seed": seed}
    home = str(Path(lab.__file__).parents[1])
    command = [sys.executable, "-m", "lab.server", "-", "--leash", "--port", str(port), "--max-answer", str(max_answer)]
    if socket_each:
        command.append("--socket-each")
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    data = msgspec.msgpack.encode(order)
    try:
        process.stdin.write(len(data).to_bytes(8, "big") + data)
        process.stdin.flush()
        said = _first_line(process.stdout, _PATIENCE_S)
    except BrokenPipeError:
        said = b""
    if not said:
        raise InputError("lab-agents-not-started", port=port, reason=_end(process))
    return AgentProcess(process, int(json.loads(said)["port"]))


def _first_line(pipe: IO[bytes], patience_s: float) -> bytes:
    """Return the first line of a pipe, or nothing when it closes or patience ends before."""
    deadline = time.monotonic() + patience_s
    said = b""
    while not said.endswith(b"\n"):
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        octets = os.read(pipe.fileno(), 4096) if ready else b""
        if not octets:
            return b""
        said += octets
    return said


def _end(process: subprocess.Popen[bytes]) -> str:
    """End a child, first with a request, then by force; return the last line it complained with."""
    if process.stdin is None:
        return ""
    process.terminate()
    with suppress(BrokenPipeError):
        process.stdin.close()
    process.stdin = None
    try:
        _, complaint = process.communicate(timeout=_FAREWELL_S)
    except subprocess.TimeoutExpired:
        process.kill()
        _, complaint = process.communicate()
    return (complaint.decode(errors="replace").strip().splitlines() or [""])[-1]
