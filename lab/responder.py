"""Answers of the lab's agents: GET, GETNEXT and GETBULK of SNMPv1, v2c and v3 as a function of a datagram.

No socket and no clock of its own: `Responder.answer` takes the address that was asked and the octets that came,
and returns the octets of the answer, or None where a real agent stays silent (another community, no such agent,
no SNMP message, another version than the realm's).

Source: RFC 3416 4.2 (processing), RFC 1157 4.1 (v1), RFC 3584 4.2.2.1 (v1 sees no Counter64);
of v3 see `lab.usm`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import IPv4Address

from collectors.snmp.ber import (
    END_OF_MIB_VIEW,
    GET,
    GET_BULK,
    GET_NEXT,
    NO_SUCH_INSTANCE,
    NO_SUCH_OBJECT,
    RESPONSE,
    SEQUENCE,
    SET,
    TIMETICKS,
    VERSION_1,
    VERSION_2C,
    DecodeError,
    Header,
    Oid,
    Value,
    decode_header,
    decode_request,
    encode_integer,
    encode_oid,
    encode_response,
    encode_tlv,
    encode_value,
    encode_varbind,
)
from collectors.snmp.usm_keys import KeyStore
from lab.tables import TABLES
from lab.tables.forwarding import IN_CONTEXT, context_name, contexts
from lab.tables.image import Image, decoded
from lab.tables.system import UPTIME
from lab.tables.view import Fleet, View, views
from lab.usm import ENVELOPE, Engine, Opened

MAX_ANSWER = 1472
"""Largest answer [octets]: what fits into an Ethernet frame, as real agents keep to."""
_ENVELOPE = 44
"""Most octets of an answer that are neither varbinds nor community."""
_TOO_BIG, _NO_SUCH_NAME, _NOT_WRITABLE = 1, 2, 17
_SHORT_LENGTH = 0x80
_OBJECT_IDENTIFIER = 0x06
_NULL = b"\x05\x00"
_UPTIME_NAME = encode_oid(UPTIME)


class Agent:
    """One device: who may ask it, and what it says, encoded when it is first asked."""

    __slots__ = ("_contexts", "_image", "_view", "community", "edit", "engine", "started")

    def __init__(self, view: View, started: float, *, community: bytes = b"", engine: Engine | None = None) -> None:
        self._view: View | None = view
        self._image: Image | None = None
        self.edit: Callable[[dict[Oid, tuple[int, Value]]], None] | None = None
        """Changes the rows before they are encoded."""
        self.community = community
        self.engine = engine
        """Speaks version 3, and then the agent speaks no other."""
        self.started = started - view.device.uptime_s
        self._contexts: dict[bytes, Agent] = {}
        if view.context is None:
            for vlan in contexts(view):
                name = context_name(vlan) if engine else community + b"@%d" % vlan
                self._contexts[name] = Agent(replace(view, context=vlan), started, community=name)

    def addressed(self, community: bytes) -> Agent | None:
        """Return who answers to a community, or to the context that stands there in version 3: one VLAN's part, or the whole."""
        return self if community == self.community else self._contexts.get(community)

    def edited(self, change: Callable[[dict[Oid, tuple[int, Value]]], None]) -> Agent:
        """Return this agent with other rows."""
        assert self._view is not None, "not encoded yet"
        started = self.started + self._view.device.uptime_s
        other = Agent(self._view, started, community=self.community, engine=self.engine)
        other.edit = change
        return other

    @property
    def image(self) -> Image:
        """The encoded tables."""
        if self._image is None:
            assert self._view is not None
            self._image = Image(self._view, self.edit, IN_CONTEXT if self._view.context else TABLES)
            self._view = None
        return self._image

    @property
    def is_encoded(self) -> bool:
        """Whether the tables are ready."""
        return self._image is not None


class Responder:
    """All agents of a fleet by the loopback address at which they are reached.

    Parameters
    ----------
    clock
        Seconds that only grow; sysUpTime moves by it.
    max_answer
        Size cap of answers [octets].
    """

    def __init__(self, fleet: Fleet, clock: Callable[[], float], *, max_answer: int = MAX_ANSWER) -> None:
        self._clock = clock
        self._max = max_answer
        now = clock()
        self._agents: dict[bytes, Agent] = {}
        users = {realm: user.user for realm, user in fleet.users.items()}
        store = KeyStore()
        for view in views(fleet):
            device, place = view.device, IPv4Address(view.device.vantage).packed
            if device.realm in users:
                named = frozenset(map(context_name, contexts(view)))
                self._agents[place] = Agent(view, now, engine=Engine(device, users[device.realm], store, clock, named))
            elif device.realm in fleet.communities:
                self._agents[place] = Agent(view, now, community=fleet.communities[device.realm].encode())
        for copy, original in fleet.copies.items():
            self._agents[IPv4Address(copy).packed] = self._agents[IPv4Address(original).packed]
        self._waiting = iter(list(self._agents.values()))

    @property
    def addresses(self) -> list[bytes]:
        """The addresses that answer, as four octets."""
        return list(self._agents)

    def encode_next(self) -> bool:
        """Encode one more agent ahead of its first question; False when all are done."""
        for agent in self._waiting:
            if not agent.is_encoded:
                assert len(agent.image)
                return True
        return False

    def edit(self, address: bytes, change: Callable[[dict[Oid, tuple[int, Value]]], None]) -> None:
        """Let an agent tell other rows than its device's; to be said before it is first asked. Other addresses are not touched."""
        agent = self._agents.get(address)
        if agent is not None:
            self._agents[address] = agent.edited(change)

    def engine(self, address: bytes) -> Engine | None:
        """Return the SNMPv3 engine of the agent at `address`, if it has one."""
        agent = self._agents.get(address)
        return None if agent is None else agent.engine

    def answer(self, address: bytes, datagram: bytes, max_answer: int = 0) -> bytes | None:
        """Return the answer of the agent at `address`, or None for silence; `max_answer` replaces the size cap."""
        agent = self._agents.get(address)
        if agent is None:
            return None
        if agent.engine is None:
            return self._plain(agent, datagram, (max_answer or self._max) - _ENVELOPE)
        opened = agent.engine.open(datagram)
        if not isinstance(opened, Opened):
            return opened
        answer = self.answer_plain(address, opened.plain, max_answer)
        return None if answer is None else agent.engine.seal(opened, answer)

    def answer_plain(self, address: bytes, plain: bytes, max_answer: int = 0) -> bytes | None:
        """Return what an agent that speaks version 3 answers to a request that its engine has opened, before it is sealed."""
        agent = self._agents[address]
        assert agent.engine is not None
        return self._plain(agent, plain, (max_answer or self._max) - ENVELOPE - len(agent.engine.user.name))

    def _plain(self, agent: Agent, datagram: bytes, budget: int) -> bytes | None:
        try:
            header = decode_header(datagram)
            addressed = agent.addressed(header.community)
            if addressed is None:
                return None
            agent = addressed
            names = _names(datagram, header)
        except DecodeError:
            return None
        budget -= len(header.community)
        if header.version == VERSION_2C:
            return self._version_2(agent, header, names, budget)
        return self._version_1(agent, header, names, budget) if header.version == VERSION_1 else None

    def _version_2(self, agent: Agent, header: Header, names: list[bytes], budget: int) -> bytes | None:
        if header.pdu_type == GET_BULK:
            return self._bulk(agent, header, names, budget)
        if header.pdu_type == GET:
            return self._sized(header, names, [self._instance(agent, name) for name in names], budget)
        if header.pdu_type == GET_NEXT:
            return self._sized(header, names, [self._row(agent, agent.image.after(name), name) for name in names], budget)
        return _refused(header, names, _NOT_WRITABLE) if header.pdu_type == SET else None

    def _version_1(self, agent: Agent, header: Header, names: list[bytes], budget: int) -> bytes | None:
        if header.pdu_type not in {GET, GET_NEXT}:
            return _refused(header, names, _NO_SUCH_NAME) if header.pdu_type == SET else None
        image, rows = agent.image, []
        for number, name in enumerate(names, 1):
            if header.pdu_type == GET:
                place = image.places.get(name, len(image))
                found = place < len(image) and place not in image.wide
            else:
                place = image.after(name)
                while place in image.wide:
                    place += 1
                found = place < len(image)
            if not found:
                return _refused(header, names, _NO_SUCH_NAME, number)
            rows.append(self._row(agent, place, name))
        return self._sized(header, names, rows, budget)

    def _sized(self, header: Header, names: list[bytes], rows: list[bytes], budget: int) -> bytes:
        varbinds = b"".join(rows)
        if len(varbinds) <= budget:
            return _response(header, varbinds)
        if header.version == VERSION_1:
            return _refused(header, names, _TOO_BIG, 0)
        return encode_response(header.version, header.community, header.request_id, _TOO_BIG, 0, b"")

    def _bulk(self, agent: Agent, header: Header, names: list[bytes], budget: int) -> bytes:
        """Answer a GETBULK: once behind each of the first names, then in turns behind the others.

        One name that repeats, as in every walk, is one slice of the image. Rows that do not fit are left out; when
        not one fits, the answer is tooBig.
        """
        plain, turns = max(0, header.first), max(0, header.second)
        if len(names) == 1 and plain == 0 and turns:
            varbinds = self._run(agent, names[0], turns, budget)
        else:
            taken, room = [], budget
            for varbind in self._turns(agent, names, plain, turns):
                room -= len(varbind)
                if room < 0:
                    break
                taken.append(varbind)
            varbinds = b"".join(taken)
        if not varbinds and names and (plain or turns):
            return encode_response(header.version, header.community, header.request_id, _TOO_BIG, 0, b"")
        return _response(header, varbinds)

    def _run(self, agent: Agent, name: bytes, count: int, budget: int) -> bytes:
        image = agent.image
        start = image.after(name)
        last = len(image)
        if start >= last:
            return encode_varbind(name, bytes((END_OF_MIB_VIEW, 0)))
        stop = min(start + count, last)
        limit = image.offsets[start] + budget
        if image.offsets[stop] > limit:
            stop = bisect_right(image.offsets, limit, start, stop + 1) - 1
        if start <= image.uptime < stop:
            return b"".join([self._row(agent, place, name) for place in range(start, stop)])
        return image.blob[image.offsets[start] : image.offsets[stop]]

    def _turns(self, agent: Agent, names: list[bytes], plain: int, turns: int) -> Iterator[bytes]:
        image, last = agent.image, len(agent.image)
        for name in names[:plain]:
            yield self._row(agent, image.after(name), name)
        current = [(image.after(name), name) for name in names[plain:]]
        for _ in range(turns if current else 0):
            for place, name in current:
                yield self._row(agent, place, name)
            if all(place >= last for place, _ in current):
                return
            current = [(place + 1, image.names[place]) if place < last else (place, name) for place, name in current]

    def _row(self, agent: Agent, place: int, asked: bytes) -> bytes:
        """Return the varbind at a place; behind the last one, endOfMibView under the name that was asked."""
        image = agent.image
        if place == image.uptime:
            ticks = int((self._clock() - agent.started) * 100) % 2**32
            return encode_varbind(_UPTIME_NAME, encode_integer(ticks, TIMETICKS))
        if place >= len(image):
            return encode_varbind(asked, encode_value(END_OF_MIB_VIEW, None))
        return image.blob[image.offsets[place] : image.offsets[place + 1]]

    def _instance(self, agent: Agent, name: bytes) -> bytes:
        place = agent.image.places.get(name)
        if place is not None:
            return self._row(agent, place, name)
        exception = NO_SUCH_INSTANCE if agent.image.has_object(decoded(name)) else NO_SUCH_OBJECT
        return encode_varbind(name, encode_value(exception, None))


def _names(datagram: bytes, header: Header) -> list[bytes]:
    """Return the names asked for, encoded; names in the usual short form are sliced out as they came."""
    names, pos, end = [], header.start, header.end
    while pos < end:
        stop = pos + 2 + datagram[pos + 1]
        mark = pos + 4 + datagram[pos + 3] if pos + 4 <= end else end
        plain = datagram[pos] == SEQUENCE and stop <= end and mark <= stop and datagram[pos + 2] == _OBJECT_IDENTIFIER
        if not plain or datagram[mark - 1] >= _SHORT_LENGTH:
            return [encode_oid(oid) for oid in decode_request(datagram).oids]
        names.append(datagram[pos + 2 : mark])
        pos = stop
    return names


def _response(header: Header, varbinds: bytes) -> bytes:
    """Return an answer without an error."""
    pdu = encode_integer(header.request_id) + b"\x02\x01\x00\x02\x01\x00" + encode_tlv(SEQUENCE, varbinds)
    body = b"\x02\x01\x01" if header.version == VERSION_2C else b"\x02\x01\x00"
    return encode_tlv(SEQUENCE, body + encode_tlv(4, header.community) + encode_tlv(RESPONSE, pdu))


def _refused(header: Header, names: list[bytes], status: int, index: int = 1) -> bytes:
    """Return an answer with an error, the names as they were asked."""
    varbinds = b"".join([encode_varbind(name, _NULL) for name in names])
    return encode_response(header.version, header.community, header.request_id, status, index, varbinds)
