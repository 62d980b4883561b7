"""Texts of what can be wrong with archives, trees, their history, and drawings."""

from topology.model.text import N_

MESSAGES: dict[str, str] = {
    "archive-too-many": N_("{file}: more than {limit} files in the archive; nothing of it was read. Unpack it and import its folders."),
    "archive-too-large": N_("{file}: more than {limit_mib} MiB unpacked; nothing of it was read. Split the archive."),
    "archive-ratio": N_("{file}: packed more than {limit} times smaller than its content, as no backup is; nothing of it was read."),
    "archive-overlap": N_("{file}: its files overlap in the archive, as no packer writes them; nothing of it was read."),
    "archive-damaged": N_("{file}: the archive is damaged or of an unknown form ({why}); pack it again."),
    "archive-encrypted": N_("protected by a password; unpack it yourself and import the content."),
    "archive-link": N_("a link or device inside an archive; it is never followed."),
    "archive-nested": N_("an archive inside an archive; unpack it yourself and import the content."),
    "history-no-git": N_("{path}: the folder has a git history, but the program git is not installed; install it, or use --history 0."),
    "history-unreadable": N_("{path}: the git history cannot be read ({why}); check it with 'git fsck', or use --history 0."),
    "history-too-many": N_("{path}: a state of the repository holds more than {limit} files; import its folders one by one."),
    "history-too-large": N_("{path}: a state of the repository holds more than {limit_mib} MiB; import its folders one by one."),
    "drawing-unreadable": N_("{file}: not a drawing that eNSP wrote ({why}); save it again from eNSP."),
    "text-wrapped": N_("a terminal of 80 columns cut the line above in two; '{text}' was put back to it."),
    "drawing-line-open": N_("a drawn line ends at '{device}', of which no configuration was imported; it was left out."),
    "source-contradicted": N_("the list of devices says something else ({said}); the content was believed: {platform}."),
}
