"""What a vendor's agent makes of a device: names, types, texts, numbers.

A `Form` is the same questions answered by each vendor's module. What was seen in captures of real
agents is said there with the model it was seen on; everything else is marked as modelled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from collectors.snmp.ber import Oid
from lab.truth import TruthDevice, TruthPort, Vendor
from topology.model.records import InterfaceKind

ETHERNET, OTHER, LOOPBACK, PROP_VIRTUAL, TUNNEL = 6, 1, 24, 53, 131
L2_VLAN, L3_IP_VLAN, AGGREGATE = 135, 136, 161
"""IANAifType: ethernetCsmacd, other, softwareLoopback, propVirtual, tunnel, l2vlan, l3ipvlan, ieee8023adLag."""

_PARTS = re.compile(r"^(.*?)\s*(\d[\d/.:]*)$")


@dataclass(frozen=True, slots=True)
class Entity:
    """A row of entPhysicalTable. `kind` is PhysicalClass: 3 chassis, 5 container, 9 module, 11 stack."""

    index: int
    description: str
    kind: int
    name: str
    parent: int = 0
    position: int = 0
    hardware: str = ""
    firmware: str = ""
    software: str = ""
    serial: str = ""
    maker: str = ""
    model: str = ""
    replaceable: bool = False
    vendor_type: Oid = (0, 0)


class Forwarding(StrEnum):
    """How an agent tells its forwarding table (`lab.tables.forwarding`)."""

    HUAWEI = "huawei"
    """In Huawei's own MIB."""
    VLAN = "vlan"
    """In Q-BRIDGE-MIB, the filtering id being the VLAN."""
    COUNTED_VLAN = "counted_vlan"
    """The same, and yet the agent says that filtering ids are counted."""
    CONTEXTS = "contexts"
    """In BRIDGE-MIB, each VLAN in a context of its own."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one vendor's agents speak of a device and its ports."""

    vendor: Vendor
    platform: str
    """As NetBox and ntc-templates spell it."""
    object_id: Callable[[TruthDevice], Oid]
    """sysObjectID."""
    description: Callable[[TruthDevice], str]
    """sysDescr, and the system description of LLDP."""
    label: Callable[[str], str]
    """ifDescr of a port, by its long name."""
    short: Callable[[str], str]
    """ifName of a port, by its long name."""
    alias: Callable[[TruthPort], str]
    """ifAlias."""
    kind_type: Callable[[TruthPort, TruthDevice], int]
    """ifType."""
    virtual_speed: Callable[[InterfaceKind], int]
    """Speed that the agent says of an interface without a cable [bit/s]."""
    mac_of_virtual: bytes
    """ifPhysAddress of an interface that has none."""
    port_id: Callable[[str], str]
    """LLDP port id (sub-type 5, interface name) that a port tells its neighbours."""
    local_port_id: Callable[[str], str]
    """lldpLocPortId of the port on its own agent."""
    port_text: Callable[[TruthPort, TruthDevice], str]
    """LLDP port description."""
    lldp_number: Callable[[TruthPort, int], int]
    """lldpLocPortNum, from the port and its place among the ports that take a cable, from 1."""
    first_mark: Callable[[TruthDevice, int], int]
    """lldpRemTimeMark of the n-th neighbour [1/100 s since start]."""
    remote_index: Callable[[int], int]
    """lldpRemIndex of the n-th neighbour, from 1."""
    capability_octets: int
    """Length of the LLDP capability bits."""
    forwarding_capabilities: int
    """First octet of the capability bits of a device that routes (802.1AB: 0x40 repeater, 0x20 bridge, 0x08 router)."""
    lldp_addresses: bool
    """Whether LLDP here has management addresses: sends its own, and serves those of its neighbours."""
    vlan_name: Callable[[int, str], str]
    """dot1qVlanStaticName, from the VLAN's id and its configured name."""
    q_bridge: bool
    """Whether VLANs stand in Q-BRIDGE-MIB (else in the vendor's own)."""
    forwarding: Forwarding
    entities: Callable[[TruthDevice], tuple[Entity, ...]]
    spares: tuple[tuple[int, TruthPort], ...] = ()
    """Interfaces every such device has without anyone configuring them, left out where their index is taken."""
    encoding: str = "utf-8"
    """How the device stores text that an operator typed."""


def split_name(name: str) -> tuple[str, str]:
    """Split an interface name into its word and its numbers.

    >>> split_name("TenGigabitEthernet 0/31"), split_name("40GE0/3/0"), split_name("NULL0")
    (('TenGigabitEthernet', '0/31'), ('40GE', '0/3/0'), ('NULL', '0'))
    """
    found = _PARTS.match(name)
    return (found.group(1), found.group(2)) if found else (name, "")


def shortened(name: str, words: dict[str, str]) -> str:
    """Return an interface name with its word replaced by the vendor's short one, where there is one.

    >>> shortened("GigabitEthernet 0/1", {"gigabitethernet": "Gi"})
    'Gi0/1'
    """
    word, numbers = split_name(name)
    return words.get(word.lower(), word) + numbers


def same(name: str) -> str:
    """Return the name as it is."""
    return name


def long_version(software: str) -> str:
    """Return the release that stands in a software text, else the text.

    >>> long_version("VRP 5.170 V200R010C00SPC600"), long_version("15.0(2)SE5")
    ('V200R010C00SPC600', '15.0(2)SE5')
    """
    found = re.search(r"V\d{3}R\d{3}\w*", software)
    return found.group(0) if found else software
