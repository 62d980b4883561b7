"""What reading exports of other management systems says to users, by code."""

from __future__ import annotations

from topology.model.text import N_

MESSAGES: dict[str, str] = {
    "nms-unreadable": N_("{file}: broken off or not well-formed ({why}); nothing of it was read. Export it again."),
    "nms-too-large": N_("{file}: the export holds more than {limit}; nothing of it was read. Export it in parts, a realm or a site each."),
    "nms-no-devices": N_("{file}: an export of {system} without its list of devices, so that its rows have no owner; export that, too."),
    "nms-bad-row": N_("{count} rows of {table} hold something else than their columns say ({example}). They were left out."),
    "nms-old-rows": N_("{count} rows of {table} were last seen long before the export, or are marked as gone; they were left out."),
    "nms-no-owner": N_("{count} rows of {table} name a device or port that the export does not hold; they were left out."),
    "nms-duplicate": N_("the device stands {count} times in the export; the first row was taken."),
    "nms-down": N_("{system} could not reach the device any more; what it knew stands, as of the time it was last looked at."),
    "nms-protocol": N_("{count} neighbours were told by something else than a discovery protocol ({example}); they were left out."),
}
