"""The consolidation plan (整合撤并方案): nine chapters and their annexes."""

from __future__ import annotations

from planning.reports.annexes import annexes
from planning.reports.blocks import said
from planning.reports.content import Document
from planning.reports.ground import basis, standing
from planning.reports.issues import Change
from planning.reports.money import investment
from planning.reports.network_pages import network_pages
from planning.reports.principles import principles
from planning.reports.safeguards import risk_chapter, safeguards
from planning.reports.schedule import schedule
from planning.reports.sources import Sources
from planning.reports.target import target
from topology.model.text import N_


def plan_document(sources: Sources, changes: tuple[Change, ...] | None = None) -> Document:
    """Return the consolidation plan of a scenario; `changes` are those since its last issue."""
    return Document(
        kind="plan",
        title=said(N_("Plan for consolidating and withdrawing the departmental private networks")),
        short=said(N_("Consolidation plan")),
        meta=sources.meta,
        chapters=(
            basis(sources),
            standing(sources),
            principles(sources),
            network_pages(sources),
            target(sources),
            schedule(sources),
            investment(sources),
            risk_chapter(sources),
            safeguards(sources),
            *annexes(sources, changes),
        ),
    )
