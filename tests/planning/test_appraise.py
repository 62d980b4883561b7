"""Appraisals: by hand, by identity, by property."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planning.appraise import appraise, base_split, line_savings, placeholder_share, run_rate, unverified_share
from planning.lines import Item, Nature, cash_flow
from planning.options import Interim, Option
from planning.prices import Tag
from planning.quarters import Quarter
from planning.samples import sample_prices
from planning.scenario import Choice
from tests.planning.town import CENSUS, ROOM, TOPOLOGY, A, B, base, cny, merge, scenario, with_network
from topology.model.census import ConsentState, Level
from topology.model.entities import EvidenceKind
from topology.model.errors import InputError, Severity
from topology.model.findings import Finding

PRICES = sample_prices()
OVERLAP = Finding(
    id="f1",
    kind="overlap.identical",
    severity=Severity.ERROR,
    networks=("A", "W1"),
    params={"prefix_a": "10.0.0.0/24", "prefix_b": "10.0.0.0/16"},
    evidence=(TOPOLOGY.devices[0].evidence[0],),
)


def run(*choices, topology=TOPOLOGY, census=CENSUS, findings=(), **changes):
    return appraise(scenario(*choices, **changes), base(), topology, census, PRICES, findings)


def lines_of(appraisal, item):
    return [line for line in appraisal.lines if line.item is item]


def test_cash_agrees_with_a_hand_calculation_of_one_small_network():
    # Network A merges into the administrative domain in 2018Q2 (town.py, sample price book); B stays in both.
    #
    # Do-minimum, A: 12,000 circuits + 6,000 maintenance + 2,000 staff + 1,000 power + 1,000 security
    #   = 22,000 a year = 5,500 a quarter; renewal of 10,000 in 2019Q1.      8 x 5,500 + 10,000 = 54,000
    #          B: 3,000 + 1,000 = 4,000 a year = 1,000 a quarter, in both.   8 x 1,000          =  8,000
    #
    # Merged, A: 2018Q1 and Q2 as before (both networks run in Q2)           2 x 5,500          = 11,000.00
    #   from 2018Q3: maintenance 0.3 x 6,000 + staff 0.35 x 2,000 + power 0 + security 0.2 x 1,000
    #     = 2,700 a year, six quarters                                       6 x 675            =  4,050.00
    #   2018Q3: L1 (8,000 a year) leaves contract K1 two quarters early: 0.5 x 2/4 x 8,000      =  2,000.00
    #   2018Q2: design 25 d + rehearsal 5 d at 1,400                                            = 42,000.00
    #     two sites x 0.75 d x 1,400                                                            =  2,100.00
    #     two devices x 0.25 d x 1,400                                                          =    700.00
    #     one application in use x 2 d x 1,400 (the abandoned one counts nothing)               =  2,800.00
    #     two connections x 400 + boundary 15,000                                               = 15,800.00
    #   2018Q3: two devices wiped at 150, two used again at -100                                =    100.00
    #   S2 has no extranet: 1,500 + 9,000 (20 hosts) in 2018Q2                                  = 10,500.00
    #     and 3,317 + 450 a year from 2018Q2: 7 quarters x 941.75                               =  6,592.25
    #   2018Q2: extra support while both run, 0.25 x 2,000 of staff a year                      =    125.00
    #   the renewal of 2019Q1 falls away.                                                  sum  = 97,767.25
    appraisal = run(merge())
    assert appraisal.base_fen == cny(54_000 + 8_000)
    assert appraisal.cost_fen == cny(97_767.25 + 8_000)
    own = [amount - cny(1_000) for amount in appraisal.cost_cash]
    assert own == [cny(x) for x in (5_500, 5_500 + 63_400 + 10_500 + 941.75 + 125, 675 + 2_000 + 100 + 941.75, *(5 * [675 + 941.75]))]
    assert appraisal.one_off_fen == cny(42_000 + 2_100 + 700 + 2_800 + 15_800 + 2_000 + 100 + 10_500)
    assert appraisal.renewal_before_fen == cny(10_000)
    assert appraisal.renewal_after_fen == 0
    assert appraisal.run_before_fen_per_a == cny(26_000)
    assert appraisal.run_after_fen_per_a == cny(4_000 + 2_700 + 3_317 + 450)
    by_hand = sum(
        (before - after) / 1.08 ** ((k + 1) / 4)
        for k, (before, after) in enumerate(zip(appraisal.base_cash, appraisal.cost_cash, strict=True))
    )
    assert appraisal.npv_fen == pytest.approx(by_hand, abs=1e-6)
    assert appraisal.peak_year == 2018
    assert appraisal.payback_quarters is None
    assert appraisal.sunk_fen == cny(500_000)


def test_every_line_names_its_evidence_and_every_new_price_its_row():
    for line in run(merge(), merge("B", "2018Q4"), platforms={"level3_zone": "2018Q3"}).lines:
        assert line.evidence, line.id
        if line.tag is Tag.PLACEHOLDER:
            assert any(item.kind is EvidenceKind.PRICE for item in line.evidence), line.id


def test_ids_of_lines_are_unique_and_stable_between_scenarios():
    appraisal = run(merge(option=Option.MERGE_PUBLIC))
    assert len({line.id for line in appraisal.lines}) == len(appraisal.lines)
    shared = {line.id for line in appraisal.base_lines} & {line.id for line in appraisal.lines}
    assert "A/circuit/L1" in shared


def test_a_shared_circuit_ends_only_with_its_last_user():
    link = replace(TOPOLOGY.links[0], b_device="d-b1", b_interface="i-b1")
    shared = replace(TOPOLOGY, links=(link,))
    stays = run(merge(), topology=shared)
    (rent,) = [line for line in lines_of(stays, Item.CIRCUIT) if line.subject == "L1"]
    assert rent.last == "2019Q4"
    assert rent.params["users"] == "B"
    both = run(merge(), merge("B", "2018Q4"), topology=shared, platforms={"level3_zone": "2018Q3"})
    (rent,) = [line for line in lines_of(both, Item.CIRCUIT) if line.subject == "L1"]
    assert rent.last == "2018Q4"


def test_an_access_is_paid_once_however_many_networks_come():
    both = run(merge(), merge("B", "2018Q4"), platforms={"level3_zone": "2018Q3"})
    (fee,) = lines_of(both, Item.ACCESS_FEE)
    assert (fee.subject, fee.first, fee.params["users"], fee.params["hosts"]) == ("S2", "2018Q2", "A, B", 27)
    (zone,) = lines_of(both, Item.PLATFORM)
    assert (zone.subject, zone.first, zone.network, zone.payer) == ("level3_zone", "2018Q3", None, "U9")
    (running,) = lines_of(both, Item.PLATFORM_RUN)
    assert running.amount_fen == round(0.05 * cny(300_000))


def test_public_domain_renumbers_hosts_measured_else_declared():
    hosts = {line.subject: line.params["count"] for line in lines_of(run(merge(option=Option.MERGE_PUBLIC)), Item.RENUMBER)}
    assert hosts == {"P-A-1": 10, "P-A-2": 20}
    assert [line.subject for line in lines_of(run(merge(option=Option.MERGE_PUBLIC)), Item.PLATFORM)] == ["public_gateway"]


def test_admin_domain_renumbers_only_what_conflicts():
    assert lines_of(run(merge()), Item.RENUMBER) == []
    (line,) = lines_of(run(merge(), findings=(OVERLAP, OVERLAP)), Item.RENUMBER)
    assert (line.subject, line.params["count"], line.params["why"]) == ("A 10.0.0.0/24", 10, "10.0.0.0/16")
    unmeasured = replace(TOPOLOGY, prefixes=())
    (line,) = lines_of(run(merge(), findings=(OVERLAP,), topology=unmeasured), Item.RENUMBER)
    assert (line.params["count"], line.unit) == (119, "d")


def test_notice_and_frozen_renewal():
    long_notice = replace(CENSUS, contracts=(replace(CENSUS.contracts[0], notice_months=9, end=date(2018, 3, 31)),))
    rent = {line.subject: line.last for line in lines_of(run(merge(), census=long_notice), Item.CIRCUIT)}
    assert rent == {"L1": "2018Q3", "L2": "2018Q2", "L3": "2019Q4"}
    assert lines_of(run(merge(), census=long_notice), Item.PENALTY) == []
    late = merge(finish="2019Q2")
    assert [line.first for line in lines_of(run(late), Item.RENEWAL)] == ["2019Q1"]
    frozen = merge(finish="2019Q2", interim=Interim.FREEZE, interim_from="2018Q2")
    assert lines_of(run(frozen), Item.RENEWAL) == []
    overdue = with_network("A", renewal_due="2016Q1")
    assert [line.first for line in lines_of(run(census=overdue), Item.RENEWAL)] == ["2018Q1"]
    undated = run(census=with_network("A", renewal_due=None))
    assert [line.first for line in lines_of(undated, Item.RENEWAL)] == ["2019Q4"]
    assert "planning.renewal_undated" in {problem.code for problem in undated.problems}


def test_gateway_runs_until_the_network_leaves():
    appraisal = run(merge(finish="2018Q4", interim=Interim.GATEWAY, interim_from="2018Q2"))
    (running,) = lines_of(appraisal, Item.GATEWAY_RUN)
    assert (running.first, running.last) == ("2018Q2", "2018Q4")
    kept = run(Choice(code="B", option=Option.KEEP, interim=Interim.GATEWAY, interim_from="2018Q2"))
    assert [line.last for line in lines_of(kept, Item.GATEWAY_RUN)] == ["2019Q4"]


def test_declared_circuit_cost_without_rows_is_shown_as_unverified():
    (gap,) = [line for line in run().lines if line.item is Item.CIRCUIT_OTHER]
    assert (gap.network, gap.amount_fen, gap.verified, gap.tag) == ("B", cny(1_000), False, Tag.ESTIMATE)
    too_dear = with_network("A", opex_fen_per_a=replace(A.opex_fen_per_a, circuits=cny(1)))
    assert "planning.circuit_fees_exceed" in {problem.code for problem in run(census=too_dear).problems}


def test_savings_on_unconfirmed_circuits_stand_apart():
    appraisal = run(merge())
    assert [(line.subject, line.verified) for line in lines_of(appraisal, Item.CIRCUIT)] == [("L1", True), ("L2", False), ("L3", True)]
    unseen = run(merge(), topology=None)
    assert unseen.snapshot is None
    assert 0 < appraisal.npv_unverified_fen < unseen.npv_unverified_fen
    assert appraisal.npv_verified_fen == pytest.approx(appraisal.npv_fen - appraisal.npv_unverified_fen)
    assert 0 < appraisal.unverified_share < unseen.unverified_share <= 1
    row = next(row for row in appraisal.networks if row.network == "A")
    assert row.unverified_fen == 6 * cny(1_000)


def test_withdrawing_users_of_the_cloud_keep_an_access_and_nobody_else_does():
    appraisal = run(merge(option=Option.WITHDRAW))
    assert [line.subject for line in lines_of(appraisal, Item.ACCESS_FEE)] == ["S2"]
    assert len(lines_of(appraisal, Item.ARCHIVE)) == 1
    assert lines_of(appraisal, Item.REHEARSAL) == []
    idle = replace(CENSUS, applications=())
    quiet = run(merge(option=Option.WITHDRAW), census=idle)
    assert lines_of(quiet, Item.ACCESS_FEE) == lines_of(quiet, Item.CONNECT) == []


def test_joining_a_host_keeps_what_ties_the_other_sites():
    host = with_network("B", level=Level.CITY, mlps_level=3)
    appraisal = run(merge(option=Option.JOIN, host="B"), census=host)
    rows = [(line.subject, line.first, line.last, line.payer) for line in lines_of(appraisal, Item.CIRCUIT) if line.network == "A"]
    # L1 ties S1, where B is not, to S2, where it is; L2 leads to nobody.
    assert rows == [("L1", "2018Q1", "2018Q2", "U1"), ("L1", "2018Q3", "2019Q4", "U2"), ("L2", "2018Q1", "2018Q2", "U1")]
    assert len(lines_of(appraisal, Item.INTERCONNECT)) == 1


def test_moving_to_the_intranet():
    census = with_network("A", classified=True, mlps_level=None)
    consent = replace(CENSUS.consents[0], network="A", option="intranet", since="2018Q2")
    appraisal = run(merge(option=Option.INTRANET), census=replace(census, consents=(consent,)))
    assert len(lines_of(appraisal, Item.CRYPTO)) == 2
    (onward,) = [line for line in lines_of(appraisal, Item.CIRCUIT_OTHER) if line.network == "A"]
    assert (onward.amount_fen, onward.payer, onward.first) == (cny(12_000), "U1", "2018Q3")
    assert sum(line.params["count"] for line in lines_of(appraisal, Item.RENUMBER)) == 30


def test_a_room_is_free_when_networks_and_applications_have_left_it():
    census = replace(CENSUS, rooms=(ROOM, replace(ROOM, code="R2", networks=("A", "B")), replace(ROOM, code="R3", networks=())))
    rooms = {line.subject: line.last for line in lines_of(run(merge(), census=census), Item.ROOM)}
    assert rooms == {"R1": "2018Q2", "R2": "2019Q4"}
    stuck = replace(census, applications=(replace(CENSUS.applications[0], ready=None),))
    assert {line.last for line in lines_of(run(merge(), census=stuck), Item.ROOM)} == {"2019Q4"}


def test_an_existing_access_grows_by_a_step_where_those_who_come_need_it():
    wide = replace(CENSUS.presences[1], bandwidth_bps=200_000_000)
    line = replace(CENSUS.circuits[0], code="L9", network="W1", bandwidth_bps=10_000_000, fee_fen_per_a=None, contract=None)
    census = replace(CENSUS, presences=(CENSUS.presences[0], wide, *CENSUS.presences[2:]), circuits=(*CENSUS.circuits, line))
    appraisal = run(merge(), census=census)
    (fee,) = lines_of(appraisal, Item.LINK_FEE)
    assert (fee.subject, fee.first, fee.amount_fen) == ("S1", "2018Q2", cny(20_000 - 3_317))
    assert fee.params["bandwidth_bps"] == round(0.39 * 210_000_000)
    assert lines_of(run(merge(), census=replace(CENSUS, circuits=census.circuits)), Item.LINK_FEE) == []


def test_a_step_within_a_fee_class_costs_its_charge_alone():
    wide = replace(CENSUS.presences[1], bandwidth_bps=80_000_000)
    line = replace(CENSUS.circuits[0], code="L9", network="W1", bandwidth_bps=20_000_000, fee_fen_per_a=None, contract=None)
    census = replace(CENSUS, presences=(CENSUS.presences[0], wide, *CENSUS.presences[2:]), circuits=(*CENSUS.circuits, line))
    appraisal = run(merge(), census=census)
    (step,) = lines_of(appraisal, Item.LINK_STEP)
    assert (step.subject, step.first, step.amount_fen) == ("S1", "2018Q2", cny(1_500))
    assert lines_of(appraisal, Item.LINK_FEE) == []


def test_a_renewal_shortly_before_leaving_is_pointed_out():
    census = with_network("A", renewal_due="2018Q2")
    (hint,) = [row for row in run(merge(), census=census).problems if row.code == "planning.renewal_before_leaving"]
    assert hint.params == {"network": "A", "fen": cny(10_000), "due": "2018Q2", "leaves": "2018Q3"}
    assert hint.severity is Severity.INFO
    frozen = run(merge(interim=Interim.FREEZE, interim_from="2018Q1"), census=census)
    assert frozen.problems == run(merge()).problems


def test_a_network_that_moves_ungraded_is_pointed_out():
    census = with_network("A", mlps_level=None)
    assert "planning.mlps_unknown" in {row.code for row in run(merge(), census=census).problems}
    assert "planning.mlps_unknown" not in {row.code for row in run(census=census).problems}


def test_what_carried_classified_business_is_not_used_again():
    consent = replace(CENSUS.consents[0], network="A", option="intranet", since="2018Q1")
    census = replace(with_network("A", classified=True), consents=(consent,))
    appraisal = run(merge(option=Option.INTRANET), census=census)
    assert len(lines_of(appraisal, Item.DISPOSAL)) == 1
    assert lines_of(appraisal, Item.REUSE) == []


def test_base_is_gross_locked_and_addressable_with_reasons():
    split = base_split(replace(CENSUS, consents=()), None)
    assert (split.gross_fen_per_a, split.locked_fen_per_a, split.addressable_fen_per_a) == (cny(26_000), cny(4_000), cny(22_000))
    (locked,) = split.locked
    assert (locked.network, locked.rule, locked.unlock) == ("B", "vertical_merge", "省厅")
    asked = replace(CENSUS.consents[0], code="Q2", option="join", state=ConsentState.ASKED, since=None)
    (locked,) = base_split(replace(CENSUS, consents=(asked,)), None).locked
    assert (locked.rule, locked.unlock, locked.params["state"]) == ("vertical_only", "Q2", "asked")
    assert base_split(CENSUS, None).locked == ()


def test_budget_labour_and_placeholders_are_weighed():
    appraisal = run(merge(duration=2), budgets={"2018": cny(50_000)}, labour_days={"2018": 15.0}, placeholder_limit=0.9)
    short = {problem.code: problem.params for problem in appraisal.problems}
    assert short["planning.budget_short"]["fen"] == cny(76_000 - 50_000)
    # 34 days of work (25 + 5 + 1.5 + 0.5 + 2) spread over 2018Q1 and Q2.
    assert [round(row.days, 3) for row in appraisal.labour[:3]] == [17.0, 17.0, 0.0]
    assert short["planning.labour_short"]["days"] == 2.0
    assert not appraisal.may_be_final
    assert "planning.placeholders_over" in {problem.code for problem in run(merge()).problems}
    assert run().may_be_final
    assert [year.run_fen + year.one_off_fen + year.renewal_fen for year in appraisal.years] == [
        sum(appraisal.cost_cash[:4]),
        sum(appraisal.cost_cash[4:]),
    ]


def test_a_blocked_choice_is_kept_and_said():
    appraisal = run(merge("B", "2018Q1"), platforms={"level3_zone": "2018Q1"})
    assert [problem.code for problem in appraisal.problems if problem.severity is Severity.ERROR] == ["planning.finish_early"]
    assert appraisal.cost_fen == appraisal.base_fen
    assert not appraisal.may_be_final


def test_prices_must_be_the_ones_the_scenario_names():
    with pytest.raises(InputError, match=r"planning\.prices_differ"):
        run(prices="other")


def test_shares_of_nothing_are_nothing():
    assert placeholder_share(()) == unverified_share(()) == 0.0
    assert line_savings((), ()) == {}


@settings(deadline=None, max_examples=25)
@given(
    finish=st.integers(1, 7),
    option=st.sampled_from([Option.MERGE_ADMIN, Option.MERGE_PUBLIC, Option.WITHDRAW]),
    rate=st.sampled_from([0.0, 0.035, 0.08]),
    dual=st.integers(0, 2),
)
def test_identities_hold_for_every_choice(finish, option, rate, dual):
    appraisal = run(merge(finish=str(Quarter(2018, 1).plus(finish)), option=option), discount_rate=rate, dual_running=dual)
    quarters = tuple(Quarter.parse(text) for text in appraisal.quarters)
    assert sum(appraisal.cost_cash) == sum(line.total_fen for line in appraisal.lines) == appraisal.cost_fen
    assert sum(appraisal.base_cash) == sum(line.total_fen for line in appraisal.base_lines)
    assert list(appraisal.cost_cash) == cash_flow(appraisal.lines, quarters)
    assert appraisal.saving_fen == sum(fen for fen, _ in line_savings(appraisal.lines, appraisal.base_lines).values())
    assert sum(row.cost_fen for row in appraisal.networks) == appraisal.cost_fen
    assert sum(row.npv_fen for row in appraisal.networks) == pytest.approx(appraisal.npv_fen, abs=1e-3)
    for k in range(len(quarters)):
        assert sum(payer.cost[k] for payer in appraisal.payers) == appraisal.cost_cash[k]
    if rate == 0.0:
        assert appraisal.npv_fen == appraisal.saving_fen
        assert appraisal.payback_quarters == appraisal.discounted_payback_quarters
    assert run_rate(appraisal.lines, quarters[-1]) == appraisal.run_after_fen_per_a
    assert all(line.total_fen == 0 for line in appraisal.lines if line.nature is Nature.SUNK)


def test_the_same_arguments_give_the_same_appraisal():
    assert run(merge()) == run(merge())
    assert B.code in {row.network for row in run(merge()).networks}
