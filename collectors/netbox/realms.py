"""Which realm a NetBox object belongs to: what netfold wrote of it, a mapping file, or the one realm that was named.

The same private addresses stand in many VRFs and under many tenants; without a word on the realm nothing is taken.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

import msgspec

from collectors.netbox.stock import Item, Stock
from topology.model.errors import InputError

_REALM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_MOST: Final = 1 << 20


class RealmRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What belongs to a realm: all that is given must fit. Tenants and sites are named by slug or name, VRFs by name."""

    realm: str
    tenant: str | None = None
    site: str | None = None
    vrf: str | None = None
    network: str | None = None
    """Code of the network that circuits of the tenant belong to."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule: tuple[RealmRule, ...] = ()


def is_realm(text: object) -> bool:
    """Tell whether a text can name a realm."""
    return isinstance(text, str) and _REALM.fullmatch(text) is not None


def read_realm_rules(path: Path) -> tuple[RealmRule, ...]:
    """Return the rules of a mapping file, TOML with ``[[rule]]`` tables.

    Raises
    ------
    InputError
        ``netbox.mapping``: it cannot be read, or says what no rule may say.
    """
    try:
        data = path.read_bytes()
        if len(data) > _MOST:
            raise InputError("netbox.mapping", path=str(path), reason=f"> {_MOST} B")
        rules = msgspec.convert(tomllib.loads(data.decode()), _File).rule
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError("netbox.mapping", path=str(path), reason=str(error)[:200]) from None
    for rule in rules:
        if not is_realm(rule.realm) or (rule.tenant, rule.site, rule.vrf) == (None, None, None):
            raise InputError("netbox.mapping", path=str(path), reason=f"realm = {rule.realm!r}"[:200])
    return rules


class Realms:
    """Answers for the objects of one stock."""

    def __init__(self, stock: Stock, rules: tuple[RealmRule, ...] = (), default: str | None = None) -> None:
        self._stock = stock
        self._rules = rules
        self._default = default

    def of_vrf(self, vrf: Item | None) -> tuple[str | None, str | None]:
        """Return the realm of a VRF (None where unknown) and its name inside it (None for the realm's own table)."""
        if vrf is None:
            return None, None
        said = vrf.facts.get("realm")
        if is_realm(said):
            inside = vrf.facts.get("vrf")
            return said, inside if isinstance(inside, str) else None
        name = vrf.get("name")
        for rule in self._rules:
            if rule.vrf is not None and rule.vrf == name and rule.tenant is None and rule.site is None:
                return rule.realm, None
        return None, name

    def of_device(self, device: Item, vrfs: set[str]) -> str | None:
        """Return the realm of a device; `vrfs` are the names of the VRFs that its interfaces and addresses are in."""
        said = device.facts.get("realm")
        if is_realm(said):
            return str(said)
        site = self._words("dcim/sites", device.get("site"))
        tenant = self._words("tenancy/tenants", device.get("tenant"))
        for rule in self._rules:
            fits = (
                rule.site is None or rule.site in site,
                rule.tenant is None or rule.tenant in tenant,
                rule.vrf is None or rule.vrf in vrfs,
            )
            if all(fits):
                return rule.realm
        return self._default

    def network_of(self, tenant: int | None, vrf: Item | None = None) -> str | None:
        """Return the network that a mapping gives a tenant or a VRF."""
        words = self._words("tenancy/tenants", tenant)
        name = vrf.get("name") if vrf is not None else None
        for rule in self._rules:
            met = rule.tenant in words if rule.tenant is not None else rule.vrf is not None and rule.vrf == name
            if rule.network and met and rule.vrf in {None, name}:
                return rule.network
        return None

    def _words(self, path: str, ident: int | None) -> set[str]:
        item = self._stock.get(path, ident)
        return {str(item.get(name)) for name in ("slug", "name")} if item is not None else set()
