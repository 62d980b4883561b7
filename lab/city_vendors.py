"""How each maker names and numbers things: models, ports, ifIndex, serial numbers.

Names follow the makers' own agents: VRP ``GigabitEthernet0/0/1``, ``Eth-Trunk1``, ``Vlanif10``; Comware
``GigabitEthernet1/0/1``, ``Bridge-Aggregation1``, ``Vlan-interface10``; RGOS ``GigabitEthernet 0/1``,
``AggregatePort 1``, ``VLAN 10``; IOS ``GigabitEthernet1/0/1``, ``Port-channel1``, ``Vlan10``. ifIndex on VRP and
Comware runs on behind the built-in interfaces, RGOS and IOS reserve ranges by kind.
"""

from __future__ import annotations

import msgspec
import numpy as np

from lab.truth import Vendor

CORE, AGGREGATION, ACCESS = "core", "aggregation", "access"

OUI = {Vendor.HUAWEI: 0x00E0FC, Vendor.H3C: 0x000FE2, Vendor.RUIJIE: 0x001AA9, Vendor.CISCO: 0x001B54}
"""One address block of each maker for its devices' MACs."""

MACS_PER_DEVICE = 256


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """One model: its names and the ports it comes with."""

    vendor: Vendor
    model: str
    software: str
    slow: str
    """Format of a gigabit port's name, given its number."""
    fast: str
    """Format of a ten-gigabit port's name."""
    first: int = 1
    sizes: tuple[int, ...] = (10, 16, 24)
    """Gigabit port counts it is sold with; a device takes the smallest that fits."""


_HUAWEI = "GigabitEthernet0/0/{}", "XGigabitEthernet0/1/{}"
_H3C = "GigabitEthernet1/0/{}", "Ten-GigabitEthernet1/1/{}"
_RUIJIE = "GigabitEthernet 0/{}", "TenGigabitEthernet 1/{}"
_CISCO = "GigabitEthernet1/0/{}", "TenGigabitEthernet1/1/{}"


def _platform(vendor: Vendor, model: str, software: str, names: tuple[str, str], **more: object) -> Platform:
    fields = {"vendor": vendor, "model": model, "software": software, "slow": names[0], "fast": names[1]} | more
    return msgspec.convert(fields, Platform)


_ACCESS = (10, 16, 24, 48)
_LARGE = (8, 16, 24, 32, 48, 64, 96, 144)

PLATFORMS: dict[tuple[Vendor, str], tuple[Platform, ...]] = {
    (Vendor.HUAWEI, CORE): (
        _platform(Vendor.HUAWEI, "S12708", "V200R010C00SPC600", ("GigabitEthernet1/0/{}", "XGigabitEthernet2/0/{}"), sizes=_LARGE),
        _platform(Vendor.HUAWEI, "S7706", "V200R009C00SPC500", ("GigabitEthernet1/0/{}", "XGigabitEthernet2/0/{}"), sizes=_LARGE),
    ),
    (Vendor.HUAWEI, AGGREGATION): (
        _platform(Vendor.HUAWEI, "S5720-36C-EI-AC", "V200R010C00SPC600", _HUAWEI, sizes=_LARGE),
        _platform(Vendor.HUAWEI, "S5700-28C-EI", "V200R003C00SPC300", _HUAWEI, sizes=_LARGE),
    ),
    (Vendor.HUAWEI, ACCESS): (
        _platform(Vendor.HUAWEI, "S5720-12TP-LI-AC", "V200R010C00SPC600", _HUAWEI, sizes=_ACCESS),
        _platform(Vendor.HUAWEI, "S2700-18TP-SI-AC", "V100R006C05", _HUAWEI, sizes=_ACCESS),
        _platform(Vendor.HUAWEI, "S5700-28P-LI-AC", "V200R005C00SPC500", _HUAWEI, sizes=_ACCESS),
    ),
    (Vendor.H3C, CORE): (
        _platform(Vendor.H3C, "S10508", "7.1.070 Release 7585", ("GigabitEthernet1/0/{}", "Ten-GigabitEthernet2/0/{}"), sizes=_LARGE),
    ),
    (Vendor.H3C, AGGREGATION): (
        _platform(Vendor.H3C, "S5560-30C-EI", "7.1.045 Release 1118", _H3C, sizes=_LARGE),
        _platform(Vendor.H3C, "S5500-28C-EI", "5.20 Release 2221", _H3C, sizes=_LARGE),
    ),
    (Vendor.H3C, ACCESS): (
        _platform(Vendor.H3C, "S5130-20P-EI", "7.1.045 Release 3111", _H3C, sizes=_ACCESS),
        _platform(Vendor.H3C, "S3100V2-16TP-EI", "5.20.99 Release 5209", _H3C, sizes=_ACCESS),
    ),
    (Vendor.RUIJIE, CORE): (
        _platform(Vendor.RUIJIE, "RG-S8610E", "RGOS 11.0(4)B2P1", ("GigabitEthernet 1/{}", "TenGigabitEthernet 2/{}"), sizes=_LARGE),
    ),
    (Vendor.RUIJIE, AGGREGATION): (_platform(Vendor.RUIJIE, "RG-S5750C-28GT4XS-H", "RGOS 11.0(5)B1", _RUIJIE, sizes=_LARGE),),
    (Vendor.RUIJIE, ACCESS): (
        _platform(Vendor.RUIJIE, "RG-S2910-24GT4XS-E", "RGOS 11.4(1)B12", _RUIJIE, sizes=_ACCESS),
        _platform(Vendor.RUIJIE, "RG-S2928G-E V3", "RGOS 11.4(1)B1P3", _RUIJIE, sizes=_ACCESS),
    ),
    (Vendor.CISCO, CORE): (
        _platform(Vendor.CISCO, "WS-C6509-E", "15.1(2)SY7", ("GigabitEthernet1/{}", "TenGigabitEthernet2/{}"), sizes=_LARGE),
    ),
    (Vendor.CISCO, AGGREGATION): (_platform(Vendor.CISCO, "WS-C3750X-24T-S", "15.0(2)SE9", _CISCO, sizes=_LARGE),),
    (Vendor.CISCO, ACCESS): (_platform(Vendor.CISCO, "WS-C2960X-24TS-L", "15.2(2)E5", _CISCO, sizes=_ACCESS),),
}
"""Models by maker and tier."""

_VENDORS = (Vendor.HUAWEI, Vendor.H3C, Vendor.RUIJIE, Vendor.CISCO)
_SHARES = (0.45, 0.30, 0.15, 0.10)


def choose_platform(rng: np.random.Generator, tier: str, vendor: Vendor | None = None) -> Platform:
    """Draw a model of a tier, from the given maker or in the city's mix."""
    maker = vendor or _VENDORS[int(rng.choice(4, p=_SHARES))]
    models = PLATFORMS[maker, tier]
    return models[int(rng.integers(len(models)))]


def svi_name(vendor: Vendor, vid: int) -> str:
    """Return the name of a VLAN's layer-3 interface."""
    word = {Vendor.HUAWEI: "Vlanif", Vendor.H3C: "Vlan-interface", Vendor.RUIJIE: "VLAN ", Vendor.CISCO: "Vlan"}[vendor]
    return f"{word}{vid}"


def lag_name(vendor: Vendor, number: int) -> str:
    """Return the name of an aggregate."""
    word = {Vendor.HUAWEI: "Eth-Trunk", Vendor.H3C: "Bridge-Aggregation", Vendor.RUIJIE: "AggregatePort ", Vendor.CISCO: "Port-channel"}
    return f"{word[vendor]}{number}"


def loopback_name(vendor: Vendor) -> str:
    """Return the name of the first loopback interface."""
    return {Vendor.HUAWEI: "LoopBack0", Vendor.H3C: "LoopBack0", Vendor.RUIJIE: "Loopback 0", Vendor.CISCO: "Loopback0"}[vendor]


def physical_index(vendor: Vendor, position: int, number: int, *, fast: bool) -> int:
    """Return the ifIndex of a physical port, by its position among all ports or its number among its kind."""
    if vendor is Vendor.CISCO:
        return (10600 if fast else 10100) + number
    first = {Vendor.HUAWEI: 6, Vendor.H3C: 4, Vendor.RUIJIE: 1}[vendor]
    return first + position


def logical_index(vendor: Vendor, kind: str, number: int, following: int) -> int:
    """Return the ifIndex of a ``lag``, ``vlan`` or ``loopback`` interface; `following` is the next free one in sequence."""
    if vendor is Vendor.RUIJIE:
        return {"lag": 4000, "vlan": 4096, "loopback": 16385}[kind] + number
    if vendor is Vendor.CISCO:
        return {"lag": 5000, "vlan": 0, "loopback": 12000}[kind] + number
    return following


def serial_number(vendor: Vendor, number: int, rng: np.random.Generator) -> str:
    """Return a serial number in the maker's shape, unique by `number`."""
    year = int(rng.integers(7, 18))
    match vendor:
        case Vendor.HUAWEI:
            return f"21023{58 + number % 7}{year:02d}DL{number:08X}"
        case Vendor.H3C:
            return f"210235A{year:02d}QX{number:09d}"
        case Vendor.RUIJIE:
            return f"G1{year:02d}Q{number:08d}"
        case Vendor.CISCO:
            return f"FOC{year + 4:02d}{int(rng.integers(1, 53)):02d}{_base36(number)}"


def _base36(number: int) -> str:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    for _ in range(4):
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text
