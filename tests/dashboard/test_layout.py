"""Where everything stands: no overlaps, the same every time, and nothing old moves when something new comes."""

from __future__ import annotations

import itertools
import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.frame import HEIGHT, UNPLACED, WIDTH, frame
from dashboard.layout import Slots, place
from tests.dashboard.synthetic import synthetic
from topology.model.entities import Topology


@pytest.fixture(scope="module")
def city() -> Topology:
    return synthetic(1000)


@given(st.integers(0, 40), st.booleans())
@settings(deadline=None, max_examples=40)
def test_cells_never_overlap(count: int, unplaced: bool) -> None:
    cells, middle = frame([f"C{i:02d}" for i in range(count)], unplaced=unplaced)
    assert len(cells) == count + unplaced
    assert not any(a.box.overlaps(b.box) for a, b in itertools.combinations(cells, 2))
    assert not any(cell.box.overlaps(middle) for cell in cells)
    assert all(cell.box.x >= -1e-6 and cell.box.x + cell.box.w <= WIDTH + 1e-6 for cell in cells)
    assert all(cell.box.y >= -1e-6 and cell.box.y + cell.box.h <= HEIGHT + 1e-6 for cell in cells)


@pytest.mark.parametrize("devices", [150, 1000, 2500])
def test_tiles_never_overlap_and_stay_in_their_cells(devices: int) -> None:
    placed = place(synthetic(devices))
    boxes = [tile.box for tile in placed.tiles]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    cells = {cell.key: cell for cell in placed.cells}
    for tile in placed.tiles:
        home = cells[tile.cell].inner if tile.cell in cells else placed.middle
        assert home.x - 1e-6 <= tile.box.x
        assert tile.box.x + tile.box.w <= home.x + home.w + 1e-6
        assert home.y - 1e-6 <= tile.box.y
        assert tile.box.y + tile.box.h <= home.y + home.h + 1e-6
    assert not any(box.overlaps(placed.core) for box in boxes)


def test_no_two_devices_stand_in_one_place(city: Topology) -> None:
    placed = place(city)
    assert len(placed.xy) == len(city.devices)
    assert len({(round(x, 3), round(y, 3)) for x, y in placed.xy.values()}) == len(city.devices)


def test_hubs_keep_clear_of_tiles_and_core(city: Topology) -> None:
    placed = place(city)
    assert [hub.network for hub in placed.hubs] == [f"N{i:02d}" for i in range(1, 27)]
    for hub in placed.hubs:
        assert math.hypot(hub.out_x, hub.out_y) == pytest.approx(1)
        assert not any(t.box.x < hub.x < t.box.x + t.box.w and t.box.y < hub.y < t.box.y + t.box.h for t in placed.tiles)


def test_the_same_topology_gives_the_same_places(city: Topology) -> None:
    shuffled = msgspec.structs.replace(city, devices=tuple(reversed(city.devices)), links=tuple(reversed(city.links)))
    assert place(city).xy == place(shuffled).xy


def test_at_least_85_percent_stay_after_a_change_of_5_percent() -> None:
    """2 % of the access devices leave, 3 % come: what was remembered stays where it was."""
    before = synthetic(2500)
    first = place(before)
    access = [device for device in before.devices if device.tier == "access"]
    gone = {device.id for device in access[:: len(access) // 50]}
    donors = access[:: len(access) // 75]
    fresh = [msgspec.structs.replace(d, id=f"{d.id}-new", name=f"{d.name}-new") for d in donors if d.id not in gone]
    after = msgspec.structs.replace(
        before, devices=tuple(sorted([*(d for d in before.devices if d.id not in gone), *fresh], key=lambda d: d.id)), links=()
    )
    second = place(after, first.slots)
    common = first.xy.keys() & second.xy.keys()
    same = sum(first.xy[device] == second.xy[device] for device in common)
    print(f"same place: {same / len(common):.3f}")
    assert same / len(common) >= 0.85


def test_new_devices_take_free_slots_and_never_move_old_ones() -> None:
    before = synthetic(600)
    first = place(before)
    donor = next(device for device in before.devices if device.tier == "access" and device.site)
    new = msgspec.structs.replace(donor, id="dev-zzz", name="new")
    second = place(msgspec.structs.replace(before, devices=(*before.devices, new)), first.slots)
    assert all(second.xy[device.id] == first.xy[device.id] for device in before.devices)
    assert second.xy["dev-zzz"] not in set(first.xy.values())


def test_a_hand_moved_device_stays() -> None:
    city = synthetic(200)
    device = city.devices[9].id
    pinned = msgspec.structs.replace(place(city).slots, pinned={device: (11.0, 22.0), "gone": (1.0, 1.0)})
    placed = place(city, pinned)
    assert placed.xy[device] == (11.0, 22.0)
    assert "gone" not in placed.xy


def test_slots_survive_json() -> None:
    slots = place(synthetic(200)).slots
    assert msgspec.json.decode(msgspec.json.encode(slots), type=Slots) == slots


def test_devices_without_a_site_have_a_cell_of_their_own() -> None:
    city = synthetic(200)
    lost = tuple(msgspec.structs.replace(d, site=None if d.tier == "access" else d.site) for d in city.devices)
    placed = place(msgspec.structs.replace(city, devices=lost))
    assert placed.cells[-1].key == UNPLACED
    assert len(placed.xy) == len(city.devices)


def test_an_empty_topology_has_a_frame_and_nothing_in_it() -> None:
    city = synthetic(150)
    placed = place(msgspec.structs.replace(city, devices=(), links=(), interfaces=()))
    assert placed.xy == {}
    assert placed.cells == ()
    assert len(placed.hubs) == 26


def test_a_crowd_at_one_site_still_fits() -> None:
    city = synthetic(150)
    seed = city.devices[-1]
    crowd = tuple(msgspec.structs.replace(seed, id=f"x{i:04d}", name=f"x{i}") for i in range(900))
    placed = place(msgspec.structs.replace(city, devices=(*city.devices, *crowd)))
    assert len({(round(x, 4), round(y, 4)) for x, y in placed.xy.values()}) == len(placed.xy)
