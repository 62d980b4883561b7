"""Statements of a Junos configuration, in braces or as ``set`` lines, as one tree: a node a word.

``unit 0 { family inet; }`` and ``set ... unit 0 family inet`` give the same nodes, so that what reads the tree does not
know the form. A statement that is deactivated, deleted or moved is so in the tree; every node knows the line it came from.
Source: Junos OS CLI User Guide, 'Configuration statements' and 'Display set commands'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from collectors.clean import Line
from collectors.configs.junos.nodes import Node, copied
from collectors.configs.junos.pieces import MOST_WAYS, PIECE, WORDS, split_tags, unquoted, ways_of, words_of
from collectors.configs.junos.weights import weight_of
from collectors.configs.redact import BANNER


@dataclass(slots=True)
class Statements:
    """The tree of a text, and what became of its lines so far."""

    root: Node
    weights: dict[int, str] = field(default_factory=dict)
    """Kind of section of each line of the configuration."""
    passed: dict[str, int] = field(default_factory=dict)
    """Lines outside the tree, by the rule that passes over them."""
    repeats: dict[int, list[Line]] = field(default_factory=dict)
    """Lines that say again what another said, by that line's number."""
    ignored: dict[int, str] = field(default_factory=dict)
    """Lines of the configuration that say nothing in effect, with the rule."""
    strays: list[Line] = field(default_factory=list)
    """Lines that are no statement."""
    comments: list[Line] = field(default_factory=list)
    ends_early: bool = False


_COMMANDS = frozenset(
    [
        "set",
        "delete",
        "deactivate",
        "activate",
        "protect",
        "unprotect",
        "insert",
        "annotate",
        "rename",
        "copy",
        "edit",
        "top",
        "up",
        "exit",
        "quit",
        "commit",
        "configure",
        "replace",
        "wildcard",
        "show",
        "run",
        "rollback",
        "load",
    ]
)
_LONGEST = 100
"""Words of one statement; Junos has none half as long."""
_DEEPEST = 200
"""Words from the top of the tree to its innermost statement."""
_MOST_MOVED = 2_000_000
"""Statements that lines may move past others, all together; beyond it they stay where they are."""
_TELLING = 6
"""Words of a ``set`` line, the command among them, that tell its kind of section."""
_KEPT = 2
"""Words of a statement on one line that name what is deactivated: ``route 10.0.0.0/8 next-hop ...``, ``neighbor 10.0.0.1``."""


def read_statements(lines: Sequence[Line]) -> Statements:
    """Return the statements of a text. Linear in its length but for lines that move or delete others."""
    found = Statements(Node("", lines[0] if lines else Line(1, 0, "")))
    _Builder(found).read(lines)
    return found


class _Builder:
    """The tree while it grows."""

    def __init__(self, found: Statements) -> None:
        self.found = found
        self.root = found.root
        self.stack: list[tuple[Node, str, int]] = [(found.root, "other", 0)]
        """Open braces: the node, its kind of section, and how deep in the tree it is."""
        self.path: list[str] = []
        """Words that lead to the innermost open brace."""
        self.known: list[str] = ["set"]
        """Words of the last ``set`` line, and the nodes that they led to: most lines part from the one before at their end."""
        self.nodes: list[Node] = [found.root]
        self.weight = "other"
        self.moved = 0
        self.base: tuple[str, ...] = ()
        self.pending: list[str] = []
        self.commented = False

    def read(self, lines: Iterable[Line]) -> None:
        weights, passed, stack = self.found.weights, self.found.passed, self.stack
        separators = 0
        for line in lines:
            text = line.text
            if self.commented or self.pending:
                self._tokens(line)
            elif text[:4] == "set " and len(stack) == 1 and self._set_plain(line):
                continue
            elif text == "}" and len(stack) > 1:
                self._close()
                separators += 1
            else:
                words = WORDS.get(text)
                if words is None:
                    words = words_of(text)
                if not words:
                    self._other(line)
                elif text[-1] == "{":
                    self._open(words, line)
                else:
                    top, weight, depth = stack[-1]
                    weights[line.number] = weight if depth > 3 else weight_of(self.path, words)  # noqa: PLR2004 - words that tell the kind
                    self._add(top, words, line)
        if separators:
            passed["separator"] = passed.get("separator", 0) + separators
        self.found.ends_early = len(stack) > 1 or self.commented or bool(self.pending)

    # --- braces ----------------------------------------------------------------------------------

    def _open(self, words: list[str], line: Line) -> None:
        top, weight, depth = self.stack[-1]
        if depth + len(words) > _DEEPEST:
            self._left(line)
            self.stack.append((top, weight, depth))
            return
        if depth <= 3:  # noqa: PLR2004 - words that tell the kind
            weight = weight_of(self.path, words)
        self.found.weights[line.number] = weight
        self.path += words
        self.stack.append((self._add(top, words, line), weight, depth + len(words)))

    def _close(self) -> None:
        self.stack.pop()
        del self.path[self.stack[-1][2] :]

    def _add(self, top: Node, words: Sequence[str], line: Line) -> Node:
        """Add a statement below a node and return its last word's node."""
        node = top
        fresh = False
        if len(words) > _LONGEST:
            self._left(line)
            return top
        for word in words:
            children = node.children
            known = children.get(word)
            if known is None:
                node = children[word] = Node(word, line)
                fresh = True
            else:
                node = known
        if not fresh:
            self._repeat(node, line)
        return node

    def _repeat(self, node: Node, line: Line) -> None:
        if node.line.number != line.number:
            self.found.repeats.setdefault(node.line.number, []).append(line)

    def _other(self, line: Line) -> None:
        """Read a line that is a comment, a command, or anything that must be taken apart."""
        text = line.text
        first = text.partition(" ")[0]
        if text[0] == "#" or (text[0] == "!" and len(self.stack) == 1) or (text.startswith("/*") and text.endswith("*/")):
            self._pass("comment")
            self.found.comments.append(line)
        elif text == BANNER:
            self._pass("banner")
        elif len(self.stack) == 1 and first in _COMMANDS and text[-1] not in ";{}":
            self._command(line)
        elif len(self.stack) == 1 and text[:2] != "/*" and not any(mark in text for mark in "{};"):
            self._stray(line)
        else:
            self._tokens(line)

    def _left(self, line: Line) -> None:
        self.found.weights.setdefault(line.number, "other")
        self.found.strays.append(line)

    def _pass(self, rule: str) -> None:
        self.found.passed[rule] = self.found.passed.get(rule, 0) + 1

    def _stray(self, line: Line) -> None:
        if line.text.startswith(("[edit", "{master", "{primary", "{secondary", "{backup", "{line", "{linecard")):
            self._pass("prompt")
        else:
            self.found.weights[line.number] = "other"
            self.found.strays.append(line)

    def _tokens(self, line: Line) -> None:
        """Read a line with quotes, lists, comments or several statements, or one that goes on with another."""
        told = False
        closed = False
        for piece in PIECE.findall(line.text):
            if self.commented:
                self.commented = piece != "*/"
            elif piece == "/*":
                self.commented = True
            elif piece[0] == "#" and not self.pending:
                break
            elif piece == "{":
                told = True
                self._brace(line)
            elif piece == "}":
                if len(self.stack) > 1:
                    self._close()
                    closed = True
                self.pending.clear()
            elif piece == ";":
                told = True
                self._statement(line)
            else:
                told = True
                self.pending.append(piece)
        if not told:
            self._pass("separator" if closed else "comment")
        elif line.number not in self.found.weights:
            self.found.weights[line.number] = self.stack[-1][1]

    def _brace(self, line: Line) -> None:
        words, tags = split_tags(self.pending)
        self.pending = []
        self._open(words, line)
        if self.stack[-1][0] is not self.stack[-2][0]:
            self._mark(self.stack[-1][0], tags)

    def _statement(self, line: Line) -> None:
        words, tags = split_tags(self.pending)
        self.pending = []
        if not words:
            return
        top, weight, depth = self.stack[-1]
        self.found.weights.setdefault(line.number, weight if depth > 3 else weight_of(self.path, words))  # noqa: PLR2004 - words that tell
        ends = [self._add(top, way, line) for way in ways_of(words)]
        if tags:
            marked = top
            for word in ways_of(words)[0][: _KEPT if len(ends) == 1 else 1]:
                marked = marked.children.get(word, marked)
            if marked is not top:
                self._mark(marked, tags)

    def _mark(self, node: Node, tags: set[str]) -> None:
        if "inactive:" in tags:
            node.inactive = True
        if "delete:" in tags:
            self._bury(node)
            node.children.clear()
            node.inactive = True

    # --- commands --------------------------------------------------------------------------------

    def _command(self, line: Line) -> None:
        pieces = [piece for piece in PIECE.findall(line.text) if piece != ";" and piece[0] != "#"]
        command, words = pieces[0], pieces[1:]
        self.found.weights[line.number] = weight_of(self.base, words)
        self.known, self.nodes = ["set"], [self.root]
        if command == "set" and words:
            self._set(words, line)
        elif command == "edit":
            self.base = (*self.base, *map(unquoted, words))
        elif command in {"top", "up", "exit", "quit"}:
            self.base = () if command == "top" else self.base[:-1]
        elif (change := _CHANGES.get(command)) is not None and words:
            if not change(self, [*self.base, *map(unquoted, words)]):
                self.found.ignored[line.number] = "no-effect"
        elif command in {"protect", "unprotect", "annotate"}:
            self.found.ignored[line.number] = "annotation" if command == "annotate" else "protection"
        elif command in {"commit", "configure", "show", "run", "rollback", "load"}:
            self.found.ignored[line.number] = "command"
        else:
            self.found.strays.append(line)

    def _set(self, words: list[str], line: Line) -> None:
        for way in ways_of(words):
            self._add(self.root, (*self.base, *way), line)

    def _set_plain(self, line: Line) -> bool:
        """Read a ``set`` line without lists and with at most one word in quotes, its last; False for any other."""
        text = line.text
        if self.base or "[" in text or "#" in text or ";" in text:
            return False
        if '"' in text:
            head, _, value = text.partition('"')
            if value.find('"') != len(value) - 1:
                return False
            words = [*head.split(), value[:-1]]
        else:
            words = text.split()
        if len(words) > _LONGEST:
            return False
        known, nodes = self.known, self.nodes
        at, limit = 1, min(len(words), len(known))
        while at < limit and words[at] == known[at]:
            at += 1
        del nodes[at:]
        node = nodes[-1]
        if at <= _TELLING:
            self.weight = weight_of((), words[1 : _TELLING + 1])
        self.found.weights[line.number] = self.weight
        fresh = False
        for word in words[at:]:
            below = node.children.get(word)
            if below is None:
                fresh = True
                below = node.children[word] = Node(word, line)
            node = below
            nodes.append(node)
        self.known = words
        if not fresh:
            self._repeat(node, line)
        return True

    def find(self, words: Sequence[str]) -> tuple[Node, Node] | None:
        """Return a node and the one above it, None where a statement is not there."""
        above, node = self.root, self.root
        for word in words:
            below = node.children.get(word)
            if below is None:
                return None
            above, node = node, below
        return above, node

    def _may_move(self, parent: Node) -> bool:
        """Tell whether the statements below a node may be put in another order: all moves together have a bound."""
        self.moved += len(parent.children)
        return self.moved <= _MOST_MOVED

    def _bury(self, node: Node) -> None:
        """Note the lines of a node that is deleted."""
        for below in node.walk():
            self.found.ignored.setdefault(below.line.number, "deleted")

    def delete(self, words: list[str]) -> bool:
        found = self.find(words)
        if found is None:
            return False
        self._bury(found[1])
        del found[0].children[words[-1]]
        return True

    def deactivate(self, words: list[str]) -> bool:
        return self._activity(words, inactive=True)

    def activate(self, words: list[str]) -> bool:
        return self._activity(words, inactive=False)

    def _activity(self, words: list[str], *, inactive: bool) -> bool:
        found = self.find(words)
        if found is not None:
            found[1].inactive = inactive
        return found is not None

    def insert(self, words: list[str]) -> bool:
        # insert policy-options policy-statement P term B before term A
        place = next((at for at, word in enumerate(words) if word in {"before", "after"} and at > 1), None)
        if place is None:
            return False
        found = self.find(words[:place])
        beside = words[-1]
        if found is None or beside not in found[0].children or beside == words[place - 1]:
            return False
        parent, node = found
        if not self._may_move(parent):
            return False
        order = [child for child in parent.children.values() if child is not node]
        at = next(index for index, child in enumerate(order) if child.word == beside)
        order.insert(at + (words[place] == "after"), node)
        parent.children.clear()
        parent.children.update((child.word, child) for child in order)
        return True

    def rename(self, words: list[str]) -> bool:
        # rename interfaces ge-0/0/0 to ge-0/0/1; the key's keyword may stand again behind `to`
        if "to" not in words[1:-1]:
            return False
        found = self.find(words[: words.index("to", 1)])
        if found is None:
            return False
        parent, node = found
        if not self._may_move(parent):
            return False
        renamed = [(words[-1] if child is node else word, child) for word, child in parent.children.items()]
        node.word = words[-1]
        parent.children.clear()
        parent.children.update(renamed)
        return True

    def copy(self, words: list[str]) -> bool:
        if "to" not in words[1:-1]:
            return False
        found = self.find(words[: words.index("to", 1)])
        if found is None or words[-1] in found[0].children:
            return False
        if not self._may_move(found[0]) or sum(1 for _ in found[1].walk()) > MOST_WAYS:
            return False
        found[0].children[words[-1]] = copied(found[1], words[-1])
        return True


_CHANGES: dict[str, Any] = {
    "delete": _Builder.delete,
    "deactivate": _Builder.deactivate,
    "activate": _Builder.activate,
    "insert": _Builder.insert,
    "rename": _Builder.rename,
    "copy": _Builder.copy,
}
