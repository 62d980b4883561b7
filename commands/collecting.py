"""Commands that bring records and census in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from collectors.snmp.engines import ENGINES
from collectors.snmp.events import EventLog, Listener, ignore
from commands.importing import IMPORT
from commands.session import DONE, IN_PART, INTERRUPTED, NOTHING, SHOWN_PROBLEMS, Command, Parser, Session, print_json, print_rows
from services.discovery import plan, run_scope
from services.progress import Watch
from services.tables import facts_text
from services.terminal import Meter, Stop
from services.text import said
from topology.model.errors import InputError
from topology.model.text import N_
from topology.store.runs import RunState

_STANDARD_OUTPUT: Final = "-"


def _discover(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        if args.dry_run:
            return print_rows(session, [msgspec.to_builtins(one) for one in plan(home, args.scope)])
        with Stop() as stop, _events(session) as events:
            meter = Meter(session.err, session.lang, quiet=session.args.quiet)
            try:
                outcome = run_scope(
                    home,
                    args.scope,
                    resume=args.resume,
                    engine=args.engine,
                    bundle=args.bundle,
                    events=events,
                    snapshot=args.snapshot,
                    watch=Watch(meter.tell, lambda: stop.asked),
                )
            finally:
                meter.end()
    run, summary = outcome.run, outcome.summary
    for problem in outcome.problems[:SHOWN_PROBLEMS]:
        session.say(said(problem, session.lang))
    figures = {"run": run.id, "state": run.state.value, "snapshot": outcome.snapshot.id if outcome.snapshot else None}
    figures |= {name: value for name, value in msgspec.to_builtins(summary).items() if name not in {"problems", "by_realm"}}
    if args.json and args.events == _STANDARD_OUTPUT:
        session.out.write(json.dumps({"event": "run", **msgspec.to_builtins(figures)}, ensure_ascii=False) + "\n")
    elif args.json:
        print_json(session, figures)
    elif args.events != _STANDARD_OUTPUT:
        session.out.write(facts_text(figures))
    options = f" --engine {args.engine}" if args.engine != ENGINES[0] else ""
    options += f" --home {args.home}" if args.home else ""
    command = f"netfold discover {args.scope} --resume {run.id}{options}"
    if run.state is RunState.INTERRUPTED:
        session.warn(session.t(N_("Interrupted; {count} devices are kept. Go on with: {command}"), count=run.records, command=command))
        return INTERRUPTED
    if run.state is RunState.FAILED:
        session.warn(session.t(N_("No device answered; check the scope's seeds, credentials and port.")))
        return NOTHING
    if run.state is RunState.PARTIAL:
        unread = summary.partial + summary.failed
        text = N_("{count} devices could not be read, or only in part. Ask only these again with: {command}")
        if not unread:
            text = N_("{count} known devices were not asked: no window was open, or the run's budget was used up. Go on with: {command}")
        session.warn(session.t(text, count=unread + summary.left, command=command))
        return IN_PART
    return DONE


@contextmanager
def _events(session: Session) -> Iterator[Listener]:
    """Give the listener that ``--events`` asks for; raises InputError ``services.unwritable`` for a file that cannot be made."""
    name = session.args.events
    if name is None:
        yield ignore
    elif name == _STANDARD_OUTPUT:
        yield lambda event: print(json.dumps(event, ensure_ascii=False), file=session.out, flush=True)
    else:
        try:
            stream = Path(name).open("ab")  # noqa: SIM115 - closed below; what goes wrong later is not about this file
        except OSError as error:
            raise InputError("services.unwritable", path=name, reason=error.strerror or "") from None
        with stream:
            yield EventLog(stream)


def _discover_arguments(parser: Parser) -> None:
    parser.add_argument("scope", type=Path, metavar="SCOPE.toml", help=N_("what may be asked, from where, with which credentials"))
    parser.add_argument("--dry-run", action="store_true", help=N_("say what would be asked; send nothing"))
    parser.add_argument("--resume", metavar="RUN", help=N_("take up a run that was interrupted or ended in part"))
    parser.add_argument("--bundle", type=Path, metavar="FILE", help=N_("write the run's records, signed, to carry them to another netfold"))
    parser.add_argument("--events", metavar="FILE", help=N_("write what happens to a file, one JSON object a line; - for standard output"))
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help=N_("SNMP engine"))
    parser.add_argument("--snapshot", metavar="NAME", help=N_("name of the snapshot that is made at the end"))


COMMANDS: Final = (
    Command(("discover",), N_("ask the devices of a scope"), "netfold discover scope.toml --dry-run", _discover, _discover_arguments),
    IMPORT,
)
