"""Plans: scenarios of the store or of a file, appraised over what is known, compared side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from planning.actuals import Actual, read_actuals, track, write_actuals
from planning.appraisal import Appraisal
from planning.appraise import appraise as appraise_scenario
from planning.approval import content_hash
from planning.compare import Comparison
from planning.compare import compare as compare_appraisals
from planning.costs import build_case
from planning.lines import CostLine
from planning.marginal import Bench, MarginalValue, OptionValue, lines_with, marginal_values, option_values, set_up
from planning.notices import Notice, notices
from planning.options import Option
from planning.proof import inputs_hash, proof_problems
from planning.samples import PREPARED, prepared_text
from planning.scenario import Approval, Choice, scenario_hash
from services.actors import Right
from services.appraisals import appraisal_key, keep_appraisal, load_appraisal
from services.home import Home
from services.plan_inputs import PlanGround, pin_problems, pins, plan_ground, plan_inputs, prices, resolved, scenario, stored_name
from services.rights import changes, needs
from topology.model.errors import InputError, Problem, Severity
from topology.store.scenarios import StoredScenario

__all__ = [
    "actuals",
    "add_prepared",
    "appraise",
    "cancellations",
    "compare",
    "marginals",
    "names",
    "option_cells",
    "option_costs",
    "prices",
    "save_scenario",
    "scenario",
    "scenarios",
    "take_actuals",
    "versions",
]

_APPRAISALS: Final = "appraisals"
"""Folder of the home in which appraisals are kept; it may be deleted at any time."""
_ACTUALS: Final = "actuals"
"""Folder of the home in which the tables of actuals stand, one a scenario."""


@needs(Right.READ)
def scenarios(home: Home) -> list[StoredScenario]:
    """Return the newest version of every scenario of the store, in the order in which they were first written."""
    return home.store.scenarios.all()


@needs(Right.READ)
def versions(home: Home, reference: str) -> list[StoredScenario]:
    """Return every version of a scenario of the store, the oldest first: who wrote it, when, and where it stood.

    Raises
    ------
    NotFound
        ``store.no_scenario``.
    """
    name = stored_name(home, reference)
    newest = home.store.scenarios.get(name)
    return [*(home.store.scenarios.get(name, number) for number in range(1, newest.version)), newest]


@changes(Right.PLAN, "scenario.save")
def save_scenario(home: Home, text: str, *, base_version: int = 0) -> StoredScenario:
    """Keep a scenario's TOML as the version that follows `base_version`: a draft, whatever was approved before.

    Raises
    ------
    InputError
        The text is not a scenario (see `parse_scenario`); ``planning.approval_typed`` where it gives itself another state than
        draft, which only `approvals.review`, `approve` and `lock` do.
    Conflict
        ``store.scenario_moved``: someone else saved meanwhile; ``store.scenario_locked``.
    """
    read = resolved(home, text, where="scenario")
    if read.approval is not Approval.DRAFT:
        raise InputError("planning.approval_typed", scenario=read.id, approval=read.approval.value)
    title = read.name.get("en") or read.id
    return home.store.scenarios.save(read.id, text, title=title, author=home.actor.name, base=base_version)


@changes(Right.PLAN, "scenario.prepared")
def add_prepared(home: Home) -> list[StoredScenario]:
    """Keep the sample city's prepared scenarios that the store does not have yet; return all of them."""
    have = {one.name for one in home.store.scenarios.all()}
    for name in PREPARED:
        if name not in have:
            save_scenario(home, prepared_text(name))
    return [home.store.scenarios.get(name) for name in PREPARED]


@needs(Right.READ)
def appraise(home: Home, reference: str, snapshot: str | None = None) -> Appraisal:
    """Return the appraisal of a scenario against its do-minimum, over a snapshot (by default the scenario's own).

    Without any snapshot the declared quantities of the newest census are used, and savings are unverified. Where actuals
    were reported, plan and actual stand beside each other; where a locked scenario's inputs changed, or a proof is of other inputs,
    that is told.

    Raises
    ------
    InputError
        The scenario is wrong or asks for what is not there.
    NotFound
        ``store.no_scenario``, ``services.no_price_book``, ``store.no_snapshot``, ``services.no_census``.
    """
    ground = plan_ground(home, reference, snapshot)
    key = _key(ground)

    def made() -> Appraisal:
        kept = load_appraisal(home.folder(_APPRAISALS), key)
        if kept is None:
            inputs = plan_inputs(home, ground)
            kept = appraise_scenario(
                inputs.scenario, inputs.base, inputs.topology, inputs.census, inputs.prices, inputs.findings, marginal=True
            )
            keep_appraisal(home.folder(_APPRAISALS), key, kept)
        return kept

    found = home.cache.get("appraisal", key, made)
    unproved = _proof_problems(home, ground, key)
    told = (*pin_problems(home, ground), *unproved)
    rows, unread = _actuals(home, found.scenario)
    proof = ground.scenario.proof
    if not (told or rows or unread or proof):
        return found
    objected = any(row.severity is Severity.ERROR for row in told)
    return replace(
        found,
        proof=proof,
        proof_holds=not unproved,
        problems=(*told, *unread, *found.problems),
        may_be_final=found.may_be_final and not objected,
        tracking=track(found, rows),
    )


@needs(Right.READ)
def names(home: Home, edition: str) -> dict[str, str]:
    """Return the names of the networks, units and sites of a census edition by code, for those who read an appraisal.

    Raises
    ------
    NotFound
        ``store.no_edition``.
    """
    census = home.cache.get("edition", edition, lambda: home.store.editions.get(edition))
    return {row.code: row.name for rows in (census.sites, census.units, census.networks) for row in rows}


@needs(Right.READ)
def compare(home: Home, references: Sequence[str], snapshot: str | None = None) -> Comparison:
    """Return one to four scenarios side by side, the first being what the others are compared with; errors as `appraise`."""
    return compare_appraisals([appraise(home, reference, snapshot) for reference in references])


@needs(Right.READ)
def option_cells(home: Home, reference: str, snapshot: str | None = None) -> tuple[OptionValue, ...]:
    """Return the planning board: each option of each network, feasible with its NPV beside keeping, or blocked with reason.

    Errors as `appraise`.
    """
    key = _key(plan_ground(home, reference, snapshot))
    return home.cache.get("cells", key, lambda: option_values(_bench(home, reference, snapshot)))


@needs(Right.READ)
def option_costs(
    home: Home, reference: str, cell: OptionValue, snapshot: str | None = None
) -> tuple[tuple[CostLine, ...], tuple[CostLine, ...]]:
    """Return the scenario's cost lines with a network kept, and with a cell of the board chosen for it; errors as `appraise`."""
    bench = _bench(home, reference, snapshot)
    chosen = bench.case.scenario.choice.get(cell.network)
    tried = Choice(code=cell.network, option=cell.option, finish=cell.finish, host=cell.host)
    wanted = chosen if cell.chosen and chosen is not None else tried
    return lines_with(bench, Choice(code=cell.network, option=Option.KEEP)), lines_with(bench, wanted)


@needs(Right.READ)
def marginals(home: Home, reference: str, snapshot: str | None = None) -> tuple[MarginalValue, ...]:
    """Return what each network that changes brings while all other choices stay as they are; errors as `appraise`."""
    return marginal_values(_bench(home, reference, snapshot))


@needs(Right.READ)
def cancellations(home: Home, reference: str, snapshot: str | None = None) -> tuple[Notice, ...]:
    """Return the letters to carriers that a scenario asks for, the most urgent first; errors as `appraise`."""
    inputs = plan_inputs(home, plan_ground(home, reference, snapshot))
    case, _ = build_case(inputs.scenario, inputs.census, inputs.topology, inputs.prices, inputs.findings)
    return notices(case)


@needs(Right.READ)
def actuals(home: Home, reference: str) -> tuple[Actual, ...]:
    """Return what was reported as really paid for a scenario; errors as `scenario`."""
    return _actuals(home, scenario(home, reference).id)[0]


@changes(Right.PLAN, "scenario.actuals")
def take_actuals(home: Home, reference: str, text: str, *, where: str = "actuals") -> tuple[Problem, ...]:
    """Take a table of actuals (see `planning.actuals`) in place of the one a stored scenario has; return the rows that are wrong.

    Where a row is wrong nothing is taken, so that half a table never stands for the whole. A locked scenario takes actuals too.

    Raises
    ------
    InputError
        ``planning.actuals_columns``.
    NotFound
        ``store.no_scenario``: actuals belong to a scenario of the store.
    """
    name = stored_name(home, reference)
    rows, problems = read_actuals(text, where=where)
    problems = (*problems, *_strangers(home, reference, rows, where))
    if not problems:
        path = home.folder(_ACTUALS) / f"{name}.csv"
        fresh = path.with_suffix(".new")
        fresh.write_text(write_actuals(rows), encoding="utf-8")
        fresh.replace(path)
    return problems


def _strangers(home: Home, reference: str, rows: Sequence[Actual], where: str) -> tuple[Problem, ...]:
    """Return a problem for each network that the table names and the census does not have."""
    edition = appraise(home, reference).edition
    unknown = sorted({row.network for row in rows if row.network} - names(home, edition).keys())
    return tuple(Problem("planning.network_unknown", Severity.ERROR, where, {"network": code, "edition": edition}) for code in unknown)


def _actuals(home: Home, name: str) -> tuple[tuple[Actual, ...], tuple[Problem, ...]]:
    path = home.path / _ACTUALS / f"{name}.csv"
    return read_actuals(path.read_text(encoding="utf-8"), where=path.name) if path.is_file() else ((), ())


def _proof_problems(home: Home, ground: PlanGround, key: str) -> tuple[Problem, ...]:
    if ground.scenario.proof is None:
        return ()
    now = home.cache.get("proof", key, lambda: inputs_hash(ground.scenario, pins(plan_inputs(home, ground))))
    return proof_problems(ground.scenario, now)


def _key(ground: PlanGround) -> str:
    """Return the hash of what decides an appraisal: the head of a snapshot stands for all that it holds."""
    edition = ground.declared.edition if ground.declared else None
    decisive = [scenario_hash(ground.scenario), ground.scenario.name, scenario_hash(ground.base), content_hash(ground.prices)]
    return appraisal_key([*decisive, ground.head, edition])


def _bench(home: Home, reference: str, snapshot: str | None) -> Bench:
    ground = plan_ground(home, reference, snapshot)

    def made() -> Bench:
        inputs = plan_inputs(home, ground)
        return set_up(inputs.scenario, inputs.census, inputs.topology, inputs.prices, inputs.findings)

    return home.cache.get("bench", _key(ground), made)
