"""From a stock of NetBox objects to census rows: tenants, sites, circuits and the contracts they run under.

NetBox does not hold a whole census: what it says is laid over the edition before, row by row and field by field; rows it
does not have, and what it has no field for (money above all), stay as they were.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import msgspec

from collectors.netbox.builder import UNKNOWN
from collectors.netbox.realms import Realms
from collectors.netbox.records import site_code
from collectors.netbox.stock import Item, Stock
from topology.model.census import Census, Circuit, CircuitKind, Contract, Level, Network, Role, Site, SiteKind, Unit
from topology.model.errors import Problem, Severity

Row = TypeVar("Row", Unit, Network, Site, Contract, Circuit)
_KILO: Final = 1000
_NOT_THERE: Final = frozenset({"planned", "decommissioned"})
_TYPE: Final = "netfold-"
_DEPRECATED: Final = "deprecated"

Block = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_census(stock: Stock, realms: Realms, previous: Census | None, problems: list[Problem]) -> Census:
    """Return the next edition of a census: the previous one with what NetBox says laid over it; its name is left empty."""
    before = previous or Census(edition="")
    reader = _Reader(stock, realms, problems)
    units = _laid(Unit, before.units, reader.units(), problems)
    networks = _laid(Network, before.networks, reader.networks(), problems)
    sites = _laid(Site, before.sites, reader.sites(), problems)
    networks = reader.with_plans(networks)
    codes = {network.code for network in networks}
    circuits, contracts = reader.circuits(codes, {site.code for site in sites})
    return msgspec.structs.replace(
        before,
        edition="",
        units=units,
        networks=networks,
        sites=sites,
        contracts=_laid(Contract, before.contracts, contracts, problems),
        circuits=_laid(Circuit, before.circuits, circuits, problems),
    )


def _laid(form: type[Row], before: tuple[Row, ...], said: Iterable[dict[str, Any]], problems: list[Problem]) -> tuple[Row, ...]:
    rows: dict[str, Row] = {row.code: row for row in before}
    for fields in said:
        code = fields["code"]
        old = rows.get(code)
        base: dict[str, Any] = {} if old is None else msgspec.to_builtins(old)
        try:
            new = msgspec.convert({**base, **fields}, form)
        except msgspec.ValidationError as error:
            problems.append(Problem("netbox-row", Severity.WARNING, str(fields.get("cell")), {"code": code, "reason": str(error)[:200]}))
            continue
        if old is None or msgspec.structs.replace(new, cell=old.cell) != old:
            rows[code] = new
    return tuple(rows.values())


class _Reader:
    def __init__(self, stock: Stock, realms: Realms, problems: list[Problem]) -> None:
        self._stock = stock
        self._realms = realms
        self._problems = problems

    def units(self) -> Iterable[dict[str, Any]]:
        for tenant in self._stock.of("tenancy/tenants"):
            if tenant.facts.get("kind", "unit") == "unit":
                yield _row("tenancy/tenants", tenant, code=_code(tenant), name=tenant.true("name"))

    def networks(self) -> Iterable[dict[str, Any]]:
        for tenant in self._stock.of("tenancy/tenants"):
            if tenant.facts.get("kind") == "network":
                name = tenant.true("name")
                defaults = {"short": name, "owner": "", "role": Role.DEPARTMENTAL.value, "level": Level.CITY.value}
                yield {**defaults, **_row("tenancy/tenants", tenant, code=_code(tenant), name=name)}

    def with_plans(self, networks: tuple[Network, ...]) -> tuple[Network, ...]:
        """Return the networks with the outermost of the prefixes that others wrote to NetBox in their address plans."""
        by_realm: dict[str, list[str]] = {}
        for network in networks:
            if network.realm is not None:
                by_realm.setdefault(network.realm, []).append(network.code)
        found: dict[str, list[Block]] = {}
        homeless = 0
        for item in self._stock.of("ipam/prefixes"):
            block = _block(item.get("prefix"))
            if item.ours or block is None or item.get("status") == _DEPRECATED:
                continue
            vrf = self._stock.get("ipam/vrfs", item.get("vrf"))
            alone = by_realm.get(self._realms.of_vrf(vrf)[0] or "", [])
            code = self._realms.network_of(item.get("tenant"), vrf) or (alone[0] if len(alone) == 1 else None)
            if code is None:
                homeless += 1
            else:
                found.setdefault(code, []).append(block)
        known = {network.code for network in networks}
        homeless += sum(len(blocks) for code, blocks in found.items() if code not in known)
        if homeless:
            self._say("netbox-prefixes", "netbox ipam/prefixes", count=homeless)
        return tuple(_planned(network, found.get(network.code, [])) for network in networks)

    def sites(self) -> Iterable[dict[str, Any]]:
        kinds = {one.value for one in SiteKind}
        for site in self._stock.of("dcim/sites"):
            if site.get("slug") == UNKNOWN:
                continue
            group = self._stock.get("dcim/site-groups", site.get("group"))
            kind = group.get("slug") if group is not None and group.get("slug") in kinds else SiteKind.OTHER.value
            county, town = self._region(site.get("region"))
            yield _row(
                "dcim/sites", site, code=site_code(site), name=site.true("name"), kind=kind, county=county, town=town,
                address=site.true("physical_address"), latitude=site.true("latitude"), longitude=site.true("longitude"),
            )  # fmt: skip

    def _region(self, ident: int | None) -> tuple[str | None, str | None]:
        """Return county and town of a region: what netfold wrote, else the outermost region and the innermost."""
        chain: list[Item] = []
        region = self._stock.get("dcim/regions", ident)
        while region is not None and region not in chain:
            chain.append(region)
            region = self._stock.get("dcim/regions", region.get("parent"))
        if not chain:
            return None, None
        if chain[0].ours and chain[0].facts.get("level") == "town":
            county = chain[0].facts.get("county")
            return county if isinstance(county, str) else None, chain[0].true("name")
        return chain[-1].true("name"), chain[0].true("name") if len(chain) > 1 else None

    def circuits(self, networks: set[str], sites: set[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        ends: dict[int, dict[str, str]] = {}
        for one in self._stock.of("circuits/circuit-terminations"):
            met = self._stock.target(one.get("termination"))
            if met is not None and met[0] == "dcim/sites":
                ends.setdefault(one.get("circuit"), {})[one.get("term_side")] = site_code(met[1])
        rows: list[dict[str, Any]] = []
        contracts: dict[str, dict[str, Any]] = {}
        for item in self._stock.of("circuits/circuits"):
            row = self._circuit(item, ends.get(item.id, {}), networks, sites)
            if row is None:
                continue
            contract = self._contract(item, row["network"])
            if contract is not None:
                contracts.setdefault(contract["code"], contract)
                row["contract"] = contract["code"]
            rows.append(row)
        return rows, list(contracts.values())

    def _circuit(self, item: Item, ends: Mapping[str, str], networks: set[str], sites: set[str]) -> dict[str, Any] | None:
        where = f"netbox circuits/circuits/{item.id}"
        if item.get("status") in _NOT_THERE:
            self._say("netbox-not-there", where, name=item.get("cid"), status=item.get("status"))
            return None
        tenant = self._stock.get("tenancy/tenants", item.get("tenant"))
        network = _code(tenant) if tenant is not None and tenant.facts.get("kind") == "network" else None
        network = network or self._realms.network_of(item.get("tenant"))
        if network not in networks:
            self._say("netbox-circuit-network", where, Severity.WARNING, name=item.get("cid"))
            return None
        first = ends.get("A") or ends.get("Z")
        if first is None or first not in sites:
            self._say("netbox-circuit-site", where, Severity.WARNING, name=item.get("cid"))
            return None
        provider = self._stock.get("circuits/providers", item.get("provider"))
        form = self._stock.get("circuits/circuit-types", item.get("type"))
        kind = str(form.get("slug")).removeprefix(_TYPE) if form is not None else ""
        rate = item.true("commit_rate")
        said = item.facts.get("code")
        code = said if isinstance(said, str) and said else f"{provider.get('slug') if provider else '?'}-{item.get('cid')}"
        return _row(
            "circuits/circuits", item, code=code, number=item.true("cid"), network=network,
            kind=kind if kind in set(CircuitKind) else CircuitKind.LEASED.value, site_a=first,
            site_b=ends.get("Z") if ends.get("A") else None,
            bandwidth_bps=None if rate is None else round(rate * _KILO),
        )  # fmt: skip

    def _contract(self, item: Item, network: str) -> dict[str, Any] | None:
        said = item.facts.get("contract")
        if not isinstance(said, dict) or not isinstance(said.get("code"), str):
            return None
        provider = self._stock.get("circuits/providers", item.get("provider"))
        held = {name: value for name, value in said.items() if name in Contract.__struct_fields__}
        return {
            "network": network,
            **held,
            "carrier": provider.true("name") if provider is not None and provider.get("slug") != UNKNOWN else "?",
            "start": _day(item.get("install_date")),
            "end": _day(item.get("termination_date")),
            "cell": f"netbox/circuits/circuits!A{item.id}",
        }

    def _say(self, code: str, where: str, severity: Severity = Severity.INFO, **params: Any) -> None:
        self._problems.append(Problem(code, severity, where, params))


def _block(text: object) -> Block | None:
    try:
        return ipaddress.ip_network(str(text))
    except ValueError:
        return None


def _planned(network: Network, more: Sequence[Block]) -> Network:
    """Return a network with the prefixes that its plan does not cover yet, those inside others left out; linear in prefixes and lengths."""
    covered = {block for text in network.prefixes if (block := _block(text)) is not None}
    new: list[str] = []
    for block in sorted(set(more), key=lambda one: (one.version, one.prefixlen, one.network_address.packed)):
        lengths = {one.prefixlen for one in covered if one.version == block.version and one.prefixlen <= block.prefixlen}
        if not any(block.supernet(new_prefix=length) in covered for length in lengths):
            covered.add(block)
            new.append(str(block))
    return msgspec.structs.replace(network, prefixes=(*network.prefixes, *new)) if new else network


def _row(path: str, item: Item, **fields: Any) -> dict[str, Any]:
    """Return the fields of a row: what netfold noted of it, then what NetBox shows."""
    noted = item.facts.get("row")
    return {**(noted if isinstance(noted, dict) else {}), **fields, "cell": f"netbox/{path}!A{item.id}"}


def _code(item: Item) -> str:
    said = item.facts.get("code")
    return said if isinstance(said, str) and said else str(item.get("slug"))


def _day(text: object) -> str | None:
    try:
        return date.fromisoformat(str(text)).isoformat() if text else None
    except ValueError:
        return None
