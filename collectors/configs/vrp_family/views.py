"""The interface and VLAN views of VRP and Comware, put together from what the areas read in them."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block
from collectors.configs.commands import Reader, View, Words, passed
from collectors.configs.vrp_family import acls, bridging, gateways, interfaces, isis, multicast, nat, ospf, traffic, tunnels
from collectors.configs.vrp_family.ignored import INTERFACE as IGNORED
from collectors.configs.vrp_family.ignored import VLAN as VLAN_IGNORED
from collectors.configs.vrp_family.interfaces import Draft, draft_of
from collectors.configs.vrp_family.state import State, vlans_of
from collectors.configs.vrp_family.traffic import apply_to_vlan
from collectors.configs.vrp_family.tunnels import open_tunnel
from collectors.configs.vrp_family.words import interface_name, member_ports, vlan_list
from topology.model.records import Vlan


def _members(draft: Draft, words: Words, line: Line) -> bool:
    # trunkport GigabitEthernet 0/0/1 to 0/0/4
    ports = member_ports(list(words))
    if ports is None:
        return False
    draft.state.members.extend((port, draft.name, line) for port in ports)
    return True


_READERS: Mapping[str, Reader[Draft]] = {
    **interfaces.BASIC,
    **ospf.INTERFACE,
    **isis.INTERFACE,
    **acls.INTERFACE,
    **traffic.INTERFACE,
    **nat.INTERFACE,
    **gateways.INTERFACE,
    **tunnels.INTERFACE,
    **bridging.INTERFACE,
    **multicast.INTERFACE,
    "trunkport": _members,
    "quit": passed,
    SUB_END: lambda _draft, _words, _line: False,
}
_PASSED = {
    **IGNORED,
    **ospf.INTERFACE_IGNORED,
    **isis.INTERFACE_IGNORED,
    **nat.INTERFACE_IGNORED,
    **gateways.INTERFACE_IGNORED,
    **tunnels.INTERFACE_IGNORED,
    **multicast.INTERFACE_IGNORED,
}
_WEIGHTS = {
    **dict.fromkeys(("ospf", "ospfv3", "isis", "rip", "ripng"), "routing"),
    "nat": "nat",
    **dict.fromkeys(("traffic-filter", "packet-filter", "traffic-policy", "traffic-secure"), "acl"),
}
INTERFACE: View[Draft] = View(_READERS, _PASSED, _WEIGHTS)
"""The interface view."""


def read_interface(state: State, block: Block) -> bool:
    """Read ``interface X``; one met before goes on."""
    text = block.header.text[10:]
    name = interface_name(text)
    if not name:
        return False
    draft = draft_of(state, name, block.header)
    if draft.kind == "tunnel":
        open_tunnel(draft, tuple(text.split()))
    INTERFACE.read(draft, block.children, state.account, block.header.text, 1)
    return True


class _Vlan:
    """A VLAN while its lines are read."""

    name: str | None = None
    said: str | None = None

    def __init__(self, state: State, vid: int) -> None:
        self.state = state
        self.vid = vid


def _name(vlan: _Vlan, _words: Words, line: Line) -> bool:
    vlan.name = line.text.partition(" ")[2].strip() or vlan.name
    return True


def _description(vlan: _Vlan, _words: Words, line: Line) -> bool:
    vlan.said = line.text.partition(" ")[2].strip() or vlan.said
    return True


def _ports(vlan: _Vlan, words: Words, line: Line) -> bool:
    # Comware: port GigabitEthernet1/0/1 to GigabitEthernet1/0/4
    ports = member_ports([word for word in words if word != "interface"])
    for port in ports or ():
        draft_of(vlan.state, port, line).default_vlan = vlan.vid
    return ports is not None


def _policy(vlan: _Vlan, words: Words, line: Line) -> bool:
    return apply_to_vlan(vlan.state, vlan.vid, words, line)


VLAN: View[_Vlan] = View(
    {"name": _name, "description": _description, "port": _ports, "traffic-policy": _policy, "quit": passed},
    {"vlan-behaviour": VLAN_IGNORED},
)
"""The VLAN view."""


def read_vlan(state: State, block: Block) -> bool:
    """Read ``vlan batch 1 to 10``, ``vlan 10 to 20`` (Comware) or the section of one VLAN."""
    account = state.account
    words = block.header.text.split()
    batch = words[1:2] == ["batch"]
    vids = vlan_list(" ".join(words[2:] if batch else words[1:]))
    if vids is None:
        return False
    account.understand()
    ref = state.place(block.header)
    if batch or len(vids) > 1:
        vlans_of(state, vids, ref)
        state.leave_children(block)
        return True
    (vid,) = vids
    vlan = _Vlan(state, vid)
    VLAN.read(vlan, block.children, account, block.header.text)
    known = state.vlans.get(vid)
    state.vlans[vid] = Vlan(vid=vid, name=vlan.name or (known.name if known else None) or vlan.said, ref=ref)
    return True
