"""Evidence: what stands at a reference, so that anyone can look.

The answer is ``title``, ``place`` and ``lines``; each line has ``label`` (a line number, a field, a column
header), ``text``, and ``here`` (whether the reference points at it). Texts are data: escape them where shown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any, Final

import msgspec

from collectors.census import SHEETS
from collectors.census.values import display
from collectors.shows import part_head
from planning.messages import cited, label, quantity
from planning.options import RULE
from services.actors import Right
from services.home import Home
from services.plans import prices, scenario
from services.rights import needs
from services.text import message
from topology.model.entities import Evidence, EvidenceKind
from topology.model.errors import NotFound
from topology.model.records import PARTS, Arp, DeviceRecord, SourceKind
from topology.model.rules import rule_at, rules_source
from topology.model.text import N_, moment, translator
from topology.resolve.hosts import arp_place
from topology.store.records import Kept

CONTEXT: Final = 4
"""Lines shown before and after the one that a reference names."""
_LEDGER: Final = "ledger"
_PLANNING: Final = "planning"
_SOURCES: Final = {
    SourceKind.SNMP: N_("SNMP"),
    SourceKind.CONFIG: N_("configuration"),
    SourceKind.CAPTURE: N_("capture"),
    SourceKind.NETBOX: N_("NetBox"),
    SourceKind.NMS: N_("management system"),
    SourceKind.MANUAL: N_("manual entry"),
}

Opened = dict[str, Any]


@needs(Right.READ)
def open_evidence(home: Home, evidence: Evidence, lang: str = "en") -> Opened:
    """Return what stands at a reference.

    Raises
    ------
    NotFound
        ``services.evidence_gone`` if nothing stands there any more, ``store.no_record``, ``store.no_edition``,
        ``services.no_price_book``.
    """
    return _OPENERS[evidence.kind](home, evidence, lang)


def _open_record(home: Home, evidence: Evidence, lang: str) -> Opened:
    kept = home.store.records.find(evidence.source)
    envelope = kept.record.envelope
    t = translator(lang)
    shape = t(N_("{name}: {kind} of {target} in realm {realm}, {when}"))
    name = kept.record.system.name or envelope.target
    title = shape.format(
        name=name, kind=t(_SOURCES[envelope.kind]), target=envelope.target, realm=envelope.realm, when=moment(envelope.collected_at, lang)
    )
    return _answer(
        title, evidence.place, list(_text_lines(kept, evidence.place)) or list(_row_lines(kept.record, evidence.place)), evidence
    )


def _text_lines(kept: Kept, place: str) -> Iterator[dict[str, Any]]:
    """Give the redacted text around ``file:line``."""
    file, _, number = place.rpartition(":")
    if kept.source is None or not file or not number.isdigit():
        return
    lines = _part(kept.source.data.decode("utf-8", "replace").split("\n"), part_head(file))
    here = int(number)
    for place_, text in enumerate(lines[: here + CONTEXT], start=1):
        if place_ >= here - CONTEXT:
            yield _line(str(place_), text, here=place_ == here)


def _part(lines: list[str], head: str) -> list[str]:
    """Return the lines below a file's head in a text of several files, the whole text where there is no such head."""
    if head not in lines:
        return lines
    start = lines.index(head) + 1
    end = next((at for at in range(start, len(lines)) if lines[at].startswith("==> ") and lines[at].endswith(" <==")), len(lines))
    return lines[start:end]


def _row_lines(record: DeviceRecord, place: str) -> Iterator[dict[str, Any]]:
    """Give the row of a record that was read at an OID, or the system part where no row was."""
    for part in PARTS:
        rows = getattr(record, part)
        for row in rows if isinstance(rows, tuple) else ():
            if place and place in {getattr(row, "ref", None), _arp_place(row)}:
                yield _line("part", part)
                yield from _fields(row)
                return
    yield _line("part", "system")
    yield from _fields(record.system)


def _arp_place(row: object) -> str | None:
    return arp_place(row) if isinstance(row, Arp) else None


def _fields(row: msgspec.Struct) -> Iterator[dict[str, Any]]:
    for name, value in msgspec.to_builtins(row).items():
        if value is not None and value not in ([], ""):
            shown = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
            yield _line(name, shown, here=name == "ref")


def _open_cell(home: Home, evidence: Evidence, lang: str) -> Opened:
    census = home.store.editions.get(evidence.source)
    wanted_sheet, _, wanted_cell = evidence.place.rpartition("!")
    row_number = wanted_cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for sheet in SHEETS:
        for row in getattr(census, sheet.kind):
            title, _, cell = row.cell.rpartition("!")
            if title != wanted_sheet or cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != row_number:
                continue
            lines = [_line(column.header(lang), _shown(row, column, lang), here=column.field == "code") for column in sheet.columns]
            shape = translator(lang)(N_("Census {edition}: {sheet}, row {row}"))
            return _answer(shape.format(edition=census.edition, sheet=title, row=row_number), evidence.place, lines, evidence)
    raise _gone(evidence)


def _shown(row: msgspec.Struct, column: Any, lang: str) -> str:
    value: Any = row
    for name in column.field.split("."):
        value = getattr(value, name)
    said = display(value, column, lang)
    return "" if said is None else str(said)


def _open_price(home: Home, evidence: Evidence, lang: str) -> Opened:
    book = prices(home, evidence.source)
    row = book.by_key.get(evidence.place)
    if row is None:
        raise _gone(evidence)
    shape = translator(lang)(N_("Price book {book}"))
    title = shape.format(book=book.name.get(lang) or book.id)
    t = translator(lang)
    lines = [
        _line(t(N_("Price row")), row.key),
        _line(t(N_("Most likely")), quantity(row.mode, row.unit, lang), here=True),
        _line(t(N_("Low")), quantity(row.low, row.unit, lang)),
        _line(t(N_("High")), quantity(row.high, row.unit, lang)),
        _line(t(N_("Trust")), label("tag", row.tag.value, lang)),
        _line(t(N_("Price date")), row.date.isoformat()),
        _line(t(N_("Source")), row.source_in(lang)),
    ]
    return _answer(title, evidence.place, lines, evidence)


def _open_rule(home: Home, evidence: Evidence, lang: str) -> Opened:
    t = translator(lang)
    if evidence.source == _PLANNING and evidence.place in RULE:
        rule = RULE[evidence.place]
        lines = [
            _line(t(N_("Rule")), message(f"planning.blocks.{rule.id}", {}, lang), here=True),
            _line(t(N_("Citation")), cited(rule.id, lang)),
        ]
        return _answer(t(N_("Rule of planning")), rule.id, lines, evidence)
    if evidence.source == _LEDGER and evidence.place.isdigit():
        words = home.store.ledgers.latest().words
        if int(evidence.place) < len(words):
            return _answer(t(N_("Word of an operator")), evidence.place, list(_fields(words[int(evidence.place)])), evidence)
    for snapshot in reversed(home.store.snapshots.all()):
        rules = home.store.snapshots.rules(snapshot.id)
        if rules_source(rules) == evidence.source and (found := rule_at(rules, evidence.place)) is not None:
            title = t(N_("Rule of membership in {file}")).format(file=rules.source)
            return _answer(title, evidence.place, list(_fields(found)), evidence)
    raise _gone(evidence)


def _open_figure(home: Home, evidence: Evidence, lang: str) -> Opened:
    del home
    published = tomllib.loads(files("data").joinpath("yantai", "published.toml").read_text(encoding="utf-8"))
    source = published["source"]
    for figure in published["figure"]:
        if evidence.source in {source["key"], "published"} and figure["key"] == evidence.place:
            lines = [_line(name, str(value), here=name in {"value", "at_least"}) for name, value in figure.items()]
            lines += [_line(f"source.{name}", str(value)) for name, value in source.items()]
            return _answer(translator(lang)(N_("Published figure")), evidence.place, lines, evidence)
    raise _gone(evidence)


def _open_scenario(home: Home, evidence: Evidence, lang: str) -> Opened:
    """Give the cost that a planner added to a network's choice: place is the network's code and the cost's number."""
    code, _, number = evidence.place.partition(" ")
    chosen = scenario(home, evidence.source)
    choice = chosen.choice.get(code)
    if choice is None or not number.isdigit() or not 0 < int(number) <= len(choice.extra):
        raise _gone(evidence)
    t = translator(lang)
    title = t(N_("Cost added to scenario {scenario}, network {network}")).format(scenario=chosen.name.get(lang) or chosen.id, network=code)
    return _answer(title, evidence.place, list(_fields(choice.extra[int(number) - 1])), evidence)


_OPENERS: Final[dict[EvidenceKind, Callable[[Home, Evidence, str], Opened]]] = {
    EvidenceKind.RECORD: _open_record,
    EvidenceKind.CELL: _open_cell,
    EvidenceKind.PRICE: _open_price,
    EvidenceKind.RULE: _open_rule,
    EvidenceKind.FIGURE: _open_figure,
    EvidenceKind.SCENARIO: _open_scenario,
}


def _answer(title: str, place: str, lines: list[dict[str, Any]], evidence: Evidence) -> Opened:
    return {"kind": evidence.kind.value, "source": evidence.source, "title": title, "place": place, "text": evidence.text, "lines": lines}


def _line(label: str, text: str, *, here: bool = False) -> dict[str, Any]:
    return {"label": label, "text": text, "here": here}


def _gone(evidence: Evidence) -> NotFound:
    return NotFound("services.evidence_gone", kind=evidence.kind.value, source=evidence.source, place=evidence.place)
