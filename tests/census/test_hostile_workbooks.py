"""Hostile census files (HOSTILE 2.2): refused before parsing, or read to the last good row."""

import io
import struct
import zipfile

import openpyxl
import pytest

from collectors.census import read_census, write_census
from collectors.census.cells import Limits
from collectors.census.escape import defuse, escape, restore, unescape
from collectors.detect import Kind, detect
from tests.census.samples import NETWORKS, SMALL, UNITS, found, repack, workbook
from topology.model.census import Census, Unit
from topology.model.errors import InputError


def refused(path, **limits) -> str:
    with pytest.raises(InputError) as caught:
        read_census(path, edition="e", limits=Limits(**limits))
    return caught.value.code


@pytest.fixture
def units(tmp_path):
    return workbook(tmp_path / "units.xlsx", {"单位": UNITS})


def test_b01_empty_file(tmp_path):
    for name in ("c.xlsx", "units.csv"):
        (tmp_path / name).write_bytes(b"")
        assert refused(tmp_path / name) == "census-file-empty"


def test_b02_a_picture_named_as_a_workbook(tmp_path):
    data = b"\x89PNG\r\n\x1a\n" + bytes(200)
    (tmp_path / "c.xlsx").write_bytes(data)
    assert refused(tmp_path / "c.xlsx") == "census-file-not-workbook"
    with pytest.raises(InputError) as caught:
        detect("c.xlsx", data)
    assert (caught.value.code, caught.value.params["found"]) == ("input-binary", "PNG")


def test_b02_a_zip_that_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(tmp_path / "c.xlsx") == "census-file-not-workbook"


def test_b04_bomb_is_refused_from_the_directory(tmp_path, units):
    def swell(name, data):
        return data + b" " * (64 << 20) if name == "xl/styles.xml" else data

    assert refused(repack(units, tmp_path / "bomb.xlsx", swell)) == "census-file-bomb"


def test_b04_too_many_parts(tmp_path, units):
    assert refused(units, entries=3) == "census-file-bomb"


def test_b04_one_huge_cell_meets_the_memory_limit(tmp_path, units):
    def swell(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return data
        noise = "".join(f'<c r="B{n}" t="inlineStr"><is><t>{"x" * 4000}{n}</t></is></c>' for n in range(2))
        return data.replace(b"</sheetData>", b'<row r="9">' + noise.encode() * 8_000 + b"</row></sheetData>")

    path = repack(units, tmp_path / "big.xlsx", swell)
    assert refused(path, ratio=10**6, memory=120 << 20) == "census-file-too-much-memory"


def test_b05_lying_sizes(tmp_path, units):
    data = bytearray(units.read_bytes())
    at = data.index(b"PK\x01\x02")
    (size,) = struct.unpack_from("<L", data, at + 24)
    struct.pack_into("<L", data, at + 24, max(1, size // 2))
    (tmp_path / "lie.xlsx").write_bytes(data)
    assert refused(tmp_path / "lie.xlsx") == "census-file-corrupt"


def test_b05_overlapping_parts(tmp_path, units):
    data = bytearray(units.read_bytes())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    (tmp_path / "quine.xlsx").write_bytes(data)
    assert refused(tmp_path / "quine.xlsx") == "census-file-corrupt"


def test_b06_only_the_last_cell_of_the_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "单位"
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    assert refused(tmp_path / "far.xlsx", memory=256 << 20) == "census-too-many-columns"


def test_b06_far_row_within_the_columns_is_only_a_row_without_header(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "单位"
    book.active["B1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    assert found(read_census(tmp_path / "far.xlsx", edition="e")) == {"单位": "census-no-header"}


def test_b06_lying_dimension_is_not_believed(tmp_path, units):
    def lie(name, data):
        return data.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')

    assert len(read_census(repack(units, tmp_path / "lie.xlsx", lie), edition="e").units) == 1


def test_b07_too_many_rows_are_refused_with_the_limit(tmp_path):
    path = workbook(tmp_path / "c.xlsx", {"单位": [["编码", "单位名称"], *([f"U{n}", "x"] for n in range(60))]})
    assert refused(path, rows=50) == "census-too-many-rows"


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"])
@pytest.mark.parametrize("head", [BOMB, OUTSIDE], ids=["entities", "external"])
def test_b08_document_types_are_refused(tmp_path, units, part, head):
    def plant(name, data):
        return head + data.removeprefix(b"<?xml version='1.0' encoding='UTF-8'?>") if name == part else data

    assert refused(repack(units, tmp_path / "doctype.xlsx", plant)) == "census-file-doctype"


def test_b08_a_part_under_another_name_is_looked_at_too(tmp_path, units):
    path = repack(units, tmp_path / "named.xlsx", lambda name, data: data)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet2.data", b"\n " + BOMB + b"<worksheet/>")
    assert refused(path) == "census-file-doctype"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-7"])
def test_b08_other_encodings_cannot_hide_a_document_type(tmp_path, units, encoding):
    def plant(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return data
        return f'<?xml version="1.0" encoding="{encoding}"?>'.encode("ascii" if encoding == "utf-7" else encoding) + data.decode().encode(
            encoding
        )

    assert refused(repack(units, tmp_path / "odd.xlsx", plant)) == "census-file-xml-encoding"


def test_b09_encrypted_workbook_says_password(tmp_path):
    data = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(400)
    (tmp_path / "secret.xlsx").write_bytes(data)
    assert refused(tmp_path / "secret.xlsx") == "census-file-encrypted"
    assert detect("secret.xlsx", data).kind is Kind.WORKBOOK


def test_b09_encrypted_zip_entries_and_old_format(tmp_path, units):
    data = bytearray(units.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    (tmp_path / "zipped.xlsx").write_bytes(data)
    assert refused(tmp_path / "zipped.xlsx") == "census-file-encrypted"
    (tmp_path / "old.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(900))
    assert refused(tmp_path / "old.xls") == "census-file-old-format"


def test_b10_macros_links_and_objects_are_noted_and_left_alone(tmp_path, units):
    source = io.BytesIO(units.read_bytes())
    path = tmp_path / "macros.xlsm"
    path.write_bytes(source.getvalue())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x00\x01")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<x/>")
        archive.writestr("xl/embeddings/oleObject1.bin", b"\x00")
        archive.writestr("xl/connections.xml", "<connections/>")
    census = read_census(path, edition="e")
    assert [unit.code for unit in census.units] == ["U01"]
    notes = {problem.code for problem in census.problems if problem.where == "macros.xlsm"}
    assert notes == {"census-ignored-macros", "census-ignored-links", "census-ignored-objects", "census-ignored-connections"}


def test_damaged_part_is_reported_without_the_library_s_words(tmp_path, units):
    def damage(name, data):
        return data[: len(data) // 2] if name == "xl/workbook.xml" else data

    assert refused(repack(units, tmp_path / "cut.xlsx", damage)) == "census-file-corrupt"


def test_slow_file_is_stopped(units):
    assert refused(units, wall_s=0.01) == "census-file-too-slow"


@pytest.mark.parametrize(
    ("encoding", "separator", "ending"),
    [
        ("utf-8", ",", "\n"),
        ("utf-8-sig", ";", "\r\n"),
        ("utf-16", "\t", "\r\n"),
        ("gb18030", ",", "\r\n"),
        ("gb18030", "\t", "\n"),
        ("utf-8", ",", "\r"),
    ],
)
def test_b15_csv_dialects(tmp_path, encoding, separator, ending):
    rows = [*UNITS, ["U02", '"带""引号"""']]
    (tmp_path / "单位.csv").write_bytes(ending.join(separator.join(row) for row in rows).encode(encoding))
    census = read_census(tmp_path, edition="e")
    assert [(unit.code, unit.name, unit.cell) for unit in census.units] == [("U01", "市农业局", "单位!A2"), ("U02", '带"引号"', "单位!A3")]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"code,name\nU01,\xff\xff\xff\n", "census-csv-encoding", 2),
        (b"code,name\nU01,a\0b\n", "census-csv-binary", 2),
        (b'code,name\nU01,"never closed\nU02,x\n', "census-csv-broken", 2),
    ],
)
def test_b15_broken_csv_is_named_by_line(tmp_path, content, code, line):
    (tmp_path / "units.csv").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_census(tmp_path / "units.csv", edition="e")
    assert (caught.value.code, caught.value.params["line"]) == (code, line)


def test_b15_csv_limits(tmp_path):
    (tmp_path / "units.csv").write_text("code,name\nU01," + "x" * (2 << 20) + "\n")
    assert refused(tmp_path / "units.csv") == "census-csv-broken"
    (tmp_path / "units.csv").write_text("code,name" + ",x" * 100_000 + "\n")
    assert refused(tmp_path / "units.csv") == "census-too-many-columns"
    (tmp_path / "units.csv").write_text("code,name\n" + "U1,x\n" * 60)
    assert refused(tmp_path / "units.csv", rows=50) == "census-too-many-rows"
    assert refused(tmp_path / "units.csv", file=100) == "census-file-too-large"


def test_b15_lines_of_records_with_line_breaks(tmp_path):
    (tmp_path / "units.csv").write_text('code,name\nU01,"two\nlines"\nU02,x\n')
    assert [(unit.name, unit.cell) for unit in read_census(tmp_path, edition="e").units] == [("two\nlines", "units!A2"), ("x", "units!A4")]


def test_b17_the_same_file_twice_gives_the_same_census(units):
    assert read_census(units, edition="e") == read_census(units, edition="e")


NAUGHTY = [
    *(chr(code) + "x" for code in range(32)),
    *("x" + chr(code) for code in range(32)),
    *(
        "a" + chr(code) + "b"
        for code in (*range(32), *range(127, 160), 0x200B, 0x202E, 0x2028, 0x2066, 0xFEFF, 0xFFFE, 0xFFFF, 0xD800, 0xDFFF, 0x1F600)
    ),
    *(
        lead + text
        for lead in ("=", "+", "-", "@", "\t=", "\r=", "'", "'=", "''")
        for text in ("1+1", 'HYPERLINK("http://x")', "cmd|' /C calc'!A0")
    ),
    *(
        "_x0041_",
        "_x005F_x0041_",
        "x005F_",
        "_x000D_",
        "\\u{7}",
        "\\\\u{7}",
        "\\",
        "%s%n",
        "{{7*7}}",
        "${x}",
        "{0}",
        "../../etc/passwd",
        "C:\\x",
        "NUL",
        "CON",
    ),
    *(
        "<script>alert(1)</script>",
        "]]>",
        "<!--",
        "&amp;",
        "&#0;",
        "'; DROP TABLE x--",
        '" onload="x',
        "javascript:alert(1)",
        "#REF!",
        "TRUE",
        "1E10",
        "00123",
        "3-1",
    ),
    *(
        "a;b",
        "a,b",
        'a"b',
        "a\tb",
        "a\nb",
        "a\r\nb",
        "é",
        "مرحبا",
        "中文",
        "👩‍👩‍👧",
        "İ",
        "ﬁ",
        "Ω" * 500,
        "null",
        "None",
        "undefined",
        "NaN",
        "inf",
        "-0",
        "0x1f",
    ),
    *("".join(chr(0x4E00 + 37 * n + k) for k in range(3)) for n in range(60)),
    *("".join(chr(33 + (n * 7 + k * 13) % 94) for k in range(9)) for n in range(60)),
]


def kept(text: str) -> str:
    """Return a text as a census keeps it: halves of surrogate pairs, which no database can hold, stay escaped."""
    return "".join(f"\\u{{{ord(char):x}}}" if "\ud800" <= char <= "\udfff" else char for char in text)


KEPT = [kept(text) for text in NAUGHTY]


def test_there_are_enough_naughty_strings():
    assert len(set(NAUGHTY)) >= 300


@pytest.mark.parametrize("name", ["n.xlsx", "folder"])
def test_b19_naughty_strings_survive_in_every_text_column(tmp_path, name):
    units = tuple(Unit(code=f"U{n}", name=text, county=text, cell="") for n, text in enumerate(NAUGHTY))
    census = Census(edition="e", source="x", units=units)
    write_census(census, tmp_path / name, lang="en")
    read = read_census(tmp_path / name, edition="e")
    assert [(unit.name, unit.county) for unit in read.units] == [(text, text) for text in KEPT]
    assert {problem.code for problem in read.problems} <= {"census-rows-alike"}  # 'x and "x" are names of one thing


def test_b20_nothing_becomes_a_formula_or_a_link(tmp_path):
    units = tuple(Unit(code=f"U{n}", name=text, cell="") for n, text in enumerate(NAUGHTY))
    write_census(Census(edition="e", units=units), tmp_path / "n.xlsx", lang="en")
    sheet = openpyxl.load_workbook(tmp_path / "n.xlsx")["Units"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None} == {"s"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    write_census(Census(edition="e", units=units), tmp_path / "folder", lang="en")
    import csv

    with (tmp_path / "folder" / "Units.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert not any(field.startswith(("=", "+", "-", "@", "\t", "\r")) for row in csv.reader(stream) for field in row)


@pytest.mark.parametrize("text", NAUGHTY[::7])
def test_escapes_are_reversible(text):
    assert unescape(escape(text)) == kept(text)
    assert unescape(escape(text, also=";,")) == kept(text)
    assert unescape(escape(kept(text))) == kept(text)
    assert restore(defuse(text)) == text


def test_text_longer_than_a_cell_is_refused_not_cut(tmp_path):
    census = Census(edition="e", units=(Unit(code="U1", name="x" * 40_000, cell=""),))
    with pytest.raises(InputError) as caught:
        write_census(census, tmp_path / "long.xlsx", lang="en")
    assert caught.value.params == {"sheet": "Units", "cell": "B2", "limit": 32_767}


def test_detection_of_census_files(tmp_path, units):
    assert detect("whatever.bin", units.read_bytes()).kind is Kind.WORKBOOK
    found_csv = detect("a.txt", ";".join(NETWORKS[0]).encode("gb18030"))
    assert (found_csv.kind, found_csv.evidence[:8]) == (Kind.CSV, "a.txt:1 ")


def test_reading_works_from_a_spawned_process(tmp_path):
    import multiprocessing

    write_census(SMALL, tmp_path / "c.xlsx", lang="zh")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(count_presences, (str(tmp_path / "c.xlsx"),)) == 2


def count_presences(path: str) -> int:
    from pathlib import Path

    return len(read_census(Path(path), edition="e").presences)
