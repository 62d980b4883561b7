"""The census with the mistakes people make is read as its truth says, and nothing is lost or changed in silence."""

from pathlib import Path

import msgspec
import pytest

from collectors.census import read_census
from collectors.census.difference import difference
from lab.census_mistakes import TRUTH, WORKBOOK, write_mistaken_census
from lab.city import build_city
from lab.mistakes import Fate, Mistake
from topology.model.errors import Severity

CONSEQUENCES = {"census-columns-absent"}
"""Notes that a mistake brings with it elsewhere: a header that is asked about is a column that is not there yet."""


@pytest.fixture(scope="module")
def base():
    return build_city("small").census


@pytest.fixture(scope="module")
def written(base, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mistakes")
    return folder, write_mistaken_census(base, folder)


@pytest.fixture(scope="module")
def read(written):
    return read_census(written[0] / WORKBOOK, edition="e")


def value_at(census, mistake):
    row = next(row for row in getattr(census, mistake.table) if row.code == mistake.row)
    for name in mistake.field.split("."):
        row = getattr(row, name)
    return msgspec.json.decode(msgspec.json.encode(row))


def test_there_are_many_kinds(written):
    kinds = {mistake.kind for mistake in written[1]}
    assert len(kinds) >= 60
    assert {mistake.fate for mistake in written[1]} == set(Fate)


def test_each_mistake_is_named_where_it_stands(written, read):
    said = {(problem.where, problem.code) for problem in read.problems}
    assert [mistake for mistake in written[1] if mistake.code is not None and (mistake.where, mistake.code) not in said] == []


def test_each_value_is_what_the_truth_says(written, read):
    wrong = [mistake for mistake in written[1] if mistake.field is not None and value_at(read, mistake) != mistake.becomes]
    assert wrong == []


def test_nothing_else_is_reported(written, read):
    expected = {(mistake.where, mistake.code) for mistake in written[1]}
    others = [p for p in read.problems if (p.where, p.code) not in expected and p.code not in CONSEQUENCES]
    assert others == []


def test_severities_fit_the_fates(written, read):
    worst = {(problem.where, problem.code): problem.severity for problem in read.problems}
    for mistake in written[1]:
        severity = worst.get((mistake.where, mistake.code))
        if mistake.fate in {Fate.ERROR, Fate.QUESTION}:
            assert severity in {Severity.ERROR, Severity.WARNING}, mistake
        if mistake.fate is Fate.READ:
            assert mistake.code is None


def test_every_difference_from_the_census_is_one_of_the_mistakes(base, written, read):
    told = {(mistake.table, mistake.row, mistake.field) for mistake in written[1] if mistake.fate is not Fate.READ}
    changed = {(change.kind, change.code, field.field) for change in difference(base, read) for field in change.fields}
    whole = {(change.kind, change.code, None) for change in difference(base, read) if not change.fields}
    purposes = {one for one in changed if one[0] == "networks" and one[2] == "purpose"}  # the header that is asked about
    assert changed - purposes <= told
    assert whole <= told


def test_questions_answered_with_their_proposals_give_what_was_meant(base, written, read):
    asked = {mistake.where for mistake in written[1] if mistake.fate is Fate.QUESTION}
    assert {question.where for question in read.questions} == asked
    answers = {question.key: question.proposal for question in read.questions}
    answered = read_census(written[0] / WORKBOOK, edition="e", answers=answers)
    accepted = read_census(written[0] / WORKBOOK, edition="e", accept=True)
    assert answered.questions == accepted.questions == ()
    # the next free code depends on what was answered before it; all else is the same
    assert {change.code for change in difference(answered, accepted)} == {"U97", "U902"}
    refused = {(mistake.row, mistake.field) for mistake in written[1] if mistake.fate in {Fate.ERROR, Fate.CORRECTED}}
    changes = difference(base, answered)
    assert {(change.code, field.field) for change in changes for field in change.fields} <= refused
    assert {change.code for change in changes if not change.fields} - {row for row, _ in refused} == {"U901", "U97"}


def test_the_truth_is_written_beside_it(written):
    folder, mistakes = written
    assert msgspec.json.decode((Path(folder) / TRUTH).read_bytes(), type=tuple[Mistake, ...]) == mistakes
