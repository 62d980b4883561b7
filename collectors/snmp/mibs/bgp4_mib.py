"""BGP4-MIB (RFC 4273): AS number, router id and peers. It knows IPv4 peers and two-octet AS numbers only."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.ip_mib import ipv4_of
from collectors.snmp.mibs.table import Rows, Table, address, addresses, integer, integers, oid_text, scalars, word
from topology.model.tables import BgpPeer, BgpProcess

_BGP = (1, 3, 6, 1, 2, 1, 15)
_PEER_ENTRY = (*_BGP, 3, 1)
STATES = {1: "idle", 2: "connect", 3: "active", 4: "opensent", 5: "openconfirm", 6: "established"}
"""bgpPeerState; the makers' MIBs use the same."""
_ADMIN = {1: False, 2: True}


def _build_process(rows: Rows, draft: Draft) -> None:
    row = rows.get((0,), {})
    process = BgpProcess(local_as=integer(row, "local_as") or None, router_id=address(row, "router_id"), ref=oid_text((*_BGP, 2, 0)))
    if process.local_as or process.router_id:
        draft.add("bgp", process)


def _build_peers(rows: Rows, draft: Draft) -> None:
    known = draft.note("bgp_peers")
    for index, row in rows.items():
        peer = ipv4_of(index)
        ref = oid_text((*_PEER_ENTRY, 2, *index))
        if peer is None:
            draft.problem("snmp_odd_index", ref, expected="bgpPeerRemoteAddr")
        elif index not in known:
            draft.add(
                "bgp_peers",
                BgpPeer(
                    address=peer,
                    remote_as=integer(row, "remote_as") or None,
                    local_address=address(row, "local"),
                    router_id=address(row, "router_id"),
                    state=word(row, "state", STATES),
                    enabled=_ADMIN.get(integer(row, "admin") or 0),
                    ref=ref,
                ),
            )


PROCESS = Table(
    name="BGP4-MIB::bgp",
    entry=_BGP,
    columns=(*integers(local_as=2), *addresses(router_id=4)),
    build=_build_process,
    instances=scalars,
    optional=True,
)
PEERS = Table(
    name="BGP4-MIB::bgpPeerTable",
    entry=_PEER_ENTRY,
    columns=(*addresses(router_id=1), *integers(state=2, admin=3), *addresses(local=5), *integers(remote_as=9)),
    build=_build_peers,
    optional=True,
)
