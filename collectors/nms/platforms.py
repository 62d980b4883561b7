"""What the systems call operating systems, and NetBox's names for them."""

from __future__ import annotations

from typing import Final

_PLATFORMS: Final = {
    "vrp": "huawei_vrp", "comware": "hp_comware", "h3c": "hp_comware", "ruijie": "ruijie_rgos", "rgos": "ruijie_rgos",
    "ios": "cisco_ios", "iosxe": "cisco_ios", "ios-xe": "cisco_ios", "nxos": "cisco_nxos", "nx-os": "cisco_nxos",
    "iosxr": "cisco_xr", "ios-xr": "cisco_xr", "asa": "cisco_asa", "junos": "juniper_junos", "zxros": "zte_zxros", "zte": "zte_zxros",
    "fortigate": "fortinet_fortios", "fortios": "fortinet_fortios", "eos": "arista_eos", "arista_eos": "arista_eos",
}  # fmt: skip
"""Names of LibreNMS (resources/definitions/os_detection) and of SNMP::Info (os), in lower case."""
_VENDORS: Final = {"hp": "h3c"}


def platform_of(os: str | None) -> str | None:
    """Return the platform that a system's name for an operating system means, None where it is another.

    >>> platform_of("VRP"), platform_of("linux")
    ('huawei_vrp', None)
    """
    return _PLATFORMS.get((os or "").strip().lower())


def vendor_of(platform: str | None, said: str | None = None) -> str | None:
    """Return the maker as netfold writes it: the one that was said, else the platform's.

    >>> vendor_of("hp_comware"), vendor_of(None, "Cisco")
    ('h3c', 'cisco')
    """
    if said:
        return said.strip().lower()[:64]
    maker = platform.partition("_")[0] if platform else None
    return None if maker is None else _VENDORS.get(maker, maker)
