"""A city of five devices, one of each vendor and one classified out of reach, small enough to know by heart."""

from __future__ import annotations

from lab.tables.view import Fleet, View, views
from lab.truth import City, Planted, TruthDevice, TruthHost, TruthLink, TruthPort, TruthRoute, TruthVrf, Vendor
from topology.model.census import Census
from topology.model.records import InterfaceKind as Kind

COMMUNITY = "tiny-n01"


def port(name: str, index: int, kind: Kind = Kind.PHYSICAL, **more) -> TruthPort:
    if kind is Kind.PHYSICAL:
        more = {"speed_bps": 1_000_000_000, "lldp": True} | more
    return TruthPort(name=name, index=index, kind=kind, **more)


def device(  # noqa: PLR0917 - in the order in which one describes a device
    number: int, name: str, vendor: Vendor, model: str, software: str, ports: list[TruthPort], **more
) -> TruthDevice:
    fields = {
        "id": f"n01-{number:04d}",
        "realm": "n01",
        "network": "N01",
        "site": "S0001",
        "tier": "access",
        "serial": f"SERIAL{number}",
        "chassis_mac": f"00:e0:fc:00:{number:02x}:00",
        "management": f"10.1.0.{number}",
        "vantage": f"127.21.0.{number}",
        "location": "S0001 市府大楼",
        "uptime_s": 5_000_000,
    }
    return TruthDevice(name=name, vendor=vendor, model=model, software=software, ports=tuple(ports), **(fields | more))


HUAWEI = device(
    1,
    "AGG-1",
    Vendor.HUAWEI,
    "S5720-36C-EI-AC",
    "V200R010C00SPC600",
    [
        port("GigabitEthernet0/0/1", 6, alias="to S0002 MSTP DL20130457", vlan_trunk=(10, 20)),
        port("GigabitEthernet0/0/2", 7, vlan_trunk=(1, 10)),
        port("GigabitEthernet0/0/3", 8, lldp=False, vlan_access=20),
        port("GigabitEthernet0/0/4", 9, lag="Eth-Trunk1"),
        port("GigabitEthernet0/0/5", 10, lag="Eth-Trunk1"),
        port("GigabitEthernet0/0/6", 11, enabled=False, up=False),
        port("XGigabitEthernet0/1/1", 12, speed_bps=10_000_000_000, addresses=("10.9.0.1/30", "10.9.0.5/30"), mtu=1600),
        port("Eth-Trunk1", 13, Kind.LAG, speed_bps=2_000_000_000, vlan_trunk=(10,)),
        port("Vlanif10", 14, Kind.VLAN, addresses=("10.1.0.1/24",), alias="管理网关"),
        port("Vlanif20", 15, Kind.VLAN, addresses=("192.168.20.1/24",), vrf="office"),
        port("LoopBack0", 16, Kind.LOOPBACK, addresses=("10.255.0.1/32",)),
        port("MEth0/0/1", 17, Kind.MANAGEMENT, speed_bps=100_000_000, up=False),
    ],
    vlans=((10, "mgmt"), (20, "")),
    vrfs=(TruthVrf(name="office", rd="65001:20", targets=("65001:20", "65001:99")),),
    routes=(
        TruthRoute(prefix="0.0.0.0/0", next_hop="10.9.0.2"),
        TruthRoute(prefix="172.16.0.0/12", next_hop="192.168.20.254", vrf="office"),
    ),
    hosts=(
        TruthHost(address="10.1.0.2", mac="00:e0:fc:00:02:00", port="Vlanif10"),
        TruthHost(address="192.168.20.7", mac="02:4e:00:00:00:07", port="Vlanif20"),
    ),
    contact="值班室",
)
H3C = device(
    2,
    "ACC-2",
    Vendor.H3C,
    "S3100V2-16TP-EI",
    "5.20.99 Release 5209",
    [
        port("GigabitEthernet1/0/1", 4, alias="上联汇聚机房", vlan_trunk=(10, 20)),
        port("GigabitEthernet1/0/2", 5, vlan_access=20),
        port("Bridge-Aggregation1", 8, Kind.LAG),
        port("Vlan-interface10", 9, Kind.VLAN, addresses=("10.1.0.2/24",)),
    ],
    vlans=((10, ""), (20, "办公")),
)
RUIJIE = device(
    3,
    "ACC-3",
    Vendor.RUIJIE,
    "RG-S2928G-E V3",
    "RGOS 11.4(1)B1P3",
    [
        port("GigabitEthernet 0/1", 1, vlan_trunk=(10,)),
        port("GigabitEthernet 0/2", 2),
        port("AggregatePort 1", 4001, Kind.LAG),
        port("VLAN 10", 4106, Kind.VLAN, addresses=("10.1.0.3/24",)),
    ],
    vlans=((10, "mgmt"),),
)
CISCO = device(
    4,
    "ACC-4",
    Vendor.CISCO,
    "WS-C2960X-24TS-L",
    "15.2(2)E5",
    [
        port("GigabitEthernet1/0/1", 10101, vlan_trunk=(10,)),
        port("GigabitEthernet1/0/2", 10102, vlan_access=10),
        port("Port-channel1", 5001, Kind.LAG),
        port("Vlan10", 10, Kind.VLAN, addresses=("10.1.0.4/24",)),
    ],
    vlans=((10, "mgmt"),),
)
UNREACHED = device(5, "SECRET", Vendor.HUAWEI, "S5720-36C-EI-AC", "V200R010C00SPC600", [], realm="n08", network="N08")

LINKS = (
    TruthLink(a_device="n01-0001", a_port="GigabitEthernet0/0/1", b_device="n01-0002", b_port="GigabitEthernet1/0/1", circuit="DL20130457"),
    TruthLink(a_device="n01-0003", a_port="GigabitEthernet 0/1", b_device="n01-0001", b_port="GigabitEthernet0/0/2"),
    TruthLink(a_device="n01-0004", a_port="GigabitEthernet1/0/1", b_device="n01-0003", b_port="GigabitEthernet 0/2"),
    TruthLink(a_device="n01-0002", a_port="GigabitEthernet1/0/2", b_device="n01-0001", b_port="GigabitEthernet0/0/3"),
)
CITY = City(
    name="tiny",
    size="small",
    seed=1,
    census=Census(edition="tiny"),
    devices=(HUAWEI, H3C, RUIJIE, CISCO, UNREACHED),
    links=LINKS,
    serving=(),
    planted=Planted(),
    translations={"n01": (("10.1.0.0/16", "127.21.0.0/16"),)},
    seeds={"n01": ("10.1.0.1",)},
    communities={"n01": COMMUNITY},
)
FLEET = Fleet(devices=CITY.devices, links=CITY.links, communities=CITY.communities)


def view_of(wanted: TruthDevice, fleet: Fleet = FLEET) -> View:
    return next(view for view in views(fleet) if view.device.id == wanted.id)
