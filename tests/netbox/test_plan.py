"""A push never overrules what others wrote, and deletes only when asked."""

from __future__ import annotations

import msgspec

from collectors.netbox.belief import believe
from collectors.netbox.plan import Action
from tests.netbox import made
from tests.netbox.server import Server
from tests.netbox.ways import push
from topology.model.entities import Topology


def _want(topology: Topology | None = None):
    whole, records = made.topology()
    return believe(topology or whole, records).stock


def _device(server: Server, serial: str):
    return server.row("dcim/devices", serial=serial)


def test_what_another_made_is_used_and_shown_but_not_changed(netbox: Server) -> None:
    base = netbox.database
    base.create("dcim/manufacturers", [{"name": "Huawei", "slug": "huawei"}])
    base.create("dcim/sites", [{"name": "旧名", "slug": "s1", "status": "staging"}])
    plan, outcome = push(netbox, _want())
    assert outcome.problems == []
    site = netbox.row("dcim/sites", slug="s1")
    assert (site["name"], site["status"]) == ("旧名", "staging")
    assert _device(netbox, "SN-ONE-1")["site"] == site["id"]
    clashes = {(one.field, one.netbox, one.netfold, one.reason) for one in plan.conflicts if one.path == "dcim/sites"}
    assert ("status", "staging", "active", "foreign") in clashes
    assert ("name", "旧名", "市政府办公楼", "foreign") in clashes
    assert {one.path for one in plan.conflicts} == {"dcim/sites"}
    again, _ = push(netbox, _want(), overwrite=True, prune=True)
    assert (again.operations, {one.reason for one in again.conflicts}) == ((), {"foreign"})


def test_what_was_changed_in_netbox_is_left_until_overwriting_is_asked_for(netbox: Server) -> None:
    push(netbox, _want())
    device = _device(netbox, "FAR-0002")
    netbox.database.update("dcim/devices", [{"id": device["id"], "status": "failed"}])
    plan, outcome = push(netbox, _want())
    assert [(one.field, one.netbox, one.netfold, one.reason) for one in plan.conflicts] == [("status", "failed", "active", "edited")]
    assert (plan.operations, outcome.done) == ((), {})
    plan, outcome = push(netbox, _want(), overwrite=True)
    assert (len(plan.conflicts), outcome.done) == (0, {"update": 1})
    assert _device(netbox, "FAR-0002")["status"] == "active"


def test_one_changed_field_does_not_keep_the_others_back(netbox: Server) -> None:
    push(netbox, _want())
    whole, _ = made.topology()
    netbox.database.update("dcim/devices", [{"id": _device(netbox, "FAR-0002")["id"], "status": "failed"}])
    devices = tuple(msgspec.structs.replace(one, platform=None) if one.serials == ("FAR-0002",) else one for one in whole.devices)
    plan, outcome = push(netbox, _want(msgspec.structs.replace(whole, devices=devices)))
    assert [(one.action, one.fields) for one in plan.operations] == [(Action.UPDATE, ("platform",))]
    assert [one.field for one in plan.conflicts] == ["status"]
    assert outcome.done == {"update": 1}
    row = _device(netbox, "FAR-0002")
    assert (row["platform"], row["status"]) == (None, "failed")
    plan, _ = push(netbox, _want(msgspec.structs.replace(whole, devices=devices)))
    assert (plan.operations, [one.reason for one in plan.conflicts]) == ((), ["edited"])


def test_a_renamed_device_is_renamed_and_not_made_again(netbox: Server) -> None:
    push(netbox, _want())
    count = {path: netbox.count(path) for path in netbox.database.tables}
    whole, _ = made.topology()
    devices = tuple(msgspec.structs.replace(one, name="lost-2") if one.name == "lost-1" else one for one in whole.devices)
    plan, outcome = push(netbox, _want(msgspec.structs.replace(whole, devices=devices)))
    assert [(one.action, one.path, one.fields) for one in plan.operations] == [(Action.UPDATE, "dcim/devices", ("name",))]
    assert outcome.done == {"update": 1}
    assert _device(netbox, "FAR-0003")["name"] == "lost-2"
    assert {path: netbox.count(path) for path in netbox.database.tables} == count


def test_a_copy_of_an_object_with_netfolds_note_is_not_taken_for_it(netbox: Server) -> None:
    push(netbox, _want())
    one = _device(netbox, "FAR-0003")
    copy = {name: one[name] for name in ("device_type", "role", "site", "tenant", "custom_fields")}
    netbox.database.create("dcim/devices", [{**copy, "name": "a copy", "tags": [{"name": "netfold", "slug": "netfold"}]}])
    plan, _ = push(netbox, _want())
    assert (plan.operations, plan.conflicts) == ((), ())
    assert [label.split()[-1] for _, label in plan.extra] == ["copy"]


def test_a_tag_that_bears_another_name_in_netbox_is_used_under_that_name(netbox: Server) -> None:
    (tag,) = netbox.database.create("extras/tags", [{"name": "From netfold", "slug": "netfold"}])
    _, outcome = push(netbox, _want())
    assert outcome.problems == []
    assert _device(netbox, "FAR-0003")["tags"] == [tag]
    assert netbox.count("extras/tags") == 1


def _without(whole: Topology, serial: str) -> Topology:
    gone = {one.id for one in whole.devices if serial in one.serials}
    return msgspec.structs.replace(
        whole,
        devices=tuple(one for one in whole.devices if one.id not in gone),
        interfaces=tuple(one for one in whole.interfaces if one.device not in gone),
        links=tuple(one for one in whole.links if not gone & {one.a_device, one.b_device}),
    )


def test_nothing_is_deleted_without_being_asked(netbox: Server) -> None:
    whole, _ = made.topology()
    push(netbox, _want())
    before = netbox.count("dcim/devices")
    plan, outcome = push(netbox, _want(_without(whole, "FAR-0003")))
    assert (plan.count(Action.DELETE), outcome.done) == (0, {})
    assert {path for path, _ in plan.extra} == {"dcim/devices", "dcim/interfaces", "dcim/mac-addresses", "ipam/ip-addresses"}
    assert netbox.count("dcim/devices") == before


def test_pruning_deletes_what_netfold_wrote_and_nothing_else(netbox: Server) -> None:
    whole, _ = made.topology()
    push(netbox, _want())
    kind, role, site = (netbox.database.tables[path] for path in ("dcim/device-types", "dcim/device-roles", "dcim/sites"))
    netbox.database.create("dcim/devices", [{"name": "theirs", "device_type": min(kind), "role": min(role), "site": min(site)}])
    plan, outcome = push(netbox, _want(_without(whole, "FAR-0003")), prune=True)
    assert outcome.problems == []
    assert outcome.done == {"delete": plan.count(Action.DELETE)} == {"delete": 4}
    names = {row["name"] for row in netbox.database.tables["dcim/devices"].values()}
    assert "theirs" in names
    assert "lost-1" not in names
    again, _ = push(netbox, _want(_without(whole, "FAR-0003")), prune=True)
    assert (again.operations, again.extra) == ((), ())


def test_what_something_of_others_hangs_on_is_not_pruned(netbox: Server) -> None:
    whole, _ = made.topology()
    push(netbox, _want())
    device = _device(netbox, "FAR-0003")
    netbox.database.create("dcim/interfaces", [{"device": device["id"], "name": "theirs", "type": "1000base-t"}])
    plan, _ = push(netbox, _want(_without(whole, "FAR-0003")), prune=True)
    assert [(one.path, one.reason) for one in plan.conflicts] == [("dcim/devices", "held")]
    assert _device(netbox, "FAR-0003")["name"] == "lost-1"


def test_a_device_with_parts_that_netfold_does_not_read_is_not_pruned(netbox: Server) -> None:
    whole, _ = made.topology()
    push(netbox, _want())
    device = _device(netbox, "FAR-0003")
    netbox.database.tables["dcim/devices"][device["id"]]["inventory_item_count"] = 2
    plan, _ = push(netbox, _want(_without(whole, "FAR-0003")), prune=True)
    assert ("dcim/devices", "held") in {(one.path, one.reason) for one in plan.conflicts}


def test_the_same_prefix_in_two_realms_is_no_clash(netbox: Server) -> None:
    push(netbox, _want())
    vrfs = netbox.database.tables["ipam/vrfs"]
    assert all(row["enforce_unique"] and row["rd"] for row in vrfs.values())
    same = [row for row in netbox.database.tables["ipam/prefixes"].values() if row["prefix"] == "10.0.1.0/24"]
    assert {vrfs[row["vrf"]]["name"] for row in same} == {"na", "nb/vpn-a"}
    hosts = [row for row in netbox.database.tables["ipam/ip-addresses"].values() if row["address"] == "10.0.1.1/24"]
    assert {vrfs[row["vrf"]]["name"] for row in hosts} == {"na", "nb/vpn-a"}


def test_an_address_on_two_ports_of_a_realm_is_anycast(netbox: Server) -> None:
    push(netbox, _want())
    twice = [row for row in netbox.database.tables["ipam/ip-addresses"].values() if row["address"] == "10.0.9.9/24"]
    assert [row["role"] for row in twice] == ["anycast", "anycast"]


def test_a_stack_is_a_virtual_chassis_with_its_members(netbox: Server) -> None:
    push(netbox, _want())
    chassis = next(iter(netbox.database.tables["dcim/virtual-chassis"].values()))
    members = [row for row in netbox.database.tables["dcim/devices"].values() if row.get("virtual_chassis") == chassis["id"]]
    assert {(row["vc_position"], row["serial"]) for row in members} == {(1, "SN-ONE-1"), (2, "SN-TWO-2")}
    assert chassis["master"] == _device(netbox, "SN-ONE-1")["id"]
    second = _device(netbox, "SN-TWO-2")["id"]
    ports = {row["name"] for row in netbox.database.tables["dcim/interfaces"].values() if row["device"] == second}
    assert ports == {"GigabitEthernet2/0/1", "GigabitEthernet2/0/2", "GigabitEthernet2/0/3"}
    lag = netbox.row("dcim/interfaces", name="Eth-Trunk1")
    assert netbox.row("dcim/interfaces", name="GigabitEthernet2/0/1")["lag"] == lag["id"]


def test_a_device_that_another_entered_is_found_by_its_serial_or_its_place(netbox: Server) -> None:
    one = netbox.database.create
    site = one("dcim/sites", [{"name": "s-1", "slug": "s-1"}])[0]
    maker = one("dcim/manufacturers", [{"name": "H3C", "slug": "h3c"}])[0]
    kind = one("dcim/device-types", [{"manufacturer": maker, "model": "S5130", "slug": "s5130-special"}])[0]
    role = one("dcim/device-roles", [{"name": "r", "slug": "r"}])[0]
    shared = {"site": site, "device_type": kind, "role": role}
    theirs = one("dcim/devices", [{"name": "sw-by-hand", "serial": "FAR-0002", **shared}, {"name": "lost-1", **shared}])
    port = one("dcim/interfaces", [{"device": theirs[0], "name": "XGE1/0/1", "type": "10gbase-t", "description": "theirs"}])[0]
    plan, outcome = push(netbox, _want())
    assert outcome.problems == []
    assert netbox.count("dcim/device-types") == 3
    assert [row["name"] for row in netbox.database.tables["dcim/devices"].values() if row.get("serial") == "FAR-0002"] == ["sw-by-hand"]
    ports = [row for row in netbox.database.tables["dcim/interfaces"].values() if row["name"] == "XGE1/0/1"]
    assert [(row["id"], row["description"], row["type"]) for row in ports] == [(port, "theirs", "10gbase-t")]
    clashes = {(one.path, one.field) for one in plan.conflicts}
    assert ("dcim/devices", "name") in clashes
    assert ("dcim/interfaces", "type") in clashes
    assert {one.reason for one in plan.conflicts} == {"foreign"}
