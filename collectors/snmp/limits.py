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
