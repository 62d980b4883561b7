"""Waves, gates, bars, checked states, progress and the month's figures of small plans."""

from datetime import date

import pytest
from msgspec.structs import replace

from planning.appraise import appraise
from planning.costs import build_case, cost_lines
from planning.notices import notices
from planning.options import Interim, Option
from planning.quarters import Quarter
from planning.roadmap.plan import draw_roadmap
from planning.roadmap.progress import Standing, progress, share_done
from planning.roadmap.states import after_state, check_states
from planning.roadmap.supervision import supervise
from planning.roadmap.tables import gates_table, progress_table, roadmap_tables, supervision_tables
from planning.roadmap.waves import GateKind, TaskKind, gates, tasks, waves
from planning.samples import sample_prices
from planning.scenario import Override
from tests.planning.town import CENSUS, TOPOLOGY, base, merge, scenario
from topology.model.census import ConsentState, Dependency
from topology.model.entities import VrfUse

PRICES = sample_prices()
CHOICES = (merge(finish="2018Q3", duration=2), merge("B", finish="2018Q4"))
PLATFORM = {"level3_zone": "2018Q4"}
NEEDED = replace(CENSUS, dependencies=(Dependency(code="D1", from_network="B", application="X1", cell="dependencies!A2"),))
MEASURED = replace(TOPOLOGY, census=NEEDED)


def plan(*choices, topology=MEASURED, **changes):
    chosen = scenario(*(choices or CHOICES), platforms=PLATFORM, **changes)
    return build_case(chosen, topology.census, topology, PRICES)[0]


def road(case):
    return draw_roadmap(case, appraise(case.scenario, base(), case.topology, case.census, PRICES, case.findings))


def test_a_wave_is_what_is_finished_in_one_quarter():
    case = plan()
    first, second = waves(case, cost_lines(case))
    assert (first.number, first.quarter, first.networks, first.sites, first.hosts) == (1, "2018Q3", ("A",), 2, 30)
    assert (second.number, second.quarter, second.networks) == (2, "2018Q4", ("B",))
    assert first.days == pytest.approx(sum(line.days for line in cost_lines(case) if line.network == "A"))
    assert first.circuits_end == 2
    assert waves(plan(merge("A", finish=None, option=Option.KEEP)), ()) == ()


def test_gates_say_what_a_network_waits_for_and_how_long_it_has_it():
    case = plan()
    found = {(gate.network, gate.kind): gate for gate in gates(case, notices(case))}
    cloud = found["A", GateKind.CLOUD]
    assert (cloud.subject, cloud.quarter, cloud.slack, cloud.met) == ("X1", "2018Q2", 1, True)
    assert [row.place for row in cloud.evidence] == ["applications!A2"]
    consent = found["B", GateKind.CONSENT]
    assert (consent.subject, consent.quarter, consent.slack, consent.met, consent.params["authority"]) == ("Q1", "2018Q3", 1, True, "省厅")
    platform = found["B", GateKind.PLATFORM]
    assert (platform.subject, platform.slack, platform.met) == ("level3_zone", 0, True)
    contract = found["A", GateKind.CONTRACT]
    assert (contract.subject, contract.quarter, contract.slack, contract.met) == ("K1", "2018Q4", -1, False)
    assert contract.params["fen"] > 0
    letter = found["A", GateKind.NOTICE]
    assert (letter.subject, letter.met) == ("K1", True)


def test_a_consent_that_is_only_asked_for_is_not_met():
    asked = replace(CENSUS, consents=(replace(CENSUS.consents[0], state=ConsentState.ASKED, since=None),))
    override = {"author_role": "planner", "reason": "promised by letter"}
    case = plan(merge("B", finish="2018Q4", override=Override(**override)), topology=replace(TOPOLOGY, census=asked))
    gate = next(gate for gate in gates(case, ()) if gate.kind is GateKind.CONSENT)
    assert (gate.met, gate.slack, gate.params["state"]) == (False, None, "asked")


def test_bars_run_from_the_first_day_of_work_to_the_last_circuit():
    case = plan(
        merge(finish="2018Q3", duration=2, interim=Interim.GATEWAY, interim_from="2018Q1"), merge("B", finish="2018Q4"), dual_running=2
    )
    found = {task.id: task for task in tasks(case, cost_lines(case), gates(case, notices(case)))}
    cutover = found["cutover:A"]
    assert (cutover.kind, cutover.first, cutover.last, cutover.count, cutover.slack) == (TaskKind.CUTOVER, "2018Q2", "2018Q3", 2, 1)
    assert cutover.waits_for == ("access:2018Q3",)
    assert (found["gateway:A"].first, found["gateway:A"].last) == ("2018Q1", "2018Q2")
    assert (found["dual_running:A"].first, found["dual_running:A"].last) == ("2018Q4", "2018Q4")
    assert found["circuits_end:A"].count == 2
    assert found["cutover:B"].waits_for == ("platform:level3_zone",)
    assert (found["platform:level3_zone"].first, found["platform:level3_zone"].last) == ("2018Q1", "2018Q4")


def test_users_and_applications_are_where_the_plan_has_put_them():
    case = plan()
    early = after_state(case, Quarter(2018, 1)).census
    assert (early.dependencies[0].from_network, early.applications[0].network) == ("B", "A")
    late = after_state(case, Quarter(2018, 4)).census
    assert (late.dependencies[0].from_network, late.applications[0].state, late.applications[0].network) == ("W1", "in_cloud", None)
    with pytest.raises(ValueError, match="topology"):
        after_state(replace(case, topology=None), Quarter(2018, 1))


def test_each_state_is_held_against_the_do_minimum_of_the_same_quarter():
    told = []
    first, second = check_states(plan(), lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert (first.quarter, first.running, first.stands) == ("2018Q3", ("B",), True)
    assert first.changes["end_circuit"] == 2
    assert (second.quarter, second.running) == ("2018Q4", ())
    assert all(finding.kind != "dependency.users_cut_off" for finding in (*first.new, *second.new))


def test_a_state_in_which_users_lose_their_application_does_not_stand():
    behind = replace(NEEDED, applications=(replace(NEEDED.applications[0], ready=None, batch=None),))
    choice = merge("A", finish="2018Q3", option=Option.WITHDRAW)
    forced = replace(choice, override=Override(author_role="planner", reason="by order"))
    (state,) = check_states(plan(forced, topology=replace(TOPOLOGY, census=behind)))
    assert (state.stands, state.blocking) == (False, 1)
    assert [finding.kind for finding in state.new if finding.severity == "error"] == ["dependency.application_gone"]


def without(topology, *codes, stale=True):
    devices = tuple(replace(row, stale=True) if row.network in codes else row for row in topology.devices)
    return replace(topology, devices=devices if stale else tuple(row for row in topology.devices if row.network not in codes))


def standing(now, due, *choices):
    return {row.network: row.standing for row in progress(plan(*choices), now, due, {"A": 100, "B": 300}, {"A": 30.0, "B": 10.0})}


def test_what_still_answers_after_its_quarter_is_late_and_what_is_not_due_waits():
    assert standing(MEASURED, Quarter(2018, 4)) == {"A": Standing.LATE, "B": Standing.NOT_DUE}
    assert standing(MEASURED, Quarter(2018, 2)) == {"A": Standing.NOT_DUE, "B": Standing.NOT_DUE}
    assert standing(MEASURED, Quarter(2019, 1), merge("A", finish=None, option=Option.KEEP)) == {"A": Standing.STAYS, "B": Standing.STAYS}


def test_a_merge_is_proved_when_nothing_answers_and_its_vpn_stands_on_the_extranet():
    silent = without(MEASURED, "A")
    assert standing(silent, Quarter(2018, 4))["A"] is Standing.LATE
    done = replace(silent, vrfs=(VrfUse(id="v", name="vpn-A", realm="ext", network="W1"),), circuits=MEASURED.circuits[1:])
    rows = progress(plan(), done, Quarter(2018, 4), {"A": 100, "B": 300}, {"A": 30.0, "B": 10.0})
    assert [(row.network, row.standing) for row in rows] == [("A", Standing.PROVED), ("B", Standing.NOT_DUE)]
    assert rows[0].evidence
    share = share_done(rows, Quarter(2018, 4))
    assert (share.due, share.proved, share.networks, share.networks_share) == (1, 1, 2, 0.5)
    assert (share.days_share, share.saving_share) == (0.75, 0.25)
    elsewhere = replace(done, vrfs=(VrfUse(id="v", name="vpn-A", realm="a", network="A"),))
    assert standing(elsewhere, Quarter(2018, 4))["A"] is Standing.LATE


def test_a_network_is_not_gone_while_a_circuit_is_up_or_hosts_are_seen():
    vpn = (VrfUse(id="v", name="vpn-A", realm="ext", network="W1"),)
    up = replace(without(MEASURED, "A", stale=False), vrfs=vpn, presences=())
    assert standing(up, Quarter(2018, 4))["A"] is Standing.LATE
    seen = replace(without(MEASURED, "A", stale=False), vrfs=vpn, circuits=())
    assert standing(seen, Quarter(2018, 4))["A"] is Standing.LATE
    assert standing(replace(seen, presences=()), Quarter(2018, 4))["A"] is Standing.PROVED


def test_what_was_never_measured_cannot_be_proved():
    unseen = replace(MEASURED, devices=(), circuits=(), presences=(), interfaces=(), links=())
    case = plan(topology=unseen)
    rows = progress(case, unseen, Quarter(2019, 1), {}, {})
    assert [row.standing for row in rows] == [Standing.UNPROVED, Standing.UNPROVED]


def test_work_that_shows_is_under_way():
    half = replace(MEASURED, devices=tuple(replace(row, stale=row.id == "d-a2" or row.stale) for row in MEASURED.devices))
    assert standing(half, Quarter(2018, 2))["A"] is Standing.UNDER_WAY


def test_the_month_says_what_is_late_and_which_letters_are_due():
    case = plan()
    rows = progress(case, MEASURED, Quarter(2018, 4), {}, {})
    report = supervise(case, road(case), MEASURED, rows, tracking=None, day=date(2018, 10, 15))
    assert (report.late, report.circuits_due, report.circuits_still_up) == (("A",), 2, 1)
    assert [(row.network, row.contract) for row in report.notices_late] == [("A", "K1")]
    assert (report.consents, report.planned_fen) == ((), None)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_are_in_the_readers_language(lang):
    case = plan()
    found = road(case)
    names = {row.code: row.name for row in CENSUS.networks}
    tables = roadmap_tables(found, names, lang)
    assert [len(table.rows) for table in tables] == [2, len(found.gates), 2, len([row for row in found.labour if row.days])]
    rows = progress(case, MEASURED, Quarter(2018, 4), {}, {})
    report = supervise(case, found, MEASURED, rows, tracking=None, day=date(2018, 10, 15))
    shown = (*tables, progress_table(rows, names, lang), *supervision_tables(report, names, lang))
    for table in shown:
        assert all(len(row) == len(table.heads) for row in table.rows)
        if lang == "zh":
            assert not any(head.isascii() for head in table.heads), table.heads
    said = [row[2] for row in gates_table(found.gates, names, lang).rows]
    assert not any("cancel" in text or "without a date" in text or "未定日期" in text for text in said)
    held = {"en": "Q1 of 省厅: granted, in force from 2018Q3", "zh": "省厅的Q1：已同意，自2018Q3起生效"}
    assert held[lang] in said


def test_a_plan_without_a_topology_has_waves_and_no_states():
    case = build_case(scenario(*CHOICES, platforms=PLATFORM), CENSUS, None, PRICES)[0]
    found = draw_roadmap(case, appraise(case.scenario, base(), None, CENSUS, PRICES))
    assert (len(found.waves), found.states) == (2, ())
