"""``netfold check``: the findings as things stand, and as they would stand after merges."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.checking import check_merges
from services.home import Home
from services.listing import rows
from tests.services.city import demo_home


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory.getbasetemp())[0]


@pytest.fixture
def call(call_home: Any, city: Path) -> Any:
    return lambda *arguments, home=city: call_home(home, *arguments)


def test_without_a_merge_the_findings_stand_the_gravest_first(call: Any) -> None:
    code, out, _ = call("check", "--json")
    found = json.loads(out)
    assert code == 0
    grades = ["critical", "error", "warning", "info"]
    order = [grades.index(row["severity"]) for row in found]
    assert order == sorted(order)
    assert len(set(order)) > 1


def test_a_merge_tells_what_is_new_what_is_gone_and_what_stays(call: Any, city: Path) -> None:
    code, out, err = call("check", "--merge", "N20:withdraw", "--merge", "N05:merge_admin", "--json")
    found = json.loads(out)
    assert code == 0
    assert "2018Q3; new: " in err
    changes = [row["change"] for row in found]
    assert changes == sorted(changes, key=["new", "gone", "stays"].index)
    assert set(changes) == {"new", "gone", "stays"}
    with Home.open(city) as home:
        today = {row["id"] for row in rows(home, "findings")}
    gone = {row["id"] for row in found if row["change"] == "gone" and not row["kind"].startswith("dependency")}
    assert gone
    assert gone <= today, "but for services that the cloud takes along, what goes is there today"
    after = [row for row in found if row["change"] != "gone"]
    assert not any("N20" in row["networks"] for row in after if row["kind"].startswith(("overlap", "shared_site")))
    assert any("N05" in row["networks"] or "W1" in row["networks"] for row in found if row["change"] == "new")


def test_what_the_rules_hold_against_a_merge_is_told_and_looked_at(city: Path) -> None:
    with Home.open(city) as home:
        found = check_merges(home, ["N20:join:N05"], network="N05")
        assert [problem.code for problem in found.objections] == ["planning.option_overridden"]
        assert found.refused == ()
        assert all("N05" in row["networks"] for row in found.rows)
        later = check_merges(home, ["N15:withdraw"])
        assert later.objections == ()
        assert later.quarter > found.quarter, "its applications leave for the cloud first"


def test_what_is_classified_stays(call: Any) -> None:
    code, out, err = call("check", "--merge", "N08:merge_public")
    assert code == 3
    assert "N08 is classified" in err
    assert "N08: not carried out" in err
    assert " new " not in out
    assert call("check", "--merge", "N08:merge_public", "--merge", "N20:withdraw")[0] == 1


@pytest.mark.parametrize(
    "text", ["N05", "N99:withdraw", "N05:sell", "N05:join", "N05:withdraw:N15", "N05:join:N99", "W1:withdraw", "a:b:c:d"]
)
def test_a_wrong_merge_is_named(call: Any, text: str) -> None:
    code, _, err = call("check", "--merge", text)
    assert code == 2
    part = {"N99:withdraw": "N99", "N05:join:N99": "N99", "W1:withdraw": "W1", "a:b:c:d": "a"}.get(text, text.partition(":")[2])
    assert f"{text}: '{part}' is none; a merge is" in err
    assert "merge_admin" in err
    assert "N05" in err


def test_without_a_do_minimum_it_says_what_to_do(call_at_home: Any) -> None:
    code, _, err = call_at_home("check", "--merge", "N05:withdraw")
    assert code == 2
    assert "plan save" in err
