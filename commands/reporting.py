"""The command that writes documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

from commands.session import DONE, SHOWN_PROBLEMS, Command, Parser, Session, print_json, snapshot_argument
from planning.reports import KINDS
from services.progress import Watch
from services.reporting import Made, Wishes, issue_report, make_report
from services.terminal import Meter, Stop
from topology.model.errors import InputError
from topology.model.text import N_

_BY_ENDING: Final = {"docx": "plan", "xlsx": "workbook"}


def _report(session: Session) -> int:
    args = session.args
    path = Path(args.output)
    form = path.suffix.lower().removeprefix(".")
    kind = args.kind or _BY_ENDING.get(form, "plan")
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise InputError("services.report_path", path=str(path))
    if args.robustness < 0:
        raise InputError("planning.problem_value", place="--robustness", found=args.robustness, expected=">= 0")
    with session.open_home() as home:
        call = issue_report if args.issue else make_report
        wishes = Wishes(
            snapshot=args.snapshot,
            beside=tuple(args.beside or ()),
            marking=args.marking,
            after=args.after,
            quarter=args.quarter,
            robustness=args.robustness,
        )
        meter = Meter(session.err, session.lang, quiet=args.quiet)
        try:
            with Stop() as stop:
                made = call(home, args.scenario, kind, form, session.lang, wishes=wishes, watch=Watch(meter.tell, lambda: stop.asked))
        finally:
            meter.end()
    write_whole(path, made.data)
    if args.json:
        print_json(session, _flat(made, path))
        return DONE
    _tell(session, made, path)
    return DONE


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    InputError
        ``services.report_path``.
    """
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise InputError("services.report_path", path=str(path)) from error


def _flat(made: Made, path: Path) -> dict[str, object]:
    """Return one object: what was written, and what differs from the last issue."""
    return {
        "path": str(path), "kind": made.kind, "scenario": made.scenario, "hash": made.hash, "bytes": len(made.data), "issued": made.issued,
        "changes": None if made.changes is None else [msgspec.to_builtins(one) for one in made.changes],
    }  # fmt: skip


def _tell(session: Session, made: Made, path: Path) -> None:
    session.say(
        session.t(N_("{path}: {size} kB, scenario {scenario}"), path=path, size=round(len(made.data) / 1024), scenario=made.scenario)
    )
    if made.changes is None:
        session.say(session.t(N_("first issue: there is nothing to compare it with")))
        return
    session.say(session.t(N_("{count} figures and statements differ from the last issue"), count=len(made.changes)))
    for change in made.changes[:SHOWN_PROBLEMS]:
        session.say(f"  {change.place}: {change.before or '-'} → {change.after or '-'}")


def _arguments(parser: Parser) -> None:
    parser.add_argument("scenario", help=N_("a file, an id or a name"))
    parser.add_argument("-o", "--output", required=True, metavar="FILE.docx|.xlsx", help=N_("file to write: Word or Excel by its ending"))
    parser.add_argument(
        "--kind", choices=[kind.name for kind in KINDS], help=N_("document: by default the plan in Word, the workbook in Excel")
    )
    parser.add_argument(
        "--beside", nargs="+", metavar="SCENARIO", help=N_("other scenarios of the short list; by default those of the store")
    )
    parser.add_argument("--marking", help=N_("marking on every page, by default 'Internal'"))
    parser.add_argument("--issue", action="store_true", help=N_("keep what it says, so that the next issue names what changed"))
    parser.add_argument("--after", metavar="SNAPSHOT", help=N_("acceptance: the snapshot taken after the cut-overs"))
    parser.add_argument("--quarter", metavar="2018Q4", help=N_("acceptance: the quarter whose planned state it is held against"))
    parser.add_argument(
        "--robustness", type=int, default=0, metavar="DRAWS",
        help=N_("appraisal, workbook: seek the best plan again under so many draws of prices, and say how sure each network's way is"),
    )  # fmt: skip
    snapshot_argument(parser)


COMMANDS: Final = (
    Command(
        ("report",),
        N_("write a document of a scenario: plan, appraisal, workbook, risks, run book, acceptance, brief"),
        "netfold report cautious -o plan.docx --lang zh",
        _report,
        _arguments,
    ),
)
