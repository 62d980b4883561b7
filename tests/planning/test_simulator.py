"""Random plans over the sample city: the appraisal and a second implementation come to the same cash, quarter by quarter."""

import ast
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from lab.city import build_city
from planning.appraise import appraise
from planning.options import Option
from planning.samples import prepared_text, sample_prices
from planning.scenario_file import parse_scenario, resolve_scenario
from tests.planning import simulator

BOOK = files("data").joinpath("prices", "sample_2018.toml").read_text(encoding="utf-8")
OPTIONS = ("merge_admin", "merge_admin", "merge_public", "join", "intranet", "withdraw")


@cache
def city(size):
    census = build_city(size).census
    return census, simulator.City(msgspec.to_builtins(census), BOOK)


def random_plan(rng, census):
    """Return the text of a scenario with random choices, good and bad; about a third of them the rules refuse."""
    codes = [row.code for row in census.networks if row.role == "departmental"]
    horizon = int(rng.choice([8, 13, 20, 32]))
    quarter = lambda low, high: f"{2018 + int(q := rng.integers(low, high)) // 4}Q{int(q) % 4 + 1}"  # noqa: E731
    text = [
        'schema = 1\nid = "random"\nname = { zh = "随机", en = "Random" }\nsnapshot = "latest"\ncensus = "latest"\nprices = "sample_2018"',
        f'start = "{rng.choice(["2018Q1", "2018Q2", "2017Q4"])}"\nhorizon = {horizon}\ndiscount_rate = {rng.choice([0.0, 0.035, 0.08])}',
        f"dual_running = {rng.integers(0, 4)}",
    ]
    if rng.random() < 0.8:
        text.append(f'[platforms]\nlevel3_zone = "{quarter(0, 6)}"')
    for code in codes:
        if rng.random() < 0.25:
            continue
        option = str(rng.choice(OPTIONS)) if rng.random() < 0.9 else "keep"
        finish = quarter(0, 10)
        row = [f'[[network]]\ncode = "{code}"\noption = "{option}"']
        if option != "keep":
            row.append(f'finish = "{finish}"\nduration = {rng.integers(1, 4)}')
        if option == "join":
            row.append(f'host = "{rng.choice([one for one in codes if one != code])}"')
        if (interim := str(rng.choice(["none", "gateway", "freeze"]))) != "none":
            row.append(f'interim = "{interim}"\ninterim_from = "{quarter(0, 2)}"' if finish >= "2018Q2" or option == "keep" else "")
        if rng.random() < 0.3:
            once = f'{{ text = "tender", cny = {rng.integers(1, 9_999_999) / 100}, source = "letter" }}'
            each = (
                f'{{ text = "fee", cny = {rng.integers(-50_000, 50_000)}, source = "letter", yearly = true, quarter = "{quarter(0, 6)}" }}'
            )
            row.append(f"extra = [{once}, {each}]")
        text.append("\n".join(part for part in row if part))
    return "\n".join(text)


def check(text, size):
    census, known = city(size)
    return agree(text, census, known)


def agree(text, census, known, topology=None, findings=()):
    """Hold the appraisal of a scenario's text to what the simulator pays."""
    scenario = parse_scenario(text, where="random")
    base = replace(scenario, id="base", choices=())
    found = appraise(scenario, base, topology, census, sample_prices(), findings)
    cash, still, npv = simulator.simulate(known, text)
    assert list(found.base_cash) == still
    assert list(found.cost_cash) == cash, [row.network for row in found.networks]
    assert found.saving_fen == sum(still) - sum(cash)
    assert abs(found.npv_fen - npv) < 1_00
    return found


@pytest.mark.parametrize("seed", range(20))
def test_random_plans_over_the_small_city_cost_what_the_simulator_pays(seed):
    rng = np.random.default_rng(seed)
    census, _ = city("small")
    plans = [check(random_plan(rng, census), "small") for _ in range(10)]
    assert len({plan.cost_fen for plan in plans}) > 5


def test_random_plans_over_the_full_city_cost_what_the_simulator_pays():
    rng = np.random.default_rng(2018)
    census, _ = city("full")
    taken = {row.option for _ in range(5) for row in check(random_plan(rng, census), "full").networks}
    assert taken >= {Option.KEEP, Option.MERGE_ADMIN, Option.WITHDRAW}


@pytest.mark.long
def test_two_hundred_random_plans_over_the_full_city_cost_what_the_simulator_pays():
    rng = np.random.default_rng(26)
    census, _ = city("full")
    taken = {row.option for _ in range(200) for row in check(random_plan(rng, census), "full").networks}
    assert taken >= set(Option)


def flat(name):
    """A prepared scenario without its base: what the simulator reads in one piece."""
    inherited = prepared_text("do_minimum").split("approval =")[0].split("base =")[0]
    ground = "\n".join(
        line
        for line in inherited.splitlines()
        if line.split(" ")[0] in {"snapshot", "census", "prices", "start", "horizon", "discount_rate", "dual_running"}
    )
    own = prepared_text(name).replace('base = "do_minimum"\n', "")
    head, _, tail = own.partition("[budgets]")
    return f"{head}{ground}\n[budgets]{tail}"


@pytest.mark.parametrize("name", ["merge_all", "cautious"])
def test_prepared_scenarios_cost_what_the_simulator_pays(name):
    text = flat(name)
    assert parse_scenario(text, where=name).choices == resolve_scenario(prepared_text(name), where=name, find=prepared_text).choices
    check(text, "full")


def test_the_simulator_shares_no_code_with_planning():
    tree = ast.parse(Path(simulator.__file__).read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"math", "tomllib", "collections"}
