"""Network namespaces: make the plan's hosts, cables and LANs with iproute2, and take them away again.

Every namespace of a run bears the run's prefix. What another run left behind when it was killed is found by
its lock, which died with it, and is removed before anything is made.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real.plan import CABLES, HOSTS, LANS, SPARE, VANTAGE, VANTAGE_V6, Host, State

PREFIX = "nfr-"
PLACE = Path("/tmp")
"""Folders of runs; their paths must be short, as those of sockets may have 107 octets at most."""
_PATH = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
FRR = Path("/usr/lib/frr")
PROGRAMS = ("ip", "snmpd", "snmpbulkwalk", "lldpd", "lldpcli", "zebra", "ospfd", "bgpd", "vtysh")
"""What hosts and tests run."""
_LLDP_PASSES = "0x4000"
"""Bit 14 of group_fwd_mask: frames to 01-80-C2-00-00-0E, which a bridge keeps to itself by default (IEEE 802.1Q 8.6.3)."""
VANTAGE_SPACE, LAN_SPACE = "vantage", "lans"


class CommandFailed(AssertionError):
    """A command of the lab's own ended badly."""


def command(name: str) -> str:
    """Return the path of a program; daemons live outside most users' PATH."""
    found = shutil.which(name, path=_PATH)
    assert found, f"{name} is missing: `make system` installs what the tests use"
    return found


def hindrance() -> str | None:
    """What keeps the lab from being run here, or None."""
    if os.geteuid() != 0:
        return "needs root for network namespaces"
    missing = [name for name in PROGRAMS if not shutil.which(name, path=f"{_PATH}:{FRR}")]
    if missing:
        return f"{', '.join(missing)} missing; `make system` installs what the tests use"
    name = f"{PREFIX}try-{os.getpid()}"
    if subprocess.run([command("ip"), "netns", "add", name], capture_output=True, check=False).returncode:
        return "this system lets no network namespace be made"
    run(command("ip"), "netns", "delete", name)
    return None


def run(*words: str, text: str | None = None) -> str:
    """Run a short command and return its output; `CommandFailed` says what went wrong."""
    done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise CommandFailed(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}\n{text or ''}")
    return done.stdout


@contextmanager
def run_folder() -> Iterator[Path]:
    """Yield a folder whose name is the run's prefix, held by a lock while the run lives."""
    sweep_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=PLACE))
    folder.chmod(0o755)
    with (folder / "lock.new").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / "lock.new").rename(folder / "lock")  # never seen without its lock
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep_leftovers() -> None:
    """Remove the namespaces, processes and folders of runs that have died."""
    for folder in sorted(PLACE.glob(f"{PREFIX}*")):
        try:
            with (folder / "lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_spaces(folder.name)
                shutil.rmtree(folder, ignore_errors=True)
        except (FileNotFoundError, NotADirectoryError, BlockingIOError):
            continue


def space_of(prefix: str, name: str) -> str:
    """Return the namespace of a host, the vantage or the LANs."""
    return f"{prefix}-{name}"


def spaces(prefix: str) -> list[str]:
    """Return the namespaces of a run that exist."""
    return [name for line in run(command("ip"), "netns", "list").splitlines() if (name := line.split()[0]).startswith(f"{prefix}-")]


def remove_spaces(prefix: str) -> None:
    """End every process inside a run's namespaces, by id, and delete them."""
    ip = command("ip")
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + 5
        signalled: set[int] = set()
        while (left := _processes(prefix)) and time.monotonic() < deadline:
            for process in left - signalled:
                _signal(process, number)
            signalled |= left
            time.sleep(0.05)
    for name in spaces(prefix):
        run(ip, "netns", "delete", name)


def _processes(prefix: str) -> set[int]:
    """Return the ids of the processes whose network namespace is one of a run's."""
    inodes = {(found.st_dev, found.st_ino) for name in spaces(prefix) if (found := _stat(Path("/run/netns") / name))}
    return {
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal() and (found := _stat(entry / "ns/net")) and (found.st_dev, found.st_ino) in inodes
    }


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _signal(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return


def make_spaces(prefix: str) -> None:
    """Make every namespace of the plan with its ports, addresses and cables, all up."""
    ip = command("ip")
    names = [host.name for host in HOSTS] + [VANTAGE_SPACE, LAN_SPACE]
    _batch(ip, None, (f"netns add {space_of(prefix, name)}" for name in names))
    for space, bridges in ((VANTAGE_SPACE, ["mgmt"]), (LAN_SPACE, [lan.name for lan in LANS])):
        _batch(ip, space_of(prefix, space), (f"link add {bridge} type bridge" for bridge in bridges))
    _batch(ip, None, _pairs(prefix))
    for host in HOSTS:
        _batch(ip, space_of(prefix, host.name), _host_lines(host))
    _batch(ip, space_of(prefix, VANTAGE_SPACE), _vantage_lines())
    _batch(ip, space_of(prefix, LAN_SPACE), _lan_lines())


def _batch(ip: str, space: str | None, lines: Iterable[str]) -> None:
    run(ip, *(("-n", space) if space else ()), "-batch", "-", text="\n".join(lines) + "\n")


def _end(prefix: str, host: Host, port: str) -> str:
    return f"name {port} index {host.index(port)} address {host.mac(port)} netns {space_of(prefix, host.name)}"


def _pairs(prefix: str) -> Iterator[str]:
    by_name = {host.name: host for host in HOSTS}
    for (a, p), (b, q) in CABLES:
        yield f"link add {_end(prefix, by_name[a], p)} type veth peer {_end(prefix, by_name[b], q)}"
    for lan in LANS:
        for a, p in lan.members:
            yield f"link add {_end(prefix, by_name[a], p)} type veth peer name {lan.name}-{a} netns {space_of(prefix, LAN_SPACE)}"
    for number, (a, p) in enumerate(SPARE):
        yield f"link add {_end(prefix, by_name[a], p)} type veth peer name spare{number} netns {space_of(prefix, LAN_SPACE)}"
    for host in HOSTS:
        yield f"link add {_end(prefix, host, 'eth0')} type veth peer name to-{host.name} netns {space_of(prefix, VANTAGE_SPACE)}"


def _host_lines(host: Host) -> Iterator[str]:
    if host.switch:
        yield f"link add name br0 index {host.index('br0')} address {host.mac('br0')} type bridge"
        yield "link set br0 up"
    for port in host.ports:
        if port.alias:
            yield f'link set {port.name} alias "{port.alias}"'
        if host.switch:
            yield f"link set {port.name} master br0"
        for address in port.addresses:
            yield f"address add {address} dev {port.name}" + (" nodad" if ":" in address else "")
        yield f"link set {port.name} {'down' if port.state is State.DISABLED else 'up'}"
    yield f"address add {host.router_id}/32 dev lo"
    yield f"address add {host.management}/24 dev eth0"
    yield f"address add {host.management_v6}/64 dev eth0 nodad"
    yield "link set lo up"
    yield "link set eth0 up"


def _vantage_lines() -> Iterator[str]:
    for host in HOSTS:
        yield f"link set to-{host.name} master mgmt up"
    yield f"address add {VANTAGE}/24 dev mgmt"
    yield f"address add {VANTAGE_V6}/64 dev mgmt nodad"
    yield "link set mgmt up"
    yield "link set lo up"


def _lan_lines() -> Iterator[str]:
    for lan in LANS:
        for member, _ in lan.members:
            yield f"link set {lan.name}-{member} master {lan.name} up"
        mask = _LLDP_PASSES if lan.forwards else "0"
        yield f"link set {lan.name} type bridge group_fwd_mask {mask}"
        yield f"link set {lan.name} up"
