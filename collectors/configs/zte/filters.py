"""Access lists and address translation of ZXROS.

Rules begin with ``rule N``. A list that names one address a rule matches sources alone. *Source*: ZXR10 M6000 and 5900E
'Configuration Guide (Policy Template)', '(CGN)'; ZXR10 8900 and ZSR user manuals for ``acl standard``, ``acl extended`` and ``ip nat``.
"""

from __future__ import annotations

from collectors.clean import Line
from collectors.configs.commands import Words, after, number
from collectors.configs.ios_family.acls import AclDraft, acl_of, read_rule
from collectors.configs.ios_family.nat import read_nat, read_pool_range
from collectors.configs.ios_family.security import read_crypto_map, read_key, read_map_acl, read_map_peer
from collectors.configs.words import address_of, wildcard_prefix
from collectors.configs.zte.levels import Level, Opened, Reader
from collectors.configs.zte.state import State
from topology.model.configured import AclRule, NatPool, NatRule

_ACTIONS = frozenset({"permit", "deny"})
_PROTOCOLS = frozenset(
    {"ip", "tcp", "udp", "icmp", "igmp", "gre", "ospf", "pim", "vrrp", "esp", "ah", "ipv6", "icmp6", "icmpv6", "arp", "any"}
)


def _list(family: str) -> Reader:
    def read(state: State, words: Words, line: Line) -> bool | Opened:
        return Opened(RULES, acl_of(state, words[0], line, family=family, standard=False)) if words else False

    return read


def _old_list(state: State, words: Words, line: Line) -> bool | Opened:
    """Read ``acl standard number 10``, ``acl extended name X``, ``acl link number 300``, ``acl number 300``."""
    kind = words[0] if words and words[0] in {"standard", "extended", "link", "hybrid", "user-defined", "ipv6", "mixed"} else None
    rest = words[1:] if kind is not None else words
    if rest[:1] in {("number",), ("name",), ("alias",)}:
        rest = rest[1:]
    if not rest:
        return False
    family = "mac" if kind in {"link", "hybrid", "user-defined"} else "ipv6" if kind == "ipv6" else "ipv4"
    return Opened(RULES, acl_of(state, rest[0], line, family=family, standard=kind == "standard"))


def _rule(acl: AclDraft, words: Words, line: Line) -> bool | str:
    """Read ``rule 10 permit ...``: the number may be missing, and in front of a prefix alone stands no protocol."""
    sequence = int(words[0]) if words and words[0].isdecimal() and words[0].isascii() and len(words[0]) < 20 else None  # noqa: PLR2004 - digits of 64 bits
    rest = words[1:] if sequence is not None else words
    if len(rest) < 2 or rest[0] not in _ACTIONS:  # noqa: PLR2004 - an action and what it is for
        return False
    if acl.family == "mac":
        row = AclRule(acl=acl.name, sequence=sequence, action=rest[0], options=" ".join(rest[1:]), ref=acl.state.place(line))
        acl.state.facts.acl_rules.append(row)
        return True
    if rest[1] not in _PROTOCOLS and not (rest[1].isdecimal() and len(rest) > 3):  # noqa: PLR2004 - a protocol's number and two addresses
        return _source_alone(acl, sequence, rest, line)
    if rest[1:] == ("any",):
        return _source_alone(acl, sequence, rest, line)
    tail = rest[1:]
    if acl.family == "ipv4" and tail[-1:] in {("ipv4",), ("ipv6",)}:
        tail = tail[:-1]
    if tail[:1] == ("any",):
        tail = ("ip", *tail[1:3])
    head = (str(sequence),) if sequence is not None else ()
    return read_rule(acl, (*head, rest[0], *tail), line)


def _source_alone(acl: AclDraft, sequence: int | None, words: Words, line: Line) -> bool:
    action, said, *rest = words
    if said == "any":
        source = None
    elif rest and wildcard_prefix(said, rest[0]) is not None:
        source, rest = wildcard_prefix(said, rest[0]), rest[1:]
    elif (address := address_of(said.partition("/")[0])) is not None:
        source = f"{address}/{said.partition('/')[2] or (128 if ':' in address else 32)}"
    else:
        return False
    options = " ".join(rest) or None
    acl.state.facts.acl_rules.append(
        AclRule(acl=acl.name, sequence=sequence, action=action, source=source, options=options, ref=acl.state.place(line))
    )
    return True


def _described(acl: AclDraft, words: Words, line: Line) -> bool:
    del words
    return read_rule(acl, ("remark", line.text.partition(" ")[2]), line)


RULES = Level(
    {
        "rule": _rule,
        "permit": lambda acl, words, line: _rule(acl, ("permit", *words), line),
        "deny": lambda acl, words, line: _rule(acl, ("deny", *words), line),
        "description": _described,
        "name": lambda _acl, _words, _line: True,
    },
    {"acl-behaviour": ("step", "move", "hit-count", "statistics", "match-order")},
)


def _cgn(state: State, words: Words, _line: Line) -> Opened:
    del words
    return Opened(CGN, state)


def _cgn_pool(state: State, words: Words, _line: Line) -> bool | Opened:
    return Opened(POOL, (state, words[0])) if words else False


def _section(context: tuple[State, str], words: Words, line: Line) -> bool:
    """Read ``section 1 A [B]``: a range of a pool."""
    state, name = context
    found = [address for word in words[1:] if (address := address_of(word)) is not None]
    if not found:
        return False
    state.facts.nat_pools.append(NatPool(name=name, first=found[0], last=found[-1], ref=state.place(line)))
    return True


def _domain(state: State, words: Words, _line: Line) -> bool | Opened:
    return Opened(DOMAIN, (state, words[0])) if words else False


def _dynamic(context: tuple[State, str], words: Words, line: Line) -> bool:
    """Read ``dynamic source rule-id 1 ipv4-list L permit pool P``; ``deny`` leaves what matches as it is."""
    state, name = context
    acl, pool = after(words, "ipv4-list") or after(words, "list"), after(words, "pool")
    if acl is None:
        return False
    state.bind(acl, "nat", line, via=f"cgn {name}")
    kind = "exempt" if "deny" in words else "source"
    if kind == "source" and pool is None:
        return False
    state.facts.nat_rules.append(NatRule(kind=kind, name=name, acl=acl, pool=pool, ref=state.place(line)))
    return True


def _static(context: tuple[State, str], words: Words, line: Line) -> bool:
    """Read ``static source rule-id 1 INSIDE [PORT] OUTSIDE [PORT] [tcp|udp]``."""
    state, name = context
    said = (
        [word for word in words[2:] if word not in {"tcp", "udp"}]
        if words[:1] == ("rule-id",)
        else [word for word in words if word not in {"tcp", "udp"}]
    )
    addresses = [word for word in said if address_of(word) is not None]
    ports = [word for word in said if number(word) is not None]
    if len(addresses) != 2:  # noqa: PLR2004 - inside and outside
        return False
    protocol = next((word for word in words if word in {"tcp", "udp"}), None)
    state.facts.nat_rules.append(
        NatRule(
            kind="server" if ports else "static",
            name=name,
            inside=addresses[0],
            inside_port=ports[0] if ports else None,
            outside=addresses[1],
            outside_port=ports[-1] if ports else None,
            protocol=protocol,
            ref=state.place(line),
        )
    )
    return True


_CGN_RULES = {
    "nat-behaviour": (
        *(
            "alarm",
            "log",
            "enable",
            "port",
            "session",
            "user",
            "advanced-service",
            "timeout",
            "alg",
            "port-range",
            "mapping",
            "filter",
            "node",
        ),
        *(
            "location",
            "interface",
            "pcp-service",
            "location-node",
            "limit",
            "statistics",
            "trap",
            "cgn-log",
            "hairpin",
            "spu",
            "bind",
            "ipv4-list",
            "nat",
        ),
    )
}
POOL = Level({"section": _section}, _CGN_RULES)
DOMAIN = Level({"dynamic source": _dynamic, "static source": _static}, _CGN_RULES)
CGN = Level(
    {"cgn-pool": _cgn_pool, "domain": _domain}, _CGN_RULES, opens=("advanced-service", "alarm", "log", "pcp-service", "location-node")
)


def _nat(state: State, words: Words, line: Line) -> bool | str | Opened:
    """Read ``ip nat``, which older routers write as IOS does; ``ip nat start`` turns it on."""
    if words in {("start",), ("enable",)}:
        return True
    if words[:1] == ("translation",) or words[:1] == ("log",):
        return "nat-behaviour"
    if not read_nat(state, words, line):
        return False
    return Opened(NAT_POOL, (state, words[1])) if words[0] == "pool" and address_of(words[2] if len(words) > 2 else "") is None else True  # noqa: PLR2004 - a pool's name and address


NAT_POOL = Level({"address": read_pool_range})


def _crypto_key(state: State, words: Words, line: Line) -> bool:
    return read_key(state, words, line)


def _crypto_map(state: State, words: Words, line: Line) -> bool | str | Opened:
    """Read ``crypto map N 10 ipsec-isakmp``, as older routers write it."""
    entry = read_crypto_map(state, words, line)
    return "ipsec-proposals" if entry is None else Opened(CRYPTO_MAP, entry, entry.write)


CRYPTO_MAP = Level(
    {"set peer": read_map_peer, "match address": read_map_acl},
    {"ipsec-proposals": ("set", "match", "reverse-route", "description")},
)
COMMANDS: dict[str, Reader] = {
    "crypto isakmp key": _crypto_key,
    "crypto map": _crypto_map,
    "ipv4-access-list": _list("ipv4"),
    "ipv6-access-list": _list("ipv6"),
    "link-access-list": _list("mac"),
    "ipv4-mixed-access-list": _list("ipv4"),
    "acl": _old_list,
    "cgn": _cgn,
    "cgn-pool": _cgn_pool,
    "ip nat": _nat,
}
"""Commands of the configuration's own mode about filters and translation."""
KINDS = {
    "acl": ("ipv4-access-list", "ipv6-access-list", "link-access-list", "ipv4-mixed-access-list", "acl"),
    "nat": ("cgn", "cgn-pool", "ip nat"),
}
"""Kinds of section by leading words."""
