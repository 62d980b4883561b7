"""The file form of a scenario: TOML in, checked field by field, inheritance carried out.

The document::

    schema = 1
    id = "cautious"
    name = { zh = "稳妥方案", en = "Cautious" }
    base = "do_minimum"            # a file of this id beside this one
    snapshot = "latest"            # or a snapshot's name
    census = "latest"              # or an edition
    prices = "sample_2018"
    start = "2018Q1"
    horizon = 20                   # quarters
    discount_rate = 0.08           # a year, real; or a preset such as "cn_2006"
    dual_running = 1               # quarters
    approval = "draft"             # draft, reviewed, approved, locked
    pins = ["N05:merge_admin"]     # cells that the planning board holds for the next search; forbids = [...] likewise
    hash = "..."                   # needed where locked, with, as `plan lock` writes it, a table [pinned]

    [budgets]                      # CNY a fiscal year, one-off spending
    2018 = 6000000
    [labour]                       # engineer-days at hand in each quarter of a fiscal year
    2018 = 900
    [platforms]                    # from which quarter
    level3_zone = "2018Q3"

    [proof]                        # of a solved plan, as `plan optimise --save` writes it; it is not inherited
    solver = "HiGHS 1.11.0"
    status = "optimal"
    saving_cny = 12600000.0
    bound_cny = 12600000.0
    gap = 0.0
    problem = "..."                # hash of the problem that was solved
    inputs = "..."                 # hash of the decisions and of what they were judged on: elsewhere the proof says nothing

    [[network]]
    code = "N05"
    option = "merge_admin"         # keep merge_admin merge_public join intranet withdraw
    finish = "2018Q4"
    host = "N14"                   # join only
    duration = 2                   # quarters of work, the finish included
    interim = "gateway"            # none gateway freeze
    interim_from = "2018Q2"
    consent = "CS05"
    override = { author_role = "planner", reason = "..." }
    extra = [{ text = "...", cny = 120000, source = "tender 7", quarter = "2018Q3" }]   # yearly = true: every year from then on

A file without a base gives every field; one with a base gives what differs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from planning.options import PLATFORMS, Interim, Option
from planning.presets import PRESET
from planning.quarters import Quarter
from planning.scenario import SCHEMA, Approval, Choice, Ended, Extra, Override, Pinned, Proof, Scenario, scenario_hash
from topology.model.errors import InputError, Scalar

_FEN = 100
_YEAR = re.compile(r"\d{4}")
_IDENTIFIER = re.compile(r"[^\W_][\w .-]{0,79}(?<!\s)")
_SHOWN = 80
_MAX_HORIZON = 200
_MAX_DEPTH = 16
_T = TypeVar("_T", bound=msgspec.Struct)
_WORDS: Final = {"option": tuple(Option), "interim": tuple(Interim), "approval": tuple(Approval), "proof.status": tuple(Ended)}
_WHAT: Final = re.compile(r"(?P<what>.+?)(?: - at `\$\.?(?P<path>.*)`)?")
_TYPE: Final = re.compile(r"Expected `(?P<wanted>\w+)[^`]*`, got `(?P<found>\w+)`")
_MISSING: Final = re.compile(r"Object missing required field `(?P<key>.+)`")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<key>.+)`")
_INSIDE: Final[dict[str, type[msgspec.Struct]]] = {"override": Override, "extra": Extra, "pinned": Pinned, "proof": Proof}
_REQUIRED = ("snapshot", "census", "prices", "start", "horizon", "discount_rate")


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The TOML document as written; None where the base decides."""

    schema: int
    id: str
    name: dict[str, str]
    base: str | None = None
    snapshot: str | None = None
    census: str | None = None
    prices: str | None = None
    start: str | None = None
    horizon: int | None = None
    discount_rate: float | str | None = None
    dual_running: int | None = None
    approval: Approval = Approval.DRAFT
    author_role: str | None = None
    hash: str | None = None
    note: dict[str, str] = {}
    placeholder_limit: float | None = None
    unverified_limit: float | None = None
    pinned: Pinned | None = None
    proof: Proof | None = None
    budgets: dict[str, int] | None = None
    labour: dict[str, float] | None = None
    platforms: dict[str, str] | None = None
    network: tuple[Choice, ...] = ()
    pins: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()


def parse_scenario(text: str, *, where: str, base: Scenario | None = None) -> Scenario:
    """Read a scenario from TOML text; `base` is the scenario its `base` field names, `where` names it in messages.

    Raises
    ------
    InputError
        `planning.file_form` (not TOML), `planning.file_schema`, `planning.scenario_base`, `planning.scenario_key` (not known),
        `planning.scenario_field` (wrong or missing), `planning.scenario_twice`, `planning.scenario_locked`: each names
        the file, the key and what was expected there.
    """
    written = _decode(text, where)
    if written.schema != SCHEMA:
        raise InputError("planning.file_schema", file=where, found=written.schema, expected=SCHEMA)
    if written.base is not None and (base is None or base.id != written.base):
        raise InputError("planning.scenario_base", file=where, base=written.base)
    scenario = _inherit(written, base, where)
    _check_figures(scenario, where)
    for choice in written.network:
        _check_choice(choice, where)
    if scenario.approval is Approval.LOCKED and written.hash != scenario_hash(scenario):
        raise InputError("planning.scenario_locked", file=where, found=written.hash, expected=scenario_hash(scenario))
    return scenario


def load_scenario(path: Path, *, find: Callable[[str], str] | None = None) -> Scenario:
    """Read a scenario from a file, and its bases from the files of their ids beside it.

    `find` gives the text of a base by its id where bases live elsewhere (a store).

    Raises
    ------
    InputError
        As `parse_scenario`; `planning.file_unreadable`; `planning.scenario_cycle`, where bases lead back to themselves.
    """
    lookup = find or (lambda name: _read(path.parent / f"{name}.toml"))
    return resolve_scenario(_read(path), where=path.name, find=lookup)


def resolve_scenario(text: str, *, where: str, find: Callable[[str], str]) -> Scenario:
    """Read a scenario whose bases `find` gives by id, from the oldest base down.

    Raises
    ------
    InputError
        As `load_scenario`.
    """
    chain = [(text, where)]
    seen: list[str] = []
    while (name := _decode(*chain[-1]).base) is not None:
        if name in seen or len(seen) == _MAX_DEPTH:
            raise InputError("planning.scenario_cycle", file=where, base=name)
        seen.append(name)
        chain.append((find(name), name))
    scenario: Scenario | None = None
    for document, label in reversed(chain):
        scenario = parse_scenario(document, where=label, base=scenario)
    assert scenario is not None
    return scenario


def pinned_bases(text: str, *, where: str) -> dict[str, int]:
    """Return the versions of the bases that a locked scenario's text pins; none for any other. Errors as `parse_scenario`."""
    pinned = _decode(text, where).pinned
    return pinned.bases if pinned else {}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("planning.file_unreadable", file=str(path), why=getattr(error, "strerror", None) or str(error)) from error


def _decode(text: str, where: str) -> _File:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("planning.file_form", file=where, why=str(error)) from error
    rows = document.pop("network", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError("planning.scenario_field", file=where, key="network", found=None, expected="array")
    written = _convert(document, _File, where, "")
    choices = [_convert(row, Choice, where, f"network {row.get('code', f'number {place}')}.") for place, row in enumerate(rows, start=1)]
    return replace(written, network=tuple(choices))


def _convert(table: dict[str, object], kind: type[_T], where: str, prefix: str) -> _T:
    """Return a table of the file as `kind`; what is wrong is said of the key as it is written."""
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise _form_error(str(error), table, kind, where, prefix) from error


def _form_error(said: str, table: dict[str, object], kind: type[msgspec.Struct], where: str, prefix: str) -> InputError:
    match = _WHAT.fullmatch(said)
    assert match is not None
    what, path = match["what"], (match["path"] or "").removesuffix("[...]").removesuffix("[]")
    inside = f"{path}." if path else ""
    if unknown := _UNKNOWN.fullmatch(what):
        fields = _INSIDE.get(path.partition("[")[0], kind).__struct_fields__
        return InputError("planning.scenario_key", file=where, key=f"{prefix}{inside}{unknown['key']}", expected=", ".join(fields))
    if missing := _MISSING.fullmatch(what):
        return InputError("planning.scenario_field", file=where, key=f"{prefix}{inside}{missing['key']}", found=None, expected="needed")
    found, key = table.get(path), f"{prefix}{path}"
    shown = found if isinstance(found, str | int | float) else None
    if wrong := _TYPE.fullmatch(what):
        return InputError("planning.scenario_field", file=where, key=key, found=shown or wrong["found"], expected=wrong["wanted"])
    if path in _WORDS:
        return InputError("planning.scenario_field", file=where, key=key, found=shown, expected=", ".join(_WORDS[path]))
    return InputError("planning.file_form", file=where, why=said)


def _inherit(written: _File, base: Scenario | None, where: str) -> Scenario:
    values: dict[str, object] = {}
    for field in _REQUIRED:
        value = getattr(written, field)
        if value is None and base is None:
            raise InputError("planning.scenario_field", file=where, key=field, found=None, expected="value")
        values[field] = _rate(value, where) if field == "discount_rate" and value is not None else value
        if value is None:
            values[field] = getattr(base, field)
    for field, written_value, default in (
        ("dual_running", written.dual_running, 1),
        ("placeholder_limit", written.placeholder_limit, 0.2),
        ("unverified_limit", written.unverified_limit, 1.0),
        ("budgets", _to_fen(written.budgets), {}),
        ("labour_days", written.labour, {}),
        ("platforms", written.platforms, {}),
    ):
        values[field] = written_value if written_value is not None else getattr(base, field, default)
    choices = dict(base.choice) if base else {}
    named: set[str] = set()
    for choice in written.network:
        if choice.code in named:
            raise InputError("planning.scenario_twice", file=where, network=choice.code)
        named.add(choice.code)
        choices[choice.code] = choice
    document = {
        **values,
        "id": written.id,
        "name": written.name,
        "base": written.base,
        "approval": written.approval,
        "author_role": written.author_role,
        "note": written.note,
        "pinned": written.pinned,
        "proof": written.proof,
        "pins": written.pins,
        "forbids": written.forbids,
        "choices": tuple(choices[code] for code in sorted(choices)),
    }
    return msgspec.convert(document, Scenario)


def _rate(value: float | str, where: str) -> float:
    """Return a discount rate, or that of a preset by its id."""
    if isinstance(value, str) and value not in PRESET:
        raise InputError("planning.scenario_field", file=where, key="discount_rate", found=value, expected=f"0.08, {', '.join(PRESET)}")
    return PRESET[value].rate if isinstance(value, str) else value


def _to_fen(budgets: dict[str, int] | None) -> dict[str, int] | None:
    return None if budgets is None else {year: cny * _FEN for year, cny in budgets.items()}


def check_identifier(text: str, *, where: str) -> None:
    """Check that a scenario's id can name it in a command and a file: no path, no mark of a version.

    Raises
    ------
    InputError
        ``planning.scenario_field``.
    """
    _expect(bool(_IDENTIFIER.fullmatch(text)), where, "id", text[:_SHOWN], "id")


def _check_figures(scenario: Scenario, where: str) -> None:
    check_identifier(scenario.id, where=where)
    _quarter(scenario.start, where, "start")
    _expect(1 <= scenario.horizon <= _MAX_HORIZON, where, "horizon", scenario.horizon, "horizon")
    _expect(0 <= scenario.discount_rate < 1, where, "discount_rate", scenario.discount_rate, "rate")
    _expect(0 <= scenario.dual_running <= scenario.horizon, where, "dual_running", scenario.dual_running, "within_horizon")
    _expect(0 <= scenario.placeholder_limit <= 1, where, "placeholder_limit", scenario.placeholder_limit, "share")
    _expect(0 <= scenario.unverified_limit <= 1, where, "unverified_limit", scenario.unverified_limit, "share")
    tables: tuple[tuple[str, Mapping[str, float]], ...] = (("budgets", scenario.budgets), ("labour", scenario.labour_days))
    for table, rows in tables:
        for year, amount in rows.items():
            _expect(bool(_YEAR.fullmatch(year)) and amount >= 0, where, f"{table}.{year}", amount, "year_amount")
    for platform, quarter in scenario.platforms.items():
        if platform not in PLATFORMS:
            raise InputError("planning.scenario_key", file=where, key=f"platforms.{platform}", expected=", ".join(PLATFORMS))
        _quarter(quarter, where, f"platforms.{platform}")
    for lang in ("zh", "en"):
        _expect(bool(scenario.name.get(lang, "").strip()), where, f"name.{lang}", scenario.name.get(lang), "name")


def _check_choice(choice: Choice, where: str) -> None:
    key = f"network {choice.code}"
    if choice.option is Option.KEEP:
        _expect(choice.finish is None, where, f"{key}.finish", choice.finish, "nothing_kept")
    else:
        _quarter(choice.finish, where, f"{key}.finish")
    _expect((choice.host is not None) == (choice.option is Option.JOIN), where, f"{key}.host", choice.host, "host")
    if choice.interim is Interim.NONE:
        _expect(choice.interim_from is None, where, f"{key}.interim_from", choice.interim_from, "nothing_interim")
    else:
        _quarter(choice.interim_from, where, f"{key}.interim_from")
        late = choice.finish is not None and (choice.interim_from or "") > choice.finish
        _expect(not late, where, f"{key}.interim_from", choice.interim_from, "before_finish")
    _expect(choice.duration >= 1, where, f"{key}.duration", choice.duration, "duration")
    for number, extra in enumerate(choice.extra, start=1):
        _expect(bool(extra.text.strip() and extra.source.strip()), where, f"{key}.extra {number}", None, "extra")
        if extra.quarter is not None:
            _quarter(extra.quarter, where, f"{key}.extra {number}.quarter")
    word = choice.override
    _expect(word is None or bool(word.author_role.strip() and word.reason.strip()), where, f"{key}.override", None, "override")


def _expect(good: bool, where: str, key: str, found: Scalar, expected: str) -> None:  # noqa: FBT001 - the condition comes first, as in assert
    if not good:
        raise InputError("planning.scenario_field", file=where, key=key, found=found, expected=expected)


def _quarter(text: str | None, where: str, key: str) -> None:
    try:
        Quarter.parse(text or "")
    except InputError as error:
        raise InputError("planning.scenario_field", file=where, key=key, found=text, expected="quarter") from error
