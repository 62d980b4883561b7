"""What IOS XR's dialect passes over, each line by a named rule; a section goes with its lines.

A rule is here because its lines say nothing of topology, addressing, separation or servers; ``no`` in front keeps the rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.ios_family.levels import leads

Rules = Mapping[str, tuple[str, ...]]
_END = leads("end, exit, root, commit")

TOP: Rules = {
    "file-head": leads("Building configuration..., Mon, Tue, Wed, Thu, Fri, Sat, Sun, version"),
    "hardware": leads(
        "alarm, all-of-router, all-of, flowspec, configuration, isolation, confdConfig, hw-module, fpd, controller, "
        "platform, power-mgmt, environment, slice, location, optical, breakout, install, mirror, fabric, card, lpts, "
        "interface-range, frequency, clock-interface, satellite, hw-profile, lc, sdr, admin, redundancy standby, "
        "inventory"
    ),
    "control-plane": leads("control-plane, class-map, policy-map, qos, table-map, lpts pifib, flow-set, end-class-map, end-policy-map"),
    "event": leads("event, ipsla, track, ethernet cfm, ethernet oam, monitor-session, performance-mgmt, process, errdisable, call-home"),
    "login": leads(
        "aaa, ssh, telnet, taskgroup, usergroup, line, vty-pool, crypto, banner, secret, password, no username, cinetd, "
        "tty, ftp, tftp, sftp, xml, dot1x, eap, mab, session, privilege, exec-timeout, key-chain, keychain, "
        "cef adjacency, user, macsec, macsec-policy"
    ),
    "banner": ("<banner>",),
    "clock-and-logs": leads("clock, ntp, ptp, frequency synchronization, logging, no logging, time-range, service timestamps, syslog"),
    "management-protocol": leads(
        "lldp, cdp, snmp-server, netconf, netconf-yang, grpc, telemetry, openflow, flow, sampler-map, bmp, mibs, "
        "restconf, http, ha, nsr, linux, tpa, appmgr, third-party, xyang, correlator, vservice, alias, rmon, icpe, "
        "smart, license, service, script, gnmi, bfd"
    ),
    "name-service": leads("domain, no domain"),
    "forwarding-behaviour": leads(
        "cef, arp, ipv4, ipv6, tcp, udp, mpls, rsvp, segment-routing, forwarding, hash, load-balancing, l2tp, lacp, "
        "udld, subscriber, ppp, pppoe, ospf, igmp, mld, mac, nd, icmp, hardware, explicit-path, mroute, multicast, "
        "dynamic-template, generic-interface-list, srv6, tp, tunnel-template, interface-prefer, ethernet, ethernet-ring, "
        "g8032, erp, vxlan, performance, cfm, nv, mlacp, cts, amt, lisp, rpki, no ipv4, dhcp"
    ),
    "routing-keys": leads("key chain"),
    "multicast-behaviour": leads("router msdp, router mld, router amt"),
    "end": leads("end, exit, root, commit, end-policy, end-set, end-global"),
}

INTERFACE: Rules = {
    "port-behaviour": leads(
        "l2protocol, duplex, negotiation, flow-control, carrier-delay, load-interval, delay, keepalive, cdp, lldp, snmp, "
        "logging, lacp, dampening, mac, transceiver, loopback, link, fec, frequency, ptp, ethernet, damping, "
        "clear-ethernet, storm-control, spanning-tree, priority-flow, bundle minimum-active, bundle maximum-active, "
        "bundle load-balancing, bundle wait-while, bundle lacp-fallback, bundle port-priority, bundle shutdown, "
        "bundle lacp-delay, bundle, mlacp, nv, preconfigure, transport-mode, transceiver, report, hw-module, power, "
        "priority, lacp period, macsec, macsec-policy, service, host-routing, l2overhead, udld, medium, switch, "
        "monitor-session, dot1q, cfm, speed, encap, pseudowire, propagate, interface, pos, serial, sonet, crc, "
        "performance, breakout"
    ),
    "access-control": leads(
        "dot1x, ipv4 verify, ipv6 verify, ipv6 nd, arp, proxy-arp, local-proxy-arp, ipsubscriber, pppoe, ipv4 directed"
    ),
    "forwarding-behaviour": leads(
        "ipv4 tcp-mss-adjust, ipv4 unreachables, ipv4 redirects, ipv4 mask-reply, ipv4 flowspec, "
        "ipv4 directed-broadcast, ipv4 point-to-point, ipv4 forwarding, ipv6 unreachables, ipv6 redirects, "
        "ipv6 flowspec, ipv4 ttl-propagate, ipv4 bgp, ipv6 bgp, flow, bfd, mpls, rewrite, ipv6 mtu, tunnel tos, "
        "tunnel ttl, tunnel key, tunnel bfd, tunnel tp, tunnel df, autoroute, signalled-bandwidth, path-option, "
        "affinity, record-route, fast-reroute, forward-class, backup-bw, soft-preemption, path-selection, auto-bw, "
        "policy-class, logging events, load-share, path-protection, ipv4 multicast, ipv6 multicast, l2transport, evpn, "
        "segment-routing, ipv4 conflict-policy, vxlan, igmp, pim, forwarding-adjacency, exp-bundle, self-ping, "
        "binding-sid"
    ),
    "end": _END,
}

SERVICE: Rules = {"service-behaviour": leads("rewrite, l2protocol, monitor-session, propagate, cfm, mac, storm-control, exit, end, no")}

GATEWAY: Rules = {
    "gateway-timers": leads(
        "timers, timer, authentication, text-authentication, mac-address, bfd, session, delay, slave, accept-mode, "
        "message, redirects, state, unicast-peer, hsrp delay, hsrp redirects, hsrp use-bia, hsrp mac-refresh, "
        "hsrp timers, hsrp bfd, vrrp delay, vrrp timer"
    ),
    "end": _END,
}

ROUTER: Rules = {
    "routing-behaviour": leads(
        "ispf, attribute-filter, no default-information, multipart, nsr, nsf, log, timers, distance, maximum, "
        "maximum-paths, auto-cost, max-metric, bfd, mpls, segment-routing, fast-reroute, bgp, graceful-restart, "
        "additional-paths, label, allocate-label, nexthop, retain, wait-rib-install, table-policy, import, export, "
        "hello-interval, dead-interval, priority, mtu-ignore, database-filter, prefix-suppression, transmit-delay, "
        "retransmit-interval, demand-circuit, capability, snmp, trace, packet-size, queue, external-out, link-down, "
        "flood-reduction, loopback, security, ucmp, cost-fallback, monitor, adjacency, protocol, spf, lsp-gen-interval, "
        "lsp-mtu, lsp-refresh-interval, max-lsp-lifetime, lsp-password, lsp, lsp-check-interval, min-lsp-arrivaltime, "
        "microloop, set-overload-bit, spf-interval, spf-options, hello-padding, hello-multiplier, hello-password, tag, "
        "link-group, csnp-interval, single-topology, ipv6, ignore-lsp-errors, instance-id, lsp-interval, mesh-group, "
        "prefix-sid, router-id, default-metric, autonomous-system, metric, variance, traffic-share, update, "
        "auto-summary, poison-reverse, validate-update-source, optimize, as-format, socket, advertise, vpn, unicast, "
        "weight, ibgp, default-originate, affinity-map, flex-algo, purge, summary-in, ospf, delay, traffic-eng, "
        "dampening, aggregate, permanent-network, rpki, listen-only, domain-tag, ldp, disable-dn-bit-check, domain-id, "
        "advertise-link, host, area-transit, split-horizon, site-of-origin, holdtime, hello, bandwidth-percent, "
        "next-hop-self, neighbor, topology-id, jitter, max-link, propagate, summary-prefix-sid, mvpn, inter-as, "
        "segmented-multicast, global-import, passive-only, network point-to-multipoint, shutdown, no shutdown, "
        "distribute, address-family-lines, suppress, affinity, srlg, te, point-to-multipoint"
    ),
    "end": _END,
}

SESSION: Rules = {
    "bgp-session": leads(
        "timers, soft-reconfiguration, maximum-prefix, weight, advertisement-interval, bfd, capability, dscp, "
        "precedence, graceful-restart, session-open-mode, transport, cluster-id, ignore-connected-check, tcp, "
        "receive-buffer-size, send-buffer-size, dmz-link-bandwidth, signalling, encapsulation-type, multipath, aigp, "
        "long-lived-graceful-restart, site-of-origin, advertise, import, capability, as-overlap, validation, "
        "enforce-first-as, egress-engineering, internal-vpn-client, idle-watch-time, graceful-maintenance, orf, log, "
        "bmp-activate, optimal-route-reflection, bestpath, accept-own, default-policy-action, slow-peer, update, "
        "additional-paths, keychain, local, peer-set, max-peers, speaker-id, origin-as, accept-route-legacy-rt, "
        "neighbor, prefix, label-allocation-mode"
    ),
    "end": _END,
}

VRF: Rules = {
    "vrf-behaviour": leads(
        "description, mode, maximum, vpn, fallback-vrf, remote-route-filtering, evpn-route-sync, mhost, import from bridge-domain"
    ),
    "end": _END,
}

L2: Rules = {
    "bridging-behaviour": leads(
        "description, mtu, mac, flooding, storm-control, split-horizon, pw-class, static-mac-address, shutdown, "
        "coupled-mode, dhcp, igmp, mld, nv, transport-mode, encapsulation, control-word, vpn-id, autodiscovery, rd, "
        "route-target, route-policy, signaling-protocol, ve-id, ve-range, vpls-id, ldp, logging, pseudowire, "
        "monitor-session, source, protect, backup, bandwidth, mpls, static, tag-impose, interworking, evi, vni, member, "
        "ipv4, erps, ethernet, ignore-mtu-mismatch, exit, end, preferred-path, load-balancing, redundancy, pbb, "
        "access-vfi, flexible-xconnect-service, global, ccc, route-distinguisher, multicast, router-id, igmp-snooping, "
        "auto-discovery"
    )
}
