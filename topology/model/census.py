"""Census: what departments declare, one edition at a time.

Every row has a stable code and the cell it was read from (``sheet!A7``). Money is integer fen, tax
included, at the census date. Unknown is None.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from topology.model.errors import Problem, Scalar


class Level(StrEnum):
    """Who runs a network: the city itself, or a ministry or province through its offices."""

    CITY = "city"
    VERTICAL = "vertical"


class Role(StrEnum):
    """What a network is in the programme."""

    EXTRANET_ADMIN = "extranet_admin"
    """Extranet, administrative service domain: the usual target of a merge."""
    EXTRANET_PUBLIC = "extranet_public"
    """Extranet, public service domain."""
    INTRANET = "intranet"
    """The classified e-government intranet: a boundary, never merged, linked or discovered."""
    DEPARTMENTAL = "departmental"
    """A departmental private network."""


class SiteKind(StrEnum):
    """What stands at a site."""

    CENTRE = "centre"
    DEPARTMENT = "department"
    COUNTY = "county"
    TOWNSHIP = "township"
    OTHER = "other"


class CircuitKind(StrEnum):
    """What kind of line a circuit is."""

    LEASED = "leased"
    """Carrier circuit (MSTP, SDH, PTN, OTN)."""
    FIBRE = "fibre"
    """Bare fibre by the pair."""
    VPN = "vpn"
    """MPLS VPN or IPsec over a carrier."""
    OWN = "own"
    """Built and owned; no rent."""


class ConsentState(StrEnum):
    """Where a consent stands."""

    NONE = "none"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation: a department, county office, institution."""

    code: str
    name: str
    county: str | None = None
    cell: str


class OpexShare(msgspec.Struct, frozen=True, kw_only=True):
    """Yearly cost of a network by kind, in fen a year. They add up to the declared total."""

    circuits: int = 0
    maintenance: int = 0
    staff: int = 0
    power: int = 0
    security: int = 0

    @property
    def total(self) -> int:
        """Sum of the five kinds [fen/a]."""
        return self.circuits + self.maintenance + self.staff + self.power + self.security


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """One of the organisation's networks, never an address range."""

    code: str
    name: str
    short: str
    """A label of a few characters for the map."""
    owner: str
    """Code of the unit that pays for it."""
    role: Role
    purpose: str | None = None
    level: Level
    authority: str | None = None
    """The ministry or province that runs a vertical network."""
    mlps_level: int | None = None
    """Level of the multi-level protection scheme (GB/T 22239), 1 to 4."""
    classified: bool = False
    statutory: bool = False
    """Kept separate by law or by a decision above the city."""
    built: date | None = None
    capex_fen: int | None = None
    opex_fen_per_a: OpexShare = OpexShare()
    renewal_fen: int = 0
    """Renewal of devices past their life that keeping the network brings within the horizon [fen]."""
    renewal_due: str | None = None
    """Quarter in which the renewal falls due, ``2019Q3``."""
    realm: str | None = None
    """Address space it numbers from; None for a stub that is never discovered."""
    prefixes: tuple[str, ...] = ()
    """Address plan as declared."""
    only_system: bool = False
    """Serves one application only (a video conference system, say)."""
    blackout: tuple[str, ...] = ()
    """Quarters in which nothing may be cut over, ``2018Q3``; ``*Q3`` means every year."""
    cell: str


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A building."""

    code: str
    name: str
    kind: SiteKind
    county: str | None = None
    town: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    cell: str


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """A network at a site."""

    code: str
    network: str
    site: str
    unit: str | None = None
    hosts: int | None = None
    bandwidth_bps: int | None = None
    cell: str


class Contract(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement with a carrier; penalties belong to it."""

    code: str
    network: str
    carrier: str
    start: date | None = None
    end: date | None = None
    notice_months: int = 0
    penalty_share: float = 0.0
    """Share of the fees still to run that falls due on ending early, 0 to 1."""
    cell: str


class Circuit(msgspec.Struct, frozen=True, kw_only=True):
    """A line between two sites (or from one site into a carrier's cloud)."""

    code: str
    number: str | None
    """The carrier's circuit number, as it may stand in an interface description."""
    network: str
    kind: CircuitKind
    site_a: str
    site_b: str | None
    bandwidth_bps: int | None = None
    fee_fen_per_a: int | None = None
    contract: str | None = None
    users: tuple[str, ...] = ()
    """Codes of other networks that the line carries; it is given up when the last of all its users leaves."""
    cell: str


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A machine room and the networks that stand in it."""

    code: str
    name: str
    unit: str
    site: str
    area_m2: float | None = None
    racks: int | None = None
    capex_fen: int | None = None
    opex_fen_per_a: int | None = None
    networks: tuple[str, ...] = ()
    cell: str


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """A system that users reach over a network."""

    code: str
    name: str
    unit: str
    network: str | None = None
    users: int | None = None
    batch: int | None = None
    """Cloud batch, 1 to 3."""
    ready: str | None = None
    """Quarter from whose start it runs in the cloud."""
    state: str = "in_use"
    zombie: str | None = None
    """None, or ``mail``, ``video``, ``office`` for the systems the city's census found abandoned or hidden."""
    cell: str


class Dependency(msgspec.Struct, frozen=True, kw_only=True):
    """Who must reach what."""

    code: str
    from_network: str
    application: str
    cell: str


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of an authority about one network and one option."""

    code: str
    network: str
    authority: str
    option: str
    state: ConsentState
    since: str | None = None
    """Quarter from which it holds."""
    document: str | None = None
    cell: str


class Option(msgspec.Struct, frozen=True):
    """One answer that a question allows: what is answered, and what it stands for."""

    value: str
    label: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the reading of a census could not decide alone; until it is answered nothing is assumed.

    `code`, `where` and `params` are those of the problem that the open question also is.
    """

    key: str
    """Names the question as long as its row or header stays as it is: the place and a digest of its content."""
    code: str
    where: str
    params: dict[str, Scalar] = {}
    options: tuple[Option, ...] = ()
    proposal: str | None = None
    """The option that is likeliest; never taken without a person's word."""
    free: bool = False
    """Whether an answer other than the options is allowed, such as a code of one's own."""


class Census(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of what is declared, with what could not be read and what was asked."""

    edition: str
    fictional: bool = False
    source: str = ""
    units: tuple[Unit, ...] = ()
    networks: tuple[Network, ...] = ()
    sites: tuple[Site, ...] = ()
    presences: tuple[Presence, ...] = ()
    contracts: tuple[Contract, ...] = ()
    circuits: tuple[Circuit, ...] = ()
    rooms: tuple[Room, ...] = ()
    applications: tuple[Application, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    consents: tuple[Consent, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    """What was asked and not answered."""
    answers: tuple[tuple[str, str], ...] = ()
    """What was answered: the question's key and a person's word, so that the same row is never asked about twice."""


KINDS = ("units", "networks", "sites", "presences", "contracts", "circuits", "rooms", "applications", "dependencies", "consents")
"""The tables of a census, in the order in which later ones refer to earlier ones."""
