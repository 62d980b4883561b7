"""Octets to text without loss: UTF-8, then GB18030, else hex; at most 4 KiB.

Agents send names in whatever their operator's terminal used. Control characters and NULs stay in the
text (they are shown escaped); nothing is replaced, so the octets can be had back.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

MAX_OCTETS = 4096
"""Longest text stored; the rest is cut off and said so."""


class Text(NamedTuple):
    """A text and whether it was cut."""

    text: str
    truncated: bool


def decode_text(raw: bytes) -> Text:
    r"""Return the text of octets.

    GB18030 counts only if it gives the same octets back, else the text is ``0x`` and hex digits.

    >>> decode_text("城东分局".encode("gb18030")).text, decode_text(b"\xff\xfe\xfd").text, decode_text(b"a\x00\x1b").text
    ('城东分局', '0xfffefd', 'a\x00\x1b')
    """
    truncated = len(raw) > MAX_OCTETS
    if not truncated:
        try:
            return Text(raw.decode(), truncated=False)
        except UnicodeDecodeError:
            pass
    kept = raw[:MAX_OCTETS]
    for name in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            text = decoder.decode(kept, final=not truncated)
            rest = decoder.getstate()[0] if truncated else b""
            if text.encode(name) + rest == kept:
                return Text(text, truncated)
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
    return Text("0x" + kept.hex(), truncated)
