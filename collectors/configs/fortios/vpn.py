"""IPsec tunnels of FortiOS: whom the firewall builds them with, and over which interface.

``phase1-interface`` makes a tunnel interface of its name, ``phase1`` a tunnel that policies choose. A peer that calls in
(``type dynamic``) has no address. *Source*: FortiOS 6.4 and 7.4 'CLI Reference', 'vpn ipsec'.
"""

from __future__ import annotations

from functools import partial

from collectors.configs.fortios.interfaces import made
from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry, table
from collectors.configs.fortios.words import read_address
from topology.model.configured import IpsecPeer, Tunnel
from topology.model.records import InterfaceKind


def _phase1(state: State, entry: Entry, *, interface: bool) -> None:
    port = entry.first("interface")
    address = read_address(state, entry, "remote-gw", "remote-gw6") or entry.first("remotegw-ddns")
    name = state.named(entry.vdom, entry.name)
    if interface:
        made(state, entry, InterfaceKind.TUNNEL)
        state.facts.tunnels.append(
            Tunnel(
                interface=entry.name,
                kind="ipsec",
                source=read_address(state, entry, "local-gw", "local-gw6") or port,
                destination=address,
                vrf=state.vrf(entry.vdom, None, entry.line),
                ipsec=name,
                ref=state.place(entry.line),
            )
        )
    secret = entry.secret("psksecret", "psksecret-remote", "authpasswd")
    state.facts.ipsec_peers.append(
        IpsecPeer(name=name, address=address, policy=name, interface=port, secret=secret, ref=state.place(entry.line))
    )


def _manual(state: State, entry: Entry) -> None:
    row = IpsecPeer(
        name=state.named(entry.vdom, entry.name),
        address=read_address(state, entry, "remote-gw", "gateway"),
        interface=entry.first("interface"),
        secret=entry.secret("auth-key", "authkey", "enc-key", "enckey"),
        ref=state.place(entry.line),
    )
    state.facts.ipsec_peers.append(row)


_PROPOSALS = {
    "ipsec-proposals": "proposal dhgrp keylife* keylifeseconds keylifekbs keylife-type pfs replay keepalive auto-negotiate dpd* "
    "nattraversal natt-* ike-version mode "
    "authmethod* peertype peer peerid peergrp usrgrp localid* certificate reauth xauthtype rekey enforce-unique-id eap* banner ipv4-* "
    "ipv6-* dns-mode "
    "domain include-local-lan mode-cfg* assign-ip* save-password client-* suite-b add-route add-gw-route negotiate-timeout "
    "fragmentation* priority distance "
    "net-device tunnel-search passive-mode exchange-* monitor* aggregate-* auto-discovery-* encapsulation* nat-* vni "
    "packet-redistribution network-* "
    "idle-timeout* ha-sync-esp-seqno signature-* digital-signature-auth rsa-signature-* childless-ike azure-ad-autoconnect fec-* "
    "loopback-asymroute "
    "exchange-fgt-device-id default-gw* acct-verify comments link-cost wizard-type forticlient-enforcement cert-* inbound-dscp-copy kms* "
    "group-authentication* "
    "encapsulation l2tp single-source route-overlap diffserv* initiator-ts-narrow selector-match use-natip dhcp-ipsec protocol src-port "
    "dst-port auto-discovery-sender "
    "auto-discovery-forwarder phase1name-* authusr authusrgrp unity-support send-cert-chain remotegw-* split-include-service "
    "backup-gateway fallback-tcp-threshold "
    "transport addke* dev-id* ip-version esn qkd* ipsec-* shared-idle-timeout rsa-* config:ipv4-exclude-range config:ipv6-exclude-range"
}
_READ1 = "interface remote-gw remote-gw6 local-gw local-gw6 remotegw-ddns psksecret psksecret-remote authpasswd type ike-version"
_READ2 = (
    "phase1name src-subnet dst-subnet src-name dst-name src-addr-type dst-addr-type src-start-ip src-end-ip dst-start-ip dst-end-ip "
    "src-subnet6 dst-subnet6 src-name6 dst-name6"
)


def _phase2(_state: State, _entry: Entry) -> None:
    """Take what a tunnel carries as read: with route-based tunnels routes and policies decide."""


TABLES = {
    "vpn ipsec phase1-interface": table("other", partial(_phase1, interface=True), _READ1, _PROPOSALS),
    "vpn ipsec phase1": table("other", partial(_phase1, interface=False), _READ1, _PROPOSALS),
    "vpn ipsec phase2-interface": table("other", _phase2, _READ2, _PROPOSALS),
    "vpn ipsec phase2": table("other", _phase2, _READ2, _PROPOSALS),
    "vpn ipsec manualkey-interface": table(
        "other",
        _manual,
        "interface remote-gw local-gw auth-key enc-key",
        {"ipsec-proposals": "auth-alg enc-alg local-spi remote-spi addr-type ip-version npu-offload"},
    ),
    "vpn ipsec manualkey": table(
        "other",
        _manual,
        "interface gateway authkey enckey",
        {"ipsec-proposals": "authentication encryption localspi remotespi npu-offload"},
    ),
}
"""Tables of tunnels by their paths."""
