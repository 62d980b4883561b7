"""What an earlier record of a device still says, where the agent tells that its tables have not changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.marks import ENTITY, LLDP_REMOTE, MARKS
from topology.model.records import Completeness, DeviceRecord, NeighbourProtocol

_MARKED = {mark: frozenset(table.name for table in TABLES if table.mark == mark) for mark in MARKS}
"""The tables that each mark vouches for."""
_SLACK_S = 60.0
_SLACK_SHARE = 0.01
"""How far the agent's clock may be from ours since the last look."""


def unchanged(previous: DeviceRecord | None, marks: Mapping[str, int], uptime_s: float | None, now: datetime) -> frozenset[str]:
    """Return the marks that stand where they stood, on a device that has not restarted since.

    An agent that never set a mark (0) may not know how; it is not believed. A mark vouches for nothing where one
    of its tables was not read to its end.
    """
    if previous is None or uptime_s is None or previous.envelope.uptime_s is None:
        return frozenset()
    envelope = previous.envelope
    if envelope.completeness is Completeness.FAILED or envelope.uptime_s is None:
        return frozenset()
    elapsed_s = (now - envelope.collected_at).total_seconds()
    if abs(envelope.uptime_s + elapsed_s - uptime_s) > max(_SLACK_S, elapsed_s * _SLACK_SHARE):
        return frozenset()
    before = {mark.object: mark.ticks for mark in previous.marks if not _MARKED.get(mark.object, frozenset()) & set(envelope.failed_tables)}
    return frozenset(name for name, ticks in marks.items() if 0 < ticks <= envelope.uptime_s * 100 and before.get(name) == ticks)


def carried(previous: DeviceRecord, marks: frozenset[str]) -> DeviceRecord:
    """Return the earlier record with nothing but what the marks vouch for."""
    heard = [row for row in previous.neighbours if row.protocol is NeighbourProtocol.LLDP and (row.ref or "").startswith("1.0.8802.")]
    return msgspec.structs.replace(
        previous,
        neighbours=tuple(heard) if LLDP_REMOTE in marks else (),
        modules=previous.modules if ENTITY in marks else (),
    )


# --- what a run that is resumed had read already ---------------------------------------------------

_KEPT_S = 3600.0
"""Age up to which a run that is resumed keeps what it had read [s]."""
_GROUPS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("neighbours",), ("LLDP-MIB::lldpRem", "LLDP-V2-MIB::lldpV2Rem")),
    (("modules",), ("ENTITY-MIB::", "HUAWEI-ENTITY-EXTENT-MIB::", "HH3C-ENTITY-EXT-MIB::", "JUNIPER-MIB::")),
    (("stp", "stp_ports"), ("BRIDGE-MIB::dot1dStp",)),
    (("ospf", "ospf_interfaces", "ospf_neighbours"), ("OSPF-MIB::",)),
    (("isis", "isis_circuits", "isis_adjacencies"), ("ISIS-MIB::",)),
    (("bgp", "bgp_peers"), ("BGP4-MIB::", "BGP4-V2-MIB-JUNIPER::", "HUAWEI-BGP-VPN-MIB::")),
    (("fhrp",), ("VRRP-MIB::", "VRRPV3-MIB::", "CISCO-HSRP-MIB::")),
    (("arp",), ("IP-MIB::ipNetTo", "IPV6-MIB::")),
    (("fdb",), ("HUAWEI-L2MAM-MIB::", "Q-BRIDGE-MIB::dot1qTpFdb", "Q-BRIDGE-MIB::dot1qVlanFdbId", "BRIDGE-MIB::dot1dTpFdb")),
    (("forwarding",), ("IP-FORWARD-MIB::",)),
)
"""Parts of a record that rest on tables of their own, and how the names of these begin."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What need not be read again: tables by name, the parts that they make, and the record that holds these."""

    record: DeviceRecord
    tables: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()

    def into(self, record: DeviceRecord) -> DeviceRecord:
        """Return a record with the kept parts; what `build_record` was given already stands there."""
        return msgspec.structs.replace(record, **{part: getattr(self.record, part) for part in self.parts if part not in _BUILT_IN})

    def built_in(self) -> DeviceRecord | None:
        """Return the kept parts that other tables add to, as a record to build on; None where there are none."""
        if not _BUILT_IN & set(self.parts):
            return None
        heard = [row for row in self.record.neighbours if row.protocol is NeighbourProtocol.LLDP]
        return msgspec.structs.replace(
            self.record,
            neighbours=tuple(heard) if "neighbours" in self.parts else (),
            modules=self.record.modules if "modules" in self.parts else (),
        )


_BUILT_IN = frozenset({"neighbours", "modules"})
"""Parts that other tables add to."""
_BY_VLAN = "cisco"
"""The maker whose forwarding table is many, one a VLAN: it is read anew as a whole."""


def kept(before: DeviceRecord | None, uptime_s: float | None, now: datetime) -> Kept | None:
    """Return what the run that is resumed had read of a device to its end, less than an hour ago and with no restart since."""
    if before is None or uptime_s is None or before.envelope.completeness is not Completeness.PARTIAL:
        return None
    envelope = before.envelope
    elapsed_s = (now - envelope.collected_at).total_seconds()
    if envelope.uptime_s is None or not 0 <= elapsed_s <= _KEPT_S or abs(envelope.uptime_s + elapsed_s - uptime_s) > _SLACK_S:
        return None
    names: set[str] = set()
    parts: list[str] = []
    for group, begins in _GROUPS:
        tables = {table.name for table in TABLES if table.name.startswith(begins)}
        if not tables & set(envelope.failed_tables) and ("fdb" not in group or before.system.vendor != _BY_VLAN):
            names |= tables
            parts.extend(group)
    return Kept(record=before, tables=frozenset(names), parts=tuple(parts))
