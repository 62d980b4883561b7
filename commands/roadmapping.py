"""The command that shows a plan over time: its roadmap, its progress as discovery proves it, the month's figures."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec

from commands.plans import print_tables
from commands.session import DONE, IN_PART, Command, Parser, Session, print_json, print_rows, snapshot_argument
from planning.roadmap.tables import progress_table, roadmap_tables, supervision_tables
from planning.roadmap.waves import GateKind
from services.home import Home
from services.plans import appraise, names
from services.progress import Watch
from services.roadmaps import progress, roadmap, supervision
from services.terminal import Meter, Stop
from services.text import message
from topology.model.errors import InputError
from topology.model.text import N_


def _roadmap(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        known = names(home, appraise(home, args.scenario, args.snapshot).edition)
        if args.supervise:
            return _month(session, home, known)
        if args.progress is not None:
            return _progress(session, home, known)
        meter = Meter(session.err, session.lang, quiet=args.quiet)
        with Stop() as stop:
            found = roadmap(home, args.scenario, args.snapshot, Watch(meter.tell, lambda: stop.asked))
        meter.end()
    standing = all(state.stands for state in found.states) and all(gate.met for gate in found.gates if gate.kind is not GateKind.CONTRACT)
    if args.json:
        print_json(session, found)
    elif args.csv:
        print_rows(session, [_flat(task) for task in found.tasks])
    else:
        print_tables(session, roadmap_tables(found, known, session.lang))
        for state in found.states:
            for finding in [row for row in state.new if row.severity in {"error", "critical"}][:3]:
                session.say(f"{state.quarter}: {message(finding.kind, finding.params, session.lang)}")
        if not found.states:
            session.warn(session.t(N_("Nothing was measured yet, so no quarter's networks were checked.")))
    return DONE if standing else IN_PART


def _progress(session: Session, home: Home, known: dict[str, str]) -> int:
    args = session.args
    rows = progress(home, args.scenario, args.progress or None, args.snapshot, _day(args.day))
    if args.json or args.csv:
        return print_rows(session, [_flat(row) for row in rows])
    print_tables(session, (progress_table(rows, known, session.lang),))
    return DONE


def _month(session: Session, home: Home, known: dict[str, str]) -> int:
    args = session.args
    found = supervision(home, args.scenario, args.progress or None, args.snapshot, _day(args.day))
    if args.json:
        print_json(session, found)
    else:
        print_tables(session, supervision_tables(found, known, session.lang))
    return DONE


def _flat(row: msgspec.Struct) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(row)
    return {name: " ".join(value) if isinstance(value, list) else value for name, value in built.items() if name != "evidence"}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError as error:
        raise InputError("services.day", found=str(text)[:40]) from error


def _arguments(parser: Parser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help=N_("a file, an id or a name"))
    parser.add_argument(
        "--progress", metavar="SNAPSHOT", nargs="?", const="", help=N_("what a later snapshot proves of the plan; by default the newest")
    )
    parser.add_argument("--supervise", action="store_true", help=N_("the figures that supervisors ask for each month"))
    parser.add_argument("--day", metavar="DAY", help=N_("what is due on this day (2018-06-30); by default that of the later snapshot"))
    snapshot_argument(parser)


COMMANDS: Final = (
    Command(
        ("plan", "roadmap"),
        N_("a scenario over time: waves, what each waits for, each quarter's networks checked; progress; the month's figures"),
        "netfold plan roadmap cautious --progress",
        _roadmap,
        _arguments,
    ),
)
