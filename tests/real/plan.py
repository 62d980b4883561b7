"""The real lab's ground truth: ten hosts, their ports, cables and shared LANs, and who must be adjacent to whom.

Core and distribution stand in pairs, with two parallel cables between the core routers::

      edge1 ~~ core1 == core2          ~~  BGP, edge1 only listens to LLDP
                 |  \\ /  |             ==  two parallel cables
                 |   X   |             ..  no LLDP (quiet1 runs no lldpd)
                 |  / \\  |
     acc2 <- dist1       dist2 .. quiet1
                 \\      /   \\          <-  acc2 only speaks LLDP
                  acc1       hub       hub    unmanaged switch, forwards LLDP: a shared segment
               (a switch)   /   \\      mute   bridge that keeps LLDP to itself, as the standard asks
                         acc3   acc4
                            \\   /
                            mute

Everything here is known before anything is started; nothing is read back from the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

COMMUNITY = "netfold-real"
V3_AUTH, V3_PRIVACY = "made-up-authentication", "made-up-privacy"
V3_USERS = {"usual": ("SHA", "AES-128"), "strong": ("SHA-256", "AES-256")}
"""The users of SNMPv3 that every agent knows, by name: authentication and privacy; authPriv only."""
MANAGEMENT, MANAGEMENT_V6 = "10.250.0.0/24", "2001:db8:250::/64"
VANTAGE, VANTAGE_V6 = "10.250.0.254", "2001:db8:250::fe"


class State(StrEnum):
    """Whether a port is in use."""

    UP = "up"
    NO_CARRIER = "no carrier"
    """Enabled, with nothing at the other end."""
    DISABLED = "disabled"


class Lldp(StrEnum):
    """What a port does with LLDP, in lldpd's words."""

    BOTH = "rx-and-tx"
    LISTENS = "rx-only"
    SPEAKS = "tx-only"
    OFF = "disabled"


@dataclass(frozen=True)
class Port:
    """A port of a host. `alias` is the operator's text in the kernel; lldpd then names the port by name, else by MAC."""

    name: str
    addresses: tuple[str, ...] = ()
    alias: str | None = None
    lldp: Lldp = Lldp.BOTH
    state: State = State.UP


@dataclass(frozen=True)
class Host:
    """A host; its number gives its management address, router id, MACs and ifIndexes."""

    number: int
    name: str
    ports: tuple[Port, ...]
    lldpd: bool = True
    switch: bool = False
    """Joins its ports by a bridge of its own, ``br0``, and routes nothing."""
    ospf: bool = True
    asn: int | None = None
    """Number of its BGP process."""

    @property
    def management(self) -> str:
        """The address of ``eth0``, at which its agent answers."""
        return f"10.250.0.{self.number}"

    @property
    def management_v6(self) -> str:
        """The same over IPv6."""
        return f"2001:db8:250::{self.number:x}"

    @property
    def router_id(self) -> str:
        """The address of the loopback interface."""
        return f"10.253.0.{self.number}"

    @property
    def chassis(self) -> str:
        """The chassis id that lldpd shows: the MAC of ``eth0``."""
        return self.mac("eth0")

    def mac(self, port: str) -> str:
        """The MAC of a port; a bridge takes that of its first port, as bridges do."""
        number = 1 if port == "br0" else int(port.removeprefix("eth"))
        return f"02:4e:46:00:{self.number:02x}:{number:02x}"

    def index(self, port: str) -> int:
        """The ifIndex of a port: of the host's own, so that no other numbering fits by chance."""
        return 2 if port == "br0" else 10 * self.number + int(port.removeprefix("eth"))

    @property
    def interfaces(self) -> dict[str, frozenset[str]]:
        """Every interface with its configured addresses, without the link-local ones that IPv6 adds."""
        found = {
            "lo": frozenset({"127.0.0.1/8", "::1/128", f"{self.router_id}/32"}),
            "eth0": frozenset({f"{self.management}/24", f"{self.management_v6}/64"}),
            **{port.name: frozenset(port.addresses) for port in self.ports},
        }
        return {**found, "br0": frozenset()} if self.switch else found

    def port(self, name: str) -> Port:
        """The port of a name."""
        return next(port for port in self.ports if port.name == name)


End = tuple[str, str]
"""A host's name and the name of its port."""
Ends = frozenset[End]


@dataclass(frozen=True)
class Lan:
    """A bridge between hosts that is none of them; `forwards` tells whether LLDP passes it."""

    name: str
    members: tuple[End, ...]
    forwards: bool


def _ethernet(number: int, *addresses: str, alias: str | None = None, lldp: Lldp = Lldp.BOTH, state: State = State.UP) -> Port:
    return Port(f"eth{number}", addresses, alias, lldp, state)


HOSTS = (
    Host(
        1,
        "core1",
        (
            _ethernet(1, "10.251.0.1/30", "2001:db8:0:1::1/64", alias="to core2 first"),
            _ethernet(2, "10.251.0.5/30"),
            _ethernet(3, "10.251.0.9/30", alias="to dist1"),
            _ethernet(4, "10.251.0.13/30"),
            _ethernet(5, "10.251.0.41/30"),
        ),
        asn=65001,
    ),
    Host(
        2,
        "core2",
        (
            _ethernet(1, "10.251.0.2/30", "2001:db8:0:1::2/64"),
            _ethernet(2, "10.251.0.6/30"),
            _ethernet(3, "10.251.0.17/30"),
            _ethernet(4, "10.251.0.21/30"),
        ),
    ),
    Host(
        3,
        "dist1",
        (
            _ethernet(1, "10.251.0.10/30"),
            _ethernet(2, "10.251.0.18/30"),
            _ethernet(3, "10.252.1.1/24", alias="to acc1"),
            _ethernet(4, "10.251.0.25/30"),
        ),
    ),
    Host(
        4,
        "dist2",
        (
            _ethernet(1, "10.251.0.14/30"),
            _ethernet(2, "10.251.0.22/30"),
            _ethernet(3, "10.252.1.2/24"),
            _ethernet(4, "10.252.2.1/24", alias="shared LAN"),
            _ethernet(5, "10.251.0.33/30", alias="to quiet1"),
        ),
    ),
    Host(5, "acc1", (_ethernet(1), _ethernet(2, alias="to dist2")), switch=True, ospf=False),
    Host(6, "acc2", (_ethernet(1, "10.251.0.26/30", lldp=Lldp.SPEAKS), _ethernet(2, "10.252.9.1/24", state=State.DISABLED))),
    Host(7, "acc3", (_ethernet(1, "10.252.2.3/24"), _ethernet(2, "10.252.3.3/24"))),
    Host(8, "acc4", (_ethernet(1, "10.252.2.4/24"), _ethernet(2, "10.252.3.4/24"), _ethernet(3, state=State.NO_CARRIER))),
    Host(9, "edge1", (_ethernet(1, "10.251.0.42/30", lldp=Lldp.LISTENS),), ospf=False, asn=65002),
    Host(10, "quiet1", (_ethernet(1, "10.251.0.34/30"),), lldpd=False),
)
HOST = {host.name: host for host in HOSTS}
SEEDS = tuple(HOST[name].management for name in ("core1", "edge1", "quiet1"))
"""Of these, nobody hears edge1, and quiet1 says nothing: no crawl can find them."""
SEEDS_V6 = tuple(HOST[name].management_v6 for name in ("core1", "edge1", "quiet1"))

CABLES: tuple[tuple[End, End], ...] = (
    (("core1", "eth1"), ("core2", "eth1")),
    (("core1", "eth2"), ("core2", "eth2")),
    (("core1", "eth3"), ("dist1", "eth1")),
    (("core1", "eth4"), ("dist2", "eth1")),
    (("core2", "eth3"), ("dist1", "eth2")),
    (("core2", "eth4"), ("dist2", "eth2")),
    (("dist1", "eth3"), ("acc1", "eth1")),
    (("dist2", "eth3"), ("acc1", "eth2")),
    (("dist1", "eth4"), ("acc2", "eth1")),
    (("core1", "eth5"), ("edge1", "eth1")),
    (("dist2", "eth5"), ("quiet1", "eth1")),
)
"""Both ends of each veth pair between two hosts."""

HUB = Lan("hub", (("dist2", "eth4"), ("acc3", "eth1"), ("acc4", "eth1")), forwards=True)
MUTE = Lan("mute", (("acc3", "eth2"), ("acc4", "eth2")), forwards=False)
LANS = (HUB, MUTE)
SPARE: tuple[End, ...] = tuple((host.name, port.name) for host in HOSTS for port in host.ports if port.state is not State.UP)
"""Ports without a cable."""


def lldp_of(end: End) -> Lldp:
    """What the port at an end does with LLDP."""
    host = HOST[end[0]]
    return host.port(end[1]).lldp if host.lldpd else Lldp.OFF


def hears(listener: End, speaker: End) -> bool:
    """Whether the port of one end records the other, where LLDP frames pass between them."""
    return lldp_of(listener) in {Lldp.BOTH, Lldp.LISTENS} and lldp_of(speaker) in {Lldp.BOTH, Lldp.SPEAKS}


SEGMENT: frozenset[Ends] = frozenset(frozenset(pair) for pair in combinations(HUB.members, 2))
"""Pairs of ports that hear each other through the hub: links of layer 2, as each port has several far ends."""
TWO_SIDED: frozenset[Ends] = frozenset(frozenset((a, b)) for a, b in CABLES if hears(a, b) and hears(b, a)) | SEGMENT
ONE_SIDED: frozenset[Ends] = frozenset(frozenset((a, b)) for a, b in CABLES if hears(a, b) != hears(b, a))
LINKS = TWO_SIDED | ONE_SIDED
"""The links that LLDP proves."""
UNHEARD: frozenset[Ends] = frozenset(frozenset((a, b)) for a, b in CABLES if not hears(a, b) and not hears(b, a)) | {
    frozenset(MUTE.members)
}
"""Joined, but no LLDP frame says so: only routing, addresses or forwarding tables could tell."""

OSPF: frozenset[frozenset[str]] = frozenset(
    {
        *(frozenset({a, b}) for (a, _), (b, _) in CABLES if HOST[a].ospf and HOST[b].ospf),
        *(frozenset({a, b}) for lan in LANS for (a, _), (b, _) in combinations(lan.members, 2)),
        frozenset({"dist1", "dist2"}),  # through the switch acc1
    }
)
"""Pairs of hosts with a full OSPF adjacency, each counted once however many lines join them."""


def ospf_neighbours(host: str) -> frozenset[End]:
    """(Router id, address of the neighbour's port) of each full OSPF adjacency of a host."""
    lines = [*CABLES, (("dist1", "eth3"), ("dist2", "eth3")), *(pair for lan in LANS for pair in combinations(lan.members, 2))]
    found = set()
    for line in lines:
        for (here, _), (there, port) in (line, line[::-1]):
            if here == host and frozenset({here, there}) in OSPF:
                address = HOST[there].port(port).addresses[0].partition("/")[0]
                found.add((HOST[there].router_id, address))
    return frozenset(found)


BGP: dict[str, tuple[str, str, int]] = {"core1": ("edge1", "10.251.0.42", 65002), "edge1": ("core1", "10.251.0.41", 65001)}
"""Each speaker's one peer: its name, address and AS number; established."""
