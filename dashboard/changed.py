"""Changes in words: what happened to what, and the value before and after as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dashboard.components import printable, with_code
from dashboard.labels import speed, value_name
from topology.change import ChangeKind
from topology.model.text import N_, Translate

KIND_NAMES: Final = {
    ChangeKind.NEW: N_("new"),
    ChangeKind.GONE: N_("no longer seen"),
    ChangeKind.CHANGED: N_("changed"),
    ChangeKind.RENAMED: N_("renamed"),
    ChangeKind.MOVED: N_("moved"),
    ChangeKind.REPLACED: N_("replaced"),
    ChangeKind.SILENT: N_("did not answer"),
    ChangeKind.BACK: N_("answers again"),
}
ENTITY_NAMES: Final = {
    "device": N_("Device"),
    "interface": N_("Interface"),
    "link": N_("Link"),
    "prefix": N_("Prefix"),
    "vlan": N_("VLAN"),
    "vrf": N_("VRF"),
    "route": N_("Static route"),
    "circuit": N_("Circuit"),
    "host": N_("Host"),
}


def value_text(field: str, value: str | None, sites: Mapping[str, str], t: Translate) -> str | None:
    """Return one side of a change as it is read.

    >>> value_text("up", "false", {}, str), value_text("speed_bps", "1000000000", {}, str), value_text("mtu", None, {}, str)
    ('no', '1 Gbit/s', None)
    """
    if value is None:
        return None
    if value in {"true", "false"}:
        return t("yes") if value == "true" else t("no")
    if field.endswith("_bps") and value.isdigit():
        return speed(int(value), t)
    if field == "site" and value in sites:
        return printable(with_code(sites[value], value, t))
    return printable(value_name(value, t) if field in {"state", "status", "kind", "vendor"} else value)
