"""Commands that plan."""

from __future__ import annotations

from typing import Final

from commands.session import DONE, SHOWN_PROBLEMS, Command, Parser, Session, print_json, print_rows, snapshot_argument
from services.plans import appraise, compare
from services.tables import facts_text
from services.text import said
from topology.model.text import N_, money


def _appraise(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        found = [appraise(home, reference, args.snapshot) for reference in args.scenario]
    if args.json:
        print_json(session, found[0] if len(found) == 1 else found)
        return DONE
    for one in found:
        facts = {
            session.t(N_("scenario")): one.name.get(session.lang) or one.scenario,
            session.t(N_("NPV against do-minimum [10,000 CNY]")): money(one.npv_fen, session.lang),
            session.t(N_("of it unverified [10,000 CNY]")): money(one.npv_unverified_fen, session.lang),
            session.t(N_("one-off [10,000 CNY]")): money(one.one_off_fen, session.lang),
            session.t(N_("running cost before [10,000 CNY a year]")): money(one.run_before_fen_per_a, session.lang),
            session.t(N_("running cost after [10,000 CNY a year]")): money(one.run_after_fen_per_a, session.lang),
            session.t(N_("payback [quarters]")): one.payback_quarters,
        }
        session.out.write(facts_text(facts))
        for problem in one.problems[:SHOWN_PROBLEMS]:
            session.say(said(problem, session.lang))
    return DONE


def _compare(session: Session) -> int:
    with session.open_home() as home:
        found = compare(home, session.args.scenario, session.args.snapshot)
    if session.args.json:
        print_json(session, found)
        return DONE
    table = [
        {"figure": name, **dict(zip(found.scenarios, (_money_or_count(name, value) for value in values), strict=True))}
        for name, values in found.figures.items()
    ]
    return print_rows(session, table)


def _money_or_count(name: str, value: float | None) -> str | float | None:
    return f"{value / 100:.2f}" if value is not None and "_fen" in name else value


def _scenario_arguments(parser: Parser) -> None:
    parser.add_argument("scenario", nargs="+", help=N_("a file, an id or a name"))
    snapshot_argument(parser)


COMMANDS: Final = (
    Command(
        ("plan", "appraise"),
        N_("what a scenario costs and brings"),
        "netfold plan appraise cautious --json",
        _appraise,
        _scenario_arguments,
    ),
    Command(
        ("plan", "compare"),
        N_("up to four scenarios side by side"),
        "netfold plan compare merge_all cautious",
        _compare,
        _scenario_arguments,
    ),
)
