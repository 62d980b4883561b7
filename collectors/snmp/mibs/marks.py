"""By which scalars agents say that nothing has changed.

Each holds sysUpTime at the last change of its tables. The same value as last time, and no restart in
between, means that their rows are the same (IEEE 802.1AB-2005 12.2, RFC 6933 3.3). IF-MIB's
ifTableLastChange is not among them: it tells of interfaces that come and go, not of names, states and
descriptions that change (RFC 2863), so that the tables have to be read all the same.
"""

from __future__ import annotations

from collectors.snmp.ber import Oid

LLDP_REMOTE = "lldpStatsRemTablesLastChangeTime"
ENTITY = "entLastChangeTime"
MARKS: dict[str, Oid] = {
    LLDP_REMOTE: (1, 0, 8802, 1, 1, 2, 1, 2, 1),
    ENTITY: (1, 3, 6, 1, 2, 1, 47, 1, 4, 1),
}
"""Name to OID, without the instance 0."""
