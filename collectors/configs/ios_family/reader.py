"""A configuration of IOS or RGOS from its redacted lines to the facts of the record."""

from __future__ import annotations

import re

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

_PROMPT = re.compile(r"[A-Za-z][\w.-]{0,63}(?:\([\w-]{1,30}\))?[#>](?:\s*[a-z].*)?")
_SAID = {
    "model": re.compile(r"!\s*(?:Chassis type: |Model: |[Cc]isco )([A-Z][\w./+-]{3,40})"),
    "software": re.compile(r"!.*(?:\bVersion |Image: Software: \S{1,60}, )(\d+\.\d+[\w.()]*)"),
    "serial": re.compile(r"!\s*(?:Processor (?:board )?ID:? |Chassis Serial(?: Number)?: ?)([A-Z0-9]{8,16})$"),
}
"""What backup tools and ``show version`` put above a configuration."""


def parse_family(lines: tuple[Line, ...], path: str, platform: str, *, ruijie: bool) -> Parsed:
    """Return what the redacted lines of a configuration say."""
    state = State(Account(path), ruijie=ruijie)
    account = state.account
    body: list[Line] = []
    for line in lines:
        text = line.text
        if text[0] == "!":
            if text == SEPARATOR:
                account.ignore("separator")
                body.append(line)
            else:
                account.ignore("comment")
                _read_comment(state, text)
        elif line.indent:
            if text == BANNER:
                account.ignore("banner")
            else:
                body.append(line)
        elif text == BANNER:
            account.ignore("banner")
        elif ("#" in text or ">" in text) and line.indent == 0 and _PROMPT.fullmatch(text):
            account.ignore("prompt")
        else:
            _read_head(state, text)
            body.append(line)
    for block in read_blocks(body):
        read_block(state, block)
    last = next((line for line in reversed(body) if line.text != SEPARATOR), None)
    whole = state.ended or last is None or last.text == "end" or body[-1].text == SEPARATOR or not last.indent
    return _finish(state, platform, ends_early=not whole)


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


def _finish(state: State, platform: str, *, ends_early: bool) -> Parsed:
    join_members(state)
    for draft in state.drafts.values():
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
