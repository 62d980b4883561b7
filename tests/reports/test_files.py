"""What comes out: the same bytes twice, documents that open, formulas that recalculate to our figures, texts that stay texts."""

import io
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from math import ceil

import docx
import numpy_financial
import openpyxl
import pytest
from msgspec.structs import replace

from planning.reports import charts, kind_named, write
from planning.reports.archive import settle
from planning.reports.blocks import columns, row, text
from planning.reports.charts import draw
from planning.reports.content import (
    Bars,
    Bullets,
    Cell,
    Chapter,
    Document,
    Flow,
    Gantt,
    Paragraph,
    Places,
    SignOff,
    Table,
    Tornado,
    Unit,
    Waterfall,
)  # fmt: skip
from planning.reports.excel import sheet_titles, shown_value, write_excel
from planning.reports.grid import PICTURE_PX, ROW_PX, breaks, first_row, letter, places
from planning.reports.numbering import FICTIONAL
from planning.reports.word import write_word
from topology.model.errors import InputError

LANGUAGES = ("zh", "en")


def built(kind, sources):
    return kind_named(kind).build(sources, None)


def words(data):
    """All that a Word file says: paragraphs, tables, headers and footers."""
    document = docx.Document(io.BytesIO(data))
    found = [paragraph.text for paragraph in document.paragraphs]
    found += [node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")]
    for section in document.sections:
        found += [paragraph.text for part in (section.header, section.footer) for paragraph in part.paragraphs]
    return "\n".join(found)


@pytest.fixture(scope="module")
def plan_bytes(cautious):
    return {lang: write(built("plan", cautious), "docx", lang) for lang in LANGUAGES}


@pytest.mark.parametrize(
    ("kind", "form", "lang"), [("plan", "docx", "zh"), ("brief", "docx", "en"), ("workbook", "xlsx", "en"), ("brief", "xlsx", "zh")]
)
def test_a_document_is_the_same_bytes_twice(kind, form, lang, cautious, request):
    plan_bytes, workbook_bytes = request.getfixturevalue("plan_bytes"), request.getfixturevalue("workbook_bytes")
    made = {"plan": plan_bytes.get("zh"), "workbook": workbook_bytes}
    first = made.get(kind) or write(built(kind, cautious), form, lang)
    assert write(built(kind, cautious), form, lang) == first
    even = cautious.moment.second // 2 * 2  # a zip archive counts every other second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(*cautious.moment.timetuple()[:5], even)}
        core = archive.read("docProps/core.xml").decode()
    assert cautious.moment.strftime("%Y-%m-%dT%H:%M:%SZ") in core
    assert core.count("dcterms:created") == 2


def test_every_page_says_that_the_city_is_fictional_and_whose_it_is(cautious, plan_bytes, workbook_bytes):
    document = docx.Document(io.BytesIO(plan_bytes["zh"]))
    assert len(document.sections) > 2
    for section in document.sections:
        assert FICTIONAL in section.header.paragraphs[0].text
        assert "内部资料" in section.header.paragraphs[0].text
        assert cautious.issued_by in section.footer.paragraphs[0].text
        assert "cautious" in section.footer.paragraphs[0].text
        wide = section.page_width > section.page_height
        assert (section.page_width.mm, section.page_height.mm) == pytest.approx((297, 210) if wide else (210, 297), abs=0.1)
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook_bytes)):
        assert FICTIONAL in sheet["A2"].value
        assert FICTIONAL in sheet.oddHeader.right.text


def test_the_plan_speaks_its_language(cautious, plan_bytes):
    zh, en = (words(plan_bytes[lang]) for lang in LANGUAGES)
    for title in ("一、依据与总体要求", "四、分网处置意见", "九、保障措施", "附件3"):
        assert title in zh
    for title in ("1  Basis and general requirements", "4  What becomes of each network", "9  Safeguards", "Annex 3"):
        assert title in en
    for name in cautious.case.networks.values():
        assert name.name in zh
        assert name.name in en
    assert "{" not in zh
    assert "{" not in en


def test_heads_of_tables_are_repeated_and_figures_stand_right(plan_bytes):
    document = docx.Document(io.BytesIO(plan_bytes["en"]))
    xml = document.element.body.xml
    assert xml.count("<w:tblHeader/>") > 30
    assert xml.count('<w:jc w:val="right"/>') > 300
    assert xml.count("<w:cantSplit/>") > 300


def test_references_are_numbered_in_order_and_open(cautious, city, plan_bytes):
    from services.evidence import open_evidence

    plan = built("plan", cautious)
    assert "[1]" in words(plan_bytes["en"])
    refs = [
        ref
        for chapter in plan.chapters[3].chapters
        for block in chapter.blocks
        if isinstance(block, Table)
        for line in block.rows
        for cell in line.cells
        for ref in cell.refs
    ]
    assert len(refs) > 50
    for ref in sorted(set(refs))[:60]:
        assert open_evidence(city, ref)["lines"]


@pytest.fixture(scope="module")
def workbook(cautious):
    return built("workbook", cautious)


@pytest.fixture(scope="module")
def workbook_bytes(workbook):
    return write_excel(workbook, "en")


def recalculated(path, folder):
    """Open a workbook in LibreOffice, let it reckon, and return it with the values it came to."""
    office = shutil.which("soffice")
    assert office, "LibreOffice Calc is needed: apt-get install libreoffice-calc-nogui"
    out = folder / "out"
    subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir", out, path],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return openpyxl.load_workbook(out / path.name, data_only=True)


def pages(data, folder):
    """Return what each page of a Word file says, as LibreOffice Writer sets it."""
    folder.mkdir()
    path = folder / "document.docx"
    path.write_bytes(data)
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    assert office, "LibreOffice Writer is needed: apt-get install libreoffice-writer-nogui"
    assert reader, "pdftotext is needed: apt-get install poppler-utils"
    subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", folder, path],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    said = subprocess.run([reader, "-layout", folder / "document.pdf", "-"], check=True, capture_output=True, text=True, timeout=60).stdout
    return said.split("\f")[:-1]


def test_every_page_is_marked_and_each_network_has_one_of_its_own(cautious, plan_bytes, tmp_path):
    found = pages(plan_bytes["zh"], tmp_path / "plan")
    assert all("FICTIONAL SAMPLE CITY" in page for page in found)
    assert all(f"/ {len(found)}" in page for page in found)
    own = [
        [place for place, page in enumerate(found) if f"{code} 处置方式及其他方式不可行的原因" in page] for code in cautious.case.networks
    ]
    assert [len(places) for places in own] == [1] * len(own)
    first = own[0][0]
    assert [places[0] for places in own] == list(range(first, first + len(own)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_brief_is_one_page(lang, cautious, tmp_path):
    assert len(pages(write(built("brief", cautious), "docx", lang), tmp_path / "brief")) == 1


def test_libreoffice_reckons_our_figures_and_follows_the_rate(cautious, workbook, workbook_bytes, tmp_path):
    """One start of the office for both: our workbook, with the discount rate changed in a copy of each formula's input."""
    one = cautious.appraisal
    plain = tmp_path / "plain.xlsx"
    plain.write_bytes(workbook_bytes)
    formulas, said = openpyxl.load_workbook(plain), openpyxl.load_workbook(plain, data_only=True)
    reckoned = recalculated(plain, tmp_path)
    count = 0
    for sheet in formulas:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    count += 1
                    ours, theirs = said[sheet.title][cell.coordinate].value, reckoned[sheet.title][cell.coordinate].value
                    expected = ours if isinstance(ours, str) or ours is None else pytest.approx(ours, abs=1e-3)
                    assert theirs == expected, (sheet.title, cell.coordinate, cell.value)
    assert count > 1000
    titles = sheet_titles(workbook, "en")
    changed = formulas
    changed[titles["inputs"]]["B5"].value = 0.03
    changed.save(tmp_path / "changed.xlsx")
    cash = recalculated(tmp_path / "changed.xlsx", tmp_path)[titles["cash"]]
    last = 5 + len(one.quarters)
    saved = [(before - after) / 100 for before, after in zip(one.base_cash, one.cost_cash, strict=True)]
    expected = numpy_financial.npv(1.03**0.25 - 1, [0.0, *saved])
    assert cash[f"K{last}"].value == pytest.approx(expected, abs=1.0)
    assert cash[f"I{last}"].value == pytest.approx(one.saving_fen / 100, abs=0.005)


def test_the_workbook_says_our_npv_before_anyone_reckons(cautious, workbook, workbook_bytes):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes), data_only=True)
    cash = book[sheet_titles(workbook, "en")["cash"]]
    assert cash[f"K{5 + len(cautious.appraisal.quarters)}"].value == pytest.approx(cautious.appraisal.npv_fen / 100, abs=0.01)
    assert book.defined_names["discount_rate"].attr_text == "'Inputs'!$B$5"
    readme = [[cell.value for cell in line] for line in book["Read me"].iter_rows()]
    facts = {line[0]: line[1] for line in readme if line[0]}
    assert facts["Hash of its inputs"] == cautious.appraisal.hash
    assert facts["Solver"] == "none: the decisions were set by hand"
    assert [line[4] for line in readme if line[0] and line[4] in {"OK", "!"}] == ["OK"] * 5


def test_the_workbook_has_every_line_and_circuit(cautious, workbook_bytes):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes), data_only=True)
    lines = book["Cost lines of the scenario"]
    assert lines.max_row == 4 + len(cautious.appraisal.lines)
    ids = [lines.cell(at, 1).value for at in range(5, lines.max_row + 1)]
    assert ids == [line.id for line in cautious.appraisal.lines]
    evidence = [lines.cell(at, 19).value for at in range(5, lines.max_row + 1)]
    assert all(bool(shown) == bool(line.evidence) for shown, line in zip(evidence, cautious.appraisal.lines, strict=True))


def small(meta, *blocks, **more):
    chapter = Chapter(id="one", title="One: a/b?", blocks=blocks)
    return Document(kind="test", title="Test", short="Test", meta=meta, chapters=(chapter, replace(chapter, id="two")), **more)


def test_texts_are_never_formulas(cautious):
    nasty = ('=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "a\x07b<&>")
    table = Table(
        id="t", caption="=1+1", columns=columns("=2+2", "b"),
        rows=tuple(row(value, text(value), Cell(1, Unit.COUNT)) for value in nasty), note="=3",
    )  # fmt: skip
    document = small(cautious.meta, Paragraph(text="=4"), table, Bullets(items=("=5",)), SignOff(rows=(("=6", "=7"),)))
    book = openpyxl.load_workbook(io.BytesIO(write_excel(document, "en")))
    sheet = book.worksheets[0]
    assert [one.title for one in book] == ["One  a b", "One  a b 2"]
    cells = [cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)]
    assert all(cell.data_type == "s" for cell in cells)
    assert sum(cell.quotePrefix for cell in cells) >= 10
    said = words(write_word(document, "en"))
    assert "ab<&>" in said
    assert '=HYPERLINK("http://x","y")' in said


def test_a_table_without_rows_says_so(cautious):
    empty = Table(id="t", caption="c", columns=columns("a"), rows=(), empty="nothing here")
    silent = Table(id="u", caption="d", columns=columns("a"), rows=())
    document = small(cautious.meta, empty, silent)
    assert "nothing here" in words(write_word(document, "en"))
    assert "Nothing to list." in words(write_word(document, "en"))
    values = [
        cell.value for line in openpyxl.load_workbook(io.BytesIO(write_excel(document, "zh"))).worksheets[0].iter_rows() for cell in line
    ]
    assert "nothing here" in values
    assert "无。" in values


def test_what_a_cell_shows_as_a_number():
    assert shown_value(Cell(True)) is None
    assert shown_value(Cell(250, Unit.CNY)) == 2.5
    assert shown_value(Cell(0.5, Unit.SHARE)) == 0.5
    assert [letter(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_second_table_begins_where_formulas_look_for_it(cautious):
    first = Table(id="a", caption="x", columns=columns("h"), rows=(row("1", text("v")),), note="n")
    second = Table(id="b", caption="y", columns=columns("h"), rows=(row("1", text("w")),))
    blocks = (Paragraph(text="p"), first, SignOff(rows=(("a", "b"),)), Bullets(items=("i",)), second)
    book = openpyxl.load_workbook(io.BytesIO(write_excel(small(cautious.meta, *blocks), "en")))
    assert book.worksheets[0].cell(first_row(blocks, "b"), 1).value == "w"


CHARTS = (
    Bars(caption="c", labels=("a", "b"), series=(("s", (1.0, -2.0)), ("t", (2.0, 1.0))), unit="u", line=("l", (1.0, 2.0)), band=((0.0, 1.0), (2.0, 3.0))),
    Bars(caption="c", labels=tuple("abcdefghijkl"), series=(("s", tuple(range(12))),), unit="u", stacked=False, across=True),
    Gantt(caption="c", quarters=("2018Q1", "2018Q2", "2018Q3"), rows=(("网", 0, 0, 2, "g"),), groups={"g": "组", "h": "x"}, closed=((0, 2),)),
    Waterfall(caption="c", start=("a", 10.0), steps=(("x", -3.0), ("y", 1.0)), end=("b", 8.0), unit="u"),
    Tornado(caption="c", middle=5.0, ends=("lo", "hi"), rows=(("x", 4.0, 7.0), ("y", 1.0, 6.0)), unit="u"),
    Places(caption="c", places=((120.0, 37.0, 2, 1), (121.0, 37.5, 1, 0)), titles=("今", "后")),
    Flow(caption="c", rows=(("甲", 1.0, "k"), ("乙", 1.0, "m")), targets={"k": "保留", "m": "并入", "z": "无"}),
    Flow(caption="c", rows=(("甲", 1.0, "k"),), targets={"k": "保留"}),
)  # fmt: skip


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_a_chart_is_the_same_picture_twice(chart):
    first = draw(chart, "zh")
    assert first.startswith(b"\x89PNG")
    assert draw(chart, "zh") == first
    assert b"matplotlib" not in first.lower()


def test_charts_need_a_font_with_chinese(monkeypatch):
    monkeypatch.setattr("matplotlib.font_manager.fontManager.ttflist", [])
    charts.cjk_font.cache_clear()
    try:
        with pytest.raises(InputError) as caught:
            draw(CHARTS[0], "en")
    finally:
        charts.cjk_font.cache_clear()
    assert caught.value.code == "planning.no_cjk_font"
    assert "Noto Sans CJK SC" in caught.value.params["fonts"]


def test_a_settled_archive_cannot_be_older_than_zip_allows():
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("b", "2")
        archive.writestr("[Content_Types].xml", "1")
    with zipfile.ZipFile(io.BytesIO(settle(raw.getvalue(), datetime(1970, 1, 1, tzinfo=UTC)))) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "b"]
        assert archive.infolist()[0].date_time[0] == 1980


def test_a_picture_covers_no_row_of_what_stands_below_it_and_begins_a_page_where_it_must(cautious):
    book = openpyxl.load_workbook(io.BytesIO(write(built("workbook", cautious), "xlsx", "en")))
    seen = 0
    for sheet in book.worksheets:
        for picture in sheet._images:
            top = picture.anchor._from.row + 1
            below = top + ceil(picture.height * PICTURE_PX / picture.width / ROW_PX)  # its own size is larger than the one it is shown in
            assert {sheet.row_dimensions[line].height for line in range(top, below)} == {15.0}
            assert not any(cell.value for line in sheet.iter_rows(top, below) for cell in line)
            seen += 1
    assert seen >= 3
    tall = CHARTS[0]
    lines = Table(id="l", caption="l", columns=columns("a"), rows=tuple(row(str(n), text("x")) for n in range(20)))
    assert breaks([lines, tall]) == [places([lines, tall])[1]]
    assert breaks([tall]) == []
