"""A port or a unit of Junos while its statements are read, and the VLANs that it carries in the end.

A unit of ``family ethernet-switching`` is an access port of VLAN 1 unless told otherwise; untagged frames of a trunk are dropped unless
``native-vlan-id`` names their VLAN. *Source*: Junos OS 'Ethernet Switching User Guide'.
"""

from __future__ import annotations

from collections.abc import Sequence

from collectors.clean import Line
from collectors.configs.draft import InterfaceDraft, Vlans
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Scope, State
from collectors.configs.junos.words import kind_of, vlan_numbers
from collectors.configs.words import ALL_VLANS, in_order
from topology.model.records import Interface


class Draft(InterfaceDraft[State]):
    """An interface or a unit while its statements are read."""

    port: Draft | None = None
    """The port or aggregate that a unit is of."""
    scope: Scope
    mode: str | None = None
    members: Sequence[str] = ()
    """VLANs of a switch port as named: numbers, ranges, names, ``all``."""
    native: str | None = None
    routed: int | None = None
    """VLAN that an integrated routing interface routes."""
    lag_line: Node | None = None
    lacp: bool | None = None
    net: tuple[str, Node] | None = None
    """The network entity title of IS-IS."""
    switched = False
    vlan_list: tuple[int, ...] = ()

    def add_members(self, *names: str) -> None:
        """Add VLANs to those of the port."""
        if not isinstance(self.members, list):
            self.members = list(self.members)
        self.members.extend(names)

    def finish(self) -> Interface:
        """Return the interface of the record."""
        return self.row(self._vlans())

    def _vlans(self) -> Vlans:
        if self.dot1q is not None or self.routed is not None:
            return self.dot1q if self.dot1q is not None else self.routed, None, None
        if not self.switched:
            return None, in_order(frozenset(self.vlan_list)) if self.vlan_list else None, None
        return self._switched()

    def _switched(self) -> Vlans:
        """Return the VLANs of a switch port."""
        known = self.state.drawers.get(("vlan names",), {})
        assert isinstance(known, dict)
        vids: set[int] = set(self.vlan_list)
        for text in self.members:
            vids |= ALL_VLANS if text == "all" else set(vlan_numbers(text) or known.get(text, ()))
        native = None if self.native is None else next(iter(vlan_numbers(self.native) or known.get(self.native, ())), None)
        if self.mode in {"trunk", "tagged-access"} or len(vids) > 1:
            return None, in_order(frozenset(vids) | ({native} if native else frozenset())), native
        if self.members and not vids:
            return None, None, None  # a VLAN that no line numbers
        return next(iter(vids), 1), None, None


def draft_of(scope: Scope, name: str, line: Line) -> Draft:
    """Return the draft of an interface or unit, a new one where a statement is the first to name it."""
    state = scope.state
    known: Draft | None = state.drafts.get(name)
    if known is None:
        known = state.drafts[name] = Draft(state, name, kind_of(name), line)
        known.scope = scope
        if scope.vrf is not None and "." in name:
            known.vrf = scope.vrf
    return known
