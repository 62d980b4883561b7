"""draw.io: a drawing that anyone can go on with, each device where the map has it.

The uncompressed form: ``mxfile`` > ``diagram`` > ``mxGraphModel`` > ``root`` with two base cells, then a vertex a device and an
edge a link. Texts are no HTML. *Source*: the file format as draw.io's documentation and mxGraph's API describe it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

from services.exports.slices import Slice, plain
from topology.model.entities import LinkState

SIZE: Final = 10.0
"""Edge of a device's square [world units of the map]."""
_FONT: Final = 2
_NO_COLOUR: Final = "#9aa3af"


def write_drawio(cut: Slice) -> Mapping[str, bytes]:
    """Return the slice as a draw.io drawing; a device without a place on the map stands in a row above it."""
    file = ET.Element("mxfile", {"host": "netfold", "type": "device"})
    diagram = ET.SubElement(file, "diagram", {"id": "netfold", "name": plain(cut.title)[:80] or "netfold"})
    model = ET.SubElement(diagram, "mxGraphModel", {"grid": "0", "tooltips": "1", "connect": "1", "page": "0", "math": "0", "shadow": "0"})
    root = ET.SubElement(model, "root")
    ET.SubElement(root, "mxCell", {"id": "0"})
    ET.SubElement(root, "mxCell", {"id": "1", "parent": "0"})
    left, top = (min((spot[axis] for spot in cut.xy.values()), default=0.0) for axis in (0, 1))
    _cell(root, "note", plain(cut.said_by), "text;html=0;align=left;fontSize=8", (left, top - 4 * SIZE, 60 * SIZE, SIZE))
    spare = 0
    for device in cut.devices:
        spot = cut.xy.get(device.id)
        if spot is None:
            spot = (left + spare * 3 * SIZE, top - 2 * SIZE)
            spare += 1
        style = (
            f"rounded=1;html=0;whiteSpace=wrap;fillColor={cut.colours.get(device.network or '', _NO_COLOUR)};strokeColor=#3a4150;"
            f"fontSize={_FONT};verticalLabelPosition=bottom;verticalAlign=top{';dashed=1' if device.stale else ''}"
        )
        _cell(root, device.id, plain(device.name), style, (spot[0] - SIZE / 2, spot[1] - SIZE / 2, SIZE, SIZE))
    drawn: Counter[frozenset[str]] = Counter()
    for link in cut.links:
        pair = frozenset((link.a_device, link.b_device))
        lane, drawn[pair] = drawn[pair], drawn[pair] + 1
        _edge(root, cut, link.id, lane)
    ET.indent(file)
    return {"": ET.tostring(file, encoding="utf-8", xml_declaration=True) + b"\n"}


def _edge(root: ET.Element, cut: Slice, identifier: str, lane: int) -> None:
    """Add a link; parallel ones leave a device side by side."""
    link = cut.topology.link[identifier]
    a, b = cut.port(link.a_interface), cut.port(link.b_interface)
    said = " - ".join(plain(port.name) if port else "?" for port in (a, b))
    off = min(1.0, 0.5 + (lane + 1) // 2 * 0.2) if lane % 2 else max(0.0, 0.5 - lane // 2 * 0.2)
    dashed = ";dashed=1" if link.state in {LinkState.DECLARED, LinkState.INFERRED, LinkState.STALE} else ""
    style = f"endArrow=none;html=0;fontSize={_FONT};strokeColor=#6b7280;exitX={off:g};entryX={off:g}{dashed}"
    cell = ET.SubElement(
        root,
        "mxCell",
        {"id": link.id, "value": said, "style": style, "edge": "1", "parent": "1", "source": link.a_device, "target": link.b_device},
    )
    ET.SubElement(cell, "mxGeometry", {"relative": "1", "as": "geometry"})


def _cell(root: ET.Element, identifier: str, value: str, style: str, box: tuple[float, float, float, float]) -> None:
    cell = ET.SubElement(root, "mxCell", {"id": identifier, "value": value, "style": style, "vertex": "1", "parent": "1"})
    sizes = {name: f"{number:.2f}".rstrip("0").rstrip(".") for name, number in zip(("x", "y", "width", "height"), box, strict=True)}
    ET.SubElement(cell, "mxGeometry", {**sizes, "as": "geometry"})
