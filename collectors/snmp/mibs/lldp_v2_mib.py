"""LLDP-V2-MIB (IEEE 802.1AB-2009): the same neighbours under another root, by ifIndex instead of LLDP port number.

Read where LLDP-MIB shows no neighbour.
"""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.lldp_mib import MOST_NEIGHBOURS, capabilities, chassis_id, management_address, port_id
from collectors.snmp.mibs.table import Rows, Seen, Table, integer, integers, octets, oid_text, raw, scalars
from topology.model.records import Neighbour, NeighbourProtocol

_ROOT = (1, 3, 111, 2, 802, 1, 1, 13, 1)
_LOCAL = (*_ROOT, 3)
_REMOTE_ENTRY = (*_ROOT, 4, 1, 1)
_ADDRESS_ENTRY = (*_ROOT, 4, 2, 1)
_ROW = 4
"""Parts of a remote row's index: time mark, ifIndex, destination address, number."""


def _build_local(rows: Rows, draft: Draft) -> None:
    row = rows.get((0,), {})
    chassis = chassis_id(draft, raw(row, "chassis"), integer(row, "chassis_subtype"), oid_text((*_LOCAL, 2, 0)))
    if chassis and chassis not in draft.chassis_ids:
        draft.chassis_ids.append(chassis)


def _build_addresses(rows: Rows, draft: Draft) -> None:
    known = draft.note("lldp_v2")
    for index in rows:
        found = management_address(index[_ROW:])
        if found:
            known.setdefault(index[:_ROW], {})[found] = None


def _build_remote(rows: Rows, draft: Draft) -> None:
    known = draft.note("lldp_v2")
    for index, row in sorted(rows.items()):
        ref = oid_text((*_REMOTE_ENTRY, 6, *index))
        if len(index) != _ROW:
            draft.problem("snmp_odd_index", ref, expected="lldpV2RemTimeMark, LocalIfIndex, LocalDestMACAddress, RemIndex")
        chassis_subtype, port_subtype = integer(row, "chassis_subtype") or None, integer(row, "port_subtype") or None
        local = index[1] if len(index) == _ROW else None
        neighbour = Neighbour(
            protocol=NeighbourProtocol.LLDP,
            local_port=None if local is None else str(local),
            chassis_subtype=chassis_subtype,
            chassis_id=chassis_id(draft, raw(row, "chassis"), chassis_subtype, ref),
            port_subtype=port_subtype,
            port_id=port_id(draft, raw(row, "port_id"), port_subtype, oid_text((*_REMOTE_ENTRY, 8, *index))),
            port_description=draft.text(raw(row, "port_description"), oid_text((*_REMOTE_ENTRY, 9, *index))),
            system_name=draft.text(raw(row, "system_name"), oid_text((*_REMOTE_ENTRY, 10, *index))),
            system_description=draft.text(raw(row, "system_description"), oid_text((*_REMOTE_ENTRY, 11, *index))),
            management_addresses=tuple(known.get(index, ())),
            capabilities=capabilities(raw(row, "capabilities")),
            ref=ref,
        )
        draft.add("neighbours", neighbour, local_port=local)


def _without_first(seen: Seen) -> bool:
    return not seen.get("LLDP-MIB::lldpRemTable")


LOCAL = Table(
    name="LLDP-V2-MIB::lldpV2LocalSystemData",
    entry=_LOCAL,
    columns=(*integers(chassis_subtype=1), *octets(chassis=2)),
    build=_build_local,
    instances=scalars,
    wanted=_without_first,
    optional=True,
)
REMOTE_ADDRESSES = Table(
    name="LLDP-V2-MIB::lldpV2RemManAddrTable",
    entry=_ADDRESS_ENTRY,
    columns=integers(if_subtype=3, if_id=4),
    build=_build_addresses,
    wanted=_without_first,
    optional=True,
    most=MOST_NEIGHBOURS,
)
REMOTE = Table(
    name="LLDP-V2-MIB::lldpV2RemTable",
    entry=_REMOTE_ENTRY,
    columns=(
        *integers(chassis_subtype=5),
        *octets(chassis=6),
        *integers(port_subtype=7),
        *octets(port_id=8, port_description=9, system_name=10, system_description=11, capabilities=13),
    ),
    build=_build_remote,
    wanted=_without_first,
    optional=True,
    most=MOST_NEIGHBOURS,
)
