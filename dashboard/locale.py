"""Which language and look a request asks for: a cookie of its own, then the browser, then the home's setting."""

from __future__ import annotations

from typing import Final

from flask import has_request_context, request

from topology.model.text import LANGUAGES, Translate, translator

LANGUAGE_COOKIE: Final = "netfold_lang"
THEME_COOKIE: Final = "netfold_theme"
THEMES: Final = ("light", "dark", "contrast")
HTML_LANG: Final = {"zh": "zh-CN", "en": "en"}
_DEFAULT = {"lang": "zh"}


def language() -> str:
    """Return the language of the request being answered."""
    if not has_request_context():
        return _DEFAULT["lang"]
    for said in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if said in LANGUAGES:
            return str(said)
    return request.accept_languages.best_match(LANGUAGES) or _DEFAULT["lang"]


def theme() -> str:
    """Return the look of the request being answered."""
    if not has_request_context():
        return THEMES[0]
    for said in (request.args.get("theme"), request.cookies.get(THEME_COOKIE)):
        if said in THEMES:
            return str(said)
    return THEMES[0]


def words() -> Translate:
    """Return the translator of the request being answered."""
    return translator(language())
