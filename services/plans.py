"""Plans: scenarios of the store or of a file, appraised over what is known, compared side by side."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from planning.appraisal import Appraisal
from planning.appraise import appraise as appraise_scenario
from planning.compare import Comparison
from planning.compare import compare as compare_appraisals
from planning.prices import PriceBook, load_prices, parse_prices
from planning.samples import PREPARED, prepared_text
from planning.scenario import Scenario, scenario_hash
from planning.scenario_file import load_scenario, resolve_scenario
from services.actors import Right
from services.appraisals import appraisal_key, keep_appraisal, load_appraisal
from services.home import Home
from services.rights import changes, needs
from services.topologies import current, findings
from services.topologies import snapshot as snapshot_of
from topology.model.census import Census
from topology.model.entities import Topology
from topology.model.errors import InputError, NotFound
from topology.store.scenarios import StoredScenario
from topology.store.snapshots import LATEST, Snapshot

_PRICES: Final = "prices"
"""Folder of the home in which an organisation's own price books stand."""
_APPRAISALS: Final = "appraisals"
"""Folder of the home in which appraisals are kept; it may be deleted at any time."""


@needs(Right.READ)
def scenarios(home: Home) -> list[StoredScenario]:
    """Return the newest version of every scenario of the store, in the order in which they were first written."""
    return home.store.scenarios.all()


@needs(Right.READ)
def scenario(home: Home, reference: str) -> Scenario:
    """Return the scenario in a file, or of the store by its id or one of its names.

    Raises
    ------
    InputError
        The file is wrong (see `load_scenario`), or ``services.ambiguous`` where two scenarios bear the name.
    NotFound
        ``store.no_scenario``.
    """
    return _scenario(home, reference)


@changes(Right.PLAN, "scenario.save")
def save_scenario(home: Home, text: str, *, base_version: int = 0) -> StoredScenario:
    """Keep a scenario's TOML as the version that follows `base_version`.

    Raises
    ------
    InputError
        The text is not a scenario (see `parse_scenario`).
    Conflict
        ``store.scenario_moved``: someone else saved meanwhile; ``store.scenario_locked``.
    """
    read = resolve_scenario(text, where="scenario", find=lambda name: _text(home, name))
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
def prices(home: Home, book: str) -> PriceBook:
    """Return a price book by its id: the organisation's own from the home, else one that is shipped.

    Raises
    ------
    NotFound
        ``services.no_price_book``.
    """
    if not book.replace("_", "").replace("-", "").isalnum():
        raise NotFound("services.no_price_book", id=book[:80])
    own = home.path / _PRICES / f"{book}.toml"
    if own.is_file():
        return load_prices(own)
    shipped = files("data").joinpath(_PRICES, f"{book}.toml")
    if not shipped.is_file():
        raise NotFound("services.no_price_book", id=book)
    return parse_prices(shipped.read_text(encoding="utf-8"), where=f"{book}.toml")


@needs(Right.READ)
def appraise(home: Home, reference: str, snapshot: str | None = None) -> Appraisal:
    """Return the appraisal of a scenario against its do-minimum, over a snapshot (by default the scenario's own).

    Without any snapshot the declared quantities of the newest census are used, and savings are unverified.

    Raises
    ------
    InputError
        The scenario is wrong or asks for what is not there.
    NotFound
        ``store.no_scenario``, ``services.no_price_book``, ``store.no_snapshot``, ``services.no_census``.
    """
    chosen = _scenario(home, reference)
    base = _base(home, chosen, reference)
    book = prices(home, chosen.prices)
    head = _head(home, snapshot or chosen.snapshot)
    declared = None if head and chosen.census == LATEST else _census(home, chosen.census)
    key = appraisal_key([scenario_hash(chosen), chosen.name, scenario_hash(base), book, head, declared and declared.edition])

    def made() -> Appraisal:
        kept = load_appraisal(home.folder(_APPRAISALS), key)
        if kept is None:
            believed = current(home, head.id) if head else None
            census = declared if declared is not None else _census_of(believed)
            kept = appraise_scenario(chosen, base, believed, census, book, findings(home, head.id) if head else ())
            keep_appraisal(home.folder(_APPRAISALS), key, kept)
        return kept

    return home.cache.get("appraisal", key, made)


@needs(Right.READ)
def names(home: Home, edition: str) -> dict[str, str]:
    """Return the names of the networks and units of a census edition by code, for those who read an appraisal.

    Raises
    ------
    NotFound
        ``store.no_edition``.
    """
    census = home.cache.get("edition", edition, lambda: home.store.editions.get(edition))
    return {**{row.code: row.name for row in census.units}, **{row.code: row.name for row in census.networks}}


@needs(Right.READ)
def compare(home: Home, references: Sequence[str], snapshot: str | None = None) -> Comparison:
    """Return one to four scenarios side by side, the first being what the others are compared with; errors as `appraise`."""
    return compare_appraisals([appraise(home, reference, snapshot) for reference in references])


def _scenario(home: Home, reference: str) -> Scenario:
    path = Path(reference)
    if path.suffix == ".toml" or path.is_file():
        return load_scenario(path, find=lambda name: _text_beside(home, path, name))
    name = _name(home, reference)
    return resolve_scenario(_text(home, name), where=name, find=lambda base: _text(home, base))


def _name(home: Home, reference: str) -> str:
    """Return the id of the stored scenario that bears an id or a name."""
    stored = home.store.scenarios.all()
    if any(one.name == reference for one in stored):
        return reference
    wanted = reference.casefold()
    found = []
    for one in stored:
        read = resolve_scenario(one.body, where=one.name, find=lambda base: _text(home, base))
        if wanted in {text.casefold() for text in read.name.values()}:
            found.append(one.name)
    if len(found) > 1:
        raise InputError("services.ambiguous", text=reference, count=len(found), candidates=", ".join(found))
    if not found:
        raise NotFound("store.no_scenario", name=reference)
    return found[0]


def _text(home: Home, name: str) -> str:
    """Return a scenario's text by id: from the store, else as prepared."""
    try:
        return home.store.scenarios.get(name).body
    except NotFound:
        if name in PREPARED:
            return prepared_text(name)
        raise


def _text_beside(home: Home, path: Path, name: str) -> str:
    beside = path.parent / f"{name}.toml"
    return beside.read_text(encoding="utf-8") if beside.is_file() else _text(home, name)


def _base(home: Home, chosen: Scenario, reference: str) -> Scenario:
    """Return the scenario at the root of the chain of bases: do-minimum."""
    path = Path(reference)
    is_file = path.suffix == ".toml" or path.is_file()
    while chosen.base is not None:
        name = chosen.base

        def find(wanted: str) -> str:
            return _text_beside(home, path, wanted) if is_file else _text(home, wanted)

        chosen = resolve_scenario(find(name), where=name, find=find)
    return chosen


def _head(home: Home, wanted: str) -> Snapshot | None:
    """Return the head of the snapshot a scenario is judged on; None where there is none yet."""
    try:
        return snapshot_of(home, wanted)
    except NotFound as error:
        if error.code != "services.no_snapshot_yet":
            raise
        return None


def _census_of(believed: Topology | None) -> Census:
    assert believed is not None
    return believed.census


def _census(home: Home, edition: str) -> Census:
    if edition != LATEST:
        return home.store.editions.get(edition)
    latest = home.store.editions.latest()
    if latest is None:
        raise NotFound("services.no_census")
    return latest[1]
