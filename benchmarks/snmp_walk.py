"""Walking 10,000 values on one agent at max-repetitions 25: CPU per 1,000 values.

The agent is Debian's snmpd in a process of its own. netfold delivers typed, checked values in this process;
snmpbulkwalk prints text (its whole process counts, with MIB files off); pysnmp runs at its best, without MIB
lookup. Rounds are interleaved; the figure is the median.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import peer_pysnmp
from collectors.snmp import ber
from collectors.snmp.engine import Access
from collectors.snmp.limits import Limits
from collectors.snmp.walk import Budget, Pace, Walk
from collectors.snmp.wire import WireEngine

ROWS = 10_000
REPETITIONS = 25
ROUNDS = 5
ROOT = (1, 3, 6, 1, 4, 1, 8072, 9999, 9, 1)
_LIMITS = Limits(timeout_s=5, rate_per_s=0, max_repetitions=REPETITIONS)
_COMMUNITY = "netfold"


@contextmanager
def agent() -> Iterator[int]:
    """Run snmpd with the rows to be walked; yield its port."""
    binary = shutil.which("snmpd", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if binary is None:
        raise SystemExit("snmp_walk: snmpd is missing; `make system` installs it")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        oid = ".".join(map(str, ROOT))
        rows = "".join(f"override {oid}.{number} integer {number}\n" for number in range(1, ROWS + 1))
        config = folder / "snmpd.conf"
        config.write_text(f"agentaddress udp:127.0.0.1:{port}\nrocommunity {_COMMUNITY} 127.0.0.1\n{rows}")
        command = [binary, "-f", "-Lf", str(folder / "log"), "-C", "-c", str(config), "-p", str(folder / "pid"), "-I", "-smux"]
        environment = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": name}
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(port)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _wait(port: int) -> None:
    deadline_s = time.monotonic() + 60
    question = ber.encode_request(ber.VERSION_2C, _COMMUNITY.encode(), ber.GET, 7, ((*ROOT, ROWS),))
    while time.monotonic() < deadline_s:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.3)
            probe.connect(("127.0.0.1", port))
            try:
                probe.send(question)
                header = ber.decode_header(probe.recv(65_535))
            except OSError:
                time.sleep(0.1)
                continue
            if header.pdu_type == ber.RESPONSE:  # the kernel may give the probe the very port it asks, and then it hears itself
                return
    raise SystemExit("snmp_walk: snmpd does not answer")


async def _walk(port: int) -> int:
    session = WireEngine(_LIMITS).open(Access(address="127.0.0.1", port=port, community=_COMMUNITY.encode()))
    walk = Walk(session, [ROOT], Pace(REPETITIONS), Budget(_LIMITS))
    values = [value async for page in walk.pages() for value in page]
    session.close()
    if [value for _, _, value in values] != list(range(1, ROWS + 1)):
        raise SystemExit("snmp_walk: netfold did not read what the agent has")
    return len(values)


def netfold_s(port: int) -> float:
    """CPU of one walk by netfold [s]."""
    started_s = time.process_time()
    asyncio.run(_walk(port))
    return time.process_time() - started_s


def snmpbulkwalk_s(port: int) -> float:
    """CPU of one walk by snmpbulkwalk, its own start included [s]."""
    binary = shutil.which("snmpbulkwalk")
    if binary is None:
        raise SystemExit("snmp_walk: snmpbulkwalk is missing; `make system` installs it")
    oid = ".".join(map(str, ROOT))
    command = [binary, "-v2c", "-c", _COMMUNITY, "-On", f"-Cr{REPETITIONS}", f"127.0.0.1:{port}", oid]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env={"MIBS": "", "PATH": "/usr/bin"}, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.stdout.count(b"\n") != ROWS:
        raise SystemExit("snmp_walk: snmpbulkwalk did not read what the agent has")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def pysnmp_s(port: int) -> float:
    """CPU of one walk by pysnmp [s]."""
    values, spent_s = peer_pysnmp.measure("127.0.0.1", port, _COMMUNITY, [ROOT], REPETITIONS)
    if values != ROWS:
        raise SystemExit("snmp_walk: pysnmp did not read what the agent has")
    return spent_s


def run() -> Iterator[dict[str, object]]:
    """Yield netfold beside snmpbulkwalk and beside pysnmp [CPU ms per 1,000 values]."""
    with agent() as port:
        netfold_s(port)
        rounds = [(netfold_s(port), snmpbulkwalk_s(port), pysnmp_s(port)) for _ in range(ROUNDS)]
    ours, text, pysnmp = (statistics.median(column) * 1e6 / ROWS for column in zip(*rounds, strict=True))
    work = f"walk {ROWS:,} values, max-repetitions {REPETITIONS}"
    for peer, name in ((text, "snmpbulkwalk (text)"), (pysnmp, "pysnmp v1arch, no MIB lookup")):
        yield {
            "bench": "snmp_walk",
            "work": work,
            "netfold": round(ours, 3),
            "peer": round(peer, 3),
            "peer_name": name,
            "unit": "CPU ms per 1,000 values",
            "ratio": round(ours / peer, 4),
        }
