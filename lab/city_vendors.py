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

MACS_PER_DEVICE = 512


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """A series of models that differ in their gigabit ports, and its names."""

    vendor: Vendor
    software: str
    models: tuple[tuple[int, str], ...]
    """Gigabit ports and model, from small to large; a device is the smallest that has enough."""
    slow: str
    """Format of a gigabit port's name, given `card` and `port`."""
    fast: str
    """Format of a ten-gigabit port's name, given `port`."""

    def slow_name(self, number: int) -> str:
        """Return the name of the n-th gigabit port; chassis hold `_PER_CARD` a card, and ten gigabit in slot 2."""
        card, port = divmod(number - 1, _PER_CARD)
        return self.slow.format(card=card + 1 if card == 0 else card + 2, port=port + 1)

    def fast_name(self, number: int) -> str:
        """Return the name of the n-th ten-gigabit port."""
        return self.fast.format(port=number)

    def size(self, used: int) -> tuple[int, str]:
        """Return ports and model of the smallest device with so many gigabit ports."""
        return next(((ports, model) for ports, model in self.models if ports >= used), (used, self.models[-1][1]))


_PER_CARD = 48
_CARDS = (24, 48, 96, 144)
_HUAWEI = ("GigabitEthernet0/0/{port}", "XGigabitEthernet0/1/{port}")
_HUAWEI_CHASSIS = ("GigabitEthernet{card}/0/{port}", "XGigabitEthernet2/0/{port}")
_H3C = ("GigabitEthernet1/0/{port}", "Ten-GigabitEthernet1/1/{port}")
_H3C_CHASSIS = ("GigabitEthernet{card}/0/{port}", "Ten-GigabitEthernet2/0/{port}")
_RUIJIE = ("GigabitEthernet 0/{port}", "TenGigabitEthernet 1/{port}")
_RUIJIE_CHASSIS = ("GigabitEthernet {card}/{port}", "TenGigabitEthernet 2/{port}")
_CISCO = ("GigabitEthernet1/0/{port}", "TenGigabitEthernet1/1/{port}")
_CISCO_CHASSIS = ("GigabitEthernet{card}/{port}", "TenGigabitEthernet2/{port}")


def _series(vendor: Vendor, software: str, names: tuple[str, str], models: dict[int, str]) -> Platform:
    return Platform(vendor=vendor, software=software, slow=names[0], fast=names[1], models=tuple(models.items()))


def _chassis(vendor: Vendor, software: str, names: tuple[str, str], model: str) -> Platform:
    return _series(vendor, software, names, dict.fromkeys(_CARDS, model))


PLATFORMS: dict[tuple[Vendor, str], tuple[Platform, ...]] = {
    (Vendor.HUAWEI, CORE): (
        _chassis(Vendor.HUAWEI, "V200R010C00SPC600", _HUAWEI_CHASSIS, "S12708"),
        _chassis(Vendor.HUAWEI, "V200R009C00SPC500", _HUAWEI_CHASSIS, "S7706"),
    ),
    (Vendor.HUAWEI, AGGREGATION): (
        _series(Vendor.HUAWEI, "V200R010C00SPC600", _HUAWEI, {28: "S5720-36C-EI-AC", 48: "S5720-56C-EI-AC"}),
        _series(Vendor.HUAWEI, "V200R003C00SPC300", _HUAWEI, {24: "S5700-28C-EI", 48: "S5700-52C-EI"}),
    ),
    (Vendor.HUAWEI, ACCESS): (
        _series(Vendor.HUAWEI, "V200R010C00SPC600", _HUAWEI, {8: "S5720-12TP-LI-AC", 24: "S5720-28P-LI-AC"}),
        _series(Vendor.HUAWEI, "V200R005C00SPC500", _HUAWEI, {8: "S5700-10P-LI-AC", 24: "S5700-28P-LI-AC"}),
    ),
    (Vendor.H3C, CORE): (_chassis(Vendor.H3C, "7.1.070 Release 7585", _H3C_CHASSIS, "S10508"),),
    (Vendor.H3C, AGGREGATION): (
        _series(Vendor.H3C, "7.1.045 Release 1118", _H3C, {24: "S5560-30C-EI", 48: "S5560-54C-EI"}),
        _series(Vendor.H3C, "5.20 Release 2221", _H3C, {24: "S5500-28C-EI", 48: "S5500-52C-EI"}),
    ),
    (Vendor.H3C, ACCESS): (
        _series(Vendor.H3C, "7.1.045 Release 3111", _H3C, {16: "S5130-20P-EI", 24: "S5130-28P-EI"}),
        _series(Vendor.H3C, "5.20.99 Release 5209", _H3C, {8: "S3100V2-8TP-EI", 16: "S3100V2-16TP-EI", 24: "S3100V2-26TP-EI"}),
    ),
    (Vendor.RUIJIE, CORE): (_chassis(Vendor.RUIJIE, "RGOS 11.0(4)B2P1", _RUIJIE_CHASSIS, "RG-S8610E"),),
    (Vendor.RUIJIE, AGGREGATION): (
        _series(Vendor.RUIJIE, "RGOS 11.0(5)B1", _RUIJIE, {24: "RG-S5750C-28GT4XS-H", 48: "RG-S5750C-48GT4XS-H"}),
    ),
    (Vendor.RUIJIE, ACCESS): (_series(Vendor.RUIJIE, "RGOS 11.4(1)B12", _RUIJIE, {8: "RG-S2910-10GT2SFP-P-E", 24: "RG-S2910-24GT4XS-E"}),),
    (Vendor.CISCO, CORE): (_chassis(Vendor.CISCO, "15.1(2)SY7", _CISCO_CHASSIS, "WS-C6509-E"),),
    (Vendor.CISCO, AGGREGATION): (_series(Vendor.CISCO, "15.0(2)SE9", _CISCO, {24: "WS-C3750X-24T-S", 48: "WS-C3750X-48T-S"}),),
    (Vendor.CISCO, ACCESS): (
        _series(Vendor.CISCO, "15.2(4)E5", _CISCO, {8: "WS-C2960CX-8TC-L", 24: "WS-C2960X-24TS-L", 48: "WS-C2960X-48TS-L"}),
    ),
}
"""Series by maker and tier."""

_VENDORS = (Vendor.HUAWEI, Vendor.H3C, Vendor.RUIJIE, Vendor.CISCO)
_SHARES = (0.45, 0.30, 0.15, 0.10)


def choose_platform(rng: np.random.Generator, tier: str, vendor: Vendor | None = None) -> Platform:
    """Draw a series of a tier, from the given maker or in the city's mix."""
    maker = vendor or _VENDORS[int(rng.choice(4, p=_SHARES))]
    series = PLATFORMS[maker, tier]
    return series[int(rng.integers(len(series)))]


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


_CISCO_SVI = 256


def mac_offset(vendor: Vendor, *, vlan: bool, number: int) -> int:
    """Return an interface's MAC, counted from the chassis MAC; `number` is its place among ports or VLAN interfaces.

    S5328C-EI and S6220 give every port the chassis MAC and every VLAN interface one beside it, Comware 7 the other
    way round; only Cisco's ports have addresses of their own, and its VLAN interfaces a range of theirs (as captures show).
    """
    if vendor is Vendor.CISCO:
        return (_CISCO_SVI if vlan else 1) + number
    return int(vlan is not (vendor is Vendor.H3C))


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
