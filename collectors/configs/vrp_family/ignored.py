"""What VRP and Comware configurations say and no fact needs, each line by a named rule.

A rule is here because its lines say nothing about topology, addressing or separation: how people log
in, how a port behaves electrically, what the clock does. Routing protocols, ACLs, NAT and firewall
policies are read; of theirs only tuning is passed over, by rules of their own views. A command that a
handler or `read_line` understands never comes here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def _leads(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


TOP: Mapping[str, tuple[str, ...]] = {
    "local-accounts": _leads(
        "domain default, local-aaa-server, local-aaa-user, local-server, password-control, password-recovery, public-key, role, "
        "super, undo local-aaa-user, undo local-user, undo password-control, user-group, user-isolation"
    ),
    "login": _leads(
        "dsa, ecc, ftp, kerberos, login, rsa, rsh, scp, set save-configuration, sftp, snetconf, ssh, stelnet, telnet, tftp, undo "
        "ftp, undo login, undo scp, undo sftp, undo snetconf, undo ssh, undo stelnet, undo telnet, undo user-interface, "
        "user-interface, user-security-policy"
    ),
    "web-and-interfaces": _leads(
        "api, cwmp, grpc, http, https, ip http, ip https, netconf, oap, openflow, pki, restconf, ssl, sysmanager, telemetry, undo "
        "cwmp, undo grpc, undo http, undo ip http, undo ip https, undo netconf, undo restconf, undo telemetry, undo web-manager, "
        "web, web-manager"
    ),
    "clock-and-logs": _leads(
        "cloud-management, load xml-configuration, context, "
        "assign trap, clock, customlog, diagnose, dns, info-center, ip host, job, log, logfile, ntp, ntp-service, ptp, schedule, "
        "scheduler, sntp, time-range, trace, undo assign, undo dns, undo info-center, undo log, undo ntp, userlog"
    ),
    "management-protocol": _leads(
        "bfd, cdp, cfd, cluster, eaa, efm, ip netstream, ipfix, lldp, ndp, netstream, nqa, ntdp, oam, ops, rmon, rpm, rtm, sflow, "
        "snmp-agent, track, undo bfd, undo lldp, undo ops, undo snmp-agent, vcfpolicy, y1731"
    ),
    "nat-detail": _leads(
        "nat aging-time, nat alg, nat dns-map, nat filter-mode, nat log, nat mapping-behavior, nat port-block, nat session, nat timeout, "
        "undo nat"
    ),
    "mpls": _leads("explicit-path, lspv, mpls, segment-routing, tunnel-policy, tunnel-selector, undo lspv, undo mpls"),
    "layer-2-vpn": _leads(
        "bridge-domain, evn, evpn, ip tunnel, l2vpn, nvo3, overlay, service-instance, undo l2vpn, undo vxlan, vsi, vxlan, xconnect-group"
    ),
    "layer-2": _leads(
        "drop illegal-mac, vlan-group, error-down, bpdu-tunnel, evpn-overlay, "
        "arp, burst-mode, dldp, erps, eth-trunk, gvrp, igmp-snooping, l2-multicast, lacp, link-aggregation, load-balance, "
        "loop-detection, loopback-detect, loopback-detection, mac-address, mac-flapping, mac-forced-forwarding, mac-vlan, mad, "
        "mirroring-group, mld-snooping, monitor, monitor-link, mvrp, observe-port, observing-port, port-group, port-isolate, "
        "port-mirroring, port-security, rrpp, service-loopback, smart-link, storm-constrain, stp, undo arp, undo gvrp, undo lacp, "
        "undo loop-detection, undo mac-address, undo mac-flapping, undo observe-port, undo stp, undo vlan, undo voice-vlan, vlan "
        "reserved, vlan-type, voice-vlan"
    ),
    "hosts-and-leases": _leads(
        "dhcp, dhcp-snooping, dhcpv6, icmpv6, ip address-pool, ip arp, ip df-check, ip dhcp, ip fast-forwarding, ip "
        "forward-broadcast, ip icmp, ip load-sharing, ip local, ip option, ip redirects, ip soft-forward, ip source, ip "
        "source-route, ip ttl-expires, ip unreachables, ip urpf, ip verify, ipv6, ipv6 dhcp, ipv6 nd, ipv6 source, tcp, udp, undo "
        "dhcp, undo ip, undo ipv6"
    ),
    "stack-detail": _leads(
        "assign forward, css, irf, irf-port-configuration, set css, set stack, stack, undo css, undo irf, undo irf-port, undo stack"
    ),
    "redundancy-detail": _leads("ha, hrp, m-lag, rbm, redundancy, remote-backup, undo dfs-group, undo hrp, undo vrrp, vgmp, vrrp"),
    "inspection": _leads(
        "agile-network, anti-ddos, app-profile, app-proxy, aspf, attack-defense, audit, av, bandwidth-policy, blacklist, "
        "country-code, cpu-usage, data-filter, decryption-policy, dns-smart, dns-transparent-policy, dpi, file-block, firewall, "
        "free-rule, healthcheck, inspect, ip-reputation, ips, isp, l2tp, l2tp-group, loadbalance, mail-filter, multi-interface, "
        "page-setting, pat, pcp-policy, portal-access-profile, profile, proxy-policy, quota-policy, right-manager, rightm-policy, "
        "sandbox, session, slb, sslvpn, traffic-class, undo firewall, undo l2tp, update, url-filter, user-manage, waf"
    ),
    "hardware": _leads(
        "access-user, assign, authentication-profile, autoconfig, autosave, board, chassis, command-alias, configuration, "
        "cpu-defend, cpu-defend-policy, crypto-digest, dcn, device, domain, energy-saving, fabric, factory-configuration, fan, "
        "fan prefer-direction, fips, firewall packet-filter basic-protocol, forward-option, forwarding, ftm, hardware-resource, "
        "icmp, ip smart-mode, ipv6-routing, license, max-ecmp-num, mdc, mmi-mode, nap, poe, poe-power, power, security-enhanced, "
        "service-template, set cpu-usage, set device, set fan, set flow-stat, set memory-usage, set neid, set "
        "transceiver-monitoring, slot, snmp, software, switch-mode, system, system-working-mode, temperature, transceiver, undo "
        "authentication, undo autoconfig, undo board, undo dcn, undo factory-configuration, undo forwarding, undo hw-, undo icmp, "
        "undo nap, undo set, undo transceiver-monitoring, undo usb, undo vm, usb, version, vm, xbar"
    ),
    "queueing": _leads(
        "diffserv, dot1p, drop-profile, flow-queue, flow-wred, port-queue, port-wred, qos, qos-map, qos-profile, traffic "
        "behavior, undo qos, wred"
    ),
    "radio": _leads("ap, capwap, provision-ap, radio, ssid-profile, undo capwap, undo wlan, vap-profile, wlan, wlan-ess"),
    "access-control-plane": _leads(
        "authentication, dot1x, dot1x-access-profile, free-rule-template, hwtacacs, hwtacacs-server, ldap, mac-access-profile, "
        "mac-authen, mac-authentication, port-security, portal, radius, radius-server, undo dot1x, undo hwtacacs, undo portal, "
        "undo radius, user-profile"
    ),
    "shell": _leads("commit, display, enable, exit, quit, save, screen-width, system-view"),
    "language": _leads("banner, command-privilege, header, language, screen-length, undo language, undo screen-length, undo terminal"),
    "switched-off": _leads("undo"),
}
"""Rule to the leading words of top-level commands; a section goes with its children."""

INTERFACE: Mapping[str, tuple[str, ...]] = {
    "port-electrics": _leads(
        "am isolate, async, auto speed, baudrate, bfd, carrier, carrier-delay, cfd, clock, combo, combo-port, controller, "
        "dampening, damping, device, device transceiver, duplex, e1, eee, efm, enable log, enable snmp, "
        "energy-efficient-ethernet, fe1, fec, flow-control, flow-interval, ip netstream, line-clock, link-delay, log-threshold, "
        "loopback, loopback-detect, loopback-detection, mdi, mirror, mirroring-group, monitor-link, negotiation, netstream, "
        "observing-port, physical, poe, port auto, port connection-mode, port crc-statistics, port description, port link-flap, "
        "port media-type, port mode, port priority, port split, port up-mode, port-isolate, port-mirroring, priority, sampling, "
        "set, set flow-stat, sflow, shutdown network, single-fiber, smart-link, snmp, statistic, training, transceiver, "
        "trap-threshold, undo auto, undo clock, undo combo, undo enable, undo fec, undo flow-control, undo jumboframe, undo "
        "negotiation, undo poe, undo set, undo snmp, undo statistic, undo udp, using, virtualbaudrate, wavelength"
    ),
    "port-protection": _leads(
        "anti-attack, bpdu-tunnel, m-lag, voice vlan, port service-loopback, ip-unnumbered, "
        "alias, am, application, arp, arp anti-attack, arp-proxy, aspf, attack-defense, authentication, authentication-profile, "
        "bpdu, broadcast-suppression, dhcp snooping, dhcp-snooping, dldp, dot1x, erps, error-down, firewall, gvrp, icmp, "
        "igmp-snooping, ip check, ip directed-broadcast, ip fast-forwarding, ip forward-broadcast, ip icmp, ip load-sharing, ip "
        "redirects, ip source, ip ttl, ip urpf, ip verify, ipv6 dhcp snooping, ipv6 mtu, ipv6 nd, ipv6 neighbor, ipv6 "
        "unreachables, ipv6 urpf, local-proxy-arp, loop-detection, mac-address, mac-authen, mac-authentication, mac-limit, "
        "manage, mff, multicast-suppression, mvrp, nd, permit-domain, port voice, port-isolate, port-security, portal, proxy-arp, "
        "rrpp, sa, service-manage, session, statistics, storm, storm-constrain, storm-control, stp, undo am, undo arp, undo bpdu, "
        "undo broadcast-suppression, undo dot1x, undo icmp, undo icmpv6, undo ip, undo ip redirects, undo ipv6, undo ipv6 nd, "
        "undo lldp, undo loop-detection, undo mac-address, undo nd, undo port voice, undo service-manage, undo shutdown-network, "
        "undo stp, undo urpf, undo voice-vlan, unicast-suppression, urpf, voice-vlan, web-auth-server"
    ),
    "port-queueing": _leads(
        "line-rate, "
        "diffserv-mode, drr, port-queue, port-wred, pq, priority trust, qos, trust, undo qos, undo traffic-policy, undo trust, wred, wrr"
    ),
    "port-discovery": _leads("cdp, lldp, undo cdp, undo lldp"),
    "aggregate-mode": _leads(
        "active-linknumber, lacp, least, least active-linknumber, link-aggregation, load-balance, mad, max, max "
        "active-linknumber, port link-aggregation, port-group, undo lacp, undo link-aggregation, undo local-preference, undo mad, "
        "undo max"
    ),
    "layer-2-link": _leads(
        "apn-profile, arp broadcast, dialer, dialer-group, dot1q termination, enable, fr, gateway, hdlc, interface, ip dhcp, "
        "ip-sec, link-protocol, modem, mru, ppp, pppoe, pppoe-client, pppoe-server, redirect-reverse, remote, remote-address, "
        "ssid, standby, sub-interface, timer, undo dot1q, undo enable, undo ip, undo mtu, undo ppp, undo standby, user-vlan"
    ),
    "mpls": _leads("ldp, mpls, mpls ldp, mpls rsvp-te, mpls te, segment-routing, undo mpls"),
    "layer-2-vpn": _leads(
        "ac, bridge-domain, distribute-gateway, encapsulation, evpn, l2, l2vc, mac, port vlan-mapping, port vlan-stacking, qinq, "
        "service-instance, l3-vni, distributed-gateway, tnl-policy, undo mac, vbdif, vlan-mapping, vtep, vxlan, xconnect"
    ),
    "hosts-and-leases": _leads("arp-limit, ip host, ip host-route, ip relay"),
    "track": _leads("hrp, nqa, rbm, redirect, track, undo hrp"),
}
"""Rule to the leading words of commands in the interface view."""

VLAN = _leads(
    "access-vlan, aggregate-vlan, arp, broadcast-suppression, dhcp, igmp-snooping, ip, ip-subnet-vlan, ipv6, "
    "isolate-user-vlan, l2-multicast, loop-detection, mac-address, mac-limit, management-vlan, mld-snooping, multicast-vlan, "
    "nd, packet-filter, private-vlan, protocol-vlan, service, statistic, stp, subvlan, super-vlan, supervlan, traffic-filter, "
    "undo, unicast-suppression, vxlan"
)
"""Commands of the VLAN view that are passed over."""


def top_rule(text: str) -> str | None:
    """Return the name of the rule that passes over a top-level command, None where none does; the longest lead counts."""
    return next((_TOP[lead] for lead in _heads(text) if lead in _TOP), None)


def _heads(text: str) -> Iterator[str]:
    words = text.split(" ", 3)[:3]
    for count in range(len(words), 0, -1):
        yield " ".join(words[:count])


_TOP = {lead: rule for rule, leads in TOP.items() for lead in leads}
