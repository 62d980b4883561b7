"""Commands that look at what is known, and put it right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from commands.session import DONE, IN_PART, NOTHING, Command, Parser, Session, print_json, print_rows, snapshot_argument
from services.checking import Checked, check_merges
from services.comparing import change_rows
from services.corrections import link_add, link_remove, same, split
from services.explain import why
from services.history import history
from services.listing import KINDS, rows
from services.narrowing import check_names, check_snapshot
from services.search import find
from services.tables import facts_text, printable
from services.text import message, said
from services.topologies import current
from topology.changes import ENTITIES
from topology.model.text import N_, moment

_OF_NO_SNAPSHOT: Final = frozenset({"scenarios", "runs"})
"""Kinds that are listed whatever the snapshot."""


def _diff(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        found = change_rows(home, args.before, args.after, entity=args.entity, network=args.network)
    if not found and not (args.json or args.csv):
        session.say(session.t(N_("Nothing changed.")))
        return DONE
    return print_rows(session, found)


def _diff_arguments(parser: Parser) -> None:
    parser.add_argument("before", metavar="A", help=N_("id or name of the earlier snapshot"))
    parser.add_argument("after", metavar="B", help=N_("id or name of the later snapshot"))
    parser.add_argument("--entity", choices=ENTITIES, help=N_("only this kind of thing"))
    parser.add_argument("--network", help=N_("only what belongs to a network"))


def _list(session: Session) -> int:
    args = session.args
    with session.open_home() as home:
        if args.kind not in _OF_NO_SNAPSHOT:
            check_snapshot(home, args.snapshot)
            if args.network is not None or args.realm is not None:
                check_names(current(home, args.snapshot), network=args.network, realm=args.realm)
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


def _history(session: Session) -> int:
    with session.open_home() as home:
        answer = history(home, session.args.id)
    if session.args.json:
        print_json(session, answer)
        return DONE
    session.out.write(facts_text({"id": answer["id"], "kind": answer["kind"], "label": answer["label"]}))
    first, last = (_moment_text(session, answer[name]) for name in ("first_seen", "last_seen"))
    said = N_("known since {when}, or before: it was in the first snapshot") if answer["since_before"] else N_("first seen {when}")
    print(session.t(said, when=first), file=session.out)
    print(session.t(N_("last seen {when}"), when=last), file=session.out)
    rows_ = [
        {"at": event["at"], "snapshot": event["snapshot"], "change": event["change"], "label": event["label"]}
        | {name: event[name] for name in ("field", "before", "after")}
        for event in answer["events"]
    ]
    if not rows_:
        session.say(session.t(N_("Nothing about it changed.")))
        return DONE
    return print_rows(session, rows_)


def _moment_text(session: Session, place: dict[str, Any] | None) -> str:
    return f"{moment(datetime.fromisoformat(place['at']), session.lang)} ({printable(place['name'])})" if place else "?"


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
    args = session.args
    with session.open_home() as home:
        if not args.merge:
            return print_rows(session, rows(home, "findings", args.snapshot, args.network, lang=session.lang))
        found = check_merges(home, args.merge, args.snapshot, network=args.network, lang=session.lang)
    for problem in found.objections:
        session.warn(said(problem, session.lang))
    session.say(session.t(N_("The state at the end of {quarter}; new: {new}, gone: {gone}."), **_counted(found)))
    print_rows(session, found.rows)
    if found.refused:
        session.warn(message("services.merge_refused", {"networks": ", ".join(found.refused)}, session.lang))
        return NOTHING if len(found.refused) == len({text.partition(":")[0] for text in args.merge}) else IN_PART
    return DONE


def _counted(found: Checked) -> dict[str, object]:
    changes = [row["change"] for row in found.rows]
    return {"quarter": found.quarter, "new": changes.count("new"), "gone": changes.count("gone")}


def _check_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--merge",
        action="append",
        metavar="NETWORK:OPTION[:HOST]",
        help=N_("as things would stand after this; may be repeated: keep, merge_admin, merge_public, join, intranet, withdraw"),
    )
    _narrow_arguments(parser)


def _list_arguments(parser: Parser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    _narrow_arguments(parser)
    parser.add_argument("--realm", help=N_("only what belongs to this address space"))


def _narrow_arguments(parser: Parser) -> None:
    snapshot_argument(parser)
    parser.add_argument("--network", metavar="CODE", help=N_("only what belongs to this network"))


def _find_arguments(parser: Parser) -> None:
    parser.add_argument("text", nargs="+", help=N_("name, address, prefix, MAC, serial, VLAN, site, circuit"))
    parser.add_argument("--limit", type=int, default=50, help=N_("most results"))
    snapshot_argument(parser)


def _why_arguments(parser: Parser) -> None:
    parser.add_argument("id", help=N_("id of a link, device, interface, circuit, finding ..., a census code, or DEVICE:PORT"))
    snapshot_argument(parser)


def _history_arguments(parser: Parser) -> None:
    parser.add_argument("id", help=N_("id of a device, interface, link, prefix, VLAN, VRF, route, circuit or host, a name, or DEVICE:PORT"))


def _pair_arguments(parser: Parser) -> None:
    parser.add_argument("a", help=N_("id, device name or DEVICE:PORT"))
    parser.add_argument("b", help=N_("id, device name or DEVICE:PORT"))
    parser.add_argument("--reason", default="", help=N_("why; kept with the word"))


def _split_arguments(parser: Parser) -> None:
    parser.add_argument("a", help=N_("id or name of the device"))
    parser.add_argument("--reason", default="", help=N_("why; kept with the word"))


COMMANDS: Final = (
    Command(("diff",), N_("say what changed between two snapshots"), "netfold diff monday tuesday --json", _diff, _diff_arguments),
    Command(("list",), N_("list what is known of a kind"), "netfold list links --network N05 --json", _list, _list_arguments),
    Command(("find",), N_("search everything"), "netfold find 10.20.0.0/16", _find, _find_arguments),
    Command(
        ("history",),
        N_("say what became of one thing over all snapshots"),
        "netfold history SW1:GE0/0/1",
        _history,
        _history_arguments,
    ),
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
    Command(
        ("check",), N_("the findings as things stand, or as they would"), "netfold check --merge N05:merge_admin", _check, _check_arguments
    ),
)
