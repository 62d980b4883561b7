"""The sample city's agents alone, for trying out scopes and runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from lab.city import SIZES, build_city
from lab.faults import FAULTS, FILE, deal, read_faults
from lab.server import read_fleet, serve_forever
from lab.writer import write_city
from services.actors import Right
from services.home import Home
from services.rights import changes

PORT: Final = 16161
"""UDP port where none is named."""


@changes(Right.ADMINISTER, "simulate")
def simulate(home: Home, city: str, *, port: int = PORT, faults: Sequence[str] = (), ready: Callable[[Path, int, int], None]) -> NoReturn:
    """Serve a city's agents on loopback until interrupted; `ready` is given the city's folder, the port, and how many agents are faulty.

    `city` is the folder of a written city, its ``truth.json``, or a size (``small``, ``full``), which is then
    written into the home first. `faults` are behaviours with the share of agents that behave so (``cycle=0.1``, ``all``);
    without them a ``faults.toml`` in the folder counts.

    Raises
    ------
    InputError
        There is no such city or behaviour, or the port is taken.
    """
    folder = Path(city)
    if city in SIZES and not folder.exists():
        folder = home.folder("city") / city
        write_city(build_city(city), folder, port=port)
    fleet = read_fleet(folder)
    dealt = deal(faults, fleet)
    if not faults and (folder / FILE).is_file():
        dealt = read_faults(folder / FILE, fleet)
    serve_forever(fleet, port=port, ready=lambda bound: ready(folder, bound, len(dealt)), faults=dealt)


def list_faults() -> list[dict[str, Any]]:
    """Return every behaviour that a simulated agent may be given, with its case in the list of hostile inputs."""
    return [{"behaviour": name, "case": case} for name, case in sorted(FAULTS.items(), key=lambda one: (one[1], one[0]))]
