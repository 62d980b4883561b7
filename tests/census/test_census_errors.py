"""Every wrong cell is named by sheet, cell, reason and what was expected; the rest is imported."""

from datetime import date, datetime

import pytest

from collectors.census import read_census
from collectors.census.cells import Odd, OddCell
from collectors.census.columns import SHEETS
from collectors.census.messages import MESSAGES
from collectors.census.values import BadCell, parse, quarter_of, unit_in
from tests.census.samples import NETWORKS, SITES, UNITS, found, workbook
from topology.model.census import Unit
from topology.model.errors import InputError
from topology.model.text import problem_text

COLUMN = {(sheet.kind, column.field): column for sheet in SHEETS for column in sheet.columns}


def read(tmp_path, sheets, **extra):
    return read_census(workbook(tmp_path / "c.xlsx", sheets), edition="e", **extra)


def test_b14_wrong_cells_are_named_and_the_rest_is_imported(tmp_path):
    census = read(
        tmp_path,
        {
            "单位": [
                ["编码", "单位名称", "县市区"],
                ["U01", "市农业局", "东山县"],
                ["U02", 2017, "东山县"],
                ["U03", True, "东山县"],
                ["U04", "#REF!", "东山县"],
                ["U05", "市水利局", 42],
                [6, "市教育局", None],
                ["U07", datetime(2017, 3, 1), None],
                ["U08", None, None],
                ["U09", "市审计局", None],
            ]
        },
    )
    assert [(unit.code, unit.name, unit.county) for unit in census.units] == [
        ("U01", "市农业局", "东山县"),
        ("U05", "市水利局", None),
        ("U09", "市审计局", None),
    ]
    assert found(census) == {
        "单位!B3": "census-cell-number-for-text",
        "单位!B4": "census-cell-boolean",
        "单位!B5": "census-cell-error",
        "单位!C6": "census-cell-number-for-text",
        "单位!A7": "census-cell-number-for-text",
        "单位!B8": "census-cell-date-for-text",
        "单位!B9": "census-cell-missing",
    }
    for problem in census.problems:
        assert "?" not in problem_text(problem, MESSAGES, "en")


def test_b11_formula_without_a_stored_result(tmp_path):
    census = read(tmp_path, {"单位": [["编码", "单位名称"], ["U01", '=CONCATENATE("市","局")'], ["U02", "市水利局"]]})
    assert [unit.code for unit in census.units] == ["U02"]
    (problem,) = (p for p in census.problems if p.severity == "error")
    assert (problem.code, problem.where, problem.params["found"]) == ("census-cell-formula", "单位!B2", '=CONCATENATE("市","局")')


def test_b16_two_rows_with_one_code_are_a_conflict_and_the_last_never_wins(tmp_path):
    census = read(tmp_path, {"单位": [["编码", "单位名称"], ["U01", "甲"], ["U01", "乙"], ["U02", "丙"], ["U02", "丙"]]})
    assert [unit.name for unit in census.units] == ["甲", "丙"]
    assert found(census) == {"单位!A3": "census-code-conflict", "单位!A5": "census-row-twice"}
    conflict = census.problems[-2]
    assert conflict.params == {"code": "U01", "first": "单位!A2", "columns": "单位名称/Name"}


def test_references_are_checked(tmp_path):
    census = read(
        tmp_path,
        {
            "单位": UNITS,
            "网络": NETWORKS,
            "站点": SITES,
            "接入点": [
                ["编码", "网络编码", "站点编码", "单位编码"],
                ["P1", "N20", "S1", "U01"],
                ["P2", "N99", "S1", "U01"],
                ["P3", "N20", "S1", "U99"],
            ],
            "机房": [["编码", "机房名称", "单位", "站点", "承载网络"], ["R1", "机房", "U01", "S1", "N20;N98"]],
        },
    )
    assert [(row.code, row.unit) for row in census.presences] == [("P1", "U01"), ("P3", None)]
    assert census.rooms[0].networks == ("N20",)
    assert found(census) == {
        "接入点!B3": "census-reference-unknown",
        "接入点!D4": "census-reference-unknown",
        "机房!E2": "census-reference-unknown",
    }


def test_a_row_without_a_code_gets_a_proposal(tmp_path):
    previous = read(tmp_path, {"单位": [["编码", "单位名称"], ["U07", "市审计局"]]})
    sheets = {"单位": [["编码", "单位名称"], ["U01", "甲"], [None, "甲"], [None, "乙"], [" ", "市审计局"]]}
    census = read(tmp_path, sheets, previous=previous)
    assert census.units == (Unit(code="U01", name="甲", cell="单位!A2"),)
    assert [(p.code, p.where, p.params.get("proposal")) for p in census.problems if p.severity == "error"] == [
        ("census-code-proposed", "单位!A3", "U01"),
        ("census-code-new", "单位!A4", "U08"),
        ("census-code-proposed", "单位!A5", "U07"),
    ]


def test_b12_header_in_row_7_unknown_and_repeated_columns_hidden_sheet(tmp_path):
    from openpyxl import load_workbook

    rows = [["某市网络普查"], [], [None, "填表日期", "2017-11"], [], [], [], [None, "备注", "单位编码*", "名称", "Name", "县市区"]]
    rows += [[None, "x", "U01", "甲", "别名", "东山县"]]
    path = workbook(tmp_path / "c.xlsx", {"单位表": [*rows, [None, "y", "U02", "乙", None, None]], "随便": [["a"]]})
    book = load_workbook(path)
    book["单位表"].merge_cells("C8:C9")
    book["单位表"].sheet_state = "hidden"
    book["随便"].sheet_state = "visible"
    book.active = 1
    book.save(path)
    census = read_census(path, edition="e")
    # 名称 and Name mean one column: they are read together, and differ in row 8; the codes are merged over two rows
    assert census.units == ()
    assert found(census) == {
        "单位表!E7": "census-columns-together",
        "单位表!C8:C9": "census-merged-cells",
        "单位表!D8": "census-columns-differ",
        "单位表!C9": "census-code-missing",
    }
    codes = {(p.code, p.where) for p in census.problems}
    assert {("census-sheet-hidden", "单位表"), ("census-sheet-unknown", "随便"), ("census-column-ignored", "单位表!B7")} <= codes


def test_b12_cells_merged_down_count_for_each_row_and_merged_across_for_the_first(tmp_path):
    from openpyxl import load_workbook

    path = workbook(tmp_path / "c.xlsx", {"单位": [["编码", "单位名称", "县市区"], ["U01", "甲"], ["U02", None], ["U03", "丙"]]})
    book = load_workbook(path)
    book["单位"].merge_cells("B2:B3")
    book["单位"].merge_cells("B4:C4")
    book.save(path)
    census = read_census(path, edition="e")
    assert [(unit.code, unit.name, unit.county) for unit in census.units] == [("U01", "甲", None), ("U02", "甲", None), ("U03", "丙", None)]
    notes = {p.where: p.code for p in census.problems}
    assert (notes["单位!B2:B3"], notes["单位!B4:C4"]) == ("census-merged-down", "census-merged-cells")
    assert found(census) == {"单位!B4:C4": "census-merged-cells", "单位!A3": "census-rows-alike"}


def test_missing_required_columns_are_named_once(tmp_path):
    census = read(tmp_path, {"站点": [["编码", "站点名称"], ["S1", "甲"]], "单位": UNITS})
    assert len(census.units) == 1
    (problem,) = (p for p in census.problems if p.severity == "error")
    assert (problem.code, problem.where, problem.params) == ("census-columns-missing", "站点!A1", {"columns": "站点类别/Kind"})


def test_two_sheets_for_one_table(tmp_path):
    census = read(tmp_path, {"单位": UNITS, "Units": [["Code", "Name"], ["U02", "x"]]})
    assert [unit.code for unit in census.units] == ["U01"]
    assert found(census) == {"Units": "census-sheet-twice"}


def test_a_sheet_under_another_name_is_known_by_its_headers(tmp_path):
    census = read(tmp_path, {"Sheet1": [["电路编号", "编码", "网络", "线路类型", "A端", "B端"]], "Tabelle2": UNITS})
    assert [unit.code for unit in census.units] == ["U01"]


def test_a_workbook_without_any_known_sheet_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path, {"预算": [["a", "b"], [1, 2]]})
    assert caught.value.code == "census-no-sheet"


@pytest.mark.parametrize(
    ("kind", "field", "cell", "value"),
    [
        ("networks", "capex_fen", 87, 87_000_000),
        ("networks", "capex_fen", 0.01, 10_000),
        ("networks", "capex_fen", "1,234.5", 1_234_500_000),
        ("networks", "capex_fen", "870000元", 87_000_000),
        ("networks", "capex_fen", "0.5亿元", 5_000_000_000),
        ("networks", "capex_fen", "８７", 87_000_000),
        ("circuits", "fee_fen_per_a", 24000.5, 2_400_050),
        ("circuits", "fee_fen_per_a", "2.4万元/年", 2_400_000),
        ("circuits", "bandwidth_bps", 4, 4_000_000),
        ("circuits", "bandwidth_bps", "1Gbps", 1_000_000_000),
        ("circuits", "bandwidth_bps", "10 M", 10_000_000),
        ("circuits", "bandwidth_bps", "155.52兆", 155_520_000),
        ("networks", "built", OddCell(Odd.DATE, "2009-06-01T00:00:00"), date(2009, 6, 1)),
        ("networks", "built", 39965, date(2009, 6, 1)),
        ("networks", "built", 2009, date(2009, 1, 1)),
        ("networks", "built", "2017-12", date(2017, 12, 1)),
        ("networks", "built", "2017年12月", date(2017, 12, 1)),
        ("networks", "built", "2017年12月31日", date(2017, 12, 31)),
        ("networks", "built", "2017/3/9", date(2017, 3, 9)),
        ("networks", "built", "20171231", date(2017, 12, 31)),
        ("networks", "built", 20171231, date(2017, 12, 31)),
        ("networks", "mlps_level", "三级", 3),
        ("networks", "mlps_level", 3.0, 3),
        ("networks", "classified", "是", True),
        ("networks", "classified", "No", False),
        ("networks", "classified", 1, True),
        ("networks", "role", "部门专网", "departmental"),
        ("networks", "role", "Departmental private network", "departmental"),
        ("networks", "role", "departmental", "departmental"),
        ("networks", "prefixes", "10.0.0.0/8、192.168.0.0/16", ("10.0.0.0/8", "192.168.0.0/16")),
        ("networks", "blackout", "*Q3;2018年第一季度", ("*Q3", "2018Q1")),
        ("networks", "renewal_due", OddCell(Odd.DATE, "2018-08-01"), "2018Q3"),
        ("contracts", "penalty_share", "30%", 0.3),
        ("contracts", "penalty_share", 0.3, 0.3),
        ("sites", "latitude", "37.5", 37.5),
        ("applications", "batch", "第二批", 2),
        ("presences", "hosts", "12台", 12),
        ("presences", "hosts", None, None),
        ("presences", "hosts", "  ", None),
        ("units", "name", " 甲 ", "甲"),
    ],
)
def test_values(kind, field, cell, value):
    assert parse(cell, COLUMN[kind, field]) == value


@pytest.mark.parametrize(
    ("kind", "field", "cell", "code"),
    [
        ("networks", "capex_fen", "约100", "census-cell-number"),
        ("networks", "capex_fen", "1,2,3", "census-cell-number"),
        ("networks", "capex_fen", -1, "census-cell-range"),
        ("networks", "capex_fen", "100美元", "census-cell-unit"),
        ("networks", "capex_fen", 1e300, "census-cell-range"),
        ("networks", "capex_fen", OddCell(Odd.DATE, "2017-01-01"), "census-cell-number"),
        ("networks", "capex_fen", OddCell(Odd.ERROR, "#N/A"), "census-cell-error"),
        ("networks", "capex_fen", True, "census-cell-boolean"),
        ("networks", "mlps_level", 5, "census-cell-range"),
        ("networks", "mlps_level", 2.5, "census-cell-whole"),
        ("networks", "classified", "maybe", "census-cell-yes-no"),
        ("networks", "built", "2017-13", "census-cell-date"),
        ("networks", "built", "2017-02-30", "census-cell-date"),
        ("networks", "built", 999999, "census-cell-date"),
        ("networks", "built", "去年", "census-cell-date"),
        ("networks", "role", "专线", "census-cell-choice"),
        ("networks", "renewal_due", 2018, "census-cell-quarter"),
        ("networks", "renewal_due", "*Q3", "census-cell-quarter"),
        ("networks", "prefixes", "10.1.0.1/16", "census-cell-prefix"),
        ("networks", "prefixes", "192.168.1", "census-cell-prefix"),
        ("networks", "prefixes", "10.0.0.0/33", "census-cell-prefix"),
        ("networks", "prefixes", "10.0.0.0/255.0.255.0", "census-cell-prefix"),
        ("networks", "prefixes", 10.1, "census-cell-number-for-text"),
        ("contracts", "penalty_share", "130%", "census-cell-range"),
        ("sites", "latitude", 137.5, "census-cell-range"),
        ("sites", "latitude", float("nan"), "census-cell-number"),
        ("circuits", "number", 20130457, "census-cell-number-for-text"),
    ],
)
def test_b13_wrong_values(kind, field, cell, code):
    with pytest.raises(BadCell) as caught:
        parse(cell, COLUMN[kind, field])
    assert caught.value.code == code
    assert set(caught.value.params) >= {"found"}


def test_units_of_headers():
    money, rate = COLUMN["circuits", "fee_fen_per_a"], COLUMN["circuits", "bandwidth_bps"]
    assert unit_in("年租费（万元/年）", money) == "万元/年"
    assert unit_in("年租费（单位：元）", money) == "元"
    assert unit_in("带宽(Gbps)", rate) == "gbps"
    assert unit_in("带宽(大概)", rate) is None
    assert parse(2.4, money, "万元") == 2_400_000
    assert quarter_of("2018-Q3") == "2018Q3"


def test_a_header_without_unit_is_a_warning_and_one_with_a_unit_is_honoured(tmp_path):
    header = ["编码", "网络", "线路类型", "A端", "年租费(万元)", "带宽"]
    census = read(tmp_path, {"单位": UNITS, "网络": NETWORKS, "站点": SITES, "线路": [header, ["L1", "N20", "租用电路", "S1", 2.4, 10]]})
    assert (census.circuits[0].fee_fen_per_a, census.circuits[0].bandwidth_bps) == (2_400_000, 10_000_000)
    assert found(census) == {"线路!F1": "census-unit-assumed"}
