"""Where a path begins: the device that has an address, or the routers that an address's prefix is connected to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from topology.model.entities import DeviceInterface, Evidence
from topology.model.tables import FhrpGroup
from topology.paths.question import Basis, Sure
from topology.paths.state import State, View, parse_prefix, row_evidence
from topology.paths.tables import GLOBAL
from topology.resolve.addresses import Address, Block, block_of, block_text, parse_address

_HOLDING = frozenset({"master", "active"})


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A realm and VRF in which an address has a place."""

    realm: str
    vrf: str | None
    prefix: str | None
    """The connected prefix that holds it; None where a device has the address."""
    devices: tuple[str, ...]
    """Ids of the devices that have it, or that its prefix is connected to."""
    own: bool
    """Whether a device has the address itself."""


def find_places(state: State, address: Address, realm: str | None = None, vrf: str | None = None) -> list[Place]:
    """Return every (realm, VRF) in which an address has a place: as a device's own, else in the longest connected prefix."""
    found: list[Place] = []
    for one in sorted({device.realm for device in state.topology.devices}):
        if realm not in {None, one}:
            continue
        for name, (devices, block, own) in sorted(_in_realm(state, one, address).items(), key=lambda item: item[0] or ""):
            if vrf is None or vrf == (name or GLOBAL):
                prefix = None if own else block_text(block)
                found.append(Place(realm=one, vrf=name, prefix=prefix, devices=tuple(sorted(devices)), own=own))
    return found


def _in_realm(state: State, realm: str, address: Address) -> dict[str | None, tuple[set[str], Block, bool]]:
    found: dict[str | None, tuple[set[str], Block, bool]] = {}
    for owner in state.owners.get((realm, address), ()):
        found.setdefault(owner.interface.vrf, (set(), owner.block, True))[0].add(owner.interface.device)
    for length in state.lengths.get((realm, address[0]), ()):
        block = block_of((*address, length))
        nearest: dict[str | None, tuple[set[str], Block, bool]] = {}
        for owner in state.connected.get((realm, block), ()):
            if owner.interface.vrf not in found:
                nearest.setdefault(owner.interface.vrf, (set(), block, False))[0].add(owner.interface.device)
        found.update(nearest)
    return found


class Gateway(msgspec.Struct, frozen=True, kw_only=True):
    """A router's interface that a host's packets go to, and why that one."""

    interface: str
    device: str
    basis: Basis
    sure: Sure
    reason: str
    evidence: tuple[Evidence, ...] = ()


def find_gateways(state: State, place: Place, address: Address) -> list[Gateway]:
    """Return the interfaces that a host's packets may go to: the one that DHCP names or that holds the shared address, else all."""
    assert place.prefix is not None
    ports = [owner.interface for owner in state.connected.get((place.realm, _block(place.prefix)), ()) if owner.interface.vrf == place.vrf]
    if len(ports) == 1:
        return [_gateway(ports[0], Basis.CONFIGURED, Sure.LIKELY, "path.only_router", ports[0].evidence[:1])]
    named = list(_named(state, ports, place.prefix))
    if named:
        return named
    holding = [(port, row) for port in ports for row in _shared(state.view(port.device), port) if row[1].state in _HOLDING]
    if holding:
        return [
            _gateway(port, Basis.MEASURED, Sure.LIKELY, "path.shared_gateway", (row_evidence(record, row, " ".join(row.addresses)),))
            for port, (record, row) in holding[:1]
        ]
    ranked = sorted(
        (
            (row.priority if row.priority is not None else 100, port, record, row)
            for port in ports
            for record, row in _shared(state.view(port.device), port)
        ),
        key=lambda one: (-one[0], one[1].id),
    )
    if ranked:
        _, port, record, row = ranked[0]
        return [
            _gateway(
                port, Basis.CONFIGURED, Sure.LIKELY, "path.shared_gateway", (row_evidence(record, row, f"priority {row.priority or 100}"),)
            )
        ]
    heard = [port for port in ports if _hears(state.view(port.device), port, address)]
    chosen = heard if len(heard) == 1 else ports
    reason = "path.router_heard" if len(heard) == 1 else "path.several_routers"
    sure = Sure.LIKELY if len(heard) == 1 else Sure.UNSURE
    return [_gateway(port, Basis.ASSUMED, sure, reason, port.evidence[:1]) for port in sorted(chosen, key=lambda port: port.id)]


def _gateway(port: DeviceInterface, basis: Basis, sure: Sure, reason: str, evidence: tuple[Evidence, ...]) -> Gateway:
    return Gateway(interface=port.id, device=port.device, basis=basis, sure=sure, reason=reason, evidence=evidence)


def _named(state: State, ports: Iterable[DeviceInterface], prefix: str) -> Iterator[Gateway]:
    """Yield the router that a DHCP pool of the prefix names as gateway."""
    ports = list(ports)
    for view in {port.device: state.view(port.device) for port in ports}.values():
        for record, _, row in view.rows("dhcp_pools"):
            if getattr(row, "prefix", None) != prefix:
                continue
            for text in getattr(row, "gateways", ()):
                for port in ports:
                    if parse_address(text) in {parse_address(own.partition("/")[0]) for own in port.addresses}:
                        yield _gateway(port, Basis.CONFIGURED, Sure.LIKELY, "path.dhcp_gateway", (row_evidence(record, row, text),))
                        return


def _shared(view: View, port: DeviceInterface) -> Iterator[tuple[str, FhrpGroup]]:
    for record, _, row in view.rows("fhrp"):
        if isinstance(row, FhrpGroup) and view.port(row.interface) is port and row.addresses:
            yield record, row


def shared_owners(state: State, realm: str, block: Block, address: Address) -> list[tuple[DeviceInterface, str, FhrpGroup]]:
    """Return the interfaces that share a gateway address (VRRP, HSRP), those that hold it first, then by priority."""
    found = [
        (owner.interface, record, row)
        for owner in state.connected.get((realm, block), ())
        for record, row in _shared(state.view(owner.interface.device), owner.interface)
        if address in shared_addresses(row)
    ]
    return sorted(
        found, key=lambda one: (one[2].state not in _HOLDING, -(one[2].priority if one[2].priority is not None else 100), one[0].id)
    )


def shared_addresses(row: FhrpGroup) -> set[Address | None]:
    """Return the addresses that a group shares."""
    return {parse_address(text.partition("/")[0]) for text in row.addresses}


def _hears(view: View, port: DeviceInterface, address: Address) -> bool:
    return any(
        parse_address(row.address) == address and (row.interface is None or view.port(row.interface) is port)  # type: ignore[attr-defined] # rows of `arp`
        for _, _, row in view.rows("arp")
    )


def _block(prefix: str) -> Block:
    block = parse_prefix(prefix)
    assert block is not None
    return block
