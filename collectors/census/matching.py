"""Which row a text means: by code, by code in another spelling, by name, or by likeness.

Only what cannot be meant otherwise is taken; likeness is a proposal, and a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from topology.model.census import Option

_MARKS = re.compile(r"[\s()\[\]{}<>【】〔〕《》〈〉「」『』·.、,，。\-_—–/\\'\"“”‘’:;]+")
_NUMBERED = re.compile(r"(.*?)(\d+)")
_MISTYPED = str.maketrans("oil", "011")
"""Letters that are typed for digits."""
LIKE = 0.82
"""Least likeness of a proposal, 0 to 1."""
CLEAR = 0.05
"""How much likelier than the next a proposal must be."""
MOST_OPTIONS = 8
_MOST_COMPARED = 200_000
"""Pairs of rows compared by likeness; beyond it only what is equal is proposed."""
_LONGEST = 100
"""Characters of a name that is compared by likeness."""

IDENTITY: Mapping[str, tuple[tuple[str, float], ...]] = {
    "units": (("name", 4), ("county", 1)),
    "networks": (("name", 3), ("short", 1), ("owner", 1), ("role", 0.5)),
    "sites": (("name", 3), ("county", 1), ("town", 1), ("address", 1)),
    "presences": (("network", 2), ("site", 2), ("unit", 1), ("hosts", 0.5), ("bandwidth_bps", 0.5)),
    "contracts": (("network", 2), ("carrier", 2), ("start", 1), ("end", 1)),
    "circuits": (("number", 3), ("network", 1), ("site_a", 2), ("site_b", 2), ("kind", 0.5), ("bandwidth_bps", 0.5)),
    "rooms": (("name", 3), ("unit", 1), ("site", 1)),
    "applications": (("name", 3), ("unit", 1), ("network", 1)),
    "dependencies": (("from_network", 1), ("application", 1)),
    "consents": (("network", 2), ("authority", 1), ("option", 1), ("document", 1)),
}
"""What makes two rows of a kind the same thing, with weights."""


def fold(code: str) -> str:
    """Return a code for comparison: without case, width, blanks and marks.

    >>> fold("Ｎ－20 ") == fold("n20"), fold("N20") == fold("N21")
    (True, False)
    """
    return _MARKS.sub("", unicodedata.normalize("NFKC", code)).casefold()


def likeness(left: str, right: str) -> float:
    """Return how alike two texts are, 0 to 1, without regard to brackets, width and marks."""
    first, second = fold(left[:_LONGEST]), fold(right[:_LONGEST])
    if not first or not second:
        return 0.0
    return 1.0 if first == second else SequenceMatcher(None, first, second).ratio()


class Index:
    """The rows of one kind, to be found by code or name."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows = {row.code: row for row in rows}
        self._compared = 0
        self._folded: dict[str, list[str]] = defaultdict(list)
        self._named: dict[str, list[str]] = defaultdict(list)
        for code, row in self.rows.items():
            self._folded[fold(code)].append(code)
            for name in {fold(name) for name in names_of(row)} - {""}:
                self._named[name].append(code)

    def spelled(self, text: str) -> str | None:
        """Return the one code that is `text` but for spelling."""
        found = self._folded.get(fold(text), [])
        return found[0] if len(found) == 1 else None

    def named(self, text: str) -> list[str]:
        """Return the codes of the rows that `text` names."""
        return self._named.get(fold(text), [])

    def like(self, text: str) -> list[Option]:
        """Return the rows whose code or name is like `text`, the likest first; the only one that differs in O for 0 alone.

        Comparing by likeness is dear: after `_MOST_COMPARED` comparisons nothing is like anything.
        """
        self._compared += len(self.rows)
        if self._compared > _MOST_COMPARED or len(text) > _LONGEST:
            return []
        key = fold(text)
        mistyped = [code for code in self.rows if fold(code).translate(_MISTYPED) == key.translate(_MISTYPED)]
        if len(mistyped) == 1:
            return [Option(mistyped[0], label_of(self.rows[mistyped[0]]))]
        near = get_close_matches(key, [*self._folded, *self._named], n=MOST_OPTIONS, cutoff=LIKE)
        codes = [code for name in near for code in (*self._folded.get(name, ()), *self._named.get(name, ()))]
        return [Option(code, label_of(self.rows[code])) for code in dict.fromkeys(codes)][:MOST_OPTIONS]


def names_of(row: Any) -> list[str]:
    """Return the names of a row: none for kinds that have codes only."""
    return [name for name in (getattr(row, "name", None), getattr(row, "short", None)) if isinstance(name, str)]


def label_of(row: Any) -> str:
    """Return what a row is called."""
    name = next(iter(names_of(row)), "")
    if name:
        return name
    parts = (getattr(row, field, None) for field, _ in IDENTITY.get(_kind_of(row), ()))
    return " ".join(str(part) for part in parts if part is not None)[:80]


def _kind_of(row: Any) -> str:
    word = type(row).__name__.lower()
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def similarity(values: Mapping[str, Any], row: Any, kind: str) -> float:
    """Return how alike a row without a code and another row are, 0 to 1, over the fields that both fill in."""
    total = got = 0.0
    for field, weight in IDENTITY[kind]:
        ours, theirs = values.get(field), getattr(row, field)
        if ours is None or theirs is None:
            continue
        total += weight
        text = field in {"name", "short", "address"} and isinstance(ours, str)
        got += weight * (likeness(ours, theirs) if text else float(ours == theirs))
    heaviest = max(weight for _, weight in IDENTITY[kind])
    return got / total if total >= heaviest else 0.0


class Likenesses:
    """Rows that rows without a code may be: by likeness where they are few, else by equal names or ends alone."""

    def __init__(self, kind: str, rows: Iterable[Any], asking: int) -> None:
        self.kind = kind
        self._rows = list(rows)
        self._all = len(self._rows) * asking <= _MOST_COMPARED
        self._by_key: dict[object, list[Any]] = defaultdict(list)
        for row in self._rows:
            self._by_key[self._key(lambda field, row=row: getattr(row, field))].append(row)  # type: ignore[misc] # bound now

    def _key(self, value: Callable[[str], Any]) -> object:
        heavy = sorted(IDENTITY[self.kind], key=lambda pair: -pair[1])[: 1 if IDENTITY[self.kind][0][0] == "name" else 2]
        return tuple(fold(said) if isinstance(said := value(field), str) else said for field, _ in heavy)

    def propose(self, values: Mapping[str, Any]) -> tuple[list[Option], str | None]:
        """Return the rows that a row without a code may be, likest first, and the one it clearly is most like."""
        rows = self._rows if self._all else self._by_key.get(self._key(values.get), [])[:MOST_OPTIONS]
        scored = sorted(((similarity(values, row, self.kind), row.code, row) for row in rows), key=lambda one: (-one[0], one[1]))
        near = [one for one in scored if one[0] >= LIKE][:MOST_OPTIONS]
        options = [Option(code, label_of(row)) for _, code, row in near]
        clear = bool(near) and (len(near) == 1 or near[0][0] - near[1][0] >= CLEAR)
        return options, near[0][1] if clear else None

    def same(self, values: Mapping[str, Any]) -> list[Option]:
        """Return the rows that say the same as a row without a code, as far as both say anything."""
        rows = self._by_key.get(self._key(values.get), [])[:MOST_OPTIONS]
        return [Option(row.code, label_of(row)) for row in rows if similarity(values, row, self.kind) == 1.0]


def next_code(codes: Iterable[str]) -> str | None:
    """Return the code that would follow those there are, if they are numbered.

    >>> next_code(["U01", "U09"]), next_code(["S-0099", "x"]), next_code(["a", "b"])
    ('U10', 'S-0100', None)
    """
    best: tuple[int, int, str] | None = None
    for code in codes:
        match = _NUMBERED.fullmatch(code)
        if match is not None and len(match.group(2)) <= 18:  # noqa: PLR2004 - longer numbers are no counters
            best = max(best or (-1, 0, ""), (int(match.group(2)), len(match.group(2)), match.group(1)))
    if best is None:
        return None
    number, width, stem = best
    return f"{stem}{number + 1:0{width}d}"
