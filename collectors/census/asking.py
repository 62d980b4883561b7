"""Questions: what the reading of a census does not decide alone.

A question has a key made of its place and a digest of what stands there, so an answer counts for
that row as it was and never for another that slid into its place. Until it is answered nothing is
assumed: the question is also a problem, and the row, cell or column is left out. Answers travel as
CSV (`write_answers`, `read_answers`): a person fills in the last column.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from collectors.census.delimited import decode_text
from collectors.census.escape import defuse, escape, restore, unescape
from topology.model.census import Option, Question
from topology.model.errors import InputError, Problem, Scalar, Severity
from topology.model.text import Translate

LEAVE = "-"
"""The answer that leaves a row, cell or column out for good."""
_DIGEST = 4
_KEY = "key"
_COLUMNS = (_KEY, "where", "question", "options", "proposal", "answer")
_LONGEST = 400


class Asker(msgspec.Struct, kw_only=True):
    """The questions of one reading, with the answers there are.

    `accept` takes every proposal: it is a person who says so, once for all.
    """

    answers: Mapping[str, str]
    accept: bool = False
    problems: list[Problem]
    open: list[Question]
    given: dict[str, str]

    def ask(
        self,
        code: str,
        where: str,
        *,
        about: object,
        options: Sequence[Option],
        proposal: str | None = None,
        free: bool = False,
        severity: Severity = Severity.ERROR,
        params: Mapping[str, Scalar],
    ) -> str | None:
        """Return what a person said, `LEAVE` included; None while nobody has, and then it is a problem of this code."""
        key = question_key(where, about)
        said = self.answers.get(key)
        if said is None and self.accept:
            said = proposal
        chosen = None if said is None else _chosen(said.strip(), options, free=free)
        if chosen is not None and said is not None:
            self.given[key] = chosen
            self.problems.append(Problem("census-answered", Severity.INFO, where, {"answer": chosen[:80]}))
            return chosen
        if said is not None:
            allowed = ", ".join([*(option.value for option in options), LEAVE])
            self.problems.append(
                Problem("census-answer-unknown", Severity.ERROR, where, {"answer": said[:80], "allowed": allowed[:_LONGEST]})
            )
        self.problems.append(Problem(code, severity, where, dict(params)))
        question = Question(key=key, code=code, where=where, params=dict(params), options=tuple(options), proposal=proposal, free=free)
        self.open.append(question)
        return None

    def report_unused(self, name: str) -> None:
        """Report answers to questions that were not asked: their rows have changed or gone."""
        for key in self.answers.keys() - self.given.keys() - {question.key for question in self.open}:
            self.problems.append(Problem("census-answer-unused", Severity.INFO, name, {"key": key[:_LONGEST]}))


def question_key(where: str, about: object) -> str:
    """Return the key of a question: its place and a digest of what stands there."""
    content = json.dumps(about, default=str, ensure_ascii=True)
    return f"{where}#{hashlib.blake2b(content.encode(), digest_size=_DIGEST).hexdigest()}"


def _chosen(said: str, options: Sequence[Option], *, free: bool) -> str | None:
    if said == LEAVE:
        return LEAVE
    for option in options:
        if said in {option.value, option.label}:
            return option.value
    return said if free and said else None


def write_answers(questions: Sequence[Question], texts: Mapping[str, str], translate: Translate) -> str:
    """Return the open questions as CSV text to fill in; `texts` are the message templates by code."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for question in questions:
        said = translate(texts[question.code]).format_map(
            {name: "?" if value is None else value for name, value in question.params.items()}
        )
        options = " | ".join(f"{one.value}={one.label}" if one.label not in {"", one.value} else one.value for one in question.options)
        fields = (question.key, question.where, said, options, question.proposal or "", "")
        writer.writerow([defuse(escape(field)) for field in fields])
    return stream.getvalue()


def read_answers(path: Path) -> dict[str, str]:
    """Return the answers of a CSV file by question; rows without an answer are left out.

    Raises
    ------
    InputError
        ``census-answers-form`` where it is no such file, or as `decode_text`.
    """
    try:
        text = decode_text(path.read_bytes(), path.name)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True))
    except (OSError, csv.Error) as error:
        raise InputError("census-answers-form", file=path.name, columns=", ".join(_COLUMNS)) from error
    header = [field.strip().casefold() for field in rows[0]] if rows else []
    if _KEY not in header or "answer" not in header:
        raise InputError("census-answers-form", file=path.name, columns=", ".join(_COLUMNS))
    key, answer = header.index(_KEY), header.index("answer")
    fitting = (row for row in rows[1:] if len(row) > max(key, answer))
    return {_read(row[key]): _read(row[answer]) for row in fitting if row[answer].strip()}


def _read(field: str) -> str:
    return unescape(restore(field.strip()))


def _separator(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)
