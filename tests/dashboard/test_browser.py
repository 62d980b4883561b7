"""Every page in a real browser, in both languages: no errors, no foreign requests, every word translated; a click explains."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from services.home import Home
from services.topologies import current
from tests.dashboard.browsing import asking, opened, point_of, settled, untranslated, visit
from tests.dashboard.serving import served

PATHS = ("/", "/?network=N05", "/networks", "/networks/N05", "/networks/N08", "/findings", "/board", "/scenarios", "/risk", "/snapshots")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens_with_every_word_translated_and_no_foreign_request(
    chromium: Browser, city_site: tuple[str, str], lang: str
) -> None:
    with opened(chromium, city_site) as (page, watch):
        for path in PATHS:
            visit(page, city_site[0], path, lang)
            assert page.locator("html").get_attribute("lang") == ("zh-CN" if lang == "zh" else "en")
            assert page.get_by_text("虚构示例城市" if lang == "zh" else "Fictional sample city").first.is_visible()
            assert page.locator(".nf-toast").inner_text() == ""
            if lang == "zh":
                assert untranslated(page) == set(), path
        assert watch.errors == []
        assert watch.foreign == []


def test_a_device_and_a_link_explain_themselves(chromium: Browser, city_site: tuple[str, str], city_home: Home) -> None:
    topology = current(city_home)
    link = next(
        one for one in topology.links if topology.device[one.a_device].tier == "core" and topology.device[one.b_device].network == "W1"
    )
    device = topology.device[link.a_device]
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/", "zh")
        page.wait_for_function("() => netfold.view && netfold.view.level")
        for ident, label in ((device.id, device.name), (link.id, "判断依据")):
            x, y = point_of(page, ident)
            page.mouse.move(x, y)
            page.mouse.click(x, y)
            asking(page, "sel", ident)
            settled(page)  # the panel of the one before has the same words
            page.locator(".nf-panel").get_by_text(label).first.wait_for()
        panel = page.locator(".nf-panel")
        assert panel.locator("#nf-evidence .nf-evidence").count() >= 2
        panel.locator("#nf-evidence summary").first.click()
        panel.locator("#nf-evidence pre .here").first.wait_for()
        panel.locator(".nf-close").click()
        panel.wait_for(state="hidden")
        assert watch.errors == []


def test_the_keyboard_walks_along_links_and_the_page_says_so(chromium: Browser, city_site: tuple[str, str]) -> None:
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/", "en")
        page.locator(".nf-map").focus()
        page.keyboard.press("ArrowRight")
        first = page.evaluate("netfold.view.selected.index")
        assert page.locator(".nf-map [aria-live]").inner_text() != ""
        moved = set()
        for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"):
            page.keyboard.press(key)
            moved.add(page.evaluate("netfold.view.selected.index"))
        assert moved - {first}
        page.keyboard.press("Enter")
        page.locator("#nf-evidence").wait_for()
        settled(page)
        scale = page.evaluate("netfold.view.k")
        page.keyboard.press("+")
        assert page.evaluate("netfold.view.k") > scale
        page.keyboard.press("0")
        assert page.evaluate("netfold.view.k") == pytest.approx(scale)
        page.keyboard.press("Escape")
        page.locator(".nf-panel").wait_for(state="hidden")
        page.keyboard.press("/")
        expect(page.locator("#nf-search")).to_be_focused()
        assert watch.errors == []


def test_the_address_brings_the_picture_back(chromium: Browser, city_site: tuple[str, str], city_home: Home) -> None:
    device = next(one for one in current(city_home).devices if one.tier == "access")
    with opened(chromium, city_site) as (page, _):
        visit(page, city_site[0], f"/?network=N05&sel={device.id}&x=300&y=200&z=4", "en", "dark")
        view = page.evaluate(
            "({x: netfold.view.x, y: netfold.view.y, z: netfold.view.k / netfold.view.base, chosen: netfold.view.chosen.size})"
        )
        assert view == {"x": 300, "y": 200, "z": pytest.approx(4), "chosen": 1}
        page.locator(".nf-panel").get_by_text(device.name).first.wait_for()
        page.locator(".nf-map").focus()
        page.keyboard.press("Shift+ArrowRight")
        page.wait_for_function("() => parseFloat(new URLSearchParams(location.search).get('x')) > 300")
        assert page.evaluate("document.documentElement.getAttribute('data-mantine-color-scheme')") == "dark"


def test_the_table_is_the_maps_twin(chromium: Browser, city_site: tuple[str, str]) -> None:
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/", "en")
        page.locator("#map-table-open").click()
        page.locator("#map-grid .ag-row").first.wait_for()
        name = page.locator("#map-grid .ag-row[row-index='2'] [col-id=device]").inner_text()
        page.locator("#map-grid .ag-row[row-index='2'] [col-id=device]").click()
        page.locator(".nf-panel h2").get_by_text(name).wait_for()
        page.wait_for_function(
            "name => netfold.view.selected && netfold.printable(netfold.view.graph.node_name.get(netfold.view.selected.index)) === name",
            arg=name,
        )
        assert watch.errors == []


def test_search_finds_and_centres(chromium: Browser, city_site: tuple[str, str], city_home: Home) -> None:
    device = next(one for one in current(city_home).devices if one.tier == "access" and len(one.addresses))
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/", "en")
        page.keyboard.press("Control+k")
        page.keyboard.type(device.name)
        found = page.get_by_role("option").first
        expect(found).to_contain_text(device.name)  # the options of half a name come first
        settled(page)
        expect(found).to_contain_text(device.name)
        found.click()
        page.locator(".nf-panel h2").get_by_text(device.name).wait_for()
        page.wait_for_function(
            "id => netfold.view.selected && netfold.view.graph.node_id.get(netfold.view.selected.index) === id", arg=device.id
        )
        assert watch.errors == []


def test_a_figure_opens_its_lines_and_a_line_its_evidence(chromium: Browser, city_site: tuple[str, str]) -> None:
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/scenarios", "zh")
        page.locator(".nf-cellbutton").nth(3).click()
        page.locator(".nf-panel .nf-linkrow").first.click()
        page.locator(".nf-panel #nf-evidence summary").first.click()
        expect(page.locator(".nf-panel #nf-evidence pre").first).not_to_be_empty()
        assert watch.errors == []


def test_language_and_theme_switch_and_stay(chromium: Browser, city_site: tuple[str, str]) -> None:
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/networks", "en")
        page.locator("#nf-theme").get_by_text("◐").click()
        page.wait_for_function("() => document.documentElement.getAttribute('data-contrast') === 'high'")
        page.locator("#nf-language").get_by_text("中文").click()
        page.wait_for_function("() => document.documentElement.lang === 'zh-CN'")
        page.locator(".ag-row").first.wait_for()
        expect(page.locator("html")).to_have_attribute("data-contrast", "high")
        expect(page.locator("body")).to_have_attribute("data-ag-theme-mode", "dark")
        page.goto(city_site[0] + "/findings")
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        assert watch.errors == []


def test_c16_hostile_names_do_nothing_on_any_page(chromium: Browser, hostile_site: tuple[str, str], hostile_home: Home) -> None:
    devices = current(hostile_home).devices
    with opened(chromium, hostile_site) as (page, watch):
        for path in ("/", "/networks", "/networks/N05", "/findings"):
            visit(page, hostile_site[0], path, "zh")
            assert page.evaluate("window.PWN") is None
        visit(page, hostile_site[0], "/", "en")
        for device in devices[:: len(devices) // 9]:
            page.evaluate("id => { netfold.view.focus(id, true); netfold.view.select(netfold.view.selected, true); }", device.id)
            asking(page, "sel", device.id)
            settled(page)
            page.locator(".nf-panel .nf-linkrow").first.wait_for()
            x, y = point_of(page, device.id)
            page.mouse.move(x, y)
        page.evaluate("netfold.view.zoom(12)")
        page.locator("#map-table-open").click()
        page.locator("#map-grid .ag-row").first.wait_for()
        page.keyboard.press("Control+k")
        page.keyboard.type("script")
        page.get_by_role("option").first.wait_for()
        settled(page)
        assert page.evaluate("window.PWN") is None
        assert watch.errors == []
        assert watch.foreign == []


def test_an_empty_home_says_what_to_do(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    with Home.open(tmp_path_factory.mktemp("empty")) as home, served(home) as site, opened(chromium, site) as (page, watch):
        page.goto(f"{site[0]}/?lang=en")
        page.get_by_text("netfold demo").first.wait_for()
        for path in ("/networks", "/findings", "/board", "/scenarios", "/risk"):
            page.goto(f"{site[0]}{path}?lang=zh")
            page.locator(".nf-empty").first.wait_for()
        assert watch.errors == []


def test_a_closed_door_says_how_to_come_in(chromium: Browser, city_site: tuple[str, str]) -> None:
    context = chromium.new_context()
    page = context.new_page()
    answer = page.goto(city_site[0])
    assert answer is not None
    assert answer.status == 401
    assert "netfold serve" in page.inner_text("body")
    context.close()
