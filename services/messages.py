"""Messages of the services and of the store beneath them, by code."""

from __future__ import annotations

from typing import Final

from topology.model.text import N_

MESSAGES: Final[dict[str, str]] = {
    "services.denied": N_("{actor} ({role}) may not do this; it needs the right '{right}'. Ask an administrator for a role that has it."),
    "services.home": N_("{path}: the folder cannot be made or read ({reason}); choose another with --home or NETFOLD_HOME."),
    "services.settings": N_("{path}: the settings cannot be read ({reason}); expected TOML with the key 'language' at most."),
    "services.no_snapshot_yet": N_("There is no snapshot yet; run 'netfold discover' or 'netfold import' first, or 'netfold demo'."),
    "services.unknown_kind": N_("'{kind}' cannot be listed; expected one of: {expected}."),
    "store.bad_url": N_("NETFOLD_DATABASE_URL is not a database URL; expected sqlite:///FILE or postgresql://HOST/DATABASE."),
    "store.unreachable": N_("{place}: the database cannot be opened; check that the folder exists and may be written."),
    "store.newer": N_("{place}: the database was written by a newer netfold; install that version, or restore a backup."),
    "store.damaged": N_("{place}: the stored bytes are damaged; restore a backup. Other snapshots can still be used."),
    "store.busy": N_("{place}: the database is busy; another process has been writing for more than 5 s. Try again."),
    "store.full": N_("{place}: the disk is full; free some space and try again. Everything acknowledged is kept."),
    "store.failed": N_("{place}: the database refused: {reason}."),
    "store.immutable": N_("{place}: a written row is never changed; write a new version."),
    "store.conflict": N_("{place}: someone else wrote the same at the same time; read it again and repeat the change."),
    "store.no_run": N_("There is no run '{id}'; 'netfold list runs' shows those there are."),
    "store.run_not_resumable": N_("Run {id} is {state}; only an interrupted run can be resumed."),
    "store.no_record": N_("There is no record '{id}'; the evidence may come from another home."),
    "store.no_edition": N_("There is no census edition '{edition}'; import the workbook first."),
    "store.edition_differs": N_("Census edition '{edition}' is stored with other content; give the new workbook another edition."),
    "store.ledger_moved": N_("Someone else corrected the topology meanwhile (version {found}, expected {expected}); repeat the change."),
    "store.no_snapshot": N_("There is no snapshot '{id}'; 'netfold snapshots list' shows those there are."),
    "store.name_taken": N_("A snapshot named '{name}' exists; choose another name."),
    "store.bad_name": N_("'{name}' cannot name a snapshot; expected 1 to 100 printable characters, not 'latest' and not like 's12'."),
    "store.no_scenario": N_("There is no scenario '{name}'; 'netfold list scenarios' shows those there are."),
    "store.scenario_moved": N_("Scenario '{name}' has version {found} by now (expected {expected}); compare the two, then save again."),
    "store.scenario_locked": N_("Scenario '{name}' is locked; save the change under another name."),
    "store.no_job": N_("There is no job '{id}'."),
}
