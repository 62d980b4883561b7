"""BGP of IOS XR: tables, neighbours with the groups they use, route distinguishers of VRFs.

*Source*: Cisco 'BGP Command Reference for ASR 9000' 6.6 and 7.3.
"""

from __future__ import annotations

from functools import partial

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.ios_family import nested_bgp as bgp
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, Rules, fine, leads
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.vrfs import vrf_of
from collectors.configs.ios_family.words import route_target
from collectors.configs.xr.ignored import ROUTER as ROUTER_RULES
from collectors.configs.xr.ignored import SESSION as SESSION_RULES
from collectors.configs.xr.routing import plain_name


def _use(session: bgp.Session, words: Words, _line: Line) -> bool:
    """Read ``use neighbor-group NAME`` and the like."""
    match words:
        case ("neighbor-group", name):
            session.peer.group = name
            session.peer.inherits.append(name)
            return True
        case ("session-group" | "af-group" as kind, name):
            session.peer.inherits.append(f"{kind} {name}")
            return True
    return False


def _policy(session: bgp.Session, words: Words, line: Line) -> bool:
    """Read ``route-policy NAME(ARGUMENTS) in``."""
    if len(words) < 2 or words[-1] not in {"in", "out"}:  # noqa: PLR2004 - a name and a direction
        return False
    names = session.peer.imports if line.text.endswith(" in") else session.peer.exports
    name = plain_name(words[0])
    if name not in names:
        names.append(name)
    return True


def _option(session: bgp.Session, _words: Words, line: Line) -> bool:
    if line.text not in session.peer.options:
        session.peer.options.append(line.text)
    return True


def _password(session: bgp.Session, words: Words, _line: Line) -> bool:
    if words[:1] != ("inheritance-disable",):
        session.peer.options.append("authenticated")
    return True


def _shutdown(session: bgp.Session, words: Words, _line: Line) -> bool:
    session.peer.enabled = words[:1] == ("inheritance-disable",)
    return True


_WORDS = leads(
    "update-source, description, local-as, route-reflector-client, allowas-in, as-override, next-hop-self, "
    "default-originate, next-hop-unchanged, ebgp-multihop, ttl-security, prefix-list"
)
_OPTIONS = leads("send-community-ebgp, send-extended-community-ebgp, send-community-gshut-ebgp, remove-private-AS, remove-private-as")
_LINES: dict[str, Reader[bgp.Session, Line]] = {
    **dict.fromkeys(_WORDS, bgp.read_session),
    **dict.fromkeys(_OPTIONS, _option),
    "remote-as": bgp.read_peer_as,
    "use": _use,
    "route-policy": _policy,
    "password": _password,
    "shutdown": _shutdown,
}
_PEER_FAMILY: Level[bgp.Session] = Level(_LINES, SESSION_RULES)
_PEER: Level[bgp.Session] = Level({**_LINES, "address-family": Below(bgp.open_session_family, _PEER_FAMILY)}, SESSION_RULES)


def _open_group(kind: str, table: bgp.Table, words: Words, line: Line) -> bgp.Session | bool:
    """Open a group; those of sessions and of families have names of their own."""
    return bool(words) and bgp.open_template(table, (f"{kind} {words[0]}" if kind else words[0],), line)


def _rd(table: bgp.Table, words: Words, line: Line) -> bool:
    """Read the route distinguisher of a VRF, which stands with the process."""
    if table.vrf is None or not words:
        return False
    rd = route_target(words[0])
    if rd is not None:
        place = table.process.state.drawers.get(("vrf", table.vrf))
        vrf = vrf_of(table.process.state, table.vrf, line if place is None else getattr(place, "line", line))
        vrf.rd = rd
    return rd is not None or words == ("auto",)


def _members(_table: bgp.Table, words: Words, _line: Line) -> bool:
    """Read an AS number of the confederation, one a line."""
    return len(words) == 1


def _open_members(table: bgp.Table, _words: Words, _line: Line) -> bgp.Table | bool:
    return table


_TABLE_LINES: dict[str, Reader[bgp.Table, Line]] = {
    "network": bgp.read_network,
    "aggregate-address": bgp.read_aggregate,
    "redistribute": bgp.read_taken,
    "default-information originate": bgp.read_default,
}
_TABLE_FAMILY: Level[bgp.Table] = Level(_TABLE_LINES, ROUTER_RULES)
_ANY: dict[str, Reader[bgp.Table, Line]] = {
    "bgp router-id": bgp.read_router_id,
    "bgp confederation": bgp.read_confederation,
    "bgp confederation peers": Below(_open_members, Rules(_members)),
    "address-family": Below(bgp.open_family, _TABLE_FAMILY),
    "neighbor": Below(bgp.open_peer, _PEER),
    "default-information originate": bgp.read_default,
    "redistribute": bgp.read_taken,
    "rd": _rd,
    "local-as": fine,
}
_VRF: Level[bgp.Table] = Level(_ANY, ROUTER_RULES)
BGP: Level[bgp.Table] = Level(
    {
        **_ANY,
        "vrf": Below(bgp.open_vrf, _VRF),
        "neighbor-group": Below(partial(_open_group, ""), _PEER),
        "session-group": Below(partial(_open_group, "session-group"), _PEER),
        "af-group": Below(partial(_open_group, "af-group"), _PEER_FAMILY),
    },
    ROUTER_RULES,
)

SECTIONS: dict[str, Reader[State, Line]] = {"router bgp": Below(bgp.open_process, BGP)}
