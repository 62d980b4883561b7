"""Cisco IOS agents.

Seen on a 2960X (15.0) and on the routers and 2960 switches of a small real network (15.0, 15.3): ifDescr long
('GigabitEthernet1/0/1'), ifName and LLDP port id short ('Gi1/0/1'), LLDP port description the long name; Vlan and
Port-channel are propVirtual (53); Null has an empty MAC; lldpRemTimeMark 0 and lldpRemIndex counted over the device;
two octets of capability bits; management addresses served; VLANs not in Q-BRIDGE-MIB but in CISCO-VTP-MIB and
CISCO-VLAN-MEMBERSHIP-MIB; the stack at entPhysicalIndex 1, the chassis with serial and model at 1001.
Modelled, not seen: a configured description as LLDP port description, sysObjectID outside `_OBJECT_IDS`.
"""

from __future__ import annotations

import re
from zlib import crc32

from collectors.snmp.ber import Oid
from lab.tables.form import ETHERNET, L2_VLAN, LOOPBACK, OTHER, PROP_VIRTUAL, TUNNEL, Entity, Form, Forwarding, same, shortened
from lab.truth import TruthDevice, TruthPort, Vendor
from topology.model.records import InterfaceKind

_PRODUCTS: Oid = (1, 3, 6, 1, 4, 1, 9, 1)
_OBJECT_IDS = {"WS-C2960X": 1208, "C9404R": 2664, "CISCO2911": 1045, "WS-C2960": 716, "WS-C6509": 283, "WS-C3750X-24": 1222}
"""Below ciscoProducts, by how the model begins; from captures, the last two from CISCO-PRODUCTS-MIB."""
_SHORT = {
    "fastethernet": "Fa",
    "gigabitethernet": "Gi",
    "tengigabitethernet": "Te",
    "fortygigabitethernet": "Fo",
    "hundredgige": "Hu",
    "port-channel": "Po",
    "vlan": "Vl",
    "loopback": "Lo",
    "tunnel": "Tu",
    "serial": "Se",
    "null": "Nu",
}


def _object_id(device: TruthDevice) -> Oid:
    for head in sorted(_OBJECT_IDS, key=len, reverse=True):
        if device.model.startswith(head):
            return (*_PRODUCTS, _OBJECT_IDS[head])
    return (*_PRODUCTS, 5000 + crc32(device.model.encode()) % 1000)


def _version(device: TruthDevice) -> str:
    found = re.search(r"\d+\.\d+\([^)]*\)\w*|\d+\.\d+\.\d+\w*", device.software)
    return found.group(0) if found else device.software


def _description(device: TruthDevice) -> str:
    family = re.sub(r"^(WS-|CISCO)", "", device.model).split("-", 1)[0]
    family = family if family.startswith("C") else "C" + family
    return (
        f"Cisco IOS Software, {family} Software ({family}-UNIVERSALK9-M), Version {_version(device)}, RELEASE SOFTWARE (fc3)\n"
        "Technical Support: http://www.cisco.com/techsupport\r\nCopyright (c) 1986-2015 by Cisco Systems, Inc.\r\n"
        "Compiled Mon 16-Feb-15 08:16 by prod_rel_team"
    )


def _kind_type(port: TruthPort, _device: TruthDevice) -> int:
    return {
        InterfaceKind.LAG: PROP_VIRTUAL,
        InterfaceKind.VLAN: PROP_VIRTUAL,
        InterfaceKind.LOOPBACK: LOOPBACK,
        InterfaceKind.SUBINTERFACE: L2_VLAN,
        InterfaceKind.TUNNEL: TUNNEL,
        InterfaceKind.OTHER: OTHER,
    }.get(port.kind, ETHERNET)


def _speed(kind: InterfaceKind) -> int:
    return {InterfaceKind.LOOPBACK: 8_000_000_000, InterfaceKind.OTHER: 10_000_000_000}.get(kind, 1_000_000_000)


def _entities(device: TruthDevice) -> tuple[Entity, ...]:
    version = _version(device)
    return (
        Entity(1, f"{device.model} Switch Stack", 11, "Switch Stacking", position=-1, vendor_type=(1, 3, 6, 1, 4, 1, 9, 12, 3, 1, 11, 11)),
        Entity(
            1001,
            device.model,
            3,
            "1",
            parent=1,
            hardware="V02",
            firmware=version,
            software=version,
            serial=device.serial,
            model=device.model,
            replaceable=True,
            vendor_type=(1, 3, 6, 1, 4, 1, 9, 12, 3, 1, 3, 1264),
        ),
    )


FORM = Form(
    vendor=Vendor.CISCO,
    platform="cisco_ios",
    object_id=_object_id,
    description=_description,
    label=same,
    short=lambda name: shortened(name, _SHORT),
    alias=lambda port: port.alias or "",
    kind_type=_kind_type,
    virtual_speed=_speed,
    mac_of_virtual=b"",
    port_id=lambda name: shortened(name, _SHORT),
    local_port_id=lambda name: shortened(name, _SHORT),
    port_text=lambda port, _device: port.alias or port.name,
    lldp_number=lambda _port, place: place,
    first_mark=lambda _device, _place: 0,
    remote_index=lambda place: place,
    capability_octets=2,
    forwarding_capabilities=0x28,
    lldp_addresses=True,
    vlan_name=lambda vid, name: name or ("default" if vid == 1 else f"VLAN{vid:04d}"),
    q_bridge=False,
    forwarding=Forwarding.CONTEXTS,
    entities=_entities,
    spares=((14001, TruthPort(name="Null0", index=14001, kind=InterfaceKind.OTHER)),),
)
