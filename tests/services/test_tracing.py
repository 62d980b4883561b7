"""Tracing as a service: what may be named, what is checked first, and that the evidence of a path opens."""

from __future__ import annotations

import pytest

from services.evidence import open_evidence
from services.home import Home
from services.topologies import current
from services.tracing import Asked, find_path, path_places
from topology.model.entities import Evidence, EvidenceKind, Host
from topology.model.errors import InputError

SYS_NAME = "1.3.6.1.2.1.1.5.0"


@pytest.fixture(scope="module")
def host(city: Home) -> Host:
    """A host of the extranet."""
    return next(host for host in current(city).hosts if host.realm == "ext" and host.addresses)


@pytest.fixture(scope="module")
def core(city: Home) -> str:
    """The name of a router of the extranet that no other realm has."""
    topology = current(city)
    names = [device.name for device in topology.devices]
    return next(
        device.name for device in topology.devices if device.realm == "ext" and device.tier == "core" and names.count(device.name) == 1
    )


def test_a_host_is_named_by_address_mac_or_id_and_a_device_by_name(city: Home, host: Host, core: str) -> None:
    address = next(iter(host.addresses))
    answers = [find_path(city, Asked(source=text, destination=core)) for text in (address, host.mac, host.id)]
    assert {answer.source for answer in answers} == {address}
    assert all(answer.arrives for answer in answers)
    assert answers[0].rows == answers[1].rows == answers[2].rows
    assert answers[0].rows[-1]["device"] == core
    assert find_path(city, Asked(source=core, destination=host.mac)).destination == address


def test_every_statement_has_evidence_that_opens(city: Home, host: Host, core: str) -> None:
    rows = find_path(city, Asked(source=host.addresses[0], destination=core, both=True)).rows
    assert {row["direction"] for row in rows} == {"forward", "back"}
    for row in rows:
        assert row["evidence"] or row["basis"] == "assumed"
        for one in row["evidence"]:
            found = open_evidence(city, Evidence(EvidenceKind(one["kind"]), one["source"], one["place"], one["text"]))
            # A row of ARP bears no reference of its own and is found by its address, a device by its system's name.
            part = found["lines"][0]["text"]
            assert any(line["here"] for line in found["lines"]) or (part, one["place"].split()[0]) in {
                ("arp", "arp"),
                ("system", SYS_NAME),
            }, one


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"protocol": "smoke"}, "path.bad_protocol"),
        ({"protocol": "icmp", "port": 80}, "path.bad_port"),
        ({"protocol": "tcp", "port": 70000}, "path.bad_port"),
        ({"source": "nobody"}, "services.unknown_end"),
        ({"source": "203.0.113.1"}, "path.no_source"),
        ({"realm": "n99"}, "path.no_source"),
    ],
)
def test_what_cannot_be_asked_is_refused(city: Home, host: Host, asked: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        find_path(city, Asked(**({"source": host.addresses[0], "destination": "10.0.0.1"} | asked)))
    assert caught.value.code == code


def test_places_are_listed_for_an_address_and_none_for_a_name(city: Home, host: Host) -> None:
    assert [(place.realm, place.vrf, place.own) for place in path_places(city, host.addresses[0])] == [("ext", None, False)]
    assert path_places(city, "no address") == []


def test_a_way_back_that_cannot_be_begun_is_said_and_the_way_there_stands(city: Home, host: Host) -> None:
    found = find_path(city, Asked(source=host.addresses[0], destination="203.0.113.1", both=True))
    assert not found.arrives
    assert found.back_error is not None
    assert found.back_error.code == "path.no_source"
    assert {row["direction"] for row in found.rows} == {"forward"}
