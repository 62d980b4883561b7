"""MPLS-L3VPN-STD-MIB (RFC 4382): VRFs with route distinguisher and targets, and the interfaces in each."""

from __future__ import annotations

from ipaddress import IPv4Address

import msgspec

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, counted, integers, octets, oid_text, raw
from topology.model.records import Vrf

_CONF = (1, 3, 6, 1, 2, 1, 10, 166, 11, 1, 2)
_IF_ENTRY = (*_CONF, 1, 1)
_VRF_ENTRY = (*_CONF, 2, 1)
_TARGET_ENTRY = (*_CONF, 3, 1)
_IMPORT, _EXPORT, _BOTH = 1, 2, 3
_RD_OCTETS = 8


def route_distinguisher(octets_: bytes | None) -> str | None:
    r"""Return an RD or RT, which agents send as text or as the eight octets of RFC 4364.

    >>> route_distinguisher(b"65300:1\0"), route_distinguisher(bytes.fromhex("0000fde800000001"))
    ('65300:1', '65000:1')
    >>> route_distinguisher(bytes.fromhex("00010a0000010007")), route_distinguisher(b"")
    ('10.0.0.1:7', None)
    """
    if not octets_:
        return None
    text = octets_.strip(b" \0")
    if text and text.isascii() and text.decode().isprintable():
        return text.decode()
    if len(octets_) != _RD_OCTETS:
        return None if not text else "0x" + octets_.hex()
    kind, body = int.from_bytes(octets_[:2], "big") & 0xFF, octets_[2:]
    if kind == 1:
        return f"{IPv4Address(body[:4])}:{int.from_bytes(body[4:], 'big')}"
    width = 2 if kind == 0 else 4
    return f"{int.from_bytes(body[:width], 'big')}:{int.from_bytes(body[width:], 'big')}"


def _vrf(draft: Draft, name: str, ref: str) -> Vrf:
    return draft.vrfs.setdefault(name, Vrf(name=name, ref=ref))


def _build_vrfs(rows: Rows, draft: Draft) -> None:
    for index, row in sorted(rows.items()):
        taken = counted(index)
        ref = oid_text((*_VRF_ENTRY, 4, *index))
        name = draft.text(taken[0], ref) if taken and not taken[1] else None
        if name is None:
            draft.problem("snmp_odd_index", ref, expected="mplsL3VpnVrfName")
            continue
        draft.vrfs[name] = msgspec.structs.replace(_vrf(draft, name, ref), rd=route_distinguisher(raw(row, "rd")))


def _build_targets(rows: Rows, draft: Draft) -> None:
    for index, row in sorted(rows.items()):
        taken = counted(index)
        ref = oid_text((*_TARGET_ENTRY, 4, *index))
        name = draft.text(taken[0], ref) if taken and len(taken[1]) == 2 else None  # noqa: PLR2004 - number, kind
        if taken is None or name is None:
            draft.problem("snmp_odd_index", ref, expected="mplsL3VpnVrfName, RTIndex, RTType")
            continue
        target = route_distinguisher(raw(row, "target"))
        kind = taken[1][1]
        vrf = _vrf(draft, name, ref)
        if target and kind in {_IMPORT, _BOTH} and target not in vrf.import_targets:
            vrf = msgspec.structs.replace(vrf, import_targets=(*vrf.import_targets, target))
        if target and kind in {_EXPORT, _BOTH} and target not in vrf.export_targets:
            vrf = msgspec.structs.replace(vrf, export_targets=(*vrf.export_targets, target))
        draft.vrfs[name] = vrf


def _build_interfaces(rows: Rows, draft: Draft) -> None:
    for index in rows:
        taken = counted(index)
        ref = oid_text((*_IF_ENTRY, 2, *index))
        name = draft.text(taken[0], ref) if taken and len(taken[1]) == 1 else None
        if taken is None or name is None:
            draft.problem("snmp_odd_index", ref, expected="mplsL3VpnVrfName, ifIndex")
            continue
        _vrf(draft, name, ref)
        port = draft.ports.get(taken[1][0])
        if port:
            port.vrf = name


VRFS = Table(
    name="MPLS-L3VPN-STD-MIB::mplsL3VpnVrfTable",
    entry=_VRF_ENTRY,
    columns=octets(description=3, rd=4),
    build=_build_vrfs,
    optional=True,
)
TARGETS = Table(
    name="MPLS-L3VPN-STD-MIB::mplsL3VpnVrfRTTable",
    entry=_TARGET_ENTRY,
    columns=octets(target=4),
    build=_build_targets,
    optional=True,
)
INTERFACES = Table(
    name="MPLS-L3VPN-STD-MIB::mplsL3VpnIfConfTable",
    entry=_IF_ENTRY,
    columns=integers(classification=2, status=5),
    build=_build_interfaces,
    optional=True,
)
