"""A Junos configuration from its redacted lines to the facts of the record.

The levels of the tree are read in an order of our own, interfaces and policies before what names them, so that the order of
``set`` lines makes no difference.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import islice

from collectors.clean import Line
from collectors.configs.junos.bgp import read_bgp
from collectors.configs.junos.circuits import L2CIRCUIT, MPLS, RIP
from collectors.configs.junos.firewall import FIREWALL
from collectors.configs.junos.inheritance import Inheritance
from collectors.configs.junos.instances import instances_view, read_switch_options
from collectors.configs.junos.interfaces import finish_bundles, read_interfaces
from collectors.configs.junos.nat import NAT, SERVICES_NAT
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.ospf import read_isis, read_ospf
from collectors.configs.junos.policies import POLICY_OPTIONS, forget
from collectors.configs.junos.routing import ROUTING_OPTIONS
from collectors.configs.junos.services import ACCESS, CLASS_OF_SERVICE, FORWARDING_OPTIONS, IGMP, PIM
from collectors.configs.junos.state import Reader, Scope, State, View, each, passed
from collectors.configs.junos.statements import Statements, read_statements
from collectors.configs.junos.switching import CHASSIS, SWITCH_OPTIONS, VIRTUAL_CHASSIS, read_stp, read_vlans
from collectors.configs.junos.system import SYSTEM, read_security_log, read_sflow, read_snmp
from collectors.configs.junos.vpn import IKE, IPSEC, SERVICES_VPN
from collectors.configs.junos.zones import APPLICATIONS, POLICIES, ZONES, finish_books, read_address_book
from collectors.configs.parser import MAX_UNPARSED, Account, Parsed
from topology.model.records import InterfaceKind, System, Vrf

PLATFORM = "juniper_junos"
MANAGEMENT = "mgmt_junos"
"""The routing instance that ``system management-instance`` puts the management port into."""

_EVPN = View(
    dict.fromkeys(
        ("encapsulation", "extended-vni-list", "vni-options", "default-gateway", "ip-prefix-routes", "irb-symmetric-routing"), passed
    ),
    {
        "protocol-detail": "multicast-mode mpls traceoptions duplicate-mac-detection designated-forwarder-preference-least "
        "no-core-isolation interface label-allocation pbb-evpn-core assisted-replication mac-mobility remote-ip-host-routes "
        "interconnect route-distinguisher mac-ip-table-size extended-vlan-list control-word"
    },
)
_PROTOCOLS = View(
    {
        "ospf": read_ospf,
        "ospf3": read_ospf,
        "isis": read_isis,
        "bgp": read_bgp,
        "pim": PIM,
        "igmp": IGMP,
        "mld": IGMP,
        "evpn": _EVPN,
        "sflow": read_sflow,
        "mpls": MPLS,
        "l2circuit": L2CIRCUIT,
        "rip": RIP,
        "ripng": RIP,
        **dict.fromkeys(("rstp", "mstp", "vstp", "stp"), read_stp),
    },
    {
        "label-switching": "ldp rsvp source-packet-routing connections l2iw path-computation-client pcep segment-routing",
        "lldp": "lldp lldp-med",
        "protocol-detail": "bfd vrrp router-advertisement neighbor-discovery mvpn msdp dvmrp amt sap router-discovery vpls "
        "layer2-control oam dot1x igmp-snooping mld-snooping gvrp mvrp dcbx uplink-failure-detection l2-learning loop-protect "
        "link-management ptp clock-synchronization iccp esis ilmi pppoe ppp ancp r2cp nhdp oamd l2-ng openflow ndp pgm inet6-ra "
        "hop-limit mac-rewrite ethernet-oam",
    },
)
_INNER: Mapping[str, Reader] = {
    "routing-options": ROUTING_OPTIONS,
    "protocols": _PROTOCOLS,
    "forwarding-options": FORWARDING_OPTIONS,
    "bridge-domains": read_vlans,
    "vlans": read_vlans,
    "access": ACCESS,
}
_INSTANCE_IGNORED = {
    "instance-detail": "no-vrf-advertise no-vrf-propagate-ttl vrf-propagate-ttl no-local-switching switch-options "
    "multicast-snooping-options connector-id-advertise service-type l2vpn-id route-distinguisher-id egress-protection "
    "no-normalization instance-role provider-tunnel service-groups services snooping igmp-snooping-options vrf-advertise-selective "
    "system qualified-bum-pruning-mode no-irb-layer-2-copy pbb-options remote-vtep-list label"
}
_INSTANCES = instances_view(_INNER, _INSTANCE_IGNORED)
_SERVICES = View(
    {"nat": SERVICES_NAT, "ipsec-vpn": SERVICES_VPN},
    {
        "services-detail": "service-set stateful-firewall cos flow-monitoring rpm ids adaptive-services-pics service-interface-pools "
        "dynamic-flow-capture application-identification ssl logging analytics flow-collector l2tp softwire hosted-services "
        "radius-flow-tap unified-access-control user-identification captive-portal-content-delivery security-intelligence "
        "advanced-anti-malware web-filter jflow-log service-filter-hitcount mobile video-monitoring ptsp lrf pcef soft-gre "
        "dns-filtering bypass screen monitoring routing-engine traffic-load-balance"
    },
)
_SECURITY = View(
    {
        "zones": ZONES,
        "policies": POLICIES,
        "address-book": read_address_book,
        "nat": NAT,
        "ike": IKE,
        "ipsec": IPSEC,
        "log": read_security_log,
    },
    {
        "security-detail": "key-chain screen alg flow forwarding-options pki idp utm ssh-known-hosts authentication-key-chains "
        "traceoptions application-tracking dynamic-vpn firewall-authentication user-identification alarms gprs certificates "
        "application-firewall resource-manager softwires tunnel-inspection group-vpn l3vpn macsec advance-policy-based-routing "
        "datapath-debug dynamic-application forwarding-process remote-access tcp-encap dynamic-address internal-security-association "
        "key-protect"
    },
)
_SYSTEM_ORDER: tuple[tuple[str, Reader], ...] = (
    ("system", SYSTEM),
    ("interfaces", read_interfaces),
    ("policy-options", POLICY_OPTIONS),
    ("vlans", read_vlans),
    ("bridge-domains", read_vlans),
    ("switch-options", read_switch_options),
    ("ethernet-switching-options", SWITCH_OPTIONS),
    ("routing-options", ROUTING_OPTIONS),
    ("routing-instances", _INSTANCES),
    ("protocols", _PROTOCOLS),
    ("firewall", FIREWALL),
    ("applications", APPLICATIONS),
    ("security", _SECURITY),
    ("services", _SERVICES),
    ("access", ACCESS),
    ("forwarding-options", FORWARDING_OPTIONS),
    ("class-of-service", CLASS_OF_SERVICE),
    ("snmp", read_snmp),
    ("virtual-chassis", VIRTUAL_CHASSIS),
    ("chassis", View(CHASSIS, other=lambda scope, node: scope.state.ignore(node, "hardware"))),
)


def parse_junos(lines: tuple[Line, ...], path: str) -> Parsed:
    """Return what the redacted lines of a configuration say, whichever form it has."""
    found = read_statements(lines)
    state = State(Account(path))
    inheritance = Inheritance(found)
    inheritance.apply()
    state.ranges = inheritance.ranges
    _read_router(Scope(state), found.root)
    for add in _drained(state):
        add()
    _finish_vrfs(state)
    finish_books(state)
    finish_bundles(state)
    interfaces = tuple(draft.finish() for draft in state.drafts.values())
    facts = state.gathered()
    account = state.account
    _settle(state, found, lines)
    said = state.system
    serials = state.drawers.get(("serials",), ())
    _read_comments(state, found)
    parsed = Parsed(
        system=System(
            name=said.get("name"),
            vendor="juniper",
            platform=PLATFORM,
            model=said.get("model"),
            serials=tuple(serials) if isinstance(serials, list) else (),
            software=said.get("version"),
            location=said.get("location"),
            contact=said.get("contact"),
        ),
        interfaces=interfaces,
        facts=facts,
        reading=account.reading(),
        problems=tuple(account.problems),
        ends_early=found.ends_early,
    )
    forget(state)
    state.left.clear()
    state.release()
    return parsed


def _drained(state: State):  # type: ignore[no-untyped-def] # noqa: ANN202 - what is added meanwhile comes as well
    """Yield what was put off, and what that puts off."""
    while state.later:
        waiting, state.later = state.later, []
        yield from waiting


def _read_router(scope: Scope, root: Node) -> None:
    """Read the levels of a router: the device, or a logical system of it."""
    for word, reader in _SYSTEM_ORDER:
        node = root.children.get(word)
        if node is not None and not node.inactive:
            reader(scope, node)
    _OTHERS.read(scope, root)


def _version(scope: Scope, node: Node) -> bool:
    scope.state.system["version"] = node.value or ""
    return True


def _logical_system(scope: Scope, node: Node) -> None:
    """Read a logical system: a router of its own, whose table is a VRF of the record under its name."""
    name = node.word
    if ("logical system", name) not in scope.state.drawers:
        scope.state.drawers["logical system", name] = True
        scope.state.vrfs[name] = Vrf(name=name, ref=scope.state.place(node.line))
    _read_router(Scope(scope.state, name, f"{name}/"), node)


_OTHERS = View(
    {
        **dict.fromkeys((word for word, _ in _SYSTEM_ORDER), passed),
        "logical-systems": each(_logical_system),
        "tenants": each(_logical_system),
        "version": _version,
    },
    {
        "hardware": "poe pic-console",
        "system-detail": "event-options accounting-options dynamic-profiles jsrc fabric multi-chassis unified-edge "
        "session-limit-group diameter multicast-snooping-options chassis-control satellite-management extensible-subscriber-services "
        "wlan smtp schedulers rcsi open-config vmhost openconfig-interfaces rcs iot",
    },
)
"""The levels that are read when all others have been."""


def _finish_vrfs(state: State) -> None:
    """Put the management port into its instance, where the system says so."""
    if ("management instance",) not in state.drawers:
        return
    for draft in state.drafts.values():
        if draft.kind is InterfaceKind.MANAGEMENT and draft.vrf is None and draft.port is not None:
            draft.vrf = MANAGEMENT


_MODEL = re.compile(r"#+\s*(?:Model|Hostname|Chassis\s+\S+)?:?\s*\b((?:mx|ex|qfx|srx|acx|ptx|vmx|vsrx|vqfx|t)\d{2,5}\S*)", re.IGNORECASE)


def _read_comments(state: State, found: Statements) -> None:
    """Take the model from what a backup tool put above the configuration."""
    for line in found.comments[:40]:
        match = _MODEL.match(line.text)
        if match is not None:
            state.system.setdefault("model", match.group(1).lower())
            return


def _settle(state: State, found: Statements, lines: tuple[Line, ...]) -> None:
    """Give the account what became of each line."""
    account = state.account
    for line in found.strays:
        state.left[line.number] = line
    for number, repeats in found.repeats.items():
        if number in state.left:
            state.left.update((line.number, line) for line in repeats)
        elif number in state.passed:
            state.passed.update((line.number, state.passed[number]) for line in repeats)
    passed_over = {**state.passed, **found.ignored}
    weights = found.weights
    totals = Counter(weights.values())
    shown = dict(islice(sorted(state.left.items()), MAX_UNPARSED))
    heads = _headers(lines, shown) if shown else {}
    for number in sorted(state.left):
        weight = weights.get(number, "other")
        totals[weight] -= 1
        account.section = weight
        account.leave(state.left[number], heads.get(number, "-"))
    for number, rule in passed_over.items():
        if number in state.left or number not in weights:
            continue
        account.section = weights[number]
        totals[account.section] -= 1
        account.ignore(rule)
    account.section = "other"
    for rule, count in found.passed.items():
        account.ignore(rule, count)
    for weight, count in totals.items():
        if count > 0:
            account.section = weight
            account.understand(count)


_MOST_HEADS = 20
"""Open statements that are quoted with a line."""


def _headers(lines: tuple[Line, ...], wanted: Mapping[int, Line]) -> dict[int, str]:
    """Return the open statements around lines in braces, for those that are wanted."""
    stack: list[str] = []
    found: dict[int, str] = {}
    for line in lines:
        if line.number in wanted and stack:
            found[line.number] = " ".join(stack[:_MOST_HEADS])
        opened = line.text.count("{") - line.text.count("}") if '"' not in line.text else line.text.endswith("{")
        if opened > 0:
            stack.append(line.text.rstrip(" {"))
        elif opened < 0 and stack:
            stack.pop()
    return found
