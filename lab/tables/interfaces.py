"""IF-MIB: ifTable and ifXTable (RFC 2863)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from collectors.snmp.ber import COUNTER32, COUNTER64, GAUGE32, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, TIMETICKS, Oid, Value
from lab.tables.form import Form
from lab.tables.table import SCALAR, Row, Table, mac_octets
from lab.tables.traffic import Traffic, share, traffic
from lab.tables.view import View
from lab.truth import TruthPort
from topology.model.records import InterfaceKind

_IF: Oid = (1, 3, 6, 1, 2, 1, 2)
_IF_X: Oid = (1, 3, 6, 1, 2, 1, 31, 1)
_WRAP = 2**32
_TRUE, _FALSE = 1, 2
_VIRTUAL = frozenset({InterfaceKind.LOOPBACK, InterfaceKind.OTHER, InterfaceKind.TUNNEL})


class _Seen(NamedTuple):
    """One interface with everything its columns say."""

    view: View
    form: Form
    port: TruthPort
    traffic: Traffic
    speed_bps: int


def _mac(seen: _Seen) -> bytes:
    if seen.port.mac:
        return mac_octets(seen.port.mac)
    return seen.form.mac_of_virtual if seen.port.kind in _VIRTUAL else mac_octets(seen.view.device.chassis_mac)


def _last_change(seen: _Seen) -> int:
    """Return when the state last changed [1/100 s since start]: soon after the start on most ports."""
    luck = share(f"{seen.view.device.id}|{seen.port.name}|change")
    ticks = seen.view.device.uptime_s * 100
    return int(min(ticks, 3000 + luck * 9000) if luck < 0.7 else luck * ticks) % _WRAP  # noqa: PLR2004 - seven in ten


def _few(packets: int, one_in: int) -> int:
    return packets // one_in % _WRAP


_Cell = Callable[[_Seen], Value]

_IF_COLUMNS: tuple[tuple[int, int, _Cell], ...] = (
    (1, INTEGER, lambda seen: seen.port.index),
    (2, OCTET_STRING, lambda seen: seen.form.label(seen.port.name)),
    (3, INTEGER, lambda seen: seen.form.kind_type(seen.port, seen.view.device)),
    (4, INTEGER, lambda seen: seen.port.mtu),
    (5, GAUGE32, lambda seen: min(seen.speed_bps, _WRAP - 1)),
    (6, OCTET_STRING, _mac),
    (7, INTEGER, lambda seen: 1 if seen.port.enabled else 2),
    (8, INTEGER, lambda seen: 1 if seen.port.enabled and seen.port.up else 2),
    (9, TIMETICKS, _last_change),
    (10, COUNTER32, lambda seen: seen.traffic.in_octets % _WRAP),
    (11, COUNTER32, lambda seen: seen.traffic.in_packets % _WRAP),
    (12, COUNTER32, lambda seen: _few(seen.traffic.in_packets, 40)),
    (13, COUNTER32, lambda seen: seen.traffic.in_discards % _WRAP),
    (14, COUNTER32, lambda seen: seen.traffic.in_errors % _WRAP),
    (15, COUNTER32, lambda _seen: 0),
    (16, COUNTER32, lambda seen: seen.traffic.out_octets % _WRAP),
    (17, COUNTER32, lambda seen: seen.traffic.out_packets % _WRAP),
    (18, COUNTER32, lambda seen: _few(seen.traffic.out_packets, 40)),
    (19, COUNTER32, lambda _seen: 0),
    (20, COUNTER32, lambda _seen: 0),
    (21, GAUGE32, lambda _seen: 0),
    (22, OBJECT_IDENTIFIER, lambda _seen: (0, 0)),
)

_IF_X_COLUMNS: tuple[tuple[int, int, _Cell], ...] = (
    (1, OCTET_STRING, lambda seen: seen.form.short(seen.port.name)),
    (2, COUNTER32, lambda seen: _few(seen.traffic.in_packets, 60)),
    (3, COUNTER32, lambda seen: _few(seen.traffic.in_packets, 120)),
    (4, COUNTER32, lambda seen: _few(seen.traffic.out_packets, 60)),
    (5, COUNTER32, lambda seen: _few(seen.traffic.out_packets, 120)),
    (6, COUNTER64, lambda seen: seen.traffic.in_octets),
    (7, COUNTER64, lambda seen: seen.traffic.in_packets),
    (8, COUNTER64, lambda seen: seen.traffic.in_packets // 60),
    (9, COUNTER64, lambda seen: seen.traffic.in_packets // 120),
    (10, COUNTER64, lambda seen: seen.traffic.out_octets),
    (11, COUNTER64, lambda seen: seen.traffic.out_packets),
    (12, COUNTER64, lambda seen: seen.traffic.out_packets // 60),
    (13, COUNTER64, lambda seen: seen.traffic.out_packets // 120),
    (14, INTEGER, lambda seen: _FALSE if seen.port.kind is InterfaceKind.OTHER else _TRUE),
    (15, GAUGE32, lambda seen: seen.speed_bps // 1_000_000),
    (16, INTEGER, lambda _seen: _FALSE),
    (17, INTEGER, lambda seen: _TRUE if seen.port.name in seen.view.places else _FALSE),
    (18, OCTET_STRING, lambda seen: seen.view.octets(seen.form.alias(seen.port))),
    (19, TIMETICKS, lambda _seen: 0),
)


def _seen(view: View) -> list[_Seen]:
    carried = traffic(view)
    return [
        _Seen(
            view,
            view.form,
            port,
            carried[port.name],
            port.speed_bps if port.speed_bps is not None else view.form.virtual_speed(port.kind),
        )
        for port in view.ports
    ]


def _columns(entry: Oid, columns: tuple[tuple[int, int, _Cell], ...], seen: list[_Seen]) -> Iterator[Row]:
    for column, tag, cell in columns:
        column_oid = (*entry, column)
        for one in seen:
            yield column_oid, (one.port.index,), tag, cell(one)


def _rows(view: View) -> Iterator[Row]:
    seen = _seen(view)
    yield (*_IF, 1), SCALAR, INTEGER, len(seen)
    yield from _columns((*_IF, 2, 1), _IF_COLUMNS, seen)


def _extended_rows(view: View) -> Iterator[Row]:
    yield from _columns((*_IF_X, 1, 1), _IF_X_COLUMNS, _seen(view))
    yield (*_IF_X, 5), SCALAR, TIMETICKS, 0


TABLES = (Table(name="interfaces", root=_IF, rows=_rows), Table(name="ifXTable", root=_IF_X, rows=_extended_rows))
