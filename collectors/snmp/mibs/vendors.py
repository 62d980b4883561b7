"""Maker, platform and software by sysObjectID and sysDescr.

Enterprise numbers: IANA private enterprise numbers. Platforms are spelled as in NetBox and
ntc-templates. Text patterns follow what agents of these systems answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENTERPRISES = "1.3.6.1.4.1."


@dataclass(frozen=True, slots=True)
class Maker:
    """What an enterprise number says. Patterns give ``software`` or ``model`` in sysDescr."""

    vendor: str
    platform: str | None = None
    patterns: tuple[re.Pattern[str], ...] = ()
    unordered: bool = False
    """Agents known to return tables out of order."""


_VRP = (
    re.compile(r"Version\s+(?P<software>[\d.]+\s*\([^)\s]+\s+[^)]+\))"),
    re.compile(r"Version\s+[\d.]+\s*\((?P<model>\S+)\s+V\d"),
    re.compile(r"\A(?P<model>[A-Z][\w-]*\d[\w-]*)\s"),
)
_COMWARE = (
    re.compile(r"Version\s+(?P<software>[\d.]+,?\s*(?:Release|ESS|Feature|Test|Alpha|Beta)?\s*[\w.]+)"),
    re.compile(r"^H3C\s+(?P<model>[A-Z]+\d\S*)", re.MULTILINE),
    re.compile(r"HP(?:E)?\s+(?:FF\s+)?(?P<model>\d\S+)\s+Switch"),
)
_RGOS = (re.compile(r"\((?P<model>[\w-]+)\)\s+By\s+Ruijie"), re.compile(r"(?P<software>RGOS\s*\S*\d[\w().]*)"))
_ZXROS = (re.compile(r"(?:ZXR10[_ ]|ZXCTN )(?P<model>[A-Z]?\d\S*)"), re.compile(r"Version:? (?:ZXR10 \S+ )?(?P<software>V\d[\w.]+)"))
_IOS = (re.compile(r"Version\s+(?P<software>[^,\s]+)"),)

_MAKERS: dict[int, Maker] = {
    9: Maker("cisco", "cisco_ios", _IOS),
    11: Maker("hp", "hp_procurve"),
    171: Maker("dlink"),
    674: Maker("dell"),
    2011: Maker("huawei", "huawei_vrp", _VRP),
    2636: Maker("juniper", "juniper_junos"),
    3902: Maker("zte", "zte_zxros", _ZXROS),
    4881: Maker("ruijie", "ruijie_rgos", _RGOS),
    6486: Maker("alcatel", "alcatel_aos"),
    8072: Maker("net-snmp", "linux"),
    8886: Maker("raisecom", None, (), unordered=True),
    12356: Maker("fortinet", "fortinet_fortios"),
    14988: Maker("mikrotik", "mikrotik_routeros"),
    25506: Maker("h3c", "hp_comware", _COMWARE),
    30065: Maker("arista", "arista_eos"),
}
_CISCO_WORDS = (("NX-OS", "cisco_nxos"), ("IOS-XR", "cisco_xr"), ("IOS XR", "cisco_xr"), ("Adaptive Security", "cisco_asa"))


def maker_of(object_id: str | None) -> Maker | None:
    """Return what is known of the maker whose enterprise number a sysObjectID carries.

    >>> maker_of("1.3.6.1.4.1.2011.2.23.291").platform
    'huawei_vrp'
    """
    if not object_id or not object_id.startswith(_ENTERPRISES):
        return None
    return _MAKERS.get(int(object_id[len(_ENTERPRISES) :].split(".", 1)[0]))


def platform_of(maker: Maker | None, description: str | None) -> str | None:
    """Return the platform, told apart by sysDescr where a maker has several."""
    if maker is None:
        return None
    if maker.vendor == "cisco":
        for word, platform in _CISCO_WORDS:
            if word in (description or ""):
                return platform
    return maker.platform


def said_in(maker: Maker | None, description: str | None, what: str) -> str | None:
    """Return the ``software`` or ``model`` that sysDescr names, by the maker's patterns.

    >>> said_in(maker_of("1.3.6.1.4.1.2011.2"), "S5720 Huawei VRP (R) software,Version 5.170 (S5720 V200R011C10SPC600)", "software")
    '5.170 (S5720 V200R011C10SPC600)'
    """
    for pattern in maker.patterns if maker else ():
        match = pattern.search(description or "")
        if match and match.groupdict().get(what):
            return str(match[what])
    return None
