from typing import Any

import msgspec
import pytest

from services.home import Home
from services.listing import KINDS, rows
from services.topologies import current
from topology.model.errors import InputError, NotFound

LINK_KEYS = [
    "id",
    "a_id",
    "a_device",
    "a_interface",
    "a_realm",
    "b_id",
    "b_device",
    "b_interface",
    "b_realm",
    "layer",
    "state",
    "protocols",
]
INTERFACE_KEYS = ["device_id", "device", "interface", "addresses", "vrf", "vlan_access", "vlan_trunk", "description", "enabled", "lag"]
CONTRACT = [
    "devices",
    "interfaces",
    "links",
    "prefixes",
    "vlans",
    "vrfs",
    "routes",
    "neighbours",
    "networks",
    "units",
    "sites",
    "presences",
    "circuits",
    "contracts",
    "rooms",
    "applications",
    "dependencies",
    "consents",
    "findings",
    "unmatched",
    "scenarios",
    "runs",
]


def test_the_kinds_are_those_of_the_contract() -> None:
    assert [kind for kind in KINDS if kind not in {"utilisation", "hosts"}] == CONTRACT


@pytest.mark.parametrize("kind", KINDS)
def test_every_listing_is_flat_with_stable_keys(city: Home, kind: str) -> None:
    found = rows(city, kind)
    assert found or kind in {"unmatched", "utilisation"}
    for row in found:
        assert list(row) == list(found[0])
        for value in row.values():
            assert value is None or isinstance(value, str | int | float | bool | list)
            assert value != ""
            assert not isinstance(value, list) or all(isinstance(one, str | int) for one in value)
    assert msgspec.json.decode(msgspec.json.encode(found)) == found


def test_links_have_the_keys_of_the_contract(city: Home) -> None:
    found = rows(city, "links")
    assert all(list(row) == LINK_KEYS for row in found)
    topology = current(city)
    assert len(found) == len(topology.links)
    for row in found:
        link = topology.link[row["id"]]
        assert (row["a_id"], row["b_id"], row["layer"]) == (link.a_device, link.b_device, link.layer)
        assert row["a_device"] == topology.device[link.a_device].name
        assert link.a_interface is None or row["a_interface"] == topology.interface[link.a_interface].name


def test_interfaces_have_the_keys_of_the_contract(city: Home) -> None:
    found = rows(city, "interfaces")
    assert all(list(row) == INTERFACE_KEYS for row in found)
    assert any(row["addresses"] for row in found)
    assert any(row["vlan_trunk"] for row in found)
    bundled = [row for row in found if row["lag"]]
    names = {(row["device_id"], row["interface"]) for row in found}
    assert all((row["device_id"], row["lag"]) in names for row in bundled)


@pytest.mark.parametrize("kind", ["devices", "links", "interfaces", "prefixes", "circuits", "presences", "neighbours", "findings"])
def test_a_network_and_its_realm_narrow_alike(city: Home, kind: str) -> None:
    everything = rows(city, kind)
    mine = rows(city, kind, network="N05")
    assert 0 < len(mine) < len(everything)
    assert all(row in everything for row in mine)
    assert rows(city, kind, network="N99") == []
    if kind in {"devices", "prefixes", "neighbours"}:
        assert {row["realm"] for row in rows(city, kind, realm="n05")} == {"n05"}


def test_a_network_row_adds_up(city: Home) -> None:
    by_code = {row["code"]: row for row in rows(city, "networks")}
    presences = rows(city, "presences", network="N05")
    assert by_code["N05"]["presences"] == len(presences)
    assert by_code["N05"]["hosts_declared"] == sum(row["hosts_declared"] for row in presences)
    assert by_code["N05"]["devices"] == len([row for row in rows(city, "devices") if row["network"] == "N05"])
    classified = [row for row in by_code.values() if row["classified"]]
    assert classified
    assert all((row["realm"], row["devices"]) == (None, 0) for row in classified)


def test_findings_are_said_in_both_languages(city: Home) -> None:
    english, chinese = rows(city, "findings", lang="en"), rows(city, "findings", lang="zh")
    assert [row["id"] for row in english] == [row["id"] for row in chinese]
    assert all(one["text"] != other["text"] for one, other in zip(english, chinese, strict=True))


def test_what_cannot_be_listed_is_said(city: Home, home: Home) -> None:
    with pytest.raises(InputError) as caught:
        rows(city, "secrets")
    assert caught.value.code == "services.unknown_kind"
    with pytest.raises(NotFound) as missing:
        rows(city, "links", "s99")
    assert missing.value.code == "store.no_snapshot"
    with pytest.raises(NotFound) as empty:
        rows(home, "links")
    assert empty.value.code == "services.no_snapshot_yet"
    assert rows(home, "runs") == []


def test_a_snapshot_by_id_and_by_name_is_the_same(city: Home, figures: dict[str, Any]) -> None:
    name = city.store.snapshots.get(figures["snapshot"]).name
    assert rows(city, "vrfs", figures["snapshot"]) == rows(city, "vrfs", name) == rows(city, "vrfs", "latest")
