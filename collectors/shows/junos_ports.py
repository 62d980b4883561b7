"""Junos: ports, their units, the VLANs on them and the aggregates that they are members of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address, ip_network

from collectors.configs.junos.words import kind_of
from collectors.configs.words import address_of
from collectors.shows.answers import Reader, Row, Table, whole
from collectors.shows.cisco_words import speed_bps
from collectors.shows.draft import Draft
from collectors.shows.rows import add_lag, add_lag_member
from topology.model.names import canonical_mac
from topology.model.records import InterfaceKind
from topology.model.tables import LagMember

_ADDRESS = re.compile(r"(?:Destination: (?P<network>[^,\s]+),\s*)?Local: (?P<address>[^,\s]+)")
_VLAN = re.compile(r"(?:0x[0-9a-f]+\.)?(?P<vid>\d+)$", re.IGNORECASE)
_LINK_LOCAL = "fe80:"
_INSIDE = re.compile(r"(?:em[0-4]|bcm0|bme0|jsrv|ixlv\d+)(?:\.\d+)?|lo0\.163\d\d")
"""Ports of a router's inside."""


def unit_address(text: str) -> str | None:
    """Return ``address/length`` from a line of 'show interfaces'; the destination may leave out its last octets.

    >>> unit_address("Destination: 10.0.12/24, Local: 10.0.12.1, Broadcast: 10.0.12.255"), unit_address("Local: 10.70.255.3")
    ('10.0.12.1/24', '10.70.255.3/32')
    """
    match = _ADDRESS.match(text)
    address = address_of(match["address"]) if match else None
    if match is None or address is None:
        return None
    host = ip_address(address)
    network, _, length = (match["network"] or "").partition("/")
    if ":" not in network:
        network = ".".join([*network.split("."), "0", "0", "0"][:4])
    try:
        held = ip_network(f"{network}/{length}", strict=False)
    except ValueError:
        return f"{address}/{host.max_prefixlen}"
    return f"{address}/{held.prefixlen if host in held else host.max_prefixlen}"


def is_internal(port: str, address: str) -> bool:
    """Tell whether an address is of a router's inside: between its engines and cards, the same in every Junos device.

    Their networks are 10/8, 128/2 and fec0::/64, in the routing instance ``__juniper_private1__``. *Source*: Junos OS 'Router Interfaces
    Overview', internal Ethernet interfaces.

    >>> is_internal("em1.0", "10.0.0.4/8"), is_internal("em1.0", "192.0.2.1/24"), is_internal("ge-0/0/1.0", "10.0.0.4/8")
    (True, False, False)
    """
    own = address.startswith(("128.0.", "fec0:")) or (address.startswith("10.0.0.") and address.endswith("/8"))
    return own and _INSIDE.fullmatch(port) is not None


def _vlans_of(row: Row) -> tuple[int | None, tuple[int, ...]]:
    found = (_VLAN.search((row.text(name) or "").strip("[] ")) for name in ("vlan", "vlan_inner"))
    tags = [tag for match in found if match and (tag := whole(match["vid"])) is not None]
    return (tags[0] if tags else None), tuple(tags[1:])


def _is_on(text: str | None) -> bool | None:
    return None if text is None else text.lower() in {"enabled", "up"}


def _interfaces(table: Table, draft: Draft) -> None:
    """Add ports and their units. A unit is up while its port is; 'Flags: Down' says that it is disabled."""
    above: dict[str, bool | None] = {}
    enabled: bool | None
    for row in table.rows:
        name, place = row.text("interface") or "", table.place(row)
        outer, inner = _vlans_of(row)
        found = (unit_address(text) for text in row.texts("addresses"))
        addresses = tuple(dict.fromkeys(one for one in found if one and not one.startswith(_LINK_LOCAL) and not is_internal(name, one)))
        if row.text("logical"):
            flags = (row.text("flags") or "").split()
            up = above.get(name.partition(".")[0]) and "Device-Down" not in flags
            enabled = "Down" not in flags
        else:
            enabled, up = _is_on(row.text("admin")), _is_on(row.text("link"))
            above[name] = up
        draft.interface(
            name, place, kind=kind_of(name), index=row.number("index"), description=row.text("description"), mtu=row.number("mtu"),
            mac=canonical_mac(row.text("mac") or ""), speed_bps=speed_bps(row.text("speed")), enabled=enabled, up=up, addresses=addresses,
            vlan_access=outer, vlan_inner=inner,
        )  # fmt: skip
        if bundle := row.text("bundle"):
            _join(draft, name, bundle, place)


def _join(draft: Draft, member: str, bundle: str, place: str) -> None:
    """Say that a port, or its unit, is a member of an aggregate."""
    port_name, aggregate = member.partition(".")[0], bundle.partition(".")[0]
    draft.interface(aggregate, place, kind=InterfaceKind.LAG)
    draft.interface(port_name, place, kind=kind_of(port_name))
    add_lag_member(draft, LagMember(interface=port_name, aggregate=aggregate, ref=place))


def _terse(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = row.text("interface") or "", table.place(row)
        local, remote = row.text("local"), row.text("remote")
        draft.interface(name, place, kind=kind_of(name), enabled=_is_on(row.text("admin")), up=_is_on(row.text("link")))
        if row.text("proto") == "aenet" and remote:
            _join(draft, name, remote, place)
        elif local and address_of(local.partition("/")[0]) and not local.startswith(_LINK_LOCAL) and not is_internal(name, local):
            text = local if "/" in local else f"{local}/{128 if ':' in local else 32}"
            draft.interface(name, place, addresses=(f"{address_of(text.partition('/')[0])}/{text.partition('/')[2]}",))


def _switching(table: Table, draft: Draft) -> None:
    """Add the VLANs of each port; one without any tag is an access port, and the untagged one of others is their native VLAN."""
    for row in table.rows:
        name, place = row.text("interface") or "", table.place(row)
        ways = row.texts("tagging")
        vids = [vid for text in row.texts("vlan_id") if (vid := whole(text)) is not None]
        if len(ways) != len(vids) or not vids:
            draft.interface(name, place, kind=kind_of(name), up=_is_on(row.text("status")))
            continue
        untagged = [vid for vid, way in zip(vids, ways, strict=True) if way == "untagged"]
        if len(untagged) == len(vids) == 1:
            draft.interface(name, place, kind=kind_of(name), up=_is_on(row.text("status")), vlan_access=vids[0])
        else:
            draft.interface(
                name, place, kind=kind_of(name), up=_is_on(row.text("status")), vlan_trunk=tuple(sorted(vids)),
                vlan_native=untagged[0] if untagged else None,
            )  # fmt: skip


def _descriptions(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = row.text("interface") or ""
        draft.interface(
            name, table.place(row), kind=kind_of(name), enabled=_is_on(row.text("admin")), up=_is_on(row.text("link")),
            description=row.text("description"),
        )  # fmt: skip


def _lacp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = row.text("bundle_name") or "", table.place(row)
        add_lag(draft, name, "lacp", place)
        draft.interface(name, place, kind=InterfaceKind.LAG)
        states = row.texts("mux_state")
        for at, member in enumerate(row.texts("member_interface")):
            active = states[at].lower().startswith("collecting") if at < len(states) else None
            draft.interface(member, place, kind=kind_of(member))
            add_lag_member(draft, LagMember(interface=member, aggregate=name, active=active, ref=place))


READERS: Mapping[str, Reader] = {
    "show interfaces": _interfaces,
    "show interfaces detail": _interfaces,
    "show interfaces extensive": _interfaces,
    "show interfaces {interface}": _interfaces,
    "show interfaces terse": _terse,
    "show interfaces descriptions": _descriptions,
    "show ethernet-switching interfaces": _switching,
    "show lacp interfaces": _lacp,
}
