"""A NetBox that others filled: what it says comes in, placed in realms by a mapping, and nothing mixes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectors.netbox.realms import RealmRule, Realms, read_realm_rules
from collectors.netbox.rows import read_census
from services.home import Home
from services.importing import Request, import_paths
from services.listing import rows
from services.topologies import current
from tests.netbox import made
from tests.netbox.contract import ENDPOINTS
from tests.netbox.server import Server
from tests.netbox.ways import believed_again, pull
from topology.model.entities import LinkState, Topology
from topology.model.errors import InputError, Problem
from topology.model.records import InterfaceKind

RULES = (RealmRule(realm="na", tenant="finance"), RealmRule(realm="nb", vrf="TAX"))


def _fill(server: Server) -> None:
    """Two tenants with the same addresses in VRFs of their own, a stack, a circuit between them, planned things."""
    one = server.database.create

    def add(path: str, **fields: object) -> int:
        return one(path, [fields])[0]

    finance, tax = (add("tenancy/tenants", name=name, slug=slug) for name, slug in (("财政", "finance"), ("税务", "tax")))
    east = add("dcim/regions", name="东区", slug="east")
    town = add("dcim/regions", name="城关", slug="town", parent=east)
    sites = [add("dcim/sites", name=f"楼{number}", slug=f"b{number}", region=town, physical_address="路1号") for number in (1, 2)]
    maker = add("dcim/manufacturers", name="Huawei", slug="huawei")
    kind = add("dcim/device-types", manufacturer=maker, model="S5720", slug="s5720")
    role = add("dcim/device-roles", name="Access", slug="access")
    system = add("dcim/platforms", name="Huawei VRP", slug="huawei_vrp")
    vrfs = [add("ipam/vrfs", name=name, rd=rd) for name, rd in (("FIN", "1:1"), ("TAX", "1:2"))]
    add("ipam/vrfs", name="unused")
    shared = {"device_type": kind, "role": role, "platform": system}
    chassis = add("dcim/virtual-chassis", name="stack-a")
    first = add("dcim/devices", name="a-1", site=sites[0], tenant=finance, serial="A1", virtual_chassis=chassis, vc_position=1, **shared)
    second = add("dcim/devices", name="a-2", site=sites[0], tenant=finance, serial="A2", virtual_chassis=chassis, vc_position=2, **shared)
    server.database.update("dcim/virtual-chassis", [{"id": chassis, "master": second}])
    other = add("dcim/devices", name="b-1", site=sites[1], tenant=tax, serial="B1", status="staged", **shared)
    add("dcim/devices", name="soon", site=sites[1], tenant=tax, status="planned", **shared)
    vlan = add("ipam/vlans", vid=30, name="user")
    ports = {
        name: add("dcim/interfaces", device=device, name=name, type="1000base-t", **more)
        for device, name, more in (
            (first, "GE1/0/1", {"mode": "access", "untagged_vlan": vlan}),
            (second, "GE2/0/1", {"mode": "tagged", "untagged_vlan": vlan, "tagged_vlans": [vlan]}),
            (second, "GE2/0/2", {}),
            (other, "GE0/0/1", {"enabled": False}),
            (other, "GE0/0/2", {"mark_connected": False}),
        )
    }
    add("dcim/interfaces", device=first, name="Vlanif30", type="virtual", vrf=vrfs[0])
    ports["Vlanif30"] = server.row("dcim/interfaces", name="Vlanif30")["id"]
    ports["Vlanif40"] = add("dcim/interfaces", device=other, name="Vlanif40", type="virtual", vrf=vrfs[1])
    for port, vrf in (("Vlanif30", vrfs[0]), ("Vlanif40", vrfs[1])):
        add("ipam/ip-addresses", address="10.0.0.1/24", vrf=vrf, assigned_object_type="dcim.interface", assigned_object_id=ports[port])
    mac = add(
        "dcim/mac-addresses", mac_address="00-E0-FC-AA-BB-CC", assigned_object_type="dcim.interface", assigned_object_id=ports["GE1/0/1"]
    )
    server.database.update("dcim/interfaces", [{"id": ports["GE1/0/1"], "primary_mac_address": mac}])
    carrier = add("circuits/providers", name="运营商", slug="carrier")
    form = add("circuits/circuit-types", name="Leased", slug="leased")
    circuit = add("circuits/circuits", cid="DL-9", provider=carrier, type=form, tenant=finance, commit_rate=10_000)
    ends = [
        add("circuits/circuit-terminations", circuit=circuit, term_side=side, termination_type="dcim.site", termination_id=site)
        for side, site in zip("AZ", sites, strict=True)
    ]
    for port, end in (("GE1/0/1", ends[0]), ("GE0/0/1", ends[1])):
        add(
            "dcim/cables",
            a_terminations=[{"object_type": "dcim.interface", "object_id": ports[port]}],
            b_terminations=[{"object_type": "circuits.circuittermination", "object_id": end}],
        )
    a, b = ([{"object_type": "dcim.interface", "object_id": ports[name]}] for name in ("GE2/0/2", "GE0/0/2"))
    add("dcim/cables", a_terminations=a, b_terminations=b, status="planned")


def _read(server: Server, rules: tuple[RealmRule, ...] = RULES) -> tuple[Topology, list[Problem]]:
    problems: list[Problem] = []
    _fill(server)
    return believed_again(pull(server, problems), rules=rules, problems=problems), problems


def test_devices_are_placed_by_tenant_and_by_vrf(netbox: Server) -> None:
    topology, problems = _read(netbox)
    found = {one.name: one for one in topology.devices}
    assert {name: (one.realm, one.serials, one.vendor, one.platform, one.model, one.site) for name, one in found.items()} == {
        "a-2": ("na", ("A2", "A1"), "huawei", "huawei_vrp", "S5720", "b1"),
        "b-1": ("nb", ("B1",), "huawei", "huawei_vrp", "S5720", "b2"),
    }
    assert [(one.code, one.params["name"]) for one in problems if one.code == "netbox-not-there"] == [("netbox-not-there", "soon")]
    assert {(one.realm, one.vrf, one.prefix) for one in topology.prefixes} == {("na", "FIN", "10.0.0.0/24"), ("nb", None, "10.0.0.0/24")}


def test_a_stack_is_one_device_with_the_ports_of_its_members(netbox: Server) -> None:
    topology, _ = _read(netbox)
    stack = next(one for one in topology.devices if one.name == "a-2")
    ports = {one.name: one for one in topology.ports[stack.id]}
    assert sorted(ports) == ["GE1/0/1", "GE2/0/1", "GE2/0/2", "Vlanif30"]
    assert (ports["GE1/0/1"].vlan_access, ports["GE2/0/1"].vlan_trunk, ports["GE1/0/1"].mac) == (30, (30,), "00:e0:fc:aa:bb:cc")
    assert (ports["Vlanif30"].kind, ports["Vlanif30"].vrf, ports["Vlanif30"].addresses) == (InterfaceKind.VLAN, "FIN", ("10.0.0.1/24",))
    assert {(one.vid, one.name, one.realm) for one in topology.vlans} == {(30, "user", "na")}


def test_a_cable_over_a_circuit_is_a_link_between_realms_and_a_planned_one_is_none(netbox: Server) -> None:
    topology, _ = _read(netbox)
    assert len(topology.links) == 1
    link = topology.links[0]
    assert {topology.interface[port].name for port in (link.a_interface, link.b_interface) if port} == {"GE1/0/1", "GE0/0/1"}
    assert (link.state, link.matched_by, link.circuit, link.layer) == (LinkState.DECLARED, "cable", "DL-9", 1)


def test_tenants_are_units_and_sites_stand_in_their_regions(netbox: Server) -> None:
    topology, problems = _read(netbox)
    census = topology.census
    assert {(one.code, one.name) for one in census.units} == {("finance", "财政"), ("tax", "税务")}
    assert {(one.code, one.name, one.county, one.town, one.address) for one in census.sites} == {
        ("b1", "楼1", "东区", "城关", "路1号"), ("b2", "楼2", "东区", "城关", "路1号"),
    }  # fmt: skip
    assert census.circuits == ()
    assert [one.code for one in problems if one.code == "netbox-circuit-network"] == ["netbox-circuit-network"]


def test_prefixes_of_others_join_the_address_plan_of_their_network(netbox: Server) -> None:
    _fill(netbox)
    tax = netbox.row("ipam/vrfs", name="TAX")["id"]
    for prefix, more in (
        ("10.9.0.0/16", {"vrf": tax, "status": "container"}),
        ("10.9.1.0/24", {"vrf": tax}),
        ("10.8.0.0/24", {"vrf": tax, "status": "deprecated"}),
        ("2001:db8::/32", {"vrf": tax}),
        ("10.7.0.0/24", {}),
    ):
        netbox.database.create("ipam/prefixes", [{"prefix": prefix, **more}])
    problems: list[Problem] = []
    stock = pull(netbox)
    before = made.census()
    rules = (RealmRule(realm="nb", vrf="TAX"),)
    census = read_census(stock, Realms(stock, rules, "na"), before, problems)
    plans = {network.code: network.prefixes for network in census.networks}
    assert plans == {"NA": ("10.0.0.0/16", "10.0.1.0/24"), "NB": ("10.0.0.0/16", "10.9.0.0/16", "2001:db8::/32"), "NX": ()}
    assert [one.params for one in problems if one.code == "netbox-prefixes"] == [{"count": 1}]
    assert [network.capex_fen for network in census.networks] == [100, None, None]
    named = (RealmRule(realm="zz", tenant="tax", network="NA"),)
    netbox.database.create("ipam/prefixes", [{"prefix": "10.6.0.0/24", "tenant": netbox.row("tenancy/tenants", slug="tax")["id"]}])
    stock = pull(netbox)
    census = read_census(stock, Realms(stock, named, "na"), before, [])
    assert census.networks[0].prefixes[-1] == "10.6.0.0/24"


def test_an_address_that_devices_share_is_none_of_theirs(netbox: Server) -> None:
    _fill(netbox)
    port = netbox.row("dcim/interfaces", name="Vlanif30")
    body = {"address": "10.0.0.254/24", "vrf": port["vrf"], "role": "vrrp"}
    netbox.database.create("ipam/ip-addresses", [{**body, "assigned_object_type": "dcim.interface", "assigned_object_id": port["id"]}])
    problems: list[Problem] = []
    topology = believed_again(pull(netbox), rules=RULES, problems=problems)
    assert next(one.addresses for one in topology.interfaces if one.name == "Vlanif30") == ("10.0.0.1/24",)
    assert [one.params["role"] for one in problems if one.code == "netbox-shared"] == ["vrrp"]


def test_an_address_of_another_realm_is_left_out_and_said(netbox: Server) -> None:
    rules = (RealmRule(realm="na", tenant="finance"), RealmRule(realm="nb", tenant="tax"), RealmRule(realm="nc", vrf="TAX"))
    topology, problems = _read(netbox, rules)
    mixed = [(one.params["address"], one.params["realm"], one.params["other"]) for one in problems if one.code == "netbox-realms-mixed"]
    assert mixed == [("10.0.0.1/24", "nc", "nb")]
    assert {(one.realm, one.prefix) for one in topology.prefixes} == {("na", "10.0.0.0/24")}


def test_a_dump_of_the_api_is_imported_and_its_evidence_opens(netbox: Server, home: Home, tmp_path: Path) -> None:
    _fill(netbox)
    folder = tmp_path / "dump"
    folder.mkdir()
    for path in ENDPOINTS:
        found = [netbox.database.shown(path, ident) for ident in netbox.database.tables[path]]
        body = {"count": len(found), "next": None, "previous": None, "results": found}
        if found:
            (folder / f"{path.replace('/', '-')}.json").write_text(json.dumps(body), encoding="utf-8")
    result = import_paths(home, [Request(path=folder, realm="nx")])
    assert [(file.form.value if file.form else None, file.state.value, file.records) for file in result.files] == [
        ("netbox", "imported", 2)
    ]
    topology = current(home)
    assert {device.realm for device in topology.devices} == {"nx"}
    listed = rows(home, "interfaces")
    assert len(listed) == 7
    from services.evidence import open_evidence

    port = next(one for one in topology.interfaces if one.name == "Vlanif40")
    opened = open_evidence(home, port.evidence[0])
    here = [line["text"] for line in opened["lines"] if line["here"]]
    assert len(here) == 1
    assert json.loads(here[0])["name"] == "Vlanif40"
    assert json.loads(here[0])["addresses"] == ["10.0.0.1/24"]


def test_without_a_realm_nothing_is_taken(netbox: Server, home: Home, tmp_path: Path) -> None:
    _fill(netbox)
    path = tmp_path / "devices.json"
    path.write_text(json.dumps([netbox.database.shown("dcim/devices", one) for one in netbox.database.tables["dcim/devices"]]))
    with pytest.raises(InputError, match=r"netbox\.realm_needed") as caught:
        import_paths(home, [Request(path=path)])
    assert caught.value.params["count"] == 2
    assert (home.store.records.heads(), home.store.editions.all()) == ([], [])


def test_a_mapping_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[[rule]]\nrealm = "na"\ntenant = "finance"\nnetwork = "N1"\n[[rule]]\nrealm = "nb"\nvrf = "TAX"\n')
    assert read_realm_rules(path) == (RealmRule(realm="na", tenant="finance", network="N1"), RealmRule(realm="nb", vrf="TAX"))


@pytest.mark.parametrize(
    "text",
    ['[[rule]]\nrealm = "na"\n', '[[rule]]\nrealm = "n a"\nvrf = "x"\n', '[[rule]]\nrealm = "na"\nodd = 1\n', "[[rule]\n", "\xff", "rule = 3\n"],
)  # fmt: skip
def test_a_mapping_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match=r"netbox\.mapping"):
        read_realm_rules(path)
