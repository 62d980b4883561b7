"""The census workbook as one table: every sheet and column, with headers in both languages.

Template, writer and reader are all driven from `SHEETS`, so they cannot drift apart. Headers are
matched without regard to case, blanks and anything in brackets; a unit in brackets is honoured.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Any

import msgspec

from collectors.census.synonyms import TITLES
from topology.model.census import (
    Application,
    Circuit,
    CircuitKind,
    Consent,
    ConsentState,
    Contract,
    Dependency,
    Level,
    Network,
    Presence,
    Role,
    Room,
    Site,
    SiteKind,
    Unit,
)


class Type(StrEnum):
    """What a column holds."""

    CODE = "code"
    TEXT = "text"
    REFERENCE = "reference"
    REFERENCES = "references"
    PREFIXES = "prefixes"
    CHOICE = "choice"
    WHOLE = "whole"
    NUMBER = "number"
    SHARE = "share"
    BOOLEAN = "boolean"
    DATE = "date"
    QUARTER = "quarter"
    QUARTERS = "quarters"
    MONEY = "money"
    RATE = "rate"


class Choice(msgspec.Struct, frozen=True):
    """One allowed value with its words in both languages."""

    value: str
    en: str
    zh: str


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a sheet.

    `unit` is what a plain number means where neither header nor cell names one; `low` and `high`
    bound numbers, in the unit of the field; `refers` names the kind a code must be found in. In a
    `last` column a month or year means its last day.
    """

    field: str
    en: str
    zh: str
    type: Type = Type.TEXT
    synonyms: tuple[str, ...] = ()
    required: bool = False
    unit: str | None = None
    refers: str | None = None
    choices: tuple[Choice, ...] = ()
    low: float | None = None
    high: float | None = None
    last: bool = False

    @property
    def label(self) -> str:
        """The column in both languages, as messages name it."""
        return f"{self.zh}/{self.en}"

    def header(self, lang: str) -> str:
        """Return the header as the template and the writer print it, with the unit in brackets."""
        text = self.zh if lang == "zh" else self.en
        unit = UNIT_LABELS.get(self.unit or "", (self.unit or "", self.unit or ""))[1 if lang == "zh" else 0]
        mark = "*" if self.required else ""
        return f"{text}（{unit}）{mark}" if unit and lang == "zh" else f"{text} ({unit}){mark}" if unit else f"{text}{mark}"


def value_of(row: Any, column: Column) -> Any:
    """Return what a row of the model holds in a column."""
    for name in column.field.split("."):
        row = getattr(row, name)
    return row


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet: a kind of census row."""

    kind: str
    """Field of `Census`."""
    en: str
    zh: str
    synonyms: tuple[str, ...] = ()
    struct: type[Any]
    columns: tuple[Column, ...]

    @property
    def label(self) -> str:
        """The sheet in both languages, as messages name it."""
        return f"{self.zh}/{self.en}"

    def title(self, lang: str) -> str:
        """Return the sheet's title."""
        return self.zh if lang == "zh" else self.en


UNIT_LABELS: dict[str, tuple[str, str]] = {
    "wan": ("10k CNY", "万元"),
    "wan/a": ("10k CNY/a", "万元/年"),
    "cny": ("CNY", "元"),
    "cny/a": ("CNY/a", "元/年"),
    "mbps": ("Mbps", "Mbps"),
    "m2": ("m²", "平方米"),
    "months": ("months", "月"),
    "deg": ("°", "°"),
}
"""Unit key to its label in English and Chinese headers."""

_ROLES = (
    Choice(Role.EXTRANET_ADMIN, "extranet, administrative domain", "政务外网行政服务域"),
    Choice(Role.EXTRANET_PUBLIC, "extranet, public domain", "政务外网公共服务域"),
    Choice(Role.INTRANET, "intranet", "政务内网"),
    Choice(Role.DEPARTMENTAL, "departmental private network", "部门专网"),
)
_LEVELS = (Choice(Level.CITY, "city", "市级"), Choice(Level.VERTICAL, "vertical", "垂直管理"))
_SITES = (
    Choice(SiteKind.CENTRE, "centre", "网络中心"),
    Choice(SiteKind.DEPARTMENT, "department", "市直部门"),
    Choice(SiteKind.COUNTY, "county", "县市区"),
    Choice(SiteKind.TOWNSHIP, "township", "乡镇街道"),
    Choice(SiteKind.OTHER, "other", "其他"),
)
_LINES = (
    Choice(CircuitKind.LEASED, "leased circuit", "租用电路"),
    Choice(CircuitKind.FIBRE, "bare fibre", "裸光纤"),
    Choice(CircuitKind.VPN, "carrier VPN", "运营商VPN"),
    Choice(CircuitKind.OWN, "own line", "自建线路"),
)
_CONSENTS = (
    Choice(ConsentState.NONE, "not asked", "未征求"),
    Choice(ConsentState.ASKED, "asked", "已征求"),
    Choice(ConsentState.GRANTED, "granted", "已同意"),
    Choice(ConsentState.REFUSED, "refused", "不同意"),
)
_ZOMBIES = (Choice("mail", "e-mail", "邮件"), Choice("video", "video conference", "视频会议"), Choice("office", "office", "办公"))


def _code() -> Column:
    return Column(field="code", en="Code", zh="编码", type=Type.CODE, required=True, synonyms=("编号", "代码", "id", "唯一编码"))


def _name(zh: str, *synonyms: str) -> Column:
    return Column(field="name", en="Name", zh=zh, required=True, synonyms=("名称", *synonyms))


def _refers(field: str, kind: str, en: str, zh: str, *synonyms: str, required: bool = False) -> Column:
    return Column(field=field, en=en, zh=zh, type=Type.REFERENCE, refers=kind, synonyms=synonyms, required=required)


def _money(field: str, en: str, zh: str, unit: str, *synonyms: str) -> Column:
    return Column(field=field, en=en, zh=zh, type=Type.MONEY, unit=unit, synonyms=synonyms, low=0)


_COUNTY = Column(field="county", en="County", zh="所属县市区", synonyms=("县市区", "区县", "所在县市区", "district"))
_UNIT = _refers("unit", "units", "Unit", "单位编码", "使用单位", "所属单位", "单位")
_NETWORK = _refers("network", "networks", "Network", "网络编码", "所属网络", "网络", required=True)
_BANDWIDTH = Column(
    field="bandwidth_bps", en="Bandwidth", zh="带宽", type=Type.RATE, unit="mbps", synonyms=("速率", "带宽需求", "接入带宽", "speed"), low=0
)

SHEETS: tuple[Sheet, ...] = (
    Sheet(kind="units", en="Units", zh="单位", synonyms=("单位表", "部门"), struct=Unit, columns=(_code(), _name("单位名称"), _COUNTY)),
    Sheet(
        kind="networks",
        en="Networks",
        zh="网络",
        synonyms=("网络表", "专网", "专网清单"),
        struct=Network,
        columns=(
            _code(),
            _name("网络名称", "专网名称"),
            Column(field="short", en="Short name", zh="简称", required=True, synonyms=("网络简称", "label")),
            _refers("owner", "units", "Owner", "建设单位", "主管单位", "责任单位", "owner unit", required=True),
            Column(field="role", en="Role", zh="网络类别", type=Type.CHOICE, choices=_ROLES, required=True, synonyms=("网络类型", "类别")),
            Column(field="purpose", en="Purpose", zh="用途", synonyms=("业务用途", "承载业务")),
            Column(
                field="level", en="Level", zh="管理层级", type=Type.CHOICE, choices=_LEVELS, required=True, synonyms=("层级", "管理体制")
            ),
            Column(field="authority", en="Authority", zh="上级主管部门", synonyms=("主管部委", "上级部门")),
            Column(
                field="mlps_level", en="MLPS level", zh="等保级别", type=Type.WHOLE, synonyms=("等级保护级别", "等保等级"), low=1, high=4
            ),
            Column(field="classified", en="Classified", zh="是否涉密", type=Type.BOOLEAN, synonyms=("涉密",)),
            Column(field="statutory", en="Kept by law", zh="是否法定独立", type=Type.BOOLEAN, synonyms=("法定独立", "statutory")),
            Column(field="built", en="Built", zh="建成时间", type=Type.DATE, synonyms=("建设时间", "建成日期")),
            _money("capex_fen", "Construction cost", "建设费用", "wan", "建设投资", "建设经费", "capex"),
            _money("opex_fen_per_a.circuits", "Circuit rent", "线路租费", "wan/a", "线路费"),
            _money("opex_fen_per_a.maintenance", "Maintenance", "维护费", "wan/a", "运维费", "维保费"),
            _money("opex_fen_per_a.staff", "Staff cost", "人员费", "wan/a", "人工费"),
            _money("opex_fen_per_a.power", "Power cost", "电费", "wan/a", "机房电费"),
            _money("opex_fen_per_a.security", "Security cost", "安全服务费", "wan/a", "等保费用", "安全费"),
            _money("renewal_fen", "Renewal cost", "设备更新费用", "wan", "更新费用"),
            Column(field="renewal_due", en="Renewal due", zh="更新时间", type=Type.QUARTER, synonyms=("设备更新时间",)),
            Column(field="realm", en="Realm", zh="地址域", synonyms=("address space",)),
            Column(field="prefixes", en="Prefixes", zh="地址段", type=Type.PREFIXES, synonyms=("IP地址段", "地址规划", "网段")),
            Column(field="only_system", en="Single system", zh="是否单一系统", type=Type.BOOLEAN, synonyms=("单一业务",)),
            Column(field="blackout", en="Blackout quarters", zh="禁止割接季度", type=Type.QUARTERS, synonyms=("禁割接期", "封网期")),
        ),
    ),
    Sheet(
        kind="sites",
        en="Sites",
        zh="站点",
        synonyms=("地点", "节点地点", "站点表"),
        struct=Site,
        columns=(
            _code(),
            _name("站点名称", "地点名称"),
            Column(field="kind", en="Kind", zh="站点类别", type=Type.CHOICE, choices=_SITES, required=True, synonyms=("类别", "站点类型")),
            _COUNTY,
            Column(field="town", en="Town", zh="乡镇街道", synonyms=("乡镇", "街道")),
            Column(field="address", en="Address", zh="地址", synonyms=("详细地址",)),
            Column(field="latitude", en="Latitude", zh="纬度", type=Type.NUMBER, unit="deg", low=-90, high=90),
            Column(field="longitude", en="Longitude", zh="经度", type=Type.NUMBER, unit="deg", low=-180, high=180),
        ),
    ),
    Sheet(
        kind="presences",
        en="Presences",
        zh="接入点",
        synonyms=("接入", "节点", "网络接入点"),
        struct=Presence,
        columns=(
            _code(),
            _NETWORK,
            _refers("site", "sites", "Site", "站点编码", "站点", required=True),
            _UNIT,
            Column(field="hosts", en="Hosts", zh="终端数", type=Type.WHOLE, synonyms=("终端数量", "主机数", "用户数"), low=0),
            _BANDWIDTH,
        ),
    ),
    Sheet(
        kind="contracts",
        en="Contracts",
        zh="合同",
        synonyms=("线路合同", "合同表"),
        struct=Contract,
        columns=(
            _code(),
            _NETWORK,
            Column(field="carrier", en="Carrier", zh="运营商", required=True, synonyms=("服务商", "供应商")),
            Column(field="start", en="Start", zh="起始日期", type=Type.DATE, synonyms=("开始日期", "生效日期")),
            Column(field="end", en="End", zh="到期日期", type=Type.DATE, synonyms=("截止日期", "终止日期"), last=True),
            Column(
                field="notice_months", en="Notice", zh="提前通知期", type=Type.WHOLE, unit="months", synonyms=("通知期",), low=0, high=120
            ),
            Column(field="penalty_share", en="Penalty share", zh="违约金比例", type=Type.SHARE, synonyms=("违约比例",), low=0, high=1),
        ),
    ),
    Sheet(
        kind="circuits",
        en="Circuits",
        zh="线路",
        synonyms=("电路", "专线", "线路表"),
        struct=Circuit,
        columns=(
            _code(),
            Column(field="number", en="Circuit number", zh="电路编号", synonyms=("电路号", "专线号", "电路代号", "number")),
            _NETWORK,
            Column(
                field="kind",
                en="Kind",
                zh="线路类型",
                type=Type.CHOICE,
                choices=_LINES,
                required=True,
                synonyms=("电路类型", "类型", "线路类别"),
            ),
            _refers("site_a", "sites", "Site A", "A端站点", "A端", "甲端站点", required=True),
            _refers("site_b", "sites", "Site B", "B端站点", "B端", "Z端", "Z端站点", "乙端站点"),
            _BANDWIDTH,
            _money("fee_fen_per_a", "Yearly fee", "年租费", "cny/a", "年费用", "租费"),
            _refers("contract", "contracts", "Contract", "合同编码", "合同", "合同编号"),
            Column(
                field="users", en="Shared with", zh="共用网络", type=Type.REFERENCES, refers="networks", synonyms=("共用方", "其他使用网络")
            ),
        ),
    ),
    Sheet(
        kind="rooms",
        en="Rooms",
        zh="机房",
        synonyms=("机房表", "machine rooms"),
        struct=Room,
        columns=(
            _code(),
            _name("机房名称"),
            _refers("unit", "units", "Unit", "单位编码", "所属单位", "单位", required=True),
            _refers("site", "sites", "Site", "站点编码", "站点", required=True),
            Column(field="area_m2", en="Area", zh="面积", type=Type.NUMBER, unit="m2", synonyms=("机房面积",), low=0),
            Column(field="racks", en="Racks", zh="机柜数", type=Type.WHOLE, synonyms=("机柜数量", "机柜"), low=0),
            _money("capex_fen", "Construction cost", "建设费用", "wan", "建设投资", "capex"),
            _money("opex_fen_per_a", "Yearly cost", "年运行费用", "wan/a", "年运维费", "opex"),
            Column(field="networks", en="Networks", zh="承载网络", type=Type.REFERENCES, refers="networks", synonyms=("网络", "网络编码")),
        ),
    ),
    Sheet(
        kind="applications",
        en="Applications",
        zh="应用系统",
        synonyms=("应用", "信息系统", "业务系统"),
        struct=Application,
        columns=(
            _code(),
            _name("系统名称", "应用名称"),
            _refers("unit", "units", "Unit", "单位编码", "所属单位", "单位", required=True),
            _refers("network", "networks", "Network", "网络编码", "所在网络", "网络"),
            Column(field="users", en="Users", zh="用户数", type=Type.WHOLE, synonyms=("用户数量",), low=0),
            Column(field="batch", en="Cloud batch", zh="上云批次", type=Type.WHOLE, synonyms=("批次", "batch"), low=1, high=3),
            Column(field="ready", en="Ready from", zh="上云季度", type=Type.QUARTER, synonyms=("上云时间",)),
            Column(field="state", en="State", zh="状态", synonyms=("系统状态",)),
            Column(
                field="zombie", en="Zombie kind", zh="僵尸系统类别", type=Type.CHOICE, choices=_ZOMBIES, synonyms=("僵尸类别", "zombie")
            ),
        ),
    ),
    Sheet(
        kind="dependencies",
        en="Dependencies",
        zh="业务依赖",
        synonyms=("依赖", "访问关系"),
        struct=Dependency,
        columns=(
            _code(),
            _refers("from_network", "networks", "From network", "访问方网络", "来源网络", required=True),
            _refers("application", "applications", "Application", "应用编码", "被访问系统", "应用", required=True),
        ),
    ),
    Sheet(
        kind="consents",
        en="Consents",
        zh="同意意见",
        synonyms=("批复", "上级意见"),
        struct=Consent,
        columns=(
            _code(),
            _NETWORK,
            Column(field="authority", en="Authority", zh="批准单位", required=True, synonyms=("主管单位", "批复单位")),
            Column(field="option", en="Option", zh="处置方式", required=True, synonyms=("整合方式",)),
            Column(field="state", en="State", zh="意见状态", type=Type.CHOICE, choices=_CONSENTS, required=True, synonyms=("状态", "意见")),
            Column(field="since", en="Since", zh="生效季度", type=Type.QUARTER, synonyms=("生效时间",)),
            Column(field="document", en="Document", zh="文号", synonyms=("批复文号", "依据文件")),
        ),
    ),
)
"""The sheets, in the order in which later ones refer to earlier ones."""

README_TITLES = ("README", "说明")
"""Titles of the explaining sheet, English and Chinese."""
LISTS_TITLES = ("Lists", "值列表")
"""Titles of the sheet that holds the lists to pick from."""

_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_LONGEST_HEADER = 200
_NOISE = re.compile(r"[\s*:_\-./、,;]+")
_NUMBERED = re.compile(r"^(?:表?[0-9一二三四五六七八九十]{1,2}|附[件表][0-9一二三四五六七八九十]{0,2})(?=\D)|\d{1,2}$")


def header_key(text: str) -> str:
    """Return a header for comparison: no brackets, blanks, marks, case or width.

    >>> header_key(" 建设费用（万元）* "), header_key("Circuit Number"), header_key("Ａ端")
    ('建设费用', 'circuitnumber', 'a端')
    """
    if len(text) > _LONGEST_HEADER:  # no header at all; a pattern for brackets takes its time with a hundred thousand of them
        return text[:_LONGEST_HEADER].casefold()
    return _NOISE.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", text))).casefold()


def sheet_for(title: str) -> Sheet | None:
    """Return the sheet that a title names in either language, by synonym or by kind.

    A title may be numbered: ``3、线路`` and ``线路表2`` both name the circuits.
    """
    key = _NUMBERED.sub("", header_key(title))
    for sheet in SHEETS:
        if key in {header_key(name) for name in (sheet.kind, sheet.en, sheet.zh, *sheet.synonyms, *TITLES[sheet.kind])}:
            return sheet
    return None
