"""The running lab: starts every daemon, waits until the hosts have met, and answers as the vantage does."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.real.daemons import Room, agent_words, frr_texts, frr_words, lldpd_words
from tests.real.namespaces import VANTAGE_SPACE, CommandFailed, command, make_spaces, remove_spaces, run_folder, space_of
from tests.real.plan import BGP, CABLES, COMMUNITY, HOSTS, HUB, hears, ospf_neighbours

_START_S = 40
"""Time for the whole start; it takes about eight seconds on two idle cores."""
_PAUSE_S = 0.1
_FULL = 8
"""ospfNbrState full (RFC 4750)."""


@dataclass(frozen=True)
class RealLab:
    """The lab as the tests see it."""

    rooms: tuple[Room, ...]
    vantage: str
    """Namespace from which every host's management address is reached."""
    phases: dict[str, float]
    """Seconds from the start of the lab to the end of each phase of it."""

    def room(self, name: str) -> Room:
        """Return the room of a host."""
        return next(room for room in self.rooms if room.host.name == name)

    def at_vantage(self, *words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command where the collector stands."""
        return subprocess.run(
            [command("ip"), "netns", "exec", self.vantage, *words],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def walk(self, address: str, root: str, *, v3: tuple[str, ...] = ()) -> dict[tuple[int, ...], str]:
        """Read a column with Net-SNMP: the index below `root` to the value as text."""
        access = v3 or ("-v2c", "-c", COMMUNITY)
        done = self.at_vantage(command("snmpbulkwalk"), *access, "-On", "-OQ", "-Oe", "-Ih", address, root, environment={"MIBS": ""})
        assert done.returncode == 0, f"{address} {root}: {done.stderr}"
        rows = {}
        for line in done.stdout.splitlines():
            name, separator, value = line.partition(" = ")
            if separator and name.startswith(f".{root}."):
                rows[tuple(int(part) for part in name.removeprefix(f".{root}.").split("."))] = value.strip('"').strip()
        return rows


@contextmanager
def running_lab() -> Iterator[RealLab]:
    """Run the lab; nothing of it is left afterwards, whatever happened inside."""
    with run_folder() as folder:
        rooms: list[Room] = []
        processes: list[subprocess.Popen[bytes]] = []
        try:
            make_spaces(folder.name)
            rooms.extend(Room.of(host, folder) for host in HOSTS)
            phases = _start(rooms, processes)
            yield RealLab(tuple(rooms), space_of(folder.name, VANTAGE_SPACE), phases)
        finally:
            for process in processes:
                process.terminate()
            remove_spaces(folder.name)
            for process in processes:
                process.wait(10)


def _start(rooms: list[Room], processes: list[subprocess.Popen[bytes]]) -> dict[str, float]:
    """Start everything in the order in which one needs the other, and wait until all have met."""
    began = time.monotonic()
    phases: dict[str, float] = {}

    def wait(phase: str, conditions: Iterable[tuple[str, Callable[[], object]]]) -> None:
        left = began + _START_S - time.monotonic()
        waiting = wait_until(dict(conditions), left, lambda: all(process.poll() is None for process in processes))
        if waiting:
            died = [process.args for process in processes if process.poll() is not None]
            logs = "\n".join(room.logs() for room in rooms)
            raise AssertionError(f"{phase}: still waiting for {waiting} after {_START_S} s; ended: {died}\n{logs}")
        phases[phase] = round(time.monotonic() - began, 2)

    processes += [room.start(*agent_words()) for room in rooms]
    wait("agents", ((room.host.name, lambda room=room: room.listens("agentx/master")) for room in rooms))
    routers = [room for room in rooms if not room.host.switch]
    processes += [room.start(*frr_words("zebra")) for room in routers]
    processes += [room.start(*lldpd_words(room.host)) for room in rooms if room.host.lldpd]
    wait("zebra", ((room.host.name, lambda room=room: room.listens("frr/zserv.api")) for room in routers))
    processes += [room.start(*frr_words(daemon)) for room in routers for daemon in frr_texts(room.host) if daemon != "zebra"]
    wait("lldp", ((room.host.name, lambda room=room: lldp_met(room)) for room in rooms if room.host.lldpd))
    wait("bgp", ((room.host.name, lambda room=room: bgp_met(room)) for room in rooms if room.host.asn))
    wait("ospf", ((room.host.name, lambda room=room: ospf_met(room)) for room in rooms if room.host.ospf))
    return phases


def wait_until(conditions: dict[str, Callable[[], object]], seconds: float, alive: Callable[[], bool] = lambda: True) -> list[str]:
    """Wait until every condition has held once; the names of those that did not in time. A daemon may refuse a question while it starts."""

    def holds(condition: Callable[[], object]) -> bool:
        try:
            return bool(condition())
        except CommandFailed:
            return False

    deadline = time.monotonic() + seconds
    waiting = conditions
    while waiting := {name: condition for name, condition in waiting.items() if not holds(condition)}:
        if time.monotonic() > deadline or not alive():
            break
        time.sleep(_PAUSE_S)
    return sorted(waiting)


# --- what the hosts say themselves ---------------------------------------------------------------


def heard(host: str) -> set[tuple[str, str, str]]:
    """What a host must hear by LLDP: own port, the other's name, the other's MAC or name of its port."""
    lines = [*CABLES, *((a, b) for a in HUB.members for b in HUB.members if a < b)]
    both_ways = [*lines, *(line[::-1] for line in lines)]
    return {(here[1], *there) for here, there in both_ways if here[0] == host and hears(here, there)}


def _many(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def hearing_ports(room: Room) -> list[str]:
    """The ports on which a host's lldpd remembers a neighbour, once for each."""
    answer = json.loads(room.lldpcli("-f", "json0", "show", "neighbors"))
    return sorted(entry["name"] for section in _many(answer["lldp"]) for entry in _many(section.get("interface", [])))


def lldp_met(room: Room) -> bool:
    """Whether lldpd has heard as many neighbours on each port as it must, no more and no less."""
    return room.listens("lldpd.socket") and hearing_ports(room) == sorted(port for port, _, _ in heard(room.host.name))


def _frr(room: Room, daemon: str, line: str) -> dict[str, Any]:
    if not room.listens(f"frr/{daemon}.vty"):
        return {}
    found: dict[str, Any] = json.loads(room.vtysh(line) or "{}")
    return found


def ospf_met(room: Room) -> bool:
    """Whether each OSPF neighbour that the host must have is fully adjacent."""
    answer = _frr(room, "ospfd", "show ip ospf neighbor json").get("neighbors", {})
    full = {(name, one["address"]) for name, lines in answer.items() for one in lines if one["nbrState"].startswith("Full")}
    return full == ospf_neighbours(room.host.name)


def bgp_met(room: Room) -> bool:
    """Whether the host's BGP session is established."""
    peers = _frr(room, "bgpd", "show bgp ipv4 unicast summary json").get("peers", {})
    return {address for address, peer in peers.items() if peer["state"] == "Established"} == {BGP[room.host.name][1]}
