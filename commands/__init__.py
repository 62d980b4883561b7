"""The commands of the command line, one module a kind of work; `app.py` parses and calls them."""

from commands import census, collecting, looking, optimising, plans, reporting, retaining, risking, roadmapping, rules, running, tracing

COMMANDS = (
    *running.COMMANDS[:1],
    *collecting.COMMANDS,
    *census.COMMANDS,
    *rules.COMMANDS,
    *looking.COMMANDS,
    *retaining.COMMANDS,
    *tracing.COMMANDS,
    *plans.COMMANDS,
    *optimising.COMMANDS,
    *risking.COMMANDS,
    *reporting.COMMANDS,
    *roadmapping.COMMANDS,
    *running.COMMANDS[1:],
)
"""Every command, in the order of the help."""
