import pytest
from msgspec.structs import replace

from planning.options import Interim, Option
from planning.samples import prepared_scenario, prepared_text
from planning.scenario import Approval, Choice, scenario_hash
from planning.scenario_file import load_scenario, parse_scenario, resolve_scenario
from topology.model.errors import InputError, NotFound

BASE = """
schema = 1
id = "base"
name = { zh = "基", en = "Base" }
snapshot = "latest"
census = "latest"
prices = "p"
start = "2018Q1"
horizon = 8
discount_rate = 0.08
[budgets]
2018 = 100
[[network]]
code = "N1"
option = "withdraw"
finish = "2018Q2"
[[network]]
code = "N2"
option = "merge_admin"
finish = "2018Q2"
"""

HEIR = """
schema = 1
id = "heir"
name = { zh = "子", en = "Heir" }
base = "base"
horizon = 12
[labour]
2018 = 7.5
[platforms]
level3_zone = "2018Q2"
[[network]]
code = "N2"
option = "keep"
interim = "freeze"
interim_from = "2018Q1"
"""


def parsed(text=BASE, **more):
    return parse_scenario(text, where="x.toml", **more)


def test_an_heir_takes_what_it_does_not_name():
    base = parsed()
    heir = parsed(HEIR, base=base)
    assert (heir.horizon, heir.start, heir.prices, heir.base) == (12, "2018Q1", "p", "base")
    assert heir.budgets == {"2018": 10_000}
    assert heir.labour_days == {"2018": 7.5}
    assert heir.choice["N1"] == base.choice["N1"]
    assert heir.choice["N2"] == Choice(code="N2", option=Option.KEEP, interim=Interim.FREEZE, interim_from="2018Q1")
    assert [str(quarter) for quarter in heir.quarters][-1] == "2020Q4"


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("schema = 1", "schema = 9", "file_schema", None),
        ("horizon = 8", "horizon = 0", "scenario_field", "horizon"),
        ("horizon = 8", 'horizon = "long"', "file_form", None),
        ("horizon = 8", "", "scenario_field", "horizon"),
        ("discount_rate = 0.08", "discount_rate = 8.0", "scenario_field", "discount_rate"),
        ("discount_rate = 0.08", "discount_rate = 0.08\ndual_running = 9", "scenario_field", "dual_running"),
        ("discount_rate = 0.08", "discount_rate = 0.08\nplaceholder_limit = 2.0", "scenario_field", "placeholder_limit"),
        ('start = "2018Q1"', 'start = "2018"', "scenario_field", "start"),
        ('en = "Base"', 'en = " "', "scenario_field", "name.en"),
        ("2018 = 100", "18 = 100", "scenario_field", "budgets.18"),
        ("2018 = 100", "2018 = -1", "scenario_field", "budgets.2018"),
        ("2018 = 100", '2018 = 100\n[platforms]\nlevel3_zone = "soon"', "scenario_field", "platforms.level3_zone"),
        ('option = "withdraw"', 'option = "vanish"', "file_form", None),
        ('option = "withdraw"', 'option = "keep"', "scenario_field", "network N1.finish"),
        ('code = "N2"', 'code = "N1"', "scenario_twice", None),
        ('finish = "2018Q2"\n[[', "[[", "scenario_field", "network N1.finish"),
        ('option = "withdraw"', 'option = "join"', "scenario_field", "network N1.host"),
        ('option = "withdraw"', 'option = "withdraw"\nhost = "N2"', "scenario_field", "network N1.host"),
        ('option = "withdraw"', 'option = "withdraw"\ninterim = "freeze"', "scenario_field", "network N1.interim_from"),
        ('option = "withdraw"', 'option = "withdraw"\ninterim_from = "2018Q1"', "scenario_field", "network N1.interim_from"),
        ('option = "withdraw"', 'option = "withdraw"\nduration = 0', "scenario_field", "network N1.duration"),
        (
            'option = "withdraw"',
            'option = "withdraw"\noverride = { author_role = "", reason = "x" }',
            "scenario_field",
            "network N1.override",
        ),
        ('option = "withdraw"', 'option = "withdraw"\ncapex = 5', "file_form", None),
        ('snapshot = "latest"', 'snapshot = "latest"\nbase = "other"', "scenario_base", None),
    ],
)
def test_errors_name_file_key_and_what_was_expected(old, new, code, key):
    assert old in BASE
    with pytest.raises(InputError) as caught:
        parsed(BASE.replace(old, new, 1))
    assert caught.value.code == f"planning.{code}"
    assert caught.value.params["file"] == "x.toml"
    if key:
        assert caught.value.params["key"] == key
        assert caught.value.params["expected"]


def test_approving_does_not_change_the_hash_but_a_decision_does():
    scenario = parsed()
    digest = scenario_hash(scenario)
    assert scenario_hash(replace(scenario, approval=Approval.APPROVED, name={"zh": "新", "en": "New"})) == digest
    assert scenario_hash(replace(scenario, discount_rate=0.07)) != digest
    assert scenario_hash(replace(scenario, choices=scenario.choices[:1])) != digest


def test_a_locked_scenario_must_carry_its_hash():
    digest = scenario_hash(parsed())
    locked = BASE.replace("[budgets]", f'approval = "locked"\nhash = "{digest}"\n[budgets]')
    assert parsed(locked).approval is Approval.LOCKED
    with pytest.raises(InputError, match="scenario_locked"):
        parsed(locked.replace("horizon = 8", "horizon = 9"))


def test_bases_are_found_beside_the_file(tmp_path):
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "heir.toml").write_text(HEIR, encoding="utf-8")
    assert load_scenario(tmp_path / "heir.toml").choice["N1"].option is Option.WITHDRAW
    (tmp_path / "base.toml").unlink()
    with pytest.raises(InputError, match="file_unreadable"):
        load_scenario(tmp_path / "heir.toml")
    assert load_scenario(tmp_path / "heir.toml", find={"base": BASE}.__getitem__).horizon == 12


def test_bases_may_not_run_in_a_circle():
    texts = {"heir": HEIR, "base": BASE.replace('snapshot = "latest"', 'snapshot = "latest"\nbase = "heir"')}
    with pytest.raises(InputError, match="scenario_cycle"):
        resolve_scenario(HEIR, where="heir.toml", find=texts.__getitem__)


def test_prepared_scenarios_are_read_by_name():
    assert prepared_scenario("do_minimum").choices == ()
    assert prepared_scenario("cautious").base == "do_minimum"
    with pytest.raises(NotFound, match="scenario_unknown"):
        prepared_text("../secret")
