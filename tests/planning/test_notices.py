"""What must be written to carriers, by when."""

from datetime import date

import pytest
from msgspec.structs import replace

from planning.costs import build_case, cost_lines
from planning.lines import Item
from planning.notices import NoticeAct, notice_day, notices
from planning.options import Interim, Option
from planning.samples import sample_prices
from planning.scenario import Choice
from planning.tables import notices_table
from tests.planning.town import CENSUS, TOPOLOGY, cny, merge, scenario

PRICES = sample_prices()
CONTRACT = CENSUS.contracts[0]


def written(*choices, census=CENSUS, **changes):
    case, _ = build_case(scenario(*choices, **changes), census, TOPOLOGY, PRICES)
    return notices(case), case


@pytest.mark.parametrize(
    ("end", "months", "day"),
    [
        (date(2018, 6, 30), 1, date(2018, 5, 30)),
        (date(2018, 3, 31), 1, date(2018, 2, 28)),
        (date(2020, 3, 31), 1, date(2020, 2, 29)),
        (date(2018, 6, 30), 6, date(2017, 12, 30)),
        (date(2018, 6, 30), 0, date(2018, 6, 30)),
        (date(2018, 12, 31), 14, date(2017, 10, 31)),
    ],
)
def test_notice_is_given_so_many_months_before_the_last_day(end, months, day):
    assert notice_day(end, months) == day


def test_each_circuit_that_ends_has_its_letter_and_its_penalty():
    (first, free), case = written(merge())
    assert (first.act, first.by, first.last_day) == (NoticeAct.CANCEL, date(2018, 5, 30), date(2018, 6, 30))
    assert (first.contract, first.carrier, first.circuits, first.numbers) == ("K1", "甲运营商", ("L1",), ("DL1",))
    assert (first.fee_fen_per_a, first.penalty_fen, first.late) == (cny(8_000), cny(2_000), False)
    assert [item.place for item in first.evidence] == ["contracts!A2", "circuits!A2"]
    assert first.penalty_fen == sum(line.amount_fen for line in cost_lines(case) if line.item is Item.PENALTY)
    assert (free.by, free.contract, free.circuits, free.penalty_fen) == (None, None, ("L2",), 0)
    ended = {code for row in (first, free) for code in row.circuits}
    rents = {line.subject for line in cost_lines(case) if line.item is Item.CIRCUIT and line.last != "2019Q4"}
    assert ended == rents


def test_a_contract_that_runs_out_before_is_prolonged_and_one_that_runs_on_ends_the_line_later():
    short = replace(CENSUS, contracts=(replace(CONTRACT, end=date(2018, 2, 28)),))
    rows, _ = written(merge(), census=short)
    assert [(row.act, row.by) for row in rows[:2]] == [(NoticeAct.PROLONG, date(2018, 2, 28)), (NoticeAct.CANCEL, date(2018, 5, 30))]
    long_notice = replace(CENSUS, contracts=(replace(CONTRACT, notice_months=9),))
    rows, _ = written(merge(), census=long_notice)
    assert (rows[0].last_day, rows[0].by, rows[0].late) == (date(2018, 9, 30), date(2017, 12, 30), True)
    past = replace(CENSUS, contracts=(replace(CONTRACT, end=date(2017, 6, 30)),))
    assert NoticeAct.PROLONG not in {row.act for row in written(merge(), census=past)[0]}


def test_a_frozen_network_lets_its_contract_lapse():
    frozen = Choice(code="A", option=Option.KEEP, interim=Interim.FREEZE, interim_from="2018Q1")
    (row,), _ = written(frozen)
    assert (row.act, row.by, row.circuits, row.penalty_fen) == (NoticeAct.LET_LAPSE, date(2018, 12, 31), ("L1",), 0)
    assert row.last_day is None
    endless = replace(CENSUS, contracts=(replace(CONTRACT, end=None),))
    assert written(frozen, census=endless)[0] == ()
    assert written()[0] == ()


def test_a_shared_circuit_is_cancelled_only_with_its_last_user():
    census = replace(CENSUS, circuits=(replace(CENSUS.circuits[0], users=("B",)), *CENSUS.circuits[1:]))
    rows, _ = written(merge(), census=census)
    assert [row.circuits for row in rows] == [("L2",)]
    both, _ = written(merge(), merge("B", "2018Q4"), census=census, platforms={"level3_zone": "2018Q3"})
    assert next(row.last_day for row in both if row.circuits == ("L1",)) == date(2018, 12, 31)


def test_letters_are_told_in_both_languages():
    rows, _ = written(merge())
    table = notices_table(rows, {"A": "甲网"}, "zh")
    assert table.rows[0][:4] == ("2018-05-30", "终止线路", "A 甲网", "K1")
    assert notices_table(rows, {}, "en").rows[1][0] == "by agreement"
    late, _ = written(merge(), census=replace(CENSUS, contracts=(replace(CONTRACT, notice_months=9),)))
    assert notices_table(late, {}, "en").rows[0][0] == "at once (2017-12-30 has passed)"
