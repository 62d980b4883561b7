"""Moving devices on the map: what a person put somewhere stays there, for whoever may, and can be put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from dashboard.pages.map import settle
from dashboard.pictures import picture, placement
from services.actors import Actor, Role
from services.arranging import FARTHEST, arranged, move_device, put_back
from services.home import Home
from tests.dashboard.browsing import opened, point_of, settled, visit
from tests.dashboard.serving import open_home, publish, served
from tests.dashboard.synthetic import synthetic
from topology.model.errors import InputError, NotFound


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Home]:
    with open_home(tmp_path, synthetic(320)) as home:
        yield home


def test_a_moved_device_stays_in_every_snapshot_and_nothing_else_moves(own: Home) -> None:
    before, drawn = placement(own, None), picture(own, None)
    device = sorted(before.xy)[10]
    move_device(own, device, x=12.5, y=34.0)
    after = placement(own, None)
    assert after.xy == before.xy | {device: (12.5, 34.0)}
    assert device in after.slots.pinned
    assert picture(own, None).tag != drawn.tag
    city = synthetic(320)
    publish(own, msgspec.structs.replace(city, devices=city.devices[:-1], links=()), name="later")
    assert placement(own, "later").xy[device] == (12.5, 34.0)
    put_back(own, device)
    assert placement(own, None).xy[device] == before.xy[device]
    assert picture(own, "baseline").tag == drawn.tag


def test_places_that_are_none_are_refused(own: Home) -> None:
    device = min(placement(own, None).xy)
    for x, y in ((float("nan"), 1.0), (1.0, float("inf")), (FARTHEST + 1, 0.0)):
        with pytest.raises(InputError, match="off_the_map"):
            move_device(own, device, x=x, y=y)
    with pytest.raises(NotFound):
        move_device(own, "nobody", x=1.0, y=1.0)
    put_back(own, device)
    assert arranged(own) == {}


def test_a_move_is_answered_with_where_the_device_stands(own: Home) -> None:
    spot = placement(own, None).xy
    device = sorted(spot)[3]
    asked = {"id": device, "n": "1", "x": 5, "y": 6.5}
    assert settle(own, asked, None, "zh") == {"id": device, "n": "1", "x": 5.0, "y": 6.5, "pinned": True, "said": None}
    line = own.store.audit.lines()[0]
    assert (line.action, line.object, line.outcome, line.params) == ("map.move", device, "done", {"x": 5.0, "y": 6.5})
    viewer = own.acting_as(Actor("kim", Role.VIEWER))
    refused = settle(viewer, {"id": device, "n": "2", "x": 1, "y": 1}, None, "zh")
    assert (refused["x"], refused["y"], refused["pinned"]) == (5.0, 6.5, True)
    assert "kim" in refused["said"]
    back = settle(own, {"id": device, "n": "3", "x": None, "y": None}, None, "en")
    assert ((back["x"], back["y"]), back["pinned"]) == (spot[device], False)
    lost = settle(own, {"id": "nobody", "n": "4", "x": 1, "y": 1}, None, "en")
    assert lost["x"] is None
    assert "nobody" in lost["said"]


def _spot(page: Page, ident: str) -> list[float]:
    found: list[float] = page.evaluate("id => netfold.view.middle(netfold.view.find(id))", ident)
    return found


def _settled(page: Page) -> None:
    page.wait_for_function("() => netfold.view.arranger.asked.size === 0 && !netfold.view.arranger.timer && !netfold.view.arranger.held")


def test_a_device_is_dragged_kept_and_put_back(chromium: Browser, tmp_path: Path) -> None:
    city = synthetic(320)
    ident = next(device.id for device in city.devices if device.tier == "core")
    with open_home(tmp_path, city) as home, served(home) as site, opened(chromium, site) as (page, watch):
        visit(page, site[0], "/", "en")
        page.wait_for_function("() => netfold.view && netfold.view.level")
        first = _spot(page, ident)
        x, y = point_of(page, ident)
        page.locator(".nf-tools button[aria-pressed]").click()
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 30, y + 10)
        page.mouse.move(x + 60, y + 40)
        page.mouse.up()
        _settled(page)
        moved = _spot(page, ident)
        assert moved[0] > first[0] + 10
        assert moved[1] > first[1] + 10
        assert arranged(home)[ident] == pytest.approx(moved, abs=0.01)
        page.reload()
        page.wait_for_selector(".nf-map[data-state=ready]")
        page.wait_for_function("() => netfold.view && netfold.view.level && netfold.view.graph")
        settled(page)
        assert _spot(page, ident) == pytest.approx(moved, abs=0.01)
        page.evaluate("id => netfold.view.focus(id)", ident)
        page.locator(".nf-map").focus()
        page.keyboard.press("Alt+ArrowLeft")
        page.keyboard.press("Alt+ArrowUp")
        _settled(page)
        stepped = _spot(page, ident)
        assert stepped[0] < moved[0]
        assert stepped[1] < moved[1]
        assert arranged(home)[ident] == pytest.approx(stepped, abs=0.01)
        page.keyboard.press("Control+z")
        _settled(page)
        assert _spot(page, ident) == pytest.approx(moved, abs=0.01)
        page.locator(".nf-tools button").last.click()
        _settled(page)
        assert _spot(page, ident) == pytest.approx(first, abs=0.01)
        assert arranged(home) == {}
        assert watch.errors == []
