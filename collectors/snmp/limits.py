"""Budgets of a run, a device and a table: what a slow or hostile agent may cost at most.

Defaults are those of the design (notes on hostile input, section 2); all may be set in ``[limits]`` of a scope.
"""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Caps, time-outs and pace."""

    concurrency: int = 200
    """Devices spoken to at once."""
    timeout_s: float = 1.5
    """Mean wait for an answer before the next try; tries grow from 0.75 to 1.25 of it."""
    retries: int = 2
    """Repeats of an unanswered request."""
    max_repetitions: int = 25
    """Values asked for in one GETBULK, over all its columns."""
    rate_per_s: float = 500.0
    """Requests to one device per second at most; 0 means as fast as it answers."""
    device_s: float = 120.0
    """Time for one device."""
    device_varbinds: int = 300_000
    device_octets: int = 32 * 1024 * 1024
    table_rows: int = 100_000
    """Values of one table."""
    table_replies: int = 20_000
    resume_passes: int = 3
    """Times that tables cut off by time-outs are taken up again where they stopped."""
    straggler_share: float = 0.25
    """Time that the last devices are given, if they answer very slowly, once all others are done: as a share of the
    run until then, and one chain of tries at least; 0 for as long as any device. See `docs/discovery.md`."""
    hints_per_device: int = 10_000
    """Addresses that one device may suggest to a crawl."""
    sweep_addresses: int = 262_144
    """Addresses that a sweep may cover."""
    run_s: float = 0.0
    """Time after which a run starts no further device; 0 for no limit."""
    run_requests: int = 0
    """Datagrams after which a run starts no further device; 0 for no limit."""
    run_devices: int = 0
    """Targets that a run may ask; 0 for no limit."""

    def tries_s(self) -> tuple[float, ...]:
        """Return the wait after each try [s]; they grow, and add up to ``timeout_s x (retries + 1)``.

        >>> Limits(timeout_s=1.0, retries=2).tries_s(), Limits(timeout_s=1.0, retries=0).tries_s()
        ((0.75, 1.0, 1.25), (1.0,))
        """
        if not self.retries:
            return (self.timeout_s,)
        return tuple(self.timeout_s * (0.75 + 0.5 * number / self.retries) for number in range(self.retries + 1))


_LEAST_WAIT_S = 0.25
"""Shortest wait before a repeat: agents answer some tables more slowly than others."""
_MOST_BACK_OFF = 8
_LOSSY = 3
"""Such losses after which a way counts as lossy, until an answer was merely late."""
_MOST_IN_A_ROW = 4
"""Answers in a row after repeats that are taken for losses; then the device is given more time after all."""
_LEAST_ROUND_TRIP_S = 0.02
"""What a machine that is busy may add to any round trip."""


class Patience:
    """How long to wait for one device before each repeat: as configured until it has answered, then by its own pace.

    The first repeats of a device known to be quick come sooner, and double; the last try waits for what is left, so that
    giving up takes as long as ever, and no more datagrams are sent. A device that needed repeats is given more time
    until it answers without, unless its answer came as soon after a repeat as it does after a first try: then a datagram
    was lost, and a longer wait would not have brought it. On a way that has lost some, the last wait is as short as the
    others, for an answer that is not there by then is lost, too. Source: RFC 6298 (smoothed time and variation; Karn's rule: only
    first tries are measured).
    """

    def __init__(self, limits: Limits) -> None:
        self._configured_s = limits.tries_s()
        self._total_s = sum(self._configured_s)
        self.least_s = min(_LEAST_WAIT_S, *self._configured_s)
        """No wait is shorter."""
        self._smooth_s: float | None = None
        self._varies_s = 0.0
        self._back_off = 1
        self._repeated = 0
        """Answers in a row that took repeats."""
        self._losses = 0
        """Answers to repeats that came as soon as to first tries."""

    def answered(self, took_s: float, tries: int) -> None:
        """Learn from an answer that came after so many tries, the first of them `took_s` ago.

        >>> patience = Patience(Limits(timeout_s=1.0, retries=2))
        >>> patience.answered(0.01, 1)
        >>> patience.answered(0.26, 2)  # 0.01 s after the repeat
        >>> patience.waits_s()
        (0.25, 0.5, 2.25)
        >>> patience.answered(0.4, 2)
        >>> patience.waits_s()
        (0.5, 1.0, 1.5)
        """
        if tries > 1:
            self._repeated += 1
            if self._repeated >= _MOST_IN_A_ROW or not self._was_lost(took_s, tries):
                self._back_off = min(_MOST_BACK_OFF, self._back_off * 2)
                self._losses = 0
            else:
                self._losses += 1
            return
        self._back_off = 1
        self._repeated = 0
        if self._smooth_s is None:
            self._smooth_s, self._varies_s = took_s, took_s / 2
        else:
            self._varies_s += (abs(self._smooth_s - took_s) - self._varies_s) / 4
            self._smooth_s += (took_s - self._smooth_s) / 8

    def _was_lost(self, took_s: float, tries: int) -> bool:
        """Tell whether an answer is likely to be that to the last try, and those before were lost."""
        if self._smooth_s is None:
            return False
        return took_s - sum(self.waits_s()[: tries - 1]) <= max(_LEAST_ROUND_TRIP_S, self._smooth_s + 4 * self._varies_s)

    def waits_s(self) -> tuple[float, ...]:
        """Return the wait after each try [s].

        >>> patience = Patience(Limits(timeout_s=1.0, retries=2))
        >>> patience.answered(0.01, 1)
        >>> patience.waits_s()
        (0.25, 0.5, 2.25)
        """
        early = len(self._configured_s) - 1
        if self._smooth_s is None or not early:
            return self._configured_s
        first_s = max(_LEAST_WAIT_S, self._smooth_s + 4 * self._varies_s) * self._back_off
        waits = [min(first_s * 2**number, self._configured_s[number]) for number in range(early)]
        left_s = self._total_s - sum(waits)
        return (*waits, min(left_s, 2 * waits[-1]) if self._losses >= _LOSSY else left_s)
