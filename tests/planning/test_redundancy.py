"""Sites that lose redundancy: two lines that a merge cuts down to one access, reckoned by hand, and how they are told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planning.appraise import appraise
from planning.compare import compare
from planning.costs import build_case
from planning.options import Option
from planning.redundancy import LostRedundancy, Redundancy, lost_redundancy
from planning.samples import sample_prices
from planning.scenario import Choice
from planning.summary import comparison_summary, summary
from tests.planning.town import CENSUS, TOPOLOGY, base, merge, scenario
from topology.model.entities import CircuitStatus, CircuitView, Device, Link, LinkState, Topology

PRICES = sample_prices()
LOST = LostRedundancy(site="S2", network="A", target="W1", quarter="2018Q2", reached=True)


def device(name: str, network: str, site: str, tier: str = "core") -> Device:
    return Device(id=name, name=name, realm="r", site=site, network=network, tier=tier)


def link(a: str, b: str, state: LinkState = LinkState.TWO_SIDED) -> Link:
    return Link(id=f"{a}-{b}", a_device=a, a_interface=None, b_device=b, b_interface=None, layer=2, state=state, matched_by="lldp")


def town(*more: Link | Device) -> Topology:
    """Network A with two cores at S1 and a switch at S2 that has a line to each; the extranet's two cores at S1."""
    a = (device("a-core1", "A", "S1"), device("a-core2", "A", "S1"), device("a-far", "A", "S2", "access"))
    w = (device("w-core1", "W1", "S1"), device("w-core2", "W1", "S1"))
    own = (link("a-core1", "a-core2"), link("a-core1", "a-far"), link("a-core2", "a-far"), link("w-core1", "w-core2"))
    lines = CircuitView(
        id="c-1", code="L1", number="DL1", network="A", status=CircuitStatus.MATCHED, links=("a-core1-a-far", "a-core2-a-far")
    )
    return replace(
        TOPOLOGY,
        devices=(*a, *w, *(one for one in more if isinstance(one, Device))),
        links=(*own, *(one for one in more if isinstance(one, Link))),
        interfaces=(),
        circuits=(lines,),
    )


def found(topology: Topology | None, *choices: Choice) -> Redundancy | None:
    case, _ = build_case(scenario(*choices), CENSUS, topology, PRICES)
    return lost_redundancy(case)


FAR = device("w-far", "W1", "S2", "access")


def test_a_merge_onto_one_access_loses_the_second_way() -> None:
    seen = found(town(FAR, link("w-core1", "w-far")), merge())
    assert seen == Redundancy(measured=2, before=2, after=1, gained=0, lost=(LOST,))
    assert seen.sites == 1


def test_an_access_with_two_lines_keeps_it() -> None:
    seen = found(town(FAR, link("w-core1", "w-far"), link("w-core2", "w-far")), merge())
    assert seen == Redundancy(measured=2, before=2, after=2, gained=0, lost=())


def test_a_line_that_the_census_alone_declares_is_no_second_way() -> None:
    seen = found(town(FAR, link("w-core1", "w-far"), link("w-core2", "w-far", LinkState.DECLARED)), merge())
    assert seen is not None
    assert seen.lost == (LOST,)


def test_where_the_target_was_not_measured_no_way_is_known() -> None:
    seen = found(town(), merge())
    assert seen is not None
    assert seen.lost == (replace(LOST, reached=False),)


def test_what_stays_or_is_switched_off_loses_none_and_nothing_measured_is_not_known() -> None:
    assert found(town()) == found(town(), merge(option=Option.WITHDRAW)) == Redundancy(measured=0, before=0, after=0, gained=0, lost=())
    assert found(None, merge()) is None


def test_a_second_way_is_gained_where_the_extranet_has_two() -> None:
    topology = town(FAR, link("w-core1", "w-far"), link("w-core2", "w-far"))
    single = replace(topology, links=tuple(row for row in topology.links if row.id != "a-core2-a-far"))
    seen = found(single, merge())
    assert seen is not None
    assert (seen.before, seen.after, seen.gained, seen.lost) == (1, 2, 1, ())


@pytest.mark.parametrize(("lang", "said"), [("en", ("Sites that lose redundancy", "one way")), ("zh", ("失去冗余的站点", "单路"))])
def test_the_appraisal_and_the_comparison_tell_it(lang: str, said: tuple[str, str]) -> None:
    topology = town(FAR, link("w-core1", "w-far"))
    merged = appraise(scenario(merge()), base(), topology, CENSUS, PRICES, marginal=True)
    still = appraise(scenario(id="still"), base(), topology, CENSUS, PRICES, marginal=True)
    assert merged.redundancy is not None
    assert merged.redundancy.lost == (LOST,)
    assert (merged.sites_losing_redundancy, still.sites_losing_redundancy) == (1, 0)
    assert appraise(scenario(merge()), base(), None, CENSUS, PRICES, marginal=True).sites_losing_redundancy is None
    (table,) = [one for one in summary(merged, {"A": "甲网"}, lang) if one.title.startswith(said[0])]
    assert table.rows == (("S2", "A 甲网", "W1", "2018Q2", said[1]),)
    compared = compare([still, merged])
    assert compared.figures["sites_losing_redundancy"] == (0, 1)
    assert (said[0], "0", "1") in comparison_summary(compared, {}, lang)[0].rows
