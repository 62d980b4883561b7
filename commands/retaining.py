"""Commands for snapshots as such: which there are, which must stay, and letting the others go."""

from __future__ import annotations

from typing import Final

from commands.session import DONE, UNUSABLE, Command, Parser, Session, print_json, print_rows
from services.retention import judge_snapshots, lock_snapshot, locks, prune_snapshots, unlock_snapshot, verdict_rows
from services.topologies import snapshots
from topology.model.text import N_
from topology.store.retention import Policy

_MIB: Final = 1 << 20


def _list(session: Session) -> int:
    with session.open_home() as home:
        held = locks(home)
        found = [
            {
                "id": one.id,
                "name": one.name,
                "created_at": one.created_at.isoformat(),
                "actor": one.actor,
                "census": one.census,
                "locked": one.id in held,
                **one.counts,
            }
            for one in snapshots(home)
        ]
    return print_rows(session, found)


def _lock(session: Session) -> int:
    with session.open_home() as home:
        made = lock_snapshot(home, session.args.snapshot, reason=session.args.reason)
    if session.args.json:
        print_json(session, made)
    else:
        session.say(session.t(N_("Snapshot {id} is locked: pruning leaves it alone."), id=made.snapshot))
    return DONE


def _unlock(session: Session) -> int:
    with session.open_home() as home:
        unlock_snapshot(home, session.args.snapshot)
    session.say(session.t(N_("The lock is gone.")))
    return DONE


def _prune(session: Session) -> int:
    args = session.args
    policy = Policy(keep=args.keep, keep_days=args.keep_days)
    if policy.keep is None and policy.keep_days is None:
        session.warn(session.t(N_("Say how much to keep: --keep N snapshots, --keep-days D, or both.")))
        return UNUSABLE
    with session.open_home() as home:
        done = judge_snapshots(home, policy) if args.dry_run else prune_snapshots(home, policy, compact=args.compact)
    found = verdict_rows(done, session.lang)
    if args.json:
        print_json(session, {"dry_run": args.dry_run, "snapshots": found, "freed": done.freed})
        return DONE
    print_rows(session, found)
    going = sum(not one.stays for one in done.verdicts)
    if done.freed is None:
        session.say(session.t(N_("{count} of {total} snapshots would go; nothing was deleted."), count=going, total=len(found)))
    else:
        said = N_("{count} of {total} snapshots are gone, with {records} records; {size} MiB are free again.")
        size = f"{done.freed.freed_bytes / _MIB:.1f}"
        session.say(session.t(said, count=going, total=len(found), records=done.freed.records, size=size))
    return DONE


def _lock_arguments(parser: Parser) -> None:
    parser.add_argument("snapshot", help=N_("id or name of the snapshot"))
    parser.add_argument("--reason", default="", help=N_("why; kept with the lock"))


def _unlock_arguments(parser: Parser) -> None:
    parser.add_argument("snapshot", help=N_("id or name of the snapshot"))


def _prune_arguments(parser: Parser) -> None:
    parser.add_argument("--keep", type=int, metavar="N", help=N_("keep the newest N"))
    parser.add_argument("--keep-days", type=float, metavar="D", help=N_("keep those made in the last D days"))
    parser.add_argument("--dry-run", action="store_true", help=N_("say what would go and why the others stay; delete nothing"))
    parser.add_argument("--compact", action="store_true", help=N_("give the freed room in the database file back to the system"))


COMMANDS: Final = (
    Command(("snapshots", "list"), N_("list the snapshots"), "netfold snapshots list --json", _list),
    Command(
        ("snapshots", "prune"),
        N_("let old snapshots go; named and locked ones, those a scenario rests on and the newest complete one stay"),
        "netfold snapshots prune --keep 30 --keep-days 90 --dry-run",
        _prune,
        _prune_arguments,
    ),
    Command(
        ("snapshots", "lock"),
        N_("keep a snapshot from pruning"),
        "netfold snapshots lock s12 --reason 'before the merge'",
        _lock,
        _lock_arguments,
    ),
    Command(("snapshots", "unlock"), N_("let pruning take a snapshot again"), "netfold snapshots unlock s12", _unlock, _unlock_arguments),
)
