"""From the rows of all tables to a `DeviceRecord`; pure."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence

from collectors.snmp.ber import Oid, Value
from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.draft import Draft, Port
from collectors.snmp.mibs.table import Seen, oid_text
from collectors.snmp.mibs.vendors import maker_of, platform_of, said_in
from topology.model.errors import Problem, Severity
from topology.model.records import Arp, Counter, DeviceRecord, Envelope, Interface, System

_HEX_SHOWN = 64
"""Octets of an odd value that a problem shows."""


def draft_of(target: str, seen: Seen) -> Draft:
    """Build a draft from whatever tables have been read."""
    draft = Draft(target)
    for table in TABLES:
        rows = seen.get(table.name)
        if not rows:
            continue
        try:
            table.build(rows, draft)
        except Exception as error:  # noqa: BLE001 - the decoder's edge: one table of a hostile agent must not end a run
            draft.problem("snmp_table_unreadable", table.name, Severity.ERROR, why=type(error).__name__)
    return draft


def odd_value_problem(target: str, oid: Oid, tag: int, value: Value) -> Problem:
    """Note a value that is not what its column holds; the octets stand in the problem."""
    shown = value[:_HEX_SHOWN].hex() if isinstance(value, bytes) else str(value)[:_HEX_SHOWN]
    return Problem("snmp_odd_value", Severity.WARNING, f"{target} {oid_text(oid)}", {"tag": f"0x{tag:02x}", "value": shown})


def system_of(draft: Draft) -> System:
    """Return the device as a whole."""
    maker = maker_of(draft.object_id)
    return System(
        name=draft.name,
        description=draft.description,
        object_id=draft.object_id,
        vendor=maker.vendor if maker else None,
        platform=platform_of(maker, draft.description),
        model=draft.model or said_in(maker, draft.description, "model"),
        serials=tuple(draft.serials),
        software=said_in(maker, draft.description, "software") or draft.software,
        location=draft.location,
        contact=draft.contact,
        chassis_ids=tuple(draft.chassis_ids),
    )


def interface_names(ports: Sequence[Port]) -> dict[int, str]:
    """Return one name for each ifIndex, no two alike: ifName, else the label, else with the index, so that ports never merge."""
    tally = Tally(port.name or f"if{port.index}" for port in ports)
    labels = Tally(port.label for port in ports)
    names = {}
    for port in ports:
        name = port.name or f"if{port.index}"
        if tally[name] > 1:
            alone = port.label is not None and labels[port.label] == 1 and port.label not in tally
            name = port.label if alone and port.label else f"{name}#{port.index}"
        names[port.index] = name
    return names


def _interface(port: Port, names: dict[int, str]) -> Interface:
    trunk = bool(port.tagged)
    return Interface(
        name=names[port.index],
        index=port.index,
        description=port.description,
        label=port.label,
        kind=port.kind,
        mac=port.mac,
        speed_bps=port.speed_bps,
        mtu=port.mtu,
        enabled=port.enabled,
        up=port.up,
        addresses=tuple(port.addresses),
        vlan_access=port.pvid if port.untagged == {port.pvid} and not trunk else None,
        vlan_trunk=tuple(sorted(port.tagged | port.untagged)) if trunk else None,
        vlan_native=port.pvid if trunk or not port.untagged else None,
        lag=names.get(port.lag) if port.lag is not None else None,
        bridge_port=port.bridge_port,
        ref=port.ref,
    )


def _counters(ports: Sequence[Port], names: dict[int, str]) -> tuple[Counter, ...]:
    return tuple(
        Counter(
            interface=names[port.index],
            in_octets=port.in_octets,
            out_octets=port.out_octets,
            in_errors=port.in_errors,
            out_errors=port.out_errors,
        )
        for port in ports
        if not port.in_octets is port.out_octets is port.in_errors is port.out_errors is None
    )


def build_record(envelope: Envelope, seen: Seen, problems: Sequence[Problem]) -> DeviceRecord:
    """Return the record of one device: what its tables say, with `problems` met on the way."""
    draft = draft_of(envelope.target, seen)
    ports = [draft.ports[index] for index in sorted(draft.ports)]
    names = interface_names(ports)
    for port in ports:
        if port.name and names[port.index] != port.name:
            draft.problem("snmp_same_name", port.ref or "", name=port.name, index=port.index)
    if draft.unsaid:
        problems = [*problems, Problem("snmp_more_problems", Severity.WARNING, envelope.target, {"count": draft.unsaid})]
    return DeviceRecord(
        envelope=envelope,
        system=system_of(draft),
        interfaces=tuple(_interface(port, names) for port in ports),
        local_ports=tuple(sorted(draft.local_ports, key=lambda row: row.number)),
        neighbours=tuple(draft.neighbours),
        vlans=tuple(draft.vlans[vid] for vid in sorted(draft.vlans)),
        arp=tuple(Arp(address=address, mac=mac, interface=names.get(index)) for address, mac, index in draft.arp),
        counters=_counters(ports, names),
        problems=(*problems, *draft.problems),
    )


def addresses_of(record: DeviceRecord) -> frozenset[str]:
    """Return the device's own addresses, without length."""
    return frozenset(address.partition("/")[0] for port in record.interfaces for address in port.addresses)
