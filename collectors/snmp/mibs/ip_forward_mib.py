"""IP-FORWARD-MIB (RFC 4292, and the table of RFC 2096 it deprecates): the routes in use.

A router of the Internet has a million; reading stops at a cap, and says so.
"""

from __future__ import annotations

from ipaddress import IPv4Address, ip_network

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.ip_mib import ipv4_of, mask_length
from collectors.snmp.mibs.table import Row, Rows, Seen, Table, inet_parts, integer, integers, oid_text, word
from topology.model.tables import ForwardingEntry

_INET_ENTRY = (1, 3, 6, 1, 2, 1, 4, 24, 7, 1)
_OLD_ENTRY = (1, 3, 6, 1, 2, 1, 4, 24, 4, 1)
_MOST = 20_000
_OLD_PARTS = 13
"""Destination, mask, type of service, next hop."""
# IANAipRouteProtocol-MIB
_PROTOCOLS = dict(
    enumerate(
        (
            *("other", "local", "netmgmt", "icmp", "egp", "ggp", "hello", "rip", "isis", "esis"),
            *("ciscoIgrp", "bbnSpfIgp", "ospf", "bgp", "idpr", "ciscoEigrp", "dvmrp", "rpl", "dhcp", "ttdp"),
        ),
        start=1,
    )
)


def _prefix(address: str | None, length: int) -> str | None:
    """Return the prefix without host bits; None where the length is beyond the address."""
    if address is None or length > (128 if ":" in address else 32):
        return None
    return str(ip_network(f"{address}/{length}", strict=False))


def inet_route(index: Oid) -> tuple[str, str | None] | None:
    """Return prefix and next hop of an inetCidrRouteTable index: destination, length, policy, next hop.

    >>> inet_route((1, 4, 10, 1, 0, 0, 16, 2, 0, 0, 1, 4, 10, 0, 0, 1))
    ('10.1.0.0/16', '10.0.0.1')
    """
    taken = inet_parts(index)
    if taken is None or not taken[1]:
        return None
    prefix = _prefix(taken[0], taken[1][0])
    rest = taken[1][1:]
    if prefix is None or not rest or len(rest) <= rest[0]:
        return None
    hop = inet_parts(rest[rest[0] + 1 :])
    return None if hop is None else (prefix, hop[0] if hop[0] not in {"0.0.0.0", "::"} else None)  # noqa: S104 - no next hop


def old_route(index: Oid) -> tuple[str, str | None] | None:
    """Return prefix and next hop of an ipCidrRouteTable index.

    >>> old_route((10, 1, 0, 0, 255, 255, 0, 0, 0, 10, 0, 0, 1))
    ('10.1.0.0/16', '10.0.0.1')
    """
    if len(index) != _OLD_PARTS:
        return None
    mask = ipv4_of(index[4:8])
    length = mask_length(mask)
    address, hop = ipv4_of(index[:4]), ipv4_of(index[9:])
    prefix = None if length is None else _prefix(address, length)
    return None if prefix is None or hop is None else (prefix, hop if int(IPv4Address(hop)) else None)


def _add(draft: Draft, route: tuple[str, str | None], row: Row, ref: str) -> None:
    metric = integer(row, "metric")
    entry = ForwardingEntry(
        prefix=route[0],
        next_hop=route[1],
        protocol=word(row, "protocol", _PROTOCOLS),
        metric=metric if metric is not None and metric >= 0 else None,
        ref=ref,
    )
    draft.add("forwarding", entry, interface=integer(row, "index"))


def _build_inet(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        route = inet_route(index)
        ref = oid_text((*_INET_ENTRY, 7, *index))
        if route is None:
            draft.problem("snmp_odd_index", ref, expected="InetAddress, length, policy, InetAddress")
            continue
        draft.note("routes")[index] = route
        _add(draft, route, row, ref)


def _build_old(rows: Rows, draft: Draft) -> None:
    known = set(draft.note("routes").values())
    for index, row in rows.items():
        route = old_route(index)
        ref = oid_text((*_OLD_ENTRY, 5, *index))
        if route is None:
            draft.problem("snmp_odd_index", ref, expected="IPv4, mask, type of service, IPv4")
        elif route not in known:
            _add(draft, route, row, ref)


def _without_inet(seen: Seen) -> bool:
    return not seen.get(INET_CIDR.name)


INET_CIDR = Table(
    name="IP-FORWARD-MIB::inetCidrRouteTable",
    entry=_INET_ENTRY,
    columns=integers(index=7, type=8, protocol=9, metric=12),
    build=_build_inet,
    optional=True,
    most=_MOST,
)
IP_CIDR = Table(
    name="IP-FORWARD-MIB::ipCidrRouteTable",
    entry=_OLD_ENTRY,
    columns=integers(index=5, type=6, protocol=7, metric=11),
    build=_build_old,
    wanted=_without_inet,
    optional=True,
    most=_MOST,
)
