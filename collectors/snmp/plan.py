"""What a run would do: for a dry run, which sends nothing and reads no secret."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address, ip_network

import msgspec

from collectors.snmp.scope import Bounds, Mode, Realm, Scope, contains
from collectors.snmp.windows import is_open, next_opening, parse_window, zone_of


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """What a run would ask in one realm."""

    realm: str
    vantage: str
    mode: str
    port: int
    targets: tuple[str, ...]
    """Seeds as reached, for a crawl; prefixes, for a sweep."""
    addresses: int
    """Addresses that could be sent a packet at most."""
    packets: int
    """Datagrams that are sent at least: one for each target to which a credential is bound; more as devices answer."""
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    credentials: tuple[str, ...]
    """Names; for each the prefixes it is bound to are in the scope."""
    windows: tuple[str, ...] = ()
    open_now: bool | None = None
    """Whether the realm may be asked at the moment of planning; None where no moment was given."""
    opens_at: datetime | None = None
    """When the next window opens, for a realm that may not be asked now."""
    rates: tuple[str, ...] = ()
    """Limits of places, as text: name, requests per second, devices at once."""


def plan_run(scope: Scope, moment: datetime | None = None) -> list[Planned]:
    """Return what a run would ask, without sending anything or reading a secret."""
    return [_planned(scope, realm, moment) for realm in scope.realms]


def _planned(scope: Scope, realm: Realm, moment: datetime | None) -> Planned:
    bounds = Bounds(realm)
    crawl = realm.mode is Mode.CRAWL
    windows, zone = tuple(map(parse_window, realm.windows)), zone_of(realm.timezone)
    open_now = None if moment is None else is_open(windows, zone, moment)
    return Planned(
        realm=realm.name,
        vantage=realm.vantage,
        mode=realm.mode.value,
        port=realm.port,
        targets=tuple(dict.fromkeys(bounds.reach(seed) for seed in realm.seeds)) if crawl else realm.allow,
        addresses=sum(network.num_addresses for network in bounds.allow),
        packets=_packets(scope, bounds) if open_now is not False else 0,
        allow=realm.allow,
        deny=realm.deny,
        credentials=realm.credentials,
        windows=realm.windows,
        open_now=open_now,
        opens_at=next_opening(windows, zone, moment) if moment is not None and not open_now else None,
        rates=tuple(f"{rate.name}: {rate.requests_per_s:g}/s, {rate.devices}" for rate in realm.rate),
    )


def _packets(scope: Scope, bounds: Bounds) -> int:
    """Count the targets known beforehand to which a credential is bound."""
    realm = bounds.realm
    prefixes = tuple(ip_network(text) for one in scope.credentials if one.name in realm.credentials for text in one.prefixes)
    targets = {bounds.reach(seed) for seed in realm.seeds}
    if realm.mode is Mode.SWEEP:
        targets.update(bounds.sweep())
    return sum(contains(prefixes, ip_address(target)) for target in targets)
