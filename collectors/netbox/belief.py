"""What netfold believes, as a stock of NetBox objects: organisation, addressing and circuits; devices are in `belief_devices`.

Units and networks become tenants (of two groups), realms and their VRFs become VRFs that enforce uniqueness, VLANs stand
in one group a realm, counties and towns are regions. What NetBox has no field for is kept in netfold's custom field, so
that reading it back gives the same; money is not written to NetBox.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from collectors.netbox.belief_devices import add_devices
from collectors.netbox.builder import UNKNOWN, Builder
from collectors.netbox.stock import Stock
from collectors.netbox.words import mark
from topology.model import census
from topology.model.entities import CircuitStatus, CircuitView, Topology
from topology.model.errors import Problem
from topology.model.records import DeviceRecord

UNITS: Final = "netfold-units"
NETWORKS: Final = "netfold-networks"
"""Slugs of the tenant groups."""
_AS: Final = 64512
"""Private AS number of route distinguishers that netfold makes."""
MONEY: Final = frozenset({"capex_fen", "opex_fen_per_a", "renewal_fen", "fee_fen_per_a", "penalty_share"})
"""Fields of census rows that never leave for NetBox."""
_CIRCUIT: Final = {CircuitStatus.DOWN: "offline"}
_RATES: Final = 1000
_MOST_RATE: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Belief:
    """A stock, and what of the topology could not be said in it."""

    stock: Stock
    problems: tuple[Problem, ...]


def believe(topology: Topology, records: Mapping[str, DeviceRecord] | None = None, after: Topology | None = None) -> Belief:
    """Return what a topology says, in NetBox's terms.

    Parameters
    ----------
    topology
        What is believed; its census has the sites, units, networks and circuits.
    records
        The records that it rests on, by id: they know route targets, which device has which VLAN, and stack members.
    after
        The topology as a scenario would leave it: what it lacks is on its way out.
    """
    builder = Builder(topology, after)
    _add_organisation(builder, topology)
    _add_sites(builder, topology)
    held = _Held.of(topology, records or {})
    _add_vrfs(builder, topology, held)
    _add_vlans(builder, topology)
    _add_prefixes(builder, topology)
    add_devices(builder, topology, held.by_device)
    _add_circuits(builder, topology)
    return Belief(builder.stock, tuple(builder.problems))


@dataclass(frozen=True, slots=True)
class _Held:
    """The records of each device, by its id."""

    by_device: Mapping[str, Sequence[DeviceRecord]]

    @classmethod
    def of(cls, topology: Topology, records: Mapping[str, DeviceRecord]) -> _Held:
        found = {
            device.id: [records[source] for source in dict.fromkeys(one.source for one in device.evidence) if source in records]
            for device in topology.devices
        }
        return cls(found)


def row_facts(row: msgspec.Struct, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return a census row as plain values: no money, nothing unknown, and nothing that a field of NetBox says."""
    left = MONEY | without | {"cell", "code", "name"}
    plain: dict[str, Any] = msgspec.to_builtins(row)
    return {name: value for name, value in plain.items() if name not in left and value not in (None, [], (), {}, False, 0, "")}


def _add_organisation(builder: Builder, topology: Topology) -> None:
    units = builder.slugged("tenancy/tenant-groups", UNITS, "netfold units", UNITS)
    networks = builder.slugged("tenancy/tenant-groups", NETWORKS, "netfold networks", NETWORKS)
    for unit in topology.census.units:
        _tenant(builder, "unit", unit, units)
    for network in topology.census.networks:
        if network.classified:
            builder.say("netbox-classified", network.code, network=network.code)
            continue
        _tenant(builder, "network", network, networks)


def _tenant(builder: Builder, kind: str, row: census.Unit | census.Network, group: int) -> None:
    builder.slugged(
        "tenancy/tenants", f"{kind}:{row.code}", row.name, f"{kind}-{row.code}",
        fields={"group": group, "description": row.code}, kind=kind, code=row.code, row=row_facts(row),
    )  # fmt: skip


def tenant(builder: Builder, network: str | None) -> int | None:
    """Return the tenant that stands for a network."""
    return builder.find("tenancy/tenants", None if network is None else f"network:{network}")


def _add_sites(builder: Builder, topology: Topology) -> None:
    for site in topology.census.sites:
        group = builder.slugged("dcim/site-groups", f"kind:{site.kind.value}", site.kind.value, site.kind.value)
        region = None
        for level, name in (("county", site.county), ("town", site.town)):
            if name:
                word = f"{level}:{site.county or ''}:{name}" if level == "town" else f"{level}:{name}"
                region = builder.slugged(
                    "dcim/regions",
                    word,
                    name,
                    word,
                    fields={"parent": region},
                    level=level,
                    county=site.county if level == "town" else None,
                )
        values = {
            "status": "decommissioning" if f"site:{site.code}" in builder.gone else "active",
            "region": region,
            "group": group,
            "physical_address": site.address,
            "latitude": None if site.latitude is None else round(site.latitude, 6),
            "longitude": None if site.longitude is None else round(site.longitude, 6),
            "description": site.code,
        }
        full = {
            name: [round(value, 6), value]
            for name, value in (("latitude", site.latitude), ("longitude", site.longitude))
            if value is not None and round(value, 6) != value
        }
        name, kept = builder.named("dcim/sites", "name", site.name, f"site:{site.code}")
        short, _ = builder.named("dcim/sites", "slug", _site_slug(site.code), f"site:{site.code}")
        builder.make(
            "dcim/sites", f"site:{site.code}", {"name": name, "slug": short, **values}, {"code": site.code, "full": {**full, **kept}}
        )


def _site_slug(code: str) -> str:
    bare = code.casefold()
    return bare if bare.isascii() and bare.replace("-", "").replace("_", "").isalnum() else f"site-{mark(code)}"


def vrf_word(realm: str, vrf: str | None) -> str:
    """Return the word for a VRF of a realm, or for the realm's own table."""
    return f"vrf:{realm}" if vrf is None else f"vrf:{realm}/{vrf}"


def _add_vrfs(builder: Builder, topology: Topology, held: _Held) -> None:
    """Add one VRF for each realm, and one for each VRF inside it."""
    rds = Counter(rd for use in topology.vrfs for rd in use.rds)
    realms = {device.realm for device in topology.devices} | {prefix.realm for prefix in topology.prefixes}
    owners = {one.realm: one.code for one in reversed(topology.census.networks) if one.realm and not one.classified}
    for realm in sorted(realms | {realm for realm in owners if realm is not None}):
        _vrf(builder, realm, None, network=owners.get(realm))
    targets: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for device in topology.devices:
        for record in held.by_device.get(device.id, ()):
            for vrf in record.vrfs:
                imported, exported = targets.setdefault((device.realm, vrf.name), (set(), set()))
                imported.update(vrf.import_targets)
                exported.update(vrf.export_targets)
    uses = {(use.realm, use.name): use for use in topology.vrfs}
    named = {(topology.device[port.device].realm, port.vrf) for port in topology.interfaces if port.vrf is not None}
    for realm, name in sorted({*uses, *named}):
        use = uses.get((realm, name))
        own = next((rd for rd in use.rds if rds[rd] == 1 and len(rd) <= 21), None) if use and len(use.rds) == 1 else None  # noqa: PLR2004
        _vrf(builder, realm, name, network=use.network if use else None, rd=own, targets=targets.get((realm, name), (set(), set())))


def _vrf(
    builder: Builder, realm: str, vrf: str | None, *, network: str | None, rd: str | None = None,
    targets: tuple[set[str], set[str]] = (set(), set()),
) -> None:  # fmt: skip
    word = vrf_word(realm, vrf)
    name, full = builder.named("ipam/vrfs", "name", realm if vrf is None else f"{realm}/{vrf}", word)
    distinguisher, _ = builder.named("ipam/vrfs", "rd", rd or f"{_AS}:{int(mark(word, digits=8), 16)}", word)
    imported, exported = (tuple(sorted(_target(builder, one) for one in some)) for some in targets)
    builder.make(
        "ipam/vrfs", word,
        {"name": name, "rd": distinguisher, "tenant": tenant(builder, network), "enforce_unique": True,
         "description": None, "import_targets": imported, "export_targets": exported},
        {"realm": realm, "vrf": vrf, "made_rd": rd is None, "full": full},
    )  # fmt: skip


def _target(builder: Builder, text: str) -> int:
    word = f"rt:{text}"
    found = builder.find("ipam/route-targets", word)
    if found is not None:
        return found
    name, full = builder.named("ipam/route-targets", "name", text, word)
    return builder.make("ipam/route-targets", word, {"name": name}, {"full": full})


def _add_vlans(builder: Builder, topology: Topology) -> None:
    for use in topology.vlans:
        group = builder.slugged("ipam/vlan-groups", f"vlans:{use.realm}", use.realm, f"vlans-{use.realm}", realm=use.realm)
        word = f"vlan:{use.realm}:{use.vid}"
        name, full = builder.named("ipam/vlans", "name", use.name or f"VLAN {use.vid}", word, within=use.realm)
        if use.name is None:
            full = {"name": [name, None]}
        if not 1 <= use.vid <= 4094:  # noqa: PLR2004 - the ids that IEEE 802.1Q leaves to users
            builder.say("netbox-vlan", f"{use.realm} VLAN {use.vid}", vid=use.vid)
            continue
        status = "deprecated" if use.id in builder.gone else "active"
        values = {"group": group, "vid": use.vid, "name": name, "tenant": tenant(builder, use.network), "status": status}
        builder.make("ipam/vlans", word, values, {"realm": use.realm, "full": full})


def _add_prefixes(builder: Builder, topology: Topology) -> None:
    by_table: dict[tuple[str, str | None], list[ipaddress.IPv4Network | ipaddress.IPv6Network]] = {}
    for prefix in topology.prefixes:
        by_table.setdefault((prefix.realm, prefix.vrf), []).append(ipaddress.ip_network(prefix.prefix, strict=False))
    holding = {table: _containers(blocks) for table, blocks in by_table.items()}
    for prefix in topology.prefixes:
        table = (prefix.realm, prefix.vrf)
        block = ipaddress.ip_network(prefix.prefix, strict=False)
        if block.prefixlen == 0:
            builder.say("netbox-prefix", f"{prefix.realm} {prefix.prefix}", prefix=prefix.prefix)
            continue
        if prefix.id in builder.gone:
            status = "deprecated"
        elif prefix.declared:
            status = "container" if block in holding[table] else "reserved"
        else:
            status = "active"
        word = f"{vrf_word(*table)} {prefix.prefix}"
        values = {"prefix": str(block), "vrf": builder.find("ipam/vrfs", vrf_word(*table)), "tenant": tenant(builder, prefix.network)}
        builder.make("ipam/prefixes", word, {**values, "status": status}, {"declared": prefix.declared})


def _containers(
    blocks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network],
) -> set[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return the blocks that hold another one; linear in the blocks times the lengths there are."""
    known = set(blocks)
    lengths: dict[int, set[int]] = {}
    for block in known:
        lengths.setdefault(block.version, set()).add(block.prefixlen)
    return {
        outer
        for block in known
        for length in lengths[block.version]
        if length < block.prefixlen and (outer := block.supernet(new_prefix=length)) in known
    }


def _add_circuits(builder: Builder, topology: Topology) -> None:
    views = {view.code: view for view in topology.circuits if view.status is not CircuitStatus.SEEN_NOT_DECLARED}
    contracts = {contract.code: contract for contract in topology.census.contracts}
    classified = {network.code for network in topology.census.networks if network.classified}
    for circuit in topology.census.circuits:
        if circuit.network in classified:
            continue
        _circuit(builder, circuit, contracts.get(circuit.contract or ""), views.get(circuit.code))


def _circuit(builder: Builder, row: census.Circuit, contract: census.Contract | None, view: CircuitView | None) -> None:
    word = f"circuit:{row.code}"
    carrier = contract.carrier if contract else None
    provider = builder.slugged("circuits/providers", f"carrier:{carrier or UNKNOWN}", carrier or "Unknown (netfold)", carrier or UNKNOWN)
    kind = builder.slugged("circuits/circuit-types", f"type:{row.kind.value}", row.kind.value, f"netfold-{row.kind.value}")
    said = row.number or row.code
    cid, full = builder.named("circuits/circuits", "cid", said, word)
    rate = None if row.bandwidth_bps is None else row.bandwidth_bps // _RATES
    if rate is not None and rate > _MOST_RATE:
        rate = None
    if row.bandwidth_bps is not None and (rate is None or rate * _RATES != row.bandwidth_bps):
        full["commit_rate"] = [rate, row.bandwidth_bps / _RATES]
    if row.number is None:
        full["cid"] = [cid, None]
    status = _CIRCUIT.get(view.status, "active") if view else "active"
    values = {
        "cid": cid,
        "provider": provider,
        "type": kind,
        "status": "deprovisioning" if word in builder.gone else status,
        "tenant": tenant(builder, row.network),
        "install_date": _day(contract.start if contract else None),
        "termination_date": _day(contract.end if contract else None),
        "commit_rate": rate,
        "description": row.code,
    }
    agreed = None if contract is None else {"code": contract.code, "network": contract.network, **row_facts(contract, without=_DATED)}
    held = row_facts(row, without=_SAID)
    made = builder.make("circuits/circuits", word, values, {"code": row.code, "row": held, "contract": agreed, "full": full})
    for side, site in (("A", row.site_a), ("Z", row.site_b)):
        place = builder.find("dcim/sites", None if site is None else f"site:{site}")
        if place is not None:
            target = ("dcim/sites", place)
            shown = builder.stock.items["dcim/sites"][place].get("slug")
            builder.make(
                "circuits/circuit-terminations",
                f"{word}:{side}",
                {"circuit": made, "term_side": side, "termination": target},
                {"site": shown},
            )


_DATED: Final = frozenset({"start", "end", "carrier", "network"})
_SAID: Final = frozenset({"number", "kind", "bandwidth_bps"})


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
