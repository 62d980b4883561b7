"""The systems whose configurations are told apart, whether or not a dialect reads them: a head only they write, and a vote.

*Source* of the signs: notes/CONFIGS 3 and the vendors' command references; none is shared by two rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from collectors.clean import CleanText, Line
from collectors.configs.parser import Match

_LOOKED_AT: Final = 3_000
_HEAD_LINES: Final = 80
_BY_HEAD: Final = 0.95
_FEW: Final = 3
"""Signs from which on a vote can be sure."""
_UNSURE: Final = 0.6
_MOST_SURE: Final = 0.9


class Platform(NamedTuple):
    """A system: NetBox's name for it, the name people use, what only its head says, and commands that only it has."""

    name: str
    label: str
    head: re.Pattern[str]
    signs: re.Pattern[str]


def _platform(name: str, label: str, head: str, signs: str) -> Platform:
    return Platform(name, label, re.compile(head), re.compile(signs))


PLATFORMS: Final[tuple[Platform, ...]] = (
    _platform(
        "huawei_vrp",
        "Huawei VRP",
        r"!?\s*Software Version V\d{3}R\d{3}|\[V\d{3}R\d{3}[^\]\s]*\]$|#?\s*VRP \(R\) software",
        r"vlan batch \d|port trunk allow-pass |interface (?:Vlanif|Eth-Trunk|MEth)\d|port default vlan \d|ip binding vpn-instance |"
        r"user-interface (?:con|vty|maximum)|authentication-scheme |firewall zone ",
    ),
    _platform(
        "hp_comware",
        "H3C Comware",
        r"version [57]\.\d+(?:\.\d+)?(?:P\d+)?, \w+ \w+|# ?H(?:3C|PE?) Comware|# ?Comware Software, Version",
        r"port link-mode (?:route|bridge)|interface (?:Vlan-interface|Bridge-Aggregation|Route-Aggregation|Ten-GigabitEthernet|"
        r"Forty-?GigE|M-GigabitEthernet)|irf (?:mac-address|member|domain|auto)|domain default enable |line class |role name |"
        r"port trunk permit vlan |scheduler logfile|user-group system|port link-aggregation group |packet-filter \d+ |"
        r"undo port trunk permit ",
    ),
    _platform(
        "ruijie_rgos",
        "Ruijie RGOS",
        r"!?\s*version .*RGOS|.*\(\w+_RGOS |!?\s*[\w-]+_RGOS \d",
        r"interface (?:AggregatePort|TFGigabitEthernet|Mgmt) ?\d|interface (?:Gigabit|TenGigabit|FortyGigabit|Fast)Ethernet \d+/\d|"
        r"nfpp$|switchport trunk allowed vlan only |vlan range |install \d+ \S|zam$|port-group \d+ mode (?:active|passive)$|"
        r"switch virtual domain |redundancy force-switchover|web-server |wlan-config |sysmac ",
    ),
    _platform(
        "cisco_ios",
        "Cisco IOS",
        r"version 1[1-7]\.\d+$|! ?Last configuration change at .* by |Current configuration ?: \d+ bytes$",
        r"service timestamps (?:debug|log) |boot-(?:start|end)-marker|no aaa new-model$|ip cef$|license udi pid |vtp mode |"
        r"spanning-tree extend system-id|no ip http secure-server|subscriber templating|ip forward-protocol nd|"
        r"crypto pki trustpoint TP-self|"
        r"control-plane$|platform \w+ |voice-card \d",
    ),
    _platform(
        "cisco_nxos",
        "Cisco NX-OS",
        r"!Command: show (?:running|startup)-config|!Running configuration last done at|version \d+\.\d+\(\d+\)\S* ?Bios",
        r"feature (?:ospf|bgp|interface-vlan|vpc|lacp|lldp|hsrp|telnet|nxapi|udld|private-vlan|pim|vn-segment-vlan-based|dhcp)|"
        r"vdc \S+ id \d|"
        r"vrf context |vpc domain |install feature-set |copp profile |boot nxos |interface mgmt0$|rmon event \d+ ",
    ),
    _platform(
        "cisco_xr",
        "Cisco IOS XR",
        r"!! IOS XR Configuration|!! Last configuration change at|Building configuration\.\.\.$(?!)",
        r"interface (?:MgmtEth0/|Bundle-Ether|TenGigE0/|HundredGigE0/|GigabitEthernet0/\d/\d/\d)|route-policy |end-policy$|prefix-set |"
        r"end-set$|ipv4 address \d|router static$|address-family ipv4 unicast$|telnet vrf default |l2transport$|control-plane$(?!)",
    ),
    _platform(
        "cisco_asa",
        "Cisco ASA",
        r"ASA Version \d|: Hardware: +(?:ASA|FPR)|(?:PIX|NGFW) Version \d",
        r"nameif |security-level \d|object-group (?:network|service) |same-security-traffic |policy-map global_policy|threat-detection ",
    ),
    _platform(
        "arista_eos",
        "Arista EOS",
        r"! device: \S+ \(.*EOS",
        r"transceiver qsfp |management api http-commands|daemon TerminAttr|mlag configuration$|service routing protocols model ",
    ),
    _platform(
        "juniper_junos",
        "Juniper Junos",
        r"## Last (?:commit|changed)|set version \d+\.\d|version \d+\.\d+[RXIBS]\d\S*;",
        r"set (?:system|interfaces|protocols|routing-options|routing-instances|policy-options|security|vlans|firewall|class-of-service|"
        r"chassis|groups|snmp|bridge-domains) |(?:system|interfaces|protocols|routing-options|routing-instances|policy-options|security|"
        r"firewall|chassis|groups) \{$|family (?:inet6?|iso|mpls|ethernet-switching)(?: \{|;)|host-name \S+;|unit \d+ \{|"
        r"deactivate (?:interfaces|protocols|system) ",
    ),
    _platform(
        "zte_zxros",
        "ZTE ZXROS",
        r"!<(?:system-config|mim|if-intf|vlan|sys-config|switchvlan|hostname|system)>$",
        r"!</?[a-z0-9_/-]{2,30}>$|interface (?:gei|xgei|fei|cgei|xlgei|smartgroup|supervlan|shelf)[-_]?\d|vlan-configuration$|"
        r"switchvlan-configuration$|ip vrf \S+$(?!)|user-password-strength-check",
    ),
    _platform(
        "fortinet_fortios",
        "Fortinet FortiOS",
        r"#config-version=|config system (?:global|interface)$",
        r"config (?:system|firewall|router|vpn|user|log|vdom)\b|edit \"|set vdom \"|set allowaccess |next$|set uuid ",
    ),
    _platform(
        "hillstone_stoneos",
        "Hillstone StoneOS (also DCN DCFW-1800)",
        r"ip vrouter \"?trust-vr\"?|Version \d\.\dR\d\S* SG-",
        r"zone \"(?:un)?trust\"|policy-global$|rule id \d+|src-(?:addr|zone) \"|dst-(?:addr|zone) \"|snatrule id \d|dnatrule id \d|"
        r"address id \d|pki trust-domain \"|aaa-server \"local\"|vswitch \"",
    ),
    _platform(
        "dcn_dcnos",
        "DCN switch",
        r"!? ?sys(?:Contact|contact) 800-810-9119|! ?DCN\b|!? ?(?:DCRS|DCS|DCWS|CS6\d{3})-?\d*\S* Device",
        r"Interface Ethernet\d+/\d|sysLocation |sysContact |vendorlocation |authentication line (?:vty|console) login|"
        r"switchport interface ethernet|port-group \d+ mode on$",
    ),
    _platform(
        "maipu_mypower",
        "Maipu MyPower",
        r"!? ?(?:Maipu|MyPower)\b|!? ?software version \d+\.\d+\.\d+\S*\((?:R|integrity)\)",
        r"interface (?:gigaethernet|switchethernet|tengigabitethernet|fastethernet)\d|link-aggregation \d+ mode |"
        r"service login-secure|enable password .* encrypt$",
    ),
    _platform(
        "mikrotik_routeros",
        "MikroTik RouterOS",
        r"# .* by RouterOS \d",
        r"/(?:interface|ip|routing|system|queue|user)(?: [a-z0-9-]+)*$|(?:add|set) .*=.*",
    ),
    _platform("hp_procurve", "HPE ArubaOS-Switch", r"; \S+ Configuration Editor; Created on release", r"untagged [A-Z]?\d|tagged [A-Z]?\d"),
    _platform("nokia_sros", "Nokia SR OS", r"# TiMOS-", r"echo \"[A-Z].* Configuration\"|exit all$"),
    _platform("paloalto_panos", "Palo Alto PAN-OS", r"<config version=\"\d+\.\d", r"set deviceconfig |set rulebase |set zone \S+ network "),
    _platform(
        "extreme_exos", "Extreme EXOS", r"# Module devmgr configuration", r"configure vlan \S+ add ports |create vlan \"|enable sharing "
    ),
    _platform(
        "aruba_aoscx",
        "HPE Aruba AOS-CX",
        r"! ?Version ArubaOS-CX ",
        r"vlan (?:access|trunk native|trunk allowed) \d|interface (?:lag \d|\d+/\d+/\d+$)|vsx$|https-server vrf |!export-password:",
    ),
    _platform(
        "ruckus_fastiron",
        "Ruckus FastIron (also Brocade)",
        r"ver 0\d\.\d+\.\d+\w*$",
        r"vlan \d+ (?:name \S+ )?by port$|module \d+ \S+-port-\S+-module$|(?:un)?tagged ethe \d|router-interface ve \d|interface ve \d|"
        r"interface ethernet \d+/\d+(?:/\d+)?$",
    ),
    _platform("f5_tmsh", "F5 BIG-IP TMOS", r"#TMSH-VERSION: \d", r"(?:ltm|net|sys|auth|cm|apm|gtm) [a-z-]+ .*\{|sys global-settings \{"),
    _platform(
        "dell_os10",
        "Dell OS10",
        r"! Version 10\.\d+\.\d",
        r"interface (?:breakout \d|ethernet1/1/\d|mgmt1/1/1)|system-user \S+ password |vlt-domain \d|iscsi target port ",
    ),
    _platform(
        "dell_os9",
        "Dell OS9 (Force10)",
        r"! Version [89]\.\d+\(\d",
        r"interface (?:ManagementEthernet|fortyGigE) \d|stack-unit \d+ provision |protocol (?:spanning-tree|lldp)|"
        r"redundancy auto-synchronize |(?:un)?tagged (?:TenGigabit|Gigabit|fortyGig|Port-channel)",
    ),
    _platform(
        "huawei_smartax",
        "Huawei SmartAX",
        r"\[MA5\d{3}\w*?V\d{3}R\d{3}: ?\d+\]$|\[Active: H\d+\w+; Standby: ",
        r"\[(?:pre|global|public|device|vlan|abs|btv|post-system|config)-?config\]$|<(?:pre|global|public|device|vlan|abs|btv)-config>$|"
        r"ont (?:add|ipconfig|port native-vlan) |service-port \d+ vlan |board add \d+/\d|xpon mode switch-to |vlan \d+ smart$",
    ),
    _platform(
        "fortinet_fortiswitchos",
        "Fortinet FortiSwitchOS",
        r"#config-version=(?:S\d|FS)\w*-",
        r"config switch(?:-controller)? (?:vlan|interface|trunk|global|physical-port|stp)\b|set native-vlan |set allowed-vlans ",
    ),
    _platform(
        "juniper_screenos",
        "Juniper ScreenOS",
        r"set vrouter trust-vr sharable$|Total Config size \d+:$",
        r"(?:un)?set vrouter |set zone (?:id \d|\")|set interface \"?\S+ (?:zone|ip|nat|route)\b|set policy id \d+ |unset interface |"
        r"set (?:ike|flow|arp|pki|nsrp) ",
    ),
    _platform(
        "checkpoint_gaia",
        "Check Point Gaia",
        r"# Language version: \d+\.\d+v\d",
        r"set interface \S+ (?:ipv4-address|link-speed|state) |set static-route |set installer policy |set password-controls |"
        r"add bonding group |set user \S+ (?:shell|gid|realname) ",
    ),
    _platform(
        "bdcom_bdos",
        "BDCOM",
        r"!version \d+\.\d+\.\d+\w* build \d+$",
        r"interface (?:GigaEthernet|TGigaEthernet|EPON|Port-aggregator)\d|switchport pvid \d|aggregator-group |"
        r"switchport trunk vlan-(?:allowed|untagged) ",
    ),
)
"""Every system that is named, with those that a dialect reads among them."""

LABELS: Final = {platform.name: platform.label for platform in PLATFORMS}


def platform_label(name: str) -> str:
    """Return the name that people use for a platform."""
    return LABELS.get(name, name)


def votes(text: CleanText, leave_out: Sequence[str] = ()) -> dict[str, Match]:
    """Return how sure it is, by heads and by signs, that a text is of each platform but those left out.

    A head is nearly proof; signs without a head must be three at least, and outweigh those of the others. Linear in
    the lines looked at.
    """
    heads: dict[str, Line] = {}
    signs: dict[str, list[Line]] = {}
    for index, line in enumerate(text.lines[:_LOOKED_AT]):
        for platform in PLATFORMS:
            if index < _HEAD_LINES and platform.name not in heads and platform.head.match(line.text):
                heads[platform.name] = line
            if platform.signs.match(line.text):
                signs.setdefault(platform.name, []).append(line)
    total = sum(len(found) for found in signs.values())
    found: dict[str, Match] = {}
    for platform in PLATFORMS:
        if platform.name in leave_out:
            continue
        own = signs.get(platform.name, [])
        against = total - len(own)
        if platform.name in heads and against <= 2 * len(own) + _FEW:
            found[platform.name] = Match(_BY_HEAD, heads[platform.name])
        elif own:
            sure = min(_MOST_SURE, (len(own) + 1) / (len(own) + 3 * against + 1.5))
            found[platform.name] = Match(round(sure if len(own) >= _FEW else min(sure, _UNSURE), 2), own[0])
    return found
