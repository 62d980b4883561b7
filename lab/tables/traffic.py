"""How much each port has carried since its device started: plausible, and the same on every run.

What one end of a link sends the other receives, so a rate belongs to a direction of a link; ports
without a link in the truth (those with hosts behind them) have rates of their own. Dead circuits and
zombie networks carry the protocols' own frames and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from lab.tables.view import Peer, View
from lab.truth import TruthPort
from topology.model.records import InterfaceKind

_QUIET_BIT_PER_S = 180
"""LLDP, STP and ARP of an idle line: about one frame of 90 octets in four seconds."""
_LOWEST, _HIGHEST = 0.002, 0.22
"""Mean use of a line [share of its speed]; rates spread evenly over the logarithm between these."""
_DEFAULT_SPEED = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Traffic:
    """Counters of one interface."""

    in_octets: int
    out_octets: int
    in_packets: int
    out_packets: int
    in_errors: int = 0
    in_discards: int = 0


_NONE = Traffic(0, 0, 0, 0)


def share(key: str) -> float:
    """Return a number in [0, 1) that depends on the key alone."""
    return crc32(key.encode()) / 2**32


def _rate(key: str, speed_bps: int) -> float:
    """Return a mean rate [bit/s]."""
    return float(speed_bps * _LOWEST * (_HIGHEST / _LOWEST) ** share(key))


def _link_rate(peer: Peer, view: View, *, received: bool) -> float:
    """Return the rate of one direction of a link [bit/s]; both ends compute the same."""
    link = peer.link
    if view.zombie or link.circuit in view.dead:
        return _QUIET_BIT_PER_S
    towards_b = peer.forward != received
    speed = min(peer.port.speed_bps or _DEFAULT_SPEED, peer.remote.speed_bps or _DEFAULT_SPEED)
    return _rate(f"{link.a_device}|{link.a_port}|{link.b_device}|{link.b_port}|{towards_b}", speed)


def _cabled(view: View, port: TruthPort, peer: Peer | None) -> Traffic:
    if not (port.up and port.enabled):
        return _NONE
    seconds = view.device.uptime_s
    key = f"{view.device.id}|{port.name}"
    if peer is not None:
        received, sent = _link_rate(peer, view, received=True), _link_rate(peer, view, received=False)
    elif view.zombie:
        received = sent = _QUIET_BIT_PER_S
    else:
        speed = (port.speed_bps or _DEFAULT_SPEED) // 20
        received, sent = _rate(key + "|in", speed), _rate(key + "|out", speed)
    size = 90 if received == _QUIET_BIT_PER_S else 350 + int(500 * share(key + "|size"))
    inward, outward = int(received * seconds / 8), int(sent * seconds / 8)
    faulty = share(key + "|fault") < 0.03  # noqa: PLR2004 - a line in thirty has errors
    return Traffic(inward, outward, inward // size, outward // size, inward // size // 20_000 if faulty else 0, inward // size // 90_000)


def traffic(view: View) -> dict[str, Traffic]:
    """Return the counters of each interface by name; an aggregate carries the sum of its members."""
    peers = {peer.port.name: peer for peer in view.peers}
    found = {port.name: _cabled(view, port, peers.get(port.name)) for port in view.ports if port.name in view.places}
    for port in view.ports:
        if port.name in found:
            continue
        members = [found[other.name] for other in view.ports if other.lag == port.name and other.name in found]
        if port.kind is InterfaceKind.LAG and members:
            found[port.name] = Traffic(
                sum(one.in_octets for one in members),
                sum(one.out_octets for one in members),
                sum(one.in_packets for one in members),
                sum(one.out_packets for one in members),
            )
        elif port.kind in {InterfaceKind.LOOPBACK, InterfaceKind.OTHER}:
            found[port.name] = _NONE
        else:
            found[port.name] = _cabled(view, port, peers.get(port.name))
    return found
