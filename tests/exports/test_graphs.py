"""GraphML, draw.io, SVG and CSV hold each device and each link once, where the map has them, whatever names say."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from services.exports.drawio import SIZE, write_drawio
from services.exports.graphml import write_graphml
from services.exports.sheets import write_sheets
from services.exports.slices import Wanted
from services.exports.svg import write_svg
from tests.exports.made import XY, made, topology
from topology.model.errors import InputError

CABLES = {link.id for link in topology().links if link.layer <= 2}
SVG = "{http://www.w3.org/2000/svg}"


def test_networkx_reads_the_graphml_back() -> None:
    graph = nx.read_graphml(io.BytesIO(write_graphml(made())[""]), force_multigraph=True)
    assert set(graph.nodes) == {device.id for device in topology().devices}
    assert {key for _, _, key in graph.edges(keys=True)} == CABLES
    assert graph.nodes["dev-a"] == {
        "name": "核心 A", "realm": "n01", "network": "N1", "site": "S1", "platform": "huawei_vrp", "stale": False, "x": 0.0, "y": 0.0,
    }  # fmt: skip
    edge = graph.edges["dev-d", "dev-e", "lnk-11"]
    assert edge == {"a_interface": "G2", "b_interface": "x", "layer": 1, "state": "two-sided", "protocols": "lldp", "circuit": "cir-1"}
    assert graph.number_of_edges("dev-a", "dev-b") == 3


def test_the_drawing_has_devices_where_the_map_has_them_and_each_link_once() -> None:
    root = ET.fromstring(write_drawio(made())[""])
    cells = {cell.get("id"): cell for cell in root.iter("mxCell")}
    for name, (x, y) in XY.items():
        geometry = cells[name].find("mxGeometry")
        assert geometry is not None
        assert (float(geometry.get("x", "")) + SIZE / 2, float(geometry.get("y", "")) + SIZE / 2) == (x, y)
    edges = {name: (cell.get("source"), cell.get("target")) for name, cell in cells.items() if cell.get("edge")}
    assert edges == {link.id: (link.a_device, link.b_device) for link in topology().links if link.layer <= 2}
    styles = [cells[f"lnk-{number}"].get("style") for number in (1, 2, 3)]
    assert len(set(styles)) == 3
    assert "fillColor=#112233" in (cells["dev-a"].get("style") or "")
    assert "dev-e" in cells
    assert {cell.get("parent") for cell in cells.values() if cell.get("vertex")} == {"1"}


def test_the_picture_holds_nothing_that_runs_and_shows_each_link() -> None:
    data = write_svg(made())[""]
    root = ET.fromstring(data)
    dots = {dot.get("id"): (float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in root.iter(f"{SVG}circle") if dot.get("id")}
    assert dots == XY
    lines = {line.get("id"): line for line in root.iter(f"{SVG}line")}
    assert set(lines) == CABLES - {"lnk-11"}  # one end has no place
    ends = {(lines[f"lnk-{number}"].get("x1"), lines[f"lnk-{number}"].get("y1")) for number in (1, 2, 3)}
    assert len(ends) == 3
    assert b"<script" not in data
    assert not list(root.iter(f"{SVG}script"))
    assert "(+1)" in "".join(root.itertext())


def test_tables_are_defused_and_hold_the_keys_of_the_listings() -> None:
    files = write_sheets(made())
    links = list(csv.DictReader(io.StringIO(files[""].decode("utf-8-sig"))))
    devices = list(csv.DictReader(io.StringIO(files["devices.csv"].decode("utf-8-sig"))))
    assert {row["id"] for row in links} == CABLES
    assert next(row["a_device"] for row in links if row["id"] == "lnk-6").startswith("'=cmd")
    assert {row["id"] for row in devices} == {device.id for device in topology().devices}


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(network="N1"), "abc"),
        (Wanted(site="S2"), "de"),
        (Wanted(realm="n02"), "e"),
        (Wanted(around="dev-e", hops=1), "de"),
        (Wanted(around="dev-e", hops=2), "abcde"),
        (Wanted(around="dev-e", hops=2, network="N1"), "abc"),
        (Wanted(around="dev-a", hops=0), "a"),
    ],
)
def test_a_slice_is_what_was_asked_for(wanted: Wanted, names: str) -> None:
    found = made(wanted)
    assert {device.id for device in found.devices} == {f"dev-{name}" for name in names}
    chosen = {f"dev-{name}" for name in names}
    assert {link.id for link in found.links} == {
        one.id for one in topology().links if one.layer <= 2 and {one.a_device, one.b_device} <= chosen
    }


@pytest.mark.parametrize(
    ("wanted", "code", "known"),
    [
        (Wanted(network="N9"), "services.unknown_network", "N1, N2"),
        (Wanted(realm="x"), "services.unknown_realm", "n01, n02"),
        (Wanted(site="x"), "services.unknown_site", "S1, S2"),
        (Wanted(site="S2", network="N1"), "services.empty_slice", None),
    ],
)
def test_what_is_not_there_is_said_with_what_is(wanted: Wanted, code: str, known: str | None) -> None:
    with pytest.raises(InputError) as error:
        made(wanted)
    assert (error.value.code, error.value.params.get("known")) == (code, known)
