"""What is written reads back equal, in both languages and both forms."""

from datetime import date

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from collectors.census import SHEETS, read_census, write_census
from collectors.census.checks import names_and_codes_swapped
from collectors.census.columns import Type, header_key
from collectors.census.headers import columns_by_header
from collectors.census.values import display, parse
from tests.census.samples import SMALL, bare
from topology.model.census import KINDS, Census, Contract, Level, Network, OpexShare, Presence, Role, Site, SiteKind, Unit

FORMS = [("census.xlsx", "zh"), ("census.xlsx", "en"), ("folder", "zh"), ("folder", "en")]


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_small_census(tmp_path, name, lang):
    write_census(SMALL, tmp_path / name, lang=lang)
    census = read_census(tmp_path / name, edition="2018-06")
    assert bare(census) == bare(SMALL)
    assert census.edition == "2018-06"
    assert census.problems == ()


def test_cells_name_sheet_and_row(tmp_path):
    write_census(SMALL, tmp_path / "c.xlsx", lang="zh")
    census = read_census(tmp_path / "c.xlsx", edition="e")
    assert [row.cell for row in census.presences] == ["接入点!A2", "接入点!A3"]
    write_census(SMALL, tmp_path / "f", lang="en")
    assert [row.cell for row in read_census(tmp_path / "f", edition="e").circuits] == ["Circuits!A2", "Circuits!A3"]


def test_reading_twice_gives_the_same_bytes(tmp_path):
    write_census(SMALL, tmp_path / "c.xlsx", lang="zh")
    first, second = (msgspec.msgpack.encode(read_census(tmp_path / "c.xlsx", edition="e")) for _ in range(2))
    assert first == second


TEXTS = st.text(alphabet=st.characters(max_codepoint=0x2FFFF, exclude_categories=("Cs",)), min_size=1, max_size=20).filter(str.strip)
CODES = TEXTS.filter(lambda text: not names_and_codes_swapped(text, "U1"))  # such a code under such a name is asked about
FEN = st.integers(0, 10**12)
QUARTERS = st.builds("{}Q{}".format, st.integers(2010, 2030), st.integers(1, 4))


@st.composite
def censuses(draw) -> Census:
    units = tuple(
        Unit(code=code, name=draw(TEXTS), county=draw(st.none() | TEXTS), cell="") for code in draw(st.sets(CODES, min_size=1, max_size=3))
    )
    codes = st.sampled_from([unit.code for unit in units])
    networks = tuple(
        Network(
            code=code,
            name=draw(TEXTS),
            short=draw(TEXTS),
            owner=draw(codes),
            role=draw(st.sampled_from(Role)),
            level=draw(st.sampled_from(Level)),
            classified=draw(st.booleans()),
            built=draw(st.none() | st.dates(date(1950, 1, 1), date(2049, 1, 1))),
            capex_fen=draw(st.none() | FEN),
            opex_fen_per_a=OpexShare(circuits=draw(FEN), staff=draw(FEN)),
            renewal_due=draw(st.none() | QUARTERS),
            blackout=tuple(draw(st.lists(QUARTERS, max_size=3))),
            cell="",
        )
        for code in draw(st.sets(CODES, min_size=1, max_size=2))
    )
    degrees = st.floats(-90, 90, allow_nan=False).map(lambda value: round(value, 9))  # a workbook keeps 15 digits
    sites = (
        Site(code="S1", name=draw(TEXTS), kind=draw(st.sampled_from(SiteKind)), latitude=draw(degrees), longitude=draw(degrees), cell=""),
    )
    presences = (
        Presence(
            code="P1",
            network=networks[0].code,
            site="S1",
            hosts=draw(st.integers(0, 10**6)),
            bandwidth_bps=draw(st.integers(0, 10**12)),
            cell="",
        ),
    )
    contracts = (
        Contract(code="C", network=networks[0].code, carrier=draw(TEXTS), penalty_share=draw(st.integers(0, 1000)) / 1000, cell=""),
    )
    return Census(edition="e", source=draw(TEXTS), units=units, networks=networks, sites=sites, presences=presences, contracts=contracts)


@settings(
    max_examples=8,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(censuses(), st.sampled_from(["zh", "en"]))
def test_any_census_reads_back_from_a_workbook(tmp_path, census, lang):
    write_census(census, tmp_path / "any.xlsx", lang=lang)
    assert bare(read_census(tmp_path / "any.xlsx", edition="e")) == bare(census)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(censuses(), st.sampled_from(["zh", "en"]))
def test_any_census_reads_back_from_csv(tmp_path, census, lang):
    write_census(census, tmp_path / f"any-{lang}", lang=lang)
    assert bare(read_census(tmp_path / f"any-{lang}", edition="e")) == bare(census)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 10**16),
    st.sampled_from([column for sheet in SHEETS for column in sheet.columns if column.type in {Type.MONEY, Type.RATE}]),
)
def test_money_and_rates_are_exact(amount, column):
    shown = display(amount, column, "zh")
    read = parse(shown, column)
    assert read == amount if amount < 10**15 else abs(read - amount) <= 2


def test_every_field_of_the_model_has_a_column():
    for sheet in SHEETS:
        fields = {column.field.split(".")[0] for column in sheet.columns}
        assert fields == set(sheet.struct.__struct_fields__) - {"cell"}
        assert sheet.columns[0].field == "code"
    assert tuple(sheet.kind for sheet in SHEETS) == KINDS


def test_headers_and_synonyms_name_one_column_each():
    for sheet in SHEETS:
        for names in (lambda c: (c.en,), lambda c: (c.zh,)):
            keys = [header_key(name) for column in sheet.columns for name in names(column)]
            assert len(keys) == len(set(keys))
        table = columns_by_header(sheet)
        for column in sheet.columns:
            for name in (column.zh, column.en, column.header("zh"), column.header("en")):
                assert table[header_key(name)] == (column,)


def test_a_fictional_census_says_so_at_the_top(tmp_path):
    write_census(SMALL, tmp_path / "c.xlsx", lang="zh")
    first = openpyxl.load_workbook(tmp_path / "c.xlsx").worksheets[0]["A1"].value
    assert "虚构示例" in first
    assert "fictional" in first


def test_full_city_reads_back_equal(tmp_path):
    from lab.city import build_city

    census = build_city("full").census
    write_census(census, tmp_path / "city.xlsx", lang="zh")
    read = read_census(tmp_path / "city.xlsx", edition=census.edition)
    assert len(read.presences) == len(census.presences) > 2_000
    assert bare(read) == bare(census)
    assert read.problems == ()
