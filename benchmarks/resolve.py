"""Resolution: from records to a topology, and how it grows.

The peer is NAV's topology builder, as its authors publish it (``navtopology`` statistics: 4,127 candidates
in 1.84 s), so there is no ratio; the growth lines compare with linear growth measured in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from topology.model.census import Census, Level, Network, Role
from topology.model.ledger import Ledger
from topology.model.records import (
    Arp,
    Completeness,
    DeviceRecord,
    Envelope,
    Interface,
    InterfaceKind,
    LocalPort,
    Neighbour,
    NeighbourProtocol,
    SourceKind,
    System,
)
from topology.model.rules import Rules
from topology.resolve import resolve

NAV_CANDIDATES, NAV_S = 4127, 1.84
"""Published: NAV, ``python/nav/topology/stats.py``."""

_PORTS = 24
_BRANCH = 20
"""Devices under one parent, as many as its ports allow."""
_REALM_SIZE = 100
_HOSTS = 12
_REPEATS = 3


def run() -> Iterator[dict[str, object]]:
    """Yield the time to resolve networks of 1,100, 2,500 and 10,000 devices."""
    base: float | None = None
    for devices in (1_100, 2_500, 10_000):
        records = make_records(devices)
        rows = sum(len(record.neighbours) for record in records)
        seconds = min(_time(records) for _ in range(_REPEATS if devices < 10_000 else 1))  # noqa: PLR2004 - the large one once
        work = f"resolve {devices:,} devices, {devices * (_PORTS + 1):,} interfaces, {rows:,} neighbour rows"
        if base is None:
            base = seconds / devices
            per_row = {
                "netfold": seconds / rows * 1e3,
                "peer": NAV_S / NAV_CANDIDATES * 1e3,
                "peer_name": "NAV, as published",
                "ratio": None,
            }
            yield {"bench": "resolve", "work": f"{work}: per neighbour row, whole resolution", "unit": "ms", **per_row}
        linear = base * devices
        yield {
            "bench": "resolve",
            "work": work,
            "netfold": seconds,
            "peer": linear,
            "peer_name": "linear growth from 1,100 devices",
            "unit": "s",
            "ratio": seconds / linear,
        }


def _time(records: list[DeviceRecord]) -> float:
    networks = tuple(_network(realm) for realm in sorted({record.envelope.realm for record in records}))
    census = Census(edition="bench", networks=networks)
    start = time.perf_counter()
    topology, _ = resolve(records, census, Rules(), Ledger(), snapshot="bench")
    seconds = time.perf_counter() - start
    assert len(topology.links) == sum(len(record.neighbours) for record in records) // 2
    return seconds


def _network(realm: str) -> Network:
    return Network(
        code=realm.upper(), name=realm, short=realm, owner="U", role=Role.DEPARTMENTAL, level=Level.CITY, realm=realm, cell="networks!A1"
    )


def make_records(devices: int) -> list[DeviceRecord]:
    """Return the records of trees of about a hundred devices, each tree a realm with the same addresses."""
    neighbours: dict[int, list[tuple[int, int, int]]] = {number: [] for number in range(devices)}
    for number in range(devices):
        place = number % _REALM_SIZE
        if place:
            parent = number - place + (place - 1) // _BRANCH
            down, up = len(neighbours[parent]) + 1, len(neighbours[number]) + 1
            neighbours[parent].append((down, number, up))
            neighbours[number].append((up, parent, down))
    return [_record(number, neighbours[number]) for number in range(devices)]


def _mac(number: int) -> str:
    return f"00:e0:{number >> 24 & 255:02x}:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


def _record(number: int, rows: list[tuple[int, int, int]]) -> DeviceRecord:
    realm, place = divmod(number, _REALM_SIZE)
    ports = tuple(
        Interface(
            name=f"GigabitEthernet0/0/{port}",
            index=port + 5,
            kind=InterfaceKind.PHYSICAL,
            mac=_mac(number * 256 + port),
            up=True,
            ref=f"r.{port}",
        )
        for port in range(1, _PORTS + 1)
    )
    svi = Interface(name="Vlanif10", index=99, kind=InterfaceKind.VLAN, addresses=(f"10.0.{place}.1/24",), ref="r.99")
    return DeviceRecord(
        envelope=Envelope(
            kind=SourceKind.SNMP, target=f"127.1.{realm}.{place}", vantage="bench", realm=f"n{realm:03}",
            collected_at=datetime(2026, 1, 1, tzinfo=UTC),
            engine="bench", engine_version="1", completeness=Completeness.COMPLETE,
        ),
        system=System(name=f"SW{place:03}", chassis_ids=(_mac(number * 256),)),
        interfaces=(*ports, svi),
        local_ports=tuple(LocalPort(number=port + 40, subtype=5, port_id=f"GigabitEthernet0/0/{port}") for port in range(1, _PORTS + 1)),
        neighbours=tuple(
            Neighbour(
                protocol=NeighbourProtocol.LLDP, local_port=str(near + 40), chassis_subtype=4, chassis_id=_mac(other * 256), port_subtype=5,
                port_id=f"GigabitEthernet0/0/{far}", system_name=f"SW{other % _REALM_SIZE:03}", ref=f"l.{near}",
            )
            for near, other, far in rows
        ),
        arp=tuple(Arp(address=f"10.0.{place}.{host + 10}", mac=_mac(number * 256 + host), interface="Vlanif10") for host in range(_HOSTS)),
    )  # fmt: skip
