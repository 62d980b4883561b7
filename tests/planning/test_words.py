"""Words: every code has its text, the equations their functions."""

import importlib
import re
from pathlib import Path

import pytest

from planning import (
    actuals,
    appraise,
    approval,
    assets,
    books,
    cash,
    compare,
    lines,
    marginal,
    notices,
    optimism,
    redundancy,
    renumber,
    rules,
    sensitivity,
    shared_costs,
    upkeep,
)
from planning.edits import EditKind
from planning.lines import Attached, Item, Nature
from planning.messages import MESSAGES, cited, label, message_text
from planning.notices import NoticeAct
from planning.optimise import dues, formulation, pricing
from planning.options import RULES, Interim, Option
from planning.prices import Tag
from planning.risk import draws, drivers, outcome, robustness
from planning.scenario import Approval
from topology.model.census import ConsentState
from topology.model.entities import CircuitStatus
from topology.model.text import translator

ROOT = Path(__file__).parents[2]
VOCABULARY = {
    "option": Option,
    "interim": Interim,
    "nature": Nature,
    "tag": Tag,
    "attached": Attached,
    "item": Item,
    "edit": EditKind,
    "approval": Approval,
    "consent": ConsentState,
    "status": CircuitStatus,
    "act": NoticeAct,
    "option_short": Option,
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_value_of_the_vocabulary_has_its_word(lang):
    for kind, values in VOCABULARY.items():
        for value in values:
            said = label(kind, value.value, lang)
            assert f"planning.{kind}.{value.value}" in MESSAGES, (kind, value)
            assert bool(re.search(r"[\u4e00-\u9fff]", said)) == (lang == "zh"), said
    assert {f"planning.blocks.{rule.id}" for rule in RULES} == {key for key in MESSAGES if key.startswith("planning.blocks.")}
    assert {f"planning.rule.{rule.id}" for rule in RULES} | {"planning.rule.allowed"} == {
        key for key in MESSAGES if key.startswith("planning.rule.")
    }


def test_every_code_in_the_room_has_its_text_and_every_text_a_code():
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "planning").rglob("*.py") if not path.name.endswith("messages.py")
    )
    said = set(re.findall(r'"(planning\.[a-z0-9_.]*[a-z0-9])"', source))
    assert said <= set(MESSAGES), said - set(MESSAGES)
    # Kinds of vocabulary are named where a label is made, here and in the rooms above.
    above = "".join(
        path.read_text(encoding="utf-8") for room in ("dashboard", "services", "commands") for path in (ROOT / room).rglob("*.py")
    )
    kinds = (
        set(re.findall(r'f"planning\.(\w+)\.\{', source + above))
        | set(re.findall(r'label\(\s*["\'](\w+)', source + above))
        | set(VOCABULARY)
    )
    made = re.compile(rf"planning\.({'|'.join(sorted(kinds | {'expected', 'rule', 'blocks', 'objection', 'field', 'unit', 'task'}))})\.")
    said |= set(re.findall(r'"(planning\.[a-z0-9_.]*[a-z0-9])"', above))
    assert {key for key in MESSAGES if not made.match(key)} - said - {"planning.shared"} == set()
    typed = {"int", "float", "str", "object"}  # as msgspec names what it expected
    expected = typed | set(re.findall(r'"([a-z_]+)"\)$', source, re.MULTILINE)) | set(re.findall(r'expected="([a-z_]+)"', source))
    expected |= set(re.findall(r'return "[a-z_]+", "([a-z_]+)"$', source, re.MULTILINE))
    assert {key.rsplit(".", 1)[1] for key in MESSAGES if ".expected." in key} <= expected


def test_words_in_messages_are_translated():
    params = {
        "network": "N03",
        "option": "merge_admin",
        "rule": "vertical_merge",
        "authority": "税务总局",
        "state": "refused",
        "unlock": None,
    }
    text = message_text("planning.option_blocked", params, "zh")
    assert "并入行政服务域" in text
    assert "不同意" in text
    assert "{" not in text
    assert "?" not in text
    english = message_text("planning.option_blocked", params, "en")
    assert english.endswith("What would open it: -.")
    assert message_text("planning.circuit_fees_exceed", {"network": "N1", "fen": 2_500_000}, "zh").startswith(
        "N1：线路明细合计比申报的年度线路费用多 2.5 万元"
    )
    assert message_text("no.code", {}, "en") == "no.code"


def test_each_equation_is_a_function_of_its_name():
    text = (ROOT / "docs" / "planning.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### `(\w+)`", text, re.MULTILINE)
    rooms = [
        actuals, appraise, approval, assets, books, cash, compare, dues, drivers, draws, formulation, lines, marginal, notices, optimism, outcome,
        pricing, redundancy, renumber, robustness, sensitivity, shared_costs, upkeep,
    ]  # fmt: skip
    for name in headings:
        homes = {getattr(room, name).__module__ for room in rooms if callable(getattr(room, name, None))}
        assert len(homes) == 1, name
        assert importlib.import_module(homes.pop()).__doc__
    assert len(headings) == len(set(headings))
    for room in (cash, assets, books, sensitivity):
        public = {name for name, value in vars(room).items() if callable(value) and getattr(value, "__module__", "") == room.__name__}
        assert {name for name in public if not name.startswith("_")} - set(headings) <= {"circuit_users", "room_leaving", "write_offs"}
    for room in (draws, outcome):
        public = {name for name, value in vars(room).items() if name.islower() and getattr(value, "__module__", "") == room.__name__}
        assert {name for name in public if name[0] != "_"} - set(headings) <= {"simulate"}
    equations = {name for name, value in vars(formulation).items() if getattr(value, "__module__", "") == formulation.__name__}
    assert {name for name in equations if name.islower() and name[0] != "_"} - set(headings) == {"formulate"}
    rulebook = text[text.index("## Rules") :]
    tables = set(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", rulebook, re.MULTILINE))
    named = {name for cell in tables for name in re.findall(r"\w+", cell)}
    assert named == {rule.id for rule in RULES} - {"mlps_zone", "calendar"}
    assert f"planning.platform.{rules.LEVEL3_ZONE}" in MESSAGES


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_citations_are_said_in_one_language_and_marked_where_unverified(lang):
    mark = {"en": "wording to be verified", "zh": "原文待核"}
    for rule in RULES:
        said = cited(rule.id, lang)
        assert (mark[lang] in said) == (not rule.verified)
        assert mark["zh" if lang == "en" else "en"] not in said
        assert lang == "en" or not re.search(r"[a-z]{4,}", said.replace("docs/planning.md", "")), said


def test_chinese_texts_carry_chinese_punctuation():
    for code, text in MESSAGES.items():
        said = translator("zh")(text)
        assert not re.search(r"[\u4e00-\u9fff}][,;:()]|[,;:()][\u4e00-\u9fff{]", said), (code, said)
