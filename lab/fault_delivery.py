"""Delivery by faulty agents: loss, delay, jitter, reordering and duplicates around what an agent says, well or badly.

No socket and no clock of its own: `Delivery.deliver` says what is to be sent, when and from where.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address

from collectors.snmp.ber import DecodeError, decode_request
from lab.fault_rows import EDITS
from lab.fault_talk import PLAYS, Scene, Sending
from lab.fault_usm import ENGINE_PLAYS, SHARED_ENGINE_ID, Exchange
from lab.faults import Fault
from lab.responder import Responder
from lab.usm import Opened

_HELD_BACK_S = 0.02
"""How long an answer is held back to be overtaken [s]."""
_LARGE_ANSWERS = frozenset({"long-text"})
"""Behaviours whose answers do not fit into a frame."""
_LARGE = 65_000
_SHARED = "v3-shared-engine"


class Delivery:
    """Answers of a city in which some agents are faulty."""

    def __init__(self, responder: Responder, faults: Mapping[str, Fault], seed: int) -> None:
        self._responder = responder
        self.faults = {IPv4Address(address).packed: fault for address, fault in faults.items()}
        """Faults by the four octets of the address."""
        self._dice = random.Random(seed)  # noqa: S311 - a test's dice
        self._memories: dict[bytes, dict[str, int]] = {}
        for address, fault in self.faults.items():
            edit = EDITS.get(fault.behaviour or "")
            if edit is not None:
                responder.edit(address, edit[1])
            engine = responder.engine(address)
            if engine is not None and fault.behaviour == _SHARED:
                engine.engine_id = SHARED_ENGINE_ID

    def deliver(self, address: bytes, datagram: bytes, fault: Fault) -> list[Sending]:
        """Return what leaves in answer to a datagram."""
        if fault.loss and self._dice.random() < fault.loss:
            return []
        sendings = self._said(address, datagram, fault)
        if not sendings or not (fault.loss or fault.delay_s or fault.jitter_s or fault.reorder or fault.duplicate):
            return sendings
        return [Sending(one.octets, self._delay_s(fault) + one.delay_s, one.source) for one in sendings for _ in range(self._copies(fault))]

    def _said(self, address: bytes, datagram: bytes, fault: Fault) -> list[Sending]:
        engine = self._responder.engine(address)
        if engine is None:
            return self._talk(address, datagram, fault, self._responder.answer)
        engine_play = ENGINE_PLAYS.get(fault.behaviour or "")
        if engine_play is not None:
            memory = self._memories.setdefault(address, {})
            octets = engine_play[1](Exchange(datagram, engine, lambda plain: self._responder.answer_plain(address, plain), memory))
            return [] if octets is None else [Sending(octets)]
        opened = engine.open(datagram)
        if not isinstance(opened, Opened):
            return [] if opened is None else [Sending(opened)]
        said = self._talk(address, opened.plain, fault, self._responder.answer_plain)
        return [Sending(engine.seal(opened, one.octets), one.delay_s, one.source) for one in said]

    def _talk(self, address: bytes, datagram: bytes, fault: Fault, answer: Callable[[bytes, bytes, int], bytes | None]) -> list[Sending]:
        play = PLAYS.get(fault.behaviour or "")
        genuine = answer(address, datagram, _LARGE if fault.behaviour in _LARGE_ANSWERS else 0)
        if play is None or genuine is None:
            return [] if genuine is None else [Sending(genuine)]
        try:
            request = decode_request(datagram)
        except DecodeError:
            return []
        memory = self._memories.setdefault(address, {})
        return play[1](Scene(datagram, request, lambda asked, most: answer(address, asked, most), self._dice, memory))

    def _copies(self, fault: Fault) -> int:
        if fault.loss and self._dice.random() < fault.loss:
            return 0
        return 2 if fault.duplicate and self._dice.random() < fault.duplicate else 1

    def _delay_s(self, fault: Fault) -> float:
        delay_s = fault.delay_s
        if fault.jitter_s:
            delay_s += self._dice.random() * fault.jitter_s
        if fault.reorder and self._dice.random() < fault.reorder:
            delay_s += _HELD_BACK_S
        return delay_s
