"""Asking for documents: by the command line, issued and compared with the last issue, accepted after a cut-over."""

import io
import json
from datetime import timedelta

import docx
import openpyxl
import pytest
from msgspec.structs import replace

from planning.options import Option
from planning.reports import kind_named
from planning.reports.acceptance import Outcome, others, tests, verdict
from planning.reports.content import Table, walk
from planning.reports.sources import Later
from planning.reports.wording import say
from services.actors import Actor, Role
from services.reporting import Wishes, issue_report, make_report, report_kinds, sources_of
from topology.changes import compare_topologies
from topology.model.entities import CircuitStatus, VrfUse
from topology.model.errors import InputError, NotFound, PermissionDenied

accepted_tests = tests
del tests


def test_the_kinds_are_named_with_their_formats(city):
    found = {row["kind"]: row["format"] for row in report_kinds(city)}
    assert found == {
        "plan": "docx", "appraisal": "docx", "workbook": "xlsx", "risks": "docx", "runbook": "docx", "acceptance": "docx", "brief": "docx",
    }  # fmt: skip


def test_the_first_issue_has_nothing_to_compare_with_and_the_next_names_what_changed(own):
    first = issue_report(own, "cautious", "brief", "docx", "en")
    assert first.changes is None
    assert first.issued
    again = issue_report(own, "cautious", "brief", "docx", "zh")
    assert again.changes is None  # the same once more is no new issue, in whichever language
    folder = own.path / "issues" / "brief-cautious"
    assert [path.name for path in folder.iterdir()] == ["0001.json"]
    body = own.store.scenarios.get("cautious").body
    own.store.scenarios.save("cautious", body.replace('code = "N15"', 'code = "N99"'), title="x", author="y", base=1)
    made = make_report(own, "cautious", "brief", "docx", "en")
    assert made.changes
    places = {change.place: change for change in made.changes}
    npv = next(change for place, change in places.items() if place.startswith("brief_figures / NPV against do-minimum"))
    assert npv.before != npv.after
    assert "differ from the last issue" in "\n".join(one.text for one in docx.Document(io.BytesIO(made.data)).paragraphs)
    issued = issue_report(own, "cautious", "brief", "docx", "en")
    assert issued.changes == made.changes
    assert make_report(own, "cautious", "brief", "docx", "en").data == issued.data == made.data


def test_a_damaged_issue_is_named(own):
    issue_report(own, "cautious", "risks", "docx", "en")
    path = own.path / "issues" / "risks-cautious" / "0001.json"
    path.write_bytes(b"{")
    with pytest.raises(InputError) as caught:
        make_report(own, "cautious", "risks", "docx", "en")
    assert caught.value.code == "services.report_issue"
    assert caught.value.params["path"] == str(path)


def test_the_plans_annex_lists_the_changes(own, cautious):
    issue_report(own, "cautious", "plan", "docx", "en")
    body = own.store.scenarios.get("cautious").body
    own.store.scenarios.save("cautious", body.replace('level3_zone = "2019Q1"', 'level3_zone = "2018Q4"'), title="x", author="y", base=1)
    made = make_report(own, "cautious", "plan", "docx", "en")
    assert made.changes
    annex = kind_named("plan").build(cautious, made.changes).chapters[-1]
    assert annex.id == "annex.changes"
    table = next(block for block in annex.blocks if isinstance(block, Table))
    assert len(table.rows) == len(made.changes)
    nothing = kind_named("plan").build(cautious, ()).chapters[-1]
    assert say(nothing.blocks[0].text, "en") == "Nothing has changed since the last issue."


def test_reports_are_logged_and_issuing_needs_a_planner(own):
    make_report(own, "cautious", "brief", "docx", "en")
    assert "report.make" in [line.action for line in own.store.audit.lines(3)]
    viewer = own.acting_as(Actor(name="v", role=Role.VIEWER))
    assert make_report(viewer, "cautious", "brief", "docx", "en").data
    with pytest.raises(PermissionDenied):
        issue_report(viewer, "cautious", "brief", "docx", "en")


def test_the_short_list_is_the_stores_or_what_is_asked_for(city, cautious):
    assert [one.scenario for one in cautious.beside] == ["do_minimum", "merge_all"]
    asked = sources_of(city, "cautious", Wishes(beside=("merge_all",)))
    assert [one.scenario for one in asked.beside] == ["merge_all"]
    with pytest.raises(NotFound):
        sources_of(city, "cautious", Wishes(beside=("nowhere",)))


def test_a_scenario_that_does_not_compare_is_left_out_or_refused(own):
    body = own.store.scenarios.get("do_minimum").body.replace("horizon = 20", "horizon = 12")
    other = body.replace('id = "do_minimum"', 'id = "short"')
    own.store.scenarios.save("short", other, title="x", author="y")
    assert "short" not in [one.scenario for one in sources_of(own, "cautious", Wishes()).beside]
    with pytest.raises(InputError) as caught:
        sources_of(own, "cautious", Wishes(beside=("short",)))
    assert caught.value.code == "planning.compare_differ"


def test_the_command_writes_word_and_excel(own, call, tmp_path):
    code, out, err = call(own.path, "report", "cautious", "-o", tmp_path / "a.docx", "--kind", "brief", "--lang", "zh", "--marking", "秘密")
    assert (code, out) == (0, "")
    assert "方案 cautious" in err
    assert "首次印发" in err
    assert "秘密" in docx.Document(tmp_path / "a.docx").sections[0].header.paragraphs[0].text
    code, out, _ = call(own.path, "report", "cautious", "-o", tmp_path / "a.xlsx", "--json", "--lang", "en")
    said = json.loads(out)
    assert code == 0
    assert (said["kind"], said["changes"], said["issued"]) == ("workbook", None, False)
    assert said["bytes"] == (tmp_path / "a.xlsx").stat().st_size
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[0] == "Read me"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_command_names_what_changed(own, call, tmp_path):
    call(own.path, "report", "cautious", "-o", tmp_path / "a.docx", "--kind", "brief", "--issue", "--lang", "en")
    body = own.store.scenarios.get("cautious").body
    own.store.scenarios.save("cautious", body.replace('code = "N15"', 'code = "N99"'), title="x", author="y", base=1)
    _, _, err = call(own.path, "report", "cautious", "-o", tmp_path / "a.docx", "--kind", "brief", "--lang", "en")
    assert "differ from the last issue" in err
    assert "brief_figures / NPV against do-minimum" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cautious", "-o", "{tmp}/a.pdf"), "cannot be written as 'pdf'"),
        (("cautious", "-o", "{tmp}/a.docx", "--kind", "workbook"), "cannot be written as 'docx'"),
        (("cautious", "-o", "{tmp}/gone/a.docx"), "cannot be written"),
        (("cautious", "-o", "{tmp}"), "cannot be written"),
        (("nowhere", "-o", "{tmp}/a.docx"), "no scenario"),
        (("cautious", "-o", "{tmp}/a.docx", "--kind", "acceptance"), "--after"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, said, city, call, tmp_path):
    code, out, err = call(city.path, "report", *(one.format(tmp=tmp_path) for one in arguments), "--lang", "en")
    assert (code, out) == (2, "")
    assert said in err


@pytest.fixture
def call(capsys):
    import app

    def run(home, *arguments):
        capsys.readouterr()
        code = app.main(["--home", str(home), *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def later(sources, topology, quarter="2022Q4"):
    return replace(sources, later=Later(topology=topology, changes=compare_topologies(sources.case.topology, topology), quarter=quarter))


def carried_out(sources):
    """The city as the plan wants it: networks re-homed or gone, circuits no longer seen, VPNs in place."""
    before = sources.case.topology
    moved = {row.network: row for row in sources.moved}
    gone = {code for code, row in moved.items() if row.option is Option.WITHDRAW}
    ended = {edit.subject for edit in sources.edits if edit.kind == "end_circuit"}

    def home(code):
        return moved[code].target if code in moved else code

    return replace(
        before,
        snapshot="s2",
        devices=tuple(replace(one, network=home(one.network)) for one in before.devices if one.network not in gone),
        circuits=tuple(replace(one, status=CircuitStatus.DECLARED_NOT_SEEN) if one.code in ended else one for one in before.circuits),
        presences=tuple(replace(one, network=home(one.network)) for one in before.presences if one.network not in gone),
        vrfs=(
            *before.vrfs,
            *(VrfUse(id=f"v-{code}", name=f"vpn-{code}", realm="ext", network=row.target, devices=("d",)) for code, row in moved.items()),
        ),
    )


def test_a_cut_over_that_went_as_planned_is_accepted(all_merged):
    after = later(all_merged, carried_out(all_merged))
    before = all_merged.case.topology
    measured = [row.network for row in after.moved if row.network in {device.network for device in before.devices}]
    verdicts = {code: verdict(tuple(accepted_tests(after, code, before, after.later))) for code in measured}
    assert set(verdicts.values()) == {Outcome.PASSED}
    due = [row.network for row in after.moved]
    assert all(one.outcome is Outcome.PASSED for one in others(after, due, before, after.later))
    report = kind_named("acceptance").build(after, None)
    rows = next(
        block for chapter in walk(report.chapters) for block in chapter.blocks if isinstance(block, Table) and block.id == "verdicts"
    ).rows
    assert [row.key for row in rows] == due


def test_nothing_done_is_not_accepted(all_merged):
    before = all_merged.case.topology
    after = later(all_merged, before)
    for row in after.moved:
        if not after.case.devices.get(row.network):
            continue
        found = {one.key.split(" ", 1)[1]: one.outcome for one in accepted_tests(after, row.network, before, after.later)}
        assert found["devices"] is Outcome.FAILED
        assert found.get("vpn", Outcome.UNPROVEN) is Outcome.UNPROVEN


def test_silence_proves_nothing(all_merged):
    before = all_merged.case.topology
    silent = replace(before, devices=tuple(replace(one, stale=True) for one in before.devices), presences=())
    after = later(all_merged, silent)
    row = next(row for row in after.moved if row.option is Option.MERGE_ADMIN and after.case.devices.get(row.network))
    found = {one.key.split(" ", 1)[1]: one.outcome for one in accepted_tests(after, row.network, before, after.later)}
    assert found["devices"] is Outcome.UNPROVEN
    assert found["hosts"] is Outcome.UNPROVEN
    assert {one.outcome for one in others(after, [row.network], before, after.later)} == {Outcome.UNPROVEN}


def test_an_acceptance_before_anything_is_due_says_so(cautious):
    report = kind_named("acceptance").build(later(cautious, cautious.case.topology, "2018Q1"), None)
    found = {block.id: block for chapter in walk(report.chapters) for block in chapter.blocks if isinstance(block, Table)}
    assert found["verdicts"].rows == ()
    assert say(found["verdicts"].empty, "en") == "No cut-over is due by then."
    with pytest.raises(InputError):
        kind_named("acceptance").build(cautious, None)


def test_an_acceptance_by_snapshots_of_the_store(city):
    made = make_report(city, "cautious", "acceptance", "docx", "zh", wishes=Wishes(after="latest", quarter="2018Q4"))
    said = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(made.data)).paragraphs)
    assert "应完成 2 个网络的割接" in said


def test_documents_carry_the_time_of_what_they_rest_on(city, cautious):
    head = city.store.snapshots.get(cautious.appraisal.snapshot)
    assert timedelta(0) <= head.created_at - cautious.moment < timedelta(seconds=1)
