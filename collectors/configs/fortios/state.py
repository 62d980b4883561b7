"""What has been read so far of a FortiOS configuration."""

from __future__ import annotations

from dataclasses import dataclass, field

from collectors.clean import Line
from collectors.configs.draft import InterfaceDraft
from collectors.configs.state import ParseState
from topology.model.records import InterfaceKind, Route, Vrf

ROOT = "root"
"""The VDOM that is always there; its table is the device's own."""


class Draft(InterfaceDraft["State"]):
    """An interface while its lines are read."""

    trunk: tuple[int, ...] | None = None
    access: int | None = None


@dataclass(slots=True)
class State(ParseState):
    """A configuration while it is read."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    vdoms: dict[str, Line] = field(default_factory=dict)
    """Virtual domains by name, with the line that opens each."""
    zone_of: dict[str, str] = field(default_factory=dict)
    """Zone by interface."""
    asked: dict[str, None] = field(default_factory=dict)
    """Interfaces that policies name, in the order of the text: each that is in no zone is a zone of its own."""
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Members of address objects by the name that the record gives them."""
    static: list[tuple[Route, tuple[str, ...], str | None, str | None]] = field(default_factory=list)
    """Static routes with the SD-WAN zones and the address object that they name, and their VDOM."""
    ways: list[tuple[str | None, str, str, str | None, Line]] = field(default_factory=list)
    """Members of SD-WAN: VDOM, zone, interface, gateway and the line that names them."""
    monitors: list[tuple[str | None, str, str | None, str]] = field(default_factory=list)
    """Link monitors: VDOM, interface, gateway and name."""

    def draft(self, name: str, line: Line) -> Draft:
        """Return the draft of an interface, a new one where a line is the first to name it."""
        found = self.drafts.get(name)
        if found is None:
            found = self.drafts[name] = Draft(self, name, InterfaceKind.PHYSICAL, line)
        return found

    def vrf(self, vdom: str | None, number: str | None, line: Line) -> str | None:
        """Return the name of a routing table: of a VDOM, of a VRF in it (``10``, ``CITY/10``); None for the device's own.

        Each VDOM has tables of its own, and VRF 0 is the VDOM's first.
        """
        inside = None if vdom in {None, ROOT} else vdom
        own = None if number in {None, "0"} else number
        name = "/".join(part for part in (inside, own) if part) or None
        if name is not None and name not in self.vrfs:
            place = self.vdoms.get(inside or "", line) if own is None else line
            self.vrfs[name] = Vrf(name=name, ref=self.place(place))
        return name

    def named(self, vdom: str | None, name: str) -> str:
        """Return the name of an object as the record has it: those of a further VDOM carry its name."""
        return name if vdom in {None, ROOT} else f"{vdom}/{name}"
