"""Net-SNMP as a peer: Debian's snmpd as the agent to be read, and snmpbulkwalk as the reader that prints text."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.snmp_reader import Login
from collectors.snmp import ber

_CIPHERS = {"AES-128": "AES"}
"""Net-SNMP's words where they are not ours."""
_PROBE = (1, 3, 6, 1, 2, 1, 1, 3, 0)


def _binary(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found is None:
        raise SystemExit(f"benchmarks: {name} is missing; `make system` installs it")
    return found


@contextmanager
def running_agent(root: Sequence[int], rows: int, logins: Sequence[Login]) -> Iterator[int]:
    """Run snmpd with integers below `root`, numbered from 1; yield its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    oid = ".".join(map(str, root))
    lines = [f"agentaddress udp:127.0.0.1:{port}"]
    for login in logins:
        if login.user:
            cipher = _CIPHERS.get(login.priv, login.priv)
            lines.append(f'createUser {login.user} {login.auth} "{login.auth_password}" {cipher} "{login.priv_password}"')
            lines.append(f"rouser {login.user} priv")
        else:
            lines.append(f"rocommunity {login.community} 127.0.0.1")
    lines += [f"override {oid}.{number} integer {number}" for number in range(1, rows + 1)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = folder / "snmpd.conf"
        config.write_text("\n".join(lines) + "\n")
        command = [_binary("snmpd"), "-f", "-Lf", str(folder / "log"), "-C", "-c", str(config), "-p", str(folder / "pid"), "-I", "-smux"]
        environment = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": name}
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(port, next(login.community for login in logins if not login.user))
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _wait(port: int, community: str) -> None:
    deadline_s = time.monotonic() + 60
    question = ber.encode_request(ber.VERSION_2C, community.encode(), ber.GET, 7, (_PROBE,))
    while time.monotonic() < deadline_s:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.3)
            probe.connect(("127.0.0.1", port))
            try:
                probe.send(question)
                header = ber.decode_header(probe.recv(65_535))
            except OSError:
                time.sleep(0.1)
                continue
            if header.pdu_type == ber.RESPONSE:  # the kernel may give the probe the very port it asks, and then it hears itself
                return
    raise SystemExit("benchmarks: snmpd does not answer")


def bulk_walk_command(address: str, port: int, login: Login, root: Sequence[int], repetitions: int, *options: str) -> list[str]:
    """Return the command that walks a subtree."""
    if login.user:
        cipher = _CIPHERS.get(login.priv, login.priv)
        who = [
            "-v3",
            "-u",
            login.user,
            "-l",
            "authPriv",
            "-a",
            login.auth,
            "-A",
            login.auth_password,
            "-x",
            cipher,
            "-X",
            login.priv_password,
        ]
    else:
        who = ["-v2c", "-c", login.community]
    return [_binary("snmpbulkwalk"), *who, "-On", f"-Cr{repetitions}", *options, f"{address}:{port}", ".".join(map(str, root))]


ENVIRONMENT = {"MIBS": "", "PATH": "/usr/bin:/bin", "SNMP_PERSISTENT_DIR": "/nonexistent"}
"""Without MIB files, and without anything remembered."""


def bulk_walk_s(address: str, port: int, login: Login, root: Sequence[int], repetitions: int) -> tuple[int, float]:
    """Walk a subtree by snmpbulkwalk; return the values and the CPU of the whole process, its start included [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = bulk_walk_command(address, port, login, root, repetitions)
    done = subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout.count(b"\n"), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
