"""IEEE8023-LAG-MIB (IEEE 802.1AX): which aggregate each port is attached to, and what LACP learned of the other end.

The port table is walked for one column; the partners are then asked for the attached ports alone.
"""

from __future__ import annotations

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Seen, Table, integer, integers, octets, oid_text, raw
from collectors.snmp.strings import mac_of
from topology.model.tables import Lag, LagMember

_AGGREGATE_ENTRY = (1, 2, 840, 10006, 300, 43, 1, 1, 1, 1)
_PORT_ENTRY = (1, 2, 840, 10006, 300, 43, 1, 2, 1, 1)


def _aggregate_of(index: Oid, attached: int | None) -> int | None:
    """Return the aggregate; 0 is not attached, a port attached to itself stands alone (IEEE 802.1AX 7.3.2.1.13)."""
    return attached if len(index) == 1 and attached and attached != index[0] else None


def _build_ports(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        aggregate = _aggregate_of(index, integer(row, "attached"))
        member = draft.ports.get(index[0]) if aggregate else None
        if member and aggregate in draft.ports:
            member.lag = aggregate


def system_id(octets_: bytes | None) -> str | None:
    r"""Return the MAC of a LACP system; all zeros are none.

    >>> system_id(bytes(6)), system_id(b"\x00\xe0\xfc\0\0\x01")
    (None, '00:e0:fc:00:00:01')
    """
    mac = mac_of(octets_)
    return mac if mac != "00:00:00:00:00:00" else None


def _build_partners(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        aggregate = _aggregate_of(index, integer(row, "attached"))
        if aggregate is None:
            continue
        partner = system_id(raw(row, "partner"))
        member = LagMember(
            active=True,
            actor_port=integer(row, "actor_port"),
            partner_system=partner,
            partner_key=integer(row, "partner_key") if partner else None,
            partner_port=integer(row, "partner_port") if partner else None,
            ref=oid_text((*_PORT_ENTRY, 13, *index)),
        )
        draft.add("lag_members", member, interface=index[0], aggregate=aggregate)


def _build_aggregates(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        ref = oid_text((*_AGGREGATE_ENTRY, 4, *index))
        if len(index) != 1:
            draft.problem("snmp_odd_index", ref, expected="ifIndex")
            continue
        partner = system_id(raw(row, "partner"))
        aggregate = Lag(
            mac=system_id(raw(row, "mac")),
            actor_system=system_id(raw(row, "actor")),
            actor_key=integer(row, "actor_key"),
            partner_system=partner,
            partner_key=integer(row, "partner_key") if partner else None,
            ref=ref,
        )
        draft.add("lags", aggregate, interface=index[0])


def _attached(seen: Seen) -> tuple[Oid, ...]:
    rows = seen.get(PORTS.name, {})
    return tuple(index for index, row in sorted(rows.items()) if _aggregate_of(index, integer(row, "attached")))


def _with_attached(seen: Seen) -> bool:
    return bool(_attached(seen))


PORTS = Table(name="IEEE8023-LAG-MIB::dot3adAggPortTable", entry=_PORT_ENTRY, columns=integers(attached=13), build=_build_ports)
PARTNERS = Table(
    name="IEEE8023-LAG-MIB::dot3adAggPortTable partners",
    entry=_PORT_ENTRY,
    columns=(*octets(partner=9), *integers(partner_key=11, attached=13, actor_port=14, partner_port=17)),
    build=_build_partners,
    instances=_attached,
)
AGGREGATES = Table(
    name="IEEE8023-LAG-MIB::dot3adAggTable",
    entry=_AGGREGATE_ENTRY,
    columns=(*octets(mac=2, actor=4), *integers(actor_key=7), *octets(partner=8), *integers(partner_key=10)),
    build=_build_aggregates,
    wanted=_with_attached,
    optional=True,
)
