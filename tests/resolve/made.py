"""Records, census and rules made by hand, with names that say what they stand for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from topology.model import census as declared
from topology.model.census import Census, CircuitKind, Level, Role, SiteKind
from topology.model.entities import DeviceInterface, Link, Topology
from topology.model.ledger import Ledger
from topology.model.records import (
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

START = datetime(2026, 1, 1, tzinfo=UTC)


def port(number: int, **more) -> Interface:
    fields = {
        "name": f"GigabitEthernet0/0/{number}",
        "index": number + 5,
        "kind": InterfaceKind.PHYSICAL,
        "ref": f"1.3.6.1.2.1.2.2.1.2.{number}",
    }
    return Interface(**(fields | more))


def record(
    target: str, name: str | None = None, *, chassis: str | None = None, serial: str | None = None, ports=(), **more
) -> DeviceRecord:
    """One look at a device; `realm`, `kind`, `minutes`, `completeness`, `location` and any part by keyword."""
    envelope = Envelope(
        kind=more.pop("kind", SourceKind.SNMP),
        target=target,
        vantage="centre",
        realm=more.pop("realm", "n01"),
        collected_at=START + timedelta(minutes=more.pop("minutes", 0)),
        engine="wire",
        engine_version="1",
        completeness=more.pop("completeness", Completeness.COMPLETE),
        reason=more.pop("reason", None),
    )
    system = System(
        name=name,
        location=more.pop("location", None),
        chassis_ids=(chassis,) if chassis else (),
        serials=(serial,) if serial else (),
    )
    return DeviceRecord(envelope=envelope, system=system, interfaces=tuple(ports), **more)


def hears(local: str | int, *, chassis: str | None = None, name: str | None = None, port_id: str | None = None, **more) -> Neighbour:
    fields = {
        "protocol": NeighbourProtocol.LLDP,
        "local_port": str(local),
        "chassis_subtype": 4 if chassis else None,
        "chassis_id": chassis,
        "port_subtype": 5,
        "port_id": port_id,
        "system_name": name,
        "ref": f"1.0.8802.1.1.2.1.4.1.1.9.0.{local}.1",
    }
    return Neighbour(**(fields | more))


def local_ports(*numbers: int, shift: int = 0, **more) -> tuple[LocalPort, ...]:
    """An agent's own numbering: LLDP number = port number + shift."""
    return tuple(LocalPort(**({"number": n + shift, "subtype": 5, "port_id": f"GigabitEthernet0/0/{n}"} | more)) for n in numbers)


def mac(number: int) -> str:
    return f"00:e0:fc:00:{number // 256:02x}:{number % 256:02x}"


def network(code: str, realm: str | None, **more) -> declared.Network:
    fields = {"code": code, "name": code, "short": code, "owner": "U01", "role": Role.DEPARTMENTAL, "level": Level.CITY, "realm": realm}
    return declared.Network(**(fields | {"cell": "networks!A1"} | more))


def site(code: str, name: str | None = None, kind: SiteKind = SiteKind.OTHER) -> declared.Site:
    return declared.Site(code=code, name=name or f"site {code}", kind=kind, cell=f"sites!{code}")


def circuit(code: str, number: str | None, a: str, b: str | None, **more) -> declared.Circuit:
    fields = {
        "code": code,
        "number": number,
        "network": "N01",
        "kind": CircuitKind.LEASED,
        "site_a": a,
        "site_b": b,
        "cell": f"circuits!{code}",
    }
    return declared.Circuit(**(fields | more))


def presence(code: str, net: str, at: str, hosts: int | None = None) -> declared.Presence:
    return declared.Presence(code=code, network=net, site=at, hosts=hosts, cell=f"presences!{code}")


def census(**tables) -> Census:
    return Census(edition="2017", **{name: tuple(rows) for name, rows in tables.items()})


def believe(records, made: Census | None = None, rules: Rules | None = None, ledger: Ledger | None = None) -> Topology:
    return believe_and_remember(records, made, rules, ledger)[0]


def believe_and_remember(records, made=None, rules=None, ledger=None) -> tuple[Topology, Ledger]:
    return resolve(list(records), made or census(), rules or Rules(), ledger or Ledger(), snapshot="s1")


def names(topology: Topology) -> list[str]:
    return sorted(device.name for device in topology.devices)


def ends(topology: Topology, link: Link) -> frozenset[tuple[str, str | None]]:
    def end(device: str, interface: str | None) -> tuple[str, str | None]:
        return topology.device[device].name, topology.interface[interface].name if interface else None

    return frozenset((end(link.a_device, link.a_interface), end(link.b_device, link.b_interface)))


def all_ends(topology: Topology) -> set[frozenset[tuple[str, str | None]]]:
    return {ends(topology, link) for link in topology.links}


def interface_of(topology: Topology, device: str, number: int) -> DeviceInterface:
    wanted = f"GigabitEthernet0/0/{number}"
    return next(i for i in topology.interfaces if topology.device[i.device].name == device and i.name == wanted)


def gig(number: int) -> str:
    return f"GigabitEthernet0/0/{number}"
