"""Tables of a plan as a planner reads them: options, notices, actuals, optimism, sensitivity; pure, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from planning.appraisal import Appraisal, Optimism, Sensitivity, Tracking
from planning.marginal import OptionValue
from planning.messages import cited, label, message_text
from planning.notices import Notice
from planning.options import Option
from planning.presets import PRESET
from planning.redundancy import Redundancy
from topology.model.errors import Scalar
from topology.model.text import N_, money, number, translator

_YEARS = 4


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A titled table of texts; the first column names the row."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def named(code: str, names: Mapping[str, str]) -> str:
    """Return a code with its name, where it has one."""
    return f"{code} {names[code]}" if code in names else code


def options_tables(cells: Sequence[OptionValue], names: Mapping[str, str], lang: str) -> tuple[Table, ...]:
    """Return the planning board: first the NPV of each cell at a glance, then each cell with its quarter or its reason and citation."""
    t = translator(lang)
    by_network: dict[str, dict[Option, OptionValue]] = {}
    for cell in cells:
        by_network.setdefault(cell.network, {})[cell.option] = cell
    glance = tuple((named(code, names), *(_glance(row[option], lang) for option in Option)) for code, row in by_network.items())
    heads = (t(N_("network")), *(label("option_short", option.value, lang) for option in Option))
    title = t(N_("NPV beside keeping, other choices as they are [10,000 CNY]; * chosen, × blocked, – no open quarter"))
    rows = tuple(_option_row(cell, names, lang) for cell in cells if cell.option is not Option.KEEP)
    detail = (
        t(N_("network")), t(N_("option")), t(N_("feasible")), t(N_("finish")), t(N_("NPV")), t(N_("why")), t(N_("citation")),
        t(N_("consent that would open it")),
    )  # fmt: skip
    return Table(title=title, heads=heads, rows=glance), Table(title=t(N_("Each option, with its reason")), heads=detail, rows=rows)


def option_rows(cells: Sequence[OptionValue], lang: str) -> list[dict[str, Scalar]]:
    """Return the planning board as flat rows, one a cell, for scripts and spreadsheets."""
    return [
        {
            "network": cell.network,
            "option": cell.option.value,
            "allowed": cell.verdict.allowed,
            "chosen": cell.chosen,
            "finish": cell.finish,
            "host": cell.host,
            "npv_fen": None if cell.npv_fen is None else round(cell.npv_fen, 2),
            "earliest": cell.verdict.earliest,
            "blackout": " ".join(cell.verdict.blackout) or None,
            "requires": " ".join(cell.verdict.requires) or None,
            "consent": cell.verdict.consent,
            "consent_state": cell.verdict.consent_state,
            "consent_since": cell.verdict.consent_since,
            "rule": cell.verdict.rule,
            "reason": message_text(cell.verdict.reason, cell.verdict.params, lang),
            "citation": cited(cell.verdict.rule, lang) if cell.verdict.rule else None,
            "unlock": cell.verdict.unlock,
        }
        for cell in cells
    ]


def notices_table(found: Sequence[Notice], names: Mapping[str, str], lang: str) -> Table:
    """Return the letters to carriers, the most urgent first."""
    t = translator(lang)
    heads = (
        t(N_("write by")), t(N_("what")), t(N_("network")), t(N_("contract")), t(N_("carrier")), t(N_("circuits")), t(N_("fees a year")),
        t(N_("paid to")), t(N_("contract ends")), t(N_("penalty")),
    )  # fmt: skip
    rows = tuple(
        (
            _by(row, lang),
            label("act", row.act.value, lang),
            named(row.network, names),
            row.contract or "-",
            row.carrier or "-",
            str(len(row.circuits)),
            money(row.fee_fen_per_a, lang),
            row.last_day.isoformat() if row.last_day else "-",
            row.contract_end.isoformat() if row.contract_end else "-",
            money(row.penalty_fen, lang) if row.penalty_fen else "-",
        )
        for row in found
    )
    return Table(title=t(N_("What to write to carriers, by when [10,000 CNY]")), heads=heads, rows=rows)


def tracking_table(tracking: Tracking, names: Mapping[str, str], lang: str) -> Table:
    """Return plan and actual by network and item until the last quarter reported, and the forecast of the whole."""
    t = translator(lang)
    heads = (
        t(N_("network")), t(N_("item")), t(N_("plan so far")), t(N_("actual so far")), t(N_("difference")), t(N_("whole plan")),
        t(N_("forecast")), t(N_("source")),
    )  # fmt: skip
    rows: list[tuple[str, ...]] = [
        (
            named(row.network, names) if row.network else message_text("planning.shared", {}, lang),
            label("item", row.item, lang),
            money(row.planned_fen, lang),
            "-" if row.actual_fen is None else money(row.actual_fen, lang),
            "-" if row.actual_fen is None else money(row.actual_fen - row.planned_fen, lang),
            money(row.whole_fen, lang),
            money(row.forecast_fen, lang),
            "; ".join(row.sources) or "-",
        )
        for row in tracking.rows
        if row.actual_fen is not None
    ]
    other = [row for row in tracking.rows if row.actual_fen is None]
    if other:
        planned, whole = sum(row.planned_fen for row in other), sum(row.whole_fen for row in other)
        rows.append((t(N_("not reported")), "-", money(planned, lang), "-", "-", money(whole, lang), money(whole, lang), "-"))
    difference = tracking.actual_fen - tracking.planned_fen
    amounts = (tracking.planned_fen, tracking.actual_fen, difference, tracking.whole_fen, tracking.forecast_fen)
    rows.append((t(N_("together")), "-", *(money(amount, lang) for amount in amounts), "-"))
    title = t(N_("Plan and actual to {quarter} [10,000 CNY]")).format(quarter=tracking.through)
    return Table(title=title, heads=heads, rows=tuple(rows))


def redundancy_table(found: Redundancy, names: Mapping[str, str], lang: str) -> Table:
    """Return the sites that lose redundancy, by network, with what they have left."""
    t = translator(lang)
    ways = (N_("one way"), N_("no way known"))
    rows = tuple(
        (named(row.site, names), named(row.network, names), named(row.target, names), row.quarter, t(ways[not row.reached]))
        for row in found.lost
    )
    counts = t(N_("of {measured} networks at sites, {before} had two ways before and {after} have them afterwards")).format(
        measured=found.measured, before=found.before, after=found.after
    )
    heads = (t(N_("site")), t(N_("network")), t(N_("goes to")), t(N_("from the end of")), t(N_("left with")))
    return Table(title=t(N_("Sites that lose redundancy ({counts})")).format(counts=counts), heads=heads, rows=rows)


def outlook_tables(appraisal: Appraisal, lang: str) -> Iterator[Table]:
    """Yield how the NPV stands under other assumptions, and as programmes of the kind turned out."""
    t = translator(lang)
    if appraisal.sensitivities:
        found = tuple((*_assumption(row, lang), money(row.npv_fen, lang), "*" if row.chosen else "-") for row in appraisal.sensitivities)
        heads = (t(N_("assumption")), t(N_("value")), t(N_("source")), t(N_("NPV")), t(N_("taken")))
        yield Table(title=t(N_("NPV under other assumptions [10,000 CNY]")), heads=heads, rows=found)
    if appraisal.optimism is not None:
        yield _optimism_table(appraisal, appraisal.optimism, lang)


def _optimism_table(appraisal: Appraisal, found: Optimism, lang: str) -> Table:
    t = translator(lang)
    low, per_cent = money(found.npv_floor_fen, lang), number(100 * found.benefit_floor, lang)
    rows = (
        (t(N_("one-off cost")), money(appraisal.one_off_fen, lang), money(found.one_off_fen, lang), f"x {found.one_off_factor:g}"),
        (t(N_("benefit, %")), "100", number(100 * found.benefit_factor, lang), t(N_("reference class"))),
        (t(N_("last finish")), _last(appraisal, raw=True), _last(appraisal, raw=False), f"x {found.duration_factor:g}"),
        (t(N_("not done within the horizon")), "0", str(sum(row.adjusted is None for row in found.finishes)), t(N_("networks"))),
        (t(N_("NPV")), money(appraisal.npv_fen, lang), money(found.npv_fen, lang), t(N_("all three together"))),
        (t(N_("NPV at worst")), "-", low, t(N_("benefit {per_cent} %")).format(per_cent=per_cent)),
    )
    heads = (t(N_("figure")), t(N_("as planned")), t(N_("as such programmes went")), t(N_("how")))
    return Table(title=t(N_("Optimism: the plan beside programmes of its kind [10,000 CNY]")), heads=heads, rows=rows)


def _glance(cell: OptionValue, lang: str) -> str:
    mark = "*" if cell.chosen else ""
    if cell.npv_fen is not None:
        return f"{mark}{money(cell.npv_fen, lang)}"
    return "–" if cell.verdict.allowed else "×"


def _option_row(cell: OptionValue, names: Mapping[str, str], lang: str) -> tuple[str, ...]:
    t = translator(lang)
    verdict = cell.verdict
    said = message_text(verdict.reason, verdict.params, lang) if verdict.rule else _conditions(cell, lang)
    option = label("option", cell.option.value, lang)
    return (
        named(cell.network, names),
        f"{option} → {cell.host}" if cell.host else option,
        (t(N_("yes, chosen")) if cell.chosen else t(N_("yes"))) if verdict.allowed else t(N_("no")),
        cell.finish or "-",
        "-" if cell.npv_fen is None else money(cell.npv_fen, lang),
        said,
        cited(verdict.rule, lang) if verdict.rule else "-",
        verdict.unlock or "-",
    )


def _conditions(cell: OptionValue, lang: str) -> str:
    """Say what an allowed option asks for: the earliest quarter, closed quarters, platforms, the consent it rests on."""
    t = translator(lang)
    verdict = cell.verdict
    parts = []
    if verdict.consent:
        parts.append(t(N_("consent {code} holds from {quarter}")).format(code=verdict.consent, quarter=verdict.consent_since or "-"))
    if verdict.earliest:
        parts.append(t(N_("from {quarter}")).format(quarter=verdict.earliest))
    if verdict.blackout:
        parts.append(t(N_("closed {quarters}")).format(quarters=" ".join(verdict.blackout)))
    parts.extend(t(N_("needs {platform}")).format(platform=label("platform", name, lang)) for name in verdict.requires)
    if cell.npv_fen is None:
        parts.append(t(N_("no host stays, or no quarter is open")))
    return t(N_("; ")).join(parts) or t(N_("Allowed."))


def _by(notice: Notice, lang: str) -> str:
    t = translator(lang)
    if notice.by is None:
        return t(N_("by agreement"))
    return t(N_("at once ({day} has passed)")).format(day=notice.by.isoformat()) if notice.late else notice.by.isoformat()


def _assumption(row: Sensitivity, lang: str) -> tuple[str, str, str]:
    t = translator(lang)
    if row.kind == "rate":
        preset = PRESET.get(row.preset or "")
        source = t(preset.citation) if preset else "-"
        marked = source if preset is None or preset.verified else t(N_("{citation} (wording to be verified)")).format(citation=source)
        return t(N_("discount rate, %")), number(100 * row.value, lang, digits=1), marked
    if row.kind == "horizon":
        return t(N_("horizon, years")), number(row.value / _YEARS, lang), "-"
    return t(N_("benefit that comes, %")), number(100 * row.value, lang), "-" if row.value == 1.0 else t(N_("reference class"))


def _last(appraisal: Appraisal, *, raw: bool) -> str:
    found = appraisal.optimism
    quarters = [row.raw if raw else row.adjusted for row in found.finishes] if found else []
    return max((quarter for quarter in quarters if quarter), default="-")
