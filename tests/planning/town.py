"""A town of two departmental networks, small enough to reckon by hand."""

from datetime import date

from msgspec.structs import replace

from planning.options import Option
from planning.scenario import Choice, Scenario
from topology.model.census import (
    Application,
    Census,
    Circuit,
    CircuitKind,
    Consent,
    ConsentState,
    Contract,
    Level,
    Network,
    OpexShare,
    Presence,
    Role,
    Room,
    Site,
    SiteKind,
    Unit,
)
from topology.model.entities import (
    CircuitStatus,
    CircuitView,
    Device,
    DeviceInterface,
    Evidence,
    EvidenceKind,
    Link,
    LinkState,
    Prefix,
    PresenceView,
    Topology,
)


def cny(amount):
    return round(amount * 100)


EXTRANET = (
    Network(
        code="W1", name="外网行政", short="W1", owner="U9", role=Role.EXTRANET_ADMIN, level=Level.CITY, realm="ext", cell="networks!A2"
    ),
    Network(
        code="W2", name="外网公共", short="W2", owner="U9", role=Role.EXTRANET_PUBLIC, level=Level.CITY, realm="pub", cell="networks!A3"
    ),
    Network(code="W3", name="内网", short="W3", owner="U9", role=Role.INTRANET, level=Level.CITY, classified=True, cell="networks!A4"),
)

A = Network(
    code="A",
    name="甲网",
    short="甲",
    owner="U1",
    role=Role.DEPARTMENTAL,
    level=Level.CITY,
    mlps_level=2,
    capex_fen=cny(500_000),
    opex_fen_per_a=OpexShare(circuits=cny(12_000), maintenance=cny(6_000), staff=cny(2_000), power=cny(1_000), security=cny(1_000)),
    renewal_fen=cny(10_000),
    renewal_due="2019Q1",
    realm="a",
    cell="networks!A5",
)

B = Network(
    code="B",
    name="乙网",
    short="乙",
    owner="U2",
    role=Role.DEPARTMENTAL,
    level=Level.VERTICAL,
    authority="省厅",
    mlps_level=3,
    opex_fen_per_a=OpexShare(circuits=cny(3_000), maintenance=cny(800), security=cny(200)),
    realm="b",
    cell="networks!A6",
)

CENSUS = Census(
    edition="2017",
    fictional=True,
    units=(Unit(code="U1", name="甲局", cell="units!A2"), Unit(code="U2", name="乙局", cell="units!A3"), Unit(code="U9", name="市政府办", cell="units!A4")),
    networks=(*EXTRANET, A, B),
    sites=(
        Site(code="S0", name="中心", kind=SiteKind.CENTRE, cell="sites!A2"),
        Site(code="S1", name="甲局", kind=SiteKind.DEPARTMENT, county="C1", cell="sites!A3"),
        Site(code="S2", name="分局", kind=SiteKind.DEPARTMENT, county="C1", cell="sites!A4"),
    ),
    presences=(
        Presence(code="P-W-1", network="W1", site="S1", hosts=3, bandwidth_bps=10_000_000, cell="presences!A2"),
        Presence(code="P-A-1", network="A", site="S1", hosts=99, bandwidth_bps=4_000_000, cell="presences!A3"),
        Presence(code="P-A-2", network="A", site="S2", hosts=20, bandwidth_bps=4_000_000, cell="presences!A4"),
        Presence(code="P-B-1", network="B", site="S2", hosts=30, bandwidth_bps=4_000_000, cell="presences!A5"),
    ),
    contracts=(
        Contract(
            code="K1", network="A", carrier="甲运营商", start=date(2016, 1, 1), end=date(2018, 12, 31), notice_months=1, penalty_share=0.5,
            cell="contracts!A2",
        ),
    ),
    circuits=(
        Circuit(
            code="L1", number="DL1", network="A", kind=CircuitKind.LEASED, site_a="S1", site_b="S2", fee_fen_per_a=cny(8_000), contract="K1",
            cell="circuits!A2",
        ),
        Circuit(code="L2", number="DL2", network="A", kind=CircuitKind.LEASED, site_a="S1", site_b="S0", fee_fen_per_a=cny(4_000), cell="circuits!A3"),
        Circuit(code="L3", number="DL3", network="B", kind=CircuitKind.LEASED, site_a="S2", site_b="S0", fee_fen_per_a=cny(2_000), cell="circuits!A4"),
    ),
    rooms=(),
    applications=(
        Application(code="X1", name="办理系统", unit="U1", network="A", batch=1, ready="2018Q2", cell="applications!A2"),
        Application(code="X2", name="旧邮箱", unit="U1", network="A", zombie="mail", state="abandoned", cell="applications!A3"),
    ),
    consents=(
        Consent(code="Q1", network="B", authority="省厅", option="merge_admin", state=ConsentState.GRANTED, since="2018Q3", cell="consents!A2"),
    ),
)  # fmt: skip

RECORD = Evidence(EvidenceKind.RECORD, "rec-1", "1.3.6.1.2.1.1")

TOPOLOGY = Topology(
    snapshot="snap-1",
    census=CENSUS,
    devices=(
        Device(id="d-a1", name="a1", realm="a", site="S1", network="A", evidence=(RECORD,)),
        Device(id="d-a2", name="a2", realm="a", site="S2", network="A", evidence=(RECORD,)),
        Device(id="d-b1", name="b1", realm="b", site="S2", network="B", evidence=(RECORD,)),
        Device(id="d-w1", name="w1", realm="ext", site="S1", network="W1", evidence=(RECORD,)),
    ),
    interfaces=(
        DeviceInterface(id="i-a1", device="d-a1", name="GE0/0/1", addresses=("10.0.0.1/24",), network="A"),
        DeviceInterface(id="i-a2", device="d-a2", name="GE0/0/1", addresses=("10.0.0.2/24",), network="A"),
        DeviceInterface(id="i-b1", device="d-b1", name="GE0/0/1", addresses=("10.0.0.1/24",), network="B"),
    ),
    links=(
        Link(
            id="l-1", a_device="d-a1", a_interface="i-a1", b_device="d-a2", b_interface="i-a2", layer=2, state=LinkState.TWO_SIDED, matched_by="lldp",
            circuit="L1",
        ),
    ),
    prefixes=(
        Prefix(id="p-a", prefix="10.0.0.0/24", realm="a", vrf=None, network="A", interfaces=("i-a1", "i-a2"), hosts_seen=10, evidence=(RECORD,)),
        Prefix(id="p-b", prefix="10.0.0.0/24", realm="b", vrf=None, network="B", interfaces=("i-b1",), hosts_seen=7, evidence=(RECORD,)),
    ),
    circuits=(
        CircuitView(id="c-1", code="L1", number="DL1", network="A", status=CircuitStatus.MATCHED, links=("l-1",), evidence=(RECORD,)),
        CircuitView(id="c-2", code="L2", number="DL2", network="A", status=CircuitStatus.DECLARED_NOT_SEEN),
        CircuitView(id="c-3", code="L3", number="DL3", network="B", status=CircuitStatus.DOWN),
    ),
    presences=(
        PresenceView(id="v-1", code="P-A-1", network="A", site="S1", hosts_declared=99, hosts_seen=10, devices=("d-a1",), evidence=(RECORD,)),
        PresenceView(id="v-2", code="P-A-2", network="A", site="S2", hosts_declared=20, hosts_seen=None, devices=("d-a2",)),
        PresenceView(id="v-3", code="P-B-1", network="B", site="S2", hosts_declared=30, hosts_seen=7, devices=("d-b1",)),
    ),
)  # fmt: skip

ROOM = Room(code="R1", name="机房", unit="U1", site="S1", racks=2, opex_fen_per_a=cny(5_000), networks=("A",), cell="rooms!A2")


def scenario(*choices, **changes):
    """A scenario of two years, 8 % a year, with these choices."""
    plain = Scenario(
        id="test",
        name={"zh": "试", "en": "Test"},
        base="base",
        snapshot="latest",
        census="latest",
        prices="sample_2018",
        start="2018Q1",
        horizon=8,
        discount_rate=0.08,
        choices=tuple(choices),
    )
    return replace(plain, **changes)


def base():
    return scenario(id="base", base=None)


def merge(code="A", finish="2018Q2", option=Option.MERGE_ADMIN, **more):
    return Choice(code=code, option=option, finish=finish, **more)


def with_network(code, census=CENSUS, **changes):
    """The census with one network changed."""
    return replace(census, networks=tuple(replace(row, **changes) if row.code == code else row for row in census.networks))


def with_prices(book, **modes):
    """The book with some rows at other values."""
    rows = {key.replace("__", "."): value for key, value in modes.items()}
    return replace(
        book,
        price=tuple(
            replace(row, low=rows[row.key], mode=rows[row.key], high=rows[row.key]) if row.key in rows else row for row in book.price
        ),
    )
