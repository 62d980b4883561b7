"""What has been read so far of a configuration of IOS or RGOS, and what joins at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.facts import Facts
from collectors.configs.ios_family.blocks import Block
from collectors.configs.ios_family.words import take_interface
from collectors.configs.parser import Account
from topology.model.configured import AclBinding, VrfFamily
from topology.model.records import Vlan, Vrf

if TYPE_CHECKING:
    from collectors.configs.ios_family.interfaces import Draft


@dataclass(slots=True)
class State:
    """A configuration while it is read."""

    account: Account
    ruijie: bool = False
    system: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    vlans: dict[int, Vlan] = field(default_factory=dict)
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    families: dict[tuple[str, str], VrfFamily] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    drawers: dict[tuple[str, ...], object] = field(default_factory=dict)
    """Drafts of facts that several lines tell of, by kind and name."""
    settings: dict[str, str] = field(default_factory=dict)
    """What one line says for others: source interfaces, versions."""
    endings: list[Callable[[], None]] = field(default_factory=list)
    """What is done when the whole text has been read, in this order."""
    ended: bool = False

    def place(self, line: Line) -> str:
        """Return ``file:line``."""
        return f"{self.account.path}:{line.number}"

    def interface(self, words: Words) -> tuple[str, Words] | None:
        """Return the interface that words begin with, in the dialect's spelling, and what follows it."""
        return take_interface(words, blank=self.ruijie)

    def bind(
        self,
        acl: str,
        use: str,
        line: Line,
        *,
        interface: str | None = None,
        vlan: int | None = None,
        direction: str | None = None,
        via: str | None = None,
    ) -> bool:
        """Note that an access list takes effect somewhere."""
        self.facts.acl_bindings.append(
            AclBinding(acl=acl, use=use, interface=interface, vlan=vlan, direction=direction, via=via, ref=self.place(line))
        )
        return True

    def gathered(self) -> Facts:
        """Return the facts, with what several sections told of."""
        for ending in self.endings:
            ending()
        self.facts.vlans = [self.vlans[vid] for vid in sorted(self.vlans)]
        self.facts.vrfs = list(self.vrfs.values())
        self.facts.vrf_families = list(self.families.values())
        return self.facts

    def release(self) -> None:
        """Forget the drafts, each of which knows the state: without these cycles all goes at once when the reading ends."""
        self.drafts.clear()
        self.drawers.clear()
        self.endings.clear()


Section = Callable[[State, Words, Block], bool | str]
"""What reads a section: True when its header became a fact and its lines are accounted for, a text when a rule passes over all of it."""
