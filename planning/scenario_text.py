"""A scenario written as its file: what `planning.scenario_file` reads comes back the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import msgspec

from planning.scenario import SCHEMA, Approval, Scenario, scenario_hash

_FEN = 100
_RENAMED = {"labour_days": "labour", "choices": "network"}
_TABLES = ("budgets", "labour", "platforms", "pinned", "proof")
_ASKED = ("pins", "forbids")
"""Written only where there are any."""


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as TOML, every figure and every choice written out: nothing is left to its base but what it is judged against."""
    document = msgspec.to_builtins(scenario)
    values = {_RENAMED.get(key, key): value for key, value in document.items() if value is not None and (value or key not in _ASKED)}
    values["budgets"] = {year: fen // _FEN for year, fen in scenario.budgets.items()}
    if scenario.approval is Approval.LOCKED:
        values["hash"] = scenario_hash(scenario)
    choices = values.pop("network")
    lines = [f"schema = {SCHEMA}"]
    lines += [f"{key} = {_value(value)}" for key, value in values.items() if key not in _TABLES]
    for key in _TABLES:
        if values.get(key) is not None:
            lines += ["", f"[{key}]", *(f"{_key(name)} = {_value(value)}" for name, value in values[key].items() if value is not None)]
    for choice in choices:
        lines += ["", "[[network]]", *_choice(choice)]
    return "\n".join(lines) + "\n"


def _choice(choice: Mapping[str, object]) -> Iterator[str]:
    for key, value in choice.items():
        usual = {"duration": 1, "interim": "none"}
        if value not in (None, (), usual.get(key)):
            yield f"{key} = {_value(value)}"


def _value(value: object) -> str:
    """Return a value as TOML; strings are written as JSON's, which are TOML's too."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items() if one is not None) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key, ensure_ascii=False)
