"""Golden records: what each dialect makes of configurations we wrote."""

import dataclasses
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from collectors.clean import clean
from collectors.configs import PARSERS, read_config
from collectors.configs.facts import Facts
from collectors.configs.parser import UNSURE
from topology.model.records import PARTS, DeviceRecord

HERE = Path(__file__).parent
WHEN = datetime(2017, 12, 1, 8, tzinfo=UTC)
KEY = b"golden files need fingerprints that stay"
CASES = sorted(path.parent for parser in PARSERS for path in (HERE / parser.platform).glob("*/device.cfg"))

# Fields whose value the line behind a reference must name, or the words that say the same.
KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "interfaces": (("name",), ()),
    "vlans": (("vid", "name"), ("vlan",)),
    "vrfs": (("name",), ("set vrf",)),
    "vrf_families": (("vrf", "family", "rd", "import_targets", "export_targets"), ()),
    "routes": (("next_hop", "interface", "prefix"), ()),
    "lags": (("interface", "mode"), ("mode", "channel-group", "port-group")),
    "ospf": (("process", "vrf"), ("ospf",)),
    "ospf_areas": (("area",), ("area", "network")),
    "ospf_interfaces": (("interface",), ("ospf", "network", "prefix", "interface all")),
    "isis": (("process", "vrf"), ("isis",)),
    "isis_circuits": (("interface",), ("isis",)),
    "bgp": (("local_as", "vrf"), ("bgp",)),
    "bgp_peers": (("address",), ()),
    "fhrp": (("addresses", "group"), ()),
    "nat_rules": (("name", "acl", "inside", "outside", "pool"), ("nat outbound", "edit")),
    "nat_pools": (("first", "last"), ()),
    "acls": (("name",), ()),
    "acl_rules": (("action",), ("evaluate", "trusthost", "edit", "term")),
    "acl_bindings": (("acl", "via"), ("acl",)),
    "zones": (("name", "interfaces"), ()),
    "zone_policies": (("name",), ("rule", "policy", "edit", "intrazone")),
    "object_groups": (("name",), ()),
    "redistributions": (("source",), ("from interface", "prefix-list")),
    "route_policies": (("name", "matches", "sets"), ("as-path", "pass", "drop", "done", "term")),
    "prefix_filters": (("name", "prefix"), ()),
    "network_statements": (("prefix",), ("interface", "ip router")),
    "dhcp_relays": (("servers", "interface"), ("relay", "helper")),
    "dhcp_pools": (("name",), ("dhcp select interface", "edit")),
    "tunnels": (("interface", "destination"), ()),
    "ipsec_peers": (("name", "address", "policy"), ()),
    "stp_configurations": ((), ("stp", "spanning-tree")),
    "stack_members": (("ports", "member", "domain"), ("irf", "stack", "css", "dfs-group", "vpc", "switch")),
    "vlan_domains": ((), ("vtp",)),
    "service_instances": (("number",), ("service", "member", "edit")),
    "multicast": (("address", "vrf", "interface"), ("multicast", "pim", "igmp", "mld", "rp")),
    "management_servers": (("address",), ()),
    "management_accesses": (
        ("kind", "name"),
        ("user", "community", "web", "stelnet", "http", "protocol", "transport", "ssh", "feature", "username", "name"),
    ),
    "service_policies": (("policy",), ()),
}
Test = Callable[[DeviceRecord], object]
FACTS: dict[int, dict[str, Test]] = {
    1: {
        "address": lambda r: any(i.addresses for i in r.interfaces),
        "IPv6 address": lambda r: any(":" in a for i in r.interfaces for a in i.addresses),
        "secondary address": lambda r: any(len(i.addresses) > 1 for i in r.interfaces),
        "VRF": lambda r: any(i.vrf for i in r.interfaces),
        "announced prefix": lambda r: r.network_statements,
        "pool": lambda r: any(p.prefix and p.gateways for p in r.dhcp_pools),
    },
    2: {"virtual address": lambda r: any(g.addresses for g in r.fhrp)},
    3: {
        "to the interface or a pool": lambda r: any(n.kind == "source" for n in r.nat_rules),
        "server": lambda r: any(n.kind == "server" and n.inside_port for n in r.nat_rules),
        "static": lambda r: any(n.kind == "static" for n in r.nat_rules),
        "pool": lambda r: r.nat_pools,
    },
    4: {
        "RD and targets": lambda r: any(v.rd and v.import_targets and v.export_targets for v in r.vrfs),
        "family": lambda r: any(f.family == "ipv6" and f.rd for f in r.vrf_families),
    },
    5: {
        "named VLAN": lambda r: any(v.name for v in r.vlans),
        "trunk": lambda r: any(i.vlan_trunk for i in r.interfaces),
        "access": lambda r: any(i.vlan_access for i in r.interfaces),
    },
    6: {
        "mode": lambda r: any(s.mode for s in r.stp_configurations),
        "region": lambda r: any(s.region and s.instances for s in r.stp_configurations),
        "priority": lambda r: any(s.priorities for s in r.stp_configurations),
    },
    7: {
        "process": lambda r: any(o.router_id for o in r.ospf),
        "area": lambda r: any(a.networks for a in r.ospf_areas),
        "stub": lambda r: any(a.kind for a in r.ospf_areas),
        "authentication": lambda r: any(o.authentication for o in (*r.ospf_areas, *r.ospf_interfaces)),
        "interface": lambda r: any(o.area or o.passive or o.cost for o in r.ospf_interfaces),
        "version 3": lambda r: any(o.version == 3 for o in r.ospf),
    },
    8: {"process": lambda r: any(i.system_id and i.areas for i in r.isis), "circuit": lambda r: r.isis_circuits},
    9: {
        "process": lambda r: any(b.local_as and b.router_id for b in r.bgp),
        "asdot": lambda r: any((b.local_as or 0) > 65535 for b in r.bgp),
        "peer": lambda r: any(p.remote_as for p in r.bgp_peers),
        "VPN": lambda r: any("vpnv4" in p.families for p in r.bgp_peers),
        "peer in a VRF": lambda r: any(p.vrf for p in r.bgp_peers),
        "policy": lambda r: any(p.export_policies for p in r.bgp_peers),
    },
    10: {
        "default": lambda r: any(s.prefix == "0.0.0.0/0" for s in r.routes),
        "VRF": lambda r: any(s.vrf for s in r.routes),
        "next hop elsewhere": lambda r: any(s.next_hop_vrf for s in r.routes),
        "track": lambda r: any(s.track for s in r.routes),
        "IPv6": lambda r: any(":" in s.prefix for s in r.routes),
    },
    11: {
        "into OSPF": lambda r: any(x.into == "ospf" for x in r.redistributions),
        "into BGP": lambda r: any(x.into == "bgp" for x in r.redistributions),
        "policy": lambda r: r.route_policies and r.prefix_filters,
    },
    12: {
        "rule": lambda r: any(x.source and x.destination_port for x in r.acl_rules),
        "IPv6 list": lambda r: any(a.family == "ipv6" for a in r.acls),
        "on an interface": lambda r: any(b.use == "filter" and b.interface for b in r.acl_bindings),
        "on terminals": lambda r: any(b.use == "vty" for b in r.acl_bindings),
        "zone": lambda r: r.zones and r.zone_policies and r.object_groups,
    },
    13: {"relay": lambda r: any(d.servers for d in r.dhcp_relays), "option": lambda r: any(p.options for p in r.dhcp_pools)},
    14: {"priority": lambda r: any(g.priority and g.priority > 100 for g in r.fhrp), "track": lambda r: any(g.track for g in r.fhrp)},
    15: {
        "GRE": lambda r: any(t.kind == "gre" and t.destination for t in r.tunnels),
        "IPsec": lambda r: any(p.address and p.secret for p in r.ipsec_peers),
    },
    16: {"aggregate": lambda r: any(i.lag for i in r.interfaces) and any(x.mode for x in r.lags), "stack": lambda r: r.stack_members},
    17: {
        "MTU": lambda r: any(i.mtu for i in r.interfaces),
        "MPLS MTU": lambda r: any(i.mpls_mtu for i in r.interfaces),
        "TCP": lambda r: any(i.tcp_mss for i in r.interfaces),
    },
    18: {
        "on an interface": lambda r: any(m.interface and m.kind == "pim-sm" for m in r.multicast),
        "rendezvous point": lambda r: any(m.kind == "rp" for m in r.multicast),
        "marking": lambda r: any(p.kind == "qos" for p in r.service_policies),
    },
    19: {
        **{kind: lambda r, kind=kind: any(s.kind == kind for s in r.management_servers) for kind in ("ntp", "log", "snmp", "radius")},
        "community": lambda r: any(a.kind == "community" and a.secret for a in r.management_accesses),
        "login": lambda r: any(a.kind == "ssh" for a in r.management_accesses),
        "account": lambda r: any(a.kind == "account" and a.secret for a in r.management_accesses),
    },
    20: {
        "description": lambda r: any(i.description for i in r.interfaces),
        "bandwidth": lambda r: any(i.bandwidth_bps for i in r.interfaces),
    },
    21: {"software": lambda r: r.system.software, "state": lambda r: any(i.enabled is False for i in r.interfaces)},
}
"""The facts that a merge of two networks needs; the 22nd, the protection level of a system, stands in no configuration."""
NOT_OF_THIS_SYSTEM: dict[tuple[str, int, str], str] = {
    ("juniper_junos", 7, "area"): "OSPF runs on the interfaces that an area names; no line takes in prefixes",
    ("cisco_nxos", 1, "pool"): "a Nexus relays DHCP, it gives out no addresses",
    ("cisco_nxos", 7, "area"): "interfaces name their area; OSPF has no network lines",
    ("cisco_nxos", 12, "zone"): "switches have no zones",
    ("cisco_nxos", 13, "option"): "a Nexus relays DHCP, it gives out no addresses",
    ("cisco_nxos", 15, "IPsec"): "switches build no IPsec tunnels",
    ("cisco_nxos", 17, "MPLS MTU"): "labelled packets follow the interface's MTU",
    ("cisco_nxos", 17, "TCP"): "switches do not change segment sizes",
    ("cisco_xr", 5, "named VLAN"): "a router tags sub-interfaces and keeps no list of VLANs",
    ("cisco_xr", 5, "trunk"): "a router tags sub-interfaces; services on a port have rows of their own",
    ("cisco_xr", 7, "area"): "areas name their interfaces; OSPF has no network lines",
    ("cisco_xr", 12, "zone"): "routers have no zones",
    ("cisco_xr", 15, "IPsec"): "the routers at hand build no IPsec tunnels",
    ("cisco_xr", 17, "TCP"): "the size is set for a line card's processor, not for an interface",
    ("ruijie_rgos", 12, "zone"): "switches and routers have no zones; the firewalls are another system",
    ("ruijie_rgos", 17, "MPLS MTU"): "the command references at hand name no such command",
    ("fortinet_fortios", 6, "mode"): "the switches inside and behind a FortiGate speak one kind of spanning tree; no setting names it",
    ("fortinet_fortios", 10, "next hop elsewhere"): "a next hop is in the route's own table; links between VDOMs lead elsewhere",
    ("fortinet_fortios", 17, "MPLS MTU"): "FortiOS forwards no labelled packets",
    ("zte_zxros", 12, "zone"): "switches and routers have no zones",
    ("zte_zxros", 16, "stack"): "chassis are joined (VSC) by a file of its own, vscmCfg.dat, that no configuration shows",
}
"""What a system does not configure of a fact, each with the reason."""


def record_of(case: Path) -> DeviceRecord:
    return read_config((case / "device.cfg").read_bytes(), path="device.cfg", realm="r", collected_at=WHEN, key=KEY)


def without_unknowns(value: object) -> object:
    """Leave out what is unknown or empty, so that a golden file shows what was read."""
    if isinstance(value, dict):
        return {name: without_unknowns(inner) for name, inner in value.items() if inner not in (None, [], {}, ())}
    if isinstance(value, list | tuple):
        return [without_unknowns(inner) for inner in value]
    return value


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.platform)
def test_every_parser_has_golden_cases(parser):
    assert list((HERE / parser.platform).glob("*/device.cfg"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_exactly_one_parser_matches(case):
    text = clean((case / "device.cfg").read_bytes(), "device.cfg")
    matching = [parser.platform for parser in PARSERS if parser.matches(text) is not None]
    assert matching == [case.parent.name]
    (parser,) = (parser for parser in PARSERS if parser.platform == case.parent.name)
    assert parser.matches(text).confidence >= UNSURE


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_record_equals_golden(case):
    record = record_of(case)
    golden = case / "record.json"
    if os.environ.get("NETFOLD_GOLDEN"):
        golden.write_bytes(msgspec.json.format(msgspec.json.encode(without_unknowns(msgspec.to_builtins(record))), indent=1) + b"\n")
    assert msgspec.json.decode(golden.read_bytes(), type=DeviceRecord) == record


def in_line(value: object, line: str) -> bool:
    """Tell whether a value, or one of several, stands in a line as devices write it: blanks and case aside, a prefix by its address."""
    if isinstance(value, tuple):
        return any(in_line(one, line) for one in value)
    if value is None or value == "":
        return False
    text = str(value).lower().replace(" ", "")
    squeezed = line.lower().replace(" ", "")
    return any(form in squeezed for form in (text, text.partition("/")[0], text.rpartition(":")[2], text.rpartition(".")[2], text[-3:]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_every_reference_opens_the_line_that_names_the_fact(case):
    record = record_of(case)
    raw = clean((case / "device.cfg").read_bytes(), "device.cfg")
    texts = {line.number: line.text for line in raw.lines}
    for part in PARTS:
        for row in getattr(record, part) if part in KEYS else ():
            line = texts[int(row.ref.rpartition(":")[2])]
            fields, words = KEYS[part]
            said = [getattr(row, name) for name in fields]
            assert in_line((*said, *words), line), (part, row, line)


def test_every_part_that_a_configuration_fills_has_its_key():
    filled = {field.name for field in dataclasses.fields(Facts)} | {"interfaces"}
    assert filled - {"modules", "stp"} <= set(KEYS)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.platform)
@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_every_fact_of_a_merge_has_a_golden_case_in_every_dialect(parser, fact):
    records = [record_of(case) for case in CASES if case.parent.name == parser.platform]
    missing = {name for name, holds in FACTS[fact].items() if not any(holds(record) for record in records)}
    assert missing == {name for platform, number, name in NOT_OF_THIS_SYSTEM if (platform, number) == (parser.platform, fact)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_every_line_is_accounted_for(case):
    record = record_of(case)
    text = clean((case / "device.cfg").read_bytes(), "device.cfg")
    reading = record.reading
    assert reading.lines == reading.understood + reading.ignored + reading.unparsed == len(text.lines)
