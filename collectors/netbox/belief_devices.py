"""What netfold believes of devices, as NetBox objects: types, chassis, interfaces, MACs, addresses, cables.

A stack that answers as one device becomes a virtual chassis with a device for each member; interfaces stand on the
member that the first number of their name says, else on the master. Of addresses that several interfaces of one table
have, each carries the role ``anycast``, the only way in which NetBox takes the same address twice.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from collectors.netbox.builder import UNKNOWN, Builder
from collectors.netbox.kinds import INTERFACE_TYPES, UNCABLED
from collectors.netbox.shapes import kind_of_type, member_of, parent_name
from collectors.netbox.stock import Item, Value
from collectors.netbox.words import ranges, slug
from topology.model.entities import Device, DeviceInterface, Link, LinkState, Topology
from topology.model.errors import Severity
from topology.model.records import DeviceRecord, InterfaceKind, SourceKind

_ROLES: Final = {"core": "9e9e9e", "aggregation": "2196f3", "access": "4caf50", None: "607d8b"}
_ALL_VLANS: Final = tuple(range(1, 4095))
_MTU: Final = range(1, 65537)
_KILO: Final = 1000
_VIRTUAL: Final = frozenset({InterfaceKind.VLAN, InterfaceKind.LOOPBACK, InterfaceKind.SUBINTERFACE, InterfaceKind.TUNNEL})
_TRUST: Final = (LinkState.MANUAL, LinkState.TWO_SIDED, LinkState.ONE_SIDED, LinkState.INFERRED, LinkState.DECLARED, LinkState.STALE)
"""Of several links on one port, the first of these becomes the cable."""
_CABLED: Final = 2


def add_devices(builder: Builder, topology: Topology, records: Mapping[str, Sequence[DeviceRecord]]) -> None:
    """Add every device with its interfaces, then the cables between them."""
    shared = _shared_addresses(topology)
    for device in topology.devices:
        ports = topology.ports.get(device.id, ())
        looks = records.get(device.id, ())
        members = _members(looks)
        _device(builder, device, looks, members)
        _interfaces(builder, device, ports, members)
        for port in ports:
            _mac(builder, port)
            _addresses(builder, device, port, shared)
        _primaries(builder, device, ports)
    _cables(builder, topology)


def _members(looks: Sequence[DeviceRecord]) -> tuple[int, ...]:
    """Return the members of the stack that answers as one device, none where it is one chassis."""
    found = {one.member for look in looks for one in look.stack_members if one.member is not None and one.kind != "mlag"}
    return tuple(sorted(found)) if len(found) > 1 else ()


def _device(builder: Builder, device: Device, looks: Sequence[DeviceRecord], members: tuple[int, ...]) -> None:
    name, full = builder.named("dcim/devices", "name", device.name, device.id)
    site = builder.find("dcim/sites", None if device.site is None else f"site:{device.site}")
    if site is None:
        site = builder.slugged("dcim/sites", f"nowhere:{UNKNOWN}", "Unknown place (netfold)", UNKNOWN, fields={"status": "active"})
    serials = list(device.serials)
    values: dict[str, Value] = {
        "name": name,
        "device_type": _type(builder, device),
        "role": _role(builder, device.tier),
        "tenant": builder.find("tenancy/tenants", None if device.network is None else f"network:{device.network}"),
        "platform": None if device.platform is None else _platform(builder, device.platform),
        "serial": serials[0] if serials else None,
        "site": site,
        "status": _status(builder, device, looks),
    }
    facts = {
        "realm": device.realm,
        "site": device.site,
        "software": device.software,
        "serials": serials if len(serials) > 1 else None,
        "chassis": list(device.chassis_ids),
        "vlans": ranges([vlan.vid for look in looks for vlan in look.vlans]),
        "vrfs": {vrf.name: vrf.rd for look in reversed(looks) for vrf in look.vrfs},
        "full": full,
    }
    if not members:
        builder.make("dcim/devices", device.id, values, facts)
        return
    chassis_name, _ = builder.named("dcim/virtual-chassis", "name", device.name, device.id)
    chassis = builder.make("dcim/virtual-chassis", f"stack:{device.id}", {"name": chassis_name})
    for place, member in enumerate(members):
        own = {**values, "virtual_chassis": chassis, "vc_position": min(member, 255)}
        if place == 0:
            builder.make("dcim/devices", device.id, own, facts)
            continue
        own["name"], _ = builder.named("dcim/devices", "name", f"{name}/{member}", f"{device.id}/{member}")
        own["serial"] = serials[place] if place < len(serials) else None
        builder.make("dcim/devices", f"{device.id}/{member}", own, {"realm": device.realm, "member": member})


def _status(builder: Builder, device: Device, looks: Sequence[DeviceRecord]) -> str:
    """Return where a device is in its life; of one that only an inventory knows, what that says."""
    if device.id in builder.gone:
        return "decommissioning"
    if set(device.sources) == {SourceKind.NETBOX}:
        return next((look.system.lifecycle for look in looks if look.system.lifecycle), "active")
    return "offline" if device.stale else "active"


def _type(builder: Builder, device: Device) -> int:
    maker = device.vendor or UNKNOWN
    manufacturer = builder.slugged("dcim/manufacturers", f"maker:{maker}", device.vendor or "Unknown (netfold)", maker)
    model = device.model or UNKNOWN
    word = f"model:{maker}:{model}"
    found = builder.find("dcim/device-types", word)
    if found is not None:
        return found
    name, full = builder.named("dcim/device-types", "model", device.model or "Unknown (netfold)", word, within=manufacturer)
    short, _ = builder.named("dcim/device-types", "slug", slug(model, 90), word, within=manufacturer)
    if device.model is None:
        full = {"model": [name, None]}
    return builder.make("dcim/device-types", word, {"manufacturer": manufacturer, "model": name, "slug": short}, {"full": full})


def _role(builder: Builder, tier: str | None) -> int:
    name = tier or "network"
    return builder.slugged("dcim/device-roles", f"role:{name}", name, f"netfold-{name}", fields={"color": _ROLES.get(tier, "607d8b")})


def _platform(builder: Builder, platform: str) -> int:
    return builder.slugged("dcim/platforms", f"platform:{platform}", platform, platform)


def _interfaces(builder: Builder, device: Device, ports: Sequence[DeviceInterface], members: tuple[int, ...]) -> None:
    by_id = {port.id: port for port in ports}
    names = Counter(port.name for port in ports)
    by_name = {port.name: port for port in ports}

    def add(port: DeviceInterface) -> int:
        done = builder.find("dcim/interfaces", port.id)
        if done is not None:
            return done
        lag = by_id.get(port.lag or "")
        parent = by_name.get(parent_name(port.name) or "")
        owner = _owner(builder, device, port, members)
        name, full = builder.named("dcim/interfaces", "name", port.name, port.id, within=owner)
        netbox_type = _interface_type(port)
        values, held = _switching(builder, device, port)
        values |= {
            "device": owner,
            "name": name,
            "type": netbox_type,
            "enabled": port.enabled is not False,
            "parent": add(parent) if parent is not None and parent is not port and netbox_type == "virtual" else None,
            "lag": add(lag) if lag is not None and netbox_type != "virtual" else None,
            "mtu": port.mtu if port.mtu in _MTU else None,
            "speed": None if port.speed_bps is None else port.speed_bps // _KILO,
            "mgmt_only": port.kind is InterfaceKind.MANAGEMENT,
            "description": port.description,
            "vrf": None if port.vrf is None else builder.find("ipam/vrfs", f"vrf:{device.realm}/{port.vrf}"),
        }
        full |= _interface_full(port, values)
        kind = port.kind.value if kind_of_type(netbox_type, port.name, mgmt=bool(values["mgmt_only"])) is not port.kind else None
        doubled = port.index if names[port.name] > 1 else None
        lag_name = lag.name if lag is not None and values["lag"] is None else None
        facts = {**held, "kind": kind, "index": doubled, "lag": lag_name, "full": full}
        return builder.make("dcim/interfaces", port.id, values, facts)

    for port in ports:
        add(port)


def _interface_full(port: DeviceInterface, values: dict[str, Value]) -> dict[str, list[Value]]:
    """Return what NetBox's fields show otherwise than it is."""
    full: dict[str, list[Value]] = {}
    if port.enabled is None:
        full["enabled"] = [True, None]
    if port.mtu != values["mtu"]:
        full["mtu"] = [values["mtu"], port.mtu]
    if port.speed_bps is not None and values["speed"] * _KILO != port.speed_bps:
        full["speed"] = [values["speed"], port.speed_bps / _KILO]
    return full


def _owner(builder: Builder, device: Device, port: DeviceInterface, members: tuple[int, ...]) -> int:
    member = member_of(port.name)
    word = f"{device.id}/{member}" if members and member in members[1:] and port.kind is InterfaceKind.PHYSICAL else device.id
    found = builder.find("dcim/devices", word)
    assert found is not None
    return found


def _interface_type(port: DeviceInterface) -> str:
    if port.kind is InterfaceKind.LAG:
        return "lag"
    if port.kind in _VIRTUAL:
        return "virtual"
    if port.kind is InterfaceKind.OTHER:
        return "virtual" if port.mac is None else "other"
    return next((name for speed, name in INTERFACE_TYPES if port.speed_bps is not None and port.speed_bps == speed), "other")


def _switching(builder: Builder, device: Device, port: DeviceInterface) -> tuple[dict[str, Value], dict[str, Any]]:
    """Return mode and VLANs, and as facts what of them NetBox does not show."""

    def known(vid: int) -> int | None:
        return builder.find("ipam/vlans", f"vlan:{device.realm}:{vid}")

    access, trunk = port.vlan_access, port.vlan_trunk
    if access is None and trunk is None:
        return {"mode": None, "untagged_vlan": None, "tagged_vlans": ()}, {}
    mode = "access" if trunk is None else "tagged-all" if trunk == _ALL_VLANS else "tagged"
    untagged = known(access) if access is not None else None
    tagged = tuple(sorted(found for vid in trunk or () if (found := known(vid)) is not None)) if mode == "tagged" else ()
    facts: dict[str, Any] = {}
    if access is not None and (untagged is None or trunk is not None):
        facts["access"] = access
    if mode == "tagged" and len(tagged) != len(trunk or ()):
        facts["trunk"] = ranges(trunk or ())
    return {"mode": mode, "untagged_vlan": untagged, "tagged_vlans": tagged}, facts


def _mac(builder: Builder, port: DeviceInterface) -> None:
    interface = builder.find("dcim/interfaces", port.id)
    if port.mac is None or interface is None:
        return
    made = builder.make(
        "dcim/mac-addresses", f"mac:{port.id}", {"mac_address": port.mac, "assigned_object": ("dcim/interfaces", interface)}
    )
    item = builder.stock.items["dcim/interfaces"][interface]
    builder.stock.add("dcim/interfaces", replaced(item, primary_mac_address=made))


def replaced(item: Item, **fields: Value) -> Item:
    """Return an object with some fields otherwise."""
    return msgspec.structs.replace(item, fields={**item.fields, **fields})


Address = ipaddress.IPv4Interface | ipaddress.IPv6Interface


def _parsed(text: str) -> Address | None:
    try:
        return ipaddress.ip_interface(text)
    except ValueError:
        return None


def _shared_addresses(topology: Topology) -> set[tuple[str, str | None, str]]:
    """Return the (realm, VRF, host) that more than one interface has."""
    count: Counter[tuple[str, str | None, str]] = Counter()
    for port in topology.interfaces:
        realm = topology.device[port.device].realm
        for text in port.addresses:
            parsed = _parsed(text)
            if parsed is not None:
                count[realm, port.vrf, str(parsed.ip)] += 1
    return {key for key, times in count.items() if times > 1}


def _is_assignable(address: Address) -> bool:
    """Tell whether NetBox lets an interface have an address: neither the network's own nor the broadcast one, nor /0."""
    network = address.network
    if network.prefixlen == 0:
        return False
    if network.prefixlen >= network.max_prefixlen - 1:
        return True
    return address.ip != network.network_address and not (address.version == 4 and address.ip == network.broadcast_address)  # noqa: PLR2004


def _addresses(builder: Builder, device: Device, port: DeviceInterface, shared: set[tuple[str, str | None, str]]) -> None:
    interface = builder.find("dcim/interfaces", port.id)
    assert interface is not None
    vrf = builder.find("ipam/vrfs", f"vrf:{device.realm}" if port.vrf is None else f"vrf:{device.realm}/{port.vrf}")
    odd = []
    for place, text in enumerate(port.addresses):
        parsed = _parsed(text)
        if parsed is None or str(parsed) != text or not _is_assignable(parsed):
            odd.append(text)
            builder.say("netbox-address", f"{device.name} {port.name}", Severity.WARNING, address=text)
            continue
        role = "anycast" if (device.realm, port.vrf, str(parsed.ip)) in shared else "secondary" if place else None
        values = {
            "address": text,
            "vrf": vrf,
            "tenant": builder.find("tenancy/tenants", None if port.network is None else f"network:{port.network}"),
            "status": "deprecated" if device.id in builder.gone else "active",
            "role": role,
            "assigned_object": ("dcim/interfaces", interface),
        }
        builder.make("ipam/ip-addresses", f"ip:{port.id}:{text}", values, {"place": place or None})
    if odd:
        item = builder.stock.items["dcim/interfaces"][interface]
        builder.stock.add("dcim/interfaces", _with_facts(item, odd=odd))


def _with_facts(item: Item, **facts: Any) -> Item:
    return msgspec.structs.replace(item, facts={**item.facts, **facts})


def _primaries(builder: Builder, device: Device, ports: Sequence[DeviceInterface]) -> None:
    """Name the first management address of each family as the device's primary one."""
    where = {text.partition("/")[0]: f"ip:{port.id}:{text}" for port in reversed(ports) for text in port.addresses}
    fields: dict[str, Value] = {}
    for bare in device.addresses:
        found = builder.find("ipam/ip-addresses", where.get(bare))
        name = "primary_ip6" if ":" in bare else "primary_ip4"
        if found is not None:
            fields.setdefault(name, found)
    ident = builder.find("dcim/devices", device.id)
    assert ident is not None
    item = builder.stock.items["dcim/devices"][ident]
    builder.stock.add("dcim/devices", replaced(item, **fields))
    if item.get("virtual_chassis") is not None:
        chassis = builder.stock.items["dcim/virtual-chassis"][item.get("virtual_chassis")]
        builder.stock.add("dcim/virtual-chassis", replaced(chassis, master=ident))


def _cables(builder: Builder, topology: Topology) -> None:
    """Add a cable for each link between two ports; of several on one port the surest, the others are said."""
    taken: set[int] = set()
    for link in sorted(topology.links, key=lambda link: (_TRUST.index(link.state), link.id)):
        if link.layer > _CABLED:
            continue
        ends = [builder.find("dcim/interfaces", one) for one in (link.a_interface, link.b_interface)]
        if None in ends or ends[0] == ends[1]:
            _left_out(builder, topology, link, "port")
            continue
        types = {builder.stock.items["dcim/interfaces"][end].get("type") for end in ends if end is not None}
        if types & UNCABLED:
            _left_out(builder, topology, link, "type")
            continue
        if taken.intersection(ends):
            _left_out(builder, topology, link, "taken")
            continue
        taken.update(end for end in ends if end is not None)
        left, right = (("dcim/interfaces", end) for end in ends)
        status = "decommissioning" if link.id in builder.gone else "connected"
        values = {"a_terminations": (left,), "b_terminations": (right,), "status": status}
        builder.make("dcim/cables", link.id, values, {"state": link.state.value, "circuit": link.circuit})


def _left_out(builder: Builder, topology: Topology, link: Link, why: str) -> None:
    ends = ((link.a_device, link.a_interface), (link.b_device, link.b_interface))
    shown = [f"{topology.device[device].name}:{topology.interface[port].name if port else '?'}" for device, port in ends]
    builder.say(f"netbox-cable-{why}", " - ".join(shown))
