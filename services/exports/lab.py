"""containerlab: a slice as a lab that can be started, to rehearse a cut-over before it is done.

A device becomes a node of the kind that runs its system, if the user named an image for that kind, else a plain Linux
container that stands in for it. A link becomes a link, parallel ones each by itself; what shares an unmanaged segment
hangs on a bridge. Stored configurations, secrets replaced, lie beside the topology with the ports renamed to those of the
kind. What could not be taken over stands in the README: nothing is silently dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import yaml

from services.exports.lab_kinds import BRIDGE, KIND, KINDS, LINUX, Kind
from services.exports.slices import Slice, plain
from services.tables import csv_text
from topology.model.entities import Device, DeviceInterface, Link
from topology.model.records import InterfaceKind

LINUX_IMAGE: Final = "alpine:3"
"""Image of a node that only stands in for a device."""
_UNSAFE: Final = re.compile(r"[^a-z0-9-]+")
_LONGEST: Final = 40
_LOGICAL: Final = frozenset({InterfaceKind.VLAN, InterfaceKind.LOOPBACK, InterfaceKind.TUNNEL})


@dataclass(slots=True)
class _Node:
    """A device in the lab, and its ports so far."""

    name: str
    kind: Kind
    device: Device
    ports: dict[str, int] = field(default_factory=dict)
    """Number of each port in use, by the interface's id, or by the link's where no port is known."""
    named: dict[str, str | None] = field(default_factory=dict)
    """The device's own name of each of these ports."""

    def endpoint(self, key: str, name: str | None) -> str | None:
        """Return the end of a link at one of its ports, None where it has none left."""
        if key not in self.ports and len(self.ports) >= self.kind.most:
            return None
        number = self.ports.setdefault(key, len(self.ports) + 1)
        self.named.setdefault(key, name)
        return f"{self.name}:{self.kind.endpoint(number)}"

    def renamed(self) -> list[tuple[str | None, str, str]]:
        """Return the device's own name of each port, the container's, and the system's in the lab."""
        return [
            (self.named[key], self.kind.endpoint(number), (self.kind.inside or self.kind.endpoint)(number))
            for key, number in self.ports.items()
        ]


@dataclass(slots=True)
class _Left:
    """What is not in the lab as it is in the network, by reason."""

    stand_ins: list[str] = field(default_factory=list)
    without_configuration: list[str] = field(default_factory=list)
    aggregates: list[str] = field(default_factory=list)
    unnamed_ports: list[str] = field(default_factory=list)
    shared_ports: list[str] = field(default_factory=list)
    too_many: list[str] = field(default_factory=list)
    logical: list[str] = field(default_factory=list)


def write_containerlab(cut: Slice) -> Mapping[str, bytes]:
    """Return the topology file, the configurations, the table of ports and the README."""
    left = _Left()
    nodes = _nodes(cut, left)
    links, bridges = _links(cut, nodes, left)
    files: dict[str, bytes] = {}
    topology_nodes: dict[str, dict[str, object]] = {}
    for node in nodes.values():
        labels = {"netfold-id": node.device.id, "netfold-name": plain(node.device.name)[:200]}
        entry: dict[str, object] = {"kind": node.kind.name, "labels": labels}
        stored = cut.configurations.get(node.device.id)
        if node.kind is not LINUX and stored is not None:
            path = f"{cut.name}/{node.name}{'.partial' if node.kind.partial else ''}.cfg"
            entry["startup-config"] = path
            files[path] = rename_ports(stored.text, node.renamed()).encode("utf-8", "backslashreplace")
        elif stored is None:
            left.without_configuration.append(node.name)
        topology_nodes[node.name] = entry
    topology_nodes |= {bridge: {"kind": BRIDGE.name} for bridge in bridges}
    used = sorted({node.kind.name for node in nodes.values()})
    body = {
        "name": cut.name,
        "topology": {
            "kinds": {name: {"image": cut.images.get(name, LINUX_IMAGE)} for name in used},
            "nodes": topology_nodes,
            "links": [{"endpoints": list(ends)} for ends in links],
        },
    }
    head = "".join(f"# {line}\n" for line in (plain(cut.title), plain(cut.said_by), f"See {cut.name}/README.md."))
    text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=200)
    files[f"{cut.name}/ports.csv"] = csv_text(_port_rows(nodes.values())).encode("utf-8")
    files[f"{cut.name}/README.md"] = _readme(cut, nodes, bridges, left).encode("utf-8")
    return {"": (head + text).encode("utf-8"), **files}


def _nodes(cut: Slice, left: _Left) -> dict[str, _Node]:
    found: dict[str, _Node] = {}
    taken: set[str] = set()
    for device in sorted(cut.devices, key=lambda one: (one.name.lower(), one.id)):
        kind = next((one for one in KINDS if device.platform in one.platforms and one.name in cut.images), LINUX)
        name = legal_name(device.name, taken)
        found[device.id] = _Node(name, kind, device)
        if kind is LINUX:
            left.stand_ins.append(f"{name} ({plain(device.platform) or '?'})")
    return found


def legal_name(text: str, taken: set[str]) -> str:
    """Return a name that container, host and file may have, and nothing else has; it is then taken.

    >>> taken = set()
    >>> [legal_name(text, taken) for text in ("N05 核心.SW_1", "n05---sw_1", "../x", "核心", "CORE")]
    ['n05-sw-1', 'n05-sw-1-2', 'x', 'node', 'core']
    """
    base = _UNSAFE.sub("-", text.lower()).strip("-")[:_LONGEST].rstrip("-") or "node"
    base = re.sub("-{2,}", "-", base)
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def _links(cut: Slice, nodes: dict[str, _Node], left: _Left) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the ends of each link, and the bridges that segments became."""
    found: list[tuple[str, str]] = []
    segments: dict[str, dict[tuple[str, str], None]] = {}
    members = _members(cut)
    used: dict[tuple[str, str], str] = {}
    for link in sorted(cut.links, key=lambda one: (one.a_device, one.b_device, one.id)):
        ends = _ends(cut, link)
        if any(port is not None and port.kind is InterfaceKind.LAG and port.id in members for _, _, port in ends):
            left.aggregates.append(_shown(cut, link))
            continue
        if any(port is not None and port.kind in _LOGICAL for _, _, port in ends):
            left.logical.append(_shown(cut, link))
            continue
        if link.segment is not None:
            segments.setdefault(link.segment, {}).update(dict.fromkeys((device, key) for device, key, _ in ends))
            for device, key, port in ends:
                nodes[device].named.setdefault(key, port.name if port else None)
            continue
        clash = [used[device, key] for device, key, port in ends if port is not None and (device, key) in used]
        if clash:
            left.shared_ports.append(f"{_shown(cut, link)}; {clash[0]}")
            continue
        made = [nodes[device].endpoint(key, port.name if port else None) for device, key, port in ends]
        if made[0] is None or made[1] is None:
            left.too_many.append(_shown(cut, link))
            continue
        for device, key, port in ends:
            used[device, key] = _shown(cut, link)
            if port is None:
                left.unnamed_ports.append(_shown(cut, link))
        found.append((made[0], made[1]))
    bridges = _bridges(nodes, segments, set(used), found, left)
    return found, bridges


def _bridges(
    nodes: dict[str, _Node],
    segments: Mapping[str, Iterable[tuple[str, str]]],
    used: set[tuple[str, str]],
    found: list[tuple[str, str]],
    left: _Left,
) -> list[str]:
    """Hang what shares a segment on a bridge of its own; its ports are named so that no two of the host's are alike."""
    names: list[str] = []
    for number, (_, members) in enumerate(sorted(segments.items()), start=1):
        bridge = f"nfbr{number}"
        names.append(bridge)
        for place, (device, key) in enumerate((one for one in members if one not in used), start=1):
            end = nodes[device].endpoint(key, nodes[device].named.get(key))
            if end is None:
                left.too_many.append(f"{nodes[device].name} - {bridge}")
            else:
                found.append((end, f"{bridge}:nf{number}p{place}"))
    return names


def _ends(cut: Slice, link: Link) -> tuple[tuple[str, str, DeviceInterface | None], ...]:
    """Return device, key of the port and port of both ends; a sub-interface is the port that it is on."""
    found = []
    for device, identifier in ((link.a_device, link.a_interface), (link.b_device, link.b_interface)):
        port = cut.port(identifier)
        if port is not None and port.kind is InterfaceKind.SUBINTERFACE:
            port = _parent(cut, port) or port
        found.append((device, port.id if port is not None else f"{link.id}@{device}", port))
    return tuple(found)


def _parent(cut: Slice, port: DeviceInterface) -> DeviceInterface | None:
    name = port.name.rpartition(".")[0]
    return next((one for one in cut.topology.interfaces if one.device == port.device and one.name == name), None) if name else None


def _members(cut: Slice) -> set[str]:
    """Return the aggregates of which some member ends a link of the slice: that link stands for it."""
    ports = (cut.port(end) for link in cut.links for end in (link.a_interface, link.b_interface))
    return {port.lag for port in ports if port is not None and port.lag is not None}


def _shown(cut: Slice, link: Link) -> str:
    ends = []
    for device, identifier in ((link.a_device, link.a_interface), (link.b_device, link.b_interface)):
        port = cut.port(identifier)
        ends.append(f"{plain(cut.topology.device[device].name)}{f' {plain(port.name)}' if port else ''}")
    return " - ".join(ends)


def rename_ports(text: str, ports: Iterable[tuple[str | None, str, str]]) -> str:
    r"""Return a configuration with its ports under the names that they have in the lab; descriptions stay.

    >>> rename_ports("interface GE0/0/1\n description GE0/0/1\ninterface GE0/0/10", [("GE0/0/1", "eth1", "Ethernet1/0/0")])
    'interface Ethernet1/0/0\n description GE0/0/1\ninterface GE0/0/10'
    """
    names = {old: new for old, _, new in ports if old}
    if not names:
        return text
    wanted = re.compile(r"(?<![\w/.-])(" + "|".join(re.escape(old) for old in sorted(names, key=len, reverse=True)) + r")(?![\w/-])")

    def renamed(line: str) -> str:
        return line if line.lstrip().startswith("description") else wanted.sub(lambda match: names[match[1]], line)

    return "\n".join(map(renamed, text.split("\n")))


def _port_rows(nodes: Iterable[_Node]) -> list[dict[str, object]]:
    return [
        {
            "node": node.name,
            "device": node.device.name,
            "device_id": node.device.id,
            "interface": old,
            "endpoint": outside,
            "in_lab": inside,
        }
        for node in nodes
        for old, outside, inside in node.renamed()
    ]


_REASONS: Final = (
    ("stand_ins", "Devices that a Linux container stands in for, as no image was named for their system (`--image KIND=IMAGE`)"),
    ("without_configuration", "Devices without a stored configuration"),
    ("aggregates", "Links of aggregates, which the links of their members stand for"),
    ("logical", "Links between VLAN interfaces, loopbacks or tunnels, which are no cables"),
    ("unnamed_ports", "Links of which a port is unknown: the next free one was taken"),
    ("shared_ports", "Links of a port that another link has already"),
    ("too_many", "Links for which a node of this kind has no port left"),
)


def _readme(cut: Slice, nodes: Mapping[str, _Node], bridges: list[str], left: _Left) -> str:
    """Return what the lab is, how to start it, and what is not in it."""
    lines = [f"# {plain(cut.title)}", "", plain(cut.said_by), ""]
    lines += [f"{len(nodes)} nodes, {len(bridges)} bridges. `ports.csv` says which port of a device is which of the lab.", ""]
    lines += [
        "Secrets in the configurations are fingerprints (`<secret:...>`): no password, key or community of them works. Log in as",
        "containerlab's manual says for each kind. Ports that no link uses keep their own names, which the lab's system may refuse.",
        "",
    ]
    if bridges:
        lines += [
            "Make the bridges first:",
            "",
            *(f"    ip link add {bridge} type bridge && ip link set {bridge} up" for bridge in bridges),
            "",
        ]
    used = sorted({node.kind.name for node in nodes.values()})
    lines += ["Images, by kind:", "", *(f"- {name}: {cut.images.get(name, LINUX_IMAGE)}" for name in used), ""]
    lines += ["## Not as in the network", ""]
    if cut.outside:
        lines += [f"- Links to devices outside the slice: {cut.outside}"]
    for name, said in _REASONS:
        rows = getattr(left, name)
        if rows:
            lines += [f"- {said}: {len(rows)}", *(f"    - {row}" for row in sorted(set(rows)))]
    return "\n".join(lines) + "\n"


def unknown_kinds(images: Mapping[str, str]) -> list[str]:
    """Return the kinds that are not known."""
    return sorted(name for name in images if name not in KIND)
