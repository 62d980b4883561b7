"""CISCO-HSRP-MIB: HSRP groups on each interface."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, address, addresses, integer, integers, octets, oid_text, raw, word
from collectors.snmp.strings import mac_of
from topology.model.tables import FhrpGroup

_ENTRY = (1, 3, 6, 1, 4, 1, 9, 9, 106, 1, 2, 1, 1)
_STATES = {1: "initial", 2: "learn", 3: "listen", 4: "speak", 5: "standby", 6: "active"}


def _build(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        ref = oid_text((*_ENTRY, 15, *index))
        if len(index) != 2:  # noqa: PLR2004 - ifIndex, group
            draft.problem("snmp_odd_index", ref, expected="ifIndex, cHsrpGrpNumber")
            continue
        virtual = address(row, "virtual")
        group = FhrpGroup(
            protocol="hsrp",
            group=index[1],
            addresses=(virtual,) if virtual else (),
            mac=mac_of(raw(row, "mac")),
            state=word(row, "state", _STATES),
            priority=integer(row, "priority"),
            master=address(row, "active"),
            ref=ref,
        )
        draft.add("fhrp", group, interface=index[0])


GROUPS = Table(
    name="CISCO-HSRP-MIB::cHsrpGrpTable",
    entry=_ENTRY,
    columns=(*integers(priority=3), *addresses(virtual=11, active=13), *integers(state=15), *octets(mac=16)),
    build=_build,
    optional=True,
)
