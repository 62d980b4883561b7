"""Asking for the best plan and reading the answer: the form's wish, the live bound, the changed cells, what is short, near-best plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components import about, count, enumerated, failed, named, printable, simple_table, stat, stats, wan
from dashboard.labels import OPTIONS
from dashboard.marks import Marks
from planning.messages import message_text
from planning.optimise.policies import Policy
from planning.scenario import Scenario
from services.boards import asked_wish, last_job
from services.home import Home
from services.optimising import Wish
from services.plans import scenario
from services.text import message
from topology.model.text import N_, Translate, translator
from topology.store.jobs import LIVE, Job, JobState

POLICIES: Final = {
    Policy.ECONOMIC: N_("Best value"),
    Policy.MANDATE: N_("All that may go, by a date"),
    Policy.TARGET: N_("A share of all networks"),
    Policy.FREEZE: N_("No new contract"),
}
_CNY_PER_WAN: Final = 10_000
_FEN_PER_CNY: Final = 100
_PERCENT: Final = 100
_STAYS: Final = "keep"
_SURE: Final = 0.00005
"""A gap below this is shown as none."""


def read_wish(  # noqa: PLR0917 - the fields of the form in their order
    marks: Marks,
    policy: str | None,
    by: str | None,
    share: Any,
    budget: Any,
    labour: Any,
    by_year: Mapping[str, Any] | None = None,
    own: Mapping[str, int] | None = None,
) -> Wish:
    """Return what the form asks for: `share` in per cent, `budget` a year in 10,000 CNY, `labour` in engineer-days a quarter.

    `by_year` are budgets of single years, which go before that of every year. An empty field leaves it to the scenario, whose `own`
    budgets [fen] hold for the years that nothing is said of.
    """
    wanted = Policy(policy) if policy in set(Policy) else Policy.ECONOMIC
    days = _number(labour)
    return Wish(
        policy=wanted,
        by=by if wanted is Policy.MANDATE and by else None,
        share=min(max((_number(share) or _PERCENT) / _PERCENT, 0.0), 1.0) if wanted is Policy.TARGET else 1.0,
        pins=marks.pins,
        forbids=marks.forbids,
        budgets=_budgets(_number(budget), {year: _number(amount) for year, amount in (by_year or {}).items()}, own or {}),
        labour=None if days is None else {"*": days},
    )


def _budgets(every: float | None, single: Mapping[str, float | None], own: Mapping[str, int]) -> dict[str, int] | None:
    """Return budgets [CNY] by year, ``*`` for every other; None where the form says nothing of money."""
    said = {year: round(amount * _CNY_PER_WAN) for year, amount in single.items() if amount is not None}
    if every is not None:
        return {"*": round(every * _CNY_PER_WAN)} | said
    return {year: fen // _FEN_PER_CNY for year, fen in own.items()} | said if said else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None


def own_limits(scenario: Scenario, lang: str) -> tuple[str, str]:
    """Return the scenario's own budgets and labour, year by year, as the form's hints say them."""
    t = translator(lang)
    money = (about(year, wan(fen, lang, digits=0), t) for year, fen in sorted(scenario.budgets.items()))
    days = (about(year, count(amount, lang), t) for year, amount in sorted(scenario.labour_days.items()))
    free = t("not limited")
    return enumerated(money, t) or free, enumerated(days, t) or free


def cny(value: float | None, lang: str) -> str:
    """Return CNY in units of 10,000."""
    return wan(None if value is None else value * _FEN_PER_CNY, lang)


def gap_text(gap: float | None) -> str:
    """Return a gap in per cent.

    >>> gap_text(0.0123), gap_text(0.0), gap_text(None)
    ('1.23 %', '0 %', '–')
    """
    return "–" if gap is None else "0 %" if abs(gap) < _SURE else f"{_PERCENT * gap:.2f} %"


def live(job: Job, stop: str, lang: str) -> Component:
    """Return how far a running search is: the best plan so far, the bound, the gap, the seconds, and the button that ends it."""
    t = translator(lang)
    found: Mapping[str, Any] = job.result or {}
    limit = job.params.get("seconds")
    seconds = float(found.get("seconds") or 0.0)
    share = min(_PERCENT, _PERCENT * seconds / float(limit)) if isinstance(limit, int | float) and limit else _PERCENT
    step = message(f"services.step_{job.step}", None, lang) if job.step else t("Set up the problem")
    time = t("{seconds} of {limit} s").format(seconds=f"{seconds:.0f}", limit=f"{float(limit):g}") if isinstance(limit, int | float) else ""
    figures = [
        _pair(t("best so far"), cny(found.get("npv_cny"), lang)),
        _pair(t("no plan exceeds"), cny(found.get("bound_cny"), lang)),
        _pair(t("gap"), gap_text(found.get("gap"))),
        _pair(t("time"), time),
    ]
    text = t("Stopping …") if job.cancel else t("Stop")
    button = html.Button(text, id={"type": stop, "id": job.id}, className="nf-button", n_clicks=0, disabled=job.cancel)
    bar = dmc.Progress(value=share, striped=True, animated=True, size="lg", style={"flex": 1, "minWidth": 120}, **named(step))
    return html.Div([html.B(step), bar, *figures, button], className="nf-progress nf-solving")


def _pair(name: str, value: str) -> Component:
    return html.Span([f"{name} ", html.B(value)])


def ended(job: Job, lang: str) -> Component | None:
    """Return how a search ended where it has no answer; None where it has one."""
    if job.state in (JobState.FAILED, JobState.INTERRUPTED):
        code, params = job.message or ("services.job_failed", {"kind": job.state.value})
        return failed(message(code, params, lang))
    if job.state is JobState.CANCELLED:
        return failed(translator(lang)("Stopped before there was a plan."))
    return None


def answer(job: Job) -> Mapping[str, Any] | None:
    """Return what a search found; None while it runs, and where it failed."""
    found = job.result
    return found if job.state is JobState.DONE and found is not None and "networks" in found else None


def choices(found: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    """Return the best plan's choice of each network; none where there is no plan."""
    if found is None or found.get("npv_cny") is None:
        return {}
    return {row["network"]: row for row in found["networks"]}


def result(  # noqa: PLR0917 - the answer, what it answers, and what is done with it
    found: Mapping[str, Any], present: Scenario, names: Mapping[str, str], wish: Wish, beside: Sequence[Component], lang: str
) -> list[Component]:
    """Return the answer of a search: proof, figures, what changes against the scenario; or what is short where there is no plan.

    `beside` stands beside the changes: what may be done with the plan.
    """
    t = translator(lang)
    outcome = message_text(f"planning.outcome.{found['status']}", {}, lang)
    asked = [html.B(outcome), html.Span(_asked(wish, t))]
    if found.get("npv_cny") is None:
        return [html.Div(asked, className="nf-outcome bad"), _short(found, lang)]
    more = None if found["present_npv_cny"] is None else found["npv_cny"] - found["present_npv_cny"]
    bound = None if found["bound"] is None else found["bound"] + found["offset_cny"]
    unit = t("10,000 CNY")
    figures = [
        stat(t("NPV of the best plan"), cny(found["npv_cny"], lang), unit, "good" if found["npv_cny"] > 0 else "bad"),
        stat(t("NPV of the scenario as it stands"), cny(found["present_npv_cny"], lang), unit),
        stat(t("Difference"), cny(more, lang), unit, "" if not more else "good" if more > 0 else "bad"),
        stat(t("No plan exceeds"), cny(bound, lang), unit),
        stat(t("Gap"), gap_text(found["gap"])),
        stat(t("Seconds"), f"{found['seconds']:.1f}"),
    ]
    held = [
        html.P(t("Held by the rules, and so not asked: {networks}").format(networks=enumerated(found["exempt"], t)), className="nf-note")
    ]
    changed = html.Div([changes(found, present, names, lang), *(held if found["exempt"] else [])])
    return [html.Div(asked, className="nf-outcome"), stats(figures), html.Div([changed, html.Div(beside)], className="nf-columns")]


def _asked(wish: Wish, t: Translate) -> str:
    parts = [t(POLICIES[wish.policy])]
    if wish.by:
        parts.append(t("by {quarter}").format(quarter=wish.by))
    if wish.policy is Policy.TARGET:
        parts.append(f"{wish.share * _PERCENT:g} %")
    if wish.budgets:
        parts.extend(_money_asked(wish.budgets, t))
    if wish.labour:
        parts.append(t("{days} engineer-days a quarter").format(days=f"{wish.labour.get('*', 0):g}"))
    if wish.pins or wish.forbids:
        parts.append(t("{pins} pinned, {forbids} forbidden").format(pins=len(wish.pins), forbids=len(wish.forbids)))
    return enumerated((printable(part) for part in parts), t)


def _money_asked(budgets: Mapping[str, int], t: Translate) -> list[str]:
    return [
        t("budget {amount} × 10,000 CNY a year").format(amount=amount)
        if year == "*"
        else t("budget of {year}: {amount} × 10,000 CNY").format(year=year, amount=amount)
        for year, amount in ((year, f"{cny / _CNY_PER_WAN:g}") for year, cny in sorted(budgets.items()))
    ]


def _short(found: Mapping[str, Any], lang: str) -> Component:
    """Return what a problem without a plan lacks, and by how much."""
    t = translator(lang)
    if found["status"] != "infeasible":
        return html.P(t("Give it more time, or ask for less."), className="nf-note")
    rows = [_short_text(row, lang) for row in found["short"]]
    if not rows:
        return html.P(
            t("More money or labour would not help: what is pinned, forbidden or demanded contradicts itself."), className="nf-note"
        )
    return html.Div([html.P(t("The least that is missing for any plan:"), className="nf-note"), html.Ul([html.Li(row) for row in rows])])


def _short_text(row: Mapping[str, Any], lang: str) -> str:
    code = "services.short_count" if row["which"] == "count" else f"services.short_{row['kind']}"
    return printable(message(code, {"which": row["which"], "by": f"{row['by']:,.1f}"}, lang))


def choice_text(row: Mapping[str, Any] | None, lang: str) -> str:
    """Return a choice in words: the option, the sibling, the quarter."""
    t = translator(lang)
    if row is None or row.get("option") in (None, _STAYS):
        return t(OPTIONS[_STAYS])
    host = f" → {row['host']}" if row.get("host") else ""
    return printable(f"{t(OPTIONS.get(row['option'], row['option']))}{host} {row.get('finish') or ''}".strip())


def changes(found: Mapping[str, Any], present: Scenario, names: Mapping[str, str], lang: str) -> Component:
    """Return the networks that the best plan treats otherwise than the scenario."""
    t = translator(lang)
    rows = []
    for row in found["networks"]:
        said = present.choice.get(row["network"])
        before = None if said is None else {"option": said.option.value, "host": said.host, "finish": said.finish}
        old, new = choice_text(before, lang), choice_text(row, lang)
        if old != new:
            rows.append([printable(f"{row['network']} {names.get(row['network'], '')}".strip()), old, html.B(new)])
    if not rows:
        return html.P(t("The scenario already chooses as the best plan does."), className="nf-note")
    return html.Div(
        [
            html.H3(t("What changes against the scenario ({count})").format(count=len(rows))),
            simple_table([(t("Network"), False), (t("Scenario"), False), (t("Best plan"), False)], rows),
        ]
    )


def plan_way(way: str | None, t: Translate) -> str:
    """Return a way as plans name it in words: ``join:N14`` with its sibling, None for staying.

    >>> plan_way("join:N14", str), plan_way(None, str)
    ('Join a sibling → N14', 'Keep')
    """
    if way is None:
        return t(OPTIONS[_STAYS])
    option, _, host = way.partition(":")
    return printable(t(OPTIONS.get(option, option)) + (f" → {host}" if host else ""))


def near_best(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], lang: str) -> list[Component]:
    """Return plans that are nearly as good, each with where it chooses otherwise."""
    t = translator(lang)
    if not rows:
        return [html.P(t("No other choice comes within 2 % of the best plan."), className="nf-note")]
    parts: list[Component] = []
    for number, row in enumerate(rows, start=1):
        title = t("Alternative {number}: NPV {npv}, {lost} less than the best, {count} networks otherwise").format(
            number=number, npv=cny(row["npv_cny"], lang), lost=cny(row["lost_cny"], lang), count=len(row["changes"])
        )
        lines = [
            [printable(f"{code} {names.get(code, '')}".strip()), plan_way(before, t), html.B(plan_way(after, t))]
            for code, (before, after) in row["changes"].items()
        ]
        table = simple_table([(t("Network"), False), (t("Best plan"), False), (t("Here"), False)], lines)
        parts.append(html.Details([html.Summary(title), table], className="nf-costitem", open=number == 1))
    return parts


def is_live(job: Job) -> bool:
    """Tell whether a job still runs."""
    return job.state in LIVE


def wish_for(home: Home, kind: str, reference: str) -> Wish:
    """Return what longer work is to ask for: as the last search for plans beside its answer, else what is saved with the scenario."""
    last = last_job(home, "optimise", reference) if kind == "alternatives" else None
    saved = scenario(home, reference)
    return asked_wish(last) if last else Wish(pins=saved.pins, forbids=saved.forbids)
