"""Versions 1 and 2c: answers are believed by request-id, version and community.

An agent may know version 1 only. One that has not answered version 2c is asked in version 1, too, with the last
try; when it has answered so twice in a row, and never otherwise, version 1 is all that is spoken with it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from collectors.snmp import ber
from collectors.snmp.ber import DecodeError
from collectors.snmp.dialect import Asked, Ids, Mark, Outcome
from collectors.snmp.engine import Access, Answer, Stats

_PROOF = 2
"""Answers in version 1 alone after which version 2c is given up."""


class Elders:
    """The agents found to know version 1 only, the latest of them."""

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._known: OrderedDict[tuple[str, int], None] = OrderedDict()

    def __contains__(self, place: tuple[str, int]) -> bool:
        """Tell whether an agent, by address and port, is one."""
        return place in self._known

    def add(self, place: tuple[str, int]) -> None:
        """Remember an agent."""
        self._known[place] = None
        if len(self._known) > self._most:
            self._known.popitem(last=False)


class Community:
    """Speaks v1 or v2c with one agent."""

    def __init__(self, access: Access, stats: Stats, elders: Elders) -> None:
        self._place = (access.address, access.port)
        self._community = access.community
        community = ber.encode_tlv(ber.OCTET_STRING, access.community)
        self._heads = tuple(ber.encode_integer(version) + community for version in (ber.VERSION_1, ber.VERSION_2C))
        """The beginning of a message, by version."""
        self._falls_back = access.version_1_too
        only_1 = access.version == "1" or (self._falls_back and self._place in elders)
        self.version = ber.VERSION_1 if only_1 else ber.VERSION_2C
        self._stats = stats
        self._elders = elders
        self._by_version_1 = 0
        self._ids = Ids()

    def encode(self, asked: Asked) -> None:
        """Give a request an id and its octets."""
        asked.key = asked.request_id = self._ids.draw()
        asked.data = self._encode(asked, self.version)

    def _encode(self, asked: Asked, version: int) -> bytes:
        pdu_type, second = asked.pdu_type, asked.second
        if version == ber.VERSION_1 and pdu_type == ber.GET_BULK:  # which version 1 does not have
            pdu_type, second = ber.GET_NEXT, 0
        pdu = ber.encode_pdu(pdu_type, asked.request_id, 0, second, ber.encode_names(asked.oids))
        return ber.encode_tlv(ber.SEQUENCE, self._heads[version] + pdu)

    def last_words(self, asked: Asked) -> bytes | None:
        """Return the request in version 1 for an agent that has not answered version 2c."""
        return self._encode(asked, ber.VERSION_1) if self._falls_back and self.version != ber.VERSION_1 else None

    def lost(self) -> None:
        """Learn nothing from silence."""

    def judge(self, data: bytes, in_flight: Mapping[int, Asked]) -> tuple[Asked, Outcome] | None:
        """Return the request and its answer, or None for a datagram that answers nothing."""
        version, community, pdu_type, request_id, first, second, start, end = ber.decode_header(data)
        asked = in_flight.get(request_id)
        if (
            asked is None
            or asked.future.done()
            or pdu_type != ber.RESPONSE
            or (version != self.version and not (version == ber.VERSION_1 and self._falls_back))
            or community != self._community
        ):
            self._stats.ignored += 1
            return None
        try:
            varbinds = ber.decode_varbinds(data, start, end)
        except DecodeError:
            return asked, Mark.MALFORMED
        if self._falls_back:
            self._learn(version)
        return asked, Answer(first, second, varbinds, len(data))

    def _learn(self, version: int) -> None:
        if version != ber.VERSION_1:
            self._falls_back = False
            return
        self._by_version_1 += 1
        if self._by_version_1 >= _PROOF:
            self.version = ber.VERSION_1
            self._elders.add(self._place)
