"""An engine that answers from rows instead of the network, so that files and agents are read by the same code."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from collectors.snmp.ber import END_OF_MIB_VIEW, NO_SUCH_INSTANCE, Oid, Value, Varbind
from collectors.snmp.engine import Access, Answer, Session, Stats

Values = Mapping[Oid, tuple[int, Value]]


class ReplaySession:
    """A conversation with rows; it never fails and never waits."""

    def __init__(self, values: Values) -> None:
        self.stats = Stats()
        self._values = values
        self._names = sorted(values)

    def _answer(self, varbinds: list[Varbind]) -> Answer:
        self.stats.requests += 1
        return Answer(0, 0, varbinds, 0)

    async def get(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for exactly these instances."""
        return self._answer([(oid, *self._values.get(oid, (NO_SUCH_INSTANCE, None))) for oid in oids])

    def _after(self, oid: Oid, count: int) -> list[Varbind]:
        place = bisect_right(self._names, oid)
        names = self._names[place : place + count]
        found: list[Varbind] = [(name, *self._values[name]) for name in names]
        if len(found) < count:
            found += [(names[-1] if names else oid, END_OF_MIB_VIEW, None)] * (count - len(found))
        return found

    async def get_next(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for what follows each OID."""
        return self._answer([self._after(oid, 1)[0] for oid in oids])

    async def get_bulk(self, oids: tuple[Oid, ...], max_repetitions: int) -> Answer:
        """Ask for up to `max_repetitions` successors of each OID, interleaved."""
        columns = [self._after(oid, max_repetitions) for oid in oids]
        return self._answer([column[turn] for turn in range(max_repetitions) for column in columns])

    def close(self) -> None:
        """Nothing to give back."""


class ReplayEngine:
    """Opens sessions on the rows of one device; a community ``@vlan`` names the rows of a VLAN."""

    name = "walk-file"
    version = "1"

    def __init__(self, values: Values, vlans: Mapping[int, Values]) -> None:
        self._values = values
        self._vlans = vlans

    def open(self, access: Access) -> Session:
        """Open the rows that an access reaches."""
        vlan = access.community.rpartition(b"@")[2]
        if b"@" in access.community and vlan.isdigit():
            return ReplaySession(self._vlans.get(int(vlan), {}))
        return ReplaySession(self._values)
