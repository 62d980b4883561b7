"""Commands of the rules: a file to begin with, the rules in force, and what another file would change."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from commands.session import DONE, Command, Parser, Session, print_json, print_rows, snapshot_argument
from services.ruling import preview_rules, rule_rows, rules_template
from services.tables import csv_text, facts_text, table_text
from topology.model.errors import InputError
from topology.model.text import N_

_SHOWN: Final = 30


def _template(session: Session) -> int:
    path: Path | None = session.args.output
    if path is None:
        session.out.write(rules_template(session.lang))
        return DONE
    try:
        path.write_text(rules_template(session.lang), encoding="utf-8")
    except OSError as error:
        raise InputError("services.unwritable", path=str(path), reason=error.strerror or "") from None
    session.say(str(path))
    return DONE


def _show(session: Session) -> int:
    with session.open_home() as home:
        found = rule_rows(home)
    if not found and not (session.args.json or session.args.csv):
        session.say(session.t(N_("There are no rules: the census alone decides. 'netfold rules template' writes a file to begin with.")))
        return DONE
    return print_rows(session, found)


def _preview(session: Session) -> int:
    with session.open_home() as home:
        found = preview_rules(home, session.args.path, session.args.snapshot)
    rows = [msgspec.to_builtins(change) for change in found.changes]
    if session.args.json:
        print_json(session, found)
    elif session.args.csv:
        session.out.write(csv_text(rows))
    else:
        session.out.write(
            facts_text({
                "snapshot": found.snapshot,
                "rules": found.rules,
                "changes": len(found.changes),
                "without_network": f"{found.without_before} -> {found.without_after}",
                "doubts": f"{sum(found.doubts_before.values())} -> {sum(found.doubts_after.values())}",
                **{f"  {reason}": f"{found.doubts_before.get(reason, 0)} -> {found.doubts_after.get(reason, 0)}"
                   for reason in sorted({*found.doubts_before, *found.doubts_after})},
            })
        )  # fmt: skip
        if rows:
            session.out.write("\n" + table_text([{key: row[key] for key in row if key != "id"} for row in rows[:_SHOWN]]))
        if len(rows) > _SHOWN:
            session.say(session.t(N_("... and {count} more; --csv or --json gives all."), count=len(rows) - _SHOWN))
    return DONE


def _template_arguments(parser: Parser) -> None:
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=N_("file to write; without it, the terminal"))


def _preview_arguments(parser: Parser) -> None:
    parser.add_argument("path", type=Path, metavar="FILE", help=N_("rule file"))
    snapshot_argument(parser)


COMMANDS: Final = (
    Command(
        ("rules", "template"),
        N_("write a rule file to begin with"),
        "netfold rules template -o rules.toml",
        _template,
        _template_arguments,
    ),
    Command(("rules", "show"), N_("list the rules in force"), "netfold rules show", _show),
    Command(
        ("rules", "preview"),
        N_("say which things a rule file would give another network or site; write nothing"),
        "netfold rules preview rules.toml",
        _preview,
        _preview_arguments,
    ),
)
