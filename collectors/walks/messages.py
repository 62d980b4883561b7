"""What reading walk files says to users, by code."""

from __future__ import annotations

from topology.model.text import N_

MESSAGES: dict[str, str] = {
    "walk_empty": N_("{path}: holds no row of a walk; give the output of snmpwalk -On, or an .snmprec recording."),
    "walk_unreadable": N_("{path}: cannot be read ({why}); check that it is there and readable."),
    "walk_no_system": N_("the walk has no system group: the device goes by its LLDP name, else by the file's. Walk 1.3.6.1.2.1.1, too."),
    "walk_odd_line": N_("the line is no row of a walk ({found}); expected OID = TYPE: value, or OID|tag|value. It is left out."),
    "walk_odd_value": N_("the value could not be read as {expected} ({found}); it is kept as octets."),
    "walk_more_problems": N_("{count} further problems of this file are not listed."),
}
