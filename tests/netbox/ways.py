"""Ways there and back, and a client that does not wait."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.netbox.belief import believe
from collectors.netbox.client import Access, NetBox
from collectors.netbox.plan import Plan, make_plan
from collectors.netbox.realms import RealmRule, Realms
from collectors.netbox.records import read_devices
from collectors.netbox.rows import read_census
from collectors.netbox.sheets import read_sheets, write_sheets
from collectors.netbox.stock import Stock
from collectors.netbox.writer import Outcome, Writer, prepare, read_all
from tests.netbox.made import WHEN
from tests.netbox.server import TOKEN, Server
from topology.model.entities import Topology
from topology.model.errors import Problem
from topology.model.ledger import Ledger
from topology.model.records import DeviceRecord
from topology.model.rules import Rules
from topology.resolve import resolve


def client(server: Server, *, page: int = 500, timeout_s: float = 10.0, token: str = TOKEN) -> NetBox:
    """Return a client that never sleeps."""
    return NetBox(Access(url=server.url, token=token, page=page, timeout_s=timeout_s), sleep=lambda _seconds: None)


def push(server: Server, want: Stock, *, prune: bool = False, overwrite: bool = False, batch: int = 200) -> tuple[Plan, Outcome]:
    """Push a stock."""
    netbox = client(server)
    try:
        tag = prepare(netbox)
        plan = make_plan(read_all(netbox, []), want, prune=prune, overwrite=overwrite)
        return plan, Writer(netbox, want, plan, batch=batch, tag=tag).run()
    finally:
        netbox.close()


def pull(server: Server, problems: list[Problem] | None = None) -> Stock:
    """Read a server."""
    netbox = client(server)
    try:
        return read_all(netbox, [] if problems is None else problems)
    finally:
        netbox.close()


def through_server(server: Server, topology: Topology, records: Mapping[str, DeviceRecord]) -> Stock:
    """Push a topology and pull it again."""
    _, outcome = push(server, believe(topology, records).stock)
    assert outcome.problems == []
    return pull(server)


def through_files(topology: Topology, records: Mapping[str, DeviceRecord]) -> Stock:
    """Write a topology as CSV and read it again."""
    problems: list[Problem] = []
    found = read_sheets([(name, text.encode()) for name, text, _ in write_sheets(believe(topology, records).stock)], problems)
    assert problems == []
    return found


def believed_again(
    stock: Stock, *, rules: tuple[RealmRule, ...] = (), realm: str | None = None, problems: list[Problem] | None = None
) -> Topology:
    """Return what is believed of a stock alone."""
    met: list[Problem] = [] if problems is None else problems
    realms = Realms(stock, rules, realm)
    pulled = read_devices(stock, realms, collected_at=WHEN, version="4.6.8", problems=met)
    whole = read_census(stock, realms, None, met)
    return resolve([one.record for one in pulled], whole, Rules(), Ledger(), snapshot="again")[0]
