"""Blocks: short ways to write the content of a document, so that builders read like the page they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planning.lines import CostLine
from planning.options import Option
from planning.prices import Tag, worst_tag
from planning.reports.content import Bilingual, Bullets, Cell, Column, Money, Paragraph, Row, Said, Table, Text, Unit
from topology.model.entities import Evidence
from topology.model.errors import Scalar

REFS = 3
"""References that one figure carries in print; the workbook's cost lines have all."""


def said(text: str, **params: Scalar | Said | Bilingual | Money) -> Said:
    """Return a text of the catalogues with its values."""
    return Said(text, params)


def word(kind: str, value: str) -> Said:
    """Return the label of a value of the vocabulary (``option``, ``item``, ``nature``...)."""
    return Said(f"planning.{kind}.{value}")


def option_word(option: Option | None) -> Said | str:
    """Return the label of an option; a dash for none."""
    return word("option", option.value) if option else "-"


def text(value: Text | None, refs: Sequence[Evidence] = ()) -> Cell:
    """Return a cell of words."""
    return Cell(value, refs=few(refs))


def money(fen: float | None, tag: Tag | None = None, refs: Iterable[Evidence] = (), formula: str | None = None) -> Cell:
    """Return a cell of money, shown in 万元."""
    return Cell(fen, Unit.MONEY, tag, few(refs), formula)


def cny(fen: float | None, tag: Tag | None = None, refs: Iterable[Evidence] = (), formula: str | None = None) -> Cell:
    """Return a cell of money, shown in CNY."""
    return Cell(fen, Unit.CNY, tag, few(refs), formula)


def count(value: float | None, tag: Tag | None = None, refs: Iterable[Evidence] = (), formula: str | None = None) -> Cell:
    """Return a cell with a whole number."""
    return Cell(value, Unit.COUNT, tag, few(refs), formula)


def figure(value: float | None, tag: Tag | None = None, formula: str | None = None) -> Cell:
    """Return a cell with a number of one digit."""
    return Cell(value, Unit.NUMBER, tag, (), formula)


def share(value: float | None, formula: str | None = None) -> Cell:
    """Return a cell with a share, shown in per cent."""
    return Cell(value, Unit.SHARE, None, (), formula)


def few(refs: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the first distinct references, one of each kind before a second of any."""
    kinds: dict[str, list[Evidence]] = {}
    for ref in dict.fromkeys(refs):
        kinds.setdefault(ref.kind.value, []).append(ref)
    ordered = sorted(((place, kind, ref) for kind, rows in kinds.items() for place, ref in enumerate(rows[:REFS])), key=lambda row: row[:2])
    return tuple(ref for _, _, ref in ordered[:REFS])


def columns(*heads: Text | tuple[Text, float]) -> tuple[Column, ...]:
    """Return columns from heads, each with a width where it is not 1."""
    return tuple(Column(*head) if isinstance(head, tuple) else Column(head) for head in heads)


def row(key: str, *cells: Cell, emphasis: bool = False) -> Row:
    """Return a row."""
    return Row(key, cells, emphasis)


def pairs(id_: str, caption: Text, heads: tuple[Text, Text], rows: Iterable[tuple[Text, Cell]], note: Text | None = None) -> Table:
    """Return a table of two columns: what, and its value."""
    return Table(
        id=id_,
        caption=caption,
        columns=columns((heads[0], 1.2), (heads[1], 2.0)),
        rows=tuple(Row(_key(what), (text(what), value)) for what, value in rows),
        note=note,
        left=True,
    )


def _key(what: Text) -> str:
    """Return what names a row across issues and languages."""
    if isinstance(what, Said):
        return what.text
    return what if isinstance(what, str) else what.en


def paragraph(template: str, /, **params: Scalar | Said | Bilingual | Money) -> Paragraph:
    """Return a paragraph of the catalogues."""
    return Paragraph(text=Said(template, params))


def note(template: str, /, **params: Scalar | Said | Bilingual | Money) -> Paragraph:
    """Return a paragraph that steps back."""
    return Paragraph(text=Said(template, params), style="note")


def bullets(*items: Text, numbered: bool = False) -> Bullets:
    """Return points."""
    return Bullets(items=items, numbered=numbered)


def tag_of(lines: Iterable[CostLine]) -> Tag | None:
    """Return how far a sum of lines may be trusted: as far as its worst line; None for no lines."""
    tags = [line.tag for line in lines]
    return worst_tag(*tags) if tags else None


def evidence_of(lines: Iterable[CostLine]) -> tuple[Evidence, ...]:
    """Return the few references that a sum of lines shows: those of its greatest lines."""
    greatest = sorted(lines, key=lambda line: (-abs(line.amount_fen), line.id))[:REFS]
    return few(ref for line in greatest for ref in line.evidence)
