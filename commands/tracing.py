"""The command that follows a packet from one address to another."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from commands.session import DONE, IN_PART, NOTHING, Command, Parser, Session, print_json, print_rows, snapshot_argument
from services.tables import printable
from services.text import error_text, message
from services.tracing import PROTOCOLS, Asked, Path, find_path, least_sure
from topology.model.errors import NotFound
from topology.model.text import N_

_NO_SOURCE: Final = frozenset({"path.no_source", "services.unknown_end"})
_SURENESS: Final = {"certain": N_("certain"), "likely": N_("likely"), "unsure": N_("unsure")}
_BASES: Final = {
    "measured": N_("measured"),
    "configured": N_("configured"),
    "computed": N_("computed"),
    "assumed": N_("assumed"),
}


def _path(session: Session) -> int:
    args = session.args
    asked = Asked(
        source=args.source,
        destination=args.destination,
        realm=args.realm,
        vrf=args.vrf,
        protocol=args.proto,
        port=args.port,
        both=args.both,
    )
    with session.open_home() as home:
        try:
            found = find_path(home, asked, args.snapshot, lang=session.lang)
        except NotFound as error:
            if error.code not in _NO_SOURCE:
                raise
            session.warn(f"netfold: {printable(error_text(error, session.lang))}")
            return NOTHING
    if session.args.json:
        print_json(session, found.rows)
    elif session.args.csv:
        print_rows(session, [{**row, "evidence": " ".join(one["place"] for one in row["evidence"])} for row in found.rows])
    else:
        _print(session, found)
    return DONE if found.arrives else IN_PART


def _print(session: Session, found: Path) -> None:
    for (direction, number), rows in groupby(found.rows, key=lambda row: (row["direction"], row["branch"])):
        _print_branch(session, direction, number, list(rows))
    if found.back_error is not None:
        session.say(session.t(N_("The way back cannot be begun: {reason}"), reason=error_text(found.back_error, session.lang)))
    if found.asymmetric:
        print(session.t(N_("The way back takes other devices than the way there.")), file=session.out)
    if found.truncated:
        session.say(session.t(N_("There are more branches than are shown.")))


def _print_branch(session: Session, direction: str, number: int, rows: list[dict[str, Any]]) -> None:
    last = rows[-1]
    word = message(f"path.ends.{last['end']}", None, session.lang)
    heading = N_("Branch {number}: {end} ({sure})") if direction == "forward" else N_("Way back, branch {number}: {end} ({sure})")
    sure = session.t(_SURENESS[least_sure(rows)])
    print(session.t(heading, number=number, end=word, sure=sure), file=session.out)
    for row in rows:
        rests_on = row["basis"]
        basis = session.t(_BASES[rests_on])
        doubt = "" if row["sure"] == "certain" else f", {session.t(_SURENESS[row['sure']])}"
        place = f"  {row['evidence'][0]['place']}" if row["evidence"] else ""
        print(printable(f"{row['hop']:>3}  L{row['layer']}  {row['text']}  [{basis}{doubt}]{place}"), file=session.out)


def _arguments(parser: Parser) -> None:
    parser.add_argument("source", metavar="SRC", help=N_("address of a host or device, a device's name or id, a host's MAC or id"))
    parser.add_argument("destination", metavar="DST", help=N_("the same for where it goes"))
    parser.add_argument("--realm", help=N_("address space of the source, where several have it"))
    parser.add_argument("--vrf", help=N_("VRF of the source; 'global' for none"))
    parser.add_argument("--proto", choices=PROTOCOLS, help=N_("protocol, for access lists and zone policies"))
    parser.add_argument("--port", type=int, help=N_("destination port, with --proto tcp or udp"))
    parser.add_argument("--both", action="store_true", help=N_("follow the way back too, and say whether it is another"))
    snapshot_argument(parser)


COMMANDS: Final = (
    Command(
        ("path",),
        N_("follow a packet from one address to another: exit code 0 if it arrives by every branch, 1 if not, 3 if an end is unknown"),
        "netfold path 10.20.3.7 10.20.240.9 --proto tcp --port 443 --both",
        _path,
        _arguments,
    ),
)
