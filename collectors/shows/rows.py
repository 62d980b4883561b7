"""Rows that the readers of several makers add alike, where one command tells again, or more, of what another told."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from collectors.clean import Line
from collectors.shows.answers import Row, Table
from collectors.shows.draft import Draft
from topology.model.configured import StackMember
from topology.model.names import canonical_interface
from topology.model.records import Counter, Neighbour
from topology.model.tables import BgpPeer, BgpProcess, FhrpGroup, ForwardingEntry, Lag, LagMember, OspfNeighbour, OspfProcess


def _port(row: Neighbour) -> str:
    return canonical_interface(row.local_port) if row.local_port else ""


def _is_brief(row: Neighbour) -> bool:
    return not row.management_addresses and row.system_description is None


def add_neighbour(draft: Draft, row: Neighbour) -> None:
    """Add a neighbour; of a list and a detailed answer, which tell of the same one, the detailed row stays."""
    rows = draft.rows.setdefault("neighbours", [])
    same = [one for one in rows if isinstance(one, Neighbour) and one.protocol == row.protocol and _port(one) == _port(row)]
    if _is_brief(row):
        if not any(not _is_brief(one) or _says_same(one, row) for one in same):
            rows.append(row)
        return
    rows[:] = [one for one in rows if one not in same or not _is_brief(one)]
    rows.append(row)


def _says_same(one: Neighbour, other: Neighbour) -> bool:
    return (one.system_name, one.port_id, one.chassis_id) == (other.system_name, other.port_id, other.chassis_id)


def add_bgp(draft: Draft, process: BgpProcess) -> None:
    """Add a BGP process once, though each row of its neighbours names it."""
    rows = draft.rows.setdefault("bgp", [])
    if process.local_as is None and process.router_id is None:
        return
    for at, one in enumerate(rows):
        if isinstance(one, BgpProcess) and one.vrf == process.vrf:
            rows[at] = _filled(one, process)
            return
    rows.append(process)


def add_bgp_peer(draft: Draft, peer: BgpPeer) -> None:
    """Add a session; of several answers about one, each tells what the others left open."""
    rows = draft.rows.setdefault("bgp_peers", [])
    for at, one in enumerate(rows):
        if isinstance(one, BgpPeer) and (one.vrf, one.address) == (peer.vrf, peer.address):
            rows[at] = _filled(one, peer)
            return
    rows.append(peer)


UNNUMBERED = "0.0.0.0"  # noqa: S104 - no address to bind to: a neighbour whose own address is not told
"""Address of an OSPF neighbour in a list that names it by its router id alone (as RFC 4750 has it where there is none)."""


def add_ospf_neighbour(draft: Draft, row: OspfNeighbour) -> None:
    """Add an OSPF neighbour once, whichever answers list it; a detailed one takes the place of one without its address."""
    rows = draft.rows.setdefault("ospf_neighbours", [])
    for at, one in enumerate(rows):
        if not isinstance(one, OspfNeighbour) or one.router_id != row.router_id:
            continue
        if one.address == row.address and (row.address != UNNUMBERED or _over(one) == _over(row)):
            rows[at] = _filled(one, row)
            return
        if UNNUMBERED in {one.address, row.address} and _over(one) == _over(row):
            rows[at] = row if one.address == UNNUMBERED else one
            return
    rows.append(row)


def _over(row: OspfNeighbour) -> str:
    return canonical_interface(row.interface or "")


def add_ospf(draft: Draft, process: OspfProcess) -> None:
    """Add an OSPF process once; later answers tell what the first left open."""
    rows = draft.rows.setdefault("ospf", [])
    for at, one in enumerate(rows):
        if isinstance(one, OspfProcess) and (one.process, one.vrf) == (process.process, process.vrf):
            rows[at] = _filled(one, process)
            return
    rows.append(process)


def add_fhrp(draft: Draft, group: FhrpGroup) -> None:
    """Add a shared gateway; a list and a detailed answer tell of the same one."""
    rows = draft.rows.setdefault("fhrp", [])
    key = _gateway(group)
    for at, one in enumerate(rows):
        if isinstance(one, FhrpGroup) and _gateway(one) == key:
            rows[at] = _filled(one, group)
            return
    rows.append(group)


def _gateway(group: FhrpGroup) -> tuple[str, str, int]:
    return group.protocol[:4], canonical_interface(group.interface or ""), group.group


def add_route(draft: Draft, entry: ForwardingEntry, *, own: bool) -> None:
    """Add a route in use, and the VRF whose table it stands in.

    The route to an `own` address of the device tells the VRF of its interface: none leaks into another.
    """
    draft.add("forwarding", entry)
    if entry.vrf is None:
        return
    draft.vrf(entry.vrf, entry.ref or "")
    if own and entry.interface:
        draft.interface(entry.interface, entry.ref or "", vrf=entry.vrf)


def add_lag(draft: Draft, aggregate: str, mode: str | None, ref: str) -> None:
    """Add an aggregate once."""
    rows = draft.rows.setdefault("lags", [])
    name = canonical_interface(aggregate)
    if not any(isinstance(one, Lag) and one.interface and canonical_interface(one.interface) == name for one in rows):
        rows.append(Lag(interface=aggregate, mode=mode, ref=ref))


def add_lag_member(draft: Draft, member: LagMember) -> None:
    """Add a port of an aggregate once, to the port's own row as well."""
    rows = draft.rows.setdefault("lag_members", [])
    if member.interface is None or member.aggregate is None:
        return
    draft.interface(member.interface, member.ref or "", lag=member.aggregate)
    name = canonical_interface(member.interface)
    for at, one in enumerate(rows):
        if isinstance(one, LagMember) and one.interface and canonical_interface(one.interface) == name:
            rows[at] = _filled(one, member)
            return
    rows.append(member)


def add_stack_member(draft: Draft, member: StackMember) -> None:
    """Add a chassis of a stack once; several answers each tell a part of it."""
    rows = draft.rows.setdefault("stack_members", [])
    for at, one in enumerate(rows):
        if isinstance(one, StackMember) and (one.kind, one.member) == (member.kind, member.member):
            rows[at] = _filled(one, member)
            return
    rows.append(member)


def lines_below(table: Table) -> Iterator[tuple[Row, Line]]:
    """Give the lines of a page with the row that each stands below: what a template has no column for can be read from them."""
    starts = iter([*table.rows, None])
    current, after = None, next(starts)
    for line in table.lines:
        while after is not None and line.number >= after.line:
            current, after = after, next(starts)
        if current is not None:
            yield current, line


def add_counter(draft: Draft, counter: Counter) -> None:
    """Add an interface's counters, if any of them is known."""
    known = (counter.in_octets, counter.out_octets, counter.in_errors, counter.out_errors, counter.in_discards, counter.out_discards)
    if any(value is not None for value in known):
        draft.add("counters", counter)


def _filled(first: msgspec.Struct, second: msgspec.Struct) -> msgspec.Struct:
    """Return a row with what it leaves open from another row of the same thing."""
    changes = {
        name: value
        for name in first.__struct_fields__
        if getattr(first, name) in (None, ()) and (value := getattr(second, name)) not in (None, ())
    }
    return msgspec.structs.replace(first, **changes) if changes else first
