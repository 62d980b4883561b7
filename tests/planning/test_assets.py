"""Last user, first user, what a join retains: against brute force."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from planning.assets import first_user, last_user, retained_by_join
from planning.quarters import Quarter, span
from topology.model.census import Circuit, CircuitKind

QUARTERS = span(Quarter(2018, 1), 12)
LEAVING = st.lists(st.one_of(st.none(), st.sampled_from(QUARTERS)), min_size=1, max_size=6)


@given(LEAVING)
@settings(deadline=None, max_examples=80)
def test_last_user_is_the_first_quarter_nobody_is_there(leaving):
    def used(quarter):
        return any(gone is None or quarter < gone for gone in leaving)

    free = [quarter for quarter in QUARTERS if not used(quarter)]
    assert last_user(leaving) == (free[0] if free else None)
    assert first_user(leaving) == next((quarter for quarter in QUARTERS if quarter in leaving), None)


@given(LEAVING, st.integers(0, 5))
@settings(deadline=None, max_examples=50)
def test_forbidding_one_more_to_leave_never_frees_earlier(leaving, which):
    stricter = list(leaving)
    stricter[which % len(stricter)] = None
    assert last_user(stricter) is None


def test_nobody_known_frees_nothing():
    assert last_user(()) is None
    assert first_user(()) is None


def circuit(code, a, b, fee):
    return Circuit(
        code=code, number=None, network="A", kind=CircuitKind.LEASED, site_a=a, site_b=b, fee_fen_per_a=fee, contract="K", cell=""
    )


SITES = ("S1", "S2", "S3", "S4")


@given(
    st.lists(st.tuples(st.sampled_from(SITES), st.sampled_from((*SITES, None)), st.integers(1, 9)), max_size=6),
    st.sets(st.sampled_from(SITES)),
    st.sets(st.sampled_from(SITES)),
)
@settings(deadline=None, max_examples=150)
def test_a_join_retains_the_cheapest_that_ties_as_much_as_all(ends, guests, hosts):
    circuits = [circuit(f"L{n}", a, b, fee) for n, (a, b, fee) in enumerate(ends)]
    kept = retained_by_join(circuits, frozenset(guests), frozenset(hosts))

    def joined(chosen):
        """Pairs of places that hang together, among the guest's sites and the host."""
        group = {place: {place} for place in (*SITES, "cloud", "host")}

        def place(site):
            return "host" if site in hosts else site or "cloud"

        for row in chosen:
            together = group[place(row.site_a)] | group[place(row.site_b)]
            for member in together:
                group[member] = together
        wanted = {place(site) for site in guests} | {"host"}
        return {pair for pair in combinations(sorted(wanted), 2) if group[pair[0]] is group[pair[1]]}

    chosen = [row for row in circuits if row.code in kept]
    assert joined(chosen) == joined(circuits)
    # No circuit of them could be left out.
    for spare in chosen:
        assert joined([row for row in chosen if row is not spare]) != joined(circuits)
