"""What every command shares: the call, its parser, and how results are printed."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TextIO

import msgspec

from commands.headings import heading
from services.home import Home
from services.tables import csv_text, table_text
from topology.model.text import N_, translator

DONE, IN_PART, UNUSABLE, NOTHING, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes."""

SHOWN_PROBLEMS: Final = 20
"""Problems shown to a person; ``--json`` gives all."""


@dataclass
class Session:
    """One call of the command line: its arguments, its home, and where it prints."""

    args: argparse.Namespace
    lang: str
    out: TextIO
    err: TextIO

    def t(self, text: str, **values: object) -> str:
        """Say a text in the language of the session."""
        return translator(self.lang)(text).format(**values)

    def open_home(self) -> Home:
        """Open the home that ``--home`` or the environment names."""
        return Home.open(self.args.home)

    def say(self, text: str) -> None:
        """Tell a person something that is not the result."""
        if not self.args.quiet:
            print(text, file=self.err)

    def warn(self, text: str) -> None:
        """Tell a person something that ``--quiet`` does not silence."""
        print(text, file=self.err)


class Parser(argparse.ArgumentParser):
    """A parser whose help is said in a language; commands' parsers are of this class too."""

    def __init__(self, *args: Any, lang: str = "en", **options: Any) -> None:
        self.lang = lang
        super().__init__(*args, **options)

    def add_argument(self, *flags: Any, **options: Any) -> argparse.Action:
        """Add an argument, its help translated."""
        if options.get("help") is not None and options["help"] != argparse.SUPPRESS:
            options["help"] = translator(self.lang)(options["help"])
        return super().add_argument(*flags, **options)


@dataclass(frozen=True)
class Command:
    """A command: its words, what it does, an example, its arguments, and the function that runs it."""

    words: tuple[str, ...]
    help: str
    example: str
    run: Callable[[Session], int]
    arguments: Callable[[Parser], None] = lambda _parser: None


def print_json(session: Session, value: object) -> None:
    """Print a value as JSON."""
    print(json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=2), file=session.out)


def print_rows(session: Session, found: Sequence[dict[str, Any]], *, whole: bool = False) -> int:
    """Print rows as JSON, CSV or a table; `whole` for sentences and what is copied from them, which must not be cut."""
    if session.args.json:
        print_json(session, found)
    elif session.args.csv:
        session.out.write(csv_text(found))
    elif found:
        head = partial(heading, lang=session.lang, t=translator(session.lang))
        if whole:
            session.out.write(table_text(found, widest=sys.maxsize, head=head))
        else:
            session.out.write(table_text(found, shutil.get_terminal_size().columns if session.out.isatty() else None, head=head))
        session.say(session.t(N_("rows: {count}"), count=len(found)))
    else:
        session.say(session.t(N_("nothing found")))
    return DONE


def snapshot_argument(parser: Parser) -> None:
    """Add the option that names a snapshot."""
    parser.add_argument("--snapshot", metavar="ID", help=N_("id or name of a snapshot; the newest by default"))
