"""What NetBox checks beside the form of a field: rules of its models, in our own words (source: as `tests.netbox.contract`)."""

from __future__ import annotations

import ipaddress
from typing import Any

from tests.netbox.contract import MANY_TIMES, NO_CABLE

Row = dict[str, Any]
Tables = dict[str, dict[int, Row]]


def check(path: str, row: Row, tables: Tables) -> dict[str, list[str]]:
    """Return the errors of an object as it would be, by field; `row` holds plain values and ids."""
    rule = _RULES.get(path)
    return {} if rule is None else rule(row, tables)


def _interface(row: Row, tables: Tables) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    devices, ports = tables["dcim/devices"], tables["dcim/interfaces"]
    mode, virtual = row.get("mode"), row["type"] == "virtual"
    if not mode and row.get("untagged_vlan"):
        errors["untagged_vlan"] = ["Interface mode does not support untagged vlan"]
    if mode not in {"tagged", "q-in-q"} and row.get("tagged_vlans"):
        errors["tagged_vlans"] = ["Interface mode does not support tagged vlans"]
    site = devices[row["device"]]["site"]
    for vlan in (*(row.get("tagged_vlans") or ()), *([row["untagged_vlan"]] if row.get("untagged_vlan") else ())):
        if tables["ipam/vlans"][vlan].get("site") not in {site, None}:
            errors["tagged_vlans"] = ["must belong to the same site"]
    if row.get("parent") and not virtual:
        errors["parent"] = ["Only virtual interfaces may be assigned to a parent interface."]
    if row.get("lag") and virtual:
        errors["lag"] = ["Virtual interfaces cannot have a parent LAG interface."]
    if row.get("lag") and ports[row["lag"]]["type"] != "lag":
        errors["lag"] = ["not a LAG"]
    for name in ("parent", "bridge", "lag"):
        if row.get(name) and not _same_box(devices[ports[row[name]]["device"]], devices[row["device"]]):
            errors[name] = ["belongs to a different device"]
        if row.get(name) == row.get("id") and row.get(name) is not None:
            errors[name] = ["An interface cannot be its own"]
    mac = row.get("primary_mac_address")
    if mac and tables["dcim/mac-addresses"][mac].get("assigned_object_id") != row.get("id"):
        errors["primary_mac_address"] = ["MAC address is not assigned to this interface"]
    if row["type"] in NO_CABLE and any(_ends(cable, "dcim.interface", row.get("id")) for cable in tables["dcim/cables"].values()):
        errors["type"] = ["cannot have a cable attached"]
    return errors


def _same_box(one: Row, other: Row) -> bool:
    return one["id"] == other["id"] or (one.get("virtual_chassis") is not None and one["virtual_chassis"] == other.get("virtual_chassis"))


def _ends(cable: Row, content_type: str, ident: int | None) -> bool:
    return any(
        (end["object_type"], end["object_id"]) == (content_type, ident) for side in "ab" for end in cable.get(f"{side}_terminations") or ()
    )


def _cable(row: Row, tables: Tables) -> dict[str, list[str]]:
    a, b = row.get("a_terminations") or [], row.get("b_terminations") or []
    if not a or not b:
        return {"__all__": ["Must define A and B terminations when creating a new cable."]}
    if a[0]["object_type"] == b[0]["object_type"] and {end["object_id"] for end in a} & {end["object_id"] for end in b}:
        return {"__all__": ["A and B terminations cannot connect to the same object."]}
    for end in (*a, *b):
        for other in tables["dcim/cables"].values():
            if other["id"] != row.get("id") and _ends(other, end["object_type"], end["object_id"]):
                return {"__all__": [f"Duplicate termination found for {end['object_type']} {end['object_id']}: cable {other['id']}"]}
        if end["object_type"] == "dcim.interface" and tables["dcim/interfaces"][end["object_id"]]["type"] in NO_CABLE:
            return {"__all__": ["Cables cannot be terminated to such interfaces"]}
    return {}


def _device(row: Row, tables: Tables) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if row.get("virtual_chassis") and row.get("vc_position") is None:
        errors["vc_position"] = ["A device assigned to a virtual chassis must have its position defined."]
    devices = tables["dcim/devices"]
    for name, version in (("primary_ip4", 4), ("primary_ip6", 6)):
        if not row.get(name):
            continue
        address = tables["ipam/ip-addresses"][row[name]]
        if ipaddress.ip_interface(address["address"]).version != version:
            errors[name] = [f"is not an IPv{version} address."]
        port = tables["dcim/interfaces"].get(address.get("assigned_object_id") or 0)
        if address.get("assigned_object_type") != "dcim.interface" or port is None or not _same_box(devices[port["device"]], row):
            errors[name] = ["The specified IP address is not assigned to this device."]
    return errors


def _chassis(row: Row, tables: Tables) -> dict[str, list[str]]:
    if row.get("master") and (row.get("id") is None or tables["dcim/devices"][row["master"]].get("virtual_chassis") != row["id"]):
        return {"master": ["The selected master is not assigned to this virtual chassis."]}
    return {}


def _prefix(row: Row, tables: Tables) -> dict[str, list[str]]:
    if ipaddress.ip_network(row["prefix"]).prefixlen == 0:
        return {"prefix": ["Cannot create prefix with /0 mask."]}
    if row.get("vrf") and tables["ipam/vrfs"][row["vrf"]].get("enforce_unique"):
        for other in tables["ipam/prefixes"].values():
            if other["id"] != row.get("id") and other.get("vrf") == row["vrf"] and other["prefix"] == row["prefix"]:
                return {"prefix": [f"Duplicate prefix found in VRF: {row['prefix']}"]}
    return {}


def _address(row: Row, tables: Tables) -> dict[str, list[str]]:
    address = ipaddress.ip_interface(row["address"])
    network = address.network
    if network.prefixlen == 0:
        return {"address": ["Cannot create IP address with /0 mask."]}
    if row.get("assigned_object_id") and network.prefixlen < network.max_prefixlen - 1:
        if address.ip == network.network_address:
            return {"__all__": [f"{address.ip} is a network ID, which may not be assigned to an interface."]}
        if address.version == 4 and address.ip == network.broadcast_address:
            return {"__all__": [f"{address.ip} is a broadcast address, which may not be assigned to an interface."]}
    if row.get("vrf") and tables["ipam/vrfs"][row["vrf"]].get("enforce_unique"):
        for other in tables["ipam/ip-addresses"].values():
            same = other["id"] != row.get("id") and other.get("vrf") == row["vrf"] and other["address"].partition("/")[0] == str(address.ip)
            if same and not (row.get("role") in MANY_TIMES and other.get("role") in MANY_TIMES):
                return {"address": [f"Duplicate IP address found in VRF: {other['address']}"]}
    if row.get("status") == "slaac" and address.version != 6:
        return {"status": ["Only IPv6 addresses can be assigned SLAAC status"]}
    return {}


_RULES = {
    "dcim/interfaces": _interface,
    "dcim/cables": _cable,
    "dcim/devices": _device,
    "dcim/virtual-chassis": _chassis,
    "ipam/prefixes": _prefix,
    "ipam/ip-addresses": _address,
}
