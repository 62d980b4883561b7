"""Huawei VRP agents.

Seen on S5720-56C-PWR-EI-AC (V200R010), S5328C-EI (V200R001), AC6605-26 (V200R010), CE12804 (V200R002, VRP 8)
and NE40E-M2K-B (VRP 8): ifName is the long name; interfaces without a cable have a MAC of zeros; Vlanif is
propVirtual (53), a sub-interface l2vlan (135), Eth-Trunk ethernet (6) on S5328 and ieee8023adLag (161) on
NE40E; the LLDP local port number counts ports from 1 and is 901 for MEth0/0/1, while ifIndex starts some
places later; every lldpRemTimeMark of a device is the same; port ids are interface names (5); one octet of
capability bits; no management-address rows; chassis at entPhysicalIndex 67108867 with the serial and without
a model name on S switches, 16777216 on NE40E.
Modelled, not seen: sysObjectID of models not in `_OBJECT_IDS`, ifType of Eth-Trunk on other models, the port description
of chassis and of releases before V200R007, VRP versions of releases other than V200R001, R007 and R010.
"""

from __future__ import annotations

import re
from zlib import crc32

from collectors.snmp.ber import Oid
from lab.tables.form import (
    AGGREGATE,
    ETHERNET,
    L2_VLAN,
    LOOPBACK,
    OTHER,
    PROP_VIRTUAL,
    TUNNEL,
    Entity,
    Form,
    Forwarding,
    long_version,
    same,
)
from lab.truth import TruthDevice, TruthPort, Vendor
from topology.model.records import InterfaceKind

_PRODUCTS: Oid = (1, 3, 6, 1, 4, 1, 2011, 2)
_OBJECT_IDS: dict[str, Oid] = {
    "S5720-56C-PWR-EI-AC": (23, 291),
    "S5328C-EI": (23, 95),
    "S5720-52X-EI-AC": (23, 306),
    "AC6605-26-PWR": (240, 6),
    "CE12804": (239, 1),
    "NE40E-M2K-B": (62, 30),
}
"""Below the products of HUAWEI-MIB, from captures of these models."""
_SERIES = (("NE", 62), ("CE", 239), ("AC", 240), ("AR", 224), ("USG", 321), ("S", 23))
_MANAGEMENT_PORT = 901
_VRP_BY_RELEASE = {
    "V100R006": "5.70",
    "V200R001": "5.110",
    "V200R002": "5.120",
    "V200R003": "5.130",
    "V200R005": "5.150",
    "V200R007": "5.160",
}
"""VRP 5 by release; later ones are 5.170."""
_SENTENCES = frozenset(_VRP_BY_RELEASE) - {"V200R007"}
"""Releases whose S switches describe an undescribed port by a sentence, as AR and AP do."""
_CHASSIS = frozenset({"77", "93", "97", "127", "128"})
"""How the numbers of chassis begin whose series ends in 00 (S7706, CE12804)."""


def _object_id(device: TruthDevice) -> Oid:
    known = _OBJECT_IDS.get(device.model)
    if known:
        return _PRODUCTS + known
    series = next((number for prefix, number in _SERIES if device.model.startswith(prefix)), 23)
    return (*_PRODUCTS, series, 2000 + crc32(device.model.encode()) % 1000)


def family(model: str) -> str:
    """Return the series that a Huawei model's software is named after.

    >>> [family(model) for model in ("S5720-56C-PWR-EI-AC", "NE40E-M2K-B", "S5328C-EI", "CE12804", "S12708", "S7706")]
    ['S5720', 'NE40E', 'S5300', 'CE12800', 'S12700', 'S7700']
    """
    head = model.split("-", 1)[0]
    found = re.fullmatch(r"(S|CE)(\d{2,3})(\d\d)([A-Z]*)", head)
    if found and (found.group(4) or found.group(2) in _CHASSIS):
        return f"{found.group(1)}{found.group(2)}00"
    return head


def vrp_version(device: TruthDevice) -> str:
    """Return the VRP version that goes with the device's release, or the one its software text names."""
    found = re.search(r"(?<![\w.])([58]\.\d{2,3})", device.software)
    if found:
        return found.group(1)
    if device.model.startswith(("NE", "CE")):
        return "8.180"
    return _VRP_BY_RELEASE.get(long_version(device.software)[:8], "5.170")


def _description(device: TruthDevice) -> str:
    release = f"({family(device.model)} {long_version(device.software)})"
    version = vrp_version(device)
    if device.model.startswith("CE"):
        return (
            f"Huawei Versatile Routing Platform Software\nVRP (R) software, Version {version} {release} \r\n"
            f"Copyright (C) 2012-2017 Huawei Technologies Co., Ltd. \r\nHUAWEI {device.model}"
        )
    if device.model.startswith("NE"):
        return (
            f"Huawei Versatile Routing Platform Software\r\nVRP (R) software, Version {version} {release}\r\n"
            f"Copyright (C) 2012-2017 Huawei Technologies Co., Ltd.\r\nHUAWEI {device.model}\r\n"
        )
    if device.model.startswith(("AR", "AC")):
        return (
            f"Huawei {device.model} Huawei Versatile Routing Platform Software  VRP (R) software,Version {version} "
            f"({device.model} {long_version(device.software)}) Copyright (C) 2011-2016 Huawei Technologies Co., Ltd"
        )
    return (
        f"{device.model}\nHuawei Versatile Routing Platform Software \r\n VRP (R) software,Version {version} {release} \r\n"
        " Copyright (C) 2007 Huawei Technologies Co., Ltd."
    )


def _kind_type(port: TruthPort, device: TruthDevice) -> int:
    if port.kind is InterfaceKind.LAG:
        return ETHERNET if family(device.model) == "S5300" else AGGREGATE
    return {
        InterfaceKind.VLAN: PROP_VIRTUAL,
        InterfaceKind.LOOPBACK: LOOPBACK,
        InterfaceKind.SUBINTERFACE: L2_VLAN,
        InterfaceKind.TUNNEL: TUNNEL,
        InterfaceKind.OTHER: OTHER,
    }.get(port.kind, ETHERNET)


def _port_text(port: TruthPort, device: TruthDevice) -> str:
    """Give an ifAlias where there is one, else what the series says.

    That is a sentence on AR and older S switches, nothing on CE, NE and chassis, the port's name on newer S switches.
    """
    if port.alias:
        return port.alias
    if device.model.startswith("AR"):
        return f"HUAWEI, AR Series, {port.name} Interface"
    if device.model.startswith(("CE", "NE")) or family(device.model)[1:-2] in _CHASSIS:
        return ""
    if long_version(device.software)[:8] in _SENTENCES:
        return f"HUAWEI, Quidway Series, {port.name} Interface"
    return port.name


def _entities(device: TruthDevice) -> tuple[Entity, ...]:
    software = f"Version {vrp_version(device)} {long_version(device.software)}"
    if device.model.startswith(("NE", "CE")):
        frame = f"{device.model} frame"
        return (Entity(16777216, frame, 3, frame, position=1, software=software, serial=device.serial, maker="Huawei"),)
    title = f"HUAWEI {family(device.model)} Routing Switch" if device.model.startswith("S") else f"HUAWEI {device.model}"
    return (
        Entity(67108867, title, 3, title, position=1, software=software, serial=device.serial, maker="Huawei"),
        Entity(67108869, "Board slot", 5, "Board slot 0", parent=67108867, maker="Huawei"),
        Entity(
            67108873,
            "",
            9,
            "MPU Board 0",
            parent=67108869,
            position=1,
            hardware="VER.C",
            firmware="020a.0001",
            software=software,
            serial=device.serial,
            maker="Huawei",
        ),
    )


FORM = Form(
    vendor=Vendor.HUAWEI,
    platform="huawei_vrp",
    object_id=_object_id,
    description=_description,
    label=same,
    short=same,
    alias=lambda port: port.alias or "",
    kind_type=_kind_type,
    virtual_speed=lambda kind: 1_000_000_000 if kind in {InterfaceKind.VLAN, InterfaceKind.SUBINTERFACE} else 0,
    mac_of_virtual=bytes(6),
    port_id=same,
    local_port_id=same,
    port_text=_port_text,
    lldp_number=lambda port, place: _MANAGEMENT_PORT if port.kind is InterfaceKind.MANAGEMENT else place,
    first_mark=lambda device, _place: 4000 + crc32(device.id.encode()) % 6000,
    remote_index=lambda _place: 1,
    capability_octets=1,
    forwarding_capabilities=0x28,
    lldp_addresses=False,
    vlan_name=lambda _vid, name: name,
    q_bridge=True,
    forwarding=Forwarding.HUAWEI,
    entities=_entities,
    spares=(
        (1, TruthPort(name="InLoopBack0", index=1, kind=InterfaceKind.LOOPBACK, addresses=("127.0.0.1/8",))),
        (2, TruthPort(name="NULL0", index=2, kind=InterfaceKind.OTHER)),
    ),
)
