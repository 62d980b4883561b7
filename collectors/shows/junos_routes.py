"""The routing tables that Junos shows: routes in use, and the VRF of each interface by the table that holds its own address."""

from __future__ import annotations

import re

from collectors.configs.words import prefix_of
from collectors.shows.answers import Row, Table
from collectors.shows.draft import Draft
from collectors.shows.rows import add_route
from topology.model.tables import ForwardingEntry

_UNICAST = re.compile(r"(?:(?P<instance>[^.\s]+)\.)?inet6?\.0")
_HOP = re.compile(r"(?:to (?P<to>[0-9a-fA-F.:]+))?\s*(?:(?:via|Local via) (?P<via>[^\s,]+))?")
_HEADER = re.compile(r"^(?P<table>\S+): \d+ destinations, .*[ (]0 hidden\)")
_PROTOCOLS = {
    "direct": "local",
    "local": "local",
    "static": "netmgmt",
    "ospf": "ospf",
    "ospf3": "ospf",
    "bgp": "bgp",
    "is-is": "isis",
    "isis": "isis",
    "rip": "rip",
}
"""IANAipRouteProtocol by Junos' names; others (``Aggregate``, ``Access-internal``) are ``other``."""


def instance_of(table: str | None) -> str | None:
    """Return the routing instance that a unicast table belongs to, None for the device's own.

    >>> instance_of("OFFICE.inet.0"), instance_of("inet.0"), instance_of("bgp.l3vpn.0"), instance_of(None)
    ('OFFICE', None, None, None)
    """
    match = _UNICAST.fullmatch(table or "")
    return match["instance"] if match else None


def read_routes(table: Table, draft: Draft) -> None:
    """Add the active routes of the unicast tables. Tables of labels and of VPN routes (``inet.3``, ``bgp.l3vpn.0``) are left out."""
    homes: dict[str, set[str | None]] = {}
    for row in table.rows:
        found = _UNICAST.fullmatch(row.text("table") or "")
        address, _, length = (row.text("prefix") or "").partition("/")
        prefix = prefix_of(address, length)
        if found is None or prefix is None or row.text("active") not in {"*", "+"}:
            continue
        instance, protocol = found["instance"], (row.text("protocol") or "").lower()
        for hop, interface in _hops(row):
            entry = ForwardingEntry(
                prefix=prefix, next_hop=hop, interface=interface, vrf=instance, protocol=_PROTOCOLS.get(protocol, "other"),
                metric=row.number("metric"), ref=table.place(row),
            )  # fmt: skip
            add_route(draft, entry, own=False)  # an own address may stand in several tables, by a group of them
            if protocol == "local" and interface:
                homes.setdefault(interface, set()).add(instance)
    for interface, instances in homes.items():
        if len(instances) == 1 and (instance := next(iter(instances))):
            draft.interface(interface, f"{table.path}:{table.number}", vrf=instance)


def _hops(row: Row) -> list[tuple[str | None, str | None]]:
    """Return the next hops of a route with their interfaces; one without any (``Reject``) has a blank one."""
    found = (_HOP.match(text) for text in row.texts("hops"))
    hops: list[tuple[str | None, str | None]] = [(match["to"], match["via"]) for match in found if match and match.group().strip()]
    return hops or [(None, None)]


def prefixes_read(table: Table) -> int:
    """Count the prefixes of the tables that hide none, as their headers count them."""
    whole = {match["table"] for line in table.lines if (match := _HEADER.match(line.text))}
    return len({(row.text("table"), row.text("prefix")) for row in table.rows if row.text("table") in whole})
