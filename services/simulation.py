"""The sample city's agents alone, for trying out scopes and runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from lab.city import SIZES, build_city
from lab.server import read_fleet, serve_forever
from lab.writer import write_city
from services.actors import Right
from services.home import Home
from services.rights import changes

PORT: Final = 16161
"""UDP port where none is named."""


@changes(Right.ADMINISTER, "simulate")
def simulate(home: Home, city: str, *, port: int = PORT, ready: Callable[[Path, int], None]) -> NoReturn:
    """Serve a city's agents on loopback until interrupted; `ready` is given the city's folder and the port.

    `city` is the folder of a written city, its ``truth.json``, or a size (``small``, ``full``), which is then
    written into the home first.

    Raises
    ------
    InputError
        There is no such city, or the port is taken.
    """
    folder = Path(city)
    if city in SIZES and not folder.exists():
        folder = home.folder("city") / city
        write_city(build_city(city), folder, port=port)
    serve_forever(read_fleet(folder), port=port, ready=lambda bound: ready(folder, bound))
