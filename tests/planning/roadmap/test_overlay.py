"""What a plan does to the picture of the networks: moves, links that go, what is added, and the money beside it."""

from msgspec.structs import replace

from planning.appraise import appraise
from planning.costs import build_case
from planning.options import Interim, Option
from planning.roadmap.overlay import draw_overlay
from planning.samples import sample_prices
from tests.planning.town import CENSUS, TOPOLOGY, base, merge, scenario
from topology.model.census import Role

PRICES = sample_prices()
PLATFORM = {"level3_zone": "2018Q4"}


def laid(*choices, topology=TOPOLOGY):
    chosen = scenario(*choices, platforms=PLATFORM)
    case = build_case(chosen, CENSUS, topology, PRICES)[0]
    return draw_overlay(case, appraise(chosen, base(), topology, CENSUS, PRICES, ()))


def test_each_network_moves_at_its_quarter_to_its_target():
    found = laid(merge(finish="2018Q3"), merge("B", finish="2018Q4"))
    admin = next(row.code for row in CENSUS.networks if row.role is Role.EXTRANET_ADMIN)
    assert [(row.network, row.quarter, row.target) for row in found.moves] == [("A", "2018Q3", admin), ("B", "2018Q4", admin)]
    assert found.quarters[0] == "2018Q1"
    assert found.quarters[-1] >= "2018Q4"


def test_a_plan_that_moves_nothing_has_no_quarters():
    found = laid()
    assert (found.quarters, found.moves, found.ends, found.joints, found.purses) == ((), (), {}, (), ())


def test_links_go_with_their_circuit_or_with_a_withdrawn_device():
    found = laid(merge(finish="2018Q3"))
    ended = {view.code: view.links for view in TOPOLOGY.circuits}
    gone = {link for links in ended.values() for link in links} & found.ends.keys()
    assert set(found.ends) == gone
    withdrawn = laid(merge("A", finish="2018Q3", option=Option.WITHDRAW))
    devices = {row.id for row in TOPOLOGY.devices if row.network == "A"}
    touching = {row.id for row in TOPOLOGY.links if devices & {row.a_device, row.b_device}}
    assert touching
    assert {withdrawn.ends[link] for link in touching} <= {"2018Q3", *withdrawn.quarters}
    assert touching <= withdrawn.ends.keys()


def test_the_money_of_each_quarter_adds_up_to_what_was_saved():
    found = laid(merge(finish="2018Q3"))
    assert [row.quarter for row in found.purses] == list(found.quarters)
    saved = 0
    for row in found.purses:
        saved += row.base_fen - row.cost_fen
        assert row.saved_fen == saved
        assert row.one_off_fen <= row.cost_fen
    assert sum(row.days for row in found.purses) > 0
    assert sum(found.circuits.values()) >= 1


def test_a_gateway_stands_until_the_quarter_before_the_move():
    found = laid(replace(merge(finish="2018Q4"), interim=Interim.GATEWAY, interim_from="2018Q2"))
    assert [(row.network, row.first, row.last) for row in found.gateways] == [("A", "2018Q2", "2018Q3")]


def test_without_a_topology_no_link_is_named():
    found = laid(merge(finish="2018Q3"), topology=None)
    assert (found.ends, found.joints) == ({}, ())
    assert len(found.moves) == 1
