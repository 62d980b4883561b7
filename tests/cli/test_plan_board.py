"""``netfold plan options``, ``notices``, ``actuals`` and the way to ``lock``, as scripts and people use them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from services.home import Home
from services.plans import save_scenario
from tests.services.city import copied, demo_home

KEYS = {
    "network", "option", "allowed", "chosen", "finish", "host", "npv_fen", "earliest", "blackout", "requires", "consent", "consent_state",
    "consent_since", "rule", "reason", "citation", "unlock",
}  # fmt: skip


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory.getbasetemp())[0]


@pytest.fixture
def call(call_home: Any, city: Path) -> Any:
    return lambda *arguments, home=city: call_home(home, *arguments)


def test_options_as_json_csv_and_tables(call: Any) -> None:
    found = json.loads(call("plan", "options", "merge_all", "--json")[1])
    assert {frozenset(row) for row in found} == {frozenset(KEYS)}
    assert len(found) % 6 == 0
    assert all((row["rule"] is None) == row["allowed"] for row in found)
    assert all(row["citation"] for row in found if not row["allowed"])
    assert any(row["npv_fen"] and row["npv_fen"] > 0 for row in found)
    rows = list(csv.DictReader(io.StringIO(call("plan", "options", "merge_all", "--csv", "--network", "N05")[1])))
    assert {row["network"] for row in rows} == {"N05"}
    code, out, _ = call("plan", "options", "merge_all", "--lang", "zh")
    assert code == 0
    for text in ("* 已选", "独立VPN", "依据", "原文待核", "同意意见 Q-N05-01 自 2018Q3 起生效"):
        assert text in out
    assert "N05" in call("plan", "options", "do_minimum", "--network", "N05")[1]
    code, _, err = call("plan", "options", "merge_all", "--network", "N99")
    assert (code, "N99" in err) == (3, True)


def test_notices_are_listed_by_urgency(call: Any) -> None:
    found = json.loads(call("plan", "notices", "merge_all", "--json")[1])
    days = [row["by"] for row in found if row["by"]]
    assert days == sorted(days)
    assert {row["act"] for row in found} <= {"cancel", "prolong", "let_lapse"}
    assert all(row["circuits"] for row in found)
    assert all(row["evidence"] for row in found)
    assert "evidence" not in call("plan", "notices", "merge_all", "--csv")[1].splitlines()[0]
    assert "终止线路" in call("plan", "notices", "merge_all", "--lang", "zh")[1]
    code, out, err = call("plan", "notices", "do_minimum")
    assert (code, out) == (0, "")
    assert "nothing to write" in err


def test_from_actuals_to_a_locked_plan(call: Any, city: Path, tmp_path: Path) -> None:
    home = copied(city, tmp_path / "own")
    with Home.open(home) as opened:
        text = 'schema = 1\nid = "own"\nname = { zh = "自有", en = "Own" }\nbase = "do_minimum"\nplaceholder_limit = 1.0\n'
        save_scenario(opened, f'{text}\n[[network]]\ncode = "N20"\noption = "withdraw"\nfinish = "2018Q2"\n')
    table = tmp_path / "a.csv"
    assert "No actuals" in call("plan", "actuals", "own", home=home)[2]
    table.write_text("quarter,network,item,amount_cny,source\n2018Q1,N20,staff,ten,v\n", encoding="utf-8")
    code, _, err = call("plan", "actuals", "own", "--table", table, home=home)
    assert code == 3
    assert "a.csv:2: amount_cny is ten" in err
    code, _, err = call("plan", "actuals", "own", "--table", tmp_path / "none.csv", home=home)
    assert (code, "none.csv" in err) == (2, True)
    table.write_text("quarter,network,item,amount_cny,source\n2018Q1,N20,staff,450,v\n2030Q1,N20,staff,1,v\n", encoding="utf-8")
    code, out, err = call("plan", "actuals", "own", "--table", table, home=home)
    assert code == 1
    assert "2018Q1" in out
    assert "outside" in err
    told = json.loads(call("plan", "actuals", "own", "--json", home=home)[1])
    assert (told["through"], told["rows"][0]["network"]) == ("2018Q1", "N03")
    rows = list(csv.DictReader(io.StringIO(call("plan", "actuals", "own", "--csv", home=home)[1])))
    assert [row["actual_fen"] for row in rows if row["network"] == "N20" and row["item"] == "staff"] == ["45000"]
    assert "计划与实际" in call("plan", "appraise", "own", "--lang", "zh", home=home)[1]
    assert call("plan", "lock", "own", home=home)[0] == 2
    assert call("plan", "review", "own", home=home)[1] == "own, version 2: Reviewed\n"
    assert call("plan", "reopen", "own", "--lang", "zh", home=home)[1] == "own，第 3 版：草案\n"
    assert json.loads(call("plan", "review", "own", "--json", home=home)[1])[0]["state"] == "reviewed"
    assert call("plan", "approve", "own", home=home)[0] == 0
    assert "Locked" in call("plan", "lock", "own", home=home)[1]
    code, _, err = call("plan", "reopen", "own", home=home)
    assert (code, "Locked" in err) == (2, True)
    assert call("plan", "review", "nobody", home=home)[0] == 2
    rows = json.loads(call("plan", "versions", "own", "--json", home=home)[1])
    assert [(row["reference"], row["state"]) for row in rows][-2:] == [("own@5", "approved"), ("own@6", "locked")]
    assert json.loads(call("plan", "appraise", "own@1", "--json", home=home)[1])["scenario"] == "own@1"
