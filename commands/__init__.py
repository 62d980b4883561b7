"""The commands of the command line, one module a kind of work; `app.py` parses and calls them."""

from commands import (
    census,
    collecting,
    exporting,
    looking,
    netbox,
    optimising,
    plans,
    reporting,
    retaining,
    risking,
    roadmapping,
    rules,
    running,
    tracing,
)
from topology.model.text import N_

COMMANDS = (
    *running.COMMANDS[:1],
    *collecting.COMMANDS,
    *census.COMMANDS,
    *netbox.COMMANDS,
    *rules.COMMANDS,
    *looking.COMMANDS,
    *retaining.COMMANDS,
    *tracing.COMMANDS,
    *plans.COMMANDS,
    *optimising.COMMANDS,
    *risking.COMMANDS,
    *reporting.COMMANDS,
    *exporting.COMMANDS,
    *roadmapping.COMMANDS,
    *running.COMMANDS[1:],
)
"""Every command, in the order of the help."""

GROUPS = {
    "census": N_("what departments declare: template, import, questions, editions"),
    "rules": N_("which network and site things belong to: rule files"),
    "link": N_("an operator's word on a link"),
    "snapshots": N_("list, lock and prune what was found"),
    "plan": N_("plan the merge: options, appraisal, best plan, risk, roadmap, approval"),
    "netbox": N_("NetBox, both ways"),
}
"""What commands of two words have in common, by their first."""
