"""Exports of the graph, or a slice of it, for other tools: each format a pure function of the slice.

`EXPORTS` names them. A format gives one or more files: the one that was asked for, under the empty name, and others beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.exports.drawio import write_drawio
from services.exports.graphml import write_graphml
from services.exports.lab import write_containerlab
from services.exports.sheets import write_sheets
from services.exports.slices import Slice
from services.exports.svg import write_svg
from topology.model.text import N_


@dataclass(frozen=True, slots=True)
class Export:
    """A format: its name, what it is for, and the function that writes it."""

    name: str
    help: str
    write: Callable[[Slice], Mapping[str, bytes]]
    placed: bool = False
    """Whether it draws: then the slice needs the places of the map."""


EXPORTS = (
    Export("graphml", N_("devices and links as GraphML, for Gephi, yEd and networkx"), write_graphml, placed=True),
    Export("drawio", N_("a draw.io drawing, placed as on the map"), write_drawio, placed=True),
    Export("svg", N_("a picture as SVG, placed as on the map"), write_svg, placed=True),
    Export("csv", N_("the links as CSV, and the devices beside them"), write_sheets),
    Export("containerlab", N_("a containerlab topology, to rehearse a cut-over"), write_containerlab),
)
"""Every format."""
