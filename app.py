"""The command line: parse, call one service, print.

Exit codes: 0 done, 1 done in part, 2 unusable input or arguments, 3 nothing could be done, 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, TextIO

import msgspec

from collectors.census import write_template
from services.corrections import link_add, link_remove, same, split
from services.demo import run_demo
from services.discovery import plan, run_scope
from services.explain import why
from services.health import examine
from services.home import Home
from services.importing import FileResult, Form, Request, State, import_paths
from services.listing import KINDS, rows
from services.plans import appraise, compare
from services.progress import Watch
from services.search import find
from services.simulation import PORT, simulate
from services.tables import csv_text, facts_text, printable, table_text
from services.terminal import Meter, Stop
from services.text import error_text, message, said
from services.topologies import snapshots
from topology.model.errors import Cancelled, InputError, NetfoldError, PermissionDenied
from topology.model.text import LANGUAGES, N_, money, translator
from topology.store import StoreError
from topology.store.runs import RunState

DONE, IN_PART, UNUSABLE, NOTHING, INTERRUPTED = 0, 1, 2, 3, 130
_SHOWN_PROBLEMS: Final = 20


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


def print_rows(session: Session, found: Sequence[dict[str, Any]]) -> int:
    """Print rows as JSON, CSV or a table."""
    if session.args.json:
        print_json(session, found)
    elif session.args.csv:
        session.out.write(csv_text(found))
    elif found:
        session.out.write(table_text(found, shutil.get_terminal_size().columns if session.out.isatty() else None))
        session.say(session.t(N_("{count} rows"), count=len(found)))
    else:
        session.say(session.t(N_("nothing found")))
    return DONE


# --- commands ----------------------------------------------------------------------------------------


def _demo(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        with Stop() as stop:
            meter = Meter(session.err, session.lang, quiet=session.args.quiet)
            try:
                figures = run_demo(home, args.size, Watch(meter.tell, lambda: stop.asked))
            except Cancelled:
                session.warn(session.t(N_("Interrupted. Run again with: netfold demo --size {size}"), size=args.size))
                return INTERRUPTED
            finally:
                meter.end()
        if args.json:
            print_json(session, figures)
        else:
            session.out.write(facts_text({key: value for key, value in figures.items() if not isinstance(value, dict | list)}))
            for step, seconds in figures["seconds"].items():
                session.say(f"{message(f'services.step_{step}', None, session.lang)}: {seconds} s")
        complete = figures["answered"] == figures["devices"]
        return (DONE if complete else IN_PART) if args.no_serve else _serve_home(session, home)


def _discover(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        if args.dry_run:
            return print_rows(session, [msgspec.to_builtins(one) for one in plan(home, args.scope)])
        with Stop() as stop:
            meter = Meter(session.err, session.lang, quiet=session.args.quiet)
            try:
                outcome = run_scope(
                    home,
                    args.scope,
                    resume=args.resume,
                    engine=args.engine,
                    snapshot=args.snapshot,
                    watch=Watch(meter.tell, lambda: stop.asked),
                )
            finally:
                meter.end()
    run, summary = outcome.run, outcome.summary
    for problem in outcome.problems[:_SHOWN_PROBLEMS]:
        session.say(said(problem, session.lang))
    figures = {"run": run.id, "state": run.state.value, "snapshot": outcome.snapshot.id if outcome.snapshot else None}
    figures |= {name: value for name, value in msgspec.to_builtins(summary).items() if name not in {"problems", "by_realm"}}
    if args.json:
        print_json(session, figures)
    else:
        session.out.write(facts_text(figures))
    if run.state is RunState.INTERRUPTED:
        home_option = f" --home {args.home}" if args.home else ""
        command = f"netfold discover {args.scope} --resume {run.id}{home_option}"
        session.warn(session.t(N_("Interrupted; {count} devices are kept. Go on with: {command}"), count=run.records, command=command))
        return INTERRUPTED
    if run.state is RunState.FAILED:
        session.warn(session.t(N_("No device answered; check the scope's seeds, credentials and port.")))
        return NOTHING
    if run.state is RunState.PARTIAL:
        left = summary.partial + summary.failed
        session.warn(session.t(N_("{count} devices could not be read, or only in part."), count=left))
        return IN_PART
    return DONE


def _import(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        requests = [Request(path=path, realm=args.realm, form=Form(args.form) if args.form else None) for path in args.path]
        with Stop() as stop:
            meter = Meter(session.err, session.lang, quiet=session.args.quiet)
            watch = Watch(meter.tell, lambda: stop.asked)
            try:
                try:
                    result = import_paths(home, requests, snapshot=args.snapshot, watch=watch)
                except InputError as error:
                    if error.code != "services.realm_needed" or not sys.stdin.isatty():
                        raise
                    realm = input(session.t(N_("Realm (address space) of {path}: "), path=error.params["path"])).strip()
                    requests = [msgspec.structs.replace(request, realm=realm) for request in requests]
                    result = import_paths(home, requests, snapshot=args.snapshot, watch=watch)
            except Cancelled:
                session.warn(session.t(N_("Interrupted; what was imported is kept. Run the same command again to go on.")))
                return INTERRUPTED
            finally:
                meter.end()
    listed = [_file_row(session, file) for file in result.files]
    if args.json or args.csv:
        print_rows(session, listed)
    else:
        counts = {state.value: result.count(state) for state in State}
        session.out.write(facts_text({**counts, "snapshot": result.snapshot.id if result.snapshot else None}))
        for row in [row for row in listed if row["state"] == State.REFUSED.value][:_SHOWN_PROBLEMS]:
            session.warn(f"{printable(row['path'])}: {printable(row['text'])}")
        problems = [problem for file in result.files for problem in file.problems]
        for problem in problems[:_SHOWN_PROBLEMS]:
            session.say(printable(said(problem, session.lang)))
        if len(problems) > _SHOWN_PROBLEMS:
            session.say(session.t(N_("... and {count} more; --json lists the files."), count=len(problems) - _SHOWN_PROBLEMS))
    return _import_code(session, result.files)


def _file_row(session: Session, file: FileResult) -> dict[str, Any]:
    return {
        "path": file.path,
        "state": file.state.value,
        "form": file.form.value if file.form else None,
        "platform": file.platform,
        "id": file.bears,
        "problems": len(file.problems),
        "code": file.code,
        "text": message(file.code, file.params, session.lang) if file.code else None,
    }


def _import_code(session: Session, files: Iterable[FileResult]) -> int:
    states = [file.state for file in files]
    refused = states.count(State.REFUSED)
    if not refused:
        return DONE if states else NOTHING
    session.warn(session.t(N_("{count} of {total} files could not be imported."), count=refused, total=len(states)))
    return IN_PART if refused < len(states) else NOTHING


def _census_template(session: Session) -> int:
    write_template(session.args.output, session.lang)
    session.say(str(session.args.output))
    return DONE


def _snapshots(session: Session) -> int:
    with session.open_home() as home:
        found = [
            {
                "id": one.id,
                "name": one.name,
                "created_at": one.created_at.isoformat(),
                "actor": one.actor,
                "census": one.census,
                **one.counts,
            }
            for one in snapshots(home)
        ]
    return print_rows(session, found)


def _list(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        return print_rows(session, rows(home, args.kind, args.snapshot, args.network, args.realm, lang=session.lang))


def _find(session: Session) -> int:
    with session.open_home() as home:
        return print_rows(session, find(home, " ".join(session.args.text), session.args.snapshot, limit=session.args.limit))


def _why(session: Session) -> int:
    with session.open_home() as home:
        answer = why(home, session.args.id, session.args.snapshot, lang=session.lang)
    if session.args.json:
        print_json(session, answer)
        return DONE
    session.out.write(facts_text({"id": answer["id"], "kind": answer["kind"], "label": answer["label"], **answer["facts"]}))
    if answer["matched_by"]:
        name = message(f"pass.{answer['matched_by']}", None, session.lang).removeprefix("pass.")
        matched = session.t(N_("matched by {name}"), name=name)
        print(matched, file=session.out)
    for row in answer["evidence"]:
        print(printable(f"+ {row['kind']} {row['source']} {row['place']}  {row['text']}"), file=session.out)
    for loser in answer["losers"]:
        print(printable(f"- {loser}"), file=session.out)
    return DONE


def _correct(call: Callable[..., Any], *names: str) -> Callable[[Session], int]:
    def run(session: Session) -> int:
        with session.open_home() as home:
            made = call(home, *(getattr(session.args, name) for name in names), reason=session.args.reason)
        if session.args.json:
            print_json(session, {"snapshot": made.id})
        else:
            session.say(session.t(N_("Kept; snapshot {id} shows it."), id=made.id))
        return DONE

    return run


def _check(session: Session) -> int:
    with session.open_home() as home:
        return print_rows(session, rows(home, "findings", session.args.snapshot, session.args.network, lang=session.lang))


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
        for problem in one.problems[:_SHOWN_PROBLEMS]:
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


def _serve(session: Session) -> int:
    with session.open_home() as home:
        return _serve_home(session, home)


def _serve_home(session: Session, home: Home) -> int:
    from dashboard.main import serve  # noqa: PLC0415 - a second of imports that only serving needs

    args = session.args

    def announce(link: str) -> None:
        print(session.t(N_("netfold is at {link} (the link works once; Ctrl+C stops)"), link=link), file=session.err, flush=True)

    serve(home, args.host, args.port, announce=announce)
    return DONE


def _simulate(session: Session) -> int:
    args = session.args

    def ready(folder: Path, port: int) -> None:
        values = {"port": port, "scope": folder / "scope.toml"}
        session.warn(session.t(N_("The agents answer on UDP port {port}; scope: {scope} (Ctrl+C stops)"), **values))

    with session.open_home() as home:
        try:
            simulate(home, args.city, port=args.port, ready=ready)
        except KeyboardInterrupt:
            return DONE


def _doctor(session: Session) -> int:
    with session.open_home() as home:
        found = examine(home, session.lang)
    print_rows(session, found)
    return IN_PART if any(row["state"] == "error" for row in found) else DONE


# --- arguments ---------------------------------------------------------------------------------------


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


def _demo_arguments(parser: Parser) -> None:
    parser.add_argument("--no-serve", action="store_true", help=N_("end after the figures instead of opening the dashboard"))
    parser.add_argument("--size", choices=("small", "full"), default="full", help=N_("size of the sample city"))
    _bind_arguments(parser)


def _bind_arguments(parser: Parser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=N_("loopback address to listen on; any other is refused"))
    parser.add_argument("--port", type=int, default=8050, help=N_("TCP port of the dashboard"))


def _discover_arguments(parser: Parser) -> None:
    parser.add_argument("scope", type=Path, metavar="SCOPE.toml", help=N_("what may be asked, from where, with which credentials"))
    parser.add_argument("--dry-run", action="store_true", help=N_("say what would be asked; send nothing"))
    parser.add_argument("--resume", metavar="RUN", help=N_("take up an interrupted run"))
    parser.add_argument("--engine", default="wire", help=N_("SNMP engine"))
    parser.add_argument("--snapshot", metavar="NAME", help=N_("name of the snapshot that is made at the end"))


def _import_arguments(parser: Parser) -> None:
    parser.add_argument("path", type=Path, nargs="+", help=N_("files or folders; their content says what they are"))
    parser.add_argument("--realm", help=N_("address space of the configurations"))
    parser.add_argument("--as", dest="form", choices=[form.value for form in Form], help=N_("take the files for this, without looking"))
    parser.add_argument("--snapshot", metavar="NAME", help=N_("name of the snapshot that is made at the end"))


def _list_arguments(parser: Parser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    _narrow_arguments(parser)
    parser.add_argument("--realm", help=N_("only what belongs to this address space"))


def _narrow_arguments(parser: Parser) -> None:
    _snapshot_argument(parser)
    parser.add_argument("--network", metavar="CODE", help=N_("only what belongs to this network"))


def _snapshot_argument(parser: Parser) -> None:
    parser.add_argument("--snapshot", metavar="ID", help=N_("id or name of a snapshot; the newest by default"))


def _find_arguments(parser: Parser) -> None:
    parser.add_argument("text", nargs="+", help=N_("name, address, prefix, MAC, serial, VLAN, site, circuit"))
    parser.add_argument("--limit", type=int, default=50, help=N_("most results"))
    _snapshot_argument(parser)


def _why_arguments(parser: Parser) -> None:
    parser.add_argument("id", help=N_("id of a link, device, interface, circuit, finding ..., a census code, or DEVICE:PORT"))
    _snapshot_argument(parser)


def _pair_arguments(parser: Parser) -> None:
    parser.add_argument("a", help=N_("id, device name or DEVICE:PORT"))
    parser.add_argument("b", help=N_("id, device name or DEVICE:PORT"))
    parser.add_argument("--reason", default="", help=N_("why; kept with the word"))


def _split_arguments(parser: Parser) -> None:
    parser.add_argument("a", help=N_("id or name of the device"))
    parser.add_argument("--reason", default="", help=N_("why; kept with the word"))


def _scenario_arguments(parser: Parser) -> None:
    parser.add_argument("scenario", nargs="+", help=N_("a file, an id or a name"))
    _snapshot_argument(parser)


def _template_arguments(parser: Parser) -> None:
    parser.add_argument("-o", "--output", type=Path, default=Path("census.xlsx"), help=N_("file to write"))


def _simulate_arguments(parser: Parser) -> None:
    parser.add_argument("city", metavar="CITY", help=N_("folder of a city, or small or full"))
    parser.add_argument("--port", type=int, default=PORT, help=N_("UDP port of the agents"))


COMMANDS: Final = (
    Command(
        ("demo",),
        N_("build the sample city, discover, import and appraise it, open the dashboard"),
        "netfold demo --size small --no-serve --json",
        _demo,
        _demo_arguments,
    ),
    Command(("discover",), N_("ask the devices of a scope"), "netfold discover scope.toml --dry-run", _discover, _discover_arguments),
    Command(
        ("import",),
        N_("import configurations, census workbooks and rules"),
        "netfold import configs/n05 --realm n05",
        _import,
        _import_arguments,
    ),
    Command(
        ("census", "template"),
        N_("write the census workbook to fill in"),
        "netfold census template -o census.xlsx --lang zh",
        _census_template,
        _template_arguments,
    ),
    Command(("snapshots", "list"), N_("list the snapshots"), "netfold snapshots list --json", _snapshots),
    Command(("list",), N_("list what is known of a kind"), "netfold list links --network N05 --json", _list, _list_arguments),
    Command(("find",), N_("search everything"), "netfold find 10.20.0.0/16", _find, _find_arguments),
    Command(("why",), N_("say why a thing is believed"), "netfold why lnk-0123456789abcd", _why, _why_arguments),
    Command(
        ("link", "add"),
        N_("say that two ports are linked"),
        "netfold link add SW1:GE0/0/1 SW2:GE0/0/24 --reason 'seen in the rack'",
        _correct(link_add, "a", "b"),
        _pair_arguments,
    ),
    Command(
        ("link", "remove"),
        N_("say that two ports are not linked"),
        "netfold link remove SW1:GE0/0/1 SW2:GE0/0/24",
        _correct(link_remove, "a", "b"),
        _pair_arguments,
    ),
    Command(
        ("same",),
        N_("say that two devices are one"),
        "netfold same dev-0123456789abcd dev-fedcba98765432",
        _correct(same, "a", "b"),
        _pair_arguments,
    ),
    Command(("split",), N_("say that one device is several"), "netfold split dev-0123456789abcd", _correct(split, "a"), _split_arguments),
    Command(("check",), N_("the findings as things stand"), "netfold check --network N05", _check, _narrow_arguments),
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
    Command(("serve",), N_("open the dashboard"), "netfold serve --port 8050", _serve, _bind_arguments),
    Command(("simulate",), N_("run the sample city's agents alone"), "netfold simulate small", _simulate, _simulate_arguments),
    Command(("doctor",), N_("look for what is wrong"), "netfold doctor", _doctor),
)
"""Every command, in the order of the help."""


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
                inner = top.add_parser(group, lang=lang, help=", ".join(t(one.help) for one in COMMANDS if one.words[0] == group))
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
        return run(session)
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
