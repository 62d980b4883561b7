"""Commands that plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from commands.session import DONE, SHOWN_PROBLEMS, Command, Parser, Session, print_json, print_rows, snapshot_argument
from planning.summary import Table, comparison_summary, summary
from services.plans import appraise, compare, names
from services.tables import columns, padded, printable
from services.text import said
from topology.model.text import N_

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
        _print_tables(session, summary(one, known, session.lang))
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
    _print_tables(session, comparison_summary(found, known, session.lang))
    return DONE


def _print_tables(session: Session, tables: Sequence[Table]) -> None:
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
