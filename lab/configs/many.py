"""Folders of thousands of configurations, as an organisation's departments hand them over together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from lab.city import build_city
from lab.configs import write_config
from lab.configs.core_switch import LONG
from lab.configs.wild import wild_form

_LONG_EVERY = 10
_NUMBERS = 255
"""Core switches of a realm with addresses of their own; further ones have those of the first again."""


def write_many(folder: Path, count: int, *, long_every: int = _LONG_EVERY) -> int:
    """Write the configurations of so many devices of the full city, a folder a realm; return how many lines they have.

    All four makers, two files of five in a wild form. Every tenth device (or every `long_every`-th) is a core switch with
    2,000 lines, so that a file has 300 lines in the mean. Files of the same names are replaced.

    Raises
    ------
    ValueError
        The city has fewer devices.
    """
    city = build_city("full")
    devices = city.devices
    if count > len(devices):
        raise ValueError(f"the full city has {len(devices)} devices")
    numbers: Counter[str] = Counter()
    lines = 0
    for place, device in enumerate(devices[:count]):
        if place % long_every:
            data = write_config(device, city.users.get(device.realm))
        else:
            number = numbers[device.realm] = numbers[device.realm] + 1
            own = 1 + (number - 1) % _NUMBERS
            data = wild_form(device, LONG[device.vendor](own).replace(f"CORE-{own}\n", f"{device.name}\n"))
        path = folder / device.realm / f"{device.id}.cfg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        lines += data.count(b"\n")
    return lines
