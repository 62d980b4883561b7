"""Octets to text without loss: UTF-8, then GB18030, else hex; at most 4 KiB.

Agents send names in whatever their operator's terminal used. Control characters and NULs stay in the
text (they are shown escaped); nothing is replaced, so the octets can be had back.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from topology.model.names import mac_from_bytes

MAX_OCTETS = 4096
"""Longest text stored; the rest is cut off and said so."""


_TEXTUAL_MAC = re.compile(r"[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}", re.IGNORECASE)


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


def mac_of(octets: bytes | None) -> str | None:
    """Return the canonical MAC of six octets, or of a text without its leading zeros as some agents write it, else None.

    >>> mac_of(bytes.fromhex("00e0fc123456")), mac_of(b"0:e0:fc:12:4:56"), mac_of(b"1234567")
    ('00:e0:fc:12:34:56', '00:e0:fc:12:04:56', None)
    """
    if not octets:
        return None
    mac = mac_from_bytes(octets)
    if mac is None and octets.isascii():
        text = octets.decode("ascii").strip()
        if _TEXTUAL_MAC.fullmatch(text):
            return ":".join(part.zfill(2) for part in text.lower().split(":"))
    return mac
