"""The score counts what was found, what was missed and what was made up."""

from __future__ import annotations

import pytest

from lab.city import build_city
from lab.score import match_devices, score
from lab.truth import City, TruthDevice
from topology.model.census import Census
from topology.model.entities import Device, DeviceInterface, Link, LinkState, Topology
from topology.model.errors import Severity
from topology.model.findings import Finding
from topology.model.names import canonical_interface
from topology.model.records import Completeness


@pytest.fixture(scope="module")
def city() -> City:
    return build_city("small")


def seen_device(device: TruthDevice) -> Device:
    return Device(id=f"dev-{device.id}", name=device.name, realm=device.realm, targets=(device.vantage,), addresses=(device.management,))


def perfect(city: City) -> Topology:
    interfaces = [
        DeviceInterface(id=f"{device.id}|{port.name}", device=f"dev-{device.id}", name=canonical_interface(port.name).upper())
        for device in city.devices
        for port in device.ports
    ]
    links = [
        Link(
            id=f"link-{number}", a_device=f"dev-{link.b_device}", a_interface=f"{link.b_device}|{link.b_port}",
            b_device=f"dev-{link.a_device}", b_interface=f"{link.a_device}|{link.a_port}", layer=1, state=LinkState.TWO_SIDED,
            matched_by="test",
        )
        for number, link in enumerate(city.links)
    ]  # fmt: skip
    return Topology(
        snapshot="s",
        census=Census(edition="e"),
        devices=tuple(seen_device(device) for device in city.devices),
        interfaces=tuple(interfaces),
        links=tuple(links),
    )


def replaced(topology: Topology, **changes: object) -> Topology:
    fields = {name: getattr(topology, name) for name in ("snapshot", "census", "devices", "interfaces", "links")}
    return Topology(**(fields | changes))


def all_findings(city: City) -> list[Finding]:
    overlaps = [
        Finding(
            id=f"f{number}", kind="overlap.identical" if o.prefix_a == o.prefix_b else "overlap.containing", severity=Severity.WARNING,
            networks=(o.network_a, o.network_b), subjects=("p1", "p2"),
            params={"network_a": o.network_b, "network_b": o.network_a, "prefix_a": o.prefix_b, "prefix_b": o.prefix_a},
        )
        for number, o in enumerate(city.planted.overlaps)
    ]  # fmt: skip
    sites = [
        Finding(id=f"s{site}", kind="shared_site", severity=Severity.INFO, networks=networks, sites=(site,))
        for site, networks in city.planted.shared_sites.items()
    ]
    return overlaps + sites


def test_a_perfect_answer_scores_one(city: City) -> None:
    result = score(perfect(city), all_findings(city), city)
    assert (result.devices, result.answered) == (len(city.devices), len(city.devices))
    assert (result.links, result.link_truth, result.link_recall, result.link_precision) == (len(city.links), len(city.links), 1.0, 1.0)
    assert (result.overlaps_planted, result.overlaps_found, result.overlaps_false) == (len(city.planted.overlaps),) * 2 + (0,)
    assert (result.shared_sites_planted, result.shared_sites_found) == (len(city.planted.shared_sites),) * 2
    assert result.shared_sites_false == 0


def test_nothing_found_scores_nothing(city: City) -> None:
    result = score(Topology(snapshot="s", census=Census(edition="e")), [], city)
    assert (result.answered, result.links, result.link_truth, result.link_recall, result.link_precision) == (0, 0, 0, 1.0, 1.0)
    assert (result.overlaps_found, result.shared_sites_found) == (0, 0)


def test_missed_and_invented_links_count(city: City) -> None:
    topology = perfect(city)
    first, second, *rest = topology.links
    invented = Link(
        id="invented", a_device=first.a_device, a_interface=first.a_interface, b_device=second.b_device, b_interface=second.b_interface,
        layer=1, state=LinkState.INFERRED, matched_by="test",
    )  # fmt: skip
    portless = Link(
        id="portless", a_device=first.a_device, a_interface=None, b_device=second.b_device, b_interface=second.b_interface,
        layer=1, state=LinkState.ONE_SIDED, matched_by="test",
    )  # fmt: skip
    result = score(replaced(topology, links=(*rest, invented, portless)), [], city)
    total = len(city.links)
    assert result.links == total
    assert result.link_recall == pytest.approx((total - 2) / total)
    assert result.link_precision == pytest.approx((total - 2) / total)


def test_a_link_said_twice_is_not_twice_right(city: City) -> None:
    topology = perfect(city)
    result = score(replaced(topology, links=(*topology.links, topology.links[0])), [], city)
    assert result.link_recall == 1.0
    assert result.link_precision == pytest.approx(len(city.links) / (len(city.links) + 1))


@pytest.mark.parametrize("state", [LinkState.DECLARED, LinkState.STALE])
def test_declared_and_stale_links_are_not_measured(city: City, state: LinkState) -> None:
    topology = perfect(city)
    other = Link(id="d", a_device="x", a_interface=None, b_device="y", b_interface=None, layer=1, state=state, matched_by="census")
    result = score(replaced(topology, links=(*topology.links, other)), [], city)
    assert (result.links, result.link_precision) == (len(city.links), 1.0)


def test_links_of_silent_devices_are_not_asked_for(city: City) -> None:
    topology = perfect(city)
    silent = {city.devices[0].id, city.devices[1].id}
    devices = (
        Device(id="x", name="x", realm=city.devices[0].realm, targets=(city.devices[0].vantage,), completeness=Completeness.FAILED),
        *topology.devices[2:],
    )
    result = score(replaced(topology, devices=devices), [], city)
    expected = [link for link in city.links if not {link.a_device, link.b_device} & silent]
    assert (result.answered, result.link_truth, result.link_recall) == (len(city.devices) - 2, len(expected), 1.0)


def test_two_devices_that_claim_one_are_neither(city: City) -> None:
    twice = [seen_device(city.devices[0]), seen_device(city.devices[0])]
    other = Device(id="other", name="o", realm=city.devices[0].realm, targets=(city.devices[0].vantage,))
    topology = Topology(snapshot="s", census=Census(edition="e"), devices=(twice[0], other, seen_device(city.devices[1])))
    assert match_devices(topology, city) == {f"dev-{city.devices[1].id}": city.devices[1].id}


def test_the_realm_tells_devices_of_one_address_apart(city: City) -> None:
    device = next(device for device in city.devices if device.realm == "n05")
    namesake = next(other for other in city.devices if other.realm == "n15" and other.management == device.management)
    topology = Topology(
        snapshot="s",
        census=Census(edition="e"),
        devices=(
            Device(id="a", name="a", realm="n05", addresses=(device.management,)),
            Device(id="b", name="b", realm="n15", addresses=(namesake.management,)),
        ),
    )
    assert match_devices(topology, city) == {"a": device.id, "b": namesake.id}


def test_missed_and_invented_findings_count(city: City) -> None:
    found = all_findings(city)
    overlap = found[0]
    wrong = Finding(
        id="w", kind="overlap.identical", severity=Severity.WARNING, networks=("N05", "N16"),
        params={"network_a": "N05", "network_b": "N16", "prefix_a": "10.0.0.0/8", "prefix_b": "10.0.0.0/8"},
    )  # fmt: skip
    site = next(iter(city.planted.shared_sites))
    wrong_site = Finding(id="ws", kind="shared_site", severity=Severity.INFO, networks=("W1", "XX"), sites=(site,))
    kept = [finding for finding in found if finding is not overlap and finding.sites != (site,)]
    result = score(perfect(city), [*kept, wrong, wrong_site], city)
    assert (result.overlaps_found, result.overlaps_false) == (len(city.planted.overlaps) - 1, 1)
    assert (result.shared_sites_found, result.shared_sites_false) == (len(city.planted.shared_sites) - 1, 1)
