"""Files that are damaged, strange or not NetBox's at all."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from collectors.netbox.belief import believe
from collectors.netbox.dumps import inventory_files, read_inventory
from collectors.netbox.sheets import kind_of_file, read_sheets, write_sheets
from services.home import Home
from services.imported import State
from services.importing import Request, import_paths, preview_paths
from tests.netbox import made
from topology.model.errors import InputError, Problem

SITES = "07-dcim.sites.csv"


def _read(name: str, text: str | bytes) -> tuple[int, list[tuple[str, object]]]:
    problems: list[Problem] = []
    stock = read_sheets([(name, text if isinstance(text, bytes) else text.encode())], problems)
    return len(stock), [(problem.where, problem.params["column"]) for problem in problems]


def test_no_cell_is_a_formula_and_reading_takes_the_apostrophe_off() -> None:
    files = {name: text for name, text, _ in write_sheets(believe(*made.topology()).stock)}
    for text in files.values():
        for row in csv.reader(io.StringIO(text)):
            assert not any(cell[:1] in {"=", "+", "-", "@"} for cell in row)
    assert "'=1+1" in files["18-dcim.interfaces.csv"]
    problems: list[Problem] = []
    stock = read_sheets([(name, text.encode()) for name, text in files.items()], problems)
    assert "=1+1" in {item.get("description") for item in stock.of("dcim/interfaces")}
    assert "-1 号楼" in {item.get("physical_address") for item in stock.of("dcim/sites")}


def test_headers_are_those_of_the_import_forms() -> None:
    files = {name: text.split("\r\n")[0].split(",") for name, text, _ in write_sheets(believe(*made.topology()).stock)}
    assert files["26-dcim.cables.csv"][:8] == [
        "side_a_site", "side_a_device", "side_a_type", "side_a_name", "side_b_site", "side_b_device", "side_b_type", "side_b_name",
    ]  # fmt: skip
    assert {
        "device",
        "name",
        "label",
        "parent",
        "lag",
        "type",
        "speed",
        "enabled",
        "mtu",
        "mode",
        "untagged_vlan",
        "tagged_vlans",
        "vrf",
    } <= set(files["18-dcim.interfaces.csv"])
    assert files["14-ipam.vrfs.csv"][:4] == ["name", "rd", "tenant", "enforce_unique"]
    assert all(name == name.lower() for header in files.values() for name in header)


@pytest.mark.parametrize(
    ("text", "rows", "column"),
    [
        ("name,slug,region\nx,x,nowhere\n", 0, "region"),
        ("name,slug,latitude\nx,x,north\n", 0, "?"),
        ("name,slug,cf_netfold\nx,x,{\n", 0, "cf_netfold"),
        ("name,slug,cf_netfold\nx,x,[1]\n", 0, "cf_netfold"),
        ("name,slug\nx,x\ny,y,extra\nz\n", 3, None),
    ],
)
def test_a_wrong_row_is_said_and_the_others_are_read(text: str, rows: int, column: str | None) -> None:
    assert _read(SITES, text) == (rows, [] if column is None else [(f"{SITES}:2", column)])


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b'name,slug\n"' + b"x" * (2 << 20) + b'",y\n'])
def test_a_file_that_cannot_be_read_is_said(data: bytes) -> None:
    with pytest.raises(InputError, match=r"netbox\.csv"):
        _read(SITES, data)


def test_a_name_says_the_kind() -> None:
    assert [kind_of_file(name) for name in (SITES, "x-dcim.sites.csv", "dcim.sites.csv", "07-dcim.unknown.csv", "07-dcim.sites.txt")] == [
        "dcim/sites", "dcim/sites", None, None, None,
    ]  # fmt: skip


def test_what_is_no_inventory_is_left_to_others(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"edges": []}')
    (tmp_path / "b.cfg").write_text("sysname x")
    (tmp_path / "empty").mkdir()
    assert [inventory_files(tmp_path / name) for name in ("", "a.json", "b.cfg", "empty", "none")] == [[], [], [], [], []]


def test_objects_of_other_kinds_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    rows = [
        {"id": 1, "url": "https://n/api/dcim/sites/1/", "name": "s", "slug": "s"},
        {"id": 1, "url": "https://n/api/dcim/racks/1/"},
        "odd",
    ]
    path.write_text(json.dumps({"a": {"results": rows}, "b": 3}))
    problems: list[Problem] = []
    stock = read_inventory([path], problems)
    assert (len(stock), [(one.code, one.params) for one in problems]) == (1, [("netbox-strange", {"count": 2})])


def test_a_damaged_dump_is_refused_and_the_rest_imported(tmp_path: Path, home: Home) -> None:
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_text('[{"url": "https://n/api/dcim/sites/1/", ')
    good.write_text(json.dumps([{"id": 1, "url": "https://n/api/dcim/sites/1/", "name": "楼", "slug": "s"}]))
    requests = [Request(path=bad), Request(path=good)]
    assert [file.state for file in preview_paths(home, requests).files] == [State.REFUSED, State.IMPORTED]
    assert home.store.editions.all() == []
    result = import_paths(home, requests)
    assert [(file.state, file.code) for file in result.files] == [(State.REFUSED, "netbox.dump"), (State.IMPORTED, None)]
    latest = home.store.editions.latest()
    assert latest is not None
    assert [(site.code, site.name) for site in latest[1].sites] == [("s", "楼")]
    assert result.snapshot is not None
