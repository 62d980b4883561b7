"""Records and topologies made by hand for the store's tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from topology.model.census import Census
from topology.model.entities import Device, Topology
from topology.model.ledger import Ledger
from topology.model.records import (
    Arp,
    Completeness,
    DeviceRecord,
    Envelope,
    Interface,
    InterfaceKind,
    Neighbour,
    NeighbourProtocol,
    SourceKind,
    System,
)
from topology.model.rules import Rules
from topology.store.snapshots import Draft

START = datetime(2017, 12, 1, 8, 0, tzinfo=UTC)


def record(number: int = 1, *, run: int = 1, ports: int = 24, **envelope: Any) -> DeviceRecord:
    fields: dict[str, Any] = {
        "kind": SourceKind.SNMP,
        "target": f"127.1.{number // 200}.{number % 200 + 1}",
        "vantage": "centre",
        "realm": "n01",
        "collected_at": START + timedelta(days=run, seconds=number),
        "uptime_s": 1000.5 * run + number,
        "engine": "wire",
        "engine_version": "1",
        "completeness": Completeness.COMPLETE,
        "requests": 40 + run,
        "duration_s": 0.25 * run,
    }
    return DeviceRecord(
        envelope=Envelope(**(fields | envelope)),
        system=System(
            name=f"N01-S{number:04d}-AS1",
            description="Huawei Versatile Routing Platform Software",
            vendor="huawei",
            location=f"S{number:04d}",
        ),
        interfaces=tuple(_port(number, port) for port in range(ports)),
        neighbours=(
            Neighbour(
                protocol=NeighbourProtocol.LLDP,
                local_port="7",
                chassis_subtype=4,
                chassis_id=mac(number, 99),
                port_subtype=5,
                port_id="GigabitEthernet0/0/1",
            ),
        ),
        arp=tuple(Arp(address=f"10.{number % 250}.1.{host + 1}", mac=mac(number, host + 50)) for host in range(12)),
    )


def mac(number: int, port: int) -> str:
    return f"00:e0:fc:{number // 256:02x}:{number % 256:02x}:{port:02x}"


def _port(number: int, port: int) -> Interface:
    return Interface(
        name=f"GigabitEthernet0/0/{port + 1}",
        index=port + 4,
        description=f"to S{(number * 7 + port) % 2000:04d} MSTP DL2013{number * 31 + port:04d}" if port % 6 == 0 else None,
        kind=InterfaceKind.PHYSICAL,
        mac=mac(number, port),
        speed_bps=1_000_000_000,
        enabled=True,
        up=port % 3 == 0,
        vlan_access=100 + port,
        ref=f"1.3.6.1.2.1.2.2.1.*.{port + 4}",
    )


def topology(snapshot: str = "s1", *, devices: int = 3) -> Topology:
    made = tuple(Device(id=f"dev-{number:03d}", name=f"sw{number}", realm="n01") for number in range(devices))
    return Topology(snapshot=snapshot, census=Census(edition=""), devices=made)


def draft(identifier: str, name: str, **changes: Any) -> Draft:
    fields: dict[str, Any] = {
        "id": identifier,
        "name": name,
        "actor": "tester",
        "census_number": None,
        "rules": Rules(),
        "ledger": Ledger(),
        "base_ledger": 0,
        "records": (),
        "topology": topology(identifier),
        "findings": (),
    }
    return Draft(**(fields | changes))
