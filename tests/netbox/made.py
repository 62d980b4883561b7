"""A hand-made topology of all that is awkward to say in NetBox, and what makes two topologies equal in its terms."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import msgspec

from topology.model.census import (
    Census,
    Circuit,
    CircuitKind,
    Contract,
    Level,
    Network,
    OpexShare,
    Role,
    Site,
    SiteKind,
    Unit,
)
from topology.model.configured import StackMember
from topology.model.entities import Topology
from topology.model.ledger import Ledger, add_link
from topology.model.records import (
    Completeness,
    DeviceRecord,
    Envelope,
    Interface,
    InterfaceKind,
    Neighbour,
    NeighbourProtocol,
    SourceKind,
    System,
    Vlan,
    Vrf,
    record_id,
)
from topology.model.rules import Rules
from topology.resolve import resolve

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
LONG = "汇聚交换机-" + "市政府办公楼东配楼一层弱电间" * 5
PHYSICAL, OTHER = InterfaceKind.PHYSICAL, InterfaceKind.OTHER


def census() -> Census:
    """Sites and units whose names collide, a network without a realm, circuits without a number or a carrier."""
    network = {"owner": "U1", "role": Role.DEPARTMENTAL, "level": Level.CITY}
    return Census(
        edition="made",
        fictional=True,
        units=(
            Unit(code="U1", name="市财政局", county="东区", cell="单位!A2"),
            Unit(code="u-1", name="市财政局", cell="单位!A3"),
            Unit(code="U 1", name='=HYPERLINK("x")', cell="单位!A4"),
        ),
        networks=(
            Network(code="NA", name="财政专网", short="财政", realm="na", prefixes=("10.0.0.0/16", "10.0.1.0/24"), built=date(2010, 5, 1),
                    capex_fen=100, opex_fen_per_a=OpexShare(circuits=5), cell="网络!A2", **network),
            Network(code="NB", name="税务专网", short="税务", realm="nb", prefixes=("10.0.0.0/16",), mlps_level=3, cell="网络!A3", **network),
            Network(code="NX", name="涉密网", short="密", classified=True, cell="网络!A4", **network),
        ),
        sites=(
            Site(code="S1", name="市政府办公楼", kind=SiteKind.CENTRE, county="东区", town="城关镇", address="-1 号楼", latitude=33.12345678,
                 longitude=120.5, cell="站点!A2"),
            Site(code="s-1", name="市政府办公楼 ", kind=SiteKind.DEPARTMENT, county="西区", town="城关镇", cell="站点!A3"),
            Site(code="站点3", name="x" * 130, kind=SiteKind.OTHER, cell="站点!A4"),
        ),
        contracts=(Contract(code="K1", network="NA", carrier="运营商甲", start=date(2015, 1, 1), end=date(2018, 12, 31), notice_months=3,
                            penalty_share=0.3, cell="合同!A2"),),
        circuits=(
            Circuit(code="L1", number="DL-0001", network="NA", kind=CircuitKind.LEASED, site_a="S1", site_b="s-1", bandwidth_bps=10_000_000,
                    fee_fen_per_a=12_000, contract="K1", users=("NB",), cell="线路!A2"),
            Circuit(code="L2", number="DL-0001", network="NB", kind=CircuitKind.FIBRE, site_a="S1", site_b=None, bandwidth_bps=64_500,
                    cell="线路!A3"),
            Circuit(code="L3", number=None, network="NB", kind=CircuitKind.VPN, site_a="s-1", site_b="站点3", cell="线路!A4"),
            Circuit(code="L4", number="X", network="NX", kind=CircuitKind.OWN, site_a="S1", site_b=None, cell="线路!A5"),
        ),
    )  # fmt: skip


def record(realm: str, target: str, system: System, interfaces: list[Interface], **more: Any) -> DeviceRecord:
    """Return what an agent said of one device."""
    envelope = Envelope(kind=SourceKind.SNMP, target=target, vantage="here", realm=realm, collected_at=WHEN, engine="wire",
                        engine_version="1", completeness=Completeness.COMPLETE)  # fmt: skip
    return DeviceRecord(envelope=envelope, system=system, interfaces=tuple(interfaces), **more)


def heard(port: str, mac: str, far: str) -> Neighbour:
    """Return a row that names a neighbour's chassis and port."""
    return Neighbour(protocol=NeighbourProtocol.LLDP, local_port=port, chassis_subtype=4, chassis_id=mac, port_subtype=5, port_id=far)


def records() -> list[DeviceRecord]:
    """LAG, stack, two realms with the same prefixes, IPv6, odd names, addresses that NetBox refuses."""
    stack = [
        Interface(name=f"GigabitEthernet{member}/0/{port}", kind=PHYSICAL, mac=f"00:e0:fc:00:0{member}:0{port}", speed_bps=1_000_000_000,
                  mtu=1500, enabled=True, lag="Eth-Trunk1" if port == 1 else None, vlan_access=10 if port == 2 else None,
                  description="=1+1" if port == 2 else None)
        for member in (1, 2) for port in (1, 2, 3)
    ]  # fmt: skip
    stack += [
        Interface(name="Eth-Trunk1", kind=InterfaceKind.LAG, vlan_trunk=(10, 20, 999), enabled=True, speed_bps=2_000_000_000),
        Interface(name="Eth-Trunk1.30", kind=InterfaceKind.SUBINTERFACE, vrf="vpn-a", addresses=("10.0.3.1/24",)),
        Interface(name="Vlanif10", kind=InterfaceKind.VLAN, addresses=("10.0.1.1/24", "10.0.9.9/24", "10.0.8.8/24", "2001:db8::1/64")),
        Interface(name="LoopBack0", kind=InterfaceKind.LOOPBACK, addresses=("192.0.2.1/32", "127.0.0.1/8"), enabled=None),
        Interface(name="NULL0", kind=OTHER, speed_bps=10_000_001, mtu=0),
        Interface(name="口" * 40 + "/" + "端" * 40, kind=PHYSICAL, speed_bps=12_345, description="长" * 300, enabled=False),
        Interface(name="ge-0/0/0:1 <b>&\"'\\", kind=PHYSICAL, speed_bps=10_000_000_000, vlan_trunk=tuple(range(1, 4095))),
        Interface(name="Vlanif20", kind=InterfaceKind.VLAN, addresses=("10.0.2.0/24", "10.0.2.255/24"), vlan_access=None),
    ]
    core = System(name=LONG, vendor="huawei", platform="huawei_vrp", model="S5720-56C 智能", serials=("SN-ONE-1", "SN-TWO-2"),
                  software="V200R010\tC00", location="S1", chassis_ids=("00:e0:fc:00:00:01", "机框一"))  # fmt: skip
    far = System(name="Switch", vendor=None, model=None, location="s-1", chassis_ids=("00:e0:fc:00:00:02",), serials=("FAR-0001",))
    twin = System(name="Switch", vendor="h3c", platform="hp_comware", model="S5130", location="s-1", serials=("FAR-0002",))
    lost = System(name="lost-1", serials=("FAR-0003",))
    members = (StackMember(kind="istack", member=1), StackMember(kind="istack", member=2))
    vrfs = (Vrf(name="vpn-a", rd="65000:1", import_targets=("65000:1", "65000:2"), export_targets=("65000:1",)),)
    return [
        record("na", "10.0.1.1", core, stack, stack_members=members, vrfs=vrfs,
               vlans=(Vlan(vid=10, name="办公"), Vlan(vid=20, name="办公"), Vlan(vid=30)),
               neighbours=(heard("GigabitEthernet1/0/1", "00:e0:fc:00:00:02", "GE0/0/1"), heard("GigabitEthernet2/0/1", "00:e0:fc:00:00:02", "GE0/0/2"))),
        record("na", "10.0.1.2", far, [
            Interface(name="GE0/0/1", kind=PHYSICAL, speed_bps=1_000_000_000, mac="00:e0:fc:00:00:02"),
            Interface(name="GE0/0/2", kind=PHYSICAL, speed_bps=1_000_000_000, mac="00:e0:fc:00:00:02"),
            Interface(name="MEth0", kind=InterfaceKind.MANAGEMENT, addresses=("10.0.1.2/24", "10.0.9.9/24")),
        ], vlans=(Vlan(vid=10, name="other"),), vrfs=(Vrf(name="vpn-a", rd="65000:1"), Vrf(name="vpn-long-" + "v" * 120)),
               neighbours=(heard("GE0/0/1", "00:e0:fc:00:00:01", "GigabitEthernet1/0/1"), heard("GE0/0/2", "00:e0:fc:00:00:01", "GigabitEthernet2/0/1"))),
        record("nb", "10.0.1.1", twin, [
            Interface(name="Vlan-interface10", kind=InterfaceKind.VLAN, addresses=("10.0.1.1/24", "2001:db8::1/64"), vrf="vpn-a"),
            Interface(name="XGE1/0/1", kind=PHYSICAL, speed_bps=10_000_000_000, vlan_access=10, vlan_trunk=(10, 20)),
        ], vlans=(Vlan(vid=10, name="办公"), Vlan(vid=20)), vrfs=(Vrf(name="vpn-a", rd="65000:1"),)),
        record("nb", "10.0.5.5", lost, [Interface(name="eth 0 ", kind=OTHER, mac="00:11:22:33:44:55", addresses=("10.0.5.5/31",))]),
    ]  # fmt: skip


@cache
def topology() -> tuple[Topology, dict[str, DeviceRecord]]:
    """Return what is believed of it all, with a manual link between the realms, and the records by id."""
    own = records()
    first, ledger = resolve(own, census(), Rules(), Ledger(), snapshot="made")
    ports = {(first.device[port.device].realm, port.name): port.id for port in first.interfaces}
    ledger = add_link(ledger, ports["na", "GigabitEthernet1/0/3"], ports["nb", "XGE1/0/1"], by="wu", at="2026-01-01T00:00:00")
    whole, _ = resolve(own, census(), Rules(), ledger, snapshot="made")
    return whole, {record_id(one): one for one in own}


def said(topology: Topology) -> dict[str, Any]:
    """Return all that NetBox is to keep, in words that do not depend on ids or sources."""
    device = topology.device
    interface = topology.interface
    rows = {
        "devices": [
            (one.realm, one.name, one.vendor, one.platform, one.model, one.software, one.serials, one.chassis_ids, one.site, one.network,
             tuple(sorted(one.addresses)))
            for one in topology.devices
        ],
        "interfaces": [
            (device[one.device].realm, device[one.device].serials, one.name, one.description, one.kind, one.mac, one.speed_bps, one.mtu,
             one.enabled, one.addresses, one.vrf, one.vlan_access, one.vlan_trunk, interface[one.lag].name if one.lag else None, one.network)
            for one in topology.interfaces
        ],
        "vlans": [(one.realm, one.vid, one.name, one.network, _names(topology, one.devices)) for one in topology.vlans],
        "vrfs": [(one.realm, one.name, one.rds, one.network, _names(topology, one.devices)) for one in topology.vrfs],
        "prefixes": [(one.realm, one.vrf, one.prefix, one.network, one.declared) for one in topology.prefixes],
        "cables": [
            tuple(sorted((device[end].serials, interface[port].name) for end, port in ((one.a_device, one.a_interface), (one.b_device, one.b_interface))))
            for one in topology.links
            if one.layer == 1 and one.a_interface is not None and one.b_interface is not None
        ],
    }  # fmt: skip
    return {name: sorted(found, key=repr) for name, found in rows.items()} | declared(topology.census)


def declared(whole: Census) -> dict[str, Any]:
    """Return the census rows that NetBox is to keep: nothing of classified networks, no money, no cells."""
    closed = {one.code for one in whole.networks if one.classified}
    bare = {"networks": {"capex_fen": None, "opex_fen_per_a": OpexShare(), "renewal_fen": 0}, "circuits": {"fee_fen_per_a": None}}
    found = {}
    for name in ("units", "networks", "sites", "circuits"):
        rows = [msgspec.structs.replace(row, cell="", **bare.get(name, {})) for row in getattr(whole, name)]
        kept = [row for row in rows if getattr(row, "network", getattr(row, "code", "")) not in closed]
        found[name] = sorted(kept, key=lambda row: row.code)
    return found


def _names(topology: Topology, devices: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(sorted(topology.device[one].serials for one in devices))
