"""Upkeep and books: ageing, assessments, support while both run, planner's own costs, depreciation."""

from datetime import date

import pytest
from msgspec.structs import replace

from planning.appraise import appraise
from planning.books import book_value, months_used
from planning.lines import Item, Nature
from planning.options import Option
from planning.prices import Tag
from planning.quarters import Quarter
from planning.samples import sample_prices
from planning.scenario import Choice, Extra
from planning.upkeep import age_multiplier, assessment_fee, assessments_per_year
from tests.planning.town import CENSUS, ROOM, TOPOLOGY, A, B, base, cny, merge, scenario, with_network, with_prices
from topology.model.entities import EvidenceKind
from topology.model.errors import Severity

PRICES = sample_prices()


def run(*choices, census=CENSUS, prices=PRICES, **changes):
    return appraise(scenario(*choices, **changes), base(), TOPOLOGY, census, prices)


def lines_of(appraisal, item):
    return [line for line in appraisal.lines if line.item is item]


def test_depreciation_is_straight_and_by_the_month():
    assert months_used(date(2014, 6, 1), Quarter(2014, 3)) == 1
    assert months_used(date(2014, 6, 30), Quarter(2018, 1)) == 43
    assert months_used(date(2019, 6, 1), Quarter(2018, 1)) == 0
    assert book_value(600_00, 0, 5) == 600_00
    assert book_value(600_00, 12, 5) == 480_00
    assert book_value(600_00, 60, 5) == book_value(600_00, 600, 5) == book_value(600_00, 1, 0) == 0


def test_what_is_left_in_the_books_is_shown_and_counts_nowhere():
    census = with_network("A", built=date(2016, 1, 15))
    young, old = run(merge(), census=census), run(merge())
    (line,) = young.write_offs
    # 500,000 CNY, thirty of sixty months used by 2018Q3.
    assert (line.network, line.first, line.nature, line.amount_fen, line.total_fen) == ("A", "2018Q3", Nature.NON_CASH, cny(250_000), 0)
    assert young.write_off_fen == cny(250_000)
    assert old.write_offs == ()
    assert (young.cost_fen, young.npv_fen) == (old.cost_fen, old.npv_fen)
    assert line.id not in {one.id for one in young.lines}
    assert run(merge(), census=with_network("A", built=date(2000, 1, 1))).write_off_fen == 0
    assert run(census=census).write_off_fen == 0
    assert run(merge(finish="2019Q4"), census=census).write_offs == ()


def test_maintenance_grows_with_age_until_a_renewal():
    assert age_multiplier(5, 5, 0.05) == 1.0
    census = with_network("A", built=date(2013, 1, 1), renewal_fen=0, renewal_due=None)
    # Five years old at the start, six a year later: 6,000 x 3 % in 2019.
    (line,) = lines_of(run(census=census), Item.AGEING)
    assert (line.first, line.last, line.amount_fen, line.tag) == ("2019Q1", "2019Q4", cny(180), Tag.PLACEHOLDER)
    assert run(census=census).run_before_fen_per_a == cny(26_000)
    renewed = with_network("A", built=date(2013, 1, 1), renewal_due="2019Q3")
    assert [(one.first, one.last) for one in lines_of(run(census=renewed), Item.AGEING)] == [("2019Q1", "2019Q2")]
    assert lines_of(run(merge(), census=census), Item.AGEING) == []
    # A network that is older already pays for it in what it declares: only what comes on top counts.
    older = with_network("A", built=date(2008, 1, 1), renewal_fen=0, renewal_due=None)
    assert lines_of(run(census=older), Item.AGEING)[0].amount_fen == round(cny(6_000) * (1.18 / 1.15 - 1))


@pytest.mark.parametrize(
    ("level", "servers", "options", "fee"),
    [
        (3, 1, {}, 58_000),  # 290 x 250 x 0.8
        (3, 1, {"repeated": False}, 72_000),  # 72,500 rounded to thousands, half to even
        (2, 1, {"repeated": False}, 44_000),  # 175 x 250 = 43,750
        (3, 11, {"systems": 3}, 63_000),  # x 1.2 x 0.9
        (3, 51, {}, 87_000),  # x 1.5
        (4, 1, {}, 58_000),
        (1, 99, {}, 0),
        (0, 0, {}, 0),
    ],
)
def test_assessment_fee_is_items_times_scale_rounded_to_thousands(level, servers, options, fee):
    assert assessment_fee(PRICES, level, servers, **options) == fee


def test_assessments_stand_where_no_security_cost_is_declared():
    assert [assessments_per_year(level) for level in (0, 1, 2, 3, 4)] == [0.0, 0.0, 0.5, 1.0, 1.0]
    bare = with_network("B", opex_fen_per_a=replace(B.opex_fen_per_a, security=0))
    (line,) = lines_of(run(census=bare), Item.ASSESSMENT)
    assert (line.network, line.amount_fen, line.last) == ("B", cny(58_000), "2019Q4")
    left = run(merge("B", "2018Q4"), census=bare, platforms={"level3_zone": "2018Q3"})
    assert [one.last for one in lines_of(left, Item.ASSESSMENT)] == ["2018Q4"]
    assert lines_of(run(), Item.ASSESSMENT) == []
    second = with_network("A", opex_fen_per_a=replace(A.opex_fen_per_a, security=0))
    (line,) = lines_of(run(census=second), Item.ASSESSMENT)
    assert (line.quantity, line.amount_fen) == (0.5, cny(17_500))
    classified = with_network("A", classified=True, opex_fen_per_a=replace(A.opex_fen_per_a, security=0))
    assert lines_of(run(census=classified), Item.ASSESSMENT) == []


def test_support_lasts_as_long_as_both_networks_run():
    (line,) = lines_of(run(merge(), dual_running=3), Item.DUAL_SUPPORT)
    assert (line.first, line.last, line.amount_fen, line.total_fen) == ("2018Q2", "2018Q4", cny(500), cny(375))
    assert lines_of(run(merge(), dual_running=0), Item.DUAL_SUPPORT) == []
    assert lines_of(run(merge(option=Option.WITHDRAW)), Item.DUAL_SUPPORT) == []
    assert lines_of(run(merge(), prices=with_prices(PRICES, dual__support=0.0)), Item.DUAL_SUPPORT)[0].total_fen == 0


def test_users_of_a_withdrawn_network_are_moved_like_those_of_the_public_domain():
    gone, moved = run(merge(option=Option.WITHDRAW)), run(merge(option=Option.MERGE_PUBLIC))
    for item in (Item.MAINTENANCE, Item.STAFF, Item.RENUMBER, Item.CUTOVER_SITE):
        assert [(one.subject, one.amount_fen) for one in lines_of(gone, item)] == [
            (one.subject, one.amount_fen) for one in lines_of(moved, item)
        ]
    census = replace(CENSUS, applications=())
    empty = run(merge(option=Option.WITHDRAW), census=census)
    assert [one.last for one in lines_of(empty, Item.STAFF)] == ["2018Q2"]
    assert lines_of(empty, Item.RENUMBER) == lines_of(empty, Item.CONNECT) == []
    strong = run(merge(option=Option.WITHDRAW), census=with_network("A", mlps_level=3))
    assert [problem.code for problem in strong.problems if problem.severity is Severity.ERROR] == ["planning.platform_missing"]


def test_a_planner_may_add_costs_that_open_to_the_scenario():
    offer = Extra(text="Tender for racks", cny=12_345.67, source="letter 7")
    rent = Extra(text="Licence", cny=1_000, source="quotation", yearly=True, quarter="2018Q3")
    found = run(merge(extra=(offer, rent)))
    (once,), (each,) = lines_of(found, Item.EXTRA), lines_of(found, Item.EXTRA_RUN)
    assert (once.first, once.amount_fen, once.tag, once.params["text"]) == ("2018Q2", 12_345_67, Tag.KNOWN, "Tender for racks")
    assert (each.first, each.last, each.total_fen) == ("2018Q3", "2019Q4", cny(1_500))
    assert [(item.kind, item.source, item.place) for item in once.evidence] == [(EvidenceKind.SCENARIO, "test", "A 1")]
    assert found.cost_fen == run(merge()).cost_fen + 12_345_67 + cny(1_500)
    kept = run(Choice(code="A", option=Option.KEEP, extra=(offer,)))
    assert lines_of(kept, Item.EXTRA)[0].first == "2018Q1"
    refused = run(merge("B", "2018Q1", extra=(offer,)))
    assert lines_of(refused, Item.EXTRA) == []


def test_construction_cost_typed_into_an_option_is_left_out_and_said():
    typed = Extra(text="Hardware", cny=500_000, source="books")
    found = run(merge(extra=(typed,)))
    assert found.cost_fen == run(merge()).cost_fen
    assert [row.params["text"] for row in found.problems if row.code == "planning.sunk_left_out"] == ["Hardware"]
    words = run(merge(extra=(Extra(text="原建设投资", cny=1_000, source="books"),)))
    assert words.cost_fen == run(merge()).cost_fen + cny(1_000)
    assert [row.severity for row in words.problems if row.code == "planning.sunk_suspected"] == [Severity.WARNING]


def test_rooms_whose_cost_nobody_declared_are_said():
    unknown = replace(CENSUS, rooms=(replace(ROOM, opex_fen_per_a=None), ROOM, replace(ROOM, networks=(), opex_fen_per_a=None)))
    assert [row.params for row in run(census=unknown).problems if row.code == "planning.room_cost_unknown"] == [{"count": 1}]


def test_a_renewal_nobody_declared_is_asked_for():
    (asked,) = [row for row in run(census=with_network("B", built=date(2014, 1, 1))).problems if row.code == "planning.renewal_missing"]
    assert (asked.params["count"], asked.params["networks"]) == (1, "B")
    assert "planning.renewal_missing" not in {row.code for row in run(census=with_network("B", built=date(2015, 1, 1))).problems}
