"""Where the rows of Junos' answers in JSON stand: for each command the elements on the way down and the leaves of its columns.

Columns are those of the templates of the same commands. *Source*: Juniper 'Junos XML API Operational Developer Reference'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


class Element(dict[str, "Value"]):
    """An object with the line on which it begins."""

    line: int = 0


Value = Element | list["Value"] | str | None
Leaf = Callable[[Element], str | tuple[str, ...] | None]


@dataclass(frozen=True)
class Shape:
    """Where the rows of a command stand: the elements on the way down, each with the columns that its leaves fill."""

    steps: tuple[tuple[str, Mapping[str, str | Leaf]], ...]
    needed: str
    """The column without which there is no row."""


def children(element: Element, name: str) -> list[Element]:
    """Return the elements of a name, each once."""
    value = element.get(name)
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, Element)]


def leaf(element: Element, path: str) -> str | None:
    """Return a leaf's text by its path of names; an empty element that is there (a flag) gives its own name."""
    *way, last = path.split("/")
    for name in way:
        found = children(element, name)
        if not found:
            return None
        element = found[0]
    if last not in element:
        return None
    value = element[last]
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, Element):
        value = value.get("data")
        value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, str):
        return value.strip()
    return last if value is None else None


def _hops(entry: Element) -> tuple[str, ...]:
    """Return the next hops of a route as the text form writes them."""
    texts = []
    for hop in children(entry, "nh"):
        to, via = leaf(hop, "to"), leaf(hop, "via") or leaf(hop, "nh-local-interface")
        texts.append(" ".join(([f"to {to}"] if to else []) + ([f"via {via}"] if via else [])))
    return tuple(text for text in texts if text) or ((leaf(entry, "nh-type") or "",) if leaf(entry, "nh-type") else ())


def _addresses(unit: Element) -> tuple[str, ...]:
    return tuple(
        f"Destination: {network}, Local: {local}" if (network := leaf(address, "ifa-destination")) else f"Local: {local}"
        for family in children(unit, "address-family")
        for address in children(family, "interface-address")
        if (local := leaf(address, "ifa-local"))
    )


def _bundle(unit: Element) -> str | None:
    return next((name for family in children(unit, "address-family") if (name := leaf(family, "ae-bundle-name"))), None)


def _tag(place: int) -> Leaf:
    def read(unit: Element) -> str | None:
        tags = (leaf(unit, "link-address") or "").strip("[] ").split()
        return tags[place] if place < len(tags) and "." in tags[place] else None

    return read


def _flags(unit: Element) -> str | None:
    found = children(unit, "if-config-flags")
    names = {"iff-up": "Up", "iff-down": "Down", "iff-device-down": "Device-Down"}
    return " ".join(text for name, text in names.items() if found and name in found[0]) or None


def _all(element: str, name: str) -> Leaf:
    return lambda node: tuple(text for one in children(node, element) if (text := leaf(one, name)))


_PORT = {"interface": "name", "admin": "admin-status", "link": "oper-status", "index": "snmp-index", "description": "description"}
_UNIT = {"interface": "name", "logical": "name", "index": "snmp-index", "description": "description"}
_INTERFACES = "interface-information"
_ROUTE = Shape(
    (
        ("route-information", {}),
        ("route-table", {"table": "table-name"}),
        ("rt", {"prefix": "rt-destination"}),
        (
            "rt-entry",
            {"active": "active-tag", "protocol": "protocol-name", "preference": "preference", "metric": "metric", "hops": _hops},
        ),
    ),
    needed="protocol",
)
_MODULE = {"name": "name", "version": "version", "part": "part-number", "serial_number": "serial-number", "description": "description"}
_INNER = ("chassis-module", "chassis-sub-module", "chassis-sub-sub-module")
_PEER = {"peer_as": "peer-as", "state": "peer-state", "description": "description"}
SHAPES: Mapping[str, tuple[Shape, ...]] = {
    "show version": (
        Shape(
            (
                (
                    "software-information",
                    {"hostname": "host-name", "model": "product-model", "junos_version": "junos-version"},
                ),
            ),
            needed="hostname",
        ),
    ),
    "show chassis hardware": (
        Shape((("chassis-inventory", {}), ("chassis", _MODULE | {"name": lambda node: leaf(node, "name") or "Chassis"})), needed="name"),
        *(
            Shape(
                (("chassis-inventory", {}), ("chassis", {}), *((one, {}) for one in _INNER[:depth]), (_INNER[depth], _MODULE)),
                needed="name",
            )
            for depth in range(len(_INNER))
        ),
    ),
    "show interfaces": (
        Shape(
            ((_INTERFACES, {}), ("physical-interface", _PORT | {"mtu": "mtu", "speed": "speed", "mac": "current-physical-address"})),
            needed="interface",
        ),
        Shape(
            (
                (_INTERFACES, {}),
                ("physical-interface", {}),
                (
                    "logical-interface",
                    _UNIT
                    | {
                        "flags": _flags,
                        "addresses": _addresses,
                        "bundle": _bundle,
                        "vlan": _tag(0),
                        "vlan_inner": _tag(1),
                    },
                ),
            ),
            needed="logical",
        ),
    ),
    "show interfaces terse": (
        Shape(((_INTERFACES, {}), ("physical-interface", _PORT)), needed="interface"),
        Shape(
            (
                (_INTERFACES, {}),
                ("physical-interface", {}),
                ("logical-interface", {"interface": "name", "logical": "name", "admin": "admin-status", "link": "oper-status"}),
                ("address-family", {"proto": "address-family-name", "remote": "ae-bundle-name"}),
                ("interface-address", {"local": "ifa-local"}),
            ),
            needed="logical",
        ),
    ),
    "show interfaces descriptions": (
        Shape(((_INTERFACES, {}), ("physical-interface", _PORT)), needed="interface"),
        Shape(
            (
                (_INTERFACES, {}),
                ("logical-interface", _PORT),
            ),
            needed="interface",
        ),
    ),
    "show route": (_ROUTE,),
    "show route table {table}": (_ROUTE,),
    "show route protocol {protocol}": (_ROUTE,),
    "show route instance": (
        Shape((("instance-information", {}), ("instance-core", {"name": "instance-name", "type": "instance-type"})), needed="name"),
    ),
    "show ospf neighbor": (
        Shape(
            (
                ("ospf-neighbor-information", {}),
                (
                    "ospf-neighbor",
                    {
                        "ip_address": "neighbor-address",
                        "interface": "interface-name",
                        "state": "ospf-neighbor-state",
                        "neighbor_id": "neighbor-id",
                    },
                ),
            ),
            needed="ip_address",
        ),
    ),
    "show bgp summary": (Shape((("bgp-information", {}), ("bgp-peer", _PEER | {"peer_ip": "peer-address"})), needed="peer_ip"),),
    "show bgp neighbor": (
        Shape(
            (
                ("bgp-information", {}),
                (
                    "bgp-peer",
                    {
                        "neighbor": "peer-address",
                        "remote_as": "peer-as",
                        "localhost_ip": "local-address",
                        "local_as": "local-as",
                        "description": "description",
                        "peer_group": "peer-group",
                        "instance": "peer-cfg-rti",
                        "bgp_state": "peer-state",
                        "remote_router_id": "peer-id",
                        "local_router_id": "local-id",
                        "afi": "nlri-type-session",
                        "outbound_routemap": "bgp-option-information/export-policy",
                        "inbound_routemap": "bgp-option-information/import-policy",
                    },
                ),
            ),
            needed="neighbor",
        ),
    ),
    "show arp no-resolve": (
        Shape(
            (
                ("arp-table-information", {}),
                ("arp-table-entry", {"mac_address": "mac-address", "ip_address": "ip-address", "interface": "interface-name"}),
            ),
            needed="mac_address",
        ),
    ),
    "show lldp neighbors": (
        Shape(
            (
                ("lldp-neighbors-information", {}),
                (
                    "lldp-neighbor-information",
                    {
                        "local_interface": lambda node: leaf(node, "lldp-local-port-id") or leaf(node, "lldp-local-interface"),
                        "chassis_id": "lldp-remote-chassis-id",
                        "neighbor_interface": lambda node: leaf(node, "lldp-remote-port-id") or leaf(node, "lldp-remote-port-description"),
                        "neighbor_name": "lldp-remote-system-name",
                    },
                ),
            ),
            needed="local_interface",
        ),
    ),
    "show lldp local-information": (
        Shape(
            (("lldp-local-info", {"chassis_id": "lldp-local-chassis-id", "system_name": "lldp-local-system-name"}),), needed="chassis_id"
        ),
    ),
    "show isis adjacency": (
        Shape(
            (
                ("isis-adjacency-information", {}),
                (
                    "isis-adjacency",
                    {
                        "interface": "interface-name",
                        "system_id": "system-name",
                        "type": "level",
                        "state": "adjacency-state",
                        "snpa": "snpa",
                    },
                ),
            ),
            needed="system_id",
        ),
    ),
    "show lacp interfaces": (
        Shape(
            (
                ("lacp-interface-information-list", {}),
                (
                    "lacp-interface-information",
                    {
                        "bundle_name": "lag-lacp-header/aggregate-name",
                        "member_interface": _all("lag-lacp-protocol", "name"),
                        "mux_state": _all("lag-lacp-protocol", "lacp-mux-state"),
                    },
                ),
            ),
            needed="bundle_name",
        ),
    ),
    "show vlans": (
        Shape(
            (
                ("l2ng-l2ald-vlan-instance-information", {}),
                ("l2ng-l2ald-vlan-instance-group", {"vlan_name": "l2ng-l2rtb-vlan-name", "tag": "l2ng-l2rtb-vlan-tag"}),
            ),
            needed="tag",
        ),
    ),
    "show ethernet-switching table": (
        Shape(
            (
                ("l2ng-l2ald-rtb-macdb", {}),
                ("l2ng-l2ald-mac-entry-vlan", {"vlan_id": "l2ng-l2-vlan-id"}),
                (
                    "l2ng-mac-entry",
                    {
                        "mac_address": "l2ng-l2-mac-address",
                        "mac_flag": "l2ng-l2-mac-flags",
                        "logical_interface": "l2ng-l2-mac-logical-interface",
                    },
                ),
            ),
            needed="mac_address",
        ),
    ),
}
