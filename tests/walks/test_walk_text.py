"""Texts of walks with every trap met so far, and recordings; what cannot be read is named and kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.walks import group_files, read_walk
from collectors.walks.groups import is_recording
from collectors.walks.rows import MAX_PROBLEMS
from collectors.walks.snmprec import read_recording
from collectors.walks.snmpwalk_text import read_text, value_of
from topology.model.errors import InputError
from topology.model.records import Completeness, SourceKind

WHEN = datetime(2018, 2, 1, tzinfo=UTC)
SYSTEM = '.1.3.6.1.2.1.1.1.0 = STRING: "Invented"\n.1.3.6.1.2.1.1.5.0 = STRING: "core"\n'


def text(content: str | bytes):
    return read_text(content if isinstance(content, bytes) else content.encode(), "w.txt")


def last(oid: str) -> tuple[int, ...]:
    return (1, 3, 6, 1, 2, 1, *map(int, oid.split(".")))


@pytest.mark.parametrize(
    ("shown", "tag", "value"),
    [
        ('STRING: "two words"', 4, b"two words"),
        ("STRING: no quotes", 4, b"no quotes"),
        (r'STRING: "a \"quoted\" \\ word"', 4, rb'a "quoted" \ word'),
        ("STRING: ", 4, b""),
        ('""', 4, b""),
        ('"bare"', 4, b"bare"),
        ("STRING: 0:e0:fc:0:0:1", 4, b"\x00\xe0\xfc\x00\x00\x01"),
        ('STRING: "0:e0:fc:0:0:1"', 4, b"0:e0:fc:0:0:1"),
        ("Hex-STRING: 00 E0 FC 00 00 01 ", 4, b"\x00\xe0\xfc\x00\x00\x01"),
        ("Hex-STRING: 0:e0:fc:0:0:1", 4, b"\x00\xe0\xfc\x00\x00\x01"),
        ("Hex-STRING: 41 42  [AB]", 4, b"AB"),
        ("Hex-STRING: ", 4, b""),
        ("BITS: 80 00 autoNegotiation(0)", 4, b"\x80\x00"),
        ("BITS: ", 4, b""),
        ("INTEGER: 5", 2, 5),
        ("INTEGER: -1", 2, -1),
        ("INTEGER: ethernetCsmacd(6)", 2, 6),
        ("INTEGER: 30 seconds", 2, 30),
        ("Wrong Type (should be Gauge32 or Unsigned32): INTEGER: 7", 2, 7),
        ("Gauge32: 4294967295", 0x42, 4294967295),
        ("Counter32: 9", 0x41, 9),
        ("Counter64: 18446744073709551615", 0x46, 18446744073709551615),
        ("Timeticks: (360000) 1:00:00.00", 0x43, 360000),
        ("Timeticks: 42", 0x43, 42),
        ("OID: .1.3.6.1.4.1.2011.2", 6, (1, 3, 6, 1, 4, 1, 2011, 2)),
        ("OID: iso.3.6.1", 6, (1, 3, 6, 1)),
        ("OID: ccitt.0", 6, (0, 0)),
        ("IpAddress: 10.1.1.1", 0x40, "10.1.1.1"),
        ("Network Address: 0A:01:01:01", 0x40, "10.1.1.1"),
        ("Opaque: Float: 1.5", 0x44, b"Float: 1.5"),
        ("NULL", 5, None),
    ],
)
def test_values_of_every_type_are_read(shown, tag, value):
    rows = text(f".1.3.6.1.2.1.7.1 = {shown}\n")
    assert (rows.values, rows.problems) == ({last("7.1"): (tag, value)}, [])


@pytest.mark.parametrize(
    "shown",
    [
        "Gauge32: many",
        "INTEGER: 99999999999999999999999",
        "IpAddress: 10.1.1.999",
        "OID: SNMPv2-SMI::zeroDotZero",
        "Hex-STRING: xyz",
        "Mystery: 1",
        "5",
    ],
)
def test_what_cannot_be_read_is_kept_as_octets_and_named(shown):
    rows = text(f".1.3.6.1.2.1.7.1 = {shown}\n")
    assert rows.values == {last("7.1"): (4, shown.encode())}
    assert [(problem.code, problem.where) for problem in rows.problems] == [("walk_odd_value", "w.txt:1")]


def test_values_go_on_over_lines():
    rows = text(
        '.1.3.6.1.2.1.7.1 = STRING: "first\n\nthird \\"\nlast"\n'
        ".1.3.6.1.2.1.7.2 = STRING: bare\n  more\n"
        ".1.3.6.1.2.1.7.3 = Hex-STRING: 00 01\n02 03 \n"
        '.1.3.6.1.2.1.7.4 = STRING: "never closed\n'
        ".1.3.6.1.2.1.7.5 = INTEGER: 1\n"
        "Timeout: No Response from 10.1.1.1\n"
        ".1.3.6.1.2.1.7.6 = No Such Instance currently exists at this OID\n"
    )
    assert [value for _, value in rows.values.values()] == [b'first\n\nthird "\nlast', b"bare\n  more", b"\0\1\2\3", b"never closed", 1]
    assert [(problem.code, problem.where) for problem in rows.problems] == [("walk_odd_line", "w.txt:11")]


def test_chatter_after_a_bare_text_is_no_part_of_it():
    rows = text(".1.3.6.1.2.1.7.1 = STRING: bare\nTimeout: No Response from 10.1.1.1\n")
    assert rows.values == {last("7.1"): (4, b"bare")}
    assert [problem.params["found"] for problem in rows.problems] == ["Timeout: No Response from 10.1.1.1"]


def test_names_carriage_returns_marks_and_codings():
    name = "城东".encode("gb18030")
    rows = text(b'\xef\xbb\xbfiso.3.6.1.2.1.1.5.0 = STRING: "' + name + b'"\r\nSNMPv2-SMI::mib-2.7.1 = INTEGER: 4\r\n')
    assert rows.values == {last("1.5.0"): (4, name), last("7.1"): (2, 4)}
    assert text(".1.3.6.1.2.1.7.1 = INTEGER: 1\n.1.3.6.1.2.1.7.1 = INTEGER: 2\n").values == {last("7.1"): (2, 1)}


def test_problems_of_a_file_are_counted_beyond_a_limit():
    rows = text("x\n" * (MAX_PROBLEMS + 7))
    assert rows.all_problems()[-1].params == {"count": 7}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40), st.just(b".1.3.6.1.2.1.7.1 = "), st.just(b"Hex-STRING: 0"), st.just(b"\n"), st.just(b'STRING: "')
        ),
        max_size=12,
    )
)
def test_no_file_makes_a_reader_raise(pieces):
    data = b"".join(pieces)
    for read in (read_text, read_recording):
        rows = read(data, "f")
        assert all(problem.where.startswith("f") for problem in rows.all_problems())
    value_of(data)


def test_recordings():
    wrapped = bytes(range(16)).hex() + b"\nFF 00 \n0A".hex()
    rows = read_recording(
        "\n".join(
            [
                "# a comment",
                "",
                "1.3.6.1.2.1.7.1|4|core|1",
                "1.3.6.1.2.1.7.2|4x|00e0fc",
                "1.3.6.1.2.1.7.3|64|10.1.1.1",
                "1.3.6.1.2.1.7.4|64x|0a010101",
                "1.3.6.1.2.1.7.5|6|1.3.6.1",
                "1.3.6.1.2.1.7.6|5|",
                "1.3.6.1.2.1.7.7|67|42",
                f"1.3.6.1.2.1.7.8|4x|{wrapped}",
                "1.3.6.1.2.1.7.9|64|<private>",
                "1.3.6.1.2.1.7.10|4x|123",
                "1.3.6.1.2.1.7.11|2:numeric|rate=1",
                "1.3.6.1.2.1.7.12|6|x",
                "1.3.6.1.2.1.7.13|68|f",
            ]
        ).encode(),
        "r.snmprec",
    )
    assert {oid[-1]: value for oid, value in rows.values.items()} == {
        1: (4, b"core|1"),
        2: (4, b"\0\xe0\xfc"),
        3: (0x40, "10.1.1.1"),
        4: (0x40, "10.1.1.1"),
        5: (6, (1, 3, 6, 1)),
        6: (5, None),
        7: (0x43, 42),
        8: (4, bytes(range(16)) + b"\xff\0\x0a"),
        9: (4, b"<private>"),
        10: (4, b"123"),
        12: (4, b"x"),
        13: (0x44, b"f"),
    }
    assert [(problem.code, problem.where.rpartition(":")[2]) for problem in rows.problems] == [
        ("walk_odd_value", "11"),
        ("walk_odd_value", "12"),
        ("walk_odd_line", "13"),
        ("walk_odd_value", "14"),
    ]
    assert is_recording(b"1.3.6.1|4|x\n")
    assert not is_recording(SYSTEM.encode())


def test_a_walk_becomes_a_record_named_by_its_file(tmp_path):
    path = tmp_path / "core.txt"
    path.write_text(SYSTEM + ".1.3.6.1.2.1.2.2.1.2.1 = STRING: ge1\n", encoding="utf-8")
    record = read_walk([path], realm="n01", collected_at=WHEN)
    envelope = record.envelope
    assert (envelope.kind, envelope.engine, envelope.target, envelope.realm) == (SourceKind.SNMP, "walk-file", "core.txt", "n01")
    assert (envelope.collected_at, envelope.completeness, envelope.duration_s, envelope.requests) == (WHEN, Completeness.COMPLETE, 0.0, 0)
    assert (record.system.name, [port.name for port in record.interfaces], record.problems) == ("core", ["ge1"], ())
    assert read_walk([path], realm="n01", collected_at=WHEN, target="a/core.txt").envelope.target == "a/core.txt"


def test_files_without_rows_or_system_group(tmp_path):
    (tmp_path / "empty.txt").write_text("nothing here\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_walk([tmp_path / "empty.txt"], realm="r", collected_at=WHEN)
    assert raised.value.code == "walk_empty"
    with pytest.raises(InputError) as raised:
        read_walk([tmp_path / "absent.txt"], realm="r", collected_at=WHEN)
    assert raised.value.code == "walk_unreadable"
    (tmp_path / "lldp.txt").write_text('.1.0.8802.1.1.2.1.3.2.0 = STRING: "x"\n', encoding="utf-8")
    record = read_walk([tmp_path / "lldp.txt"], realm="r", collected_at=WHEN)
    assert [problem.code for problem in record.problems] == ["walk_no_system"]
    assert record.system.chassis_ids == ("x",)


def write(folder, name, content):
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(("system", "name"), [("", "sw-lldp"), (SYSTEM, "core"), ('.1.3.6.1.2.1.1.5.0 = ""\n', "sw-lldp")])
def test_a_device_without_a_system_name_goes_by_the_name_that_it_tells_its_neighbours(tmp_path, system, name):
    path = tmp_path / "w.txt"
    path.write_text(
        ".1.0.8802.1.1.2.1.3.1.0 = INTEGER: 4\n.1.0.8802.1.1.2.1.3.2.0 = Hex-STRING: 00 E0 FC 00 00 01\n"
        '.1.0.8802.1.1.2.1.3.3.0 = STRING: "sw-lldp"\n' + system
    )
    record = read_walk([path], realm="r", collected_at=WHEN)
    assert (record.system.name, record.system.chassis_ids) == (name, ("00:e0:fc:00:00:01",))


def test_files_of_one_device_go_together_and_those_of_two_do_not(tmp_path):
    port = ".1.3.6.1.2.1.2.2.1.2.1 = STRING: ge1\n"
    write(tmp_path, "core.system.txt", SYSTEM)
    write(tmp_path, "core.interfaces.txt", port)
    write(tmp_path, "sw.a.txt", SYSTEM)
    write(tmp_path, "sw.b.txt", SYSTEM)
    write(tmp_path, "10.0.0.1.txt", SYSTEM)
    write(tmp_path, "10.0.0.2.txt", port)
    write(tmp_path, "cat.txt", SYSTEM + port)
    write(tmp_path, "cat.vlan10.txt", port)
    write(tmp_path, "lost.vlan7.txt", port)
    groups = {group.target: [path.name for path in group.paths] for group in group_files(tmp_path.iterdir())}
    assert groups == {
        "10.0.0.1.txt": ["10.0.0.1.txt"],
        "10.0.0.2.txt": ["10.0.0.2.txt"],
        "cat.txt": ["cat.txt", "cat.vlan10.txt"],
        "core.system.txt": ["core.system.txt", "core.interfaces.txt"],
        "lost.vlan7.txt": ["lost.vlan7.txt"],
        "sw.a.txt": ["sw.a.txt"],
        "sw.b.txt": ["sw.b.txt"],
    }


def test_walks_of_vlan_contexts_tell_the_vlan_of_each_address(tmp_path):
    base = ".1.3.6.1.2.1.17.1.4.1.2.{port} = INTEGER: {index}\n"
    fdb = ".1.3.6.1.2.1.17.4.3.1.2.{mac} = INTEGER: {port}\n.1.3.6.1.2.1.17.4.3.1.3.{mac} = INTEGER: 3\n"
    ports = "".join(f".1.3.6.1.2.1.31.1.1.1.1.{n} = STRING: ge{n}\n" for n in (1, 2))
    one = write(tmp_path, "cat.txt", SYSTEM + ports + base.format(port=11, index=1) + fdb.format(mac="0.224.252.0.0.1", port=11))
    two = write(
        tmp_path,
        "cat.vlan10.txt",
        base.format(port=12, index=2) + fdb.format(mac="0.224.252.0.0.2", port=12) + fdb.format(mac="0.224.252.0.0.1", port=12),
    )
    three = write(tmp_path, "cat.vlan1.txt", base.format(port=11, index=1) + fdb.format(mac="0.224.252.0.0.1", port=11))
    record = read_walk([one, two, three], realm="r", collected_at=WHEN)
    assert sorted((row.mac[-2:], row.vlan, row.interface) for row in record.fdb) == [("01", 1, "ge1"), ("01", 10, "ge2"), ("02", 10, "ge2")]
