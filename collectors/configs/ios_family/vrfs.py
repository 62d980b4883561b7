"""VRFs and static routes of IOS and RGOS, in both spellings (``ip vrf``, ``vrf definition``).

*Source*: Cisco 'MPLS Layer 3 VPNs' and 'IP Routing: Protocol-Independent' command references; RFC 4364. Route targets
of a ``vrf definition`` outside its families hold for each family that has none of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after, is_number, number
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import route_target
from collectors.configs.words import address_of, is_ipv4, prefix6_of, prefix_of
from topology.model.configured import VrfFamily
from topology.model.records import Route, Vrf


@dataclass(slots=True)
class Targets:
    """Route targets and policies of a VRF or of one of its families."""

    line: Line
    imports: list[str] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    import_policy: str | None = None
    export_policy: str | None = None


@dataclass(slots=True)
class VrfDraft:
    """A VRF while its lines are read; `family` is where the reading stands."""

    state: State
    name: str
    line: Line
    rd: str | None = None
    common: Targets = field(init=False)
    families: dict[str, Targets] = field(default_factory=dict)
    family: str | None = None

    def __post_init__(self) -> None:
        self.common = Targets(self.line)

    @property
    def targets(self) -> Targets:
        """Where the reading stands."""
        return self.common if self.family is None else self.families[self.family]


def vrf_of(state: State, name: str, line: Line) -> VrfDraft:
    """Return a VRF, a new one where a line is the first to name it."""
    found = state.drawers.get(("vrf", name))
    if not isinstance(found, VrfDraft):
        found = state.drawers["vrf", name] = VrfDraft(state, name, line)
        state.endings.append(partial(_finish, found))
    found.family = None
    return found


def _rd(vrf: VrfDraft, words: Words, _line: Line) -> bool:
    rd = route_target(words[0]) if words else None
    vrf.rd = rd or vrf.rd
    return rd is not None or words == ("auto",)


def _target(vrf: VrfDraft, words: Words, _line: Line) -> bool:
    return add_target(vrf.targets, words)


def add_target(targets: Targets, words: Words) -> bool:
    """Read what follows ``route-target``: a direction, both where none is named, and the target."""
    match words:
        case ("import" | "export" | "both" as way, said, *_):
            target = route_target(said)
        case (said,):
            way, target = "both", route_target(said)
        case _:
            return False
    if target is None:
        return False
    if way != "export" and target not in targets.imports:
        targets.imports.append(target)
    if way != "import" and target not in targets.exports:
        targets.exports.append(target)
    return True


def _import_map(vrf: VrfDraft, words: Words, _line: Line) -> bool:
    vrf.targets.import_policy = words[-1] if words else None
    return bool(words)


def _export_map(vrf: VrfDraft, words: Words, _line: Line) -> bool:
    vrf.targets.export_policy = words[-1] if words else None
    return bool(words)


def _family(vrf: VrfDraft, words: Words, line: Line) -> bool:
    if not words:
        return False
    vrf.family = words[0]
    vrf.families.setdefault(words[0], Targets(line))
    return True


def _leave(vrf: VrfDraft, _words: Words, _line: Line) -> bool:
    vrf.family = None
    return True


VRF = {
    "rd": _rd,
    "route-target": _target,
    "import map": _import_map,
    "import ipv4": _import_map,
    "export map": _export_map,
    "export ipv4": _export_map,
    "address-family": _family,
    "exit-address-family": _leave,
}
"""Commands of a VRF."""


def _finish(vrf: VrfDraft) -> None:
    state = vrf.state
    place = state.place(vrf.line)
    ipv4 = vrf.families.get("ipv4", vrf.common)
    imports, exports = ipv4.imports or vrf.common.imports, ipv4.exports or vrf.common.exports
    state.vrfs[vrf.name] = Vrf(name=vrf.name, rd=vrf.rd, import_targets=tuple(imports), export_targets=tuple(exports), ref=place)
    families = dict(vrf.families)
    if not families and (vrf.common.import_policy or vrf.common.export_policy):
        families["ipv4"] = vrf.common
    for family, said in families.items():
        state.families[vrf.name, family] = VrfFamily(
            vrf=vrf.name,
            family=family,
            rd=vrf.rd,
            import_targets=tuple(said.imports or vrf.common.imports),
            export_targets=tuple(said.exports or vrf.common.exports),
            import_policy=said.import_policy or vrf.common.import_policy,
            export_policy=said.export_policy or vrf.common.export_policy,
            ref=state.place(said.line),
        )


_PLAIN = 2
"""Words of a next hop with its preference."""


def read_route(state: State, words: Words, line: Line) -> bool:
    """Read what follows ``ip route`` or ``ipv6 route``."""
    vrf = None
    if words[:1] == ("topology",):
        return False
    if words[:1] == ("vrf",) and len(words) > 1:
        vrf, words = words[1], words[2:]
    match words:
        case (both, *rest) if "/" in both:
            prefix = prefix6_of(both) or prefix_of(*both.split("/", 1))
        case (address, mask, *rest):
            prefix = prefix_of(address, mask)
        case _:
            return False
    if prefix is None:
        state.account.warn("config-address-wrong", line)
        return False
    if len(rest) <= _PLAIN and is_ipv4(rest[0] if rest else "") and (len(rest) < _PLAIN or is_number(rest[1])):  # as nearly all are
        preference = number(rest[1]) if len(rest) == _PLAIN else None
        state.facts.routes.append(Route(prefix=prefix, next_hop=rest[0], vrf=vrf, preference=preference, ref=state.place(line)))
        return True
    route = route_to(state, Route(prefix=prefix, vrf=vrf, ref=state.place(line)), tuple(rest))
    if route is None:
        return False
    state.facts.routes.append(route)
    return True


def route_to(state: State, route: Route, words: Words) -> Route | None:
    """Return a route with what follows its prefix: an interface, a next hop, or both, and the details."""
    interface = next_hop = None
    found = state.interface(words)
    if found is not None or words[:1] in {("Null0",), ("null0",)}:
        interface, words = found if found is not None else (words[0], words[1:])
    if words and (address := address_of(words[0])) is not None:
        next_hop, words = address, words[1:]
    elif words and words[0] == "dhcp":
        words = words[1:]
    elif interface is None:
        return None
    preference = number(words[0]) if words else None
    track = after(words, "track")
    if "bfd" in words:
        track = track or "bfd"
    elsewhere = after(words, "nexthop-vrf") or ("global" if "global" in words else None)
    return msgspec.structs.replace(
        route,
        interface=interface,
        next_hop=next_hop,
        preference=preference,
        description=_quoted(words, "name") or _quoted(words, "description"),
        next_hop_vrf=elsewhere,
        track=track,
        tag=number(after(words, "tag")),
    )


def _quoted(words: Words, word: str) -> str | None:
    """Return what follows a word, up to the closing quote where one opens."""
    said = after(words, word)
    if said is None or not said.startswith('"'):
        return said
    return " ".join(words[words.index(word) + 1 :])[1:].partition('"')[0]


def read_gateway(state: State, words: Words, line: Line) -> bool:
    """Read ``ip default-gateway``: the way out of a switch that does not route."""
    next_hop = address_of(words[0]) if words else None
    if next_hop is None:
        return False
    state.facts.routes.append(Route(prefix="0.0.0.0/0", next_hop=next_hop, description="default-gateway", ref=state.place(line)))
    return True
