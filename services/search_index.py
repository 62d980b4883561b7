"""The search index of a topology: shelves of words for each kind of thing, and tables of addresses.

A shelf keeps the words of its things in one text, a line each, and finds by looking through that text, which is faster
than any structure that Python could walk: a few milliseconds for 80,000 things. MAC addresses stand on a text of their
own, without separators. Addresses and prefixes are sorted by value, so that what a prefix contains is one slice, and
kept by length, so that what contains an address is one look a length. Building takes time linear in the things but for
sorting; no look walks all of them.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import msgspec

from topology.model.names import canonical_interface
from topology.resolve.addresses import BITS, Address, Block, block_of, parse_address, parse_interface

EXACT: Final = 0
HOLDS: Final = 1
"""Contains the address asked for, or stands in the prefix asked for."""
STARTS: Final = 2
TOKEN: Final = 3
"""A word inside begins with it; of prefixes, one that contains the prefix asked for."""
INSIDE: Final = 4
PARTS: Final = 5
"""All parts of the text are found, not the text as it stands."""

Score = tuple[int, ...]
"""Best first: how well it fits, then how closely."""
Hit = tuple[Score, str, int]
"""Score, kind, and place on the shelf of that kind."""
_MOST_LOOKS: Final = 400
"""Things of one kind that are looked at in one way, however common the text."""
_HEX: Final = re.compile(r"[0-9a-f]+")
_SEPARATED: Final = re.compile(r"[0-9a-f]{1,6}([-:.][0-9a-f]{1,6})+[-:.]?")
_END: Final = 1 << 62
"""After every place on a shelf."""
_LAST: Final = chr(0x10FFFF)
"""After every kind."""
_SHORTEST_MAC: Final = 6
_LONGEST_MAC: Final = 12
_PORT_LIKE: Final = re.compile(r".*\d[/.:]\d")
_BETWEEN: Final = re.compile(r"[\s:]+")
_OCTETS: Final = re.compile(r"(\d{1,3})\.(?:(\d{1,3})\.)?(?:(\d{1,3})\.)?\*?")


class Entry(msgspec.Struct, frozen=True):
    """One thing that was found: what it is and how it is shown."""

    kind: str
    id: str
    label: str
    detail: str
    realm: str | None
    network: str | None


def normal(text: str) -> str:
    """Return a text as it is compared: one form for each character, no difference of case, single blanks.

    >>> normal("  ＧＥ０/0/1  Core ")
    'ge0/0/1 core'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class Shelf:
    """The things of one kind, in the order of their labels."""

    def __init__(self, kind: str, things: Iterable[tuple[Entry, Sequence[str | None], Sequence[str | None]]]) -> None:
        """Each thing comes with its words and its MAC addresses."""
        ordered = sorted(things, key=lambda thing: (thing[0].label, thing[0].id))
        self.kind = kind
        self.entries = [thing[0] for thing in ordered]
        self._words = _Lines([normal(word) for word in thing[1] if word] for thing in ordered)
        self._macs = _Lines([mac.replace(":", "") for mac in thing[2] if mac] for thing in ordered)

    def find(self, text: str, *, apart: bool = True) -> Iterator[tuple[Score, int]]:
        """Yield what a normal text finds among the words: whole, at their start, inside; else, `apart`, each of its parts."""
        found = False
        for hit in self._words.find(text):
            found = True
            yield hit
        parts = [part for part in _BETWEEN.split(text) if part]
        if apart and not found and (len(parts) > 1 or _PORT_LIKE.fullmatch(text)):
            yield from self._words.find_parts(parts)

    def find_mac(self, digits: str) -> Iterator[tuple[Score, int]]:
        """Yield the things that have a MAC with these digits, whole or in part."""
        return self._macs.find(digits)

    def find_word(self, word: str) -> Iterator[tuple[Score, int]]:
        """Yield the things that have exactly this word."""
        return self._words.whole(word)


class _Lines:
    """Words in one text: a line for each thing, each word between tabs."""

    def __init__(self, things: Iterable[list[str]]) -> None:
        lines, self._numbers, self._starts = [], array("L"), array("L")
        place = 0
        for number, words in enumerate(things):
            if words:
                line = "\t" + "\t".join(words) + "\t\n"
                self._starts.append(place)
                self._numbers.append(number)
                lines.append(line)
                place += len(line)
        self._text = "".join(lines)

    def whole(self, text: str) -> Iterator[tuple[Score, int]]:
        return (((EXACT,), number) for number, _ in self._places(f"\t{text}\t"))

    def find(self, text: str) -> Iterator[tuple[Score, int]]:
        yield from self.whole(text)
        yield from (((STARTS,), number) for number, _ in self._places(f"\t{text}"))
        for number, place in self._places(text):
            yield (INSIDE if self._text[place - 1].isalnum() else TOKEN,), number

    def find_parts(self, parts: list[str]) -> Iterator[tuple[Score, int]]:
        """Yield the things of which every part is found, in whatever order, ports in any maker's spelling."""
        wanted = [{part, canonical_interface(part)} if _PORT_LIKE.fullmatch(part) else {part} for part in parts]
        rarest = max(wanted, key=lambda spellings: len(min(spellings, key=len)))
        for spelling in rarest:
            for number, place in self._places(spelling, most=_MOST_LOOKS * 5):
                line = self._text[self._text.rfind("\n", 0, place) + 1 : self._text.find("\n", place)]
                if all(any(form in line for form in spellings) for spellings in wanted):
                    yield (PARTS,), number

    def _places(self, text: str, most: int = _MOST_LOOKS) -> Iterator[tuple[int, int]]:
        """Yield the number of each thing in whose line a text stands, and the place of its first letter."""
        place = self._text.find(text)
        while place >= 0 and most > 0:
            yield self._numbers[bisect_right(self._starts, place) - 1], place
            most -= 1
            end = self._text.find("\n", place)
            place = self._text.find(text, end)


class AddressTable:
    """Addresses and prefixes by value: who has one, what contains it, what it contains. No look walks more than it gives."""

    def __init__(self, addresses: Iterable[tuple[Address, str, int]], prefixes: Iterable[tuple[Block, str, int]]) -> None:
        owners: dict[str, list[tuple[Address, int]]] = {}
        for address, kind, number in addresses:
            owners.setdefault(kind, []).append((address, number))
        self._owners = {kind: sorted(found) for kind, found in owners.items()}
        blocks: dict[tuple[int, int], list[tuple[int, str, int]]] = {}
        for (version, first, length), kind, number in prefixes:
            blocks.setdefault((version, length), []).append((first, kind, number))
        self._blocks = {key: sorted(blocks[key]) for key in sorted(blocks)}

    def find(self, address: Address) -> Iterator[Hit]:
        """Yield the owners of an address, then the prefixes that contain it, the narrowest first."""
        for kind, owned in self._owners.items():
            yield from (((EXACT,), kind, number) for _, number in _between(owned, (address, -1), (address, _END)))
        yield from self._around((*address, BITS[address[0]]), HOLDS)

    def find_inside(self, block: Block) -> Iterator[Hit]:
        """Yield a prefix, what it contains (prefixes, the widest first, then addresses), and what contains it."""
        version, first, length = block
        last, left = first + (1 << BITS[version] - length) - 1, _MOST_LOOKS
        for (own_version, own), blocks in self._blocks.items():
            if own_version == version and own >= length and left > 0:
                for _, kind, number in islice(_between(blocks, (first,), (last, _LAST)), left):
                    left -= 1
                    yield (EXACT,) if own == length else (HOLDS, own - length), kind, number
        for kind, owned in self._owners.items():
            inside = _between(owned, ((version, first), -1), ((version, last), _END))
            yield from (((STARTS,), kind, number) for _, number in islice(inside, _MOST_LOOKS))
        yield from self._around(block, TOKEN)

    def _around(self, block: Block, rank: int) -> Iterator[Hit]:
        version, first, length = block
        for (own_version, own), blocks in self._blocks.items():
            if own_version == version and own < length + (length == BITS[version]):
                outer = block_of((version, first, own))[1]
                yield from (((rank, length - own), kind, number) for _, kind, number in _between(blocks, (outer,), (outer, _LAST)))


def _between(ordered: list[Any], low: tuple[Any, ...], high: tuple[Any, ...]) -> Iterator[Any]:
    """Yield what of a sorted list stands between two values, without copying it."""
    return (ordered[place] for place in range(bisect_left(ordered, low), bisect_right(ordered, high)))


class Index:
    """All that can be found."""

    def __init__(self, shelves: Iterable[Shelf], table: AddressTable) -> None:
        self._shelves = {shelf.kind: shelf for shelf in shelves}
        self._table = table

    def entry(self, kind: str, number: int) -> Entry:
        """Return what stands at a place."""
        return self._shelves[kind].entries[number]

    def find(self, text: str) -> Iterator[Hit]:
        """Yield what a text finds, a thing perhaps several times."""
        wanted = normal(text)
        if not wanted:
            return
        vlan = re.fullmatch(r"vlan\s*(\d{1,4})", wanted)
        if vlan and "vlan" in self._shelves:
            yield from ((score, "vlan", number) for score, number in self._shelves["vlan"].find_word(str(int(vlan.group(1)))))
        yield from self._by_address(wanted)
        digits = mac_digits(wanted)
        for kind, shelf in self._shelves.items():
            if digits:
                yield from ((score, kind, number) for score, number in shelf.find_mac(digits))
            yield from ((score, kind, number) for score, number in shelf.find(wanted, apart=not digits))

    def _by_address(self, text: str) -> Iterator[Hit]:
        address = parse_address(text)
        if address is not None:
            return self._table.find(address)
        block = parse_block(text)
        return self._table.find_inside(block) if block is not None else iter(())


def mac_digits(text: str) -> str | None:
    """Return the digits of a MAC, or of a part of one, in any notation; None where a text is none.

    >>> mac_digits("00e0-fc12-3456"), mac_digits("fc12.34"), mac_digits("aabbcc"), mac_digits("2017"), mac_digits("10.1.2")
    ('00e0fc123456', 'fc1234', 'aabbcc', None, None)
    """
    bare = re.sub(r"[-:. ]", "", text)
    if not _HEX.fullmatch(bare) or len(bare) > _LONGEST_MAC:
        return None
    if _SEPARATED.fullmatch(text) and not _OCTETS.match(text):
        return bare
    return bare if len(bare) >= _SHORTEST_MAC and "." not in text else None


def parse_block(text: str) -> Block | None:
    """Return the prefix that a text means, host bits cleared; whole octets with a dot or star after them mean one too.

    >>> parse_block("10.1.2.3/24"), parse_block("10.20."), parse_block("10.20.*"), parse_block("10.20")
    ((4, 167837184, 24), (4, 169082880, 16), (4, 169082880, 16), None)
    """
    if "/" in text:
        parsed = parse_interface(text)
        return block_of(parsed) if parsed is not None else None
    octets = _OCTETS.fullmatch(text)
    if octets is None:
        return None
    given = [part for part in octets.groups() if part is not None]
    parsed = parse_interface(".".join([*given, *["0"] * (4 - len(given))]) + f"/{8 * len(given)}")
    return block_of(parsed) if parsed is not None else None


Placed = Callable[[str], int | None]
"""Gives the place on a shelf of the thing with an id."""


def placed_on(shelf: Shelf) -> Placed:
    """Return the function that tells where on a shelf a thing stands."""
    places: dict[Any, int] = {entry.id: number for number, entry in enumerate(shelf.entries)}
    return places.get
