"""What NX-OS's dialect passes over, each line by a named rule; a section goes with its lines.

A rule is here because its lines say nothing of topology, addressing, separation or servers; ``no`` in front keeps the rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.ios_family.levels import leads

Rules = Mapping[str, tuple[str, ...]]

TOP: Rules = {
    "file-head": leads("Building configuration..., Current configuration, Using"),
    "boot": leads("boot, system image, kickstart, install, license, grub, cli alias, config, reload, upgrade, maintenance, system mode"),
    "resources": leads(
        "port-profile default, vdc, limit-resource, system, hardware, platform, module, poweroff, power, environment, "
        "fex-fabric, slot, provision"
    ),
    "feature": leads("feature, feature-set, install feature-set, allow feature-set, clock protocol, nv overlay, service unsupported"),
    "control-plane": leads("copp, control-plane, class-map, policy-map, table-map, qos, rate-limit, hardware rate-limiter, priority-flow"),
    "event": leads("rmon, event, callhome, track, ip sla, diagnostic, monitor, errdisable, sampler, flow timeout, logging, bfd, snmp"),
    "login": leads(
        "tacacs-server, radius-server, ldap-server, aaa, ssh, telnet, username, no password, password, role, rule, "
        "login, crypto, userpassphrase, no username, banner, ip ssh, ip telnet, xml, userprofile, cfs, fips, terminal, "
        "line, session, shell, privilege, ip http, ip tftp, ip ftp, sftp"
    ),
    "banner": ("<banner>",),
    "clock-and-logs": leads("clock, ntp, ptp, logging, no logging, time-range, snmp-server, rmon"),
    "management-protocol": leads(
        "lldp, cdp, nxapi, netconf, restconf, grpc, telemetry, openflow, scheduler, sflow, netflow, flow, nxsdk, "
        "guestshell, onep, cloudsec, hw-module, evmed, catena, itd, bloggerd, icam, smart, analytics, virtual-service, "
        "onboarding, container"
    ),
    "name-service": leads("ip domain, ip domain-name, ip domain-lookup, ip domain-list, ip host, ipv6 host, vrf domain"),
    "forwarding-behaviour": leads(
        "ip source-route, ip arp, arp, ip routing, ipv6 nd, ip igmp snooping, ipv6 mld, ip load-sharing, ip tcp, "
        "ip icmp-errors, ip multicast, ip mroute, ip adjacency, ip forward, ip redirects, ip dhcp, ipv6 dhcp, ip pim, "
        "ipv6 pim, ip igmp, ip source, ip verify, ip hardware, ip ttl, service dhcp, l2fib, mac, mac address-table, "
        "port-security, udld, port-channel, lacp, spanning-tree, vpc, fabricpath, fabric, forwarding, ip device, dot1x, "
        "ip msdp, mpls, segment-routing, l2vpn, otv, otv-isolate, interface breakout, vlan dot1q, vlan dot1Q, "
        "vlan configuration, system vlan, vtp, ip packet, ip unreachables, ipv6 icmp, ip local, ip auto-discard, "
        "ip lisp, ipv6 lisp, macsec, switch-profile, fcoe, fcdomain, vsan, zone, zoneset, fcalias, device-alias, fcns, "
        "trunk, ssm, ns, fspf"
    ),
    "routing-keys": leads("key chain, key-chain"),
    "nat-behaviour": leads("ip nat translation"),
    "acl-behaviour": leads("ip access-list logging, hardware access-list, access-list, ip access-list capture"),
    "routing-behaviour": leads("ip prefix-list sequence-number, ip community-list sequence, route-map pbr-statistics"),
    "end": leads("end, exit"),
}

INTERFACE: Rules = {
    "port-behaviour": leads(
        "no switchport block, no switchport monitor, no switchport dot1q, no switchport priority, no switchport host, "
        "no switchport access, no switchport trunk, no switchport port-security, no switchport mode, no shutdown lan, "
        "no bandwidth, no mac-address, no hsrp, no ospfv3, no isis, no channel-group, no vrf member, packet, "
        "switchport mode monitor, global, duplex, negotiate, flowcontrol, carrier-delay, load-interval, delay, medium, "
        "keepalive, cdp, lldp, udld, snmp, logging, lacp, spanning-tree, storm-control, power, beacon, link, fec, "
        "priority-flow-control, mac, mac-address, autostate, no autostate, switchport host, switchport block, "
        "switchport port-security, switchport monitor, switchport dot1q, switchport trunk, switchport vlan, "
        "switchport isolated, switchport private-vlan, switchport autostate, switchport beacon, switchport autoneg, "
        "port-channel, port, rate-mode, hardware, queuing-policy, bfd, load-defer, mdix, transceiver, errdisable, "
        "dampening, vtp, cts, macsec, ptp, rmon, no hardware, hold-queue, management, priority, fabricpath, "
        "private-vlan, fabric, fex, no lldp, no snmp, no cdp, buffer-boost, service-instance, ethernet, channel-group, "
        "mode, dcbx, debounce, no negotiate, no link, no buffer-boost, pinning, vpc orphan-port, mac-learn, "
        "graceful-convergence, suspend-individual"
    ),
    "access-control": leads("dot1x, ip verify, ip source, ip dhcp snooping, ipv6 nd, ip arp, arp, ip dhcp relay, ipv6 dhcp, ip dhcp, aaa"),
    "forwarding-behaviour": leads(
        "ip redirects, ip unreachables, ip proxy-arp, ip local-proxy-arp, ip directed-broadcast, ip flow, ip forward, "
        "ip port-unreachable, ip pim, ipv6 pim, ip igmp, ipv6 mld, ip mtu, ip tcp, ipv6 redirects, ipv6 unreachables, "
        "ipv6 verify, ip gratuitous, mpls, fabric, no ip arp, no ipv6 redirects, ipv6 link-local, ip load-sharing, "
        "ip lisp, ip auto-config, no ip proxy-arp, ip drop-glean, fabric forwarding, tunnel ttl, "
        "tunnel path-mtu-discovery, tunnel key, ip sticky-arp, ip wccp, ip nat stateful-nat, ip delay, ip bandwidth, "
        "ipv6 eigrp, ip eigrp, ip hello-interval, ip hold-time, ip bandwidth-percent, ip authentication, "
        "ip next-hop-self, ip rip, ip offset-list, ip distribute-list, ip split-horizon, ip passive-interface, evpn, "
        "host-reachability, ip multicast"
    ),
    "routing-timers": leads(
        "ip ospf hello-interval, ip ospf dead-interval, ip ospf priority, ip ospf mtu-ignore, "
        "ip ospf retransmit-interval, ip ospf transmit-delay, ip ospf bfd, ip ospf shutdown, ip ospf advertise-subnet, "
        "ospfv3 hello-interval, ospfv3 dead-interval, ospfv3 priority, ospfv3 mtu-ignore, ospfv3 bfd, ospfv3 shutdown, "
        "isis hello-interval, isis hello-multiplier, isis priority, isis csnp-interval, isis bfd, "
        "isis authentication-check, isis hello-padding, isis mtu-check, isis ipv6, isis mesh-group, no isis"
    ),
    "end": leads("end, exit"),
}

GATEWAY: Rules = {
    "gateway-timers": leads(
        "timers, authentication, mac-address, follow, advertisement-interval, delay, redirects, bfd, weighting, "
        "load-balancing, forwarder, vrrs, match-address, vrrpv2, backup"
    ),
    "end": leads("end, exit"),
}

ROUTER: Rules = {
    "routing-behaviour": leads(
        "max-lsa, multi-topology, set-attached-bit, advertise-pip, timers, distance, maximum-paths, auto-cost, "
        "max-metric, log-adjacency-changes, log-neighbor-changes, graceful-restart, bestpath, dampening, event-history, "
        "cluster-id, enforce-first-as, fast-external-fallover, reconnect-interval, neighbor-down, address-family, "
        "suppress-fib-pending, table-map, nexthop, additional-paths, advertise, client-to-client, wait-igp-convergence, "
        "dampen-igp-metric, default-metric, rfc1583compatibility, bfd, name-lookup, flush-routes, isolate, shutdown, "
        "no shutdown, high-availability, nsf, stub, metric, set-overload-bit, lsp-mtu, max-lsp-lifetime, "
        "lsp-gen-interval, spf-interval, authentication, authentication-type, authentication-check, reference-bandwidth, "
        "hostname, adjacency-check, distribute, mpls, segment-routing, prefix-priority, retain, inject-map, "
        "discard-route, export-gateway-ip, import, allow, rewrite-evpn-rt-asn, prefix-peer-timeout, bgp, "
        "dynamic-med-interval, autonomous-system, eigrp, redistribute maximum-prefix, down-bit-ignore, capability, "
        "table-policy, no graceful-restart, no log-adjacency-changes, aggregate-timer, disable-policy-batching, "
        "fib-accelerate, log, variance"
    ),
    "end": leads("end, exit"),
}

SESSION: Rules = {
    "bgp-session": leads(
        "timers, soft-reconfiguration, maximum-prefix, weight, advertisement-interval, bfd, dynamic-capability, "
        "capability, transport, disable-connected-check, low-memory, dont-capability-negotiate, log-neighbor-changes, "
        "suppress-inactive, disable-peer-as-check, rewrite-evpn-rt-asn, peer-type, maximum-peers, affinity-group, "
        "graceful-shutdown, next-hop-third-party, dscp, path-attribute, no log-neighbor-changes, no dynamic-capability, "
        "soo, enforce-first-as, local-interface, encapsulation, import, advertise, no shutdown, advertisement, "
        "prefix-list-warning, egress-engineering, bmp-activate-server, use-vrf"
    ),
    "end": leads("end, exit"),
}

VRF: Rules = {
    "vrf-behaviour": leads(
        "description, ip domain-name, ip domain-list, ip multicast, ip igmp, ip auto-discard, shutdown, no shutdown, "
        "mdt, ip pim, ipv6 pim, ip domain-lookup, ip mroute, context, vpn, ip arp, ip icmp-errors, service dhcp, "
        "advertise, maximum"
    ),
    "end": leads("end, exit"),
}
