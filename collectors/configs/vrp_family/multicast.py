"""Multicast routing of VRP and Comware: where it is on, and the rendezvous points.

Source: Huawei NE40E and S-series and H3C S10500 command references, 'Multicast routing', 'PIM', 'IGMP'; RFC 7761.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Reader, View, Words, after, is_number, passed
from collectors.configs.vrp_family.interfaces import Draft
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name
from collectors.configs.words import address_of
from topology.model.configured import Multicast


def _on(kind: str) -> Reader[Draft]:
    def read(draft: Draft, _words: Words, line: Line) -> bool:
        row = Multicast(kind=kind, interface=draft.name, vrf=draft.vrf, ref=draft.state.place(line))
        draft.state.facts.multicast.append(row)
        return True

    return read


INTERFACE: Mapping[str, Reader[Draft]] = {
    "pim sm": _on("pim-sm"),
    "pim dm": _on("pim-dm"),
    "pim ipv6 sm": _on("pim-sm"),
    "ipv6 pim sm": _on("pim-sm"),
    "igmp enable": _on("igmp"),
    "mld enable": _on("igmp"),
}
"""Multicast on an interface."""
INTERFACE_IGNORED: Mapping[str, tuple[str, ...]] = {
    "multicast-detail": ("pim", "igmp", "mld", "multicast", "l2-multicast", "ipv6 pim", "igmp-snooping")
}


def read_multicast(state: State, block: Block) -> bool:
    """Read ``multicast routing-enable`` (Comware 7: ``multicast routing``), for a VPN instance too."""
    words = tuple(block.header.text.split())
    if not {"routing-enable", "routing"} & set(words):
        return False
    state.account.understand()
    row = Multicast(kind="enabled", vrf=after(words, "vpn-instance"), ref=state.place(block.header))
    state.facts.multicast.append(row)
    state.account.ignore("multicast-detail", len([line for line in block.children if line.text != "#"]))
    return True


class _Pim:
    """The section of PIM while it is read."""

    def __init__(self, state: State, vrf: str | None) -> None:
        self.state = state
        self.vrf = vrf


def _point(pim: _Pim, words: Words, line: Line) -> bool:
    # static-rp 10.0.0.1 [2000] [preferred]; c-rp LoopBack0 [group-policy 2000] (VRP); c-rp 10.0.0.1 (Comware 7)
    if not words:
        return False
    address = address_of(words[0])
    groups = after(words, "group-policy") or next(
        (word for word in words[1:] if is_number(word) and line.text.startswith("static-rp")), None
    )
    row = Multicast(
        kind="rp",
        interface=None if address else interface_name(" ".join(words[:2] if words[0].isalpha() else words[:1])),
        vrf=pim.vrf,
        address=address,
        groups=groups,
        ref=pim.state.place(line),
    )
    pim.state.facts.multicast.append(row)
    return True


_VIEW: View[_Pim] = View(
    {"static-rp": _point, "c-rp": _point, "quit": passed},
    {
        "multicast-detail": (
            *(
                "c-bsr",
                "spt-switch-threshold",
                "ssm-policy",
                "source-policy",
                "register-policy",
                "bsm",
                "hello-option",
                "holdtime",
                "timer",
                "probe",
            ),
            *(
                "register-suppression-timeout",
                "bidir-pim",
                "jp-pkt-size",
                "jp-queue-size",
                "bsr-policy",
                "crp-policy",
                "undo",
                "bfd",
                "neighbor-policy",
            ),
            *(
                "auto-rp",
                "embedded-rp",
                "register-header-checksum",
                "state-refresh",
                "graceful-restart",
                "snmp-agent",
                "isolate",
                "anycast-rp",
                "register",
            ),
        )
    },
)


def read_pim(state: State, block: Block) -> bool:
    """Read ``pim [vpn-instance V]``."""
    words = tuple(block.header.text.split())
    if len(words) > 1 and words[1] not in {"vpn-instance", "ipv6"}:
        return False
    state.account.understand()
    _VIEW.read(_Pim(state, after(words, "vpn-instance")), block.children, state.account, block.header.text)
    return True
