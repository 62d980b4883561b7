"""Chapter 3 of the consolidation plan: what decides, by which rules, and how the networks fall under them."""

from __future__ import annotations

from typing import Final

from planning.options import RULES, Option
from planning.prices import Tag
from planning.reports.blocks import bullets, columns, count, figure, money, note, option_word, row, said, share, text
from planning.reports.content import Chapter, Said, Table
from planning.reports.sources import Sources
from topology.model.text import N_

_MLPS: Final = (
    (N_("Classified"), N_("May stay or move to the intranet; never joined to the extranet, not discovered, not linked.")),
    (N_("MLPS level 3"), N_("Administrative service domain only, behind the level-3 security zone.")),
    (N_("MLPS level 2 and below"), N_("Administrative or public service domain; into a sibling that is protected as well.")),
    (N_("Run from above"), N_("Whatever its level: only with the recorded and dated consent of its authority.")),
)


def principles(sources: Sources) -> Chapter:
    """Chapter 3: what decides, by which rules, and how the networks fall under them."""
    rules = Table(
        id="rules",
        caption=said(N_("Rules that decide which options are open")),
        columns=columns((said(N_("Rule")), 1), (said(N_("What it says")), 3), (said(N_("Source")), 2)),
        rows=tuple(
            row(
                rule.id, text(rule.id), text(Said(f"planning.blocks.{rule.id}")), text(said(N_("{citation}"), citation=Said(rule.citation)))
            )
            for rule in RULES
        ),
        note=said(N_("Sources not checked at their official place carry that mark in the register of rules.")),
    )
    levels = Table(
        id="levels",
        caption=said(N_("Security levels and where they may go")),
        columns=columns((said(N_("Class")), 1), (said(N_("Rule of placement")), 3)),
        rows=tuple(row(name, text(said(name)), text(said(what))) for name, what in _MLPS),
    )
    return Chapter(
        id="principles",
        title=said(N_("Principles and classification")),
        chapters=(
            Chapter(
                id="principles.ground",
                title=said(N_("Principles")),
                blocks=(
                    bullets(
                        said(N_("The boundary first: what is classified is never joined to what is not.")),
                        said(
                            N_(
                                "Applications first, networks after: a network leaves only when the applications its users need are "
                                "in the cloud or reachable there."
                            )
                        ),
                        said(N_("No service is cut: both networks run side by side until acceptance, and the way back is rehearsed.")),
                        said(N_("What is shared ends with its last user: circuits, rooms and last miles are counted free only then.")),
                        said(N_("An access to the extranet is paid for once at each site, for all who come.")),
                        said(N_("Only money that can still be decided counts; construction cost does not.")),
                    ),
                ),
            ),
            Chapter(id="principles.rules", title=said(N_("Rules")), blocks=(rules,)),
            Chapter(id="principles.levels", title=said(N_("Security levels")), blocks=(levels,)),
            Chapter(
                id="principles.result",
                title=said(N_("Result of the classification")),
                blocks=(classification(sources), note(N_("How each network falls under the rules stands on its own page in chapter 4."))),
            ),
        ),
    )


def classification(sources: Sources) -> Table:
    """Return how many networks go which way, and what they cost to run."""
    groups: dict[Option, list[str]] = {}
    for result in sources.results:
        groups.setdefault(result.option or Option.KEEP, []).append(result.network or "")
    gross = sources.appraisal.base.gross_fen_per_a or 1
    rows = []
    for option in Option:
        codes = groups.get(option, [])
        cost = sum(sources.declared(code).opex_fen_per_a.total for code in codes)
        rows.append(
            row(
                option.value,
                text(option_word(option)),
                count(len(codes)),
                money(cost, Tag.KNOWN),
                share(cost / gross),
                text(", ".join(codes) or "-"),
            )
        )
    total = row("total", text(said(N_("Total"))), count(len(sources.results)), money(gross), figure(None), text(""), emphasis=True)
    return Table(
        id="classification",
        caption=said(N_("Networks by recommended option [10,000 CNY a year]")),
        columns=columns(
            (said(N_("Option")), 2.2),
            (said(N_("Networks")), 0.8),
            (said(N_("Runs for")), 1),
            (said(N_("Share")), 0.8),
            (said(N_("Which")), 2.5),
        ),
        rows=(*rows, total),
    )
