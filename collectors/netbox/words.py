"""Names as NetBox takes them: of a length, unique, and slugs; what is lost by that is kept beside them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

_SLUG: Final = re.compile(r"[^a-z0-9_-]+")
_MARK: Final = "~"
_DIGITS: Final = 6


def mark(*parts: object, digits: int = _DIGITS) -> str:
    """Return a few hexadecimal digits that stand for some words."""
    return hashlib.blake2b("|".join(map(str, parts)).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()[:digits]


def plain(text: str) -> str:
    r"""Return a text as NetBox keeps one: no control characters, no blanks around it.

    >>> plain(" a\x00b ")
    'a b'
    """
    return "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text).strip()


def slug(text: str, most: int = 100) -> str:
    """Return a slug for a text; what has no Latin letters is named by a digest.

    >>> slug("Huawei S5720-28X"), slug("市财政局") == slug("市财政局"), len(slug("市财政局"))
    ('huawei-s5720-28x', True, 7)
    """
    bare = unicodedata.normalize("NFKD", text)
    latin = _SLUG.sub("-", bare.casefold()).strip("-")
    lost = any(unicodedata.category(sign)[0] in "LN" and not sign.isascii() for sign in unicodedata.normalize("NFC", text))
    if latin and not lost and len(latin) <= most:
        return latin
    tail = mark(text)
    return f"{latin[: most - _DIGITS - 1]}-{tail}" if latin else f"x{tail}"


class Names:
    """Names given so far in one space; each is given once."""

    def __init__(self, most: int, *, folded: bool = False) -> None:
        self._most = most
        self._folded = folded
        self._taken: set[str] = set()

    def give(self, text: str, *about: object) -> str:
        """Return a name for a text: itself where it fits and is free, else cut and marked by what it is about."""
        said = plain(text)
        if said and len(said) <= self._most and self._free(said):
            return self._take(said)
        for tries in range(1, 100):
            tail = _MARK + mark(text, *about, *([tries] if tries > 1 else []))
            name = said[: self._most - len(tail)].rstrip() + tail
            if self._free(name):
                break
        return self._take(name)

    def _free(self, name: str) -> bool:
        return (name.casefold() if self._folded else name) not in self._taken

    def _take(self, name: str) -> str:
        self._taken.add(name.casefold() if self._folded else name)
        return name


def ranges(numbers: tuple[int, ...] | list[int]) -> str:
    """Return numbers as ranges.

    >>> ranges((1, 2, 3, 7))
    '1-3,7'
    """
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in found)


def numbers(text: object, most: int = 4094) -> tuple[int, ...]:
    """Return the numbers of ranges, those from 0 to `most`; of anything else none.

    >>> numbers("1-3,7"), numbers(None)
    ((1, 2, 3, 7), ())
    """
    if not isinstance(text, str):
        return ()
    found: set[int] = set()
    for part in text.split(","):
        low, _, high = part.partition("-")
        if low.isdecimal() and (not high or high.isdecimal()) and len(part) <= 9:  # noqa: PLR2004 - two numbers of four digits
            found.update(range(int(low), min(int(high or low), most) + 1))
    return tuple(sorted(number for number in found if number <= most))
