"""Content: what a document says, before it is a file. A tree of chapters, in no language and no format yet.

It is made once from an appraisal and its case; the writers turn it into Word or Excel, in Chinese or English. A plain
``str`` is data and is said as it is (a name, a code); a `Said` is a text of the catalogues. Figures stay figures until
they are written: each knows its unit, how far to trust it, and the evidence it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec

from planning.prices import Tag
from topology.model.entities import Evidence
from topology.model.errors import Scalar


class Money(msgspec.Struct, frozen=True):
    """An amount within a sentence [fen]."""

    fen: float


class Said(msgspec.Struct, frozen=True):
    """A text to be translated: a template of the catalogues or a message code, with the values it needs."""

    text: str
    params: dict[str, Scalar | Said | Bilingual | Money] = {}


class Bilingual(msgspec.Struct, frozen=True):
    """Data that comes in both languages: a scenario's name, a price's source."""

    en: str
    zh: str


Text = str | Said | Bilingual


class Unit(StrEnum):
    """What the value of a cell is, which decides how it is written."""

    TEXT = "text"
    MONEY = "money"
    """Fen, shown in 万元."""
    CNY = "cny"
    """Fen, shown in CNY with two digits."""
    COUNT = "count"
    NUMBER = "number"
    """A number with one digit: days, Mbit/s."""
    SHARE = "share"
    """0 to 1, shown in per cent."""
    FACTOR = "factor"
    """A number with six digits."""


class Cell(msgspec.Struct, frozen=True):
    """One cell of a table. `formula`, where given, must come to `value`; only a workbook shows it."""

    value: Scalar | Said | Bilingual
    unit: Unit = Unit.TEXT
    tag: Tag | None = None
    refs: tuple[Evidence, ...] = ()
    formula: str | None = None

    @property
    def right(self) -> bool:
        """Whether it is a figure, which stands at the right."""
        return self.unit is not Unit.TEXT


class Column(msgspec.Struct, frozen=True):
    """A column: its head, and its width as a share of the table [parts]."""

    head: Text
    width: float = 1.0


class Row(msgspec.Struct, frozen=True):
    """A row. `key` names it across issues; an `emphasis` row is a total or a heading."""

    key: str
    cells: tuple[Cell, ...]
    emphasis: bool = False


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A captioned table. Where it has no rows, `empty` is said instead."""

    id: str
    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Text | None = None
    empty: Text | None = None
    small: bool = False
    """Set in small type, for long lists."""
    left: bool = False
    """Whether figures stand at the left too, as in a list of facts."""
    foot: bool = True
    """Whether what it rests on is said beneath it."""


class Paragraph(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph; `lead` stands out, `advice` too on a page that is full, `note` steps back."""

    text: Text
    style: str = "body"
    refs: tuple[Evidence, ...] = ()


class Bullets(msgspec.Struct, frozen=True, kw_only=True):
    """Points, numbered where their order matters."""

    items: tuple[Text, ...]
    numbered: bool = False


class SignOff(msgspec.Struct, frozen=True, kw_only=True):
    """A box in which somebody signs: who, and what for."""

    rows: tuple[tuple[Text, Text], ...]


class Bars(msgspec.Struct, frozen=True, kw_only=True):
    """Bars over labels, one series above the other or side by side; `line` is drawn over them."""

    caption: Text
    labels: tuple[Text, ...]
    series: tuple[tuple[Text, tuple[float, ...]], ...]
    unit: Text
    stacked: bool = True
    across: bool = False
    """Lying bars, for long labels."""
    line: tuple[Text, tuple[float, ...]] | None = None
    band: tuple[tuple[float, ...], tuple[float, ...]] | None = None


class Gantt(msgspec.Struct, frozen=True, kw_only=True):
    """Work over quarters: per row its label, first and last quarter of work (indices), the quarter it leaves in, and its group."""

    caption: Text
    quarters: tuple[str, ...]
    rows: tuple[tuple[Text, int, int, int, str], ...]
    groups: dict[str, Text]
    closed: tuple[tuple[int, int], ...] = ()
    """(row, quarter) in which nothing may be cut over."""


class Waterfall(msgspec.Struct, frozen=True, kw_only=True):
    """From one total to another by steps [万元]."""

    caption: Text
    start: tuple[Text, float]
    steps: tuple[tuple[Text, float], ...]
    end: tuple[Text, float]
    unit: Text


class Tornado(msgspec.Struct, frozen=True, kw_only=True):
    """How far each driver moves a figure from its middle, low and high."""

    caption: Text
    middle: float
    ends: tuple[Text, Text]
    """What the two colours stand for."""
    rows: tuple[tuple[Text, float, float], ...]
    unit: Text


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Sites on a plan of the area (longitude, latitude), coloured by how many networks are there, before and after."""

    caption: Text
    places: tuple[tuple[float, float, int, int], ...]
    titles: tuple[Text, Text]


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """What goes where: per row its label, its weight, and the name of the target."""

    caption: Text
    rows: tuple[tuple[Text, float, str], ...]
    targets: dict[str, Text]


Chart = Bars | Gantt | Waterfall | Tornado | Places | Flow
Block = Paragraph | Bullets | Table | SignOff | Chart


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with what stands under it."""

    id: str
    title: Text
    blocks: tuple[Block, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    annex: bool = False
    own_page: bool = False
    wide: bool = False
    """Set on pages turned sideways, for tables with many columns."""


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says of itself on every page and in its properties."""

    scenario: str
    scenario_name: dict[str, str]
    hash: str
    snapshot: str | None
    edition: str
    prices: str
    version: str
    """Version of netfold."""
    moment: datetime
    """The time that the document carries: that of what it rests on, so that it regenerates identically."""
    issued_by: str
    marking: Text
    fictional: bool


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document: its kind, title, what it says of itself, and its chapters."""

    kind: str
    title: Text
    short: Text
    """The title at the head of each page."""
    meta: Meta
    chapters: tuple[Chapter, ...]
    names: dict[str, str] = {}
    """Names that formulas of a workbook use, each with the cell it stands for (``sheet!$B$5``)."""
    compact: bool = False
    """One page: no cover, no contents."""


def walk(chapters: tuple[Chapter, ...]) -> Iterator[Chapter]:
    """Yield every chapter, parents before children."""
    for chapter in chapters:
        yield chapter
        yield from walk(chapter.chapters)


def empty_chapters(document: Document) -> tuple[str, ...]:
    """Return the ids of chapters under which nothing stands: no words, no row, no picture."""
    return tuple(chapter.id for chapter in walk(document.chapters) if not _says_something(chapter))


def _says_something(chapter: Chapter) -> bool:
    return any(_is_filled(block) for block in chapter.blocks) or any(_says_something(child) for child in chapter.chapters)


def _is_filled(block: Block) -> bool:
    match block:
        case Table():
            return bool(block.rows or block.empty)
        case Paragraph():
            return bool(block.text)
        case Bullets():
            return bool(block.items)
        case SignOff():
            return False
    return True
