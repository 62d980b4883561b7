"""Netdisco's tables become records: neighbours, nodes that are current, and who heard an address."""

from __future__ import annotations

import pytest

from collectors.nms import System, find_export
from tests.nms.exports import FAR, PORT, SECRET, netdisco
from tests.nms.test_librenms import codes, read
from topology.model.errors import InputError


def test_every_file_is_known_by_its_columns() -> None:
    found = {name.partition(".")[0]: find_export(name, text.encode()) for name, text in netdisco().items()}
    assert {name: one.table for name, one in found.items() if one is not None} == {name: name for name in found}
    assert {one.system for one in found.values() if one is not None} == {System.NETDISCO}


def test_a_whole_export_gives_all_that_a_record_holds() -> None:
    told, problems = read(netdisco(), System.NETDISCO)
    assert codes(problems) == [("nms-no-owner", 1)]
    core, acc = told["core1"].record, told["acc2"].record
    assert (core.envelope.target, core.envelope.completeness, core.envelope.uptime_s) == ("netdisco/10.0.0.1", "complete", 86400)
    assert (core.system.chassis_ids, core.system.vendor, core.system.platform) == (("00:e0:fc:00:01:00",), "huawei", "huawei_vrp")
    port, gateway = core.interfaces
    assert (port.name, port.description, port.speed_bps, port.mac, port.vlan_access) == (
        PORT,
        "to acc2, room 2",
        10**9,
        "00:e0:fc:00:01:01",
        1,
    )
    assert gateway.addresses == ("10.0.0.1/24", "10.1.0.1/16")
    (heard,) = core.neighbours
    assert (heard.chassis_id, heard.chassis_subtype, heard.port_id, heard.management_addresses) == (
        "00:11:22:33:44:00", 4, FAR, ("10.0.0.2",),
    )  # fmt: skip
    assert heard.system_name == "acc2"
    trunk, other = acc.interfaces
    assert (trunk.vlan_trunk, trunk.vlan_native, trunk.vlan_access, trunk.lag) == ((10, 20), 1, None, "Port-channel1")
    assert (trunk.enabled, trunk.up, other.enabled, other.up, other.vlan_access) == (False, True, True, False, 20)
    assert [(row.mac, row.vlan, row.interface) for row in acc.fdb] == [("00:16:3e:00:00:01", 10, FAR)]
    assert [(row.address, row.mac, row.interface) for row in core.arp] == [("10.0.0.77", "00:16:3e:00:00:01", "Vlanif10")]
    assert [row.vid for row in core.vlans] == [10]
    assert [row.serial for row in core.modules] == ["2102350DLV10D1000001"]
    assert codes(core.problems) == [("nms-bad-row", 1), ("nms-old-rows", 1)]
    assert codes(acc.problems) == [("nms-old-rows", 2), ("nms-protocol", 1)]


def test_secrets_stay_out_and_references_open() -> None:
    for one in read(netdisco(), System.NETDISCO)[0].values():
        assert SECRET not in one.text
        for row in (*one.record.interfaces, *one.record.neighbours, *one.record.fdb):
            assert one.text.splitlines()[int(row.ref.rpartition(":")[2]) - 1].startswith("dump/")


def test_the_search_page_lists_devices() -> None:
    text = (
        "Device,Location,System Name,Model,OS Version,Management IP,Serial,First Seen,Last Discovered\n"
        "core1.city,room 1,core1,S7706,V200R011,10.0.0.1,2102350DLV10D1000001,2017-01-01 00:00,2017-12-01 08:00\n"
    )
    told, problems = read({"search.csv": text}, System.NETDISCO)
    record = told["core1"].record
    assert (record.system.model, record.system.software, record.system.location) == ("S7706", "V200R011", "room 1")
    assert (record.envelope.target, record.envelope.collected_at.isoformat()) == ("netdisco/10.0.0.1", "2017-12-01T08:00:00+00:00")
    assert record.envelope.failed_tables == ("device_ip", "device_port", "device_vlan", "node", "node_ip")
    assert problems == []


def test_an_address_that_several_gateways_could_have_heard_goes_to_nobody_unless_the_router_is_named() -> None:
    files = netdisco()
    files["device_ip.csv"] += f"10.0.0.2,10.0.0.2,10.0.0.0/24,{FAR},\n"
    told, problems = read(files, System.NETDISCO)
    assert (told["core1"].record.arp, told["acc2"].record.arp) == ((), ())
    assert codes(problems) == [("nms-no-owner", 2)]
    files["node_ip.csv"] = "mac,ip,active,time_last,router_last\n00:16:3e:00:00:01,10.0.0.77,t,2017-12-01 07:00:00,10.0.0.2\n"
    told, _ = read(files, System.NETDISCO)
    assert [(row.address, row.interface) for row in told["acc2"].record.arp] == [("10.0.0.77", FAR)]


def test_broken_rows_and_doubled_devices_are_counted() -> None:
    files = netdisco()
    files["device.json"] = files["device.json"][:-1] + ', {"ip": "nowhere", "dns": 1}, {"ip": "10.0.0.2", "dns": ""}]'
    files["node.csv"] += "x,10.0.0.2,p,1,t,,,,\nshort\n"
    files["device_ip.csv"] += '10.0.0.1,"bad,,\n'
    told, problems = read(files, System.NETDISCO)
    assert ("nms-duplicate", 2) in codes(told["acc2"].record.problems)
    assert ("nms-bad-row", 1) in codes(told["acc2"].record.problems)
    found = {(problem.code, problem.where.partition(" ")[0]) for problem in problems}
    assert {("nms-bad-row", "dump/node.csv"), ("nms-unreadable", "dump/device_ip.csv"), ("nms-no-owner", "dump/device.json")} <= found


def test_without_devices_it_is_refused() -> None:
    with pytest.raises(InputError):
        read({"node.csv": netdisco()["node.csv"]}, System.NETDISCO)
