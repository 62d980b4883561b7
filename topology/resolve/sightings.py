"""Sightings: the records that count, each once, in an order of their own.

Records may come in any order and more than once. For each source (realm, kind and target) the newest
usable record counts; where it is partial, an older complete one fills what it lacks; where the newest
look failed, the older one stands in and the device is stale. A target that has only failures gives a
problem and no device.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from topology.model.errors import Problem, Severity
from topology.model.names import canonical_mac, is_default_host, is_identifying_mac, normal_host
from topology.model.records import Completeness, DeviceRecord, SourceKind, record_hash, record_id
from topology.resolve.addresses import identifying

_RANK = {SourceKind.MANUAL: 0, SourceKind.SNMP: 1, SourceKind.CAPTURE: 2, SourceKind.CONFIG: 3, SourceKind.NMS: 4, SourceKind.NETBOX: 5}
_NO_SERIAL = frozenset(
    {
        "none",
        "null",
        "unknown",
        "undefined",
        "default",
        "unset",
        "notset",
        "notspecified",
        "notavailable",
        "notapplicable",
        "private",
        "hidden",
        "redacted",
        "removed",
        "serial",
        "serialnumber",
        "systemserialnumber",
        "tobefilledbyoem",
    }
)
"""Words that stand where a serial number should, by their letters."""
_SHORTEST_SERIAL = 4

READ = frozenset(
    {
        *("system", "interfaces", "local_ports", "neighbours", "vlans", "vrfs", "routes", "arp", "fdb", "forwarding", "fhrp", "cables"),
        *("stp", "stp_ports", "ospf", "ospf_neighbours", "isis", "isis_adjacencies", "bgp", "bgp_peers", "dhcp_relays", "dhcp_pools"),
    }
)
"""The parts of a record that resolution looks at: the others need not be read from the store for it."""


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """One source's look at one device, with the claims that can identify the device."""

    record: DeviceRecord
    id: str
    stale: bool
    serials: frozenset[str]
    macs: frozenset[str]
    """Chassis ids that are MACs able to identify."""
    labels: frozenset[str]
    """Chassis ids of other sub-types."""
    name: str | None
    addresses: frozenset[str]
    realm: str
    """The address space it was seen in."""
    kind: SourceKind
    """What kind of source it is."""
    target: str
    """The address or file it was read from."""

    @property
    def order(self) -> tuple[int, bool, str, str, str]:
        """Place among the sightings of a device: what an operator said, then what the device said, then paper."""
        return _RANK[self.kind], self.stale, self.realm, self.target, self.id


class Known(Protocol):
    """Gives the sighting that was made of a record before, or None."""

    def __call__(self, record: DeviceRecord, *, stale: bool) -> Sighting | None: ...  # noqa: D102 - said above


def select_sightings(records: Iterable[DeviceRecord], known: Known | None = None) -> tuple[list[Sighting], list[Problem]]:
    """Return the sightings that count, ordered, and a problem for each target with failures only.

    `known` gives the sighting that was made of a record before, or None.
    """
    make = _sighting if known is None else partial(_recalled, known)
    sources: dict[tuple[str, str, str], list[DeviceRecord]] = {}
    for record in records:
        envelope = record.envelope
        sources.setdefault((envelope.realm, envelope.kind.value, envelope.target), []).append(record)
    found: list[Sighting] = []
    problems: list[Problem] = []
    for (realm, _, target), looks in sorted(sources.items()):
        if len(looks) > 1:
            looks.sort(key=_age, reverse=True)
        usable = [look for look in looks if look.envelope.completeness is not Completeness.FAILED]
        if not usable:
            reason = looks[0].envelope.reason or ""
            problems.append(
                Problem("resolve.no_answer", Severity.WARNING, f"{realm} {target}", {"realm": realm, "target": target, "reason": reason}),
            )
            continue
        stale = looks[0].envelope.completeness is Completeness.FAILED
        found.append(make(usable[0], stale=stale))
        if usable[0].envelope.completeness is Completeness.PARTIAL:
            whole = next((look for look in usable[1:] if look.envelope.completeness is Completeness.COMPLETE), None)
            if whole is not None and _same_box(usable[0], whole):
                found.append(make(whole, stale=True))
    found.sort(key=lambda sighting: sighting.order)
    return found, problems


def _recalled(known: Known, record: DeviceRecord, *, stale: bool) -> Sighting:
    return known(record, stale=stale) or _sighting(record, stale=stale)


def _age(record: DeviceRecord) -> tuple[datetime, str]:
    moment = record.envelope.collected_at
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC), record_hash(record)


def _same_box(newer: DeviceRecord, older: DeviceRecord) -> bool:
    """Tell whether two looks at one target may be of the same device: no serial and no chassis id speaks against it."""
    pairs = ((newer.system.serials, older.system.serials), (newer.system.chassis_ids, older.system.chassis_ids))
    return all(not new or not old or set(new) & set(old) for new, old in pairs)


def _is_serial(text: str) -> bool:
    """Tell whether a serial number may identify: it is no word for none, nor one sign repeated.

    >>> [_is_serial(text) for text in ("2102350dlv10d1000001", "<private>", "00000000", "n/a", "not specified")]
    [True, False, False, False, False]
    """
    plain = "".join(sign for sign in text if sign.isalnum())
    return len(text) >= _SHORTEST_SERIAL and len(set(plain)) > 1 and plain not in _NO_SERIAL


def _sighting(record: DeviceRecord, *, stale: bool) -> Sighting:
    system = record.system
    macs: set[str] = set()
    labels: set[str] = set()
    for chassis in system.chassis_ids:
        mac = canonical_mac(chassis)
        if mac is None:
            labels.add(chassis.strip().lower())
        elif is_identifying_mac(mac):
            macs.add(mac)
    serials = {text for serial in system.serials if _is_serial(text := serial.strip().lower())}
    named = system.name is not None and not is_default_host(system.name)
    addresses = {bare for interface in record.interfaces for text in interface.addresses if (bare := identifying(text))}
    addresses -= {bare for group in record.fhrp for text in group.addresses if (bare := identifying(text))}
    return Sighting(
        record=record,
        id=record_id(record),
        stale=stale,
        serials=frozenset(serials),
        macs=frozenset(macs),
        labels=frozenset(labels),
        name=normal_host(system.name) if named and system.name else None,
        addresses=frozenset(addresses),
        realm=record.envelope.realm,
        kind=record.envelope.kind,
        target=record.envelope.target,
    )
