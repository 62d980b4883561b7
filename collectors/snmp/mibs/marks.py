"""By which scalars agents say that nothing has changed.

Each holds sysUpTime at the last change of its tables. The same value as last time, and no restart in
between, means that their rows are the same (IEEE 802.1AB 11.5.1, RFC 6933 3.3).
ifTableLastChange only tells of interfaces that come and go, not of names, states and descriptions, so that
IF-MIB is read all the same; what it spares is the stack of interfaces.
"""

from __future__ import annotations

from collectors.snmp.ber import Oid

MARKS: dict[str, Oid] = {
    "lldpStatsRemTablesLastChangeTime": (1, 0, 8802, 1, 1, 2, 1, 2, 1),
    "ifTableLastChange": (1, 3, 6, 1, 2, 1, 31, 1, 5),
    "entLastChangeTime": (1, 3, 6, 1, 2, 1, 47, 1, 4, 1),
}
"""Name to OID, without the instance 0."""
