"""The command that brings files in."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from collectors.platforms import PLATFORMS, platform_label
from collectors.shows import Outcome
from commands.headings import heading
from commands.session import DONE, IN_PART, INTERRUPTED, NOTHING, SHOWN_PROBLEMS, Command, Parser, Session, print_rows
from services.home import Home
from services.imported import NAMED, Change, DeviceResult, FileResult, Imported, State
from services.importing import Form, Request, import_paths, preview_paths
from services.progress import Watch
from services.tables import facts_text, printable, table_text
from services.terminal import Meter, Stop
from services.text import message, said
from topology.model.errors import Cancelled, InputError
from topology.model.text import N_, translator

_SHOWN_DEVICES: Final = 40
_STATES: Final = 10
"""Dated states that are imported of a folder with a git history, unless asked otherwise."""
_FORMS: Final = tuple(form.value for form in NAMED)


def _import(session: Session) -> int:
    args = session.args
    with session.open_home() as home, Stop() as stop:
        meter = Meter(session.err, session.lang, quiet=args.quiet)
        watch = Watch(meter.tell, lambda: stop.asked)
        try:
            result = _asking(session, home, watch)
        except Cancelled:
            session.warn(session.t(N_("Interrupted; no configuration of this import is kept. Run the same command again.")))
            return INTERRUPTED
        finally:
            meter.end()
    if args.json or args.csv:
        print_rows(session, [row for file in result.files for row in _rows(session, file)])
    else:
        _print(session, result)
    return _import_code(session, result.files)


def _asking(session: Session, home: Home, watch: Watch) -> Imported:
    """Import, or only look; a realm that is needed is asked for where a person can answer."""
    requests = _requests(session)
    try:
        return _do(session, home, requests, watch)
    except InputError as error:
        if error.code != "services.realm_needed" or not sys.stdin.isatty():
            raise
        realm = input(session.t(N_("Realm (address space) of {path}: "), path=error.params["path"])).strip()
        return _do(session, home, [msgspec.structs.replace(request, realm=realm) for request in requests], watch)


def _do(session: Session, home: Home, requests: Sequence[Request], watch: Watch) -> Imported:
    if session.args.dry_run:
        return preview_paths(home, requests, watch=watch)
    return import_paths(home, requests, snapshot=session.args.snapshot, watch=watch)


def _requests(session: Session) -> list[Request]:
    args = session.args
    form = Form(args.form) if args.form in _FORMS else Form.CONFIG if args.form else None
    platform = args.form if args.form and args.form not in _FORMS else None
    return [Request(path=path, realm=args.realm, form=form, platform=platform, history=max(0, args.history)) for path in args.path]


def _print(session: Session, result: Imported) -> None:
    """Say to a person what was recognised, how much of it was read, what changed, and what to look at."""
    counts = {state.value: result.count(state) for state in State if state is not State.USED or result.count(state)}
    records = sum(file.records for file in result.files)
    looked_at = any(file.devices for file in result.files)
    devices = {f"devices_{change.value}": result.count_devices(change) for change in Change} if looked_at or not records else {}
    more = {"commands": result.commands} if result.commands else {}
    more |= {"captures": result.captures} if result.captures else {}
    more |= {"records": records} if records else {}
    more |= {"links": result.links} if result.links else {}
    figures = {**counts, **devices, **more, "snapshot": result.snapshot.id if result.snapshot else None}
    head = partial(heading, lang=session.lang, t=translator(session.lang))
    session.out.write(facts_text({head(name): value for name, value in figures.items()}))
    shown = [_short_row(session, file, device) for file in result.files for device in file.devices if device.state is not State.REFUSED]
    if shown:
        width = shutil.get_terminal_size().columns if session.out.isatty() else None
        session.out.write("\n" + table_text(shown[:_SHOWN_DEVICES], width, head=head))
    if len(shown) > _SHOWN_DEVICES:
        session.say(session.t(N_("... and {count} more; --json lists the files."), count=len(shown) - _SHOWN_DEVICES))
    refused = [(file.path, file.code, file.params) for file in result.files if file.state is State.REFUSED and file.code]
    for path, code, params in refused[:SHOWN_PROBLEMS]:
        text = printable(message(code, params, session.lang))
        session.warn(text if printable(path) in text else f"{printable(path)}: {text}")
    problems = [problem for file in result.files for problem in file.problems]
    for problem in problems[:SHOWN_PROBLEMS]:
        session.say(printable(said(problem, session.lang)))
    if len(problems) > SHOWN_PROBLEMS:
        session.say(session.t(N_("... and {count} more; --json lists the files."), count=len(problems) - SHOWN_PROBLEMS))
    worth = [line for file in result.files for device in file.devices for line in device.worth]
    if worth:
        session.say(session.t(N_("Lines that were not understood, those of routing, VRF, NAT and ACL first:")))
        for line in worth[:SHOWN_PROBLEMS]:
            session.say(f"  {printable(line)}")


def _short_row(session: Session, file: FileResult, device: DeviceResult) -> dict[str, Any]:
    share = device.share
    return {
        "path": printable(file.path),
        "device": printable(device.device or ""),
        "platform": platform_label(device.platform) if device.platform else None,
        "read": _captured(session, device) if device.commands else None if share is None else f"{100 * share:.0f} %",
        "change": session.t(_CHANGES[device.change]) if device.change else None,
        "evidence": printable(device.evidence or "")[:60],
    }


def _captured(session: Session, device: DeviceResult) -> str:
    """Return how many commands were read of captures, and how many wait for a parser."""
    read = sum(1 for one in device.commands if one.template)
    rows = sum(one.rows for one in device.commands)
    return session.t(N_("commands: {read}, rows: {rows}, without parser: {waiting}"), read=read, rows=rows, waiting=device.waiting)


_CHANGES: Final = {Change.NEW: N_("new"), Change.CHANGED: N_("changed"), Change.UNCHANGED: N_("unchanged")}


def _rows(session: Session, file: FileResult) -> list[dict[str, Any]]:
    """Return the rows that scripts read: one a device, or one for a file without any."""
    if not file.devices:
        return [_row(session, file, None)]
    return [_row(session, file, device) for device in file.devices]


def _row(session: Session, file: FileResult, device: DeviceResult | None) -> dict[str, Any]:
    one = device or file
    share = device.share if device else None
    return {
        "path": file.path,
        "state": one.state.value,
        "form": file.form.value if file.form else None,
        "platform": one.platform,
        "id": one.bears,
        "problems": len(one.problems),
        "code": one.code,
        "text": message(one.code, one.params, session.lang) if one.code else None,
        "device": device.device if device else None,
        "realm": device.realm if device else None,
        "kind": device.kind if device else None,
        "confidence": one.confidence,
        "evidence": one.evidence,
        "change": device.change.value if device and device.change else None,
        "added": one.added,
        "removed": one.removed,
        "changed": one.changed,
        "lines": device.lines if device else None,
        "unparsed": device.unparsed if device else None,
        "parsed_share": None if share is None else round(share, 4),
        "worth_a_look": list(device.worth) if device else [],
        "commands": [f"{one.where} {one.command}" for one in device.commands if one.template] if device else [],
        "rows": sum(one.rows for one in device.commands) if device and device.commands else None,
        "captures": [f"{one.where} {one.command}" for one in device.commands if one.outcome is Outcome.UNREAD] if device else [],
        "candidates": [name for name, _ in one.candidates],
    }


def _import_code(session: Session, files: Sequence[FileResult]) -> int:
    if not files:
        session.warn(session.t(N_("There is no file to import there; give files, folders or archives that hold some.")))
        return NOTHING
    refused = sum(1 for file in files if file.state is State.REFUSED)
    if refused:
        session.warn(session.t(N_("{count} of {total} files could not be imported."), count=refused, total=len(files)))
    for file in files:
        if file.is_fruitless and file.state is not State.REFUSED:
            text = N_("{path}: no device came of it, as rows were left out; export it again.")
            session.warn(session.t(text, path=printable(file.path)))
    if all(file.is_fruitless for file in files):
        return NOTHING
    return IN_PART if refused or any(file.lost_rows for file in files) else DONE


def _arguments(parser: Parser) -> None:
    parser.add_argument("path", type=Path, nargs="+", help=N_("files, folders or archives; their content says what they are"))
    parser.add_argument("--realm", help=N_("address space of the configurations"))
    parser.add_argument(
        "--as",
        dest="form",
        choices=[*_FORMS, *(platform.name for platform in PLATFORMS)],
        metavar="KIND|PLATFORM",
        help=N_("take the files for this, without looking: config, census, rules, bundle, walk, capture, or a platform (huawei_vrp)"),
    )
    parser.add_argument("--snapshot", metavar="NAME", help=N_("name of the snapshot that is made at the end"))
    parser.add_argument("--dry-run", action="store_true", help=N_("say what would be imported and what it would change; write nothing"))
    parser.add_argument(
        "--history",
        type=int,
        default=_STATES,
        metavar="N",
        help=N_("dated states to import of a folder that is a git repository, newest first; 0 for none"),
    )


IMPORT: Final = Command(
    ("import",),
    N_("import configurations, terminal logs, archives, census workbooks and rules"),
    "netfold import configs/n05 --realm n05",
    _import,
    _arguments,
)
