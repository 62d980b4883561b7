"""The binary answer: what is packed comes out again, names as they were."""

from __future__ import annotations

import itertools

import msgspec
import numpy as np
import pytest

from dashboard.layout import place
from dashboard.palette import colours
from dashboard.payload import INSIDE, LOCAL, NO_TILE, STATES, TRUNK, county_names, decode, encode
from tests.dashboard.synthetic import COUNTIES, HOSTILE, synthetic
from topology.model.census import Role, Site, SiteKind


@pytest.mark.parametrize("hostile", [False, True])
def test_round_trip(hostile: bool) -> None:
    city = synthetic(400, hostile=hostile)
    placed = place(city)
    header, arrays, texts = decode(encode(city, placed))
    assert header["snapshot"] == "S1"
    assert header["fictional"] is True
    assert texts["node_id"] == [device.id for device in city.devices]
    assert texts["node_name"] == [device.name for device in city.devices]
    assert texts["edge_id"] == [link.id for link in city.links]
    assert texts["edge_a"] == [city.interface[link.a_interface or ""].name for link in city.links]
    places = np.array([placed.xy[device.id] for device in city.devices], dtype="<f4")
    assert np.array_equal(arrays["xy"].reshape(-1, 2), places)
    ends = [texts["node_id"][int(i)] for i in arrays["edges"]]
    assert ends == [end for link in city.links for end in (link.a_device, link.b_device)]
    assert [STATES[int(i)] for i in arrays["edge_state"]] == [link.state for link in city.links]


def test_hostile_names_are_carried_losslessly() -> None:
    city = synthetic(200, hostile=True)
    _, _, texts = decode(encode(city, place(city)))
    assert {name[: len(bait)] for name, bait in zip(texts["node_name"], HOSTILE, strict=False)} == set(HOSTILE)


def test_edges_know_how_they_run_and_whose_they_are() -> None:
    city = synthetic(600)
    placed = place(city)
    header, arrays, _ = decode(encode(city, placed))
    codes = [network["code"] for network in header["networks"]]  # type: ignore[index, union-attr]
    for index, link in enumerate(city.links):
        a, b = link.a_device, link.b_device
        expected = LOCAL if placed.holder[a] == placed.holder[b] else INSIDE if placed.cell[a] == placed.cell[b] else TRUNK
        assert arrays["edge_route"][index] == expected
        networks = {city.device[a].network, city.device[b].network}
        own = networks - {"W1"} or networks
        assert codes[int(arrays["edge_network"][index])] in own


def test_the_same_topology_gives_the_same_bytes() -> None:
    city = synthetic(150)
    assert encode(city, place(city)) == encode(city, place(city))


def test_a_link_to_a_device_that_is_gone_is_left_out() -> None:
    city = synthetic(150)
    lost = city.links[0].a_device
    rest = msgspec.structs.replace(city, devices=tuple(d for d in city.devices if d.id != lost))
    _, _, texts = decode(encode(rest, place(rest)))
    assert city.links[0].id not in texts["edge_id"]


def test_raised_devices_have_no_tile() -> None:
    city = synthetic(150)
    placed = place(city)
    _, arrays, texts = decode(encode(city, placed))
    raised = {texts["node_id"][i] for i in np.flatnonzero(arrays["node_tile"] == NO_TILE)}
    assert raised == {device for device, holder in placed.holder.items() if not holder.startswith("site:")}


def test_anything_else_is_refused() -> None:
    with pytest.raises(ValueError, match="not a payload of NFG1"):
        decode(b"PNG....")


def test_counties_are_called_by_what_their_sites_begin_with() -> None:
    sites = [
        Site(code=f"S{i}", name=name, kind=SiteKind.OTHER, county="C01", cell="") for i, name in enumerate(("望潮区税务局", "望潮区法庭"))
    ]
    odd = [Site(code=f"T{i}", name=name, kind=SiteKind.OTHER, county="C02", cell="") for i, name in enumerate(("甲局", "乙局"))]
    assert county_names([*sites, *odd]) == {"C01": "望潮区"}
    assert set(COUNTIES) == {cell.key for cell in place(synthetic(150)).cells}


def test_network_colours_are_apart() -> None:
    """Any two networks differ by at least 0.08 in OKLab on either ground; neighbours in the list by 0.2."""
    networks = synthetic(150).census.networks
    found = colours(networks)
    for ground in ("light", "dark"):
        points = {code: _oklab(getattr(colour, ground)) for code, colour in found.items()}
        codes = sorted(points)
        distances = {(a, b): float(np.linalg.norm(points[a] - points[b])) for i, a in enumerate(codes) for b in codes[i + 1 :]}
        assert min(distances.values()) >= 0.08, min(distances, key=lambda pair: distances[pair])
        row = [network.code for network in networks if network.role is Role.DEPARTMENTAL]
        assert min(distances[a, b] for a, b in itertools.pairwise(row)) >= 0.2


def test_neighbouring_networks_stay_apart_without_red_or_green_vision() -> None:
    """Simulated deuteranopia and protanopia (Vienot 1999): neighbours in the list still differ, by lightness if not by hue."""
    networks = synthetic(150).census.networks
    found = colours(networks)
    row = [network.code for network in networks if network.role is Role.DEPARTMENTAL]
    for matrix in (_DEUTAN, _PROTAN):
        for ground in ("light", "dark"):
            points = {code: _oklab(getattr(found[code], ground), matrix) for code in row}
            assert min(float(np.linalg.norm(points[a] - points[b])) for a, b in itertools.pairwise(row)) >= 0.12


_PROTAN = np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]])
_DEUTAN = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])


def _oklab(text: str, matrix: np.ndarray | None = None) -> np.ndarray:
    channels = np.array([int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    if matrix is not None:
        linear = np.clip(matrix @ linear, 0, 1)
    lms = np.cbrt(
        np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        )
        @ linear
    )
    return (
        np.array(
            [
                [0.2104542553, 0.793617785, -0.0040720468],
                [1.9779984951, -2.428592205, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.808675766],
            ]
        )
        @ lms
    )
