"""Address and service objects of FortiOS's firewall, its zones and the interfaces that stand for one.

An address is a prefix unless ``type`` says otherwise; without ``subnet`` it is any. A name that is resolved elsewhere (``fqdn``,
``geography``, ``dynamic``) stays a name, so that nobody takes its rule for evaluated. *Source*: FortiOS 6.4 and 7.4 'CLI Reference',
'firewall address', 'firewall addrgrp', 'firewall service'.
"""

from __future__ import annotations

from functools import partial

from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry, table
from collectors.configs.fortios.words import prefix, unquoted
from collectors.configs.words import address_of, wildcard_prefix
from topology.model.configured import ObjectGroup, Zone, ZonePolicy

ANY = frozenset({"all", "any", "ALL", "ANY", "all6"})
"""Names that are there from the start and mean everything."""
_MOST_PORTS = "65535"


def _address(family: str, state: State, entry: Entry) -> None:
    members = _members(state, entry, family)
    name = state.named(entry.vdom, entry.name)
    state.members[name] = tuple(member for member in members if "/" in member)
    if not members and entry.settings:
        return  # not understood: who refers to it must not take it for nobody
    state.facts.object_groups.append(ObjectGroup(name=name, kind="address", members=members, ref=state.place(entry.line)))


def _members(state: State, entry: Entry, family: str) -> tuple[str, ...]:  # noqa: PLR0911 - one return a kind
    kind = entry.first("type") or "ipmask"
    match kind:
        case "ipmask" | "ipprefix" | "interface-subnet":
            name = "subnet" if entry.get("subnet") else "ip6"
            values = entry.get(name)
            if not values:
                return () if kind == "interface-subnet" else ("::/0" if family == "6" else "0.0.0.0/0",)
            found = prefix(values)
            if found is None:
                entry.refuse(name)
                state.account.warn("config-address-wrong", entry.line_of(name))
            return () if found is None else (found,)
        case "iprange":
            first, last = address_of(entry.first("start-ip") or ""), address_of(entry.first("end-ip") or "")
            return (f"{first}-{last}",) if first and last else ()
        case "wildcard":
            values = entry.get("wildcard")
            found = wildcard_prefix(values[0], _inverted(values[1])) if len(values) == 2 else None  # noqa: PLR2004 - address and mask
            if found is None:
                entry.refuse("wildcard")
            return () if found is None else (found,)
        case "fqdn" | "wildcard-fqdn":
            text = entry.first("fqdn", "wildcard-fqdn")
            return (f"group:{kind} {text}",) if text else ()
        case "geography":
            return (f"group:country {entry.first('country')}",)
    return (f"group:{kind} {entry.name}",)


def _inverted(mask: str) -> str:
    """Return the wildcard of a mask: FortiOS writes the bits that count."""
    parts = mask.split(".")
    known = all(part.isdecimal() and part.isascii() and len(part) <= 3 for part in parts)  # noqa: PLR2004 - digits of an octet
    return ".".join(str(255 - int(part)) for part in parts) if known and all(int(part) <= 255 for part in parts) else mask  # noqa: PLR2004 - largest octet


def _group(kind: str, state: State, entry: Entry) -> None:
    members = tuple(f"group:{state.named(entry.vdom, name)}" for name in unquoted(entry.get("member")))
    name = state.named(entry.vdom, entry.name)
    if kind == "address":
        state.members[name] = tuple(text for member in members for text in state.members.get(member.removeprefix("group:"), ()))
    state.facts.object_groups.append(ObjectGroup(name=name, kind=kind, members=members, ref=state.place(entry.line)))


def _service(state: State, entry: Entry) -> None:
    members = tuple(service_members(entry))
    state.facts.object_groups.append(
        ObjectGroup(name=state.named(entry.vdom, entry.name), kind="service", members=members, ref=state.place(entry.line))
    )


def service_members(entry: Entry) -> list[str]:
    """Return what a service takes in: ``tcp destination 80 443``, ``udp destination 1000 to 2000``, ``icmp``."""
    found: list[str] = []
    for protocol in ("tcp", "udp", "sctp"):
        for value in entry.get(f"{protocol}-portrange"):
            far, _, near = value.partition(":")
            text = f"{protocol} destination {_span(far)}"
            found.append(text if not near or near in {"0-65535", "1-65535"} else f"{text} source {_span(near)}")
    if found:
        return found
    match entry.first("protocol"):
        case "ICMP" | "ICMP6" as protocol:
            return ["icmp" if protocol == "ICMP" else "icmpv6"]
        case "IP" | "ALL":
            number = entry.first("protocol-number")
            return ["ip" if number in {None, "0"} else str(number)]
    return []


def _span(text: str) -> str:
    low, dash, high = text.partition("-")
    return f"{low} to {high}" if dash and low != high else low


def _zone(state: State, entry: Entry) -> None:
    ports = unquoted(entry.get("interface"))
    state.zone_of.update(dict.fromkeys(ports, entry.name))
    vrf = state.vrf(entry.vdom, None, entry.line)
    name = state.named(entry.vdom, entry.name)
    state.facts.zones.append(Zone(name=name, interfaces=ports, vrf=vrf, ref=state.place(entry.line)))
    if entry.first("intrazone") != "allow" and len(ports) > 1:
        place = state.place(entry.line_of("intrazone") if entry.get("intrazone") else entry.line)
        within = ZonePolicy(name=f"intrazone {name}", source_zones=(name,), destination_zones=(name,), action="deny", ref=place)
        state.endings.append(partial(state.facts.zone_policies.append, within))  # behind all policies, which may allow some


def zones_of(state: State, entry: Entry, name: str) -> tuple[str, ...]:
    """Return the zones that a setting names: an interface that is in none stands for itself; ``any`` is all of them."""
    said = unquoted(entry.get(name))
    if any(one in ANY for one in said):
        return ()
    for one in said:
        state.asked.setdefault(one)
    return tuple(state.named(entry.vdom, one) for one in said)


def settle_zones(state: State) -> None:
    """Make a zone of each interface that policies name and that is in none: FortiOS filters between interfaces."""
    known = {zone.name for zone in state.facts.zones}
    for name in state.asked:
        draft = state.drafts.get(name)
        if draft is None or name in state.zone_of:
            continue
        vdom = None if draft.vrf is None else draft.vrf.partition("/")[0]
        inside = vdom if vdom in state.vdoms else None
        title = state.named(inside, name)
        if title not in known:
            state.facts.zones.append(Zone(name=title, interfaces=(name,), vrf=draft.vrf, ref=state.place(draft.line)))
            known.add(title)


_BEHAVIOUR = {
    "object-identity": "uuid uuid-idx obj-id global-object fabric-object tagging config:tagging config:list config:template* template "
    "obj-tag obj-type category sub-type "
    "clearpass-spt epg-name sdn* tenant organization subnet-name policy-group tag-* node-ip-only filter* allow-routing exclude "
    "exclude-member "
    "cache-ttl passive-fqdn-learning associated-interface route-tag host host-type macaddr hw-* proxy config:subnet-segment "
    "sso-attribute-value",
    "appearance": "color visibility comment comments",
}
_READ_ADDRESS = "type subnet start-ip end-ip ip6 fqdn wildcard wildcard-fqdn country interface"

TABLES = {
    "firewall address": table("acl", partial(_address, "4"), _READ_ADDRESS, _BEHAVIOUR),
    "firewall address6": table("acl", partial(_address, "6"), _READ_ADDRESS, _BEHAVIOUR),
    "firewall multicast-address": table("acl", partial(_address, "4"), _READ_ADDRESS, _BEHAVIOUR),
    "firewall multicast-address6": table("acl", partial(_address, "6"), _READ_ADDRESS, _BEHAVIOUR),
    "firewall addrgrp": table("acl", partial(_group, "address"), "member type", _BEHAVIOUR),
    "firewall addrgrp6": table("acl", partial(_group, "address"), "member type", _BEHAVIOUR),
    "firewall service custom": table(
        "acl",
        _service,
        "protocol tcp-portrange udp-portrange sctp-portrange protocol-number icmptype icmpcode iprange",
        {
            **_BEHAVIOUR,
            "filter-behaviour": "session-ttl tcp-halfclose-timer tcp-halfopen-timer tcp-timewait-timer udp-idle-timer check-reset-range "
            "helper app-* application",
        },
    ),
    "firewall service group": table("acl", partial(_group, "service"), "member", _BEHAVIOUR),
    "system zone": table("acl", _zone, "interface intrazone", {"filter-behaviour": "description", "appearance": "config:tagging"}),
}
"""Tables of objects and zones by their paths."""
