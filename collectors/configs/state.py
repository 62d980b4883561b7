"""What has been read so far of a configuration, whatever its dialect, and what joins at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from collectors.clean import Line
from collectors.configs.facts import Facts
from collectors.configs.parser import Account
from topology.model.configured import AclBinding
from topology.model.records import Vlan, Vrf


@dataclass(slots=True)
class ParseState:
    """A configuration while it is read."""

    account: Account
    system: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, Any] = field(default_factory=dict)
    """Interfaces while their lines are read, by name; each family has a class of its own for them."""
    vlans: dict[int, Vlan] = field(default_factory=dict)
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    drawers: dict[tuple[str, ...], object] = field(default_factory=dict)
    """Drafts of facts that several lines tell of, by kind and name."""
    endings: list[Callable[[], None]] = field(default_factory=list)
    """What is done when the whole text has been read, in this order."""
    ended: bool = False

    def place(self, line: Line) -> str:
        """Return ``file:line``."""
        return f"{self.account.path}:{line.number}"

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
        """Note that an access list takes effect somewhere; `direction` in any of the dialects' words."""
        way = None if direction is None else "in" if direction.startswith("in") or direction == "import" else "out"
        row = AclBinding(acl=acl, use=use, interface=interface, vlan=vlan, direction=way, via=via, ref=self.place(line))
        self.facts.acl_bindings.append(row)
        return True

    def gathered(self) -> Facts:
        """Return the facts, with those that several sections told of."""
        for ending in self.endings:
            ending()
        self.facts.vlans = [self.vlans[vid] for vid in sorted(self.vlans)]
        self.facts.vrfs = list(self.vrfs.values())
        return self.facts

    def release(self) -> None:
        """Forget the drafts, each of which knows the state: without these cycles all goes at once when the reading ends."""
        self.drafts.clear()
        self.drawers.clear()
        self.endings.clear()
