"""Declared needs that movement breaks."""

import pytest
from msgspec.structs import replace

from tests.planning.town import CENSUS, TOPOLOGY
from topology.analysis.dependencies import find_lost_services
from topology.model.census import Application, Dependency
from topology.model.entities import Link, LinkState
from topology.model.errors import Severity

NEED = Dependency(code="D1", from_network="B", application="X1", cell="dependencies!A2")


def found(topology=TOPOLOGY, needs=(NEED,), applications=None, presences=None, links=None):
    census = replace(
        topology.census,
        dependencies=tuple(needs),
        applications=topology.census.applications if applications is None else tuple(applications),
        presences=topology.census.presences if presences is None else tuple(presences),
    )
    return list(find_lost_services(replace(topology, census=census, links=topology.links if links is None else tuple(links))))


def moved(code, to):
    return [replace(row, network=to) if row.network == code else row for row in CENSUS.presences]


def application(**changes):
    return [replace(CENSUS.applications[0], **changes)]


def joined(a, b):
    return Link(id="g", a_device=a, a_interface=None, b_device=b, b_interface=None, layer=2, state=LinkState.DECLARED, matched_by="plan")


def test_what_nothing_has_moved_works_as_declared():
    assert found() == []


def test_users_whose_network_is_gone_are_found():
    (finding,) = found(presences=[row for row in CENSUS.presences if row.network != "B"])
    assert (finding.kind, finding.severity, finding.networks, finding.subjects) == (
        "dependency.users_gone",
        Severity.ERROR,
        ("A", "B"),
        ("D1", "X1"),
    )
    assert [row.place for row in finding.evidence] == ["dependencies!A2", "applications!A2"]


def test_an_application_whose_network_is_gone_before_the_cloud_has_it_is_found():
    gone = [row for row in CENSUS.presences if row.network != "A"]
    assert [(row.kind, row.severity) for row in found(presences=gone)] == [("dependency.application_gone", Severity.ERROR)]
    covered = [*gone, replace(CENSUS.presences[0], code="P-W-2", site="S2")]
    assert found(presences=covered, applications=application(network=None, state="in_cloud")) == []


def test_users_without_a_way_to_the_extranet_are_cut_off_from_the_cloud():
    (finding,) = found(applications=application(network=None, state="in_cloud"))
    assert (finding.kind, finding.severity, finding.params["sites"], finding.params["of"]) == (
        "dependency.users_cut_off",
        Severity.WARNING,
        1,
        1,
    )
    assert found(applications=application(network=None, state="in_cloud"), links=[joined("d-b1", "d-w1")]) == []


def test_users_on_the_extranet_are_cut_off_from_what_stays_behind():
    need = replace(NEED, from_network="W1")
    (finding,) = found(needs=[need], presences=moved("B", "W1"))
    assert (finding.kind, finding.params["host"]) == ("dependency.application_cut_off", "A")
    assert found(needs=[need], presences=moved("B", "W1"), links=[joined("d-a1", "d-w1")]) == []


@pytest.mark.parametrize("state", ["abandoned", "hidden"])
def test_needs_of_what_nobody_uses_and_of_what_is_not_declared_are_passed_over(state):
    gone = [row for row in CENSUS.presences if row.network != "B"]
    assert found(presences=gone, applications=application(state=state)) == []
    assert found(presences=gone, applications=[]) == []


def test_two_networks_that_moved_into_the_same_domain_still_meet():
    need = replace(NEED, from_network="W1")
    app = Application(code="X1", name="办理系统", unit="U1", network="W1", cell="applications!A2")
    assert found(needs=[need], applications=[app], presences=moved("B", "W1")) == []
