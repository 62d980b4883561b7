"""What interfaces carried between two looks: believed only where the counters tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.model.records import Completeness, Counter, DeviceRecord, Envelope, Interface, SourceKind
from topology.utilisation import utilisation

START = datetime(2018, 2, 1, 8, 0, tzinfo=UTC)


def look(octets, *, after_s=0.0, uptime_s=1_000_000.0, bits=64, speed_bps=1_000_000_000, **more):
    envelope = Envelope(
        kind=SourceKind.SNMP,
        target="10.0.0.1",
        vantage="centre",
        realm="r",
        collected_at=START + timedelta(seconds=after_s),
        uptime_s=None if uptime_s is None else uptime_s + after_s,
        engine="wire",
        engine_version="2",
        completeness=more.pop("completeness", Completeness.COMPLETE),
    )
    return DeviceRecord(
        envelope=envelope,
        interfaces=(Interface(name="g1", index=1, speed_bps=speed_bps),),
        counters=(Counter(interface="g1", in_octets=octets, out_octets=octets and octets * 2, bits=bits, **more),),
    )


def test_rates_and_shares_of_the_speed():
    (one,) = utilisation(look(1000, in_errors=5, in_discards=0), look(1000 + 375_000_000, after_s=300.0, in_errors=9, in_discards=0))
    assert (one.interface, one.seconds, one.speed_bps) == ("g1", 300.0, 1_000_000_000)
    assert (one.in_bps, one.out_bps) == (10_000_000.0, 20_000_000.0)
    assert (one.in_share, one.out_share) == (0.01, 0.02)
    assert (one.in_errors, one.in_discards, one.out_errors) == (4, 0, None)


def test_a_narrow_counter_goes_round_once_and_is_believed_only_where_it_cannot_do_so_twice():
    before, after = look(2**32 - 1000, bits=32, speed_bps=100_000_000), look(500, after_s=300.0, bits=32, speed_bps=100_000_000)
    before = msgspec.structs.replace(before, counters=(msgspec.structs.replace(before.counters[0], out_octets=None),))
    assert [(one.in_bps, one.out_bps) for one in utilisation(before, after)] == [(40.0, None)]
    fast = look(2000, bits=32), look(3000, after_s=300.0, bits=32)
    assert [(one.in_bps, one.in_share) for one in utilisation(*fast)] == [(None, None)]
    mixed = look(2000, bits=32), look(3000, after_s=300.0, bits=64)
    assert [one.in_bps for one in utilisation(*mixed)] == [None]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (look(1000), look(2000, after_s=300.0, uptime_s=-200.0)),  # restarted
        (look(1000), look(2000, after_s=300.0, uptime_s=2_000_000.0)),  # another device at the address
        (look(1000, uptime_s=None), look(2000, after_s=300.0)),
        (look(1000), look(2000, after_s=300.0, completeness=Completeness.FAILED)),
        (look(1000), look(2000, after_s=0.5)),
    ],
)
def test_where_nobody_can_tell_there_is_no_rate(before, after):
    assert utilisation(before, after) == []


def test_a_wide_counter_that_goes_back_was_cleared():
    assert [one.in_bps for one in utilisation(look(5000), look(100, after_s=300.0))] == [None]


def test_a_clock_of_the_agent_that_goes_round_is_no_restart():
    around_s = 2**32 / 100
    (one,) = utilisation(look(0, uptime_s=around_s - 100), look(3000, after_s=300.0, uptime_s=-100.0))
    assert (one.seconds, one.in_bps) == (300.0, 80.0)


def test_more_than_the_speed_is_a_rate_and_no_share():
    (one,) = utilisation(look(0, speed_bps=9600), look(300_000, after_s=300.0, speed_bps=9600))
    assert (one.in_bps, one.in_share) == (8000.0, 0.8333)
    assert (one.out_bps, one.out_share) == (16000.0, None)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**50), st.integers(2, 10**7))
def test_a_rate_times_the_time_is_what_was_carried(start, octets, seconds):
    before, after = look(start), look(start + octets, after_s=float(seconds))
    (one,) = utilisation(before, after)
    assert one.in_bps == pytest.approx(octets * 8 / seconds, abs=0.06)
