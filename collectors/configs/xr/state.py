"""What has been read so far of an IOS XR configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.ios_family.interfaces import Draft
from collectors.configs.ios_family.state import State

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9/._-]*")
_SHORTEST = 3


@dataclass(slots=True)
class XrState(State):
    """A configuration while it is read."""

    def interface(self, words: Words) -> tuple[str, Words] | None:
        """Return the interface that words begin with, and what follows: ``MgmtEth0/RP0/CPU0/0``, never with a blank in its name.

        >>> from collectors.configs.parser import Account
        >>> XrState(Account("f")).interface(("Bundle-Ether10.100", "10.0.0.1")), XrState(Account("f")).interface(("10.0.0.1",))
        (('Bundle-Ether10.100', ('10.0.0.1',)), None)
        """
        if words and len(words[0]) >= _SHORTEST and words[0][-1].isdigit() and _NAME.fullmatch(words[0]):
            return words[0], words[1:]
        return None


class Port(Draft):
    """An interface while its lines are read."""


def port_of(state: State, name: str, line: Line) -> Port:
    """Return an interface, a new one where a line is the first to name it."""
    found = state.drafts.get(name)
    if not isinstance(found, Port):
        found = state.drafts[name] = Port(state, name, line)
    return found
