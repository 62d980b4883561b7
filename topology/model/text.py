"""Text in English and Chinese, through gettext catalogues read by Babel.

The catalogues are ``data/i18n/<lang>/LC_MESSAGES/<room>.po``, one a room, so that each room owns its
words; at run time they are one. English is the source language: an empty English entry means the
message itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files

from babel.dates import format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from topology.model.errors import Problem, Scalar

LANGUAGES = ("en", "zh")
"""The languages every text exists in."""

ROOMS = ("topology", "collectors", "planning", "lab", "services", "dashboard", "app")
"""Gettext domains: one catalogue a room."""

FEN_PER_WAN = 1_000_000
"""Fen in 1 万元 (10,000 CNY)."""

Translate = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for 'mark, translate later'
    """Mark a text for the catalogues where it is translated later."""
    return message


@cache
def _catalogue(lang: str) -> dict[str, str]:
    merged: dict[str, str] = {}
    for room in ROOMS:
        path = files("data").joinpath("i18n", lang, "LC_MESSAGES", f"{room}.po")
        if not path.is_file():
            continue
        compiled = io.BytesIO()
        write_mo(compiled, read_po(io.BytesIO(path.read_bytes()), locale=lang))
        compiled.seek(0)
        table: dict[str, str] = GNUTranslations(compiled)._catalog  # type: ignore[attr-defined] # noqa: SLF001 - gettext offers no public merge
        merged.update({key: value for key, value in table.items() if key and value})
    return merged


@cache
def translator(lang: str) -> Translate:
    """Return the function that turns a source text into `lang`.

    A text that the catalogue lacks comes back as it is; a test keeps the catalogues complete.
    """
    table = _catalogue(lang if lang in LANGUAGES else "en")
    return lambda message: table.get(message, message)


def render(template: str, params: dict[str, Scalar], lang: str) -> str:
    """Translate `template` and fill in its ``{placeholders}``; an unknown or missing value shows as '?'."""
    return translator(lang)(template).format_map(_Lenient({key: value for key, value in params.items() if value is not None}))


def problem_text(problem: Problem, messages: dict[str, str], lang: str) -> str:
    """Say a problem in `lang`: where, then what."""
    text = render(messages.get(problem.code, problem.code), problem.params, lang)
    return f"{problem.where}: {text}" if problem.where else text


def money(fen: float, lang: str, *, unit: str = "wan", digits: int = 1) -> str:
    """Format an amount of fen as 万元 (``unit="wan"``) or CNY (``unit="cny"``), without the unit's name."""
    divisor = FEN_PER_WAN if unit == "wan" else 100
    value = Decimal(str(fen)) / divisor
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _unsigned(str(format_decimal(value, format=pattern, locale="zh_CN" if lang == "zh" else "en_GB")))


def number(value: float, lang: str, *, digits: int = 0) -> str:
    """Format a plain number with the language's separators."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _unsigned(str(format_decimal(value, format=pattern, locale="zh_CN" if lang == "zh" else "en_GB")))


def _unsigned(text: str) -> str:
    """Return a figure that rounds to nothing without its sign: -0.0 is read as a mistake."""
    return text if any(digit in text for digit in "123456789") else text.removeprefix("-")


def moment(when: datetime, lang: str) -> str:
    """Format a date with its time, to the minute."""
    return str(format_datetime(when, "yyyy-MM-dd HH:mm", locale="zh_CN" if lang == "zh" else "en_GB"))


class _Lenient(dict[str, Scalar]):
    def __missing__(self, key: str) -> str:
        return "?"
