"""Kinds of containerlab nodes: which system each runs, and how it names its ports.

*Source*: containerlab's manual, one page a kind (Cisco IOL, XRd, Nexus 9000v; Huawei VRP; Juniper vJunos-router,
vJunos-switch, cRPD; Fortinet FortiGate; Arista cEOS; linux; bridge), as of version 0.7x.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


def _ethernet(number: int) -> str:
    return f"eth{number}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node.

    `endpoint` names the n-th data port (from 1) in the topology file, `inside` in the system's own configuration; None where
    the system calls it as the container does.
    """

    name: str
    platforms: tuple[str, ...]
    inside: Callable[[int], str] | None = None
    endpoint: Callable[[int], str] = _ethernet
    partial: bool = False
    """Whether a configuration is laid over the kind's own only if its file's name says ``partial``."""
    most: int = 512
    """Data ports that it has."""


LINUX: Final = Kind("linux", ())
BRIDGE: Final = Kind("bridge", ())
KINDS: Final = (
    Kind("huawei_vrp", ("huawei_vrp",), lambda number: f"Ethernet1/0/{number - 1}"),
    Kind("cisco_iol", ("cisco_ios",), lambda number: f"Ethernet{number // 4}/{number % 4}", partial=True),
    Kind("cisco_c8000v", ("cisco_ios",), lambda number: f"GigabitEthernet{number + 1}"),
    Kind("cisco_cat9kv", ("cisco_ios",), lambda number: f"GigabitEthernet1/0/{number}"),
    Kind("cisco_n9kv", ("cisco_nxos",), lambda number: f"Ethernet1/{number}"),
    Kind("cisco_xrd", ("cisco_xr",), lambda number: f"GigabitEthernet0/0/0/{number - 1}", lambda number: f"Gi0-0-0-{number - 1}"),
    Kind("juniper_vjunosrouter", ("juniper_junos",), lambda number: f"ge-0/0/{number - 1}"),
    Kind("juniper_vjunosswitch", ("juniper_junos",), lambda number: f"ge-0/0/{number - 1}", most=11),
    Kind("juniper_crpd", ("juniper_junos",), _ethernet),
    Kind("fortinet_fortigate", ("fortinet_fortios",), lambda number: f"port{number + 1}"),
    Kind("arista_ceos", ("arista_eos",), lambda number: f"Ethernet{number}"),
    LINUX,
)
"""Kinds that a node may be; of those for one platform the first with an image is taken."""
KIND: Final = {kind.name: kind for kind in KINDS}
