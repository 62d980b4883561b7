"""A made-up city as a `Topology`, for the dashboard's tests and benchmarks: no discovery, any size."""

from __future__ import annotations

import numpy as np

from topology.model.census import Census, Level, Network, OpexShare, Presence, Role, Site, SiteKind, Unit
from topology.model.entities import Device, DeviceInterface, Evidence, EvidenceKind, Link, LinkState, PresenceView, Topology

COUNTIES = (
    "云溪县", "临江县", "安平县", "青田区", "石门县", "东湖区", "南岭县", "西塘县",
    "北港区", "金山县", "银川镇区", "宝丰县", "龙泉县", "凤鸣县", "鹤城区",
)  # fmt: skip
SHORTS = (
    "公安", "视频", "国税", "地税", "人社", "财政", "法院", "检察", "工商", "国土", "环保", "水利", "安监",
    "卫计", "医保", "民政", "公积金", "住建", "交通", "农业", "统计", "审计", "司法", "海渔", "城管", "会议",
)  # fmt: skip
HOSTILE = (
    "<script>window.PWN=1</script>",
    "<img src=x onerror=window.PWN=1>",
    "javascript:window.PWN=1",
    '"><svg onload=window.PWN=1>',
    "{{7*7}}${window.PWN=1}",
    '=HYPERLINK("http://evil.invalid","x")',
    "a\u202eb\u0000c\r\nd\u001b[31m",
    "'; DROP TABLE device; --",
)


def synthetic(devices: int = 2500, *, seed: int = 7, hostile: bool = False, snapshot: str = "S1") -> Topology:
    """Return a city of about `devices` devices: two in five on the extranet, the rest on 25 departmental networks."""
    rng = np.random.default_rng(seed)
    networks = _networks()
    sites, seats, towns, offices = _sites(max(1, devices // 38))
    builder = _Builder()
    core = [builder.device(f"CS-CORE-{i + 1}", "W1", "S0001", "core") for i in range(4)]
    for i in range(4):
        builder.link(core[i], core[(i + 1) % 4])
    docks = {}
    for number, county in enumerate(COUNTIES):
        pair = [builder.device(f"XQ{number:02d}-AGG-{i + 1}", "W1", seats[county], "aggregation") for i in range(2)]
        docks[county] = pair
        builder.link(pair[0], pair[1])
        builder.link(pair[0], core[number % 4])
        builder.link(pair[1], core[(number + 1) % 4])
    hubs = {}
    for index in range(26):
        code = f"N{index + 1:02d}"
        if code == "N08":
            continue
        hubs[code] = [builder.device(f"{code}-HUB-{i + 1}", code, offices[index % len(offices)], "core") for i in range(2)]
        builder.link(hubs[code][0], hubs[code][1])
        builder.link(hubs[code][0], core[index % 4], protocols=("config",))
    everywhere = [(site, county) for county in COUNTIES for site in (seats[county], *towns[county])]
    for site in offices:
        builder.link(builder.device(f"BM-{site}", "W1", site, "access"), core[len(builder.devices) % 4])
    for site, county in everywhere:
        builder.link(builder.device(f"WW-{site}", "W1", site, "access"), docks[county][len(builder.devices) % 2])
    weights = rng.dirichlet(np.full(25, 2.0))
    codes = sorted(hubs)
    while len(builder.devices) < devices:
        site, county = everywhere[int(rng.integers(len(everywhere)))]
        code = codes[int(rng.choice(25, p=weights))]
        node = builder.device(f"{code}-{site}-{len(builder.devices)}", code, site, "access")
        builder.link(node, hubs[code][int(rng.integers(2))], state=LinkState.ONE_SIDED if rng.random() < 0.1 else LinkState.TWO_SIDED)
    if hostile:
        builder.poison()
    census = Census(edition="test", fictional=True, networks=networks, sites=sites, units=_units(), presences=_presences(builder))
    return Topology(
        snapshot=snapshot,
        census=census,
        devices=tuple(sorted(builder.devices, key=lambda device: device.id)),
        interfaces=tuple(sorted(builder.interfaces, key=lambda port: port.id)),
        links=tuple(sorted(builder.links, key=lambda link: link.id)),
        presences=tuple(
            PresenceView(id=f"prs-{p.code}", code=p.code, network=p.network, site=p.site, hosts_declared=p.hosts, hosts_seen=None)
            for p in census.presences
        ),
    )


def _networks() -> tuple[Network, ...]:
    plain = [
        ("W1", "电子政务外网行政服务域", "外网", Role.EXTRANET_ADMIN, "ext"),
        ("W2", "电子政务外网公共服务域", "公共域", Role.EXTRANET_PUBLIC, "pub"),
        ("W3", "电子政务内网", "内网", Role.INTRANET, None),
        *((f"N{i + 1:02d}", f"{short}业务专网", short, Role.DEPARTMENTAL, f"n{i + 1:02d}") for i, short in enumerate(SHORTS)),
    ]
    return tuple(
        Network(
            code=code, name=name, short=short, owner=f"U{i:03d}", role=role, level=Level.CITY, realm=realm,
            capex_fen=300_000_000, opex_fen_per_a=OpexShare(circuits=20_000_000, maintenance=10_000_000, staff=13_000_000),
            cell=f"networks!A{i + 2}",
        )
        for i, (code, name, short, role, realm) in enumerate(plain)
    )  # fmt: skip


def _units() -> tuple[Unit, ...]:
    return tuple(Unit(code=f"U{i:03d}", name=f"市直单位{i}", cell=f"units!A{i + 2}") for i in range(29))


def _sites(count: int) -> tuple[tuple[Site, ...], dict[str, str], dict[str, list[str]], list[str]]:
    sites = [Site(code="S0001", name="市政府办公楼", kind=SiteKind.CENTRE, cell="sites!A2")]
    offices = []
    for i in range(60):
        code = f"S{i + 2:04d}"
        offices.append(code)
        sites.append(Site(code=code, name=f"市直单位{i}办公楼", kind=SiteKind.DEPARTMENT, cell=f"sites!A{i + 3}"))
    seats: dict[str, str] = {}
    towns: dict[str, list[str]] = {}
    for county in COUNTIES:
        number = len(sites) + 1
        seats[county] = f"S{number:04d}"
        sites.append(Site(code=seats[county], name=f"{county}政府", kind=SiteKind.COUNTY, county=county, cell=f"sites!A{number}"))
        towns[county] = []
        for i in range(count):
            number = len(sites) + 1
            code = f"S{number:04d}"
            towns[county].append(code)
            sites.append(
                Site(
                    code=code, name=f"{county[:2]}{i + 1}号镇", kind=SiteKind.TOWNSHIP, county=county,
                    town=f"T{i // 5}", cell=f"sites!A{number}",
                )
            )  # fmt: skip
    return tuple(sites), seats, towns, offices


def _presences(builder: _Builder) -> tuple[Presence, ...]:
    pairs = sorted({(device.network or "", device.site or "") for device in builder.devices})
    return tuple(
        Presence(code=f"P{i:04d}", network=network, site=site, hosts=6, cell=f"presences!A{i + 2}")
        for i, (network, site) in enumerate(pairs)
    )


class _Builder:
    def __init__(self) -> None:
        self.devices: list[Device] = []
        self.interfaces: list[DeviceInterface] = []
        self.links: list[Link] = []
        self._ports: dict[str, int] = {}

    def device(self, name: str, network: str, site: str, tier: str) -> str:
        number = len(self.devices) + 1
        ident = f"dev-{number:05d}"
        evidence = Evidence(EvidenceKind.RECORD, f"rec-{number:05d}", "1.3.6.1.2.1.1.5.0", name)
        self.devices.append(
            Device(
                id=ident, name=name, realm=network.lower(), vendor="huawei", platform="huawei_vrp", model="S5720-28X",
                addresses=(f"10.{number // 250 % 250}.{number % 250}.1",), site=site, network=network, tier=tier, evidence=(evidence,),
            )
        )  # fmt: skip
        return ident

    def port(self, device: str) -> str:
        index = self._ports.get(device, 0) + 1
        self._ports[device] = index
        ident = f"{device}-p{index}"
        self.interfaces.append(DeviceInterface(id=ident, device=device, name=f"GigabitEthernet0/0/{index}", index=index, up=True))
        return ident

    def link(self, a: str, b: str, *, state: LinkState = LinkState.TWO_SIDED, protocols: tuple[str, ...] = ("lldp",)) -> None:
        a, b = sorted((a, b))
        number = len(self.links) + 1
        rows = tuple(Evidence(EvidenceKind.RECORD, f"rec-{end}", f"1.0.8802.1.1.2.1.4.1.1.9.0.{number}.1", end) for end in (a, b))
        self.links.append(
            Link(
                id=f"lnk-{number:05d}", a_device=a, a_interface=self.port(a), b_device=b, b_interface=self.port(b), layer=2,
                state=state, protocols=protocols, matched_by="lldp_mutual", evidence=rows,
            )
        )  # fmt: skip

    def poison(self) -> None:
        """Give every device and port a hostile name."""
        import msgspec

        self.devices = [msgspec.structs.replace(d, name=HOSTILE[i % len(HOSTILE)] + str(i)) for i, d in enumerate(self.devices)]
        self.interfaces = [
            msgspec.structs.replace(p, name=HOSTILE[i % len(HOSTILE)], description=HOSTILE[(i + 1) % len(HOSTILE)])
            for i, p in enumerate(self.interfaces)
        ]
