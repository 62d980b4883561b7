"""What has been read so far of a configuration of VRP or Comware, and what joins at its end.

The two systems come from one house and share most words; where they differ, `State.comware` decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block
from collectors.configs.facts import Facts
from collectors.configs.parser import Account
from topology.model.configured import AclBinding, NatRule
from topology.model.records import Vlan, Vrf

if TYPE_CHECKING:
    from collectors.configs.vrp_family.interfaces import Draft

Row = TypeVar("Row", AclBinding, NatRule)


@dataclass(slots=True)
class State:
    """A configuration while it is read."""

    account: Account
    comware: bool = False
    system: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    vlans: dict[int, Vlan] = field(default_factory=dict)
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    members: list[tuple[str, str, Line]] = field(default_factory=list)
    acl_names: dict[str, str] = field(default_factory=dict)
    """Names of access lists by their numbers: bindings use either."""
    drawers: dict[tuple[str, ...], object] = field(default_factory=dict)
    """Drafts of facts that several lines tell of, by kind and name."""
    endings: list[Callable[[], None]] = field(default_factory=list)
    """What is done when the whole text has been read, in this order."""
    ended: bool = False

    def place(self, line: Line) -> str:
        """Return ``file:line``."""
        return f"{self.account.path}:{line.number}"

    def leave_children(self, block: Block) -> None:
        """Count lines under a command that has none of its own."""
        for line in block.children:
            if line.text != SUB_END:
                self.account.leave(line, block.header.text)

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
        """Note that an access list takes effect."""
        way = None if direction is None else "in" if direction.startswith("in") or direction == "import" else "out"
        row = AclBinding(acl=acl, use=use, interface=interface, vlan=vlan, direction=way, via=via, ref=self.place(line))
        self.facts.acl_bindings.append(row)
        return True

    def gathered(self) -> Facts:
        """Return the facts, with those that several sections told of."""
        for ending in self.endings:
            ending()
        facts = self.facts
        facts.vlans = [self.vlans[vid] for vid in sorted(self.vlans)]
        facts.vrfs = list(self.vrfs.values())
        if self.acl_names:
            facts.acl_bindings = [self._renamed(binding) for binding in facts.acl_bindings]
            facts.nat_rules = [self._renamed(rule) for rule in facts.nat_rules]
        return facts

    def release(self) -> None:
        """Forget the drafts, each of which knows the state: without these cycles all goes at once when the reading ends."""
        self.drafts.clear()
        self.drawers.clear()
        self.endings.clear()

    def _renamed(self, row: Row) -> Row:
        name = self.acl_names.get(row.acl or "")
        return row if name is None else msgspec.structs.replace(row, acl=name)


def vlans_of(state: State, vids: Iterable[int], ref: str) -> None:
    """Add VLANs that a list names."""
    for vid in sorted(vids):
        state.vlans.setdefault(vid, Vlan(vid=vid, ref=ref))
