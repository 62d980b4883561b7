"""GraphML: devices as nodes, links as edges, parallel ones each by itself.

*Source*: GraphML primer and schema 1.1 (graphml.graphdrawing.org).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

from services.exports.slices import Slice, plain

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_NODE: Final = {
    "name": "string", "realm": "string", "network": "string", "site": "string", "vendor": "string", "platform": "string", "model": "string",
    "software": "string", "tier": "string", "addresses": "string", "stale": "boolean", "x": "double", "y": "double",
}  # fmt: skip
_EDGE: Final = {
    "a_interface": "string", "b_interface": "string", "layer": "int", "state": "string", "protocols": "string", "circuit": "string",
    "segment": "string",
}  # fmt: skip


def write_graphml(cut: Slice) -> Mapping[str, bytes]:
    """Return the slice as GraphML; unknown values are left out."""
    root = ET.Element("graphml", {"xmlns": _NAMESPACE})
    root.append(ET.Comment(plain(cut.said_by).replace("--", "- -")))
    for form, fields in (("node", _NODE), ("edge", _EDGE)):
        for name, kind in fields.items():
            ET.SubElement(root, "key", {"id": f"{form}_{name}", "for": form, "attr.name": name, "attr.type": kind})
    graph = ET.SubElement(root, "graph", {"id": "G", "edgedefault": "undirected"})
    for device in cut.devices:
        node = ET.SubElement(graph, "node", {"id": device.id})
        place = cut.xy.get(device.id)
        values: dict[str, object] = {name: getattr(device, name) for name in _NODE if name not in {"x", "y"}}
        _data(node, "node", values | ({"x": place[0], "y": place[1]} if place else {}))
    for link in cut.links:
        edge = ET.SubElement(graph, "edge", {"id": link.id, "source": link.a_device, "target": link.b_device})
        a, b = cut.port(link.a_interface), cut.port(link.b_interface)
        ends = {"a_interface": a.name if a else None, "b_interface": b.name if b else None}
        said = {"protocols": link.protocols, "circuit": link.circuit, "segment": link.segment}
        _data(edge, "edge", {**ends, "layer": link.layer, "state": link.state.value, **said})
    ET.indent(root)
    return {"": ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"}


def _data(parent: ET.Element, form: str, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if value is None or value == ():
            continue
        said = ", ".join(value) if isinstance(value, tuple) else str(value).lower() if isinstance(value, bool) else str(value)
        ET.SubElement(parent, "data", {"key": f"{form}_{name}"}).text = plain(said)
