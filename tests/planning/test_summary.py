"""Summaries: what a planner reads, in both languages."""

import pytest
from msgspec.structs import replace

from planning.appraise import appraise
from planning.compare import FIGURES, compare
from planning.messages import MESSAGES
from planning.options import Option
from planning.samples import sample_prices
from planning.scenario import Override
from planning.summary import comparison_summary, figure_text, summary
from tests.planning.town import CENSUS, TOPOLOGY, base, merge, scenario, with_network

PRICES = sample_prices()
NAMES = {"A": "甲网", "U1": "甲局"}


def appraised(*choices, census=CENSUS, topology=TOPOLOGY, **changes):
    return appraise(scenario(*choices, **changes), base(), topology, census, PRICES)


def by_title(tables):
    return {table.title: table for table in tables}


def test_an_appraisal_is_told_from_what_it_rests_on_to_who_pays():
    found = appraised(merge(), budgets={"2018": 5_000_00})
    tables = by_title(summary(found, NAMES, "en"))
    assert list(tables) == [
        "What was appraised",
        "Running cost at stake",
        "Figures [10,000 CNY]",
        "Networks; 10,000 CNY, payback in quarters",
        "Fiscal years [10,000 CNY]",
        "Who pays over the horizon [10,000 CNY]",
        "NPV under other assumptions [10,000 CNY]",
        "Optimism: the plan beside programmes of its kind [10,000 CNY]",
    ]
    ground = dict(tables["What was appraised"].rows)
    assert ground["quarters"] == "2018Q1 – 2019Q4 (8)"
    assert ground["discount rate, %"] == "8.0"
    assert "invented" in ground["sample data"]
    assert ground["may be final"] == "no, see the notes"
    figures = dict(tables["Figures [10,000 CNY]"].rows)
    assert figures["NPV against do-minimum"] == f"{found.npv_fen / 1_000_000:,.1f}"
    assert figures["Construction cost, sunk and not counted"] == "50.0"
    assert figures["Greatest one-off cost in a year"].endswith("(2018)")
    networks = {row[0]: row for row in tables["Networks; 10,000 CNY, payback in quarters"].rows}
    assert networks["A 甲网"][1:3] == ("Merge into the administrative service domain (own VPN) → W1", "2018Q2")
    assert networks["B"][-1] == "-"
    assert "Shared by several networks" in networks
    years = tables["Fiscal years [10,000 CNY]"].rows
    assert [row[0] for row in years] == ["2018", "2019"]
    assert years[0][6] == "0.5"
    assert years[1][6:] == ("-", "-")
    assert tables["Who pays over the horizon [10,000 CNY]"].rows[0][0] == "U1 甲局"


def test_locked_networks_are_told_with_reason_citation_and_key():
    locked = appraised(census=replace(CENSUS, consents=()), topology=None)
    rows = by_title(summary(locked, NAMES, "zh"))["运行费用基数"].rows
    assert [row[1] for row in rows[:3]] == ["2.6", "0.4", "2.2"]
    assert rows[3] == ("B", "0.4", "B 由上级垂直管理：须取得省厅书面同意并明确生效日期（现状：尚无意见）。", rows[3][3], "省厅")
    assert rows[3][3].endswith("（原文待核）")
    assert dict(by_title(summary(locked, NAMES, "zh"))["评价依据"].rows)["快照"] == "无：按申报数量计"


def test_what_goes_against_the_rules_is_marked():
    word = Override(author_role="planner", reason="ordered")
    census = with_network("A", blackout=("*Q2",))
    rows = by_title(summary(appraised(merge(override=word), census=census), NAMES, "en"))["Networks; 10,000 CNY, payback in quarters"].rows
    assert rows[0][1].endswith("(own VPN), against the rules → W1")


def test_payers_nobody_named_are_said():
    census = replace(CENSUS, networks=tuple(row for row in CENSUS.networks if row.code != "W1"))
    found = appraised(merge(option=Option.MERGE_PUBLIC), census=census)
    assert {row[0] for row in summary(found, NAMES, "en")[5].rows} >= {"not said"}


@pytest.mark.parametrize(("lang", "title", "kept"), [("en", "Decisions", "Keep"), ("zh", "处置意见", "保留")])
def test_a_comparison_is_told_side_by_side_with_its_bridges(lang, title, kept):
    still, moved = appraised(id="still", name={"zh": "静", "en": "Still"}), appraised(merge(), name={"zh": "并", "en": "Move"})
    comparison = compare([still, moved])
    tables = comparison_summary(comparison, NAMES, lang)
    assert len(tables[0].rows) == len(FIGURES)
    assert all(f"planning.figure.{name}" in MESSAGES for name in FIGURES)
    bridge = tables[1].rows
    assert (bridge[0][1], bridge[-1][1]) == (figure_text("cost_fen", still.cost_fen, lang), figure_text("cost_fen", moved.cost_fen, lang))
    assert bridge[-1][2] == figure_text("npv_fen", moved.npv_fen, lang)
    decided = tables[-1]
    assert decided.title == title
    assert decided.rows[0][:2] == ("A 甲网", kept)
    assert decided.rows[0][2].endswith("2018Q2")


def test_figures_are_written_by_what_they_are():
    assert figure_text("npv_fen", 12_345_678.0, "en") == "12.3"
    assert figure_text("payback_quarters", None, "en") == "not within the horizon"
    assert (figure_text("payback_quarters", 0, "en"), figure_text("payback_quarters", 0, "en", still=True)) == ("0", "-")
    assert figure_text("placeholder_share", 0.342, "en") == "34.2"
    assert figure_text("peak_fen", None, "en") == figure_text("placeholder_share", None, "en") == "-"
