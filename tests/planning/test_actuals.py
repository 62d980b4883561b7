"""Actuals against plan."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.actuals import COLUMNS, Actual, decode_actuals, read_actuals, track, write_actuals
from planning.appraise import appraise
from planning.lines import Item
from planning.samples import sample_prices
from planning.tables import tracking_table
from tests.planning.town import CENSUS, TOPOLOGY, base, cny, merge, scenario
from topology.model.errors import InputError

HEAD = "quarter,network,item,amount_cny,source\n"


def appraisal():
    return appraise(scenario(merge()), base(), TOPOLOGY, CENSUS, sample_prices())


def test_a_table_is_read_and_wrong_rows_are_told_apart():
    text = (
        "\ufeff" + HEAD + "2018Q1,A,circuit,3000.00,voucher 1\n"
        "2018Q5,A,circuit,1,x\n2018Q1,A,vanish,1,x\n2018Q1,A,circuit,1.234,x\n2018Q1,A,circuit,nan,x\n2018Q1,A,circuit,ten,x\n2018Q1,,room,5,\n"
        ',,,,\n2018Q2,,room,"-1,234.50",ledger\n'
    )
    rows, problems = read_actuals(text, where="a.csv")
    assert [(row.quarter, row.network, row.item, row.fen) for row in rows] == [
        ("2018Q1", "A", "circuit", cny(3_000)),
        ("2018Q2", "", "room", -1_234_50),
    ]
    assert {problem.params["key"] for problem in problems} <= set(COLUMNS)
    assert [(problem.where, problem.params["expected"]) for problem in problems] == [
        ("a.csv:3", "quarter"),
        ("a.csv:4", "item"),
        ("a.csv:5", "amount"),
        ("a.csv:6", "amount"),
        ("a.csv:7", "amount"),
        ("a.csv:8", "source"),
    ]
    with pytest.raises(InputError, match="actuals_columns") as caught:
        read_actuals("quarter,item\n", where="b.csv")
    assert caught.value.params["missing"] == "network, amount_cny, source"
    with pytest.raises(InputError, match="actuals_columns"):
        read_actuals("", where="c.csv")


def test_tables_come_as_spreadsheets_save_them():
    text = HEAD + "2018Q1,N20,staff,5,凭证一\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert read_actuals(decode_actuals(text.encode(encoding), where="t"), where="t")[0][0].source == "凭证一"
    with pytest.raises(InputError, match="file_unreadable"):
        decode_actuals(b"\xff\xff\xff", where="t")
    with pytest.raises(InputError, match="file_form"):
        read_actuals(HEAD + "x" * 200_000, where="t")


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.builds(
            Actual,
            quarter=st.sampled_from(["2018Q1", "2019Q4"]),
            network=st.sampled_from(["", "A", "N05"]),
            item=st.sampled_from([item.value for item in Item]),
            fen=st.integers(-(10**12), 10**12),
            source=st.text(st.characters(categories=["L", "N", "P"]), min_size=1),
        ),
        max_size=8,
    )
)
def test_writing_a_table_and_reading_it_is_the_identity(rows):
    assert read_actuals(write_actuals(rows), where="x") == (tuple(sorted(rows)), ())


def test_actuals_stand_beside_the_plan_and_the_plan_goes_on():
    found = appraisal()
    actuals = (
        Actual(quarter="2018Q1", network="A", item="circuit", fen=cny(3_100), source="v1"),
        Actual(quarter="2018Q2", network="A", item="circuit", fen=cny(2_900), source="v2"),
        Actual(quarter="2018Q2", network="A", item="design", fen=cny(40_000), source="v3"),
        Actual(quarter="2018Q2", network="A", item="crypto", fen=cny(7), source="v4"),
        Actual(quarter="2030Q1", network="A", item="design", fen=cny(1), source="v5"),
    )
    told = track(found, actuals)
    by = {(row.network, row.item): row for row in told.rows}
    assert told.through == "2018Q2"
    rent = by["A", "circuit"]
    assert (rent.planned_fen, rent.actual_fen, rent.whole_fen, rent.forecast_fen) == (cny(6_000), cny(6_000), cny(6_000), cny(6_000))
    assert rent.sources == ("v1", "v2")
    design = by["A", "design"]
    assert (design.planned_fen, design.actual_fen, design.forecast_fen) == (cny(35_000), cny(40_000), cny(40_000))
    assert (by["A", "crypto"].planned_fen, by["A", "crypto"].forecast_fen) == (0, cny(7))
    silent = by["B", "circuit"]
    assert (silent.actual_fen, silent.forecast_fen) == (None, silent.whole_fen)
    assert told.whole_fen == found.cost_fen
    assert told.forecast_fen == found.cost_fen + cny(5_000 + 7) == sum(told.forecast_cash)
    assert told.forecast_cash[2:] == found.cost_cash[2:]
    assert told.planned_fen == sum(found.cost_cash[:2])
    assert told.actual_fen == told.planned_fen + cny(5_007)
    assert 0 < told.reported_share < 1


def test_no_actuals_in_the_horizon_is_no_tracking():
    assert track(appraisal(), ()) is None
    assert track(appraisal(), (Actual(quarter="2017Q4", network="A", item="circuit", fen=1, source="v"),)) is None


def test_what_was_not_reported_stands_in_one_row():
    told = track(appraisal(), (Actual(quarter="2018Q1", network="", item="access_fee", fen=cny(9), source="v"),))
    table = tracking_table(told, {}, "zh")
    assert table.title == "截至 2018Q1 的计划与实际（万元）"
    assert [row[0] for row in table.rows] == ["多网共用", "未报告", "合计"]
