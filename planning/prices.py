"""The price book: what each thing costs, low, mode and high, with its source and how far to trust it.

Prices are constant-price CNY, tax included, at the row's date. A book is a TOML file::

    schema = 1
    id = "sample_2018"
    name = { zh = "...", en = "..." }

    [[price]]
    key = "access.fee.10m"
    unit = "CNY/a"
    low = 2650
    mode = 3317
    high = 6000
    tag = "known"
    date = 2016-12-31
    source = "..."
    source_zh = "..."              # optional
"""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import msgspec

from topology.model.entities import Evidence, EvidenceKind
from topology.model.errors import InputError, NotFound

SCHEMA = 1


class Tag(StrEnum):
    """How far a figure may be trusted."""

    KNOWN = "known"
    """A contract, a declared figure or a published price with its source."""
    ESTIMATE = "estimate"
    """Derived from known figures by a stated rule."""
    PLACEHOLDER = "placeholder"
    """General knowledge until the organisation's own contract replaces it."""


_ORDER = (Tag.KNOWN, Tag.ESTIMATE, Tag.PLACEHOLDER)


def worst_tag(*tags: Tag) -> Tag:
    """Return the least trusted of some tags: a line is as good as its worst figure."""
    return max(tags, key=_ORDER.index)


class Price(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of the book: a triangle of values in `unit`, and where they come from."""

    key: str
    unit: str
    low: float
    mode: float
    high: float
    tag: Tag
    date: date
    source: str
    source_zh: str | None = None
    """The source in Chinese; None where the book gives none."""

    def source_in(self, lang: str) -> str:
        """Return the source in the reader's language, as far as the book has it."""
        return self.source_zh or self.source if lang == "zh" else self.source

    @property
    def mode_fen(self) -> int:
        """The mode in fen, for rows in CNY."""
        return round(self.mode * 100)


class PriceBook(msgspec.Struct, frozen=True, kw_only=True, dict=True, forbid_unknown_fields=True):
    """A price book: rows by key."""

    schema: int
    id: str
    name: dict[str, str]
    price: tuple[Price, ...]

    @cached_property
    def by_key(self) -> dict[str, Price]:
        """Rows by key."""
        return {row.key: row for row in self.price}

    def row(self, key: str) -> Price:
        """Return the row of a key.

        Raises
        ------
        NotFound
            `planning.price_missing`, where the book has no such row.
        """
        found = self.by_key.get(key)
        if found is None:
            raise NotFound("planning.price_missing", key=key, book=self.id)
        return found

    def evidence(self, key: str) -> Evidence:
        """Return the reference to a row."""
        row = self.row(key)
        return Evidence(EvidenceKind.PRICE, self.id, key, f"{row.mode:g} {row.unit}")


_RETAINED = ("maintenance", "staff", "power", "security")
_MOVES = ("merge_admin", "merge_public", "join", "intranet")

PRICE_UNITS: dict[str, str] = {
    **{f"retain.{kind}.{option}": "share" for kind in _RETAINED for option in _MOVES},
    "retain.circuits.join": "share",
    "retain.circuits.intranet": "share",
    **{f"labour.factor.{option}": "share" for option in (*_MOVES, "withdraw")},
    "labour.day": "CNY/d",
    "labour.site": "d",
    "labour.node": "d",
    "labour.rehearsal": "d",
    "labour.design": "d",
    "labour.renumber": "min",
    "labour.retest": "d",
    "labour.archive": "d",
    "connect.presence": "CNY",
    "access.install": "CNY",
    "access.device.50": "CNY",
    "access.device.150": "CNY",
    "access.device.more": "CNY",
    "access.fee.10m": "CNY/a",
    "access.fee.100m": "CNY/a",
    "access.fee.1g": "CNY/a",
    "access.fee.township": "CNY/a",
    "access.maintenance": "CNY/a",
    "link.step": "CNY",
    "demand.concurrency": "share",
    "boundary.vpn": "CNY",
    "platform.level3": "CNY",
    "platform.public": "CNY",
    "platform.run": "share",
    "join.interconnect": "CNY",
    "intranet.crypto": "CNY",
    "gateway.install": "CNY",
    "gateway.run": "CNY/a",
    "disposal.device": "CNY",
    "reuse.device": "CNY",
    "life.device": "a",
    "maintenance.ageing": "share",
    "dual.support": "share",
    "mlps.item": "CNY",
    "mlps.items.2": "items",
    "mlps.items.3": "items",
    "mlps.scale.10": "share",
    "mlps.scale.50": "share",
    "mlps.scale.more": "share",
    "mlps.several": "share",
    "mlps.repeat": "share",
}
"""Every row a book must have, with its unit: money in CNY, labour in days or minutes, lives in years, shares of 1."""


def parse_prices(text: str, *, where: str) -> PriceBook:
    """Read a price book from TOML text; `where` names it in messages.

    Raises
    ------
    InputError
        `planning.file_form` (not TOML, or a field of the wrong kind), `planning.file_schema`, `planning.price_missing`,
        `planning.price_twice`, `planning.price_unit`, `planning.price_order` (low <= mode <= high, none negative),
        `planning.price_source`: each names the key and what was expected.
    """
    book = _decode(text, where)
    if book.schema != SCHEMA:
        raise InputError("planning.file_schema", file=where, found=book.schema, expected=SCHEMA)
    seen: set[str] = set()
    for row in book.price:
        if row.key in seen:
            raise InputError("planning.price_twice", file=where, key=row.key)
        seen.add(row.key)
        expected = PRICE_UNITS.get(row.key)
        if expected is not None and row.unit != expected:
            raise InputError("planning.price_unit", file=where, key=row.key, found=row.unit, expected=expected)
        if not 0 <= row.low <= row.mode <= row.high:
            raise InputError("planning.price_order", file=where, key=row.key, low=row.low, mode=row.mode, high=row.high)
        if not row.source.strip():
            raise InputError("planning.price_source", file=where, key=row.key)
    for key in PRICE_UNITS:
        if key not in seen:
            raise InputError("planning.price_missing", key=key, book=where)
    return book


def load_prices(path: Path) -> PriceBook:
    """Read a price book from a file.

    Raises
    ------
    InputError
        As `parse_prices`; `planning.file_unreadable`, where the file cannot be read.
    """
    try:
        return parse_prices(path.read_text(encoding="utf-8"), where=path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("planning.file_unreadable", file=str(path), why=getattr(error, "strerror", None) or str(error)) from error


def _decode(text: str, where: str) -> PriceBook:
    try:
        return msgspec.convert(tomllib.loads(text), PriceBook)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError("planning.file_form", file=where, why=str(error)) from error
