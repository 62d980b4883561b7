"""From the bytes a person hands over to lines of text that still carry their numbers.

Configurations arrive through terminals, editors and backup tools: in UTF-8, UTF-16 or GB18030, with
carriage returns, NULs, escape sequences, pager prompts and time stamps. Everything is taken out line
by line, so that ``file:line`` always opens the line of the original. Time is linear in the input:
lines are cut at a limit before any pattern sees them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from itertools import count
from operator import sub

import msgspec

from collectors.mojibake import MAX_REPORTED, report_mojibake
from topology.model.errors import InputError, Problem, Severity

MAX_BYTES = 64 << 20
"""Largest file that is looked at [bytes]."""
MAX_LINES = 200_000
"""Lines kept; VRP's largest devices stay below 100,000."""
MAX_LINE = 8_192
"""Characters kept of one line; VRP takes commands of at most 1,024 (CE command reference, 'CLI overview')."""

_MAGIC = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (bytes.fromhex("d0cf11e0a1b11ae1"), "OLE"),
    (b"SQLite format 3\0", "SQLite"),
)
_PAGER = re.compile(r"-{2,4} ?\(?More\)?[^-\n]{0,40}?-{2,4}|--More--|<--- More --->", re.IGNORECASE)
_STAMP = re.compile(r"\d{4}-\d{1,2}-\d{1,2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?: ?[+-]\d{2}:\d{2}| ?DST)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MOVES = re.compile(r"\x1b\[(\d{0,3})([CDK])|(\x08)|(\x1b(?:\[[0-9;?]{0,16}[ -/]{0,4}[@-~]|[@-Z\\-_])|[\x00-\x07\x0b-\x1f])")
_LINE_STAMP = re.compile(
    r"(?:\[(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T])?\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,6})?\]|"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,6})?(?= \S|  |:)):? ?"
)
_STAMPED_SHARE = 0.6
_STAMPED_SAMPLE = 400
_SAMPLE = 65_536
_PRINTABLE = bytes(range(0x20, 0x7F))
_PLAIN = _PRINTABLE + b"\n"
_ODD_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x08\x0b\x0c\x1b")
_BINARY_SHARE = 0.05


class Line(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A line with its number in the file, from 1. `indent` is None where a pager left it unknown."""

    number: int
    indent: int | None
    text: str
    """Without surrounding blanks."""


class CleanText(msgspec.Struct, frozen=True, kw_only=True):
    """A text ready to be parsed."""

    lines: tuple[Line, ...]
    total: int
    """Lines of the file, blank and dropped ones included."""
    encoding: str
    truncated: bool = False
    problems: tuple[Problem, ...] = ()
    noise: frozenset[int] = frozenset()
    """Lines that held nothing but a pager's prompt or a time stamp; the others that are left out were blank."""
    full: frozenset[int] = frozenset()
    """Lines as wide as a terminal, where none is wider: a row of a table may go on in the next."""
    cut: tuple[tuple[Line, Line], ...] = ()
    """Lines that were put together as one command, as they stood: in a table they may be two rows."""


def refuse_binary(data: bytes, path: str) -> None:
    """Check that a file can be text at all.

    Raises
    ------
    InputError
        It is empty, too large or binary; the message names what its first bytes say it is.
    """
    _strange(data, path)


def _strange(data: bytes, path: str) -> bytes:
    """Return the bytes of a file's sample that are no printable ASCII and end no line; raises as `refuse_binary`."""
    if not data.strip(b"\0 \t\r\n"):
        raise InputError("input-empty", file=path)
    if len(data) > MAX_BYTES:
        raise InputError("input-too-large", file=path, size_mib=len(data) >> 20, limit_mib=MAX_BYTES >> 20)
    for mark, name in _MAGIC:
        if data.startswith(mark):
            raise InputError("input-binary", file=path, found=name)
    sample = data[:_SAMPLE]
    strange = sample.translate(None, _PLAIN)
    if strange and not _looks_utf16(data):
        sample = sample.rstrip(b"\0")
        strange_inside = sample.translate(None, _PLAIN)
        odd = len(strange_inside) - len(strange_inside.translate(None, _ODD_BYTES))
        if odd > max(8, _BINARY_SHARE * len(sample)):
            raise InputError("input-not-text", file=path)
    return strange


def clean(data: bytes, path: str) -> CleanText:
    """Return the lines of a text file, cleaned, with what was odd about them.

    Raises
    ------
    InputError
        See `refuse_binary`.
    """
    strange = _strange(data, path)
    problems: list[Problem] = []
    raw, encoding, single = _decode(data, path, problems)
    if single and not data.isascii():
        report_mojibake(raw, path, problems)
    total = len(raw)
    truncated = total > MAX_LINES
    if truncated:
        problems.append(Problem("text-too-many-lines", Severity.ERROR, f"{path}:{MAX_LINES}", {"lines": total, "limit": MAX_LINES}))
    if _is_stamped(raw):
        raw = [_LINE_STAMP.sub("", text, count=1) if _LINE_STAMP.match(text) else text for text in raw]
    lengths = list(map(len, raw))
    longest = max(lengths, default=0)
    noise: set[int] = set()
    if longest <= MAX_LINE and _needs_no_repair(data, strange, raw):
        lines = _tidy_lines(raw[:MAX_LINES], lengths, noise)
    else:
        truncated = longest > MAX_LINE or truncated
        lines = _cleaned_lines(raw[:MAX_LINES], path, problems, noise)
    full: frozenset[int] = frozenset()
    cut: list[tuple[Line, Line]] = []
    if longest >= _SCREEN and len(max(raw, key=len).rstrip("\r")) == _SCREEN:
        full = frozenset(number for number, text in enumerate(raw, start=1) if len(text.rstrip("\r")) == _SCREEN)
        lines, cut = _unwrapped(lines, raw, path, problems)
    return CleanText(
        lines=tuple(lines), total=total, encoding=encoding, truncated=truncated, problems=tuple(problems),
        noise=frozenset(noise), full=full, cut=tuple(cut),
    )  # fmt: skip


def _needs_no_repair(data: bytes, strange: bytes, raw: list[str]) -> bool:
    """Tell whether lines have printable characters alone and no pager's prompt; a file without strange bytes needs no second look."""
    if not strange and (len(data) <= _SAMPLE or not data[_SAMPLE:].translate(None, _PLAIN)):
        return b"More" not in data
    joined = "".join(raw)
    return _is_printable(joined) and "More" not in joined


def _is_printable(text: str) -> bool:
    """Tell whether a text has printable characters alone: by a table of bytes, a fifth of the time, where it is ASCII."""
    return not text.encode("ascii").translate(None, _PRINTABLE) if text.isascii() else text.isprintable()


def _tidy_lines(raw: list[str], lengths: list[int], noise: set[int]) -> list[Line]:
    """Return the lines of a text in which nothing is to be repaired; the blank is its only white space."""
    bodies = list(map(str.lstrip, raw))
    indents = map(sub, lengths, map(len, bodies))
    heads = "\n".join(["", *bodies, ""])
    lines = list(map(Line, count(1), indents, map(str.rstrip, bodies) if " \n" in heads else bodies))
    if "\n2" in heads:
        noise.update(line.number for line in lines if line.text[:1] == "2" and _STAMP.fullmatch(line.text))
    if noise or "\n\n" in heads:
        return [line for line in lines if line.text and line.number not in noise]
    return lines


def _cleaned_lines(raw: list[str], path: str, problems: list[Problem], noise: set[int]) -> list[Line]:
    """Return the lines of any text, those repaired that need it; one that was cut is a problem."""
    lines: list[Line] = []
    long_lines = 0
    paged = False
    for number, text in enumerate(raw, start=1):
        if len(text) > MAX_LINE:
            long_lines += 1
            if long_lines <= MAX_REPORTED:
                problems.append(Problem("text-line-too-long", Severity.ERROR, f"{path}:{number}", {"length": len(text), "limit": MAX_LINE}))
            text = text[:MAX_LINE]  # noqa: PLW2901 - the rest of a line beyond the limit is never looked at
        indent: int | None
        if text.isprintable() and "More" not in text:
            body = text.lstrip()
            indent = None if paged and len(text) - len(body) >= _RESIDUE else len(text) - len(body)
            paged = False
            body = body.rstrip()
        else:
            body, indent, paged = _repair(text, after_pager=paged)
        if body and not (body[0] == "2" and _STAMP.fullmatch(body)):
            lines.append(Line(number, indent, body))
        elif body or paged:
            noise.add(number)
    return lines


_SCREEN = 80
"""Columns of a terminal: where a file's longest lines are so long, they may go on in the line below."""
_GOES_ON = re.compile(r"(?=[\w.,:/%^$@-]*[\d_])[^\s#!<\[]+(?:\s|$)")
_NAMES_PORT = re.compile(r"\d+[.:/]\d|GE\d|XGE|Eth|\d+ ", re.IGNORECASE)


def _unwrapped(lines: list[Line], raw: list[str], path: str, problems: list[Problem]) -> tuple[list[Line], list[tuple[Line, Line]]]:
    """Put a command together that a terminal of 80 columns cut in two, and say so.

    Only where no line of the file is longer, the next one starts at column 0 inside an argument (a word with digits or
    underscores such as ``3des_cbc``, no port, address or number: those start rows of tables), and commands are what stands there.
    Returns the pairs that were put together too, as captures undo it.
    """
    found: list[Line] = []
    cut: list[tuple[Line, Line]] = []
    for line in lines:
        last = found[-1] if found else None
        if (
            last is not None
            and last.number == line.number - 1
            and len(raw[last.number - 1].rstrip("\r")) == _SCREEN
            and line.indent == 0
            and _GOES_ON.match(line.text)
            and not _NAMES_PORT.match(line.text)
        ):
            gap = " " if raw[last.number - 1].rstrip("\r").endswith(" ") else ""
            cut.append((last, line))
            found[-1] = Line(last.number, last.indent, f"{last.text}{gap}{line.text}")
            problems.append(Problem("text-wrapped", Severity.INFO, f"{path}:{line.number}", {"text": line.text[:80]}))
        else:
            found.append(line)
    return found, cut


def uncut(text: CleanText, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines of a text as they stood before commands were put together: in captures they are rows of tables."""
    if not text.cut:
        return tuple(lines)
    pairs = {first.number: (first, second) for first, second in text.cut}
    return tuple(one for line in lines for one in pairs.get(line.number, (line,)))


_RESIDUE = 12
"""Blanks at the head of a line after a pager prompt from which on its own indentation is unknown."""


def _is_stamped(lines: list[str]) -> bool:
    """Tell whether a terminal wrote the time before most lines; a device's own stamps stand alone on theirs."""
    sample = [text for text in lines[:_STAMPED_SAMPLE] if text.strip()]
    if not sample or not any(text[0] in "[12" for text in sample):
        return False
    hits = sum(1 for text in sample if (match := _LINE_STAMP.match(text)) and match.end() < len(text.rstrip()))
    return hits > _STAMPED_SHARE * len(sample)


def _repair(text: str, *, after_pager: bool) -> tuple[str, int | None, bool]:
    """Return body, indentation and whether a pager prompt stood alone on the line."""
    moved = "\x08" in text or "\x1b" in text
    shown = _screen(text).expandtabs(1)
    pager = _PAGER.search(shown)
    if pager is None:
        body = shown.strip()
        indent = len(shown) - len(shown.lstrip())
        wiped = moved and _PAGER.search(text) is not None  # the terminal's own moves say where the line starts
        return body, None if after_pager and not wiped and indent >= _RESIDUE else indent, False
    rest = shown[pager.end() :]
    body = rest.strip()
    if moved or "\r" in text:
        return body, len(rest) - len(rest.lstrip()) if rest[:1].strip() else None, not body
    return body, None if body else 0, not body


def _screen(text: str) -> str:
    """Return what a terminal would show of a line: carriage returns, backspaces, cursor moves and erasures carried out.

    Linear: each move costs at most the thousand columns that it may name.
    """
    if "\r" in text:
        text = next((part for part in reversed(text.split("\r")) if part.strip("\0 \t")), "")
    if "\x08" not in text and "\x1b" not in text:
        return _CONTROL.sub("", text)
    cells: list[str] = []
    column = start = 0
    for move in _MOVES.finditer(text):
        column = _put(cells, column, text[start : move.start()])
        start = move.end()
        count, what, back, _ = move.groups()
        if back is not None:
            column = max(0, column - 1)
        elif what == "D":
            column = max(0, column - int(count or 1))
        elif what == "C":
            column = min(column + int(count or 1), MAX_LINE)
        elif what == "K" and count in ("", "0"):
            del cells[column:]
    _put(cells, column, text[start:])
    return _CONTROL.sub("", "".join(cells))


def _put(cells: list[str], column: int, text: str) -> int:
    """Write a text into a line of cells from a column on, over what stands there; return the column behind it."""
    if column > len(cells):
        cells.extend(" " * (column - len(cells)))
    cells[column : column + len(text)] = text
    return column + len(text)


def _looks_utf16(data: bytes) -> bool:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    sample = data[:2048]
    half = len(sample) // 2
    return half > 16 and max(sample[::2].count(0), sample[1::2].count(0)) > 0.7 * half and b"\0\0" not in sample.rstrip(b"\0")  # noqa: PLR2004 - an ASCII text in UTF-16 has a NUL in nearly every pair


def _split(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) <= 2 and text.count("\r") > 2:  # noqa: PLR2004 - a file of the kind that ends its lines in CR alone
        lines = text.split("\r")
    while lines and not lines[-1].strip("\0\r \t\x1a"):
        lines.pop()
    return lines


def _decode(data: bytes, path: str, problems: list[Problem]) -> tuple[list[str], str, bool]:
    """Return lines, the encoding's name and whether one encoding served for all."""
    if _looks_utf16(data):
        big = data.startswith(codecs.BOM_UTF16_BE) or (not data.startswith(codecs.BOM_UTF16_LE) and data[:1] == b"\0")
        text = data.decode("utf-16-be" if big else "utf-16-le", errors="replace").lstrip("\ufeff")
        if "\ufffd" in text:
            problems.append(Problem("text-undecodable", Severity.WARNING, path, {"lines": 1}))
        return _split(text), "utf-16", True
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return _split(body.decode("utf-8")), "utf-8", True
    except UnicodeDecodeError:
        pass
    if not _has_long_utf8(body):
        try:
            return _split(body.decode("gb18030")), "gb18030", True
        except UnicodeDecodeError:
            pass
    return _decode_by_line(body, path, problems), "mixed", False


_LONG_UTF8 = re.compile(rb"(?:[\xe1-\xec\xee\xef][\x80-\xbf]{2}){2}")


def _has_long_utf8(body: bytes) -> bool:
    """Tell whether any line with two neighbouring three-byte sequences is whole as UTF-8: Chinese in UTF-8 beside something else."""
    for line in body.split(b"\n"):
        if _LONG_UTF8.search(line[:MAX_LINE]):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            return True
    return False


def _decode_by_line(body: bytes, path: str, problems: list[Problem]) -> list[str]:
    lines: list[str] = []
    lost: list[int] = []
    for number, raw in enumerate(body.split(b"\n"), start=1):
        for encoding in ("utf-8", "gb18030"):
            try:
                lines.append(raw.decode(encoding).removesuffix("\r"))
                break
            except UnicodeDecodeError:
                continue
        else:
            lines.append(raw.decode("utf-8", errors="backslashreplace").removesuffix("\r"))
            lost.append(number)
    problems.append(Problem("text-mixed-encodings", Severity.WARNING, path, {}))
    problems.extend(
        Problem("text-undecodable", Severity.WARNING, f"{path}:{number}", {"lines": len(lost)}) for number in lost[:MAX_REPORTED]
    )
    while lines and not lines[-1].strip("\0 \t\x1a"):
        lines.pop()
    return lines
