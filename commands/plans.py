"""Commands that plan: appraise and compare scenarios, see each option, each letter to write and each amount really paid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from commands.session import DONE, IN_PART, NOTHING, SHOWN_PROBLEMS, Command, Parser, Session, print_json, print_rows, snapshot_argument
from planning.actuals import decode_actuals
from planning.messages import label
from planning.summary import comparison_summary, summary
from planning.tables import Table, notices_table, option_rows, options_tables, tracking_table
from services import approvals
from services.home import Home
from services.plans import (
    actuals,
    appraise,
    cancellations,
    compare,
    names,
    option_cells,
    save_scenario,
    scenario,
    scenarios,
    take_actuals,
    versions,
)
from services.tables import columns, padded, printable
from services.text import said
from topology.model.errors import InputError
from topology.model.text import N_
from topology.store.scenarios import StoredScenario

_FIGURE: Final = re.compile(r"-|-?[\d,]+(\.\d+)?")


def _appraise(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        found = [appraise(home, reference, args.snapshot) for reference in args.scenario]
        called = [names(home, one.edition) for one in found]
    if args.json:
        print_json(session, found[0] if len(found) == 1 else found)
        return DONE
    if args.csv:
        rows = [{"scenario": one.scenario, **msgspec.to_builtins(row)} for one in found for row in one.networks]
        return print_rows(session, [{name: value for name, value in row.items() if name != "evidence"} for row in rows])
    for one, known in zip(found, called, strict=True):
        print_tables(session, summary(one, known, session.lang))
        for problem in one.problems[:SHOWN_PROBLEMS]:
            session.say(said(problem, session.lang))
    return DONE


def _compare(session: Session) -> int:
    with session.open_home() as home:
        found = compare(home, session.args.scenario, session.args.snapshot)
        known = names(home, found.edition)
    if session.args.json:
        print_json(session, found)
        return DONE
    if session.args.csv:
        rows = ({"figure": name, **dict(zip(found.scenarios, values, strict=True))} for name, values in found.figures.items())
        return print_rows(session, list(rows))
    print_tables(session, comparison_summary(found, known, session.lang))
    return DONE


def _options(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        cells = option_cells(home, args.scenario, args.snapshot)
        known = names(home, appraise(home, args.scenario, args.snapshot).edition)
    wanted = [cell for cell in cells if args.network is None or cell.network == args.network]
    if args.network is not None and not wanted:
        session.warn(session.t(N_("Network {network} is no departmental network of this census."), network=args.network))
        return NOTHING
    if args.json or args.csv:
        return print_rows(session, option_rows(wanted, session.lang))
    print_tables(session, options_tables(wanted, known, session.lang))
    return DONE


def _notices(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        found = cancellations(home, args.scenario, args.snapshot)
        known = names(home, appraise(home, args.scenario, args.snapshot).edition)
    if args.json or args.csv:
        hidden = {"evidence"} if args.csv else set()
        rows = [{name: value for name, value in msgspec.to_builtins(row).items() if name not in hidden} for row in found]
        return print_rows(session, rows)
    if not found:
        session.say(session.t(N_("This scenario ends no circuit: there is nothing to write.")))
        return DONE
    print_tables(session, (notices_table(found, known, session.lang),))
    return DONE


def _actuals(session: Session) -> int:
    """Take a table of actuals where one is given, and show plan and actual beside each other."""
    args = session.args
    with session.open_home() as home:
        wrong = take_actuals(home, args.scenario, _table(args.table), where=args.table.name) if args.table else ()
        for problem in wrong[:SHOWN_PROBLEMS]:
            session.warn(said(problem, session.lang))
        if wrong:
            session.warn(session.t(N_("{count} rows are wrong; nothing was taken"), count=len(wrong)))
            return NOTHING
        found = appraise(home, args.scenario, args.snapshot)
        known = names(home, found.edition)
        told = actuals(home, args.scenario)
    if args.json:
        print_json(session, found.tracking)
    elif args.csv:
        return print_rows(session, [msgspec.to_builtins(row) for row in found.tracking.rows] if found.tracking else [])
    elif found.tracking is None:
        session.say(session.t(N_("No actuals were reported within the horizon.")))
    else:
        print_tables(session, (tracking_table(found.tracking, known, session.lang),))
    outside = sum(row.quarter not in found.quarters for row in told)
    if outside:
        session.warn(session.t(N_("{count} rows lie outside the scenario's quarters and are not counted"), count=outside))
    return IN_PART if outside else DONE


def _table(path: Path) -> str:
    """Return the text of a table of actuals.

    Raises
    ------
    InputError
        ``planning.file_unreadable``.
    """
    try:
        return decode_actuals(path.read_bytes(), where=path.name)
    except OSError as error:
        raise InputError("planning.file_unreadable", file=str(path), why=error.strerror or str(error)) from error


def _save(session: Session) -> int:
    """Keep a scenario's file in the store: a first version, or the one after the newest there is."""
    path: Path = session.args.file
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("planning.file_unreadable", file=str(path), why=getattr(error, "strerror", None) or str(error)) from error
    with session.open_home() as home:
        kept = {one.name: one.version for one in scenarios(home)}
        stored = save_scenario(home, text, base_version=kept.get(scenario(home, str(path)).id, 0))
    return _tell_version(session, stored)


def _tell_version(session: Session, stored: StoredScenario) -> int:
    row = {"scenario": stored.name, "version": stored.version, "state": stored.state.value, "author": stored.author}
    if session.args.json or session.args.csv:
        return print_rows(session, [row])
    state = label("approval", stored.state.value, session.lang)
    session.out.write(session.t(N_("{scenario}, version {version}: {state}"), **{**row, "state": state}) + "\n")
    return DONE


def _versions(session: Session) -> int:
    with session.open_home() as home:
        found = versions(home, session.args.scenario)
    rows = [
        {
            "reference": f"{one.name}@{one.version}",
            "state": one.state.value,
            "author": one.author,
            "written_at": one.written_at.isoformat(timespec="seconds"),
            "digest": one.digest,
        }
        for one in found
    ]
    return print_rows(session, rows)


def _approval(step: Callable[[Home, str], StoredScenario]) -> Callable[[Session], int]:
    """Return the command that takes a scenario one step of its approval."""

    def run(session: Session) -> int:
        with session.open_home() as home:
            stored = step(home, session.args.scenario)
        return _tell_version(session, stored)

    return run


def print_tables(session: Session, tables: Sequence[Table]) -> None:
    """Print titled tables, a blank line between them: nothing is cut, since a reason cut short is none; figures stand right."""
    for place, table in enumerate(tables):
        session.out.write(("\n" if place else "") + table.title + "\n")
        lines = [[printable(cell) or "-" for cell in line] for line in (table.heads, *table.rows)]
        for line in _aligned(lines):
            session.out.write(line + "\n")


def _aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(columns, column)) for column in zip(*lines, strict=True)]
    figures = [all(_FIGURE.fullmatch(cell) for cell in column[1:]) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            " " * (width - columns(cell)) + cell if figure else padded(cell, width)
            for cell, width, figure in zip(line, widths, figures, strict=True)
        )
        yield "  ".join(cells).rstrip()


def _scenario_arguments(parser: Parser) -> None:
    parser.add_argument("scenario", nargs="+", help=N_("a file, an id or a name; ID@2 is its second version"))
    snapshot_argument(parser)


def _one_scenario(parser: Parser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help=N_("a file, an id or a name; ID@2 is its second version"))
    snapshot_argument(parser)


def _options_arguments(parser: Parser) -> None:
    _one_scenario(parser)
    parser.add_argument("--network", metavar="CODE", help=N_("one network only"))


def _actuals_arguments(parser: Parser) -> None:
    _one_scenario(parser)
    parser.add_argument(
        "--table", metavar="FILE.csv", type=Path, help=N_("take this table first: quarter, network, item, amount_cny, source")
    )


def _scenario_file(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE.toml", type=Path, help=N_("the scenario; its base beside it or in the store"))


def _stored_scenario(parser: Parser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help=N_("an id or a name of the store"))


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
    Command(
        ("plan", "options"),
        N_("each network's options: feasible with their NPV, or blocked with reason and citation"),
        "netfold plan options cautious --network N05",
        _options,
        _options_arguments,
    ),
    Command(
        ("plan", "notices"),
        N_("what must be written to which carrier by when"),
        "netfold plan notices merge_all --csv",
        _notices,
        _one_scenario,
    ),
    Command(
        ("plan", "actuals"),
        N_("what was really paid beside the plan, and the forecast"),
        "netfold plan actuals cautious --table actuals.csv",
        _actuals,
        _actuals_arguments,
    ),
    Command(
        ("plan", "save"),
        N_("keep a scenario's file in the store, as a draft: its first version, or the next"),
        "netfold plan save ours.toml",
        _save,
        _scenario_file,
    ),
    Command(
        ("plan", "versions"),
        N_("every version of a scenario; each can be appraised and compared as SCENARIO@VERSION"),
        "netfold plan versions cautious",
        _versions,
        _stored_scenario,
    ),
    Command(
        ("plan", "review"),
        N_("say that a draft was read and found in order"),
        "netfold plan review cautious",
        _approval(approvals.review),
        _stored_scenario,
    ),
    Command(
        ("plan", "approve"),
        N_("approve a reviewed scenario; refused while too much rests on placeholders"),
        "netfold plan approve cautious",
        _approval(approvals.approve),
        _stored_scenario,
    ),
    Command(
        ("plan", "lock"),
        N_("bind an approved scenario to its hash and its inputs for good"),
        "netfold plan lock cautious",
        _approval(approvals.lock),
        _stored_scenario,
    ),
    Command(
        ("plan", "reopen"),
        N_("make a reviewed or approved scenario a draft again"),
        "netfold plan reopen cautious",
        _approval(approvals.withdraw_approval),
        _stored_scenario,
    ),
)
