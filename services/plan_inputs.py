"""What a plan is reckoned from: the scenario, its do-minimum, the prices, and the census and topology it is judged on."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from planning.approval import changed_inputs, pin
from planning.prices import PriceBook, load_prices, parse_prices
from planning.samples import PREPARED, prepared_text
from planning.scenario import Pinned, Scenario
from planning.scenario_file import load_scenario, pinned_bases, resolve_scenario
from services.actors import Right
from services.home import Home
from services.rights import needs
from services.topologies import current, findings
from services.topologies import snapshot as snapshot_of
from topology.model.census import Census
from topology.model.entities import Topology
from topology.model.errors import InputError, NotFound, Problem, Severity
from topology.model.findings import Finding
from topology.store.snapshots import LATEST, Snapshot

_PRICES: Final = "prices"
"""Folder of the home in which an organisation's own price books stand."""


class PlanGround(msgspec.Struct, frozen=True, kw_only=True):
    """What decides a plan's figures, by name: quick to find, and enough to tell whether they were reckoned before."""

    scenario: Scenario
    base: Scenario
    """Do-minimum: the root of the scenario's bases."""
    prices: PriceBook
    head: Snapshot | None
    declared: Census | None
    """The census edition the scenario names; None where it is that of the snapshot."""


class PlanInputs(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides a plan's figures, read whole."""

    scenario: Scenario
    base: Scenario
    prices: PriceBook
    snapshot: str | None
    topology: Topology | None
    census: Census
    findings: tuple[Finding, ...]


@needs(Right.READ)
def plan_ground(home: Home, reference: str, snapshot: str | None = None) -> PlanGround:
    """Return what a scenario is judged on: its own snapshot, census and prices; a locked one, those it was locked on.

    Raises
    ------
    InputError
        The scenario is wrong or asks for what is not there.
    NotFound
        ``store.no_scenario``, ``services.no_price_book``, ``store.no_snapshot``, ``services.no_census``.
    """
    chosen = _scenario(home, reference)
    pinned = chosen.pinned.snapshot if chosen.pinned else None
    head = _head(home, snapshot or pinned or chosen.snapshot)
    return PlanGround(
        scenario=chosen,
        base=_base(home, chosen, reference),
        prices=prices(home, chosen.prices),
        head=head,
        declared=None if head and chosen.census == LATEST else _census(home, chosen.census),
    )


@needs(Right.READ)
def plan_inputs(home: Home, ground: PlanGround) -> PlanInputs:
    """Return what a scenario is judged on, the census and the topology read; errors as `plan_ground`."""
    head = ground.head
    believed = current(home, head.id) if head else None
    census = ground.declared if ground.declared is not None else believed.census if believed is not None else None
    assert census is not None
    return PlanInputs(
        scenario=ground.scenario,
        base=ground.base,
        prices=ground.prices,
        snapshot=head.id if head else None,
        topology=believed,
        census=census,
        findings=findings(home, head.id) if head else (),
    )


@needs(Right.READ)
def scenario(home: Home, reference: str) -> Scenario:
    """Return the scenario in a file, or of the store by its id or one of its names; ``cautious@2`` is its second version.

    Raises
    ------
    InputError
        The file is wrong (see `load_scenario`), or ``services.ambiguous`` where two scenarios bear the name.
    NotFound
        ``store.no_scenario``.
    """
    return _scenario(home, reference)


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


def pins(inputs: PlanInputs, bases: dict[str, int] | None = None) -> Pinned:
    """Return what a scenario would be locked on now."""
    return pin(inputs.census, inputs.prices, inputs.base, inputs.snapshot, bases)


@needs(Right.READ)
def pin_problems(home: Home, ground: PlanGround) -> tuple[Problem, ...]:
    """Return what of a locked scenario's inputs is not what it was, and whether a newer snapshot is there."""
    held = ground.scenario.pinned
    if held is None:
        return ()
    inputs = plan_inputs(home, ground)
    newest = _head(home, LATEST)
    newer = newest is not None and held.snapshot is not None and newest.id != held.snapshot
    said = Problem(
        "planning.input_newer",
        Severity.INFO,
        inputs.scenario.id,
        {"expected": held.snapshot, "found": newest.id if newest else None},
    )
    return (*changed_inputs(inputs.scenario, pins(inputs)), *((said,) if newer else ()))


@needs(Right.READ)
def scenario_text(home: Home, name: str) -> str:
    """Return a scenario's text by id: from the store, else as prepared.

    Raises
    ------
    NotFound
        ``store.no_scenario``.
    """
    try:
        return home.store.scenarios.get(name).body
    except NotFound:
        if name in PREPARED:
            return prepared_text(name)
        raise


@needs(Right.READ)
def resolved(home: Home, text: str, *, where: str) -> Scenario:
    """Return a scenario of the store from its text, its bases the newest there are, or those a locked one pins; errors as `scenario`."""
    return resolve_scenario(text, where=where, find=_finder(home, text, where))


@needs(Right.READ)
def base_versions(home: Home, name: str) -> dict[str, int]:
    """Return the newest version of each stored scenario that a stored scenario inherits from; shipped ones have none."""
    found: dict[str, int] = {}
    stored = {one.name: one for one in home.store.scenarios.all()}
    base = resolved(home, scenario_text(home, name), where=name).base
    while base is not None and base not in found:
        if base in stored:
            found[base] = stored[base].version
        base = resolved(home, scenario_text(home, base), where=base).base
    return found


def is_file(reference: str) -> bool:
    """Tell whether a reference names a file rather than a scenario of the store."""
    path = Path(reference)
    return path.suffix == ".toml" or path.is_file()


@needs(Right.READ)
def stored_name(home: Home, reference: str) -> str:
    """Return the id of the stored scenario that bears an id or a name; errors as `scenario`.

    A stored text that is no scenario any more bears its id only, so that it never hides the others.
    """
    stored = home.store.scenarios.all()
    if any(one.name == reference for one in stored):
        return reference
    wanted = reference.casefold()
    found = []
    for one in stored:
        try:
            names = resolved(home, one.body, where=one.name).name.values()
        except (InputError, NotFound):
            continue
        if wanted in {text.casefold() for text in names}:
            found.append(one.name)
    if len(found) > 1:
        raise InputError("services.ambiguous", text=reference, count=len(found), candidates=", ".join(found))
    if not found:
        raise NotFound("store.no_scenario", name=reference)
    return found[0]


def _finder(home: Home, text: str, where: str) -> Callable[[str], str]:
    held = pinned_bases(text, where=where)

    def find(name: str) -> str:
        return home.store.scenarios.get(name, held[name]).body if name in held else scenario_text(home, name)

    return find


def _version(reference: str) -> tuple[str, int] | None:
    """Return (id, version) of a reference such as ``cautious@2``; None for any other."""
    name, mark, number = reference.rpartition("@")
    return (name, int(number)) if mark and number.isdecimal() and name else None


def _scenario(home: Home, reference: str) -> Scenario:
    versioned = _version(reference)
    if versioned is not None:
        body = _kept_version(home, reference, *versioned)
        read = resolved(home, body, where=reference)
        return replace(read, id=reference, name={lang: f"{text} @{versioned[1]}" for lang, text in read.name.items()})
    if is_file(reference):
        path = Path(reference)
        return load_scenario(path, find=lambda name: _text_beside(home, path, name))
    name = stored_name(home, reference)
    return resolved(home, scenario_text(home, name), where=name)


def _kept_version(home: Home, reference: str, name: str, number: int) -> str:
    try:
        return home.store.scenarios.get(name, number).body
    except NotFound as error:
        raise NotFound("store.no_scenario", name=reference) from error


def _text_beside(home: Home, path: Path, name: str) -> str:
    beside = path.parent / f"{name}.toml"
    return beside.read_text(encoding="utf-8") if beside.is_file() else scenario_text(home, name)


def _base(home: Home, chosen: Scenario, reference: str) -> Scenario:
    """Return the scenario at the root of the chain of bases: do-minimum."""
    path = Path(reference)
    beside = is_file(reference)
    held = chosen.pinned.bases if chosen.pinned else {}

    def find(wanted: str) -> str:
        if beside:
            return _text_beside(home, path, wanted)
        return home.store.scenarios.get(wanted, held[wanted]).body if wanted in held else scenario_text(home, wanted)

    while chosen.base is not None:
        chosen = resolve_scenario(find(chosen.base), where=chosen.base, find=find)
    return chosen


def _head(home: Home, wanted: str) -> Snapshot | None:
    """Return the head of the snapshot a scenario is judged on; None where there is none yet."""
    try:
        return snapshot_of(home, wanted)
    except NotFound as error:
        if error.code != "services.no_snapshot_yet":
            raise
        return None


def _census(home: Home, edition: str) -> Census:
    if edition != LATEST:
        return home.store.editions.get(edition)
    latest = home.store.editions.latest()
    if latest is None:
        raise NotFound("services.no_census")
    return latest[1]
