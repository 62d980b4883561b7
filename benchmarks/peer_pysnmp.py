"""pysnmp at its best (v1arch, no MIB lookup), as a peer: the one module of the benchmarks that imports it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from pyasn1.type.univ import Null, ObjectIdentifier
from pysnmp.hlapi.v1arch.asyncio import CommunityData, SnmpDispatcher, UdpTransportTarget, bulk_cmd
from pysnmp.proto.rfc1905 import EndOfMibView

Oid = tuple[int, ...]


async def walk_roots(address: str, port: int, community: str, roots: Sequence[Oid], repetitions: int) -> tuple[int, float]:
    """Walk subtrees one after the other; return values read and the CPU it took [s]."""
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
