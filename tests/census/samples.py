"""A small invented census, and workbooks made by hand."""

import zipfile
from datetime import date
from pathlib import Path

import msgspec
from openpyxl import Workbook

from collectors.census.cells import RawBook, RawRow, RawSheet
from collectors.census.reader import census_of
from topology.model.census import (
    KINDS,
    Application,
    Census,
    Circuit,
    CircuitKind,
    Consent,
    ConsentState,
    Contract,
    Dependency,
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

SMALL = Census(
    edition="2017-12",
    fictional=True,
    source="invented for tests",
    units=(Unit(code="U01", name="市农业局", cell=""), Unit(code="U02", name="东山县政府办", county="东山县", cell="")),
    networks=(
        Network(
            code="N20",
            name="农业信息网",
            short="农业",
            owner="U01",
            role=Role.DEPARTMENTAL,
            purpose="报表",
            level=Level.VERTICAL,
            authority="省农业厅",
            mlps_level=2,
            built=date(2009, 6, 1),
            capex_fen=87 * 10**6 + 1,
            opex_fen_per_a=OpexShare(circuits=5_000_000, maintenance=2_000_000, staff=1_000_000, power=500_000, security=500_001),
            renewal_fen=12_345_600,
            renewal_due="2019Q3",
            realm="n20",
            prefixes=("10.20.0.0/16", "192.168.0.0/24"),
            blackout=("2018Q2", "*Q3"),
            cell="",
        ),
        Network(code="W3", name="政务内网", short="内网", owner="U02", role=Role.INTRANET, level=Level.CITY, classified=True, cell=""),
    ),
    sites=(
        Site(code="S0001", name="市府大楼", kind=SiteKind.CENTRE, latitude=37.5, longitude=121.39, cell=""),
        Site(code="S0002", name="东山县行政中心", kind=SiteKind.COUNTY, county="东山县", town="城关镇", address="府前路1号", cell=""),
    ),
    presences=(
        Presence(code="P1", network="N20", site="S0001", unit="U01", hosts=12, bandwidth_bps=4_000_000, cell=""),
        Presence(code="P2", network="N20", site="S0002", cell=""),
    ),
    contracts=(
        Contract(
            code="C1",
            network="N20",
            carrier="运营商甲",
            start=date(2016, 1, 1),
            end=date(2018, 12, 31),
            notice_months=3,
            penalty_share=0.3,
            cell="",
        ),
    ),
    circuits=(
        Circuit(
            code="L1",
            number="DL20130457",
            network="N20",
            kind=CircuitKind.LEASED,
            site_a="S0001",
            site_b="S0002",
            bandwidth_bps=4_000_000,
            fee_fen_per_a=2_400_050,
            contract="C1",
            cell="",
        ),
        Circuit(code="L2", number=None, network="N20", kind=CircuitKind.VPN, site_a="S0002", site_b=None, cell=""),
    ),
    rooms=(
        Room(
            code="R1",
            name="农业局机房",
            unit="U01",
            site="S0001",
            area_m2=42.5,
            racks=4,
            capex_fen=10**8,
            opex_fen_per_a=10**7,
            networks=("N20",),
            cell="",
        ),
    ),
    applications=(
        Application(code="A1", name="价格监测", unit="U01", network="N20", users=80, batch=1, ready="2018Q1", cell=""),
        Application(code="A2", name="老邮件", unit="U01", state="retired", zombie="mail", cell=""),
    ),
    dependencies=(Dependency(code="D1", from_network="N20", application="A1", cell=""),),
    consents=(
        Consent(
            code="K1",
            network="N20",
            authority="省农业厅",
            option="merge",
            state=ConsentState.ASKED,
            since="2018Q2",
            document="〔2017〕1号",
            cell="",
        ),
    ),
)


def bare(census: Census) -> Census:
    """Return a census without cells, edition and problems: what a round trip must keep."""
    rows = {kind: tuple(msgspec.structs.replace(row, cell="") for row in getattr(census, kind)) for kind in KINDS}
    return msgspec.structs.replace(census, edition="", problems=(), questions=(), answers=(), **rows)


def workbook(path: Path, sheets: dict[str, list[list]]) -> Path:
    """Write a workbook as a department might: sheet title to rows of cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


UNITS = [["编码", "单位名称"], ["U01", "市农业局"]]
NETWORKS = [["编码", "网络名称", "简称", "建设单位", "网络类别", "管理层级"], ["N20", "农业信息网", "农业", "U01", "部门专网", "市级"]]
SITES = [["编码", "站点名称", "站点类别"], ["S1", "市府大楼", "网络中心"]]


def read_cells(sheets: dict[str, list[list]], **extra) -> Census:
    """Read sheets given as rows of cells, without the detour of a file."""
    raw = [RawSheet(title, [RawRow(at, cells) for at, cells in enumerate(rows, start=1) if cells]) for title, rows in sheets.items()]
    return census_of(RawBook(raw), "c.xlsx", edition="e", **extra)


def repack(source: Path, target: Path, change) -> Path:
    """Copy a workbook part by part through `change(name, data) -> data | None`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def found(census: Census) -> dict[str, str]:
    """Return the problems that are more than notes: place to code."""
    return {problem.where: problem.code for problem in census.problems if problem.severity != "info"}
