"""IKE gateways, IPsec VPNs and the tunnels they are bound to.

*Source*: Junos OS 'IPsec VPN User Guide for Security Devices'; for service cards 'Services Interfaces User Guide'.
"""

from __future__ import annotations

from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Scope, State, View, each, passed
from collectors.configs.junos.words import any_address, unit_name
from topology.model.configured import IpsecPeer, Tunnel


def _gateway(scope: Scope, node: Node) -> None:
    scope.state.drawers["gateway", scope.prefix + node.word] = node
    scope.state.later.append(lambda: _lonely(scope, node))
    _GATEWAY.read(scope, node)


def _ike_policy(scope: Scope, node: Node) -> None:
    key = node.of("pre-shared-key")
    secret = None if key is None else key.text_of("ascii-text") or key.text_of("hexadecimal") or key.value
    scope.state.drawers["ike secret", scope.prefix + node.word] = secret
    _IKE_POLICY.read(scope, node)


_GATEWAY = View(
    dict.fromkeys(("ike-policy", "address", "external-interface", "local-address", "dynamic"), passed),
    {
        "ike-detail": "local-identity remote-identity dead-peer-detection nat-keepalive no-nat-traversal version general-ikeid xauth "
        "aaa advpn fragmentation node-local tcp-encap-profile ppk-profile local-identity-type"
    },
)
_IKE_POLICY = View(
    {"pre-shared-key": passed, "proposals": passed, "seeded-pre-shared-key": passed},
    {"ike-detail": "mode proposal-set certificate description reauth-frequency respond-bad-spi version local-id remote-id"},
)
IKE = View(
    {"gateway": each(_gateway), "policy": each(_ike_policy)},
    {"ike-detail": "proposal traceoptions respond-bad-spi session blacklist blocklist seeded-pre-shared-key"},
)
"""What ``security ike`` says."""


def _vpn(scope: Scope, node: Node) -> None:
    scope.state.later.append(lambda: _join(scope, node))
    _VPN.read(scope, node)


def _addresses(gateway: Node | None) -> tuple[str | None, ...]:
    """Return the addresses of a gateway, one for each of its ends; a dynamic one has none."""
    named = None if gateway is None else gateway.of("address")
    return (None,) if named is None else tuple(any_address(text) or text for text in named.values)


def _secret(scope: Scope, gateway: Node | None) -> str | None:
    policy = None if gateway is None else gateway.text_of("ike-policy")
    secret = scope.state.drawers.get(("ike secret", scope.prefix + (policy or "")))
    return secret if isinstance(secret, str) else None


def _join(scope: Scope, node: Node) -> None:
    """Add the peers and the tunnel of a VPN when its gateway is known."""
    state = scope.state
    name = node.text_of("ike", "gateway")
    found = state.drawers.get(("gateway", scope.prefix + (name or "")))
    gateway = found if isinstance(found, Node) else None
    bound = node.text_of("bind-interface")
    bound = None if bound is None else unit_name(bound)
    outer = None if gateway is None else gateway.text_of("external-interface")
    outer = None if outer is None else unit_name(outer)
    if gateway is not None:
        state.drawers["gateway used", scope.prefix + gateway.word] = True
    addresses = _addresses(gateway)
    for address in addresses:
        row = IpsecPeer(
            name=name or node.word,
            address=address,
            policy=node.word,
            interface=outer,
            secret=_secret(scope, gateway),
            ref=state.place(node.line if gateway is None else gateway.line),
        )
        state.facts.ipsec_peers.append(row)
    if bound is not None:
        draft = state.drafts.get(outer) if outer is not None else None
        source = (None if gateway is None else any_address(gateway.text_of("local-address"))) or outer
        state.facts.tunnels.append(
            Tunnel(
                interface=bound,
                kind="ipsec",
                source=source,
                destination=addresses[0] if len(addresses) == 1 else None,
                vrf=None if draft is None else draft.vrf,
                ipsec=node.word,
                ref=_bind_place(state, node),
            )
        )


def _bind_place(state: State, node: Node) -> str:
    bound = node.of("bind-interface")
    return state.place(node.line if bound is None else bound.line)


def _lonely(scope: Scope, node: Node) -> None:
    """Add a gateway that no VPN names, as a peer all the same."""

    def add() -> None:
        if ("gateway used", scope.prefix + node.word) in scope.state.drawers:
            return
        outer = node.text_of("external-interface")
        for address in _addresses(node):
            row = IpsecPeer(
                name=node.word,
                address=address,
                interface=None if outer is None else unit_name(outer),
                secret=_secret(scope, node),
                ref=scope.state.place(node.line),
            )
            scope.state.facts.ipsec_peers.append(row)

    scope.state.endings.append(add)


_VPN = View(
    {"ike": passed, "bind-interface": passed, "traffic-selector": passed, "establish-tunnels": passed},
    {
        "ipsec-detail": "vpn-monitor df-bit manual copy-outer-dscp distribution-profile multi-sa udp-encapsulate match-direction "
        "tunnel-mtu passive-mode-tunneling"
    },
)
IPSEC = View(
    {"vpn": each(_vpn)},
    {"ipsec-detail": "proposal policy traceoptions vpn-monitor-options security-association anti-replay-window-size internal"},
)
"""What ``security ipsec`` says."""


# --- service cards ------------------------------------------------------------------------------------


def _service_term(scope: Scope, node: Node) -> bool:
    # services ipsec-vpn rule R term T then remote-gateway 10.0.0.1
    remote = node.text_of("then", "remote-gateway")
    if remote is not None:
        policy = node.text_of("then", "dynamic", "ike-policy")
        secret = scope.state.drawers.get(("ike secret", policy or ""))
        row = IpsecPeer(
            name=node.word,
            address=any_address(remote),
            policy=policy,
            secret=secret if isinstance(secret, str) else None,
            ref=scope.state.place(node.line),
        )
        scope.state.facts.ipsec_peers.append(row)
    return all(child.word in {"from", "then"} for child in node.nodes)


SERVICES_VPN = View(
    {
        "ike": View({"policy": each(_ike_policy)}, {"ike-detail": "proposal traceoptions"}),
        "rule": each(
            View(
                {"term": each(lambda scope, node: scope.state.later.append(lambda: _service_term(scope, node)))},
                {"ipsec-detail": "match-direction"},
            )
        ),
    },
    {
        "ipsec-detail": "ipsec traceoptions establish-tunnels no-ipsec-tunnel-in-traceroute clear-ike-sas-on-pic-restart "
        "clear-ipsec-sas-on-pic-restart rule-set disable-natt"
    },
)
"""What ``services ipsec-vpn`` says."""
