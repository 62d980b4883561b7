"""VRRPV3-MIB (RFC 6527): VRRP groups of both address families, with the addresses they answer for."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, counted, inet_text, integer, integers, octets, oid_text, raw, word
from collectors.snmp.mibs.vrrp_mib import STATES
from collectors.snmp.strings import mac_of
from topology.model.tables import FhrpGroup

_ENTRY = (1, 3, 6, 1, 2, 1, 207, 1, 1, 1, 1)
_ADDRESS_ENTRY = (1, 3, 6, 1, 2, 1, 207, 1, 1, 2, 1)
_GROUP = 3
"""Parts of a group's index: ifIndex, VRID, address family."""


def _build_addresses(rows: Rows, draft: Draft) -> None:
    known = draft.note("vrrpv3")
    for index in sorted(rows):
        taken = counted(index[_GROUP:])
        found = inet_text(taken[0]) if taken else None
        if found is None:
            draft.problem("snmp_odd_index", oid_text((*_ADDRESS_ENTRY, 2, *index)), expected="ifIndex, VRID, InetAddress")
        else:
            known.setdefault(index[:_GROUP], []).append(found)


def _build_groups(rows: Rows, draft: Draft) -> None:
    known = draft.note("vrrpv3")
    for index, row in rows.items():
        ref = oid_text((*_ENTRY, 6, *index))
        if len(index) != _GROUP:
            draft.problem("snmp_odd_index", ref, expected="ifIndex, VRID, InetAddressType")
            continue
        master = inet_text(raw(row, "master"))
        group = FhrpGroup(
            protocol="vrrp3",
            group=index[1],
            addresses=tuple(known.get(index, ())),
            mac=mac_of(raw(row, "mac")),
            state=word(row, "state", STATES),
            priority=integer(row, "priority"),
            master=None if master in {"0.0.0.0", "::"} else master,  # noqa: S104 - none known
            ref=ref,
        )
        draft.add("fhrp", group, interface=index[0])


ADDRESSES = Table(
    name="VRRPV3-MIB::vrrpv3AssociatedIpAddrTable",
    entry=_ADDRESS_ENTRY,
    columns=integers(status=2),
    build=_build_addresses,
    optional=True,
)
GROUPS = Table(
    name="VRRPV3-MIB::vrrpv3OperationsTable",
    entry=_ENTRY,
    columns=(*octets(master=3, mac=5), *integers(state=6, priority=7)),
    build=_build_groups,
    optional=True,
)
