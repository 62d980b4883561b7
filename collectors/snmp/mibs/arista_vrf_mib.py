"""ARISTA-VRF-MIB: VRFs of EOS, their route distinguishers, and the interfaces in each."""

from __future__ import annotations

import msgspec

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.mpls_l3vpn_mib import route_distinguisher
from collectors.snmp.mibs.table import Rows, Table, counted, integers, octets, oid_text, raw
from topology.model.records import Vrf

_VRF_ENTRY = (1, 3, 6, 1, 4, 1, 30065, 3, 18, 1, 1, 1)
_IF_ENTRY = (1, 3, 6, 1, 4, 1, 30065, 3, 18, 1, 2, 1)


def _build_vrfs(rows: Rows, draft: Draft) -> None:
    for index, row in sorted(rows.items()):
        taken = counted(index)
        ref = oid_text((*_VRF_ENTRY, 3, *index))
        name = draft.text(taken[0], ref) if taken and not taken[1] else None
        if name is None:
            draft.problem("snmp_odd_index", ref, expected="aristaVrfName")
            continue
        known = draft.vrfs.setdefault(name, Vrf(name=name, ref=ref))
        draft.vrfs[name] = msgspec.structs.replace(known, rd=route_distinguisher(raw(row, "rd")) or known.rd)


def _build_interfaces(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        ref = oid_text((*_IF_ENTRY, 1, *index))
        name = draft.text(raw(row, "vrf"), ref)
        port = draft.ports.get(index[0]) if len(index) == 1 else None
        if name and name != "default":
            draft.vrfs.setdefault(name, Vrf(name=name, ref=ref))
            if port:
                port.vrf = name


VRFS = Table(
    name="ARISTA-VRF-MIB::aristaVrfTable",
    entry=_VRF_ENTRY,
    columns=(*octets(rd=3), *integers(state=4)),
    build=_build_vrfs,
    optional=True,
)
INTERFACES = Table(name="ARISTA-VRF-MIB::aristaVrfIfTable", entry=_IF_ENTRY, columns=octets(vrf=1), build=_build_interfaces, optional=True)
