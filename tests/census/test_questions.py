"""What is unclear is asked, an answer counts for the row it was given for, and nothing is taken without one."""

from datetime import date

import pytest

from collectors.census.asking import read_answers, write_answers
from collectors.census.matching import Index, Likenesses, likeness, next_code, similarity
from collectors.census.messages import MESSAGES
from tests.census.samples import NETWORKS, SITES, UNITS, found, read_cells
from topology.model.census import Census, Presence, Unit
from topology.model.errors import InputError
from topology.model.text import translator

LINKED = {"单位": UNITS, "网络": NETWORKS, "站点": SITES}


def unit(code, name, county=None):
    return Unit(code=code, name=name, county=county, cell="")


EARLIER = Census(edition="1", units=(unit("U07", "市审计局（本部）"), unit("U08", "市水务局", "东山县"), unit("U09", "市水务局", "西山县")))


def test_a_row_without_a_code_is_matched_with_the_edition_before():
    sheets = {
        "单位": [["编码", "单位名称", "县市区"], [None, "市审计局(本部)", None], [None, "市水务局", "西山县"], [None, "市农业局", None]]
    }
    census = read_cells(sheets, previous=EARLIER)
    assert census.units == ()
    assert [(q.where, q.code, q.proposal) for q in census.questions] == [
        ("单位!A2", "census-code-proposed", "U07"),
        ("单位!A3", "census-code-proposed", "U09"),
        ("单位!A4", "census-code-new", "U10"),
    ]
    first, second, third = census.questions
    answered = read_cells(sheets, previous=EARLIER, answers={first.key: "U07", second.key: "-", third.key: "NY01"})
    assert [(row.code, row.name) for row in answered.units] == [("U07", "市审计局(本部)"), ("NY01", "市农业局")]
    assert answered.questions == ()
    assert [p.params["answer"] for p in answered.problems if p.code == "census-answered"] == ["U07", "-", "NY01"]


def test_an_answer_counts_for_the_row_as_it_was_only():
    first = read_cells({"单位": [["编码", "单位名称"], [None, "甲局"]]})
    key = first.questions[0].key
    moved = read_cells({"单位": [["编码", "单位名称"], [None, "乙局"]]}, answers={key: "U01"})
    assert moved.units == ()
    assert [(p.code, p.params.get("key")) for p in moved.problems if p.code == "census-answer-unused"] == [("census-answer-unused", key)]


def test_answers_of_the_edition_before_count_again():
    sheets = {"单位": [["编码", "单位名称"], ["U01", "甲局"], [None, "乙局"]]}
    first = read_cells(sheets)
    second = read_cells(sheets, answers={first.questions[0].key: "U02"})
    third = read_cells(sheets, previous=second)
    assert (third.units, third.answers, third.questions) == (second.units, second.answers, ())
    assert not [p for p in third.problems if p.code == "census-answer-unused"]


def test_an_answer_that_is_none_of_the_options_leaves_the_question_open():
    sheets = {"单位": UNITS, "站点": [["编码", "站点名称", "站点类别", "纬度", "经度"], ["S1", "甲", "其他", 121.4, 37.5]]}
    census = read_cells(sheets)
    assert (census.sites[0].latitude, census.sites[0].longitude) == (None, None)
    (question,) = census.questions
    again = read_cells(sheets, answers={question.key: "yes"})
    assert [q.key for q in again.questions] == [question.key]
    assert found(again) == {"站点!D2": "census-cells-swapped"}
    assert "census-answer-unknown" in {p.code for p in again.problems}
    swapped = read_cells(sheets, answers={question.key: "swap"})
    assert (swapped.sites[0].latitude, swapped.sites[0].longitude) == (37.5, 121.4)


def test_whole_columns_that_changed_places_are_one_question():
    rows = [["编码", "单位名称"], ["市农业局", "U01"], ["市水利局", "U02"], ["市教育局", "U03"]]
    census = read_cells({"单位": rows})
    assert (census.units, [q.code for q in census.questions]) == ((), ["census-columns-swapped"])
    kept = read_cells({"单位": rows}, answers={census.questions[0].key: "keep"})
    assert (kept.units[0].code, kept.units[0].name) == ("市农业局", "U01")
    assert [(row.code, row.name) for row in read_cells({"单位": rows}, accept=True).units] == [
        ("U01", "市农业局"),
        ("U02", "市水利局"),
        ("U03", "市教育局"),
    ]


def test_dates_in_the_wrong_order():
    rows = [["编码", "网络", "运营商", "起始日期", "到期日期"], ["C1", "N20", "甲", "2018-12", "2016-01"]]
    census = read_cells({**LINKED, "合同": rows})
    assert (census.contracts[0].start, census.contracts[0].end) == (None, None)
    kept = read_cells({**LINKED, "合同": rows}, answers={census.questions[0].key: "keep"}).contracts[0]
    assert (kept.start, kept.end) == (date(2018, 12, 1), date(2016, 1, 31))
    accepted = read_cells({**LINKED, "合同": rows}, accept=True).contracts[0]
    assert (accepted.start, accepted.end) == (date(2016, 1, 31), date(2018, 12, 1))


def test_references_by_spelling_name_and_likeness():
    units = [["编码", "单位名称"], ["U01", "市农业局（本部）"], ["U02", "市水务局"], ["U03", "市水务局"]]
    rows = [["编码", "网络编码", "站点编码", "单位编码"]]
    rows += [
        ["P1", "n20 ", "市府大楼", "市农业局(本部)"],
        ["P2", "Ｎ２０", "S1", "市水务局"],
        ["P3", "N20", "S1", "UO1"],
        ["P4", "N20", "S1", "市农业局本"],
    ]
    rows += [["P5", "N20", "S1", "UO1"]]
    census = read_cells({"单位": units, "网络": NETWORKS, "站点": SITES, "接入点": rows})
    assert [(row.network, row.site, row.unit) for row in census.presences] == [("N20", "S1", "U01"), *[("N20", "S1", None)] * 4]
    asked = {q.where: ([o.value for o in q.options], q.proposal) for q in census.questions}
    assert asked == {"接入点!D3": (["U02", "U03"], None), "接入点!D4": (["U01"], "U01"), "接入点!D5": (["U01"], "U01")}
    accepted = read_cells({"单位": units, "网络": NETWORKS, "站点": SITES, "接入点": rows}, accept=True)
    assert [row.unit for row in accepted.presences] == ["U01", None, "U01", "U01", "U01"]
    said = {(p.where, p.code) for p in census.problems}
    assert {("接入点!B2", "census-code-spelled"), ("接入点!C2", "census-reference-by-name"), ("接入点!B3", "census-cell-wide")} <= said


def test_a_code_spelled_otherwise_than_before_is_the_code_of_before():
    census = read_cells({"单位": [["编码", "单位名称"], ["u-07", "市审计局"]]}, previous=EARLIER)
    assert [row.code for row in census.units] == ["U07"]
    assert found(census) == {"单位!A2": "census-code-spelled"}
    both = read_cells({"单位": [["编码", "单位名称"], ["u-07", "甲"], ["U07", "乙"]]}, previous=EARLIER)
    assert [row.code for row in both.units] == ["u-07", "U07"]
    assert found(both) == {"单位!A3": "census-codes-alike"}


def test_an_amount_ten_thousand_times_too_large():
    networks = [[*NETWORKS[0], "建设费用（万元）"]]
    networks += [[f"N{n}", f"网{n}", f"网{n}", "U01", "部门专网", "市级", value] for n, value in enumerate([30, 55, 87, 90, 870000])]
    census = read_cells({"单位": UNITS, "网络": networks})
    assert [row.capex_fen for row in census.networks] == [30_000_000, 55_000_000, 87_000_000, 90_000_000, None]
    (question,) = census.questions
    assert [option.value for option in question.options] == ["元", "万元"]
    for answer, fen in (("元", 87_000_000), ("万元", 870_000_000_000), ("-", None)):
        answered = read_cells({"单位": UNITS, "网络": networks}, answers={question.key: answer})
        assert answered.networks[4].capex_fen == fen


def test_sums_are_held_against_the_rows():
    rows = [
        ["编码", "机房名称", "单位", "站点", "机柜数", "建设费用（万元）"],
        ["R1", "甲", "U01", "S1", 4, 10],
        ["R2", "乙", "U01", "S1", "x", 20],
    ]
    rows += [["小计", None, None, None, 99, 99], [None, "合计", None, None, 9, 30]]
    census = read_cells({**LINKED, "机房": rows})
    assert [room.racks for room in census.rooms] == [4, None]
    assert found(census) == {"机房!E3": "census-cell-number", "机房!E5": "census-total-differs"}
    assert [p.where for p in census.problems if p.code == "census-row-total"] == ["机房!A4", "机房!A5"]


def test_things_that_do_not_fit_together():
    networks = [*NETWORKS, ["N21", "另一网", "另", "U01", "部门专网", "市级"]]
    contracts = [["编码", "网络", "运营商"], ["C1", "N21", "甲"]]
    circuits = [
        ["编码", "网络", "线路类型", "A端", "B端", "合同", "电路编号"],
        ["L1", "N20", "专线", "S1", "S1", "C1", "DL1"],
        ["L2", "N20", "专线", "S1", None, None, "DL1"],
    ]
    census = read_cells({**LINKED, "网络": networks, "合同": contracts, "线路": circuits})
    said = {(p.where, p.code) for p in census.problems if p.severity == "warning"}
    assert said == {("线路!A2", "census-contract-of-another"), ("线路!A2", "census-ends-equal"), ("线路!A3", "census-rows-alike")}
    assert len(census.circuits) == 2


def test_answers_travel_as_csv(tmp_path):
    sheets = {"单位": [["编码", "单位名称"], ["U01", "甲局"], [None, '@1+1,"乙";局'], [None, "丙局"]]}
    census = read_cells(sheets)
    for lang in ("zh", "en"):
        text = write_answers(census.questions, MESSAGES, translator(lang))
        assert not any(field.startswith(("=", "+", "@")) for field in text.split(","))
        lines = text.splitlines()
        assert len(lines) == 3
        assert lines[0] == "key,where,question,options,proposal,answer"
        for encoding, separator in (("utf-8-sig", ","), ("gb18030", ",")):
            filled = "\n".join([lines[0], *(line + answer for line, answer in zip(lines[1:], ("U02", ""), strict=True))])
            (tmp_path / "answers.csv").write_bytes(filled.encode(encoding))
            assert read_answers(tmp_path / "answers.csv") == {census.questions[0].key: "U02"}, separator
    answered = read_cells(sheets, answers=read_answers(tmp_path / "answers.csv"))
    assert [row.code for row in answered.units] == ["U01", "U02"]
    assert len(answered.questions) == 1


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"key\n", b"\xff\xff", b"", b'key,answer\n"x'])
def test_a_file_that_holds_no_answers_is_refused(tmp_path, content):
    (tmp_path / "answers.csv").write_bytes(content)
    with pytest.raises(InputError):
        read_answers(tmp_path / "answers.csv")
    with pytest.raises(InputError) as caught:
        read_answers(tmp_path / "none.csv")
    assert caught.value.code == "census-answers-form"


def test_likeness():
    assert likeness("市农业局（本部）", "市农业局 (本部)") == 1.0
    assert likeness("", "x") == 0.0
    rows = [unit("U1", "市农业局"), unit("U2", "市农机局")]
    few, many = Likenesses("units", rows, 1), Likenesses("units", rows, 10**9)
    assert [few.propose({"name": name})[1] for name in ("市农业局", "市农业局。", "市农业居委", "x")] == ["U1", "U1", None, None]
    assert [many.propose({"name": name})[1] for name in ("市农业局", "市农业局。", "市农业居委", "x")] == ["U1", "U1", None, None]
    assert (few.propose({}), few.same({}), [option.value for option in few.same({"name": "(市农业局)"})]) == (([], None), [], ["U1"])
    presence = Presence(code="P1", network="N1", site="S1", hosts=3, cell="")
    assert similarity({"network": "N1", "site": "S1"}, presence, "presences") == 1.0
    assert similarity({"network": "N1", "site": "S2"}, presence, "presences") == 0.5
    assert next_code([]) is None
    index = Index(rows)
    assert (index.spelled("u－1"), index.named("市农机局"), index.like("市农业居")) == ("U1", ["U2"], index.like("市农业居"))
    assert index.rows.keys() == {"U1", "U2"}
