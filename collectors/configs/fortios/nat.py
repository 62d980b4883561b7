"""Address translation of FortiOS: virtual addresses, pools, central source translation.

A virtual address (VIP) with ``portforward`` publishes a port, one without translates an address or a range one to one. With central
NAT policies translate nothing themselves. *Source*: FortiOS 6.4 and 7.4 'CLI Reference', 'firewall vip', 'firewall ippool',
'firewall central-snat-map'.
"""

from __future__ import annotations

import msgspec

from collectors.configs.fortios.firewall import POLICY_RULES
from collectors.configs.fortios.objects import ANY, zones_of
from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry, table
from collectors.configs.fortios.words import unquoted
from collectors.configs.words import address_of
from topology.model.configured import NatPool, NatRule, ObjectGroup


def _hosts(text: str) -> tuple[str, ...]:
    """Return the addresses of ``10.0.0.1``, ``10.0.0.1-10.0.0.9`` (none where a word is no address).

    >>> _hosts("10.0.0.1-10.0.0.1"), _hosts("10.0.0.1-10.0.0.9"), _hosts("x")
    (('10.0.0.1',), ('10.0.0.1', '10.0.0.9'), ())
    """
    parts = [address_of(part.strip()) for part in text.split("-")]
    found = tuple(dict.fromkeys(part for part in parts if part is not None))
    return found if None not in parts else ()


def _vip(state: State, entry: Entry) -> None:
    outer = _hosts(entry.first("extip") or "")
    inner = [hosts for value in unquoted(entry.get("mappedip")) if (hosts := _hosts(value))]
    name = state.named(entry.vdom, entry.name)
    published = entry.is_on("portforward")
    port = entry.first("extintf")
    place = entry.line_of("extip")
    if entry.get("extip") and not outer:
        entry.refuse("extip")
    servers = [(hosts[0], one.first("port")) for one in entry.entries("realservers") if (hosts := _hosts(one.first("ip") or ""))]
    targets = [(hosts[0] if len(hosts) == 1 else "-".join(hosts), entry.first("mappedport")) for hosts in inner] or servers
    if entry.get("mappedip") and not inner:
        entry.refuse("mappedip")
    for inside, inside_port in targets if outer else ():
        kind = "server" if published or servers else "static"
        state.facts.nat_rules.append(
            NatRule(
                kind=kind,
                name=name,
                interface=None if port in ANY or port is None else port,
                vrf=state.vrf(entry.vdom, None, entry.line),
                inside=inside,
                inside_port=(inside_port or entry.first("extport")) if kind == "server" else None,
                outside="-".join(outer),
                outside_port=entry.first("extport") if kind == "server" else None,
                protocol=(entry.first("protocol") or "tcp") if kind == "server" else None,
                enabled=entry.first("status") != "disable",
                ref=state.place(place),
            )
        )
    if outer:  # policies name it as their destination; they are asked when the address has been translated
        members = (_text_of(outer), *(_text_of(hosts) for hosts in inner), *(_text_of((inside,)) for inside, _ in servers))
        state.facts.object_groups.append(ObjectGroup(name=name, kind="address", members=members, ref=state.place(entry.line)))


def _text_of(hosts: tuple[str, ...]) -> str:
    """Return a host as a prefix, a range as it is."""
    return f"{hosts[0]}/{128 if ':' in hosts[0] else 32}" if len(hosts) == 1 else "-".join(hosts)


def _vip_group(state: State, entry: Entry) -> None:
    members = tuple(f"group:{state.named(entry.vdom, name)}" for name in unquoted(entry.get("member")))
    name = state.named(entry.vdom, entry.name)
    state.facts.object_groups.append(ObjectGroup(name=name, kind="address", members=members, ref=state.place(entry.line)))


def _pool(state: State, entry: Entry) -> None:
    first, last = address_of(entry.first("startip") or ""), address_of(entry.first("endip") or "")
    for name, value in (("startip", first), ("endip", last)):
        if value is None:
            entry.refuse(name)
    if first is not None:
        vrf = state.vrf(entry.vdom, None, entry.line)
        place = state.place(entry.line_of("startip"))
        state.facts.nat_pools.append(NatPool(name=state.named(entry.vdom, entry.name), first=first, last=last or first, vrf=vrf, ref=place))


def _central(state: State, entry: Entry) -> None:
    """Read a rule of central translation; ``nat disable`` leaves what it matches as it is."""
    sources = [text for one in unquoted(entry.get("orig-addr")) for text in state.members.get(state.named(entry.vdom, one), ())]
    rule = NatRule(
        kind="exempt" if entry.first("nat") == "disable" else "source",
        name=state.named(entry.vdom, f"central-snat {entry.name}"),
        vrf=state.vrf(entry.vdom, None, entry.line),
        inside=sources[0] if len(sources) == 1 else None,
        source_zones=zones_of(state, entry, "srcintf"),
        destination_zones=zones_of(state, entry, "dstintf"),
        enabled=entry.first("status") != "disable",
        ref=state.place(entry.line),
    )
    pools = unquoted(entry.get("nat-ippool"))
    if rule.kind == "exempt":
        state.facts.nat_rules.append(rule)
        return
    for pool in pools or (None,):
        said = None if pool is None else state.named(entry.vdom, pool)
        state.facts.nat_rules.append(msgspec.structs.replace(rule, outside="interface" if pool is None else None, pool=said))


_PASSED = {
    "object-identity": "uuid id comment color config:tagging one-click-gslb-server config:gslb-public-ips gslb-*",
    "nat-behaviour": "arp-reply nat-source-vip gratuitous-arp-interval portmapping-type srcintf-filter http-* https-cookie-secure ssl-* "
    "server-type ldb-method persistence monitor max-embryonic-connections weblogic-server websphere-server outlook-web-access "
    "dns-mapping-ttl "
    "config:ssl-cipher-suites config:ssl-server-cipher-suites config:quic extaddr ndp-reply embedded-ipv4-address add-nat46-route "
    "add-nat64-route "
    "h2-support h3-support user-agent-detect client-cert empty-cert-action nat44 nat46 nat64 nat66 ipv4-mapped* ipv6-mapped* mapped-addr",
}
_VIP = table(
    "nat",
    _vip,
    "extip mappedip extintf portforward extport mappedport protocol type status service src-filter",
    _PASSED,
    {
        "realservers": table(
            "nat",
            lambda _state, _entry: None,
            "ip port status",
            {
                "nat-behaviour": "weight healthcheck monitor holddown-interval max-connections http-host client-ip id type address "
                "translate-host ssh-*"
            },
        )
    },
)

TABLES = {
    "firewall vip": _VIP,
    "firewall vip6": _VIP,
    "firewall vip46": _VIP,
    "firewall vip64": _VIP,
    "firewall vipgrp": table("nat", _vip_group, "member interface", _PASSED),
    "firewall vipgrp6": table("nat", _vip_group, "member interface", _PASSED),
    "firewall ippool": table(
        "nat",
        _pool,
        "startip endip type",
        {
            "object-identity": "comments comment",
            "nat-behaviour": "source-* block-size num-blocks-per-user pba-* permit-any-host arp-reply arp-intf associated-interface "
            "add-nat64-route nat64 "
            "port-per-user startport endport exclude-ip subnet-broadcast-in-ippool cgn-* utilization-* client-prefix-length "
            "tcp-session-quota "
            "udp-session-quota icmp-session-quota privileged-port-use-pba",
        },
    ),
    "firewall ippool6": table("nat", _pool, "startip endip", {"object-identity": "comments", "nat-behaviour": "nat46 add-nat46-route"}),
    "firewall central-snat-map": table(
        "nat",
        _central,
        "srcintf dstintf orig-addr dst-addr orig-addr6 dst-addr6 nat-ippool nat-ippool6 nat status type protocol orig-port dst-port "
        "nat-port",
        {**POLICY_RULES, "object-identity": "uuid comments policyid"},
    ),
}
"""Tables of translation by their paths."""
