"""What the dialect of FortiOS passes over: whole tables, each by a named rule; the longest path counts.

A rule is here because its tables say nothing of topology, addressing, separation or servers: what is inspected in a
connection, how pages look, who logs in as a user, how the wireless network and the certificates are kept.
"""

from __future__ import annotations

from collections.abc import Mapping

_PASSED: Mapping[str, tuple[str, ...]] = {
    "inspection": (
        *(
            "webfilter",
            "antivirus",
            "ips",
            "dlp",
            "application",
            "emailfilter",
            "spamfilter",
            "dnsfilter",
            "file-filter",
            "icap",
            "waf",
            "voip",
        ),
        *("videofilter", "casb", "cifs", "ssh-filter", "sctp-filter", "virtual-patch", "diameter-filter", "gtp", "imp2p", "netscan", "mms"),
        *("firewall ssl-ssh-profile", "firewall profile-group", "firewall profile-protocol-options", "firewall ssl", "firewall ssl-server"),
        *(
            "firewall carrier-endpoint-bwl",
            "firewall gtp",
            "firewall mms-profile",
            "content-filter",
            "webcache",
            "endpoint-control",
            "nac-quar",
        ),
        *(
            "system fortiguard",
            "system autoupdate",
            "system ips-urlfilter-dns",
            "system ips",
            "system fortisandbox",
            "system geoip-override",
        ),
        *("system geoip-country", "firewall internet-service*", "firewall vendor-mac*", "system dns64", "telemetry-controller", "dpdk"),
        *("firewall DoS-policy", "firewall DoS-policy6", "firewall interface-policy", "firewall interface-policy6", "firewall sniffer"),
        *("firewall decrypted-traffic-mirror", "firewall access-proxy*", "firewall on-demand-sniffer", "ztna", "system speed-test-*"),
    ),
    "proxy": (
        "web-proxy",
        "wanopt",
        "firewall proxy-*",
        "ftp-proxy",
        "firewall explicit-proxy-*",
        "system wccp",
        "firewall wildcard-fqdn",
        "firewall ssh",
    ),
    "quality-of-service": (
        *(
            "firewall shaper",
            "firewall shaping-profile",
            "firewall traffic-class",
            "firewall schedule",
            "system traffic-*",
            "firewall ldb-monitor",
        ),
        *(
            "system physical-switch",
            "system np6*",
            "system npu*",
            "system virtual-wire-pair",
            "system lte-modem",
            "system modem",
            "system 3g-modem",
        ),
        *(
            "system standalone-cluster",
            "system cluster-sync",
            "firewall global",
            "firewall ttl-policy",
            "firewall session-helper",
            "system session-*",
        ),
        *(
            "firewall city",
            "firewall country",
            "firewall region",
            "firewall network-service-dynamic",
            "firewall service category",
            "firewall iprope",
        ),
        *(
            "system isf-*",
            "system dedicated-mgmt",
            "system affinity-*",
            "system nd-proxy",
            "system proxy-arp",
            "system arp-table",
            "system ipv6-*",
        ),
        *(
            "firewall ipmacbinding",
            "firewall auth-portal",
            "firewall identity-based-route",
            "firewall dnstranslation",
            "system pppoe-interface",
        ),
    ),
    "login": (
        *(
            "user",
            "system accprofile",
            "system password-policy*",
            "system admin-*",
            "system automation-*",
            "authentication",
            "system sso-*",
            "system saml",
        ),
        *(
            "system fortitoken*",
            "system two-factor",
            "system console",
            "system external-resource",
            "system custom-language",
            "system object-tagging",
        ),
        *(
            "system csf",
            "system central-management",
            "system fm",
            "system auto-*",
            "system fips-cc",
            "system alias",
            "system vdom-*",
            "system vne-*",
        ),
        *(
            "system settings",
            "system fortimanager",
            "system fortindr",
            "system fortisandbox",
            "system ftm-push",
            "system sms-server",
            "system email-server",
        ),
        *(
            "system bypass",
            "system smc-ntp",
            "system probe-response",
            "system ike",
            "system acme",
            "system device-upgrade",
            "system federated-upgrade",
        ),
        *(
            "system security-rating",
            "system health-check-*",
            "system ssh-*",
            "system evpn",
            "system ngfw-settings",
            "system cloud-service",
            "system ips-*",
        ),
        *(
            "system amc",
            "system aux",
            "system digital-io",
            "system resource-limits",
            "system vdom",
            "system storage",
            "system mobile-tunnel",
            "system mac-*",
        ),
        *(
            "system gi-gk",
            "system monitors",
            "gui",
            "system gui-*",
            "firewall auth-*",
            "system ipam",
            "system lldp",
            "system crypto-*",
            "system tos-based-*",
        ),
        *(
            "firewall ssl setting",
            "extension-controller",
            "extender-controller",
            "system sdn-*",
            "system stp-*",
            "system fsso-polling",
            "system vmlicense",
        ),
        *(
            "vpn ssl",
            "vpn l2tp",
            "vpn pptp",
            "vpn ocvpn",
            "vpn kmip-server",
            "vpn qkd",
            "vpn ipsec forticlient",
            "vpn ipsec fec",
            "vpn ipsec concentrator",
        ),
        *(
            "system fortiai",
            "system tftp",
            "system stp instance",
            "system ndp-proxy",
            "system phone-home",
            "system rating",
            "fmupdate",
            "system dscp-*",
        ),
    ),
    "certificates": ("vpn certificate", "certificate", "system certificate", "vpn ipsec aggregate"),
    "appearance": (
        "system replacemsg*",
        "system replacemsg-image",
        "system replacemsg-group",
        "report",
        "system custom-*",
        "system dashboard",
    ),
    "clock-and-logs": ("log", "alertemail", "system alertemail", "monitoring", "system fortiview"),
    "management-protocol": (
        "system snmp mib-view",
        "system sflow",
        "system netflow-*",
        "system lldp *",
        "system ddns",
        "system dns-*",
        "system dns-database",
        "system dns-server",
    ),
    "wireless": ("wireless-controller",),
    "managed-switches": ("switch-controller",),
    "routing-keys": ("router key-chain",),
    "routing-behaviour": (
        "router setting",
        "router bfd",
        "router bfd6",
        "router auth-path",
        "router multicast-flow",
        "router extcommunity-list",
        "router ripng",
        "router multicast6",
    ),
}
"""Paths by rule; a star stands for any ending of the last word."""
_WHOLE = {path: rule for rule, paths in _PASSED.items() for path in paths if not path.endswith("*")}
_STARTS = tuple((path[:-1], rule) for rule, paths in _PASSED.items() for path in paths if path.endswith("*"))


def rule_of_path(path: str) -> str | None:
    """Return the rule that passes over a table.

    >>> rule_of_path("webfilter profile"), rule_of_path('system replacemsg mail "x"'), rule_of_path("system frobnicator")
    ('inspection', 'appearance', None)
    """
    words = path.split()
    for count in range(len(words), 0, -1):
        rule = _WHOLE.get(" ".join(words[:count]))
        if rule is not None:
            return rule
    return next((rule for start, rule in _STARTS if path.startswith(start)), None)
