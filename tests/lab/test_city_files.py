"""The files of a city are what the other rooms read, and secrets are the owner's only."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from collectors.census import read_census
from collectors.configs import read_config
from collectors.snmp.credentials import read_credential
from collectors.snmp.scope import Bounds, load_scope
from collectors.snmp.users import Auth, Level, Priv
from lab.city import build_city
from lab.configs import FORMS, WRITERS
from lab.truth import City
from lab.writer import write_city
from topology.model.census import KINDS
from topology.model.records import InterfaceKind
from topology.model.rules import load_rules

PORT = 16161


@pytest.fixture(scope="module")
def city() -> City:
    return build_city("small")


@pytest.fixture(scope="module")
def folder(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_city(city, folder, port=PORT)
    return folder


def test_the_scope_loads_without_problems_and_stays_on_loopback(city: City, folder: Path) -> None:
    scope = load_scope(folder / "scope.toml")
    assert scope.problems == ()
    assert {realm.name for realm in scope.realms} == set(city.translations)
    for realm in scope.realms:
        assert (realm.port, realm.mode, realm.vantage) == (PORT, "crawl", "centre")
        assert realm.seeds == city.seeds[realm.name]
        bounds = Bounds(realm)
        for device in city.devices:
            if device.realm == realm.name:
                assert bounds.reach(device.management) == device.vantage
                assert bounds.allows(device.vantage)
                held = {address.split("/")[0] for port in device.ports for address in port.addresses} - {device.management}
                assert not any(bounds.allows(bounds.reach(address)) for address in held)
        assert all(text.startswith("127.") for text in realm.allow)


def test_the_scope_never_holds_a_secret(city: City, folder: Path) -> None:
    text = (folder / "scope.toml").read_text(encoding="utf-8")
    passwords = [word for user in city.users.values() for word in (user.auth_password, user.priv_password)]
    assert len(passwords) == 4
    assert not any(secret in text for secret in [*city.communities.values(), *passwords])


def test_the_scope_leads_to_every_secret(city: City, folder: Path) -> None:
    scope = load_scope(folder / "scope.toml")
    assert {credential.name for credential in scope.credentials} == set(city.communities) | set(city.users) == set(city.translations)
    for credential in scope.credentials:
        secret = read_credential(credential, folder)
        if credential.name in city.users:
            assert (secret.community, secret.user) == (b"", city.users[credential.name].user)
        else:
            assert (secret.community.decode(), secret.user) == (city.communities[credential.name], None)
    levels = {(user.level, user.auth, user.priv) for user in city.users.values()}
    assert levels == {(Level.PRIV, Auth.SHA_256, Priv.AES_256), (Level.PRIV, Auth.SHA, Priv.AES_128)}


@pytest.mark.parametrize("name", ["credentials.toml", "truth.json"])
def test_files_with_secrets_are_the_owners(folder: Path, name: str) -> None:
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_the_truth_reads_back(city: City, folder: Path) -> None:
    assert msgspec.json.decode((folder / "truth.json").read_bytes(), type=City) == city


def test_the_rules_map_every_realm(city: City, folder: Path) -> None:
    rules = load_rules(folder / "rules.toml")
    assert {rule.realm for rule in rules.realms} == set(city.translations)


def test_the_workbook_reads_back_as_the_census(city: City, folder: Path) -> None:
    census = read_census(folder / "census.xlsx", edition=city.census.edition)
    assert census.problems == ()
    assert census.fictional
    for kind in KINDS:
        written = [msgspec.structs.replace(row, cell="") for row in getattr(census, kind)]
        assert written == list(getattr(city.census, kind)), kind


def test_every_device_has_a_configuration_and_some_are_in_each_wild_form(city: City, folder: Path) -> None:
    files = {path.stem: path for path in (folder / "configs").rglob("*.cfg")}
    assert {name: path.parent.name for name, path in files.items()} == {device.id: device.realm for device in city.devices}
    plain = [device for device in city.devices if files[device.id].read_bytes() == WRITERS[device.vendor](device).encode()]
    assert len(city.devices) / 2 < len(plain) < len(city.devices) * 0.75
    written = {files[device.id].read_bytes(): device for device in city.devices if device not in plain}
    known = [
        name
        for name, form in FORMS.items()
        if any(form(device, WRITERS[device.vendor](device)) == data for data, device in written.items())
    ]
    assert len(known) >= len(FORMS) - 1
    for device in plain:
        record = read_config(files[device.id].read_bytes(), path="x", realm=device.realm, collected_at=datetime(2017, 12, 31, tzinfo=UTC))
        assert record.system.name == device.name
        addresses = {port.name: port.addresses for port in record.interfaces if port.addresses}
        assert addresses == {port.name: port.addresses for port in device.ports if port.addresses}
        lags = {port.name: port.lag for port in record.interfaces if port.lag}
        assert lags == {port.name: port.lag for port in device.ports if port.lag and port.kind is InterfaceKind.PHYSICAL}


def test_writing_again_replaces_the_files(city: City, folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.toml")}
    write_city(city, folder, port=PORT)
    assert {path: path.read_bytes() for path in folder.rglob("*.toml")} == before
