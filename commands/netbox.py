"""Commands of NetBox: pull it, push to it, write files in its shape."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any, Final

import msgspec

from collectors.netbox.client import Access
from commands.session import DONE, IN_PART, INTERRUPTED, NOTHING, SHOWN_PROBLEMS, Command, Parser, Session, print_json, snapshot_argument
from services.census import CensusChange, change_rows
from services.netbox_pull import PullResult, preview_pull, pull
from services.netbox_push import ExportResult, PushResult, export, plan_rows, preview_push, push
from services.progress import Watch
from services.tables import csv_text, facts_text, printable, table_text
from services.terminal import Meter, Stop
from services.text import said
from topology.model.errors import Cancelled, InputError, Problem
from topology.model.text import N_

URL: Final = "NETFOLD_NETBOX_URL"
TOKEN: Final = "NETFOLD_NETBOX_TOKEN"  # noqa: S105 - the name of a variable
_MOST_TOKEN: Final = 4096
_SHOWN: Final = 40
_TIMEOUT_S: Final = 30.0


def _access(session: Session) -> Access:
    """Return where NetBox is; the token comes from a file or the environment, never from the command line."""
    args = session.args
    url = args.url or os.environ.get(URL)
    if not url:
        raise InputError("netbox.no_url", variable=URL)
    return Access(url=url, token=_token(args.token_file), ca=args.ca, timeout_s=args.timeout)


def _token(path: Path | None) -> str:
    if path is None:
        found = os.environ.get(TOKEN, "")
    else:
        try:
            mode = path.stat().st_mode
            found = path.read_bytes()[:_MOST_TOKEN].decode("ascii", "replace")
        except OSError as error:
            raise InputError("netbox.token_file", path=str(path), reason=error.strerror or "?") from None
        if mode & 0o077:
            raise InputError("netbox.token_open", path=str(path))
    if not found.strip():
        raise InputError("netbox.no_token", variable=TOKEN)
    return found.strip()


def _pull(session: Session) -> int:
    args = session.args
    access = _access(session)
    with session.open_home() as home, Stop() as stop:
        meter = Meter(session.err, session.lang, quiet=args.quiet)
        watch = Watch(meter.tell, lambda: stop.asked)
        options: dict[str, Any] = {"realm": args.realm, "mapping": args.map, "census": not args.no_census, "watch": watch}
        try:
            result = preview_pull(home, access, **options) if args.dry_run else pull(home, access, snapshot=args.snapshot, **options)
        except Cancelled:
            session.warn(session.t(N_("Interrupted; nothing of this pull is kept.")))
            return INTERRUPTED
        finally:
            meter.end()
    _show_pull(session, result)
    if not result.devices and (result.census is None or result.census.unchanged) and not result.objects:
        session.warn(session.t(N_("This NetBox holds nothing that netfold reads.")))
        return NOTHING
    return DONE


def _show_pull(session: Session, result: PullResult) -> None:
    if session.args.json:
        texts = [said(problem, session.lang) for problem in result.problems]
        print_json(session, {**msgspec.to_builtins(result), "texts": texts})
        return
    change = result.census
    if session.args.csv:
        session.out.write(csv_text(change_rows(change.changes, session.lang) if change is not None else []))
        return
    figures = {
        "netbox": result.version,
        "objects": result.objects,
        "devices": result.devices,
        "devices_new": result.new,
        "devices_changed": result.changed,
        "devices_unchanged": result.unchanged,
        "realms": list(result.realms),
        "requests": result.requests,
        "run": result.run,
        "snapshot": result.snapshot.id if result.snapshot else None,
    }
    session.out.write(facts_text(figures))
    _show_census(session, change)
    _show_problems(session, result.problems)


def _show_census(session: Session, change: CensusChange | None) -> None:
    if change is None or change.unchanged:
        return
    rows = change_rows(change.changes, session.lang)
    session.say(session.t(N_("Census edition {edition}: {count} changes"), edition=change.edition, count=len(change.changes)))
    names = ("table", "code", "label", "change", "column", "before", "after")
    session.out.write(table_text([{name: row[name] for name in names} for row in rows[:_SHOWN]]) if rows else "")
    if len(rows) > _SHOWN:
        session.say(session.t(N_("... and {count} more changes; --csv lists all."), count=len(rows) - _SHOWN))


def _show_problems(session: Session, problems: tuple[Problem, ...]) -> None:
    for problem in problems[:SHOWN_PROBLEMS]:
        session.say(printable(said(problem, session.lang)))
    if len(problems) > SHOWN_PROBLEMS:
        session.say(session.t(N_("... and {count} more; --json lists all."), count=len(problems) - SHOWN_PROBLEMS))


def _push(session: Session) -> int:
    args = session.args
    access = _access(session)
    with session.open_home() as home, Stop() as stop:
        meter = Meter(session.err, session.lang, quiet=args.quiet)
        watch = Watch(meter.tell, lambda: stop.asked)
        options: dict[str, Any] = {
            "snapshot": args.snapshot, "scenario": args.scenario, "prune": args.prune, "overwrite": args.overwrite, "watch": watch,
        }  # fmt: skip
        try:
            result = preview_push(home, access, **options) if args.dry_run else push(home, access, **options)
        except Cancelled:
            session.warn(session.t(N_("Interrupted; what was written stays. Push again to go on from there.")))
            return INTERRUPTED
        finally:
            meter.end()
    _show_push(session, result)
    return _push_code(session, result)


def _show_push(session: Session, result: PushResult) -> None:
    rows = plan_rows(result)
    plan = result.plan
    counts = Counter(row["action"] for row in rows)
    summary = {
        "netbox": result.version,
        "believed": result.believed,
        **{f"to_{name}": counts[name] for name in ("create", "update", "delete")},
        "kept": plan.kept,
        "left": counts["leave"],
        "conflicts": counts["conflict"],
        "written": None if result.dry_run else sum(result.done.values()),
        "refused": None if result.dry_run else len(result.refused),
        "requests": result.requests,
        "journal": result.journal,
    }
    problems = (*result.refused, *result.problems)
    if session.args.json:
        texts = [said(problem, session.lang) for problem in problems]
        print_json(session, {**summary, "operations": rows, "problems": list(problems), "texts": texts})
        return
    if session.args.csv:
        session.out.write(csv_text(rows))
        return
    session.out.write(facts_text(summary))
    kinds = sorted({row["kind"] for row in rows}, key=[row["kind"] for row in rows].index)
    by_kind = Counter((row["kind"], row["action"]) for row in rows)
    actions = ("create", "update", "delete", "conflict", "leave")
    if kinds:
        session.out.write("\n" + table_text([{"kind": kind, **{name: by_kind[kind, name] for name in actions}} for kind in kinds]))
    shown = [row for row in rows if row["action"] != "create"]
    if shown:
        session.out.write("\n" + table_text(shown[:_SHOWN]))
    if len(shown) > _SHOWN:
        session.say(session.t(N_("... and {count} more; --csv lists all."), count=len(shown) - _SHOWN))
    _show_problems(session, problems)


def _push_code(session: Session, result: PushResult) -> int:
    clashes, refused = len(result.plan.conflicts), len(result.refused)
    if result.dry_run:
        return DONE
    if clashes:
        session.warn(session.t(N_("{count} conflicts were left as NetBox has them; --csv lists them."), count=clashes))
    if refused:
        session.warn(session.t(N_("NetBox refused {count} objects; --json says why."), count=refused))
    if refused and not sum(result.done.values()):
        return NOTHING
    return IN_PART if clashes or refused else DONE


def _export(session: Session) -> int:
    with session.open_home() as home:
        result = export(home, session.args.output, snapshot=session.args.snapshot, scenario=session.args.scenario)
    _show_export(session, result)
    return DONE


def _show_export(session: Session, result: ExportResult) -> None:
    rows = [{"file": name, "rows": count} for name, count in result.files]
    if session.args.json:
        texts = [said(problem, session.lang) for problem in result.problems]
        print_json(session, {"folder": result.folder, "files": rows, "problems": list(result.problems), "texts": texts})
        return
    session.out.write(csv_text(rows) if session.args.csv else table_text(rows))
    if not session.args.csv:
        _show_problems(session, result.problems)


def _server_arguments(parser: Parser) -> None:
    parser.add_argument("--url", help=N_("address of NetBox (NETFOLD_NETBOX_URL)"))
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help=N_("file with the token, its owner's alone; else NETFOLD_NETBOX_TOKEN holds it")
    )
    parser.add_argument("--ca", type=Path, metavar="FILE", help=N_("certificates (PEM) that NetBox's own is checked against"))
    parser.add_argument("--timeout", type=float, default=_TIMEOUT_S, metavar="S", help=N_("seconds to wait for an answer"))
    parser.add_argument("--dry-run", action="store_true", help=N_("say what would be done; write nothing"))


def _pull_arguments(parser: Parser) -> None:
    _server_arguments(parser)
    parser.add_argument("--realm", help=N_("address space of devices that nothing else places"))
    parser.add_argument("--map", type=Path, metavar="TOML", help=N_("file that says which tenant, site or VRF is which realm"))
    parser.add_argument("--no-census", action="store_true", help=N_("leave the census as it is"))
    parser.add_argument("--snapshot", metavar="NAME", help=N_("name of the snapshot that is made at the end"))


def _belief_arguments(parser: Parser) -> None:
    snapshot_argument(parser)
    parser.add_argument("--scenario", metavar="NAME", help=N_("what this plan withdraws is marked as on its way out"))


def _push_arguments(parser: Parser) -> None:
    _server_arguments(parser)
    _belief_arguments(parser)
    parser.add_argument("--prune", action="store_true", help=N_("delete what netfold wrote and believes no more"))
    parser.add_argument(
        "--overwrite", action="store_true", help=N_("write over what was changed in NetBox of netfold's own objects; never of others'")
    )


def _export_arguments(parser: Parser) -> None:
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help=N_("new or empty folder to write to"))
    _belief_arguments(parser)


COMMANDS: Final = (
    Command(
        ("netbox", "pull"),
        N_("read a NetBox: devices, addresses, cables, sites, circuits"),
        "netfold netbox pull --url https://netbox.example.org --token-file token --realm n05 --dry-run",
        _pull,
        _pull_arguments,
    ),
    Command(
        ("netbox", "push"),
        N_("make a NetBox say what netfold believes"),
        "netfold netbox push --url https://netbox.example.org --token-file token --dry-run",
        _push,
        _push_arguments,
    ),
    Command(
        ("netbox", "export"),
        N_("write CSV files for NetBox's bulk import"),
        "netfold netbox export -o netbox-files",
        _export,
        _export_arguments,
    ),
)
