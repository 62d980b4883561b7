"""Texts of what can be wrong with captures."""

from topology.model.text import N_

MESSAGES: dict[str, str] = {
    "capture-total-differs": N_(
        "'{command}' says that it has {said} rows, {read} were read; what it tells is kept, and the device is marked as partly read."
    ),
    "capture-not-of-form": N_(
        "the answer to '{command}' is not of the form that its parser knows (template {template}); nothing was taken from it."
    ),
    "capture-lines-unknown": N_(
        "in the answer to '{command}', {count} lines from here on were not understood; the device is marked as partly read."
    ),
    "capture-xml": N_("the answer to '{command}' is XML, which is not read; capture the command as plain text, or with '| display json'."),
    "capture-rule-unread": N_(
        "a rule of access list '{acl}' is of a form that is not known and was left out: {text}; check by hand what it lets through."
    ),
    "capture-cut": N_("the text ends inside the answer to '{command}'; what it tells is kept, and the device is marked as partly read."),
}
