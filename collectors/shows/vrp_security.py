"""Captures of Huawei VRP: translations, access lists and where they take effect, SNMP communities."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.words import address_of, wildcard_prefix
from collectors.shows.answers import Reader, Row, Table, Total
from collectors.shows.draft import Draft
from collectors.shows.vrp_words import said, vrp_port
from topology.model.configured import Acl, AclBinding, AclRule, ManagementAccess, NatRule


def _nat_server(table: Table, draft: Draft) -> None:
    for row in table.rows:
        inside, _, inside_port = (row.text("inside_ip_port") or "").partition("/")
        outside, _, outside_port = (row.text("global_ip_port") or "").partition(" ")[0].partition("/")
        protocol = row.text("protocol") or ""
        draft.add(
            "nat_rules",
            NatRule(
                kind="server",
                interface=vrp_port(row.text("interface")),
                vrf=said(row.text("vpn")),
                acl=said(row.text("acl")),
                inside=inside or None,
                inside_port=inside_port.partition("(")[0] or None,
                outside="interface" if outside.startswith("current") else outside or None,
                outside_port=outside_port.partition("(")[0] or None,
                protocol=protocol[protocol.find("(") + 1 :].rstrip(")") or None,
                ref=table.place(row),
            ),
        )


def _acl(table: Table, draft: Draft) -> None:
    family = "ipv6" if "ipv6" in table.command.text else "ipv4"
    known: set[str] = set()
    for row in table.rows:
        number = row.text("acl_number")
        name = row.text("acl_name") or number
        if name is None:
            continue
        if name not in known:
            known.add(name)
            draft.add("acls", Acl(name=name, family=family, ref=table.place(row)))
        action = row.text("action")
        if action is not None:
            draft.add(
                "acl_rules",
                AclRule(
                    acl=name,
                    sequence=row.number("sn"),
                    action=action,
                    protocol=row.text("protocol"),
                    source=_side(row.text("source")),
                    source_port=_ports(row, "source"),
                    destination=_side(row.text("destination")),
                    destination_port=_ports(row, "destination"),
                    ref=table.place(row),
                ),
            )


def _side(text: str | None) -> str | None:
    """Return a prefix from ``10.0.0.0 0.0.0.255`` or ``2001:db8::/32``."""
    if text is None:
        return None
    address, _, wildcard = text.replace("/", " ").partition(" ")
    return f"{address_of(address)}/{wildcard}" if ":" in address else wildcard_prefix(address, wildcard)


def _ports(row: Row, side: str) -> str | None:
    modifier, span = row.text(f"{side}_port_modifier"), row.text(f"{side}_port_range")
    return f"{modifier} {span}" if modifier and span else None


def _filters(table: Table, draft: Draft) -> None:
    for row in table.rows:
        acl = row.text("acl_name") or row.text("acl_nb")
        if acl and row.text("instance_type") == "Interface":
            draft.add(
                "acl_bindings",
                AclBinding(
                    acl=acl,
                    use="filter",
                    interface=vrp_port(row.text("instance")),
                    direction=(row.text("direction") or "")[:-5] or None,
                    ref=table.place(row),
                ),
            )


def _communities(table: Table, draft: Draft) -> None:
    for row in table.rows:
        secret = row.text("name") or ""
        access = "write" if "write" in table.command.text else "read"
        draft.add(
            "management_accesses",
            ManagementAccess(
                kind="community",
                secret=secret if secret.startswith("<secret:") else None,
                access=access,
                acl=row.text("acl"),
                ref=table.place(row),
            ),
        )


READERS: Mapping[str, Reader] = {
    "display nat server": _nat_server,
    "display acl all": _acl,
    "display acl ipv6 all": _acl,
    "display traffic-filter applied-record": _filters,
    "display snmp-agent community": _communities,
    "display snmp-agent community read": _communities,
    "display snmp-agent community write": _communities,
}
TEMPLATES: Mapping[str, str] = {
    "display acl ipv6 all": "huawei_vrp_display_acl_all",
    "display snmp-agent community": "huawei_vrp_display_snmp-agent_community_read",
    "display snmp-agent community write": "huawei_vrp_display_snmp-agent_community_read",
}
_ROWS = r"^Total\s*:\s*(?P<count>\d+)"
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "display nat server": (Total(pattern=_ROWS),),
}
