"""Which commands of VRP and Comware open sections, and which are children however they are indented."""

from __future__ import annotations

import re

SECTIONS = frozenset(
    {
        *(
            "interface",
            "vlan",
            "acl",
            "ospf",
            "ospfv3",
            "bgp",
            "isis",
            "rip",
            "ripng",
            "aaa",
            "user-interface",
            "line",
            "ip vpn-instance",
            "ip pool",
        ),
        *(
            "ip address-set",
            "ip service-set",
            "object-group",
            "object-policy",
            "traffic classifier",
            "traffic behavior",
            "traffic policy",
            "qos policy",
        ),
        *(
            "stp region-configuration",
            "security-policy",
            "policy interzone",
            "interzone",
            "object network",
            "nat-policy",
            "nat global-policy",
            "nat address-group",
            "firewall zone",
        ),
        *(
            "firewall interzone",
            "security-zone",
            "zone name",
            "zone-pair",
            "ike proposal",
            "ike peer",
            "ike profile",
            "ike keychain",
            "ikev2",
            "pim",
        ),
        *("ipsec proposal", "ipsec policy", "ipsec policy-template", "ipsec profile", "ipsec transform-set", "radius-server template"),
        *(
            "hwtacacs-server template",
            "radius scheme",
            "hwtacacs scheme",
            "ldap scheme",
            "route-policy",
            "policy-based-route",
            "mpls ldp",
            "mpls",
            "vsi",
        ),
        *(
            "wlan",
            "drop-profile",
            "diffserv domain",
            "nqa test-instance",
            "nqa entry",
            "pki realm",
            "pki domain",
            "local-aaa-server",
            "evpn",
            "l2vpn",
        ),
        *(
            "bridge-domain",
            "dfs-group",
            "stack",
            "authentication-profile",
            "domain",
            "dhcp server ip-pool",
            "dhcp server group",
            "irf-port",
            "role",
        ),
        *(
            "user-group",
            "bfd",
            "multicast",
            "local-user",
            "cpu-defend policy",
            "qos-profile",
            "flow-wred",
            "port-group",
            "wlan-ess",
            "l2tp-group",
        ),
        *(
            "ssl policy",
            "ssl server-policy",
            "free-rule-template",
            "portal-access-profile",
            "mac-access-profile",
            "dot1x-access-profile",
            "capwap",
        ),
        *(
            "explicit-path",
            "tunnel-policy",
            "tunnel-selector",
            "segment-routing",
            "smart-link",
            "monitor-link",
            "rrpp domain",
            "erps",
            "public-key",
        ),
        *(
            "cpu-defend-policy",
            "traffic-policy-list",
            "profile",
            "time-range",
            "bandwidth-policy",
            "xconnect-group",
            "vap-profile",
            "track",
            "cluster",
        ),
    }
)
"""First words of commands with children."""
TOP_WORDS = frozenset(
    {
        *(
            "snmp-agent",
            "ntp-service",
            "ntp",
            "info-center",
            "clock",
            "ssh",
            "stelnet",
            "telnet",
            "dhcp enable",
            "dhcp relay server-group",
            "mpls lsr-id",
        ),
        *(
            "lldp enable",
            "lldp global",
            "stp mode",
            "stp global",
            "stp enable",
            "stp instance",
            "hrp",
            "nat server",
            "nat static",
            "radius-server",
        ),
        *(
            "hwtacacs-server",
            "ftp",
            "http",
            "header",
            "pki",
            "capwap",
            "undo info-center",
            "undo http",
            "undo telnet",
            "irf",
            "scheduler",
            "router id",
        ),
        *("traffic-filter vlan", "qos vlan-policy", "netconf", "ip http", "ip https", "return"),
    }
)
"""First words that, at column 0, end a section whose children stand at column 0 too."""
INNER = re.compile(
    r"(?:ospf|ospfv3|isis|rip|ripng) (?!\d+$|\d+ (?:router-id|vpn-instance)|router-id|vpn-instance)\S|"
    r"ospf(?:v3)? \d+ area |"
    r"(?:isis|rip) (?:ipv6 )?enable|pim (?:sm|dm|ipv6|hello|bfd|timer)|"
    r"acl (?:ipv6 |name )?\S+ (?:inbound|outbound)|mpls(?: (?:ldp|te|mtu|l2vc|rsvp-te))?$|"
    r"mpls (?:mtu|te|l2vc|static|enable|ldp \S|rsvp-te)|l2vpn |evpn |service-instance |"
    r"stp (?!region|mode|global|instance|enable$|disable$)|"
    r"ipsec (?:policy|profile|apply) \S+$|domain \S+$|"
    r"bfd (?:min|detect|all)|line-|igmp |multicast (?:bound|boundary)|"
    r"vlan (?:dot1q|mapping|stacking|precedence)|traffic-policy |"
    r"nat (?:outbound|server protocol|static enable)|track |vsi \S+ |profile |time-range \S+$"
)
"""What only looks like a section: an interface's ``ospf enable 1 area 0``, a terminal's ``acl 2000 inbound``."""
