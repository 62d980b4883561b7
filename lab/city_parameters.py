"""The sample city's parameters, read from ``data/sample_city``.

Amounts stand in CNY in the files and leave this module in fen.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar
from zlib import crc32

import msgspec
import numpy as np

from collectors.snmp.users import Auth, Priv
from collectors.snmp.users import Level as SecurityLevel
from topology.model.census import ConsentState, Level, Role

FEN_PER_CNY = 100


class County(msgspec.Struct, frozen=True, kw_only=True):
    """A county or district; the names are invented."""

    code: str
    name: str
    pinyin: str


class Extent(msgspec.Struct, frozen=True, kw_only=True):
    """Where the city lies [degrees], in open water."""

    south: float
    north: float
    west: float
    east: float


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the city is built; `note` says where its totals are not the published ones."""

    note: str = ""
    counties: int
    sites_per_county: int
    sites_centre: int
    townships_per_county: int
    extranet_nodes: int
    extranet_switches_per_area: int
    back_doors: int
    dead_circuits: int
    undeclared_circuits: int
    one_sided: int
    default_names: int


class CityFile(msgspec.Struct, frozen=True, kw_only=True):
    """``city.toml``."""

    schema: Literal[1]
    fictional: Literal[True]
    note: str
    note_en: str
    name: str
    pinyin: str
    census_date: date
    extent: Extent
    county: tuple[County, ...]
    size: dict[str, Size]


class Extranet(msgspec.Struct, frozen=True, kw_only=True):
    """One of the networks that the departmental ones may merge into, or the intranet's stub."""

    code: str
    name: str
    short: str
    owner: str
    role: Role
    purpose: str
    mlps_level: int | None = None
    classified: bool = False
    built: date | None = None
    block: str | None = None
    management: str | None = None


class Opex(msgspec.Struct, frozen=True, kw_only=True):
    """Yearly cost by kind [CNY/a]."""

    circuits: int
    maintenance: int
    staff: int
    power: int
    security: int


class UserEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The SNMPv3 user of a network's devices, in the words of a scope file; passwords come from the city's seed."""

    name: str
    level: SecurityLevel = SecurityLevel.PRIV
    auth: Auth | None = None
    priv: Priv | None = None


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """A departmental network of the register."""

    code: str
    name: str
    short: str
    owner: str
    purpose: str
    level: Level
    built: date
    presences: int
    hosts: int
    bandwidth_mbps: tuple[int, int]
    capex_cny: int
    opex_cny: Opex
    authority: str | None = None
    mlps_level: int | None = None
    classified: bool = False
    statutory: bool = False
    only_system: bool = False
    zombie: bool = False
    blackout: tuple[str, ...] = ()
    renewal_cny: int = 0
    renewal_due: str | None = None
    small_presences: int | None = None
    block: str | None = None
    """Address plan; None for a stub that is never discovered."""
    user_length: int = 26
    """Length of the smallest user prefix."""
    aggregated: bool = False
    """Has a gateway in each county; else every site hangs on the hub."""
    hubs: int = 2
    areas: tuple[str, ...] = ()
    """Counties it reaches; empty means all."""
    snmp_user: UserEntry | None = None
    """Its devices speak SNMPv3 only, to this user; else v2c."""


class RegisterFile(msgspec.Struct, frozen=True, kw_only=True):
    """``register.toml``."""

    schema: Literal[1]
    extranet: tuple[Extranet, ...]
    network: tuple[Registered, ...]


class UnitEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A unit with its machine rooms and the applications it must move."""

    code: str
    name: str
    rooms: int = 0
    racks: int = 0
    applications: tuple[int, int, int] = (0, 0, 0)
    """Applications by cloud batch."""
    website: bool = False
    mail: int = 0
    video: int = 0
    office: int = 0


class RoomsTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What the machine rooms add up to."""

    area_m2: int
    capex_cny: int


class UnitsFile(msgspec.Struct, frozen=True, kw_only=True):
    """``units.toml``."""

    schema: Literal[1]
    rooms_total: RoomsTotal
    batch_ready: tuple[str, str, str]
    """Quarter from whose start each batch runs in the cloud."""
    website_ready: str
    application_kinds: tuple[str, ...]
    township_names: tuple[str, ...]
    bureau_names: tuple[str, ...]
    station_names: tuple[str, ...]
    unit: tuple[UnitEntry, ...]


class ConsentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A decision above the city."""

    network: str
    authority: str
    option: str
    state: ConsentState
    since: str | None = None
    document: str | None = None


class DependencyEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Users of one network need applications of another network's owner."""

    from_network: str
    to_network: str
    applications: int = 1


class ContractEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Terms of one network's contract with one carrier; `share` of its circuits fall under it."""

    network: str
    carrier: str
    start: date
    end: date
    notice_months: int
    penalty_share: float
    share: float = 1.0


class SharedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Circuits that carry another network too: as many of the payer's, at sites where both are."""

    network: str
    users: tuple[str, ...]
    circuits: int = 1


class AgreementsFile(msgspec.Struct, frozen=True, kw_only=True):
    """``agreements.toml``."""

    schema: Literal[1]
    consent: tuple[ConsentEntry, ...]
    dependency: tuple[DependencyEntry, ...]
    contract: tuple[ContractEntry, ...]
    shared: tuple[SharedLine, ...] = ()


class Parameters(msgspec.Struct, frozen=True, kw_only=True):
    """All of the sample city's parameters."""

    city: CityFile
    register: RegisterFile
    units: UnitsFile
    agreements: AgreementsFile


_File = TypeVar("_File", CityFile, RegisterFile, UnitsFile, AgreementsFile)


def _load(name: str, kind: type[_File]) -> _File:
    return msgspec.toml.decode(files("data").joinpath("sample_city", name).read_bytes(), type=kind)


@cache
def load_parameters() -> Parameters:
    """Return the shipped parameters of the sample city."""
    return Parameters(
        city=_load("city.toml", CityFile),
        register=_load("register.toml", RegisterFile),
        units=_load("units.toml", UnitsFile),
        agreements=_load("agreements.toml", AgreementsFile),
    )


def stream(seed: int, *labels: str) -> np.random.Generator:
    """Return the random stream of one part of the city, so that a change in one part moves no other."""
    return np.random.default_rng([seed, *(crc32(label.encode()) for label in labels)])
