"""The full mixed city, as `tests/resolve/test_mixed_city.py` says of the small one what counts; here with figures."""

from __future__ import annotations

import random
import time

import msgspec
import pytest

from lab.city import build_city
from lab.score import score_links
from tests.long.city import tell
from tests.resolve.mixed import Sources, believed, mix, named_strangers, read_sources

pytestmark = pytest.mark.long

RECALL, PRECISION = 0.98, 0.995


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    return read_sources(build_city("full"), tmp_path_factory.mktemp("mixed"))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("variant", ["first run", "silent ones answered before", "no descriptions"])
def test_recall_and_precision_at_port_level(sources: Sources, seed: int, variant: str) -> None:
    earlier = variant == "silent ones answered before"
    mixed = mix(sources, seed, earlier=earlier, described=variant != "no descriptions")
    began = time.process_time()
    topology = believed(sources, mixed.records)
    cpu_s = time.process_time() - began
    result = score_links(topology, sources.city, mixed.known | (mixed.silent if earlier else frozenset()), stale=earlier)
    passes: dict[str, int] = {}
    for link in topology.links:
        passes[link.matched_by] = passes.get(link.matched_by, 0) + 1
    tell(
        "mixed_city",
        variant=variant,
        seed=seed,
        answering=len(mixed.answering),
        configured=len(mixed.configured),
        silent=len(mixed.silent),
        cables=result.truth,
        recall=round(result.recall, 4),
        precision=round(result.precision, 4),
        false_between_realms=len(result.false_between_realms),
        cpu_s=round(cpu_s, 2),
        passes=passes,
    )
    assert result.recall >= RECALL
    assert result.precision >= PRECISION
    assert result.false_between_realms == ()
    if not earlier:
        assert named_strangers(topology, sources, mixed) == 1.0


def test_shuffled_and_doubled_input_gives_the_same_bytes(sources: Sources) -> None:
    mixed = mix(sources, 1)
    chance = random.Random(7)
    again = mixed.records + [record for record in mixed.records if chance.random() < 0.2]
    chance.shuffle(again)
    assert msgspec.msgpack.encode(believed(sources, again)) == msgspec.msgpack.encode(believed(sources, mixed.records))
