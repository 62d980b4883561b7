"""Messages of the services and of the store beneath them, by code."""

from __future__ import annotations

from typing import Final

from topology.model.text import N_

MESSAGES: Final[dict[str, str]] = {
    "services.denied": N_("{actor} ({role}) may not do this; it needs the right '{right}'. Ask an administrator for a role that has it."),
    "services.home": N_("{path}: the folder cannot be made or read ({reason}); choose another with --home or NETFOLD_HOME."),
    "services.settings": N_("{path}: the settings cannot be read ({reason}); expected TOML with the key 'language' at most."),
    "services.demo_home_in_use": N_(
        "{path} already holds {runs} runs that are not of the sample city, and invented data is not mixed with yours; "
        "choose another folder: netfold demo --home FOLDER."
    ),
    "services.no_snapshot_yet": N_("There is no snapshot yet; run 'netfold discover' or 'netfold import' first, or 'netfold demo'."),
    "services.day": N_("'{found}' is no day; expected one such as 2018-06-30."),
    "services.no_progress": N_(
        "Nothing was measured when scenario '{scenario}' was made, so nothing can prove its progress; give the snapshot with --snapshot."
    ),
    "services.unknown_kind": N_("'{kind}' cannot be listed; expected one of: {expected}."),
    "services.cancelled": N_("Stopped on request; what was acknowledged is kept."),
    "services.off_the_map": N_("{x}, {y} is no place on the map; expected two numbers of at most {most}."),
    "services.unknown_end": N_("Nothing is named '{text}'; give an id, a device name or DEVICE:PORT as 'netfold find' shows them."),
    "services.unknown_id": N_("Nothing has the id '{id}'; 'netfold find' and 'netfold list' show the ids there are."),
    "services.ambiguous": N_("'{text}' names {count} things ({candidates}); give the id of the one that is meant."),
    "services.not_yours": N_("Job {id} is someone else's; ask them or an administrator to stop it."),
    "services.job_failed": N_("The job failed unexpectedly ({kind}); the log of the server says where."),
    "services.other_scope": N_("Run {id} asked the realms {realms}, this scope has {found}; resume it with its own scope."),
    "services.no_such_path": N_("{path}: there is no such file or folder; check the path."),
    "services.too_many_files": N_("{path}: more than {limit} files; import its folders one by one."),
    "services.too_large": N_("{path}: larger than {limit_mib} MiB; import an excerpt."),
    "services.unreadable": N_("{path}: cannot be read ({reason}); check its rights."),
    "services.unwritable": N_("{path}: cannot be written ({reason}); choose another place."),
    "services.unknown_file": N_(
        "{path}: not a file that netfold imports (it looks like: {found}); "
        "expected configurations, show captures, walks, a census or rules. "
        "Say what it is with --as, or leave it out."
    ),
    "services.whose_capture": N_(
        "{path}: nothing says which device answered; put the file into a folder named like the device, or begin its name with it "
        "(SW1_display_arp.txt)."
    ),
    "services.unsure": N_(
        "{path}: cannot tell whose configuration this is; it may be {found}. Say it with --as PLATFORM, or choose it on the import page."
    ),
    "services.nothing_understood": N_(
        "{path}: no line of it is {platform}; expected a configuration or a show capture of that system. "
        "Name another with --as, or leave the file out."
    ),
    "services.empty_answer": N_("the file is empty: '{command}' counts as answered with no row, and nothing of it is kept."),
    "services.not_read_yet": N_("{path}: {platform}, not read yet (told by {evidence}); keep the file, a later version will read it."),
    "services.empty_archive": N_("{path}: the archive holds no file that can be read."),
    "services.no_upload": N_("These uploaded files are gone; choose the files again."),
    "services.upload_broken": N_("{path}: the upload broke off and nothing of it was kept; choose the file again."),
    "services.unknown_platform": N_("'{platform}' is not a platform that netfold knows."),
    "services.not_previewed": N_("Job {id} is not a preview of yours that is done; look at the files first."),
    "services.import_running": N_("{actor} is importing into realm {realm} (run {run}); wait until it has ended, then import again."),
    "services.import_moved": N_("Something was imported since you looked; nothing was written. Look at the preview again, then import."),
    "services.realm_needed": N_("{path}: a configuration needs its realm (address space); add --realm NAME."),
    "services.bad_realm": N_("'{realm}' cannot name a realm; expected 1 to 64 letters, digits, dots, dashes or underscores."),
    "services.classified_realm": N_("Realm {realm} belongs to the classified network {network}; nothing of it is ever imported."),
    "services.no_price_book": N_("There is no price book '{id}'; put {id}.toml into the folder 'prices' of the home."),
    "services.no_census": N_("There is no census yet; import the workbook first."),
    "services.evidence_gone": N_("Nothing stands at {place} of {source} ({kind}) any more; the snapshot may be older than what it cites."),
    "services.health_home": N_("{path} is its owner's alone"),
    "services.health_home_open": N_("{path} can be read by others; run: chmod 700"),
    "services.health_disk": N_("{gib} GiB free"),
    "services.health_disk_low": N_("only {gib} GiB free; free some space before the next run"),
    "services.health_database": N_("the database is sound"),
    "services.health_database_bad": N_("the database is damaged: {said}; restore a backup"),
    "services.health_snapshots": N_("{count} snapshots, each as it was written"),
    "services.health_snapshots_bad": N_("snapshots {ids} are damaged; restore a backup"),
    "services.health_audit": N_("the audit log is unbroken"),
    "services.health_audit_bad": N_("the audit log was changed at line {line}; restore a backup and compare"),
    "services.health_keys": N_("bundles are signed as: {line}; {count} other keys are trusted"),
    "services.health_python": N_("Python {version}"),
    "services.pace": N_("{rate} per second, about {left} min left"),
    "services.step_states": N_("Check each quarter's networks"),
    "services.step_build": N_("Build the sample city"),
    "services.step_agents": N_("Start its agents"),
    "services.step_write": N_("Write census, configurations and scope"),
    "services.step_discover": N_("Discover devices"),
    "services.step_import": N_("Import configurations and census"),
    "services.step_snapshot": N_("Resolve and analyse"),
    "services.step_appraise": N_("Appraise the scenarios"),
    "services.unknown_entity": N_("'{entity}' is not compared; expected one of: {known}."),
    "services.best_of": N_("Best plan after: {name}"),
    "services.proof_note": N_(
        "Found by {solver}: NPV {saving} CNY; no plan of this problem exceeds {bound} CNY (gap {percent} %). Problem {hash}."
    ),
    "services.short_budget": N_("The budget of {which} is short by {by} CNY."),
    "services.short_labour": N_("The labour of {which} is short by {by} engineer-days."),
    "services.short_target": N_("{which} cannot have gone by its date under the rules."),
    "services.short_count": N_("The target is short by {by} networks."),
    "services.step_robustness": N_("Find the best plan of each draw"),
    "services.step_frontier": N_("Solve for each budget"),
    "services.step_network_values": N_("Solve again without each network"),
    "services.step_optimise": N_("Look for the best plan (seconds)"),
    "services.step_alternatives": N_("Look for plans that are nearly as good"),
    "services.scenario_name": N_(
        "'{name}' cannot name a scenario; expected 1 to 64 lower-case letters, digits, dashes or underscores, a letter or digit first."
    ),
    "services.no_plan": N_("Job {id} is no search that ended with a plan; solve first, then keep the plan."),
    "services.step_score": N_("Compare with the truth"),
    "services.step_total": N_("Total"),
    "services.step_bundle": N_("Import a bundle"),
    "services.step_detect": N_("Look at the files"),
    "services.step_configurations": N_("Read configurations"),
    "services.step_history": N_("Read the history of the folder"),
    "services.step_read": N_("Read records"),
    "services.step_resolve": N_("Resolve devices and links"),
    "services.step_analyse": N_("Analyse"),
    "services.step_netbox_read": N_("Read NetBox"),
    "services.step_netbox_write": N_("Write to NetBox"),
    "services.step_store": N_("Store the snapshot"),
    "dashboard.bind": N_(
        "{host}: the dashboard is served on loopback only, as there is no access control yet; use 127.0.0.1, ::1 or localhost, "
        "and a tunnel from other machines."
    ),
    "services.merge_wrong": N_(
        "{text}: '{part}' is none; a merge is NETWORK:OPTION, or NETWORK:join:HOST; options: {options}; networks: {networks}."
    ),
    "services.hops": N_("--hops {hops}: give --around DEVICE, and 1 or more."),
    "services.no_base": N_(
        "There is no do-minimum scenario to hold a merge against; keep one with 'netfold plan save FILE.toml' (one without a base)."
    ),
    "services.merge_refused": N_("{networks}: not carried out; see the objections above."),
    "dashboard.port": N_(
        "{host}:{port} cannot be listened on ({reason}); stop what uses that port, name another with --port, or leave --port away "
        "for any free one."
    ),
    "store.bad_url": N_("NETFOLD_DATABASE_URL is not a database URL; expected sqlite:///FILE or postgresql://HOST/DATABASE."),
    "store.no_driver": N_("{place}: this database needs the Python package {module}; install it, or unset NETFOLD_DATABASE_URL."),
    "store.unreachable": N_("{place}: the database cannot be opened; check that the folder exists and may be written."),
    "store.newer": N_("{place}: the database was written by a newer netfold; install that version, or restore a backup."),
    "store.damaged": N_("{place}: the stored bytes are damaged; restore a backup. Other snapshots can still be used."),
    "store.busy": N_("{place}: the database is busy; another process has been writing for more than 5 s. Try again."),
    "store.full": N_("{place}: the disk is full; free some space and try again. Everything acknowledged is kept."),
    "store.failed": N_("{place}: the database refused: {reason}."),
    "store.immutable": N_("{place}: a written row is never changed; write a new version."),
    "store.conflict": N_("{place}: someone else wrote the same at the same time; read it again and repeat the change."),
    "store.no_run": N_("There is no run '{id}'; 'netfold list runs' shows those there are."),
    "store.run_not_resumable": N_("Run {id} is {state}; only a run that was interrupted, or ended in part, can be resumed."),
    "store.no_record": N_("There is no record '{id}'; the evidence may come from another home."),
    "store.no_edition": N_("There is no census edition '{edition}'; import the workbook first."),
    "store.edition_differs": N_("Census edition '{edition}' is stored with other content; give the new workbook another edition."),
    "store.ledger_moved": N_("Someone else corrected the topology meanwhile (version {found}, expected {expected}); repeat the change."),
    "store.no_snapshot": N_("There is no snapshot '{id}'; 'netfold snapshots list' shows those there are."),
    "store.name_taken": N_("A snapshot named '{name}' exists; choose another name."),
    "store.bad_name": N_("'{name}' cannot name a snapshot; expected 1 to 100 printable characters, not 'latest' and not like 's12'."),
    "services.report_after": N_("An acceptance compares two snapshots; name the one taken after the cut-overs with --after."),
    "services.report_path": N_("{path}: cannot be written; give a file in a folder that exists and may be written."),
    "services.report_issue": N_("{path}: the outline of the last issue cannot be read ({reason}); restore it or move it away."),
    "store.no_scenario": N_("There is no scenario '{name}'; 'netfold list scenarios' shows those there are."),
    "store.scenario_moved": N_("Scenario '{name}' has version {found} by now (expected {expected}); compare the two, then save again."),
    "store.scenario_locked": N_("Scenario '{name}' is locked; save the change under another name."),
    "store.no_policy": N_("Say how much to keep: a number of snapshots, a number of days, or both, none of them below zero."),
    "store.not_locked": N_("Snapshot '{id}' is not locked; 'netfold snapshots list' shows which are."),
    "store.records_gone": N_("Records were pruned while the snapshot was made; make it again."),
    "retention.newest": N_("the newest"),
    "retention.newest_complete": N_("the newest in which every device answered in full"),
    "retention.locked": N_("locked"),
    "retention.named": N_("named by a person, or after a dated state"),
    "retention.scenario": N_("a scenario rests on it"),
    "retention.among_newest": N_("among the newest that are kept"),
    "retention.recent": N_("made in the days that are kept"),
    "retention.old": N_("nothing keeps it"),
    "services.unknown_network": N_("No network '{name}'; known are: {known}."),
    "services.unknown_snapshot": N_("No snapshot '{name}'; known are: {known}."),
    "services.unknown_realm": N_("No address space '{name}'; known are: {known}."),
    "services.unknown_site": N_("No site '{name}'; known are: {known}."),
    "services.empty_slice": N_("No device is in all of what was asked for at once; ask for less, or look with 'netfold list devices'."),
    "services.unknown_lab_kind": N_("containerlab: no kind of node '{kind}' is known; known are: {known}."),
    "services.image_wrong": N_("'{text}' names no image; expected KIND=IMAGE, as in huawei_vrp=vrnetlab/huawei_vrp:ne40e."),
    "services.quarter_without_scenario": N_("The quarter {quarter} is one of a plan; name the scenario with --scenario."),
    "store.no_job": N_("There is no job '{id}'."),
}
