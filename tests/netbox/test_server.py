"""The make-believe NetBox refuses what the real one's contract refuses: else a test against it would show nothing."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.netbox.client import NetBoxRefused
from tests.netbox.server import Server
from tests.netbox.ways import client
from topology.model.errors import CollectError


@pytest.fixture
def ready(netbox: Server) -> Server:
    """A NetBox with a site, two devices, ports and a VRF: ids 1 to 10."""
    one = netbox.database.create
    one("dcim/sites", [{"name": "s", "slug": "s"}])
    one("dcim/manufacturers", [{"name": "m", "slug": "m"}])
    one("dcim/device-types", [{"manufacturer": 2, "model": "t", "slug": "t"}])
    one("dcim/device-roles", [{"name": "r", "slug": "r"}])
    one("dcim/devices", [{"name": name, "site": 1, "device_type": 3, "role": 4} for name in ("a", "b")])
    one("dcim/interfaces", [{"device": 5, "name": "p1", "type": "1000base-t"}, {"device": 6, "name": "p1", "type": "1000base-t"}])
    one("dcim/interfaces", [{"device": 5, "name": "v", "type": "virtual"}])
    one("ipam/vrfs", [{"name": "x", "rd": "1:1"}])
    return netbox


def _ends(*idents: int) -> dict[str, Any]:
    return {
        f"{side}_terminations": [{"object_type": "dcim.interface", "object_id": one}] for side, one in zip("ab", idents, strict=True)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("dcim/sites", {"name": "x", "slug": "x", "colour": "red"}, "Unknown field"),
        ("dcim/sites", {"slug": "x"}, "required"),
        ("dcim/sites", {"name": "x", "slug": "x", "status": "gone"}, "not a valid choice"),
        ("dcim/sites", {"name": "x", "slug": "not a slug"}, "valid slug"),
        ("dcim/sites", {"name": "x" * 101, "slug": "x"}, "no more than 100"),
        ("dcim/sites", {"name": "x", "slug": "s"}, "unique set"),
        ("dcim/sites", {"name": "x", "slug": "x", "latitude": 1.23456789}, "decimal places"),
        ("dcim/sites", {"name": "x", "slug": "x", "region": 99}, "not found"),
        ("dcim/sites", {"name": "x", "slug": "x", "tags": [{"name": "none", "slug": "none"}]}, "not found"),
        ("dcim/sites", {"name": "x", "slug": "x", "tags": [{"slug": "none"}]}, "name and slug"),
        ("dcim/device-roles", {"name": "x", "slug": "x", "color": "2196F3"}, "color code"),
        ("extras/custom-fields", {"name": "Facts", "type": "json", "object_types": ["dcim.site"]}, "underscores"),
        ("dcim/devices", {"name": "b", "site": 1, "device_type": 3, "role": 4, "vc_priority": 256}, "limits"),
        ("circuits/circuit-types", {"name": "x", "slug": "x", "color": "blue"}, "color code"),
        ("dcim/sites", {"name": "x", "slug": "x", "custom_fields": {"none": 1}}, "Unknown field name"),
        ("dcim/devices", {"name": "A", "site": 1, "device_type": 3, "role": 4, "tenant": None}, "unique set"),
        ("dcim/interfaces", {"device": 5, "name": "q", "type": "fast"}, "not a valid choice"),
        ("dcim/interfaces", {"device": 5, "name": "q", "type": "other", "parent": 7}, "Only virtual"),
        ("dcim/interfaces", {"device": 5, "name": "q", "type": "virtual", "parent": 8}, "different device"),
        ("dcim/interfaces", {"device": 5, "name": "q", "type": "other", "mtu": 0}, "limits"),
        ("dcim/cables", _ends(7, 9), "cannot be terminated"),
        ("dcim/cables", _ends(7, 7), "same object"),
        ("ipam/ip-addresses", {"address": "10.0.0.0/24", "assigned_object_type": "dcim.interface", "assigned_object_id": 9}, "network ID"),
        ("ipam/ip-addresses", {"address": "10.0.0.1/24", "assigned_object_type": "dcim.interface"}, "both type and id"),
        ("ipam/vrfs", {"name": "y", "rd": "1:1"}, "unique set"),
        ("ipam/vlans", {"vid": 4095, "name": "x"}, "limits"),
    ],
)
def test_what_the_contract_forbids_is_refused(ready: Server, path: str, body: dict[str, Any], says: str) -> None:
    server = client(ready)
    with pytest.raises(NetBoxRefused) as caught:
        server.create(path, [body])
    server.close()
    assert says in str(caught.value.params["reason"])
    assert caught.value.params["status"] == 400


def test_a_list_is_created_whole_or_not_at_all(ready: Server) -> None:
    server = client(ready)
    with pytest.raises(NetBoxRefused):
        server.create("ipam/prefixes", [{"prefix": "10.0.0.0/8", "vrf": 10}, {"prefix": "10.0.0.0/8", "vrf": 10}])
    assert ready.count("ipam/prefixes") == 0
    rows = server.create("ipam/prefixes", [{"prefix": "10.0.0.0/8", "vrf": 10}, {"prefix": "10.0.0.0/8"}])
    assert rows[0]["vrf"] == {"id": 10, "url": f"{ready.url}/api/ipam/vrfs/10/", "display": "x", "name": "x", "rd": "1:1"}
    assert rows[0]["status"] == {"value": "active", "label": "Active"}
    assert rows[0]["family"]["value"] == 4
    server.close()


def test_one_port_takes_one_cable(ready: Server) -> None:
    server = client(ready)
    server.create("dcim/cables", [_ends(7, 8)])
    with pytest.raises(NetBoxRefused, match=r"netbox\.refused"):
        server.create("dcim/cables", [_ends(8, 7)])
    server.close()


def test_a_change_keeps_what_it_does_not_name_and_a_replacement_must_name_all(ready: Server) -> None:
    server = client(ready)
    server.update("dcim/sites", [{"id": 1, "facility": "hall"}])
    server.update("dcim/sites", [{"id": 1, "status": "retired"}])
    assert (ready.row("dcim/sites")["facility"], ready.row("dcim/sites")["status"]) == ("hall", "retired")
    server.close()
    answer = server._session.put(f"{ready.url}/api/dcim/sites/1/", json={"facility": "x"}, headers={"Authorization": ready.tokens[0]})
    assert answer.status_code == 400
    assert set(answer.json()) == {"name", "slug"}


def test_what_others_need_is_not_deleted(ready: Server) -> None:
    server = client(ready)
    with pytest.raises(NetBoxRefused) as caught:
        server.delete("dcim/sites", [1])
    assert caught.value.params["status"] == 409
    server.delete("dcim/devices", [5])
    assert {row["id"] for row in ready.database.tables["dcim/interfaces"].values()} == {8}
    with pytest.raises(NetBoxRefused) as caught:
        server.delete("dcim/devices", [5])
    assert caught.value.params["status"] == 404
    server.close()


def test_without_the_token_nothing_is_said(ready: Server) -> None:
    server = client(ready, token="wrong")
    with pytest.raises(CollectError, match=r"netbox\.denied"):
        list(server.pages("dcim/sites"))
    server.close()
