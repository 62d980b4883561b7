"""The command that looks for the best plan: of a scenario's networks, or of a plain problem in JSON."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Final

import msgspec

from commands.session import DONE, INTERRUPTED, NOTHING, Command, Parser, Session, print_json, print_rows, snapshot_argument
from planning.messages import label, message_text
from planning.optimise import Plan, Settings
from planning.optimise.explain import Short
from planning.optimise.highs import Status
from planning.optimise.policies import Policy
from planning.optimise.search import Progress
from planning.scenario_file import check_identifier
from services.exploring import SHARES, Alternative, Worth, alternatives, frontier, network_values
from services.optimising import Optimised, Solved, Wish, optimise_scenario, plan_document, save_plan, solve_problem
from services.progress import Watch
from services.terminal import Meter, Stop
from services.text import message
from topology.model.errors import InputError, Scalar
from topology.model.text import N_

_PERCENT: Final = 100
_AMOUNT: Final = re.compile(r"(?:(?P<year>\d{4})=)?(?P<amount>\d+(?:\.\d+)?)")
_SHARE: Final = re.compile(r"\d+(\.\d+)?")
_EVERY_YEAR: Final = "*"


def _optimise(session: Session) -> int:
    reference: str = session.args.scenario
    if reference.endswith(".json"):
        solved = _solve(session, Path(reference))
        _tell_solved(session, solved)
        return _code(solved.plan)
    found, others, worth = _plan(session, reference)
    if session.args.json:
        more = {"alternatives": msgspec.to_builtins(others), "values": msgspec.to_builtins(worth)}
        print_json(session, {**plan_document(found), **more})
    else:
        _tell_optimised(session, found)
        _tell_alternatives(session, others)
        _tell_values(session, worth)
    return _code(found.plan)


def _code(plan: Plan) -> int:
    if plan.status is Status.CANCELLED:
        return INTERRUPTED
    return DONE if plan.saving is not None else NOTHING


def _solve(session: Session, path: Path) -> Solved:
    settings = _settings(session)
    with session.open_home() as home, Stop() as stop, _Bar(session, stop) as bar:
        return solve_problem(home, path, settings, bar.told)


def _plan(session: Session, reference: str) -> tuple[Optimised, tuple[Alternative, ...], tuple[Worth, ...]]:
    args = session.args
    wish, settings = read_wish(session), _settings(session)
    _hold("--alternatives", args.alternatives, ">= 0", good=args.alternatives >= 0)
    if args.save is not None:
        check_identifier(args.save, where="--save")
    with session.open_home() as home, Stop() as stop:
        with _Bar(session, stop) as bar:
            found = optimise_scenario(home, reference, wish, settings, bar.told, args.snapshot)
            others = alternatives(home, reference, wish, count=args.alternatives, snapshot=args.snapshot) if args.alternatives else ()
            worth = network_values(home, reference, wish, settings, snapshot=args.snapshot) if args.values else ()
        if args.save and found.scenario is not None:
            save_plan(home, found, args.save)
            session.say(session.t(N_("Kept as scenario '{name}'."), name=args.save))
    return found, others, worth


class _Bar:
    """Shows how far the search is, and hears Ctrl+C."""

    def __init__(self, session: Session, stop: Stop) -> None:
        self._meter = Meter(session.err, session.lang, quiet=session.args.quiet)
        self._limit = int(session.args.seconds)
        self._stop = stop

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._meter.end()

    def told(self, progress: Progress) -> bool:
        self._meter.tell("optimise", int(progress.seconds), self._limit)
        return self._stop.asked


def _settings(session: Session) -> Settings:
    args = session.args
    _hold("--seconds", args.seconds, "> 0", good=0 < args.seconds < math.inf)
    _hold("--gap", args.gap, ">= 0", good=0 <= args.gap < math.inf)
    _hold("--seed", args.seed, ">= 0", good=args.seed >= 0)
    _hold("--threads", args.threads, ">= 1", good=args.threads >= 1)
    return Settings(seconds=args.seconds, gap=args.gap, seed=args.seed, threads=args.threads)


def read_wish(session: Session) -> Wish:
    """Return what the arguments of `wish_arguments` ask for.

    Raises
    ------
    InputError
        ``planning.problem_value`` where a budget, labour or share is not of its form.
    """
    args = session.args
    _hold("--share", args.share, "0..1", good=0 <= args.share <= 1)
    _hold("--change-cost", args.change_cost, ">= 0", good=0 <= args.change_cost < math.inf)
    _hold("--most-changes", args.most_changes, ">= 0", good=args.most_changes is None or args.most_changes >= 0)
    budgets = {year: round(amount) for year, amount in _by_year("--budget", args.budget).items()}
    return Wish(
        policy=Policy(args.policy), by=args.by, share=args.share, quarters=args.quarters, pins=tuple(args.pin), forbids=tuple(args.forbid),
        budgets=budgets or None, labour=_by_year("--labour", args.labour) or None,
        change_cost=args.change_cost, most_changes=args.most_changes,
    )  # fmt: skip


def _hold(place: str, found: float | str | None, expected: str, *, good: bool) -> None:
    if not good:
        raise InputError("planning.problem_value", place=place, found=found, expected=expected)


def _by_year(place: str, texts: list[str]) -> dict[str, float]:
    found = {}
    for text in texts:
        match = _AMOUNT.fullmatch(text)
        if match is None:
            raise InputError("planning.problem_value", place=place, found=text, expected="2018=6000000")
        found[match["year"] or _EVERY_YEAR] = float(match["amount"])
    return found


def flat(solved: Solved) -> dict[str, object]:
    """Return one object: name, the plan's fields, and what is short."""
    return {"name": solved.name, **msgspec.to_builtins(solved.plan), "short": msgspec.to_builtins(solved.short)}


def _tell_solved(session: Session, solved: Solved) -> None:
    plan, t = solved.plan, session.t
    if session.args.json:
        print_json(session, flat(solved))
        return
    if session.args.csv:
        print_rows(session, [msgspec.to_builtins(move) for move in plan.networks])
        return
    _say(session, f"{solved.name}: {message_text(f'planning.outcome.{plan.status}', {}, session.lang)}")
    for row in solved.short:
        values: dict[str, Scalar] = {"which": row.which, "by": f"{row.by:,.2f}"}
        _say(session, message_text(f"planning.short.{row.kind}", values, session.lang))
    _tell_contradiction(session, plan, solved.short)
    if plan.saving is None:
        return
    _say(session, _proof(session, plan))
    stay = sum(1 for move in plan.networks if move.option is None)
    for move in plan.networks:
        if move.option is not None:
            _say(session, t(N_("{network}: {option} in quarter {quarter}"), network=move.network, option=move.option, quarter=move.quarter))
    _say(session, t(N_("{count} networks stay as they are"), count=stay))


def _tell_optimised(session: Session, found: Optimised) -> None:
    plan, t = found.plan, session.t
    rows = plan_document(found)["networks"]
    assert isinstance(rows, list)
    if session.args.csv:
        print_rows(session, rows)
        return
    _say(session, f"{found.reference}: {message_text(f'planning.outcome.{plan.status}', {}, session.lang)}")
    for row in found.short:
        _say(
            session,
            message(
                short_code(row), {"which": row.which, "by": f"{row.by:,.0f}" if row.kind == "target" else f"{row.by:,.1f}"}, session.lang
            ),
        )
    _tell_contradiction(session, plan, found.short)
    if found.exempt:
        _say(session, t(N_("Held by the rules, and so not asked: {networks}"), networks=", ".join(found.exempt)))
    if plan.saving is None or found.npv_cny is None:
        return
    _say(session, _proof_of_npv(session, found))
    if found.present_cny is not None:
        _say(session, t(N_("The scenario as it stands: NPV {npv} CNY."), npv=f"{found.present_cny:,.0f}"))
    for row in rows:
        if row["option"] is not None:
            _say(
                session,
                t(
                    N_("{network}: {option} by {finish}, {quarters} quarters of work"),
                    network=row["network"],
                    option=label("option", row["option"], session.lang) + (f" {row['host']}" if row["host"] else ""),
                    finish=row["finish"],
                    quarters=row["duration"],
                ),
            )
    _say(session, t(N_("{count} networks stay as they are"), count=sum(row["option"] is None for row in rows)))


def short_code(short: Short) -> str:
    """Return the message code of what is short in a scenario's terms."""
    return "services.short_count" if short.which == "count" else f"services.short_{short.kind}"


def _tell_alternatives(session: Session, found: tuple[Alternative, ...]) -> None:
    for number, row in enumerate(found, start=1):
        values = {"number": number, "npv": f"{row.npv_cny:,.0f}", "lost": f"{row.lost_cny:,.0f}", "count": len(row.changes)}
        _say(session, session.t(N_("Alternative {number}: NPV {npv} CNY, {lost} less; {count} networks otherwise:"), **values))
        for network, ways in row.changes.items():
            before, after = (_way(session, way) for way in ways)
            _say(session, session.t(N_("  {network}: {after} instead of {before}"), network=network, before=before, after=after))


def _tell_values(session: Session, found: tuple[Worth, ...]) -> None:
    for row in found:
        value = "-" if row.value_cny is None else f"{row.value_cny:,.0f}"
        said = N_("{network}, {option}: {value} CNY less if it had to stay, all else the best again")
        _say(session, session.t(said, network=row.network, option=_way(session, row.option), value=value))


def _way(session: Session, way: str | None) -> str:
    option, _, host = (way or "keep").partition(":")
    return label("option", option, session.lang) + (f" {host}" if host else "")


def _frontier(session: Session) -> int:
    args = session.args
    wish = read_wish(session)
    shares = SHARES if args.shares is None else _shares(args.shares)
    with session.open_home() as home, Stop() as stop:
        meter = Meter(session.err, session.lang, quiet=args.quiet)
        watch = Watch(meter.tell, lambda: stop.asked)
        try:
            found = frontier(home, args.scenario, wish, shares, _settings(session), snapshot=args.snapshot, watch=watch)
        finally:
            meter.end()
    if args.json:
        print_json(session, found)
    else:
        print_rows(
            session,
            [
                {
                    "share": point.share,
                    "budget_cny": round(point.budget_cny),
                    "spent_cny": round(point.spent_cny),
                    "npv_cny": None if point.npv_cny is None else round(point.npv_cny),
                    "bound_cny": None if point.bound_cny is None else round(point.bound_cny),
                    "gap": point.gap,
                    "moved": point.moved,
                }
                for point in found
            ],
        )
    return INTERRUPTED if stop.asked else DONE


def _shares(text: str) -> tuple[float, ...]:
    parts = text.split(",")
    _hold("--shares", text, "0.5,1", good=all(_SHARE.fullmatch(part.strip()) for part in parts))
    return tuple(float(part) for part in parts)


def _frontier_arguments(parser: Parser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help=N_("a file, an id or a name"))
    parser.add_argument("--shares", metavar="0.5,1", help=N_("budgets, in shares of the scenario's"))
    wish_arguments(parser)
    solver_arguments(parser)
    snapshot_argument(parser)


def _tell_contradiction(session: Session, plan: Plan, short: tuple[Short, ...]) -> None:
    if plan.status is Status.INFEASIBLE and not short:
        _say(session, session.t(N_("More money, labour or time would not help: pins, gates or hosts contradict each other.")))


def _say(session: Session, text: str) -> None:
    """Print a line of the result: it is what was asked for, also when quiet."""
    session.out.write(text + "\n")


def _proof(session: Session, plan: Plan) -> str:
    values = {"saving": f"{plan.saving:,.2f}", "seconds": plan.seconds}
    if plan.bound is None or plan.gap is None:
        return session.t(N_("It saves {saving}; nothing is proved yet ({seconds} s)."), **values)
    gap = f"{plan.gap * _PERCENT:.2f}"
    return session.t(
        N_("It saves {saving}; no plan saves more than {bound} (gap {gap} %, {seconds} s)."), bound=f"{plan.bound:,.2f}", gap=gap, **values
    )


def _proof_of_npv(session: Session, found: Optimised) -> str:
    plan = found.plan
    values = {"npv": f"{found.npv_cny:,.0f}", "seconds": plan.seconds}
    if plan.bound is None or plan.gap is None:
        return session.t(N_("NPV {npv} CNY; nothing is proved yet ({seconds} s)."), **values)
    bound, gap = f"{plan.bound + found.offset_cny:,.0f}", f"{plan.gap * _PERCENT:.2f}"
    return session.t(N_("NPV {npv} CNY; no plan reaches more than {bound} (gap {gap} %, {seconds} s)."), bound=bound, gap=gap, **values)


def wish_arguments(parser: Parser) -> None:
    """Add the arguments that say what a plan has to reach, and within what."""
    parser.add_argument(
        "--policy", choices=[one.value for one in Policy], default=Policy.ECONOMIC.value,
        help=N_(
            "economic: the highest present value; mandate: all that may go has gone by a date; target: a share has; "
            "freeze: no contract is ended early"
        ),
    )  # fmt: skip
    parser.add_argument("--by", metavar="2019Q4", help=N_("date of a mandate; the last quarter of decision by default"))
    parser.add_argument("--share", type=float, default=1.0, help=N_("share of all networks that a target asks for, 0 to 1"))
    parser.add_argument("--quarters", type=int, help=N_("quarters in which networks may move; eight by default"))
    parser.add_argument(
        "--budget", action="append", default=[], metavar="[YEAR=]CNY", help=N_("one-off money of a year, or of each; repeatable")
    )
    parser.add_argument(
        "--labour", action="append", default=[], metavar="[YEAR=]DAYS", help=N_("engineer-days of each quarter of a year; repeatable")
    )
    cells = N_("what must be so: N05:merge_admin@2018Q3, N15:join:N14, N05:keep; repeatable")
    parser.add_argument("--pin", action="append", default=[], metavar="CELL", help=cells)
    parser.add_argument("--forbid", action="append", default=[], metavar="CELL", help=N_("what must not be, likewise; repeatable"))
    parser.add_argument(
        "--change-cost", type=float, default=0.0, metavar="CNY", help=N_("what leaving a choice of the scenario must bring")
    )
    parser.add_argument("--most-changes", type=int, metavar="N", help=N_("most present choices that may be left"))


def solver_arguments(parser: Parser, *, seconds: float = 60.0) -> None:
    """Add the arguments that say how long and how exactly to search."""
    parser.add_argument("--seconds", type=float, default=seconds, help=N_("time limit in seconds"))
    parser.add_argument("--gap", type=float, default=1e-4, help=N_("share of the saving at which the proof is good enough"))
    parser.add_argument("--seed", type=int, default=2017, help=N_("seed of the search in large problems"))
    parser.add_argument("--threads", type=int, default=1, help=N_("threads of the solver"))


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "scenario",
        metavar="SCENARIO",
        help=N_("a scenario (file, id or name), or a planning problem as JSON; docs/planning.md has its keys"),
    )
    wish_arguments(parser)
    solver_arguments(parser)
    parser.add_argument("--alternatives", type=int, default=0, metavar="N", help=N_("so many plans nearly as good that choose otherwise"))
    parser.add_argument("--values", action="store_true", help=N_("what each network's change is worth, by solving again without it"))
    parser.add_argument("--save", metavar="NAME", help=N_("keep the plan as a scenario of this name"))
    snapshot_argument(parser)


COMMANDS: Final = (
    Command(
        ("plan", "optimise"),
        N_("the best plan of a scenario or a problem, with its proof"),
        "netfold plan optimise cautious --budget 6000000 --pin N05:merge_admin --save best",
        _optimise,
        _arguments,
    ),
    Command(
        ("plan", "frontier"),
        N_("what more or less money would bring: the best plan for each budget"),
        "netfold plan frontier cautious --shares 0.5,1,1.5",
        _frontier,
        _frontier_arguments,
    ),
)
