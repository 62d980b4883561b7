"""The map in the real page: first paint and a pan step, beside a plotly.js scattergl page in the same browser.

First paint: from the start of the navigation to the second animation frame after the map was drawn [ms]. Pan step: wall
time of one mouse move of a drag, sent through the browser's driver, which waits until the page has handled it [ms]; 40
moves or six seconds, the mean. Chromium rasters on the CPU (``--disable-gpu``), as on the thin clients that the map must serve.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import plotly
from flask import Flask, Response
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from dashboard.layout import place
from dashboard.palette import colours
from topology.model.entities import Topology

SIZES: Final = (1_000, 10_000)
_MOVES: Final = 40
_ROUNDS: Final = 3
_PATIENCE_MS: Final = 6_000
"""A drag ends after this long, however few its moves [ms]."""
_ARGUMENTS: Final = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_PAINTED: Final = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(performance.now()))))"
_PEER: Final = """<!DOCTYPE html><html><head><meta charset="utf-8"><script src="/plotly.js"></script></head>
<body style="margin:0"><div id="map" style="width:100vw;height:100vh"></div><script>
fetch("/figure.json").then(a => a.json()).then(f => Plotly.newPlot("map", f.data, f.layout, {scrollZoom: true, showSendToCloud: false}))
  .then(() => { window.drawn = true; });
</script></body></html>"""


def run() -> Iterator[dict[str, Any]]:
    """Yield a comparison for each size and each of the two figures."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    from tests.dashboard.synthetic import synthetic

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)
        for size in SIZES:
            city = synthetic(size)
            ours = _best(lambda city=city: _measure_ours(browser, city))
            theirs = _best(lambda city=city: _measure_peer(browser, city))
            for work, mine, peer in zip(("first paint", "pan step"), ours, theirs, strict=True):
                yield {
                    "bench": "map_paint", "work": f"{work}, {len(city.devices)} nodes", "netfold": round(mine, 1), "peer": round(peer, 1),
                    "peer_name": f"plotly.js scattergl (plotly {plotly.__version__})", "unit": "ms", "ratio": round(mine / peer, 3),
                }  # fmt: skip
        browser.close()


def _best(measure: Any) -> tuple[float, float]:
    """Return the medians of a few rounds."""
    rounds = np.array([measure() for _ in range(_ROUNDS)])
    return float(np.median(rounds[:, 0])), float(np.median(rounds[:, 1]))


def _measure_ours(browser: Any, city: Topology) -> tuple[float, float]:
    from services.home import Home
    from tests.dashboard.serving import publish, served

    with tempfile.TemporaryDirectory() as folder, Home.open(folder) as home:
        publish(home, city)
        with served(home) as (base, link):
            context = browser.new_context(viewport={"width": 1600, "height": 1000})
            page = context.new_page()
            page.goto(link)
            page.wait_for_selector(".nf-map[data-state=ready]")
            page.goto(base)
            page.wait_for_function("() => window.netfold && netfold.view && netfold.view.firstPaint")
            painted = page.evaluate(_PAINTED)
            page.wait_for_load_state("networkidle")
            step = _drag(page)
            context.close()
    return float(painted), step


def _measure_peer(browser: Any, city: Topology) -> tuple[float, float]:
    figure = json.dumps(_figure(city))
    server = Flask("peer")
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    server.add_url_rule("/", "page", lambda: _PEER)
    server.add_url_rule(
        "/plotly.js", "script", lambda: Response(script.read_bytes(), mimetype="text/javascript", headers={"Cache-Control": "max-age=600"})
    )
    server.add_url_rule("/figure.json", "figure", lambda: Response(figure, mimetype="application/json"))
    made = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        context = browser.new_context(viewport={"width": 1600, "height": 1000})
        page = context.new_page()
        base = f"http://127.0.0.1:{made.port}/"
        page.goto(base)
        page.wait_for_function("() => window.drawn")
        page.goto(base)
        page.wait_for_function("() => window.drawn")
        painted = page.evaluate(_PAINTED)
        step = _drag(page)
        context.close()
    finally:
        made.shutdown()
        thread.join()
        made.server_close()
    return float(painted), step


def _drag(page: Page) -> float:
    """Return the wall time of a drag's step, measured in the page's own clock."""
    page.mouse.move(900, 520)
    page.mouse.down()
    page.mouse.move(906, 524)
    started = page.evaluate("performance.now()")
    moves = 0
    for index in range(_MOVES):
        moves += 1
        page.mouse.move(906 + 6 * (index % 20) - 3 * index, 524 + 4 * (index % 10))
        if page.evaluate("performance.now()") - started > _PATIENCE_MS:
            break
    ended = page.evaluate(_PAINTED)
    page.mouse.up()
    return float(ended - started) / moves


def _figure(city: Topology) -> dict[str, Any]:
    """Return the same picture for the peer: the same places and colours, links as one broken line."""
    xy, palette = place(city).xy, colours(city.census.networks)
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    for link in city.links:
        (ax, ay), (bx, by) = xy[link.a_device], xy[link.b_device]
        lines_x += [ax, bx, None]
        lines_y += [ay, by, None]
    axis = {"showgrid": False, "zeroline": False, "visible": False}
    return {
        "data": [
            {
                "type": "scattergl",
                "mode": "lines",
                "x": lines_x,
                "y": lines_y,
                "line": {"width": 0.6, "color": "#8aa4d8"},
                "hoverinfo": "skip",
            },
            {
                "type": "scattergl",
                "mode": "markers",
                "x": [xy[device.id][0] for device in city.devices],
                "y": [xy[device.id][1] for device in city.devices],
                "text": [device.name for device in city.devices],
                "marker": {"size": 5, "color": [palette[device.network or "W1"].light for device in city.devices]},
            },
        ],
        "layout": {
            "dragmode": "pan",
            "showlegend": False,
            "xaxis": axis,
            "yaxis": {**axis, "autorange": "reversed"},
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        },
    }


if __name__ == "__main__":
    for line in run():
        print(json.dumps(line))
