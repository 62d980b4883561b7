"""Tables of a plan: the board, and how the figures stand under other assumptions."""

import re

import pytest

from planning.appraise import appraise
from planning.marginal import option_values, set_up
from planning.options import Option
from planning.samples import sample_prices
from planning.tables import option_rows, options_tables, outlook_tables
from tests.planning.town import CENSUS, TOPOLOGY, base, merge, scenario, with_network
from topology.model.census import Level

PRICES = sample_prices()
ZONE = {"level3_zone": "2018Q3"}


def cells(*choices, census=CENSUS, **changes):
    return option_values(set_up(scenario(*choices, platforms=ZONE, **changes), census, TOPOLOGY, PRICES))


def test_the_board_is_told_at_a_glance_and_cell_by_cell():
    glance, detail = options_tables(cells(merge()), {"A": "甲网"}, "en")
    (first, second) = glance.rows
    assert first[0] == "A 甲网"
    assert first[1] == "0.0"
    assert first[2].startswith("*")
    assert first[5] == "×"
    assert second[0] == "B"
    assert second[1] == "*0.0"
    rows = {(row[0], row[1]): row for row in detail.rows}
    assert len(rows) == 10
    merged = rows["A 甲网", "Merge into the administrative service domain (own VPN)"]
    assert merged[2:4] == ("yes, chosen", "2018Q2")
    assert merged[5] == "from 2018Q2"
    blocked = rows["A 甲网", "Move to the intranet"]
    assert (blocked[2], blocked[3], blocked[4]) == ("no", "-", "-")
    assert "not classified" in blocked[5]
    assert "wording to be verified" in blocked[6]
    allowed = rows["B", "Merge into the administrative service domain (own VPN)"]
    assert allowed[2] == "yes"
    assert allowed[5] == "consent Q1 holds from 2018Q3; from 2018Q3; needs Level-3 security zone of the extranet"
    unconsented = rows["B", "Withdraw"]
    assert unconsented[7] == "省厅"


def test_what_has_no_open_quarter_or_host_is_told_apart_from_what_is_blocked():
    closed = with_network("A", blackout=("*Q2", "*Q3", "*Q4"))
    glance, detail = options_tables(cells(census=closed, horizon=4), {}, "en")
    assert glance.rows[0][2] == "–"
    assert any("closed *Q2 *Q3 *Q4" in row[5] and "no quarter is open" in row[5] for row in detail.rows)
    city = with_network("B", level=Level.CITY)
    hosted = options_tables(cells(census=city), {}, "en")[1]
    assert [row[1] for row in hosted.rows if "→" in row[1]] == ["Join a sibling network → B"]
    free = options_tables(cells(census=city), {}, "en")[1].rows
    assert any(row[5] == "Allowed." for row in free if row[0] == "B")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_rows_for_scripts_name_reason_citation_and_consent(lang):
    rows = option_rows(cells(merge()), lang)
    assert len(rows) == 12
    by = {(row["network"], row["option"]): row for row in rows}
    granted = by["B", "merge_admin"]
    assert (granted["consent"], granted["consent_state"], granted["consent_since"]) == ("Q1", "granted", "2018Q3")
    assert (granted["earliest"], granted["requires"], granted["allowed"]) == ("2018Q3", "level3_zone", True)
    refused = by["A", "intranet"]
    assert (refused["allowed"], refused["rule"], refused["npv_fen"]) == (False, "unclassified", None)
    assert bool(re.search(r"[\u4e00-\u9fff]{4}", str(refused["reason"]))) == (lang == "zh")
    assert {tuple(row) for row in rows} == {tuple(rows[0])}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_outlook_stands_beside_the_raw_figure(lang):
    found = appraise(scenario(merge(), merge("B", "2018Q4"), platforms=ZONE), base(), TOPOLOGY, CENSUS, PRICES, marginal=True)
    sensitivity, optimism = outlook_tables(found, lang)
    assert [row[-1] for row in sensitivity.rows].count("*") == 2
    assert ("原文待核" if lang == "zh" else "wording to be verified") in sensitivity.rows[0][2]
    assert [row[1:3] for row in optimism.rows][2] == ("2018Q4", "2019Q3")
    assert {row.network for row in found.marginals} == {"A", "B"}
    bare = appraise(scenario(), base(), TOPOLOGY, CENSUS, PRICES)
    assert [row[1] for row in list(outlook_tables(bare, lang))[1].rows][2] == "-"
    assert bare.marginals == ()


def test_each_option_has_a_short_name():
    heads = options_tables(cells(), {}, "zh")[0].heads
    assert len(heads) == 1 + len(Option)
    assert len(set(heads)) == len(heads)
