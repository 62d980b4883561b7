"""The command that looks for the best plan."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from commands.session import DONE, INTERRUPTED, NOTHING, Command, Parser, Session, print_json, print_rows
from planning.messages import message_text
from planning.optimise import Plan, Settings
from planning.optimise.highs import Status
from planning.optimise.search import Progress
from services.optimising import Solved, solve_problem
from services.terminal import Meter, Stop
from topology.model.errors import Scalar
from topology.model.text import N_

_PERCENT: Final = 100


def _optimise(session: Session) -> int:
    args = session.args
    settings = Settings(seconds=args.seconds, gap=args.gap, seed=args.seed, threads=args.threads)
    with session.open_home() as home, Stop() as stop:
        meter = Meter(session.err, session.lang, quiet=args.quiet)

        def told(progress: Progress) -> bool:
            meter.tell("optimise", int(progress.seconds), int(args.seconds))
            return stop.asked

        try:
            solved = solve_problem(home, Path(args.problem), settings, told)
        finally:
            meter.end()
    if args.json:
        print_json(session, flat(solved))
    elif args.csv:
        print_rows(session, [msgspec.to_builtins(move) for move in solved.plan.networks])
    else:
        _print(session, solved)
    if solved.plan.status is Status.CANCELLED:
        return INTERRUPTED
    return DONE if solved.plan.saving is not None else NOTHING


def flat(solved: Solved) -> dict[str, object]:
    """Return one object: name, the plan's fields, and what is short."""
    return {"name": solved.name, **msgspec.to_builtins(solved.plan), "short": msgspec.to_builtins(solved.short)}


def _print(session: Session, solved: Solved) -> None:
    plan, t = solved.plan, session.t
    _say(session, f"{solved.name}: {message_text(f'planning.outcome.{plan.status}', {}, session.lang)}")
    for row in solved.short:
        values: dict[str, Scalar] = {"which": row.which, "by": f"{row.by:,.2f}"}
        _say(session, message_text(f"planning.short.{row.kind}", values, session.lang))
    if plan.status is Status.INFEASIBLE and not solved.short:
        _say(session, t(N_("More money, labour or time would not help: pins, gates or hosts contradict each other.")))
    if plan.saving is None:
        return
    _say(session, _proof(session, plan))
    stay = sum(1 for move in plan.networks if move.option is None)
    for move in plan.networks:
        if move.option is not None:
            _say(session, t(N_("{network}: {option} in quarter {quarter}"), network=move.network, option=move.option, quarter=move.quarter))
    _say(session, t(N_("{count} networks stay as they are"), count=stay))


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


def _arguments(parser: Parser) -> None:
    parser.add_argument("problem", metavar="PROBLEM.json", help=N_("a planning problem as JSON; docs/planning.md has its keys"))
    parser.add_argument("--seconds", type=float, default=60.0, help=N_("time limit in seconds"))
    parser.add_argument("--gap", type=float, default=1e-4, help=N_("share of the saving at which the proof is good enough"))
    parser.add_argument("--seed", type=int, default=2017, help=N_("seed of the search in large problems"))
    parser.add_argument("--threads", type=int, default=1, help=N_("threads of the solver"))


COMMANDS: Final = (
    Command(
        ("plan", "optimise"),
        N_("the best plan of a problem, with its proof"),
        "netfold plan optimise problem.json --json",
        _optimise,
        _arguments,
    ),
)
