"""Messages of planning, by code: labels of options, items, natures and tags, reasons of rules, words of lines, edits and problems."""

from __future__ import annotations

from typing import Final

from planning.driver_messages import DRIVERS
from planning.options import RULE
from planning.problem_messages import PROBLEMS
from planning.rule_messages import BLOCKS, RULE_NAMES, RULES
from topology.model.errors import Scalar
from topology.model.text import N_, money, render, translator

LABELS: Final[dict[str, str]] = {
    "planning.option.keep": N_("Keep"),
    "planning.option.merge_admin": N_("Merge into the administrative service domain (own VPN)"),
    "planning.option.merge_public": N_("Merge into the public service domain"),
    "planning.option.join": N_("Join a sibling network"),
    "planning.option.intranet": N_("Move to the intranet"),
    "planning.option.withdraw": N_("Withdraw"),
    "planning.option_short.keep": N_("keep"),
    "planning.option_short.merge_admin": N_("own VPN"),
    "planning.option_short.merge_public": N_("public"),
    "planning.option_short.join": N_("join"),
    "planning.option_short.intranet": N_("intranet"),
    "planning.option_short.withdraw": N_("withdraw"),
    "planning.act.cancel": N_("End the circuits"),
    "planning.act.prolong": N_("Prolong to then, no new term"),
    "planning.act.let_lapse": N_("Let lapse, sign no new one"),
    "planning.interim.none": N_("No interim state"),
    "planning.interim.gateway": N_("Interim gateway or tunnel"),
    "planning.interim.freeze": N_("Frozen (no new contract)"),
    "planning.nature.run": N_("Running, a year"),
    "planning.nature.one_off": N_("One-off"),
    "planning.nature.renewal": N_("Own renewal"),
    "planning.nature.sunk": N_("Sunk, shown only"),
    "planning.nature.non_cash": N_("Loss in the books, not cash"),
    "planning.tag.known": N_("Known"),
    "planning.tag.estimate": N_("Estimated"),
    "planning.tag.placeholder": N_("Placeholder"),
    "planning.field.quarters": N_("start or horizon"),
    "planning.field.discount_rate": N_("the discount rate"),
    "planning.field.prices": N_("the price book"),
    "planning.field.edition": N_("the census edition"),
    "planning.field.census_content": N_("the content of the census edition"),
    "planning.field.snapshot": N_("the snapshot"),
    "planning.field.base_cash": N_("the do-minimum they are judged against"),
    "planning.attached.network": N_("Network"),
    "planning.attached.presence": N_("Presence"),
    "planning.attached.circuit": N_("Circuit"),
    "planning.attached.site": N_("Site"),
    "planning.attached.room": N_("Machine room"),
    "planning.attached.link": N_("Extranet link"),
    "planning.attached.programme": N_("Programme"),
    "planning.approval.draft": N_("Draft"),
    "planning.approval.reviewed": N_("Reviewed"),
    "planning.approval.approved": N_("Approved"),
    "planning.approval.locked": N_("Locked"),
    "planning.platform.level3_zone": N_("Level-3 security zone of the extranet"),
    "planning.platform.public_gateway": N_("Gateway of the public service domain"),
    "planning.consent.none": N_("no consent"),
    "planning.consent.asked": N_("consent asked for"),
    "planning.consent.granted": N_("consent granted without a date"),
    "planning.consent.refused": N_("consent refused"),
    "planning.status.matched": N_("seen"),
    "planning.status.declared_not_seen": N_("declared, not seen"),
    "planning.status.seen_not_declared": N_("seen, not declared"),
    "planning.status.contradicted": N_("contradicted"),
    "planning.status.down": N_("seen, port down"),
    "planning.unit.a": N_("{count} years"),
    "planning.unit.a.one": N_("{count} year"),
    "planning.unit.d": N_("{count} days of work"),
    "planning.unit.d.one": N_("{count} day of work"),
    "planning.unit.min": N_("{count} minutes"),
    "planning.unit.items": N_("{count} items"),
    "planning.unit.CNY": N_("{count} CNY"),
    "planning.unit.CNY/a": N_("{count} CNY a year"),
    "planning.unit.CNY/d": N_("{count} CNY a day"),
    "planning.shared": N_("Shared by several networks"),
    "planning.objection.platform_missing": N_("its platform is not provided by then"),
    "planning.objection.host_unfit": N_("the host is not fit"),
    "planning.objection.finish_early": N_("it comes before the first quarter possible"),
    "planning.objection.finish_blackout": N_("its calendar closes the quarter"),
}
"""Labels of the vocabulary; the last part of a code is the value in the data."""

ITEMS: Final[dict[str, str]] = {
    "planning.item.circuit": N_("Circuit rent"),
    "planning.item.circuit_other": N_("Circuit cost without a circuit row"),
    "planning.item.maintenance": N_("Device maintenance"),
    "planning.item.staff": N_("Staff and outsourced operation"),
    "planning.item.power": N_("Power and rack space"),
    "planning.item.security": N_("MLPS assessment and security services"),
    "planning.item.room": N_("Machine room"),
    "planning.item.access_fee": N_("Extranet access, yearly fee"),
    "planning.item.access_maintenance": N_("Extranet access, maintenance"),
    "planning.item.link_fee": N_("Extranet bandwidth, dearer fee"),
    "planning.item.platform_run": N_("Shared platform, running"),
    "planning.item.gateway_run": N_("Interim gateway, running"),
    "planning.item.renewal": N_("Renewal of devices past their life"),
    "planning.item.design": N_("Survey, design and approval"),
    "planning.item.rehearsal": N_("Rollback rehearsal"),
    "planning.item.boundary": N_("Boundary policy of the VPN"),
    "planning.item.platform": N_("Shared platform"),
    "planning.item.connect": N_("Connection at the site"),
    "planning.item.access_install": N_("Extranet access, installation"),
    "planning.item.access_device": N_("Extranet access, device"),
    "planning.item.link_step": N_("Extranet bandwidth step"),
    "planning.item.cutover_site": N_("Cut-over labour at sites"),
    "planning.item.cutover_node": N_("Cut-over labour on devices"),
    "planning.item.renumber": N_("Renumbering of hosts"),
    "planning.item.retest": N_("Re-test of applications"),
    "planning.item.archive": N_("Archiving of applications"),
    "planning.item.interconnect": N_("Link to the host network"),
    "planning.item.crypto": N_("Cryptographic gear"),
    "planning.item.gateway": N_("Interim gateway"),
    "planning.item.penalty": N_("Penalty of ending a contract early"),
    "planning.item.disposal": N_("Disposal of devices"),
    "planning.item.reuse": N_("Credit for devices used again"),
    "planning.item.ageing": N_("Maintenance that grows with age"),
    "planning.item.assessment": N_("MLPS assessments not declared"),
    "planning.item.dual_support": N_("Extra support while both networks run"),
    "planning.item.extra": N_("Cost added by the planner"),
    "planning.item.extra_run": N_("Yearly cost added by the planner"),
    "planning.item.construction": N_("Construction cost (sunk)"),
    "planning.item.write_off": N_("Book value written off (not cash)"),
}
"""Labels of the items of the cost breakdown structure."""

EXPECTED: Final[dict[str, str]] = {
    "planning.expected.value": N_("a value, as there is no base"),
    "planning.expected.needed": N_("a value"),
    "planning.expected.int": N_("a whole number"),
    "planning.expected.float": N_("a number"),
    "planning.expected.str": N_("text in quotation marks"),
    "planning.expected.object": N_("a table"),
    "planning.expected.array": N_("a list of tables, each under [[network]]"),
    "planning.expected.before_finish": N_("a quarter not after the finish"),
    "planning.expected.name": N_("a name"),
    "planning.expected.id": N_("up to 80 letters, digits, '_', '-', '.' and blanks, a letter or digit first"),
    "planning.expected.quarter": N_("a quarter such as 2018Q4"),
    "planning.expected.horizon": N_("1 to 200 quarters"),
    "planning.expected.within_horizon": N_("0 to the horizon"),
    "planning.expected.rate": N_("0 to below 1 a year"),
    "planning.expected.share": N_("0 to 1"),
    "planning.expected.year_amount": N_("a fiscal year with an amount of 0 or more"),
    "planning.expected.duration": N_("1 or more quarters"),
    "planning.expected.host": N_("a network with 'join', else nothing"),
    "planning.expected.nothing_kept": N_("nothing, as the network is kept"),
    "planning.expected.nothing_interim": N_("nothing, as there is no interim state"),
    "planning.expected.override": N_("both author_role and reason"),
    "planning.expected.extra": N_("text and source of the cost"),
    "planning.expected.item": N_("an item of the cost breakdown, such as circuit or access_fee"),
    "planning.expected.amount": N_("an amount in CNY with at most two decimals"),
    "planning.expected.source": N_("where the amount stands"),
}
"""What a field of a scenario file should hold."""

FIGURES: Final[dict[str, str]] = {
    "planning.figure.base_fen": N_("Cost of do-minimum over the horizon"),
    "planning.figure.cost_fen": N_("Cost of the scenario over the horizon"),
    "planning.figure.saving_fen": N_("Saving over the horizon, undiscounted"),
    "planning.figure.one_off_fen": N_("One-off cost of the plan"),
    "planning.figure.renewal_before_fen": N_("Own renewals with do-minimum"),
    "planning.figure.renewal_after_fen": N_("Own renewals still made"),
    "planning.figure.run_before_fen_per_a": N_("Running cost a year, today"),
    "planning.figure.run_after_fen_per_a": N_("Running cost a year, at the end"),
    "planning.figure.npv_fen": N_("NPV against do-minimum"),
    "planning.figure.npv_unverified_fen": N_("of it on circuits not confirmed"),
    "planning.figure.payback_quarters": N_("Payback, quarters from the start"),
    "planning.figure.discounted_payback_quarters": N_("Payback, discounted, quarters"),
    "planning.figure.peak_fen": N_("Greatest one-off cost in a year"),
    "planning.figure.sunk_fen": N_("Construction cost, sunk and not counted"),
    "planning.figure.npv_per_one_off": N_("NPV for each CNY of one-off cost"),
    "planning.figure.npv_fen_per_hour": N_("NPV for each hour of labour, CNY"),
    "planning.figure.days": N_("Labour, engineer-days"),
    "planning.figure.conflicts": N_("Prefixes in conflict with the target, to be renumbered"),
    "planning.figure.sites_losing_redundancy": N_("Sites that lose redundancy"),
    "planning.figure.write_off_fen": N_("Book value written off, not cash and not counted"),
    "planning.figure.placeholder_share": N_("Share of the value on placeholder prices, %"),
    "planning.figure.unverified_share": N_("Share of the saving not verified, %"),
    "planning.figure.gross_fen_per_a": N_("Running cost at stake a year: gross"),
    "planning.figure.locked_fen_per_a": N_("of it locked by rules"),
    "planning.figure.addressable_fen_per_a": N_("of it addressable"),
}
"""Labels of the figures; money is shown in 万元, which the reader is told once."""

LINES: Final[dict[str, str]] = {
    "planning.line.declared": N_("A year's cost as the census declares it"),
    "planning.line.goes_on": N_("Share that goes on at {target} after the change"),
    "planning.line.circuit": N_("Circuit {number} ({status}); other users: {users}"),
    "planning.line.circuit_other": N_("Declared circuit cost that no circuit row explains"),
    "planning.line.construction": N_("Spent when the network was built; no decision changes it"),
    "planning.line.renewal": N_("Devices past their life, due {due}"),
    "planning.line.penalty": N_("Contract {contract} runs to {end}; {percent} per cent of the fees still to run fall due"),
    "planning.line.room": N_("Machine room, in use by {users}"),
    "planning.line.access_install": N_("New extranet access for {users}: installation"),
    "planning.line.access_device": N_("New extranet access for {users}: device for {hosts} hosts"),
    "planning.line.access_fee": N_("New extranet access for {users}: yearly fee"),
    "planning.line.access_maintenance": N_("New extranet access for {users}: maintenance"),
    "planning.line.link_step": N_("Bandwidth step of the existing access"),
    "planning.line.link_fee": N_("Dearer fee of the existing access after the step"),
    "planning.line.platform": N_("{platform}, paid once for {users}"),
    "planning.line.platform_run": N_("{platform}, maintenance a year"),
    "planning.line.gateway": N_("Interim gateway or tunnel, installed"),
    "planning.line.gateway_run": N_("Interim gateway or tunnel, a year"),
    "planning.line.design": N_("Survey, design and change approval of the network"),
    "planning.line.rehearsal": N_("Rehearsal of the way back"),
    "planning.line.boundary": N_("Boundary policy of the network's VPN"),
    "planning.line.connect": N_("Port, optics and patching on the extranet device"),
    "planning.line.cutover_site": N_("Cut-over at {site}"),
    "planning.line.cutover_node": N_("Configuration and check of {count} devices"),
    "planning.line.renumber": N_("New addresses for {count} hosts"),
    "planning.line.retest": N_("Re-test and cloud connection of {count} applications"),
    "planning.line.archive": N_("Archiving of {count} applications"),
    "planning.line.interconnect": N_("Link between guest and host"),
    "planning.line.crypto": N_("Cryptographic gear of the site"),
    "planning.line.disposal": N_("Wiping and disposal of {count} devices"),
    "planning.line.reuse": N_("Credit for {count} devices used again"),
    "planning.line.ageing": N_("Devices {years} years old, beyond a life of {life}: maintenance above the declared amount"),
    "planning.line.assessment": N_("Assessments at level {level}; {count} applications; no security cost is declared"),
    "planning.line.dual_support": N_("Extra staff while the old and the new network both run"),
    "planning.line.extra": N_("{text} (source: {source})"),
    "planning.line.write_off": N_("Built {built} for {fen} (10,000 CNY), {life} years of life: what is left in the books"),
}
"""What a cost line pays for."""

EDITS: Final[dict[str, str]] = {
    "planning.edit.remove_presence": N_("Presence {subject} ends"),
    "planning.edit.rehome_presence": N_("Presence {subject} moves to {target}"),
    "planning.edit.end_circuit": N_("Circuit {subject} ends"),
    "planning.edit.add_access": N_("Site {subject} gets an extranet access"),
    "planning.edit.add_vrf": N_("VPN {subject} is set up in {target}"),
    "planning.edit.add_capacity": N_("The extranet access of site {subject} gets more bandwidth"),
    "planning.edit.add_gateway": N_("{subject} gets an interim gateway"),
    "planning.edit.add_nat": N_("Addresses of {subject} are translated"),
    "planning.edit.renumber": N_("{hosts} hosts of {subject} get other addresses"),
    "planning.reason.own_vpn": N_("Merged networks keep their addresses in a VPN of their own"),
    "planning.reason.last_user": N_("Its last user has left"),
    "planning.reason.no_access": N_("The site has no extranet access yet"),
    "planning.reason.demand": N_("Those who come need more than the access carries"),
    "planning.reason.gateway": N_("Interim state until the network moves"),
    "planning.reason.translate": N_("Until the network moves, the prefix conflicts with one of the extranet"),
    "planning.reason.public_gateway": N_("The public domain reaches those who come through its gateway"),
    "planning.reason.target_addresses": N_("The target demands its own addresses"),
    "planning.reason.conflict": N_("The prefix conflicts with one of the target"),
}
"""What a scenario changes, and why."""

OPTIMISE: Final[dict[str, str]] = {
    "planning.outcome.optimal": N_("the best plan, proved"),
    "planning.outcome.feasible": N_("a plan; time ran out before the proof"),
    "planning.outcome.infeasible": N_("no plan keeps all the rules"),
    "planning.outcome.unknown": N_("no plan found in the time given"),
    "planning.outcome.cancelled": N_("cancelled; the best plan so far"),
    "planning.short.budget": N_("The budget of year {which} is short by {by}."),
    "planning.short.labour": N_("The labour of quarter {which} is short by {by} hours."),
    "planning.short.target": N_("The target ({which}) cannot be reached: short by {by}."),
}
"""How a search for the best plan ended, and what a problem without a plan lacks."""

ROADMAP: Final[dict[str, str]] = {
    "planning.task.platform": N_("Platform"),
    "planning.task.access": N_("Accesses opened"),
    "planning.task.gateway": N_("Interim gateway"),
    "planning.task.cutover": N_("Cut-over"),
    "planning.task.dual_running": N_("Both networks run"),
    "planning.task.circuits_end": N_("Circuits end"),
    "planning.gate.cloud": N_("Applications in the cloud"),
    "planning.gate.consent": N_("Consent"),
    "planning.gate.platform": N_("Platform"),
    "planning.gate.contract": N_("End of a contract"),
    "planning.gate.blackout": N_("Calendar"),
    "planning.gate.host": N_("Host network stays"),
    "planning.gate.notice": N_("Letter to the carrier"),
    "planning.gate_text.cloud": N_("{subject} {name} is the last of {count} applications, cloud batch {batch}"),
    "planning.gate_text.consent": N_("{subject} of {authority}: {state}"),
    "planning.gate_text.consent_held": N_("{subject} of {authority}: granted, in force from {since}"),
    "planning.gate_text.platform": N_("{platform}"),
    "planning.gate_text.contract": N_("{subject} runs to {day}; penalty {fen} (10,000 CNY)"),
    "planning.gate_text.blackout": N_("no cut-over in {blackout}"),
    "planning.gate_text.host": N_("{subject}"),
    "planning.gate_text.notice": N_("{subject}: {act}, write by {day}, {circuits} circuits"),
    "planning.standing.stays": N_("stays"),
    "planning.standing.not_due": N_("not due"),
    "planning.standing.under_way": N_("under way"),
    "planning.standing.proved": N_("proved done"),
    "planning.standing.late": N_("late"),
    "planning.standing.unproved": N_("due, never measured"),
    "planning.edit_short.remove_presence": N_("presences end"),
    "planning.edit_short.rehome_presence": N_("presences move"),
    "planning.edit_short.end_circuit": N_("circuits end"),
    "planning.edit_short.add_access": N_("accesses opened"),
    "planning.edit_short.add_vrf": N_("VPNs set up"),
    "planning.edit_short.add_capacity": N_("accesses raised"),
    "planning.edit_short.add_gateway": N_("interim gateways"),
    "planning.edit_short.add_nat": N_("translations"),
    "planning.edit_short.renumber": N_("renumberings"),
}
"""Words of the roadmap: bars, gates, standings, edits in a few letters."""

MESSAGES: Final[dict[str, str]] = {
    **LABELS,
    **ITEMS,
    **EXPECTED,
    **RULES,
    **BLOCKS,
    **RULE_NAMES,
    **FIGURES,
    **LINES,
    **EDITS,
    **OPTIMISE,
    **ROADMAP,
    **PROBLEMS,
    **DRIVERS,
}
"""Every message of planning by code."""

_WORDS: Final = {
    "option": "planning.option.",
    "way": "planning.option_short.",
    "rule": "planning.rule.",
    "platform": "planning.platform.",
    "status": "planning.status.",
    "state": "planning.consent.",
    "expected": "planning.expected.",
    "objection": "planning.objection.",
    "field": "planning.field.",
    "approval": "planning.approval.",
    "wanted": "planning.approval.",
    "act": "planning.act.",
}
_MONEY: Final = frozenset({"fen", "budget_fen"})


def message_text(code: str, params: dict[str, Scalar], lang: str) -> str:
    """Return the words of a code in `lang`: values that are vocabulary are translated, money is written in 万元.

    >>> message_text("planning.budget_short", {"year": 2019, "fen": 150000000, "budget_fen": 300000000}, "en")
    'The one-off budget of 2019 is short by 150.0 of 300.0 (10,000 CNY).'
    """
    said = {key: _word(key, value, params, lang) for key, value in params.items()}
    return render(MESSAGES.get(code, code), said, lang)


def label(kind: str, value: str, lang: str) -> str:
    """Return the label of a value of the vocabulary (``option``, ``item``, ``tag``, ``nature``, ``attached``, ...) in `lang`.

    >>> label("tag", "known", "en"), label("item", "renumber", "en")
    ('Known', 'Renumbering of hosts')
    """
    return translator(lang)(MESSAGES.get(f"planning.{kind}.{value}", value))


def quantity(value: float, unit: str, lang: str) -> str:
    """Return a quantity of a cost line or price row with its unit in words, a share in per cent.

    >>> quantity(1, "a", "en"), quantity(0.35, "share", "en"), quantity(1200, "CNY/a", "en")
    ('1 year', '35 %', '1,200 CNY a year')
    """
    if unit == "share":
        return f"{100 * value:,.10g} %"
    code = f"planning.unit.{unit}"
    text = MESSAGES.get(f"{code}.one" if value == 1 else code) or MESSAGES.get(code, f"{{count}} {unit}".rstrip())
    return translator(lang)(text).format(count=f"{value:,.10g}")


def cited(rule: str, lang: str) -> str:
    """Return a rule's citation in `lang`, with the mark that its wording is not verified yet.

    >>> cited("mlps_above", "en")
    'GB/T 22239 (wording to be verified)'
    """
    t = translator(lang)
    citation = t(RULE[rule].citation)
    return citation if RULE[rule].verified else t(N_("{citation} (wording to be verified)")).format(citation=citation)


def _word(key: str, value: Scalar, params: dict[str, Scalar], lang: str) -> Scalar:
    if value is None:
        return "-"
    if key in _MONEY and isinstance(value, int | float):
        return money(value, lang)
    code = f"{_WORDS[key]}{value}" if key in _WORDS else ""
    if code not in MESSAGES:
        return value
    inner = {name: _word(name, other, {}, lang) for name, other in params.items() if name != key}
    return render(MESSAGES[code], inner, lang)
