"""The trace box: what it lists, what the canvas is given to draw, and both of them in a real browser."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser

from dashboard.tracebox import ask, drawn
from services.home import Home
from services.topologies import current
from services.tracing import Asked, find_path
from tests.dashboard.browsing import asking, entered, opened, settled, untranslated, visit


@pytest.fixture(scope="module")
def ends(city_home: Home) -> tuple[str, str, str]:
    """Two hosts of one network in different counties, and its realm."""
    topology = current(city_home)
    network = next(device.network for device in topology.devices if device.realm == "n05")
    hosts = sorted(
        (host for host in topology.hosts if host.realm == "n05" and host.network == network and host.addresses), key=lambda host: host.id
    )
    far = next(host for host in hosts if host.gateways != hosts[0].gateways and host.site != hosts[0].site)
    return hosts[0].addresses[0], far.addresses[0], "n05"


def texts(component: Any) -> str:
    return json.dumps(component.to_plotly_json(), default=lambda one: one.to_plotly_json(), ensure_ascii=False)


def test_the_list_names_every_device_of_the_way(city_home: Home, ends: tuple[str, str, str]) -> None:
    source, destination, realm = ends
    found = find_path(city_home, Asked(source=source, destination=destination, realm=realm))
    listed, path, _ = ask(city_home, Asked(source=source, destination=destination), f"{realm}|global", None, "en")
    assert found.arrives
    assert path == drawn(found)
    said = texts(listed)
    assert all(str(row["device"]) in said and str(row["text"]) in said for row in found.rows)
    legs = {tuple(leg[:2]) for leg in path["legs"]}
    order = [row["device_id"] for row in found.rows if row["branch"] == 1]
    assert (path["first"], path["ends"]) == (order[0], {order[-1]: True})
    assert {pair for pair in pairwise(order) if pair[0] != pair[1]} <= legs
    links = current(city_home).link
    assert all(leg[2] is None or {links[leg[2]].a_device, links[leg[2]].b_device} == set(leg[:2]) for leg in path["legs"])


def test_an_address_of_several_spaces_gives_a_choice_and_nothing_to_draw(city_home: Home) -> None:
    topology = current(city_home)
    shared = next(address for address, hosts in sorted(topology.hosts_by_address.items()) if len({host.realm for host in hosts}) > 1)
    listed, path, choices = ask(city_home, Asked(source=shared, destination="10.0.0.1"), None, None, "en")
    assert path is None
    assert len(choices) > 1
    assert "address spaces" in texts(listed)


def test_an_error_is_said_where_the_path_would_stand(city_home: Home) -> None:
    listed, path, choices = ask(city_home, Asked(source="203.0.113.9", destination="10.0.0.1"), None, None, "en")
    assert (path, choices) == (None, [])
    assert "Nothing collected has 203.0.113.9" in texts(listed)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_path_in_the_address_is_listed_drawn_and_explained(
    chromium: Browser, city_site: tuple[str, str], ends: tuple[str, str, str], lang: str
) -> None:
    source, destination, realm = ends
    with opened(chromium, city_site) as (page, watch):
        page.goto(f"{city_site[0]}/?src={source}&dst={destination}&realm={realm}&both=1&lang={lang}")
        page.wait_for_selector(".nf-hops li")
        settled(page)
        assert page.locator(".nf-branch").count() == 2
        page.wait_for_function("window.netfold.view && window.netfold.view.trail && window.netfold.view.trail.legs.length > 0")
        page.locator(".nf-statement > summary").first.click()
        page.locator(".nf-statement[open] .nf-evidence").first.wait_for()
        page.locator("[data-nf-focus]").first.click()
        page.wait_for_selector(".nf-panel:not([hidden]) h2")
        settled(page)
        if lang == "zh":
            raw = {"ARP", "arp", "realm", "fdb", "port", "learned"}  # a protocol, and where evidence stands: a table's row, a rule
            assert untranslated(page) - raw == set()
        assert (watch.errors, watch.foreign) == ([], [])


def test_what_is_asked_by_hand_stands_in_the_address(chromium: Browser, city_site: tuple[str, str], ends: tuple[str, str, str]) -> None:
    source, destination, realm = ends
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/", "en")
        page.locator("#map-trace-open").click()
        entered(page, "map-trace-source", source)
        entered(page, "map-trace-destination", destination)
        page.locator("#map-trace-destination").press("Enter")
        settled(page)
        if page.locator(".nf-hops li").count() == 0:  # several spaces have the address: the box asks which
            page.locator("#map-trace-place").click()
            page.get_by_role("option", name=f"{realm} · no VRF").click()
        page.wait_for_selector(".nf-hops li")
        asking(page, "dst", destination)
        page.locator("#map-trace-close").click()
        page.locator("#map-trace").wait_for(state="hidden")
        assert watch.errors == []
