"""Every page in a real browser, in both languages: no errors, no foreign requests, every word translated; a click explains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from services.home import Home
from services.topologies import current

PATHS = ("/", "/?network=N05", "/networks", "/networks/N05", "/networks/N08", "/findings", "/board", "/scenarios", "/risk", "/snapshots")
READY = {
    "/": ".nf-map[data-state=ready]",
    "/networks": ".ag-row",
    "/findings": ".nf-stats, .nf-empty",
    "/board": ".nf-board",
    "/scenarios": ".js-plotly-plot",
    "/risk": ".js-plotly-plot",
    "/snapshots": ".nf-list, .nf-empty",
}
# Latin words that stand on a Chinese page on purpose: names of things, protocols, data.
LATIN = re.compile(
    r"netfold|Word|Excel|HiGHS|EN|PNG|CNY|CSV|Ctrl|Alt|VPN|VRF|VLAN|LLDP|CDP|SNMP|MAC|IP|MSTP|DL|GB|Huawei|H3C|Cisco|Ruijie|sample|census|local|discover|DESIGN",
    re.IGNORECASE,
)


class Watch:
    """What a page did that it should not have done."""

    def __init__(self, page: Page, base: str) -> None:
        self.errors: list[str] = []
        self.foreign: list[str] = []
        host = urlsplit(base).netloc
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, host))

    def _asked(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != host:
            self.foreign.append(url)


@contextmanager
def opened(browser: Browser, site: tuple[str, str], **options: Any) -> Iterator[tuple[Page, Watch]]:
    """Give a page whose context came in by a fresh link, and what it did."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
    context.set_default_timeout(20_000)
    page = context.new_page()
    watch = Watch(page, site[0])
    if site[0] in _COOKIES:
        context.add_cookies(_COOKIES[site[0]])
    else:
        page.goto(site[1])
        page.wait_for_load_state("networkidle")
        _COOKIES[site[0]] = [{key: cookie[key] for key in ("name", "value", "domain", "path")} for cookie in context.cookies()]
    try:
        yield page, watch
    finally:
        context.close()


_COOKIES: dict[str, list[Any]] = {}


def visit(page: Page, base: str, path: str, lang: str, theme: str = "light") -> None:
    """Open a page and wait until it shows its content."""
    page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={lang}&theme={theme}")
    page.wait_for_selector(READY.get(path, ".nf-map[data-state=ready]" if path.startswith("/?") else ".nf-stats"))
    page.wait_for_load_state("networkidle")


def untranslated(page: Page) -> set[str]:
    """Return the Latin words that a Chinese page shows or says without a reason."""
    said = (
        page.evaluate("document.body.innerText")
        + " "
        + " ".join(
            page.evaluate(
                "[...document.querySelectorAll('[title],[aria-label],[placeholder]')].map(e => e.title || e.ariaLabel || e.placeholder)"
            )
        )
    )
    words = set(re.findall(r"(?<![\w./#:-])[A-Za-z]{3,}(?![\w./:-])", said))
    return {word for word in words if not LATIN.fullmatch(word)}


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
            x, y = page.evaluate("id => netfold.view.pointOf(id)", ident)
            page.mouse.move(x, y)
            page.mouse.click(x, y)
            page.wait_for_function("id => new URLSearchParams(location.search).get('sel') === id", arg=ident)
            page.locator(".nf-panel").get_by_text(label).first.wait_for()
        panel = page.locator(".nf-panel")
        page.wait_for_function("() => document.querySelectorAll('.nf-panel #nf-evidence .nf-evidence').length >= 2")
        assert panel.locator("#nf-evidence .nf-evidence").count() >= 2
        panel.locator("#nf-evidence summary").first.click()
        assert panel.locator("#nf-evidence pre .here").first.is_visible()
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
        scale = page.evaluate("netfold.view.k")
        page.keyboard.press("+")
        assert page.evaluate("netfold.view.k") > scale
        page.keyboard.press("0")
        assert page.evaluate("netfold.view.k") == pytest.approx(scale)
        page.keyboard.press("Escape")
        page.locator(".nf-panel").wait_for(state="hidden")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "nf-search"
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
        page.wait_for_function("() => netfold.view.selected !== null")
        assert page.evaluate("netfold.printable(netfold.view.graph.node_name.get(netfold.view.selected.index))") == name
        assert watch.errors == []


def test_search_finds_and_centres(chromium: Browser, city_site: tuple[str, str], city_home: Home) -> None:
    device = next(one for one in current(city_home).devices if one.tier == "access" and len(one.addresses))
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/", "en")
        page.keyboard.press("Control+k")
        page.keyboard.type(device.name)
        page.get_by_role("option").first.wait_for()
        page.get_by_role("option").first.click()
        page.locator(".nf-panel h2").get_by_text(device.name).wait_for()
        assert page.evaluate("netfold.view.graph.node_id.get(netfold.view.selected.index)") == device.id
        assert watch.errors == []


def test_a_figure_opens_its_lines_and_a_line_its_evidence(chromium: Browser, city_site: tuple[str, str]) -> None:
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/scenarios", "zh")
        page.locator(".nf-cellbutton").nth(3).click()
        page.locator(".nf-panel .nf-linkrow").first.click()
        page.locator(".nf-panel #nf-evidence summary").first.click()
        assert page.locator(".nf-panel #nf-evidence pre").first.inner_text() != ""
        assert watch.errors == []


def test_language_and_theme_switch_and_stay(chromium: Browser, city_site: tuple[str, str]) -> None:
    with opened(chromium, city_site) as (page, watch):
        visit(page, city_site[0], "/networks", "en")
        page.locator("#nf-theme").get_by_text("◐").click()
        page.wait_for_function("() => document.documentElement.getAttribute('data-contrast') === 'high'")
        page.locator("#nf-language").get_by_text("中文").click()
        page.wait_for_function("() => document.documentElement.lang === 'zh-CN'")
        page.locator(".ag-row").first.wait_for()
        assert page.evaluate("document.documentElement.getAttribute('data-contrast')") == "high"
        assert page.evaluate("document.body.getAttribute('data-ag-theme-mode')") == "dark"
        page.goto(city_site[0] + "/findings")
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        assert watch.errors == []


def test_c16_hostile_names_do_nothing_on_any_page(chromium: Browser, hostile_site: tuple[str, str], hostile_home: Home) -> None:
    devices = current(hostile_home).devices
    with opened(chromium, hostile_site) as (page, watch):
        for path in ("/", "/networks", "/networks/N05", "/findings"):
            visit(page, hostile_site[0], path, "zh")
            assert page.evaluate("window.PWN") is None
        page.goto(f"{hostile_site[0]}/?lang=en")
        page.wait_for_selector(".nf-map[data-state=ready]")
        for device in devices[:: len(devices) // 9]:
            page.evaluate("id => { netfold.view.focus(id, true); netfold.view.select(netfold.view.selected, true); }", device.id)
            page.wait_for_function("id => new URLSearchParams(location.search).get('sel') === id", arg=device.id)
            page.locator(".nf-panel .nf-linkrow").first.wait_for()
            x, y = page.evaluate("id => netfold.view.pointOf(id)", device.id)
            page.mouse.move(x, y)
        page.evaluate("netfold.view.zoom(12)")
        page.locator("#map-table-open").click()
        page.locator("#map-grid .ag-row").first.wait_for()
        page.keyboard.press("Control+k")
        page.keyboard.type("script")
        page.get_by_role("option").first.wait_for()
        assert page.evaluate("window.PWN") is None
        assert watch.errors == []
        assert watch.foreign == []


def test_an_empty_home_says_what_to_do(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.dashboard.serving import served

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
