"""Debian's snmpd, started by a test on an unprivileged port of loopback with a configuration of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collectors.snmp import ber
from tests.ports import free_port

BINARY = shutil.which("snmpd", path=os.environ.get("PATH", "") + ":/usr/sbin")


def answers(port: int) -> bool:
    """Whether an agent answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.2)
        probe.connect(("127.0.0.1", port))
        try:
            probe.send(ber.encode_request(1, b"netfold", ber.GET, 7, ((1, 3, 6, 1, 2, 1, 1, 5, 0),)))
            header = ber.decode_header(probe.recv(65_535))
        except OSError:
            return False
        # the kernel may give the probe the very port it asks, and then it hears itself
        return (header.request_id, header.pdu_type) == (7, ber.RESPONSE)


@contextmanager
def running(folder: Path, extra: str = "") -> Iterator[int]:
    """Run snmpd; yield its port."""
    assert BINARY, "snmpd is missing: `make system` installs it"
    port = free_port()
    config = folder / "snmpd.conf"
    config.write_text(
        f"agentaddress udp:127.0.0.1:{port}\nrocommunity netfold 127.0.0.1\nsysName debian-agent\n"
        f"sysLocation S0101 room\nsysContact ops\n{extra}"
    )
    environment = {**os.environ, "SNMP_PERSISTENT_DIR": str(folder), "MIBS": ""}
    process = subprocess.Popen(
        [BINARY, "-f", "-Lf", str(folder / "snmpd.log"), "-C", "-c", str(config), "-p", str(folder / "snmpd.pid"), "-I", "-smux"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 120
        while not answers(port):
            assert process.poll() is None, (folder / "snmpd.log").read_text()
            assert time.monotonic() < deadline, "snmpd does not answer"
            time.sleep(0.01)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)
