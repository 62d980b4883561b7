"""FOUNDRY-SN-SWITCH-GROUP-MIB: neighbours by Foundry's protocol (FDP), and by CDP as a Foundry switch hears it."""

from __future__ import annotations

from collectors.snmp.mibs.cisco_cdp_mib import network_address
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, integer, integers, octets, oid_text, raw
from topology.model.records import Neighbour, NeighbourProtocol

_ENTRY = (1, 3, 6, 1, 4, 1, 1991, 1, 1, 3, 20, 1, 2, 1, 1)
_HEARD_BY_CDP = 2


def _build(rows: Rows, draft: Draft) -> None:
    for index, row in sorted(rows.items()):
        ref = oid_text((*_ENTRY, 3, *index))
        if len(index) != 2:  # noqa: PLR2004 - ifIndex, number
            draft.problem("snmp_odd_index", ref, expected="snFdpCacheIfIndex, snFdpCacheDeviceIndex")
        address = network_address(raw(row, "address"), integer(row, "address_type"))
        neighbour = Neighbour(
            protocol=NeighbourProtocol.CDP if integer(row, "vendor") == _HEARD_BY_CDP else NeighbourProtocol.FDP,
            local_port=str(index[0]) if index else None,
            port_id=draft.text(raw(row, "port"), oid_text((*_ENTRY, 7, *index))),
            system_name=draft.text(raw(row, "device"), ref),
            system_description=draft.text(raw(row, "version"), oid_text((*_ENTRY, 6, *index))),
            management_addresses=(address,) if address else (),
            ref=ref,
        )
        draft.add("neighbours", neighbour, local_port=index[0] if index else None)


CACHE = Table(
    name="FOUNDRY-SN-SWITCH-GROUP-MIB::snFdpCacheTable",
    entry=_ENTRY,
    columns=(*octets(device=3), *integers(address_type=4), *octets(address=5, version=6, port=7), *integers(vendor=10)),
    build=_build,
    optional=True,
)
