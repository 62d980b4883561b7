"""A configuration of IOS or RGOS from its redacted lines to the facts of the record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress
from operator import itemgetter

from collectors.clean import Line
from collectors.configs.ios_family.blocks import SEPARATOR, read_blocks
from collectors.configs.ios_family.interfaces import join_members
from collectors.configs.ios_family.links import gateways
from collectors.configs.ios_family.management import apply_secrets, apply_sources
from collectors.configs.ios_family.sections import read_block
from collectors.configs.ios_family.state import State
from collectors.configs.parser import Account, Parsed
from collectors.configs.redact import BANNER
from topology.model.configured import Tunnel
from topology.model.records import System

_PROMPT = re.compile(r"(?:R?S?P/\d+/\w+/CPU\d+:)?[A-Za-z][\w.-]{0,63}(?:\([\w-]{1,30}\))?[#>](?:\s*[a-z].*)?")
_HEADS, _MARKED = re.compile("[<ev]"), re.compile("[!<ev]")
"""First letters of banners, of ``end`` and of ``version``; the second is for texts in which ``!`` heads comments, too."""
_SAID = {
    "model": re.compile(r"!\s*(?:Chassis type: |Model: |[Cc]isco )([A-Z][\w./+-]{3,40})"),
    "software": re.compile(r"!.*(?:\bVersion |IOS XR Configuration (?:version = )?|Image: Software: \S{1,60}, )(\d+\.\d+[\w.()]*)"),
    "serial": re.compile(r"!\s*(?:Processor (?:board )?ID:? |Chassis Serial(?: Number)?: ?)([A-Z0-9]{8,16})$"),
}
"""What backup tools and ``show version`` put above a configuration."""


def parse_family(lines: tuple[Line, ...], path: str, platform: str, *, ruijie: bool) -> Parsed:
    """Return what the redacted lines of a configuration say."""
    state = State(Account(path), ruijie=ruijie)
    body = body_of(state, lines)
    for block in read_blocks(body):
        read_block(state, block)
    last = next((line for line in reversed(body) if line.text != SEPARATOR), None)
    whole = state.ended or last is None or last.text == "end" or body[-1].text == SEPARATOR or not last.indent
    return finish(state, platform, ends_early=not whole)


def body_of(state: State, lines: tuple[Line, ...]) -> Sequence[Line]:
    """Return the lines without comments, banners and prompts, and count these and the separators; the first may tell of the system."""
    account = state.account
    texts = [line.text for line in lines]
    separators = texts.count(SEPARATOR)
    if separators:
        account.ignore("separator", separators)
    heads = "".join(map(itemgetter(0), texts))
    seen = [found.start() for found in (_HEADS if heads.count(SEPARATOR) == separators else _MARKED).finditer(heads)]
    joined = "\n".join(texts)
    if "#" in joined or ">" in joined:
        seen += [at for at, text in enumerate(texts) if "#" in text or ">" in text]
        seen = sorted(set(seen))
    kept = bytearray(b"\1") * len(lines)
    for at in seen:
        text = texts[at]
        rule = _rule_of(text, lines[at].indent)
        if rule is not None:
            kept[at] = 0
            account.ignore(rule)
        if rule == "comment":
            _read_comment(state, text)
        elif rule is None and not lines[at].indent:
            _read_head(state, text)
    return tuple(compress(lines, kept))


def _rule_of(text: str, indent: int | None) -> str | None:
    """Return the rule that passes over a line wherever it stands, None where it is a separator or of the configuration."""
    if text[0] == SEPARATOR:
        return None if text == SEPARATOR else "comment"
    if text == BANNER:
        return "banner"
    return "prompt" if indent == 0 and ("#" in text or ">" in text) and _PROMPT.fullmatch(text) else None


def _read_comment(state: State, text: str) -> None:
    for key, pattern in _SAID.items():
        if (found := pattern.match(text)) is not None:
            state.system.setdefault(key, found.group(1))


def _read_head(state: State, text: str) -> None:
    if text.startswith("version "):
        version = text[8:].strip()
        if not state.system.get("software", "").startswith(version):  # a head names the release, the line its train only
            state.system["software"] = version
    elif text == "end":
        state.ended = True


def finish(state: State, platform: str, *, ends_early: bool) -> Parsed:
    """Return everything that was read, when the whole text has been."""
    join_members(state)
    for draft in state.drafts.values():
        if not draft.notes:
            continue
        state.facts.fhrp += gateways(draft)
        tunnel = draft.notes.get("tunnel")
        if isinstance(tunnel, Tunnel):
            state.facts.tunnels.append(tunnel)
    apply_sources(state)
    apply_secrets(state)
    facts = state.gathered()
    said = state.system
    parsed = Parsed(
        system=System(
            name=said.get("name"),
            vendor="ruijie" if state.ruijie else "cisco",
            platform=platform,
            model=said.get("model"),
            software=said.get("software"),
            serials=(said["serial"],) if "serial" in said else (),
            location=said.get("location"),
            contact=said.get("contact"),
        ),
        interfaces=tuple(draft.finish() for draft in state.drafts.values()),
        facts=facts,
        reading=state.account.reading(),
        problems=tuple(state.account.problems),
        ends_early=ends_early,
    )
    state.release()
    return parsed
