"""Drawings of Huawei's emulator (eNSP ``.topo``): devices, and the lines a person drew between their ports.

The XML says ``encoding="UNICODE"``, which no parser knows, and may be in any encoding. A line names ports by their
place among all interfaces of a device, counted from 0 over its slots; the names come from the device's own
configuration, which lists its ports in that order. *Source*: files that eNSP 1.2 and 1.3 wrote, as published.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

import msgspec

from collectors.clean import CleanText
from topology.model.errors import InputError
from topology.model.records import Interface, InterfaceKind

_MOST: Final = 5_000
_MOST_PORTS: Final = 4_096
_MOST_TEXT: Final = 16 << 20
_FORBIDDEN: Final = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_IS: Final = re.compile(r"\s*(?:<\?xml[^>]{0,200}\?>)?\s*<topo\b")
_ID: Final = re.compile(r"[0-9A-Za-z{}_-]{1,64}")
_TYPES: Final = {"ge": "gigabitethernet", "fe": "fastethernet", "eth": "ethernet", "xge": "xgigabitethernet", "10ge": "10ge", "pos": "pos"}


class DrawnDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device of a drawing; `ident` is the name of its folder, `ports` the type of each of its interfaces in order."""

    ident: str
    name: str
    model: str
    ports: tuple[str, ...]
    line: int


class DrawnLink(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a drawing: two devices by their folders, and the place of each port. `line` is the line of the file."""

    a: str
    a_port: int | None
    b: str
    b_port: int | None
    line: int


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """What an eNSP file shows."""

    devices: tuple[DrawnDevice, ...]
    links: tuple[DrawnLink, ...]


def is_drawing(text: CleanText) -> bool:
    """Tell whether a cleaned text is the XML of eNSP."""
    return _IS.match(" ".join(line.text for line in text.lines[:4])[:600]) is not None


def read_drawing(text: CleanText, path: str) -> Drawing:
    """Return the devices and lines of a drawing.

    Raises
    ------
    InputError
        ``drawing-unreadable``: no XML, a document type in it, or more devices than any drawing has.
    """
    rows = {line.number: line.text for line in text.lines}
    body = "\n".join(rows.get(number, "") for number in range(1, (text.lines[-1].number if text.lines else 0) + 1))
    if _FORBIDDEN.search(body) or len(body) > _MOST_TEXT:
        raise InputError("drawing-unreadable", file=path, why="DOCTYPE" if len(body) <= _MOST_TEXT else f"> {_MOST_TEXT >> 20} MiB")
    try:
        root = ET.fromstring(_DECLARATION.sub("", body, count=1))  # noqa: S314 - document types are refused above; nothing else expands
        elements = list(root.iter())
    except ET.ParseError as error:
        raise InputError("drawing-unreadable", file=path, why=str(error)[:120]) from None
    devices = [element for element in elements if element.tag == "dev"]
    lines = [element for element in elements if element.tag == "line"]
    if max(len(devices), len(lines)) > _MOST:
        raise InputError("drawing-unreadable", file=path, why=f"> {_MOST}")
    places = _Places(rows)
    return Drawing(
        devices=tuple(
            DrawnDevice(
                ident=one.get("id", "").strip("{}"),
                name=one.get("name", "")[:200],
                model=one.get("model", "")[:100],
                ports=_ports(one),
                line=places.of(f'id="{one.get("id", "")}"'),
            )
            for one in devices
            if _ID.fullmatch(one.get("id", ""))
        ),
        links=tuple(_link(one, pair, places) for one in lines for pair in one.iter("interfacePair")),
    )


def port_name(device: DrawnDevice, place: int | None, interfaces: Sequence[Interface]) -> str | None:
    """Return the name of the port at a place, as the device's configuration writes it; None if it lists no such port.

    The n-th port of a type in the drawing is the n-th physical interface of that type in the configuration.
    """
    if place is None or not 0 <= place < len(device.ports):
        return None
    kind = device.ports[place]
    wanted = _TYPES.get(kind.lower(), kind.lower())
    rank = sum(1 for other in device.ports[:place] if other == kind)
    named = [
        one.name
        for one in interfaces
        if one.kind in {InterfaceKind.PHYSICAL, InterfaceKind.OTHER, InterfaceKind.MANAGEMENT}
        and re.match(r"[0-9]*[A-Za-z-]+", one.name)
        and re.sub(r"\d[\d/.:]*$", "", one.name).lower() == wanted
        and "." not in one.name
    ]
    return named[rank] if rank < len(named) else None


class _Places:
    """Which line of the file a piece of text stands on; asked in the order of the file."""

    def __init__(self, rows: dict[int, str]) -> None:
        self._rows = sorted(rows.items())
        self._at = self._column = 0

    def of(self, text: str) -> int:
        for index in range(self._at, len(self._rows)):
            found = self._rows[index][1].find(text, self._column if index == self._at else 0)
            if found >= 0:
                self._at, self._column = index, found + len(text)
                return self._rows[index][0]
        return self._rows[self._at][0] if self._rows else 1


def _ports(device: ET.Element) -> tuple[str, ...]:
    ports: list[str] = []
    for one in device.iter("interface"):
        ports += [one.get("interfacename", "?")[:40]] * min(_number(one.get("count")) or 0, _MOST_PORTS)
    return tuple(ports[:_MOST_PORTS])


def _link(line: ET.Element, pair: ET.Element, places: _Places) -> DrawnLink:
    return DrawnLink(
        a=line.get("srcDeviceID", "").strip("{}"),
        a_port=_number(pair.get("srcIndex")),
        b=line.get("destDeviceID", "").strip("{}"),
        b_port=_number(pair.get("tarIndex")),
        line=places.of(f'srcDeviceID="{line.get("srcDeviceID", "")}"'),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else None  # noqa: PLR2004 - digits
