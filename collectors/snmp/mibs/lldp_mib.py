"""LLDP-MIB (IEEE 802.1AB-2005): the device's own chassis and ports, its neighbours and their addresses.

Indexes are read leniently, as agents in the field leave parts out: a remote row is (time mark, local
port, remote index), at some makers without the time mark; a management-address row may lack the length
or the address itself (Microsens, MikroTik). Port id sub-type 0 is taken as unsaid.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.marks import LLDP_REMOTE
from collectors.snmp.mibs.table import Rows, Table, integer, integers, octets, oid_text, raw, scalars
from topology.model.names import canonical_mac, mac_from_bytes
from topology.model.records import LocalPort, Neighbour, NeighbourProtocol

MOST_NEIGHBOURS = 4096
"""Rows read at most: far more than any device hears, fewer than a forged crowd."""
_LOCAL = (1, 0, 8802, 1, 1, 2, 1, 3)
_LOCAL_PORT_ENTRY = (*_LOCAL, 7, 1)
_REMOTE_ENTRY = (1, 0, 8802, 1, 1, 2, 1, 4, 1, 1)
_REMOTE_ADDRESS_ENTRY = (1, 0, 8802, 1, 1, 2, 1, 4, 2, 1)
_CHASSIS_MAC, _CHASSIS_ADDRESS = 4, 5
_PORT_MAC, _PORT_ADDRESS = 3, 4
_MAC_OCTETS = 6
_SIZES = {1: 4, 2: 16}
"""Octets of an address by IANA address family: IPv4, IPv6."""
_ROW = 3
"""Parts of a remote row's index."""


def identifier(octets_: bytes | None, subtype: int | None, *, mac: int, address: int) -> str | None:
    r"""Return the text of a chassis or port id, whose form its sub-type tells; `mac` and `address` are the sub-types of these.

    >>> identifier(bytes.fromhex("00e0fc123456"), 4, mac=4, address=5), identifier(b"\x01\x0a\0\0\1", 5, mac=4, address=5)
    ('00:e0:fc:12:34:56', '10.0.0.1')
    """
    if not octets_:
        return None
    printable = octets_.isascii() and octets_.decode("ascii").isprintable()
    if len(octets_) == _MAC_OCTETS and (subtype == mac or (not subtype and not printable)):
        return mac_from_bytes(octets_)
    if subtype == mac and printable:
        return canonical_mac(octets_.decode("ascii")) or octets_.decode("ascii")
    if subtype == address and _SIZES.get(octets_[0]) == len(octets_) - 1:
        body = octets_[1:]
        return str(IPv4Address(body) if len(body) == 4 else IPv6Address(body))  # noqa: PLR2004 - IPv4 or IPv6
    if subtype in {mac, address} and not printable:
        return "0x" + octets_.hex()
    return None


def chassis_id(draft: Draft, octets_: bytes | None, subtype: int | None, place: str) -> str | None:
    """Return the text of a chassis id."""
    return identifier(octets_, subtype, mac=_CHASSIS_MAC, address=_CHASSIS_ADDRESS) or draft.text(octets_, place)


def port_id(draft: Draft, octets_: bytes | None, subtype: int | None, place: str) -> str | None:
    """Return the text of a port id."""
    return identifier(octets_, subtype, mac=_PORT_MAC, address=_PORT_ADDRESS) or draft.text(octets_, place)


def _build_local(rows: Rows, draft: Draft) -> None:
    row = rows.get((0,), {})
    chassis = chassis_id(draft, raw(row, "chassis"), integer(row, "chassis_subtype"), oid_text((*_LOCAL, 2, 0)))
    if chassis:
        draft.chassis_ids.append(chassis)
    if draft.name is None:  # a walk without the system group, or an agent that keeps sysName empty
        draft.name = draft.text(raw(row, "name"), oid_text((*_LOCAL, 3, 0)))


def _build_local_ports(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        if len(index) != 1:
            draft.problem("snmp_odd_index", oid_text((*_LOCAL_PORT_ENTRY, 3, *index)), expected="lldpLocPortNum")
            continue
        subtype = integer(row, "subtype") or None
        draft.local_ports.append(
            LocalPort(
                number=index[0],
                subtype=subtype,
                port_id=port_id(draft, raw(row, "port_id"), subtype, oid_text((*_LOCAL_PORT_ENTRY, 3, *index))),
                description=draft.text(raw(row, "description"), oid_text((*_LOCAL_PORT_ENTRY, 4, *index))),
            )
        )


def local_port_of(index: Oid) -> str | None:
    """Return the local port number of a remote row, with or without its time mark.

    >>> local_port_of((8626, 14, 1)), local_port_of((14, 1)), local_port_of((1,))
    ('14', '14', None)
    """
    if len(index) < 2:  # noqa: PLR2004 - a port and a neighbour at least
        return None
    return str(index[1] if len(index) >= _ROW else index[0])


def management_address(rest: Oid) -> str | None:
    """Return the address in what follows a remote row's index: family, perhaps a length, octets.

    >>> management_address((1, 4, 10, 0, 0, 1)), management_address((1, 10, 0, 0, 1)), management_address((6, 1))
    ('10.0.0.1', '10.0.0.1', None)
    """
    size = _SIZES.get(rest[0]) if rest else None
    body = rest[1:]
    if size is None or not body:
        return None
    if body[0] == size:  # the length comes first; where it does not, no address starts like this
        body = body[1:]
    if len(body) != size or max(body) > 255:  # noqa: PLR2004 - an octet
        return None
    return str(IPv4Address(bytes(body)) if size == 4 else IPv6Address(bytes(body)))  # noqa: PLR2004 - IPv4 or IPv6


def capabilities(octets_: bytes | None) -> int | None:
    r"""Return LldpSystemCapabilitiesMap with capability n as bit n: 0 other, 1 repeater, 2 bridge, 3 access point, 4 router...

    >>> capabilities(b"\x28\x00"), capabilities(None)
    (20, None)
    """
    if not octets_:
        return None
    bits = octets_[:2].ljust(2, b"\0")
    return sum(1 << place for place in range(16) if bits[place // 8] & 0x80 >> place % 8)


def _build_remote(rows: Rows, draft: Draft) -> None:
    for index, row in sorted(rows.items()):
        chassis_subtype, port_subtype = integer(row, "chassis_subtype") or None, integer(row, "port_subtype") or None
        ref = oid_text((*_REMOTE_ENTRY, 5, *index))
        local_port = local_port_of(index)
        if local_port is None:
            draft.problem("snmp_odd_index", ref, expected="lldpRemTimeMark, lldpRemLocalPortNum, lldpRemIndex")
        draft.neighbours.append(
            Neighbour(
                protocol=NeighbourProtocol.LLDP,
                local_port=local_port,
                chassis_subtype=chassis_subtype,
                chassis_id=chassis_id(draft, raw(row, "chassis"), chassis_subtype, ref),
                port_subtype=port_subtype,
                port_id=port_id(draft, raw(row, "port_id"), port_subtype, oid_text((*_REMOTE_ENTRY, 7, *index))),
                port_description=draft.text(raw(row, "port_description"), oid_text((*_REMOTE_ENTRY, 8, *index))),
                system_name=draft.text(raw(row, "system_name"), oid_text((*_REMOTE_ENTRY, 9, *index))),
                system_description=draft.text(raw(row, "system_description"), oid_text((*_REMOTE_ENTRY, 10, *index))),
                management_addresses=_addresses(draft, index),
                capabilities=capabilities(raw(row, "capabilities")),
                ref=ref,
            )
        )


def _addresses(draft: Draft, index: Oid) -> tuple[str, ...]:
    """Return the management addresses of a remote row, whatever its time mark says in the other table."""
    return tuple(draft.remote_addresses.get(index, ()) or draft.remote_addresses.get(index[1:], ()))


def _build_remote_addresses(rows: Rows, draft: Draft) -> None:
    for index in rows:
        for parts in (_ROW, _ROW - 1):
            address = management_address(index[parts:])
            if address is not None:
                known = draft.remote_addresses.setdefault(index[:parts], [])
                if address not in known:
                    known.append(address)
                break


LOCAL = Table(
    name="LLDP-MIB::lldpLocalSystemData",
    entry=_LOCAL,
    columns=(*integers(chassis_subtype=1), *octets(chassis=2, name=3)),
    build=_build_local,
    instances=scalars,
    identifies=True,
)
LOCAL_PORTS = Table(
    name="LLDP-MIB::lldpLocPortTable",
    entry=_LOCAL_PORT_ENTRY,
    columns=(*integers(subtype=2), *octets(port_id=3, description=4)),
    build=_build_local_ports,
)
REMOTE_ADDRESSES = Table(
    name="LLDP-MIB::lldpRemManAddrTable",
    entry=_REMOTE_ADDRESS_ENTRY,
    columns=(*integers(if_subtype=3, if_id=4),),
    build=_build_remote_addresses,
    mark=LLDP_REMOTE,
    most=MOST_NEIGHBOURS,
)
REMOTE = Table(
    name="LLDP-MIB::lldpRemTable",
    entry=_REMOTE_ENTRY,
    columns=(
        *integers(chassis_subtype=4),
        *octets(chassis=5),
        *integers(port_subtype=6),
        *octets(port_id=7, port_description=8, system_name=9, system_description=10, capabilities=12),
    ),
    build=_build_remote,
    mark=LLDP_REMOTE,
    most=MOST_NEIGHBOURS,
)
