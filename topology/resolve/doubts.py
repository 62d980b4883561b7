"""Doubts about membership: collected while networks are given, closed when all else is known.

One doubt is about all things of one kind in one realm for one cause. Whatever ends without a network stands in a
doubt by construction: `Doubts.close` looks at every prefix, VLAN, VRF and circuit once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from topology.model.entities import CircuitView, DoubtReason, Evidence, MembershipDoubt, Prefix, VlanUse, VrfUse
from topology.resolve.ids import digest
from topology.resolve.subjects import Subject

_MOST_EVIDENCE = 24
_MOST_EXAMPLES = 3

_Key = tuple[DoubtReason, str | None, str | None, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Named:
    """An entity in doubt: its id, what people call it, and where it was read."""

    id: str
    name: str
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class _Open:
    things: dict[str, Named] = field(default_factory=dict)
    evidence: set[Evidence] = field(default_factory=set)


class Doubts:
    """What was doubted so far."""

    def __init__(self, opened: dict[_Key, _Open] | None = None) -> None:
        self._open: dict[_Key, _Open] = {} if opened is None else opened

    def add(
        self,
        reason: DoubtReason,
        realm: str | None,
        thing: Named,
        candidates: tuple[str, ...] = (),
        *,
        chosen: str | None = None,
        evidence: tuple[Evidence, ...] = (),
    ) -> None:
        """Doubt a thing; `evidence` is that of the rules and census rows, beside the thing's own."""
        key = (reason, realm, chosen, candidates, thing.id.partition("-")[0])
        found = self._open.setdefault(key, _Open())
        found.things[thing.id] = thing
        found.evidence.update(evidence)

    def add_all(self, other: Doubts) -> None:
        """Take in what was doubted elsewhere."""
        for key, theirs in other._open.items():
            ours = self._open.setdefault(key, _Open())
            ours.things.update(theirs.things)
            ours.evidence.update(theirs.evidence)

    def by_realm(self) -> dict[str, Doubts]:
        """Return the doubts of each realm; those about no realm are left out."""
        found: dict[str, dict[_Key, _Open]] = {}
        for key, opened in self._open.items():
            if key[1] is not None:
                found.setdefault(key[1], {})[key] = opened
        return {realm: Doubts(part) for realm, part in found.items()}

    def close(self) -> list[MembershipDoubt]:
        """Return the doubts."""
        return [_doubt(key, found) for key, found in self._open.items()]


def _doubt(key: _Key, found: _Open) -> MembershipDoubt:
    reason, realm, chosen, candidates, kind = key
    things = [found.things[identifier] for identifier in sorted(found.things)]
    own = (thing.evidence[0] for thing in things if thing.evidence)
    evidence = [*sorted(found.evidence), *sorted({one for one, _ in zip(own, range(_MOST_EVIDENCE), strict=False)})]
    return MembershipDoubt(
        id=digest("dbt", reason, realm, chosen, kind, *candidates),
        reason=reason,
        realm=realm,
        chosen=chosen,
        candidates=candidates,
        subjects=tuple(thing.id for thing in things),
        examples=tuple(sorted(thing.name for thing in things)[:_MOST_EXAMPLES]),
        evidence=tuple(evidence[:_MOST_EVIDENCE]),
    )


def doubt_shared(
    doubts: Doubts,
    devices: dict[str, Subject],
    prefixes: Iterable[Prefix],
    uses: Iterable[VlanUse | VrfUse],
) -> None:
    """Doubt prefixes, VLANs and VRFs that belong to no network, or that devices of several networks carry."""
    networks = {port.id: port.network for device in devices.values() for port in device.ports.values()}
    for prefix in prefixes:
        if not prefix.declared:
            named = Named(prefix.id, prefix.prefix, prefix.evidence)
            _shared(doubts, prefix.realm, named, prefix.network, (networks[port] for port in prefix.interfaces))
    for use in uses:
        carriers = [devices[device] for device in use.devices]
        name = f"VLAN {use.vid}" if isinstance(use, VlanUse) else f"VRF {use.name}"
        named = Named(use.id, name, carriers[0].evidence if carriers else ())
        said = () if isinstance(use, VrfUse) and use.network is not None else (carrier.network for carrier in carriers)
        _shared(doubts, use.realm, named, use.network, said)


def _shared(doubts: Doubts, realm: str | None, thing: Named, chosen: str | None, networks: Iterable[str | None]) -> None:
    codes = {network for network in networks if network is not None}
    if len(codes) > 1:
        doubts.add(DoubtReason.SEVERAL, realm, thing, tuple(sorted(codes)), chosen=chosen)
    elif chosen is None:
        doubts.add(DoubtReason.NO_MEMBER, realm, thing)


def doubt_circuit(
    doubts: Doubts, circuit: CircuitView, ends: Iterable[tuple[str | None, str | None]], *, unknown: bool, declared: bool
) -> None:
    """Doubt a circuit by the networks of its ends, each its port's and its device's.

    `unknown` says that the census does not have the circuit's network, `declared` that it has the circuit.
    """
    thing = Named(circuit.id, circuit.code, circuit.evidence)
    said = [tuple(network for network in dict.fromkeys(end) if network) for end in ends]
    codes = tuple(sorted({networks[0] for networks in said if networks}))
    if unknown and circuit.network:
        doubts.add(DoubtReason.UNKNOWN_NETWORK, None, thing, (circuit.network,), chosen=circuit.network)
    if declared:
        if codes and all(circuit.network not in networks for networks in said if networks):
            doubts.add(DoubtReason.CENSUS_CONTRADICTS, None, thing, codes, chosen=circuit.network)
    else:
        _shared(doubts, None, thing, circuit.network or None, codes)
