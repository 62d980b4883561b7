"""A problem's JSON: read, and checked for what its form alone does not say: limits, signs, ids that exist."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from planning.optimise.problem import PER_YEAR, SCHEMA, Due, Problem
from topology.model.errors import InputError

_AT_BYTE: Final = re.compile(r"\(byte (?P<byte>\d+)\)")
MAX_BYTES: Final = 64 << 20
"""Largest file that is read [bytes]."""
MOST_QUARTERS: Final = 40
MOST_HORIZON: Final = 200


def read_problem(source: Path | bytes) -> Problem:
    """Return the problem in a JSON file.

    Raises
    ------
    InputError
        ``planning.problem_unreadable``, ``planning.problem_form`` where a key or value is wrong, with its place, or
        ``planning.problem_reference`` where an id is missing or doubled.
    """
    data, path = (source, "-") if isinstance(source, bytes) else (_bytes(source), str(source))
    try:
        problem = msgspec.json.decode(data, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError("planning.problem_form", path=path, reason=_placed(str(error), data)) from error
    check_problem(problem)
    return problem


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError("planning.problem_unreadable", path=str(path), reason=f"> {MAX_BYTES >> 20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise InputError("planning.problem_unreadable", path=str(path), reason=error.strerror or type(error).__name__) from error


def _placed(reason: str, data: bytes) -> str:
    """Return what the decoder says, with the line instead of the byte where it stopped."""
    match = _AT_BYTE.search(reason)
    if match is None:
        return reason
    line = 1 + data.count(b"\n", 0, int(match["byte"]))
    return f"{reason[: match.start()]}(line {line})"


def check_problem(problem: Problem) -> None:
    """Check what the form alone does not: limits, signs, ids that exist and are not doubled.

    Raises
    ------
    InputError
        ``planning.problem_value`` or ``planning.problem_reference``.
    """
    for place, value, expected, right in _values(problem):
        if not right:
            raise InputError("planning.problem_value", place=place, found=value, expected=expected)
    for place, names in _named(problem):
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise InputError("planning.problem_reference", place=place, found=name, expected="unique")
            seen.add(name)
    for place, name, known in _references(problem):
        if name not in known:
            raise InputError("planning.problem_reference", place=place, found=name, expected=place.rpartition(".")[2])


def _values(problem: Problem) -> Iterator[tuple[str, float, str, bool]]:
    yield "schema", problem.schema, str(SCHEMA), problem.schema == SCHEMA
    yield "quarters", problem.quarters, f"1..{MOST_QUARTERS}", 1 <= problem.quarters <= MOST_QUARTERS
    in_range = problem.quarters <= problem.horizon <= MOST_HORIZON
    yield "horizon", problem.horizon, f"{problem.quarters}..{MOST_HORIZON}", in_range
    yield "discount_rate", problem.discount_rate, "> -1", -1 < problem.discount_rate < math.inf
    for network in problem.networks:
        yield from _amounts(f"networks[{network.id}]", keep=network.keep, penalty=network.penalty)
        for option in network.options:
            place = f"networks[{network.id}].options[{option.id}]"
            yield from _amounts(place, hours=option.hours)
            yield from _finite(place, run=option.run, one_off=option.one_off, salvage=option.salvage)
            yield f"{place}.duration", option.duration, ">= 1", option.duration >= 1
            yield f"{place}.ready", option.ready, ">= 1", option.ready >= 1
            yield from _listed(place, option.schedule)
    for asset in problem.assets:
        yield from _amounts(f"assets[{asset.id}]", fee=asset.fee)
        yield from _listed(f"assets[{asset.id}]", asset.schedule)
        yield f"assets[{asset.id}].users", len(asset.users), ">= 1", bool(asset.users)
    for access in problem.accesses:
        yield from _amounts(f"accesses[{access.id}]", install=access.install, fee=access.fee)
        for dues in (access.schedule, *(tier.schedule for tier in access.tiers)):
            yield from _listed(f"accesses[{access.id}]", dues)
    for link in problem.links:
        yield from _amounts(f"links[{link.id}]", capacity=link.capacity, base=link.base, utilisation=link.utilisation, **link.users)
        for step in link.steps:
            yield from _amounts(f"links[{link.id}].steps", capacity=step.capacity, cost=step.cost, fee=step.fee)
    for platform in problem.platforms:
        yield from _amounts(f"platforms[{platform.id}]", cost=platform.cost, fee=platform.fee)
        yield from _listed(f"platforms[{platform.id}]", platform.schedule)
    yield "first_quarter", problem.first_quarter, f"1..{PER_YEAR}", 1 <= problem.first_quarter <= PER_YEAR
    for place, values in (("budgets", problem.budgets), ("labour", problem.labour)):
        yield from _amounts(place, **{str(number): value for number, value in enumerate(values) if value is not None})
    yield "target.count", problem.target.count, f"0..{len(problem.networks)}", 0 <= problem.target.count <= len(problem.networks)
    for name, quarter in problem.target.by.items():
        yield f"target.by.{name}", quarter, f"1..{problem.quarters}", 1 <= quarter <= problem.quarters


def _listed(place: str, schedule: Iterable[Due]) -> Iterator[tuple[str, float, str, bool]]:
    for due in schedule:
        yield f"{place}.schedule.quarter", due.quarter, ">= 1", due.quarter >= 1
        yield from _finite(f"{place}.schedule", cost=due.cost, spent=math.fsum(due.spent))


def _amounts(place: str, **values: float) -> Iterator[tuple[str, float, str, bool]]:
    for name, value in values.items():
        yield f"{place}.{name}", value, ">= 0", 0 <= value < math.inf


def _finite(place: str, **values: float) -> Iterator[tuple[str, float, str, bool]]:
    for name, value in values.items():
        yield f"{place}.{name}", value, "finite", math.isfinite(value)


def _named(problem: Problem) -> Iterator[tuple[str, Iterable[str]]]:
    yield "networks", (network.id for network in problem.networks)
    for network in problem.networks:
        yield f"networks[{network.id}].options", (option.id for option in network.options)
    yield "assets", (asset.id for asset in problem.assets)
    yield "accesses", (access.id for access in problem.accesses)
    yield "links", (link.id for link in problem.links)
    yield "platforms", (platform.id for platform in problem.platforms)


def _references(problem: Problem) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Yield each id that must exist, with those that do; the place ends in the kind that is expected."""
    known = problem.network
    platforms = {platform.id for platform in problem.platforms}
    for network in problem.networks:
        for option in network.options:
            place = f"networks[{network.id}].options[{option.id}]"
            if option.host is not None:
                yield f"{place}.host.network", option.host, known.keys() - {network.id}
            yield from ((f"{place}.platforms.platform", name, platforms) for name in option.platforms)
    yield from _shared(problem, known)
    for rule in problem.precedence:
        yield "precedence.first.network", rule.first, known
        yield "precedence.then.network", rule.then, known.keys() - {rule.first}
    last = problem.stability.last if problem.stability else {}
    yield from (("stability.last.network", name, known) for name in last)
    yield from (("target.by.network", name, known) for name in problem.target.by)
    for kind, cells in (("pins", problem.pins), ("forbids", problem.forbids)):
        for cell in cells:
            yield f"{kind}.network", cell.network, known
            if cell.option is not None:
                yield f"{kind}[{cell.network}].option", cell.option, {option.id for option in known[cell.network].options}


def _shared(problem: Problem, known: Iterable[str]) -> Iterator[tuple[str, str, Iterable[str]]]:
    for kind, rows in (("assets", problem.assets), ("accesses", problem.accesses)):
        for row in rows:
            yield from ((f"{kind}[{row.id}].users.network", name, known) for name in row.users)
    for link in problem.links:
        yield from ((f"links[{link.id}].users.network", name, known) for name in link.users)
    for access in problem.accesses:
        together = (name for tier in access.tiers for group in tier.together for name in group)
        yield from ((f"accesses[{access.id}].tiers.network", name, access.users) for name in together)
    for asset in problem.assets:
        yield from ((f"assets[{asset.id}].kept_by.network", name, asset.users) for name in asset.kept_by)
