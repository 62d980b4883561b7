"""Reporting: documents of a scenario, made from what is known, and what was issued before."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from planning.appraisal import Appraisal
from planning.case import Case
from planning.compare import MOST
from planning.costs import build_case
from planning.quarters import Quarter
from planning.reports import KINDS, Kind, check_format, kind_named, write
from planning.reports.content import Document
from planning.reports.issues import Change, Issue, changes_between, issue_of
from planning.reports.sources import Later, Published, Sources
from services import plans
from services.actors import Right
from services.comparing import compare_snapshots
from services.home import Home
from services.plan_inputs import plan_ground, plan_inputs
from services.progress import SILENT, Watch
from services.rights import changes, needs
from services.risking import assess_risk, assess_robustness
from services.roadmaps import roadmap
from services.topologies import current, snapshot
from topology.model.errors import InputError, NotFound

_SAME: Final = ("quarters", "discount_rate", "prices", "edition", "snapshot", "base_cash")
"""What two appraisals must share to be compared."""
_ISSUES: Final = "issues"
"""Folder of the home in which the outlines of issued documents are kept."""


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What may be asked of a document beside its scenario and kind."""

    snapshot: str | None = None
    """Snapshot to judge on; by default the scenario's own."""
    beside: tuple[str, ...] = ()
    """Other scenarios of the short list; by default those of the store that can be compared."""
    marking: str | None = None
    """Marking on every page."""
    after: str | None = None
    """For an acceptance, the snapshot taken after the cut-overs."""
    quarter: str | None = None
    """For an acceptance, the quarter whose planned state it is held against; by default that of the snapshot."""
    robustness: int = 0
    """Draws for which the best plan is sought again; 0 for none: each takes a search."""


_PLAIN: Final = Wishes()


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was made: its bytes, what it is, and how it differs from its last issue (None: it is the first)."""

    kind: str
    scenario: str
    hash: str
    data: bytes
    changes: tuple[Change, ...] | None
    issued: bool = False


@needs(Right.READ)
def report_kinds(_home: Home) -> list[dict[str, str]]:
    """Return the kinds of documents there are."""
    return [{"kind": kind.name, "format": kind.format, "help": kind.help} for kind in KINDS]


@changes(Right.READ, "report.make")
def make_report(home: Home, reference: str, kind: str, form: str, lang: str, *, wishes: Wishes = _PLAIN, watch: Watch = SILENT) -> Made:
    """Return a document of a scenario as a file of a format; the same inputs give the same bytes.

    Raises
    ------
    InputError
        As `planning.reports.write` and `services.plans.appraise`; ``services.report_after`` where an acceptance lacks its snapshot.
    NotFound
        As `services.plans.appraise`.
    """
    return _drafted(home, reference, _kind(kind, form), wishes, watch).made(form, lang)


@changes(Right.PLAN, "report.issue")
def issue_report(home: Home, reference: str, kind: str, form: str, lang: str, *, wishes: Wishes = _PLAIN, watch: Watch = SILENT) -> Made:
    """Return a document as `make_report`, and keep what it says as the issue that the next is compared with; errors alike."""
    draft = _drafted(home, reference, _kind(kind, form), wishes, watch)
    made = draft.made(form, lang)
    _keep(home, draft.issue)
    return replace(made, issued=True)


class _Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A document with what it says before it speaks of changes, which is what issues are compared by."""

    document: Document
    issue: Issue
    changes: tuple[Change, ...] | None

    def made(self, form: str, lang: str) -> Made:
        meta = self.document.meta
        data = write(self.document, form, lang)
        return Made(kind=self.document.kind, scenario=meta.scenario, hash=meta.hash, data=data, changes=self.changes)


def _kind(kind: str, form: str) -> Kind:
    """Return a kind that can be written in a format, before anything is reckoned.

    Raises
    ------
    InputError
        ``planning.report_kind``, ``planning.report_format``.
    """
    found = kind_named(kind)
    check_format(found, form)
    return found


def _drafted(home: Home, reference: str, wanted: Kind, wishes: Wishes, watch: Watch) -> _Draft:
    if wanted.name == "acceptance" and wishes.after is None:
        raise InputError("services.report_after")
    sources = sources_of(home, reference, wishes)
    if wanted.risk:
        risk = assess_risk(home, reference, snapshot=wishes.snapshot)
        sources = replace(sources, seed=risk.seed, outcome=risk.outcome, swings=risk.tornado)
        if wishes.robustness:
            again = assess_robustness(home, reference, wishes.robustness, snapshot=wishes.snapshot, watch=watch)
            sources = replace(sources, robustness=again)
    if wanted.states and sources.case.topology is not None:
        sources = replace(sources, states=roadmap(home, reference, wishes.snapshot, watch).states)
    if wishes.after is not None:
        sources = replace(sources, later=_later(home, sources, wishes.after, wishes.quarter))
    plain = wanted.build(sources, None)
    issue = issue_of(plain)
    found = changes_between(_last_other(home, issue), plain)
    return _Draft(document=wanted.build(sources, found), issue=issue, changes=found)


@needs(Right.READ)
def sources_of(home: Home, reference: str, wishes: Wishes = _PLAIN) -> Sources:
    """Return what a scenario's documents are made from; errors as `make_report`."""
    appraisal = plans.appraise(home, reference, wishes.snapshot)
    case = _case(home, reference, wishes)
    published, source = _published()
    return Sources(
        case=case,
        appraisal=appraisal,
        version=_version(),
        moment=_moment(home, appraisal),
        issued_by=home.actor.name,
        marking=wishes.marking,
        beside=_short_list(home, appraisal, wishes),
        published=published,
        published_source=source,
    )


def _case(home: Home, reference: str, wishes: Wishes) -> Case:
    """Return the case that an appraisal is made from."""
    found = plan_inputs(home, plan_ground(home, reference, wishes.snapshot))
    case, _ = build_case(found.scenario, found.census, found.topology, found.prices, found.findings)
    return case


def _short_list(home: Home, appraisal: Appraisal, wishes: Wishes) -> tuple[Appraisal, ...]:
    """Return the scenarios to stand beside one, do-minimum first: those asked for, else those of the store that compare."""
    names = list(wishes.beside) or [appraisal.base_scenario, *(one.name for one in home.store.scenarios.all())]
    found: dict[str, Appraisal] = {}
    for name in names:
        if name in {appraisal.scenario, *found}:
            continue
        try:
            one = plans.appraise(home, name, wishes.snapshot or appraisal.snapshot)
        except NotFound:
            if wishes.beside:
                raise
            continue
        if _comparable(one, appraisal):
            found[name] = one
        elif wishes.beside:
            raise InputError("planning.compare_differ", a=appraisal.scenario, b=one.scenario, field="base_cash")
    ordered = sorted(found.values(), key=lambda one: one.scenario != appraisal.base_scenario)
    return tuple(ordered[: MOST - 1])


def _comparable(one: Appraisal, other: Appraisal) -> bool:
    return all(
        getattr(one, field) == getattr(other, field)
        for field in ("quarters", "discount_rate", "prices", "edition", "snapshot", "base_cash")
    )


def _later(home: Home, sources: Sources, after: str, quarter: str | None) -> Later:
    """Return the snapshot after the cut-overs, with what changed since the one that the plan rests on."""
    if sources.appraisal.snapshot is None:
        raise NotFound("services.no_snapshot_yet")
    head = snapshot(home, after)
    return Later(
        topology=current(home, head.id),
        changes=compare_snapshots(home, sources.appraisal.snapshot, head.id),
        quarter=quarter or str(min(Quarter.of(head.created_at.date()), sources.case.quarters[-1])),
    )


def _moment(home: Home, appraisal: Appraisal) -> datetime:
    """Return the time a document carries: that of its snapshot, else the beginning of its first quarter."""
    if appraisal.snapshot:
        return snapshot(home, appraisal.snapshot).created_at.replace(microsecond=0)
    start = Quarter.parse(appraisal.quarters[0])
    return datetime(start.year, 3 * start.number - 2, 1, tzinfo=UTC)


def _published() -> tuple[tuple[Published, ...], str]:
    read = tomllib.loads(files("data").joinpath("yantai", "published.toml").read_text(encoding="utf-8"))
    fields = set(Published.__struct_fields__)
    rows = tuple(Published(**{key: value for key, value in row.items() if key in fields}) for row in read["figure"])
    return rows, str(read["source"]["title"])


def _version() -> str:
    try:
        return version("netfold")
    except PackageNotFoundError:
        return "0"


def _folder(home: Home, kind: str, scenario: str) -> Path:
    safe = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in scenario)[:80]
    return home.folder(_ISSUES) / f"{kind}-{safe}"


def _issues(home: Home, kind: str, scenario: str) -> list[Path]:
    folder = _folder(home, kind, scenario)
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def _last_other(home: Home, now: Issue) -> Issue | None:
    """Return the newest issue that says something else: an issue is compared with its forerunner, also when it is made again."""
    for path in reversed(_issues(home, now.kind, now.scenario)):
        issue = _read(path)
        if issue.digest != now.digest:
            return issue
    return None


def _read(path: Path) -> Issue:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Issue)
    except (OSError, msgspec.DecodeError) as error:
        raise InputError("services.report_issue", path=str(path), reason=str(error)[:200]) from error


def _keep(home: Home, issue: Issue) -> None:
    """Keep an issue, whole or not at all, unless the newest says the same."""
    known = _issues(home, issue.kind, issue.scenario)
    if known and _read(known[-1]).digest == issue.digest:
        return
    folder = _folder(home, issue.kind, issue.scenario)
    folder.mkdir(exist_ok=True, mode=0o700)
    number = int(known[-1].stem) + 1 if known else 1
    fresh = folder / f"fresh-{os.getpid()}"
    fresh.write_bytes(msgspec.json.encode(issue))
    fresh.replace(folder / f"{number:04d}.json")
