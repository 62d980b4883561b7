"""Names of facts and values as pages show them: keys stay English in data, people read these."""

from __future__ import annotations

from typing import Final

from topology.model.text import N_, Translate

FACTS: Final = {
    "realm": N_("Realm"), "network": N_("Network"), "networks": N_("Networks"), "site": N_("Site"), "sites": N_("Sites"), "tier": N_("Tier"),
    "vendor": N_("Vendor"), "platform": N_("Platform"), "model": N_("Model"), "software": N_("Software"), "serials": N_("Serial numbers"),
    "chassis_ids": N_("Chassis ids"), "addresses": N_("Addresses"), "targets": N_("Reached at"), "completeness": N_("Collected"),
    "stale": N_("Stale"), "device": N_("Device"), "description": N_("Description"), "kind": N_("Kind"), "mac": N_("MAC"),
    "speed_bps": N_("Speed"), "enabled": N_("Enabled"), "up": N_("Up"), "vrf": N_("VRF"), "layer": N_("Layer"), "state": N_("State"),
    "protocols": N_("Said by"), "circuit": N_("Circuit"), "reason": N_("Reason"), "said": N_("Said"), "declared": N_("Declared only"),
    "interfaces": N_("Interfaces"), "hosts_seen": N_("Hosts seen"), "hosts_declared": N_("Hosts declared"), "code": N_("Code"),
    "number": N_("Number"), "status": N_("Status"), "links": N_("Links"), "next_hop": N_("Next hop"), "interface": N_("Interface"),
    "devices": N_("Devices"), "severity": N_("Severity"), "subjects": N_("About"), "name": N_("Name"), "short": N_("Short name"),
    "owner": N_("Owner"), "owner_name": N_("Owner"), "role": N_("Role"), "level": N_("Run by"), "authority": N_("Authority"),
    "mlps_level": N_("MLPS level"), "classified": N_("Classified"), "statutory": N_("Statutory"), "purpose": N_("Purpose"), "county": N_("County"),
    "town": N_("Town"), "address": N_("Address"), "unit": N_("Unit"), "bandwidth_bps": N_("Bandwidth"), "fee_fen_per_a": N_("Fee a year"),
    "contract": N_("Contract"), "site_a": N_("From"), "site_b": N_("To"), "carrier": N_("Carrier"), "start": N_("Start"), "end": N_("End"),
    "users": N_("Users"), "batch": N_("Cloud batch"), "ready": N_("Ready from"), "zombie": N_("Abandoned or hidden"), "option": N_("Option"),
    "since": N_("Since"), "document": N_("Document"), "area_m2": N_("Area"), "racks": N_("Racks"), "capex_fen": N_("Construction cost"),
    "opex_fen_per_a": N_("Cost a year"), "prefix_a": N_("Prefix"), "prefix_b": N_("Prefix"), "network_a": N_("Network"),
    "network_b": N_("Network"), "prefix": N_("Prefix"), "built": N_("Built"), "prefixes": N_("Prefixes"), "latitude": N_("Latitude"),
    "longitude": N_("Longitude"), "a_device": N_("Device"), "b_device": N_("Device"), "a_interface": N_("Interface"),
    "b_interface": N_("Interface"), "a_realm": N_("Realm"), "b_realm": N_("Realm"), "from_network": N_("From network"),
    "application": N_("Application"), "notice_months": N_("Notice"), "penalty_share": N_("Penalty share"), "hosts": N_("Hosts"),
    "hosts_a": N_("Hosts"), "hosts_b": N_("Hosts"), "count": N_("Count"), "circuits": N_("Circuits"),
}  # fmt: skip
"""Fact's key -> its name."""

VALUES: Final = {
    "two-sided": N_("two-sided"), "one-sided": N_("one-sided"), "inferred": N_("inferred"), "declared": N_("declared"),
    "manual": N_("by hand"), "stale": N_("stale"), "complete": N_("complete"), "partial": N_("partial"), "failed": N_("failed"),
    "core": N_("core"), "aggregation": N_("aggregation"), "access": N_("access"), "physical": N_("physical port"), "lag": N_("aggregate"),
    "vlan": N_("VLAN interface"), "loopback": N_("loopback"), "subinterface": N_("sub-interface"), "tunnel": N_("tunnel"),
    "management": N_("management port"), "other": N_("other"), "matched": N_("confirmed"), "declared_not_seen": N_("declared, not seen"),
    "seen_not_declared": N_("seen, not declared"), "contradicted": N_("contradicted"), "down": N_("port down"), "city": N_("the city"),
    "vertical": N_("ministry or province"), "extranet_admin": N_("extranet, administrative domain"),
    "extranet_public": N_("extranet, public domain"), "intranet": N_("intranet"), "departmental": N_("departmental network"),
    "centre": N_("city centre"), "department": N_("city department"), "county": N_("county seat"), "township": N_("township"),
    "leased": N_("leased circuit"), "fibre": N_("bare fibre"), "vpn": N_("VPN"), "own": N_("own line"), "none": N_("none"),
    "asked": N_("asked for"), "granted": N_("granted"), "refused": N_("refused"), "in_use": N_("in use"), "mail": N_("e-mail"),
    "video": N_("video conference"), "office": N_("office"), "keep": N_("Keep"), "merge_admin": N_("Merge into the administrative domain"),
    "merge_public": N_("Merge into the public domain"), "join": N_("Join a sibling"), "withdraw": N_("Withdraw"),
    "info": N_("information"), "warning": N_("warning"), "error": N_("error"), "critical": N_("critical"), "draft": N_("draft"),
    "reviewed": N_("reviewed"), "approved": N_("approved"), "locked": N_("locked"), "lldp": N_("LLDP"), "cdp": N_("CDP"),
    "config": N_("configuration"), "snmp": N_("SNMP"), "capture": N_("capture"), "census": N_("census"), "huawei": N_("Huawei"),
    "h3c": N_("H3C"), "ruijie": N_("Ruijie"), "cisco": N_("Cisco"), "ambiguous": N_("ambiguous"), "unknown_neighbour": N_("unknown neighbour"),
    "unresolved_port": N_("port not resolved"), "conflict": N_("conflict"), "self": N_("itself"), "idle": N_("idle"), "abandoned": N_("abandoned"),
    "hidden": N_("hidden"), "retired": N_("retired"), "planned": N_("planned"),
}  # fmt: skip
"""Value of an enumeration -> its name."""

OPTIONS: Final = {
    "keep": N_("Keep"),
    "merge_admin": N_("Merge into the administrative domain"),
    "merge_public": N_("Merge into the public domain"),
    "join": N_("Join a sibling"),
    "intranet": N_("Move to the intranet"),
    "withdraw": N_("Withdraw"),
}
"""Option -> its name where there is little room."""


def fact_name(key: str, t: Translate) -> str:
    """Return the name of a fact."""
    return t(FACTS[key]) if key in FACTS else key.replace("_", " ")


def value_name(value: str, t: Translate) -> str:
    """Return the name of an enumeration's value; other text comes back as it is."""
    return t(VALUES[value]) if value in VALUES else value


def speed(bps: float, t: Translate) -> str:
    """Return a speed with a readable unit.

    >>> speed(1_000_000_000, str), speed(2_500_000, str)
    ('1 Gbit/s', '2.5 Mbit/s')
    """
    for size, unit in ((1e9, "Gbit/s"), (1e6, "Mbit/s"), (1e3, "kbit/s")):
        if bps >= size:
            return f"{bps / size:g} {unit}"
    return t("{bps} bit/s").format(bps=f"{bps:g}")
