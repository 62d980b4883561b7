"""A small topology with what labs find hard: parallel links, an aggregate, a segment, odd names."""

from __future__ import annotations

from services.exports.slices import Configuration, Slice, Wanted, cut
from topology.model.census import Census, Level, Network, Role, Site, SiteKind
from topology.model.entities import Device, DeviceInterface, Link, LinkState, Topology
from topology.model.records import InterfaceKind

HOSTILE = '=cmd|"<script>&\x1b]--'


def device(name: str, label: str, network: str, platform: str | None, **more: str) -> Device:
    return Device(**({"id": f"dev-{name}", "name": label, "realm": "n01", "network": network, "platform": platform, "site": "S1"} | more))


def port(owner: str, name: str, kind: InterfaceKind = InterfaceKind.PHYSICAL, lag: str | None = None) -> DeviceInterface:
    return DeviceInterface(id=f"if-{owner}-{name}", device=f"dev-{owner}", name=name, kind=kind, lag=f"if-{owner}-{lag}" if lag else None)


def link(number: int, a: str, pa: str | None, b: str, pb: str | None, **more) -> Link:
    values = {"layer": 1, "state": LinkState.TWO_SIDED, "protocols": ("lldp",), "matched_by": "x"} | more
    return Link(
        id=f"lnk-{number}", a_device=f"dev-{a}", a_interface=f"if-{a}-{pa}" if pa else None, b_device=f"dev-{b}",
        b_interface=f"if-{b}-{pb}" if pb else None, **values,
    )  # fmt: skip


def network(code: str, realm: str) -> Network:
    return Network(code=code, name=code, short=code, owner="U1", role=Role.DEPARTMENTAL, level=Level.CITY, realm=realm, cell="n!A1")


def site(code: str) -> Site:
    return Site(code=code, name=code, kind=SiteKind.OTHER, cell="s!A1")


def topology() -> Topology:
    return Topology(
        snapshot="s1",
        census=Census(
            edition="e", fictional=True,
            networks=(network("N1", "n01"), network("N2", "n02")),
            sites=(site("S1"), site("S2")),
        ),
        devices=(
            device("a", "核心 A", "N1", "huawei_vrp"),
            device("b", "核心 B", "N1", "huawei_vrp"),
            device("c", HOSTILE, "N1", "cisco_ios"),
            device("d", "D", "N2", "hp_comware", site="S2"),
            device("e", "D", "N2", None, site="S2", realm="n02"),
        ),
        interfaces=(
            port("a", "GE1"), port("a", "GE2", lag="Eth-Trunk1"), port("a", "GE3", lag="Eth-Trunk1"), port("a", "Eth-Trunk1", InterfaceKind.LAG),
            port("b", "GE1"), port("b", "GE2", lag="Eth-Trunk1"), port("b", "GE3", lag="Eth-Trunk1"), port("b", "Eth-Trunk1", InterfaceKind.LAG),
            port("c", "Gi0/1"), port("c", "Gi0/1.10", InterfaceKind.SUBINTERFACE), port("c", "Gi0/2"), port("d", "G1"), port("d", "G2"),
            port("d", "Vlan-interface5", InterfaceKind.VLAN), port("a", "Vlanif5", InterfaceKind.VLAN), port("b", "GE4"), port("e", "x"),
        ),
        links=(
            link(1, "a", "GE2", "b", "GE2"),
            link(2, "a", "GE3", "b", "GE3"),
            link(3, "a", "Eth-Trunk1", "b", "Eth-Trunk1", layer=2),
            link(4, "a", "GE1", "c", "Gi0/1.10"),
            link(5, "b", "GE1", "c", "Gi0/1"),
            link(6, "c", "Gi0/2", "d", "G1", segment="seg-1"),
            link(7, "b", "GE4", "d", "G1", segment="seg-1"),
            link(8, "a", None, "d", "G2", state=LinkState.DECLARED),
            link(9, "a", "Vlanif5", "d", "Vlan-interface5", layer=2),
            link(10, "a", "GE1", "d", "G1", layer=3),
            link(11, "d", "G2", "e", "x", circuit="cir-1"),
        ),
    )  # fmt: skip


XY = {f"dev-{name}": (10.0 * place, 20.5 * place) for place, name in enumerate("abcd")}


def made(wanted: Wanted | None = None, **more) -> Slice:
    whole = topology()
    devices, links, outside = cut(whole, wanted or Wanted())
    return Slice(
        topology=whole, devices=devices, links=links, outside=outside, title="netfold: test", said_by="Internal. Exported -- by me.",
        name="netfold-test", xy=XY, colours={"N1": "#112233"},
        configurations={"dev-a": Configuration("huawei_vrp", "sysname A\n#\ninterface GE1\n description to GE1\n#\ninterface GE10\n#\nreturn\n")},
        **more,
    )  # fmt: skip
