"""Rule files: what they say, and what is wrong with them, by file and key."""

from __future__ import annotations

import pytest

from topology.messages import MESSAGES
from topology.model.errors import InputError
from topology.model.rules import CircuitRule, HostRule, PrefixRule, RealmRule, Rules, SiteRule, load_rules, read_rules, rules_hash
from topology.model.text import render

WHOLE = rb"""
schema = 1
[[realm]]
realm = "n05"
network = "N05"
[[prefix]]
prefix = "10.20.0.0/16"
network = "N05"
realm = "n05"
vrf = "office"
[[host]]
pattern = "^W1-"
network = "W1"
[[site]]
on = "host"
pattern = '^(?P<site>S\d{4})'
[[site]]
on = "location"
pattern = "tower"
site = "S0001"
[[circuit]]
pattern = 'KX-\d+'
"""


def test_a_whole_file(tmp_path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(WHOLE)
    rules = load_rules(path)
    assert rules == Rules(
        source="rules.toml",
        realms=(RealmRule(realm="n05", network="N05"),),
        prefixes=(PrefixRule(prefix="10.20.0.0/16", network="N05", realm="n05", vrf="office"),),
        hosts=(HostRule(pattern="^W1-", network="W1"),),
        sites=(SiteRule(on="host", pattern=r"^(?P<site>S\d{4})"), SiteRule(on="location", pattern="tower", site="S0001")),
        circuits=(CircuitRule(pattern=r"KX-\d+"),),
    )
    assert rules_hash(rules) == rules_hash(read_rules(WHOLE, source="rules.toml")) != rules_hash(Rules())


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ("schema = ", "rules.syntax", None),
        ("\udcff", "rules.syntax", None),
        ("", "rules.schema", "schema"),
        ("schema = 2", "rules.schema", "schema"),
        ("schema = 1\n[[relm]]\nrealm='a'", "rules.unknown_key", "relm"),
        ("schema = 1\n[realm]\nrealm='a'", "rules.value", "realm"),
        ("schema = 1\n[[realm]]\nrealm='a'", "rules.value", "realm[1]"),
        ("schema = 1\n[[realm]]\nrealm='a'\nnetwork=5", "rules.value", "realm[1]"),
        ("schema = 1\n[[realm]]\nrealm='a'\nnetwork='N'\ncolour='red'", "rules.value", "realm[1]"),
        ("schema = 1\n[[prefix]]\nprefix='10.0.0.1/8'\nnetwork='N'", "rules.prefix", "prefix[1].prefix"),
        ("schema = 1\n[[host]]\npattern='('\nnetwork='N'", "rules.pattern", "host[1].pattern"),
        ("schema = 1\n[[host]]\npattern='.*'\nnetwork='N'", "rules.pattern", "host[1].pattern"),
        (f"schema = 1\n[[host]]\npattern='{'x' * 501}'\nnetwork='N'", "rules.pattern", "host[1].pattern"),
        ("schema = 1\n[[circuit]]\npattern='['", "rules.pattern", "circuit[1].pattern"),
        ("schema = 1\n[[site]]\non='mac'\npattern='x'\nsite='S'", "rules.value", "site[1].on"),
        ("schema = 1\n[[site]]\non='host'\npattern='x'", "rules.site", "site[1]"),
        ("x" * (1 << 20) + "y", "rules.unreadable", None),
    ],
)
def test_what_is_wrong_is_named(text: str, code: str, key: str | None) -> None:
    with pytest.raises(InputError) as caught:
        read_rules(text.encode(errors="surrogateescape"), source="rules.toml")
    assert (caught.value.code, caught.value.params.get("key"), caught.value.params["file"]) == (code, key, "rules.toml")
    message = render(MESSAGES[code], caught.value.params, "en")
    assert message.startswith("rules.toml: ")
    assert "?" not in message.replace("?P<site>", "")


def test_a_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(InputError, match=r"rules.unreadable"):
        load_rules(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "key", "first"),
    [
        ('[[realm]]\nrealm="a"\nnetwork="N1"\n[[realm]]\nrealm="a"\nnetwork="N2"\n', "realm[2]", "realm[1]"),
        ('[[vrf]]\nvrf="a"\nnetwork="N1"\n[[vrf]]\nvrf="b"\nnetwork="N1"\n[[vrf]]\nvrf="a"\nnetwork="N1"\n', "vrf[3]", "vrf[1]"),
        ('[[presence]]\nsite="S"\nnetwork="N1"\n[[presence]]\nsite="S"\nnetwork="N2"\n', "presence[2]", "presence[1]"),
    ],
)
def test_two_rules_about_the_same_thing_are_refused(text, key, first) -> None:
    with pytest.raises(InputError) as caught:
        read_rules(f"schema = 1\n{text}".encode(), source="rules.toml")
    assert (caught.value.code, caught.value.params) == ("rules.twice", {"file": "rules.toml", "key": key, "first": first})


def test_what_differs_by_realm_or_stands_twice_as_a_shape_is_no_contradiction() -> None:
    text = """schema = 1
[[vrf]]
vrf = "a"
network = "N1"
[[vrf]]
vrf = "a"
network = "N2"
realm = "r"
[[circuit]]
pattern = "X"
[[circuit]]
pattern = "X"
network = "N1"
"""
    rules = read_rules(text.encode(), source="rules.toml")
    assert ([rule.network for rule in rules.vrfs], rules.circuits[1].network) == (["N1", "N2"], "N1")
