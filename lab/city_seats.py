"""Where the hosts of a building hang: a port of its switch each, some with others behind one, and the rest where the LAN is.

A stand in another building has all its hosts behind the line that serves it. In the building of a switch, its spare ports
are put into the stand's VLAN and taken one after another; a few stay spare. Hosts that find no port are behind the port
that has served the stand from the start, with a switch of the department's own in between.
"""

from __future__ import annotations

import numpy as np

from lab.city_drafts import Draft, PortDraft
from lab.city_parameters import stream
from lab.city_world import World
from lab.truth import TruthSeat

_CROWDED = 0.1
"""Share of the taken ports that have several hosts behind them: a telephone, a small switch, an access point."""
_FEWEST, _MOST = 2, 5
"""Hosts behind a crowded port."""
_LEFT = 0.15
"""Share of the spare ports that nobody takes."""


def seat_hosts(world: World) -> None:
    """Give every host of every building a port; takes the devices' spare ports, so nothing may be cabled afterwards."""
    for draft in world.drafts.values():
        if draft.unseated:
            _seat(draft, stream(world.seed, "seats", draft.id))


def _seat(draft: Draft, rng: np.random.Generator) -> None:
    spare = draft.fill()
    free = spare[: len(spare) - round(len(spare) * _LEFT)]
    for port, macs in draft.unseated:
        waiting = _take(draft, port, macs, rng)
        while waiting and free:
            another = free.pop(0)
            another.up, another.vlan_access = True, port.vlan_access
            waiting = _take(draft, another, waiting, rng)
        draft.seats += [TruthSeat(mac=mac, port=port.name) for mac in waiting]


def _take(draft: Draft, port: PortDraft, macs: list[str], rng: np.random.Generator) -> list[str]:
    """Seat one host or a few at a port; return those that are left."""
    count = int(rng.integers(_FEWEST, _MOST + 1)) if float(rng.random()) < _CROWDED else 1
    draft.seats += [TruthSeat(mac=mac, port=port.name) for mac in macs[:count]]
    return macs[count:]
