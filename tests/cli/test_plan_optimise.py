"""``netfold plan optimise``: the best plan of a problem file, its proof, and what is said where there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from planning.optimise.problem import Network, Option, Problem, Target


@pytest.fixture
def call(call_at_home: Any) -> Any:
    return call_at_home


def problem(**more) -> Problem:
    """Two networks at 10 a quarter; moving costs 50 and 30 hours each; undiscounted over 20 quarters."""
    networks = tuple(Network(id=name, keep=10.0, options=(Option(id="withdraw", one_off=50.0, hours=30.0),)) for name in ("a", "b"))
    return Problem(**({"name": "two", "quarters": 2, "horizon": 20, "discount_rate": 0.0, "networks": networks} | more))


def write(folder: Path, found: Problem) -> Path:
    file = folder / "problem.json"
    file.write_bytes(msgspec.json.encode(found))
    return file


def test_the_plan_as_json(call: Any, tmp_path: Path) -> None:
    """One crew a quarter: one network gone after the first saves 190 - 50, the other after the second 180 - 50."""
    code, out, _ = call("plan", "optimise", write(tmp_path, problem(labour=(30.0, 30.0))), "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["name"], found["status"], found["short"]) == ("two", "optimal", [])
    assert (found["saving"], found["bound"], found["gap"]) == (pytest.approx(270.0), pytest.approx(270.0), 0.0)
    assert {row["option"] for row in found["networks"]} == {"withdraw"}
    assert {row["quarter"] for row in found["networks"]} == {1, 2}
    assert found["hours"] == [30.0, 30.0]


def test_the_plan_in_words_and_as_csv(call: Any, tmp_path: Path) -> None:
    file = write(tmp_path, problem())
    code, out, _ = call("plan", "optimise", file, "--quiet")
    assert code == 0
    assert out.splitlines() == [
        "two: the best plan, proved",
        out.splitlines()[1],
        "a: withdraw in quarter 1",
        "b: withdraw in quarter 1",
        "0 networks stay as they are",
    ]
    assert out.splitlines()[1].startswith("It saves 280.00; no plan saves more than 280.00 (gap 0.00 %, ")
    code, out, _ = call("plan", "optimise", file, "--csv", "--quiet")
    assert (code, out.split()) == (0, ["network,option,quarter", "a,withdraw,1", "b,withdraw,1"])


def test_what_is_short_is_named_and_the_code_says_nothing_could_be_done(call: Any, tmp_path: Path) -> None:
    short = problem(labour=(20.0, 20.0), target=Target(count=1))
    code, out, _ = call("plan", "optimise", write(tmp_path, short), "--json", "--quiet")
    found = json.loads(out)
    assert (code, found["status"], found["saving"]) == (3, "infeasible", None)
    assert [(row["kind"], row["by"]) for row in found["short"]] == [("labour", pytest.approx(10.0))]
    code, out, _ = call("plan", "optimise", tmp_path / "problem.json", "--quiet", "--lang", "zh")
    assert code == 3
    assert "季度人力缺口为 10.00 工时" in out


def test_a_contradiction_is_told_from_a_shortage(call: Any, tmp_path: Path) -> None:
    cells = [{"network": "a"}]
    data = msgspec.to_builtins(problem()) | {"pins": cells, "forbids": cells}
    (tmp_path / "problem.json").write_text(json.dumps(data), encoding="utf-8")
    code, out, _ = call("plan", "optimise", tmp_path / "problem.json", "--quiet")
    assert code == 3
    assert "contradict each other" in out


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("{\n ,", "problem.json: this is no planning problem"),
        ("{\n\n ,", "(line 3)"),
        ('{"quarters": 0, "horizon": 1, "networks": []}', "quarters: 0 is out of range"),
    ],
)
def test_an_unusable_file_is_named(call: Any, tmp_path: Path, content: str, part: str) -> None:
    (tmp_path / "problem.json").write_text(content, encoding="utf-8")
    code, out, err = call("plan", "optimise", tmp_path / "problem.json")
    assert (code, out) == (2, "")
    assert part in err
