"""The risk register: what may go wrong, derived from the case, each with its likelihood, impact, owner, mitigation and trigger.

Impacts are reckoned from the plan's own lines, so they move with it. Likelihoods are judgements in five classes; they
say so, and a planner may overrule them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from planning.lines import Item, Nature
from planning.options import Option
from planning.prices import Tag
from planning.quarters import PER_YEAR
from planning.reports.blocks import few, said
from planning.reports.content import Text
from planning.reports.facts import ended_circuits, start_quarter
from planning.reports.sources import Sources
from topology.model.entities import Evidence
from topology.model.text import N_

RARE, UNLIKELY, POSSIBLE, LIKELY, EXPECTED = 0.05, 0.15, 0.3, 0.5, 0.7
"""Classes of likelihood."""
_DAYS_A_QUARTER: Final = 90
_MANY_SITES: Final = 100
_REST: Final = {RARE: 0.3, UNLIKELY: 0.35, POSSIBLE: 0.4, LIKELY: 0.5, EXPECTED: 0.6}
"""Share of the exposure that is left after mitigation, by likelihood: what is likely is harder to avert."""


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `impact_fen` and `days` are what happens if it does; `exposure_fen` = likelihood x impact."""

    id: str
    network: str | None
    cause: Text
    event: Text
    effect: Text
    likelihood: float
    impact_fen: float
    days: float
    owner: str | None
    mitigation: Text
    trigger: Text
    evidence: tuple[Evidence, ...] = ()

    @property
    def exposure_fen(self) -> float:
        """Likelihood times impact [fen]."""
        return self.likelihood * self.impact_fen

    @property
    def residual_fen(self) -> float:
        """What is left of the exposure after mitigation [fen]."""
        return self.exposure_fen * _REST[self.likelihood]


def risks(sources: Sources) -> tuple[Risk, ...]:
    """Return the register, the greatest exposure first."""
    found = [
        *_programme(sources),
        *(risk for row in sources.moved if row.network for risk in _of_network(sources, row.network)),
        *_kept(sources),
    ]
    return tuple(sorted(found, key=lambda risk: (-risk.exposure_fen, risk.id)))


def _quarter_fen(sources: Sources, code: str) -> float:
    result = sources.result[code]
    return max(0, result.run_before_fen_per_a - result.run_after_fen_per_a) / PER_YEAR


def _of_network(sources: Sources, code: str) -> Iterator[Risk]:
    case, result = sources.case, sources.result[code]
    network, verdict = sources.declared(code), next(one for one in sources.verdicts[code] if one.option is sources.result[code].option)
    quarter = _quarter_fen(sources, code)
    cell = case.cell(network.cell)
    if verdict.consent:
        yield Risk(
            id=f"{code}-consent",
            network=code,
            cause=said(N_("{who} runs the network and decides on it"), who=network.authority),
            event=said(N_("Consent {code} is withdrawn or comes with conditions"), code=verdict.consent),
            effect=said(N_("The network stays; its saving is lost from the finish on")),
            likelihood=UNLIKELY,
            impact_fen=max(0.0, result.npv_fen),
            days=2 * _DAYS_A_QUARTER,
            owner=network.owner,
            mitigation=said(
                N_("Have the consent confirmed in writing before work begins in {quarter}"), quarter=start_quarter(sources, code)
            ),
            trigger=said(N_("No confirmation a month before {quarter}"), quarter=start_quarter(sources, code)),
            evidence=verdict.evidence,
        )
    ready = sorted((row.ready, row.code) for row in case.census.applications if row.network == code and row.ready)
    if ready and result.finish and ready[-1][0] >= (start_quarter(sources, code) or ""):
        yield Risk(
            id=f"{code}-cloud",
            network=code,
            cause=said(N_("Its last application moves to the cloud only in {quarter}"), quarter=ready[-1][0]),
            event=said(N_("The cloud batch is late")),
            effect=said(N_("The cut-over waits; both networks are paid for longer")),
            likelihood=POSSIBLE,
            impact_fen=quarter,
            days=_DAYS_A_QUARTER,
            owner=network.owner,
            mitigation=said(N_("Report the state of the batch each month; keep a gateway ready as an interim state")),
            trigger=said(
                N_("Application {code} not running in the cloud at the start of {quarter}"), code=ready[-1][1], quarter=ready[-1][0]
            ),
            evidence=cell,
        )
    moves = [line for line in sources.one_offs(code) if line.item is Item.RENUMBER]
    if moves:
        yield Risk(
            id=f"{code}-renumber",
            network=code,
            cause=said(N_("Addresses conflict or must be replaced")),
            event=said(N_("Hosts with fixed addresses are missed, applications hold addresses in their configuration")),
            effect=said(N_("Users cannot work on the morning after")),
            likelihood=LIKELY,
            impact_fen=float(sum(line.amount_fen for line in moves)),
            days=10,
            owner=network.owner,
            mitigation=said(N_("Take the list of hosts from discovery, rehearse one site, keep translation ready for two weeks")),
            trigger=said(N_("More than 2 % of the hosts missing after the first site")),
            evidence=few(ref for line in moves for ref in line.evidence),
        )
    ended = [one for one in ended_circuits(sources) if one.network == code]
    penalty = sum(one.penalty_fen for one in ended)
    if penalty:
        yield Risk(
            id=f"{code}-penalty",
            network=code,
            cause=said(N_("Contracts outlast the cut-over")),
            event=said(N_("The carrier asks for more than the share the census declares")),
            effect=said(N_("The penalty doubles")),
            likelihood=UNLIKELY,
            impact_fen=float(penalty),
            days=0,
            owner=network.owner,
            mitigation=said(N_("Read the contract before notice; offer the carrier the extranet's access instead")),
            trigger=said(N_("A carrier's answer that names another sum")),
            evidence=ended[0].evidence,
        )
    if network.blackout:
        yield Risk(
            id=f"{code}-calendar",
            network=code,
            cause=said(N_("Closed quarters: {quarters}"), quarters=", ".join(network.blackout)),
            event=said(N_("The cut-over slips into a closed quarter")),
            effect=said(N_("It waits for the quarter after")),
            likelihood=POSSIBLE,
            impact_fen=2 * quarter,
            days=2 * _DAYS_A_QUARTER,
            owner=network.owner,
            mitigation=said(N_("Finish the sites that matter in the season first; leave two weeks of slack")),
            trigger=said(N_("Less than 80 % of the sites done a month before the closed quarter")),
            evidence=cell,
        )
    if result.sites >= _MANY_SITES:
        yield Risk(
            id=f"{code}-labour",
            network=code,
            cause=said(N_("{sites} sites in one campaign"), sites=result.sites),
            event=said(N_("Fewer sites a week than planned")),
            effect=said(N_("One quarter late; both networks are paid for longer")),
            likelihood=LIKELY,
            impact_fen=quarter,
            days=_DAYS_A_QUARTER,
            owner=sources.case.programme_payer,
            mitigation=said(N_("Begin with ten sites as a pilot and plan by its pace; county teams in parallel")),
            trigger=said(N_("Pace below plan two weeks in a row")),
            evidence=cell,
        )
    if result.option is Option.WITHDRAW:
        yield Risk(
            id=f"{code}-user",
            network=code,
            cause=said(N_("The network is switched off for want of use")),
            event=said(N_("Somebody still needs it")),
            effect=said(N_("A service is missed; the network must run a quarter longer")),
            likelihood=UNLIKELY,
            impact_fen=max(quarter, 1.0),
            days=30,
            owner=network.owner,
            mitigation=said(N_("Announce it, watch traffic for a month, switch off for a trial week before circuits end")),
            trigger=said(N_("Any traffic in the trial week")),
            evidence=cell,
        )


def _kept(sources: Sources) -> Iterator[Risk]:
    for result in sources.results:
        code = result.network or ""
        if result.option is Option.KEEP and result.renewal_after_fen:
            network = sources.declared(code)
            yield Risk(
                id=f"{code}-renewal",
                network=code,
                cause=said(N_("Devices past their life, due {quarter}"), quarter=network.renewal_due),
                event=said(N_("They fail before they are renewed")),
                effect=said(N_("Dearer renewal in haste, outage at the site")),
                likelihood=POSSIBLE,
                impact_fen=0.3 * result.renewal_after_fen,
                days=20,
                owner=network.owner,
                mitigation=said(N_("Hold spares of the oldest models; renew by age, not by failure")),
                trigger=said(N_("A second failure of one model within a quarter")),
                evidence=sources.case.cell(network.cell),
            )


def _programme(sources: Sources) -> Iterator[Risk]:
    one, owner = sources.appraisal, sources.case.programme_payer
    doubtful = [line for line in one.lines if line.tag is Tag.PLACEHOLDER and line.nature in {Nature.RUN, Nature.ONE_OFF}]
    if doubtful:
        yield Risk(
            id="P-prices",
            network=None,
            cause=said(N_("{percent} % of the value rests on placeholder prices"), percent=f"{100 * one.placeholder_share:.0f}"),
            event=said(N_("Tenders come in dearer")),
            effect=said(N_("One-off costs and new fees rise by a fifth")),
            likelihood=LIKELY,
            impact_fen=0.2 * sum(abs(line.total_fen) for line in doubtful),
            days=0,
            owner=owner,
            mitigation=said(N_("Replace placeholders by the city's own contracts and a market enquiry before approval")),
            trigger=said(N_("A first offer above the price book's high value")),
            evidence=few(ref for line in doubtful for ref in line.evidence if ref.kind == "price"),
        )
    if one.npv_unverified_fen > 0:
        lines = [line for line in one.base_lines if not line.verified]
        yield Risk(
            id="P-unverified",
            network=None,
            cause=said(N_("Circuits that are declared but were not seen")),
            event=said(N_("They do not exist, or cost less than declared")),
            effect=said(N_("Their saving does not come about")),
            likelihood=POSSIBLE,
            impact_fen=one.npv_unverified_fen,
            days=0,
            owner=owner,
            mitigation=said(N_("Check each against the carrier's bill before notice is given")),
            trigger=said(N_("A carrier's bill without the circuit")),
            evidence=few(ref for line in lines for ref in line.evidence),
        )
    doors = [finding for finding in sources.case.findings if finding.kind.startswith("back_door")]
    if doors:
        yield Risk(
            id="P-door",
            network=None,
            cause=said(N_("{count} links between networks that nobody declared"), count=len(doors)),
            event=said(N_("A merge joins what must stay apart")),
            effect=said(N_("A security incident; work stops until it is closed")),
            likelihood=POSSIBLE,
            impact_fen=sum(_quarter_fen(sources, row.network) for row in sources.moved if row.network),
            days=30,
            owner=owner,
            mitigation=said(N_("Close or declare each before the first wave; check isolation after every wave")),
            trigger=said(N_("One of them still up at the start of the first wave")),
            evidence=few(ref for finding in doors for ref in finding.evidence),
        )
    short = [row for row in one.labour if row.short > 0]
    if short:
        day = sources.case.prices.row("labour.day").mode_fen
        yield Risk(
            id="P-labour",
            network=None,
            cause=said(N_("Labour is short in {count} quarters"), count=len(short)),
            event=said(N_("Engineers are hired from outside")),
            effect=said(N_("Dearer by half for the days that are short")),
            likelihood=EXPECTED,
            impact_fen=0.5 * day * sum(row.short for row in short),
            days=sum(row.short for row in short),
            owner=owner,
            mitigation=said(N_("Move a wave by a quarter, or contract early")),
            trigger=said(N_("Labour plan not covered a quarter ahead")),
            evidence=sources.case.priced("labour.day"),
        )
    over = [row for row in one.years if row.short_fen]
    if over:
        yield Risk(
            id="P-budget",
            network=None,
            cause=said(N_("The one-off budget is short in {years}"), years=", ".join(str(row.year) for row in over)),
            event=said(N_("Money comes a year later")),
            effect=said(N_("The waves of that year wait")),
            likelihood=EXPECTED,
            impact_fen=float(sum(row.short_fen for row in over)),
            days=2 * _DAYS_A_QUARTER,
            owner=owner,
            mitigation=said(N_("Ask for the sum by name in the budget, or choose a plan that fits it")),
            trigger=said(N_("Budget letter without the sum")),
        )
    yield Risk(
        id="P-target",
        network=None,
        cause=said(N_("Everything comes to rest on one network")),
        event=said(N_("The extranet's core fails")),
        effect=said(N_("Every department that merged is without service")),
        likelihood=RARE,
        impact_fen=sum(_quarter_fen(sources, row.network) for row in sources.moved if row.network),
        days=3,
        owner=owner,
        mitigation=said(N_("Two devices and two ways into each county before the third wave; test a failure each quarter")),
        trigger=said(N_("Availability of the core below 99.9 % in a month")),
    )
