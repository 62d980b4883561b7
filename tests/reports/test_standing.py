"""What each network brings by itself, what was really paid, how sure each way is, and what proves a plan: in documents of both languages."""

import io

import docx
import openpyxl
import pytest
from msgspec.structs import replace

from planning.actuals import Actual, track
from planning.reports import kind_named, write
from planning.reports.content import Paragraph, Table, walk
from planning.reports.standing import marginal_table, robustness_table, tracking_table
from planning.reports.wording import cell_text, say
from planning.risk.robustness import Redrawn, Robust
from planning.scenario import Ended, Proof
from services.actors import Actor, Role
from services.plans import take_actuals
from services.reporting import Wishes, make_report, sources_of
from topology.model.errors import InputError

PROOF = Proof(solver="HiGHS", status=Ended.OPTIMAL, saving_cny=1_000_000.0, bound_cny=1_234_000.0, gap=0.234, problem="ab12", inputs="cd34")


def shown(table, lang="en"):
    return {row.key: [cell_text(cell, lang) for cell in row.cells] for row in table.rows}


def chapters(kind, sources):
    return {chapter.id: chapter for chapter in walk(kind_named(kind).build(sources, None).chapters)}


def proved(sources, proof=PROOF, *, holds=True):
    return replace(sources, appraisal=replace(sources.appraisal, proof=proof, proof_holds=holds))


def preferred(sources, lang="en"):
    return "\n".join(
        say(block.text, lang) for block in chapters("appraisal", sources)["economic.preferred"].blocks if isinstance(block, Paragraph)
    )


def readme(sources):
    return shown(next(block for block in chapters("workbook", sources)["readme"].blocks if block.id == "about"))


def test_networks_are_ranked_by_what_they_bring(cautious, still):
    table = marginal_table(cautious)
    values = {one.network: one.fixed_fen for one in cautious.appraisal.marginals}
    assert [row.key for row in table.rows] == sorted(values, key=lambda code: (-values[code], code))
    assert len(values) == len(cautious.moved)
    first = table.rows[0]
    assert first.cells[4].value == values[first.key]
    assert first.cells[3].value == cautious.result[first.key].npv_fen
    again = tuple(replace(one, reoptimised_fen=5.0) for one in cautious.appraisal.marginals)
    wide = marginal_table(replace(cautious, appraisal=replace(cautious.appraisal, marginals=again)))
    assert {row.cells[5].value for row in wide.rows} == {5.0}
    assert len(wide.columns) == len(table.columns) + 1
    assert say(marginal_table(still).empty, "en") == "No network moves under this scenario."
    assert marginal_table(still).rows == ()


def test_what_was_paid_stands_beside_the_plan_and_adds_up(cautious):
    network = cautious.moved[0].network
    line = next(one for one in cautious.appraisal.lines if one.network == network and one.nature == "run")
    told = [Actual(quarter="2018Q1", network=network, item=line.item.value, fen=12_345_00, source="v 1"),
            Actual(quarter="2018Q1", network="", item="access_install", fen=500_00, source="v 2")]  # fmt: skip
    found = track(cautious.appraisal, told)
    paid = replace(cautious, appraisal=replace(cautious.appraisal, tracking=found))
    table = tracking_table(paid)
    rows = {row.key: row.cells for row in table.rows}
    assert rows[f"{network} {line.item.value}"][3].value == 12_345_00
    assert rows[" access_install"][3].value == 500_00
    for place in (2, 5, 6):
        assert sum(cells[place].value for key, cells in rows.items() if key != "total") == rows["total"][place].value
    assert rows["total"][6].value == found.forecast_fen
    assert "management.actuals" in chapters("appraisal", paid)
    assert "management.actuals" not in chapters("appraisal", cautious)
    assert tracking_table(cautious).rows == ()
    sheet = openpyxl.load_workbook(io.BytesIO(write(kind_named("workbook").build(paid, None), "xlsx", "en")))["Plan and actual"]
    assert pytest.approx(1.2345) in [row[3] for row in sheet.iter_rows(values_only=True)]


def test_ways_are_said_with_their_shares_the_least_sure_first(cautious):
    networks = (
        Robust(network="N05", chosen="merge_admin", agreed=0.75, shares={"merge_admin": 0.75, "join:N14": 0.25}),
        Robust(network="N06", chosen="keep", agreed=0.5, shares={"keep": 0.5, "odd": 0.5}),
        Robust(network="N07", chosen="keep", agreed=1.0, shares={}),
    )
    sure = replace(cautious, robustness=Redrawn(draws=4, asked=4, networks=networks, npv_cny=(1.0,)))
    table = robustness_table(sure)
    assert [row.key for row in table.rows] == ["N06", "N05", "N07"]
    assert shown(table)["N05"][1:] == ["own VPN", "75.0%", "own VPN 75 %, join N14 25 %"]
    assert shown(table)["N06"][3] == "keep 50 %, odd 50 %"
    assert shown(table)["N07"][3] == "keep"
    for kind, chapter in (("appraisal", "economic.risk"), ("workbook", "marginals")):
        assert "robustness" in [block.id for block in chapters(kind, sure)[chapter].blocks if isinstance(block, Table)]
        assert "robustness" not in [block.id for block in chapters(kind, cautious)[chapter].blocks if isinstance(block, Table)]
    assert robustness_table(cautious).rows == ()


def test_a_plan_set_by_hand_says_that_a_better_one_may_exist(cautious):
    assert "set by hand" in preferred(cautious)
    assert readme(cautious)["solver"][1] == "none: the decisions were set by hand"
    assert "bound" not in readme(cautious)


def test_a_solved_plan_shows_its_proof_and_whether_it_holds(cautious):
    assert "found by HiGHS: the best plan, proved. No plan saves more than 1.23 million CNY (gap 23.400 %)." in preferred(proved(cautious))
    assert "of other inputs" not in preferred(proved(cautious))
    about = readme(proved(cautious))
    assert [about[key][1] for key in ("solver", "status", "bound", "gap", "problem", "proof")] == [
        "HiGHS", "the best plan, proved", "1,234,000.00", "23.400%", "ab12", "yes",
    ]  # fmt: skip
    stale = proved(cautious, holds=False)
    assert "The proof is of other inputs than this issue" in preferred(stale)
    assert "对应的输入与本次印发不同" in preferred(stale, "zh")
    assert readme(stale)["proof"][1] == "no, solve it again"
    unbound = proved(cautious, replace(PROOF, bound_cny=None, gap=None))
    assert "No bound is known." in preferred(unbound)
    assert (readme(unbound)["bound"][1], readme(unbound)["gap"][1]) == ("-", "-")


def test_risks_have_a_rank_and_words_and_no_codes(cautious):
    found = chapters("risks", cautious)
    register = next(block for block in found["risks.register"].blocks if isinstance(block, Table))
    numbers = [cells[0] for cells in shown(register).values()]
    assert numbers == [f"R{place:02d}" for place in range(1, len(numbers) + 1)]
    bars = found["risks.summary"].blocks[1]
    assert [say(label, "zh").split()[0] for label in bars.labels] == numbers[: len(bars.labels)]
    assert not [label for label in bars.labels if "-" in say(label, "en").split(":")[0]]


def test_contents_name_an_index_only_where_there_is_one(city, cautious):
    def lines(kind, **wishes):
        data = make_report(city, "cautious", kind, "docx", "en", wishes=Wishes(**wishes)).data
        return [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]

    assert not [line for line in lines("acceptance", after="latest") if line.startswith("Index of evidence")]
    assert len([line for line in lines("risks") if line.startswith("Index of evidence")]) == 2


def test_what_is_signed_stays_with_its_box(city):
    data = make_report(city, "cautious", "acceptance", "docx", "en", wishes=Wishes(after="latest", quarter="2022Q4")).data
    written = docx.Document(io.BytesIO(data))
    boxes = [place for place, table in enumerate(written.tables) if "Signature" in "".join(cell.text for cell in table.rows[0].cells)]
    assert boxes
    for place in boxes:
        signed, box = written.tables[place - 1], written.tables[place]
        assert all(row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in signed.rows)
        assert [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in box.rows] == [True, False]


def test_robustness_is_sought_where_it_is_asked_for(city):
    planner = city.acting_as(Actor(name="p", role=Role.PLANNER))
    data = make_report(planner, "cautious", "workbook", "xlsx", "en", wishes=Wishes(robustness=1)).data
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Value of each network"]
    said = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
    assert any("best plans of 1 draws" in line for line in said)


def test_draws_cannot_be_fewer_than_none(city, capsys, tmp_path):
    import app

    assert app.main(["--home", str(city.path), "report", "cautious", "-o", str(tmp_path / "a.xlsx"), "--robustness", "-1"]) == 2
    assert "--robustness" in capsys.readouterr().err
    with pytest.raises(InputError):
        kind_named("nothing")


def test_what_was_taken_as_paid_reaches_the_document(own):
    table = "quarter,network,item,amount_cny,source\n2018Q1,,access_install,500,v 7\n"
    assert take_actuals(own, "cautious", table) == ()
    found = shown(tracking_table(sources_of(own, "cautious")))
    assert found[" access_install"][7] == "v 7"
