"""Ruijie RGOS agents.

Seen on an S6220-48XS4QXS, and as the neighbour that another switch recorded of an S6220-48XS6QXS-H: ifDescr has a
blank between word and number ('TenGigabitEthernet 0/1'), ifName is short ('Te0/1', 'Mg 0', 'Vl1543', 'Ag1', 'Lo0');
AggregatePort is propVirtual (53), VLAN l3ipvlan (136); Null and Loopback have an empty MAC; VLANs are named 'VLAN0001'
until someone names them; the LLDP local port number is the port's place and its own local port id the short name,
while neighbours are told the long name with its blank, with the same text as description, capabilities 0x68, and a
management address of sub-type 2; lldpRemTimeMark differs from row to row; entPhysicalSerialNum is empty and the
software is a build number.
Modelled, not seen: sysObjectID of other models, capability bits of one octet, LLDP rows served by the agent itself.
"""

from __future__ import annotations

import re
from zlib import crc32

from collectors.snmp.ber import Oid
from lab.tables.form import (
    ETHERNET,
    L2_VLAN,
    L3_IP_VLAN,
    LOOPBACK,
    OTHER,
    PROP_VIRTUAL,
    TUNNEL,
    Entity,
    Form,
    Forwarding,
    shortened,
    split_name,
)
from lab.truth import TruthDevice, TruthPort, Vendor
from topology.model.records import InterfaceKind

_SWITCHES: Oid = (1, 3, 6, 1, 4, 1, 4881, 1, 1, 10, 1)
_OBJECT_IDS = {"S6220-48XS4QXS": 150}
_SHORT = {
    "gigabitethernet": "Gi",
    "tengigabitethernet": "Te",
    "fortygigabitethernet": "Fo",
    "fastethernet": "Fa",
    "aggregateport": "Ag",
    "loopback": "Lo",
    "vlan": "Vl",
    "null": "Nu",
    "mgmt": "Mg ",
}


def _bare(model: str) -> str:
    return model.removeprefix("RG-")


def _object_id(device: TruthDevice) -> Oid:
    model = _bare(device.model)
    return (*_SWITCHES, _OBJECT_IDS.get(model, 2000 + crc32(model.encode()) % 1000))


def _description(device: TruthDevice) -> str:
    speed = "10G " if _bare(device.model).startswith(("S6", "S7", "S8", "N1")) else "Gigabit "
    return f"Ruijie {speed}Routing Switch({_bare(device.model)}) By Ruijie Networks"


def _label(name: str) -> str:
    word, numbers = split_name(name)
    return f"{word} {numbers}" if numbers else word


def _kind_type(port: TruthPort, _device: TruthDevice) -> int:
    return {
        InterfaceKind.LAG: PROP_VIRTUAL,
        InterfaceKind.VLAN: L3_IP_VLAN,
        InterfaceKind.LOOPBACK: LOOPBACK,
        InterfaceKind.SUBINTERFACE: L2_VLAN,
        InterfaceKind.TUNNEL: TUNNEL,
        InterfaceKind.OTHER: OTHER,
    }.get(port.kind, ETHERNET)


def _speed(kind: InterfaceKind) -> int:
    return {InterfaceKind.LOOPBACK: 8_000_000_000, InterfaceKind.OTHER: 10_000_000_000}.get(kind, 1_000_000_000)


def _entities(device: TruthDevice) -> tuple[Entity, ...]:
    maker = "Ruijie General Operating System Software"
    model = f"RG-{_bare(device.model)}"
    build = "".join(re.findall(r"\d", device.software))[-6:] or "173619"
    kind = _object_id(device)
    return (
        Entity(1, "", 3, "switch1", position=1, hardware="1.11", software=build, maker=maker, model=model, vendor_type=(*kind, 3, 48)),
        Entity(2, "slot0", 5, "slot0", parent=1, hardware="1.11", software=build, maker=maker, model="none", vendor_type=(*kind, 5, 4)),
        Entity(3, model, 9, "chip0", parent=2, hardware="1.11", software=build, maker=maker, vendor_type=kind),
    )


FORM = Form(
    vendor=Vendor.RUIJIE,
    platform="ruijie_rgos",
    object_id=_object_id,
    description=_description,
    label=_label,
    short=lambda name: shortened(name, _SHORT),
    alias=lambda port: port.alias or "",
    kind_type=_kind_type,
    virtual_speed=_speed,
    mac_of_virtual=b"",
    port_id=_label,
    local_port_id=lambda name: shortened(name, _SHORT),
    port_text=lambda port, _device: _label(port.name),
    lldp_number=lambda _port, place: place,
    first_mark=lambda device, place: 300_000_000 + crc32(f"{device.id}/{place}".encode()) % 3_000_000_000,
    remote_index=lambda _place: 1,
    capability_octets=1,
    forwarding_capabilities=0x68,
    lldp_addresses=True,
    vlan_name=lambda vid, name: name or f"VLAN{vid:04d}",
    q_bridge=True,
    forwarding=Forwarding.VLAN,
    entities=_entities,
    spares=((4096, TruthPort(name="Null 0", index=4096, kind=InterfaceKind.OTHER)),),
)
