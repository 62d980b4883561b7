"""BGP4-V2-MIB-JUNIPER: peers of every routing instance, IPv6 and four-octet AS numbers included."""

from __future__ import annotations

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.bgp4_mib import STATES
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, inet_text, integer, integers, octets, oid_text, raw, word
from topology.model.tables import BgpPeer

_ENTRY = (1, 3, 6, 1, 4, 1, 2636, 5, 1, 1, 2, 1, 1, 1)
_STATUS = {1: False, 2: True}
_SIZES = {1: 4, 2: 16}


def remote_of(index: Oid) -> str | None:
    """Return the peer's address from an index: instance, type, local address, type, remote address, without lengths."""
    size = _SIZES.get(index[1]) if len(index) > 1 else None
    rest = index[2 + size :] if size else ()
    if not rest or _SIZES.get(rest[0]) != len(rest) - 1 or max(rest) > 255:  # noqa: PLR2004 - an octet
        return None
    return inet_text(bytes(rest[1:]))


def _build(rows: Rows, draft: Draft) -> None:
    known = draft.note("bgp_peers")
    for index, row in rows.items():
        peer = inet_text(raw(row, "remote")) or remote_of(index)
        ref = oid_text((*_ENTRY, 2, *index))
        if peer is None:
            draft.problem("snmp_odd_index", ref, expected="instance, InetAddress, InetAddress")
            continue
        if "." in peer:
            known[tuple(map(int, peer.split(".")))] = True  # BGP4-MIB has it once more, whatever its instance
        local, router_id = inet_text(raw(row, "local")), inet_text(raw(row, "router_id"))
        draft.add(
            "bgp_peers",
            BgpPeer(
                address=peer,
                remote_as=integer(row, "remote_as") or None,
                local_address=None if local in {"0.0.0.0", "::"} else local,  # noqa: S104 - none yet
                local_as=integer(row, "local_as") or None,
                router_id=None if router_id == "0.0.0.0" else router_id,  # noqa: S104 - none yet
                state=word(row, "state", STATES),
                enabled=_STATUS.get(integer(row, "status") or 0),
                ref=ref,
            ),
        )


PEERS = Table(
    name="BGP4-V2-MIB-JUNIPER::jnxBgpM2PeerTable",
    entry=_ENTRY,
    columns=(
        *octets(router_id=1),
        *integers(state=2, status=3),
        *octets(local=7),
        *integers(local_as=9),
        *octets(remote=11),
        *integers(remote_as=13),
    ),
    build=_build,
    optional=True,
)
