"""The page on adding a vendor is true: its dialect is added as it says, and its table names every dialect."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from collectors import configs
from collectors.clean import clean
from collectors.configs.parser import UNSURE
from collectors.detect import Kind, detect

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding-a-vendor.md").read_text(encoding="utf-8")
WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture
def acme(tmp_path, monkeypatch):
    """The page's module, written where it says and imported as any other."""
    path = tmp_path / "acme_os.py"
    path.write_text(block("python"), encoding="utf-8")
    spec = spec_from_file_location("collectors.configs.acme_os", path)
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(configs, "PARSERS", (*configs.PARSERS, module.PARSER))
    return module


def test_the_pages_dialect_reads_the_pages_file(acme) -> None:
    data = block("text").encode()
    text = clean(data, "device.cfg")
    matching = [(parser.platform, parser.matches(text)) for parser in configs.PARSERS]
    assert [platform for platform, match in matching if match is not None] == ["acme_os"]
    record = configs.read_config(data, path="device.cfg", realm="r", collected_at=WHEN)
    assert json.loads(block("json")) == {
        "name": record.system.name,
        "interfaces": {interface.name: list(interface.addresses) for interface in record.interfaces},
        "routes": {route.prefix: route.next_hop for route in record.routes},
        "understood": record.reading.understood,
        "ignored": record.reading.ignored,
        "unparsed": list(record.reading.unparsed_lines),
    }
    assert record.reading.lines == len(text.lines)
    lines = data.decode().splitlines()
    assert all(row.prefix in lines[int(row.ref.rpartition(":")[2]) - 1] for row in record.routes)


def test_without_the_line_in_parsers_the_file_is_unknown() -> None:
    found = detect("device.cfg", block("text").encode())
    assert (found.kind, found.platform) == (Kind.UNKNOWN, None)


def test_no_golden_file_is_taken_for_the_pages_system(acme) -> None:
    for case in sorted(Path(__file__).parent.glob("*/*/device.cfg")):
        text = clean(case.read_bytes(), "device.cfg")
        assert acme.match_acme(text) is None
        assert configs.best_match(text)[1].confidence >= UNSURE


def test_the_table_names_every_dialect_and_what_is_unverified() -> None:
    rows = {row[1].strip("` "): row for line in PAGE.splitlines() if len(row := [cell.strip() for cell in line.strip("|").split("|")]) == 4}
    assert {parser.platform for parser in configs.PARSERS} <= set(rows)
    assert "unverified on real devices" in rows["ruijie_rgos"][2]
    assert "LLDP is *unverified on real devices*" in rows["hp_comware"][3]
    assert "unverified" not in rows["huawei_vrp"][2] + rows["cisco_ios"][2]


def test_the_modules_it_names_are_there_and_its_links_open() -> None:
    table = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    modules = {name for cell in table for name in re.findall(r"`(\w+)`", cell)} - {parser.platform for parser in configs.PARSERS}
    present = {path.stem for path in (ROOT / "collectors" / "configs" / "ios_family").glob("*.py")} - {"__init__"}
    assert present - modules <= {"reader", "signs", "state", "words"}
    assert modules <= present
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", PAGE):
        assert (ROOT / "docs" / target).exists()
    for path in re.findall(r"`((?:collectors|topology|tests)/[\w/.]+\.py)`", PAGE):
        assert (ROOT / path).is_file(), path
