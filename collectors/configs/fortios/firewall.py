"""Policies of FortiOS's firewall: which zones may speak with which, and the translation that a policy asks for.

A policy denies unless ``action accept`` stands there; what no policy names is denied. ``nat enable`` translates the source to the
address of the interface that the packet leaves by, or to a pool. *Source*: FortiOS 6.4 and 7.4 'CLI Reference', 'firewall policy',
'firewall local-in-policy', 'firewall acl', 'firewall DoS-policy'.
"""

from __future__ import annotations

from functools import partial

import msgspec

from collectors.configs.fortios.objects import ANY, zones_of
from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry, table
from collectors.configs.fortios.words import unquoted
from topology.model.configured import Acl, AclRule, NatRule, ServicePolicy, ZonePolicy

_ACTIONS = {"accept": "permit", "ipsec": "permit", "ssl-vpn": "permit", "deny": "deny"}
_PREDEFINED = frozenset({"ALWAYS", "always"})


def _policy(state: State, entry: Entry) -> None:
    zones = zones_of(state, entry, "srcintf"), zones_of(state, entry, "dstintf")
    title = entry.first("name") or entry.name
    name = state.named(entry.vdom, title)
    enabled = entry.first("status") != "disable"
    said = entry.first("action")
    line = entry.line_of("name") if entry.get("name") else entry.line
    state.facts.zone_policies.append(
        ZonePolicy(
            name=name,
            source_zones=zones[0],
            destination_zones=zones[1],
            sources=_addresses(state, entry, "src"),
            destinations=_addresses(state, entry, "dst"),
            services=_services(state, entry),
            action=_ACTIONS.get(said or "deny"),
            enabled=enabled,
            conditions=_conditions(entry),
            ref=state.place(line),
        )
    )
    if entry.is_on("nat") and said == "accept":
        _translation(state, entry, name, zones, enabled=enabled)
    for setting, direction in (("traffic-shaper", "out"), ("traffic-shaper-reverse", "in")):
        shaper = entry.first(setting)
        if shaper is not None:
            for port in unquoted(entry.get("dstintf" if direction == "out" else "srcintf")) or ("any",):
                row = ServicePolicy(policy=shaper, interface=port, direction=direction, ref=state.place(entry.line_of(setting)))
                state.facts.service_policies.append(row)


def _conditions(entry: Entry) -> tuple[str, ...]:
    """Return what else must hold for a policy to take effect: the time, who is logged in."""
    found = [f"schedule {name}" for name in entry.get("schedule") if name not in _PREDEFINED]
    for setting in ("users", "groups", "fsso-groups", "devices"):
        found += [f"{setting.removesuffix('s')} {name}" for name in entry.get(setting)]
    for inner in entry.entries("identity-based-policy"):  # FortiOS 5.0
        found += [f"{setting.removesuffix('s')} {name}" for setting in ("users", "groups") for name in inner.get(setting)]
    return tuple(found)


def _addresses(state: State, entry: Entry, side: str) -> tuple[str, ...]:
    """Return the addresses of one side, an empty tuple for any: objects, services of the Internet, or their negation."""
    prefix = "" if side == "dst" else "-src"
    if entry.is_on(f"internet-service{prefix}"):
        names = (
            entry.get(f"internet-service{prefix}-name")
            + entry.get(f"internet-service{prefix}-id")
            + entry.get(f"internet-service{prefix}-group")
        )
        return tuple(f"group:internet-service {name}" for name in names)
    said = unquoted(entry.get(f"{side}addr")) + unquoted(entry.get(f"{side}addr6"))
    if entry.is_on(f"{side}addr-negate"):
        return (f"group:not {' '.join(said)}",)
    if any(name in ANY for name in said):
        return ()
    return tuple(f"group:{state.named(entry.vdom, name)}" for name in said)


def _services(state: State, entry: Entry) -> tuple[str, ...]:
    said = unquoted(entry.get("service"))
    if entry.is_on("service-negate"):
        return (f"group:not {' '.join(said)}",)
    if any(name in ANY for name in said):
        return ()
    return tuple(f"group:{state.named(entry.vdom, name)}" for name in said)


def _translation(state: State, entry: Entry, name: str, zones: tuple[tuple[str, ...], tuple[str, ...]], *, enabled: bool) -> None:
    pools = unquoted(entry.get("poolname")) + unquoted(entry.get("poolname6")) if entry.is_on("ippool") else ()
    sources = [text for one in unquoted(entry.get("srcaddr")) for text in state.members.get(state.named(entry.vdom, one), ())]
    for pool in pools or (None,):
        state.facts.nat_rules.append(
            NatRule(
                kind="source",
                name=name,
                vrf=state.vrf(entry.vdom, None, entry.line),
                inside=sources[0] if len(sources) == 1 else None,
                outside="interface" if pool is None else None,
                pool=None if pool is None else state.named(entry.vdom, pool),
                source_zones=zones[0],
                destination_zones=zones[1],
                enabled=enabled,
                ref=state.place(entry.line_of("name") if entry.get("name") else entry.line),
            )
        )


def _filter(use: str, name: str, family: str, state: State, entry: Entry) -> None:
    """Read a rule that looks at packets before any policy does: of those to the firewall itself, or of all that come in."""
    title = state.named(entry.vdom, name)
    if ("acl", title) not in state.drawers:
        state.drawers["acl", title] = True
        state.facts.acls.append(Acl(name=title, family=family, default="permit", ref=state.place(entry.opened or entry.line)))
    if entry.first("status") == "disable":
        return
    sources, destinations = (_addresses(state, entry, side) or (None,) for side in ("src", "dst"))
    row = AclRule(
        acl=title,
        sequence=int(entry.name) if entry.name.isdecimal() and entry.name.isascii() else None,
        action="permit" if entry.first("action") == "accept" else "deny",
        ref=state.place(entry.line_of("action")),
    )
    rows = [msgspec.structs.replace(row, source=one, destination=other) for one in sources for other in destinations]
    services = unquoted(entry.get("service"))
    for service in services if not any(one in ANY for one in services) else ():
        state.endings.append(partial(_rules, state, rows, service, state.named(entry.vdom, service)))
    if not services or any(one in ANY for one in services):
        state.facts.acl_rules += rows
    for port in unquoted(entry.get("intf") or entry.get("interface")) or ("any",):
        state.bind(title, use, entry.opened or entry.line, interface=None if port in ANY else port, direction="in", via=name)


def _rules(state: State, rows: list[AclRule], service: str, named: str) -> None:
    """Write the rules of a filter when its services are known: a service may take in several ranges of ports."""
    taken = next((group.members for group in state.facts.object_groups if group.kind == "service" and group.name == named), ())
    ways = [_port(text) for text in taken] or [None]
    for row in rows:
        for way in ways:
            protocol, port = way or (None, None)
            said = None if way is not None else f"service {service}"
            state.facts.acl_rules.append(msgspec.structs.replace(row, protocol=protocol, destination_port=port, options=said))


def _port(text: str) -> tuple[str, str | None] | None:
    """Return protocol and port test of a service's member; None where it also asks for source ports."""
    words = text.split()
    if "source" in words:
        return None
    match words:
        case (protocol, "destination", low, "to", high):
            return protocol, f"range {low} {high}"
        case (protocol, "destination", port):
            return protocol, f"eq {port}"
        case (protocol,):
            return protocol, None
    return None


def _shaping(state: State, entry: Entry) -> None:
    if entry.first("status") == "disable":
        return
    policy = entry.first("traffic-shaper", "class-id", "traffic-shaper-reverse", "per-ip-shaper")
    if policy is not None:
        for port in unquoted(entry.get("dstintf")) or (None,):
            row = ServicePolicy(
                policy=policy,
                interface=port,
                direction="out",
                ref=state.place(entry.line_of("traffic-shaper", "class-id", "traffic-shaper-reverse", "per-ip-shaper")),
            )
            state.facts.service_policies.append(row)


POLICY_RULES = {
    "object-identity": "uuid uuid-idx policyid global-label label config:tagging comments _policy_block",
    "logging": "logtraffic logtraffic-start capture-packet traffic-shaper-log",
    "inspection": "utm-status inspection-mode ssl-ssh-profile av-profile webfilter-profile dnsfilter-profile emailfilter-profile "
    "spamfilter-profile "
    "dlp-sensor dlp-profile file-filter-profile ips-sensor application-list voip-profile icap-profile cifs-profile waf-profile "
    "ssh-filter-profile "
    "profile-* videofilter-profile sctp-filter-profile casb-profile virtual-patch-profile diameter-filter-profile gtp-profile "
    "ips-voip-filter "
    "deep-inspection-options webcache* wanopt* http-policy-redirect ssh-policy-redirect ztna-* block-notification "
    "replacemsg-override-group "
    "scan-botnet-connections application app-* url-category rtp-* webproxy-* redirect-url disclaimer email-collect anomaly* config:anomaly "
    "sgt sgt-check vlan-cos-* vlan-filter",
    "filter-behaviour": "timeout-send-rst tcp-session-without-syn session-ttl diffserv* tcp-mss-* per-ip-shaper natinbound natoutbound "
    "natip "
    "permit-any-host permit-stun-host fixedport port-preserve auto-asic-offload np-acceleration delay-tcp-npu-session geoip-* "
    "tcp-timeout-pid "
    "udp-timeout-pid schedule-timeout identity-based* auth-* ntlm* wsso fsso* rsso radius-* dynamic-shaping custom-log-fields "
    "passive-wan-health-measurement "
    "pcp-* send-deny-packet tos* dsri match-vip* endpoint-* nat46 nat64 reputation-* network-service-* cgn-* srcaddr-fabric* "
    "policy-offload policy-expiry* "
    "policy-behaviour-type ssl-mirror* decrypted-traffic-mirror learning-mode firewall-session-dirty anti-replay poolname6 "
    "internet-service6* "
    "identity-from",
}
_READ = (
    "name srcintf dstintf srcaddr dstaddr srcaddr6 dstaddr6 service action schedule status nat ippool poolname users groups fsso-groups "
    "devices "
    "internet-service internet-service-name internet-service-id internet-service-group internet-service-src internet-service-src-name "
    "internet-service-src-id internet-service-src-group internet-service-custom srcaddr-negate dstaddr-negate service-negate "
    "traffic-shaper traffic-shaper-reverse vpntunnel "
    "inbound outbound intf interface ha-mgmt-intf-only protocol start-port end-port snat dnat"
)

TABLES = {
    "firewall policy": table(
        "acl",
        _policy,
        _READ,
        POLICY_RULES,
        {"identity-based-policy": table("acl", lambda _state, _entry: None, "users groups schedule service action dstaddr", POLICY_RULES)},
    ),
    **dict.fromkeys(("firewall policy6", "firewall policy46", "firewall policy64"), table("acl", _policy, _READ, POLICY_RULES)),
    "firewall security-policy": table("acl", _policy, _READ, POLICY_RULES),
    "firewall multicast-policy": table("acl", _policy, _READ, POLICY_RULES),
    "firewall local-in-policy": table("acl", partial(_filter, "other", "local-in-policy", "ipv4"), _READ, POLICY_RULES),
    "firewall local-in-policy6": table("acl", partial(_filter, "other", "local-in-policy6", "ipv6"), _READ, POLICY_RULES),
    "firewall acl": table("acl", partial(_filter, "filter", "acl", "ipv4"), _READ, POLICY_RULES),
    "firewall acl6": table("acl", partial(_filter, "filter", "acl6", "ipv6"), _READ, POLICY_RULES),
    "firewall shaping-policy": table(
        "other",
        _shaping,
        f"{_READ} class-id per-ip-shaper",
        {**POLICY_RULES, "quality-of-service": "app-category application url-category traffic-type cos* ip-version"},
    ),
}
"""Tables of policies by their paths."""
