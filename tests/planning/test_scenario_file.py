"""Scenario files: inheritance, errors, hashes, and the tutorial."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from lab.city import build_city
from planning.appraise import appraise
from planning.messages import message_text
from planning.options import Interim, Option
from planning.proof import inputs_hash, proof_problems
from planning.samples import prepared_scenario, prepared_text, sample_prices
from planning.scenario import Approval, Choice, Ended, Pinned, Proof, scenario_hash
from planning.scenario_file import load_scenario, parse_scenario, resolve_scenario
from planning.scenario_text import scenario_text
from topology.model.errors import InputError, NotFound, Severity

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
        ("horizon = 8", 'horizon = "long"', "scenario_field", "horizon"),
        ("horizon = 8", "horizont = 8", "scenario_key", "horizont"),
        ("horizon = 8", "horizon = 8\nsnapshot = 2", "file_form", None),
        ('id = "base"', "", "scenario_field", "id"),
        ('id = "base"', 'id = "base"\napproval = "maybe"', "scenario_field", "approval"),
        ("[[network]]", "[network]", "file_form", None),
        ("2018 = 100", '2018 = "much"', "scenario_field", "budgets"),
        ("2018 = 100", '2018 = 100\n[platforms]\nlevel4_zone = "2018Q1"', "scenario_key", "platforms.level4_zone"),
        ('code = "N1"', 'kode = "N1"', "scenario_key", "network number 1.kode"),
        ('option = "withdraw"', "option = 1", "scenario_field", "network N1.option"),
        (
            'option = "withdraw"',
            'option = "withdraw"\noverride = { author = "x", reason = "x" }',
            "scenario_key",
            "network N1.override.author",
        ),
        (
            'option = "withdraw"',
            'option = "withdraw"\ninterim = "gateway"\ninterim_from = "2018Q3"',
            "scenario_field",
            "network N1.interim_from",
        ),
        ("horizon = 8", "", "scenario_field", "horizon"),
        ("discount_rate = 0.08", "discount_rate = 8.0", "scenario_field", "discount_rate"),
        ('id = "base"', 'id = "../base"', "scenario_field", "id"),
        ('id = "base"', 'id = "base@2"', "scenario_field", "id"),
        ('id = "base"', 'id = ""', "scenario_field", "id"),
        ("discount_rate = 0.08", "discount_rate = 0.08\ndual_running = 9", "scenario_field", "dual_running"),
        ("discount_rate = 0.08", "discount_rate = 0.08\nplaceholder_limit = 2.0", "scenario_field", "placeholder_limit"),
        ('start = "2018Q1"', 'start = "2018"', "scenario_field", "start"),
        ('en = "Base"', 'en = " "', "scenario_field", "name.en"),
        ("2018 = 100", "18 = 100", "scenario_field", "budgets.18"),
        ("2018 = 100", "2018 = -1", "scenario_field", "budgets.2018"),
        ("2018 = 100", '2018 = 100\n[platforms]\nlevel3_zone = "soon"', "scenario_field", "platforms.level3_zone"),
        ('option = "withdraw"', 'option = "vanish"', "scenario_field", "network N1.option"),
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
        ('option = "withdraw"', 'option = "withdraw"\ncapex = 5', "scenario_key", "network N1.capex"),
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


def test_a_wrong_word_is_said_with_the_words_there_are():
    with pytest.raises(InputError) as caught:
        parsed(BASE.replace('"withdraw"', '"vanish"'))
    assert message_text(caught.value.code, caught.value.params, "en") == (
        "x.toml: network N1.option is vanish; expected keep, merge_admin, merge_public, join, intranet, withdraw."
    )
    with pytest.raises(InputError) as caught:
        parsed(BASE.replace("horizon = 8", 'horizon = "long"'))
    assert message_text(caught.value.code, caught.value.params, "zh") == "x.toml：horizon 为 long；应为整数。"


def test_networks_are_a_list_of_tables():
    single = BASE.split("[[network]]", maxsplit=1)[0] + '[network]\ncode = "N1"\n'
    with pytest.raises(InputError, match="scenario_field") as caught:
        parsed(single)
    assert (caught.value.params["key"], caught.value.params["expected"]) == ("network", "array")


def test_approving_does_not_change_the_hash_but_a_decision_does():
    scenario = parsed()
    digest = scenario_hash(scenario)
    assert scenario_hash(replace(scenario, approval=Approval.APPROVED, name={"zh": "新", "en": "New"})) == digest
    assert scenario_hash(replace(scenario, discount_rate=0.07)) != digest
    assert scenario_hash(replace(scenario, choices=scenario.choices[:1])) != digest


PROVED = """
[proof]
solver = "HiGHS"
status = "optimal"
saving_cny = 1000.5
gap = 0.0
problem = "ab12"
inputs = "cd34"
"""


def test_a_proof_is_read_and_written_and_is_no_part_of_the_hash():
    scenario = parsed(BASE + PROVED)
    assert scenario.proof == Proof(solver="HiGHS", status=Ended.OPTIMAL, saving_cny=1000.5, gap=0.0, problem="ab12", inputs="cd34")
    assert scenario_hash(scenario) == scenario_hash(parsed())
    assert parsed(scenario_text(scenario)) == scenario
    heir = 'schema = 1\nid = "heir"\nname = { zh = "承", en = "Heir" }\nbase = "base"\n'
    assert parsed(heir, base=scenario).proof is None


def test_a_proof_is_checked_as_it_is_read():
    with pytest.raises(InputError) as caught:
        parsed(BASE + PROVED.replace('"optimal"', '"perfect"'))
    assert (caught.value.code, caught.value.params["key"]) == ("planning.scenario_field", "proof.status")
    assert caught.value.params["expected"] == "optimal, feasible, cancelled"
    with pytest.raises(InputError) as caught:
        parsed(BASE + PROVED.replace("gap", "gasp"))
    assert (caught.value.code, caught.value.params["key"]) == ("planning.scenario_key", "proof.gasp")


def test_a_proof_holds_for_what_it_was_found_for_whatever_it_is_called():
    scenario = parsed(BASE)
    ground = Pinned(census="e", census_hash="c", prices_hash="p", base_hash="b", snapshot="s")
    now = inputs_hash(scenario, ground)
    proved = replace(scenario, proof=Proof(solver="x", status=Ended.FEASIBLE, saving_cny=1.0, problem="q", inputs=now))
    renamed = replace(proved, id="other", name={"zh": "新", "en": "New"}, approval=Approval.LOCKED, pinned=ground)
    assert proof_problems(renamed, inputs_hash(renamed, ground)) == ()
    assert proof_problems(scenario, "anything") == ()
    changed = [
        inputs_hash(replace(proved, choices=proved.choices[:1]), ground),
        *(inputs_hash(proved, replace(ground, **{field: "x"})) for field in ("census_hash", "prices_hash", "base_hash", "snapshot")),
    ]
    assert len({now, *changed}) == 6
    told = proof_problems(proved, changed[0])
    assert [(one.code, one.severity, one.params) for one in told] == [
        ("planning.proof_other_inputs", Severity.WARNING, {"expected": now, "found": changed[0]})
    ]


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


def tutorial():
    """The scenario that docs/planning.md shows, and the messages it prints."""
    text = (Path(__file__).parents[2] / "docs" / "planning.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (messages,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    return shown, messages.splitlines()


def test_the_tutorials_scenario_is_carried_out_as_it_stands(tmp_path):
    shown, _ = tutorial()
    path = tmp_path / "first_steps.toml"
    path.write_text(shown, encoding="utf-8")
    read = load_scenario(path, find=prepared_text)
    census = build_city("full").census
    found = appraise(read, prepared_scenario("do_minimum"), None, census, sample_prices())
    moved = {row.network: (row.option, row.target) for row in found.networks if row.option is not Option.KEEP and row.network}
    assert moved == {"N05": (Option.MERGE_ADMIN, "W1"), "N15": (Option.JOIN, "N14"), "N20": (Option.WITHDRAW, None)}
    assert {problem.code for problem in found.problems} <= {
        "planning.placeholders_over",
        "planning.renewal_missing",
        "planning.unverified_over",
        "planning.room_cost_unknown",
    }
    assert found.npv_fen > 0


def test_the_tutorials_messages_are_what_is_said():
    shown, messages = tutorial()
    wrongs = [('option = "withdraw"', 'option = "vanish"'), ('option = "withdraw"', 'option = "withdraw"\ncapex = 1')]
    wrongs.append(('finish = "2018Q2"', 'finish = "soon"'))
    said = []
    for old, new in wrongs:
        with pytest.raises(InputError) as caught:
            resolve_scenario(shown.replace(old, new, 1), where="first_steps.toml", find=prepared_text)
        said.append(message_text(caught.value.code, caught.value.params, "en"))
    assert said == messages


def test_a_discount_rate_may_be_a_preset():
    assert parsed(BASE.replace("discount_rate = 0.08", 'discount_rate = "uk_green_book"')).discount_rate == 0.035
    with pytest.raises(InputError, match="scenario_field") as caught:
        parsed(BASE.replace("discount_rate = 0.08", 'discount_rate = "guess"'))
    assert "cn_2006" in str(caught.value.params["expected"])


def test_an_added_cost_needs_its_text_its_source_and_a_quarter():
    row = '\n[[network]]\ncode = "N9"\noption = "keep"\nextra = [{ text = "Fee", cny = 10.5, source = "letter" }]\n'
    (extra,) = parsed(BASE + row).choice["N9"].extra
    assert (extra.fen, extra.quarter, extra.yearly) == (1_050, None, False)
    for old, new in (('"Fee"', '" "'), ('"letter"', '""'), ("cny = 10.5", 'cny = 10.5, quarter = "soon"')):
        with pytest.raises(InputError, match="scenario_field"):
            parsed(BASE + row.replace(old, new))
    with pytest.raises(InputError, match="scenario_key") as caught:
        parsed(BASE + row.replace("cny", "sum = 1, cny"))
    assert str(caught.value.params["expected"]).startswith("text, cny, source")
