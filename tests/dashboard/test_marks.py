"""What a planner holds on the board: pins, forbidden cells, and the way back."""

from __future__ import annotations

import pytest

from dashboard.marks import Marks, clear, forbid, pin, read_marks, undo, write_marks


def test_a_network_has_one_pin_and_a_second_press_sets_it_free() -> None:
    marks = pin(pin(Marks(), "N05:merge_admin"), "N05:withdraw@2018Q3")
    assert marks.pins == ("N05:withdraw@2018Q3",)
    assert marks.pinned == {"N05": "N05:withdraw"}
    assert marks.quarters == {"N05": "2018Q3"}
    assert pin(marks, "N05:withdraw@2018Q3").pins == ()
    assert pin(marks, "N05:withdraw").pins == ("N05:withdraw",)


def test_a_cell_is_pinned_or_forbidden_never_both() -> None:
    marks = forbid(pin(Marks(), "N15:join:N14"), "N15:join:N14")
    assert (marks.pins, marks.forbids) == ((), ("N15:join",))
    assert pin(marks, "N15:join:N14").forbids == ()
    assert forbid(marks, "N15:join").forbids == ()


def test_every_step_can_be_undone() -> None:
    steps = [Marks()]
    steps.append(pin(steps[-1], "N05:keep"))
    steps.append(forbid(steps[-1], "N09:withdraw"))
    steps.append(clear(steps[-1]))
    marks = steps[-1]
    for before in reversed(steps[:-1]):
        marks = undo(marks)
        assert (marks.pins, marks.forbids) == (before.pins, before.forbids)
    assert undo(marks) == marks
    assert clear(marks) == marks


def test_what_is_remembered_has_an_end() -> None:
    marks = Marks()
    for number in range(100):
        marks = pin(marks, f"N{number:02}:keep")
    assert len(marks.past) == 40
    assert len(marks.pins) == 100


@pytest.mark.parametrize(
    "held",
    [None, [], "x", {}, {"a": None}, {"a": 1}, {"a": {"pins": "x"}}, {"a": {"other": []}}, {"a": {"pins": ["x" * 121]}},
     {"a": {"pins": ["N05:keep"] * 4001}}],
)  # fmt: skip
def test_what_the_browser_says_is_read_with_care(held: object) -> None:
    assert read_marks(held, "a") is None


def test_marks_come_back_from_the_browser_by_scenario() -> None:
    marks = forbid(pin(Marks(), "N05:keep"), "N09:withdraw")
    held = write_marks(write_marks(None, "a", marks), "b", Marks())
    assert read_marks(held, "a") == marks
    assert read_marks(held, "b") == Marks()
    assert read_marks(held, None) is None
