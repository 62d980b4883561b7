"""VRRP-MIB (RFC 2787): VRRP version 2 groups on each interface, with the addresses they answer for."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.ip_mib import ipv4_of
from collectors.snmp.mibs.table import Rows, Table, address, addresses, integer, integers, octets, oid_text, raw, word
from collectors.snmp.strings import mac_of
from topology.model.tables import FhrpGroup

_ENTRY = (1, 3, 6, 1, 2, 1, 68, 1, 3, 1)
_ADDRESS_ENTRY = (1, 3, 6, 1, 2, 1, 68, 1, 4, 1)
STATES = {1: "initialize", 2: "backup", 3: "master"}
"""vrrpOperState, vrrpv3OperationsStatus."""
_GROUP = 2
"""Parts of a group's index: ifIndex, VRID."""


def _build_addresses(rows: Rows, draft: Draft) -> None:
    known = draft.note("vrrp")
    for index in sorted(rows):
        found = ipv4_of(index[_GROUP:])
        if found is None:
            draft.problem("snmp_odd_index", oid_text((*_ADDRESS_ENTRY, 2, *index)), expected="ifIndex, VRID, IPv4")
        else:
            known.setdefault(index[:_GROUP], []).append(found)


def _build_groups(rows: Rows, draft: Draft) -> None:
    known = draft.note("vrrp")
    for index, row in rows.items():
        ref = oid_text((*_ENTRY, 3, *index))
        if len(index) != _GROUP:
            draft.problem("snmp_odd_index", ref, expected="ifIndex, VRID")
            continue
        group = FhrpGroup(
            protocol="vrrp2",
            group=index[1],
            addresses=tuple(known.get(index, ())),
            mac=mac_of(raw(row, "mac")),
            state=word(row, "state", STATES),
            priority=integer(row, "priority"),
            master=address(row, "master"),
            ref=ref,
        )
        draft.add("fhrp", group, interface=index[0])


ADDRESSES = Table(
    name="VRRP-MIB::vrrpAssoIpAddrTable",
    entry=_ADDRESS_ENTRY,
    columns=integers(status=2),
    build=_build_addresses,
    optional=True,
)
GROUPS = Table(
    name="VRRP-MIB::vrrpOperTable",
    entry=_ENTRY,
    columns=(*octets(mac=2), *integers(state=3, priority=5), *addresses(master=7)),
    build=_build_groups,
    optional=True,
)
