"""Documents: from one content to Word and Excel, in Chinese and English.

A kind of document is a function of the sources and of the changes since its last issue. `KINDS` names them all; the
writers know nothing of what they write.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from planning.reports.acceptance import acceptance_document
from planning.reports.brief import brief_document
from planning.reports.content import Document, empty_chapters
from planning.reports.excel import write_excel
from planning.reports.five_cases import appraisal_document
from planning.reports.issues import Change
from planning.reports.plan import plan_document
from planning.reports.risk_tables import risk_document
from planning.reports.runbook import runbook_document
from planning.reports.sources import Sources
from planning.reports.word import write_word
from planning.reports.workbook import workbook_document
from topology.model.errors import InputError, ModelError
from topology.model.text import N_

Build = Callable[[Sources, tuple[Change, ...] | None], Document]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of document: its name on the command line, what it is, how it is built, and the format it is meant for."""

    name: str
    help: str
    build: Build
    format: str = "docx"
    risk: bool = False
    """Whether it shows draws of prices and quantities."""
    states: bool = False
    """Whether it shows the state at the end of each quarter."""
    sheets: bool = False
    """Whether it is a workbook alone."""


KINDS: Final = (
    Kind(name="plan", help=N_("consolidation plan: nine chapters, a page for each network, annexes"), build=plan_document, states=True),
    Kind(name="appraisal", help=N_("options appraisal in five cases"), build=appraisal_document, risk=True),
    Kind(
        name="workbook",
        help=N_("workbook with live formulas and every list"),
        build=workbook_document,
        format="xlsx",
        risk=True,
        states=True,
        sheets=True,
    ),
    Kind(name="risks", help=N_("risk register"), build=lambda sources, _changes: risk_document(sources)),
    Kind(name="runbook", help=N_("cut-over run book of each network"), build=lambda sources, _changes: runbook_document(sources)),
    Kind(
        name="acceptance",
        help=N_("acceptance: before and after the cut-overs"),
        build=lambda sources, _changes: acceptance_document(sources),
    ),
    Kind(name="brief", help=N_("decision brief of one page"), build=brief_document),
)
"""Every kind of document."""

FORMATS: Final = {"docx": write_word, "xlsx": write_excel}
"""The writer of each format, by the ending of the file."""


def kind_named(name: str) -> Kind:
    """Return a kind by its name.

    Raises
    ------
    InputError
        ``planning.report_kind``.
    """
    found = next((kind for kind in KINDS if kind.name == name), None)
    if found is None:
        raise InputError("planning.report_kind", found=name, known=", ".join(kind.name for kind in KINDS))
    return found


def check_format(kind: Kind, form: str) -> None:
    """Refuse a format before anything is reckoned.

    Raises
    ------
    InputError
        ``planning.report_format`` for a format there is none of, or a workbook as a text.
    """
    if form not in FORMATS or (form == "docx" and kind.sheets):
        raise InputError("planning.report_format", kind=kind.name, found=form, known="xlsx" if kind.sheets else ", ".join(FORMATS))


def write(document: Document, form: str, lang: str) -> bytes:
    """Return a document in a format.

    Raises
    ------
    InputError
        As `check_format`; ``planning.no_cjk_font``.
    ModelError
        ``planning.report_empty`` where a chapter says nothing: such a document is not handed out.
    """
    check_format(kind_named(document.kind), form)
    empty = empty_chapters(document)
    if empty:
        raise ModelError("planning.report_empty", kind=document.kind, chapters=", ".join(empty))
    return FORMATS[form](document, lang)
