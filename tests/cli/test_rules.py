"""The rules on the command line: a file to begin with, the ones in force, and what another file would change."""

from __future__ import annotations

import json

import pytest

from services.evidence import open_evidence
from services.home import Home
from services.listing import rows
from services.ruling import rules_template
from services.topologies import current, findings
from topology.model.errors import NotFound
from topology.model.rules import TABLES, read_rules
from topology.model.text import LANGUAGES

CONFIG = """#
sysname {name}
#
ip vpn-instance tax
 ipv4-family
  route-distinguisher 1:1
#
interface GigabitEthernet0/0/1
 ip address 10.20.0.{number} 255.255.255.0
#
interface GigabitEthernet0/0/2
 ip binding vpn-instance tax
 ip address 10.30.{number}.1 255.255.255.0
#
return
"""
RULES = 'schema = 1\n[[host]]\npattern = "^A"\nnetwork = "N01"\n[[prefix]]\nprefix = "10.20.0.0/16"\nnetwork = "N02"\n'


@pytest.fixture
def imported(call_at_home, tmp_path):
    for number, name in enumerate("AB", 1):
        (tmp_path / f"{name}.cfg").write_text(CONFIG.format(name=name, number=number))
    code, _, said = call_at_home("import", tmp_path / "A.cfg", tmp_path / "B.cfg", "--realm", "n01", "--as", "huawei_vrp")
    assert code == 0, said
    return call_at_home


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_is_valid_as_it_stands_and_with_every_table(lang) -> None:
    text = rules_template(lang)
    assert read_rules(text.encode(), source="rules.toml").realms == ()
    kept = [line.removeprefix("#") for line in text.splitlines() if not line.startswith("# ")]
    whole = read_rules("\n".join(kept).encode(), source="rules.toml")
    assert {table: len(getattr(whole, field)) for table, field in TABLES.items()} == dict.fromkeys(TABLES, 1)


def test_the_template_goes_to_the_terminal_or_a_file(call_at_home, tmp_path) -> None:
    assert call_at_home("rules", "template")[:2] == (0, rules_template("en"))
    assert call_at_home("--lang", "zh", "rules", "template", "-o", tmp_path / "r.toml")[0] == 0
    assert (tmp_path / "r.toml").read_text(encoding="utf-8") == rules_template("zh")
    assert call_at_home("rules", "template", "-o", tmp_path)[0] == 2


def test_rules_in_force_are_listed_by_the_place_that_evidence_names(call_at_home, tmp_path) -> None:
    code, out, said = call_at_home("rules", "show")
    assert (code, out) == (0, "")
    assert "no rules" in said
    (tmp_path / "rules.toml").write_text(RULES)
    call_at_home("import", tmp_path / "rules.toml")
    _, out, _ = call_at_home("--json", "rules", "show")
    assert [(row["rule"], row["pattern"], row["prefix"], row["network"]) for row in json.loads(out)] == [
        ("prefix[1]", None, "10.20.0.0/16", "N02"),
        ("host[1]", "^A", None, "N01"),
    ]


def test_a_preview_says_what_changes_and_writes_nothing(imported, tmp_path) -> None:
    (tmp_path / "rules.toml").write_text(RULES)
    code, out, _ = imported("--json", "rules", "preview", tmp_path / "rules.toml")
    found = json.loads(out)
    assert code == 0
    assert sorted((one["kind"], one["name"], one["what"], one["before"], one["after"]) for one in found["changes"]) == [
        ("device", "A", "network", None, "N01"),
        ("device", "B", "network", None, "N02"),
        ("interface", "A GigabitEthernet0/0/1", "network", None, "N02"),
        ("prefix", "10.20.0.0/24", "network", None, "N02"),
        ("prefix", "10.30.1.0/24", "network", None, "N01"),
        ("prefix", "10.30.2.0/24", "network", None, "N02"),
    ]
    assert (found["rules"], found["without_before"], found["without_after"]) == (2, 6, 1)
    assert (found["doubts_before"]["no_network"], found["doubts_after"]) == (2, {"rules_disagree": 1, "several": 1})
    _, out, _ = imported("rules", "preview", tmp_path / "rules.toml")
    assert "6 -> 1" in out
    _, out, _ = imported("--csv", "rules", "preview", tmp_path / "rules.toml")
    assert out.splitlines()[1].startswith("device,")
    _, out, _ = imported("--json", "list", "devices")
    assert {row["network"] for row in json.loads(out)} == {None}


def test_a_file_that_cannot_be_read_and_an_empty_home_are_told(call_at_home, tmp_path) -> None:
    (tmp_path / "rules.toml").write_text("schema = 2")
    code, _, said = call_at_home("rules", "preview", tmp_path / "rules.toml")
    assert code == 2
    assert "schema = 1" in said
    (tmp_path / "rules.toml").write_text("schema = 1")
    assert call_at_home("rules", "preview", tmp_path / "rules.toml")[0] != 0


def test_findings_name_rules_and_the_evidence_opens(imported, tmp_path) -> None:
    (tmp_path / "rules.toml").write_text(RULES)
    imported("import", tmp_path / "rules.toml")
    with Home.open(tmp_path / "home") as home:
        found = next(one for one in findings(home) if one.kind == "membership.rules_disagree")
        assert found.params["candidates"] == "N01, N02"
        opened = [open_evidence(home, one) for one in found.evidence]
        assert [one["place"] for one in opened][:2] == ["host[1]", "prefix[1]"]
        assert {line["label"]: line["text"] for line in opened[0]["lines"]} == {"pattern": "^A", "network": "N01"}
        assert {row["kind"] for row in rows(home, "findings")} >= {"membership.rules_disagree", "membership.several"}
        placed = {device.name: device.placed_by for device in current(home).devices}
        assert open_evidence(home, placed["B"])["title"] == "Rule of membership in rules.toml"
        gone = found.evidence[0].__class__(found.evidence[0].kind, "rules-0", "host[1]")
        with pytest.raises(NotFound):
            open_evidence(home, gone)
