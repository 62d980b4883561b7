"""HUAWEI-BGP-VPN-MIB: peers of VRP with the VPN instance they belong to, IPv6 and four-octet AS numbers included."""

from __future__ import annotations

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.bgp4_mib import STATES
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, inet_parts, integer, integers, octets, oid_text, raw, word
from topology.model.tables import BgpPeer

_FAMILY_ENTRY = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 177, 1, 1, 1, 1)
_PEER_ENTRY = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 177, 1, 1, 2, 1)
_PUBLIC = frozenset({"Public", "public", "_public_"})
_BEFORE = 3
"""Parts before the address: instance, address family, its sub-family."""


def _build_families(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        name = draft.text((raw(row, "vrf") or b"").strip(b"\0"), oid_text((*_FAMILY_ENTRY, 6, *index)))
        if name and name not in _PUBLIC:
            draft.note("hw_bgp_vrfs")[index] = name


def _peer_of(index: Oid) -> str | None:
    taken = inet_parts(index[_BEFORE:])
    return taken[0] if taken and not taken[1] else None


def _build_peers(rows: Rows, draft: Draft) -> None:
    known, vrfs = draft.note("bgp_peers"), draft.note("hw_bgp_vrfs")
    for index, row in rows.items():
        peer = _peer_of(index)
        ref = oid_text((*_PEER_ENTRY, 5, *index))
        if peer is None:
            draft.problem("snmp_odd_index", ref, expected="instance, family, sub-family, InetAddress")
            continue
        vrf = vrfs.get(index)
        if "." in peer and vrf is None:
            known[tuple(map(int, peer.split(".")))] = True  # BGP4-MIB has it once more
        draft.add(
            "bgp_peers",
            BgpPeer(address=peer, remote_as=integer(row, "remote_as") or None, state=word(row, "state", STATES), vrf=vrf, ref=ref),
        )


FAMILIES = Table(
    name="HUAWEI-BGP-VPN-MIB::hwBgpPeerAddrFamilyTable",
    entry=_FAMILY_ENTRY,
    columns=octets(vrf=6),
    build=_build_families,
    optional=True,
)
PEERS = Table(
    name="HUAWEI-BGP-VPN-MIB::hwBgpPeerTable",
    entry=_PEER_ENTRY,
    columns=integers(remote_as=2, state=5),
    build=_build_peers,
    optional=True,
)
