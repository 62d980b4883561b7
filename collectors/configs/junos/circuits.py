"""Ways that a router lays through others: label-switched paths, pseudowires, tunnels made on demand; and RIP.

*Source*: Junos OS 'MPLS Applications User Guide', 'Layer 2 VPNs and VPLS User Guide', 'RIP User Guide'.
"""

from __future__ import annotations

from collectors.configs.junos.drafts import draft_of
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.policies import redistribute
from collectors.configs.junos.state import Scope, View, each, passed
from collectors.configs.junos.words import any_address, prefix_text, unit_name
from topology.model.configured import ServiceInstance, Tunnel


def _path(scope: Scope, node: Node) -> None:
    far = node.text_of("to")
    if far is not None:
        scope.state.facts.tunnels.append(
            Tunnel(
                interface=f"lsp {node.word}",
                kind="mpls-te",
                source=any_address(node.text_of("from")),
                destination=any_address(far),
                vrf=scope.vrf,
                ref=scope.state.place(node.line),
            )
        )
    _LSP.read(scope, node)


_LSP = View(
    {"to": passed, "from": passed, "description": passed},
    {
        "label-switching": "install primary secondary bandwidth no-cspf priority optimize-timer admin-group admin-groups-extended "
        "fast-reroute link-protection node-link-protection metric preference ldp-tunneling auto-bandwidth adaptive self-ping-duration "
        "no-self-ping soft-preemption retry-timer retry-limit hop-limit random least-fill most-fill record no-record no-decrement-ttl "
        "standby class-of-service p2mp template traceoptions oam associate-backup-pe-groups policing conditional-metric "
        "in-place-lsp-bandwidth-update optimize-hold-dead-delay revert-timer cross-credibility-cspf inter-domain track-igp-metric "
        "lsp-external-controller egress-protection entropy-label corouted-bidirectional associate-lsp disable exclude-srlg"
    },
)
MPLS = View(
    {"label-switched-path": each(_path)},
    {
        "label-switching": "interface path admin-groups admin-groups-extended explicit-null icmp-tunneling ipv6-tunneling no-cspf "
        "traffic-engineering statistics log-updown log-lsp-history optimize-timer optimize-aggressive optimize-adaptive-teardown "
        "optimize-switchover-delay optimize-hold-dead-delay smart-optimize-timer preference path-mtu record rsvp-error-hold-time "
        "no-propagate-ttl no-decrement-ttl traceoptions static-label-switched-path label-range bandwidth priority class-of-service "
        "revert-timer expand-loose-hop advertisement-hold-time transit-lsp-association ultimate-hop-popping diffserv-te "
        "cross-credibility-cspf lsp-external-controller egress-protection lsp-history bfd oam ultimate-hop-popping tunnel-services "
        "hop-limit standby auto-policing container-label-switched-path exclude-srlg install retry-limit retry-timer disable template "
        "entropy-label local-reversion mib no-load-balance-label-capability p2mp-lsp-next-hop"
    },
)
"""What ``protocols mpls`` says: who is labelled stands in no row, where the paths lead does."""


def _pseudowire(scope: Scope, node: Node) -> None:
    # l2circuit neighbor 10.0.0.1 interface ge-0/0/0.100 { virtual-circuit-id 100; }
    far = any_address(node.word)
    for end in node.nodes_of("interface"):
        port, _, unit = unit_name(end.word).rpartition(".")
        draft = draft_of(scope, unit_name(end.word), end.line)
        scope.state.facts.service_instances.append(
            ServiceInstance(
                interface=port,
                number=int(unit) if unit.isdecimal() else 0,
                vlans=() if draft.dot1q is None else (draft.dot1q,),
                vlans_inner=draft.vlan_inner,
                kind=None if draft.dot1q is None else "dot1q",
                peer=far,
                description=end.text_of("description") or draft.description,
                enabled=draft.enabled,
                ref=scope.state.place(end.line),
            )
        )


L2CIRCUIT = View(
    {"neighbor": each(_pseudowire)},
    {"label-switching": "local-switching traceoptions auto-sensing resolution"},
)
"""What ``protocols l2circuit`` says."""


def read_dynamic_tunnels(scope: Scope, node: Node) -> bool:
    """Read ``dynamic-tunnels``: tunnels that are made to whoever is in a prefix."""
    for named in node.nodes:
        for far in named.nodes_of("destination-networks"):
            scope.state.facts.tunnels.append(
                Tunnel(
                    interface=named.word,
                    kind=next((word for word in ("gre", "ipip", "udp", "vxlan") if named.of(word) is not None), None),
                    source=any_address(named.text_of("source-address")),
                    destination=prefix_text(far.word),
                    vrf=scope.vrf,
                    ref=scope.state.place(far.line),
                )
            )
    return True


def _rip_group(scope: Scope, node: Node) -> None:
    redistribute(scope, node.of("export"), into="rip", process=scope.process("rip"))
    _RIP_GROUP.read(scope, node)


_RIP_DETAIL = {
    "protocol-detail": "metric-in metric-out preference route-timeout update-interval bfd-liveness-detection demand-circuit "
    "authentication-type authentication-key authentication-selective-md5 authentication-key-chain check-zero no-check-zero "
    "message-size send receive holddown graceful-restart rib-group traceoptions any-sender interface-type max-retrans-time "
    "dynamic-peers peer",
    "import-policy": "import",
}
_RIP_GROUP = View(dict.fromkeys(("neighbor", "export"), passed), _RIP_DETAIL)
RIP = View({"group": each(_rip_group)}, _RIP_DETAIL)
"""What ``protocols rip`` and ``ripng`` say: what a router announces by RIP its export policies tell."""
