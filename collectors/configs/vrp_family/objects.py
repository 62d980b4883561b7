"""Named addresses and services of VRP's and Comware's firewalls, and zones with their interfaces.

Source: Huawei USG6000 and H3C SecPath F1000 command references, 'Object', 'Security zone'.
"""

from __future__ import annotations

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Found, View, Words, after, is_number, number, passed
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name
from collectors.configs.words import address_of, is_ipv4, prefix_of, wildcard_prefix
from topology.model.configured import ObjectGroup, Zone


def address_text(words: Words) -> str | None:  # noqa: PLR0911 - one return a form
    """Return one address of a rule or an object as a prefix, a range ``A-B`` or ``group:NAME``; None where it is not understood.

    >>> address_text(("10.0.0.0", "mask", "24")), address_text(("address-set", "hosts")), address_text(("range", "10.0.0.1", "10.0.0.9"))
    ('10.0.0.0/24', 'group:hosts', '10.0.0.1-10.0.0.9')
    """
    match words:
        case ("any", *_):
            return "0.0.0.0/0"
        case ("address-set" | "object-group" | "group-object" | "domain-set" | "region" | "geo-location", name, *_):
            return f"group:{name}"
        case ("range", low, high, *_) if address_of(low) and address_of(high):
            return f"{low}-{high}"
        case ("host", "address" | "name", value, *_):
            return _host(value) if words[1] == "address" else f"host:{value}"
        case ("subnet", address, mask, *_) | (address, "mask", mask, *_):
            return wildcard_prefix(address, mask) if words[2:3] == ("wildcard",) else prefix_of(address, mask)
        case (text,) if "/" in text:
            return prefix_of(*text.split("/", 1))
        case (address, mask, *_) if ":" in address or (is_number(mask) and mask != "0"):
            return prefix_of(address, mask)
        case (address, mask, *_) if mask == "0" or is_ipv4(mask):
            # a mask (new releases) or a wildcard (old ones): whichever is one without gaps
            return prefix_of(address, mask) if mask.startswith("255") else wildcard_prefix(address, mask)
        case (address,):
            return _host(address)
    return None


def _host(text: str) -> str | None:
    address = address_of(text)
    return None if address is None else f"{address}/{128 if ':' in address else 32}"


class _Group:
    """A set while its lines are read."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.members: list[str] = []


def _member(group: _Group, words: Words, line: Line) -> bool:
    # VRP: address 0 10.0.0.1 mask 32; service 0 protocol tcp destination-port 443
    if words and is_number(words[0]):
        words = words[1:]
    text = _service(words) if line.text.startswith("service") or group.kind == "service" else address_text(words)
    if text is None:
        return False
    group.members.append(text)
    return True


def _service(words: Words) -> str | None:
    match words:
        case ("service-set" | "group-object", name, *_):
            return f"group:{name}"
        case ("protocol", *rest) | ("service", *rest):
            return " ".join(rest) or None
    return None


def _numbered(group: _Group, words: Words, line: Line) -> bool:
    # Comware: 0 network subnet A M; 10 network host address A; 0 service tcp destination eq 80; group-object X
    match tuple(line.text.split()):
        case (_, "network", *rest):
            text = address_text(tuple(rest))
        case (_, "service", *rest):
            text = f"group:{rest[1]}" if rest[:1] == ["group-object"] and len(rest) > 1 else " ".join(rest)
        case (_, "group-object", name):
            text = f"group:{name}"
        case _:
            text = None
    if text is None:
        return False
    group.members.append(text)
    return bool(words)


class _ObjectView(View[_Group]):
    """The view of an object group, whose lines start with numbers on Comware."""

    def _look_up(self, text: str) -> Found[_Group]:
        words = tuple(text.split())
        if words and is_number(words[0]):
            return _numbered, words, None, None
        return super()._look_up(text)


_VIEW = _ObjectView(
    {"address": _member, "service": _member, "network": _member, "description": passed, "quit": passed, "security-zone": passed}
)


def read_set(state: State, block: Block) -> bool:
    """Read ``ip address-set N type object``, ``ip service-set N``, ``object-group ip address N``, ``object-group service N``."""
    words = tuple(block.header.text.split())
    kind = "service" if "service" in words[:2] or "service-set" in words[:2] else "address"
    if words[0] == "object-group":
        name = words[3] if len(words) > 3 else words[2] if kind == "service" and len(words) > 2 else None  # noqa: PLR2004 - words before the name
    else:
        name = words[2] if len(words) > 2 else None  # noqa: PLR2004 - the same
    if name is None:
        return False
    state.account.understand()
    group = _Group(kind)
    _VIEW.read(group, block.children, state.account, block.header.text)
    row = ObjectGroup(name=name, kind=kind, members=tuple(group.members), ref=state.place(block.header))
    state.facts.object_groups.append(row)
    return True


def read_object(state: State, block: Block) -> bool:
    """Read ``object network subnet|host|range NAME`` (Comware 5): one named address."""
    words = block.header.text.split()
    if len(words) < 4 or words[1] != "network":  # noqa: PLR2004 - three words and the name
        return False
    state.account.understand()
    group = _Group("address")
    _OBJECT.read(group, block.children, state.account, block.header.text)
    row = ObjectGroup(name=words[-1], kind="address", members=tuple(group.members), ref=state.place(block.header))
    state.facts.object_groups.append(row)
    return True


def _one_address(group: _Group, words: Words, line: Line) -> bool:
    # subnet 10.0.0.0 0.0.0.255 (a wildcard); host address 10.1.1.1; range 10.1.1.1 10.1.1.9
    subnet = line.text.startswith("subnet ") and len(words) > 1
    text = wildcard_prefix(words[0], words[1]) if subnet else address_text(tuple(line.text.split()))
    if text is None:
        return False
    group.members.append(text)
    return True


_OBJECT: View[_Group] = View({"subnet": _one_address, "host": _one_address, "range": _one_address, "description": passed, "quit": passed})


class _Zone:
    """A zone while its lines are read."""

    priority: int | None = None
    vrf: str | None = None

    def __init__(self) -> None:
        self.interfaces: list[str] = []


def _priority(zone: _Zone, words: Words, _line: Line) -> bool:
    zone.priority = number(words[0]) if words else None
    return zone.priority is not None


def _interface(zone: _Zone, words: Words, _line: Line) -> bool:
    if not words:
        return False
    rest = words[: words.index("vlan")] if "vlan" in words else words
    zone.interfaces.append(interface_name(" ".join(rest)))
    return True


def _vrf(zone: _Zone, words: Words, _line: Line) -> bool:
    zone.vrf = words[0] if words else None
    return bool(words)


_ZONE: View[_Zone] = View(
    {
        "set priority": _priority,
        "priority": _priority,
        "add interface": _interface,
        "import interface": _interface,
        "import vpn-instance": _vrf,
        "description": passed,
        "quit": passed,
        "import": lambda _zone, words, _line: bool(words),
        "share": passed,
    },
    {"zone-detail": ("statistic", "detect", "attack-defense", "undo", "tcp")},
)


def read_zone(state: State, block: Block) -> bool:
    """Read ``firewall zone [vpn-instance V] [name] X [id N]`` or ``[security-]zone name X [id N]``."""
    words = tuple(block.header.text.split())
    rest = words[2:] if words[0] == "firewall" else words[1:]
    zone = _Zone()
    if rest[:1] == ("vpn-instance",):
        zone.vrf, rest = (rest[1] if len(rest) > 1 else None), rest[2:]
    name = after(rest, "name") or (rest[0] if rest else None)
    if name is None:
        return False
    state.account.understand()
    _ZONE.read(zone, block.children, state.account, block.header.text)
    row = Zone(name=name, priority=zone.priority, interfaces=tuple(zone.interfaces), vrf=zone.vrf, ref=state.place(block.header))
    state.facts.zones.append(row)
    return True
