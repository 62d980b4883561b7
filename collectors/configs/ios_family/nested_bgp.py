"""BGP where its sections nest (NX-OS, IOS XR): tables with their families, and what is said of peers in them.

A peer speaks the families that its lines name. *Source*: Cisco 'NX-OS Unicast Routing Configuration Guide' (BGP) and 'BGP
Command Reference for Cisco ASR 9000 and NCS'; RFC 5396 for AS numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.ios_family.bgp import Bgp, Peer, bgp_of, say
from collectors.configs.ios_family.redistribution import originate_default, read_redistribution
from collectors.configs.ios_family.state import State
from collectors.configs.words import address_of, as_number, prefix6_of, prefix_of
from topology.model.configured import NetworkStatement

_FAMILIES = {"l2vpn evpn": "evpn", "l2vpn vpls-vpws": "vpls", "ipv4 multicast": "ipv4-multicast", "ipv4 mvpn": "mvpn", "ipv4 mdt": "mdt"}


@dataclass(slots=True)
class Table:
    """The process, or a VRF or a family of it, while its lines are read."""

    process: Bgp
    vrf: str | None = None
    family: str | None = None


@dataclass(slots=True)
class Session:
    """A peer, a group or a template, or a family of it, while its lines are read."""

    process: Bgp
    peer: Peer
    vrf: str | None = None
    family: str | None = None


def family_of(words: Words) -> str | None:
    """Return the family that ``address-family`` names.

    >>> family_of(("ipv4", "unicast")), family_of(("l2vpn", "evpn")), family_of(())
    ('ipv4', 'evpn', None)
    """
    if not words:
        return None
    return _FAMILIES.get(" ".join(words[:2]), f"{words[0]}-labeled" if words[1:2] == ("labeled-unicast",) else words[0])


def open_process(state: State, words: Words, line: Line) -> Table | bool:
    """Open ``router bgp AS``."""
    process = bgp_of(state, words[0], line) if words else None
    if process is None:
        return False
    process.named_families = True
    return Table(process)


def open_vrf(table: Table, words: Words, line: Line) -> Table | bool:
    """Open ``vrf NAME`` in the process."""
    if not words:
        return False
    table.process.vrfs.setdefault(words[0], (line, None))
    return Table(table.process, words[0])


def open_family(table: Table, words: Words, _line: Line) -> Table | bool:
    """Open ``address-family`` of the process or of a VRF."""
    family = family_of(words)
    return family is not None and Table(table.process, table.vrf, family)


def open_peer(table: Table, words: Words, line: Line) -> Session | bool:
    """Open ``neighbor ADDRESS``, also with its AS behind it."""
    if not words:
        return False
    who = address_of(words[0])
    if who is None and "/" in words[0]:
        who = prefix6_of(words[0]) or prefix_of(*words[0].split("/", 1))
    if who is None:
        return False
    peer = table.process.peers.get((table.vrf, who))
    if peer is None:
        peer = table.process.peers[table.vrf, who] = Peer(line)
    session = Session(table.process, peer, table.vrf)
    if words[1:3] == ("remote-as", "route-map"):
        pass  # any of several: it stays unknown
    elif len(words) > 1 and say(table.process, peer, words[1:], line) is not True:
        return False
    peer.line = line
    return session


def open_template(table: Table, words: Words, line: Line) -> Session | bool:
    """Open a template or a group of peers; its name is the last word before what it is for."""
    if not words:
        return False
    template = table.process.templates.setdefault(words[0], Peer(line))
    return Session(table.process, template, table.vrf)


def open_session_family(session: Session, words: Words, _line: Line) -> Session | bool:
    """Open ``address-family`` of a peer: it speaks the family."""
    family = family_of(words)
    if family is None:
        return False
    session.peer.families[family] = True
    return Session(session.process, session.peer, session.vrf, family)


def read_session(session: Session, _words: Words, line: Line) -> bool | str:
    """Read a line of a peer that IOS has behind ``neighbor ADDRESS``."""
    session.process.vrf = session.vrf
    first = session.peer.line
    outcome = say(session.process, session.peer, tuple(line.text.split()), line)
    session.peer.line = first  # the line that names the peer tells of it
    return outcome


def read_peer_as(session: Session, words: Words, line: Line) -> bool:
    """Read ``remote-as``; one given by a policy leaves the AS unknown."""
    if words[:1] in {("external",), ("internal",), ("route-map",)}:
        session.peer.remote_as = session.process.local_as if words[0] == "internal" else session.peer.remote_as
        return True
    return read_session(session, words, line) is True


def read_router_id(table: Table, words: Words, _line: Line) -> bool:
    """Read the router id of the process or of a VRF."""
    address = address_of(words[0]) if words else None
    if address is None:  # made by the device, or an interface's
        return words[:1] == ("auto",) or table.process.state.interface(words) is not None
    if table.vrf is None:
        table.process.router_id = address
    else:
        table.process.vrfs[table.vrf] = (table.process.vrfs[table.vrf][0], address)
    return True


def read_confederation(table: Table, words: Words, _line: Line) -> bool:
    """Read ``confederation identifier``; its members' AS numbers follow."""
    match words:
        case ("identifier", said):
            table.process.confederation = as_number(said)
            return table.process.confederation is not None
        case ("peers", *_):
            return True
    return False


def announce(table: Table, words: Words, line: Line, *, summary: bool) -> bool:
    """Read ``network`` or ``aggregate-address``: a length, or a mask in a word of its own."""
    match words:
        case (both, *_) if "/" in both:
            prefix = prefix6_of(both) or prefix_of(*both.split("/", 1))
        case (address, "mask", mask, *_) | (address, mask, *_):
            prefix = prefix_of(address, mask)
        case _:
            return False
    if prefix is None:
        return False
    row = NetworkStatement(protocol="bgp", prefix=prefix, vrf=table.vrf, summary=summary, ref=table.process.state.place(line))
    table.process.state.facts.network_statements.append(row)
    return True


def read_network(table: Table, words: Words, line: Line) -> bool:
    """Read ``network``."""
    return announce(table, words, line, summary=False)


def read_aggregate(table: Table, words: Words, line: Line) -> bool:
    """Read ``aggregate-address``."""
    return announce(table, words, line, summary=True)


def read_taken(table: Table, words: Words, line: Line) -> bool:
    """Read ``redistribute``."""
    process = table.process
    return read_redistribution(process.state, words, line, into="bgp", process=str(process.local_as), family=table.family, vrf=table.vrf)


def read_default(table: Table, words: Words, line: Line) -> bool:
    """Read ``default-information originate``."""
    process = table.process
    return originate_default(process.state, words, line, into="bgp", process=str(process.local_as), vrf=table.vrf, family=table.family)
