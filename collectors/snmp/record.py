"""From the rows of all tables to a `DeviceRecord`; pure."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from collectors.snmp.ber import Oid, Value
from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.bridge_mib import FDB
from collectors.snmp.mibs.cisco_vtp_mib import tables_of_vlan
from collectors.snmp.mibs.draft import Draft, Port
from collectors.snmp.mibs.table import Seen, Table, oid_text
from collectors.snmp.mibs.vendors import maker_of, platform_of, said_in
from topology.model.errors import Problem, Severity
from topology.model.records import Arp, Counter, DeviceRecord, Envelope, Interface, System
from topology.model.tables import ChangeMark, Module

NAMED_PARTS = (
    *("lags", "lag_members", "stp", "stp_ports", "ospf", "ospf_interfaces", "ospf_neighbours"),
    *("isis", "isis_circuits", "isis_adjacencies", "bgp", "bgp_peers", "fhrp", "forwarding", "fdb"),
)
"""Parts that tables add rows to by name, see `Draft.add`."""
_HEX_SHOWN = 64
"""Octets of an odd value that a problem shows."""


def draft_of(target: str, seen: Seen) -> Draft:
    """Build a draft from whatever tables have been read."""
    draft = Draft(target)
    for table in _in_building_order(seen):
        rows = seen.get(table.name)
        if not rows:
            continue
        try:
            table.build(rows, draft)
        except Exception as error:  # noqa: BLE001 - the decoder's edge: one table of a hostile agent must not end a run
            draft.problem("snmp_table_unreadable", table.name, Severity.ERROR, why=type(error).__name__)
    return draft


def _in_building_order(seen: Seen) -> list[Table]:
    """Return the tables: those that prepare others first, and the forwarding table without VLANs after those of the VLANs."""
    of_vlans = [table for vlan in vlans_in(seen) for table in tables_of_vlan(vlan)]
    order = [table for table in TABLES if table.prepares]
    order += [table for table in TABLES if not table.prepares and table.name != FDB.name]
    return [*order, *of_vlans, FDB]


def vlans_in(seen: Seen) -> tuple[int, ...]:
    """Return the VLANs in whose contexts tables have been read."""
    return tuple(sorted({int(name.rpartition("@")[2]) for name in seen if "@" in name}))


def odd_value_problem(target: str, oid: Oid, tag: int, value: Value) -> Problem:
    """Note a value that is not what its column holds; the octets stand in the problem."""
    shown = value[:_HEX_SHOWN].hex() if isinstance(value, bytes) else str(value)[:_HEX_SHOWN]
    return Problem("snmp_odd_value", Severity.WARNING, f"{target} {oid_text(oid)}", {"tag": f"0x{tag:02x}", "value": shown})


def _in_order(draft: Draft) -> list[Module]:
    return [draft.modules[index] for index in sorted(draft.modules)]


def first(values: Iterable[str | None]) -> str | None:
    """Return the first value that is known."""
    return next((value for value in values if value), None)


def _serials(draft: Draft, chassis: Sequence[Module]) -> tuple[str, ...]:
    """Return the numbers of the chassis; of the stack, or of the one board with a number, where these have none."""
    found = [module.serial for module in chassis if module.serial]
    if not found:
        found = [module.serial for module in _in_order(draft) if module.kind == "stack" and module.serial]
    if not found:
        inner = {module.index for module in draft.modules.values() if module.kind == "module"}
        boards = [module for module in _in_order(draft) if module.kind == "module" and module.parent not in inner and module.serial]
        found = [module.serial for module in boards if module.serial and len(boards) == 1]
    return tuple(dict.fromkeys(found))


def system_of(draft: Draft) -> System:
    """Return the device as a whole."""
    maker = maker_of(draft.object_id)
    chassis = [module for module in _in_order(draft) if module.kind == "chassis"]
    return System(
        name=draft.name,
        description=draft.description,
        object_id=draft.object_id,
        vendor=maker.vendor if maker else None,
        platform=platform_of(maker, draft.description),
        model=first(module.model for module in chassis) or said_in(maker, draft.description, "model"),
        serials=_serials(draft, chassis),
        software=said_in(maker, draft.description, "software") or first(module.software for module in chassis),
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
        vrf=port.vrf,
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
            in_discards=port.in_discards,
            out_discards=port.out_discards,
            bits=port.bits,
        )
        for port in ports
        if not port.in_octets is port.out_octets is port.in_errors is port.out_errors is port.in_discards is port.out_discards is None
    )


def _named(draft: Draft, part: str, names: Mapping[int, str]) -> tuple[Any, ...]:
    """Return the rows of a part with the names of the interfaces they speak of; an ifIndex without a name stays unsaid."""
    return tuple(
        msgspec.structs.replace(row, **{field: names[index] for field, index in fields.items() if index in names}) if fields else row
        for row, fields in draft.parts.get(part, ())
    )


def build_record(
    envelope: Envelope,
    seen: Seen,
    problems: Sequence[Problem],
    *,
    marks: Mapping[str, int] | None = None,
    carried: DeviceRecord | None = None,
) -> DeviceRecord:
    """Return the record of one device: what its tables say, with `problems` met on the way.

    `marks` are the agent's times of last change; `carried` holds what an earlier record said of tables that
    have not changed since.
    """
    draft = draft_of(envelope.target, seen)
    if carried is not None:
        draft.modules.update({module.index: module for module in carried.modules})
    ports = [draft.ports[index] for index in sorted(draft.ports)]
    names = interface_names(ports)
    for port in ports:
        if port.name and names[port.index] != port.name:
            draft.problem("snmp_same_name", port.ref or "", name=port.name, index=port.index)
    if draft.unsaid:
        problems = [*problems, Problem("snmp_more_problems", Severity.WARNING, envelope.target, {"count": draft.unsaid})]
    rows: dict[str, Any] = {part: _named(draft, part, names) for part in NAMED_PARTS}
    return DeviceRecord(
        envelope=envelope,
        system=system_of(draft),
        interfaces=tuple(_interface(port, names) for port in ports),
        local_ports=tuple(sorted(draft.local_ports, key=lambda row: row.number)),
        neighbours=(*(carried.neighbours if carried else ()), *draft.neighbours, *_named(draft, "neighbours", names)),
        vlans=tuple(draft.vlans[vid] for vid in sorted(draft.vlans)),
        vrfs=tuple(draft.vrfs[name] for name in sorted(draft.vrfs)),
        arp=tuple(Arp(address=address, mac=mac, interface=names.get(index)) for address, mac, index in draft.arp),
        counters=_counters(ports, names),
        problems=(*problems, *draft.problems),
        modules=tuple(_in_order(draft)),
        marks=tuple(ChangeMark(object=name, ticks=ticks) for name, ticks in sorted((marks or {}).items())),
        **rows,
    )


def addresses_of(record: DeviceRecord) -> frozenset[str]:
    """Return the device's own addresses, without length."""
    return frozenset(address.partition("/")[0] for port in record.interfaces for address in port.addresses)
