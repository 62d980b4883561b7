"""``netfold history`` and the commands that keep snapshots and let them go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CONFIG = """!Software Version V200R010C00SPC600
#
sysname SW1
#
interface GigabitEthernet0/0/1
 description to SW{day}
#
interface Vlanif10
 ip address 10.1.0.1 255.255.255.0
#
return
"""


@pytest.fixture
def call(call_at_home: Any, tmp_path: Path) -> Any:
    for day in range(1, 5):
        (tmp_path / "sw1.cfg").write_text(CONFIG.format(day=day), encoding="utf-8")
        assert call_at_home("import", tmp_path / "sw1.cfg", "--realm", "n01")[0] == 0
    return call_at_home


def test_the_history_of_a_port(call: Any) -> None:
    code, out, _ = call("history", "SW1:GE0/0/1", "--json")
    answer = json.loads(out)
    assert code == 0
    assert [(one["snapshot"], one["field"], one["before"], one["after"]) for one in answer["events"]] == [
        (f"s{day}", "description", f"to SW{day - 1}", f"to SW{day}") for day in (2, 3, 4)
    ]
    assert (answer["kind"], answer["present"], answer["since_before"]) == ("interface", True, True)
    assert answer["events"][0]["evidence"][0]["place"] == "sw1.cfg:5"
    code, out, _ = call("history", "SW1:GE0/0/1")
    assert code == 0
    assert "it was in the first snapshot" in out
    assert "to SW4" in out
    code, out, err = call("history", "SW1:Vlanif10")
    assert (code, "Nothing about it changed." in err) == (0, True)
    code, _, err = call("history", "nothing-of-the-kind")
    assert (code, "nothing-of-the-kind" in err) == (2, True)


def test_snapshots_are_locked_pruned_and_forgotten_by_no_history(call: Any) -> None:
    assert call("snapshots", "lock", "s1", "--reason", "the council asked")[0] == 0
    assert json.loads(call("snapshots", "lock", "s1", "--json")[1])["reason"] == "the council asked"
    assert [row["locked"] for row in json.loads(call("snapshots", "list", "--json")[1])] == [True, False, False, False]
    code, out, err = call("snapshots", "prune", "--keep", "1", "--dry-run")
    assert (code, "2 of 4 snapshots would go; nothing was deleted." in err) == (0, True)
    assert "locked" in out
    code, out, _ = call("snapshots", "prune", "--keep", "1", "--compact", "--json")
    answer = json.loads(out)
    assert (code, answer["dry_run"], answer["freed"]["snapshots"]) == (0, False, 2)
    assert [(row["id"], row["stays"], row["reason"]) for row in answer["snapshots"]] == [
        ("s1", True, "locked"),
        ("s2", False, "old"),
        ("s3", False, "old"),
        ("s4", True, "newest"),
    ]
    assert call("snapshots", "unlock", "s1")[0] == 0
    code, _, err = call("snapshots", "prune", "--keep-days", "0")
    assert (code, "1 of 2 snapshots are gone" in err) == (0, True)
    assert [row["id"] for row in json.loads(call("snapshots", "list", "--json")[1])] == ["s4"]
    assert len(json.loads(call("history", "SW1:GE0/0/1", "--json")[1])["events"]) == 3
    assert call("doctor")[0] == 0


def test_what_cannot_be_pruned_or_unlocked_is_said(call: Any) -> None:
    code, _, err = call("snapshots", "prune")
    assert (code, "--keep N" in err) == (2, True)
    assert call("snapshots", "prune", "--keep", "-1")[0] == 2
    code, _, err = call("snapshots", "unlock", "s1")
    assert (code, "is not locked" in err) == (2, True)
    assert call("snapshots", "lock", "s99")[0] == 2
