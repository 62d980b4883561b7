"""Whether filters let a packet pass: access lists on interfaces, and policies between a firewall's zones.

Rules are asked in their order. A rule that may or may not fit (a port that was not asked for, an option such as
``established`` or a time range) leaves a doubt: the verdict is ``unknown`` where it could change the outcome. Where no
rule fits, IOS and RGOS deny (their lists end so), VRP and Comware let pass what a packet filter does not name, and a
firewall denies between two zones (Huawei USG and H3C SecPath administrator guides, 'security policy'). A list that is
bound and does not exist lets everything pass.
"""

from __future__ import annotations

from dataclasses import dataclass

from topology.model.configured import Acl, AclBinding, AclRule, ObjectGroup, ServicePolicy, Zone, ZonePolicy
from topology.model.entities import DeviceInterface, Evidence
from topology.model.errors import Scalar
from topology.model.names import canonical_interface
from topology.paths.packet import Fit, Groups, Packet, all_of, any_of, fits_address, fits_port, fits_protocol, fits_service
from topology.paths.state import View, row_evidence, vlan_of

PERMIT, DENY, UNKNOWN = "permit", "deny", "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a filter says: the verdict, the code of its sentence with its values, and the lines it rests on."""

    verdict: str
    reason: str
    params: dict[str, Scalar]
    evidence: tuple[Evidence, ...]


def groups_of(view: View) -> Groups:
    """Return a device's named addresses and services."""
    return Groups(row for _, _, row in view.rows("object_groups") if isinstance(row, ObjectGroup))


def ask_lists(view: View, port: DeviceInterface, direction: str, packet: Packet) -> list[Verdict]:
    """Return what the access lists on an interface say of a packet in a direction (``in`` or ``out``)."""
    found = []
    for record, _, row in view.rows("acl_bindings"):
        assert isinstance(row, AclBinding)
        bound = row.interface is not None and canonical_interface(row.interface) == canonical_interface(port.name)
        in_vlan = row.vlan is not None and row.interface is None and row.vlan == vlan_of(port)
        if row.use == "filter" and (bound or in_vlan) and row.direction in {direction, None}:
            found.append(_ask_list(view, row.acl, packet, (port.name, direction, row_evidence(record, row, f"{row.acl} {direction}"))))
    return found


def _ask_list(view: View, name: str, packet: Packet, bound: tuple[str, str, Evidence]) -> Verdict:
    where, direction, said = bound
    params: dict[str, Scalar] = {"acl": name, "interface": where, "direction": direction}
    verdict, rule, exists = judge(view, name, packet)
    if rule is not None:
        return Verdict(verdict, f"path.acl_{verdict}", params, (rule, said))
    if not exists:
        return Verdict(PERMIT, "path.acl_absent", params, (said,))
    # A doubt always has its rule, so that only a plain default comes here.
    return Verdict(verdict, f"path.acl_default_{verdict}", params, (said,))


def judge(view: View, name: str, packet: Packet) -> tuple[str, Evidence | None, bool]:
    """Return what an access list says of a packet, the rule that decides (None for the implied end), and whether the list is there."""
    groups = groups_of(view)
    doubt: Evidence | None = None
    doubted: set[str] = set()
    exists = any(isinstance(row, Acl) and row.name == name for _, _, row in view.rows("acls"))
    for record, _, row in view.rows("acl_rules"):
        assert isinstance(row, AclRule)
        if row.acl != name:
            continue
        exists = True
        fit = _fits_rule(row, packet, groups)
        said = row_evidence(record, row, _rule_text(row))
        if fit is None:
            doubt = doubt or said
            doubted.add(row.action)
        elif fit:
            return (row.action, said, True) if not doubted - {row.action} else (UNKNOWN, doubt, True)
    default = DENY if view.cisco_like else PERMIT
    for _, _, row in view.rows("acls"):
        if isinstance(row, Acl) and row.name == name and row.default is not None:
            default = row.default
    if not exists:
        return PERMIT, None, False
    return (default, None, True) if not doubted - {default} else (UNKNOWN, doubt, True)


def _rule_text(row: AclRule) -> str:
    near = " ".join(part for part in (row.source or "any", row.source_port) if part)
    far = " ".join(part for part in (row.destination or "any", row.destination_port) if part)
    number = "" if row.sequence is None else f"{row.sequence} "
    return f"{row.acl}: {number}{row.action} {row.protocol or 'ip'} {near} {far}{' ' + row.options if row.options else ''}"


def _fits_rule(row: AclRule, packet: Packet, groups: Groups) -> Fit:
    plain = row.options in {None, "", "log", "logging", "counting"}
    return all_of(
        (
            fits_address(row.source, packet.source, groups),
            fits_address(row.destination, packet.destination, groups),
            fits_protocol(row.protocol, packet),
            fits_port(row.source_port, None),
            fits_port(row.destination_port, packet.port),
            True if plain else None,
        )
    )


def policy_routing(view: View, port: DeviceInterface) -> list[Verdict]:
    """Return a doubt for each policy by which an interface routes past the table: policies are not evaluated."""
    found = []
    for record, _, row in view.rows("service_policies"):
        assert isinstance(row, ServicePolicy)
        if row.kind == "routing" and row.interface is not None and canonical_interface(row.interface) == canonical_interface(port.name):
            params: dict[str, Scalar] = {"policy": row.policy, "interface": port.name}
            found.append(Verdict(UNKNOWN, "path.policy_routing", params, (row_evidence(record, row, row.policy),)))
    return found


def ask_zones(view: View, came: DeviceInterface | None, leaves: DeviceInterface | None, packet: Packet) -> Verdict | None:
    """Return what a firewall says of a packet between two of its interfaces; None where one of them is in no zone."""
    near, far = zone_of(view, came), zone_of(view, leaves)
    if near is None or far is None:
        return None
    params: dict[str, Scalar] = {"source_zone": near.name, "destination_zone": far.name}
    zones = tuple(
        row_evidence(record, row, row.name) for record, _, row in view.rows("zones") if row in (near, far) and isinstance(row, Zone)
    )
    groups = groups_of(view)
    doubted: set[str] = set()
    doubt: Evidence | None = None
    for record, _, row in view.rows("zone_policies"):
        assert isinstance(row, ZonePolicy)
        if not row.enabled or row.action is None:
            continue
        fit = _fits_policy(row, near.name, far.name, packet, groups)
        said = row_evidence(record, row, f"{row.name}: {row.action}")
        if fit is None:
            doubted.add(row.action)
            doubt = doubt or said
        elif fit:
            if doubted - {row.action}:
                break
            return Verdict(row.action, f"path.zone_{row.action}", {**params, "policy": row.name}, (said, *zones))
    default = PERMIT if near.name == far.name else DENY
    if doubt is not None and (doubted - {default} or default == PERMIT):
        return Verdict(UNKNOWN, "path.zone_unknown", params, (doubt, *zones))
    return Verdict(default, f"path.zone_default_{default}", params, zones)


def zone_of(view: View, port: DeviceInterface | None) -> Zone | None:
    """Return the zone that an interface is in, else None."""
    if port is None:
        return None
    wanted = canonical_interface(port.name)
    for _, _, row in view.rows("zones"):
        if isinstance(row, Zone) and wanted in {canonical_interface(name) for name in row.interfaces}:
            return row
    return None


def _fits_policy(row: ZonePolicy, near: str, far: str, packet: Packet, groups: Groups) -> Fit:
    return all_of(
        (
            not row.source_zones or near in row.source_zones,
            not row.destination_zones or far in row.destination_zones,
            any_of(fits_address(text, packet.source, groups) for text in row.sources) if row.sources else True,
            any_of(fits_address(text, packet.destination, groups) for text in row.destinations) if row.destinations else True,
            any_of(fits_service(text, packet, groups) for text in row.services) if row.services else True,
            None if row.conditions else True,
        )
    )
