"""The words departments write where the template has its own: titles, headers and values.

A word under one column of a sheet means that column. A word under several is ambiguous: it counts
where all but one of them are named otherwise, else a person is asked. Headers are compared without
regard to case, width, blanks, marks and brackets, and without a unit at their end (`columns.header_key`).
"""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, tuple[str, ...]] = {
    "units": (
        "单位信息",
        "单位清单",
        "部门",
        "部门表",
        "机构",
        "单位名录",
        "单位基本情况",
        "departments",
        "organisations",
        "organizations",
    ),
    "networks": (
        "网络信息",
        "网络清单",
        "专网",
        "专网表",
        "专网清单",
        "部门专网",
        "网络情况",
        "网络基本情况",
        "网络情况表",
        "private networks",
    ),
    "sites": ("站点信息", "站点清单", "地点表", "地址表", "办公地点", "locations", "buildings"),
    "presences": ("接入点表", "接入情况", "接入单位", "节点表", "网络节点", "接入节点", "接入清单", "access points", "nodes"),
    "contracts": ("合同信息", "合同清单", "租用合同", "合同情况", "agreements"),
    "circuits": ("线路信息", "线路清单", "电路表", "专线表", "专线清单", "租用线路", "链路", "线路情况", "lines", "leased lines", "links"),
    "rooms": ("机房信息", "机房清单", "机房情况", "机房基本情况", "computer rooms", "server rooms"),
    "applications": ("应用表", "应用清单", "系统清单", "业务系统表", "信息系统清单", "应用系统表", "应用系统情况", "systems"),
    "dependencies": ("依赖关系", "访问关系表", "业务访问关系", "互访关系", "access needs"),
    "consents": ("同意意见表", "批复意见", "征求意见", "意见表", "上级批复", "approvals"),
}
"""Kind to more titles of its sheet."""

_CODE = ("统一编码", "编号代码", "代号", "标识", "唯一标识", "主键", "no", "ref", "key", "identifier", "code no")
_COUNTY = ("区县", "县区", "所属县区", "所属区县", "行政区", "行政区划", "所在县区", "所在区县", "县（市、区）", "县级", "district")
_UNIT = ("单位编号", "单位代码", "单位名称", "使用单位", "接入单位", "所属部门", "部门", "owner", "department", "organisation")
_NETWORK = ("网络编号", "网络代码", "网络名称", "所属网络", "所属专网", "专网", "专网名称", "专网编码", "network code", "network name")
_SITE = ("站点编号", "站点代码", "站点名称", "所在站点", "地点", "所在地点", "安装地点", "接入地点", "site code", "site name", "location")
_RATE = ("速率", "带宽速率", "线路带宽", "接入带宽", "电路带宽", "链路带宽", "带宽需求", "线路速率", "speed", "rate", "capacity")

HEADERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "units": {
        "code": (*_CODE, "单位编码", "单位代码", "单位编号", "部门编码", "部门代码", "机构代码", "组织机构代码", "unit code",
            "department code"),
        "name": ("单位全称", "机构名称", "部门名称", "部门", "填报单位", "unit", "unit name", "department", "organisation",
            "organization"),
        "county": _COUNTY,
    },
    "networks": {
        "code": (*_CODE, "网络编码", "网络编号", "网络代码", "专网编码", "专网编号", "专网代码", "network code", "network id"),
        "name": ("网络全称", "专网全称", "网络", "专网", "系统网络名称", "network", "network name", "full name"),
        "short": ("专网简称", "缩写", "简写", "标签", "abbreviation", "short"),
        "owner": ("所属单位", "单位", "单位名称", "建设主体", "产权单位", "运维单位", "业主单位", "归口单位", "owner", "department",
            "unit"),
        "role": ("网络性质", "性质", "网络属性", "分类", "category", "type", "network type"),
        "purpose": ("网络用途", "主要用途", "主要业务", "业务", "功能", "建设目的", "use", "description"),
        "level": ("管理级别", "层次", "隶属关系", "管理方式", "建设层级", "级别", "management level"),
        "authority": ("上级主管单位", "上级单位", "主管部门", "国家部委", "垂管部门", "ministry", "superior"),
        "mlps_level": ("等保定级", "定级", "安全等级", "安全保护等级", "等级保护", "等保", "级别", "mlps", "protection level"),
        "classified": ("是否属于涉密网络", "涉密情况", "密级", "涉密网络", "secret", "is classified"),
        "statutory": ("法律规定独立", "依法独立", "是否法定单独建设", "kept separate by law"),
        "built": ("建成年月", "建设年份", "投入使用时间", "启用时间", "开通时间", "建设年月", "时间", "year built", "commissioned",
            "built on"),
        "capex_fen": (
            "建设成本", "总投资", "投资额", "建设资金", "建设费", "建网费用", "累计投资", "投资", "费用", "construction", "investment",
            "cost",
        ),
        "opex_fen_per_a.circuits": (
            "年线路租费", "线路租用费", "链路租费", "电路租费", "通信费", "年运行费用线路", "租费", "费用", "line rent", "circuits",
            "cost",
        ),
        "opex_fen_per_a.maintenance": ("年维护费", "维护费用", "运行维护费", "年运维费", "设备维护费", "运维费用", "费用",
            "maintenance cost", "cost"),
        "opex_fen_per_a.staff": ("人员费用", "人员经费", "年人员费", "人力成本", "工资", "staff", "personnel", "labour"),
        "opex_fen_per_a.power": ("年电费", "水电费", "能耗费", "电力费用", "power", "electricity"),
        "opex_fen_per_a.security": ("安全费用", "等保测评费", "网络安全费", "安全运维费", "security"),
        "renewal_fen": ("更新投资", "设备更换费用", "更换费用", "更新改造费用", "renewal"),
        "renewal_due": ("更新季度", "更换时间", "计划更新时间", "时间", "renewal quarter"),
        "realm": ("地址空间", "寻址域", "realm name"),
        "prefixes": ("IP地址", "地址范围", "IP段", "IP网段", "地址分配", "IP规划", "地址块", "subnets", "ip ranges", "address plan"),
        "only_system": ("单系统", "仅承载一个系统", "是否单一应用", "only system"),
        "blackout": ("禁止割接期", "业务高峰季度", "保障期", "重要保障期", "blackout", "freeze"),
    },
    "sites": {
        "code": (*_CODE, "站点编码", "站点编号", "站点代码", "地点编码", "地点编号", "site code", "site id"),
        "name": ("站点", "地点", "楼宇", "楼宇名称", "办公楼", "办公地点", "机构名称", "site", "site name", "building", "location"),
        "kind": ("地点类别", "地点类型", "类型", "站点性质", "层级", "site type", "type", "category"),
        "county": _COUNTY,
        "town": ("镇街", "镇", "乡镇（街道）", "所属乡镇", "所在乡镇", "township", "street"),
        "address": ("站点地址", "地点地址", "通讯地址", "办公地址", "具体地址", "street address", "postal address"),
        "latitude": ("北纬", "纬度坐标", "纬度值", "lat", "y坐标"),
        "longitude": ("东经", "经度坐标", "经度值", "lon", "lng", "long", "x坐标"),
    },
    "presences": {
        "code": (*_CODE, "接入点编码", "接入点编号", "节点编码", "节点编号", "接入编码", "presence code", "node code"),
        "network": _NETWORK,
        "site": _SITE,
        "unit": _UNIT,
        "hosts": ("终端", "终端台数", "计算机数", "计算机台数", "电脑数", "电脑台数", "PC数", "设备数", "台数", "terminals",
            "computers", "pcs"),
        "bandwidth_bps": _RATE,
    },
    "contracts": {
        "code": (*_CODE, "合同编码", "合同编号", "合同号", "合同代码", "contract code", "contract number", "contract no"),
        "network": _NETWORK,
        "carrier": ("电信运营商", "通信运营商", "乙方", "承建单位", "服务提供商", "供方", "线路运营商", "provider", "operator",
            "supplier", "telco"),
        "start": ("签订日期", "签订时间", "签约日期", "起始时间", "开始时间", "起租日期", "合同起始日", "日期", "start date", "from",
            "begin"),
        "end": ("结束日期", "终止时间", "结束时间", "到期时间", "截止时间", "合同期限至", "合同到期日", "日期", "end date", "until",
            "expiry", "expires"),
        "notice_months": ("提前通知", "提前通知月数", "通知期限", "notice period"),
        "penalty_share": ("违约金", "违约金率", "提前解约违约金比例", "赔付比例", "penalty", "penalty rate"),
    },
    "circuits": {
        "code": (*_CODE, "线路编码", "线路编号", "线路代码", "专线编码", "circuit code", "line code"),
        "number": ("电路编码", "运营商编号", "运营商电路编号", "专线编号", "专线号码", "电路代码", "业务号码", "线路编号",
            "carrier number", "circuit id", "circuit no"),
        "network": _NETWORK,
        "kind": ("线路方式", "接入方式", "传输方式", "电路方式", "链路类型", "专线类型", "line type", "type", "circuit type"),
        "site_a": (
            "A端站点编码", "A端地址", "A端名称", "本端", "本端站点", "起点", "始端", "局端", "甲端", "站点", "地点", "a end", "end a",
            "from", "from site",
        ),
        "site_b": (
            "B端站点编码", "B端地址", "B端名称", "Z端站点编码", "Z端地址", "对端", "对端站点", "终点", "末端", "乙端", "站点", "地点",
            "b end", "z end", "end b", "to",
            "to site",
        ),
        "bandwidth_bps": _RATE,
        "fee_fen_per_a": (
            "年租金", "租金", "租用费", "年租用费", "费用", "资费", "线路费用", "年度费用", "月租费", "月租", "月租金", "annual fee",
            "fee", "rent", "monthly fee",
            "yearly rent",
        ),
        "contract": ("合同代码", "合同号", "所属合同", "对应合同", "contract code", "contract no"),
    },
    "rooms": {
        "code": (*_CODE, "机房编码", "机房编号", "机房代码", "room code"),
        "name": ("机房", "机房全称", "中心机房名称", "room", "room name"),
        "unit": (*_UNIT, "管理单位", "产权单位", "建设单位"),
        "site": (*_SITE, "机房地址", "所在位置", "位置"),
        "area_m2": ("建筑面积", "使用面积", "占地面积", "机房使用面积", "floor area", "size"),
        "racks": ("机架数", "机架", "机架数量", "标准机柜数", "rack count", "cabinets"),
        "capex_fen": ("建设成本", "总投资", "建设资金", "投资额", "机房投资", "费用", "construction", "investment", "cost"),
        "opex_fen_per_a": ("年运行费", "运行费用", "运维费用", "年度运维费用", "年费用", "费用", "running cost", "annual cost", "cost"),
        "networks": ("承载专网", "所承载网络", "机房内网络", "networks hosted", "network"),
    },
    "applications": {
        "code": (*_CODE, "系统编码", "系统编号", "应用编码", "应用编号", "系统代码", "application code", "system code"),
        "name": ("应用系统名称", "信息系统名称", "业务系统名称", "应用系统", "系统", "应用", "系统全称", "application",
            "application name", "system"),
        "unit": (*_UNIT, "建设单位", "主管单位", "管理单位", "责任单位"),
        "network": (*_NETWORK, "部署网络", "运行网络", "承载网络"),
        "users": ("用户", "使用人数", "注册用户数", "用户量", "人数", "user count", "number of users"),
        "batch": ("上云批次号", "迁移批次", "云批次", "migration batch"),
        "ready": ("上云时间季度", "计划上云时间", "迁移时间", "上云完成时间", "cloud quarter"),
        "state": ("运行状态", "使用状态", "使用情况", "在用情况", "status"),
        "zombie": ("僵尸系统", "僵尸系统类型", "影子系统类别", "僵尸影子系统", "zombie type"),
    },
    "dependencies": {
        "code": (*_CODE, "依赖编码", "依赖编号", "关系编码", "dependency code"),
        "from_network": ("访问网络", "源网络", "发起方网络", "使用方网络", "网络编码", "网络", "source network", "network", "from"),
        "application": ("应用编号", "系统编码", "系统名称", "被访问应用", "目标系统", "应用系统", "系统", "target", "system", "to"),
    },
    "consents": {
        "code": (*_CODE, "意见编码", "意见编号", "批复编码", "consent code"),
        "network": _NETWORK,
        "authority": ("审批单位", "批准部门", "批复部门", "上级部门", "上级主管部门", "发文单位", "approver", "approved by"),
        "option": ("处置意见", "整合意见", "处置", "拟处置方式", "方案", "decision", "measure"),
        "state": ("是否同意", "批复状态", "答复", "答复意见", "批复情况", "status", "answer"),
        "since": ("批复时间", "同意时间", "日期", "时间", "valid from", "from"),
        "document": ("批文", "批复文件", "文件号", "公文号", "批文号", "reference", "document number", "letter"),
    },
}  # fmt: skip
"""Kind to field to more headers of its column."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "extranet_admin": ("电子政务外网行政服务域", "行政服务域", "政务外网行政域", "行政域", "administrative domain"),
    "extranet_public": ("电子政务外网公共服务域", "公共服务域", "政务外网公共域", "公共域", "public domain"),
    "intranet": ("电子政务内网", "内网", "涉密内网"),
    "departmental": ("专网", "部门专用网络", "业务专网", "部门业务专网", "业务网", "专用网络", "单位专网", "private network", "private"),
    "city": ("市", "市本级", "市直", "市建", "本级", "地市级", "市级自建"),
    "vertical": ("垂直", "垂管", "条管", "省垂管", "部垂管", "国垂", "省垂", "垂直管理单位", "省以下垂直", "省级", "国家级", "部级"),
    "centre": ("中心", "核心", "核心机房", "中心机房", "center", "core"),
    "department": ("部门", "市直单位", "市直机关", "委办局", "市级部门"),
    "county": ("县区", "区县", "县", "区", "县（市、区）", "县级"),
    "township": ("乡镇", "街道", "镇街", "乡", "镇", "乡镇（街道）", "town"),
    "other": ("其它", "企事业单位", "事业单位", "企业", "学校"),
    "leased": (
        "专线",
        "数字专线",
        "数字电路",
        "租用",
        "租用专线",
        "租线",
        "MSTP",
        "MSTP专线",
        "SDH",
        "SDH专线",
        "PTN",
        "OTN",
        "leased line",
    ),
    "fibre": ("光纤", "裸纤", "光缆", "租用光纤", "租用裸光纤", "裸芯", "dark fibre", "dark fiber", "bare fiber", "fiber"),
    "vpn": ("VPN", "MPLS VPN", "MPLS-VPN", "IPSec VPN", "IPSEC", "VPN专线", "虚拟专网"),
    "own": ("自建", "自有", "自建光缆", "自有光缆", "自有线路", "自建光纤", "owned"),
    "none": ("未征求意见", "未报批", "未办理", "尚未征求"),
    "asked": ("征求意见中", "征求中", "已报批", "审批中", "办理中", "待批复", "pending", "requested"),
    "granted": ("同意", "已批准", "批准", "已批复", "批复同意", "同意接入", "approved", "yes"),
    "refused": ("已拒绝", "拒绝", "未同意", "不批准", "未批准", "denied", "rejected", "no"),
    "mail": ("电子邮件", "邮箱", "邮件系统", "电子邮件系统", "email"),
    "video": ("视频", "视频会议系统", "视讯", "video conferencing"),
    "office": ("办公系统", "OA", "OA系统", "办公自动化", "协同办公"),
}
"""Value of a list to more words for it."""

IGNORED = frozenset(
    {
        "序号", "备注", "说明", "填表人", "填报人", "填表日期", "填报日期", "联系人", "联系电话", "电话", "手机", "手机号码", "附件",
        "合计", "小计",
        "remarks", "remark", "notes", "note", "comment", "comments", "contact", "phone", "serialno", "#",
    }
)  # fmt: skip
"""Headers, as keys, of columns that a census has no use for: passed over with a note, never taken for another."""
