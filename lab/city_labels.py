"""What operators write at the ports that join two devices: in several styles, sometimes nothing, sometimes no longer true.

Every network has a habit of its own. Shares are ours, for lack of a survey of real networks' descriptions; what could be
measured on published configurations lies within them: in a campus network four pairs of devices in ten were named by
descriptions only, in a carrier's network none was. They are drawn from a stream of their own, so that nothing else of the
city depends on them.

========== ======================================== ===========================================
habit      networks                                 example
========== ======================================== ===========================================
site       40 %                                     ``to S0016 MSTP DL20150003``
name       20 %                                     ``TO_N05-AGG-S0033-01 MSTP DL20150003``
port       20 %                                     ``to-N05-AGG-S0033-01-GE1/0/3 DL20150003``
chinese    20 %                                     ``至松涛县财政局 MSTP DL20150003``
========== ======================================== ===========================================

Of the ports whose description would have no circuit number, half have no description; 3 % of all ports still say where
their line went before it was moved, without a number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lab.city_drafts import Draft, PortDraft
from lab.city_parameters import stream
from lab.truth import Vendor

HABITS = ("site", "name", "port", "chinese")
SHARES = (0.4, 0.2, 0.2, 0.2)
"""Of networks, by habit."""
BARE = 0.5
"""Of ports without a circuit number, how many have no description."""
OUTDATED = 0.03
"""Of ports, how many name where their line went before."""

_SHORT = (
    ("XGigabitEthernet", "XGE"),
    ("Ten-GigabitEthernet", "XGE"),
    ("TenGigabitEthernet", "Te"),
    ("GigabitEthernet", "GE"),
)


def short_name(vendor: Vendor, port: str) -> str:
    """Return a port's name as people of its maker's school write it.

    >>> short_name(Vendor.HUAWEI, "GigabitEthernet0/0/1"), short_name(Vendor.CISCO, "GigabitEthernet0/1")
    ('GE0/0/1', 'Gi0/1')
    """
    for long, short in _SHORT:
        if port.startswith(long):
            return ("Gi" if short == "GE" and vendor in {Vendor.CISCO, Vendor.RUIJIE} else short) + port.removeprefix(long).strip()
    return port


class Labels:
    """Writes the descriptions of one network."""

    def __init__(self, seed: int, code: str) -> None:
        self._rng: np.random.Generator = stream(seed, "descriptions", code)
        self._habit = HABITS[int(self._rng.choice(len(HABITS), p=SHARES))]

    def write(self, far: Draft, port: PortDraft, site_name: str, line: str, number: str | None, *, former: Sequence[Draft]) -> str | None:
        """Return the description of a port whose cable goes to a device's port.

        Parameters
        ----------
        far
            The device at the other end, and `port` there.
        site_name
            Name of the site where it stands.
        line
            Kind of line, as people write it.
        number
            The circuit's number, if this description has it.
        former
            Devices to which the line may have gone before, one at least.
        """
        bare, outdated, pick = (float(self._rng.random()) for _ in range(3))
        before = former[int(pick * len(former))]
        if outdated < OUTDATED and before is not far:
            return f"TO_{before.name}"
        if number is None and bare < BARE:
            return None
        tail = f" {number}" if number else ""
        match self._habit:
            case "name":
                return f"TO_{far.name} {line}{tail}"
            case "port":
                return f"to-{far.name}-{short_name(far.platform.vendor, port.name)}{tail}"
            case "chinese":
                return f"至{site_name} {line}{tail}"
            case _:
                return f"to {far.site} {line}{tail}"
