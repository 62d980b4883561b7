"""Which route a device takes: its table in use where one was read, else the one its configuration and its protocols make.

The order in which a device's state is believed:

1. its routing table as it gave it (IP-FORWARD-MIB);
2. its connected prefixes, its static routes, and what OSPF, IS-IS, BGP and MPLS VPNs would compute, by the maker's
   preferences; also where the table it gave has no route, and then the statement says so;
3. nothing: what was not collected is said, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from topology.model.entities import DeviceInterface, Evidence
from topology.model.records import InterfaceKind, Route
from topology.model.tables import ForwardingEntry
from topology.paths.bgp import Speakers, origins, vpn_entries
from topology.paths.igp import Domain
from topology.paths.question import Basis, Sure
from topology.paths.state import State, View, is_down, parse_hop, parse_prefix, row_evidence, usable_interface
from topology.paths.tables import GLOBAL, Entry, Table
from topology.resolve.addresses import BITS, Address, Block, block_of, block_text, holds

_VRP: Final[Mapping[str, int]] = {"static": 60, "ospf": 10, "isis": 15, "external": 150, "ebgp": 255, "ibgp": 255, "vpn": 255}
"""Preferences of VRP and Comware (Huawei NE40E and H3C S10500 configuration guides, 'IP routing basics'; Comware: OSPF 10, static 60)."""
_IOS: Final[Mapping[str, int]] = {"static": 1, "ospf": 110, "isis": 115, "external": 110, "ebgp": 20, "ibgp": 200, "vpn": 200}
"""Administrative distances of IOS and RGOS, and of FRR (their configuration guides)."""
_DEEPEST = 8
"""Next hops resolved by other routes, one after the other."""
_MOST_LEARNED = 4096
"""Answers of BGP that are remembered."""
_NOWHERE = frozenset({"null0", "null", "discard", "reject"})
_CONNECTED = frozenset({"local", "connected"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A route followed to the interface it leaves by; `via` are the routes that resolved its next hop."""

    entry: Entry
    out: DeviceInterface | None
    hop: Address | None
    """Next hop on that interface; None where the destination itself is on it."""
    via: tuple[Entry, ...] = ()
    vrf: str | None = None
    """VRF of the interface."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A route that could not be used, and why: ``interface_down`` or ``unresolved``."""

    entry: Entry
    why: str
    port: DeviceInterface | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a lookup gave."""

    leaves: tuple[Leaf, ...]
    refused: tuple[Refusal, ...] = ()
    """Better routes that could not be used."""
    measured: bool = False
    beyond: bool = False
    """Whether a measured table had no route and the computed one was asked."""


class Routing:
    """Answers lookups; tables are built once for each device and VRF."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._measured: dict[tuple[str, str | None], Table] = {}
        self._inner: dict[tuple[str, str | None], Table] = {}
        self._base: dict[tuple[str, str | None], Table] = {}
        self._domains: dict[tuple[str, str, str | None], Domain] = {}
        self._speakers: dict[tuple[str, str | None], Speakers] = {}
        self._learned: dict[tuple[str, str | None, Address], list[Entry]] = {}

    # --- asking ----------------------------------------------------------------------------------

    def choose(self, device: str, vrf: str | None, address: Address) -> Choice:
        """Return the routes that a device takes to an address."""
        measured = self.measured(device, vrf)
        if measured:
            leaves, refused = self._pick(device, vrf, address, (measured,), 0)
            if leaves:
                return Choice(tuple(leaves), tuple(refused), measured=True)
        extra = Table()
        for entry in self._bgp_entries(device, vrf, address):
            extra.add(entry)
        leaves, refused = self._pick(device, vrf, address, (self.inner(device, vrf), extra), 0)
        return Choice(tuple(leaves), tuple(refused), beyond=bool(measured) and bool(leaves))

    def known(self, device: str, vrf: str | None) -> bool:
        """Tell whether anything was collected that would tell a device's routes, so that 'no route' means something."""
        view = self._state.view(device)
        return view.configured or bool(self.measured(device, vrf))

    def dynamic(self, device: str) -> bool:
        """Tell whether a device learns routes whose table was not read."""
        view = self._state.view(device)
        return not view.has("forwarding") and any(view.has(part) for part in ("ospf", "isis", "bgp_peers", "ospf_interfaces"))

    # --- tables ----------------------------------------------------------------------------------

    def measured(self, device: str, vrf: str | None) -> Table:
        """Return the table in use as the device gave it; empty where it gave none."""
        key = (device, vrf)
        if key not in self._measured:
            table = self._measured[key] = Table()
            view = self._state.view(device)
            for record, _, row in view.rows("forwarding"):
                assert isinstance(row, ForwardingEntry)
                port = view.port(row.interface)
                block = parse_prefix(row.prefix)
                if block is None or (port.vrf if port is not None else row.vrf) != vrf:
                    continue
                hop = parse_hop(row.next_hop)
                protocol = {"netmgmt": "static", "local": "connected"}.get(row.protocol or "", row.protocol or "other")
                if hop is not None and protocol == "connected":
                    protocol = "static"
                table.add(
                    Entry(
                        block=block,
                        protocol=protocol,
                        next_hop=hop,
                        out=port.id if port else None,
                        basis=Basis.MEASURED,
                        sure=Sure.LIKELY if view.device.stale else Sure.CERTAIN,
                        evidence=(row_evidence(record, row, f"{row.prefix} {row.next_hop or ''}".strip()),),
                    )
                )
            if table:
                for entry in _connected(view, vrf):
                    if not any(one.protocol == "connected" for found in table.matches((entry.block[0], entry.block[1])) for one in found):
                        table.add(entry)
        return self._measured[key]

    def base(self, device: str, vrf: str | None) -> Table:
        """Return connected and static routes."""
        key = (device, vrf)
        if key not in self._base:
            table = self._base[key] = Table()
            view = self._state.view(device)
            for entry in (*_connected(view, vrf), *_statics(view, vrf)):
                table.add(entry)
        return self._base[key]

    def inner(self, device: str, vrf: str | None) -> Table:
        """Return connected and static routes and those of OSPF and IS-IS."""
        key = (device, vrf)
        if key not in self._inner:
            table = self._inner[key] = Table()
            for entry in self.base(device, vrf).entries():
                table.add(entry)
            for protocol, part in (("ospf", "ospf_interfaces"), ("isis", "isis_circuits")):
                view = self._state.view(device)
                if view.has(part):
                    domain = self._domain(protocol, device, vrf)
                    if device in domain.speakers:
                        for entry in domain.entries(device, preferences(view)):
                            table.add(entry)
        return self._inner[key]

    def _domain(self, protocol: str, device: str, vrf: str | None) -> Domain:
        found = self._domains.get((protocol, device, vrf))
        if found is None:
            found = Domain(self._state, protocol, device, vrf)
            for member in found.speakers or (device,):
                self._domains[protocol, member, vrf] = found
        return found

    # --- BGP -------------------------------------------------------------------------------------

    def _bgp_entries(self, device: str, vrf: str | None, address: Address) -> list[Entry]:
        key = (device, vrf, address)
        if key not in self._learned:
            if len(self._learned) >= _MOST_LEARNED:
                self._learned.clear()
            self._learned[key] = list(self._learn(device, vrf, address))
        return self._learned[key]

    def _learn(self, device: str, vrf: str | None, address: Address) -> Iterator[Entry]:
        view = self._state.view(device)
        weights = preferences(view)
        if vrf is not None:
            yield from vpn_entries(self._state, (device, vrf), address, self.base, weights["vpn"])
        if not view.has("bgp_peers"):
            return
        speakers = self._speakers.get((device, vrf))
        if speakers is None:
            speakers = Speakers(self._state, device, vrf)
            for member in speakers.sessions:
                self._speakers[member, vrf] = speakers
        announced: dict[Block, dict[str, Evidence]] = {}
        for speaker in sorted(speakers.sessions):
            for block, said in origins(self._state.view(speaker), vrf, address, self.inner(speaker, vrf)):
                announced.setdefault(block, {}).setdefault(speaker, said)
        for block, told in announced.items():
            best = speakers.best(device, told, lambda at, hop: self._distance(at, vrf, hop))
            if best is not None:
                yield Entry(
                    block=block,
                    protocol="bgp",
                    next_hop=best.hop,
                    preference=weights["ibgp" if best.inside else "ebgp"],
                    basis=Basis.COMPUTED,
                    sure=Sure.UNSURE if best.policed else Sure.LIKELY,
                    note="path.route_policed" if best.policed else None,
                    evidence=best.evidence,
                )

    def _distance(self, device: str, vrf: str | None, hop: Address) -> int | None:
        leaves, _ = self._pick(device, vrf, hop, (self.inner(device, vrf),), 1)
        return min((leaf.entry.metric for leaf in leaves), default=None)

    # --- choosing --------------------------------------------------------------------------------

    def _pick(
        self, device: str, vrf: str | None, address: Address, tables: tuple[Table, ...], depth: int
    ) -> tuple[list[Leaf], list[Refusal]]:
        """Return the leaves of the longest match that can be used, and what longer ones refused."""
        refused: list[Refusal] = []
        for found in _longest(tables, address):
            if depth and not found[0].block[2]:
                break  # a next hop is never resolved by the default route
            ranks = sorted({(entry.preference, entry.metric) for entry in found})
            for rank in ranks:
                leaves: list[Leaf] = []
                for entry in found:
                    if (entry.preference, entry.metric) == rank:
                        one, bad = self._follow(device, vrf, entry, tables, depth)
                        leaves += [leaf for leaf in one if leaf not in leaves]
                        refused += bad
                if leaves:
                    return leaves, refused
        return [], refused

    def _follow(
        self, device: str, vrf: str | None, entry: Entry, tables: tuple[Table, ...], depth: int
    ) -> tuple[list[Leaf], list[Refusal]]:
        view = self._state.view(device)
        port = view.by_id.get(entry.out or "")
        if entry.discard or entry.remote is not None:
            return [Leaf(entry, None, None, vrf=vrf)], []
        if port is not None:
            if is_down(port) and entry.basis is not Basis.MEASURED:
                return [], [Refusal(entry, "interface_down", port)]
            return [Leaf(entry, port, entry.next_hop, vrf=port.vrf)], []
        if entry.next_hop is None or depth >= _DEEPEST:
            return [], [Refusal(entry, "unresolved")]
        inner_vrf, inner_tables = vrf, tables
        if entry.hop_vrf is not None:
            inner_vrf = None if entry.hop_vrf == GLOBAL else entry.hop_vrf
            inner_tables = (self.measured(device, inner_vrf) or self.inner(device, inner_vrf),)
        leaves, refused = self._pick(device, inner_vrf, entry.next_hop, inner_tables, depth + 1)
        if not leaves:
            down = next((one for one in refused if one.why == "interface_down"), None)
            return [], [Refusal(entry, down.why if down else "unresolved", down.port if down else None)]
        return [
            Leaf(entry, leaf.out, leaf.hop if leaf.hop is not None else entry.next_hop, (leaf.entry, *leaf.via), leaf.vrf)
            for leaf in leaves
            if leaf.entry is not entry
        ], []


def preferences(view: View) -> Mapping[str, int]:
    """Return the preferences of a device's maker."""
    return _IOS if view.cisco_like else _VRP


def _longest(tables: tuple[Table, ...], address: Address) -> Iterator[list[Entry]]:
    """Yield the routes to an address out of several tables, the longest prefix first."""
    found: dict[int, list[Entry]] = {}
    for table in tables:
        for entries in table.matches(address):
            found.setdefault(entries[0].block[2], []).extend(entries)
    for length in sorted(found, reverse=True):
        yield found[length]


def _connected(view: View, vrf: str | None) -> Iterator[Entry]:
    for port in view.ports:
        if port.vrf != vrf:
            continue
        for text in port.addresses:
            block = usable_interface(text)
            if block is None:
                continue
            evidence = tuple(Evidence(one.kind, one.source, one.place, f"{port.name} {text}") for one in port.evidence[:2])
            yield Entry(
                block=block_of(block),
                protocol="connected",
                out=port.id,
                sure=Sure.LIKELY if view.device.stale else Sure.CERTAIN,
                evidence=evidence,
            )


def _statics(view: View, vrf: str | None) -> Iterator[Entry]:
    weights = preferences(view)
    for record, _, row in view.rows("routes"):
        assert isinstance(row, Route)
        block = parse_prefix(row.prefix)
        if row.vrf != vrf or block is None:
            continue
        port = view.port(row.interface)
        hop = parse_hop(row.next_hop)
        nowhere = (row.interface or "").lower().replace(" ", "") in _NOWHERE or (port is not None and port.name.lower().startswith("null"))
        if hop is not None and port is not None and port.kind is not InterfaceKind.TUNNEL and not _faces(port, hop):
            port = None  # the interface only narrows where the next hop is looked for
        yield Entry(
            block=block,
            protocol="static",
            next_hop=hop,
            out=port.id if port is not None and not nowhere else None,
            preference=row.preference if row.preference is not None else weights["static"],
            discard=nowhere,
            hop_vrf=row.next_hop_vrf,
            sure=Sure.LIKELY if view.device.stale or row.track else Sure.CERTAIN,
            note="path.route_tracked" if row.track else None,
            params={"track": row.track} if row.track else {},
            evidence=(row_evidence(record, row, f"{block_text(block)} {row.next_hop or row.interface or ''}".strip()),),
        )


def _faces(port: DeviceInterface, hop: Address) -> bool:
    blocks = [block for text in port.addresses if (block := usable_interface(text)) is not None]
    return not blocks or any(holds(block, hop) for block in blocks) or all(block[2] == BITS[block[0]] for block in blocks)
