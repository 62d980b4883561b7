"""What rests on a census cell: changing one cell changes exactly the lines that rest on it, and each of them names it."""

from datetime import date
from functools import cache

import pytest
from msgspec.structs import replace

from lab.city import build_city
from planning.books import write_offs
from planning.costs import build_case, cost_lines
from planning.lines import Item
from planning.options import Interim, Option
from planning.samples import sample_prices
from planning.scenario import Choice, Scenario
from topology.model.census import KINDS, ConsentState, Dependency, SiteKind

PRICES = sample_prices()


@cache
def census():
    """The small sample city, with the cells a workbook would give it."""
    plain = build_city("small").census
    tables = {kind: tuple(replace(row, cell=f"{kind}!A{n}") for n, row in enumerate(getattr(plain, kind), start=2)) for kind in KINDS}
    rooms = tuple(replace(row, opex_fen_per_a=12_345_67) if row.networks else row for row in tables["rooms"])
    networks = tuple(replace(row, built=date(2015, 3, 1)) if row.code == "N15" else row for row in tables["networks"])
    return replace(plain, **{**tables, "rooms": rooms, "networks": networks})


def plan(*choices):
    return Scenario(
        id="plan", name={"zh": "案", "en": "Plan"}, base=None, snapshot="latest", census="latest", prices="sample_2018", start="2018Q1",
        horizon=20, discount_rate=0.08, choices=choices, platforms={"level3_zone": "2018Q3"},
    )  # fmt: skip


PLAN = plan(
    Choice(code="N05", option=Option.MERGE_ADMIN, finish="2018Q4", interim=Interim.GATEWAY, interim_from="2018Q2"),
    Choice(code="N15", option=Option.MERGE_ADMIN, finish="2019Q1"),
    Choice(code="N16", option=Option.MERGE_PUBLIC, finish="2019Q2"),
    Choice(code="N20", option=Option.WITHDRAW, finish="2018Q2"),
)


def reckoned(changed):
    case, _ = build_case(PLAN, changed, None, PRICES)
    return case, {line.id: line for line in (*cost_lines(case), *write_offs(case))}


def said(line):
    """All that a line says but where it stands."""
    return None if line is None else replace(line, evidence=())


def rests(case, line):
    """The cells a line rests on: its own evidence, and what decided for the networks it is about."""
    users = str(line.params.get("users") or "").split(", ")
    decisions = [case.decisions[code] for code in (line.network, *users) if code in case.decisions]
    decided = [verdict for one in decisions for verdict in (one.verdict, one.refused)]
    return {item.place for item in (*line.evidence, *(item for one in decided if one for item in one.evidence))}


def change(sheet, place, **values):
    rows = list(getattr(census(), sheet))
    rows[place] = replace(rows[place], **values)
    return replace(census(), **{sheet: tuple(rows)}), rows[place].cell


def place_of(kind, fits):
    return next(n for n, row in enumerate(getattr(census(), kind)) if fits(row))


def network(code, **values):
    return change("networks", place_of("networks", lambda row: row.code == code), **values)


def opex(code, **values):
    now = next(row for row in census().networks if row.code == code).opex_fen_per_a
    return network(code, opex_fen_per_a=replace(now, **values))


def fee():
    place = place_of("circuits", lambda row: row.network == "N05" and row.contract and (row.fee_fen_per_a or 0) > 10_000)
    return change("circuits", place, fee_fen_per_a=census().circuits[place].fee_fen_per_a - 4_444)


def contract(**values):
    used = {row.contract for row in census().circuits if row.network == "N05"}
    return change("contracts", place_of("contracts", lambda row: row.code in used), **values)


def presence(code, **values):
    bare = {row.site for row in census().presences if row.network in {"W1", "W2"}}
    own = {row.site for row in census().presences if row.network == code}
    alone = next(site for site in sorted(own) if site in bare)
    return change("presences", place_of("presences", lambda row: row.network == code and row.site == alone), **values)


def bare_site():
    served = {row.site for row in census().presences if row.network in {"W1", "W2"}}
    return next(row.site for row in census().presences if row.network in {"N05", "N15", "N16"} and row.site not in served)


def bare_presence(**values):
    site = bare_site()
    return change("presences", place_of("presences", lambda row: row.site == site and row.network in {"N05", "N15", "N16"}), **values)


def bare_place(**values):
    site = bare_site()
    return change("sites", place_of("sites", lambda row: row.code == site), **values)


def room(**values):
    return change("rooms", place_of("rooms", lambda row: "N05" in row.networks and row.opex_fen_per_a), **values)


def application(code, **values):
    return change(
        "applications", place_of("applications", lambda row: row.network == code and row.state == "in_use" and not row.zombie), **values
    )


def consent():
    return change("consents", place_of("consents", lambda row: row.network == "N05"), state=ConsentState.REFUSED)


KINDS_OF_CELL = {
    "yearly cost of a circuit": (fee, {Item.CIRCUIT, Item.CIRCUIT_OTHER, Item.PENALTY}),
    "end of a contract": (lambda: contract(end=date(2021, 12, 31), penalty_share=0.4), {Item.PENALTY}),
    "notice of a contract": (lambda: contract(notice_months=30), {Item.CIRCUIT, Item.PENALTY}),
    "maintenance": (lambda: opex("N08", maintenance=7_777_00), {Item.MAINTENANCE, Item.AGEING}),
    "staff cost": (lambda: opex("N15", staff=66_666_00), {Item.STAFF, Item.DUAL_SUPPORT}),
    "power cost": (lambda: opex("N15", power=5_555_00), {Item.POWER}),
    "security cost": (lambda: opex("N15", security=0), {Item.SECURITY, Item.ASSESSMENT}),
    "declared circuit cost": (lambda: opex("N15", circuits=99_999_900), {Item.CIRCUIT_OTHER}),
    "construction cost": (lambda: network("N15", capex_fen=9_999_900), {Item.CONSTRUCTION, Item.WRITE_OFF}),
    "date built": (lambda: network("N15", built=date(2016, 5, 1)), {Item.WRITE_OFF}),
    "renewal": (lambda: network("N08", renewal_fen=1_234_500, renewal_due="2019Q2"), {Item.RENEWAL, Item.AGEING}),
    "hosts, renumbered": (lambda: presence("N16", hosts=77), {Item.RENUMBER}),
    "hosts, where an access comes": (lambda: bare_presence(hosts=170), {Item.ACCESS_DEVICE, Item.ACCESS_INSTALL, Item.ACCESS_FEE, Item.ACCESS_MAINTENANCE}),
    "bandwidth need": (lambda: bare_presence(bandwidth_bps=900_000_000), {Item.ACCESS_DEVICE, Item.ACCESS_INSTALL, Item.ACCESS_FEE, Item.ACCESS_MAINTENANCE}),
    "kind of site": (lambda: bare_place(kind=SiteKind.TOWNSHIP), {Item.ACCESS_FEE}),
    "yearly cost of a room": (lambda: room(opex_fen_per_a=3_210_00), {Item.ROOM}),
    "state of an application": (lambda: application("N15", state="stopped"), {Item.RETEST}),
    "date of an application": (lambda: application("N15", ready="2019Q4"), None),
    "level of protection": (lambda: network("N15", mlps_level=2), {Item.PLATFORM, Item.PLATFORM_RUN}),
    "a consent refused": (consent, None),
    "a network kept by law": (lambda: network("N16", statutory=True), None),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS_OF_CELL)
def test_changing_one_cell_changes_exactly_the_lines_that_rest_on_it(kind):
    make, items = KINDS_OF_CELL[kind]
    changed, cell = make()
    (before_case, before), (after_case, after) = reckoned(census()), reckoned(changed)
    moved = {key for key in before.keys() | after.keys() if said(before.get(key)) != said(after.get(key))}
    assert moved, "the cell decides nothing"
    for key in moved:
        named = {place for case, lines in ((before_case, before), (after_case, after)) if key in lines for place in rests(case, lines[key])}
        assert cell in named, f"{key} changed and does not name {cell}"
    if items is not None:
        assert {(before.get(key) or after[key]).item for key in moved} == items


def test_a_cell_that_decides_nothing_changes_nothing():
    for changed, _ in (
        change("presences", place_of("presences", lambda row: row.network == "N03"), hosts=4_321),
        network("N15", purpose="其他"),
        change("units", 0, name="改名局"),
        (replace(census(), dependencies=(*census().dependencies, Dependency(code="D-X", from_network="N15", application=census().applications[0].code, cell="x"))), ""),
    ):  # fmt: skip
        before, after = reckoned(census())[1], reckoned(changed)[1]
        assert {key: said(line) for key, line in before.items()} == {key: said(line) for key, line in after.items()}


def test_every_line_names_a_place():
    for line in reckoned(census())[1].values():
        assert line.evidence, line.id
        assert all(item.place for item in line.evidence), line.id
