"""A device's captures, configuration and walk are one device, whichever way they were handed over; through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import app
from services.evidence import open_evidence
from services.home import Home
from services.topologies import current
from tests.imports.samples import vrp
from tests.services.test_importing import put
from tests.shows import vrp_texts
from tests.shows.reading import angle
from topology.model.entities import Evidence, EvidenceKind
from topology.model.records import SourceKind, record_id

CONFIG = vrp("SW1", "203.0.113.1")
CAPTURES = (
    ("dis ip int b", vrp_texts.IP_BRIEF.replace("Vlanif10   ", "Vlanif2    ")),
    ("dis lldp nei b", vrp_texts.LLDP_BRIEF),
    ("dis esn", vrp_texts.ESN_ONE),
    ("dis bridge mac", vrp_texts.BRIDGE),
    ("dis arp", vrp_texts.ARP),
    ("dis clock", "2026-11-23 10:00:00\nMonday\n"),
)
LOG = f"<SW1>dis cu\n{CONFIG}" + angle("SW1", *CAPTURES)
WALK = """\
.1.3.6.1.2.1.1.1.0 = STRING: "Huawei Versatile Routing Platform Software"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.2011.2.23.777
.1.3.6.1.2.1.1.5.0 = STRING: "SW1"
.1.3.6.1.2.1.2.2.1.1.3 = INTEGER: 3
.1.3.6.1.2.1.2.2.1.2.3 = STRING: "GigabitEthernet0/0/0"
.1.3.6.1.2.1.2.2.1.6.3 = Hex-STRING: 00 E0 FC 00 00 01
.1.3.6.1.2.1.31.1.1.1.1.3 = STRING: "GigabitEthernet0/0/0"
.1.3.6.1.2.1.4.20.1.1.192.0.2.1 = IpAddress: 192.0.2.1
.1.3.6.1.2.1.4.20.1.2.192.0.2.1 = INTEGER: 3
.1.3.6.1.2.1.4.20.1.3.192.0.2.1 = IpAddress: 255.255.255.252
.1.0.8802.1.1.2.1.3.1.0 = INTEGER: 4
.1.0.8802.1.1.2.1.3.2.0 = Hex-STRING: 00 E0 FC 00 00 01
.1.0.8802.1.1.2.1.3.3.0 = STRING: "SW1"
"""
PEER = angle(
    "CORE-1",
    ("dis ver", "Huawei Versatile Routing Platform Software\nVRP (R) software, Version 5.170 (S5735 V200R019C10)\n"),
    ("dis ip int b", vrp_texts.IP_BRIEF_VPN.replace("10GE1/0/1 ", "GE0/0/3   ").replace("192.0.2.9", "192.0.2.2")),
    ("dis lldp nei b", "Local Intf    Neighbor Dev    Neighbor Intf    Exptime(s)\nGE0/0/3       SW1             GE0/0/0          112\n"),
)


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = app.main(["--home", str(tmp_path / "home"), *map(str, arguments)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_dry_run_names_each_command_its_rows_and_those_without_a_parser(call: Any, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"s.log": LOG})
    code, out, _ = call("import", folder, "--realm", "n1", "--dry-run", "--json")
    (config, capture) = json.loads(out)
    assert (code, config["commands"], capture["kind"], capture["platform"]) == (0, [], "capture", "huawei_vrp")
    assert [one.partition(" ")[2] for one in capture["commands"]] == [
        "display ip interface brief",
        "display lldp neighbor brief",
        "display esn",
        "display bridge mac-address",
        "display arp",
    ]
    assert capture["rows"] == 12
    assert [one.partition(" ")[2] for one in capture["captures"]] == ["dis clock"]
    code, out, _ = call("import", folder, "--realm", "n1", "--dry-run")
    assert code == 0
    assert "commands: 5, rows: 12, without parser: 1" in out


def test_log_walk_and_bare_captures_are_one_device(call: Any, tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in",
        {"s.log": LOG, "walks/sw1.txt": WALK, "peer.log": PEER, "SW1/display_vrrp_brief.txt": vrp_texts.VRRP_BRIEF},
    )
    code, out, err = call("import", folder, "--realm", "n1")
    assert code == 0, err
    devices = json.loads(call("list", "devices", "--json")[1])
    assert sorted(row["device"] for row in devices) == ["CORE-1", "SW1"]
    with Home.open(tmp_path / "home") as home:
        topology = current(home)
        (sw1,) = [device for device in topology.devices if device.name == "SW1"]
        assert {target.rpartition("/")[2] for target in sw1.targets} == {"s.log#SW1", "sw1.txt", "SW1"}
    links = json.loads(call("list", "links", "--json")[1])
    ends = {
        (link["a_device"], link["a_interface"], link["b_device"], link["b_interface"], link["state"])
        for link in links
        if link["layer"] == 1
    }
    assert {end[0] for end in ends} | {end[2] for end in ends} == {"CORE-1", "SW1"}
    assert {end[4] for end in ends} == {"two-sided"}
    assert out


def test_evidence_opens_the_line_of_the_capture_in_its_own_file(call: Any, tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in",
        {"SW7/display_ip_interface_brief.txt": vrp_texts.IP_BRIEF, "SW7/display_lldp_neighbor_brief.txt": vrp_texts.LLDP_BRIEF},
    )
    assert call("import", folder, "--realm", "n1")[0] == 0
    with Home.open(tmp_path / "home") as home:
        (head,) = home.store.records.heads()
        (record,) = list(home.store.records.load([head.seq]))
        assert (record.envelope.kind, record.envelope.target, record.system.name) == (SourceKind.CAPTURE, "in/SW7", "SW7")
        for ref, text, words in (
            (record.neighbours[0].ref, vrp_texts.LLDP_BRIEF, "CORE-1"),
            (record.interfaces[0].ref, vrp_texts.IP_BRIEF, "192.0.2.1/30"),
        ):
            assert ref is not None
            opened = open_evidence(home, Evidence(EvidenceKind.RECORD, record_id(record), ref, ""))
            here = next(line for line in opened["lines"] if line["here"])
            assert words in here["text"]
            assert text.split("\n")[int(here["label"]) - 1].strip() == here["text"].strip()


def test_captures_of_an_unsure_platform_are_asked_about_and_read_once_it_is_named(call: Any, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"SW8/display_stp_brief.txt": vrp_texts.STP_BRIEF, "SW8/display_vlan.txt": "x\n1\n"})
    code, out, _ = call("import", folder, "--realm", "n1", "--json")
    (row,) = json.loads(out)
    assert (code, row["code"], sorted(row["candidates"])) == (3, "services.unsure", ["hp_comware", "huawei_vrp"])
    code, out, _ = call("import", folder, "--realm", "n1", "--as", "huawei_vrp", "--json")
    (row,) = json.loads(out)
    assert (code, row["platform"], row["device"], len(row["commands"]), len(row["captures"])) == (0, "huawei_vrp", "SW8", 1, 1)


def test_a_capture_that_nobody_is_named_in_is_asked_about(call: Any, tmp_path: Path) -> None:
    texts = {"display_arp.txt": vrp_texts.ARP, "display_ip_interface_brief.txt": vrp_texts.IP_BRIEF}
    folder = put(tmp_path / "captures", texts)
    code, out, _ = call("import", folder, "--realm", "n1", "--json")
    rows = {row["path"].rpartition("/")[2]: row for row in json.loads(out)}
    assert (code, rows["display_arp.txt"]["code"]) == (1, "services.whose_capture")
    assert (rows["display_ip_interface_brief.txt"]["code"], rows["display_ip_interface_brief.txt"]["rows"]) == (None, 5)


def test_an_unread_answer_never_makes_a_device_of_nothing(call: Any, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"s.log": angle("A", ("dis clock", "Monday\n"))})
    code, out, _ = call("import", folder, "--realm", "n1", "--json")
    (row,) = json.loads(out)
    assert (code, row["commands"], len(row["captures"])) == (0, [], 1)
    assert json.loads(call("list", "devices", "--json")[1]) == []


def test_the_same_captures_again_change_nothing(call: Any, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"s.log": LOG})
    assert call("import", folder, "--realm", "n1")[0] == 0
    rows = json.loads(call("import", folder, "--realm", "n1", "--json")[1])
    assert [row["change"] for row in rows] == ["unchanged", "unchanged"]
