from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.samples import record
from topology.model.records import Completeness, SourceKind
from topology.store import Store
from topology.store.records import Head, Kept
from topology.store.runs import RunKind
from topology.store.selection import Chosen, Standing, choose

COMPLETE, PARTIAL, FAILED = Completeness.COMPLETE, Completeness.PARTIAL, Completeness.FAILED


def _heads(*looks: Completeness, target: str = "127.1.0.1") -> list[Head]:
    return [
        Head(seq=place, id=f"rec-{place}", run=place, realm="n01", kind=SourceKind.SNMP, target=target, completeness=look)
        for place, look in enumerate(looks, start=1)
    ]


@pytest.mark.parametrize(
    ("looks", "seq", "standing", "newest"),
    [
        ([COMPLETE], 1, Standing.FRESH, None),
        ([PARTIAL], 1, Standing.FRESH, None),
        ([COMPLETE, COMPLETE], 2, Standing.FRESH, None),
        ([COMPLETE, PARTIAL], 1, Standing.CARRIED, 2),
        ([PARTIAL, PARTIAL], 2, Standing.FRESH, None),
        ([COMPLETE, PARTIAL, COMPLETE], 3, Standing.FRESH, None),
        ([COMPLETE, FAILED], 1, Standing.STALE, 2),
        ([PARTIAL, FAILED], 1, Standing.STALE, 2),
        ([COMPLETE, PARTIAL, FAILED, FAILED], 1, Standing.STALE, 4),
        ([FAILED, FAILED], 2, Standing.FAILED, 2),
        ([FAILED, COMPLETE], 2, Standing.FRESH, None),
    ],
)
def test_what_stands_for_a_device(looks: Sequence[Completeness], seq: int, standing: Standing, newest: int | None) -> None:
    assert choose(_heads(*looks)) == (Chosen(seq=seq, standing=standing, newest=newest),)


def test_resolution_reads_the_record_and_the_newer_one_that_says_less() -> None:
    assert choose(_heads(COMPLETE, PARTIAL))[0].sequence == (1, 2)
    assert choose(_heads(COMPLETE))[0].sequence == (1,)
    assert choose(_heads(FAILED))[0].sequence == (1,)


def test_runs_limit_what_counts() -> None:
    assert choose(_heads(COMPLETE, COMPLETE), ["r1"]) == (Chosen(seq=1, standing=Standing.FRESH),)
    assert choose(_heads(COMPLETE), []) == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(list(Completeness))), max_size=12))
def test_a_partial_record_never_replaces_a_complete_one(looks: list[tuple[str, Completeness]]) -> None:
    heads = [
        Head(seq=place, id="", run=1, realm="n01", kind=SourceKind.SNMP, target=target, completeness=look)
        for place, (target, look) in enumerate(looks, start=1)
    ]
    by_seq = {head.seq: head for head in heads}
    for chosen in choose(heads):
        mine = [head for head in heads if head.target == by_seq[chosen.seq].target]
        if any(head.completeness is COMPLETE for head in mine):
            assert by_seq[chosen.seq].completeness is COMPLETE
        assert (chosen.standing is Standing.FRESH) == (chosen.seq == mine[-1].seq and mine[-1].completeness is not FAILED)


def test_realms_and_kinds_are_kept_apart(store: Store) -> None:
    run = store.runs.start(RunKind.DISCOVERY, "x", actor="tester")
    looks = [record(1), record(1, realm="n02"), record(1, kind=SourceKind.CONFIG), record(1, completeness=PARTIAL, run=2)]
    store.records.append_many(run, [Kept(record=look) for look in looks])
    assert [(one.seq, one.standing.value) for one in choose(store.records.heads())] == [(1, "carried"), (2, "fresh"), (3, "fresh")]
