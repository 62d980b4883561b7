"""The ways a network may go in a scenario, and what each costs by itself, quarter by quarter, by the appraisal's own cost lines.

A way is an option, for a join with its host. It is open in the quarters that the rules leave: gate, consent, blackout, and time for
the work. What would be renewed before the network leaves is not renewed: it is frozen from the start, unless the scenario says what
holds until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, fsum

import msgspec
from msgspec.structs import replace

from planning.case import Case
from planning.cash import discount_factor
from planning.costs import network_lines
from planning.decide import Decision
from planning.lines import UNCOUNTED, CostLine, Item, Nature, line_cash
from planning.optimise.problem import Due
from planning.options import Interim, Option, Verdict
from planning.quarters import Quarter, blacked_out
from planning.rules import target_of
from planning.scenario import Choice

FEN = 100
_SHARE_OF_LABOUR = 0.5
"""Of the engineers at hand in a quarter, what one network's work may take before it is spread over more quarters."""
_LONGEST = 4
_DECIDED = frozenset({"retained", "onto_extranet"})
"""Tables of a case that depend on what is decided."""
_KNOWN = (
    "quarters", "networks", "sites", "presences", "circuits", "contracts", "circuit_views", "presence_views", "devices", "users",
    "site_sets", "extranet_codes", "extranet_sites", "extranet_presences", "extranet_capacity", "programme_payer",
)  # fmt: skip


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way of one network."""

    network: str
    option: Option
    host: str | None
    verdict: Verdict
    choice: Choice
    """What the scenario says of the network beyond option and date: interim state, added costs, override."""
    duration: int
    open_: tuple[Quarter, ...]
    """Quarters in which it may be completed."""

    @property
    def id(self) -> str:
        """Name of the way in the problem: the option, and for a join its host."""
        return way_id(self.option, self.host)


def way_id(option: Option, host: str | None) -> str:
    """Return the name of a way.

    >>> way_id(Option.JOIN, "N14"), way_id(Option.WITHDRAW, None)
    ('join:N14', 'withdraw')
    """
    return f"{option.value}:{host}" if host else option.value


def with_decisions(case: Case, decisions: Mapping[str, Decision]) -> Case:
    """Return a case with some decisions changed; what does not depend on them is not made again."""
    changed = replace(case, decisions={**case.decisions, **decisions})
    for name in _KNOWN:
        changed.__dict__[name] = getattr(case, name)
    return changed


def list_ways(case: Case, verdicts: Mapping[Option, Verdict], code: str, last: int) -> Iterator[Way]:
    """Yield the ways of a network that end within the first `last` quarters, its labour not yet spread."""
    chosen = case.scenario.choice.get(code)
    own = chosen or Choice(code=code, option=Option.KEEP)
    decided = case.decisions[code]
    for verdict in verdicts.values():
        if verdict.option is Option.KEEP:
            continue
        same = own if own.option is verdict.option else Choice(code=code, option=Option.KEEP)
        quarters = case.quarters[:last]
        word = decided.overridden and decided.option is verdict.option
        if word:
            open_ = tuple(quarter for quarter in quarters if str(quarter) == decided.finish)
        elif verdict.allowed:
            gate = verdict.earliest or ""
            open_ = tuple(quarter for quarter in quarters if str(quarter) >= gate and not blacked_out(quarter, verdict.blackout))
        else:
            continue
        hosts: Sequence[str | None] = (None,)
        if verdict.option is Option.JOIN:
            hosts = (decided.target,) if word else verdict.hosts
        for host in hosts:
            if open_:
                yield Way(network=code, option=verdict.option, host=host, verdict=verdict, choice=same, duration=same.duration, open_=open_)


def decide_way(case: Case, way: Way, finish: Quarter, *, freeze: bool = False) -> Decision:
    """Return the decision for a way completed in a quarter; `freeze` also where nothing would be renewed."""
    leaves = finish.plus(case.scenario.dual_running)
    interim, since = way.choice.interim, way.choice.interim_from
    if interim is Interim.NONE or (since or "") > str(finish):
        interim, since = Interim.NONE, None
        network = case.networks[way.network]
        due = Quarter.parse(network.renewal_due) if network.renewal_due else case.quarters[-1]
        if freeze or (network.renewal_fen and due < leaves):
            interim, since = Interim.FREEZE, str(case.start)
    return Decision(
        network=way.network,
        option=way.option,
        target=way.host if way.option is Option.JOIN else target_of(case.census, way.option),
        finish=str(finish),
        leaves=str(leaves),
        duration=way.duration,
        interim=interim,
        interim_from=since,
        consent=way.verdict.consent,
        overridden=way.choice.override is not None,
        verdict=way.verdict,
        extra=way.choice.extra,
    )


class Alone(msgspec.Struct, frozen=True, kw_only=True):
    """What a way comes to where no other network moves."""

    way: Way
    dues: tuple[Due, ...]
    days: float
    """Engineer-days [d]."""
    comes: bool
    """Its users come onto the extranet."""
    retained: frozenset[str]
    """Circuits that go on."""


def price_way(case: Case, way: Way, stay: Sequence[CostLine], *, freeze: bool = False) -> Alone:
    """Return what a way costs against staying, by its quarter of completion.

    With `freeze` (no new contract: contracts run out) no quarter is open in which a penalty would fall due.
    """
    dues: list[Due] = []
    days = 0.0
    comes, retained = False, frozenset[str]()
    for finish in way.open_:
        moved = with_decisions(case, {way.network: decide_way(case, way, finish, freeze=freeze)})
        lines = network_lines(moved, way.network)
        comes, retained = way.network in moved.onto_extranet, moved.retained.get(way.network, frozenset())
        days = max(days, fsum(line.days for line in lines))
        if not (freeze and any(line.item is Item.PENALTY for line in lines)):
            dues.append(due_of(case, finish, lines, stay))
    return Alone(way=way, dues=tuple(dues), days=days, comes=comes, retained=retained)


def spread_work(case: Case, alone: Alone) -> Alone:
    """Return the way with the quarters its work takes: the scenario's, else as few as leave half of the engineers to others.

    q = min(4, ceil(days / (0.5 x engineer-days of the best manned quarter))), more where even then it would exceed all there are, and
    never so many that no quarter of completion is left: what is short of labour then is said to be.
    """
    way, hand = alone.way, [days for days in case.scenario.labour_days.values() if days > 0]
    if way.choice.option is way.option and way.choice.finish is not None:
        duration = way.choice.duration
    elif not hand:
        duration = 1
    else:
        most = max(hand)
        wanted = max(1, min(_LONGEST, ceil(alone.days / (_SHARE_OF_LABOUR * most))), ceil(alone.days / most))
        duration = min(wanted, max((due.quarter for due in alone.dues), default=1))
    dues = tuple(due for due in alone.dues if due.quarter >= duration)
    return replace(alone, way=replace(way, duration=duration), dues=dues)


def due_of(case: Case, finish: Quarter, lines: Iterable[CostLine], before: Iterable[CostLine] = ()) -> Due:
    """Return what lines cost more than those before them: present value [CNY], and one-off money by year."""
    cost = 0.0
    spent = [0.0] * (case.quarters[-1].year - case.start.year + 1)
    for sign, group in ((1, lines), (-1, before)):
        for line in group:
            if line.nature in UNCOUNTED:
                continue
            for step, fen in line_cash(line, case.quarters):
                cost += sign * fen * discount_factor(case.scenario.discount_rate, step) / FEN
                if line.nature is Nature.ONE_OFF:
                    spent[case.quarters[step].year - case.start.year] += sign * fen / FEN
    return Due(quarter=finish.since(case.start) + 1, cost=cost, spent=tuple(spent))
