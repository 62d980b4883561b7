"""What the SNMP collector says to users, by code."""

from __future__ import annotations

from topology.model.text import N_

MESSAGES: dict[str, str] = {
    # exchanges
    "snmp_timeout": N_(
        "{target}: no SNMP answer after {tries} tries of {timeout_s} s; "
        "check reachability, the agent's access list and the community or user."
    ),
    "snmp_malformed": N_("{target}: answers to {tries} tries were no valid SNMP messages; check what runs on the port."),
    "snmp_refused": N_("{target}: nothing listens on UDP port {port}; check that the agent runs and the port is right."),
    "snmp_unreachable": N_("{target}: UDP port {port} cannot be reached from here; check routes and firewalls."),
    "snmp_socket": N_("{target}: no socket could be opened ({why}); lower limits.concurrency or raise the limit of open files."),
    "snmp_auth_refused": N_("{target}: the agent refused user, key or security level ({report}); check them on both sides."),
    "snmp_auth_unverified": N_(
        "{target}: auth failed (unverified): a report says {report}, which anybody could have sent; check user, protocols and passwords."
    ),
    "snmp_auth_forged": N_("{target}: answers failed the check of their authentication code; check keys, or look for who sends them."),
    "snmp_engine": N_("{target}: the agent's engine id or clock cannot be used ({report}); restart it or look for forged reports."),
    "snmp_context": N_("{target}: the agent does not have the context {context}; check its contexts for this user."),
    # a device
    "snmp_device_timeout": N_(
        "no SNMP answer after {tries} tries of {timeout_s} s; check reachability, the agent's access list and the community or user."
    ),
    "snmp_device_refused": N_("nothing listens on UDP port {port}; check that the agent runs and the port is right."),
    "snmp_device_unreachable": N_("UDP port {port} cannot be reached from here; check routes, firewalls and the limit of open files."),
    "snmp_device_malformed": N_("what answers on UDP port {port} does not send valid SNMP; check what runs there."),
    "snmp_device_empty": N_("the agent answers without any value; check its view for this community."),
    "snmp_device_too_big": N_("the agent says that even one value of the system group is too big to send; check its message size."),
    "snmp_device_gen_err": N_("the agent reports a general error for the system group; check its log."),
    "snmp_device_access": N_("the agent refuses the system group to this community; check its view and access rights."),
    "snmp_device_protocol": N_("the agent answers the system group with an error or with other objects; check its version."),
    "snmp_device_no_credential": N_(
        "no credential of the scope is bound to this address, so nothing was sent; add one whose prefixes hold it."
    ),
    "snmp_device_auth": N_(
        "the SNMPv3 agent refused the user, its keys or its security level, or its answers failed their check; "
        "the refusal itself is not proven, so the credential stays in use elsewhere. Check user, protocols and passwords."
    ),
    "snmp_device_engine": N_("the SNMPv3 agent has no usable engine id or clock; restart it or look for a sender of forged reports."),
    "snmp_device_context": N_("the SNMPv3 agent does not have the context asked for; check its contexts for this user."),
    "snmp_device_slow": N_("the device answered too slowly for the others to wait for it; resume the run, or set limits.straggler_share."),
    "snmp_tried": N_("credential {credential} (version {version}) was tried here: {reason}."),
    "snmp_rebooted": N_("the device restarted while it was being read, twice; read it again when it has settled."),
    "snmp_spoof_suspect": N_(
        "{count} datagrams came from an address or port that had not been asked, and were ignored; look for their sender."
    ),
    "snmp_outside_window": N_(
        "realm {realm} may be asked only in {windows}: nothing was asked there outside these hours; run again from {opens_at}."
    ),
    "snmp_run_budget": N_("the run reached {limit} = {value} and asked no further devices; resume it, or raise the limit in the scope."),
    "snmp_clone": N_(
        "has the same name ({name}) and chassis as {other} in realm {realm} but other addresses: "
        "kept as two devices; check for copied identities."
    ),
    # a table
    "snmp_table_timeout": N_(
        "{table}: the agent stopped answering; the table is incomplete. Read the device again, or raise limits.timeout_s."
    ),
    "snmp_table_refused": N_("{table}: the agent's port closed while it was read; the table is incomplete. Read the device again."),
    "snmp_table_unreachable": N_("{table}: the way to the device was lost while it was read; the table is incomplete. Read it again."),
    "snmp_table_malformed": N_(
        "{table}: the agent's answers could not be decoded; the table is incomplete. Check its software for updates."
    ),
    "snmp_table_empty": N_("{table}: the agent answered without any value; the table is incomplete. Check its software for updates."),
    "snmp_table_non_increasing": N_(
        "{table}: the agent returned rows out of order, which may never end; reading stopped there. Check its software for updates."
    ),
    "snmp_table_loop": N_("{table}: the agent returned the same rows again; reading stopped there. Check its software for updates."),
    "snmp_table_limit": N_(
        "{table}: the budget of rows, bytes or time was used up; the table is incomplete. Raise the limit in the scope if it is right."
    ),
    "snmp_table_slow": N_(
        "{table}: not read to its end, as the device answers far more slowly than all others, which were done; "
        "resume the run to read the rest, or set limits.straggler_share."
    ),
    "snmp_table_too_big": N_("{table}: the agent says that one value is too big to send; the table is incomplete. Check its message size."),
    "snmp_table_gen_err": N_("{table}: the agent reports a general error; the table is incomplete. Check its log."),
    "snmp_table_access": N_("{table}: the agent refuses it to this community; check its view and access rights."),
    "snmp_table_protocol": N_("{table}: the agent reports an error that does not belong here; the table is incomplete. Check its version."),
    "snmp_table_no_credential": N_("{table}: no credential is bound to this address; add one whose prefixes hold it."),
    "snmp_table_auth": N_("{table}: the SNMPv3 agent's answers failed their check, or it refused the user; the table is incomplete."),
    "snmp_table_engine": N_("{table}: the SNMPv3 agent changed its engine id or clock; the table is incomplete. Read the device again."),
    "snmp_table_context": N_("{table}: the SNMPv3 agent does not have the context asked for; check its contexts for this user."),
    "snmp_table_unreadable": N_(
        "the table could not be read into the model ({why}); the rest of the device is kept. Please report the device's make."
    ),
    "snmp_table_unchanged": N_("{table}: the agent says that it has not changed; its rows are those of the last look."),
    "snmp_tables_kept": N_("kept as this run had read them at {at}, before it was resumed: {tables}."),
    "snmp_table_capped": N_("{table}: reading stopped at {rows} rows; the rest is left out on purpose, to spare the device."),
    "snmp_contexts_silent": N_(
        "{table}: the agent does not answer for VLAN {vlan}; allow community@vlan or the context vlan-{vlan}, "
        "or do without its forwarding table."
    ),
    "snmp_one_by_one": N_("the agent could not answer for all objects at once (error {status}); they were asked one by one."),
    "snmp_unasked": N_("{count} values that nobody had asked for were left out of the answer."),
    # a value
    "snmp_odd_value": N_("the value does not fit its column (tag {tag}); expected what the MIB says, kept as octets: {value}"),
    "snmp_odd_index": N_("the row's index is not of the form expected ({expected}); the row is kept as far as it goes."),
    "snmp_odd_mask": N_("the mask {mask} is not contiguous; the address is taken as a host's."),
    "snmp_truncated": N_("the text is {octets} octets long; it is cut at 4,096."),
    "snmp_same_name": N_("another interface is also named {name}; this one (index {index}) goes by another name so that they stay apart."),
    "snmp_more_problems": N_("{count} further problems of this device are not listed."),
    # the scope
    "scope_unreadable": N_("{path}: cannot be read ({why}); give the path of a scope file."),
    "scope_not_toml": N_("{path}: not a TOML file ({why}); see the scope example in the documentation."),
    "scope_form": N_("{path}: {why}; see the scope example in the documentation for keys and types."),
    "scope_value": N_("{path}: {key} is {found}; expected {expected}."),
    "scope_forbidden": N_(
        "{path}: realm {realm} could touch {forbidden}, which belongs to a classified network, through {prefix}; "
        "take it out of allow or put it in deny."
    ),
    "scope_credential_reference": N_("a community or password is given as text; expected a reference, file:PATH#KEY or env:NAME."),
    "scope_credential_file": N_("{reference}: the file cannot be read as TOML; check that it is there and readable."),
    "scope_credential_missing": N_("{reference}: nothing stands there; expected a community, or a password of SNMPv3, as text."),
    "scope_credential_short": N_("{reference}: the password is too short; SNMPv3 asks for at least {least} characters."),
    "scope_credential_open": N_("the credentials file may be read by others (mode {mode}); expected 600."),
    "scope_engine": N_("{engine} is no SNMP engine; expected one of: {expected}."),
}
