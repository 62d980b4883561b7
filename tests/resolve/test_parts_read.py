"""Resolution is given only the parts that it says it reads."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import msgspec

import topology.resolve
from collectors.configs import read_config
from lab.city import build_city
from lab.configs import write_config
from topology.model.census import Census
from topology.model.ledger import Ledger
from topology.model.records import PARTS, DeviceRecord
from topology.model.rules import Rules
from topology.resolve import READ, resolve

WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def test_every_part_that_its_modules_name_is_among_those_it_says_it_reads() -> None:
    named: set[str] = set()
    for path in Path(topology.resolve.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                named.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and path.name != "sightings.py":
                named.add(node.value)
    assert named & set(PARTS) <= READ <= set(PARTS)


def test_the_other_parts_change_nothing() -> None:
    whole = [
        read_config(write_config(device), path=f"{device.realm}/{device.id}.cfg", realm=device.realm, collected_at=WHEN)
        for device in build_city("small").devices[:40]
    ]
    told = {name for record in whole for name in PARTS if getattr(record, name)}
    assert told - READ  # there is something to leave out
    thinned = [DeviceRecord(envelope=record.envelope, **{name: getattr(record, name) for name in READ}) for record in whole]
    census, ledger = Census(edition=""), Ledger()
    believed, remembered = resolve(whole, census, Rules(), ledger, snapshot="s")
    assert believed.links
    assert msgspec.msgpack.encode(resolve(thinned, census, Rules(), ledger, snapshot="s")) == msgspec.msgpack.encode((believed, remembered))
