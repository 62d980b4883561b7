"""Services of FortiOS: DHCP servers, high availability, spanning trees of its own switches and of the switches that it manages.

*Source*: FortiOS 6.4 and 7.4 'CLI Reference', 'system dhcp server', 'system ha', 'system stp', 'switch-controller'.
"""

from __future__ import annotations

from functools import partial
from ipaddress import ip_network

import msgspec

from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry, table
from collectors.configs.fortios.words import read_address
from collectors.configs.words import address_of, prefix_of
from topology.model.configured import DhcpPool, StackMember, StpConfiguration


def _dhcp(family: str, state: State, entry: Entry) -> None:
    port = entry.first("interface")
    gateway = read_address(state, entry, "default-gateway")
    mask = entry.first("netmask")
    ranges = entry.entries("ip-range")
    first = next((address for one in ranges if (address := address_of(one.first("start-ip") or "")) is not None), gateway)
    prefix = prefix_of(first, mask) if first and mask else _prefix6(entry)
    servers = tuple(
        address
        for name in ("dns-server1", "dns-server2", "dns-server3", "dns-server4")
        if (address := read_address(state, entry, name)) is not None
    )
    if entry.first("status") == "disable":
        return
    state.facts.dhcp_pools.append(
        DhcpPool(
            name=state.named(entry.vdom, f"{family} {entry.name}"),
            prefix=prefix,
            gateways=(gateway,) if gateway else (),
            dns=servers,
            vrf=state.vrf(entry.vdom, None, entry.line),
            interface=port,
            options=tuple(
                " ".join((one.first("code") or one.name, *one.get("value"), *one.get("ip"))).strip() for one in entry.entries("options")
            ),
            ref=state.place(entry.line),
        )
    )


def _prefix6(entry: Entry) -> str | None:
    text = entry.first("subnet")
    try:
        return str(ip_network(text, strict=False)) if text is not None and "/" in text and text != "::/0" else None
    except ValueError:
        return None


def _ha(state: State, entry: Entry) -> None:
    """Read high availability: two firewalls or more that are one; alone it is off."""
    if entry.first("mode") in {None, "standalone"}:
        return
    ports = tuple(value for value in entry.get("hbdev") if not value.isdecimal())
    state.facts.stack_members.append(
        StackMember(
            kind="ha",
            priority=entry.number("priority"),
            domain=entry.first("group-name") or entry.first("group-id"),
            ports=ports,
            ref=state.place(entry.line_of("hbdev", "group-name", "mode")),
        )
    )


def _tree(state: State, line: object) -> StpConfiguration:
    found = state.drawers.get(("stp",))
    if not isinstance(found, StpConfiguration):
        found = StpConfiguration(ref=state.place(line))  # type: ignore[arg-type]
        state.endings.append(lambda: state.facts.stp_configurations.append(_known_tree(state)))
    return found


def _known_tree(state: State) -> StpConfiguration:
    found = state.drawers["stp",]
    assert isinstance(found, StpConfiguration)
    return found


def _stp(state: State, entry: Entry) -> None:
    """Read the spanning tree of the firewall's own switch, or of all switches that it manages."""
    row = _tree(state, entry.line)
    priority = entry.number("switch-priority")
    state.drawers["stp",] = msgspec.structs.replace(
        row,
        enabled={"enable": True, "disable": False}.get(entry.first("status") or "", row.enabled),
        region=entry.first("region-name", "name") or row.region,
        revision=entry.number("revision")
        if entry.get("revision")
        else entry.number("config-revision")
        if entry.get("config-revision")
        else row.revision,
        priorities=row.priorities if priority is None else (*row.priorities, (0, priority)),
    )


def _stp_instance(state: State, entry: Entry) -> None:
    """Read an instance of the spanning trees of managed switches: the VLANs are named by their interfaces."""
    row = _tree(state, entry.line)
    state.drawers["stp",] = row
    number = int(entry.name) if entry.name.isdecimal() and entry.name.isascii() else None
    names = entry.get("vlan-range")
    if number is not None:
        state.endings.insert(0, partial(_add_instance, state, number, names))


def _add_instance(state: State, number: int, names: tuple[str, ...]) -> None:
    row = _known_tree(state)
    vlans = tuple(sorted(draft.access for name in names if (draft := state.drafts.get(name)) is not None and draft.access))
    state.drawers["stp",] = msgspec.structs.replace(row, instances=(*row.instances, (number, vlans)))


_DHCP = {
    "dhcp-behaviour": "lease-time timezone* domain ntp-* wifi-* wins-server* next-server filename server-type ip-mode "
    "conflicted-ip-timeout auto-configuration "
    "ddns-* dhcp-settings-from-fortiipam forticlient-* vci-* dns-service ntp-service timezone-option tftp-server config:exclude-range "
    "config:reserved-address "
    "relay-agent mac-acl-default-action rapid-commit option1 option2 option3 option4 option5 option6 ipsec-lease-hold shared-subnet "
    "delegated-* "
    "upstream-interface prefix-mode dns-search-list config:prefix-range enable auto-managed-status"
}
_READ = "interface default-gateway netmask dns-server1 dns-server2 dns-server3 dns-server4 status subnet ip-mode dns-service"

TABLES = {
    "system dhcp server": table(
        "other",
        partial(_dhcp, "dhcp"),
        _READ,
        _DHCP,
        {
            "ip-range": table("other", lambda _state, _entry: None, "start-ip end-ip", {"dhcp-behaviour": "vci-* lease-time uci-*"}),
            "options": table("other", lambda _state, _entry: None, "code value ip type", {"dhcp-behaviour": "vci-* uci-*"}),
        },
    ),
    "system dhcp6 server": table(
        "other",
        partial(_dhcp, "dhcp6"),
        _READ,
        _DHCP,
        {"ip-range": table("other", lambda _state, _entry: None, "start-ip end-ip")},
    ),
    "system ha": table(
        "other",
        _ha,
        "mode group-name group-id priority hbdev password",
        {
            "ha-behaviour": "override* session-* monitor pingserver-* ha-mgmt-* config:ha-mgmt-interfaces standalone-* "
            "config:secondary-vcluster config:vcluster "
            "vcluster* unicast-* config:unicast-peers sync-* encryption authentication key hb-* helo-* arps* link-failed-signal "
            "load-balance-all schedule weight cpu-threshold memory-* "
            "http-proxy-threshold ftp-proxy-threshold imap-proxy-threshold nntp-proxy-threshold pop3-proxy-threshold "
            "smtp-proxy-threshold route-* multicast-ttl "
            "uninterruptible-* upgrade-mode minimum-* inter-cluster-* logical-sn gratuitous-arps ha-direct ha-uptime-diff-margin "
            "ha-eth-type hc-eth-type l2ep-eth-type "
            "ssd-failover failover-hold-time evpn-ttl ha-port-dtag* check-* config:frup-settings frup backup-hbdev vdom"
        },
    ),
    "system stp": table(
        "other", _stp, "status region-name switch-priority config-revision", {"port-behaviour": "forward-delay hello-time max-age max-hops"}
    ),
    "switch-controller stp-settings": table(
        "other", _stp, "name status revision", {"port-behaviour": "forward-time hello-time max-age max-hops pending-timer"}
    ),
    "switch-controller stp-instance": table("other", _stp_instance, "vlan-range", {"port-behaviour": "config:switch-priority"}),
}
"""Tables of services by their paths."""
