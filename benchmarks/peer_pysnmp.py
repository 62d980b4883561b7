"""pysnmp at its best (v1arch, no MIB lookup), as a peer.

The one module of the benchmarks that imports it, and it runs in a process of its own, so that its objects do
not weigh on the garbage collection of what it is compared with. `measure` starts that process.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

Oid = tuple[int, ...]


def measure(address: str, port: int, community: str, roots: Sequence[Oid], repetitions: int) -> tuple[int, float]:
    """Walk subtrees in a process of its own; return values read and the CPU it took, without start-up [s]."""
    job = json.dumps([address, port, community, [list(root) for root in roots], repetitions])
    done = subprocess.run([sys.executable, "-m", "benchmarks.peer_pysnmp"], input=job, capture_output=True, text=True, check=True)
    values, spent_s = json.loads(done.stdout)
    return int(values), float(spent_s)


async def _walk_roots(address: str, port: int, community: str, roots: Sequence[Oid], repetitions: int) -> tuple[int, float]:
    from pysnmp.hlapi.v1arch.asyncio import CommunityData, SnmpDispatcher, UdpTransportTarget

    dispatcher = SnmpDispatcher()
    target = await UdpTransportTarget.create((address, port), timeout=5, retries=2)
    credentials = CommunityData(community, mpModel=1)  # noqa: S508 - v2c is what is compared
    values = 0
    started_s = time.process_time()
    for root in roots:
        values += await _walk(dispatcher, target, credentials, root, repetitions)
    spent_s = time.process_time() - started_s
    dispatcher.close()
    return values, spent_s


async def _walk(dispatcher: Any, target: Any, credentials: Any, root: Oid, repetitions: int) -> int:
    from pyasn1.type.univ import Null, ObjectIdentifier
    from pysnmp.hlapi.v1arch.asyncio import bulk_cmd
    from pysnmp.proto.rfc1905 import EndOfMibView

    values, last = 0, root
    while True:
        # a pair, not an ObjectType: the latter turns MIB lookup on whatever the option says
        error, status, _, rows = await bulk_cmd(dispatcher, credentials, target, 0, repetitions, (ObjectIdentifier(last), Null("")))
        if error or status or not rows:
            return values
        for name, value in rows:
            oid = tuple(name)
            if oid[: len(root)] != root or isinstance(value, EndOfMibView):
                return values
            values += 1
            last = oid


if __name__ == "__main__":
    _address, _port, _community, _roots, _repetitions = json.load(sys.stdin)
    print(json.dumps(asyncio.run(_walk_roots(_address, _port, _community, [tuple(root) for root in _roots], _repetitions))))
