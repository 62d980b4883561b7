"""Wording: the texts and cells of a document in a language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from planning.messages import MESSAGES as PLANNING
from planning.messages import label, message_text
from planning.prices import Tag
from planning.reports.content import Bilingual, Cell, Money, Said, Text, Unit
from planning.reports.words import WORDS
from topology.messages import MESSAGES as TOPOLOGY
from topology.model.entities import Evidence, EvidenceKind
from topology.model.errors import Scalar
from topology.model.text import FEN_PER_WAN, N_, money, number, translator

_MILLION: Final = 100_000_000
"""Fen in a million CNY."""

_DIGITS: Final = {Unit.COUNT: 0, Unit.NUMBER: 1, Unit.FACTOR: 6}
_TAGS: Final = {Tag.KNOWN: N_("k"), Tag.ESTIMATE: N_("e"), Tag.PLACEHOLDER: N_("p")}


def say(text: Text, lang: str) -> str:
    """Return a text in a language; data is said as it is."""
    if isinstance(text, str):
        return text
    if isinstance(text, Bilingual):
        return text.zh if lang == "zh" else text.en
    params = {key: _param(value, lang) for key, value in text.params.items()}
    if text.text in PLANNING:
        return message_text(text.text, params, lang)
    template = translator(lang)(WORDS.get(text.text) or TOPOLOGY.get(text.text, text.text))
    return template.format(**{key: "-" if value is None else value for key, value in params.items()})


def cell_text(cell: Cell, lang: str) -> str:
    """Return what a cell shows: money in 万元, shares in per cent, '-' where nothing is known."""
    value = cell.value
    if value is None or value == "":
        return "-" if value is None else ""
    if isinstance(value, Said | Bilingual | str):
        return say(value, lang)
    if isinstance(value, bool):
        return translator(lang)(N_("yes")) if value else translator(lang)(N_("no"))
    return _figure(float(value), cell.unit, lang)


def tag_mark(tag: Tag | None, lang: str) -> str:
    """Return the small mark that says how far to trust a figure."""
    return translator(lang)(_TAGS[tag]) if tag else ""


_KINDS: Final = {
    EvidenceKind.CELL: N_("Census"),
    EvidenceKind.PRICE: N_("Price book"),
    EvidenceKind.RECORD: N_("Record"),
    EvidenceKind.RULE: N_("Rules of planning"),
    EvidenceKind.FIGURE: N_("Published figure"),
}


def evidence_source(kind: EvidenceKind, source: str, lang: str) -> str:
    """Return what holds a piece of evidence: its kind in words, and which one where there are several."""
    said = translator(lang)(_KINDS.get(kind, kind.value))
    return said if kind is EvidenceKind.RULE else f"{said} {source}".rstrip()


def evidence_place(ref: Evidence, lang: str) -> str:
    """Return where in its source a piece of evidence stands, a rule by its name; a record with its own id."""
    if ref.kind is EvidenceKind.RULE:
        return label("rule_name", ref.place, lang)
    return f"{ref.source} {ref.place}" if ref.kind is EvidenceKind.RECORD else ref.place


def evidence_text(ref: Evidence, lang: str) -> str:
    """Return a piece of evidence in one line: its source and its place there."""
    source = "" if ref.kind is EvidenceKind.RECORD else ref.source
    return f"{evidence_source(ref.kind, source, lang)} {evidence_place(ref, lang)}"


def day_text(day: date | None, lang: str) -> str:
    """Return a date as documents write it."""
    if day is None:
        return "-"
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {day:%B} {day.year}"


def moment_text(moment: datetime, lang: str) -> str:
    """Return the day of a moment as documents write it."""
    return day_text(moment.date(), lang)


def amount(fen: float, lang: str) -> str:
    """Return an amount within a sentence: 万元 in Chinese, million CNY in English, small ones in CNY."""
    if lang == "zh":
        return f"{money(fen, lang)}万元"
    if abs(fen) < FEN_PER_WAN:
        return f"{money(fen, lang, unit='cny', digits=0)} CNY"
    return f"{number(fen / _MILLION, lang, digits=2)} million CNY"


def _figure(value: float, unit: Unit, lang: str) -> str:
    if unit is Unit.MONEY:
        return money(value, lang)
    if unit is Unit.CNY:
        return money(value, lang, unit="cny", digits=2)
    if unit is Unit.SHARE:
        return number(100 * value, lang, digits=1) + "%"
    return f"{value:g}" if unit is Unit.TEXT else number(value, lang, digits=_DIGITS[unit])


def _param(value: Scalar | Said | Bilingual | Money, lang: str) -> Scalar:
    if isinstance(value, Said | Bilingual):
        return say(value, lang)
    if isinstance(value, Money):
        return amount(value.fen, lang)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:  # noqa: PLR2004 - thousands are set apart
        return number(value, lang)
    return value
