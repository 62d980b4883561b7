"""Interfaces of FortiOS, and what hangs on them: VLANs, aggregates, gateways, relays, ways in.

An interface is up unless ``set status down`` stands there. A VLAN is an interface of its own above another; ``redundant``
ports are an aggregate of which one member works. *Source*: FortiOS 6.4 and 7.4 'CLI Reference', 'system interface',
'system virtual-switch', 'system switch-interface'.
"""

from __future__ import annotations

from collectors.configs.fortios.state import Draft, State
from collectors.configs.fortios.tree import Entry, table
from collectors.configs.fortios.words import NOTHING, own_address, read_address, unquoted
from collectors.configs.words import address_of, in_order
from topology.model.configured import DhcpRelay, ManagementAccess, ServiceInstance, ServicePolicy, Tunnel
from topology.model.names import canonical_mac
from topology.model.records import Interface, InterfaceKind, Vlan
from topology.model.tables import FhrpGroup, Lag

_KINDS = {
    "physical": InterfaceKind.PHYSICAL,
    "vlan": InterfaceKind.SUBINTERFACE,
    "emac-vlan": InterfaceKind.SUBINTERFACE,
    "aggregate": InterfaceKind.LAG,
    "redundant": InterfaceKind.LAG,
    "loopback": InterfaceKind.LOOPBACK,
    "tunnel": InterfaceKind.TUNNEL,
    "vxlan": InterfaceKind.TUNNEL,
    "geneve": InterfaceKind.TUNNEL,
    "vpl": InterfaceKind.PHYSICAL,
    "wl-mesh": InterfaceKind.PHYSICAL,
}
_LAG_MODES = {"active": "lacp", "passive": "lacp", "static": "static"}
_WAYS_IN = ("ssh", "telnet", "https", "http")
_SUFFIXES = {"ssl.": InterfaceKind.TUNNEL, "l2t.": InterfaceKind.TUNNEL, "naf.": InterfaceKind.TUNNEL}
_KBIT = 1_000
_VLANS = range(1, 4095)


def _interface(state: State, entry: Entry) -> None:
    draft = state.draft(entry.name, entry.line)
    draft.line = entry.line
    draft.kind = _kind(entry)
    draft.vrf = state.vrf(entry.first("vdom") or entry.vdom, entry.first("vrf"), entry.line_of("vrf"))
    draft.description = entry.first("description") or entry.first("alias")
    if entry.first("status") == "down":
        draft.enabled = False
    _addresses(state, draft, entry)
    _sizes(draft, entry)
    _layer2(state, draft, entry)
    _gateways(state, draft, entry)
    _relay(state, draft, entry)
    _ways_in(state, draft, entry)
    profile = entry.first("egress-shaping-profile")
    if profile is not None:
        row = ServicePolicy(policy=profile, interface=draft.name, direction="out", ref=state.place(entry.line_of("egress-shaping-profile")))
        state.facts.service_policies.append(row)


def _kind(entry: Entry) -> InterfaceKind:
    said = entry.first("type")
    if said is not None:
        return _KINDS.get(said, InterfaceKind.OTHER)
    if entry.get("vlanid"):
        return InterfaceKind.SUBINTERFACE
    for start, kind in _SUFFIXES.items():
        if entry.name.startswith(start):
            return kind
    if entry.name.startswith("mgmt"):
        return InterfaceKind.MANAGEMENT
    return InterfaceKind.TUNNEL if entry.get("interface") and not entry.get("vlanid") else InterfaceKind.PHYSICAL


def _addresses(state: State, draft: Draft, entry: Entry) -> None:
    if entry.first("mode") in {None, "static"}:
        _address(draft, entry, "ip")
    for second in entry.entries("secondaryip"):
        _address(draft, second, "ip")
        _ways_in(state, draft, second)
    for inside in entry.entries("ipv6"):
        _address(draft, inside, "ip6-address")
        for extra in inside.entries("ip6-extra-addr"):
            if not draft.add_address(own_address((extra.name,)), extra.line):
                extra.refuse(extra.name)
        servers = tuple(address for value in inside.get("dhcp6-relay-ip") if (address := address_of(value)) is not None)
        if inside.is_on("dhcp6-relay-service") and servers:
            place = state.place(inside.line_of("dhcp6-relay-ip"))
            state.facts.dhcp_relays.append(DhcpRelay(interface=draft.name, servers=servers, vrf=draft.vrf, ref=place))


def _address(draft: Draft, entry: Entry, name: str) -> None:
    values = entry.get(name)
    if not values or values[0] in NOTHING:
        return
    if not draft.add_address(own_address(values), entry.line_of(name)):
        entry.refuse(name)


def _sizes(draft: Draft, entry: Entry) -> None:
    if entry.first("mtu-override") != "disable":
        draft.mtu = entry.number("mtu")
    draft.tcp_mss = entry.number("tcp-mss") or None
    text = entry.first("macaddr")
    if text is not None:
        draft.mac = canonical_mac(text)
        if draft.mac is None:
            entry.refuse("macaddr")
    rates = [rate for name in ("estimated-upstream-bandwidth", "outbandwidth", "bandwidth") if (rate := entry.number(name))]
    draft.bandwidth_bps = rates[0] * _KBIT if rates else None
    speed = entry.first("speed") or ""
    figure = speed.rstrip("abcdefghijklmnopqrstuvwxyzCRS-124G") if speed[:1].isdigit() else ""
    if figure.isdecimal() and figure.isascii():
        draft.speed_bps = int(figure) * 1_000_000


def _layer2(state: State, draft: Draft, entry: Entry) -> None:
    vlan = entry.number("vlanid")
    if vlan:
        if vlan in _VLANS:
            draft.access = vlan
            state.vlans.setdefault(vlan, Vlan(vid=vlan, name=entry.name, ref=state.place(entry.line)))
        else:
            entry.refuse("vlanid")
    if entry.is_on("trunk"):
        draft.trunk = ()
    members = unquoted(entry.get("member"))
    if members and draft.kind is InterfaceKind.LAG:
        backup = entry.first("type") == "redundant"
        mode = "backup" if backup else _LAG_MODES.get(entry.first("lacp-mode") or "active", entry.first("lacp-mode"))
        state.facts.lags.append(Lag(interface=draft.name, mode=mode, ref=state.place(entry.line)))
        for member in members:
            state.draft(member, entry.line_of("member")).lag = draft.name
    elif members:
        bridge(state, draft.name, members, entry, "member")
    if entry.first("type") in {"vxlan", "geneve"} or (entry.get("remote-ip") and entry.first("type") == "tunnel"):
        _tunnel_addresses(draft, entry)


def _tunnel_addresses(draft: Draft, entry: Entry) -> None:
    """Read ``set ip`` and ``set remote-ip`` of a tunnel: a host address each, the far end in the prefix that the second gives."""
    far = own_address(entry.get("remote-ip"))
    own = entry.first("ip")
    if far is None:
        if entry.get("remote-ip") and entry.first("remote-ip") not in NOTHING and address_of(entry.first("remote-ip") or "") is None:
            entry.refuse("remote-ip")
        return
    length = far.partition("/")[2]
    if own is not None and draft.addresses == (f"{own}/32",) and length != "32":
        draft.addresses = (f"{own}/{length}",)


def bridge(state: State, name: str, members: tuple[str, ...], entry: Entry, setting: str) -> None:
    """Note the ports of a switch that the firewall itself is: all frames of each go to the same bridge."""
    place = state.place(entry.line_of(setting))
    for number, member in enumerate(members, start=1):
        state.draft(member, entry.line_of(setting))
        state.facts.service_instances.append(
            ServiceInstance(interface=member, number=number, kind="default", bridge_domain=name, ref=place)
        )


def _gateways(state: State, draft: Draft, entry: Entry) -> None:
    inside = [(one, "vrrp2") for one in entry.entries("vrrp")]
    for ipv6 in entry.entries("ipv6"):
        inside += [(one, "vrrp3") for one in ipv6.entries("vrrp6")]
    for one, protocol in inside:
        group = int(one.name) if one.name.isdecimal() and one.name.isascii() else None
        address = read_address(state, one, "vrip", "vrip6")
        if group is None or address is None:
            one.refuse("vrip")
            continue
        version = "vrrp3" if one.first("version") == "3" else protocol
        state.facts.fhrp.append(
            FhrpGroup(
                protocol=version,
                group=group,
                interface=draft.name,
                addresses=(address,),
                priority=one.number("priority"),
                preempt={"enable": True, "disable": False}.get(one.first("preempt") or ""),
                track=unquoted(one.get("vrdst")) + unquoted(one.get("vrdst6")),
                ref=state.place(one.line_of("vrip", "vrip6")),
            )
        )


def _relay(state: State, draft: Draft, entry: Entry) -> None:
    servers = tuple(address for value in unquoted(entry.get("dhcp-relay-ip")) if (address := address_of(value)) is not None)
    if servers and entry.first("dhcp-relay-service") != "disable":
        place = state.place(entry.line_of("dhcp-relay-ip"))
        option = True if entry.is_on("dhcp-relay-agent-option") else None
        state.facts.dhcp_relays.append(DhcpRelay(interface=draft.name, servers=servers, vrf=draft.vrf, option_82=option, ref=place))
    elif entry.get("dhcp-relay-ip") and not servers:
        entry.refuse("dhcp-relay-ip")


def _ways_in(state: State, draft: Draft, entry: Entry) -> None:
    for kind in _WAYS_IN:
        if kind in entry.get("allowaccess"):
            row = ManagementAccess(kind=kind, name=draft.name, ref=state.place(entry.line_of("allowaccess")))
            state.facts.management_accesses.append(row)


def settle_interfaces(state: State) -> tuple[Interface, ...]:
    """Return the interfaces; a trunk carries every VLAN that the firewall's own switch has."""
    switched = in_order(frozenset(draft.access for draft in state.drafts.values() if draft.access and draft.trunk is None))
    for draft in state.drafts.values():
        if draft.trunk == ():
            draft.trunk = switched
    return tuple(draft.row((draft.access, draft.trunk, None)) for draft in state.drafts.values())


def _virtual_switch(state: State, entry: Entry) -> None:
    """Read a switch that is made of ports: with a VLAN they are its access ports, without one they are all alike."""
    vlan = entry.number("vlan")
    ports = entry.entries("port")
    if vlan and vlan in _VLANS:
        state.vlans[vlan] = Vlan(vid=vlan, name=entry.name, ref=state.place(entry.line))
    for number, port in enumerate(ports, start=1):
        draft = state.draft(port.name, port.line)
        if vlan and vlan in _VLANS:
            draft.access = vlan
        place = state.place(port.line)
        state.facts.service_instances.append(
            ServiceInstance(interface=port.name, number=number, kind="default", bridge_domain=entry.name, ref=place)
        )
    if vlan and vlan not in _VLANS:
        entry.refuse("vlan")


def _switch_interface(state: State, entry: Entry) -> None:
    members = unquoted(entry.get("member"))
    made(state, entry, InterfaceKind.OTHER)
    bridge(state, entry.name, members, entry, "member")


def made(state: State, entry: Entry, kind: InterfaceKind) -> Draft:
    """Return the draft of an interface that another table than ``system interface`` makes."""
    draft = state.draft(entry.name, entry.line)
    if draft.line is entry.line:
        draft.kind = kind
        draft.vrf = state.vrf(entry.first("vdom") or entry.vdom, None, entry.line)
    return draft


def _tunnel_interface(kind: str, state: State, entry: Entry) -> None:
    """Read ``config system gre-tunnel`` and its like: the interface of the same name has its addresses elsewhere."""
    draft = made(state, entry, InterfaceKind.TUNNEL)
    state.facts.tunnels.append(
        Tunnel(
            interface=entry.name,
            kind=kind,
            source=read_address(state, entry, "local-gw", "local-gw6", "source") or entry.first("interface"),
            destination=read_address(state, entry, "remote-gw", "remote-gw6", "remote-ip", "destination"),
            vrf=draft.vrf,
            ref=state.place(entry.line),
        )
    )


def _link(state: State, entry: Entry) -> None:
    """Read a link between VDOMs: two interfaces, ``NAME0`` and ``NAME1``."""
    for end in ("0", "1"):
        if f"{entry.name}{end}" not in state.drafts:
            state.draft(f"{entry.name}{end}", entry.line).kind = InterfaceKind.OTHER


_BEHAVIOUR = {
    "appearance": "color role snmp-index internal ap-discover fortilink* lldp-* device-identification* device-user-identification "
    "monitor-bandwidth "
    "explicit-web-proxy explicit-ftp-proxy proxy-captive-portal security-* auth-* devindex",
    "port-behaviour": "mediatype aggregate-type algorithm lacp-speed lacp-ha-slave lacp-ha-secondary min-links min-links-down "
    "link-up-delay "
    "forward-error-correction stpforward stpforward-mode stp stp-* substitute-dst-mac flow-control* broadcast-forward l2forward "
    "vlanforward bfd bfd-* ips-sniffer-mode drop-overlapped-fragment drop-fragment arpforward subst inbandwidth-type autoneg* "
    "ring-* polling-interval transmit-queue-length tc-* switch-controller-* sflow-* sample-* edge* trust-ip* ndiscforward "
    "split-* forward-domain poe* priority-override icmp-* egress-queues ingress-* detect* redundant-interface ha-priority "
    "fail-* weight wccp vindex captive-portal disconnect-threshold idle-timeout vlan-protocol",
    "address-by-others": "username password pppoe-* ipunnumbered padt-retry-timeout service-name ac-name distance priority "
    "dhcp-client-identifier dhcp-renew-time dns-server-override dns-server-protocol defaultgw auth-type lcp-* discovery-retry-timeout "
    "client-options config:client-options dhcp-classless-route-addition dhcp-broadcast-flag dedicated-to management-ip "
    "managed-subnetwork-size "
    "dhcp-relay-* secondary-IP trusted-ip* swc-* dhcp-smart-relay netbios-forward wins-ip pptp-* gwdetect ping-serv-status "
    "config:ipv6 config:egress-queues config:dhcp-snooping-server-list config:tagging config:phy-setting macaddr-* ident-accept src-check "
    "dhcp-snooping-* preserve-session-route reachable-time measured-* speed-test* ip-managed-by-fortiipam remote-ip-* nd-*",
}

_VRRP = table(
    "interface",
    lambda _state, _entry: None,
    "vrip vrip6 priority preempt vrdst vrdst6 status version vrgrp",
    {"gateway-timers": "adv-interval start-time accept-mode vrdst-priority ignore-default-route proxy-arp config:proxy-arp"},
)


def _nothing(_state: State, _entry: Entry) -> None:
    """Leave an inner table's facts to the entry that it stands in."""


_IPV6 = table(
    "interface",
    _nothing,
    "ip6-address ip6-mode ip6-allowaccess dhcp6-relay-service dhcp6-relay-ip dhcp6-relay-type",
    {
        "address-by-others": "ip6-* dhcp6-* autoconf nd-* vrip6_link_local vrrp-virtual-mac6 interface-identifier unique-autoconf-addr "
        "cli-conn6-status icmp6-send-redirect ra-send-mtu config:ip6-prefix-list config:ip6-delegated-prefix-list config:dhcp6-iapd-list "
        "config:ip6-rdnss-list config:ip6-dnssl-list config:ip6-route-list config:client-options"
    },
    {"vrrp6": _VRRP, "ip6-extra-addr": table("interface", _nothing)},
)

TABLES = {
    "system interface": table(
        "interface",
        _interface,
        "vdom vrf ip mode allowaccess status type description alias interface vlanid trunk member lacp-mode mtu mtu-override tcp-mss "
        "macaddr estimated-upstream-bandwidth estimated-downstream-bandwidth outbandwidth inbandwidth bandwidth speed remote-ip "
        "dhcp-relay-service dhcp-relay-ip dhcp-relay-agent-option dhcp-relay-type egress-shaping-profile secondary-IP secondaryip "
        "vrrp-virtual-mac",
        _BEHAVIOUR,
        {
            "ipv6": _IPV6,
            "secondaryip": table(
                "interface", _nothing, "ip allowaccess", {"port-behaviour": "detect* gwdetect ping-serv-status ha-priority id"}
            ),
            "vrrp": _VRRP,
        },
    ),
    "system virtual-switch": table(
        "interface",
        _virtual_switch,
        "vlan physical-switch",
        {"port-behaviour": "span* description"},
        {"port": table("interface", _nothing, "", {"port-behaviour": "alias speed status poe duplex mediatype"})},
    ),
    "system switch-interface": table(
        "interface", _switch_interface, "member vdom type", {"port-behaviour": "span* intra-switch-policy mac-ttl"}
    ),
    "system vdom-link": table("interface", _link, "vcluster type"),
    "system gre-tunnel": table(
        "interface",
        lambda state, entry: _tunnel_interface("gre", state, entry),
        "interface remote-gw local-gw remote-gw6 local-gw6 ip-version",
        {"tunnel-behaviour": "keepalive-* checksum-* key-* sequence-number-* dscp-copying diffservcode auto-asic-offload use-sdwan"},
    ),
    "system ipip-tunnel": table(
        "interface",
        lambda state, entry: _tunnel_interface("ipip", state, entry),
        "interface remote-gw local-gw",
        {"tunnel-behaviour": "auto-asic-offload use-sdwan"},
    ),
    "system sit-tunnel": table(
        "interface",
        lambda state, entry: _tunnel_interface("ipv6-ipv4", state, entry),
        "interface source destination",
        {"tunnel-behaviour": "auto-asic-offload ip6 use-sdwan"},
    ),
    "system vxlan": table(
        "interface",
        lambda state, entry: _tunnel_interface("vxlan", state, entry),
        "interface vni remote-ip local-ip ip-version dstport",
        {"tunnel-behaviour": "multicast-ttl remote-ip6 evpn-id learn-from-traffic"},
    ),
}
"""Tables of interfaces by their paths."""
