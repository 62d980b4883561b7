"""H3C Comware agents.

Seen on an FF 5700 and a 10508 (Comware 7.1.045, IRF): ifName is the long name; ifAlias of an undescribed port
is its name and the word Interface; Vlan-interface is l3ipvlan (136), aggregates are ieee8023adLag (161); virtual
interfaces have MACs of zeros or the chassis', speed 0; VLAN names are 'VLAN 0027' until someone names them;
chassis at entPhysicalIndex 1 with serial and model name.
Modelled, not seen: all of LLDP (port ids and descriptions as Comware's command reference prints them: interface
name, and the interface's description), sysObjectID outside `_OBJECT_IDS`, text in GB18030.
"""

from __future__ import annotations

import re
from zlib import crc32

from collectors.snmp.ber import Oid
from lab.tables.form import AGGREGATE, ETHERNET, L2_VLAN, L3_IP_VLAN, LOOPBACK, OTHER, TUNNEL, Entity, Form, Forwarding, same
from lab.truth import TruthDevice, TruthPort, Vendor
from topology.model.records import InterfaceKind

_PRODUCTS: Oid = (1, 3, 6, 1, 4, 1, 25506)
_OBJECT_IDS: dict[str, Oid] = {
    "S5500-28C-EI": (1, 1),
    "S5500-28C-PWR-EI": (1, 10),
    "S10508": (1, 638),
    "S3100V2-16TP-EI": (1, 658),
    "S5560-30C-EI": (1, 1062),
}
"""Below hh3c, from HH3C-PRODUCT-ID-MIB."""


def _object_id(device: TruthDevice) -> Oid:
    known = _OBJECT_IDS.get(device.model)
    return _PRODUCTS + known if known else (*_PRODUCTS, 1, 3000 + crc32(device.model.encode()) % 1000)


def _release(device: TruthDevice) -> tuple[str, str]:
    version = re.search(r"\d\.\d+(?:\.\d+)?", device.software)
    release = re.search(r"(?:Release|R)\s*(\d{3,4}\w*)", device.software)
    return (version.group(0) if version else "7.1.070", release.group(1) if release else "3506P02")


def _description(device: TruthDevice) -> str:
    version, release = _release(device)
    return (
        f"H3C Comware Platform Software, Software Version {version}, Release {release}\r\nH3C {device.model}\r\n"
        "Copyright (c) 2004-2017 New H3C Technologies Co., Ltd. All rights reserved."
    )


def _alias(port: TruthPort) -> str:
    return port.alias or f"{port.name} Interface"


def _kind_type(port: TruthPort, _device: TruthDevice) -> int:
    return {
        InterfaceKind.LAG: AGGREGATE,
        InterfaceKind.VLAN: L3_IP_VLAN,
        InterfaceKind.LOOPBACK: LOOPBACK,
        InterfaceKind.SUBINTERFACE: L2_VLAN,
        InterfaceKind.TUNNEL: TUNNEL,
        InterfaceKind.OTHER: OTHER,
    }.get(port.kind, ETHERNET)


def _entities(device: TruthDevice) -> tuple[Entity, ...]:
    version, release = _release(device)
    title = f"H3C {device.model}"
    return (
        Entity(
            1,
            title,
            3,
            title,
            position=1,
            hardware="VER.A",
            firmware="101",
            software=f"{version} Release {release}",
            serial=device.serial,
            maker="H3C",
            model=title,
            vendor_type=_object_id(device),
        ),
        Entity(2, "Container for Board Module", 5, "Slot 1", parent=1, position=1),
    )


FORM = Form(
    vendor=Vendor.H3C,
    platform="hp_comware",
    object_id=_object_id,
    description=_description,
    label=same,
    short=same,
    alias=_alias,
    kind_type=_kind_type,
    virtual_speed=lambda _kind: 0,
    mac_of_virtual=bytes(6),
    port_id=same,
    local_port_id=same,
    port_text=lambda port, _device: _alias(port),
    lldp_number=lambda _port, place: place,
    first_mark=lambda device, place: 9000 + crc32(f"{device.id}/{place}".encode()) % 90_000,
    remote_index=lambda place: place,
    capability_octets=1,
    forwarding_capabilities=0x28,
    lldp_addresses=True,
    vlan_name=lambda vid, name: name or f"VLAN {vid:04d}",
    q_bridge=True,
    forwarding=Forwarding.COUNTED_VLAN,
    entities=_entities,
    spares=((2, TruthPort(name="NULL0", index=2, kind=InterfaceKind.OTHER)),),
    encoding="gb18030",
)
