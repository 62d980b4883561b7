"""Forwarding tables, each maker's own way.

Seen in captures: Huawei (S5328C-EI, AC6605-26) tells them in HUAWEI-L2MAM-MIB by MAC, VLAN and a VSI name of "0", the
port an ifIndex, where its Q-BRIDGE-MIB has none; Comware 7 and Ruijie in Q-BRIDGE-MIB with the VLAN itself as
dot1qFdbId; a 2960X in BRIDGE-MIB, of VLAN 1 without a context.
Modelled, not seen: dot1qVlanFdbId of Comware counts its VLANs, against what dot1qFdbId says (the quirk that the
snmp-info project found); dot1qTpFdbStatus; the switch's own address in IOS's table of VLAN 1 (``self``, RFC 4188); the
other VLANs of IOS behind a context each (Cisco, "SNMP Community String Indexing").
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.snmp.ber import GAUGE32, INTEGER, OCTET_STRING, Oid
from lab.tables import bridge, system
from lab.tables.form import Forwarding
from lab.tables.table import Row, Table, mac_octets
from lab.tables.view import DEFAULT_VLAN, View

_HUAWEI_ENTRY: Oid = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 42, 2, 1, 3, 1)
_NO_VSI: Oid = (1, ord("0"))
"""The name "0" with its length in front."""
_Q_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1)
_CURRENT_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 2, 1)
_D_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1)
_LEARNED, _SELF = 3, 4


def _huawei_rows(view: View) -> Iterator[Row]:
    if view.form.forwarding is Forwarding.HUAWEI:
        for vid, mac, port in view.learned:
            yield (*_HUAWEI_ENTRY, 4), (*mac_octets(mac), vid, *_NO_VSI), INTEGER, view.by_name[port].index


def _q_bridge_rows(view: View) -> Iterator[Row]:
    if view.form.forwarding in {Forwarding.VLAN, Forwarding.COUNTED_VLAN}:
        for vid, mac, port in view.learned:
            index = (vid, *mac_octets(mac))
            yield (*_Q_ENTRY, 2), index, INTEGER, view.bridge_ports[port]
            yield (*_Q_ENTRY, 3), index, INTEGER, _LEARNED


def _filtering_rows(view: View) -> Iterator[Row]:
    """Yield what an agent that counts its filtering databases believes of a VLAN; of the time 0 only."""
    if view.form.forwarding is Forwarding.COUNTED_VLAN and view.bridge_ports:
        for place, vid in enumerate(view.vlans, 1):
            yield (*_CURRENT_ENTRY, 3), (0, vid), GAUGE32, place


def _bridge_rows(view: View) -> Iterator[Row]:
    if view.form.forwarding is not Forwarding.CONTEXTS or not view.bridge_ports:
        return
    asked = view.context or DEFAULT_VLAN
    told = [(mac_octets(mac), view.bridge_ports[port], _LEARNED) for vid, mac, port in view.learned if vid == asked]
    if asked == DEFAULT_VLAN:
        told.append((mac_octets(view.device.chassis_mac), 0, _SELF))
    for mac, port, status in told:
        yield (*_D_ENTRY, 1), tuple(mac), OCTET_STRING, mac
        yield (*_D_ENTRY, 2), tuple(mac), INTEGER, port
        yield (*_D_ENTRY, 3), tuple(mac), INTEGER, status


def contexts(view: View) -> tuple[int, ...]:
    """Return the VLANs that have a context of their own."""
    if view.form.forwarding is not Forwarding.CONTEXTS or not view.bridge_ports:
        return ()
    return tuple(view.vlans)


def context_name(vlan: int) -> bytes:
    """Return the SNMPv3 context of a VLAN."""
    return b"vlan-%d" % vlan


_BRIDGE = Table(name="dot1dTpFdbTable", root=(1, 3, 6, 1, 2, 1, 17, 4, 3), rows=_bridge_rows)
TABLES = (
    Table(name="hwDynFdbTable", root=(1, 3, 6, 1, 4, 1, 2011, 5, 25, 42, 2, 1, 3), rows=_huawei_rows),
    Table(name="dot1qTpFdbTable", root=(1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2), rows=_q_bridge_rows),
    Table(name="dot1qVlanCurrentTable", root=(1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 2), rows=_filtering_rows),
    _BRIDGE,
)
IN_CONTEXT = (system.TABLE, bridge.BASE, _BRIDGE)
"""What an agent tells in the context of one VLAN."""
