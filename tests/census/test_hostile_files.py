"""More of the hostile imports: limits of the child, encodings, names of files, what spreadsheets do to codes."""

import resource
import subprocess
import sys

import msgspec
import pytest
from openpyxl import load_workbook

from collectors.census import read_census, write_census
from collectors.census.cells import Limits, Odd, OddCell
from collectors.census.columns import SHEETS, Type
from collectors.census.guard import Request, read_guarded
from collectors.census.values import BadCell, parse
from services.census import keep_census
from services.home import Home
from tests.census.samples import SMALL, UNITS, bare, found, workbook
from tests.census.test_hostile_workbooks import KEPT, NAUGHTY
from topology.model.census import Census, Unit
from topology.model.errors import InputError

COLUMN = {(sheet.kind, column.field): column for sheet in SHEETS for column in sheet.columns}


def test_b03_a_file_beyond_the_limit_is_refused_unread(tmp_path):
    for name, head in (("c.xlsx", b"PK\x03\x04"), ("units.csv", b"code,name\n")):
        with (tmp_path / name).open("wb") as stream:
            stream.write(head)
            stream.truncate((100 << 20) + 1)  # sparse: nothing is written, and nothing may be read
        with pytest.raises(InputError) as caught:
            read_census(tmp_path / name, edition="e")
        assert (caught.value.code, caught.value.params["limit_mib"]) == ("census-file-too-large", 100)


def test_b04_the_child_lives_within_its_limits(tmp_path):
    probe = (
        "import resource, os\n"
        "from collectors.census.guard import set_limits\n"
        "from collectors.census.cells import Limits\n"
        "set_limits(Limits(memory=512 << 20, wall_s=7))\n"
        "kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)\n"
        "print([resource.getrlimit(kind)[0] for kind in kinds])\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True, text=True)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert done.stdout.strip() == str([512 << 20, 8, min(64, hard), 1 << 20, 0])


def test_b04_the_child_gets_no_secret_of_its_parent(tmp_path, monkeypatch):
    monkeypatch.setenv("NETFOLD_DATABASE_URL", "postgresql://user:secret@host/x")
    seen = {}

    def run(command, **options):
        seen.update(options["env"])
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(InputError) as caught:
        read_guarded(tmp_path / "x.xlsx", Limits())
    assert caught.value.code == "census-file-too-slow"
    assert "NETFOLD_DATABASE_URL" not in seen
    assert not [value for value in seen.values() if "secret" in value]
    assert seen["PYTHONSAFEPATH"] == "1"
    assert msgspec.json.decode(msgspec.json.encode(Request(path="x", limits=Limits())), type=Request).limits == Limits()


def test_b12_hidden_rows_and_columns_are_read_and_named(tmp_path):
    rows = [["编码", "单位名称", "县市区"], *([f"U{number:02d}", f"单位{number}", "东山县"] for number in range(30))]
    path = workbook(tmp_path / "c.xlsx", {"单位": rows})
    book = load_workbook(path)
    for number in range(5, 20):
        book["单位"].row_dimensions[number].hidden = True
    book["单位"].row_dimensions[900].hidden = True
    book["单位"].column_dimensions["C"].hidden = True
    book["单位"].column_dimensions["H"].hidden = True
    book.save(path)
    census = read_census(path, edition="e")
    assert len(census.units) == 30
    said = {problem.code: problem for problem in census.problems}
    assert (said["census-rows-hidden"].where, said["census-rows-hidden"].params["count"]) == ("单位!A5", 15)
    assert said["census-rows-hidden"].params["rows"].endswith("16, ...")
    assert said["census-columns-hidden"].params == {"columns": "C"}


@pytest.mark.parametrize(
    ("kind", "field", "cell", "code"),
    [
        ("circuits", "number", 1e10, "census-cell-number-for-text"),
        ("circuits", "number", 20130457.0, "census-cell-number-for-text"),
        ("networks", "prefixes", 10.1, "census-cell-number-for-text"),
        ("units", "code", 7, "census-cell-number-for-text"),
        ("sites", "name", OddCell(Odd.DATE, "2017-03-01"), "census-cell-date-for-text"),
        ("networks", "short", OddCell(Odd.DATE, "2001-01-01"), "census-cell-date-for-text"),
        ("units", "code", False, "census-cell-boolean"),
    ],
)
def test_b13_what_a_spreadsheet_makes_of_codes_is_flagged(kind, field, cell, code):
    with pytest.raises(BadCell) as caught:
        parse(cell, COLUMN[kind, field])
    assert caught.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_b15_encodings(tmp_path, encoding):
    (tmp_path / "单位.csv").write_bytes("编码,单位名称\r\nU01,市农业局（本部）\r\n".encode(encoding))
    census = read_census(tmp_path, edition="e")
    assert [(unit.code, unit.name) for unit in census.units] == [("U01", "市农业局（本部）")]
    told = [problem.params["encoding"] for problem in census.problems if problem.code == "census-csv-read-as"]
    assert len(told) == (not encoding.startswith("utf-8"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("code,name\nU1,x\nU2,Bureau for Möbel\n", "cp1252"),
        ("code,name\nU1,x\nU2,カタカナの名前\n", "cp932"),
        ("code,name\nU1,x\nU2,Ämter\n", "latin-1"),
    ],
)
def test_b15_text_in_another_encoding_is_refused_with_its_line(tmp_path, text, encoding):
    (tmp_path / "units.csv").write_bytes(text.encode(encoding))
    with pytest.raises(InputError) as caught:
        read_census(tmp_path / "units.csv", edition="e")
    assert (caught.value.code, caught.value.params["line"]) == ("census-csv-encoding", 3)


def test_b15_a_declared_separator_counts(tmp_path):
    (tmp_path / "units.csv").write_text('sep=;\ncode;name\nU01;"a,b,c,d,e"\n')
    census = read_census(tmp_path / "units.csv", edition="e")
    assert [(unit.name, unit.cell) for unit in census.units] == [("a,b,c,d,e", "units!A3")]


@pytest.mark.parametrize("name", ["n.xlsx", "folder"])
def test_b19_naughty_strings_survive_in_every_column_of_text(tmp_path, name):
    """Every string once in every column of text of the model, codes and references too."""
    texts_of_all = KEPT if name == "folder" else KEPT[::4]
    columns = [(sheet, column) for sheet in SHEETS for column in sheet.columns if column.type in {Type.CODE, Type.TEXT}]
    rows = {kind: list(getattr(SMALL, kind)) for kind in {sheet.kind for sheet, _ in columns}}
    for at, text in enumerate(texts_of_all):
        for kind, listed in rows.items():
            sheet = next(sheet for sheet in SHEETS if sheet.kind == kind)
            first = getattr(SMALL, kind)[0]
            texts = {column.field: text for column in sheet.columns if column.type is Type.TEXT}
            # a code with a mark before it is itself naughty, and unlike every other
            listed.append(msgspec.structs.replace(first, code=f"{text}{at}", **texts))
    census = msgspec.structs.replace(SMALL, **{kind: tuple(listed) for kind, listed in rows.items()})
    write_census(census, tmp_path / name, lang="zh")
    read = read_census(tmp_path / name, edition="e")
    assert bare(read) == bare(census)
    assert len(set(NAUGHTY)) >= 300
    assert {problem.code for problem in read.problems} <= {"census-rows-alike", "census-codes-alike"}


def test_b19_naughty_strings_survive_in_the_store(tmp_path):
    units = tuple(Unit(code=f"U{at}", name=text, cell="") for at, text in enumerate(NAUGHTY))
    write_census(Census(edition="e", units=units), tmp_path / "n.xlsx", lang="en")
    with Home.open(tmp_path / "home") as home:
        keep_census(home, tmp_path / "n.xlsx")
        latest = home.store.editions.latest()
        assert [unit.name for unit in latest[1].units] == KEPT
        assert keep_census(home, tmp_path / "n.xlsx").unchanged


@pytest.mark.parametrize("name", ["..", "...csv", "CON.csv", "a'; DROP TABLE x--.csv", "=1+1.csv", "x" * 200 + ".csv", "\u202egpj.csv"])
def test_b21_a_file_s_name_is_only_a_label(tmp_path, name):
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / (name if name != ".." else "..x.csv")
    path.write_text("code,name\nU01,a\n")
    before = {entry.name for entry in tmp_path.iterdir()}
    census = read_census(path, edition="e")
    assert [unit.code for unit in census.units] == ["U01"]
    with Home.open(tmp_path / "home") as home:
        assert keep_census(home, path).edition.startswith(path.stem)
    assert {entry.name for entry in tmp_path.iterdir()} == before | {"home"}


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ("10.20.0.0/16", ("10.20.0.0/16",)),
        ("10.20.0.0/255.255.0.0", ("10.20.0.0/16",)),
        ("10.20.0.0 255.255.0.0", ("10.20.0.0/16",)),
        ("10.20.0.0 mask 255.255.0.0", ("10.20.0.0/16",)),
        ("10.20.0.0 0.0.255.255", ("10.20.0.0/16",)),
        ("10.20.0.0-10.20.255.255", ("10.20.0.0/16",)),
        ("10.20.0.0至10.22.255.255", ("10.20.0.0/15", "10.22.0.0/16")),
        ("10.20.*.*", ("10.20.0.0/16",)),
        ("192.168.1.x", ("192.168.1.0/24",)),
        ("１０．２０．０．０／１６", ("10.20.0.0/16",)),
        ("10.1.0.0/16 10.2.0.0/16", ("10.1.0.0/16", "10.2.0.0/16")),
        ("10.1.0.0/16;10.1.0.0/16；10.2.0.0/16", ("10.1.0.0/16", "10.2.0.0/16")),
        ("2001:db8::/32", ("2001:db8::/32",)),
        ("10.20.0.5", None),
        ("192.168.1", None),
        ("10.20.1.0/16", None),
        ("10.20.0.0/33", None),
        ("10.20.0.0/255.0.255.0", None),
        ("10.20.0.0 255.0.255.0", None),
        ("0.0.0.0/0", None),
        ("::/0", None),
        ("::ffff:10.0.0.0/104", None),
        ("10.20.255.255-10.20.0.0", None),
        ("300.1.*.*", None),
        ("10.20", None),
    ],
)
def test_b26_prefixes_are_exact_or_errors(text, prefixes):
    column = COLUMN["networks", "prefixes"]
    if prefixes is not None:
        assert parse(text, column) == prefixes
        return
    with pytest.raises(BadCell) as caught:
        parse(text, column)
    assert caught.value.code == "census-cell-prefix"


def test_b26_one_wrong_prefix_does_not_cost_the_others(tmp_path):
    header = ["编码", "网络名称", "简称", "建设单位", "网络类别", "管理层级", "地址段"]
    rows = [header, ["N1", "x", "x", "U01", "专网", "市", "10.1.0.0/16;10.2.0.1/16"]]
    census = read_census(workbook(tmp_path / "c.xlsx", {"单位": UNITS, "网络": rows}), edition="e")
    assert census.networks[0].prefixes == ("10.1.0.0/16",)
    assert found(census) == {"网络!G2": "census-cell-prefix"}


@pytest.mark.parametrize("data", [b"\x80\x04\x95", b"\x93NUMPY\x01\x00", b"!!python/object/apply:os.system ['true']\n", b"\xffnull"])
@pytest.mark.parametrize("name", ["c.xlsx", "what.csv"])
def test_b35_nothing_is_ever_unpickled_or_evaluated(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError):
        read_census(tmp_path / name, edition="e")


BAIT = (
    "[" * 100_000,
    "(" * 30_000 + "）",
    "x" + " " * 50_000 + "x",
    "1" * 50_000,
    "1," * 20_000,
    "合" * 30_000,
    "注：" * 20_000,
    "单位：" * 20_000,
    "a b " * 9_000,
)


@pytest.mark.parametrize("bait", BAIT, ids=[text[:3] for text in BAIT])
def test_b24_long_texts_cost_no_more_than_their_length(tmp_path, bait):
    """As a header, and in every column of every kind: a pattern that backtracks would take hours here."""
    for sheet in SHEETS:
        rows = [
            [f'"{bait}"'] * 2,
            [column.header("zh") for column in sheet.columns],
            [f'"{bait}"'] * len(sheet.columns),
            ["U9", f'"{bait}"'],
        ]
        (tmp_path / f"{sheet.zh}.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    census = read_census(tmp_path, edition="e")
    assert len(census.units) <= 2
    assert len(census.problems) > 0
