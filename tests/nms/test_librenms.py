"""LibreNMS's answers become records: whose each row is, what is current, what is left out and why."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from collectors.nms import File, System, find_export, read_export
from tests.nms.exports import FAR, PORT, SECRET, answer, librenms
from topology.model.errors import InputError
from topology.model.records import Completeness, InterfaceKind, SourceKind

NOW = datetime(2018, 1, 1, tzinfo=UTC)


def read(files: dict[str, str], system: System = System.LIBRENMS):
    listed = [File(f"dump/{name}", lambda text=text: text.encode()) for name, text in files.items()]
    told, problems = read_export(system, listed, realm="n01", collected_at=NOW, key=b"k")
    return {one.record.system.name: one for one in told}, problems


def codes(problems) -> list[tuple[str, int]]:
    return sorted((problem.code, int(problem.params.get("count", 0))) for problem in problems)


def test_every_file_is_known_by_its_content() -> None:
    tables = {name: find_export(name, text.encode()) for name, text in librenms().items()}
    assert {name.partition(".")[0]: found.table for name, found in tables.items() if found is not None} == {
        name: name for name in ("devices", "ports", "links", "addresses", "vlans", "fdb", "arp", "inventory", "bgp", "ospf", "vrfs")
    }
    assert {found.system for found in tables.values()} == {System.LIBRENMS}


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "[1,2]", '{"devices": 3}', "sysname CORE\n#\nreturn\n", "name;type\na;b\n", "hostname,site\na,b\n", '{"status":"ok"}',
     "hostname core1\nos version 5, sysName x\n", '{"results": [{"id": 1, "hostname": "x"}]}'],
)  # fmt: skip
def test_nothing_else_is_taken_for_an_export(text: str) -> None:
    assert find_export("x", text.encode()) is None


def test_an_answer_without_rows_is_known_by_its_key() -> None:
    found = find_export("x", b'{"status": "ok", "count": 0, "ports_fdb": []}')
    assert found is not None
    assert found.table == "fdb"


def test_a_whole_export_gives_all_that_a_record_holds() -> None:
    told, problems = read(librenms())
    assert problems == []
    core = told["core1"].record
    assert (core.envelope.kind, core.envelope.target, core.envelope.completeness) == (SourceKind.NMS, "librenms/10.0.0.1", "complete")
    assert (core.envelope.collected_at, core.envelope.uptime_s) == (datetime(2017, 12, 1, 8, tzinfo=UTC), 86400)
    assert (core.system.platform, core.system.vendor, core.system.serials) == ("huawei_vrp", "huawei", ("2102350DLV10D1000001",))
    port, gateway = core.interfaces
    assert (port.name, port.index, port.description, port.kind) == (PORT, 5, "to acc2", InterfaceKind.PHYSICAL)
    assert (port.mac, port.speed_bps, port.mtu, port.enabled, port.up) == ("00:e0:fc:00:01:01", 10**9, 1500, True, True)
    assert (port.vlan_access, port.label) == (10, None)
    assert (gateway.kind, gateway.enabled, gateway.up, gateway.addresses) == (
        InterfaceKind.VLAN, False, None, ("10.0.0.1/24", "2001:db8::1/64"),
    )  # fmt: skip
    (heard,) = core.neighbours
    assert (heard.local_port, heard.system_name, heard.port_id, heard.protocol) == (PORT, "acc2", FAR, "lldp")
    assert [(row.vid, row.name) for row in core.vlans] == [(10, "office")]
    assert [(row.mac, row.vlan, row.interface) for row in core.fdb] == [("00:16:3e:00:00:01", 10, PORT)]
    assert [(row.address, row.mac, row.interface) for row in core.arp] == [("10.0.0.77", "00:16:3e:00:00:01", "Vlanif10")]
    assert [(row.address, row.remote_as) for row in core.bgp_peers] == [("10.0.0.2", 65002)]
    assert core.bgp[0].local_as == 65001
    assert [(row.address, row.router_id, row.interface) for row in core.ospf_neighbours] == [("10.0.0.3", "10.9.9.3", "Vlanif10")]
    assert [(row.name, row.rd) for row in core.vrfs] == [("mgmt", "65001:1")]
    assert codes(core.problems) == [("nms-bad-row", 1), ("nms-old-rows", 1)]


def test_a_device_that_was_down_says_so_and_keeps_its_time() -> None:
    far = read(librenms())[0]["acc2"].record
    assert far.envelope.collected_at == datetime(2017, 11, 1, 8, tzinfo=UTC)
    assert far.system.serials == ("FOC1234X0AB",)
    assert (far.interfaces[0].vlan_native, far.interfaces[0].vlan_access) == (10, None)
    assert codes(far.problems) == [("nms-down", 0), ("nms-old-rows", 1), ("nms-protocol", 1)]
    assert [row.system_name for row in far.neighbours] == ["core1"]


def test_references_open_and_secrets_stay_out() -> None:
    for one in read(librenms())[0].values():
        lines = one.text.splitlines()
        rows = [*one.record.interfaces, *one.record.neighbours, *one.record.vlans, *one.record.fdb, *one.record.modules]
        for row in rows:
            target, _, number = row.ref.rpartition(":")
            assert target == one.record.envelope.target
            assert lines[int(number) - 1].startswith("dump/")
        assert SECRET not in one.text
        assert f"dump/ports.json /ports/{0 if one.record.system.name == 'core1' else 3} " in one.text


def test_an_export_of_some_tables_says_which_are_lacking() -> None:
    files = librenms()
    told, _ = read({name: files[name] for name in ("devices.json", "ports.json")})
    envelope = told["core1"].record.envelope
    assert (envelope.completeness, envelope.failed_tables) == (Completeness.PARTIAL, ("addresses", "arp", "fdb", "links", "vlans"))


def test_a_file_that_breaks_off_is_named_and_the_rest_is_read() -> None:
    files = librenms()
    files["ports.json"] = files["ports.json"][:-40]
    told, problems = read(files)
    assert [problem.code for problem in problems if problem.where == "dump/ports.json"] == ["nms-unreadable"]
    assert told["core1"].record.envelope.failed_tables == ("ports",)
    assert not told["core1"].record.interfaces


def test_rows_of_wrong_types_and_of_nobody_are_counted() -> None:
    files = {
        "devices.json": answer(
            "devices", {"device_id": 1, "hostname": "a", "sysName": ["x"], "uptime": "long", "os": {}}, 17, None, {"os": "ios"}
        ),
        "ports.json": answer(
            "ports", {"port_id": 1, "device_id": 1, "ifName": {"a": 1}, "ifIndex": -1}, {"device_id": 5, "ifName": "x"}, "text"
        ),
        "vlans.json": answer("vlans", {"device_id": 1, "vlan_vlan": 99999}, {"device_id": 1, "vlan_vlan": True}),
    }
    told, problems = read(files)
    assert codes(problems) == [("nms-bad-row", 1), ("nms-bad-row", 2), ("nms-no-owner", 1), ("nms-no-owner", 1)]
    record = told["a"].record
    assert (record.interfaces, record.vlans, record.envelope.uptime_s) == ((), (), None)
    assert codes(record.problems) == [("nms-bad-row", 2)]


def test_devices_that_stand_twice_are_one_and_two_of_one_name_are_two() -> None:
    rows = ({"device_id": 1, "hostname": "a"}, {"device_id": 1, "hostname": "a"}, {"device_id": 2, "hostname": "a"})
    listed = [File("d.json", lambda: answer("devices", *rows).encode())]
    told, _ = read_export(System.LIBRENMS, listed, realm="n01", collected_at=NOW, key=None)
    assert [one.record.envelope.target for one in told] == ["librenms/a", "librenms/a#2"]
    assert codes(told[0].record.problems) == [("nms-duplicate", 2)]


def test_answers_for_one_device_belong_to_whom_their_file_names() -> None:
    files = {
        "devices.json": answer("devices", {"device_id": 1, "hostname": "core1"}, {"device_id": 2, "hostname": "acc2"}),
        "core1_ports.json": answer("ports", {"ifName": "ge1"}),
        "acc2/ports.json": answer("ports", {"ifName": "ge2"}),
        "nobody.json": answer("ports", {"ifName": "ge3"}),
    }
    told, problems = read(files)
    assert {name: [port.name for port in one.record.interfaces] for name, one in told.items()} == {"core1": ["ge1"], "acc2": ["ge2"]}
    assert codes(problems) == [("nms-no-owner", 1)]


def test_a_list_of_devices_as_csv_gives_them() -> None:
    text = "Hostname,sysName,IP Address,OS,Hardware,Serial\n10.0.0.1,core1,10.0.0.1,vrp,S7706,2102350DLV10D1000001\n\nbroken,row\n"
    found = find_export("list.csv", text.encode())
    assert found is not None
    assert (found.system, found.table) == (System.LIBRENMS, "devices")
    told, problems = read({"list.csv": text})
    assert told["core1"].record.system.model == "S7706"
    assert codes(problems) == [("nms-bad-row", 1)]


def test_without_the_devices_nothing_has_an_owner() -> None:
    with pytest.raises(InputError) as error:
        read({"ports.json": librenms()["ports.json"]})
    assert error.value.code == "nms-no-devices"


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.nms.tables.MOST_ROWS", 3)
    with pytest.raises(InputError) as error:
        read(librenms())
    assert error.value.code == "nms-too-large"
    monkeypatch.setattr("collectors.nms.tables.MOST_OCTETS", 100)
    with pytest.raises(InputError) as error:
        read(librenms())
    assert error.value.params["limit"] == "0 MiB"


def test_depth_that_no_export_has_is_refused() -> None:
    told, problems = read({**librenms(), "ports.json": '{"status":"ok","ports":[' + "[" * 5000 + "]" * 5000 + '],"ifName":""}'})
    assert told["core1"].record.interfaces == ()
    assert problems


@pytest.mark.parametrize("number", [1e308, 10**300, 2**64, "9" * 400, -1, 1.5, True, "1e9"])
def test_numbers_beyond_all_measure_are_unknown(number: object) -> None:
    files = {
        "devices.json": answer("devices", {"device_id": 1, "hostname": "a", "uptime": number}),
        "ports.json": answer("ports", {"port_id": 1, "device_id": 1, "ifName": "x", "ifSpeed": number, "ifIndex": number, "ifMtu": number}),
        "vlans.json": answer("vlans", {"device_id": 1, "vlan_vlan": number}),
    }
    record = read(files)[0]["a"].record
    (port,) = record.interfaces
    assert (port.speed_bps, port.index, port.mtu, record.envelope.uptime_s, record.vlans) == (None, None, None, None, ())
    assert msgspec.msgpack.encode(record)


def test_a_speed_in_megabits_that_does_not_fit_is_unknown() -> None:
    files = {
        "d.json": answer("devices", {"device_id": 1, "hostname": "a"}),
        "p.json": answer("ports", {"device_id": 1, "ifName": "x", "ifHighSpeed": 10**15}),
    }
    assert read(files)[0]["a"].record.interfaces[0].speed_bps is None
