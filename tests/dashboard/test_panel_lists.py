"""What the panel lists: hosts where they hang, and what became of a thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.pages.map import on_map, stand_in
from dashboard.panel import panel
from dashboard.shell import nothing_found, search_groups
from services.home import Home
from services.snapshotting import make_snapshot
from services.topologies import current
from tests.dashboard.test_pages import components, texts
from tests.resolve.made import gig, hears, local_ports, mac, port, record
from topology.model.records import Arp, InterfaceKind
from topology.model.tables import FdbEntry, FdbStatus
from topology.model.text import translator
from topology.store.records import Kept
from topology.store.runs import RunKind, RunState

HOSTS = 15


def _learned(number: int, on: int) -> FdbEntry:
    return FdbEntry(mac=mac(700 + number), vlan=10, interface=gig(on), status=FdbStatus.LEARNED, ref=f"1.3.6.1.{number}")


def _looks() -> Iterator[tuple[Any, ...]]:
    """A gateway and an access switch: host 0 alone on port 2, the others on port 3; then host 0 moves; one only ARP shows."""
    svi = port(10, name="Vlanif10", kind=InterfaceKind.VLAN, addresses=("10.1.1.1/24",), mac=mac(1))
    arp = tuple(Arp(address=f"10.1.1.{20 + n}", mac=mac(700 + n), interface="Vlanif10") for n in range(HOSTS + 1))
    for minutes, on in enumerate((2, 1)):
        up = record(
            "10.9.0.1", "CORE", chassis=mac(1), ports=[svi, port(1)], arp=arp, minutes=minutes, local_ports=local_ports(1),
            neighbours=(hears(1, chassis=mac(2), name="ACC", port_id=gig(24)),),
        )  # fmt: skip
        fdb = (_learned(0, on), *(_learned(n, 3) for n in range(1, HOSTS)))
        down = record("10.9.0.2", "ACC", chassis=mac(2), ports=[port(n) for n in (1, 2, 3, 24)], fdb=fdb, minutes=minutes)
        yield up, down


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder: Path = tmp_path_factory.mktemp("panel")
    with_hosts = Home.open(folder)
    for look in _looks():
        run = with_hosts.store.runs.start(RunKind.DISCOVERY, "look", actor="tester")
        with_hosts.store.records.append_many(run, [Kept(record=one) for one in look])
        with_hosts.store.runs.end(run, RunState.COMPLETE)
        make_snapshot(with_hosts)
    yield with_hosts
    with_hosts.close()


def _shown(home: Home, ident: str, lang: str = "en") -> tuple[str, list[str]]:
    """The words of a panel, and the ids its buttons open."""
    body = panel(home, ident, None, lang, close="x")
    opened = [part.id["id"] for part in components(body) if isinstance(getattr(part, "id", None), dict)]
    return " ".join(texts(body)), opened


def test_a_host_says_where_it_hangs_who_hears_it_and_that_it_moved(home: Home) -> None:
    topology = current(home)
    (host,) = topology.hosts_by_address["10.1.1.20"]
    said, opened = _shown(home, host.id)
    assert "alone behind it" in said
    assert "hears it" in said
    assert [host.interface, host.gateways[0]] == opened[:2]
    assert f"ACC {gig(2)} → ACC {gig(1)}" in said
    assert "moved" in said
    assert on_map(topology, host.id) == host.device


def test_a_segment_is_named_as_such(home: Home) -> None:
    topology = current(home)
    (host,) = topology.hosts_by_address["10.1.1.22"]
    assert host.interface is not None
    said, opened = _shown(home, host.interface)
    assert f"Hosts on an unmanaged segment here ({HOSTS - 1})" in said
    assert "2 more" in said
    assert opened[0] == topology.hosts_by_address["10.1.1.21"][0].id, "by address"
    zh, _ = _shown(home, host.interface, "zh")
    assert "此处非网管网段上的主机" in zh


def test_devices_and_prefixes_list_their_hosts(home: Home) -> None:
    topology = current(home)
    core, access = (next(device for device in topology.devices if device.name == name) for name in ("CORE", "ACC"))
    assert f"Hosts here ({HOSTS})" in _shown(home, access.id)[0]
    said, opened = _shown(home, core.id)
    assert "Heard here, place unknown (1)" in said
    assert topology.hosts_by_address[f"10.1.1.{20 + HOSTS}"][0].id in opened
    assert f"Hosts in it ({HOSTS + 1})" in _shown(home, topology.prefixes[0].id)[0]
    assert on_map(topology, topology.prefixes[0].id) == core.id


def test_every_kind_with_a_history_says_since_when(home: Home) -> None:
    topology = current(home)
    for ident in (topology.devices[0].id, topology.interfaces[0].id, topology.links[0].id, topology.prefixes[0].id):
        said, _ = _shown(home, ident)
        assert "What became of it" in said
        assert "or before" in said
        assert "Nothing about it changed." in said


def test_the_search_box_groups_by_kind_and_says_when_nothing_matches(home: Home) -> None:
    groups = search_groups(home, "10.1.1.0/24", "s2", "en")
    assert {group["group"] for group in groups} == {"Prefixes", "Interfaces", "Hosts", "Devices"}
    assert groups[0]["group"] == "Prefixes"
    hosts = next(group for group in groups if group["group"] == "Hosts")
    assert len(hosts["items"]) == 8
    assert hosts["items"][0]["label"].endswith("n01")
    (found,) = search_groups(home, mac(701).replace(":", "-"), "s2", "zh")
    assert found["group"] == "主机"
    assert "“x<y”" in nothing_found("x<y", translator("en"))


def test_the_map_shows_what_stands_for_a_thing_that_is_not_drawn(home: Home) -> None:
    topology = current(home)
    host = topology.hosts_by_address["10.1.1.22"][0]
    assert stand_in(topology, {"id": host.id, "kind": None, "n": 3}) == {"id": host.device, "of": host.id, "n": "p3"}
    assert stand_in(topology, {"id": host.id, "n": 3}) == {"id": host.device, "of": host.id, "n": "g3"}
    assert stand_in(topology, {"id": host.device, "kind": "device"}) is None
    assert stand_in(topology, None) is None
