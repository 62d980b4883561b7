"""Commands of the census: the workbook to fill in, a look at one that was filled in, importing it, and its editions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from collectors.census import write_template
from collectors.census.asking import read_answers, write_answers
from collectors.census.difference import Change
from commands.session import DONE, IN_PART, SHOWN_PROBLEMS, Command, Parser, Session, print_json, print_rows
from services.census import CensusChange, change_rows, diff_editions, keep_census, list_editions, preview_census
from services.snapshotting import make_snapshot
from services.tables import csv_text, facts_text, printable, table_text
from services.text import MESSAGES, said
from topology.model.errors import InputError, Severity
from topology.model.text import N_, translator

_SHOWN_CHANGES: Final = 30


def _template(session: Session) -> int:
    _write(session.args.output, lambda path: write_template(path, session.lang))
    session.say(str(session.args.output))
    return DONE


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file; raises InputError ``services.unwritable``."""
    try:
        write(path)
    except OSError as error:
        raise InputError("services.unwritable", path=str(path), reason=error.strerror or "") from None


def _answers(session: Session) -> dict[str, str]:
    return read_answers(session.args.answers) if session.args.answers is not None else {}


def _import(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        if args.dry_run:
            change = preview_census(home, args.path, answers=_answers(session), accept=args.accept)
        else:
            change = keep_census(home, args.path, answers=_answers(session), accept=args.accept)
            if change.number is not None and not args.no_snapshot:
                make_snapshot(home, None)
    return _show(session, change)


def _show(session: Session, change: CensusChange) -> int:
    if session.args.json:
        print_json(session, {**msgspec.to_builtins(change), "texts": [said(problem, session.lang) for problem in change.problems]})
    elif session.args.csv:
        session.out.write(csv_text(change_rows(change.changes, session.lang)))
    else:
        _show_text(session, change)
    wrong = sum(1 for problem in change.problems if problem.severity in {Severity.ERROR, Severity.CRITICAL})
    return IN_PART if wrong or change.questions else DONE


def _show_text(session: Session, change: CensusChange) -> None:
    severities = Counter(problem.severity for problem in change.problems)
    figures = {
        "edition": change.edition,
        "against": change.against,
        "kept": change.number is not None,
        "unchanged": change.unchanged,
        **{one.value: change.count(one) for one in Change},
        "errors": severities[Severity.ERROR],
        "warnings": severities[Severity.WARNING],
        "notes": severities[Severity.INFO],
        "questions": len(change.questions),
    }
    session.out.write(facts_text(figures))
    order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    ranked = sorted(change.problems, key=lambda problem: order.index(problem.severity))
    for problem in ranked[:SHOWN_PROBLEMS]:
        session.say(printable(said(problem, session.lang)))
    if len(ranked) > SHOWN_PROBLEMS:
        session.say(session.t(N_("... and {count} more; --json lists all."), count=len(ranked) - SHOWN_PROBLEMS))
    rows = change_rows(change.changes, session.lang)
    if rows and change.against is not None:
        shown = [
            {key: row[key] for key in ("table", "code", "label", "change", "column", "before", "after")} for row in rows[:_SHOWN_CHANGES]
        ]
        session.out.write(table_text(shown, None))
        if len(rows) > _SHOWN_CHANGES:
            session.say(session.t(N_("... and {count} more changes; --csv lists all."), count=len(rows) - _SHOWN_CHANGES))
    if change.questions:
        session.say(
            session.t(
                N_("{count} questions are open; write them with: netfold census questions FILE -o answers.csv"), count=len(change.questions)
            )
        )


def _questions(session: Session) -> int:
    with session.open_home() as home:
        change = preview_census(home, session.args.path, answers=_answers(session))
    if session.args.json:
        print_json(session, msgspec.to_builtins(change.questions))
        return DONE
    text = write_answers(change.questions, MESSAGES, translator(session.lang))
    if session.args.output is None:
        session.out.write(text)
        return DONE
    _write(session.args.output, lambda path: path.write_text("\ufeff" + text, encoding="utf-8", newline=""))
    session.say(session.t(N_("{count} questions; fill in the last column and give the file to --answers"), count=len(change.questions)))
    return DONE


def _editions(session: Session) -> int:
    with session.open_home() as home:
        return print_rows(session, [msgspec.to_builtins(one) for one in list_editions(home)])


def _diff(session: Session) -> int:
    with session.open_home() as home:
        return print_rows(session, change_rows(diff_editions(home, session.args.before, session.args.after), session.lang))


def _template_arguments(parser: Parser) -> None:
    parser.add_argument("-o", "--output", type=Path, default=Path("census.xlsx"), help=N_("file to write"))


def _import_arguments(parser: Parser) -> None:
    _file_arguments(parser)
    parser.add_argument("--accept", action="store_true", help=N_("answer every question with its proposal"))
    parser.add_argument("--dry-run", action="store_true", help=N_("say what would change; write nothing"))
    parser.add_argument("--no-snapshot", action="store_true", help=N_("keep the edition without a new snapshot"))


def _file_arguments(parser: Parser) -> None:
    parser.add_argument("path", type=Path, metavar="FILE", help=N_("census workbook, CSV file, or folder of CSV files"))
    parser.add_argument("--answers", type=Path, metavar="CSV", help=N_("answers to its questions, as 'census questions' writes them"))


def _questions_arguments(parser: Parser) -> None:
    _file_arguments(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="CSV", help=N_("file to write"))


def _diff_arguments(parser: Parser) -> None:
    parser.add_argument("before", metavar="A", help=N_("edition, its number, 'latest', or a file"))
    parser.add_argument("after", metavar="B", help=N_("edition, its number, 'latest', or a file"))


COMMANDS: Final = (
    Command(
        ("census", "template"),
        N_("write the census workbook to fill in"),
        "netfold census template -o census.xlsx --lang zh",
        _template,
        _template_arguments,
    ),
    Command(
        ("census", "import"),
        N_("import a census, or say what it would change"),
        "netfold census import census.xlsx --dry-run",
        _import,
        _import_arguments,
    ),
    Command(
        ("census", "questions"),
        N_("write what a census leaves open, to be answered"),
        "netfold census questions census.xlsx -o answers.csv",
        _questions,
        _questions_arguments,
    ),
    Command(("census", "editions"), N_("list the census editions"), "netfold census editions", _editions),
    Command(("census", "diff"), N_("compare two censuses field by field"), "netfold census diff 1 latest", _diff, _diff_arguments),
)
