"""A borough drawn at random, with everything that networks share: circuits, rooms, accesses, steps, platforms; and random plans for it."""

from datetime import date

import numpy as np
from msgspec.structs import replace

from planning.options import Interim, Option
from planning.quarters import Quarter
from planning.rules import verdict_table
from planning.samples import sample_prices
from planning.scenario import Choice, Extra, Scenario
from tests.planning.town import EXTRANET
from topology.model.census import (
    Application,
    Census,
    Circuit,
    CircuitKind,
    Contract,
    Level,
    Network,
    OpexShare,
    Presence,
    Role,
    Room,
    Site,
    SiteKind,
    Unit,
)

PRICES = sample_prices()
START = Quarter(2018, 3)
LAST = 6


def borough(seed: int, count: int = 5) -> Census:
    """Networks of the city's own at a few sites, half of which the extranet serves."""
    rng = np.random.default_rng([seed, count])
    codes = [f"K{number}" for number in range(count)]
    sites = [
        Site(code=f"S{number}", name=f"点{number}", cell="", kind=SiteKind.TOWNSHIP if number % 3 == 0 else SiteKind.DEPARTMENT)
        for number in range(6)
    ]
    networks, presences, contracts, circuits = [], [], [], []
    for place, code in enumerate(codes):
        networks.append(
            Network(
                cell="", code=code, name=code, short=code, owner="U1", role=Role.DEPARTMENTAL, level=Level.CITY, realm=code,
                mlps_level=int(rng.choice([2, 2, 3])), built=date(2008 + place, 3, 1), capex_fen=int(rng.integers(10, 90)) * 1_000_000,
                opex_fen_per_a=OpexShare(
                    circuits=int(rng.integers(0, 900_001)), maintenance=int(rng.integers(0, 900_001)), staff=int(rng.integers(0, 900_001)),
                    power=int(rng.integers(0, 90_001)), security=int(rng.integers(0, 2)) * 123_457,
                ),
                renewal_fen=int(rng.integers(0, 2)) * 1_234_567, renewal_due=str(START.plus(int(rng.integers(0, 9)))) if rng.random() < 0.7 else None,
                blackout=("*Q4",) if rng.random() < 0.3 else (),
            )
        )  # fmt: skip
        contracts.append(
            Contract(
                cell="", code=f"V{place}", network=code, carrier="运营商", start=date(2016, 1, 1), end=date(2019, 3, 31) if place % 2 else date(2020, 12, 31),
                notice_months=int(rng.integers(0, 9)), penalty_share=float(rng.choice([0.0, 0.3, 1.0])),
            )
        )  # fmt: skip
        here = [site for site in sites if rng.random() < 0.6] or sites[:1]
        presences += [
            Presence(
                cell="", code=f"P{code}{site.code}", network=code, site=site.code, hosts=int(rng.integers(1, 90)),
                bandwidth_bps=int(rng.choice([4, 10, 30, 90])) * 1_000_000,
            )
            for site in here
        ]  # fmt: skip
        for number, site in enumerate(here[1:]):
            others = tuple(other for other in codes if other != code and rng.random() < 0.25)
            circuits.append(
                Circuit(
                    cell="", code=f"L{code}{number}", number=f"D{code}{number}", network=code, kind=CircuitKind.LEASED, site_a=here[0].code, site_b=site.code,
                    fee_fen_per_a=int(rng.integers(100_000, 900_001)), contract=f"V{place}" if rng.random() < 0.7 else None, users=others,
                )
            )  # fmt: skip
    served = sites[::2]
    presences += [
        Presence(cell="", code=f"PW{site.code}", network="W1", site=site.code, hosts=3, bandwidth_bps=8_000_000) for site in served
    ]
    circuits += [
        Circuit(
            site_b=None,
            cell="",
            code=f"LW{site.code}",
            number=f"DW{site.code}",
            network="W1",
            kind=CircuitKind.LEASED,
            site_a=site.code,
            bandwidth_bps=10_000_000,
        )
        for site in served
    ]
    rooms = tuple(
        Room(
            cell="", code=f"R{number}", name=f"机房{number}", unit="U2" if number else "U1", site=sites[number].code, opex_fen_per_a=777_777 * (number + 1),
            networks=tuple(sorted(map(str, rng.choice(codes, size=min(1 + number, count), replace=False)))),
        )
        for number in range(3)
    )  # fmt: skip
    applications = tuple(
        Application(
            cell="", code=f"X{code}", name="系统", unit="U1", network=code, batch=1, ready=str(START.plus(int(rng.integers(-1, 3))))
        )
        for code in codes
        if rng.random() < 0.5
    )
    return Census(
        edition="2017", fictional=True, units=tuple(Unit(cell="", code=f"U{number}", name=f"局{number}") for number in (1, 2, 9)),
        networks=(*EXTRANET, *networks), sites=tuple(sites), presences=tuple(presences), contracts=tuple(contracts), circuits=tuple(circuits),
        rooms=rooms, applications=applications, consents=(),
    )  # fmt: skip


def plain(**changes) -> Scenario:
    """Do-minimum over three years, from the third quarter on."""
    made = Scenario(
        id="base", name={"zh": "基", "en": "Base"}, base=None, snapshot="latest", census="latest", prices="sample_2018", start=str(START), horizon=12,
        discount_rate=0.07,
    )  # fmt: skip
    return replace(made, **changes)


def drawn(census: Census, seed: int) -> Scenario:
    """A scenario that moves some networks in some way when the rules let it."""
    rng = np.random.default_rng(seed)
    choices: dict[str, Choice] = {}
    table = verdict_table(census, None)
    hosts: set[str] = set()
    for code in rng.permutation(list(table)):
        ways = [
            (option, host, START.plus(step))
            for option, verdict in table[code].items()
            if option is not Option.KEEP and verdict.allowed
            for host in (verdict.hosts if option is Option.JOIN else (None,))
            if host is None or (host not in choices and host != code)
            for step in range(LAST)
            if str(START.plus(step)) >= (verdict.earliest or "") and (START.plus(step).number != 4 or not verdict.blackout)
        ]
        if not ways or code in hosts or rng.random() < 0.25:
            continue
        option, host, finish = ways[int(rng.integers(len(ways)))]
        if host is not None:
            hosts.add(host)
        interim = Interim(rng.choice(["none", "none", "gateway", "freeze"]))
        choices[str(code)] = Choice(
            code=str(code), option=option, host=host, finish=str(finish), interim=interim,
            interim_from=None if interim is Interim.NONE else str(START),
            extra=(Extra(text="专家评审", cny=3210.5, source="函"),) if rng.random() < 0.2 else (),
        )  # fmt: skip
    needed = min((choice.finish or "" for choice in choices.values()), default=str(START))
    platforms = {"level3_zone": needed, "public_gateway": needed}
    return plain(id="drawn", base="base", choices=tuple(choices[code] for code in sorted(choices)), platforms=platforms)
