"""Every case of the list of hostile inputs has a test, and the table that says which is true both ways."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.snmp.contract.coverage import COVERAGE
from tests.snmp.contract.test_contract import CASES

TESTS = Path(__file__).parents[2]
_CASE = re.compile(r"(?<![a-z0-9])a(\d\d)(?![0-9])")


@cache
def functions(path: Path) -> frozenset[str]:
    """Return the names of a file's test functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def test_all_65_cases_are_there():
    assert list(COVERAGE) == [f"A{number:02}" for number in range(1, 66)]


@pytest.mark.parametrize("case", COVERAGE)
def test_each_case_names_tests_that_exist(case):
    contract = {one.name for one in CASES}
    assert COVERAGE[case]
    assert len(set(COVERAGE[case])) == len(COVERAGE[case])
    for name in COVERAGE[case]:
        kind, _, rest = name.partition(":")
        if kind == "contract":
            assert rest in contract
        else:
            path, _, function = name.partition("::")
            assert function in functions(TESTS / path), name


def test_a_test_that_says_it_shows_a_case_is_in_the_table():
    said = {(f"A{number}", f"contract:{case.name}") for case in CASES for number in _CASE.findall(case.name) if int(number)}
    left = {name for name in said if name[1] not in COVERAGE[name[0]]}
    assert {number for number, _ in said} <= set(COVERAGE)
    assert all(any(one.startswith("contract:") for one in COVERAGE[number]) for number, _ in left)
    for path in TESTS.rglob("test_*.py"):
        for function in functions(path):
            prefix = re.match(r"test_((?:a\d\d_)+)", function)
            for number in re.findall(r"a(\d\d)", prefix.group(1)) if prefix else ():
                assert f"{path.relative_to(TESTS).as_posix()}::{function}" in COVERAGE[f"A{number}"], function
