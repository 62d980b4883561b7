"""Costs that networks share: extranet accesses (paid once a site), bandwidth steps, platforms (paid once), machine rooms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from planning.assets import first_user, last_user, room_leaving
from planning.case import Case
from planning.decide import Decision
from planning.lines import Attached, Cost, CostLine, Item
from planning.move_costs import users_of_sites
from planning.options import LEVEL3_ZONE, PUBLIC_GATEWAY, Option
from planning.prices import Tag, worst_tag
from planning.quarters import Quarter
from planning.rules import in_use
from topology.model.census import Presence, SiteKind
from topology.model.entities import Evidence
from topology.model.errors import Scalar

_CLASSES = ((10_000_000, "10m"), (100_000_000, "100m"), (None, "1g"))
_TOWNSHIP_BPS = 20_000_000
_LEVEL3 = 3
_LADDER = ((50, "access.device.50"), (150, "access.device.150"), (None, "access.device.more"))


def shared_costs(case: Case) -> Iterator[CostLine | None]:
    """Yield the costs that no one network carries."""
    for site, presences in users_of_sites(case).items():
        yield from site_costs(case, site, presences)
    yield from platform_costs(case)
    yield from room_costs(case)


def site_costs(case: Case, site: str, presences: list[Presence]) -> Iterator[CostLine | None]:
    """Yield what the users who come onto the extranet at a site need there: an access, or a step of the one there is."""
    yield from _link_step(case, site, presences) if site in case.extranet_sites else _access(case, site, presences)


def platform_costs(case: Case) -> Iterator[CostLine | None]:
    """Yield the costs of the platforms that any decision needs."""
    yield from _platform(case, LEVEL3_ZONE, "platform.level3", _level3_users(case))
    yield from _platform(case, PUBLIC_GATEWAY, "platform.public", _users(case, Option.MERGE_PUBLIC))


def site_demand(presences: Sequence[Presence], concurrency: float) -> float:
    """Return the bandwidth that the users at a site need at once [bit/s].

    B = concurrency x sum over presences of the declared need; presences without a declared need count nothing.
    """
    return concurrency * sum(row.bandwidth_bps or 0 for row in presences)


def access_fee_key(demand_bps: float, kind: SiteKind | None) -> str:
    """Return the price row of the yearly access fee: by bandwidth class, with townships' own row up to 20 Mbit/s."""
    if kind is SiteKind.TOWNSHIP and demand_bps <= _TOWNSHIP_BPS:
        return "access.fee.township"
    return "access.fee." + next(name for limit, name in _CLASSES if limit is None or demand_bps <= limit)


def _access(case: Case, site: str, presences: list[Presence]) -> Iterator[CostLine | None]:
    """Yield the access of a site that has none: once, from its first user's cut-over, sized for all who will come."""
    start = first_user(_finish(case, row) for row in presences)
    if start is None:
        return
    hosts = sum(case.hosts(row)[0] or 0 for row in presences)
    demand = site_demand(presences, case.prices.row("demand.concurrency").mode)
    place = case.sites.get(site)
    fee = access_fee_key(demand, place.kind if place else None)
    device = next(key for limit, key in _LADDER if limit is None or hosts <= limit)
    evidence = _sizing(case, site, presences)
    params: dict[str, Scalar] = {
        "users": ", ".join(sorted({row.network for row in presences})),
        "hosts": hosts,
        "bandwidth_bps": round(demand),
    }
    for item, key in ((Item.ACCESS_INSTALL, "access.install"), (Item.ACCESS_DEVICE, device)):
        yield case.once(_shared(case, Attached.SITE, site, item, key, start=start, params=params, evidence=evidence))
    for item, key in ((Item.ACCESS_FEE, fee), (Item.ACCESS_MAINTENANCE, "access.maintenance")):
        yield case.run(_shared(case, Attached.SITE, site, item, key, start=start, params=params, evidence=evidence))


class LinkStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step of an existing access to more bandwidth; the fees are the same where it stays in its class."""

    start: Quarter
    capacity_bps: int
    demand_bps: int
    old_fee: str
    new_fee: str


def link_step(case: Case, site: str, presences: Sequence[Presence]) -> LinkStep | None:
    """Return the step an existing access needs for those who come; None where it suffices, or its bandwidth is not known.

    It is needed where demand, the extranet's own users included, exceeds the greatest extranet circuit the census gives
    at the site. It falls due with the first user. Within a fee class it costs the charge of the change alone.
    """
    capacity = case.extranet_capacity.get(site)
    start = first_user(_finish(case, row) for row in presences)
    if capacity is None or start is None:
        return None
    own = case.extranet_presences.get(site, ())
    demand = site_demand([*own, *presences], case.prices.row("demand.concurrency").mode)
    place = case.sites.get(site)
    kind = place.kind if place else None
    old, new = access_fee_key(capacity, kind), access_fee_key(demand, kind)
    if demand <= capacity:
        return None
    return LinkStep(start=start, capacity_bps=capacity, demand_bps=round(demand), old_fee=old, new_fee=new)


def _link_step(case: Case, site: str, presences: list[Presence]) -> Iterator[CostLine | None]:
    """Yield the cost of a step: its charge, and, in a greater class, the dearer fee from then on."""
    step = link_step(case, site, presences)
    if step is None:
        return
    evidence = (*_sizing(case, site, presences), *_extranet_cells(case, site))
    users = ", ".join(sorted({row.network for row in presences}))
    params: dict[str, Scalar] = {"users": users, "capacity_bps": step.capacity_bps, "bandwidth_bps": step.demand_bps}
    yield case.once(_shared(case, Attached.LINK, site, Item.LINK_STEP, "link.step", start=step.start, params=params, evidence=evidence))
    if step.old_fee == step.new_fee:
        return
    old, new = case.prices.row(step.old_fee), case.prices.row(step.new_fee)
    both = (*evidence, *case.priced(step.old_fee))
    more = _shared(case, Attached.LINK, site, Item.LINK_FEE, step.new_fee, start=step.start, params=params, evidence=both)
    yield case.run(replace(more, unit_price_fen=max(0, new.mode_fen - old.mode_fen), tag=worst_tag(new.tag, old.tag)))


def _sizing(case: Case, site: str, presences: Sequence[Presence]) -> tuple[Evidence, ...]:
    """Return the rows that say what a site needs: the site, and the presences of those who come."""
    place = case.sites.get(site)
    cells = [*([place.cell] if place else []), *(row.cell for row in presences)]
    return tuple(item for cell in cells for item in case.cell(cell))


def _extranet_cells(case: Case, site: str) -> tuple[Evidence, ...]:
    """Return the rows that say what the extranet has at a site, and needs there itself."""
    own = [row.cell for row in case.extranet_presences.get(site, ())]
    cells = [*own, *(row.cell for row in case.extranet_lines.get(site, ()))]
    return tuple(item for cell in cells for item in case.cell(cell))


def _platform(case: Case, platform: str, key: str, users: list[Decision]) -> Iterator[CostLine | None]:
    """Yield a platform's fixed charge, paid once however many use it, from when the scenario provides it, and its running."""
    needed = first_user(Quarter.parse(row.finish) for row in users if row.finish)
    if needed is None:
        return
    offered = case.scenario.platforms.get(platform)
    start = max(min(Quarter.parse(offered), needed) if offered else needed, case.start)
    params: dict[str, Scalar] = {"platform": platform, "users": ", ".join(row.network for row in users)}
    evidence = tuple(item for row in users for item in case.cell(case.networks[row.network].cell))
    yield case.once(_shared(case, Attached.PROGRAMME, platform, Item.PLATFORM, key, start=start, params=params, evidence=evidence))
    share, price = case.prices.row("platform.run"), case.prices.row(key)
    yield case.run(
        Cost(
            network=None, attached=Attached.PROGRAMME, subject=platform, item=Item.PLATFORM_RUN, payer=case.programme_payer,
            quantity=share.mode, unit="share", unit_price_fen=price.mode_fen, tag=worst_tag(share.tag, price.tag),
            text="planning.line.platform_run", start=start, params=params, evidence=(*evidence, *case.priced("platform.run", key)),
        )
    )  # fmt: skip


def room_costs(case: Case) -> Iterator[CostLine | None]:
    """Yield the running cost of machine rooms that departmental networks stand in, until the last user leaves."""
    leaving = {code: case.leaves(code) for code in case.networks}
    for room in case.census.rooms:
        if not room.opex_fen_per_a or not set(room.networks) & set(case.networks):
            continue
        # Applications alone never empty a room here: that is the cloud programme's saving, not this plan's.
        moved = last_user(leaving.get(code) for code in room.networks)
        until = room_leaving(room, case.census, leaving, case.start) if moved else None
        waiting = [row.cell for row in case.census.applications if moved and row.unit == room.unit and in_use(row)]
        yield case.run(
            Cost(
                network=None, attached=Attached.ROOM, subject=room.code, item=Item.ROOM, payer=room.unit, quantity=1, unit="a",
                unit_price_fen=room.opex_fen_per_a, tag=Tag.KNOWN, text="planning.line.room", start=case.start, until=until,
                params={"users": ", ".join(room.networks)},
                evidence=tuple(item for cell in (room.cell, *waiting) for item in case.cell(cell)),
            )
        )  # fmt: skip


def _shared(
    case: Case, attached: Attached, subject: str, item: Item, key: str, *, start: Quarter,
    params: dict[str, Scalar], evidence: tuple[Evidence, ...],
) -> Cost:  # fmt: skip
    price = case.prices.row(key)
    return Cost(
        network=None, attached=attached, subject=subject, item=item, payer=case.programme_payer, quantity=1,
        unit="a" if price.unit.endswith("/a") else "", unit_price_fen=price.mode_fen, tag=price.tag, text=f"planning.line.{item.value}",
        start=start, params=params, evidence=(*evidence, *case.priced(key)),
    )  # fmt: skip


def _finish(case: Case, presence: Presence) -> Quarter | None:
    decision = case.decisions[presence.network]
    return Quarter.parse(decision.finish) if decision.finish else None


def _users(case: Case, option: Option) -> list[Decision]:
    return [row for row in case.decisions.values() if row.option is option]


def _level3_users(case: Case) -> list[Decision]:
    comes = [row for code, row in case.onto_extranet.items() if row.option is not Option.MERGE_PUBLIC and code in case.networks]
    return [row for row in comes if (case.networks[row.network].mlps_level or 0) >= _LEVEL3]
