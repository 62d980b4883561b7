"""Reads agents with an engine of netfold, in a process of its own: the same start for every engine, and one codec a process.

``python -m benchmarks.snmp_reader`` takes a job as JSON on standard input and prints what it cost. `read` starts that
process. The garbage collector is set as a discovery sets it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from collectors.snmp import compiled

if TYPE_CHECKING:
    from collectors.snmp.engine import Access, Engine
    from collectors.snmp.limits import Limits

YOUNG = 50_000
"""As in `collectors.snmp.discover`."""


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A community, or an SNMPv3 user with authentication and privacy."""

    community: str = ""
    user: str = ""
    auth: str = ""
    auth_password: str = ""
    priv: str = ""
    priv_password: str = ""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to read of whom."""

    agents: list[tuple[str, int]]
    """Addresses and ports."""
    login: Login
    roots: list[tuple[int, ...]]
    repetitions: int = 25
    engine: str = "wire"
    codec: str | None = None
    """Folder of a compiled codec."""
    at_once: int = 1
    """Agents read at the same time."""
    warm: bool = True
    """Read once before what is measured, as a discovery that has begun."""
    numbered: bool = False
    """The values are 1, 2, 3 and so on; anything else is an error."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What it took."""

    values: int
    cpu_s: float
    wall_s: float
    failed: int
    peak_octets: int


def read(job: Job) -> Cost:
    """Read in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.snmp_reader"], input=msgspec.json.encode(job), capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"benchmarks: the reader failed: {done.stderr.decode(errors='replace')[-400:]}")
    return msgspec.json.decode(done.stdout, type=Cost)


def _access(job: Job, address: str, port: int) -> Access:
    from collectors.snmp.engine import Access
    from collectors.snmp.users import Auth, Level, Priv, User

    login = job.login
    if not login.user:
        return Access(address=address, port=port, community=login.community.encode())
    user = User(
        name=login.user.encode(),
        level=Level.PRIV,
        auth=Auth(login.auth),
        auth_password=login.auth_password.encode(),
        priv=Priv(login.priv),
        priv_password=login.priv_password.encode(),
    )
    return Access(address=address, port=port, version="3", user=user)


async def _read(job: Job, limits: Limits) -> tuple[list[list[object]], int]:
    """Return the values of each agent, and how many agents failed."""
    from collectors.snmp.engines import create_engine

    engine = create_engine(job.engine, limits)
    slots = asyncio.Semaphore(job.at_once)

    async def one(access: Access) -> tuple[list[object], bool]:
        async with slots:
            return await _read_one(engine, access, job, limits)

    done = await asyncio.gather(*[one(_access(job, *agent)) for agent in job.agents])
    return [values for values, _ in done], [good for _, good in done].count(False)


async def _read_one(engine: Engine, access: Access, job: Job, limits: Limits) -> tuple[list[object], bool]:
    from collectors.snmp.walk import Budget, Pace, Walk

    session = engine.open(access)
    values: list[object] = []
    good = True
    for root in job.roots:
        walk = Walk(session, [root], Pace(job.repetitions), Budget(limits))
        async for page in walk.pages():
            values.extend(page)
        good = good and walk.cursors[0].reason is None
    session.close()
    return values, good


def _measure(job: Job) -> Cost:
    from collectors.snmp.limits import Limits

    limits = Limits(timeout_s=5, rate_per_s=0, max_repetitions=job.repetitions, device_s=600)
    gc.set_threshold(YOUNG, 10, 10)
    if job.warm:
        asyncio.run(_read(job, limits))
    started_s, cpu_s = time.monotonic(), time.process_time()
    values, failed = asyncio.run(_read(job, limits))
    spent_s, wall_s = time.process_time() - cpu_s, time.monotonic() - started_s
    if job.numbered:
        _check_numbers(values)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Cost(values=sum(map(len, values)), cpu_s=spent_s, wall_s=wall_s, failed=failed, peak_octets=peak)


def _check_numbers(values: Sequence[Sequence[object]]) -> None:
    for rows in values:
        read = [row[2] for row in rows if isinstance(row, tuple)]
        if read != list(range(1, len(rows) + 1)):
            raise SystemExit("the values are not those of the agent")


def main() -> None:
    """Do the job on standard input."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    if job.codec is not None:
        compiled.use(Path(job.codec))
    cost = _measure(job)
    if job.codec is not None and str(sys.modules["collectors.snmp.ber"].__file__).endswith(".py"):
        raise SystemExit("the compiled codec is not in use")
    print(json.dumps(msgspec.to_builtins(cost)))


if __name__ == "__main__":
    main()
