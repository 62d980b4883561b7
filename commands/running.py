"""Commands that run netfold: the sample city, the dashboard, the agents alone, the doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from commands.session import DONE, IN_PART, INTERRUPTED, Command, Parser, Session, print_json, print_rows
from dashboard.binding import choose_port
from services.demo import run_demo
from services.health import examine
from services.home import Home
from services.progress import Watch
from services.simulation import PORT, list_faults, simulate
from services.tables import facts_text
from services.terminal import Meter, Stop
from services.text import message
from topology.model.errors import Cancelled
from topology.model.text import N_


def _demo(session: Session) -> int:
    args = session.args
    if not args.no_serve:
        choose_port(args.host, args.port)  # said before the work, not after it
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

    if args.list_faults:
        return print_rows(session, list_faults())

    def ready(folder: Path, port: int, faulty: int) -> None:
        values = {"port": port, "scope": folder / "scope.toml"}
        session.warn(session.t(N_("The agents answer on UDP port {port}; scope: {scope} (Ctrl+C stops)"), **values))
        if faulty:
            session.warn(session.t(N_("{count} of them are faulty"), count=faulty))

    with session.open_home() as home:
        try:
            simulate(home, args.city, port=args.port, faults=args.fault, ready=ready)
        except KeyboardInterrupt:
            return DONE


def _doctor(session: Session) -> int:
    with session.open_home() as home:
        found = examine(home, session.lang)
    print_rows(session, found, whole=True)
    return IN_PART if any(row["state"] == "error" for row in found) else DONE


def _demo_arguments(parser: Parser) -> None:
    parser.add_argument("--no-serve", action="store_true", help=N_("end after the figures instead of opening the dashboard"))
    parser.add_argument("--size", choices=("small", "full"), default="full", help=N_("size of the sample city"))
    _bind_arguments(parser)


def _bind_arguments(parser: Parser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=N_("loopback address to listen on; any other is refused"))
    parser.add_argument("--port", type=int, default=None, help=N_("TCP port of the dashboard (8050, or any free one where that is taken)"))


def _simulate_arguments(parser: Parser) -> None:
    parser.add_argument("city", metavar="CITY", nargs="?", default="small", help=N_("folder of a city, or small or full"))
    parser.add_argument("--port", type=int, default=PORT, help=N_("UDP port of the agents"))
    parser.add_argument(
        "--fault",
        metavar="NAME[=SHARE]",
        action="append",
        default=[],
        help=N_("let a share of the agents (0.05 by default) behave badly: a behaviour's name, or all; may be repeated"),
    )
    parser.add_argument("--list-faults", action="store_true", help=N_("list the behaviours' names and end"))


COMMANDS: Final = (
    Command(
        ("demo",),
        N_("build the sample city, discover, import and appraise it, open the dashboard"),
        "netfold demo --size small --no-serve --json",
        _demo,
        _demo_arguments,
    ),
    Command(("serve",), N_("open the dashboard"), "netfold serve --port 8050", _serve, _bind_arguments),
    Command(("simulate",), N_("run the sample city's agents alone"), "netfold simulate small", _simulate, _simulate_arguments),
    Command(("doctor",), N_("look for what is wrong"), "netfold doctor", _doctor),
)
