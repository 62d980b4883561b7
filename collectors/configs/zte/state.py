"""What has been read so far of a ZXROS configuration."""

from __future__ import annotations

from dataclasses import dataclass, field

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.ios_family.interfaces import Draft, draft_of
from collectors.configs.ios_family.state import State as FamilyState
from collectors.configs.zte.words import interface_name, port_kind, take_port


@dataclass(slots=True)
class State(FamilyState):
    """A configuration while it is read."""

    marked: bool = False
    """The text has the section marks of the newer systems, on which a port is down until a line says otherwise."""
    said: set[str] = field(default_factory=set)
    """Ports whose administrative state a line says."""

    def interface(self, words: Words) -> tuple[str, Words] | None:
        """Return the interface that words begin with, in one spelling, and what follows it."""
        return take_port(words)

    def port(self, text: str, line: Line) -> Draft:
        """Return the draft of an interface, a new one where a line is the first to name it."""
        name = interface_name(text)
        known = self.drafts.get(name)
        if known is None:
            known = draft_of(self, name, line)
            known.kind = port_kind(name)
        return known
