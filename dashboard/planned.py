"""A plan on the map as one binary answer beside the picture's own: what becomes of each device and link, and when.

Layout: as `dashboard.sections`, with the magic ``NFP1``. All quarters stand in it at once, so that the browser moves through
them by itself. A quarter is its place in the header's ``quarters``; what never changes carries `NEVER`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from dashboard.payload import DRAWN, NO_NETWORK
from dashboard.sections import Array, pack, unpack
from planning.roadmap.overlay import Overlay
from topology.model.entities import Topology

MAGIC: Final = b"NFP1"
NEVER: Final = 255
GONE: Final = 254
"""Target of what is withdrawn: no network."""
_DTYPES: Final = {"node_at": "u1", "node_to": "u1", "edge_at": "u1", "joint": "<u4", "joint_at": "u1"}


def encode_plan(topology: Topology, plan: Overlay) -> bytes:
    """Return the payload of a plan over the picture of a topology; devices, links and networks stand in the picture's order."""
    place = {quarter: number for number, quarter in enumerate(plan.quarters)}
    networks = sorted(topology.census.networks, key=lambda network: network.code)
    codes = {network.code: number for number, network in enumerate(networks)}
    moves = {move.network: move for move in plan.moves}
    order = {device.id: number for number, device in enumerate(topology.devices)}
    at = [place[moves[row.network].quarter] if row.network in moves else NEVER for row in topology.devices]
    to = [_target(moves[row.network].target, codes) if row.network in moves else NO_NETWORK for row in topology.devices]
    drawn = [link for link in topology.links if link.layer <= DRAWN and link.a_device in order and link.b_device in order]
    joints = [one for one in plan.joints if one.a in order and one.b in order and one.quarter in place]
    arrays: dict[str, Array] = {
        "node_at": np.array(at, dtype="u1"),
        "node_to": np.array(to, dtype="u1"),
        "edge_at": np.array([place.get(plan.ends.get(link.id, ""), NEVER) for link in drawn], dtype="u1"),
        "joint": np.array([(order[one.a], order[one.b]) for one in joints], dtype="<u4").reshape(-1),
        "joint_at": np.array([place[one.quarter] for one in joints], dtype="u1"),
    }
    sites = [(spot.site, place[spot.quarter], spot.raised) for spot in plan.spots if spot.quarter in place]
    header: dict[str, object] = {
        "version": 1,
        "snapshot": topology.snapshot,
        "scenario": plan.scenario,
        "quarters": list(plan.quarters),
        "spots": sites,
        "gateways": [
            (codes[one.network], place.get(one.first, 0), place.get(one.last, len(place) - 1))
            for one in plan.gateways
            if one.network in codes
        ],
        "options": {str(codes[move.network]): move.option for move in plan.moves if move.network in codes},
    }
    return pack(MAGIC, header, arrays, _DTYPES)


def _target(code: str | None, codes: Mapping[str, int]) -> int:
    return GONE if code is None else codes.get(code, NO_NETWORK)


def decode_plan(data: bytes) -> tuple[dict[str, object], dict[str, Array]]:
    """Read a payload back: header and arrays.

    Raises
    ------
    ValueError
        When the bytes are no payload of this version.
    """
    header, arrays, _ = unpack(MAGIC, data, _DTYPES)
    return header, arrays
