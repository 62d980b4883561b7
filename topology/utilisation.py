"""How much of its speed an interface carried between two looks at its device: a function of the two records.

Counters only tell by their difference. It is believed where the agent's own clock shows that it has not restarted in
between, where a counter of 32 bits cannot have gone round unseen, and where one of 64 bits has not gone back. Anything
else is unknown, never a guess.
"""

from __future__ import annotations

from typing import Final

import msgspec

from topology.model.records import Completeness, Counter, DeviceRecord

_TICKS_AROUND_S: Final = 2**32 / 100
"""sysUpTime goes round after 497 days (RFC 3418, TimeTicks)."""
_SLACK_S: Final = 60.0
_SLACK_SHARE: Final = 0.01
"""How far the agent's clock may be from the collector's between two looks."""
_LEAST_S: Final = 1.0
"""Shortest time between two looks that tells anything."""
_OVER: Final = 1.05
"""Rates beyond the speed by more than this come of a wrong speed, as of a tunnel: they are no share of it."""


class Utilisation(msgspec.Struct, frozen=True, kw_only=True):
    """What an interface carried on the mean between two looks. A rate of None is unknown."""

    interface: str
    seconds: float
    """Time between the looks [s]."""
    in_bps: float | None = None
    out_bps: float | None = None
    speed_bps: int | None = None
    in_share: float | None = None
    """Of the speed; 1.0 is full."""
    out_share: float | None = None
    in_errors: int | None = None
    """Counted between the looks, as the next three."""
    out_errors: int | None = None
    in_discards: int | None = None
    out_discards: int | None = None


def utilisation(before: DeviceRecord, after: DeviceRecord) -> list[Utilisation]:
    """Return what each interface carried between two records of one device, in the later one's order.

    Empty where either look failed, or the device restarted in between. Linear in the interfaces.
    """
    seconds = _elapsed_s(before, after)
    if seconds is None:
        return []
    earlier = {counter.interface: counter for counter in before.counters}
    speeds = {port.name: port.speed_bps for port in after.interfaces}
    return [
        _of_interface(earlier[counter.interface], counter, speeds.get(counter.interface), seconds)
        for counter in after.counters
        if counter.interface in earlier
    ]


def _elapsed_s(before: DeviceRecord, after: DeviceRecord) -> float | None:
    """Return the time between two looks by the agent's clock [s]; None where its counters started anew, or nobody can tell."""
    first, second = before.envelope, after.envelope
    if Completeness.FAILED in {first.completeness, second.completeness} or first.uptime_s is None or second.uptime_s is None:
        return None
    ours_s = (second.collected_at - first.collected_at).total_seconds()
    theirs_s = second.uptime_s - first.uptime_s
    if theirs_s < 0:
        theirs_s += _TICKS_AROUND_S
    if theirs_s < _LEAST_S or abs(theirs_s - ours_s) > max(_SLACK_S, ours_s * _SLACK_SHARE):
        return None
    return theirs_s


def _of_interface(before: Counter, after: Counter, speed_bps: int | None, seconds: float) -> Utilisation:
    around = after.bits if after.bits == before.bits else None
    in_bps = _rate_bps(before.in_octets, after.in_octets, around, speed_bps, seconds)
    out_bps = _rate_bps(before.out_octets, after.out_octets, around, speed_bps, seconds)
    return Utilisation(
        interface=after.interface,
        seconds=round(seconds, 1),
        in_bps=in_bps,
        out_bps=out_bps,
        speed_bps=speed_bps,
        in_share=_share(in_bps, speed_bps),
        out_share=_share(out_bps, speed_bps),
        in_errors=_counted(before.in_errors, after.in_errors),
        out_errors=_counted(before.out_errors, after.out_errors),
        in_discards=_counted(before.in_discards, after.in_discards),
        out_discards=_counted(before.out_discards, after.out_discards),
    )


def _rate_bps(before: int | None, after: int | None, bits: int | None, speed_bps: int | None, seconds: float) -> float | None:
    """Return the mean rate [bit/s]; None where the counter does not tell.

    A counter of 32 bits that goes round more than once between the looks cannot be told from one that did not: it is
    believed only where the interface is too slow to fill it in that time. Source: RFC 2863 3.1.6.

    >>> _rate_bps(2**32 - 1000, 500, 32, 100_000_000, 300.0)
    40.0
    >>> _rate_bps(0, 500, 32, 1_000_000_000, 300.0), _rate_bps(500, 0, 64, 1_000_000_000, 300.0)
    (None, None)
    """
    if before is None or after is None or bits is None:
        return None
    octets = after - before
    if bits <= 32:  # noqa: PLR2004 - the width of Counter32
        if not speed_bps or speed_bps * seconds / 8 >= 2**bits:
            return None
        octets %= 2**bits
    if octets < 0:
        return None
    return round(octets * 8 / seconds, 1)


def _share(rate_bps: float | None, speed_bps: int | None) -> float | None:
    if rate_bps is None or not speed_bps or rate_bps > speed_bps * _OVER:
        return None
    return round(min(1.0, rate_bps / speed_bps), 4)


def _counted(before: int | None, after: int | None) -> int | None:
    """Return what was counted in 32 bits, which errors do not fill between two looks."""
    return None if before is None or after is None else (after - before) % 2**32
