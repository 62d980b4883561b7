"""Bad talk: what a hostile agent sends instead of its answer, by name.

A play sees one exchange (`Scene`) and returns what to send: any number of datagrams, each at once or later, from the
agent's own address or from elsewhere. Plays that only spoil walks let GET pass, so that the device is met and read as
far as it lets itself be read. Cases: the list of hostile inputs, A01 to A45, A55 and A56.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from collectors.snmp.ber import (
    END_OF_MIB_VIEW,
    GET,
    GET_BULK,
    GET_NEXT,
    INTEGER,
    NO_SUCH_INSTANCE,
    OCTET_STRING,
    RESPONSE,
    SEQUENCE,
    SET,
    TIMETICKS,
    Oid,
    Request,
    Varbind,
    decode_header,
    decode_varbinds,
    encode_message,
    encode_oid,
    encode_request,
    encode_tlv,
    encode_value,
    encode_varbind,
)
from lab.tables.system import UPTIME

_JUNK = (b"", b"\x65\x80", b"\xff" * 900, b"\0" * 1000)
_FLOOD = 2000
_STATUS_TOO_BIG, _STATUS_NO_SUCH_NAME, _STATUS_GEN_ERR, _STATUS_NO_ACCESS = 1, 2, 5, 6
_STATE: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1, 7)
_ELSEWHERE: Oid = (1, 3, 6, 1, 4, 1, 99, 1)
_NO_VERSION = 7
_LATE_S = 3.0
_DRIP_S = 1.0
_CALM = 12
"""Requests that are answered well before a device restarts."""


class Source(Enum):
    """Where a datagram leaves from."""

    OWN = "own"
    ADDRESS = "another address"
    PORT = "another port"


@dataclass(frozen=True, slots=True)
class Sending:
    """A datagram to send, after a delay [s]."""

    octets: bytes
    delay_s: float = 0.0
    source: Source = Source.OWN


@dataclass(slots=True)
class Scene:
    """One exchange with a hostile agent."""

    datagram: bytes
    request: Request
    genuine: Callable[[bytes, int], bytes | None]
    """What a good agent would answer to a datagram, in at most so many octets."""
    dice: random.Random
    memory: dict[str, int] = field(default_factory=dict)
    """What the agent remembers from one exchange to the next."""

    @property
    def walks(self) -> bool:
        """Whether the request walks rather than asks for instances."""
        return self.request.pdu_type in {GET_NEXT, GET_BULK}

    def good(self) -> list[Sending]:
        """Return what a good agent sends."""
        answer = self.genuine(self.datagram, 0)
        return [] if answer is None else [Sending(answer)]

    def rows(self, *, repetitions: int | None = None, most: int = 0) -> list[Varbind]:
        """Return the varbinds of a good answer, to this request or to one of more or fewer repetitions."""
        ask, asked = self.request, self.datagram
        if repetitions is not None:
            asked = encode_request(ask.version, ask.community, GET_BULK, ask.request_id, ask.oids, second=repetitions)
        answer = self.genuine(asked, most)
        if answer is None:
            return []
        header = decode_header(answer)
        return decode_varbinds(answer, header.start, header.end)

    def say(self, rows: list[Varbind], status: int = 0, index: int = 0, **changes: int | bytes) -> list[Sending]:
        """Return a response around varbinds; `changes` replace version, community, pdu_type or request_id."""
        ask = self.request
        body = b"".join(encode_varbind(encode_oid(oid), encode_value(tag, value)) for oid, tag, value in rows)
        fields = {"version": ask.version, "community": ask.community, "pdu_type": RESPONSE, "request_id": ask.request_id} | changes
        head = (fields["version"], fields["community"], fields["pdu_type"], fields["request_id"])
        return [Sending(encode_message(*head, status, index, body))]  # type: ignore[arg-type] # each under its own name

    def fail(self, status: int, index: int) -> list[Sending]:
        """Return an answer with an error, the names as they were asked."""
        return self.say([(oid, 0x05, None) for oid in self.request.oids], status, index)

    def again(self) -> int:
        """Count the exchanges with this agent."""
        self.memory["asked"] = self.memory.get("asked", 0) + 1
        return self.memory["asked"]


Play = Callable[[Scene], list[Sending]]


def _on_walks(play: Play) -> Play:
    return lambda scene: play(scene) if scene.walks else scene.good()


def _on_gets(play: Play) -> Play:
    return lambda scene: scene.good() if scene.walks else play(scene)


def _text(oid: Oid) -> Varbind:
    return oid, OCTET_STRING, b"x"


def _below(scene: Scene) -> Oid:
    """Return the column that is walked, as far as the request shows it."""
    return scene.request.oids[0]


def _same(scene: Scene) -> list[Sending]:
    rows = scene.rows(repetitions=1)
    key = "stuck"
    if key not in scene.memory and rows:
        scene.memory[key] = rows[0][0][-1]
    return scene.say([((*oid[:-1], scene.memory.get(key, 1)), tag, value) for oid, tag, value in rows])


def _cycle(scene: Scene) -> list[Sending]:
    rows = scene.rows()[:3]
    return scene.say(rows * 2)


def _loop(scene: Scene) -> list[Sending]:
    """Give the rows of the table again from its beginning, for ever."""
    ask, rows = scene.request, scene.rows()
    if not rows or rows[0][0][: len(ask.oids[0])] == ask.oids[0]:
        return scene.good()
    back = tuple((*oid[:-1], 0) for oid in ask.oids)
    asked = encode_request(ask.version, ask.community, ask.pdu_type, ask.request_id, back, first=ask.first, second=ask.second)
    answer = scene.genuine(asked, 0)
    return [] if answer is None else [Sending(answer)]


def _disorder(scene: Scene) -> list[Sending]:
    rows = scene.rows()
    return scene.say([*rows[1:2], *rows[:1], *rows[2:]])


def _endless(scene: Scene) -> list[Sending]:
    oid, rows = _below(scene), []
    for _ in range(max(1, scene.request.second)):
        oid = (*oid[:-1], oid[-1] + 1) if len(oid) > len(_STATE) else (*oid, 1)
        rows.append(_text(oid))
    return scene.say(rows)


def _deeper(scene: Scene) -> list[Sending]:
    oid, rows = _below(scene), []
    for _ in range(max(1, scene.request.second)):
        oid = (*oid, 1)
        rows.append(_text(oid))
    return scene.say(rows)


def _end_in_the_middle(scene: Scene) -> list[Sending]:
    rows = scene.rows()
    middle = len(rows) // 2
    return scene.say([*rows[:middle], *[(oid, END_OF_MIB_VIEW, None) for oid, _, _ in rows[middle : middle + 1]], *rows[middle + 1 :]])


def _leaves(scene: Scene) -> list[Sending]:
    rows = scene.rows()
    middle = len(rows) // 2
    return scene.say([*rows[:middle], _text(_ELSEWHERE), *rows[middle + 1 :]])


def _too_big(scene: Scene) -> list[Sending]:
    most = 5
    if scene.request.pdu_type == GET_BULK and scene.request.second * len(scene.request.oids) > most:
        return scene.say([], _STATUS_TOO_BIG)
    return scene.good()


def _column_fails(scene: Scene) -> list[Sending]:
    for place, oid in enumerate(scene.request.oids, 1):
        if oid[: len(_STATE)] == _STATE:
            return scene.fail(_STATUS_GEN_ERR, place)
    return scene.good()


def _wrong_id(scene: Scene) -> list[Sending]:
    return scene.say(scene.rows(), request_id=(scene.request.request_id + 1) % 2**31)


def _wrong_version(scene: Scene) -> list[Sending]:
    return scene.say(scene.rows(), version=_NO_VERSION)


def _from(source: Source) -> Play:
    return lambda scene: [Sending(one.octets, source=source) for one in scene.good()]


def _flood(scene: Scene) -> list[Sending]:
    good = scene.good()
    return [Sending(scene.dice.randbytes(40))] * _FLOOD + good if scene.again() == 1 else good


def _truncated(scene: Scene) -> list[Sending]:
    return [Sending(one.octets[: scene.dice.randrange(len(one.octets))]) for one in scene.good()]


def _nested(scene: Scene) -> list[Sending]:
    inner = b""
    for _ in range(300):
        inner = encode_tlv(SEQUENCE, inner)
    return [Sending(inner), Sending((b"\x30\x80" * 15_000)[:60_000])] if scene.again() % 2 else [Sending(b"\x30\x80" * 30_000)]


def _around(scene: Scene, name: bytes, value: bytes) -> list[Sending]:
    """Return a well-formed response around one varbind of any octets."""
    ask = scene.request
    return [Sending(encode_message(ask.version, ask.community, RESPONSE, ask.request_id, 0, 0, encode_tlv(SEQUENCE, name + value)))]


def _long_arc(scene: Scene) -> list[Sending]:
    octets = b"\x2b" + (b"\xff" * 60_000 + b"\x01" if scene.again() % 2 else b"\x01" * 60_000)
    return _around(scene, encode_tlv(0x06, octets), b"\x05\x00")


def _huge_integer(scene: Scene) -> list[Sending]:
    return _around(scene, encode_oid(_below(scene)), encode_tlv(INTEGER, b"\x7f" * 20_000))


def _huge_version(scene: Scene) -> list[Sending]:
    body = encode_tlv(INTEGER, b"\x01" * 20_000) + encode_tlv(OCTET_STRING, scene.request.community) + encode_tlv(RESPONSE, b"")
    return [Sending(encode_tlv(SEQUENCE, body))]


def _indefinite(scene: Scene) -> list[Sending]:
    return [Sending(b"\x30\x80" + one.octets[2:] + b"\0\0") for one in scene.good()]


def _restart(scene: Scene) -> list[Sending]:
    """Answer as a device that restarted a moment ago, once it has been asked a while."""
    if scene.again() <= _CALM or scene.walks or UPTIME not in scene.request.oids:
        return scene.good()
    return scene.say([(oid, TIMETICKS, 100) if oid == UPTIME else (oid, tag, value) for oid, tag, value in scene.rows()])


def _restart_over_and_over(scene: Scene) -> list[Sending]:
    """Answer as a device that has restarted since the last look, whenever it is looked at."""
    if scene.walks or UPTIME not in scene.request.oids:
        return scene.good()
    ticks = max(1, 1_000_000 - 1000 * scene.again())
    return scene.say([(oid, TIMETICKS, ticks) if oid == UPTIME else (oid, tag, value) for oid, tag, value in scene.rows()])


def _later(delay_s: float) -> Play:
    return lambda scene: [Sending(one.octets, delay_s=delay_s) for one in scene.good()]


PLAYS: dict[str, tuple[str, Play]] = {
    "silent": ("A01", lambda _: []),
    "silent-walks": ("A01", _on_walks(lambda _: [])),
    "same-oid": ("A03", _on_walks(_same)),
    "cycle": ("A04", _on_walks(_cycle)),
    "disorder": ("A05", _on_walks(_disorder)),
    "unordered-loop": ("A06", _on_walks(_loop)),
    "endless": ("A07", _on_walks(_endless)),
    "deeper": ("A08", _on_walks(_deeper)),
    "oversized": ("A09", _on_walks(lambda scene: scene.say(scene.rows(repetitions=2500, most=60_000)))),
    "one-row": ("A10", _on_walks(lambda scene: scene.say(scene.rows(repetitions=1)))),
    "empty-get": ("A11", _on_gets(lambda scene: scene.say([]))),
    "empty-walk": ("A12", _on_walks(lambda scene: scene.say([]))),
    "end-in-middle": ("A13", _on_walks(_end_in_the_middle)),
    "no-value": (
        "A14",
        lambda scene: scene.say(
            [(oid, NO_SUCH_INSTANCE, None) if place % 3 == 2 else (oid, tag, value) for place, (oid, tag, value) in enumerate(scene.rows())]  # noqa: PLR2004 - every third
        ),
    ),
    "wrong-oid": (
        "A15",
        _on_gets(lambda scene: scene.say([((*_ELSEWHERE, place), tag, value) for place, (_, tag, value) in enumerate(scene.rows())])),
    ),
    "extra-values": ("A16", _on_gets(lambda scene: scene.say([*scene.rows(), _text(_ELSEWHERE)]))),
    "leaves-table": ("A17", _on_walks(_leaves)),
    "status-99": ("A18", _on_walks(lambda scene: scene.fail(99, 1))),
    "index-77": ("A19", _on_walks(lambda scene: scene.fail(_STATUS_GEN_ERR, 77))),
    "too-big": ("A20", _too_big),
    "gen-err": ("A21", _on_walks(_column_fails)),
    "no-such-name": ("A22", _on_walks(lambda scene: scene.fail(_STATUS_NO_SUCH_NAME, 1))),
    "no-access": ("A23", _on_walks(lambda scene: scene.fail(_STATUS_NO_ACCESS, 1))),
    "wrong-id": ("A24", _wrong_id),
    "wrong-community": ("A25", lambda scene: scene.say(scene.rows(), community=b"x" + scene.request.community)),
    "wrong-version": ("A26", _wrong_version),
    "other-address": ("A27", _from(Source.ADDRESS)),
    "other-port": ("A28", _from(Source.PORT)),
    "reflected": ("A29", lambda scene: [Sending(scene.datagram)]),
    "wrong-pdu": ("A30", lambda scene: [*scene.say(scene.rows(), pdu_type=SET), *scene.say(scene.rows(), pdu_type=GET)]),
    "fivefold": ("A31", lambda scene: scene.good() * 5),
    "late": ("A32", _on_walks(_later(_LATE_S))),
    "flood": ("A33", _flood),
    "junk": ("A34", lambda _: [Sending(one) for one in _JUNK]),
    "truncated": ("A35", _truncated),
    "huge-length": ("A36", lambda _: [Sending(b"\x30\x84\xff\xff\xff\xff\x02\x01\x01"), Sending(b"\x30\xff" + b"\x01" * 127)]),
    "indefinite": ("A37", _indefinite),
    "nested": ("A38", _nested),
    "long-tag": ("A39", lambda _: [Sending(b"\x3f" + b"\xff" * 64_000 + b"\x01")]),
    "long-arc": ("A40", _long_arc),
    "huge-integer": ("A41", _huge_integer),
    "huge-version": ("A42", _huge_version),
    "trailing-junk": ("A45", lambda scene: [Sending(one.octets + b"\xde\xad" * 20) for one in scene.good()]),
    "reboot": ("A55", _restart),
    "reboots": ("A55", _restart_over_and_over),
    "drip": ("A56", _later(_DRIP_S)),
}
"""Behaviours that talk badly: name to case and play."""
