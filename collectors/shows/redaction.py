"""Secrets in the answers to show commands: labelled values beside those that configurations have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from collectors.clean import Line
from collectors.configs.redact import fingerprint, redact_lines
from collectors.configs.redact_huawei import CIPHER_TOKEN

_LABELLED = re.compile(
    r"^(?P<label>(?:SNMP\s+)?Community(?:[ -]?(?:name|string|index))?\s*:\s*|community\s+(?:name|string)\s*:?\s*=\s*)(?P<secret>\S.*)$",
    re.IGNORECASE,
)
"""``Community name: public`` of VRP, Comware, RGOS, IOS and NX-OS."""

_ADDRESS_LAST = re.compile(r"\d+\.\d+\.\d+\.\d+$")


_SECRETIVE = re.compile(r"passw|\bpwd|secret|cipher|communit|\bpsk\b|pre-shared|key-string|shared-key|密码|口令|PRIVATE KEY", re.IGNORECASE)
"""Words that in an answer stand beside a secret; others of configurations (``hash``, ``simple``, ``key``) head columns there."""


def redact_answer(lines: Sequence[Line], key: bytes | None, *, strictly: bool = False) -> tuple[Line, ...]:
    """Return the lines of an answer without secrets, every one under its number.

    What a label named as a secret is hidden wherever else it stands: VRP names a group after its community. An answer that
    no parser reads may hold parts of a configuration: it is redacted `strictly`, as one.

    >>> redact_answer([Line(3, 1, "Community name: public")], b"k")[0].text == "Community name: " + fingerprint("public", b"k")
    True
    >>> redact_answer([Line(3, 1, "Hash arithmetic: According to SIP")], b"k")[0].text
    'Hash arithmetic: According to SIP'
    """
    labelled = {index: found for index, line in enumerate(lines) if (found := _LABELLED.match(line.text)) is not None}
    secrets = {found["secret"].strip(): fingerprint(found["secret"].strip(), key) for found in labelled.values()}
    asked = [index for index, line in enumerate(lines) if index not in labelled and (strictly or _SECRETIVE.search(line.text))]
    # With a blank behind it, an address in the last column is known for one, whatever word stands before it.
    spaced = [Line(at.number, at.indent, f"{at.text} " if _ADDRESS_LAST.search(at.text) else at.text) for at in (lines[i] for i in asked)]
    redacted = {index: line.text.rstrip() for index, line in zip(asked, redact_lines(spaced, key), strict=True)}
    clear: list[Line] = []
    for index, line in enumerate(lines):
        text = redacted.get(index)
        if text is None:
            found = labelled.get(index)
            text = line.text if found is None else found["label"] + secrets[found["secret"].strip()]
            text = CIPHER_TOKEN.sub(lambda match: fingerprint(match.group(), key), text) if "%" in text or "$" in text else text
        for secret, shown in secrets.items():
            if secret in text:
                text = _whole(secret).sub(shown, text)
        clear.append(line if text == line.text else Line(line.number, line.indent, text))
    return tuple(clear)


def _whole(secret: str) -> re.Pattern[str]:
    """Return a pattern of a secret that is no part of a longer word."""
    return re.compile(rf"(?<![\w-]){re.escape(secret)}(?![\w-])")
