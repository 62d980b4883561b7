"""Real networks of other people: every link their operators know is found at port level, and none is invented.

Reads captures beside the checkout; nothing of them is copied here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.resolve.made import all_ends, believe
from tests.resolve.walk_text import read_walk
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
    assert {frozenset((device, canonical_interface(port or "")) for device, port in pair) for pair in all_ends(topology)} == expected
    assert {link.matched_by for link in topology.links} == {"mutual_both_ports"}


def test_devices_that_hear_themselves_and_captures_without_interfaces() -> None:
    topology = believed("nms0123")
    pairs = {
        frozenset(topology.device[device].name.removesuffix(".txt") for device in (link.a_device, link.b_device)) for link in topology.links
    }
    assert pairs == {frozenset(pair) for pair in truth("nms0123")["lldp_device_pairs"]}
    assert sum(entry.reason == "self" for entry in topology.unmatched) == 4


def test_a_lone_device_has_no_link() -> None:
    topology = believed("nms7777dw")
    assert (len(topology.devices), topology.links) == (1, ())
