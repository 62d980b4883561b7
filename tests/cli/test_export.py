"""``netfold export`` on the sample city: every format, a slice, and the state that a plan leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from dashboard.pictures import placement
from services.exports import EXPORTS
from services.exports.drawio import SIZE
from services.home import Home
from services.topologies import current
from tests.exports.test_lab import check
from tests.services.city import copied


@pytest.fixture
def call(call_home: Any, demo: tuple[Path, dict[str, Any]], tmp_path: Path) -> Any:
    home = copied(demo[0], tmp_path / "own")
    return lambda *arguments: call_home(home, *arguments)


def test_every_format_is_written_and_the_drawing_stands_as_the_map_does(call, tmp_path: Path) -> None:
    for one in EXPORTS:
        code, out, _ = call("export", one.name, "-o", tmp_path / f"all.{one.name}", "--json")
        said = json.loads(out)
        assert (code, said["format"], said["outside"]) == (0, one.name, 0)
        assert all(Path(path).stat().st_size for path in said["files"])
    with Home.open(tmp_path / "own") as home:
        placed, topology = placement(home, None), current(home)
    assert (said["devices"], said["links"]) == (len(topology.devices), sum(link.layer <= 2 for link in topology.links))
    root = ET.fromstring((tmp_path / "all.drawio").read_bytes())
    spots = {}
    for cell in root.iter("mxCell"):
        geometry = cell.find("mxGeometry")
        if cell.get("vertex") and geometry is not None and cell.get("id") in placed.xy:
            spots[cell.get("id")] = tuple(float(geometry.get(name, "")) + SIZE / 2 for name in ("x", "y"))
    assert set(spots) == set(placed.xy)
    assert all(spots[name] == pytest.approx(spot, abs=0.01) for name, spot in placed.xy.items())
    assert "fictional" in (tmp_path / "all.svg").read_text(encoding="utf-8")


def test_a_lab_of_a_network_brings_its_configurations(call, tmp_path: Path) -> None:
    code, _, err = call(
        "export", "containerlab", "--network", "N05", "--image", "huawei_vrp=vrnetlab/huawei_vrp:ne40e", "-o", tmp_path / "n05.clab.yml"
    )
    assert code == 0, err
    body = yaml.safe_load((tmp_path / "n05.clab.yml").read_text(encoding="utf-8"))
    check(body)
    stored = [node["startup-config"] for node in body["topology"]["nodes"].values() if "startup-config" in node]
    assert stored
    for path in stored:
        assert "sysname" in (tmp_path / path).read_text(encoding="utf-8")
    assert (tmp_path / body["name"] / "README.md").is_file()


def test_a_plan_can_be_rehearsed_at_the_end_of_a_quarter(call, tmp_path: Path) -> None:
    target = tmp_path / "after.yml"
    code, out, err = call("export", "containerlab", "--scenario", "merge_all", "--quarter", "2022Q4", "--json", "-o", target)
    assert code == 0, err
    with Home.open(tmp_path / "own") as home:
        now = {link.id for link in current(home).links if link.layer <= 2}
    assert json.loads(out)["links"] != len(now)
    text = target.read_text(encoding="utf-8")
    check(yaml.safe_load(text))
    assert "merge_all, end of 2022Q4" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("graphml", "--network", "N99"), "N05"),
        (("graphml", "--realm", "x"), "n05"),
        (("graphml", "--snapshot", "x"), "s1"),
        (("containerlab", "--image", "huawei"), "KIND=IMAGE"),
        (("containerlab", "--image", "vrp=x"), "huawei_vrp"),
        (("svg", "--quarter", "2018Q1"), "--scenario"),
    ],
)
def test_what_is_wrong_is_said_with_what_there_is(call, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = call("export", *arguments, "-o", tmp_path / "x")
    assert (code, out, said in err) == (2, "", True), err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("more", [("--hops", "2"), ("--around", "N05-CORE-S0006-01", "--hops", "0"), ("--hops", "-1")])
def test_hops_go_with_a_device_and_forwards(call, tmp_path: Path, more: tuple[str, ...]) -> None:
    code, _, err = call("export", "csv", *more, "-o", tmp_path / "a.csv")
    assert (code, "give --around DEVICE, and 1 or more" in err) == (2, True)
    assert not (tmp_path / "a.csv").exists()


def test_neighbours_without_a_known_cable_are_counted(call, call_home, tmp_path: Path) -> None:
    for name, host in (("A", 1), ("B", 2)):
        (tmp_path / f"{name}.cfg").write_text(
            f"Building configuration...\n!\nversion 15.2\n!\nhostname {name}\n!\ninterface GigabitEthernet0/1\n"
            f" ip address 192.0.2.{host} 255.255.255.252\n!\nip route 0.0.0.0 0.0.0.0 192.0.2.9\n!\nend\n",
            encoding="utf-8",
        )
    home = tmp_path / "two"
    assert call_home(home, "import", tmp_path / "A.cfg", tmp_path / "B.cfg", "--realm", "r")[0] == 0
    (link,) = json.loads(call_home(home, "list", "links", "--json")[1])
    said = json.loads(call_home(home, "export", "csv", "-o", tmp_path / "two.csv", "--json")[1])
    assert (link["layer"], said["devices"], said["links"], said["uncabled"]) == (3, 2, 0, 1)


def test_a_listing_names_what_is_known(call) -> None:
    for arguments, known in (("--realm", "n05"), ("--network", "N05"), ("--snapshot", "s1")):
        code, out, err = call("list", "links", arguments, "nowhere")
        assert (code, out) == (2, "")
        assert known in err
    assert call("list", "links", "--realm", "n05")[0] == 0


def test_a_path_between_unknown_ends_traces_nothing(call) -> None:
    assert call("path", "nowhere", "10.0.0.1")[0] == 3
    with_source = call("list", "devices", "--network", "N05", "--json")[1]
    name = next(row["device"] for row in json.loads(with_source) if row["addresses"] and row["device"].startswith("N05-"))
    assert call("path", name, "nowhere")[0] == 3
    assert call("path", name, "198.51.100.1")[0] == 1
