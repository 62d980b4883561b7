"""What has been read so far of a configuration of VRP or Comware.

The two systems come from one house and share most words; where they differ, `State.comware` decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block
from collectors.configs.facts import Facts
from collectors.configs.state import ParseState
from topology.model.configured import AclBinding, NatRule
from topology.model.records import Vlan

if TYPE_CHECKING:
    from collectors.configs.vrp_family.interfaces import Draft

Row = TypeVar("Row", AclBinding, NatRule)


@dataclass(slots=True)
class State(ParseState):
    """A configuration while it is read."""

    comware: bool = False
    drafts: dict[str, Draft] = field(default_factory=dict)
    members: list[tuple[str, str, Line]] = field(default_factory=list)
    """Ports that an aggregate names: the port, the aggregate, the line."""
    acl_names: dict[str, str] = field(default_factory=dict)
    """Names of access lists by their numbers: bindings use either."""

    def leave_children(self, block: Block) -> None:
        """Count lines under a command that has none of its own."""
        for line in block.children:
            if line.text != SUB_END:
                self.account.leave(line, block.header.text)

    def gathered(self) -> Facts:
        """Return the facts, with those that several sections told of, and access lists by their names."""
        facts = ParseState.gathered(self)
        if self.acl_names:
            facts.acl_bindings = [self._renamed(binding) for binding in facts.acl_bindings]
            facts.nat_rules = [self._renamed(rule) for rule in facts.nat_rules]
        return facts

    def _renamed(self, row: Row) -> Row:
        name = self.acl_names.get(row.acl or "")
        return row if name is None else msgspec.structs.replace(row, acl=name)


def vlans_of(state: State, vids: Iterable[int], ref: str) -> None:
    """Add VLANs that a list names."""
    for vid in sorted(vids):
        state.vlans.setdefault(vid, Vlan(vid=vid, ref=ref))
