"""Names of what may turn out otherwise: rows of the price book and assumptions about quantities, for people who read a tornado."""

from __future__ import annotations

from typing import Final

from dashboard.labels import OPTIONS
from topology.model.text import N_, translator

DRIVERS: Final = {
    "benefit": N_("Share of the saving that comes about"),
    "declared.circuits": N_("Declared circuit fees"),
    "declared.running": N_("Declared running costs"),
    "quantity.estimate": N_("Estimated quantities"),
    "labour.day": N_("Price of an engineer-day"),
    "labour.site": N_("Work for each site"),
    "labour.node": N_("Work for each host"),
    "labour.rehearsal": N_("Work of the rehearsal"),
    "labour.design": N_("Work of the design"),
    "labour.renumber": N_("Work of renumbering"),
    "labour.retest": N_("Work of testing applications again"),
    "labour.archive": N_("Work of archiving"),
    "connect.presence": N_("Connecting a site"),
    "access.install": N_("Installing an access"),
    "access.device.50": N_("Access device, up to 50 hosts"),
    "access.device.150": N_("Access device, up to 150 hosts"),
    "access.device.more": N_("Access device, more hosts"),
    "access.fee.10m": N_("Access fee, 10 Mbit/s"),
    "access.fee.100m": N_("Access fee, 100 Mbit/s"),
    "access.fee.1g": N_("Access fee, 1 Gbit/s"),
    "access.fee.township": N_("Access fee of a township"),
    "access.maintenance": N_("Maintenance of accesses"),
    "link.step": N_("Upgrade step of a link"),
    "demand.concurrency": N_("Share of the bandwidth used at once"),
    "boundary.vpn": N_("VPN boundary of a network"),
    "platform.level3": N_("Level-3 security zone"),
    "platform.public": N_("Gateway of the public domain"),
    "platform.run": N_("Running the platforms"),
    "join.interconnect": N_("Interconnection with the sibling"),
    "intranet.crypto": N_("Encryption for the intranet"),
    "gateway.install": N_("Interim gateway, installation"),
    "gateway.run": N_("Interim gateway, running"),
    "disposal.device": N_("Disposal of a device"),
    "reuse.device": N_("Reuse of a device"),
    "life.device": N_("Life of a device"),
    "maintenance.ageing": N_("Dearer maintenance of old devices"),
    "dual.support": N_("Support while both networks run"),
    "mlps.item": N_("MLPS assessment, price of an item"),
    "mlps.items.2": N_("MLPS assessment, items at level 2"),
    "mlps.items.3": N_("MLPS assessment, items at level 3"),
    "mlps.scale.10": N_("MLPS assessment, small systems"),
    "mlps.scale.50": N_("MLPS assessment, systems of middle size"),
    "mlps.scale.more": N_("MLPS assessment, large systems"),
    "mlps.several": N_("MLPS assessment, several systems at once"),
    "mlps.repeat": N_("MLPS assessment, repeated"),
}
"""Driver -> its name; those of one option each are composed by `driver_name`."""
_BY_OPTION: Final = {
    "retain.maintenance": N_("Maintenance that remains: {option}"),
    "retain.staff": N_("Staff that remains: {option}"),
    "retain.power": N_("Power that remains: {option}"),
    "retain.security": N_("Security that remains: {option}"),
    "retain.circuits": N_("Circuits that remain: {option}"),
    "labour.factor": N_("Factor on labour: {option}"),
}


def driver_name(key: str, lang: str) -> str:
    """Return what a driver is called; a row of a price book that we have no name for comes back by its key.

    >>> driver_name("labour.day", "en"), driver_name("labour.factor.join", "en")
    ('Price of an engineer-day', 'Factor on labour: Join a sibling')
    """
    t = translator(lang)
    if key in DRIVERS:
        return t(DRIVERS[key])
    family, _, option = key.rpartition(".")
    if family in _BY_OPTION and option in OPTIONS:
        return t(_BY_OPTION[family]).format(option=t(OPTIONS[option]))
    return key
