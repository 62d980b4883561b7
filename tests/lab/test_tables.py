"""What the agents say: checked against pyasn1, against the truth, and against captures of the same vendors' devices."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.snmp.ber import COUNTER32, COUNTER64, GAUGE32, INTEGER, IP_ADDRESS, OBJECT_IDENTIFIER, OCTET_STRING, TIMETICKS, encode_oid
from lab.tables import TABLES
from lab.tables.forms import FORMS
from lab.tables.image import Image, decoded, gather
from lab.tables.system import UPTIME
from lab.tables.traffic import traffic
from lab.tables.view import View, views
from lab.truth import Planted, TruthDevice, TruthSeat, Vendor
from tests.lab.reference import read_varbind
from tests.lab.tiny_city import CISCO, CITY, FLEET, H3C, HUAWEI, RUIJIE, UNREACHED, device, port, view_of
from topology.model.names import canonical_interface
from topology.model.records import InterfaceKind as Kind

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "snmp-devices"
TYPE_NAMES = {
    INTEGER: "Integer",
    OCTET_STRING: "OctetString",
    OBJECT_IDENTIFIER: "ObjectIdentifier",
    IP_ADDRESS: "IpAddress",
    COUNTER32: "Counter32",
    GAUGE32: "Gauge32",
    TIMETICKS: "TimeTicks",
    COUNTER64: "Counter64",
}
IF, IF_X = (1, 3, 6, 1, 2, 1, 2, 2, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
LOCAL, REMOTE = (1, 0, 8802, 1, 1, 2, 1, 3), (1, 0, 8802, 1, 1, 2, 1, 4)


def rows_of(wanted: TruthDevice) -> dict[tuple[int, ...], object]:
    return {oid: value for oid, _, value in gather(view_of(wanted))[0]}


def column(rows: dict[tuple[int, ...], object], object_id: tuple[int, ...]) -> dict[tuple[int, ...], object]:
    depth = len(object_id)
    return {oid[depth:]: value for oid, value in rows.items() if oid[:depth] == object_id}


def raw(tag: int, value: object) -> object:
    """A value as it lies in the octets."""
    if isinstance(value, str):
        return bytes(map(int, value.split("."))) if tag == IP_ADDRESS else value.encode()
    return value


@pytest.mark.parametrize("wanted", CITY.devices, ids=lambda one: one.name)
def test_bytes_are_what_pyasn1_reads(wanted: TruthDevice) -> None:
    view = view_of(wanted)
    image, (rows, _) = Image(view), gather(view)
    assert len(image) == len(rows) > 20
    for place, (oid, tag, value) in enumerate(rows):
        octets = image.blob[image.offsets[place] : image.offsets[place + 1]]
        assert read_varbind(octets) == (oid, TYPE_NAMES[tag], raw(tag, value))
    names = [oid for oid, _, _ in rows]
    assert names == sorted(set(names))
    assert image.uptime == names.index(UPTIME)
    assert image.wide == {place for place, (_, tag, _) in enumerate(rows) if tag == COUNTER64}


def test_rows_lie_below_their_root() -> None:
    for view in views(FLEET):
        for table in TABLES:
            for object_id, index, _, _ in table.rows(view):
                assert object_id[: len(table.root)] == table.root
                assert index


def test_two_rows_of_one_name_are_refused() -> None:
    twice = msgspec.structs.replace(H3C, ports=(port("GigabitEthernet1/0/1", 4), port("GigabitEthernet1/0/2", 4)))
    with pytest.raises(ValueError, match=r"n01-0002: two rows at 1\.3\.6"):
        Image(View(device=twice))


def test_huawei_lldp_rows() -> None:
    rows = rows_of(HUAWEI)
    numbers = column(rows, (*LOCAL, 7, 1, 3))
    assert numbers[1,] == "GigabitEthernet0/0/1"
    assert numbers[901,] == "MEth0/0/1"
    assert len(numbers) == 8
    remote = {index[1]: value for index, value in column(rows, (*REMOTE, 1, 1, 9)).items()}
    assert remote == {1: b"ACC-2", 2: b"ACC-3"}
    marks = {index[0] for index in column(rows, (*REMOTE, 1, 1, 9))}
    assert len(marks) == 1
    assert column(rows, (*REMOTE, 2)) == {}
    assert column(rows, (*LOCAL, 8)) == {}
    (mark,) = marks
    row = {oid[len(REMOTE) + 2]: value for oid, value in rows.items() if oid[-3:] == (mark, 1, 1) and oid[: len(REMOTE)] == REMOTE}
    assert row == {
        4: 4,
        5: bytes.fromhex("00e0fc000200"),
        6: 5,
        7: "GigabitEthernet1/0/1",
        8: "上联汇聚机房".encode("gb18030"),
        9: b"ACC-2",
        10: "H3C Comware Platform Software, Software Version 5.20.99, Release 5209\r\nH3C S3100V2-16TP-EI\r\n"
        "Copyright (c) 2004-2017 New H3C Technologies Co., Ltd. All rights reserved.",
        11: b"\x20",
        12: b"\x20",
    }


@pytest.mark.parametrize(
    ("model", "software", "said"),
    [
        ("S5720-36C-EI-AC", "V200R010C00SPC600", "GigabitEthernet0/0/1"),
        ("S2700-18TP-SI-AC", "V100R006C05", "HUAWEI, Quidway Series, GigabitEthernet0/0/1 Interface"),
        ("AR2220E", "V200R007C00SPC900", "HUAWEI, AR Series, GigabitEthernet0/0/1 Interface"),
        ("S12708", "V200R010C00SPC600", ""),
        ("CE12804", "V200R002C50SPC800", ""),
    ],
)
def test_huawei_port_descriptions(model: str, software: str, said: str) -> None:
    plain, described = port("GigabitEthernet0/0/1", 6), port("GigabitEthernet0/0/2", 7, alias="Uplink")
    form = FORMS[0]
    one = device(8, "X", Vendor.HUAWEI, model, software, [plain, described])
    assert form.port_text(plain, one) == said
    assert form.port_text(described, one) == "Uplink"


def test_a_port_that_does_not_listen_records_nobody_and_is_heard() -> None:
    assert 3 not in {index[1] for index in column(rows_of(HUAWEI), (*REMOTE, 1, 1, 7))}
    heard = {index[1]: value for index, value in column(rows_of(H3C), (*REMOTE, 1, 1, 7)).items()}
    assert heard == {1: "GigabitEthernet0/0/1", 2: "GigabitEthernet0/0/3"}


def test_ports_that_are_down_hear_nobody() -> None:
    down = msgspec.structs.replace(H3C, ports=(msgspec.structs.replace(H3C.ports[0], up=False), *H3C.ports[1:]))
    fleet = msgspec.structs.replace(FLEET, devices=(HUAWEI, down, RUIJIE, CISCO))
    for wanted, name in ((HUAWEI, b"ACC-2"), (down, b"AGG-1")):
        rows = {oid: value for oid, _, value in gather(view_of(wanted, fleet))[0]}
        names = [value for index, value in column(rows, (*REMOTE, 1, 1, 9)).items() if index[1] == 1]
        assert name not in names


def test_management_addresses_pass_between_those_that_have_them() -> None:
    assert set(column(rows_of(CISCO), (*REMOTE, 2, 1, 3))) == {(0, 1, 1, 1, 4, 10, 1, 0, 3)}
    ruijie = column(rows_of(RUIJIE), (*REMOTE, 2, 1, 4))
    assert {index[1:]: value for index, value in ruijie.items()} == {(2, 1, 1, 4, 10, 1, 0, 4): 10}
    assert column(rows_of(RUIJIE), (*LOCAL, 8, 1, 5)) == {(1, 4, 10, 1, 0, 3): 4106}


def test_vendors_name_one_port_in_their_own_ways() -> None:
    assert column(rows_of(RUIJIE), (*IF, 2))[1,] == "GigabitEthernet 0/1"
    assert column(rows_of(RUIJIE), (*IF_X, 1)) == {(1,): "Gi0/1", (2,): "Gi0/2", (4001,): "Ag1", (4096,): "Nu0", (4106,): "Vl10"}
    assert column(rows_of(RUIJIE), (*LOCAL, 7, 1, 3)) == {(1,): "Gi0/1", (2,): "Gi0/2"}
    assert column(rows_of(CISCO), (*IF_X, 1)) == {(10,): "Vl10", (5001,): "Po1", (10101,): "Gi1/0/1", (10102,): "Gi1/0/2", (14001,): "Nu0"}
    assert column(rows_of(H3C), (*IF_X, 18))[5,] == b"GigabitEthernet1/0/2 Interface"
    assert column(rows_of(HUAWEI), (*IF_X, 1))[6,] == "GigabitEthernet0/0/1"


@pytest.mark.parametrize("wanted", [HUAWEI, H3C, RUIJIE, CISCO], ids=lambda one: one.name)
def test_every_name_leads_back_to_the_port(wanted: TruthDevice) -> None:
    rows = rows_of(wanted)
    for one in wanted.ports:
        for names in (column(rows, (*IF, 2)), column(rows, (*IF_X, 1))):
            assert canonical_interface(str(names[one.index,])) == canonical_interface(one.name)


def test_states_speeds_and_addresses() -> None:
    rows = rows_of(HUAWEI)
    assert rows[*IF, 7, 11] == 2
    assert rows[*IF, 8, 11] == 2
    assert rows[*IF, 8, 6] == 1
    assert rows[*IF, 5, 12] == 2**32 - 1
    assert rows[*IF_X, 15, 12] == 10_000
    assert rows[*IF, 4, 12] == 1600
    assert rows[*IF, 6, 6] == bytes.fromhex("00e0fc000100")
    assert rows[*IF, 6, 16] == bytes(6)
    assert column(rows, (1, 3, 6, 1, 2, 1, 4, 20, 1, 3)) == {
        (10, 1, 0, 1): "255.255.255.0",
        (10, 9, 0, 1): "255.255.255.252",
        (10, 9, 0, 5): "255.255.255.252",
        (10, 255, 0, 1): "255.255.255.255",
        (127, 0, 0, 1): "255.0.0.0",
        (192, 168, 20, 1): "255.255.255.0",
    }
    arp = column(rows, (1, 3, 6, 1, 2, 1, 4, 22, 1, 2))
    assert arp[14, 10, 1, 0, 2] == bytes.fromhex("00e0fc000200")
    assert arp[14, 10, 1, 0, 1] == bytes.fromhex("00e0fc000100")
    assert column(rows, (1, 3, 6, 1, 2, 1, 4, 22, 1, 4))[15, 192, 168, 20, 7] == 3


def test_vlans_and_bridge_ports() -> None:
    rows = rows_of(HUAWEI)
    vlan = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 3, 1)
    assert column(rows, (*vlan, 1)) == {(1,): b"", (10,): b"mgmt", (20,): b""}
    # Ports 1 to 6 and the aggregate at 9; members 4 and 5, the routed port 7 and MEth are no bridge ports.
    assert column(rows, (1, 3, 6, 1, 2, 1, 17, 1, 4, 1, 2)) == {(1,): 6, (2,): 7, (3,): 8, (6,): 11, (9,): 13}
    assert column(rows, (*vlan, 2)) == {(1,): bytes([0b01000100, 0]), (10,): bytes([0b11000000, 0x80]), (20,): bytes([0b10100000, 0])}
    assert column(rows, (*vlan, 4))[20,] == bytes([0b00100000, 0])
    assert column(rows, (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 5, 1, 1))[3,] == 20
    assert column(rows_of(H3C), (*vlan, 1)) == {(1,): b"VLAN 0001", (10,): b"VLAN 0010", (20,): "办公".encode("gb18030")}
    assert column(rows_of(CISCO), vlan) == {}
    assert column(rows_of(CISCO), (1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1, 4)) == {(1, 1): b"default", (1, 10): b"mgmt"}
    assert column(rows_of(CISCO), (1, 3, 6, 1, 4, 1, 9, 9, 68, 1, 2, 2, 1, 2)) == {(10102,): 10, (5001,): 1}


def test_aggregates_and_chassis() -> None:
    rows = rows_of(HUAWEI)
    assert column(rows, (1, 2, 840, 10006, 300, 43, 1, 2, 1, 1, 13)) == {(9,): 13, (10,): 13}
    assert rows[1, 2, 840, 10006, 300, 43, 1, 1, 1, 1, 6, 13] == 13
    serial = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 11)
    assert column(rows, serial)[67108867,] == "SERIAL1"
    assert rows[1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 10, 67108867] == "Version 5.170 V200R010C00SPC600"
    assert column(rows_of(H3C), serial)[1,] == "SERIAL2"
    assert set(column(rows_of(RUIJIE), serial).values()) == {""}
    assert rows_of(CISCO)[1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 13, 1001] == "WS-C2960X-24TS-L"


def test_a_device_without_lldp_has_none_of_its_tables() -> None:
    assert [oid for oid in rows_of(UNREACHED) if oid[:3] == (1, 0, 8802)] == []


def test_traffic_of_a_link_agrees_at_both_ends() -> None:
    same_age = msgspec.structs.replace(FLEET, devices=CITY.devices)
    near, far = traffic(view_of(HUAWEI, same_age)), traffic(view_of(H3C, same_age))
    assert near["GigabitEthernet0/0/1"].in_octets == far["GigabitEthernet1/0/1"].out_octets > 10**8
    assert near["GigabitEthernet0/0/1"].out_octets == far["GigabitEthernet1/0/1"].in_octets > 10**8
    assert near["GigabitEthernet0/0/6"].in_octets == 0
    members = [near[f"GigabitEthernet0/0/{number}"].in_octets for number in (4, 5)]
    assert near["Eth-Trunk1"].in_octets == sum(members)
    assert traffic(view_of(HUAWEI)) == near


def test_dead_circuits_and_zombie_networks_carry_next_to_nothing() -> None:
    dead = msgspec.structs.replace(FLEET, planted=Planted(dead_circuits=("DL20130457",)))
    per_second = traffic(view_of(HUAWEI, dead))["GigabitEthernet0/0/1"].in_octets / HUAWEI.uptime_s
    assert 0 < per_second < 50
    assert traffic(view_of(HUAWEI, dead))["GigabitEthernet0/0/2"] == traffic(view_of(HUAWEI))["GigabitEthernet0/0/2"]
    zombie = msgspec.structs.replace(FLEET, planted=Planted(zombie_networks=("N01",)))
    assert all(one.in_octets / HUAWEI.uptime_s < 120 for one in traffic(view_of(HUAWEI, zombie)).values())


def test_text_that_gb18030_would_spell_as_other_utf8_stays_utf8() -> None:
    view = view_of(H3C)
    assert view.octets("mgmt") == b"mgmt"
    assert view.octets("办公") == "办公".encode("gb18030")
    sly = b"\xc4\xa3\xc4\xa3".decode("gb18030")
    assert view.octets(sly) == sly.encode()


def test_links_to_ports_that_do_not_exist_are_passed_over() -> None:
    broken = msgspec.structs.replace(FLEET, links=(msgspec.structs.replace(FLEET.links[0], b_port="GigabitEthernet9/9/9"),))
    assert view_of(HUAWEI, broken).peers == ()


IMAGE = Image(view_of(HUAWEI))
NAMES = [decoded(name) for name in IMAGE.names]
ARCS = st.integers(0, 2**32 - 1) | st.integers(0, 60) | st.sampled_from([127, 128, 16383, 16384, 67108867])


@given(
    oid=st.one_of(
        st.sampled_from(NAMES),
        st.sampled_from(NAMES).flatmap(lambda oid: st.integers(1, len(oid)).map(lambda depth: oid[:depth])),
        st.tuples(st.sampled_from(NAMES), ARCS).map(lambda pair: (*pair[0][:-1], pair[1])),
        st.lists(ARCS, min_size=1, max_size=8).map(lambda arcs: (1, 3, *arcs)),
    )
)
@settings(max_examples=300, deadline=None)
def test_after_is_the_first_greater_name(oid: tuple[int, ...]) -> None:
    wanted = next((place for place, name in enumerate(NAMES) if name > oid), len(NAMES))
    if len(oid) == 1:
        oid = (oid[0], 0)
        wanted = 0
    assert IMAGE.after(encode_oid(oid)) == wanted


# --- real captures -----------------------------------------------------------------------------------


def capture(name: str) -> dict[tuple[int, ...], tuple[int, bytes]]:
    """One recorded device: name to tag and raw text."""
    path = CORPUS / f"{name}.snmprec"
    if not path.exists():
        pytest.skip(f"no recorded {name}: ../shared/corpus is not here")
    rows = {}
    for line in path.read_bytes().splitlines():
        parts = line.split(b"|", 2)
        if len(parts) == 3 and re.fullmatch(rb"[\d.]+", parts[0]) and re.fullmatch(rb"\d+x?", parts[1]):
            is_hex = parts[1].endswith(b"x") and re.fullmatch(rb"([0-9A-Fa-f]{2})*", parts[2])
            value = bytes.fromhex(parts[2].decode()) if is_hex else parts[2]
            rows[tuple(map(int, parts[0].split(b".")))] = (int(parts[1].rstrip(b"x")), value)
    return rows


def twin(vendor: Vendor, model: str, software: str) -> TruthDevice:
    """A device of the recorded model with a port of each kind."""
    words = {
        Vendor.HUAWEI: ("GigabitEthernet0/0/1", "XGigabitEthernet0/0/1", "Eth-Trunk3", "Vlanif100", "LoopBack1", "MEth0/0/1"),
        Vendor.H3C: (
            "GigabitEthernet2/0/1",
            "Ten-GigabitEthernet9/0/1",
            "Route-Aggregation25",
            "Vlan-interface1",
            "LoopBack0",
            "M-GigabitEthernet0/0/0",
        ),
        Vendor.RUIJIE: ("TenGigabitEthernet 0/1", "FortyGigabitEthernet 0/65", "AggregatePort 1", "VLAN 1543", "Loopback 0", "Mgmt 0"),
        Vendor.CISCO: ("GigabitEthernet1/0/1", "GigabitEthernet1/0/2", "Port-channel1", "Vlan99", "Loopback0", "FastEthernet0"),
    }[vendor]
    kinds = (Kind.PHYSICAL, Kind.PHYSICAL, Kind.LAG, Kind.VLAN, Kind.LOOPBACK, Kind.MANAGEMENT)
    more = [{"vlan_access": 100}, {}, {}, {"addresses": ("10.1.0.9/24",)}, {"addresses": ("10.255.0.9/32",)}, {}]
    ports = [port(name, 10 + place, kind, **fields) for place, (name, kind, fields) in enumerate(zip(words, kinds, more, strict=True))]
    seats = (TruthSeat(mac="02:4e:00:00:00:01", port=ports[0].name),)
    return device(9, "TWIN", vendor, model, software, ports, vlans=((100, ""),), seats=seats)


ELSEWHERE = {
    "vrp_5720": {"dot1dTpFdbTable", "dot1qVlanCurrentTable"},
    "vrp_ac6605-26": {"dot1qVlanCurrentTable"},
    "ruijie": {"dot1qVlanCurrentTable"},
}
"""Tables of a capture that the lab tells in another: a forwarding table stands in HUAWEI-L2MAM-MIB, VLANs in the static table."""


CAPTURES = [
    ("vrp_5720", Vendor.HUAWEI, "S5720-56C-PWR-EI-AC", "V200R010C00SPC600"),
    ("vrp_s5328c-ei", Vendor.HUAWEI, "S5328C-EI", "VRP 5.110 V200R001C00SPC300"),
    ("vrp_ac6605-26", Vendor.HUAWEI, "AC6605-26-PWR", "V200R010C00SPC500"),
    ("vrp_ce12804-withvrf", Vendor.HUAWEI, "CE12804", "VRP 8.150 V200R002C50SPC800"),
    ("vrp_ne", Vendor.HUAWEI, "NE40E-M2K-B", "VRP 8.190 V800R010C10SPC500"),
    ("comware", Vendor.H3C, "S10508", "7.1.045 Release 2416"),
    ("ruijie", Vendor.RUIJIE, "RG-S6220-48XS4QXS", "RGOS 11.0 173619"),
    ("ios_2960x", Vendor.CISCO, "WS-C2960X-48FPS-L", "15.0(2a)EX5"),
]


def twin_rows(vendor: Vendor, model: str, software: str) -> list[tuple[tuple[int, ...], tuple[int, ...], int, object]]:
    """Object, index, tag and value of every row of a twin with a neighbour of its own kind."""
    one = twin(vendor, model, software)
    other = msgspec.structs.replace(one, id="n01-0010", name="OTHER", chassis_mac="00:e0:fc:00:0a:00", management="10.1.0.10")
    link = msgspec.structs.replace(FLEET.links[0], a_device=one.id, a_port=one.ports[0].name, b_device=other.id, b_port=one.ports[1].name)
    fleet = msgspec.structs.replace(FLEET, devices=(one, other), links=(link,))
    view = view_of(one, fleet)
    return [row for table in TABLES for row in table.rows(view)]


@pytest.mark.parametrize(("name", "vendor", "model", "software"), CAPTURES, ids=[one[0] for one in CAPTURES])
def test_tables_tags_and_index_shapes_are_the_recorded_ones(name: str, vendor: Vendor, model: str, software: str) -> None:
    real, ours = capture(name), twin_rows(vendor, model, software)
    objects: dict[tuple[int, ...], set[tuple[int, int]]] = defaultdict(set)
    for object_id, index, tag, _ in ours:
        objects[object_id].add((len(index), tag))
    recorded: dict[tuple[int, ...], set[tuple[int, int]]] = defaultdict(set)
    for oid, (tag, _) in real.items():
        for depth in range(len(oid) - 1, 6, -1):
            if oid[:depth] in objects:
                recorded[oid[:depth]].add((len(oid) - depth, tag))
                break
    common = {object_id for object_id in objects if object_id in recorded}
    assert len(common) > 30
    wrong = {object_id: (objects[object_id], recorded[object_id]) for object_id in common if not objects[object_id] <= recorded[object_id]}
    assert wrong == {}
    roots = {table.name: table.root for table in TABLES}
    present = {table for table, root in roots.items() if any(oid[: len(root)] == root for oid in real)}
    served = {table for table, root in roots.items() if any(object_id[: len(root)] == root for object_id, _, _, _ in ours)}
    assert present - served == ELSEWHERE.get(name, set())


@pytest.mark.parametrize(("name", "vendor", "model", "software"), CAPTURES, ids=[one[0] for one in CAPTURES])
def test_names_types_and_sub_types_are_the_recorded_ones(name: str, vendor: Vendor, model: str, software: str) -> None:
    real = capture(name)
    ours = {(*object_id, *index): value for object_id, index, _, value in twin_rows(vendor, model, software)}

    def shape(text: str) -> str:
        return re.sub(r"\d+(/\d+)*", "#", text)

    def shapes(name_of, type_of) -> dict[str, set[tuple[str, int, int]]]:
        found = defaultdict(set)
        for index in name_of((*IF, 2)):
            descr, short = name_of((*IF, 2))[index], name_of((*IF_X, 1)).get(index)
            if short is not None:
                mac = name_of((*IF, 6)).get(index, "")
                found[shape(descr)].add((shape(short), type_of((*IF, 3))[index], len(mac)))
        return found

    def recorded_text(object_id):
        return {oid[len(object_id) :]: value.decode("latin-1") for oid, (_, value) in real.items() if oid[: len(object_id)] == object_id}

    def recorded_number(object_id):
        return {index: int(text) for index, text in recorded_text(object_id).items()}

    def our_text(object_id):
        return {index: value.decode("latin-1") if isinstance(value, bytes) else value for index, value in column(ours, object_id).items()}

    there, here = shapes(recorded_text, recorded_number), shapes(our_text, lambda object_id: column(ours, object_id))
    both = set(there) & set(here)
    assert len(both) >= 3
    assert {word: here[word] - there[word] for word in both if here[word] - there[word]} == {}
    for sub_type in ((*REMOTE, 1, 1, 4), (*REMOTE, 1, 1, 6)):
        known = set(recorded_number(sub_type).values())
        assert not known or set(column(ours, sub_type).values()) <= known


# The recorded Comware devices carry HP's marks instead of H3C's.
OWN_MARKS = [one for one in CAPTURES if one[0] != "comware"]


@pytest.mark.parametrize(("name", "vendor", "model", "software"), OWN_MARKS, ids=[one[0] for one in OWN_MARKS])
def test_object_id_and_description_are_the_recorded_ones(name: str, vendor: Vendor, model: str, software: str) -> None:
    real, one = capture(name), twin(vendor, model, software)
    form = next(form for form in FORMS if form.vendor is vendor)
    assert ".".join(map(str, form.object_id(one))).encode() == real[1, 3, 6, 1, 2, 1, 1, 2, 0][1]

    def words(text: str) -> list[str]:
        return re.sub(r"\d{4}|[\"]|Mon .*? by", " ", text).split()

    recorded, said = words(real[1, 3, 6, 1, 2, 1, 1, 1, 0][1].decode()), words(form.description(one))
    assert said[: min(len(recorded), 18)] == recorded[:18]


def test_lldp_numbers_are_counted_as_recorded() -> None:
    real = capture("vrp_5720")
    numbers = {oid[-1]: value.decode() for oid, (_, value) in real.items() if oid[: len(LOCAL) + 3] == (*LOCAL, 7, 1, 3)}
    ports = [
        port(name, 3 + place, Kind.MANAGEMENT if name.startswith("MEth") else Kind.PHYSICAL) for place, name in enumerate(numbers.values())
    ]
    again = device(1, "AGAIN", Vendor.HUAWEI, "S5720-56C-PWR-EI-AC", "V200R010C00SPC600", ports)
    rows = {(*object_id, *index): value for table in TABLES for object_id, index, _, value in table.rows(View(device=again))}
    assert {index[0]: value for index, value in column(rows, (*LOCAL, 7, 1, 3)).items()} == numbers
