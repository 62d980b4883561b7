"""SVG: a picture of the slice where the map has it, with the names as text and what a line is as its title.

There is no script, style sheet or reference in it, so that it shows anywhere and loads nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from services.exports.slices import Slice, plain
from topology.model.entities import LinkState

RADIUS: Final = 4.0
"""Of a device's dot [world units of the map]."""
_MARGIN: Final = 24.0
_LANE: Final = 2.0
"""Distance of parallel links."""
_LEGEND: Final = 32.0
_NO_COLOUR: Final = "#9aa3af"
_SMALLEST, _LARGEST = 1.6, 6.0
"""Sizes of names: at the smallest, sixteen letters fit between neighbours on the map; the picture is made to be zoomed."""
_LETTERS: Final = 10
_FEW: Final = 400
"""Devices up to which it is looked how large names may be."""
_NAMED: Final = 2_000
"""Devices up to which each bears its name in the picture; of more, names would cover one another."""


def write_svg(cut: Slice) -> Mapping[str, bytes]:
    """Return the slice as SVG; a device without a place on the map is left out of the picture, and counted under it."""
    spots = {device.id: cut.xy[device.id] for device in cut.devices if device.id in cut.xy}
    left, right, top, bottom = _bounds(spots)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"{left:g} {top:g} {right - left:g} {bottom - top:g}",
            "font-family": "sans-serif",
        },
    )
    ET.SubElement(root, "title").text = plain(cut.title)
    ET.SubElement(
        root, "rect", {"x": f"{left:g}", "y": f"{top:g}", "width": f"{right - left:g}", "height": f"{bottom - top:g}", "fill": "#ffffff"}
    )
    lines = ET.SubElement(root, "g", {"stroke": "#6b7280", "stroke-width": "0.6"})
    drawn: Counter[frozenset[str]] = Counter()
    for link in cut.links:
        if link.a_device in spots and link.b_device in spots:
            pair = frozenset((link.a_device, link.b_device))
            lane, drawn[pair] = drawn[pair], drawn[pair] + 1
            _line(lines, cut, link.id, spots, lane)
    dots = ET.SubElement(root, "g", {"stroke": "#3a4150", "stroke-width": "0.4"})
    size = _name_size(list(spots.values()))
    names = ET.SubElement(root, "g", {"font-size": f"{size:g}", "text-anchor": "middle", "fill": "#1f2430"})
    for device in cut.devices:
        if device.id not in spots:
            continue
        x, y = spots[device.id]
        dot = ET.SubElement(
            dots,
            "circle",
            {
                "id": device.id,
                "cx": f"{x:g}",
                "cy": f"{y:g}",
                "r": f"{RADIUS:g}",
                "fill": cut.colours.get(device.network or "", _NO_COLOUR),
            },
        )
        ET.SubElement(dot, "title").text = " · ".join(
            plain(word) for word in (device.name, device.network, device.site, device.model) if word
        )
        if len(spots) <= _NAMED:
            ET.SubElement(names, "text", {"x": f"{x:g}", "y": f"{y + RADIUS + size:g}"}).text = plain(device.name)[:40]
    _legend(root, cut, spots, left, top)
    missing = len(cut.devices) - len(spots)
    foot = plain(cut.said_by) + (f" (+{missing})" if missing else "")
    ET.SubElement(root, "text", {"x": f"{left + 4:g}", "y": f"{bottom - 4:g}", "font-size": "6", "fill": "#3a4150"}).text = foot
    ET.indent(root)
    return {"": ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"}


def _name_size(spots: Sequence[tuple[float, float]]) -> float:
    """Return the size at which the names of three devices in four do not reach their neighbours; quadratic in few devices."""
    if not 1 < len(spots) <= _FEW:
        return _SMALLEST if spots[1:] else _LARGEST
    nearest = sorted(min(math.dist(one, other) for other in spots if other is not one) for one in spots)
    return round(min(_LARGEST, max(_SMALLEST, nearest[len(nearest) // 4] / _LETTERS)), 1)


def _legend(root: ET.Element, cut: Slice, spots: Mapping[str, tuple[float, float]], left: float, top: float) -> None:
    """Say which colour is which network, in one row."""
    row = ET.SubElement(root, "g", {"font-size": "6", "fill": "#1f2430"})
    codes = sorted({device.network for device in cut.devices if device.network is not None and device.id in spots})
    for place, code in enumerate(codes):
        x, y = left + 8 + place * _LEGEND, top + 8
        ET.SubElement(row, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": "3", "fill": cut.colours.get(code, _NO_COLOUR)})
        ET.SubElement(row, "text", {"x": f"{x + 5:g}", "y": f"{y + 2:g}"}).text = plain(code)


def _bounds(spots: Mapping[str, tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom of the picture."""
    across, down = ([spot[axis] for spot in spots.values()] or [0.0] for axis in (0, 1))
    return min(across) - _MARGIN, max(across) + _MARGIN, min(down) - _MARGIN, max(down) + _MARGIN


def _line(parent: ET.Element, cut: Slice, identifier: str, spots: Mapping[str, tuple[float, float]], lane: int) -> None:
    link = cut.topology.link[identifier]
    (ax, ay), (bx, by) = spots[link.a_device], spots[link.b_device]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    off = (lane + 1) // 2 * _LANE * (1 if lane % 2 else -1)
    if link.a_device > link.b_device:  # the same side, whichever end is the first
        off = -off
    dx, dy = -(by - ay) / length * off, (bx - ax) / length * off
    shape = {"id": link.id, "x1": f"{ax + dx:.2f}", "y1": f"{ay + dy:.2f}", "x2": f"{bx + dx:.2f}", "y2": f"{by + dy:.2f}"}
    if link.state in {LinkState.DECLARED, LinkState.INFERRED, LinkState.STALE}:
        shape["stroke-dasharray"] = "2 1.5"
    line = ET.SubElement(parent, "line", shape)
    ends = []
    for device, port in ((link.a_device, link.a_interface), (link.b_device, link.b_interface)):
        found = cut.port(port)
        ends.append(f"{plain(cut.topology.device[device].name)} {plain(found.name) if found else '?'}")
    ET.SubElement(line, "title").text = f"{' - '.join(ends)} ({link.state.value})"
