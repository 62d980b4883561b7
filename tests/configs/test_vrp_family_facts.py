"""Commands of VRP and Comware that the golden cases do not show, one fact each."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from collectors.configs import read_config
from lab.configs.core_switch import long_comware, long_vrp

WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def read(text: str, platform: str = "huawei_vrp"):
    return read_config(text.encode(), path="f", realm="r", collected_at=WHEN, platform=platform)


@pytest.mark.parametrize(
    ("text", "platform", "members"),
    [
        ("stack slot 0 priority 200\nstack slot 0 renumber 1\n", "huawei_vrp", [("istack", 0, 200, None), ("istack", 1, None, None)]),
        ("stack\n stack member 1 priority 150\n stack member 1 domain 10\n", "huawei_vrp", [("istack", 1, 150, "10")]),
        ("set css id 1\nset css priority 100\n", "huawei_vrp", [("css", 1, None, None), ("css", None, 100, None)]),
        ("dfs-group 1\n priority 150\n source ip 10.1.1.1\n", "huawei_vrp", [("mlag", None, 150, "1")]),
        ("interface Eth-Trunk1\n peer-link 1\n", "huawei_vrp", [("mlag", None, None, None)]),
        (" m-lag system-number 1\n m-lag system-mac 0001-0001-0001\n", "hp_comware", [("mlag", 1, None, "0001-0001-0001")]),
        (" irf domain 3\n", "hp_comware", [("irf", None, None, "3")]),
    ],
)
def test_stacks_and_pairs(text, platform, members):
    assert [(one.kind, one.member, one.priority, one.domain) for one in read(f"#\n{text}#\n", platform).stack_members] == members


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "rule 5 permit tcp source any destination 10.0.0.1 0 destination-port range 80 90",
            ("tcp", None, "10.0.0.1/32", "range 80 90", None),
        ),
        ("rule 5 deny 6 destination object-group WEB established", ("6", None, "group:WEB", None, "established")),
        (
            "rule 5 permit udp source 10.0.0.0 0.0.0.255 destination-port gt 1023 time-range work",
            ("udp", "10.0.0.0/24", None, "gt 1023", "time-range work"),
        ),
        ("rule 5 permit ip source 10.0.0.7 0.0.255.0", (None, "10.0.0.7/0.0.255.0", None, None, None)),
        ("rule 5 permit ip vpn-instance A source 10.0.0.1 0", (None, "10.0.0.1/32", None, None, None)),
        ("rule 5 permit ipv6 source 2001:DB8:: 32 destination 2001:DB8::1/128", ("ipv6", "2001:db8::/32", "2001:db8::1/128", None, None)),
    ],
)
def test_rules_of_access_lists(line, said):
    (rule,) = read(f"acl number 3000\n {line}\n#\n").acl_rules
    assert (rule.protocol, rule.source, rule.destination, rule.destination_port, rule.options) == said


@pytest.mark.parametrize(
    "line", ["rule 5 permit tcp source 10.0.0.1 300", "rule 5 permit tcp destination-port", "rule 5 maybe", "rule", "step x"]
)
def test_wrong_rules_stay_unread(line):
    record = read(f"acl number 3000\n {line}\n#\n")
    assert record.acl_rules == ()
    assert record.reading.unparsed == 1


@pytest.mark.parametrize(
    ("line", "member"),
    [
        ("address 0 10.0.0.1 mask 32", "10.0.0.1/32"),
        ("address 0 10.0.0.0 0.0.0.255", "10.0.0.0/24"),
        ("address 0 10.0.0.0 255.255.255.0", "10.0.0.0/24"),
        ("address 0 range 10.0.0.1 10.0.0.9", "10.0.0.1-10.0.0.9"),
        ("address 0 address-set OTHER", "group:OTHER"),
        ("address 0 10.0.0.0 24", "10.0.0.0/24"),
        ("address 0 2001:DB8:: 32", "2001:db8::/32"),
    ],
)
def test_members_of_address_sets(line, member):
    (group,) = read(f"ip address-set A type object\n {line}\n#\n").object_groups
    assert group.members == (member,)


@pytest.mark.parametrize(
    ("lines", "peer"),
    [
        ("peer 10.0.0.2 as-number 100.1", (6553601, ("ipv4",), None, True, ())),
        (
            "group G external\n peer G as-number 65002\n peer G ebgp-max-hop 2\n peer 10.0.0.2 group G",
            (65002, ("ipv4",), "G", True, ("ebgp-multihop 2",)),
        ),
        ("peer 10.0.0.2 as-number 65001\n peer 10.0.0.2 ignore", (65001, ("ipv4",), None, False, ())),
        ("undo default ipv4-unicast\n peer 10.0.0.2 as-number 65001", (65001, (), None, True, ())),
        (
            "peer 10.0.0.2 as-number 65001\n peer 10.0.0.2 public-as-only\n peer 10.0.0.2 upe",
            (65001, ("ipv4",), None, True, ("remove-private-as", "upe")),
        ),
    ],
)
def test_sessions_of_bgp(lines, peer):
    (found,) = read(f"bgp 65001\n {lines}\n#\n").bgp_peers
    assert (found.remote_as, found.families, found.group, found.enabled, found.options) == peer


@pytest.mark.parametrize(
    ("text", "use", "via"),
    [
        ("bgp 1\n filter-policy 2000 import\n", "route", "bgp 1"),
        ("route-policy P permit node 1\n if-match acl 2000\n", "route", "P"),
        ("ssh server acl 2000\n", "vty", "ssh"),
        ("snmp-agent acl 2000\n", "snmp", "acl"),
        ("ntp-service access peer 2000\n", "other", "ntp"),
        ("traffic-filter inbound acl 2000\n", "filter", "global"),
    ],
)
def test_where_lists_take_effect(text, use, via):
    (binding,) = read(f"#\n{text}#\n").acl_bindings
    assert (binding.acl, binding.use, binding.via) == ("2000", use, via)


def test_a_policy_for_all_ports_redirects():
    text = (
        "traffic classifier C\n if-match acl 3000\n#\ntraffic behavior B\n redirect ip-nexthop 10.0.0.1\n#\n"
        "traffic policy P\n classifier C behavior B\n#\ntraffic-policy P global inbound\n#\n"
    )
    record = read(text)
    assert [(one.policy, one.kind, one.direction, one.interface) for one in record.service_policies] == [("P", "routing", "in", None)]
    assert [(one.acl, one.use, one.via) for one in record.acl_bindings] == [("3000", "policy", "P")]


@pytest.mark.parametrize(("write", "platform"), [(long_vrp, "huawei_vrp"), (long_comware, "hp_comware")])
def test_a_whole_configuration_without_indentation_says_the_same(write, platform):
    """The families of BGP and of VPN instances go on behind a mark at column 0."""
    text = write(7)
    one, other = read(text, platform), read("".join(f"{line.strip()}\n" for line in text.splitlines()), platform)
    assert (one.reading.unparsed, other.reading.unparsed) == (0, 0)
    assert replace(one, reading=None) == replace(other, reading=None)
    assert len(other.bgp_peers) == 20
