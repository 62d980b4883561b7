from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.cash import (
    discount_factor,
    net_present_value,
    payback_quarters,
    peak_budget,
    present_value,
    quarter_share,
)
from planning.quarters import Quarter, blacked_out, span
from topology.model.errors import InputError


@given(st.integers(1900, 2100), st.integers(1, 4), st.integers(-400, 400))
@settings(deadline=None, max_examples=50)
def test_quarters_count_both_ways(year, number, step):
    start = Quarter(year, number)
    assert start.plus(step).since(start) == step
    assert Quarter.parse(str(start)) == start
    assert (start.plus(step) > start) == (step > 0)


@pytest.mark.parametrize("text", ["2018", "2018Q5", "2018q1x", "", "18Q1", "*Q1"])
def test_other_forms_are_refused(text):
    with pytest.raises(InputError, match="quarter_form"):
        Quarter.parse(text)


def test_days_and_spans():
    assert [str(Quarter.of(date(2018, month, 1))) for month in (1, 3, 4, 12)] == ["2018Q1", "2018Q1", "2018Q2", "2018Q4"]
    assert [str(quarter) for quarter in span(Quarter(2018, 3), 3)] == ["2018Q3", "2018Q4", "2019Q1"]


def test_blackout_names_a_quarter_or_every_year():
    assert blacked_out(Quarter(2020, 3), ("2018Q1", "*Q3"))
    assert not blacked_out(Quarter(2020, 2), ("*Q3", "2018Q2"))
    with pytest.raises(InputError, match="quarter_form"):
        blacked_out(Quarter(2020, 2), ("summer",))


@given(st.integers(-(10**12), 10**12))
@settings(deadline=None, max_examples=50)
def test_four_shares_are_the_year(fen):
    assert sum(quarter_share(fen, number) for number in (1, 2, 3, 4)) == fen


def test_discounting():
    assert discount_factor(0.08, 3) == pytest.approx(1 / 1.08)
    assert discount_factor(0.0, 9) == 1.0
    assert present_value([100, 0, 0, 108], 0.08) == pytest.approx(100 / 1.08**0.25 + 100)
    assert net_present_value([10, 10], [4, 1], 0.0) == 15.0


def test_payback_is_the_last_crossing():
    assert payback_quarters([5, 5, 5, 5], [10, 0, 0, 0], 0.0) == 2
    assert payback_quarters([5, 5, 5], [0, 20, 0], 0.0) is None
    assert payback_quarters([9, 0, 9, 9], [0, 12, 0, 0], 0.0) == 3
    assert payback_quarters([1, 1], [1, 1], 0.0) == 0
    assert payback_quarters([0, 100], [100, 0], 0.0) == 2
    assert payback_quarters([0, 100], [100, 0], 0.08) is None


def test_peak_budget_takes_the_earlier_year_on_a_tie():
    quarters = span(Quarter(2018, 1), 8)
    assert peak_budget([1, 0, 0, 2, 3, 0, 0, 0], quarters) == (2018, 3)
    assert peak_budget([0] * 8, quarters) == (None, 0)
