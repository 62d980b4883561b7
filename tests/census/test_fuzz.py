"""Whatever stands in the cells: a census with its problems, or an InputError, and nothing else."""

from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.census import read_census, write_census
from collectors.census.cells import Limits, Odd, OddCell, RawBook, RawRow, RawSheet
from collectors.census.columns import SHEETS, Type
from collectors.census.dates import quarter_of, read_date, read_quarter
from collectors.census.delimited import read_folder
from collectors.census.messages import MESSAGES
from collectors.census.quantities import BadCell
from collectors.census.reader import census_of
from collectors.census.synonyms import HEADERS
from collectors.census.values import parse
from tests.census.samples import SMALL, bare, workbook
from topology.model.census import KINDS, Census
from topology.model.errors import InputError
from topology.model.text import problem_text

PIECES = [
    "U01", "u01", "Ｕ０１", "市农业局", "市农业局（本部）", "合计", "小计", "注：", "示例-1", "编码", "单位名称", "万元", "870000元", "2.4万元/年", "2000元/月",
    "100M", "2×100M", "1Gbps", "千兆", "2017-12", "2017年12月", "'17/12", "03/04/2017", "31/12/2017", "2018Q3", "*Q3", "每年三季度", "三级", "第二批", "30%",
    "10.0.0.0/8", "10.0.0.0/8;192.168.0.0 255.255.0.0", "10.*.*.*", "1e999999999", "1E-999999999", "9" * 400, "-", "无", "是", "√", "", " ", "\n", "\x00", "\u202e", "=1+1",
    "\\u{d800}", "\\u{110000}", "_xD800_", "{0}", "%s", "٣", "Ⅲ", "①", "½", "²", "inf", "nan", "0x1f", "1_000", "১২",
]  # fmt: skip
TEXTS = st.sampled_from(PIECES) | st.text(max_size=12) | st.lists(st.sampled_from(PIECES), max_size=3).map(";".join)
ODD = st.builds(OddCell, st.just(Odd.DATE), st.dates().map(lambda day: day.isoformat())) | st.builds(
    OddCell, st.sampled_from([Odd.ERROR, Odd.FORMULA]), st.text(max_size=8)
)
CELLS = st.none() | TEXTS | st.integers() | st.floats() | st.booleans() | ODD
NAMES = [name for fields in HEADERS.values() for names in fields.values() for name in names]
HEADS = (
    st.sampled_from([column.header(lang) for sheet in SHEETS for column in sheet.columns for lang in ("zh", "en")])
    | st.sampled_from(NAMES)
    | st.builds("{}（{}）".format, st.sampled_from(NAMES), st.sampled_from(["万元", "元/月", "美元", "千人", "Mbps", ""]))
    | TEXTS
)
RANGES = (
    st.builds("{}{}:{}{}".format, st.sampled_from("ABCZ"), st.integers(0, 12), st.sampled_from("ACEZ"), st.integers(0, 1_048_577)) | TEXTS
)


@st.composite
def sheets(draw):
    kind = draw(st.sampled_from(SHEETS))
    whole = draw(st.booleans())
    header = [column.header("zh") for column in kind.columns] if whole else draw(st.lists(HEADS, max_size=9))
    rows = [*draw(st.lists(st.lists(CELLS, max_size=6), max_size=2)), header, *draw(st.lists(st.lists(CELLS, max_size=12), max_size=6))]
    title = kind.zh if draw(st.booleans()) else draw(TEXTS)
    return RawSheet(
        title=title,
        rows=[RawRow(number, cells) for number, cells in enumerate(rows, start=1) if cells],
        hidden=draw(st.booleans()),
        merged=tuple(draw(st.lists(RANGES, max_size=3))),
        hidden_rows=tuple(draw(st.lists(st.integers(0, 9), max_size=2))),
        hidden_columns=tuple(draw(st.lists(st.integers(0, 300), max_size=2))),
        encoding=draw(st.sampled_from([None, "gb18030"])),
    )


BOOKS = st.builds(RawBook, st.lists(sheets(), min_size=1, max_size=4))
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def outcome(call):
    """Return what a call gives, or the code of its refusal."""
    try:
        return call()
    except (InputError, BadCell) as refusal:
        return refusal.code


@QUICK
@given(BOOKS, st.booleans(), st.booleans())
def test_any_cells_give_a_census_or_an_input_error(book, accept, again):
    census = outcome(lambda: census_of(book, "x", edition="e", previous=SMALL if again else None, accept=accept))
    if census == "census-no-sheet":
        return
    encoded = msgspec.msgpack.encode(census)
    assert msgspec.msgpack.decode(encoded, type=type(census)) == census
    for problem in census.problems:
        for lang in ("zh", "en"):
            assert "{" not in problem_text(problem, MESSAGES, lang) or any(
                "{" in str(value) for value in [*problem.params.values(), problem.where]
            )
    for kind in KINDS:
        rows = getattr(census, kind)
        assert len({row.code for row in rows}) == len(rows)
    assert {(question.where, question.code) for question in census.questions} <= {(p.where, p.code) for p in census.problems}
    # an answer with the proposal closes its question, and the same cells are read the same again
    answers = {question.key: question.proposal or "-" for question in census.questions}
    answered = census_of(book, "x", edition="e", previous=SMALL if again else None, answers=answers)
    assert {question.key for question in answered.questions}.isdisjoint(answers)
    assert census_of(book, "x", edition="e", previous=SMALL if again else None, accept=accept) == census


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(BOOKS)
def test_what_was_read_is_written_and_read_the_same(tmp_path, book):
    census = outcome(lambda: census_of(book, "x", edition="e", accept=True))
    if census == "census-no-sheet":
        return
    write_census(census, tmp_path / "w", lang="zh")
    assert bare(msgspec.structs.replace(read_census(tmp_path / "w", edition="e"), answers=())) == bare(
        msgspec.structs.replace(census, answers=())
    )


@QUICK
@given(CELLS, st.sampled_from([column for sheet in SHEETS for column in sheet.columns]), st.sampled_from([None, "元/月", "万元", "gbps"]))
def test_any_cell_gives_a_value_of_its_column_or_a_bad_cell(cell, column, unit):
    unit = unit if (column.type is Type.MONEY) == (unit in {"万元", "元/月"}) and column.type in {Type.MONEY, Type.RATE} else None
    if unit == "元/月" and not (column.unit or "").endswith("/a"):
        unit = None
    value = outcome(lambda: parse(cell, column, unit))
    if value in MESSAGES:
        return
    assert value is None or isinstance(value, (str, int, float, tuple)) or hasattr(value, "isoformat")
    if isinstance(value, int | float) and not isinstance(value, bool) and column.low is not None:
        assert value >= column.low


@QUICK
@given(st.text(alphabet="0123456789-/.年月日底初末'QJanDec 第一季度*每", max_size=16))
def test_any_spelling_of_a_day_or_quarter(text):
    for read in (lambda: read_date(text, [], last=True), lambda: read_date(text, []), lambda: read_quarter(text, [])):
        found = outcome(read)
        assert found is None or isinstance(found, date) or found in MESSAGES or quarter_of(found) == found


@QUICK
@given(
    st.binary(max_size=300)
    | st.text(alphabet='编码单位名称,;\t"\r\nU01x=', max_size=80).flatmap(
        lambda text: st.sampled_from([text.encode(e) for e in ("utf-8", "gb18030", "utf-16", "utf-16-le")])
    )
)
def test_any_bytes_as_csv(tmp_path, data):
    (tmp_path / "单位.csv").write_bytes(data)
    found = outcome(lambda: census_of(read_folder(tmp_path, Limits(columns=20, rows=20)), "x", edition="e"))
    assert isinstance(found, Census) or found in MESSAGES


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6), st.floats(0.2, 1))
def test_any_damage_to_a_workbook(tmp_path, changes, length):
    path = workbook(tmp_path / "c.xlsx", {"单位": [["编码", "单位名称"], ["U01", "甲"]]})
    data = bytearray(path.read_bytes())
    for place, value in changes:
        data[int(place * len(data))] = value
    path.write_bytes(bytes(data[: int(length * len(data))]))
    found = outcome(lambda: read_census(path, edition="e"))
    assert found in MESSAGES if isinstance(found, str) else len(found.units) <= 1


@pytest.mark.long
@settings(max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BOOKS, st.booleans())
def test_any_cells_for_longer(book, accept):
    found = outcome(lambda: census_of(book, "x", edition="e", previous=SMALL, accept=accept))
    assert isinstance(found, Census) or found == "census-no-sheet"
