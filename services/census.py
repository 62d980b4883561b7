"""Census editions: what a file would change before it does, keeping it, and comparing two.

An edition is named by its file and what it declares, so that the same file twice changes nothing; an
older one that is imported again after a newer becomes the newest, under a name of its own. What a
person answered counts for the same rows of later files too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from collectors.census import read_census
from collectors.census.columns import SHEETS
from collectors.census.difference import Change, RowChange, column_label, difference, kind_label
from services.actors import Right
from services.home import Home
from services.rights import changes, needs
from topology.model.census import KINDS, Census, Question
from topology.model.errors import NotFound, Problem
from topology.store.contents import Source
from topology.store.errors import Conflict

_TEXT: Final = "text/plain"
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".csv", ".tsv", ".txt"})
_MARK_BYTES: Final = 4


class CensusChange(msgspec.Struct, frozen=True, kw_only=True):
    """What importing a file would change, or what keeping it has changed.

    `against` is the edition it was compared with, None for a first one; it is given back as `expected`
    when the change is applied. `number` is None in a preview.
    """

    edition: str
    against: str | None
    unchanged: bool
    """Whether the newest edition declares the same."""
    rows: Mapping[str, int]
    """Rows that were read, by kind."""
    changes: tuple[RowChange, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    number: int | None = None

    def count(self, change: Change) -> int:
        """Return how many rows are added, changed or gone."""
        return sum(1 for one in self.changes if one.change is change)


class EditionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One edition, for a list."""

    number: int
    edition: str
    imported_at: str
    actor: str
    rows: int
    problems: int
    questions: int
    newest: bool


@needs(Right.READ)
def preview_census(
    home: Home, path: Path, *, stem: str | None = None, answers: Mapping[str, str] | None = None, accept: bool = False
) -> CensusChange:
    """Return what importing a census file (or a folder of CSV files) would change. Nothing is written; `stem` as `keep_census`.

    Raises
    ------
    InputError
        The file cannot be read at all, as `read_census` says.
    """
    return _compare(home, path, answers, accept=accept, stem=stem)[1]


@changes(Right.PLAN, "census")
def keep_census(
    home: Home,
    path: Path,
    *,
    stem: str | None = None,
    answers: Mapping[str, str] | None = None,
    accept: bool = False,
    expected: str | None = None,
) -> CensusChange:
    """Read a census file and keep it as the newest edition, unless the newest declares the same.

    `stem` names the edition where the file's own name is not the one that the user gave; `expected` is
    the edition that a preview was compared with.

    Raises
    ------
    InputError
        The file cannot be read at all, as `read_census` says.
    Conflict
        ``store.conflict`` if someone else imported a census since the preview.
    """
    census, change = _compare(home, path, answers, accept=accept, stem=stem)
    if expected is not None and change.against != expected:
        raise Conflict("store.conflict", place=f"census {change.against}")
    if change.unchanged:
        return change
    is_workbook = path.suffix.casefold() in {".xlsx", ".xlsm"}
    source = Source(_WORKBOOK if is_workbook else _TEXT, path.read_bytes()) if path.is_file() else None
    number = home.store.editions.add(census, actor=home.actor.name, source=source)
    return msgspec.structs.replace(change, number=number)


@needs(Right.READ)
def list_editions(home: Home) -> list[EditionRow]:
    """Return the editions, newest first."""
    listed = home.store.editions.all()
    found = []
    for one in reversed(listed):
        census = home.store.editions.get(one.edition)
        found.append(
            EditionRow(
                number=one.number,
                edition=one.edition,
                imported_at=one.imported_at.isoformat(timespec="seconds"),
                actor=one.actor,
                rows=sum(len(getattr(census, kind)) for kind in KINDS),
                problems=len(census.problems),
                questions=len(census.questions),
                newest=one is listed[-1],
            )
        )
    return found


@needs(Right.READ)
def diff_editions(home: Home, before: str, after: str) -> tuple[RowChange, ...]:
    """Return what changed between two censuses, each an edition's name or number, ``latest``, or a file.

    Raises
    ------
    InputError
        A file cannot be read; `NotFound` ``store.no_edition`` where nothing is named so.
    """
    return difference(_census(home, before), _census(home, after))


def change_rows(found: tuple[RowChange, ...], lang: str) -> list[dict[str, Any]]:
    """Return changes as flat rows for a list: one a field that changed, one a row that came or went."""
    listed = []
    for one in found:
        head = {"kind": one.kind, "table": kind_label(one.kind, lang), "code": one.code, "label": one.label, "change": one.change.value}
        fields: list[tuple[str | None, ...] | tuple[Any, ...]] = [
            (column_label(one.kind, field.field, lang), field.field, field.before, field.after) for field in one.fields
        ]
        for label, field, before, after in fields or [(None, None, None, None)]:
            listed.append({**head, "field": field, "column": label, "before": before, "after": after, "cell": one.cell})
    return listed


def _census(home: Home, name: str) -> Census:
    editions = home.store.editions
    listed = editions.all()
    if name == "latest" and listed:
        return editions.get(listed[-1].edition)
    for one in listed:
        if name in {one.edition, str(one.number)}:
            return editions.get(one.edition)
    path = Path(name)
    if path.exists():
        return read_census(path, edition=path.stem, previous=_latest(home))
    raise NotFound("store.no_edition", edition=name)


def _latest(home: Home) -> Census | None:
    latest = home.store.editions.latest()
    return None if latest is None else latest[1]


def _compare(
    home: Home, path: Path, answers: Mapping[str, str] | None, *, accept: bool, stem: str | None = None
) -> tuple[Census, CensusChange]:
    previous = _latest(home)
    read = read_census(path, edition="", previous=previous, answers=answers, accept=accept)
    return compare_census(home, read, stem or (path.stem if path.suffix.casefold() in _SUFFIXES else path.name))


@needs(Right.READ)
def compare_census(home: Home, read: Census, stem: str) -> tuple[Census, CensusChange]:
    """Return a census that was read, named, and what it changes against the newest edition; nothing is written."""
    previous = _latest(home)
    unchanged = previous is not None and _declared(previous) == _declared(read)
    edition = previous.edition if unchanged and previous is not None else _name(home, stem, read)
    census = msgspec.structs.replace(read, edition=edition)
    return census, CensusChange(
        edition=edition,
        against=previous.edition if previous is not None else None,
        unchanged=unchanged,
        rows={sheet.kind: len(getattr(read, sheet.kind)) for sheet in SHEETS},
        changes=difference(previous or Census(edition=""), read),
        problems=read.problems,
        questions=read.questions,
    )


def _declared(census: Census) -> bytes:
    """Return what an edition declares, as bytes: neither its name nor what was wrong or asked, but what was answered."""
    bare = msgspec.structs.replace(census, edition="", problems=(), questions=())
    return msgspec.msgpack.encode(bare, order="deterministic")


def _name(home: Home, said: str, census: Census) -> str:
    """Return a name for an edition that no other has: the file's, a digest of what it declares, and a count where that was there before."""
    mark = hashlib.blake2b(_declared(census), digest_size=_MARK_BYTES).hexdigest()
    first = f"{said}-{mark}"
    taken = {one.edition for one in home.store.editions.all()}
    return next(name for name in (first, *(f"{first}.{count}" for count in range(2, len(taken) + 3))) if name not in taken)
