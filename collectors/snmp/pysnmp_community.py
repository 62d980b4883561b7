"""Versions 1 and 2c in pysnmp's messages, over a socket of ours.

pysnmp's own way of asking by community takes any datagram with the right request-id, from any address, for the answer,
and loses an answer over one value that its types do not allow. So only its messages and types are used here:
an answer counts if it comes from the agent's address and port and has the request's id, version and community. A message
that pysnmp's types refuse is read a second time with plain ones, row by row, and what is odd stays octets.

Source: RFC 1157, RFC 1901, RFC 3416; pysnmp's documentation, "Packet-level API".
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from typing import Any

from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pyasn1.type import namedtype, tag, univ
from pysnmp.error import PySnmpError
from pysnmp.proto import api

from collectors.snmp import ber
from collectors.snmp.ber import Oid, Value, Varbind, decode_value
from collectors.snmp.community import Elders
from collectors.snmp.engine import Access, Answer, Stats
from collectors.snmp.pysnmp_question import Question, no_way, open_socket
from collectors.snmp.tlv import open_element

_MAX_DATAGRAM = 65_536
_DRAIN = 64
"""Datagrams read in one go, so that a flood on one socket cannot starve the others."""
_MAX_NAME = 1300
"""Sub-identifiers of a name: room for ten times what is legal, so that a walk can see and say that an agent went too deep."""
_PROOF = 2
"""Answers in version 1 alone after which version 2c is given up."""
UNREADABLE = (PySnmpError, PyAsn1Error, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What pysnmp and pyasn1 raise over octets that they cannot read (RecursionError is a RuntimeError)."""


# --- values ---------------------------------------------------------------------------------------


def varbind_of(name: Any, value: Any) -> Varbind:
    """Return a varbind of pysnmp's as the engines' interface has it."""
    base = value.tagSet[0]
    octet = base.tagClass | base.tagId
    return _name_of(name), octet, _value_of(octet, value)


def _name_of(name: Any) -> Oid:
    """Return a name within the bounds that the wire engine keeps, too."""
    oid = tuple(name)
    if len(oid) > _MAX_NAME or max(oid) > ber.MAX_ARC:
        raise ValueError("OID size")
    return oid


def _value_of(octet: int, value: Any) -> Value:
    if octet == ber.NULL or octet >= ber.NO_SUCH_OBJECT:
        return None
    if octet in {ber.OCTET_STRING, ber.OPAQUE}:
        return bytes(value)
    if octet == ber.OBJECT_IDENTIFIER:
        oid = _name_of(value)
        if len(oid) > ber.MAX_SUB_IDS:
            raise ValueError("OID size")
        return oid
    if octet == ber.IP_ADDRESS:
        return ".".join(map(str, bytes(value)))
    return int(value)


# --- messages whose values pysnmp's types do not allow -------------------------------------------


class _Row(univ.Sequence):  # type: ignore[misc] # pyasn1 has no types
    componentType = namedtype.NamedTypes(  # noqa: N815 - pyasn1's name
        namedtype.NamedType("name", univ.ObjectIdentifier()), namedtype.NamedType("value", univ.Any())
    )


class _Rows(univ.SequenceOf):  # type: ignore[misc] # pyasn1 has no types
    componentType = univ.Any()  # noqa: N815 - pyasn1's name


class _Pdu(univ.Sequence):  # type: ignore[misc] # pyasn1 has no types
    tagSet = univ.Sequence.tagSet.tagImplicitly(tag.Tag(tag.tagClassContext, tag.tagFormatConstructed, 2))  # noqa: N815 - pyasn1's name
    componentType = namedtype.NamedTypes(  # noqa: N815 - pyasn1's name
        *(namedtype.NamedType(name, univ.Integer()) for name in ("request-id", "error-status", "error-index")),
        namedtype.NamedType("variable-bindings", _Rows()),
    )


class _Message(univ.Sequence):  # type: ignore[misc] # pyasn1 has no types
    componentType = namedtype.NamedTypes(  # noqa: N815 - pyasn1's name
        namedtype.NamedType("version", univ.Integer()),
        namedtype.NamedType("community", univ.OctetString()),
        namedtype.NamedType("data", _Pdu()),
    )


def _plain_varbind(octets: bytes, kind: Any) -> Varbind:
    """Return a row by pysnmp's types, or a value that they refuse as the wire engine has it, which is as octets if it is odd."""
    try:
        row, _ = decoder.decode(octets, asn1Spec=kind)
        return varbind_of(*api.v2c.apiVarBind.get_oid_value(row))
    except UNREADABLE:
        row, _ = decoder.decode(octets, asn1Spec=_Row())
        value = bytes(row[1])
        start, stop = open_element(value, 0, len(value), value[0])
        return _name_of(row[0]), value[0], decode_value(value[0], value[start:stop])


# --- conversations --------------------------------------------------------------------------------


class CommunitySpeaker:
    """Speaks version 1 or 2c with one agent."""

    def __init__(self, access: Access, stats: Stats, elders: Elders) -> None:
        self._access = access
        self._place = (access.address, access.port)
        self._stats = stats
        self._elders = elders
        self._falls_back = access.version_1_too
        only_1 = access.version == "1" or (self._falls_back and self._place in elders)
        self._version = ber.VERSION_1 if only_1 else ber.VERSION_2C
        self._by_version_1 = 0
        self._asked: dict[int, Question] = {}
        self._loop = asyncio.get_running_loop()
        self._socket: socket.socket | None = open_socket(access)
        self._loop.add_reader(self._socket, self._readable)

    def ask(self, question: Question, *, last: bool) -> asyncio.Future[Answer]:
        """Send a request, again under the same id; the last time in version 1, too, to an agent that may know no other."""
        if question.answer is None:
            question.request_id = secrets.randbits(31)
            question.answer = self._loop.create_future()
            question.answer.add_done_callback(lambda _: self._asked.pop(question.request_id, None))
            self._asked[question.request_id] = question
        self._send(question, self._version)
        if last and self._falls_back and self._version != ber.VERSION_1:
            self._send(question, ber.VERSION_1)
        return question.answer

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._loop.remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _send(self, question: Question, version: int) -> None:
        assert self._socket is not None, "closed with its session"
        self._stats.requests += 1
        try:
            self._socket.send(_encode(question, version, self._access.community))
        except BlockingIOError:
            pass  # the send buffer is full: the same as a lost datagram
        except OSError as error:
            self._fail(error)

    def _readable(self) -> None:
        for _ in range(_DRAIN):
            if self._socket is None:
                return
            try:
                data = self._socket.recv(_MAX_DATAGRAM)
            except BlockingIOError:
                return
            except OSError as error:
                self._fail(error)
                return
            try:
                self._judge(data)
            except UNREADABLE:
                self._stats.malformed += 1

    def _judge(self, data: bytes) -> None:
        """Give an answer to the request it belongs to, or count it."""
        module = api.PROTOCOL_MODULES[self._version]
        try:
            message, _ = decoder.decode(data, asn1Spec=module.Message())
            pdu = module.apiMessage.get_pdu(message)
            rows = [varbind_of(*pair) for pair in module.apiPDU.get_varbinds(pdu)]
        except UNREADABLE:
            message, _ = decoder.decode(data, asn1Spec=_Message())
            pdu = message[2]
            rows = None
        version = int(message[0])
        question = self._asked.get(int(pdu[0])) if pdu.tagSet == _Pdu.tagSet else None
        by_version_1 = version == ber.VERSION_1
        fits = version == self._version or (by_version_1 and self._falls_back)
        if question is None or question.answer is None or question.answer.done() or not fits or bytes(message[1]) != self._access.community:
            self._stats.ignored += 1
            return
        try:
            if rows is None:
                rows = [_plain_varbind(bytes(row), module.VarBind()) for row in pdu[3]]
            answer = Answer(int(pdu[1]), int(pdu[2]), rows, len(data))
        except UNREADABLE:
            self._stats.malformed += 1
            question.malformed = True
            return
        self._learn(by_version_1=by_version_1)
        question.answer.set_result(answer)

    def _learn(self, *, by_version_1: bool) -> None:
        """Keep to the version that the agent has been found to know."""
        if not by_version_1:
            self._falls_back = False
        elif self._falls_back:
            self._by_version_1 += 1
            if self._by_version_1 >= _PROOF:
                self._version = ber.VERSION_1
                self._elders.add(self._place)

    def _fail(self, error: OSError) -> None:
        """End every request in flight."""
        for question in list(self._asked.values()):
            if question.answer is not None and not question.answer.done():
                question.answer.set_exception(no_way(self._access, error))


def _encode(question: Question, version: int, community: bytes) -> bytes:
    """Return a request's octets; in version 1, which has no GETBULK, a GETNEXT in its place."""
    module = api.PROTOCOL_MODULES[version]
    kind = ber.GET_NEXT if version == ber.VERSION_1 and question.kind == ber.GET_BULK else question.kind
    if kind == ber.GET_BULK:
        pdu, words = module.GetBulkRequestPDU(), module.apiBulkPDU
        words.set_defaults(pdu)
        words.set_non_repeaters(pdu, 0)
        words.set_max_repetitions(pdu, question.repetitions)
    else:
        pdu, words = (module.GetRequestPDU() if kind == ber.GET else module.GetNextRequestPDU()), module.apiPDU
        words.set_defaults(pdu)
    words.set_request_id(pdu, question.request_id)
    words.set_varbinds(pdu, [(oid, module.Null("")) for oid in question.oids])
    message = module.Message()
    module.apiMessage.set_defaults(message)
    module.apiMessage.set_community(message, community)
    module.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))
