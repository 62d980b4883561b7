r"""Reversible escapes for text that a workbook or CSV file cannot carry.

Control characters, carriage returns, lone surrogates and blanks at either edge become ``\u{hex}``;
so do texts that would be misread on the way back (a literal ``\u{``, OOXML's ``_x0041_``).
"""

from __future__ import annotations

import re

# ECMA-376 part 1, 22.4.2.4 (ST_Xstring): _xHHHH_ stands for a character, so a literal one must be hidden;
# openpyxl strips 'x005F_' from shared strings wherever it stands.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|\\(?=u\{)|_(?=x[0-9A-Fa-f]{4}_)|x(?=005F_)")
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_OOXML = re.compile(r"_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")
_LAST, _SURROGATES = 0x10FFFF, range(0xD800, 0xE000)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def _shut(text: str) -> str:
    return "".join(f"\\u{{{ord(char):x}}}" for char in text)


def _hidden(match: re.Match[str]) -> str:
    return "".join(f"\\u{{{ord(char):x}}}" for char in match.group())


def escape(text: str, *, also: str = "") -> str:
    r"""Return `text` as a cell can carry it; characters in `also` are hidden too.

    >>> escape("a\x07b"), unescape(escape("a\x07b")) == "a\x07b"
    ('a\\u{7}b', True)
    """
    hidden = _UNSAFE.sub(_hidden, text)
    body = hidden.strip()
    if body != hidden:
        start = hidden.index(body) if body else len(hidden)
        hidden = _shut(hidden[:start]) + body + _shut(hidden[start + len(body) :])
    return re.sub(f"[{re.escape(also)}]", _hidden, hidden) if also else hidden


def unescape(text: str) -> str:
    """Return the text that `escape` was given; half of a surrogate pair stays escaped, as no database or file can hold it."""
    return _ESCAPE.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return chr(code) if code <= _LAST and code not in _SURROGATES else match.group()


def undo_ooxml(text: str) -> str:
    """Resolve the ``_xHHHH_`` escapes that a spreadsheet program wrote; halves of surrogate pairs stay as they are."""
    return _OOXML.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def defuse(text: str) -> str:
    """Return a CSV field that no spreadsheet program takes for a formula: an apostrophe goes before it.

    >>> defuse("=1+1"), restore(defuse("=1+1")), defuse("plain")
    ("'=1+1", '=1+1', 'plain')
    """
    return "'" + text if text.startswith(_FORMULA) else text


def restore(text: str) -> str:
    """Undo `defuse`."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text
