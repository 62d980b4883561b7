"""A city with hostile agents among the good ones (A65, F12), at default limits, and one behind a bad network (A57, F8)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lab.city import build_city
from lab.faults import FAULTS, Fault, spread
from lab.scale import scaled
from lab.tables.view import fleet_of, views
from tests.long.city import content, run, served, tell
from topology.model.records import Completeness

pytestmark = pytest.mark.long


AGENTS = 200
LOSSY = {"retries": 5, "timeout_s": 1.0}
"""What a scope for a line that bad says, as notes on hostile input reckon: six tries of a second."""


def _bridges(city):
    """Devices that others are found by: the seeds, and whatever knows a management address by ARP."""
    reached = {own: device.vantage for device in city.devices for own in [device.management]}
    seeds = {reached[seed] for seeds in city.seeds.values() for seed in seeds if seed in reached}
    return sorted(seeds | {view.device.vantage for view in views(fleet_of(city)) if view.device.hosts})


def test_a65_f12_hostile_agents_change_nothing_about_the_others():
    city = build_city("full")
    faults = spread(fleet_of(city), 0.05, sorted(FAULTS), seed=65, spare=_bridges(city))
    clean, mixed = {}, {}
    with served(city, warm_s=15.0) as scope:
        first = run(scope, lambda record: clean.__setitem__((record.envelope.realm, record.envelope.target), content(record)))
    with served(city, faults=faults, warm_s=15.0) as scope:
        second = run(scope, lambda record: mixed.__setitem__((record.envelope.realm, record.envelope.target), content(record)))
    good = {key: value for key, value in clean.items() if key[1] not in faults}
    differing = [key for key, value in good.items() if mixed.get(key) != value]
    tell(
        "hostile_city",
        agents=len(city.devices),
        hostile=len(faults),
        clean_s=round(first.wall_s, 1),
        hostile_s=round(second.wall_s, 1),
        ratio=round(second.wall_s / first.wall_s, 2),
        complete=second.summary.complete,
        partial=second.summary.partial,
        failed=second.summary.failed,
    )
    assert first.summary.complete == len(city.devices)
    assert differing == []
    assert second.summary.complete >= len(good)


def test_a57_f8_a_third_of_all_datagrams_lost_is_made_good_by_resuming():
    city = build_city("small")
    whole = scaled(city, AGENTS)
    met = {}
    with served(city, faults={device.vantage: Fault(loss=0.3) for device in whole.devices}, scale=AGENTS, warm_s=3.0) as scope:
        for number in range(4):
            figures = run(
                scope,
                lambda record: met.__setitem__((record.envelope.realm, record.envelope.target), record),
                dict(met),
                now=lambda: datetime.now(UTC),
                **LOSSY,
            )
            complete = sum(record.envelope.completeness is Completeness.COMPLETE for record in met.values())
            tell("loss", passes=number, agents=len(whole.devices), complete=complete, seconds=round(figures.wall_s, 1))
            if complete == len(whole.devices):
                break
    assert len(whole.devices) >= AGENTS
    assert complete >= 0.97 * len(whole.devices)
