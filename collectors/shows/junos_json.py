"""Answers of Junos in JSON (``| display json``), as rows of the columns that the templates of the same commands have.

Junos writes each element as a list of objects, a leaf as ``[{"data": "..."}]``; its compact form writes leaves as they are.
Both are read. XML (``| display xml``) is named as not read. *Source*: Juniper 'Junos XML API Operational Developer Reference'
(names of elements), 'Junos OS Overview' (display json).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from collectors.clean import Line
from collectors.shows.answers import Answer, Command, Failed, Row, Table
from collectors.shows.junos_shapes import SHAPES, Element, Leaf, Shape, Value, children, leaf

_TOKEN = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"|(?P<mark>[{}\[\],:])|(?P<word>-?[\w.+-]+)|(?P<blank>\s+)|(?P<odd>.)')
_ESCAPE = re.compile(r"\\(?:u(?P<code>[0-9a-fA-F]{4})|(?P<sign>.))")
_SIGNS = {"n": "\n", "t": "\t", "r": "", "b": "", "f": ""}
_DEEPEST = 64
_ALIKE = {
    "show arp": "show arp no-resolve",
    "show interfaces detail": "show interfaces",
    "show interfaces extensive": "show interfaces",
    "show interfaces {interface}": "show interfaces",
}
"""Commands whose elements are those of another."""
_WRAPS = ("multi-routing-engine-results", "multi-routing-engine-item")
"""Elements around the answers of several routing engines."""


def read_structured(command: Command, answer: Answer) -> Table | Failed | None:
    """Return the rows of an answer in JSON, why there are none for one in XML, None for one that is plain text."""
    start = next((line.text for line in answer.lines if line.text), "")
    if start.startswith(("<rpc-reply", "<?xml")):
        return Failed(command=command, template="xml", line=answer.lines[0].number, code="capture-xml")
    if not start.startswith("{") or re.fullmatch(r"\{[\w:-]+\}", start):  # {master:0} is a banner
        return None
    shapes = SHAPES.get(_ALIKE.get(command.text, command.text))
    try:
        document = parse_json(answer.lines)
    except ValueError as error:
        return Failed(command=command, template="json", line=int(str(error)))
    if shapes is None:
        return Failed(command=command, template="json", line=answer.lines[0].number)
    rows = tuple(row for root in _roots(document) for shape in shapes for row in _rows(root, shape))
    rows = tuple(sorted(rows, key=lambda row: row.line))
    return Table(command=command, path=answer.path, number=answer.number, template="json", own=True, rows=rows, lines=answer.lines)


def parse_json(lines: Sequence[Line]) -> Element:
    """Return the first object of some lines; what follows it is not looked at.

    Raises
    ------
    ValueError
        The lines hold no whole object; its text is the number of the line where that shows.
    """
    root: list[Value] = []
    stack: list[Element | list[Value]] = [root]
    keys: list[str | None] = []
    for number, kind, text in _tokens(lines):
        top = stack[-1]
        if kind == "mark" and text in "{[":
            if len(stack) > _DEEPEST:
                break
            stack.append(_opened(top, keys, text, number))
        elif kind == "mark" and text in "}]":
            if isinstance(top, Element) != (text == "}") or len(stack) == 1:
                break
            stack.pop()
            if text == "}":
                keys.pop()
            if len(stack) == 1 and isinstance(root[0], Element):
                return root[0]
        elif kind == "text" and isinstance(top, Element) and keys[-1] is None:
            keys[-1] = text
        elif kind != "mark":
            _put(top, keys, None if kind == "word" and text == "null" else text, number)
    raise ValueError(lines[-1].number if lines else 0)


def _tokens(lines: Sequence[Line]) -> Iterator[tuple[int, str, str]]:
    for line in lines:
        for match in _TOKEN.finditer(line.text):
            kind = match.lastgroup or "odd"
            if kind == "odd":
                raise ValueError(line.number)
            if kind == "text":
                yield line.number, kind, _ESCAPE.sub(_plain, match["text"])
            elif kind != "blank":
                yield line.number, kind, match.group()


def _plain(match: re.Match[str]) -> str:
    return chr(int(match["code"], 16)) if match["code"] else _SIGNS.get(match["sign"], match["sign"])


def _put(top: Element | list[Value], keys: list[str | None], value: Value, number: int) -> None:
    """Put a value where it belongs."""
    if isinstance(top, list):
        top.append(value)
        return
    key = keys[-1]
    if key is None:
        raise ValueError(number)
    top[key] = value
    keys[-1] = None


def _opened(top: Element | list[Value], keys: list[str | None], mark: str, number: int) -> Element | list[Value]:
    """Return what a bracket opens. Junos writes some names twice in one object: their lists are one."""
    if mark == "{":
        made = Element()
        made.line = number
        _put(top, keys, made, number)
        keys.append(None)
        return made
    known = top.get(keys[-1] or "") if isinstance(top, Element) else None
    opened: list[Value] = known if isinstance(known, list) else []
    _put(top, keys, opened, number)
    return opened


def _roots(document: Element) -> Iterator[Element]:
    """Give the answers of all routing engines, else the one there is."""
    for outer in children(document, _WRAPS[0]):
        yield from children(outer, _WRAPS[1])
    if _WRAPS[0] not in document:
        yield document


def _rows(element: Element, shape: Shape) -> Iterator[Row]:
    yield from (row for row in _walk(element, shape.steps, {}) if row.values.get(shape.needed))


def _walk(
    element: Element, steps: Sequence[tuple[str, Mapping[str, str | Leaf]]], values: dict[str, str | tuple[str, ...]]
) -> Iterator[Row]:
    (name, columns), *rest = steps
    for child in children(element, name):
        found = dict(values)
        for column, where in columns.items():
            text = leaf(child, where) if isinstance(where, str) else where(child)
            if text:
                found[column] = text
        inner = list(_walk(child, rest, found)) if rest else []
        yield from inner or [Row(found, child.line)]
