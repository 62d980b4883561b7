"""How NAT rewrites a packet: destinations of published servers and static pairs on the way in, sources on the way out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from topology.model.configured import NatPool, NatRule
from topology.model.entities import DeviceInterface, Evidence
from topology.model.names import canonical_interface
from topology.paths.filters import DENY, PERMIT, UNKNOWN, judge, zone_of
from topology.paths.packet import Packet, fits_port, fits_protocol, is_host
from topology.paths.question import Sure
from topology.paths.state import View, row_evidence, usable_interface
from topology.resolve.addresses import BITS, Address, holds, parse_address, parse_interface

_OWN = "interface"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A packet after a translation, with the rule that made it."""

    packet: Packet
    kind: str
    sure: Sure
    evidence: Evidence


def rewrite_destination(view: View, came: DeviceInterface | None, packet: Packet) -> Rewrite | None:
    """Return the packet with its destination rewritten by the first published server or static pair that fits, else None."""
    for record, _, row in view.rows("nat_rules"):
        assert isinstance(row, NatRule)
        if not row.enabled or row.kind not in {"server", "static"} or not _at(row, came):
            continue
        outside, inside = _outside(view, row), row.inside
        target = None if outside is None else _shift(packet.destination, outside, inside)
        if target is None:
            continue
        fit = (fits_protocol(row.protocol, packet), fits_port(f"eq {row.outside_port}" if row.outside_port else None, packet.port))
        if False in fit:
            continue
        port = packet.port
        if row.inside_port and row.inside_port.isdecimal() and port is not None:
            port = int(row.inside_port)
        return Rewrite(
            replace(packet, destination=target, port=port),
            "destination",
            Sure.UNSURE if None in fit else Sure.CERTAIN,
            row_evidence(record, row, f"{row.kind} {row.outside} -> {row.inside}"),
        )
    return None


def published_by(view: View, port: DeviceInterface, address: Address) -> Evidence | None:
    """Return the rule by which an interface answers for an address that NAT publishes there, else None."""
    for record, _, row in view.rows("nat_rules"):
        assert isinstance(row, NatRule)
        outside = _outside(view, row)
        if (
            row.enabled
            and row.kind in {"server", "static"}
            and _at(row, port)
            and outside is not None
            and _shift(address, outside, row.inside)
        ):
            return row_evidence(record, row, f"{row.kind} {row.outside} -> {row.inside}")
    for record, _, pool in view.rows("nat_pools"):
        first, last = (parse_address(text) for text in (getattr(pool, "first", ""), getattr(pool, "last", "")))
        if first is not None and last is not None and first <= address <= last:
            return row_evidence(record, pool, f"pool {getattr(pool, 'name', '')}")
    return None


def rewrite_source(view: View, came: DeviceInterface | None, leaves: DeviceInterface | None, packet: Packet) -> Rewrite | None:
    """Return the packet with its source rewritten on the way out by the first rule that fits, else None."""
    for record, _, row in view.rows("nat_rules"):
        assert isinstance(row, NatRule)
        if not row.enabled or leaves is None or not _at(row, leaves) or not _between(view, row, came, leaves):
            continue
        if row.kind == "static":
            source = _shift(packet.source, row.inside, _outside(view, row))
            sure = Sure.CERTAIN
        elif row.kind in {"source", "exempt"}:
            verdict = PERMIT if row.acl is None else judge(view, row.acl, packet)[0]
            # A NAT rule without a filter or zones names everything; without an interface it belongs to whatever faces outside.
            if verdict == DENY or (row.acl is None and row.interface is None and not row.source_zones):
                continue
            if row.kind == "exempt":
                return None
            source = _pool(view, row, leaves)
            sure = Sure.UNSURE if verdict == UNKNOWN or row.interface is None else Sure.CERTAIN
        else:
            continue
        if source is not None and source != packet.source:
            text = f"{row.kind} {row.acl or row.inside or ''} -> {row.pool or row.outside or ''}"
            return Rewrite(replace(packet, source=source), "source", sure, row_evidence(record, row, text))
    return None


def _at(row: NatRule, port: DeviceInterface | None) -> bool:
    return row.interface is None or (port is not None and canonical_interface(row.interface) == canonical_interface(port.name))


def _between(view: View, row: NatRule, came: DeviceInterface | None, leaves: DeviceInterface) -> bool:
    for zones, port in ((row.source_zones, came), (row.destination_zones, leaves)):
        zone = zone_of(view, port)
        if zones and zones != ("outside",) and (zone is None or zone.name not in zones):
            return False
    return True


def _outside(view: View, row: NatRule) -> str | None:
    if row.outside != _OWN:
        return row.outside
    port = view.port(row.interface)
    return None if port is None or not port.addresses else port.addresses[0].partition("/")[0]


def _shift(address: Address, first: str | None, second: str | None) -> Address | None:
    """Return where an address goes when `first` becomes `second`: one for one, or prefix for prefix."""
    if first is None or second is None:
        return None
    if is_host(first) == address:
        return parse_address(second.partition("/")[0])
    a, b = parse_interface(first), parse_interface(second)
    if a is None or b is None or a[2] != b[2] or not holds(a, address):
        return None
    keep = (1 << BITS[a[0]] - a[2]) - 1
    return b[0], b[1] & ~keep | address[1] & keep


def _pool(view: View, row: NatRule, leaves: DeviceInterface) -> Address | None:
    if row.pool is not None:
        for _, _, pool in view.rows("nat_pools"):
            if isinstance(pool, NatPool) and pool.name == row.pool:
                return parse_address(pool.first)
    if row.outside not in {None, _OWN}:
        return parse_address((row.outside or "").partition("/")[0])
    own = [block for text in leaves.addresses if (block := usable_interface(text)) is not None]
    return own[0][:2] if own else None
