"""NetBox's own life-cycle states, from what is seen, what is stale, and what a plan removes."""

from __future__ import annotations

from collections import Counter

import msgspec

from collectors.netbox.belief import believe
from collectors.netbox.kinds import BY_PATH
from collectors.netbox.stock import Stock
from services.home import Home
from services.netbox_push import belief
from tests.netbox import made
from tests.netbox.contract import CHOICES, ENDPOINTS
from tests.netbox.server import Server
from tests.netbox.ways import believed_again, pull, push
from topology.model.census import Presence
from topology.model.entities import CircuitStatus, Topology


def _states(stock: Stock, path: str) -> Counter[str]:
    return Counter(item.get("status") for item in stock.of(path))


def test_what_was_not_seen_this_time_is_offline() -> None:
    topology, records = made.topology()
    devices = tuple(msgspec.structs.replace(one, stale=one.name == "lost-1") for one in topology.devices)
    stock = believe(msgspec.structs.replace(topology, devices=devices), records).stock
    assert _states(stock, "dcim/devices") == {"active": 4, "offline": 1}


def test_a_circuit_whose_port_is_down_is_offline() -> None:
    topology, records = made.topology()
    circuits = tuple(msgspec.structs.replace(one, status=CircuitStatus.DOWN) if one.code == "L1" else one for one in topology.circuits)
    stock = believe(msgspec.structs.replace(topology, circuits=circuits), records).stock
    assert {item.facts["code"]: item.get("status") for item in stock.of("circuits/circuits")} == {
        "L1": "offline",
        "L2": "active",
        "L3": "active",
    }


def test_declared_prefixes_hold_others_or_are_reserved() -> None:
    stock = believe(*made.topology()).stock
    vrfs = {item.id: item.get("name") for item in stock.of("ipam/vrfs")}
    states = {(vrfs[item.get("vrf")], item.get("prefix")): item.get("status") for item in stock.of("ipam/prefixes")}
    assert states["na", "10.0.0.0/16"] == "container"
    assert states["na", "10.0.1.0/24"] == "active"
    assert states["nb", "10.0.0.0/16"] == "container"


def _after(topology: Topology) -> tuple[Topology, Topology]:
    """Return a topology with presences, and what is left of it when network NB is withdrawn."""
    presences = tuple(Presence(code=f"P{site}", network=network, site=site, cell="x") for network, site in (("NA", "S1"), ("NB", "站点3")))
    before = msgspec.structs.replace(topology, census=msgspec.structs.replace(topology.census, presences=presences))
    gone = {one.id for one in before.devices if one.network == "NB"}
    census = msgspec.structs.replace(
        before.census, presences=presences[:1], circuits=tuple(one for one in before.census.circuits if one.network != "NB")
    )
    return before, msgspec.structs.replace(
        before,
        census=census,
        devices=tuple(one for one in before.devices if one.id not in gone),
        interfaces=tuple(one for one in before.interfaces if one.device not in gone),
        links=tuple(one for one in before.links if not gone & {one.a_device, one.b_device}),
        prefixes=tuple(one for one in before.prefixes if one.network != "NB"),
        vlans=tuple(one for one in before.vlans if one.network != "NB"),
    )


def test_what_a_plan_removes_is_on_its_way_out(netbox: Server) -> None:
    topology, records = made.topology()
    before, after = _after(topology)
    stock = believe(before, records, after).stock
    assert _states(stock, "dcim/devices") == {"active": 3, "decommissioning": 2}
    assert _states(stock, "circuits/circuits") == {"active": 1, "deprovisioning": 2}
    assert _states(stock, "dcim/cables") == {"connected": 2, "decommissioning": 1}
    assert _states(stock, "dcim/sites") == {"active": 3, "decommissioning": 1}
    assert _states(stock, "ipam/vlans")["deprecated"] == 2
    assert _states(stock, "ipam/prefixes")["deprecated"] > 0
    push(netbox, believe(before, records).stock)
    plan, outcome = push(netbox, stock)
    assert {one.action.value for one in plan.operations} == {"update"}
    assert {name for one in plan.operations for name in one.fields} == {"status"}
    assert (plan.conflicts, outcome.problems) == ((), [])
    assert netbox.row("dcim/devices", serial="FAR-0002")["status"] == "decommissioning"


def test_a_prepared_plan_of_the_city_shows_in_the_states(city: Home) -> None:
    stock = belief(city, None, "merge_all").stock
    assert _states(stock, "dcim/devices") == {"active": 119, "decommissioning": 21}
    assert _states(stock, "circuits/circuits")["deprovisioning"] > 0
    assert _states(belief(city).stock, "dcim/devices") == {"active": 140}


def test_a_device_that_only_netbox_knows_keeps_its_state(netbox: Server) -> None:
    topology, records = made.topology()
    push(netbox, believe(topology, records).stock)
    ident = netbox.row("dcim/devices", serial="FAR-0002")["id"]
    netbox.database.update("dcim/devices", [{"id": ident, "status": "staged"}])
    again = believed_again(pull(netbox))
    from collectors.netbox.realms import Realms
    from collectors.netbox.records import read_devices
    from topology.model.records import record_id

    stock = pull(netbox)
    pulled = [one.record for one in read_devices(stock, Realms(stock), collected_at=made.WHEN, version="-", problems=[])]
    said = believe(again, {record_id(one): one for one in pulled}).stock
    assert {item.get("serial"): item.get("status") for item in said.of("dcim/devices")}["FAR-0002"] == "staged"


def test_every_state_and_type_that_is_written_is_one_of_netboxs() -> None:
    stock = believe(*made.topology()).stock
    for path, items in stock.items.items():
        specs = ENDPOINTS[path].specs
        for item in items.values():
            for name, value in item.fields.items():
                if name in specs and specs[name].form == "choice" and value is not None:
                    assert value in CHOICES[specs[name].what], (path, name)


def test_every_field_that_netfold_writes_is_in_the_contract() -> None:
    for path, kind in BY_PATH.items():
        assert kind.content_type == ENDPOINTS[path].content_type
        for one in kind.fields:
            names = {f"{one.name}_type", f"{one.name}_id"} if one.form.value == "target" else {one.name}
            assert names <= set(ENDPOINTS[path].fields), (path, one.name)
            spec = ENDPOINTS[path].specs.get(one.name)
            if spec is not None and one.most is not None and spec.high is not None and spec.form in {"text", "slug"}:
                assert one.most <= spec.high, (path, one.name)
