"""The scope of a run: what may be asked, from where, with which credentials, within which limits.

A realm's own addresses (``own``) may be reached by others (``reached``), as through a NAT. Seeds are own
addresses; allow, deny and the prefixes of credentials apply after translation. Nothing outside `allow`
is ever sent a packet. A mistake is an `InputError` naming file, key, what stands there and what was
expected; nothing is guessed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any

import msgspec

from collectors.snmp.credentials import Credential, exposed, mistakes
from collectors.snmp.limits import Limits
from collectors.snmp.windows import parse_window, zone_of
from topology.model.errors import InputError, Problem

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
SCHEMA = 1
"""Version of the file's form."""
_MAY_BE_ZERO = frozenset({"retries", "rate_per_s", "resume_passes", "straggler_share", "run_s", "run_requests", "run_devices"})
_SMALL_V4, _SMALL_V6 = 31, 127
"""Prefixes this long have no network or broadcast address (RFC 3021, RFC 6164)."""


class Mode(StrEnum):
    """How a realm is searched."""

    CRAWL = "crawl"
    """From seeds, by what devices say of their neighbours."""
    SWEEP = "sweep"
    """Every address of `allow`."""


class Translation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A prefix of the realm's own addresses and the one by which the collector reaches it."""

    own: str
    reached: str


class Rate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hard a place may be asked: a site, or all that lies behind one line."""

    name: str
    prefixes: tuple[str, ...]
    """After translation."""
    requests_per_s: float
    devices: int = 8
    """Devices spoken to at once."""


class Realm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One address space to be searched."""

    name: str
    vantage: str = "centre"
    port: int = 161
    mode: Mode = Mode.CRAWL
    seeds: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    translate: tuple[Translation, ...] = ()
    rate: tuple[Rate, ...] = ()
    """Limits of places; the first that holds an address counts."""
    windows: tuple[str, ...] = ()
    """When the realm may be asked (`collectors.snmp.windows`); always, where there are none."""
    timezone: str | None = None
    """Time zone of the windows; None for the collector's own."""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """A whole scope as loaded."""

    path: Path
    limits: Limits = Limits()
    credentials: tuple[Credential, ...] = ()
    realms: tuple[Realm, ...] = ()
    problems: tuple[Problem, ...] = ()


class Bounds:
    """Where a realm's packets may go, and the way between own and reached addresses."""

    def __init__(self, realm: Realm) -> None:
        self.realm = realm
        self.allow = tuple(ip_network(text) for text in realm.allow)
        self.deny = tuple(ip_network(text) for text in realm.deny)
        self._pairs = tuple((ip_network(pair.own), ip_network(pair.reached)) for pair in realm.translate)

    def reach(self, own: str) -> str:
        """Return the address by which the collector reaches an own address: itself where nothing translates it."""
        return _translate(ip_address(own), self._pairs)

    def own(self, reached: str) -> str:
        """Return the own address of what is reached by an address."""
        return _translate(ip_address(reached), tuple((there, here) for here, there in self._pairs))

    def allows(self, reached: str) -> bool:
        """Tell whether a packet may go to an address."""
        address = ip_address(reached)
        return contains(self.allow, address) and not contains(self.deny, address)

    def sweep(self) -> Iterable[str]:
        """Yield every address a sweep asks, in order, each once; network and broadcast addresses are left out."""
        done: list[Network] = []
        for network in self.allow:
            hosts: Iterable[Address] = network if network.prefixlen >= _small(network) else network.hosts()
            for address in hosts:
                if not contains(self.deny, address) and not contains(done, address):
                    yield str(address)
            done.append(network)


def contains(networks: Sequence[Network], address: Address) -> bool:
    """Tell whether any network holds an address."""
    return any(address.version == network.version and address in network for network in networks)


def _small(network: Network) -> int:
    return _SMALL_V4 if network.version == 4 else _SMALL_V6  # noqa: PLR2004 - IP versions


def _translate(address: Address, pairs: Sequence[tuple[Network, Network]]) -> str:
    for here, there in pairs:
        if address.version == here.version and address in here:
            return str(there[int(address) - int(here.network_address)])
    return str(address)


# --- the file ------------------------------------------------------------------------------------


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form of a scope file."""

    schema: int
    limits: Limits = Limits()
    credential: tuple[Credential, ...] = ()
    realm: tuple[Realm, ...] = ()


def load_scope(path: Path, *, forbidden: Sequence[str] = ()) -> Scope:
    """Read and check a scope file.

    `forbidden` are prefixes (of classified networks) that a scope must not touch: an allowed prefix,
    or the own side of a translation, that shares addresses with one is refused unless `deny` covers it.

    Raises
    ------
    InputError
        The file is not there, is not TOML, or a key holds what it must not.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError("scope_unreadable", path=str(path), why=error.strerror) from None
    try:
        document: dict[str, Any] = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("scope_not_toml", path=str(path), why=str(error)) from None
    try:
        form = msgspec.convert(document, _File)
    except msgspec.ValidationError as error:
        raise InputError("scope_form", path=str(path), why=str(error)) from None
    check = _Check(path)
    check.form(form)
    for realm in form.realm:
        check.forbidden(realm, forbidden)
    problems = tuple(found for one in form.credential if (found := exposed(one, path.parent)) is not None)
    return Scope(path=path, limits=form.limits, credentials=form.credential, realms=form.realm, problems=problems)


class _Check:
    """Checks on what the form alone cannot say; each failure names the key."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _expect(self, right: object, key: str, found: object, expected: str) -> None:
        if not right:
            raise InputError("scope_value", path=str(self._path), key=key, found=str(found), expected=expected)

    def _network(self, text: str, key: str) -> Network:
        try:
            return ip_network(text)
        except ValueError:
            self._expect(right=False, key=key, found=text, expected="address/length, no host bits")
            raise

    def form(self, form: _File) -> None:
        """Check the whole file."""
        self._expect(form.schema == SCHEMA, "schema", form.schema, str(SCHEMA))
        self._expect(form.realm, "realm", 0, "at least one [[realm]]")
        self._limits(form.limits)
        names: set[str] = set()
        for number, credential in enumerate(form.credential):
            key = f"credential[{number}]"
            self._expect(credential.name and credential.name not in names, f"{key}.name", credential.name, "a name of its own")
            names.add(credential.name)
            for part, found, expected in mistakes(credential):
                self._expect(right=False, key=f"{key}.{part}", found=found, expected=expected)
            for prefix in credential.prefixes:
                self._network(prefix, f"{key}.prefixes")
        realms: set[str] = set()
        for number, realm in enumerate(form.realm):
            key = f"realm[{number}]"
            self._expect(realm.name and realm.name not in realms, f"{key}.name", realm.name, "a name of its own")
            realms.add(realm.name)
            self._realm(realm, key, names)
            size = sum(ip_network(prefix).num_addresses for prefix in realm.allow)
            most = form.limits.sweep_addresses
            self._expect(realm.mode is Mode.CRAWL or size <= most, f"{key}.allow", f"{size} addresses", f"at most {most} for a sweep")

    def _limits(self, limits: Limits) -> None:
        for name in limits.__struct_fields__:
            value = getattr(limits, name)
            least = 0 if name in _MAY_BE_ZERO else 1e-3
            self._expect(value >= least, f"limits.{name}", value, "a positive number")
        self._expect(limits.concurrency <= 900, "limits.concurrency", limits.concurrency, "at most 900")  # noqa: PLR2004 - file handles
        self._expect(limits.max_repetitions <= 1000, "limits.max_repetitions", limits.max_repetitions, "at most 1000")  # noqa: PLR2004 - a datagram

    def _realm(self, realm: Realm, key: str, credentials: set[str]) -> None:
        self._expect(1 <= realm.port <= 65535, f"{key}.port", realm.port, "1-65535")  # noqa: PLR2004 - a UDP port
        self._expect(realm.allow, f"{key}.allow", "[]", "at least one prefix")
        for prefix in realm.allow:
            network = self._network(prefix, f"{key}.allow")
            self._expect(network.prefixlen, f"{key}.allow", prefix, "a prefix longer than /0")
        for prefix in realm.deny:
            self._network(prefix, f"{key}.deny")
        for name in realm.credentials:
            self._expect(name in credentials, f"{key}.credentials", name, "the name of a [[credential]]")
        self._expect(realm.credentials, f"{key}.credentials", "[]", "at least one credential")
        for pair in realm.translate:
            own, reached = self._network(pair.own, f"{key}.translate.own"), self._network(pair.reached, f"{key}.translate.reached")
            fits = own.version == reached.version and own.prefixlen == reached.prefixlen
            self._expect(fits, f"{key}.translate.reached", pair.reached, f"as long as {pair.own}")
        self._pace(realm, key)
        self._expect(realm.mode is Mode.SWEEP or realm.seeds, f"{key}.seeds", "[]", "at least one seed to crawl from")
        bounds = Bounds(realm)
        for seed in realm.seeds:
            try:
                target = bounds.reach(seed)
            except ValueError:
                self._expect(right=False, key=f"{key}.seeds", found=seed, expected="an address")
                raise
            self._expect(bounds.allows(target), f"{key}.seeds", f"{seed} (reached as {target})", "an address inside allow and outside deny")

    def _pace(self, realm: Realm, key: str) -> None:
        """Check when and how hard a realm may be asked."""
        for rate in realm.rate:
            self._expect(rate.prefixes, f"{key}.rate.prefixes", "[]", "at least one prefix")
            for prefix in rate.prefixes:
                self._network(prefix, f"{key}.rate.prefixes")
            self._expect(rate.requests_per_s > 0, f"{key}.rate.requests_per_s", rate.requests_per_s, "a positive number")
            self._expect(rate.devices > 0, f"{key}.rate.devices", rate.devices, "a positive number")
        for text in realm.windows:
            try:
                parse_window(text)
            except ValueError:
                self._expect(right=False, key=f"{key}.windows", found=text, expected="days and hours such as mon-fri 22:00-06:00")
        try:
            zone_of(realm.timezone)
        except ValueError:
            self._expect(right=False, key=f"{key}.timezone", found=realm.timezone, expected="a name such as Asia/Shanghai")

    def forbidden(self, realm: Realm, prefixes: Sequence[str]) -> None:
        """Refuse a realm that could touch a forbidden prefix."""
        denied = [ip_network(text) for text in realm.deny]
        for text in prefixes:
            network = ip_network(text)
            if any(network.version == hole.version and network.subnet_of(hole) for hole in denied):  # type: ignore[arg-type] # same version
                continue
            for touched in (*realm.allow, *(pair.own for pair in realm.translate)):
                if ip_network(touched).overlaps(network):
                    raise InputError("scope_forbidden", path=str(self._path), realm=realm.name, prefix=touched, forbidden=text)
