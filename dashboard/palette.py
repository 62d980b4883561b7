"""Colours of the networks: the same everywhere, as far apart as twenty-nine colours can be.

The extranet's domains are blue and cyan, the intranet slate. The departmental networks take a table that was
searched for the greatest least distance in OKLab, on a light and on a dark ground, for normal vision and for
simulated protanopia and deuteranopia, and then ordered so that neighbours in the list differ most. Colour never
stands alone: the map writes the network's number into a dot as soon as it is large enough.

Sources: B. Ottosson, "A perceptual color space for image processing" (2020); F. Vienot, H. Brettel, J. Mollon,
"Digital video colourmaps for checking the legibility of displays by dichromats" (1999).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from topology.model.census import Network, Role


class Colour(msgspec.Struct, frozen=True):
    """One network's colour on a light and on a dark ground, as ``#rrggbb``."""

    light: str
    dark: str


_FIXED: Final = {
    Role.EXTRANET_ADMIN: Colour("#2f62e8", "#6f9bff"),
    Role.EXTRANET_PUBLIC: Colour("#0891b2", "#35c5e0"),
    Role.INTRANET: Colour("#64748b", "#94a3b8"),
}
UNKNOWN: Final = Colour("#9aa3af", "#6b7280")
"""Colour of what belongs to no known network."""

_TABLE: Final = (
    ("#a65778", "#ce83a0"), ("#9ccb82", "#bfeaa8"), ("#ad0445", "#e1496e"), ("#da950b", "#feb94e"), ("#7a2ab9", "#a463e2"),
    ("#078a5a", "#13b97b"), ("#75037c", "#a942b0"), ("#0ddaab", "#17ffc9"), ("#0c515b", "#0f8393"), ("#11c55d", "#57e982"),
    ("#714a8c", "#9b77b5"), ("#376e00", "#549f0e"), ("#de47a9", "#ff7ecc"), ("#d3bc18", "#f8dc09"), ("#82064c", "#c2337a"),
    ("#e36deb", "#faa3fe"), ("#679c5b", "#90c285"), ("#ae38b6", "#d56ddc"), ("#d8670e", "#fe924f"), ("#c0acfd", "#ddd4ff"),
    ("#086d5f", "#319c8b"), ("#e18888", "#fcb1b0"), ("#461bb0", "#6e5bdc"), ("#554704", "#877325"), ("#3dbbae", "#75ddd0"),
    ("#d42515", "#fc6551"),
)  # fmt: skip


def colours(networks: Iterable[Network]) -> dict[str, Colour]:
    """Return the colour of each network by code.

    The order of the codes decides, so that a snapshot changes nothing; beyond twenty-six departmental networks the
    table begins again, and the number in the dot tells them apart.
    """
    found: dict[str, Colour] = {}
    number = 0
    for network in sorted(networks, key=lambda network: network.code):
        if network.role in _FIXED:
            found[network.code] = _FIXED[network.role]
        else:
            found[network.code] = Colour(*_TABLE[number % len(_TABLE)])
            number += 1
    return found
