"""What has been read so far of a configuration of IOS or RGOS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collectors.configs.blocks import Block
from collectors.configs.commands import Words
from collectors.configs.facts import Facts
from collectors.configs.ios_family.words import take_interface
from collectors.configs.state import ParseState
from topology.model.configured import VrfFamily

if TYPE_CHECKING:
    from collectors.configs.ios_family.interfaces import Draft


@dataclass(slots=True)
class State(ParseState):
    """A configuration while it is read."""

    ruijie: bool = False
    drafts: dict[str, Draft] = field(default_factory=dict)
    families: dict[tuple[str, str], VrfFamily] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    """What one line says for others: source interfaces, versions."""

    def interface(self, words: Words) -> tuple[str, Words] | None:
        """Return the interface that words begin with, in the dialect's spelling, and what follows it."""
        return take_interface(words, blank=self.ruijie)

    def gathered(self) -> Facts:
        """Return the facts, with those that several sections told of."""
        facts = ParseState.gathered(self)
        facts.vrf_families = list(self.families.values())
        return facts


Section = Callable[[State, Words, Block], bool | str]
"""What reads a section: True when its header became a fact and its lines are accounted for, a text when a rule passes over all of it."""
