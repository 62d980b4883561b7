"""MIB tables on rows made by hand, hostile ones included; strings; records."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.snmp import ber
from collectors.snmp.limits import Limits
from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.draft import MAX_PROBLEMS, Draft
from collectors.snmp.mibs.if_mib import interface_kind
from collectors.snmp.mibs.ip_mib import inet_address_of
from collectors.snmp.mibs.lldp_mib import capabilities, identifier, management_address
from collectors.snmp.mibs.vendors import maker_of, platform_of, said_in
from collectors.snmp.record import draft_of
from collectors.snmp.strings import MAX_OCTETS, decode_text
from tests.snmp.hostile_agent import Agent, interface_rows, system_rows
from tests.snmp.talk import read
from topology.model.records import InterfaceKind

LIMITS = Limits(timeout_s=2, rate_per_s=0)
VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**64),
    st.binary(max_size=40),
    st.lists(st.integers(0, 2**32 - 1), max_size=20).map(tuple),
    st.just("10.0.0.1"),
)
INDEXES = st.lists(st.one_of(st.integers(0, 300), st.integers(0, 2**32 - 1)), max_size=12).map(tuple)


def test_tables_have_names_of_their_own_and_identify_first():
    names = [table.name for table in TABLES]
    assert len(names) == len(set(names))
    flags = [table.identifies for table in TABLES]
    assert flags == sorted(flags, reverse=True)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TABLES), st.dictionaries(INDEXES, st.lists(VALUES, min_size=8, max_size=8), max_size=6))
def test_no_table_raises_whatever_an_agent_sends(table, cells):
    rows = {index: dict(zip([column.name for column in table.columns], values, strict=False)) for index, values in cells.items()}
    draft = Draft("t")
    table.build(rows, draft)
    assert all(problem.where.startswith("t ") for problem in draft.problems)


def test_a_table_that_cannot_be_built_costs_only_itself(monkeypatch):
    def broken(_rows, _draft):
        raise KeyError("x")

    monkeypatch.setattr("collectors.snmp.record.TABLES", tuple(_replace(table, broken) for table in TABLES[:1]))
    draft = draft_of("t", {TABLES[0].name: {(0,): {}}})
    assert [(problem.code, problem.params) for problem in draft.problems] == [("snmp_table_unreadable", {"why": "KeyError"})]


def _replace(table, build):
    from dataclasses import replace

    return replace(table, build=build)


def test_vlans_lag_entity_and_ipv6_are_read():
    rows = {**system_rows(object_id=(1, 3, 6, 1, 4, 1, 25506, 1)), **interface_rows(4)}
    q_bridge = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4)
    for port in range(1, 5):
        rows[1, 3, 6, 1, 2, 1, 17, 1, 4, 1, 2, port] = (ber.INTEGER, port)
        rows[(*q_bridge, 5, 1, 1, port)] = (ber.GAUGE32, 10 if port < 3 else 1)
    for vid, name, egress, untagged in ((1, b"default", 0x30, 0x30), (10, "办公".encode("gb18030"), 0xD0, 0xC0), (4095, b"no", 0, 0)):
        rows[(*q_bridge, 3, 1, 1, vid)] = (ber.OCTET_STRING, name)
        rows[(*q_bridge, 3, 1, 2, vid)] = (ber.OCTET_STRING, bytes([egress]))
        rows[(*q_bridge, 3, 1, 4, vid)] = (ber.OCTET_STRING, bytes([untagged]))
    rows[1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 9] = (ber.OCTET_STRING, b"Bridge-Aggregation1")
    rows[1, 3, 6, 1, 2, 1, 2, 2, 1, 3, 9] = (ber.INTEGER, 161)
    for member, aggregate in ((3, 9), (4, 0), (9, 9)):
        rows[1, 2, 840, 10006, 300, 43, 1, 2, 1, 1, 13, member] = (ber.INTEGER, aggregate)
    entity = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
    for index, kind in ((1, 3), (2, 9), (7, 3)):
        rows[(*entity, 5, index)] = (ber.INTEGER, kind)
        rows[(*entity, 11, index)] = (ber.OCTET_STRING, f"SN{index} ".encode())
        rows[(*entity, 13, index)] = (ber.OCTET_STRING, b"S5560X" if index == 1 else b"")
    address = (2, 16, 0x20, 1, 0xD, 0xB8, *[0] * 11, 1)
    rows[(1, 3, 6, 1, 2, 1, 4, 34, 1, 3, *address)] = (ber.INTEGER, 2)
    rows[(1, 3, 6, 1, 2, 1, 4, 34, 1, 4, *address)] = (ber.INTEGER, 1)
    rows[(1, 3, 6, 1, 2, 1, 4, 34, 1, 5, *address)] = (ber.OBJECT_IDENTIFIER, (1, 3, 6, 1, 2, 1, 4, 32, 1, 5, 2, 2, 16, *[0] * 16, 64))
    with Agent(rows) as agent:
        record = read(agent, LIMITS)
    ports = {port.name: port for port in record.interfaces}
    assert [(vlan.vid, vlan.name) for vlan in record.vlans] == [(1, "default"), (10, "办公")]
    assert (ports["GigabitEthernet0/0/1"].vlan_access, ports["GigabitEthernet0/0/1"].vlan_trunk) == (10, None)
    trunk = ports["GigabitEthernet0/0/4"]
    assert (trunk.vlan_access, trunk.vlan_trunk, trunk.vlan_native, trunk.bridge_port) == (None, (1, 10), 1, 4)
    assert (ports["GigabitEthernet0/0/3"].lag, trunk.lag, ports["Bridge-Aggregation1"].lag) == ("Bridge-Aggregation1", None, None)
    assert ports["Bridge-Aggregation1"].kind is InterfaceKind.LAG
    assert (record.system.serials, record.system.model, record.system.platform) == (("SN1", "SN7"), "S5560X", "hp_comware")
    assert ports["GigabitEthernet0/0/2"].addresses == ("2001:db8::1/64",)
    assert [problem.code for problem in record.problems] == ["snmp_odd_index"]
    assert not any(request.oids[0] == (*entity, 10, 2) for request in agent.requests)


def test_members_are_found_by_the_stack_where_no_lag_mib_is():
    rows = {**system_rows(), **interface_rows(3)}
    rows[1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 9] = (ber.OCTET_STRING, b"Eth-Trunk1")
    rows[1, 3, 6, 1, 2, 1, 2, 2, 1, 3, 9] = (ber.INTEGER, 53)
    for higher, lower in ((9, 1), (9, 2), (0, 9), (3, 0)):
        rows[1, 3, 6, 1, 2, 1, 31, 1, 2, 1, 3, higher, lower] = (ber.INTEGER, 1)
    with Agent(rows) as agent:
        ports = read(agent, LIMITS).interfaces
    assert [port.lag for port in ports] == ["Eth-Trunk1", "Eth-Trunk1", None, None]


def test_narrow_counters_are_read_only_where_wide_ones_are_missing():
    rows = {**system_rows(), **interface_rows(2)}
    narrow = (1, 3, 6, 1, 2, 1, 2, 2, 1, 10)
    with Agent({**rows, (*narrow, 1): (ber.COUNTER32, 5)}) as agent:
        assert read(agent, LIMITS).counters[0].in_octets == 10**10
        assert not any(narrow in request.oids for request in agent.requests)
    for column in (6, 10):
        for index in (1, 2):
            del rows[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, column, index]
    with Agent({**rows, (*narrow, 1): (ber.COUNTER32, 5)}) as agent:
        assert read(agent, LIMITS).counters[0].in_octets == 5


def test_lldp_rows_and_addresses_meet_whatever_their_time_mark():
    rows = dict(system_rows())
    remote = (1, 0, 8802, 1, 1, 2, 1, 4)
    for index, name in (((5, 14, 1), b"a"), ((15, 2), b"b"), ((6, 16, 1, 1), b"c")):
        rows[(*remote, 1, 1, 9, *index)] = (ber.OCTET_STRING, name)
        rows[(*remote, 1, 1, 6, *index)] = (ber.INTEGER, 0)
        rows[(*remote, 1, 1, 7, *index)] = (ber.OCTET_STRING, b"\x00\xe0\xfc\x00\x00\x01")
    rows[(*remote, 2, 1, 3, 5, 14, 1, 1, 4, 10, 0, 0, 1)] = (ber.INTEGER, 2)
    rows[(*remote, 2, 1, 3, 5, 14, 1, 2, 16, *[0xFE, 0x80, *[0] * 13, 1])] = (ber.INTEGER, 2)
    rows[(*remote, 2, 1, 3, 15, 2, 1, 4, 10, 0, 0, 2)] = (ber.INTEGER, 2)
    rows[(*remote, 2, 1, 3, 7, 7)] = (ber.INTEGER, 2)
    with Agent(rows) as agent:
        record = read(agent, LIMITS)
    found = {row.system_name: row for row in record.neighbours}
    assert (found["a"].local_port, found["b"].local_port, found["c"].local_port) == ("14", "15", "16")
    assert found["a"].management_addresses == ("10.0.0.1", "fe80::1")
    assert found["b"].management_addresses == ("10.0.0.2",)
    assert (found["a"].port_subtype, found["a"].port_id) == (None, "00:e0:fc:00:00:01")


@pytest.mark.parametrize(
    ("octets", "subtype", "text"),
    [
        (b"GigabitEthernet0/0/1", 5, None),
        (b"00e0-fc12-3456", 4, "00:e0:fc:12:34:56"),
        (b"\x02" + b"\0" * 15 + b"\x01", 5, "::1"),
        (b"\x09\x01\x02", 5, "0x090102"),
        (b"\xff\xff\xff", 4, "0xffffff"),
        (b"switch", 4, "73:77:69:74:63:68"),
        (b"switch", None, None),
        (b"", 4, None),
        (None, 4, None),
    ],
)
def test_identifiers_take_the_form_their_sub_type_tells(octets, subtype, text):
    assert identifier(octets, subtype, mac=4, address=5) == text


def test_small_readers():
    assert inet_address_of((3, 8, 10, 0, 0, 1, 0, 0, 0, 9)) == "10.0.0.1"
    assert inet_address_of((1, 4, 300, 0, 0, 1)) is None
    assert management_address(()) is None
    assert management_address((1, 4, 10, 0, 0)) is None
    assert capabilities(b"") is None
    assert interface_kind(None, None) is InterfaceKind.OTHER
    assert maker_of(None) is maker_of("1.3.6.1.2.1") is None
    assert platform_of(None, None) is None
    assert platform_of(maker_of("1.3.6.1.4.1.9.1"), "Cisco NX-OS(tm) n3000") == "cisco_nxos"
    assert platform_of(maker_of("1.3.6.1.4.1.9.1"), "Cisco IOS Software") == "cisco_ios"
    assert said_in(None, "x", "model") is None


@pytest.mark.parametrize(
    ("object_id", "description", "model", "software"),
    [
        (
            "25506.1",
            "H3C Comware Platform Software, Software Version 7.1.070, Release 2612P02\nH3C S5560X-30C-EI\nCopyright",
            "S5560X-30C-EI",
            "7.1.070, Release 2612P02",
        ),
        ("4881.1", "Ruijie Gigabit Security & Intelligence Access Switch(S2910-24GT4XS-E) By Ruijie Networks", "S2910-24GT4XS-E", None),
        ("9.1", "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(2)E7, RELEASE SOFTWARE", None, "15.2(2)E7"),
        (
            "2011.2",
            "S5720-28P-LI-AC\nHuawei Versatile Routing Platform Software\nVRP (R) software,Version 5.170 (S5720 V200R011C10SPC600)",
            "S5720",
            "5.170 (S5720 V200R011C10SPC600)",
        ),
    ],
)
def test_sys_descr_tells_model_and_software(object_id, description, model, software):
    maker = maker_of(f"1.3.6.1.4.1.{object_id}")
    assert (said_in(maker, description, "model"), said_in(maker, description, "software")) == (model, software)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=MAX_OCTETS))
def test_text_can_be_turned_back_into_its_octets(octets):
    text, truncated = decode_text(octets)
    assert not truncated
    forms = [text.encode()]
    with contextlib.suppress(UnicodeEncodeError):
        forms.append(text.encode("gb18030"))
    if text.startswith("0x") and len(text) % 2 == 0:
        with contextlib.suppress(ValueError):
            forms.append(bytes.fromhex(text[2:]))
    assert octets in forms


def test_long_text_is_cut_between_characters():
    assert decode_text(b"a" + "厅".encode() * 3000) == ("a" + "厅" * 1365, True)
    assert decode_text(b"a" + "厅".encode("gb18030") * 3000) == ("a" + "厅" * 2047, True)
    assert decode_text(b"\xff" * 5000) == ("0x" + "ff" * 4096, True)


def test_problems_of_one_device_are_counted_beyond_a_limit():
    rows = dict(system_rows())
    for number in range(MAX_PROBLEMS + 30):
        rows[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1, 7, number] = (ber.OCTET_STRING, b"x")
    with Agent(rows) as agent:
        record = read(agent, LIMITS)
    assert len(record.problems) == MAX_PROBLEMS + 1
    assert record.problems[0].params == {"count": 30}
