"""One-off costs of moving one network: design, cut-over, renumbering, applications, boundary, interim state, disposal.

Quantities come from what was measured where anything was: devices, hosts in use, conflicting prefixes. Labour is
days x factor of the option x price of a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planning.case import Case
from planning.decide import Decision
from planning.extras import extra_costs
from planning.lines import Attached, Cost, CostLine, Item
from planning.options import MERGES, Interim, Option
from planning.prices import Tag, worst_tag
from planning.quarters import Quarter
from planning.renumber import renumbered
from planning.rules import in_use
from planning.upkeep import dual_support
from topology.model.census import Application, Network, Presence
from topology.model.entities import Evidence
from topology.model.errors import Scalar

_SHOWN = 5
"""Devices whose evidence a line on all of them carries."""


def move_costs(case: Case, network: Network, decision: Decision) -> Iterator[CostLine | None]:
    """Yield the one-off costs of one network's decision; none for a network that is kept without an interim gateway."""
    yield from _gateway(case, network, decision)
    yield from extra_costs(case, network, decision)
    if decision.option is Option.KEEP or decision.finish is None:
        return
    finish = Quarter.parse(decision.finish)
    yield from _planning(case, network, decision, finish)
    yield from _sites(case, network, decision, finish)
    yield from _nodes(case, network, decision, finish)
    yield from _hosts(case, network, decision, finish)
    yield from _applications(case, network, decision, finish)
    yield from _boundary(case, network, decision, finish)
    yield dual_support(case, network, decision)


def labour(
    case: Case, network: Network, decision: Decision, start: Quarter, *, item: Item, key: str, count: float, factor: bool = True,
    attached: Attached = Attached.NETWORK, subject: str | None = None, evidence: Sequence[Evidence] = (),
    params: dict[str, Scalar] | None = None, tag: Tag = Tag.KNOWN,
) -> Cost:  # fmt: skip
    """Return the cost of labour: days = count x days of one (price row `key`) x factor of the option."""
    keys = (key, f"labour.factor.{case.carried_as(decision).value}", "labour.day") if factor else (key, "labour.day")
    days = count * case.prices.row(key).mode * (case.prices.row(keys[1]).mode if factor else 1.0)
    return Cost(
        network=network.code, attached=attached, subject=subject or network.code, item=item, payer=network.owner,
        quantity=days, unit="d", unit_price_fen=case.prices.row("labour.day").mode_fen,
        tag=worst_tag(tag, *(case.prices.row(row).tag for row in keys)), text=f"planning.line.{item.value}", start=start, days=days,
        params={"count": count, **(params or {})}, evidence=(*evidence, *case.priced(*keys)),
    )  # fmt: skip


def bought(
    case: Case, network: Network, start: Quarter, *, item: Item, key: str, count: float = 1, sign: int = 1, tag: Tag = Tag.KNOWN,
    attached: Attached = Attached.NETWORK, subject: str | None = None, evidence: Sequence[Evidence] = (),
) -> Cost:  # fmt: skip
    """Return the cost of things bought at a price row, or, with `sign` -1, sold."""
    price = case.prices.row(key)
    return Cost(
        network=network.code, attached=attached, subject=subject or network.code, item=item, payer=network.owner,
        quantity=count, unit="", unit_price_fen=sign * price.mode_fen, tag=worst_tag(tag, price.tag), text=f"planning.line.{item.value}",
        start=start, params={"count": count}, evidence=(*evidence, *case.priced(key)),
    )  # fmt: skip


def _planning(case: Case, network: Network, decision: Decision, finish: Quarter) -> Iterator[CostLine | None]:
    cell = case.cell(network.cell)
    for item, key in ((Item.DESIGN, "labour.design"), (Item.REHEARSAL, "labour.rehearsal")):
        if item is Item.REHEARSAL and decision.option is Option.WITHDRAW:
            continue
        yield case.once(labour(case, network, decision, finish, item=item, key=key, count=1, factor=False, evidence=cell))


def _sites(case: Case, network: Network, decision: Decision, finish: Quarter) -> Iterator[CostLine | None]:
    """Yield cut-over labour at each site, and there the port on the extranet device or the intranet's cryptographic gear."""
    for presence in case.presences.get(network.code, ()):
        cell = case.cell(presence.cell)
        where: dict[str, Scalar] = {"site": presence.site}
        yield case.once(
            labour(
                case, network, decision, finish, item=Item.CUTOVER_SITE, key="labour.site", count=1,
                attached=Attached.PRESENCE, subject=presence.code, evidence=cell, params=where,
            )
        )  # fmt: skip
        key = "intranet.crypto" if decision.option is Option.INTRANET else "connect.presence"
        if decision.option is not Option.WITHDRAW or network.code in case.onto_extranet:
            item = Item.CRYPTO if decision.option is Option.INTRANET else Item.CONNECT
            yield case.once(
                bought(case, network, finish, item=item, key=key, attached=Attached.PRESENCE, subject=presence.code, evidence=cell)
            )


def _nodes(case: Case, network: Network, decision: Decision, finish: Quarter) -> Iterator[CostLine | None]:
    """Yield the work on devices, and their disposal: as many as were measured, else one for each presence."""
    devices = case.devices.get(network.code, ())
    count = len(devices) or len(case.presences.get(network.code, ()))
    tag = Tag.KNOWN if devices else Tag.ESTIMATE
    evidence = tuple(item for device in devices[:_SHOWN] for item in device.evidence[:1]) or case.cell(network.cell)
    if not count:
        return
    yield case.once(
        labour(case, network, decision, finish, item=Item.CUTOVER_NODE, key="labour.node", count=count, evidence=evidence, tag=tag)
    )
    gone = Quarter.parse(decision.leaves) if decision.leaves else finish
    yield case.once(bought(case, network, gone, item=Item.DISPOSAL, key="disposal.device", count=count, evidence=evidence, tag=tag))
    if not network.classified:  # what carried classified business is destroyed, not used again
        yield case.once(bought(case, network, gone, item=Item.REUSE, key="reuse.device", count=count, sign=-1, evidence=evidence, tag=tag))


def _hosts(case: Case, network: Network, decision: Decision, finish: Quarter) -> Iterator[CostLine | None]:
    """Yield re-addressing: minutes of one host x hosts, as days of eight hours."""
    keys = ("labour.renumber", "labour.day")
    minutes = case.prices.row("labour.renumber").mode
    for move in renumbered(case, network, decision):
        days = move.hosts * minutes / (8 * 60)
        yield case.once(
            Cost(
                network=network.code, attached=move.attached, subject=move.subject, item=Item.RENUMBER, payer=network.owner,
                quantity=days, unit="d", unit_price_fen=case.prices.row("labour.day").mode_fen, text="planning.line.renumber",
                tag=worst_tag(move.tag, *(case.prices.row(key).tag for key in keys)), start=finish, days=days,
                params={"count": move.hosts, "why": move.why}, evidence=(*move.evidence, *case.priced(*keys)),
            )
        )  # fmt: skip


def _applications(case: Case, network: Network, decision: Decision, finish: Quarter) -> Iterator[CostLine | None]:
    rows: list[Application] = [row for row in case.census.applications if row.network == network.code and in_use(row)]
    if not rows:
        return
    item, key = (Item.ARCHIVE, "labour.archive") if decision.option is Option.WITHDRAW else (Item.RETEST, "labour.retest")
    evidence = tuple(part for row in rows for part in case.cell(row.cell))
    yield case.once(labour(case, network, decision, finish, item=item, key=key, count=len(rows), factor=False, evidence=evidence))


def _boundary(case: Case, network: Network, decision: Decision, finish: Quarter) -> Iterator[CostLine | None]:
    cell = case.cell(network.cell)
    if decision.option in MERGES:
        yield case.once(bought(case, network, finish, item=Item.BOUNDARY, key="boundary.vpn", evidence=cell))
    if decision.option is Option.JOIN:
        yield case.once(bought(case, network, finish, item=Item.INTERCONNECT, key="join.interconnect", evidence=cell))


def _gateway(case: Case, network: Network, decision: Decision) -> Iterator[CostLine | None]:
    """Yield the interim gateway: installed once, run until the network leaves."""
    if decision.interim is not Interim.GATEWAY or decision.interim_from is None:
        return
    start = max(Quarter.parse(decision.interim_from), case.start)
    cost = bought(case, network, start, item=Item.GATEWAY, key="gateway.install", evidence=case.cell(network.cell))
    yield case.once(cost)
    price = case.prices.row("gateway.run")
    yield case.run(
        Cost(
            network=network.code, attached=Attached.NETWORK, subject=network.code, item=Item.GATEWAY_RUN, payer=network.owner,
            quantity=1, unit="a", unit_price_fen=price.mode_fen, tag=price.tag, text="planning.line.gateway_run", start=start,
            until=case.leaves(network.code), evidence=(*case.cell(network.cell), *case.priced("gateway.run")),
        )
    )  # fmt: skip


def users_of_sites(case: Case) -> dict[str, list[Presence]]:
    """Return the presences at each site of the networks whose users come onto the extranet."""
    found: dict[str, list[Presence]] = {}
    for code in sorted(case.onto_extranet):
        for presence in case.presences.get(code, ()):
            found.setdefault(presence.site, []).append(presence)
    return dict(sorted(found.items()))
