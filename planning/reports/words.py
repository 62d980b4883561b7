"""Words that documents need beside those of planning's messages: kinds of findings, weights, states."""

from __future__ import annotations

from typing import Final

from planning.reports.content import Said, Text
from planning.risk.words import driver_words
from topology.model.text import N_

WORDS: Final[dict[str, str]] = {
    "report.kind.overlap.identical": N_("Same prefix in two networks"),
    "report.kind.overlap.contains": N_("Overlapping prefixes"),
    "report.kind.shared_site": N_("Several networks in one building"),
    "report.kind.parallel_circuits": N_("Parallel circuits"),
    "report.kind.use.low": N_("Network hardly used"),
    "report.kind.use.dead_circuit": N_("Circuit paid for, port down"),
    "report.kind.back_door": N_("Undeclared link between networks"),
    "report.severity.info": N_("note"),
    "report.severity.warning": N_("warning"),
    "report.severity.error": N_("grave"),
    "report.severity.critical": N_("critical"),
    "report.consent.none": N_("not asked"),
    "report.consent.asked": N_("asked"),
    "report.consent.granted": N_("granted"),
    "report.consent.refused": N_("refused"),
    "report.outcome.passed": N_("passed"),
    "report.outcome.failed": N_("failed"),
    "report.outcome.unproven": N_("not proven"),
    "report.change.new": N_("new"),
    "report.change.gone": N_("gone"),
    "report.change.changed": N_("changed"),
    "report.change.renamed": N_("renamed"),
    "report.change.moved": N_("moved"),
    "report.change.replaced": N_("replaced"),
    "report.change.silent": N_("silent"),
    "report.change.back": N_("back"),
    "report.unit.a": N_("years"),
    "report.unit.d": N_("days of work"),
    "report.unit.min": N_("minutes"),
    "report.unit.items": N_("items"),
    "report.unit.share": N_("share"),
    "report.unit.CNY": N_("CNY"),
    "report.unit.CNY/a": N_("CNY a year"),
    "report.unit.CNY/d": N_("CNY a day of work"),
}
"""Labels by code; the last part of a code is the value in the data."""


def driver_word(key: str) -> Said:
    """Return what a driver or a price row is called."""
    code, params = driver_words(key)
    return Said(code, dict(params))


def report_word(kind: str, value: str) -> Text:
    """Return the label of a value; a value without one is said as it is, so that new kinds show by their code."""
    code = f"report.{kind}.{value}"
    return Said(code) if code in WORDS else value
