"""The agents that the contract's cases pose: good, odd and hostile ones of versions 1 and 2c."""

from __future__ import annotations

import random
import socket
import time

from collectors.snmp import ber
from collectors.snmp.engine import Access
from tests.snmp.contract.case import COLUMN, NAME, NEXT_COLUMN, ROWS, VALUE, Posed
from tests.snmp.hostile_agent import SYSTEM, Agent, echo_error, is_walk, respond, varbind

FORGED = b"forged"


def community(handler=None, rows=None, **more):
    """Pose an agent of v2c, or what `more` says."""
    settings = {key: more.pop(key) for key in ("address", "max_size") if key in more}

    def make(stack):
        agent = stack.enter_context(Agent(rows or ROWS, handler, **settings))
        return Posed(Access(address=agent.address, port=agent.port, community=b"public", **more), agent)

    return make


def nobody(stack):
    """Pose a port that receives and never answers."""
    mute = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    mute.bind(("127.0.0.1", 0))
    return Posed(Access(address="127.0.0.1", port=mute.getsockname()[1], community=b"public"))


def closed(address):
    """Pose a port where nothing listens."""

    def make(_stack):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as gone:
            gone.bind((address, 0))
            return Posed(Access(address=address, port=gone.getsockname()[1], community=b"public"))

    return make


def spoofed(source):
    """Pose an agent whose answers are preceded by forged ones from elsewhere."""

    def make(stack):
        spoofer = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        spoofer.bind((source, 0))

        def spoof(agent, request, _data):
            spoofer.sendto(respond(request, varbind(request.oids[0], ber.OCTET_STRING, FORGED)), agent.peers[-1])
            time.sleep(0.02)

        return community(spoof)(stack)

    return make


def column(numbers, oid=COLUMN):
    """Encode values of one column."""
    return b"".join(varbind((*oid, number)) for number in numbers)


# --- answers to a GET ------------------------------------------------------------------------------


def before(*datagrams):
    """Send datagrams ahead of the right answer; one may be made by a function of the request and its octets."""

    def handler(agent, request, data):
        return [*(one(request, data) if callable(one) else one for one in datagrams), agent.answer(request)]

    return handler


def wrong(**changes):
    """Make a false answer that differs from a good one in some fields."""

    def make(request, _data):
        fields = request._replace(**{"pdu_type": ber.RESPONSE, **changes})
        body = varbind(request.oids[0], ber.OCTET_STRING, FORGED)
        return ber.encode_message(fields.version, fields.community, fields.pdu_type, fields.request_id, 0, 0, body)

    return make


def named(name_octets, value_octets=b"\x05\x00"):
    """Make an answer to the request with a name of any octets."""
    return lambda request, _data: respond(request, ber.encode_varbind(ber.encode_tlv(ber.OBJECT_IDENTIFIER, name_octets), value_octets))


def indefinite(agent, request, _data):
    """Answer with an outer length of the indefinite form."""
    good = agent.answer(request)
    start = 2 if good[1] < 0x80 else 2 + (good[1] & 0x7F)
    return [b"\x30\x80" + good[start:] + b"\0\0", good]


def every_cut(agent, request, _data):
    """Answer with every beginning of the right answer, the shortest first, and then with all of it."""
    good = agent.answer(request)
    return [good[:size] for size in range(len(good) + 1)]


def flood(number, seed=33):
    """Send junk ahead of every answer."""
    dice = random.Random(seed)
    return before(*(dice.randbytes(dice.randrange(200)) for _ in range(number)))


def half(agent, request, _data):
    """Answer with half of the octets."""
    good = agent.answer(request)
    return good[: len(good) // 2]


def broken_row(_agent, request, _data):
    """Answer the right request with a row that is none."""
    return respond(request, b"\x30\x05\x06\x01\x2b\x04\x09")


def late():
    """Hold the first answer back until the second request."""
    held = []

    def handler(agent, request, _data):
        if request.oids[0] == NAME:
            held.append(agent.answer(request))
            return []
        return [*held, agent.answer(request)]

    return handler


def extra(agent, request, _data):
    """Answer with more than was asked."""
    return respond(request, agent.encoded[NAME] + varbind((*SYSTEM, 9, 9), ber.INTEGER, 1))


def stored(tag, value):
    """Pose an agent with one value beside the others."""
    return community(rows={**ROWS, VALUE: (tag, value)})


def raw_value(octets):
    """Pose an agent that answers with octets of its own for one value, beside a good one."""

    def handler(agent, request, _data):
        rows = [agent.encoded[NAME] if oid == NAME else ber.encode_varbind(ber.encode_oid(oid), octets) for oid in request.oids]
        return respond(request, b"".join(rows))

    return community(handler)


# --- answers to a walk -----------------------------------------------------------------------------


def loops(numbers):
    """Show the same rows for ever."""
    return lambda _a, request, _d: respond(request, column(numbers)) if is_walk(request) else None


def disordered(_agent, request, _data):
    """Walk six rows in an order of the agent's own, one at a time."""
    order = [(*COLUMN, number) for number in (1, 2, 5, 3, 4, 6)]
    following = dict(zip([COLUMN, *order], [*order, NEXT_COLUMN], strict=True))
    return respond(request, varbind(following[request.oids[0]]))


def endless(_agent, request, _data):
    """Show one row more, for ever."""
    return respond(request, column([request.oids[0][-1] + 1]))


def deepens(_agent, request, _data):
    """Go deeper with every row."""
    return respond(request, varbind((*request.oids[0], 1))) if is_walk(request) else None


def generous(_agent, request, _data):
    """Return 1,000 rows, whatever was asked."""
    return respond(request, column(range(1, 1001)) + varbind(NEXT_COLUMN)) if is_walk(request) else None


def ends_within(agent, request, _data):
    """End the first of two columns after three rows, in the middle of an answer, as endOfMibView."""
    if request.pdu_type != ber.GET_BULK or len(request.oids) != 2:
        return None
    rows = []
    for number in range(1, 11):
        end = varbind((*COLUMN, 3), ber.END_OF_MIB_VIEW, None)
        rows.append(varbind((*COLUMN, number)) if number <= 3 else end)
        rows.append(agent.encoded[*NEXT_COLUMN, number])
    return respond(request, b"".join(rows)) if request.oids[1] == NEXT_COLUMN else None


def leaves(_agent, request, _data):
    """Leave the subtree after two rows."""
    return respond(request, column([1, 2]) + varbind((1, 4, 1)))


def limited(most):
    """Say tooBig above a number of rows, for GETBULK alone."""

    def handler(_agent, request, _data):
        too_big = request.pdu_type == ber.GET_BULK and request.max_repetitions > most
        return respond(request, b"", status=1) if too_big else None

    return handler


def no_bulk(_agent, request, _data):
    """Do not answer GETBULK."""
    return [] if request.pdu_type == ber.GET_BULK else None


def only_version_1(_agent, request, _data):
    """Do not answer version 2c."""
    return [] if request.version != ber.VERSION_1 else None


def version_1(agent, request, _data):
    """Speak version 1: an error at the end of its tables."""
    if request.version != ber.VERSION_1 or request.pdu_type == ber.GET_BULK:
        return []
    if request.pdu_type == ber.GET_NEXT and agent.after(request.oids[0]) is None:
        return echo_error(request, 2, 1)
    return None


def fails_at(number):
    """Say genErr where one row stands."""

    def handler(_agent, request, _data):
        if not is_walk(request) or request.oids[0][: len(COLUMN)] != COLUMN:
            return None
        reach = request.max_repetitions if request.pdu_type == ber.GET_BULK else 1
        at = request.oids[0][-1] if len(request.oids[0]) > len(COLUMN) else 0
        return echo_error(request, 5, 1) if at < number <= at + reach else None

    return handler


def says(status, index=1):
    """Answer every request with an error status."""
    return lambda _agent, request, _data: echo_error(request, status, index)


def lossy(share, seed=57):
    """Lose a share of the requests and as many of the answers."""
    dice = random.Random(seed)
    return lambda _agent, _request, _data: [] if dice.random() < share or dice.random() < share else None
