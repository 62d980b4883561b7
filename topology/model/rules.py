r"""Rules: how an organisation's realms, prefixes, host names and sites map to its networks.

A rule file is TOML; every table may be left out, and an empty file is a rule set without rules, so
that the census alone decides (`Network.realm`, site codes in locations and host names)::

    schema = 1
    [[realm]]                       # an address space belongs to a network
    realm = "n05"
    network = "N05"
    [[prefix]]                      # addresses inside it belong to a network; the longest match wins
    prefix = "10.20.0.0/16"
    network = "N05"
    realm = "n05"                   # optional: this realm only
    vrf = "office"                  # optional: this VRF only
    [[host]]                        # devices by host name; searched, case ignored, the first match wins
    pattern = "^W1-"
    network = "W1"
    realm = "ext"                   # optional
    [[vrf]]                         # interfaces in a VRF belong to a network, whoever owns the device
    vrf = "tax"
    network = "N05"
    realm = "ext"                   # optional
    [[presence]]                    # devices that stand at a site belong to a network
    site = "S0001"
    network = "W1"
    realm = "ext"                   # optional
    [[site]]                        # where a device stands, from its host name or location
    on = "host"                     # "host" or "location"
    pattern = "^(?P<site>S\\d{4})"   # the group names the site by code or name ...
    site = "S0001"                  # ... or the rule does
    [[circuit]]                     # further shapes of circuit numbers in interface descriptions
    pattern = "DL\\d{8}"
    network = "N05"                 # optional: circuits with such a number that the census lacks belong to it

Which of them comes first, and what the census says where none applies: `topology.resolve.networks`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

import msgspec

from topology.model.errors import InputError

SCHEMA = 1
"""The version of the file format."""

_MAX_BYTES = 1 << 20
_MAX_PATTERN = 500


class RealmRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything seen in a realm belongs to a network."""

    realm: str
    network: str


class PrefixRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Addresses inside a prefix belong to a network."""

    prefix: str
    network: str
    realm: str | None = None
    vrf: str | None = None


class HostRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Devices whose host name matches belong to a network."""

    pattern: str
    network: str
    realm: str | None = None


class VrfRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Interfaces in a VRF belong to a network."""

    vrf: str
    network: str
    realm: str | None = None


class PresenceRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Devices that stand at a site belong to a network."""

    site: str
    network: str
    realm: str | None = None


class SiteRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Devices whose host name or location matches stand at a site: `site`, or what the group ``site`` caught."""

    on: str
    pattern: str
    site: str | None = None


class CircuitRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shape that circuit numbers have in interface descriptions, and whose such circuits are."""

    pattern: str
    network: str | None = None


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """A rule set; the default is empty."""

    source: str = ""
    """Name of the file, for evidence."""
    realms: tuple[RealmRule, ...] = ()
    prefixes: tuple[PrefixRule, ...] = ()
    hosts: tuple[HostRule, ...] = ()
    sites: tuple[SiteRule, ...] = ()
    circuits: tuple[CircuitRule, ...] = ()
    vrfs: tuple[VrfRule, ...] = ()
    presences: tuple[PresenceRule, ...] = ()


_TABLES: dict[str, tuple[str, type[msgspec.Struct]]] = {
    "realm": ("realms", RealmRule),
    "prefix": ("prefixes", PrefixRule),
    "host": ("hosts", HostRule),
    "site": ("sites", SiteRule),
    "circuit": ("circuits", CircuitRule),
    "vrf": ("vrfs", VrfRule),
    "presence": ("presences", PresenceRule),
}
TABLES: dict[str, str] = {table: field for table, (field, _) in _TABLES.items()}
"""The tables of a rule file, and the fields of `Rules` they fill."""
_KEYS: dict[str, tuple[str, ...]] = {
    "realm": ("realm",),
    "prefix": ("prefix", "realm", "vrf"),
    "host": ("pattern", "realm"),
    "vrf": ("vrf", "realm"),
    "presence": ("site", "realm"),
}
"""What of a rule may stand once only in its table: two rules about the same thing would contradict each other."""


def load_rules(path: Path) -> Rules:
    """Read a rule file.

    Raises
    ------
    InputError
        ``rules.unreadable``, ``rules.syntax``, ``rules.schema``, ``rules.unknown_key``, ``rules.value``,
        ``rules.pattern``, ``rules.prefix``, ``rules.site`` or ``rules.twice``, with the file and the key at fault.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError("rules.unreadable", file=str(path), detail=error.strerror or type(error).__name__) from error
    return read_rules(data, source=path.name)


def read_rules(data: bytes, *, source: str) -> Rules:
    """Read rules from the bytes of a file; errors as `load_rules`.

    >>> read_rules(b'schema = 1', source="rules.toml").realms
    ()
    """
    if len(data) > _MAX_BYTES:
        raise InputError("rules.unreadable", file=source, detail=f"more than {_MAX_BYTES} bytes")
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError("rules.syntax", file=source, detail=str(error)) from error
    if document.pop("schema", None) != SCHEMA:
        raise InputError("rules.schema", file=source, key="schema", expected=SCHEMA)
    found: dict[str, Any] = {}
    for key, rows in document.items():
        if key not in _TABLES:
            raise InputError("rules.unknown_key", file=source, key=key, expected=", ".join(_TABLES))
        field, kind = _TABLES[key]
        if not isinstance(rows, list):
            raise InputError("rules.value", file=source, key=key, detail=f"expected [[{key}]] tables")
        found[field] = tuple(_row(row, kind, source=source, key=f"{key}[{number}]") for number, row in enumerate(rows, 1))
        _check_once(found[field], key, source=source)
    return Rules(source=source, **found)


def rules_hash(rules: Rules) -> str:
    """Return the hash that names a rule set in the store."""
    return hashlib.blake2b(msgspec.msgpack.encode(rules, order="deterministic"), digest_size=16).hexdigest()


def rules_source(rules: Rules) -> str:
    """Return how evidence names a rule set: its rows are places such as ``prefix[2]``."""
    return f"rules-{rules_hash(rules)}"


def rule_at(rules: Rules, place: str) -> msgspec.Struct | None:
    """Return the rule that a place such as ``prefix[2]`` names, else None.

    >>> rule_at(Rules(realms=(RealmRule(realm="n05", network="N05"),)), "realm[1]")
    RealmRule(realm='n05', network='N05')
    """
    table, _, number = place.rstrip("]").partition("[")
    if table not in _TABLES or not (number.isascii() and number.isdecimal()):
        return None
    rows: tuple[msgspec.Struct, ...] = getattr(rules, _TABLES[table][0])
    return rows[int(number) - 1] if 0 < int(number) <= len(rows) else None


def _row(row: object, kind: type[msgspec.Struct], *, source: str, key: str) -> msgspec.Struct:
    try:
        rule = msgspec.convert(row, kind, strict=True)
    except msgspec.ValidationError as error:
        raise InputError("rules.value", file=source, key=key, detail=str(error)) from error
    if isinstance(rule, PrefixRule):
        _check_prefix(rule.prefix, source=source, key=f"{key}.prefix")
    elif isinstance(rule, HostRule | CircuitRule):
        _check_pattern(rule.pattern, source=source, key=f"{key}.pattern")
    elif isinstance(rule, SiteRule):
        pattern = _check_pattern(rule.pattern, source=source, key=f"{key}.pattern")
        if rule.on not in {"host", "location"}:
            raise InputError("rules.value", file=source, key=f"{key}.on", detail="expected 'host' or 'location'")
        if rule.site is None and "site" not in pattern.groupindex:
            raise InputError("rules.site", file=source, key=key)
    return rule


def _check_once(rows: tuple[msgspec.Struct, ...], table: str, *, source: str) -> None:
    """Refuse two rules of one table about the same thing."""
    seen: dict[tuple[object, ...], int] = {}
    for number, rule in enumerate(rows, 1):
        key = tuple(getattr(rule, name) for name in _KEYS.get(table, ()))
        first = seen.setdefault(key or (number,), number)
        if first != number:
            raise InputError("rules.twice", file=source, key=f"{table}[{number}]", first=f"{table}[{first}]")


def _check_pattern(text: str, *, source: str, key: str) -> re.Pattern[str]:
    if len(text) > _MAX_PATTERN:
        raise InputError("rules.pattern", file=source, key=key, detail=f"more than {_MAX_PATTERN} characters")
    try:
        pattern = re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise InputError("rules.pattern", file=source, key=key, detail=str(error)) from error
    if pattern.match("") and not text.startswith("^"):
        raise InputError("rules.pattern", file=source, key=key, detail="the pattern matches everything")
    return pattern


def _check_prefix(text: str, *, source: str, key: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=True)
    except ValueError as error:
        raise InputError("rules.prefix", file=source, key=key, detail=str(error)) from error
