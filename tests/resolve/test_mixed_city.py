"""The small mixed city: half of the agents replaced by configurations, a tenth of the devices silent.

What counts. Recall is over the cables of the truth between two devices that each have a source of their own: an agent
that answered or a configuration. A cable to a device of which no source tells anything beyond its neighbours' word is
not a link here, because a network may not hold what nobody looked at (a lone capture must give no link); its
neighbour's row stands in the unmatched list with the name, and the test asks for every one of them. Where the silent
device answered in an earlier run, its cables count like all others. A cable between two devices that never said
anything cannot be seen. Precision is over all links of layers 1 and 2, whatever they join.
"""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab.city import build_city
from lab.score import score_links
from tests.resolve.mixed import Sources, believed, mix, named_strangers, read_sources
from topology.messages import MESSAGES
from topology.model.entities import EvidenceKind
from topology.model.records import record_id
from topology.resolve.configured_links import PASSES as CONFIGURED

RECALL, PRECISION = 0.98, 0.995
SEEDS = range(5)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    return read_sources(build_city("small"), tmp_path_factory.mktemp("mixed"))


@pytest.mark.parametrize("seed", SEEDS)
def test_recall_and_precision_at_port_level(sources: Sources, seed: int) -> None:
    mixed = mix(sources, seed)
    topology = believed(sources, mixed.records)
    result = score_links(topology, sources.city, mixed.known)
    assert (len(mixed.configured), len(mixed.silent)) == (70, 14)
    assert result.recall >= RECALL, result.missed
    assert result.precision >= PRECISION, [topology.link[identifier] for identifier in result.false]
    assert result.false_between_realms == ()
    assert named_strangers(topology, sources, mixed) == 1.0


@pytest.mark.parametrize("seed", SEEDS)
def test_devices_that_answered_before_keep_their_cables(sources: Sources, seed: int) -> None:
    mixed = mix(sources, seed, earlier=True)
    topology = believed(sources, mixed.records)
    result = score_links(topology, sources.city, mixed.known | mixed.silent, stale=True)
    assert result.recall >= RECALL, result.missed
    assert result.precision >= PRECISION
    assert result.false_between_realms == ()


def test_without_any_description_vlans_and_one_sided_rows_still_tell_most(sources: Sources) -> None:
    mixed = mix(sources, 1, described=False)
    result = score_links(believed(sources, mixed.records), sources.city, mixed.known)
    assert result.recall >= 0.95
    assert result.precision >= PRECISION


def test_every_link_says_why(sources: Sources) -> None:
    """Each link names its pass, and rows of records that were given, with their place and text; losers are in known words."""
    seen: set[str] = set()
    for seed in SEEDS:
        mixed = mix(sources, seed)
        ids = {record_id(record) for record in mixed.records}
        topology = believed(sources, mixed.records)
        for link in topology.links:
            seen.add(link.matched_by)
            assert f"pass.{link.matched_by}" in MESSAGES
            assert link.evidence
            assert all(row.place and row.text for row in link.evidence)
            assert {row.source for row in link.evidence if row.kind is EvidenceKind.RECORD} <= ids
            assert all(f"loser.{loser.partition(':')[0]}" in MESSAGES for loser in link.losers)
        assert all(entry.said and entry.evidence for entry in topology.unmatched)
    assert {"mutual_both_ports", "one_sided_port", *CONFIGURED} - {"described_place"} <= seen


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 7), st.randoms(use_true_random=False))
def test_shuffled_and_doubled_input_gives_the_same_bytes(sources: Sources, seed: int, chance: random.Random) -> None:
    mixed = mix(sources, seed)
    again = mixed.records + [record for record in mixed.records if chance.random() < 0.3]
    chance.shuffle(again)
    assert msgspec.msgpack.encode(believed(sources, again)) == msgspec.msgpack.encode(believed(sources, mixed.records))
