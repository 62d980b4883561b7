"""Writes a city as the files that its departments and engineers would hand over, and its truth beside them.

::

    census.xlsx                    what the departments declare (Chinese headers, marked as fictional)
    configs/<realm>/<device>.cfg   the configuration of every device, some as terminals and backup tools leave them
    scope.toml                     what a discovery run may ask
    credentials.toml               its communities and SNMPv3 passwords, readable by the owner only
    rules.toml                     how realms map to networks
    truth.json                     the ground truth, for the agents and for scoring only
"""

from __future__ import annotations

import os
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import msgspec

from collectors.census import write_census
from lab.configs import write_config
from lab.truth import City

_OWNER_ONLY = 0o600
_HEADER = "# {name}: a fictional city made by netfold's lab. 虚构城市,仅供演示。\nschema = 1\n"
_VANTAGE = "centre"


def write_city(city: City, folder: Path, *, port: int) -> None:
    """Write a city's files into `folder`, which is made if it is not there; files of the same names are replaced.

    `port` is the UDP port of the agents, for the scope.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_census(city.census, folder / "census.xlsx", lang="zh")
    for device in city.devices:
        path = folder / "configs" / device.realm / f"{device.id}.cfg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_config(device, city.users.get(device.realm)))
    (folder / "scope.toml").write_text(scope_text(city, port), encoding="utf-8")
    _write_private(folder / "credentials.toml", credentials_text(city).encode())
    (folder / "rules.toml").write_text(rules_text(city), encoding="utf-8")
    _write_private(folder / "truth.json", msgspec.json.encode(city, order="deterministic"))


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that was never readable by others, not even while it was written."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def scope_text(city: City, port: int) -> str:
    """Return the scope of a run over the whole city: a crawl per realm, each realm behind its own translation."""
    parts = [_HEADER.format(name=city.name)]
    for realm in city.translations:
        reached = [there for _, there in city.translations[realm]]
        parts.append(f"\n[[credential]]\nname = {_text(realm)}\n{_access_text(city, realm)}prefixes = {_texts(reached)}\n")
    for realm, pairs in city.translations.items():
        reached = [there for _, there in pairs]
        denied = [str(address) for address in second_addresses(city, realm)]
        parts.append(
            f"\n[[realm]]\nname = {_text(realm)}\nvantage = {_text(_VANTAGE)}\nport = {port}\nmode = {_text('crawl')}\n"
            f"seeds = {_texts(city.seeds[realm])}\nallow = {_texts(reached)}\ndeny = {_texts(denied)}\ncredentials = {_texts([realm])}\n"
        )
        parts += [f"[[realm.translate]]\nown = {_text(own)}\nreached = {_text(there)}\n" for own, there in pairs]
    return "".join(parts)


def _access_text(city: City, realm: str) -> str:
    """Return a credential's lines that say how a realm's devices are asked, and where the secrets stand."""
    place = f"file:credentials.toml#{realm}"
    said = city.users.get(realm)
    if said is None:
        return f"version = {_text('2c')}\ncommunity = {_text(place)}\n"
    lines = [f"version = {_text('3')}\nuser = {_text(said.name)}\nlevel = {_text(said.level)}\n"]
    if said.auth is not None:
        lines.append(f"auth = {_text(said.auth)}\nauth_password = {_text(place)}\n")
    if said.priv is not None:
        lines.append(f"priv = {_text(said.priv)}\npriv_password = {_text(place)}\n")
    return "".join(lines)


def second_addresses(city: City, realm: str) -> list[IPv4Address]:
    """Return where the collector would reach a realm's devices a second time: nobody answers there, so the scope denies it.

    A county's gateway stands in the core's management prefix, where its agent listens, and in its county's, where it does not.
    """
    found: list[IPv4Address] = []
    for own, reached in city.translations[realm]:
        inside, shift = IPv4Network(own), int(IPv4Network(reached).network_address) - int(IPv4Network(own).network_address)
        for device in city.devices:
            if device.realm == realm:
                held = (IPv4Interface(address).ip for port in device.ports for address in port.addresses)
                found += [address + shift for address in held if address in inside and str(address) != device.management]
    return sorted(found)


def credentials_text(city: City) -> str:
    """Return the communities and passwords by realm, as the scope's references name them."""
    lines = [f"{realm} = {_text(community)}\n" for realm, community in city.communities.items()]
    for realm, said in city.users.items():
        lines.append(f"\n[{realm}]\n")
        lines += [
            f"{use} = {_text(password)}\n" for use, password in (("auth", said.auth_password), ("priv", said.priv_password)) if password
        ]
    return _HEADER.format(name=city.name).replace("schema = 1\n", "") + "".join(lines)


def rules_text(city: City) -> str:
    """Return the rules: realms to networks as the census declares them, and the shape of circuit numbers."""
    owners = [(network.realm, network.code) for network in city.census.networks if network.realm in city.translations]
    rows = [f"\n[[realm]]\nrealm = {_text(realm or '')}\nnetwork = {_text(code)}\n" for realm, code in owners]
    return _HEADER.format(name=city.name) + "".join(rows) + "\n[[circuit]]\npattern = 'DL\\d{8}'\n"


def _text(value: str) -> str:
    return msgspec.json.encode(value).decode()


def _texts(values: list[str] | tuple[str, ...]) -> str:
    return msgspec.json.encode(list(values)).decode()
