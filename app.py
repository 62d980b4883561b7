"""The command line: parse, call one service, print.

Exit codes: 0 done, 1 done in part, 2 unusable input or arguments, 3 nothing could be done, 130 interrupted.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from commands import COMMANDS, GROUPS
from commands.session import DONE, INTERRUPTED, NOTHING, UNUSABLE, Parser, Session
from services.tables import printable
from services.text import error_text
from topology.model.errors import Cancelled, InputError, NetfoldError, PermissionDenied
from topology.model.text import LANGUAGES, N_, translator
from topology.store import StoreError


def build_parser(lang: str = "en") -> Parser:
    """Return the parser of the whole command line, its help in `lang`."""
    t = translator(lang)
    about = t(N_("Find networks, see where they overlap, plan which to merge and switch off."))
    parser = Parser(prog="netfold", description=about, lang=lang)
    parser.add_argument("--version", action="version", version=f"netfold {_version()}")
    _shared(parser, top=True)
    groups: dict[str, Any] = {}
    top = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        place = top
        if len(command.words) > 1:
            group = command.words[0]
            if group not in groups:
                inner = top.add_parser(group, lang=lang, help=t(GROUPS[group]), description=t(GROUPS[group]))
                groups[group] = inner.add_subparsers(dest="action", required=True, metavar="ACTION")
            place = groups[group]
        made = place.add_parser(
            command.words[-1],
            lang=lang,
            help=t(command.help),
            description=t(command.help),
            epilog=t(N_("example: {command}")).format(command=command.example),
        )
        _shared(made, top=False)
        command.arguments(made)
        made.set_defaults(run=command.run)
    return parser


def _shared(parser: Parser, *, top: bool) -> None:
    """Add the options that may stand before or after the command."""

    def default(value: object) -> object:
        return value if top else argparse.SUPPRESS

    parser.add_argument("--home", type=Path, default=default(None), help=N_("folder that netfold writes to (NETFOLD_HOME)"))
    parser.add_argument("--lang", choices=LANGUAGES, default=default(None), help=N_("language of messages"))
    parser.add_argument("--json", action="store_true", default=default(value=False), help=N_("print JSON"))
    parser.add_argument("--csv", action="store_true", default=default(value=False), help=N_("print CSV"))
    parser.add_argument("--quiet", action="store_true", default=default(value=False), help=N_("no progress, no notes"))


def _version() -> str:
    try:
        return version("netfold")
    except PackageNotFoundError:
        return "0"


def _asked_language(arguments: Sequence[str]) -> str | None:
    """Return what ``--lang`` names, before anything is parsed, so that help and complaints are said in it."""
    for place, word in enumerate(arguments):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else "".join(arguments[place + 1 : place + 2])
        if word.startswith("--lang") and value in LANGUAGES:
            return value
    return None


def _language(asked: str | None) -> str:
    if asked:
        return asked
    named = next((value for key in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(key))), "")
    return "zh" if named.lower().startswith("zh") else "en"


def exit_code(error: NetfoldError) -> int:
    """Return the exit code that an error stands for."""
    if isinstance(error, Cancelled):
        return INTERRUPTED
    return UNUSABLE if isinstance(error, InputError | PermissionDenied) and not isinstance(error, StoreError) else NOTHING


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    said_arguments = list(sys.argv[1:] if arguments is None else arguments)
    args = build_parser(_language(_asked_language(said_arguments))).parse_args(said_arguments)
    session = Session(args, _language(args.lang), sys.stdout, sys.stderr)
    run: Callable[[Session], int] = args.run
    try:
        code = run(session)
        session.out.flush()  # what a short answer left in the buffer meets a closed pipe here, not at exit
        return code  # noqa: TRY300 - a broken pipe of the flush is handled below
    except NetfoldError as error:
        session.warn(f"netfold: {printable(error_text(error, session.lang))}")
        return exit_code(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough (``netfold list ... | head``)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:
        if os.environ.get("NETFOLD_TRACE"):
            raise
        logging.getLogger("netfold").debug("unexpected", exc_info=True)
        kind = type(sys.exc_info()[1]).__name__
        session.warn(session.t(N_("netfold: unexpected {kind}; run again with NETFOLD_TRACE=1 and report what it prints."), kind=kind))
        return NOTHING


if __name__ == "__main__":
    sys.exit(main())
