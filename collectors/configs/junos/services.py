"""What a router does besides routing: DHCP relays and pools, multicast, classes of service, samples of flows.

*Source*: Junos OS 'DHCP User Guide', 'Multicast Protocols User Guide', 'Class of Service User Guide', 'Flow Monitoring User Guide'.
"""

from __future__ import annotations

from collections.abc import Iterable

from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Scope, View, each, passed
from collectors.configs.junos.words import any_address, prefix_text, unit_name
from topology.model.configured import DhcpPool, DhcpRelay, ManagementServer, Multicast, ServicePolicy

# --- DHCP relays --------------------------------------------------------------------------------------


def _relay(scope: Scope, name: str, servers: Iterable[str], node: Node, *, option: bool | None, vrf: str | None = None) -> None:
    """Add a relay of a unit, or of every unit of a range."""
    state = scope.state
    for one in state.ranges.get(name, (name,)):
        unit = unit_name(one)
        own = tuple(dict.fromkeys(text for server in servers if (text := any_address(server)) is not None))

        def add(unit: str = unit, own: tuple[str, ...] = own) -> None:
            draft = state.drafts.get(unit)
            row = DhcpRelay(
                interface=unit,
                servers=own,
                vrf=vrf or (None if draft is None else draft.vrf) or scope.vrf,
                option_82=option,
                ref=state.place(node.line),
            )
            state.facts.dhcp_relays.append(row)

        state.later.append(add)


def _bootp(scope: Scope, node: Node) -> bool | None:
    # helpers bootp { server 10.0.0.1 [routing-instance V]; interface { irb.10 { server 10.0.0.2; } } }
    option = True if node.of("dhcp-option82") is not None else None
    common = _servers(node)
    instance = next((text for one in node.nodes_of("server") if (text := one.text_of("routing-instance"))), None)
    for port in node.nodes_of("interface"):
        if port.of("no-listen") is not None:
            continue
        _relay(scope, port.word, _servers(port) or common, port, option=option, vrf=scope.vrf_of(instance) if instance else None)
        _BOOTP_PORT.read(scope, port)
    _BOOTP.read(scope, node)
    return None


def _servers(node: Node) -> tuple[str, ...]:
    named = node.of("server")
    return () if named is None else named.values


_BOOTP_DETAIL = {
    "relay-detail": "maximum-hop-count minimum-wait-time client-response-ttl description relay-agent-option source-address-giaddr vpn "
    "apply-secondary-as-giaddr traceoptions broadcast no-listen"
}
_BOOTP_PORT = View({"server": passed, "dhcp-option82": passed}, _BOOTP_DETAIL)
_BOOTP = View({"server": passed, "interface": passed, "dhcp-option82": passed}, _BOOTP_DETAIL)
_HELPERS = View({"bootp": _bootp}, {"relay-detail": "domain tftp port traceoptions rtsdb-client-traceoptions"})


def _dhcp_relay(scope: Scope, node: Node) -> None:
    # dhcp-relay { server-group S { 10.0.0.1; } active-server-group S; group G { interface irb.10; } }
    groups = {one.word: one.values for one in node.nodes_of("server-group")}
    option = True if node.of("relay-option-82") is not None else None
    common = groups.get(node.text_of("active-server-group") or "", ())
    for group in node.nodes_of("group"):
        own = groups.get(group.text_of("active-server-group") or "", common)
        inner = True if group.of("relay-option-82") is not None else option
        for port in group.nodes_of("interface"):
            _relay(scope, port.word, own, port, option=inner)
        _RELAY_GROUP.read(scope, group)
    _RELAY.read(scope, node)


_RELAY_DETAIL = {
    "relay-detail": "overrides authentication dynamic-profile service-profile forward-snooped-clients relay-option route-suppression "
    "traceoptions liveness-detection access-profile lease-time-validation short-cycle-protection duplicate-clients-in-subnet "
    "forward-only forward-only-replies maximum-hop-count no-snoop source-ip-change server-match dual-stack-group bulk-leasequery "
    "persistent-storage leasequery relay-agent-interface-id relay-agent-remote-id remote-id-mismatch server-response-time description "
    "client-discover-match interface-client-limit active-leasequery"
}
_RELAY_SAID = dict.fromkeys(("server-group", "active-server-group", "group", "relay-option-82", "interface"), passed)
_RELAY_GROUP = View(_RELAY_SAID, _RELAY_DETAIL)
_RELAY = View({**_RELAY_SAID, "dhcpv6": _dhcp_relay}, _RELAY_DETAIL)


# --- DHCP servers -------------------------------------------------------------------------------------


def _pool(scope: Scope, node: Node) -> bool | None:
    # access address-assignment pool P family inet { network 10.0.0.0/24; dhcp-attributes { ... } }
    for family in node.nodes_of("family"):
        attributes = family.of("dhcp-attributes") or Node("", family.line)
        prefix = family.text_of("network") or family.text_of("prefix")
        scope.state.facts.dhcp_pools.append(
            DhcpPool(
                name=node.word,
                prefix=None if prefix is None else prefix_text(prefix),
                gateways=_hosts(attributes, "router"),
                dns=_hosts(attributes, "name-server", "dns-server"),
                vrf=scope.vrf,
                options=_options(attributes),
                ref=scope.state.place(node.line),
            )
        )
        _POOL_FAMILY.read(scope, family)
    _POOL.read(scope, node)
    return None


def _hosts(node: Node, *words: str) -> tuple[str, ...]:
    return tuple(text for word in words if (named := node.of(word)) is not None for one in named.values if (text := any_address(one)))


def _options(node: Node) -> tuple[str, ...]:
    named = node.of("option")
    return () if named is None else tuple(named.texts())


_POOL = View({"family": passed}, {"pool-detail": "link hold-down active-drain utilization threshold"})
_POOL_FAMILY = View(
    {"network": passed, "prefix": passed, "dhcp-attributes": passed},
    {"pool-detail": "range host xauth-attributes excluded-address excluded-range"},
)
ACCESS = View(
    {
        "address-assignment": View(
            {"pool": each(_pool)}, {"pool-detail": "neighbor-discovery-router-advertisement high-utilization abated-utilization"}
        )
    },
    {
        "access-detail": "profile radius-server radius-options firewall-authentication ppp-options domain protect address-pool "
        "group-profile gx-plus terminate-code address-protection radius-disconnect ldap-options ldap-server"
    },
)
"""What ``access`` says."""


def _old_pool(scope: Scope, node: Node) -> bool | None:
    # system services dhcp pool 10.0.0.0/24 { address-range ...; router { 10.0.0.1; } }
    scope.state.facts.dhcp_pools.append(
        DhcpPool(
            name=node.word,
            prefix=prefix_text(node.word),
            gateways=_hosts(node, "router"),
            dns=_hosts(node, "name-server"),
            vrf=scope.vrf,
            options=_options(node),
            ref=scope.state.place(node.line),
        )
    )
    return prefix_text(node.word) is not None


OLD_DHCP = View(
    {"pool": each(_old_pool)},
    {
        "pool-detail": "static-binding default-lease-time maximum-lease-time domain-name name-server router option wins-server "
        "boot-file boot-server server-identifier traceoptions propagate-settings propagate-ppp-settings domain-search next-server "
        "sip-server"
    },
)
"""What ``system services dhcp`` says."""

# --- multicast ----------------------------------------------------------------------------------------

_PIM_MODES = {"sparse": "pim-sm", "dense": "pim-dm", "sparse-dense": "pim-sm", "bidirectional-sparse": "pim-sm"}


def _pim_port(scope: Scope, node: Node) -> None:
    kind = _PIM_MODES.get(node.text_of("mode") or "sparse", "pim-sm")
    name = None if node.word == "all" else node.word
    if node.of("disable") is None:
        for one in scope.state.ranges.get(node.word, (node.word,)):
            port = None if name is None else unit_name(one)
            scope.state.facts.multicast.append(Multicast(kind=kind, interface=port, vrf=scope.vrf, ref=scope.state.place(node.line)))
    _PIM_PORT.read(scope, node)


def _rp(scope: Scope, node: Node) -> bool:
    local = [one for family in _at(node, "local", "family") for one in _at(family, "address")]
    for address in (*_at(node, "static", "address"), *local, *_at(node, "local", "address")):
        groups = address.of("group-ranges")
        row = Multicast(
            kind="rp",
            vrf=scope.vrf,
            address=any_address(address.word),
            groups=" ".join(groups.values) if groups is not None else None,
            ref=scope.state.place(address.line),
        )
        scope.state.facts.multicast.append(row)
    return True


def _at(node: Node, *words: str) -> tuple[Node, ...]:
    found = node.of(*words)
    return () if found is None else found.nodes


_PIM_DETAIL = {
    "multicast-detail": "traceoptions join-load-balance dense-groups import export rib-group graceful-restart spt-threshold "
    "vpn-group-address mvpn assert-timeout mldp-inband-signalling dr-election-on-p2p nonstop-routing reset-tracking-bit sglimit "
    "static vpn-tunnel-source tunnel-devices bidirectional default-vpn-source idle-standby-path-switchover-delay mdt "
    "override-interval propagation-delay standby"
}
_PIM_PORT = View(
    {"mode": passed, "disable": passed},
    {
        "multicast-detail": "version priority hello-interval neighbor-policy bfd-liveness-detection family accept-remote-source "
        "bidirectional reset-tracking-bit override-interval propagation-delay multiple-triggered-joins"
    },
)
PIM = View({"interface": each(_pim_port), "rp": _rp, "disable": passed}, _PIM_DETAIL)
"""What ``protocols pim`` says."""


def _igmp_port(scope: Scope, node: Node) -> bool:
    if node.of("disable") is None and node.word != "all":
        for one in scope.state.ranges.get(node.word, (node.word,)):
            row = Multicast(kind="igmp", interface=unit_name(one), vrf=scope.vrf, ref=scope.state.place(node.line))
            scope.state.facts.multicast.append(row)
    return True


IGMP = View(
    {"interface": each(_igmp_port)},
    {
        "multicast-detail": "query-interval query-response-interval query-last-member-interval robust-count traceoptions accounting "
        "maximum-transmit-rate no-accounting"
    },
)
"""What ``protocols igmp`` and ``mld`` say."""

# --- classes of service -------------------------------------------------------------------------------

_SHAPES = (
    "scheduler-map",
    "input-scheduler-map",
    "scheduler-map-chassis",
    "output-traffic-control-profile",
    "classifiers",
    "rewrite-rules",
)


def _cos_policies(scope: Scope, name: str, node: Node) -> None:
    """Add what treats the packets of an interface: its scheduler map, profile, classifiers and rewrite rules."""
    for word in _SHAPES:
        said = node.of(word)
        if said is None:
            continue
        direction = "in" if word in {"classifiers", "input-scheduler-map"} else "out"
        for one in said.nodes:
            for text in one.texts() or [""]:
                policy = f"{one.word} {text}" if text else f"{word} {one.word}"
                row = ServicePolicy(policy=policy, interface=name, direction=direction, ref=scope.state.place(one.line))
                scope.state.facts.service_policies.append(row)


def _cos_port(scope: Scope, node: Node) -> None:
    _cos_policies(scope, node.word, node)
    for unit in _at(node, "unit"):
        _cos_policies(scope, f"{node.word}.{unit.word}", unit)
        _COS_UNIT.read(scope, unit)
    _COS_PORT.read(scope, node)


_COS_DETAIL = {
    "cos-detail": "shaping-rate input-shaping-rate forwarding-class forwarding-class-set congestion-notification-profile "
    "output-traffic-control-profile-remaining input-traffic-control-profile excess-bandwidth-share interface-set translation-table "
    "loss-priority-maps loss-priority-rewrites fragmentation-map member-link-scheduler irb-classifiers adjust-minimum "
    "logical-interface-aggregate-statistics exclude-queue-overhead-bytes"
}
_COS_UNIT = View(dict.fromkeys(_SHAPES, passed), _COS_DETAIL)
_COS_PORT = View({**dict.fromkeys(_SHAPES, passed), "unit": passed}, _COS_DETAIL)
CLASS_OF_SERVICE = View(
    {"interfaces": each(_cos_port)},
    {
        "cos-detail": "classifiers code-point-aliases drop-profiles forwarding-classes forwarding-class-sets forwarding-class-map "
        "scheduler-maps schedulers rewrite-rules traffic-control-profiles host-outbound-traffic forwarding-policy restricted-queues "
        "routing-instances shared-buffer congestion-notification-profiles adjustment-control-profiles fragmentation-maps "
        "loss-priority-maps loss-priority-rewrites translation-table copy-plp-all tri-color system-defaults traceoptions "
        "multi-destination policer virtual-channels virtual-channel-groups application-traffic-control lossless "
        "non-strict-priority-scheduling"
    },
)
"""What ``class-of-service`` says."""

# --- forwarding-options -------------------------------------------------------------------------------


def _collectors(scope: Scope, node: Node) -> bool:
    """Add the collectors that samples of flows are sent to, at whatever level they stand."""
    for below in node.walk():
        if below.word != "flow-server" or below.inactive:
            continue
        for server in below.nodes:
            address = any_address(server.word)
            if address is not None:
                row = ManagementServer(
                    kind="netflow",
                    address=address,
                    vrf=scope.vrf,
                    source=server.deep_text("source-address") or server.deep_text("local-address"),
                    ref=scope.state.place(server.line),
                )
                scope.state.facts.management_servers.append(row)
    return True


def _table_filter(scope: Scope, node: Node) -> bool:
    # forwarding-options family inet filter input F: every packet of the table
    for family in node.nodes:
        for word, direction in (("input", "in"), ("output", "out")):
            name = family.text_of("filter", word)
            if name is not None:
                scope.state.bound(name, "other", family, direction=direction, via="forwarding-table")
    return True


FORWARDING_OPTIONS = View(
    {"helpers": _HELPERS, "dhcp-relay": _dhcp_relay, "sampling": _collectors, "family": _table_filter},
    {
        "forwarding-detail": "hash-key load-balance storm-control storm-control-profiles port-mirroring analyzer accounting "
        "monitoring next-hop-group next-hop enhanced-hash-key rpf-loose-mode-discard packet-capture vxlan-routing "
        "ip-options-protocol-queue evpn-vxlan multicast-replication satellite-management access-security tunnel-termination "
        "no-load-balance-label-capability fast-reroute-priority multicast unresolved-entry-log tcp-mss fib-local-option"
    },
)
"""What ``forwarding-options`` says."""
