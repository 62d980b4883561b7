"""The list of hostile imports is whole, and each test it names is there."""

import ast
from pathlib import Path

import pytest

from tests.census.cases import CASES, ELSEWHERE

HERE = Path(__file__).parent


def test_each_case_is_named_once():
    assert sorted([*CASES, *ELSEWHERE]) == [f"B{number:02d}" for number in range(1, 39)]


@pytest.mark.parametrize("case", CASES)
def test_each_test_exists_and_is_named_by_its_case(case):
    for test in CASES[case]:
        file, name = test.split("::")
        tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, test
        assert name.startswith(f"test_{case.lower()}_")
