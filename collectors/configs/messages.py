"""Texts of what can be wrong with a file handed over, and with a configuration."""

from topology.model.text import N_

MESSAGES: dict[str, str] = {
    "input-empty": N_("{file}: the file is empty; nothing was read. Save it again and check that it has content."),
    "input-too-large": N_("{file}: {size_mib} MiB, at most {limit_mib} MiB are read; split the file."),
    "input-binary": N_("{file}: this is not text but {found} data, whatever its name says; hand over the file it should have been."),
    "input-not-text": N_("{file}: this is not text: it holds bytes that no text has; hand over the file it should have been."),
    "text-too-many-lines": N_("{lines} lines, the first {limit} were read; the device is marked as partly read. Split the file."),
    "text-line-too-long": N_("the line has {length} characters, the first {limit} were read; check that line ends were not lost."),
    "text-undecodable": N_("bytes that are text neither in UTF-8 nor in GB18030 are shown as \\x..; save the file again in UTF-8."),
    "text-mixed-encodings": N_("lines in UTF-8 and in GB18030 stand in one file; each was decoded by itself. Check the Chinese texts."),
    "text-mojibake": N_("the text was damaged before it was saved, it probably read '{likely}'; export it again with the right encoding."),
    "config-default-name": N_("'{text}' is a factory default and identifies nothing; give the device a name of its own."),
    "config-address-wrong": N_(
        "'{text}' is not an address with a mask or length (redacted, or a mask with gaps?); the address was left out, the device was kept."
    ),
    "config-ends-early": N_("the configuration stops inside a section and was probably cut; the device is marked as partly read."),
    "config-platform-unsupported": N_("{file}: no dialect for {platform}; these are read: {known}."),
    "config-platform-unsure": N_("{file}: cannot tell whose configuration this is and will not guess; name the platform ({known})."),
}
