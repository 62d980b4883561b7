"""Captures of Huawei VRP: routes, VRFs, and what OSPF, IS-IS and BGP say of their neighbours."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.words import address_of, as_number, prefix_of
from collectors.shows.answers import Reader, Table, Total
from collectors.shows.cisco_words import isis_level, isis_state
from collectors.shows.draft import Draft
from collectors.shows.rows import UNNUMBERED, add_bgp, add_bgp_peer, add_ospf, add_ospf_neighbour
from collectors.shows.vrp_words import ROUTES_TOTAL, SESSIONS_TOTAL, add_port, ospf_alive, protocol_of, said, vrp_port
from topology.model.configured import VrfFamily
from topology.model.tables import BgpPeer, BgpProcess, ForwardingEntry, IsisAdjacency, OspfInterface, OspfNeighbour, OspfProcess

_PUBLIC = frozenset({"public", "_public_"})


def _vrf(text: str | None) -> str | None:
    return None if text is None or text.lower() in _PUBLIC else text


def routes(table: Table, draft: Draft) -> None:
    """Read a routing table."""
    asked = table.command.arguments.get("vrf")
    for row in table.rows:
        prefix = _prefix(row.text("prefix") or row.text("destination"), row.text("prefix_length"))
        if prefix is None:
            continue
        draft.add(
            "forwarding",
            ForwardingEntry(
                prefix=prefix,
                next_hop=address_of(row.text("next_hop") or ""),
                interface=vrp_port(row.text("interface")),
                vrf=_vrf(row.text("vrf")) or asked,
                protocol=protocol_of(row.text("protocol")),
                metric=row.number("cost"),
                ref=table.place(row),
            ),
        )


def _prefix(text: str | None, length: str | None) -> str | None:
    address, _, mask = (text or "").partition("/")
    return prefix_of(address, mask or length or "") if address_of(address) else None


def _vpn_instances(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, family = row.text("name"), (row.text("address_family") or "").lower()
        if name is None:
            continue
        rd = said(row.text("rd"))
        draft.vrf(name, table.place(row), rd=rd if family in {"", "ipv4"} else None)
        if family == "ipv6":
            draft.add("vrf_families", VrfFamily(vrf=name, family=family, rd=rd, ref=table.place(row)))


def _vpn_interfaces(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = row.text("name")
        if name is not None:
            draft.vrf(name, table.place(row))
            for text in row.texts("interface_list"):
                add_port(table, row, draft, vrp_port(text), vrf=name)


def _vpn_verbose(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = row.text("name")
        if name is not None:
            draft.vrf(name, table.place(row), rd=row.text("rd"), import_targets=row.texts("imports"), export_targets=row.texts("exports"))
            for text in row.texts("interfaces"):
                add_port(table, row, draft, vrp_port(text), vrf=name)


def bgp_peers(table: Table, draft: Draft) -> None:
    """Read a summary of BGP sessions."""
    family = "vpnv4" if "vpnv4" in table.command.text else "ipv4"
    head = _said_of_bgp(table)
    local, router = head.get("as"), head.get("router")
    add_bgp(draft, BgpProcess(local_as=as_number(local or ""), router_id=address_of(router or ""), ref=f"{table.path}:{table.number}"))
    asked = table.command.arguments.get("vrf")
    for row in table.rows:
        address = address_of(row.text("peer") or "")
        state = (row.text("state") or "").lower()
        if address is None:
            continue
        vrf = row.text("vrf") or asked
        add_bgp_peer(
            draft,
            BgpPeer(
                address=address,
                remote_as=as_number(row.text("asn") or row.text("remote_as") or ""),
                local_as=as_number(local or ""),
                state="idle" if state.startswith("idle") else state or None,
                enabled=False if "(admin)" in state or state == "idle(adm)" else None,
                vrf=vrf,
                families=("ipv4",) if vrf else (family,),
                ref=table.place(row),
            ),
        )


def _said_of_bgp(table: Table) -> dict[str, str]:
    """Return the AS and the router id that stand above a summary."""
    found: dict[str, str] = {}
    for line in table.lines:
        name, _, value = line.text.partition(":")
        key = {"local as number": "as", "bgp local router id": "router"}.get(" ".join(name.lower().split()))
        if key:
            found.setdefault(key, value.strip())
    return found


def ospf_peers(table: Table, draft: Draft) -> None:
    """Read OSPF neighbours, in detail or as a list."""
    told: set[str] = set()
    for row in table.rows:
        process, router = row.text("process"), address_of(row.text("router_id") or "")
        add_ospf(draft, OspfProcess(process=process, router_id=router, ref=table.place(row)))
        port = add_port(table, row, draft, vrp_port(row.text("interface")))
        neighbour = address_of(row.text("neighbour_id") or "")
        if neighbour is None:
            continue
        add_ospf_neighbour(
            draft,
            OspfNeighbour(
                address=address_of(row.text("neighbour_address") or "") or UNNUMBERED,
                router_id=neighbour,
                interface=port,
                state=ospf_alive(row.text("state")),
                ref=table.place(row),
            ),
        )
        address = address_of(row.text("address") or "")
        if address is not None and address not in told:
            told.add(address)
            draft.add(
                "ospf_interfaces",
                OspfInterface(address=address, interface=port, area=row.text("area"), process=process, ref=table.place(row)),
            )


def _isis_peers(table: Table, draft: Draft) -> None:
    for row in table.rows:
        system = "".join(row.texts("system_id")).rstrip("*")
        is_id = system.count(".") == 2 and all(len(part) == 4 for part in system.split("."))  # noqa: PLR2004 - three groups of four digits
        draft.add(
            "isis_adjacencies",
            IsisAdjacency(
                system_id=system if is_id else None,
                name=None if is_id else system or None,
                interface=vrp_port(row.text("interface")),
                state=isis_state(row.text("state")),
                level=isis_level(row.text("type")),
                ref=table.place(row),
            ),
        )
        add_port(table, row, draft, vrp_port(row.text("interface")))


READERS: Mapping[str, Reader] = {
    "display ip routing-table": routes,
    "display ip routing-table vpn-instance {vrf}": routes,
    "display ip routing-table protocol {protocol}": routes,
    "display ip routing-table verbose": routes,
    "display ipv6 routing-table verbose": routes,
    "display ip vpn-instance": _vpn_instances,
    "display ip vpn-instance verbose": _vpn_verbose,
    "display ip vpn-instance interface": _vpn_interfaces,
    "display bgp peer": bgp_peers,
    "display bgp vpnv4 all peer": bgp_peers,
    "display ospf peer": ospf_peers,
    "display ospf peer brief": ospf_peers,
    "display isis peer": _isis_peers,
}
TEMPLATES: Mapping[str, str] = {
    "display ip routing-table vpn-instance {vrf}": "huawei_vrp_display_ip_routing-table",
    "display ip routing-table protocol {protocol}": "huawei_vrp_display_ip_routing-table",
    "display ipv6 routing-table verbose": "huawei_vrp_display_ip_routing-table_verbose",
}
_PEERS = (Total(pattern=r"^Total (?:number of )?[Pp]eer\(s\)\s*:\s*(?P<count>\d+)"),)
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "display ip routing-table": ROUTES_TOTAL,
    "display ip routing-table vpn-instance {vrf}": ROUTES_TOTAL,
    "display ip routing-table verbose": ROUTES_TOTAL,
    "display bgp peer": SESSIONS_TOTAL,
    "display bgp vpnv4 all peer": SESSIONS_TOTAL,
    "display ospf peer brief": _PEERS,
    "display isis peer": _PEERS,
}
