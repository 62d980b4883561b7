"""What documents say: every chapter says something, every figure is traced, every list agrees with the plan."""

import pytest
from msgspec.structs import replace

from planning.edits import EditKind
from planning.options import Option
from planning.prices import Tag
from planning.reports import KINDS, kind_named, write
from planning.reports.content import Bars, Chapter, Money, Paragraph, Said, SignOff, Table, Unit, empty_chapters, walk
from planning.reports.facts import disposals, ended_circuits, freed_rooms, last_day, site_loads, waves
from planning.reports.numbering import FICTIONAL, Numbers, chinese, mark
from planning.reports.outlook import variations
from planning.reports.reconciliation import difference
from planning.reports.risks import risks
from planning.reports.runbook import steps
from planning.reports.sources import Published
from planning.reports.wording import amount, cell_text, day_text, say
from topology.model.errors import InputError, ModelError

WRITTEN = [kind.name for kind in KINDS if kind.name != "acceptance"]
PLAN_CHAPTERS = ("basis", "standing", "principles", "networks", "target", "schedule", "money", "risk", "safeguards")
SHEETS = (
    "readme", "inputs", "prices", "options", "scenarios", "cash", "budget", "roadmap", "labour", "links", "circuits", "rooms", "montecarlo",
    "tornado", "marginals", "actuals", "risks", "changelog", "reconciliation", "lines", "base_lines",
)  # fmt: skip


def document(kind, sources, changes=None):
    return kind_named(kind).build(sources, changes)


def tables(document):
    return {block.id: block for chapter in walk(document.chapters) for block in chapter.blocks if isinstance(block, Table)}


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("which", ["cautious", "all_merged", "still"])
def test_no_chapter_is_empty(kind, which, request):
    assert empty_chapters(document(kind, request.getfixturevalue(which))) == ()


def test_the_plan_has_all_nine_chapters_and_its_annexes(cautious):
    chapters = document("plan", cautious).chapters
    assert tuple(chapter.id for chapter in chapters if not chapter.annex) == PLAN_CHAPTERS
    annexes = [chapter.id.removeprefix("annex.") for chapter in chapters if chapter.annex]
    assert annexes == ["register", "risks", "circuits", "assets", "renumber", "consents", "assumptions", "changes"]


def test_the_workbook_has_every_sheet(cautious):
    assert tuple(chapter.id for chapter in document("workbook", cautious).chapters) == SHEETS


def test_the_appraisal_has_five_cases(cautious):
    chapters = [chapter.id for chapter in document("appraisal", cautious).chapters if not chapter.annex]
    assert chapters == ["strategic", "economic", "commercial", "financial", "management"]


def test_each_network_has_a_page_with_facts_options_costs_and_a_box_to_sign(cautious):
    pages = next(chapter for chapter in document("plan", cautious).chapters if chapter.id == "networks").chapters
    assert [page.id.removeprefix("networks.") for page in pages] == list(cautious.case.networks)
    for page in pages:
        code = page.id.removeprefix("networks.")
        found = [block.id for block in page.blocks if isinstance(block, Table)]
        assert found == [f"facts.{code}", f"options.{code}", f"costs.{code}"]
        assert page.own_page
        assert isinstance(page.blocks[-1], SignOff)
        options = page.blocks[1]
        assert [row.key for row in options.rows] == [option.value for option in Option]
        chosen = [row for row in options.rows if row.emphasis]
        assert [row.key for row in chosen] == [cautious.result[code].option.value]


def test_a_blocked_option_says_why_and_what_would_open_it(cautious):
    rows = {row.key: row for row in tables(document("plan", cautious))["options.N03"].rows}
    said = say(rows["merge_admin"].cells[2].value, "en")
    assert "consent" in said
    assert "Q-N03-15" in said
    assert rows["merge_admin"].cells[2].refs


def test_a_networks_cost_table_adds_up_to_its_result(cautious):
    found = tables(document("plan", cautious))
    for code, result in cautious.result.items():
        *items, total = found[f"costs.{code}"].rows
        assert total.cells[1].value == result.base_fen
        assert total.cells[2].value == result.cost_fen
        for place in (1, 2, 3):
            assert sum(row.cells[place].value for row in items) == total.cells[place].value


def test_every_money_figure_of_a_networks_page_has_a_tag_and_its_evidence(cautious):
    found = tables(document("plan", cautious))
    for code in cautious.result:
        for row in found[f"costs.{code}"].rows:
            if row.emphasis or row.key == "rest":
                continue
            before, after = row.cells[1:3]
            assert before.tag or not before.value, (code, row.key)
            assert after.tag or not after.value, (code, row.key)
            assert after.refs, (code, row.key)


def test_tables_of_money_add_up(cautious):
    one = cautious.appraisal
    found = tables(document("plan", cautious))
    assert found["years"].rows[-1].cells[2].value == one.cost_fen
    assert sum(row.cells[1].value for row in found["years"].rows[:-1]) == one.base_fen
    assert sum(row.cells[3].value for row in found["payers"].rows[:-1]) == one.saving_fen
    assert sum(row.cells[2].value for row in found["one_off"].rows[:-1]) == one.one_off_fen == found["one_off"].rows[-1].cells[2].value
    assert sum(row.cells[1].value for row in found["running"].rows[:-1]) == one.run_before_fen_per_a
    assert sum(row.cells[5].value for row in found["decisions"].rows[:-1]) == pytest.approx(one.npv_fen)


def test_the_waterfall_goes_from_one_total_to_the_other(all_merged):
    chapters = walk(document("plan", all_merged).chapters)
    fall = next(block for chapter in chapters for block in chapter.blocks if type(block).__name__ == "Waterfall")
    assert fall.start[1] + sum(step for _, step in fall.steps) == pytest.approx(fall.end[1])
    assert len(fall.steps) <= 12


def test_circuits_to_end_name_contract_and_last_day_for_notice(all_merged):
    ended = ended_circuits(all_merged)
    assert len(ended) == len(all_merged.edits_of(EditKind.END_CIRCUIT))
    contracts = all_merged.case.contracts
    for one in ended:
        if one.contract is None:
            assert one.notice_by is None
            continue
        assert one.carrier == contracts[one.contract].carrier
        months = last_day(one.last).month - one.notice_by.month + 12 * (last_day(one.last).year - one.notice_by.year)
        assert months == contracts[one.contract].notice_months
    assert any(one.contract for one in ended)


def test_lists_hold_what_the_plan_moves(all_merged):
    found = waves(all_merged)
    assert sorted(code for wave in found for code in wave.networks) == sorted(row.network for row in all_merged.moved)
    assert [wave.quarter for wave in found] == sorted(wave.quarter for wave in found)
    case = all_merged.case
    for row in all_merged.moved:
        left = [one for one in disposals(all_merged) if one.network == row.network]
        devices = case.devices.get(row.network, ())
        assert sum(one.count for one in left) == len(devices or case.presences[row.network])
        assert {one.tag for one in left} == {Tag.KNOWN if devices else Tag.ESTIMATE}
    for room in freed_rooms(all_merged):
        assert (room.free is None) >= bool(room.held_by)


def test_a_load_grows_as_networks_come_and_a_step_is_taken_when_one_does(all_merged):
    loads = site_loads(all_merged)
    assert loads
    for one in loads:
        assert list(one.load_bps) == sorted(one.load_bps)
        if one.step:
            step = all_merged.index(one.step)
            assert one.load_bps[step] > (one.load_bps[step - 1] if step else one.own_bps) or one.new


def test_variations_move_one_assumption(cautious):
    one = cautious.appraisal
    found = {key: npv for key, _, npv in variations(one)}
    assert found["plan"] == one.npv_fen
    assert found["dearer2"] == pytest.approx(one.npv_fen - sum(v * 1.08 ** (-(k + 1) / 4) for k, v in enumerate(one.one_off_cash)))
    assert found["dearer1.44"] > found["dearer2"] > found["dearer3"]
    assert found["realised0.7"] > found["realised0.5"] > found["realised0.3"]


def test_risks_are_ranked_and_reckoned_from_the_plan(all_merged):
    found = risks(all_merged)
    exposures = [risk.exposure_fen for risk in found]
    assert exposures == sorted(exposures, reverse=True)
    assert len({risk.id for risk in found}) == len(found)
    for risk in found:
        assert 0 < risk.residual_fen <= risk.exposure_fen or risk.impact_fen == 0
    penalty = next(risk for risk in found if risk.id.endswith("-penalty"))
    assert penalty.impact_fen == sum(one.penalty_fen for one in ended_circuits(all_merged) if one.network == penalty.network)


def test_a_run_book_has_steps_tests_and_a_way_back_for_each_network_that_moves(all_merged):
    book = document("runbook", all_merged)
    assert [chapter.id for chapter in book.chapters[1:]] == [f"run.{row.network}" for row in all_merged.moved]
    for chapter in book.chapters[1:]:
        assert [child.id.rsplit(".", 1)[1] for child in chapter.chapters] == ["facts", "before", "steps", "tests", "back"]
    for row in all_merged.moved:
        said = [say(what, "en") for what, _, _ in steps(all_merged, row.network)]
        assert said[-1] == "Run discovery and make the acceptance report"
        assert any(text.startswith("Set up VPN") for text in said) == (row.option is Option.MERGE_ADMIN)


def test_the_brief_is_short(cautious):
    brief = document("brief", cautious)
    assert brief.compact
    assert not any(isinstance(block, Bars) for chapter in walk(brief.chapters) for block in chapter.blocks)


def test_published_totals_are_met_or_the_difference_is_named(cautious):
    rows = {row.key: row for row in tables(document("workbook", cautious))["published"].rows}
    gap = rows["departmental_networks_opex"].cells[5]
    ours = sum(network.opex_fen_per_a.total for network in cautious.case.networks.values()) / 100
    assert gap.value == ours - 11_000_000  # the small city is a part of the whole one
    assert rows["departmental_networks_opex"].cells[6].value == "!"


def test_a_difference_is_counted_from_the_bound():
    bound = Published(key="k", unit="", wording="", at_least=96.0, less_than=97.0)
    assert [difference(bound, value) for value in (95.0, 96.5, 98.0)] == [-1.0, 0.0, 1.0]
    exact = Published(key="k", unit="", wording="", value=26)
    assert [difference(exact, value) for value in (26, 25)] == [0.0, -1]


def test_an_empty_document_is_not_handed_out(cautious):
    plan = document("brief", cautious)
    hollow = replace(plan, chapters=(*plan.chapters, Chapter(id="hollow", title="x")))
    with pytest.raises(ModelError) as caught:
        write(hollow, "docx", "en")
    assert caught.value.code == "planning.report_empty"
    assert caught.value.params["chapters"] == "hollow"


def test_a_workbook_is_no_text(cautious):
    with pytest.raises(InputError) as caught:
        write(document("workbook", cautious), "docx", "en")
    assert caught.value.code == "planning.report_format"
    with pytest.raises(InputError):
        write(document("brief", cautious), "pdf", "en")
    with pytest.raises(InputError):
        kind_named("novel")


def test_chapters_are_numbered_as_each_language_does():
    zh, en = Numbers("zh"), Numbers("en")
    assert [zh.next(level) for level in (1, 2, 2, 3, 1, 2)] == ["一、", "（一）", "（二）", "1. ", "二、", "（一）"]
    assert [en.next(level) for level in (1, 2, 2, 3, 1, 2)] == ["1  ", "1.1  ", "1.2  ", "1.2.1  ", "2  ", "2.1  "]
    assert en.next(1, annex=True) == "Annex 1  "
    assert en.next(2) == "A1.1  "
    assert [chinese(number) for number in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]


def test_words_are_said_in_both_languages(cautious):
    assert amount(1_118_000_000, "zh") == "1,118.0万元"
    assert amount(1_118_000_000, "en") == "11.18 million CNY"
    assert amount(50_000, "en") == "500 CNY"
    assert say(Said("{a} and {b}", {"a": Money(100_000_000), "b": None}), "en") == "1.00 million CNY and -"
    assert day_text(None, "en") == "-"
    assert FICTIONAL in mark(cautious.meta, "zh")
    shown = {
        unit: cell_text(type(tables(document("brief", cautious))["brief_figures"].rows[0].cells[0])(1234567.891, unit), "en")
        for unit in Unit
    }
    assert shown[Unit.MONEY] == "1.2"
    assert shown[Unit.CNY] == "12,345.68"
    assert shown[Unit.COUNT] == "1,234,568"
    assert shown[Unit.NUMBER] == "1,234,567.9"
    assert shown[Unit.SHARE] == "123,456,789.1%"
    assert shown[Unit.FACTOR] == "1,234,567.891000"


def test_a_document_without_a_fictional_city_is_marked_all_the_same(cautious):
    real = replace(cautious, appraisal=replace(cautious.appraisal, fictional=False), marking="机密 / secret")
    plan = document("plan", real)
    assert mark(plan.meta, "en") == "机密 / secret"
    lead = [block for chapter in walk(plan.chapters) for block in chapter.blocks if isinstance(block, Paragraph) and block.style == "lead"]
    assert not any("fictional" in say(block.text, "en") for block in lead)
