"""The workbook to fill in: whole, explained, with lists and an example row, and it opens in a spreadsheet program."""

import csv
import shutil
import subprocess
from datetime import date

import openpyxl
import pytest

from collectors.census import SHEETS, read_census, write_template
from collectors.census.columns import LISTS_TITLES, README_TITLES
from collectors.census.template import examples
from tests.census.samples import bare
from topology.model.census import Census

LANGS = ("zh", "en")


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_read_as_an_empty_census_and_its_examples_are_passed_over(tmp_path, lang):
    write_template(tmp_path / "t.xlsx", lang)
    census = read_census(tmp_path / "t.xlsx", edition="e")
    assert bare(census) == Census(edition="")
    assert {(p.code, p.where) for p in census.problems} == {("census-row-example", f"{sheet.title(lang)}!A2") for sheet in SHEETS}


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_filled_in_below_the_example_is_read(tmp_path, lang):
    write_template(tmp_path / "t.xlsx", lang)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book[SHEETS[0].title(lang)]
    sheet["A3"], sheet["B3"] = "U01", "市农业局"
    contract = book["合同" if lang == "zh" else "Contracts"]
    network = book["网络" if lang == "zh" else "Networks"]
    for column, value in enumerate(["N1", "农业网", "农业", "U01", None, None, None], start=1):
        network.cell(3, column).value = value
    network["E3"], network["G3"] = ("部门专网", "市级") if lang == "zh" else ("departmental private network", "city")
    for column, value in enumerate(["C1", "N1", "甲", "2016-01", "2018-12"], start=1):
        contract.cell(3, column).value = value
    book.save(tmp_path / "filled.xlsx")
    census = read_census(tmp_path / "filled.xlsx", edition="e")
    assert [unit.code for unit in census.units] == ["U01"]
    assert (census.contracts[0].start, census.contracts[0].end) == (date(2016, 1, 1), date(2018, 12, 31))
    assert {p.severity for p in census.problems} == {"info"}


@pytest.mark.parametrize("lang", LANGS)
def test_every_column_is_explained_with_unit_prompt_and_list(tmp_path, lang):
    write_template(tmp_path / "t.xlsx", lang)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    index = LANGS.index(lang)
    readme = README_TITLES[1 - index]
    explained = {(row[0].value, row[1].value) for row in book[readme].iter_rows() if len(row) > 1}
    lists = LISTS_TITLES[1 - index]
    for sheet in SHEETS:
        assert {(sheet.title(lang), column.header(lang)) for column in sheet.columns} <= explained
        rules = book[sheet.title(lang)].data_validations.dataValidation
        assert len(rules) == len(sheet.columns)
        assert all(rule.prompt and len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32 for rule in rules)
        for column, rule in zip(sheet.columns, rules, strict=True):
            assert (rule.type == "list") == bool(column.choices or column.type in {"boolean", "reference"})
            if column.choices:
                title, cells = rule.formula1.split("!")
                assert title.strip("'") == lists
                offered = [row[0].value for row in book[lists][cells.replace("$", "")]]
                assert offered == [choice.zh if lang == "zh" else choice.en for choice in column.choices]
    assert book["线路" if lang == "zh" else "Circuits"]["B5"].number_format == "@"


def test_examples_are_of_every_kind_and_say_that_they_are():
    for lang, mark in (("zh", "示例-"), ("en", "example-")):
        rows = examples(lang)
        assert [type(row) for row in rows] == [sheet.struct for sheet in SHEETS]
        assert all(row.code.startswith(mark) for row in rows)


@pytest.mark.parametrize("lang", LANGS)
def test_it_opens_in_libreoffice(tmp_path, lang):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None, "LibreOffice is not installed: apt-get install libreoffice-calc-nogui"
    write_template(tmp_path / "t.xlsx", lang)
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [
        office,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        every_sheet,
        "--outdir",
        str(tmp_path / "out"),
    ]
    subprocess.run([*command, str(tmp_path / "t.xlsx")], check=True, capture_output=True, timeout=120)
    for sheet in SHEETS:
        with (tmp_path / "out" / f"t-{sheet.title(lang)}.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        assert rows[0] == [column.header(lang) for column in sheet.columns]
        assert rows[1][0].startswith("示例-" if lang == "zh" else "example-")
        assert len(rows) == 2
    folder = tmp_path / "census"
    folder.mkdir()
    for sheet in SHEETS:
        shutil.move(tmp_path / "out" / f"t-{sheet.title(lang)}.csv", folder / f"{sheet.title(lang)}.csv")
    assert bare(read_census(folder, edition="e")) == Census(edition="")
