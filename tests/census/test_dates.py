"""Days and quarters in every spelling; one that could be two days is an error."""

from datetime import date

import pytest

from collectors.census.cells import Odd, OddCell
from collectors.census.dates import read_date, read_quarter
from collectors.census.quantities import BadCell


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2017-12-31", (2017, 12, 31), None),
        ("2017/3/9", (2017, 3, 9), None),
        ("2017.12.31", (2017, 12, 31), None),
        ("2017 12 31", (2017, 12, 31), None),
        ("2017年12月31日", (2017, 12, 31), None),
        ("2017年 12 月 31 号", (2017, 12, 31), None),
        ("２０１７年１２月", (2017, 12, 1), (2017, 12, 31)),
        ("2017-02", (2017, 2, 1), (2017, 2, 28)),
        ("2016-02", (2016, 2, 1), (2016, 2, 29)),
        ("2017年2月份", (2017, 2, 1), (2017, 2, 28)),
        ("2017", (2017, 1, 1), (2017, 12, 31)),
        ("2017年", (2017, 1, 1), (2017, 12, 31)),
        ("2017年底", (2017, 12, 31), None),
        ("2017年6月末", (2017, 6, 30), None),
        ("2017年初", (2017, 1, 1), None),
        ("2017-12-31 00:00:00", (2017, 12, 31), None),
        ("2017-12-31T08:30", (2017, 12, 31), None),
        ("2017年12月31日 星期日", (2017, 12, 31), None),
        ("20171231", (2017, 12, 31), None),
        (20171231, (2017, 12, 31), None),
        (2017, (2017, 1, 1), (2017, 12, 31)),
        (43100, (2017, 12, 31), None),
        (43100.75, (2017, 12, 31), None),
        ("'17/12", (2017, 12, 1), (2017, 12, 31)),
        ("17/12", (2017, 12, 1), (2017, 12, 31)),
        ("12/17", (2017, 12, 1), (2017, 12, 31)),
        ("17年12月", (2017, 12, 1), (2017, 12, 31)),
        ("17年12月5日", (2017, 12, 5), None),
        ("98.6.1", (1998, 6, 1), None),
        ("31/12/2017", (2017, 12, 31), None),
        ("12/31/2017", (2017, 12, 31), None),
        ("5.5.2017", (2017, 5, 5), None),
        ("12/2017", (2017, 12, 1), (2017, 12, 31)),
        ("Dec 2017", (2017, 12, 1), (2017, 12, 31)),
        ("31 December 2017", (2017, 12, 31), None),
        ("December 31, 2017", (2017, 12, 31), None),
        ("31-Dec-2017", (2017, 12, 31), None),
        (OddCell(Odd.DATE, "2017-12-31T00:00:00"), (2017, 12, 31), None),
    ],
)
def test_days(cell, first, last):
    assert read_date(cell, []) == date(*first)
    assert read_date(cell, [], last=True) == date(*(last or first))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/04/2016", "census-cell-date-ambiguous"),
        ("17-12-05", "census-cell-date-ambiguous"),
        ("05/06", "census-cell-date-ambiguous"),
        ("2017-13", "census-cell-date"),
        ("2017-00-10", "census-cell-date"),
        ("2017-02-29", "census-cell-date"),
        ("32/12/2017", "census-cell-date"),
        ("13/2017", "census-cell-date"),
        ("31 Foo 2017", "census-cell-date"),
        ("31 December 31, 2017", "census-cell-date"),
        ("2017年12月31日底", "census-cell-date"),
        ("0000-01-01", "census-cell-date"),
        ("去年", "census-cell-date"),
        ("2017-12-31" * 9, "census-cell-date"),
        (0, "census-cell-date"),
        (99999999, "census-cell-date"),
        (float("nan"), "census-cell-date"),
        (float("inf"), "census-cell-date"),
        (True, "census-cell-boolean"),
        (OddCell(Odd.ERROR, "#N/A"), "census-cell-error"),
    ],
)
def test_what_is_no_day(cell, code):
    for last in (False, True):
        with pytest.raises(BadCell) as caught:
            read_date(cell, [], last=last)
        assert caught.value.code == code


@pytest.mark.parametrize(("cell", "code"), [("'17/12", "census-cell-date-year"), (43100, "census-cell-date-serial"), ("2017-12-31", None)])
def test_assumptions_are_remarked_on(cell, code):
    notes = []
    read_date(cell, notes)
    assert [note.code for note in notes] == ([] if code is None else [code])
    if notes:
        assert notes[0].params["date"].startswith("2017-12")


@pytest.mark.parametrize(
    ("cell", "quarter"),
    [
        ("2018Q3", "2018Q3"),
        ("2018-q3", "2018Q3"),
        ("Q3 2018", "2018Q3"),
        ("2018年3季度", "2018Q3"),
        ("2018年度第三季度", "2018Q3"),
        ("2018年9月", "2018Q3"),
        ("2018-09-30", "2018Q3"),
        (OddCell(Odd.DATE, "2018-07-01"), "2018Q3"),
        (None, None),
    ],
)
def test_quarters(cell, quarter):
    assert read_quarter(cell, []) == quarter


@pytest.mark.parametrize("cell", ["*Q3", "2018", "2018Q5", "2018-13", "x" * 99, 2018.3, 2018, OddCell(Odd.ERROR, "#REF!")])
def test_what_is_no_quarter(cell):
    with pytest.raises(BadCell):
        read_quarter(cell, [])
