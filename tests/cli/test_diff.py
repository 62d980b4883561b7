"""``netfold diff``: two imports of a device's configuration, and what changed between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

MONDAY = """!Software Version V200R010C00SPC600
#
sysname SW1
#
vlan batch 10 20
#
interface Vlanif10
 ip address 10.1.0.1 255.255.255.0
#
interface GigabitEthernet0/0/1
 description to SW2
 port link-type access
 port default vlan 10
#
ip route-static 0.0.0.0 0.0.0.0 10.1.0.254
#
return
"""
TUESDAY = MONDAY.replace("to SW2", "to SW3").replace("10.1.0.254", "10.1.0.253").replace("vlan batch 10 20", "vlan batch 10 30")


@pytest.fixture
def call(call_at_home: Any, tmp_path: Path) -> Any:
    for name, text in (("monday", MONDAY), ("tuesday", TUESDAY)):
        (tmp_path / "sw1.cfg").write_text(text, encoding="utf-8")
        assert call_at_home("import", tmp_path / "sw1.cfg", "--realm", "n01", "--snapshot", name)[0] == 0
    return call_at_home


def test_the_changes_as_json(call: Any) -> None:
    code, out, _ = call("diff", "monday", "tuesday", "--json")
    found = [(row["entity"], row["kind"], row["label"], row["field"], row["before"], row["after"]) for row in json.loads(out)]
    assert code == 0
    assert found == [
        ("interface", "changed", "SW1 GigabitEthernet0/0/1", "description", "to SW2", "to SW3"),
        ("vlan", "gone", "n01 VLAN 20", "", None, None),
        ("vlan", "new", "n01 VLAN 30", "", None, None),
        ("route", "changed", "SW1 0.0.0.0/0", "next_hop", "10.1.0.254", "10.1.0.253"),
    ]


def test_one_kind_of_thing_and_no_change(call: Any) -> None:
    code, out, _ = call("diff", "monday", "tuesday", "--entity", "route", "--csv")
    assert (code, len(out.splitlines())) == (0, 2)
    code, out, err = call("diff", "monday", "monday")
    assert (code, out + err) == (0, "Nothing changed.\n")
    code, out, _ = call("diff", "monday", "monday", "--json")
    assert (code, json.loads(out)) == (0, [])


def test_an_unknown_snapshot_is_named(call: Any) -> None:
    code, _, err = call("diff", "monday", "sunday")
    assert code == 2
    assert "sunday" in err
