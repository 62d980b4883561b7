"""Secrets in the answers to show commands: labelled values beside those that configurations have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from collectors.clean import Line
from collectors.configs.redact import fingerprint, redact_lines

_LABELLED = re.compile(
    r"^(?P<label>(?:SNMP\s+)?Community(?:[ -]?(?:name|string|index))?\s*:\s*|community\s+(?:name|string)\s*:?\s*=\s*)(?P<secret>\S.*)$",
    re.IGNORECASE,
)
"""``Community name: public`` of VRP, Comware, RGOS, IOS and NX-OS."""


def redact_answer(lines: Sequence[Line], key: bytes | None) -> tuple[Line, ...]:
    """Return the lines of an answer without secrets, every one under its number.

    >>> redact_answer([Line(3, 1, "Community name: public")], b"k")[0].text == "Community name: " + fingerprint("public", b"k")
    True
    """
    rest = iter(redact_lines([line for line in lines if not _LABELLED.match(line.text)], key))
    return tuple(
        Line(line.number, line.indent, found["label"] + fingerprint(found["secret"].strip(), key))
        if (found := _LABELLED.match(line.text)) is not None
        else next(rest)
        for line in lines
    )
