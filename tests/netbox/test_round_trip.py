"""What is written to NetBox, by its API or as files for its import, comes back the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectors.netbox.belief import MONEY, believe
from collectors.netbox.client import Access
from services.home import Home
from services.importing import Request, import_paths
from services.netbox_pull import pull as pull_home
from services.netbox_push import belief, export
from services.netbox_push import push as push_home
from services.topologies import current
from tests.netbox import made
from tests.netbox.made import said
from tests.netbox.server import TOKEN, Server
from tests.netbox.ways import believed_again, pull, push, through_files, through_server
from topology.model.entities import LinkState
from topology.model.records import SourceKind

KEPT = ("devices", "interfaces", "vlans", "vrfs", "prefixes", "cables", "units", "networks", "sites", "circuits")


def test_the_awkward_case_comes_back_through_the_api(netbox: Server) -> None:
    topology, records = made.topology()
    again = believed_again(through_server(netbox, topology, records))
    before, after = said(topology), said(again)
    for kind in KEPT:
        assert after[kind] == before[kind], kind
    assert len(before["cables"]) == 3
    assert {link.state for link in again.links} == {LinkState.DECLARED}


def test_the_awkward_case_comes_back_through_files() -> None:
    topology, records = made.topology()
    before, after = said(topology), said(believed_again(through_files(topology, records)))
    for kind in KEPT:
        assert after[kind] == before[kind], kind


def test_a_second_push_changes_nothing_and_asks_for_nothing_to_be_written(netbox: Server) -> None:
    topology, records = made.topology()
    want = believe(topology, records).stock
    push(netbox, want)
    netbox.asked.clear()
    plan, outcome = push(netbox, believe(topology, records).stock)
    assert (plan.operations, plan.conflicts, plan.kept, plan.extra) == ((), (), len(want), ())
    assert outcome.done == {}
    assert {method for method, _ in netbox.asked} == {"GET"}


def test_the_city_comes_back_through_the_api(netbox: Server, city: Home, home: Home) -> None:
    access = Access(url=netbox.url, token=TOKEN)
    pushed = push_home(city, access)
    assert (pushed.refused, pushed.plan.conflicts) == ((), ())
    assert pushed.done == {"create": pushed.believed}
    found = pull_home(home, access)
    assert (found.devices, found.new, found.realms) == (140, 140, ("ext", "n03", "n05", "n15", "n16", "n20", "n26", "pub"))
    before, after = said(current(city)), said(current(home))
    for kind in KEPT:
        assert after[kind] == before[kind], kind
    again = pull_home(home, access)
    assert (again.new, again.changed, again.unchanged, again.run, again.snapshot) == (0, 0, 140, None, None)
    assert again.census is not None
    assert again.census.unchanged
    _check_what_was_measured_stands(city, access)


def _check_what_was_measured_stands(city: Home, access: Access) -> None:
    """Pull into the home that measured: NetBox joins the sources and says nothing new."""
    before = current(city)
    found = pull_home(city, access)
    after = current(city)
    assert found.new == 140
    assert found.census is not None
    assert found.census.unchanged
    assert {device.id for device in after.devices} == {device.id for device in before.devices}
    assert {(link.id, link.state) for link in after.links} == {(link.id, link.state) for link in before.links}
    assert all(SourceKind.NETBOX in device.sources for device in after.devices)
    assert said(after) == said(before)


def test_the_city_comes_back_through_files(city: Home, home: Home, tmp_path: Path) -> None:
    written = export(city, tmp_path / "files")
    assert len(written.files) == 25
    result = import_paths(home, [Request(path=tmp_path / "files")])
    assert [(file.state.value, file.form.value if file.form else None, file.records) for file in result.files] == [
        ("imported", "netbox", 140)
    ]
    before, after = said(current(city)), said(current(home))
    for kind in KEPT:
        assert after[kind] == before[kind], kind


def test_no_money_and_nothing_classified_leaves(city: Home) -> None:
    stock = belief(city).stock
    closed = {network.code for network in current(city).census.networks if network.classified}
    assert closed
    for items in stock.items.values():
        for item in items.values():
            assert not MONEY & set(item.facts.get("row", {}))
            assert item.facts.get("code") not in closed


@pytest.mark.parametrize("batch", [1, 7])
def test_the_size_of_batches_does_not_matter(netbox: Server, batch: int) -> None:
    topology, records = made.topology()
    want = believe(topology, records).stock
    _, outcome = push(netbox, want, batch=batch)
    assert (outcome.done, outcome.problems) == ({"create": len(want)}, [])
    assert said(believed_again(pull(netbox))) == said(topology)
