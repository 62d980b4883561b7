"""The platforms whose captures are read."""

from __future__ import annotations

from collectors.shows.answers import Vendor
from collectors.shows.cisco_ios import VENDOR as CISCO_IOS
from collectors.shows.cisco_nxos import VENDOR as CISCO_NXOS
from collectors.shows.cisco_xr import VENDOR as CISCO_XR
from collectors.shows.hp_comware import VENDOR as HP_COMWARE
from collectors.shows.huawei_vrp import VENDOR as HUAWEI_VRP
from collectors.shows.juniper_junos import VENDOR as JUNIPER_JUNOS
from collectors.shows.ruijie_rgos import VENDOR as RUIJIE_RGOS
from collectors.shows.zte_zxros import VENDOR as ZTE_ZXROS

VENDORS: tuple[Vendor, ...] = (HUAWEI_VRP, HP_COMWARE, RUIJIE_RGOS, ZTE_ZXROS, CISCO_IOS, CISCO_NXOS, CISCO_XR, JUNIPER_JUNOS)
"""Every platform whose captures are read."""


def vendor_of(platform: str | None) -> Vendor | None:
    """Return how the captures of a platform are read, None where they are not."""
    return next((vendor for vendor in VENDORS if vendor.platform == platform), None)
