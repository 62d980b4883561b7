"""Each MIB has a recording that we wrote, with the values that come of it; each fact opens at its OID."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.table import oid_text
from collectors.walks import replay
from collectors.walks.groups import read_rows
from topology.model.records import PARTS, Completeness, DeviceRecord

RECORDINGS = Path(__file__).parent / "recordings"
STANDARDS = Path(__file__).parents[3] / "docs" / "standards.md"
BASE = RECORDINGS / "base.snmprec"
WHEN = datetime(2018, 2, 1, tzinfo=UTC)
MIBS = sorted({table.name.partition("::")[0] for table in TABLES})
UNVERIFIED = {
    "EXTREME-EDP-MIB",
    "FOUNDRY-SN-SWITCH-GROUP-MIB",
    "HH3C-HGMP-MIB",
    "HH3C-LAG-MIB",
    "HUAWEI-HGMP-MIB",
    "HUAWEI-IF-EXT-MIB",
    "LLDP-V2-MIB",
    "VRRPV3-MIB",
    "CISCO-HSRP-MIB",
}
"""MIBs of which no rows of a real agent were at hand: `docs/standards.md` says so."""


def read(mib: str):
    paths = [RECORDINGS / f"{mib}.snmprec", BASE]
    collection, problems = replay(paths, realm="r", collected_at=WHEN)
    assert problems == ()
    return collection


def plain(value: object) -> object:
    """Leave out what is unknown or empty."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if one is not None and one not in ([], (), {})}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def said(record: DeviceRecord) -> dict[str, object]:
    return {part: plain(msgspec.to_builtins(getattr(record, part))) for part in PARTS if getattr(record, part)}


def test_every_mib_has_a_recording_and_no_recording_is_left_over():
    assert sorted(path.stem for path in RECORDINGS.glob("*.snmprec") if path != BASE) == MIBS


@pytest.mark.parametrize("mib", MIBS)
def test_the_recording_has_rows_for_every_table_and_gives_the_values(mib):
    collection = read(mib)
    record = collection.record()
    tables = [table for table in TABLES if table.name.startswith(f"{mib}::")]
    empty = [table.name for table in tables if not any(collection.seen[table.name].values())]
    assert empty == []
    assert record.envelope.completeness is Completeness.COMPLETE
    golden = RECORDINGS / f"{mib}.json"
    found = said(record)
    if os.environ.get("NETFOLD_GOLDEN"):
        golden.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("mib", MIBS)
def test_every_fact_opens_at_an_oid_of_the_recording(mib):
    recorded = {oid_text(oid) for path in (RECORDINGS / f"{mib}.snmprec", BASE) for oid in read_rows(path).values}
    record = read(mib).record()
    for part in PARTS:
        rows = getattr(record, part)
        for row in rows if isinstance(rows, tuple) else ():
            ref = getattr(row, "ref", None)
            assert ref is None or ref in recorded, (part, row)


def test_standards_list_every_mib_and_say_which_nothing_real_has_confirmed():
    text = STANDARDS.read_text(encoding="utf-8")
    lines = {mib: [line for line in text.splitlines() if re.search(rf"\| {re.escape(mib)}[ ,|]", line)] for mib in MIBS}
    assert [mib for mib, found in lines.items() if len(found) != 1] == []
    assert {mib for mib, found in lines.items() if "*unverified*" in found[0]} == UNVERIFIED
    tables = {table.name.partition("::")[2].split()[0] for table in TABLES}
    assert [table for table in sorted(tables) if table not in text] == []
