"""Issues: what a document said when it was last issued, and what differs now.

An outline is kept instead of the file: each figure and statement under the place it stands at, in no language, so
that a Chinese issue can be compared with an English one. Figures are kept as they are printed: what changes beyond the
last digit shown is no change to a reader.
"""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from planning.reports.content import Bullets, Cell, Chapter, Document, Paragraph, Said, SignOff, Table, Text, walk
from planning.reports.wording import cell_text, say

_LANG: Final = "en"
"""The source language, in which statements are compared."""
_UNSAID: Final = frozenset({"annex.changes"})


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One place at which two issues differ."""

    place: str
    before: str | None
    after: str | None


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """What was issued: kind, scenario, the hash of its inputs, and its outline."""

    kind: str
    scenario: str
    hash: str
    snapshot: str | None
    moment: str
    outline: dict[str, str]

    @property
    def digest(self) -> str:
        """The hash of all it says (BLAKE2b, 16 bytes, hex)."""
        return hashlib.blake2b(msgspec.json.encode(self.outline, order="deterministic"), digest_size=16).hexdigest()


def issue_of(document: Document) -> Issue:
    """Return what a document says, to be kept until it is issued again."""
    meta = document.meta
    return Issue(
        kind=document.kind,
        scenario=meta.scenario,
        hash=meta.hash,
        snapshot=meta.snapshot,
        moment=meta.moment.isoformat(),
        outline=outline(document),
    )


def outline(document: Document) -> dict[str, str]:
    """Return each figure and statement under its place; the annex of changes itself is left out."""
    found: dict[str, str] = {}
    for chapter in walk(document.chapters):
        if chapter.id not in _UNSAID:
            _add(found, chapter)
    return found


def changes_between(before: Issue | None, document: Document) -> tuple[Change, ...] | None:
    """Return where a document differs from an issue, in the order of their places; None where there was none."""
    if before is None:
        return None
    old, new = before.outline, outline(document)
    places = [*new, *(place for place in old if place not in new)]
    return tuple(Change(place=place, before=old.get(place), after=new.get(place)) for place in places if old.get(place) != new.get(place))


def _add(found: dict[str, str], chapter: Chapter) -> None:
    for number, block in enumerate(chapter.blocks):
        match block:
            case Table():
                for line in block.rows:
                    for column, cell in zip(block.columns, line.cells, strict=True):
                        if _tells(cell):
                            found[_free(found, f"{block.id} / {line.key} / {_head(column.head)}")] = cell_text(cell, _LANG)
            case Paragraph():
                found[f"{chapter.id} / {number}"] = say(block.text, _LANG)
            case Bullets():
                found[f"{chapter.id} / {number}"] = "; ".join(say(item, _LANG) for item in block.items)
            case SignOff():
                pass


def _tells(cell: Cell) -> bool:
    return cell.value is not None and cell.value != ""


def _head(head: Text) -> str:
    return head.text if isinstance(head, Said) else say(head, _LANG)


def _free(found: dict[str, str], place: str) -> str:
    """Return a place that is not taken yet."""
    number, name = 1, place
    while name in found:
        number += 1
        name = f"{place} #{number}"
    return name
