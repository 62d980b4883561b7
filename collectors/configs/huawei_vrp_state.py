"""What has been read of a VRP configuration so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block
from collectors.configs.facts import Facts
from collectors.configs.huawei_vrp_interfaces import Draft
from collectors.configs.parser import Account
from topology.model.records import Vlan, Vrf


@dataclass
class State:
    """A configuration while it is read."""

    account: Account
    system: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    vlans: dict[int, Vlan] = field(default_factory=dict)
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    members: list[tuple[str, str, Line]] = field(default_factory=list)
    ended: bool = False

    def leave_children(self, block: Block) -> None:
        """Count lines under a command that has none of its own."""
        for line in block.children:
            if line.text != SUB_END:
                self.account.leave(line, block.header.text)

    def gathered(self) -> Facts:
        """Return the facts, with the VLANs and VRFs that several sections told of."""
        self.facts.vlans = [self.vlans[vid] for vid in sorted(self.vlans)]
        self.facts.vrfs = list(self.vrfs.values())
        return self.facts
