"""Scope files: what they say, what is refused and how, and that secrets never show."""

from __future__ import annotations

import pytest

from collectors.snmp.credentials import read_secret
from collectors.snmp.discover import plan_run
from collectors.snmp.scope import Bounds, load_scope
from topology.model.errors import InputError

GOOD = """
schema = 1
[limits]
timeout_s = 0.5
[[credential]]
name = "n05"
version = "2c"
community = "file:credentials.toml#n05"
prefixes = ["127.5.0.0/16"]
[[realm]]
name = "n05"
vantage = "centre"
port = 16161
mode = "crawl"
seeds = ["10.20.0.1"]
allow = ["127.5.0.0/16"]
deny = ["127.5.9.0/24"]
credentials = ["n05"]
[[realm.translate]]
own = "10.20.0.0/16"
reached = "127.5.0.0/16"
"""


def write(folder, text=GOOD, secrets='n05 = "s3cret"\n'):
    path = folder / "scope.toml"
    path.write_text(text, encoding="utf-8")
    keys = folder / "credentials.toml"
    keys.write_text(secrets, encoding="utf-8")
    keys.chmod(0o600)
    return path


def test_a_scope_is_loaded_as_it_stands(tmp_path):
    scope = load_scope(write(tmp_path))
    assert (scope.limits.timeout_s, scope.limits.concurrency, scope.limits.max_repetitions) == (0.5, 200, 25)
    realm = scope.realms[0]
    assert (realm.name, realm.vantage, realm.port, realm.mode.value) == ("n05", "centre", 16161, "crawl")
    assert scope.problems == ()
    assert "s3cret" not in repr(scope)
    plan = plan_run(scope)[0]
    assert (plan.realm, plan.targets, plan.addresses, plan.credentials) == ("n05", ("127.5.0.1",), 65_536, ("n05",))


def test_addresses_are_translated_both_ways_and_bounded(tmp_path):
    bounds = Bounds(load_scope(write(tmp_path)).realms[0])
    assert bounds.reach("10.20.3.4") == "127.5.3.4"
    assert bounds.own("127.5.3.4") == "10.20.3.4"
    assert bounds.reach("192.168.0.1") == "192.168.0.1"
    assert bounds.allows("127.5.3.4")
    assert not bounds.allows("127.5.9.4")
    assert not bounds.allows("10.20.3.4")
    assert not bounds.allows("::1")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("schema = 1", "schema = 2", "schema"),
        ('version = "2c"', 'version = "2"', "credential[0].version"),
        ('version = "2c"', 'version = "3"', "credential[0].community"),
        ('"file:credentials.toml#n05"', '"s3cret"', "credential[0].community"),
        ('prefixes = ["127.5.0.0/16"]', "prefixes = []", "credential[0].prefixes"),
        ('prefixes = ["127.5.0.0/16"]', 'prefixes = ["127.5.0.1/16"]', "credential[0].prefixes"),
        ('seeds = ["10.20.0.1"]', "seeds = []", "realm[0].seeds"),
        ('seeds = ["10.20.0.1"]', 'seeds = ["core-1"]', "realm[0].seeds"),
        ('seeds = ["10.20.0.1"]', 'seeds = ["10.20.9.1"]', "realm[0].seeds"),
        ('allow = ["127.5.0.0/16"]', "allow = []", "realm[0].allow"),
        ('allow = ["127.5.0.0/16"]', 'allow = ["0.0.0.0/0"]', "realm[0].allow"),
        ('deny = ["127.5.9.0/24"]', 'deny = ["x"]', "realm[0].deny"),
        ('credentials = ["n05"]', 'credentials = ["n06"]', "realm[0].credentials"),
        ('credentials = ["n05"]', "credentials = []", "realm[0].credentials"),
        ('reached = "127.5.0.0/16"', 'reached = "127.5.0.0/17"', "realm[0].translate.reached"),
        ("port = 16161", "port = 0", "realm[0].port"),
        ("timeout_s = 0.5", "timeout_s = 0", "limits.timeout_s"),
        ("timeout_s = 0.5", "concurrency = 5000", "limits.concurrency"),
        ("timeout_s = 0.5", "max_repetitions = 5000", "limits.max_repetitions"),
        ('mode = "crawl"', 'mode = "sweep"\n', None),
    ],
)
def test_each_mistake_is_named_by_its_key(tmp_path, old, new, key):
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    if key is None:
        assert load_scope(path).realms[0].mode.value == "sweep"
        return
    with pytest.raises(InputError) as caught:
        load_scope(path)
    assert (caught.value.code, caught.value.params["key"]) == ("scope_value", key)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("schema = [", "scope_not_toml"),
        (GOOD.replace("port = 16161", 'port = "x"'), "scope_form"),
        (GOOD.replace("port = 16161", "prot = 161"), "scope_form"),
        (GOOD.replace("[limits]", "[limit]"), "scope_form"),
        (GOOD.replace("timeout_s", "timeout"), "scope_form"),
        ("schema = 1", "scope_value"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, text, code):
    with pytest.raises(InputError) as caught:
        load_scope(write(tmp_path, text))
    assert caught.value.code == code
    assert caught.value.params["path"].endswith("scope.toml")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError) as caught:
        load_scope(tmp_path / "none.toml")
    assert caught.value.code == "scope_unreadable"


@pytest.mark.parametrize("forbidden", ["127.5.200.0/24", "10.0.0.0/8"])
def test_prefixes_of_classified_networks_are_refused(tmp_path, forbidden):
    with pytest.raises(InputError) as caught:
        load_scope(write(tmp_path), forbidden=[forbidden])
    assert (caught.value.code, caught.value.params["forbidden"]) == ("scope_forbidden", forbidden)


def test_a_denied_hole_keeps_a_classified_network_out(tmp_path):
    assert load_scope(write(tmp_path), forbidden=["127.5.9.0/25", "2001:db8::/32"]).realms


def test_a_sweep_yields_each_host_once_and_no_broadcast(tmp_path):
    text = GOOD.replace('mode = "crawl"', 'mode = "sweep"').replace(
        'allow = ["127.5.0.0/16"]', 'allow = ["127.5.8.252/30", "127.5.8.254/31", "127.5.9.0/30", "127.5.1.1/32"]'
    )
    scope = load_scope(write(tmp_path, text.replace('seeds = ["10.20.0.1"]', "")))
    assert list(Bounds(scope.realms[0]).sweep()) == ["127.5.8.253", "127.5.8.254", "127.5.1.1"]
    assert plan_run(scope)[0].targets == scope.realms[0].allow


def test_a_sweep_too_wide_is_refused(tmp_path):
    text = GOOD.replace('mode = "crawl"', 'mode = "sweep"').replace("timeout_s = 0.5", "sweep_addresses = 1000")
    with pytest.raises(InputError) as caught:
        load_scope(write(tmp_path, text))
    assert (caught.value.code, caught.value.params["found"]) == ("scope_value", "65536 addresses")


def test_names_are_unique(tmp_path):
    twice = GOOD + GOOD[GOOD.index("[[realm]]") :]
    with pytest.raises(InputError) as caught:
        load_scope(write(tmp_path, twice))
    assert caught.value.params["key"] == "realm[1].name"


def test_secrets_come_from_files_and_the_environment(tmp_path, monkeypatch):
    write(tmp_path, secrets='n05 = "s3cret"\n[deep.er]\ncommunity = "two"\n[only]\nx = 1\n')
    monkeypatch.setenv("NETFOLD_TEST_COMMUNITY", "three")
    assert read_secret("file:credentials.toml#n05", tmp_path) == b"s3cret"
    assert read_secret("file:credentials.toml#deep.er", tmp_path) == b"two"
    assert read_secret("env:NETFOLD_TEST_COMMUNITY", tmp_path) == b"three"
    for reference, code in [
        ("file:credentials.toml#none", "scope_credential_missing"),
        ("file:credentials.toml#only", "scope_credential_missing"),
        ("file:other.toml#n05", "scope_credential_file"),
        ("env:NETFOLD_NO_SUCH", "scope_credential_missing"),
        ("s3cret", "scope_credential_reference"),
    ]:
        with pytest.raises(InputError) as caught:
            read_secret(reference, tmp_path)
        assert caught.value.code == code
        assert "s3cret" not in str(caught.value)


def test_a_credentials_file_open_to_others_is_said(tmp_path):
    path = write(tmp_path)
    (tmp_path / "credentials.toml").chmod(0o644)
    assert [(problem.code, problem.params) for problem in load_scope(path).problems] == [("scope_credential_open", {"mode": "644"})]
