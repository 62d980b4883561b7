"""IF-MIB (RFC 2863): interfaces, their names, speeds, states and counters, and what is stacked on what."""

from __future__ import annotations

import re
from functools import partial

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft, Port
from collectors.snmp.mibs.table import Rows, Seen, Table, integer, integers, octets, oid_text, raw
from collectors.snmp.strings import mac_of
from topology.model.records import InterfaceKind

_IF_ENTRY = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_IF_X_ENTRY = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
_IF_STACK_ENTRY = (1, 3, 6, 1, 2, 1, 31, 1, 2, 1)
_LAG_TYPE = 161
_UP = 1
_DOWN = 2
_MEGA = 1_000_000
_GAUGE_FULL = 0xFFFFFFFF
"""ifSpeed where the true speed does not fit (RFC 2863 3.1.6)."""
_MAX_MBPS = 100_000_000
"""Above 100 Tbit/s an ifHighSpeed is a mistake: some agents write bit/s."""

# IANAifType-MIB; what agents use for the ports of switches and routers.
_BY_TYPE = {
    **dict.fromkeys((6, 7, 22, 23, 32, 37, 39, 49, 62, 69, 94, 97, 108, 117, 118, 171), InterfaceKind.PHYSICAL),
    24: InterfaceKind.LOOPBACK,
    131: InterfaceKind.TUNNEL,
    135: InterfaceKind.SUBINTERFACE,
    136: InterfaceKind.VLAN,
    150: InterfaceKind.TUNNEL,
    161: InterfaceKind.LAG,
}
# Names settle what the type leaves open: Vlanif is propVirtual(53) at Huawei and Cisco, Port-channel too.
_BY_NAME = (
    (re.compile(r"^(vlanif|vlan-interface|vlan|vl|vbdif|svi)\s*\d+$"), InterfaceKind.VLAN),
    (
        re.compile(
            r"^(eth-trunk|bridge-aggregation|route-aggregation|aggregateport|port-channel|portchannel|bagg|ragg|ag|po|smartgroup)\s*\d+$"
        ),
        InterfaceKind.LAG,
    ),
    (re.compile(r"^(inloopback|loopback|lo)\s*\d*$"), InterfaceKind.LOOPBACK),
    (re.compile(r"^(meth|m-gigabitethernet|mge|mgmt|fxp|em)\s*\d"), InterfaceKind.MANAGEMENT),
    (re.compile(r"^tunnel\s*\d"), InterfaceKind.TUNNEL),
    (re.compile(r"^null\s*\d"), InterfaceKind.OTHER),
    (re.compile(r"\d\.\d+$"), InterfaceKind.SUBINTERFACE),
)


_ZTE, _FORTINET = "1.3.6.1.4.1.3902.", "1.3.6.1.4.1.12356."
"""Enterprise numbers of makers who write an operator's text into ifDescr: ZTE behind the name, Fortinet alone."""
_NAME_AND_TEXT = re.compile(r"([a-z]+[-_]?\d[\d/.]*) (\S.*)")


def interface_kind(if_type: int | None, name: str | None) -> InterfaceKind:
    """Return what an interface is, by its name first, then its ifType.

    >>> interface_kind(53, "Vlanif10").value, interface_kind(6, "GigabitEthernet0/0/1").value, interface_kind(6, "GE0/0/1.100").value
    ('vlan', 'physical', 'subinterface')
    """
    text = (name or "").lower()
    for pattern, kind in _BY_NAME:
        if pattern.search(text):
            return kind
    return _BY_TYPE.get(if_type or 0, InterfaceKind.OTHER)


def _ports(rows: Rows, draft: Draft, entry: Oid) -> list[tuple[Port, Oid]]:
    """Return the interfaces that rows speak of; an index that is no ifIndex is noted and left out."""
    found: list[tuple[Port, Oid]] = []
    for index in rows:
        if len(index) == 1:
            found.append((draft.port(index[0]), index))
        else:
            draft.problem("snmp_odd_index", oid_text((*entry, *index)), expected="ifIndex")
    return found


def _build_names(rows: Rows, draft: Draft) -> None:
    for port, index in _ports(rows, draft, _IF_X_ENTRY):
        row = rows[index]
        port.name = draft.text(raw(row, "name"), oid_text((*_IF_X_ENTRY, 1, *index)))
        port.description = draft.text(raw(row, "alias"), oid_text((*_IF_X_ENTRY, 18, *index)))
        if port.name:
            port.ref = oid_text((*_IF_X_ENTRY, 1, *index))
        mbps = integer(row, "high_speed")
        if mbps is not None and 0 < mbps <= _MAX_MBPS:
            port.speed_bps = mbps * _MEGA


def _build_states(rows: Rows, draft: Draft) -> None:
    for port, index in _ports(rows, draft, _IF_ENTRY):
        row = rows[index]
        descr = draft.text(raw(row, "descr"), oid_text((*_IF_ENTRY, 2, *index)))
        _take_description(port, descr, draft.object_id or "")
        port.ref = port.ref or oid_text((*_IF_ENTRY, 2, *index))
        port.type = integer(row, "type")
        port.kind = interface_kind(port.type, port.label or port.name)
        mtu = integer(row, "mtu")
        port.mtu = mtu if mtu is not None and 0 < mtu < 1 << 31 else None
        speed = integer(row, "speed")
        if port.speed_bps is None and speed and speed != _GAUGE_FULL:
            port.speed_bps = speed
        mac = mac_of(raw(row, "phys"))
        port.mac = mac if mac != "00:00:00:00:00:00" else None
        port.enabled = {_UP: True, _DOWN: False}.get(integer(row, "admin") or 0)
        oper = integer(row, "oper")
        port.up = None if oper is None or oper == 4 else oper == _UP  # noqa: PLR2004 - unknown(4)


def _take_description(port: Port, descr: str | None, object_id: str) -> None:
    """Take ifDescr: a name where there is no ifName, else the long name; two makers put the operator's text there.

    *Source*: captures of a ZXR10 5928 (``gei_1/2 text``, no ifXTable) and of a FortiGate 60F (ifDescr is the setting ``description``).
    """
    if object_id.startswith(_FORTINET) and port.name:
        port.description = descr or port.description
        return
    said = _NAME_AND_TEXT.fullmatch(descr or "") if object_id.startswith(_ZTE) else None
    if said is not None:
        descr, port.description = said.group(1), port.description or said.group(2)
    if not port.name:
        port.name = descr
    elif descr and descr != port.name:
        port.label = descr


def _build_octets(rows: Rows, draft: Draft, bits: int) -> None:
    for port, index in _ports(rows, draft, _IF_X_ENTRY):
        row = rows[index]
        if port.in_octets is port.out_octets is None:
            port.bits = bits
        port.in_octets = integer(row, "in_octets") if port.in_octets is None else port.in_octets
        port.out_octets = integer(row, "out_octets") if port.out_octets is None else port.out_octets


def _build_errors(rows: Rows, draft: Draft) -> None:
    for port, index in _ports(rows, draft, _IF_ENTRY):
        row = rows[index]
        port.in_errors, port.out_errors = integer(row, "in_errors"), integer(row, "out_errors")
        port.in_discards, port.out_discards = integer(row, "in_discards"), integer(row, "out_discards")


def _build_stack(rows: Rows, draft: Draft) -> None:
    """Aggregates stand above their members; 0 means nothing above or below (RFC 2863)."""
    for index in rows:
        if len(index) != 2 or not all(index):  # noqa: PLR2004 - higher and lower layer
            continue
        higher, lower = draft.ports.get(index[0]), draft.ports.get(index[1])
        if higher and lower and higher.kind is InterfaceKind.LAG and lower.kind is InterfaceKind.PHYSICAL and lower.lag is None:
            lower.lag = higher.index


def _without_wide_counters(seen: Seen) -> bool:
    return not seen.get(WIDE_COUNTERS.name)


def _with_aggregates(seen: Seen) -> bool:
    """Stacks are read where there are aggregates and IEEE8023-LAG-MIB did not say who belongs to them."""
    attached = seen.get("IEEE8023-LAG-MIB::dot3adAggPortTable", {})
    if any(integer(row, "attached") for row in attached.values()):
        return False
    return any(
        integer(row, "type") == _LAG_TYPE or interface_kind(None, (raw(row, "descr") or b"").decode(errors="replace")) is InterfaceKind.LAG
        for row in seen.get(STATES.name, {}).values()
    )


NAMES = Table(
    name="IF-MIB::ifXTable",
    entry=_IF_X_ENTRY,
    columns=(*octets(name=1), *integers(high_speed=15), *octets(alias=18)),
    build=_build_names,
)
STATES = Table(
    name="IF-MIB::ifTable",
    entry=_IF_ENTRY,
    columns=(*octets(descr=2), *integers(type=3, mtu=4, speed=5), *octets(phys=6), *integers(admin=7, oper=8)),
    build=_build_states,
)
WIDE_COUNTERS = Table(
    name="IF-MIB::ifXTable counters",
    entry=_IF_X_ENTRY,
    columns=integers(in_octets=6, out_octets=10),
    build=partial(_build_octets, bits=64),
)
COUNTERS = Table(
    name="IF-MIB::ifTable counters",
    entry=_IF_ENTRY,
    columns=integers(in_octets=10, out_octets=16),
    build=partial(_build_octets, bits=32),
    wanted=_without_wide_counters,
)
ERRORS = Table(
    name="IF-MIB::ifTable errors",
    entry=_IF_ENTRY,
    columns=integers(in_discards=13, in_errors=14, out_discards=19, out_errors=20),
    build=_build_errors,
)
STACK = Table(name="IF-MIB::ifStackTable", entry=_IF_STACK_ENTRY, columns=integers(status=3), build=_build_stack, wanted=_with_aggregates)
