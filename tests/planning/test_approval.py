"""From draft to locked."""

import pytest
from msgspec.structs import replace

from planning.appraise import appraise
from planning.approval import FINAL, STEPS, changed_inputs, check_step, content_hash, locked, pin, with_state
from planning.samples import prepared_text, sample_prices
from planning.scenario import Approval, scenario_hash
from planning.scenario_file import resolve_scenario
from tests.planning.town import CENSUS, TOPOLOGY, base, merge, scenario
from topology.model.errors import InputError

PRICES = sample_prices()
PIN = pin(CENSUS, PRICES, base(), "snap-1")


def read(text):
    return resolve_scenario(text, where="x", find=prepared_text)


@pytest.mark.parametrize("name", ["do_minimum", "merge_all", "cautious"])
@pytest.mark.parametrize("state", [Approval.DRAFT, Approval.REVIEWED, Approval.APPROVED])
def test_a_state_is_written_into_the_text_and_nothing_else(name, state):
    text = prepared_text(name)
    again = with_state(text, state)
    before, after = read(text), read(again)
    assert after.approval is state
    assert replace(after, approval=before.approval) == before
    assert with_state(again, state) == again
    assert all(line in again for line in text.splitlines() if line.startswith(("#", "code", "finish", "2018")))


@pytest.mark.parametrize("name", ["do_minimum", "cautious"])
def test_a_locked_text_carries_hash_and_pins_and_bears_no_change(name):
    text = prepared_text(name)
    held = locked(read(text), text, PIN)
    found = read(held)
    assert (found.approval, found.pinned) == (Approval.LOCKED, PIN)
    assert scenario_hash(replace(found, pinned=None)) == scenario_hash(read(text))
    assert locked(read(text), with_state(text, Approval.APPROVED), PIN) == held
    for tampered in (
        held.replace(PIN.census_hash, "0" * 32),
        held.replace("duration = 2", "duration = 3", 1),
        held + '\n[[network]]\ncode = "N77"\noption = "keep"\n',
    ):
        if tampered != held:
            with pytest.raises(InputError, match="scenario_locked"):
                read(tampered)
    without_snapshot = locked(read(text), text, pin(CENSUS, PRICES, base(), None))
    assert read(without_snapshot).pinned.snapshot is None


def test_a_changed_input_is_told():
    held = scenario(pinned=PIN, approval=Approval.LOCKED)
    assert changed_inputs(held, PIN) == ()
    assert changed_inputs(scenario(), PIN) == ()
    dearer = replace(PRICES, price=(replace(PRICES.price[0], high=2.0), *PRICES.price[1:]))
    moved = replace(CENSUS, circuits=CENSUS.circuits[1:])
    other = scenario(merge(), id="base")
    for now, field in (
        (pin(CENSUS, dearer, base(), "snap-1"), "prices"),
        (pin(moved, PRICES, base(), "snap-1"), "census_content"),
        (pin(CENSUS, PRICES, other, "snap-1"), "base_cash"),
        (pin(CENSUS, PRICES, base(), "snap-2"), "snapshot"),
    ):
        assert [problem.params["field"] for problem in changed_inputs(held, now)] == [field]
    assert [
        problem.params["field"] for problem in changed_inputs(held, pin(replace(CENSUS, edition="2019"), PRICES, base(), "snap-1"))
    ] == ["edition", "census_content"]
    assert content_hash(CENSUS) == content_hash(replace(CENSUS))


def test_only_the_steps_there_are_can_be_taken():
    good = appraise(scenario(), base(), TOPOLOGY, CENSUS, PRICES)
    for start, ways in STEPS.items():
        for state in Approval:
            if state in ways:
                check_step(scenario(approval=start), state, good)
            else:
                with pytest.raises(InputError, match="approval_step"):
                    check_step(scenario(approval=start), state, good)
    assert STEPS[Approval.LOCKED] == frozenset()


def test_what_rests_on_placeholders_or_on_the_unseen_is_never_final():
    for changes in ({}, {"placeholder_limit": 1.0, "unverified_limit": 0.01}):
        doubtful = appraise(scenario(merge(), **changes), base(), TOPOLOGY, CENSUS, PRICES)
        assert not doubtful.may_be_final
        for state in FINAL:
            start = Approval.REVIEWED if state is Approval.APPROVED else Approval.APPROVED
            with pytest.raises(InputError, match="approval_not_final"):
                check_step(scenario(approval=start), state, doubtful)
    assert {row.code for row in doubtful.problems} >= {"planning.unverified_over"}
    sure = appraise(scenario(merge(), placeholder_limit=1.0), base(), TOPOLOGY, CENSUS, PRICES)
    check_step(scenario(approval=Approval.REVIEWED), Approval.APPROVED, sure)
    with pytest.raises(InputError, match="approval_not_final"):
        check_step(scenario(approval=Approval.REVIEWED), Approval.APPROVED, None)
