"""A configuration of ZXROS from its redacted lines to the facts of the record."""

from __future__ import annotations

import re

import msgspec

from collectors.clean import Line
from collectors.configs.ios_family.reader import finish
from collectors.configs.parser import Account, Parsed
from collectors.configs.redact import BANNER
from collectors.configs.zte.levels import Reading
from collectors.configs.zte.sections import TOP
from collectors.configs.zte.state import State
from topology.model.records import Interface, InterfaceKind

PLATFORM = "zte_zxros"
_PROMPT = re.compile(r"[A-Za-z][\w.-]{0,63}(?:\([\w.-]{1,40}\))?[#>](?:\s*[a-z].*)?")
_MARK = re.compile(r"!</?[A-Za-z][\w/ -]{1,40}>$")
_SAID = {
    "model": re.compile(r"!?\s*(?:ZTE )?(?:ZXR10|ZXCTN)[ _]([A-Z]?\d{2,4}[\w-]*)"),
    "software": re.compile(r"!?.*\bVersion:? (?:ZXR10 \S+ |\S+ )?(V\d+\.\d[\w.]*)"),
}
_REACHED = frozenset({InterfaceKind.PHYSICAL})


def parse_zxros(lines: tuple[Line, ...], path: str) -> Parsed:
    """Return what the redacted lines of a configuration say."""
    state = State(Account(path))
    state.marked = any(_MARK.match(line.text) for line in lines)
    body = _body(state, lines)
    was_open = Reading(TOP, state, state.account).read(body)
    last = body[-1] if body else None
    cut = was_open and last is not None and bool(last.indent) and last.text not in {"$", "!"}
    for draft in state.drafts.values():
        if draft.mode == "trunk" and draft.trunk is None:
            draft.trunk = frozenset({draft.native})
        if draft.mode is None and (draft.trunk is not None or draft.untagged is not None):
            draft.mode = "hybrid"
        if draft.mode == "hybrid" and draft.trunk is None:
            draft.trunk = draft.untagged or frozenset({draft.native})
    unsaid = {name for name in state.drafts if state.marked and name not in state.said}
    parsed = finish(state, PLATFORM, ends_early=cut)
    return of_zte(parsed, unsaid)


def _body(state: State, lines: tuple[Line, ...]) -> list[Line]:
    """Return the lines without banners and prompts, and count these; comments may tell of the system."""
    kept = []
    for line in lines:
        text = line.text
        if text == BANNER:
            state.account.ignore("banner")
        elif text.startswith("<secret:"):
            state.account.ignore("wrapped-secret")
        elif line.indent == 0 and ("#" in text or ">" in text) and not text.startswith("!") and _PROMPT.fullmatch(text):
            state.account.ignore("prompt")
        else:
            if text.startswith(("!", "ZXR10", "ZTE", "ZXCTN")):
                _read_comment(state, text)
            kept.append(line)
    return kept


def _read_comment(state: State, text: str) -> None:
    for key, pattern in _SAID.items():
        if (found := pattern.match(text)) is not None:
            state.system.setdefault(key, found.group(1))


def _settle(interface: Interface, unsaid: set[str]) -> Interface:
    """Leave the state of a port unknown that is down until a line says otherwise, and none does."""
    if interface.name in unsaid and interface.kind in _REACHED:
        return msgspec.structs.replace(interface, enabled=None)
    return interface


def of_zte(parsed: Parsed, unsaid: set[str]) -> Parsed:
    """Return what was read, of ZTE's."""
    return Parsed(
        system=msgspec.structs.replace(parsed.system, vendor="zte"),
        interfaces=tuple(_settle(interface, unsaid) for interface in parsed.interfaces),
        facts=parsed.facts,
        reading=parsed.reading,
        problems=parsed.problems,
        ends_early=parsed.ends_early,
    )
