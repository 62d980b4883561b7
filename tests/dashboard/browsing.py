"""A page in a real browser: opened with a session, watched for what it should not do, and waited for by what it says itself.

Nothing here waits for a time. `settled` asks the page's own store whether an answer is still under way; `entered` and `pressable`
wait until what was typed, and what will be pressed, have reached the program behind the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE_MS: Final = 120_000
"""How long a page may take for what it shows at once on a quiet machine [ms]; only a page that never does it waits so long."""
expect.set_options(timeout=PATIENCE_MS)
# Latin words that stand on a Chinese page on purpose: names of things, protocols, data.
LATIN: Final = re.compile(
    r"netfold|Word|Excel|HiGHS|EN|PNG|CNY|CSV|Ctrl|Alt|VPN|VRF|VLAN|LLDP|CDP|SNMP|MAC|IP|MSTP|DL|GB|Huawei|H3C|Cisco|Ruijie|sample|census|local|discover|DESIGN",
    re.IGNORECASE,
)
READY: Final = {
    "/": ".nf-map[data-state=ready]",
    "/networks": ".ag-row",
    "/findings": ".nf-stats, .nf-empty",
    "/board": ".nf-board",
    "/scenarios": ".js-plotly-plot",
    "/risk": ".js-plotly-plot",
    "/snapshots": ".nf-list, .nf-empty",
}
_CALM = """() => {
  if (!window.store) return false;
  const { appLifecycle, callbacks } = window.store.getState();
  const under_way = ["requested", "prioritized", "blocked", "executing", "watched", "executed"].some((name) => callbacks[name].length);
  window.nf_calm = appLifecycle === "HYDRATED" && !under_way ? (window.nf_calm || 0) + 1 : 0;
  return window.nf_calm > 4;
}"""
_TYPED = """([id, text]) => {
  const found = window.dash_component_api.getLayout(id);
  return found && String(found.props.value) === text;
}"""
_STILL = """(id) => {
  const [x, y] = netfold.view.pointOf(id), last = window.nf_spot || {};
  const still = last.id === id && Math.hypot(last.x - x, last.y - y) < 0.01;
  window.nf_spot = { id, x, y, count: still ? last.count + 1 : 0 };
  return window.nf_spot.count > 4 && [x, y];
}"""


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
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    watch = Watch(page, site[0])
    if site[1] in _COOKIES:
        context.add_cookies(_COOKIES[site[1]])
    else:
        page.goto(site[1])
        settled(page)
        _COOKIES[site[1]] = [{key: cookie[key] for key in ("name", "value", "domain", "path")} for cookie in context.cookies()]
    try:
        yield page, watch
    finally:
        context.close()


_COOKIES: dict[str, list[Any]] = {}
"""The session that each one-time link gave. Not by address: a port that was free again serves another site."""


def settled(page: Page) -> None:
    """Wait until the page has asked for all it needs and shows every answer. Not for a page beside a job: that one asks on and on."""
    page.evaluate("window.nf_calm = 0")
    page.wait_for_function(_CALM, polling=25)


def visit(page: Page, base: str, path: str, lang: str, theme: str = "light") -> None:
    """Open a page and wait until it shows its content."""
    page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={lang}&theme={theme}")
    page.wait_for_selector(READY.get(path, ".nf-map[data-state=ready]" if path.startswith("/?") else ".nf-stats"))
    settled(page)


def entered(page: Page, ident: str | dict[str, str], text: str) -> None:
    """Type into a field by its id, and wait until the program behind the page has the text: fields tell it a moment later."""
    page.fill(f"[id='{ident if isinstance(ident, str) else json.dumps(ident, separators=(',', ':'), sort_keys=True)}']", text)
    page.wait_for_function(_TYPED, arg=[ident, text])


def point_of(page: Page, ident: str) -> tuple[float, float]:
    """Return where the map draws a device or a link [px], once the picture stands still: a panel that opens makes it narrower."""
    page.evaluate("window.nf_spot = null")
    x, y = page.wait_for_function(_STILL, arg=ident).json_value()
    return x, y


def clickable_chart(page: Page, under: str = "") -> None:
    """Wait until the charts (below a selector) answer to clicks: they are drawn first and listen a moment later."""
    page.wait_for_function(
        """(under) => {
          const drawn = [...document.querySelectorAll(`${under} .js-plotly-plot`)];
          return drawn.length && drawn.every((one) => one._ev && one._ev._events && one._ev._events.plotly_click);
        }""",
        arg=under,
    )


def asks(page: Page, name: str) -> str | None:
    """Return a parameter of the page's address."""
    found: str | None = page.evaluate("name => new URLSearchParams(location.search).get(name)", name)
    return found


def asking(page: Page, name: str, value: str | None = None) -> None:
    """Wait until the page's address has a parameter, with a value where one is given."""
    page.wait_for_function(
        "([name, value]) => { const at = new URLSearchParams(location.search).get(name); return value === null ? at : at === value; }",
        arg=[name, value],
    )


def only(rows: Locator, count: int = 1) -> None:
    """Wait until as many rows stand there as are named, no more and no fewer."""
    expect(rows).to_have_count(count)


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
