"""The lab itself: its plan adds up, and nothing of a killed run stays behind."""

from __future__ import annotations

import subprocess
import tempfile
from collections import Counter
from ipaddress import ip_interface
from pathlib import Path

from tests.real.namespaces import PLACE, PREFIX, command, run, space_of, spaces, sweep_leftovers
from tests.real.plan import CABLES, HOST, HOSTS, LANS, LINKS, OSPF, SEGMENT, SPARE, TWO_SIDED, UNHEARD, ospf_neighbours


def test_the_plan_is_whole():
    ends = Counter(end for line in CABLES for end in line) + Counter(end for lan in LANS for end in lan.members) + Counter(SPARE)
    assert ends == Counter((host.name, port.name) for host in HOSTS for port in host.ports), "each port has one place"
    assert len(HOSTS) == 10
    assert (len(LINKS), len(TWO_SIDED), len(SEGMENT), len(UNHEARD)) == (13, 11, 3, 2)
    macs = [host.mac(port) for host in HOSTS for port in host.interfaces if port not in {"lo", "br0"}]
    assert len(macs) == len(set(macs))
    for line in CABLES:
        networks = {ip_interface(address).network for name, port in line for address in HOST[name].port(port).addresses}
        addresses = sum(len(HOST[name].port(port).addresses) for name, port in line)
        assert addresses in {2 * len(networks), len(networks)}, line  # a switch's port has none
    for lan in LANS:
        assert len({ip_interface(address).network for name, port in lan.members for address in HOST[name].port(port).addresses}) == 1


def test_adjacencies_are_mutual():
    assert frozenset({"dist1", "dist2"}) in OSPF
    by_id = {host.router_id: host.name for host in HOSTS}
    pairs = Counter(frozenset({host.name, by_id[router]}) for host in HOSTS for router, _ in ospf_neighbours(host.name))
    assert set(pairs) == OSPF
    twice = {frozenset({"core1", "core2"}), frozenset({"acc3", "acc4"})}
    assert pairs == {pair: 4 if pair in twice else 2 for pair in OSPF}, "one entry at each end of each line"


def test_a_killed_run_is_cleared_away_and_a_living_one_is_not(lab):
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=PLACE))
    space = space_of(folder.name, "core1")
    run(command("ip"), "netns", "add", space)
    daemon = subprocess.Popen([command("ip"), "netns", "exec", space, "sleep", "600"])
    try:
        sweep_leftovers()
        assert spaces(folder.name) == [space], "a folder without its lock is a run that has just begun"
        (folder / "lock").touch()
        sweep_leftovers()
        assert daemon.wait(5) == -15
        assert not folder.exists()
        assert spaces(folder.name) == []
    finally:
        daemon.kill()
        daemon.wait(5)
    assert len(spaces(lab.vantage.removesuffix("-vantage"))) == len(HOSTS) + 2
