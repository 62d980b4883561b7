"""Running costs of the networks themselves: what each pays now, until it leaves, and what goes on afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planning.assets import circuit_end, last_user, penalty_years
from planning.case import Case
from planning.decide import Decision
from planning.lines import Attached, Cost, CostLine, Item
from planning.options import Interim, Option
from planning.prices import Tag, worst_tag
from planning.quarters import Quarter
from planning.rules import target_of
from planning.upkeep import ageing_costs, assessment_costs
from topology.model.census import Circuit, Network

_KINDS = (Item.MAINTENANCE, Item.STAFF, Item.POWER, Item.SECURITY)
_KEEPS_NOTHING = frozenset({Option.KEEP, Option.WITHDRAW})


def network_costs(case: Case, network: Network, decision: Decision) -> Iterator[CostLine | None]:
    """Yield the running costs of one network by kind, its renewal, and its construction cost, which is sunk."""
    for item in _KINDS:
        declared: int = getattr(network.opex_fen_per_a, item.value)
        if declared:
            yield case.run(_declared(case, network, item, declared, case.leaves(network.code)))
            yield from _goes_on(case, network, decision, item, declared)
    yield from circuit_costs(case, network)
    yield from _other_circuits(case, network, decision)
    yield _renewal(case, network)
    yield from ageing_costs(case, network, renewal_quarter(case, network))
    yield from assessment_costs(case, network)
    if network.capex_fen:
        yield case.sunk(
            Cost(
                network=network.code, attached=Attached.NETWORK, subject=network.code, item=Item.CONSTRUCTION, payer=network.owner,
                quantity=1, unit="", unit_price_fen=network.capex_fen, tag=Tag.KNOWN, text="planning.line.construction", start=case.start,
                evidence=case.cell(network.cell),
            )
        )  # fmt: skip


def circuit_costs(case: Case, network: Network) -> Iterator[CostLine | None]:
    """Yield the rent of each circuit a network pays, until its last user leaves, and what ending it early costs."""
    for circuit in case.circuits.get(network.code, ()):
        if not circuit.fee_fen_per_a:
            continue
        released = last_user(case.leaves_circuit(user, circuit.code) for user in case.users[circuit.code])
        contract = case.contracts.get(circuit.contract or "")
        end = circuit_end(released, contract, case.start)
        rent = _rent(case, network, circuit, end)
        moved = case.leaves(network.code) if circuit.code in case.retained.get(network.code, ()) else None
        if moved is not None:
            yield case.run(replace(rent, until=min(moved, end) if end else moved))
            rent = replace(rent, part="after", start=moved, payer=_payer_after(case, network, case.decisions[network.code]))
        yield case.run(rent)
        years = penalty_years(end, contract) if end else 0.0
        if years and end and contract:
            yield case.once(
                Cost(
                    network=network.code, attached=Attached.CIRCUIT, subject=circuit.code, item=Item.PENALTY, payer=network.owner,
                    quantity=years, unit="a", unit_price_fen=circuit.fee_fen_per_a, tag=Tag.KNOWN, text="planning.line.penalty", start=end,
                    params={"contract": contract.code, "percent": round(100 * contract.penalty_share, 1), "end": str(contract.end)},
                    verified=case.confirmed(circuit.code),
                    evidence=(*case.cell(circuit.cell), *case.cell(contract.cell)),
                )
            )  # fmt: skip


def declared_circuit_gap(case: Case, network: Network) -> int:
    """Return the yearly circuit cost a network declares beyond the fees of its circuit rows [fen/a]; negative where the rows exceed it."""
    listed = sum(row.fee_fen_per_a or 0 for row in case.circuits.get(network.code, ()))
    return network.opex_fen_per_a.circuits - listed


def _declared(case: Case, network: Network, item: Item, fen: int, until: Quarter | None) -> Cost:
    return Cost(
        network=network.code, attached=Attached.NETWORK, subject=network.code, item=item, payer=network.owner,
        quantity=1, unit="a", unit_price_fen=fen, tag=Tag.KNOWN, text="planning.line.declared", start=case.start, until=until,
        evidence=case.cell(network.cell),
    )  # fmt: skip


def _goes_on(case: Case, network: Network, decision: Decision, item: Item, declared: int) -> Iterator[CostLine | None]:
    """Yield the share of a kind of cost that goes on after the change, at whoever then runs the network's users."""
    leaves = case.leaves(network.code)
    option = case.carried_as(decision)
    if leaves is None or option in _KEEPS_NOTHING:
        return
    key = f"retain.{item.value}.{option.value}"
    price = case.prices.row(key)
    if price.mode:
        yield case.run(
            Cost(
                network=network.code, attached=Attached.NETWORK, subject=network.code, item=item, part="after",
                payer=_payer_after(case, network, decision), quantity=price.mode, unit="share", unit_price_fen=declared,
                tag=price.tag, text="planning.line.goes_on", start=leaves,
                params={"target": decision.target or target_of(case.census, Option.MERGE_ADMIN)},
                evidence=(*case.cell(network.cell), *case.priced(key)),
            )
        )  # fmt: skip


def _rent(case: Case, network: Network, circuit: Circuit, end: Quarter | None) -> Cost:
    view, contract = case.circuit_views.get(circuit.code), case.contracts.get(circuit.contract or "")
    users = sorted(case.users[circuit.code] - {network.code})
    return Cost(
        network=network.code, attached=Attached.CIRCUIT, subject=circuit.code, item=Item.CIRCUIT, payer=network.owner,
        quantity=1, unit="a", unit_price_fen=circuit.fee_fen_per_a or 0, tag=Tag.KNOWN, text="planning.line.circuit",
        start=case.start, until=end, verified=case.confirmed(circuit.code),
        params={"number": circuit.number, "contract": circuit.contract, "status": view.status.value if view else None,
                "users": ", ".join(users) or None},
        evidence=(*case.cell(circuit.cell), *(case.cell(contract.cell) if contract and end else ()), *(view.evidence[:3] if view else ())),
    )  # fmt: skip


def _other_circuits(case: Case, network: Network, decision: Decision) -> Iterator[CostLine | None]:
    """Yield the declared circuit cost that no circuit row explains, and what of all circuit cost a new home brings."""
    gap = declared_circuit_gap(case, network)
    leaves = case.leaves(network.code)
    listed = tuple(item for row in case.circuits.get(network.code, ()) for item in case.cell(row.cell))
    base = _declared(case, network, Item.CIRCUIT_OTHER, max(gap, 0), leaves)
    base = replace(base, evidence=(*base.evidence, *listed))
    if gap > 0:
        yield case.run(replace(base, tag=Tag.ESTIMATE, verified=False, text="planning.line.circuit_other"))
    if leaves is None or decision.option not in {Option.JOIN, Option.INTRANET}:
        return
    key = f"retain.circuits.{decision.option.value}"
    price = case.prices.row(key)
    fen = network.opex_fen_per_a.circuits if decision.option is Option.INTRANET else max(gap, 0)
    if fen and price.mode:
        yield case.run(
            replace(
                base, part="after", quantity=price.mode, unit="share", unit_price_fen=fen, tag=worst_tag(Tag.ESTIMATE, price.tag),
                payer=_payer_after(case, network, decision), text="planning.line.goes_on", start=leaves, until=None,
                params={"target": decision.target}, evidence=(*base.evidence, *case.priced(key)),
            )
        )  # fmt: skip


def renewal_quarter(case: Case, network: Network) -> Quarter | None:
    """Return when devices past their life are renewed; None where there are none, or the network leaves, or is frozen, before."""
    decision = case.decisions[network.code]
    if not network.renewal_fen:
        return None
    due = max(Quarter.parse(network.renewal_due), case.start) if network.renewal_due else case.quarters[-1]
    leaves = case.leaves(network.code)
    frozen = decision.interim is Interim.FREEZE and decision.interim_from is not None and Quarter.parse(decision.interim_from) <= due
    return None if leaves is not None and (due >= leaves or frozen) else due


def _renewal(case: Case, network: Network) -> CostLine | None:
    due = renewal_quarter(case, network)
    if due is None:
        return None
    return case.renewal(
        Cost(
            network=network.code, attached=Attached.NETWORK, subject=network.code, item=Item.RENEWAL, payer=network.owner,
            quantity=1, unit="", unit_price_fen=network.renewal_fen, tag=Tag.KNOWN if network.renewal_due else Tag.ESTIMATE,
            text="planning.line.renewal", start=due, params={"due": network.renewal_due}, evidence=case.cell(network.cell),
        )
    )  # fmt: skip


def _payer_after(case: Case, network: Network, decision: Decision) -> str | None:
    """The host's owner after a join, the extranet's after a merge, the same unit in the intranet."""
    if decision.option is Option.JOIN and decision.target in case.networks:
        return case.networks[decision.target].owner
    return network.owner if decision.option is Option.INTRANET else case.programme_payer
