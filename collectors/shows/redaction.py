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

_ADDRESS_LAST = re.compile(r"\d+\.\d+\.\d+\.\d+$")


def redact_answer(lines: Sequence[Line], key: bytes | None) -> tuple[Line, ...]:
    """Return the lines of an answer without secrets, every one under its number.

    What a label named as a secret is hidden wherever else it stands: VRP names a group after its community.

    >>> redact_answer([Line(3, 1, "Community name: public")], b"k")[0].text == "Community name: " + fingerprint("public", b"k")
    True
    """
    labelled = {index: found for index, line in enumerate(lines) if (found := _LABELLED.match(line.text)) is not None}
    others = [line for index, line in enumerate(lines) if index not in labelled]
    # With a blank behind it, an address in the last column is known for one, whatever word stands before it.
    spaced = [Line(line.number, line.indent, f"{line.text} " if _ADDRESS_LAST.search(line.text) else line.text) for line in others]
    rest = (Line(line.number, line.indent, line.text.rstrip()) for line in redact_lines(spaced, key))
    secrets = {found["secret"].strip(): fingerprint(found["secret"].strip(), key) for found in labelled.values()}
    clear: list[Line] = []
    for index, line in enumerate(lines):
        found = labelled.get(index)
        if found is not None:
            clear.append(Line(line.number, line.indent, found["label"] + secrets[found["secret"].strip()]))
            continue
        other = next(rest)
        for secret, shown in secrets.items():
            if secret in other.text:
                other = Line(other.number, other.indent, _whole(secret).sub(shown, other.text))
        clear.append(other)
    return tuple(clear)


def _whole(secret: str) -> re.Pattern[str]:
    """Return a pattern of a secret that is no part of a longer word."""
    return re.compile(rf"(?<![\w-]){re.escape(secret)}(?![\w-])")
