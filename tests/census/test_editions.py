"""Editions: shown before they apply, the same file twice is one, an older file imported again is the newest."""

import csv
import io
import json

import msgspec
import pytest

from app import main
from collectors.census import read_census, write_census
from collectors.census.difference import Change, difference
from services.actors import Actor, Role
from services.census import change_rows, diff_editions, keep_census, list_editions, preview_census
from services.home import Home
from tests.census.samples import SMALL, workbook
from topology.model.errors import InputError, NotFound, PermissionDenied
from topology.store.errors import Conflict


@pytest.fixture
def home(tmp_path):
    with Home.open(tmp_path / "home") as opened:
        yield opened


def changed(census, kind, code, **fields):
    rows = tuple(msgspec.structs.replace(row, **fields) if row.code == code else row for row in getattr(census, kind))
    return msgspec.structs.replace(census, **{kind: rows})


@pytest.fixture
def files(tmp_path):
    write_census(SMALL, tmp_path / "a.xlsx", lang="zh")
    later = changed(SMALL, "circuits", "L1", fee_fen_per_a=3_000_000, bandwidth_bps=10_000_000)
    write_census(later, tmp_path / "b.xlsx", lang="en")
    return tmp_path / "a.xlsx", tmp_path / "b.xlsx"


def test_b17_the_same_file_twice_changes_nothing(home, files):
    first = keep_census(home, files[0])
    assert (first.against, first.unchanged, first.number, first.count(Change.ADDED)) == (None, False, 1, 16)
    again = keep_census(home, files[0])
    assert (again.edition, again.unchanged, again.number, again.changes) == (first.edition, True, None, ())
    assert [one.edition for one in list_editions(home)] == [first.edition]


def test_b18_one_row_changed_is_one_change_in_the_preview(home, files):
    keep_census(home, files[0])
    preview = preview_census(home, files[1])
    (change,) = preview.changes
    assert (change.kind, change.code, change.change, change.cell) == ("circuits", "L1", Change.CHANGED, "Circuits!A2")
    assert [(field.field, field.before, field.after) for field in change.fields] == [
        ("bandwidth_bps", 4, 10),
        ("fee_fen_per_a", 24000.5, 30000),
    ]
    assert (preview.count(Change.CHANGED), preview.number, len(list_editions(home))) == (1, None, 1)
    assert [row["column"] for row in change_rows(preview.changes, "zh")] == ["带宽（Mbps）", "年租费（元/年）"]


def test_rows_that_come_and_go(home, files, tmp_path):
    keep_census(home, files[0])
    fewer = msgspec.structs.replace(
        SMALL, consents=(), units=(*SMALL.units, msgspec.structs.replace(SMALL.units[0], code="U03", name="新局"))
    )
    write_census(fewer, tmp_path / "c.xlsx", lang="zh")
    preview = preview_census(home, tmp_path / "c.xlsx")
    assert [(one.kind, one.code, one.change.value, one.label) for one in preview.changes] == [
        ("units", "U03", "added", "新局"),
        ("consents", "K1", "gone", "N20 省农业厅 merge 〔2017〕1号"),
    ]
    assert [row["field"] for row in change_rows(preview.changes, "en")] == [None, None]


def test_an_older_edition_imported_again_becomes_the_newest(home, files):
    first, second = keep_census(home, files[0]), keep_census(home, files[1])
    third = keep_census(home, files[0])
    assert (third.unchanged, third.against, third.edition) == (False, second.edition, f"{first.edition}.2")
    latest = home.store.editions.latest()
    assert (latest[0], latest[1].edition, latest[1].circuits[0].fee_fen_per_a) == (3, third.edition, 2_400_050)
    assert keep_census(home, files[0]).unchanged
    keep_census(home, files[1])
    assert [one.edition for one in list_editions(home)] == [f"{second.edition}.2", f"{first.edition}.2", second.edition, first.edition]
    assert [one.newest for one in list_editions(home)] == [True, False, False, False]
    assert diff_editions(home, first.edition, third.edition) == ()
    assert home.store.editions.source(third.edition).data == files[0].read_bytes()


def test_what_was_answered_once_is_not_lost_by_the_next_import(home, tmp_path):
    path = workbook(tmp_path / "u.xlsx", {"单位": [["编码", "单位名称"], ["U01", "甲局"], [None, "乙局"]]})
    open_ = keep_census(home, path)
    assert (open_.rows["units"], len(open_.questions)) == (1, 1)
    answered = keep_census(home, path, answers={open_.questions[0].key: "U02"})
    assert (answered.rows["units"], answered.questions, [one.code for one in answered.changes]) == (2, (), ["U02"])
    assert keep_census(home, path).unchanged
    assert keep_census(home, path, accept=True).unchanged


def test_b37_a_file_that_cannot_be_read_leaves_no_edition(home, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(InputError):
        keep_census(home, tmp_path / "x.xlsx")
    assert list_editions(home) == []


def test_b38_an_import_between_preview_and_confirmation_is_a_conflict(home, files):
    keep_census(home, files[0])
    mine, theirs = preview_census(home, files[1]), preview_census(home, files[1])
    assert keep_census(home, files[1], expected=theirs.against).number == 2
    with pytest.raises(Conflict) as caught:
        keep_census(home, files[1], expected=mine.against)
    assert caught.value.code == "store.conflict"
    assert len(list_editions(home)) == 2


def test_rights(files, tmp_path):
    with Home.open(tmp_path / "home") as home:
        home.actor = Actor("v", Role.VIEWER)
        assert preview_census(home, files[0]).count(Change.ADDED) == 16
        with pytest.raises(PermissionDenied):
            keep_census(home, files[0])


def test_comparing_editions_numbers_and_files(home, files):
    first, second = keep_census(home, files[0]), keep_census(home, files[1])
    by_name = diff_editions(home, first.edition, second.edition)
    assert len(by_name) == 1
    assert by_name == diff_editions(home, "1", "latest") == diff_editions(home, str(files[0]), "2")
    assert [one.fields[0].after for one in diff_editions(home, "latest", "1")] == [4]
    with pytest.raises(NotFound):
        diff_editions(home, "1", "nothing")


def test_difference_of_every_kind_of_field():
    other = changed(SMALL, "networks", "N20", classified=True, role="intranet", prefixes=(), built=None)
    (change,) = difference(SMALL, other)
    said = {field.field: (field.before, field.after) for field in change.fields}
    assert said == {
        "role": ("departmental", "intranet"),
        "classified": (False, True),
        "built": ("2009-06-01", None),
        "prefixes": ("10.20.0.0/16;192.168.0.0/24", None),
    }


def run(capsys, home, *words):
    code = main(["--home", str(home), *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_commands(capsys, files, tmp_path):
    home = tmp_path / "home"
    code, out, _ = run(capsys, home, "census", "import", str(files[0]), "--dry-run", "--json")
    assert (code, json.loads(out)["rows"]["networks"], json.loads(out)["number"]) == (0, 2, None)
    assert run(capsys, home, "census", "import", str(files[0]), "--no-snapshot")[0] == 0
    code, out, _ = run(capsys, home, "census", "import", str(files[1]), "--dry-run", "--csv")
    assert [(row["code"], row["field"]) for row in csv.DictReader(io.StringIO(out))] == [("L1", "bandwidth_bps"), ("L1", "fee_fen_per_a")]
    code, out, _ = run(capsys, home, "census", "import", str(files[1]), "--lang", "zh")
    assert code == 0
    assert "年租费（元/年）" in out
    code, out, _ = run(capsys, home, "census", "editions", "--json")
    assert [(row["number"], row["newest"]) for row in json.loads(out)] == [(2, True), (1, False)]
    code, out, _ = run(capsys, home, "census", "diff", "1", "2", "--json")
    assert [(row["before"], row["after"]) for row in json.loads(out)] == [(4, 10), (24000.5, 30000)]
    assert run(capsys, home, "census", "diff", "1", "9")[0] == 2


def test_commands_of_questions(capsys, tmp_path):
    home = tmp_path / "home"
    path = workbook(tmp_path / "u.xlsx", {"单位": [["编码", "单位名称"], ["U01", "甲局"], [None, "乙局"]]})
    code, out, _ = run(capsys, home, "census", "questions", str(path))
    assert (code, len(list(csv.DictReader(io.StringIO(out))))) == (0, 1)
    answers = tmp_path / "answers.csv"
    assert run(capsys, home, "census", "questions", str(path), "-o", str(answers))[0] == 0
    answers.write_text(answers.read_text(encoding="utf-8-sig").rstrip() + "U05\n", encoding="utf-8")
    code, _, err = run(capsys, home, "census", "import", str(path), "--dry-run")
    assert (code, "netfold census questions" in err) == (1, True)
    code, out, _ = run(capsys, home, "census", "import", str(path), "--dry-run", "--answers", str(answers), "--json")
    assert (code, json.loads(out)["rows"]["units"]) == (0, 2)
    assert run(capsys, home, "census", "questions", str(path), "--json")[0] == 0
    assert run(capsys, home, "census", "questions", str(path), "-o", str(tmp_path / "no" / "where.csv"))[0] == 2
    assert read_census(path, edition="e").questions[0].proposal == "U02"
