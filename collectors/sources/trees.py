"""What the tools that made a folder of backups say of its files: RANCID's and oxidized's device lists and headers.

``router.db`` lists ``host;type;state`` (RANCID 3), ``host:type:state`` (RANCID 2, oxidized's CSV source); RANCID writes the
type again into the first line of each file. Both are evidence of a platform, weighed against the content and never
believed against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

LIST_NAME: Final = "router.db"
_TYPES: Final[Mapping[str, str]] = {
    "huawei": "huawei_vrp", "vrp": "huawei_vrp", "huawei-vrp": "huawei_vrp", "smartax": "huawei_smartax",
    "h3c": "hp_comware", "comware": "hp_comware", "hp-comware": "hp_comware", "hpcomware": "hp_comware",
    "ruijie": "ruijie_rgos", "rgos": "ruijie_rgos",
    "cisco": "cisco_ios", "ios": "cisco_ios", "iosxe": "cisco_ios", "cat5": "cisco_ios",
    "cisco-nx": "cisco_nxos", "nxos": "cisco_nxos", "cisco-xr": "cisco_xr", "iosxr": "cisco_xr",
    "cisco-asa": "cisco_asa", "asa": "cisco_asa",
    "juniper": "juniper_junos", "junos": "juniper_junos", "juniper-srx": "juniper_junos",
    "zte": "zte_zxros", "zxros": "zte_zxros", "zteolt": "zte_zxros",
    "fortigate": "fortinet_fortios", "fortigate-full": "fortinet_fortios", "fortios": "fortinet_fortios", "hillstone": "hillstone_stoneos",
    "hillstonenetworks": "hillstone_stoneos",
    "arista": "arista_eos", "eos": "arista_eos", "dcnos": "dcn_dcnos", "dcn": "dcn_dcnos", "maipu": "maipu_mypower",
    "mikrotik": "mikrotik_routeros", "routeros": "mikrotik_routeros", "paloalto": "paloalto_panos", "panos": "paloalto_panos",
    "sros": "nokia_sros", "timos": "nokia_sros", "extreme": "extreme_exos", "xos": "extreme_exos", "hp": "hp_procurve",
    "procurve": "hp_procurve", "aoscx": "aruba_aoscx", "foundry": "ruckus_fastiron", "ironware": "ruckus_fastiron",
    "f5": "f5_tmsh", "bigip": "f5_tmsh", "tmos": "f5_tmsh", "force10": "dell_os9", "ftos": "dell_os9", "os10": "dell_os10",
    "netscreen": "juniper_screenos", "screenos": "juniper_screenos", "gaiaos": "checkpoint_gaia", "bdcom": "bdcom_bdos",
}  # fmt: skip
"""Type words of RANCID (rancid.types.base) and models of oxidized, and the platform each stands for."""
_HEADER: Final = re.compile(r"[!#]\s*RANCID-CONTENT-TYPE:\s*([\w-]{2,30})", re.IGNORECASE)
_ROW: Final = re.compile(r"(?P<host>[A-Za-z0-9][\w.\-]{0,200})[;:](?P<type>[\w-]{2,30})(?:[;:](?P<state>\w*)(?:[;:].*)?)?")
_MOST: Final = 100_000
_INSIDE: Final = frozenset({".git", "CVS", ".svn", "RCS", "__MACOSX"})


class Said(NamedTuple):
    """What a tool says of a file: a platform, and where it says so."""

    platform: str
    where: str


def header_says(line: str, where: str) -> Said | None:
    """Return what a first line says in RANCID's words, None if it says nothing that is known."""
    match = _HEADER.match(line)
    platform = _TYPES.get(match[1].lower()) if match else None
    return None if platform is None else Said(platform, f"{where} {line[:80]}")


def list_says(text: str, label: str) -> dict[str, Said]:
    """Return what a ``router.db`` says, by host name."""
    found: dict[str, Said] = {}
    for number, line in enumerate(text.splitlines()[:_MOST], start=1):
        match = _ROW.fullmatch(line.strip())
        if match and (platform := _TYPES.get(match["type"].lower())):
            found[match["host"].lower()] = Said(platform, f"{label}:{number} {line.strip()[:80]}")
    return found


def is_list(name: str, text: str) -> bool:
    """Tell whether a file is a device list: by its name, and most of its lines."""
    rows = [line for line in text.splitlines()[:200] if line.strip() and not line.startswith("#")]
    return name.rpartition("/")[2] == LIST_NAME and bool(rows) and sum(bool(_ROW.fullmatch(row.strip())) for row in rows) * 2 > len(rows)


def said_of(label: str, lists: Mapping[str, Mapping[str, Said]]) -> Said | None:
    """Return what the nearest device list says of a file: one in its folder, or in a folder above it."""
    folder, _, name = label.rpartition("/")
    while True:
        hosts = lists.get(folder, {})
        for host in (name.lower(), name.lower().rpartition(".")[0]):
            if host and host in hosts:
                return hosts[host]
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def is_inside(parts: Iterable[str]) -> bool:
    """Tell whether a path leads into what a version control system or packer keeps for itself."""
    return any(part in _INSIDE for part in parts)
