"""Configurations of the city's devices, each in its maker's words, and some in the state in which people hand them over."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lab.configs.cisco_ios import write_ios
from lab.configs.form import PLACEHOLDER
from lab.configs.hp_comware import write_comware
from lab.configs.huawei_vrp import write_vrp
from lab.configs.ruijie_rgos import write_rgos
from lab.configs.wild import FORMS, wild_form
from lab.truth import TruthDevice, TruthUser, Vendor

__all__ = ["FORMS", "PLACEHOLDER", "WRITERS", "write_config", "write_vrp"]

Writer = Callable[[TruthDevice, TruthUser | None], str]
WRITERS: Mapping[Vendor, Writer] = {
    Vendor.HUAWEI: write_vrp,
    Vendor.H3C: write_comware,
    Vendor.RUIJIE: write_rgos,
    Vendor.CISCO: write_ios,
}
"""Who writes the configuration of each maker's devices."""


def write_config(device: TruthDevice, user: TruthUser | None = None) -> bytes:
    """Return a device's configuration as its department hands it over: most as the device prints it, the others in a wild form.

    `user` is the SNMPv3 user of its realm, where the agents speak version 3 alone.
    """
    return wild_form(device, WRITERS[device.vendor](device, user))
