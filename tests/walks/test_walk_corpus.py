"""Every capture beside the checkout is read to its last row, counted by a reader that shares nothing with the product's."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_interface
from pathlib import Path

import pytest

from collectors.snmp.messages import MESSAGES as SAID_OF_DEVICES
from collectors.snmp.mibs import TABLES
from collectors.walks import group_files, replay
from collectors.walks.messages import MESSAGES as SAID_OF_FILES
from tests.resolve.made import believe, ends
from topology.model.entities import Topology
from topology.model.names import canonical_interface
from topology.model.records import Completeness, NeighbourProtocol

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
WHEN = datetime(2018, 2, 1, tzinfo=UTC)
FILES = sorted([*(CORPUS / "snmp-devices").glob("*.snmprec"), *(CORPUS / "snmp-networks").glob("*/*.txt")])
LAYER_3 = 3
SAID = SAID_OF_DEVICES | SAID_OF_FILES
MODULES = {"3", "6", "9", "11"}
# Tables of which each row becomes one entry of a part.
ONE_TO_ONE = {
    "LLDP-MIB::lldpLocPortTable": "local_ports",
    "OSPF-MIB::ospfNbrTable": "ospf_neighbours",
    "OSPF-MIB::ospfIfTable": "ospf_interfaces",
    "ISIS-MIB::isisISAdjTable": "isis_adjacencies",
    "ISIS-MIB::isisCircTable": "isis_circuits",
    "BRIDGE-MIB::dot1dStpPortTable": "stp_ports",
    "VRRP-MIB::vrrpOperTable": "fhrp",
    "Q-BRIDGE-MIB::dot1qVlanStaticTable": "vlans",
    "ENTITY-MIB::entPhysicalTable": "modules",
}


# What is odd about the captures, by file and code; of all others there is nothing to say.
PROBLEMS = {
    "aos7.snmprec": {"snmp_same_name": 8},
    "nxos_n3k-3064pq.snmprec": {"walk_odd_value": 4},
    "procurve.snmprec": {"snmp_same_name": 2},
    "routeros.snmprec": {"snmp_odd_value": 12, "snmp_odd_index": 12},
    "vrp_s5328c-ei.snmprec": {"walk_odd_value": 20},
    "oedipus-192.168.239.62-walk.txt": {"walk_odd_value": 1},
    "NMM-R1.snmpwalk.txt": {"snmp_same_name": 6},
    "NMM-R2.snmpwalk.txt": {"snmp_same_name": 6},
    "dw-walk.txt": {"walk_no_system": 1},
    **{f"ITPN{number}.txt": {"walk_no_system": 1} for number in ("0111", "0112", "0113", "0114", "0121", "0123", "0201", "0202")},
}


def pairs(path: Path):
    """The OIDs and raw values of a file, one line after the other."""
    text = path.read_bytes().decode("latin-1")
    if path.suffix == ".snmprec":
        for line in text.split("\n"):
            if line.count("|") >= 2:
                oid, _, value = line.split("|", 2)
                yield oid, value
        return
    for found in re.finditer(r"^\.([0-9.]+) = (.*)$", text, re.MULTILINE):
        if not found[2].startswith("No "):
            yield found[1], re.sub(r"^[\w-]+: ", "", found[2])


@cache
def counted(path: Path) -> dict[str, dict[str, dict[int, str]]]:
    """Table name to index to column to value, as far as the file goes."""
    columns = {".".join(map(str, (*table.entry, column.number))): [] for table in TABLES for column in table.columns}
    for table in TABLES:
        for column in table.columns:
            columns[".".join(map(str, (*table.entry, column.number)))].append((table.name, column.number))
    depths = sorted({name.count(".") + 1 for name in columns})
    found: dict[str, dict[str, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for oid, value in pairs(path):
        parts = oid.split(".")
        for depth in depths:
            for table, column in columns.get(".".join(parts[:depth]), ()):
                found[table][".".join(parts[depth:])][column] = value
    return found


def expected_rows(table, in_file: dict[str, dict[str, dict[int, str]]]) -> set[str]:
    rows = set(in_file[table.name])
    if table.instances is None:
        return rows
    if table.name == "ENTITY-MIB::entPhysicalTable":
        classes = in_file["ENTITY-MIB::entPhysicalClass"]
        return {index for index in rows if re.sub(r"\D", "", classes.get(index, {}).get(5, "")) in MODULES}
    if "entity" in table.name.lower() or "RUModule" in table.name:
        return rows & expected_rows(next(one for one in TABLES if one.name == "ENTITY-MIB::entPhysicalTable"), in_file)
    if table.name.endswith(" partners"):
        ports = in_file["IEEE8023-LAG-MIB::dot3adAggPortTable"]
        return {index for index, row in ports.items() if row[13] not in {"0", index}}
    return rows & {"0"}


def check(path: Path) -> None:
    collection, of_file = replay([path], realm="r", collected_at=WHEN)
    record = collection.record()
    problems = Counter(problem.code for problem in (*of_file, *record.problems))
    assert problems == PROBLEMS.get(path.name, {})
    assert set(problems) <= set(SAID)
    in_file = counted(path)
    assert record.envelope.completeness is Completeness.COMPLETE
    assert "snmp_table_unreadable" not in {problem.code for problem in record.problems}
    for table in TABLES:
        seen = {".".join(map(str, index)) for index, row in collection.seen[table.name].items() if any(v is not None for v in row.values())}
        wanted = expected_rows(table, in_file)
        odd = {problem.where.rpartition(" ")[2] for problem in record.problems if problem.code == "snmp_odd_value"}
        missing = {index for index in wanted - seen if not any(where.endswith(f".{index}") for where in odd)}
        assert (missing, seen - wanted) == (set(), set()), table.name
        read = {
            (".".join(map(str, index)), name)
            for index, row in collection.seen[table.name].items()
            for name, v in row.items()
            if v is not None
        }
        names = {column.number: column.name for column in table.columns}
        there = {(index, names[number]) for index in wanted for number in in_file[table.name][index]}
        lost = {(index, name) for index, name in there - read if not any(where.endswith(f".{index}") for where in odd)}
        assert (lost, read - there) == (set(), set()), table.name
        if table.name in ONE_TO_ONE:
            assert len(getattr(record, ONE_TO_ONE[table.name])) >= len(wanted), table.name
    heard = [row.protocol for row in record.neighbours]
    assert heard.count(NeighbourProtocol.LLDP) == len(in_file["LLDP-MIB::lldpRemTable"])
    assert heard.count(NeighbourProtocol.CDP) == len(in_file["CISCO-CDP-MIB::cdpCacheTable"])
    assert {str(port.index) for port in record.interfaces} >= set(in_file["IF-MIB::ifTable"]) | set(in_file["IF-MIB::ifXTable"])
    macs = {index.split(".", 1)[1] for index in in_file["Q-BRIDGE-MIB::dot1qTpFdbTable"]} | set(in_file["BRIDGE-MIB::dot1dTpFdbTable"])
    macs |= {".".join(index.split(".")[:6]) for index in in_file["HUAWEI-L2MAM-MIB::hwDynFdbTable"]}
    assert {".".join(str(int(part, 16)) for part in row.mac.split(":")) for row in record.fdb} == macs


def test_the_corpus_is_here():
    if not FILES:
        pytest.skip("the corpus of captures is not beside this checkout")
    assert len(FILES) == 51


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_row_of_a_capture_is_read(path):
    check(path)


def test_the_standards_call_unverified_exactly_what_no_capture_has():
    if not FILES:
        pytest.skip("the corpus of captures is not beside this checkout")
    text = (Path(__file__).resolve().parents[2] / "docs" / "standards.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([A-Z][A-Z0-9v-]+(?:-MIB|-JUNIPER|-VPN-MIB)[A-Z-]*) \|.*\| (.*) \|$", text, re.MULTILINE)
    unverified = {mib for mib, checked in listed if "*unverified*" in checked}
    rows: dict[str, int] = defaultdict(int)
    for path in FILES:
        in_file = counted(path)
        for table in TABLES:
            rows[table.name.partition("::")[0]] += len(in_file[table.name])
    assert {mib for mib, _ in listed} == set(rows)
    assert unverified == {mib for mib, count in rows.items() if not count}


def records(name: str):
    folder = CORPUS / "snmp-networks" / name
    if not folder.is_dir():
        pytest.skip(f"the captured network {name} is not beside this checkout")
    return [replay(group.paths, realm=name, collected_at=WHEN)[0].record() for group in group_files(folder.glob("*.txt"))]


@cache
def topology_of(name: str) -> Topology:
    return believe(records(name))


def truth_of(name: str) -> dict:
    return json.loads((CORPUS / "snmp-networks" / "truth_links.json").read_text(encoding="utf-8"))[name]


def ends_of(topology, layers: set[int]) -> list[frozenset[tuple[str, str]]]:
    """Device and port at both ends of the links of some layers."""
    return [
        frozenset((device, canonical_interface(port or "")) for device, port in ends(topology, link))
        for link in topology.links
        if link.layer in layers
    ]


@pytest.mark.parametrize("name", ["nms8003", "nms1055"])
def test_captured_networks_keep_every_known_link_at_port_level_and_get_no_other(name):
    topology, known = topology_of(name), truth_of(name)
    expected = {frozenset({(a, canonical_interface(p)), (b, canonical_interface(q))}) for a, p, b, q in known["lldp"]}
    found = ends_of(topology, {1, 2})
    assert (expected - set(found), set(found) - expected, len(found)) == (set(), set(), len(expected))
    assert len(topology.devices) == known["devices"]


@pytest.mark.parametrize("name", ["nms8003", "nms1055", "nms0001"])
def test_captured_networks_are_adjacent_exactly_where_they_are_known_to_be(name):
    topology = topology_of(name)
    found = ends_of(topology, {3})
    assert {tuple(sorted(device for device, _ in pair)) for pair in found} == {tuple(sorted(pair)) for pair in truth_of(name)["ospf_pairs"]}
    assert len(found) == len(set(found))
    for link in topology.links:
        if link.layer == LAYER_3:
            here, there = (topology.interface[one].addresses for one in (link.a_interface, link.b_interface))
            assert {ip_interface(one).network for one in here} & {ip_interface(one).network for one in there}
    for one in truth_of(name).get("isis", ()):
        assert frozenset({(one[0], canonical_interface(one[1])), (one[2], canonical_interface(one[3]))}) in found


def test_the_network_without_links_gets_none():
    assert topology_of("nms7777dw").links == ()
