"""What the city's departments would declare: the census of the sample city, money included."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from msgspec.structs import replace

from lab.city_parameters import FEN_PER_CNY, Extranet, Opex, Parameters, Registered, stream
from lab.city_sites import Stand, county_unit, share_out
from lab.city_systems import declare_applications, declare_dependencies, declare_rooms
from lab.city_world import CircuitDraft, World
from topology.model.census import (
    Census,
    Circuit,
    Consent,
    Contract,
    Level,
    Network,
    OpexShare,
    Presence,
    Role,
    Unit,
)


def declare(parameters: Parameters, world: World, chosen: list[Registered], stands: list[Stand], size: str) -> Census:
    """Return the census of a built city, cells empty."""
    scale = {network.code: _scale(network, size) for network in chosen}
    networks = tuple(_extranet(entry) for entry in parameters.register.extranet)
    networks += tuple(_departmental(network, scale[network.code]) for network in chosen)
    codes = {network.code for network in networks}
    contracts, circuits = _agreements(parameters, world, networks)
    units = _units(parameters, world)
    rooms = declare_rooms(parameters, world, chosen, size)
    applications = declare_applications(parameters, chosen, codes, world.seed, size)
    consents = tuple(
        Consent(
            code=f"Q-{entry.network}-{index + 1:02d}", network=entry.network, authority=entry.authority, option=entry.option,
            state=entry.state, since=entry.since, document=entry.document, cell="",
        )
        for index, entry in enumerate(parameters.agreements.consent)
        if entry.network in codes
    )  # fmt: skip
    return Census(
        edition="-".join([parameters.city.pinyin.lower(), *([] if size == "full" else [size]), f"{parameters.city.census_date:%Y-%m}"]),
        fictional=True,
        source=parameters.city.note + parameters.city.size[size].note,
        units=units,
        networks=networks,
        sites=tuple(place.site for place in world.ground.places),
        presences=tuple(_presence(stand) for stand in stands),
        contracts=contracts,
        circuits=_share(parameters, circuits, stands),
        rooms=rooms,
        applications=applications,
        dependencies=declare_dependencies(parameters, applications, codes),
        consents=consents,
    )


def _scale(network: Registered, size: str) -> tuple[int, int]:
    """Return numerator and denominator of the share of a network that is built."""
    return (network.presences, network.presences) if size == "full" else (network.small_presences or 0, network.presences)


def _part(cny: int, scale: tuple[int, int]) -> int:
    return cny * FEN_PER_CNY * scale[0] // scale[1]


def _opex(opex: Opex, scale: tuple[int, int]) -> OpexShare:
    return OpexShare(
        circuits=_part(opex.circuits, scale),
        maintenance=_part(opex.maintenance, scale),
        staff=_part(opex.staff, scale),
        power=_part(opex.power, scale),
        security=_part(opex.security, scale),
    )


def _extranet(entry: Extranet) -> Network:
    realms = {"W1": "ext", "W2": "pub"}
    prefixes = tuple(prefix for prefix in (entry.block, entry.management) if prefix)
    return Network(
        code=entry.code, name=entry.name, short=entry.short, owner=entry.owner, role=entry.role, purpose=entry.purpose,
        level=Level.CITY, mlps_level=entry.mlps_level, classified=entry.classified, built=entry.built,
        realm=realms.get(entry.code), prefixes=prefixes, cell="",
    )  # fmt: skip


def _departmental(network: Registered, scale: tuple[int, int]) -> Network:
    return Network(
        code=network.code, name=network.name, short=network.short, owner=network.owner, role=Role.DEPARTMENTAL,
        purpose=network.purpose, level=network.level, authority=network.authority, mlps_level=network.mlps_level,
        classified=network.classified, statutory=network.statutory, built=network.built,
        capex_fen=_part(network.capex_cny, scale), opex_fen_per_a=_opex(network.opex_cny, scale),
        renewal_fen=_part(network.renewal_cny, scale), renewal_due=network.renewal_due,
        realm=network.code.lower() if network.block else None, prefixes=(network.block,) if network.block else (),
        only_system=network.only_system, blackout=network.blackout, cell="",
    )  # fmt: skip


def _presence(stand: Stand) -> Presence:
    return Presence(
        code=stand.code, network=stand.network, site=stand.place.site.code, unit=stand.unit, hosts=stand.hosts,
        bandwidth_bps=stand.bandwidth_bps, cell="",
    )  # fmt: skip


def _units(parameters: Parameters, world: World) -> tuple[Unit, ...]:
    units = [Unit(code=unit.code, name=unit.name, cell="") for unit in parameters.units.unit]
    units += [
        Unit(code=county_unit(index), name=f"{county.name}政府办公室", county=county.code, cell="")
        for index, county in enumerate(world.ground.counties)
    ]
    return tuple(units)


def _share(parameters: Parameters, circuits: list[Circuit], stands: list[Stand]) -> tuple[Circuit, ...]:
    """Return the circuits, with the other users of those that the agreements share: the first between sites where all of them are."""
    there: dict[str, set[str]] = defaultdict(set)
    for stand in stands:
        there[stand.network].add(stand.place.site.code)
    users: dict[str, tuple[str, ...]] = {}
    for entry in parameters.agreements.shared:
        common = set[str].intersection(*(there[code] for code in (entry.network, *entry.users)))
        fit = [row.code for row in circuits if row.network == entry.network and row.fee_fen_per_a and {row.site_a, row.site_b} <= common]
        users.update(dict.fromkeys(fit[: entry.circuits], entry.users))
    return tuple(replace(row, users=users[row.code]) if row.code in users else row for row in circuits)


def _agreements(parameters: Parameters, world: World, networks: tuple[Network, ...]) -> tuple[tuple[Contract, ...], list[Circuit]]:
    """Return contracts, and circuits whose yearly fees add up to each network's circuit cost to the fen."""
    budgets = {network.code: network.opex_fen_per_a.circuits for network in networks}
    contracts: list[Contract] = []
    terms: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for entry in parameters.agreements.contract:
        if entry.network not in budgets:
            continue
        code = f"H-{entry.network}-{len(terms[entry.network]) + 1}"
        terms[entry.network].append((code, entry.share))
        contracts.append(
            Contract(
                code=code, network=entry.network, carrier=entry.carrier, start=entry.start, end=entry.end,
                notice_months=entry.notice_months, penalty_share=entry.penalty_share, cell="",
            )
        )  # fmt: skip
    by_network: dict[str, list[CircuitDraft]] = defaultdict(list)
    for draft in world.circuits:
        by_network[draft.network].append(draft)
    circuits: list[Circuit] = []
    for code, drafts in by_network.items():
        fees = share_out(budgets[code], np.array([draft.weight for draft in drafts])) if budgets[code] else [None] * len(drafts)
        rng = stream(world.seed, "contracts", code)
        for draft, fee in zip(drafts, fees, strict=True):
            circuits.append(_circuit(draft, fee, _contract(terms[code], float(rng.random()), draft)))
    circuits.sort(key=lambda circuit: circuit.code)
    return tuple(contracts), circuits


def _contract(terms: list[tuple[str, float]], draw: float, draft: CircuitDraft) -> str | None:
    if not draft.weight:
        return None
    for code, share in terms:
        if draw < share:
            return code
        draw -= share
    return terms[-1][0] if terms else None


def _circuit(draft: CircuitDraft, fee: int | None, contract: str | None) -> Circuit:
    return Circuit(
        code=draft.code, number=draft.number, network=draft.network, kind=draft.kind, site_a=draft.site_a, site_b=draft.site_b,
        bandwidth_bps=draft.bandwidth_bps, fee_fen_per_a=fee, contract=contract, cell="",
    )  # fmt: skip
