"""Real networks of other people: every link their operators know is found at port level, and none is invented.

Reads captures beside the checkout; nothing of them is copied here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.resolve.made import believe, ends
from tests.resolve.walk_text import read_walk
from topology.model.entities import LinkState
from topology.model.names import canonical_interface

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "snmp-networks"


def believed(name: str):
    folder = CORPUS / name
    if not folder.is_dir():
        pytest.skip(f"corpus set {name} is not beside this checkout")
    return believe([read_walk(path, name) for path in sorted(folder.glob("*.txt"))])


def truth(name: str) -> dict:
    return json.loads((CORPUS / "truth_links.json").read_text(encoding="utf-8"))[name]


@pytest.mark.parametrize("name", ["nms8003", "nms1055"])
def test_every_link_at_port_level_and_no_other(name: str) -> None:
    topology = believed(name)
    known = truth(name)
    assert len(topology.devices) == known["devices"]
    expected = {frozenset({(a, canonical_interface(p)), (b, canonical_interface(q))}) for a, p, b, q in known["lldp"]}
    cables = [link for link in topology.links if link.layer == 1]
    assert {frozenset((device, canonical_interface(port or "")) for device, port in ends(topology, link)) for link in cables} == expected
    assert {link.matched_by for link in cables} == {"mutual_both_ports"}
    assert {link.layer for link in topology.links} == {1, 3}


def test_devices_that_hear_themselves_and_captures_without_interfaces() -> None:
    topology = believed("nms0123")
    pairs = {frozenset(topology.device[device].name for device in (link.a_device, link.b_device)) for link in topology.links}
    assert pairs == {frozenset(pair) for pair in truth("nms0123")["lldp_device_pairs"]}
    assert sum(entry.reason == "self" for entry in topology.unmatched) == 4


def test_a_lone_device_has_no_link() -> None:
    topology = believed("nms7777dw")
    assert (len(topology.devices), topology.links) == (1, ())


@pytest.mark.parametrize("name", ["nms8003", "nms1055", "nms0001"])
def test_every_adjacency_and_no_other(name: str) -> None:
    topology = believed(name)
    known = truth(name)
    adjacent = [link for link in topology.links if link.layer == 3]
    pairs = {frozenset(topology.device[device].name for device in (link.a_device, link.b_device)) for link in adjacent}
    assert pairs == {frozenset(pair) for pair in known["ospf_pairs"]}
    assert {(link.state, link.matched_by) for link in adjacent} == {(LinkState.TWO_SIDED, "adjacency")}
    named = {ends(topology, link) for link in adjacent}
    for _, ((a, p, _), (b, q, _)) in known.get("l3_p2p", []):
        if frozenset((a, b)) in pairs:
            assert frozenset({(a, p), (b, q)}) in named
    if "isis" in known:
        assert named == {frozenset({(a, p), (b, q)}) for a, p, b, q in known["isis"]}
        assert {link.protocols for link in adjacent} == {("isis", "ospf")}


@pytest.mark.parametrize("turn", range(3))
def test_the_segment_of_three_bridges_whatever_the_order(turn: int) -> None:
    folder = CORPUS / "nms7918"
    if not folder.is_dir():
        pytest.skip("corpus set nms7918 is not beside this checkout")
    paths = sorted(folder.glob("*.txt"))
    topology = believe([read_walk(path, "nms7918") for path in paths[turn:] + paths[:turn]])
    bridged = [link for link in topology.links if link.matched_by == "fdb"]
    met = {(device.lower().replace(".", ""), port[1:].lstrip("/")) for link in bridged for device, port in ends(topology, link)}
    assert met == {(device, port) for device, port in truth("nms7918")["fdb_segment"]}
    assert len(bridged) == 2
    assert {(link.state, link.layer) for link in bridged} == {(LinkState.INFERRED, 2)}
