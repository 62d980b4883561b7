"""Headers as departments write them: by many names, in two rows, with units; unsure means a question, never a shift."""

import pytest
from openpyxl import load_workbook

from collectors.census import read_census
from collectors.census.columns import SHEETS, header_key, sheet_for
from collectors.census.headers import columns_by_header
from collectors.census.synonyms import HEADERS, TITLES, WORDS
from collectors.census.values import parse
from tests.census.samples import NETWORKS, SITES, UNITS, found, read_cells, workbook

LINKED = {"单位": UNITS, "网络": NETWORKS, "站点": SITES}


def codes(census):
    return {(problem.where, problem.code) for problem in census.problems}


def test_every_synonym_is_of_a_column_and_means_it_or_is_ambiguous():
    for sheet in SHEETS:
        table = columns_by_header(sheet)
        fields = {column.field for column in sheet.columns}
        assert HEADERS[sheet.kind].keys() <= fields
        for field, names in HEADERS[sheet.kind].items():
            for name in names:
                assert field in {column.field for column in table[header_key(name)]} or len(table[header_key(name)]) == 1, (
                    sheet.kind,
                    field,
                    name,
                )
        assert all(sheet_for(title) is sheet for title in TITLES[sheet.kind])
    assert sum(len(names) for fields in HEADERS.values() for names in fields.values()) > 600


def test_every_word_for_a_value_is_read_as_one_of_the_list():
    columns = [column for sheet in SHEETS for column in sheet.columns if column.choices]
    values = {choice.value for column in columns for choice in column.choices}
    assert WORDS.keys() <= values
    for column in columns:
        for choice in column.choices:
            for word in WORDS.get(choice.value, ()):
                assert parse(word, column) == choice.value


@pytest.mark.parametrize("title", ["单位名录", "1、单位", "附表2 单位", "（一）单位", "单位表1", "Units", "departments"])
def test_titles(title):
    assert sheet_for(title).kind == "units"


def test_department_headers_without_a_template():
    header = ["序号", "线路编号", "专线号", "专网名称", "接入方式", "本端", "对端", "线路带宽", "年租金（万元）", "合同号"]
    row = [1, "L1", "DL20130457", "农业信息网", "MSTP", "市府大楼", None, "10M", 2.4, None]
    census = read_cells({**LINKED, "专线清单": [header, row]})
    (circuit,) = census.circuits
    assert (circuit.code, circuit.number, circuit.network, circuit.site_a, circuit.kind) == ("L1", "DL20130457", "N20", "S1", "leased")
    assert (circuit.bandwidth_bps, circuit.fee_fen_per_a) == (10_000_000, 2_400_000)
    assert codes(census) >= {
        ("专线清单!A1", "census-column-ignored"),
        ("专线清单!B1", "census-header-taken"),
        ("专线清单!D2", "census-reference-by-name"),
    }


def test_an_ambiguous_header_is_a_question_and_its_column_unread():
    rows = [[*NETWORKS[0], "费用（万元）"], [*NETWORKS[1], 87]]
    census = read_cells({"单位": UNITS, "网络": rows})
    assert census.networks[0].capex_fen is None
    (question,) = census.questions
    assert (question.where, question.code) == ("网络!G1", "census-header-ambiguous")
    assert question.proposal is None
    assert [option.value for option in question.options] == ["建设费用", "线路租费", "维护费"]
    answered = read_cells({"单位": UNITS, "网络": rows}, answers={question.key: "建设费用"})
    assert (answered.networks[0].capex_fen, answered.questions) == (87_000_000, ())
    assert answered.answers == ((question.key, "建设费用"),)
    left = read_cells({"单位": UNITS, "网络": rows}, answers={question.key: "-"})
    assert (left.networks[0].capex_fen, left.questions) == (None, ())


def test_an_ambiguous_header_is_taken_where_all_others_are_named():
    header = [*NETWORKS[0], "线路租费（万元/年）", "维护费（万元/年）", "费用（万元）"]
    census = read_cells({"单位": UNITS, "网络": [header, [*NETWORKS[1], 5, 2, 87]]})
    assert census.networks[0].capex_fen == 87_000_000
    assert ("网络!I1", "census-header-taken") in codes(census)


def test_an_unknown_header_like_a_known_one_is_a_question():
    sheets = {"单位": [["编码", "单位名称", "所属县市驱"], ["U01", "甲", "东山县"]]}
    census = read_cells(sheets)
    (question,) = census.questions
    assert (question.code, question.proposal, census.units[0].county) == ("census-header-like", "所属县市区", None)
    assert read_cells(sheets, accept=True).units[0].county == "东山县"


def test_a_required_column_in_question_closes_the_sheet():
    census = read_cells({"单位": [["编码", "单位名秤"], ["U01", "甲"]]})
    assert census.units == ()
    assert found(census) == {"单位!B1": "census-header-like", "单位!A1": "census-columns-missing"}


def test_b12_two_header_rows_with_merged_cells(tmp_path):
    path = workbook(
        tmp_path / "c.xlsx",
        {
            **LINKED,
            "线路": [
                ["某市线路情况表"],
                ["编码", "网络", "线路类型", "A端", None, "B端", None, "年租费"],
                [None, None, None, "站点编码", "备注", "站点编码", "备注", "（万元）"],
                ["L1", "N20", "专线", "S1", "三楼", None, None, 2.4],
            ],
        },
    )
    book = load_workbook(path)
    for cells in ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "A1:H1"):
        book["线路"].merge_cells(cells)
    book.save(path)
    census = read_census(path, edition="e")
    assert [(row.code, row.site_a, row.site_b, row.fee_fen_per_a, row.cell) for row in census.circuits] == [
        ("L1", "S1", None, 2_400_000, "线路!A4")
    ]


def test_two_header_rows_in_csv_are_carried_to_the_right(tmp_path):
    (tmp_path / "单位.csv").write_text("编码,单位名称\nU01,甲\n")
    (tmp_path / "站点.csv").write_text("编码,站点名称,站点类别\nS1,a,其他\n")
    (tmp_path / "机房.csv").write_text("编码,机房名称,单位,站点,费用（万元）,\n,,,,建设费用,年运行费用\nR1,x,U01,S1,10,2\n")
    (room,) = read_census(tmp_path, edition="e").rooms
    assert (room.capex_fen, room.opex_fen_per_a) == (10_000_000, 2_000_000)


def test_a_first_row_of_data_is_never_taken_for_a_second_header():
    census = read_cells({"单位": [["编码", "单位名称"], ["单位", "部门"], ["U02", "乙"]]})
    assert [unit.code for unit in census.units] == ["单位", "U02"]


@pytest.mark.parametrize(
    ("header", "cell", "fen"),
    [
        ("年租费（元）", 24000, 2_400_000),
        ("年租费（元/年）", 24000, 2_400_000),
        ("年租费/万元", 2.4, 2_400_000),
        ("年租费万元", 2.4, 2_400_000),
        ("年租费（千元）", 24, 2_400_000),
        ("月租费（元）", 2000, 2_400_000),
        ("租金（元/月）", "2000", 2_400_000),
        ("月租费（元）", "2.4万元/年", 2_400_000),
        ("Yearly fee (CNY/a)", "2,000元/月", 2_400_000),
        ("年租费（元）", "¥24,000.00", 2_400_000),
        ("年租费（元）", "人民币2.4万元整", 2_400_000),
        ("Annual fee (10k CNY)", 2.4, 2_400_000),
    ],
)
def test_units_of_money(header, cell, fen):
    rows = [["编码", "网络", "线路类型", "A端", header], ["L1", "N20", "专线", "S1", cell]]
    census = read_cells({**LINKED, "线路": rows})
    assert census.circuits[0].fee_fen_per_a == fen
    assert not [problem for problem in census.problems if problem.code == "census-unit-assumed"]


def test_a_monthly_header_without_a_unit_says_what_was_assumed():
    census = read_cells({**LINKED, "线路": [["编码", "网络", "线路类型", "A端", "月租费"], ["L1", "N20", "专线", "S1", 2000]]})
    assert census.circuits[0].fee_fen_per_a == 2_400_000
    (problem,) = (p for p in census.problems if p.code == "census-unit-assumed")
    assert (problem.where, problem.params["unit"]) == ("线路!E1", "cny/月")


@pytest.mark.parametrize("header", ["建设费用（万美元）", "建设费用(USD)", "建设费用（万元/年）", "建设费用（元/月）"])
def test_a_unit_that_the_column_cannot_have_closes_it(header):
    census = read_cells({"单位": UNITS, "网络": [[*NETWORKS[0], header], [*NETWORKS[1], 87]]})
    assert census.networks[0].capex_fen is None
    assert ("网络!G1", "census-header-unit") in codes(census)


def test_counts_in_thousands_are_refused():
    census = read_cells({"单位": UNITS, "应用系统": [["编码", "系统名称", "单位", "用户数（千人）"], ["A1", "x", "U01", 3]]})
    assert census.applications[0].users is None
    assert found(census) == {"应用系统!D1": "census-header-unit"}


def test_the_unit_above_the_table_counts_for_headers_without_one():
    rows = [["机房表", None, None, None, "单位：元"], ["编码", "机房名称", "单位", "站点", "建设费用"], ["R1", "x", "U01", "S1", 870000]]
    census = read_cells({**LINKED, "机房": rows})
    assert census.rooms[0].capex_fen == 87_000_000
    assert found(census) == {}


def test_columns_with_one_meaning_are_read_together_unless_their_units_differ():
    rows = [["编码", "网络", "线路类型", "A端", "年租费（元）", "租金（万元）"], ["L1", "N20", "专线", "S1", None, 2.4]]
    census = read_cells({**LINKED, "线路": rows})
    assert census.circuits[0].fee_fen_per_a is None
    assert found(census) == {"线路!F1": "census-column-twice"}
    rows = [["编码", "单位名称", "名称"], ["U01", "甲", None], ["U02", None, "乙"], ["U03", "丙", "丙"], ["U04", "丁", "戊"]]
    census = read_cells({"单位": rows})
    assert [unit.name for unit in census.units] == ["甲", "乙", "丙"]
    assert found(census) == {"单位!C1": "census-columns-together", "单位!B5": "census-columns-differ"}


def test_content_under_no_header_is_named_once_a_column():
    census = read_cells({"单位": [["编码", "单位名称"], ["U01", "甲", "?", None], ["U02", "乙", "??"]]})
    assert len(census.units) == 2
    assert found(census) == {"单位!C2": "census-cell-nameless"}


def test_a_csv_line_with_more_fields_than_headers_is_left_out(tmp_path):
    (tmp_path / "units.csv").write_text("code,name,county\nU01,a,b\nU02,Bureau, of things,c\nU03,d,e,\n")
    census = read_census(tmp_path / "units.csv", edition="e")
    assert [unit.code for unit in census.units] == ["U01", "U03"]
    assert found(census) == {"units!D3": "census-row-wide"}
