"""Golden records: what each dialect makes of configurations we wrote."""

import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from collectors.clean import clean
from collectors.configs import PARSERS, read_config
from collectors.configs.parser import UNSURE
from topology.model.records import DeviceRecord

HERE = Path(__file__).parent
WHEN = datetime(2017, 12, 1, 8, tzinfo=UTC)
KEY = b"golden files need fingerprints that stay"
CASES = sorted(path.parent for parser in PARSERS for path in (HERE / parser.platform).glob("*/device.cfg"))


def record_of(case: Path) -> DeviceRecord:
    return read_config((case / "device.cfg").read_bytes(), path="device.cfg", realm="r", collected_at=WHEN, key=KEY)


def without_unknowns(value: object) -> object:
    """Leave out what is unknown or empty, so that a golden file shows what was read."""
    if isinstance(value, dict):
        return {name: without_unknowns(inner) for name, inner in value.items() if inner not in (None, [], {}, ())}
    if isinstance(value, list | tuple):
        return [without_unknowns(inner) for inner in value]
    return value


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.platform)
def test_every_parser_has_golden_cases(parser):
    assert list((HERE / parser.platform).glob("*/device.cfg"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_exactly_one_parser_matches(case):
    text = clean((case / "device.cfg").read_bytes(), "device.cfg")
    matching = [parser.platform for parser in PARSERS if parser.matches(text) is not None]
    assert matching == [case.parent.name]
    (parser,) = (parser for parser in PARSERS if parser.platform == case.parent.name)
    assert parser.matches(text).confidence >= UNSURE


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_record_equals_golden(case):
    record = record_of(case)
    golden = case / "record.json"
    if os.environ.get("NETFOLD_GOLDEN"):
        golden.write_bytes(msgspec.json.format(msgspec.json.encode(without_unknowns(msgspec.to_builtins(record))), indent=1) + b"\n")
    assert msgspec.json.decode(golden.read_bytes(), type=DeviceRecord) == record


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_every_reference_opens_the_line_that_names_the_fact(case):
    record = record_of(case)
    raw = clean((case / "device.cfg").read_bytes(), "device.cfg")
    texts = {line.number: line.text for line in raw.lines}
    for interface in record.interfaces:
        line = texts[int(interface.ref.rpartition(":")[2])]
        assert line.startswith(("interface ", "trunkport "))
        assert interface.name[-3:] in line.replace(" ", "")
    for vlan in record.vlans:
        assert texts[int(vlan.ref.rpartition(":")[2])].startswith("vlan ")
    for vrf in record.vrfs:
        assert texts[int(vrf.ref.rpartition(":")[2])] == f"ip vpn-instance {vrf.name}"
    for route in record.routes:
        assert "route-static" in texts[int(route.ref.rpartition(":")[2])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_every_line_is_accounted_for(case):
    record = record_of(case)
    text = clean((case / "device.cfg").read_bytes(), "device.cfg")
    reading = record.reading
    assert reading.lines == reading.understood + reading.ignored + reading.unparsed == len(text.lines)
