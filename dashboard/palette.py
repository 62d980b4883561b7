"""Colours of the networks: the same everywhere, apart by hue and by lightness.

The extranet's domains are blue and cyan, the intranet is slate; the departmental networks take the other
hues in turn, three lightnesses deep, so that neighbours in the list differ in both. Colour never stands
alone: the map writes the network's number into a dot as soon as it is large enough.

Source: OKLCH, B. Ottosson, "A perceptual color space for image processing" (2020).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

from topology.model.census import Network, Role


class Colour(msgspec.Struct, frozen=True):
    """One network's colour on a light and on a dark ground, as ``#rrggbb``."""

    light: str
    dark: str


_FIXED = {
    Role.EXTRANET_ADMIN: Colour("#2f62e8", "#6f9bff"),
    Role.EXTRANET_PUBLIC: Colour("#0891b2", "#35c5e0"),
    Role.INTRANET: Colour("#64748b", "#94a3b8"),
}
UNKNOWN = Colour("#9aa3af", "#6b7280")
"""Colour of what belongs to no known network."""

_HUES = (18, 152, 318, 72, 196, 340, 120, 296, 46)
"""Hues of the departmental networks [degrees]; 225 to 280 is the extranet's."""
_LIGHT = ((0.60, 0.185), (0.72, 0.145), (0.47, 0.150))
"""(lightness, chroma) of the three rounds on a light ground."""
_DARK = ((0.72, 0.160), (0.84, 0.115), (0.60, 0.165))


def colours(networks: Iterable[Network]) -> dict[str, Colour]:
    """Return the colour of each network by code; the order of codes decides, so a snapshot does not change it."""
    ordered = sorted(networks, key=lambda network: network.code)
    found: dict[str, Colour] = {}
    number = 0
    for network in ordered:
        if network.role in _FIXED:
            found[network.code] = _FIXED[network.role]
            continue
        hue = _HUES[number % len(_HUES)] + 7 * (number // len(_HUES))
        turn = (number + number // len(_HUES)) % 3
        found[network.code] = Colour(_hex(*_LIGHT[turn], hue), _hex(*_DARK[turn], hue))
        number += 1
    return found


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """Turn OKLCH into ``#rrggbb``, taking chroma away until it fits sRGB."""
    while chroma > 0:
        channels = _linear(lightness, chroma, hue)
        if all(-1e-4 <= channel <= 1 + 1e-4 for channel in channels):
            break
        chroma -= 0.005
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, channel)))):02x}" for channel in channels)


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055  # noqa: PLR2004 - sRGB, IEC 61966-2-1
