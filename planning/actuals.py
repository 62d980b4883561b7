"""Actuals: what was really paid, quarter by quarter, beside the plan, and what the remainder is likely to come to.

A table of the finance office: CSV with the columns ``quarter, network, item, amount_cny, source``; `network` is empty for
what networks share, `item` is one of `planning.lines.Item`, an amount is CNY with at most two decimals, negative for money that comes in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

import msgspec

from planning.appraisal import ActualRow, Appraisal, Tracking
from planning.lines import UNCOUNTED, Item, line_cash
from planning.quarters import Quarter
from topology.model.errors import InputError, Problem, Scalar, Severity

COLUMNS = ("quarter", "network", "item", "amount_cny", "source")
"""The columns of the table, in the order in which it is written."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_Key = tuple[str | None, str]


class Actual(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One amount really paid in a quarter [fen]."""

    quarter: str
    network: str
    """Empty for what networks share."""
    item: str
    fen: int
    source: str
    """The voucher, account or letter it stands in."""


def decode_actuals(data: bytes, *, where: str) -> str:
    """Return the text of a table as spreadsheets save it: UTF-8, with or without a mark, or GB18030.

    Short Chinese words in GB18030 may be UTF-8 by chance: where both fit, the one that gives Chinese is taken, UTF-8 first.

    Raises
    ------
    InputError
        `planning.file_unreadable`, where it is neither.
    """
    found: list[str] = []
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            found.append(data.decode(encoding))
        except UnicodeDecodeError as error:
            why = str(error)
    if not found:
        raise InputError("planning.file_unreadable", file=where, why=why)
    return next((text for text in found if _CHINESE.search(text)), found[0])


def read_actuals(text: str, *, where: str) -> tuple[tuple[Actual, ...], tuple[Problem, ...]]:
    """Read the table; a row that cannot be used is reported with its line and the rest is read.

    Raises
    ------
    InputError
        `planning.actuals_columns`, where the first line lacks a column; `planning.file_form`, where it is no CSV at all.
    """
    try:
        return _read(text, where)
    except csv.Error as error:
        raise InputError("planning.file_form", file=where, why=str(error)) from error


def _read(text: str, where: str) -> tuple[tuple[Actual, ...], tuple[Problem, ...]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    names = {name.strip() for name in reader.fieldnames or () if name}
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise InputError("planning.actuals_columns", file=where, missing=", ".join(missing), expected=", ".join(COLUMNS))
    rows: list[Actual] = []
    problems: list[Problem] = []
    for found in reader:
        row = {(name or "").strip(): (value or "").strip() for name, value in found.items() if isinstance(value, str | None)}
        if not any(row.values()):
            continue
        wrong = _wrong(row)
        if wrong is not None:
            key, expected = wrong
            place = f"{where}:{reader.line_num}"
            said: dict[str, Scalar] = {"key": key, "found": row[key] or None, "expected": expected}
            problems.append(Problem("planning.actuals_value", Severity.ERROR, place, said))
            continue
        amount = int(Decimal(row["amount_cny"].replace(",", "")) * 100)
        rows.append(Actual(quarter=row["quarter"], network=row["network"], item=row["item"], fen=amount, source=row["source"]))
    return tuple(sorted(rows)), tuple(problems)


def write_actuals(rows: Iterable[Actual]) -> str:
    """Return the table as CSV; reading it gives the same rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows):
        amount = f"{'-' if row.fen < 0 else ''}{abs(row.fen) // 100}.{abs(row.fen) % 100:02d}"
        writer.writerow((row.quarter, row.network, row.item, amount, row.source))
    return out.getvalue()


def track(appraisal: Appraisal, actuals: Sequence[Actual]) -> Tracking | None:
    """Return plan against actual until the last quarter reported, and the forecast; None where nothing falls in the horizon.

    Where an item of a network was reported at all, its actuals count until then and what was not reported of it is nothing;
    an item never reported keeps its plan. From the next quarter on the plan stands: forecast = actuals + plan of the remainder.
    """
    places = {name: step for step, name in enumerate(appraisal.quarters)}
    told = [row for row in actuals if row.quarter in places]
    if not told:
        return None
    last = max(places[row.quarter] for row in told)
    planned = _planned(appraisal)
    paid: dict[_Key, list[int]] = {}
    sources: dict[_Key, list[str]] = {}
    for row in told:
        key = (row.network or None, row.item)
        paid.setdefault(key, [0] * len(places))[places[row.quarter]] += row.fen
        sources.setdefault(key, []).append(row.source)
    cash = [0] * len(places)
    rows: list[ActualRow] = []
    for key in sorted({*planned, *paid}, key=lambda key: (key[0] or "~", key[1])):
        plan, actual = planned.get(key, [0] * len(places)), paid.get(key)
        forecast = [*(actual or plan)[: last + 1], *plan[last + 1 :]]
        cash = [before + more for before, more in zip(cash, forecast, strict=True)]
        rows.append(
            ActualRow(
                network=key[0], item=key[1], planned_fen=sum(plan[: last + 1]), actual_fen=sum(actual) if actual else None,
                whole_fen=sum(plan), forecast_fen=sum(forecast), sources=tuple(dict.fromkeys(sources.get(key, ()))),
            )
        )  # fmt: skip
    until = [row for row in rows if row.planned_fen or row.actual_fen is not None]
    weight = sum(abs(row.planned_fen) for row in until)
    return Tracking(
        through=appraisal.quarters[last],
        rows=tuple(rows),
        planned_fen=sum(row.planned_fen for row in rows),
        actual_fen=sum(cash[: last + 1]),
        reported_share=sum(abs(row.planned_fen) for row in until if row.actual_fen is not None) / weight if weight else 0.0,
        whole_fen=appraisal.cost_fen,
        forecast_fen=sum(cash),
        forecast_cash=tuple(cash),
    )


def _planned(appraisal: Appraisal) -> dict[_Key, list[int]]:
    quarters = tuple(Quarter.parse(text) for text in appraisal.quarters)
    planned: dict[_Key, list[int]] = {}
    for line in appraisal.lines:
        if line.nature in UNCOUNTED:
            continue
        row = planned.setdefault((line.network, line.item.value), [0] * len(quarters))
        for step, amount in line_cash(line, quarters):
            row[step] += amount
    return planned


def _wrong(row: dict[str, str]) -> tuple[str, str] | None:
    """Return the first column that cannot be used, and what was expected there."""
    try:
        Quarter.parse(row["quarter"])
    except InputError:
        return "quarter", "quarter"
    if row["item"] not in {item.value for item in Item}:
        return "item", "item"
    try:
        amount = Decimal(row["amount_cny"].replace(",", ""))
    except InvalidOperation:
        return "amount_cny", "amount"
    if not amount.is_finite() or amount != round(amount, 2):
        return "amount_cny", "amount"
    return None if row["source"] else ("source", "source")
