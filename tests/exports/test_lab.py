"""A containerlab topology is one that containerlab takes, and its links are ours: each once, between the ports that they have."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import yaml

from services.exports.lab import legal_name, write_containerlab
from services.exports.lab_kinds import KIND, KINDS
from services.exports.slices import Wanted
from tests.exports.made import made

IMAGES = {"huawei_vrp": "vrnetlab/huawei_vrp:ne40e", "cisco_iol": "vrnetlab/cisco_iol:17"}
NODE = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""A name of a container, and of a host (RFC 1123)."""
PORT = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,14}")
"""A name of a Linux interface: at most 15 signs."""


def check(body: dict[str, Any]) -> None:
    """Check what containerlab's manual asks of a topology file: keys, kinds, images, names, and that no port is used twice."""
    assert set(body) == {"name", "topology"}
    assert NODE.fullmatch(body["name"])
    assert set(body["topology"]) == {"kinds", "nodes", "links"}
    nodes, kinds = body["topology"]["nodes"], body["topology"]["kinds"]
    for name, node in nodes.items():
        assert NODE.fullmatch(name)
        assert set(node) <= {"kind", "startup-config", "labels"}
        assert node["kind"] == "bridge" or (node["kind"] in KIND and kinds[node["kind"]]["image"])
        assert node["kind"] != "bridge" or len(name) <= 15
        assert all(isinstance(value, str) for value in node.get("labels", {}).values())
    ends = [end for link in body["topology"]["links"] for end in link["endpoints"]]
    assert all(set(link) == {"endpoints"} and len(link["endpoints"]) == 2 for link in body["topology"]["links"])
    assert len(ends) == len(set(ends))
    for end in ends:
        node, _, port = end.partition(":")
        assert node in nodes
        assert PORT.fullmatch(port)
        assert port != "eth0"
    hosts = [end.partition(":")[2] for end in ends if nodes[end.partition(":")[0]]["kind"] == "bridge"]
    assert len(hosts) == len(set(hosts))


def read(files) -> tuple[dict[str, Any], str, list[dict[str, str]]]:
    body = yaml.safe_load(files[""])
    ports = list(csv.DictReader(io.StringIO(files["netfold-test/ports.csv"].decode())))
    return body, files["netfold-test/README.md"].decode(), ports


def test_the_topology_is_legal_with_and_without_images() -> None:
    for images in ({}, IMAGES, {"cisco_c8000v": "x", "linux": "frr"}):
        check(read(write_containerlab(made(images=images)))[0])


def test_links_lead_back_to_ours() -> None:
    body, _, ports = read(write_containerlab(made(images=IMAGES)))
    ours = {f"{row['node']}:{row['endpoint']}": (row["device_id"], row["interface"]) for row in ports}
    found = [frozenset(ours.get(end, (end.partition(":")[0], "")) for end in link["endpoints"]) for link in body["topology"]["links"]]
    bridge = ("nfbr1", "")
    assert sorted(map(sorted, found)) == sorted(
        map(
            sorted,
            [
                {("dev-a", "GE2"), ("dev-b", "GE2")},
                {("dev-a", "GE3"), ("dev-b", "GE3")},
                {("dev-a", "GE1"), ("dev-c", "Gi0/1")},
                {("dev-a", ""), ("dev-d", "G2")},
                {("dev-c", "Gi0/2"), bridge},
                {("dev-d", "G1"), bridge},
                {("dev-b", "GE4"), bridge},
            ],
        )
    )


def test_kinds_follow_the_images_and_the_rest_is_stood_in_for() -> None:
    body, readme, ports = read(write_containerlab(made(images=IMAGES)))
    kinds = {node["labels"]["netfold-id"]: node["kind"] for node in body["topology"]["nodes"].values() if node["kind"] != "bridge"}
    assert kinds == {"dev-a": "huawei_vrp", "dev-b": "huawei_vrp", "dev-c": "cisco_iol", "dev-d": "linux", "dev-e": "linux"}
    inside = {(row["device_id"], row["interface"]): row["in_lab"] for row in ports}
    assert inside["dev-c", "Gi0/1"] == "Ethernet0/1"
    assert {inside["dev-a", name] for name in ("GE1", "GE2", "GE3", "")} == {f"Ethernet1/0/{number}" for number in range(4)}
    for said in (
        "stands in for, as no image was named for their system (`--image KIND=IMAGE`): 2", "- d (hp_comware)", "Make the bridges first",
        "which the links of their members stand for: 1", "which are no cables: 1", "the next free one was taken: 1",
        "Links of a port that another link has already: 2", "ip link add nfbr1 type bridge",
    ):  # fmt: skip
        assert said in readme


def test_configurations_lie_beside_it_with_the_ports_of_the_lab() -> None:
    files = write_containerlab(made(images=IMAGES))
    body, readme, ports = read(files)
    name = next(name for name, node in body["topology"]["nodes"].items() if node.get("labels", {}).get("netfold-id") == "dev-a")
    path = body["topology"]["nodes"][name]["startup-config"]
    new = next(row["in_lab"] for row in ports if (row["device_id"], row["interface"]) == ("dev-a", "GE1"))
    assert files[path].decode().split("\n")[2:6] == [f"interface {new}", " description to GE1", "#", "interface GE10"]
    assert "Devices without a stored configuration: 4" in readme


def test_a_slice_says_what_leads_out_of_it() -> None:
    body, readme, _ = read(write_containerlab(made(Wanted(network="N1"), images=IMAGES)))
    check(body)
    assert "Links to devices outside the slice: 4" in readme


def test_a_kind_has_only_so_many_ports(monkeypatch) -> None:
    monkeypatch.setattr("services.exports.lab.LINUX", KIND["linux"].__class__("linux", (), most=1))
    body, readme, _ = read(write_containerlab(made()))
    check(body)
    assert "no port left" in readme


def test_every_kind_names_its_ports_once() -> None:
    for kind in KINDS:
        outside = [kind.endpoint(number) for number in range(1, 12)]
        inside = [(kind.inside or kind.endpoint)(number) for number in range(1, 12)]
        assert len(set(outside)) == len(set(inside)) == 11
        assert all(PORT.fullmatch(name) for name in outside)
    assert [KIND["cisco_iol"].inside(number) for number in (3, 4, 5)] == ["Ethernet0/3", "Ethernet1/0", "Ethernet1/1"]
    assert (KIND["cisco_xrd"].endpoint(1), KIND["fortinet_fortigate"].inside(1)) == ("Gi0-0-0-0", "port2")


def test_names_are_legal_and_differ() -> None:
    taken: set[str] = set()
    names = [legal_name(text, taken) for text in ("A", "a", "../../etc", "", "-", "核", "x" * 300, "x" * 300, "a-2", "a\n$(reboot)")]
    assert len(set(names)) == len(names)
    assert all(NODE.fullmatch(name) for name in names)
