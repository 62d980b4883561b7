"""``netfold path``: what it prints, in which form, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HEAD = "!Software Version V200R009C00SPC500\n#\nsysname {name}\n#\n"
CONFIGS = {
    "east": HEAD.format(name="EAST")
    + """vlan batch 20
#
acl number 3001
 rule 5 deny tcp destination 10.30.3.0 0.0.0.255 destination-port eq telnet
 rule 10 permit ip
#
interface Vlanif20
 description users
 ip address 10.30.1.1 255.255.255.0
 traffic-filter inbound acl 3001
#
interface GigabitEthernet0/0/1
 undo portswitch
 description to WEST
 ip address 10.30.9.1 255.255.255.252
#
interface GigabitEthernet0/0/2
 port link-type access
 port default vlan 20
#
ip route-static 10.30.3.0 255.255.255.0 10.30.9.2
ip route-static 10.30.7.0 255.255.255.0 10.30.9.2
#
return
""",
    "west": HEAD.format(name="WEST")
    + """interface GigabitEthernet0/0/1
 undo portswitch
 ip address 10.30.9.2 255.255.255.252
#
interface GigabitEthernet0/0/3
 undo portswitch
 ip address 10.30.3.1 255.255.255.0
#
ip route-static 10.30.1.0 255.255.255.0 10.30.9.1
#
return
""",
}


@pytest.fixture
def path(call_at_home: Any, tmp_path: Path) -> Any:
    """Call ``netfold path`` in a home with two imported configurations."""
    folder = tmp_path / "configs"
    folder.mkdir()
    for name, text in CONFIGS.items():
        (folder / f"{name}.cfg").write_text(text, encoding="utf-8")
    code, _, said = call_at_home("import", folder, "--realm", "lab", "--quiet", "--lang", "en")
    assert code == 0, said

    def call(*arguments: object) -> tuple[int, str, str]:
        return call_at_home("path", *arguments, *(() if "--lang" in arguments else ("--lang", "en")))

    return call


def test_a_path_that_arrives_is_printed_hop_by_hop_with_its_lines(path: Any) -> None:
    code, said, _ = path("10.30.1.7", "10.30.3.9")
    assert code == 0
    lines = said.splitlines()
    assert lines[0] == "Branch 1: arrives (unsure)"
    assert any(
        "EAST has a route to 10.30.3.0/24 (static) by 10.30.9.2 on GigabitEthernet0/0/1." in line and "east.cfg:" in line for line in lines
    )
    assert "access list 3001 on Vlanif20 of EAST (inbound)" in said


def test_json_is_a_flat_list_with_evidence_that_names_its_line(path: Any) -> None:
    code, said, _ = path("10.30.1.7", "10.30.3.9", "--json")
    rows = json.loads(said)
    assert code == 0
    assert {tuple(row) for row in rows} == {tuple(rows[0])}, "the keys are the same in every row"
    assert [(row["hop"], row["act"], row["device"]) for row in rows] == [
        (1, "start", "EAST"),
        (1, "switch", "EAST"),
        (1, "filter", "EAST"),
        (1, "route", "EAST"),
        (1, "switch", "EAST"),
        (2, "route", "WEST"),
        (2, "end", "WEST"),
    ]
    route = next(row for row in rows if row["act"] == "route")
    assert (route["prefix"], route["next_hop"], route["protocol"], route["basis"]) == ("10.30.3.0/24", "10.30.9.2", "static", "configured")
    assert (route["out_interface"], route["vrf"], route["layer"], route["branch"]) == ("GigabitEthernet0/0/1", None, 3, 1)
    number = int(route["evidence"][0]["place"].rpartition(":")[2])
    assert CONFIGS["east"].splitlines()[number - 1] == "ip route-static 10.30.3.0 255.255.255.0 10.30.9.2"


def test_what_does_not_arrive_ends_with_1_and_says_where(path: Any) -> None:
    code, said, _ = path("10.30.1.7", "10.30.7.1")
    assert code == 1
    assert said.splitlines()[0] == "Branch 1: no route (likely)"
    assert "WEST has no route to 10.30.7.1" in said


def test_a_denial_names_the_rule_s_line_and_a_doubt_asks_for_more(path: Any) -> None:
    code, said, _ = path("10.30.1.7", "10.30.3.9", "--proto", "tcp", "--port", "23", "--json")
    denial = next(row for row in json.loads(said) if row["verdict"] == "deny")
    number = int(denial["evidence"][0]["place"].rpartition(":")[2])
    assert code == 1
    assert CONFIGS["east"].splitlines()[number - 1].strip().startswith("rule 5 deny tcp")
    assert path("10.30.1.7", "10.30.3.9", "--proto", "tcp", "--port", "443")[0] == 0
    assert "give protocol and port" in path("10.30.1.7", "10.30.3.9")[1]


def test_both_ways_are_followed_and_compared(path: Any) -> None:
    code, said, _ = path("10.30.1.7", "10.30.3.9", "--both", "--json")
    rows = json.loads(said)
    assert code == 0
    assert {row["direction"] for row in rows} == {"forward", "back"}
    assert [row["device"] for row in rows if row["direction"] == "back" and row["act"] == "route"] == ["WEST", "EAST"]
    assert "other devices" not in path("10.30.1.7", "10.30.3.9", "--both")[1]


def test_devices_are_taken_by_name_and_csv_is_printed(path: Any) -> None:
    code, said, _ = path("EAST", "WEST", "--csv")
    assert code == 0
    assert said.splitlines()[0].startswith("direction,branch,hop,step,act,layer")


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("172.16.0.1", "10.30.3.9"), 3, "Nothing collected has 172.16.0.1"),
        (("nobody", "10.30.3.9"), 3, "Nothing is named 'nobody'"),
        (("10.30.1.7", "::1"), 2, "not of one IP version"),
        (("10.30.1.7", "10.30.3.9", "--port", "80"), 2, "with --proto"),
        (("10.30.1.7", "10.30.3.9", "--realm", "other"), 3, "looked in other"),
    ],
)
def test_what_cannot_be_followed_says_why(path: Any, arguments: tuple[str, ...], code: int, text: str) -> None:
    ended, _, said = path(*arguments)
    assert ended == code
    assert text in said


def test_an_address_of_two_realms_asks_which(path: Any, call_at_home: Any, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "east.cfg").write_text(CONFIGS["east"], encoding="utf-8")
    assert call_at_home("import", other, "--realm", "second", "--quiet")[0] == 0
    code, _, said = path("10.30.1.7", "10.30.3.9")
    assert (code, "lab/global, second/global" in said) == (2, True)
    assert path("10.30.1.7", "10.30.3.9", "--realm", "lab")[0] == 0
    assert path("10.30.1.7", "10.30.3.9", "--realm", "second")[0] == 1


def test_it_is_said_in_chinese(path: Any) -> None:
    code, said, _ = path("10.30.1.7", "10.30.3.9", "--lang", "zh")
    assert code == 0
    assert said.splitlines()[0] == "分支 1：到达（不确定）"
    assert "EAST 有到 10.30.3.0/24 的路由（静态），下一跳 10.30.9.2" in said
