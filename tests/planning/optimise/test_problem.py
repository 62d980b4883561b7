"""A problem as JSON: what is read, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from lab.problems import draw_problem
from planning.optimise import Problem, read_problem
from planning.optimise.problem import Asset, Choice, ExtranetLink, Network, Option, Precedence, Step, Target
from planning.optimise.problem_file import check_problem
from topology.model.errors import InputError

PLAIN = Problem(quarters=4, horizon=8, networks=(Network(id="a", keep=1.0, options=(Option(id="go"),)), Network(id="b", keep=1.0)))


@pytest.mark.parametrize("count", [1, 5, 30])
def test_a_drawn_problem_survives_json(count: int, tmp_path: Path) -> None:
    problem = draw_problem(count, 1)
    file = tmp_path / "problem.json"
    file.write_bytes(msgspec.json.encode(problem))
    assert read_problem(file) == problem


@pytest.mark.parametrize(
    ("content", "code", "part"),
    [
        (b"", "planning.problem_form", "truncated"),
        (b"[" * 100_000, "planning.problem_form", ""),
        (b'{"quarters": 4, "horizon": 8}', "planning.problem_form", "networks"),
        (b'{"quarters": 4, "horizon": 8, "networks": [], "budget": []}', "planning.problem_form", "budget"),
        (b'{"quarters": 4, "horizon": 8, "networks": [{"id": "a", "keep": "much"}]}', "planning.problem_form", "$.networks[0].keep"),
        (b'{"quarters": 4, "horizon": 8, "networks": [{"id": "a", "keep": NaN}]}', "planning.problem_form", ""),
    ],
)
def test_wrong_json_is_named(content: bytes, code: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        read_problem(content)
    assert caught.value.code == code
    assert part in str(caught.value.params["reason"])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_problem(tmp_path / "none.json")
    assert caught.value.code == "planning.problem_unreadable"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"schema": 2}, "schema"),
        ({"quarters": 0}, "quarters"),
        ({"horizon": 3}, "horizon"),
        ({"discount_rate": -1.0}, "discount_rate"),
        ({"networks": (Network(id="a", keep=-1.0),)}, "networks[a].keep"),
        ({"networks": (Network(id="a", keep=1.0, options=(Option(id="go", duration=0),)),)}, "networks[a].options[go].duration"),
        ({"networks": (Network(id="a", keep=1.0, options=(Option(id="go", run=float("inf")),)),)}, "networks[a].options[go].run"),
        ({"assets": (Asset(id="g", fee=1.0, users=()),)}, "assets[g].users"),
        ({"links": (ExtranetLink(id="l", capacity=1.0, steps=(Step(capacity=-1.0),)),)}, "links[l].steps.capacity"),
        ({"links": (ExtranetLink(id="l", capacity=1.0, users={"a": -2.0}),)}, "links[l].a"),
        ({"budgets": (1.0, -1.0)}, "budgets.1"),
        ({"target": Target(count=3)}, "target.count"),
        ({"target": Target(by={"a": 9})}, "target.by.a"),
    ],
)
def test_a_value_out_of_its_range_is_named(changes: dict, place: str) -> None:
    with pytest.raises(InputError) as caught:
        check_problem(msgspec.structs.replace(PLAIN, **changes))
    assert (caught.value.code, caught.value.params["place"]) == ("planning.problem_value", place)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"networks": (*PLAIN.networks, PLAIN.networks[0])}, "networks"),
        ({"assets": (Asset(id="g", fee=1.0, users=("z",)),)}, "assets[g].users.network"),
        ({"links": (ExtranetLink(id="l", capacity=1.0, users={"z": 1.0}),)}, "links[l].users.network"),
        ({"networks": (Network(id="a", keep=1.0, options=(Option(id="go", host="a"),)),)}, "networks[a].options[go].host.network"),
        (
            {"networks": (Network(id="a", keep=1.0, options=(Option(id="go", platforms=("p",)),)),)},
            "networks[a].options[go].platforms.platform",
        ),
        ({"precedence": (Precedence(first="a", then="a"),)}, "precedence.then.network"),
        ({"precedence": (Precedence(first="z", then="a"),)}, "precedence.first.network"),
        ({"target": Target(by={"z": 1})}, "target.by.network"),
        ({"pins": (Choice(network="z", option="go"),)}, "pins.network"),
        ({"pins": (Choice(network="a", option="stay"),)}, "pins[a].option"),
    ],
)
def test_an_id_that_is_missing_or_doubled_is_named(changes: dict, place: str) -> None:
    with pytest.raises(InputError) as caught:
        check_problem(msgspec.structs.replace(PLAIN, **changes))
    assert (caught.value.code, caught.value.params["place"]) == ("planning.problem_reference", place)
